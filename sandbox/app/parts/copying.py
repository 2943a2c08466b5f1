"""A link that can be copied."""

from __future__ import annotations

from sandbox.app import words
from sandbox.app.parts.element import draw
from sandbox.app.state import Desk


def copy_link(desk: Desk, query: str) -> None:
    """Show a link of this site with a button that copies it."""
    data = {
        "query": query,
        "copy": desk.say(words.COPY_LINK),
        "copied": desk.say(words.COPIED),
        "label": desk.say(words.LINK),
    }
    draw("copy", data, lambda event: None)
