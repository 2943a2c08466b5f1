"""The list pages of this area: who has them, which rows and columns, which operations.

Read from top to bottom: rules, rows, cells, pages. Source: 01 §3.8, §3.9, rules 132, 144–146.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.center.common.consent import CONSENT_RULES
from sandbox.center.common.cooperation import open_to_distributor
from sandbox.center.common.partner import Member, Partner, PartnerType, administrator_of
from sandbox.center.common.permission import Permission, items_of, may
from sandbox.center.common.roles import (
    ADMINISTRATORS,
    CUSTOMER_MANAGEMENT,
    MY_PARTNER,
    OPERATORS,
    PARTNER_STAFF,
    VOUCHERS_PAGE,
    Role,
    path,
    under,
)
from sandbox.center.common.rows import of_organisation, those
from sandbox.center.customers.account import Customer, cash, is_subcustomer, partner_fund
from sandbox.center.customers.account import State as AccountState
from sandbox.center.customers.account_manager import (
    ASSIGNMENT_PAGE,
    CONSUMPTION_PAGE,
    AccountManagerAssignment,
    Consumption,
    View,
    figure,
    figures_start,
    only_a_manager,
    preset_rights,
    sees_own_only,
)
from sandbox.center.customers.association import Association, AssociationRecord
from sandbox.center.customers.association_request import RECORDS_PAGE, AssociationRequest, two_tabs
from sandbox.center.customers.association_request import State as RequestState
from sandbox.center.customers.enterprise import managed_sub_split
from sandbox.center.customers.funds_adjustment import FundAdjustment
from sandbox.center.customers.invitation import INVITED_TAB, OFFLINE_TAB, Invitation
from sandbox.center.customers.invitation import State as InvitationState
from sandbox.center.customers.order import Order
from sandbox.center.customers.report import ONLINE_TAB, CustomerReport, distributor_permission
from sandbox.center.customers.report import State as ReportState
from sandbox.center.customers.statement import (
    ConsumptionRow,
    StatementLine,
    consumption_rows,
    statement_rows,
    visible_own_period,
)
from sandbox.center.customers.voucher import Voucher
from sandbox.engine.actions import Persona
from sandbox.engine.machines import Column, Listing, Selection
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Text
from sandbox.engine.world import World

CONTACTS_AT_MOST = 5
DEVELOPERS = ADMINISTRATORS | OPERATORS
BOOKKEEPERS = DEVELOPERS | {Role.PARTNER_FINANCE}
CUSTOMER = frozenset({Role.CUSTOMER})
HUAWEI = frozenset({Role.HUAWEI_OPERATIONS})
ORDERS_PAGE = path("销售 > 客户 > 客户订单", "Sales > Customers > Customer Orders")
STATEMENT_PAGE = path("资金管理 > 收支明细", "Funds > Statement")
ACCOUNT_PAGE = path("账号中心 > 基本信息", "Account Center > Basic Information")
BILLING_CENTER = path("费用中心", "Billing Center")
REVIEWS_PAGE = path("华为云运营 > 审核", "Huawei Operations > Reviews")


# --- Rules ---------------------------------------------------------------------------------------

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


def own_customer(world: World, persona: Persona, link: Association) -> Customer | None:
    """The customer of an association of the partner, if the member may see it."""
    if not link.associated or (only_a_manager(persona) and link.account_manager_id != persona.id):
        return None
    return world.need(Customer, link.customer_id)


def of_own_reseller(world: World, persona: Persona, partner_id: str) -> bool:
    """Whether that is a reseller of the distributor, which lets its customers be seen."""
    reseller = world.get(Partner, partner_id)
    own = reseller is not None and reseller.indirect_partner_of == persona.organisation
    return own and open_to_distributor(world, partner_id)


own_customers = Selection(
    of=Association,
    owner="partner_id",
    open=lambda world, persona, partner_id: partner_id == persona.organisation,
    row=own_customer,
)
resellers_customers = Selection(
    of=Association,
    owner="partner_id",
    open=of_own_reseller,
    row=lambda world, persona, link: world.need(Customer, link.customer_id) if link.associated else None,
)


def may_see_resellers_customers(world: World, persona: Persona) -> bool:
    """Whether the second tab is there: the distributor was given the right, and the member has the item."""
    partner = partner_of(world, persona)
    return (
        partner is not None
        and partner.partner_type == PartnerType.DISTRIBUTOR
        and partner.reseller_customer_view_right
        and Permission.RESELLERS_CUSTOMERS in items_of(world, persona)
    )


def managers(world: World, persona: Persona) -> list[Member]:
    """The account managers of the partner."""
    members = world.find(Member, organisation=persona.organisation)
    return [m for m in members if Role.ACCOUNT_MANAGER in m.roles]


own_assignments = those(  # of the partner, ended ones too; a member who is just a manager sees their own
    AccountManagerAssignment,
    lambda world, persona, a: (
        a.partner_id == persona.organisation
        and (not only_a_manager(persona) or a.account_manager_id == persona.id)
    ),
    newest_first=False,
)
own_adjustments = those(FundAdjustment, of_organisation("partner_id"))


def may_develop(world: World, persona: Persona) -> bool:
    """Whether the development menu is there: a distributor needs the right to it. Source: rule 27."""
    partner = partner_of(world, persona)
    return partner is not None and (
        partner.partner_type != PartnerType.DISTRIBUTOR or partner.customer_development_right
    )


own_reports = those(  # of the partner, those it has not deleted
    CustomerReport,
    lambda world, persona, r: r.partner_id == persona.organisation and r.state != ReportState.DELETED,
)
invited_customers = those(  # one row for each customer invited: the mails, and who came by an offline link
    Invitation, lambda world, persona, i: i.partner_id == persona.organisation and not i.is_link
)
offline_links = those(
    Invitation, lambda world, persona, i: i.partner_id == persona.organisation and i.is_link
)


def can_open(world: World, persona: Persona, invitation: Invitation) -> bool:
    """Whether a customer can open it: a mail to its mailbox, an earlier try of its own, or an offline link."""
    if invitation.customer_id == persona.organisation:
        return True
    if invitation.is_link:
        return invitation.state == InvitationState.SENT
    if not (invitation.online and invitation.email):
        return False
    customer = world.get(Customer, persona.organisation)
    return customer is not None and invitation.email == customer.email


received_invitations = those(Invitation, can_open)


def may_see_request(world: World, persona: Persona, request: AssociationRequest) -> bool:
    """Whether it is of the partner or of the customer; a manager sees those of their customers."""
    if persona.organisation not in (request.partner_id, request.customer_id):
        return False
    return not only_a_manager(persona) or manages(world, persona, request.customer_id)


requests_of = those(AssociationRequest, may_see_request)


def manages(world: World, persona: Persona, customer_id: str) -> bool:
    """Whether the customer is assigned to the member."""
    return world.need(Association, customer_id).account_manager_id == persona.id


records_of = those(AssociationRecord, of_organisation("partner_id", "customer_id"))


def order_of(world: World, persona: Persona, order: Order) -> Order | None:
    """The order, if it is one of a customer of the partner that the member may see."""
    link = world.get(Association, order.customer_id)
    if link is None or link.partner_id != persona.organisation:
        return None
    return order if own_customer(world, persona, link) is not None else None


orders_of = Selection(of=Order, row=order_of, newest_first=True)


def own_orders(world: World, persona: Persona) -> list[Order]:
    """The customer's own orders, newest first."""
    return world.find(Order, customer_id=persona.organisation)[::-1]


issued_vouchers = those(Voucher, of_organisation("issuer"))


def own_vouchers(world: World, persona: Persona) -> list[Voucher]:
    """The customer's own vouchers, newest first."""
    return world.find(Voucher, customer_id=persona.organisation)[::-1]


def own_account(world: World, persona: Persona) -> list[Customer]:
    """The customer itself, once it has an account."""
    found = world.get(Customer, persona.organisation)
    return [found] if found is not None and found.state != AccountState.LEAD else []


def own_link(world: World, persona: Persona) -> list[Association]:
    """The customer's own association, while there is one."""
    found = world.get(Association, persona.organisation)
    return [found] if found is not None and found.associated else []


def has_or_had_requests(world: World, persona: Persona) -> bool:
    """Whether the customer has a partner, or a log from the time with one. Source: rule 117, 3.8."""
    found = world.find(AssociationRequest, customer_id=persona.organisation)
    return bool(found or own_link(world, persona))


# --- Cells ---------------------------------------------------------------------------------------


def link_of(world: World, customer: Customer) -> Association:
    """The association of a customer."""
    return world.need(Association, customer.id)


def customer_name(world: World, record: Any) -> str:
    """The name of the customer a record is about."""
    found = world.get(Customer, getattr(record, "customer_id", ""))
    return found.account_name if found else ""


def invited_mobile(world: World, invitation: Invitation) -> str:
    """The mobile that was reported, or that of the customer who came by a link."""
    report = world.get(CustomerReport, invitation.report_id)
    customer = world.get(Customer, invitation.customer_id)
    return report.mobile if report else customer.mobile if customer else ""


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


def column(key: str, zh: str, en: str, value: Any = None, **more: bool) -> Column:
    """A column that shows a field of the row, or what ``value(world, row)`` gives."""
    shown = value or (lambda world, row: getattr(row, key))
    return Column(key=key, label=Text(zh=zh, en=en), value=shown, **more)


def issuer_name(world: World, voucher: Voucher) -> str | Text:
    """Who gave a voucher: a partner, or Huawei Cloud."""
    partner = world.get(Partner, voucher.issuer)
    return partner.account_name if partner is not None else Text(zh="华为云", en="Huawei Cloud")


def refund_account(world: World, order: Order) -> str | Text:
    """Whose account, and which, a refund went to; empty where nothing was refunded."""
    ref, _, name = order.refunded_to.partition(":")
    owner = world.by_ref(ref) if ref else None
    if not isinstance(owner, Customer | Partner):
        return ""
    label = type(owner).accounts[name]
    return Text(zh=f"{owner.name} · {label.zh}", en=f"{owner.name} – {label.en}")


CUSTOMER_COLUMN = column("customer", "客户名称", "Customer", customer_name)
TYPE_COLUMN = column("cooperation_type", "关联类型", "Type", filters=True)
STATE_COLUMN = column("state", "状态", "State", filters=True)
MOBILE_COLUMN = column("mobile", "手机号码", "Mobile", masked=True)
EMAIL_COLUMN = column("email", "邮箱", "E-mail", masked=True)


def customer_columns(more: Iterable[Column] = ()) -> tuple[Column, ...]:
    """The columns that every list of customers has."""
    return (
        column("account_name", "客户名称", "Customer"),
        MOBILE_COLUMN,
        EMAIL_COLUMN,
        column(
            "cooperation_type", "关联类型", "Type", lambda w, c: link_of(w, c).cooperation_type, filters=True
        ),
        column("association", "关联状态", "Association", lambda w, c: link_of(w, c).state, filters=True),
        column("associated_at", "关联时间", "Associated", lambda w, c: link_of(w, c).associated_at),
        *more,
    )


OWN_COLUMNS = (
    column("association_label", "自定义标签", "Label", lambda w, c: link_of(w, c).association_label),
    column(
        "account_manager",
        "客户经理",
        "Account manager",
        lambda w, c: member_name(w, link_of(w, c).account_manager_id),
        filters=True,
    ),
    column("available", "可用额度", "Available", lambda w, c: w.balance(partner_fund(c.id))),
    column("arrears", "欠款", "Arrears"),
)


# --- Pages ---------------------------------------------------------------------------------------

reports_page = Listing(
    id="reports.list",
    title=Text(zh="线上拓展", en="Online development"),
    menu=ONLINE_TAB,
    entity=CustomerReport,
    roles=DEVELOPERS,
    rows=own_reports,
    shown=may_develop,
    columns=(
        column("full_name", "客户全称", "Full name"),
        MOBILE_COLUMN,
        EMAIL_COLUMN,
        column("state", "报备状态", "Report", filters=True),
        column("submitted_at", "提交时间", "Submitted"),
        column("expires_at", "有效期至", "Valid until"),
    ),
    search=("full_name", "mobile", "email"),
    row_actions=("invitation.preview_mail", "invitation.send_online", "report.delete"),
    page_actions=("report.submit", "report.apply_manual_review", "report.delete_many"),
    rules=(distributor_permission, masked),
)
invitations_page = Listing(
    id="invitations.list",
    title=Text(zh="已邀请客户", en="Invited customers"),
    menu=INVITED_TAB,
    entity=Invitation,
    roles=DEVELOPERS,
    rows=invited_customers,
    shown=may_develop,
    columns=(
        CUSTOMER_COLUMN,
        column("mobile", "手机号码", "Mobile", invited_mobile, masked=True),
        EMAIL_COLUMN,
        column("link_kind", "邀请方式", "Way", filters=True),
        TYPE_COLUMN,
        column("association_label", "自定义标签", "Label"),
        column("state", "关联状态", "Association", filters=True),
        column("fail_reason", "失败原因", "Reason of failure"),
        column("created_at", "邀请时间", "Invited"),
        column("valid_until", "有效期至", "Valid until"),
    ),
    search=("customer", "mobile", "email", "association_label"),
    row_actions=("invitation.resend",),
    rules=(distributor_permission, masked),
)
links_page = Listing(
    id="links.list",
    title=Text(zh="线下拓展", en="Offline development"),
    menu=OFFLINE_TAB,
    entity=Invitation,
    roles=DEVELOPERS,
    rows=offline_links,
    shown=may_develop,
    columns=(
        column("link_kind", "链接类型", "Kind", filters=True),
        TYPE_COLUMN,
        column("association_label", "自定义标签", "Label"),
        column("created_by", "生成人", "Made by", lambda w, i: member_name(w, i.created_by)),
        column("created_at", "生成时间", "Made"),
        column("valid_until", "有效期至", "Valid until"),
        STATE_COLUMN,
    ),
    search=("association_label",),
    page_actions=(
        "invitation.create_generic_link",
        "invitation.create_custom_link",
        "invitation.create_activity_link",
    ),
    rules=(distributor_permission,),
)

customers_page = Listing(
    id="customers.list",
    title=Text(zh="我的客户", en="My customers"),
    menu=under(CUSTOMER_MANAGEMENT, "客户列表", "Customer list"),
    entity=Customer,
    roles=PARTNER_STAFF | {Role.CUSTOM_ROLE},
    rows=own_customers,
    shown=may(Permission.LIST_CUSTOMERS),
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
    page_actions=(
        "funds.allocate_many",
        "funds.reclaim_many",
        "account_manager.assign_many",
        "subscription.save",
    ),
    rules=(sees_own_only, two_tabs, masked),
)
resellers_customers_page = Listing(
    id="customers.resellers",
    title=Text(zh="云经销商的客户", en="Resellers' customers"),
    menu=under(CUSTOMER_MANAGEMENT, "云经销商的客户", "Resellers' customers"),
    entity=Customer,
    roles=frozenset({Role.DISTRIBUTOR_ADMINISTRATOR, Role.DISTRIBUTOR_OPERATOR, Role.CUSTOM_ROLE}),
    rows=resellers_customers,
    shown=may_see_resellers_customers,
    columns=customer_columns(
        (
            column(
                "partner",
                "云经销商",
                "Reseller",
                lambda w, c: w.need(Partner, link_of(w, c).partner_id).account_name,
                filters=True,
            ),
        )
    ),
    search=("account_name", "mobile", "email"),
    rules=(two_tabs, masked, *CONSENT_RULES),
)
members_page = Listing(
    id="members.list",
    title=Text(zh="组织人员", en="Organisation members"),
    menu=path("账号管理 > 组织人员", "Account > Organisation Members"),
    entity=Member,
    roles=ADMINISTRATORS,
    rows=lambda world, persona: world.find(Member, organisation=persona.organisation),
    columns=(column("login_name", "登录名", "Sign-in name"), column("roles", "角色", "Roles")),
    search=("login_name",),
    row_actions=("member.add_role",),
    page_actions=("partner.update_contact",),
)
managers_page = Listing(
    id="account_managers.list",
    title=Text(zh="客户分配", en="Customer assignment"),
    menu=ASSIGNMENT_PAGE,
    entity=Member,
    roles=DEVELOPERS,
    rows=managers,
    columns=(
        column("login_name", "客户经理", "Account manager"),
        column("roles", "角色", "Roles"),
        column(
            "customers", "客户数", "Customers", lambda w, m: w.count(Association, account_manager_id=m.id)
        ),
    ),
    search=("login_name",),
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
        CUSTOMER_COLUMN,
        column(
            "account_manager",
            "客户经理",
            "Account manager",
            lambda w, a: member_name(w, a.account_manager_id),
            filters=True,
        ),
        STATE_COLUMN,
        column("assigned_at", "分配时间", "Assigned"),
        column("ended_at", "结束时间", "Ended"),
        column(
            "overview", "总览统计的消费", "Consumption, overview", lambda w, a: figure(w, a, View.OVERVIEW)
        ),
        column(
            "summary",
            "消费汇总统计的消费",
            "Consumption, monthly summary",
            lambda w, a: figure(w, a, View.SUMMARY),
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
    roles=BOOKKEEPERS | {Role.CUSTOM_ROLE},
    rows=own_adjustments,
    shown=may(Permission.ADJUSTMENT_RECORDS),
    columns=(
        column("adjusted_at", "时间", "Time"),
        CUSTOMER_COLUMN,
        column("adjust_type", "类型", "Type", filters=True),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("arrears_written_off", "其中核销欠款", "Of it, arrears written off"),
        column("operator", "操作人", "By", lambda w, a: member_name(w, a.operator)),
    ),
    search=("customer",),
)
requests_page = Listing(
    id="requests.list",
    title=Text(zh="客户关联关系申请", en="Association requests"),
    menu=RECORDS_PAGE,
    entity=AssociationRequest,
    roles=PARTNER_STAFF,
    rows=requests_of,
    columns=(
        CUSTOMER_COLUMN,
        column("operation", "申请类型", "Request", filters=True),
        column("initiator", "发起方", "Started by", filters=True),
        column("target_type", "目标关联类型", "Target type"),
        column("reason", "申请原因", "Reason"),
        STATE_COLUMN,
        column("submitted_at", "申请时间", "Submitted"),
        column("processed_at", "处理时间", "Processed"),
    ),
    search=("customer",),
    row_actions=("association.agree", "association.reject"),
    rules=(two_tabs,),
)
records_page = Listing(
    id="records.list",
    title=Text(zh="关联关系操作记录", en="Association records"),
    menu=RECORDS_PAGE,
    entity=AssociationRecord,
    roles=BOOKKEEPERS,
    rows=records_of,
    columns=(
        CUSTOMER_COLUMN,
        column("operation", "操作类型", "Operation", filters=True),
        TYPE_COLUMN,
        column("initiator", "发起方", "Started by", filters=True),
        column("state", "结果", "Result", filters=True),
        column("at", "操作时间", "Time"),
        column("result_at", "完成时间", "Finished"),
    ),
    search=("customer",),
    rules=(two_tabs,),
)
orders_page = Listing(
    id="orders.list",
    title=Text(zh="客户订单", en="Customer orders"),
    menu=ORDERS_PAGE,
    entity=Order,
    roles=PARTNER_STAFF,
    rows=orders_of,
    columns=(
        CUSTOMER_COLUMN,
        column("product", "产品", "Product"),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("payer", "支付方式", "Payment", filters=True),
        STATE_COLUMN,
        column("placed_at", "下单时间", "Placed"),
        column("refunded_to", "退款账户", "Refunded to", refund_account),
    ),
    search=("customer", "product"),
    row_actions=("order.pay", "order.track_refund"),
    page_actions=("subscription.save",),
    rules=(sees_own_only,),
)
vouchers_page = Listing(
    id="vouchers.list",
    title=Text(zh="代金券管理", en="Voucher management"),
    menu=VOUCHERS_PAGE,
    entity=Voucher,
    roles=DEVELOPERS,
    rows=issued_vouchers,
    columns=(
        CUSTOMER_COLUMN,
        column("voucher_type", "券类型", "Type", filters=True),
        column("amount", "金额（元）", "Amount (CNY)"),
        STATE_COLUMN,
        column("issued_at", "发放时间", "Issued"),
        column("expires_at", "失效时间", "Expires"),
        column("reclaim_type", "回收方式", "Reclaimed"),
        column("remark", "备注", "Remark"),
    ),
    search=("customer",),
    row_actions=("voucher.reclaim",),
    page_actions=("voucher.issue_many",),
    rules=(preset_rights,),
)
statement_page = Listing(
    id="statement.list",
    title=Text(zh="收支明细", en="Statement"),
    menu=STATEMENT_PAGE,
    entity=StatementLine,
    roles=BOOKKEEPERS,
    rows=statement_rows,
    columns=(
        column("at", "时间", "Time"),
        CUSTOMER_COLUMN,
        column("memo", "事由", "What for"),
        column("amount", "金额（元）", "Amount (CNY)"),
    ),
    search=("customer",),
    rules=(visible_own_period, preset_rights),
    drawn_from=FundAdjustment,
)
consumption_page = Listing(
    id="consumption.list",
    title=Text(zh="客户消费", en="Customer consumption"),
    menu=CONSUMPTION_PAGE,
    entity=ConsumptionRow,
    roles=BOOKKEEPERS | {Role.ACCOUNT_MANAGER},
    rows=consumption_rows,
    columns=(
        CUSTOMER_COLUMN,
        column("month", "账期", "Month", filters=True),
        column("level", "页面", "Page", filters=True),
        column("consumed_at", "消费时间", "Time"),
        column("amount", "金额（元）", "Amount (CNY)"),
    ),
    search=("customer",),
    page_actions=("subscription.save",),
    rules=(managed_sub_split, sees_own_only, figures_start),
    drawn_from=Consumption,
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
        column("partner", "合作伙伴", "Partner", lambda w, a: w.need(Partner, a.partner_id).account_name),
        column("cooperation_type", "关联类型", "Type"),
        column("associated_at", "关联时间", "Associated"),
        column("contacts", "联系人", "Contacts", lambda w, a: contacts(w, a.partner_id)),
    ),
    page_actions=("customer.request_dissociation", "association.check_account"),
    rules=(is_subcustomer, contact_card),
)
my_requests_page = Listing(
    id="my_partner.requests",
    title=Text(zh="伙伴发起的申请与操作日志", en="Requests and log"),
    menu=under(MY_PARTNER, "立即处理", "Process Now"),
    entity=AssociationRequest,
    roles=CUSTOMER,
    rows=requests_of,
    shown=has_or_had_requests,
    columns=(
        column("operation", "申请类型", "Request"),
        column("initiator", "发起方", "Started by"),
        column("target_type", "目标关联类型", "Target type"),
        column("reason", "申请原因", "Reason"),
        STATE_COLUMN,
        column("submitted_at", "申请时间", "Submitted"),
        column("processed_at", "处理时间", "Processed"),
    ),
    row_actions=("association.agree", "association.reject"),
    rules=(is_subcustomer,),
)
my_invitations_page = Listing(
    id="my_invitations",
    title=Text(zh="收到的邀请", en="Invitations received"),
    menu=path("邮箱与邀请链接", "Mailbox and invitation links"),
    entity=Invitation,
    roles=CUSTOMER,
    rows=received_invitations,
    columns=(
        column(
            "partner",
            "伙伴",
            "Partner",
            lambda w, i: w.need(Partner, i.partner_id).account_name,
            filters=True,
        ),
        column("link_kind", "邀请方式", "Way"),
        TYPE_COLUMN,
        STATE_COLUMN,
        column("valid_until", "有效期至", "Valid until"),
    ),
    row_actions=("invitation.accept",),
)
my_account_page = Listing(
    id="my_account",
    title=Text(zh="我的账号", en="My account"),
    menu=ACCOUNT_PAGE,
    entity=Customer,
    roles=CUSTOMER,
    rows=own_account,
    shown=lambda world, persona: bool(own_account(world, persona)),
    columns=(
        column("account_name", "账号名", "Account"),
        STATE_COLUMN,
        column("cash", "现金余额", "Cash", lambda w, c: w.balance(cash(c.id))),
        column(
            "partner_fund", "伙伴拨款", "Allotted by the partner", lambda w, c: w.balance(partner_fund(c.id))
        ),
        column("arrears", "欠款", "Arrears"),
        column("overdue_bill", "未结清账单", "Unsettled bill"),
        column("invoice_debt", "欠票", "Invoice debt"),
        column("reserved_instances_active", "预留实例", "Reserved instances"),
        column("pickup_coupons", "提货券", "Pickup coupons"),
    ),
    row_actions=(
        "customer.top_up",
        "customer.withdraw_cash",
        "customer.settle_bill",
        "customer.settle_invoice_debt",
        "customer.unsubscribe_reserved_instance",
        "customer.unsubscribe_support_plan",
        "customer.spend_stored_value_card",
        "customer.spend_gift_balance",
        "customer.use_pickup_coupon",
        "customer.leave_enterprise",
        "customer.close_account",
    ),
)
my_orders_page = Listing(
    id="my_orders",
    title=Text(zh="我的订单", en="My orders"),
    menu=under(BILLING_CENTER, "我的订单", "My Orders"),
    entity=Order,
    roles=CUSTOMER,
    rows=own_orders,
    columns=(
        column("product", "产品", "Product"),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("payer", "支付方式", "Payment"),
        STATE_COLUMN,
        column("placed_at", "下单时间", "Placed"),
        column("refunded_to", "退款账户", "Refunded to", refund_account),
    ),
    row_actions=("order.cancel", "order.unsubscribe", "order.track_refund"),
    page_actions=("order.place",),
)
my_vouchers_page = Listing(
    id="my_vouchers",
    title=Text(zh="我的券", en="My vouchers"),
    menu=under(BILLING_CENTER, "优惠券", "Vouchers"),
    entity=Voucher,
    roles=CUSTOMER,
    rows=own_vouchers,
    columns=(
        column("voucher_type", "券类型", "Type"),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("issuer", "发券方", "Issuer", issuer_name),
        STATE_COLUMN,
        column("issued_at", "发放时间", "Issued"),
    ),
    row_actions=("voucher.use",),
)
reviews_page = Listing(
    id="huawei.reviews",
    title=Text(zh="人工审核", en="Manual reviews"),
    menu=under(REVIEWS_PAGE, "人工审核报备", "Reports"),
    entity=CustomerReport,
    roles=HUAWEI,
    rows=those(
        CustomerReport, lambda world, persona, r: r.state == ReportState.PENDING_REVIEW, newest_first=False
    ),
    columns=(
        column("full_name", "客户全称", "Full name"),
        column(
            "partner",
            "报备伙伴",
            "Partner",
            lambda w, r: w.need(Partner, r.partner_id).account_name,
            filters=True,
        ),
        column("expected_consumption", "预计新增消费", "Expected consumption"),
        column("communication", "沟通情况", "Communication"),
        column("project_details", "项目详情", "Project"),
        column("customer_account", "客户账号", "Account"),
        column("submitted_at", "提交时间", "Submitted"),
    ),
    search=("full_name",),
    row_actions=("report.approve", "report.reject"),
)
pre_reviews_page = Listing(
    id="huawei.pre_reviews",
    title=Text(zh="解除关联预评审", en="Pre-reviews"),
    menu=under(REVIEWS_PAGE, "解除关联预评审", "Pre-reviews"),
    entity=AssociationRequest,
    roles=HUAWEI,
    rows=those(
        AssociationRequest, lambda world, persona, r: r.state == RequestState.PRE_REVIEW, newest_first=False
    ),
    columns=(
        CUSTOMER_COLUMN,
        column("reason", "申请原因", "Reason"),
        column("submitted_at", "申请时间", "Submitted"),
    ),
    row_actions=("association.agree", "association.reject"),
)
huawei_customers_page = Listing(
    id="huawei.customers",
    title=Text(zh="客户账号", en="Customer accounts"),
    menu=path("华为云运营 > 客户账号", "Huawei Operations > Customer Accounts"),
    entity=Customer,
    roles=HUAWEI,
    rows=those(Customer, lambda world, persona, c: c.state != AccountState.LEAD, newest_first=False),
    columns=(
        column("account_name", "账号名", "Account"),
        MOBILE_COLUMN,
        EMAIL_COLUMN,
        STATE_COLUMN,
        column("signed_contracts", "已签合同", "Contracts"),
        column("registered_at", "注册时间", "Registered"),
    ),
    search=("account_name", "mobile", "email"),
    row_actions=("customer.lapse_contract", "voucher.issue_by_huawei"),
    rules=(masked,),
)
