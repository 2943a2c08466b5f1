export default function (component) {
  const { root, emit, d } = start(component);
  root.replaceChildren(h("nav", { "aria-label": d.label }, d.items.map((i) =>
    i.page ? h("button", { type: "button", class: i.deep ? "deep" : "", "aria-current": i.page === d.page ? "page" : null,
        onclick: () => emit({ do: "go", page: i.page }) }, h("span", {}, i.text), i.count > 0 && h("span", { class: "count" }, i.count))
    : i.href ? h("a", { class: "link", href: i.href, target: "_blank" }, i.text, " ↗")
    : h("div", { class: i.deep ? "sub" : "group" }, i.text))));
}
