"""Links and files: what they open, and what is said when they are damaged."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from sandbox.app import words
from sandbox.app.links import FILE_LIMIT, file_text, open_file, session_link
from sandbox.engine.session import decode
from tests.app.console import Console

HOSTILE = [
    "<script>alert(1)</script>",
    "名" * 10_000,
    "😀👩‍👩‍👧",
    "\u202eevil\u202c",
    "**bold** [x](javascript:alert(1)) $x$ :red[y]",
]


def packed(data: object) -> str:
    raw = zlib.compress(json.dumps(data).encode())
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_session_travels_in_a_link() -> None:
    first = Console(lang="en", page="customers.list")
    first.desk.submit("association.request_dissociation", {"customer": "acme", "reason": "closing"})
    first.click(do="clock", by="days", n=2)
    link = session_link(first.desk)
    second = Console(s=link[3:].partition("&")[0], lang="en")
    assert second.desk.world == first.desk.world
    assert second.desk.persona_id == first.desk.persona_id


def test_a_session_travels_in_a_file() -> None:
    first = Console(lang="zh")
    first.desk.submit("association.request_dissociation", {"customer": "acme", "reason": "关闭"})
    second = Console(lang="zh")
    assert open_file(second.desk, file_text(first.desk).encode())
    second.run()
    assert second.desk.world == first.desk.world
    assert "1 步" in second.told()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "link",
    [
        "x",
        "%%%%",
        "A" * 500_000,
        packed([1, 2]),
        packed({"version": 9, "start": {}}),
        packed({"start": {"world": "nowhere"}}),
        packed({"start": {"world": "../../etc/passwd"}}),
        packed({"start": {"facts": {"nobody": {"x": 1}}}}),
        packed({"start": {"facts": {"acme": {"registered_at": "no"}}}}),
        packed({"start": {"balances": {"x": "much"}}}),
        packed({"start": {"settings": {"manual_review_business_days": "many", "progression": 7}}}),
        packed({"start": {}, "log": [{"as": "nobody", "do": "association.agree"}]}),
        packed({"start": {}, "log": [{"as": "acme", "do": "nothing"}]}),
        packed({"start": {}, "log": [{"to": "2020-01-01T00:00:00"}]}),
        packed({"start": {"world": "generated", "customers": 10**9}}),
        base64.urlsafe_b64encode(zlib.compress(b"0" * 50_000_000)).decode(),
    ],
)
def test_a_damaged_link_gives_a_sentence_and_an_intact_default_session(link: str, lang: str) -> None:
    console = Console(s=link, lang=lang)
    desk = console.desk
    assert desk.page == "overview"
    assert desk.persona_id == "partner-admin"
    if not desk.flashes:  # odd settings are data like any other
        assert desk.session.start.settings
        return
    assert desk.flashes[0].kind == "error"
    said = console.told()
    assert said.startswith("链接无法打开" if lang == "zh" else "The link cannot be opened")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "This is not a session file"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"[" * 100_000, "This is not a session file"),
        (b'{"start": {"world": "nowhere"}}', "There is no base world"),
        (b'{"start": {}, "log": 5}', "“log” in the session file is wrong"),
        (b" " * (FILE_LIMIT + 1), "larger than 1 MB"),
    ],
)
def test_a_wrong_file_leaves_the_session_as_it_was(raw: bytes, said: str) -> None:
    console = Console(lang="en")
    console.desk.submit("association.request_dissociation", {"customer": "acme", "reason": "closing"})
    session = console.desk.session
    assert not open_file(console.desk, raw)
    console.run()
    assert console.desk.session is session
    assert said in console.told()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(name: str) -> None:
    link = packed({"start": {"facts": {"acme": {"account_name": name}, "partner-a": {"account_name": name}}}})
    console = Console(s=link, lang="en")
    assert not console.desk.flashes
    console.click(do="go", page="customers.list")
    console.click(do="open", ref="customer/acme")
    console.click(do="act", action="association.request_dissociation", values={"customer": "acme"})
    console.at.text_area[0].input(name[:150])
    console.press("Submit")
    console.click(do="persona", id="acme")
    for page in ("overview", "timeline", "session"):
        console.click(do="go", page=page)
    svg = console.parts()
    assert "<script" not in json.dumps(svg.get("panel", {}).get("svg", ""))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "params",
    [
        {"scenario": "none"},
        {"scenario": "customers/sc-10-partner-retries-too-early", "step": "99"},
        {"scenario": "customers/sc-10-partner-retries-too-early", "step": "-1"},
        {"scenario": "customers/sc-10-partner-retries-too-early", "step": "²"},
        {"persona": "<script>"},
        {"page": "nowhere"},
        {"page": "director"},
        {"persona": "acme", "page": "customers.list"},
    ],
)
def test_a_doctored_address_gives_a_page_and_a_sentence(params: dict[str, str], lang: str) -> None:
    console = Console(lang=lang, **params)
    assert console.parts()["head"]["title"]
    assert console.desk.flashes or params == {"page": "director"}


def test_an_unknown_language_is_one_of_ours() -> None:
    assert Console(lang="xx").desk.lang in ("zh", "en")


def test_a_scenario_opens_at_a_step() -> None:
    console = Console(lang="en", scenario="customers/sc-10-partner-retries-too-early", step="5")
    guide = console.parts()["guide"]
    assert guide["done"] == 5
    assert guide["step"]["reasons"]
    assert console.at.query_params["step"] == "5"
    console.click(do="watch_to", step=2)
    assert console.parts()["guide"]["done"] == 2
    console.click(do="stop_guide")
    assert "guide" not in console.parts()


def test_the_link_of_a_session_decodes_to_its_steps() -> None:
    console = Console(lang="zh")
    console.desk.submit("association.request_dissociation", {"customer": "acme", "reason": "关闭"})
    data = decode(session_link(console.desk)[3:].partition("&")[0])
    assert [step.do for step in data.log] == ["association.request_dissociation"]


def test_words_are_there_in_both_languages() -> None:
    found = [v for v in vars(words).values() if hasattr(v, "zh")]
    assert len(found) > 150
    worded = [text for text in found if re.search(r"[a-z]", re.sub(r"\{\w+\}", "", text.en))]
    assert all(text.zh != text.en for text in worded)


def test_a_reloaded_tab_finds_its_session_again() -> None:
    first = Console(lang="en", page="customers.list")
    first.desk.submit("association.request_dissociation", {"customer": "acme", "reason": "closing"})
    first.run()
    params = {name: first.at.query_params[name] for name in ("tab", "persona", "page", "lang")}
    again = Console(**params)
    assert again.desk is not first.desk
    assert again.desk.world is first.desk.world
    assert again.desk.page == "customers.list"
    again.click(do="clock", by="days", n=1)
    assert len(first.desk.session.nodes) == 2
    assert Console(tab="unknown", lang="en").desk.page == "overview"


def test_the_browsers_back_button_leads_to_the_page_before() -> None:
    console = Console(lang="en", page="customers.list")
    before = dict(console.desk.addresses[-1])
    console.click(do="go", page="timeline")
    for name, value in before.items():
        console.at.query_params[name] = value
    console.run()
    assert console.desk.page == "customers.list"


def test_a_link_that_cannot_be_opened_is_told_without_a_gap_between_chinese_sentences() -> None:
    console = Console(lang="zh", s="damaged")
    (flash,) = console.parts()["head"]["flashes"]
    assert "。已为您打开默认会话。" in flash["text"]
