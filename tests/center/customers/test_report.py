"""Reporting a customer: rules 1 to 5, 7 to 30 and the errata about reports."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.account import Customer
from sandbox.center.customers.association import Association, same_person
from sandbox.center.customers.report import (
    MANUAL,
    NEVER,
    CustomerReport,
    State,
    open_count,
    reports_of,
)
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator
from sandbox.engine.view import view

SUBMIT, APPLY, DELETE = "report.submit", "report.apply_manual_review", "report.delete"
LEAD = {"full_name": "麦浪农场", "mobile": "13900000004", "email": "delta@customer.example"}
CAROL = {"full_name": "山茶花艺", "mobile": "13900000003", "email": "carol@customer.example"}
ECHO = {"full_name": "回声乐器", "mobile": "13900000005", "email": "echo@customer.example"}
FORM = {
    "expected_consumption": "每月三千元",
    "communication": "拜访两次",
    "project_details": "直播课程平台",
    "customer_account": "echo",
}
MINUTE = timedelta(minutes=1)


def opened(world: str = "resale-partner", clock: str = "2026-03-10T09:00", **given: Any) -> Session:
    start = Start.model_validate({"world": world, "clock": clock, **given})
    return Session.begin(Simulator(MODEL), start, fixtures.source)


def done(session: Session, persona: str, action: str, **values: Any) -> Accepted:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome


def refused(session: Session, persona: str, action: str, **values: Any) -> set[str]:
    before = session.world
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    assert session.world == before
    return set(outcome.rules)


def report_of(session: Session, outcome: Accepted) -> CustomerReport:
    found = session.world.by_ref(outcome.subject)
    assert isinstance(found, CustomerReport)
    return found


@pytest.fixture
def session() -> Session:
    return opened()


# --- Rules 2, 3, 23–25, 30: success and how long it lasts ----------------------------------------


def test_a_direct_report_is_reported_at_once_and_valid_for_15_days(session: Session) -> None:
    outcome = done(session, "partner-admin", SUBMIT, **LEAD)
    report = report_of(session, outcome)
    assert report.state == State.REPORTED
    assert report.expires_at == datetime(2026, 3, 25, 9)
    assert report.customer_id == "delta"
    assert "report-success-status" in outcome.applied
    assert [n.rule for n in session.world.notices("partner-admin")] == ["report-success-status"]


def test_without_an_invitation_nothing_is_sent_and_with_one_the_mail_goes_out(session: Session) -> None:
    outcome = done(session, "partner-admin", SUBMIT, **LEAD)
    assert "report-invite-no-means-manual-invite" in outcome.applied
    assert "report-invite-yes-sends-mail" not in outcome.applied
    assert session.world.notices("delta") == []
    outcome = done(session, "partner-admin", SUBMIT, **CAROL, send_invite=True, cooperation_type="referral")
    assert "report-invite-yes-sends-mail" in outcome.applied
    assert "report-invite-no-means-manual-invite" not in outcome.applied
    assert [n.channel for n in session.world.notices("carol")] == ["mail"]
    assert outcome.subject == "report/report-2"


@pytest.mark.parametrize("persona", ["partner-admin", "partner-b-admin"])
def test_a_report_ends_after_15_days_to_the_minute_and_is_open_to_all(session: Session, persona: str) -> None:
    first = done(session, "partner-admin", SUBMIT, **LEAD).subject
    session.advance(session.world.now + timedelta(days=15) - MINUTE)
    by = "report-duplicate-own" if persona == "partner-admin" else "report-never-other-partner"
    assert refused(session, persona, SUBMIT, **LEAD) == {by}
    moved = session.advance(session.world.now + MINUTE)
    assert {"report-validity-15-days", "report-expiry-open-to-all"} <= set(moved.applied)
    ended = session.world.by_ref(first)
    assert ended is not None
    assert ended.state == State.EXPIRED
    done(session, persona, SUBMIT, **LEAD)


def test_there_is_no_action_to_extend_a_report() -> None:
    assert not [id for id in MODEL.actions if id.startswith("report.") and "extend" in id]
    assert "action:report.submit" in MODEL.enforcers()["report-no-extend"]


def test_the_same_mailbox_with_another_number_is_the_same_lead(session: Session) -> None:
    done(session, "partner-admin", SUBMIT, **LEAD)
    other = {**LEAD, "mobile": "13900000099"}
    assert refused(session, "partner-b-admin", SUBMIT, **other) == {"report-never-other-partner"}
    assert len(reports_of(session.world, "13900000099", LEAD["email"])) == 1


def test_a_lead_nobody_knows_becomes_a_customer_without_an_account(session: Session) -> None:
    new = {"full_name": "桂花甜品", "mobile": "13900000077", "email": "o@customer.example"}
    report = report_of(session, done(session, "partner-admin", SUBMIT, **new))
    lead = session.world.need(Customer, report.customer_id)
    assert (lead.state, lead.registered_at, lead.account_name) == ("lead", None, "桂花甜品")
    assert not session.world.need(Association, lead.id).associated
    assert same_person(session.world, "13900000077", "") == lead


# --- Rules 1, 4, 5, 27, 28: who may report -------------------------------------------------------


def test_cap_100_counts_reports_under_review_and_live_ones_of_the_partner() -> None:
    session = opened("busy-partner")
    assert open_count(session.world, "partner-a") == 100
    assert refused(session, "partner-admin", SUBMIT, **LEAD) == {"report-cap-100"}
    done(
        session, "partner-b-admin", SUBMIT, **{**LEAD, "mobile": "13900000098", "email": "x@customer.example"}
    )
    done(session, "huawei", "report.reject", report="r100")
    done(session, "partner-admin", SUBMIT, **LEAD)
    assert open_count(session.world, "partner-a") == 100


def test_cap_100_holds_for_an_application_too() -> None:
    session = opened("busy-partner")
    done(session, "director", "director.set_facts", record="delta", facts={"reported_by_huawei": True})
    assert refused(session, "partner-admin", APPLY, **LEAD, **FORM) == {"report-cap-100"}


@pytest.mark.parametrize(
    ("contact", "blocked"),
    [
        ({"mobile": "", "email": ""}, {"report-partner-contact-required"}),
        ({"mobile": " ", "email": ""}, {"report-partner-contact-required"}),
        ({"mobile": "", "email": "a@qinghe.example"}, set()),
        ({"mobile": "13900000021", "email": ""}, set()),
    ],
)
def test_the_partner_needs_a_mobile_or_an_email_of_its_own(
    contact: dict[str, str], blocked: set[str]
) -> None:
    session = opened(facts={"partner-a": contact})
    if not blocked:
        done(session, "partner-admin", SUBMIT, **LEAD)
        return
    assert refused(session, "partner-admin", SUBMIT, **LEAD) == blocked
    done(session, "partner-operator", "partner.update_contact", mobile="13900000020")
    done(session, "partner-admin", SUBMIT, **LEAD)


def test_a_distributor_needs_the_right_and_a_solution_provider_does_not() -> None:
    without = {"customer_development_right": False}
    session = opened("distributor", facts={"dist-d": without})
    for action, values in (
        (SUBMIT, LEAD),
        (APPLY, {**LEAD, **FORM}),
        ("invitation.create_generic_link", {"cooperation_type": "resale"}),
    ):
        assert refused(session, "dist-operator", action, **values) == {"report-distributor-permission"}
    done(opened(facts={"partner-a": without}), "partner-admin", SUBMIT, **LEAD)


def test_a_reseller_of_a_delisted_distributor_cannot_report() -> None:
    session = opened("distributor", facts={"dist-d": {"state": "delisted"}})
    assert refused(session, "reseller-admin", SUBMIT, **LEAD) == {"report-reseller-distributor-delisted"}
    done(opened("distributor"), "reseller-admin", SUBMIT, **LEAD)


def test_only_administrators_and_operators_report(session: Session) -> None:
    assert refused(session, "manager-u", SUBMIT, **LEAD) == {"am-fixed-rights"}
    assert refused(session, "acme", SUBMIT, **LEAD) == {"portal-role"}
    done(session, "partner-operator", SUBMIT, **LEAD)


def test_a_report_belongs_to_the_partner_who_made_it(session: Session) -> None:
    done(session, "partner-admin", SUBMIT, **LEAD)
    own = {"report": "report-1"}
    assert refused(session, "partner-b-admin", DELETE, **own) == {"report-purpose-exclusive"}
    done(session, "partner-operator", DELETE, **own)


# --- Rules 7–22: never, manual, direct -----------------------------------------------------------

NEVER_FACTS = {
    "report-never-intl-site": {"site": "international"},
    "report-never-consumer-cloud": {"consumer_cloud_user": True},
    "report-never-signed-contract": {"signed_contracts": ["professional_services"]},
    "report-never-cash-not-followed": {"cash_consumption": True},
    "report-never-managed-sub": {"enterprise_role": "managed_sub"},
    "report-never-reward-promotion": {"in_reward_promotion": True},
}
MANUAL_FACTS = {
    "report-manual-over-7-days": {"registered_at": "2026-03-03T09:00"},
    "report-manual-cash-followed": {"cash_consumption": True, "followed_by_direct_sales": True},
    "report-manual-reported-by-huawei": {"reported_by_huawei": True},
    "report-manual-online-sales-team": {"owner_team": "online_sales"},
    "report-manual-authorised-support-centre": {"owner_team": "support_centre"},
}


@pytest.mark.parametrize("rule", NEVER_FACTS)
def test_never_reportable_refuses_both_the_report_and_the_application(rule: str) -> None:
    session = opened(facts={"carol": NEVER_FACTS[rule]})
    assert refused(session, "partner-admin", SUBMIT, **CAROL) == {rule}
    assert refused(session, "partner-admin", APPLY, **CAROL, **FORM) == {rule}


@pytest.mark.parametrize("rule", NEVER_FACTS)
@pytest.mark.parametrize("also", MANUAL_FACTS)
def test_never_wins_over_manual(rule: str, also: str) -> None:
    facts = {**MANUAL_FACTS[also], **NEVER_FACTS[rule]}
    if rule == "report-never-cash-not-followed":
        facts["followed_by_direct_sales"] = False
    session = opened(facts={"carol": facts})
    assert refused(session, "partner-admin", SUBMIT, **CAROL) == {rule}


@pytest.mark.parametrize("rule", MANUAL_FACTS)
def test_the_manual_list_redirects_to_the_application(rule: str) -> None:
    session = opened(facts={"carol": MANUAL_FACTS[rule]})
    outcome = session.submit("partner-admin", SUBMIT, CAROL)
    assert isinstance(outcome, Refused)
    assert outcome.rules == {rule}
    assert outcome.reasons[0].rule.remedied_by == (APPLY,)
    applied = done(session, "partner-admin", APPLY, **CAROL, **FORM)
    assert report_of(session, applied).state == State.PENDING_REVIEW
    assert "report-redirect-manual" in applied.applied


def test_no_never_rule_offers_the_application_and_every_manual_rule_does() -> None:
    assert not [r.id for r in NEVER if APPLY in r.remedied_by]
    assert not [r.id for r in MANUAL if APPLY not in r.remedied_by]


def test_every_item_that_applies_is_cited() -> None:
    session = opened(facts={"carol": {**NEVER_FACTS["report-never-intl-site"], "in_reward_promotion": True}})
    assert refused(session, "partner-admin", SUBMIT, **CAROL) == {
        "report-never-intl-site",
        "report-never-reward-promotion",
    }
    session = opened(facts={"carol": {"reported_by_huawei": True, "owner_team": "online_sales"}})
    assert refused(session, "partner-admin", SUBMIT, **CAROL) == {
        "report-manual-reported-by-huawei",
        "report-manual-online-sales-team",
    }


@pytest.mark.parametrize("customer", ["acme", "bravo"])
def test_an_associated_customer_can_never_be_reported_not_even_by_its_own_partner(customer: str) -> None:
    session = opened()
    facts = session.world.need(Customer, customer)
    form = {"full_name": facts.name, "mobile": facts.mobile, "email": facts.email}
    for persona in ("partner-admin", "partner-b-admin"):
        assert refused(session, persona, SUBMIT, **form) == {"report-never-already-associated"}


def test_the_seventh_day_ends_to_the_minute() -> None:
    done(opened(clock="2026-03-14T08:59"), "partner-admin", SUBMIT, **CAROL)
    assert refused(opened(clock="2026-03-14T09:00"), "partner-admin", SUBMIT, **CAROL) == {
        "report-manual-over-7-days"
    }


@pytest.mark.parametrize(
    ("cash", "followed", "old", "blocked"),
    [
        (True, False, False, "report-never-cash-not-followed"),
        (True, False, True, "report-never-cash-not-followed"),
        (True, True, False, "report-manual-cash-followed"),
        (False, True, True, "report-manual-over-7-days"),
        (False, False, True, "report-manual-over-7-days"),
        (False, True, False, ""),
        (False, False, False, ""),
    ],
)
def test_the_decision_table_of_age_and_cash(cash: bool, followed: bool, old: bool, blocked: str) -> None:
    """Source: 01 §6.17."""
    facts: dict[str, Any] = {"cash_consumption": cash, "followed_by_direct_sales": followed}
    if old:
        facts["registered_at"] = "2026-01-01T09:00"
    session = opened(facts={"carol": facts})
    if blocked:
        assert refused(session, "partner-admin", SUBMIT, **CAROL) == {blocked}
    else:
        done(session, "partner-admin", SUBMIT, **CAROL)


def test_an_account_found_by_mail_alone_is_checked_as_well(session: Session) -> None:
    other = {**ECHO, "mobile": "13900000099"}
    assert refused(session, "partner-admin", SUBMIT, **other) == {"report-manual-over-7-days"}


# --- Rule 20 and the form ------------------------------------------------------------------------


@pytest.mark.parametrize("blank", FORM)
@pytest.mark.parametrize("empty", ["", "  "])
def test_every_part_of_the_application_is_required(session: Session, blank: str, empty: str) -> None:
    assert refused(session, "partner-admin", APPLY, **ECHO, **{**FORM, blank: empty}) == {
        "report-manual-form-required"
    }


def test_the_customer_account_is_required_only_if_there_is_one() -> None:
    session = opened(facts={"delta": {"reported_by_huawei": True}})
    done(session, "partner-admin", APPLY, **LEAD, **{**FORM, "customer_account": ""})


def test_who_can_be_reported_directly_needs_no_application(session: Session) -> None:
    assert refused(session, "partner-admin", APPLY, **LEAD, **FORM) == {"report-redirect-manual"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"mobile": "1390000"},
        {"mobile": ""},
        {"email": "nobody"},
        {"full_name": " "},
        {"full_name": "x" * 201},
    ],
)
def test_a_badly_filled_form_is_refused_in_words(session: Session, wrong: dict[str, str]) -> None:
    assert refused(session, "partner-admin", SUBMIT, **{**LEAD, **wrong}) == {"portal-form"}


def test_an_invitation_needs_a_type(session: Session) -> None:
    for kind in ({}, {"cooperation_type": "reselling"}):
        assert refused(session, "partner-admin", SUBMIT, **LEAD, send_invite=True, **kind) == {
            "invite-choose-type"
        }


# --- Reviews: 25, assoc-pending-review-does-not-lock ---------------------------------------------


def applied(session: Session, persona: str = "partner-admin", who: dict[str, str] = ECHO) -> str:
    return done(session, persona, APPLY, **who, **FORM).subject.partition("/")[2]


def test_approval_starts_the_15_days_and_tells_the_partner(session: Session) -> None:
    id = applied(session)
    session.advance(datetime(2026, 3, 12, 10))
    done(session, "huawei", "report.approve", report=id)
    report = session.world.need(CustomerReport, id)
    assert (report.state, report.reviewed) == (State.REPORTED, True)
    assert report.expires_at == datetime(2026, 3, 27, 10)
    assert session.world.notices("partner-admin")[0].rule == "report-success-status"


def test_a_rejected_application_frees_its_place_and_may_be_repeated(session: Session) -> None:
    id = applied(session)
    assert open_count(session.world, "partner-a") == 1
    done(session, "huawei", "report.reject", report=id, opinion="资料不足")
    report = session.world.need(CustomerReport, id)
    assert report.state == State.REJECTED
    assert report.opinion is not None
    assert report.opinion.zh == "资料不足"
    assert open_count(session.world, "partner-a") == 0
    applied(session)


def test_a_pending_review_does_not_lock_and_the_first_approval_wins(session: Session) -> None:
    first, second = applied(session), applied(session, "partner-b-admin")
    outcome = done(session, "huawei", "report.approve", report=second)
    assert "assoc-pending-review-does-not-lock" in outcome.applied
    assert session.world.need(CustomerReport, first).state == State.REJECTED
    assert "其他伙伴" in session.world.notices("partner-admin")[0].text.zh
    assert refused(session, "huawei", "report.approve", report=first) == {"portal-state"}


def test_approval_checks_again_for_another_report_and_for_an_association() -> None:
    session = opened(facts={"carol": {"reported_by_huawei": True}})
    id = applied(session, who=CAROL)
    done(session, "director", "director.set_facts", record="carol", facts={"reported_by_huawei": False})
    done(session, "partner-b-admin", SUBMIT, **CAROL, send_invite=True, cooperation_type="referral")
    assert refused(session, "huawei", "report.approve", report=id) == {"report-never-other-partner"}
    done(session, "carol", "invitation.accept", invitation="invitation-1")
    assert refused(session, "huawei", "report.approve", report=id) == {"report-never-already-associated"}


def test_the_reviewer_answers_by_itself_after_three_business_days() -> None:
    session = opened(clock="2026-03-12T15:00", settings={"progression": "documented"})
    id = applied(session)
    session.advance(datetime(2026, 3, 17, 23, 59))
    assert session.world.need(CustomerReport, id).state == State.PENDING_REVIEW
    session.advance(datetime(2026, 3, 18))
    assert session.world.need(CustomerReport, id).state == State.REPORTED


def test_the_length_of_the_review_is_a_setting() -> None:
    session = opened(settings={"progression": "documented", "manual_review_business_days": 1})
    id = applied(session)
    session.advance(datetime(2026, 3, 12))
    assert session.world.need(CustomerReport, id).state == State.REPORTED


def test_at_once_the_answer_comes_in_the_same_step_and_says_no_where_it_must() -> None:
    session = opened(settings={"progression": "at_once"})
    id = applied(session)
    assert session.world.need(CustomerReport, id).state == State.REPORTED
    session = opened(facts={"carol": {"reported_by_huawei": True}})
    id = applied(session, who=CAROL)
    done(session, "director", "director.set_facts", record="carol", facts={"reported_by_huawei": False})
    done(session, "partner-b-admin", SUBMIT, **CAROL)
    done(session, "director", "director.choose_progression", progression="at_once")
    session.advance(session.world.now + MINUTE)
    report = session.world.need(CustomerReport, id)
    assert report.state == State.REJECTED
    assert report.opinion is not None


# --- Rule 29: deleting ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "blocked"),
    [
        ("not_reported", False),
        ("reported", False),
        ("rejected", False),
        ("expired", False),
        ("pending_review", True),
        ("associated", True),
        ("deleted", True),
    ],
)
def test_delete_states(state: str, blocked: bool) -> None:
    session = opened("busy-partner", facts={"report/old-2": {"state": state}})
    if blocked:
        assert refused(session, "partner-operator", DELETE, report="old-2") == {"report-delete-states"}
    else:
        done(session, "partner-operator", DELETE, report="old-2")
        assert session.world.need(CustomerReport, "old-2").state == State.DELETED


def test_deleting_a_live_report_frees_the_lead_and_the_place(session: Session) -> None:
    done(session, "partner-admin", SUBMIT, **LEAD)
    done(session, "partner-admin", DELETE, report="report-1")
    assert open_count(session.world, "partner-a") == 0
    done(session, "partner-b-admin", SUBMIT, **LEAD)


def test_deleting_many_gives_a_result_for_every_row() -> None:
    session = opened("busy-partner")
    outcome = done(
        session, "partner-operator", "report.delete_many", reports=["old-1", "r061", "r001", "r001"]
    )
    assert [sorted(r.rule.id for r in row.reasons) for row in outcome.rows] == [
        [],
        ["report-delete-states"],
        [],
    ]
    assert refused(session, "partner-operator", "report.delete_many", reports=["r062"]) == {
        "report-delete-states"
    }


def test_a_deleted_report_no_longer_expires(session: Session) -> None:
    done(session, "partner-admin", SUBMIT, **LEAD)
    done(session, "partner-admin", DELETE, report="report-1")
    session.advance(session.world.now + timedelta(days=20))
    assert session.world.need(CustomerReport, "report-1").state == State.DELETED


# --- What a face shows ---------------------------------------------------------------------------


def test_the_row_offers_what_is_possible_and_shows_its_deadline(session: Session) -> None:
    done(session, "partner-admin", SUBMIT, **LEAD)
    persona = MODEL.persona(session.world, "partner-admin")
    assert persona is not None
    seen = view(session.simulator, session.world, persona, "report/report-1")
    offered = {a.id for a in seen.actions if a.available}
    assert {"invitation.send_online", "invitation.preview_mail", DELETE} <= offered
    assert "report.approve" not in offered
    assert [d.at for d in seen.deadlines] == [datetime(2026, 3, 25, 9)]


@pytest.mark.parametrize("customer_id", ["carol", ""])
def test_9_a_customer_is_recognised_by_its_account(customer_id: str) -> None:
    report = {
        "state": "reported",
        "partner_id": "partner-b",
        "customer_id": customer_id,
        "full_name": "x",
        "mobile": "13911111111",
        "email": "x@customer.example",
        "submitted_at": "2026-03-09T09:00",
        "approved_at": "2026-03-09T09:00",
    }
    session = opened(entities={"report": {"first": report}})
    lead = {"full_name": "山茶花艺", "mobile": "13900000003", "email": "carol@customer.example"}
    outcome = session.submit("partner-admin", "report.submit", lead)
    assert outcome.accepted == (customer_id == "")


def test_22_an_account_known_by_its_mailbox_goes_before_a_lead_known_by_its_number() -> None:
    session = opened(facts={"echo": {"site": "international"}})
    lead = {"full_name": "x", "mobile": "13900000004", "email": "echo@customer.example"}
    outcome = session.submit("partner-admin", "report.submit", lead)
    assert isinstance(outcome, Refused)
    assert outcome.rules == {"report-never-intl-site"}
