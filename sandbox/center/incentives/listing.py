"""The list pages of 销售 > 激励, of withdrawals, and Huawei's side of them.

Read from top to bottom: columns, rows, pages. Source: 04 §3.1–3.4, rules 7, 8, 40.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.center.common.partner import Partner
from sandbox.center.common.roles import under
from sandbox.center.common.rows import everyone, those
from sandbox.center.customers.account import Customer
from sandbox.center.incentives.auto_issue import AutoIssue
from sandbox.center.incentives.certification import certified
from sandbox.center.incentives.item import ITEMS_MENU, IncentiveItem, item_name
from sandbox.center.incentives.owed_invoice import INVOICE_PAGE, HuaweiInvoice, OwedInvoice, owed
from sandbox.center.incentives.payee import (
    FINANCE_STAFF,
    FUNDS_PAGE,
    HUAWEI_FINANCE,
    HUAWEI_PAGES,
    MANAGEMENT,
    OPERATIONS,
    PAYOUT_PAGE,
    RECORDS_PAGE,
    PayeeProfile,
    coupon_quota,
    is_reseller,
)
from sandbox.center.incentives.performance import (
    DETAIL_PAGE,
    HUAWEI_SHEETS,
    QUERY_PAGE,
    PerformanceRecord,
    PerformanceSheet,
    sheet_name,
    sheet_states,
    total,
)
from sandbox.center.incentives.reconciliation import (
    HUAWEI_BILLS,
    RECONCILIATION_PAGE,
    IncentiveBill,
    IncentivePlan,
    bill_name,
    forecast,
    four_states,
)
from sandbox.center.incentives.requisition import PAYMENTS_MENU, MethodTicket, Requisition, done_check
from sandbox.center.incentives.withdrawal import (
    HUAWEI_WITHDRAWALS,
    WITHDRAWAL_PAGE,
    Recharge,
    Withdrawal,
    withdrawable,
)
from sandbox.engine.actions import Persona
from sandbox.engine.machines import Column, Listing
from sandbox.engine.text import Text, is_rate, percent, serial
from sandbox.engine.world import Entity, World

# --- Columns and rows ----------------------------------------------------------------------------


def column(
    key: str, zh: str, en: str, value: Callable[[World, Any], Any] | None = None, filters: bool = False
) -> Column:
    """A column; without ``value`` it shows the field of that name."""
    return Column(key=key, label=Text(zh=zh, en=en), value=value or field(key), filters=filters)


def field(key: str) -> Callable[[World, Any], Any]:
    """The field of an entity; records are called by their numbers, rates are percentages."""
    if key == "id":
        return lambda world, entity: serial(entity.id, entity.kind)
    if is_rate(key):
        return lambda world, entity: percent(getattr(entity, key))
    return lambda world, entity: getattr(entity, key)


STATE = column("state", "状态", "State", filters=True)
PERIOD = column("period", "对账期次", "Period", filters=True)
AMOUNT = column("amount", "激励金额（元）", "Amount (CNY)")
PARTNER = column("partner", "伙伴", "Partner", lambda w, e: name_of(w, Partner, e.partner_id), filters=True)


def name_of(world: World, kind: type[Entity], id: str) -> str:
    """The name of a record, its id where there is none."""
    found = world.get(kind, id)
    return id if found is None else found.name


def own(kind: type[Any]) -> Callable[[World, Persona], Iterable[Any]]:
    """The rows of the persona's own company."""
    return lambda world, persona: world.find(kind, partner_id=persona.organisation)


def with_incentives(world: World, persona: Persona) -> bool:
    """Whether the company has the menu 激励: any partner but a reseller."""
    return world.get(Partner, persona.organisation) is not None and not is_reseller(
        world, persona.organisation
    )


def profile_rows(world: World, persona: Persona) -> list[PayeeProfile]:
    """The payee profile of the persona's company."""
    found = world.get(PayeeProfile, persona.organisation)
    return [found] if found else []


def switch_rows(world: World, persona: Persona) -> list[AutoIssue]:
    """The switch of the persona's company."""
    found = world.get(AutoIssue, persona.organisation)
    return [found] if found else []


# --- Pages of the partner ------------------------------------------------------------------------

sheets_page = Listing(
    id="performance.sheets",
    title=Text(zh="业绩汇总", en="Performance summary"),
    menu=QUERY_PAGE,
    entity=PerformanceSheet,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=own(PerformanceSheet),
    columns=(
        column("id", "业绩单", "Sheet", lambda w, e: sheet_name(e)),
        PERIOD,
        column(
            "total", "业绩总金额（元）", "Performance (CNY)", lambda w, e: total(w, e.partner_id, e.period)
        ),
        STATE,
    ),
    row_actions=("performance.feedback",),
    rules=(sheet_states,),
    guide="reconcile-incentives",
)
records_page = Listing(
    id="performance.records",
    title=Text(zh="业绩明细", en="Performance details"),
    menu=DETAIL_PAGE,
    entity=PerformanceRecord,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=lambda world, persona: [
        r
        for r in world.find(PerformanceRecord, partner_id=persona.organisation)
        if world.now >= r.visible_from and r.excluded_until is None
    ],
    columns=(
        column("customer", "客户", "Customer", lambda w, e: name_of(w, Customer, e.customer_id)),
        column("incentive_class", "关联类型", "Class", filters=True),
        PERIOD,
        column("billing", "计费模式", "Billing"),
        column("paid_with", "支付方式", "Paid with"),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("performance", "业绩金额（元）", "Performance (CNY)"),
        column("consumed_at", "业绩形成时间", "Formed at"),
    ),
    search=("customer",),
    row_actions=("performance.open_record",),
    guide="reconcile-incentives",
)
bills_page = Listing(
    id="incentives.bills",
    title=Text(zh="激励对账", en="Reconciliation"),
    menu=RECONCILIATION_PAGE,
    entity=IncentiveBill,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=own(IncentiveBill),
    columns=(
        column("id", "激励账单", "Bill", bill_name),
        column("plan", "激励计划名称", "Plan", lambda w, e: name_of(w, IncentivePlan, e.plan_id)),
        PERIOD,
        column("base_value", "基数值", "Base value"),
        column("rate", "返点比例", "Rate"),
        column("amount", "激励金额（元）", "Amount (CNY)", forecast),
        STATE,
        column("notice_until", "公示截止日", "Notice deadline"),
    ),
    row_actions=("bill.confirm", "bill.feedback"),
    rules=(four_states,),
    guide="reconcile-incentives",
)
items_page = Listing(
    id="incentives.items",
    title=Text(zh="激励发放", en="Payout"),
    menu=PAYOUT_PAGE,
    entity=IncentiveItem,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=own(IncentiveItem),
    columns=(
        column("id", "激励", "Incentive", lambda w, e: item_name(e)),
        column("incentive_class", "激励类型", "Class", filters=True),
        PERIOD,
        AMOUNT,
        column("open", "待发放金额（元）", "Still open (CNY)"),
        STATE,
        column("expires_at", "失效时间", "Expires"),
        column("freeze_reason", "冻结原因", "Why frozen"),
        column("place", "去向", "Where it went"),
    ),
    page_actions=("requisition.apply",),
    guide="apply-for-payout",
)
requisitions_page = Listing(
    id="incentives.requisitions",
    title=Text(zh="申请记录", en="Application records"),
    menu=RECORDS_PAGE,
    entity=Requisition,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=own(Requisition),
    columns=(
        column("id", "申付单号", "Requisition no."),
        column("method", "发放方式", "Method", filters=True),
        column("net", "激励金额（元）", "Incentive (CNY)"),
        column("settlement", "结算金额（元）", "Settlement (CNY)"),
        column("invoice_amount", "开票金额（元）", "To invoice (CNY)"),
        column("stage", "当前环节", "Stage"),
        STATE,
        column("invoice_due_at", "开票截止日期", "Invoice due"),
        column("submitted_at", "申请时间", "Submitted"),
    ),
    row_actions=(
        "invoice_list.view",
        "invoice_list.print",
        "invoice_list.download",
        "requisition.open_ticket",
        "requisition.change_method",
    ),
    rules=(done_check,),
    guide="apply-for-payout",
)
switch_page = Listing(
    id="incentives.auto_issue",
    title=Text(zh="自动发放激励", en="Automatic issue"),
    menu=under(MANAGEMENT, "自动发放激励", "Automatic Issue"),
    entity=AutoIssue,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=switch_rows,
    columns=(
        STATE,
        column("resale_method", "代售激励发放方式", "Method for resale"),
        column("referral_method", "顾问销售激励发放方式", "Method for referral"),
    ),
    row_actions=("auto_issue.switch",),
    guide="choose-a-payout-method",
)
owed_page = Listing(
    id="incentives.owed_invoices",
    title=Text(zh="欠票", en="Owed invoices"),
    menu=under(INVOICE_PAGE, "欠票", "Owed Invoices"),
    entity=OwedInvoice,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=own(OwedInvoice),
    columns=(
        column(
            "requisition_id", "申付单", "Requisition", lambda w, e: serial(e.requisition_id, "requisition")
        ),
        column("tax_rate", "税率", "Tax rate"),
        column("amount", "欠票金额（元）", "Owed (CNY)"),
        column("rest", "待冲抵（元）", "To be offset (CNY)"),
        STATE,
        column("booked_at", "入账时间", "Booked"),
    ),
    page_actions=("owed_invoice.request_invoice",),
    guide="withdraw",
)
huawei_invoices_page = Listing(
    id="incentives.invoices_from_huawei",
    title=Text(zh="华为云发票", en="Invoices of Huawei Cloud"),
    menu=under(INVOICE_PAGE, "已开发票", "Issued"),
    entity=HuaweiInvoice,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=own(HuaweiInvoice),
    columns=(
        column("tax_rate", "税率", "Tax rate"),
        column("chosen", "选择金额（元）", "Chosen (CNY)"),
        column("offset", "冲抵欠票（元）", "Offset (CNY)"),
        column("amount", "开票金额（元）", "Billed (CNY)"),
        column("issued_at", "开票时间", "Issued"),
    ),
)
account_page = Listing(
    id="incentives.account",
    title=Text(zh="激励账户", en="Incentive account"),
    menu=under(FUNDS_PAGE, "账户总览", "Overview"),
    entity=PayeeProfile,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=profile_rows,
    columns=(
        column("company_name", "企业", "Company"),
        column("certified", "商业信息认证已通过", "Certified", lambda w, e: certified(w, e.id)),
        column(
            "coupon_quota",
            "代金券额度（元）",
            "Coupon quota (CNY)",
            lambda w, e: w.balance(coupon_quota(e.id)),
        ),
        column("rebate_withdrawable", "激励返点可提现（元）", "Withdrawable rebate (CNY)"),
        column("owed", "欠票（元）", "Owed invoices (CNY)", lambda w, e: owed(w, e.id)),
        column("withdrawable", "可提现金额（元）", "Withdrawable (CNY)", withdrawable),
    ),
    guide="withdraw",
)
withdrawals_page = Listing(
    id="incentives.withdrawals",
    title=Text(zh="提现", en="Withdrawals"),
    menu=WITHDRAWAL_PAGE,
    entity=Withdrawal,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=own(Withdrawal),
    columns=(
        column("route", "提现方式", "Route", filters=True),
        column("amount", "金额（元）", "Amount (CNY)"),
        STATE,
        column("applied_at", "申请时间", "Applied"),
        column("arrives_by", "最晚到账时间", "Arrives by"),
        column("reject_reason", "驳回原因", "Reason"),
    ),
    page_actions=("withdrawal.apply",),
    guide="withdraw",
)
recharges_page = Listing(
    id="incentives.recharges",
    title=Text(zh="充值记录", en="Recharges"),
    menu=under(FUNDS_PAGE, "充值记录", "Recharges"),
    entity=Recharge,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    rows=own(Recharge),
    columns=(
        column("channel", "充值方式", "Channel"),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("withdrawn", "已提现（元）", "Withdrawn (CNY)"),
        column("recharged_at", "充值时间", "Recharged"),
        column("invoiced", "已开票", "Invoiced"),
        column("with_gift", "参加送券活动", "With a gift"),
    ),
    row_actions=("withdrawal.return_invoice",),
    guide="withdraw",
)

# --- Pages of Huawei -----------------------------------------------------------------------------


def huawei_page(
    id: str,
    zh: str,
    en: str,
    menu: Text,
    kind: type[Any],
    columns: tuple[Column, ...],
    row_actions: tuple[str, ...],
    page_actions: tuple[str, ...] = (),
    roles: frozenset[Any] = OPERATIONS,
) -> Listing:
    """A page of Huawei's staff: all partners, the partner in the first column."""
    return Listing(
        id=id,
        title=Text(zh=zh, en=en),
        menu=menu,
        entity=kind,
        roles=roles,
        rows=those(kind, everyone, newest_first=False),
        columns=columns,
        row_actions=row_actions,
        page_actions=page_actions,
    )


huawei_sheets = huawei_page(
    "huawei.performance",
    "业绩单",
    "Performance sheets",
    HUAWEI_SHEETS,
    PerformanceSheet,
    (PARTNER, PERIOD, STATE, column("feedback", "问题反馈", "Feedback")),
    ("performance.review",),
    ("performance.report_consumption",),
)
huawei_bills = huawei_page(
    "huawei.bills",
    "激励账单",
    "Incentive bills",
    HUAWEI_BILLS,
    IncentiveBill,
    (
        PARTNER,
        PERIOD,
        column("amount", "激励金额（元）", "Amount (CNY)", forecast),
        STATE,
        column("feedback", "问题反馈", "Feedback"),
    ),
    ("bill.generate", "bill.correct", "bill.approve"),
)
huawei_items = huawei_page(
    "huawei.items",
    "激励冻结",
    "Freezing",
    ITEMS_MENU,
    IncentiveItem,
    (PARTNER, PERIOD, AMOUNT, STATE, column("freeze_reason", "冻结原因", "Why frozen")),
    ("item.freeze", "item.note_repayment"),
)
huawei_requisitions = huawei_page(
    "huawei.requisitions",
    "申付单",
    "Requisitions",
    PAYMENTS_MENU,
    Requisition,
    (
        PARTNER,
        column("id", "申付单号", "Requisition no."),
        column("method", "发放方式", "Method", filters=True),
        column("settlement", "结算金额（元）", "Settlement (CNY)"),
        STATE,
    ),
    ("requisition.approve_payment", "requisition.pay", "requisition.reject", "requisition.retry_quota"),
    roles=OPERATIONS | HUAWEI_FINANCE,
)
huawei_tickets = huawei_page(
    "huawei.method_tickets",
    "变更发放方式工单",
    "Tickets about methods",
    under(HUAWEI_PAGES, "工单", "Tickets"),
    MethodTicket,
    (
        PARTNER,
        column(
            "requisition_id", "申付单", "Requisition", lambda w, e: serial(e.requisition_id, "requisition")
        ),
        column("reason", "说明", "Reason"),
        STATE,
    ),
    ("requisition.answer_ticket",),
)
huawei_withdrawals = huawei_page(
    "huawei.withdrawals",
    "提现",
    "Withdrawals",
    HUAWEI_WITHDRAWALS,
    Withdrawal,
    (PARTNER, column("route", "提现方式", "Route"), column("amount", "金额（元）", "Amount (CNY)"), STATE),
    ("withdrawal.approve", "withdrawal.reject"),
    roles=HUAWEI_FINANCE,
)
huawei_payees = huawei_page(
    "huawei.payees",
    "收款信息",
    "Payees",
    under(HUAWEI_PAGES, "收款信息", "Payees"),
    PayeeProfile,
    (column("company_name", "企业", "Company"), STATE),
    ("payee.leave_programme",),
)
