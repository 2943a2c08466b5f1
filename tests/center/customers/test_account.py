"""The customer's own account: what lifts a block, and rules 116 and 117."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.account import Customer, State, cash, partner_fund
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator


def begin(facts: dict[str, Any] | None = None, **more: Any) -> Session:
    start = Start.model_validate({"facts": facts or {}, **more})
    return Session.begin(Simulator(MODEL), start, fixtures.source)


def done(session: Session, persona: str, action: str, **values: Any) -> Accepted:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome


def refused(session: Session, persona: str, action: str, **values: Any) -> set[str]:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


CLEARED = [
    ("unsubscribe_reserved_instance", {"reserved_instances_active": 2}, {"reserved_instances_active": 1}),
    (
        "unsubscribe_support_plan",
        {"partner_support_plan_active": True, "service_support_plan_active": True},
        {"partner_support_plan_active": False, "service_support_plan_active": False},
    ),
    ("spend_stored_value_card", {"stored_value_card": "3.50"}, {"stored_value_card": Decimal(0)}),
    ("spend_gift_balance", {"gifted_recharge_balance": "3"}, {"gifted_recharge_balance": Decimal(0)}),
    ("use_pickup_coupon", {"pickup_coupons": 2}, {"pickup_coupons": 1}),
    ("settle_bill", {"overdue_bill": True}, {"overdue_bill": False}),
    ("settle_invoice_debt", {"invoice_debt": "7"}, {"invoice_debt": Decimal(0)}),
]


@pytest.mark.parametrize(
    ("action", "before", "after"), CLEARED, ids=lambda v: v if isinstance(v, str) else ""
)
def test_each_remedy_clears_its_fact(action: str, before: Any, after: Any) -> None:
    session = begin({"acme": before})
    done(session, "acme", f"customer.{action}", customer="acme")
    customer = session.world.need(Customer, "acme")
    assert {fact: getattr(customer, fact) for fact in after} == after


@pytest.mark.parametrize("action", [c[0] for c in CLEARED])
def test_a_remedy_needs_something_to_clear_and_the_own_account(action: str) -> None:
    session = begin()
    assert refused(session, "acme", f"customer.{action}", customer="acme") == {"portal-nothing-to-clear"}
    assert refused(session, "acme", f"customer.{action}", customer="bravo") == {"portal-own-account"}
    assert refused(session, "partner-admin", f"customer.{action}", customer="acme") == {"portal-role"}


@pytest.mark.parametrize("who", ["huawei", "director"])
def test_contracts_lapse_one_or_all(who: str) -> None:
    session = begin({"acme": {"signed_contracts": ["special", "special_price", "direct_offline"]}})
    done(session, who, "customer.lapse_contract", customer="acme", contract="special")
    assert len(session.world.need(Customer, "acme").signed_contracts) == 2
    done(session, who, "customer.lapse_contract", customer="acme")
    assert session.world.need(Customer, "acme").signed_contracts == ()


@pytest.mark.parametrize(
    ("amount", "arrears", "rest"), [("119.99", "0.01", "500"), ("120", "0", "500"), ("120.01", "0", "500.01")]
)
def test_a_top_up_clears_the_arrears_first(amount: str, arrears: str, rest: str) -> None:
    session = begin({"bravo": {"arrears": "120"}})
    done(session, "bravo", "customer.top_up", customer="bravo", amount=amount)
    assert session.world.need(Customer, "bravo").arrears == Decimal(arrears)
    assert session.world.balance(cash("bravo")) == Decimal(rest)


def test_cust_top_up_not_in_resale() -> None:
    session = begin()
    assert refused(session, "acme", "customer.top_up", customer="acme", amount=1) == {
        "cust-top-up-not-in-resale"
    }


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "x", "", None, "1e20"])
@pytest.mark.parametrize("action", ["top_up", "withdraw_cash"])
def test_portal_amount(amount: Any, action: str) -> None:
    assert refused(begin(), "bravo", f"customer.{action}", customer="bravo", amount=amount) == {
        "portal-amount"
    }


@pytest.mark.parametrize(("amount", "possible"), [("500", True), ("500.01", False)])
def test_cust_withdraw_le_cash(amount: str, possible: bool) -> None:
    session = begin()
    if possible:
        done(session, "bravo", "customer.withdraw_cash", customer="bravo", amount=amount)
        assert session.world.balance(cash("bravo")) == 0
    else:
        assert refused(session, "bravo", "customer.withdraw_cash", customer="bravo", amount=amount) == {
            "cust-withdraw-le-cash"
        }


def test_cust_dissoc_blocks_account_closure() -> None:
    session = begin({"association/bravo": {"state": "dissociation_pending"}})
    assert refused(session, "bravo", "customer.close_account", customer="bravo") == {
        "cust-dissoc-blocks-account-closure"
    }
    switching = begin({"association/bravo": {"state": "switch_pending"}})
    assert refused(switching, "bravo", "customer.close_account", customer="bravo") == {
        "cust-close-only-when-free"
    }


@pytest.mark.parametrize("facts", [{"arrears": "0.01"}, {}])
def test_cust_close_only_when_free(facts: dict[str, Any]) -> None:
    session = begin({"carol": facts})
    if facts:
        assert refused(session, "carol", "customer.close_account", customer="carol") == {
            "cust-close-only-when-free"
        }
    else:
        done(session, "carol", "customer.close_account", customer="carol")
        assert session.world.need(Customer, "carol").state == State.CLOSED
        assert refused(session, "carol", "customer.top_up", customer="carol", amount=1) == {"portal-state"}


def test_cust_is_subcustomer_check() -> None:
    session = begin()
    shown = MODEL.listings["my_partner"].visible_to
    for who, there in (("acme", True), ("bravo", True), ("carol", False)):
        persona = MODEL.persona(session.world, who)
        assert persona is not None
        assert shown(session.world, persona) is there
    assert "cust-is-subcustomer-check" in refused(
        session, "carol", "customer.request_dissociation", customer="carol"
    )


def test_a_lead_has_nothing_to_do_with_an_account() -> None:
    assert refused(begin(), "delta", "customer.top_up", customer="delta", amount=1) == {"portal-state"}
    assert begin().world.balance(partner_fund("delta")) == 0
