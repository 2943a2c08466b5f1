"""The heading of a page: what just happened, where we are, tabs, and the page's buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sandbox.app import words
from sandbox.app.events import handle
from sandbox.app.outcomes import Flash
from sandbox.app.parts.element import cut, draw
from sandbox.app.parts.reasons import guide_data
from sandbox.app.people import someone
from sandbox.app.state import Desk
from sandbox.engine.pages import Page

OTHERS_SHOWN = 2
LINE = 600


class Act(NamedTuple):
    """A button of the page."""

    id: str
    title: str
    ok: bool
    why: str
    values: dict[str, Any]
    main: bool = False


def _others(desk: Desk, notified: Sequence[str]) -> list[dict[str, Any]]:
    """Buttons to go on as somebody else who was told of the step, and so may have the next move."""
    found = []
    mine = {desk.persona_id, desk.who.persona.organisation}
    for id in notified:
        who = None if id in mine else someone(desk.model, desk.world, id)
        if who is not None:
            text = desk.say(words.CONTINUE_AS, who=who.name(desk.lang)[:60])
            found.append({"text": text, "event": {"do": "continue_as", "id": id}})
    return found[:OTHERS_SHOWN]


def _button(desk: Desk, flash: Flash) -> list[dict[str, Any]]:
    return [{"text": desk.say(flash.button), "event": {"do": flash.event}}] if flash.button else []


def head(
    desk: Desk,
    title: str,
    path: str = "",
    text: str = "",
    guides: Sequence[dict[str, str]] = (),
    tabs: Sequence[tuple[str, str]] = (),
    tab: str = "",
    actions: Sequence[Act] = (),
) -> None:
    """Draw the heading; the lines about what happened are shown once."""
    data = {
        "title": title,
        "path": path,
        "text": text,
        "guides": list(guides),
        "guide": desk.say(words.GUIDE_TO),
        "tabs": [{"id": id, "text": words_} for id, words_ in tabs],
        "tab": tab,
        "actions": [a._asdict() for a in actions],
        "flashes": [
            {
                "kind": f.kind,
                "text": cut(desk.say(f.text), LINE),
                "lines": [cut(desk.say(line), LINE) for line in f.lines],
                "next": [*_others(desk, f.notified), *_button(desk, f)],
            }
            for f in desk.flashes
        ],
    }
    draw("head", data, lambda event: handle(desk, event))


def page_head(desk: Desk, page: Page) -> None:
    """Draw the heading of a page that an area describes; pages of one place in the menu are tabs."""
    head(
        desk,
        desk.say(page.title),
        path=desk.say(page.menu),
        text=desk.say(page.text),
        guides=guide_data(desk, (), page.guide),
        tabs=[(tab.id, desk.say(tab.title)) for tab in desk.entries() if tab.menu == page.menu],
        tab=page.id,
    )
