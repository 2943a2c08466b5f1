"""Reconciliation 激励对账: the incentive bill from forecast to issued, its notice period and feedback.

Read from top to bottom: states, entities, formula, situation, rules, actions, effects, machines.
Source: 04 §3.2, rules 8, 10–14; errata (an open feedback stops the automatic confirmation).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.roles import under
from sandbox.center.incentives import formulas
from sandbox.center.incentives.auto_issue import plan_application
from sandbox.center.incentives.item import release
from sandbox.center.incentives.payee import (
    ACCESS,
    FINANCE_STAFF,
    HUAWEI_PAGES,
    OPERATIONS,
    PERFORMANCE_PAGES,
    ZERO,
    IncentiveCase,
    IncentiveClass,
    cents,
    recipient,
)
from sandbox.center.incentives.performance import (
    PerformanceSheet,
    period_end,
    records_of,
    sheet_id,
    total,
)
from sandbox.center.incentives.performance import State as SheetState
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import business_days_after
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text, show
from sandbox.engine.world import Draft, Entity, World

NOTICE_DAYS = 5
"""Length of the notice period 公示; not published, our choice (04 §5); setting ``bill_notice_days``."""
BILL_BUSINESS_DAYS = 5
RECONCILIATION_PAGE = under(PERFORMANCE_PAGES, "激励对账 > 激励汇总", "Reconciliation > Summary")

# --- States and entities -------------------------------------------------------------------------


class State(Labelled):
    """The four states of reconciliation. Source: rule 8."""

    ESTIMATED = "estimated", "预估", "estimated", "initial"
    TO_CONFIRM = "to_confirm", "待确认", "to be confirmed"
    BEING_ISSUED = "being_issued", "发放中", "being issued"
    ISSUED = "issued", "发放成功", "issued", "terminal"


class Step(NamedTuple):
    """From ``threshold`` yuan of base value on, ``rate`` is paid."""

    threshold: Decimal
    rate: Decimal


class PlanState(Labelled):
    """State of a plan."""

    RUNNING = "running", "执行中", "running", "initial"


class IncentivePlan(Entity):
    """An incentive plan 激励计划: which performance it rewards, and its steps. Figures are a contract's."""

    kind: ClassVar[str] = "incentive_plan"
    label: ClassVar[Text] = Text(zh="激励计划", en="Incentive plan")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        plan_name=("激励计划名称", "Plan"),
        incentive_class=("激励类型", "Class"),
        output_tax_rate=("销项税率", "Output tax rate"),
        steps=("门槛与返点比例", "Steps"),
    )

    state: PlanState = PlanState.RUNNING
    plan_name: str
    incentive_class: IncentiveClass
    output_tax_rate: Annotated[Decimal, Field(ge=0, lt=1)] = Decimal("0.06")
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The plan's name."""
        return self.plan_name


class IncentiveBill(Entity):
    """The incentive of one plan and month; ``amount`` in yuan includes output tax and may be negative."""

    kind: ClassVar[str] = "incentive_bill"
    label: ClassVar[Text] = Text(zh="激励账单", en="Incentive bill")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        plan_id=("激励计划", "Plan"),
        period=("对账期次", "Period"),
        base_value=("基数值", "Base value"),
        threshold=("门槛", "Threshold"),
        rate=("返点比例", "Rebate rate"),
        notice_until=("公示截止日", "Notice deadline"),
        feedback=("问题反馈", "Feedback"),
        feedback_open=("反馈处理中", "Feedback open"),
        confirmed_at=("确认时间", "Confirmed at"),
        confirmed_by=("确认人", "Confirmed by"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: State = State.ESTIMATED
    partner_id: str
    plan_id: str
    period: str
    base_value: Decimal = ZERO
    threshold: Decimal = ZERO
    rate: Decimal = ZERO
    amount: Decimal = ZERO
    notice_until: datetime | None = None
    feedback: tuple[str, ...] = ()
    feedback_open: bool = False
    confirmed_at: datetime | None = None
    confirmed_by: str = ""


# --- Formula -------------------------------------------------------------------------------------


def reached(base_value: Decimal, steps: Sequence[Step]) -> Step:
    """The step that a base value reaches; a negative one is taken back at the lowest rate."""
    return Step(*formulas.reached(base_value, steps))


def incentive(base_value: Decimal, steps: Sequence[Step]) -> Decimal:
    """Base value × rebate rate of the step reached, to the cent. Source: rule 14."""
    amount = formulas.rebate(base_value, steps)[-1].amount
    assert amount is not None
    return amount


def bill_name(world: World | Draft, bill: IncentiveBill) -> Text:
    """What a reader calls a bill: its period and plan."""
    plan = world.get(IncentivePlan, bill.plan_id)
    name = plan.plan_name if plan else bill.plan_id
    return Text(zh=f"{show(bill.period, 'zh')} {name}", en=f"{show(bill.period, 'en')} {name}")


def forecast(world: World | Draft, bill: IncentiveBill) -> Decimal:
    """The amount that a bill shows: worked out anew while it is an estimate."""
    if bill.state != State.ESTIMATED:
        return bill.amount
    plan = world.need(IncentivePlan, bill.plan_id)
    return incentive(total(world, bill.partner_id, bill.period, plan.incentive_class), plan.steps)


def open_forecasts(draft: Draft, partner_id: str, period: str, incentive_class: IncentiveClass) -> None:
    """Every plan that rewards this class has a bill of the period, an estimate at first. Source: rule 8."""
    there = {b.plan_id for b in draft.find(IncentiveBill, partner_id=partner_id) if b.period == period}
    subject, target = draft.subject, draft.target
    for plan in draft.all(IncentivePlan):
        if plan.incentive_class == incentive_class and plan.id not in there:
            draft.create(
                IncentiveBill, state=State.ESTIMATED, partner_id=partner_id, plan_id=plan.id, period=period
            )
    draft.subject, draft.target = subject, target


# --- Situation -----------------------------------------------------------------------------------


class BillCase(IncentiveCase):
    """A situation about one bill."""

    @lazy
    def bill(self) -> IncentiveBill:
        """The bill acted on."""
        found: IncentiveBill = self.subject
        return found

    @lazy
    def plan(self) -> IncentivePlan:
        """Its plan."""
        return self.world.need(IncentivePlan, self.bill.plan_id)


# --- Rules ---------------------------------------------------------------------------------------

four_states = Rule(
    id="incent-recon-four-states",
    number=8,
    kind=Kind.VISIBILITY,
    tier=Tier.MUST,
    source="A3",
    text=Text(
        zh="激励对账只有四种状态：预估、待确认、发放中、发放成功。",
        en="Reconciliation has exactly four states: estimated, to be confirmed, being issued, issued.",
    ),
)
auto_confirm = Rule(
    id="incent-recon-auto-confirm",
    number=10,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    source="P2, I4",
    text=Text(
        zh="账单不是待确认状态；到公示截止日仍未确认的账单，系统自动确认。",
        en="The bill is not waiting for confirmation; one not confirmed by the notice deadline is confirmed by the system.",
    ),
    remedy=Text(
        zh="无须再确认，等华为云运营核对；预估账单要等正式账单生成。",
        en="There is nothing to confirm: operations checks it. An estimate waits for its formal bill.",
    ),
)
feedback_in_time = Rule(
    id="incent-recon-feedback",
    number=11,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    source="P7, I4",
    text=Text(
        zh="问题反馈只在待确认账单的公示截止日之前受理；反馈可能使结算延后。",
        en="Feedback is taken only on a bill to be confirmed and before the notice deadline; it may delay the settlement.",
    ),
    remedy=Text(zh="公示已结束的，请提交工单。", en="After the deadline, open a ticket."),
    holds=lambda s: s.bill.notice_until is None or s.now < s.bill.notice_until,
)
negative = Rule(
    id="incent-recon-negative",
    number=12,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    source="A24",
    text=Text(
        zh="期间内客户退订或降配超过消费时，产生负激励。",
        en="Refunds or downgrades by customers in the period produce negative incentive.",
    ),
    applies=lambda s: any(r.performance < 0 for r in bill_records(s)),
    does=lambda s, draft: calculate(s, draft),
)
zero_reasons = Rule(
    id="incent-recon-zero-reasons",
    number=13,
    kind=Kind.FACT,
    tier=Tier.REFERENCE,
    source="A24",
    text=Text(
        zh="有消费没有激励的四类原因：产品不参与或返点为 0、业绩已转到其他账号、云经销商身份已失效、未加入解决方案提供商计划。",
        en="Four reasons for spending without incentive: product not covered or rate 0, performance moved to another account, reseller identity expired, not in the solution-provider programme.",
    ),
    documented=Text(
        zh="属于合同与后台数据，不在模拟范围。",
        en="Matters of contract and of back-office data, not simulated.",
    ),
)
threshold_formula = Rule(
    id="incent-recon-threshold-formula",
    number=14,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    source="P6",
    text=Text(
        zh="有门槛的激励 = 基数值 × 所达门槛的返点比例，核算过程在账单上可查。",
        en="Threshold incentive = base value × rebate rate of the step reached; the bill shows the calculation.",
    ),
    does=lambda s, draft: calculate(s, draft),
)
sheet_final = Rule(
    id="incent-bill-sheet-final",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A3, A12",
    text=Text(
        zh="月份还没有结束，或业绩单还不是终稿，不能生成正式账单。",
        en="The month is not over, or its performance sheet is not final yet: no formal bill.",
    ),
    remedy=Text(zh="请等月份结束并审核业绩单。", en="Wait for the end of the month and review the sheet."),
    remedied_by=("performance.review",),
    holds=lambda s: (
        s.now >= period_end(s.bill.period)
        and (
            (sheet := s.world.get(PerformanceSheet, sheet_id(s.bill.partner_id, s.bill.period))) is None
            or sheet.state == SheetState.FINAL
        )
    ),
)


def bill_records(s: BillCase) -> list[Any]:
    """The performance records that the bill rewards."""
    return list(records_of(s.world, s.bill.partner_id, s.bill.period, s.plan.incentive_class))


# --- Actions -------------------------------------------------------------------------------------

BILL = Input(IncentiveBill.label, entity="incentive_bill")
HUAWEI_BILLS = under(HUAWEI_PAGES, "激励账单", "Incentive Bills")


class OnBill(Action):
    """Something done on a bill."""

    id: ClassVar[str] = ""
    title: ClassVar[Text] = IncentiveBill.label
    menu: ClassVar[tuple[Text, ...]] = (HUAWEI_BILLS,)
    on: ClassVar[str] = "incentive_bill"

    incentive_bill: Annotated[str, BILL]


class Generate(OnBill):
    """The formal bill is generated from the final sheet."""

    id: ClassVar[str] = "bill.generate"
    title: ClassVar[Text] = Text(zh="生成正式账单", en="Generate the formal bill")
    roles: ClassVar[frozenset[str]] = OPERATIONS


class Confirm(OnBill):
    """The partner confirms the bill."""

    id: ClassVar[str] = "bill.confirm"
    title: ClassVar[Text] = Text(zh="确认账单", en="Confirm the bill")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (RECONCILIATION_PAGE,)


class Feedback(OnBill):
    """The partner is in doubt about the bill."""

    id: ClassVar[str] = "bill.feedback"
    title: ClassVar[Text] = Text(zh="问题反馈", en="Feedback")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (RECONCILIATION_PAGE,)

    text: Annotated[
        str,
        Input(Text(zh="问题描述", en="What is in doubt"), multiline=True),
        Field(min_length=1, max_length=500),
    ]


class Correct(OnBill):
    """Operations accepts the feedback: the amount is issued again, with a new notice period."""

    id: ClassVar[str] = "bill.correct"
    title: ClassVar[Text] = Text(zh="更正账单", en="Correct the bill")
    roles: ClassVar[frozenset[str]] = OPERATIONS

    amount: Annotated[
        Decimal, Input(Text(zh="更正后金额（元）", en="Corrected amount (CNY)")), Field(max_digits=14)
    ]


class Approve(OnBill):
    """Operations checks the confirmed bill; its incentive can be applied for."""

    id: ClassVar[str] = "bill.approve"
    title: ClassVar[Text] = Text(zh="核对通过", en="Approve the bill")
    roles: ClassVar[frozenset[str]] = OPERATIONS


# --- Effects -------------------------------------------------------------------------------------


def calculate(s: BillCase, draft: Draft) -> None:
    """Base value, step and amount, as the bill shows them."""
    base = total(draft, s.bill.partner_id, s.bill.period, s.plan.incentive_class)
    step = reached(base, s.plan.steps)
    current = draft.need(IncentiveBill, s.bill.id)
    draft.subject = draft.put(
        current.but(
            base_value=base, threshold=step.threshold, rate=step.rate, amount=incentive(base, s.plan.steps)
        )
    )


def announce(s: BillCase, draft: Draft) -> None:
    """The notice period begins."""
    draft.subject = publish(draft, draft.need(IncentiveBill, s.bill.id))


def bill_special(draft: Draft, partner_id: str, id: str, name: str, amount: Decimal) -> None:
    """A bill of one special incentive that passed its own review; its plan is named after it."""
    plan = IncentivePlan(
        id=f"plan-{id}", plan_name=name, incentive_class=IncentiveClass.SPECIAL, steps=(Step(ZERO, ZERO),)
    )
    period = f"{draft.now:%Y-%m}"
    bill = IncentiveBill(
        id=f"bill-{id}", partner_id=partner_id, plan_id=plan.id, period=period, amount=amount
    )
    draft.put(plan)
    publish(draft, bill)


PUBLISH_TEXT = Text(
    zh="激励账单 {bill} 待确认，公示截止 {until}，逾期自动确认。",
    en="The incentive bill {bill} waits for your confirmation until {until}; after that it is confirmed by the system.",
)


def publish(draft: Draft, bill: IncentiveBill) -> IncentiveBill:
    """The bill waits for the partner until its notice deadline, and the partner is told."""
    days = int(draft.settings.get("bill_notice_days", NOTICE_DAYS))
    until = draft.now + timedelta(days=days)
    found = draft.put(bill.but(state=State.TO_CONFIRM, notice_until=until, feedback_open=False))
    values = {"bill": bill_name(draft, found), "until": until}
    draft.notify(recipient(draft, found.partner_id), PUBLISH_TEXT.filled(values), rule=auto_confirm.id)
    return found


BILL_CONFIRMED = Text(zh="账单已确认", en="The bill is confirmed")


def confirm(s: BillCase, draft: Draft) -> None:
    """Keep who confirmed, and when."""
    draft.move(confirmed_at=draft.now, confirmed_by=s.persona.id, feedback_open=False)
    draft.record("bill_confirmed", s.bill.ref, BILL_CONFIRMED)


def confirm_by_itself(s: BillCase, draft: Draft) -> None:
    """The notice period is over."""
    draft.move(confirmed_at=draft.now, confirmed_by="system")


def keep_feedback(s: BillCase, draft: Draft) -> None:
    """The bill waits for operations; it is not confirmed by itself meanwhile."""
    draft.move(feedback=(*s.bill.feedback, s.action.text), feedback_open=True)


def correct(s: BillCase, draft: Draft) -> None:
    """Issue the corrected amount."""
    draft.put(s.bill.but(amount=cents(s.action.amount), confirmed_at=None, confirmed_by=""))
    announce(s, draft)


ISSUE_TEXT = Text(
    zh="激励账单 {bill} 已发放成功：{amount}，请申请发放。",
    en="The incentive bill {bill} is issued: {amount}. Please apply for payout.",
)


def issue(s: BillCase, draft: Draft) -> None:
    """The incentive becomes an item, announced by the payout notice; an amount of 0 makes none."""
    draft.move()
    bill: Any = draft.subject
    if bill.amount:
        item = release(
            draft,
            partner_id=bill.partner_id,
            bill_id=bill.id,
            incentive_class=s.plan.incentive_class,
            period=bill.period,
            amount=bill.amount,
            output_tax_rate=s.plan.output_tax_rate,
        )
        plan_application(draft, item)
    values = {"bill": bill_name(draft, bill), "amount": bill.amount}
    to = recipient(draft, bill.partner_id)
    draft.notify(to, ISSUE_TEXT.filled(values), rule="incent-pay-validity-exit", channel="mail")


# --- Timers --------------------------------------------------------------------------------------


def generated_at(bill: IncentiveBill, settings: Mapping[str, Any]) -> datetime | None:
    """Within five business days of the next month."""
    end = period_end(bill.period)
    soon = end + timedelta(minutes=1)  # after the sheet has closed and been reviewed
    return answer_due(
        settings, soon, lambda: business_days_after(end - timedelta(days=1), BILL_BUSINESS_DAYS).end
    )


def confirm_due(bill: IncentiveBill, settings: Mapping[str, Any]) -> datetime | None:
    """The notice deadline, unless feedback is open."""
    return None if bill.feedback_open else bill.notice_until


def approved_at(bill: IncentiveBill, settings: Mapping[str, Any]) -> datetime | None:
    """When operations approves by itself; not published, one business day is our choice."""
    since = bill.confirmed_at
    if since is None:
        return None
    return answer_due(settings, since, lambda: business_days_after(since, 1).end)


# --- Machines ------------------------------------------------------------------------------------

machine = Machine(
    entity=IncentiveBill,
    states=State,
    label=IncentiveBill.label,
    subject="incentive_bill",
    situation=BillCase,
    transitions=(
        Transition(
            action=Generate,
            source=(State.ESTIMATED,),
            to=State.TO_CONFIRM,
            rules=(sheet_final,),
            effect=(threshold_formula, negative, announce),
        ),
        Transition(
            action=Confirm,
            source=(State.TO_CONFIRM,),
            to=State.BEING_ISSUED,
            rules=ACCESS,
            effect=(confirm,),
            state_rule=auto_confirm,
        ),
        Transition(
            action=Feedback,
            source=(State.TO_CONFIRM,),
            rules=(*ACCESS, feedback_in_time),
            effect=(keep_feedback,),
            state_rule=feedback_in_time,
        ),
        Transition(
            action=Correct,
            source=(State.TO_CONFIRM, State.BEING_ISSUED),
            to=State.TO_CONFIRM,
            effect=(correct,),
        ),
        Transition(action=Approve, source=(State.BEING_ISSUED,), to=State.ISSUED, effect=(issue,)),
    ),
    timers=(
        Timer(
            name="formal_bill",
            label=Text(zh="生成正式账单", en="Formal bill"),
            source=(State.ESTIMATED,),
            due=generated_at,
            acts=lambda world, bill: ("huawei", Generate(incentive_bill=bill.id)),
            follows_settings=True,
            window=Text(zh="次月 5 个工作日内", en="within 5 business days of the next month"),
        ),
        Timer(
            name="auto_confirm",
            label=Text(zh="公示截止，自动确认", en="Notice deadline: confirmed by itself"),
            source=(State.TO_CONFIRM,),
            due=confirm_due,
            to=State.BEING_ISSUED,
            effect=(confirm_by_itself,),
            rules=(auto_confirm,),
            window=Text(zh="公示截止日（按 5 天）", en="the notice deadline (5 days, our choice)"),
        ),
        Timer(
            name="approval",
            label=Text(zh="运营核对账单", en="Operations checks the bill"),
            source=(State.BEING_ISSUED,),
            due=approved_at,
            acts=lambda world, bill: ("huawei", Approve(incentive_bill=bill.id)),
            follows_settings=True,
            window=Text(zh="未公布，按 1 个工作日", en="not published; 1 business day"),
        ),
    ),
    moves=(
        Move("performance.report_consumption", (), State.ESTIMATED),
        Move("opportunity.approve", (), State.TO_CONFIRM),
    ),
    more_rules=(zero_reasons,),
)
plan_machine = Machine(
    entity=IncentivePlan,
    states=PlanState,
    label=IncentivePlan.label,
    moves=(Move("opportunity.approve", (), PlanState.RUNNING),),
)
