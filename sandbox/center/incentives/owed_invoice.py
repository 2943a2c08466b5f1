"""Owed invoices 欠票: what 返华为云账户-记欠票 books, and the invoice a partner asks Huawei for later.

Read from top to bottom: states, entity, sums, situation, rules, actions, effects, machine.
Source: 04 rule 42, §6.17; errata to 42 (the ledger of the same tax rate).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.roles import path
from sandbox.center.incentives import formulas
from sandbox.center.incentives.payee import ACCESS, FINANCE_STAFF, ZERO, IncentiveCase, cents
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Transition
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text, same
from sandbox.engine.world import Draft, Entity, World

INVOICE_PAGE = path("销售 > 账务 > 发票管理", "Sales > Billing > Invoices")

# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an owed invoice; the labels are ours."""

    OPEN = "open", "待冲抵", "to be offset", "initial"
    OFFSET = "offset", "已冲抵", "offset", "terminal"


class OwedInvoice(Entity):
    """An entry of the ledger: ``amount`` in yuan at one tax rate, ``offset`` of it already used up."""

    kind: ClassVar[str] = "owed_invoice"
    label: ClassVar[Text] = Text(zh="欠票", en="Owed invoice")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        requisition_id=("申付单", "Requisition"),
        tax_rate=("税率", "Tax rate"),
        offset=("已冲抵金额", "Offset"),
        booked_at=("入账时间", "Booked at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: State = State.OPEN
    partner_id: str
    requisition_id: str = ""
    tax_rate: Decimal
    amount: Annotated[Decimal, Field(gt=0)]
    offset: Annotated[Decimal, Field(ge=0)] = ZERO
    booked_at: datetime

    @property
    def rest(self) -> Decimal:
        """What is still owed, in yuan."""
        return self.amount - self.offset


class InvoiceState(Labelled):
    """States of an invoice of Huawei."""

    ISSUED = "issued", "已开具", "issued", "terminal"


class HuaweiInvoice(Entity):
    """An invoice of Huawei to the partner; ``amount`` in yuan is what was billed after the offset."""

    kind: ClassVar[str] = "huawei_invoice"
    label: ClassVar[Text] = Text(zh="华为云发票", en="Invoice of Huawei Cloud")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        tax_rate=("税率", "Tax rate"),
        chosen=("选择金额", "Amount chosen"),
        offset=("冲抵欠票", "Offset"),
        issued_at=("开票时间", "Issued at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: InvoiceState
    partner_id: str
    tax_rate: Decimal
    chosen: Decimal
    offset: Decimal
    amount: Decimal
    issued_at: datetime


# --- Sums ----------------------------------------------------------------------------------------


def open_entries(world: World | Draft, partner_id: str, tax_rate: Decimal | None = None) -> list[OwedInvoice]:
    """The entries still to be offset, oldest first; of one tax rate or of all."""
    return [
        e
        for e in world.find(OwedInvoice, partner_id=partner_id)
        if e.state == State.OPEN and tax_rate in (None, e.tax_rate)
    ]


def owed(world: World | Draft, partner_id: str, tax_rate: Decimal | None = None) -> Decimal:
    """The owed-invoice ledger 欠票 of one tax rate, or the whole of it, in yuan."""
    return sum((e.rest for e in open_entries(world, partner_id, tax_rate)), ZERO)


def book(draft: Draft, partner_id: str, requisition_id: str, tax_rate: Decimal, amount: Decimal) -> None:
    """Book what a 记欠票 credit owes at this rate."""
    subject = draft.subject
    draft.create(
        OwedInvoice,
        state=State.OPEN,
        partner_id=partner_id,
        requisition_id=requisition_id,
        tax_rate=tax_rate,
        amount=amount,
        booked_at=draft.now,
    )
    draft.subject = subject


# --- Rules ---------------------------------------------------------------------------------------


def rate_text(rate: Decimal) -> Text:
    """A tax rate as a reader writes it."""
    return same(f"{(rate * 100).normalize():f}%")


owed_first = Rule(
    id="incent-pay-owed-invoice",
    number=42,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A30, A39",
    needs=("amount", "tax_rate"),
    text=Text(
        zh="索取发票时选择的金额须大于同税率的欠票 {owed}：先冲抵欠票，只为余额开票。",
        en="The amount chosen for an invoice must exceed the owed invoices of the same rate, {owed}: these are offset first, and only the rest is billed.",
    ),
    remedy=Text(
        zh="请选择更大的可开票金额；不同税率的欠票互不冲抵。",
        en="Choose a larger amount; owed invoices of another rate do not matter.",
    ),
    holds=lambda s: s.action.amount > owed(s.world, s.partner_id, s.action.tax_rate),
    values=lambda s: {"owed": owed(s.world, s.partner_id, s.action.tax_rate)},
)
amount_in_cents = Rule(
    id="incent-amount-in-cents",
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="A39",
    needs=("amount",),
    text=Text(zh="金额须大于 0，最多两位小数。", en="The amount is above 0, with at most two decimals."),
    remedy=Text(zh="请更正金额。", en="Correct the amount."),
    holds=lambda s: s.action.amount > 0 and s.action.amount == cents(s.action.amount),
)


# --- Actions -------------------------------------------------------------------------------------


class RequestInvoice(Action):
    """Ask Huawei for an invoice; owed invoices of the same rate are offset first."""

    id: ClassVar[str] = "owed_invoice.request_invoice"
    title: ClassVar[Text] = Text(zh="向华为云索取发票", en="Ask Huawei for an invoice")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (INVOICE_PAGE,)

    amount: Annotated[
        Decimal, Input(Text(zh="选择金额（元）", en="Amount chosen (CNY)")), Field(max_digits=14)
    ]
    tax_rate: Annotated[Decimal, Input(Text(zh="税率", en="Tax rate")), Field(ge=0, lt=1)] = Decimal("0.06")


# --- Effects -------------------------------------------------------------------------------------


INVOICE_ISSUED = Text(zh="已开具发票", en="The invoice is issued")


def offset_and_bill(s: IncentiveCase, draft: Draft) -> None:
    """Use up the entries of the rate, oldest first, and bill what remains."""
    entries = open_entries(draft, s.partner_id, s.action.tax_rate)
    total = sum((e.rest for e in entries), ZERO)
    for entry in entries:
        draft.put(entry.but(offset=entry.amount, state=State.OFFSET))
    draft.subject = None
    draft.create(
        HuaweiInvoice,
        state=InvoiceState.ISSUED,
        partner_id=s.partner_id,
        tax_rate=s.action.tax_rate,
        chosen=s.action.amount,
        offset=total,
        amount=formulas.billed(s.action.amount, total)[-1].amount,
        issued_at=draft.now,
    )
    draft.record("invoice_issued", "", INVOICE_ISSUED)


# --- Machines ------------------------------------------------------------------------------------

machine = Machine(
    entity=OwedInvoice,
    states=State,
    label=OwedInvoice.label,
    subject="owed_invoice",
    situation=IncentiveCase,
    moves=(
        Move("credited", (), State.OPEN, Text(zh="记欠票入账", en="credited as owed invoice")),
        Move("owed_invoice.request_invoice", (State.OPEN,), State.OFFSET),
    ),
)
invoice_machine = Machine(
    entity=HuaweiInvoice,
    states=InvoiceState,
    label=HuaweiInvoice.label,
    subject="huawei_invoice",
    situation=IncentiveCase,
    transitions=(
        Transition(
            action=RequestInvoice,
            to=InvoiceState.ISSUED,
            rules=(*ACCESS, amount_in_cents, owed_first),
            effect=(offset_and_bill,),
        ),
    ),
)
