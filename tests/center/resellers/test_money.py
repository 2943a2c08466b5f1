"""Money over both areas: long random sequences in which nothing is made, lost, or taken twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.money import AdjustType, account_balance, held
from sandbox.center.common.partner import Partner
from sandbox.center.customers.account import partner_fund
from sandbox.center.customers.association import Association
from sandbox.center.customers.funds_adjustment import FundAdjustment
from sandbox.center.resellers.funds import ResellerAdjustment
from sandbox.engine.codes import State as CodeState
from sandbox.engine.codes import VerificationCode, latest
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator

ZERO = Decimal("0")
RESELLERS = ("reseller-r", "reseller-s")
STAFF = {"dist-d": "dist-operator", "reseller-r": "reseller-admin", "reseller-s": "s-admin"}
CUSTOMERS = {"mike": "dist-d", "kilo": "reseller-r", "juliet": "reseller-s"}
cents = st.one_of(st.sampled_from([1, 100, 50_000, 120_000, 800_000]), st.integers(1, 2_000_000)).map(
    lambda n: Decimal(n) / 100
)


def begin(world: str = "distribution", **start: Any) -> Session:
    spec = Start.model_validate({"world": world, **start})
    return Session.begin(Simulator(MODEL), spec, fixtures.source)


class MoneyOfThreeTiers(RuleBasedStateMachine):
    """A distributor, two resellers and their customers move money, with and without codes and credit."""

    @initialize(code=st.booleans(), credit=st.sampled_from([0, 3000]), designated=st.sampled_from([0, 250]))
    def start(self, code: bool, credit: int, designated: int) -> None:
        facts = {
            "dist-d": {
                "verification_code_enabled": code,
                "credit_limit": credit,
                "designated_amount": designated,
            }
        }
        self.session = begin(facts=facts, balances={"partner/dist-d:credit": credit})
        self.total = self.inside()
        self.used: set[tuple[str, str]] = set()

    def inside(self) -> Decimal:
        return sum(
            (b for a, b in self.session.world.balances().items() if not a.startswith("outside:")), ZERO
        )

    def code_for(self, persona: str, action: str, organisation: str) -> str:
        if not self.session.world.need(Partner, organisation).verification_code_enabled:
            return ""
        self.session.submit(persona, "code.request", {"purpose": action})
        code = latest(self.session.world, persona, action)
        assert code is not None
        return code.digits

    def step(self, persona: str, organisation: str, action: str, **values: Any) -> Accepted | Refused:
        code = self.code_for(persona, action, organisation)
        outcome = self.session.submit(persona, action, {"confirmed": True, "code": code, **values})
        if isinstance(outcome, Accepted) and code:
            assert (persona, code) not in self.used, "a code was accepted twice"
            self.used.add((persona, code))
            again = self.session.submit(persona, action, {"confirmed": True, "code": code, **values})
            assert isinstance(again, Refused)
        return outcome

    @rule(reseller=st.sampled_from(RESELLERS), amount=cents)
    def allocate(self, reseller: str, amount: Decimal) -> None:
        before = self.session.world
        can = (
            account_balance(before, before.need(Partner, "dist-d"))
            - before.need(Partner, "dist-d").designated_amount
        )
        outcome = self.step(
            "dist-operator", "dist-d", "reseller_funds.allocate", reseller=reseller, amount=str(amount)
        )
        assert isinstance(outcome, Accepted) == (amount <= can)

    @rule(reseller=st.sampled_from(RESELLERS), amount=cents)
    def reclaim(self, reseller: str, amount: Decimal) -> None:
        before = self.session.world
        can = held(before, before.need(Partner, reseller))
        outcome = self.step(
            "dist-operator", "dist-d", "reseller_funds.reclaim", reseller=reseller, amount=str(amount)
        )
        assert isinstance(outcome, Accepted) == (amount <= can)

    @rule(customer=st.sampled_from(sorted(CUSTOMERS)), amount=cents, back=st.booleans())
    def with_a_customer(self, customer: str, amount: Decimal, back: bool) -> None:
        owner = CUSTOMERS[customer]
        fund = self.session.world.balance(partner_fund(customer))
        action = "funds.reclaim" if back else "funds.allocate"
        outcome = self.step(STAFF[owner], owner, action, customer=customer, amount=str(amount))
        if back:
            assert isinstance(outcome, Accepted) == (amount <= fund)

    @rule(customer=st.sampled_from(sorted(CUSTOMERS)), amount=cents)
    def buy(self, customer: str, amount: Decimal) -> None:
        outcome = self.session.submit(
            customer, "order.place", {"amount": str(amount), "payer": "balance", "product": "x"}
        )
        if isinstance(outcome, Accepted):
            self.total -= amount

    @rule(amount=cents)
    def api(self, amount: Decimal) -> None:
        values = {"reseller": "reseller-r", "customer": "kilo", "amount": str(amount)}
        self.session.submit("dist-admin", "reseller_funds.allocate_to_customer", values)

    @rule(wrong=st.sampled_from(["000000", "", "12"]), reseller=st.sampled_from(RESELLERS))
    def wrong_code(self, wrong: str, reseller: str) -> None:
        if not self.session.world.need(Partner, "dist-d").verification_code_enabled:
            return
        before = self.session.world.balances()
        values = {"reseller": reseller, "amount": "1", "confirmed": True, "code": wrong}
        assert isinstance(self.session.submit("dist-operator", "reseller_funds.allocate", values), Refused)
        assert self.session.world.balances() == before

    @invariant()
    def no_money_is_made_or_lost(self) -> None:
        if not hasattr(self, "session"):
            return
        balances = self.session.world.balances()
        assert sum(balances.values(), ZERO) == 0
        assert self.inside() == self.total
        assert not [a for a, b in balances.items() if b < 0 and not a.startswith("outside:")]

    @invariant()
    def credit_never_becomes_more_than_its_limit(self) -> None:
        if not hasattr(self, "session"):
            return
        partner = self.session.world.need(Partner, "dist-d")
        assert self.session.world.balance("partner/dist-d:credit") <= partner.credit_limit

    @invariant()
    def every_records_sum_equals_the_ledger(self) -> None:
        if not hasattr(self, "session"):
            return
        world = self.session.world
        for reseller in RESELLERS:
            changed = sum(
                (
                    a.amount if a.adjust_type == AdjustType.ALLOCATION else -a.amount
                    for a in world.all(ResellerAdjustment)
                    if a.reseller_id == reseller
                ),
                ZERO,
            )
            changed -= sum(
                (
                    a.amount if a.adjust_type == AdjustType.ALLOCATION else -a.amount
                    for a in world.all(FundAdjustment)
                    if a.partner_id == reseller
                ),
                ZERO,
            )
            assert world.balance(f"partner/{reseller}:recharge") == OPENING[reseller] + changed

    @invariant()
    def a_used_code_stays_used(self) -> None:
        if not hasattr(self, "session"):
            return
        used = [c for c in self.session.world.all(VerificationCode) if c.state == CodeState.USED]
        assert len(used) == len(self.used)


OPENING = {r: begin().world.balance(f"partner/{r}:recharge") for r in RESELLERS}
MoneyOfThreeTiers.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestMoneyOfThreeTiers = MoneyOfThreeTiers.TestCase


class TransferableAccount(RuleBasedStateMachine):
    """账户余额 = 可拨款 + unspent allotments, whatever a partner and its customers do."""

    @initialize()
    def start(self) -> None:
        self.session = begin("resale-partner", balances={"partner/partner-a:recharge": 53000})
        self.orders: list[str] = []

    @rule(amount=cents, back=st.booleans())
    def adjust(self, amount: Decimal, back: bool) -> None:
        action = "funds.reclaim" if back else "funds.allocate"
        self.session.submit(
            "partner-operator", action, {"customer": "acme", "amount": str(amount), "confirmed": True}
        )

    @rule(amount=cents, payer=st.sampled_from(["balance", "partner"]))
    def buy(self, amount: Decimal, payer: str) -> None:
        outcome = self.session.submit(
            "acme", "order.place", {"amount": str(amount), "payer": payer, "product": "x"}
        )
        if isinstance(outcome, Accepted):
            self.orders.append(outcome.subject.partition("/")[2])

    @rule(
        data=st.data(),
        what=st.sampled_from([("partner-operator", "order.pay"), ("acme", "order.unsubscribe")]),
    )
    def an_order(self, data: Any, what: tuple[str, str]) -> None:
        if self.orders:
            self.session.submit(what[0], what[1], {"order": data.draw(st.sampled_from(self.orders))})

    @rule(arrears=st.integers(0, 500))
    def owe(self, arrears: int) -> None:
        values = {"record": "acme", "facts": {"arrears": arrears}}
        self.session.submit("director", "director.set_facts", values)

    @rule(amount=cents)
    def top_up(self, amount: Decimal) -> None:
        self.session.submit("partner-admin", "partner.top_up", {"amount": str(amount)})

    @rule(days=st.integers(1, 5))
    def wait(self, days: int) -> None:
        self.session.advance(self.session.world.now + timedelta(days=days))

    @rule()
    def leave(self) -> None:
        if self.session.world.need(Association, "acme").associated:
            made = self.session.submit(
                "partner-admin", "association.request_dissociation", {"customer": "acme", "reason": "x"}
            )
            if isinstance(made, Accepted):
                self.session.submit("acme", "code.request", {"purpose": "association.agree"})
                code = latest(self.session.world, "acme", "association.agree")
                request = made.subject.partition("/")[2]
                digits = code.digits if code else ""
                self.session.submit("acme", "association.agree", {"request": request, "code": digits})

    @invariant()
    def the_formula_holds(self) -> None:
        if not hasattr(self, "session"):
            return
        world = self.session.world
        balance = account_balance(world, world.need(Partner, "partner-a"))
        allotted = world.balance(partner_fund("acme"))
        assert balance == world.balance("partner/partner-a:transferable") + allotted


TransferableAccount.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTransferableAccount = TransferableAccount.TestCase


@pytest.mark.parametrize("amount", ["0", "-1", "1.005", "x", None])
def test_resell_adjust_amount_format(amount: object) -> None:
    values = {"reseller": "reseller-r", "amount": amount, "confirmed": True}
    outcome = begin().submit("dist-admin", "reseller_funds.allocate", values)
    assert isinstance(outcome, Refused)
    assert set(outcome.rules) == {"resell-adjust-amount-format"}
