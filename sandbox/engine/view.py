"""What a face draws: one entity as one persona sees it, and the picture of its machine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from sandbox.engine.actions import Action, Persona
from sandbox.engine.machines import Listing, Machine, Model
from sandbox.engine.pages import Document
from sandbox.engine.rules import Gate, Kind, Reason
from sandbox.engine.simulator import Refused, Simulator
from sandbox.engine.text import Text, same, serial
from sandbox.engine.world import Entity, World


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReasonView(_View):
    """A rule that blocks, in words."""

    rule: str
    text: Text
    remedy: Text | None
    source: str
    confidence: str
    remedied_by: tuple[str, ...] = ()


class ActionView(_View):
    """An action on the entity: available, or blocked and why."""

    id: str
    title: Text
    menu: tuple[Text, ...]
    roles: tuple[Text, ...]
    available: bool
    offered: bool
    reasons: tuple[ReasonView, ...] = ()
    values: dict[str, Any] = {}
    form: dict[str, Any] = {}


class StateView(_View):
    """A state of the machine."""

    id: str
    label: Text
    kind: str


class EdgeView(_View):
    """An arrow of the machine's picture."""

    id: str
    source: str | None
    target: str
    label: Text
    timer: bool
    action: str = ""


class DeadlineView(_View):
    """Something that will happen by itself."""

    at: datetime
    label: Text
    ref: str
    rules: tuple[str, ...] = ()


class EntityView(_View):
    """One entity as one persona sees it; every face draws exactly this."""

    ref: str
    name: str
    machine: str
    label: Text
    state: str
    state_label: Text
    actions: tuple[ActionView, ...]
    deadlines: tuple[DeadlineView, ...]
    available_edges: tuple[str, ...]
    blocked_edges: tuple[str, ...]


class Edge(NamedTuple):
    """An arrow: its id, ends, label, and the action behind it ("" for a timer)."""

    id: str
    source: str | None
    target: str
    label: Text
    timer: bool
    action: str


TRIED = 50
"""Records that are tried before it is said whether any of them will do."""


def nameable(
    simulator: Simulator,
    world: World,
    persona: Persona,
    action: type[Action] | None,
    name: str,
    kind: str,
    rows: Callable[[Listing], Iterable[Entity]] | None = None,
) -> list[Entity]:
    """The records that an input can name: those on the persona's pages, all where there are none on them.

    Where none of their own will do but others will, as when somebody is to be won who is on no page yet,
    those follow. What is done on the rows of a page stays with these rows. ``rows`` gives the rows of a
    page, where a face keeps them.
    """
    pages = [p for p in simulator.model.listings.values() if p.entity.kind == kind]
    pages = [p for p in pages if p.visible_to(world, persona)]
    own = {e.id: e for page in pages for e in (rows(page) if rows else page.rows(world, persona))}
    everyone = simulator.model.entities[kind]
    if not own:
        return list(world.all(everyone))
    on_rows = action is None or any(action.id in page.row_actions for page in pages)
    if on_rows or len(own) > TRIED:
        return list(own.values())
    others = (entity for entity in world.all(everyone) if entity.id not in own)

    def will_do(entities: Iterable[Entity]) -> bool:
        return any(_will_do(simulator, world, persona, action, name, e) for e in islice(entities, TRIED))

    if will_do(own.values()) or not will_do(others):
        return list(own.values())
    return list(({**own} | {entity.id: entity for entity in world.all(everyone)}).values())


def _will_do(
    simulator: Simulator,
    world: World,
    persona: Persona,
    action: type[Action] | None,
    name: str,
    entity: Entity,
) -> bool:
    """Whether nothing is against the action with this record in this field."""
    if action is None:
        return False
    many = any(field == name and several for field, _, several in action.references)
    return simulator.ask(world, persona, action, **{name: [entity.id] if many else entity.id}).accepted


def told_apart(entities: Sequence[Entity], texts: Sequence[str], lang: str) -> list[str]:
    """What records are called in one list: those that would read the same, with their numbers or ids."""
    often = Counter(texts)
    return [
        text if often[text] == 1 else f"{text} · {serial(entity.id, entity.kind).render(lang)}"
        for entity, text in zip(entities, texts, strict=True)
    ]


@lru_cache(maxsize=256)
def edges(model: Model, machine: Machine) -> tuple[Edge, ...]:
    """The arrows of a machine's picture, in the order in which the file names them."""
    found: dict[str, Edge] = {}

    def add(name: str, source: Any, target: Any, label: Text, timer: bool, action: str) -> None:
        id = f"{name}:{source or 'start'}:{target}"
        found.setdefault(
            id, Edge(id, None if source is None else str(source), str(target), label, timer, action)
        )

    for transition in machine.transitions:
        title = transition.action.title
        for source in transition.source or (None,):
            for target in transition.targets:
                if transition.source or target is not None:
                    add(transition.action.id, source, target, title, False, transition.action.id)
    for move in machine.moves:
        action = model.actions.get(move.action)
        for source in move.source or (None,):
            label = move.label or (action.title if action else same(move.action))
            add(move.action, source, move.to, label, False, move.action if action else "")
    for timer in machine.timers:
        if timer.to is not None:
            for source in timer.source:
                if source != timer.to:
                    add(f"timer.{timer.name}", source, timer.to, timer.label, True, "")
    return tuple(found.values())


def states(machine: Machine) -> tuple[StateView, ...]:
    """The states of a machine, in order."""
    return tuple(StateView(id=str(s.value), label=s.label, kind=s.node) for s in machine.states)


def reason_view(reason: Reason) -> ReasonView:
    """A reason in words."""
    rule = reason.rule
    return ReasonView(
        rule=rule.id,
        text=reason.text,
        remedy=reason.remedy,
        source=rule.source,
        confidence=rule.confidence.value,
        remedied_by=rule.remedied_by,
    )


SOURCE_KEYS = re.compile(r"[\s,;、/+]+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def source_title(title: str, lang: str) -> str:
    """The title of a source; the notes behind it are English, so a Chinese page leaves them out."""
    name = re.split(r" – | \(", title, maxsplit=1)[0]
    return name if lang == "zh" and CHINESE.search(name) else title


def source_titles(model: Model, rule: str, source: str, lang: str) -> list[str]:
    """The titles of the pages that a rule's source names, each once; what has no address cannot be looked up."""
    area = model.area_of.get(rule, "")
    table = next((a.sources for a in model.areas if a.id == area), {})
    keys = [key for key in SOURCE_KEYS.split(source) if key in table and table[key][1]]
    return list(dict.fromkeys(source_title(table[key][0], lang) for key in keys))


@lru_cache(maxsize=512)
def form(action: type[Action]) -> dict[str, Any]:
    """The JSON Schema of an action's inputs."""
    return action.model_json_schema()


def needed(model: Model, action: type[Action], field: str) -> Literal["required", "asked", "optional"]:
    """Whether a form must have a field: always, in some situations, or never.

    A rule about inputs decides as well as the type of the field does.
    """
    if action.model_fields[field].is_required():
        return "required"
    asked = [
        rule
        for _, transition in model.transitions.get(action, ())
        for rule in (*transition.checks, *transition.code)
        if rule.kind == Kind.INPUT and field in rule.needs
    ]
    if any(rule.applies is None and rule.gate == Gate.CHECK for rule in asked):
        return "required"
    return "asked" if asked else "optional"


def known_values(model: Model, action: type[Action], entity: Entity) -> dict[str, Any]:
    """The fields of an action that are clear from the row it is done on."""
    values: dict[str, Any] = {}
    for name, kind, many in action.references:
        if kind == entity.kind and not many:
            values[name] = entity.id
    return values


@lru_cache(maxsize=4)
def placed(model: Model) -> frozenset[str]:
    """The actions that some page has, above its list, on its rows or with its paper.

    The others are interfaces, and places of the portal that have no page here.
    """
    found = {id for page in model.listings.values() for id in (*page.page_actions, *page.row_actions)}
    papers = [page for page in model.pages.values() if isinstance(page, Document)]
    return frozenset(found | {a.id for page in papers for a in (page.view, page.prints, page.download)})


def actions_for(model: Model, entity: Entity) -> list[type[Action]]:
    """The actions that concern an entity: done on its row, or moving it."""
    found = list(model.actions_on(entity.kind))
    machine = model.machines.get(entity.kind)
    if machine:
        for transition in machine.transitions:
            on_this = any(kind == entity.kind and not many for _, kind, many in transition.action.references)
            if on_this and transition.action not in found:
                found.append(transition.action)
    return [action for action in found if "portal" not in action.roles and action.each is None]


def action_view(
    simulator: Simulator, world: World, persona: Persona, action: type[Action], values: dict[str, Any]
) -> ActionView:
    """Whether an action is open to a persona now, and if not, every rule that blocks."""
    outcome = simulator.ask(world, persona, action, **values)
    reasons: tuple[ReasonView, ...] = ()
    offered = True
    if isinstance(outcome, Refused):
        reasons = tuple(reason_view(r) for r in outcome.reasons)
        offered = bool(action.roles & persona.roles) or "*" in action.roles
    return ActionView(
        id=action.id,
        title=action.title,
        menu=action.menu,
        roles=tuple(getattr(role, "label", None) or same(role) for role in sorted(action.roles)),
        available=outcome.accepted,
        offered=offered,
        reasons=reasons,
        values=values,
        form=form(action),
    )


def deadlines(model: Model, world: World, entity: Entity) -> tuple[DeadlineView, ...]:
    """What will happen to an entity by itself, soonest first."""
    found = []
    for timer in model.timers.get(entity.kind, ()):
        at = timer.due_of(entity, world.settings)
        if at is not None and at >= world.now:
            rules = tuple(rule.id for rule in timer.rules)
            found.append(DeadlineView(at=at, label=timer.label, ref=entity.ref, rules=rules))
    return tuple(sorted(found, key=lambda d: d.at))


def view(simulator: Simulator, world: World, persona: Persona, ref: str) -> EntityView:
    """One entity as one persona sees it.

    Raises:
        KeyError: there is no such entity.
    """
    entity = world.by_ref(ref)
    if entity is None:
        raise KeyError(ref)
    model = simulator.model
    machine = model.machines[entity.kind]
    views = tuple(
        action_view(simulator, world, persona, action, known_values(model, action, entity))
        for action in actions_for(model, entity)
    )
    by_id = {v.id: v for v in views}
    available: list[str] = []
    blocked: list[str] = []
    for edge in edges(model, machine):
        if edge.source != entity.state or edge.timer:
            continue
        seen = by_id.get(edge.action)
        if seen is None and edge.action:
            action = model.actions[edge.action]
            values = {n: entity.id for n, kind, many in action.references if not many and kind == entity.kind}
            owner = getattr(entity, "customer_id", "")
            values |= {
                n: owner for n, kind, many in action.references if kind == "customer" and owner and not many
            }
            seen = action_view(simulator, world, persona, action, values)
        (available if seen is not None and seen.available else blocked).append(edge.id)
    return EntityView(
        ref=ref,
        name=entity.name,
        machine=machine.name,
        label=machine.label,
        state=str(entity.state),
        state_label=getattr(entity.state, "label", same(str(entity.state))),
        actions=views,
        deadlines=deadlines(model, world, entity),
        available_edges=tuple(available),
        blocked_edges=tuple(blocked),
    )


Class = Literal["current", "visited", "available", "blocked"]
