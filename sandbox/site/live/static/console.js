// @ts-check
/* A console: one run of the simulator in the page. It sends what the reader does to the bridge and
   draws the screen that comes back; it knows no rule and no word of the portal. */
import { activate, repaint } from "./diagram.js";
import { fill, h } from "./dom.js";
import { makeForm } from "./form.js";
import { drawActions, drawBar, drawClock, drawFlash, drawNext, drawPhone, drawPicture, drawStory, drawWhere, reasons } from "./parts.js";
import { CannotRun, runtime } from "./runtime.js";

const here = new URL(".", import.meta.url);
const PREFIX = "pcidprefix-";
/** @type {Map<string, Promise<any>>} */
const files = new Map();

/**
 * A JSON file beside this one, fetched once.
 * @param {string} name
 * @returns {Promise<any>}
 */
function file(name) {
  const known = files.get(name);
  if (known) return known;
  const found = fetch(new URL(name, here)).then((response) => {
    if (!response.ok) throw new CannotRun("no_network");
    return response.json();
  });
  found.catch(() => files.delete(name));
  files.set(name, found);
  return found;
}

/** What does not change while a page is open: the consoles of two pages must not share a key. */
const page = crypto.randomUUID?.() ?? String(Math.random());

/**
 * @typedef {object} Setting
 * @property {string} id unique in the page
 * @property {string} lang
 * @property {string} title
 * @property {HTMLElement} place where the console is put
 * @property {URL} root of the pages in this language, for links to rules
 * @property {{ address: URL, missing: string } | null} sandbox where it would be, and what to say when it is not there
 * @property {Record<string, any>} begin what to begin with: scenario and step, world, or link
 * @property {() => void} closed called when the reader closes the console
 */

export class Console {
  /** @param {Setting} setting */
  constructor(setting) {
    this.id = setting.id;
    this.lang = setting.lang;
    this.root = setting.root;
    this.sandbox = setting.sandbox;
    this.setting = setting;
    this.key = `${page}/${setting.id}`;
    /** How many steps of the scenario lie before the beginning. */
    this.first = Number(setting.begin.step ?? 0);
    /** @type {Record<string, string>} */
    this.words = {};
    /** @type {import("./form.js").Form | null} */
    this.form = null;
    this.formAction = "";
    this.amount = "1";
    this.unit = "business_days";
    this.machine = "";
    /** @type {any} */
    this.screen = null;
    this.busy = Promise.resolve();
    this.places = this.makePlaces();
  }

  /** @returns {Record<string, HTMLElement>} */
  makePlaces() {
    const place = (/** @type {string} */ name, more = {}) => h("div", { class: `pc-live-${name}`, ...more });
    const drawing = place("drawing");
    const tabs = place("tabs");
    const legend = h("p", { class: "pc-live-legend pc-quiet" });
    const deadlines = place("deadlines");
    const element = h("section", { class: "pc-live", "data-console": this.key, lang: this.lang === "zh" ? "zh-CN" : "en", tabindex: "-1" });
    const places = {
      element,
      progress: place("progress", { role: "status" }),
      bar: place("bar"),
      next: place("next"),
      flash: place("flash", { role: "status", "aria-live": "polite", tabindex: "-1" }),
      where: place("where"),
      form: place("formplace"),
      actions: place("actions"),
      picture: h("div", { class: "pc-live-picture" }, tabs, drawing, legend, deadlines),
      drawing,
      tabs,
      legend,
      deadlines,
      clock: place("clock"),
      phone: place("phone"),
      story: place("story"),
    };
    activate(drawing, (edge) => this.clickEdge(edge));
    return places;
  }

  /** Show the console and begin. */
  async open() {
    const p = this.places;
    this.setting.place.replaceChildren(p.element);
    p.element.replaceChildren(p.progress);
    try {
      this.words = await file(`words.${this.lang}.json`);
      p.element.setAttribute("aria-label", fill(this.words.console, { title: this.setting.title }));
      const engine = runtime();
      const stop = engine.watch((progress) => this.showProgress(progress));
      const pictures = file(`diagrams.${this.lang}.json`);
      const answer = await engine.ask({ op: "begin", key: this.key, lang: this.lang, ...this.setting.begin });
      stop();
      this.pictures = await pictures;
      if (!answer.ok) {
        this.refuse(answer.text);
        return;
      }
      p.legend.textContent = this.words.legend;
      p.element.replaceChildren(
        p.bar,
        p.next,
        p.flash,
        h("div", { class: "pc-live-columns" }, h("div", null, p.where, p.form, p.actions, p.phone), h("div", null, p.picture, p.clock)),
        p.story,
      );
      this.draw(answer.screen);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {import("./runtime.js").Progress} progress */
  showProgress(progress) {
    const w = this.words;
    const mb = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
    const words = {
      starting: w.starting,
      loading: fill(w.loading, { done: mb(progress.done), total: mb(progress.total) }),
      unpacking: w.unpacking,
      ready: w.world,
    };
    const bar = h("progress", { max: String(progress.total || 1), "aria-hidden": "true" });
    if (progress.total) bar.value = progress.done;
    this.places.progress.replaceChildren(bar, " ", words[/** @type {keyof typeof words} */ (progress.stage)] ?? w.starting);
  }

  /** @param {unknown} error */
  fail(error) {
    console.error(error);
    const reason = error instanceof CannotRun ? error.reason : "no_network";
    this.refuse(this.words[reason] ?? "");
  }

  /** @param {string} why */
  refuse(why) {
    const w = this.words;
    const again = h("button", { type: "button", class: "pc-live-main", onclick: () => this.open() }, w.retry ?? "↻");
    const close = h("button", { type: "button", onclick: () => this.close() }, w.close ?? "×");
    this.places.element.replaceChildren(
      h("div", { class: "pc-live-flash pc-live-refused", role: "alert" }, h("p", null, h("strong", null, w.failed ?? "WebAssembly"), " ", why), h("p", { class: "pc-live-buttons" }, again, close)),
    );
  }

  /**
   * Ask the bridge; requests of a console wait for each other.
   * @param {Record<string, any>} request
   * @returns {Promise<any>} the answer, or null when it could not be had
   */
  ask(request) {
    const next = this.busy.then(async () => {
      this.places.element.setAttribute("aria-busy", "true");
      try {
        const answer = await runtime().ask({ key: this.key, lang: this.lang, ...request });
        if (answer.ok) return answer;
        if (answer.detail) console.warn(answer.detail);
        if (answer.gone) this.refuse(answer.text);
        else drawFlash(this, { kind: "refused", text: answer.text });
        return null;
      } catch (error) {
        this.fail(error);
        return null;
      } finally {
        this.places.element.removeAttribute("aria-busy");
      }
    });
    this.busy = next.catch(() => {});
    return next;
  }

  /**
   * Do something that changes the screen.
   * @param {Record<string, any>} request
   */
  async act(request) {
    const answer = await this.ask(request);
    if (!answer) return null;
    this.closeForm();
    this.draw(answer.screen);
    return answer;
  }

  /** @param {any} screen */
  draw(screen) {
    this.screen = screen;
    drawBar(this, screen);
    drawNext(this, screen);
    drawFlash(this, screen.flash);
    drawWhere(this, screen);
    drawActions(this, screen);
    drawPicture(this, screen);
    drawClock(this, screen);
    drawPhone(this, screen);
    drawStory(this, screen);
  }

  /** @param {any} picture */
  paint(picture) {
    const place = this.places.drawing;
    if (this.machine !== picture.machine) {
      this.machine = picture.machine;
      const svg = this.pictures?.[picture.machine];
      place.innerHTML = (svg ?? "").replaceAll(PREFIX, `${this.id}-live-`);
    }
    repaint(place, { current: picture.state, visited: picture.visited, available: picture.available, blocked: picture.blocked });
  }

  /** @param {string} edge */
  clickEdge(edge) {
    const action = this.screen?.record?.picture?.edges[edge];
    if (action) this.openForm(action);
  }

  // forms ------------------------------------------------------------------------------------

  /**
   * @param {string} action
   * @param {Record<string, any>} [values] typed already
   */
  async openForm(action, values = {}) {
    const answer = await this.ask({ op: "form", action, values });
    if (answer) this.showForm(answer.form, Object.keys(values).length > 0);
  }

  /**
   * @param {any} data
   * @param {boolean} [again] the same form with more fields
   */
  showForm(data, again = false) {
    const focused = again && document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : "";
    this.formAction = data.id;
    this.form = makeForm(data, this.words, `${this.id}-`, {
      submit: () => this.submit(),
      cancel: () => this.closeForm(true),
      code: () => this.getCode(),
      again: (values) => this.openForm(data.id, values),
      reasons: (found) => (found.length ? reasons(this, found, data.id) : null),
      who: this.screen.who,
    });
    this.places.form.replaceChildren(this.form.element);
    const kept = focused ? this.form.element.querySelector(`[data-key="${CSS.escape(focused)}"]`) : null;
    const first = this.form.element.querySelector("[tabindex='-1']");
    /** @type {HTMLElement | null} */ (kept ?? first)?.focus({ preventScroll: true });
    this.form.element.scrollIntoView({ block: "nearest" });
  }

  closeForm(back = false) {
    const action = this.formAction;
    this.form = null;
    this.formAction = "";
    this.places.form.replaceChildren();
    if (!back) return;
    const button = this.places.actions.querySelector(`[data-key="do-${CSS.escape(action)}"]`);
    (button instanceof HTMLElement ? button : this.places.flash).focus();
  }

  async submit() {
    if (!this.form) return;
    const answer = await this.ask({ op: "submit", action: this.formAction, values: this.form.values() });
    if (!answer) return;
    if (answer.screen.flash?.kind === "done") this.closeForm();
    else this.form?.element.querySelector(".pc-live-reasons")?.remove();
    this.draw(answer.screen);
    this.places.flash.focus({ preventScroll: true });
    this.places.flash.scrollIntoView({ block: "nearest" });
  }

  async getCode() {
    const answer = await this.ask({ op: "code", action: this.formAction });
    if (!answer) return;
    this.draw(answer.screen);
    if (answer.code) this.form?.offerCode(answer.code);
  }

  /**
   * Open the form of an action as somebody who can do it.
   * @param {string} action
   */
  async remedy(action) {
    const answer = await this.ask({ op: "remedy", action });
    if (!answer) return;
    this.draw(answer.screen);
    this.showForm(answer.form);
  }

  // from outside -----------------------------------------------------------------------------

  /** @param {number} step go to the moment after this step of the scenario */
  async takeOver(step) {
    if (!this.screen) return;
    await this.act({ op: "take_over", step });
    this.places.element.scrollIntoView({ block: "start" });
    this.places.element.focus({ preventScroll: true });
  }

  /** @param {string} rule */
  ruleAddress(rule) {
    return new URL(`rules/${rule}/`, this.root).href;
  }

  /** Copy the address of this page with what is on the screen in it. */
  async copy() {
    const answer = await this.ask({ op: "link" });
    if (!answer) return;
    if (answer.long) {
      drawFlash(this, { kind: "refused", text: this.words.too_long });
      return;
    }
    const url = new URL(location.href);
    url.hash = new URLSearchParams({ run: this.id, s: answer.link, at: answer.ref }).toString();
    history.replaceState(history.state, "", url);
    try {
      await navigator.clipboard.writeText(url.href);
      drawFlash(this, { kind: "note", text: this.words.copied });
    } catch {
      drawFlash(this, { kind: "note", text: this.words.copy_by_hand, lines: [url.href] });
    }
  }

  /** Go on in the sandbox, with this very session. */
  async handOver() {
    const answer = await this.ask({ op: "link" });
    if (!answer || !this.sandbox) return;
    const url = new URL(this.sandbox.address);
    url.search = new URLSearchParams({ s: answer.link, lang: this.lang }).toString();
    const health = new URL("_stcore/health", new URL(".", url));
    const alive = await fetch(health, { cache: "no-store" }).then((r) => r.ok).catch(() => false);
    if (alive) location.assign(url);
    else drawFlash(this, { kind: "refused", text: this.sandbox.missing });
  }

  close() {
    runtime().ask({ op: "end", key: this.key }).catch(() => {});
    this.setting.place.replaceChildren();
    this.setting.closed();
  }
}
