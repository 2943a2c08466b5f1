"""All operations of the persona, by where the portal keeps them."""

from __future__ import annotations

from typing import Any

from sandbox.app import words
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.parts.head import head
from sandbox.app.state import Desk
from sandbox.engine.simulator import Refused


def draw_actions(desk: Desk) -> None:
    """Draw the page."""
    head(desk, desk.say(words.ALL_ACTIONS), text=desk.who.label(desk.lang))
    groups: dict[str, list[dict[str, Any]]] = {}
    for action in desk.model.actions.values():
        if not action.roles & desk.who.persona.roles:
            continue
        menu = desk.say(action.menu[0]) if action.menu else desk.say(words.ELSEWHERE)
        outcome = desk.simulator.ask(desk.world, desk.who.persona, action) if not action.on else None
        why = desk.say(outcome.reasons[0].text) if isinstance(outcome, Refused) else ""
        groups.setdefault(menu, []).append(
            {"id": action.id, "title": desk.say(action.title), "ok": not why, "why": why}
        )
    places = list(dict.fromkeys(desk.say(listing.menu).split(" > ")[0] for listing in desk.listings()))

    def order(menu: str) -> tuple[int, str]:
        root = menu.split(" > ")[0]
        return (
            places.index(root) if root in places else len(places) + (menu == desk.say(words.ELSEWHERE))
        ), menu

    data = {
        "groups": [{"menu": menu, "actions": groups[menu]} for menu in sorted(groups, key=order)],
        "words": {
            "search": desk.say(words.SEARCH_OPERATIONS),
            "none": desk.say(words.NOTHING_FOUND),
            "nothing": desk.say(words.NO_OPERATIONS),
        },
    }
    draw("actions", data, lambda event: handle(desk, event))
