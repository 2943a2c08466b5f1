export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words, stop = (e) => e.stopPropagation();
  const shown = (root.shown ||= new Set());
  const ticked = new Set(d.ticked);
  const tick = () => emit({ do: "tick", ids: [...ticked] });
  const cell = (row, c, column) => {
    let inner = c.tone ? h("span", { class: "badge " + c.tone }, bdi(c.t)) : bdi(c.t);
    if (column.masked && c.m) {
      inner = secret(shown, row.id + "\n" + column.key, c.t, c.m, column.label, w);
    }
    return h("td", { class: column.num ? "num" : "", title: column.masked ? null : c.t }, inner);
  };
  const ops = (row, n) => {
    const act = (op) => emit({ do: "act", action: op.id, values: op.values });
    const found = [row.ref && h("button", { type: "button", class: "plain", onclick: (e) => { stop(e); emit({ do: "open", ref: row.ref }); } }, w.details)];
    if (row.ops.length > 0 && row.ops.length <= 2) {
      for (const op of row.ops) found.push(h("button", { type: "button", class: "plain" + (op.ok ? "" : " off"), title: op.ok ? null : op.why, onclick: (e) => { stop(e); act(op); } }, op.title));
    } else if (row.ops.length) {
      const [button, panel] = popup([w.more, " ▾"], { id: "more" + n, class: "plain", menu: true, "aria-label": w.more + " – " + row.name }, (p) =>
        h("div", { class: "menu", role: "menu" }, row.ops.map((op) => h("button", { type: "button", role: "menuitem", class: op.ok ? "" : "blocked", "aria-label": op.title, "aria-description": op.ok ? null : op.why,
          onclick: (e) => { stop(e); p.hidePopover(); act(op); } }, op.title, !op.ok && h("div", { class: "why" }, "✕ ", op.why)))));
      button.addEventListener("click", stop); panel.addEventListener("click", stop);
      found.push(button, panel);
    }
    return h("td", { class: "ops", onclick: stop }, found);
  };
  const all = h("input", { type: "checkbox", "aria-label": w.tickAll, onchange: (e) => {
    for (const row of d.rows) e.target.checked ? ticked.add(row.id) : ticked.delete(row.id); tick();
  } });
  all.checked = d.rows.length > 0 && d.rows.every((r) => ticked.has(r.id));
  const line = (row, n) => h("tr", { class: row.open ? "open" : row.ref ? "" : "still", "aria-selected": row.open ? "true" : null, onclick: () => row.ref && emit({ do: "open", ref: row.ref }) },
    d.batch && h("td", { onclick: stop }, (() => {
      const box = h("input", { type: "checkbox", "aria-label": w.tick + " " + row.name, onchange: (e) => { e.target.checked ? ticked.add(row.id) : ticked.delete(row.id); tick(); } });
      box.checked = ticked.has(row.id); return box;
    })()),
    d.columns.map((c, i) => cell(row, row.cells[i], c)), ops(row, n));
  // The search row stays in place while its shape does: typing goes on while rows change.
  const f = d.find, shape = JSON.stringify([f.listing, f.hint, f.sizes, f.filters.map((x) => [x.key, x.label, x.options])]);
  const say = (event) => emit({ do: "find", listing: f.listing, ...event });
  if (root.shape !== shape) {
    root.shape = shape;
    const choose = (label, options, change) => h("select", { "aria-label": label, onchange: change }, options);
    root.search = f.hint && h("input", { type: "search", placeholder: f.hint, "aria-label": f.hint, maxlength: 200, oninput: () => {
      clearTimeout(root.wait); root.wait = setTimeout(() => root.say({ search: root.search.value }), 300);
    } });
    root.filters = f.filters.map((x) => choose(x.label, [h("option", { value: "" }, x.label + f.colon + f.all), x.options.map((o) => h("option", { value: o.id }, o.text))],
      () => root.say({ filters: Object.fromEntries(f.filters.map((y, i) => [y.key, root.filters[i].value])) })));
    root.size = f.sizes.length > 0 && choose(f.perPage, f.sizes.map((n) => h("option", { value: n }, f.perPage + " " + n)), () => root.say({ size: Number(root.size.value) }));
    root.clear = h("button", { type: "button", class: "plain small", onclick: () => root.empty() });
    root.body = h("div");
    root.replaceChildren(h("div", { class: "find" }, root.search, root.filters, root.size, root.clear), root.body);
  }
  root.say = say;
  const clear = root.empty = () => { if (root.search) root.search.value = ""; say({ search: "", filters: {} }); };
  const typing = root.search && root.search.getRootNode().activeElement === root.search;
  if (root.search && (!typing || f.search === "")) root.search.value = f.search;
  f.filters.forEach((x, i) => { root.filters[i].value = x.value; });
  if (root.size) root.size.value = f.size;
  root.clear.textContent = f.clear; root.clear.hidden = !f.clear;
  const heading = (c) => h("th", { scope: "col", class: c.num ? "num" : "", "aria-sort": f.order === c.key ? (f.down ? "descending" : "ascending") : null },
    h("button", { type: "button", class: "sort", onclick: () => say({ order: c.key }) }, c.label, f.order === c.key && (f.down ? " ▾" : " ▴")));
  const scroll = root.body.firstElementChild ? root.body.firstElementChild.scrollLeft : 0;
  root.body.replaceChildren(h("div", { class: "wrap", tabindex: 0, role: "region", "aria-label": d.caption },
    h("table", {}, h("caption", { class: "visually-hidden" }, d.caption),
      h("thead", {}, h("tr", {}, d.batch && h("th", {}, all), d.columns.map(heading), h("th", { scope: "col" }, w.operations))),
      h("tbody", {}, d.rows.map(line))),
    d.empty && h("div", { class: "empty" }, d.empty.lines.map((line) => h("p", {}, line)),
      d.empty.acts.length > 0 && h("p", { class: "acts" }, d.empty.acts.map((a) => h("button", { type: "button", class: "box", onclick: () => emit({ do: "act", action: a.id, values: {} }) }, a.title))),
      d.empty.clear && h("p", {}, h("button", { type: "button", class: "box", onclick: clear }, d.empty.clear)),
      d.empty.rules.length > 0 && h("details", { class: "small" }, h("summary", {}, w.rules), d.empty.rules.map((r) => h("p", {}, r.text, " ", h("a", { href: r.href, target: "_blank" }, w.rule, " ↗")))))), h("div", { class: "small mute", role: "status" }, d.count));
  root.body.firstElementChild.scrollLeft = scroll;
}
