"""Incentives 激励: performance, reconciliation, payout, invoices, certification. One line per lifecycle."""

from sandbox.center.incentives import (
    auto_issue,
    calculator,
    certification,
    document,
    invoice,
    item,
    listing,
    owed_invoice,
    payee,
    performance,
    reconciliation,
    requisition,
    staff,
    stations,
    support,
    tail_listing,
    withdrawal,
    wizard,
)
from sandbox.center.incentives.sources import SOURCES
from sandbox.engine.machines import Area
from sandbox.engine.text import Text
from sandbox.engine.world import Draft


def complete(draft: Draft) -> None:
    """Give every payee a switch of automatic issue, and every partner a certification."""
    auto_issue.give_switches(draft)
    certification.give_certifications(draft)


AREA = Area(
    id="incentives",
    label=Text(zh="激励", en="Incentives"),
    modules=(
        payee,
        performance,
        reconciliation,
        item,
        auto_issue,
        requisition,
        owed_invoice,
        withdrawal,
        certification,
        invoice,
        staff,
        support,
        listing,
        tail_listing,
        calculator,
        stations,
        document,
        wizard,
    ),
    complete=complete,
    errata=frozenset({"incent-invoice-sum-matches", "incent-delivery-support-40bd"}),
    sources=SOURCES,
)
