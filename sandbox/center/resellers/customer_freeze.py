"""Freezing customers 冻结客户: by the partner, where the world shows the international rules.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine.
Source: 02 §3.13, §3.14, rules 93, 96; 01 §3.7, §5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import PartnerState, administrator_of
from sandbox.center.common.roles import ADMINISTRATORS, CUSTOMER_MANAGEMENT, OPERATORS, under
from sandbox.center.common.sensitive import Code, sensitive_code
from sandbox.center.customers.account import Customer, Frozen
from sandbox.center.customers.association import Association
from sandbox.center.resellers.reseller import ResellerCase, intl
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

CUSTOMERS_AT_MOST = 10
REASON_AT_MOST = 256
RESOURCES_KEPT = timedelta(days=15)


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of a freeze."""

    FROZEN = "frozen", "已冻结", "frozen", "initial"
    RELEASED = "released", "已解冻", "released", "terminal"


class FreezeType(Labelled):
    """What is frozen."""

    ACCOUNT = "account", "账号", "account"
    ACCOUNT_AND_RESOURCES = "account_and_resources", "账号与资源", "account and resources"


AS_FROZEN = {
    FreezeType.ACCOUNT: Frozen.ACCOUNT,
    FreezeType.ACCOUNT_AND_RESOURCES: Frozen.ACCOUNT_AND_RESOURCES,
}


class CustomerFreeze(Entity):
    """One freeze of one customer by a partner."""

    kind: ClassVar[str] = "customer_freeze"
    label: ClassVar[Text] = Text(zh="客户冻结", en="Freeze of a customer")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        freeze_type=("冻结类型", "Type"),
        reason=("原因", "Reason"),
        frozen_at=("冻结时间", "Frozen"),
        released_at=("解冻时间", "Released"),
        data_deleted_at=("数据删除时间", "Data deleted"),
    )

    state: State = State.FROZEN
    customer_id: str
    partner_id: str
    freeze_type: FreezeType
    reason: str
    frozen_at: datetime
    released_at: datetime | None = None
    data_deleted_at: datetime | None = None

    @property
    def kept_until(self) -> datetime | None:
        """When the data of frozen resources are deleted; None where only the account is frozen, or they are."""
        if self.freeze_type == FreezeType.ACCOUNT or self.data_deleted_at is not None:
            return None
        return self.frozen_at + RESOURCES_KEPT


class FreezeCase(ResellerCase):
    """A situation about one customer of the partner who acts."""

    @lazy
    def customer(self) -> Customer | Any:
        """The customer named, or the one frozen."""
        id = self.typed.get("customer", "") or getattr(self.subject, "customer_id", "")
        return self.world.get(Customer, id)


# --- Rules ---------------------------------------------------------------------------------------

international_only = Rule(
    id="portal-intl-only",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(
        zh="中国站没有这个功能（只有国际站的页面描述了它）。",
        en="The China site does not have this function; only international pages describe it.",
    ),
    remedy=Text(
        zh="请在按国际站规则设定的场景中练习。",
        en="Practise it in a scenario that is set up by the international rules.",
    ),
    holds=intl,
)
resources_stay_frozen = Rule(
    id="resell-freeze-account-only",
    number=93,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P20",
    text=Text(
        zh="贵公司已冻结：可以解冻客户账号，不能解冻客户资源。",
        en="Your company is frozen: it can unfreeze customers' accounts, but not their resources.",
    ),
    remedy=Text(
        zh="请先与华为云处理冻结事项，恢复正常后再解冻资源。",
        en="Settle it with Huawei Cloud; unfreeze resources once your standing is normal.",
    ),
    remedied_by=("partner_standing.lift",),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.partner.state != PartnerState.FROZEN or s.action.freeze_type == FreezeType.ACCOUNT,
)
data_kept_15_days = Rule(
    id="portal-freeze-data-15-days",
    kind=Kind.TIMER,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="I9",
    text=Text(
        zh="冻结账号及资源后 15 天内没有解冻的，资源中的数据会被删除（国际站）。",
        en="If account and resources are not unfrozen within 15 days, the data are deleted (international site).",
    ),
    remedy=Text(zh="请在冻结后 15 天内解冻资源。", en="Unfreeze the resources within 15 days of the freeze."),
    remedied_by=("customer_freeze.unfreeze",),
)
freeze_types_match = Rule(
    id="resell-freeze-type-match",
    number=96,
    kind=Kind.INPUT,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="P23",
    needs=("freeze_type", "reason", "customers"),
    text=Text(
        zh="解冻类型须与冻结类型一致；一次最多 10 个客户，原因最多 256 个字。",
        en="Unfreeze what was frozen; at most 10 customers at once, and a reason of up to 256 characters.",
    ),
    remedy=Text(zh="请更正类型、客户数或原因。", en="Correct the type, the customers or the reason."),
    holds=lambda s: (
        len(s.typed.get("customers", None) or ()) <= CUSTOMERS_AT_MOST
        and len(s.typed.get("reason", "")) <= REASON_AT_MOST
        and (s.subject is None or s.action.freeze_type == s.subject.freeze_type)
    ),
)
not_frozen_yet = Rule(
    id="portal-freeze-once",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    needs=("customer",),
    text=Text(zh="该客户已被冻结：{frozen}。", en="The customer is frozen already: {frozen}."),
    remedy=Text(zh="请先解冻，再按新的类型冻结。", en="Unfreeze it first, then freeze it as you wish."),
    remedied_by=("customer_freeze.unfreeze", "partner_standing.lift"),
    applies=lambda s: s.customer is not None,
    holds=lambda s: s.customer.frozen == Frozen.NO,
    values=lambda s: {"frozen": s.customer.frozen},
)
your_customer = Rule(
    id="portal-freeze-own-customer",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="该客户没有与贵公司关联。", en="The customer is not associated with your company."),
    remedy=Text(zh="请选择本公司的客户。", en="Choose a customer of your own."),
    applies=lambda s: s.customer is not None,
    holds=lambda s: (
        s.world.need(Association, s.customer.id).associated
        and s.world.need(Association, s.customer.id).partner_id == s.persona.organisation
    ),
)


# --- Actions -------------------------------------------------------------------------------------

CUSTOMER = Input(Text(zh="客户", en="Customer"), entity="customer")
TYPE = Input(Text(zh="类型", en="Type"))
REASON = Input(Text(zh="原因", en="Reason"), multiline=True)


class Freeze(Action):
    """The partner freezes a customer."""

    id: ClassVar[str] = "customer_freeze.freeze"
    title: ClassVar[Text] = Text(zh="冻结客户", en="Freeze a customer")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | OPERATORS
    menu: ClassVar[tuple[Text, ...]] = (under(CUSTOMER_MANAGEMENT, "更多 > 冻结", "More > Freeze"),)
    asks_code: ClassVar[bool] = True

    customer: Annotated[str, CUSTOMER, Field(min_length=1)]
    freeze_type: Annotated[FreezeType, TYPE]
    reason: Annotated[str, REASON] = ""
    code: Code = ""


class FreezeMany(Action):
    """The partner freezes several customers."""

    id: ClassVar[str] = "customer_freeze.freeze_many"
    title: ClassVar[Text] = Text(zh="批量冻结客户", en="Freeze selected customers")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | OPERATORS
    menu: ClassVar[tuple[Text, ...]] = (under(CUSTOMER_MANAGEMENT, "批量冻结", "Freeze selected"),)
    each: ClassVar[type[Action] | None] = Freeze
    asks_code: ClassVar[bool] = True

    customers: Annotated[
        tuple[str, ...],
        Input(Text(zh="客户", en="Customers"), entity="customer", many=True),
        Field(min_length=1),
    ]
    freeze_type: Annotated[FreezeType, TYPE]
    reason: Annotated[str, REASON] = ""
    code: Code = ""

    def rows(self) -> Iterable[Action]:
        """One freeze to a row."""
        return (
            Freeze(customer=c, freeze_type=self.freeze_type, reason=self.reason)
            for c in dict.fromkeys(self.customers)
        )


class Unfreeze(Action):
    """The partner releases a customer."""

    id: ClassVar[str] = "customer_freeze.unfreeze"
    title: ClassVar[Text] = Text(zh="解冻客户", en="Unfreeze a customer")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | OPERATORS
    menu: ClassVar[tuple[Text, ...]] = (under(CUSTOMER_MANAGEMENT, "更多 > 解冻", "More > Unfreeze"),)
    on: ClassVar[str] = "customer_freeze"
    asks_code: ClassVar[bool] = True

    customer_freeze: Annotated[
        str, Input(Text(zh="冻结", en="Freeze"), entity="customer_freeze"), Field(min_length=1)
    ]
    freeze_type: Annotated[FreezeType, TYPE]
    code: Code = ""


# --- Effects -------------------------------------------------------------------------------------


def freeze(s: FreezeCase, draft: Draft) -> None:
    """The customer's account, or its resources too, are frozen."""
    draft.create(
        CustomerFreeze,
        customer_id=s.customer.id,
        partner_id=s.persona.organisation,
        freeze_type=s.action.freeze_type,
        reason=s.action.reason.strip(),
        frozen_at=draft.now,
    )
    draft.put(s.customer.but(frozen=AS_FROZEN[s.action.freeze_type]))


def unfreeze(s: FreezeCase, draft: Draft) -> None:
    """The customer is free again."""
    draft.move(released_at=draft.now)
    draft.put(s.customer.but(frozen=Frozen.NO))


def delete_data(s: FreezeCase, draft: Draft) -> None:
    """The data are gone; the customer and the partner are told."""
    draft.move(data_deleted_at=draft.now)
    text = Text(
        zh="客户“{name}”的资源冻结已满 15 天，数据已删除。",
        en="The resources of the customer “{name}” have been frozen for 15 days; their data are deleted.",
    ).filled({"name": s.customer.account_name})
    for to in (s.subject.customer_id, administrator_of(draft, s.subject.partner_id)):
        draft.notify(to, text, rule=data_kept_15_days.id)


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=CustomerFreeze,
    states=State,
    label=CustomerFreeze.label,
    subject="customer_freeze",
    situation=FreezeCase,
    transitions=(
        Transition(
            action=Freeze,
            to=State.FROZEN,
            rules=(international_only, your_customer, not_frozen_yet, freeze_types_match, sensitive_code),
            effect=(freeze,),
        ),
        Transition(action=FreezeMany, rules=(international_only, freeze_types_match, sensitive_code)),
        Transition(
            action=Unfreeze,
            source=(State.FROZEN,),
            to=State.RELEASED,
            rules=(
                international_only,
                your_customer,
                resources_stay_frozen,
                freeze_types_match,
                sensitive_code,
            ),
            effect=(unfreeze,),
        ),
    ),
    timers=(
        Timer(
            name="retention",
            label=Text(zh="冻结资源的数据删除", en="Data of frozen resources deleted"),
            source=(State.FROZEN,),
            due=lambda freeze, _: freeze.kept_until,
            effect=(delete_data,),
            rules=(data_kept_15_days,),
            window=Text(zh="15 个自然日", en="15 natural days"),
        ),
    ),
)
