"""The director sets the scene; the portal's own people cannot."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.director import Intervention
from sandbox.center.customers.account import Customer
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Refused, Simulator


@pytest.fixture
def session() -> Session:
    return Session.begin(Simulator(MODEL), Start(), fixtures.source)


def refused(session: Session, action: str, persona: str = "director", **values: object) -> set[str]:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


def test_facts_are_set_and_noted(session: Session) -> None:
    outcome = session.submit(
        "director", "director.set_facts", {"record": "acme", "facts": {"arrears": "120"}}
    )
    assert outcome.accepted
    assert outcome.subject == "customer/acme"
    assert session.world.need(Customer, "acme").arrears == Decimal(120)
    (note,) = session.world.all(Intervention)
    assert (note.about, note.changes) == ("customer/acme", ("arrears",))


def test_any_kind_of_record_can_be_named(session: Session) -> None:
    values = {"record": "association/carol", "facts": {"association_label": "展会"}}
    assert session.submit("director", "director.set_facts", values).accepted
    assert session.world.by_ref("association/carol").association_label == "展会"  # type: ignore[union-attr]


def test_facts_that_concern_no_deadline_leave_the_agenda_alone(session: Session) -> None:
    assert session.submit("acme", "code.request", {"purpose": "customer.request_dissociation"}).accepted
    before = session.world.agenda()
    session.submit("director", "director.set_facts", {"record": "acme", "facts": {"arrears": 1}})
    assert session.world.agenda() == before


@pytest.mark.parametrize(
    ("record", "facts", "rule"),
    [
        ("nobody", {"arrears": 1}, "director-record-exists"),
        ("", {"arrears": 1}, "director-record-exists"),
        ("code/code-1", {"digits": "111111"}, "director-record-exists"),
        ("acme", {}, "director-facts-fit"),
        ("acme", {"id": "other"}, "director-facts-fit"),
        ("acme", {"no_such_field": 1}, "director-facts-fit"),
        ("acme", {"arrears": "plenty"}, "director-facts-fit"),
        ("acme", {"state": "happy"}, "director-facts-fit"),
    ],
)
def test_facts_that_do_not_fit_are_refused(
    session: Session, record: str, facts: dict[str, object], rule: str
) -> None:
    session.submit("acme", "code.request", {"purpose": "customer.request_dissociation"})
    assert refused(session, "director.set_facts", record=record, facts=facts) == {rule}


def test_a_balance_is_set_from_outside_so_that_money_is_conserved(session: Session) -> None:
    values = {"account": "customer/acme:partner_fund", "amount": "12.34"}
    assert session.submit("director", "director.set_balance", values).accepted
    assert session.world.balance("customer/acme:partner_fund") == Decimal("12.34")
    assert sum(session.world.balances().values(), Decimal(0)) == 0


@pytest.mark.parametrize(
    ("account", "amount", "rules"),
    [
        ("customer/nobody:cash", "1", {"director-account-exists"}),
        ("outside:bank", "1", {"director-account-exists"}),
        ("acme", "1", {"director-account-exists"}),
        ("customer/acme:cash", "-0.01", {"director-balance-fits"}),
        ("customer/acme:cash", "0.001", {"director-balance-fits"}),
        ("customer/acme:cash", "much", {"director-balance-fits"}),
        ("customer/nobody:cash", "-1", {"director-account-exists", "director-balance-fits"}),
    ],
)
def test_balances_that_do_not_fit_are_refused(
    session: Session, account: str, amount: str, rules: set[str]
) -> None:
    assert refused(session, "director.set_balance", account=account, amount=amount) == rules


def test_the_progression_is_a_setting_of_the_world(session: Session) -> None:
    assert session.submit("director", "director.choose_progression", {"progression": "at_once"}).accepted
    assert session.world.settings["progression"] == "at_once"


@pytest.mark.parametrize("persona", ["partner-admin", "acme", "huawei"])
def test_only_the_director_sets_the_scene(session: Session, persona: str) -> None:
    facts = {"arrears": 0}
    assert refused(session, "director.set_facts", persona, record="acme", facts=facts) == {"portal-role"}
    assert refused(session, "director.choose_progression", persona, progression="at_once") == {"portal-role"}
