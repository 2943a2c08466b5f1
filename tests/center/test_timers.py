"""Every timer that ends something by itself, one minute before its instant and at it, whatever its area."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.engine.session import Start, make_world
from sandbox.engine.simulator import Simulator
from sandbox.engine.world import Draft, World

SIMULATOR = Simulator(MODEL)
MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 3, 10, 9)
LEFT = "2025-03-31T18:00"
INVITED = {"partner_id": "dist-d", "cooperation_type": "resale", "created_at": NOW}
REFUND = {
    "state": "refunding", "customer_id": "mike", "partner_id": "dist-d", "amount": 10, "relation": 1,
    "cooperation_type": "resale", "placed_at": "2026-02-02T09:00", "refund_asked_at": "2026-02-13T17:00",
}  # fmt: skip
CASES: dict[str, tuple[dict[str, Any], str, str, str]] = {
    # kind.timer: the record, the instant, its state before it and from it on
    "code.validity": (
        {"holder": "kilo", "purpose": "x", "digits": "1", "sent_at": NOW}, "2026-03-10T09:10", "sent", "expired",
    ),
    "report.validity": (
        {"partner_id": "dist-d", "full_name": "A", "mobile": "13700000000", "email": "a@x.example",
         "submitted_at": NOW, "approved_at": "2026-02-27T23:30"}, "2026-03-14T23:30", "reported", "expired",
    ),
    "invitation.mail_validity": (
        INVITED | {"link_kind": "online_mail", "valid_until": "2026-03-17T09:00"}, "2026-03-17T09:00", "sent", "expired",
    ),
    "invitation.activity_validity": (
        INVITED | {"link_kind": "offline_activity", "valid_until": "2026-04-09T09:00"}, "2026-04-09T09:00", "sent", "expired",
    ),
    # asked on a Friday before the Spring Festival; Saturday 14 February is worked
    "order.refund_allotted": (REFUND | {"payer": "balance"}, "2026-02-15T00:00", "refunding", "refunded"),
    "order.refund_own_money": (
        REFUND | {"payer": "balance", "cooperation_type": "referral"}, "2026-02-15T00:00", "refunding", "refunded",
    ),
    "order.refund_partner_paid": (
        REFUND | {"payer": "partner", "cooperation_type": "referral"}, "2026-02-15T00:00", "refunding", "refunded",
    ),
    "voucher.validity": (
        {"customer_id": "kilo", "issuer": "reseller-r", "amount": 5, "issued_at": NOW, "expires_at": "2026-06-30T00:00"},
        "2026-06-30T00:00", "unused", "expired",
    ),
    "distributor_membership.certification": (
        {"id": "dist-d", "partner_id": "dist-d", "state": "joined", "certified_until": "2026-12-31T00:00"},
        "2026-12-31T00:00", "joined", "lapsed",
    ),
    "quick_registration.validity": (
        {"partner_id": "company-n", "state": "verified", "started_at": NOW, "verified_at": NOW},
        "2026-03-11T09:00", "verified", "expired",
    ),
    "cooperation_invitation.validity": (
        {"reseller_id": "reseller-t", "distributor_id": "dist-d", "sent_at": NOW}, "2026-03-17T09:00", "waiting", "expired",
    ),
    # the plan was left on the last day of a month; the year after ends at the same instant
    "plan_incentive.payable": (
        {"partner_id": "dist-d", "amount": 100, "state": "left", "plan_left_at": LEFT}, "2026-03-31T18:00", "left", "void",
    ),
    "voucher_quota.effective": (
        {"partner_id": "dist-d", "amount": 9, "rest": 9, "state": "not_yet", "effective_at": "2026-04-01T00:00"},
        "2026-04-01T00:00", "not_yet", "available",
    ),
    "voucher_quota.validity": (
        {"partner_id": "dist-d", "amount": 9, "rest": 9, "state": "available", "expires_at": "2026-04-01T00:00"},
        "2026-04-01T00:00", "available", "lapsed",
    ),
    "delivery.push": (
        {"partner_id": "dist-d", "content": "customers", "due_at": "2026-03-19T00:00"}, "2026-03-19T00:00", "scheduled", "failed",
    ),
}  # fmt: skip


def world_with(kind: str, fields: dict[str, Any]) -> tuple[World, str]:
    start = Start(world="distribution", clock="2026-01-05T09:00" if kind == "order" else None)
    draft = Draft(make_world(MODEL, start, fixtures.source(start)), MODEL)
    if kind == "order":
        draft.now = datetime(2026, 2, 13, 17)
    if kind == "delivery":
        saved = {"id": "dist-d", "partner_id": "dist-d", "state": "active", "saved_at": NOW}
        draft.put(MODEL.entities["subscription"].model_validate(saved))
    entity = MODEL.entities[kind].model_validate({"id": "it", **fields})
    draft.put(entity)
    return draft.seal(), entity.ref


@pytest.mark.parametrize("name", CASES)
def test_a_timer_fires_at_its_instant_and_not_a_minute_before(name: str) -> None:
    fields, at, before, after = CASES[name]
    kind, _, timer = name.partition(".")
    world, ref = world_with(kind, fields)
    end = datetime.fromisoformat(at)
    running = [t.name for t in MODEL.timers[kind] if t.due_of(world.by_ref(ref), world.settings) is not None]
    assert running == [timer]
    assert str(SIMULATOR.advance(world, end - MINUTE).world.by_ref(ref).state) == before  # type: ignore[union-attr]
    assert str(SIMULATOR.advance(world, end).world.by_ref(ref).state) == after  # type: ignore[union-attr]


def test_no_timer_of_these_areas_is_left_out() -> None:
    there = {
        f"{kind}.{timer.name}"
        for kind, timers in MODEL.timers.items()
        for timer in timers
        if MODEL.area_of[kind] in ("common", "customers", "resellers") and timer.acts is None
    }
    assert set(CASES) | {"customer_freeze.retention"} == there


def test_the_data_of_frozen_resources_are_kept_15_days() -> None:
    frozen = {"customer_id": "kilo", "partner_id": "reseller-r", "reason": "", "frozen_at": NOW}
    end = NOW + timedelta(days=15)
    for what, deleted in (("account_and_resources", end), ("account", None)):
        world, ref = world_with("customer_freeze", frozen | {"freeze_type": what})
        before, after, later = (
            SIMULATOR.advance(world, at).world for at in (end - MINUTE, end, end + timedelta(days=30))
        )
        assert before.by_ref(ref).data_deleted_at is None  # type: ignore[union-attr]
        for found in (after, later):
            assert found.by_ref(ref).data_deleted_at == deleted  # type: ignore[union-attr]
            for to in ("kilo", "reseller-admin"):
                assert len(found.notices(to)) - len(world.notices(to)) == (1 if deleted else 0)


def test_a_file_is_pushed_every_week_at_the_end_of_wednesday() -> None:
    world, _ = world_with("delivery", CASES["delivery.push"][0])
    for week in range(3):
        end = datetime(2026, 3, 19) + week * timedelta(days=7)
        for at, count in ((end - MINUTE, week + 1), (end, week + 2)):
            there = list(SIMULATOR.advance(world, at).world.all(MODEL.entities["delivery"]))
            assert len(there) == count, at
