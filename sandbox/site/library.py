"""What the documentation is made from: the model, the scenarios (each run once), the coverage."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sandbox import fixtures
from sandbox.engine.coverage import RuleCoverage, coverage
from sandbox.engine.machines import Area, Model
from sandbox.engine.scenario import Scenario, Transcript, run
from sandbox.engine.session import BadData, WorldSource
from sandbox.engine.simulator import Simulator
from sandbox.engine.text import Text
from sandbox.site.html import plain

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("zh", "en")


class BrokenExample(Exception):
    """A scenario that cannot be shown: its file is wrong, or an expectation is not met."""


class Place(NamedTuple):
    """A page that is being written: its Markdown path under docs/<lang>, and its language."""

    page: str
    lang: str

    @property
    def folder(self) -> str:
        """The address of the page below the language's root, without slashes at the ends."""
        return folder_of(self.page)

    def to(self, page: str, anchor: str = "") -> str:
        """The relative address of another page, given by its Markdown path."""
        target = folder_of(page)
        path = posixpath.relpath("/" + target, "/" + self.folder)
        if target == self.folder:
            return f"#{anchor}" if anchor else "./"
        return f"{path}/" + (f"#{anchor}" if anchor else "")

    def sandbox(self, scenario: str, step: int | None = None, page: str = "", persona: str = "") -> str:
        """The relative address of a scenario in the sandbox, two floors above the language's root.

        Args:
            scenario: its id; "" for none.
            step: how many of its steps are done; None to practise it from the beginning.
            page: the page that opens; "" for the overview.
            persona: who looks at it; "" for the scenario's own.
        """
        depth = len([part for part in self.folder.split("/") if part]) + 2
        asked = {"scenario": scenario, "step": "" if step is None else str(step), "lang": self.lang}
        asked |= {"page": page, "persona": persona}
        return (
            "../" * depth + "?" + urlencode({key: value for key, value in asked.items() if value}, safe="/")
        )


def folder_of(page: str) -> str:
    """The address of a Markdown page: ``a/b.md`` is at ``a/b``, ``a/index.md`` at ``a``."""
    stem = page.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("/index")


def slug(name: str) -> str:
    """A name as an anchor."""
    return name.replace(".", "-").replace("/", "-").replace("$", "")


class Library:
    """A model with its scenarios.

    Args:
        model: the machines, rules and listings.
        scenarios: folder of scenario files.
        source: where base worlds come from.
        faq: folder of the question files.
    """

    def __init__(
        self, model: Model, scenarios: Path, source: WorldSource = fixtures.source, faq: Path | None = None
    ) -> None:
        self.model = model
        self.simulator = Simulator(model)
        self.source = source
        self.folder = scenarios
        self.faq = faq
        self.guides: Mapping[str, tuple[str, ...]] = {}
        self.guide_titles: Mapping[str, Mapping[str, str]] = {}
        self.raw: dict[str, Any] = {}
        """The scenario files run so far, as parsed data."""
        self._runs: dict[str, Transcript] = {}

    @cached_property
    def files(self) -> dict[str, Path]:
        """Scenario files by the id that their place gives them."""
        found = fixtures.scenario_paths(self.folder) if self.folder.is_dir() else iter(())
        return {path.relative_to(self.folder).with_suffix("").as_posix(): path for path in found}

    def transcript(self, id: str) -> Transcript:
        """A scenario, run; every expectation met.

        Raises:
            BrokenExample: says which file, step and expectation.
        """
        if id not in self._runs:
            self._runs[id] = self._run(id)
        transcript = self._runs[id]
        if not transcript.ok:
            wrong = [
                f"step {step.number + 1} ({step.persona or 'clock'} {step.action or step.kind}): {failure.text.en}"
                for step in transcript.steps
                for failure in step.failures
            ]
            raise BrokenExample(f"scenario {id}: " + "; ".join(wrong))
        return transcript

    def _run(self, id: str) -> Transcript:
        path = self.files.get(id)
        if path is None:
            raise BrokenExample(f"there is no scenario “{id}” in {self.folder}")
        try:
            scenario, self.raw[id] = fixtures.scenario_file_and_data(path, self.model)
            if scenario.id != id:
                raise BrokenExample(f"{path}: its id is “{scenario.id}”, its place says “{id}”")
            return run(self.simulator, scenario, self.source)
        except fixtures.BadFile as bad:
            raise BrokenExample("; ".join(m.say("en") for m in bad.mistakes)) from None
        except BadData as bad:
            raise BrokenExample(f"scenario {id}: {bad.text.en}") from None

    @cached_property
    def transcripts(self) -> dict[str, Transcript]:
        """All scenarios, run.

        Raises:
            BrokenExample: one of them is broken.
        """
        return {id: self.transcript(id) for id in self.files}

    @cached_property
    def coverage(self) -> dict[str, RuleCoverage]:
        """What is known of every rule."""
        return coverage(self.model, self.transcripts.values())

    def scenario(self, id: str) -> Scenario:
        """The scenario of that id."""
        return self.transcript(id).scenario

    def rule_sentence(self, id: str, lang: str) -> str:
        """The sentence of a rule, without values."""
        rule = self.model.rules.get(id)
        return plain(rule.text, lang) if rule else id

    def action_title(self, id: str) -> Text:
        """The title of an action."""
        return self.model.actions[id].title

    def area_label(self, id: str) -> Text | None:
        """The label of an area; None for the rules of every portal."""
        return next((area.label for area in self.model.areas if area.id == id), None)

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The areas in the order a reader wants them: those with pages of the portal first."""
        pages = {self.model.area_of[id] for id in self.model.listings}
        return tuple(sorted(self.model.areas, key=lambda area: area.id not in pages))

    @cached_property
    def sources(self) -> dict[str, Mapping[str, tuple[str, str]]]:
        """Source tables by area."""
        return {area.id: area.sources for area in self.model.areas}


@lru_cache(maxsize=1)
def _shipped() -> Library:
    from sandbox.center import MODEL

    return Library(MODEL, fixtures.ROOT / "scenarios", faq=fixtures.ROOT / "faq")


_chosen: list[Library] = []


def library() -> Library:
    """The library in use: the shipped one unless a test chose another."""
    return _chosen[-1] if _chosen else _shipped()


@contextmanager
def using(other: Library) -> Iterator[Library]:
    """Use another library for a while."""
    _chosen.append(other)
    try:
        yield other
    finally:
        _chosen.pop()


Maker = Callable[[Library, str], Mapping[str, str]]
"""Makes pages: Markdown by path, for a language."""

Plain = dict[str, Any]
