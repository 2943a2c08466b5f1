"""Association requests: rules 67 to 115 and the one pending request."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.association import Association, AssociationRecord
from sandbox.center.customers.association_request import (
    AssociationRequest,
    State,
    cool_down_end,
    pending_request,
)
from sandbox.engine.codes import latest
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator

DISSOCIATE = "association.request_dissociation"
SWITCH = "association.request_switch"
LEAVE = "customer.request_dissociation"
AGREE, REJECT, CHECK = "association.agree", "association.reject", "association.check_account"
REQUEST = "association_request-1"
MINUTE = timedelta(minutes=1)
TO = {"acme": "referral", "bravo": "resale"}


def opened(world: str = "resale-partner", clock: str = "2026-03-10T09:00", **given: Any) -> Session:
    start = Start.model_validate({"world": world, "clock": clock, **given})
    return Session.begin(Simulator(MODEL), start, fixtures.source)


@pytest.fixture
def session() -> Session:
    return opened()


def with_code(session: Session, persona: str, action: str, values: dict[str, Any]) -> dict[str, Any]:
    session.submit(persona, "code.request", {"purpose": action})
    code = latest(session.world, persona, action)
    assert code is not None
    return {**values, "code": code.digits}


def done(session: Session, persona: str, action: str, **values: Any) -> Accepted:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome


def done_with_code(session: Session, persona: str, action: str, **values: Any) -> Accepted:
    return done(session, persona, action, **with_code(session, persona, action, values))


def refused(session: Session, persona: str, action: str, **values: Any) -> set[str]:
    before = session.world
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused), f"{action} was accepted"
    kinds = ("association", "association_request", "association_record", "customer")
    assert all(before.tables.get(k) is session.world.tables.get(k) for k in kinds)
    return set(outcome.rules)


def facts(session: Session, record: str, **fields: Any) -> None:
    done(session, "director", "director.set_facts", record=record, facts=fields)


def association(session: Session, customer: str) -> Association:
    return session.world.need(Association, customer)


def request(session: Session, id: str = REQUEST) -> AssociationRequest:
    return session.world.need(AssociationRequest, id)


def record_state(session: Session, id: str = REQUEST) -> str:
    (row,) = session.world.find(AssociationRecord, request_id=id)
    return row.state


def asked(session: Session, customer: str = "acme") -> None:
    done(session, "partner-admin", DISSOCIATE, customer=customer, reason="业务关闭")


def switch_asked(session: Session, customer: str = "bravo") -> None:
    done(session, "partner-admin", SWITCH, customer=customer, cooperation_type=TO[customer])


def left(session: Session, customer: str = "acme") -> None:
    done_with_code(session, customer, LEAVE)


# --- Who may ask: 67, 84, 85, 87, 104 ------------------------------------------------------------


@pytest.mark.parametrize("persona", ["partner-operator", "manager-u", "huawei"])
def test_only_administrators_dissociate(session: Session, persona: str) -> None:
    assert "dissoc-admin-only" in refused(session, persona, DISSOCIATE, customer="acme", reason="x")


@pytest.mark.parametrize("persona", ["partner-operator", "manager-u"])
def test_only_administrators_switch(session: Session, persona: str) -> None:
    assert refused(session, persona, SWITCH, customer="acme", cooperation_type="referral") == {
        "switch-admin-only"
    }


def test_a_customer_cannot_start_a_switch(session: Session) -> None:
    blocked = refused(session, "acme", SWITCH, customer="acme", cooperation_type="referral")
    assert blocked == {"switch-customer-cannot-start"}


def test_a_customer_has_its_own_way_to_dissociate(session: Session) -> None:
    assert refused(session, "acme", DISSOCIATE, customer="acme", reason="x") == {"portal-role"}
    assert refused(session, "partner-admin", LEAVE, customer="acme") == {"portal-role"}


def test_permission_is_asked_before_the_account_check(session: Session) -> None:
    facts(session, "acme", reserved_instances_active=1, arrears="5")
    assert refused(session, "partner-operator", DISSOCIATE, customer="acme") == {"dissoc-admin-only"}


@pytest.mark.parametrize(
    ("action", "values"), [(DISSOCIATE, {"reason": "x"}), (SWITCH, {"cooperation_type": "referral"})]
)
def test_another_partner_has_no_such_customer(session: Session, action: str, values: dict[str, str]) -> None:
    assert refused(session, "partner-b-admin", action, customer="acme", **values) == {"portal-own-customer"}
    assert refused(session, "partner-admin", action, customer="echo", **values) == {"portal-own-customer"}


def test_a_distributor_dissociates_its_own_customers_only() -> None:
    session = opened("distributor")
    assert refused(session, "dist-admin", DISSOCIATE, customer="kilo", reason="x") == {
        "dissoc-distributor-own-tab"
    }
    assert refused(session, "dist-operator", DISSOCIATE, customer="kilo", reason="x") == {
        "dissoc-admin-only",
        "dissoc-distributor-own-tab",
    }
    assert refused(session, "dist-admin", SWITCH, customer="kilo", cooperation_type="referral") == {
        "dist-two-tabs"
    }
    assert done(session, "reseller-admin", DISSOCIATE, customer="kilo", reason="x").subject.endswith(REQUEST)


def test_a_frozen_partner_cannot_dissociate(session: Session) -> None:
    facts(session, "partner-a", state="frozen")
    assert refused(session, "partner-admin", DISSOCIATE, customer="acme", reason="x") == {
        "dissoc-partner-frozen"
    }
    assert done(session, "partner-admin", SWITCH, customer="acme", cooperation_type="referral").accepted


@pytest.mark.parametrize("intl", [True, False])
def test_a_distributors_freeze_reaches_resellers_on_the_international_site(intl: bool) -> None:
    session = opened("distributor", settings={"intl_profile": intl}, facts={"dist-d": {"state": "frozen"}})
    if intl:
        blocked = refused(session, "reseller-admin", DISSOCIATE, customer="kilo", reason="x")
        assert blocked == {"dissoc-partner-frozen"}
    else:
        done(session, "reseller-admin", DISSOCIATE, customer="kilo", reason="x")


# --- What a request does -------------------------------------------------------------------------


def test_a_dissociation_waits_for_the_customer(session: Session) -> None:
    asked(session)
    made = request(session)
    assert made.state == State.WAITING_FOR_CUSTOMER
    assert (made.customer_id, made.partner_id, made.reason) == ("acme", "partner-a", "业务关闭")
    assert association(session, "acme").state == "dissociation_pending"
    assert record_state(session) == "pending"
    assert session.world.notices("acme")[0].rule == "dissoc-needs-customer-consent"
    assert pending_request(session.world, "acme") == made


def test_a_switch_waits_for_the_customer(session: Session) -> None:
    switch_asked(session)
    assert request(session).target_type == "resale"
    assert association(session, "bravo").state == "switch_pending"
    assert session.world.notices("bravo")[0].rule == "switch-needs-customer-consent"


def test_a_customers_request_waits_for_the_administrator(session: Session) -> None:
    left(session)
    assert request(session).state == State.WAITING_FOR_PARTNER
    assert association(session, "acme").state == "dissociation_pending"
    notice = session.world.notices("partner-admin")[0]
    assert notice.rule == "cust-dissoc-partner-decides"
    assert "云雀食品" in notice.text.zh
    assert "云雀食品" in notice.text.en


def test_a_partner_is_told_which_customer_answered_and_a_customer_which_partner(session: Session) -> None:
    done(session, "partner-admin", SWITCH, customer="acme", cooperation_type="referral")
    done(session, "acme", REJECT, **with_code(session, "acme", REJECT, {"request": REQUEST}))
    told = session.world.notices("partner-admin")[0].text
    assert told.zh == "“云雀食品”驳回了您的关联关系申请，关联关系不变。"
    assert told.en == "云雀食品 rejected your request; the association stays as it was."
    leaving = opened()
    done(leaving, "acme", LEAVE, **with_code(leaving, "acme", LEAVE, {"customer": "acme"}))
    done(leaving, "partner-admin", AGREE, request=REQUEST)
    assert "青禾云科技" in leaving.world.notices("acme")[0].text.en


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_reason_of_1_to_200_characters_is_required(session: Session, reason: str) -> None:
    assert refused(session, "partner-admin", DISSOCIATE, customer="acme", reason=reason) == {
        "dissoc-reason-required"
    }


@pytest.mark.parametrize("reason", ["短", "长" * 200])
def test_the_shortest_and_the_longest_reason_pass(session: Session, reason: str) -> None:
    done(session, "partner-admin", DISSOCIATE, customer="acme", reason=reason)


@pytest.mark.parametrize("target", ["referral", "转售", ""])
def test_the_target_must_be_the_other_type(session: Session, target: str) -> None:
    assert refused(session, "partner-admin", SWITCH, customer="bravo", cooperation_type=target) == {
        "switch-target-differs"
    }


# --- Waiting periods: 68, 69, 86, 105 ------------------------------------------------------------


@pytest.mark.parametrize(
    ("submitted", "end"),
    [
        ("2026-03-10T09:00", "2026-06-10T00:00"),
        ("2026-01-31T23:59", "2026-04-30T00:00"),
        ("2025-11-30T00:00", "2026-02-28T00:00"),
        ("2026-12-01T12:00", "2027-03-01T00:00"),
    ],
)
def test_a_waiting_period_ends_at_the_start_of_the_day_three_months_on(submitted: str, end: str) -> None:
    session = opened(clock=submitted)
    asked(session)
    assert cool_down_end(request(session)) == datetime.fromisoformat(end)


@pytest.mark.parametrize("first", [asked, switch_asked])
@pytest.mark.parametrize("second", [DISSOCIATE, SWITCH])
def test_switch_and_dissociation_share_one_counter(session: Session, first: Any, second: str) -> None:
    first(session, "bravo")
    done_with_code(session, "bravo", REJECT, request=REQUEST)
    values = {"reason": "x"} if second == DISSOCIATE else {"cooperation_type": "resale"}
    end = datetime(2026, 6, 10)
    session.advance(end - MINUTE)
    assert refused(session, "partner-admin", second, customer="bravo", **values) == {
        "switch-cooldown-partner-3-months"
    }
    session.advance(end)
    done(session, "partner-admin", second, customer="bravo", **values)


@pytest.mark.parametrize("second", [DISSOCIATE, SWITCH])
def test_the_customers_request_makes_the_partner_wait(session: Session, second: str) -> None:
    left(session, "bravo")
    done(session, "partner-admin", REJECT, request=REQUEST)
    values = {"reason": "x"} if second == DISSOCIATE else {"cooperation_type": "resale"}
    session.advance(datetime(2026, 6, 9, 23, 59))
    assert refused(session, "partner-admin", second, customer="bravo", **values) == {
        "switch-cooldown-customer-3-months"
    }
    session.advance(datetime(2026, 6, 10))
    done(session, "partner-admin", second, customer="bravo", **values)


def test_the_customer_asks_once_in_three_months(session: Session) -> None:
    left(session)
    done(session, "partner-admin", REJECT, request=REQUEST)
    session.advance(datetime(2026, 6, 9, 23, 59))
    assert refused(session, "acme", LEAVE) == {"cust-dissoc-once-3-months"}
    session.advance(datetime(2026, 6, 10))
    left(session)


def test_the_partners_request_does_not_make_the_customer_wait(session: Session) -> None:
    asked(session)
    done_with_code(session, "acme", REJECT, request=REQUEST)
    left(session)


def test_the_message_names_the_earliest_date(session: Session) -> None:
    asked(session)
    done_with_code(session, "acme", REJECT, request=REQUEST)
    outcome = session.submit("partner-admin", DISSOCIATE, {"customer": "acme", "reason": "x"})
    assert isinstance(outcome, Refused)
    (why,) = outcome.reasons
    assert "2026年6月10日" in why.text.zh
    assert "10 Jun 2026" in why.text.en
    assert "10 Jun 2026" in why.remedy.en  # type: ignore[union-attr]


def test_a_refused_try_does_not_count(session: Session) -> None:
    facts(session, "acme", reserved_instances_active=1)
    assert refused(session, "partner-admin", DISSOCIATE, customer="acme", reason="x") == {
        "dissoc-resale-reserved-instance"
    }
    assert refused(session, "partner-admin", CHECK, customer="acme") == {"dissoc-resale-reserved-instance"}
    facts(session, "acme", reserved_instances_active=0)
    asked(session)


def test_another_customer_is_not_concerned(session: Session) -> None:
    asked(session, "acme")
    asked(session, "bravo")


def test_69_requests_of_a_former_partner_do_not_count_for_another(session: Session) -> None:
    asked(session)
    done_with_code(session, "acme", AGREE, request=REQUEST)
    facts(session, "association/acme", state="referral", cooperation_type="referral", partner_id="partner-b")
    done(session, "partner-b-admin", DISSOCIATE, customer="acme", reason="x")


def test_68_105_the_customers_own_request_counts_with_every_partner(session: Session) -> None:
    done_with_code(session, "acme", LEAVE)
    done(session, "partner-admin", AGREE, request=REQUEST)
    facts(session, "association/acme", state="referral", partner_id="partner-b")
    session.advance(datetime(2026, 6, 9, 23, 59))
    assert refused(session, "partner-b-admin", DISSOCIATE, customer="acme", reason="x") == {
        "switch-cooldown-customer-3-months"
    }
    assert refused(session, "acme", LEAVE) == {"cust-dissoc-once-3-months"}
    session.advance(datetime(2026, 6, 10))
    done_with_code(session, "acme", LEAVE)


@pytest.mark.parametrize(
    ("settings", "allowed"),
    [({}, 1), ({"intl_profile": True}, 3), ({"intl_profile": True, "max_requests": 2}, 2)],
)
def test_69_one_request_in_china_three_on_the_international_site(
    settings: dict[str, Any], allowed: int
) -> None:
    session = opened(settings=settings)
    for number in range(1, allowed + 1):
        asked(session)
        done_with_code(session, "acme", REJECT, request=f"association_request-{number}")
    outcome = session.submit("partner-admin", DISSOCIATE, {"customer": "acme", "reason": "x"})
    assert isinstance(outcome, Refused)
    assert outcome.rules == {"switch-cooldown-partner-3-months"}
    assert str(allowed) in outcome.reasons[0].text.zh


@pytest.mark.parametrize(
    ("who", "rules"),
    [
        ("dist-admin", {"dissoc-distributor-own-tab"}),
        ("dist-operator", {"dissoc-distributor-own-tab", "dissoc-admin-only"}),
    ],
)
def test_87_the_second_tab_has_no_account_check_either(who: str, rules: set[str]) -> None:
    session = opened("distributor")
    assert refused(session, who, CHECK, customer="kilo") == rules


def test_79_95_108_whoever_has_independent_subs_is_a_master() -> None:
    session = opened("distributor", facts={"mike": {"enterprise_role": "none"}})
    assert refused(session, "dist-admin", DISSOCIATE, customer="mike", reason="x") == {
        "dissoc-enterprise-master"
    }
    assert refused(session, "dist-admin", SWITCH, customer="mike", cooperation_type="referral") == {
        "switch-master-with-subs"
    }
    assert refused(session, "mike", LEAVE) == {"cust-dissoc-resale-master-independent-subs"}


def test_a_rejection_tells_its_reason(session: Session) -> None:
    asked(session)
    reason = "{name} 仍在使用"  # braces are data
    done_with_code(session, "acme", REJECT, request=REQUEST, reason=reason)
    assert session.world.need(AssociationRequest, REQUEST).answer_reason == reason
    assert session.world.notices("partner-admin")[-1].text.zh.endswith(reason)
    asked_again = opened()
    asked(asked_again)
    assert refused(asked_again, "acme", REJECT, request=REQUEST, reason="x" * 201) == {"portal-form"}


def test_a_submitted_request_says_so_on_screen(session: Session) -> None:
    outcome = done(session, "partner-admin", DISSOCIATE, customer="acme", reason="x")
    assert "等待客户处理" in next(e.text.zh for e in outcome.events if e.text is not None)
    outcome = done_with_code(session, "bravo", LEAVE)
    assert "等待伙伴处理" in next(e.text.zh for e in outcome.events if e.text is not None)


def test_three_requests_in_three_months_where_the_setting_says_so() -> None:
    session = opened(settings={"max_requests": 3})
    for day in (10, 11, 12):
        session.advance(datetime(2026, 3, day, 12))
        asked(session)
        done_with_code(session, "acme", REJECT, request=f"association_request-{day - 9}")
    assert refused(session, "partner-admin", DISSOCIATE, customer="acme", reason="x") == {
        "switch-cooldown-partner-3-months"
    }
    session.advance(datetime(2026, 6, 10))
    asked(session)


def test_one_request_is_pending_at_a_time(session: Session) -> None:
    asked(session)
    assert refused(session, "acme", LEAVE) == {"assoc-one-pending-request"}
    assert refused(session, "partner-admin", SWITCH, customer="acme", cooperation_type="referral") == {
        "assoc-one-pending-request",
        "switch-cooldown-partner-3-months",
    }


# --- The account check before a switch: 70 to 82 --------------------------------------------------

SWITCH_FROM_REFERRAL = [
    ({"reserved_instances_active": 1}, {"switch-reserved-instance", "assoc-resale-block-reserved-instance"}),
    ({"postpaid_enabled": True}, {"switch-referral-postpaid"}),
    ({"special_balance": True}, {"switch-referral-special-balance"}),
    ({"arrears": "0.01"}, {"switch-referral-arrears"}),
    ({"invoice_debt": "0.01"}, {"switch-referral-invoice-debt", "assoc-resale-block-invoice-debt"}),
    ({"enterprise_role": "managed_sub"}, {"switch-managed-sub"}),
    (
        {"enterprise_role": "independent_sub"},
        {"switch-independent-sub", "assoc-resale-block-independent-sub"},
    ),
    ({"signed_contracts": ["professional_services"]}, {"assoc-resale-block-contracts"}),
    ({"stored_value_card": "0.01"}, {"assoc-resale-block-stored-value-card"}),
    ({"gifted_recharge_balance": "0.01"}, {"assoc-resale-block-gift-balance"}),
    ({"credit_account": True}, {"assoc-resale-block-credit-account"}),
]
SWITCH_FROM_RESALE = [
    ({"reserved_instances_active": 1}, {"switch-reserved-instance"}),
    ({"arrears": "0.01"}, {"switch-resale-arrears"}),
    ({"signed_contracts": ["special"]}, {"switch-resale-special-contract"}),
    ({"enterprise_role": "managed_sub"}, {"switch-managed-sub"}),
    ({"enterprise_role": "independent_sub"}, {"switch-independent-sub"}),
]


@pytest.mark.parametrize(
    ("customer", "fields", "rules"),
    [
        *(("bravo", *row) for row in SWITCH_FROM_REFERRAL),
        *(("acme", *row) for row in SWITCH_FROM_RESALE),
    ],
)
def test_what_bars_a_switch(session: Session, customer: str, fields: dict[str, Any], rules: set[str]) -> None:
    facts(session, customer, **fields)
    values = {"customer": customer, "cooperation_type": TO[customer]}
    assert refused(session, "partner-admin", CHECK, **values) == rules
    assert refused(session, "partner-admin", SWITCH, **values) == rules


@pytest.mark.parametrize(
    "fields",
    [
        {"postpaid_enabled": True},
        {"special_balance": True},
        {"invoice_debt": "9"},
        {"stored_value_card": "9"},
        {"credit_account": True},
        {"pickup_coupons": 1},
        {"partner_support_plan_active": True},
    ],
)
def test_what_does_not_bar_a_switch_to_referral(session: Session, fields: dict[str, Any]) -> None:
    facts(session, "acme", **fields)
    switch_asked(session, "acme")


@pytest.mark.parametrize(
    "fields", [{"signed_contracts": ["special"]}, {"pickup_coupons": 1}, {"stored_value_card": "0"}]
)
def test_what_does_not_bar_a_switch_to_resale(session: Session, fields: dict[str, Any]) -> None:
    facts(session, "bravo", **fields)
    switch_asked(session)


@pytest.mark.parametrize(
    ("customer", "more"), [("acme", set()), ("bravo", {"assoc-resale-block-master-with-independent-sub"})]
)
def test_a_master_unlinks_its_non_managed_subs_before_a_switch(
    session: Session, customer: str, more: set[str]
) -> None:
    facts(session, customer, enterprise_role="master")
    facts(session, "echo", enterprise_role="independent_sub", enterprise_master_id=customer)
    values = {"customer": customer, "cooperation_type": TO[customer]}
    assert refused(session, "partner-admin", SWITCH, **values) == {"switch-master-with-subs", *more}
    done(session, "echo", "customer.leave_enterprise", customer="echo")
    done(session, "partner-admin", SWITCH, **values)


def test_every_failing_item_is_named(session: Session) -> None:
    facts(session, "bravo", arrears="1", invoice_debt="1", postpaid_enabled=True)
    blocked = refused(session, "partner-admin", SWITCH, customer="bravo", cooperation_type="resale")
    assert blocked == {
        "switch-referral-arrears",
        "switch-referral-invoice-debt",
        "switch-referral-postpaid",
        "assoc-resale-block-invoice-debt",
    }


# --- The account check before a dissociation: 88 to 100, 106 to 113 -------------------------------

SAME_FOR_BOTH = [
    ({"enterprise_role": "independent_sub"}, {"dissoc-enterprise-independent-sub"}),
    ({"enterprise_role": "managed_sub"}, {"dissoc-enterprise-managed-sub"}),
    ({"frozen": "account"}, {"dissoc-frozen-manually"}),
]


@pytest.mark.parametrize(
    ("customer", "fields", "rules"),
    [
        ("bravo", {"arrears": "0.01"}, {"dissoc-referral-arrears"}),
        ("acme", {"arrears": "0.01"}, {"dissoc-resale-arrears"}),
        ("acme", {"reserved_instances_active": 1}, {"dissoc-resale-reserved-instance"}),
        ("acme", {"partner_support_plan_active": True}, {"dissoc-resale-support-plan"}),
        ("acme", {"signed_contracts": ["special"]}, {"dissoc-resale-special-contract"}),
        *((customer, *row) for customer in ("acme", "bravo") for row in SAME_FOR_BOTH),
    ],
)
def test_what_bars_the_partners_dissociation(
    session: Session, customer: str, fields: dict[str, Any], rules: set[str]
) -> None:
    facts(session, customer, **fields)
    assert refused(session, "partner-admin", CHECK, customer=customer) == rules
    assert refused(session, "partner-admin", DISSOCIATE, customer=customer, reason="x") == rules


@pytest.mark.parametrize(
    ("customer", "fields", "rules"),
    [
        ("bravo", {"arrears": "0.01"}, {"cust-dissoc-referral-arrears"}),
        ("acme", {"arrears": "0.01"}, {"cust-dissoc-resale-arrears"}),
        ("acme", {"reserved_instances_active": 1}, {"cust-dissoc-resale-ri-or-plan"}),
        ("acme", {"partner_support_plan_active": True}, {"cust-dissoc-resale-ri-or-plan"}),
        ("acme", {"signed_contracts": ["special"]}, {"cust-dissoc-resale-special-contract"}),
        ("acme", {"pickup_coupons": 1}, {"cust-dissoc-resale-pickup-coupon"}),
        ("acme", {"enterprise_role": "managed_sub"}, {"cust-dissoc-sub-via-master"}),
        ("bravo", {"enterprise_role": "managed_sub"}, {"cust-dissoc-sub-via-master"}),
        ("bravo", {"enterprise_role": "independent_sub"}, {"dissoc-enterprise-independent-sub"}),
    ],
)
def test_what_bars_the_customers_dissociation(
    session: Session, customer: str, fields: dict[str, Any], rules: set[str]
) -> None:
    facts(session, customer, **fields)
    assert refused(session, customer, CHECK, customer=customer) == rules
    assert refused(session, customer, LEAVE) == rules


OF_NO_CONCERN = [
    {"reserved_instances_active": 1},
    {"partner_support_plan_active": True},
    {"signed_contracts": ["special"]},
    {"pickup_coupons": 1},
    {"invoice_debt": "9"},
    {"service_support_plan_active": True},
]


@pytest.mark.parametrize("fields", OF_NO_CONCERN)
def test_what_does_not_bar_a_referral_dissociation(session: Session, fields: dict[str, Any]) -> None:
    facts(session, "bravo", **fields)
    done(session, "partner-admin", CHECK, customer="bravo")
    left(session, "bravo")


def test_a_master_unlinks_its_non_managed_subs_before_a_dissociation(session: Session) -> None:
    facts(session, "acme", enterprise_role="master")
    facts(session, "echo", enterprise_role="independent_sub", enterprise_master_id="acme")
    assert refused(session, "partner-admin", CHECK, customer="acme") == {"dissoc-enterprise-master"}
    assert refused(session, "acme", LEAVE) == {"cust-dissoc-resale-master-independent-subs"}
    facts(session, "echo", enterprise_role="managed_sub")
    done(session, "partner-admin", CHECK, customer="acme")
    left(session)


def test_a_referral_master_may_leave_with_non_managed_subs(session: Session) -> None:
    facts(session, "bravo", enterprise_role="master")
    facts(session, "echo", enterprise_role="independent_sub", enterprise_master_id="bravo")
    left(session, "bravo")


def test_an_order_that_waits_for_the_partner_bars_all_three(session: Session) -> None:
    order = done(session, "acme", "order.place", amount="10").subject.partition("/")[2]
    values = {"customer": "acme"}
    assert refused(session, "partner-admin", DISSOCIATE, reason="x", **values) == {
        "dissoc-unpaid-partner-order"
    }
    assert refused(session, "partner-admin", SWITCH, cooperation_type="referral", **values) == {
        "switch-unpaid-partner-order"
    }
    assert refused(session, "acme", LEAVE) == {"cust-dissoc-unpaid-partner-order"}
    done(session, "acme", "order.cancel", order=order)
    asked(session)


def test_the_account_check_stores_nothing(session: Session) -> None:
    before = session.world
    done(session, "partner-admin", CHECK, customer="acme")
    assert session.world == before


def test_the_customers_check_follows_the_request_that_waits_for_it(session: Session) -> None:
    switch_asked(session)
    facts(session, "bravo", postpaid_enabled=True)
    assert refused(session, "bravo", CHECK, customer="bravo") == {"switch-referral-postpaid"}


def test_operators_have_no_account_check(session: Session) -> None:
    assert refused(session, "partner-operator", CHECK, customer="acme") == {"dissoc-admin-only"}
    assert refused(session, "partner-operator", CHECK, customer="acme", cooperation_type="referral") == {
        "switch-admin-only"
    }
    assert refused(session, "acme", CHECK, customer="bravo") == {"portal-own-account"}


def test_without_a_partner_there_is_nothing_to_dissociate(session: Session) -> None:
    assert refused(session, "echo", LEAVE) == {"cust-is-subcustomer-check"}


# --- Consent: 83, 103, 115, and the check again ---------------------------------------------------


@pytest.mark.parametrize("persona", ["partner-admin", "partner-operator", "huawei"])
@pytest.mark.parametrize(
    ("ask", "rule"),
    [(asked, "dissoc-needs-customer-consent"), (switch_asked, "switch-needs-customer-consent")],
)
@pytest.mark.parametrize("answer", [AGREE, REJECT])
def test_the_customer_answers_the_partners_request(
    session: Session, persona: str, ask: Any, rule: str, answer: str
) -> None:
    ask(session, "bravo")
    assert rule in refused(session, persona, answer, request=REQUEST)


def test_a_customer_answers_for_itself_alone(session: Session) -> None:
    asked(session)
    assert refused(session, "bravo", AGREE, request=REQUEST) == {"portal-own-account"}


@pytest.mark.parametrize("answer", [AGREE, REJECT])
def test_the_administrator_answers_the_customers_request(session: Session, answer: str) -> None:
    left(session)
    assert refused(session, "acme", answer, request=REQUEST) == {"cust-dissoc-partner-decides"}
    assert refused(session, "huawei", answer, request=REQUEST) == {"cust-dissoc-partner-decides"}
    assert refused(session, "partner-operator", answer, request=REQUEST) == {"dissoc-admin-only"}
    assert refused(session, "partner-b-admin", answer, request=REQUEST) == {"portal-own-customer"}
    outcome = done(session, "partner-admin", answer, request=REQUEST)
    assert "cust-dissoc-partner-decides" in outcome.applied
    assert session.world.notices("acme")[0].rule == "cust-dissoc-partner-decides"


def test_agreement_ends_the_association(session: Session) -> None:
    asked(session)
    done_with_code(session, "acme", AGREE, request=REQUEST)
    made = request(session)
    assert (made.state, made.processor) == (State.AGREED, "acme")
    assert association(session, "acme").state == "not_associated"
    assert record_state(session) == "succeeded"
    assert session.world.notices("partner-admin")[0].rule == "dissoc-needs-customer-consent"


@pytest.mark.parametrize(("customer", "state"), [("acme", "referral"), ("bravo", "resale")])
def test_agreement_switches_the_type(session: Session, customer: str, state: str) -> None:
    switch_asked(session, customer)
    done_with_code(session, customer, AGREE, request=REQUEST, notice_accepted=True)
    now = association(session, customer)
    assert (now.state, now.cooperation_type) == (state, state)
    assert record_state(session) == "succeeded"


def test_after_a_switch_to_resale_old_cash_is_locked_and_can_be_withdrawn(session: Session) -> None:
    switch_asked(session)
    outcome = done_with_code(session, "bravo", AGREE, request=REQUEST, notice_accepted=True)
    assert "switch-referral-cash-locked" in outcome.applied
    assert session.world.by_ref("customer/bravo").cash_spendable is False  # type: ignore[union-attr]
    assert session.world.balance("customer/bravo:cash") == 500
    done(session, "bravo", "customer.withdraw_cash", customer="bravo", amount="500")


def test_a_dissociation_does_not_lock_cash(session: Session) -> None:
    asked(session, "bravo")
    outcome = done_with_code(session, "bravo", AGREE, request=REQUEST)
    assert "switch-referral-cash-locked" not in outcome.applied
    assert session.world.by_ref("customer/bravo").cash_spendable is True  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("ask", "customer", "state"),
    [(asked, "acme", "resale"), (asked, "bravo", "referral"), (switch_asked, "bravo", "referral")],
)
def test_a_rejection_leaves_everything_as_it_was(
    session: Session, ask: Any, customer: str, state: str
) -> None:
    before = association(session, customer)
    ask(session, customer)
    done_with_code(session, customer, REJECT, request=REQUEST)
    assert association(session, customer) == before
    assert before.state == state
    assert request(session).state == State.REJECTED
    assert record_state(session) == "rejected"


def test_the_check_runs_again_at_consent_and_the_request_goes_on_waiting(session: Session) -> None:
    asked(session)
    facts(session, "acme", arrears="1", partner_support_plan_active=True)
    assert refused(session, "acme", AGREE, request=REQUEST) == {
        "dissoc-resale-arrears",
        "dissoc-resale-support-plan",
    }
    assert request(session).state == State.WAITING_FOR_CUSTOMER


def test_the_check_runs_again_when_the_partner_agrees(session: Session) -> None:
    left(session)
    facts(session, "acme", pickup_coupons=1)
    assert refused(session, "partner-admin", AGREE, request=REQUEST) == {"cust-dissoc-resale-pickup-coupon"}
    done(session, "partner-admin", REJECT, request=REQUEST)


def test_waiting_periods_do_not_bar_the_consent(session: Session) -> None:
    left(session)
    done(session, "partner-admin", AGREE, request=REQUEST)


def test_an_answered_request_cannot_be_answered_again(session: Session) -> None:
    asked(session)
    done_with_code(session, "acme", REJECT, request=REQUEST)
    assert refused(session, "acme", AGREE, request=REQUEST) == {"portal-state"}
    assert refused(session, "partner-admin", REJECT, request=REQUEST) == {"portal-state"}


def test_a_pending_request_has_no_deadline(session: Session) -> None:
    asked(session)
    session.advance(datetime(2027, 3, 10))
    assert request(session).state == State.WAITING_FOR_CUSTOMER


# --- Notice and codes: 102, 114 ------------------------------------------------------------------


def test_the_notice_is_ticked_before_agreeing_to_a_switch(session: Session) -> None:
    switch_asked(session)
    values = with_code(session, "bravo", AGREE, {"request": REQUEST})
    assert refused(session, "bravo", AGREE, **values) == {"switch-needs-customer-consent"}
    done(session, "bravo", AGREE, notice_accepted=True, **values)


def test_a_dissociation_needs_no_tick(session: Session) -> None:
    asked(session)
    done_with_code(session, "acme", AGREE, request=REQUEST)


@pytest.mark.parametrize("answer", [AGREE, REJECT])
def test_the_customer_answers_with_a_code(session: Session, answer: str) -> None:
    asked(session)
    assert refused(session, "acme", answer, request=REQUEST) == {"assoc-consent-code"}
    assert refused(session, "acme", answer, request=REQUEST, code="000000") == {"assoc-consent-code"}
    done_with_code(session, "acme", answer, request=REQUEST)


def test_the_customers_code_is_asked_for_last(session: Session) -> None:
    facts(session, "acme", arrears="1")
    assert refused(session, "acme", LEAVE, code="000000") == {"cust-dissoc-resale-arrears"}


def test_a_code_is_valid_for_ten_minutes(session: Session) -> None:
    values = with_code(session, "acme", LEAVE, {})
    session.advance(session.world.now + timedelta(minutes=10))
    assert refused(session, "acme", LEAVE, **values) == {"cust-dissoc-sms-code"}
    values = with_code(session, "acme", LEAVE, {})
    session.advance(session.world.now + timedelta(minutes=9))
    done(session, "acme", LEAVE, **values)


def test_more_than_three_wrong_codes_kill_it(session: Session) -> None:
    values = with_code(session, "acme", LEAVE, {})
    for _ in range(4):
        assert refused(session, "acme", LEAVE, code="000000") == {"cust-dissoc-sms-code"}
    assert refused(session, "acme", LEAVE, **values) == {"cust-dissoc-sms-code"}
    left(session)


@pytest.mark.parametrize("enabled", [True, False])
def test_the_partners_code_is_asked_for_only_where_it_is_on(session: Session, enabled: bool) -> None:
    facts(session, "partner-a", verification_code_enabled=enabled)
    left(session, "bravo")
    steps: list[tuple[str, dict[str, Any]]] = [
        (DISSOCIATE, {"customer": "acme", "reason": "x"}),
        (REJECT, {"request": REQUEST}),
    ]
    for action, values in steps:
        if enabled:
            assert refused(session, "partner-admin", action, **values) == {"dissoc-code-if-enabled"}
            values = with_code(session, "partner-admin", action, values)
        done(session, "partner-admin", action, **values)


# --- The international site: 98, 99, 100 ----------------------------------------------------------


def test_a_service_support_plan_bars_on_the_international_site_only(session: Session) -> None:
    facts(session, "acme", service_support_plan_active=True)
    done(session, "partner-admin", CHECK, customer="acme")
    abroad = opened(settings={"intl_profile": True}, facts={"acme": {"service_support_plan_active": True}})
    assert refused(abroad, "partner-admin", CHECK, customer="acme") == {"dissoc-intl-service-support-plan"}
    assert refused(abroad, "acme", LEAVE) == {"dissoc-intl-service-support-plan"}


def test_a_named_account_is_reviewed_on_the_international_site_only() -> None:
    for intl, state in ((True, State.PRE_REVIEW), (False, State.WAITING_FOR_CUSTOMER)):
        session = opened(settings={"intl_profile": intl}, facts={"acme": {"named_account": True}})
        asked(session)
        assert request(session).state == state


def test_huawei_passes_or_stops_the_pre_review() -> None:
    session = opened(settings={"intl_profile": True}, facts={"acme": {"named_account": True}})
    asked(session)
    assert refused(session, "acme", AGREE, request=REQUEST) == {"dissoc-na-pre-review"}
    done(session, "huawei", AGREE, request=REQUEST)
    assert request(session).state == State.WAITING_FOR_CUSTOMER
    done_with_code(session, "acme", AGREE, request=REQUEST)
    assert association(session, "acme").state == "not_associated"


# --- Progressions --------------------------------------------------------------------------------


@pytest.mark.parametrize("named", [False, True])
def test_at_once_the_other_side_agrees_by_itself(named: bool) -> None:
    settings = {"progression": "at_once", "intl_profile": named}
    session = opened(settings=settings, facts={"acme": {"named_account": named}})
    asked(session)
    assert request(session).state == State.AGREED
    switch_asked(session)
    assert association(session, "bravo").state == "resale"


def test_at_once_the_administrator_agrees_to_the_customer() -> None:
    session = opened(settings={"progression": "at_once"})
    left(session)
    assert association(session, "acme").state == "not_associated"


def test_no_time_is_published_so_the_documented_progression_waits() -> None:
    session = opened(settings={"progression": "documented"})
    asked(session)
    session.advance(datetime(2026, 9, 1))
    assert request(session).state == State.WAITING_FOR_CUSTOMER


# --- Previews ------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [DISSOCIATE, SWITCH, LEAVE, CHECK, AGREE, REJECT])
@pytest.mark.parametrize("persona", ["partner-admin", "partner-operator", "acme", "echo", "huawei"])
def test_a_form_with_nothing_filled_in_can_be_previewed(session: Session, action: str, persona: str) -> None:
    who = MODEL.persona(session.world, persona)
    assert who is not None
    session.simulator.ask(session.world, who, MODEL.actions[action])


def test_the_preview_names_the_account_check_but_not_the_reason(session: Session) -> None:
    facts(session, "acme", arrears="1")
    who = MODEL.persona(session.world, "partner-admin")
    assert who is not None
    outcome = session.simulator.ask(session.world, who, MODEL.actions[DISSOCIATE], customer="acme")
    assert isinstance(outcome, Refused)
    assert outcome.rules == {"dissoc-resale-arrears"}


def test_82_resale_conditions_are_rechecked_only_for_a_switch_into_resale(session: Session) -> None:
    facts(session, "bravo", credit_account=True)
    assert refused(session, "partner-admin", SWITCH, customer="bravo", cooperation_type="referral") == {
        "switch-target-differs"
    }
    assert refused(session, "partner-admin", SWITCH, customer="bravo", cooperation_type="resale") == {
        "assoc-resale-block-credit-account"
    }


def test_98_a_freeze_bars_every_change_of_the_association() -> None:
    session = opened(facts={"acme": {"frozen": "account"}})
    frozen = {"dissoc-frozen-manually"}
    assert refused(session, "partner-admin", DISSOCIATE, customer="acme", reason="x") == frozen
    assert refused(session, "partner-admin", SWITCH, customer="acme", cooperation_type="referral") == frozen
    assert refused(session, "acme", LEAVE) == frozen
    facts(session, "acme", frozen="no")
    done_with_code(session, "acme", LEAVE)
