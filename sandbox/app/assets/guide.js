export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words;
  const opened = new Set([...root.querySelectorAll("details[open]")].map((e) => e.dataset.key));
  const fold = (key, title, open, ...kids) => { const el = h("details", { "data-key": key }, h("summary", {}, title), kids); el.open = root.id_ === d.id ? opened.has(key) : open; return el; };
  const button = (text, event, kind, off) => h("button", { type: "button", class: kind || "box", disabled: off, onclick: () => emit(event) }, text);
  const item = (i, n) => h("li", { class: i.done ? "done" : i.now ? "now" : "mute" }, h("span", { "aria-hidden": "true" }, i.done ? "✓ " : i.now ? "▸ " : "○ "),
    d.watch ? h("button", { type: "button", class: "break", onclick: () => emit({ do: "watch_to", step: n + 1 }) }, i.text) : h("span", { class: "break" }, i.text),
    i.note && h("div", { class: "small mute break" }, i.note));
  const strip = h("section", { class: "strip", "aria-label": d.title },
    h("div", { class: "line" }, h("span", { class: "badge stable" }, d.watch ? w.watch : w.practise), h("b", {}, d.title), h("span", { class: "gap" }),
      h("span", { class: "track", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": d.all, "aria-valuenow": d.done, "aria-label": d.progress }, h("i", { style: `width:${d.all ? 100 * d.done / d.all : 0}%` })),
      h("span", { class: "small" }, d.progress),
      d.watch ? [button("‹ " + w.previous, { do: "watch_to", step: d.done - 1 }, "box", d.done === 0), button(w.next + " ›", { do: "watch_to", step: d.done + 1 }, "main", d.done === d.all), button(w.takeOver, { do: "stop_guide" }), button(w.practise, { do: "practise", scenario: d.id })]
        : [!d.finished && button([icon("bulb"), " ", (d.hintLevel === 0 ? w.where : d.hintLevel === 1 ? w.what : w.doIt)], { do: d.hintLevel < 2 ? "hint" : "do_it", at: d.at, level: d.hintLevel }, "box"),
           d.finished && button(w.other, { do: "go", page: "scenarios" }, "main"), button(w.restart, { do: "practise", scenario: d.id }), button(w.stop, { do: "stop_guide" })]),
    d.step && h("div", { class: "hint" }, h("b", { class: "break" }, d.step.text), d.step.result && h("div", { class: "break" }, d.step.result), d.step.note && h("div", { class: "break" }, d.step.note),
      d.step.reasons.length > 0 && h("ul", { class: "reasons" }, d.step.reasons.map((r) => h("li", { class: "break" }, "✕ ", r.text, " ", h("a", { href: r.href, target: "_blank" }, w.rule, " ↗"), r.remedy && h("div", {}, r.remedy))))),
    d.hints.map((x) => h("div", { class: "hint break", role: "status" }, icon("bulb"), " ", x)),
    d.finished && h("div", { role: "status" }, h("div", { class: "won" }, icon("flag"), " ", w.finished), h("div", {}, d.summary.tries),
      d.summary.refused.length ? [h("b", { class: "small" }, w.refusedAndWhy), h("ul", { class: "items" }, d.summary.refused.map((x) => h("li", {}, h("span", { class: "break" }, x.text), h("ul", { class: "reasons small" }, x.reasons.map((r) => h("li", { class: "break" }, "✕ ", r.text, " ", h("a", { href: r.href, target: "_blank" }, w.rule, " ↗"), r.remedy && h("div", {}, r.remedy)))))))] : h("div", { class: "small mute" }, w.clean)),
    d.goal && h("p", { class: "break small" }, h("b", {}, w.goal, w.colon), d.goal),
    d.story && fold("story", w.story, d.done === 0, h("p", { class: "break small" }, d.story)),
    fold("steps", w.list, false, h("ol", { class: "items" }, d.items.map(item))));
  root.replaceChildren(strip);
  root.id_ = d.id;
}
