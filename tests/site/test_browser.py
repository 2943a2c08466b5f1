"""The built pages in a real browser: what is seen, found and clicked, served from under a path."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import Built

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
PAGES = (
    "",
    "guides/dissociate-partner/",
    "rules/",
    "rules/dissoc-resale-arrears/",
    "reference/machines/association_request/",
    "reference/actions/",
    "reference/glossary/",
    "find/menu/",
    "faq/",
    "scenarios/customers/sc-10-partner-retries-too-early/",
)
CONTRAST = """() => {
  const parse = (c) => { const n = c.match(/[\\d.]+/g).map(Number); return [...n.slice(0, 3), n[3] ?? 1]; };
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const over = (top, below) => below.map((v, i) => top[i] * top[3] + v * (1 - top[3]));
  const ground = (element) => { const found = [];
    for (let e = element; e; e = e.parentElement) found.unshift(parse(getComputedStyle(e).backgroundColor));
    return found.reduce((below, top) => over(top, below), [255, 255, 255]); };
  const bad = new Set();
  for (const element of document.querySelectorAll(".md-content *, .md-header a, .md-tabs a, .md-footer *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const style = getComputedStyle(element);
    const seen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!own || !seen || element.closest("svg, .headerlink, .highlight")) continue;
    const below = ground(element);
    const [a, b] = [light(over(parse(style.color), below)), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.add(`${ratio.toFixed(2)} ${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 30)}`);
  }
  return [...bad];
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(real: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site on a plain file server, under a path of its own."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "deep").mkdir()
    (folder / "deep/docs").symlink_to(real.site, target_is_directory=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/deep/docs/"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, or a skip that says why (a failure where CI is set)."""
    path = shutil.which("chromium")
    if path is None:
        reason = "no chromium on the PATH: the pages were not looked at in a browser"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from tests.playing import playing

    chromium = playing().chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield chromium
    chromium.close()


class Visit:
    """A page that is open, with what it complained about and what it asked of other hosts."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.context = browser.new_context(**{"viewport": WIDE, **context})
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        host = address.split("/deep/")[0]
        self.page.on(
            "console", lambda m: self.wrong.append(m.text) if m.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "response", lambda r: self.wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None
        )
        self.page.on(
            "request",
            lambda r: None if r.url.startswith((host, "data:", "blob:")) else self.wrong.append(r.url),
        )
        self.page.goto(address)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_are_legible_fit_a_phone_and_ask_nobody_else(browser: Any, served: str, lang: str) -> None:
    """Each page once, in light and then in dark: the theme follows the reader's system."""
    found: list[str] = []
    for path in PAGES:
        with Visit(browser, f"{served}{lang}/{path}", viewport=NARROW, color_scheme="light") as visit:
            for scheme, name in (("light", "default"), ("dark", "slate")):
                visit.page.emulate_media(color_scheme=scheme)
                visit.page.wait_for_function(f"document.body.dataset.mdColorScheme === '{name}'")
                visit.page.wait_for_timeout(250)
                found += [f"{path}: {scheme}: {problem}" for problem in visit.page.evaluate(CONTRAST)]
            wide = visit.page.evaluate("document.documentElement.scrollWidth")
            found += [f"{path}: {problem}" for problem in visit.wrong]
            found += [f"{path}: {wide} px wide"] if wide > NARROW["width"] else []
    assert found == []


def test_the_language_switch_stays_on_the_page(browser: Any, served: str) -> None:
    with Visit(browser, f"{served}zh/rules/dissoc-resale-arrears/") as visit:
        visit.page.click(".pc-language")
        visit.page.wait_for_url("**/deep/docs/en/rules/dissoc-resale-arrears/")
        assert visit.page.evaluate("document.documentElement.lang") == "en"
        assert visit.wrong == []


@pytest.mark.parametrize(
    ("lang", "words", "page"),
    [
        ("zh", "解除关联", "guides/dissociate-partner/"),
        ("zh", "报备", "guides/report-customer/"),
        ("zh", "三个月", "guides/dissociate-partner/"),
        ("en", "dissociate", "guides/dissociate-partner/"),
    ],
)
def test_the_search_finds_the_guide_in_its_language(
    browser: Any, served: str, lang: str, words: str, page: str
) -> None:
    with Visit(browser, f"{served}{lang}/") as visit:
        loaded: list[str] = []
        visit.page.on("request", lambda request: loaded.append(request.url))
        field = visit.page.locator("[data-md-component=search-query]")
        field.click()
        field.fill(words)
        field.press("End")  # the theme listens for keys
        results = visit.page.locator(".md-search-result__item > a")
        results.first.wait_for(state="visible", timeout=30_000)
        links = [
            link.split("#")[0].split("?")[0] for link in results.evaluate_all("all => all.map((a) => a.href)")
        ]
        assert links
        assert all(link.startswith(f"{served}{lang}/") for link in links)
        if page:
            assert f"{served}{lang}/{page}" in links[:4]
        assert [url for url in loaded if url.endswith("search_index.json")]


@pytest.mark.parametrize("how", ["slash", "label"])
def test_the_search_index_waits_for_the_first_touch(browser: Any, served: str, how: str) -> None:
    """It is the largest file of the site, and grows with the rules; most readers of a page never search."""
    size = NARROW if how == "label" else WIDE
    loaded: list[str] = []
    page = browser.new_page(viewport=size)
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{served}en/guides/dissociate-partner/", wait_until="networkidle")
    assert [url for url in loaded if "search_index" in url] == []
    with page.expect_response("**/search_index.json"):
        if how == "slash":
            field = page.locator("[data-md-component=search-query]")
            for _ in range(100):  # again while the theme's script is not ready for it
                page.keyboard.press("/")
                if field.evaluate("field => field === document.activeElement"):
                    break
                page.wait_for_timeout(200)
        else:
            page.locator("label[for=__search].md-header__button").click()
    page.close()


def test_rules_are_filtered_and_the_choice_is_in_the_address(browser: Any, served: str) -> None:
    with Visit(browser, f"{served}en/rules/") as visit:
        total = visit.page.locator(".pc-rule-table tbody tr:visible").count()
        visit.page.select_option("select[name=kind]", "timer")
        visit.page.fill("input[name=text]", "解除关联")
        some = visit.page.locator(".pc-rule-table tbody tr:visible").count()
        assert 0 < some < total
        assert "kind=timer" in visit.page.url
        visit.page.reload()
        assert visit.page.locator(".pc-rule-table tbody tr:visible").count() == some


def test_without_a_sandbox_its_link_explains_itself(browser: Any, served: str) -> None:
    with Visit(browser, f"{served}en/guides/dissociate-partner/") as visit:
        link = visit.page.locator("a[data-pc-sandbox]").first
        assert link.evaluate("a => a.href").startswith(served.split("docs/")[0] + "?scenario=")
        link.click()
        visit.page.wait_for_selector(".pc-missing")
        assert "pcsandbox up" in visit.page.inner_text(".pc-missing")
        assert "guides/dissociate-partner" in visit.page.url


def test_everything_can_be_read_without_scripts(browser: Any, served: str) -> None:
    with Visit(browser, f"{served}zh/guides/dissociate-partner/", java_script_enabled=False) as visit:
        assert visit.page.locator(".pc-example .pc-step").first.is_visible()
        assert visit.page.locator(".pc-example svg.pc-diagram").first.is_visible()
        assert visit.page.locator(".pc-filter").count() == 0


def test_the_door_chooses_the_readers_language(browser: Any, served: str) -> None:
    for locale, lang in (("zh-CN", "zh"), ("en-GB", "en"), ("fr-FR", "en")):
        with Visit(browser, served, locale=locale) as visit:
            visit.page.wait_for_url(f"**/deep/docs/{lang}/")
    with Visit(browser, served, java_script_enabled=False) as visit:
        assert visit.page.locator("a[hreflang]").count() == 2


def test_a_wrong_address_leads_home(browser: Any, served: str, tmp_path: Path) -> None:
    """A file server shows 404.html at the wrong address itself; here it is put there."""
    with Visit(browser, f"{served}zh/404.html") as visit:
        assert visit.page.locator("a[data-lang=zh]").evaluate("a => a.href") == f"{served}zh/"
