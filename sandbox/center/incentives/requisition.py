"""The payment requisition 申付单: from 申请发放 until the money, or the quota, is there.

Read from top to bottom: states, entity, formulas, situation, rules, actions, effects, machine.
One submission makes one requisition; the method cannot be changed; negative items are deducted first.
Source: 04 §3.4, rules 9, 15–24, 28–30, 33–35, 38–41, 43–45; errata to 20, 43, 49.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import paid_in
from sandbox.center.common.partner import Partner, outside
from sandbox.center.incentives import formulas
from sandbox.center.incentives.auto_issue import AutoIssue
from sandbox.center.incentives.auto_issue import State as SwitchState
from sandbox.center.incentives.certification import (
    certification_recognised,
    certified,
    edit_blocks_settlement,
    settlement_suspended,
)
from sandbox.center.incentives.invoice import (
    ADDRESS,
    MAILBOX,
    InvoiceList,
    hold_back,
    open_list,
    void_invoices,
)
from sandbox.center.incentives.item import (
    ITEM_RULES,
    IncentiveItem,
    Place,
    auto_day_5,
    available,
    is_new_resale,
    item_name,
    methods_of,
)
from sandbox.center.incentives.item import State as ItemState
from sandbox.center.incentives.owed_invoice import book
from sandbox.center.incentives.payee import (
    ACCESS,
    FINANCE_STAFF,
    HUAWEI_FINANCE,
    HUAWEI_PAGES,
    INVOICED,
    OPERATIONS,
    PAYOUT_PAGE,
    RECORDS_PAGE,
    ZERO,
    IncentiveCase,
    IncentiveClass,
    Method,
    PayeeProfile,
    coupon_quota,
    recipient,
)
from sandbox.center.incentives.reconciliation import IncentiveBill, bill_name
from sandbox.center.incentives.reconciliation import State as BillState
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import business_days_after
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text, serial
from sandbox.engine.world import Draft, Entity, World

FLOOR = Decimal("1000")
"""Least amount for the methods with invoice, in yuan; setting ``invoiced_payout_floor``."""
PROCESSING_MINUTES = 10
INVOICE_DAYS = 30
PAYMENT_BUSINESS_DAYS = 2
REVIEW_BUSINESS_DAYS = 2
ANSWER_BUSINESS_DAYS = 2

# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of a requisition 当前状态; those in the middle are labelled by us (04 §3.4)."""

    RETURNED = "returned", "待提交申请", "to be submitted", "terminal"
    PROCESSING = "processing", "申请处理中", "being processed", "initial"
    WAITING_FOR_INVOICE = (
        "waiting_for_invoice",
        "待伙伴开票",
        "waiting for the partner's invoice",
        "transient",
    )
    INVOICE_REVIEW = "invoice_review", "发票审核中", "invoice under review", "transient"
    PAYMENT_REVIEW = "payment_review", "申付审核中", "payment under review", "transient"
    PAYING = "paying", "支付中", "being paid", "transient"
    ISSUE_ERROR = "issue_error", "发放异常", "error in issuing the quota"
    COMPLETED = "completed", "已完成", "completed", "terminal"


class Stage(Labelled):
    """Stages of a requisition 当前环节."""

    SUBMIT = "submit", "提交申请", "submission"
    PROCESSING = "processing", "申请处理", "processing"
    INVOICE = "invoice", "伙伴开票", "partner's invoice"
    INVOICE_REVIEW = "invoice_review", "发票审核", "invoice review"
    PAYMENT_REVIEW = "payment_review", "申付审核", "payment review"
    PAYMENT = "payment", "支付", "payment"
    DONE = "done", "已完成", "completed"


STAGES: Mapping[State, Stage] = {
    State.RETURNED: Stage.SUBMIT,
    State.PROCESSING: Stage.PROCESSING,
    State.WAITING_FOR_INVOICE: Stage.INVOICE,
    State.INVOICE_REVIEW: Stage.INVOICE_REVIEW,
    State.PAYMENT_REVIEW: Stage.PAYMENT_REVIEW,
    State.PAYING: Stage.PAYMENT,
    State.ISSUE_ERROR: Stage.DONE,
    State.COMPLETED: Stage.DONE,
}


class Line(NamedTuple):
    """One positive item of a requisition: its amount, what was netted, the rest, what is settled; yuan."""

    item_id: str
    amount: Decimal
    netted: Decimal
    net: Decimal
    output_tax_rate: Decimal
    settlement: Decimal


class Requisition(Entity):
    """One application for payment; ``net`` is incentive after netting, ``settlement`` what is paid (yuan)."""

    kind: ClassVar[str] = "requisition"
    label: ClassVar[Text] = Text(zh="申付单", en="Payment requisition")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        method=("发放方式", "Method"),
        lines=("明细", "Lines"),
        negatives=("负激励", "Negative items"),
        net=("激励金额（冲抵后）", "Incentive after netting"),
        settlement=("结算金额", "Settlement"),
        service_tax_rate=("发票税率", "Invoice tax rate"),
        needs_invoice=("需要开票", "Needs an invoice"),
        automatic=("自动申请", "Automatic"),
        submitted_at=("申请时间", "Submitted at"),
        processing_since=("开始处理时间", "Processing since"),
        application_failed=("付款申请失败", "Application failed"),
        invoice_due_at=("开票截止日期", "Invoice due"),
        invoice_reviewed_at=("发票审核通过时间", "Invoice approved"),
        review_since=("申付审核开始时间", "Payment review since"),
        approved_at=("申付审核通过时间", "Payment approved"),
        pay_by=("最晚付款时间", "Paid by"),
        paid_at=("到账时间", "Paid at"),
        reject_reason=("驳回原因", "Reason of the rejection"),
        exception_granted=("已批准变更方式", "Change of method granted"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: State
    partner_id: str
    method: Method
    lines: tuple[Line, ...] = ()
    negatives: tuple[str, ...] = ()
    net: Decimal = ZERO
    settlement: Decimal = ZERO
    service_tax_rate: Decimal
    needs_invoice: bool = True
    automatic: bool = False
    submitted_at: datetime
    processing_since: datetime
    application_failed: bool = False
    invoice_due_at: datetime | None = None
    invoice_reviewed_at: datetime | None = None
    review_since: datetime | None = None
    approved_at: datetime | None = None
    pay_by: datetime | None = None
    paid_at: datetime | None = None
    reject_reason: str = ""
    exception_granted: bool = False

    @property
    def stage(self) -> Stage:
        """The stage 当前环节 that the state belongs to."""
        return STAGES[self.state]

    @property
    def invoice_amount(self) -> Decimal:
        """开票金额, tax included, in yuan; 0 for a method without invoice."""
        return self.settlement if self.needs_invoice else ZERO

    @property
    def item_ids(self) -> tuple[str, ...]:
        """All items of the requisition, negative ones included."""
        return (*(line.item_id for line in self.lines), *self.negatives)


class TicketState(Labelled):
    """States of a ticket about the method."""

    OPEN = "open", "待答复", "waiting for an answer", "initial"
    GRANTED = "granted", "已同意变更", "change granted", "terminal"
    DECLINED = "declined", "未同意变更", "change declined", "terminal"


class MethodTicket(Entity):
    """A ticket that asks to change the method of a requisition. Source: rule 34."""

    kind: ClassVar[str] = "method_ticket"
    label: ClassVar[Text] = Text(zh="变更发放方式工单", en="Ticket about the method")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        requisition_id=("申付单", "Requisition"),
        reason=("说明", "Reason"),
        opened_at=("提交时间", "Opened at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: TicketState
    partner_id: str
    requisition_id: str
    reason: str
    opened_at: datetime


# --- Formulas ------------------------------------------------------------------------------------


def settlement(net: Decimal, output_tax_rate: Decimal, service_tax_rate: Decimal, method: Method) -> Decimal:
    """What is paid for ``net`` yuan of incentive including output tax.

    With invoice: net ÷ (1 + output rate) × (1 + invoice rate); without: net. To the cent, half up, for
    each line. Source: rules 43, 44 and the errata to 43.
    """
    paid = formulas.settle(net, output_tax_rate, service_tax_rate, method)[-1].amount
    assert paid is not None
    return paid


def lines_of(
    positives: Iterable[IncentiveItem],
    negatives: Iterable[IncentiveItem],
    method: Method,
    service_tax_rate: Decimal,
) -> tuple[Line, ...]:
    """The lines of a requisition: negative amounts are deducted first, from what expires first."""
    rest = -sum((item.open for item in negatives), ZERO)
    lines = []
    for item in sorted(positives, key=lambda i: (i.expires_at or datetime.max, i.generated_at, i.id)):
        part = min(item.open, rest)
        rest -= part
        net = item.open - part
        paid = settlement(net, item.output_tax_rate, service_tax_rate, method)
        lines.append(Line(item.id, item.open, part, net, item.output_tax_rate, paid))
    return tuple(lines)


def owed_by_rate(lines: Iterable[Line]) -> dict[Decimal, Decimal]:
    """What a 记欠票 credit books as owed invoices: the settlement of the lines by output rate. Source: rule 44."""
    found: dict[Decimal, Decimal] = {}
    for line in sorted(lines, key=lambda x: x.output_tax_rate):
        if line.settlement:
            found[line.output_tax_rate] = found.get(line.output_tax_rate, ZERO) + line.settlement
    return found


# --- Situation -----------------------------------------------------------------------------------


class RequisitionCase(IncentiveCase):
    """A situation about an application, or about a requisition and its items."""

    @lazy
    def requisition(self) -> Requisition:
        """The requisition acted on."""
        found: Requisition = self.subject
        return found

    @lazy
    def method(self) -> Method:
        """The method asked for, or that of automatic issue for the class."""
        if isinstance(self.action, ApplyAutomatically):
            switch = self.world.get(AutoIssue, self.action.auto_issue)
            return switch.method_for(self.action.incentive_class) if switch else Method.COUPON_QUOTA
        asked: Method = self.typed.get("method", None) or self.requisition.method
        return asked

    @lazy
    def bills(self) -> list[IncentiveBill]:
        """The bills chosen."""
        return [self.world.need(IncentiveBill, id) for id in self.typed.get("bills", None) or ()]

    @lazy
    def chosen(self) -> list[IncentiveItem]:
        """The items asked for; with none named, all that are available (they are pre-selected)."""
        if isinstance(self.action, ApplyAutomatically):
            return of_class(self)
        if isinstance(self.subject, Requisition):
            return [self.world.need(IncentiveItem, id) for id in self.subject.item_ids]
        ids = dict.fromkeys(self.typed.get("items", None) or ())
        if not ids and not self.bills:
            return available(self.world, self.partner_id)
        found = [self.world.need(IncentiveItem, id) for id in ids]
        for bill in self.bills:
            items = self.world.find(IncentiveItem, bill_id=bill.id)
            found += [i for i in items if i.id not in ids and i.state == ItemState.AVAILABLE]
        return found

    @lazy
    def positives(self) -> list[IncentiveItem]:
        """The positive items asked for."""
        return [item for item in self.chosen if not item.negative]

    @lazy
    def negatives(self) -> list[IncentiveItem]:
        """The negative items that stand; they always take part."""
        if isinstance(self.subject, Requisition):
            return [item for item in self.chosen if item.negative]
        return [item for item in available(self.world, self.partner_id) if item.negative]

    @lazy
    def net(self) -> Decimal:
        """Positive items less negative ones, in yuan."""
        return sum((item.open for item in (*self.positives, *self.negatives)), ZERO)

    @lazy
    def kinds(self) -> set[bool]:
        """Which sorts of positive items are chosen: new resale (True), others (False)."""
        return {is_new_resale(item, self.world.settings) for item in self.positives}

    @lazy
    def floor(self) -> Decimal:
        """The least amount for a method with invoice, in yuan."""
        return Decimal(str(self.world.settings.get("invoiced_payout_floor", FLOOR)))

    @lazy
    def suspended(self) -> bool:
        """Whether an edit of the business information holds up every settlement."""
        return settlement_suspended(self.world, self.partner_id)

    @lazy
    def fits(self) -> bool:
        """Whether every positive item allows the method."""
        return all(self.method in methods_of(item, self.world.settings) for item in self.positives)


def of_class(s: RequisitionCase) -> list[IncentiveItem]:
    """The available items of the class that automatic issue applies for; negatives take part anyway."""
    group = s.action.incentive_class == IncentiveClass.RESALE
    return [
        item
        for item in available(s.world, s.partner_id)
        if (item.incentive_class == IncentiveClass.RESALE) == group
        and s.method in methods_of(item, s.world.settings)
        and not item.negative
    ]


# --- Rules ---------------------------------------------------------------------------------------


def rule(id: str, number: int | None, kind: Kind, source: str, zh: str, en: str, **more: Any) -> Rule:
    """A rule of this file; tier must and confidence corroborated unless said."""
    defaults: dict[str, Any] = {"tier": Tier.MUST, "confidence": Confidence.CORROBORATED}
    return Rule(id=id, number=number, kind=kind, source=source, text=Text(zh=zh, en=en), **(defaults | more))


confirmed_bills = rule(
    "incent-recon-confirm-before-apply",
    9,
    Kind.GUARD,
    "P2",
    "账单确认并发放成功之后才能申请激励；还没有的账单：{bills}。",
    "An incentive can be applied for only after its bill is confirmed and issued; not so: {bills}.",
    remedy=Text(
        zh="请先在“激励对账”确认账单，等华为云运营核对后再申请。",
        en="Confirm the bill under reconciliation first, and wait for Huawei operations to check it.",
    ),
    remedied_by=("bill.confirm",),
    needs=("bills",),
    applies=lambda s: bool(s.bills),
    holds=lambda s: all(b.state == BillState.ISSUED for b in s.bills),
    values=lambda s: {"bills": tuple(bill_name(s.world, b) for b in s.bills if b.state != BillState.ISSUED)},
)
new_resale_methods = rule(
    "incent-pay-new-resale-methods",
    15,
    Kind.INPUT,
    "SEED",
    "2023 年 10 月后新生成的代售激励只能选择“返华为云账户-记欠票”或“转代金券额度”。",
    "Resale incentive newly generated after October 2023 can only be returned to the account as owed invoice, or be converted to coupon quota.",
    confidence=Confidence.SEED,
    needs=("method", "items"),
    remedy=Text(
        zh="请改选这两种方式之一，均无须开票。", en="Choose one of these two; neither needs an invoice."
    ),
    applies=lambda s: s.kinds == {True},
    holds=lambda s: s.fits,
)
old_methods = rule(
    "incent-pay-legacy-referral-methods",
    16,
    Kind.INPUT,
    "SEED",
    "历史代售激励和顾问销售激励可以选择银行转账付款、返华为云账户或转代金券额度，不能记欠票。",
    "Historical resale and all referral incentive can be paid by bank transfer, returned to the account, or converted to quota; never booked as owed.",
    confidence=Confidence.SEED,
    needs=("method", "items"),
    remedy=Text(zh="请改选这三种方式之一。", en="Choose one of these three."),
    applies=lambda s: s.kinds == {False},
    holds=lambda s: s.fits,
)
mixed_selection = rule(
    "incent-pay-mixed-selection",
    20,
    Kind.GUARD,
    "SEED",
    "所选激励中有不支持“{method}”的；一次申请的激励须都支持所选方式。",
    "Not every chosen incentive can be paid by “{method}”; one application holds only items that all allow it.",
    confidence=Confidence.INFERRED,
    needs=("method", "items"),
    remedy=Text(
        zh="请分开申请：新代售激励一次，其余激励一次；或者都转代金券额度。",
        en="Split the selection: new resale in one application, the rest in another; or convert all of it to quota.",
    ),
    applies=lambda s: len(s.kinds) == 2,
    holds=lambda s: s.fits,
    values=lambda s: {"method": s.method},
)
automatic_pair = rule(
    "incent-pay-no-invoice-pair",
    17,
    Kind.EFFECT,
    "SEED",
    "记欠票和转代金券额度都无须开票，系统自动把现金或额度发放到伙伴账户。",
    "Owed invoice and coupon quota need no invoice of the partner; cash or quota is credited automatically.",
    confidence=Confidence.SEED,
    applies=lambda s: not s.requisition.needs_invoice and not s.suspended,
    does=lambda s, draft: credit(s, draft),
)
coupon_never = rule(
    "incent-pay-coupon-never-invoice",
    18,
    Kind.EFFECT,
    "A4, P14",
    "转代金券额度不论激励类型都不需要开票。",
    "Converting to coupon quota never needs an invoice, whatever the incentive.",
    applies=lambda s: s.method == Method.COUPON_QUOTA,
    does=lambda s, draft: draft.move(needs_invoice=False),
)
invoice_bearing = rule(
    "incent-pay-invoice-bearing",
    19,
    Kind.GUARD,
    "A4, P14",
    "银行转账付款和返华为云账户要凭发票和开票清单，发票审核通过后才能付款。",
    "Bank transfer and return to the account need invoice and list, and are paid only after the invoice has passed review.",
    remedy=Text(
        zh="请伙伴开票并连同开票清单寄送，发票审核通过后再审核付款。",
        en="The partner invoices and sends invoice and list; the payment is reviewed once the invoice has passed.",
    ),
    holds=lambda s: not s.requisition.needs_invoice or s.requisition.invoice_reviewed_at is not None,
)
certification_required = rule(
    "incent-pay-bic-required",
    21,
    Kind.GUARD,
    "A7, A4",
    "贵公司还没有通过商业信息认证，不能申请发放：前往商业信息认证。",
    "Your company's business information is not certified, so nothing can be applied for: go to business-information certification.",
    remedy=Text(
        zh="请在“伙伴信息 > 商业信息”完成认证；收到通知当天认证的，次日再申请。",
        en="Complete it under Partner Information > Business Information; if that is on the day of the notice, apply the next day.",
    ),
    remedied_by=("certification.fill_company",),
    holds=lambda s: certified(s.world, s.partner_id),
)
partial_or_all = rule(
    "incent-pay-partial-or-all",
    22,
    Kind.INPUT,
    "I1, A4",
    "默认选中全部可申请激励，也可以只选一项或几项；没有选中可申请的激励，或选中了已在申付、已发放的激励。",
    "All available incentives are pre-selected, and one or several can be chosen instead; nothing available is chosen, or something already in payment.",
    tier=Tier.SHOULD,
    needs=("items", "bills"),
    remedy=Text(zh="请从“可申请激励”中重新选择。", en="Choose from the incentives that can be applied for."),
    applies=lambda s: all(b.state == BillState.ISSUED for b in s.bills),
    holds=lambda s: bool(s.positives) and all(selectable(s, item) for item in s.chosen),
)
negative_mandatory = rule(
    "incent-pay-negative-mandatory",
    23,
    Kind.GUARD,
    "A5, A11",
    "负激励默认选中，不能取消，并优先扣除；漏选了：{items}。",
    "Negative incentives are selected and cannot be unticked; they are deducted first. Left out: {items}.",
    needs=("items",),
    remedy=Text(zh="请保留全部负激励。", en="Keep all negative incentives selected."),
    applies=lambda s: bool(s.typed.get("items", None)),
    holds=lambda s: not left_out(s),
    values=lambda s: {"items": tuple(item_name(item) for item in left_out(s))},
)
negative_exceeds = rule(
    "incent-pay-negative-exceeds",
    24,
    Kind.GUARD,
    "A11",
    "负激励不小于可申请的正激励，冲抵后为 {net}，暂不能申请；负激励不会失效。",
    "The negative incentives are not less than the positive ones: {net} after netting. Nothing can be applied for; negatives never expire.",
    needs=("items",),
    remedy=Text(
        zh="请等以后产生的正激励超过负激励后再申请。",
        en="Wait until later positive incentives exceed the negative ones.",
    ),
    applies=lambda s: bool(s.negatives),
    holds=lambda s: s.net > 0,
    values=lambda s: {"net": s.net},
)
manual_floor = rule(
    "incent-pay-min-1000-manual",
    30,
    Kind.GUARD,
    "A6, I1",
    "需要开票的方式，申请总额须不少于 {floor}，目前为 {net}；转代金券额度和记欠票没有门槛。",
    "A method with invoice needs at least {floor}; this comes to {net}. Coupon quota and owed invoice have no floor.",
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    needs=("method", "items"),
    remedy=Text(
        zh="请等下一期合并申请，或转代金券额度。", en="Wait for the next period, or convert to coupon quota."
    ),
    applies=lambda s: s.method in INVOICED and s.net > 0,
    holds=lambda s: s.net >= s.floor,
    values=lambda s: {"floor": s.floor, "net": s.net},
)
automatic_floor = rule(
    "incent-pay-min-1000-auto",
    29,
    Kind.GUARD,
    "A6",
    "自动发放以需要开票的方式进行时，待发放总额须不少于 {floor}，目前为 {net}，顺延到下一期。",
    "Automatic issue by a method with invoice needs at least {floor} in total; it comes to {net} and waits for the next period.",
    remedy=Text(
        zh="等下一期激励生成后系统会一并申请。", en="The system applies for all of it with the next period."
    ),
    applies=lambda s: s.method in INVOICED,
    holds=lambda s: s.net >= s.floor,
    values=lambda s: {"floor": s.floor, "net": s.net},
)
switch_on = rule(
    "incent-auto-switched-on",
    None,
    Kind.GUARD,
    "A35",
    "自动发放没有打开。",
    "Automatic issue is not switched on.",
    confidence=Confidence.INFERRED,
    remedy=Text(zh="请在激励管理中打开自动发放。", en="Switch automatic issue on in incentive management."),
    remedied_by=("auto_issue.switch",),
    holds=lambda s: s.world.need(AutoIssue, s.action.auto_issue).state == SwitchState.ON,
)
rejected_no_expiry = rule(
    "incent-pay-rejected-no-expiry",
    28,
    Kind.EFFECT,
    "A5",
    "申请被驳回、退回待提交的激励，不再受失效时间控制。",
    "Incentives returned by a rejection are no longer subject to expiry.",
    does=lambda s, draft: give_back(s, draft),
)
method_final = rule(
    "incent-pay-method-final",
    33,
    Kind.GUARD,
    "A7, I2",
    "发放方式一经选择不能修改，申请随即进入正式发放。",
    "A chosen payout method cannot be changed; the application enters formal payout at once.",
    remedy=Text(
        zh="特殊情况请提交工单，两个工作日内答复。选错时也可补救：已返账户的可以提现，已付到银行的可以再充值。",
        en="In a special case open a ticket, answered within 2 business days. Or mend it afterwards: withdraw what was credited, or recharge what the bank received.",
    ),
    remedied_by=("requisition.open_ticket",),
    holds=lambda s: s.requisition.exception_granted,
)
method_exception = rule(
    "incent-pay-method-exception-2bd",
    34,
    Kind.TIMER,
    "A7",
    "变更发放方式的特殊申请，两个工作日内得到答复。",
    "A special request to change the method is answered within two business days.",
    tier=Tier.SHOULD,
    cited_as=("incent-pay-method-final",),
)
wrong_method = rule(
    "incent-pay-wrong-method-workaround",
    35,
    Kind.FACT,
    "A2",
    "选错方式的补救：想要银行转账却返了账户，到账后提现；想要返账户却付了银行，收款后充值。",
    "After a wrong choice: wanted the bank but chose the account, withdraw after the credit; wanted the account but chose the bank, recharge after the receipt.",
    tier=Tier.REFERENCE,
    documented=Text(
        zh="这是一条建议；提现可以在“提现”中练习。",
        en="This is advice; withdrawing can be practised under Withdrawal.",
    ),
)
one_requisition = rule(
    "incent-pay-ids",
    38,
    Kind.EFFECT,
    "A9",
    "一次提交只生成一个申付单，即使包含多个期次。",
    "One submission makes exactly one requisition, even over several periods.",
    does=lambda s, draft: submit(s, draft),
)
pay_2bd = rule(
    "incent-pay-2bd",
    39,
    Kind.TIMER,
    "A1",
    "申付审核通过后两个工作日内转账或返到账户。",
    "Transfer or account credit follows within two business days after the payment review.",
    cited_as=("incent-wd-after-credit",),
)
done_check = rule(
    "incent-pay-done-check",
    40,
    Kind.VISIBILITY,
    "A1",
    "状态“已完成”表示款项或额度已经到位；返账户的金额在资金管理 > 收支明细 > 充值账户查看。",
    "Completed means that money or quota has arrived; an account credit shows under Funds > Statement > Recharge account.",
    tier=Tier.SHOULD,
)
coupon_error = rule(
    "incent-pay-coupon-error",
    41,
    Kind.NOTICE,
    "A1",
    "代金券额度发放出错，请联系客服处理。",
    "Issuing the coupon quota failed; please contact customer service.",
    tier=Tier.SHOULD,
    applies=lambda s: (
        s.requisition.method == Method.COUPON_QUOTA and s.profile.quota_issue_fails and not s.suspended
    ),
    does=lambda s, draft: tell_error(s, draft),
)
amount_invoiced = rule(
    "incent-pay-amount-invoiced",
    43,
    Kind.EFFECT,
    "P4",
    "需要开票时，结算金额 = 开票金额 = 激励金额（含销项税）÷（1 + 销项税率）×（1 + 发票税率）。",
    "With invoice, settlement = invoice amount = incentive incl. output tax ÷ (1 + output rate) × (1 + invoice rate).",
    applies=lambda s: s.method in INVOICED,
    does=lambda s, draft: price(s, draft),
)
amount_noinvoice = rule(
    "incent-pay-amount-noinvoice",
    44,
    Kind.EFFECT,
    "P4",
    "无须开票时，结算金额 = 激励金额（含销项税）；记欠票按销项税率记录欠票。",
    "Without invoice, settlement = incentive including output tax; the owed invoice is booked at the output rate.",
    applies=lambda s: s.method not in INVOICED,
    does=lambda s, draft: price(s, draft),
)
no_extra_tax = rule(
    "incent-pay-no-extra-tax",
    45,
    Kind.EFFECT,
    "A36",
    "选择 3% 或 6% 的发票税率后，华为云不再另扣税点，按结算金额付款。",
    "After the invoice rate of 3% or 6% is chosen, Huawei deducts no further tax and pays the settlement.",
    tier=Tier.SHOULD,
    does=lambda s, draft: pay_out(s, draft),
)


def selectable(s: RequisitionCase, item: IncentiveItem) -> bool:
    """Whether an item is one of the partner's and not yet in payment; void and frozen ones have rules."""
    unpaid = item.state in (ItemState.AVAILABLE, ItemState.FROZEN, ItemState.EXPIRED)
    return item.partner_id == s.partner_id and unpaid


def left_out(s: RequisitionCase) -> list[IncentiveItem]:
    """Standing negative items that the selection leaves out."""
    chosen = {item.id for item in s.chosen}
    return [item for item in s.negatives if item.id not in chosen]


METHOD_RULES = (new_resale_methods, old_methods, mixed_selection)

# --- Actions -------------------------------------------------------------------------------------

REQUISITION = Input(Text(zh="申付单", en="Requisition"), entity="requisition")
METHOD = Input(Text(zh="发放方式", en="Method"))
PAYMENTS_MENU = Text(zh=f"{HUAWEI_PAGES.zh} > 申付单", en=f"{HUAWEI_PAGES.en} > Requisitions")


class Apply(Action):
    """Apply for payment of the incentives chosen, or of all that are available."""

    id: ClassVar[str] = "requisition.apply"
    title: ClassVar[Text] = Text(zh="申请发放激励", en="Apply for payout")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (PAYOUT_PAGE,)

    method: Annotated[Method, METHOD]
    items: Annotated[
        tuple[str, ...],
        Input(
            Text(zh="激励", en="Incentives"),
            entity="incentive_item",
            many=True,
            help=Text(zh="不选表示全部可申请激励。", en="None ticked: all that are available."),
        ),
    ] = ()
    bills: Annotated[
        tuple[str, ...], Input(Text(zh="按账单选择", en="By bill"), entity="incentive_bill", many=True)
    ] = ()


class ApplyAutomatically(Action):
    """The system applies for all current incentives of a class (automatic issue)."""

    id: ClassVar[str] = "requisition.apply_automatically"
    title: ClassVar[Text] = Text(zh="系统自动申请", en="Automatic application")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    menu: ClassVar[tuple[Text, ...]] = (PAYMENTS_MENU,)

    auto_issue: Annotated[str, Input(Text(zh="自动发放", en="Switch"), entity="auto_issue")]
    incentive_class: Annotated[IncentiveClass, Input(Text(zh="激励类型", en="Class"))]


class OnRequisition(Action):
    """Something done on a requisition."""

    id: ClassVar[str] = ""
    title: ClassVar[Text] = REQUISITION.label
    menu: ClassVar[tuple[Text, ...]] = (PAYMENTS_MENU,)
    on: ClassVar[str] = "requisition"

    requisition: Annotated[str, REQUISITION]


class ChangeMethod(OnRequisition):
    """Change the method of a requisition; possible only after an exception was granted."""

    id: ClassVar[str] = "requisition.change_method"
    title: ClassVar[Text] = Text(zh="变更发放方式", en="Change the method")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (RECORDS_PAGE,)

    method: Annotated[Method, METHOD]


class OpenTicket(OnRequisition):
    """Ask by ticket for an exceptional change of the method."""

    id: ClassVar[str] = "requisition.open_ticket"
    title: ClassVar[Text] = Text(zh="提交工单变更方式", en="Ticket: change the method")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (RECORDS_PAGE,)

    reason: Annotated[str, Input(Text(zh="说明", en="Reason"), multiline=True)] = ""


class AnswerTicket(Action):
    """Huawei answers a ticket about the method."""

    id: ClassVar[str] = "requisition.answer_ticket"
    title: ClassVar[Text] = Text(zh="答复工单", en="Answer the ticket")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    menu: ClassVar[tuple[Text, ...]] = (PAYMENTS_MENU,)
    on: ClassVar[str] = "method_ticket"

    method_ticket: Annotated[str, Input(MethodTicket.label, entity="method_ticket")]
    granted: Annotated[bool, Input(Text(zh="同意变更", en="Grant it"))] = True


class Reject(OnRequisition):
    """Huawei rejects the application; the items return."""

    id: ClassVar[str] = "requisition.reject"
    title: ClassVar[Text] = Text(zh="驳回申请", en="Reject the application")
    roles: ClassVar[frozenset[str]] = OPERATIONS | HUAWEI_FINANCE

    reason: Annotated[str, Input(Text(zh="驳回原因", en="Reason"), multiline=True)] = ""


class ApprovePayment(OnRequisition):
    """Finance approves the payment."""

    id: ClassVar[str] = "requisition.approve_payment"
    title: ClassVar[Text] = Text(zh="申付审核通过", en="Approve the payment")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE


class Pay(OnRequisition):
    """Finance pays before the last day."""

    id: ClassVar[str] = "requisition.pay"
    title: ClassVar[Text] = Text(zh="付款", en="Pay")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE


class RetryQuota(OnRequisition):
    """Customer service issues the quota after an error."""

    id: ClassVar[str] = "requisition.retry_quota"
    title: ClassVar[Text] = Text(zh="重新发放额度", en="Issue the quota again")
    roles: ClassVar[frozenset[str]] = OPERATIONS


# --- Effects of an application -------------------------------------------------------------------


SUBMIT_TEXT = Text(zh="激励发放申请 {id}已提交。", en="The application {id} for payout is submitted.")
PAYOUT_REQUESTED = Text(zh="已提交申请", en="Application submitted")


def submit(s: RequisitionCase, draft: Draft) -> None:
    """Make the requisition; its items are in it from now on."""
    draft.subject = None
    made = draft.create(
        Requisition,
        state=State.PROCESSING,
        partner_id=s.partner_id,
        method=s.method,
        service_tax_rate=s.profile.service_tax_rate,
        needs_invoice=s.method in INVOICED,
        automatic=isinstance(s.action, ApplyAutomatically),
        submitted_at=draft.now,
        processing_since=draft.now,
        lines=lines_of(s.positives, s.negatives, s.method, s.profile.service_tax_rate),
        negatives=tuple(item.id for item in s.negatives),
    )
    for id in made.item_ids:
        item = draft.need(IncentiveItem, id)
        draft.put(item.but(state=ItemState.IN_REQUISITION, requisition_id=made.id))
    draft.notify(
        recipient(draft, s.partner_id),
        SUBMIT_TEXT.filled({"id": serial(made.id, made.kind)}),
        rule=one_requisition.id,
    )
    draft.record("payout_requested", made.ref, PAYOUT_REQUESTED)


def price(s: RequisitionCase, draft: Draft) -> None:
    """Work out the settlement of every line with the method."""
    made: Any = draft.subject
    current = draft.need(Requisition, made.id)
    lines = tuple(
        line._replace(
            settlement=settlement(line.net, line.output_tax_rate, current.service_tax_rate, s.method)
        )
        for line in current.lines
    )
    draft.subject = draft.put(
        current.but(
            lines=lines,
            net=sum((line.net for line in lines), ZERO),
            settlement=sum((line.settlement for line in lines), ZERO),
        )
    )


APPLICATION_FAILED = Text(zh="付款申请不成功", en="The application failed")


def process(s: RequisitionCase, draft: Draft) -> None:
    """Finance's system takes the application: invoice stage, automatic credit, or the same-day race."""
    requisition = s.requisition
    if not requisition.needs_invoice:
        if s.suspended:  # not even a credit settles: look again the next business day, or once it has passed
            later = business_days_after(draft.now, 1).end
            draft.subject = draft.put(requisition.but(processing_since=later))
        return
    noticed = [draft.need(IncentiveItem, id).noticed_at for id in requisition.item_ids]
    first = min((at for at in noticed if at is not None), default=None)
    if certification_recognised(draft, requisition.partner_id, first, requisition.submitted_at):
        draft.subject = accept(draft, requisition)
        return
    periods = periods_of(draft, requisition)
    hold_back(draft, requisition.id, requisition.partner_id, requisition.settlement, periods)
    draft.subject = draft.put(requisition.but(application_failed=True))
    draft.record("application_failed", requisition.ref, APPLICATION_FAILED)


def periods_of(draft: Draft, requisition: Requisition) -> tuple[str, ...]:
    """The periods that a requisition covers."""
    found = {draft.need(IncentiveItem, line.item_id).period for line in requisition.lines}
    return tuple(sorted(found))


def drop_list(draft: Draft, requisition: Requisition) -> None:
    """There is nothing to invoice any more; invoices issued for it are void and their numbers free."""
    found = draft.get(InvoiceList, requisition.id)
    if found is not None:
        void_invoices(draft, found.id)
        draft.remove(found)


ACCEPT_TEXT = Text(
    zh="申付单 {id}待开票：请开具 {amount} 的发票，连同开票清单在 {due} 前寄送。纸质发票寄至：{address}；电子专票发至：{mailbox}。",
    en="Requisition {id} waits for your invoice of {amount}; send it with the list before {due}. Paper: {address}. Electronic: {mailbox}.",
)


def accept(draft: Draft, requisition: Requisition) -> Requisition:
    """The application is accepted: the partner is asked to invoice; the list is visible from now on."""
    due = draft.now + timedelta(days=INVOICE_DAYS)
    periods = periods_of(draft, requisition)
    open_list(draft, requisition.id, requisition.partner_id, requisition.settlement, periods)
    values = {
        "id": serial(requisition.id, requisition.kind),
        "amount": requisition.settlement,
        "due": due,
        "address": ADDRESS,
        "mailbox": MAILBOX,
    }
    to = recipient(draft, requisition.partner_id)
    draft.notify(
        to, ACCEPT_TEXT.filled(values), rule=invoice_bearing.id, channel="mail", about=requisition.ref
    )
    return draft.put(
        requisition.but(state=State.WAITING_FOR_INVOICE, application_failed=False, invoice_due_at=due)
    )


# --- What the partner's invoices bring about (called by the invoice lifecycle) -------------------


def invoices_sent(draft: Draft, requisition_id: str) -> Requisition:
    """The invoices are on their way: the invoice review begins."""
    return draft.put(draft.need(Requisition, requisition_id).but(state=State.INVOICE_REVIEW))


def invoices_rejected(draft: Draft, requisition_id: str) -> Requisition:
    """The invoice failed the review: the partner invoices again."""
    return draft.put(draft.need(Requisition, requisition_id).but(state=State.WAITING_FOR_INVOICE))


def invoices_approved(draft: Draft, requisition_id: str) -> Requisition:
    """All invoices passed the review: the payment is reviewed."""
    found = draft.need(Requisition, requisition_id)
    changes = {"invoice_reviewed_at": draft.now, "review_since": draft.now}
    return draft.put(found.but(state=State.PAYMENT_REVIEW, **changes))


# --- What a certification that has passed again brings about (called by the certification) -------


def settlement_goes_on(draft: Draft, partner_id: str) -> None:
    """What waited for the certification goes on: reviews begin anew, credits follow at once."""
    for found in draft.find(Requisition, partner_id=partner_id):
        if found.state == State.PAYMENT_REVIEW:
            draft.put(found.but(review_since=draft.now))
        elif found.state == State.PROCESSING and found.processing_since > draft.now:
            draft.put(found.but(processing_since=draft.now))


# --- Effects of payment --------------------------------------------------------------------------

PLACES: Mapping[Method, Place] = {
    Method.BANK_TRANSFER: Place.PAID,
    Method.RETURN_TO_ACCOUNT: Place.PAID,
    Method.RETURN_AS_OWED: Place.OWED,
    Method.COUPON_QUOTA: Place.QUOTA,
}
MEMO = Text(zh="激励发放", en="Incentive payout")


def from_huawei(account: str, amount: Decimal) -> list[tuple[str, Decimal]]:
    """Entries of money or quota that Huawei gives to an account."""
    return [(account, amount), (outside("huawei"), -amount)]


def credit(s: RequisitionCase, draft: Draft) -> None:
    """Quota or cash arrives by itself; the owed invoice is booked at the output rate of each line."""
    requisition = s.requisition
    if requisition.method == Method.COUPON_QUOTA:
        if s.profile.quota_issue_fails:
            draft.subject = draft.put(requisition.but(state=State.ISSUE_ERROR))
            return
        entries = from_huawei(coupon_quota(requisition.partner_id), requisition.settlement)
    else:
        entries = paid_in(draft.need(Partner, requisition.partner_id), requisition.settlement, "huawei")
        for rate, amount in owed_by_rate(requisition.lines).items():
            book(draft, requisition.partner_id, requisition.id, rate, amount)
    draft.post(MEMO, entries)
    finish(draft, requisition)


def tell_error(s: RequisitionCase, draft: Draft) -> None:
    """Send the partner to customer service."""
    draft.notify(recipient(draft, s.partner_id), coupon_error.text, rule=coupon_error.id, channel="mail")


def pay_out(s: RequisitionCase, draft: Draft) -> None:
    """Pay the settlement to the bank, or credit it to the recharge account."""
    requisition = draft.need(Requisition, s.requisition.id)
    if requisition.method == Method.RETURN_TO_ACCOUNT:
        entries = paid_in(draft.need(Partner, requisition.partner_id), requisition.settlement, "huawei")
        profile = draft.need(PayeeProfile, requisition.partner_id)
        total = profile.rebate_withdrawable + requisition.settlement
        draft.put(profile.but(rebate_withdrawable=total))
    else:
        entries = from_huawei(outside("partner_bank"), requisition.settlement)
    draft.post(MEMO, entries, no_extra_tax.id)
    finish(draft, requisition)


FINISH_TEXT = Text(
    zh="申付单 {id}已完成：{amount} 已以“{method}”方式到位。",
    en="Requisition {id} is completed: {amount} has arrived ({method}).",
)
INCENTIVE_PAID = Text(zh="激励已发放", en="The incentive is paid")


def finish(draft: Draft, requisition: Requisition) -> None:
    """Everything has arrived: close the items, each cent in its place."""
    for line in requisition.lines:
        item = draft.need(IncentiveItem, line.item_id)
        place = PLACES[requisition.method] if line.net else Place.NETTED
        changes = {"netted": item.netted + line.netted, "settled": line.net, "place": place}
        draft.put(item.but(state=ItemState.ISSUED, **changes))
    for id in requisition.negatives:
        item = draft.need(IncentiveItem, id)
        draft.put(item.but(state=ItemState.ISSUED, netted=-item.amount, place=Place.NETTED))
    draft.subject = draft.put(requisition.but(state=State.COMPLETED, paid_at=draft.now))
    values = {
        "id": serial(requisition.id, requisition.kind),
        "amount": requisition.settlement,
        "method": requisition.method.label,
    }
    draft.notify(recipient(draft, requisition.partner_id), FINISH_TEXT.filled(values), rule=done_check.id)
    draft.record("incentive_paid", requisition.ref, INCENTIVE_PAID)


def approve(s: RequisitionCase, draft: Draft) -> None:
    """The payment starts; it takes at most two business days."""
    pay_by = business_days_after(draft.now, PAYMENT_BUSINESS_DAYS).end
    draft.move(approved_at=draft.now, pay_by=pay_by)


def pay_by_itself(s: RequisitionCase, draft: Draft) -> None:
    """Pay on the last day; while the business information is certified again, wait."""
    if settlement_suspended(draft, s.requisition.partner_id):
        draft.move(state=State.PAYING, pay_by=business_days_after(draft.now, 1).end)
        return
    pay_out(s, draft)


GIVE_BACK_TEXT = Text(
    zh="申付单 {id}已驳回：{reason}。激励可以重新申请，且不再失效。",
    en="Requisition {id} was rejected: {reason}. Its incentives can be applied for again and no longer expire.",
)


def give_back(s: RequisitionCase, draft: Draft) -> None:
    """The items return to 待提交申请 and never expire any more."""
    for id in s.requisition.item_ids:
        item = draft.need(IncentiveItem, id)
        changes: dict[str, Any] = {"requisition_id": "", "no_expiry": True, "auto_apply_at": None}
        draft.put(item.but(state=ItemState.AVAILABLE, expires_at=None, **changes))
    draft.move(reject_reason=s.action.reason)
    drop_list(draft, s.requisition)
    values = {"id": serial(s.requisition.id, s.requisition.kind), "reason": s.action.reason}
    draft.notify(recipient(draft, s.partner_id), GIVE_BACK_TEXT.filled(values), rule=rejected_no_expiry.id)


def change_method(s: RequisitionCase, draft: Draft) -> None:
    """The granted change: processed anew with the other method."""
    drop_list(draft, s.requisition)
    draft.move(
        method=s.action.method,
        needs_invoice=s.action.method in INVOICED,
        exception_granted=False,
        application_failed=False,
        processing_since=draft.now,
        invoice_due_at=None,
    )


def open_ticket(s: RequisitionCase, draft: Draft) -> None:
    """Open the ticket."""
    draft.subject = None
    draft.create(
        MethodTicket,
        state=TicketState.OPEN,
        partner_id=s.partner_id,
        requisition_id=s.requisition.id,
        reason=s.action.reason,
        opened_at=draft.now,
    )


METHOD_MAY_CHANGE = Text(
    zh="工单已答复：同意变更发放方式。", en="Your ticket is answered: the method may be changed."
)
METHOD_STAYS = Text(
    zh="工单已答复：不同意变更发放方式。", en="Your ticket is answered: the method stays as it is."
)


def answer_ticket(s: IncentiveCase, draft: Draft) -> None:
    """Tell the partner, and open the way to the change."""
    ticket: MethodTicket = s.subject
    granted = s.action.granted
    if granted:
        draft.put(draft.need(Requisition, ticket.requisition_id).but(exception_granted=True))
    draft.move(state=TicketState.GRANTED if granted else TicketState.DECLINED)
    yes = METHOD_MAY_CHANGE
    no = METHOD_STAYS
    draft.notify(recipient(draft, ticket.partner_id), yes if granted else no, rule=method_exception.id)


def retry(s: RequisitionCase, draft: Draft) -> None:
    """The error is mended; the quota arrives."""
    draft.put(s.profile.but(quota_issue_fails=False))
    requisition = s.requisition
    draft.post(MEMO, from_huawei(coupon_quota(requisition.partner_id), requisition.settlement))
    finish(draft, requisition)


# --- Timers --------------------------------------------------------------------------------------


def processed_at(requisition: Requisition, settings: Mapping[str, Any]) -> datetime | None:
    """About ten minutes after the submission; a failed application waits for Huawei's staff."""
    if requisition.application_failed:
        return None
    return requisition.processing_since + timedelta(minutes=PROCESSING_MINUTES)


def reviewed_at(requisition: Requisition, settings: Mapping[str, Any]) -> datetime | None:
    """When finance approves by itself; no time is published, two business days are our choice."""
    since = requisition.review_since or requisition.invoice_reviewed_at
    if since is None:
        return None
    return answer_due(settings, since, lambda: business_days_after(since, REVIEW_BUSINESS_DAYS).end)


def approve_by_itself(world: World, requisition: Requisition) -> tuple[str, Action]:
    """Finance's approval."""
    return "huawei-finance", ApprovePayment(requisition=requisition.id)


def ticket_due(ticket: MethodTicket, settings: Mapping[str, Any]) -> datetime | None:
    """When the ticket is answered by itself."""
    return answer_due(
        settings, ticket.opened_at, lambda: business_days_after(ticket.opened_at, ANSWER_BUSINESS_DAYS).end
    )


# --- Machines ------------------------------------------------------------------------------------

APPLICATION = (one_requisition, coupon_never, amount_invoiced, amount_noinvoice)
BEFORE_PAYMENT = (State.PROCESSING, State.WAITING_FOR_INVOICE)
machine = Machine(
    entity=Requisition,
    states=State,
    label=Requisition.label,
    subject="requisition",
    situation=RequisitionCase,
    transitions=(
        Transition(
            action=Apply,
            to=State.PROCESSING,
            rules=(
                *ACCESS,
                confirmed_bills,
                certification_required,
                edit_blocks_settlement,
                partial_or_all,
                *ITEM_RULES,
                *METHOD_RULES,
                negative_mandatory,
                negative_exceeds,
                manual_floor,
            ),
            effect=APPLICATION,
        ),
        Transition(
            action=ApplyAutomatically,
            to=State.PROCESSING,
            rules=(
                switch_on,
                auto_day_5,
                certification_required,
                edit_blocks_settlement,
                negative_exceeds,
                automatic_floor,
            ),
            effect=APPLICATION,
        ),
        Transition(
            action=ChangeMethod,
            source=BEFORE_PAYMENT,
            to=State.PROCESSING,
            rules=(*ACCESS, method_final, *METHOD_RULES, manual_floor),
            effect=(change_method, coupon_never, amount_invoiced, amount_noinvoice),
            state_rule=method_final,
        ),
        Transition(action=OpenTicket, source=BEFORE_PAYMENT, rules=ACCESS, effect=(open_ticket,)),
        Transition(
            action=Reject,
            source=(State.PROCESSING, State.PAYMENT_REVIEW),
            to=State.RETURNED,
            effect=(rejected_no_expiry,),
        ),
        Transition(
            action=ApprovePayment,
            source=(State.PAYMENT_REVIEW,),
            to=State.PAYING,
            rules=(invoice_bearing, edit_blocks_settlement),
            effect=(approve,),
            state_rule=invoice_bearing,
        ),
        Transition(
            action=Pay,
            source=(State.PAYING,),
            to=State.COMPLETED,
            rules=(edit_blocks_settlement,),
            effect=(no_extra_tax,),
        ),
        Transition(
            action=RetryQuota,
            source=(State.ISSUE_ERROR,),
            to=State.COMPLETED,
            rules=(edit_blocks_settlement,),
            effect=(retry,),
        ),
    ),
    timers=(
        Timer(
            name="processing",
            label=Text(zh="申请处理", en="Processing"),
            source=(State.PROCESSING,),
            due=processed_at,
            effect=(process, automatic_pair, coupon_error),
            window=Text(zh="约 10 分钟", en="about 10 minutes"),
        ),
        Timer(
            name="payment_review",
            label=Text(zh="申付审核", en="Payment review"),
            source=(State.PAYMENT_REVIEW,),
            due=reviewed_at,
            acts=approve_by_itself,
            follows_settings=True,
            window=Text(zh="未公布，按 2 个工作日", en="not published; 2 business days"),
        ),
        Timer(
            name="payment",
            label=Text(zh="付款到账", en="Payment"),
            source=(State.PAYING,),
            due=lambda r, settings: r.pay_by,
            effect=(pay_by_itself,),
            rules=(pay_2bd,),
            window=Text(zh="2 个工作日", en="2 business days"),
        ),
    ),
    moves=(
        Move(
            "processed",
            (State.PROCESSING,),
            State.WAITING_FOR_INVOICE,
            Text(zh="受理，需要开票", en="accepted, with invoice"),
        ),
        Move("credited", (State.PROCESSING,), State.COMPLETED, Text(zh="自动发放", en="credited by itself")),
        Move(
            "quota_error", (State.PROCESSING,), State.ISSUE_ERROR, Text(zh="额度发放出错", en="quota error")
        ),
        Move("paid", (State.PAYING,), State.COMPLETED, Text(zh="付款到账", en="paid")),
        Move(
            "invoices_sent",
            (State.WAITING_FOR_INVOICE,),
            State.INVOICE_REVIEW,
            Text(zh="寄送发票", en="invoices sent"),
        ),
        Move(
            "invoices_rejected",
            (State.INVOICE_REVIEW,),
            State.WAITING_FOR_INVOICE,
            Text(zh="发票不合格", en="invoices rejected"),
        ),
        Move(
            "invoices_approved",
            (State.INVOICE_REVIEW,),
            State.PAYMENT_REVIEW,
            Text(zh="发票合格", en="invoices approved"),
        ),
    ),
    more_rules=(wrong_method,),
)
ticket_machine = Machine(
    entity=MethodTicket,
    states=TicketState,
    label=MethodTicket.label,
    subject="method_ticket",
    situation=IncentiveCase,
    transitions=(
        Transition(
            action=AnswerTicket,
            source=(TicketState.OPEN,),
            to=(TicketState.GRANTED, TicketState.DECLINED),
            effect=(answer_ticket,),
        ),
    ),
    timers=(
        Timer(
            name="answer",
            label=Text(zh="答复工单", en="Answer"),
            source=(TicketState.OPEN,),
            due=ticket_due,
            acts=lambda world, ticket: ("huawei", AnswerTicket(method_ticket=ticket.id)),
            rules=(method_exception,),
            follows_settings=True,
            window=Text(zh="2 个工作日", en="2 business days"),
        ),
    ),
    moves=(Move("requisition.open_ticket", (), TicketState.OPEN),),
)
