"""The list pages of this area: who has them, which rows and columns, which operations.

Read from top to bottom: rules, rows, cells, pages. Source: 01 §3.8, §3.9, rules 132, 144–146.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.center.common.partner import Member, Partner, PartnerType, administrator_of
from sandbox.center.common.roles import (
    ADMINISTRATORS,
    CUSTOMER_MANAGEMENT,
    MY_PARTNER,
    OPERATORS,
    PARTNER_STAFF,
    Role,
    under,
)
from sandbox.center.customers.account import Customer, partner_fund
from sandbox.center.customers.account_manager import (
    ASSIGNMENT_PAGE,
    AccountManagerAssignment,
    View,
    figure,
    figures_start,
    only_a_manager,
    sees_own_only,
)
from sandbox.center.customers.association import Association
from sandbox.center.customers.funds_adjustment import FundAdjustment
from sandbox.engine.actions import Persona
from sandbox.engine.machines import Column, Listing
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Text
from sandbox.engine.world import World

CONTACTS_AT_MOST = 5
DEVELOPERS = ADMINISTRATORS | OPERATORS
BOOKKEEPERS = DEVELOPERS | {Role.PARTNER_FINANCE}


# --- Rules ---------------------------------------------------------------------------------------

two_tabs = Rule(
    id="dist-two-tabs",
    number=144,
    kind=Kind.VISIBILITY,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="SEED, S41, S62",
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
)
masked = Rule(
    id="dist-mask-eye",
    number=145,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S25",
    text=Text(
        zh="手机号码、邮箱等敏感列默认隐藏，单击眼睛图标后才显示；导出的文件始终匿名。",
        en="Sensitive columns such as mobile and e-mail are hidden until the eye is pressed; exports stay masked.",
    ),
)
contact_card = Rule(
    id="contact-card",
    number=146,
    kind=Kind.VISIBILITY,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="I11",
    text=Text(
        zh="客户在“我的合作伙伴”看到伙伴设置的最多 5 位联系人；没有设置时，看到伙伴管理员的联系方式。",
        en="On My Partner a customer sees up to 5 contacts of the partner; without any, the administrator's data.",
    ),
)


def mask(value: Any) -> str:
    """A sensitive value as it is shown until the eye is pressed, and in every export."""
    text = str(value or "")
    if "@" in text:
        name, _, domain = text.partition("@")
        return f"{name[:1]}***@{domain}"
    return f"{text[:3]}****{text[-4:]}" if len(text) > 7 else "****" if text else ""


# --- Rows ----------------------------------------------------------------------------------------


def partner_of(world: World, persona: Persona) -> Partner | None:
    """The partner the persona works for."""
    return world.get(Partner, persona.organisation)


def own_associations(world: World, persona: Persona) -> Iterable[Association]:
    """The associations of the partner, or only those assigned to a member who is just a manager."""
    found: Iterable[Association] = (
        world.find(Association, account_manager_id=persona.id)
        if only_a_manager(persona)
        else world.all(Association)
    )
    return (a for a in found if a.associated and a.partner_id == persona.organisation)


def own_customers(world: World, persona: Persona) -> list[Customer]:
    """The customers of the partner that the member may see."""
    return [world.need(Customer, a.customer_id) for a in own_associations(world, persona)]


def resellers_customers(world: World, persona: Persona) -> list[Customer]:
    """The customers of the distributor's resellers."""
    resellers = {p.id for p in world.all(Partner) if p.indirect_partner_of == persona.organisation}
    return [
        world.need(Customer, a.customer_id)
        for a in world.all(Association)
        if a.associated and a.partner_id in resellers
    ]


def may_see_resellers_customers(world: World, persona: Persona) -> bool:
    """Whether the second tab is there: a distributor with the permission to see resellers' customers."""
    partner = partner_of(world, persona)
    return (
        partner is not None
        and partner.partner_type == PartnerType.DISTRIBUTOR
        and partner.reseller_customer_view_right
    )


def managers(world: World, persona: Persona) -> list[Member]:
    """The account managers of the partner."""
    members = world.find(Member, organisation=persona.organisation)
    return [m for m in members if Role.ACCOUNT_MANAGER in m.roles]


def own_assignments(world: World, persona: Persona) -> list[AccountManagerAssignment]:
    """The assignments of the partner, ended ones too; a member who is just a manager sees their own."""
    found: Iterable[AccountManagerAssignment] = (
        world.find(AccountManagerAssignment, account_manager_id=persona.id)
        if only_a_manager(persona)
        else world.all(AccountManagerAssignment)
    )
    return [a for a in found if a.partner_id == persona.organisation]


def own_adjustments(world: World, persona: Persona) -> list[FundAdjustment]:
    """The adjustments of the partner, newest first."""
    return [a for a in world.all(FundAdjustment) if a.partner_id == persona.organisation][::-1]


def own_link(world: World, persona: Persona) -> list[Association]:
    """The customer's own association, while there is one."""
    found = world.get(Association, persona.organisation)
    return [found] if found is not None and found.associated else []


# --- Cells ---------------------------------------------------------------------------------------


def link_of(world: World, customer: Customer) -> Association:
    """The association of a customer."""
    return world.need(Association, customer.id)


def customer_name(world: World, record: Any) -> str:
    """The name of the customer a record is about."""
    found = world.get(Customer, getattr(record, "customer_id", ""))
    return found.account_name if found else ""


def member_name(world: World, id: str) -> str:
    """The sign-in name of a member."""
    found = world.get(Member, id)
    return found.login_name if found else id


def contacts(world: World, partner_id: str) -> tuple[str, ...]:
    """Whom a customer may call: up to five contacts, else the administrator. Source: rule 146."""
    partner = world.get(Partner, partner_id)
    if partner is None:
        return ()
    if partner.contacts:
        return partner.contacts[:CONTACTS_AT_MOST]
    return (f"{member_name(world, administrator_of(world, partner_id))} {partner.mobile}",)


def customer_columns(more: Iterable[Column] = ()) -> tuple[Column, ...]:
    """The columns that every list of customers has."""
    return (
        Column(
            key="account_name", label=Text(zh="客户名称", en="Customer"), value=lambda w, c: c.account_name
        ),
        Column(
            key="mobile", label=Text(zh="手机号码", en="Mobile"), value=lambda w, c: c.mobile, masked=True
        ),
        Column(key="email", label=Text(zh="邮箱", en="E-mail"), value=lambda w, c: c.email, masked=True),
        Column(
            key="cooperation_type",
            label=Text(zh="关联类型", en="Type"),
            value=lambda w, c: link_of(w, c).cooperation_type,
            filters=True,
        ),
        Column(
            key="association",
            label=Text(zh="关联状态", en="Association"),
            value=lambda w, c: link_of(w, c).state,
            filters=True,
        ),
        Column(
            key="associated_at",
            label=Text(zh="关联时间", en="Associated"),
            value=lambda w, c: link_of(w, c).associated_at,
        ),
        *more,
    )


OWN_COLUMNS = (
    Column(
        key="association_label",
        label=Text(zh="自定义标签", en="Label"),
        value=lambda w, c: link_of(w, c).association_label,
    ),
    Column(
        key="account_manager",
        label=Text(zh="客户经理", en="Account manager"),
        value=lambda w, c: member_name(w, link_of(w, c).account_manager_id),
        filters=True,
    ),
    Column(
        key="available",
        label=Text(zh="可用额度", en="Available"),
        value=lambda w, c: w.balance(partner_fund(c.id)),
    ),
    Column(key="arrears", label=Text(zh="欠款", en="Arrears"), value=lambda w, c: c.arrears),
)


# --- Pages ---------------------------------------------------------------------------------------

customers_page = Listing(
    id="customers.list",
    title=Text(zh="我的客户", en="My customers"),
    menu=under(CUSTOMER_MANAGEMENT, "客户列表", "Customer list"),
    entity=Customer,
    roles=PARTNER_STAFF,
    rows=own_customers,
    columns=customer_columns(OWN_COLUMNS),
    search=("account_name", "mobile", "email", "association_label"),
    row_actions=(
        "funds.allocate",
        "funds.reclaim",
        "voucher.issue",
        "association.check_account",
        "association.request_switch",
        "association.request_dissociation",
        "account_manager.assign",
        "consumption.query",
    ),
    page_actions=("funds.allocate_many", "funds.reclaim_many", "account_manager.assign_many"),
    rules=(sees_own_only, two_tabs, masked),
)
resellers_customers_page = Listing(
    id="customers.resellers",
    title=Text(zh="云经销商的客户", en="Resellers' customers"),
    menu=under(CUSTOMER_MANAGEMENT, "云经销商的客户", "Resellers' customers"),
    entity=Customer,
    roles=frozenset({Role.DISTRIBUTOR_ADMINISTRATOR, Role.DISTRIBUTOR_OPERATOR}),
    rows=resellers_customers,
    shown=may_see_resellers_customers,
    columns=customer_columns(
        (
            Column(
                key="partner",
                label=Text(zh="云经销商", en="Reseller"),
                value=lambda w, c: w.need(Partner, link_of(w, c).partner_id).account_name,
                filters=True,
            ),
        )
    ),
    search=("account_name", "mobile", "email"),
    rules=(two_tabs, masked),
)
managers_page = Listing(
    id="account_managers.list",
    title=Text(zh="客户分配", en="Customer assignment"),
    menu=ASSIGNMENT_PAGE,
    entity=Member,
    roles=DEVELOPERS,
    rows=managers,
    columns=(
        Column(
            key="login_name", label=Text(zh="客户经理", en="Account manager"), value=lambda w, m: m.login_name
        ),
        Column(key="roles", label=Text(zh="角色", en="Roles"), value=lambda w, m: m.roles),
        Column(
            key="customers",
            label=Text(zh="客户数", en="Customers"),
            value=lambda w, m: w.count(Association, account_manager_id=m.id),
        ),
    ),
    search=("login_name",),
    row_actions=("member.add_role",),
    page_actions=("account_manager.assign_many",),
)
assignments_page = Listing(
    id="account_managers.customers",
    title=Text(zh="客户经理的客户与消费", en="Managers' customers and consumption"),
    menu=under(ASSIGNMENT_PAGE, "查看客户列表", "View customers"),
    entity=AccountManagerAssignment,
    roles=DEVELOPERS | {Role.ACCOUNT_MANAGER},
    rows=own_assignments,
    columns=(
        Column(key="customer", label=Text(zh="客户名称", en="Customer"), value=customer_name),
        Column(
            key="account_manager",
            label=Text(zh="客户经理", en="Account manager"),
            value=lambda w, a: member_name(w, a.account_manager_id),
            filters=True,
        ),
        Column(key="state", label=Text(zh="状态", en="State"), value=lambda w, a: a.state, filters=True),
        Column(key="assigned_at", label=Text(zh="分配时间", en="Assigned"), value=lambda w, a: a.assigned_at),
        Column(key="ended_at", label=Text(zh="结束时间", en="Ended"), value=lambda w, a: a.ended_at),
        Column(
            key="overview",
            label=Text(zh="总览统计的消费", en="Consumption, overview"),
            value=lambda w, a: figure(w, a, View.OVERVIEW),
        ),
        Column(
            key="summary",
            label=Text(zh="消费汇总统计的消费", en="Consumption, monthly summary"),
            value=lambda w, a: figure(w, a, View.SUMMARY),
        ),
    ),
    search=("customer", "account_manager"),
    row_actions=("account_manager.withdraw",),
    page_actions=("account_manager.withdraw_many",),
    rules=(sees_own_only, figures_start),
)
adjustments_page = Listing(
    id="adjustments.list",
    title=Text(zh="调账记录", en="Adjustment records"),
    menu=under(CUSTOMER_MANAGEMENT, "调账记录", "Adjustment records"),
    entity=FundAdjustment,
    roles=BOOKKEEPERS,
    rows=own_adjustments,
    columns=(
        Column(key="adjusted_at", label=Text(zh="时间", en="Time"), value=lambda w, a: a.adjusted_at),
        Column(key="customer", label=Text(zh="客户名称", en="Customer"), value=customer_name),
        Column(
            key="adjust_type",
            label=Text(zh="类型", en="Type"),
            value=lambda w, a: a.adjust_type,
            filters=True,
        ),
        Column(key="amount", label=Text(zh="金额（元）", en="Amount (CNY)"), value=lambda w, a: a.amount),
        Column(
            key="arrears_written_off",
            label=Text(zh="其中核销欠款", en="Of it, arrears written off"),
            value=lambda w, a: a.arrears_written_off,
        ),
        Column(
            key="operator", label=Text(zh="操作人", en="By"), value=lambda w, a: member_name(w, a.operator)
        ),
    ),
    search=("customer",),
)
my_partner_page = Listing(
    id="my_partner",
    title=Text(zh="我的合作伙伴", en="My partner"),
    menu=MY_PARTNER,
    entity=Association,
    roles=frozenset({Role.CUSTOMER}),
    rows=own_link,
    shown=lambda world, persona: bool(own_link(world, persona)),
    columns=(
        Column(
            key="partner",
            label=Text(zh="合作伙伴", en="Partner"),
            value=lambda w, a: w.need(Partner, a.partner_id).account_name,
        ),
        Column(
            key="cooperation_type",
            label=Text(zh="关联类型", en="Type"),
            value=lambda w, a: a.cooperation_type,
        ),
        Column(
            key="associated_at",
            label=Text(zh="关联时间", en="Associated"),
            value=lambda w, a: a.associated_at,
        ),
        Column(
            key="contacts",
            label=Text(zh="联系人", en="Contacts"),
            value=lambda w, a: contacts(w, a.partner_id),
        ),
    ),
    page_actions=("customer.request_dissociation",),
    rules=(contact_card,),
)
