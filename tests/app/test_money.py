"""Who holds what: the picture after each step, the journal, and how quickly both are there."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import permutations

import pytest

from sandbox.app import core, ledger
from sandbox.app import money_words as words
from sandbox.app.ledger import Look
from sandbox.app.links import open_session
from sandbox.app.state import Desk
from sandbox.app.views.money import looked
from sandbox.engine.scenario import Scenario
from sandbox.engine.session import SessionFile, Start
from sandbox.engine.text import Text
from sandbox.engine.world import Posting
from tests.app.console import Console, strings


def moved(scenario: Scenario) -> int:
    """The number of steps after which the scenario moved money last; 0 when it never does."""
    nodes = core.transcript(scenario).session.nodes
    tables = [node.world.tables.get("posting") for node in nodes]
    return max((n for n in range(1, len(nodes)) if tables[n] is not tables[n - 1]), default=0)


@pytest.fixture(scope="module")
def paid() -> Console:
    """A tab after a step that moved money."""
    console = Console(lang="en", page="money")
    found = next(s for s in core.scenarios().values() if moved(s))
    session = core.branch(core.transcript(found).session, moved(found))
    console.desk.begin(session)
    console.desk.page = "money"
    return console.run()


def posting(*entries: tuple[str, int]) -> Posting:
    at = core.fresh(next(iter(core.scenarios().values()))).world.now
    return Posting(at, Text(zh="转", en="move"), tuple((a, Decimal(n)) for a, n in entries))


def test_entries_become_movements_that_add_up() -> None:
    found = ledger.flows(
        [posting(("a", -1), ("c", 1)), posting(("a", -4), ("c", 4)), posting(("c", -2), ("a", 2))]
    )
    assert [(f.giving, f.taking, f.amount) for f in found] == [
        ((("a", 5),), (("c", 5),), 5),
        ((("c", 2),), (("a", 2),), 2),
    ]
    assert ledger.changes([posting(("a", -5), ("c", 5)), posting(("c", -2), ("a", 2))]) == {"a": -3, "c": 3}


def test_several_that_give_and_take_are_not_matched_with_each_other() -> None:
    """Whatever the order of the entries: what each gave and took is said, and nothing about pairs."""
    entries = (("a", -5), ("b", -3), ("c", 6), ("d", 2))
    for order in permutations(entries):
        (flow,) = ledger.flows([posting(*order)])
        assert dict(flow.giving) == {"a": 5, "b": 3}
        assert dict(flow.taking) == {"c": 6, "d": 2}
        assert flow.amount == 8


def test_holders_of_accounts() -> None:
    assert ledger.holder_of("kind/id:name") == "kind/id"
    assert ledger.holder_of("outside:x") == "outside:x"
    assert ledger.kind_of("outside:x") == ledger.OUTSIDE


@pytest.mark.parametrize("typed", ["", "yesterday", "2026-13-01", "<script>"])
def test_a_date_that_is_none_filters_nothing(typed: str) -> None:
    assert ledger.day(typed) is None


def test_the_last_step_is_drawn_and_undone(paid: Console) -> None:
    picture = paid.parts()["money"]
    assert picture["flows"]
    assert picture["sound"]
    assert paid.desk.say(words.NOTHING_LOST) == picture["verdict"]
    accounts = {a["id"]: a for c in picture["columns"] for b in c["boxes"] for a in b["accounts"]}
    for flow in picture["flows"]:
        for entry in (*flow["out"], *flow["into"]):
            assert accounts[entry["id"]]["change"]
    balances = paid.desk.world.balances()
    assert all(a["balance"] == paid.desk.show(balances[id]) for id, a in accounts.items())
    ids = set(balances) | {ledger.holder_of(a) for a in balances}
    seen = {e["text"] for f in picture["flows"] for e in (*f["out"], *f["into"])} | {
        f["memo"] for f in picture["flows"]
    }
    assert not ids & (seen | {b["name"] for c in picture["columns"] for b in c["boxes"]})
    paid.click(do="undo")
    assert paid.parts()["money"]["flows"] != picture["flows"]
    paid.click(do="redo")
    assert paid.parts()["money"]["flows"] == picture["flows"]


def test_the_journal_can_be_filtered(paid: Console) -> None:
    desk: Desk = paid.desk
    everything = ledger.statement(desk, Look())
    assert everything == list(desk.world.postings())[::-1]
    holder = ledger.holder_of(everything[0].entries[0][0])
    looked(desk, paid.at.session_state["money_look"], {"holder": holder})
    journal = paid.run().parts()["journal"]
    own = [p for p in everything if any(ledger.holder_of(a) == holder for a, _ in p.entries)]
    assert journal["holder"] == holder
    assert len(journal["rows"]) == min(len(own), 20)
    change = sum((n for p in own for a, n in p.entries if ledger.holder_of(a) == holder), Decimal(0))
    assert journal["sum"].lstrip("+") == desk.show(change)
    look = paid.at.session_state["money_look"]
    looked(desk, look, {"holder": "", "since": "2999-01-01"})
    assert paid.run().parts()["journal"]["rows"] == []
    looked(desk, look, {"since": "", "holder": "nobody/at-all"})
    assert paid.run().parts()["journal"]["holder"] == ""
    looked(desk, look, {"holder": 7, "since": None, "until": ["x"]})
    assert paid.run().parts()["journal"]["rows"]


def test_both_languages(paid: Console) -> None:
    for lang in ("zh", "en"):
        paid.click(do="lang", lang=lang)
        parts = paid.parts()
        assert words.MONEY.render(lang) in set(strings(parts["menu"]))
        assert not [t for name in ("money", "journal") for t in strings(parts[name]) if "{" in t]


def test_many_holders_are_few_in_the_picture_and_quick() -> None:
    console = Console(lang="en", page="money")
    open_session(console.desk, SessionFile(start=Start(world="generated", seed=3, customers=10_000)))
    console.desk.page = "money"
    console.run()
    boxes = [b for c in console.parts()["money"]["columns"] for b in c["boxes"]]
    assert len(boxes) == ledger.SHOWN
    read, written = ledger.books(console.desk), ledger.journal(console.desk)
    began = time.perf_counter()
    console.click(do="lang", lang="zh")
    assert time.perf_counter() - began < 3
    assert ledger.books(console.desk) is read
    assert ledger.journal(console.desk) is written
    last = list(read.accounts)[-2]
    holder = list(read.accounts[last])[-1]
    name = console.desk.say(ledger.holder_name(console.desk, holder))
    looked(console.desk, console.at.session_state["money_look"], {"search": name})
    assert holder in {b["id"] for c in console.run().parts()["money"]["columns"] for b in c["boxes"]}
