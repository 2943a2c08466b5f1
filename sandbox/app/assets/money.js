export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words, ns = "http://www.w3.org/2000/svg", spots = new Map();
  const s = (tag, props, ...kids) => { const el = document.createElementNS(ns, tag); for (const [k, v] of Object.entries(props)) el.setAttribute(k, String(v)); el.append(...kids); return el; };
  const row = (a) => {
    const el = h("li", { class: a.change ? (a.up ? "up" : "down") : "" }, h("span", {}, a.label), h("span", { class: "num" }, a.balance, a.change && h("span", { class: "change" }, a.change)));
    spots.set(a.id, el);
    return el;
  };
  const box = (b) => h("section", { class: "holder" + (b.moved ? " moved" : ""), "aria-label": b.name },
    h("button", { type: "button", class: "name", title: b.open, "aria-label": b.open, onclick: () => emit({ holder: b.id }) }, bdi(b.name)), h("ul", {}, b.accounts.map(row)));
  const column = (c) => h("div", { class: "column", role: "group", "aria-label": c.title }, h("h2", {}, c.title), h("div", { class: "small mute num" }, c.total), c.boxes.map(box), c.count && h("div", { class: "small mute" }, c.count));
  if (!root.frame) {
    root.frame = h("div");
    root.search = h("input", { type: "search", maxlength: 200, oninput: () => { clearTimeout(root.wait); root.wait = setTimeout(() => root.say({ search: root.search.value }), 300); } });
    root.replaceChildren(root.search, root.frame);
  }
  root.say = emit;
  root.search.hidden = !d.searchable; root.search.placeholder = w.find; root.search.setAttribute("aria-label", w.find);
  if (root.search.getRootNode().activeElement !== root.search) root.search.value = d.search;
  const arrows = s("svg", { class: "arrows", "aria-hidden": "true" });
  const board = h("div", { class: "board" }, d.columns.map(column), arrows);
  const moved = h("table", {}, h("caption", {}, w.moved), h("thead", {}, h("tr", {}, [w.from, w.to, w.amount, w.memo].map((t, n) => h("th", { scope: "col", class: n === 2 ? "num" : "" }, t)))),
    h("tbody", {}, d.flows.map((f) => h("tr", {}, h("td", {}, side(f.out)), h("td", {}, side(f.into), f.more && h("div", { class: "small mute" }, f.more)), h("td", { class: "num" }, f.amount), h("td", {}, bdi(f.memo))))));
  root.frame.replaceChildren(d.columns.length ? h("div", { class: "wrap", tabindex: 0, role: "region", "aria-label": w.sum }, board) : h("p", { class: "mute" }, w.none),
    h("p", { class: "sum " + (d.sound ? "good" : "bad") }, w.sum, " = ", h("b", { class: "num" }, d.sum), " · ", d.sound ? "✓ " : "✕ ", d.verdict),
    d.flows.length ? h("div", { class: "scroll" }, moved) : h("p", { class: "mute small", role: "status" }, w.notMoved));
  // Arrows are laid over the boxes once these have their place, and again whenever that changes.
  const tie = () => {
    const all = board.getBoundingClientRect(), taken = [];
    arrows.replaceChildren(s("defs", {}, s("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" }, s("path", { d: "M0 0 8 4 0 8z", class: "tip" }))));
    arrows.setAttribute("width", board.scrollWidth); arrows.setAttribute("height", board.scrollHeight);
    const end = (id) => {
      const el = spots.get(id);
      if (!el) return null;
      const r = el.parentElement.parentElement.getBoundingClientRect();
      return { left: r.left - all.left, right: r.right - all.left, y: middle(el) - all.top };
    };
    const label = (x, y, words) => {
      while (taken.some(([u, v]) => Math.abs(u - x) < 90 && Math.abs(v - y) < 20)) y += 20;
      taken.push([x, y]);
      const text = s("text", { x, y: y + 4, "text-anchor": "middle", class: "amount" }); text.textContent = words;
      arrows.append(text);
    };
    const line = (p, q, words, tip) => {
      const right = q.left > p.right, left = q.right < p.left;
      const x1 = left ? p.left : p.right, x2 = right ? q.left : q.right;
      const bend = right || left ? (x2 - x1) / 2 : 46;
      const c1 = x1 + bend, c2 = right || left ? x2 - bend : x2 + bend;
      arrows.append(s("path", { class: "flow", d: `M${x1} ${p.y} C${c1} ${p.y} ${c2} ${q.y} ${x2} ${q.y}`, ...(tip ? { "marker-end": "url(#tip)" } : {}) }));
      if (words) label((x1 + 3 * c1 + 3 * c2 + x2) / 8, (p.y + q.y) / 2, words);
    };
    for (const f of d.flows) {
      const from = f.out.map((x) => [end(x.id), x.amount]), to = f.into.map((x) => [end(x.id), x.amount]);
      if (![...from, ...to].every(([spot]) => spot) || !from.length || !to.length) continue;
      if (to.length === 1) for (const [p, amount] of from) line(p, to[0][0], amount, true);
      else if (from.length === 1) for (const [q, amount] of to) line(from[0][0], q, amount, true);
      else {
        // Several gave and several took: who gave to whom is not known, so all meet in one knot.
        const spots_ = [...from, ...to].map(([spot]) => spot), ys = spots_.map((spot) => spot.y);
        const mid = (ends) => ends.reduce((sum, [spot]) => sum + spot.left + spot.right, 0) / ends.length;
        const x = mid(to) < mid(from) ? Math.min(...from.map(([p]) => p.left)) - 48 : Math.max(...from.map(([p]) => p.right)) + 48;
        const y = ys.reduce((a, b) => a + b, 0) / ys.length, knot = { left: x - 5, right: x + 5, y };
        for (const [p] of from) line(p, knot, "", false);
        for (const [q] of to) line(knot, q, "", true);
        label(x, y - 16, f.amount);
        arrows.append(s("circle", { cx: x, cy: y, r: 5, class: "knot" }));
      }
    }
  };
  const middle = (el) => { const r = el.getBoundingClientRect(); return r.top + r.height / 2; };
  if (root.watch) root.watch.disconnect();
  root.watch = new ResizeObserver(tie); root.watch.observe(board);
}
