"""The timeline: every moment of the session with its branches, and what changed between two of them."""

from __future__ import annotations

from typing import Any

from sandbox.app import words
from sandbox.app.events import handle
from sandbox.app.outcomes import account_name
from sandbox.app.parts.element import draw
from sandbox.app.parts.fields import record_words
from sandbox.app.parts.head import head
from sandbox.app.parts.reasons import rule_link
from sandbox.app.parts.records import field_value, hidden
from sandbox.app.people import called
from sandbox.app.practice import field_labels
from sandbox.app.state import Desk
from sandbox.engine.session import Attempt, LogStep
from sandbox.engine.watching import table_of
from sandbox.engine.world import Entity, Table, World, changed

SHOWN = 400
CHANGES = 120
OWN = frozenset({"number", "notice", "agenda", "posting", "balance", "code", "intervention"})


def draw_timeline(desk: Desk) -> None:
    """Draw the page."""
    head(desk, desk.say(words.TIMELINE), text=desk.say(words.TIMELINE_TEXT))
    path = set(desk.session.path)
    depth = _depths(desk)
    count = len(desk.session.nodes)
    refused: dict[int, list[Attempt]] = {}
    for attempt in desk.session.attempts:
        refused.setdefault(attempt.at, []).append(attempt)
    parents = [node.parent for node in desk.session.nodes]
    moments = [
        {
            "n": n,
            "text": step_words(desk, n),
            "result": _result(desk, n),
            "at": desk.show(desk.session.nodes[n].world.now),
            "here": n == desk.session.here,
            "path": n in path,
            "branch": n > 0 and parents.index(parents[n]) != n,
            "depth": depth[n],
            "refused": [_refused(desk, attempt) for attempt in refused.get(n, [])[-20:]],
        }
        for n in _order(desk)
        if n >= count - SHOWN or n in path
    ]
    a, b = desk.compare or (desk.session.nodes[desk.session.here].parent or 0, desk.session.here)
    texts = {
        "here": words.HERE, "branch": words.BRANCH, "rule": words.RULE_PAGE, "compare": words.COMPARE,
        "from": words.FROM, "to": words.TO, "noChange": words.NO_CHANGE,
        "show": words.SHOW_VALUE, "hide": words.HIDE_VALUE,
    }  # fmt: skip
    data = {
        "moments": moments,
        "compare": {"a": min(a, count - 1), "b": min(b, count - 1)},
        "changes": changes(
            desk, desk.session.nodes[min(a, count - 1)].world, desk.session.nodes[min(b, count - 1)].world
        ),
        "words": {name: desk.say(text) for name, text in texts.items()},
    }
    draw("timeline", data, lambda event: handle(desk, event))


def _children(desk: Desk) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for n, node in enumerate(desk.session.nodes):
        if node.parent is not None:
            found.setdefault(node.parent, []).append(n)
    return found


def _order(desk: Desk) -> list[int]:
    """Depth first: a branch stands under the moment it leaves, the trunk goes on below it."""
    children, order, stack = _children(desk), [], [0]
    while stack:
        n = stack.pop()
        order.append(n)
        stack.extend(children.get(n, ()))
    return order


def _depths(desk: Desk) -> dict[int, int]:
    """How far each moment is set in: a first child goes on, later ones are branches."""
    children, depth = _children(desk), {0: 0}
    for n in range(len(desk.session.nodes)):
        for number, child in enumerate(children.get(n, ())):
            depth[child] = depth[n] + (1 if number else 0)
    return depth


def step_words(desk: Desk, n: int) -> str:
    """What was done to reach a moment."""
    node = desk.session.nodes[n]
    if node.step is None:
        return desk.say(words.BEGINNING)
    return _step(desk, node.step, node.world)


def _step(desk: Desk, step: LogStep, world: World) -> str:
    if step.to is not None:
        return desk.say(words.CLOCK_TO, at=step.to)
    who = called(desk.model, world, step.persona, desk.lang)
    if step.persona == "portal":
        who = desk.say(words.PRODUCT)
    return f"{who} · {desk.say(desk.model.actions[step.do].title)}"


def _result(desk: Desk, n: int) -> str:
    node = desk.session.nodes[n]
    if node.outcome is None:
        return ""
    if node.step is not None and node.step.to is not None:
        fired = [desk.say(e.text) for e in node.outcome.events if e.text is not None]
        return ("、" if desk.lang == "zh" else ", ").join(fired[:4])
    entity = node.world.by_ref(node.outcome.subject) if node.outcome.subject else None
    if entity is None:
        return ""
    before = desk.session.nodes[node.parent].world.by_ref(entity.ref) if node.parent is not None else None
    state = getattr(entity.state, "label", None)
    if state is None or len(type(entity.state)) < 2 or (before is not None and before.state == entity.state):
        return ""
    return f"{record_words(desk, entity)[:80]} → {desk.say(state)}"


def _refused(desk: Desk, attempt: Attempt) -> dict[str, Any]:
    title = desk.model.actions[attempt.action].title
    who = called(desk.model, desk.session.nodes[attempt.at].world, attempt.persona, desk.lang)
    return {
        "text": desk.say(words.REFUSED_HERE, action=title, who=who),
        "reasons": [
            {"text": desk.say(r.text), "href": rule_link(desk, r.rule.id)} for r in attempt.outcome.reasons
        ],
    }


# --- Comparing -----------------------------------------------------------------------------------


def changes(desk: Desk, before: World, after: World) -> list[dict[str, str]]:
    """What differs between two worlds: records, their fields as the portal shows them, balances.

    A value that a list hides has its hidden form beside it, as ``beforeHidden`` or ``afterHidden``.
    """
    found: list[dict[str, str]] = []
    for kind in desk.model.entities:
        if kind not in OWN:
            for old, new in _pairs(table_of(before, kind), table_of(after, kind)):
                found += _changed(desk, old, new, before, after)
                if len(found) >= CHANGES:
                    return found[:CHANGES]
    old_balances, new_balances = before.tables.get("balance"), after.tables.get("balance")
    if old_balances is not new_balances:
        for account, balance in after.balances().items():
            was = before.balance(account)
            if was != balance and not account.startswith("outside:"):
                name = account_name(after, account)
                found.append(
                    {
                        "name": desk.say(name),
                        "what": desk.say(words.BALANCES),
                        "before": desk.show(was),
                        "after": desk.show(balance),
                    }
                )
    return found[:CHANGES]


def _pairs(old: Table, new: Table) -> list[tuple[Entity | None, Entity | None]]:
    return [(old.get(id), new.get(id)) for id in changed(new, old)]


def of_kind(desk: Desk, entity: Entity) -> str:
    """A record and what it is: several kinds of records are about the same customer and have a state."""
    label, name = desk.say(type(entity).label), record_words(desk, entity)[:120]
    return label if name == label else f"{label} · {name}"


def _changed(
    desk: Desk, old: Entity | None, new: Entity | None, before: World, after: World
) -> list[dict[str, str]]:
    entity = new or old
    assert entity is not None
    name = record_words(desk, entity)[:120]
    if old is None or new is None:
        state = desk.show(entity.state)
        text = desk.say(words.NEW if old is None else words.REMOVED)
        return [
            {
                "name": name,
                "what": desk.say(type(entity).label),
                "before": "—" if old is None else state,
                "after": state if old is None else text,
            }
        ]
    labels = {"state": words.STATE, **field_labels(type(entity))}
    found = []
    for field in type(entity).model_fields:
        was, now = getattr(old, field), getattr(new, field)
        if was != now and field in labels:
            row = {"name": of_kind(desk, entity), "what": desk.say(labels[field])}
            for side, value in (("before", was), ("after", now)):
                row[side] = field_value(desk, field, value)[:200]
                if covered := hidden(desk, entity.kind, field, row[side]):
                    row[f"{side}Hidden"] = covered
            found.append(row)
    return found
