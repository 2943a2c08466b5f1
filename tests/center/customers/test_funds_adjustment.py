"""Funds adjustment: rules 137 to 143 and what they protect."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.account import Customer
from sandbox.center.customers.funds_adjustment import AdjustType, FundAdjustment
from sandbox.engine.codes import latest
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator

FUND, TRANSFERABLE, RECHARGE = (
    "customer/acme:partner_fund",
    "partner/partner-a:transferable",
    "partner/partner-a:recharge",
)
LINKED = {
    "state": "resale",
    "partner_id": "partner-a",
    "cooperation_type": "resale",
    "associated_at": "2026-03-08T10:00",
}


def begin(facts: dict[str, Any] | None = None, balances: dict[str, Any] | None = None) -> Session:
    start = Start.model_validate({"facts": facts or {}, "balances": balances or {}})
    return Session.begin(Simulator(MODEL), start, fixtures.source)


def done(session: Session, action: str, persona: str = "partner-operator", **values: Any) -> Accepted:
    outcome = session.submit(persona, action, {"confirmed": True, **values})
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome


def refused(session: Session, action: str, persona: str = "partner-operator", **values: Any) -> set[str]:
    outcome = session.submit(persona, action, {"confirmed": True, **values})
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


@pytest.mark.parametrize("action", ["funds.allocate", "funds.reclaim"])
def test_fund_only_resale(action: str) -> None:
    assert refused(begin(), action, customer="bravo", amount=1) == {"fund-only-resale"}


@pytest.mark.parametrize("action", ["funds.allocate", "funds.reclaim"])
@pytest.mark.parametrize("customer", ["echo", "delta"])
def test_fund_only_associated(action: str, customer: str) -> None:
    assert refused(begin(), action, customer=customer, amount=1) == {"fund-only-associated"}


def test_fund_only_associated_with_oneself() -> None:
    session = begin()
    assert refused(session, "funds.allocate", "partner-b-admin", customer="acme", amount=1) == {
        "fund-only-associated"
    }


@pytest.mark.parametrize("amount", ["0", "-0.01", "0.001", "1.230", "1e-7", "NaN", "Infinity", "", "x", None])
def test_fund_amount_format(amount: object) -> None:
    assert refused(begin(), "funds.allocate", customer="acme", amount=amount) == {"fund-amount-format"}


@pytest.mark.parametrize("amount", ["0.01", "1.2", 3, 2.55, "1e2"])
def test_fund_amount_format_passes(amount: object) -> None:
    done(begin(), "funds.allocate", customer="acme", amount=amount)


def test_a_missing_amount_is_refused_by_its_rule() -> None:
    assert refused(begin(), "funds.reclaim", customer="acme") == {"fund-amount-format"}


def test_every_problem_is_named_at_once() -> None:
    rules = refused(begin(), "funds.allocate", customer="bravo", amount="1.234", allot_type="voucher")
    assert rules == {"fund-only-resale", "fund-amount-format", "fund-cash-only"}


def test_fund_cash_only() -> None:
    assert refused(begin(), "funds.allocate", customer="acme", amount=1, allot_type="voucher") == {
        "fund-cash-only"
    }


def test_an_allocation_is_limited_by_what_the_partner_has_to_the_cent() -> None:
    session = begin()
    assert refused(session, "funds.allocate", customer="acme", amount="50000.01") == {
        "funds-allocate-le-available"
    }
    done(session, "funds.allocate", customer="acme", amount=50000)
    assert session.world.balance(TRANSFERABLE) == 0


def test_funds_reclaim_le_recoverable_to_the_cent() -> None:
    session = begin()
    assert refused(session, "funds.reclaim", customer="acme", amount="3000.01") == {
        "funds-reclaim-le-recoverable"
    }
    done(session, "funds.reclaim", customer="acme", amount=3000)


def test_arrears_are_written_off_first() -> None:
    session = begin({"acme": {"arrears": 120}})
    done(session, "funds.allocate", customer="acme", amount=100)
    assert session.world.need(Customer, "acme").arrears == 20
    assert session.world.balance(FUND) == 3000
    done(session, "funds.allocate", customer="acme", amount=100)
    assert session.world.need(Customer, "acme").arrears == 0
    assert session.world.balance(FUND) == 3080
    first, second = session.world.all(FundAdjustment)
    assert (first.arrears_written_off, second.arrears_written_off) == (100, 20)


def test_fund_reclaim_to_transferable() -> None:
    session = begin()
    outcome = done(session, "funds.reclaim", customer="acme", amount=1000)
    assert outcome.applied == ("fund-reclaim-to-transferable",)
    assert session.world.balance(TRANSFERABLE) == 51000
    assert session.world.balance(RECHARGE) == 100000


def test_fund_reclaim_goes_to_the_recharge_account_of_a_partner_without_transferable_account() -> None:
    session = begin({"partner-a": {"has_transferable_account": False}})
    done(session, "funds.reclaim", customer="acme", amount=1000)
    assert session.world.balance(TRANSFERABLE) == 50000
    assert session.world.balance(RECHARGE) == 101000


def test_every_adjustment_is_recorded_with_its_operator() -> None:
    session = begin()
    outcome = done(session, "funds.allocate", customer="acme", amount="12.50")
    record = session.world.by_ref(outcome.subject)
    assert isinstance(record, FundAdjustment)
    assert (record.adjust_type, record.amount, record.operator) == (
        AdjustType.ALLOCATION,
        Decimal("12.50"),
        "partner-operator",
    )


# --- Code, then confirmation ---------------------------------------------------------------------


def problem(session: Session, **values: Any) -> str:
    outcome = session.submit(
        "partner-operator", "funds.allocate", {"customer": "acme", "amount": 1, **values}
    )
    assert isinstance(outcome, Refused)
    assert set(outcome.rules) == {"fund-code-and-confirm"}
    return outcome.reasons[0].text.en.partition("Now: ")[2]


def test_fund_code_and_confirm_asks_for_the_confirmation_without_code_verification() -> None:
    session = begin()
    assert "confirmation dialog" in problem(session)
    done(session, "funds.allocate", customer="acme", amount=1)


def test_fund_code_and_confirm_asks_for_the_code_first() -> None:
    session = begin({"partner-a": {"verification_code_enabled": True}})
    assert "get a code" in problem(session)
    session.submit("partner-operator", "code.request", {"purpose": "funds.allocate"})
    code = latest(session.world, "partner-operator", "funds.allocate")
    assert code is not None
    assert "not right" in problem(session, code="000000", confirmed=True)
    assert "confirmation dialog" in problem(session, code=code.digits)
    done(session, "funds.allocate", customer="acme", amount=1, code=code.digits)
    assert "used before" in problem(session, code=code.digits, confirmed=True)


def test_a_code_is_for_one_kind_of_adjustment() -> None:
    session = begin({"partner-a": {"verification_code_enabled": True}})
    session.submit("partner-operator", "code.request", {"purpose": "funds.reclaim"})
    code = latest(session.world, "partner-operator", "funds.reclaim")
    assert code is not None
    assert "get a code" in problem(session, code=code.digits, confirmed=True)


def test_a_batch_needs_one_code_and_uses_it_up() -> None:
    session = begin({"partner-a": {"verification_code_enabled": True}, "association/echo": LINKED})
    values = {"customers": ["acme", "echo"], "amount": 5}
    assert refused(session, "funds.allocate_many", **values) == {"fund-code-and-confirm"}
    session.submit("partner-operator", "code.request", {"purpose": "funds.allocate_many"})
    code = latest(session.world, "partner-operator", "funds.allocate_many")
    assert code is not None
    done(session, "funds.allocate_many", code=code.digits, **values)
    assert refused(session, "funds.allocate_many", code=code.digits, **values) == {"fund-code-and-confirm"}


# --- Batches -------------------------------------------------------------------------------------


def test_a_batch_takes_resale_customers_only() -> None:
    session = begin()
    rules = refused(session, "funds.allocate_many", customers=["acme", "bravo", "echo"], amount=1)
    assert rules == {"fund-only-resale", "fund-only-associated"}


def test_a_batch_of_nobody_is_refused() -> None:
    assert refused(begin(), "funds.allocate_many", customers=[], amount=1) == {"portal-form"}


def test_the_total_of_a_batch_must_be_there() -> None:
    session = begin({"association/echo": LINKED})
    values = {"customers": ["acme", "echo"]}
    rules = refused(session, "funds.allocate_many", amount="25000.01", **values)
    assert rules == {"funds-allocate-le-available"}
    done(session, "funds.allocate_many", amount=25000, **values)
    assert session.world.balance(TRANSFERABLE) == 0


def test_a_customer_ticked_twice_is_funded_once() -> None:
    session = begin()
    done(session, "funds.allocate_many", customers=["acme", "acme"], amount=10)
    assert session.world.balance(FUND) == 3010


def test_fund_batch_reclaim_positive() -> None:
    session = begin({"association/echo": LINKED}, {"customer/echo:partner_fund": 0})
    values = {"customers": ["acme", "echo"], "amount": "0.01"}
    assert refused(session, "funds.reclaim_many", **values) == {"fund-batch-reclaim-positive"}
    session.submit(
        "director", "director.set_balance", {"account": "customer/echo:partner_fund", "amount": "0.01"}
    )
    done(session, "funds.reclaim_many", **values)


def test_a_batch_reclaim_gives_a_result_for_each_row() -> None:
    session = begin({"association/echo": LINKED}, {"customer/echo:partner_fund": 5})
    outcome = done(session, "funds.reclaim_many", customers=["acme", "echo"], amount=6)
    assert [[r.rule.id for r in row.reasons] for row in outcome.rows] == [
        [],
        ["funds-reclaim-le-recoverable"],
    ]


@given(st.lists(st.tuples(st.sampled_from(["allocate", "reclaim"]), st.integers(1, 400_000)), max_size=12))
def test_money_is_conserved_and_no_account_goes_below_zero(moves: list[tuple[str, int]]) -> None:
    session = begin({"acme": {"arrears": 77}})
    for what, cents in moves:
        values = {"customer": "acme", "amount": str(Decimal(cents) / 100), "confirmed": True}
        session.submit("partner-operator", f"funds.{what}", values)
        balances = session.world.balances()
        assert sum(balances.values(), Decimal(0)) == 0
        assert not [a for a, b in balances.items() if b < 0 and not a.startswith("outside:")]
