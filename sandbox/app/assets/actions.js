export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words, list = h("div", { class: "list" });
  const button = (a) => h("button", { type: "button", class: "box" + (a.ok ? "" : " blocked"), title: a.why || null, "aria-description": a.why || null, onclick: () => emit({ do: "act", action: a.id, values: {} }) }, a.title);
  const show = () => {
    const needle = (root.needle || "").trim().toLowerCase();
    const groups = d.groups.map((g) => ({ menu: g.menu, actions: g.menu.toLowerCase().includes(needle) ? g.actions : g.actions.filter((a) => a.title.toLowerCase().includes(needle)) })).filter((g) => g.actions.length);
    list.replaceChildren(...groups.map((g) => h("div", { class: "item" }, h("span", { class: "menu" }, g.menu), h("span", { class: "acts" }, g.actions.map(button)))));
    if (!groups.length) list.append(h("p", { class: "mute" }, d.groups.length ? w.none : w.nothing));
  };
  const search = h("input", { type: "search", placeholder: w.search, "aria-label": w.search, value: root.needle || "", oninput: (e) => { root.needle = e.target.value; show(); } });
  root.replaceChildren(...(d.groups.length ? [search, list] : [list]));
  show();
}
