"""What a list says on which there is nothing: what would be there, and how it comes about."""

from __future__ import annotations

from typing import Any

from sandbox.app import words
from sandbox.app.parts.reasons import plain_rule, rule_link
from sandbox.app.state import Desk
from sandbox.engine.actions import Action
from sandbox.engine.machines import Listing
from sandbox.engine.rules import Kind
from sandbox.engine.text import show
from sandbox.engine.view import edges

OFFERED = 3
ROLES = 2


def empty_data(desk: Desk, listing: Listing, rows: int) -> dict[str, Any]:
    """The lines and buttons in place of rows; ``rows`` is how many there are, all of them hidden by the search."""
    if rows:
        text = desk.say(words.ALL_HIDDEN, n=f"{rows:,}")
        return {"lines": [text], "rules": [], "acts": [], "clear": desk.say(words.CLEAR_FILTERS)}
    mine, others = _split(desk, makers(desk, listing))
    lines = [desk.say(words.NOTHING_YET, title=listing.title, kind=listing.entity.label)]
    if mine:
        lines.append(desk.say(words.BEGIN_WITH))
    elif others:
        lines.append(desk.say(words.MADE_BY_OTHERS, actions=_said(desk, others)))
    return {
        "lines": lines,
        "rules": [
            {"text": plain_rule(rule.text, desk.lang), "href": rule_link(desk, rule.id)}
            for rule in listing.rules
            if rule.kind == Kind.VISIBILITY
        ],
        "acts": [{"id": action.id, "title": desk.say(action.title)} for action in mine[:OFFERED]],
        "clear": "",
    }


def makers(desk: Desk, listing: Listing) -> list[type[Action]]:
    """The actions that make a first row: those of the page first, without those of its neighbours.

    An action that is done on rows of the list needs one to begin with. Where no action makes such a record
    itself, those of the menu whose effects do.
    """
    kind = (listing.drawn_from or listing.entity).kind
    births = [arrow.action for arrow in edges(desk.model, desk.model.machines[kind]) if arrow.source is None]
    known = [desk.model.actions[id] for id in dict.fromkeys(births) if id in desk.model.actions]
    usable = [action for action in known if all(of != kind for _, of, _ in action.references)]
    direct = [a for a in usable if any(m.entity.kind == kind for m, _ in desk.model.transitions[a])]
    found = direct or [action for action in usable if action.menu]
    own = [action for action in found if action.id in listing.page_actions]
    neighbours = [
        other for other in desk.listings() if other.entity is listing.entity and other is not listing
    ]
    elsewhere = {id for other in neighbours for id in other.page_actions}
    return own or [action for action in found if action.id not in elsewhere]


def _split(desk: Desk, actions: list[type[Action]]) -> tuple[list[type[Action]], list[type[Action]]]:
    """Those that the persona's role has, and the others."""
    roles = {*desk.who.persona.roles, "*"}
    mine = [action for action in actions if roles & action.roles]
    return mine, [action for action in actions if action not in mine]


def _said(desk: Desk, actions: list[type[Action]]) -> str:
    """Actions with who does them."""
    parts = []
    for action in actions[:OFFERED]:
        roles = show(sorted(action.roles)[:ROLES], desk.lang) + (" …" if len(action.roles) > ROLES else "")
        by = desk.say(words.ONLY_FOR, roles=roles)
        parts.append(
            f"{desk.say(action.title)}（{by}）" if desk.lang == "zh" else f"{desk.say(action.title)} ({by})"
        )
    return ("、" if desk.lang == "zh" else ", ").join(parts)
