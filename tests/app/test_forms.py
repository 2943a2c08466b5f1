"""Forms generated from actions: checks, codes, refusals that keep what was typed, and double submits."""

from __future__ import annotations

import pytest

from sandbox.app import words
from sandbox.app.parts.forms import _remedy, remedy
from sandbox.engine.codes import latest
from tests.app.console import Console

DISSOCIATE = "association.request_dissociation"
AGREE = "association.agree"


def ask_to_dissociate(console: Console) -> None:
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    console.at.text_area[0].input("业务关闭")
    console.press(console.desk.say(words.SUBMIT))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_partner_asks_and_customer_agrees_with_the_code_from_the_phone(lang: str) -> None:
    console = Console(lang=lang, page="customers.list")
    ask_to_dissociate(console)
    assert console.desk.dialog is None
    console.click(do="persona", id="acme")
    todo = console.parts()["overview"]["todo"]
    assert [a["id"] for a in todo[0]["actions"]] == [AGREE, "association.reject"]
    console.click(do="act", action=AGREE, values=todo[0]["actions"][0]["values"])
    for box in console.at.checkbox:
        box.check()
    console.press(console.desk.say(words.GET_CODE))
    code = latest(console.desk.world, "acme", AGREE)
    assert code is not None
    phone = console.parts()["top"]["phone"]
    assert phone["items"][0]["code"] == code.digits
    console.at.text_input[0].input(code.digits)
    console.press(console.desk.say(words.SUBMIT))
    assert console.desk.dialog is None
    association = console.desk.world.by_ref("association/acme")
    assert association is not None
    assert association.state == "not_associated"
    assert console.desk.flashes[0].kind == "success"


def test_a_refusal_shows_every_reason_and_keeps_what_was_typed() -> None:
    console = Console(lang="en", page="customers.list")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    long = "x" * 500
    console.at.text_area[0].input(long)
    before = console.desk.world
    console.press("Submit")
    dialog = console.desk.dialog
    assert dialog is not None
    assert dialog.refusal is not None
    assert console.desk.world is before
    assert console.at.text_area[0].value == long
    shown = {reason["rule"]: reason for reason in console.parts()["why"]["reasons"]}
    assert set(shown) == dialog.refusal.rules
    for reason in dialog.refusal.reasons:
        assert shown[reason.rule.id]["text"] == reason.text.en
        assert shown[reason.rule.id]["href"] == f"/docs/en/rules/{reason.rule.id}/"


def test_a_double_click_submits_once() -> None:
    console = Console(lang="zh", page="customers.list")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    console.at.text_area[0].input("业务关闭")
    console.run()
    dialog = console.desk.dialog
    assert dialog is not None
    values = {"customer": "acme", "reason": "业务关闭"}
    assert console.desk.submit_dialog(dialog.nonce, values) is not None
    assert console.desk.submit_dialog(dialog.nonce, values) is None
    console.run()
    assert len(console.desk.session.log) == 1
    assert not console.desk.session.attempts


def test_a_failing_check_offers_what_lifts_it_and_comes_back() -> None:
    console = Console(lang="en", page="customers.list")
    console.click(do="persona", id="director")
    console.desk.submit("director.set_facts", {"record": "acme", "facts": {"reserved_instances_active": 1}})
    console.click(do="persona", id="partner-admin")
    console.click(do="go", page="customers.list")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    assert [b.label for b in console.at.button if b.label == words.SUBMIT_ANYWAY.en]
    fix = console.parts()["why"]["reasons"][0]["fixes"][0]
    assert console.desk.dialog is not None
    _remedy(console.desk, console.desk.dialog, fix)
    console.run()
    assert console.desk.persona_id == "acme"
    assert console.desk.dialog is not None
    assert console.desk.dialog.values["customer"] == "acme"
    console.press(words.SUBMIT.en)
    assert console.desk.persona_id == "partner-admin"
    assert console.desk.dialog is not None
    assert console.desk.dialog.action == DISSOCIATE
    assert [b.label for b in console.at.button if b.label == words.SUBMIT.en]


def test_a_wrong_code_is_refused_and_counted() -> None:
    console = Console(lang="zh", page="customers.list")
    ask_to_dissociate(console)
    console.click(do="persona", id="acme")
    action = console.parts()["overview"]["todo"][0]["actions"][0]
    console.click(do="act", action=action["id"], values=action["values"])
    for box in console.at.checkbox:
        box.check()
    console.press(words.GET_CODE.zh)
    console.at.text_input[0].input("000000")
    console.press(words.SUBMIT.zh)
    assert console.desk.dialog is not None
    assert console.desk.dialog.refusal is not None
    code = latest(console.desk.world, "acme", AGREE)
    assert code is not None
    assert code.wrong_tries == 1


def test_remedy_of_an_unknown_action_or_person_does_nothing() -> None:
    console = Console(lang="en")
    console.click(do="remedy", action="nothing", persona="nobody", values=None)
    assert console.desk.dialog is None
    remedy(console.desk, DISSOCIATE, "nobody", {})
    console.run()


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"do": 3},
        {"do": "nothing"},
        {"do": "go"},
        {"do": "go", "page": "../../etc"},
        {"do": "persona", "id": {"a": 1}},
        {"do": "clock", "by": "to", "to": "yesterday"},
        {"do": "clock", "by": "to", "to": "2020-01-01T00:00"},
        {"do": "clock", "by": "days", "n": "many"},
        {"do": "clock", "by": "business", "n": 10**30},
        {"do": "jump", "to": -5},
        {"do": "jump", "to": 99},
        {"do": "open", "ref": "customer/<script>"},
        {"do": "act", "action": "association.agree", "values": {"request": "none", "x": 1}},
        {"do": "act", "action": "none"},
        {"do": "find", "listing": "customers.list", "filters": {"x": "y"}, "size": 7, "order": "none"},
        {"do": "compare", "a": 5, "b": -3},
        {"do": "watch", "scenario": "none", "step": 3},
        {"do": "practise", "scenario": None},
        {"do": "watch_to", "step": 3},
        {"do": "tick", "ids": "abc"},
        {"do": "hint"},
        {"do": "do_it"},
    ],
)
def test_doctored_clicks_leave_an_intact_session(event: dict[str, object]) -> None:
    console = Console(lang="en", page="customers.list")
    before = console.desk.world.by_ref("customer/acme")
    console.click(**event)
    assert console.desk.world.by_ref("customer/acme") is before
