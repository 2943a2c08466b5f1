"""Sentences and labels, always in Chinese and in English, and the values put into them.

A :class:`Text` cannot exist in one language only, so a missing translation is impossible.
Values are formatted for the language when a sentence is rendered, never before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Language(StrEnum):
    """A language of the reader."""

    ZH = "zh"
    EN = "en"


_set = object.__setattr__
_BOTH = {"zh", "en"}  # shared, never written


class Text(BaseModel):
    """One sentence or label in both languages; ``{name}`` marks a value filled in when rendered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def render(self, lang: str, values: Mapping[str, Any] | None = None) -> str:
        """Return the sentence in ``lang`` ("zh" or "en") with its values formatted for that language."""
        sentence = self.zh if lang == "zh" else self.en
        if not values:
            return sentence
        for name, value in values.items():
            sentence = sentence.replace("{" + name + "}", show(value, lang))
        return sentence

    def filled(self, values: Mapping[str, Any] | None) -> Text:
        """Return the same sentence with its values filled in, in both languages."""
        if not values:
            return self
        zh, en = self.zh, self.en
        for name, value in values.items():
            mark = "{" + name + "}"
            if mark in zh:
                zh = zh.replace(mark, show(value, "zh"))
            if mark in en:
                en = en.replace(mark, show(value, "en"))
        return _made(zh, en)


def _made(zh: str, en: str) -> Text:
    """A Text of two sentences that are known to hold something; steps make many."""
    text = object.__new__(Text)
    _set(text, "__dict__", {"zh": zh, "en": en})
    _set(text, "__pydantic_fields_set__", _BOTH)
    _set(text, "__pydantic_extra__", None)
    _set(text, "__pydantic_private__", None)
    return text


class Labelled(StrEnum):
    """An enumeration whose members carry their label in both languages.

    Written ``NAME = "value", "中文", "English"``; a state may add what sort of node it is:
    ``"initial"``, ``"stable"``, ``"transient"`` or ``"terminal"``.
    """

    label: Text
    node: str

    def __new__(cls, value: str, zh: str, en: str, node: str = "stable") -> Labelled:
        """Make a member from its value and labels."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Text(zh=zh, en=en)
        member.node = node
        return member


def percent(rate: Decimal) -> str:
    """A rate as a reader writes it: ``0.06`` becomes ``6%``."""
    return f"{(rate * 100).normalize():f}%"


def is_rate(name: str) -> bool:
    """Whether a field holds a rate; by its name, as ``_id`` marks a reference."""
    return name == "rate" or name.endswith("_rate")


def same(words: str) -> Text:
    """A Text that reads the same in both languages (a name, a number, a code)."""
    return _made(words or "—", words or "—")


def serial(id: str, kind: str) -> Text:
    """The number of a record as a reader sees it: ``voucher_quota-2`` becomes ``2 号`` and ``No. 2``.

    Any id that was not counted for this kind of record was chosen by the author of a world and stands for
    itself, whole: of two records of a kind no two read the same.
    """
    prefix, _, number = id.rpartition("-")
    counted = prefix == kind and number.isdecimal() and number == str(int(number))
    return Text(zh=f"{number} 号", en=f"No. {number}") if counted else same(id)


def near(name: str, known: Iterable[str]) -> tuple[str, str]:
    """The end of a sentence about an unknown name: the known ones that are spelt alike, in Chinese and English."""
    found = get_close_matches(name, list(known), n=2)
    return (f"；相近的有：{'、'.join(found)}", f"; close to it: {', '.join(found)}") if found else ("", "")


_YEAR_AND_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"\d{4}Q[1-4]")


def period(words: str, lang: str) -> str:
    """A month YYYY-MM or a quarter YYYYQn in the words of ``lang``; other words as they are."""
    if _YEAR_AND_MONTH.fullmatch(words):
        year, month = words[:4], int(words[5:])
        return f"{year}年{month}月" if lang == "zh" else f"{_MONTHS[month - 1]} {year}"
    if _QUARTER.fullmatch(words):
        return f"{words[:4]}年第{words[5]}季度" if lang == "zh" else f"Q{words[5]} {words[:4]}"
    return words


_LISTS = (tuple, list, frozenset, set)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show(value: Any, lang: str) -> str:
    """Format a value for a reader: money, dates, months, quarters, lists and Texts in the conventions of ``lang``."""
    zh = lang == "zh"
    kind = type(value)
    if kind is str:
        return period(value, lang) if 6 <= len(value) <= 7 and value[4] in "-Q" else value or "—"
    if isinstance(value, Text):
        return value.zh if zh else value.en
    if value is None or value == "" or value == ():
        return "—"
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else ("yes" if value else "no")
    if isinstance(value, Decimal):
        return f"{'-' if value < 0 else ''}¥{abs(value):,.2f}"
    if isinstance(value, datetime):
        if zh:
            return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}, {value:%H:%M}"
    if isinstance(value, date):
        if zh:
            return f"{value.year}年{value.month}月{value.day}日"
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, _LISTS):
        return ("、" if zh else ", ").join(show(item, lang) for item in value)
    label = getattr(value, "label", None)
    if isinstance(label, Text):
        return label.zh if zh else label.en
    return str(value)
