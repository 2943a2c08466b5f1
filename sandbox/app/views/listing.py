"""A list page, for every Listing of the model."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from sandbox.app import rows, words
from sandbox.app.events import handle
from sandbox.app.parts.downloads import draw_export
from sandbox.app.parts.element import draw
from sandbox.app.parts.empty import empty_data
from sandbox.app.parts.head import Act, head
from sandbox.app.parts.panel import draw_panel
from sandbox.app.parts.patience import patience
from sandbox.app.parts.reasons import guide_data
from sandbox.app.state import Desk, Find
from sandbox.engine.actions import Action
from sandbox.engine.machines import Listing
from sandbox.engine.simulator import Refused
from sandbox.engine.text import show
from sandbox.engine.world import Entity


def draw_listing(desk: Desk, listing: Listing) -> None:
    """The page: heading, tabs, search, rows and, beside them, the record that is open.

    The two halves always exist, so that opening a record leaves the list where it is.
    """
    _head(desk, listing)
    with st.container(key="split", horizontal=True, gap="medium"):
        with st.container(key="list"):
            _list(desk, listing)
        with st.container(key="beside"):
            if desk.open:
                draw_panel(desk, desk.open)


def _head(desk: Desk, listing: Listing) -> None:
    tabs = [tab for tab in desk.entries() if tab.menu == listing.menu]
    actions = [_page_action(desk, listing, desk.model.actions[id]) for id in listing.page_actions]
    head(
        desk,
        title=desk.say(tabs[0].title if len(tabs) == 1 else listing.title),
        path=desk.say(listing.menu),
        guides=guide_data(desk, _offered(desk, listing), listing.guide),
        tabs=[(tab.id, desk.say(tab.title)) for tab in tabs],
        tab=listing.id,
        actions=[a for a in actions if a is not None],
    )


def _offered(desk: Desk, listing: Listing) -> list[str]:
    """The actions of the page that the persona's role has."""
    ids = [*listing.page_actions, *listing.row_actions]
    return [id for id in ids if {*desk.who.persona.roles, "*"} & desk.model.actions[id].roles]


def _page_action(desk: Desk, listing: Listing, action: type[Action]) -> Act | None:
    """A button above the list; None where the persona's role does not have it."""
    persona = desk.who.persona
    if not (action.roles & persona.roles or "*" in action.roles):
        return None
    values: dict[str, Any] = {}
    field = batch_field(action, listing.entity.kind)
    if field and desk.ticked:
        values[field] = list(desk.ticked)
    outcome = desk.keep(
        ("page ask", action.id, desk.persona_id), lambda: desk.simulator.ask(desk.world, persona, action)
    )
    why = desk.say(outcome.reasons[0].text) if isinstance(outcome, Refused) and outcome.reasons else ""
    title = desk.say(action.title)
    if values:
        title += f" ({len(desk.ticked)})"
    return Act(action.id, title, outcome.accepted, why, values, action.each is None)


def batch_field(action: type[Action], kind: str) -> str:
    """The field of a batch that takes the ticked rows."""
    return next((name for name, entity, many in action.references if many and entity == kind), "")


def _list(desk: Desk, listing: Listing) -> None:
    wanted = desk.finds.setdefault(listing.id, Find())
    page_key = f"page_{listing.id}"
    page = int(st.session_state.get(page_key, 1) or 1)
    with patience(desk, rows.takes_long(desk, listing)):
        found = rows.find(desk, listing, wanted, page)
    pages = max(1, -(-found.matching // wanted.size))
    if page > pages:
        st.session_state.pop(page_key, None)
        found = rows.find(desk, listing, wanted, 1)
    draw_export(desk, listing)
    _table(desk, listing, wanted, found)
    if pages > 1:
        st.pagination(pages, key=page_key)


def _search(desk: Desk, listing: Listing, wanted: Find) -> dict[str, Any]:
    """The search box, the filters and the size of a page, as plain data."""
    total = len(rows.entities(desk, listing))
    labels = {c.key: desk.say(c.label) for c in listing.columns}
    names = ("、" if desk.lang == "zh" else ", ").join(labels[k] for k in listing.search if k in labels)
    filters = []
    for column in listing.columns:
        offered = rows.options(desk, listing, column) if column.filters else {}
        if len(offered) > 1:
            choices = [{"id": id, "text": text} for id, text in offered.items()]
            filters.append(
                {
                    "key": column.key,
                    "label": labels[column.key],
                    "value": wanted.filters.get(column.key, ""),
                    "options": choices,
                }
            )
    return {
        "listing": listing.id,
        "hint": desk.say(words.SEARCH_IN, columns=names) if listing.search and total else "",
        "search": wanted.search,
        "filters": filters,
        "sizes": list(rows.SIZES) if total > rows.SIZES[0] else [],
        "size": wanted.size,
        "order": wanted.order,
        "down": wanted.down,
        "all": desk.say(words.ALL),
        "perPage": desk.say(words.PER_PAGE),
        "clear": desk.say(words.CLEAR_FILTERS) if wanted.search or wanted.filters else "",
        "colon": "：" if desk.lang == "zh" else ": ",
    }


def _count(desk: Desk, found: rows.Found) -> str:
    text = words.ROWS if found.matching == found.all else words.ROWS_FOUND
    ticked = f" · {desk.say(words.TICKED, n=str(len(desk.ticked)))}" if desk.ticked else ""
    return desk.say(text, n=f"{found.matching:,}", all=f"{found.all:,}") + ticked


def _table(desk: Desk, listing: Listing, wanted: Find, found: rows.Found) -> None:
    batch = any(batch_field(desk.model.actions[id], listing.entity.kind) for id in listing.page_actions)
    data = {
        "caption": desk.say(listing.title),
        "columns": [
            {"key": c.key, "label": desk.say(c.label), "masked": c.masked, "num": _is_number(desk, c, found)}
            for c in listing.columns
        ],
        "rows": [_row(desk, listing, entity) for entity in found.rows],
        "batch": batch,
        "ticked": list(desk.ticked),
        "empty": None if found.matching else empty_data(desk, listing, found.all),
        "find": _search(desk, listing, wanted),
        "count": _count(desk, found),
        "words": {
            "details": desk.say(words.DETAILS),
            "more": desk.say(words.MORE),
            "operations": desk.say(words.OPERATIONS),
            "show": desk.say(words.SHOW_VALUE),
            "hide": desk.say(words.HIDE_VALUE),
            "tickAll": desk.say(words.TICK_ALL),
            "tick": desk.say(words.TICK),
            "rule": desk.say(words.RULE_PAGE),
            "rules": desk.say(words.LIST_RULES),
        },
    }
    draw("table", data, lambda event: handle(desk, event), key=f"table_{listing.id}")


def _is_number(desk: Desk, column: Any, found: rows.Found) -> bool:
    return (
        bool(found.rows)
        and isinstance(column.value(desk.world, found.rows[0]), Decimal | int)
        and not isinstance(column.value(desk.world, found.rows[0]), bool)
    )


def _row(desk: Desk, listing: Listing, entity: Entity) -> dict[str, Any]:
    """One row as plain data; a row that is worked out and not a record has no details to open."""
    cells = []
    for column in listing.columns:
        value = column.value(desk.world, entity)
        text = show(value, desk.lang)
        cell = {"t": text[:300] + (" …" if len(text) > 300 else "")}
        if column.masked:
            cell["m"] = rows.masked(cell["t"])
        elif rows.tone(value):
            cell["tone"] = rows.tone(value)
        cells.append(cell)
    name = entity.name if entity.name != entity.id else cells[0]["t"] if cells else ""
    return {
        "id": entity.id,
        "ref": entity.ref if desk.world.by_ref(entity.ref) is not None else "",
        "name": name[:80],
        "open": entity.ref == desk.open,
        "cells": cells,
        "ops": _ops(desk, listing, entity),
    }


def _ops(desk: Desk, listing: Listing, entity: Entity) -> list[dict[str, Any]]:
    """The operations of a row: those open to the persona first, then the blocked ones with the reason."""
    persona = desk.who.persona

    def find() -> list[dict[str, Any]]:
        found = []
        for id in listing.row_actions:
            action = desk.model.actions[id]
            if not (action.roles & persona.roles or "*" in action.roles):
                continue
            values = {n: entity.id for n, kind, many in action.references if kind == entity.kind and not many}
            outcome = desk.simulator.ask(desk.world, persona, action, **values)
            op = {
                "id": id,
                "title": desk.say(action.title),
                "ok": outcome.accepted,
                "values": values,
                "why": "",
            }
            if isinstance(outcome, Refused) and outcome.reasons:
                op["why"] = desk.say(outcome.reasons[0].text)[:160]
            found.append(op)
        return sorted(found, key=lambda op: not op["ok"])

    return desk.keep(("ops", listing.id, entity.ref, desk.persona_id, desk.lang), find)
