"""Forms generated from actions: checks, codes, refusals that keep what was typed, and double submits."""

from __future__ import annotations

import re

import pytest

from sandbox.app import words
from sandbox.app.links import restore
from sandbox.app.parts.fields import plain_number
from sandbox.app.parts.forms import _remedy, remedy
from sandbox.app.practice import clock_words
from sandbox.engine.codes import latest
from sandbox.engine.scenario import Clock
from sandbox.engine.session import SessionFile, Start, encode
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


# --- what is typed is not lost ---------------------------------------------------------------------


def half_filled(lang: str, text: str = "half a sentence") -> Console:
    console = Console(lang=lang, page="customers.list")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    console.at.text_area[0].input(text)
    return console.run()


def dismiss(console: Console) -> None:
    """What the cross, Escape and a click beside the form do."""
    dialog = console.desk.dialog
    assert dialog is not None
    console.desk.put_aside(dialog.held)
    console.run()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_form_changes_its_language_with_what_is_typed(lang: str) -> None:
    console = half_filled(lang)
    dialog = console.desk.dialog
    assert dialog is not None
    button = next(b for b in console.at.button if b.key == f"lang{dialog.nonce}")
    assert button.label == {"zh": "English", "en": "中文"}[lang]
    button.click()
    console.run()
    assert console.desk.lang != lang
    assert console.desk.dialog is not None
    assert console.at.text_area[0].value == "half a sentence"
    assert [b.label for b in console.at.button if b.label == console.desk.say(words.SUBMIT)]
    assert not [b.label for b in console.at.button if b.label == words.SUBMIT.render(lang)]


def test_a_form_closed_by_mistake_is_taken_up_again() -> None:
    console = half_filled("en")
    dismiss(console)
    assert console.desk.dialog is None
    assert "what you typed is kept" in console.told()
    console.click(do="go", page="overview")
    console.click(do="persona", id="acme")
    console.desk.go_on()
    console.run()
    assert (console.desk.persona_id, console.desk.page) == ("partner-admin", "customers.list")
    assert console.at.text_area[0].value == "half a sentence"
    console.press("Submit")
    assert len(console.desk.session.log) == 1
    assert console.desk.draft is None


def test_the_same_form_opened_again_holds_what_was_typed_until_it_is_cancelled() -> None:
    console = half_filled("en")
    dismiss(console)
    console.click(do="act", action=DISSOCIATE, values={"customer": "bravo"})
    assert console.at.text_area[0].value == ""
    console.press("Cancel")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    assert console.at.text_area[0].value == "half a sentence"
    assert [c.value for c in console.at.caption if c.value == words.TYPED_EARLIER.en]
    console.press("Cancel")
    assert console.desk.draft is None
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    assert console.at.text_area[0].value == ""


def test_a_form_in_which_nothing_was_typed_is_just_closed() -> None:
    console = Console(lang="en", page="customers.list")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    dismiss(console)
    assert console.desk.draft is None
    assert not console.desk.flashes


def test_a_reloaded_tab_has_its_form_back() -> None:
    console = half_filled("en")
    again = Console(lang="en", tab=console.desk.token, page="customers.list")
    assert again.at.text_area[0].value == "half a sentence"
    assert not again.desk.session.log


def test_a_restarted_server_gets_the_form_back_from_the_browser() -> None:
    console = half_filled("en")
    kept = console.parts()["form"]["form"]
    assert kept == {
        "action": DISSOCIATE,
        "values": {"customer": "acme"},
        "typed": {"customer": "acme", "reason": "half a sentence"},
    }
    other = Console(lang="en", tab="forgotten", page="customers.list")
    memo = {**(console.parts()["top"]["memo"]), "tab": "forgotten", "form": kept}
    restore(other.desk, memo)
    other.run()
    assert other.at.text_area[0].value == "half a sentence"
    assert "is not submitted yet" in other.told()


@pytest.mark.parametrize(
    "form",
    [
        None,
        [],
        {"action": 3},
        {"action": "nothing", "values": {}, "typed": {}},
        {"action": DISSOCIATE, "values": 3, "typed": {}},
        {"action": DISSOCIATE, "values": {"customer": "acme"}, "typed": {"reason": {"a": 1}, "x": 2}},
    ],
)
def test_a_doctored_form_from_the_browser_does_no_harm(form: object) -> None:
    console = Console(lang="en", page="customers.list")
    other = Console(lang="en", tab="forgotten", page="customers.list")
    restore(other.desk, {**console.parts()["top"]["memo"], "tab": "forgotten", "form": form})
    other.run()
    assert not other.desk.session.log
    assert not [t.value for t in other.at.text_area if t.value]


def test_the_directors_choices_speak_the_language_of_the_page() -> None:
    console = Console(lang="zh", persona="director", page="director")
    console.at.selectbox(key="director_kind_zh").select("customer")
    console.run()
    name = next(t for t in console.at.text_input if t.label == "客户名称")
    name.input("换过的名字")
    console.run()
    console.click(do="lang", lang="en")
    kind = console.at.selectbox(key="director_kind_en")
    assert kind.value == "customer"
    assert "Customer" in kind.options
    assert "换过的名字" in [t.value for t in console.at.text_input]


def test_a_box_not_ticked_yet_is_not_held_against_the_form() -> None:
    console = Console(lang="en", page="customers.list")
    ask_to_dissociate(console)
    console.click(do="persona", id="acme")
    action = console.parts()["overview"]["todo"][0]["actions"][0]
    console.click(do="act", action=action["id"], values=action["values"])
    assert console.at.checkbox
    assert [b.label for b in console.at.button if b.label == words.SUBMIT.en]
    console.press(words.SUBMIT.en)
    assert console.desk.dialog is not None
    assert console.desk.dialog.refusal is not None


def test_one_of_a_thing_is_not_said_in_the_plural() -> None:
    assert clock_words(Clock(days=1)).en == "The clock moves by 1 day"
    assert clock_words(Clock(days=2)).en == "The clock moves by 2 days"
    assert clock_words(Clock(business_days=1)).zh == "时间前进 1 个工作日"
    console = Console(lang="en", page="customers.list")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    console.at.text_area[0].input("x" * 500)
    console.run()
    (title,) = [console.parts()["why"]["title"]]
    assert title == "Not met yet: 1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_reason_names_its_sources_and_shows_no_key(lang: str) -> None:
    console = Console(lang=lang, page="customers.list")
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    console.press(words.SUBMIT.render(lang))
    refusal = console.desk.dialog and console.desk.dialog.refusal
    assert refusal
    keys = {key for area in console.desk.model.areas for key in area.sources}
    for shown in console.parts()["why"]["reasons"]:
        assert shown["source"]
        assert keys.isdisjoint(re.findall(r"\w+", shown["source"]))


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", " 收到：验证码 "), ("en", "Arrived at 10 Mar 2026, 09:00: Code ")]
)
def test_the_code_in_the_form_is_told_as_the_language_writes_it(lang: str, said: str) -> None:
    console = Console(lang=lang)
    console.click(do="persona", id="acme")
    console.click(do="act", action="customer.request_dissociation", values={"customer": "acme"})
    console.press(words.GET_CODE.render(lang))
    phone = next(m.value for m in console.at.markdown if "smartphone" in m.value)
    assert said in phone.replace("\\", "")


def test_the_form_says_that_the_code_has_expired() -> None:
    console = Console(lang="en")
    console.click(do="persona", id="acme")
    console.click(do="act", action="customer.request_dissociation", values={"customer": "acme"})
    assert any(words.PHONE_EMPTY.en in c.value for c in console.at.caption)
    console.press(words.GET_CODE.en)
    console.click(do="clock", by="days", n=1)
    console.click(do="act", action="customer.request_dissociation", values={"customer": "acme"})
    assert any(words.CODE_EXPIRED.en in c.value for c in console.at.caption)
    assert not any(words.PHONE_EMPTY.en in c.value for c in console.at.caption)


def test_choices_of_records_never_read_the_same() -> None:
    console = Console(lang="zh", persona="director", page="director")
    console.desk.submit("director.set_facts", {"record": "bravo", "facts": {"account_name": "云雀食品"}})
    console.click(do="persona", id="partner-admin")
    console.click(do="act", action="account_manager.assign", values={})
    box = next(s for s in console.at.selectbox if "云雀食品 · acme" in s.options)
    assert "云雀食品 · bravo" in box.options
    assert len(set(box.options)) == len(box.options)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,000.5", "1000.5"),
        ("¥12,345,678.90", "12345678.90"),
        (" ￥5 ", "5"),
        ("1,00", "1,00"),
        ("1.5,000", "1.5,000"),
    ],
)
def test_an_amount_is_read_as_amounts_are_shown_and_nothing_is_guessed(typed: str, amount: str) -> None:
    assert plain_number(typed) == amount


def test_an_amount_with_commas_between_thousands_is_submitted() -> None:
    console = Console(lang="en", persona="partner-operator", page="customers.list")
    console.click(do="act", action="funds.allocate", values={"customer": "acme"})
    next(field for field in console.at.text_input if field.label == "Amount (CNY)").input("¥1,000.50")
    console.run()
    assert console.desk.dialog is not None
    assert console.desk.dialog.held["amount"] == "1000.50"


def test_a_name_of_any_length_and_direction_leaves_the_form_readable() -> None:
    name = "\u202egnp.exe " + "长" * 9_000
    session = SessionFile(start=Start(facts={"acme": {"account_name": name}}))
    console = Console(lang="en", s=encode(session))
    console.click(do="act", action=DISSOCIATE, values={"customer": "acme"})
    shown = next(m.value for m in console.at.markdown if m.value.startswith("**Customer**"))
    assert "gnp" in shown
    assert "\u202e" not in shown
    assert len(shown) < 400
    console.at.text_area[0].input("closing")
    console.press(words.SUBMIT.en)
    (flash,) = console.parts()["head"]["flashes"]
    assert flash["kind"] == "success"
    assert all(len(line) <= 602 for line in flash["lines"])
