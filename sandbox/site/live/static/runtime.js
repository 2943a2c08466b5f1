// @ts-check
/* The page's end of the worker: one for the page, shared with other pages where the browser can. */

/** @typedef {{ stage: string, done: number, total: number }} Progress */

/** Why it cannot run here: the name of a sentence in words.json. */
export class CannotRun extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Milliseconds that a worker has to say its first word; a shared one that is just ending never does. */
const PATIENCE = 20_000;

/** @type {Runtime | null} */
let current = null;

/** The runtime of this page, started if need be. */
export function runtime() {
  if (current === null || current.broken) current = new Runtime();
  return current;
}

class Runtime {
  constructor() {
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") throw new CannotRun("no_wasm");
    this.broken = "";
    this.number = 0;
    this.shared = false;
    /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    /** @type {Set<(progress: Progress) => void>} */
    this.watchers = new Set();
    /** @type {Progress} */
    this.progress = { stage: "starting", done: 0, total: 0 };
    this.port = this.connect();
    addEventListener("pagehide", (event) => {
      if (!event.persisted) this.port.postMessage({ bye: true });
    });
  }

  /** @returns {MessagePort | Worker} */
  connect() {
    const url = new URL("worker.js", import.meta.url);
    if (typeof SharedWorker === "function") {
      try {
        /** @type {any} */
        const options = { type: "module", name: "pc-live", extendedLifetime: true };
        const worker = new SharedWorker(url, options);
        this.shared = true;
        const silent = setTimeout(() => this.alone(url), PATIENCE);
        worker.onerror = () => this.alone(url);
        worker.port.onmessage = (event) => {
          clearTimeout(silent);
          this.receive(event.data);
        };
        worker.port.start();
        return worker.port;
      } catch {
        /* not allowed here: a worker of our own */
      }
    }
    return this.own(url);
  }

  /** @param {URL} url */
  own(url) {
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = (event) => this.receive(event.data);
    worker.onerror = () => this.fail("no_network");
    return worker;
  }

  /**
   * The shared worker did not start, or it is ending: ask a worker of our own everything that was asked so far.
   * @param {URL} url
   */
  alone(url) {
    if (!this.shared) return;
    this.shared = false;
    this.port.onmessage = null;
    this.port.postMessage({ bye: true });
    this.port = this.own(url);
    for (const message of this.asked) this.port.postMessage(message);
  }

  /** @param {any} message */
  receive(message) {
    if (message.progress) {
      this.progress = message.progress;
      for (const watch of this.watchers) watch(this.progress);
    } else if (message.failed) {
      this.fail(message.failed);
    } else {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      this.asked = this.asked.filter((asked) => asked.id !== message.id);
      waiting?.resolve(JSON.parse(message.answer));
    }
  }

  /** @type {{ id: number, request: string }[]} */
  asked = [];

  /** @param {string} reason */
  fail(reason) {
    this.broken = reason;
    for (const { reject } of this.waiting.values()) reject(new CannotRun(reason));
    this.waiting.clear();
  }

  /**
   * @param {Record<string, unknown>} request
   * @returns {Promise<any>}
   */
  ask(request) {
    if (this.broken) return Promise.reject(new CannotRun(this.broken));
    const id = ++this.number;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      const message = { id, request: JSON.stringify(request) };
      this.asked.push(message);
      this.port.postMessage(message);
    });
  }

  /**
   * @param {(progress: Progress) => void} watch
   * @returns {() => void} stop
   */
  watch(watch) {
    this.watchers.add(watch);
    watch(this.progress);
    return () => this.watchers.delete(watch);
  }
}
