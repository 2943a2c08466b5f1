"""The deadline calendar, and what the clock says of years whose working days are not published."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sandbox.app import deadlines, words
from sandbox.app.links import open_session
from sandbox.app.views.calendar import happened
from sandbox.engine.session import SessionFile, Start
from sandbox.engine.world import Draft
from tests.app.console import Console

CODE = {"purpose": "association.request_dissociation"}
MANY = 10_000


def busy(lang: str = "zh") -> Console:
    """A world with sixty deadlines, the calendar open."""
    console = Console(lang=lang)
    open_session(console.desk, SessionFile(start=Start(world="busy-partner")))
    return console.click(do="go", page="calendar")


def page(console: Console) -> dict[str, Any]:
    return console.parts()["calendar"]


def rows(console: Console) -> list[dict[str, Any]]:
    return [row for day in page(console)["days"] for row in day["rows"]]


def choose(console: Console, **event: Any) -> Console:
    happened(console.desk, {"do": "calendar", **event})
    return console.run()


def test_a_row_says_what_when_for_whom_by_which_rule_and_what_follows() -> None:
    console = busy("en")
    first = page(console)["days"][0]
    row = first["rows"][0]
    assert (first["text"], first["weekday"], first["away"], row["at"]) == (
        "17 Mar 2026",
        "Tue",
        "in 7 days",
        "09:00",
    )
    assert all(row[key] for key in ("name", "kind", "what", "window", "then", "state"))
    assert [r["href"].startswith("/docs/en/rules/") and r["href"].endswith("/") for r in row["rules"]] == [
        True
    ] * 2
    assert len(rows(console)) == 20
    assert page(console)["count"] == "60 in total"


def test_to_one_minute_before_nothing_happened_and_just_after_it_did_and_undo_brings_it_back() -> None:
    console = busy()
    row = rows(console)[0]
    world = console.desk.world
    console.click(do="clock", by="to", to=row["before"])
    assert words.NOTHING_FIRED.zh in console.told()
    assert rows(console)[0]["ref"] == row["ref"]
    assert rows(console)[0]["before"] == "", "less than a minute is left"
    console.click(do="clock", by="to", to=row["after"])
    assert "期间到期" in console.told()
    assert row["name"] in console.told()
    assert row["ref"] not in [r["ref"] for r in rows(console)]
    changed = console.desk.world.by_ref(row["ref"])
    assert changed is not None
    assert console.desk.show(changed.state) == row["then"]
    console.click(do="undo").click(do="undo")
    assert console.desk.world == world
    assert rows(console)[0] == row


def test_filters_by_machine_name_and_day() -> None:
    console = busy()
    console.desk.submit("code.request", CODE, quiet=True)
    console.run()
    assert [k["id"] for k in page(console)["kinds"]].count("code") == 1
    choose(console, kind="code")
    assert len(rows(console)) == 1
    choose(console, kind="", name=page(console)["holders"][0][:2])
    assert rows(console)
    choose(console, name="nobody is called this")
    assert not rows(console)
    assert page(console)["empty"] == [words.NOTHING_FOUND.zh]
    choose(console, name="", kind="", day="2026-03-18")
    assert len(rows(console)) == 12
    assert page(console)["month"]["title"] == "2026年3月"
    console.click(do="clock", by="to", to="2026-03-19T00:30")
    assert len(rows(console)) == 20, "a day that has passed is no longer looked at"


def test_a_damaged_choice_changes_nothing() -> None:
    console = busy()
    before = rows(console)
    for event in (
        {"kind": "no such kind"},
        {"day": "2026-13-40"},
        {"month": "<b>"},
        {"month": 7},
        {"size": 100_000},
        {"size": [1]},
        {"name": 3},
    ):
        choose(console, **event)
        assert rows(console) == before
    choose(console, month="0001-01")
    choose(console, month="9999-12")
    assert page(console)["month"]["title"]


def test_pages_of_rows() -> None:
    console = busy()
    console.at.session_state["page_calendar"] = 3
    console.run()
    assert len(rows(console)) == 20
    choose(console, size=50)
    assert len(rows(console)) == 50


def test_the_month_marks_statutory_days() -> None:
    console = busy("en")
    choose(console, month="2026-10")
    cells = {c["day"]: c for week in page(console)["month"]["weeks"] for c in week if c}
    assert cells["2026-10-01"]["sort"] == "holiday"
    assert cells["2026-10-01"]["mark"] == words.HOLIDAY_MARK.en
    assert cells["2026-10-12"]["sort"] == "business"
    assert {deadlines.sort_of_day(date(2026, 2, 14)), deadlines.sort_of_day(date(2026, 3, 14))} == {
        "makeup",
        "weekend",
    }
    assert page(console)["warn"] == []


def test_a_year_without_a_published_calendar_is_said_on_the_page_and_at_the_clock() -> None:
    console = busy("en")
    assert console.parts()["top"]["clock"]["warn"] == []
    choose(console, month="2027-01")
    assert "2027" in page(console)["warn"][0]
    console.click(do="clock", by="to", to="2026-12-31T23:55")
    console.desk.submit("code.request", CODE, quiet=True)
    console.run()
    assert ["2027" in line for line in console.parts()["top"]["clock"]["warn"]] == [True]
    assert page(console)["days"][0]["sort"] == "unknown"


def test_a_setting_counted_in_business_days_is_looked_at() -> None:
    console = busy("zh")
    console.click(do="clock", by="to", to="2026-12-30T09:00")
    assert console.parts()["top"]["clock"]["warn"] == []
    draft = Draft(console.desk.world, console.desk.model)
    draft.configure(some_window_business_days=5)
    put(console, draft)
    assert "2027" in console.parts()["top"]["clock"]["warn"][0]


def put(console: Console, draft: Draft) -> None:
    """Let the desk's world be what a draft makes of it."""
    session = console.desk.session
    session.nodes[session.here] = replace(session.nodes[session.here], world=draft.seal())
    console.run()


def test_an_empty_calendar_says_how_to_fill_it() -> None:
    for lang in ("zh", "en"):
        empty = page(Console(lang=lang, page="calendar"))
        assert not empty["any"]
        assert len(empty["empty"]) == 3


def test_a_record_opens_beside_the_calendar() -> None:
    console = busy()
    row = rows(console)[0]
    console.click(do="open", ref=row["ref"])
    assert console.parts()["panel"]["ref"] == row["ref"]
    assert rows(console)[0]["open"]


def test_ten_thousand_deadlines_are_one_page_of_rows_and_quick() -> None:
    console = busy()
    desk = console.desk
    first = desk.world.by_ref(rows(console)[0]["ref"])
    assert first is not None
    draft = Draft(desk.world, desk.model)
    since = first.approved_at  # type: ignore[attr-defined]
    for n in range(MANY):
        draft.put(first.but(id=f"many-{n}", approved_at=since + timedelta(minutes=37 * n)))
    put(console, draft)
    assert len(rows(console)) == 20
    assert page(console)["count"].count("10,060") == 1
    data = console.parts()["calendar"]
    assert len(str(data)) < 60_000
    began = time.perf_counter()
    console.run()
    again = time.perf_counter() - began
    began = time.perf_counter()
    choose(console, name=rows(console)[0]["name"])
    searched = time.perf_counter() - began
    assert rows(console)
    assert again < 1.5, again
    assert searched < 4, searched
    choose(console, name="")
    console.click(do="clock", by="to", to=rows(console)[0]["after"])
    assert "期间到期" in console.told()
