"""Incentives after a plan has ended 退出计划后的激励: payable for one more year, then void.

Only this year is simulated here; how incentives arise and are paid is the area of incentives.
Source: 02 rule 118.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import paid_in
from sandbox.center.common.partner import Partner
from sandbox.center.common.roles import ADMINISTRATORS, path
from sandbox.center.resellers.reseller import ResellerCase
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import add_months
from sandbox.engine.machines import Machine, Move, Timer, Transition
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

MONTHS_PAYABLE = 12
INCENTIVES = path("销售 > 激励 > 激励管理", "Sales > Incentives > Incentive Management")


class State(Labelled):
    """States of what a partner earned in a plan."""

    EARNED = "earned", "可兑现", "payable", "initial"
    LEFT = "left", "已退出计划，限期兑现", "payable for a time after the plan", "transient"
    PAID = "paid", "已兑现", "paid", "terminal"
    VOID = "void", "已作废", "void", "terminal"


class PlanIncentive(Entity):
    """An amount that a partner earned while it was in a plan, in yuan."""

    kind: ClassVar[str] = "plan_incentive"
    label: ClassVar[Text] = Text(zh="计划激励", en="Incentive of a plan")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        plan_left_at=("退出计划时间", "Plan left"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: State = State.EARNED
    partner_id: str
    amount: Decimal
    plan_left_at: datetime | None = None


def payable_until(incentive: PlanIncentive | Any) -> datetime | None:
    """The first instant at which it is void; None while the plan runs."""
    return add_months(incentive.plan_left_at, MONTHS_PAYABLE) if incentive.plan_left_at else None


paid_for_one_year = Rule(
    id="resell-incentive-after-exit",
    number=118,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A10",
    gate=Gate.PERMISSION,
    text=Text(
        zh="失去计划身份后，激励在一年内可以兑现，逾期作废。",
        en="After the loss of the plan, incentives can be cashed in for one year; then they are void.",
    ),
    remedy=Text(zh="请在退出计划后一年内兑现激励。", en="Cash them in within one year of leaving the plan."),
    holds=lambda s: s.subject is None or s.subject.state != State.VOID,
)
your_incentive = Rule(
    id="portal-own-incentive",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="这笔激励不属于贵公司。", en="This incentive is not your company's."),
    remedy=Text(zh="请选择本公司的激励。", en="Choose one of your own."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.subject.partner_id == s.persona.organisation,
)


class CashIn(Action):
    """Cash in what was earned."""

    id: ClassVar[str] = "plan_incentive.cash_in"
    title: ClassVar[Text] = Text(zh="兑现激励", en="Cash in an incentive")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (INCENTIVES,)
    on: ClassVar[str] = "plan_incentive"

    plan_incentive: Annotated[
        str, Input(Text(zh="激励", en="Incentive"), entity="plan_incentive"), Field(min_length=1)
    ]


PAY_MEMO = Text(zh="激励发放", en="Incentive paid")


def pay(s: ResellerCase, draft: Draft) -> None:
    """Huawei pays it to the recharge account."""
    entries = paid_in(draft.need(Partner, s.subject.partner_id), s.subject.amount, "huawei")
    draft.post(PAY_MEMO, entries, rule=paid_for_one_year.id)
    draft.move()


def leave_incentives(s: Any, draft: Draft) -> None:
    """The year begins for everything the partner has not cashed in."""
    for incentive in draft.find(PlanIncentive, partner_id=s.subject.partner_id):
        if incentive.state == State.EARNED:
            draft.put(incentive.but(state=State.LEFT, plan_left_at=draft.now))


machine = Machine(
    entity=PlanIncentive,
    states=State,
    label=PlanIncentive.label,
    subject="plan_incentive",
    situation=ResellerCase,
    transitions=(
        Transition(
            action=CashIn,
            source=(State.EARNED, State.LEFT),
            to=State.PAID,
            rules=(your_incentive, paid_for_one_year),
            effect=(pay,),
        ),
    ),
    moves=(Move("distributor_plan.delist", (State.EARNED,), State.LEFT),),
    timers=(
        Timer(
            name="payable",
            label=Text(zh="激励兑现期限", en="End of the year to cash in"),
            source=(State.LEFT,),
            due=lambda i, _: payable_until(i),
            to=State.VOID,
            rules=(paid_for_one_year,),
            window=Text(zh="1 年", en="1 year"),
        ),
    ),
)
