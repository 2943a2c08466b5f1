"""What stands around every page: the bar at the top and the menu at the left."""

from __future__ import annotations

import re
from typing import Any

from sandbox.app import money_words, words
from sandbox.app.deadlines import unknown_years
from sandbox.app.events import handle
from sandbox.app.inbox import ICONS, todo
from sandbox.app.outcomes import CHANNELS
from sandbox.app.parts.element import draw
from sandbox.app.people import grouped, people
from sandbox.app.state import Desk
from sandbox.engine.codes import CODE_LIFE
from sandbox.engine.machines import Listing
from sandbox.engine.pages import Page
from sandbox.engine.text import Text

DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")
WEEKDAYS = (
    Text(zh="星期一", en="Monday"),
    Text(zh="星期二", en="Tuesday"),
    Text(zh="星期三", en="Wednesday"),
    Text(zh="星期四", en="Thursday"),
    Text(zh="星期五", en="Friday"),
    Text(zh="星期六", en="Saturday"),
    Text(zh="星期日", en="Sunday"),
)
TOP = {
    "product": words.PRODUCT, "unofficial": words.UNOFFICIAL, "persona": words.ACT_AS, "clock": words.CLOCK,
    "next": words.NEXT_DEADLINE, "noNext": words.NO_DEADLINE, "day": words.PLUS_DAY, "week": words.PLUS_WEEK,
    "business": words.BUSINESS_DAYS, "toDate": words.TO_DATE, "go": words.GO, "phone": words.PHONE, "copy": words.COPY,
    "copied": words.COPIED, "unread": words.UNREAD, "noMessages": words.NO_MESSAGES, "undo": words.UNDO,
    "redo": words.REDO, "language": words.LANGUAGE,
}  # fmt: skip


def draw_top(desk: Desk) -> None:
    """The bar: who, when, phone, undo and redo, language."""
    data = {
        "lang": desk.lang,
        "persona": desk.persona_id,
        "personas": personas(desk),
        "clock": clock(desk),
        "undo": desk.session.nodes[desk.session.here].parent is not None,
        "redo": _can_redo(desk),
        "phone": phone(desk),
        "words": {name: desk.say(text) for name, text in TOP.items()},
    }
    draw("top", data, lambda event: handle(desk, event))


def _can_redo(desk: Desk) -> bool:
    here = desk.session.here
    return any(node.parent == here for node in desk.session.nodes[here + 1 :])


def personas(desk: Desk) -> list[dict[str, Any]]:
    """Everybody who can be acted as, grouped by organisation."""

    def find() -> list[dict[str, Any]]:
        found = people(desk.model, desk.world)
        if all(w.persona.id != desk.persona_id for w in found):
            found.insert(0, desk.who)
        return [
            {
                "group": name[:60],
                "items": [{"id": w.persona.id, "label": w.label(desk.lang)[:60]} for w in members],
            }
            for name, members in grouped(found, desk.lang)
        ]

    return desk.keep(("people", desk.lang, desk.persona_id), find)


def clock(desk: Desk) -> dict[str, Any]:
    """The clock and where its buttons lead."""
    now, due = desk.world.now, desk.next_deadline()
    return {
        "text": desk.show(now),
        "weekday": desk.say(WEEKDAYS[now.weekday()]),
        "iso": now.isoformat(timespec="minutes"),
        "next": desk.show(due) if due is not None else "",
        "warn": [desk.say(words.UNKNOWN_YEAR, year=str(year)) for year in unknown_years(desk)[:3]],
    }


def phone(desk: Desk) -> dict[str, Any]:
    """The messages of the persona, newest first; codes are set apart to be copied."""
    unread = desk.unread()
    return {
        "owner": desk.who.name(desk.lang)[:60],
        "unread": unread,
        "items": [
            {
                "icon": ICONS.get(n.channel, "bell"),
                "channel": desk.say(CHANNELS.get(n.channel, words.PORTAL)),
                "at": desk.show(n.at),
                "text": desk.say(n.text)[:1500],
                "code": _code(n.rule, desk.say(n.text)),
                "fresh": number < unread,
            }
            for number, n in enumerate(desk.messages()[:30])
        ],
    }


def _code(rule: str, text: str) -> str:
    found = DIGITS.search(text) if rule == CODE_LIFE.id else None
    return found[0] if found else ""


def draw_menu(desk: Desk) -> None:
    """The menu: the sandbox's own pages, and the portal's as this persona has them."""
    data = {"label": desk.say(words.MENU), "page": current(desk), "items": menu(desk)}
    draw("menu", data, lambda event: handle(desk, event))


def current(desk: Desk) -> str:
    """The menu entry of the open page: the first tab of its place in the menu."""
    page = desk.model.listings.get(desk.page) or desk.model.pages.get(desk.page)
    if page is None:
        return desk.page
    return next((tab.id for tab in desk.entries() if tab.menu == page.menu), desk.page)


def _by_menu(desk: Desk) -> list[Listing | Page]:
    """The portal's pages with those of one branch of the menu together, in the order of first mention."""
    roots: dict[str, int] = {}
    branches: dict[str, int] = {}
    for listing in desk.entries():
        roots.setdefault(desk.say(listing.menu).split(" > ")[0], len(roots))
        branches.setdefault(desk.say(listing.menu).rpartition(" > ")[0], len(branches))

    def order(listing: Listing | Page) -> tuple[int, int]:
        path = desk.say(listing.menu)
        return roots[path.split(" > ")[0]], branches[path.rpartition(" > ")[0]]

    return sorted(desk.entries(), key=order)


def menu(desk: Desk) -> list[dict[str, Any]]:
    """The entries from top to bottom; those of one root of the portal's menu in a group."""
    items: list[dict[str, Any]] = [_entry(desk.say(words.OVERVIEW), "overview", False, len(todo(desk)))]
    items += _portal(desk)
    pages = [
        ("scenarios", words.SCENARIOS),
        ("timeline", words.TIMELINE),
        ("money", money_words.MONEY),
        ("calendar", words.CALENDAR),
        ("actions", words.ALL_ACTIONS),
        ("session", words.SESSION),
    ]
    if desk.who.is_director:
        pages.insert(0, ("director", words.DIRECTOR))
    tools = [_entry(desk.say(text), id) for id, text in pages]
    tools.append({"text": desk.say(words.DOCS), "href": f"/docs/{desk.lang}/"})
    items.append({"text": desk.say(words.THIS_SANDBOX), "items": tools})
    return items


def _entry(text: str, page: str, deep: bool = False, count: int = 0) -> dict[str, Any]:
    return {"text": text, "page": page, "count": count, "deep": deep}


def _portal(desk: Desk) -> list[dict[str, Any]]:
    """The portal's own menu, as this persona has it: a group for each root, a line for each branch."""
    groups: dict[str, list[dict[str, Any]]] = {}
    seen: set[str] = set()
    shown: list[str] = []
    for listing in _by_menu(desk):
        path = desk.say(listing.menu)
        if path in seen:
            continue
        seen.add(path)
        steps = path.split(" > ")
        group = groups.setdefault(steps[0], [])
        if shown != steps[:-1] and len(steps) > 2:
            group.append({"text": " · ".join(steps[1:-1])})
        shown = steps[:-1]
        group.append(_entry(steps[-1], listing.id, len(steps) > 2))
    return [{"text": root, "items": found} for root, found in groups.items()]
