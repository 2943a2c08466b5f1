"""Plans, applications, invitations and the relation: rules 1 to 26."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.cooperation import State as LinkState
from sandbox.center.resellers.cooperation_application import CooperationApplication
from sandbox.center.resellers.cooperation_invitation import CooperationInvitation
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator

BLOCKERS = {
    "solution_provider": (True, "a"),
    "customer_of": ("dist-e", "b"),
    "open_resources": (1, "c"),
    "frozen": (True, "d"),
    "has_spent": (True, "e"),
    "arrears": ("0.01", "f"),
    "enterprise_member": (True, "g"),
    "credit_account": (True, "h"),
    "reported_by_huawei": (True, "i"),
    "personal_real_name": (True, "j"),
}
CONDITIONS = {
    "open_resources": (1, "a"),
    "arrears": ("0.01", "b"),
    "invoiceable_amount": ("0.01", "c"),
    "postpaid_enabled": (True, "d"),
    "special_contract": (True, "e"),
    "customer_of": ("dist-d", "f"),
}


def begin(**given: object) -> Session:
    start = Start.model_validate({"world": "distribution", **given})
    return Session.begin(Simulator(MODEL), start, fixtures.source)


def done(session: Session, persona: str, action: str, **values: object) -> Accepted:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome


def refused(session: Session, persona: str, action: str, **values: object) -> set[str]:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


def link(session: Session, reseller: str) -> Cooperation:
    return session.world.need(Cooperation, reseller)


@pytest.mark.parametrize("fact", BLOCKERS)
def test_distributor_join_blockers_cite_just_the_condition_that_fails(fact: str) -> None:
    value, letter = BLOCKERS[fact]
    session = begin(facts={"plan_account/company-o": {fact: value}})
    done(session, "huawei", "distributor_plan.invite", partner="company-o")
    rules = refused(session, "company-o-admin", "distributor_plan.apply", agreements_accepted=True)
    assert rules == {f"resell-distributor-join-blockers-{letter}"}


@pytest.mark.parametrize("fact", CONDITIONS)
def test_join_clean_account_cites_just_the_condition_that_fails(fact: str) -> None:
    value, letter = CONDITIONS[fact]
    session = begin(facts={"plan_account/company-n": {fact: value}})
    assert refused(session, "company-admin", "reseller_plan.check") == {f"resell-join-clean-account-{letter}"}


def test_one_cent_of_balance_is_too_much_to_join() -> None:
    session = begin(balances={"partner/company-n:recharge": "0.01"})
    assert refused(session, "company-admin", "reseller_plan.join", agreements_accepted=True) == {
        "resell-join-clean-account-b"
    }
    done(session, "company-admin", "plan_account.clear", item="balance")
    done(session, "company-admin", "reseller_plan.join", agreements_accepted=True)
    assert link(session, "company-n").state == LinkState.FREE


def test_the_registration_link_lives_24_hours_to_the_minute() -> None:
    session = begin()
    for minutes, state in ((24 * 60 - 1, "used"), (24 * 60, "expired")):
        session = begin()
        for action, named in (
            ("verify_mail", {}),
            ("verify_phone", {"quick_registration": "quick_registration-1"}),
        ):
            purpose = f"quick_registration.{action}"
            done(session, "company-admin", "code.request", purpose=purpose)
            code = next(
                c for c in session.world.tables["code"].values() if c.purpose == purpose and c.state == "sent"
            )
            done(session, "company-admin", purpose, code=code.digits, **named)
        session.advance(session.world.now + timedelta(minutes=minutes))
        outcome = session.submit(
            "company-admin",
            "quick_registration.register",
            {"quick_registration": "quick_registration-1", "account_name": "新账号", "mobile": "13900000090"},
        )
        assert outcome.accepted == (state == "used")
        assert session.world.by_ref("quick_registration/quick_registration-1").state == state  # type: ignore[union-attr]


def test_an_approval_voids_nothing_of_others_and_opens_one_relation() -> None:
    session = begin()
    done(session, "t-admin", "cooperation_application.submit", distributor="dist-d")
    done(session, "u-admin", "cooperation_application.submit", distributor="dist-d")
    done(
        session,
        "dist-operator",
        "cooperation_application.review",
        cooperation_application="cooperation_application-1",
        decision="approve",
    )
    states = [a.state for a in session.world.all(CooperationApplication)]
    assert states == ["approved", "pending"]
    assert link(session, "reseller-t").distributor_id == "dist-d"
    assert link(session, "reseller-u").state == LinkState.FREE


@pytest.mark.parametrize("length", [0, 257])
def test_a_rejection_needs_1_to_256_characters(length: int) -> None:
    session = begin()
    done(session, "t-admin", "cooperation_application.submit", distributor="dist-d")
    values = {"cooperation_application": "cooperation_application-1", "decision": "reject"}
    review = "cooperation_application.review"
    assert refused(session, "dist-admin", review, opinion="原" * length, **values) == {
        "resell-app-reject-reason"
    }
    done(session, "dist-admin", review, opinion="原" * 256, **values)


def test_an_invitation_that_failed_because_of_another_plan() -> None:
    session = begin()
    done(session, "dist-admin", "cooperation_invitation.send", reseller="company-n")
    done(session, "company-admin", "partner_plan.join_other")
    assert session.world.need(CooperationInvitation, "cooperation_invitation-1").state == "expired"


def test_a_reseller_with_a_distributor_cannot_accept_another_invitation() -> None:
    session = begin()
    done(session, "dist-admin", "cooperation_invitation.send", reseller="reseller-t")
    done(session, "dist-e-admin", "cooperation_invitation.send", reseller="reseller-t")
    for number, persona in ((1, "first"), (2, "second")):
        values = {"cooperation_invitation": f"cooperation_invitation-{number}", "agreements_accepted": True}
        if persona == "first":
            done(session, "t-admin", "cooperation_invitation.accept", **values)
        else:
            assert refused(session, "t-admin", "cooperation_invitation.accept", **values) == {
                "resell-change-distributor-no"
            }


def test_the_relation_begins_at_the_instant_of_approval() -> None:
    session = begin(clock=datetime(2026, 3, 31, 23, 59))
    done(session, "dist-admin", "cooperation_invitation.send", reseller="reseller-t")
    done(
        session,
        "t-admin",
        "cooperation_invitation.accept",
        cooperation_invitation="cooperation_invitation-1",
        agreements_accepted=True,
    )
    assert link(session, "reseller-t").associated_on == datetime(2026, 3, 31, 23, 59)


def test_a_review_without_a_decision_asks_for_the_decision_and_not_for_a_reason_to_reject() -> None:
    session = begin()
    done(session, "t-admin", "cooperation_application.submit", distributor="dist-d")
    asked = {"cooperation_application": "cooperation_application-1"}
    outcome = session.submit("dist-admin", "cooperation_application.review", asked)
    assert isinstance(outcome, Refused)
    assert [(r.rule.id, r.values["field"].zh) for r in outcome.reasons] == [("portal-form", "审核结论")]
