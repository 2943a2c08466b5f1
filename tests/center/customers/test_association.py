"""Association: rules 44 to 66, through an invitation and through the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.account import Customer, cash
from sandbox.center.customers.association import (
    ASSOCIATION_RULES,
    RESALE_RULES,
    Association,
    AssociationRecord,
    CooperationType,
    Initiator,
    Operation,
    Result,
    State,
    associate,
    note_record,
)
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator
from sandbox.engine.world import Draft

BARRED = [
    ("assoc-block-intl-site", {"site": "international"}, {"site": "china"}),
    ("assoc-block-is-partner", {"is_partner_or_applying": True}, {"is_partner_or_applying": False}),
    ("assoc-block-reported-by-huawei", {"reported_by_huawei": True}, {"reported_by_huawei": False}),
    ("assoc-block-reward-promotion", {"in_reward_promotion": True}, {"in_reward_promotion": False}),
    (
        "assoc-block-special-contract",
        {"signed_contracts": ["special"]},
        {"signed_contracts": ["direct_offline"]},
    ),
    ("assoc-block-managed-sub", {"enterprise_role": "managed_sub"}, {"enterprise_role": "independent_sub"}),
    ("assoc-block-over-7-days-or-cash", {"cash_consumption": True}, {"followed_by_direct_sales": True}),
    ("assoc-block-arrears", {"arrears": "0.01"}, {"arrears": "0"}),
    ("assoc-block-sales-team-owned", {"owner_team": "support_centre"}, {"owner_team": "online_sales"}),
]
RESALE_BARRED = [
    ("assoc-resale-block-contracts", {"signed_contracts": ["direct_offline"]}),
    ("assoc-resale-block-contracts", {"signed_contracts": ["telesales_discount"]}),
    ("assoc-resale-block-contracts", {"signed_contracts": ["special_price"]}),
    ("assoc-resale-block-contracts", {"signed_contracts": ["professional_services"]}),
    ("assoc-resale-block-reserved-instance", {"reserved_instances_active": 1}),
    ("assoc-resale-block-invoice-debt", {"invoice_debt": "0.01"}),
    ("assoc-resale-block-stored-value-card", {"stored_value_card": "0.01"}),
    ("assoc-resale-block-gift-balance", {"gifted_recharge_balance": "0.01"}),
    ("assoc-resale-block-independent-sub", {"enterprise_role": "independent_sub"}),
    ("assoc-resale-block-credit-account", {"credit_account": True}),
]


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


def link(session: Session, kind: str) -> str:
    made = done(session, "partner-admin", "invitation.create_generic_link", cooperation_type=kind)
    return made.subject.partition("/")[2]


def accept(session: Session, kind: str = "referral", who: str = "carol") -> Any:
    values = {"invitation": link(session, kind), "notice_accepted": True}
    return session.submit(who, "invitation.accept", values)


@pytest.mark.parametrize(
    ("rule", "barring", "harmless"), BARRED, ids=lambda v: v if isinstance(v, str) else ""
)
@pytest.mark.parametrize("kind", ["referral", "resale"])
def test_a_fact_bars_either_model(rule: str, barring: Any, harmless: Any, kind: str) -> None:
    assert rule in accept(begin({"carol": barring}), kind).rules
    outcome = accept(begin({"carol": harmless}), kind)
    assert isinstance(outcome, Accepted) or rule not in outcome.rules


@pytest.mark.parametrize(("rule", "barring"), RESALE_BARRED)
def test_a_fact_bars_the_resale_model_only(rule: str, barring: Any) -> None:
    session = begin({"carol": barring})
    assert accept(session, "resale").rules == {rule}
    assert accept(session, "referral").accepted
    assert session.world.need(Association, "carol").state == State.REFERRAL


def test_assoc_resale_block_master_with_independent_sub_but_not_with_a_managed_one() -> None:
    master = {"carol": {"enterprise_role": "master"}}
    independent = {"echo": {"enterprise_role": "independent_sub", "enterprise_master_id": "carol"}}
    managed = {"echo": {"enterprise_role": "managed_sub", "enterprise_master_id": "carol"}}
    assert accept(begin(master | independent), "resale").rules == {
        "assoc-resale-block-master-with-independent-sub"
    }
    assert accept(begin(master | managed), "resale").accepted


def test_assoc_block_already_associated() -> None:
    session = begin({"acme": {"registered_at": "2026-03-09T09:00"}})
    assert accept(session, "referral", "acme").rules == {"assoc-block-already-associated"}


@pytest.mark.parametrize(("now", "late"), [("2026-03-14T08:59", False), ("2026-03-14T09:00", True)])
def test_assoc_block_over_7_days_ends_seven_times_24_hours_after_registration(now: str, late: bool) -> None:
    outcome = accept(begin(clock=now))
    assert outcome.accepted is not late
    if late:
        assert outcome.rules == {"assoc-block-over-7-days-or-cash", "invite-offline-account-within-7-days"}


@pytest.mark.parametrize(
    ("balance", "debt", "limit", "barred"),
    [
        ("0", "100", "0", False),
        ("0.01", "0", "0", False),
        ("0.01", "0.01", "0", True),
        ("10", "50", "50", False),
        ("10", "50.01", "50", True),
    ],
)
def test_assoc_block_recharge_and_invoice_debt(balance: str, debt: str, limit: str, barred: bool) -> None:
    session = begin(
        {"carol": {"invoice_debt": debt}},
        balances={cash("carol"): balance},
        settings={"invoice_debt_limit": limit},
    )
    outcome = accept(session)
    assert outcome.accepted is not barred
    if barred:
        assert outcome.rules == {"assoc-block-recharge-and-invoice-debt"}


def test_a_refusal_names_every_rule_that_blocks_and_the_rules_are_complete() -> None:
    facts = {"site": "international", "arrears": "1", "credit_account": True, "invoice_debt": "1"}
    assert accept(begin({"carol": facts}), "resale").rules == {
        "assoc-block-intl-site",
        "assoc-block-arrears",
        "assoc-resale-block-invoice-debt",
        "assoc-resale-block-credit-account",
    }
    assert [r.number for r in ASSOCIATION_RULES] == list(range(44, 55))
    assert [r.number for r in RESALE_RULES] == list(range(55, 63))


def manually_reported(facts: dict[str, Any]) -> tuple[Session, str]:
    session = begin({"echo": facts})
    form = {
        "full_name": "回声乐器",
        "mobile": "13900000005",
        "email": "echo@customer.example",
        "expected_consumption": "x",
        "communication": "x",
        "project_details": "x",
        "customer_account": "x",
    }
    report = done(session, "partner-admin", "report.apply_manual_review", **form).subject.partition("/")[2]
    done(session, "huawei", "report.approve", report=report)
    mail = done(
        session, "partner-admin", "invitation.send_online", report=report, cooperation_type="referral"
    )
    return session, mail.subject.partition("/")[2]


@pytest.mark.parametrize("facts", [{}, {"reported_by_huawei": True}, {"owner_team": "support_centre"}])
def test_an_approved_manual_review_lifts_47_51_and_54(facts: dict[str, Any]) -> None:
    session, mail = manually_reported(facts)
    done(session, "echo", "invitation.accept", invitation=mail, notice_accepted=True)
    assert session.world.need(Association, "echo").associated


def test_a_manual_review_lifts_nothing_else() -> None:
    session, mail = manually_reported({})
    done(session, "director", "director.set_facts", record="echo", facts={"arrears": "1"})
    assert refused(session, "echo", "invitation.accept", invitation=mail, notice_accepted=True) == {
        "assoc-block-arrears"
    }


@pytest.mark.parametrize(
    ("kind", "before", "after"), [("resale", 0, 1), ("resale", 1, 1), ("resale", 3, 3), ("referral", 0, 0)]
)
def test_assoc_grace_min_1_day(kind: str, before: int, after: int) -> None:
    session = begin({"carol": {"ondemand_grace_days": before}})
    outcome = accept(session, kind)
    assert session.world.need(Customer, "carol").ondemand_grace_days == after
    assert ("assoc-grace-min-1-day" in outcome.applied) is (kind == "resale")


def test_assoc_notify_success_by_sms_and_mail() -> None:
    session = begin()
    assert "assoc-notify-success" in accept(session).applied
    told = [n for n in session.world.notices("carol") if n.rule == "assoc-notify-success"]
    assert sorted(n.channel for n in told) == ["mail", "sms"]


def test_an_association_is_recorded() -> None:
    session = begin()
    accept(session)
    (row,) = session.world.find(AssociationRecord, customer_id="carol")
    assert (row.operation, row.result, row.partner_id) == (Operation.ASSOCIATE, Result.SUCCEEDED, "partner-a")


def test_associate_leaves_the_subject_alone_and_makes_a_missing_association() -> None:
    world = begin().world
    draft = Draft(world, MODEL)
    draft.put(Customer(id="foxtrot", account_name="Foxtrot"))
    associate(
        draft, "foxtrot", "partner-a", CooperationType.REFERRAL, label="展会", initiator=Initiator.PARTNER
    )
    assert draft.subject is None
    linked = draft.seal().need(Association, "foxtrot")
    assert (linked.state, linked.association_label, linked.relation) == (State.REFERRAL, "展会", 1)


def test_the_row_of_a_request_is_written_once() -> None:
    draft = Draft(begin().world, MODEL)
    own = draft.need(Association, "acme")
    first = note_record(draft, own, Operation.SWITCH, Initiator.PARTNER, Result.PENDING, "request-1")
    last = note_record(draft, own, Operation.SWITCH, Initiator.PARTNER, Result.REJECTED, "request-1")
    assert first.id == last.id
    assert (first.result_at, last.result_at) == (None, draft.now)


# --- the API -------------------------------------------------------------------------------------

CALL = {"account_name": "晨光陶艺", "mobile": "13900000077", "email": "c@customer.example"}


def test_assoc_api_default_resale_async_by_hand() -> None:
    session = begin()
    done(session, "partner-admin", "association.create_customer_by_api", **CALL)
    assert session.world.need(Association, "customer-1").state == State.NOT_ASSOCIATED
    assert session.world.need(Customer, "customer-1").registered_at == session.world.now
    done(session, "huawei", "association.complete_api_link", customer="customer-1")
    linked = session.world.need(Association, "customer-1")
    assert (linked.state, linked.partner_id, linked.api_partner_id) == (State.RESALE, "partner-a", "")
    told = [n for n in session.world.notices("customer-1") if n.rule == "assoc-notify-success"]
    assert len(told) == 2
    assert refused(session, "huawei", "association.complete_api_link", customer="customer-1") == {
        "assoc-api-link-pending"
    }


@pytest.mark.parametrize("progression", ["documented", "at_once"])
def test_assoc_api_link_runs_by_itself(progression: str) -> None:
    session = begin(settings={"progression": progression})
    done(session, "partner-admin", "association.create_customer_by_api", **CALL)
    assert session.world.need(Association, "customer-1").state == State.RESALE


def test_a_lead_with_that_mobile_becomes_the_account() -> None:
    session = begin()
    done(
        session,
        "partner-admin",
        "association.create_customer_by_api",
        account_name="麦浪",
        mobile="13900000004",
    )
    assert session.world.need(Customer, "delta").account_name == "麦浪"
    assert session.world.need(Association, "delta").api_partner_id == "partner-a"


@pytest.mark.parametrize(
    ("call", "rules"),
    [
        ({"mobile": ""}, {"assoc-api-contact-required"}),
        ({"account_name": " "}, {"assoc-api-contact-required"}),
        ({"mobile": "13900000003"}, {"assoc-api-contact-free"}),
        ({"email": "echo@customer.example"}, {"assoc-api-contact-free"}),
        ({"mobile": "13900000004"}, {"assoc-block-reported-by-huawei"}),
    ],
)
def test_what_the_api_refuses(call: dict[str, str], rules: set[str]) -> None:
    session = begin({"delta": {"reported_by_huawei": True}})
    assert refused(session, "partner-admin", "association.create_customer_by_api", **(CALL | call)) == rules


def test_a_link_that_is_refused_can_be_completed_later() -> None:
    session = begin()
    done(session, "partner-admin", "association.create_customer_by_api", **CALL)
    facts = {"record": "customer-1", "facts": {"credit_account": True}}
    done(session, "director", "director.set_facts", **facts)
    assert refused(session, "huawei", "association.complete_api_link", customer="customer-1") == {
        "assoc-resale-block-credit-account"
    }
    session.advance(session.world.now.replace(year=2027))
    assert "assoc-block-over-7-days-or-cash" in refused(
        session, "huawei", "association.complete_api_link", customer="customer-1"
    )
    assert session.world.balance(cash("customer-1")) == Decimal(0)
