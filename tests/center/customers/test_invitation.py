"""Inviting a customer: rules 6, 31 to 43 and the errata about links."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.account import Customer
from sandbox.center.customers.association import Association
from sandbox.center.customers.invitation import Invitation, State
from sandbox.center.customers.report import CustomerReport
from sandbox.center.customers.report import State as ReportState
from sandbox.engine.codes import latest
from sandbox.engine.session import Session, SessionFile, Start, decode, encode
from sandbox.engine.simulator import Accepted, Refused, Simulator
from sandbox.engine.view import view

SUBMIT, SEND, ACCEPT, RESEND = (
    "report.submit",
    "invitation.send_online",
    "invitation.accept",
    "invitation.resend",
)
GENERIC, CUSTOM = "invitation.create_generic_link", "invitation.create_custom_link"
ACTIVITY = "invitation.create_activity_link"
LEAD = {"full_name": "麦浪农场", "mobile": "13900000004", "email": "delta@customer.example"}
CAROL = {"full_name": "山茶花艺", "mobile": "13900000003", "email": "carol@customer.example"}
MINUTE = timedelta(minutes=1)
REFERRAL = {"cooperation_type": "referral"}
RESALE = {"cooperation_type": "resale"}


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
    kinds = ("association", "association_record", "customer", "report")
    assert all(before.tables.get(k) is session.world.tables.get(k) for k in kinds)
    return set(outcome.rules)


def made(session: Session, persona: str, action: str, **values: Any) -> str:
    """The id of what the action made."""
    return done(session, persona, action, **values).subject.partition("/")[2]


def registered(session: Session, persona: str, invitation: str, **values: Any) -> Accepted:
    """A lead accepts with the code from its phone."""
    session.submit(persona, "code.request", {"purpose": ACCEPT})
    code = latest(session.world, persona, ACCEPT)
    assert code is not None
    return done(
        session,
        persona,
        ACCEPT,
        **{"invitation": invitation, "notice_accepted": True, "code": code.digits, **values},
    )


def mailed(session: Session, who: dict[str, str] = LEAD, kind: str = "referral") -> tuple[str, str]:
    """A report of the partner and the invitation sent for it."""
    report = made(session, "partner-admin", SUBMIT, **who)
    return report, made(session, "partner-admin", SEND, report=report, cooperation_type=kind)


def invitation(session: Session, id: str) -> Invitation:
    return session.world.need(Invitation, id)


def rows(session: Session, link: str) -> list[Invitation]:
    return [i for i in session.world.all(Invitation) if i.link_id == link]


@pytest.fixture
def session() -> Session:
    return opened()


# --- Sending by mail: 31, 33, 34, 43 -------------------------------------------------------------


@pytest.mark.parametrize(
    "state", ["not_reported", "pending_review", "rejected", "expired", "associated", "deleted"]
)
def test_only_a_live_report_can_be_invited_by_mail(state: str) -> None:
    session = opened("busy-partner", facts={"report/r001": {"state": state}})
    assert refused(session, "partner-admin", SEND, report="r001", **RESALE) == {
        "invite-online-needs-reported"
    }
    done(session, "partner-admin", SEND, report="r002", **RESALE)


def test_a_mail_needs_a_type_and_a_confirmation(session: Session) -> None:
    report = made(session, "partner-admin", SUBMIT, **LEAD)
    assert refused(session, "partner-admin", SEND, report=report) == {"invite-choose-type"}
    assert refused(session, "partner-admin", SEND, report=report, **REFERRAL, confirmed=False) == {
        "invite-online-confirm-preview"
    }
    done(session, "partner-admin", SEND, report=report, **REFERRAL, confirmed=True)


def test_the_preview_shows_the_mail_and_changes_nothing(session: Session) -> None:
    report = made(session, "partner-admin", SUBMIT, **LEAD)
    before = session.world
    outcome = done(session, "partner-admin", "invitation.preview_mail", report=report, **REFERRAL)
    assert session.world == before
    (shown,) = [e for e in outcome.events if e.name == "mail_previewed"]
    assert shown.text is not None
    assert "青禾云科技" in shown.text.zh
    assert "顾问销售" in shown.text.zh
    assert refused(session, "partner-admin", "invitation.preview_mail", report=report) == {
        "invite-choose-type"
    }


def test_another_partners_report_cannot_be_invited_from(session: Session) -> None:
    report = made(session, "partner-admin", SUBMIT, **LEAD)
    assert refused(session, "partner-b-admin", SEND, report=report, **REFERRAL) == {
        "report-purpose-exclusive"
    }


def test_mails_go_to_the_reported_mailbox_even_after_the_customer_changed_it(session: Session) -> None:
    report = made(session, "partner-admin", SUBMIT, **LEAD)
    done(session, "director", "director.set_facts", record="delta", facts={"email": "new@customer.example"})
    outcome = done(session, "partner-admin", SEND, report=report, **REFERRAL)
    assert "invite-email-changed" in outcome.applied
    assert session.world.notices("delta") == []
    assert [n.channel for n in session.world.notices("delta@customer.example")] == ["mail"]


def test_an_unchanged_mailbox_gets_the_mail_without_a_warning(session: Session) -> None:
    report = made(session, "partner-admin", SUBMIT, **LEAD)
    outcome = done(session, "partner-admin", SEND, report=report, **REFERRAL)
    assert "invite-email-changed" not in outcome.applied
    assert [n.channel for n in session.world.notices("delta")] == ["mail"]


# --- The mail is answered: 6, 32, 40–42, live report, deletion -----------------------------------


def test_a_lead_registers_and_is_associated_in_one_step(session: Session) -> None:
    report, mail = mailed(session, kind="resale")
    outcome = registered(session, "delta", mail, mobile="13900000004", email="office@customer.example")
    delta = session.world.need(Customer, "delta")
    assert (delta.state, delta.registered_at) == ("active", session.world.now)
    assert (delta.email, delta.ondemand_grace_days) == ("office@customer.example", 1)
    assert invitation(session, mail).state == State.ASSOCIATED
    assert session.world.need(CustomerReport, report).state == ReportState.ASSOCIATED
    assert session.world.need(Association, "delta").state == "resale"
    assert {"invite-new-account-register", "assoc-notify-success", "assoc-grace-min-1-day"} <= set(
        outcome.applied
    )
    assert "invite-existing-account-login" not in outcome.applied


def test_an_existing_account_just_signs_in(session: Session) -> None:
    _, mail = mailed(session, CAROL)
    outcome = done(session, "carol", ACCEPT, invitation=mail)
    assert "invite-existing-account-login" in outcome.applied
    assert "invite-new-account-register" not in outcome.applied
    assert session.world.need(Customer, "carol").registered_at == datetime(2026, 3, 7, 9)


@pytest.mark.parametrize("code", ["", "000000"])
def test_registering_needs_the_code(session: Session, code: str) -> None:
    _, mail = mailed(session)
    done(session, "delta", "code.request", purpose=ACCEPT)
    assert refused(session, "delta", ACCEPT, invitation=mail, code=code) == {"invite-new-account-register"}
    assert invitation(session, mail).state == State.SENT


def test_registering_needs_a_mobile_number(session: Session) -> None:
    link = made(session, "partner-admin", GENERIC, **REFERRAL)
    done(session, "director", "director.set_facts", record="delta", facts={"mobile": ""})
    assert refused(session, "delta", ACCEPT, invitation=link) == {"invite-new-account-register"}
    registered(session, "delta", link, mobile="13900000004")


def test_too_many_wrong_codes_need_a_new_one(session: Session) -> None:
    _, mail = mailed(session)
    done(session, "delta", "code.request", purpose=ACCEPT)
    code = latest(session.world, "delta", ACCEPT)
    assert code is not None
    for _ in range(4):
        refused(session, "delta", ACCEPT, invitation=mail, code="000000")
    assert refused(session, "delta", ACCEPT, invitation=mail, code=code.digits) == {
        "invite-new-account-register"
    }
    registered(session, "delta", mail)


@pytest.mark.parametrize(
    ("kind", "ticked", "ok"), [("resale", False, False), ("resale", True, True), ("referral", False, True)]
)
def test_the_notice_is_mandatory_for_resale(session: Session, kind: str, ticked: bool, ok: bool) -> None:
    _, mail = mailed(session, CAROL, kind)
    if ok:
        done(session, "carol", ACCEPT, invitation=mail, notice_accepted=ticked)
        return
    assert refused(session, "carol", ACCEPT, invitation=mail, notice_accepted=ticked) == {
        "invite-accept-notice"
    }
    assert invitation(session, mail).state == State.SENT


def test_another_number_than_the_reported_one_fails_online(session: Session) -> None:
    report, mail = mailed(session)
    assert refused(session, "delta", ACCEPT, invitation=mail, mobile="13900000099") == {
        "report-phone-must-match"
    }
    failed = invitation(session, mail)
    assert failed.state == State.FAILED
    assert failed.fail_rules == ("report-phone-must-match",)
    assert failed.fail_reason is not None
    assert session.world.need(CustomerReport, report).state == ReportState.REPORTED
    registered(session, "delta", mail, mobile="13900000004")


def test_an_account_of_somebody_else_fails_online(session: Session) -> None:
    _, mail = mailed(session)
    assert refused(session, "carol", ACCEPT, invitation=mail) == {"report-phone-must-match"}


def test_a_mail_link_lives_7_days_to_the_minute() -> None:
    for clock, ok in ((datetime(2026, 3, 17, 8, 59), True), (datetime(2026, 3, 17, 9), False)):
        session = opened()
        report, mail = mailed(session)
        moved = session.advance(clock)
        assert ("invite-online-link-7-days" in moved.applied) is not ok
        if ok:
            registered(session, "delta", mail)
            continue
        assert invitation(session, mail).state == State.EXPIRED
        assert refused(session, "delta", ACCEPT, invitation=mail) == {"invite-online-link-7-days"}
        assert invitation(session, mail).state == State.FAILED
        assert session.world.need(CustomerReport, report).state == ReportState.REPORTED


def test_inviting_again_replaces_the_link(session: Session) -> None:
    _, mail = mailed(session)
    session.advance(datetime(2026, 3, 18, 9))
    again = made(session, "partner-operator", RESEND, invitation=mail)
    assert invitation(session, again).cooperation_type == "referral"
    assert invitation(session, again).valid_until == datetime(2026, 3, 25, 9)
    assert refused(session, "delta", ACCEPT, invitation=mail) == {"invite-online-link-7-days"}
    registered(session, "delta", again)


def test_inviting_again_can_change_the_type(session: Session) -> None:
    done(session, "director", "director.set_facts", record="carol", facts={"stored_value_card": 10})
    _, mail = mailed(session, CAROL, "resale")
    assert refused(session, "carol", ACCEPT, invitation=mail, notice_accepted=True) == {
        "assoc-resale-block-stored-value-card"
    }
    again = made(session, "partner-admin", RESEND, invitation=mail, **REFERRAL)
    done(session, "carol", ACCEPT, invitation=again)
    assert session.world.need(Association, "carol").state == "referral"


def test_a_link_that_still_waits_is_not_sent_again(session: Session) -> None:
    _, mail = mailed(session)
    assert refused(session, "partner-admin", RESEND, invitation=mail) == {"portal-state"}


def test_a_live_report_is_needed_at_acceptance(session: Session) -> None:
    report = made(session, "partner-admin", SUBMIT, **LEAD)
    session.advance(datetime(2026, 3, 24, 9))
    mail = made(session, "partner-admin", SEND, report=report, **REFERRAL)
    session.advance(datetime(2026, 3, 25, 9))
    assert refused(session, "delta", ACCEPT, invitation=mail) == {"invite-live-report-at-acceptance"}
    assert refused(session, "partner-admin", RESEND, invitation=mail) == {"invite-online-needs-reported"}


def test_deleting_the_report_voids_its_open_links(session: Session) -> None:
    report, mail = mailed(session)
    outcome = done(session, "partner-admin", "report.delete", report=report)
    assert "report-delete-voids-open-links" in outcome.applied
    assert invitation(session, mail).state == State.EXPIRED
    assert refused(session, "delta", ACCEPT, invitation=mail) == {"report-delete-voids-open-links"}


def test_an_invitation_is_used_once(session: Session) -> None:
    _, mail = mailed(session, CAROL)
    done(session, "carol", ACCEPT, invitation=mail)
    again = refused(session, "carol", ACCEPT, invitation=mail)
    assert again == {"invite-link-unused", "assoc-block-already-associated"}
    assert invitation(session, mail).state == State.ASSOCIATED


def test_a_used_mail_that_is_old_too_says_both(session: Session) -> None:
    _, mail = mailed(session, CAROL)
    done(session, "carol", ACCEPT, invitation=mail)
    session.advance(invitation(session, mail).valid_until)
    again = refused(session, "carol", ACCEPT, invitation=mail)
    assert again == {"invite-link-unused", "invite-online-link-7-days", "assoc-block-already-associated"}


def test_every_reason_is_listed(session: Session) -> None:
    done(
        session,
        "director",
        "director.set_facts",
        record="carol",
        facts={"arrears": 1, "credit_account": True},
    )
    _, mail = mailed(session, CAROL, "resale")
    session.advance(datetime(2026, 3, 17, 9))
    assert refused(session, "carol", ACCEPT, invitation=mail, notice_accepted=True) == {
        "invite-online-link-7-days",
        "assoc-block-arrears",
        "assoc-resale-block-credit-account",
    }


def test_an_approved_review_and_a_mail_lift_age_owner_and_huaweis_report() -> None:
    facts = {"registered_at": "2024-01-01T09:00", "owner_team": "support_centre", "reported_by_huawei": True}
    session = opened(facts={"carol": facts})
    form = {
        "expected_consumption": "多",
        "communication": "拜访",
        "project_details": "商城",
        "customer_account": "carol",
    }
    report = made(session, "partner-admin", "report.apply_manual_review", **CAROL, **form)
    done(session, "huawei", "report.approve", report=report)
    link = made(session, "partner-admin", GENERIC, **REFERRAL)
    assert refused(session, "carol", ACCEPT, invitation=link) == {
        "invite-offline-account-within-7-days",
        "assoc-block-over-7-days-or-cash",
    }
    mail = made(session, "partner-admin", SEND, report=report, **REFERRAL)
    done(session, "carol", ACCEPT, invitation=mail)


def test_cash_without_a_report_cannot_come_by_an_offline_link() -> None:
    session = opened(facts={"carol": {"cash_consumption": True, "followed_by_direct_sales": True}})
    link = made(session, "partner-admin", GENERIC, **REFERRAL)
    assert refused(session, "carol", ACCEPT, invitation=link) == {"assoc-block-over-7-days-or-cash"}


def test_a_closed_account_cannot_sign_in(session: Session) -> None:
    _, mail = mailed(session, CAROL)
    done(session, "carol", "customer.close_account", customer="carol")
    assert refused(session, "carol", ACCEPT, invitation=mail) == {"portal-account-open"}


# --- Offline links: 34–39, 6.19 ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "more"), [(GENERIC, {}), (CUSTOM, {"association_label": "展会"}), (ACTIVITY, {})]
)
def test_every_link_needs_a_type(session: Session, action: str, more: dict[str, Any]) -> None:
    assert refused(session, "partner-admin", action, **more) == {"invite-choose-type"}
    done(session, "partner-admin", action, **REFERRAL, **more)


def test_the_generic_link_carries_the_login_name_and_is_one_for_each_member_and_type(
    session: Session,
) -> None:
    mine = made(session, "partner-admin", GENERIC, **REFERRAL)
    assert invitation(session, mine).association_label == "林若溪"
    assert made(session, "partner-admin", GENERIC, **REFERRAL) == mine
    assert made(session, "partner-admin", GENERIC, **RESALE) != mine
    assert (
        invitation(session, made(session, "partner-operator", GENERIC, **REFERRAL)).association_label
        == "周子谦"
    )


def test_whoever_makes_a_link_is_told_where_the_customer_goes_on(session: Session) -> None:
    outcome = done(session, "partner-admin", GENERIC, **REFERRAL)
    (told,) = [event.text for event in outcome.events if event.text]
    place = MODEL.listings["my_invitations"].menu
    assert place.zh in told.zh
    assert place.en in told.en


@pytest.mark.parametrize("label", ["", "  "])
def test_a_custom_link_needs_a_label(session: Session, label: str) -> None:
    assert refused(session, "partner-admin", CUSTOM, **REFERRAL, association_label=label) == {
        "invite-offline-label"
    }


def test_the_label_follows_the_customer(session: Session) -> None:
    link = made(session, "partner-admin", CUSTOM, **REFERRAL, association_label=" 展会 ")
    done(session, "carol", ACCEPT, invitation=link)
    assert session.world.need(Association, "carol").association_label == "展会"


def test_the_hundred_and_first_custom_link_waits_for_the_sliding_window() -> None:
    session = opened("busy-partner")
    new = {**RESALE, "association_label": "展位"}
    done(session, "partner-admin", CUSTOM, **new)
    outcome = session.submit("partner-admin", CUSTOM, new)
    assert isinstance(outcome, Refused)
    assert outcome.rules == {"invite-offline-custom-100-per-24h"}
    assert outcome.reasons[0].values["earliest"] == datetime(2026, 3, 10, 9, 30)
    session.advance(datetime(2026, 3, 10, 9, 30) - MINUTE)
    assert refused(session, "partner-admin", CUSTOM, **new) == {"invite-offline-custom-100-per-24h"}
    session.advance(datetime(2026, 3, 10, 9, 30))
    done(session, "partner-admin", CUSTOM, **new)
    assert refused(session, "partner-admin", CUSTOM, **new) == {"invite-offline-custom-100-per-24h"}
    done(session, "partner-admin", GENERIC, **RESALE)
    done(session, "partner-admin", ACTIVITY, **RESALE)


def test_customers_who_used_a_custom_link_do_not_count_as_links() -> None:
    session = opened("busy-partner")
    registered(session, "delta", "l001")
    done(session, "partner-admin", CUSTOM, **RESALE, association_label="展位")
    assert refused(session, "partner-admin", CUSTOM, **RESALE, association_label="展位") == {
        "invite-offline-custom-100-per-24h"
    }


@pytest.mark.parametrize("days", [0, 91, -1])
def test_an_activity_lasts_1_to_90_days(session: Session, days: int) -> None:
    assert refused(session, "partner-admin", ACTIVITY, **REFERRAL, valid_days=days) == {"portal-form"}


@pytest.mark.parametrize(("days", "until"), [(None, datetime(2026, 4, 9, 9)), (1, datetime(2026, 3, 11, 9))])
def test_an_activity_link_ends_after_its_days(session: Session, days: int | None, until: datetime) -> None:
    link = made(
        session, "partner-admin", ACTIVITY, **REFERRAL, **({} if days is None else {"valid_days": days})
    )
    assert invitation(session, link).valid_until == until
    session.advance(until - MINUTE)
    assert invitation(session, link).state == State.SENT
    assert "invite-activity-limited-validity" in session.advance(until).applied
    assert invitation(session, link).state == State.EXPIRED
    assert refused(session, "delta", ACCEPT, invitation=link) == {"invite-activity-limited-validity"}


@pytest.mark.parametrize(("action", "more"), [(GENERIC, {}), (CUSTOM, {"association_label": "展会"})])
def test_generic_and_custom_links_never_expire(session: Session, action: str, more: dict[str, Any]) -> None:
    link = made(session, "partner-admin", action, **REFERRAL, **more)
    session.advance(session.world.now + timedelta(days=1000))
    registered(session, "delta", link)


def test_an_offline_link_serves_accounts_younger_than_7_days_to_the_minute() -> None:
    for clock, ok in ((datetime(2026, 3, 14, 8, 59), True), (datetime(2026, 3, 14, 9), False)):
        session = opened()
        link = made(session, "partner-admin", GENERIC, **REFERRAL)
        session.advance(clock)
        if ok:
            done(session, "carol", ACCEPT, invitation=link)
        else:
            assert refused(session, "carol", ACCEPT, invitation=link) == {
                "invite-offline-account-within-7-days",
                "assoc-block-over-7-days-or-cash",
            }


def test_one_link_serves_many_customers_each_with_a_row(session: Session) -> None:
    link = made(session, "partner-admin", GENERIC, **REFERRAL)
    refused(session, "echo", ACCEPT, invitation=link)
    refused(session, "echo", ACCEPT, invitation=link)
    done(session, "carol", ACCEPT, invitation=link)
    registered(session, "delta", link)
    assert {(r.customer_id, str(r.state)) for r in rows(session, link)} == {
        ("echo", "failed"),
        ("carol", "associated"),
        ("delta", "associated"),
    }
    assert invitation(session, link).state == State.SENT


def test_a_failed_row_becomes_the_success_later(session: Session) -> None:
    done(session, "director", "director.set_facts", record="carol", facts={"arrears": 5})
    link = made(session, "partner-admin", GENERIC, **REFERRAL)
    assert refused(session, "carol", ACCEPT, invitation=link) == {"assoc-block-arrears"}
    done(session, "carol", "customer.top_up", customer="carol", amount="5")
    done(session, "carol", ACCEPT, invitation=link)
    (row,) = rows(session, link)
    assert (row.state, row.fail_reason, row.fail_rules) == (State.ASSOCIATED, None, ())


def test_a_live_report_of_another_partner_blocks_the_offline_link(session: Session) -> None:
    done(session, "partner-admin", SUBMIT, **LEAD)
    link = made(session, "partner-b-admin", GENERIC, **REFERRAL)
    assert refused(session, "delta", ACCEPT, invitation=link) == {"invite-offline-blocked-by-other-report"}
    session.advance(datetime(2026, 3, 25, 9))
    registered(session, "delta", link)


def test_an_offline_link_uses_up_the_own_report_only_if_the_number_matches(session: Session) -> None:
    report = made(session, "partner-admin", SUBMIT, **LEAD)
    link = made(session, "partner-admin", GENERIC, **REFERRAL)
    registered(session, "delta", link, mobile="13900000004")
    assert session.world.need(CustomerReport, report).state == ReportState.ASSOCIATED
    session = opened()
    report = made(session, "partner-admin", SUBMIT, **LEAD)
    link = made(session, "partner-admin", GENERIC, **REFERRAL)
    registered(session, "delta", link, mobile="13900000099")
    assert session.world.need(CustomerReport, report).state == ReportState.REPORTED
    assert session.world.need(Association, "delta").associated


def test_offline_rows_are_not_sent_again_without_a_report(session: Session) -> None:
    link = made(session, "partner-admin", GENERIC, **REFERRAL)
    refused(session, "echo", ACCEPT, invitation=link)
    (row,) = rows(session, link)
    assert refused(session, "partner-admin", RESEND, invitation=row.id) == {"invite-online-needs-reported"}


# --- What the portal notes, and what a face shows ------------------------------------------------


def test_a_failure_is_noted_by_the_portal_and_replays(session: Session) -> None:
    _, mail = mailed(session)
    refused(session, "delta", ACCEPT, invitation=mail, mobile="13900000099")
    assert [(s.persona, s.do) for s in session.log][-1] == ("portal", "invitation.note_failure")
    link = encode(SessionFile(start=session.start, log=session.log))
    assert Session.replay(Simulator(MODEL), decode(link), fixtures.source).world == session.world


def test_the_row_shows_its_deadline_and_what_blocks_before_the_form_is_filled(session: Session) -> None:
    _, mail = mailed(session)
    for name, open_ in (("delta", True), ("carol", False)):
        persona = MODEL.persona(session.world, name)
        assert persona is not None
        seen = view(session.simulator, session.world, persona, f"invitation/{mail}")
        (accept,) = [a for a in seen.actions if a.id == ACCEPT]
        assert accept.available is open_
        assert [d.at for d in seen.deadlines] == [datetime(2026, 3, 17, 9)]
