"""The nine contents of a file subscription: real rows of this world, as columns and CSV text.

Each content is a function ``(world, partner) -> rows``; the first row of a file is its heading in Chinese,
as in the portal's files. Which columns a file has is not published; these are ours.
Source: 02 §3.16, rules 58, 107, 117; 04 §3.2 for the bills behind the last two.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.money import account_balance
from sandbox.center.common.partner import Member, Partner
from sandbox.center.customers.account import Customer
from sandbox.center.customers.account_manager import Consumption
from sandbox.center.customers.association import Association
from sandbox.center.customers.order import Order
from sandbox.center.incentives.performance import PerformanceRecord
from sandbox.center.incentives.reconciliation import IncentiveBill, IncentivePlan, State, forecast
from sandbox.engine.text import Labelled, show
from sandbox.engine.world import World

Row = tuple[Any, ...]


class Content(Labelled):
    """What can be subscribed. Source: 02 §3.16."""

    CONSUMPTION_SUMMARY = "consumption_summary", "客户消费汇总", "customer consumption summary"
    RESELLERS = "resellers", "云经销商信息", "reseller information"
    CUSTOMERS = "customers", "客户信息", "customer information"
    ORDER_RESOURCES = "order_resources", "订单资源明细", "order resource details"
    CONSUMPTION_BY_MANAGER = (
        "consumption_by_manager",
        "按客户经理导出消费明细",
        "consumption by account manager",
    )
    NEW_CUSTOMER_LABELS = "new_customer_labels", "新客标签信息", "new customer labels"
    PERFORMANCE = "performance", "业绩", "performance"
    ESTIMATED_INCENTIVES = "estimated_incentives", "预估激励", "estimated incentives"
    INCENTIVE_DETAILS = "incentive_details", "激励和指标明细", "incentive and indicator details"


class Table(NamedTuple):
    """A content: the headings of its columns, and how its rows are found."""

    columns: tuple[str, ...]
    rows: Callable[[World, Partner], Iterable[Row]]


def own_links(world: World, partner: Partner) -> Iterator[Association]:
    """The associations of the partner's own customers."""
    return (a for a in world.all(Association) if a.associated and a.partner_id == partner.id)


def own_consumption(world: World, partner_ids: frozenset[str]) -> Iterator[Consumption]:
    """The consumption that was counted for these partners."""
    return (c for c in world.all(Consumption) if c.partner_id in partner_ids)


def resellers_of(world: World, partner: Partner) -> list[Cooperation]:
    """The running relations of a distributor."""
    return [c for c in world.find(Cooperation, distributor_id=partner.id) if c.running]


def by_month(spent: Iterable[Consumption]) -> dict[tuple[str, str, str], Decimal]:
    """Consumption summed by partner, customer and month."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    for c in spent:
        key = (c.partner_id, c.customer_id, f"{c.consumed_at:%Y-%m}")
        sums[key] = sums.get(key, Decimal("0")) + c.amount
    return sums


def consumption_summary(world: World, partner: Partner) -> Iterator[Row]:
    """One row for each customer and month."""
    for (_, customer_id, month), amount in by_month(own_consumption(world, frozenset({partner.id}))).items():
        yield month, customer_id, world.need(Customer, customer_id).account_name, amount


def resellers(world: World, partner: Partner) -> Iterator[Row]:
    """One row for each reseller."""
    for link in resellers_of(world, partner):
        reseller = world.need(Partner, link.reseller_id)
        manager = world.get(Member, link.account_manager_id)
        yield (
            reseller.id,
            reseller.account_name,
            reseller.mobile,
            reseller.email,
            link.associated_on,
            link.state,
            manager.login_name if manager else "",
            account_balance(world, reseller),
        )


def customers(world: World, partner: Partner) -> Iterator[Row]:
    """One row for each of the partner's customers."""
    for link in own_links(world, partner):
        customer = world.need(Customer, link.customer_id)
        manager = world.get(Member, link.account_manager_id)
        yield (
            customer.id,
            customer.account_name,
            customer.mobile,
            customer.email,
            link.cooperation_type,
            link.associated_at,
            manager.login_name if manager else "",
        )


def order_resources(world: World, partner: Partner) -> Iterator[Row]:
    """The order resources of all the partner's customers. Source: rule 117."""
    mine = {link.customer_id for link in own_links(world, partner)}
    for order in world.all(Order):
        if order.customer_id in mine:
            name = world.need(Customer, order.customer_id).account_name
            yield order.id, order.customer_id, name, order.product, order.amount, order.state, order.placed_at


def consumption_by_manager(world: World, partner: Partner) -> Iterator[Row]:
    """Every consumption with the account manager of the customer."""
    for spent in own_consumption(world, frozenset({partner.id})):
        manager = world.get(Member, spent.account_manager_id)
        name = world.need(Customer, spent.customer_id).account_name
        yield manager.login_name if manager else "", spent.customer_id, name, spent.consumed_at, spent.amount


def new_customer_labels(world: World, partner: Partner) -> Iterator[Row]:
    """When each customer came, with the label of the link."""
    for link in own_links(world, partner):
        name = world.need(Customer, link.customer_id).account_name
        yield link.customer_id, name, link.associated_at, link.association_label


def performance(world: World, partner: Partner) -> Iterator[Row]:
    """What counts for the partner; that of its resellers' customers counts for it. Source: rule 58."""
    counted = frozenset({partner.id, *(c.reseller_id for c in resellers_of(world, partner))})
    sums = by_month(own_consumption(world, counted))
    for id in sorted(counted):
        for record in world.find(PerformanceRecord, partner_id=id):
            key = (id, record.customer_id, record.period)
            sums[key] = sums.get(key, Decimal("0")) + record.performance
    for (who, customer_id, month), amount in sums.items():
        served_by = world.need(Partner, who).account_name
        yield month, served_by, customer_id, world.need(Customer, customer_id).account_name, amount


def bills(world: World, partner: Partner) -> Iterator[tuple[IncentiveBill, IncentivePlan]]:
    """The partner's incentive bills with their plans."""
    for bill in world.find(IncentiveBill, partner_id=partner.id):
        yield bill, world.need(IncentivePlan, bill.plan_id)


def estimated_incentives(world: World, partner: Partner) -> Iterator[Row]:
    """Bills that are still estimates, with the amount as it would be now."""
    for bill, plan in bills(world, partner):
        if bill.state == State.ESTIMATED:
            yield bill.period, plan.plan_name, plan.incentive_class, forecast(world, bill)


def incentive_details(world: World, partner: Partner) -> Iterator[Row]:
    """Every bill with the indicators that it rests on; an estimate has none fixed yet."""
    for bill, plan in bills(world, partner):
        fixed = bill.state != State.ESTIMATED
        rate = f"{(bill.rate * 100).normalize():f}%"
        indicators = (bill.base_value, bill.threshold, rate) if fixed else (None, None, None)
        yield (
            bill.period,
            plan.plan_name,
            plan.incentive_class,
            bill.state,
            *indicators,
            forecast(world, bill),
        )


PERFORMANCE_COLUMNS = ("账期", "伙伴", "客户ID", "客户名称", "业绩（元）")
TABLES: Mapping[Content, Table] = {
    Content.CONSUMPTION_SUMMARY: Table(("账期", "客户ID", "客户名称", "消费金额（元）"), consumption_summary),
    Content.RESELLERS: Table(
        (
            "云经销商ID",
            "云经销商名称",
            "手机号码",
            "电子邮箱",
            "关联时间",
            "合作状态",
            "客户经理",
            "账户余额（元）",
        ),
        resellers,
    ),
    Content.CUSTOMERS: Table(
        ("客户ID", "客户名称", "手机号码", "电子邮箱", "关联类型", "关联时间", "客户经理"), customers
    ),
    Content.ORDER_RESOURCES: Table(
        ("订单号", "客户ID", "客户名称", "产品", "金额（元）", "订单状态", "下单时间"), order_resources
    ),
    Content.CONSUMPTION_BY_MANAGER: Table(
        ("客户经理", "客户ID", "客户名称", "消费时间", "消费金额（元）"), consumption_by_manager
    ),
    Content.NEW_CUSTOMER_LABELS: Table(("客户ID", "客户名称", "关联时间", "标签"), new_customer_labels),
    Content.PERFORMANCE: Table(PERFORMANCE_COLUMNS, performance),
    Content.ESTIMATED_INCENTIVES: Table(
        ("账期", "激励计划", "激励类型", "预估激励（元）"), estimated_incentives
    ),
    Content.INCENTIVE_DETAILS: Table(
        (
            "账期",
            "激励计划",
            "激励类型",
            "对账状态",
            "基数值（元）",
            "门槛（元）",
            "返点比例",
            "激励金额（元）",
        ),
        incentive_details,
    ),
}


def cell(value: Any) -> str:
    """A value as a file holds it: plain figures, ISO times, Chinese labels."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if hasattr(value, "isoformat"):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    text = show(value, "zh") if hasattr(value, "label") else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text  # no formulas in a spreadsheet


def as_csv(columns: Iterable[str], rows: Iterable[Row]) -> tuple[str, int]:
    """The CSV text of a table and how many rows it has."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([cell(value) for value in row])
        count += 1
    return out.getvalue(), count


def file_of(world: World, partner: Partner, content: Content) -> tuple[str, int]:
    """The file that a content gives now: CSV text, number of rows."""
    table = TABLES[content]
    return as_csv(table.columns, table.rows(world, partner))
