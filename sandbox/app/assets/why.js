export default function (component) {
  const { root, emit, d } = start(component);
  root.replaceChildren(h("section", { class: "why", role: "alert" }, h("b", {}, d.title), reasons(d.reasons, d.words, emit, {}, d.guides)));
}
