"""Frequent questions, each answer tied to rules and to scenario steps that show it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import yaml
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.engine.text import Text
from sandbox.site import words
from sandbox.site.html import short, tag
from sandbox.site.library import BrokenExample, Library, Place
from sandbox.site.pages import Pages, heading, items, page
from sandbox.site.pages.rules import area_label, step_link
from sandbox.site.story import rule_link


class Question(BaseModel):
    """A question with its answer.

    ``rules`` are what the answer rests on; ``checked_by`` names steps, ``scenario-id#step``: each
    must be refused by, pass or carry out one of the rules, and each rule must occur in a step.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    question: Text
    answer: Text
    rules: tuple[str, ...] = ()
    checked_by: tuple[str, ...] = ()
    guide: str = ""


class File(NamedTuple):
    """The questions of an area."""

    area: str
    questions: tuple[Question, ...]


def files(library: Library) -> Iterator[File]:
    """The question files of all areas.

    Raises:
        BrokenExample: a file does not fit.
    """
    folder = library.faq
    for path in sorted(folder.glob("*.yml")) if folder and folder.is_dir() else ():
        yield File(path.stem, _read(path))


def _read(path: Path) -> tuple[Question, ...]:
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(Question.model_validate(entry) for entry in raw or ())
    except (ValidationError, TypeError, yaml.YAMLError) as error:
        raise BrokenExample(f"{path}: {error}") from None


def problems(library: Library) -> list[str]:
    """What is wrong with the questions: unknown rules, steps that do not show them."""
    found = []
    for file in files(library):
        for question in file.questions:
            found += [f"{question.id}: {problem}" for problem in _problems(library, question)]
    return found


def _problems(library: Library, question: Question) -> Iterator[str]:
    for id in question.rules:
        if id not in library.model.rules:
            yield f"there is no rule {id}"
    shown: set[str] = set()
    for place in question.checked_by:
        id, _, number = place.partition("#")
        transcript = library.transcript(id) if id in library.files else None
        if transcript is None or not number.isdigit() or not 1 <= int(number) <= len(transcript.steps):
            yield f"there is no step {place}"
            continue
        here = {
            rule.id
            for rule in library.model.rules.values()
            if place in (*library.coverage[rule.id].refused_in, *library.coverage[rule.id].passed_in)
        }
        if not here & set(question.rules):
            yield f"step {place} neither refuses nor passes one of its rules"
        shown |= here
    for id in question.rules:
        row = library.coverage.get(id)
        if row and row.status == "enforced" and id not in shown:
            yield f"no step shows rule {id}"


def pages(library: Library, lang: str) -> Pages:
    """The page of frequent questions."""
    place = Place("faq.md", lang)
    blocks: list[str | Markup | None] = []
    for file in files(library):
        blocks.append(heading(area_label(library, file.area).render(lang), f"area-{file.area}"))
        for question in file.questions:
            blocks.append(heading(question.question.render(lang), question.id, 3))
            blocks.append(_answer(library, place, question))
    return {place.page: page(words.FAQ.render(lang), words.FAQ_INTRO.render(lang), *blocks)}


def _answer(library: Library, place: Place, question: Question) -> Markup:
    lang = place.lang
    rules = [rule_link(place, id, library.rule_sentence(id, lang)) for id in question.rules]
    steps = []
    for checked in question.checked_by:
        id, _, number = checked.partition("#")
        steps.append(step_link(place, library.transcript(id), int(number)))
    more = [
        tag("p", tag("b", title.render(lang))) + items(links)
        for title, links in ((words.RELATED_RULES, rules), (words.CHECKED_BY, steps))
        if links
    ]
    titles = library.guide_titles.get(lang, {})
    guide = next(
        (p for p in (f"guides/{question.guide}.md", f"concepts/{question.guide}.md") if p in titles), ""
    )
    link = tag("p", tag("a", titles[guide], href=place.to(guide))) if guide else None
    return tag(
        "div",
        [tag("p", short(line)) for line in question.answer.render(lang).splitlines() if line.strip()],
        link,
        tag("details", tag("summary", words.CHECKED_SUMMARY.render(lang)), more, data_search_exclude=True)
        if more
        else None,
    )
