export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words, m = d.month, say = (event) => emit({ do: "calendar", ...event });
  root.say = say;
  // The search row stays in place while its shape does: typing goes on while rows change.
  const shape = JSON.stringify([w, d.kinds, d.sizes, d.any]);
  if (root.shape !== shape) {
    root.shape = shape;
    root.names = h("datalist", { id: "names" });
    root.search = h("input", { type: "search", list: "names", placeholder: w.holder, "aria-label": w.holder, maxlength: 200, oninput: () => {
      clearTimeout(root.wait); root.wait = setTimeout(() => root.say({ name: root.search.value }), 300);
    } });
    root.kind = h("select", { "aria-label": w.kind, onchange: () => root.say({ kind: root.kind.value }) }, h("option", { value: "" }, w.kind + d.colon + w.all), d.kinds.map((k) => h("option", { value: k.id }, k.text)));
    root.size = h("select", { "aria-label": w.perPage, onchange: () => root.say({ size: Number(root.size.value) }) }, d.sizes.map((n) => h("option", { value: n }, w.perPage + " " + n)));
    root.clear = h("button", { type: "button", class: "plain small", onclick: () => root.say({ name: "", kind: "", day: "", month: "" }) }, w.clear);
    root.body = h("div");
    root.replaceChildren(h("div", { class: "find", hidden: !d.any }, root.search, root.names, root.kind, d.sizes.length > 0 && root.size, root.clear), root.body);
    root.firstElementChild.style.display = d.any ? "" : "none";
  }
  const held = root.getRootNode().activeElement, key = held && held.getAttribute("data-key");
  if (held !== root.search || d.search === "") root.search.value = d.search;
  root.names.replaceChildren(...d.holders.map((name) => h("option", { value: name })));
  root.kind.value = d.kind; root.size.value = d.size; root.clear.hidden = !d.filtered;

  const cell = (c) => {
    const inner = [h("span", {}, c.n), c.mark && h("i", { class: "mark " + c.sort }, c.mark), c.count > 0 && h("span", { class: "num" }, c.count > 999 ? "999+" : c.count)];
    const look = "day " + c.sort + (c.today ? " today" : "");
    return c.count > 0 || c.chosen
      ? h("button", { type: "button", class: look, title: c.label, "aria-label": c.label, "aria-pressed": String(c.chosen), "aria-current": c.today ? "date" : null, "data-key": c.day, onclick: () => say({ day: c.chosen ? "" : c.day, month: c.day.slice(0, 7) }) }, inner)
      : h("span", { class: look, title: c.label, "aria-current": c.today ? "date" : null }, inner);
  };
  const turn = (to, sign, words) => h("button", { type: "button", class: "box", title: words, "aria-label": words, disabled: !to, "data-key": sign, onclick: () => say({ month: to }) }, sign);
  const month = h("section", { class: "month", "aria-label": w.month, onkeydown: (e) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key], all = [...month.querySelectorAll("button.day")];
    const at = all.indexOf(root.getRootNode().activeElement);
    if (step && at >= 0) { const next = all[at + step]; if (next) next.focus(); e.preventDefault(); }
    const to = e.key === "PageDown" ? m.next : e.key === "PageUp" ? m.previous : "";
    if (to) { say({ month: to }); e.preventDefault(); }
  } },
    h("div", { class: "turn" }, turn(m.previous, "‹", w.previous), h("h2", { "aria-live": "polite" }, m.title), turn(m.next, "›", w.next)),
    h("table", {}, h("caption", { class: "visually-hidden" }, m.title), h("thead", {}, h("tr", {}, m.weekdays.map((x) => h("th", { scope: "col" }, x)))),
      h("tbody", {}, m.weeks.map((week) => h("tr", {}, week.map((c) => h("td", {}, c && cell(c))))))),
    m.legend.length > 0 && h("div", { class: "legend small mute" }, m.legend.map((l) => h("span", {}, h("span", { class: "mark " + l.sort }, l.mark), " ", l.text))),
    m.weeks.flat().some((c) => c && c.chosen) && h("button", { type: "button", class: "plain small", "data-key": "all", onclick: () => say({ day: "" }) }, w.wholeMonth));

  const go = (r, to, text, long) => h("button", { type: "button", class: "box small", disabled: !to, title: to ? long : w.tooLate, "aria-label": long + " – " + r.what + " " + (r.name || r.kind), onclick: () => emit({ do: "clock", by: "to", to }) }, text);
  const row = (r) => h("li", { class: r.open ? "open" : "" }, h("div", { class: "at" }, r.at),
    h("div", { class: "what" },
      h("div", {}, h("b", {}, r.what), " ", r.window && h("span", { class: "small mute" }, r.window)),
      h("div", { class: "who break" }, r.name && r.ref ? h("button", { type: "button", class: "plain", onclick: () => emit({ do: "open", ref: r.ref }) }, bdi(r.name)) : null, r.name && " ", h("span", { class: "small mute" }, [r.kind, ...r.holders].map((x, i) => [i > 0 && " · ", bdi(x)]))),
      h("div", { class: "small" }, h("span", { class: "mute" }, w.then, d.colon), r.state ? h("span", { class: "badge" }, r.then) : r.then),
      r.rules.length > 0 && h("div", { class: "rules small" }, r.rules.map((x) => h("a", { href: x.href, target: "_blank", title: x.text, "aria-label": w.rule + d.colon + x.text }, x.text, " ↗")))),
    h("div", { class: "go" }, go(r, r.before, w.before, w.beforeLong), go(r, r.after, w.after, w.afterLong)));
  const day = (x) => h("section", {}, h("h2", {}, x.text, h("span", { class: "small mute" }, x.weekday, " · ", x.away),
    x.sort !== "business" && h("span", { class: "badge " + ({ holiday: "good", makeup: "transient", unknown: "transient" }[x.sort] || "") }, x.sortText)), h("ul", {}, x.rows.map(row)));
  const empty = () => h("div", { class: "empty" }, d.empty.map((line, n) => h("p", { class: n ? "small mute" : "" }, line)),
    !d.any && h("div", { class: "acts" }, h("button", { type: "button", class: "main", onclick: () => emit({ do: "go", page: "scenarios" }) }, w.scenarios), h("button", { type: "button", class: "box", onclick: () => emit({ do: "go", page: "session" }) }, w.session)));
  root.body.replaceChildren(...d.warn.map((text) => h("p", { class: "warn small", role: "note" }, text)),
    h("div", { class: "both" }, month, h("div", { class: "list", role: "region", "aria-label": w.list },
      d.days.length ? d.days.map(day) : empty(), d.any && h("div", { class: "small mute", role: "status" }, d.count))));
  if (key) { const again = root.body.querySelector(`[data-key="${key}"]`); if (again) again.focus({ preventScroll: true }); }
}
