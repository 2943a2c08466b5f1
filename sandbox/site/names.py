"""What a reader calls things: people, records, accounts, fields and values. Never a raw id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sandbox.engine.actions import Action, Input, Persona, marks
from sandbox.engine.session import resolve
from sandbox.engine.simulator import PORTAL
from sandbox.engine.text import Text, same, show
from sandbox.engine.world import Entity, World
from sandbox.site import words
from sandbox.site.html import short
from sandbox.site.library import Library

TYPED = {"$code": words.TYPED_CODE, "$wrong": words.TYPED_WRONG}


def said(value: Any, lang: str) -> str:
    """A value as a reader sees it, on one line."""
    return short(show(value, lang))


def label_of(value: Any) -> Text:
    """The label of a state, role or other value that has one; else the value itself."""
    label = getattr(value, "label", None)
    return label if isinstance(label, Text) else same(str(value))


def entity_name(entity: Entity, lang: str) -> str:
    """The name of a record; a record without one is called by its label and number."""
    if entity.name != entity.id:
        return short(entity.name)
    number = re.search(r"(\d+)$", entity.id)
    label = getattr(type(entity), "label", None) or same(entity.kind)
    return f"{said(label, lang)} {number[1]}" if number else said(label, lang)


def record_name(world: World, ref: str, lang: str) -> str:
    """The name of the record at ``kind/id`` or of that id alone."""
    entity = resolve(world, ref) if ref else None
    return entity_name(entity, lang) if entity else short(ref)


def state_label(library: Library, ref: str, state: str) -> Text:
    """The label of a state of the record at ``ref``."""
    machine = library.model.machines.get(ref.partition("/")[0])
    found = next((s for s in machine.states if s.value == state), None) if machine else None
    return label_of(found) if found is not None else same(state)


def who(library: Library, world: World, id: str, lang: str) -> tuple[str, str]:
    """A persona's name, and their roles and organisation in words."""
    persona = PORTAL if id == PORTAL.id else library.model.persona(world, id)
    if persona is None:
        return short(id), ""
    roles = [said(label_of(role), lang) for role in sorted(persona.roles, key=str) if role != "*"]
    if persona is PORTAL:
        return said(words.PORTAL_DOES, lang), ""
    organisation = _organisation(world, persona, lang)
    name = short(persona.name or id)
    if any(label_of(role).zh in name for role in persona.roles):
        name, roles = roles[0], roles[1:]
    about = [*roles, *([organisation] if organisation and organisation != name else [])]
    return name, (" · " if about else "").join(about) if len(about) > 1 else "".join(about)


def _organisation(world: World, persona: Persona, lang: str) -> str:
    entity = resolve(world, persona.organisation) if persona.organisation else None
    return entity_name(entity, lang) if entity else ""


def account_name(world: World, account: str, lang: str) -> str:
    """A ledger account ``kind/id:name`` as its owner's name and its own."""
    ref, _, name = account.partition(":")
    owner = resolve(world, ref)
    labels: Mapping[str, Text] = getattr(type(owner), "accounts", {})
    label = labels.get(name) or same(name.replace("_", " "))
    return f"{record_name(world, ref, lang)} · {said(label, lang)}"


def field_label(kind: type[Entity], name: str) -> Text:
    """The label of a field of a record: the type's ``labels``, its mark, else its name in plain letters."""
    labels: Mapping[str, Text] = getattr(kind, "labels", {})
    if name in labels:
        return labels[name]
    info = kind.model_fields.get(name)
    mark = next((m for m in info.metadata if isinstance(m, Input)), None) if info else None
    if mark:
        return mark.label
    return same(name.replace("_", " "))


def fact_rows(world: World, facts: Mapping[str, Mapping[str, Any]], lang: str) -> list[tuple[str, str, str]]:
    """Facts that the director set: record, field and value in words."""
    rows = []
    for ref, fields in facts.items():
        entity = resolve(world, ref)
        if entity is None:
            continue
        for name in fields:
            value = getattr(entity, name, fields[name])
            rows.append(
                (entity_name(entity, lang), said(field_label(type(entity), name), lang), said(value, lang))
            )
    return rows


def input_rows(
    action: type[Action], values: Mapping[str, Any], typed: Mapping[str, Any], world: World, lang: str
) -> list[tuple[str, str]]:
    """What was filled into a form: label and value in words.

    Args:
        action: the action's type.
        values: the values as submitted.
        typed: the values as the scenario's file writes them.
        world: to find the names of records.
        lang: language of the reader.
    """
    rows = []
    for name, value in values.items():
        info = action.model_fields.get(name)
        mark = next(iter(marks(info)), None) if info else None
        label = mark.label if mark else same(name.replace("_", " "))
        raw = typed.get(name)
        if isinstance(raw, str) and raw in TYPED:
            value = TYPED[raw]
        elif mark and mark.secret:
            value = words.TYPED_SECRET if value else None
        elif mark and mark.entity:
            ids = value if isinstance(value, list | tuple) else [value]
            value = tuple(record_name(world, f"{mark.entity}/{id}", lang) if id else None for id in ids)
        elif isinstance(value, str) and (record := _numbered(world, value)) is not None:
            value = entity_name(record, lang)
        elif info is not None:
            value = typed_value(info.annotation, value)
        rows.append((said(label, lang), said(value, lang)))
    return rows


def _numbered(world: World, words: str) -> Entity | None:
    """The record whose own number was typed as text, e.g. to look for it."""
    return world.by_ref(f"{words.rpartition('-')[0]}/{words}")


def typed_value(annotation: Any, value: Any) -> Any:
    """A value as its field's type, so that an enumeration shows its label; itself where it does not fit."""
    try:
        return TypeAdapter(annotation).validate_python(value)
    except (ValidationError, TypeError):
        return value
