"""The invoice at the end of a benefit: what the partner says of it when sending it, and its review.

Staff incentive, NRE and delivery support have a list of their own, which is printed and sent with the invoice
like any other; the reviewer looks at the content, the kind and the sum (one invoice, or several alike).
Source: 04 §3.8–3.9, rules 52, 53; errata (incent-invoice-sum-matches).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from sandbox.center.common.partner import HUAWEI_FINANCE
from sandbox.center.incentives.certification import edit_blocks_settlement
from sandbox.center.incentives.invoice import (
    BY_THE_RULES,
    CONTENTS,
    UNSAID,
    InvoiceKind,
    four_contents,
    special_only,
    sum_matches,
)
from sandbox.center.incentives.payee import ACCESS
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Effect, Transition
from sandbox.engine.rules import Rule, blocking, reason
from sandbox.engine.text import Text
from sandbox.engine.world import Draft, World

REVIEWED: tuple[Rule, ...] = (four_contents, special_only, sum_matches)
"""What the reviewer looks at."""
USUAL_CONTENT = CONTENTS[1]

Kind = Annotated[InvoiceKind, Input(Text(zh="发票类型", en="Kind"))]
Content = Annotated[str, Input(Text(zh="发票内容", en="Content")), Field(max_length=200)]
Total = Annotated[
    Decimal | None,
    Input(Text(zh="发票价税合计（元），不填即为清单金额", en="Total with tax (CNY); empty: as on the list")),
    Field(gt=0, max_digits=14),
]

LABELS: Mapping[str, tuple[str, str]] = {
    "invoice_kind": ("发票类型", "Kind of invoice"),
    "invoice_content": ("发票内容", "Content of the invoice"),
    "invoice_amount": ("发票价税合计", "Total of the invoice"),
}


class Sent(NamedTuple):
    """What was sent, as the rules of invoices look at it; the amount in yuan, tax included."""

    invoice_kind: InvoiceKind
    content: str
    amount: Decimal


def sent_with(record: Any) -> list[Sent]:
    """The invoice of a record, one entry however many numbers it has; what was not said is as usual."""
    kind = record.invoice_kind or InvoiceKind.SPECIAL_PAPER
    total = record.amount if record.invoice_amount is None else record.invoice_amount
    return [Sent(kind, record.invoice_content or USUAL_CONTENT, total)]


def keep_invoice(s: Any, draft: Draft) -> None:
    """The invoice is on its way."""
    action = s.action
    draft.move(
        invoice_numbers=action.invoice_numbers,
        invoice_kind=action.invoice_kind,
        invoice_content=action.content,
        invoice_amount=s.subject.amount if action.amount is None else action.amount,
        invoice_sent_at=draft.now,
        reason="",
    )


def comment(s: Any) -> Text | str:
    """The reviewer's comment: what was typed, or everything that the rules find wrong."""
    if s.action.reason != BY_THE_RULES:
        return str(s.action.reason)
    said = [reason(rule, s).text for rule in blocking(REVIEWED, s)]
    return Text(zh="".join(t.zh for t in said), en=" ".join(t.en for t in said)) if said else UNSAID


def decision(
    case: type[Any], approve: Callable[..., Action], reject: Callable[..., Action]
) -> Callable[[World, Any], tuple[str, Action]]:
    """What finance decides by itself: everything that is wrong, or nothing."""

    def decide(world: World, record: Any) -> tuple[str, Action]:
        named = {record.kind: record.id}
        yes = approve(**named)
        if blocking(REVIEWED, case(world, HUAWEI_FINANCE, yes, record)):
            return HUAWEI_FINANCE.id, reject(**named, reason=BY_THE_RULES)
        return HUAWEI_FINANCE.id, yes

    return decide


def transitions(
    state: Any,
    ready: Any,
    send: type[Action],
    approve: type[Action],
    reject: type[Action],
    pays: type[Action],
    effects: tuple[Effect, Effect, Effect],
) -> tuple[Transition, ...]:
    """From what is ready to be invoiced to the payment; ``effects`` of approving, rejecting and paying."""
    approved, rejected, paid = effects
    return (
        Transition(
            action=send,
            source=(ready,),
            to=state.INVOICE_REVIEW,
            rules=ACCESS,
            effect=(keep_invoice,),
        ),
        Transition(
            action=approve,
            source=(state.INVOICE_REVIEW,),
            to=state.WAITING_FOR_HUAWEI,
            rules=REVIEWED,
            effect=(approved,),
        ),
        Transition(action=reject, source=(state.INVOICE_REVIEW,), to=ready, effect=(rejected,)),
        Transition(
            action=pays,
            source=(state.WAITING_FOR_HUAWEI,),
            to=state.PAID,
            rules=(edit_blocks_settlement,),
            effect=(paid,),
        ),
    )
