"""Association request 关联关系申请: ending an association or switching its model, until both sides agree.

Read from top to bottom: states, entity, situation, rules (who, waiting periods, the three account
checks, consent, inputs), actions, effects, machine. Source: 01 §3.4, §4.4–4.6, §6; errata to 86, 107.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Partner, administrator_of
from sandbox.center.common.roles import (
    ADMINISTRATORS,
    CUSTOMER_MANAGEMENT,
    MY_PARTNER,
    PARTNER_STAFF,
    Role,
    path,
    under,
)
from sandbox.center.common.standing import frozen
from sandbox.center.customers.account import (
    Case,
    Contract,
    Customer,
    EnterpriseRole,
    Frozen,
    customer_of,
    is_subcustomer,
    own_account,
)
from sandbox.center.customers.account import State as AccountState
from sandbox.center.customers.after_effects import (
    DISSOCIATION_EFFECTS,
    OTHER,
    SWITCH_TO_REFERRAL_EFFECTS,
    SWITCH_TO_RESALE_EFFECTS,
)
from sandbox.center.customers.association import (
    RESALE_RULES,
    STANDING,
    Association,
    CooperationType,
    Initiator,
    Operation,
    Result,
    customer_is_yours,
    family,
    note_record,
)
from sandbox.center.customers.association import State as AssociationState
from sandbox.center.customers.order import Order
from sandbox.center.customers.order import State as OrderState
from sandbox.engine.actions import Action, Input, Persona
from sandbox.engine.clock import add_months, midnight
from sandbox.engine.codes import code_rule
from sandbox.engine.machines import Effect, Machine, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

COOL_DOWN_MONTHS = 3
REQUESTS, REQUESTS_INTL = 1, 3
REASON_AT_MOST = 200
DISTRIBUTORS = frozenset({Role.DISTRIBUTOR_ADMINISTRATOR, Role.DISTRIBUTOR_OPERATOR})


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of a request. The account check comes before and stores nothing. Source: 01 §3.4."""

    WAITING_FOR_CUSTOMER = "waiting_for_customer", "待客户处理", "waiting for the customer", "transient"
    WAITING_FOR_PARTNER = "waiting_for_partner", "待伙伴处理", "waiting for the partner", "transient"
    PRE_REVIEW = "pre_review", "预评审中", "in pre-review", "transient"
    AGREED = "agreed", "已同意", "agreed", "terminal"
    REJECTED = "rejected", "已驳回", "rejected", "terminal"


class AssociationRequest(Entity):
    """A wish to change who serves a customer or how, until the other side answers. Source: 01 §2.5."""

    kind: ClassVar[str] = "association_request"
    label: ClassVar[Text] = Text(zh="关联关系申请", en="Association request")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        operation=("申请类型", "Operation"),
        initiator=("发起方", "Started by"),
        target_type=("目标关联类型", "Target type"),
        reason=("申请原因", "Reason"),
        submitted_at=("申请时间", "Submitted at"),
        processed_at=("处理时间", "Processed at"),
        processor=("处理方", "Processed by"),
        answer_reason=("驳回原因", "Reason of the rejection"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("customer_id",),)

    state: State
    customer_id: str
    partner_id: str
    operation: Operation
    initiator: Initiator
    target_type: CooperationType | None = None
    reason: str = ""
    submitted_at: datetime
    processed_at: datetime | None = None
    processor: str = ""
    answer_reason: str = ""

    @model_validator(mode="after")
    def hangs_together(self) -> AssociationRequest:
        """A switch leads to a model."""
        if self.operation is Operation.SWITCH and self.target_type is None:
            raise PydanticCustomError(
                "bilingual", "{en}", {"zh": "切换申请须有 target_type", "en": "a switch needs target_type"}
            )
        return self


PENDING = frozenset({State.WAITING_FOR_CUSTOMER, State.WAITING_FOR_PARTNER, State.PRE_REVIEW})
ASSOCIATION_PENDING = frozenset({AssociationState.DISSOCIATION_PENDING, AssociationState.SWITCH_PENDING})


def pending_request(world: World | Draft, customer_id: str) -> AssociationRequest | None:
    """The request of a customer that nobody has answered yet, or None."""
    for request in reversed(world.find(AssociationRequest, customer_id=customer_id)):
        if request.state in PENDING:
            return request
    return None


def cool_down_end(request: AssociationRequest) -> datetime:
    """When a request no longer counts: 00:00 of its date + 3 months. Source: 01 §6.2."""
    return add_months(midnight(request.submitted_at), COOL_DOWN_MONTHS)


# --- Situation -----------------------------------------------------------------------------------


class Flow(Labelled):
    """Which of the three account checks is asked for."""

    SWITCH = "switch", "伙伴切换关联类型", "the partner switches the type"
    DISSOCIATION = "dissociation", "伙伴解除关联", "the partner dissociates"
    LEAVING = "leaving", "客户解除关联", "the customer dissociates"


# The rules below are asked on every step; a name of the module is found faster than an enum member.
SWITCH, DISSOCIATION, LEAVING = Flow.SWITCH, Flow.DISSOCIATION, Flow.LEAVING
RESALE, CUSTOMER, BY_PARTNER, BY_CUSTOMER = (
    CooperationType.RESALE,
    Role.CUSTOMER,
    Initiator.PARTNER,
    Initiator.CUSTOMER,
)
INDEPENDENT_SUB, MANAGED_SUB = EnterpriseRole.INDEPENDENT_SUB, EnterpriseRole.MANAGED_SUB
SPECIAL, AWAITING_PARTNER = Contract.SPECIAL, OrderState.AWAITING_PARTNER
NOT_FROZEN = Frozen.NO
DISSOCIATE, AWAITS_CUSTOMER = Operation.DISSOCIATE, State.WAITING_FOR_CUSTOMER
DISSOCIATION_PENDING, NOT_ASSOCIATED, IN_PROGRESS = (
    AssociationState.DISSOCIATION_PENDING,
    AssociationState.NOT_ASSOCIATED,
    Result.PENDING,
)


class RequestCase(Case):
    """A situation about ending or switching one customer's association.

    What nearly every rule asks is worked out at once, the rest when it is asked.

    Attributes:
        customer: the customer concerned; None while a form names none.
        association: the customer's association.
        flow: the account check that this request, or the action that makes one, must pass; None where
            there is no customer and so nothing to check.
        resale: whether the customer is in the resale model now.
    """

    customer: Customer | Any
    flow: Flow | None = None

    def __init__(
        self, world: World, persona: Persona, action: Any, subject: Any = None, model: Any = None
    ) -> None:
        super().__init__(world, persona, action, subject, model)
        self.customer = customer = customer_of(self)
        self.association: Association | Any = world.get(Association, customer.id) if customer else None
        association = self.association
        self.resale: bool = association is not None and association.cooperation_type is RESALE
        if association is None:
            return
        if subject is None:
            flow_for = getattr(type(action), "flow_for", None)
            self.flow = flow_for(action, self) if flow_for else None
        elif subject.initiator is BY_CUSTOMER:
            self.flow = LEAVING
        else:
            self.flow = SWITCH if subject.operation is Operation.SWITCH else DISSOCIATION

    @lazy
    def target_type(self) -> CooperationType | None:
        """The model a switch leads to: the one asked for, else the other one; None for a dissociation."""
        if self.flow is not SWITCH:
            return None
        asked: CooperationType | None = self.typed.get("cooperation_type", None)
        if asked is not None:
            return asked
        present = self.association.cooperation_type
        return OTHER[present] if present is not None else None

    @property
    def through_reseller(self) -> bool:
        """Whether the customer belongs to a reseller of the distributor who acts."""
        partner_id = self.association.partner_id
        if not partner_id or partner_id == self.persona.organisation:
            return False
        seller = self.world.get(Partner, partner_id)
        return seller is not None and seller.indirect_partner_of == self.persona.organisation

    @property
    def independent_subs(self) -> tuple[str, ...]:
        """Names of the non-managed sub-accounts of the customer."""
        subs = self.world.find(Customer, enterprise_master_id=self.customer.id)
        return tuple(
            sub.name
            for sub in subs
            if sub.enterprise_role is INDEPENDENT_SUB and sub.state is not AccountState.CLOSED
        )

    @lazy
    def requests(self) -> list[AssociationRequest]:
        """All requests about this customer, oldest first."""
        if self.association is None:
            return []
        return self.world.find(AssociationRequest, customer_id=self.customer.id)

    @property
    def customer_asked_until(self) -> datetime | None:
        """When the partner may ask again after the customer's own request; None if it may now."""
        return self.barred_until(BY_CUSTOMER, 1) if self.requests else None

    @property
    def partner_asked_until(self) -> datetime | None:
        """When the partner may ask again after its own requests; None if it may now."""
        return self.barred_until(BY_PARTNER, self.most_requests) if self.requests else None

    @property
    def customer_barred_until(self) -> datetime | None:
        """When the customer may ask again after its own requests; None if it may now."""
        return self.barred_until(BY_CUSTOMER, self.most_requests) if self.requests else None

    @property
    def most_requests(self) -> int:
        """How many requests one side may make in 3 months. Source: 01 §6.1."""
        settings = self.world.settings
        return int(settings.get("max_requests", REQUESTS_INTL if settings.get("intl_profile") else REQUESTS))

    def barred_until(self, initiator: Initiator, limit: int) -> datetime | None:
        """When fewer than ``limit`` requests of one side count; None if that is so now. Source: 01 §6.1, 6.2.

        A customer's requests count whichever partner they were addressed to: rules 68 and 105 speak of
        the customer. A partner's own count for that partner alone.
        """
        now, partner_id = self.now, self.association.partner_id
        ends = [
            cool_down_end(r)
            for r in self.requests
            if r.initiator is initiator and (initiator is BY_CUSTOMER or r.partner_id == partner_id)
        ]
        running = sorted(end for end in ends if now < end)
        return running[-limit] if len(running) >= limit else None


# Rules with the same condition share one of these functions, so it is asked once for all of them.


def switches(s: RequestCase) -> bool:
    """Whether the type is to be switched."""
    return s.flow is SWITCH


def switches_resale(s: RequestCase) -> bool:
    """Whether a resale customer is to become a referral customer."""
    return s.flow is SWITCH and s.resale


def switches_referral(s: RequestCase) -> bool:
    """Whether a referral customer is to become a resale customer."""
    return s.flow is SWITCH and not s.resale


def dissociates(s: RequestCase) -> bool:
    """Whether the partner wants to end the association."""
    return s.flow is DISSOCIATION


def dissociates_resale(s: RequestCase) -> bool:
    """Whether the partner wants to end a resale association."""
    return s.flow is DISSOCIATION and s.resale


def dissociates_referral(s: RequestCase) -> bool:
    """Whether the partner wants to end a referral association."""
    return s.flow is DISSOCIATION and not s.resale


def leaves(s: RequestCase) -> bool:
    """Whether the customer wants to leave its partner."""
    return s.flow is LEAVING


def leaves_resale(s: RequestCase) -> bool:
    """Whether a resale customer wants to leave its partner."""
    return s.flow is LEAVING and s.resale


def leaves_referral(s: RequestCase) -> bool:
    """Whether a referral customer wants to leave its partner."""
    return s.flow is LEAVING and not s.resale


def ends(s: RequestCase) -> bool:
    """Whether either side wants to end the association."""
    return s.flow is DISSOCIATION or s.flow is LEAVING


def order_waits(s: RequestCase) -> bool:
    """Whether an order of the customer waits for the partner's payment."""
    return s.world.count(Order, customer_id=s.customer.id, state=AWAITING_PARTNER) > 0


def is_administrator(s: RequestCase) -> bool:
    """Whether the person who acts is an administrator of a partner."""
    return not ADMINISTRATORS.isdisjoint(s.persona.roles)


def is_customer(s: RequestCase) -> bool:
    """Whether a customer acts."""
    return CUSTOMER in s.persona.roles


def waits(state: State, operation: Operation | None = None) -> Any:
    """A test: does the request wait in ``state`` (and ask for ``operation``)?"""
    if operation is None:
        return lambda s: s.subject is not None and s.subject.state is state
    return lambda s: s.subject is not None and s.subject.state is state and s.subject.operation is operation


def special_contract(s: RequestCase) -> bool:
    """Whether a special contract is in force."""
    return SPECIAL in s.customer.signed_contracts


def unified_support_plan(s: RequestCase) -> bool:
    """Whether the account or a finance-managed sub-account of it has a service support plan."""
    if s.customer.service_support_plan_active:
        return True
    subs = s.world.find(Customer, enterprise_master_id=s.customer.id)
    return any(c.service_support_plan_active and c.enterprise_role is MANAGED_SUB for c in subs)


# --- Rules: who may ask and answer ---------------------------------------------------------------

switch_admin_only = Rule(
    id="switch-admin-only",
    number=67,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, S21",
    gate=Gate.PERMISSION,
    text=Text(
        zh="只有伙伴管理员可以切换客户的关联类型。",
        en="Only the partner's administrator can switch a customer's association type.",
    ),
    remedy=Text(zh="请伙伴管理员登录后操作。", en="Ask the partner's administrator to do it."),
    applies=lambda s: s.flow is SWITCH and not is_customer(s),
    holds=is_administrator,
)
customer_cannot_switch = Rule(
    id="switch-customer-cannot-start",
    number=84,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S50",
    gate=Gate.PERMISSION,
    text=Text(
        zh="客户不能自行发起关联类型的切换。", en="A customer cannot start a switch of the association type."
    ),
    remedy=Text(
        zh="请联系伙伴管理员发起切换；也可以先解除关联，再接受新的邀请。",
        en="Ask the partner's administrator to start it, or dissociate and accept a new invitation.",
    ),
    remedied_by=("customer.request_dissociation",),
    applies=lambda s: s.subject is None,
    holds=lambda s: CUSTOMER not in s.persona.roles,
)
dissociation_admin_only = Rule(
    id="dissoc-admin-only",
    number=85,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, S31b",
    gate=Gate.PERMISSION,
    text=Text(
        zh="只有伙伴管理员可以发起解除关联，也只有伙伴管理员可以处理客户的解除申请。",
        en="Only the partner's administrator can start a dissociation or answer a customer's request for one.",
    ),
    remedy=Text(zh="请伙伴管理员登录后操作。", en="Ask the partner's administrator to do it."),
    applies=lambda s: not is_customer(s) and (dissociates(s) if s.subject is None else staff_answers(s)),
    holds=is_administrator,
)
own_tab = Rule(
    id="dissoc-distributor-own-tab",
    number=87,
    kind=Kind.VISIBILITY,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, S7",
    gate=Gate.PERMISSION,
    text=Text(
        zh="总经销商只能在“我的客户”页签解除关联；“云经销商的客户”页签没有这个操作。",
        en="A distributor dissociates on the tab “My Customers”; the tab “Resellers' Customers” does not offer it.",
    ),
    remedy=Text(
        zh="云经销商的客户由该云经销商的管理员解除关联。",
        en="The reseller's own administrator dissociates the reseller's customer.",
    ),
    applies=lambda s: asks_or_answers(s) and not DISTRIBUTORS.isdisjoint(s.persona.roles),
    holds=lambda s: not s.through_reseller,
)
two_tabs = Rule(
    id="dist-two-tabs",
    number=144,
    kind=Kind.VISIBILITY,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="SEED, S41, S62",
    gate=Gate.PERMISSION,
    text=Text(
        zh=(
            "总经销商有“我的客户”和“云经销商的客户”两个页签：关联操作、查看资源和代客操作只在“我的客户”；"
            "“云经销商的客户”需要查看客户信息的权限，只能查看。"
        ),
        en=(
            "A distributor has two tabs, My customers and Resellers' customers. Association actions, resources "
            "and operations on behalf of a customer are on the first only; the second needs a permission and "
            "is for reading."
        ),
    ),
    remedy=Text(
        zh="云经销商的客户由该云经销商的管理员切换关联类型。",
        en="The reseller's own administrator switches the association type of the reseller's customer.",
    ),
    applies=lambda s: switches(s) and not DISTRIBUTORS.isdisjoint(s.persona.roles),
    holds=lambda s: not s.through_reseller,
)
# Rules 87 and 144 speak for a reseller's customer; customers and Huawei have no customer list.
yours = replace(
    customer_is_yours,
    applies=lambda s: (
        s.customer is not None
        and not PARTNER_STAFF.isdisjoint(s.persona.roles)
        and not ((asks_or_answers(s) or switches(s)) and s.through_reseller)
    ),
)
partner_frozen = Rule(
    id="dissoc-partner-frozen",
    number=104,
    kind=Kind.GUARD,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="I6",
    text=Text(
        zh="伙伴处于冻结状态，不能解除与客户的关联（见于国际站；总经销商的冻结会传导至其云经销商）。",
        en="The partner is frozen and cannot dissociate customers (international site; a distributor's freeze "
        "reaches its resellers).",
    ),
    remedy=Text(
        zh="请先联系生态经理解除冻结。", en="First have the freeze lifted through the ecosystem manager."
    ),
    applies=lambda s: s.subject is None or s.subject.operation is DISSOCIATE,
    holds=lambda s: not frozen(s),
)


def asks_or_answers(s: RequestCase) -> bool:
    """Whether a partner wants a dissociation, or answers a customer who wants one."""
    return dissociates(s) or (s.subject is not None and s.subject.state is State.WAITING_FOR_PARTNER)


def staff_answers(s: RequestCase) -> bool:
    """Whether somebody of a partner answers a customer's request."""
    return s.subject.state is State.WAITING_FOR_PARTNER and not PARTNER_STAFF.isdisjoint(s.persona.roles)


# --- Rules: one request at a time, and the waiting periods ---------------------------------------

one_pending_request = Rule(
    id="assoc-one-pending-request",
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="S7",
    text=Text(
        zh="该客户已有一个关联关系申请正在处理。",
        en="A request about this association is already being processed.",
    ),
    remedy=Text(
        zh="请等对方处理完当前的申请：客户在“账号中心 > 我的合作伙伴”单击“立即处理”，或伙伴管理员在“关联关系操作记录”中同意或驳回。",
        en="Wait for the other side's answer: the customer under Account Center > My Partner, or the partner's "
        "administrator in the association records.",
    ),
    remedied_by=("association.agree", "association.reject"),
    holds=lambda s: s.association is None or s.association.state not in ASSOCIATION_PENDING,
)
customer_asked_before = Rule(
    id="switch-cooldown-customer-3-months",
    number=68,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, S21",
    text=Text(
        zh="客户提交过解除申请后的 3 个月内，伙伴不能对该客户发起切换或解除；最早可在 {earliest} 发起。",
        en="For 3 months after a customer's own dissociation request the partner cannot start a switch or a "
        "dissociation; the earliest date is {earliest}.",
    ),
    remedy=Text(
        zh="请在 {earliest} 00:00 之后再发起；申请被驳回同样计入。",
        en="Start it from 00:00 on {earliest}; a rejected request counts as well.",
    ),
    holds=lambda s: s.customer_asked_until is None,
    values=lambda s: {"earliest": s.customer_asked_until.date()},
)
partner_asked_before = Rule(
    id="switch-cooldown-partner-3-months",
    number=69,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="伙伴对同一客户 3 个月内最多发起 {times} 次切换或解除，两者合并计次；最早可在 {earliest} 再次发起。",
        en="A partner's switches and dissociations are counted together: at most {times} per customer in "
        "3 months; the earliest date is {earliest}.",
    ),
    remedy=Text(
        zh="请在 {earliest} 00:00 之后再发起；无论上次的结果如何，都从提交之日起算。",
        en="Start it from 00:00 on {earliest}; the count runs from the last submission, whatever its result.",
    ),
    holds=lambda s: s.partner_asked_until is None,
    values=lambda s: {"times": s.most_requests, "earliest": s.partner_asked_until.date()},
)
three_month_cool_down = Rule(
    id="assoc-three-month-cooldown",
    number=86,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, S21",
    text=Text(
        zh="解除关联与切换关联类型共用 3 个月的限制：客户提交过申请的要等，伙伴自己提交过的也要等。",
        en="Dissociation and switch share the 3-month limits: after the customer's request and after the "
        "partner's own.",
    ),
    remedy=Text(zh="请在提示的最早日期之后再发起。", en="Start it from the earliest date named."),
    parts=(customer_asked_before, partner_asked_before),
)
customer_once = Rule(
    id="cust-dissoc-once-3-months",
    number=105,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S23",
    text=Text(
        zh="客户 3 个月内最多提交 {times} 次解除关联申请；最早可在 {earliest} 再次提交。",
        en="A customer's dissociation requests are limited: at most {times} in 3 months; the earliest date is "
        "{earliest}.",
    ),
    remedy=Text(
        zh="请在 {earliest} 00:00 之后再提交；上次被驳回同样计入。",
        en="Submit again from 00:00 on {earliest}; a rejected request counts as well.",
    ),
    holds=lambda s: s.customer_barred_until is None,
    values=lambda s: {"times": s.most_requests, "earliest": s.customer_barred_until.date()},
)


# --- Rules: every account check ------------------------------------------------------------------

frozen_by_hand = Rule(
    id="dissoc-frozen-manually",
    number=98,
    kind=Kind.GUARD,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="I1, I2",
    text=Text(
        zh="客户账号被手动冻结，不能切换或解除关联（见于国际站）。",
        en="The customer's account is frozen by hand; the association can be neither switched nor ended "
        "(international site).",
    ),
    remedy=Text(zh="请先解冻该账号，再重新检查。", en="Unfreeze the account first; check again."),
    applies=lambda s: s.flow is not None,
    holds=lambda s: s.customer.frozen is NOT_FROZEN or s.customer.frozen_with_partner,
)


# --- Rules: the account check before a switch ----------------------------------------------------

switch_reserved_instance = Rule(
    id="switch-reserved-instance",
    number=70,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21, S22",
    text=Text(
        zh="客户有未失效的预留实例，不能切换关联类型。",
        en="The customer has a valid reserved instance; its type cannot be switched.",
    ),
    remedy=Text(
        zh="请客户先退订预留实例，再重新检查。",
        en="The customer unsubscribes the reserved instance; check again.",
    ),
    remedied_by=("customer.unsubscribe_reserved_instance",),
    applies=switches,
    holds=lambda s: not s.customer.reserved_instances_active,
)
switch_unpaid_order = Rule(
    id="switch-unpaid-partner-order",
    number=71,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="客户有待伙伴支付的订单，不能切换关联类型。",
        en="The customer has an order waiting for the partner's payment; its type cannot be switched.",
    ),
    remedy=Text(
        zh="请客户取消该订单，或由伙伴完成支付，再重新检查。",
        en="The customer cancels the order or the partner pays it; check again.",
    ),
    remedied_by=("order.pay", "order.cancel"),
    applies=switches,
    holds=lambda s: not order_waits(s),
)
switch_postpaid = Rule(
    id="switch-referral-postpaid",
    number=72,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="顾问销售客户已开通后付费，不能切换关联类型。",
        en="The referral customer has post-payment enabled; its type cannot be switched.",
    ),
    remedy=Text(
        zh="伙伴中心内没有解决办法；该客户只能保持顾问销售，或解除关联。",
        en="There is no way round in Partner Center: the customer stays in referral, or is dissociated.",
    ),
    remedied_by=("association.request_dissociation",),
    applies=switches_referral,
    holds=lambda s: not s.customer.postpaid_enabled,
)
switch_special_balance = Rule(
    id="switch-referral-special-balance",
    number=73,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="顾问销售客户的账户余额需要特殊处理，不能在线切换。",
        en="The referral customer's balance needs special handling; the switch cannot be done online.",
    ),
    remedy=Text(
        zh="请联系客服，由客服办理退款并线下完成切换。",
        en="Contact customer service, who refund the balance and carry out the switch offline.",
    ),
    applies=switches_referral,
    holds=lambda s: not s.customer.special_balance,
)
switch_referral_arrears = Rule(
    id="switch-referral-arrears",
    number=74,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="顾问销售客户有欠款，不能切换关联类型。",
        en="The referral customer is in arrears; its type cannot be switched.",
    ),
    remedy=Text(
        zh="请客户充值还清欠款，再重新检查。", en="The customer tops up and clears the arrears; check again."
    ),
    remedied_by=("customer.top_up",),
    applies=switches_referral,
    holds=lambda s: not s.customer.arrears,
)
switch_invoice_debt = Rule(
    id="switch-referral-invoice-debt",
    number=75,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="顾问销售客户有欠票，不能切换关联类型。",
        en="The referral customer has an invoice debt; its type cannot be switched.",
    ),
    remedy=Text(
        zh="请客户先处理欠票，再重新检查。", en="The customer settles the invoice debt; check again."
    ),
    remedied_by=("customer.settle_invoice_debt",),
    applies=switches_referral,
    holds=lambda s: not s.customer.invoice_debt,
)
cash_locked = Rule(
    id="switch-referral-cash-locked",
    number=76,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21, S29",
    text=Text(
        zh="切换为代售后，客户原有的现金余额保留在账户中但不能再消费，可由客户自行提现。",
        en="After a switch to resale the customer's old cash stays in the account but cannot be spent; the "
        "customer can withdraw it.",
    ),
    does=lambda s, draft: lock_cash(s, draft),
)
switch_managed_sub = Rule(
    id="switch-managed-sub",
    number=77,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="该客户是财务托管的企业子账号，不能单独切换。",
        en="The customer is a finance-managed sub-account and cannot be switched by itself.",
    ),
    remedy=Text(zh="请对它的企业主账号进行切换。", en="Switch its enterprise master account instead."),
    applies=switches,
    holds=lambda s: s.customer.enterprise_role is not MANAGED_SUB,
)
switch_independent_sub = Rule(
    id="switch-independent-sub",
    number=78,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S22, S21",
    text=Text(
        zh="该客户是非财务托管的企业子账号，尚未与主账号解除，不能切换。",
        en="The customer is a non-managed sub-account that still belongs to its master; it cannot be switched.",
    ),
    remedy=Text(
        zh="请先解除它与企业主账号的关系，再重新检查。",
        en="Let it leave its enterprise master first; check again.",
    ),
    remedied_by=("customer.leave_enterprise",),
    applies=switches,
    holds=lambda s: s.customer.enterprise_role is not INDEPENDENT_SUB,
)
switch_master = Rule(
    id="switch-master-with-subs",
    number=79,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S22, S21",
    text=Text(
        zh="该企业主账号名下还有非财务托管的子账号，不能切换：{subs}。",
        en="The enterprise master still has non-managed sub-accounts; it cannot be switched: {subs}.",
    ),
    remedy=Text(
        zh="请先解除主账号与这些子账号的关系，再重新检查。",
        en="Unlink these sub-accounts first; check again.",
    ),
    remedied_by=("customer.leave_enterprise",),
    applies=switches,
    holds=lambda s: not s.independent_subs,
    values=lambda s: {"subs": s.independent_subs},
)
switch_resale_arrears = Rule(
    id="switch-resale-arrears",
    number=80,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="代售客户有欠款，不能切换关联类型。",
        en="The resale customer is in arrears; its type cannot be switched.",
    ),
    remedy=Text(
        zh="请伙伴为客户拨款核销欠款，再重新检查。",
        en="The partner allots funds, which write off the arrears; check again.",
    ),
    remedied_by=("funds.allocate",),
    applies=switches_resale,
    holds=lambda s: not s.customer.arrears,
)
switch_special_contract = Rule(
    id="switch-resale-special-contract",
    number=81,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="代售客户有生效中的特殊合同，不能切换关联类型。",
        en="A special contract of the resale customer is in force; its type cannot be switched.",
    ),
    remedy=Text(zh="请伙伴联系生态经理处理该合同。", en="The partner contacts its ecosystem manager."),
    remedied_by=("customer.lapse_contract",),
    applies=switches_resale,
    holds=lambda s: not special_contract(s),
)
switch_to_resale_rechecks = Rule(
    id="switch-to-resale-rechecks",
    number=82,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="S14, S15",
    text=Text(
        zh="切换为代售时，重新检查以代售方式关联的各项条件。",
        en="A switch into resale checks all the conditions of a resale association again.",
    ),
    remedy=Text(
        zh="请按未通过项目的提示处理，再重新检查。",
        en="Follow the advice of the items that failed; check again.",
    ),
    parts=RESALE_RULES,
)
SWITCH_CHECK = (
    switch_reserved_instance,
    switch_unpaid_order,
    switch_postpaid,
    switch_special_balance,
    switch_referral_arrears,
    switch_invoice_debt,
    switch_managed_sub,
    switch_independent_sub,
    switch_master,
    switch_resale_arrears,
    switch_special_contract,
    switch_to_resale_rechecks,
    frozen_by_hand,
)


# --- Rules: the account check before the partner dissociates -------------------------------------

no_order_awaiting_partner = Rule(
    id="dissoc-unpaid-partner-order",
    number=89,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="客户有待伙伴支付的订单，不能解除关联。",
        en="The customer has an order waiting for the partner's payment; the association cannot be ended.",
    ),
    remedy=Text(
        zh="请客户取消该订单，或由伙伴完成支付，再重新检查。",
        en="The customer cancels the order or the partner pays it; check again.",
    ),
    remedied_by=("order.pay", "order.cancel"),
    applies=dissociates,
    holds=lambda s: not order_waits(s),
)
referral_arrears = Rule(
    id="dissoc-referral-arrears",
    number=90,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="顾问销售客户有欠款，不能解除关联。",
        en="The referral customer is in arrears; the association cannot be ended.",
    ),
    remedy=Text(
        zh="请客户充值还清欠款，再重新检查。", en="The customer tops up and clears the arrears; check again."
    ),
    remedied_by=("customer.top_up",),
    applies=dissociates_referral,
    holds=lambda s: not s.customer.arrears,
)
resale_arrears = Rule(
    id="dissoc-resale-arrears",
    number=91,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="代售客户有欠款，不能解除关联。",
        en="The resale customer is in arrears; the association cannot be ended.",
    ),
    remedy=Text(
        zh="请伙伴为客户拨款核销欠款，再重新检查。",
        en="The partner allots funds, which write off the arrears; check again.",
    ),
    remedied_by=("funds.allocate",),
    applies=dissociates_resale,
    holds=lambda s: not s.customer.arrears,
)
resale_reserved_instance = Rule(
    id="dissoc-resale-reserved-instance",
    number=92,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="代售客户有未失效的预留实例，不能解除关联。",
        en="The resale customer has a valid reserved instance; the association cannot be ended.",
    ),
    remedy=Text(
        zh="请客户先退订预留实例，再重新检查。",
        en="The customer unsubscribes the reserved instance; check again.",
    ),
    remedied_by=("customer.unsubscribe_reserved_instance",),
    applies=dissociates_resale,
    holds=lambda s: not s.customer.reserved_instances_active,
)
resale_support_plan = Rule(
    id="dissoc-resale-support-plan",
    number=93,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="代售客户有生效中的合作伙伴支持计划，不能解除关联。",
        en="The resale customer has an active partner support plan; the association cannot be ended.",
    ),
    remedy=Text(
        zh="请客户先退订合作伙伴支持计划，再重新检查。",
        en="The customer unsubscribes the partner support plan; check again.",
    ),
    remedied_by=("customer.unsubscribe_support_plan",),
    applies=dissociates_resale,
    holds=lambda s: not s.customer.partner_support_plan_active,
)
resale_special_contract = Rule(
    id="dissoc-resale-special-contract",
    number=94,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="代售客户有生效中的特殊合同，不能解除关联。",
        en="A special contract of the resale customer is in force; the association cannot be ended.",
    ),
    remedy=Text(zh="请伙伴联系生态经理处理该合同。", en="The partner contacts its ecosystem manager."),
    remedied_by=("customer.lapse_contract",),
    applies=dissociates_resale,
    holds=lambda s: not special_contract(s),
)
enterprise_master = Rule(
    id="dissoc-enterprise-master",
    number=95,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S22",
    text=Text(
        zh="该企业主账号名下还有非财务托管的子账号，不能解除关联：{subs}。",
        en="The enterprise master still has non-managed sub-accounts; the association cannot be ended: {subs}.",
    ),
    remedy=Text(
        zh="请先解除主账号与这些子账号的关系，再重新检查。",
        en="Unlink these sub-accounts first; check again.",
    ),
    remedied_by=("customer.leave_enterprise",),
    applies=dissociates,
    holds=lambda s: not s.independent_subs,
    values=lambda s: {"subs": s.independent_subs},
)
enterprise_independent_sub = Rule(
    id="dissoc-enterprise-independent-sub",
    number=96,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S22",
    text=Text(
        zh="该客户是非财务托管的企业子账号，尚未与主账号解除，不能解除与伙伴的关联。",
        en="The customer is a non-managed sub-account that still belongs to its master; its association cannot "
        "be ended.",
    ),
    remedy=Text(
        zh="请先解除它与企业主账号的关系，再重新检查。",
        en="Let it leave its enterprise master first; check again.",
    ),
    remedied_by=("customer.leave_enterprise",),
    applies=ends,
    holds=lambda s: s.customer.enterprise_role is not INDEPENDENT_SUB,
)
enterprise_managed_sub = Rule(
    id="dissoc-enterprise-managed-sub",
    number=97,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S21",
    text=Text(
        zh="该客户是财务托管的企业子账号，不能单独解除关联。",
        en="The customer is a finance-managed sub-account and cannot be dissociated by itself.",
    ),
    remedy=Text(zh="请对它的企业主账号解除关联。", en="Dissociate its enterprise master account instead."),
    applies=dissociates,
    holds=lambda s: s.customer.enterprise_role is not MANAGED_SUB,
)
service_support_plan = Rule(
    id="dissoc-intl-service-support-plan",
    number=100,
    kind=Kind.GUARD,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="I2",
    text=Text(
        zh="客户或其统一核算的子账号有生效中的服务支持计划，不能解除关联（仅国际站）。",
        en="The customer or a unified-accounting member has an active service support plan; the association "
        "cannot be ended (international site only).",
    ),
    remedy=Text(
        zh="请客户先退订服务支持计划，再重新检查。",
        en="The customer unsubscribes the service support plan first.",
    ),
    applies=lambda s: bool(s.world.settings.get("intl_profile")) and ends(s),
    holds=lambda s: not unified_support_plan(s),
)
dissociation_account_check = Rule(
    id="dissoc-account-check",
    number=88,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S7, S20",
    text=Text(
        zh="解除关联前先做账号检查，逐项给出结果和处理建议；处理后可以重新检查。",
        en="An account check comes before a dissociation: each item with its result and advice; it can be repeated.",
    ),
    remedy=Text(
        zh="请按未通过项目的提示处理，再重新检查。",
        en="Follow the advice of the items that failed; check again.",
    ),
    parts=(
        no_order_awaiting_partner,
        referral_arrears,
        resale_arrears,
        resale_reserved_instance,
        resale_support_plan,
        resale_special_contract,
        enterprise_master,
        enterprise_independent_sub,
        enterprise_managed_sub,
        frozen_by_hand,
        service_support_plan,
    ),
)


# --- Rules: the account check before the customer dissociates ------------------------------------

leaving_unpaid_order = Rule(
    id="cust-dissoc-unpaid-partner-order",
    number=106,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S23",
    text=Text(
        zh="账号有待伙伴支付的订单，不能解除关联。",
        en="An order of the account waits for the partner's payment; the association cannot be ended.",
    ),
    remedy=Text(
        zh="请客户取消该订单，或由伙伴完成支付，再重新检查。",
        en="The customer cancels the order or the partner pays it; check again.",
    ),
    remedied_by=("order.cancel", "order.pay"),
    applies=leaves,
    holds=lambda s: not order_waits(s),
)
leaving_sub = Rule(
    id="cust-dissoc-sub-via-master",
    number=107,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S2",
    text=Text(
        zh="该账号是财务托管的企业子账号，不能自行与伙伴解除关联。",
        en="The account is a finance-managed sub-account; it cannot leave the partner by itself.",
    ),
    remedy=Text(
        zh="请由企业主账号与伙伴解除关联。", en="The enterprise master account dissociates from the partner."
    ),
    applies=leaves,
    holds=lambda s: s.customer.enterprise_role is not MANAGED_SUB,
)
leaving_master = Rule(
    id="cust-dissoc-resale-master-independent-subs",
    number=108,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S58",
    text=Text(
        zh="该企业主账号名下还有非财务托管的子账号，不能解除关联：{subs}。",
        en="The enterprise master still has non-managed sub-accounts; the association cannot be ended: {subs}.",
    ),
    remedy=Text(
        zh="请先解除主账号与这些子账号的关系，再重新检查。",
        en="Unlink these sub-accounts first; check again.",
    ),
    remedied_by=("customer.leave_enterprise",),
    applies=leaves_resale,
    holds=lambda s: not s.independent_subs,
    values=lambda s: {"subs": s.independent_subs},
)
leaving_resale_arrears = Rule(
    id="cust-dissoc-resale-arrears",
    number=109,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S24",
    text=Text(
        zh="账号有欠款，不能解除关联（代售）。",
        en="The account is in arrears; the resale association cannot be ended.",
    ),
    remedy=Text(
        zh="由伙伴拨款核销欠款，再重新检查。",
        en="The partner allots funds, which write off the arrears; check again.",
    ),
    remedied_by=("funds.allocate",),
    applies=leaves_resale,
    holds=lambda s: not s.customer.arrears,
)
leaving_resale_ri_or_plan = Rule(
    id="cust-dissoc-resale-ri-or-plan",
    number=110,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S24",
    text=Text(
        zh="账号有未失效的预留实例或合作伙伴支持计划，不能解除关联（代售）。",
        en="The account has a valid reserved instance or partner support plan; the resale association cannot be ended.",
    ),
    remedy=Text(
        zh="请客户先退订预留实例和合作伙伴支持计划，再重新检查。",
        en="The customer unsubscribes the reserved instance and the partner support plan; check again.",
    ),
    remedied_by=("customer.unsubscribe_reserved_instance", "customer.unsubscribe_support_plan"),
    applies=leaves_resale,
    holds=lambda s: not s.customer.reserved_instances_active and not s.customer.partner_support_plan_active,
)
leaving_resale_contract = Rule(
    id="cust-dissoc-resale-special-contract",
    number=111,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S24",
    text=Text(
        zh="账号有生效中的特殊合同，不能在线解除关联（代售）。",
        en="A special contract of the account is in force; the resale association cannot be ended online.",
    ),
    remedy=Text(
        zh="请客户与伙伴线下处理该合同。", en="The customer and the partner settle the contract offline."
    ),
    remedied_by=("customer.lapse_contract",),
    applies=leaves_resale,
    holds=lambda s: not special_contract(s),
)
leaving_pickup_coupon = Rule(
    id="cust-dissoc-resale-pickup-coupon",
    number=112,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S24",
    text=Text(
        zh="账号还有未使用的提货券，不能解除关联（代售）。",
        en="The account has unused pickup coupons; the resale association cannot be ended.",
    ),
    remedy=Text(zh="请客户先用完提货券，再重新检查。", en="The customer uses the coupons up; check again."),
    remedied_by=("customer.use_pickup_coupon",),
    applies=leaves_resale,
    holds=lambda s: not s.customer.pickup_coupons,
)
leaving_referral_arrears = Rule(
    id="cust-dissoc-referral-arrears",
    number=113,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="S21",
    text=Text(
        zh="账号有欠款，不能解除关联（顾问销售）。",
        en="The account is in arrears; the referral association cannot be ended.",
    ),
    remedy=Text(
        zh="请客户充值还清欠款，再重新检查。", en="The customer tops up and clears the arrears; check again."
    ),
    remedied_by=("customer.top_up",),
    applies=leaves_referral,
    holds=lambda s: not s.customer.arrears,
)
LEAVING_CHECK = (
    leaving_unpaid_order,
    leaving_sub,
    enterprise_independent_sub,
    leaving_master,
    leaving_resale_arrears,
    leaving_resale_ri_or_plan,
    leaving_resale_contract,
    leaving_pickup_coupon,
    leaving_referral_arrears,
    frozen_by_hand,
    service_support_plan,
)


# --- Rules: the other side's consent -------------------------------------------------------------

CUSTOMER_ANSWERS = Text(
    zh="请客户登录后在“账号中心 > 我的合作伙伴”单击“立即处理”。",
    en="The customer signs in and processes it under Account Center > My Partner.",
)

switch_needs_consent = Rule(
    id="switch-needs-customer-consent",
    number=83,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S7, S26",
    gate=Gate.PERMISSION,
    text=Text(
        zh="切换关联类型须由客户处理：客户通过账号检查、勾选须知并输入验证码后才生效。",
        en="The switch waits for the customer: it takes effect once the customer has passed the account check, "
        "ticked the notice and entered the code.",
    ),
    remedy=CUSTOMER_ANSWERS,
    applies=waits(State.WAITING_FOR_CUSTOMER, Operation.SWITCH),
    holds=lambda s: CUSTOMER in s.persona.roles,
)
dissociation_needs_consent = Rule(
    id="dissoc-needs-customer-consent",
    number=103,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S7, S27",
    gate=Gate.PERMISSION,
    text=Text(
        zh="伙伴发起的解除关联须由客户处理后才生效。",
        en="A dissociation started by the partner waits for the customer and takes effect with its consent.",
    ),
    remedy=CUSTOMER_ANSWERS,
    applies=waits(State.WAITING_FOR_CUSTOMER, DISSOCIATE),
    holds=lambda s: CUSTOMER in s.persona.roles,
)
partner_decides = Rule(
    id="cust-dissoc-partner-decides",
    number=115,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, S28",
    gate=Gate.PERMISSION,
    text=Text(
        zh="客户发起的解除关联由伙伴管理员同意或驳回，客户会收到结果通知。",
        en="The partner's administrator agrees to or rejects a dissociation started by the customer, who is told "
        "the result.",
    ),
    remedy=Text(
        zh="请伙伴管理员在“关联关系操作记录”中处理。",
        en="The partner's administrator answers it in the association records.",
    ),
    applies=waits(State.WAITING_FOR_PARTNER),
    holds=lambda s: not PARTNER_STAFF.isdisjoint(s.persona.roles),
    does=lambda s, draft: tell_customer(s, draft),
)
pre_review_by_huawei = Rule(
    id="dissoc-na-pre-review",
    number=99,
    kind=Kind.GUARD,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="I4",
    gate=Gate.PERMISSION,
    text=Text(
        zh="NA 客户的解除申请须先通过华为的预评审（仅国际站）。",
        en="A dissociation of a named account first passes a pre-review by Huawei (international site only).",
    ),
    remedy=Text(zh="请等待华为的预评审结果。", en="Wait for the result of Huawei's pre-review."),
    applies=waits(State.PRE_REVIEW),
    holds=lambda s: Role.HUAWEI_OPERATIONS in s.persona.roles,
)
ANSWER_RULES = (
    own_account,
    own_tab,
    yours,
    switch_needs_consent,
    dissociation_needs_consent,
    partner_decides,
    dissociation_admin_only,
    pre_review_by_huawei,
)


# --- Rules: inputs and codes ---------------------------------------------------------------------

target_differs = Rule(
    id="switch-target-differs",
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="S22",
    needs=("cooperation_type",),
    text=Text(
        zh="目标关联类型须为代售或顾问销售，且与当前的不同。",
        en="The target type is resale or referral, and not the present one.",
    ),
    remedy=Text(zh="请选择另一种关联类型。", en="Choose the other type."),
    applies=lambda s: s.association is not None and s.association.cooperation_type is not None,
    holds=lambda s: s.action.cooperation_type is not s.association.cooperation_type,
)
reason_required = Rule(
    id="dissoc-reason-required",
    number=101,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S28",
    needs=("reason",),
    text=Text(
        zh="请填写申请原因，1 到 200 个字。", en="Enter a reason for the request, 1 to 200 characters."
    ),
    remedy=Text(zh="填写原因后重新提交。", en="Enter the reason and confirm."),
    holds=lambda s: 0 < len(s.action.reason.strip()) <= REASON_AT_MOST,
)
# Rule 83 asks for the customer, for the account check, for this tick and for the code.
notice_ticked = replace(
    switch_needs_consent,
    kind=Kind.INPUT,
    gate=Gate.CHECK,
    needs=("notice_accepted",),
    text=Text(
        zh="同意切换前，请阅读并勾选《客户关联华为云合作伙伴须知》。",
        en="Before agreeing to a switch, read and tick the notice on associating with a partner.",
    ),
    remedy=Text(zh="勾选须知后再单击“同意切换”。", en="Tick the notice, then agree."),
    applies=switches,
    holds=lambda s: s.action.notice_accepted,
)
GET_A_CODE = Text(zh="请获取验证码，输入后重新提交。", en="Get a code, enter it and submit again.")
partner_code = code_rule(
    id="dissoc-code-if-enabled",
    number=102,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S28",
    text=Text(
        zh="伙伴开启了验证码验证，提交时须输入验证码：{problem}。",
        en="The partner has switched code verification on, so a code is needed: {problem}.",
    ),
    remedy=GET_A_CODE,
    applies=lambda s: s.partner is not None and s.partner.verification_code_enabled,
)
customer_code = code_rule(
    id="cust-dissoc-sms-code",
    number=114,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, S25",
    text=Text(
        zh="客户提交解除申请须输入短信验证码：{problem}。",
        en="The customer's request for dissociation needs the SMS code: {problem}.",
    ),
    remedy=GET_A_CODE,
)
consent_code = code_rule(
    id="assoc-consent-code",
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S7, S26, S27",
    text=Text(
        zh="客户处理伙伴的申请须输入验证码：{problem}。",
        en="To answer the partner's request the customer enters a code: {problem}.",
    ),
    remedy=GET_A_CODE,
)


# --- Actions -------------------------------------------------------------------------------------

CUSTOMER_INPUT = Input(Text(zh="客户", en="Customer"), entity="customer")
REQUEST_INPUT = Input(Text(zh="申请", en="Request"), entity="association_request")
REASON_INPUT = Input(Text(zh="申请原因", en="Reason"), multiline=True)
REJECTION_INPUT = Input(
    Text(zh="驳回原因", en="Reason"), multiline=True, help=Text(zh="可不填。", en="Optional.")
)
CODE_INPUT = Input(Text(zh="验证码", en="Verification code"), secret=True)
RECORDS_PAGE = under(CUSTOMER_MANAGEMENT, "关联关系操作记录", "Association Records")
PROCESS_NOW = under(MY_PARTNER, "立即处理", "Process Now")
PRE_REVIEWS = path(
    "华为云运营 > 审核 > 解除关联预评审", "Huawei Operations > Reviews > Dissociation pre-reviews"
)


class RequestDissociation(Action):
    """The partner asks to end the association."""

    id: ClassVar[str] = "association.request_dissociation"
    title: ClassVar[Text] = Text(zh="解除关联", en="Dissociate")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (under(CUSTOMER_MANAGEMENT, "更多 > 解除关联", "More > Dissociate"),)
    on: ClassVar[str] = "customer"
    asks_code: ClassVar[bool] = True

    customer: Annotated[str, CUSTOMER_INPUT, Field(min_length=1)]
    reason: Annotated[str, REASON_INPUT] = ""
    code: Annotated[str, CODE_INPUT] = ""

    def flow_for(self, s: RequestCase) -> Flow:
        """The account check to pass."""
        return DISSOCIATION


class RequestSwitch(Action):
    """The partner asks to switch between referral and resale."""

    id: ClassVar[str] = "association.request_switch"
    title: ClassVar[Text] = Text(zh="切换关联类型", en="Switch association type")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (
        under(CUSTOMER_MANAGEMENT, "更多 > 切换关联类型", "More > Switch Association Type"),
    )
    on: ClassVar[str] = "customer"
    asks_code: ClassVar[bool] = True

    customer: Annotated[str, CUSTOMER_INPUT, Field(min_length=1)]
    cooperation_type: Annotated[CooperationType, Input(Text(zh="目标关联类型", en="Target type"))]
    code: Annotated[str, CODE_INPUT] = ""

    def flow_for(self, s: RequestCase) -> Flow:
        """The account check to pass."""
        return SWITCH


class CheckAccount(Action):
    """Run the account check alone; nothing is stored and no waiting period starts."""

    id: ClassVar[str] = "association.check_account"
    title: ClassVar[Text] = Text(zh="账号检查", en="Account check")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | {Role.CUSTOMER}
    menu: ClassVar[tuple[Text, ...]] = (
        under(CUSTOMER_MANAGEMENT, "更多 > 解除关联 > 账号检查", "More > Dissociate > Account Check"),
        under(
            CUSTOMER_MANAGEMENT,
            "更多 > 切换关联类型 > 账号检查",
            "More > Switch Association Type > Account Check",
        ),
        under(MY_PARTNER, "更多操作 > 解除关联 > 账号检查", "More Operations > Dissociate > Account Check"),
    )
    on: ClassVar[str] = "customer"

    customer: Annotated[str, CUSTOMER_INPUT, Field(min_length=1)]
    cooperation_type: Annotated[
        CooperationType | None,
        Input(
            Text(zh="目标关联类型", en="Target type"),
            help=Text(zh="仅在检查能否切换时选择。", en="Choose one only to check a switch."),
        ),
    ] = None

    def flow_for(self, s: RequestCase) -> Flow:
        """What is to be done; a customer's own check follows the partner's request that waits for it."""
        waiting = pending_request(s.world, self.customer) if is_customer(s) else None
        if waiting is not None and waiting.initiator is BY_PARTNER:
            return SWITCH if waiting.operation is Operation.SWITCH else DISSOCIATION
        if self.cooperation_type is not None:
            return SWITCH
        return LEAVING if is_customer(s) else DISSOCIATION


class CustomerRequestDissociation(Action):
    """The customer asks to leave its partner."""

    id: ClassVar[str] = "customer.request_dissociation"
    title: ClassVar[Text] = Text(zh="解除关联", en="Dissociate")
    roles: ClassVar[frozenset[str]] = frozenset({Role.CUSTOMER})
    menu: ClassVar[tuple[Text, ...]] = (
        under(
            MY_PARTNER,
            "合作伙伴信息 > 更多操作 > 解除关联",
            "Partner Information > More Operations > Dissociate",
        ),
    )
    on: ClassVar[str] = "customer"
    asks_code: ClassVar[bool] = True

    customer: Annotated[str, CUSTOMER_INPUT] = ""
    code: Annotated[str, CODE_INPUT] = ""

    def flow_for(self, s: RequestCase) -> Flow:
        """The account check to pass."""
        return LEAVING


class Agree(Action):
    """The other side agrees: the customer to the partner's request, the partner to the customer's."""

    id: ClassVar[str] = "association.agree"
    title: ClassVar[Text] = Text(zh="同意", en="Agree")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | {Role.CUSTOMER, Role.HUAWEI_OPERATIONS}
    menu: ClassVar[tuple[Text, ...]] = (
        under(PROCESS_NOW, "同意", "Agree"),
        under(RECORDS_PAGE, "同意", "Agree"),
        under(PRE_REVIEWS, "同意", "Agree"),
    )
    on: ClassVar[str] = "request"
    asks_code: ClassVar[bool] = True

    request: Annotated[str, REQUEST_INPUT, Field(min_length=1)]
    notice_accepted: Annotated[
        bool,
        Input(
            Text(
                zh="我已阅读《客户关联华为云合作伙伴须知》",
                en="I have read the notice on associating with a partner",
            ),
            help=Text(zh="同意切换时必须勾选。", en="Must be ticked to agree to a switch."),
        ),
    ] = False
    code: Annotated[str, CODE_INPUT] = ""


class Reject(Action):
    """The other side rejects; the association stays as it was."""

    id: ClassVar[str] = "association.reject"
    title: ClassVar[Text] = Text(zh="驳回", en="Reject")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | {Role.CUSTOMER, Role.HUAWEI_OPERATIONS}
    menu: ClassVar[tuple[Text, ...]] = (
        under(PROCESS_NOW, "驳回", "Reject"),
        under(RECORDS_PAGE, "驳回", "Reject"),
        under(PRE_REVIEWS, "驳回", "Reject"),
    )
    on: ClassVar[str] = "request"
    asks_code: ClassVar[bool] = True

    request: Annotated[str, REQUEST_INPUT, Field(min_length=1)]
    reason: Annotated[str, REJECTION_INPUT, Field(max_length=REASON_AT_MOST)] = ""
    code: Annotated[str, CODE_INPUT] = ""


# --- Effects -------------------------------------------------------------------------------------

SUBMITTED = {
    State.WAITING_FOR_CUSTOMER: Text(
        zh="申请已提交，等待客户处理，处理后会通知您结果",
        en="The request is submitted and waits for the customer; you will be told the result",
    ),
    State.WAITING_FOR_PARTNER: Text(
        zh="解除关联的申请已提交，等待伙伴处理，处理后会通知您结果",
        en="Your request for dissociation is submitted and waits for the partner; you will be told the result",
    ),
    State.PRE_REVIEW: Text(
        zh="申请已提交，等待华为云预评审", en="The request is submitted and waits for Huawei's pre-review"
    ),
}
ANSWERED = {
    True: Text(zh="已同意，申请已经生效", en="Agreed; the request has taken effect"),
    False: Text(zh="已驳回，关联关系不变", en="Rejected; the association stays as it was"),
}
ASKED_TO_DISSOCIATE = Text(
    zh="伙伴申请与您解除关联，请在“账号中心 > 我的合作伙伴”单击“立即处理”。",
    en="Your partner asks to end the association. Process it under Account Center > My Partner.",
)
ASKED_TO_SWITCH = Text(
    zh="伙伴申请切换您的关联类型，请在“账号中心 > 我的合作伙伴”单击“立即处理”。",
    en="Your partner asks to switch your association type. Process it under Account Center > My Partner.",
)
CUSTOMER_ASKED = Text(
    zh="客户“{name}”申请解除关联，请在“客户管理 > 关联关系操作记录”中同意或驳回。",
    en="{name} asks to end the association. Agree or reject in the association records.",
)
AGREED = Text(
    zh="“{name}”同意了您的关联关系申请，申请已经生效。",
    en="{name} agreed to your request; it has taken effect.",
)
REJECTED = Text(
    zh="“{name}”驳回了您的关联关系申请，关联关系不变。",
    en="{name} rejected your request; the association stays as it was.",
)
REJECTED_WITH_REASON = Text(
    zh="“{name}”驳回了您的关联关系申请，关联关系不变。驳回原因：{reason}",
    en="{name} rejected your request; the association stays as it was. Reason: {reason}",
)
HUAWEI = Text(zh="华为", en="Huawei")
CASH_LOCKED = Text(
    zh="关联类型已切换为代售：账户中原有的现金不能再消费，您可以申请提现。",
    en="The association is now resale: your old cash cannot be spent any more; you can withdraw it.",
)


def ask_to_dissociate(s: RequestCase, draft: Draft) -> None:
    """Open the partner's request and tell the customer, on the international site after a pre-review."""
    customer = s.customer
    reviewed = customer.named_account and s.world.settings.get("intl_profile")
    request = draft.create(
        AssociationRequest,
        state=State.PRE_REVIEW if reviewed else AWAITS_CUSTOMER,
        customer_id=customer.id,
        partner_id=s.association.partner_id,
        operation=DISSOCIATE,
        initiator=BY_PARTNER,
        reason=s.action.reason,
        submitted_at=draft.now,
    )
    hold(s, draft, request, DISSOCIATION_PENDING)
    if not reviewed:
        draft.notify(customer.id, ASKED_TO_DISSOCIATE, rule=dissociation_needs_consent.id, about=request.ref)


def ask_to_switch(s: RequestCase, draft: Draft) -> None:
    """Open the partner's request and tell the customer."""
    request = draft.create(
        AssociationRequest,
        state=State.WAITING_FOR_CUSTOMER,
        customer_id=s.customer.id,
        partner_id=s.association.partner_id,
        operation=Operation.SWITCH,
        initiator=BY_PARTNER,
        target_type=s.target_type,
        submitted_at=draft.now,
    )
    hold(s, draft, request, AssociationState.SWITCH_PENDING)
    draft.notify(s.customer.id, ASKED_TO_SWITCH, rule=switch_needs_consent.id, about=request.ref)


def ask_to_leave(s: RequestCase, draft: Draft) -> None:
    """Open the customer's request and tell the partner's administrator."""
    partner_id = s.association.partner_id
    request = draft.create(
        AssociationRequest,
        state=State.WAITING_FOR_PARTNER,
        customer_id=s.customer.id,
        partner_id=partner_id,
        operation=DISSOCIATE,
        initiator=BY_CUSTOMER,
        submitted_at=draft.now,
    )
    hold(s, draft, request, DISSOCIATION_PENDING)
    text = CUSTOMER_ASKED.filled({"name": s.customer.name})
    draft.notify(administrator_of(draft, partner_id), text, rule=partner_decides.id, about=request.ref)


def hold(s: RequestCase, draft: Draft, request: AssociationRequest, state: AssociationState) -> None:
    """Mark the association, and those of managed subs, as in process; write the row of 关联关系操作记录."""
    association = s.association
    for concerned in family(s, draft):
        draft.put(concerned.but(state=state))
    note_record(draft, association, request.operation, request.initiator, IN_PROGRESS, request.id)
    draft.record("association_request_submitted", request.ref, SUBMITTED[request.state])


def mark(draft: Draft, request: AssociationRequest) -> None:
    """Mark the association a waiting request is about as in process, and those of managed subs."""
    switch = request.operation is Operation.SWITCH
    in_process = AssociationState.SWITCH_PENDING if switch else DISSOCIATION_PENDING
    subs = draft.find(Customer, enterprise_master_id=request.customer_id)
    managed = (c.id for c in subs if c.enterprise_role is MANAGED_SUB)
    for id in (request.customer_id, *managed):
        link = draft.get(Association, id)
        if link is not None and link.partner_id == request.partner_id and link.state in STANDING.values():
            draft.put(link.but(state=in_process))


def pass_pre_review(s: RequestCase, draft: Draft) -> None:
    """Huawei lets the request through; now the customer is asked."""
    draft.notify(
        s.subject.customer_id, ASKED_TO_DISSOCIATE, rule=dissociation_needs_consent.id, about=s.subject.ref
    )


def give_back(s: RequestCase, draft: Draft) -> None:
    """The association goes on as it was."""
    association, request = s.association, s.subject
    for concerned in family(s, draft):
        kind = concerned.cooperation_type
        draft.put(concerned.but(state=STANDING[kind] if kind is not None else NOT_ASSOCIATED))
    note_record(draft, association, request.operation, request.initiator, Result.REJECTED, request.id)


def close(s: RequestCase, draft: Draft) -> None:
    """Close the request and note who answered."""
    reason = s.typed.get("reason", "").strip()
    draft.move(processed_at=draft.now, processor=s.persona.id, answer_reason=reason)
    draft.record("association_request_answered", s.subject.ref, ANSWERED[draft.target is State.AGREED])


def lock_cash(s: RequestCase, draft: Draft) -> None:
    """Old cash can only be withdrawn from now on; finance-managed sub-accounts follow their master."""
    for association in family(s, draft):
        draft.put(draft.need(Customer, association.customer_id).but(cash_spendable=False))
        draft.notify(association.customer_id, CASH_LOCKED, rule=cash_locked.id)


def answer_text(s: RequestCase, draft: Draft, name: str | Text) -> Text:
    """What the side who asked is told; ``name`` is who answered: a partner has many customers."""
    if draft.target is State.AGREED:
        return AGREED.filled({"name": name})
    reason = s.action.reason.strip()
    return (REJECTED_WITH_REASON if reason else REJECTED).filled({"name": name, "reason": reason})


def tell_customer(s: RequestCase, draft: Draft) -> None:
    """The customer who asked learns the partner's answer."""
    text = answer_text(s, draft, draft.need(Partner, s.subject.partner_id).name)
    draft.notify(s.subject.customer_id, text, rule=partner_decides.id, about=s.subject.ref)


def tell_partner(s: RequestCase, draft: Draft) -> None:
    """The partner who asked learns the customer's (or Huawei's) answer."""
    by_huawei = s.subject.state is State.PRE_REVIEW
    text = answer_text(s, draft, HUAWEI if by_huawei else draft.need(Customer, s.subject.customer_id).name)
    rule = switch_needs_consent if s.subject.operation is Operation.SWITCH else dissociation_needs_consent
    draft.notify(administrator_of(draft, s.subject.partner_id), text, rule=rule.id, about=s.subject.ref)


# --- Machine -------------------------------------------------------------------------------------


def only(test: Callable[[Any], bool], effects: Sequence[Effect | Rule]) -> tuple[Effect | Rule, ...]:
    """The same effects, carried out only where ``test`` holds."""

    def one(effect: Effect | Rule) -> Effect | Rule:
        if not isinstance(effect, Rule):
            return lambda s, draft: effect(s, draft) if test(s) else None
        also = effect.applies
        return replace(effect, applies=lambda s: test(s) and (also is None or also(s)))

    return tuple(one(effect) for effect in effects)


def to_resale(s: RequestCase) -> bool:
    """Whether the request switches into resale."""
    return s.subject.target_type is RESALE


def to_referral(s: RequestCase) -> bool:
    """Whether the request switches into referral."""
    return s.subject.target_type is CooperationType.REFERRAL


def unpublished() -> None:
    """No time limit is published for an answer. Source: 01 §6.5."""


def answer_at(request: AssociationRequest, settings: Mapping[str, Any]) -> datetime | None:
    """When the other side's answer comes by itself."""
    return answer_due(settings, request.submitted_at, unpublished)


def answer(world: World, request: AssociationRequest) -> tuple[str, Action]:
    """The other side agrees."""
    if request.state is State.WAITING_FOR_PARTNER:
        who = administrator_of(world, request.partner_id)
    else:
        who = "huawei" if request.state is State.PRE_REVIEW else request.customer_id
    return who, Agree(request=request.id, notice_accepted=True)


WAITING_PERIODS = (one_pending_request, three_month_cool_down)
AGREED_BY_CUSTOMER = (
    *only(dissociates, DISSOCIATION_EFFECTS),
    *only(to_resale, (*SWITCH_TO_RESALE_EFFECTS, cash_locked)),
    *only(to_referral, SWITCH_TO_REFERRAL_EFFECTS),
    close,
    tell_partner,
)

machine = Machine(
    entity=AssociationRequest,
    states=State,
    label=AssociationRequest.label,
    subject="request",
    situation=RequestCase,
    transitions=(
        Transition(
            action=RequestDissociation,
            to=(State.WAITING_FOR_CUSTOMER, State.PRE_REVIEW),
            rules=(
                dissociation_admin_only,
                own_tab,
                yours,
                partner_frozen,
                dissociation_account_check,
                *WAITING_PERIODS,
                reason_required,
                partner_code,
            ),
            effect=(ask_to_dissociate,),
        ),
        Transition(
            action=RequestSwitch,
            to=State.WAITING_FOR_CUSTOMER,
            rules=(
                customer_cannot_switch,
                switch_admin_only,
                two_tabs,
                yours,
                target_differs,
                *SWITCH_CHECK,
                *WAITING_PERIODS,
                partner_code,
            ),
            effect=(ask_to_switch,),
        ),
        Transition(
            action=CustomerRequestDissociation,
            to=State.WAITING_FOR_PARTNER,
            rules=(
                own_account,
                is_subcustomer,
                *LEAVING_CHECK,
                one_pending_request,
                customer_once,
                customer_code,
            ),
            effect=(ask_to_leave,),
        ),
        Transition(
            action=CheckAccount,
            rules=(
                dissociation_admin_only,
                switch_admin_only,
                own_tab,
                two_tabs,
                own_account,
                is_subcustomer,
                yours,
                dissociation_account_check,
                *SWITCH_CHECK,
                *LEAVING_CHECK,
            ),
        ),
        Transition(
            action=Agree,
            source=(State.WAITING_FOR_CUSTOMER,),
            to=State.AGREED,
            rules=(
                *ANSWER_RULES,
                partner_frozen,
                dissociation_account_check,
                *SWITCH_CHECK,
                notice_ticked,
                consent_code,
            ),
            effect=AGREED_BY_CUSTOMER,
        ),
        Transition(
            action=Agree,
            source=(State.WAITING_FOR_PARTNER,),
            to=State.AGREED,
            rules=(*ANSWER_RULES, partner_frozen, *LEAVING_CHECK, partner_code),
            effect=(*DISSOCIATION_EFFECTS, close, partner_decides),
        ),
        Transition(
            action=Agree,
            source=(State.PRE_REVIEW,),
            to=State.WAITING_FOR_CUSTOMER,
            rules=ANSWER_RULES,
            effect=(pass_pre_review,),
        ),
        Transition(
            action=Reject,
            source=(State.WAITING_FOR_CUSTOMER,),
            to=State.REJECTED,
            rules=(*ANSWER_RULES, consent_code),
            effect=(give_back, close, tell_partner),
        ),
        Transition(
            action=Reject,
            source=(State.WAITING_FOR_PARTNER,),
            to=State.REJECTED,
            rules=(*ANSWER_RULES, partner_code),
            effect=(give_back, close, partner_decides),
        ),
        Transition(
            action=Reject,
            source=(State.PRE_REVIEW,),
            to=State.REJECTED,
            rules=ANSWER_RULES,
            effect=(give_back, close, tell_partner),
        ),
    ),
    timers=(
        Timer(
            name="answer",
            label=Text(zh="对方的处理", en="The other side's answer"),
            source=(State.WAITING_FOR_CUSTOMER, State.WAITING_FOR_PARTNER),
            due=answer_at,
            acts=answer,
            follows_settings=True,
            window=Text(zh="未公布期限", en="no published limit"),
        ),
        Timer(
            name="pre_review",
            label=Text(zh="华为预评审", en="Huawei's pre-review"),
            source=(State.PRE_REVIEW,),
            due=answer_at,
            acts=answer,
            follows_settings=True,
            window=Text(zh="未公布期限", en="no published limit"),
        ),
    ),
)
