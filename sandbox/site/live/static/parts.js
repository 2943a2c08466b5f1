// @ts-check
/* The parts of a console, each drawn from the screen that the bridge sends. */
import { fill, h, redraw, select } from "./dom.js";

/** @typedef {import("./console.js").Console} Console */

/**
 * A button that keeps its place in the tab order across redraws.
 * @param {string} key
 * @param {string} words
 * @param {() => void} act
 * @param {Record<string, any>} [more]
 */
export function button(key, words, act, more = {}) {
  return h("button", { type: "button", onclick: act, "data-key": key, ...more }, words);
}

/**
 * @param {Console} c
 * @param {any} s
 */
export function drawBar(c, s) {
  const w = c.words;
  redraw(c.places.bar, [
    h("span", { class: "pc-live-now" }, h("span", { class: "pc-quiet" }, w.clock), " ", h("time", { datetime: s.clock.iso }, s.clock.now)),
    h(
      "span",
      { class: "pc-live-buttons" },
      button("undo", w.undo, () => c.act({ op: "undo" }), { disabled: !s.can_undo && !s.story.length }),
      button("redo", w.redo, () => c.act({ op: "redo" }), { disabled: !s.can_redo }),
      button("reset", w.reset, () => c.act({ op: "reset", step: c.first })),
      button("copy", w.copy, () => c.copy()),
      c.sandbox ? button("hand", w.hand_over, () => c.handOver()) : null,
      button("close", w.close, () => c.close()),
    ),
  ]);
}

/**
 * @param {Console} c
 * @param {any} s
 */
export function drawNext(c, s) {
  const w = c.words;
  c.places.next.hidden = !s.next;
  if (!s.next) return;
  if (s.next.over) {
    redraw(c.places.next, [h("span", { class: "pc-quiet" }, s.next.over)]);
    return;
  }
  redraw(c.places.next, [
    h("span", { class: "pc-quiet" }, `${w.next_step} ${s.next.number}/${s.next.total}`),
    h("span", null, s.next.who ? h("b", null, s.next.who) : null, s.next.who ? " › " : null, s.next.what),
    button("next", w.do_next, () => c.act({ op: "next" }), { class: "pc-live-main" }),
    s.next.note ? h("small", { class: "pc-quiet" }, s.next.note) : null,
  ]);
}

/**
 * @param {Console} c
 * @param {any} flash
 */
export function drawFlash(c, flash) {
  const place = c.places.flash;
  place.className = `pc-live-flash ${flash ? `pc-live-${flash.kind}` : ""}`;
  if (!flash) {
    place.replaceChildren();
    return;
  }
  place.replaceChildren(
    h("p", null, h("strong", null, flash.text)),
    .../** @type {Node[]} */ ([
      flash.lines?.length ? h("ul", null, ...flash.lines.map((/** @type {string} */ line) => h("li", null, line))) : null,
      flash.reasons?.length ? reasons(c, flash.reasons, flash.action) : null,
    ].filter(Boolean)),
  );
}

/**
 * Rules that block: the sentence, a link, what to do, and a button that does it.
 * @param {Console} c
 * @param {any[]} found
 * @param {string} [action] what was tried
 */
export function reasons(c, found, action = "") {
  const w = c.words;
  return h(
    "ul",
    { class: "pc-live-reasons" },
    ...found.map((reason, number) =>
      h(
        "li",
        { "data-rule": reason.rule },
        h("span", null, reason.text, " ", h("a", { class: "pc-rule", href: c.ruleAddress(reason.rule) }, w.rule)),
        reason.remedy ? h("span", { class: "pc-remedy" }, h("b", null, w.what_to_do), " ", reason.remedy) : null,
        reason.remedied_by.length || reason.who
          ? h(
              "span",
              { class: "pc-live-buttons" },
              ...reason.remedied_by.map((/** @type {any} */ fix) =>
                button(`fix-${number}-${fix.id}`, fill(w.do_remedy, { title: fix.title }), () => c.remedy(fix.id), { class: "pc-live-fix" }),
              ),
              reason.who && action ? button(`who-${number}`, w.act_as, () => c.remedy(action), { class: "pc-live-fix" }) : null,
            )
          : null,
      ),
    ),
  );
}

/**
 * Who the reader is, and what they look at.
 * @param {Console} c
 * @param {any} s
 */
export function drawWhere(c, s) {
  const w = c.words;
  const id = (/** @type {string} */ name) => `${c.id}-${name}`;
  const change = (/** @type {string} */ name) => (/** @type {Event} */ event) =>
    c.act({ op: "look", [name]: /** @type {HTMLSelectElement} */ (event.target).value });
  const people = s.people.map((/** @type {any} */ group) => ({
    group: group.group,
    options: group.people.map((/** @type {any} */ who) => ({ value: who.id, label: who.label })),
  }));
  const pages = s.pages.map((/** @type {any} */ page) => ({ value: page.id, label: page.title }));
  const rows = s.rows.map((/** @type {any} */ row) => ({ value: row.ref, label: row.label }));
  redraw(c.places.where, [
    h("p", { class: "pc-live-row" }, h("label", { for: id("persona") }, w.persona), select({ id: id("persona"), "data-key": "persona", onchange: change("persona") }, people, s.persona)),
    h("p", { class: "pc-live-row" }, h("label", { for: id("page") }, w.page), select({ id: id("page"), "data-key": "page", onchange: change("page") }, pages, s.page)),
    s.many || s.search
      ? h("p", { class: "pc-live-row" }, h("label", { for: id("search") }, w.search), h("input", { id: id("search"), type: "search", "data-key": "search", value: s.search, onchange: change("search") }))
      : null,
    rows.length
      ? h("p", { class: "pc-live-row" }, h("label", { for: id("record") }, w.record), select({ id: id("record"), "data-key": "record", onchange: change("ref") }, s.record?.ref ? rows : [{ value: "", label: w.choose }, ...rows], s.record?.ref ?? ""))
      : h("p", { class: "pc-quiet" }, w.no_records),
    s.more_rows ? h("small", { class: "pc-quiet" }, fill(w.more_rows, { count: s.more_rows })) : null,
  ]);
}

/**
 * What can be done, what is blocked and why, and what others can do.
 * @param {Console} c
 * @param {any} s
 */
export function drawActions(c, s) {
  const w = c.words;
  /** @type {any[]} */
  const actions = s.record?.actions ?? [];
  const open = actions.filter((a) => a.available && !a.elsewhere);
  const shut = actions.filter((a) => !a.available && a.offered && !a.elsewhere);
  const elsewhere = actions.filter((a) => a.offered && a.elsewhere);
  const others = actions.filter((a) => !a.available && !a.offered);
  redraw(c.places.actions, [
    h("p", { class: "pc-live-head" }, w.available),
    open.length
      ? h("p", { class: "pc-live-buttons" }, ...open.map((a) => button(`do-${a.id}`, a.title, () => c.openForm(a.id), { class: "pc-live-do", "data-action": a.id, title: a.menu[0] ?? null })))
      : h("p", { class: "pc-quiet" }, w.nothing_available),
    shut.length
      ? h(
          "details",
          { "data-key": "blocked", open: open.length === 0 },
          h("summary", null, fill(w.blocked_n, { count: shut.length })),
          ...shut.map((a) =>
            h(
              "details",
              { "data-key": `why-${a.id}`, "data-blocked": a.id },
              h("summary", null, h("span", { class: "pc-live-shut" }, a.title), " ", h("small", { class: "pc-quiet" }, w.why)),
              reasons(c, a.reasons, a.id),
              button(`try-${a.id}`, a.title, () => c.openForm(a.id), { class: "pc-live-try", "data-try": a.id }),
            ),
          ),
        )
      : null,
    elsewhere.length
      ? h(
          "details",
          { "data-key": "elsewhere", open: elsewhere.some((a) => a.due) },
          h("summary", null, fill(w.elsewhere_n, { count: elsewhere.length })),
          h("p", { class: "pc-live-buttons" }, ...elsewhere.map((a) => button(`do-${a.id}`, a.title, () => c.openForm(a.id), { class: a.available ? "pc-live-do" : "pc-live-try", "data-action": a.id, title: a.menu[0] ?? null }))),
        )
      : null,
    others.length
      ? h(
          "details",
          { "data-key": "others" },
          h("summary", null, fill(w.others, { count: others.length })),
          ...byRole(others, c.lang).map(([roles, theirs]) =>
            h(
              "p",
              { class: "pc-live-others" },
              h("span", { class: "pc-quiet" }, roles),
              h("span", { class: "pc-live-buttons" }, ...theirs.map((a) => button(`as-${a.id}`, a.title, () => c.remedy(a.id), { class: "pc-live-fix", "data-other": a.id, title: w.act_as }))),
            ),
          ),
        )
      : null,
  ]);
}

/**
 * @param {any[]} actions
 * @param {string} lang
 * @returns {[string, any[]][]} actions by the roles that may do them
 */
function byRole(actions, lang) {
  /** @type {Map<string, any[]>} */
  const found = new Map();
  for (const action of actions) {
    const roles = action.roles.join(lang === "zh" ? "、" : ", ");
    found.set(roles, [...(found.get(roles) ?? []), action]);
  }
  return [...found];
}

/**
 * The diagram with its marks; an arrow that can be clicked opens a form or says why not.
 * @param {Console} c
 * @param {any} s
 */
export function drawPicture(c, s) {
  const w = c.words;
  const picture = s.record?.picture;
  c.places.picture.hidden = !picture?.drawn;
  if (!picture?.drawn) return;
  const tabs = s.record.related.length > 1 ? s.record.related : [];
  redraw(c.places.tabs, [
    h("p", { class: "pc-live-head" }, w.diagram, " ", h("span", { class: "pc-quiet" }, picture.name.startsWith(picture.label) ? picture.name : `${picture.label} · ${picture.name}`), " ", h("span", { class: "pc-state" }, picture.state_label)),
    tabs.length
      ? h("p", { class: "pc-live-buttons" }, ...tabs.map((/** @type {any} */ t) => button(`tab-${t.ref}`, t.label, () => c.act({ op: "look", picture: t.ref }), { "aria-pressed": String(t.ref === picture.ref), class: "pc-live-tab" })))
      : null,
  ]);
  c.paint(picture);
  redraw(c.places.deadlines, [
    picture.deadlines.length ? h("p", { class: "pc-live-head" }, w.deadlines) : null,
    picture.deadlines.length ? h("ul", { class: "pc-live-list" }, ...picture.deadlines.map((/** @type {any} */ d) => h("li", null, h("b", null, d.at), " ", d.label))) : null,
  ]);
}

/**
 * Moving the clock.
 * @param {Console} c
 * @param {any} s
 */
export function drawClock(c, s) {
  const w = c.words;
  const units = ["days", "business_days", "months"].map((unit) => ({ value: unit, label: w[unit] }));
  const amount = h("input", { type: "number", min: "1", max: "2000", "data-key": "amount", "aria-label": w.amount_of, value: c.amount });
  const unit = select({ "data-key": "unit", "aria-label": w.unit }, units, c.unit);
  const day = h("input", { type: "datetime-local", "data-key": "day", "aria-label": w.to_date, min: s.clock.iso, value: s.clock.iso });
  const forward = () => {
    [c.amount, c.unit] = [amount.value, unit.value];
    c.act({ op: "advance", clock: { [unit.value]: Number(amount.value) } });
  };
  redraw(c.places.clock, [
    h("p", { class: "pc-live-head" }, w.clock, " ", h("span", { class: "pc-quiet" }, s.clock.now)),
    h("p", { class: "pc-live-buttons" }, button("deadline", w.next_deadline, () => c.act({ op: "advance", clock: { next: true } }), { disabled: !s.clock.any }), h("small", { class: "pc-quiet" }, s.clock.next)),
    h("p", { class: "pc-live-buttons" }, amount, unit, button("forward", w.go, forward, { "aria-label": `${w.go}` })),
    h("p", { class: "pc-live-buttons" }, day, button("to-day", w.to_date, () => c.act({ op: "advance", clock: { to: day.value } }))),
    s.clock.note ? h("p", { class: "pc-live-note" }, s.clock.note) : null,
  ]);
}

/**
 * @param {Console} c
 * @param {any} s
 */
export function drawPhone(c, s) {
  const w = c.words;
  redraw(c.places.phone, [
    h(
      "details",
      { "data-key": "phone", open: s.phone.length > 0 },
      h("summary", null, `${w.phone} (${s.phone.length})`),
      s.phone.length
        ? h("ul", { class: "pc-live-list pc-live-messages" }, ...s.phone.map((/** @type {any} */ m) => h("li", null, h("small", { class: "pc-quiet" }, `${m.at} · ${m.channel}`), h("span", null, m.text))))
        : h("p", { class: "pc-quiet" }, w.no_messages),
    ),
  ]);
}

/**
 * What happened so far; any moment can be gone back to.
 * @param {Console} c
 * @param {any} s
 */
export function drawStory(c, s) {
  const w = c.words;
  const entries = s.story.map((/** @type {any} */ entry, /** @type {number} */ number) => {
    const last = number === s.story.length - 1;
    return h(
      "li",
      { class: entry.ok ? "pc-live-ok" : "pc-live-no" },
      h("span", { class: "pc-live-line" }, entry.who ? h("b", null, entry.who) : null, entry.who ? " › " : null, entry.what, " ", h("small", { class: entry.ok ? "pc-yes" : "pc-no" }, entry.ok ? w.done : w.refused), " ", h("small", { class: "pc-quiet" }, entry.at)),
      entry.typed ? h("small", { class: "pc-quiet pc-live-typed" }, entry.typed) : null,
      " ",
      last
        ? h("small", { class: "pc-quiet" }, w.here)
        : entry.node !== null
          ? button(`node-${entry.node}`, w.go_back, () => c.act({ op: "jump", node: entry.node }), { class: "pc-live-fix", "data-node": entry.node, "aria-label": `${w.go_back}: ${entry.what}` })
          : null,
      entry.lines.length ? h("ul", null, ...entry.lines.map((/** @type {string} */ line) => h("li", null, line))) : null,
    );
  });
  redraw(c.places.story, [
    h("p", { class: "pc-live-head" }, w.story),
    entries.length ? h("ol", { class: "pc-live-story" }, ...entries) : h("p", { class: "pc-quiet" }, w.story_empty),
  ]);
}
