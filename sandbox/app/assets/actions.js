export default function (component) {
  const { root, emit, d } = start(component);
  root.replaceChildren(h("div", { class: "list" }, d.groups.map((g) => h("div", { class: "item" }, h("span", { class: "menu" }, g.menu),
    h("span", { class: "acts" }, g.actions.map((a) => h("button", { type: "button", class: "box" + (a.ok ? "" : " blocked"), title: a.why || null, onclick: () => emit({ do: "act", action: a.id, values: {} }) }, a.title)))))));
}
