"""The rows of a list page: searched, filtered and cut to one page, worked out once for a world."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sandbox.app.state import Desk, Find
from sandbox.engine.machines import Column, Listing
from sandbox.engine.text import Labelled, show
from sandbox.engine.world import Entity

FILTER_OPTIONS = 40
SIZES = (10, 20, 50)
__all__ = ["SIZES", "Found", "entities", "find", "masked", "options", "tone"]


class Found(NamedTuple):
    """What a search found: how many rows there are, how many match, and those of one page."""

    all: int
    matching: int
    rows: list[Entity]


def entities(desk: Desk, listing: Listing) -> list[Entity]:
    """All rows of a list for the persona."""
    return desk.keep(
        ("rows", listing.id, desk.persona_id), lambda: list(listing.rows(desk.world, desk.who.persona))
    )


def values(desk: Desk, listing: Listing, column: Column) -> list[Any]:
    """One column of all rows."""
    key = ("values", listing.id, desk.persona_id, column.key)
    return desk.keep(key, lambda: [column.value(desk.world, e) for e in entities(desk, listing)])


def ids(desk: Desk, listing: Listing, column: Column) -> list[str]:
    """One column of all rows as it is filtered by: the same in every language."""
    key = ("ids", listing.id, desk.persona_id, column.key)
    return desk.keep(key, lambda: [str(getattr(v, "value", v)) for v in values(desk, listing, column)])


def texts(desk: Desk, listing: Listing, column: Column) -> list[str]:
    """One column of all rows, as shown, in small letters."""
    key = ("texts", listing.id, desk.persona_id, column.key, desk.lang)
    return desk.keep(key, lambda: [show(v, desk.lang).lower() for v in values(desk, listing, column)])


def options(desk: Desk, listing: Listing, column: Column) -> dict[str, str]:
    """The values a column can be filtered by, with their labels, in the order in which they occur."""

    def find() -> dict[str, str]:
        found: dict[str, str] = {}
        for entity in entities(desk, listing):
            value = column.value(desk.world, entity)
            id = str(getattr(value, "value", value))
            if id not in found:
                found[id] = show(value, desk.lang)[:60]
                if len(found) == FILTER_OPTIONS:
                    break
        return found

    return desk.keep(("options", listing.id, desk.persona_id, column.key, desk.lang), find)


def find(desk: Desk, listing: Listing, wanted: Find, page: int) -> Found:
    """One page of the rows that match, in the order asked for."""
    every = entities(desk, listing)
    filters = tuple(sorted(wanted.filters.items()))
    needle = wanted.search.strip().lower()
    matching = every
    if needle or filters or wanted.order:
        key = ("found", listing.id, desk.persona_id, desk.lang, needle, filters, wanted.order, wanted.down)
        matching = desk.keep(key, lambda: _matching(desk, listing, needle, filters, wanted))
    start = (page - 1) * wanted.size
    return Found(len(every), len(matching), matching[start : start + wanted.size])


def _matching(
    desk: Desk, listing: Listing, needle: str, filters: tuple[tuple[str, str], ...], wanted: Find
) -> list[Entity]:
    every = entities(desk, listing)
    columns = {c.key: c for c in listing.columns}
    kept = list(range(len(every)))
    for key, value in filters:
        if key in columns:
            column = ids(desk, listing, columns[key])
            kept = [n for n in kept if column[n] == value]
    if needle:
        looked = [texts(desk, listing, columns[key]) for key in listing.search if key in columns]
        kept = [n for n in kept if any(needle in column[n] for column in looked)]
    if wanted.order in columns:
        sorted_by = values(desk, listing, columns[wanted.order])
        kept.sort(key=lambda n: _rank(sorted_by[n], desk.lang), reverse=wanted.down)
    return [every[n] for n in kept]


def _rank(value: Any, lang: str) -> tuple[int, Any]:
    """Where a value stands in an order: numbers, then times, then words, then nothing."""
    if value is None or value == "":
        return 3, 0
    if isinstance(value, Decimal | int | float):
        return 0, Decimal(value)
    if isinstance(value, datetime):
        return 1, value
    return 2, show(value, lang)


def tone(value: Any) -> str:
    """The colour of a state in a cell; "" for anything that is not a state."""
    if not isinstance(value, Labelled):
        return ""
    return {"transient": "transient", "stable": "stable", "terminal": "plain", "initial": "stable"}.get(
        value.node, ""
    )


def masked(text: str) -> str:
    """A value with its middle hidden, as the portal shows it until the eye is clicked."""
    if len(text) <= 1:
        return text
    if len(text) <= 4:
        return text[0] + "*" * (len(text) - 1)
    name, at, host = text.partition("@")
    if at and name:
        return f"{name[0]}***@{host}"
    side = max(1, min(3, len(text) // 3))
    return text[:side] + "*" * min(6, len(text) - 2 * side) + text[-side:]
