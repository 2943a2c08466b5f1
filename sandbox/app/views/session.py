"""The session: file, link, base world, and how the other side answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from sandbox.app import core, words
from sandbox.app.links import FILE_LIMIT, LONG_LINK, open_file, session_link
from sandbox.app.parts.copying import copy_link
from sandbox.app.parts.downloads import draw_session_file
from sandbox.app.parts.element import draw
from sandbox.app.parts.fields import carried, place
from sandbox.app.parts.forms import escape
from sandbox.app.parts.head import head
from sandbox.app.state import Desk
from sandbox.center.common.partner import FIXED
from sandbox.engine.machines import Progression
from sandbox.engine.session import BadData, Session, Start

GENERATED = "generated"


def draw_session(desk: Desk) -> None:
    """Draw the page."""
    head(desk, desk.say(words.SESSION), text=_summary(desk))
    left, right = st.columns(2, gap="medium")
    with left:
        if desk.shelf is not None:
            with st.container(border=True):
                st.subheader(desk.say(words.EARLIER))
                count = str(len(desk.shelf[0].log))
                st.button(desk.say(words.TAKE_UP, n=count), key="take_up", on_click=desk.take_up)
        with st.container(border=True):
            _file(desk)
        with st.container(border=True):
            _link(desk)
    with right:
        with st.container(border=True):
            _world(desk)
        with st.container(border=True):
            _progression(desk)


def _summary(desk: Desk) -> str:
    facts = {"world": world_name(desk), "n": str(len(desk.session.log)), "m": str(len(desk.session.attempts))}
    return desk.say(words.SESSION_FACTS, **facts)


def world_name(desk: Desk) -> str:
    """What a reader calls the world of the session."""
    start = desk.session.start
    if start.world == GENERATED:
        return f"{desk.say(words.GENERATED)} ({start.customers or 50:,}, #{start.seed or 0})"
    return _title(desk, start.world)


def _title(desk: Desk, name: str) -> str:
    spec = core.world_titles().get(name, {})
    title = spec.get("title", {})
    return str(title.get(desk.lang) or name)


def _file(desk: Desk) -> None:
    st.subheader(desk.say(words.SESSION_FILE))
    st.caption(desk.say(words.SESSION_FILE_TEXT))
    draw_session_file(desk)
    limit = f"{FILE_LIMIT // 1_000_000} MB"
    data = {
        "label": desk.say(words.UPLOAD),
        "choose": desk.say(words.CHOOSE_FILE),
        "help": desk.say(words.UPLOAD_HELP, limit=limit),
        "opening": desk.say(words.OPENING),
        "limit": FILE_LIMIT,
    }
    draw("upload", data, lambda event: _upload(desk, event))


def _upload(desk: Desk, event: Mapping[str, Any]) -> None:
    """Open the file that was chosen; the browser has read it, or says that it is too large."""
    desk.flashes.clear()
    text = event.get("text")
    if isinstance(text, str):
        open_file(desk, text.encode("utf-8", "replace"))
    else:
        desk.tell("error", words.TOO_LARGE.filled({"limit": f"{FILE_LIMIT // 1_000_000} MB"}))


def _link(desk: Desk) -> None:
    st.subheader(desk.say(words.LINK))
    st.caption(desk.say(words.LINK_TEXT))
    link = session_link(desk)
    if len(link) > LONG_LINK:
        st.warning(desk.say(words.LINK_LONG))
    copy_link(desk, link)


def _world(desk: Desk) -> None:
    st.subheader(desk.say(words.WORLD))
    st.caption(desk.say(words.WORLD_TEXT))
    specs = core.world_titles()
    names = [*specs, GENERATED]
    key, current = carried(desk, "world", desk.session.start.world)
    name = st.selectbox(
        desk.say(words.WORLD),
        names,
        index=place(current, names),
        key=key,
        format_func=lambda n: desk.say(words.GENERATED) if n == GENERATED else _title(desk, n),
        label_visibility="collapsed",
    )
    if name == GENERATED:
        seed = st.number_input(desk.say(words.SEED), 0, 999_999, 1, key="seed")
        size = st.number_input(desk.say(words.CUSTOMERS), 1, 100_000, 200, key="size")
        start = Start(world=GENERATED, seed=int(seed), customers=int(size))
    else:
        description = specs[name].get("description", {})
        st.caption(escape(str(description.get(desk.lang, ""))))
        start = Start(world=name)
    if st.button(desk.say(words.BEGIN), type="primary"):
        with st.spinner(desk.say(words.BUILDING), show_time=True):
            _begin(desk, start)
        st.rerun()


def _begin(desk: Desk, start: Start) -> None:
    desk.flashes.clear()
    try:
        session = Session.begin(core.simulator(), start, core.source)
    except BadData as bad:
        desk.tell("error", bad.text)
        return
    desk.shelve()
    desk.begin(session)
    desk.page = "overview"
    desk.tell("success", words.BEGUN)


def _progression(desk: Desk) -> None:
    st.subheader(desk.say(words.PROGRESSION))
    st.caption(desk.say(words.PROGRESSION_TEXT))
    labels = {str(p.value): desk.say(p.label) for p in Progression}
    values = list(labels)
    now = str(desk.world.settings.get("progression", Progression.BY_HAND))
    key = f"progression{desk.session.here}{desk.lang}"
    st.radio(
        desk.say(words.PROGRESSION),
        values,
        index=values.index(now) if now in values else 0,
        key=key,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        on_change=_choose,
        args=(desk, key),
    )


def _choose(desk: Desk, key: str) -> None:
    """The choice is a step of the session like any other, taken by whoever may."""
    action = next((a for a in desk.model.actions.values() if "progression" in a.model_fields), None)
    chooser = next((p for p in FIXED.values() if action is not None and action.roles & p.roles), None)
    if action is None or chooser is None:
        return
    desk.flashes.clear()
    outcome = desk.session.submit(chooser.id, action.id, {"progression": st.session_state[key]})
    if not outcome.accepted:
        desk.tell("error", words.NOT_POSSIBLE)
