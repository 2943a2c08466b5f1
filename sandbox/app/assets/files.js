export default function (component) {
  const { root, d } = start(component);
  const w = d.words, status = (root.status ||= h("span", { class: "small mute", role: "status" }));
  // Fetched here and not by following a link: what cannot be had is said in place, and what takes long says so.
  const get = async (f, button) => {
    if (button.disabled) return;
    button.disabled = true; status.textContent = w.making; status.classList.remove("bad");
    try {
      const answer = await fetch(f.href, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const url = URL.createObjectURL(await answer.blob());
      h("a", { href: url, download: f.name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60000);
      status.textContent = w.made;
    } catch {
      status.textContent = w.failed; status.classList.add("bad");
    }
    button.disabled = false;
  };
  root.replaceChildren(h("div", { class: "files" }, d.label && h("span", { class: d.box ? "break" : "small mute" }, d.label),
    d.files.map((f) => { const b = h("button", { type: "button", class: d.box ? "box" : "plain small", "aria-label": d.label ? d.label + " " + f.text : f.text, onclick: () => get(f, b) }, "⤓ ", f.text); return b; }), status));
}
