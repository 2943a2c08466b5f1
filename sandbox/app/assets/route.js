export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words, ns = "http://www.w3.org/2000/svg", spots = new Map();
  const s = (tag, props, ...kids) => { const el = document.createElementNS(ns, tag); for (const [k, v] of Object.entries(props)) el.setAttribute(k, String(v)); el.append(...kids); return el; };
  const box = (t) => {
    const name = t.page ? h("button", { type: "button", class: "name", title: t.open, "aria-label": t.open, onclick: () => emit({ do: "go", page: t.page }) }, t.label) : h("b", { class: "name" }, t.label);
    const el = h("section", { class: "station" + (t.change ? (t.up ? " up" : " down") : "") + (t.records ? "" : " bare"), "aria-label": t.label }, name,
      h("div", { class: "big num" }, t.amount), h("div", { class: "small mute" }, t.count, t.change && h("b", { class: "change num" }, t.change)),
      t.parts.length > 0 && h("ul", { class: "small" }, t.parts.map((p) => h("li", {}, h("span", {}, p.label), h("span", { class: "num" }, p.amount)))));
    spots.set(t.id, el);
    return el;
  };
  const column = new Map(d.stations.map((t) => [t.id, t.column]));
  const standing = (n) => h("div", { class: "column" }, d.stations.filter((t) => t.column === n).map(box));
  const arrows = s("svg", { class: "arrows", role: "img", "aria-label": d.label });
  const board = h("div", { class: "board" }, Array.from({ length: d.columns }, (_, n) => standing(n)), arrows);
  const rows = d.stations.map((t) => h("tr", {}, h("th", { scope: "row" }, t.label), h("td", { class: "num" }, t.amount), h("td", { class: "num" }, String(t.records)),
    h("td", {}, t.parts.map((p) => p.label + " " + p.amount).join(" · ")), h("td", { class: "num" }, t.change || "—"), h("td", {}, t.next.map((n) => h("div", {}, n)))));
  root.replaceChildren(d.empty && h("p", { class: "empty" }, d.empty), h("div", { class: "wrap", tabindex: 0, role: "region", "aria-label": w.stations }, board),
    ...d.tallies.map((t) => h("p", { class: "sum " + (t.good ? "good" : "bad") }, t.text, h("span", { class: "num" }, " · ", t.whole, t.good ? " = " : " ≠ ", t.parts, " · ", t.good ? "✓ " : "✕ ", t.verdict))),
    h("details", {}, h("summary", {}, w.stations), h("div", { class: "wrap" }, h("table", {}, h("thead", {}, h("tr", {}, [w.station, w.amount, w.records, w.parts, w.lastStep, w.leadsTo].map((t, n) => h("th", { scope: "col", class: [1, 2, 4].includes(n) ? "num" : "" }, t)))), h("tbody", {}, rows)))));
  const line = (way, path) => arrows.append(s("path", { class: "way" + (way.live ? " live" : ""), d: path, "marker-end": way.live ? "url(#tip-live)" : "url(#tip)" }));
  // Stations below each other: the way there at the left of their middle, the way back at the right.
  const upright = (way, p, q, all) => {
    const down = q.top > p.top, x = (p.left + p.right) / 2 - all.left + (down ? -16 : 16);
    line(way, `M${x} ${(down ? p.bottom : p.top) - all.top} L${x} ${(down ? q.top : q.bottom) - all.top}`);
  };
  // A way past other stations leaves at the foot and comes in low, so that it does not cross them.
  const below = (way, p, q, all) => {
    const x1 = (p.left + p.right) / 2 - all.left, y1 = p.bottom - all.top, x2 = q.left - all.left, y2 = q.top + Math.min(q.height, 64) * .6 - all.top;
    line(way, `M${x1} ${y1} C${x1} ${Math.max(y1, y2) + 30} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`);
  };
  // Ways are drawn once the stations have their place, and again whenever that changes.
  const tie = () => {
    const all = board.getBoundingClientRect();
    arrows.replaceChildren(s("defs", {}, ...["tip", "tip-live"].map((id) => s("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto-start-reverse" }, s("path", { d: "M0 0 8 4 0 8z", class: id })))));
    arrows.setAttribute("width", board.scrollWidth); arrows.setAttribute("height", board.scrollHeight);
    for (const way of d.ways) {
      const a = spots.get(way.from), b = spots.get(way.to);
      if (!a || !b) continue;
      const p = a.getBoundingClientRect(), q = b.getBoundingClientRect(), forward = q.left > p.right;
      if (q.left < p.right && q.right > p.left) { upright(way, p, q, all); continue; }
      if (forward && column.get(way.to) - column.get(way.from) > 1) { below(way, p, q, all); continue; }
      const x1 = (forward ? p.right : p.left) - all.left, x2 = (forward ? q.left : q.right) - all.left;
      const y1 = p.top + Math.min(p.height, 64) * (forward ? .45 : .8) - all.top, y2 = q.top + Math.min(q.height, 64) * (forward ? .45 : .8) - all.top;
      const bend = (x2 - x1) / 2;
      line(way, `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
    }
  };
  if (root.watch) root.watch.disconnect();
  root.watch = new ResizeObserver(tie); root.watch.observe(board);
}
