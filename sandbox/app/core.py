"""What every session shares: the model, the simulator, the scenarios on file and their runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
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
