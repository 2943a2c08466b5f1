export default function (component) {
  const { root, emit, d } = start(component);
  const status = h("span", { class: "small", role: "status" });
  const read = async (file) => {
    if (!file) return;
    status.textContent = d.opening;
    emit(file.size > d.limit ? { do: "upload", size: file.size } : { do: "upload", text: await file.text() });
    setTimeout(() => { status.textContent = ""; input.value = ""; }, 1500);
  };
  const input = h("input", { type: "file", accept: ".json,application/json", class: "visually-hidden", "aria-label": d.label, onchange: () => read(input.files[0]) });
  const label = h("label", { ondragover: (e) => { e.preventDefault(); label.classList.add("over"); }, ondragleave: () => label.classList.remove("over"),
    ondrop: (e) => { e.preventDefault(); label.classList.remove("over"); read(e.dataTransfer.files[0]); } },
    h("b", {}, d.label), h("span", { class: "pick" }, d.choose), h("span", { class: "small mute" }, d.help), input, status);
  root.replaceChildren(label);
}
