"""Any sequence of actions, by anybody, on anything: the laws hold whatever is done.

Inputs are drawn from the action's own fields, so a lifecycle that is added later is tested as well.
"""

from __future__ import annotations

import enum
import types
import typing
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.engine.actions import Action, marks
from sandbox.engine.codes import latest
from sandbox.engine.session import Session, SessionFile, Start, decode, encode
from sandbox.engine.simulator import Refused, Simulator
from sandbox.engine.world import World

STEPS_IN_A_ROW = 6
ACCEPTED: Counter[str] = Counter()
REFUSED: Counter[str] = Counter()
NAMES = ("云帆", "Acme <script>alert(1)</script>", "🙂" * 3, "\u202eabc", "x" * 300, "")
ACTIONS = sorted(id for id, a in MODEL.actions.items() if "portal" not in a.roles)
PERSONAS = {
    "resale-partner": (
        "partner-admin",
        "partner-operator",
        "manager-u",
        "acme",
        "bravo",
        "delta",
        "huawei",
        "director",
    ),
    "distributor": ("dist-admin", "dist-operator", "reseller-admin", "mike", "kilo", "huawei", "director"),
    "distribution": (
        "dist-admin",
        "dist-operator",
        "dist-manager",
        "dist-e-admin",
        "reseller-admin",
        "s-admin",
        "t-admin",
        "company-admin",
        "mike",
        "kilo",
        "lima",
        "juliet",
        "huawei",
        "director",
    ),
    "incentives": (
        "partner-admin",
        "partner-finance",
        "partner-operator",
        "partner-b-admin",
        "dist-admin",
        "reseller-finance",
        "acme",
        "huawei",
        "huawei-finance",
        "huawei-reviewer",
        "director",
    ),
    "benefits": (
        "partner-admin",
        "partner-b-admin",
        "huawei",
        "huawei-finance",
        "huawei-reviewer",
        "director",
    ),
}


def ids(world: World, kind: str) -> list[str]:
    return [id for id, _ in world.tables[kind].items()] if kind in world.tables else []


def value(rnd: Random, world: World, persona: str, name: str, info: Any) -> Any:
    """Something for a field: often what belongs to who acts, sometimes anything."""
    mark = next(iter(marks(info)), None)
    if mark and mark.entity:
        known = ids(world, mark.entity) or ["nobody"]
        own = [id for id in known if concerns(world, persona, mark.entity, id)]
        pool = own if own and rnd.random() < 0.8 else known
        return rnd.sample(pool, min(len(pool), rnd.randint(0, 3))) if mark.many else rnd.choice(pool[-12:])
    return plain_value(rnd, name, info.annotation)


def concerns(world: World, persona: str, kind: str, id: str) -> bool:
    """Whether a record names the persona, or the organisation it acts for."""
    who = MODEL.persona(world, persona)
    names = {persona, who.organisation if who else ""} - {""}
    entity = world.by_ref(f"{kind}/{id}")
    return entity is not None and (
        id in names or any(v in names for v in entity.__dict__.values() if isinstance(v, str))
    )


def plain_value(rnd: Random, name: str, kind: Any) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kinds = [k for k in typing.get_args(kind) if k is not type(None)]
        return plain_value(rnd, name, kinds[0])
    if typing.get_origin(kind) is tuple:
        one = typing.get_args(kind)[0]
        if isinstance(one, type) and issubclass(one, enum.Enum):
            return rnd.sample([m.value for m in one], min(len(one), rnd.randint(0, 3)))
        return None
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return rnd.choice([m.value for m in kind])
    if kind is bool:
        return rnd.random() < 0.7
    if kind is int:
        return rnd.randint(-1, 40)
    if kind is Decimal:
        return f"{rnd.choice([-1, 1, 1, 1, 1, 10]) * rnd.randint(0, 40_000) / 100:.2f}"
    if kind is str and name == "mobile":
        return rnd.choice(["13900000004", "13900000099", ""])
    if kind is str:
        return rnd.choice(NAMES)
    return None


class AnySequence(RuleBasedStateMachine):
    """Somebody does something, time passes, and somebody looks back."""

    worlds = tuple(sorted(PERSONAS))

    @initialize(data=st.data(), progression=st.sampled_from(["by_hand", "documented", "at_once"]))
    def begin(self, data: Any, progression: str) -> None:
        self.start(data.draw(st.sampled_from(self.worlds)), progression)

    def start(self, name: str, progression: str) -> None:
        self.session = Session.begin(
            Simulator(MODEL), Start(world=name, settings={"progression": progression}), fixtures.source
        )
        self.people = PERSONAS[name]

    @rule(seed=st.integers(0, 2**32))
    def act(self, seed: int) -> None:
        """Several steps in a row, so that a sequence gets somewhere."""
        rnd = Random(seed)
        for _ in range(STEPS_IN_A_ROW):
            self.step(rnd)

    def step(self, rnd: Random) -> None:
        possible = [a for a in ACTIONS if self._has_rows(MODEL.actions[a])]
        action = rnd.choice(possible if rnd.random() < 0.9 else ACTIONS)
        action_type: type[Action] = MODEL.actions[action]
        fitting = [p for p in self.people if self._may(p, action_type)] or list(self.people)
        persona = rnd.choice([*fitting, *fitting, *self.people[:1]])
        values = {
            name: value(rnd, self.session.world, persona, name, info)
            for name, info in action_type.model_fields.items()
            if name not in ("facts", "account", "record")
        }
        values = {name: v for name, v in values.items() if v is not None}
        if action_type.asks_code and rnd.random() < 0.8:
            self.session.submit(persona, "code.request", {"purpose": action})
            code = latest(self.session.world, persona, action)
            values["code"] = code.digits if code else ""
        self.do(persona, action, values)

    def do(self, persona: str, action: str, values: dict[str, Any]) -> None:
        """Try a step: a refused one changes nothing, an accepted one balances."""
        world, log = self.session.world, self.session.log
        before = snapshot(world)
        outcome = self.session.submit(persona, action, values)
        assert snapshot(world) == before, "a world was changed in place"
        if isinstance(outcome, Refused):
            REFUSED[action] += 1
            assert outcome.reasons
            assert all(r.text.zh and r.text.en for r in outcome.reasons)
            if outcome.note is None:
                assert self.session.world is world
                assert self.session.log == log
        else:
            ACCEPTED[action] += 1
            assert sum(self.session.world.balances().values(), Decimal(0)) == 0

    def _has_rows(self, action: type[Action]) -> bool:
        """Whether there is a record for every field that must name one."""
        needed = (k for name, k, _ in action.references if action.model_fields[name].is_required())
        return all(ids(self.session.world, kind) for kind in needed)

    def _may(self, persona: str, action: type[Action]) -> bool:
        who = MODEL.persona(self.session.world, persona)
        return who is not None and bool(action.roles & who.roles)

    @rule(hours=st.sampled_from([1, 24, 24 * 7, 24 * 15, 24 * 95]))
    def wait(self, hours: int) -> None:
        self.session.advance(self.session.world.now + timedelta(hours=hours))

    @precondition(lambda self: len(self.session.nodes) > 2)
    @rule(back=st.integers(1, 3))
    def go_back(self, back: int) -> None:
        for _ in range(back):
            self.session.undo()

    @rule()
    def replay_through_a_link(self) -> None:
        link = encode(SessionFile(start=self.session.start, log=self.session.log))
        again = Session.replay(Simulator(MODEL), decode(link), fixtures.source)
        assert again.world == self.session.world

    @invariant()
    def money_is_conserved_and_never_negative(self) -> None:
        balances = self.session.world.balances()
        assert sum(balances.values(), Decimal(0)) == 0
        assert not [a for a, b in balances.items() if b < 0 and not a.startswith("outside:")]

    @invariant()
    def the_agenda_lies_ahead_and_speaks_of_existing_records(self) -> None:
        world = self.session.world
        for due in world.agenda():
            assert due.at >= world.now
            assert world.by_ref(due.ref) is not None

    @invariant()
    def the_index_agrees_with_the_records(self) -> None:
        world = self.session.world
        for kind, entity_type in MODEL.entities.items():
            for name, getter in entity_type.keys:
                counted = (
                    Counter((name, getter(e.__dict__)) for _, e in world.tables[kind].items())
                    if kind in world.tables
                    else {}
                )
                for key, number in counted.items():
                    if key[1] in ("", None):
                        continue  # nothing to look up by
                    assert len(world.tables[key[0]].get(key[1], ())) == number


def snapshot(world: World) -> tuple[Any, ...]:
    return (world.now, {k: dict(t.items()) for k, t in world.tables.items()})


AnySequence.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestAnySequence = AnySequence.TestCase


def test_the_sequences_get_somewhere() -> None:
    """A sequence of refusals alone would prove little: enough steps are accepted, of enough actions."""
    ACCEPTED.clear()
    REFUSED.clear()
    for seed in range(30):
        play = AnySequence()
        name = sorted(PERSONAS)[seed % len(PERSONAS)]
        play.start(name, "by_hand")
        rnd = Random(seed)
        for _ in range(40):
            play.step(rnd)
    assert sum(ACCEPTED.values()) > 0.15 * (sum(ACCEPTED.values()) + sum(REFUSED.values()))
    assert len(ACCEPTED) > 50
