"""Pages of invoices, business information, full-time staff and other benefits. Source: 04 §3.5–§3.9."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.center.common.partner import Partner
from sandbox.center.common.roles import PARTNER_STAFF, Role, under
from sandbox.center.common.rows import everyone, of_organisation, those
from sandbox.center.incentives import certification, invoice, staff, support
from sandbox.center.incentives.payee import (
    HUAWEI_FINANCE,
    HUAWEI_PAGES,
    OPERATIONS,
    RECORDS_PAGE,
    may_see_incentives,
)
from sandbox.engine.machines import Column, Listing, Selection
from sandbox.engine.text import Text, is_rate, percent, serial
from sandbox.engine.world import Entity, World

HUAWEI_SIDE = OPERATIONS | HUAWEI_FINANCE | {Role.HUAWEI_REVIEWER}


def own(kind: type[Entity]) -> Selection:
    """The records of the persona's company, newest first."""
    return those(kind, of_organisation("partner_id"))


def every(kind: type[Entity]) -> Selection:
    """The records of all companies, newest first."""
    return those(kind, everyone)


visible_lists = those(  # those held back by the race are not there. Source: rules 48, 49, 51
    invoice.InvoiceList,
    lambda world, persona, r: (
        r.partner_id == persona.organisation and r.state != invoice.ListState.UNRECOGNISED
    ),
)


def columns(kind: type[Entity], *names: str) -> tuple[Column, ...]:
    """The columns that show fields of the row, with the labels of the fields."""
    labels = kind.labels  # type: ignore[attr-defined]
    return tuple(
        Column(key=name, label=labels[name], value=field_of(name), filters=name == "state") for name in names
    )


NUMBERED = {
    "requisition_id": "requisition",
    "list_id": "requisition",
}  # a list has the number of its requisition


def field_of(name: str) -> Callable[[World, Any], Any]:
    """How a row gives a field: a company or a solution by its name, other records by their numbers."""
    if name == "partner_id":
        return lambda world, row: world.need(Partner, row.partner_id).account_name
    if name == "nre_id":
        return lambda world, row: world.need(support.NreApplication, row.nre_id).solution
    if name in NUMBERED:
        return lambda world, row: serial(getattr(row, name), NUMBERED[name])
    if is_rate(name):
        return lambda world, row: percent(getattr(row, name))
    return lambda world, row: getattr(row, name)


LIST_COLUMNS = columns(
    invoice.InvoiceList, "requisition_id", "periods", "amount", "due", "state", "reject_reason"
)
invoice_lists = Listing(
    id="incentives.invoice_lists",
    title=Text(zh="开票清单", en="Invoice lists"),
    menu=under(RECORDS_PAGE, "开票清单", "Invoice lists"),
    entity=invoice.InvoiceList,
    roles=PARTNER_STAFF,
    rows=visible_lists,
    shown=may_see_incentives,
    columns=LIST_COLUMNS,
    search=("requisition_id",),
    row_actions=("invoice.issue", "invoice_list.check", "invoice_list.send", "invoice_list.track_review"),
    rules=(invoice.list_visible, invoice.no_list_needed, invoice.entry_points),
    guide="issue-and-submit-invoices",
)
INVOICE_COLUMNS = columns(
    invoice.PartnerInvoice, "number", "list_id", "invoice_kind", "content", "amount", "tax_rate", "state"
)
partner_invoices = Listing(
    id="incentives.invoices",
    title=Text(zh="已开发票", en="Invoices issued"),
    menu=under(RECORDS_PAGE, "已开发票", "Invoices issued"),
    entity=invoice.PartnerInvoice,
    roles=PARTNER_STAFF,
    rows=own(invoice.PartnerInvoice),
    shown=may_see_incentives,
    columns=INVOICE_COLUMNS,
    search=("number",),
    row_actions=("invoice.discard",),
    guide="issue-and-submit-invoices",
)
received_lists = Listing(
    id="incentives.huawei_invoices",
    title=Text(zh="伙伴发票处理", en="Invoices of partners"),
    menu=under(HUAWEI_PAGES, "伙伴发票", "Invoices of partners"),
    entity=invoice.InvoiceList,
    roles=OPERATIONS | HUAWEI_FINANCE,
    rows=every(invoice.InvoiceList),
    columns=(*columns(invoice.InvoiceList, "partner_id"), *LIST_COLUMNS),
    row_actions=(
        "invoice_list.resubmit", "invoice_list.sign_for", "invoice_list.approve", "invoice_list.reject",
        "invoice_list.remind",
    ),
)  # fmt: skip
CERTIFICATION_COLUMNS = columns(
    certification.BusinessCertification,
    "state", "account_name", "bank_name", "account_number", "currency", "attempts", "fail_reason", "passed_at",
)  # fmt: skip
business_information = Listing(
    id="incentives.business_information",
    title=Text(zh="商业信息", en="Business information"),
    menu=certification.BUSINESS_INFORMATION,
    entity=certification.BusinessCertification,
    roles=PARTNER_STAFF,
    rows=own(certification.BusinessCertification),
    shown=may_see_incentives,
    columns=CERTIFICATION_COLUMNS,
    row_actions=(
        "certification.fill_company", "certification.fill_bank", "certification.submit",
        "certification.confirm_amount", "certification.check_result", "certification.edit_bank",
        "certification.send_bank_letter", "certification.open_ticket",
    ),
    rules=(certification.account_change,),
    guide="business-information-certification",
)  # fmt: skip
review_list = Listing(
    id="incentives.certification_reviews",
    title=Text(zh="商业信息审核", en="Business-information reviews"),
    menu=under(HUAWEI_PAGES, "商业信息审核", "Business-information reviews"),
    entity=certification.BusinessCertification,
    roles=OPERATIONS | {Role.HUAWEI_REVIEWER},
    rows=every(certification.BusinessCertification),
    columns=(*columns(certification.BusinessCertification, "partner_id"), *CERTIFICATION_COLUMNS),
    row_actions=(
        "certification.approve", "certification.reject", "certification.unlock", "certification.approve_rename",
        "certification.change_signing_entity",
    ),
)  # fmt: skip
MONTH_COLUMNS = columns(staff.StaffMonth, "month", "programme_type", "headcount", "amount", "state", "reason")
PAYMENT_COLUMNS = columns(
    staff.StaffPayment, "quarter", "amount", "currency", "state", "invoice_numbers", "reason"
)


def pages(
    name: str,
    title: Text,
    menu: Text,
    kind: type[Entity],
    shown: tuple[Column, ...],
    partner: tuple[str, ...],
    huawei: tuple[str, ...],
    huawei_page: tuple[str, ...] = (),
    **more: Any,
) -> tuple[Listing, Listing]:
    """A page of the partner, and the page of Huawei's side about the same records."""
    mine = Listing(
        id=f"incentives.{name}",
        title=title,
        menu=menu,
        entity=kind,
        roles=PARTNER_STAFF,
        rows=own(kind),
        shown=may_see_incentives,
        columns=shown,
        row_actions=partner,
        **more,
    )
    theirs = Listing(
        id=f"incentives.huawei_{name}",
        title=title,
        menu=under(HUAWEI_PAGES, title.zh, title.en),
        entity=kind,
        roles=HUAWEI_SIDE,
        rows=every(kind),
        columns=(*columns(kind, "partner_id"), *shown),
        row_actions=huawei,
        page_actions=huawei_page,
    )
    return mine, theirs


GUIDE = "check-the-full-time-staff-list"
staff_programmes, huawei_programmes = pages(
    "staff_programmes",
    Text(zh="专职人员激励计划", en="Full-time-staff programmes"),
    staff.FH_PAGE,
    staff.StaffProgramme,
    columns(staff.StaffProgramme, "programme_type", "per_head", "next_list_at"),
    ("staff.apply_month", "staff.apply_payment", "staff.pay_bills"),
    ("staff.enter",),
    guide=GUIDE,
)
experts, huawei_experts = pages(
    "experts",
    Text(zh="专职人员", en="Full-time staff"),
    under(staff.FH_PAGE, "人员信息", "Staff"),
    staff.Expert,
    columns(staff.Expert, "full_name", "certificate", "base", "employed", "updated_at"),
    ("staff.update",),
    (),
    guide=GUIDE,
)
staff_months, huawei_months = pages(
    "staff_months",
    Text(zh="激励确认", en="Monthly incentives"),
    under(staff.FH_PAGE, "激励确认", "Confirm"),
    staff.StaffMonth,
    MONTH_COLUMNS,
    ("staff.check",),
    ("staff.correct_list", "staff.approve_month", "staff.reject_month"),
    guide=GUIDE,
)
staff_payments, huawei_payments = pages(
    "staff_payments",
    Text(zh="付款申请", en="Quarterly payments"),
    under(staff.FH_PAGE, "付款申请", "Payment"),
    staff.StaffPayment,
    PAYMENT_COLUMNS,
    ("staff.resubmit_payment", "staff.send_invoice"),
    (
        "staff.approve_payment",
        "staff.reject_payment",
        "staff.approve_invoice",
        "staff.reject_invoice",
        "staff.pay",
    ),
    guide=GUIDE,
)
nres, huawei_nres = pages(
    "nres",
    Text(zh="NRE申请", en="NRE applications"),
    under(support.NRE_PAGE, "NRE申请", "Apply"),
    support.NreApplication,
    columns(support.NreApplication, "solution", "amount", "applied_at", "state"),
    (),
    ("nre.sign", "nre.reject"),
    page_actions=("nre.apply",),
)
milestones, huawei_milestones = pages(
    "nre_milestones",
    Text(zh="NRE里程碑", en="NRE milestones"),
    under(support.NRE_PAGE, "申请记录", "Records"),
    support.NreMilestone,
    columns(support.NreMilestone, "nre_id", "number", "amount", "state", "invoice_numbers", "reason"),
    ("nre.submit_milestone", "nre.send_invoice"),
    (
        "nre.accept_milestone",
        "nre.refuse_milestone",
        "nre.approve_invoice",
        "nre.reject_invoice",
        "nre.pay_milestone",
    ),
)
deliveries, huawei_deliveries = pages(
    "delivery_support",
    Text(zh="交付能力提升支持", en="Delivery support"),
    support.DELIVERY_PAGE,
    support.DeliverySupport,
    columns(
        support.DeliverySupport, "project", "amount", "generated_at", "state", "invoice_numbers", "reason"
    ),
    ("delivery_support.confirm", "delivery_support.send_invoice"),
    ("delivery_support.approve_invoice", "delivery_support.reject_invoice", "delivery_support.pay"),
    ("delivery_support.generate",),
)
opportunities, huawei_opportunities = pages(
    "opportunities",
    Text(zh="机会点激励", en="Opportunity incentives"),
    support.OPPORTUNITY_PAGE,
    support.OpportunityIncentive,
    columns(support.OpportunityIncentive, "project", "revenue", "amount", "clawed_back", "state"),
    ("opportunity.track",),
    (
        "opportunity.approve",
        "opportunity.fail",
        "opportunity.claw_back",
        "opportunity.reverse_claw_back",
        "opportunity.mark_false",
    ),
    page_actions=("opportunity.apply",),
)
