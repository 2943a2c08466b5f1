"""Orders: who pays, and where refunds go (rules 124 to 126)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.account import Customer, cash, partner_fund
from sandbox.center.customers.after_effects import (
    DISSOCIATION_EFFECTS,
    SWITCH_TO_REFERRAL_EFFECTS,
    SWITCH_TO_RESALE_EFFECTS,
    carry_out,
)
from sandbox.center.customers.association import (
    Association,
    AssociationCase,
    CooperationType,
    associate,
)
from sandbox.center.customers.order import Order, State
from sandbox.engine.actions import Persona
from sandbox.engine.session import Node, Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator
from sandbox.engine.world import Draft

RECHARGE, TRANSFERABLE = "partner/partner-a:recharge", "partner/partner-a:transferable"


def begin(facts: dict[str, Any] | None = None, **more: Any) -> Session:
    start = Start.model_validate({"facts": facts or {}, **more})
    return Session.begin(Simulator(MODEL), start, fixtures.source)


def done(session: Session, persona: str, action: str, **values: Any) -> str:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome.subject.partition("/")[2]


def refused(session: Session, persona: str, action: str, **values: Any) -> set[str]:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


def change(session: Session, effects: Any, customer: str, target: CooperationType | None) -> None:
    """Carry the effects of a consent out without its request."""
    s = AssociationCase(session.world, Persona(customer, frozenset(), customer), None, None, MODEL)
    s.__dict__["target_type"] = target
    draft = Draft(session.world, MODEL)
    carry_out(effects, s, draft)
    session.nodes.append(Node(draft.seal(), session.here, None))
    session.here = len(session.nodes) - 1


def dissociate(session: Session, customer: str) -> None:
    change(session, DISSOCIATION_EFFECTS, customer, None)


def switch(session: Session, customer: str, target: CooperationType) -> None:
    resale = target == CooperationType.RESALE
    change(session, SWITCH_TO_RESALE_EFFECTS if resale else SWITCH_TO_REFERRAL_EFFECTS, customer, target)


def bought(session: Session, customer: str, payer: str, amount: str = "100") -> str:
    order = done(session, customer, "order.place", amount=amount, payer=payer)
    if payer == "partner":
        done(session, "partner-admin", "order.pay", order=order)
    return order


def refund(session: Session, order: str) -> Order:
    customer = session.world.need(Order, order).customer_id
    done(session, customer, "order.unsubscribe", order=order)
    due = session.world.need(Order, order).refund_due
    assert due is not None
    session.advance(due)
    return session.world.need(Order, order)


CUSTOMERS = {"resale": "acme", "referral": "bravo"}


@pytest.mark.parametrize(
    ("model", "payer", "meanwhile", "goes_to"),
    [
        # 05 rule 63, row by row
        ("referral", "balance", "stay", "customer/bravo:cash"),
        ("referral", "balance", "leave", "customer/bravo:cash"),
        ("referral", "balance", "switch", "customer/bravo:cash"),
        ("referral", "partner", "stay", RECHARGE),
        ("referral", "partner", "leave", RECHARGE),
        ("referral", "partner", "switch", RECHARGE),
        ("resale", "balance", "stay", "customer/acme:partner_fund"),
        ("resale", "balance", "leave", TRANSFERABLE),
        ("resale", "balance", "switch", TRANSFERABLE),
        ("resale", "partner", "stay", RECHARGE),
        ("resale", "partner", "leave", RECHARGE),
        ("resale", "partner", "switch", RECHARGE),
    ],
)
def test_where_a_refund_goes(model: str, payer: str, meanwhile: str, goes_to: str) -> None:
    session = begin()
    customer = CUSTOMERS[model]
    order = bought(session, customer, payer)
    if meanwhile == "leave":
        dissociate(session, customer)
    elif meanwhile == "switch":
        target = CooperationType.REFERRAL if model == "resale" else CooperationType.RESALE
        switch(session, customer, target)
    before = session.world.balance(goes_to)
    assert refund(session, order).refunded_to == goes_to
    assert session.world.balance(goes_to) - before == 100


def test_the_destination_is_decided_when_the_money_arrives() -> None:
    session = begin()
    order = bought(session, "acme", "balance")
    done(session, "acme", "order.unsubscribe", order=order)
    dissociate(session, "acme")
    session.advance(datetime(2026, 3, 12))
    assert session.world.need(Order, order).refunded_to == TRANSFERABLE
    assert session.world.balance(partner_fund("acme")) == 0


def test_coming_back_to_the_same_partner_is_a_new_relation() -> None:
    session = begin()
    order = bought(session, "acme", "balance")
    dissociate(session, "acme")
    draft = Draft(session.world, MODEL)
    associate(draft, "acme", "partner-a", CooperationType.RESALE)
    session.nodes.append(Node(draft.seal(), session.here, None))
    session.here = len(session.nodes) - 1
    assert session.world.need(Association, "acme").relation == 2
    assert refund(session, order).refunded_to == TRANSFERABLE


def test_a_partner_without_a_transferable_account_gets_it_on_the_recharge_account() -> None:
    session = begin({"partner-a": {"has_transferable_account": False}})
    order = bought(session, "acme", "balance")
    dissociate(session, "acme")
    assert refund(session, order).refunded_to == RECHARGE


@pytest.mark.parametrize(
    ("asked", "arrives"),
    [
        ("2026-03-10T09:00", "2026-03-12T00:00"),
        ("2026-03-13T17:00", "2026-03-17T00:00"),  # a Friday
        ("2026-02-13T12:00", "2026-02-15T00:00"),  # the Saturday before the holiday is a working day
        ("2026-09-30T12:00", "2026-10-09T00:00"),  # the national holiday
    ],
)
def test_after_refund_1_workday(asked: str, arrives: str) -> None:
    session = begin(clock=asked)
    order = bought(session, "bravo", "balance")
    done(session, "bravo", "order.unsubscribe", order=order)
    end = datetime.fromisoformat(arrives)
    session.advance(end - timedelta(minutes=1))
    assert session.world.need(Order, order).state == State.REFUNDING
    session.advance(end)
    assert session.world.need(Order, order).state == State.REFUNDED


@pytest.mark.parametrize("who", ["bravo", "partner-admin"])
def test_a_refund_on_its_way_cannot_be_looked_up_yet(who: str) -> None:
    session = begin()
    order = bought(session, "bravo", "balance")
    assert refused(session, who, "order.track_refund", order=order) == {"portal-state"}
    done(session, "bravo", "order.unsubscribe", order=order)
    session.advance(datetime(2026, 3, 11, 23, 59))
    assert refused(session, who, "order.track_refund", order=order) == {"after-refund-1-workday"}
    session.advance(datetime(2026, 3, 12))
    done(session, who, "order.track_refund", order=order)


def test_money_is_conserved_through_pay_and_refund() -> None:
    session = begin()
    start = {a: b for a, b in session.world.balances().items() if not a.startswith("outside:")}
    for customer, payer in (
        ("acme", "balance"),
        ("acme", "partner"),
        ("bravo", "balance"),
        ("bravo", "partner"),
    ):
        refund(session, bought(session, customer, payer))
    end = {a: b for a, b in session.world.balances().items() if not a.startswith("outside:") and b}
    assert end == {a: b for a, b in start.items() if b}


@pytest.mark.parametrize(("short", "amount"), [(RECHARGE, "99.99"), (TRANSFERABLE, "99.99")])
def test_order_partner_balance_sufficient_needs_both(short: str, amount: str) -> None:
    session = begin(balances={short: amount})
    order = done(session, "acme", "order.place", amount=100)
    assert refused(session, "partner-admin", "order.pay", order=order) == {"order-partner-balance-sufficient"}
    done(session, "director", "director.set_balance", account=short, amount=100)
    done(session, "partner-admin", "order.pay", order=order)
    assert session.world.balance(short) == 0


def test_order_balance_sufficient() -> None:
    session = begin()
    assert refused(session, "acme", "order.place", amount="3000.01", payer="balance") == {
        "order-balance-sufficient"
    }
    done(session, "acme", "order.place", amount="3000", payer="balance")
    locked = begin({"carol": {"cash_spendable": False}}, balances={cash("carol"): 10})
    assert refused(locked, "carol", "order.place", amount=1, payer="balance") == {"order-balance-sufficient"}


def test_order_partner_can_be_asked() -> None:
    session = begin()
    assert refused(session, "carol", "order.place", amount=1) == {"order-partner-can-be-asked"}
    done(session, "bravo", "order.place", amount=1)
    seller = begin({"partner-a": {"partner_type": "reseller"}})
    assert refused(seller, "bravo", "order.place", amount=1) == {"resell-partnerpay-scope"}
    done(seller, "acme", "order.place", amount=1)


def test_who_may_do_what_with_an_order() -> None:
    session = begin()
    order = done(session, "acme", "order.place", amount=1)
    assert refused(session, "bravo", "order.cancel", order=order) == {"portal-own-order"}
    assert refused(session, "partner-b-admin", "order.pay", order=order) == {"portal-own-order"}
    assert refused(session, "manager-u", "order.pay", order=order) == {"portal-role"}
    assert refused(session, "acme", "order.unsubscribe", order=order) == {"portal-state"}
    done(session, "acme", "order.cancel", order=order)
    assert refused(session, "partner-admin", "order.pay", order=order) == {"portal-state"}
    assert refused(session, "delta", "order.place", amount=1) == {"portal-account-open"}


def test_the_switch_lets_cash_be_spent_again_when_the_customer_leaves_resale() -> None:
    session = begin({"acme": {"cash_spendable": False}})
    switch(session, "acme", CooperationType.REFERRAL)
    assert session.world.need(Customer, "acme").cash_spendable
    assert sum(session.world.balances().values(), Decimal(0)) == 0
