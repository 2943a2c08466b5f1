export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words;
  const rules = (list) => list.map((r) => h("a", { class: "rule", href: r.href, target: "_blank", title: r.text, "aria-label": w.rule + w.colon + r.text }, "§"));
  const line = (l) => h("tr", { class: l.total ? "total" : "" }, h("th", { scope: "row" }, l.label, l.note && h("span", { class: "small mute" }, " · ", l.note)),
    h("td", { class: "num" }, l.expression), h("td", { class: "num result" }, l.result), h("td", { class: "rules" }, rules(l.rules)));
  const block = (b) => h("section", { class: "block" }, h("h2", {}, bdi(b.title)), h("div", { class: "wrap", tabindex: 0, role: "region", "aria-label": b.title },
    h("table", {}, h("thead", { class: "visually-hidden" }, h("tr", {}, [w.what, w.expression, w.result, w.rules].map((t) => h("th", { scope: "col" }, t)))), h("tbody", {}, b.lines.map(line)))));
  const choice = (c) => h("li", { class: c.reasons.length ? "off" : "on" },
    h("div", { class: "row" }, h("b", {}, c.label), c.chosen && h("span", { class: "badge stable" }, w.chosen),
      h("span", { class: "badge " + (c.reasons.length ? "bad" : "good") }, c.reasons.length ? "✕ " + w.refused : "✓ " + w.possible), h("span", { class: "num" }, c.amount)),
    c.reasons.length > 0 && reasons(c.reasons, w, emit, {}));
  const wrong = d.problems.length > 0 && h("section", { class: "wrong", role: "alert" }, h("b", {}, w.notWorkedOut), h("ul", {}, d.problems.map((p) => h("li", { class: "break" }, "✕ ", p))));
  root.replaceChildren(h("div", { class: "all", "aria-live": "polite" }, wrong,
    !d.problems.length && !d.blocks.length && h("p", { class: "mute" }, w.none),
    d.blocks.map(block),
    d.choices.length > 0 && h("section", { class: "block" }, h("h2", {}, w.choices), h("ul", { class: "choices" }, d.choices.map(choice))),
    d.remarks.length > 0 && h("section", { class: "block" }, h("h2", {}, w.remarks), h("ul", { class: "remarks" }, d.remarks.map((r) => h("li", { class: "break" }, r.text, " ", h("a", { href: r.href, target: "_blank" }, w.rule, " ↗")))))));
}
