"""The pages that areas add beside their lists: calculations, routes, papers and procedures."""

from __future__ import annotations

import io
import zipfile
from html.parser import HTMLParser
from typing import Any

import pytest

from sandbox.app import core
from sandbox.app import page_words as words
from sandbox.app.links import open_session
from sandbox.center.incentives.requisition import Requisition
from sandbox.engine.pages import Calculator, Document, Route, Wizard, as_lines, printable
from sandbox.engine.session import SessionFile, Start
from tests.app.console import Console, strings
from tests.app.test_pages import PLACEHOLDER

HOSTILE = "<img src=x onerror=alert(1)>**=1+1**&amp;`"
CALCULATOR = "incentives.calculator"
PAPER = "incentives.print_list"
BANK = {"method": "bank_transfer", "items": ["referral-may"]}
SOON = "2024-07-10T09:30"


def console_in(world: str, persona: str, lang: str = "zh", page: str = "") -> Console:
    console = Console(lang=lang)
    open_session(console.desk, SessionFile(start=Start(world=world), persona=persona))
    console.desk.page = page or "overview"
    return console.run()


def applied(lang: str = "zh", page: str = PAPER) -> Console:
    """A world in which a requisition waits for the partner's invoice."""
    console = console_in("incentives", "partner-finance", lang, page)
    console.desk.submit("requisition.apply", BANK, quiet=True)
    return console.click(do="clock", by="to", to=SOON)


def sheet(console: Console) -> dict[str, Any]:
    return console.parts()["worksheet"]


def type_in(console: Console, field: str, value: str, page: str = CALCULATOR) -> Console:
    key = f"{page}_{console.desk.persona_id}_{field}_{console.desk.lang}"
    widget = next(
        w
        for kind in ("text_input", "radio", "selectbox", "multiselect")
        for w in console.at.get(kind)
        if w.key == key
    )
    widget.set_value(value)
    return console.run()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("world", ["incentives", "benefits", "resale-partner", "distributor", "busy-partner"])
def test_every_page_in_every_world(world: str, lang: str) -> None:
    console = console_in(world, "", lang)
    kinds = set()
    for persona in (
        "partner-finance",
        "partner-admin",
        "dist-admin",
        "huawei",
        "huawei-finance",
        "huawei-reviewer",
    ):
        if console.desk.model.persona(console.desk.world, persona) is None:
            continue
        console.click(do="persona", id=persona)
        for page in console.desk.pages():
            console.click(do="go", page=page.id)
            assert console.desk.page == page.id
            kinds.add(type(page))
            parts = console.parts()
            assert not [t for t in strings(parts) if PLACEHOLDER.search(t)], (persona, page.id)
            assert page.menu.render(lang).split(" > ")[-1] in {e["text"] for e in console.menu()}
    assert kinds >= {Calculator, Route, Document, Wizard}


# --- Calculations --------------------------------------------------------------------------------


def test_the_example_of_the_rulebook_line_by_line() -> None:
    console = console_in("incentives", "partner-finance", "en", CALCULATOR)
    lines = sheet(console)["blocks"][0]["lines"]
    assert [(x["expression"], x["result"]) for x in lines] == [
        ("10,600.00 ÷ 1.06", "= 10,000.00"),
        ("10,000.00 × 1.03", "= 10,300.00"),
        ("", "10,300.00"),
    ]
    assert all(r["href"].startswith("/docs/en/rules/") for x in lines for r in x["rules"])


def test_what_the_calculator_says_is_what_the_simulator_pays() -> None:
    console = applied("en", CALCULATOR)
    paid = console.desk.world.by_ref("requisition/requisition-1")
    assert paid is not None
    shown = console.desk.show(paid.settlement)  # type: ignore[attr-defined]
    type_in(console, "source", "requisition")
    type_in(console, "requisition", "requisition-1")
    data = sheet(console)
    assert [c["amount"] for c in data["choices"] if c["chosen"]] == [shown]
    others = [c for c in data["choices"] if not c["chosen"]]
    assert all("incent-pay-method-final" in {r["rule"] for r in c["reasons"]} for c in others)


def test_methods_are_refused_with_the_rules_of_the_application() -> None:
    console = console_in("incentives", "partner-finance", "zh", CALCULATOR)
    type_in(console, "earned", "new_resale")
    type_in(console, "amount", "999.99")
    refused = {c["label"]: {r["rule"] for r in c["reasons"]} for c in sheet(console)["choices"]}
    desk = console.desk
    assert refused["银行转账付款"] == {"incent-pay-new-resale-methods", "incent-pay-min-1000-manual"}
    assert refused["返华为云账户-记欠票"] == refused["转代金券额度"] == set()
    type_in(console, "source", "items")
    assert not console.at.text_input, "the typed numbers are not asked for any more"
    for method, label in (("bank_transfer", "银行转账付款"), ("coupon_quota", "转代金券额度")):
        reasons = next(
            {r["rule"] for r in c["reasons"]} for c in sheet(console)["choices"] if c["label"] == label
        )
        asked = desk.simulator.submit_raw(
            desk.world, desk.who.persona, "requisition.apply", {"method": method}
        )
        assert reasons == set(getattr(asked, "rules", ()))


def test_an_uncertified_partner_is_sent_to_the_certification() -> None:
    console = console_in("incentives", "partner-b-admin", "zh", CALCULATOR)
    for choice in sheet(console)["choices"]:
        assert "incent-pay-bic-required" in {r["rule"] for r in choice["reasons"]}
        assert any(r["fixes"] for r in choice["reasons"])


def test_staff_of_huawei_try_numbers_of_nobody() -> None:
    console = console_in("incentives", "huawei-finance", "zh", f"{CALCULATOR}_huawei")
    refused = [c["label"] for c in sheet(console)["choices"] if c["reasons"]]
    assert refused == ["返华为云账户-记欠票"]


@pytest.fixture(scope="module")
def calculator() -> Console:
    """The calculator of a partner with incentives."""
    return console_in("incentives", "partner-finance", "en", CALCULATOR)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-5",
        "0",
        "abc",
        "1e400",
        "NaN",
        "Infinity",
        "9" * 60,
        "1.005",
        "１２３．４５x",
        HOSTILE,
        "--1",
        "🙂",
    ],
)
def test_a_wrong_amount_gives_a_sentence_and_no_numbers(calculator: Console, typed: str, lang: str) -> None:
    console = calculator
    console.click(do="lang", lang=lang)
    type_in(console, "amount", typed)
    data = sheet(console)
    assert len(data["problems"]) == 1
    assert data["blocks"] == data["choices"] == []
    assert not PLACEHOLDER.search(data["problems"][0])
    assert "Input" not in data["problems"][0]
    type_in(console, "amount", "1,234.50")
    assert not sheet(console)["problems"]


@pytest.mark.parametrize(
    ("typed", "fine"),
    [
        ("3%", True),
        ("3", True),
        ("0.03", True),
        ("０.03", True),
        ("100%", False),
        ("-3%", False),
        ("x", False),
        ("0.030001", False),
    ],
)
def test_a_tax_rate_as_people_write_it(calculator: Console, typed: str, fine: bool) -> None:
    console = calculator
    type_in(console, "amount", "10600")
    type_in(console, "service_tax_rate", typed)
    data = sheet(console)
    assert bool(data["problems"]) != fine
    if fine:
        assert data["blocks"][0]["lines"][-1]["result"] == "10,300.00"


def test_nothing_to_work_with_is_said() -> None:
    console = console_in("benefits", "partner-admin", "zh", CALCULATOR)
    type_in(console, "source", "requisition")
    assert sheet(console)["blocks"] == []
    assert sheet(console)["words"]["none"] == words.NOTHING_TO_WORK_OUT.zh


# --- The route -----------------------------------------------------------------------------------


def test_amounts_move_with_each_step_and_back() -> None:
    console = console_in("incentives", "partner-finance", "en", "incentives.route")
    still = console.parts()["route"]
    assert not [s["change"] for s in still["stations"] if s["change"]]
    console.desk.submit("requisition.apply", BANK, quiet=True)
    data = console.run().parts()["route"]
    moved = {s["id"]: s["change"] for s in data["stations"] if s["change"]}
    assert moved == {"item": "-¥10,600.00", "requisition": "+¥10,600.00"}
    assert [(w["from"], w["to"]) for w in data["ways"] if w["live"]] == [("item", "requisition")]
    assert all(t["good"] for t in data["tallies"])
    console.click(do="clock", by="to", to=SOON)
    moved = {s["id"]: s["change"] for s in console.parts()["route"]["stations"] if s["change"]}
    assert moved == {"requisition": "-¥10,600.00", "invoice": "+¥10,600.00"}
    console.click(do="undo").click(do="undo")
    assert [s["amount"] for s in console.parts()["route"]["stations"]] == [
        s["amount"] for s in still["stations"]
    ]


def test_the_picture_stays_open_while_a_story_is_watched() -> None:
    console = Console(
        lang="en",
        scenario="incentives/from-consumption-to-cash",
        step="1",
        page="incentives.route",
        persona="partner-finance",
    )
    before = console.parts()["route"]["stations"][0]
    console.click(do="watch_to", step=2)
    assert console.desk.page == "incentives.route"
    assert console.parts()["route"]["stations"][0]["amount"] != before["amount"]


def test_a_station_leads_to_its_list_and_the_picture_has_words() -> None:
    console = console_in("incentives", "partner-finance", "zh", "incentives.route")
    data = console.parts()["route"]
    assert all(s["label"] in data["label"] and s["amount"] in data["label"] for s in data["stations"])
    for station in data["stations"]:
        console.click(do="go", page=station["page"])
        assert console.desk.page == station["page"]


def test_a_world_without_incentives_says_how_to_begin() -> None:
    for lang in ("zh", "en"):
        data = console_in("resale-partner", "partner-admin", lang, "incentives.route").parts()["route"]
        assert data["empty"]
        assert data["tallies"] == []


# --- The paper -----------------------------------------------------------------------------------


def test_the_list_is_seen_printed_and_downloaded_once_the_rules_allow() -> None:
    console = console_in("incentives", "partner-finance", "zh", PAPER)
    assert [i.value for i in console.at.info] == [words.NO_RECORDS.zh]
    console.desk.submit("requisition.apply", BANK, quiet=True)
    why = console.run().parts()["why"]
    assert [r["rule"] for r in why["reasons"]] == ["incent-inv-list-visible"]
    assert all(r["remedy"] for r in why["reasons"])
    assert not console.at.get("download_button")
    console.click(do="clock", by="to", to=SOON)
    steps = len(console.desk.session.log)
    console.press("查看开票清单")
    assert len(console.desk.session.log) == steps + 1
    paper = console.parts()["paper"]
    assert "¥10,300.00" in set(strings(paper["facts"]))
    assert paper["html"].startswith("<!doctype html>")
    assert {b.label for b in console.at.get("download_button")} == {words.PRINT_FILE.zh, words.SHEET_FILE.zh}


@pytest.mark.parametrize(
    ("scenario", "rule", "persona"),
    [
        ("incentives/sc-04-same-day-race", "incent-inv-same-day-race", "partner-b-admin"),
        ("incentives/sc-02-new-resale-no-bank", "incent-inv-no-list-coupon", "partner-finance"),
    ],
)
def test_where_there_is_no_list_the_rule_is_cited(scenario: str, rule: str, persona: str) -> None:
    transcript = core.transcript(core.scenarios()[scenario])
    console = Console(lang="en")
    found: set[str] = set()
    for index, node in enumerate(transcript.session.nodes):
        if rule not in found and any(node.world.all(Requisition)):
            console.desk.begin(core.branch(transcript.session, index), persona)
            console.desk.page = PAPER
            reasons = console.run().parts().get("why", {}).get("reasons", [])
            assert all(r["remedy"] for r in reasons)
            found |= {r["rule"] for r in reasons}
    assert rule in found


def test_the_form_of_the_record_leads_to_the_paper() -> None:
    console = applied(page="incentives.requisitions")
    row = console.parts()["table"]["rows"][0]
    op = next(o for o in row["ops"] if o["id"] == "invoice_list.view")
    console.click(do="act", action=op["id"], values=op["values"])
    console.press("提交")
    assert console.desk.page == PAPER
    assert "paper" in console.parts()


class Tags(HTMLParser):
    """Which elements a page has, and their text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_hostile_names_stay_text() -> None:
    console = applied("en")
    session = console.desk.session
    world = session.world
    partner = world.by_ref("partner/partner-a")
    assert partner is not None
    from dataclasses import replace

    from sandbox.engine.world import Draft

    draft = Draft(world, console.desk.model)
    draft.put(partner.but(account_name=HOSTILE))
    session.nodes[session.here] = replace(session.nodes[session.here], world=draft.seal())
    console.desk.paper = "requisition-1"
    paper = console.run().parts()["paper"]
    assert HOSTILE in set(strings(paper["facts"]))
    page = Tags(paper["html"])
    assert not page.tags & {"img", "script", "link", "iframe"}
    assert HOSTILE in page.words
    document = console.desk.model.pages[PAPER]
    assert isinstance(document, Document)
    found = document.paper(console.desk.world, console.desk.world.by_ref("requisition/requisition-1"))  # type: ignore[arg-type]
    for lang in ("zh", "en"):
        assert Tags(printable(found, lang)).words.count(HOSTILE) == 1
        with zipfile.ZipFile(io.BytesIO(core_xlsx(as_lines(found, lang)))) as book:
            assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    for page_id in ("incentives.route", CALCULATOR, "incentives.certification_wizard"):
        console.click(do="go", page=page_id)


def core_xlsx(lines: list[list[Any]]) -> bytes:
    from sandbox.app.exports import as_xlsx

    return as_xlsx(lines)


# --- The procedure -------------------------------------------------------------------------------


def test_the_wizard_leads_through_the_certification() -> None:
    console = console_in("incentives", "partner-b-admin", "zh", "incentives.certification_wizard")

    def now() -> tuple[int, list[str]]:
        found = console.run().parts()["wizard"]["steps"]
        at = next((n for n, s in enumerate(found, 1) if s["here"]), 0)
        return at, [a["id"] for s in found if s["here"] for a in s["acts"] if a["ok"]]

    def do(action: str, **values: Any) -> None:
        outcome = console.desk.submit(action, {"certification": "partner-b", **values}, quiet=True)
        assert outcome is not None
        assert outcome.accepted, outcome

    assert now() == (1, ["certification.fill_company"])
    do("certification.fill_company", finance_contact="沈知远", privacy_accepted=True)
    assert now() == (2, ["certification.fill_bank"])
    do("certification.fill_bank", bank_name="示例银行", account_name="远帆数据", account_number="622")
    assert now() == (3, ["certification.submit"])
    do("certification.submit", survey_done=True)
    assert now() == (4, ["certification.confirm_amount"])
    record: Any = console.desk.world.by_ref("business_certification/partner-b")
    do("certification.confirm_amount", amount=record.random_amount)
    assert now()[0] == 5
    console.click(do="clock", by="days", n=1)
    done = console.parts()["wizard"]["steps"]
    assert {s["progress"] for s in done} == {"done"}
