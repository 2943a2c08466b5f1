export default function (component) {
  const { root, emit, d } = start(component);
  const closed = (root.closed ||= new Set());
  // On a telephone the menu lies over the page that was chosen from it.
  const leave = () => document.querySelector('[data-testid="stSidebarHeader"] button')?.click();
  const indent = (i) => i.depth ? `padding-inline-start:${(0.6 + Math.min(i.depth, 5) * 0.75).toFixed(2)}rem` : null;
  const entry = (i) => i.page ? h("button", { type: "button", style: indent(i), "aria-current": i.page === d.page ? "page" : null,
      onclick: () => { emit({ do: "go", page: i.page }); if (innerWidth <= 640) leave(); } }, h("span", {}, i.text), i.count > 0 && h("span", { class: "count" }, i.count))
    : i.href ? h("a", { class: "link", href: i.href, target: "_blank" }, i.text, " ↗") : h("div", { class: "sub", style: indent(i) }, i.text);
  const group = (g) => {
    const el = h("details", { ontoggle: () => { el.open ? closed.delete(g.text) : closed.add(g.text); } }, h("summary", { class: "group" }, g.text), g.items.map(entry));
    el.open = !closed.has(g.text) || g.items.some((i) => i.page === d.page);
    return el;
  };
  root.replaceChildren(h("nav", { "aria-label": d.label }, d.items.map((i) => i.items ? group(i) : entry(i))));
}
