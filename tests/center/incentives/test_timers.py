"""Every timer of the payout tail, one minute before its end and at it, from ordinary days and into long holidays.

Complements ``test_deadlines``: business-day windows are counted there by hand for 2024 to 2026.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.center import MODEL
from sandbox.center.common.partner import HUAWEI, HUAWEI_FINANCE
from sandbox.center.common.roles import Role
from sandbox.center.incentives import certification, invoice, item, reconciliation, requisition, staff
from sandbox.center.incentives import performance as sheets
from sandbox.center.incentives import withdrawal as withdrawals
from sandbox.center.incentives.auto_issue import AutoIssue
from sandbox.center.incentives.auto_issue import State as Switch
from sandbox.engine.actions import Action, Persona
from sandbox.engine.simulator import Accepted
from sandbox.engine.world import Draft, Entity, World
from tests.center.incentives.test_deadlines import MINUTE, SIM, end_by_hand, state_at, works, world_with

ADMIN = Persona("a", frozenset({Role.PARTNER_ADMINISTRATOR}), "p")
STARTS = [
    datetime.fromisoformat(start)
    for start in (
        "2024-02-08T17:30", "2024-07-10T09:00", "2024-09-30T23:59", "2025-01-26T10:00", "2025-09-30T16:00",
        "2026-02-13T18:00", "2026-05-09T00:00", "2026-09-30T12:00",
    )
]  # fmt: skip
AROUND_THE_YEARS = pytest.mark.parametrize("start", STARTS, ids=lambda d: f"{d:%Y-%m-%d}")


def holds_until(world: World, ref: str, end: datetime, before: str, after: str) -> None:
    """In one state until the last minute, in the other at the end of the window."""
    assert state_at(world, ref, end - MINUTE) == before
    assert state_at(world, ref, end) == after


def done(world: World, persona: Persona, action: Action) -> World:
    outcome = SIM.submit(world, persona, action)
    assert isinstance(outcome, Accepted), outcome
    return outcome.world


def documented(start: datetime, *entities: Entity) -> World:
    return world_with(start, *entities, progression="documented")


def paid_by_bank(state: requisition.State, at: datetime, **more: Any) -> requisition.Requisition:
    return requisition.Requisition(
        id="r", state=state, partner_id="p", method=requisition.Method.BANK_TRANSFER,
        service_tax_rate=Decimal("0.06"), submitted_at=at, processing_since=at, **more,
    )  # fmt: skip


def positive(at: datetime, **more: Any) -> item.IncentiveItem:
    facts = {"state": item.State.AVAILABLE, "amount": Decimal("1500"), **more}
    return item.IncentiveItem(
        id="i", partner_id="p", incentive_class=item.IncentiveClass.REFERRAL, period="2024-01",
        generated_at=at, noticed_at=at, **facts,
    )  # fmt: skip


@AROUND_THE_YEARS
def test_incent_pay_2bd(start: datetime) -> None:
    waiting = paid_by_bank(requisition.State.PAYMENT_REVIEW, start, invoice_reviewed_at=start)
    world = done(world_with(start, waiting), HUAWEI_FINANCE, requisition.ApprovePayment(requisition="r"))
    holds_until(world, "requisition/r", end_by_hand(start, 2), "paying", "completed")


@AROUND_THE_YEARS
def test_incent_pay_method_exception_2bd(start: datetime) -> None:
    ticket = requisition.MethodTicket(
        id="t",
        state=requisition.TicketState.OPEN,
        partner_id="p",
        requisition_id="r",
        reason="",
        opened_at=start,
    )
    world = documented(start, ticket, paid_by_bank(requisition.State.WAITING_FOR_INVOICE, start))
    holds_until(world, "method_ticket/t", end_by_hand(start, 2), "open", "granted")


@AROUND_THE_YEARS
@pytest.mark.parametrize("content", [invoice.CONTENTS[0], "咨询服务费"])
def test_incent_inv_review_day_2(start: datetime, content: str) -> None:
    one = invoice.PartnerInvoice(
        id="i", state=invoice.InvoiceState.UNDER_REVIEW, list_id="r", partner_id="p", number="1",
        invoice_kind=invoice.InvoiceKind.SPECIAL_PAPER, content=content, amount=Decimal("10"),
        tax_rate=Decimal("0.06"), issued_at=start,
    )  # fmt: skip
    sheet = invoice.InvoiceList(
        id="r", state=invoice.ListState.UNDER_REVIEW, requisition_id="r", partner_id="p",
        amount=Decimal("10"), received_at=start, due=start + timedelta(days=300),
    )  # fmt: skip
    world = documented(start, one, sheet, paid_by_bank(requisition.State.INVOICE_REVIEW, start))
    good = content in invoice.CONTENTS
    end = end_by_hand(start, 2)
    holds_until(world, "invoice_list/r", end, "under_review", "approved" if good else "visible")
    expected = "payment_review" if good else "waiting_for_invoice"
    holds_until(world, "requisition/r", end, "invoice_review", expected)


def test_the_comment_of_a_review_by_itself_is_a_sentence_for_every_mistake() -> None:
    start = STARTS[1]
    one = invoice.PartnerInvoice(
        id="i", state=invoice.InvoiceState.UNDER_REVIEW, list_id="r", partner_id="p", number="1",
        invoice_kind=invoice.InvoiceKind.ORDINARY, content="咨询服务费", amount=Decimal("10"),
        tax_rate=Decimal("0.06"), issued_at=start,
    )  # fmt: skip
    sheet = invoice.InvoiceList(
        id="r", state=invoice.ListState.UNDER_REVIEW, requisition_id="r", partner_id="p",
        amount=Decimal("10"), received_at=start,
    )  # fmt: skip
    world = documented(start, one, sheet, paid_by_bank(requisition.State.INVOICE_REVIEW, start))
    after = SIM.advance(world, end_by_hand(start, 2)).world.need(invoice.InvoiceList, "r")
    for rule in (invoice.four_contents, invoice.special_only):
        assert rule.text.zh in after.reject_reason.zh  # type: ignore[union-attr]
        assert rule.text.en in after.reject_reason.en  # type: ignore[union-attr]


@pytest.mark.parametrize("period", [f"{y}-{m:02}" for y in (2024, 2025, 2026) for m in range(1, 12)])
def test_formal_bills_come_within_five_business_days_of_the_next_month(period: str) -> None:
    last_minute = sheets.period_end(period) - MINUTE
    plan = reconciliation.IncentivePlan(
        id="plan", plan_name="P", incentive_class=item.IncentiveClass.RESALE,
        steps=(reconciliation.Step(Decimal(0), Decimal("0.05")),),
    )  # fmt: skip
    bill = reconciliation.IncentiveBill(id="b", partner_id="p", plan_id="plan", period=period)
    sheet = sheets.PerformanceSheet(id=sheets.sheet_id("p", period), partner_id="p", period=period)
    world = documented(last_minute, plan, bill, sheet)
    holds_until(world, f"performance_sheet/{sheet.id}", last_minute + MINUTE, "estimated", "draft")
    end = end_by_hand(last_minute, 5)
    holds_until(world, "incentive_bill/b", end, "estimated", "to_confirm")
    # not published, our choice: five natural days of notice
    holds_until(world, "incentive_bill/b", end + timedelta(days=5), "to_confirm", "being_issued")


@AROUND_THE_YEARS
def test_incent_pay_auto_day_5(start: datetime) -> None:
    switch = AutoIssue(id="p", partner_id="p", state=Switch.ON)
    certified = certification.BusinessCertification(
        id="p", partner_id="p", state=certification.State.PASSED, passed_at=start - timedelta(days=99)
    )
    draft = Draft(world_with(start, switch, certified), MODEL)
    made = item.release(
        draft,
        partner_id="p",
        incentive_class=item.IncentiveClass.REFERRAL,
        period="2024-01",
        amount=Decimal("1000"),
    )
    reconciliation.plan_application(draft, made)
    end = start + timedelta(days=5)
    holds_until(draft.seal(), made.ref, end, "available", "in_requisition")


@pytest.mark.parametrize(("amount", "after"), [("999.99", "available"), ("1000.00", "in_requisition")])
def test_incent_pay_min_1000_auto(amount: str, after: str) -> None:
    start = STARTS[1]
    switch = AutoIssue(id="p", partner_id="p", state=Switch.ON)
    certified = certification.BusinessCertification(
        id="p", partner_id="p", state=certification.State.PASSED, passed_at=start - timedelta(days=99)
    )
    found = positive(start, amount=Decimal(amount), auto_apply_at=start + timedelta(days=5))
    assert (
        state_at(world_with(start, switch, certified, found), "incentive_item/i", start + timedelta(days=5))
        == after
    )


@pytest.mark.parametrize(
    ("noticed", "expires"),
    [("2024-02-29T10:00", "2025-02-28T10:00"), ("2024-07-10T09:00", "2025-07-10T09:00"), ("2025-03-31T00:00", "2026-03-31T00:00")],
)  # fmt: skip
def test_incent_pay_expiry_void_a_year_after_the_notice(noticed: str, expires: str) -> None:
    start = datetime.fromisoformat(noticed)
    draft = Draft(world_with(start), MODEL)
    made = item.release(
        draft,
        partner_id="p",
        incentive_class=item.IncentiveClass.REFERRAL,
        period="2024-01",
        amount=Decimal("1"),
    )
    holds_until(draft.seal(), made.ref, datetime.fromisoformat(expires), "available", "expired")


@AROUND_THE_YEARS
@pytest.mark.parametrize("reason", list(item.FreezeReason))
def test_frozen_items_are_released_at_midnight_after_full_payment(
    start: datetime, reason: item.FreezeReason
) -> None:
    frozen = positive(start, state=item.State.FROZEN, freeze_reason=reason, frozen_at=start)
    world = done(world_with(start, frozen), HUAWEI, item.NoteRepayment(item="i"))
    midnight = datetime.combine(start.date(), datetime.min.time()) + timedelta(days=1)
    holds_until(world, "incentive_item/i", midnight, "frozen", "available")


@AROUND_THE_YEARS
def test_frozen_items_do_not_expire(start: datetime) -> None:
    frozen = positive(
        start, state=item.State.FROZEN, freeze_reason=item.FreezeReason.CREDIT, frozen_at=start,
        expires_at=start + timedelta(days=1),
    )  # fmt: skip
    assert state_at(world_with(start, frozen), "incentive_item/i", start + timedelta(days=400)) == "frozen"


@AROUND_THE_YEARS
@pytest.mark.parametrize("route", [withdrawals.Route.REBATE, withdrawals.Route.BANK_CARD])
def test_incent_wd_7bd_and_month_end(start: datetime, route: withdrawals.Route) -> None:
    asked = withdrawals.Withdrawal(
        id="w",
        state=withdrawals.State.UNDER_REVIEW,
        partner_id="p",
        route=route,
        amount=Decimal("1"),
        applied_at=start,
    )
    world = done(world_with(start, asked), HUAWEI_FINANCE, withdrawals.Approve(withdrawal="w"))
    day, closing = start.date(), []
    while day.month == start.month:
        closing += [day] if works(day) else []
        day += timedelta(days=1)
    late = start.date() >= (closing[-3] if len(closing) >= 3 else start.date())
    holds_until(world, "withdrawal/w", end_by_hand(start, 9 if late else 7), "approved", "credited")


@AROUND_THE_YEARS
def test_a_locked_certification_is_unlocked_three_business_days_after_the_ticket(start: datetime) -> None:
    locked = certification.BusinessCertification(
        id="p", state=certification.State.LOCKED, partner_id="p", attempts=3, ticket_at=start
    )
    world = documented(start, locked)
    holds_until(world, "business_certification/p", end_by_hand(start, 3), "locked", "waiting_for_amount")


@AROUND_THE_YEARS
def test_bank_letters_take_five_business_days_at_most(start: datetime) -> None:
    sent = certification.BusinessCertification(
        id="p", state=certification.State.MANUAL_REVIEW, partner_id="p", letter_needed=True, letter_at=start,
        review_since=start, account_number="1", same_name_account="2",
    )  # fmt: skip
    world = documented(start, sent)
    holds_until(world, "business_certification/p", end_by_hand(start, 5), "manual_review", "passed")


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_incent_fh_list_15th(year: int, month: int) -> None:
    start = datetime(year, month, 1, 9)
    programme = staff.StaffProgramme(id="x", partner_id="p", next_list_at=staff.next_list_after(start))
    expert = staff.Expert(
        id="e", partner_id="p", programme_id="x", full_name="E", entered_at=start, updated_at=start
    )
    world = world_with(start, programme, expert)
    end = datetime(year, month, 15)
    assert SIM.advance(world, end - MINUTE).world.by_ref(f"staff_month/x-{year}-{month:02}") is None
    assert state_at(world, f"staff_month/x-{year}-{month:02}", end) == "waiting_for_check"


def test_incent_fh_maintain_monthly_reminds_each_month_that_brings_no_update() -> None:
    start = datetime(2024, 7, 10, 9)
    expert = staff.Expert(
        id="e", partner_id="p", programme_id="x", full_name="E", entered_at=start, updated_at=start
    )
    world = world_with(start, expert)
    reminders = []
    for month, day in ((7, 31), (8, 31), (9, 30), (10, 31)):
        end = datetime(2024, month, day)
        reminders.append(len(SIM.advance(world, end - MINUTE).world.notices("p")))
        reminders.append(len(SIM.advance(world, end).world.notices("p")))
    assert reminders == [0, 0, 0, 1, 1, 2, 2, 3]  # not in the month of the update itself
    updated = done(SIM.advance(world, datetime(2024, 9, 3)).world, ADMIN, staff.UpdateExpert(expert="e"))
    assert len(SIM.advance(updated, datetime(2024, 10, 31) - MINUTE).world.notices("p")) == 1


@pytest.mark.parametrize(("month", "released"), [("2024-06", "2024-07-01"), ("2024-07", "2024-10-01"), ("2025-12", "2026-01-01")])  # fmt: skip
def test_si_months_that_failed_are_released_on_the_first_day_of_the_next_quarter(
    month: str, released: str
) -> None:
    start = datetime.fromisoformat(f"{month}-20T09:00")
    row = staff.StaffMonth(
        id="m", state=staff.MonthState.FAILED, partner_id="p", programme_id="x", month=month, headcount=1,
        programme_type=staff.ProgrammeType.SI_PRESALES, amount=Decimal(1), generated_at=start,
    )  # fmt: skip
    holds_until(
        world_with(start, row), "staff_month/m", datetime.fromisoformat(released), "failed", "released"
    )


@AROUND_THE_YEARS
def test_the_tail_of_the_staff_incentive_counts_from_the_invoice(start: datetime) -> None:
    """Applied long ago: the invoice is still reviewed two business days after it was sent, then paid in two."""
    certified = certification.BusinessCertification(
        id="p", partner_id="p", state=certification.State.PASSED, passed_at=start - timedelta(days=99)
    )
    payment = staff.StaffPayment(
        id="q", state=staff.PaymentState.INVOICE_REVIEW, partner_id="p", programme_id="x", quarter="2023Q4",
        amount=Decimal(5), currency="CNY", applied_at=start - timedelta(days=60), invoice_sent_at=start,
    )  # fmt: skip
    world = documented(start, certified, payment)
    reviewed = end_by_hand(start, 2)
    holds_until(world, "staff_payment/q", reviewed, "invoice_review", "waiting_for_huawei")
    holds_until(world, "staff_payment/q", end_by_hand(reviewed, 2), "waiting_for_huawei", "paid")


# --- A certification that is edited in between ----------------------------------------------------


def test_a_review_refused_while_certified_again_is_taken_up_after_it_has_passed() -> None:
    start = datetime(2024, 7, 10, 9)
    edited = certification.BusinessCertification(
        id="p", partner_id="p", state=certification.State.MANUAL_REVIEW, suspends=True, review_since=start,
        passed_at=start - timedelta(days=99),
    )  # fmt: skip
    waiting = paid_by_bank(
        requisition.State.PAYMENT_REVIEW, start, invoice_reviewed_at=start, review_since=start
    )
    staff_waiting = staff.StaffPayment(
        id="q", state=staff.PaymentState.WAITING_FOR_HUAWEI, partner_id="p", programme_id="x", quarter="2023Q4",
        amount=Decimal(5), currency="CNY", applied_at=start, finance_since=start,
    )  # fmt: skip
    world = documented(start, edited, waiting, staff_waiting)
    passed = end_by_hand(start, 5)
    assert state_at(world, "business_certification/p", passed) == "passed"
    for ref, before, after in (
        ("requisition/r", "payment_review", "paying"),
        ("staff_payment/q", "waiting_for_huawei", "paid"),
    ):
        assert state_at(world, ref, passed) == before
        holds_until(world, ref, end_by_hand(passed, 2), before, after)


@pytest.mark.parametrize("decision", ["reject", "approve"])
def test_incent_bic_bank_letter_once_rejected_counts_no_more(decision: str) -> None:
    start = datetime(2024, 7, 10, 9)
    sent = certification.BusinessCertification(
        id="p", state=certification.State.MANUAL_REVIEW, partner_id="p", letter_needed=True, letter_at=start,
        review_since=start, account_number="1", same_name_account="2",
    )  # fmt: skip
    reviewer = certification.HUAWEI_REVIEWER
    action = (
        certification.Reject(certification="p", reason="x")
        if decision == "reject"
        else certification.Approve(certification="p")
    )
    after = done(world_with(start, sent), reviewer, action).need(certification.BusinessCertification, "p")
    assert (after.letter_at is None) == (decision == "reject")
    assert after.letter_needed == (decision == "reject")
