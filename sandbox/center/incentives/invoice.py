"""Invoice list 开票清单 and partner invoices 伙伴发票: what a partner prints, issues, sends, and Huawei reviews.

Read from top to bottom: states, entities, what others call, situation, rules, actions, effects, machines.
A list belongs to one requisition and carries its id. Mailbox and address are fictitious (04, introduction).
Source: 04 §3.5, rules 48–62; errata to 49 and incent-invoice-sum-matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import HUAWEI, Partner
from sandbox.center.common.partner import HUAWEI_FINANCE as FINANCE
from sandbox.center.common.roles import PARTNER_STAFF
from sandbox.center.incentives.certification import certification_of, next_day_after
from sandbox.center.incentives.payee import (
    ACCESS,
    HUAWEI_FINANCE,
    INVOICED,
    OPERATIONS,
    RECORDS_PAGE,
    IncentiveCase,
    cents,
    recipient,
)
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import DAY, business_days_after
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.pages import Paper, printable
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier, blocking, reason
from sandbox.engine.text import Labelled, Text, serial
from sandbox.engine.world import Draft, Entity, World

if TYPE_CHECKING:
    from sandbox.center.incentives.requisition import Requisition

CONTENTS = (
    "信息技术服务-信息系统服务",
    "信息技术服务-技术服务费",
    "信息技术服务-信息技术服务费",
    "信息技术服务-信息服务费",
)
"""The four contents that are accepted, to the letter (04 §6.16)."""
INVOICE_DAYS = 30  # natural days until the date shown (04 §5, recommended)
REVIEW_BUSINESS_DAYS = 2
STAFF_AT_WORK = timedelta(hours=9)
MAILBOX = "invoice@huawei-finance.example"
ADDRESS = Text(
    zh="示例市示例路 1 号 华为共享中心（虚构地址）", en="Huawei shared centre, 1 Example Road (made up)"
)


# --- States and entities -------------------------------------------------------------------------


class ListState(Labelled):
    """States of an invoice list."""

    UNRECOGNISED = "unrecognised", "认证未同步，待重新提交", "certification not recognised", "transient"
    VISIBLE = "visible", "待伙伴开票", "waiting for the invoice", "initial"
    SENT = "sent", "发票已寄送", "invoice sent", "transient"
    UNDER_REVIEW = "under_review", "发票审核中", "invoice under review", "transient"
    APPROVED = "approved", "发票审核通过", "invoice approved", "terminal"


class InvoiceState(Labelled):
    """States of one invoice; the labels are ours (04 §3.5)."""

    ISSUED = "issued", "已开具", "issued", "transient"
    SENT = "sent", "已寄送", "sent", "transient"
    UNDER_REVIEW = "under_review", "待审核", "to be reviewed", "transient"
    APPROVED = "approved", "审核通过", "approved", "terminal"
    REJECTED = "rejected", "审核不通过", "rejected", "terminal"
    DISCARDED = "discarded", "已作废", "voided", "terminal"


class InvoiceKind(Labelled):
    """Kinds of VAT invoices."""

    SPECIAL_PAPER = "special_paper", "增值税专用发票（纸质）", "special VAT invoice on paper"
    SPECIAL_ELECTRONIC = "special_electronic", "电子专票", "electronic special VAT invoice"
    ORDINARY = "ordinary", "增值税普通发票", "ordinary VAT invoice"


class Delivery(Labelled):
    """How invoice and list travel."""

    MAIL = "mail", "邮寄", "by post"
    MAILBOX = "mailbox", "公共邮箱", "to the public mailbox"


class InvoiceList(Entity):
    """What Huawei asks to be invoiced for one requisition. The amount, in yuan, includes tax."""

    kind: ClassVar[str] = "invoice_list"
    label: ClassVar[Text] = Text(zh="开票清单", en="Invoice list")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        requisition_id=("申付单", "Requisition"),
        periods=("对账期次", "Periods"),
        resubmit_from=("最早重新提交时间", "Resubmitted from"),
        visible_at=("清单可见时间", "Visible at"),
        due=("最晚开票时间", "Invoice due"),
        sent_at=("寄送时间", "Sent at"),
        received_at=("签收时间", "Received at"),
        reject_reason=("退回原因", "Reason of the rejection"),
        reminded=("已提醒", "Reminded"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: ListState = ListState.VISIBLE
    requisition_id: str
    partner_id: str
    amount: Decimal
    periods: tuple[str, ...] = ()
    resubmit_from: datetime | None = None
    visible_at: datetime | None = None
    due: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    reject_reason: Text | str = ""
    reminded: bool = False

    @property
    def review_due(self) -> datetime | None:
        """When the review is done at the latest: 24:00 of the second business day after receipt."""
        return (
            None
            if self.received_at is None
            else business_days_after(self.received_at, REVIEW_BUSINESS_DAYS).end
        )


class PartnerInvoice(Entity):
    """An invoice that a partner issued for one list. Amount in yuan, tax included."""

    kind: ClassVar[str] = "partner_invoice"
    label: ClassVar[Text] = Text(zh="伙伴发票", en="Partner invoice")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        list_id=("开票清单", "Invoice list"),
        number=("发票号码", "Number"),
        invoice_kind=("发票类型", "Kind"),
        content=("发票内容", "Content"),
        tax_rate=("税率", "Tax rate"),
        periods=("备注的对账期次", "Periods noted"),
        issued_at=("开具时间", "Issued at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("list_id",), ("partner_id", "number"))

    state: InvoiceState = InvoiceState.ISSUED
    list_id: str
    partner_id: str
    number: str
    invoice_kind: InvoiceKind
    content: str
    amount: Decimal
    tax_rate: Decimal
    periods: tuple[str, ...] = ()
    issued_at: datetime


LIVE = (InvoiceState.ISSUED, InvoiceState.SENT, InvoiceState.UNDER_REVIEW, InvoiceState.APPROVED)


# --- What the requisition calls, and what moves it -----------------------------------------------


def open_list(
    draft: Draft, requisition_id: str, partner_id: str, amount: Decimal, periods: tuple[str, ...] = ()
) -> InvoiceList:
    """The application succeeded: the list is there, and the partner is told. Source: rules 48, 57, 61."""
    opened = InvoiceList(
        id=requisition_id,
        requisition_id=requisition_id,
        partner_id=partner_id,
        amount=amount,
        periods=periods,
        visible_at=draft.now,
        due=draft.now + INVOICE_DAYS * DAY,
    )
    draft.put(opened)
    return opened


HOLD_BACK_TEXT = Text(
    zh="申付单 {id}未读到商业信息认证结果，须在次日手工重新提交。",
    en="Requisition {id} did not find the certification; resubmit it by hand the next day.",
)


def hold_back(
    draft: Draft, requisition_id: str, partner_id: str, amount: Decimal, periods: tuple[str, ...] = ()
) -> InvoiceList:
    """The application did not see the certification: no list until staff resubmit it. Source: rules 49, 50."""
    held = InvoiceList(
        id=requisition_id,
        state=ListState.UNRECOGNISED,
        requisition_id=requisition_id,
        partner_id=partner_id,
        amount=amount,
        periods=periods,
        resubmit_from=next_day_after(draft, partner_id),
    )
    text = HOLD_BACK_TEXT.filled({"id": serial(requisition_id, "requisition")})
    draft.notify(HUAWEI.id, text, rule="incent-inv-staff-resubmit", about=held.ref)
    return draft.put(held)


def void_invoices(draft: Draft, list_id: str) -> None:
    """The list is dropped: the invoices issued for it stand for nothing any more."""
    for found in draft.find(PartnerInvoice, list_id=list_id):
        if found.state in LIVE:
            draft.put(found.but(state=InvoiceState.DISCARDED))


# --- Situation -----------------------------------------------------------------------------------


class InvoiceCase(IncentiveCase):
    """A situation about an invoice list, or about the requisition whose list is asked for."""

    @lazy
    def requisition(self) -> Requisition | None:
        """The requisition in question."""
        from sandbox.center.incentives.requisition import Requisition

        id = self.typed.get("requisition", "") or (self.subject.requisition_id if self.subject else "")
        return self.world.get(Requisition, id) if id else None

    @lazy
    def sheet(self) -> InvoiceList | None:
        """The list in question, whether it can be seen or not."""
        if isinstance(self.subject, InvoiceList):
            return self.subject
        named = self.typed.get("requisition", "") or self.typed.get("invoice_list", "")
        return self.world.get(InvoiceList, named or getattr(self.subject, "list_id", ""))

    @lazy
    def invoices(self) -> list[PartnerInvoice]:
        """The invoices of the list that count."""
        assert self.sheet is not None
        return [i for i in self.world.find(PartnerInvoice, list_id=self.sheet.id) if i.state in LIVE]

    @lazy
    def needs_list(self) -> bool:
        """Whether the payout method needs an invoice."""
        return self.requisition is None or self.requisition.method in INVOICED


def tax_on_top(s: InvoiceCase) -> bool:
    """Whether the partner added tax to an amount that includes it."""
    net = sum((i.amount / (1 + i.tax_rate) for i in s.invoices), Decimal("0"))
    return bool(s.invoices) and cents(net) == s.sheet.amount  # type: ignore[union-attr]


def used_elsewhere(s: InvoiceCase, invoice: PartnerInvoice) -> bool:
    """Whether the same invoice stands for another requisition."""
    same_number = s.world.find(PartnerInvoice, partner_id=invoice.partner_id, number=invoice.number)
    return any(other.list_id != invoice.list_id and other.state in LIVE for other in same_number)


# --- Rules ---------------------------------------------------------------------------------------

list_open = Rule(
    id="portal-list-waits-for-invoice",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    text=Text(zh="这份清单现在不需要开票。", en="This list does not wait for an invoice now."),
    remedy=Text(zh="请为“待伙伴开票”的清单开票。", en="Issue invoices for a list that waits for one."),
    holds=lambda s: s.sheet is not None and s.sheet.state == ListState.VISIBLE,
)
no_list_needed = Rule(
    id="incent-inv-no-list-coupon",
    number=51,
    kind=Kind.VISIBILITY,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="P14",
    gate=Gate.PERMISSION,
    text=Text(
        zh="转代金券额度和“返华为云账户-记欠票”没有开票清单。",
        en="Coupon quota and the return booked as owed invoice have no invoice list.",
    ),
    remedy=Text(
        zh="无须开票，额度或款项自动到账。", en="No invoice is needed; it is credited automatically."
    ),
    holds=lambda s: s.needs_list,
)
list_visible = Rule(
    id="incent-inv-list-visible",
    number=48,
    kind=Kind.VISIBILITY,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, P14",
    gate=Gate.PERMISSION,
    text=Text(
        zh="商业信息认证通过，并且成功提交付款申请之后，才能看到开票清单。",
        en="The invoice list can be seen only after the certification passed and the payment application succeeded.",
    ),
    remedy=Text(
        zh="请先完成认证，等申付单状态变为“待伙伴开票”。",
        en="Complete the certification, then wait until the requisition waits for your invoice.",
    ),
    applies=lambda s: s.needs_list and not (s.sheet and s.sheet.state == ListState.UNRECOGNISED),
    holds=lambda s: s.sheet is not None and ever_certified(s),
)
same_day_race = Rule(
    id="incent-inv-same-day-race",
    number=49,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, A21",
    text=Text(
        zh="收到激励通知后才认证，又赶在认证结果同步（次日 02:00）之前申请，付款申请没有成功，因此没有清单。",
        en="The certification came after the incentive notice and the application before the result was synchronised "
        "(02:00 the next day): the application failed, so there is no list.",
    ),
    remedy=Text(
        zh="请等待华为工作人员在次日手工重新提交；下次认证后隔天再申请。",
        en="Wait for Huawei's staff to resubmit it the next day; another time apply the day after certifying.",
    ),
    remedied_by=("invoice_list.resubmit",),
    applies=lambda s: s.needs_list and s.sheet is not None,
    holds=lambda s: s.sheet.state != ListState.UNRECOGNISED,
)
staff_resubmit = Rule(
    id="incent-inv-staff-resubmit",
    number=50,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, A21",
    text=Text(
        zh="未读到认证结果的申请，由工作人员在认证成功的次日（{from}起）手工重新提交。",
        en="An application that did not see the certification is resubmitted by staff the day after the success (from {from}).",
    ),
    remedy=Text(zh="请等到次日再提交。", en="Wait until the next day."),
    holds=lambda s: s.subject.resubmit_from is not None and s.now >= s.subject.resubmit_from,
    values=lambda s: {"from": s.subject.resubmit_from},
)
four_contents = Rule(
    id="incent-inv-content-four",
    number=52,
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="发票内容须为“信息技术服务”加信息系统服务、技术服务费、信息技术服务费、信息服务费之一。",
        en="The content is 信息技术服务 with one of 信息系统服务, 技术服务费, 信息技术服务费, 信息服务费.",
    ),
    remedy=Text(
        zh="请作废后按四种内容之一重新开具。", en="Void it and issue it again with one of the four contents."
    ),
    remedied_by=("invoice.discard", "invoice.issue"),
    holds=lambda s: all(i.content.replace(" ", "") in CONTENTS for i in s.invoices),
)
special_only = Rule(
    id="incent-inv-type-special",
    number=53,
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="P4, A8",
    text=Text(
        zh="只接受增值税专用发票（纸质）或电子专票，不接受普通发票。",
        en="Only special VAT invoices, on paper or electronic, are accepted; ordinary ones are not.",
    ),
    remedy=Text(zh="请改开专用发票。", en="Issue a special invoice instead."),
    remedied_by=("invoice.discard", "invoice.issue"),
    holds=lambda s: all(i.invoice_kind != InvoiceKind.ORDINARY for i in s.invoices),
)
tax_included = Rule(
    id="incent-inv-amount-incl-tax",
    number=54,
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="P4",
    text=Text(
        zh="通知的开票金额 {amount} 已经含税，不能再加税。",
        en="The notified amount {amount} includes tax already; none is added.",
    ),
    remedy=Text(
        zh="请按价税合计等于该金额开票。", en="Issue it so that price and tax together are that amount."
    ),
    remedied_by=("invoice.discard", "invoice.issue"),
    holds=lambda s: not tax_on_top(s),
    values=lambda s: {"amount": s.sheet.amount},
)
sum_matches = Rule(
    id="incent-invoice-sum-matches",
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="A8, A9",
    text=Text(
        zh="同一申付单（或清单）的发票合计须等于开票金额 {amount}，目前合计 {sum}。",
        en="The invoices of one requisition, or of one list, sum to the amount to be invoiced, {amount}; they sum to {sum} now.",
    ),
    remedy=Text(zh="请补开或作废重开。", en="Issue another one, or void and issue again."),
    remedied_by=("invoice.issue", "invoice.discard"),
    holds=lambda s: sum((i.amount for i in s.invoices), Decimal("0")) == s.sheet.amount,
    values=lambda s: {"amount": s.sheet.amount, "sum": sum((i.amount for i in s.invoices), Decimal("0"))},
)
one_requisition_each = Rule(
    id="incent-inv-many-to-one",
    number=55,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A9",
    text=Text(
        zh="一个申付单可以开多张发票，但一张发票不能用于多个申付单。",
        en="One requisition may have several invoices, but one invoice cannot stand for several requisitions.",
    ),
    remedy=Text(
        zh="请作废后为每个申付单分别开票。",
        en="Void it and issue invoices of their own for every requisition.",
    ),
    remedied_by=("invoice.discard", "invoice.issue"),
    holds=lambda s: not any(used_elsewhere(s, i) for i in s.invoices),
)
merged_by_application = Rule(
    id="incent-inv-merge-by-apply",
    number=56,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A10",
    text=Text(
        zh="几个期次一起申请的才能合并开票；发票备注了本申付单以外的期次。",
        en="Periods are invoiced together only if applied for together; the invoice notes a period of another application.",
    ),
    remedy=Text(
        zh="请只为清单上的期次开票；以后一次提交多个期次。",
        en="Invoice the periods on the list alone; another time apply for several periods in one submission.",
    ),
    remedied_by=("invoice.discard", "invoice.issue"),
    holds=lambda s: all(set(i.periods) <= set(s.sheet.periods) for i in s.invoices),
)
due_date = Rule(
    id="incent-inv-due-date",
    number=57,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A8",
    text=Text(
        zh="发票应在页面显示的日期 {due} 之前开具并寄回；到期后系统提醒，不会作废。",
        en="The invoice is to be issued and sent before the date shown, {due}; after it comes a reminder, nothing is voided.",
    ),
    remedy=Text(
        zh="尚未到期，请等待伙伴寄送。", en="It is not overdue yet; wait for the partner to send it."
    ),
    holds=lambda s: s.subject.due is not None and s.now >= s.subject.due,
    values=lambda s: {"due": s.subject.due},
)
second_day_review = Rule(
    id="incent-inv-review-day-2",
    number=58,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A31, A8",
    text=Text(
        zh="华为在签收后的第 2 个工作日审核发票，最晚 {due}。",
        en="Huawei reviews the invoice on the second business day after receipt, by {due}.",
    ),
    remedy=Text(zh="请到时再查看进展。", en="Look again then."),
    applies=lambda s: s.subject.received_at is not None,
    holds=lambda s: s.subject.state != ListState.UNDER_REVIEW or s.now >= s.subject.review_due,
    values=lambda s: {"due": s.subject.review_due},
)
right_way = Rule(
    id="incent-inv-paper-vs-e",
    number=59,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A8",
    needs=("delivery", "list_attached"),
    text=Text(
        zh="纸质发票与清单一起邮寄；电子专票与清单一起发到公共邮箱。",
        en="A paper invoice goes by post with the list; an electronic one to the public mailbox, with the list.",
    ),
    remedy=Text(
        zh="请附上清单，并按发票类型选择寄送方式。",
        en="Attach the list and choose the way that fits the invoice.",
    ),
    holds=lambda s: s.action.list_attached and all(way(i) == s.action.delivery for i in s.invoices),
)
number_on_list = Rule(
    id="incent-inv-number-on-list",
    number=60,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P14",
    needs=("numbers_on_list",),
    text=Text(
        zh="须打印开票清单，并在清单上填写全部发票号码。",
        en="The list is printed and all invoice numbers are written on it.",
    ),
    remedy=Text(
        zh="请填写与所开发票一致的号码，用逗号隔开。",
        en="Write the numbers of the invoices issued, separated by commas.",
    ),
    holds=lambda s: (
        bool(s.invoices) and split(s.action.numbers_on_list) == tuple(sorted(i.number for i in s.invoices))
    ),
)
entry_points = Rule(
    id="incent-inv-entry-points",
    number=61,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A8, P14",
    text=Text(
        zh="开票清单从通知邮件，或“激励管理 > 申请记录 > 查看开票清单”打开。",
        en="The list opens from the mail, or under Incentive Management > Application Records > View invoice list.",
    ),
)
sent_again = Rule(
    id="incent-inv-reject-redo",
    number=62,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A8, A31",
    text=Text(
        zh="审核不通过的发票按意见改正后重新寄送，申付单回到“待伙伴开票”。",
        en="A rejected invoice is corrected as the comment says and sent again; the requisition waits for the invoice again.",
    ),
    does=lambda s, draft: back_to_partner(s, draft),
)
REVIEWED = (
    four_contents,
    special_only,
    tax_included,
    sum_matches,
    one_requisition_each,
    merged_by_application,
)
"""What the reviewer looks at, and what a partner can check before sending."""


def ever_certified(s: InvoiceCase) -> bool:
    """Whether the partner's certification has ever passed."""
    found = certification_of(s.world, s.partner_id)
    return found is not None and found.passed_at is not None


def way(invoice: PartnerInvoice) -> Delivery:
    """How an invoice has to travel."""
    return Delivery.MAILBOX if invoice.invoice_kind == InvoiceKind.SPECIAL_ELECTRONIC else Delivery.MAIL


def split(words: str) -> tuple[str, ...]:
    """Words separated by commas or spaces, sorted."""
    for mark in "，、;；\n":
        words = words.replace(mark, ",")
    return tuple(sorted(word.strip() for word in words.split(",") if word.strip()))


# --- Actions -------------------------------------------------------------------------------------

REQUISITION = Annotated[
    str, Input(Text(zh="申付单", en="Requisition"), entity="requisition"), Field(min_length=1)
]
LIST = Annotated[
    str, Input(Text(zh="开票清单", en="Invoice list"), entity="invoice_list"), Field(min_length=1)
]
Line = Annotated[str, Field(max_length=200)]


class ViewList(Action):
    """Open the invoice list of a requisition."""

    id: ClassVar[str] = "invoice_list.view"
    title: ClassVar[Text] = Text(zh="查看开票清单", en="View invoice list")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (RECORDS_PAGE,)
    on: ClassVar[str] = "requisition"

    requisition: REQUISITION


class PrintList(ViewList):
    """Print the invoice list."""

    id: ClassVar[str] = "invoice_list.print"
    title: ClassVar[Text] = Text(zh="打印开票清单", en="Print invoice list")


class DownloadList(ViewList):
    """Download the invoice list."""

    id: ClassVar[str] = "invoice_list.download"
    title: ClassVar[Text] = Text(zh="下载开票清单", en="Download invoice list")


class Resubmit(Action):
    """Huawei's staff submit an application again that did not see the certification."""

    id: ClassVar[str] = "invoice_list.resubmit"
    title: ClassVar[Text] = Text(zh="手工重新提交", en="Resubmit by hand")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    on: ClassVar[str] = "invoice_list"

    invoice_list: LIST


class Issue(Action):
    """The partner issues an invoice for a list."""

    id: ClassVar[str] = "invoice.issue"
    title: ClassVar[Text] = Text(zh="开具发票", en="Issue an invoice")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (RECORDS_PAGE,)
    on: ClassVar[str] = "invoice_list"

    invoice_list: LIST
    number: Annotated[Line, Input(Text(zh="发票号码", en="Number")), Field(min_length=1)]
    invoice_kind: Annotated[InvoiceKind, Input(Text(zh="发票类型", en="Kind"))] = InvoiceKind.SPECIAL_PAPER
    content: Annotated[Line, Input(Text(zh="发票内容", en="Content"))] = CONTENTS[1]
    amount: Annotated[
        Decimal, Input(Text(zh="价税合计（元）", en="Total with tax (CNY)")), Field(gt=0, max_digits=14)
    ]
    tax_rate: Annotated[Decimal, Input(Text(zh="税率", en="Tax rate")), Field(ge=0, lt=1)] = Decimal("0.06")
    periods: Annotated[Line, Input(Text(zh="备注的对账期次", en="Periods noted"))] = ""


class Discard(Action):
    """The partner voids an invoice before it is sent."""

    id: ClassVar[str] = "invoice.discard"
    title: ClassVar[Text] = Text(zh="作废发票", en="Void the invoice")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    on: ClassVar[str] = "partner_invoice"

    partner_invoice: Annotated[
        str, Input(Text(zh="发票", en="Invoice"), entity="partner_invoice"), Field(min_length=1)
    ]


class OnList(Action):
    """What is done with a list."""

    on: ClassVar[str] = "invoice_list"


class SelfCheck(OnList):
    """Check the invoices against what the reviewer will look at; changes nothing."""

    id: ClassVar[str] = "invoice_list.check"
    title: ClassVar[Text] = Text(zh="寄送前自查", en="Check before sending")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF

    invoice_list: LIST


class Send(OnList):
    """The partner sends invoice and list."""

    id: ClassVar[str] = "invoice_list.send"
    title: ClassVar[Text] = Text(zh="寄送发票和清单", en="Send invoice and list")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (RECORDS_PAGE,)

    invoice_list: LIST
    delivery: Annotated[Delivery, Input(Text(zh="寄送方式", en="Way"))]
    numbers_on_list: Annotated[
        Line, Input(Text(zh="清单上填写的发票号码", en="Numbers written on the list"))
    ] = ""
    list_attached: Annotated[bool, Input(Text(zh="已附上开票清单", en="List attached"))] = False


class TrackReview(OnList):
    """Look how far the review of the invoice is."""

    id: ClassVar[str] = "invoice_list.track_review"
    title: ClassVar[Text] = Text(zh="查看审核进展", en="Look at the review")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF

    invoice_list: LIST


class Remind(OnList):
    """Huawei reminds the partner of an overdue invoice."""

    id: ClassVar[str] = "invoice_list.remind"
    title: ClassVar[Text] = Text(zh="催交发票", en="Remind of the invoice")
    roles: ClassVar[frozenset[str]] = OPERATIONS | HUAWEI_FINANCE

    invoice_list: LIST


class SignFor(OnList):
    """Huawei's shared centre receives invoice and list."""

    id: ClassVar[str] = "invoice_list.sign_for"
    title: ClassVar[Text] = Text(zh="签收发票", en="Sign for the invoice")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE

    invoice_list: LIST


class ApproveInvoice(OnList):
    """Finance approves the invoices of a list."""

    id: ClassVar[str] = "invoice_list.approve"
    title: ClassVar[Text] = Text(zh="发票审核通过", en="Approve the invoice")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE

    invoice_list: LIST


class RejectInvoice(OnList):
    """Finance rejects the invoices of a list, with a reason."""

    id: ClassVar[str] = "invoice_list.reject"
    title: ClassVar[Text] = Text(zh="发票审核不通过", en="Reject the invoice")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE

    invoice_list: LIST
    reason: Annotated[Line, Input(Text(zh="原因", en="Reason"), multiline=True), Field(min_length=1)]


# --- Effects -------------------------------------------------------------------------------------


def rows_of(world: World | Draft, shown: InvoiceList) -> list[tuple[Text, Any]]:
    """What stands on the list, label and value."""
    partner = world.need(Partner, shown.partner_id)
    return [
        (Text(zh="申付单号", en="Requisition no."), serial(shown.requisition_id, "requisition")),
        (Text(zh="供应商", en="Supplier"), partner.account_name),
        (Text(zh="对账期次", en="Periods"), shown.periods),
        (Text(zh="开票金额（含税）", en="Amount to be invoiced, tax included"), shown.amount),
        (Text(zh="可用的发票内容", en="Contents accepted"), CONTENTS),
        (Text(zh="最晚开票时间", en="Invoice due"), shown.due),
        (Text(zh="邮寄地址", en="Postal address"), ADDRESS),
        (Text(zh="公共邮箱", en="Public mailbox"), MAILBOX),
        (Text(zh="发票号码（手工填写）", en="Invoice no. (by hand)"), "____________"),
    ]


TABLE = (
    Text(zh="对账期次", en="Period"),
    Text(zh="激励金额（含销项税）", en="Incentive, output tax included"),
    Text(zh="冲抵负激励", en="Netted"),
    Text(zh="冲抵后", en="After netting"),
    Text(zh="开票金额（含税）", en="To be invoiced, tax included"),
)
FOOT = Text(
    zh="请打印本清单，手工填写发票号码，连同发票寄回。培训用模拟单据，地址和邮箱均为虚构。",
    en="Print this list, write the invoice numbers on it and send it with the invoice. A paper of a training simulator: address and mailbox are made up.",
)


def paper_of(world: World | Draft, shown: InvoiceList) -> Paper:
    """The list as it is printed: what to invoice, for which periods, and where to send it."""
    from sandbox.center.incentives.item import IncentiveItem
    from sandbox.center.incentives.requisition import Requisition

    found = world.get(Requisition, shown.requisition_id)
    rows: list[tuple[Any, ...]] = []
    for line in found.lines if found is not None else ():
        item = world.get(IncentiveItem, line.item_id)
        period = item.period if item is not None else ""
        rows.append((period, line.amount, line.netted, line.net, line.settlement))
    if rows:
        sums = (sum((row[n] for row in rows), Decimal(0)) for n in range(1, len(TABLE)))
        rows.append((Text(zh="合计", en="Sum"), *sums))
    facts = tuple(rows_of(world, shown))
    return Paper(InvoiceList.label, facts, TABLE if rows else (), tuple(rows), FOOT)


def as_html(world: World | Draft, shown: InvoiceList, lang: str) -> str:
    """The list as a printable page."""
    return printable(paper_of(world, shown), lang)


def as_csv(world: World | Draft, shown: InvoiceList, lang: str) -> str:
    """The list as a table for a spreadsheet; a leading mark lets it read Chinese."""
    from sandbox.engine.text import show

    quoted = [
        ",".join('"' + show(cell, lang).replace('"', '""') + '"' for cell in row)
        for row in rows_of(world, shown)
    ]
    return "\ufeff" + "\r\n".join(quoted) + "\r\n"


def show_list(s: InvoiceCase, draft: Draft) -> None:
    """Show the list; a look changes nothing but the record of it."""
    assert s.sheet is not None
    draft.subject = s.sheet
    page = as_html(draft, s.sheet, "zh")
    draft.record(
        "invoice_list_shown", s.sheet.ref, type(s.action).title, html=page, csv=as_csv(draft, s.sheet, "zh")
    )


def resubmit(s: InvoiceCase, draft: Draft) -> None:
    """The application succeeds now; the list can be seen."""
    from sandbox.center.incentives.requisition import accept

    assert s.requisition is not None
    accept(draft, s.requisition)


def issue(s: InvoiceCase, draft: Draft) -> None:
    """Keep the invoice as it is; whether it is right is found before sending or in the review."""
    action = s.action
    assert s.sheet is not None
    draft.create(
        PartnerInvoice,
        state=InvoiceState.ISSUED,
        list_id=s.sheet.id,
        partner_id=s.sheet.partner_id,
        number=action.number,
        invoice_kind=action.invoice_kind,
        content=action.content,
        amount=action.amount,
        tax_rate=action.tax_rate,
        periods=split(action.periods),
        issued_at=draft.now,
    )


def invoices_become(s: InvoiceCase, draft: Draft, state: InvoiceState) -> None:
    """Move every live invoice of the list."""
    for invoice in s.invoices:
        draft.put(invoice.but(state=state))


def send(s: InvoiceCase, draft: Draft) -> None:
    """Invoice and list are on their way."""
    from sandbox.center.incentives.requisition import invoices_sent

    invoices_become(s, draft, InvoiceState.SENT)
    draft.move(sent_at=draft.now, received_at=None, reject_reason="")
    invoices_sent(draft, s.subject.requisition_id)


def sign_for(s: InvoiceCase, draft: Draft) -> None:
    """The review's time starts."""
    invoices_become(s, draft, InvoiceState.UNDER_REVIEW)
    draft.move(received_at=draft.now)


def approve(s: InvoiceCase, draft: Draft) -> None:
    """Payment review is next."""
    from sandbox.center.incentives.requisition import invoices_approved

    invoices_become(s, draft, InvoiceState.APPROVED)
    draft.move()
    invoices_approved(draft, s.subject.requisition_id)


UNSAID = Text(zh="审核员未说明原因", en="the reviewer gave no reason")
BY_THE_RULES = "按审核规则"
"""The comment of a review that runs by itself; the partner reads the sentences of the rules instead."""


def comment(s: InvoiceCase) -> Text | str:
    """The reviewer's comment: what was typed, or everything that the rules find wrong."""
    if s.action.reason != BY_THE_RULES:
        return str(s.action.reason)
    said = [reason(rule, s).text for rule in blocking(REVIEWED, s)]
    return Text(zh="".join(t.zh for t in said), en=" ".join(t.en for t in said)) if said else UNSAID


BACK_TO_PARTNER_TEXT = Text(
    zh="申付单 {id}的发票审核不通过：{reason}。请改正后重新寄送。",
    en="The invoice of requisition {id} was rejected: {reason}. Correct it and send it again.",
)


def back_to_partner(s: InvoiceCase, draft: Draft) -> None:
    """The partner invoices and sends again."""
    from sandbox.center.incentives.requisition import invoices_rejected

    said = comment(s)
    invoices_become(s, draft, InvoiceState.REJECTED)
    draft.move(reject_reason=said, received_at=None, sent_at=None)
    invoices_rejected(draft, s.subject.requisition_id)
    text = BACK_TO_PARTNER_TEXT.filled(
        {"id": serial(s.subject.requisition_id, "requisition"), "reason": said}
    )
    draft.notify(
        recipient(draft, s.subject.partner_id), text, rule=sent_again.id, channel="mail", about=s.subject.ref
    )


REMIND_TEXT = Text(
    zh="申付单 {id}的发票已过期限 {due}，请尽快开具并寄回。",
    en="The invoice of requisition {id} was due by {due}; please issue and send it.",
)


def remind(s: InvoiceCase, draft: Draft) -> None:
    """Remind the partner; nothing is voided."""
    draft.move(reminded=True)
    text = REMIND_TEXT.filled({"id": serial(s.subject.requisition_id, "requisition"), "due": s.subject.due})
    draft.notify(
        recipient(draft, s.subject.partner_id), text, rule=due_date.id, channel="mail", about=s.subject.ref
    )


def note_look(s: InvoiceCase, draft: Draft) -> None:
    """A look changes nothing."""
    draft.record("invoice_review_shown", s.subject.ref, s.subject.state.label)


# --- Machines ------------------------------------------------------------------------------------


def resubmitted_by_itself(held: InvoiceList, settings: Mapping[str, Any]) -> datetime | None:
    """When staff resubmit, unless played by hand: at nine the next day, never before it."""
    if held.resubmit_from is None:
        return None
    at = held.resubmit_from + STAFF_AT_WORK
    return at if answer_due(settings, at, lambda: at) else None


def received_by_itself(sent: InvoiceList, settings: Mapping[str, Any]) -> datetime | None:
    """When the shared centre signs, unless played by hand: the next business day."""
    if sent.sent_at is None:
        return None
    at = sent.sent_at
    return answer_due(settings, at, lambda: business_days_after(at, 1).end - DAY + STAFF_AT_WORK)


def reviewed_by_itself(received: InvoiceList, settings: Mapping[str, Any]) -> datetime | None:
    """When finance reviews, unless played by hand: by the end of the second business day."""
    if received.received_at is None:
        return None
    return answer_due(settings, received.received_at, lambda: received.review_due)


def review_result(world: World, received: InvoiceList) -> tuple[str, Action]:
    """What finance decides by itself: everything that is wrong, or nothing."""
    from sandbox.center.incentives.payee import HUAWEI_FINANCE as ROLES
    from sandbox.engine.actions import Persona

    case = InvoiceCase(
        world, Persona("huawei-finance", ROLES), ApproveInvoice(invoice_list=received.id), received
    )
    if blocking(REVIEWED, case):
        return FINANCE.id, RejectInvoice(invoice_list=received.id, reason=BY_THE_RULES)
    return FINANCE.id, ApproveInvoice(invoice_list=received.id)


LOOKED_AT = (*ACCESS, no_list_needed, list_visible, same_day_race)
machine = Machine(
    entity=InvoiceList,
    states=ListState,
    label=InvoiceList.label,
    subject="invoice_list",
    situation=InvoiceCase,
    transitions=(
        *(
            Transition(action=a, rules=LOOKED_AT, effect=(show_list,))
            for a in (ViewList, PrintList, DownloadList)
        ),
        Transition(
            action=Resubmit,
            source=(ListState.UNRECOGNISED,),
            to=ListState.VISIBLE,
            rules=(staff_resubmit,),
            effect=(resubmit,),
        ),
        Transition(
            action=SelfCheck, source=(ListState.VISIBLE,), rules=(*ACCESS, *REVIEWED), effect=(note_look,)
        ),
        Transition(
            action=Send,
            source=(ListState.VISIBLE,),
            to=ListState.SENT,
            rules=(*ACCESS, number_on_list, right_way),
            effect=(send,),
        ),
        Transition(
            action=TrackReview,
            source=tuple(ListState),
            rules=(*ACCESS, second_day_review),
            effect=(note_look,),
        ),
        Transition(action=Remind, source=(ListState.VISIBLE,), rules=(due_date,), effect=(remind,)),
        Transition(action=SignFor, source=(ListState.SENT,), to=ListState.UNDER_REVIEW, effect=(sign_for,)),
        Transition(
            action=ApproveInvoice,
            source=(ListState.UNDER_REVIEW,),
            to=ListState.APPROVED,
            rules=REVIEWED,
            effect=(approve,),
        ),
        Transition(
            action=RejectInvoice, source=(ListState.UNDER_REVIEW,), to=ListState.VISIBLE, effect=(sent_again,)
        ),
    ),
    timers=(
        Timer(
            name="resubmission",
            label=Text(zh="工作人员次日重新提交", en="Staff resubmit the next day"),
            source=(ListState.UNRECOGNISED,),
            due=resubmitted_by_itself,
            acts=lambda world, held: (HUAWEI.id, Resubmit(invoice_list=held.id)),
            rules=(staff_resubmit,),
            follows_settings=True,
            window=Text(zh="认证成功的次日", en="the day after the certification passed"),
        ),
        Timer(
            name="due",
            label=Text(zh="开票期限", en="Invoice due"),
            source=(ListState.VISIBLE,),
            due=lambda shown, settings: None if shown.reminded else shown.due,
            effect=(remind,),
            rules=(due_date,),
            window=Text(zh="页面显示的日期（30 天）", en="the date shown (30 days)"),
        ),
        Timer(
            name="receipt",
            label=Text(zh="签收发票", en="The invoice is received"),
            source=(ListState.SENT,),
            due=received_by_itself,
            acts=lambda world, sent: (FINANCE.id, SignFor(invoice_list=sent.id)),
            follows_settings=True,
        ),
        Timer(
            name="review",
            label=Text(zh="审核发票", en="The invoice is reviewed"),
            source=(ListState.UNDER_REVIEW,),
            due=reviewed_by_itself,
            acts=review_result,
            rules=(second_day_review,),
            follows_settings=True,
            window=Text(zh="签收后第 2 个工作日", en="second business day after receipt"),
        ),
    ),
    moves=(
        Move(
            "invoice_list.hold_back",
            (),
            ListState.UNRECOGNISED,
            Text(zh="申请未读到认证结果", en="the application misses the certification"),
        ),
        Move(
            "invoice_list.open", (), ListState.VISIBLE, Text(zh="申请受理", en="the application is accepted")
        ),
    ),
)
invoice_machine = Machine(
    entity=PartnerInvoice,
    states=InvoiceState,
    label=PartnerInvoice.label,
    subject="partner_invoice",
    situation=InvoiceCase,
    transitions=(
        Transition(action=Issue, to=InvoiceState.ISSUED, rules=(*ACCESS, list_open), effect=(issue,)),
        Transition(
            action=Discard,
            source=(InvoiceState.ISSUED,),
            to=InvoiceState.DISCARDED,
            rules=ACCESS,
        ),
    ),
    moves=(
        Move("invoice_list.send", (InvoiceState.ISSUED,), InvoiceState.SENT),
        Move("invoice_list.sign_for", (InvoiceState.SENT,), InvoiceState.UNDER_REVIEW),
        Move("invoice_list.approve", (InvoiceState.UNDER_REVIEW,), InvoiceState.APPROVED),
        Move("invoice_list.reject", (InvoiceState.UNDER_REVIEW,), InvoiceState.REJECTED),
        Move("requisition.change_method", (InvoiceState.ISSUED,), InvoiceState.DISCARDED),
        Move(
            "requisition.reject",
            (InvoiceState.APPROVED,),
            InvoiceState.DISCARDED,
            Text(zh="申请被驳回", en="the application is rejected"),
        ),
    ),
)
