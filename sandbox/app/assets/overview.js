export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words;
  const card = (title, items, empty, more) => h("section", { class: "card" }, h("h2", {}, title), items.length ? h("ul", {}, items) : h("p", { class: "mute small" }, empty), more && h("div", { class: "small mute" }, more));
  root.replaceChildren(h("div", { class: "grid" },
    d.newcomer && h("section", { class: "card wide" }, h("h2", {}, w.first), h("p", {}, w.firstText), h("div", { class: "acts" }, d.newcomer.id && h("button", { type: "button", class: "main", onclick: () => emit({ do: "practise", scenario: d.newcomer.id }) }, d.newcomer.text),
      h("button", { type: "button", class: "box", onclick: () => emit({ do: "go", page: "scenarios" }) }, w.choose), h("a", { href: d.tutorial, target: "_blank" }, w.tutorial, " ↗"))),
    card([w.todo, " ", d.todo.length > 0 && h("span", { class: "count" }, d.todo.length)], d.todo.map((t) => h("li", {}, h("div", {}, h("button", { type: "button", class: "plain", onclick: () => emit({ do: "open", ref: t.ref }) }, bdi(t.name)), " ", h("span", { class: "badge transient" }, t.state)), h("div", { class: "small mute" }, t.label, t.due && [" · ", icon("clock"), " ", t.due]),
      h("div", { class: "acts" }, t.actions.map((a, n) => h("button", { type: "button", class: "box small", onclick: () => emit({ do: "act", action: a.id, values: a.values }) }, a.title))))), w.nothingTodo, d.moreTodo),
    card(w.newest, d.messages.map((m) => h("li", {}, h("div", { class: "small mute" }, icon(m.icon), " ", m.channel, " · ", m.at), h("div", {}, m.text))), w.noMessages),
    card(w.upcoming, d.due.map((x) => h("li", {}, h("div", { class: "small mute" }, icon("clock"), " ", x.at), h("div", {}, x.text, x.name && [" · ", h("button", { type: "button", class: "plain", onclick: () => emit({ do: "open", ref: x.ref }) }, bdi(x.name))]))), w.nothingDue),
    d.offers.length > 0 && h("section", { class: "card all" }, h("h2", {}, w.offers), h("ul", { class: "offers" }, d.offers.map((o) => h("li", {}, h("button", { type: "button", class: "plain", title: o.path, onclick: () => emit({ do: "go", page: o.page }) }, o.text), h("div", { class: "small mute" }, o.acts.join(" · "))))),
      h("div", {}, h("button", { type: "button", class: "plain small", onclick: () => emit({ do: "go", page: "actions" }) }, w.all, " →")))));
}
