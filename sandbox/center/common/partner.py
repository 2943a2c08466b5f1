"""Partners and their members: the organisations and people that act in the portal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.roles import ADMINISTRATORS, Role
from sandbox.engine.actions import Persona
from sandbox.engine.machines import Machine, Move
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World


class PartnerType(Labelled):
    """Partner types that can develop customers."""

    SOLUTION_PROVIDER = "solution_provider", "解决方案提供商", "solution provider"
    DISTRIBUTOR = "distributor", "总经销商", "distributor"
    RESELLER = "reseller", "云经销商", "cloud reseller"
    REGISTERED = "registered", "已注册，未加入计划", "registered, in no plan"


class Region(Labelled):
    """Country or region in which a partner is registered."""

    CHINA = "china", "中国大陆", "Chinese mainland"
    HONG_KONG = "hong_kong", "中国香港", "Hong Kong (China)"
    OTHER = "other", "其他国家或地区", "another country or region"


class PartnerState(Labelled):
    """Standing of a partner."""

    NORMAL = "normal", "正常", "normal", "initial"
    RESTRICTED = "restricted", "受限", "restricted"
    FROZEN = "frozen", "冻结", "frozen"
    DELISTED = "delisted", "已摘牌退出", "delisted", "terminal"


class Partner(Entity):
    """A partner organisation. Source: 01 §1."""

    kind: ClassVar[str] = "partner"
    label: ClassVar[Text] = Text(zh="伙伴", en="Partner")
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("mobile",),)
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        account_name=("伙伴名称", "Partner name"),
        partner_type=("伙伴类型", "Partner type"),
        customer_development_right=("有客户拓展权限", "May develop customers"),
        verification_code_enabled=("敏感操作需要验证码", "Verification code for sensitive operations"),
        reseller_customer_view_right=("可查看云经销商的客户", "May see resellers' customers"),
        has_transferable_account=("有可拨款账户", "Has a transferable account"),
        indirect_partner_of=("所属总经销商", "Distributor"),
        contacts=("联系方式", "Contacts"),
        region=("国家或地区", "Country or region"),
        designated_amount=("专款金额", "Designated amount"),
        credit_limit=("信用额度", "Credit limit"),
    )
    accounts: ClassVar[Mapping[str, Text]] = fields(
        recharge=("充值账户", "recharge account"),
        transferable=("可拨款账户", "transferable account"),
        credit=("信用账户", "credit account"),
    )

    state: PartnerState = PartnerState.NORMAL
    account_name: str
    partner_type: PartnerType = PartnerType.SOLUTION_PROVIDER
    mobile: str = "13800000000"
    email: str = "contact@partner.example"
    customer_development_right: bool = True
    verification_code_enabled: bool = False
    code_channel: Literal["sms", "mail"] = "sms"
    reseller_customer_view_right: bool = False
    has_transferable_account: bool = True
    indirect_partner_of: str = ""
    contacts: tuple[str, ...] = ()
    region: Region = Region.CHINA
    designated_amount: Decimal = Decimal("0")
    credit_limit: Decimal = Decimal("0")

    @property
    def name(self) -> str:
        """The company's name."""
        return self.account_name


class MemberState(Labelled):
    """State of a sign-in."""

    ACTIVE = "active", "正常", "active", "initial"


class Member(Entity):
    """Somebody who signs in for an organisation, with one to three roles."""

    kind: ClassVar[str] = "member"
    label: ClassVar[Text] = Text(zh="成员", en="Member")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        login_name=("登录名", "Sign-in name"),
        organisation=("组织", "Organisation"),
        roles=("角色", "Roles"),
        custom_roles=("自定义角色", "Custom roles"),
        lead_id=("客户经理主管", "Lead"),
        iam_only=("仅 IAM 用户", "IAM user only"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("organisation",),)

    state: MemberState = MemberState.ACTIVE
    login_name: str
    organisation: str
    roles: tuple[Role, ...]
    custom_roles: tuple[str, ...] = ()
    lead_id: str = ""
    iam_only: bool = False

    @property
    def name(self) -> str:
        """The sign-in name."""
        return self.login_name


HUAWEI = Persona(
    id="huawei",
    roles=frozenset({Role.HUAWEI_OPERATIONS}),
    organisation="huawei",
    name="华为运营 Huawei operations",
)
HUAWEI_REVIEWER = Persona(
    id="huawei-reviewer",
    roles=frozenset({Role.HUAWEI_REVIEWER}),
    organisation="huawei",
    name="华为审核员 Huawei reviewer",
)
HUAWEI_FINANCE = Persona(
    id="huawei-finance",
    roles=frozenset({Role.HUAWEI_FINANCE}),
    organisation="huawei",
    name="华为财经 Huawei finance",
)
DIRECTOR = Persona(id="director", roles=frozenset({Role.DIRECTOR}), organisation="", name="导演 Director")
FIXED = {p.id: p for p in (HUAWEI, HUAWEI_REVIEWER, HUAWEI_FINANCE, DIRECTOR)}
"""Personas that every world has."""


def persona(world: World, id: str) -> Persona | None:
    """The persona of that id: a member, a customer account, Huawei staff or the director."""
    if id in FIXED:
        return FIXED[id]
    member = world.get(Member, id)
    if member is not None:
        partner = world.get(Partner, member.organisation)
        channel = partner.code_channel if partner else "sms"
        return Persona(id, frozenset(member.roles), member.organisation, member.login_name, channel)
    customer: Any = world.by_ref(f"customer/{id}")
    if customer is not None:
        return Persona(id, frozenset({Role.CUSTOMER}), id, customer.name)
    return None


MAY_ADMINISTER = ADMINISTRATORS | {Role.ENTERPRISE_ADMINISTRATOR}


def administrator_of(world: World | Draft, partner_id: str) -> str:
    """Id of the first administrator of a partner; the partner's own id when it has none."""
    for member in world.find(Member, organisation=partner_id):
        if not MAY_ADMINISTER.isdisjoint(member.roles):
            return member.id
    return partner_id


# --- Ledger accounts of a partner --------------------------------------------------------------


def recharge(partner_id: str) -> str:
    """充值账户, the recharge account of a partner."""
    return f"partner/{partner_id}:recharge"


def transferable(partner_id: str) -> str:
    """可拨款账户, the account from which a partner funds others."""
    return f"partner/{partner_id}:transferable"


OUTSIDE = fields(
    bank=("银行", "Bank"),
    director=("导演", "Director"),
    huawei=("华为云", "Huawei Cloud"),
    partner_bank=("伙伴的银行账户", "Partner's bank account"),
    transferable=("可拨款额度的对方账户", "Counterpart of transferable accounts"),
    withdrawals=("提现中和已提现的资金", "Money withdrawn"),
)


def outside(what: str) -> str:
    """An account outside the simulation (a bank, Huawei's revenue); it may go below zero."""
    return f"outside:{what}"


def funds_of(world: World | Draft, partner: Partner) -> str:
    """The account that 拨款 takes from and 回收 returns to (errata to rule 143)."""
    return transferable(partner.id) if partner.has_transferable_account else recharge(partner.id)


def opening(amount: Decimal, account: str) -> tuple[tuple[str, Decimal], tuple[str, Decimal]]:
    """Posting entries that put money into an account from outside."""
    return (account, amount), (outside("bank"), -amount)


machine = Machine(
    entity=Partner,
    states=PartnerState,
    label=Partner.label,
    subject="partner",
    moves=(
        Move("quick_registration.register", (), PartnerState.NORMAL),
        Move("partner_standing.impose", (PartnerState.NORMAL,), PartnerState.RESTRICTED),
        Move("partner_standing.impose", (PartnerState.NORMAL,), PartnerState.FROZEN),
        Move("partner_standing.lift", (PartnerState.RESTRICTED, PartnerState.FROZEN), PartnerState.NORMAL),
        Move("distributor_plan.delist", (PartnerState.NORMAL,), PartnerState.DELISTED),
    ),
)
member_machine = Machine(
    entity=Member,
    states=MemberState,
    label=Member.label,
    subject="member",
    moves=(Move("member.create", (), MemberState.ACTIVE),),
)

Facts = Mapping[str, Any]
