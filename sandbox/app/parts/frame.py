"""What stands around every page: the bar at the top and the menu at the left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.app import money_words, words
from sandbox.app.deadlines import unknown_years
from sandbox.app.events import handle
from sandbox.app.inbox import ICONS, todo
from sandbox.app.links import memo, restore
from sandbox.app.outcomes import CHANNELS
from sandbox.app.parts.element import draw
from sandbox.app.people import grouped, people
from sandbox.app.state import Desk
from sandbox.engine.codes import CODE_LIFE
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
    "redo": words.REDO, "language": words.LANGUAGE, "offline": words.NO_CONNECTION, "offlineText": words.NO_CONNECTION_TEXT,
    "skip": words.SKIP, "menu": words.MENU, "hideMenu": words.HIDE_MENU, "showMenu": words.SHOW_MENU, "close": words.CLOSE,
    "help": words.HELP_FOR, "pages": words.PAGES, "pageN": words.PAGE_N, "previousPage": words.PREVIOUS_PAGE, "nextPage": words.NEXT_PAGE,
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
        "lost": desk.lost,
        "memo": memo(desk),
        "words": {name: desk.say(text) for name, text in TOP.items()},
    }
    draw("top", data, lambda event: _happened(desk, event))


def _happened(desk: Desk, event: Mapping[str, Any]) -> None:
    """A click in the bar; or the browser's answer to the question for a session that was lost."""
    if event.get("do") == "restore":
        restore(desk, event.get("memo"))
    else:
        handle(desk, event)


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


def menu(desk: Desk) -> list[dict[str, Any]]:
    """The entries from top to bottom; those of one root of the portal's menu in a group."""
    items: list[dict[str, Any]] = [_entry(desk.say(words.OVERVIEW), "overview", 0, len(todo(desk)))]
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


def _entry(text: str, page: str, depth: int = 0, count: int = 0) -> dict[str, Any]:
    return {"text": text, "page": page, "count": count, "depth": depth}


@dataclass
class Branch:
    """A step of the portal's menu: its page, if it has one, and what is below it."""

    page: str = ""
    below: dict[str, Branch] = field(default_factory=dict)


def _portal(desk: Desk) -> list[dict[str, Any]]:
    """The portal's own menu, as this persona has it: a group for each root, its tree as indented lines."""
    roots: dict[str, Branch] = {}
    for listing in desk.entries():
        below, branch = roots, Branch()
        for step in desk.say(listing.menu).split(" > "):
            branch = below.setdefault(step, Branch())
            below = branch.below
        branch.page = branch.page or listing.id
    groups = []
    for root, branch in roots.items():
        own = [_entry(root, branch.page)] if branch.page else []
        items = own + [line for name, child in branch.below.items() for line in _lines(name, child, 0)]
        groups.append({"text": root, "items": items})
    return groups


def _lines(name: str, branch: Branch, depth: int) -> Iterator[dict[str, Any]]:
    """A step and those below it; steps without a page that lead to one step only share its line."""
    while not branch.page and len(branch.below) == 1:
        (only, child), *_ = branch.below.items()
        if child.page:
            break
        name, branch = f"{name} · {only}", child
    yield _entry(name, branch.page, depth) if branch.page else {"text": name, "depth": depth}
    for step, child in branch.below.items():
        yield from _lines(step, child, depth + 1)
