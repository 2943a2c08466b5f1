"""A route of the model: a picture of the stations with what stands at each, and the same as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from sandbox.app import page_words as words
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.parts.head import page_head
from sandbox.app.state import Desk
from sandbox.engine.pages import Picture, Route, Station, Way

WORDS = {
    "stations": words.STATIONS, "station": words.STATION, "amount": words.AMOUNT, "records": words.RECORDS,
    "parts": words.PARTS, "lastStep": words.LAST_STEP, "leadsTo": words.LEADS_TO,
}  # fmt: skip


def draw_route(desk: Desk, page: Route) -> None:
    """Draw the page."""
    page_head(desk, page)
    subjects = dict(page.subjects(desk.world, desk.who.persona))
    subject = next(iter(subjects), "")
    if len(subjects) > 1:
        key = f"{page.id}_subject"
        if st.session_state.get(key) not in subjects:
            st.session_state.pop(key, None)
        subject = st.selectbox(
            desk.say(words.WHOSE), list(subjects), key=key, format_func=subjects.__getitem__
        )
    now = desk.keep(("route", page.id, subject), lambda: page.picture(desk.world, subject))
    draw(
        "route", route_data(desk, page, now, _before(desk, page, subject)), lambda event: handle(desk, event)
    )


def _before(desk: Desk, page: Route, subject: str) -> Picture | None:
    """The route before the step that led here."""
    parent = desk.session.nodes[desk.session.here].parent
    return None if parent is None else page.picture(desk.session.nodes[parent].world, subject)


def route_data(desk: Desk, page: Route, now: Picture, before: Picture | None) -> dict[str, Any]:
    """The route as plain data; what the last step changed is set apart."""
    earlier = {station.id: station.amount for station in before.stations} if before else {}
    moved = {s.id: s.amount - earlier.get(s.id, s.amount) for s in now.stations}
    stations = [_station(desk, station, moved[station.id]) for station in now.stations]
    for station in stations:
        station["next"] = [_way(desk, way, now) for way in now.ways if way.source == station["id"]]
    said = "; ".join(f"{s['label']} {s['amount']}" for s in stations)
    return {
        "stations": stations,
        "columns": 1 + max((s.column for s in now.stations), default=0),
        "ways": [
            {
                "from": way.source,
                "to": way.target,
                "live": _live(way, now, moved),
            }
            for way in now.ways
        ],
        "tallies": [
            {
                "text": desk.say(t.label),
                "whole": desk.show(t.whole),
                "parts": desk.show(t.parts),
                "good": t.whole == t.parts,
                "verdict": desk.say(words.ADDS_UP if t.whole == t.parts else words.DOES_NOT),
            }
            for t in now.tallies
        ],
        "label": desk.say(words.ROUTE_LABEL, title=page.title, stations=said),
        "empty": "" if any(s.amount or s.records for s in now.stations) else desk.say(page.empty),
        "step": len(desk.session.path) - 1,
        "words": {name: desk.say(text) for name, text in WORDS.items()},
    }


def _way(desk: Desk, way: Way, now: Picture) -> str:
    """Where a way leads, and what happens on it."""
    target = next(s.label for s in now.stations if s.id == way.target)
    colon = "：" if desk.lang == "zh" else ": "
    return f"→ {desk.say(target)}{colon}{desk.say(way.label)}"


def _live(way: Way, now: Picture, moved: dict[str, Decimal]) -> bool:
    """Whether the last step went this way: more is at its end, and it came from here or from none of the ways."""
    lost = [w.source for w in now.ways if w.target == way.target and moved[w.source] < 0]
    return moved[way.target] > 0 and (way.source in lost or not lost)


def _station(desk: Desk, station: Station, moved: Decimal) -> dict[str, Any]:
    listed = any(listing.id == station.page for listing in desk.listings())
    label = desk.say(station.label)
    return {
        "id": station.id,
        "column": station.column,
        "label": label,
        "amount": desk.show(station.amount),
        "records": station.records,
        "count": desk.say(words.N_RECORDS, n=f"{station.records:,}"),
        "parts": [{"label": desk.say(p.label), "amount": desk.show(p.amount)} for p in station.parts],
        "change": (("+" if moved > 0 else "") + desk.show(moved)) if moved else "",
        "up": moved > 0,
        "page": station.page if listed else "",
        "open": desk.say(words.SHOW_RECORDS, what=station.label),
    }
