// @ts-check
/* Puts the buttons into a page. The console, Python and everything else is loaded on the first touch.
   What this page says is in <meta name="pc-live">: nothing has to be fetched for it. */

const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="pc-live"]'));
/** @type {Record<string, string>} */
const say = JSON.parse(meta?.dataset.words ?? "{}");
const root = new URL(meta?.dataset.root ?? ".", document.baseURI);
const lang = meta?.dataset.lang ?? "zh";
const opened = new URLSearchParams(location.hash.slice(1));
let styled = false;

/** @param {string} words @param {string} kind @param {() => void} act */
function button(words, kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

async function load() {
  if (!styled) {
    styled = true;
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("live.css", import.meta.url).href;
    document.head.append(sheet);
  }
  return import("./console.js");
}

/**
 * @param {HTMLElement} block
 * @returns {{ address: URL, missing: string } | null} the sandbox, as the block's own link has it
 */
function sandboxOf(block) {
  const link = /** @type {HTMLAnchorElement | null} */ (block.querySelector("a[data-pc-sandbox]"));
  if (!link) return null;
  const address = new URL(link.href);
  address.search = address.hash = "";
  return { address, missing: link.dataset.pcMissing ?? "" };
}

/** An example: a button at its top and at its end, and one after each step. @param {HTMLElement} block @param {number} number */
function example(block, number) {
  const id = block.id || `pc-block-${number}`;
  const scenario = block.dataset.scenario ?? "";
  const first = Number((block.dataset.steps ?? "1").split("-")[0]) - 1;
  const place = document.createElement("div");
  place.className = "pc-live-place";
  /** @type {any} */
  let running = null;
  const saved = opened.get("run") === id ? opened.get("s") : null;
  /** @type {HTMLButtonElement[]} */
  const buttons = [];

  /** @param {number} step @param {string | null} [link] */
  const run = async (step, link = null) => {
    if (running) {
      running.takeOver(step);
      return;
    }
    for (const made of buttons) made.setAttribute("aria-expanded", "true");
    const title = block.querySelector(".pc-title")?.textContent ?? "";
    const begin = link ? { link, scenario, ref: opened.get("at") ?? "" } : { scenario, step };
    const closed = () => {
      running = null;
      for (const made of buttons) made.setAttribute("aria-expanded", "false");
      buttons[0].focus();
    };
    try {
      const { Console } = await load();
      running = new Console({ id, lang, title, place, root, sandbox: sandboxOf(block), begin, closed });
      running.first = first;
      await running.open();
    } catch (error) {
      console.error(error);
      running = null;
      place.textContent = say.failed;
    }
    place.scrollIntoView({ block: "nearest" });
  };

  const start = () => button(saved ? say.continue : say.run, "md-button md-button--primary pc-run", () => run(first, saved));
  const head = block.querySelector(".pc-head");
  const foot = block.querySelector(".pc-foot");
  for (const spot of [head, foot]) {
    if (!spot) continue;
    const made = start();
    made.setAttribute("aria-expanded", "false");
    buttons.push(made);
    if (spot === foot) spot.prepend(made);
    else spot.append(made);
  }
  if (head) head.after(place);
  else block.append(place);
  for (const step of /** @type {NodeListOf<HTMLElement>} */ (block.querySelectorAll("li[data-step]"))) {
    const count = Number(step.dataset.step);
    const made = button(say.take, "pc-take", () => run(count));
    made.setAttribute("aria-label", `${say.take}: ${count}`);
    step.append(made);
  }
  if (saved) head?.scrollIntoView({ block: "start" });
}

/** A playground: choose a world, begin. @param {HTMLElement} block @param {number} number */
function playground(block, number) {
  const id = block.id || `pc-play-${number}`;
  const form = /** @type {HTMLFormElement | null} */ (block.querySelector("form"));
  const place = document.createElement("div");
  place.className = "pc-live-place";
  block.append(place);
  const saved = opened.get("run") === id ? opened.get("s") : null;
  const choice = /** @type {HTMLSelectElement | null} */ (form?.querySelector("select"));
  const start = form?.querySelector("button");
  if (saved && start) start.textContent = say.continue;
  if (form) form.hidden = false;
  let link = saved;
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const begin = link ? { link, ref: opened.get("at") ?? "" } : { world: choice?.value ?? "" };
    link = null;
    if (start) start.textContent = say.start;
    const title = choice?.selectedOptions[0]?.textContent ?? "";
    try {
      const { Console } = await load();
      await new Console({ id, lang, title, place, root, sandbox: sandboxOf(block), begin, closed: () => start?.focus() }).open();
    } catch (error) {
      console.error(error);
      place.textContent = say.failed;
    }
  });
}

/** This build cannot run anything: say so at the end of a block. @param {Element} block */
function missing(block) {
  const note = document.createElement("p");
  note.className = "pc-quiet";
  note.textContent = say.missing;
  (block.querySelector(".pc-foot") ?? block).append(note);
}

const blocks = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".pc-example[data-scenario]"));
const grounds = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".pc-playground"));
if (meta && "missing" in meta.dataset) {
  for (const block of [...blocks, ...grounds]) missing(block);
} else {
  blocks.forEach(example);
  grounds.forEach(playground);
}
