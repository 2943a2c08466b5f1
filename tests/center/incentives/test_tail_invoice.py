"""The invoice at the end of staff incentives, NRE and delivery support: reviewed by the rules of all invoices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.incentives.staff import StaffPayment
from sandbox.center.incentives.support import DeliverySupport, NreMilestone
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Refused, Simulator
from sandbox.engine.text import Text
from sandbox.engine.world import Entity

PAYMENT = {"programme_id": "si-a", "quarter": "2024Q2", "currency": "CNY", "applied_at": "2024-07-10T09:00"}
RECORDS: list[tuple[type[Entity], str, str, dict[str, Any]]] = [
    (StaffPayment, "staff", "approved", PAYMENT),
    (NreMilestone, "nre", "accepted", {"nre_id": "n", "number": 1}),
    (
        DeliverySupport,
        "delivery_support",
        "confirmed",
        {"project": "粮仓一期", "generated_at": "2024-07-10T09:00"},
    ),
]
WRONG = [
    ({"content": "咨询服务费"}, "incent-inv-content-four"),
    ({"invoice_kind": "ordinary"}, "incent-inv-type-special"),
    ({"amount": "999.99"}, "incent-invoice-sum-matches"),
]


def begin(kind: type[Entity], state: str, facts: dict[str, Any], progression: str) -> Session:
    record = {"state": state, "partner_id": "partner-a", "amount": 1000, **facts}
    start = Start(
        world="benefits", settings={"progression": progression}, entities={kind.kind: {"q": record}}
    )
    return Session.begin(Simulator(MODEL), start, fixtures.source)


@pytest.mark.parametrize(("kind", "prefix", "ready", "facts"), RECORDS, ids=[r[1] for r in RECORDS])
@pytest.mark.parametrize(("said", "rule"), WRONG, ids=[w[1] for w in WRONG])
def test_a_wrong_invoice_is_not_approved_by_hand_and_rejected_by_itself(
    kind: type[Entity], prefix: str, ready: str, facts: dict[str, Any], said: dict[str, str], rule: str
) -> None:
    sent = {kind.kind: "q", "invoice_numbers": "1", **said}
    by_hand = begin(kind, ready, facts, "by_hand")
    assert by_hand.submit("partner-admin", f"{prefix}.send_invoice", sent).accepted
    outcome = by_hand.submit("huawei-finance", f"{prefix}.approve_invoice", {kind.kind: "q"})
    assert isinstance(outcome, Refused)
    assert outcome.rules == {rule}

    documented = begin(kind, ready, facts, "documented")
    assert documented.submit("partner-admin", f"{prefix}.send_invoice", sent).accepted
    documented.advance(documented.world.now + timedelta(days=20))
    found: Any = documented.world.need(kind, "q")
    assert found.state == ready
    assert isinstance(found.reason, Text)
    assert found.reason.zh != found.reason.en
    assert found.reason.en in documented.world.notices("partner-admin")[0].text.en


@pytest.mark.parametrize(("kind", "prefix", "ready", "facts"), RECORDS, ids=[r[1] for r in RECORDS])
def test_a_right_invoice_is_paid_by_itself(
    kind: type[Entity], prefix: str, ready: str, facts: dict[str, Any]
) -> None:
    session = begin(kind, ready, facts, "documented")
    sent = {kind.kind: "q", "invoice_numbers": "1", "amount": "1000"}
    assert session.submit("partner-admin", f"{prefix}.send_invoice", sent).accepted
    session.advance(session.world.now + timedelta(days=40))
    assert session.world.need(kind, "q").state == "paid"
