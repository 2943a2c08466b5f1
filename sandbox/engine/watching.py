"""What was read of a world: so a result is kept from one world to the next while that stays the same.

Worlds are never changed and share what a step did not touch. Work that looks at a :class:`Watched` world
leaves behind what it looked at; in the next world only what depends on something else is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sandbox.engine.world import Entity, Table, World, changed

T = TypeVar("T")
WHOLE: Any = object()
CLOCK, SETTINGS = "the clock", "the settings"  # no table has a name with a space
NOTHING: dict[Any, Any] = {}  # shared, never written
_NEW: Any = object()
Log = list[tuple[str, Any]]


class Watched(World):
    """A world that notes in ``log`` what is read of it: (table, key), or (table, WHOLE).

    ``coarse`` notes whole tables only and costs nothing for each record that is read.
    """

    __slots__ = ("_log", "_world")

    def __init__(self, world: World, log: Log, coarse: bool = False) -> None:
        self._world = world
        self._log = log
        self.tables = _Tables(world.tables, log, coarse)

    @property
    def now(self) -> datetime:  # type: ignore[override]
        """As :attr:`World.now`."""
        self._log.append((CLOCK, WHOLE))
        return self._world.now

    @property
    def settings(self) -> Mapping[str, Any]:  # type: ignore[override]
        """As :attr:`World.settings`."""
        self._log.append((SETTINGS, WHOLE))
        return self._world.settings


class _Tables(dict[str, Any]):
    """The tables of a watched world; one that does not exist (yet) is noted too, and is empty."""

    def __init__(self, tables: Mapping[str, Table], log: Log, coarse: bool) -> None:
        super().__init__()
        self._below = tables
        self._log = log
        self._coarse = coarse

    def __missing__(self, name: str) -> Any:
        below = self._below.get(name, NOTHING)
        if self._coarse:
            self._log.append((name, WHOLE))
        self[name] = table = below if self._coarse else _Table(name, below, self._log)
        return table

    def get(self, name: str, default: Any = None) -> Any:
        """The table; never the default."""
        return self[name]

    def __contains__(self, name: object) -> bool:
        self._log.append((str(name), WHOLE))
        return name in self._below

    def __iter__(self) -> Iterator[str]:
        raise TypeError("what looks at all tables of a world cannot be watched")

    items = values = keys = copy = __iter__  # type: ignore[assignment]


class _Table:
    """A table of a watched world."""

    __slots__ = ("_below", "_log", "_name", "get")

    def __init__(self, name: str, below: Table, log: Log) -> None:
        def get(key: Any, default: Any = None, note: Any = log.append, find: Any = below.get) -> Any:
            note((name, key))
            return find(key, default)

        self._name, self._below, self._log, self.get = name, below, log, get

    def _all(self) -> Table:
        self._log.append((self._name, WHOLE))
        return self._below

    def __contains__(self, key: Any) -> bool:
        return self.get(key) is not None

    def items(self) -> Iterator[tuple[Any, Any]]:
        return iter(self._all().items())

    def values(self) -> Iterator[Any]:
        return iter(self._all().values())

    def __len__(self) -> int:
        return len(self._all())


def table_of(world: World, name: str) -> Table:
    """A table of a world; an empty one where there is none."""
    return world.tables.get(name, NOTHING)


class Derived(NamedTuple):
    """A value made of each kept value, and the ids it changed for since somebody took note."""

    make: Callable[[Any], Any]
    values: dict[str, Any]
    changed: dict[str, None]


class Cells(Generic[T]):
    """What one function says of each of many records, worked out again only where it may have changed.

    Args:
        work: ``(world, record)`` → the value; it looks at nothing but the two.
    """

    def __init__(self, work: Callable[[World, Any], T]) -> None:
        self._work = work
        self._world: World | None = None
        self._items: Any = None
        self._derived: dict[Hashable, Derived] = {}
        self.version = 0
        self._forget()

    def _forget(self) -> None:
        self.values: dict[str, T] = {}
        self._own: set[str] = set()
        self._whole: set[str] = set()
        self._readers: dict[str, dict[Any, Any]] = {}
        self._done = 0

    def of(self, world: World, items: Table) -> dict[str, T]:
        """The value of each record by its id; the same dictionary every time, so not to be kept."""
        if world is self._world and items is self._items:
            return self.values
        stale = self._stale(world, items)
        self._world = None  # if the work fails, nothing of this is trusted
        if stale is None:
            gone = dict.fromkeys(self.values)
            self._forget()
            self._done = len(items)
            self._do(world, items.items())
            self._note({**gone, **dict.fromkeys(self.values)})
        elif stale:
            there = [(id, item) for id in stale if (item := items.get(id)) is not None]
            self._done += len(there)
            gone = {id: None for id in stale if items.get(id) is None and id in self.values}
            for id in gone:
                del self.values[id]
            self._note({**gone, **dict.fromkeys(self._do(world, there))})
        self._world, self._items = world, items
        return self.values

    def also(self, name: Hashable, make: Callable[[T], Any]) -> Derived:
        """What ``make`` makes of every value; kept up to date with the values."""
        found = self._derived.get(name)
        if found is None:
            found = Derived(make, {id: make(value) for id, value in self.values.items()}, {})
            self._derived[name] = found
        return found

    def _do(self, world: World, items: Iterable[tuple[str, Any]]) -> list[str]:
        """Work out the values of these records; gives the ids of those that have another one now."""
        log: Log = []
        watched, work, values = Watched(world, log), self._work, self.values
        before = values.get
        changed = []
        for id, item in items:
            value = work(watched, item)
            old = before(id, _NEW)
            if old is not value and not (old is not _NEW and type(value) is str and value == old):
                values[id] = value
                changed.append(id)
            if log:
                self._remember(id, log)
                log.clear()
        return changed

    def _remember(self, id: str, log: Log) -> None:
        """Note what the value of a record was made of."""
        readers = self._readers
        for table, key in log:
            if key == id:
                self._own.add(table)
            elif key is WHOLE:
                self._whole.add(table)
            else:
                by_key = readers.get(table)
                if by_key is None:
                    by_key = readers[table] = {}
                known = by_key.get(key)
                if known is None:
                    by_key[key] = id  # most have one reader
                elif type(known) is list:
                    known.append(id)
                else:
                    by_key[key] = [known, id]

    def _note(self, changed: dict[str, None]) -> None:
        if not changed:
            return
        self.version += 1
        for make, made, pending in self._derived.values():
            for id in changed:
                if id in self.values:
                    made[id] = make(self.values[id])
                else:
                    made.pop(id, None)
            pending.update(changed)

    def _stale(self, world: World, items: Table) -> dict[str, None] | None:
        """The ids whose value may have changed; None for all of them."""
        if self._world is None:
            return None
        if any(_differs(name, world, self._world) for name in self._whole):
            return None
        found: dict[str, None] = {}
        if items is not self._items:
            found.update(dict.fromkeys(changed(items, self._items)))
        for name in self._own | self._readers.keys():
            by_key, own = self._readers.get(name, {}), name in self._own
            for key in changed(table_of(world, name), table_of(self._world, name)):
                if own:
                    found[key] = None
                known = by_key.get(key, ())
                found.update(dict.fromkeys(known if type(known) is list else [known] if known else ()))
        # each time again adds to the list of readers: after very many, begin anew
        if self._done + len(found) > 2 * len(items) + 1000:
            return None
        return found


def _differs(name: str, world: World, before: World) -> bool:
    if name == CLOCK:
        return world.now != before.now
    if name == SETTINGS:
        return world.settings is not before.settings
    return table_of(world, name) is not table_of(before, name)


class Glance(Generic[T]):
    """One result, worked out again when a table that it looked at has changed.

    Args:
        work: ``world`` → the result.
    """

    def __init__(self, work: Callable[[World], T]) -> None:
        self._work = work
        self._world: World | None = None
        self._tables: set[str] = set()
        self._value: T

    def of(self, world: World) -> T:
        """The result; the same object as long as nothing that it depends on has changed."""
        before = self._world
        if before is None or any(_differs(name, world, before) for name in self._tables):
            self._world = None
            log: Log = []
            self._value = self._work(Watched(world, log, coarse=True))
            self._tables = {name for name, _ in log}
        self._world = world
        return self._value


class Picked:
    """The records of a table that pass a test which looks at nothing but the record, oldest first."""

    def __init__(self, kind: str, test: Callable[[Entity], bool]) -> None:
        self._kind = kind
        self._test = test
        self._table: Table | None = None
        self.records: list[Any] = []

    def of(self, world: World) -> list[Any]:
        """The records."""
        table, test = table_of(world, self._kind), self._test
        if self._table is None:
            self.records = [record for record in table.values() if test(record)]
        elif table is not self._table:
            others = changed(table, self._table)
            found = {record.id: record for record in self.records}
            fresh = [r for key in others if (r := table.get(key)) is not None and test(r)]
            if any(record.id not in found for record in fresh):
                found |= {record.id: record for record in fresh}
                gone = set(others) - {record.id for record in fresh}
                self.records = [found[key] for key, _ in table.items() if key in found and key not in gone]
            elif others:
                new = {record.id: record for record in fresh}
                left = set(others) - new.keys()
                self.records = [new.get(id, record) for id, record in found.items() if id not in left]
        self._table = table
        return self.records
