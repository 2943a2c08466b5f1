"""Make ``docs/assets/console-zh.png`` and ``console-en.png``, the pictures of the README.

Run ``python scripts/screenshots.py`` where a Chromium is on the PATH. A scenario is opened at a step, so
the pictures are the same every time.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "assets"
SERVE = "import sys; from sandbox.server import listen, serve; serve(listen(int(sys.argv[1])))"
OPEN = {"zh": "云雀食品", "en": "云雀食品"}
QUERY = "scenario=customers/sc-10-partner-retries-too-early&step=1&persona=partner-admin&page=customers.list"
SIZE = (1360, 850)


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until the server answers.

    Raises:
        TimeoutError: it does not within a minute.
    """
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
            return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(address)


def picture(browser: Browser, address: str, lang: str) -> None:
    """Open the console with a record beside its list, and take its picture."""
    context = browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]}, device_scale_factor=1.5)
    page = context.new_page()
    page.goto(f"{address}/?lang={lang}&{QUERY}")
    stop = {"zh": "结束观看", "en": "Take over from here"}[lang]
    takes_over = page.get_by_role("button", name={"zh": "从这里动手", "en": "Take over from here"}[lang])
    takes_over.click()
    page.get_by_role("button", name=stop).wait_for(state="detached")
    page.get_by_role("cell", name=OPEN[lang], exact=True).click()
    related = page.get_by_role("button", name={"zh": "关联关系 ·", "en": "Association ·"}[lang])
    related.click()
    page.locator(".edge").first.wait_for()
    page.mouse.move(5, 840)
    page.wait_for_timeout(1200)
    page.screenshot(path=PICTURES / f"console-{lang}.png")
    context.close()


def main() -> int:
    """Serve the sandbox, take both pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no chromium on the PATH: no picture taken", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], cwd=ROOT)
    try:
        wait_for(f"http://localhost:{port}")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for lang in ("zh", "en"):
                picture(browser, f"http://localhost:{port}", lang)
            browser.close()
    finally:
        server.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
