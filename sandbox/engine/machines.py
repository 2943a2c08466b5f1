"""Machines: the states and transitions of one type of entity, and its timers.

A machine is a shared definition; entities are only data. A :class:`Model` is all machines, rules
and listings of a portal, looked up by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sandbox.engine.actions import Action, Persona
from sandbox.engine.pages import Page
from sandbox.engine.rules import PORTAL_RULES, Gate, Kind, Questions, Rule, flatten, questions
from sandbox.engine.text import Labelled, Text

if TYPE_CHECKING:
    from sandbox.engine.world import Draft, Entity, World

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 - used like a keyword
    """A read-only attribute worked out once, on first use."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.work = work
        self.name = work.__name__
        self.__doc__ = work.__doc__

    def __get__(self, instance: Any, owner: type) -> T:
        """Work it out and keep it in the instance."""
        if instance is None:
            return self  # type: ignore[return-value]
        value = instance.__dict__[self.name] = self.work(instance)
        return value


class Situation:
    """All that a rule may look at: the world, the clock, who acts, what they do, on what.

    ``typed`` are the fields of the action by name, for rules that several actions share.

    An area adds the entities its actions name as ``lazy`` attributes of a subclass.
    """

    def __init__(
        self, world: World, persona: Persona, action: Any, subject: Any = None, model: Any = None
    ) -> None:
        self.world = world
        self.now = world.now
        self.persona = persona
        self.action = action
        self.typed: dict[str, Any] = {} if action is None else action.__dict__
        self.subject = subject
        self.model: Model = model


Effect = Callable[[Any, "Draft"], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transition:
    """What an action does to an entity of the machine.

    Attributes:
        action: type of the action.
        source: states it is possible in; empty for an action that makes a new entity.
        to: target state; None when the state stays, or a tuple when the effect chooses.
        rules: all that must hold.
        effect: what happens, in order: functions ``(situation, draft)`` and rules with ``does``.
        state_rule: rule to cite when the state is wrong, instead of the general one.
        on_refusal: what the portal itself notes when it refuses: an action, submitted as a step of
            its own by the portal, or None. The refused action changes nothing.
    """

    action: type[Action]
    source: tuple[Labelled, ...] = ()
    to: Labelled | tuple[Labelled, ...] | None = None
    rules: tuple[Rule, ...] = ()
    effect: tuple[Effect | Rule, ...] = ()
    state_rule: Rule | None = None
    on_refusal: Callable[[Any, Sequence[Any]], Action | None] | None = None
    permission: tuple[Rule, ...] = field(init=False)
    checks: tuple[Rule, ...] = field(init=False)
    code: tuple[Rule, ...] = field(init=False)
    asked: tuple[Questions, ...] = field(init=False)
    works: tuple[tuple[Rule | None, Effect], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the rules by gate and unwrap the effects, once."""
        rules = flatten(self.rules)
        for name, gate in (("permission", Gate.PERMISSION), ("checks", Gate.CHECK), ("code", Gate.CODE)):
            object.__setattr__(self, name, tuple(r for r in rules if r.gate == gate and r.holds))
        object.__setattr__(self, "asked", tuple(map(questions, (self.permission, self.checks, self.code))))
        works = tuple((e, e.does) if isinstance(e, Rule) else (None, e) for e in self.effect)
        object.__setattr__(self, "works", tuple((r, w) for r, w in works if w is not None))

    @property
    def targets(self) -> tuple[Labelled, ...]:
        """All states it can lead to."""
        if self.to is None:
            return ()
        return self.to if isinstance(self.to, tuple) else (self.to,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timer:
    """Something that happens by itself.

    Attributes:
        name: unique in its machine.
        label: what a reader calls the deadline.
        source: states in which it runs.
        due: ``(entity, settings) -> instant``, or None when it does not run.
        to: state after it fired; None when the effect decides or the state stays.
        effect: what happens, as in a transition; the situation's action is None.
        acts: instead of an effect: ``(world, entity) -> (persona id, action)`` that is submitted
            (a step of the portal's staff or of the other side that runs by itself).
        again: whether a step that something blocked is tried again after whatever happens next;
            False for one that is bound to its date.
        rules: the rules this timer carries out.
        follows_settings: whether ``due`` looks at the settings.
        window: length as a reader would say it, for the table of timers.
    """

    name: str
    label: Text
    source: tuple[Labelled, ...]
    due: Callable[[Any, Mapping[str, Any]], datetime | None]
    to: Labelled | None = None
    effect: tuple[Effect | Rule, ...] = ()
    acts: Callable[[World, Any], tuple[str, Action]] | None = None
    again: bool = True
    rules: tuple[Rule, ...] = ()
    follows_settings: bool = False
    window: Text | None = None

    def due_of(self, entity: Any, settings: Mapping[str, Any]) -> datetime | None:
        """When it fires for this entity, or None."""
        return self.due(entity, settings) if entity.state in self.source else None


class Progression(Labelled):
    """How steps of the portal's staff and of the other side come about."""

    BY_HAND = "by_hand", "手动扮演对方", "by hand"
    DOCUMENTED = "documented", "按公布的时限自动处理", "after the documented time"
    AT_ONCE = "at_once", "立即自动处理", "at once"


def answer_due(
    settings: Mapping[str, Any], since: datetime, documented: Callable[[], datetime | None]
) -> datetime | None:
    """When the other side's step runs by itself, in the progression chosen for the world."""
    progression = settings.get("progression", Progression.BY_HAND)
    if progression == Progression.AT_ONCE:
        return since
    return documented() if progression == Progression.DOCUMENTED else None


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """A change of state that something of another machine brings about.

    ``action`` is the id of an action, or with a ``label`` any name for what happens.
    """

    action: str
    source: tuple[Labelled, ...]
    to: Labelled
    label: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Machine:
    """The states and transitions of one Entity type, and its timers.

    Attributes:
        entity: the entity type.
        states: its states.
        label: what a reader calls it.
        subject: name of the action field that holds the entity's id; "" for none.
        situation: the situation its rules look at.
        moves: changes of state brought about by actions of other machines (for the diagram).
        more_rules: rules of this lifecycle that are neither in a transition nor in a timer.
    """

    entity: type[Entity]
    states: type[Labelled]
    label: Text
    subject: str = ""
    situation: type[Situation] = Situation
    transitions: tuple[Transition, ...] = ()
    timers: tuple[Timer, ...] = ()
    moves: tuple[Move, ...] = ()
    more_rules: tuple[Rule, ...] = ()

    @property
    def name(self) -> str:
        """The machine's name: the kind of its entity."""
        return self.entity.kind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """A column of a listing: the key, its label, how a row gives the value, whether it is masked."""

    key: str
    label: Text
    value: Callable[[World, Any], Any]
    masked: bool = False
    filters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """Rows found by looking at every record of a kind, each for itself.

    Used like a function ``(world, persona) -> rows``. A face that keeps the rows from one world to the next
    looks again only at the records for which something has changed.

    Attributes:
        of: the kind of the records.
        row: ``(world, persona, record)`` → the row it gives, or None.
        owner: the field that says whose a record is, if that alone leaves most records out.
        open: ``(world, persona, owner)`` → whether the records of that owner give rows; asked once an owner.
        newest_first: whether the rows are in the opposite order of the records.
    """

    of: type[Entity]
    row: Callable[[World, Persona, Any], Any]
    owner: str = ""
    open: Callable[[World, Persona, str], bool] = lambda world, persona, owner: True
    newest_first: bool = False

    def owners(self, world: World) -> set[str]:
        """All owners of records."""
        return set(map(attrgetter(self.owner), world.all(self.of))) if self.owner else set()

    def __call__(self, world: World, persona: Persona) -> list[Any]:
        """The rows."""
        opened = {id for id in self.owners(world) if self.open(world, persona, id)}
        found = [
            row
            for e in world.all(self.of)
            if (not self.owner or getattr(e, self.owner) in opened)
            and (row := self.row(world, persona, e)) is not None
        ]
        return found[::-1] if self.newest_first else found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing:
    """A list page of the portal: who sees it, which rows, which columns, which operations.

    Attributes:
        id: stable name, e.g. ``customers.list``.
        title: heading of the page or tab.
        menu: where it is found.
        entity: kind of its rows.
        roles: who has the menu entry.
        rows: ``(world, persona) -> entities`` the persona may see; a :class:`Selection` where there can be very many.
        shown: ``(world, persona) -> bool``; whether the menu entry or tab exists for them.
        columns: what is shown.
        search: keys of the columns that the search box looks in.
        row_actions: action ids offered on a row, in order.
        page_actions: action ids offered above the list.
        rules: visibility rules it carries out.
        guide: the guide that explains the page.
        drawn_from: kind of the records that the rows are worked out from, where they are no records themselves.
    """

    id: str
    title: Text
    menu: Text
    entity: type[Entity]
    roles: frozenset[str]
    rows: Callable[[World, Persona], Iterable[Any]]
    columns: tuple[Column, ...]
    shown: Callable[[World, Persona], bool] | None = None
    search: tuple[str, ...] = ()
    row_actions: tuple[str, ...] = ()
    page_actions: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    guide: str = ""
    drawn_from: type[Entity] | None = None

    def visible_to(self, world: World, persona: Persona) -> bool:
        """Whether the persona has this page."""
        return bool(self.roles & persona.roles) and (self.shown is None or self.shown(world, persona))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Area:
    """One area of the portal: its lifecycle modules. One line registers a lifecycle.

    ``modules`` are read for the machines, listings and rules they define; ``complete`` may add to a
    new world what its author left out. ``errata`` are ids that the rulebook adds to the area without
    a number; other rules without a number are the simulator's own and are listed under "portal".
    """

    id: str
    label: Text
    modules: tuple[ModuleType, ...]
    complete: Callable[[Draft], None] | None = None
    errata: frozenset[str] = frozenset()
    sources: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class Model:
    """Everything that is known of a portal, by name.

    Args:
        areas: the areas, in the order a reader meets them.
        persona: ``(world, id) -> Persona or None``.

    Raises:
        ValueError: two things have one name, or a rule names an unknown remedy.
    """

    def __init__(self, areas: Sequence[Area], persona: Callable[[World, str], Persona | None]) -> None:
        self.areas = tuple(areas)
        self._errata = {id: area.id for area in areas for id in area.errata}
        self.persona = persona
        self.machines: dict[str, Machine] = {}
        self.entities: dict[str, type[Entity]] = {}
        self.actions: dict[str, type[Action]] = {}
        self.transitions: dict[type[Action], list[tuple[Machine, Transition]]] = {}
        self.timers: dict[str, tuple[Timer, ...]] = {}
        self.listings: dict[str, Listing] = {}
        self.pages: dict[str, Page] = {}
        self.rules: dict[str, Rule] = {}
        self.area_of: dict[str, str] = {}
        self.file_of: dict[str, str] = {}
        for rule in PORTAL_RULES:
            self._add_rule(rule, "portal", "rules")
        for area in areas:
            for module in area.modules:
                self._read(module, area)
        self._check()

    def _read(self, module: ModuleType, area: Area) -> None:
        short = module.__name__.rsplit(".", 1)[-1]
        for value in vars(module).values():
            if isinstance(value, Rule) and value.id not in self.rules:
                home = self._errata.get(value.id) or (area.id if value.number is not None else "portal")
                self._add_rule(value, home, short)
            elif isinstance(value, Machine) and value.name not in self.machines:
                self._add_machine(value, area.id, short)
            elif isinstance(value, Listing):
                if self.listings.setdefault(value.id, value) is not value:
                    raise ValueError(f"two listings have the id {value.id}")
                self.area_of.setdefault(value.id, area.id)
            elif isinstance(value, Page):
                if self.pages.setdefault(value.id, value) is not value:
                    raise ValueError(f"two pages have the id {value.id}")
                self.area_of.setdefault(value.id, area.id)

    def _add_rule(self, rule: Rule, area: str, short: str) -> None:
        known = self.rules.setdefault(rule.id, rule)
        if known is not rule:
            raise ValueError(f"two rules have the id {rule.id}")
        self.area_of.setdefault(rule.id, area)
        self.file_of.setdefault(rule.id, short)

    def _add_machine(self, machine: Machine, area: str, short: str) -> None:
        self.machines[machine.name] = machine
        self.entities[machine.name] = machine.entity
        self.area_of.setdefault(machine.name, area)
        if machine.timers:
            self.timers[machine.name] = machine.timers
        for transition in machine.transitions:
            action = transition.action
            if self.actions.setdefault(action.id, action) is not action:
                raise ValueError(f"two actions have the id {action.id}")
            self.area_of.setdefault(action.id, area)
            self.transitions.setdefault(action, []).append((machine, transition))

    def _check(self) -> None:
        for rule in self.rules.values():
            for action in rule.remedied_by:
                if action not in self.actions:
                    raise ValueError(f"rule {rule.id} is remedied by the unknown action {action}")
        for listing in self.listings.values():
            for action in (*listing.row_actions, *listing.page_actions):
                if action not in self.actions:
                    raise ValueError(f"listing {listing.id} offers the unknown action {action}")

    def area_rules(self, area: str) -> list[Rule]:
        """The rules of an area: numbered ones in order, then the others."""
        rules = [rule for rule in self.rules.values() if self.area_of[rule.id] == area]
        return sorted(rules, key=lambda rule: (rule.number is None, rule.number or 0))

    def actions_on(self, kind: str) -> list[type[Action]]:
        """The actions done on a row of this kind."""
        return [
            action
            for action in self.actions.values()
            if action.on
            and any(name == action.on and entity == kind for name, entity, _ in action.references)
        ]

    def namers(self, kind: str) -> int:
        """How many kinds of records name one of this kind: few for what is special, many for a company."""
        return sum(f"{kind}_id" in entity.model_fields for entity in self.entities.values())

    def enforcers(self) -> dict[str, list[str]]:
        """For every rule id the actions, timers and listings that carry it out."""
        found: dict[str, list[str]] = {}

        def note(rule: Rule, by: str) -> None:
            if rule.holds or rule.does or rule.parts or by.startswith(("timer:", "listing:")):
                names = found.setdefault(rule.id, [])
                if by not in names:
                    names.append(by)
            for part in rule.parts:
                note(part, by)

        for rule in PORTAL_RULES:
            found[rule.id] = ["engine"]
        for machine in self.machines.values():
            for transition in machine.transitions:
                by = f"action:{transition.action.id}"
                for rule in (*transition.rules, *(e for e in transition.effect if isinstance(e, Rule))):
                    note(rule, by)
                if transition.state_rule:
                    found.setdefault(transition.state_rule.id, []).append(by)
            for timer in machine.timers:
                for rule in (*timer.rules, *(e for e in timer.effect if isinstance(e, Rule))):
                    note(rule, f"timer:{machine.name}.{timer.name}")
        for listing in self.listings.values():
            for rule in listing.rules:
                note(rule, f"listing:{listing.id}")
        return {id: sorted(set(names)) for id, names in found.items()}


def input_rules(transition: Transition, name: str) -> list[Rule]:
    """The input rules of a transition that look at the field ``name``."""
    return [rule for rule in flatten(transition.rules) if rule.kind == Kind.INPUT and name in rule.needs]
