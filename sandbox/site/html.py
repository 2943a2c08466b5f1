"""HTML built from parts that are escaped unless they are already HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from sandbox.engine.text import Text

LONGEST = 300
"""Characters of a name or value that are shown; longer ones are cut with an ellipsis."""

Child = str | Markup | None
VOID = frozenset({"br", "hr", "img", "input"})


def tag(name: str, /, *children: Child | Iterable[Child], **attributes: str | bool | None) -> Markup:
    """An element; children and attributes are escaped, ``class_`` and ``data_x`` lose their underscores."""
    words = [name]
    for key, value in attributes.items():
        key = key.rstrip("_").replace("_", "-")
        if value is True:
            words.append(key)
        elif value is not None and value is not False:
            words.append(f'{key}="{escape(value)}"')
    if name in VOID:
        return Markup("<{}>").format(Markup(" ".join(words)))
    return Markup("<{}>{}</{}>").format(Markup(" ".join(words)), join(children), Markup(name))


def join(children: Iterable[Child | Iterable[Child]], between: str = "") -> Markup:
    """Parts one after another; None is left out."""
    found: list[Markup] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            found.append(child)
        elif isinstance(child, str):
            found.append(escape(child))
        else:
            found.append(join(child))
    return escape(between).join(found)


def short(words: str) -> str:
    """Words on one line, cut when a page would not be readable any more."""
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def one_line(html: Markup) -> str:
    """HTML that Markdown takes as it is: no line breaks, no backticks."""
    return str(html).replace("\r", "").replace("\n", "&#10;").replace("`", "&#96;")


_PLACE = re.compile(r"\{[a-z_]+\}")


def sentence(text: Text, lang: str) -> Markup:
    """A text without its values: every place for a value is shown as an ellipsis."""
    parts = _PLACE.split(_ended(text.render(lang)))
    return Markup('<span class="pc-value">…</span>').join(escape(part) for part in parts)


def plain(text: Text, lang: str) -> str:
    """A text without its values, as words."""
    return _PLACE.sub("…", _ended(text.render(lang)))


def _ended(words: str) -> str:
    """A sentence that ends with a place for a value loses its full stop: the ellipsis is enough."""
    return re.sub(r"(\{[a-z_]+\})[.。]$", r"\1", words)


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!-])")


def markdown(words: str) -> str:
    """Words that Markdown shows as they are, on one line."""
    words = short(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(r"\\\1", words)
