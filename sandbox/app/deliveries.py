"""Files fetched from an open desk: a list, the file of a record, the session.

A file has an address of its own on this server and is made when it is fetched. Streamlit's own
download buttons name a file anew with every run of the page and forget the earlier name, so a click
during a redraw came to nothing.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from sandbox.app import exports
from sandbox.app.inbox import concerns
from sandbox.app.links import file_text, found_desk
from sandbox.app.rows import kept
from sandbox.app.state import Desk
from sandbox.engine.world import Entity

PREFIX = "/download"
SESSION = "session"


class Delivery(NamedTuple):
    """A file: its name, its kind and what is in it."""

    name: str
    mime: str
    content: bytes


def address(desk: Desk, what: str) -> str:
    """Where a file of this desk is fetched."""
    return f"{PREFIX}/{desk.token}/{quote(what)}"


def deliver(token: str, what: str) -> Delivery | None:
    """The file at an address; None when the desk is gone or its persona may not have it."""
    desk = found_desk(token)
    if desk is None:
        return None
    if what == SESSION:
        return Delivery("session.pcs.json", "application/json", file_text(desk).encode("utf-8", "replace"))
    source, _, rest = what.partition("/")
    name, _, kind = rest.rpartition(".")
    if kind not in exports.MIME:
        return None
    return {"list": _list, "record": _record}.get(source, _nothing)(desk, name, kind)


def _nothing(desk: Desk, name: str, kind: str) -> Delivery | None:
    del desk, name, kind
    return None


def _list(desk: Desk, id: str, kind: str) -> Delivery | None:
    listing = desk.model.listings.get(id)
    if listing is None or listing not in desk.listings():
        return None
    lines = exports.table(desk, listing)
    make = exports.as_csv if kind == "csv" else exports.as_xlsx
    name = exports.file_name(desk.say(listing.title), desk.world.now, kind)
    return Delivery(name, exports.MIME[kind], make(lines))


def _record(desk: Desk, ref: str, kind: str) -> Delivery | None:
    entity = desk.world.by_ref(ref)
    held = exports.file_of(entity) if entity is not None and theirs(desk, entity) else None
    if held is None:
        return None
    name, text = held
    content = exports.csv_of(text) if kind == "csv" else exports.as_xlsx(exports.lines_of(text))
    return Delivery(f"{name}.{kind}", exports.MIME[kind], content)


def theirs(desk: Desk, entity: Entity) -> bool:
    """Whether the record concerns the persona or is on a list of theirs."""
    lists = (li for li in desk.listings() if li.entity.kind == entity.kind)
    return concerns(desk, entity) or any(entity.id in kept(desk, listing).by_id for listing in lists)
