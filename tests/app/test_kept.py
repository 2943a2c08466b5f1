"""Lists and books that are kept from step to step show what fresh ones would show, in every world of a session."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.app import ledger, rows
from sandbox.app.ledger import Look
from sandbox.app.people import people
from sandbox.app.state import Desk, Find
from sandbox.center import MODEL
from sandbox.engine import watching
from sandbox.engine.actions import Action, Persona
from sandbox.engine.machines import Column, Listing, Selection
from sandbox.engine.session import BadData, Session, Start
from sandbox.engine.simulator import Simulator
from sandbox.engine.text import same
from sandbox.engine.world import Draft, World, empty_world
from tests.benchmarks import bench_lists
from tests.engine.test_watching import make_worlds
from tests.engine.toy import MODEL as TOY
from tests.engine.toy import NOON, Door, State

SIMULATOR = Simulator(MODEL)


def a_session(world: str) -> Session:
    spec = copy.deepcopy(dict(fixtures.world_spec(world)))
    return Session.begin(SIMULATOR, Start(world=world), lambda _: spec)


def anything(world: World, random: Random, action: type[Action]) -> Mapping[str, Any]:
    """Values for an action, taken from the world where it asks for a record."""
    values: dict[str, Any] = {}
    for name, kind, many in action.references:
        ids = [e.id for e in world.all(MODEL.entities[kind])]
        if ids:
            values[name] = random.sample(ids, 1) if many else random.choice(ids)
    fields = action.model_fields
    values |= {"amount": str(random.choice([1, 5]))} if "amount" in fields else {}
    values |= {"confirmed": True} if "confirmed" in fields else {}
    values |= {"agree": random.random() < 0.5} if "agree" in fields else {}
    return values


def wander(desk: Desk, random: Random) -> None:
    """One thing that a trainee may do."""
    session, world = desk.session, desk.world
    what = random.random()
    if what < 0.12:
        session.undo()
    elif what < 0.16:
        session.jump(random.randrange(len(session.nodes)))
    elif what < 0.22:
        due = desk.next_deadline()
        if due is not None:
            session.advance(due)
    else:
        for _ in range(40):
            action = random.choice(list(MODEL.actions.values()))
            able = [w for w in people(MODEL, world) if {*w.persona.roles, "*"} & action.roles]
            if not able:
                continue
            who = random.choice(able).persona.id
            try:
                if session.submit(who, action.id, anything(world, random, action)).accepted:
                    return
            except BadData:
                continue


def finds(listing: Listing, random: Random) -> list[Find]:
    """Ways to look at a list."""
    order = random.choice(listing.columns).key
    return [
        Find(),
        Find(search=random.choice(["1", "云", "a", "客户"])),
        Find(order=order, down=random.random() < 0.5),
    ]


def seen(desk: Desk, listing: Listing, find: Find) -> Any:
    """What a list shows."""
    filters = {c.key: rows.options(desk, listing, c) for c in listing.columns if c.filters}
    chosen = {key: next(iter(found)) for key, found in filters.items() if found}
    narrowed = Find(search=find.search, order=find.order, down=find.down, filters=chosen)
    return [rows.find(desk, listing, f, 1) for f in (find, narrowed)], filters


def fresh(desk: Desk) -> Desk:
    """The same tab without anything kept."""
    return Desk(desk.session, desk.persona_id, desk.lang)


@pytest.mark.parametrize("world", ["distribution", "resale-partner"])
@pytest.mark.parametrize("seed", range(2))
def test_kept_lists_are_never_stale(world: str, seed: int) -> None:
    random = Random(seed)
    desk = Desk(a_session(world), "")
    keepers: dict[str, Desk] = {}
    done = 0
    for _ in range(25):
        wander(desk, random)
        for who in people(MODEL, desk.world)[:12]:
            tab = keepers.setdefault(who.persona.id, Desk(desk.session, who.persona.id))
            for listing in random.sample(tab.listings(), min(3, len(tab.listings()))):
                for find in finds(listing, random):
                    assert seen(tab, listing, find) == seen(fresh(tab), listing, find), listing.id
                    done += 1
                plain = list(listing.rows(tab.world, tab.who.persona))
                assert rows.entities(tab, listing) == plain
    assert done > 300


@pytest.mark.parametrize("seed", range(2))
def test_kept_books_are_never_stale(seed: int) -> None:
    random = Random(seed)
    desk = Desk(a_session("distribution"), "dist-admin")
    pay = ["reseller_funds.allocate", "reseller_funds.reclaim"]
    for _ in range(60):
        wander(desk, random)
        values = {"reseller": "reseller-r", "confirmed": True, "amount": "1"}
        desk.session.submit("dist-admin", random.choice(pay), values)
        other = fresh(desk)
        kept, new = ledger.books(desk), ledger.books(other)
        assert kept.accounts == new.accounts
        assert kept.totals == new.totals
        assert kept.holders == new.holders
        assert {a: b for c in kept.accounts.values() for h in c.values() for a, b in h.items()} == (
            desk.world.balances()
        )
        assert [p for _, p in ledger.journal(desk)] == list(desk.world.postings())
        for look in (Look(), Look(holder="partner/reseller-r"), Look(since="2026-03-10")):
            one, two = ledger.filtered(desk, look), ledger.filtered(other, look)
            assert (one.postings, one.sum) == (two.postings, two.sum)
        for search in ("云", "r", "nobody"):
            assert set(ledger.shown_holders(desk, search)) == set(ledger.shown_holders(other, search))


def test_a_step_about_one_row_works_out_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.benchmarks.bench_resellers import session_of

    session = session_of(200, 3000)
    desk = Desk(session, "dist-admin")
    listing = MODEL.listings["customers.resellers"]
    ways = [Find(), Find(search="99"), Find(order="associated_at"), Find(order="partner", down=True)]
    for way in ways:
        rows.find(desk, listing, way, 1)
    asked = worked_out(monkeypatch)
    assert session.submit("dist-admin", "reseller_manager.assign", assigned("r7")).accepted
    for way in ways:
        kept = rows.find(desk, listing, way, 1)
        asked_then = list(asked)
        assert kept == rows.find(fresh(desk), listing, way, 1)
        asked[:] = asked_then
    assert asked
    assert set(asked) <= {"r7", *(f"c{n}" for n in range(7, 3000, 200))}


def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of all records that something is worked out for from now on."""
    asked: list[str] = []
    some, every = watching.Cells._do, watching.Cells._do_all

    def counted(self: Any, world: World, items: Any) -> list[str]:
        items = list(items)
        asked.extend(id for id, _ in items)
        return some(self, world, items)

    def counted_all(self: Any, world: World, items: Any) -> None:
        asked.extend(id for id, _ in items.items())
        every(self, world, items)

    monkeypatch.setattr(watching.Cells, "_do", counted)
    monkeypatch.setattr(watching.Cells, "_do_all", counted_all)
    return asked


@pytest.mark.parametrize(("page", "persona"), bench_lists.LISTS.items())
def test_a_step_works_out_what_it_wrote_in_every_list_of_customers(
    page: str, persona: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = bench_lists.spec_of(400)
    session = Session.begin(SIMULATOR, Start(world="resale-partner"), lambda _: spec)
    listing, worker = MODEL.listings[page], bench_lists.Worker(session)
    worker.step()
    desk = Desk(session, persona)
    rows.entities(desk, listing)
    asked = worked_out(monkeypatch)
    for _ in range(3):
        worker.step()
        kept = list(rows.entities(desk, listing))
        count, asked[:] = len(asked), []
        assert kept == list(listing.rows(desk.world, desk.who.persona))
        assert count <= 12, page


def assigned(reseller: str) -> dict[str, str]:
    return {"reseller": reseller, "account_manager": "dist-manager"}


def label(door: Door) -> str:
    """Something that says where a door stands in its list, and in none of its columns."""
    return f"{door.state}{door.id[::-1]}"


@pytest.mark.parametrize("select", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_rows_that_change_places_are_found_where_they_are(select: bool, seed: int) -> None:
    random = Random(seed)
    worlds = make_worlds(random, 80)
    by_label = lambda world, persona: sorted(world.all(Door), key=label)  # noqa: E731
    picked = Selection(
        of=Door,
        owner="house",
        open=lambda world, persona, house: world.count(Door, house=house) % 2 == 1,
        row=lambda world, persona, door: door if door.state != State.LOCKED else None,
        newest_first=seed % 2 == 1,
    )
    first, rest = (
        Column(key="house", label=same("house"), value=lambda world, door: door.house, filters=True),
        Column(key="jammed", label=same("jammed"), value=lambda world, door: door.jammed),
    )
    listing = Listing(
        id="doors",
        title=same("doors"),
        menu=same("doors"),
        entity=Door,
        roles=frozenset(),
        rows=picked if select else by_label,
        columns=(first, rest),
        search=("house",),
    )
    persona = Persona("somebody", frozenset())
    kept = rows.Rows(listing, persona)
    ways = [("", {}, None), ("", {"house": "ann"}, None), ("n", {}, rest), ("", {"house": "bob"}, rest)]

    def shown(of: rows.Rows) -> list[list[str]]:
        found = []
        for needle, filters, order in ways:
            for down in (False, True):
                used = [first, rest]

                def work(
                    needle: str = needle, filters: Any = filters, order: Any = order, down: bool = down
                ) -> Any:
                    return rows._matching(of, "en", needle, [first] if needle else [], filters, order, down)

                found.append(list(of.result((needle, *filters.values(), order, down), used, work)))
        return found

    for step in range(160):
        world = worlds[step % len(worlds)] if step < 80 else random.choice(worlds)
        fresh_rows = rows.Rows(listing, persona).of(world)
        assert kept.of(world).list == fresh_rows.list == list(listing.rows(world, persona))
        assert shown(kept) == shown(fresh_rows)


def test_a_search_follows_rows_that_only_change_places() -> None:
    column = Column(key="house", label=same("house"), value=lambda world, door: door.house)
    listing = Listing(
        id="doors",
        title=same("doors"),
        menu=same("doors"),
        entity=Door,
        roles=frozenset(),
        rows=lambda world, persona: sorted(world.all(Door), key=lambda door: door.failures),
        columns=(column,),
        search=("house",),
    )
    draft = Draft(empty_world(NOON), TOY)
    one, _ = (
        draft.create(Door, id=id, state=State.OPEN, house="h", failures=n) for id, n in (("a", 1), ("b", 2))
    )
    before = draft.seal()
    draft = Draft(before, TOY)
    draft.put(one.but(failures=3))
    kept = rows.Rows(listing, Persona("somebody", frozenset()))

    def search() -> Any:
        return kept.result("h", [column], lambda: rows._matching(kept, "en", "h", [column], {}, None, False))

    kept.of(before)
    assert search() == ["a", "b"]
    kept.of(draft.seal())
    assert search() == ["b", "a"]
