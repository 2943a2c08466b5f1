"""One page: the frame, the scenario in hand, the page itself, and the form that is open."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import streamlit as st

from sandbox.app import words
from sandbox.app.links import address, arrive, follow, language, remember
from sandbox.app.parts.element import asset
from sandbox.app.parts.forms import open_form
from sandbox.app.parts.frame import draw_menu, draw_top
from sandbox.app.parts.guide import draw_guide
from sandbox.app.state import Desk
from sandbox.app.views.actions import draw_actions
from sandbox.app.views.calendar import draw_calendar
from sandbox.app.views.director import draw_director
from sandbox.app.views.document import draw_document
from sandbox.app.views.listing import draw_listing
from sandbox.app.views.money import draw_money
from sandbox.app.views.overview import draw_overview
from sandbox.app.views.route import draw_route
from sandbox.app.views.scenarios import draw_scenarios
from sandbox.app.views.session import draw_session
from sandbox.app.views.timeline import draw_timeline
from sandbox.app.views.wizard import draw_wizard
from sandbox.app.views.worksheet import draw_worksheet
from sandbox.engine.pages import Calculator, Document, Page, Route, Wizard

PAGES = {
    "overview": draw_overview,
    "scenarios": draw_scenarios,
    "session": draw_session,
    "timeline": draw_timeline,
    "calendar": draw_calendar,
    "money": draw_money,
    "actions": draw_actions,
    "director": draw_director,
}
DRAWN: Mapping[type[Page], Callable[[Desk, Any], None]] = {
    Calculator: draw_worksheet,
    Route: draw_route,
    Document: draw_document,
    Wizard: draw_wizard,
}
log = logging.getLogger(__name__)


LATIN = (
    "body :not(code, pre, [data-testid=stIconMaterial]) { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, "
    "'Helvetica Neue', Arial, sans-serif; }"
)


@lru_cache(maxsize=2)
def _style(lang: str) -> str:
    """The style sheet of the page; in English, Latin fonts come first so that quotation marks are narrow."""
    return f"<style>{asset('page.css')}{LATIN if lang == 'en' else ''}</style>"


def desk_of_this_tab() -> Desk:
    """The desk of the browser tab; a new one is what its address asks for."""
    params = st.query_params.to_dict()
    if "desk" not in st.session_state:
        accepted = str(st.context.headers.get("Accept-Language", ""))
        with st.spinner(words.OPENING.render(language(params, accepted)), show_time=True):
            st.session_state.desk = arrive(params, accepted)
        settle()
    desk: Desk = st.session_state.desk
    follow(desk, params)
    remember(desk)
    return desk


def settle() -> None:
    """Take what exists now, model and worlds, out of the garbage collector's round.

    Streamlit collects all garbage after every run, and so walks over every object of the process: with
    a large world that costs more than drawing the page. Worlds hold no cycles; they still go when
    nobody refers to them.
    """
    gc.collect()
    gc.freeze()


def draw() -> None:
    """Draw everything once."""
    desk = desk_of_this_tab()
    st.set_page_config(page_title=desk.say(words.PRODUCT), page_icon="🤝", layout="wide")
    st.html(_style(desk.lang))
    try:
        with st.container(key="topbar"):
            draw_top(desk)
        with st.sidebar:
            draw_menu(desk)
        draw_guide(desk)
        draw_page(desk)
        open_form(desk)
    except Exception:
        if _is_control_flow():
            raise
        log.exception("a page could not be drawn")
        st.error(desk.say(words.TROUBLE))
    _keep_address(desk)


def _is_control_flow() -> bool:
    """Whether the exception in hand is Streamlit's own way to stop or start a run."""
    import sys

    kind = sys.exc_info()[0]
    return kind is not None and kind.__module__.startswith("streamlit.runtime.scriptrunner")


def draw_page(desk: Desk) -> None:
    """The page that is open, as far as the persona has it."""
    listing = desk.model.listings.get(desk.page)
    if listing is not None and listing in desk.listings():
        draw_listing(desk, listing)
        return
    page = desk.model.pages.get(desk.page)
    if page is not None and page in desk.pages():
        DRAWN[type(page)](desk, page)
        return
    if desk.page == "director" and not desk.who.is_director:
        desk.page = "overview"
    PAGES.get(desk.page, draw_overview)(desk)


def _keep_address(desk: Desk) -> None:
    """Let the address name the page that is open, so that it can be sent and opened again."""
    wanted = address(desk)
    desk.clicked = False
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    if not desk.addresses or desk.addresses[-1] != wanted:
        desk.addresses = [*desk.addresses[-50:], wanted]
