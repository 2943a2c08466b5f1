"""Vouchers: issuing, reclaiming, quotas; what an association's end does to them is in test_after_effects."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.voucher import ReclaimType, State, Voucher, VoucherQuota
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator


@pytest.fixture
def session() -> Session:
    return Session.begin(Simulator(MODEL), Start(), fixtures.source)


def made(session: Session, persona: str, action: str, **values: Any) -> str:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome.subject.partition("/")[2]


def refused(session: Session, persona: str, action: str, **values: Any) -> set[str]:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


@pytest.mark.parametrize("customer", ["acme", "bravo"])
def test_a_partner_issues_to_customers_of_either_model(session: Session, customer: str) -> None:
    voucher = made(session, "partner-operator", "voucher.issue", customer=customer, amount=10)
    assert session.world.need(Voucher, voucher).issuer == "partner-a"
    assert session.world.notices(customer)[0].about == f"voucher/{voucher}"


def test_who_may_issue(session: Session) -> None:
    assert refused(session, "manager-u", "voucher.issue", customer="acme", amount=1) == {"am-fixed-rights"}
    assert refused(session, "partner-b-admin", "voucher.issue", customer="acme", amount=1) == {
        "portal-own-customer"
    }
    assert refused(session, "partner-admin", "voucher.issue", customer="carol", amount=1) == {
        "portal-own-customer"
    }
    assert refused(session, "partner-admin", "voucher.issue", customer="acme", amount=0) == {"portal-amount"}


@pytest.mark.parametrize(("amount", "fits"), [("100", True), ("100.01", False)])
def test_voucher_quota_sufficient(session: Session, amount: str, fits: bool) -> None:
    quota = made(session, "huawei", "voucher.grant_quota", partner="partner-a", amount=100)
    values = {"customer": "acme", "amount": amount, "quota": quota}
    if fits:
        made(session, "partner-admin", "voucher.issue", **values)
        assert session.world.need(VoucherQuota, quota).rest == 0
    else:
        assert refused(session, "partner-admin", "voucher.issue", **values) == {"voucher-quota-sufficient"}


def test_portal_own_quota(session: Session) -> None:
    quota = made(session, "huawei", "voucher.grant_quota", partner="partner-b", amount=100)
    assert refused(session, "partner-admin", "voucher.issue", customer="acme", amount=1, quota=quota) == {
        "portal-own-quota"
    }


def test_reclaiming_by_hand_restores_the_quota(session: Session) -> None:
    quota = made(session, "huawei", "voucher.grant_quota", partner="partner-a", amount=100)
    voucher = made(session, "partner-admin", "voucher.issue", customer="acme", amount=60, quota=quota)
    assert refused(session, "partner-b-admin", "voucher.reclaim", voucher=voucher) == {"portal-own-voucher"}
    made(session, "partner-admin", "voucher.reclaim", voucher=voucher)
    taken = session.world.need(Voucher, voucher)
    assert (taken.state, taken.reclaim_type) == (State.RECLAIMED, ReclaimType.BY_HAND)
    assert session.world.need(VoucherQuota, quota).rest == 100
    assert refused(session, "partner-admin", "voucher.reclaim", voucher=voucher) == {"resell-voucher-gone"}


def test_what_was_issued_without_a_quota_returns_as_one(session: Session) -> None:
    voucher = made(session, "partner-admin", "voucher.issue", customer="acme", amount=60)
    made(session, "partner-admin", "voucher.reclaim", voucher=voucher)
    (quota,) = session.world.find(VoucherQuota, partner_id="partner-a")
    assert (quota.rest, quota.bound_customer_id) == (60, "")


def test_a_voucher_is_used_by_its_customer_once(session: Session) -> None:
    voucher = made(session, "huawei", "voucher.issue_by_huawei", customer="acme", amount=60)
    assert refused(session, "bravo", "voucher.use", voucher=voucher) == {"portal-own-account"}
    assert refused(session, "partner-admin", "voucher.reclaim", voucher=voucher) == {"portal-own-voucher"}
    made(session, "acme", "voucher.use", voucher=voucher)
    assert refused(session, "acme", "voucher.use", voucher=voucher) == {"portal-state"}
