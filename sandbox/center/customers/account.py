"""The customer account 客户: the facts that every other lifecycle of this area asks about.

Read from top to bottom: states, entity, ledger accounts, situation, rules, actions, effects, machine.
The actions are what a customer does to its own account, mostly to lift what blocks an association.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Partner, outside
from sandbox.center.common.roles import Role, path
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Situation, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

NEW_ACCOUNT = timedelta(days=7)


class State(Labelled):
    """States of a customer account."""

    LEAD = "lead", "尚未注册", "no account yet", "initial"
    ACTIVE = "active", "正常", "active"
    CLOSED = "closed", "已注销", "closed", "terminal"


class Site(Labelled):
    """Where an account was registered."""

    CHINA = "china", "中国站", "China site"
    INTERNATIONAL = "international", "国际站", "international site"


class OwnerTeam(Labelled):
    """Which sales team of Huawei owns an account."""

    NONE = "none", "无", "none"
    ONLINE_SALES = "online_sales", "华为线上销售团队", "Huawei online sales team"
    SUPPORT_CENTRE = "support_centre", "授权销售支持中心", "authorised sales support centre"


class Contract(Labelled):
    """Contracts a customer may have signed with Huawei Cloud (errata to rules 11, 49 and 55)."""

    DIRECT_OFFLINE = "direct_offline", "线下直签合同", "offline direct contract"
    TELESALES_DISCOUNT = "telesales_discount", "电销授权合同折扣", "telesales contract discount"
    SPECIAL_PRICE = "special_price", "直签特价商务", "direct special price"
    PROFESSIONAL_SERVICES = "professional_services", "专业服务合同", "professional services contract"
    SPECIAL = "special", "特殊合同", "special contract"


RESALE_BARRING = frozenset(set(Contract) - {Contract.SPECIAL})


class EnterpriseRole(Labelled):
    """Place of an account in an enterprise."""

    NONE = "none", "无", "none"
    MASTER = "master", "企业主账号", "enterprise master"
    MANAGED_SUB = "managed_sub", "财务托管子账号", "finance-managed sub-account"
    INDEPENDENT_SUB = "independent_sub", "非财务托管子账号", "non-managed sub-account"


class Frozen(Labelled):
    """Whether an account is frozen by hand."""

    NO = "no", "未冻结", "not frozen"
    ACCOUNT = "account", "账号被冻结", "account frozen"
    ACCOUNT_AND_RESOURCES = "account_and_resources", "账号及资源被冻结", "account and resources frozen"


# Capitals make no other mailbox: whoever is looked up by mail is found however the address was typed.
MailAddress = Annotated[str, AfterValidator(str.lower)]


class Customer(Entity):
    """A customer account, or a lead that has none yet (state ``lead``). Source: 01 §2.3.

    Money is in yuan. Balances live in the ledger (:func:`cash`, :func:`partner_fund`); vouchers and
    orders are entities of their own.
    """

    kind: ClassVar[str] = "customer"
    label: ClassVar[Text] = Text(zh="客户", en="Customer")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        account_name=("客户名称", "Customer name"),
        contact=("联系人", "Contact"),
        registered_at=("注册时间", "Registered at"),
        site=("注册站点", "Site"),
        cash_consumption=("有现金消费", "Has spent cash"),
        followed_by_direct_sales=("直销跟进中", "Followed by direct sales"),
        owner_team=("归属团队", "Owning team"),
        reported_by_huawei=("华为已报备", "Reported by Huawei"),
        consumer_cloud_user=("消费者云用户", "User of consumer cloud"),
        in_reward_promotion=("参加奖励推广", "In a reward promotion"),
        is_partner_or_applying=("是伙伴或正在申请", "Is or applies to be a partner"),
        signed_contracts=("已签合同", "Contracts signed"),
        enterprise_role=("企业主子账号", "Place in an enterprise"),
        enterprise_master_id=("企业主账号", "Enterprise master"),
        reserved_instances_active=("生效中的预留实例", "Active reserved instances"),
        partner_support_plan_active=("生效中的伙伴支持计划", "Active partner support plan"),
        service_support_plan_active=("生效中的服务支持计划", "Active service support plan"),
        arrears=("欠款", "Arrears"),
        overdue_bill=("未结清账单", "Unsettled bill"),
        invoice_debt=("欠票金额", "Invoice debt"),
        stored_value_card=("储值卡余额", "Stored-value card"),
        gifted_recharge_balance=("充值赠送余额", "Gifted balance"),
        credit_account=("信用账户", "Credit account"),
        postpaid_enabled=("后付费", "Postpaid"),
        special_balance=("专款余额", "Special balance"),
        pickup_coupons=("提货券", "Pick-up coupons"),
        ondemand_grace_days=("按需宽限期（天）", "Grace period (days)"),
        cash_spendable=("现金可消费", "Cash can be spent"),
        frozen=("冻结", "Frozen"),
        frozen_with_partner=("随伙伴冻结", "Frozen with the partner"),
        named_account=("名单客户", "Named account"),
    )
    accounts: ClassVar[Mapping[str, Text]] = fields(
        cash=("现金账户", "cash"),
        partner_fund=("伙伴拨款账户", "allotted by the partner"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("mobile",), ("email",), ("enterprise_master_id",))

    state: State = State.ACTIVE
    account_name: str
    mobile: str = ""
    email: MailAddress = ""
    contact: str = ""
    registered_at: datetime | None = None
    site: Site = Site.CHINA
    cash_consumption: bool = False
    followed_by_direct_sales: bool = False
    owner_team: OwnerTeam = OwnerTeam.NONE
    reported_by_huawei: bool = False
    consumer_cloud_user: bool = False
    in_reward_promotion: bool = False
    is_partner_or_applying: bool = False
    signed_contracts: tuple[Contract, ...] = ()
    enterprise_role: EnterpriseRole = EnterpriseRole.NONE
    enterprise_master_id: str = ""
    reserved_instances_active: Annotated[int, Field(ge=0)] = 0
    partner_support_plan_active: bool = False
    service_support_plan_active: bool = False
    arrears: Annotated[Decimal, Field(ge=0)] = Decimal("0")
    overdue_bill: bool = False
    invoice_debt: Annotated[Decimal, Field(ge=0)] = Decimal("0")
    stored_value_card: Annotated[Decimal, Field(ge=0)] = Decimal("0")
    gifted_recharge_balance: Annotated[Decimal, Field(ge=0)] = Decimal("0")
    credit_account: bool = False
    postpaid_enabled: bool = False
    special_balance: bool = False
    pickup_coupons: Annotated[int, Field(ge=0)] = 0
    ondemand_grace_days: Annotated[int, Field(ge=0)] = 0
    cash_spendable: bool = True
    frozen: Frozen = Frozen.NO
    frozen_with_partner: bool = False
    named_account: bool = False

    @property
    def name(self) -> str:
        """The company's or person's name."""
        return self.account_name

    def older_than_7_days(self, now: datetime) -> bool:
        """Whether 7 × 24 h have passed since registration (end exclusive); a lead is never old."""
        return self.registered_at is not None and now - self.registered_at >= NEW_ACCOUNT


# --- Ledger accounts of a customer ---------------------------------------------------------------


def cash(customer_id: str) -> str:
    """The customer's own cash."""
    return f"customer/{customer_id}:cash"


def partner_fund(customer_id: str) -> str:
    """伙伴拨款账户: what the partner allotted and the customer has not spent."""
    return f"customer/{customer_id}:partner_fund"


# --- What a rule of this area may look at --------------------------------------------------------


class Case(Situation):
    """A situation about one customer and the partner who serves it or acts on it."""

    @lazy
    def customer(self) -> Customer | Any:
        """The customer the action names, or the one its record belongs to, or the one who acts."""
        return customer_of(self)

    @lazy
    def association(self) -> Any:
        """The association of that customer (every customer has one, perhaps “not associated”)."""
        return self.world.by_ref(f"association/{self.customer.id}") if self.customer else None

    @lazy
    def partner(self) -> Partner | Any:
        """The partner who acts; for a customer or Huawei, the partner of the association or record."""
        own = self.world.get(Partner, self.persona.organisation)
        if own is not None:
            return own
        id = getattr(self.subject, "partner_id", "") or getattr(self.association, "partner_id", "")
        return self.world.get(Partner, id) if id else None


def customer_of(s: Case) -> Customer | Any:
    """The customer the action names, or the one its record belongs to, or the one who acts."""
    if isinstance(s.subject, Customer):
        return s.subject
    id = s.typed.get("customer", "") or getattr(s.subject, "customer_id", "")
    found = s.world.get(Customer, id) if id else None
    return found or s.world.get(Customer, s.persona.organisation)


# --- Rules ---------------------------------------------------------------------------------------

own_account = Rule(
    id="portal-own-account",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    needs=("customer",),
    text=Text(zh="您只能操作自己的账号。", en="You can act on your own account only."),
    remedy=Text(zh="请以该客户的身份登录后操作。", en="Sign in as that customer."),
    applies=lambda s: s.customer is not None and Role.CUSTOMER in s.persona.roles,
    holds=lambda s: s.customer.id == s.persona.organisation,
)
amount_well_formed = Rule(
    id="portal-amount",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("amount",),
    text=Text(
        zh="金额须大于 0，最多两位小数，单位为人民币元。",
        en="The amount is greater than 0, with at most two decimals, in yuan (CNY).",
    ),
    remedy=Text(zh="请更正金额后重新提交。", en="Correct the amount and submit again."),
    holds=lambda s: well_formed(s.action.amount),
)
something_to_clear = Rule(
    id="portal-nothing-to-clear",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    text=Text(zh="该账号没有需要办理“{action}”的内容。", en="This account has nothing left for “{action}”."),
    remedy=Text(zh="无需操作，请直接重新检查。", en="There is nothing to do; check again."),
    holds=lambda s: any(getattr(s.customer, fact) for fact in type(s.action).facts),
    values=lambda s: {"action": type(s.action).title},
)
resale_funded_by_partner = Rule(
    id="cust-top-up-not-in-resale",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="S24, S30",
    text=Text(
        zh="代售客户的充值由伙伴负责，不能自行充值。",
        en="A resale customer gets its money from the partner and cannot top up itself.",
    ),
    remedy=Text(
        zh="请联系伙伴在“客户管理”中为您拨款；拨款会先核销欠款。",
        en="Ask the partner to allot funds on Customer Management; an allocation writes off arrears first.",
    ),
    remedied_by=("funds.allocate",),
    holds=lambda s: not in_resale(s),
)
not_more_than_cash = Rule(
    id="cust-withdraw-le-cash",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="S29, S33",
    needs=("amount",),
    text=Text(
        zh="提现金额不能超过账号的现金余额 {balance}。",
        en="The amount is more than the cash balance of the account: {balance}.",
    ),
    remedy=Text(
        zh="请减少提现金额；在途的退款到账后才能提现。",
        en="Withdraw less; a refund on its way can be withdrawn once it has arrived.",
    ),
    applies=lambda s: well_formed(s.action.amount),
    holds=lambda s: s.action.amount <= s.world.balance(cash(s.customer.id)),
    values=lambda s: {"balance": s.world.balance(cash(s.customer.id))},
)
not_while_dissociating = Rule(
    id="cust-dissoc-blocks-account-closure",
    number=116,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S45",
    text=Text(
        zh="账号正在与伙伴解除关联，处理完成之前不能注销。",
        en="The account is being dissociated from its partner and cannot be closed before that is done.",
    ),
    remedy=Text(
        zh="请等待解除关联处理完成（伙伴或客户同意、驳回）后，再申请注销。",
        en="Wait until the request is answered by the other side, then close the account.",
    ),
    remedied_by=("association.agree", "association.reject"),
    holds=lambda s: not dissociating(s),
)
free_of_ties = Rule(
    id="cust-close-only-when-free",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="S45",
    text=Text(
        zh="账号仍关联伙伴、有现金余额或有欠款时不能注销。",
        en="An account that still has a partner, a cash balance or arrears cannot be closed.",
    ),
    remedy=Text(
        zh="请先与伙伴解除关联，还清欠款，并把现金余额提现。",
        en="First dissociate from the partner, clear the arrears and withdraw the cash.",
    ),
    remedied_by=("customer.request_dissociation", "customer.top_up", "customer.withdraw_cash"),
    applies=lambda s: not dissociating(s),
    holds=lambda s: not (associated(s) or s.customer.arrears or s.world.balance(cash(s.customer.id))),
)
is_subcustomer = Rule(
    id="cust-is-subcustomer-check",
    number=117,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S52",
    gate=Gate.PERMISSION,
    text=Text(
        zh="账号没有关联伙伴时，账号中心没有“我的合作伙伴”菜单。",
        en="While an account has no partner, its Account Center has no menu My Partner.",
    ),
    remedy=Text(
        zh="账号中心出现“我的合作伙伴”即表示已关联伙伴；请先通过伙伴的邀请链接完成关联。",
        en="The menu appears once the account is associated: accept a partner's invitation first.",
    ),
    remedied_by=("invitation.accept",),
    applies=lambda s: Role.CUSTOMER in s.persona.roles,
    holds=lambda s: associated(s),
)


def well_formed(amount: Decimal | None) -> bool:
    """Whether an amount is above 0 with at most two decimals."""
    return amount is not None and amount > 0 and int(amount.as_tuple().exponent) >= -2


def associated(s: Case) -> bool:
    """Whether the customer has a partner, a pending request included."""
    return s.association is not None and bool(s.association.associated)


def in_resale(s: Case) -> bool:
    """Whether the customer is associated in the resale model."""
    return associated(s) and s.association.cooperation_type == "resale"


def dissociating(s: Case) -> bool:
    """Whether a dissociation waits for the other side."""
    return s.association is not None and s.association.state == "dissociation_pending"


# --- Actions -------------------------------------------------------------------------------------

CUSTOMERS = frozenset({Role.CUSTOMER})
ROW = Input(Text(zh="客户", en="Customer"), entity="customer")
AMOUNT = Input(Text(zh="金额（元）", en="Amount (CNY)"))
Row = Annotated[str, ROW, Field(min_length=1)]
Amount = Annotated[Decimal, AMOUNT, Field(max_digits=14)]


class TopUp(Action):
    """The customer pays money into its own account; arrears are cleared first."""

    id: ClassVar[str] = "customer.top_up"
    title: ClassVar[Text] = Text(zh="充值", en="Top up")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    menu: ClassVar[tuple[Text, ...]] = (path("费用中心 > 充值", "Billing Center > Top up"),)
    on: ClassVar[str] = "customer"

    customer: Row
    amount: Amount


class WithdrawCash(Action):
    """The customer takes its own cash out of the account. Source: 01 rules 76, 125."""

    id: ClassVar[str] = "customer.withdraw_cash"
    title: ClassVar[Text] = Text(zh="提现", en="Withdraw cash")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    menu: ClassVar[tuple[Text, ...]] = (path("费用中心 > 提现", "Billing Center > Withdraw"),)
    on: ClassVar[str] = "customer"

    customer: Row
    amount: Amount


class UnsubscribeReservedInstance(Action):
    """The customer gives back one reserved instance."""

    id: ClassVar[str] = "customer.unsubscribe_reserved_instance"
    title: ClassVar[Text] = Text(zh="退订预留实例", en="Unsubscribe a reserved instance")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"
    facts: ClassVar[tuple[str, ...]] = ("reserved_instances_active",)

    customer: Row


class UnsubscribeSupportPlan(Action):
    """The customer ends its support plans."""

    id: ClassVar[str] = "customer.unsubscribe_support_plan"
    title: ClassVar[Text] = Text(zh="退订支持计划", en="Unsubscribe the support plan")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"
    facts: ClassVar[tuple[str, ...]] = ("partner_support_plan_active", "service_support_plan_active")

    customer: Row


class SpendStoredValueCard(Action):
    """The customer spends what is left on its stored-value cards."""

    id: ClassVar[str] = "customer.spend_stored_value_card"
    title: ClassVar[Text] = Text(zh="用完储值卡", en="Spend the stored-value card")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"
    facts: ClassVar[tuple[str, ...]] = ("stored_value_card",)

    customer: Row


class SpendGiftBalance(Action):
    """The customer spends what is left of its gifted recharge balance."""

    id: ClassVar[str] = "customer.spend_gift_balance"
    title: ClassVar[Text] = Text(zh="用完充值赠送余额", en="Spend the gifted balance")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"
    facts: ClassVar[tuple[str, ...]] = ("gifted_recharge_balance",)

    customer: Row


class UsePickupCoupon(Action):
    """The customer uses one pickup coupon."""

    id: ClassVar[str] = "customer.use_pickup_coupon"
    title: ClassVar[Text] = Text(zh="使用提货券", en="Use a pickup coupon")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"
    facts: ClassVar[tuple[str, ...]] = ("pickup_coupons",)

    customer: Row


class SettleBill(Action):
    """The customer pays a bill that is overdue."""

    id: ClassVar[str] = "customer.settle_bill"
    title: ClassVar[Text] = Text(zh="结清账单", en="Settle the overdue bill")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"
    facts: ClassVar[tuple[str, ...]] = ("overdue_bill",)

    customer: Row


class SettleInvoiceDebt(Action):
    """The customer returns or makes good the invoices it owes."""

    id: ClassVar[str] = "customer.settle_invoice_debt"
    title: ClassVar[Text] = Text(zh="处理欠票", en="Settle the invoice debt")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"
    facts: ClassVar[tuple[str, ...]] = ("invoice_debt",)

    customer: Row


class LapseContract(Action):
    """Huawei notes that a contract of the customer has ended."""

    id: ClassVar[str] = "customer.lapse_contract"
    title: ClassVar[Text] = Text(zh="合同失效", en="Let a contract lapse")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS, Role.DIRECTOR})
    on: ClassVar[str] = "customer"
    facts: ClassVar[tuple[str, ...]] = ("signed_contracts",)

    customer: Row
    contract: Annotated[
        Contract | None,
        Input(
            Text(zh="合同", en="Contract"),
            help=Text(zh="不选则全部失效。", en="All of them, if none is chosen."),
        ),
    ] = None


class CloseAccount(Action):
    """The customer closes its account for good."""

    id: ClassVar[str] = "customer.close_account"
    title: ClassVar[Text] = Text(zh="注销账号", en="Close the account")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"

    customer: Row


# --- Effects -------------------------------------------------------------------------------------


TOP_UP_MEMO = Text(zh="客户充值", en="Top-up by the customer")
ACCOUNT_TOPPED_UP = Text(zh="充值成功", en="Topped up")


def top_up(s: Case, draft: Draft) -> None:
    """Clear arrears first; the rest is cash."""
    customer, amount = s.customer, s.action.amount
    settled = min(amount, customer.arrears)
    entries = [
        (outside("bank"), -amount),
        (outside("huawei"), settled),
        (cash(customer.id), amount - settled),
    ]
    draft.post(TOP_UP_MEMO, entries)
    draft.move(arrears=customer.arrears - settled)
    draft.record("account_topped_up", customer.ref, ACCOUNT_TOPPED_UP, amount=amount)


WITHDRAW_CASH_MEMO = Text(zh="客户提现", en="Withdrawal by the customer")
CASH_WITHDRAWN = Text(zh="提现成功", en="Cash withdrawn")


def withdraw_cash(s: Case, draft: Draft) -> None:
    """Pay the cash out to the customer's bank account."""
    entries = [(cash(s.customer.id), -s.action.amount), (outside("bank"), s.action.amount)]
    draft.post(WITHDRAW_CASH_MEMO, entries)
    draft.record("cash_withdrawn", s.customer.ref, CASH_WITHDRAWN)


def use_one(s: Case, draft: Draft) -> None:
    """One less of what is counted."""
    (fact,) = type(s.action).facts
    draft.move(**{fact: getattr(s.customer, fact) - 1})


def clear(s: Case, draft: Draft) -> None:
    """Nothing is left of it."""
    draft.move(**{fact: type(getattr(s.customer, fact))(0) for fact in type(s.action).facts})


def lapse_contract(s: Case, draft: Draft) -> None:
    """The contract no longer counts."""
    gone = s.action.contract
    kept = tuple(c for c in s.customer.signed_contracts if gone is not None and c != gone)
    draft.move(signed_contracts=kept)


ACCOUNT_CLOSED = Text(zh="账号已注销", en="Account closed")


def close_account(s: Case, draft: Draft) -> None:
    """Nobody signs in with it any more."""
    draft.move()
    draft.record("account_closed", s.customer.ref, ACCOUNT_CLOSED)


# --- Machine -------------------------------------------------------------------------------------

OPEN = (State.ACTIVE,)
CLEARING = (own_account, something_to_clear)

machine = Machine(
    entity=Customer,
    states=State,
    label=Customer.label,
    subject="customer",
    situation=Case,
    transitions=(
        Transition(
            action=TopUp,
            source=OPEN,
            rules=(own_account, resale_funded_by_partner, amount_well_formed),
            effect=(top_up,),
        ),
        Transition(
            action=WithdrawCash,
            source=OPEN,
            rules=(own_account, amount_well_formed, not_more_than_cash),
            effect=(withdraw_cash,),
        ),
        Transition(action=UnsubscribeReservedInstance, source=OPEN, rules=CLEARING, effect=(use_one,)),
        Transition(action=UnsubscribeSupportPlan, source=OPEN, rules=CLEARING, effect=(clear,)),
        Transition(action=SpendStoredValueCard, source=OPEN, rules=CLEARING, effect=(clear,)),
        Transition(action=SpendGiftBalance, source=OPEN, rules=CLEARING, effect=(clear,)),
        Transition(action=UsePickupCoupon, source=OPEN, rules=CLEARING, effect=(use_one,)),
        Transition(action=SettleBill, source=OPEN, rules=CLEARING, effect=(clear,)),
        Transition(action=SettleInvoiceDebt, source=OPEN, rules=CLEARING, effect=(clear,)),
        Transition(action=LapseContract, source=OPEN, rules=(something_to_clear,), effect=(lapse_contract,)),
        Transition(
            action=CloseAccount,
            source=OPEN,
            to=State.CLOSED,
            rules=(own_account, not_while_dissociating, free_of_ties),
            effect=(close_account,),
        ),
    ),
    moves=(
        Move(action="invitation.accept", source=(State.LEAD,), to=State.ACTIVE),
        Move(action="association.create_customer_by_api", source=(State.LEAD,), to=State.ACTIVE),
        Move(action="association.create_customer_by_api", source=(), to=State.ACTIVE),
        Move(action="report.submit", source=(), to=State.LEAD),
        Move(action="report.apply_manual_review", source=(), to=State.LEAD),
    ),
    more_rules=(is_subcustomer,),
)
