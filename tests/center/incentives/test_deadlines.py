"""Deadlines of certification, invoices, full-time staff and support, one minute before and at the end.

The business-day windows are checked against a calendar written down by hand from the notices of the
State Council for 2024, 2025 and 2026.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox.center import MODEL
from sandbox.center.common.partner import Partner
from sandbox.center.incentives import certification, invoice, staff, support
from sandbox.center.incentives.payee import PayeeProfile
from sandbox.engine.clock import is_business_day
from sandbox.engine.simulator import Simulator
from sandbox.engine.world import Draft, World, empty_world

SIM = Simulator(MODEL)
MINUTE = timedelta(minutes=1)
OFF = [
    ("2024-01-01", 1), ("2024-02-10", 8), ("2024-04-04", 3), ("2024-05-01", 5), ("2024-06-10", 1),
    ("2024-09-15", 3), ("2024-10-01", 7), ("2025-01-01", 1), ("2025-01-28", 8), ("2025-04-04", 3),
    ("2025-05-01", 5), ("2025-05-31", 3), ("2025-10-01", 8), ("2026-01-01", 3), ("2026-02-15", 9),
    ("2026-04-04", 3), ("2026-05-01", 5), ("2026-06-19", 3), ("2026-09-25", 3), ("2026-10-01", 7),
]  # fmt: skip
WORKED_WEEKENDS = {
    date.fromisoformat(day)
    for day in (
        "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
        "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
        "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    )
}  # fmt: skip
HOLIDAYS = {date.fromisoformat(day) + timedelta(days=n) for day, length in OFF for n in range(length)}


def works(day: date) -> bool:
    return day in WORKED_WEEKENDS or (day.weekday() < 5 and day not in HOLIDAYS)


def end_by_hand(start: datetime, days: int) -> datetime:
    day = start.date()
    while days:
        day += timedelta(days=1)
        days -= works(day)
    return datetime.combine(day, datetime.min.time()) + timedelta(days=1)


def world_with(now: datetime, *entities, **settings) -> World:  # type: ignore[no-untyped-def]
    draft = Draft(empty_world(now, **settings), MODEL)
    draft.put(Partner(id="p", account_name="P"))
    draft.put(PayeeProfile(id="p", company_name="P"))
    for entity in entities:
        draft.put(entity)
    return draft.seal()


def state_at(world: World, ref: str, at: datetime) -> str:
    found = SIM.advance(world, at).world.by_ref(ref)
    assert found is not None
    return str(found.state)


def test_the_calendar_of_the_simulator_is_that_of_the_notices() -> None:
    day = date(2024, 1, 1)
    while day.year < 2027:
        assert is_business_day(day) == works(day), day
        day += timedelta(days=1)


STARTS = [datetime(year, month, 15) for year in (2024, 2025, 2026) for month in range(1, 13)]
STARTS = [start for start in STARTS if end_by_hand(start, 40).year < 2027]


@pytest.mark.parametrize("start", STARTS, ids=lambda d: f"{d:%Y-%m}")
def test_staff_lists_lapse_after_thirty_business_days(start: datetime) -> None:
    row = staff.StaffMonth(
        id="m", partner_id="p", programme_id="x", month=f"{start:%Y-%m}", headcount=1,
        amount=Decimal("1"), generated_at=start,
    )  # fmt: skip
    end = end_by_hand(start, 30)
    world = world_with(start, row)
    assert row.check_due == end
    assert state_at(world, "staff_month/m", end - MINUTE) == "waiting_for_check"
    assert state_at(world, "staff_month/m", end) == "lapsed"


@pytest.mark.parametrize("start", STARTS, ids=lambda d: f"{d:%Y-%m}")
def test_delivery_support_lapses_after_forty_business_days(start: datetime) -> None:
    start += timedelta(hours=10)
    row = support.DeliverySupport(
        id="d", state=support.DeliveryState.WAITING_FOR_CONFIRMATION, partner_id="p", project="x",
        amount=Decimal("1"), generated_at=start,
    )  # fmt: skip
    end = end_by_hand(start, 40)
    world = world_with(start, row)
    assert state_at(world, "delivery_support/d", end - MINUTE) == "waiting_for_confirmation"
    assert state_at(world, "delivery_support/d", end) == "lapsed"


@pytest.mark.parametrize("start", STARTS[::3], ids=lambda d: f"{d:%Y-%m}")
@pytest.mark.parametrize(("ticket", "days"), [(False, 5), (True, 3)])
def test_reviewers_answer_in_five_days_and_tickets_in_three(start: datetime, ticket: bool, days: int) -> None:
    row = certification.BusinessCertification(
        id="p", state=certification.State.MANUAL_REVIEW, partner_id="p", review_since=start,
        ticket_at=start if ticket else None,
    )  # fmt: skip
    end = end_by_hand(start, days)
    world = world_with(start, row, progression="documented")
    assert state_at(world, "business_certification/p", end - MINUTE) == "manual_review"
    assert state_at(world, "business_certification/p", end) == "passed"


@pytest.mark.parametrize("start", STARTS[::3], ids=lambda d: f"{d:%Y-%m}")
def test_first_reviews_of_opportunities_take_three_business_days(start: datetime) -> None:
    row = support.OpportunityIncentive(
        id="o", state=support.OpportunityState.FIRST_REVIEW, partner_id="p", project="x",
        revenue=Decimal("10"), amount=Decimal("1"), project_ends=start, applied_at=start,
    )  # fmt: skip
    end = end_by_hand(start, 3)
    world = world_with(start, row, progression="documented")
    assert state_at(world, "opportunity_incentive/o", end - MINUTE) == "first_review"
    assert state_at(world, "opportunity_incentive/o", end) == "passed"


@pytest.mark.parametrize("minutes", [60, 120, 180])
def test_automatic_certification_takes_one_to_three_hours(minutes: int) -> None:
    start = datetime(2024, 7, 10, 9)
    row = certification.BusinessCertification(
        id="p",
        state=certification.State.CERTIFYING,
        partner_id="p",
        submitted_at=start,
        check_minutes=minutes,
    )
    world, end = world_with(start, row), start + minutes * MINUTE
    assert state_at(world, "business_certification/p", end - MINUTE) == "certifying"
    assert state_at(world, "business_certification/p", end) == "passed"


@pytest.mark.parametrize("minutes", [59, 181])
def test_a_check_outside_one_to_three_hours_cannot_be_set(minutes: int) -> None:
    with pytest.raises(ValueError, match="check_minutes"):
        certification.BusinessCertification(id="p", partner_id="p", check_minutes=minutes)


@pytest.mark.parametrize(
    ("passed", "synchronised"),
    [
        ("2024-07-11T01:59", "2024-07-11T02:00"),
        ("2024-07-11T02:00", "2024-07-12T02:00"),
        ("2024-07-11T23:50", "2024-07-12T02:00"),
    ],
)
@pytest.mark.parametrize("notice", ["2024-07-01T09:00", "2024-07-11T00:30"])
def test_the_race_is_lost_before_the_synchronisation_only(
    passed: str, synchronised: str, notice: str
) -> None:
    at, sync = datetime.fromisoformat(passed), datetime.fromisoformat(synchronised)
    row = certification.BusinessCertification(
        id="p", state=certification.State.PASSED, partner_id="p", passed_at=at,
        submitted_at=at - timedelta(hours=1),
    )  # fmt: skip
    world = world_with(at, row)
    told = datetime.fromisoformat(notice)
    assert certification.synchronised_at(at) == sync
    assert not certification.certification_recognised(world, "p", told, sync - MINUTE)
    assert certification.certification_recognised(world, "p", told, sync)
    assert not certification.certification_recognised(world_with(at), "p", told, sync)


def held_list(start: datetime) -> invoice.InvoiceList:
    return invoice.InvoiceList(
        id="r", state=invoice.ListState.VISIBLE, requisition_id="r", partner_id="p", amount=Decimal("10"),
        visible_at=start, due=start + 30 * timedelta(days=1),
    )  # fmt: skip


def test_an_overdue_invoice_is_reminded_of_and_stays() -> None:
    start = datetime(2024, 7, 10, 9)
    world = world_with(start, held_list(start))
    due = start + timedelta(days=30)
    before, after = SIM.advance(world, due - MINUTE).world, SIM.advance(world, due).world
    assert not before.notices("p")
    assert [n.rule for n in after.notices("p")] == ["incent-inv-due-date"]
    assert state_at(world, "invoice_list/r", due + timedelta(days=90)) == "visible"


def test_the_list_is_a_page_and_a_table_in_both_languages() -> None:
    start = datetime(2024, 7, 10, 9)
    world = world_with(start, held_list(start))
    shown = held_list(start)
    for lang, word in (("zh", "开票金额"), ("en", "Amount to be invoiced")):
        assert word in invoice.as_html(world, shown, lang)
        assert word in invoice.as_csv(world, shown, lang)
        assert all(content in invoice.as_html(world, shown, lang) for content in invoice.CONTENTS)


@pytest.mark.parametrize(
    ("name", "content", "fine"),
    [(c, c, True) for c in invoice.CONTENTS]
    + [("bare", "技术服务费", False), ("consulting", "信息技术服务-咨询服务费", False), ("empty", "", False)],
)
def test_only_the_four_contents_are_accepted(name: str, content: str, fine: bool) -> None:
    start = datetime(2024, 7, 10, 9)
    one = invoice.PartnerInvoice(
        id="i", state=invoice.InvoiceState.UNDER_REVIEW, list_id="r", partner_id="p", number="1",
        invoice_kind=invoice.InvoiceKind.SPECIAL_PAPER, content=content, amount=Decimal("10"),
        tax_rate=Decimal("0.06"), issued_at=start,
    )  # fmt: skip
    sheet = held_list(start).but(state=invoice.ListState.UNDER_REVIEW, received_at=start)
    world = world_with(start, sheet, one)
    persona, action = invoice.review_result(world, sheet)
    assert persona == "huawei-finance"
    assert isinstance(action, invoice.ApproveInvoice) == fine


@pytest.mark.parametrize("start", STARTS[::3], ids=lambda d: f"{d:%Y-%m}")
def test_invoices_are_reviewed_by_the_second_business_day(start: datetime) -> None:
    one = invoice.PartnerInvoice(
        id="i", state=invoice.InvoiceState.UNDER_REVIEW, list_id="r", partner_id="p", number="1",
        invoice_kind=invoice.InvoiceKind.ORDINARY, content="x", amount=Decimal("10"),
        tax_rate=Decimal("0.06"), issued_at=start,
    )  # fmt: skip
    sheet = held_list(start).but(state=invoice.ListState.UNDER_REVIEW, received_at=start)
    end = end_by_hand(start, 2)
    assert sheet.review_due == end
    world = world_with(start, sheet, one)
    assert state_at(world, "invoice_list/r", end) == "under_review"  # by hand: nothing happens by itself
