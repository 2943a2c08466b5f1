"""A procedure of the model: its steps in order, what can be done in each, and why not."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sandbox.app import page_words as words
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.parts.head import page_head
from sandbox.app.parts.panel import draw_panel
from sandbox.app.parts.reasons import reason_data, reason_words
from sandbox.app.rows import tone
from sandbox.app.state import Desk
from sandbox.engine.actions import Action
from sandbox.engine.pages import Progress, Step, Wizard
from sandbox.engine.simulator import Refused
from sandbox.engine.view import deadlines, reason_view
from sandbox.engine.world import Entity


def draw_wizard(desk: Desk, page: Wizard) -> None:
    """Draw the page."""
    page_head(desk, page)
    record = page.record(desk.world, desk.who.persona)
    if record is None:
        st.info(desk.say(words.NO_PROCEDURE))
        return
    with st.container(key="split", horizontal=True, gap="medium"):
        with st.container(key="list"):
            draw("wizard", wizard_data(desk, page, record), lambda event: handle(desk, event))
        with st.container(key="beside"):
            if desk.open:
                draw_panel(desk, desk.open)


def wizard_data(desk: Desk, page: Wizard, record: Entity) -> dict[str, Any]:
    """The steps as plain data."""
    found = page.steps(desk.world, record)
    ahead = deadlines(desk.model, desk.world, record)
    state: Any = record.state
    return {
        "ref": record.ref,
        "state": desk.say(state.label),
        "tone": tone(state) or "plain",
        "deadlines": [desk.say(words.UNTIL, what=d.label, at=d.at) for d in ahead],
        "steps": [_step(desk, record, n, step) for n, step in enumerate(found, 1)],
        "words": {"details": desk.say(words.DETAILS), "others": desk.say(words.OTHERS), **reason_words(desk)},
    }


def _step(desk: Desk, record: Entity, number: int, step: Step) -> dict[str, Any]:
    here = step.progress in (Progress.NOW, Progress.STUCK)
    acts = [_act(desk, record, action) for action in step.actions]
    return {
        "number": desk.say(words.STEP_N, n=str(number)),
        "label": desk.say(step.label),
        "text": desk.say(step.text)[:600],
        "progress": step.progress.value,
        "progressText": desk.say(step.progress.label),
        "here": here,
        # what is not its turn is left out, unless it can be done all the same (a step done can be mended)
        "acts": [act for act in acts if here or act["ok"]],
    }


def _act(desk: Desk, record: Entity, action: type[Action]) -> dict[str, Any]:
    values = {action.on: record.id}
    outcome = desk.simulator.ask(desk.world, desk.who.persona, action, **values)
    refused = [reason_view(r) for r in outcome.reasons] if isinstance(outcome, Refused) else []
    return {
        "id": action.id,
        "title": desk.say(action.title),
        "ok": not refused,
        "values": values,
        "reasons": reason_data(desk, refused, values),
    }
