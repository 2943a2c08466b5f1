"""A calculation of the model: its form at the left, every line of it with the numbers at the right."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from sandbox.app import page_words as words
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.parts.fields import carried, draw_field, mark_of, plain_value
from sandbox.app.parts.head import page_head
from sandbox.app.parts.reasons import plain_rule, reason_data, reason_words, rule_link
from sandbox.app.state import Desk
from sandbox.engine.pages import Block, Calculator, Choice, Form, Line, Sheet, digits, result
from sandbox.engine.rules import FORM
from sandbox.engine.simulator import explain
from sandbox.engine.text import Text
from sandbox.engine.view import reason_view

WORDS = {
    "notWorkedOut": words.NOT_WORKED_OUT, "choices": words.CHOICES, "chosen": words.CHOSEN, "possible": words.POSSIBLE,
    "refused": words.REFUSED, "remarks": words.REMARKS, "rules": words.RULES, "what": words.WHAT,
    "expression": words.EXPRESSION, "result": words.RESULT, "option": words.OPTION, "none": words.NOTHING_TO_WORK_OUT,
}  # fmt: skip


def draw_worksheet(desk: Desk, page: Calculator) -> None:
    """Draw the page."""
    page_head(desk, page)
    with st.container(key="sheet", horizontal=True, gap="medium"):
        with st.container(key="numbers", border=True):
            typed = ask(desk, page)
        with st.container(key="worked"):
            form, problems = read(page.form, typed)
            sheet = page.work(desk.model, desk.world, desk.who.persona, form) if form else Sheet(())
            data = sheet_data(desk, sheet, problems)
            draw("worksheet", data, lambda event: handle(desk, event), key=f"sheet_{page.id}")


# --- The form ------------------------------------------------------------------------------------


def ask(desk: Desk, page: Calculator) -> dict[str, Any]:
    """Draw the fields that matter, each given what the ones above it hold; returns what they hold."""
    start = dict(page.start(desk.world, desk.who.persona)) if page.start else {}
    typed: dict[str, Any] = {}
    for name in page.form.model_fields:
        if page.asks is None or name in page.asks(typed):
            _field(desk, page, name, start, typed)
    return typed


def _field(desk: Desk, page: Calculator, name: str, start: dict[str, Any], typed: dict[str, Any]) -> None:
    info = page.form.model_fields[name]
    key = f"{page.id}_{desk.persona_id}_{name}"
    for lang in ("zh", "en"):
        _forget_what_is_gone(desk, mark_of(name, info).entity, f"{key}_{lang}")
    value = start.get(name, info.get_default(call_default_factory=True))
    key, value = carried(desk, key, value)
    draw_field(desk, page.form, name, key, value)
    held = st.session_state.get(key)
    typed[name] = "" if held is None else plain_value(held, info) or _empty(held)


def _empty(held: Any) -> Any:
    """An empty field as the form's model reads it."""
    return [] if isinstance(held, list | tuple) else held


def _forget_what_is_gone(desk: Desk, kind: str, key: str) -> None:
    """A record that was chosen and is no longer there is not chosen any more."""
    held = st.session_state.get(key)
    ids = held if isinstance(held, list) else [held] if isinstance(held, str) and held else []
    if kind and any(desk.world.by_ref(f"{kind}/{id}") is None for id in ids):
        del st.session_state[key]


def read(form: type[Form], typed: dict[str, Any]) -> tuple[Form | None, list[Text]]:
    """The form as typed, or a sentence for each field that is wrong."""
    try:
        return form(**typed), []
    except ValidationError as error:
        found = []
        for detail in error.errors(include_url=False):
            name = str(detail["loc"][0])
            label = mark_of(name, form.model_fields[name]).label
            found.append(FORM.text.filled({"field": label, "problem": explain(detail)}))
        return None, found


# --- The sheet -----------------------------------------------------------------------------------


def sheet_data(desk: Desk, sheet: Sheet, problems: list[Text]) -> dict[str, Any]:
    """A calculation as plain data."""
    remarks = [reason_view(r) for r in sheet.remarks]
    return {
        "problems": [desk.say(text)[:400] for text in problems],
        "blocks": [_block(desk, block) for block in sheet.blocks],
        "choices": [_choice(desk, choice) for choice in sheet.choices],
        "remarks": [{"text": desk.say(r.text), "href": rule_link(desk, r.rule)} for r in remarks],
        "words": {**{name: desk.say(text) for name, text in WORDS.items()}, **reason_words(desk)},
    }


def _block(desk: Desk, block: Block) -> dict[str, Any]:
    return {"title": desk.say(block.title)[:200], "lines": [_line(desk, line) for line in block.lines]}


def _line(desk: Desk, line: Line) -> dict[str, Any]:
    shown = result(line)
    plain = line.amount is not None and line.expression == digits(line.amount)
    return {
        "label": desk.say(line.label)[:200],
        "expression": "" if plain else line.expression,
        "result": shown.removeprefix("= ") if plain or not line.expression else shown,
        "total": line.total,
        "note": desk.say(line.note) if line.note else "",
        "rules": [
            {"text": plain_rule(desk.model.rules[id].text, desk.lang), "href": rule_link(desk, id)}
            for id in line.rules
        ],
    }


def _choice(desk: Desk, choice: Choice) -> dict[str, Any]:
    return {
        "label": desk.say(choice.label)[:200],
        "amount": "" if choice.amount is None else desk.show(choice.amount),
        "chosen": choice.chosen,
        "reasons": reason_data(desk, [reason_view(r) for r in choice.reasons], {}),
    }
