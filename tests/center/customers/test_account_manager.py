"""Account managers: rules 132 to 136."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.customers.account_manager import (
    AccountManagerAssignment,
    Consumption,
    State,
    View,
    figure,
    running,
)
from sandbox.center.customers.association import Association
from sandbox.engine.scenario import look
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator

LINKED = {
    "state": "resale",
    "partner_id": "partner-a",
    "cooperation_type": "resale",
    "associated_at": "2026-03-08T10:00",
}


@pytest.fixture
def session() -> Session:
    start = Start.model_validate(
        {"facts": {"association/echo": LINKED}, "balances": {"customer/echo:partner_fund": 1000}}
    )
    return Session.begin(Simulator(MODEL), start, fixtures.source)


def done(session: Session, persona: str, action: str, **values: object) -> Accepted:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome


def refused(session: Session, persona: str, action: str, **values: object) -> set[str]:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


def rows(session: Session, page: str, persona: str) -> set[str]:
    return set(look(session.simulator, session.world, page, persona)["rows"])


def consumed(session: Session, customer: str, amount: str) -> None:
    done(session, "director", "director.post_consumption", customer=customer, amount=amount)


# --- Assigning -----------------------------------------------------------------------------------


def test_a_world_that_names_managers_has_their_assignments(session: Session) -> None:
    assignment = running(session.world, "acme")
    assert assignment is not None
    assert assignment.account_manager_id == "manager-u"
    assert assignment.assigned_at == datetime(2025, 6, 18, 10, 30)


@pytest.mark.parametrize("persona", ["partner-admin", "partner-operator"])
def test_administrators_and_operators_assign(session: Session, persona: str) -> None:
    outcome = done(session, persona, "account_manager.assign", customer="echo", account_manager="manager-u")
    assert outcome.subject == "assignment/assignment-1"
    assert session.world.need(Association, "echo").account_manager_id == "manager-u"


def test_the_same_manager_again_changes_nothing(session: Session) -> None:
    done(session, "partner-admin", "account_manager.assign", customer="acme", account_manager="manager-u")
    assert len(session.world.find(AccountManagerAssignment, customer_id="acme")) == 1


def test_a_new_manager_replaces_the_old_one(session: Session) -> None:
    done(session, "partner-admin", "member.add_role", member="partner-operator", role="account_manager")
    done(
        session,
        "partner-admin",
        "account_manager.assign",
        customer="acme",
        account_manager="partner-operator",
    )
    old, new = session.world.find(AccountManagerAssignment, customer_id="acme")
    assert (old.state, old.ended_at) == (State.REPLACED, session.world.now)
    assert (new.state, new.account_manager_id) == (State.ASSIGNED, "partner-operator")


@pytest.mark.parametrize(
    ("customer", "manager", "rule"),
    [
        ("echo", "partner-operator", "portal-assignee-is-manager"),
        ("echo", "partner-b-admin", "portal-assignee-is-manager"),
        ("carol", "manager-u", "portal-own-customer"),
        ("echo", "nobody", "portal-record-exists"),
    ],
)
def test_only_ones_own_managers_and_customers(
    session: Session, customer: str, manager: str, rule: str
) -> None:
    values = {"customer": customer, "account_manager": manager}
    assert refused(session, "partner-admin", "account_manager.assign", **values) == {rule}


def test_a_batch_gives_a_result_for_each_row(session: Session) -> None:
    outcome = done(
        session,
        "partner-admin",
        "account_manager.assign_many",
        customers=["echo", "carol"],
        account_manager="manager-u",
    )
    assert [[r.rule.id for r in row.reasons] for row in outcome.rows] == [[], ["portal-own-customer"]]


def test_a_withdrawal_ends_access_at_once_and_happens_once(session: Session) -> None:
    done(session, "partner-admin", "account_manager.withdraw", assignment="assignment-acme")
    assert session.world.need(Association, "acme").account_manager_id == ""
    assert running(session.world, "acme") is None
    assert rows(session, "customers.list", "manager-u") == {"bravo"}
    values = {"assignment": "assignment-acme"}
    assert refused(session, "partner-admin", "account_manager.withdraw", **values) == {"portal-state"}


def test_several_customers_are_withdrawn_at_once(session: Session) -> None:
    assignments = ["assignment-acme", "assignment-bravo"]
    done(session, "partner-admin", "account_manager.withdraw_many", assignments=assignments)
    assert rows(session, "customers.list", "manager-u") == set()


# --- What a manager sees and may do --------------------------------------------------------------


def test_am_sees_own_only(session: Session) -> None:
    assert rows(session, "customers.list", "manager-u") == {"acme", "bravo"}
    assert rows(session, "customers.list", "partner-admin") == {"acme", "bravo", "echo"}
    values = {"customer": "echo", "since": "2026-03-10"}
    assert refused(session, "manager-u", "consumption.query", **values) == {"am-sees-own-only"}


def test_am_sees_own_only_until_a_further_role_widens_to_all(session: Session) -> None:
    done(session, "partner-admin", "member.add_role", member="manager-u", role="partner_finance")
    assert rows(session, "customers.list", "manager-u") == {"acme", "bravo", "echo"}
    done(session, "manager-u", "consumption.query", customer="echo", since="2020-01-01")


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("funds.allocate", {"customer": "acme", "amount": 1, "confirmed": True}),
        ("funds.reclaim", {"customer": "acme", "amount": 1, "confirmed": True}),
        ("account_manager.assign", {"customer": "echo", "account_manager": "manager-u"}),
        ("account_manager.withdraw", {"assignment": "assignment-acme"}),
        ("voucher.issue", {"customer": "acme", "amount": 1}),
    ],
)
def test_am_fixed_rights(session: Session, action: str, values: dict[str, object]) -> None:
    assert refused(session, "manager-u", action, **values) == {"am-fixed-rights"}


def test_am_fixed_rights_passes_for_looking_up_consumption(session: Session) -> None:
    outcome = done(session, "manager-u", "consumption.query", customer="acme", since="2026-03-01")
    assert "am-fixed-rights" in outcome.passed


def test_am_fixed_rights_gives_way_to_a_role_that_has_the_right(session: Session) -> None:
    done(session, "partner-admin", "member.add_role", member="manager-u", role="partner_operator")
    done(session, "manager-u", "funds.allocate", customer="acme", amount=1, confirmed=True)


# --- Figures -------------------------------------------------------------------------------------


def test_am_consumption_from_assignment_to_the_minute_and_to_the_day(session: Session) -> None:
    consumed(session, "echo", "1")
    done(session, "partner-admin", "account_manager.assign", customer="echo", account_manager="manager-u")
    consumed(session, "echo", "10")
    session.advance(datetime(2026, 3, 10, 23, 59))
    consumed(session, "echo", "100")
    session.advance(datetime(2026, 3, 11, 0, 0))
    consumed(session, "echo", "200")
    assignment = running(session.world, "echo")
    assert assignment is not None
    assert figure(session.world, assignment, View.OVERVIEW) == Decimal(310)
    assert figure(session.world, assignment, View.SUMMARY) == Decimal(200)


@pytest.mark.parametrize(
    ("view", "too_early", "first"),
    [("overview", "2025-06-17", "2025-06-18"), ("summary", "2025-06-18", "2025-06-19")],
)
def test_am_consumption_from_assignment(session: Session, view: str, too_early: str, first: str) -> None:
    values = {"customer": "acme", "view": view}
    rules = refused(session, "manager-u", "consumption.query", since=too_early, **values)
    assert rules == {"am-consumption-from-assignment"}
    done(session, "manager-u", "consumption.query", since=first, **values)
    done(session, "partner-admin", "consumption.query", since=too_early, **values)


def test_am_attribution_period(session: Session) -> None:
    consumed(session, "acme", "30")
    done(session, "partner-admin", "account_manager.withdraw", assignment="assignment-acme")
    consumed(session, "acme", "500")
    past = session.world.need(AccountManagerAssignment, "assignment-acme")
    assert figure(session.world, past, View.OVERVIEW) == Decimal(30)
    first, second = session.world.all(Consumption)
    assert (first.account_manager_id, second.account_manager_id) == ("manager-u", "")


def test_what_the_fund_does_not_cover_becomes_arrears(session: Session) -> None:
    consumed(session, "acme", "3000.01")
    assert session.world.balance("customer/acme:partner_fund") == 0
    assert session.world.by_ref("customer/acme").arrears == Decimal("0.01")  # type: ignore[union-attr]


# --- Roles ---------------------------------------------------------------------------------------


def test_am_max_three_roles(session: Session) -> None:
    done(session, "partner-admin", "member.add_role", member="manager-u", role="partner_finance")
    done(session, "partner-admin", "member.add_role", member="manager-u", role="partner_operator")
    done(session, "partner-admin", "member.add_role", member="manager-u", role="partner_finance")
    values = {"member": "manager-u", "role": "partner_administrator"}
    assert refused(session, "partner-admin", "member.add_role", **values) == {
        "am-max-three-roles",
        "resell-role-sysadmin-alone",
    }


@pytest.mark.parametrize("role", ["huawei_operations", "director", "customer", "distributor_administrator"])
def test_a_partner_gives_roles_of_its_own_type_only(session: Session, role: str) -> None:
    values = {"member": "manager-u", "role": role}
    alone = {"resell-role-sysadmin-alone"} if role.endswith("administrator") else set()
    assert (
        refused(session, "partner-admin", "member.add_role", **values) == {"portal-role-of-company"} | alone
    )


def test_members_of_others_are_out_of_reach(session: Session) -> None:
    values = {"member": "partner-b-admin", "role": "account_manager"}
    assert refused(session, "partner-admin", "member.add_role", **values) == {"portal-own-member"}
    assert refused(session, "partner-operator", "member.add_role", **values) >= {"portal-own-member"}
