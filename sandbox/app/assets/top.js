export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words;
  const persona = h("select", { "aria-label": w.persona, title: w.persona, onchange: (e) => emit({ do: "persona", id: e.target.value }) },
    d.personas.map((g) => h("optgroup", { label: g.group }, g.items.map((p) => h("option", { value: p.id, selected: p.id === d.persona }, p.label)))));
  persona.value = d.persona;

  const number = (value) => h("input", { type: "number", min: 1, max: 1000, value, "aria-label": w.business });
  const [clock, clockPanel] = popup([icon("clock"), " ", d.clock.text], { id: "clock", class: "clock", title: w.clock, "aria-label": w.clock + " " + d.clock.text }, (panel) => {
    const move = (event) => () => { panel.hidePopover(); emit({ do: "clock", ...event }); };
    const n = number("3");
    const at = h("input", { type: "datetime-local", value: d.clock.iso, min: d.clock.iso, "aria-label": w.toDate });
    const warn = d.clock.warn.map((text) => h("p", { class: "warn small", role: "note" }, text));
    return h("div", { class: "moves" },
      h("div", { class: "small mute" }, w.clock, " · ", d.clock.weekday), warn,
      h("button", { type: "button", disabled: !d.clock.next, onclick: move({ by: "next" }) }, w.next, h("div", { class: "small mute" }, d.clock.next || w.noNext)),
      h("button", { type: "button", onclick: move({ by: "days", n: 1 }) }, w.day),
      h("button", { type: "button", onclick: move({ by: "days", n: 7 }) }, w.week),
      h("div", { class: "row" }, "+", n, w.business, h("button", { type: "button", onclick: () => move({ by: "business", n: Number(n.value) || 1 })() }, w.go)),
      h("div", { class: "row" }, at, h("button", { type: "button", onclick: () => move({ by: "to", to: at.value })() }, w.go)));
  });

  const message = (m) => h("li", { class: m.fresh ? "new" : "" },
    h("div", { class: "small mute" }, icon(m.icon), " ", m.channel, " · ", m.at),
    h("div", { class: "break" }, m.text),
    m.code && h("div", {}, h("span", { class: "code" }, m.code), " ", h("button", {
      type: "button", class: "box small", onclick: (e) => {
        navigator.clipboard?.writeText(m.code); e.target.textContent = w.copied;
      } }, w.copy)));
  const [phone, phonePanel] = popup([icon("phone"), d.phone.unread > 0 && h("span", { class: "count" }, d.phone.unread)], { id: "phone", class: "icon", title: w.phone,
    "aria-label": d.phone.unread > 0 ? `${w.phone} (${d.phone.unread} ${w.unread})` : w.phone }, () =>
    h("div", { class: "phone" }, h("h2", {}, w.phone, " · ", bdi(d.phone.owner)),
      d.phone.items.length ? h("ul", {}, d.phone.items.map(message)) : h("p", { class: "mute" }, w.noMessages)),
  );
  phonePanel.addEventListener("toggle", (e) => { if (e.newState === "closed" && d.phone.unread > 0) setTimeout(() => emit({ do: "read" }), 300); });

  const tool = (sign, label, event, off) => h("button", { type: "button", class: "icon", title: label, "aria-label": label, disabled: off, onclick: () => emit(event) }, icon(sign));
  const lang = (id, text) => h("button", { type: "button", lang: id === "zh" ? "zh-CN" : "en", "aria-pressed": String(d.lang === id), onclick: () => d.lang !== id && emit({ do: "lang", lang: id }) }, text);

  root.replaceChildren(h("div", { class: "bar", role: "banner", lang: d.lang === "zh" ? "zh-CN" : "en" },
    h("span", { class: "brand" }, h("span", {}, w.product, h("span", { class: "tag" }, w.unofficial))), h("span", { class: "gap" }),
    persona, clock, clockPanel, phone, phonePanel,
    h("span", { class: "group" }, tool("undo", w.undo, { do: "undo" }, !d.undo), tool("redo", w.redo, { do: "redo" }, !d.redo)),
    h("span", { class: "lang", role: "group", "aria-label": w.language }, lang("zh", "中文"), lang("en", "English"))));
  document.documentElement.lang = d.lang === "zh" ? "zh-CN" : "en";
  keep(root, d, emit);
  reword(root, w);
}
// The session is kept in this tab of the browser too, for a server that was restarted meanwhile.
function keep(root, d, emit) {
  const name = "pcsandbox";
  try {
    if (!d.lost) { d.memo ? sessionStorage.setItem(name, JSON.stringify(d.memo)) : sessionStorage.removeItem(name); return; }
    if (root.asked === d.lost) return;
    root.asked = d.lost;
    const kept = JSON.parse(sessionStorage.getItem(name) || "null");
    setTimeout(() => emit({ do: "restore", memo: kept }));
  } catch { if (d.lost && root.asked !== d.lost) { root.asked = d.lost; setTimeout(() => emit({ do: "restore", memo: null })); } }
}
// Streamlit names the parts of the page in English, for those who hear it; they get the reader's language.
const NAMES = [['[data-testid="stSidebar"]', "menu"], ['[data-testid="stSidebarHeader"] button', "hideMenu"],
  ['[data-testid="stExpandSidebarButton"]', "showMenu"], ['button:is([aria-label="Close"], [aria-label="Dismiss"], [aria-label="关闭"])', "close"],
  ['[data-testid="stPagination"] [role="navigation"]', "pages"], ['[data-testid="stPaginationPrev"]', "previousPage"], ['[data-testid="stPaginationNext"]', "nextPage"]];
// Names that go on with a word or number of their own.
const BEGINNINGS = [['button[aria-label^="Help for "]', /^Help for /, "help"], ['[data-testid^="stPaginationPage"][aria-label^="Page "]', /^Page /, "pageN"]];
// Its message about a lost connection speaks to its developers: it is given our words.
function reword(root, w) {
  const say = () => {
    for (const [part, name] of NAMES) for (const el of document.querySelectorAll(part)) {
      if (el.getAttribute("aria-label") !== w[name]) el.setAttribute("aria-label", w[name]);
    }
    for (const [part, start, name] of BEGINNINGS) for (const el of document.querySelectorAll(part)) {
      const text = el.getAttribute("aria-label"), said = text.replace(start, w[name]);
      if (said !== text) el.setAttribute("aria-label", said);
    }
    for (const el of document.querySelectorAll('[role="img"][aria-label$=" icon"]')) el.setAttribute("aria-hidden", "true");
    const skip = document.querySelector('[data-testid="stSkipToContent"]');
    if (skip && skip.textContent !== w.skip) skip.textContent = w.skip;
    for (const box of document.querySelectorAll('[role="dialog"]')) {
      const code = [...box.querySelectorAll("code")].find((el) => /streamlit run|pcsandbox up/.test(el.textContent));
      if (!code) continue;
      const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT), found = [];
      while (texts.nextNode()) if (texts.currentNode.data.trim()) found.push(texts.currentNode);
      const wanted = [w.offline, w.offlineText];
      for (const text of found) {
        const words = code.contains(text) ? (text === found.find((t) => code.contains(t)) ? "pcsandbox up" : "") : wanted.length ? wanted.shift() : "";
        if (text.data !== words) text.data = words;
      }
    }
  };
  if (root.watch) root.watch.disconnect();
  say();
  root.watch = new MutationObserver(say); root.watch.observe(document.body, { childList: true, subtree: true });
}
