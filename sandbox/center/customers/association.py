"""The association 关联关系 between a customer and the partner who serves it: what it takes to link one.

Read from top to bottom: states, entities, situation, rules, actions, effects, machines. How a link is
changed or ended is in ``association_request``, what that brings about in ``after_effects``.
Source: 01 §3.3 and §4.3, rules 44–66.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import HUAWEI, Partner, administrator_of
from sandbox.center.common.roles import ADMINISTRATORS, Role
from sandbox.center.common.standing import API_DEVELOPMENT_RULES
from sandbox.center.customers.account import (
    RESALE_BARRING,
    Case,
    Contract,
    Customer,
    EnterpriseRole,
    OwnerTeam,
    Site,
    cash,
    customer_of,
)
from sandbox.center.customers.account import State as AccountState
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Progression, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

GRACE_ON_JOINING = 1


# --- States and entities -------------------------------------------------------------------------


class CooperationType(Labelled):
    """Association model 关联类型."""

    REFERRAL = "referral", "顾问销售", "referral"
    RESALE = "resale", "代售", "resale"


class State(Labelled):
    """States of the association of one customer. Source: 01 §3.3."""

    NOT_ASSOCIATED = "not_associated", "未关联", "not associated", "initial"
    REFERRAL = "referral", "已关联-顾问销售", "associated, referral"
    RESALE = "resale", "已关联-代售", "associated, resale"
    DISSOCIATION_PENDING = "dissociation_pending", "解除关联处理中", "dissociation pending", "transient"
    SWITCH_PENDING = "switch_pending", "切换处理中", "switch pending", "transient"


STANDING = {CooperationType.REFERRAL: State.REFERRAL, CooperationType.RESALE: State.RESALE}
LINKED = (State.REFERRAL, State.RESALE)


class Period(NamedTuple):
    """A time in which a customer was associated with a partner; the end is exclusive."""

    partner_id: str
    start: datetime
    end: datetime


class Association(Entity):
    """Who serves a customer. Its id is the customer's id; every customer has exactly one.

    ``relation`` counts the changes of partner or model, so that a purchase can tell whether the
    relation under which it was paid still stands. ``api_partner_id`` names the partner that made
    the account through the API, until the link is carried out.
    """

    kind: ClassVar[str] = "association"
    label: ClassVar[Text] = Text(zh="关联关系", en="Association")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        associated_at=("关联时间", "Associated at"),
        dissociated_at=("解除时间", "Ended at"),
        association_label=("自定义标签", "Label"),
        former_partner_ids=("曾经的伙伴", "Former partners"),
        former_periods=("曾经的关联", "Former associations"),
        api_partner_id=("接口创建的伙伴", "Partner of the API request"),
        api_requested_at=("接口请求时间", "API request at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("account_manager_id",), ("partner_id",))

    state: State = State.NOT_ASSOCIATED
    customer_id: str
    partner_id: str = ""
    cooperation_type: CooperationType | None = None
    associated_at: datetime | None = None
    dissociated_at: datetime | None = None
    association_label: str = ""
    account_manager_id: str = ""
    former_partner_ids: tuple[str, ...] = ()
    former_periods: tuple[Period, ...] = ()
    relation: int = 0
    api_partner_id: str = ""
    api_requested_at: datetime | None = None

    @property
    def associated(self) -> bool:
        """Whether the customer is linked, a pending request included."""
        return self.state != State.NOT_ASSOCIATED

    @model_validator(mode="after")
    def hangs_together(self) -> Association:
        """An association has a partner and a model, and its state agrees with the model."""
        if self.state == State.NOT_ASSOCIATED:
            return self
        problem = None
        if not self.partner_id or self.cooperation_type is None:
            problem = (
                "已关联的客户须有 partner_id 和 cooperation_type",
                "an association needs partner_id and cooperation_type",
            )
        elif self.state in LINKED and self.state != STANDING[self.cooperation_type]:
            problem = ("state 与 cooperation_type 不一致", "state and cooperation_type do not agree")
        if problem is not None:
            raise PydanticCustomError("bilingual", "{en}", {"zh": problem[0], "en": problem[1]})
        return self

    def implied(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What follows from facts the director sets: state and model go together; nobody serves the rest."""
        if facts.get("state") == State.NOT_ASSOCIATED:
            return {"partner_id": "", "cooperation_type": None, "account_manager_id": ""}
        for kind, state in STANDING.items():
            if facts.get("state") == state:
                return {"cooperation_type": kind}
            if facts.get("cooperation_type") == kind and self.state in (State.NOT_ASSOCIATED, *LINKED):
                return {"state": state}
        return {}


class Operation(Labelled):
    """What a row of 关联关系操作记录 is about."""

    ASSOCIATE = "associate", "关联", "association"
    SWITCH = "switch", "切换关联类型", "switch of the association type"
    DISSOCIATE = "dissociate", "解除关联", "dissociation"


class Initiator(Labelled):
    """Which side started it."""

    PARTNER = "partner", "伙伴", "partner"
    CUSTOMER = "customer", "客户", "customer"


class Result(Labelled):
    """How it went so far; the state of a record."""

    PENDING = "pending", "处理中", "in progress", "transient"
    SUCCEEDED = "succeeded", "成功", "succeeded", "terminal"
    REJECTED = "rejected", "已驳回", "rejected", "terminal"


class AssociationRecord(Entity):
    """A row of 关联关系操作记录. Source: 01 §2.6, §3.8."""

    kind: ClassVar[str] = "association_record"
    label: ClassVar[Text] = Text(zh="关联关系操作记录", en="Association record")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        operation=("操作类型", "Operation"),
        initiator=("发起方", "Started by"),
        at=("时间", "At"),
        result_at=("完成时间", "Result at"),
        request_id=("申请", "Request"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("customer_id",), ("request_id",))

    state: Result = Result.SUCCEEDED
    customer_id: str
    partner_id: str
    operation: Operation
    initiator: Initiator
    at: datetime
    result_at: datetime | None = None
    cooperation_type: CooperationType | None = None
    request_id: str = ""

    @property
    def result(self) -> Result:
        """How it went so far."""
        return self.state


# --- Situation -----------------------------------------------------------------------------------


class AssociationCase(Case):
    """A situation about linking a customer with a partner.

    The rules below also serve the invitation and the switch. Their situations give ``target_type``
    and, where an invitation is answered, ``invited_online_with_live_report`` and
    ``manual_review_approved``.
    """

    @lazy
    def customer(self) -> Customer | Any:
        """The customer named, or the account or lead that already has the mobile or the mailbox."""
        mobile = self.typed.get("mobile", "")
        email = self.typed.get("email", "")
        if not (mobile or email):
            return customer_of(self)
        return same_person(self.world, mobile, email)

    @lazy
    def target_type(self) -> CooperationType:
        """The model: accounts made through the API become resale customers."""
        return CooperationType.RESALE


def same_person(world: Any, mobile: str, email: str) -> Customer | None:
    """The account or lead with that mobile or mailbox that is not closed; an account goes first."""
    found = world.find(Customer, mobile=mobile) if mobile else []
    found += world.find(Customer, email=email.lower()) if email else []
    found = [c for c in found if c.state != AccountState.CLOSED]
    return next((c for c in found if c.state == AccountState.ACTIVE), found[0] if found else None)


def resale_wanted(s: Any) -> bool:
    """Whether the customer is to become a resale customer."""
    return s.customer is not None and s.target_type == CooperationType.RESALE


def reviewed(s: Any) -> bool:
    """Whether Huawei has approved the partner's manual report of this customer."""
    return bool(getattr(s, "manual_review_approved", False))


def invited(s: Any) -> bool:
    """Whether the customer answers an online invitation while the partner's report is alive."""
    return bool(getattr(s, "invited_online_with_live_report", False))


def has_independent_subs(s: Any) -> bool:
    """Whether the customer is a master with sub-accounts that are not finance-managed."""
    subs = s.world.find(Customer, enterprise_master_id=s.customer.id)
    return any(
        sub.enterprise_role == EnterpriseRole.INDEPENDENT_SUB and sub.state != AccountState.CLOSED
        for sub in subs
    )


# --- Rules: whose customer -----------------------------------------------------------------------

customer_is_yours = Rule(
    id="portal-own-customer",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    needs=("customer",),
    text=Text(
        zh="该客户目前没有与贵公司关联，不在贵公司的客户列表中。",
        en="The customer is not associated with your company and is not in your customer list.",
    ),
    remedy=Text(
        zh="请在“客户管理”中选择本公司的客户；未关联的客户可通过邀请建立关联。",
        en="Choose one of your own customers on Customer Management; others can be invited to associate.",
    ),
    applies=lambda s: s.customer is not None,
    holds=lambda s: (
        s.association is not None
        and s.association.associated
        and s.association.partner_id == s.persona.organisation
    ),
)


# --- Rules: what bars every association, 44–54 ---------------------------------------------------

block_intl_site = Rule(
    id="assoc-block-intl-site",
    number=44,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S16",
    text=Text(
        zh="账号注册在国际站，不能与中国站的伙伴关联。",
        en="The account was registered on the international site and cannot be linked to a partner of the China site.",
    ),
    remedy=Text(
        zh="请客户在中国站注册一个账号，再用新的邀请关联。",
        en="The customer registers an account on the China site and uses a new invitation with it.",
    ),
    applies=lambda s: s.customer is not None,
    holds=lambda s: s.customer.site != Site.INTERNATIONAL,
)
block_already_associated = Rule(
    id="assoc-block-already-associated",
    number=45,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S16, S18",
    text=Text(
        zh="客户已经关联了伙伴；同一时间只能关联一个伙伴。",
        en="The customer already has a partner; it can have only one at a time.",
    ),
    remedy=Text(
        zh="请客户先与现有伙伴解除关联，再接受新伙伴的线上邀请。",
        en="The customer first dissociates from its present partner, then accepts the new partner's online invitation.",
    ),
    remedied_by=("customer.request_dissociation", "association.request_dissociation"),
    applies=lambda s: s.customer is not None,
    holds=lambda s: s.association is None or not s.association.associated,
)
block_is_partner = Rule(
    id="assoc-block-is-partner",
    number=46,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S16, S18",
    text=Text(
        zh="客户自己是华为云伙伴，或者正在申请成为伙伴。",
        en="The customer is a partner of Huawei Cloud itself, or is applying to become one.",
    ),
    remedy=Text(
        zh="这样的账号不能作为客户关联；请客户换用其他账号。",
        en="Such an account cannot become a customer; another account has to be used.",
    ),
    applies=lambda s: s.customer is not None,
    holds=lambda s: not s.customer.is_partner_or_applying,
)
block_reported_by_huawei = Rule(
    id="assoc-block-reported-by-huawei",
    number=47,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S16, S17",
    text=Text(zh="客户已由华为云报备。", en="The customer has been reported by Huawei Cloud."),
    remedy=Text(
        zh="请伙伴先报备该客户并申请人工审核，审核通过后再发送线上邀请。",
        en="The partner reports the customer and applies for a manual review, and invites online once it is approved.",
    ),
    remedied_by=("report.apply_manual_review", "report.approve"),
    applies=lambda s: s.customer is not None,
    holds=lambda s: not s.customer.reported_by_huawei or reviewed(s),
)
block_reward_promotion = Rule(
    id="assoc-block-reward-promotion",
    number=48,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S17",
    text=Text(zh="客户已加入奖励推广计划。", en="The customer has joined the reward-promotion plan."),
    remedy=Text(
        zh="请客户换用没有加入该计划的账号。", en="The customer uses an account that has not joined the plan."
    ),
    applies=lambda s: s.customer is not None,
    holds=lambda s: not s.customer.in_reward_promotion,
)
block_special_contract = Rule(
    id="assoc-block-special-contract",
    number=49,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S18",
    text=Text(zh="客户有正在生效的特殊合同。", en="A special contract of the customer is in force."),
    remedy=Text(zh="请等合同失效后重新申请关联。", en="Apply again once the contract has lapsed."),
    remedied_by=("customer.lapse_contract",),
    applies=lambda s: s.customer is not None,
    holds=lambda s: Contract.SPECIAL not in s.customer.signed_contracts,
)
block_managed_sub = Rule(
    id="assoc-block-managed-sub",
    number=50,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S63, I3",
    text=Text(
        zh="该账号是财务托管的企业子账号，不能自行关联伙伴。",
        en="The account is a finance-managed sub-account of an enterprise and cannot be linked by itself.",
    ),
    remedy=Text(
        zh="请用它的企业主账号关联，财务托管子账号随主账号一起关联。",
        en="Link the enterprise's master account instead; finance-managed subs join with it.",
    ),
    remedied_by=("customer.leave_enterprise",),
    applies=lambda s: s.customer is not None,
    holds=lambda s: s.customer.enterprise_role != EnterpriseRole.MANAGED_SUB,
)
block_over_7_days_or_cash = Rule(
    id="assoc-block-over-7-days-or-cash",
    number=51,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S19, I3",
    text=Text(
        zh="账号注册已超过 7 天，或有现金消费，不能直接关联。",
        en="The account is older than 7 days or has cash consumption, and cannot be linked directly.",
    ),
    remedy=Text(
        zh="请伙伴先报备该客户（可能需要人工审核），报备有效期内发送线上邀请。",
        en="The partner reports the customer first (a review may be needed) and invites it online while the report is valid.",
    ),
    remedied_by=("report.submit", "report.apply_manual_review", "invitation.send_online"),
    applies=lambda s: s.customer is not None,
    holds=lambda s: invited(s) or not (s.customer.older_than_7_days(s.now) or s.customer.cash_consumption),
)
block_arrears = Rule(
    id="assoc-block-arrears",
    number=52,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S19, I3",
    text=Text(zh="客户有欠费或未结清的账单：{unpaid}。", en="The customer has unpaid bills: {unpaid}."),
    remedy=Text(
        zh="请客户充值还清欠费、结清账单，然后重新打开邀请链接。",
        en="The customer tops up to clear arrears, settles the bill, and opens the invitation again.",
    ),
    remedied_by=("customer.top_up", "customer.settle_bill"),
    applies=lambda s: s.customer is not None,
    holds=lambda s: not unpaid(s),
    values=lambda s: {"unpaid": tuple(unpaid(s))},
)
block_recharge_and_invoice_debt = Rule(
    id="assoc-block-recharge-and-invoice-debt",
    number=53,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S19",
    text=Text(
        zh="客户的充值账户有余额，而且欠票金额超过限定值。",
        en="The customer has a recharge balance, and owes more invoices than the limit allows.",
    ),
    remedy=Text(
        zh="请客户处理欠票，或联系客服；华为云没有公布限定值，模拟器按 0 元处理，可在设置中修改。",
        en="The customer settles the invoice debt or asks customer service. The limit is not published; "
        "the simulator takes 0 unless the settings say otherwise.",
    ),
    remedied_by=("customer.settle_invoice_debt", "customer.withdraw_cash"),
    applies=lambda s: s.customer is not None,
    holds=lambda s: (
        not (s.world.balance(cash(s.customer.id)) > 0 and s.customer.invoice_debt > debt_limit(s))
    ),
)
block_sales_team_owned = Rule(
    id="assoc-block-sales-team-owned",
    number=54,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S53",
    text=Text(
        zh="该账号归属授权销售支持中心。", en="The account is owned by an authorised sales support centre."
    ),
    remedy=Text(
        zh="请伙伴报备该客户并申请人工审核，审核通过后再发送线上邀请。",
        en="The partner reports the customer and applies for a manual review, and invites online once it is approved.",
    ),
    remedied_by=("report.apply_manual_review", "report.approve"),
    applies=lambda s: s.customer is not None,
    holds=lambda s: s.customer.owner_team != OwnerTeam.SUPPORT_CENTRE or reviewed(s),
)
ASSOCIATION_RULES = (
    block_intl_site,
    block_already_associated,
    block_is_partner,
    block_reported_by_huawei,
    block_reward_promotion,
    block_special_contract,
    block_managed_sub,
    block_over_7_days_or_cash,
    block_arrears,
    block_recharge_and_invoice_debt,
    block_sales_team_owned,
)


def unpaid(s: Any) -> list[Text]:
    """What the customer has not paid: arrears, and a bill that is overdue."""
    found = []
    if s.customer.arrears > 0:
        found.append(
            Text(zh="欠费 {arrears}", en="arrears of {arrears}").filled({"arrears": s.customer.arrears})
        )
    if s.customer.overdue_bill:
        found.append(Text(zh="逾期账单", en="an overdue bill"))
    return found


def debt_limit(s: Any) -> Any:
    """The invoice debt, in yuan, that is still accepted beside a recharge balance."""
    return type(s.customer.invoice_debt)(str(s.world.settings.get("invoice_debt_limit", "0")))


# --- Rules: what bars the resale model, 55–62 ----------------------------------------------------

resale_block_contracts = Rule(
    id="assoc-resale-block-contracts",
    number=55,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S14",
    text=Text(
        zh="客户与华为云签有不能用于代售的合同：{contracts}。",
        en="The customer has a contract with Huawei Cloud that bars the resale model: {contracts}.",
    ),
    remedy=Text(
        zh="请改用顾问销售模式，或等合同终止后再以代售关联。",
        en="Use the referral model, or wait until the contract has ended.",
    ),
    remedied_by=("customer.lapse_contract",),
    applies=resale_wanted,
    holds=lambda s: not RESALE_BARRING.intersection(s.customer.signed_contracts),
    values=lambda s: {"contracts": tuple(c for c in s.customer.signed_contracts if c in RESALE_BARRING)},
)
resale_block_reserved_instance = Rule(
    id="assoc-resale-block-reserved-instance",
    number=56,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S14, S53",
    text=Text(
        zh="客户有尚未失效的预留实例，不能采用代售模式。",
        en="The customer has a reserved instance that has not expired; the resale model is not possible.",
    ),
    remedy=Text(zh="请客户先退订预留实例。", en="The customer unsubscribes the reserved instance first."),
    remedied_by=("customer.unsubscribe_reserved_instance",),
    applies=resale_wanted,
    holds=lambda s: s.customer.reserved_instances_active <= 0,
)
resale_block_invoice_debt = Rule(
    id="assoc-resale-block-invoice-debt",
    number=57,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S14",
    text=Text(
        zh="客户有欠票 {debt}，不能采用代售模式。",
        en="The customer has an invoice debt of {debt}; the resale model is not possible.",
    ),
    remedy=Text(zh="请客户先处理完欠票。", en="The customer settles the invoice debt first."),
    remedied_by=("customer.settle_invoice_debt",),
    applies=resale_wanted,
    holds=lambda s: s.customer.invoice_debt <= 0,
    values=lambda s: {"debt": s.customer.invoice_debt},
)
resale_block_stored_value_card = Rule(
    id="assoc-resale-block-stored-value-card",
    number=58,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S14, S15",
    text=Text(
        zh="客户的储值卡还有余额 {balance}，不能采用代售模式。",
        en="The customer's stored-value card still holds {balance}; the resale model is not possible.",
    ),
    remedy=Text(
        zh="请客户先用完储值卡；也可以改用顾问销售模式邀请。",
        en="The customer spends it first; or invite the customer in the referral model.",
    ),
    remedied_by=("customer.spend_stored_value_card",),
    applies=resale_wanted,
    holds=lambda s: s.customer.stored_value_card <= 0,
    values=lambda s: {"balance": s.customer.stored_value_card},
)
resale_block_gift_balance = Rule(
    id="assoc-resale-block-gift-balance",
    number=59,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S15",
    text=Text(
        zh="客户的充值赠送余额还有 {balance}，不能采用代售模式。",
        en="The customer's gifted recharge balance is still {balance}; the resale model is not possible.",
    ),
    remedy=Text(zh="请客户先用完充值赠送余额。", en="The customer spends the gifted balance first."),
    remedied_by=("customer.spend_gift_balance",),
    applies=resale_wanted,
    holds=lambda s: s.customer.gifted_recharge_balance <= 0,
    values=lambda s: {"balance": s.customer.gifted_recharge_balance},
)
resale_block_master_with_independent_sub = Rule(
    id="assoc-resale-block-master-with-independent-sub",
    number=60,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S14, S15, S17",
    text=Text(
        zh="客户是企业主账号，名下有非财务托管的子账号，不能采用代售模式。",
        en="The customer is an enterprise master with sub-accounts that are not finance-managed; resale is not possible.",
    ),
    remedy=Text(
        zh="请先解除主账号与这些子账号的关系。", en="The master account first unlinks these sub-accounts."
    ),
    remedied_by=("customer.leave_enterprise",),
    applies=resale_wanted,
    holds=lambda s: not has_independent_subs(s),
)
resale_block_independent_sub = Rule(
    id="assoc-resale-block-independent-sub",
    number=61,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S15, S17",
    text=Text(
        zh="该账号是非财务托管的企业子账号，不能采用代售模式。",
        en="The account is a sub-account that is not finance-managed; the resale model is not possible.",
    ),
    remedy=Text(
        zh="请先与企业主账号解除关系，或改用顾问销售模式。",
        en="The sub-account leaves its master first, or the referral model is used.",
    ),
    remedied_by=("customer.leave_enterprise",),
    applies=resale_wanted,
    holds=lambda s: s.customer.enterprise_role != EnterpriseRole.INDEPENDENT_SUB,
)
resale_block_credit_account = Rule(
    id="assoc-resale-block-credit-account",
    number=62,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S18",
    text=Text(
        zh="客户开通了信用账户（后付费），不能采用代售模式。",
        en="The customer has a credit account (post-paid); the resale model is not possible.",
    ),
    remedy=Text(zh="请改用顾问销售模式。", en="Use the referral model."),
    applies=resale_wanted,
    holds=lambda s: not s.customer.credit_account,
)
RESALE_RULES = (
    resale_block_contracts,
    resale_block_reserved_instance,
    resale_block_invoice_debt,
    resale_block_stored_value_card,
    resale_block_gift_balance,
    resale_block_master_with_independent_sub,
    resale_block_independent_sub,
    resale_block_credit_account,
)


# --- Rules: what an association brings about, 63–66 ----------------------------------------------

notify_success = Rule(
    id="assoc-notify-success",
    number=63,
    kind=Kind.NOTICE,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S47",
    text=Text(
        zh="关联成功后，客户会收到短信和邮件通知；到达时间没有承诺。",
        en="The customer is told by SMS and e-mail that the association succeeded; no time is promised.",
    ),
    does=lambda s, draft: notify_once(s, draft),
)
grace_on_joining = Rule(
    id="assoc-grace-min-1-day",
    number=64,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S32, I7",
    text=Text(
        zh="以代售关联时，按需资源宽限期不足 1 天的调整为 1 天。",
        en="On joining in the resale model, a pay-per-use grace period below 1 day becomes 1 day.",
    ),
    applies=lambda s: getattr(s, "target_type", None) == CooperationType.RESALE,
    does=lambda s, draft: join_grace(s, draft),
)
api_customer = Rule(
    id="assoc-api-default-resale-async",
    number=65,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S42, S22",
    text=Text(
        zh="通过伙伴接口创建的客户默认为代售：先创建账号，再异步关联；结果在客户列表中查询。",
        en="A customer made through the partner API becomes a resale customer: first the account, then, "
        "asynchronously, the association; the customer list shows the result.",
    ),
    does=lambda s, draft: create_customer(s, draft),
)
fail_three_ways = Rule(
    id="assoc-fail-three-ways",
    number=66,
    kind=Kind.FACT,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="S51",
    text=Text(
        zh="关联失败后，客户可以按提示处理、请伙伴查看失败原因，或者提交工单。",
        en="After a failed association the customer follows the advice shown, asks the partner for the reason, "
        "or opens a ticket.",
    ),
    documented=Text(
        zh="这是办事途径的说明；沙箱在每次失败时给出原因、处理办法和规则链接，不模拟工单。",
        en="A hint about where to turn; the sandbox shows reason, remedy and rule with every failure and has no tickets.",
    ),
)
api_contact_required = Rule(
    id="assoc-api-contact-required",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    source="S42",
    needs=("account_name", "mobile"),
    text=Text(
        zh="接口创建客户须提供客户名称和手机号码。",
        en="Creating a customer through the API takes the customer's name and a mobile number.",
    ),
    remedy=Text(zh="请补全后重新调用。", en="Fill them in and call again."),
    holds=lambda s: bool((s.action.account_name or "").strip() and (s.action.mobile or "").strip()),
)
api_contact_free = Rule(
    id="assoc-api-contact-free",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S42",
    needs=("mobile", "email"),
    text=Text(
        zh="该手机号码或邮箱已经注册过华为云账号。",
        en="The mobile number or the mailbox already belongs to a Huawei Cloud account.",
    ),
    remedy=Text(
        zh="已有账号的客户请改用邀请：先报备，再发送线上邀请。",
        en="A customer who has an account is invited instead: report it, then send an online invitation.",
    ),
    remedied_by=("report.submit", "invitation.send_online"),
    holds=lambda s: s.customer is None or s.customer.state != AccountState.ACTIVE,
)
api_link_pending = Rule(
    id="assoc-api-link-pending",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S42",
    gate=Gate.PERMISSION,
    text=Text(
        zh="该账号没有等待处理的接口关联。",
        en="No association through the API is under way for this account.",
    ),
    remedy=Text(
        zh="只有伙伴通过接口创建的账号才会异步关联。",
        en="Only accounts that a partner made through the API are linked this way.",
    ),
    holds=lambda s: bool(s.association and s.association.api_partner_id),
)


# --- Actions -------------------------------------------------------------------------------------


class CreateCustomerByApi(Action):
    """The partner's own system creates a customer through the API 创建客户."""

    id: ClassVar[str] = "association.create_customer_by_api"
    title: ClassVar[Text] = Text(zh="接口：创建客户", en="API: create a customer")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS

    account_name: Annotated[str, Input(Text(zh="客户名称", en="Customer's name")), Field(max_length=200)]
    mobile: Annotated[str, Input(Text(zh="手机号码", en="Mobile number")), Field(max_length=32)] = ""
    email: Annotated[str, Input(Text(zh="邮箱", en="E-mail")), Field(max_length=200)] = ""


class CompleteApiLink(Action):
    """Huawei's system carries out the association of an account made through the API."""

    id: ClassVar[str] = "association.complete_api_link"
    title: ClassVar[Text] = Text(zh="完成接口关联", en="Complete the link made through the API")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS})
    on: ClassVar[str] = "customer"

    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer"), Field(min_length=1)]


# --- Effects -------------------------------------------------------------------------------------


CUSTOMER_ASSOCIATED = Text(zh="关联成功", en="Associated")


def associate(
    draft: Draft,
    customer_id: str,
    partner_id: str,
    cooperation_type: CooperationType,
    *,
    label: str = "",
    initiator: Initiator = Initiator.PARTNER,
) -> Association:
    """Link a customer with a partner, and do everything that goes with it (rules 63, 64).

    Finance-managed sub-accounts, which cannot be linked by themselves, join with their master (rule 50).
    Leaves the entity the action is about alone; ``label`` is the custom label of the invitation.
    """
    subject = draft.subject
    for sub in draft.find(Customer, enterprise_master_id=customer_id):
        if sub.enterprise_role == EnterpriseRole.MANAGED_SUB and joins(draft, sub):
            associate(draft, sub.id, partner_id, cooperation_type, label=label, initiator=initiator)
    old = draft.get(Association, customer_id) or draft.create(
        Association, id=customer_id, state=State.NOT_ASSOCIATED, customer_id=customer_id
    )
    linked = draft.put(
        old.but(
            state=STANDING[cooperation_type],
            partner_id=partner_id,
            cooperation_type=cooperation_type,
            associated_at=draft.now,
            dissociated_at=None,
            association_label=label,
            account_manager_id="",
            relation=old.relation + 1,
            api_partner_id="",
            api_requested_at=None,
        )
    )
    note_record(draft, linked, Operation.ASSOCIATE, initiator)
    tell_success(draft, customer_id, partner_id)
    carried_out = [notify_success.id]
    if cooperation_type == CooperationType.RESALE:
        lift_grace(draft, customer_id, GRACE_ON_JOINING)
        carried_out.append(grace_on_joining.id)
    draft.applied.extend(rule for rule in carried_out if rule not in draft.applied)
    draft.record("customer_associated", f"customer/{customer_id}", CUSTOMER_ASSOCIATED)
    draft.subject = subject
    return linked


def joins(draft: Draft, sub: Customer) -> bool:
    """Whether a sub-account can follow its master into an association: it is in use and has no partner."""
    own = draft.get(Association, sub.id)
    return sub.state == AccountState.ACTIVE and (own is None or not own.associated)


def notify_once(s: AssociationCase, draft: Draft) -> None:
    """Tell the customer, unless :func:`associate` has done so in this step."""
    if notify_success.id not in draft.applied:
        tell_success(draft, s.customer.id, draft.need(Association, s.customer.id).partner_id)


def note_record(
    draft: Draft,
    association: Association,
    operation: Operation,
    initiator: Initiator,
    result: Result = Result.SUCCEEDED,
    request_id: str = "",
) -> AssociationRecord:
    """Write a row of 关联关系操作记录; the row of a request is written once and then brought up to date."""
    subject = draft.subject
    answered = None if result == Result.PENDING else draft.now
    known = draft.find(AssociationRecord, request_id=request_id) if request_id else []
    if known:
        row = draft.put(known[0].but(state=result, result_at=answered))
    else:
        row = draft.create(
            AssociationRecord,
            state=result,
            customer_id=association.customer_id,
            partner_id=association.partner_id,
            operation=operation,
            initiator=initiator,
            at=draft.now,
            result_at=answered,
            cooperation_type=association.cooperation_type,
            request_id=request_id,
        )
    draft.subject = subject
    return row


def join_grace(s: Any, draft: Draft) -> None:
    """Lift the grace period of the customer and of the managed subs that join with it."""
    for association in family(s, draft):
        lift_grace(draft, association.customer_id, GRACE_ON_JOINING)


def family(s: Any, draft: Draft) -> list[Association]:
    """The association in question, and those of its finance-managed subs, which follow the master."""
    own = s.association
    if own is None or not own.associated:
        return [own] if own is not None else []
    subs = draft.find(Customer, enterprise_master_id=own.customer_id)
    found = [s.world.get(Association, c.id) for c in subs if c.enterprise_role == EnterpriseRole.MANAGED_SUB]
    return [own, *(a for a in found if a is not None and a.associated and a.partner_id == own.partner_id)]


TELL_SUCCESS_TEXT = Text(
    zh="您的账号已与伙伴“{partner}”关联成功。",
    en="Your account is now associated with the partner “{partner}”.",
)


def tell_success(draft: Draft, customer_id: str, partner_id: str) -> None:
    """Tell the customer by SMS and e-mail."""
    partner = draft.need(Partner, partner_id)
    text = TELL_SUCCESS_TEXT.filled({"partner": partner.name})
    for channel in ("sms", "mail"):
        draft.notify(customer_id, text, rule=notify_success.id, channel=channel)


def lift_grace(draft: Draft, customer_id: str, days: int) -> None:
    """Give pay-per-use resources a grace period of at least ``days`` natural days."""
    customer = draft.need(Customer, customer_id)
    if customer.ondemand_grace_days < days:
        draft.put(customer.but(ondemand_grace_days=days))


ACCOUNT_CREATED = Text(zh="账号已创建，等待关联", en="Account created, link to follow")


def create_customer(s: AssociationCase, draft: Draft) -> None:
    """Make the account, or turn the lead into one; the association follows."""
    fields: dict[str, Any] = {
        "account_name": s.action.account_name.strip(),
        "mobile": s.action.mobile,
        "email": s.action.email,
        "registered_at": draft.now,
        "state": AccountState.ACTIVE,
    }
    customer = draft.put(s.customer.but(**fields)) if s.customer else draft.create(Customer, **fields)
    old = draft.get(Association, customer.id)
    waiting = {"api_partner_id": s.persona.organisation, "api_requested_at": draft.now}
    if old is None:
        draft.subject = draft.create(
            Association, id=customer.id, state=State.NOT_ASSOCIATED, customer_id=customer.id, **waiting
        )
    else:
        draft.subject = draft.put(old.but(**waiting))
    draft.record("account_created", customer.ref, ACCOUNT_CREATED)


LINK_BY_API_TEXT = Text(
    zh="客户“{name}”已通过接口关联。", en="The customer “{name}” is associated (made through the API)."
)


def link_by_api(s: AssociationCase, draft: Draft) -> None:
    """Link the account with the partner whose system made it."""
    from sandbox.center.customers.report import State as ReportState  # it builds on this file
    from sandbox.center.customers.report import live_report

    partner_id = s.association.api_partner_id
    report = live_report(draft, partner_id, s.customer.mobile)
    if report is not None:
        draft.put(report.but(state=ReportState.ASSOCIATED, customer_id=s.customer.id))
    draft.subject = associate(draft, s.customer.id, partner_id, CooperationType.RESALE)
    draft.notify(
        administrator_of(draft, partner_id),
        LINK_BY_API_TEXT.filled({"name": s.customer.name}),
        rule=api_customer.id,
    )


# --- Machines ------------------------------------------------------------------------------------


def api_link_due(association: Association, settings: Any) -> datetime | None:
    """No time is published for the asynchronous link: at once, unless the scene is played by hand."""
    if (
        not association.api_partner_id
        or settings.get("progression", Progression.BY_HAND) == Progression.BY_HAND
    ):
        return None
    return association.api_requested_at


PENDING = (State.DISSOCIATION_PENDING, State.SWITCH_PENDING)
DISSOCIATING = ("association.request_dissociation", "customer.request_dissociation")

machine = Machine(
    entity=Association,
    states=State,
    label=Association.label,
    subject="customer",
    situation=AssociationCase,
    transitions=(
        Transition(
            action=CreateCustomerByApi,
            to=State.NOT_ASSOCIATED,
            rules=(
                api_contact_required,
                api_contact_free,
                block_reported_by_huawei,
                *API_DEVELOPMENT_RULES,
            ),
            effect=(api_customer,),
        ),
        Transition(
            action=CompleteApiLink,
            source=(State.NOT_ASSOCIATED,),
            to=State.RESALE,
            rules=(api_link_pending, *ASSOCIATION_RULES, *RESALE_RULES),
            effect=(link_by_api, notify_success, grace_on_joining),
        ),
    ),
    timers=(
        Timer(
            name="api_link",
            label=Text(zh="接口关联", en="Link through the API"),
            source=(State.NOT_ASSOCIATED,),
            due=api_link_due,
            acts=lambda _, association: (HUAWEI.id, CompleteApiLink(customer=association.customer_id)),
            follows_settings=True,
            window=Text(zh="未公布", en="not published"),
        ),
    ),
    moves=(
        *(Move(action="invitation.accept", source=(State.NOT_ASSOCIATED,), to=to) for to in LINKED),
        *(Move(action=action, source=LINKED, to=State.DISSOCIATION_PENDING) for action in DISSOCIATING),
        Move(action="association.request_switch", source=LINKED, to=State.SWITCH_PENDING),
        Move(action="association.agree", source=(State.DISSOCIATION_PENDING,), to=State.NOT_ASSOCIATED),
        *(Move(action="association.agree", source=(State.SWITCH_PENDING,), to=to) for to in LINKED),
        *(Move(action="association.reject", source=PENDING, to=to) for to in LINKED),
        Move(action="customer.leave_enterprise", source=LINKED, to=State.NOT_ASSOCIATED),
    ),
    more_rules=(fail_three_ways, customer_is_yours),
)
record_machine = Machine(
    entity=AssociationRecord,
    states=Result,
    label=AssociationRecord.label,
    subject="record",
    moves=(
        *(
            Move(action=action, source=(), to=Result.PENDING)
            for action in (*DISSOCIATING, "association.request_switch")
        ),
        *(
            Move(action=action, source=(), to=Result.SUCCEEDED)
            for action in ("invitation.accept", "association.complete_api_link", "customer.leave_enterprise")
        ),
        Move(action="association.agree", source=(Result.PENDING,), to=Result.SUCCEEDED),
        Move(action="association.reject", source=(Result.PENDING,), to=Result.REJECTED),
    ),
)
