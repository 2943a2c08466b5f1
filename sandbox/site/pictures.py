"""Diagrams of machines for pages that are only read: nothing in them can be clicked."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any, cast

from markupsafe import Markup

from sandbox.drawing import diagram
from sandbox.engine.machines import Machine, Model
from sandbox.engine.session import Session
from sandbox.engine.text import Text
from sandbox.engine.view import edges, states
from sandbox.engine.world import Entity

_LIVE = re.compile(r' (?:role="button"|tabindex="-1"|aria-disabled="true"|aria-label="[^"]*")(?=[^>]*>)')


@lru_cache(maxsize=512)
def svg(model: Model, machine: Machine, lang: str, prefix: str) -> str:
    """The diagram of a machine as it is where it can be clicked."""
    nodes = tuple(
        diagram.Node(s.id, s.label.zh, s.label.en, cast(diagram.Kind, s.kind)) for s in states(machine)
    )
    arrows = tuple(
        diagram.Edge(e.id, e.source, e.target, e.label.zh, e.label.en, e.timer) for e in edges(model, machine)
    )
    return diagram.layout(nodes, arrows, cast(diagram.Lang, lang), prefix, machine.label.render(lang))


def picture(
    model: Model,
    machine: Machine,
    lang: str,
    prefix: str,
    current: str | None = None,
    visited: Collection[str] = (),
) -> Markup:
    """The diagram of a machine, with the state an entity is in and the way it came."""
    drawn = svg(model, machine, lang, prefix)
    if current or visited:
        drawn = diagram.paint(drawn, current=current, visited=visited)
    head, rest = drawn.split(">", 1)
    return Markup(head + ">" + _LIVE.sub("", rest))


def drawable(machine: Machine, model: Model) -> bool:
    """Whether a picture of the machine says anything."""
    return len(list(machine.states)) > 1 and any(e.source for e in edges(model, machine))


def way(model: Model, session: Session, node: int, ref: str) -> tuple[str | None, set[str], int]:
    """Where an entity stands at a moment of a timeline, the states and edges it came by, and the moves."""
    path, index = [], cast("int | None", node)
    while index is not None:
        path.append(index)
        index = session.nodes[index].parent
    kind = ref.partition("/")[0]
    arrows = {(e.source, e.target, e.action, e.timer): e.id for e in edges(model, model.machines[kind])}
    visited: set[str] = set()
    moves, state = 0, cast("str | None", None)
    for at in reversed(path):
        entity = session.nodes[at].world.by_ref(ref)
        if entity is None:
            continue
        after = str(entity.state)
        if after != state:
            step = session.nodes[at].step
            done = step.do if step else ""
            moves += step is not None
            found = arrows.get((state, after, done, False)) or next(
                (id for (s, t, _, timer), id in arrows.items() if (s, t) == (state, after) and timer), None
            )
            if step is not None and found:
                visited.add(found)
            visited.add(after)
            state = after
    return state, visited, moves


def main_entity(model: Model, session: Session, node: int, refs: Collection[str]) -> str | None:
    """The entity whose picture tells the story: the one that moved most, the later one on a tie."""
    best: tuple[int, int, str] | None = None
    for order, ref in enumerate(refs):
        machine = model.machines.get(ref.partition("/")[0])
        if machine is None or not drawable(machine, model):
            continue
        moves = way(model, session, node, ref)[2]
        if best is None or (moves, order) >= best[:2]:
            best = (moves, order, ref)
    return best[2] if best else None


def machine_label(model: Model, entity: Entity | Any) -> Text:
    """What a reader calls the lifecycle of an entity."""
    return model.machines[entity.kind].label
