"""Buttons that download: a list as it is shown, the file of a record, the session."""

from __future__ import annotations

from sandbox.app import deliveries, exports, words
from sandbox.app import money_words as money
from sandbox.app.parts.element import draw
from sandbox.app.state import Desk
from sandbox.engine.machines import Listing
from sandbox.engine.world import Entity


def draw_files(
    desk: Desk, label: str, files: list[tuple[str, str, str]], key: str, box: bool = False
) -> None:
    """Buttons for files, each given by its text, its address and the name it is saved under."""
    texts = {"making": money.MAKING, "made": money.MADE, "failed": money.NOT_MADE}
    data = {
        "label": label,
        "box": box,
        "files": [{"text": text, "href": href, "name": name} for text, href, name in files],
        "words": {name: desk.say(text) for name, text in texts.items()},
    }
    draw("files", data, lambda event: None, key=key)


def draw_export(desk: Desk, listing: Listing) -> None:
    """What is found in a list, as CSV and as XLSX."""
    title = desk.say(listing.title)
    files = [
        (
            kind.upper(),
            deliveries.address(desk, f"list/{listing.id}.{kind}"),
            exports.file_name(title, desk.world.now, kind),
        )
        for kind in exports.MIME
    ]
    draw_files(desk, desk.say(money.EXPORT), files, f"export_{listing.id}")


def draw_file(desk: Desk, entity: Entity) -> None:
    """The file that a record holds, for those whose record it is."""
    held = exports.file_of(entity)
    if held is None or not deliveries.theirs(desk, entity):
        return
    name, _ = held
    files = [
        (kind.upper(), deliveries.address(desk, f"record/{entity.ref}.{kind}"), f"{name}.{kind}")
        for kind in exports.MIME
    ]
    draw_files(desk, f"{desk.say(money.FILE)} · {name}", files, f"file_{entity.kind}", box=True)


def draw_session_file(desk: Desk) -> None:
    """The session."""
    address = deliveries.address(desk, deliveries.SESSION)
    draw_files(desk, "", [(desk.say(words.DOWNLOAD), address, "session.pcs.json")], "session_file", box=True)
