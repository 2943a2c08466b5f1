"""What is known of a record: what the lists say of it, what it belongs to, what happened to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.app import words
from sandbox.app.outcomes import ACCOUNT, CHANNELS, account_name
from sandbox.app.parts.fields import about_words
from sandbox.app.parts.reasons import plain_rule
from sandbox.app.people import called, named
from sandbox.app.practice import field_labels
from sandbox.app.rows import kept, masked
from sandbox.app.state import Desk
from sandbox.engine.text import is_rate, percent, same, serial, show
from sandbox.engine.world import Entity

RELATED = 12
HISTORY = 30
SCAN = 3_000


def related(desk: Desk, entity: Entity) -> list[Entity]:
    """The records that belong to the same thing: those it names, and those that name it."""

    def find() -> list[Entity]:
        root = _root(desk, entity)
        found = {root.ref: root, entity.ref: entity}
        for kind, entity_type in desk.model.entities.items():
            if len(desk.model.machines[kind].states) < 2:
                continue
            field = f"{root.kind}_id"
            if field not in entity_type.model_fields:
                continue
            if (field,) in entity_type.indexes:
                ours = desk.world.find(entity_type, **{field: root.id})
            else:
                table = desk.world.tables.get(kind)
                own = desk.world.by_ref(f"{kind}/{root.id}")
                small = table is not None and len(table) <= SCAN
                ours = (
                    [e for e in desk.world.all(entity_type) if getattr(e, field) == root.id] if small else []
                )
                ours = ours or ([own] if own is not None and getattr(own, field) == root.id else [])
            found |= {e.ref: e for e in ours[-3:]}
        return list(found.values())[:RELATED]

    return desk.keep(("related", entity.ref), find)


def _root(desk: Desk, entity: Entity) -> Entity:
    """The record that a record is about: of those it names the most special, so a customer before its partner."""
    found: list[Entity] = []
    for field in type(entity).model_fields:
        kind = field[:-3]
        if field.endswith("_id") and kind in desk.model.entities and kind != entity.kind:
            other = desk.world.by_ref(f"{kind}/{getattr(entity, field)}")
            if other is not None:
                found.append(other)
    return min(found, key=lambda other: desk.model.namers(other.kind), default=entity)


def facts(desk: Desk, entity: Entity) -> list[dict[str, str]]:
    """What the lists of the portal say of the record; its own fields where it is on none of them.

    A value that a list hides has its hidden form as ``hidden`` beside it.
    """
    found: dict[str, dict[str, str]] = {}
    for listing in desk.listings():
        if listing.entity.kind == entity.kind and entity.id in kept(desk, listing).by_id:
            for column in listing.columns:
                value = show(column.value(desk.world, entity), desk.lang)
                found.setdefault(column.key, {"label": desk.say(column.label), "value": value[:2000]})
    found = found or fields(desk, entity)
    for key, fact in found.items():
        if covered := hidden(desk, entity.kind, key, fact["value"]):
            fact["hidden"] = covered
    return list(found.values())


def hidden(desk: Desk, kind: str, key: str, value: str) -> str:
    """The hidden form of a value that the lists hide from the persona; "" of any other."""
    if desk.who.is_director or value in ("", "—"):  # the director sets these very values
        return ""
    return masked(value) if key in hidden_keys(desk, kind) else ""


def hidden_keys(desk: Desk, kind: str) -> frozenset[str]:
    """The values of a kind of record that any list hides until its eye is pressed."""
    lists = [listing for listing in desk.model.listings.values() if listing.entity.kind == kind]
    return frozenset(column.key for listing in lists for column in listing.columns if column.masked)


def fields(desk: Desk, entity: Entity) -> dict[str, dict[str, str]]:
    """The fields of a record that have a label, with other records by name."""
    labels = field_labels(type(entity))
    return {
        name: {
            "label": desk.say(labels[name]),
            "value": field_value(desk, name, getattr(entity, name))[:2000],
        }
        for name in type(entity).model_fields
        if name in labels and name != "state"
    }


def field_value(desk: Desk, name: str, value: Any) -> str:
    """A field as a reader would say it: the id of another record, a person or a rule as its name."""
    if type(value) is str and value and name not in _typed(desk):
        return _named(desk, value)
    if isinstance(value, tuple) and value:
        fields = getattr(value, "_fields", ())
        if fields:
            return " · ".join(field_value(desk, n, v) for n, v in zip(fields, value, strict=True))
        return ("、" if desk.lang == "zh" else ", ").join(field_value(desk, name, item) for item in value)
    if is_rate(name) and isinstance(value, Decimal):
        return percent(value)
    return show(value, desk.lang)


def _typed(desk: Desk) -> frozenset[str]:
    """The fields that somebody types in a form: what stands in them is words, even where it reads like an id."""
    return desk.keep(
        ("typed fields",),
        lambda: frozenset(
            name
            for action in desk.model.actions.values()
            for name in action.inputs - {name for name, _, _ in action.references}
        ),
    )


def _named(desk: Desk, value: str) -> str:
    """What a reader calls the person, record, account or rule of that id; other words stay as they are."""
    if value == "system":
        return desk.say(words.BY_ITSELF)
    if value in desk.model.rules:
        return plain_rule(desk.model.rules[value].text, desk.lang)
    if ACCOUNT.fullmatch(value):
        return desk.say(account_name(desk.world, value))
    name = called(desk.model, desk.world, value, desk.lang)
    entity = named(desk.model, desk.world, value)
    if name != value or entity is None:
        return name
    number = serial(entity.id, entity.kind)
    about = about_words(desk, entity) if number == same(entity.id) else ""
    return f"{desk.say(type(entity).label)} {about or desk.say(number)}"


def history(desk: Desk, entity: Entity) -> list[dict[str, str]]:
    """What happened to the record in this session, newest first."""
    found: list[dict[str, str]] = []
    for index in reversed(desk.session.path[-500:]):
        node = desk.session.nodes[index]
        if node.outcome is None or node.step is None:
            continue
        for event in node.outcome.events:
            if event.about == entity.ref and event.text is not None:
                found.append({"at": desk.show(event.at), "text": desk.say(event.text)})
        if node.outcome.subject == entity.ref and node.step.do in desk.model.actions:
            who = called(desk.model, node.world, node.step.persona, desk.lang)
            title = desk.say(desk.model.actions[node.step.do].title)
            found.append({"at": desk.show(node.world.now), "text": f"{who} · {title}"})
        if len(found) >= HISTORY:
            break
    return found


def notices(desk: Desk, entity: Entity) -> list[dict[str, str]]:
    """The messages about the record that the persona, or everybody for the director, can read."""
    mine = desk.messages()
    return [
        {
            "at": desk.show(n.at),
            "channel": desk.say(CHANNELS.get(n.channel, words.PORTAL)),
            "to": called(desk.model, desk.world, n.to, desk.lang),
            "text": desk.say(n.text),
        }
        for n in mine
        if n.about == entity.ref
    ][:HISTORY]
