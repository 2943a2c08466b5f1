"""The world: one immutable snapshot of everything, and the draft of the next one.

A :class:`World` holds tables: entities by kind, an index by each group of indexed fields, account
balances, notices and the agenda of timers. Nothing in it is ever changed; a :class:`Draft` starts
with the tables of a world, copies each one that it writes to, and is sealed into the next world. A small
table is a dictionary and copied whole; a large one becomes :class:`Layers` of dictionaries of which a
step copies only the small top one: its cost does not depend on how many customers there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from operator import itemgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic_core import SchemaValidator

from sandbox.engine.text import Text

if TYPE_CHECKING:
    from sandbox.engine.machines import Model

_GONE: Any = object()
_SMALL = 64
_TOP = 128
_NO_VALUE = ("", None)
_AS_THEY_ARE = (str, int, bool, Decimal, date, datetime, NoneType)


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
    """A large table: three dictionaries, the upper ones small. No value is None.

    A ``copy`` shares the two lower ones and may be written to, like a dictionary, until others read it.
    """

    __slots__ = ("_base", "_middle", "_size", "_top", "get")

    get: Callable[..., Any]

    def __init__(
        self,
        base: dict[Any, Any],
        middle: dict[Any, Any] | None = None,
        top: dict[Any, Any] | None = None,
        size: int | None = None,
    ) -> None:
        self._base = base
        self._middle = {} if middle is None else middle
        self._top = {} if top is None else top
        self._size = len(base) if size is None else size
        self.get = _search(self._base, self._middle, self._top)

    def copy(self) -> Layers:
        """The same pairs, to be written to."""
        top = self._top
        if len(top) <= _TOP:
            return Layers(self._base, self._middle, top.copy(), self._size)
        middle = {**self._middle, **top}
        if len(middle) <= 4096 + len(self._base) // 4:
            return Layers(self._base, middle, size=self._size)
        merged = {**self._base, **middle}
        return Layers({key: value for key, value in merged.items() if value is not _GONE})

    def __setitem__(self, key: Any, value: Any) -> None:
        self._size += self.get(key) is None
        self._top[key] = value

    def pop(self, key: Any, default: Any = None) -> Any:
        """Take a key out."""
        found = self.get(key)
        if found is None:
            return default
        self._size -= 1
        self._top[key] = _GONE
        return found

    def __contains__(self, key: Any) -> bool:
        return self.get(key) is not None

    def changed_since(self, other: Layers) -> list[Any]:
        """As :func:`changed`; costs as much as was written since the two had a base in common."""
        parts = [self._top, other._top]
        if self._middle is not other._middle:
            parts = [self._middle, self._top, other._middle, other._top]
        if self._base is not other._base:
            parts = [self._base, *parts, other._base]
        here, there = self.get, other.get
        return [key for key in dict.fromkeys(chain(*parts)) if here(key) is not there(key)]

    def items(self) -> Iterator[tuple[Any, Any]]:
        """All pairs: those of the base in their order, then the newer ones."""
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

    def __iter__(self) -> Iterator[Any]:
        return (key for key, _ in self.items())

    def parts(self) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """As :func:`parts`."""
        upper = {**self._middle, **self._top}
        return self._base, {key: None if value is _GONE else value for key, value in upper.items()}

    def __len__(self) -> int:
        return self._size

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Layers | dict):
            return NotImplemented
        return self is other or dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]


Table = dict[Any, Any] | Layers
"""Records by id, ids by the value of indexed fields, and so on; a table that a world holds is never changed."""


def changed(table: Table, before: Table) -> list[Any]:
    """The keys that have another value in ``table`` than in ``before``, or are in one of the two only.

    Values are compared by identity, so an equal new one counts as a change. Of two large tables only what
    was written since they had a base in common is looked at.
    """
    if table is before:
        return []
    if isinstance(table, Layers) and isinstance(before, Layers):
        return table.changed_since(before)
    if isinstance(table, Layers) and isinstance(before, dict):
        return table.changed_since(Layers(before))
    if isinstance(before, Layers) and isinstance(table, dict):
        return Layers(table).changed_since(before)
    there = before.get
    found = [key for key, value in table.items() if there(key) is not value]
    return [*found, *(key for key, _ in before.items() if key not in table)]


def parts(table: Table) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """The base of a table, and what was written above it in the order of its items; None for what is gone.

    A base is shared by the tables made of it and is not to be written to.
    """
    return (table, {}) if isinstance(table, dict) else table.parts()


_EMPTY: dict[Any, Any] = {}  # shared, never written
_set_dict, _set_fields, _set_extra, _set_private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)
NUMBERS = "number"
UNANSWERED = "unanswered"
"""The table of steps by themselves that something blocked: by reference and timer."""
E = TypeVar("E", bound="Entity")


def _plain(annotation: Any) -> frozenset[type]:
    """The types whose very own instances need no validation for a field with this annotation."""
    if isinstance(annotation, type) and (
        annotation in _AS_THEY_ARE or issubclass(annotation, StrEnum | Text)
    ):
        return frozenset({annotation})
    if get_origin(annotation) in (Union, UnionType):
        return frozenset().union(*map(_plain, get_args(annotation)))
    return frozenset()


class Entity(BaseModel):
    """Anything with an id and a state. Frozen; ``but`` gives a changed, validated copy.

    Class attributes:
        kind: name of the table, e.g. ``"customer"``.
        label: what a reader calls it.
        indexes: tuples of field names to look entities up by; meant for selective look-ups
            (some hundreds of entities to a value), a partner's whole customer list is a scan. A single
            field that is empty is not indexed: “no master account” is no value to look up.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    kind: ClassVar[str] = ""
    label: ClassVar[Text]
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()

    keys: ClassVar[tuple[tuple[str, Callable[[Any], Any]], ...]] = ()
    index_of: ClassVar[dict[tuple[str, ...], str]] = {}
    assigned: ClassVar[SchemaValidator]
    plain: ClassVar[dict[str, frozenset[type]]] = {}

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
        checks = cls.__pydantic_decorators__
        watched = {
            n for v in (checks.field_validators, checks.validators) for d in v.values() for n in d.info.fields
        }
        fields = cls.model_fields
        cls.plain = {
            name: frozenset() if info.metadata or name in watched else _plain(info.annotation)
            for name, info in fields.items()
        }
        cls.index_of = {fields: f"{cls.kind}:{':'.join(fields)}" for fields in cls.indexes}
        cls.keys = tuple((name, itemgetter(*fields)) for fields, name in cls.index_of.items())

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
        plain, fields = cls.plain, self.__dict__.copy()
        for name, value in changes.items():
            if name in plain and type(value) in plain[name]:
                fields[name] = value
            else:
                assign: Any = cls.assigned.validate_assignment
                fields, _, _ = assign(fields, name, value)
        changed = object.__new__(cls)
        _set_dict(changed, fields)
        _set_fields(changed, self.__pydantic_fields_set__)
        _set_extra(changed, None)
        _set_private(changed, None)
        return changed

    def __getattr__(self, name: str) -> Any:
        """Say at once that there is no such attribute; nothing here is private or computed."""
        raise AttributeError(f"{type(self).__name__} has no attribute {name}")


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


class Tables:
    """What can be read of a world, and of the draft of the next one."""

    __slots__ = ("now", "tables")

    now: datetime
    tables: dict[str, Table]

    def get(self, kind: type[E], id: str) -> E | None:
        """The entity of that kind and id, or None."""
        found: E | None = self.tables.get(kind.kind, _EMPTY).get(id)
        return found

    def need(self, kind: type[E], id: str) -> E:
        """The entity of that kind and id.

        Raises:
            KeyError: there is none.
        """
        found: E | None = self.tables.get(kind.kind, _EMPTY).get(id)
        if found is None:
            raise KeyError(f"{kind.kind}/{id}")
        return found

    def by_ref(self, ref: str) -> Entity | None:
        """The entity at the address ``kind/id``, or None."""
        kind, _, id = ref.partition("/")
        found: Entity | None = self.tables.get(kind, _EMPTY).get(id)
        return found

    def find(self, kind: type[E], **where: Any) -> list[E]:
        """The entities of a kind whose indexed fields have these values, oldest first."""
        key = (*where.values(),)
        ids = self.tables.get(kind.index_of[*where,], _EMPTY).get(key if len(key) > 1 else key[0])
        if ids is None:
            return []
        get: Callable[[str], E] = self.tables[kind.kind].get  # type: ignore[assignment]
        return [get(id) for id in ids]

    def count(self, kind: type[Entity], **where: Any) -> int:
        """How many entities of a kind have these indexed values."""
        key = (*where.values(),)
        return len(self.tables.get(kind.index_of[*where,], _EMPTY).get(key if len(key) > 1 else key[0], ()))

    def balance(self, account: str) -> Decimal:
        """Balance of a ledger account, in yuan."""
        found: Decimal = self.tables.get("balance", _EMPTY).get(account, _ZERO)
        return found


class World(Tables):
    """One immutable snapshot: clock, settings, entities, index, balances, notices, agenda."""

    __slots__ = ("settings",)

    def __init__(self, now: datetime, settings: Mapping[str, Any], tables: dict[str, Table]) -> None:
        self.now = now
        self.settings = settings
        self.tables = tables

    def all(self, kind: type[E]) -> Iterator[E]:
        """All entities of a kind, oldest first."""
        return iter(self.tables.get(kind.kind, _EMPTY).values())

    def balances(self) -> dict[str, Decimal]:
        """All accounts with their balances, in yuan."""
        return dict(self.tables.get("balance", _EMPTY).items())

    def postings(self) -> Iterator[Posting]:
        """The journal, oldest first."""
        return iter(self.tables.get("posting", _EMPTY).values())

    def notices(self, to: str) -> list[Notice]:
        """The messages of a recipient, newest first."""
        table: Any = self.tables.get("notice", _EMPTY)
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


class Draft(Tables):
    """All that an effect may do: put entities, move money, notify, number new records.

    Reads see the draft's own writes. ``events`` are the past-tense facts of the step, ``scheduled`` the
    instants for which something was put on the agenda.
    """

    __slots__ = (
        "_model",
        "_written",
        "applied",
        "base",
        "events",
        "new_settings",
        "scheduled",
        "subject",
        "target",
    )

    def __init__(self, base: World, model: Model, now: datetime | None = None) -> None:
        self.base = base
        self.now = base.now if now is None else now
        self.tables = base.tables.copy()
        self._written: dict[str, Table] = {}
        self._model = model
        self.events: list[Event] = []
        self.applied: list[str] = []
        self.scheduled: list[datetime] = []
        self.subject: Entity | None = None
        self.target: StrEnum | None = None
        self.new_settings: dict[str, Any] | None = None

    # reading ---------------------------------------------------------------------------------

    def all(self, kind: type[E]) -> list[E]:
        """As :meth:`World.all`, as it is now: later writes do not change it."""
        return list(self.tables.get(kind.kind, _EMPTY).values())

    @property
    def settings(self) -> Mapping[str, Any]:
        """The world's settings."""
        return self.base.settings if self.new_settings is None else self.new_settings

    # writing ---------------------------------------------------------------------------------

    def _own(self, name: str) -> Table:
        """The draft's own copy of a table, to be written to; made at the first write."""
        table = self._written.get(name)
        if table is None:
            below = self.tables.get(name)
            table = {} if below is None else _copied(below)
            self.tables[name] = self._written[name] = table
        return table

    def put(self, entity: E) -> E:
        """Store an entity, new or changed; its index entries and timers follow by themselves."""
        return self._put(entity, self.tables.get(entity.kind, _EMPTY).get(entity.id))

    def _put(self, entity: E, before: Entity | None) -> E:
        kind, id, own = entity.kind, entity.id, self._own
        own(kind)[id] = entity
        fields = entity.__dict__
        if before is None:
            for name, values in entity.keys:
                new = values(fields)
                if new not in _NO_VALUE:
                    _enter(own(name), new, id)
        else:
            old_fields = before.__dict__
            for name, values in entity.keys:
                new, old = values(fields), values(old_fields)
                if old != new:
                    index = own(name)
                    if old not in _NO_VALUE:
                        _leave(index, old, id)
                    if new not in _NO_VALUE:
                        _enter(index, new, id)
        timers = self._model.timers.get(kind)
        if timers:
            self._reschedule(entity, before, timers)
        return entity

    def _reschedule(self, entity: Entity, before: Entity | None, timers: tuple[Any, ...]) -> None:
        settings, was, state = self.settings, before and before.state, entity.state
        for timer in timers:
            source, due = timer.source, timer.due
            old = due(before, settings) if was in source else None
            new = due(entity, settings) if state in source else None
            if old == new:
                continue
            if old is not None:
                self.unschedule(old, entity.ref, timer.name)
            if new is not None:
                self.schedule(max(new, self.now), entity.ref, timer.name)

    def schedule(self, at: datetime, ref: str, timer: str) -> None:
        """Put a timer on the agenda."""
        slot, agenda = slot_of(at), self._own("agenda")
        agenda[slot] = {**agenda.get(slot, _EMPTY), (ref, timer): at}
        self.scheduled.append(at)

    def unschedule(self, at: datetime, ref: str, timer: str) -> None:
        """Take a timer off the agenda; ``at`` is when it was due."""
        slot, key, agenda = slot_of(at), (ref, timer), self._own("agenda")
        if key not in agenda.get(slot, _EMPTY):
            slots = [s for s, entries in agenda.items() if key in entries]
            if not slots:
                return
            slot = slots[0]
        entries = {k: v for k, v in agenda.get(slot, _EMPTY).items() if k != key}
        if entries:
            agenda[slot] = entries
        else:
            agenda.pop(slot)

    def wait_for_answer(self, ref: str, timer: str) -> bool:
        """Note that an answer could not be given; False when it was noted before."""
        waiting = self._own(UNANSWERED)
        known = (ref, timer) in waiting
        waiting[ref, timer] = True
        return not known

    def answered(self, ref: str, timer: str) -> None:
        """Nothing has to be asked again."""
        if (ref, timer) in self.tables.get(UNANSWERED, _EMPTY):
            self._own(UNANSWERED).pop((ref, timer))

    def remove(self, entity: Entity) -> None:
        """Take an entity out of the world, with its index entries and timers."""
        kind = entity.kind
        self._own(kind).pop(entity.id, None)
        for name, values in entity.keys:
            _leave(self._own(name), values(entity.__dict__), entity.id)
        for timer in self._model.timers.get(kind, ()):
            due = timer.due_of(entity, self.settings)
            if due is not None:
                self.unschedule(due, entity.ref, timer.name)

    def number(self, kind: str) -> str:
        """The next free id of a kind: ``kind-1``, ``kind-2`` and so on."""
        numbers = self._own(NUMBERS)
        count = numbers[kind] = numbers.get(kind, 0) + 1
        return f"{kind}-{count}"

    def create(self, kind: type[E], **fields: Any) -> E:
        """Make and store a new entity; id and state default to the next number and the target state."""
        before, name = None, kind.kind
        table = self.tables.get(name, _EMPTY)
        if "id" in fields:
            before = table.get(fields["id"])
        else:
            id = self.number(name)
            while id in table:
                id = self.number(name)
            fields["id"] = id
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
        subject, target = self.subject, self.target
        before = self.tables.get(subject.kind, _EMPTY).get(subject.id)
        current = subject if before is None else before
        if target is not None and "state" not in changes:
            changes["state"] = target
        self.subject = moved = self._put(current.but(**changes), before)
        return moved

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
        if not kept:
            return
        balances = self._own("balance")
        for account, amount in kept:
            after = balances.get(account, _ZERO) + amount
            if floor and after < 0 and amount < 0 and not account.startswith("outside:"):
                raise Unbalanced(f"{account} would be overdrawn: {after}")
            balances[account] = after
        self._own("posting")[self.number("posting")] = Posting(self.now, memo, kept, rule)

    def notify(
        self, to: str, text: Text, *, rule: str = "", channel: str = "portal", about: str = ""
    ) -> None:
        """Send a message to a persona or organisation: channel ``portal``, ``sms`` or ``mail``."""
        notices = self._own("notice")
        count = notices[to] = notices.get(to, 0) + 1
        notices[to, count] = Notice(f"{to}-{count}", to, self.now, channel, rule, text, about)

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
                for entity in list(self.tables.get(kind, _EMPTY).values()):
                    before, after = timer.due_of(entity, old), timer.due_of(entity, self.new_settings)
                    if before == after:
                        continue
                    if before is not None:
                        self.unschedule(before, entity.ref, timer.name)
                    if after is not None:
                        self.schedule(max(after, self.now), entity.ref, timer.name)

    def seal(self) -> World:
        """The next world; who writes to this draft afterwards gets an AttributeError, for the tables are its."""
        del self._written
        settings = self.base.settings if self.new_settings is None else self.new_settings
        return World(self.now, settings, self.tables)


def _copied(table: Table) -> Table:
    """A copy to be written to."""
    return Layers(table) if type(table) is dict and len(table) > _SMALL else table.copy()


def _enter(index: Table, key: Any, id: str) -> None:
    """Note in an index that a record has a value; the entry of a value is a table of ids."""
    ids = index.get(key)
    if ids is None:
        index[key] = {id: True}
    else:
        index[key] = ids = _copied(ids)
        ids[id] = True


def _leave(index: Table, key: Any, id: str) -> None:
    """Note in an index that a record has a value no more."""
    ids = index.get(key, _EMPTY)
    if id not in ids:
        return
    if len(ids) == 1:
        index.pop(key)
    else:
        index[key] = ids = _copied(ids)
        ids.pop(id)


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
