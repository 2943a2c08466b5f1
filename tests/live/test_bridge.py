"""What the page asks and is told, over the toy portal, under CPython."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from sandbox.engine.session import decode
from sandbox.site.live import bridge as bridges
from sandbox.site.live.bridge import Bridge, dump, load
from tests.engine.test_scenario import GOOD
from tests.engine.toy import MODEL, SPEC


class Page:
    """A page with one console."""

    def __init__(self, lang: str = "en") -> None:
        data = load(dump({"worlds": {"toy": SPEC}, "scenarios": {"toy/open": GOOD}}))
        self.bridge = Bridge(MODEL, data)
        self.lang = lang

    def ask(self, op: str, key: str = "one", **more: Any) -> Any:
        return json.loads(self.bridge.handle(json.dumps({"op": op, "key": key, "lang": self.lang, **more})))

    def screen(self, op: str, **more: Any) -> Any:
        answer = self.ask(op, **more)
        assert answer["ok"], answer
        return answer["screen"]

    def free(self) -> Any:
        return self.screen("begin", world="toy")

    def act_as(self, persona: str) -> Any:
        return self.screen("look", persona=persona)


@pytest.fixture
def page() -> Page:
    return Page()


def actions(screen: Any, which: str) -> list[str]:
    return [a["id"] for a in screen["record"]["actions"] if a[which]]


def test_an_example_begins_as_its_first_persona_at_what_the_first_step_is_about(page: Page) -> None:
    screen = page.screen("begin", scenario="toy/open")
    assert (screen["persona"], screen["record"]["ref"]) == ("keeper", "door/b")
    assert screen["next"]["number"] == 1
    assert not screen["can_undo"]


def test_a_blocked_action_says_why_and_a_refused_one_changes_nothing(page: Page) -> None:
    screen = page.screen("begin", scenario="toy/open")
    (shut,) = [a for a in screen["record"]["actions"] if a["id"] == "door.open"]
    assert [r["rule"] for r in shut["reasons"]] == ["not-jammed"]
    page.screen("look", ref="door/a")
    after = page.screen("submit", action="door.open", values={"door": "a", "reason": ""})
    assert after["flash"]["kind"] == "refused"
    assert [r["rule"] for r in after["flash"]["reasons"]] == ["reason-given"]
    assert after["record"]["picture"]["state"] == "closed"
    assert [entry["ok"] for entry in after["story"]] == [False]


def test_the_whole_story_can_be_played_step_by_step(page: Page) -> None:
    page.screen("begin", scenario="toy/open")
    found = [page.screen("next")["flash"]["kind"] for _ in GOOD["steps"]]
    refusals = [bool(step.get("expect", {}).get("refused")) for step in GOOD["steps"]]
    assert [kind == "refused" for kind in found] == refusals
    assert page.screen("next")["next"]["over"]


def test_any_step_can_be_taken_over_and_the_story_goes_on_from_there(page: Page) -> None:
    page.screen("begin", scenario="toy/open")
    far = page.screen("take_over", step=5)
    assert far["next"]["number"] == 6
    near = page.screen("take_over", step=2)
    assert near["next"]["number"] == 3
    assert page.screen("take_over", step=5)["story"] == far["story"]


def test_an_own_way_then_back(page: Page) -> None:
    page.screen("begin", scenario="toy/open")
    page.screen("look", ref="door/a")
    done = page.screen("submit", action="door.lock", values={"door": "a"})
    assert done["flash"]["kind"] == "done"
    assert done["record"]["picture"]["state"] == "locked"
    assert done["record"]["picture"]["visited"] == ["closed", "locked", "door.lock:closed:locked"]
    back = page.screen("undo")
    assert back["record"]["picture"]["state"] == "closed"
    assert back["can_redo"]
    assert page.screen("redo")["record"]["picture"]["state"] == "locked"
    assert page.screen("jump", node=0)["story"] == []
    assert page.screen("reset")["can_redo"] is False


def test_a_refused_try_is_taken_back_like_a_step(page: Page) -> None:
    page.free()
    page.act_as("keeper")
    page.screen("submit", action="door.open", values={"door": "a", "reason": ""})
    assert page.screen("undo")["story"] == []


def test_actions_of_others_are_not_blocked_but_somebody_else_s(page: Page) -> None:
    page.screen("begin", scenario="toy/open")
    screen = page.screen("look", ref="door/a")
    agree = next(a for a in screen["record"]["actions"] if a["id"] == "door.agree")
    assert (agree["offered"], agree["reasons"]) == (False, [])
    answer = page.ask("remedy", action="door.agree")
    assert answer["screen"]["persona"] == "neighbour"
    assert answer["form"]["id"] == "door.agree"


def test_a_form_is_made_from_the_action_s_schema(page: Page) -> None:
    page.free()
    page.act_as("keeper")
    page.screen("look", ref="door/c")
    form = page.ask("form", action="door.open")["form"]
    door, reason = form["fields"]
    assert (door["sort"], door["value"], door["required"]) == ("one", "c", True)
    assert (reason["sort"], reason["required"]) == ("text", False)
    assert form["code"] == "code"
    price = page.ask("form", action="door.build")["form"]["fields"][0]
    assert (price["name"], price["sort"]) == ("price", "amount")
    doors = page.ask("form", action="door.lock_many")["form"]["fields"][0]
    assert doors["sort"] == "many"
    assert {c["value"] for c in doors["choices"]} == {"a", "b", "c", "d", "e"}


def test_a_code_arrives_on_the_phone_and_opens_the_door(page: Page) -> None:
    page.free()
    page.act_as("keeper")
    page.screen("look", ref="door/c")
    answer = page.ask("code", action="door.open")
    assert answer["code"] in answer["screen"]["phone"][0]["text"]
    values = {"door": "c", "reason": "air", "code": answer["code"]}
    assert page.screen("submit", action="door.open", values=values)["record"]["picture"]["state"] == "open"


def test_the_director_edits_the_fields_of_a_record(page: Page) -> None:
    page.free()
    page.act_as("director")
    form = page.ask("form", action="director.set_facts", values={"record": "door/b"})["form"]
    jammed = next(f for f in form["fields"] if f["name"] == "jammed")
    assert (jammed["within"], jammed["sort"], jammed["value"]) == ("facts", "tick", True)


@pytest.mark.parametrize(
    ("clock", "now"),
    [
        ({"days": 1}, "2026-03-11T12:00"),
        ({"business_days": 4}, "2026-03-16T12:00"),
        ({"months": 1}, "2026-04-10T12:00"),
        ({"to": "2026-03-12T08:00"}, "2026-03-12T08:00"),
        ({"to": "2026-03-12T00:00:00Z"}, "2026-03-12T08:00"),
    ],
)
def test_the_clock_moves(page: Page, clock: dict[str, Any], now: str) -> None:
    page.free()
    assert page.screen("advance", clock=clock)["clock"]["iso"] == now


@pytest.mark.parametrize(
    "clock", [{"to": "2026-03-01T08:00"}, {"days": -1}, {"days": 1, "months": 1}, {}, {"to": ""}]
)
def test_a_clock_that_cannot_move_so_is_told_in_a_sentence(page: Page, clock: dict[str, Any]) -> None:
    page.free()
    answer = page.ask("advance", clock=clock)
    assert answer["ok"] is False
    assert answer["text"]
    assert "detail" not in answer


def test_to_the_next_deadline(page: Page) -> None:
    page.free()
    page.act_as("keeper")
    page.screen("submit", action="door.open", values={"door": "a", "reason": "air"})
    screen = page.screen("advance", clock={"next": True})
    assert screen["clock"]["iso"] == "2026-03-11T12:00"
    assert "closes by itself" in screen["flash"]["lines"][0]


def test_a_link_holds_the_session_and_the_story_goes_on(page: Page) -> None:
    page.screen("begin", scenario="toy/open")
    far = page.screen("take_over", step=5)
    link = page.ask("link")["link"]
    assert len(decode(link).log) == len([e for e in far["story"] if e["ok"]])
    other = Page()
    again = other.screen("begin", link=link, key="two")
    assert again["clock"] == far["clock"]
    assert again["next"]["number"] == 6
    assert again["record"]["picture"]["state"] == far["record"]["picture"]["state"]


def test_a_link_with_own_steps_is_replayed(page: Page) -> None:
    page.screen("begin", scenario="toy/open")
    page.screen("look", ref="door/a")
    page.screen("submit", action="door.lock", values={"door": "a"})
    link = page.ask("link")["link"]
    again = Page().screen("begin", link=link, ref="door/a")
    assert again["record"]["picture"]["state"] == "locked"
    assert again["next"]["number"] <= 2


@pytest.mark.parametrize("link", ["", "x", "eNqrVkosLcnILwIAFvgEaA", "a" * 500_000])
def test_a_damaged_link_is_told_in_a_sentence(page: Page, link: str) -> None:
    answer = page.ask("begin", link=link or "=")
    assert answer["ok"] is False
    assert "detail" not in answer


def test_the_transcript_is_that_of_the_engine(page: Page) -> None:
    from sandbox.engine.scenario import read, run
    from sandbox.engine.simulator import Simulator

    expected = run(Simulator(MODEL), read(GOOD, MODEL), lambda start: SPEC).as_json()
    found = page.ask("transcript", scenario="toy/open")["json"]
    assert found == json.dumps(expected, ensure_ascii=False, indent=1)


def test_unknown_names_are_told_in_a_sentence(page: Page) -> None:
    for request in (
        {"op": "begin", "scenario": "no"},
        {"op": "begin", "world": "no"},
        {"op": "undo", "key": "no"},
    ):
        answer = page.ask(**request)  # type: ignore[arg-type]
        assert answer["ok"] is False
        assert answer["text"]
    page.free()
    assert page.ask("look", persona="nobody")["ok"] is False
    assert page.ask("submit", action="no", values={})["ok"] is False


def test_consoles_that_are_not_used_are_forgotten(page: Page) -> None:
    for number in range(bridges.KEPT + 1):
        page.ask("begin", key=f"page/{number}", world="toy")
    assert page.ask("undo", key="page/0")["gone"]
    page.ask("end", key="page/")
    assert not page.bridge.desks


def test_dates_survive_the_data_file() -> None:
    data = {"on": date(2026, 3, 10), "at": [datetime(2026, 3, 10, 9)], "n": 1.5, "s": "2026-03-10"}
    assert load(dump(data)) == data


def test_every_word_is_in_the_chosen_language() -> None:
    zh = Page("zh").screen("begin", scenario="toy/open")
    assert zh["next"]["what"] == "开门"
    assert Page("en").screen("begin", scenario="toy/open")["next"]["what"] == "Open"
