"""From consumption to cash: the stations that incentive passes, and how much stands at each of them.

Read from top to bottom: sums, stations, ways, page. Positive incentive is counted in yuan including output
tax from the item on, so that the parts add up; negative incentive stands beside it. Source: 04 §2, §3.1–3.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from sandbox.center.common.roles import under
from sandbox.center.incentives.item import IncentiveItem, Place
from sandbox.center.incentives.item import State as ItemState
from sandbox.center.incentives.listing import with_incentives
from sandbox.center.incentives.payee import (
    FINANCE_STAFF,
    HUAWEI_FINANCE,
    HUAWEI_PAGES,
    INCENTIVES,
    OPERATIONS,
    ZERO,
    PayeeProfile,
    is_reseller,
)
from sandbox.center.incentives.performance import PerformanceRecord, PerformanceSheet
from sandbox.center.incentives.performance import State as SheetState
from sandbox.center.incentives.performance import total as performance_of
from sandbox.center.incentives.reconciliation import IncentiveBill, forecast
from sandbox.center.incentives.reconciliation import State as BillState
from sandbox.center.incentives.requisition import Requisition
from sandbox.center.incentives.requisition import State as RequisitionState
from sandbox.engine.actions import Persona
from sandbox.engine.pages import Part, Picture, Route, Station, Tally, Way
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import World

AT_PARTNER = (RequisitionState.WAITING_FOR_INVOICE, RequisitionState.INVOICE_REVIEW)

# --- Sums ----------------------------------------------------------------------------------------


def added(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts, in yuan."""
    return sum(amounts, ZERO)


def by_state(
    states: Iterable[Labelled], records: list[Any], amount: Callable[[Any], Decimal]
) -> tuple[Part, ...]:
    """For each state that occurs, the sum of its records."""
    return tuple(
        Part(state.label, added(amount(r) for r in records if r.state == state))
        for state in states
        if any(r.state == state for r in records)
    )


def positive(item: IncentiveItem) -> Decimal:
    """What is open of a positive item."""
    return max(item.open, ZERO)


# --- Stations ------------------------------------------------------------------------------------

COUNTED = Text(zh="计入业绩", en="counts as performance")
NOT_COUNTED = Text(zh="不计业绩（券、储值卡购买等）", en="does not count (vouchers, buying a card …)")
NEGATIVE = Text(zh="待冲抵的负激励", en="negative, to be netted")
TO_INVOICE = Text(zh="其中须开票金额", en="to be invoiced")
SETTLED = Text(zh="结算金额", en="settlement")
WITH_NEGATIVE = Text(zh="同额冲抵的负激励", en="as much negative incentive")


def consumed(world: World, partner_id: str) -> list[Station]:
    """Consumption, and the performance of it by month."""
    records = list(world.find(PerformanceRecord, partner_id=partner_id))
    sheets = list(world.find(PerformanceSheet, partner_id=partner_id))
    spent, counted = added(r.amount for r in records), added(r.performance for r in records)
    return [
        Station(
            "consumption",
            0,
            Text(zh="客户消费", en="Consumption"),
            spent,
            len(records),
            (Part(COUNTED, counted), Part(NOT_COUNTED, spent - counted)) if spent != counted else (),
            "performance.records",
        ),
        Station(
            "performance",
            0,
            Text(zh="业绩", en="Performance"),
            counted,
            len(sheets),
            by_state(SheetState, sheets, lambda s: performance_of(world, partner_id, s.period)),
            "performance.sheets",
        ),
    ]


def billed(world: World, partner_id: str) -> Station:
    """Bills that are not issued yet; an issued one has become an incentive."""
    bills = [b for b in world.find(IncentiveBill, partner_id=partner_id) if b.state != BillState.ISSUED]
    return Station(
        "bill",
        1,
        Text(zh="激励对账", en="Reconciliation"),
        added(forecast(world, b) for b in bills),
        len(bills),
        by_state(BillState, bills, lambda b: forecast(world, b)),
        "incentives.bills",
    )


def waiting(items: list[IncentiveItem]) -> Station:
    """Incentives that nobody has applied for yet."""
    here = [i for i in items if i.state in (ItemState.AVAILABLE, ItemState.FROZEN)]
    parts = by_state((ItemState.AVAILABLE, ItemState.FROZEN), [i for i in here if not i.negative], positive)
    negative = added(i.open for i in here if i.negative)
    return Station(
        "item",
        2,
        Text(zh="待申付激励", en="Incentives"),
        added(positive(i) for i in here),
        len(here),
        (*parts, Part(NEGATIVE, negative)) if negative else parts,
        "incentives.items",
    )


def in_payment(world: World, partner_id: str, items: list[IncentiveItem]) -> list[Station]:
    """Requisitions that Huawei works on, and those whose invoice is awaited or reviewed."""
    open_ = [
        r
        for r in world.find(Requisition, partner_id=partner_id)
        if r.state not in (RequisitionState.COMPLETED, RequisitionState.RETURNED)
    ]
    inside: dict[str, Decimal] = {}
    for item in items:
        if item.state == ItemState.IN_REQUISITION:
            inside[item.requisition_id] = inside.get(item.requisition_id, ZERO) + positive(item)

    def station(id: str, label: Text, here: list[Requisition], page: str) -> Station:
        parts = by_state(RequisitionState, here, lambda r: inside.get(r.id, ZERO))
        invoiced = added(r.invoice_amount for r in here)
        if invoiced:
            parts += (Part(TO_INVOICE, invoiced),)
        return Station(id, 3, label, added(inside.get(r.id, ZERO) for r in here), len(here), parts, page)

    theirs = [r for r in open_ if r.state in AT_PARTNER]
    return [
        station(
            "requisition",
            Text(zh="申付单", en="Requisition"),
            [r for r in open_ if r.state not in AT_PARTNER],
            "incentives.requisitions",
        ),
        station("invoice", Text(zh="开票", en="Invoice"), theirs, "incentives.invoice_lists"),
    ]


ENDS: tuple[tuple[Place, Text], ...] = (
    (Place.PAID, Text(zh="已付款", en="Paid")),
    (Place.QUOTA, Text(zh="已转代金券额度", en="Coupon quota")),
    (Place.OWED, Text(zh="已返账户并记欠票", en="Returned, owed invoice")),
    (Place.EXPIRED, Text(zh="已失效", en="Void")),
)


def arrived(world: World, partner_id: str, items: list[IncentiveItem]) -> list[Station]:
    """Where incentive has ended: every cent in exactly one of these."""
    done = {
        r.id: r
        for r in world.find(Requisition, partner_id=partner_id)
        if r.state == RequisitionState.COMPLETED
    }
    found = []
    for place, label in ENDS:
        here = [i for i in items if i.place == place and not i.negative]
        settled = added(
            line.settlement
            for id in dict.fromkeys(i.requisition_id for i in here)
            if id in done
            for line in done[id].lines
        )
        parts = (Part(SETTLED, settled),) if settled else ()
        found.append(
            Station(
                place.value, 4, label, added(i.settled for i in here), len(here), parts, "incentives.items"
            )
        )
    netted = [i for i in items if i.netted and not i.negative]
    negative = added(-i.netted for i in items if i.negative)
    found.append(
        Station(
            Place.NETTED.value,
            4,
            Text(zh="已冲抵", en="Netted"),
            added(i.netted for i in netted),
            len(netted),
            (Part(WITH_NEGATIVE, negative),) if negative else (),
            "incentives.items",
        )
    )
    return found


def elsewhere(world: World, items: list[IncentiveItem]) -> list[Station]:
    """Incentive that a world calls issued, void or in payment without saying where it went; mostly there is none."""
    here = [
        i
        for i in items
        if positive(i)
        and (
            i.state in (ItemState.ISSUED, ItemState.EXPIRED)
            or (i.state == ItemState.IN_REQUISITION and not in_progress(world, i))
        )
    ]
    amount = added(positive(i) for i in here)
    label = Text(zh="此前已处理", en="Settled before")
    return [Station("before", 4, label, amount, len(here), (), "incentives.items")] if here else []


def in_progress(world: World, item: IncentiveItem) -> bool:
    """Whether the item is in a requisition that is on its way."""
    found = world.get(Requisition, item.requisition_id)
    return found is not None and found.state not in (RequisitionState.COMPLETED, RequisitionState.RETURNED)


# --- Ways ----------------------------------------------------------------------------------------


def way(source: str, target: str, zh: str, en: str) -> Way:
    """A way and what happens on it."""
    return Way(source, target, Text(zh=zh, en=en))


WAYS = (
    way("consumption", "performance", "现金消费计入业绩", "cash consumption counts"),
    way("performance", "bill", "基数值 × 返点比例", "base value × rate"),
    way("bill", "item", "确认、核对后发放成功", "confirmed, checked, issued"),
    way("item", "requisition", "申请发放", "application"),
    way("requisition", "invoice", "受理，须开票", "accepted, with invoice"),
    way("invoice", "requisition", "发票审核通过", "invoice approved"),
    way("requisition", "paid", "申付审核后付款", "paid after review"),
    way("requisition", "quota", "自动发放额度", "credited by itself"),
    way("requisition", "owed", "自动返账户，记欠票", "credited, booked as owed"),
    way("item", "expired", "到期未申请", "not applied for in time"),
    way("item", "netted", "到期时冲抵", "netted at expiry"),
    way("requisition", "netted", "先扣负激励", "negatives first"),
)
EVERY_CENT = Text(
    zh="全部正激励 = 待申付 + 申付中 + 已付款 + 代金券额度 + 记欠票 + 失效 + 冲抵",
    en="All positive incentive = waiting + in payment + paid + quota + owed + void + netted",
)
NEGATIVES = Text(zh="全部负激励 = 待冲抵 + 已冲抵", en="All negative incentive = standing + netted")


def picture(world: World, partner_id: str) -> Picture:
    """The route of one partner at this moment."""
    items = list(world.find(IncentiveItem, partner_id=partner_id))
    stations = [
        *consumed(world, partner_id),
        billed(world, partner_id),
        waiting(items),
        *in_payment(world, partner_id, items),
        *arrived(world, partner_id, items),
        *elsewhere(world, items),
    ]
    counted = added(s.amount for s in stations if s.column >= 2)
    tallies = [Tally(EVERY_CENT, added(i.amount for i in items if not i.negative), counted)] if items else []
    negatives = [i for i in items if i.negative]
    if negatives:
        standing = added(i.open - i.netted - i.settled for i in negatives)
        tallies.append(Tally(NEGATIVES, added(i.amount for i in negatives), standing))
    return Picture(tuple(stations), WAYS, tuple(tallies))


# --- Pages ---------------------------------------------------------------------------------------

TITLE = Text(zh="从消费到到账", en="From consumption to cash")
TEXT = Text(
    zh="激励经过的每一站和现在停在那里的金额；刚刚一步的变化有标记。单击一站查看其记录。",
    en="Every station of an incentive and how much stands there now; what the last step changed is marked. Click a station for its records.",
)
EMPTY = Text(
    zh="还没有消费和激励。请以华为运营身份在“业绩单”登记一笔消费，或打开“激励”场景。",
    en="There is no consumption and no incentive yet. As Huawei operations report a consumption under Performance sheets, or open a scenario about incentives.",
)


def own(world: World, persona: Persona) -> list[tuple[str, str]]:
    """The persona's own company."""
    profile = world.get(PayeeProfile, persona.organisation)
    return [(persona.organisation, profile.company_name if profile else "")]


def everybody(world: World, persona: Persona) -> list[tuple[str, str]]:
    """All companies that may have incentives."""
    return [(p.id, p.company_name) for p in world.all(PayeeProfile) if not is_reseller(world, p.id)]


route_page = Route(
    id="incentives.route",
    title=TITLE,
    text=TEXT,
    menu=under(INCENTIVES, "从消费到到账", "From Consumption to Cash"),
    roles=FINANCE_STAFF,
    shown=with_incentives,
    subjects=own,
    picture=picture,
    empty=EMPTY,
)
huawei_route_page = Route(
    id="incentives.route_huawei",
    title=TITLE,
    text=TEXT,
    menu=under(HUAWEI_PAGES, "从消费到到账", "From Consumption to Cash"),
    roles=OPERATIONS | HUAWEI_FINANCE,
    subjects=everybody,
    picture=picture,
    empty=EMPTY,
)
