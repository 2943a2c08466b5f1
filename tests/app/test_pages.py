"""Every page, in both languages, in several worlds, for every kind of persona."""

from __future__ import annotations

import re

import pytest

from sandbox.app import core
from sandbox.app.links import open_session
from sandbox.app.parts.records import related
from sandbox.app.people import people
from sandbox.app.state import SPECIAL_PAGES
from sandbox.engine.session import SessionFile, Start
from tests.app.console import Console, strings

PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
WORLDS = {
    "resale-partner": Start(world="resale-partner"),
    "distributor": Start(world="distributor"),
    "generated": Start(world="generated", seed=7, customers=60),
}


def console_in(world: str, lang: str) -> Console:
    console = Console(lang=lang)
    open_session(console.desk, SessionFile(start=WORLDS[world]))
    return console.run()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("world", WORLDS)
def test_every_page_of_every_kind_of_persona(world: str, lang: str) -> None:
    console = console_in(world, lang)
    seen = set()
    for who in people(console.desk.model, console.desk.world):
        kind = (who.persona.roles, who.organisation.id if who.organisation else "")
        if who.persona.roles in {roles for roles, _ in seen} and world == "generated":
            continue
        seen.add(kind)
        console.click(do="persona", id=who.persona.id)
        pages = [*(entry.id for entry in console.desk.entries()), *SPECIAL_PAGES]
        for page in pages:
            console.click(do="go", page=page)
            parts = console.parts()
            assert {"top", "menu", "head"} <= set(parts)
            left = [t for t in strings(parts) if PLACEHOLDER.search(t)]
            assert not left, (who.persona.id, page, left[:3])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("world", ["resale-partner", "distributor"])
def test_every_record_on_a_list_can_be_opened(world: str, lang: str) -> None:
    console = console_in(world, lang)
    for who in people(console.desk.model, console.desk.world):
        console.click(do="persona", id=who.persona.id)
        for listing in console.desk.listings():
            console.click(do="go", page=listing.id)
            for row in console.parts()["table"]["rows"][:3]:
                if not row["ref"]:
                    continue  # worked out, not a record
                console.click(do="open", ref=row["ref"])
                panel = console.parts()["panel"]
                assert panel["ref"] == row["ref"]
                assert len(panel["related"]) >= 1
                assert not [t for t in strings(panel) if PLACEHOLDER.search(t) and "<svg" not in t]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_row_operation_opens_its_form(lang: str) -> None:
    console = console_in("resale-partner", lang)
    opened = 0
    for id in ("partner-admin", "manager-u", "acme", "bravo", "huawei"):
        console.click(do="persona", id=id)
        for listing in console.desk.listings():
            console.click(do="go", page=listing.id)
            for row in console.parts()["table"]["rows"][:2]:
                for op in row["ops"]:
                    console.click(do="act", action=op["id"], values=op["values"])
                    assert [b for b in console.at.button if (b.key or "").startswith("submit")]
                    opened += 1
            for act in console.parts()["head"]["actions"]:
                console.click(do="act", action=act["id"], values=act["values"])
                assert [b for b in console.at.button if (b.key or "").startswith("submit")]
            console.desk.close()
    assert opened > 20


def test_every_form_of_every_action_can_be_drawn() -> None:
    console = Console(lang="en")
    for id in console.desk.model.actions:
        console.click(do="act", action=id, values={})


def test_the_menu_is_the_listings_of_the_persona() -> None:
    console = Console(lang="zh")
    menu = [item["text"] for item in console.menu()]
    for listing in console.desk.listings():
        assert listing.menu.zh.split(" > ")[-1] in menu
    console.click(do="persona", id="acme")
    customers = [item["text"] for item in console.menu()]
    assert customers != menu


def test_tabs_are_the_listings_that_share_a_place_in_the_menu() -> None:
    console = console_in("distributor", "zh")
    console.click(do="persona", id="dist-admin")
    shared = [
        li for li in console.desk.listings() if [m.menu for m in console.desk.listings()].count(li.menu) > 1
    ]
    assert shared, "the distributor has a page with two tabs"
    console.click(do="go", page=shared[1].id)
    head = console.parts()["head"]
    assert head["tab"] == shared[1].id
    assert len(head["tabs"]) > 1


def test_the_language_changes_and_the_session_stays() -> None:
    console = Console(lang="zh", page="customers.list")
    console.click(do="clock", by="days", n=3)
    world = console.desk.world
    console.click(do="lang", lang="en")
    assert console.desk.world is world
    assert console.desk.page == "customers.list"
    assert console.parts()["top"]["clock"]["text"].startswith("13 Mar 2026")
    assert console.at.query_params["lang"] == "en"


def test_a_page_of_another_persona_gives_way_to_the_overview() -> None:
    console = Console(lang="en", page="customers.list")
    console.click(do="persona", id="acme")
    assert console.desk.page == "overview"
    console.click(do="go", page="customers.list")
    assert console.desk.page == "overview"
    assert "does not have that page" in console.told()


def test_the_gallery_has_every_scenario_on_file() -> None:
    console = Console(lang="zh", page="scenarios")
    assert len(console.parts()["cards"]["cards"]) == len(core.scenarios()) >= 15


def test_an_invitation_is_shown_with_its_report_and_not_with_other_customers() -> None:
    console = Console(lang="en", scenario="customers/mail-invitations", step="10")
    invitation = console.desk.world.by_ref("invitation/invitation-2")
    assert invitation is not None
    found = [entity.ref for entity in related(console.desk, invitation)]
    assert {"invitation/invitation-2", "report/report-2"} <= set(found)
    assert not [ref for ref in found if ref.startswith(("association/", "assignment/"))]
