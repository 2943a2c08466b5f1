"""What waits for a persona: records to act on, and what falls due."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sandbox.app.parts.fields import record_words
from sandbox.app.state import Desk
from sandbox.engine.view import actions_for, deadlines, known_values
from sandbox.engine.watching import Picked
from sandbox.engine.world import Entity

ICONS = {"sms": "sms", "mail": "mail", "portal": "bell"}
TODO_LOOKED_AT, DUE_SHOWN = 400, 8


def waiting(desk: Desk) -> Iterator[Entity]:
    """The records that wait for somebody, newest first."""
    for kind, machine in desk.model.machines.items():
        transient = frozenset(state for state in machine.states if state.node == "transient")
        if transient:
            picked = desk.follow(f"waiting {kind}", partial(_picked, kind, transient))
            yield from reversed(picked.of(desk.world))


def _picked(kind: str, states: frozenset[Any]) -> Picked:
    return Picked(kind, lambda entity: entity.state in states)


def todo(desk: Desk) -> list[dict[str, Any]]:
    """What the persona can do about the records that wait."""

    def find() -> list[dict[str, Any]]:
        found = []
        persona = desk.who.persona
        for number, entity in enumerate(waiting(desk)):
            if number >= TODO_LOOKED_AT:
                break
            actions = []
            for action in actions_for(desk.model, entity):
                if not action.roles & persona.roles:
                    continue
                values = known_values(desk.model, action, entity)
                if desk.simulator.ask(desk.world, persona, action, **values).accepted:
                    actions.append({"id": action.id, "title": desk.say(action.title), "values": values})
            if actions:
                found.append(_item(desk, entity, actions))
        return found

    return desk.keep(("todo", desk.persona_id, desk.lang), find)


def _item(desk: Desk, entity: Entity, actions: list[dict[str, Any]]) -> dict[str, Any]:
    ahead = deadlines(desk.model, desk.world, entity)
    state = getattr(entity.state, "label", None)
    return {
        "ref": entity.ref,
        "name": record_words(desk, entity)[:120],
        "label": desk.say(type(entity).label),
        "state": desk.say(state) if state else "",
        "due": desk.show(ahead[0].at) if ahead else "",
        "actions": actions[:4],
    }


def due(desk: Desk) -> list[dict[str, str]]:
    """What falls due soonest, among the records that concern the persona."""

    def find() -> list[dict[str, str]]:
        found = []
        for item in desk.world.agenda():
            entity = desk.world.by_ref(item.ref)
            if entity is None or not concerns(desk, entity):
                continue
            timer = next((t for t in desk.model.timers.get(entity.kind, ()) if t.name == item.timer), None)
            if timer is not None:
                name = record_words(desk, entity)[:120] if entity.kind != "code" else ""
                found.append(
                    {"at": desk.show(item.at), "text": desk.say(timer.label), "name": name, "ref": item.ref}
                )
            if len(found) >= DUE_SHOWN:
                break
        return found

    return desk.keep(("due", desk.persona_id, desk.lang), find)


def concerns(desk: Desk, entity: Entity) -> bool:
    """Whether a record is the persona's or their organisation's business; everything is the director's."""
    who = desk.who
    own = {who.persona.id, who.persona.organisation} - {""}
    if who.organisation is None and who.entity is None:
        return True
    return any(isinstance(v, str) and v in own for v in entity.__dict__.values())
