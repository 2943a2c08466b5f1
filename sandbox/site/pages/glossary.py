"""The glossary: every label of the model in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from enum import EnumMeta
from typing import Any

from sandbox.engine.actions import marks
from sandbox.engine.text import Labelled, Text
from sandbox.site import words
from sandbox.site.library import Library
from sandbox.site.names import label_of
from sandbox.site.pages import Pages, page, table


def pages(library: Library, lang: str) -> Pages:
    """The glossary page."""
    rows = [
        (
            text.zh,
            text.en,
            ("、" if lang == "zh" else ", ").join(words.TERM_SORTS[s].render(lang) for s in sorts),
        )
        for text, sorts in terms(library)
    ]
    order = 0 if lang == "zh" else 1
    rows.sort(key=lambda row: row[order].lower())
    head = (words.CHINESE, words.ENGLISH, words.WHAT_IT_IS)
    return {
        "reference/glossary.md": page(
            words.GLOSSARY.render(lang), words.GLOSSARY_INTRO.render(lang), table(lang, head, rows)
        )
    }


def terms(library: Library) -> list[tuple[Text, tuple[str, ...]]]:
    """Every term once, with the sorts of thing it names."""
    found: dict[Text, dict[str, None]] = {}
    for sort, text in _terms(library):
        if text.zh != text.en:
            found.setdefault(text, {}).setdefault(sort)
    return [(text, tuple(sorts)) for text, sorts in found.items()]


def _terms(library: Library) -> Iterator[tuple[str, Text]]:
    model = library.model
    for machine in model.machines.values():
        yield "machine", machine.label
        for state in machine.states:
            yield "state", state.label
        for timer in machine.timers:
            yield "deadline", timer.label
        for value in _values(machine.entity.model_fields.values()):
            yield "value", value
    for action in model.actions.values():
        if "portal" in action.roles:
            continue
        yield "action", action.title
        for role in action.roles:
            if isinstance(role, Labelled):
                yield "role", label_of(role)
        for info in action.model_fields.values():
            for mark in marks(info):
                yield "field", mark.label
        for value in _values(action.model_fields.values()):
            yield "value", value
    for listing in model.listings.values():
        yield "page", listing.title
        for column in listing.columns:
            yield "field", column.label


def _values(fields: Any) -> Iterator[Text]:
    for info in fields:
        for kind in _enumerations(info.annotation):
            for member in kind:
                yield label_of(member)


def _enumerations(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, EnumMeta):
        if issubclass(annotation, Labelled):
            yield annotation
        return
    for inner in getattr(annotation, "__args__", ()):
        yield from _enumerations(inner)
