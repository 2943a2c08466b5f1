"""The customer account 客户: the facts that every other lifecycle of this area asks about.

Read from top to bottom: states, entity, ledger accounts, situation.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from sandbox.center.common.partner import Partner
from sandbox.engine.machines import Situation, lazy
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Entity

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


class Customer(Entity):
    """A customer account, or a lead that has none yet (state ``lead``). Source: 01 §2.3.

    Money is in yuan. Balances live in the ledger (:func:`cash`, :func:`partner_fund`); vouchers and
    orders are entities of their own.
    """

    kind: ClassVar[str] = "customer"
    label: ClassVar[Text] = Text(zh="客户", en="Customer")
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("mobile",), ("email",), ("enterprise_master_id",))

    state: State = State.ACTIVE
    account_name: str
    mobile: str = ""
    email: str = ""
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
    reserved_instances_active: int = 0
    partner_support_plan_active: bool = False
    service_support_plan_active: bool = False
    arrears: Decimal = Decimal("0")
    invoice_debt: Decimal = Decimal("0")
    stored_value_card: Decimal = Decimal("0")
    gifted_recharge_balance: Decimal = Decimal("0")
    credit_account: bool = False
    postpaid_enabled: bool = False
    special_balance: bool = False
    pickup_coupons: int = 0
    ondemand_grace_days: int = 0
    cash_spendable: bool = True
    frozen: Frozen = Frozen.NO
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
        action, subject = self.action, self.subject
        if isinstance(subject, Customer):
            return subject
        id = getattr(action, "customer", "") or getattr(subject, "customer_id", "")
        found = self.world.get(Customer, id) if id else None
        return found or self.world.get(Customer, self.persona.organisation)

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
