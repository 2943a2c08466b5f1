"""The heading of a page: what just happened, where we are, tabs, and the page's buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sandbox.app import words
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.state import Desk


class Act(NamedTuple):
    """A button of the page."""

    id: str
    title: str
    ok: bool
    why: str
    values: dict[str, Any]
    main: bool = False


def head(
    desk: Desk,
    title: str,
    path: str = "",
    text: str = "",
    guides: Sequence[dict[str, str]] = (),
    tabs: Sequence[tuple[str, str]] = (),
    tab: str = "",
    actions: Sequence[Act] = (),
) -> None:
    """Draw the heading; the lines about what happened are shown once."""
    data = {
        "title": title,
        "path": path,
        "text": text,
        "guides": list(guides),
        "guide": desk.say(words.GUIDE_TO),
        "tabs": [{"id": id, "text": words_} for id, words_ in tabs],
        "tab": tab,
        "actions": [a._asdict() for a in actions],
        "flashes": [
            {"kind": f.kind, "text": desk.say(f.text), "lines": [desk.say(line) for line in f.lines]}
            for f in desk.flashes
        ],
    }
    draw("head", data, lambda event: handle(desk, event))
