export default function (component) {
  const { root, emit, d } = start(component);
  const mark = { done: "✓", now: "●", stuck: "!", later: "○" };
  const act = (a, main) => a.ok && h("button", { type: "button", class: main ? "main" : "box", onclick: () => emit({ do: "act", action: a.id, values: a.values }) }, a.title);
  const step = (s) => {
    const first = s.acts.find((a) => a.ok);
    return h("li", { class: "step " + s.progress, "aria-current": s.here ? "step" : null },
      h("span", { class: "mark", "aria-hidden": "true" }, mark[s.progress]),
      h("div", { class: "body" },
        h("div", { class: "row" }, h("span", { class: "small mute" }, s.number), h("b", {}, s.label), h("span", { class: "badge " + ({ done: "good", now: "stable", stuck: "bad" }[s.progress] || "") }, s.progressText)),
        h("p", { class: "break" }, s.text),
        s.acts.some((a) => a.ok) && h("div", { class: "row" }, s.acts.map((a) => act(a, s.here && a === first))),
        s.here && s.acts.filter((a) => !a.ok).map((a) => h("details", {}, h("summary", {}, "✕ ", a.title), reasons(a.reasons, d.words, emit, a.values)))));
  };
  root.replaceChildren(h("div", { class: "row top" }, h("span", { class: "badge " + d.tone }, d.state), d.deadlines.map((t) => h("span", { class: "small mute" }, t)),
    h("button", { type: "button", class: "plain small", onclick: () => emit({ do: "open", ref: d.ref }) }, d.words.details)), h("ol", { class: "steps" }, d.steps.map(step)));
}
