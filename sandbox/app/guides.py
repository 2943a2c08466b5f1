"""Which guides explain an action, read from the guides themselves: each names the actions it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import sandbox

DOCS = Path(sandbox.__file__).resolve().parent.parent / "docs"
BLOCK = re.compile(r"^\s*```(action|precautions|effects)[^\n]*\n(.*?)^\s*```", re.DOTALL | re.MULTILINE)
LISTED = re.compile(r"^actions:\s*\[(.*?)\]|^actions:\s*\n((?:\s+-.*\n)+)", re.MULTILINE)
ACTION = re.compile(r"\b[a-z_]+\.[a-z_]+\b")
HEADING = re.compile(r"^# (.+?)(?:\s*\{.*\})?$", re.MULTILINE)


class Guide(NamedTuple):
    """A guide: the name of its page, its title and its actions, the one it is made for first."""

    slug: str
    title: str
    actions: tuple[str, ...]


@lru_cache(maxsize=2)
def guides(lang: str) -> tuple[Guide, ...]:
    """All guides of a language; none where the documentation is not beside the program."""
    found = []
    for path in sorted((DOCS / lang / "guides").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = HEADING.search(text)
        if title is not None:
            found.append(Guide(path.stem, title[1].strip(), _named(text)))
    return tuple(found)


def _named(text: str) -> tuple[str, ...]:
    """The actions that a guide is about, as its blocks and its front matter name them."""
    head, body = text.split("\n---\n", 1) if text.startswith("---\n") and "\n---\n" in text else ("", text)
    blocks = sorted(BLOCK.findall(body), key=lambda block: block[0] != "action")
    parts = [*(words for _, words in blocks), *(" ".join(pair) for pair in LISTED.findall(head + "\n"))]
    return tuple(dict.fromkeys(id for part in parts for id in ACTION.findall(part)))


def guides_for(actions: Iterable[str], lang: str) -> list[Guide]:
    """The guides that explain any of these actions, in the order of the actions; made for it comes first."""
    found: dict[str, Guide] = {}
    for action in actions:
        about = [guide for guide in guides(lang) if action in guide.actions]
        for guide in sorted(about, key=lambda g: g.actions.index(action)):
            found.setdefault(guide.slug, guide)
    return list(found.values())


def guide_titled(slug: str, lang: str) -> Guide | None:
    """The guide of that name."""
    return next((guide for guide in guides(lang) if guide.slug == slug), None)
