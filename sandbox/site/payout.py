"""The decision table of the payout methods, worked out by asking the simulator's own functions.

Which incentive allows which method, which method needs an invoice, the least amount and an amount worked
out to the cent: nothing here is written down a second time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from sandbox.center.incentives.item import NEW_RESALE_FROM, IncentiveItem, methods_of
from sandbox.center.incentives.payee import INVOICED, IncentiveClass, Method
from sandbox.center.incentives.requisition import FLOOR, settlement
from sandbox.engine.text import Text, show
from sandbox.site import words
from sandbox.site.html import tag
from sandbox.site.library import Place
from sandbox.site.pages import table

NET = Decimal("1060.00")
OUTPUT_RATE = Decimal("0.06")
INVOICE_RATE = Decimal("0.03")
"""The example of the last row: output tax and invoice rate differ, and nothing has to be rounded."""


def sorts() -> list[tuple[Text, IncentiveItem]]:
    """Every sort of incentive that the methods tell apart, with an item of it."""
    values = {
        "since": Text(
            zh=f"{NEW_RESALE_FROM.year} 年 {NEW_RESALE_FROM.month} 月", en=f"{NEW_RESALE_FROM:%B %Y}"
        )
    }
    found = []
    for kind in IncentiveClass:
        if kind == IncentiveClass.RESALE:
            found.append((words.RESALE_SINCE.filled(values), _item(kind, NEW_RESALE_FROM)))
            found.append(
                (words.RESALE_BEFORE.filled(values), _item(kind, NEW_RESALE_FROM - timedelta(days=1)))
            )
        else:
            found.append((words.INCENTIVE_OF.filled({"kind": kind.label}), _item(kind, NEW_RESALE_FROM)))
    return found


def _item(kind: IncentiveClass, at: datetime) -> IncentiveItem:
    return IncentiveItem(
        id="x", partner_id="x", incentive_class=kind, period="x", amount=NET, generated_at=at
    )


def methods_table(place: Place) -> Markup:
    """Sorts of incentives down, methods across; below them what a method asks for and what it pays."""
    lang = place.lang

    def head(text: Text, rule: str, values: dict[str, Any] | None = None) -> Markup:
        return tag("a", text.render(lang, values), href=place.to(f"rules/{rule}.md"))

    rows: list[list[str | Markup]] = []
    for label, item in sorts():
        allowed = methods_of(item, {})
        new = Method.RETURN_AS_OWED in allowed
        rule = "incent-pay-new-resale-methods" if new else "incent-pay-legacy-referral-methods"
        cells = [words.CAN_CHOOSE if method in allowed else words.CANNOT_CHOOSE for method in Method]
        rows.append([head(label, rule), *(cell.render(lang) for cell in cells)])
    example = {"net": NET, "output": f"{OUTPUT_RATE:.0%}", "invoice": f"{INVOICE_RATE:.0%}"}
    needed = [words.NEEDED if method in INVOICED else words.NOT_NEEDED for method in Method]
    least = [FLOOR if method in INVOICED else words.NO_FLOOR for method in Method]
    paid = [settlement(NET, OUTPUT_RATE, INVOICE_RATE, method) for method in Method]
    rows += [
        [head(words.INVOICE_OF_PARTNER, "incent-pay-invoice-bearing"), *(show(v, lang) for v in needed)],
        [head(words.LEAST_AMOUNT, "incent-pay-min-1000-manual"), *(show(v, lang) for v in least)],
        [head(words.PAID_FOR, "incent-pay-amount-invoiced", example), *(show(v, lang) for v in paid)],
    ]
    return table(lang, (words.INCENTIVE, *(method.label for method in Method)), rows)
