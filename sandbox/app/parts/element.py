"""The components: one element each, drawn in the reader's browser from plain data.

A list page with fifty buttons of Streamlit's own would take fifty elements; each of these takes one.
Everything from outside reaches them as data and is shown with ``textContent``, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import streamlit as st

from sandbox.drawing.diagram import css as diagram_css
from sandbox.drawing.diagram import script as diagram_script

HTML = '<div id="root"></div>'
DRAWS = "export default function (component)"
DRAWN = "export default function (component) { steady(component, paint); }"


def asset(name: str) -> str:
    """The text of a style sheet or script."""
    return files("sandbox.app.assets").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def component(name: str) -> Callable[..., Any]:
    """The component of that name, registered once for the process."""
    css, js = asset("base.css") + asset(f"{name}.css"), asset("base.js") + asset(f"{name}.js")
    if name == "panel":
        css, js = css + diagram_css(), diagram_script().replace("export function", "function") + js
    js = js.replace(DRAWS, "function paint(component)") + DRAWN
    return st.components.v2.component(f"pcsandbox_{name}", html=HTML, css=css, js=js)


def cut(text: str, most: int) -> str:
    """The beginning of a text that is longer than a page has room for; names may be of any length."""
    return text if len(text) <= most else f"{text[:most]} …"


def draw(
    name: str, data: Mapping[str, Any], on_event: Callable[[Mapping[str, Any]], None], key: str = ""
) -> None:
    """Put a component on the page.

    Args:
        name: its style sheet and script in ``assets``.
        data: what it shows, plain JSON data.
        on_event: called with what the reader did, before the page is drawn again.
        key: name of this one, where a page has several.
    """
    own = f"c_{key or name}"

    def happened() -> None:
        event = getattr(st.session_state.get(own), "event", None)
        if isinstance(event, Mapping):
            on_event(event)

    lang = getattr(st.session_state.get("desk"), "lang", "zh")
    component(name)(key=own, data={**data, "lang": lang}, on_event_change=happened)
