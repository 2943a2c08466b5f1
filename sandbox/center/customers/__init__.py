"""Customers 客户: development, association, account managers, funds. One line per lifecycle."""

from sandbox.center.common.partner import Member, Partner
from sandbox.center.customers import (
    account,
    account_manager,
    after_effects,
    association,
    association_request,
    enterprise,
    funds_adjustment,
    invitation,
    listing,
    order,
    report,
    statement,
    voucher,
)
from sandbox.center.customers.sources import SOURCES
from sandbox.engine.machines import Area
from sandbox.engine.session import BadData
from sandbox.engine.text import Text
from sandbox.engine.world import Draft


def complete(draft: Draft) -> None:
    """Add what follows from the records of a world, so that a file need not say it.

    Every customer has an association, and every account manager the record of the assignment; a live report
    and a link have their end; an association with an open request waits for the answer.
    """
    report.date(draft)
    invitation.date(draft)
    for customer in draft.all(account.Customer):
        link = draft.get(association.Association, customer.id)
        if link is None:
            draft.put(association.Association(id=customer.id, customer_id=customer.id))
            continue
        check(draft, link)
        kind = link.cooperation_type
        if kind is not None and link.partner_id and link.state == association.State.NOT_ASSOCIATED:
            link = draft.put(link.but(state=association.STANDING[kind]))
        current = account_manager.running(draft, customer.id)
        if current is not None and current.account_manager_id != link.account_manager_id:
            draft.remove(current)
            current = None
        if link.account_manager_id and current is None:
            since = link.associated_at or draft.now
            account_manager.start(draft, link, link.account_manager_id, since, id=f"assignment-{customer.id}")
    for request in draft.all(association_request.AssociationRequest):
        if request.state in association_request.PENDING:
            association_request.mark(draft, request)


def check(draft: Draft, link: association.Association) -> None:
    """Who is named as a customer's partner and account manager must exist.

    Raises:
        BadData: one of them does not.
    """
    named = (
        ("partner_id", Partner, link.partner_id),
        ("account_manager_id", Member, link.account_manager_id),
    )
    for field, kind, id in named:
        if id and draft.get(kind, id) is None:
            raise BadData(
                Text(
                    zh=f"{link.ref}.{field}：没有记录“{kind.kind}/{id}”。",
                    en=f"{link.ref}.{field}: there is no record “{kind.kind}/{id}”.",
                ),
                ("facts", link.ref, field),
            )


AREA = Area(
    id="customers",
    label=Text(zh="客户", en="Customers"),
    modules=(
        report,
        invitation,
        association,
        association_request,
        account,
        account_manager,
        funds_adjustment,
        order,
        voucher,
        after_effects,
        enterprise,
        statement,
        listing,
    ),
    complete=complete,
    errata=frozenset(
        {
            "report-redirect-manual",
            "report-duplicate-own",
            "report-delete-voids-open-links",
            "invite-live-report-at-acceptance",
            "invite-offline-blocked-by-other-report",
            "assoc-pending-review-does-not-lock",
            "assoc-one-pending-request",
            "funds-reclaim-le-recoverable",
        }
    ),
    sources=SOURCES,
)
