"""The list pages: who has them, what is in them, what is hidden."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.engine.scenario import look
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Simulator


def begin(world: str = "resale-partner", **facts: dict[str, Any]) -> Session:
    start = Start.model_validate(
        {"world": world, "facts": {k.replace("__", "/"): v for k, v in facts.items()}}
    )
    return Session.begin(Simulator(MODEL), start, fixtures.source)


def seen(session: Session, page: str, persona: str) -> dict[str, Any]:
    return look(session.simulator, session.world, page, persona)


# --- Rule 144: two tabs --------------------------------------------------------------------------


def test_dist_two_tabs_own_customers_on_the_first_reseller_customers_on_the_second() -> None:
    session = begin("distributor")
    assert set(seen(session, "customers.list", "dist-admin")["rows"]) == {"mike", "november"}
    assert seen(session, "customers.resellers", "dist-admin")["rows"] == ["kilo"]


def test_dist_two_tabs_the_second_offers_no_operation() -> None:
    second = MODEL.listings["customers.resellers"]
    assert second.row_actions == second.page_actions == ()


def test_dist_two_tabs_the_second_needs_the_permission() -> None:
    session = begin("distributor", **{"dist-d": {"reseller_customer_view_right": False}})
    page = seen(session, "customers.resellers", "dist-admin")
    assert not page["shown"]
    assert not page["rows"]


@pytest.mark.parametrize(
    ("world", "persona"), [("distributor", "reseller-admin"), ("resale-partner", "partner-admin")]
)
def test_dist_two_tabs_only_distributors_have_the_second(world: str, persona: str) -> None:
    assert not seen(begin(world), "customers.resellers", persona)["shown"]


def test_a_reseller_sees_its_own_customers() -> None:
    assert seen(begin("distributor"), "customers.list", "reseller-admin")["rows"] == ["kilo"]


# --- Rule 145: masks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["customers.list", "customers.resellers", "reports.list", "invitations.list"]
)
def test_dist_mask_eye_phone_and_mail_are_hidden(page: str) -> None:
    listing = MODEL.listings[page]
    assert {c.key for c in listing.columns if c.masked} >= {"mobile", "email"}
    assert "dist-mask-eye" in {r.id for r in listing.rules}


# --- Rule 146: contacts --------------------------------------------------------------------------


def test_contact_card_shows_the_partners_contacts_up_to_five() -> None:
    people = [f"联系人{n}" for n in range(7)]
    session = begin(**{"partner-a": {"contacts": people}})
    assert seen(session, "my_partner", "acme")["values"]["acme"]["contacts"] == people[:5]


def test_contact_card_falls_back_to_the_administrator() -> None:
    session = begin(**{"partner-a": {"contacts": []}})
    assert seen(session, "my_partner", "acme")["values"]["acme"]["contacts"] == ["林若溪 13900000021"]


@pytest.mark.parametrize(("customer", "shown"), [("acme", True), ("bravo", True), ("carol", False)])
def test_my_partner_exists_only_for_associated_customers(customer: str, shown: bool) -> None:
    assert seen(begin(), "my_partner", customer)["shown"] is shown


# --- Every page ----------------------------------------------------------------------------------

PEOPLE = {
    "resale-partner": [
        "partner-admin",
        "partner-operator",
        "manager-u",
        "partner-b-admin",
        "acme",
        "carol",
        "huawei",
        "director",
    ],
    "distributor": ["dist-admin", "dist-operator", "reseller-admin", "mike", "november", "kilo"],
}


@pytest.mark.parametrize("page", sorted(MODEL.listings))
@pytest.mark.parametrize(("world", "persona"), [(w, p) for w, people in PEOPLE.items() for p in people])
def test_every_page_can_be_drawn_for_everybody(page: str, world: str, persona: str) -> None:
    page_seen = seen(begin(world), page, persona)
    assert page_seen["shown"] or not page_seen["rows"]


@pytest.mark.parametrize("page", sorted(MODEL.listings))
def test_the_search_looks_in_columns_that_exist(page: str) -> None:
    listing = MODEL.listings[page]
    assert set(listing.search) <= {c.key for c in listing.columns}


@pytest.mark.parametrize("persona", ["acme", "carol", "huawei", "director"])
def test_pages_of_partners_are_for_partners(persona: str) -> None:
    session = begin()
    for page in ("customers.list", "reports.list", "account_managers.list", "adjustments.list"):
        assert not seen(session, page, persona)["shown"]


def test_partners_do_not_see_each_others_records() -> None:
    session = begin()
    session.submit("partner-admin", "funds.allocate", {"customer": "acme", "amount": 1, "confirmed": True})
    for page in ("customers.list", "adjustments.list", "account_managers.customers"):
        assert seen(session, page, "partner-admin")["rows"]
        assert not seen(session, page, "partner-b-admin")["rows"]
