"""Any sequence of steps in the worlds of incentives: money conserved, each cent in one place, replay equals original.

The laws are those of ``tests.center.test_any_sequence``. Here a step is one that the person's page offers: a record
in a state that the action asks for, amounts and names that stand on it. So most steps are accepted, and payments,
invoices and certifications go all their ways.
"""

from __future__ import annotations

import enum
import types
import typing
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.partner import Partner
from sandbox.center.common.roles import PARTNER_STAFF
from sandbox.center.incentives.invoice import CONTENTS, InvoiceList, PartnerInvoice, way
from sandbox.center.incentives.item import IncentiveItem
from sandbox.center.incentives.item import State as ItemState
from sandbox.center.incentives.payee import PayeeProfile
from sandbox.center.incentives.requisition import Requisition
from sandbox.engine.actions import Action, Persona
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Simulator
from sandbox.engine.world import World
from tests.center.test_any_sequence import PERSONAS, AnySequence

HERE = tuple(
    id
    for id, action in sorted(MODEL.actions.items())
    if action.__module__.startswith("sandbox.center.incentives") and "portal" not in action.roles
)
DISRUPTIVE = dict.fromkeys(
    ("certification.approve_rename", "certification.change_signing_entity", "certification.edit_bank"), 6
)
"""Steps after which much is refused for long: rather seldom."""
WORDS = ("示例银行", "<b>x</b>", "24117000000001", "2024-05", "x" * 300, "")


def offered(world: World, who: Persona, action: type[Action], kind: str) -> list[str]:
    """The records of a kind that the person's pages show for this action."""
    sources = {
        s for m, t in MODEL.transitions[action] if m.entity.kind == kind for s in t.source
    }  # nothing asked: any state
    found = []
    for id, record in world.tables[kind].items() if kind in world.tables else ():
        owner = getattr(record, "partner_id", None) or (id if kind == "payee_profile" else None)
        foreign = owner is not None and bool(who.roles & PARTNER_STAFF) and owner != who.organisation
        if not foreign and (not sources or record.state in sources):
            found.append(id)
    return found


def startable(world: World, who: Persona, action: type[Action]) -> bool:
    return bool(action.roles & who.roles) and all(
        offered(world, who, action, kind)
        for name, kind, many in action.references
        if not many and action.model_fields[name].is_required()
    )


def filled_in(pick: Random, world: World, who: Persona, action: type[Action]) -> dict[str, Any]:
    """A form as somebody would fill it in, now and then wrongly."""
    values: dict[str, Any] = {}
    kinds = {name: (kind, many) for name, kind, many in action.references}
    for name, info in action.model_fields.items():
        if name in kinds:
            kind, many = kinds[name]
            known = offered(world, who, action, kind)
            if many:
                values[name] = pick.sample(known, pick.randint(0, min(3, len(known))))
            elif known:
                values[name] = pick.choice(known)
        elif (
            info.is_required() or info.annotation is bool or name == "numbers_on_list" or pick.random() < 0.35
        ):
            values[name] = typed(
                pick, world, who, name, plain(info.annotation), shown_on(world, kinds, values)
            )
    return {name: v for name, v in values.items() if v is not None}


def plain(kind: Any) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(k for k in typing.get_args(kind) if k is not type(None))
    return kind


def shown_on(world: World, kinds: dict[str, Any], values: dict[str, Any]) -> list[Any]:
    """The records that the form is about."""
    return [world.by_ref(f"{kinds[n][0]}/{id}") for n, id in values.items() if n in kinds and not kinds[n][1]]


def typed(pick: Random, world: World, who: Persona, name: str, kind: Any, about: list[Any]) -> Any:
    """One field: mostly what stands on the record, sometimes anything."""
    on_record = [getattr(r, n) for r in about if r is not None for n in type(r).model_fields]
    issued = [i for r in about if r for i in world.find(PartnerInvoice, list_id=r.id) if i.state == "issued"]
    if name == "delivery" and issued:
        return way(issued[0]).value
    if name == "tax_rate":
        return "0.06"
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return pick.choice(list(kind)).value
    if kind is bool:
        return pick.random() < 0.95
    if kind is int:
        return pick.choice([a for a in on_record if type(a) is int] or [1, 2, -1])
    if kind is Decimal:
        amounts = [a for a in on_record if isinstance(a, Decimal) and a > 0]
        anything = [Decimal(pick.randint(-500, 400_000)) / 100]
        return str(pick.choice(amounts * 3 + anything if amounts else anything))
    if name in ("project_ends", "certificate_valid_until"):
        return (world.now + timedelta(days=pick.randint(-20, 200))).isoformat()
    company = [p.account_name for p in world.all(Partner) if p.id == who.organisation]
    sensible = {
        "account_name": company,
        "supplier": company,
        "bank_country": ["CN"],
        "content": list(CONTENTS),
        "quarter": ["2024Q3", "2024Q4"],
        "numbers_on_list": [",".join(i.number for i in issued)],
        "periods": [""],
        "number": [str(pick.randint(1, 5))],
    }.get(name, ["示例"])
    return pick.choice([*sensible * 8, *WORDS])


class IncentivesSequence(AnySequence):
    """Somebody does what a page offers, time passes, and somebody looks back."""

    worlds = ("incentives", "benefits")

    @rule(seed=st.integers(0, 2**63))
    def act(self, seed: int) -> None:  # type: ignore[override]
        pick = Random(seed)
        for _ in range(pick.randint(1, 10)):
            self.step(pick)

    def step(self, pick: Random, done: Mapping[str, int] = MappingProxyType({})) -> None:
        """One step; with ``done``, rather what was done least."""
        world = self.session.world
        people = [MODEL.persona(world, id) for id in pick.sample(self.people, 4)]
        able = [(w, id) for w in people if w for id in HERE if startable(world, w, MODEL.actions[id])]
        if able:
            some = pick.sample(able, min(14, len(able)))
            who, action = min(some, key=lambda step: done.get(step[1], 0) + DISRUPTIVE.get(step[1], 0))
            self.do(who.id, action, filled_in(pick, world, who, MODEL.actions[action]))

    @rule(hours=st.sampled_from([1, 3, 24, 24 * 7]))
    def wait(self, hours: int) -> None:
        self.session.advance(self.session.world.now + timedelta(hours=hours))

    @rule()
    def ten_minutes_pass(self) -> None:
        self.session.advance(self.session.world.now + timedelta(minutes=10))

    @invariant()
    def every_cent_is_in_one_place(self) -> None:
        items = list(self.session.world.all(IncentiveItem))
        for item in items:
            assert item.netted + item.settled <= abs(item.amount)
            assert (item.open == 0) == (item.state in (ItemState.ISSUED, ItemState.EXPIRED))
        netted = {sign: sum(i.netted for i in items if i.negative is sign) for sign in (True, False)}
        assert netted[True] == netted[False]

    @invariant()
    def an_item_is_in_one_requisition_at_most(self) -> None:
        world = self.session.world
        running = [r for r in world.all(Requisition) if r.state not in ("returned", "completed")]
        held = Counter(id for r in running for id in r.item_ids)
        assert all(n == 1 for n in held.values())
        for id in held:
            assert world.need(IncentiveItem, id).state == ItemState.IN_REQUISITION

    @invariant()
    def a_rebate_is_never_withdrawn_twice(self) -> None:
        assert all(p.rebate_withdrawable >= 0 for p in self.session.world.all(PayeeProfile))

    @invariant()
    def a_list_belongs_to_a_requisition_with_invoice(self) -> None:
        world = self.session.world
        for shown in world.all(InvoiceList):
            assert world.need(Requisition, shown.requisition_id).needs_invoice


LAWS = (
    "money_is_conserved_and_never_negative",
    "the_agenda_lies_ahead_and_speaks_of_existing_records",
    "every_cent_is_in_one_place",
    "an_item_is_in_one_requisition_at_most",
    "a_rebate_is_never_withdrawn_twice",
    "a_list_belongs_to_a_requisition_with_invoice",
)
IncentivesSequence.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestIncentivesSequence = IncentivesSequence.TestCase


def test_long_walks_reach_most_actions_and_keep_the_laws() -> None:
    """The same without hypothesis, long enough to go through payments; it also shows that steps are accepted."""
    done: Counter[str] = Counter()
    for seed in range(20):
        walk, pick = IncentivesSequence(), Random(seed)
        walk.worlds = (("incentives", "benefits")[seed % 2],)
        start = Start(
            world=walk.worlds[0], settings={"progression": ("by_hand", "documented")[seed // 2 % 2]}
        )
        walk.session = Session.begin(Simulator(MODEL), start, fixtures.source)
        walk.people = PERSONAS[walk.worlds[0]]
        for _ in range(200):
            walk.step(pick, done)
            if pick.random() < 0.2:
                hours = pick.choice([0.2, 0.2, 3, 24, 24 * 4, 24 * 20])
                walk.session.advance(walk.session.world.now + timedelta(hours=hours))
            for law in LAWS:
                getattr(walk, law)()
            done.update(entry.do for entry in walk.session.log[-1:] if entry.do)
        walk.replay_through_a_link()
    assert sum(done.values()) > 600
    rare = sorted(set(HERE) - set(done))
    assert len(rare) < 0.3 * len(HERE), rare
