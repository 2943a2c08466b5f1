"""Performance 业绩: what customers' consumption counts for, and the monthly sheet 业绩单.

Read from top to bottom: states, entities, sums, situation, rules, actions, effects, machines.
Source: 04 §3.1, rules 1–7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.roles import Role, under
from sandbox.center.customers.association import Association, CooperationType
from sandbox.center.incentives.payee import (
    ACCESS,
    FINANCE_STAFF,
    HUAWEI_PAGES,
    OPERATIONS,
    PERFORMANCE_PAGES,
    ZERO,
    IncentiveCase,
    IncentiveClass,
)
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import add_months, business_days_after
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text, show
from sandbox.engine.world import Draft, Entity, World

REBIND_FROM = datetime(2026, 1, 1)
REBIND_MONTHS = 6
ESTIMATE_HOURS = 2
REVIEW_BUSINESS_DAYS = 3
"""When the draft sheet is reviewed by itself; not published, before the bill's five days; our choice."""
QUERY_PAGE = under(PERFORMANCE_PAGES, "业绩查询 > 业绩汇总", "Performance Query > Summary")
DETAIL_PAGE = under(PERFORMANCE_PAGES, "业绩查询 > 业绩明细", "Performance Query > Details")

# --- States and entities -------------------------------------------------------------------------


class State(Labelled):
    """States of a performance sheet. Source: rule 7."""

    ESTIMATED = "estimated", "预估", "estimated", "initial"
    DRAFT = "draft", "初稿", "draft"
    FINAL = "final", "终稿", "final", "terminal"


class PerformanceSheet(Entity):
    """The performance of a partner in a month, ``period`` reads 2024-07."""

    kind: ClassVar[str] = "performance_sheet"
    label: ClassVar[Text] = Text(zh="业绩单", en="Performance sheet")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        period=("对账期次", "Period"),
        feedback=("问题反馈", "Feedback"),
        drafted_at=("初稿时间", "Drafted at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: State = State.ESTIMATED
    partner_id: str
    period: str
    feedback: tuple[str, ...] = ()
    drafted_at: datetime | None = None


class PaidWith(Labelled):
    """What a customer paid with, or did. Source: rules 4, 5."""

    CASH = "cash", "现金", "cash"
    STORED_VALUE_CARD = "stored_value_card", "使用储值卡", "a stored-value card"
    VOUCHER = "voucher", "华为云代金券", "a Huawei Cloud voucher"
    TEST_VOUCHER = "test_voucher", "测试券", "a test voucher"
    CASH_COUPON = "cash_coupon", "不计业绩现金券", "a cash coupon without performance"
    CARD_PURCHASE = "card_purchase", "购买储值卡", "buying a stored-value card"
    RECHARGE = "recharge", "账户充值", "a recharge"


COUNTING = frozenset({PaidWith.CASH, PaidWith.STORED_VALUE_CARD})


class Billing(Labelled):
    """How the product is billed."""

    PAY_PER_USE = "pay_per_use", "按需", "pay per use"
    YEARLY_MONTHLY = "yearly_monthly", "包年包月", "yearly/monthly"
    MONTH_SETTLED = "month_settled", "月结", "month-settled"


class RecordState(Labelled):
    """States of a record."""

    BOOKED = "booked", "已入账", "booked", "terminal"


class PerformanceRecord(Entity):
    """What a customer spent, or had refunded (negative), and the performance of it; amounts in yuan."""

    kind: ClassVar[str] = "performance_record"
    label: ClassVar[Text] = Text(zh="业绩明细", en="Performance record")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        incentive_class=("关联类型", "Class"),
        period=("对账期次", "Period"),
        paid_with=("支付方式", "Paid with"),
        billing=("计费模式", "Billing"),
        performance=("业绩金额", "Performance"),
        consumed_at=("业绩形成时间", "Formed at"),
        excluded_until=("此前不计业绩激励", "No incentive before"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: RecordState = RecordState.BOOKED
    partner_id: str
    customer_id: str
    incentive_class: IncentiveClass
    period: str
    paid_with: PaidWith = PaidWith.CASH
    billing: Billing = Billing.PAY_PER_USE
    amount: Decimal
    performance: Decimal = ZERO
    consumed_at: datetime
    excluded_until: datetime | None = None

    @property
    def visible_from(self) -> datetime:
        """From when it can be viewed: next business day, an estimate after two hours. Source: rules 1, 2."""
        if self.billing == Billing.YEARLY_MONTHLY:
            return self.consumed_at + timedelta(hours=ESTIMATE_HOURS)
        return business_days_after(self.consumed_at, 1).end - timedelta(days=1)


# --- Sums ----------------------------------------------------------------------------------------


def period_of(moment: datetime) -> str:
    """The month of a moment, as 2024-07."""
    return f"{moment:%Y-%m}"


def period_end(period: str) -> datetime:
    """The first instant after a period."""
    return add_months(datetime.combine(datetime.strptime(period, "%Y-%m").date(), time()), 1)


def records_of(
    world: World | Draft, partner_id: str, period: str, incentive_class: IncentiveClass | None = None
) -> list[PerformanceRecord]:
    """The records of a partner in a period, of one class or of all."""
    return [
        r
        for r in world.find(PerformanceRecord, partner_id=partner_id)
        if r.period == period and incentive_class in (None, r.incentive_class)
    ]


def total(
    world: World | Draft, partner_id: str, period: str, incentive_class: IncentiveClass | None = None
) -> Decimal:
    """The performance of a partner in a period, in yuan."""
    return sum((r.performance for r in records_of(world, partner_id, period, incentive_class)), ZERO)


def sheet_id(partner_id: str, period: str) -> str:
    """Id of a partner's sheet of a month."""
    return f"sheet-{partner_id}-{period}"


def sheet_name(sheet: PerformanceSheet) -> Text:
    """What a reader calls a sheet: its period."""
    return Text(zh=f"{show(sheet.period, 'zh')}业绩单", en=f"performance sheet of {show(sheet.period, 'en')}")


# --- Situation -----------------------------------------------------------------------------------


class PerformanceCase(IncentiveCase):
    """A situation about a sheet, a record, or consumption that is reported."""

    @lazy
    def record(self) -> PerformanceRecord:
        """The record to be opened."""
        return self.world.need(PerformanceRecord, self.action.record)

    @lazy
    def association(self) -> Association | None:
        """The association of the customer who spends."""
        return self.world.get(Association, self.action.customer)

    @lazy
    def excluded_until(self) -> datetime | None:
        """Until when the customer yields no incentive after it changed its partner. Source: rule 6."""
        link = self.association
        if link is None or link.associated_at is None or link.associated_at < REBIND_FROM:
            return None
        changed = any(p.partner_id != link.partner_id for p in link.former_periods)
        until = add_months(link.associated_at, REBIND_MONTHS)
        return until if changed and self.action.long_tail and self.now < until else None


# --- Rules ---------------------------------------------------------------------------------------


def effect(id: str, number: int, source: str, zh: str, en: str, applies: Any, does: Any) -> Rule:
    """A rule that says what a report of consumption counts for."""
    return Rule(
        id=id,
        number=number,
        kind=Kind.EFFECT,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source=source,
        text=Text(zh=zh, en=en),
        applies=applies,
        does=does,
    )


next_business_day = Rule(
    id="incent-perf-next-bd",
    number=1,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    source="P1",
    text=Text(
        zh="当天的业绩在下一个工作日后可以查询：{visible}。",
        en="The performance of a day can be viewed on the next business day: {visible}.",
    ),
    remedy=Text(zh="请到下一个工作日再查。", en="Look again on the next business day."),
    needs=("record",),
    applies=lambda s: s.record.billing != Billing.YEARLY_MONTHLY,
    holds=lambda s: s.now >= s.record.visible_from,
    values=lambda s: {"visible": s.record.visible_from},
)
estimate_two_hours = Rule(
    id="incent-perf-estimate-2h",
    number=2,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    source="P1",
    text=Text(
        zh="包年包月订单的预估业绩在下单 2 小时后可以查询：{visible}。",
        en="The estimated performance of a yearly/monthly order can be viewed two hours after it: {visible}.",
    ),
    remedy=Text(zh="请在 2 小时后再查。", en="Look again when two hours have passed."),
    needs=("record",),
    applies=lambda s: s.record.billing == Billing.YEARLY_MONTHLY,
    holds=lambda s: s.now >= s.record.visible_from,
    values=lambda s: {"visible": s.record.visible_from},
)
rebind_six_months = Rule(
    id="incent-perf-rebind-6-months",
    number=6,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    source="P1",
    text=Text(
        zh="2026 年 1 月 1 日起换绑伙伴的中长尾客户，6 个月内不为新伙伴计业绩激励，到 {until} 为止。",
        en="A long-tail customer that changed partner since 1 January 2026 yields the new partner no incentive for six months, until {until}.",
    ),
    remedy=Text(
        zh="这笔消费没有可查的业绩；6 个月满后的消费才计入。",
        en="This spending has no performance to look at; what is spent after the six months counts.",
    ),
    needs=("record",),
    holds=lambda s: s.record.excluded_until is None,
    values=lambda s: {"until": s.record.excluded_until},
)
month_settled = effect(
    "incent-perf-monthly-settled-next-month",
    3,
    "P1",
    "CDN 等月结产品的消费计入次月业绩。",
    "Consumption of month-settled products such as CDN counts in the next month.",
    lambda s: s.action.billing == Billing.MONTH_SETTLED,
    lambda s, draft: recount(draft, period=period_of(add_months(draft.now, 1))),
)
cash_only = effect(
    "incent-perf-cash-only",
    4,
    "A33",
    "只有现金消费和使用储值卡计业绩；华为云代金券、测试券、不计业绩现金券和购买储值卡都不计。",
    "Only cash and the use of a stored-value card count; vouchers, test vouchers, cash coupons without performance and card purchases do not.",
    lambda s: s.action.paid_with not in COUNTING,
    lambda s, draft: recount(draft, performance=ZERO),
)
not_recharge = effect(
    "incent-perf-consumption-not-recharge",
    5,
    "A34",
    "激励由客户消费产生；充值不产生业绩。",
    "Incentives arise when customers consume; a recharge yields no performance.",
    lambda s: s.action.paid_with == PaidWith.RECHARGE,
    lambda s, draft: recount(draft, performance=ZERO),
)
sheet_states = Rule(
    id="incent-perf-states",
    number=7,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    source="A12",
    text=Text(
        zh="业绩单有三种状态：本月为预估，上月未审核为初稿，上月已审核为终稿。",
        en="A sheet is estimated (this month), a draft (last month, not reviewed) or final (last month, reviewed).",
    ),
)

# --- Actions -------------------------------------------------------------------------------------

HUAWEI_SHEETS = under(HUAWEI_PAGES, "业绩", "Performance")
SHEET = Input(PerformanceSheet.label, entity="performance_sheet")


class ReportConsumption(Action):
    """A customer spends, or is refunded (a negative amount); the portal books the performance."""

    id: ClassVar[str] = "performance.report_consumption"
    title: ClassVar[Text] = Text(zh="记录客户消费", en="Report consumption")
    roles: ClassVar[frozenset[str]] = OPERATIONS | {Role.CUSTOMER}
    menu: ClassVar[tuple[Text, ...]] = (HUAWEI_SHEETS,)

    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer")]
    amount: Annotated[
        Decimal,
        Input(Text(zh="金额（元，退订为负）", en="Amount (CNY, negative for a refund)")),
        Field(max_digits=14),
    ]
    paid_with: Annotated[PaidWith, Input(Text(zh="支付方式", en="Paid with"))] = PaidWith.CASH
    billing: Annotated[Billing, Input(Text(zh="计费模式", en="Billing"))] = Billing.PAY_PER_USE
    long_tail: Annotated[bool, Input(Text(zh="中长尾客户", en="Long-tail customer"))] = False


class OpenRecord(Action):
    """Look at a record of the performance details."""

    id: ClassVar[str] = "performance.open_record"
    title: ClassVar[Text] = Text(zh="查看业绩明细", en="View the performance")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (DETAIL_PAGE,)
    on: ClassVar[str] = "record"

    record: Annotated[str, Input(PerformanceRecord.label, entity="performance_record")]


class SheetFeedback(Action):
    """Tell operations what is in doubt on a sheet."""

    id: ClassVar[str] = "performance.feedback"
    title: ClassVar[Text] = Text(zh="业绩问题反馈", en="Feedback on the sheet")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (QUERY_PAGE,)
    on: ClassVar[str] = "sheet"

    sheet: Annotated[str, SHEET]
    text: Annotated[
        str,
        Input(Text(zh="问题描述", en="What is in doubt"), multiline=True),
        Field(min_length=1, max_length=500),
    ]


class Review(Action):
    """Operations reviews last month's sheet."""

    id: ClassVar[str] = "performance.review"
    title: ClassVar[Text] = Text(zh="审核业绩单", en="Review the sheet")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    menu: ClassVar[tuple[Text, ...]] = (HUAWEI_SHEETS,)
    on: ClassVar[str] = "sheet"

    sheet: Annotated[str, SHEET]


# --- Effects -------------------------------------------------------------------------------------


def book(s: PerformanceCase, draft: Draft) -> None:
    """Book the record as if all of it counted this month; the rules after this one correct it."""
    link = s.association
    draft.subject = None
    draft.create(
        PerformanceRecord,
        state=RecordState.BOOKED,
        partner_id=link.partner_id if link else "",
        customer_id=s.action.customer,
        incentive_class=class_of(link),
        period=period_of(draft.now),
        paid_with=s.action.paid_with,
        billing=s.action.billing,
        amount=s.action.amount,
        performance=ZERO if s.excluded_until else s.action.amount,
        consumed_at=draft.now,
        excluded_until=s.excluded_until,
    )
    draft.record("consumption_reported", f"customer/{s.action.customer}")


def recount(draft: Draft, **changes: Any) -> None:
    """Correct the record just booked."""
    made: Any = draft.subject
    draft.subject = draft.put(made.but(**changes))


def ensure_sheet(s: PerformanceCase, draft: Draft) -> None:
    """The month of the record has a sheet, and what it earns has an estimated bill."""
    from sandbox.center.incentives.reconciliation import open_forecasts

    record: Any = draft.subject
    if record.partner_id and record.performance:
        open_forecasts(draft, record.partner_id, record.period, record.incentive_class)
    id = sheet_id(record.partner_id, record.period)
    if record.partner_id and draft.get(PerformanceSheet, id) is None:
        draft.create(
            PerformanceSheet, id=id, state=State.ESTIMATED, partner_id=record.partner_id, period=record.period
        )


def keep_feedback(s: PerformanceCase, draft: Draft) -> None:
    """Keep it for operations."""
    draft.move(feedback=(*s.subject.feedback, s.action.text))


def close_month(s: PerformanceCase, draft: Draft) -> None:
    """The sheet is frozen for the review."""
    draft.move(drafted_at=draft.now)


def class_of(link: Association | None) -> IncentiveClass:
    """The class of incentive that an association earns."""
    resale = link is not None and link.cooperation_type == CooperationType.RESALE
    return IncentiveClass.RESALE if resale else IncentiveClass.REFERRAL


def review(s: PerformanceCase, draft: Draft) -> None:
    """Open feedback is handled with the review."""
    draft.move(feedback=())


def reviewed_at(sheet: PerformanceSheet, settings: Mapping[str, Any]) -> datetime | None:
    """When operations reviews by itself."""
    since = sheet.drafted_at
    if since is None:
        return None
    return answer_due(settings, since, lambda: business_days_after(since, REVIEW_BUSINESS_DAYS).end)


# --- Machines ------------------------------------------------------------------------------------

machine = Machine(
    entity=PerformanceSheet,
    states=State,
    label=PerformanceSheet.label,
    subject="sheet",
    situation=PerformanceCase,
    transitions=(
        Transition(action=SheetFeedback, source=tuple(State), rules=ACCESS, effect=(keep_feedback,)),
        Transition(action=Review, source=(State.DRAFT,), to=State.FINAL, effect=(review,)),
    ),
    timers=(
        Timer(
            name="month_closes",
            label=Text(zh="月份结束，生成初稿", en="The month closes"),
            source=(State.ESTIMATED,),
            due=lambda sheet, settings: period_end(sheet.period),
            to=State.DRAFT,
            effect=(close_month,),
            window=Text(zh="月末", en="end of the month"),
        ),
        Timer(
            name="review",
            label=Text(zh="审核业绩单", en="Review of the sheet"),
            source=(State.DRAFT,),
            due=reviewed_at,
            acts=lambda world, sheet: ("huawei", Review(sheet=sheet.id)),
            follows_settings=True,
            window=Text(zh="未公布，按 3 个工作日", en="not published; 3 business days"),
        ),
    ),
    moves=(Move("performance.report_consumption", (), State.ESTIMATED),),
)
record_machine = Machine(
    entity=PerformanceRecord,
    states=RecordState,
    label=PerformanceRecord.label,
    subject="record",
    situation=PerformanceCase,
    transitions=(
        Transition(
            action=ReportConsumption,
            to=RecordState.BOOKED,
            effect=(book, month_settled, cash_only, not_recharge, ensure_sheet),
        ),
        Transition(
            action=OpenRecord,
            source=(RecordState.BOOKED,),
            rules=(*ACCESS, next_business_day, estimate_two_hours, rebind_six_months),
        ),
    ),
)
