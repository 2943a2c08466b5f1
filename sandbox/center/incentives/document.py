"""The page that shows, prints and downloads the invoice list 开票清单 of a requisition, or says why it cannot.

Source: 04 §3.5, rules 48–51, 60, 61.
"""

from __future__ import annotations

from sandbox.center.common.roles import PARTNER_STAFF, under
from sandbox.center.incentives.invoice import DownloadList, InvoiceList, PrintList, ViewList, paper_of
from sandbox.center.incentives.payee import (
    RECORDS_PAGE,
    may_see_incentives,
)
from sandbox.center.incentives.requisition import Requisition
from sandbox.engine.actions import Persona
from sandbox.engine.pages import Document, Paper
from sandbox.engine.text import Text, serial
from sandbox.engine.world import Entity, World


def own(world: World, persona: Persona) -> list[Requisition]:
    """The requisitions of the persona's company, newest first."""
    return world.find(Requisition, partner_id=persona.organisation)[::-1]


def called(world: World, requisition: Requisition) -> Text:
    """Its number, what is paid, how, and how far it is."""
    r = requisition
    name = Text(
        zh="{no} · {at} · {amount} · {method} · {state}",
        en="{no} · {at} · {amount} · {method} · {state}",
    )
    facts = {
        "no": serial(r.id, r.kind),
        "at": r.submitted_at.date(),
        "amount": r.settlement,
        "method": r.method,
        "state": r.state,
    }
    return name.filled(facts)


def paper(world: World, requisition: Entity) -> Paper:
    """The list of a requisition; it carries the requisition's id."""
    return paper_of(world, world.need(InvoiceList, requisition.id))


print_page = Document(
    id="incentives.print_list",
    title=Text(zh="查看与打印", en="View and print"),
    text=Text(
        zh="选择申付单，查看、打印或下载它的开票清单；看不到时会说明原因和办法。",
        en="Choose a requisition to view, print or download its invoice list; where there is none, it says why and what to do.",
    ),
    menu=under(RECORDS_PAGE, "开票清单", "Invoice lists"),
    roles=PARTNER_STAFF,
    shown=may_see_incentives,
    guide="print-the-invoice-list",
    records=own,
    called=called,
    view=ViewList,
    prints=PrintList,
    download=DownloadList,
    paper=paper,
)
