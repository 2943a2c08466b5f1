"""The payee: a partner as the payment system knows it, and what every lifecycle of this area looks at.

Read from top to bottom: words, entity, accounts, situation, rules, actions, effects, machine.
Source: 04 §2, rules 26, 47; errata: incentive actions belong to the administrator and to finance.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Partner, PartnerType, administrator_of, recharge
from sandbox.center.common.roles import PARTNER_STAFF, Role, path, under
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Situation, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

CENT = Decimal("0.01")
ZERO = Decimal("0")

# --- Words ---------------------------------------------------------------------------------------

FINANCE_STAFF = frozenset({Role.PARTNER_ADMINISTRATOR, Role.DISTRIBUTOR_ADMINISTRATOR, Role.PARTNER_FINANCE})
OPERATIONS = frozenset({Role.HUAWEI_OPERATIONS})
HUAWEI_FINANCE = frozenset({Role.HUAWEI_FINANCE})
REVIEWER = frozenset({Role.HUAWEI_REVIEWER})

INCENTIVES = path("销售 > 激励", "Sales > Incentives")
PERFORMANCE_PAGES = under(INCENTIVES, "业绩管理", "Performance")
MANAGEMENT = under(INCENTIVES, "激励管理", "Incentive Management")
PAYOUT_PAGE = under(MANAGEMENT, "激励申付 > 激励发放", "Payment > Payout")
RECORDS_PAGE = under(MANAGEMENT, "激励申付 > 申请记录", "Payment > Application Records")
FUNDS_PAGE = path("销售 > 账务 > 资金管理", "Sales > Billing > Funds")
HUAWEI_PAGES = path("华为云运营 > 激励", "Huawei Operations > Incentives")


class IncentiveClass(Labelled):
    """What an incentive was earned with; the payout methods depend on it."""

    RESALE = "resale", "代售", "resale"
    REFERRAL = "referral", "顾问销售", "referral"
    SPECIAL = "special", "专项", "special"


class Method(Labelled):
    """How an incentive is paid out. Source: rules 15 to 19."""

    BANK_TRANSFER = "bank_transfer", "银行转账付款", "bank transfer"
    RETURN_TO_ACCOUNT = "return_to_account", "返华为云账户", "return to the Huawei Cloud account"
    RETURN_AS_OWED = (
        "return_as_owed",
        "返华为云账户-记欠票",
        "return to the Huawei Cloud account, booked as owed invoice",
    )
    COUPON_QUOTA = "coupon_quota", "转代金券额度", "convert to coupon quota"


INVOICED = frozenset({Method.BANK_TRANSFER, Method.RETURN_TO_ACCOUNT})
"""Methods that need an invoice and the invoice list. Source: rules 18, 19."""


# --- Entity --------------------------------------------------------------------------------------


class State(Labelled):
    """Standing of a payee."""

    IN_PROGRAMME = "in_programme", "在计划内", "in the programme", "initial"
    LEFT = "left", "已退出计划", "left the programme"


class PayeeProfile(Entity):
    """What the payment system knows of a partner; the id is the partner's. Amounts in yuan.

    Bank, signing entity and the result of the check belong to its business-information certification.
    """

    kind: ClassVar[str] = "payee_profile"
    label: ClassVar[Text] = Text(zh="收款信息", en="Payee profile")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        company_name=("实名认证企业", "Real-name company"),
        service_tax_rate=("发票税率", "Invoice tax rate"),
        identity_lost_at=("身份失效时间", "Identity lost"),
        rebate_withdrawable=("激励返点可提现金额", "Withdrawable rebate"),
        unbooked=("未入账金额", "Not yet booked"),
        subuser_arrears=("子用户欠费", "Arrears of sub-users"),
        refunds_barred=("合同约定不退", "Refunds barred by contract"),
        quota_issue_fails=("券额度发放会出错", "Issuing coupon quota fails"),
    )
    accounts: ClassVar[Mapping[str, Text]] = fields(coupon_quota=("代金券额度", "coupon quota"))

    state: State = State.IN_PROGRAMME
    company_name: str
    service_tax_rate: Annotated[Decimal, Field(ge=0, lt=1)] = Decimal("0.06")
    identity_lost_at: datetime | None = None
    rebate_withdrawable: Decimal = ZERO
    unbooked: Decimal = ZERO
    subuser_arrears: Decimal = ZERO
    refunds_barred: bool = False
    quota_issue_fails: bool = False

    @property
    def name(self) -> str:
        """The company's name."""
        return self.company_name


def cents(amount: Decimal) -> Decimal:
    """An amount to the cent, half up (errata to rule 43)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def coupon_quota(partner_id: str) -> str:
    """代金券额度: the coupon quota that incentives were converted to."""
    return f"payee_profile/{partner_id}:coupon_quota"


def cash(world: World | Draft, partner_id: str) -> Decimal:
    """Balance of 充值账户, in yuan."""
    return world.balance(recharge(partner_id))


def recipient(world: World | Draft, partner_id: str) -> str:
    """Whom notices about incentives reach: the first administrator."""
    return administrator_of(world, partner_id)


# --- Situation -----------------------------------------------------------------------------------


class IncentiveCase(Situation):
    """A situation about the incentives of one partner: of the record acted on, or of the persona."""

    @lazy
    def partner_id(self) -> str:
        """Id of the partner in question."""
        if isinstance(self.subject, PayeeProfile):
            return self.subject.id
        if isinstance(self.action, Action):
            for name, kind, many in type(self.action).references:
                value: Any = getattr(self.action, name, None)
                record: Any = self.world.by_ref(f"{kind}/{value}") if value and not many else None
                if isinstance(record, PayeeProfile):
                    return record.id
                owner: Any = getattr(record, "partner_id", None)
                if owner:
                    return str(owner)
        own: Any = getattr(self.subject, "partner_id", None)
        return str(own or self.persona.organisation)

    @lazy
    def partner(self) -> Partner | None:
        """The partner in question."""
        return self.world.get(Partner, self.partner_id)

    @lazy
    def profile(self) -> PayeeProfile:
        """Its payee profile; an empty one where the world has none."""
        found = self.world.get(PayeeProfile, self.partner_id)
        return found or PayeeProfile(id=self.partner_id or "nobody", company_name="—")

    @lazy
    def of_partner(self) -> bool:
        """Whether somebody of a partner acts, not Huawei or the portal."""
        return bool(self.persona.roles & PARTNER_STAFF)


# --- Rules ---------------------------------------------------------------------------------------

finance_permission = Rule(
    id="incent-finance-permission",
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="A34",
    gate=Gate.PERMISSION,
    text=Text(
        zh="激励操作属于伙伴管理员和有财务权限的成员；您的角色没有这一权限。",
        en="Incentive operations belong to the administrator and to members with the finance permission; you have neither.",
    ),
    remedy=Text(
        zh="请由伙伴管理员或财务成员操作，或请管理员为您加上财务角色。",
        en="Ask the administrator or a finance member to do it, or to give you the finance role.",
    ),
    applies=lambda s: s.of_partner and Role.RESELLER_ADMINISTRATOR not in s.persona.roles,
    holds=lambda s: bool(s.persona.roles & FINANCE_STAFF),
)
not_for_resellers = Rule(
    id="incent-not-for-resellers",
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="SEED",
    gate=Gate.PERMISSION,
    text=Text(
        zh="云经销商没有激励业务：激励由华为云发给解决方案提供商和总经销商。",
        en="A cloud reseller has no incentives here: Huawei Cloud pays them to solution providers and distributors.",
    ),
    remedy=Text(
        zh="请联系所属总经销商，按双方约定结算返利。",
        en="Settle your rebates with your distributor, as the two of you agreed.",
    ),
    applies=lambda s: s.of_partner,
    holds=lambda s: not is_reseller(s.world, s.persona.organisation),
)
own_company = Rule(
    id="incent-own-company",
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="SEED",
    gate=Gate.PERMISSION,
    text=Text(zh="这条记录不属于贵公司。", en="This record does not belong to your company."),
    remedy=Text(zh="请从贵公司的列表中选择。", en="Choose one from your company's list."),
    applies=lambda s: s.of_partner,
    holds=lambda s: s.partner_id == s.persona.organisation,
)
ACCESS = (finance_permission, not_for_resellers, own_company)
"""Who may do anything with incentives; every action of a partner in this area asks these."""

transfer_by_back_office = Rule(
    id="incent-pay-transfer-accounts",
    number=47,
    kind=Kind.FACT,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="A32",
    text=Text(
        zh="同一公司的激励要从一个账号转到另一个账号，只能由华为云后台处理，门户没有自助入口。",
        en="Moving incentives between accounts of one company is done by Huawei's back office; the portal has no button for it.",
    ),
    documented=Text(
        zh="门户上没有这一操作，因此不模拟。", en="The portal has no such operation, so none is simulated."
    ),
)


def is_reseller(world: World, partner_id: str) -> bool:
    """Whether this organisation is a cloud reseller."""
    partner = world.get(Partner, partner_id)
    return partner is not None and partner.partner_type == PartnerType.RESELLER


def may_see_incentives(world: World, persona: Any) -> bool:
    """Whether the 激励 menu exists for the persona's company."""
    return not is_reseller(world, persona.organisation)


# --- Actions -------------------------------------------------------------------------------------


class LeaveProgramme(Action):
    """Huawei notes that a partner lost its identity in the programme."""

    id: ClassVar[str] = "payee.leave_programme"
    title: ClassVar[Text] = Text(zh="登记退出计划", en="Note the exit from the programme")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    menu: ClassVar[tuple[Text, ...]] = (under(HUAWEI_PAGES, "收款信息", "Payees"),)
    on: ClassVar[str] = "payee_profile"

    payee_profile: Annotated[str, Input(Text(zh="伙伴", en="Partner"), entity="payee_profile")]


# --- Effects -------------------------------------------------------------------------------------


PROGRAMME_LEFT = Text(zh="伙伴已退出计划", en="The partner left the programme")


def leave(s: IncentiveCase, draft: Draft) -> None:
    """The identity ends; positive incentives stay valid for one more year."""
    from sandbox.center.incentives.item import end_validity

    draft.move(identity_lost_at=draft.now)
    end_validity(draft, s.partner_id)
    draft.record("programme_left", s.profile.ref, PROGRAMME_LEFT)


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=PayeeProfile,
    states=State,
    label=PayeeProfile.label,
    subject="payee_profile",
    situation=IncentiveCase,
    transitions=(
        Transition(action=LeaveProgramme, source=(State.IN_PROGRAMME,), to=State.LEFT, effect=(leave,)),
    ),
    more_rules=(transfer_by_back_office,),
)
