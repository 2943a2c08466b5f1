"""The gallery of training scenarios."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sandbox.app import core, words
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.parts.head import head
from sandbox.app.parts.reasons import plain_rule, rule_link
from sandbox.app.state import Desk
from sandbox.engine.scenario import Scenario


def draw_scenarios(desk: Desk) -> None:
    """Draw the page."""
    head(desk, desk.say(words.SCENARIOS))
    if not core.scenarios_read():
        with st.spinner(desk.say(words.READING_SCENARIOS)):
            core.scenarios()
    found = core.scenarios().values()
    taught = dict.fromkeys(rule for s in found for rule in s.teaches)
    areas = {_area(s): None for s in found}
    labels = {a.id: desk.say(a.label) for a in desk.model.areas}
    texts = {
        "teaches": words.TEACHES, "practise": words.PRACTISE, "watch": words.WATCH, "search": words.SEARCH,
        "area": words.FILTER_AREA, "rule": words.FILTER_RULE, "all": words.ALL,
        "none": words.NOTHING_FOUND if found else words.NO_SCENARIOS,
    }  # fmt: skip
    data = {
        "cards": [_card(desk, s) for s in found],
        "areas": [{"id": id, "text": labels.get(id, id)} for id in areas],
        "rules": [{"id": r, "text": plain_rule(desk.model.rules[r].text, desk.lang)[:70]} for r in taught],
        "words": {**{k: desk.say(v) for k, v in texts.items()}, "colon": "：" if desk.lang == "zh" else ": "},
    }
    draw("cards", data, lambda event: handle(desk, event))


def _area(scenario: Scenario) -> str:
    return scenario.id.partition("/")[0]


def _card(desk: Desk, scenario: Scenario) -> dict[str, Any]:
    """One scenario as plain data."""
    title = desk.say(scenario.title)
    story = desk.say(scenario.story) if scenario.story else ""
    taught = [
        {"text": plain_rule(desk.model.rules[r].text, desk.lang), "href": rule_link(desk, r)}
        for r in scenario.teaches
    ]
    return {
        "id": scenario.id,
        "area": _area(scenario),
        "title": title,
        "story": story,
        "rules": list(scenario.teaches),
        "teaches": taught,
        "steps": desk.say(words.STEPS, n=str(len(scenario.steps))),
        "search": " ".join([scenario.id, title, story, *(t["text"] for t in taught)]).lower(),
    }
