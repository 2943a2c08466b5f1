"""A tiny portal for the engine's own tests: doors that open, lock, and close by themselves."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sandbox.engine import codes
from sandbox.engine.actions import Action, Input, Persona
from sandbox.engine.codes import code_rule
from sandbox.engine.machines import (
    Area,
    Column,
    Listing,
    Machine,
    Model,
    Situation,
    Timer,
    Transition,
    answer_due,
)
from sandbox.engine.rules import Gate, Kind, Rule
from sandbox.engine.text import Labelled, Text, same
from sandbox.engine.world import Draft, Entity

LOCKED_NOW = Text(zh="门已锁", en="The door is locked")
NOON = datetime(2026, 3, 10, 12, 0)


class State(Labelled):
    CLOSED = "closed", "关", "closed", "initial"
    OPEN = "open", "开", "open"
    LOCKED = "locked", "锁", "locked"
    ASKED = "asked", "待对方同意", "asked", "transient"


class Door(Entity):
    kind: ClassVar[str] = "door"
    label: ClassVar[Text] = Text(zh="门", en="Door")
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("house",), ("house", "state"))

    state: State = State.CLOSED
    house: str = "h"
    jammed: bool = False
    guarded: bool = False
    opened_at: datetime | None = None
    failures: int = 0


class Note(Action):
    """The portal notes a failed try."""

    id: ClassVar[str] = "door.note"
    title: ClassVar[Text] = Text(zh="记录", en="Note")
    roles: ClassVar[frozenset[str]] = frozenset({"portal"})
    door: Annotated[str, Input(same("door"), entity="door")]


class Open(Action):
    """Open a door."""

    id: ClassVar[str] = "door.open"
    title: ClassVar[Text] = Text(zh="开门", en="Open")
    roles: ClassVar[frozenset[str]] = frozenset({"keeper"})
    on: ClassVar[str] = "door"
    asks_code: ClassVar[bool] = True
    door: Annotated[str, Input(same("door"), entity="door")]
    reason: Annotated[str, Input(same("reason"))] = ""
    code: Annotated[str, Input(same("code"), secret=True)] = ""


class Lock(Action):
    """Lock a door."""

    id: ClassVar[str] = "door.lock"
    title: ClassVar[Text] = Text(zh="锁门", en="Lock")
    roles: ClassVar[frozenset[str]] = frozenset({"keeper"})
    on: ClassVar[str] = "door"
    door: Annotated[str, Input(same("door"), entity="door")]


class LockMany(Action):
    """Lock many doors."""

    id: ClassVar[str] = "door.lock_many"
    title: ClassVar[Text] = Text(zh="批量锁门", en="Lock many")
    roles: ClassVar[frozenset[str]] = frozenset({"keeper"})
    each: ClassVar[type[Action] | None] = Lock
    doors: Annotated[tuple[str, ...], Input(same("doors"), entity="door", many=True)]

    def rows(self) -> tuple[Action, ...]:
        return tuple(Lock(door=door) for door in self.doors)


class Ask(Action):
    """Ask the neighbour to unlock."""

    id: ClassVar[str] = "door.ask"
    title: ClassVar[Text] = Text(zh="请求", en="Ask")
    roles: ClassVar[frozenset[str]] = frozenset({"keeper"})
    door: Annotated[str, Input(same("door"), entity="door")]


class Agree(Action):
    """The neighbour agrees."""

    id: ClassVar[str] = "door.agree"
    title: ClassVar[Text] = Text(zh="同意", en="Agree")
    roles: ClassVar[frozenset[str]] = frozenset({"neighbour"})
    door: Annotated[str, Input(same("door"), entity="door")]


class Build(Action):
    """Build a door for money."""

    id: ClassVar[str] = "door.build"
    title: ClassVar[Text] = Text(zh="建门", en="Build")
    roles: ClassVar[frozenset[str]] = frozenset({"keeper"})
    price: Annotated[Decimal, Input(same("price"))]


class SetFacts(Action):
    """The director changes facts."""

    id: ClassVar[str] = "director.set_facts"
    title: ClassVar[Text] = Text(zh="设定事实", en="Set facts")
    roles: ClassVar[frozenset[str]] = frozenset({"director"})
    record: Annotated[str, Input(same("record"))]
    facts: Annotated[dict[str, Any], Input(same("facts"))]


def rule(id: str, **more: Any) -> Rule:
    return Rule(id=id, kind=more.pop("kind", Kind.GUARD), text=Text(zh=f"规则 {id}", en=f"rule {id}"), **more)


only_sober = rule("only-sober", gate=Gate.PERMISSION, holds=lambda s: "drunk" not in s.persona.roles)
not_jammed = rule("not-jammed", holds=lambda s: not s.subject.jammed)
reason_given = rule(
    "reason-given", kind=Kind.INPUT, needs=("reason",), holds=lambda s: bool(s.action.reason.strip())
)
few_open = rule("few-open", holds=lambda s: s.world.count(Door, house=s.subject.house, state=State.OPEN) < 3)
checks = rule("checks", parts=(not_jammed, few_open))
code_needed = code_rule(
    id="code-needed",
    text=Text(zh="验证码：{problem}", en="code: {problem}"),
    applies=lambda s: s.subject.guarded,
)
closes = rule("closes-after-a-day", kind=Kind.TIMER)
price_ok = rule("price-ok", kind=Kind.INPUT, needs=("price",), holds=lambda s: s.action.price > 0)
tells = rule(
    "tells",
    kind=Kind.NOTICE,
    does=lambda s, draft: draft.notify("neighbour", Text(zh="门开了", en="A door opened"), rule="tells"),
)


def note_failure(s: Situation, draft: Draft) -> None:
    draft.move(failures=s.subject.failures + 1)


def opening(s: Situation, draft: Draft) -> None:
    draft.move(opened_at=draft.now)
    draft.record("door_opened", s.subject.ref)


def building(s: Situation, draft: Draft) -> None:
    draft.post(same("door"), [("keeper:cash", -s.action.price), ("outside:builder", s.action.price)])
    draft.create(Door)


def set_facts(s: Situation, draft: Draft) -> None:
    entity = s.world.by_ref(f"door/{s.action.record}")
    draft.put(entity.but(**s.action.facts))


def say_locked(s: Situation, draft: Draft) -> None:
    draft.record("door_locked", s.subject.ref, LOCKED_NOW)


machine = Machine(
    entity=Door,
    states=State,
    label=Door.label,
    subject="door",
    transitions=(
        Transition(
            action=Open,
            source=(State.CLOSED,),
            to=State.OPEN,
            rules=(only_sober, checks, reason_given, code_needed),
            effect=(opening, tells),
            on_refusal=lambda s, reasons: Note(door=s.subject.id) if s.subject.jammed else None,
        ),
        Transition(action=Note, source=tuple(State), effect=(note_failure,)),
        Transition(
            action=Lock, source=(State.CLOSED,), to=State.LOCKED, rules=(not_jammed,), effect=(say_locked,)
        ),
        Transition(action=LockMany),
        Transition(action=Ask, source=(State.LOCKED,), to=State.ASKED),
        Transition(action=Agree, source=(State.ASKED,), to=State.CLOSED, rules=(not_jammed,)),
        Transition(action=Build, to=State.CLOSED, rules=(price_ok,), effect=(building,)),
        Transition(action=SetFacts, effect=(set_facts,)),
    ),
    timers=(
        Timer(
            name="closing",
            label=Text(zh="自动关门", en="closes by itself"),
            source=(State.OPEN,),
            due=lambda door, _: door.opened_at + timedelta(days=1) if door.opened_at else None,
            to=State.CLOSED,
            rules=(closes,),
        ),
        Timer(
            name="answer",
            label=Text(zh="邻居答复", en="the neighbour answers"),
            source=(State.ASKED,),
            due=lambda door, settings: answer_due(settings, NOON, lambda: NOON + timedelta(days=3)),
            acts=lambda world, door: ("neighbour", Agree(door=door.id)),
            follows_settings=True,
        ),
    ),
    more_rules=(),
)

doors = Listing(
    id="doors.list",
    title=Text(zh="门", en="Doors"),
    menu=Text(zh="房屋 > 门", en="House > Doors"),
    entity=Door,
    roles=frozenset({"keeper"}),
    rows=lambda world, persona: list(world.all(Door)),
    columns=(
        Column(key="name", label=same("name"), value=lambda w, d: d.name),
        Column(key="jammed", label=same("jammed"), value=lambda w, d: d.jammed, masked=True),
    ),
    row_actions=("door.open", "door.lock"),
)

PERSONAS = {
    "keeper": Persona("keeper", frozenset({"keeper"}), "h"),
    "drunk": Persona("drunk", frozenset({"keeper", "drunk"}), "h"),
    "neighbour": Persona("neighbour", frozenset({"neighbour"}), "n"),
    "director": Persona("director", frozenset({"director"})),
}
MODEL = Model(
    [Area(id="toy", label=same("toy"), modules=(sys.modules[__name__], codes))],
    lambda world, id: PERSONAS.get(id),
)
SPEC = {
    "clock": "2026-03-10T12:00",
    "entities": {
        "door": {
            "a": {},
            "b": {"jammed": True},
            "c": {"guarded": True},
            "d": {"state": "open", "house": "x"},
            "e": {},
        }
    },
    "balances": {"keeper:cash": "100.00"},
}
