"""A list without rows says what would be there and how it comes about, or what hides its rows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sandbox.app.parts.empty import empty_data, makers
from sandbox.app.people import people
from sandbox.app.state import fresh_desk
from sandbox.engine.session import Start
from tests.app.console import Console, strings

HAN = re.compile(r"[\u4e00-\u9fff]")


def empty(console: Console) -> dict[str, Any]:
    found: dict[str, Any] = console.parts()["table"]["empty"]
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_list_offers_the_operation_that_makes_its_first_row(lang: str) -> None:
    console = Console(lang=lang, page="reports.list")
    shown = empty(console)
    report = console.desk.model.actions["report.submit"]
    assert shown["acts"][0] == {"id": "report.submit", "title": report.title.render(lang)}
    assert console.desk.model.listings["reports.list"].title.render(lang) in shown["lines"][0]
    console.click(do="act", action="report.submit", values={})
    assert console.desk.dialog is not None


def test_what_others_bring_about_is_said_and_not_offered() -> None:
    shown = empty(Console(lang="en", page="orders.list"))
    assert shown["acts"] == []
    assert "Place an order (done by customer)" in shown["lines"][1]


def test_a_list_of_rows_that_are_worked_out_says_what_brings_them_about() -> None:
    shown = empty(Console(lang="en", page="consumption.list"))
    assert "Post consumption (done by" in shown["lines"][1]
    desk = Console(lang="en").desk
    for statement in ("statement.list", "account_statement.list"):
        assert makers(desk, desk.model.listings[statement])[0].id == "funds.allocate"


def test_a_list_does_not_offer_what_another_list_of_the_same_kind_has() -> None:
    desk = Console(lang="en").desk
    links, online = desk.model.listings["links.list"], desk.model.listings["invitations.list"]
    assert [a.id for a in makers(desk, online)] == ["invitation.send_online"]
    assert "invitation.send_online" not in [a.id for a in makers(desk, links)]


def test_an_operation_of_the_interface_is_not_offered_as_a_button() -> None:
    desk = Console(lang="en").desk
    offered = [a.id for a in makers(desk, desk.model.listings["customers.list"])]
    assert offered
    assert "association.create_customer_by_api" not in offered


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rows_hidden_by_a_search_are_counted_and_shown_again(lang: str) -> None:
    console = Console(lang=lang, page="customers.list")
    assert empty(console) is None
    console.click(do="find", listing="customers.list", search="nobody is called so")
    shown = empty(console)
    assert "2" in shown["lines"][0]
    assert shown["clear"]
    assert shown["acts"] == []
    console.click(do="find", listing="customers.list", search="", filters={})
    assert empty(console) is None
    assert len(console.parts()["table"]["rows"]) == 2


@pytest.mark.parametrize("world", ["resale-partner", "distributor"])
def test_every_list_has_words_for_nothing_in_both_languages(world: str) -> None:
    desk = fresh_desk("zh", Start(world=world))
    seen = 0
    for who in people(desk.model, desk.world):
        desk.persona_id = who.persona.id
        for listing in desk.listings():
            desk.lang = "zh"
            zh = empty_data(desk, listing, 0)
            desk.lang = "en"
            en = empty_data(desk, listing, 0)
            assert [a["id"] for a in zh["acts"]] == [a["id"] for a in en["acts"]]
            assert all(HAN.search(line) for line in zh["lines"])
            for text in strings(en):
                assert not HAN.search(text), text
                assert not re.search(r"\{\w+\}", text), text
            seen += 1
    assert seen > 40
