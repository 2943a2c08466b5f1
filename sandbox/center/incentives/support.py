"""NRE 一次性工程费用, delivery support 交付能力提升支持, opportunity incentive 机会点激励.

Three small benefits with the same tail: certified business information, an invoice, a payment.
Read from top to bottom: states, entities, situation, rules, actions, effects, machines.
Source: 04 §3.9, rules 91–95; errata incent-delivery-support-40bd, and to 43 (claw-back by operations only).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import HUAWEI, outside
from sandbox.center.common.partner import HUAWEI_FINANCE as FINANCE
from sandbox.center.common.roles import PARTNER_STAFF, path, under
from sandbox.center.incentives import formulas, tail_invoice
from sandbox.center.incentives.auto_issue import plan_application
from sandbox.center.incentives.certification import certified
from sandbox.center.incentives.invoice import InvoiceKind
from sandbox.center.incentives.item import release
from sandbox.center.incentives.payee import (
    ACCESS,
    HUAWEI_FINANCE,
    OPERATIONS,
    IncentiveCase,
    IncentiveClass,
    cents,
    recipient,
)
from sandbox.center.incentives.reconciliation import bill_special
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import Instant, add_months, business_days_after
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

MILESTONES = 3
CONFIRM_BUSINESS_DAYS = 40
FIRST_REVIEW_BUSINESS_DAYS = 3
CLAW_BACK_MONTHS = 6
FINANCE_BUSINESS_DAYS = 2  # review of the invoice, then payment: those of other payouts (rules 39, 58)
NRE_PAGE = path("权益 > 一次性工程费用(NRE)", "Benefits > Non-recurring Engineering (NRE)")
DELIVERY_PAGE = path("权益 > 交付能力提升支持", "Benefits > Delivery Support")
OPPORTUNITY_PAGE = path("销售 > 机会点管理 > 机会点激励申请", "Sales > Opportunities > Opportunity Incentive")


# --- States and entities -------------------------------------------------------------------------


class NreState(Labelled):
    """States of an NRE application; the labels are ours."""

    UNDER_REVIEW = "under_review", "资格申请审核中", "under review", "transient"
    AGREED = "agreed", "协议已签署", "agreement signed"
    REJECTED = "rejected", "审核不通过", "rejected", "terminal"


class MilestoneState(Labelled):
    """States of a milestone."""

    OPEN = "open", "可验收", "can be accepted", "initial"
    UNDER_REVIEW = "under_review", "验收审核中", "under review", "transient"
    ACCEPTED = "accepted", "验收通过", "accepted"
    INVOICE_REVIEW = "invoice_review", "发票审核中", "invoice under review", "transient"
    WAITING_FOR_HUAWEI = "waiting_for_huawei", "待华为付款", "waiting for Huawei's payment", "transient"
    PAID = "paid", "已付款", "paid", "terminal"


class DeliveryState(Labelled):
    """States of a delivery-support incentive."""

    WAITING_FOR_CONFIRMATION = "waiting_for_confirmation", "待确认", "to be confirmed", "initial"
    CONFIRMED = "confirmed", "已确认", "confirmed"
    INVOICE_REVIEW = "invoice_review", "发票审核中", "invoice under review", "transient"
    WAITING_FOR_HUAWEI = "waiting_for_huawei", "待华为付款", "waiting for Huawei's payment", "transient"
    PAID = "paid", "已付款", "paid", "terminal"
    LAPSED = "lapsed", "失效", "lapsed", "terminal"


class OpportunityState(Labelled):
    """States of an opportunity incentive."""

    FIRST_REVIEW = "first_review", "初审中", "under first review", "transient"
    PASSED = "passed", "初审通过", "passed"
    FAILED = "failed", "初审不通过", "failed", "terminal"
    BARRED = "barred", "虚假报备", "false filing", "terminal"


TAIL_LABELS: Mapping[str, tuple[str, str]] = {
    "invoice_numbers": ("发票号码", "Invoice numbers"),
    "invoice_sent_at": ("发票寄送时间", "Invoice sent at"),
    **tail_invoice.LABELS,
    "finance_since": ("待付款开始时间", "Waiting for payment since"),
    "reason": ("退回原因", "Reason of the rejection"),
}
"""Fields of the common tail: the invoice, then the payment."""


class NreApplication(Entity):
    """An application for one solution."""

    kind: ClassVar[str] = "nre"
    label: ClassVar[Text] = Text(zh="NRE 申请", en="NRE application")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        solution=("解决方案", "Solution"), applied_at=("申请时间", "Applied at")
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: NreState
    partner_id: str
    solution: str
    amount: Decimal
    applied_at: datetime


class NreMilestone(Entity):
    """One of the three milestones of an agreement."""

    kind: ClassVar[str] = "nre_milestone"
    label: ClassVar[Text] = Text(zh="NRE 里程碑", en="NRE milestone")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        nre_id=("NRE 申请", "NRE application"), number=("里程碑", "Milestone"), **TAIL_LABELS
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("nre_id",), ("partner_id",))

    state: MilestoneState = MilestoneState.OPEN
    partner_id: str
    nre_id: str
    number: int
    amount: Decimal
    invoice_numbers: str = ""
    invoice_kind: InvoiceKind | None = None
    invoice_content: str = ""
    invoice_amount: Decimal | None = None
    invoice_sent_at: datetime | None = None
    finance_since: datetime | None = None
    reason: Text | str = ""


class DeliverySupport(Entity):
    """An incentive for improving delivery, to be confirmed within 40 business days."""

    kind: ClassVar[str] = "delivery_support"
    label: ClassVar[Text] = Text(zh="交付能力提升支持", en="Delivery support")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        project=("项目", "Project"), generated_at=("生成时间", "Generated at"), **TAIL_LABELS
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: DeliveryState
    partner_id: str
    project: str
    amount: Decimal
    generated_at: datetime
    invoice_numbers: str = ""
    invoice_kind: InvoiceKind | None = None
    invoice_content: str = ""
    invoice_amount: Decimal | None = None
    invoice_sent_at: datetime | None = None
    finance_since: datetime | None = None
    reason: Text | str = ""

    @property
    def confirm_due(self) -> datetime:
        """When the time to confirm ends: 24:00 of the fortieth business day."""
        return business_days_after(self.generated_at, CONFIRM_BUSINESS_DAYS).end


class OpportunityIncentive(Entity):
    """An incentive for an opportunity; ``clawed_back`` in yuan."""

    kind: ClassVar[str] = "opportunity_incentive"
    label: ClassVar[Text] = Text(zh="机会点激励", en="Opportunity incentive")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        project=("项目", "Project"),
        revenue=("项目收入", "Revenue"),
        project_ends=("项目周期结束", "Project ends"),
        applied_at=("申请时间", "Applied at"),
        clawed_back=("已追回", "Clawed back"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: OpportunityState
    partner_id: str
    project: str
    revenue: Decimal
    amount: Decimal
    project_ends: datetime
    applied_at: datetime
    clawed_back: Decimal = Decimal("0")

    @property
    def review_due(self) -> datetime:
        """When the first review is done: 24:00 of the third business day."""
        return business_days_after(self.applied_at, FIRST_REVIEW_BUSINESS_DAYS).end

    @property
    def claw_back_until(self) -> datetime:
        """Half a year after the project."""
        return add_months(self.project_ends, CLAW_BACK_MONTHS)


# --- Situation -----------------------------------------------------------------------------------


class SupportCase(IncentiveCase):
    """A situation about one of these benefits."""

    @lazy
    def previous(self) -> NreMilestone | None:
        """The milestone before this one."""
        found = self.world.find(NreMilestone, nre_id=self.subject.nre_id)
        return next((m for m in found if m.number == self.subject.number - 1), None)

    @lazy
    def sheet(self) -> Any:
        """What is to be invoiced: the record itself, with its amount."""
        return self.subject

    @lazy
    def invoices(self) -> list[tail_invoice.Sent]:
        """The invoice that was sent."""
        return tail_invoice.sent_with(self.subject)


def barred(s: SupportCase) -> bool:
    """Whether a false filing of this year bars the partner."""
    found = s.world.find(OpportunityIncentive, partner_id=s.partner_id)
    return any(o.state == OpportunityState.BARRED and o.applied_at.year == s.now.year for o in found)


# --- Rules ---------------------------------------------------------------------------------------

in_sequence = Rule(
    id="incent-nre-sequence",
    number=91,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A28",
    text=Text(
        zh="里程碑按 1、2、3 的顺序验收，上一个通过后才能验收下一个。",
        en="Milestones are accepted in the order 1, 2, 3; the next opens after the one before has passed.",
    ),
    remedy=Text(zh="请先验收上一个里程碑。", en="Have the milestone before it accepted first."),
    remedied_by=("nre.submit_milestone",),
    holds=lambda s: (
        s.previous is None or s.previous.state not in (MilestoneState.OPEN, MilestoneState.UNDER_REVIEW)
    ),
)
certified_first = Rule(
    id="incent-nre-bic-required",
    number=92,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A28",
    text=Text(
        zh="里程碑验收须先完成商业信息认证。",
        en="Accepting a milestone needs certified business information.",
    ),
    remedy=Text(
        zh="前往“伙伴信息 > 商业信息”完成认证。",
        en="Certify under Partner Information > Business Information.",
    ),
    remedied_by=("certification.fill_company", "certification.confirm_amount"),
    holds=lambda s: certified(s.world, s.partner_id),
)
one_per_solution = Rule(
    id="incent-nre-one-per-solution",
    number=93,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A32",
    needs=("solution",),
    text=Text(
        zh="一个解决方案只能申请一次 NRE。", en="Only one NRE application is possible for one solution."
    ),
    remedy=Text(zh="请为其他解决方案申请。", en="Apply for another solution."),
    holds=lambda s: (
        not any(
            n.solution.strip() == s.action.solution.strip() and n.state != NreState.REJECTED
            for n in s.world.find(NreApplication, partner_id=s.partner_id)
        )
    ),
)
claw_back_rule = Rule(
    id="incent-pce-clawback",
    number=94,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P15",
    text=Text(
        zh="项目周期结束后半年内退订或降配的，按比例追回；虚假报备的，当年不能再申请。",
        en="Refunds or downgrades within half a year after the project claw back pro rata; a false filing bars the year.",
    ),
    does=lambda s, draft: claw_back(s, draft),
)
within_half_a_year = Rule(
    id="pce-claw-back-window",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="P15",
    text=Text(
        zh="已过项目周期结束后的半年（{until}），不再追回。",
        en="The half year after the project ended at {until}.",
    ),
    remedy=Text(zh="无须处理。", en="Nothing is to be done."),
    holds=lambda s: s.now < s.subject.claw_back_until,
    values=lambda s: {"until": s.subject.claw_back_until},
)
something_clawed_back = Rule(
    id="pce-something-clawed-back",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="P15",
    text=Text(zh="这笔激励没有被追回。", en="Nothing of this incentive was clawed back."),
    remedy=Text(zh="无须处理。", en="Nothing is to be done."),
    holds=lambda s: s.subject.clawed_back > 0,
)
not_barred = Rule(
    id="pce-not-barred",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="P15",
    text=Text(zh="贵公司因虚假报备，本年度不能申请。", en="A false filing bars your company for this year."),
    remedy=Text(zh="请明年再申请。", en="Apply next year."),
    holds=lambda s: not barred(s),
)
first_review = Rule(
    id="incent-pce-first-review-3bd",
    number=95,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A37",
    text=Text(
        zh="初审需要 3 个工作日，最晚 {due}；通过后在激励管理里对账和申付。",
        en="The first review takes 3 business days, until {due}; then reconciliation and payout follow in incentive management.",
    ),
    remedy=Text(zh="请到时再查看。", en="Look again then."),
    holds=lambda s: s.subject.state != OpportunityState.FIRST_REVIEW or s.now >= s.subject.review_due,
    values=lambda s: {"due": s.subject.review_due},
)
confirm_in_time = Rule(
    id="incent-delivery-support-40bd",
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="P9",
    text=Text(
        zh="交付能力提升支持须在 40 个工作日内（{due} 前）确认，逾期失效。",
        en="Delivery support is confirmed within 40 business days, before {due}; else it lapses.",
    ),
    remedy=Text(zh="失效的不能恢复。", en="What lapsed is not restored."),
    holds=lambda s: s.subject.state != DeliveryState.LAPSED and s.now < s.subject.confirm_due,
    values=lambda s: {"due": s.subject.confirm_due},
)


# --- Actions -------------------------------------------------------------------------------------

NRE = Annotated[str, Input(Text(zh="NRE 申请", en="NRE application"), entity="nre"), Field(min_length=1)]
MILESTONE = Annotated[
    str, Input(Text(zh="里程碑", en="Milestone"), entity="nre_milestone"), Field(min_length=1)
]
DELIVERY = Annotated[
    str,
    Input(Text(zh="交付能力提升支持", en="Delivery support"), entity="delivery_support"),
    Field(min_length=1),
]
OPPORTUNITY = Annotated[
    str,
    Input(Text(zh="机会点激励", en="Opportunity incentive"), entity="opportunity_incentive"),
    Field(min_length=1),
]
Money = Annotated[Decimal, Input(Text(zh="金额（元）", en="Amount (CNY)")), Field(gt=0, max_digits=14)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Project = Annotated[Line, Input(Text(zh="项目", en="Project"))]
Numbers = Annotated[Line, Input(Text(zh="发票号码", en="Invoice numbers"))]
Reason = Annotated[Line, Input(Text(zh="原因", en="Reason"), multiline=True)]
SEND = Text(zh="寄送发票和清单", en="Send invoice and list")
GOOD = Text(zh="发票审核通过", en="Approve the invoice")
WRONG = Text(zh="发票审核不通过", en="Reject the invoice")


class ApplyNre(Action):
    """The partner applies for a solution."""

    id: ClassVar[str] = "nre.apply"
    title: ClassVar[Text] = Text(zh="申请 NRE", en="Apply for NRE")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(NRE_PAGE, "NRE申请", "Apply"),)

    solution: Annotated[Line, Input(Text(zh="解决方案", en="Solution"))]
    amount: Money


class SignAgreement(Action):
    """Huawei passes the application and the agreement is signed: three milestones."""

    id: ClassVar[str] = "nre.sign"
    title: ClassVar[Text] = Text(zh="通过并签署协议", en="Pass and sign")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    on: ClassVar[str] = "nre"

    nre: NRE


class RejectNre(SignAgreement):
    """Huawei rejects the application."""

    id: ClassVar[str] = "nre.reject"
    title: ClassVar[Text] = Text(zh="不通过", en="Reject")


class SubmitMilestone(Action):
    """The partner asks for the acceptance of a milestone."""

    id: ClassVar[str] = "nre.submit_milestone"
    title: ClassVar[Text] = Text(zh="申请验收", en="Ask for acceptance")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(NRE_PAGE, "申请记录", "Records"),)
    on: ClassVar[str] = "nre_milestone"

    nre_milestone: MILESTONE


class AcceptMilestone(Action):
    """Huawei accepts a milestone."""

    id: ClassVar[str] = "nre.accept_milestone"
    title: ClassVar[Text] = Text(zh="验收通过", en="Accept")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    on: ClassVar[str] = "nre_milestone"

    nre_milestone: MILESTONE


class RefuseMilestone(AcceptMilestone):
    """Huawei does not accept a milestone; it can be asked for again."""

    id: ClassVar[str] = "nre.refuse_milestone"
    title: ClassVar[Text] = Text(zh="验收不通过", en="Refuse")


class SendMilestoneInvoice(Action):
    """The partner writes the invoice numbers on the printed list and sends both."""

    id: ClassVar[str] = "nre.send_invoice"
    title: ClassVar[Text] = SEND
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(NRE_PAGE, "申请记录", "Records"),)
    on: ClassVar[str] = "nre_milestone"

    nre_milestone: MILESTONE
    invoice_numbers: Numbers
    invoice_kind: tail_invoice.Kind = InvoiceKind.SPECIAL_PAPER
    content: tail_invoice.Content = tail_invoice.USUAL_CONTENT
    amount: tail_invoice.Total = None


class ApproveMilestoneInvoice(Action):
    """Finance approves the invoice of a milestone."""

    id: ClassVar[str] = "nre.approve_invoice"
    title: ClassVar[Text] = GOOD
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE
    on: ClassVar[str] = "nre_milestone"

    nre_milestone: MILESTONE


class RejectMilestoneInvoice(ApproveMilestoneInvoice):
    """Finance rejects the invoice of a milestone, with a reason."""

    id: ClassVar[str] = "nre.reject_invoice"
    title: ClassVar[Text] = WRONG

    reason: Reason


class PayMilestone(Action):
    """Finance pays a milestone whose invoice has passed."""

    id: ClassVar[str] = "nre.pay_milestone"
    title: ClassVar[Text] = Text(zh="付款", en="Pay")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE
    on: ClassVar[str] = "nre_milestone"

    nre_milestone: MILESTONE


class GenerateDelivery(Action):
    """Huawei generates a delivery-support incentive."""

    id: ClassVar[str] = "delivery_support.generate"
    title: ClassVar[Text] = Text(zh="生成支持金额", en="Generate the support")
    roles: ClassVar[frozenset[str]] = OPERATIONS

    partner: Annotated[str, Input(Text(zh="伙伴", en="Partner"), entity="partner"), Field(min_length=1)]
    project: Project
    amount: Money


class ConfirmDelivery(Action):
    """The partner confirms the amount."""

    id: ClassVar[str] = "delivery_support.confirm"
    title: ClassVar[Text] = Text(zh="确认激励", en="Confirm")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (DELIVERY_PAGE,)
    on: ClassVar[str] = "delivery_support"

    delivery_support: DELIVERY


class SendDeliveryInvoice(Action):
    """The partner writes the invoice numbers on the printed list and sends both."""

    id: ClassVar[str] = "delivery_support.send_invoice"
    title: ClassVar[Text] = SEND
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (DELIVERY_PAGE,)
    on: ClassVar[str] = "delivery_support"

    delivery_support: DELIVERY
    invoice_numbers: Numbers
    invoice_kind: tail_invoice.Kind = InvoiceKind.SPECIAL_PAPER
    content: tail_invoice.Content = tail_invoice.USUAL_CONTENT
    amount: tail_invoice.Total = None


class ApproveDeliveryInvoice(Action):
    """Finance approves the invoice."""

    id: ClassVar[str] = "delivery_support.approve_invoice"
    title: ClassVar[Text] = GOOD
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE
    on: ClassVar[str] = "delivery_support"

    delivery_support: DELIVERY


class RejectDeliveryInvoice(ApproveDeliveryInvoice):
    """Finance rejects the invoice, with a reason."""

    id: ClassVar[str] = "delivery_support.reject_invoice"
    title: ClassVar[Text] = WRONG

    reason: Reason


class PayDelivery(Action):
    """Finance pays an amount whose invoice has passed."""

    id: ClassVar[str] = "delivery_support.pay"
    title: ClassVar[Text] = Text(zh="付款", en="Pay")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE
    on: ClassVar[str] = "delivery_support"

    delivery_support: DELIVERY


class ApplyOpportunity(Action):
    """The partner applies for an opportunity incentive."""

    id: ClassVar[str] = "opportunity.apply"
    title: ClassVar[Text] = Text(zh="申请机会点激励", en="Apply for the incentive")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (OPPORTUNITY_PAGE,)

    project: Project
    revenue: Annotated[
        Decimal, Input(Text(zh="项目收入（元）", en="Revenue (CNY)")), Field(gt=0, max_digits=14)
    ]
    amount: Money
    project_ends: Annotated[Instant, Input(Text(zh="项目周期结束", en="Project ends"))]


class TrackOpportunity(Action):
    """Look how far the first review is."""

    id: ClassVar[str] = "opportunity.track"
    title: ClassVar[Text] = Text(zh="查看初审结果", en="Look at the first review")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    on: ClassVar[str] = "opportunity_incentive"

    opportunity_incentive: OPPORTUNITY


class OfOperations(Action):
    """What operations decide about an opportunity."""

    roles: ClassVar[frozenset[str]] = OPERATIONS
    on: ClassVar[str] = "opportunity_incentive"


class PassOpportunity(OfOperations):
    """The first review passes."""

    id: ClassVar[str] = "opportunity.approve"
    title: ClassVar[Text] = Text(zh="初审通过", en="Pass")

    opportunity_incentive: OPPORTUNITY


class FailOpportunity(OfOperations):
    """The first review fails."""

    id: ClassVar[str] = "opportunity.fail"
    title: ClassVar[Text] = Text(zh="初审不通过", en="Fail")

    opportunity_incentive: OPPORTUNITY


class ClawBack(OfOperations):
    """Part of the revenue was refunded: the same part of the incentive comes back."""

    id: ClassVar[str] = "opportunity.claw_back"
    title: ClassVar[Text] = Text(zh="按比例追回", en="Claw back")

    opportunity_incentive: OPPORTUNITY
    refunded: Annotated[
        Decimal, Input(Text(zh="退订金额（元）", en="Refunded (CNY)")), Field(gt=0, max_digits=14)
    ]


class ReverseClawBack(OfOperations):
    """Operations give back what was clawed back by mistake; nobody else can."""

    id: ClassVar[str] = "opportunity.reverse_claw_back"
    title: ClassVar[Text] = Text(zh="撤销追回", en="Reverse the claw-back")

    opportunity_incentive: OPPORTUNITY


class MarkFalse(OfOperations):
    """The filing was false."""

    id: ClassVar[str] = "opportunity.mark_false"
    title: ClassVar[Text] = Text(zh="认定虚假报备", en="Mark as false filing")

    opportunity_incentive: OPPORTUNITY


# --- Effects -------------------------------------------------------------------------------------


def tell(draft: Draft, record: Any, text: Text, rule: str = "", **values: Any) -> None:
    """Mail the partner about a record."""
    to = recipient(draft, record.partner_id)
    draft.notify(to, text.filled(values), rule=rule, channel="mail", about=record.ref)


def apply_nre(s: SupportCase, draft: Draft) -> None:
    """Keep the application."""
    action = s.action
    draft.create(
        NreApplication,
        partner_id=s.partner_id,
        solution=action.solution,
        amount=action.amount,
        applied_at=draft.now,
    )


def sign(s: SupportCase, draft: Draft) -> None:
    """Three milestones that share the amount; the last one takes the odd cents."""
    nre = s.subject
    draft.move()
    part = cents(nre.amount / MILESTONES)
    for number in range(1, MILESTONES + 1):
        amount = part if number < MILESTONES else nre.amount - part * (MILESTONES - 1)
        draft.put(
            NreMilestone(
                id=f"{nre.id}-m{number}",
                partner_id=nre.partner_id,
                nre_id=nre.id,
                number=number,
                amount=amount,
            )
        )


PAY_MEMO = Text(zh="权益付款", en="Benefit payment")
PAY_TEXT = Text(zh="已付款 {amount}。", en="{amount} has been paid.")


def pay(s: SupportCase, draft: Draft) -> None:
    """Money goes from Huawei to the partner's bank, both outside the portal."""
    amount = s.subject.amount
    draft.post(
        PAY_MEMO,
        [(outside("partner_bank"), amount), (outside("huawei"), -amount)],
    )
    draft.move()
    tell(draft, s.subject, PAY_TEXT, amount=amount)


GENERATE_TEXT = Text(
    zh="交付能力提升支持 {amount} 已生成，请在 {due} 前确认。",
    en="Delivery support of {amount} is ready; confirm it before {due}.",
)


def generate(s: SupportCase, draft: Draft) -> None:
    """The forty days start; the partner is told."""
    made = draft.create(
        DeliverySupport,
        partner_id=s.action.partner,
        project=s.action.project,
        amount=s.action.amount,
        generated_at=draft.now,
    )
    tell(draft, made, GENERATE_TEXT, confirm_in_time.id, amount=made.amount, due=made.confirm_due)


def apply_opportunity(s: SupportCase, draft: Draft) -> None:
    """Keep the application."""
    action = s.action
    draft.create(
        OpportunityIncentive,
        partner_id=s.partner_id,
        project=action.project,
        revenue=action.revenue,
        amount=action.amount,
        project_ends=action.project_ends,
        applied_at=draft.now,
    )


CLAW_BACK_TEXT = Text(zh="项目退订，追回激励 {amount}。", en="Refunds claw back {amount} of the incentive.")


def claw_back(s: SupportCase, draft: Draft) -> None:
    """The same share of the incentive as of the revenue, never more than all of it."""
    found = s.subject
    lines = formulas.clawed_back(found.amount, s.action.refunded, found.revenue, found.clawed_back)
    taken = lines[-1].amount or Decimal(0)
    draft.move(clawed_back=found.clawed_back + taken)
    book_special(draft, found, -taken)
    tell(draft, found, CLAW_BACK_TEXT, claw_back_rule.id, amount=taken)


REVERSE_TEXT = Text(zh="已撤销追回，退还激励 {amount}。", en="The claw-back of {amount} was reversed.")


def reverse(s: SupportCase, draft: Draft) -> None:
    """What was clawed back comes again, as an incentive that can be applied for."""
    found = s.subject
    draft.move(clawed_back=Decimal("0"))
    book_special(draft, found, found.clawed_back)
    tell(draft, found, REVERSE_TEXT, amount=found.clawed_back)


def book_special(draft: Draft, found: OpportunityIncentive, amount: Decimal) -> None:
    """An incentive item of its own; a negative one is deducted from the next payout."""
    subject = draft.subject
    if amount:
        about = {"partner_id": found.partner_id, "incentive_class": IncentiveClass.SPECIAL}
        made = release(draft, **about, period=f"{draft.now:%Y-%m}", amount=amount)
        plan_application(draft, made)
    draft.subject = subject


def bill_opportunity(s: SupportCase, draft: Draft) -> None:
    """Reconciliation and payout follow: a bill that the partner confirms."""
    found = s.subject
    draft.move()
    subject = draft.subject
    bill_special(draft, found.partner_id, found.id, found.project, found.amount)
    draft.subject = subject


def to_finance(s: SupportCase, draft: Draft) -> None:
    """Finance pays next."""
    draft.move(finance_since=draft.now)


SEND_BACK_TEXT = Text(
    zh="发票审核不通过：{reason}。请改正后重新寄送。",
    en="The invoice was rejected: {reason}. Correct it and send it again.",
)


def send_back(s: SupportCase, draft: Draft) -> None:
    """The partner corrects the invoice and sends it again."""
    said = tail_invoice.comment(s)
    draft.move(reason=said)
    tell(draft, s.subject, SEND_BACK_TEXT, reason=said)


def settlement_goes_on(draft: Draft, partner_id: str) -> None:
    """The certification has passed again: payments that waited for it are due anew."""
    waiting: list[NreMilestone | DeliverySupport] = [
        *draft.find(NreMilestone, partner_id=partner_id),
        *draft.find(DeliverySupport, partner_id=partner_id),
    ]
    for found in waiting:
        if found.state in (MilestoneState.WAITING_FOR_HUAWEI, DeliveryState.WAITING_FOR_HUAWEI):
            draft.put(found.but(finance_since=draft.now))


def note_look(s: SupportCase, draft: Draft) -> None:
    """A look changes nothing."""
    draft.record("first_review_shown", s.subject.ref, s.subject.state.label)


# --- Machines ------------------------------------------------------------------------------------


def first_review_due(o: OpportunityIncentive, settings: Mapping[str, Any]) -> datetime | None:
    """When the first review passes by itself, unless played by hand."""
    return answer_due(settings, o.applied_at, lambda: o.review_due)


def finance_step(since: datetime | None, settings: Mapping[str, Any]) -> datetime | None:
    """When finance acts, unless played by hand."""
    if since is None:
        return None
    return answer_due(settings, since, lambda: business_days_after(since, FINANCE_BUSINESS_DAYS).end)


def tail_timers(state: Any, approve: Any, reject: Any, pay: Any) -> tuple[Timer, ...]:
    """The review of the invoice, and the payment, where finance is not played by hand."""
    return (
        Timer(
            name="invoice_review",
            label=Text(zh="发票审核", en="Review of the invoice"),
            source=(state.INVOICE_REVIEW,),
            due=lambda record, settings: finance_step(record.invoice_sent_at, settings),
            acts=tail_invoice.decision(SupportCase, approve, reject),
            follows_settings=True,
            window=Text(zh="2 个工作日", en="2 business days"),
        ),
        Timer(
            name="payment",
            label=Text(zh="华为付款", en="Huawei pays"),
            source=(state.WAITING_FOR_HUAWEI,),
            due=lambda record, settings: finance_step(record.finance_since, settings),
            acts=lambda world, record: (FINANCE.id, pay(**{record.kind: record.id})),
            follows_settings=True,
            window=Text(zh="2 个工作日", en="2 business days"),
        ),
    )


nre_machine = Machine(
    entity=NreApplication,
    states=NreState,
    label=NreApplication.label,
    subject="nre",
    situation=SupportCase,
    transitions=(
        Transition(
            action=ApplyNre, to=NreState.UNDER_REVIEW, rules=(*ACCESS, one_per_solution), effect=(apply_nre,)
        ),
        Transition(action=SignAgreement, source=(NreState.UNDER_REVIEW,), to=NreState.AGREED, effect=(sign,)),
        Transition(action=RejectNre, source=(NreState.UNDER_REVIEW,), to=NreState.REJECTED),
    ),
)
milestone_machine = Machine(
    entity=NreMilestone,
    states=MilestoneState,
    label=NreMilestone.label,
    subject="nre_milestone",
    situation=SupportCase,
    transitions=(
        Transition(
            action=SubmitMilestone,
            source=(MilestoneState.OPEN,),
            to=MilestoneState.UNDER_REVIEW,
            rules=(*ACCESS, in_sequence, certified_first),
        ),
        Transition(action=AcceptMilestone, source=(MilestoneState.UNDER_REVIEW,), to=MilestoneState.ACCEPTED),
        Transition(action=RefuseMilestone, source=(MilestoneState.UNDER_REVIEW,), to=MilestoneState.OPEN),
        *tail_invoice.transitions(
            MilestoneState,
            MilestoneState.ACCEPTED,
            SendMilestoneInvoice,
            ApproveMilestoneInvoice,
            RejectMilestoneInvoice,
            PayMilestone,
            (to_finance, send_back, pay),
        ),
    ),
    timers=tail_timers(MilestoneState, ApproveMilestoneInvoice, RejectMilestoneInvoice, PayMilestone),
    moves=(Move("nre.sign", (), MilestoneState.OPEN),),
)
delivery_machine = Machine(
    entity=DeliverySupport,
    states=DeliveryState,
    label=DeliverySupport.label,
    subject="delivery_support",
    situation=SupportCase,
    transitions=(
        Transition(action=GenerateDelivery, to=DeliveryState.WAITING_FOR_CONFIRMATION, effect=(generate,)),
        Transition(
            action=ConfirmDelivery,
            source=(DeliveryState.WAITING_FOR_CONFIRMATION,),
            to=DeliveryState.CONFIRMED,
            rules=(*ACCESS, confirm_in_time),
            state_rule=confirm_in_time,
        ),
        *tail_invoice.transitions(
            DeliveryState,
            DeliveryState.CONFIRMED,
            SendDeliveryInvoice,
            ApproveDeliveryInvoice,
            RejectDeliveryInvoice,
            PayDelivery,
            (to_finance, send_back, pay),
        ),
    ),
    timers=(
        Timer(
            name="confirmation",
            label=Text(zh="确认期限", en="Time to confirm"),
            source=(DeliveryState.WAITING_FOR_CONFIRMATION,),
            due=lambda d, settings: d.confirm_due,
            to=DeliveryState.LAPSED,
            rules=(confirm_in_time,),
            window=Text(zh="40 个工作日", en="40 business days"),
        ),
        *tail_timers(DeliveryState, ApproveDeliveryInvoice, RejectDeliveryInvoice, PayDelivery),
    ),
)
opportunity_machine = Machine(
    entity=OpportunityIncentive,
    states=OpportunityState,
    label=OpportunityIncentive.label,
    subject="opportunity_incentive",
    situation=SupportCase,
    transitions=(
        Transition(
            action=ApplyOpportunity,
            to=OpportunityState.FIRST_REVIEW,
            rules=(*ACCESS, not_barred),
            effect=(apply_opportunity,),
        ),
        Transition(
            action=TrackOpportunity,
            source=tuple(OpportunityState),
            rules=(*ACCESS, first_review),
            effect=(note_look,),
        ),
        Transition(
            action=PassOpportunity,
            source=(OpportunityState.FIRST_REVIEW,),
            to=OpportunityState.PASSED,
            effect=(bill_opportunity,),
        ),
        Transition(
            action=FailOpportunity, source=(OpportunityState.FIRST_REVIEW,), to=OpportunityState.FAILED
        ),
        Transition(
            action=ClawBack,
            source=(OpportunityState.PASSED,),
            rules=(within_half_a_year,),
            effect=(claw_back_rule,),
        ),
        Transition(
            action=ReverseClawBack,
            source=(OpportunityState.PASSED,),
            rules=(something_clawed_back,),
            effect=(reverse,),
        ),
        Transition(
            action=MarkFalse,
            source=(OpportunityState.FIRST_REVIEW, OpportunityState.PASSED),
            to=OpportunityState.BARRED,
        ),
    ),
    timers=(
        Timer(
            name="first_review",
            label=Text(zh="初审", en="First review"),
            source=(OpportunityState.FIRST_REVIEW,),
            due=first_review_due,
            acts=lambda world, o: (HUAWEI.id, PassOpportunity(opportunity_incentive=o.id)),
            rules=(first_review,),
            follows_settings=True,
            window=Text(zh="3 个工作日", en="3 business days"),
        ),
    ),
)
