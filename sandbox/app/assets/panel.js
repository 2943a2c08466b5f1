export default function (component) {
  const { root, emit, d } = start(component);
  const w = d.words;
  if (root.stop) root.stop();
  const shown = (root.shown ||= new Set());
  const picture = h("div", { class: "diagram" });
  if (d.svg) {
    picture.innerHTML = d.svg; // drawn by sandbox.drawing from the model's own words, escaped there
    root.stop = activate(picture, (id) => { const a = d.edges[id]; if (a) emit({ do: "act", action: a.action, values: a.values }); });
  }
  const opened = new Set([...root.querySelectorAll("details[open]")].map((e) => e.dataset.key));
  const fold = (key, title, open, ...kids) => {
    const el = h("details", { "data-key": key }, h("summary", {}, title), kids);
    el.open = root.ref === d.ref ? opened.has(key) : open;
    return el;
  };
  const ok = d.actions.filter((a) => a.ok && !a.elsewhere), no = d.actions.filter((a) => !a.ok && a.mine), elsewhere = d.actions.filter((a) => a.ok && a.elsewhere), others = d.actions.filter((a) => !a.ok && !a.mine);
  const why = (a) => {
    const el = fold("why " + a.id, ["✕ ", a.title, h("span", { class: "small mute" }, " · ", w.whyNot)], false, reasons(a.reasons, w, emit, a.values, a.guides));
    el.className = "why";
    return el;
  };
  root.replaceChildren(h("section", { class: "panel", "aria-label": d.name },
    h("div", { class: "head" }, h("h2", { class: "break" }, d.name, " ", h("span", { class: "badge " + d.tone }, d.state), h("div", { class: "small mute" }, d.label)),
      d.actAs && h("button", { type: "button", class: "box small", onclick: () => emit({ do: "persona", id: d.actAs }) }, w.actAs),
      h("button", { type: "button", class: "icon", "aria-label": w.close, title: w.close, onclick: () => emit({ do: "close" }) }, "✕")),
    d.related.length > 1 && h("div", { class: "pills", role: "group", "aria-label": w.related }, d.related.map((r) => h("button", { type: "button", "aria-pressed": String(r.ref === d.ref), onclick: () => emit({ do: "open", ref: r.ref }) }, r.label, " · ", r.state))),
    h("div", {}, h("h3", { class: "small mute" }, w.canDo), ok.length ? h("div", { class: "actions" }, ok.map((a) => h("button", { type: "button", class: "box", onclick: () => emit({ do: "act", action: a.id, values: a.values }) }, a.title))) : h("p", { class: "mute small" }, w.noActions)),
    d.svg ? h("div", {}, picture, (ok.length > 0 || no.length > 0) && h("div", { class: "small mute" }, w.diagramHint)) : d.noDiagram && h("p", { class: "mute" }, d.noDiagram),
    no.length > 0 && h("div", {}, h("h3", { class: "small mute" }, w.cannotDo), no.map(why)),
    elsewhere.length > 0 && fold("elsewhere", w.elsewhere, false, h("div", { class: "actions" }, elsewhere.map((a) => h("button", { type: "button", class: "box", onclick: () => emit({ do: "act", action: a.id, values: a.values }) }, a.title)))),
    others.length > 0 && fold("others", w.othersDo, false, h("ul", { class: "lines" }, others.map((a) => h("li", {}, a.title, h("span", { class: "mute" }, " · ", a.roles), " ",
      a.fix && h("button", { type: "button", class: "plain small", onclick: () => emit({ do: "remedy", action: a.id, persona: a.fix.persona, values: a.values }) }, a.fix.label))))),
    d.deadlines.length > 0 && fold("due", w.deadlines, true, h("ul", { class: "lines" }, d.deadlines.map((x) => h("li", {}, icon("clock"), " ", x.at, " · ", x.text)))),
    d.facts.length > 0 && fold("facts", w.facts, true, h("dl", {}, d.facts.map((f) => [h("dt", {}, f.label), h("dd", {}, f.hidden ? secret(shown, d.ref + "\n" + f.label, f.value, f.hidden, f.label, w) : bdi(f.value))]))),
    d.history.length > 0 && fold("history", w.history, false, h("ul", { class: "lines" }, d.history.map((x) => h("li", {}, h("span", { class: "mute" }, x.at), " · ", bdi(x.text))))),
    d.notices.length > 0 && fold("notices", w.notices, false, h("ul", { class: "lines" }, d.notices.map((x) => h("li", {}, h("span", { class: "mute" }, x.at, " · ", x.channel, " → "), bdi(x.to), h("div", { class: "break" }, x.text)))))));
  // On a telephone the record opens below the list: who asked for it is led there. A page just loaded stays where it is.
  // Whoever scrolls or presses something before that has found the way, and nothing moves under the finger.
  if (root.ref !== d.ref && navigator.userActivation?.hasBeenActive) {
    const lead = setTimeout(() => {
      const top = root.getBoundingClientRect().top;
      if (top < 0 || top > innerHeight - 160) root.scrollIntoView({ block: "start" });
    }, 150);
    for (const name of ["scroll", "wheel", "pointerdown", "keydown"]) addEventListener(name, () => clearTimeout(lead), { once: true, capture: true, passive: true });
  }
  root.ref = d.ref;
}
