"""The world: one immutable snapshot of everything, and the draft of the next one.

A :class:`World` holds tables: entities by kind, an index by each group of indexed fields, account
balances, notices and the agenda of timers. Nothing in it is ever changed; a :class:`Draft` collects
writes over a world and ``seal`` gives the next world. A small table is copied when it changes; a
large one is a :class:`Layers` of dictionaries of which a step copies only the small top one: its
cost does not depend on how many customers there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import SchemaValidator

from sandbox.engine.text import Text

if TYPE_CHECKING:
    from sandbox.engine.machines import Model

_GONE: Any = object()
_UNWRITTEN: Any = object()
_SMALL = 32
_TOP = 128
_NOTHING: dict[Any, Any] = {}  # shared, never written
_NO_VALUE = ("", None)


def _search(base: dict[Any, Any], middle: dict[Any, Any], top: dict[Any, Any]) -> Callable[..., Any]:
    """The look-up of a key from the top down; a function of its own, so that no object refers to itself."""

    def get(key: Any, default: Any = None) -> Any:
        found = top.get(key)
        if found is None:
            found = middle.get(key)
            if found is None:
                return base.get(key, default)
        return default if found is _GONE else found

    return get


class Layers:
    """A persistent mapping: three dictionaries, the upper ones small; writing gives a new object.

    ``get(key, default=None)`` is the base's own where there is nothing above it.
    """

    __slots__ = ("_base", "_middle", "_top", "get")

    get: Callable[..., Any]

    def __init__(
        self, base: dict[Any, Any], middle: dict[Any, Any] = _NOTHING, top: dict[Any, Any] = _NOTHING
    ) -> None:
        self._base = base
        self._middle = middle
        self._top = top
        self.get = _search(base, middle, top) if middle or top else base.get

    def __contains__(self, key: Any) -> bool:
        return self.get(key) is not None

    def with_changes(self, changes: dict[Any, Any], removes: bool = True) -> Layers:
        """A mapping with ``changes`` applied; a value ``None`` removes its key.

        ``changes`` is kept, not copied: the caller writes to it no more. ``removes`` says whether any
        value may be None.
        """
        top = {**self._top, **changes} if self._top else changes
        gone = [key for key, value in changes.items() if value is None] if removes else ()
        if not self._middle and len(self._base) + len(top) <= _SMALL:
            base = {**self._base, **top}
            for key in gone:
                del base[key]
            return Layers(base)
        if gone:
            top = {**top, **dict.fromkeys(gone, _GONE)}
        if len(top) <= _TOP:
            return Layers(self._base, self._middle, top)
        middle = {**self._middle, **top}
        if len(middle) <= 4096 + len(self._base) // 4:
            return Layers(self._base, middle)
        merged = {**self._base, **middle}
        return Layers({key: value for key, value in merged.items() if value is not _GONE})

    def changed_since(self, other: Layers) -> list[Any]:
        """The keys that have another value here than in ``other``, or are in one of the two only.

        Costs as much as was written since the two had a base in common, else as much as they hold.
        Values are compared by identity, so an equal new one counts as a change.
        """
        if self is other:
            return []
        parts = [self._top, other._top]
        if self._middle is not other._middle:
            parts = [self._middle, self._top, other._middle, other._top]
        if self._base is not other._base:
            parts = [self._base, *parts, other._base]
        here, there = self.get, other.get
        return [key for key in dict.fromkeys(chain(*parts)) if here(key) is not there(key)]

    def items(self) -> Iterator[tuple[Any, Any]]:
        """All pairs: those of the base in their order, then the newer ones."""
        if not self._middle and not self._top:
            yield from self._base.items()
            return
        upper = {**self._middle, **self._top}
        for key, value in self._base.items():
            if key in upper:
                value = upper.pop(key)
                if value is _GONE:
                    continue
            yield key, value
        for key, value in upper.items():
            if value is not _GONE:
                yield key, value

    def values(self) -> Iterator[Any]:
        """All values, in the order of :meth:`items`."""
        return (value for _, value in self.items())

    def parts(self) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """The base, and what was written above it in the order of :meth:`items`; None for what is gone.

        A base is shared by the mappings made of it and is not to be written to.
        """
        upper = {**self._middle, **self._top}
        return self._base, {key: None if value is _GONE else value for key, value in upper.items()}

    def __len__(self) -> int:
        if not self._middle and not self._top:
            return len(self._base)
        return sum(1 for _ in self.items())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Layers):
            return NotImplemented
        return self is other or dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]


_EMPTY = Layers({})
_set = object.__setattr__
NUMBERS = "number"
UNANSWERED = "unanswered"
"""The table of steps by themselves that something blocked: by reference and timer."""
E = TypeVar("E", bound="Entity")


@cache
def index_name(kind: str, fields: tuple[str, ...]) -> str:
    """The table that is the index of a kind by some of its fields."""
    return f"{kind}:{':'.join(fields)}"


class Entity(BaseModel):
    """Anything with an id and a state. Frozen; ``but`` gives a changed, validated copy.

    Class attributes:
        kind: name of the table, e.g. ``"customer"``.
        label: what a reader calls it.
        indexes: tuples of field names to look entities up by; meant for selective look-ups
            (some hundreds of entities to a value), a partner's whole customer list is a scan. A single
            field that is empty is not indexed: “no master account” is no value to look up.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str] = ""
    label: ClassVar[Text]
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()

    keys: ClassVar[tuple[tuple[str, Callable[[Any], Any]], ...]] = ()
    assigned: ClassVar[SchemaValidator]

    id: str
    state: StrEnum

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Prepare the look-up of indexed fields and the validation of single fields."""
        super().__pydantic_init_subclass__(**kwargs)
        schema: Any = cls.__pydantic_core_schema__
        shared: list[Any] = []
        while schema["type"] != "model-fields":
            shared += schema.get("definitions", ())
            schema = schema["schema"]
        if shared:
            schema = {"type": "definitions", "schema": schema, "definitions": shared}
        cls.assigned = SchemaValidator(schema)
        cls.keys = tuple((index_name(cls.kind, fields), itemgetter(*fields)) for fields in cls.indexes)

    @property
    def ref(self) -> str:
        """Address of the entity in its world: ``kind/id``."""
        return f"{self.kind}/{self.id}"

    @property
    def name(self) -> str:
        """What a reader calls this one; the id unless a subclass knows better."""
        return self.id

    def but(self: E, **changes: Any) -> E:
        """A copy with ``changes``, which are validated; what stays was validated before."""
        cls = type(self)
        assign: Any = cls.assigned.validate_assignment
        fields: dict[str, Any] = self.__dict__.copy()
        for name, value in changes.items():
            fields, _, _ = assign(fields, name, value)
        changed = object.__new__(cls)
        _set(changed, "__dict__", fields)
        _set(changed, "__pydantic_fields_set__", self.__pydantic_fields_set__)
        _set(changed, "__pydantic_extra__", None)
        _set(changed, "__pydantic_private__", None)
        return changed

    def __getattr__(self, name: str) -> Any:
        """Say at once that there is no such attribute; nothing here is private or computed."""
        raise AttributeError(f"{type(self).__name__} has no attribute {name}")


def index_key(kind: type[Entity], where: Mapping[str, Any]) -> tuple[str, Any]:
    """The table of the index for indexed fields, and the key for their values."""
    if len(where) == 1:
        for field, value in where.items():
            return index_name(kind.kind, (field,)), value
    return index_name(kind.kind, (*where,)), (*where.values(),)


def is_index(table: str) -> bool:
    """Whether a table of a world is an index of entities."""
    return ":" in table


class Notice(NamedTuple):
    """A message that arrived: on the phone, in the mailbox or in the portal's message centre."""

    id: str
    to: str
    at: datetime
    channel: str
    rule: str
    text: Text
    about: str = ""


def slot_of(at: datetime) -> int:
    """The hour of the agenda an instant falls into."""
    return at.toordinal() * 24 + at.hour


class Due(NamedTuple):
    """An entry of the agenda: a timer of an entity that fires at an instant."""

    at: datetime
    ref: str
    timer: str


class Posting(NamedTuple):
    """One balanced movement of money, in yuan: the entries sum to zero."""

    at: datetime
    memo: Text
    entries: tuple[tuple[str, Decimal], ...]
    rule: str = ""


class Unbalanced(ValueError):
    """A posting whose entries do not sum to zero, or that would overdraw an account."""


class World:
    """One immutable snapshot: clock, settings, entities, index, balances, notices, agenda."""

    __slots__ = ("now", "settings", "tables")

    def __init__(self, now: datetime, settings: Mapping[str, Any], tables: dict[str, Layers]) -> None:
        self.now = now
        self.settings = settings
        self.tables = tables

    # reading ---------------------------------------------------------------------------------

    def get(self, kind: type[E], id: str) -> E | None:
        """The entity of that kind and id, or None."""
        found: E | None = self.tables.get(kind.kind, _EMPTY).get(id)
        return found

    def need(self, kind: type[E], id: str) -> E:
        """The entity of that kind and id.

        Raises:
            KeyError: there is none.
        """
        found = self.get(kind, id)
        if found is None:
            raise KeyError(f"{kind.kind}/{id}")
        return found

    def by_ref(self, ref: str) -> Entity | None:
        """The entity at the address ``kind/id``, or None."""
        kind, _, id = ref.partition("/")
        found: Entity | None = self.tables.get(kind, _EMPTY).get(id)
        return found

    def all(self, kind: type[E]) -> Iterator[E]:
        """All entities of a kind, oldest first."""
        return self.tables.get(kind.kind, _EMPTY).values()

    def find(self, kind: type[E], **where: Any) -> list[E]:
        """The entities of a kind whose indexed fields have these values, oldest first."""
        index, key = index_key(kind, where)
        ids = self.tables.get(index, _EMPTY).get(key)
        if not ids:
            return []
        table = self.tables[kind.kind]
        return [table.get(id) for id in ids]

    def count(self, kind: type[Entity], **where: Any) -> int:
        """How many entities of a kind have these indexed values."""
        index, key = index_key(kind, where)
        return len(self.tables.get(index, _EMPTY).get(key, ()))

    def balance(self, account: str) -> Decimal:
        """Balance of a ledger account, in yuan."""
        found: Decimal = self.tables.get("balance", _EMPTY).get(account, _ZERO)
        return found

    def balances(self) -> dict[str, Decimal]:
        """All accounts with their balances, in yuan."""
        return dict(self.tables.get("balance", _EMPTY).items())

    def postings(self) -> Iterator[Posting]:
        """The journal, oldest first."""
        return self.tables.get("posting", _EMPTY).values()

    def notices(self, to: str) -> list[Notice]:
        """The messages of a recipient, newest first."""
        table = self.tables.get("notice", _EMPTY)
        count = table.get(to, 0)
        return [table.get((to, n)) for n in range(count, 0, -1)]

    def agenda(self) -> list[Due]:
        """Everything scheduled, in the order in which it will happen."""
        table = self.tables.get("agenda", _EMPTY)
        return sorted(
            (Due(at, ref, timer) for slot in table.values() for (ref, timer), at in slot.items()),
            key=lambda due: due,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, World):
            return NotImplemented
        if self is other:
            return True
        kinds = {**self.tables, **other.tables}
        return (
            self.now == other.now
            and dict(self.settings) == dict(other.settings)
            and all(self.tables.get(kind, _EMPTY) == other.tables.get(kind, _EMPTY) for kind in kinds)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return (
            f"World({self.now:%Y-%m-%d %H:%M},"
            f" {sum(len(t) for k, t in self.tables.items() if not is_index(k))})"
        )


_ZERO = Decimal("0")


class Draft:
    """All that an effect may do: put entities, move money, notify, number new records.

    Reads see the draft's own writes. ``events`` are the past-tense facts of the step.
    """

    __slots__ = (
        "_below",
        "_model",
        "_removes",
        "_tables",
        "applied",
        "base",
        "events",
        "new_settings",
        "now",
        "subject",
        "target",
    )

    def __init__(self, base: World, model: Model, now: datetime | None = None) -> None:
        self.base = base
        self.now = base.now if now is None else now
        self._model = model
        self._below = base.tables
        self._tables: dict[str, dict[Any, Any]] = {}
        self._removes = False
        self.events: list[Event] = []
        self.applied: list[str] = []
        self.subject: Entity | None = None
        self.target: StrEnum | None = None
        self.new_settings: dict[str, Any] | None = None

    # reading ---------------------------------------------------------------------------------

    def _read(self, table: str, key: Any, default: Any = None) -> Any:
        written = self._tables.get(table)
        if written is not None:
            value = written.get(key, _UNWRITTEN)
            if value is not _UNWRITTEN:
                return default if value is None else value
        below = self._below.get(table)
        return default if below is None else below.get(key, default)

    def get(self, kind: type[E], id: str) -> E | None:
        """As :meth:`World.get`, including what this draft wrote."""
        found: E | None = self._read(kind.kind, id)
        return found

    def need(self, kind: type[E], id: str) -> E:
        """As :meth:`World.need`, including what this draft wrote."""
        found = self.get(kind, id)
        if found is None:
            raise KeyError(f"{kind.kind}/{id}")
        return found

    def all(self, kind: type[E]) -> list[E]:
        """As :meth:`World.all`, including what this draft wrote."""
        found = {**dict(self.base.tables.get(kind.kind, _EMPTY).items()), **self._tables.get(kind.kind, {})}
        return [entity for entity in found.values() if entity is not None]

    def find(self, kind: type[E], **where: Any) -> list[E]:
        """As :meth:`World.find`, including what this draft wrote."""
        return [self._read(kind.kind, id) for id in self._read(*index_key(kind, where), ())]

    def balance(self, account: str) -> Decimal:
        """As :meth:`World.balance`, including what this draft wrote."""
        found: Decimal = self._read("balance", account, _ZERO)
        return found

    @property
    def settings(self) -> Mapping[str, Any]:
        """The world's settings."""
        return self.base.settings if self.new_settings is None else self.new_settings

    # writing ---------------------------------------------------------------------------------

    def _write(self, table: str, key: Any, value: Any) -> None:
        if value is None:
            self._removes = True
        written = self._tables.get(table)
        if written is None:
            self._tables[table] = {key: value}
        else:
            written[key] = value

    def put(self, entity: E) -> E:
        """Store an entity, new or changed; its index entries and timers follow by themselves."""
        return self._put(entity, self._read(entity.kind, entity.id))

    def _put(self, entity: E, before: Entity | None) -> E:
        kind, id = entity.kind, entity.id
        self._write(kind, id, entity)
        fields = entity.__dict__
        old_fields = None if before is None else before.__dict__
        for name, values in entity.keys:
            new = values(fields)
            if old_fields is not None:
                old = values(old_fields)
                if old == new:
                    continue
                if old not in _NO_VALUE:
                    rest = tuple(i for i in self._read(name, old, ()) if i != id)
                    self._write(name, old, rest or None)
            if new not in _NO_VALUE:
                self._write(name, new, (*self._read(name, new, ()), id))
        timers = self._model.timers.get(kind)
        if timers:
            self._reschedule(entity, before, timers)
        return entity

    def _reschedule(self, entity: Entity, before: Entity | None, timers: tuple[Any, ...]) -> None:
        settings, was, state = self.settings, before and before.state, entity.state
        for timer in timers:
            source = timer.source
            old = timer.due(before, settings) if was in source else None
            new = timer.due(entity, settings) if state in source else None
            if old == new:
                continue
            if old is not None:
                self.unschedule(old, entity.ref, timer.name)
            if new is not None:
                self.schedule(max(new, self.now), entity.ref, timer.name)

    def schedule(self, at: datetime, ref: str, timer: str) -> None:
        """Put a timer on the agenda."""
        slot = slot_of(at)
        self._write("agenda", slot, {**self._read("agenda", slot, {}), (ref, timer): at})

    def wait_for_answer(self, ref: str, timer: str) -> bool:
        """Note that an answer could not be given; False when it was noted before."""
        known = self._read(UNANSWERED, (ref, timer), False)
        self._write(UNANSWERED, (ref, timer), True)
        return not known

    def answered(self, ref: str, timer: str) -> None:
        """Nothing has to be asked again."""
        if self._read(UNANSWERED, (ref, timer), False):
            self._write(UNANSWERED, (ref, timer), None)

    def unschedule(self, at: datetime, ref: str, timer: str) -> None:
        """Take a timer off the agenda; ``at`` is when it was due."""
        slot, key = slot_of(at), (ref, timer)
        if key not in self._read("agenda", slot, {}):
            slots = [s for s, entries in self.base.tables.get("agenda", _EMPTY).items() if key in entries]
            slots += [
                s for s, entries in self._tables.get("agenda", {}).items() if entries and key in entries
            ]
            slots = [s for s in slots if key in self._read("agenda", s, {})]
            if not slots:
                return
            slot = slots[0]
        entries = {k: v for k, v in self._read("agenda", slot, {}).items() if k != key}
        self._write("agenda", slot, entries or None)

    def remove(self, entity: Entity) -> None:
        """Take an entity out of the world, with its index entries and timers."""
        kind = entity.kind
        self._write(kind, entity.id, None)
        for name, values in entity.keys:
            key = values(entity.__dict__)
            rest = tuple(id for id in self._read(name, key, ()) if id != entity.id)
            self._write(name, key, rest or None)
        for timer in self._model.timers.get(kind, ()):
            due = timer.due_of(entity, self.settings)
            if due is not None:
                self.unschedule(due, entity.ref, timer.name)

    def number(self, kind: str) -> str:
        """The next free id of a kind: ``kind-1``, ``kind-2`` and so on."""
        count = self._read(NUMBERS, kind, 0) + 1
        self._write(NUMBERS, kind, count)
        return f"{kind}-{count}"

    def create(self, kind: type[E], **fields: Any) -> E:
        """Make and store a new entity; id and state default to the next number and the target state."""
        before = None
        if "id" in fields:
            before = self._read(kind.kind, fields["id"])
        else:
            taken = self._below.get(kind.kind, _EMPTY)
            fields["id"] = id = self.number(kind.kind)
            while taken.get(id) is not None:
                fields["id"] = id = self.number(kind.kind)
        if "state" not in fields:
            fields["state"] = self.target
        made: E = kind.__pydantic_validator__.validate_python(fields)
        entity = self._put(made, before)
        if self.subject is None:
            self.subject = entity
        return entity

    def move(self, **changes: Any) -> Entity:
        """Put the entity acted on into the transition's target state, with further changes."""
        if self.subject is None:
            raise LookupError("there is no entity to move")
        current = self._read(self.subject.kind, self.subject.id, self.subject)
        if "state" not in changes and self.target is not None:
            changes["state"] = self.target
        self.subject = self.put(current.but(**changes))
        return self.subject

    def post(
        self, memo: Text, entries: Iterable[tuple[str, Decimal]], rule: str = "", floor: bool = True
    ) -> None:
        """Move money between accounts.

        Args:
            memo: what a statement shows.
            entries: (account, amount in yuan); positive adds to the account; they sum to zero.
            rule: id of the rule that moves the money.
            floor: refuse to overdraw an account whose name does not start with ``"outside:"``.

        Raises:
            Unbalanced: the entries do not sum to zero, or an account would be overdrawn.
        """
        kept = tuple((account, amount) for account, amount in entries if amount)
        if sum((amount for _, amount in kept), _ZERO) != _ZERO:
            raise Unbalanced(f"entries do not sum to zero: {kept}")
        for account, amount in kept:
            after = self.balance(account) + amount
            if floor and after < 0 and amount < 0 and not account.startswith("outside:"):
                raise Unbalanced(f"{account} would be overdrawn: {after}")
            self._write("balance", account, after)
        if kept:
            self._write("posting", self.number("posting"), Posting(self.now, memo, kept, rule))

    def notify(
        self, to: str, text: Text, *, rule: str = "", channel: str = "portal", about: str = ""
    ) -> None:
        """Send a message to a persona or organisation: channel ``portal``, ``sms`` or ``mail``."""
        count = self._read("notice", to, 0) + 1
        self._write("notice", to, count)
        self._write("notice", (to, count), Notice(f"{to}-{count}", to, self.now, channel, rule, text, about))

    def record(self, name: str, about: str = "", text: Text | None = None, **values: Any) -> None:
        """Note a past-tense event of this step, e.g. ``association_ended``."""
        self.events.append(Event(name, self.now, about, text, values))

    def configure(self, **settings: Any) -> None:
        """Change settings of the world; timers that depend on them move."""
        old, self.new_settings = self.settings, {**self.settings, **settings}
        for kind, timers in self._model.timers.items():
            for timer in timers:
                if not timer.follows_settings:
                    continue
                entities = {**dict(self.base.tables.get(kind, _EMPTY).items()), **self._tables.get(kind, {})}
                for entity in entities.values():
                    if entity is None:
                        continue
                    before, after = timer.due_of(entity, old), timer.due_of(entity, self.new_settings)
                    if before == after:
                        continue
                    if before is not None:
                        self.unschedule(before, entity.ref, timer.name)
                    if after is not None:
                        self.schedule(max(after, self.now), entity.ref, timer.name)

    def seal(self) -> World:
        """The next world; nothing more is written to this draft."""
        tables, removes = self._below.copy(), self._removes
        for table, changes in self._tables.items():
            below = tables.get(table, _EMPTY)
            tables[table] = below.with_changes(changes, removes)
        return World(self.now, self.settings, tables)


class Event(NamedTuple):
    """A past-tense fact of one step."""

    name: str
    at: datetime
    about: str = ""
    text: Text | None = None
    values: Mapping[str, Any] = {}


def empty_world(now: datetime, **settings: Any) -> World:
    """A world with nothing in it but a clock and settings."""
    return World(now, settings, {})
