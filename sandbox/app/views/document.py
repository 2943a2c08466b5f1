"""A paper of the model: chosen, seen, printed and downloaded as far as the rules of these actions allow."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from sandbox.app import exports
from sandbox.app import page_words as words
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.parts.fields import carried, place
from sandbox.app.parts.head import page_head
from sandbox.app.parts.reasons import reason_data, reason_words
from sandbox.app.state import Desk
from sandbox.engine.actions import Action
from sandbox.engine.pages import Document, Paper, as_lines, printable
from sandbox.engine.simulator import Refused
from sandbox.engine.text import show
from sandbox.engine.view import reason_view
from sandbox.engine.world import Entity

HTML = "text/html"


def draw_document(desk: Desk, page: Document) -> None:
    """Draw the page."""
    page_head(desk, page)
    record = choose(desk, page)
    if record is None:
        st.info(desk.say(words.NO_RECORDS))
        return
    refused = why_not(desk, page.view, page, record)
    if refused is not None:
        data = {
            "title": desk.say(words.CANNOT_SEE, n=str(len(refused.reasons))),
            "reasons": reason_data(desk, [reason_view(r) for r in refused.reasons], _values(page, record)),
            "words": reason_words(desk),
        }
        draw("why", data, lambda event: handle(desk, event), key=f"why_{page.id}")
        return
    if desk.paper != record.id:
        st.button(
            desk.say(page.view.title),
            key=f"{page.id}_view",
            type="primary",
            on_click=_do,
            args=(desk, page.view, page, record),
        )
        return
    draw_paper(desk, page, record)


def choose(desk: Desk, page: Document) -> Entity | None:
    """The record chosen; the one looked at last, else the newest."""
    records: dict[str, Entity] = {r.id: r for r in page.records(desk.world, desk.who.persona)}
    if not records:
        return None
    name, ids = f"{page.id}_{desk.persona_id}_record", list(records)
    key, chosen = carried(desk, name, ids[0])
    if st.session_state.get(key) not in records:
        st.session_state.pop(key, None)
    if desk.paper in records and st.session_state.get(f"{name}_seen") != desk.paper:
        st.session_state[key] = st.session_state[f"{name}_seen"] = desk.paper
        chosen = ids[0]
    return records[
        st.selectbox(
            desk.say(type(records[ids[0]]).label),
            ids,
            index=place(chosen, ids),
            key=key,
            format_func=lambda id: desk.say(page.called(desk.world, records[id]))[:200],
        )
    ]


def _values(page: Document, record: Entity) -> dict[str, Any]:
    return {page.view.on: record.id}


def why_not(desk: Desk, action: type[Action], page: Document, record: Entity) -> Refused | None:
    """The rules that keep the persona from doing this with the paper."""
    outcome = desk.simulator.ask(desk.world, desk.who.persona, action, **_values(page, record))
    return outcome if isinstance(outcome, Refused) else None


def _do(desk: Desk, action: type[Action], page: Document, record: Entity) -> None:
    """Look at, print or download it: an operation of the portal, and so a step of the session."""
    desk.flashes.clear()
    outcome = desk.submit(action.id, _values(page, record), quiet=True)
    if outcome is not None and outcome.accepted:
        desk.paper = record.id


def draw_paper(desk: Desk, page: Document, record: Entity) -> None:
    """The paper with its buttons."""
    paper = page.paper(desk.world, record)
    title, now = desk.say(paper.title), desk.world.now
    lang = desk.lang
    with st.container(horizontal=True, key="paper_files"):
        if why_not(desk, page.download, page, record) is None:
            for kind, label, mime, make in (
                ("html", words.PRINT_FILE, HTML, lambda: printable(paper, lang).encode()),
                (
                    "xlsx",
                    words.SHEET_FILE,
                    exports.MIME["xlsx"],
                    lambda: exports.as_xlsx(as_lines(paper, lang)),
                ),
            ):
                st.download_button(
                    desk.say(label),
                    make,
                    file_name=exports.file_name(title, now, kind),
                    mime=mime,
                    key=f"{page.id}_{kind}",
                    icon=":material/download:",
                    on_click=_do,
                    args=(desk, page.download, page, record),
                )

    def happened(event: Mapping[str, Any]) -> None:
        if event.get("do") == "print":
            _do(desk, page.prints, page, record)
        else:
            handle(desk, event)

    can_print = why_not(desk, page.prints, page, record) is None
    data = paper_data(desk, paper) | {"html": printable(paper, lang) if can_print else ""}
    draw("paper", data, happened, key=f"paper_{page.id}")


def paper_data(desk: Desk, paper: Paper) -> dict[str, Any]:
    """A paper as plain data."""

    def cell(value: Any) -> dict[str, Any]:
        return {"t": show(value, desk.lang)[:500], "num": isinstance(value, Decimal)}

    return {
        "title": desk.say(paper.title),
        "facts": [
            {"label": show(label, desk.lang), "value": cell(value)["t"]} for label, value in paper.facts
        ],
        "heading": [desk.say(label) for label in paper.heading],
        "rows": [[cell(value) for value in row] for row in paper.rows],
        "foot": desk.say(paper.foot) if paper.foot else "",
        "print": desk.say(words.PRINT),
        "hint": desk.say(words.PRINT_HINT),
    }
