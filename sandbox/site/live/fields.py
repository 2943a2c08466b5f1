"""The inputs of an action's form as data: from its JSON Schema, with labels and choices in words."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from sandbox.engine.actions import Action, Input, Persona, marks
from sandbox.engine.machines import Model
from sandbox.engine.simulator import Simulator
from sandbox.engine.text import Text, same, show
from sandbox.engine.view import nameable, told_apart
from sandbox.engine.world import Entity, World
from sandbox.site.live import words
from sandbox.site.live.people import account, called, label_of, pages

OFFERED = 200
"""Records that a choice offers, at most."""
FACTS = "director.set_facts"
"""The action whose field ``facts`` is edited as the fields of the record it names."""
BALANCE = "director.set_balance"
"""The action whose first field is a ledger account."""

Field = dict[str, Any]


def bare(annotation: Any) -> Any:
    """The type behind ``Annotated`` and ``| None``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return bare(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation


def members(annotation: Any) -> list[Enum]:
    """The values that an enumeration, a choice of its members, or several of them allow."""
    inner = bare(annotation)
    if get_origin(inner) in (tuple, list, frozenset, set):
        inner = bare(get_args(inner)[0])
    if get_origin(inner) is Literal:
        return [a for a in get_args(inner) if isinstance(a, Enum)]
    return list(inner) if isinstance(inner, type) and issubclass(inner, Enum) else []


def fields(
    simulator: Simulator, world: World, persona: Persona, action: type[Action], known: Mapping[str, Any], lang: str
) -> list[Field]:
    """The inputs of an action for a persona.

    Args:
        simulator: to find records, and to tell which of them will do.
        world: the world as it is.
        persona: who fills the form.
        action: the action's type.
        known: what is filled in already, by field.
        lang: language of the labels.

    Returns:
        For each input: name, label, help, sort, whether it must be filled, value, and choices.
    """
    schema = action.model_json_schema()
    required = set(schema.get("required", ()))
    found = []
    for name, info in action.model_fields.items():
        mark = next(iter(marks(info)), Input(same(name.replace("_", " "))))
        field = field_of(info.annotation, schema["properties"].get(name, {}), lang)
        field |= {
            "name": name,
            "label": mark.label.render(lang),
            "help": mark.help.render(lang) if mark.help else "",
            "required": name in required,
            "secret": mark.secret,
        }
        if mark.multiline and field["sort"] == "text":
            field["sort"] = "lines"
        if mark.entity:
            field["sort"] = "many" if mark.many or field["sort"] in ("many", "list") else "one"
            field["choices"] = _records(
                simulator, world, persona, action, name, mark.entity, known.get(name), lang
            )
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        field["value"] = plain(known.get(name, default))
        if name in known and mark.entity and field["sort"] == "one":
            field["fixed"] = next((c["label"] for c in field["choices"] if c["value"] == known[name]), "")
        found.append(field)
    if action.id == FACTS:
        found = _facts(simulator.model, world, found, known, lang)
    if action.id == BALANCE:
        found[0] |= {"sort": "one", "choices": _accounts(simulator.model, world, lang)}
    return found


def field_of(annotation: Any, schema: Mapping[str, Any], lang: str) -> Field:
    """The sort of an input and its choices, from a type and its JSON Schema."""
    inner, options = bare(annotation), members(annotation)
    choices = [{"value": str(o.value), "label": show(label_of(o), lang)} for o in options]
    if get_origin(inner) in (tuple, list, frozenset, set):
        return {"sort": "many", "choices": choices} if choices else {"sort": "list"}
    if choices:
        return {"sort": "one", "choices": choices}
    if inner is bool:
        return {"sort": "tick"}
    if inner is int:
        return {"sort": "whole"}
    if inner in (Decimal, float):
        return {"sort": "amount"}
    if inner is datetime or schema.get("format") == "date-time":
        return {"sort": "moment"}
    if inner is date or schema.get("format") == "date":
        return {"sort": "day"}
    if get_origin(inner) is dict or inner is dict:
        return {"sort": "pairs"}
    longest = schema.get("maxLength")
    return {"sort": "text", "longest": longest} if longest else {"sort": "text"}


def plain(value: Any) -> Any:
    """A value as JSON data that a form can hold."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def _records(
    simulator: Simulator,
    world: World,
    persona: Persona,
    action: type[Action],
    name: str,
    kind: str,
    known: Any,
    lang: str,
) -> list[dict[str, str]]:
    """The records a field can name; known ones in any case."""
    found = (
        {e.id: e for e in nameable(simulator, world, persona, action, name, kind)}
        if kind in simulator.model.entities
        else {}
    )
    wanted = known if isinstance(known, list | tuple) else [known]
    chosen = {e.id: e for id in wanted if id and (e := world.by_ref(f"{kind}/{id}"))}
    return choices_of(simulator.model, world, {**chosen, **found}.values(), lang)


def choices_of(model: Model, world: World, entities: Iterable[Entity], lang: str) -> list[dict[str, str]]:
    """Records as choices, in words."""
    offered = list(islice(entities, OFFERED))
    texts = [called(model, world, e, lang, state=e.name == e.id) for e in offered]
    labels = told_apart(offered, texts, lang)
    return [{"value": e.id, "label": label} for e, label in zip(offered, labels, strict=True)]


def field_label(kind: type[Entity], name: str) -> Text:
    """The label of a field of a record: the type's ``labels``, its mark, else its name in plain letters."""
    labels: Mapping[str, Text] = getattr(kind, "labels", {})
    info = kind.model_fields.get(name)
    mark = next((m for m in info.metadata if isinstance(m, Input)), None) if info else None
    if name in labels:
        return labels[name]
    if mark:
        return mark.label
    return words.CONSOLE["state"] if name == "state" else same(name.replace("_", " "))


def _accounts(model: Model, world: World, lang: str) -> list[dict[str, str]]:
    """The ledger accounts of all records, those with money first."""
    named = dict.fromkeys(name for name in world.balances() if not name.startswith("outside:"))
    for kind in model.entities.values():
        for entity in world.all(kind):
            named |= dict.fromkeys(f"{entity.ref}:{name}" for name in getattr(kind, "accounts", {}))
    return [{"value": n, "label": account(world, n).render(lang)} for n in list(named)[:OFFERED]]


# --- Facts ---------------------------------------------------------------------------------------


def _facts(
    model: Model, world: World, found: list[Field], known: Mapping[str, Any], lang: str
) -> list[Field]:
    """The director's form: choose a record, then change its fields."""
    kinds = [kind for name, kind in model.entities.items() if name not in ("code", "intervention")]
    entities = [entity for kind in kinds for entity in world.all(kind)]
    record = str(known.get("record", ""))
    if "/" not in record:
        record = next((e.ref for e in entities if e.id == record), record)
    entity = world.by_ref(record) if record else None
    chosen = {
        "name": "record",
        "label": found[0]["label"],
        "sort": "one",
        "required": True,
        "again": True,
        "value": record,
        "choices": [
            {"value": e.ref, "label": f"{show(type(e).label, lang)} · {called(model, world, e, lang)}"}
            for e in entities[:OFFERED]
        ],
    }
    return [chosen, *(_fact_fields(entity, lang) if entity is not None else [])]


def _fact_fields(entity: Entity, lang: str) -> list[Field]:
    fields = []
    properties = type(entity).model_json_schema()["properties"]
    for name, info in type(entity).model_fields.items():
        if name == "id":
            continue
        field = field_of(info.annotation, properties.get(name, {}), lang)
        if field["sort"] in ("list", "pairs"):
            continue
        label = field_label(type(entity), name).render(lang)
        value = plain(getattr(entity, name))
        fields.append(
            {**field, "name": name, "label": label, "within": "facts", "value": value, "required": False}
        )
    return fields
