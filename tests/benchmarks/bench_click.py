"""From a click to the redrawn page: the console against a bare Streamlit page with one button.

Run with ``python tests/benchmarks/bench_click.py``. Both pages are served and clicked in one run, in
turn, by one headless Chromium; the ratio of the medians is printed.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BARE = """
import streamlit as st
st.session_state.setdefault("n", 0)
if st.button("more"):
    st.session_state.n += 1
st.write("pressed", st.session_state.n)
"""
WATCH = """
() => {
  window.__last = 0;
  new MutationObserver(() => { window.__last = performance.now(); })
    .observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
  document.addEventListener("click", () => { window.__click = performance.now(); }, true);
}
"""


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def wait_for(url: str) -> None:
    """Wait until the server answers.

    Raises:
        TimeoutError: it does not within a minute.
    """
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=1).read()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def click_time(page: Page, click: object) -> float:
    """Milliseconds from the click to the last change of the page that follows it."""
    page.evaluate("() => { window.__click = 0; window.__last = 0; }")
    click()  # type: ignore[operator]
    page.wait_for_function(
        "() => window.__last > window.__click && window.__click > 0 && performance.now() - window.__last > 450",
        timeout=30_000,
    )
    return float(page.evaluate("() => window.__last - window.__click"))


def main() -> int:
    """Print the medians and their ratio."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no chromium on this machine: nothing measured")
        return 0
    bare_port, our_port = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        servers = [
            subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", f"{folder}/bare.py", "--server.headless=true",
                 f"--server.port={bare_port}", "--browser.gatherUsageStats=false"], **quiet,  # type: ignore[call-overload]
            ),
            subprocess.Popen(
                [sys.executable, "-m", "sandbox.cli", "up", "--no-browser", "--port", str(our_port)],
                cwd=ROOT, **quiet,  # type: ignore[call-overload]
            ),
        ]  # fmt: skip
        try:
            wait_for(f"http://localhost:{bare_port}/")
            wait_for(f"http://localhost:{our_port}/")
            measure(chromium, bare_port, our_port)
        finally:
            for server in servers:
                server.terminate()
    return 0


def measure(chromium: str, bare_port: int, our_port: int) -> None:
    """Click both pages in turn."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        bare, ours = browser.new_page(), browser.new_page(viewport={"width": 1360, "height": 850})
        menu = ours.get_by_role("navigation")
        bare.goto(f"http://localhost:{bare_port}/")
        ours.goto(f"http://localhost:{our_port}/?lang=zh")
        bare.get_by_role("button", name="more").wait_for()
        menu.get_by_role("button", name="客户列表", exact=True).wait_for()
        time.sleep(3)
        for page in (bare, ours):
            page.evaluate(WATCH)
        found: dict[str, list[float]] = {"bare": [], "to a list": [], "to another list": []}
        for _ in range(12):
            found["bare"].append(click_time(bare, lambda: bare.get_by_role("button", name="more").click()))
            found["to a list"].append(
                click_time(ours, lambda: menu.get_by_role("button", name="客户列表", exact=True).click())
            )
            found["to another list"].append(
                click_time(ours, lambda: menu.get_by_role("button", name="线上拓展", exact=True).click())
            )
        browser.close()
    base = median(found["bare"])
    for name, times in found.items():
        print(f"{name:<18} median {median(times):7.1f} ms   {median(times) / base:5.2f}x bare")


if __name__ == "__main__":
    sys.exit(main())
