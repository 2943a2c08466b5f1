// @ts-check
/* Runs Python for one page, or for several of them as a shared worker. It loads everything when it
   starts, so whoever starts it wants it now. Messages: {id, request} in, {id, answer} out; before
   that {progress: {stage, done, total}}, and {failed: reason} when there will be no answer. */

/** @typedef {{ python: string, files: Record<string, number> }} Manifest */

const here = new URL(".", import.meta.url);
/** @type {Set<MessagePort | typeof globalThis>} */
const ports = new Set();
/** @type {Record<string, unknown>} */
let latest = { progress: { stage: "starting", done: 0, total: 0 } };

/**
 * Tell every page, and those that come later. A failure is the last word: files still arriving must not talk over it.
 * @param {Record<string, unknown>} message
 */
function tell(message) {
  if ("failed" in latest) return;
  latest = message;
  for (const port of ports) /** @type {MessagePort} */ (port).postMessage(message);
}

class NoNetwork extends Error {}

/** Called when a file does not arrive: Python itself would wait for it for ever. @type {(error: Error) => void} */
let giveUp = () => {};
/** @type {Promise<never>} */
const lost = new Promise((_, reject) => {
  giveUp = reject;
});
lost.catch(() => {});

/** Milliseconds without a byte of any file after which the network is taken for lost. */
const STALLED = 60_000;
let stalled = 0;
let open = 0;

/** Wait for the next byte, but not for ever. @param {number} more files that are on their way now: one more, one less, or as many */
function expect(more) {
  open += more;
  clearTimeout(stalled);
  if (open) stalled = Number(setTimeout(() => giveUp(new NoNetwork("nothing arrives")), STALLED));
}

/**
 * @param {URL} url
 * @param {(bytes: number) => void} count
 * @returns {Promise<Response>} the response, its bytes counted as they arrive
 */
async function load(url, count) {
  expect(1);
  const response = await realFetch(url, { credentials: "same-origin" }).catch((error) => {
    throw new NoNetwork(`${url}: ${error}`);
  });
  if (!response.ok || !response.body) throw new NoNetwork(`${url}: ${response.status}`);
  const counter = new TransformStream({
    transform(chunk, controller) {
      expect(0);
      count(chunk.byteLength);
      controller.enqueue(chunk);
    },
    flush: () => expect(-1),
  });
  response.body.pipeTo(counter.writable).catch((error) => giveUp(new NoNetwork(`${url}: ${error}`)));
  const type = url.pathname.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(counter.readable, { headers: { "content-type": type } });
}

const realFetch = globalThis.fetch.bind(globalThis);

/**
 * Pyodide fetches two files by itself; it gets those that are on their way already.
 * @param {URL} folder
 * @param {Map<string, Promise<Response>>} coming
 */
function hand(folder, coming) {
  globalThis.fetch = (input, options) => {
    const url = new URL(input instanceof Request ? input.url : String(input), here);
    const name = url.href.startsWith(folder.href) ? url.href.slice(folder.href.length) : "";
    const found = coming.get(name);
    coming.delete(name);
    return found ?? realFetch(input, options);
  };
}

/** @returns {Promise<(request: string) => string>} */
async function start() {
  /** @type {Manifest} */
  const manifest = await (await load(new URL("manifest.json", here), () => {})).json();
  const folder = new URL(manifest.python, here);
  const sizes = manifest.files;
  const wanted = ["pyodide.asm.wasm", "stdlib.zip", "pyodide-lock.json", "libs.zip", "native.zip"];
  const total = [...wanted, "code.zip", "data.json"].reduce((sum, name) => sum + (sizes[name] ?? 0), 0);
  let done = 0;
  let said = -1;
  const count = (/** @type {number} */ bytes) => {
    done += bytes;
    const percent = Math.floor((done / total) * 50);
    if (percent === said) return;
    said = percent;
    tell({ progress: { stage: "loading", done: Math.min(done, total), total } });
  };
  const coming = new Map(wanted.map((name) => [name, load(new URL(name, folder), count)]));
  const ours = ["code.zip", "data.json", "entry.json"].map((name) => load(new URL(name, here), count));
  const bytes = (/** @type {Promise<Response> | undefined} */ response) =>
    /** @type {Promise<Response>} */ (response).then(async (r) => new Uint8Array(await r.arrayBuffer()));
  const [libs, native] = [bytes(coming.get("libs.zip")), bytes(coming.get("native.zip"))];
  const [code, data, entry] = ours.map(bytes);
  for (const promise of [...coming.values(), libs, native, code, data, entry]) promise.catch(giveUp);
  hand(folder, coming);

  const { loadPyodide } = await import(new URL("pyodide.js", folder).href).catch((error) => {
    throw new NoNetwork(String(error));
  });
  const python = await loadPyodide({
    indexURL: folder.href,
    stdLibURL: new URL("stdlib.zip", folder).href,
    env: { HOME: "/home/pyodide", PYDANTIC_DISABLE_PLUGINS: "__all__" },
  });
  tell({ progress: { stage: "unpacking", done: total, total } });
  python.FS.mkdirTree("/pc");
  python.FS.writeFile("/pc/libs.zip", await libs);
  python.FS.writeFile("/pc/code.zip", await code);
  python.FS.writeFile("/pc/data.json", await data);
  python.unpackArchive(await native, "zip", { extractDir: "/pc/native" });
  python.globals.set("entry", JSON.parse(new TextDecoder().decode(await entry)).model);
  const handle = python.runPython(`
import sys
sys.path[:0] = ["/pc/code.zip", "/pc/libs.zip", "/pc/native"]
from importlib import import_module
from sandbox.site.live.bridge import Bridge, load
module, _, name = entry.partition(":")
with open("/pc/data.json", encoding="utf-8") as file:
    bridge = Bridge(getattr(import_module(module), name), load(file.read()))
bridge.handle
`);
  tell({ progress: { stage: "ready", done: total, total } });
  return (request) => String(handle(request));
}

const ready = Promise.race([start(), lost]);
ready.catch((error) => {
  console.error(error);
  const words = String(error?.message ?? error);
  const memory = error instanceof RangeError || /memory|allocat/i.test(words);
  end(error instanceof NoNetwork ? "no_network" : memory ? "no_memory" : "crashed");
});

/** There will be no answer: say so to every page, and end; a page that tries again starts another worker. @param {string} failed */
function end(failed) {
  tell({ failed });
  if (ports.size) globalThis.close();
}

/** @param {MessagePort | typeof globalThis} port */
function serve(port) {
  ports.add(port);
  const target = /** @type {MessagePort} */ (port);
  target.onmessage = async ({ data }) => {
    if (data.bye) {
      ports.delete(port);
      return;
    }
    const handle = await ready.catch(() => null);
    if (handle === null) return;
    try {
      target.postMessage({ id: data.id, answer: handle(data.request) });
    } catch (error) {
      console.error(error);
      end(error instanceof RangeError ? "no_memory" : "crashed");
    }
  };
  target.postMessage(latest);
  // It failed before any page was there to be told: a shared worker may start faster than its page connects.
  if ("failed" in latest) globalThis.close();
}

if ("onconnect" in globalThis) {
  /** @type {any} */ (globalThis).onconnect = (/** @type {MessageEvent} */ event) => serve(event.ports[0]);
} else {
  serve(globalThis);
}
