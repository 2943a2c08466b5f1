"""The rows of a list page: searched, filtered and cut to one page, worked out once for a world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sandbox.app.state import Desk
from sandbox.engine.machines import Column, Listing
from sandbox.engine.text import Labelled, show
from sandbox.engine.world import Entity

FILTER_OPTIONS = 40
SIZES = (10, 20, 50)


class Found(NamedTuple):
    """What a search found: how many rows there are, how many match, and those of one page."""

    all: int
    matching: int
    rows: list[Entity]


def entities(desk: Desk, listing: Listing) -> list[Entity]:
    """All rows of a list for the persona."""
    return desk.keep(("rows", listing.id, desk.persona_id), lambda: list(listing.rows(desk.world, desk.who.persona)))


def texts(desk: Desk, listing: Listing, column: Column) -> list[str]:
    """One column of all rows, as shown."""
    key = ("texts", listing.id, desk.persona_id, column.key, desk.lang)
    return desk.keep(key, lambda: [show(column.value(desk.world, e), desk.lang) for e in entities(desk, listing)])


def options(desk: Desk, listing: Listing, column: Column) -> list[str]:
    """The values a column can be filtered by, as shown, in the order in which they occur."""

    def find() -> list[str]:
        return list(dict.fromkeys(texts(desk, listing, column)))[:FILTER_OPTIONS]

    return desk.keep(("options", listing.id, desk.persona_id, column.key, desk.lang), find)


def find(
    desk: Desk, listing: Listing, search: str, filters: Mapping[str, str], page: int, size: int
) -> Found:
    """One page of the rows that match."""
    rows = entities(desk, listing)
    needle = search.strip().lower()
    if not needle and not filters:
        return Found(len(rows), len(rows), rows[(page - 1) * size : page * size])

    def match() -> list[Entity]:
        kept = range(len(rows))
        columns = {c.key: c for c in listing.columns}
        for key, wanted in filters.items():
            shown = texts(desk, listing, columns[key])
            kept = [n for n in kept if shown[n] == wanted]  # type: ignore[assignment]
        if needle:
            looked = [texts(desk, listing, columns[key]) for key in listing.search if key in columns]
            kept = [n for n in kept if any(needle in column[n].lower() for column in looked)]  # type: ignore[assignment]
        return [rows[n] for n in kept]

    key = ("found", listing.id, desk.persona_id, desk.lang, needle, tuple(sorted(filters.items())))
    matching = desk.keep(key, match)
    return Found(len(rows), len(matching), matching[(page - 1) * size : page * size])


def tone(value: Any) -> str:
    """The colour of a state in a cell; "" for anything that is not a state."""
    if not isinstance(value, Labelled):
        return ""
    return {"transient": "transient", "stable": "stable", "terminal": "plain", "initial": "stable"}.get(value.node, "")


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
