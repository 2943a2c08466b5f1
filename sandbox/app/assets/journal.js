export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words;
  const who = h("select", { onchange: () => emit({ holder: who.value }) }, h("option", { value: "" }, w.all), d.holders.map((x) => h("option", { value: x.id }, x.text)));
  who.value = d.holder;
  const date = (key, label) => h("label", {}, label, " ", h("input", { type: "date", value: d[key], onchange: (e) => emit({ [key]: e.target.value }) }));
  const line = (r) => r.moves.map((m, n) => h("tr", { class: n ? "" : "first" },
    n === 0 && h("td", { rowspan: r.moves.length, class: "nowrap" }, r.at),
    n === 0 && h("td", { rowspan: r.moves.length }, bdi(r.memo), r.rule && [" ", h("a", { href: r.rule, target: "_blank", title: r.why, "aria-label": r.why }, icon("book"))]),
    h("td", {}, side(m.out)), h("td", {}, side(m.into), m.more && h("div", { class: "small mute" }, m.more)), h("td", { class: "num" }, m.amount)));
  const old = root.querySelector("select"), focused = old && root.getRootNode().activeElement === old;
  root.replaceChildren(h("h2", {}, w.title),
    h("div", { class: "find" }, h("label", {}, w.holder, " ", who), date("since", w.since), date("until", w.until), h("span", { class: "small mute", role: "status" }, d.count)),
    h("div", { class: "wrap", tabindex: 0, role: "region", "aria-label": w.title }, h("table", {}, h("caption", { class: "visually-hidden" }, w.title),
      h("thead", {}, h("tr", {}, [w.at, w.memo, w.from, w.to, w.amount].map((t, n) => h("th", { scope: "col", class: n === 4 ? "num" : "" }, t)))),
      h("tbody", {}, d.rows.map(line), d.rows.length === 0 && h("tr", {}, h("td", { colspan: 5, class: "mute" }, w.none))),
      h("tfoot", {}, h("tr", {}, h("th", { colspan: 4, scope: "row" }, bdi(d.sumText)), h("td", { class: "num" }, d.sum))))));
  if (focused) who.focus();
}
