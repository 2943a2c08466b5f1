export default function (component) {
  const { root, emit, d } = start(component);
  // The printed page is a document of its own in a frame without scripts, so that only the paper is printed.
  const print = () => {
    const frame = h("iframe", { style: "position: fixed; inset-inline-start: -100vw; width: 60rem; height: 60rem; border: 0", "aria-hidden": "true", tabindex: -1, sandbox: "allow-same-origin allow-modals", srcdoc: d.html });
    frame.addEventListener("load", () => { frame.contentWindow.focus(); frame.contentWindow.print(); setTimeout(() => frame.remove(), 60000); });
    document.body.append(frame);
    emit({ do: "print" });
  };
  const cell = (c) => h("td", { class: c.num ? "num" : "" }, bdi(c.t));
  root.replaceChildren(d.html && h("div", { class: "bar" }, h("button", { type: "button", class: "main", onclick: print }, d.print), h("span", { class: "small mute" }, d.hint)),
    h("article", { class: "sheet", "aria-label": d.title }, h("h1", {}, d.title),
      h("table", {}, h("tbody", {}, d.facts.map((f) => h("tr", {}, h("th", { scope: "row" }, f.label), h("td", {}, bdi(f.value)))))),
      d.heading.length > 0 && h("div", { class: "wrap", tabindex: 0, role: "region", "aria-label": d.title }, h("table", {}, h("thead", {}, h("tr", {}, d.heading.map((t, n) => h("th", { scope: "col", class: d.rows.some((r) => r[n].num) ? "num" : "" }, t)))),
        h("tbody", {}, d.rows.map((r, n) => h("tr", { class: n === d.rows.length - 1 ? "last" : "" }, r.map(cell)))))),
      d.foot && h("p", { class: "small mute" }, d.foot)));
}
