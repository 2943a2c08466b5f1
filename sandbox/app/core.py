"""What every session shares: the model, the simulator, the scenarios on file and their runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.engine.machines import Model
from sandbox.engine.scenario import Scenario, Transcript, run
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Simulator


def model() -> Model:
    """The model of the portal."""
    return MODEL


@lru_cache(maxsize=1)
def simulator() -> Simulator:
    """The simulator of that model."""
    return Simulator(model())


def source(start: Start) -> Mapping[str, Any]:
    """The data of the base world of a session."""
    return fixtures.source(start)


def world_titles() -> dict[str, Any]:
    """Title and description of every base world on file, by name."""
    return {name: fixtures.world_spec(name) for name in fixtures.world_names()}


@lru_cache(maxsize=1)
def _scenarios(stamp: tuple[tuple[str, int], ...]) -> dict[str, Scenario]:
    found = {}
    for path in fixtures.scenario_paths():
        try:
            scenario = fixtures.scenario_file(path, model())
        except fixtures.BadFile:
            continue  # ``pcsandbox run`` names the mistake; a broken file must not close the gallery
        found[scenario.id] = scenario
    return dict(sorted(found.items(), key=lambda item: _rank(item[0])))


def _rank(id: str) -> tuple[int, str]:
    """Scenarios made for a guide come first, then the numbered stories, then the others."""
    stem = id.rpartition("/")[2]
    return (0 if stem.startswith("guide-") else 1 if stem.startswith("sc-") else 2), id


ID = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")
FIRST = "customers/guide-first-customer"
"""The scenario that a newcomer begins with: the one of the tutorial."""


@lru_cache(maxsize=64)
def _one(path: Path, stamp: int) -> Scenario | None:
    del stamp  # a file that changed is read again
    try:
        return fixtures.scenario_file(path, model())
    except fixtures.BadFile:
        return None


def scenario(id: str) -> Scenario | None:
    """The scenario of that id; its file alone is read, as reading all of them takes seconds."""
    path = fixtures.ROOT / "scenarios" / f"{id}.yml"
    if ID.fullmatch(id) and path.is_file():
        found = _one(path, path.stat().st_mtime_ns)
        if found is not None and found.id == id:
            return found
    return scenarios().get(id)


def first_scenario() -> Scenario | None:
    """The scenario for a newcomer; None where it is not on file."""
    path = fixtures.ROOT / "scenarios" / f"{FIRST}.yml"
    return scenario(FIRST) if path.is_file() else None


def scenarios_read() -> bool:
    """Whether the scenarios have been read: the first time takes seconds."""
    return _scenarios.cache_info().currsize > 0


def scenarios() -> dict[str, Scenario]:
    """The scenarios on file, by id; read again only when a file changed."""
    return _scenarios(tuple((str(p), p.stat().st_mtime_ns) for p in fixtures.scenario_paths()))


@lru_cache(maxsize=32)
def _transcript(scenario_json: str) -> Transcript:
    return run(simulator(), Scenario.model_validate_json(scenario_json), source)


def transcript(scenario: Scenario) -> Transcript:
    """A run of a scenario from its beginning.

    Raises:
        BadData: its start does not fit the model.
    """
    return _transcript(scenario.model_dump_json(by_alias=True, exclude_unset=True))


def fresh(scenario: Scenario) -> Session:
    """A session at the start of a scenario.

    Raises:
        BadData: the start does not fit the model.
    """
    return Session.begin(simulator(), scenario.start(), source)


def branch(session: Session, index: int) -> Session:
    """A copy of a session, at one of its moments; the original is not touched."""
    return Session(session.simulator, session.start, list(session.nodes), index, list(session.attempts))
