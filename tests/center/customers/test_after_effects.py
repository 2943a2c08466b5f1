"""What ending or switching an association does: rules 118 to 131, through real requests."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.account import Customer, EnterpriseRole, cash, partner_fund
from sandbox.center.customers.account_manager import AccountManagerAssignment
from sandbox.center.customers.association import Association, AssociationRecord, Operation, Result, State
from sandbox.center.customers.enterprise import EnterpriseExit
from sandbox.center.customers.funds_adjustment import AdjustType, FundAdjustment
from sandbox.center.customers.statement import Level, consumption_rows, statement_rows
from sandbox.center.customers.voucher import ReclaimType, Voucher, VoucherQuota
from sandbox.center.customers.voucher import State as VoucherState
from sandbox.engine.codes import latest
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator

TRANSFERABLE = "partner/partner-a:transferable"
SUB = {
    "acme": {"enterprise_role": "master"},
    "carol": {"enterprise_role": "managed_sub", "enterprise_master_id": "acme"},
}


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


def made(session: Session, persona: str, action: str, **values: Any) -> str:
    return done(session, persona, action, **values).subject.partition("/")[2]


def agree(session: Session, customer: str, request: str) -> Accepted:
    done(session, customer, "code.request", purpose="association.agree")
    code = latest(session.world, customer, "association.agree")
    assert code is not None
    return done(
        session, customer, "association.agree", request=request, notice_accepted=True, code=code.digits
    )


def dissociate(session: Session, customer: str) -> Accepted:
    asked = made(session, "partner-admin", "association.request_dissociation", customer=customer, reason="x")
    return agree(session, customer, asked)


def switch(session: Session, customer: str, target: str) -> Accepted:
    asked = made(
        session, "partner-admin", "association.request_switch", customer=customer, cooperation_type=target
    )
    return agree(session, customer, asked)


def linked(kind: str, customer: str = "carol") -> dict[str, Any]:
    facts = {
        "state": kind,
        "cooperation_type": kind,
        "partner_id": "partner-a",
        "associated_at": "2026-03-08T09:00",
    }
    return {f"association/{customer}": facts}


# --- 118, 123 ------------------------------------------------------------------------------------


def test_after_balance_returned_on_dissociation() -> None:
    session = begin()
    assert "after-balance-returned" in dissociate(session, "acme").applied
    assert session.world.balance(partner_fund("acme")) == 0
    assert session.world.balance(TRANSFERABLE) == 53000
    (row,) = session.world.find(FundAdjustment, customer_id="acme")
    assert (row.adjust_type, row.amount) == (AdjustType.UNBINDING, 3000)


def test_after_balance_returned_on_a_switch_to_referral() -> None:
    session = begin()
    assert "after-balance-returned" in switch(session, "acme", "referral").applied
    assert session.world.balance(TRANSFERABLE) == 53000


def test_nothing_to_return_leaves_no_row() -> None:
    session = begin(balances={partner_fund("acme"): 0})
    dissociate(session, "acme")
    assert session.world.find(FundAdjustment, customer_id="acme") == []


@pytest.mark.parametrize("leave", [dissociate, lambda s, c: switch(s, c, "resale")])
def test_a_referral_customer_has_nothing_to_return_and_keeps_its_cash(leave: Any) -> None:
    session = begin()
    assert "after-balance-returned" not in leave(session, "bravo").applied
    assert session.world.balance(cash("bravo")) == 500


@pytest.mark.parametrize(("before", "after"), [(0, 7), (6, 7), (7, 7), (30, 30)])
@pytest.mark.parametrize("leave", [dissociate, lambda s, c: switch(s, c, "referral")])
def test_after_grace_min_7_days(before: int, after: int, leave: Any) -> None:
    session = begin({"acme": {"ondemand_grace_days": before}})
    leave(session, "acme")
    assert session.world.need(Customer, "acme").ondemand_grace_days == after


@pytest.mark.parametrize(("leave", "after"), [(dissociate, 0), (lambda s, c: switch(s, c, "resale"), 1)])
def test_grace_of_a_referral_customer(leave: Any, after: int) -> None:
    session = begin()
    leave(session, "bravo")
    assert session.world.need(Customer, "bravo").ondemand_grace_days == after


# --- 120–122 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("customer", "leave", "how"),
    [
        ("acme", dissociate, ReclaimType.UNBINDING),
        ("bravo", dissociate, ReclaimType.UNBINDING),
        ("acme", lambda s, c: switch(s, c, "referral"), ReclaimType.SWITCH),
        ("bravo", lambda s, c: switch(s, c, "resale"), ReclaimType.SWITCH),
    ],
)
def test_vouchers_go_where_they_belong(customer: str, leave: Any, how: ReclaimType) -> None:
    session = begin()
    quota = made(session, "huawei", "voucher.grant_quota", partner="partner-a", amount=100)
    own = made(session, "partner-admin", "voucher.issue", customer=customer, amount=40, quota=quota)
    used = made(session, "partner-admin", "voucher.issue", customer=customer, amount=10, quota=quota)
    gift = made(session, "huawei", "voucher.issue_by_huawei", customer=customer, amount=5)
    coupon = made(
        session, "huawei", "voucher.issue_by_huawei", customer=customer, amount=6, voucher_type="cash_coupon"
    )
    ours = made(
        session, "partner-admin", "voucher.issue", customer=customer, amount=7, voucher_type="cash_coupon"
    )
    done(session, customer, "voucher.use", voucher=used)
    leave(session, customer)
    states = {id: session.world.need(Voucher, id).state for id in (own, used, gift, coupon, ours)}
    assert states == {
        own: VoucherState.RECLAIMED,
        used: VoucherState.USED,
        gift: VoucherState.UNUSED,
        coupon: VoucherState.RECLAIMED,
        ours: VoucherState.RECLAIMED,
    }
    assert session.world.need(Voucher, own).reclaim_type == how
    assert session.world.need(VoucherQuota, quota).rest == 90
    done(session, customer, "voucher.use", voucher=gift)


# --- 130, 131, and the association itself --------------------------------------------------------


def test_after_service_continuity_resale_is_said_on_the_switch_to_resale_only() -> None:
    session = begin()
    assert "after-service-continuity-resale" in switch(session, "bravo", "resale").applied
    assert [
        n.channel for n in session.world.notices("bravo") if n.rule == "after-service-continuity-resale"
    ] == ["sms"]
    other = begin()
    assert "after-service-continuity-resale" not in switch(other, "acme", "referral").applied
    assert "after-service-continuity-resale" not in dissociate(other, "bravo").applied


@pytest.mark.parametrize(
    ("customer", "leave", "who"),
    [
        ("acme", dissociate, "Huawei Cloud"),
        ("bravo", dissociate, "Huawei Cloud"),
        ("acme", lambda s, c: switch(s, c, "referral"), "Huawei Cloud"),
        ("bravo", lambda s, c: switch(s, c, "resale"), "青禾云科技"),
    ],
)
def test_after_counterparty_change_names_the_new_counterparty(customer: str, leave: Any, who: str) -> None:
    session = begin()
    leave(session, customer)
    for to in (customer, "partner-admin"):
        told = [n for n in session.world.notices(to) if n.rule == "after-counterparty-change"]
        assert len(told) == 1
        assert who in told[0].text.en


def test_the_end_of_an_association_is_kept() -> None:
    session = begin()
    dissociate(session, "acme")
    ended = session.world.need(Association, "acme")
    assert (ended.state, ended.partner_id, ended.cooperation_type) == (State.NOT_ASSOCIATED, "", None)
    assert ended.former_partner_ids == ("partner-a",)
    assert ended.former_periods[0].end == ended.dissociated_at == session.world.now
    assert all(a.ended_at for a in session.world.find(AccountManagerAssignment, customer_id="acme"))
    (row,) = session.world.find(AssociationRecord, customer_id="acme")
    assert (row.operation, row.result, row.partner_id) == (
        Operation.DISSOCIATE,
        Result.SUCCEEDED,
        "partner-a",
    )


def test_managed_subs_follow_their_master() -> None:
    session = begin(SUB | linked("resale"), balances={partner_fund("carol"): 400})
    switch(session, "acme", "referral")
    for customer in ("acme", "carol"):
        assert session.world.need(Association, customer).state == State.REFERRAL
        assert session.world.need(Customer, customer).ondemand_grace_days == 7
    assert session.world.balance(TRANSFERABLE) == 53400


def test_independent_subs_and_subs_of_other_partners_stay() -> None:
    facts = SUB | linked("resale") | linked("resale", "echo")
    facts["association/carol"]["partner_id"] = "partner-b"
    facts["echo"] = {"enterprise_role": "managed_sub", "enterprise_master_id": "bravo"}
    session = begin(facts)
    dissociate(session, "acme")
    for customer in ("carol", "echo"):
        assert session.world.need(Association, customer).state == State.RESALE


# --- 127 -----------------------------------------------------------------------------------------


def seen(session: Session, who: str) -> list[tuple[str, Decimal]]:
    persona = MODEL.persona(session.world, who)
    assert persona is not None
    rows = [r for r in statement_rows(session.world, persona) if "Opening" not in r.memo.en]
    return [(r.customer_id, r.amount) for r in reversed(rows)]


def test_after_statement_visible_own_period() -> None:
    session = begin()
    done(session, "partner-admin", "funds.allocate", customer="acme", amount=10, confirmed=True)
    done(session, "director", "director.post_consumption", customer="carol", amount=1)
    assert seen(session, "partner-admin") == [("acme", Decimal(10))]
    dissociate(session, "acme")
    done(session, "acme", "customer.top_up", customer="acme", amount=77)
    session.advance(datetime(2026, 3, 11))
    done(session, "acme", "customer.withdraw_cash", customer="acme", amount=7)
    assert seen(session, "partner-admin") == [("acme", Decimal(10)), ("acme", Decimal(-3010))]
    assert seen(session, "partner-b-admin") == []


# --- 128, 129 ------------------------------------------------------------------------------------


def leaving_sub(kind: str = "referral", master: str = "referral") -> Session:
    facts = SUB | linked(kind) | {"association/acme": {"state": master, "cooperation_type": master}}
    return begin(facts, clock="2026-03-14T15:25", balances={cash("carol"): 100, partner_fund("acme"): 0})


def consumed(session: Session) -> set[tuple[str, str, str, Decimal]]:
    persona = MODEL.persona(session.world, "partner-admin")
    assert persona is not None
    return {
        (r.customer_id, r.month, r.level.value, r.amount) for r in consumption_rows(session.world, persona)
    }


def test_after_managed_sub_split() -> None:
    session = leaving_sub()
    done(session, "director", "director.post_consumption", customer="carol", amount=40)
    session.advance(datetime(2026, 3, 14, 15, 26))
    outcome = done(session, "carol", "customer.leave_enterprise", customer="carol")
    assert "after-managed-sub-split" in outcome.applied
    done(session, "director", "director.post_consumption", customer="carol", amount=25)
    expected = {
        ("carol", "2026-03", Level.DETAIL.value, Decimal(40)),
        ("acme", "2026-03", Level.DETAIL.value, Decimal(25)),
        ("carol", "2026-03", Level.SUMMARY.value, Decimal(65)),
    }
    assert consumed(session) == expected
    session.advance(datetime(2026, 4, 1))
    done(session, "director", "director.post_consumption", customer="carol", amount=9)
    assert consumed(session) == expected


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("resale", {}),
        (
            "referral",
            {"association/acme": {"state": "not_associated", "partner_id": "", "cooperation_type": None}},
        ),
        ("referral", {"carol": {"enterprise_role": "independent_sub", "enterprise_master_id": "acme"}}),
    ],
)
def test_no_split_elsewhere(kind: str, facts: dict[str, Any]) -> None:
    session = leaving_sub(kind)
    for record, values in facts.items():
        done(session, "director", "director.set_facts", record=record, facts=values)
    outcome = done(session, "acme", "customer.leave_enterprise", customer="carol")
    assert "after-managed-sub-split" not in outcome.applied
    done(session, "director", "director.post_consumption", customer="carol", amount=1)
    assert not [row for row in consumed(session) if row[0] == "acme"]


def test_an_independent_sub_keeps_its_partner_and_a_managed_one_does_not() -> None:
    session = leaving_sub()
    done(session, "acme", "customer.leave_enterprise", customer="carol")
    assert session.world.need(Association, "carol").state == State.NOT_ASSOCIATED
    assert session.world.need(Association, "acme").state == State.REFERRAL
    (exit,) = session.world.all(EnterpriseExit)
    assert (exit.customer_id, exit.master_id, exit.split) == ("carol", "acme", True)
    other = leaving_sub()
    own = {"enterprise_role": "independent_sub"}
    done(other, "director", "director.set_facts", record="carol", facts=own)
    done(other, "carol", "customer.leave_enterprise", customer="carol")
    assert other.world.need(Association, "carol").state == State.REFERRAL
    assert other.world.need(Customer, "carol").enterprise_role == EnterpriseRole.NONE


def test_who_may_end_the_relation_of_a_sub() -> None:
    session = leaving_sub()
    assert refused(session, "bravo", "customer.leave_enterprise", customer="carol") == {
        "portal-own-enterprise"
    }
    assert refused(session, "acme", "customer.leave_enterprise", customer="acme") == {
        "portal-is-enterprise-sub"
    }
    assert refused(session, "partner-admin", "customer.leave_enterprise", customer="carol") == {"portal-role"}


def test_after_coupon_quota_reissue() -> None:
    session = leaving_sub()
    bound = made(
        session, "huawei", "voucher.grant_quota", partner="partner-a", amount=30, bound_customer="carol"
    )
    open_ = made(session, "huawei", "voucher.grant_quota", partner="partner-a", amount=30)
    for quota in (bound, open_):
        done(session, "partner-admin", "voucher.issue", customer="carol", amount=30, quota=quota)
        assert refused(
            session, "partner-admin", "voucher.issue", customer="carol", amount="0.01", quota=quota
        ) == {"voucher-quota-sufficient"}
    done(session, "carol", "customer.leave_enterprise", customer="carol")
    assert refused(session, "partner-admin", "voucher.issue", customer="acme", amount=30, quota=bound) == {
        "after-coupon-quota-reissue"
    }
    done(session, "partner-admin", "voucher.issue", customer="acme", amount=30, quota=open_)
