// Shared by all components: elements are built from data with textContent only, never from markup.
// Marks that turn the direction of writing round: kept where the text is isolated (bdi), dropped inside a sentence.
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;
function h(tag, props, ...kids) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else if (name === "class") el.className = value;
    else if (name === "value") el.value = value;
    else el.setAttribute(name, value === true ? "" : String(value));
  }
  for (const kid of kids.flat(3)) {
    if (kid === undefined || kid === null || kid === false || kid === "") continue;
    el.append(kid instanceof Node ? kid : document.createTextNode(tag === "bdi" ? String(kid) : String(kid).replace(TURNS, "")));
  }
  return el;
}
// Line icons of our own, so that no font and no outside file is needed.
const ICONS = {
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2", phone: "M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.500 20V4A1.5 1.5 0 0 1 8 2.500M10.500 18.500h3",
  eye: "M2.5 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12M12 9.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600", hidden: "M2.5 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12M4 20 20 4",
  undo: "M8.500 5 4 9.500l4.500 4.500M4 9.500h10a5.500 5.500 0 0 1 0 11h-3", redo: "M15.500 5 20 9.500 15.500 14M20 9.500H10a5.500 5.500 0 0 0 0 11h3", book: "M12 6.500C10 5 7 4.500 3.500 4.500v13.500c3.500 0 6.500.500 8.500 2 2-1.500 5-2 8.500-2V4.500C17 4.500 14 5 12 6.500V20",
  bulb: "M9 17.500h6M10 20.500h4M8.500 14.500C6.800 13.300 6 11.500 6 9.500a6 6 0 0 1 12 0c0 2-.8 3.800-2.500 5v3h-7z", bell: "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15zM10 21h4", mail: "M3.500 6h17v12.500h-17zM4 6.500l8 6.500 8-6.500", sms: "M4 4.500h16v11.500h-9l-4 4v-4H4z",
  flag: "M6 21V4h11l-2.500 4L17 12H6", check: "M4.500 12.500 10 18 20 6.500",
};
function icon(name, title) {
  const ns = "http://www.w3.org/2000/svg", svg = document.createElementNS(ns, "svg"), path = document.createElementNS(ns, "path");
  for (const [k, v] of Object.entries({ viewBox: "0 0 24 24", width: "1.15em", height: "1.15em", fill: "none", stroke: "currentColor", "stroke-width": "1.7", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", class: "ico" })) svg.setAttribute(k, v);
  path.setAttribute("d", ICONS[name] || ICONS.bell); svg.append(path);
  return svg;
}
const bdi = (text) => h("bdi", { class: "break" }, text);
function place(panel, anchor) {
  const a = anchor.getBoundingClientRect(), p = panel.getBoundingClientRect();
  const left = Math.max(8, Math.min(a.left, innerWidth - p.width - 8));
  const below = a.bottom + 4, above = a.top - p.height - 4;
  panel.style.left = left + "px";
  panel.style.top = Math.max(8, below + p.height > innerHeight - 8 && above > 8 ? above : below) + "px";
}
// A button and the panel that it opens; `content` is built when it opens.
function popup(label, props, content, opened) {
  const panel = h("div", { popover: "auto", id: props.id + "-panel" });
  const button = h("button", { type: "button", "aria-haspopup": props.menu ? "menu" : "dialog", "aria-expanded": "false", ...props }, label);
  button.addEventListener("click", () => {
    if (panel.matches(":popover-open")) { panel.hidePopover(); return; }
    panel.replaceChildren(...[content(panel)].flat());
    panel.showPopover();
    place(panel, button);
    const first = panel.querySelector("button:not(:disabled), input, select, a");
    if (first) first.focus({ preventScroll: true });
    if (opened) opened();
  });
  panel.addEventListener("toggle", (e) => button.setAttribute("aria-expanded", String(e.newState === "open")));
  panel.addEventListener("keydown", (e) => {
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    const all = [...panel.querySelectorAll("button:not(:disabled)")];
    const at = all.indexOf(panel.getRootNode().activeElement);
    const next = all[(at + (e.key === "ArrowDown" ? 1 : all.length - 1)) % all.length];
    if (next) { next.focus(); e.preventDefault(); }
  });
  return [button, panel];
}
function start(component) {
  const root = component.parentElement.querySelector("#root");
  root.lang = component.data.lang === "zh" ? "zh-CN" : "en";
  const emit = (event) => component.setTriggerValue("event", event);
  return { root, emit, d: component.data };
}
function reasons(list, words, emit, values, guides) {
  return h("ul", { class: "reasons" }, list.map((r) => h("li", {},
    h("div", { class: "break" }, "✕ ", r.text),
    r.remedy && h("div", { class: "small break" }, h("b", {}, words.remedy, words.colon), r.remedy),
    r.fixes && r.fixes.length > 0 && h("div", { class: "fixes" }, r.fixes.map((f) =>
      h("button", { type: "button", class: "box small", onclick: () => emit({ do: "remedy", action: f.action, persona: f.persona, values }) }, "→ ", f.label))),
    h("div", { class: "small mute" }, r.source && h("span", {}, words.source, words.colon, r.source, " · "), r.confidence, " · ",
      h("a", { href: r.href, target: "_blank" }, words.rule, " ↗")))),
    guides && guides.length > 0 && h("li", { class: "small" }, icon("book"), " ", words.guide, words.colon, guides.map((g, n) => [n > 0 && " · ", h("a", { href: g.href, target: "_blank" }, g.text, " ↗")])));
}
// One side of a movement of money: an account, or each of several with its own amount.
function side(entries) {
  if (entries.length === 1) return bdi(entries[0].text);
  return h("ul", {}, entries.map((x) => h("li", { class: "part" }, bdi(x.text), h("span", { class: "num" }, x.amount))));
}
// A value that stays hidden until its eye is pressed; `shown` keeps which ones are open from one drawing to the next.
function secret(shown, key, open, hidden, name, words) {
  const text = bdi(), eye = h("button", { type: "button", class: "plain eye", onclick: (e) => {
    e.stopPropagation(); shown.has(key) ? shown.delete(key) : shown.add(key); say();
  } });
  const say = () => {
    const on = shown.has(key), label = (on ? words.hide : words.show) + " " + name;
    text.textContent = on ? open : hidden;
    eye.replaceChildren(icon(on ? "hidden" : "eye"));
    for (const [k, v] of [["aria-pressed", on], ["aria-label", label], ["title", label]]) eye.setAttribute(k, String(v));
  };
  say();
  return h("span", {}, text, eye);
}
// Draws a component without taking anything out of the reader's hand: never between the press and the release of a
// button, which would lose the click, and with the focus where it was.
function steady(component, paint) {
  const root = component.parentElement.querySelector("#root");
  root.next = () => {
    const inside = root.getRootNode(), active = inside.activeElement, all = [...root.querySelectorAll("button, a, input, select, summary, [tabindex]")];
    const called = (el) => el.id || (el.getAttribute("aria-label") || el.textContent).replace(/\d/g, "");
    const held = active && root.contains(active) ? [called(active), all.filter((el) => called(el) === called(active)).indexOf(active)] : null;
    paint(component);
    if (!held || inside.activeElement === active) return;
    const same = [...root.querySelectorAll("button, a, input, select, summary, [tabindex]")].filter((el) => called(el) === held[0]);
    const again = same[held[1]] || same[0];
    if (again && !inside.activeElement) again.focus({ preventScroll: true });
  };
  const draw = () => { const next = root.next; root.next = null; if (next) next(); };
  if (!root.steady) {
    root.steady = true;
    root.addEventListener("pointerdown", (e) => {
      if (e.target.closest("select, input")) return; // these keep their hold on the pointer to themselves
      const free = () => setTimeout(() => { root.pressed = false; root.draw(); }, 20);
      root.pressed = true;
      for (const name of ["pointerup", "pointercancel"]) addEventListener(name, free, { once: true });
      setTimeout(free, 1000);
    });
  }
  root.draw = draw;
  if (!root.pressed) draw();
}
