"""The side panel: one record as the persona sees it, with its state diagram and *why not*."""

from __future__ import annotations

from typing import Any

from sandbox.app import words
from sandbox.app.events import handle
from sandbox.app.outcomes import CHANNELS
from sandbox.app.parts.element import draw
from sandbox.app.parts.fields import record_words
from sandbox.app.parts.reasons import fix_data, reason_data, reason_words
from sandbox.app.people import called
from sandbox.app.rows import tone
from sandbox.app.state import Desk
from sandbox.drawing.diagram import DrawingError, Edge, Node, layout, paint
from sandbox.engine.machines import Machine
from sandbox.engine.text import show
from sandbox.engine.view import ActionView, EntityView, edges, states, view
from sandbox.engine.world import Entity

RELATED = 12
HISTORY = 30
SCAN = 3_000


def draw_panel(desk: Desk, ref: str) -> None:
    """Draw the panel of a record."""
    entity = desk.world.by_ref(ref)
    if entity is None:
        return
    draw("panel", panel_data(desk, entity), lambda event: handle(desk, event))


def panel_data(desk: Desk, entity: Entity) -> dict[str, Any]:
    """All that the panel shows, as plain data."""
    seen = desk.keep(
        ("view", entity.ref, desk.persona_id),
        lambda: view(desk.simulator, desk.world, desk.who.persona, entity.ref),
    )
    actions = [_action(desk, a) for a in seen.actions]
    svg, problem = diagram(desk, entity, seen)
    words_ = {
        "actAs": words.ACT_AS_THIS, "close": words.CLOSE, "related": words.RELATED, "diagramHint": words.DIAGRAM_HINT,
        "canDo": words.CAN_DO, "noActions": words.NO_ACTIONS, "cannotDo": words.CANNOT_DO, "othersDo": words.OTHERS_DO,
        "whyNot": words.WHY_NOT, "deadlines": words.DEADLINES, "facts": words.FACTS, "history": words.HISTORY,
        "notices": words.NOTICES,
    }  # fmt: skip
    acting = desk.model.persona(desk.world, entity.id)
    can_act_as = acting is not None and acting.id != desk.persona_id and _is_person(desk, entity)
    return {
        "ref": entity.ref,
        "name": record_words(desk, entity)[:200],
        "label": desk.say(seen.label),
        "state": desk.say(seen.state_label),
        "tone": tone(entity.state) or "plain",
        "actAs": entity.id if can_act_as else "",
        "related": [_pill(desk, e) for e in related(desk, entity)],
        "svg": svg,
        "noDiagram": problem,
        "edges": _edges(desk, entity, seen),
        "actions": actions,
        "deadlines": [{"at": desk.show(d.at), "text": desk.say(d.label)} for d in seen.deadlines],
        "facts": facts(desk, entity),
        "history": history(desk, entity),
        "notices": _notices(desk, entity),
        "words": {**{k: desk.say(v) for k, v in words_.items()}, **reason_words(desk)},
    }


def _is_person(desk: Desk, entity: Entity) -> bool:
    from sandbox.app.people import someone

    who = someone(desk.model, desk.world, entity.id)
    return who is not None and who.entity is entity


def _pill(desk: Desk, entity: Entity) -> dict[str, str]:
    state = getattr(entity.state, "label", None)
    return {
        "ref": entity.ref,
        "label": desk.say(type(entity).label),
        "state": desk.say(state) if state else "",
    }


def _action(desk: Desk, action: ActionView) -> dict[str, Any]:
    fix = None if action.available or action.offered else fix_data(desk, action.id, action.values)
    return {
        "id": action.id,
        "title": desk.say(action.title),
        "ok": action.available,
        "mine": action.offered,
        "values": action.values,
        "roles": ("、" if desk.lang == "zh" else ", ").join(
            desk.say(r) for r in action.roles if desk.say(r) != "*"
        ),
        "reasons": reason_data(desk, action.reasons, action.values) if action.offered else [],
        "fix": fix,
    }


def _edges(desk: Desk, entity: Entity, seen: EntityView) -> dict[str, Any]:
    """What a click on each arrow that starts here opens."""
    known = {a.id: a.values for a in seen.actions}
    found = {}
    for edge in edges(desk.model, desk.model.machines[entity.kind]):
        if (edge.id in seen.available_edges or edge.id in seen.blocked_edges) and edge.action:
            values = known.get(edge.action) or _values_for(desk, entity, edge.action)
            found[edge.id] = {"action": edge.action, "values": values}
    return found


def _values_for(desk: Desk, entity: Entity, action_id: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, kind, many in desk.model.actions[action_id].references:
        if many:
            continue
        if kind == entity.kind:
            values[name] = entity.id
        elif getattr(entity, f"{kind}_id", ""):
            values[name] = getattr(entity, f"{kind}_id")
    return values


# --- The diagram ---------------------------------------------------------------------------------


def diagram(desk: Desk, entity: Entity, seen: EntityView) -> tuple[str, str]:
    """The state diagram as SVG with its marks, or why there is none; a machine of one state has none."""
    machine = desk.model.machines[entity.kind]
    if len(machine.states) < 2:
        return "", ""
    been, took = _visited(desk, entity, machine)
    try:
        svg = picture(desk, machine)
        marks = {
            "current": seen.state,
            "visited": been | took,
            "available": seen.available_edges,
            "blocked": _own(desk, seen),
        }
        return paint(svg, **marks), ""  # type: ignore[arg-type]
    except (DrawingError, ValueError):
        return "", desk.say(words.NO_DIAGRAM)


def _own(desk: Desk, seen: EntityView) -> tuple[str, ...]:
    """The blocked arrows that an action is behind: only these can say why not."""
    arrows = {e.id for e in edges(desk.model, desk.model.machines[seen.machine]) if e.action}
    return tuple(id for id in seen.blocked_edges if id in arrows)


def picture(desk: Desk, machine: Machine) -> str:
    """A machine's diagram with nothing marked; laid out once for the process."""
    nodes = tuple(Node(s.id, s.label.zh, s.label.en, s.kind) for s in states(machine))  # type: ignore[arg-type]
    arrows = tuple(
        Edge(e.id, e.source, e.target, e.label.zh, e.label.en, e.timer) for e in edges(desk.model, machine)
    )
    return layout(nodes, arrows, "zh" if desk.lang == "zh" else "en", "panel-", desk.say(machine.label))


def _visited(desk: Desk, entity: Entity, machine: Machine) -> tuple[set[str], set[str]]:
    """The states the record has been in, and the arrows it took, in this session."""
    been: set[str] = set()
    took: set[str] = set()
    before: str | None = None
    for index in desk.session.path[-300:]:
        node = desk.session.nodes[index]
        found = node.world.by_ref(entity.ref)
        state = None if found is None else str(found.state)
        if state is not None and state != before:
            been.add(state)
            if before is not None or index:
                done = node.step.do if node.step is not None else ""
                for edge in edges(desk.model, machine):
                    if edge.source == before and edge.target == state and (edge.action in (done, "")):
                        took.add(edge.id)
        before = state
    return been, took


# --- What else is known of the record ------------------------------------------------------------


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
    """The record that a record is about, if it names one of a kind that has pages of its own."""
    best: Entity | None = None
    for field in type(entity).model_fields:
        kind = field[:-3]
        if field.endswith("_id") and kind in desk.model.entities and kind != entity.kind:
            other = desk.world.by_ref(f"{kind}/{getattr(entity, field)}")
            if other is not None and best is None:
                best = other
    return best or entity


def facts(desk: Desk, entity: Entity) -> list[dict[str, str]]:
    """What the lists of the portal say of the record."""
    found: dict[str, dict[str, str]] = {}
    for listing in desk.model.listings.values():
        if listing.entity.kind != entity.kind or not (listing in desk.listings() or desk.who.is_director):
            continue
        for column in listing.columns:
            value = show(column.value(desk.world, entity), desk.lang)
            found.setdefault(column.key, {"label": desk.say(column.label), "value": value[:2000]})
    return list(found.values())


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


def _notices(desk: Desk, entity: Entity) -> list[dict[str, str]]:
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
