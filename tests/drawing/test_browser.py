"""The diagram in a real browser: what is seen, clicked and typed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.drawing.diagram import css, layout, paint, script
from tests.drawing.samples import REPORT_EDGES, REPORT_NODES, REQUEST_EDGES, REQUEST_NODES

pytestmark = pytest.mark.browser

MARKS: dict[str, dict[str, Any]] = {
    "request": {
        "current": "waiting_for_partner",
        "visited": ["customer.ask_to_leave"],
        "available": ["association.agree:waiting_for_partner"],
        "blocked": ["association.reject:waiting_for_partner"],
    },
    "report": {
        "current": "reported",
        "visited": ["not_reported", "in_review", "report.save", "report.submit:review", "report.approve"],
        "available": ["report.invite", "report.delete:reported"],
        "blocked": ["report.associate"],
    },
}
MACHINES = {"request": (REQUEST_NODES, REQUEST_EDGES), "report": (REPORT_NODES, REPORT_EDGES)}

MEASURE = """() => {
  const boxes = (selector) => [...document.querySelectorAll(selector)].map((e) => e.getBoundingClientRect());
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const inside = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  const found = [];
  for (const text of document.querySelectorAll("svg text")) {
    const frame = text.parentElement.querySelector(":scope > .pill, :scope > .box");
    if (!inside(text.getBoundingClientRect(), frame.getBoundingClientRect())) found.push(`spills: ${text.textContent}`);
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    if (size < 12) found.push(`${size} px: ${text.textContent}`);
  }
  const pills = boxes(".edges .pill");
  const others = boxes(".state .box");
  pills.forEach((pill, i) => {
    if (others.some((box) => !apart(pill, box))) found.push(`pill ${i} on a state`);
    if (pills.slice(i + 1).some((other) => !apart(pill, other))) found.push(`pill ${i} on a pill`);
  });
  const svg = document.querySelector("svg").getBoundingClientRect();
  for (const box of [...pills, ...others]) if (!inside(box, svg)) found.push("outside the picture");
  return found;
}"""

ATTRIBUTES = """() => [...document.querySelectorAll("svg, svg g")].map((element) =>
  [...element.attributes].map(({name, value}) =>
    `${name}=${name === "class" ? value.split(" ").sort().join(" ") : value}`).sort())"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, or a skip that says why (a failure where CI is set)."""
    path = shutil.which("chromium")
    if path is None:
        reason = "no chromium on the PATH: the diagram was not looked at in a browser"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from tests.playing import playing

    chromium = playing().chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield chromium
    chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page as wide as the side panel."""
    page = browser.new_page(viewport={"width": 480, "height": 700}, reduced_motion="reduce")
    yield page
    page.close()


def show(page: Any, machine: str, lang: Any, *, theme: str = "light", marked: bool = True) -> None:
    """Put one diagram on the page, and the script."""
    svg = layout(*MACHINES[machine], lang)
    if marked:
        svg = paint(svg, **MARKS[machine])
    background = "#14171f" if theme == "dark" else "#fff"
    page.set_content(
        f"<!doctype html><style>{css()} body {{margin: 0; background: {background}}}</style>"
        f"<body data-theme={theme}>{svg}</body>"
    )
    page.evaluate(
        "async (text) => { globalThis.diagram = await import(URL.createObjectURL("
        "new Blob([text], {type: 'text/javascript'}))); }",
        script(),
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("machine", MACHINES)
def test_everything_is_legible_in_the_side_panel(
    page: Any, machine: str, lang: str, theme: str, tmp_path: Path
) -> None:
    show(page, machine, lang, theme=theme)
    folder = Path(os.environ.get("PC_SCREENSHOTS", tmp_path))
    page.screenshot(path=folder / f"{machine}-{lang}-{theme}.png", full_page=True)
    assert page.evaluate(MEASURE) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 480


def test_available_and_blocked_edges_act_on_click_enter_and_space(page: Any) -> None:
    show(page, "report", "zh")
    page.evaluate(
        "globalThis.seen = []; globalThis.stop = diagram.activate(document.body, (...it) => seen.push(it)); null"
    )
    page.click('[data-edge="report.invite"]')
    page.click('[data-edge="report.associate"]')
    page.click('[data-edge="report.save"]', force=True)
    page.focus('[data-edge="report.delete:reported"]')
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("x")
    assert page.evaluate("seen") == [
        ["report.invite", False],
        ["report.associate", True],
        ["report.delete:reported", False],
        ["report.delete:reported", False],
    ]
    page.evaluate("stop()")
    page.click('[data-edge="report.invite"]')
    assert page.evaluate("seen.length") == 4


@pytest.mark.parametrize("machine", MACHINES)
def test_repaint_in_the_page_is_paint_in_python(page: Any, machine: str) -> None:
    show(page, machine, "zh")
    painted = page.evaluate(ATTRIBUTES)
    show(page, machine, "zh", marked=False)
    plain = page.evaluate(ATTRIBUTES)
    page.evaluate("(marks) => diagram.repaint(document.body, marks)", MARKS[machine])
    assert page.evaluate(ATTRIBUTES) == painted
    page.evaluate("diagram.repaint(document.querySelector('svg'), {})")
    assert page.evaluate(ATTRIBUTES) == plain


def test_marks_can_be_told_without_colours(page: Any) -> None:
    show(page, "report", "zh")
    sign = "(id) => getComputedStyle(document.querySelector(`[data-edge='${id}'] .no-entry`)).display"
    assert page.evaluate(sign, "report.associate") != "none"
    assert page.evaluate(sign, "report.invite") == "none"
    style = "(id) => getComputedStyle(document.querySelector(`[data-edge='${id}'] .pill`)).strokeDasharray"
    assert page.evaluate(style, "report.associate") != "none"
    page.keyboard.press("Tab")
    ring = "getComputedStyle(document.activeElement.querySelector('.ring')).stroke"
    assert page.evaluate("document.activeElement.dataset.edge") == "report.invite"
    assert page.evaluate(ring) != "none"


@pytest.mark.parametrize(
    ("attribute", "system", "dark"),
    [
        ("", "light", False),
        ("", "dark", True),
        ("data-theme=light", "dark", False),
        ("data-theme=dark", "light", True),
        ("data-md-color-scheme=slate", "light", True),
        ("data-md-color-scheme=default", "dark", False),
    ],
)
def test_light_or_dark_is_the_page_s_word_else_the_system_s(
    page: Any, attribute: str, system: Any, dark: bool
) -> None:
    page.emulate_media(color_scheme=system)
    page.set_content(f"<style>{css()}</style><body {attribute}>{layout(REQUEST_NODES, REQUEST_EDGES, 'zh')}")
    ink = page.evaluate("getComputedStyle(document.querySelector('.state text')).fill")
    assert (ink == "rgb(232, 235, 242)") is dark


def test_nothing_moves_for_a_reader_who_wants_it_still(page: Any) -> None:
    show(page, "report", "zh")
    motion = "getComputedStyle(document.querySelector('.state.current > .halo')).animationName"
    assert page.evaluate(motion) == "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(motion) == "pc-here"
