"""Who can be acted as, and what records are called: for the console in the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sandbox.center.common.partner import FIXED
from sandbox.engine.actions import Action, Persona
from sandbox.engine.machines import Listing, Model
from sandbox.engine.simulator import PORTAL, Simulator
from sandbox.engine.text import Text, same, show
from sandbox.engine.world import Entity, World
from sandbox.site.live import words

PEOPLE_PER_KIND = 40
ASKED = 40
"""Personas that are asked whether they can do an action, at most."""


class Someone(NamedTuple):
    """A persona and the records behind it."""

    persona: Persona
    entity: Entity | None
    organisation: Entity | None

    def roles(self, lang: str) -> str:
        """Their roles, as a reader calls them."""
        return show(tuple(role for role in sorted(self.persona.roles) if role != "*"), lang)

    def label(self, lang: str) -> str:
        """Name and roles."""
        if self.entity is None:
            return self.roles(lang)
        return f"{self.entity.name} · {self.roles(lang)}"


def record_of(model: Model, world: World, id: str) -> Entity | None:
    """The record that an id means, of whatever kind: the first with a name, else the first."""
    found = [e for kind in model.entities if id and (e := world.by_ref(f"{kind}/{id}"))]
    return next((e for e in found if e.name != e.id), found[0] if found else None)


def someone(model: Model, world: World, id: str) -> Someone | None:
    """The persona of that id."""
    persona = PORTAL if id == PORTAL.id else model.persona(world, id)
    if persona is None:
        return None
    entity = None if id in FIXED else record_of(model, world, id)
    return Someone(persona, entity, record_of(model, world, persona.organisation))


def people(model: Model, world: World, more: Iterable[str] = ()) -> list[Someone]:
    """The personas of a world, those named in ``more`` first; of a kind with very many, the first ones."""
    found: dict[str, Someone] = {}
    for id in more:
        who = someone(model, world, id)
        if who is not None and id != PORTAL.id:
            found[id] = who
    for kind in model.entities.values():
        for number, entity in enumerate(world.all(kind)):
            who = someone(model, world, entity.id) if entity.id not in found else found[entity.id]
            if who is None or who.entity is not entity or number >= PEOPLE_PER_KIND:
                break
            found[entity.id] = who
    for id in FIXED:
        who = someone(model, world, id)
        if who is not None:
            found.setdefault(id, who)
    return list(found.values())


def who_can(
    simulator: Simulator, world: World, action: type[Action], values: Mapping[str, Any], near: Iterable[str]
) -> Someone | None:
    """Somebody who can do an action now; else somebody who has the role; else None.

    Args:
        simulator: to ask.
        world: the world as it is.
        action: what is to be done.
        values: the fields that are known.
        near: ids of personas and organisations to ask first.
    """
    model, close = simulator.model, {*near}
    for name, kind, many in action.references:
        entity = world.by_ref(f"{kind}/{values.get(name, '')}") if not many else None
        if entity is not None:
            close |= {entity.id, *(v for v in entity.__dict__.values() if isinstance(v, str))}
    able = [
        who for who in people(model, world, close) if "*" in action.roles or action.roles & who.persona.roles
    ]
    able.sort(key=lambda who: not {who.persona.id, who.persona.organisation} & close)
    for who in able[:ASKED]:
        if simulator.ask(world, who.persona, action, **values).accepted:
            return who
    return able[0] if able else None


# --- What records are called ---------------------------------------------------------------------


def label_of(value: Any) -> Text:
    """The label of a state, role or other value that has one; else the value itself."""
    label = getattr(value, "label", None)
    return label if isinstance(label, Text) else same(str(value))


def about(model: Model, world: World, entity: Entity) -> list[str]:
    """The names of the records that a record belongs to."""
    found: list[str] = []
    for field in type(entity).model_fields:
        kind = field.removesuffix("_id")
        other = world.by_ref(f"{kind}/{getattr(entity, field)}") if kind != field else None
        if other is not None and other.name != other.id and other.name not in found:
            found.append(other.name)
    return found[:2]


def called(model: Model, world: World, entity: Entity, lang: str, state: bool = False) -> str:
    """A record's name; one without a name is called by its sort and whom it is about."""
    parts = [entity.name]
    if entity.name == entity.id:
        parts = [show(getattr(type(entity), "label", None) or same(entity.kind), lang)]
        parts += about(model, world, entity)
    if state and len(type(entity.state)) > 1:
        parts.append(show(label_of(entity.state), lang))
    return " · ".join(parts)


def addressee(model: Model, world: World, id: str, lang: str) -> str:
    """What a reader calls the persona or organisation that a message went to."""
    who = someone(model, world, id)
    if who is not None:
        return who.entity.name if who.entity is not None else who.roles(lang)
    entity = record_of(model, world, id)
    return entity.name if entity is not None else id


def account(world: World, name: str) -> Text:
    """A ledger account: whose it is, and what it is for."""
    ref, _, what = name.partition(":")
    owner = world.by_ref(ref)
    label = getattr(type(owner), "accounts", {}).get(what) or same(what.replace("_", " "))
    if owner is None:
        return same(name)
    return Text(zh=f"{owner.name} · {label.zh}", en=f"{owner.name} · {label.en}")


# --- Pages of the portal -------------------------------------------------------------------------


def pages(model: Model, world: World, persona: Persona) -> list[Listing]:
    """The list pages a persona has."""
    return [listing for listing in model.listings.values() if listing.visible_to(world, persona)]


def rows(model: Model, world: World, persona: Persona, page: str) -> list[Entity]:
    """The records of a page: ``listing:<id>``, or ``kind:<kind>`` for who has no list pages."""
    sort, _, name = page.partition(":")
    if sort == "kind":
        kind = model.entities.get(name)
        return list(world.all(kind)) if kind else []
    listing = model.listings.get(name)
    if listing is None or not listing.visible_to(world, persona):
        return []
    return list(listing.rows(world, persona))


def page_titles(model: Model, world: World, persona: Persona, lang: str) -> dict[str, str]:
    """The pages a persona can open, by name."""
    found = {f"listing:{p.id}": _path(p, lang) for p in pages(model, world, persona)}
    if found:
        return found
    kinds = [k for k in model.entities.values() if next(iter(world.all(k)), None) is not None]
    return {f"kind:{k.kind}": words.ALL_OF.render(lang, {"kind": k.label}) for k in kinds}


def _path(page: Listing, lang: str) -> str:
    menu, title = page.menu.render(lang), page.title.render(lang)
    return menu if menu.endswith(title) else f"{menu} · {title}"
