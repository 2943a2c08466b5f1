"""Who can be acted as: every persona of a world, grouped by the organisation they act for."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from sandbox.center.common.partner import DIRECTOR, FIXED
from sandbox.engine.actions import Action, Persona
from sandbox.engine.machines import Model
from sandbox.engine.simulator import Simulator
from sandbox.engine.text import Text, same, show
from sandbox.engine.world import Entity, World

LISTED_PER_KIND = 40


class Someone(NamedTuple):
    """A persona, the entity behind it (None for a fixed one) and the organisation they act for."""

    persona: Persona
    entity: Entity | None
    organisation: Entity | None

    @property
    def is_director(self) -> bool:
        """Whether this is the director."""
        return self.persona.id == DIRECTOR.id

    def roles(self, lang: str) -> str:
        """Their roles, as a reader calls them."""
        return show(tuple(role for role in sorted(self.persona.roles) if role != "*"), lang)

    def name(self, lang: str) -> str:
        """What a reader calls them."""
        return self.entity.name if self.entity is not None else self.roles(lang)

    def label(self, lang: str) -> str:
        """Name and role."""
        return self.name(lang) if self.entity is None else f"{self.name(lang)} · {self.roles(lang)}"


def someone(model: Model, world: World, id: str) -> Someone | None:
    """The persona of that id, with what stands behind it."""
    persona = model.persona(world, id)
    if persona is None:
        return None
    entity = None
    if persona.id not in FIXED:
        entity = named(model, world, id, persona.name)
    return Someone(
        persona, entity, entity if persona.organisation == id else named(model, world, persona.organisation)
    )


def named(model: Model, world: World, id: str, name: str = "") -> Entity | None:
    """The entity of that id that has a name of its own (several kinds may share ids)."""
    found = [e for kind in model.entities if (e := world.by_ref(f"{kind}/{id}")) is not None]
    ranked = sorted(found, key=lambda e: (bool(name) and e.name != name, e.name == e.id))
    return ranked[0] if ranked else None


def people(model: Model, world: World) -> list[Someone]:
    """The personas of a world; of a kind with very many, the first ones."""
    found: dict[str, Someone] = {}
    for entity_type in model.entities.values():
        for entity in islice(world.all(entity_type), LISTED_PER_KIND):
            who = someone(model, world, entity.id)
            if who is None or who.entity is not entity:
                break  # the records of this kind are not people
            found[entity.id] = who
    members = [w for w in found.values() if w.organisation is not None and w.organisation is not w.entity]
    themselves = [w for w in found.values() if w not in members]
    members.sort(key=lambda w: w.persona.organisation)
    return [*members, *themselves, *(Someone(fixed, None, None) for fixed in FIXED.values())]


def grouped(found: list[Someone], lang: str) -> list[tuple[str, list[Someone]]]:
    """People by organisation; those who act for themselves by role."""
    groups: dict[str, list[Someone]] = {}
    for who in found:
        own = who.organisation is None or who.organisation is who.entity
        groups.setdefault(who.roles(lang) if own else (who.organisation or who.entity).name, []).append(who)  # type: ignore[union-attr]
    single = [name for name, members in groups.items() if len(members) == 1 and members[0].entity is None]
    alone = [who for name in single for who in groups.pop(name)]
    rest = Text(zh="其他身份", en="Others").render(lang)
    return [*groups.items(), *([(rest, alone)] if alone else [])]


def who_can(
    simulator: Simulator, world: World, action: type[Action], values: dict[str, object], hint: Persona
) -> Someone | None:
    """Somebody who can do an action now; else somebody who has the role; else None.

    People of the organisations named in ``values`` and of the hinted persona come first.
    """
    model = simulator.model
    near = {hint.id, hint.organisation, *(str(v) for v in values.values())}
    for name, kind, many in action.references:
        entity = world.by_ref(f"{kind}/{values.get(name, '')}") if not many else None
        near |= {str(v) for v in entity.__dict__.values()} if entity is not None else set()
    found = people(model, world)
    listed = {who.persona.id for who in found}
    for id in near - listed:
        extra = someone(model, world, id)
        if extra is not None:
            found.append(extra)
    able = [w for w in found if "*" in action.roles or action.roles & w.persona.roles]
    able.sort(key=lambda w: w.persona.id not in near and w.persona.organisation not in near)
    known = {k: v for k, v in values.items() if k in action.model_fields}
    for who in able[:60]:
        if simulator.ask(world, who.persona, action, **known).accepted:
            return who
    return able[0] if able else None


def called(model: Model, world: World, id: str, lang: str) -> str:
    """What a reader calls the persona or organisation of that id."""
    who = someone(model, world, id)
    if who is not None:
        return who.name(lang)
    entity = named(model, world, id)
    return entity.name if entity is not None else show(same(id), lang)
