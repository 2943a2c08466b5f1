export default function (component) {
  const { root, emit, d } = start(component);
  root.replaceChildren(h("header", {},
    h("div", { role: "status", "aria-live": "polite" }, d.flashes.map((f) => h("div", { class: "flash " + f.kind }, h("div", { class: "break" }, f.kind === "success" ? "✓ " : "", f.text),
      f.lines.length > 0 && h("ul", {}, f.lines.map((l) => h("li", { class: "break" }, "· ", l))),
      f.next.length > 0 && h("div", { class: "next" }, f.next.map((n) => h("button", { type: "button", class: "box", onclick: () => emit(n.event) }, n.text, " →")))))),
    d.path && h("div", { class: "path" }, d.path),
    h("div", { class: "line" }, h("h1", { class: "break" }, d.title), ),
    d.guides.length > 0 && h("div", { class: "guides small" }, icon("book"), " ", h("span", { class: "mute" }, d.guide), d.guides.map((g) => h("a", { href: g.href, target: "_blank" }, g.text, " ↗"))),
    d.text && h("p", { class: "mute" }, d.text),
    d.tabs.length > 1 && h("div", { class: "tabs", role: "tablist" }, d.tabs.map((t) => h("button", { type: "button", role: "tab", "aria-selected": String(t.id === d.tab),
      onclick: () => emit({ do: "go", page: t.id }) }, t.text))),
    d.actions.length > 0 && h("div", { class: "acts" }, d.actions.map((a, n) => h("button", { type: "button", class: a.ok ? (a.main && n === 0 ? "main" : "box") : "box blocked", title: a.ok ? null : a.why,
      onclick: () => emit({ do: "act", action: a.id, values: a.values || {} }) }, a.title)))));
}
