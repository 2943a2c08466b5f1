"""The files of a subscription in the console: on the record, as CSV and as XLSX, in both languages."""

from __future__ import annotations

import copy
import csv
import io
import zipfile
from datetime import datetime
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.app import exports
from sandbox.center.resellers.contents import TABLES, Content
from sandbox.center.resellers.subscription import Delivery
from sandbox.engine.session import Session, Start
from tests.app.console import Console

CONTENTS = [c.value for c in Content]
STEPS = [["0", "0.05"], ["1000", "0.1"]]
BILLS = {
    "incentive_plan": {"p": {"plan_name": "分销激励", "incentive_class": "resale", "steps": STEPS}},
    "incentive_bill": {
        "b1": {"partner_id": "dist-d", "plan_id": "p", "period": "2026-03", "state": "estimated"},
        "b2": {
            "partner_id": "dist-d", "plan_id": "p", "period": "2026-02", "state": "issued",
            "base_value": 2000, "threshold": 1000, "rate": "0.1", "amount": 200,
        },
        "b3": {"partner_id": "dist-e", "plan_id": "p", "period": "2026-03", "state": "estimated"},
    },
    "performance_record": {
        "r1": {
            "partner_id": "dist-d", "customer_id": "mike", "incentive_class": "resale", "period": "2026-03",
            "amount": 600, "performance": 600, "consumed_at": "2026-03-02T10:00",
        }
    },
}  # fmt: skip
LAST_ROWS = {
    "consumption_summary": ["2026-03", "mike", "木星家居", "12.50"],
    "resellers": ["reseller-s", "谷雨软件", "13900000052", "service@guyu.example"],
    "customers": ["mike", "木星家居", "13900000011", "mike@customer.example", "代售"],
    "order_resources": ["order-1", "mike", "木星家居", "云主机", "100.00"],
    "consumption_by_manager": ["", "mike", "木星家居", "2026-03-10 09:00:00", "12.50"],
    "new_customer_labels": ["mike", "木星家居", "2025-04-09 10:00:00", ""],
    "performance": ["2026-03", "小满科技", "kilo", "橘子动画", "7.25"],
    "estimated_incentives": ["2026-03", "分销激励", "代售", "30.00"],
    "incentive_details": ["2026-02", "分销激励", "代售", "发放成功", "2000.00", "1000.00", "10%", "200.00"],
}


def step(console: Console, persona: str, action: str, **values: Any) -> None:
    outcome = console.desk.session.submit(persona, action, values)
    assert outcome.accepted, getattr(outcome, "rules", "")


@pytest.fixture(scope="module", params=["zh", "en"])
def console(request: pytest.FixtureRequest) -> Console:
    """A distributor whose nine contents were pushed, in a world where every file has rows."""
    found = Console(lang=request.param)
    assert found.desk.lang == request.param
    spec = copy.deepcopy(dict(fixtures.world_spec("distribution")))
    spec["entities"] |= BILLS
    found.desk.session = Session.begin(found.desk.simulator, Start(world="distribution"), lambda _: spec)
    step(found, "director", "director.post_consumption", customer="mike", amount="12.50")
    step(found, "director", "director.post_consumption", customer="kilo", amount="7.25")
    step(found, "mike", "order.place", amount=100, payer="balance", product="云主机")
    keys = {"access_key": "AK", "secret_key": "SK"}
    step(found, "mike", "bucket.create", bucket_name="bkt-b1", **keys)
    step(found, "dist-admin", "subscription.save", bucket_name="bkt-b1", contents=CONTENTS)
    step(found, "dist-admin", "subscription.check_bucket", **keys)
    found.desk.session.advance(datetime(2026, 3, 19))
    found.desk.persona_id = "dist-admin"
    return found


def pushed(console: Console) -> dict[str, Delivery]:
    return {d.content.value: d for d in console.desk.world.all(Delivery) if d.state == "pushed"}


@pytest.mark.parametrize("content", CONTENTS)
def test_resell_sub_due_every_content_is_a_download(console: Console, content: str) -> None:
    delivery = pushed(console)[content]
    held = exports.file_of(delivery)
    assert held is not None
    name, text = held
    assert name == f"{content}-20260318"
    rows = list(csv.reader(io.StringIO(exports.csv_of(text).decode("utf-8-sig"))))
    assert tuple(rows[0]) == TABLES[Content(content)].columns
    assert len(rows) == delivery.rows + 1
    assert rows[-1][: len(LAST_ROWS[content])] == LAST_ROWS[content]
    assert all(len(row) == len(rows[0]) for row in rows)
    with zipfile.ZipFile(io.BytesIO(exports.as_xlsx(exports.lines_of(text)))) as book:
        assert b"<row" in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("page", ["bucket.files", "subscription.deliveries"])
def test_the_record_on_the_list_offers_csv_and_xlsx(console: Console, page: str) -> None:
    console.desk.page = page
    delivery = pushed(console)["resellers"]
    console.click(do="open", ref=delivery.ref)
    kinds = [file["text"] for file in console.files()]
    assert kinds.count("CSV") == kinds.count("XLSX") == 2  # of the list, and of the record
    assert "resellers-20260318.csv" in [file["name"] for file in console.files()]


def test_resell_sub_no_portal_file_a_push_to_come_has_none(console: Console) -> None:
    waiting = next(d for d in console.desk.world.all(Delivery) if d.state == "scheduled")
    assert exports.file_of(waiting) is None
    console.desk.page = "subscription.deliveries"
    console.click(do="open", ref=waiting.ref)
    kinds = [file["text"] for file in console.files()]
    assert kinds.count("CSV") == kinds.count("XLSX") == 1  # of the list
