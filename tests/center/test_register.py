"""The register of rules: complete, sourced, and carried out."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.roles import Role
from sandbox.cli import all_transcripts
from sandbox.engine.coverage import BINDING, RuleCoverage, coverage, gaps
from sandbox.engine.rules import Kind, Tier
from sandbox.engine.scenario import Transcript
from sandbox.engine.text import show
from sandbox.engine.view import edges

CHINESE_NAME = re.compile("[\u4e00-\u9fff]{2,8}")
NUMBERED = {"customers": 146, "resellers": 123, "incentives": 104}


@pytest.fixture(scope="module")
def transcripts() -> list[Transcript]:
    return all_transcripts()


@pytest.fixture(scope="module")
def register(transcripts: list[Transcript]) -> dict[str, RuleCoverage]:
    return coverage(MODEL, transcripts)


@lru_cache(maxsize=1)
def chinese_names() -> tuple[str, ...]:
    """Names of companies and people in the base worlds, long ones first: some are part of others."""
    names = set()
    for world in fixtures.world_names():
        for records in fixtures.world_spec(world).get("entities", {}).values():
            for record in records.values():
                for field, value in record.items():
                    called = "name" in field or field == "contact"
                    if called and isinstance(value, str) and CHINESE_NAME.fullmatch(value):
                        names.add(value)
    return tuple(sorted(names, key=len, reverse=True))


@pytest.mark.parametrize("path", list(fixtures.scenario_paths()), ids=lambda p: p.stem)
def test_an_english_story_gives_the_names_as_the_lists_show_them(path: Path) -> None:
    story = fixtures.scenario_file(path, MODEL).story
    rest, missing = story.zh if story else "", []
    for name in chinese_names():
        if story and name in rest:
            rest = rest.replace(name, "")
            if name not in story.en:
                missing.append(name)
    assert not missing


@pytest.mark.parametrize("path", list(fixtures.scenario_paths()), ids=lambda p: p.stem)
def test_every_scenario_meets_its_expectations(path, transcripts) -> None:  # type: ignore[no-untyped-def]
    scenario = fixtures.scenario_file(path, MODEL)
    transcript = next(t for t in transcripts if t.scenario.id == scenario.id)
    failures = [f"step {s.number + 1}: {f.text.en}" for s in transcript.steps for f in s.failures]
    assert not failures
    assert scenario.id == f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("area", NUMBERED)
def test_every_numbered_rule_is_in_the_register(area: str) -> None:
    numbers = [rule.number for rule in MODEL.area_rules(area) if rule.number]
    assert numbers == list(range(1, NUMBERED[area] + 1))


def test_every_rule_has_words_and_a_source() -> None:
    poor = [
        rule.id
        for rule in MODEL.rules.values()
        if (rule.number and not rule.source)
        or (rule.kind in (Kind.GUARD, Kind.INPUT) and rule.remedy is None and rule.documented is None)
    ]
    assert not poor


def test_every_rule_that_is_no_fact_is_carried_out_refused_and_passed(
    register: dict[str, RuleCoverage],
) -> None:
    assert not gaps(register.values())


@pytest.mark.parametrize("area", MODEL.areas, ids=lambda a: a.id)
def test_every_id_of_the_errata_is_in_the_register(area) -> None:  # type: ignore[no-untyped-def]
    assert area.errata <= {rule.id for rule in MODEL.area_rules(area.id)}


@pytest.mark.parametrize("area", NUMBERED)
def test_at_least_95_percent_of_the_binding_tiers_are_enforced(
    area: str, register: dict[str, RuleCoverage]
) -> None:
    rows = [
        r
        for r in register.values()
        if r.area == area and r.rule.kind != Kind.FACT and r.rule.tier in (Tier.MUST, Tier.SHOULD)
    ]
    enforced = [r for r in rows if r.status == "enforced"]
    assert len(enforced) >= 0.95 * len(rows), [r.rule.id for r in rows if r.status != "enforced"]


def test_every_kind_of_binding_rule_is_counted() -> None:
    assert {Kind.GUARD, Kind.INPUT, Kind.TIMER} == BINDING


def test_the_pictures_show_every_change_of_state_that_happens(transcripts: list[Transcript]) -> None:
    missing = set()
    for transcript in transcripts:
        for node in transcript.session.nodes:
            if node.parent is None or node.step is None or node.step.do.startswith("director."):
                continue
            before = transcript.session.nodes[node.parent].world
            for kind, machine in MODEL.machines.items():
                drawn = {(e.source, e.target) for e in edges(MODEL, machine)}
                for id, entity in changed(before, node.world, kind):
                    old = before.by_ref(f"{kind}/{id}")
                    source = str(old.state) if old else None
                    if source != str(entity.state) and (source, str(entity.state)) not in drawn:
                        missing.add((kind, source, str(entity.state), node.step.do or "timer"))
    assert not missing


def changed(before, after, kind):  # type: ignore[no-untyped-def]
    table = after.tables.get(kind)
    if table is None or table is before.tables.get(kind):
        return []
    return [(id, e) for id, e in table.items() if before.by_ref(f"{kind}/{id}") is not e]


def test_every_entity_kind_has_states_that_can_be_reached() -> None:
    """No state without a way in: an arrow, or being where an entity can begin."""
    unreachable = []
    for machine in MODEL.machines.values():
        arrows = edges(MODEL, machine)
        if not arrows:
            continue
        reached = {e.target for e in arrows}
        unreachable += [
            f"{machine.name}.{s.value}"
            for s in machine.states
            if s.value not in reached and s.node != "initial"
        ]
    assert not unreachable


def test_rules_roles_and_titles_are_written_with_chinese_punctuation() -> None:
    texts = [text for r in MODEL.rules.values() for text in (r.text, r.remedy) if text]
    texts += [role.label for role in Role] + [action.title for action in MODEL.actions.values()]
    plans = re.compile(r"分销计划\([^)]*\)")  # the portal writes the names of these two so
    wrong = [
        t.zh
        for t in texts
        if re.search(r"[\u4e00-\u9fff][(),;?!]|[(),;?!][\u4e00-\u9fff]", plans.sub("", t.zh))
    ]
    assert wrong == []


def test_no_list_shows_an_id_in_place_of_a_name(transcripts: list[Transcript]) -> None:
    """The end of every scenario, in every column but those that show what files and buckets are really called."""
    own_names, shown = {"bucket_name", "object_key"}, set()
    reads_like_one = re.compile(r"[a-z_]+[-/:][a-z0-9_:/-]+")
    for transcript in transcripts:
        world = transcript.session.world
        known = {entity.id for kind in MODEL.entities.values() for entity in world.all(kind)}
        for listing in MODEL.listings.values():
            for row in world.all(listing.entity) if listing.id != "bucket.list" else ():
                for column in listing.columns:
                    with suppress(KeyError):  # a record of a kind that is on no row of this list
                        cell = show(column.value(world, row), "en")
                        if reads_like_one.fullmatch(cell) and (cell in known or ":" in cell):
                            shown.add((listing.id, column.key, cell))
    assert {found for found in shown if found[1] not in own_names} == set()
