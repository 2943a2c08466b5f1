"""What was read of a world: so a result is kept from one world to the next while that stays the same.

Worlds are never changed and share what a step did not touch. Work that looks at a :class:`Watched` world
leaves behind what it looked at; in the next world only what depends on something else is done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from sandbox.engine.world import Entity, Table, World, changed, parts

T = TypeVar("T")
WHOLE: Any = object()
CLOCK, SETTINGS = "the clock", "the settings"  # no table has a name with a space
NOTHING: dict[Any, Any] = {}  # shared, never written
MANY = 1_000
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
        self.changed: dict[str, None] = {}  # whose value the last new version changed
        self._forget()

    def _forget(self) -> None:
        self.values: dict[str, T] = {}
        self._own: set[str] = set()
        self._whole: set[str] = set()
        self._readers: dict[str, dict[Any, Any]] = {}
        self._done = 0
        self._most = 0

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
            self._most = 2 * self._done + 1000
            self._do_all(world, items)
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

    def _do_all(self, world: World, items: Table) -> None:
        """Work out the values of all records, of which none is known."""
        log: Log = []
        watched, work, values, clear = Watched(world, log), self._work, self.values, log.clear
        for id, item in items.items():
            values[id] = work(watched, item)
            if log:
                self._remember(id, log)
                clear()

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
        self.changed = changed
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
        if self._done + len(found) > self._most:
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
        self._base: dict[Any, Any] | None = None
        self._places: dict[Any, int] = {}  # of the keys of the base, once they are asked for
        self._old: dict[Any, Any] = {}  # those of the base of the table; the others come after them
        self.records: list[Any] = []

    def of(self, world: World) -> list[Any]:
        """The records."""
        table, test, before = table_of(world, self._kind), self._test, self._table
        if table is before:
            return self.records
        base, above = parts(table)
        if before is None or base is not self._base:
            current = ((key, above.get(key, record)) for key, record in base.items())
            self._base, self._places = base, {}
            self._old = {key: record for key, record in current if record is not None and test(record)}
        else:
            self._update(table, changed(table, before), base)
        new = (r for key, r in above.items() if r is not None and key not in base and test(r))
        self._table, self.records = table, [*self._old.values(), *new]
        return self.records

    def _update(self, table: Table, keys: list[Any], base: dict[Any, Any]) -> None:
        old, mixed = self._old, False
        for key in keys:
            if key not in base:
                continue
            record = table.get(key)
            if record is None or not self._test(record):
                old.pop(key, None)
            else:
                mixed |= key not in old
                old[key] = record
        if mixed:
            self._places = self._places or {key: n for n, key in enumerate(base)}
            places = self._places
            self._old = dict(sorted(old.items(), key=lambda pair: places[pair[0]]))


class Picks(Generic[T]):
    """The records of a table that give something, in the order of the table.

    Args:
        work: ``(world, record)`` → what the record gives, or None; it looks at nothing but the two.
        newest_first: whether they are wanted in the opposite order.
    """

    def __init__(self, work: Callable[[World, Any], T | None], newest_first: bool = False) -> None:
        self._cells: Cells[T | None] = Cells(work)
        self._version = 0
        self._newest_first = newest_first
        self._base: dict[Any, Any] | None = None
        self._old: dict[Any, T] = {}  # of the records in the base of the table
        self._new: dict[Any, T] = {}  # of those above it, which come after them
        self.turned = False

    def of(self, world: World, table: Table) -> dict[Any, T] | None:
        """What they give by the key of the record, or None if that is what it was.

        Afterwards ``turned`` says whether any that stayed may have another place among the others.
        """
        values = self._cells.of(world, table)
        if self._cells.version == self._version:
            return None
        self._version = self._cells.version
        base, above = parts(table)
        self.turned = not self._same_places(base, values)
        if self.turned:
            self._base = base
            self._old = self._found(values, base)
        before, self._new = self._new, self._found(values, (key for key in above if key not in base))
        both = before.keys() & self._new.keys()
        self.turned |= [key for key in before if key in both] != [key for key in self._new if key in both]
        return {**self._new, **self._old} if self._newest_first else {**self._old, **self._new}

    def _found(self, values: dict[str, T | None], keys: Iterable[Any]) -> dict[Any, T]:
        pairs = [(key, value) for key in keys if (value := values.get(key)) is not None]
        return dict(reversed(pairs) if self._newest_first else pairs)

    def _same_places(self, base: dict[Any, Any], values: dict[str, T | None]) -> bool:
        """Bring those of the base up to date; False if they must be gone through from the start."""
        others, old = self._cells.changed, self._old
        if base is not self._base or len(others) > MANY:
            return False
        for key in others:
            if key not in base:
                continue
            value = values.get(key)
            if value is None:
                old.pop(key, None)
            elif key in old:
                old[key] = value
            else:
                return False  # its place is somewhere in the middle
        return True


class Values:
    """The values that one field has in the records of a table, in no order."""

    def __init__(self, kind: str, field: str) -> None:
        self._kind = kind
        self._of = attrgetter(field)
        self._table: Table = NOTHING
        self._counts: Counter[Any] = Counter()
        self._values: dict[str, str] = {}

    def of(self, world: World) -> dict[str, str]:
        """The values, each under itself; the same object as long as they are the same."""
        table, before, of = table_of(world, self._kind), self._table, self._of
        if before is NOTHING:
            self._counts = Counter(map(of, table.values()))
        elif table is not before:
            for key in changed(table, before):
                was, now = before.get(key), table.get(key)
                if was is not None:
                    self._counts[of(was)] -= 1
                if now is not None:
                    self._counts[of(now)] += 1
        if table is not before:
            found = {value: value for value, count in self._counts.items() if count}
            if found.keys() != self._values.keys():
                self._values = found
        self._table = table
        return self._values
