"""The clock, undo, the timeline and its branches; the director's desk."""

from __future__ import annotations

from sandbox import fixtures
from sandbox.app import words
from sandbox.app.core import source
from sandbox.app.parts.records import field_value, hidden_keys
from sandbox.app.rows import masked
from sandbox.app.state import Desk
from sandbox.app.views.timeline import changes
from sandbox.center import MODEL
from sandbox.engine.codes import latest
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Simulator
from sandbox.engine.world import Draft
from tests.app.console import Console

DISSOCIATE = "association.request_dissociation"
AGREE = "association.agree"


def test_the_clock_moves_and_says_what_fell_due() -> None:
    console = Console(lang="zh", page="overview")
    console.desk.submit("code.request", {"purpose": DISSOCIATE}, quiet=True)
    console.run()
    assert console.parts()["top"]["clock"]["next"].endswith("09:10")
    console.click(do="clock", by="next")
    assert "期间到期" in console.told()
    console.click(do="clock", by="next")
    assert "没有会到期的事项" in console.told()
    console.click(do="clock", by="days", n=7)
    assert console.parts()["top"]["clock"]["text"].startswith("2026年3月17日")
    console.click(do="clock", by="business", n=3)
    assert console.parts()["top"]["clock"]["text"].startswith("2026年3月20日")
    console.click(do="clock", by="to", to="2026-04-01T08:30")
    assert console.parts()["top"]["clock"]["text"] == "2026年4月1日 08:30"


def test_years_without_a_calendar_are_said() -> None:
    console = Console(lang="en")
    console.click(do="clock", by="to", to="2031-05-01T09:00")
    console.click(do="clock", by="business", n=2)
    assert "2031" in console.told()
    assert "Monday to Friday" in console.told()


def test_undo_redo_and_a_branch() -> None:
    console = Console(lang="en", page="timeline")
    console.desk.submit(DISSOCIATE, {"customer": "acme", "reason": "closing"})
    console.click(do="undo")
    assert console.parts()["top"]["redo"]
    console.click(do="redo")
    assert console.desk.session.here == 1
    console.click(do="undo")
    console.click(do="clock", by="days", n=1)
    moments = console.parts()["timeline"]["moments"]
    assert [m["branch"] for m in sorted(moments, key=lambda m: m["n"])] == [False, False, True]
    console.click(do="jump", to=1)
    assert console.desk.session.here == 1
    console.click(do="undo")
    console.click(do="undo")
    assert words.NOTHING_TO_UNDO.en in console.told()


def test_two_moments_are_compared_in_words() -> None:
    console = Console(lang="zh", page="timeline")
    console.desk.submit(DISSOCIATE, {"customer": "acme", "reason": "关闭"})
    console.click(do="compare", a=0, b=1)
    changes = console.parts()["timeline"]["changes"]
    assert any(c["before"] == "已关联-代售" for c in changes)
    assert all("_" not in c["what"] for c in changes), changes


def test_what_the_lists_hide_is_hidden_where_two_moments_are_compared() -> None:
    console = Console(lang="zh", persona="director", page="timeline")
    facts = {"mobile": "13712345678", "contact": "赵一"}
    console.desk.submit("director.set_facts", {"record": "customer/acme", "facts": facts})
    console.click(do="compare", a=0, b=1)
    (open_row,) = [c for c in console.parts()["timeline"]["changes"] if c["after"] == "13712345678"]
    assert "afterHidden" not in open_row, "the director sets these very values"
    console.click(do="persona", id="partner-admin")
    found = {c["what"]: c for c in console.parts()["timeline"]["changes"]}
    was = fixtures.world_spec("resale-partner")["entities"]["customer"]["acme"]["mobile"]
    row = found[open_row["what"]]
    assert row["beforeHidden"] == masked(was) != was
    assert row["afterHidden"] == masked("13712345678")
    assert all("afterHidden" not in c for what, c in found.items() if what != open_row["what"])


def test_every_field_that_a_list_hides_is_hidden_in_the_comparison() -> None:
    desk = Desk(Session.begin(Simulator(MODEL), Start(world="distribution"), source), "dist-admin")
    before, looked_at = desk.world, 0
    for kind, entity_type in MODEL.entities.items():
        for field in hidden_keys(desk, kind) & entity_type.model_fields.keys():
            for record in list(before.all(entity_type))[:1]:
                draft = Draft(before, MODEL)
                value = "13712345678" if field == "mobile" else "someone@changed.example"
                draft.put(record.but(**{field: value}))
                (row,) = [c for c in changes(desk, before, draft.seal()) if c["after"] == value]
                assert row["afterHidden"] == masked(value), (kind, field)
                looked_at += 1
    assert looked_at >= 4


def test_a_compared_field_names_people_companies_and_rules_and_shows_no_id() -> None:
    console = Console(lang="en", page="timeline")
    console.desk.submit(DISSOCIATE, {"customer": "acme", "reason": "closing"})
    console.desk.act_as("acme")
    console.desk.submit("code.request", {"purpose": AGREE})
    code = latest(console.desk.world, "acme", AGREE)
    assert code is not None
    values = {"request": "association_request-1", "notice_accepted": True, "code": code.digits}
    console.desk.submit(AGREE, values)
    console.click(do="compare", a=1, b=3)
    changes = {(c["name"], c["what"]): c["after"] for c in console.parts()["timeline"]["changes"]}
    assert changes["Association · 云雀食品", "Former partners"] == "青禾云科技"
    assert changes["Association · 云雀食品", "Former associations"].startswith("青禾云科技 · ")
    assert changes["Association request · 云雀食品 · 青禾云科技", "Processed by"] == "云雀食品"
    assert changes["Association request · 云雀食品 · 青禾云科技", "State"] == "agreed"


def test_a_field_that_somebody_typed_is_words_even_where_it_reads_like_an_id() -> None:
    desk = Desk(Session.begin(Simulator(MODEL), Start(), source), "partner-admin", "en")
    assert field_value(desk, "processor", "acme") == "云雀食品"
    assert field_value(desk, "reason", "acme") == "acme"
    assert field_value(desk, "fail_rules", ("dissoc-reason-required",)).startswith("Enter a reason")
    assert field_value(desk, "refunded_to", "partner/partner-a:transferable").startswith("青禾云科技 – ")
    assert field_value(desk, "confirmed_by", "system") == "the system"


def test_refused_attempts_stand_in_the_timeline() -> None:
    console = Console(lang="en", page="timeline")
    console.desk.submit(DISSOCIATE, {"customer": "acme", "reason": ""})
    console.run()
    refused = console.parts()["timeline"]["moments"][0]["refused"]
    assert refused[0]["reasons"][0]["href"].startswith("/docs/en/rules/")


def test_the_director_sets_a_fact_and_a_balance() -> None:
    console = Console(lang="zh", persona="director", page="director")
    console.at.selectbox(key="director_kind_zh").select("customer")
    console.run()
    console.at.selectbox(key="director_record_customer_zh").select("acme")
    console.run()
    arrears = next(t for t in console.at.text_input if t.label == "欠款")
    arrears.input("120.50")
    console.press(words.SAVE.zh)
    customer = console.desk.world.by_ref("customer/acme")
    assert customer is not None
    assert str(customer.arrears) == "120.50"  # type: ignore[attr-defined]
    arrears = next(t for t in console.at.text_input if t.label == "欠款")
    arrears.input("许多")
    console.press(words.SAVE.zh)
    assert [f.kind for f in console.desk.flashes] == ["error"]


def test_nothing_chosen_on_the_directors_desk_is_said_in_the_language_of_the_page() -> None:
    console = Console(lang="zh", persona="director", page="director")
    console.at.selectbox(key="director_kind_zh").select("customer")
    console.run()
    assert [m.proto.placeholder for m in console.at.multiselect] == [words.CHOOSE.zh]
    console.at.text_input(key="director_find").input("nobody of that name")
    console.run()
    assert console.at.selectbox(key="director_record_customer_zh").proto.placeholder == words.NOTHING_FOUND.zh


def test_the_directors_desk_is_the_directors() -> None:
    console = Console(lang="en", page="director")
    assert console.desk.page == "overview"
    assert "director" not in [i.get("page") for i in console.menu()]


def test_how_the_other_side_answers_can_be_chosen() -> None:
    console = Console(lang="en", page="session")
    console.at.radio[0].set_value("at_once")
    console.run()
    assert console.desk.world.settings["progression"] == "at_once"


def test_another_world_begins_a_new_session() -> None:
    console = Console(lang="en", page="session")
    console.at.selectbox(key="world_en").select("distributor")
    console.run()
    console.press(words.BEGIN.en)
    assert console.desk.session.start.world == "distributor"
    console.click(do="go", page="session")
    console.at.selectbox(key="world_en").select("generated")
    console.run()
    console.press(words.BEGIN.en)
    assert console.desk.session.start.world == "generated"
