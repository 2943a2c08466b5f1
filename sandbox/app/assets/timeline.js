export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words;
  const shown = (root.shown ||= new Set());
  const value = (c, side, n) => c[side + "Hidden"] ? secret(shown, [d.compare.a, d.compare.b, n, side].join(), c[side], c[side + "Hidden"], c.what, w) : bdi(c[side]);
  const moment = (m) => [h("li", { class: (m.here ? "here " : "") + (m.path ? "path" : ""), style: `margin-inline-start:${Math.min(m.depth, 8) * 1.2}rem` }, h("span", { class: "n" }, m.n), h("button", { type: "button", "aria-current": m.here ? "step" : null, onclick: () => emit({ do: "jump", to: m.n }) },
    h("span", {}, bdi(m.text), " ", m.here && h("span", { class: "badge bad" }, w.here), m.branch && h("span", { class: "badge" }, w.branch)), m.result && h("span", { class: "small" }, m.result), h("span", { class: "small mute" }, m.at))),
    m.refused.map((r) => h("li", { class: "refused", style: `margin-inline-start:${Math.min(m.depth, 8) * 1.2 + 2}rem` }, h("div", {}, "✕ ", r.text), h("ul", { class: "reasons" }, r.reasons.map((x) => h("li", {}, x.text, " ", h("a", { href: x.href, target: "_blank" }, w.rule, " ↗"))))))];
  const choose = (label, value, key) => { const el = h("select", { "aria-label": label, onchange: (e) => emit({ do: "compare", a: key === "a" ? Number(e.target.value) : d.compare.a, b: key === "b" ? Number(e.target.value) : d.compare.b }) }, d.moments.map((m) => h("option", { value: m.n }, m.n + " · " + m.text.slice(0, 60)))); el.value = String(value); return h("label", {}, label, " ", el); };
  root.replaceChildren(h("ol", {}, d.moments.map(moment)),
    ...(d.moments.length > 1 ? [h("h2", {}, w.compare), h("div", { class: "cmp" }, choose(w.from, d.compare.a, "a"), choose(w.to, d.compare.b, "b")),
      d.changes.length ? h("table", { class: "changes" }, h("tbody", {}, d.changes.map((c, n) => h("tr", {}, h("td", {}, bdi(c.name)), h("td", {}, c.what), h("td", {}, value(c, "before", n)), h("td", {}, "→"), h("td", {}, value(c, "after", n)))))) : h("p", { class: "mute" }, w.noChange)] : []));
}
