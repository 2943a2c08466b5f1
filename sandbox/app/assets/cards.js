export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words, state = (root.find ||= { text: d.text || "", rule: "", area: "" });
  const list = h("div", { class: "cards" }), count = h("div", { class: "small mute", role: "status" });
  const draw = () => {
    const needle = state.text.trim().toLowerCase();
    const found = d.cards.filter((c) => (!needle || c.search.includes(needle)) && (!state.rule || c.rules.includes(state.rule)) && (!state.area || c.area === state.area));
    count.textContent = found.length + " / " + d.cards.length;
    list.replaceChildren(...found.map((c) => h("article", { class: "card", "data-scenario": c.id }, h("h2", {}, c.title), c.story && h("p", { class: "small" }, c.story),
      c.teaches.length > 0 && h("details", { class: "teach" }, h("summary", { class: "mute" }, w.teaches, " (", c.teaches.length, ")"), h("ul", { class: "teach" }, c.teaches.map((t) => h("li", {}, "· ", h("a", { href: t.href, target: "_blank" }, t.text))))),
      h("div", { class: "acts" }, h("button", { type: "button", class: "main", onclick: () => emit({ do: "practise", scenario: c.id }) }, w.practise),
        h("button", { type: "button", class: "box", onclick: () => emit({ do: "watch", scenario: c.id, step: 0 }) }, w.watch), h("span", { class: "small mute" }, c.steps)))));
    if (!found.length) list.append(h("p", { class: "mute" }, w.none));
  };
  const select = (label, key, options) => { const el = h("select", { "aria-label": label, onchange: (e) => { state[key] = e.target.value; draw(); } }, h("option", { value: "" }, label + w.colon + w.all), options.map((o) => h("option", { value: o.id }, o.text))); el.value = state[key]; return el; };
  const text = h("input", { type: "search", placeholder: w.search, "aria-label": w.search, value: state.text, oninput: (e) => { state.text = e.target.value; draw(); } });
  root.replaceChildren(h("div", { class: "find" }, text, d.areas.length > 1 && select(w.area, "area", d.areas), d.rules.length > 0 && select(w.rule, "rule", d.rules)), count, list);
  draw();
}
