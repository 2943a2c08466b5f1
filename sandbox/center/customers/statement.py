"""The statement 收支明细 and the consumption of sub-accounts, as a partner reads them.

Both are computed from the journal and the consumption records and never stored. Read from top to bottom:
entities, rules, rows, machines. Source: 01 rules 127, 128; 05 rule 40.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.customers.account_manager import Consumption, View, counts_for, only_a_manager
from sandbox.center.customers.association import Association, Period
from sandbox.center.customers.enterprise import EnterpriseExit
from sandbox.engine.actions import Persona
from sandbox.engine.machines import Machine
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Entity, Posting, World

FOREVER = datetime.max


# --- Entities: rows of a page, computed when it is opened ----------------------------------------


class State(Labelled):
    """States of a line."""

    BOOKED = "booked", "已入账", "booked", "terminal"


class StatementLine(Entity):
    """A movement of money of one customer; ``amount`` in yuan, as seen from the customer's account."""

    kind: ClassVar[str] = "statement_line"
    label: ClassVar[Text] = Text(zh="收支明细", en="Statement line")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        at=("时间", "Time"),
        account=("账户", "Account"),
    )

    state: State = State.BOOKED
    customer_id: str
    at: datetime
    account: str
    memo: Text
    amount: Decimal


class Level(Labelled):
    """Which of the two pages a row belongs to."""

    SUMMARY = "summary", "消费汇总", "monthly summary"
    DETAIL = "detail", "消费明细", "details"


class ConsumptionRow(Entity):
    """Consumption in yuan that a page shows on ``customer_id``; ``month`` reads 2026-03."""

    kind: ClassVar[str] = "consumption_row"
    label: ClassVar[Text] = Text(zh="客户消费", en="Customer consumption")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        month=("月份", "Month"),
        level=("页面", "Page"),
        consumed_at=("消费时间", "Consumed at"),
    )

    state: State = State.BOOKED
    customer_id: str
    month: str
    level: Level
    consumed_at: datetime | None = None
    amount: Decimal


# --- Rules ---------------------------------------------------------------------------------------

visible_own_period = Rule(
    id="after-statement-visible-own-period",
    number=127,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S35",
    text=Text(
        zh="解除关联后，伙伴在收支明细中只能看到客户关联期间的记录。",
        en="After a dissociation the partner's statement shows only the customer's records of the association period.",
    ),
)


# --- Rows of the statement -----------------------------------------------------------------------


def periods(association: Association, partner_id: str) -> tuple[Period, ...]:
    """The times in which the customer was with the partner; a running one has no end yet."""
    found = tuple(p for p in association.former_periods if p.partner_id == partner_id)
    if association.associated and association.partner_id == partner_id:
        found += (Period(partner_id, association.associated_at or datetime.min, FOREVER),)
    return found


def within(posting: Posting, times: tuple[Period, ...]) -> bool:
    """Whether a movement falls into one of the periods.

    The return of the allotment happens at the very end of a period: at that instant only what moves
    the partner's own account belongs to it.
    """
    for partner_id, start, end in times:
        if start <= posting.at < end:
            return True
        if posting.at == end and any(a.startswith(f"partner/{partner_id}:") for a, _ in posting.entries):
            return True
    return False


def statement_rows(world: World, persona: Persona) -> list[StatementLine]:
    """The lines that the persona's partner may see, newest first. Source: rule 127."""
    mine: dict[str, tuple[Period, ...]] = {}
    for association in world.all(Association):
        times = periods(association, persona.organisation)
        if times:
            mine[association.customer_id] = times
    lines = []
    for number, posting in enumerate(world.postings(), start=1):
        for part, (account, amount) in enumerate(posting.entries):
            owner, _, _ = account.partition(":")
            kind, _, customer_id = owner.partition("/")
            if kind == "customer" and customer_id in mine and within(posting, mine[customer_id]):
                lines.append(
                    StatementLine(
                        id=f"line-{number}-{part}",
                        customer_id=customer_id,
                        at=posting.at,
                        account=account,
                        memo=posting.memo,
                        amount=amount,
                    )
                )
    return lines[::-1]


# --- Rows of the consumption of enterprises ------------------------------------------------------


def consumption_rows(world: World, persona: Persona) -> list[ConsumptionRow]:
    """Details and monthly sums of the partner's customers, with the split of rule 128.

    An account manager without another role sees what counts for them. Source: rules 132–134.
    """
    return [*details(world, persona), *summary(world, persona)]


def splits(world: World, partner_id: str) -> dict[str, EnterpriseExit]:
    """The exits that split a month of this partner, by the sub that left."""
    exits = world.all(EnterpriseExit)
    return {e.customer_id: e for e in exits if e.split and e.partner_id == partner_id}


def counted(
    world: World, persona: Persona, view: View
) -> Iterator[tuple[Consumption, EnterpriseExit | None]]:
    """The consumption of the partner's customers, with the split where the month of it has one.

    What a sub spends after it left, and before another partner serves it, still belongs to that month.
    """
    partner_id = persona.organisation
    exits = splits(world, partner_id)
    for spent in world.all(Consumption):
        if only_a_manager(persona) and not counts_for(world, persona, spent, view):
            continue
        exit = exits.get(spent.customer_id)
        if exit is not None and f"{exit.left_at:%Y-%m}" != f"{spent.consumed_at:%Y-%m}":
            exit = None
        after = exit is not None and not spent.partner_id and spent.consumed_at >= exit.left_at
        if spent.partner_id == partner_id or after:
            yield spent, exit


def details(world: World, persona: Persona) -> list[ConsumptionRow]:
    """Each amount, on the sub before it left and on its master afterwards."""
    return [
        ConsumptionRow(
            id=f"{spent.id}-detail",
            customer_id=exit.master_id if exit and spent.consumed_at >= exit.left_at else spent.customer_id,
            month=f"{spent.consumed_at:%Y-%m}",
            level=Level.DETAIL,
            consumed_at=spent.consumed_at,
            amount=spent.amount,
        )
        for spent, exit in counted(world, persona, View.OVERVIEW)
    ]


def summary(world: World, persona: Persona) -> list[ConsumptionRow]:
    """One sum for each customer and month; the month of the split shows on the sub alone."""
    sums: dict[tuple[str, str], Decimal] = {}
    for spent, _ in counted(world, persona, View.SUMMARY):
        key = (spent.customer_id, f"{spent.consumed_at:%Y-%m}")
        sums[key] = sums.get(key, Decimal("0")) + spent.amount
    return [
        ConsumptionRow(
            id=f"{customer_id}-{month}",
            customer_id=customer_id,
            month=month,
            level=Level.SUMMARY,
            amount=amount,
        )
        for (customer_id, month), amount in sums.items()
    ]


# --- Machines: lines have one state, but a page looks their machine up ---------------------------

machine = Machine(
    entity=StatementLine, states=State, label=StatementLine.label, more_rules=(visible_own_period,)
)
row_machine = Machine(entity=ConsumptionRow, states=State, label=ConsumptionRow.label)
