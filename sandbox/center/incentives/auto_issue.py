"""The switch of automatic issue 自动发放激励: on or off, and one payout method for each incentive class.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine. What the switch
brings about on the fifth day is in ``requisition``. Source: 04 rules 31, 32; errata to 29.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.roles import under
from sandbox.center.incentives.item import AUTO_APPLY_DAYS, NEW_METHODS, OLD_METHODS, IncentiveItem, items_of
from sandbox.center.incentives.item import State as ItemState
from sandbox.center.incentives.payee import (
    ACCESS,
    FINANCE_STAFF,
    MANAGEMENT,
    IncentiveCase,
    IncentiveClass,
    Method,
    PayeeProfile,
)
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Transition
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of the switch."""

    OFF = "off", "未打开", "off", "initial"
    ON = "on", "已打开", "on"


class AutoIssue(Entity):
    """The switch of a partner; the id is the partner's. Special incentives go with referral ones."""

    kind: ClassVar[str] = "auto_issue"
    label: ClassVar[Text] = Text(zh="自动发放激励", en="Automatic issue")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        resale_method=("代售激励发放方式", "Method for resale"),
        referral_method=("顾问销售激励发放方式", "Method for referral"),
    )

    state: State = State.OFF
    partner_id: str
    resale_method: Method = Method.RETURN_AS_OWED
    referral_method: Method = Method.BANK_TRANSFER

    @property
    def name(self) -> str:
        """What a reader calls it."""
        return self.label.zh

    def method_for(self, incentive_class: IncentiveClass) -> Method:
        """The method chosen for a class."""
        return self.resale_method if incentive_class == IncentiveClass.RESALE else self.referral_method


def plan_application(draft: Draft, item: IncentiveItem) -> None:
    """Automatic issue applies for a new item on its fifth day. Source: rule 31."""
    switch = draft.get(AutoIssue, item.partner_id)
    if switch is not None and switch.state == State.ON and not item.negative:
        draft.put(item.but(auto_apply_at=item.generated_at + timedelta(days=AUTO_APPLY_DAYS)))


def give_switches(draft: Draft) -> None:
    """Every payee has a switch, off unless the world says otherwise."""
    for profile in draft.all(PayeeProfile):
        if draft.get(AutoIssue, profile.id) is None:
            draft.put(AutoIssue(id=profile.id, partner_id=profile.id))


# --- Rules ---------------------------------------------------------------------------------------

auto_toggle = Rule(
    id="incent-pay-auto-toggle",
    number=32,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A35",
    text=Text(
        zh="伙伴在激励管理中自行打开或关闭自动发放，为每类激励各选一种发放方式。",
        en="The partner switches automatic issue on or off itself in incentive management, with one method for each class.",
    ),
    does=lambda s, draft: switch(s, draft),
)
method_of_class = Rule(
    id="incent-auto-method-of-class",
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="SEED",
    needs=("resale_method", "referral_method"),
    text=Text(
        zh="自动发放的方式与激励类型不符：代售激励只能记欠票或转代金券额度，顾问销售激励不能记欠票。",
        en="The method does not fit the class: resale takes the owed-invoice method or coupon quota; referral cannot be booked as owed.",
    ),
    remedy=Text(zh="请为每类激励选择它支持的方式。", en="Choose for each class a method that it allows."),
    holds=lambda s: s.action.resale_method in NEW_METHODS and s.action.referral_method in OLD_METHODS,
)


# --- Actions -------------------------------------------------------------------------------------


class Switch(Action):
    """Switch automatic issue on or off, or change its methods."""

    id: ClassVar[str] = "auto_issue.switch"
    title: ClassVar[Text] = Text(zh="设置自动发放激励", en="Set automatic issue")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(MANAGEMENT, "自动发放激励", "Automatic Issue"),)
    on: ClassVar[str] = "auto_issue"

    auto_issue: Annotated[str, Input(Text(zh="自动发放", en="Switch"), entity="auto_issue")]
    active: Annotated[bool, Input(Text(zh="打开", en="On"))] = True
    resale_method: Annotated[Method, Input(Text(zh="代售激励发放方式", en="Method for resale"))] = (
        Method.RETURN_AS_OWED
    )
    referral_method: Annotated[Method, Input(Text(zh="顾问销售激励发放方式", en="Method for referral"))] = (
        Method.BANK_TRANSFER
    )


# --- Effects -------------------------------------------------------------------------------------


def switch(s: IncentiveCase, draft: Draft) -> None:
    """Keep the choice; fifth days that lie ahead are planned or dropped."""
    action: Switch = s.action
    draft.move(
        state=State.ON if action.active else State.OFF,
        resale_method=action.resale_method,
        referral_method=action.referral_method,
    )
    for item in items_of(draft, s.partner_id):
        if item.state not in (ItemState.AVAILABLE, ItemState.FROZEN) or item.negative:
            continue
        fifth = item.generated_at + timedelta(days=AUTO_APPLY_DAYS)
        draft.put(item.but(auto_apply_at=fifth if action.active and fifth > draft.now else None))


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=AutoIssue,
    states=State,
    label=AutoIssue.label,
    subject="auto_issue",
    situation=IncentiveCase,
    transitions=(
        Transition(
            action=Switch,
            source=(State.OFF, State.ON),
            to=(State.ON, State.OFF),
            rules=(*ACCESS, method_of_class),
            effect=(auto_toggle,),
        ),
    ),
)
