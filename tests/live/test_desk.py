"""What a console of a page shows first: over the portal itself and its own examples, under CPython."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.center import MODEL
from sandbox.engine.session import SessionFile, Start
from sandbox.engine.simulator import Simulator
from sandbox.engine.view import edges, placed
from sandbox.fixtures import scenario_file, scenario_paths, source
from sandbox.site.live import screen as screens
from sandbox.site.live.desk import Desk, desk_of

SIMULATOR = Simulator(MODEL)
EXAMPLES = [path for path in scenario_paths() if path.parent.name in ("customers", "resellers", "incentives")]


def opened(scenario: str) -> Desk:
    """The console of an example before its first step."""
    path = next(p for p in EXAMPLES if f"{p.parent.name}/{p.stem}" == scenario)
    read = scenario_file(path, MODEL)
    desk = desk_of(SIMULATOR, source, SessionFile(start=read.start()), read, "en")
    desk.play_to(0)
    return desk


def record(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = screens.screen(desk)["record"]
    return found


@pytest.mark.parametrize(
    "scenario", ["incentives/sc-05-certification-not-done", "incentives/sc-13-amount-lock"]
)
def test_the_first_picture_is_that_of_the_chosen_record(scenario: str) -> None:
    shown = record(opened(scenario))
    assert shown["ref"]
    assert shown["picture"]["ref"] == shown["ref"]


def test_a_record_that_was_chosen_shows_its_own_picture() -> None:
    desk = opened("incentives/sc-13-amount-lock")
    for entity in desk.related(desk.world.need(MODEL.entities["partner"], "partner-a")):
        desk.look_at(entity.ref)
        assert record(desk)["picture"]["ref"] == entity.ref


def test_the_picture_is_that_of_what_the_next_step_moves() -> None:
    desk = opened("customers/sc-10-partner-retries-too-early")
    shown = record(desk)
    assert shown["ref"] == "customer/acme"
    assert shown["picture"]["ref"] == "association/acme"
    arrows = edges(MODEL, MODEL.machines["association"])
    assert "association.request_dissociation" in {arrow.action for arrow in arrows}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_only_what_a_page_has_is_offered_on_a_page(path: Any) -> None:
    desk = opened(f"{path.parent.name}/{path.stem}")
    if not desk.page.startswith("listing:"):
        return
    for action in record(desk)["actions"]:
        assert action["elsewhere"] == (action["id"] not in placed(MODEL))


def test_the_interface_stands_apart_and_is_at_hand_when_the_story_needs_it() -> None:
    desk = opened("customers/customers-made-through-the-api")
    (api,) = [a for a in record(desk)["actions"] if a["id"] == "association.create_customer_by_api"]
    assert api["elsewhere"]
    assert api["due"] == (screens._due(desk) == api["id"])


def test_no_two_rows_read_the_same() -> None:
    desk = desk_of(SIMULATOR, source, SessionFile(start=Start(world="incentives")), None, "en")
    desk.aim()
    desk.act_as("partner-finance")
    for page in [p["id"] for p in screens.screen(desk)["pages"]]:
        desk.page = page
        labels = [row["label"] for row in screens.screen(desk)["rows"]]
        assert len(labels) == len(set(labels)), labels
