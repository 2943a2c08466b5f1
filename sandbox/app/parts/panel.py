"""The side panel: one record as the persona sees it, with its state diagram and *why not*."""

from __future__ import annotations

from typing import Any

from sandbox.app import words
from sandbox.app.events import handle
from sandbox.app.parts.downloads import draw_file
from sandbox.app.parts.element import draw
from sandbox.app.parts.fields import record_words
from sandbox.app.parts.reasons import fix_data, guide_data, reason_data, reason_words
from sandbox.app.parts.records import facts, history, notices, related
from sandbox.app.rows import tone
from sandbox.app.state import Desk
from sandbox.drawing.diagram import DrawingError, Edge, Node, layout, paint
from sandbox.engine.machines import Machine
from sandbox.engine.view import ActionView, EntityView, edges, placed, states, view
from sandbox.engine.world import Entity


def draw_panel(desk: Desk, ref: str) -> None:
    """Draw the panel of a record."""
    entity = desk.world.by_ref(ref)
    if entity is None:
        return
    draw_file(desk, entity)
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
        "canDo": words.CAN_DO, "elsewhere": words.NO_PAGE_HAS, "noActions": words.NO_ACTIONS, "cannotDo": words.CANNOT_DO, "othersDo": words.OTHERS_DO,
        "whyNot": words.WHY_NOT, "deadlines": words.DEADLINES, "facts": words.FACTS, "history": words.HISTORY,
        "notices": words.NOTICES, "show": words.SHOW_VALUE, "hide": words.HIDE_VALUE,
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
        "notices": notices(desk, entity),
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
        "elsewhere": bool(desk.listings()) and action.id not in placed(desk.model),
        "values": action.values,
        "roles": ("、" if desk.lang == "zh" else ", ").join(
            desk.say(r) for r in action.roles if desk.say(r) != "*"
        ),
        "reasons": reason_data(desk, action.reasons, action.values) if action.offered else [],
        "guides": guide_data(desk, [action.id]) if action.offered else [],
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
