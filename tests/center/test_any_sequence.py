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
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.engine.actions import Action, marks
from sandbox.engine.session import Session, SessionFile, Start, decode, encode
from sandbox.engine.simulator import Refused, Simulator
from sandbox.engine.world import World

PRIVATE = {"index", "balance", "posting", "notice", "agenda"}
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


def value(draw: Any, world: World, name: str, info: Any) -> Any:
    mark = next(iter(marks(info)), None)
    if mark and mark.entity:
        known = ids(world, mark.entity)[-12:] or ["nobody"]
        return (
            draw(st.lists(st.sampled_from(known), max_size=3)) if mark.many else draw(st.sampled_from(known))
        )
    return plain_value(draw, world, name, info.annotation)


def plain_value(draw: Any, world: World, name: str, kind: Any) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kinds = [k for k in typing.get_args(kind) if k is not type(None)]
        return plain_value(draw, world, name, kinds[0])
    if typing.get_origin(kind) is tuple:
        one = typing.get_args(kind)[0]
        if isinstance(one, type) and issubclass(one, enum.Enum):
            return draw(st.lists(st.sampled_from([m.value for m in one]), max_size=3))
        return None
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return draw(st.sampled_from([m.value for m in kind]))
    if kind is bool:
        return draw(st.sampled_from([True, True, False]))
    if kind is int:
        return draw(st.integers(-1, 40))
    if kind is Decimal:
        return str(draw(st.decimals(-5, 4000, places=2)))
    if kind is str and name == "code":
        return draw(st.sampled_from(["", "000000"]))
    if kind is str and name == "mobile":
        return draw(st.sampled_from(["13900000004", "13900000099", ""]))
    if kind is str:
        return draw(st.sampled_from(NAMES))
    return None


class AnySequence(RuleBasedStateMachine):
    """Somebody does something, time passes, and somebody looks back."""

    worlds = tuple(sorted(PERSONAS))

    @initialize(data=st.data(), progression=st.sampled_from(["by_hand", "documented", "at_once"]))
    def begin(self, data: Any, progression: str) -> None:
        name = data.draw(st.sampled_from(self.worlds))
        self.session = Session.begin(
            Simulator(MODEL), Start(world=name, settings={"progression": progression}), fixtures.source
        )
        self.people = PERSONAS[name]

    @rule(data=st.data(), action=st.sampled_from(ACTIONS))
    def act(self, data: Any, action: str) -> None:
        world = self.session.world
        action_type: type[Action] = MODEL.actions[action]
        fitting = [p for p in self.people if self._may(p, action_type)] or list(self.people)
        persona = data.draw(st.sampled_from([*fitting, *self.people[:1]]))
        values = {
            name: value(data.draw, world, name, info)
            for name, info in action_type.model_fields.items()
            if name not in ("facts", "account", "record")
        }
        self.do(persona, action, {name: v for name, v in values.items() if v is not None})

    def do(self, persona: str, action: str, values: dict[str, Any]) -> None:
        """Try a step: a refused one changes nothing, an accepted one balances."""
        world, log = self.session.world, self.session.log
        before = snapshot(world)
        outcome = self.session.submit(persona, action, values)
        assert snapshot(world) == before, "a world was changed in place"
        if isinstance(outcome, Refused):
            assert outcome.reasons
            assert all(r.text.zh and r.text.en for r in outcome.reasons)
            if outcome.note is None:
                assert self.session.world is world
                assert self.session.log == log
        else:
            assert sum(self.session.world.balances().values(), Decimal(0)) == 0

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
                    assert len(world.tables["index"].get(key, ())) == number


def snapshot(world: World) -> tuple[Any, ...]:
    return (world.now, {k: len(t._top) + len(t._middle) + len(t._base) for k, t in world.tables.items()})


AnySequence.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestAnySequence = AnySequence.TestCase
