"""The director sets the scene; the portal's own people cannot."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.director import Intervention
from sandbox.center.customers.account import Customer
from sandbox.center.customers.account_manager import AccountManagerAssignment
from sandbox.center.customers.association import Association
from sandbox.center.customers.report import CustomerReport
from sandbox.cli import main
from sandbox.engine.session import BadData, Session, Start
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


def test_what_was_set_is_said_by_its_label(session: Session) -> None:
    values = {"record": "acme", "facts": {"arrears": 1, "frozen": "account"}}
    outcome = session.submit("director", "director.set_facts", values)
    assert outcome.accepted
    said = [event.text for event in outcome.events if event.name == "scene_changed"]
    assert [text.en for text in said if text] == ["Set by the director: Arrears, Frozen"]
    assert [text.zh for text in said if text] == ["导演设定了：欠款、冻结"]


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
        ("acme", {"registered_at": "9999-12-31T23:59:00-12:00"}, "director-facts-fit"),
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


def start(**given: object) -> Session:
    return Session.begin(Simulator(MODEL), Start.model_validate(given), fixtures.source)


def test_state_and_model_of_an_association_follow_each_other(session: Session) -> None:
    for facts in ({"state": "referral"}, {"cooperation_type": "resale"}):
        assert session.submit(
            "director", "director.set_facts", {"record": "association/acme", "facts": facts}
        ).accepted
        link = session.world.need(Association, "acme")
        assert link.cooperation_type is not None
        assert link.state == link.cooperation_type.value
        assert link.partner_id == "partner-a"
    values = {"record": "association/acme", "facts": {"state": "not_associated"}}
    assert session.submit("director", "director.set_facts", values).accepted
    gone = session.world.need(Association, "acme")
    assert (gone.partner_id, gone.cooperation_type, gone.account_manager_id) == ("", None, "")


def test_an_association_needs_a_partner(session: Session) -> None:
    facts = {"state": "resale"}
    assert refused(session, "director.set_facts", record="association/carol", facts=facts) == {
        "director-facts-fit"
    }


def test_a_manager_named_in_the_start_has_an_assignment() -> None:
    link = {"state": "resale", "partner_id": "partner-a", "account_manager_id": "manager-u"}
    session = start(facts={"association/carol": link, "association/acme": {"account_manager_id": ""}})
    running = {a.customer_id for a in session.world.all(AccountManagerAssignment) if a.state == "assigned"}
    assert running == {"bravo", "carol"}


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"facts": {"acmee": {}}}, ("facts", "acmee")),
        ({"facts": {"acme": {"arrears": "lots"}}}, ("facts", "acme", "arrears")),
        ({"facts": {"acme": {"arrears": -1}}}, ("facts", "acme", "arrears")),
        ({"facts": {"acme": {"colour": 1}}}, ("facts", "acme", "colour")),
        ({"facts": {"association/carol": {"state": "resale"}}}, ("facts", "association/carol")),
        (
            {"facts": {"association/acme": {"partner_id": "nobody"}}},
            ("facts", "association/acme", "partner_id"),
        ),
        ({"entities": {"custmer": {"x": {}}}}, ("entities", "custmer")),
        ({"entities": {"customer": {"acme": {"account_name": "x"}}}}, ("entities", "customer", "acme")),
        ({"entities": {"customer": {"x": {}}}}, ("entities", "customer", "x", "account_name")),
        ({"balances": {"customer/acme:savings": 1}}, ("balances", "customer/acme:savings")),
        ({"balances": {"customer/acmee:cash": 1}}, ("balances", "customer/acmee:cash")),
        ({"balances": {"customer/acme:cash": -1}}, ("balances", "customer/acme:cash")),
        ({"balances": {"customer/acme:cash": 0.001}}, ("balances", "customer/acme:cash")),
        ({"settings": {"inlt_profile": True}}, ("settings", "inlt_profile")),
        ({"settings": {"max_requests": "many"}}, ("settings", "max_requests")),
        ({"settings": {"max_requests": 0}}, ("settings", "max_requests")),
        ({"settings": {"progression": "fast"}}, ("settings", "progression")),
    ],
)
def test_a_start_that_does_not_fit_names_the_field(given: dict[str, object], where: tuple[str, ...]) -> None:
    with pytest.raises(BadData) as bad:
        start(**given)
    assert bad.value.where == where
    assert bad.value.text.zh
    assert bad.value.text.en


def test_a_mistake_in_given_names_file_line_and_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text(
        "id: x/y\ntitle: {zh: 甲, en: A}\ngiven:\n  world: resale-partner\n  facts:\n    acme:\n"
        "      site: mars\nsteps:\n  - {advance: {days: 1}}\n",
        encoding="utf-8",
    )
    assert main(["run", str(file)]) == 2
    assert f"{file}, line 7, field given.facts.acme.site" in capsys.readouterr().err


def test_the_schemas_name_fields_accounts_and_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "records"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert "arrears" in records["customer"]["properties"]
    assert set(records["customer"]["x-accounts"]) == {"cash", "partner_fund"}
    assert main(["schema", "settings"]) == 0
    assert "max_requests" in json.loads(capsys.readouterr().out)["properties"]
    assert main(["schema", "pages"]) == 0
    page = json.loads(capsys.readouterr().out)["customers.list"]
    assert "partner_administrator" in page["roles"]
    assert page["columns"]["mobile"] == {"zh": "手机号码", "en": "Mobile"}
    assert "association.request_dissociation" in page["actions"]
    assert main(["world", "resale-partner"]) == 0
    assert "acme" in json.loads(capsys.readouterr().out)["entities"]["customer"]
    assert main(["world", "nowhere"]) == 2


def test_what_was_due_before_the_start_has_happened() -> None:
    session = start(world="busy-partner", clock="2026-04-20T09:00")
    states = {r.state for r in session.world.all(CustomerReport) if r.approved_at is not None}
    assert "reported" not in states
    lead = {"full_name": "x", "mobile": "13900000004", "email": "delta@customer.example"}
    assert session.submit("partner-operator", "report.submit", lead).accepted
