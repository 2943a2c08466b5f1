"""The rows of a list page: searched, filtered, sorted and cut to one page.

What a list needed is kept: after a step only the rows that it changed are worked out again. Columns are
worked out for the rows on the page, and for all rows only when somebody searches, filters or sorts by them.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sandbox.app.state import Desk, Find
from sandbox.engine.actions import Persona
from sandbox.engine.machines import Column, Listing, Selection
from sandbox.engine.text import Labelled, show
from sandbox.engine.watching import NOTHING, Cells, Derived, Glance, Picks, Values, table_of
from sandbox.engine.world import Entity, Table, World

FILTER_OPTIONS = 40
LONG = 2_000
LISTS_KEPT, RESULTS_KEPT = 6, 12
FEW = 100
SIZES = (10, 20, 50)
OPENED = "the owners"  # no table has a name with a space
__all__ = ["SIZES", "Found", "Rows", "entities", "find", "kept", "masked", "options", "tone"]


class Found(NamedTuple):
    """What a search found: how many rows there are, how many match, and those of one page."""

    all: int
    matching: int
    rows: list[Entity]


class Order:
    """The ids of all rows in the order of one column."""

    def __init__(self, ranks: Derived) -> None:
        self.ranks = ranks
        self.ids: list[str] = []
        self.turned = -1


class Rows:
    """The rows of one list for one persona, with what was worked out about them; moved from world to world."""

    def __init__(self, listing: Listing, persona: Persona) -> None:
        self.listing = listing
        self.persona = persona
        self.columns = {c.key: c for c in listing.columns}
        self.world: World | None = None
        self.by_id: dict[str, Entity] = {}
        self.list: list[Entity] = []
        self.version = 0  # of the rows
        self.members = 0  # of which they are and in which order
        self.turned = 0  # of the order of those that stay
        self._seen: Any = None
        self._places: tuple[int, dict[str, int]] = (0, {})
        self._cells: dict[str, Cells[Any]] = {}
        self._orders: dict[tuple[str, str], Order] = {}
        self._results: dict[Any, tuple[Any, Any]] = {}
        source = listing.rows
        if isinstance(source, Selection):
            opens, row, owner = source.open, source.row, source.owner
            self._owners = Values(source.of.kind, owner) if owner else None
            self._open: Cells[bool] = Cells(lambda world, owner: opens(world, persona, owner))
            self._opened: tuple[int, Table] = (-1, NOTHING)

            self._own_ids = True  # whether each row has the id of its record

            def pick(world: World, record: Any) -> Any:
                found = row(world, persona, record)
                if found is not None and found.id != record.id:
                    self._own_ids = False
                return found

            def pick_of_owner(world: World, record: Any) -> Any:
                if world.tables[OPENED].get(getattr(record, owner)) is None:
                    return None
                return pick(world, record)

            self._picks: Picks[Any] = Picks(pick_of_owner if owner else pick, source.newest_first)
        else:
            self._glance = Glance(lambda world: list(source(world, persona)))

    # the rows --------------------------------------------------------------------------------

    def of(self, world: World) -> Rows:
        """These rows as they are in a world."""
        if self.world is not world:
            self.world = None
            if isinstance(self.listing.rows, Selection):
                self._select(world, self.listing.rows)
            else:
                self._list(world)
            self.world = world
        return self

    def _take(self, rows: dict[str, Entity], turned: bool) -> None:
        was, self.by_id, self.list = self.by_id, rows, list(rows.values())
        self.version += 1
        if list(rows) != list(was):
            self.members += 1
            if turned and [id for id in rows if id in was] != [id for id in was if id in rows]:
                self.turned += 1

    def _select(self, world: World, source: Selection) -> None:
        picked = self._picks.of(self._with_owners(world), table_of(world, source.of.kind))
        if picked is not None:
            rows = picked if self._own_ids else _by_id(list(picked.values()))
            self._take(rows, self._picks.turned or not self._own_ids)

    def _with_owners(self, world: World) -> World:
        """The world with one more table: the owners whose records give rows."""
        if self._owners is None:
            return world
        values = self._open.of(world, self._owners.of(world))
        if self._open.version != self._opened[0]:
            self._opened = self._open.version, {id: True for id, is_open in values.items() if is_open}
        return World(world.now, world.settings, {**world.tables, OPENED: self._opened[1]})

    def _list(self, world: World) -> None:
        found = self._glance.of(world)
        if found is not self._seen:
            self._seen = found
            self._take(_by_id(found), True)

    # their columns ---------------------------------------------------------------------------

    def cells(self, column: Column) -> Cells[Any]:
        """One column of all rows."""
        assert self.world is not None
        found = self._cells.get(column.key)
        if found is None:
            found = self._cells[column.key] = Cells(column.value)
        found.of(self.world, self.by_id)
        return found

    def ids(self, column: Column) -> dict[str, str]:
        """One column of all rows as it is filtered by: the same in every language."""
        return self.cells(column).also("id", _id).values

    def texts(self, column: Column, lang: str) -> dict[str, str]:
        """One column of all rows, as shown, in small letters."""
        return self.cells(column).also(("text", lang), lambda value: show(value, lang).lower()).values

    def ordered(self, column: Column, lang: str) -> list[str]:
        """The ids of all rows in the order of a column; those that are equal in it, as in the list."""
        ranks = self.cells(column).also(("rank", lang), lambda value: _rank(value, lang))
        order = self._orders.get((column.key, lang))
        if order is None:
            order = self._orders[column.key, lang] = Order(ranks)
        places, values, changed = self.places(), ranks.values, ranks.changed

        def key(id: str) -> tuple[Any, int]:
            return values[id], places[id]

        if order.turned == self.turned and len(changed) <= FEW:
            if changed:
                order.ids = [id for id in order.ids if id not in changed]
                for id in changed:
                    if id in places:
                        insort(order.ids, id, key=key)
        else:  # values of one class are compared faster than pairs
            classes: dict[int, list[str]] = {}
            for id in places:
                classes.setdefault(values[id][0], []).append(id)
            order.ids = [
                id for _, ids in sorted(classes.items()) for id in sorted(ids, key=lambda i: values[i][1])
            ]
        changed.clear()
        order.turned = self.turned
        return order.ids

    def places(self) -> dict[str, int]:
        """Where each row is in the list."""
        if self._places[0] != self.members:
            self._places = self.members, {id: n for n, id in enumerate(self.by_id)}
        return self._places[1]

    def result(self, key: Any, columns: list[Column], work: Callable[[], Any]) -> Any:
        """A result that depends on the rows and on these columns, until one of them changes."""
        stamp = (self.version, *(self.cells(c).version for c in columns))
        found = self._results.pop(key, None)
        if found is None or found[0] != stamp:
            found = stamp, work()
        self._results[key] = found
        if len(self._results) > RESULTS_KEPT:
            del self._results[next(iter(self._results))]
        return found[1]


def _by_id(rows: list[Entity]) -> dict[str, Entity]:
    found = {row.id: row for row in rows}
    if len(found) == len(rows):
        return found
    return {f"{n} {row.id}": row for n, row in enumerate(rows)}  # rows that share ids


def _id(value: Any) -> str:
    return str(getattr(value, "value", value))


def kept(desk: Desk, listing: Listing) -> Rows:
    """The rows of a list for the persona, in the world as it is now."""
    persona = desk.who.persona
    found: Rows | None = desk.lists.pop((listing.id, persona.id), None)
    if found is None or found.persona != persona:
        found = Rows(listing, persona)
    desk.lists[listing.id, persona.id] = found
    while len(desk.lists) > LISTS_KEPT:
        del desk.lists[next(iter(desk.lists))]
    return found.of(desk.world)


def takes_long(desk: Desk, listing: Listing) -> bool:
    """Whether a list may take more than a moment: it is opened, or is long and looked at in another way."""
    rows: Rows | None = desk.lists.get((listing.id, desk.who.persona.id))
    return rows is None or len(rows.list) > LONG


def entities(desk: Desk, listing: Listing) -> list[Entity]:
    """All rows of a list for the persona."""
    return kept(desk, listing).list


def options(desk: Desk, listing: Listing, column: Column) -> dict[str, str]:
    """The values a column can be filtered by, with their labels.

    Those that occur, as far as that can be said without going through very many rows: a long list
    offers every member of an enumeration, and of a column with too many values the first ones.
    """
    rows = kept(desk, listing)
    world, lang = desk.world, desk.lang

    def offered(values: list[Any]) -> dict[str, str]:
        first = sorted({_id(v): v for v in values}.items(), key=lambda pair: (_place(pair[1], lang), pair[0]))
        return {id: show(value, lang)[:60] for id, value in first[:FILTER_OPTIONS]}

    if len(rows.list) > LONG:
        some = [column.value(world, row) for row in rows.list[:LONG:10]]
        if isinstance(some[0], Labelled):
            return offered([*some, *type(some[0])])
        if len({_id(v) for v in some}) >= FILTER_OPTIONS:
            return offered(some)

    def occurring() -> dict[str, str]:
        return offered(list({_id(v): v for v in rows.cells(column).values.values()}.values()))

    return dict(rows.result(("options", column.key, lang), [column], occurring))


def _place(value: Any, lang: str) -> Any:
    """Where a choice stands: states and the like in the order of their enumeration."""
    if isinstance(value, Labelled):
        return -1, list(type(value)).index(value)
    return _rank(value, lang)


def find(desk: Desk, listing: Listing, wanted: Find, page: int) -> Found:
    """One page of the rows that match, in the order asked for."""
    rows = kept(desk, listing)
    filters = {k: v for k, v in sorted(wanted.filters.items()) if k in rows.columns}
    needle = wanted.search.strip().lower()
    order = wanted.order if wanted.order in rows.columns else ""
    start = (page - 1) * wanted.size
    if not (needle or filters or order):
        return Found(len(rows.list), len(rows.list), rows.list[start : start + wanted.size])
    looked = [rows.columns[key] for key in listing.search if key in rows.columns] if needle else []
    used = [*looked, *(rows.columns[key] for key in (*filters, *filter(None, [order])))]
    key = (needle, tuple(filters.items()), order, order and wanted.down, desk.lang)

    def work() -> list[str]:
        return _matching(rows, desk.lang, needle, looked, filters, rows.columns.get(order), wanted.down)

    ids = rows.result(key, used, work)
    return Found(len(rows.list), len(ids), [rows.by_id[id] for id in ids[start : start + wanted.size]])


def _matching(
    rows: Rows,
    lang: str,
    needle: str,
    looked: list[Column],
    filters: dict[str, str],
    order: Column | None,
    down: bool,
) -> list[str]:
    ids = list(rows.by_id)
    if order is not None:
        ids = rows.ordered(order, lang)[:: -1 if down else 1]
    for key, wanted in filters.items():
        values = rows.ids(rows.columns[key])
        ids = [id for id in ids if values[id] == wanted]
    if needle:
        texts = [rows.texts(column, lang) for column in looked]
        ids = [id for id in ids if any(needle in text[id] for text in texts)]
    return ids


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
