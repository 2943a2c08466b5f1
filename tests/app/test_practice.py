"""Guided practice: every scenario on file can be practised; results count, not clicks."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.app import core
from sandbox.app.practice import Practice, Watch, where
from sandbox.engine.scenario import ActStep, AdvanceStep, LookStep, SetStep
from tests.app.console import Console

ALL = list(core.scenarios())
STORY = "customers/sc-10-partner-retries-too-early"


def practice_of(console: Console) -> Practice:
    guide = console.desk.guide
    assert isinstance(guide, Practice)
    return guide


@pytest.mark.parametrize("id", ALL)
def test_hints_lead_through_every_scenario(id: str) -> None:
    console = Console(lang="zh", scenario=id)
    guide = practice_of(console)
    for _ in range(len(guide.scenario.steps) + 1):
        if guide.finished:
            break
        console.desk.flashes.clear()
        for event in ("hint", "hint"):
            console.click(do=event)
        assert len(console.parts()["guide"]["hints"]) == 2
        console.click(do="do_it")
        assert not [f for f in console.desk.flashes if f.kind == "error"], console.told()
    assert guide.finished
    assert console.parts()["guide"]["summary"]["tries"]


def trainee_does(console: Console, step: Any) -> None:
    """What a trainee would do, through the desk."""
    desk, guide = console.desk, practice_of(console)
    if isinstance(step, AdvanceStep):
        desk.move_clock(step.advance.target(desk.world))
    elif isinstance(step, SetStep):
        desk.act_as("director")
        for record, facts in step.set.items():
            name = guide.names.get(record[1:], record) if record.startswith("$") else record
            desk.submit("director.set_facts", {"record": name, "facts": facts})
    elif isinstance(step, LookStep):
        desk.persona_id = step.persona
        desk.page = step.look
        desk.check_guide()
    else:
        assert isinstance(step, ActStep)
        desk.persona_id = step.persona
        values = {name: fill(console, step, value) for name, value in step.with_.items()}
        desk.submit(step.do, values)


def fill(console: Console, step: ActStep, value: Any) -> Any:
    from sandbox.engine.codes import State, latest

    if isinstance(value, list):
        return [fill(console, step, item) for item in value]
    if value in ("$code", "$wrong"):
        code = latest(console.desk.world, step.persona, step.do)
        if code is None or code.state != State.SENT:
            console.desk.submit("code.request", {"purpose": step.do}, quiet=True)
            code = latest(console.desk.world, step.persona, step.do)
        assert code is not None
        return code.digits if value == "$code" else "000000"
    if isinstance(value, str) and value.startswith("$"):
        return practice_of(console).names[value[1:]].partition("/")[2]
    return value


@pytest.mark.parametrize("id", ALL)
def test_doing_what_a_scenario_says_ticks_every_checkpoint(id: str) -> None:
    console = Console(lang="en", scenario=id)
    guide = practice_of(console)
    for index, step in enumerate(guide.scenario.steps):
        if index not in guide.done:
            trainee_does(console, step)
        assert index in guide.done, (index, step)
    assert guide.finished
    console.run()


def test_other_deeds_do_not_tick_and_are_in_the_summary() -> None:
    console = Console(lang="en", scenario=STORY)
    guide = practice_of(console)
    console.desk.submit("association.request_dissociation", {"customer": "acme", "reason": "x" * 300})
    console.desk.submit("association.request_dissociation", {"customer": "bravo", "reason": "ok"})
    assert guide.done == set()
    assert guide.tries == 2
    assert len(guide.refusals) == 1


def test_watching_shows_each_step_with_its_result() -> None:
    console = Console(lang="en")
    console.click(do="watch", scenario=STORY, step=0)
    guide = console.desk.guide
    assert isinstance(guide, Watch)
    for step in range(1, len(guide.scenario.steps) + 1):
        console.click(do="watch_to", step=step)
        shown = console.parts()["guide"]
        assert shown["step"]["result"]
        assert console.desk.world is guide.transcript.session.nodes[guide.node()].world


def test_a_practice_leaves_the_run_that_is_watched_alone() -> None:
    console = Console(lang="en", scenario=STORY, step="2")
    nodes = len(core.transcript(core.scenarios()[STORY]).session.nodes)
    console.click(do="clock", by="days", n=1)
    assert len(core.transcript(core.scenarios()[STORY]).session.nodes) == nodes


def test_practice_again_begins_at_the_beginning() -> None:
    console = Console(lang="zh", scenario=STORY)
    console.click(do="hint")
    console.click(do="hint")
    console.click(do="do_it")
    assert practice_of(console).done == {0}
    console.click(do="practise", scenario=STORY)
    assert practice_of(console).done == set()


def test_the_first_hint_leads_to_a_page_that_the_persona_has() -> None:
    scenario = core.scenarios()["resellers/sc-09-referral-customer"]
    world = core.fresh(scenario).world
    hints = [where(core.model(), world, step).en for step in scenario.steps]
    assert hints[0] == "Act as “顾安然”, and open: Sales > Customers > Customer Management > Allocate"
    assert hints[2] == "Act as “柠檬课堂”, and open: Account Center > Basic Information", (
        "the portal tops up elsewhere"
    )
    assert "All operations" in hints[5], "an operation of the interface"
    assert hints[8] == "Act as “橘子动画”, and open: Billing Center > My Orders"


def test_a_double_click_asks_for_one_hint_and_does_one_step() -> None:
    console = Console(lang="zh", scenario="customers/sc-10-partner-retries-too-early")
    shown = console.parts()["guide"]
    for _ in range(2):
        console.click(do="hint", at=shown["at"], level=shown["hintLevel"])
    assert practice_of(console).hint_level == 1
    console.click(do="hint")
    shown = console.parts()["guide"]
    for _ in range(2):
        console.click(do="do_it", at=shown["at"], level=shown["hintLevel"])
    assert len(practice_of(console).done) == 1
