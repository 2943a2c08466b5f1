"""The slim panel above the console while a scenario is practised or watched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.app import words
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.parts.reasons import rule_link
from sandbox.app.people import called
from sandbox.app.practice import Practice, Watch, describe
from sandbox.app.state import Desk
from sandbox.engine.rules import Reason
from sandbox.engine.scenario import StepResult
from sandbox.engine.simulator import Refused

WORDS = {
    "watch": words.WATCH, "practise": words.PRACTISE, "previous": words.PREVIOUS, "next": words.NEXT,
    "takeOver": words.TAKE_OVER, "where": words.HINT_WHERE, "what": words.HINT_WHAT, "doIt": words.HINT_DO,
    "restart": words.RESTART, "rule": words.RULE_PAGE, "finished": words.FINISHED, "story": words.STORY,
    "refusedAndWhy": words.SUMMARY_REFUSED, "clean": words.SUMMARY_CLEAN, "goal": words.GOAL,
    "other": words.OTHER_SCENARIO,
}  # fmt: skip


def draw_guide(desk: Desk) -> None:
    """Draw the panel, if there is a scenario."""
    if isinstance(desk.guide, Practice):
        data = {**_common(desk, desk.guide), **_practice(desk, desk.guide)}
    elif isinstance(desk.guide, Watch):
        data = {**_common(desk, desk.guide), **_watch(desk, desk.guide)}
    else:
        return
    draw("guide", data, lambda event: handle(desk, event))


def _common(desk: Desk, guide: Practice | Watch) -> dict[str, Any]:
    scenario = guide.scenario
    stop = words.STOP_PRACTICE if isinstance(guide, Practice) else words.STOP_WATCHING
    return {
        "id": scenario.id,
        "title": desk.say(scenario.title),
        "story": desk.say(scenario.story) if scenario.story else "",
        "goal": desk.say(scenario.goal) if scenario.goal else "",
        "all": len(scenario.steps),
        "step": None,
        "hints": [],
        "hintLevel": 0,
        "finished": False,
        "summary": {"tries": "", "refused": []},
        "words": {
            **{name: desk.say(text) for name, text in WORDS.items()},
            "stop": desk.say(stop),
            "list": desk.say(words.CHECKPOINTS if isinstance(guide, Practice) else words.STEP_LIST),
            "colon": "：" if desk.lang == "zh" else ": ",
        },
    }


def _reasons(desk: Desk, reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [
        {
            "text": desk.say(r.text),
            "remedy": desk.say(words.REMEDY_IS, remedy=remedy) if (remedy := r.remedy) else "",
            "href": rule_link(desk, r.rule.id),
        }
        for r in reasons
    ]


def _practice(desk: Desk, guide: Practice) -> dict[str, Any]:
    items = [
        {
            "text": desk.say(describe(desk.model, desk.world, step, guide.names)),
            "note": desk.say(step.note) if step.note and n in guide.done else "",
            "done": n in guide.done,
            "now": n == guide.at,
        }
        for n, step in enumerate(guide.scenario.steps)
    ]
    done = len(guide.done)
    return {
        "watch": False,
        "done": done,
        "progress": desk.say(words.PROGRESS, done=str(done), all=str(len(items))),
        "items": items,
        "hints": [desk.say(h.text) for h in guide.hint(desk.world)],
        "hintLevel": guide.hint_level,
        "at": guide.at,
        "finished": guide.finished,
        "summary": _summary(desk, guide) if guide.finished else {"tries": "", "refused": []},
    }


def _summary(desk: Desk, guide: Practice) -> dict[str, Any]:
    numbers = {
        "tries": str(guide.tries),
        "refused": str(sum(1 for d in guide.refusals if not d.helped)),
        "hints": str(guide.hints),
    }
    refused = []
    for deed in guide.refusals:
        assert isinstance(deed.outcome, Refused)
        title, who = (
            desk.model.actions[deed.action].title,
            called(desk.model, desk.world, deed.persona, desk.lang),
        )
        text = desk.say(words.REFUSED_HERE, action=title, who=who)
        refused.append({"text": text, "reasons": _reasons(desk, deed.outcome.reasons)})
    return {"tries": desk.say(words.SUMMARY_TRIES, **numbers), "refused": refused}


def _watch(desk: Desk, guide: Watch) -> dict[str, Any]:
    steps = guide.scenario.steps
    names: dict[str, str] = {}
    for step, result in zip(steps, guide.transcript.steps, strict=True):
        if getattr(step, "name", "") and result.subject:
            names[step.name] = result.subject  # type: ignore[union-attr]
    items = [
        {
            "text": desk.say(describe(desk.model, desk.world, step, names)),
            "note": "",
            "done": n < guide.shown,
            "now": n == guide.shown - 1,
        }
        for n, step in enumerate(steps)
    ]
    n, count = guide.shown, len(steps)
    text = (
        words.STEP_OF.filled({"n": str(n), "all": str(count)})
        if n
        else words.AT_START.filled({"all": str(count)})
    )
    return {
        "watch": True,
        "done": n,
        "progress": desk.say(text),
        "items": items,
        "step": _step(desk, guide, str(items[n - 1]["text"])) if n else None,
    }


def _step(desk: Desk, guide: Watch, text: str) -> dict[str, Any]:
    step, result = guide.scenario.steps[guide.shown - 1], guide.transcript.steps[guide.shown - 1]
    return {
        "text": text,
        "result": _result(desk, result),
        "note": desk.say(step.note) if step.note else "",
        "reasons": _reasons(desk, result.reasons),
    }


def _result(desk: Desk, result: StepResult) -> str:
    if not result.accepted:
        return "→ " + desk.say(words.STEP_REFUSED)
    entity = desk.world.by_ref(result.subject) if result.subject else None
    label = getattr(entity.state, "label", None) if entity is not None else None
    return "→ " + (desk.say(label) if label is not None else desk.say(words.STEP_DONE))
