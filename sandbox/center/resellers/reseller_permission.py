"""Budget rights of a reseller 云经销商的预算权限: international only, behind a world setting.

Read from top to bottom: states, entity, rules, actions, effects, machine. The China site controls by
money alone (拨款, 回收). Source: 02 §3.14, rules 94, 95, 97.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.roles import Role, under
from sandbox.center.resellers.customer_freeze import international_only
from sandbox.center.resellers.reseller import MY_RESELLERS, ResellerCase, yours
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Transition
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

DISTRIBUTORS = frozenset({Role.DISTRIBUTOR_ADMINISTRATOR})
RESELLERS = frozenset({Role.RESELLER_ADMINISTRATOR})
NOTHING = Decimal("0")


class State(Labelled):
    """States of the rights of one reseller."""

    GRANTED = "granted", "已授权", "granted", "initial"
    REVOKED = "revoked", "已取消授权", "revoked"


class ResellerPermission(Entity):
    """The budget quota that a distributor grants a reseller; its id is the reseller's. In yuan a month."""

    kind: ClassVar[str] = "reseller_permission"
    label: ClassVar[Text] = Text(zh="云经销商权限", en="Rights of a reseller")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        reseller_id=("云经销商", "Reseller"),
        budget_quota=("预算额度", "Budget quota"),
        budgets=("客户预算", "Budgets"),
    )

    state: State = State.GRANTED
    reseller_id: str
    budget_quota: Decimal
    budgets: Mapping[str, Decimal] = Field(default_factory=dict)


def granted(s: ResellerCase) -> ResellerPermission | Any:
    """The rights of the reseller who acts or is named."""
    return s.world.get(ResellerPermission, s.reseller.id)


def total(s: ResellerCase) -> Decimal:
    """All budgets of the reseller's customers, the new one included."""
    others = {**granted(s).budgets, s.action.customer: s.action.amount}
    return sum(others.values(), NOTHING)


quota_cap = Rule(
    id="resell-perm-quota-cap",
    number=94,
    kind=Kind.GUARD,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="P21",
    needs=("customer", "amount"),
    text=Text(
        zh="客户预算合计超过了总经销商授予的预算额度。",
        en="The customers' budgets together are more than the quota that the distributor granted.",
    ),
    remedy=Text(
        zh="请减少预算，或请总经销商提高额度。", en="Lower the budget, or ask the distributor for more."
    ),
    remedied_by=("reseller_permission.grant",),
    applies=lambda s: granted(s) is not None and granted(s).state == State.GRANTED,
    holds=lambda s: total(s) <= granted(s).budget_quota,
)
budgets_stay = Rule(
    id="resell-perm-revoke-keeps",
    number=95,
    kind=Kind.EFFECT,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="P21",
    text=Text(
        zh="取消授权后，已设置的预算仍然有效，由总经销商管理。",
        en="After the rights are revoked, budgets that were set stay and are managed by the distributor.",
    ),
    does=lambda s, draft: draft.move(),
)
distributor_first = Rule(
    id="resell-authorise-chain",
    number=97,
    kind=Kind.GUARD,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="P27",
    text=Text(
        zh="代客户操作须先有总经销商的授权，再有客户的同意。",
        en="Acting for a customer needs the distributor's consent first, then the customer's.",
    ),
    remedy=Text(zh="请先联系总经销商授权。", en="Ask the distributor for the rights first."),
    remedied_by=("reseller_permission.grant",),
    holds=lambda s: granted(s) is not None and granted(s).state == State.GRANTED,
)
reseller_of_yours = Rule(
    id="portal-permission-own-reseller",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="该云经销商没有与贵公司合作。", en="The reseller does not cooperate with your company."),
    remedy=Text(zh="请选择本公司的云经销商。", en="Choose a reseller of your own."),
    applies=lambda s: s.world.get(Cooperation, s.reseller.id if s.reseller else "") is not None,
    holds=yours,
)


class Grant(Action):
    """Let a reseller set budgets for its customers."""

    id: ClassVar[str] = "reseller_permission.grant"
    title: ClassVar[Text] = Text(zh="授权", en="Grant rights")
    roles: ClassVar[frozenset[str]] = DISTRIBUTORS
    menu: ClassVar[tuple[Text, ...]] = (under(MY_RESELLERS, "更多 > 权限设置", "More > Permissions"),)
    on: ClassVar[str] = "reseller"

    reseller: Annotated[str, Input(Text(zh="云经销商", en="Reseller"), entity="partner"), Field(min_length=1)]
    budget_quota: Annotated[
        Decimal, Input(Text(zh="预算额度（元）", en="Budget quota (CNY)")), Field(ge=0, max_digits=14)
    ]


class Revoke(Action):
    """Take the rights back."""

    id: ClassVar[str] = "reseller_permission.revoke"
    title: ClassVar[Text] = Text(zh="取消授权", en="Revoke rights")
    roles: ClassVar[frozenset[str]] = DISTRIBUTORS
    menu: ClassVar[tuple[Text, ...]] = (under(MY_RESELLERS, "更多 > 权限设置", "More > Permissions"),)
    on: ClassVar[str] = "reseller_permission"

    reseller_permission: Annotated[
        str, Input(Text(zh="权限", en="Rights"), entity="reseller_permission"), Field(min_length=1)
    ]


class SetBudget(Action):
    """The reseller sets a monthly budget for a customer."""

    id: ClassVar[str] = "reseller_permission.set_budget"
    title: ClassVar[Text] = Text(zh="设置客户预算", en="Set a customer's budget")
    roles: ClassVar[frozenset[str]] = RESELLERS

    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer"), Field(min_length=1)]
    amount: Annotated[
        Decimal, Input(Text(zh="月预算（元）", en="Monthly budget (CNY)")), Field(ge=0, max_digits=14)
    ]


def grant(s: ResellerCase, draft: Draft) -> None:
    """The reseller may set budgets up to the quota."""
    old = granted(s)
    draft.create(
        ResellerPermission,
        id=s.reseller.id,
        reseller_id=s.reseller.id,
        budget_quota=s.action.budget_quota,
        budgets=old.budgets if old else {},
    )


def set_budget(s: ResellerCase, draft: Draft) -> None:
    """The customer has this budget."""
    rights = granted(s)
    draft.subject = draft.put(rights.but(budgets={**rights.budgets, s.action.customer: s.action.amount}))


machine = Machine(
    entity=ResellerPermission,
    states=State,
    label=ResellerPermission.label,
    subject="reseller_permission",
    situation=ResellerCase,
    transitions=(
        Transition(
            action=Grant,
            to=State.GRANTED,
            rules=(international_only, reseller_of_yours),
            effect=(grant,),
        ),
        Transition(
            action=Revoke,
            source=(State.GRANTED,),
            to=State.REVOKED,
            rules=(international_only, reseller_of_yours),
            effect=(budgets_stay,),
        ),
        Transition(
            action=SetBudget,
            rules=(international_only, distributor_first, quota_cap),
            effect=(set_budget,),
        ),
    ),
)
