"""Buttons that download: a list as it is shown, and the file of a record. Nothing is made before the click."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sandbox.app import exports
from sandbox.app import money_words as words
from sandbox.app.inbox import concerns
from sandbox.app.parts.forms import escape
from sandbox.app.parts.records import row_ids
from sandbox.app.state import Desk
from sandbox.engine.machines import Listing
from sandbox.engine.world import Entity


def draw_export(desk: Desk, listing: Listing) -> None:
    """What is found in a list, as CSV and as XLSX."""
    title = desk.say(listing.title)
    with st.popover(desk.say(words.EXPORT), icon=":material/download:", type="tertiary"):
        for kind, make in (("csv", exports.as_csv), ("xlsx", exports.as_xlsx)):
            _button(
                kind,
                exports.file_name(title, desk.world.now, kind),
                lambda make=make: make(exports.table(desk, listing)),  # type: ignore[misc]
                f"export_{listing.id}",
            )


def draw_file(desk: Desk, entity: Entity) -> None:
    """The file that a record holds, for those whose record it is."""
    held = exports.file_of(entity)
    if held is None or not _theirs(desk, entity):
        return
    name, text = held
    with st.container(horizontal=True, vertical_alignment="center", key="record_file"):
        st.markdown(f"{desk.say(words.FILE)} · {escape(name)}", width="content")
        _button("csv", f"{name}.csv", lambda: exports.csv_of(text), f"file_{entity.ref}")
        _button("xlsx", f"{name}.xlsx", lambda: exports.as_xlsx(exports.lines_of(text)), f"file_{entity.ref}")


def _theirs(desk: Desk, entity: Entity) -> bool:
    """Whether the record concerns the persona or is on a list of theirs."""
    lists = (li for li in desk.listings() if li.entity.kind == entity.kind)
    return concerns(desk, entity) or any(entity.id in row_ids(desk, listing) for listing in lists)


def _button(kind: str, name: str, make: Callable[[], bytes], key: str) -> None:
    st.download_button(
        kind.upper(),
        make,
        file_name=name,
        mime=exports.MIME[kind],
        key=f"{key}_{kind}",
        on_click="ignore",
    )
