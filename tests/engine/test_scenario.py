"""Scenario files: what they can say, and what is said about wrong ones."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine.scenario import BadScenario, Transcript, read, run
from sandbox.engine.session import BadData
from sandbox.engine.simulator import Simulator
from sandbox.fixtures import BadFile, given_mistakes, parse, scenario_file, scenario_from, step_mistakes
from tests.engine.toy import MODEL, SPEC

GOOD: dict[str, Any] = {
    "id": "toy/open",
    "title": {"zh": "开门", "en": "Open a door"},
    "given": {"world": "toy", "facts": {"door/e": {"guarded": True}}},
    "steps": [
        {
            "as": "keeper",
            "do": "door.open",
            "with": {"door": "b", "reason": ""},
            "expect": {"refused": ["reason-given", "not-jammed"]},
        },
        {"set": {"b": {"jammed": False}}},
        {
            "as": "keeper",
            "do": "door.open",
            "with": {"door": "b", "reason": "air"},
            "name": "it",
            "expect": {
                "state": "open",
                "notices": [{"to": "neighbour", "rule": "tells"}],
                "applied": ["tells"],
            },
        },
        {
            "as": "keeper",
            "do": "door.open",
            "with": {"door": "e", "reason": "x", "code": "$wrong"},
            "expect": {"refused": ["code-needed"]},
        },
        {"as": "keeper", "do": "door.open", "with": {"door": "e", "reason": "x", "code": "$code"}},
        {"as": "keeper", "do": "door.lock_many", "with": {"doors": ["a", "c"]}, "expect": {"rows": [[], []]}},
        {
            "look": "doors.list",
            "as": "keeper",
            "expect": {
                "rows": ["a", "b", "c", "d", "e"],
                "actions": {"a": [], "b": []},
                "masked": ["jammed"],
                "shown": True,
                "values": {"a": {"name": "a"}},
            },
        },
        {"look": "doors.list", "as": "neighbour", "expect": {"shown": False, "rows": []}},
        {
            "advance": {"next": True},
            "expect": {"states": {"$it": "closed"}, "fields": {"door/b": {"jammed": False}}},
        },
        {
            "as": "keeper",
            "do": "door.build",
            "with": {"price": 25.5},
            "expect": {"state": "closed", "balances": {"keeper:cash": 74.50}},
        },
        {"advance": {"business_days": 2}},
    ],
}


def run_it(raw: dict[str, Any]) -> Transcript:
    return run(Simulator(MODEL), read(raw, MODEL), lambda start: SPEC)


def test_a_scenario_runs_and_meets_its_expectations() -> None:
    transcript = run_it(GOOD)
    assert transcript.ok, [f for s in transcript.steps for f in s.failures]
    data = transcript.as_json()
    assert data["steps"][0]["refused"] == ["not-jammed", "reason-given"]
    assert data["steps"][9]["amounts"] == {"keeper:cash": "-25.50"}


@pytest.mark.parametrize(
    ("step", "expect"),
    [
        (3, {"refused": ["code-needed"], "notices": []}),
        (6, {"rows": ["a", "$it", "c", "d", "e"], "actions": {"$it": []}, "values": {"$it": {"name": "b"}}}),
        (8, {"fields": {"$it": {"jammed": "no"}}}),
    ],
)
def test_what_an_expectation_may_say(step: int, expect: dict[str, Any]) -> None:
    raw = copy.deepcopy(GOOD)
    raw["steps"][step]["expect"] = expect
    transcript = run_it(raw)
    assert transcript.ok, transcript.steps[step].failures


def test_words_that_are_no_truth_values_stay_words() -> None:
    """YAML 1.1 would read them as true and false."""
    text = """
id: toy/words
title: {zh: 词, en: no}
given: {world: toy, facts: {door/e: {guarded: on}}}
steps:
  - {as: keeper, do: door.open, with: {door: a, reason: no}, expect: {fields: {door/e: {guarded: yes}}}}
  - {set: {b: {jammed: false}}, expect: {fields: {b: {jammed: no}}}}
"""
    scenario = scenario_from(text, "some.yml", MODEL)
    assert scenario.title.en == "no"
    transcript = run(Simulator(MODEL), scenario, lambda start: SPEC)
    assert transcript.ok, [f for s in transcript.steps for f in s.failures]
    assert transcript.steps[0].values["reason"] == "no"


@pytest.mark.parametrize(
    ("step", "expect"),
    [
        (0, {"refused": ["not-jammed"]}),
        (0, {"refused": ["not-jammed", "reason-given", "few-open"]}),
        (0, {}),
        (2, {"state": "locked"}),
        (2, {"refused": ["not-jammed"]}),
        (2, {"notices": []}),
        (2, {"notices": [{"to": "keeper"}]}),
        (2, {"applied": ["closes-after-a-day"]}),
        (5, {"rows": [[], ["not-jammed"]]}),
        (6, {"rows": ["a"]}),
        (6, {"actions": {"a": ["door.open"]}}),
        (6, {"masked": []}),
        (6, {"values": {"a": {"name": "z"}}}),
        (7, {"shown": True}),
        (8, {"states": {"door/b": "open"}}),
        (8, {"states": {"$nobody": "open"}}),
        (8, {"fields": {"door/b": {"jammed": True}}}),
        (8, {"fields": {"door/b": {"jammed": "yes"}}}),
        (8, {"fields": {"door/b": {"colour": "red"}}}),
        (9, {"balances": {"keeper:cash": 74.51}}),
        (9, {"balances": {"keeper:cahs": 0}}),
        (9, {"balances": {"door/b:cash": 0.01}}),
        (6, {"count": 4}),
    ],
)
def test_an_expectation_that_is_not_met_is_reported(step: int, expect: dict[str, Any]) -> None:
    raw = copy.deepcopy(GOOD)
    raw["steps"][step]["expect"] = expect
    transcript = run_it(raw)
    assert not transcript.ok
    assert transcript.steps[step].failures


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "Not An Id"}, "id"),
        ({"title": {"zh": "只有中文"}}, "title.en"),
        ({"steps": []}, "steps"),
        ({"colour": 1}, "colour"),
        ({"given": {}}, "given.world"),
        ({"teaches": ["no-such-rule"]}, "teaches.0"),
        ({"steps": [{"as": "keeper", "do": "door.fly"}]}, "steps.0.do"),
        ({"steps": [{"advance": {}}]}, "steps.0.advance"),
        ({"steps": [{"advance": {"days": 1, "hours": 2}}]}, "steps.0.advance"),
        ({"steps": [{"advance": {"days": "soon"}}]}, "steps.0.advance.days"),
        ({"steps": [{"advance": {"to": "9999-12-31T23:59:00-12:00"}}]}, "steps.0.advance.to"),
        ({"steps": [{"do": "door.open"}]}, "steps.0.as"),
        ({"steps": [{"wait": {"days": 1}}]}, "steps.0"),
        ({"steps": [{"as": "keeper", "do": "door.open", "expects": {}}]}, "steps.0.expects"),
        ({"steps": [{"look": "no.list", "as": "keeper"}]}, "steps.0.look"),
        ({"steps": ["hello"]}, "steps.0"),
        (
            {"steps": [{"as": "keeper", "do": "door.open", "expect": {"refused": ["nope"]}}]},
            "steps.0.expect.refused.0",
        ),
        (
            {"steps": [{"as": "keeper", "do": "door.open", "expect": {"applied": ["nope"]}}]},
            "steps.0.expect.applied.0",
        ),
        (
            {
                "steps": [
                    {"as": "keeper", "do": "door.open", "expect": {"notices": [{"to": "a", "rule": "nope"}]}}
                ]
            },
            "steps.0.expect.notices.0.rule",
        ),
        ({"steps": [{"as": "keeper", "do": "door.open", "expect": {"count": 1}}]}, "steps.0.expect.count"),
        ({"steps": [{"advance": {"days": 1}, "expect": {"shown": True}}]}, "steps.0.expect.shown"),
        (
            {"steps": [{"look": "doors.list", "as": "keeper", "expect": {"notices": []}}]},
            "steps.0.expect.notices",
        ),
        ({"steps": [{"as": "keeper", "do": "door.open", "with": ["a"]}]}, "steps.0.with"),
        (
            {"steps": [{"as": "keeper", "do": "door.open", "with": {"dor": "b"}, "expect": {"refused": []}}]},
            "steps.0.with.dor",
        ),
    ],
)
def test_a_wrong_scenario_names_the_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadScenario) as bad:
        read({**GOOD, **change}, MODEL)
    assert field in [p.field for p in bad.value.problems]
    assert all(p.text.zh and p.text.en for p in bad.value.problems)


@pytest.mark.parametrize(
    ("step", "near"),
    [
        ({"as": "keeper", "do": "door.opens"}, "door.open"),
        ({"look": "door.list", "as": "keeper"}, "doors.list"),
        ({"as": "keeper", "do": "door.open", "with": {"dor": "b"}}, "door"),
        ({"as": "keeper", "do": "door.open", "expect": {"refused": ["not-jamed"]}}, "not-jammed"),
    ],
)
def test_a_name_that_is_nearly_right_is_shown(step: dict[str, Any], near: str) -> None:
    with pytest.raises(BadScenario) as bad:
        read({**GOOD, "steps": [step]}, MODEL)
    (problem,) = bad.value.problems
    assert near in problem.text.en.rpartition("close to it: ")[2].split(", ")
    assert near in problem.text.zh.rpartition("相近的有：")[2].split("、")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id: a\n  b: [", 2),
        ("- 1\n- 2\n", 1),
        ("", 1),
        (
            "id: toy/x\ntitle: {zh: 甲, en: A}\ngiven: {world: toy}\nsteps:\n  - {as: keeper, do: door.open, colour: 1}\n",
            5,
        ),
        ("id: toy/x\ntitle:\n  zh: 甲\ngiven: {world: toy}\nsteps: []\n", 2),
        ("a: &a [1]\nb: *a\n", 1),
        ("id: !!python/object/apply:os.system ['true']\n", 1),
        ("id: toy/x\ntitle: {zh: 甲, en: A}\nid: toy/y\n", 3),
        ("a:\n  b: 1\n  b: 2\n", 3),
        ("[" * 5000, 1),
        ("x" * 1_000_001, 1),
    ],
)
def test_a_wrong_file_names_the_line(text: str, line: int) -> None:
    with pytest.raises(BadFile) as bad:
        scenario_from(text, "some.yml", MODEL)
    assert bad.value.mistakes[0].line == line
    for mistake in bad.value.mistakes:
        assert "some.yml" in mistake.say("zh")
        assert mistake.say("en")


def test_a_step_that_cannot_be_done_is_not_accepted() -> None:
    raw = copy.deepcopy(GOOD)
    raw["steps"] = [{"as": "nobody", "do": "door.open", "with": {"door": "b", "reason": "x"}}]
    (step,) = run_it(raw).steps
    assert not step.accepted
    assert step.failures


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ("{as: nobody, do: door.open, with: {door: b, reason: x}}", "steps.1.as"),
        ("{look: doors.list, as: nobody}", "steps.1.as"),
        ("{as: keeper, do: door.open, with: {door: $it, reason: x}}", "steps.1.with.door"),
    ],
)
def test_what_only_a_run_finds_wrong_in_a_file_names_line_and_field(
    tmp_path: Path, step: str, field: str
) -> None:
    head = "id: toy/x\ntitle: {zh: 甲, en: A}\ngiven: {world: toy}\nsteps:\n  - {advance: {days: 1}}\n"
    path = tmp_path / "x.yml"
    path.write_text(f"{head}  - {step}\n", encoding="utf-8")
    transcript = run(Simulator(MODEL), scenario_file(path, MODEL), lambda start: SPEC)
    (mistake,) = step_mistakes(path, transcript)
    assert (mistake.line, mistake.field) == (6, field)
    assert str(path) in mistake.say("zh")


def test_a_failed_expectation_is_no_mistake_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    raw = copy.deepcopy(GOOD)
    raw["steps"][0]["expect"] = {}
    path.write_text(json.dumps(raw), encoding="utf-8")
    transcript = run_it(raw)
    assert not transcript.ok
    assert step_mistakes(path, transcript) == []


def test_a_failure_speaks_chinese() -> None:
    raw = copy.deepcopy(GOOD)
    raw["steps"][0]["expect"] = {"states": {"door/zz": "open"}}
    texts = [f.text.zh for f in run_it(raw).steps[0].failures]
    assert any("应为 成功" in text for text in texts)
    assert any("没有这条记录" in text for text in texts)


def test_an_empty_set_of_rules_means_accepted() -> None:
    raw = copy.deepcopy(GOOD)
    raw["steps"][0]["expect"] = {"refused": []}
    failures = run_it(raw).steps[0].failures
    assert [f.field for f in failures] == ["refused"]
    assert failures[0].expected == "accepted"


def test_every_mistake_of_a_start_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text(
        "id: toy/x\ntitle: {zh: 甲, en: A}\ngiven:\n  world: toy\n  facts:\n"
        "    door/a: {jammed: maybe, colour: red}\n    door/nobody: {jammed: true}\n"
        "  entities:\n    window: {w: {}}\n    door: {a: {}, new: {height: 3}}\n"
        "  balances: {'nobody:cash': 1}\nsteps:\n  - {advance: {days: 1}}\n",
        encoding="utf-8",
    )
    with pytest.raises(BadData) as caught:
        run(Simulator(MODEL), scenario_file(path, MODEL), lambda start: SPEC)
    found = [(m.line, m.field) for m in given_mistakes(path, caught.value)]
    assert sorted(found) == [
        (6, "given.facts.door/a.colour"),
        (6, "given.facts.door/a.jammed"),
        (7, "given.facts.door/nobody"),
        (9, "given.entities.window"),
        (10, "given.entities.door.a"),
        (10, "given.entities.door.new.height"),
        (11, "given.balances.nobody:cash"),
    ]
    assert found == sorted(found, key=lambda place: place[0])


def test_instants_of_a_file_may_name_a_time_zone(tmp_path: Path) -> None:
    path = tmp_path / "zones.yml"
    path.write_text(
        "id: toy/zones\ntitle: {zh: 甲, en: A}\n"
        "given: {world: toy, clock: 2026-03-10T05:00:00Z, facts: {door/a: {opened_at: '2026-03-10T06:00:00+02:00'}}}\n"
        "steps:\n"
        "  - {advance: {to: '2026-03-10T13:30:00+08:00'}, expect: {fields: {a: {opened_at: 2026-03-10T12:00:00}}}}\n"
        "  - {set: {b: {opened_at: 2026-03-10T04:00:00Z}}, expect: {fields: {b: {opened_at: 2026-03-10T12:00}}}}\n"
        "  - {advance: {minutes: 1}, expect: {fields: {b: {opened_at: '2026-03-10T04:01:00Z'}}}}\n"
        "  - {advance: {minutes: 1}, expect: {fields: {b: {opened_at: 20260310T12:00:00 or so}}}}\n"
        "  - {advance: {minutes: 1}, expect: {fields: {b: {opened_at: '0001-01-01T00:00:00+14:00'}}}}\n",
        encoding="utf-8",
    )
    steps = run(Simulator(MODEL), scenario_file(path, MODEL), lambda start: SPEC).steps
    assert [f"{s.clock:%H:%M}" for s in steps] == ["13:30", "13:30", "13:31", "13:32", "13:33"]
    assert [len(s.failures) for s in steps] == [0, 0, 1, 1, 1]


def test_a_folded_line_break_is_no_space_between_chinese_characters() -> None:
    folded = "zh: >-\n  两天后客户驳回。\n  4 月，伙伴\n  再次发起“解除”\n  申请。\nen: >-\n  two\n  words"
    found, _ = parse(folded, "text.yml")
    assert found == {"zh": "两天后客户驳回。4 月，伙伴再次发起“解除”申请。", "en": "two words"}
    one_line, _ = parse("name: 甲 乙", "text.yml")
    assert one_line == {"name": "甲 乙"}, "what stands in one line is somebody's own space"
