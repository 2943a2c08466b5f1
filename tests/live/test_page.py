"""The console in a real browser, on a plain file server, under a path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.engine.session import Session, decode
from sandbox.site.library import library

pytestmark = pytest.mark.browser

GUIDE = "guides/dissociate-partner/"
STARTED = 60_000
"""Milliseconds that Python may take to start on a busy machine."""
Open = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Open]:
    """Opens a page of the site; at the end nothing may have left the origin or gone wrong."""
    contexts: list[Any] = []
    outside: list[str] = []
    errors: list[str] = []

    def open_(path: str, *, errors_expected: bool = False, **options: Any) -> Any:
        context = browser.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        origin = address.split("/some/")[0]
        context.on(
            "request",
            lambda r: outside.append(r.url) if is_outside(r.url, origin) else None,
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        if not errors_expected:
            page.on("pageerror", lambda e: errors.append(str(e)))
            page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert outside == []
    assert errors == []


def run(page: Any, number: int = 0) -> Any:
    """Press the button of an example, wait for its console."""
    block = page.locator(".pc-example").nth(number)
    block.locator(".pc-run").first.click()
    block.locator(".pc-live-actions").wait_for(timeout=STARTED)
    return block.locator(".pc-live")


def settle(live: Any) -> None:
    """Wait until the bridge has answered."""
    live.page.wait_for_function("!document.querySelector('.pc-live[aria-busy]')")


def click(live: Any, selector: str) -> None:
    live.locator(selector).first.click()
    settle(live)


def story(live: Any) -> list[str]:
    return list(live.locator("ol.pc-live-story > li .pc-live-line").all_inner_texts())


def flash(live: Any) -> str:
    return str(live.locator(".pc-live-flash").inner_text())


# --- The tour that must be shown -----------------------------------------------------------------


def test_run_refused_remedy_success_rewind_hand_over(open_page: Open, address: str) -> None:
    page = open_page(f"zh/{GUIDE}", errors_expected=True)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    live = run(page)

    # refused: a valid reserved instance
    click(live, "[data-key=blocked] > summary")
    live.locator('[data-blocked="association.request_dissociation"] > summary').click()
    click(live, '[data-try="association.request_dissociation"]')
    live.locator('[data-name="reason"]').fill("双方不再合作")
    click(live, "[data-key=submit]")
    assert live.locator(".pc-live-flash.pc-live-refused").count() == 1
    rule = live.locator(".pc-live-flash a.pc-rule").first.get_attribute("href")
    assert "/zh/rules/" in rule
    assert page.request.get(rule).ok

    # its remedy, as the one who can do it
    click(live, ".pc-live-flash .pc-live-fix")
    assert live.locator(".pc-live-form").count() == 1
    click(live, "[data-key=submit]")
    assert live.locator(".pc-live-flash.pc-live-done").count() == 1

    # success
    live.locator('[data-key="persona"]').select_option("partner-admin")
    settle(live)
    click(live, '[data-action="association.request_dissociation"]')
    live.locator('[data-name="reason"]').fill("双方不再合作")
    click(live, "[data-key=submit]")
    assert live.locator(".pc-live-flash.pc-live-done").count() == 1, flash(live)
    assert live.locator(".pc-live-drawing .state.current").count() == 1
    told = story(live)
    assert len(told) >= 3

    # rewind
    click(live, "[data-key=undo]")
    assert len(story(live)) == len(told) - 1
    click(live, "[data-key=redo]")
    assert story(live) == told

    # hand over
    page.route("**/_stcore/health", lambda route: route.fulfill(body="ok"))
    page.route(
        "**/some/sub/?*", lambda route: route.fulfill(body="<h1>sandbox</h1>", content_type="text/html")
    )
    live.locator("[data-key=hand]").click()
    page.wait_for_url("**/some/sub/?s=*")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["lang"] == ["zh"]
    session = decode(asked["s"][0])
    assert [step.do for step in session.log][-1] == "association.request_dissociation"
    replayed = Session.replay(library().simulator, session, library().source)
    assert str(replayed.world.by_ref("association/acme").state) == "dissociation_pending"  # type: ignore[union-attr]


def test_nothing_is_loaded_before_the_touch(open_page: Open, browser: Any, address: str) -> None:
    context = browser.new_context()
    urls: list[str] = []
    context.on("request", lambda request: urls.append(request.url))
    page = context.new_page()
    page.goto(f"{address}en/{GUIDE}", wait_until="networkidle")
    assert page.locator(".pc-run").count() >= 2
    assert [u.rpartition("/")[2] for u in urls if "/live/" in u] == ["live.js"]
    context.close()


# --- The same results ----------------------------------------------------------------------------


def test_all_scenarios_give_the_same_json_in_the_page_and_in_cpython(open_page: Open) -> None:
    page = open_page("en/playground/")
    found = page.evaluate(
        """async (names) => {
          const script = document.querySelector('script[src*="/live/"]').src;
          const { runtime } = await import(script.replace("live.js", "runtime.js"));
          const results = {};
          for (const scenario of names) results[scenario] = await runtime().ask({ op: "transcript", lang: "zh", scenario });
          return results;
        }""",
        list(library().files),
    )
    assert len(found) == len(library().files)
    for name, transcript in library().transcripts.items():
        expected = json.dumps(transcript.as_json(), ensure_ascii=False, indent=1)
        assert found[name].get("json") == expected, name


# --- Stories -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_story_can_be_played_to_its_end_and_taken_over_anywhere(open_page: Open, lang: str) -> None:
    page = open_page(f"{lang}/{GUIDE}")
    live = run(page)
    total = page.locator(".pc-example").first.locator("li[data-step]").count()
    for _ in range(total):
        click(live, "[data-key=next]")
    assert live.locator("[data-key=next]").count() == 0
    page.locator(".pc-example").first.locator("li[data-step='2'] .pc-take").click()
    settle(live)
    assert re.search(r"\b3/", live.locator(".pc-live-next").inner_text())
    live.locator("[data-key='amount']").fill("3")
    click(live, "[data-key=forward]")
    assert live.locator(".pc-live-flash.pc-live-done").count() == 1
    click(live, "[data-node]")
    click(live, "[data-key=reset]")
    assert story(live) == []


def test_a_link_brings_back_what_was_on_the_screen(open_page: Open, address: str) -> None:
    page = open_page(f"en/{GUIDE}", permissions=["clipboard-read", "clipboard-write"])
    live = run(page)
    for _ in range(4):
        click(live, "[data-key=next]")
    told, where = story(live), live.locator("[data-key=record]").input_value()
    click(live, "[data-key=copy]")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    other = open_page(copied.removeprefix(address))
    assert other.locator(".pc-live").count() == 0
    again = run(other)
    assert story(again) == [line for line in told if "Refused" not in line]
    assert again.locator("[data-key=record]").input_value() == where


KNOWN = """async (key) => {
  const script = document.querySelector('script[src*="/live/"]').src;
  const { runtime } = await import(script.replace("live.js", "runtime.js"));
  return [runtime().shared, (await runtime().ask({ op: "link", lang: "en", key })).ok];
}"""


def test_one_python_serves_all_examples_of_a_page_and_the_next_page(open_page: Open, address: str) -> None:
    page = open_page("en/guides/associate/")
    first, second = (run(page, number).get_attribute("data-console") for number in (0, 1))
    assert first != second
    assert page.evaluate(KNOWN, first) == page.evaluate(KNOWN, second) == [True, True]
    page.goto(address + f"zh/{GUIDE}")
    run(page)
    assert page.evaluate(KNOWN, first) == [True, True]


def test_without_shared_workers_a_worker_of_its_own_does(browser: Any, address: str) -> None:
    context = browser.new_context()
    context.add_init_script("delete globalThis.SharedWorker")
    page = context.new_page()
    page.goto(f"{address}en/{GUIDE}")
    click(run(page), "[data-key=next]")
    assert page.evaluate(KNOWN, page.locator(".pc-live").get_attribute("data-console")) == [False, True]
    context.close()


def test_a_build_without_python_says_so(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    html = (
        page.request.get(f"{address}en/{GUIDE}")
        .text()
        .replace('name="pc-live"', 'name="pc-live" data-missing')
    )
    page.route(f"**/en/{GUIDE}", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{address}en/{GUIDE}")
    assert "does not hold the files" in page.locator(".pc-example").first.inner_text()
    assert page.locator(".pc-run").count() == 0
    context.close()


def test_the_diagram_acts(open_page: Open) -> None:
    page = open_page(f"en/{GUIDE}")
    live = run(page)
    live.locator(".pc-live-drawing .edge.blocked").first.press("Enter")
    live.locator(".pc-live-form .pc-live-reasons").wait_for()
    live.locator(".pc-live-form").press("Escape")
    assert live.locator(".pc-live-form").count() == 0


def test_everything_works_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(f"en/{GUIDE}")
    page.locator(".pc-run").first.focus()
    page.keyboard.press("Enter")
    live = page.locator(".pc-live")
    live.locator(".pc-live-actions").wait_for(timeout=STARTED)
    live.locator("[data-key=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('ol.pc-live-story > li').length === 1")
    assert page.evaluate("document.activeElement.dataset.key") == "next"
    live.locator("[data-action]").first.focus()
    page.keyboard.press("Enter")
    live.locator(".pc-live-form").wait_for()
    assert page.evaluate("document.activeElement.closest('.pc-live-form') !== null")


# --- What may go wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_webassembly_the_steps_stay_and_a_sentence_says_why(
    open_page: Open, browser: Any, address: str, lang: str
) -> None:
    context = browser.new_context()
    context.add_init_script("delete globalThis.WebAssembly")
    page = context.new_page()
    page.goto(f"{address}{lang}/{GUIDE}")
    page.locator(".pc-run").first.click()
    page.locator(".pc-live [role=alert]").wait_for()
    assert "WebAssembly" in page.locator(".pc-live [role=alert]").inner_text()
    assert page.locator("li[data-step]").first.is_visible()
    context.close()


@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "pyodide.js", "code.zip", "manifest.json", "worker.js"])
def test_without_a_network_it_can_be_tried_again(
    browser: Any, address: str, lost: set[str], file: str
) -> None:
    context = browser.new_context()
    lost.add(file)
    page = context.new_page()
    page.goto(f"{address}en/{GUIDE}")
    page.locator(".pc-run").first.click()
    alert = page.locator(".pc-live [role=alert]")
    alert.wait_for(timeout=STARTED)
    assert "downloaded" in alert.inner_text()
    assert page.locator("li[data-step]").first.is_visible()
    lost.clear()
    alert.locator("button").first.click()
    page.locator(".pc-live-actions").wait_for(timeout=STARTED)
    context.close()


CONNECT_LATE = """async (folder) => {
  globalThis.onconnect = null;
  await import(`${folder}worker.js`);
  const arrived = () => performance.getEntriesByType("resource").map((entry) => entry.name);
  while (!["libs.zip", "native.zip", "code.zip", "data.json"].every((name) => arrived().some((one) => one.endsWith(name))))
    await new Promise((next) => setTimeout(next, 20));
  await new Promise((next) => setTimeout(next, 200));
  const { port1, port2 } = new MessageChannel();
  const first = new Promise((told) => { port2.onmessage = (event) => told(event.data); });
  globalThis.onconnect({ ports: [port1] });
  return first;
}"""


def test_a_page_that_connects_after_the_failure_is_told_of_it(
    browser: Any, address: str, lost: set[str]
) -> None:
    """The files that did arrive, and their progress, must not hide the one that did not."""
    context = browser.new_context()
    lost.add("pyodide.asm.wasm")
    page = context.new_page()
    page.goto(f"{address}en/{GUIDE}")
    folder = page.evaluate("document.querySelector('script[src*=\"live.js\"]').src.replace('live.js', '')")
    assert page.evaluate(CONNECT_LATE, folder) == {"failed": "no_network"}
    context.close()


def test_a_network_that_gets_stuck_is_told_too(browser: Any, address: str, stuck: set[str]) -> None:
    """No error, no end, no byte: the worker gives up by itself. Here it has half a second of patience."""
    context = browser.new_context()
    context.add_init_script("delete globalThis.SharedWorker")
    page = context.new_page()

    def hasty(route: Any) -> None:
        code = route.fetch().text()
        assert "STALLED = 60_000" in code
        route.fulfill(body=code.replace("STALLED = 60_000", "STALLED = 500"), content_type="text/javascript")

    page.route("**/worker.js", hasty)
    stuck.add("libs.zip")
    page.goto(f"{address}en/{GUIDE}")
    page.locator(".pc-run").first.click()
    alert = page.locator(".pc-live [role=alert]")
    alert.wait_for(timeout=STARTED)
    assert "downloaded" in alert.inner_text()
    context.close()


SILENT = """globalThis.SharedWorker = class {
  constructor() { this.port = { start() {}, postMessage() { globalThis.asked = true; } }; }
};"""


def test_a_shared_worker_that_never_says_a_word_is_replaced(browser: Any, address: str) -> None:
    """A page may connect to one that is just ending: nobody tells it."""
    context = browser.new_context()
    context.add_init_script(SILENT)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{address}en/{GUIDE}")
    page.locator(".pc-run").first.click()
    page.wait_for_function("globalThis.asked")
    page.clock.fast_forward(30_000)
    page.locator(".pc-live-actions").wait_for(timeout=STARTED)
    context.close()


def test_a_failure_before_the_page_has_connected_is_told(browser: Any, address: str, lost: set[str]) -> None:
    """A shared worker may have failed before its first page is there: it must wait for it, then end."""
    context = browser.new_context()
    lost.add("manifest.json")
    page = context.new_page()
    page.goto(f"{address}en/{GUIDE}")
    told = page.evaluate(
        """async () => {
          const script = document.querySelector('script[src*="/live/"]').src;
          const code = await (await fetch(script.replace("live.js", "worker.js"))).text();
          // The worker as it is, but its page comes late: the event is held back until it has failed.
          const late = `let comes; globalThis.addEventListener("connect", (event) => {
              if (event.late) return;
              event.stopImmediatePropagation();
              setTimeout(() => onconnect(Object.assign(event, { late: true })), 1500);
            });\n` + code.replace("import.meta.url", JSON.stringify(script));
          const url = URL.createObjectURL(new Blob([late], { type: "text/javascript" }));
          const worker = new SharedWorker(url, { type: "module" });
          return new Promise((done) => {
            worker.port.onmessage = ({ data }) => data.failed && done(data.failed);
            setTimeout(() => done("nothing"), 10000);
          });
        }"""
    )
    assert told == "no_network"
    context.close()


def test_without_javascript_there_is_the_transcript_and_no_button(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}zh/{GUIDE}")
    assert page.locator(".pc-example li[data-step]").first.is_visible()
    assert page.locator(".pc-run, .pc-take").count() == 0
    context.close()


def test_names_are_words_and_never_markup(open_page: Open) -> None:
    page = open_page("en/playground/")
    page.locator(".pc-world button").click()
    live = page.locator(".pc-live")
    live.locator(".pc-live-actions").wait_for(timeout=STARTED)
    live.locator("[data-key=persona]").select_option("director")
    settle(live)
    click(live, '[data-action="director.set_facts"]')
    live.locator('[data-name="record"]').select_option("customer/acme")
    settle(live)  # the form of that record
    live.locator('[data-name="account_name"]').wait_for()
    hostile = "<img src=x onerror='globalThis.hit=1'>\u202e🚀" + "长" * 300
    live.locator('[data-name="account_name"]').fill(hostile)
    click(live, "[data-key=submit]")
    assert live.locator(".pc-live-flash.pc-live-done").count() == 1, flash(live)
    live.locator("[data-key=persona]").select_option("partner-admin")
    settle(live)
    assert "<img src=x" in live.inner_text()
    assert live.locator("img").count() == 0
    assert page.evaluate("globalThis.hit") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# --- How it looks --------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_and_is_accessible(open_page: Open, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(f"en/{GUIDE}", viewport={"width": width, "height": 800}, color_scheme=scheme)
    live = run(page)
    click(live, "[data-key=next]")
    click(live, "[data-action]")
    for details in live.locator("details:not([open]) > summary").all():
        if details.is_visible():
            details.click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page, context=".pc-example").response["violations"]
    serious = [
        (v["id"], v["nodes"][0]["html"][:200], len(v["nodes"]))
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


VISIT = """async (urls) => {
  const frames = Array.from({ length: 6 }, () => document.body.appendChild(document.createElement("iframe")));
  await Promise.all(frames.map(async (frame) => {
    for (let url = urls.pop(); url; url = urls.pop())
      await new Promise((done) => { frame.onload = done; frame.src = url; });
  }));
}"""
SAME = ("*.css", "*/workers/search*.js")
"""The same for all pages."""


def test_no_page_asks_for_anything_outside(browser: Any, address: str, site: Path) -> None:
    """All pages, in frames of one page; of those made from the model only some with the theme's own script."""
    pages = [p.parent.relative_to(site).as_posix() + "/" for p in sorted(site.rglob("index.html"))]
    pages = [p for p in pages if p.startswith(("zh/", "en/"))]
    assert len(pages) > 100
    made = [p for p in pages if re.search(r"/(rules|scenarios|machines)/.", p)]
    whole = [p for p in pages if p not in made] + made[::12]
    outside: list[str] = []
    origin = address.split("/some/")[0]
    for some, without in ((whole, SAME), (made, (*SAME, "*/bundle.*.js"))):
        context = browser.new_context()
        context.on("request", lambda r: outside.append(r.url) if is_outside(r.url, origin) else None)
        page = context.new_page()
        chromium = context.new_cdp_session(
            page
        )  # blocks in the browser itself: a route would ask us each time
        chromium.send("Network.enable")
        chromium.send("Network.setBlockedURLs", {"urls": list(without)})
        page.goto(address + "404.html")
        page.evaluate(VISIT, [address + p for p in some])
        context.close()
    assert outside == []


def is_outside(url: str, origin: str) -> bool:
    """Whether a request leaves the site's origin."""
    return not url.startswith((origin, "data:", "blob:"))
