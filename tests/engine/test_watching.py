"""Kept results are those that a fresh look would give, whatever steps, undos and branches lie between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from sandbox.engine import watching
from sandbox.engine.watching import Cells, Glance, Picked, Picks, Values, Watched, table_of
from sandbox.engine.world import Draft, Layers, Table, World, changed, empty_world
from tests.engine.toy import MODEL, Door, State

START = datetime(2026, 3, 2, 9)


def test_changed_names_what_differs_in_both_directions() -> None:
    random, dice = Random(5), range(400)
    base = {n: object() for n in range(200)}
    worlds: list[Table] = [base, Layers(base), {n: base[n] for n in range(5)}]
    for _ in range(200):
        table = random.choice(worlds[-3:]).copy()
        for key in [random.choice(dice) for _ in range(random.randint(1, 9))]:
            if random.random() < 0.5:
                table[key] = object()
            else:
                table.pop(key, None)
        worlds.append(table)
    for _ in range(300):
        one, other = random.choice(worlds), random.choice(worlds)
        assert set(changed(one, other)) == {n for n in dice if one.get(n) is not other.get(n)}
    assert changed(worlds[0], worlds[0]) == []


def test_changed_costs_what_was_written_and_not_what_there_is() -> None:
    small, large = (Layers({n: n for n in range(count)}) for count in (100, 100_000))
    for table in (small, large):
        looked: list[object] = []
        later = table.copy()
        later[1] = "new"
        later = later.copy()
        later[2] = "new"
        find = later.get
        later.get = lambda key, default=None, find=find, looked=looked: (looked.append(key), find(key))[1]
        assert sorted(changed(later, table)) == [1, 2]
        assert len(looked) == 2


def make_worlds(random: Random, count: int) -> list[World]:
    """A tree of worlds: doors made, moved, renamed and removed, the clock and a setting changed."""
    worlds = [empty_world(START)]
    for number in range(count):
        draft = Draft(random.choice(worlds[-4:]), MODEL)
        for part in range(random.randint(1, 4)):
            doors = draft.all(Door)
            if not doors or random.random() < 0.4:
                owner = random.choice(["ann", "bob", "cyd"])
                draft.create(Door, id=f"j{number}-{part}", state=random.choice(list(State)), house=owner)
            elif random.random() < 0.2:
                draft.remove(random.choice(doors))
            else:
                door = random.choice(doors)
                draft.put(
                    door.but(state=random.choice(list(State)), house=random.choice(["ann", "bob", "dan"]))
                )
        if random.random() < 0.1:
            draft.now += timedelta(days=1)
        worlds.append(draft.seal())
    return worlds


def neighbours(world: World, door: Door) -> tuple[object, ...]:
    """Something that depends on the record, on others and, for some, on the clock."""
    first = next(iter(world.find(Door, house=door.house)), None)
    late = world.now > START if door.id.endswith("0") else None
    return door.state, door.house, world.count(Door, house="bob"), first and first.state, late


def owners(world: World) -> list[str]:
    """Something that depends on a whole table."""
    return sorted({door.house for door in world.all(Door)})


@pytest.mark.parametrize("seed", range(8))
def test_what_is_kept_is_what_a_fresh_look_gives(seed: int) -> None:
    random = Random(seed)
    worlds = make_worlds(random, 120)
    cells, glance = Cells(neighbours), Glance(owners)
    picked = Picked("door", lambda door: door.state == State.OPEN)
    states = cells.also("state", lambda value: value[0])
    for step in range(200):
        world = worlds[min(step, len(worlds) - 1)] if step < 100 else random.choice(worlds)
        doors = table_of(world, "door")
        assert cells.of(world, doors) == {door.id: neighbours(world, door) for door in world.all(Door)}
        assert states.values == {door.id: door.state for door in world.all(Door)}
        assert glance.of(world) == owners(world)
        assert picked.of(world) == [door for door in world.all(Door) if door.state == State.OPEN]


def make_tables(random: Random, count: int) -> list[Layers]:
    """A tree of tables, larger than those that are copied whole: records made, changed, removed and made again."""
    tables = [Layers({n: (n, random.random()) for n in range(150)})]
    for _ in range(count):
        table = random.choice(tables[-4:]).copy()
        for n in random.sample(range(300), random.randint(1, 5)):
            if random.random() < 0.5:
                table.pop(n)
            else:
                table[n] = (n, random.random())
        tables.append(table)
    return tables


@pytest.mark.parametrize("seed", range(6))
def test_picked_records_are_in_the_order_of_the_table(seed: int) -> None:
    random, empty = Random(seed), empty_world(START)
    tables = make_tables(random, 400)
    picked = Picked("door", lambda record: record[1] < 0.4)  # type: ignore[index]
    for step in range(600):
        table = tables[step] if step < len(tables) else random.choice(tables)
        world = World(empty.now, empty.settings, {"door": table})
        assert picked.of(world) == [record for record in table.values() if record[1] < 0.4]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_picks_are_in_the_order_of_the_table(
    seed: int, newest_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MANY", 12)
    random, world = Random(seed), empty_world(START)
    tables = make_tables(random, 400)
    picks: Picks[tuple[int, float]] = Picks(
        lambda world, record: record if record[1] < 0.6 else None, newest_first
    )
    shown: list[int] = []
    still = 0
    for step in range(600):
        table = tables[step] if step < len(tables) else random.choice(tables)
        wanted = {key: record for key, record in table.items() if record[1] < 0.6}
        keys = list(wanted)[:: -1 if newest_first else 1]
        found = picks.of(world, table)
        if found is not None:
            assert list(found.items()) == [(key, wanted[key]) for key in keys]
            if not picks.turned:
                still += 1
                stayed = set(shown) & set(keys)
                assert [k for k in shown if k in stayed] == [k for k in keys if k in stayed]
        assert shown == keys or found is not None
        shown = keys
    assert still > 100


@pytest.mark.parametrize("seed", range(4))
def test_the_values_of_a_field_are_those_that_occur(seed: int) -> None:
    random = Random(seed)
    worlds = make_worlds(random, 120)
    houses = Values("door", "house")
    before = houses.of(worlds[0])
    for step in range(240):
        world = worlds[step] if step < len(worlds) else random.choice(worlds)
        found = houses.of(world)
        assert sorted(found) == owners(world)
        assert found is before or found != before
        before = found


def test_a_step_elsewhere_works_nothing_out_again() -> None:
    calls: list[str] = []

    def work(world: World, door: Door) -> object:
        calls.append(door.id)
        return door.state

    draft = Draft(empty_world(START), MODEL)
    doors = [draft.create(Door, id=f"j{n}", state=State.OPEN, house="ann") for n in range(500)]
    before = draft.seal()
    cells = Cells(work)
    cells.of(before, table_of(before, "door"))
    calls.clear()
    draft = Draft(before, MODEL)
    draft.put(doors[7].but(house="bob"))
    after = draft.seal()
    cells.of(after, table_of(after, "door"))
    assert calls == ["j7"]


def test_a_failure_leaves_nothing_half_done() -> None:
    fail = [False]

    def work(world: World, door: Door) -> object:
        if fail[0]:
            raise LookupError(door.id)
        return door.house

    worlds = make_worlds(Random(3), 30)
    cells = Cells(work)
    cells.of(worlds[10], table_of(worlds[10], "door"))
    fail[0] = True
    with pytest.raises(LookupError):
        cells.of(worlds[20], table_of(worlds[20], "door"))
    fail[0] = False
    cells.of(worlds[20], table_of(worlds[20], "door"))
    assert cells.values == {door.id: door.house for door in worlds[20].all(Door)}


READS: dict[str, Callable[[World], object]] = {
    "an entity": lambda w: w.get(Door, "j1"),
    "an address": lambda w: w.by_ref("door/j1"),
    "an index": lambda w: w.find(Door, house="ann"),
    "a count": lambda w: w.count(Door, house="ann"),
    "all": lambda w: list(w.all(Door)),
    "a balance": lambda w: w.balance("x"),
    "balances": lambda w: w.balances(),
    "postings": lambda w: list(w.postings()),
    "notices": lambda w: w.notices("ann"),
    "the agenda": lambda w: w.agenda(),
    "the clock": lambda w: w.now,
    "the settings": lambda w: dict(w.settings),
}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("coarse", [False, True])
def test_every_reading_is_noted_and_gives_what_the_world_gives(name: str, coarse: bool) -> None:
    draft = Draft(empty_world(START, a=1), MODEL)
    draft.create(Door, id="j1", state=State.OPEN, house="ann")
    for world in (empty_world(START), draft.seal()):
        log: list[tuple[str, object]] = []
        assert READS[name](Watched(world, log, coarse)) == READS[name](world)
        assert log
