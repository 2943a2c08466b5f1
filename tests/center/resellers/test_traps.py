"""Traps found by holding the rulebook against the code; each test is named after the rule it keeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.partner import Partner
from sandbox.center.customers.voucher import VoucherQuota
from sandbox.center.resellers.distributor_plan import DistributorMembership
from sandbox.center.resellers.listing import invitations_page
from sandbox.center.resellers.money_listing import balances_page
from sandbox.center.resellers.standing import PartnerStanding
from sandbox.center.resellers.subscription import Delivery, Subscription
from sandbox.engine.codes import latest
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator


def begin(**start: Any) -> Session:
    spec = Start.model_validate({"world": "distribution", **start})
    return Session.begin(Simulator(MODEL), spec, fixtures.source)


def done(session: Session, persona: str, action: str, **values: Any) -> Accepted:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome


def refused(session: Session, persona: str, action: str, **values: Any) -> set[str]:
    before = session.world
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    if outcome.note is None:
        assert session.world is before
    return set(outcome.rules)


def with_code(session: Session, persona: str, action: str, **values: Any) -> Accepted:
    done(session, persona, "code.request", purpose=action)
    code = latest(session.world, persona, action)
    assert code is not None
    return done(session, persona, action, code=code.digits, **values)


# --- Invitations, applications and plans ----------------------------------------------------------


def test_portal_one_accepted_invitation() -> None:
    session = begin()
    accept, named = "cooperation_invitation.accept", "cooperation_invitation-{}".format
    for admin in ("dist-admin", "dist-e-admin"):
        done(session, admin, "cooperation_invitation.send", reseller="company-n")
    done(session, "company-admin", accept, cooperation_invitation=named(2), agreements_accepted=True)
    values = {"cooperation_invitation": named(1), "agreements_accepted": True}
    assert refused(session, "company-admin", accept, **values) == {"portal-one-accepted-invitation"}
    done(session, "company-admin", "reseller_plan.join", agreements_accepted=True)
    assert session.world.need(Cooperation, "company-n").distributor_id == "dist-e"
    assert refused(session, "company-admin", accept, **values) == {"resell-change-distributor-no"}


def test_an_account_that_left_the_plan_is_not_called_taken() -> None:
    session = begin()
    done(session, "dist-admin", "cooperation_invitation.send", reseller="reseller-t")
    done(session, "huawei", "reseller_plan.start_exit", reseller_membership="reseller-t")
    send, accept = "cooperation_invitation.send", "cooperation_invitation.accept"
    values = {"cooperation_invitation": "cooperation_invitation-1", "agreements_accepted": True}
    for _ in range(2):  # exiting, then exited
        assert refused(session, "dist-e-admin", send, reseller="reseller-t") == {"portal-invitee-leaves-plan"}
        assert refused(session, "t-admin", accept, **values) == {"portal-reseller-in-plan"}
        assert refused(session, "t-admin", "cooperation_application.submit", distributor="dist-d") == {
            "portal-reseller-in-plan"
        }
        if session.world.need(Cooperation, "reseller-t").state == "free":
            done(session, "huawei", "reseller_plan.finish_exit", reseller_membership="reseller-t")


def test_resell_invite_exclusive_for_a_reseller_that_is_leaving_its_distributor() -> None:
    session = begin()
    done(session, "huawei", "reseller_plan.start_exit", reseller_membership="reseller-w")
    rules = refused(session, "dist-admin", "cooperation_invitation.send", reseller="reseller-w")
    assert rules == {"resell-invite-exclusive"}


def test_a_lapsed_distributor_neither_invites_nor_approves() -> None:
    session = begin(facts={"distributor_membership/dist-d": {"certified_until": "2026-03-11T00:00"}})
    done(session, "t-admin", "cooperation_application.submit", distributor="dist-d")
    done(session, "dist-admin", "cooperation_invitation.send", reseller="reseller-u")
    session.advance(datetime(2026, 3, 11))
    assert refused(session, "dist-admin", "cooperation_invitation.send", reseller="reseller-v") == {
        "portal-distributor-plan-runs"
    }
    review = {"cooperation_application": "cooperation_application-1"}
    assert refused(session, "dist-admin", "cooperation_application.review", decision="approve", **review) == {
        "resell-review-standing"
    }
    done(
        session,
        "dist-admin",
        "cooperation_application.review",
        decision="reject",
        opinion="计划失效",
        **review,
    )


def test_huawei_cannot_invite_a_distributor_again() -> None:
    session = begin(facts={"distributor_membership/dist-d": {"certified_until": "2026-03-11T00:00"}})
    assert refused(session, "huawei", "distributor_plan.invite", partner="dist-d") == {
        "portal-not-yet-distributor"
    }
    assert session.world.need(DistributorMembership, "dist-d").state == "joined"
    session.advance(datetime(2026, 3, 11))
    done(session, "huawei", "distributor_plan.invite", partner="dist-d")  # lapsed: may be renewed


def test_dates_that_are_over_are_refused() -> None:
    session = begin()
    past = "2026-03-10T09:00"
    assert refused(session, "huawei", "voucher.grant_quota", partner="dist-d", amount=1, expires_at=past) == {
        "portal-ends-later"
    }
    ends = {"effective_at": "2026-05-01T00:00", "expires_at": "2026-05-01T00:00"}
    assert refused(session, "huawei", "voucher.grant_quota", partner="dist-d", amount=1, **ends) == {
        "portal-ends-later"
    }
    done(session, "huawei", "distributor_plan.invite", partner="company-o")
    done(session, "company-o-admin", "distributor_plan.apply", agreements_accepted=True)
    membership = {"distributor_membership": "company-o"}
    assert refused(session, "huawei", "distributor_plan.approve", certified_until=past, **membership) == {
        "portal-certified-until-later"
    }


def test_the_exit_waits_for_a_pending_dissociation() -> None:
    session = begin()
    done(session, "s-admin", "association.request_dissociation", customer="juliet", reason="退出计划")
    exit_ = {"reseller_membership": "reseller-s"}
    assert refused(session, "huawei", "reseller_plan.start_exit", **exit_) == {
        "portal-exit-pending-dissociation"
    }
    done(session, "huawei", "reseller_plan.start_exit", reseller_membership="reseller-r")


def test_a_manager_can_be_withdrawn_from_a_reseller_that_leaves() -> None:
    session = begin()
    values = {"reseller": "reseller-s", "account_manager": "dist-manager"}
    done(session, "dist-admin", "reseller_manager.assign", **values)
    done(session, "huawei", "reseller_plan.start_exit", reseller_membership="reseller-s")
    assert refused(session, "dist-admin", "reseller_manager.assign", **values) == {"resell-am-own-resellers"}
    row = {"reseller_manager": "reseller_manager-1"}
    assert refused(session, "dist-e-admin", "reseller_manager.withdraw", **row) == {
        "portal-own-reseller-manager"
    }
    done(session, "dist-admin", "reseller_manager.withdraw", **row)


def test_resell_permission_item_decides_who_has_the_page_of_invitations() -> None:
    session = begin()
    role = {"role_name": "邀请", "permissions": ["invite_resellers"]}
    done(session, "dist-admin", "role.create_custom", **role)
    done(session, "dist-admin", "member.create", login_name="新人", custom_roles=["custom_role-1"])
    persona = MODEL.persona(session.world, "member-1")
    assert persona is not None
    assert invitations_page.visible_to(session.world, persona)
    done(session, "member-1", "cooperation_invitation.send", reseller="reseller-t")


# --- Money ----------------------------------------------------------------------------------------


def test_resell_designated_not_allocatable_stays_in_cash() -> None:
    session = begin(
        facts={"dist-d": {"designated_amount": 300, "credit_limit": 500}},
        balances={"partner/dist-d:recharge": 300, "partner/dist-d:credit": 500},
    )
    values = {"reseller": "reseller-r", "confirmed": True}
    assert refused(session, "dist-admin", "reseller_funds.allocate", amount="500.01", **values) == {
        "resell-allocate-funds",
        "resell-designated-not-allocatable",
    }
    done(session, "dist-admin", "reseller_funds.allocate", amount=500, **values)
    assert session.world.balance("partner/dist-d:recharge") == 300
    assert session.world.balance("partner/dist-d:credit") == 0


def test_resell_record_foreign_empty_for_a_referral_customer() -> None:
    session = begin()
    done(session, "reseller-admin", "funds.allocate", customer="kilo", amount=50, confirmed=True)
    asked = {"reseller": "reseller-r", "customer": "kilo"}
    assert done(session, "dist-admin", "reseller_funds.query_records", **asked).applied is not None
    found = [q.state for q in session.world.tables["record_query"].values()]
    facts = {"state": "referral", "cooperation_type": "referral"}
    done(session, "director", "director.set_facts", record="association/kilo", facts=facts)
    done(session, "dist-admin", "reseller_funds.query_records", **asked)
    assert [*found, *(q.state for q in session.world.tables["record_query"].values())] == [
        "found",
        "found",
        "empty",
    ]


def test_resell_api_needs_a_resale_customer_of_the_reseller() -> None:
    session = begin()
    values = {"reseller": "reseller-r", "amount": 1}
    allocate = "reseller_funds.allocate_to_customer"
    assert refused(session, "dist-admin", allocate, customer="mike", **values) == {"resell-api-its-customer"}
    assert refused(session, "dist-admin", allocate, customer="lima", **values) == {"fund-only-resale"}
    done(session, "dist-admin", allocate, customer="kilo", **values)


def test_resell_reseller_no_topup_hides_the_page_of_balances() -> None:
    session = begin()
    for who, shown in (("dist-admin", True), ("reseller-admin", False)):
        persona = MODEL.persona(session.world, who)
        assert persona is not None
        assert balances_page.visible_to(session.world, persona) is shown


# --- Quota and vouchers ---------------------------------------------------------------------------


def rests(session: Session) -> dict[str, Decimal]:
    return {q.id: q.rest for q in session.world.all(VoucherQuota)}


@pytest.mark.parametrize("switched_off", [True, False])
def test_resell_quota_expired_return_reaches_the_distributor(switched_off: bool) -> None:
    """A voucher that comes back after its issued quota ended goes up, not into the dead quota."""
    session = begin()
    done(session, "huawei", "voucher.grant_quota", partner="dist-d", amount=100)
    grant = {"quota": "voucher_quota-1", "reseller": "reseller-r"}
    done(session, "dist-admin", "voucher_quota.grant", amount=60, **grant)
    issue = {"customer": "kilo", "amount": 20, "quota": "voucher_quota-2"}
    done(session, "reseller-admin", "voucher.issue", **issue)
    if switched_off:
        done(session, "huawei", "voucher_quota.adjust", quota="voucher_quota-2", to="lapsed")
        assert rests(session) == {"voucher_quota-1": 80, "voucher_quota-2": 0}
    else:
        facts = {"expires_at": "2026-03-20T00:00"}
        done(session, "director", "director.set_facts", record="voucher_quota/voucher_quota-2", facts=facts)
        session.advance(datetime(2026, 3, 20))
    done(session, "reseller-admin", "voucher.reclaim", voucher="voucher-1")
    assert rests(session) == {"voucher_quota-1": 100, "voucher_quota-2": 0}


def test_vouchers_come_out_of_a_quota() -> None:
    session = begin()
    issue = {"customer": "kilo", "amount": 20}
    assert refused(session, "reseller-admin", "voucher.issue", **issue) == {"portal-voucher-needs-quota"}
    assert not rests(session)


# --- Codes ----------------------------------------------------------------------------------------


def test_sensitive_operations_ask_for_a_code_where_the_switch_is_on() -> None:
    session = begin()
    done(session, "reseller-admin", "verification.set", enabled=True)
    done(session, "huawei", "voucher.grant_quota", partner="reseller-r", amount=100)
    issue = {"customer": "kilo", "amount": 20, "quota": "voucher_quota-1"}
    assert refused(session, "reseller-admin", "voucher.issue", **issue) == {"portal-sensitive-code"}
    with_code(session, "reseller-admin", "voucher.issue", **issue)
    many = {"customers": ["kilo", "lima"], "amount": 1, "quota": "voucher_quota-1"}
    assert refused(session, "reseller-admin", "voucher.issue_many", **many) == {"portal-sensitive-code"}
    with_code(session, "reseller-admin", "voucher.issue_many", **many)
    back = {"voucher": "voucher-1"}
    assert refused(session, "reseller-admin", "voucher.reclaim", **back) == {"portal-sensitive-code"}
    with_code(session, "reseller-admin", "voucher.reclaim", **back)
    done(session, "kilo", "order.place", amount=10, payer="partner", product="云主机")
    assert refused(session, "reseller-admin", "order.pay", order="order-1") == {"portal-sensitive-code"}
    with_code(session, "reseller-admin", "order.pay", order="order-1")


def test_resell_code_channel_brings_the_code_where_it_was_set() -> None:
    session = begin()
    for channel in ("mail", "sms"):
        done(session, "dist-admin", "verification.set", enabled=True, channel=channel)
        done(session, "dist-operator", "code.request", purpose="reseller_funds.allocate")
        assert session.world.notices("dist-operator")[0].channel == channel
    for action, channel in (("verify_mail", "mail"), ("verify_phone", "sms")):
        done(session, "company-admin", "code.request", purpose=f"quick_registration.{action}")
        assert session.world.notices("company-admin")[0].channel == channel


# --- Standing -------------------------------------------------------------------------------------


def test_resell_freeze_cascade_outlives_a_measure_against_the_reseller_itself() -> None:
    session = begin(settings={"intl_profile": True})
    impose = "partner_standing.impose"
    done(session, "huawei", impose, partner="reseller-r", measure="frozen")
    done(session, "huawei", impose, partner="dist-d", measure="frozen")
    own, above = session.world.all(PartnerStanding)
    done(session, "huawei", "partner_standing.lift", partner_standing=own.id)
    assert session.world.need(Partner, "reseller-r").state == "frozen"
    assert session.world.by_ref("customer/kilo").frozen == "account_and_resources"  # type: ignore[union-attr]
    done(session, "huawei", "partner_standing.lift", partner_standing=above.id)
    assert {p.state for p in session.world.all(Partner)} == {"normal"}
    assert {c.frozen for c in session.world.tables["customer"].values()} == {"no"}


def test_a_customer_is_frozen_once() -> None:
    session = begin(settings={"intl_profile": True})
    freeze = {"customer": "mike", "freeze_type": "account"}
    done(session, "dist-admin", "customer_freeze.freeze", **freeze)
    assert refused(session, "dist-admin", "customer_freeze.freeze", **freeze) == {"portal-freeze-once"}


# --- Files ----------------------------------------------------------------------------------------


def subscribed(contents: list[str], encrypted: bool = False, **start: Any) -> Session:
    session = begin(**start)
    bucket = {"bucket_name": "bkt-b1", "access_key": "A", "secret_key": "S"}
    done(session, "mike", "bucket.create", default_encryption=encrypted, **bucket)
    done(session, "dist-admin", "subscription.save", bucket_name="bkt-b1", contents=contents)
    done(session, "dist-admin", "subscription.check_bucket", access_key="A", secret_key="S")
    return session


def test_resell_sub_weekly_switched_off_leaves_no_push_behind() -> None:
    session = subscribed(["customers"], settings={"weekly_delivery": False})
    session.advance(session.world.now + timedelta(days=40))
    assert session.world.need(Subscription, "dist-d").next_due is None
    done(
        session,
        "dist-admin",
        "subscription.save",
        bucket_name="bkt-b1",
        contents=["customers", "performance"],
    )
    done(session, "dist-admin", "subscription.check_bucket", access_key="A", secret_key="S")
    assert all(d.due_at > session.world.now or d.state == "pushed" for d in session.world.all(Delivery))


def test_resell_bucket_no_encryption_makes_the_file_unreadable() -> None:
    for encrypted in (True, False):
        session = subscribed(["customers"], encrypted=encrypted)
        session.advance(datetime(2026, 3, 19))
        delivery = session.world.need(Delivery, "delivery-1")
        assert delivery.state == "pushed"
        assert (delivery.file is None) is encrypted


def test_resell_permission_item_lets_a_custom_role_subscribe() -> None:
    session = begin()
    for admin, company in (("dist-admin", 1), ("reseller-admin", 2)):
        role = {"role_name": "订阅", "permissions": ["subscribe_files"]}
        done(session, admin, "role.create_custom", **role)
        custom = [f"custom_role-{company}"]
        done(session, admin, "member.create", login_name=f"新人{company}", custom_roles=custom)
    values = {"bucket_name": "bkt-b1", "contents": ["customers"]}
    done(session, "member-1", "subscription.save", **values)
    assert refused(session, "member-2", "subscription.save", **values) == {"portal-sub-not-for-resellers"}


def test_resell_role_am_widening_warns_the_administrator() -> None:
    session = begin()
    roles = {"member": "dist-manager", "member_roles": ["account_manager", "partner_finance"]}
    done(session, "dist-admin", "member.set_roles", **roles)
    assert session.world.notices("dist-admin")[0].rule == "resell-role-am-widening"


def test_both_sides_learn_of_the_end_of_a_cooperation() -> None:
    session = begin(facts={"association/juliet": {"state": "referral", "cooperation_type": "referral"}})
    exit_ = {"reseller_membership": "reseller-s"}
    for action in ("start_exit", "finish_exit"):
        done(session, "huawei", f"reseller_plan.{action}", **exit_)
    for who in ("dist-admin", "s-admin"):
        assert len(session.world.notices(who)) == 2


def test_resell_delisted_no_prereg_is_told_to_the_resellers() -> None:
    session = begin()
    done(session, "huawei", "distributor_plan.delist", distributor_membership="dist-d")
    for who in ("dist-admin", "reseller-admin", "s-admin"):
        assert len(session.world.notices(who)) == 1
    assert not session.world.notices("w-admin")


def test_reseller_information_is_for_distributors() -> None:
    session = Session.begin(Simulator(MODEL), Start(world="resale-partner"), fixtures.source)
    values = {"bucket_name": "bkt-b1", "contents": ["resellers", "customers"]}
    assert refused(session, "partner-admin", "subscription.save", **values) == {
        "portal-sub-reseller-information"
    }
