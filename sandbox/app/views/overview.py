"""The overview: what waits for the persona, their newest messages, what falls due soon."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sandbox.app import core, words
from sandbox.app.events import handle
from sandbox.app.inbox import ICONS, due, todo
from sandbox.app.outcomes import CHANNELS
from sandbox.app.parts.element import draw
from sandbox.app.parts.head import head
from sandbox.app.parts.panel import draw_panel
from sandbox.app.state import Desk

TODO_SHOWN = 8
OFFERS_SHOWN, ACTS_SHOWN = 9, 8


def draw_overview(desk: Desk) -> None:
    """Draw the page."""
    head(
        desk,
        desk.say(words.WELCOME, who=desk.who.name(desk.lang)),
        text=desk.who.roles(desk.lang) + _organisation(desk),
    )
    found = todo(desk)
    texts = {
        "first": words.FIRST_TIME, "firstText": words.FIRST_TIME_TEXT, "choose": words.OTHER_SCENARIO,
        "tutorial": words.READ_TUTORIAL, "todo": words.TODO, "nothingTodo": words.NOTHING_TODO, "newest": words.NEWEST,
        "noMessages": words.NO_MESSAGES, "upcoming": words.UPCOMING, "nothingDue": words.NOTHING_DUE,
        "offers": words.WHAT_YOU_CAN_DO, "all": words.ALL_ACTIONS,
    }  # fmt: skip
    data = {
        "newcomer": _newcomer(desk),
        "offers": offers(desk),
        "tutorial": f"/docs/{desk.lang}/tutorial/",
        "todo": found[:TODO_SHOWN],
        "moreTodo": desk.say(words.AND_MORE, n=str(len(found) - TODO_SHOWN))
        if len(found) > TODO_SHOWN
        else "",
        "messages": [_message(desk, n) for n in desk.messages()[:6]],
        "due": due(desk),
        "words": {name: desk.say(text) for name, text in texts.items()},
    }
    with st.container(key="split", horizontal=True, gap="medium"):
        with st.container(key="list"):
            draw("overview", data, lambda event: handle(desk, event))
        with st.container(key="beside"):
            if desk.open:
                draw_panel(desk, desk.open)


def _newcomer(desk: Desk) -> dict[str, str] | None:
    """The practice offered to somebody who has not done anything yet."""
    if len(desk.session.nodes) > 1 or desk.guide is not None:
        return None
    first = core.first_scenario()
    if first is None:
        return {"id": "", "text": ""}
    return {"id": first.id, "text": desk.say(words.FIRST_PRACTICE, title=first.title)}


def offers(desk: Desk) -> list[dict[str, Any]]:
    """The pages of the persona on which something can be done, with what that is."""

    def find() -> list[dict[str, Any]]:
        found, told = [], set()
        for listing in desk.listings():
            has_rows = bool(len(desk.world.tables.get(listing.entity.kind, ())))
            ids = [*(listing.row_actions if has_rows else ()), *listing.page_actions]
            titles = dict.fromkeys(
                desk.say(desk.model.actions[id].title)
                for id in ids
                if id not in told and desk.model.actions[id].roles & desk.who.persona.roles
            )
            told |= set(ids)
            if titles:
                path = desk.say(listing.menu)
                text = path.rpartition(" > ")[2]
                found.append(
                    {"page": listing.id, "text": text, "path": path, "acts": list(titles)[:ACTS_SHOWN]}
                )
        return found[:OFFERS_SHOWN]

    return desk.keep(("offers", desk.persona_id, desk.lang), find)


def _organisation(desk: Desk) -> str:
    organisation = desk.who.organisation
    return (
        f" · {organisation.name}" if organisation is not None and organisation is not desk.who.entity else ""
    )


def _message(desk: Desk, notice: Any) -> dict[str, str]:
    return {
        "icon": ICONS.get(notice.channel, "bell"),
        "channel": desk.say(CHANNELS.get(notice.channel, words.PORTAL)),
        "at": desk.show(notice.at),
        "text": desk.say(notice.text)[:600],
    }
