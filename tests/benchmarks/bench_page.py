"""A guide in the browser: its weight, how soon an example runs after the touch, how long an action takes.

Run with ``python tests/benchmarks/bench_page.py``. One run, one headless Chromium, in turn: our page,
and a bare page that does nothing but load Pyodide and pydantic as they are shipped and validate one
model. Wanted: at most 300 kB before the touch (compressed, fonts aside), at most 1.3 times the bare
page from the touch to the first view, at most 50 ms (median) for an action.
"""

from __future__ import annotations

import functools
import gzip
import shutil
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from sandbox.site import build
from sandbox.site.library import library
from sandbox.site.live.assets import ensure, read_lock

GUIDE = "docs/zh/guides/dissociate-partner/"
ROUNDS = 5
PACKED = (".woff2", ".woff", ".png", ".zip", ".gz")
"""Files that do not get smaller."""
WORKER = """
import { loadPyodide } from "./pyodide.mjs";
const python = await loadPyodide();
const wheels = await Promise.all(WHEELS.map((name) => fetch(name).then((r) => r.arrayBuffer())));
for (const wheel of wheels) python.unpackArchive(wheel, "wheel");
python.runPython("import pydantic\\nclass M(pydantic.BaseModel):\\n  a: int\\nM(a=1)");
postMessage("ready");
"""
BARE = """<!doctype html><button>run</button><script type="module">
document.querySelector("button").onclick = () => {
  const began = performance.now();
  new Worker("worker.js", {type: "module"}).onmessage = () => { globalThis.took = performance.now() - began; };
};
</script>"""
ACTION = """(selector) => new Promise((done) => {
  const live = document.querySelector(".pc-live");
  const began = performance.now();
  const look = () => {
    if (busy && !live.hasAttribute("aria-busy")) { watch.disconnect(); done(performance.now() - began); }
    busy ||= live.hasAttribute("aria-busy");
  };
  let busy = false;
  const watch = new MutationObserver(look);
  watch.observe(live, {attributes: true, attributeFilter: ["aria-busy"]});
  live.querySelector(selector).click();
})"""


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server that says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def bare_page(folder: Path) -> None:
    """Write the page to compare with: the files as they were fetched, and nothing of ours."""
    folder.mkdir()
    for name, path in ensure().items():
        (folder / name).symlink_to(path)
    wheels = [wheel["file"] for name, wheel in read_lock()["wheels"].items() if name != "chinesecalendar"]
    (folder / "worker.js").write_text(WORKER.replace("WHEELS", repr(wheels)))
    (folder / "index.html").write_text(BARE)


def weight(browser: Browser, address: str) -> tuple[float, float, dict[str, float]]:
    """Kilobytes of a page before the touch: compressed without fonts, fonts, and the largest files."""
    context = browser.new_context()
    bodies: dict[str, bytes] = {}
    context.on("response", lambda r: bodies.setdefault(r.url, b""))
    page = context.new_page()
    page.goto(address + GUIDE, wait_until="networkidle")
    plain, fonts, files = 0.0, 0.0, {}
    for url in bodies:
        body = page.request.get(url).body()
        packed = len(body) if url.endswith(PACKED) else len(gzip.compress(body, 9))
        if ".woff" in url:
            fonts += packed / 1000
        else:
            plain += packed / 1000
            files[url.rpartition("/")[2] or "(page)"] = packed / 1000
    context.close()
    return plain, fonts, files


def start_bare(browser: Browser, address: str) -> float:
    """Milliseconds from the touch until pydantic has validated something."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "bare/")
    page.click("button")
    page.wait_for_function("globalThis.took", timeout=120_000)
    took = float(page.evaluate("took"))
    context.close()
    return took


def start_ours(browser: Browser, address: str) -> tuple[float, list[float]]:
    """Milliseconds from the touch to the first view, and those of every action after it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + GUIDE, wait_until="networkidle")
    took = float(
        page.evaluate(
            """() => new Promise((done) => {
              const began = performance.now();
              new MutationObserver(() => {
                if (document.querySelector(".pc-live-actions button")) done(performance.now() - began);
              }).observe(document.body, {subtree: true, childList: true});
              document.querySelector(".pc-run").click();
            })"""
        )
    )
    total = page.locator(".pc-example").first.locator("li[data-step]").count()
    actions = [float(page.evaluate(ACTION, "[data-key=next]")) for _ in range(total)]
    context.close()
    return took, actions


def measure(browser: Browser, address: str) -> int:
    """Print the figures; 1 when one is not as wanted."""
    plain, fonts, files = weight(browser, address)
    largest = ", ".join(f"{n} {k:.0f}" for n, k in sorted(files.items(), key=lambda f: -f[1])[:5])
    print(f"before the touch: {plain:.0f} kB compressed (fonts {fonts:.0f} kB); largest: {largest}")
    bare, ours, actions = [], [], []
    for _ in range(ROUNDS):
        bare.append(start_bare(browser, address))
        took, more = start_ours(browser, address)
        ours.append(took)
        actions += more
    ratio = median(ours) / median(bare)
    print(
        f"touch to first view: {median(ours):.0f} ms; bare Pyodide + pydantic: {median(bare):.0f} ms; "
        f"{ratio:.2f}x (wanted: at most 1.3x)"
    )
    actions.sort()
    print(
        f"an action in the page: median {median(actions):.0f} ms (wanted: at most 50), "
        f"95 % within {actions[int(len(actions) * 0.95)]:.0f} ms, {len(actions)} measured"
    )
    return int(plain > 300 or ratio > 1.3 or median(actions) > 50)


def main() -> int:
    """Build the site, serve it and the bare page, and measure."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no chromium on this machine: nothing measured")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        root.mkdir()
        site = build.SITE
        if build.stale():
            site = Path(folder) / "site"
            build.build_into(library(), build.DOCS, site, Path(folder) / "work", strict=False, live=True)
        (root / "docs").symlink_to(site, target_is_directory=True)
        bare_page(root / "bare")
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            result = measure(browser, f"http://127.0.0.1:{server.server_port}/")
            browser.close()
        server.shutdown()
    return result


if __name__ == "__main__":
    sys.exit(main())
