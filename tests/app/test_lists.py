"""Lists: searching, filtering, ordering, masking, ticking; and all of it quickly."""

from __future__ import annotations

import time

import pytest

from sandbox.app import rows
from sandbox.app.links import open_session
from sandbox.app.state import Find
from sandbox.engine.session import SessionFile, Start, encode
from tests.app.console import Console

PAGE = "customers.list"


@pytest.fixture
def console() -> Console:
    return Console(lang="zh", page=PAGE)


def names(console: Console) -> list[str]:
    return [row["name"] for row in console.parts()["table"]["rows"]]


def test_searching_keeps_the_rows_that_match(console: Console) -> None:
    assert len(names(console)) == 2
    console.click(do="find", listing=PAGE, search="白桦")
    assert names(console) == ["白桦书店"]
    assert "找到 1 条" in console.parts()["table"]["count"]
    console.click(do="find", listing=PAGE, search="", filters={})
    assert len(names(console)) == 2


def test_filters_hold_in_the_other_language(console: Console) -> None:
    found = console.parts()["table"]["find"]["filters"][0]
    value = found["options"][0]["id"]
    console.click(do="find", listing=PAGE, filters={found["key"]: value})
    before = names(console)
    assert len(before) == 1
    console.click(do="lang", lang="en")
    assert names(console) == before


def test_a_heading_orders_and_turns_round(console: Console) -> None:
    key = console.parts()["table"]["columns"][0]["key"]
    console.click(do="find", listing=PAGE, order=key)
    up = names(console)
    console.click(do="find", listing=PAGE, order=key)
    assert names(console) == up[::-1]


def test_masked_columns_come_with_a_mask(console: Console) -> None:
    table = console.parts()["table"]
    masked = [n for n, c in enumerate(table["columns"]) if c["masked"]]
    assert masked
    for row in table["rows"]:
        for n in masked:
            assert row["cells"][n]["m"] != row["cells"][n]["t"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("13900000001", "139*****001"), ("a@b.example", "a***@b.example"), ("王", "王"), ("王五", "王*")],
)
def test_masking(text: str, shown: str) -> None:
    assert rows.masked(text) == shown


def test_blocked_operations_come_last_and_say_why(console: Console) -> None:
    for row in console.parts()["table"]["rows"]:
        states = [op["ok"] for op in row["ops"]]
        assert states == sorted(states, reverse=True)
        assert all(op["why"] for op in row["ops"] if not op["ok"])


def test_ticked_rows_go_into_the_batch(console: Console) -> None:
    console.click(do="tick", ids=["acme", "bravo"])
    batches = [a for a in console.parts()["head"]["actions"] if a["values"]]
    assert batches
    assert sorted(next(iter(batches[0]["values"].values()))) == ["acme", "bravo"]


def test_ten_thousand_rows_answer_quickly_and_unrelated_clicks_work_nothing_out() -> None:
    console = Console(lang="zh")
    open_session(console.desk, SessionFile(start=Start(world="generated", seed=3, customers=10_000)))
    console.run()
    partner = max((g for g in console.parts()["top"]["personas"]), key=lambda group: len(group["items"]))[
        "items"
    ][0]["id"]
    del partner
    desk = console.desk
    sizes = {}
    for who in [i["id"] for g in console.parts()["top"]["personas"] for i in g["items"]]:
        desk.act_as(who)
        if PAGE in {li.id for li in desk.listings()}:
            sizes[who] = len(rows.entities(desk, desk.model.listings[PAGE]))
    biggest = max(sizes, key=lambda who: sizes[who])
    assert sizes[biggest] > 3_000
    console.click(do="persona", id=biggest)
    console.click(do="go", page=PAGE)
    assert len(console.parts()["table"]["rows"]) == 10
    began = time.perf_counter()
    console.click(do="find", listing=PAGE, search="公司")
    console.click(do="find", listing=PAGE, search="", order=console.parts()["table"]["columns"][0]["key"])
    assert time.perf_counter() - began < 4
    listing = desk.model.listings[PAGE]
    first = rows.find(desk, listing, Find(), 1)
    asked = rows.entities(desk, listing)
    console.click(do="open", ref=first.rows[0].ref)
    console.click(do="lang", lang="en")
    assert rows.entities(desk, listing) is asked


def test_ticked_rows_go_into_an_application_for_several() -> None:
    console = Console(
        s=encode(SessionFile(start=Start(world="incentives"), persona="partner-finance")), lang="en"
    )
    console.click(do="go", page="incentives.items")
    ids = [row["id"] for row in console.parts()["table"]["rows"]][:2]
    console.click(do="tick", ids=ids)
    (apply,) = [a for a in console.parts()["head"]["actions"] if a["id"] == "requisition.apply"]
    assert apply["title"].endswith("(2)")
    assert apply["values"] == {"items": ids}
    console.click(do="act", action="requisition.apply", values=apply["values"])
    shown = [m.value.replace("\\", "") for m in console.at.markdown]
    assert any("青禾云科技 · the referral incentive of May 2024, ¥10,600.00" in text for text in shown), shown
