"""The list pages of this area: who has them, which rows and columns, which operations.

Read from top to bottom: rules, rows, cells, pages. Source: 02 rules 12–14, 17, 26, 27, 31, 57, 58, 117, 119.
"""

from __future__ import annotations

from typing import Any

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.partner import Member, Partner, PartnerState, PartnerType
from sandbox.center.common.permission import CustomRole, Permission, items_of
from sandbox.center.common.roles import ADMINISTRATORS, MEMBERS, OPERATORS, PARTNER_STAFF, Role, path, under
from sandbox.center.common.rows import everyone, of_organisation, those
from sandbox.center.customers.account_manager import Consumption
from sandbox.center.customers.listing import column, customer_name, member_name, orders_of
from sandbox.center.customers.order import Order
from sandbox.center.customers.report import distributor_delisted
from sandbox.center.resellers.cooperation_application import (
    CooperationApplication,
    masked_columns,
    review_entry,
    three_filters,
)
from sandbox.center.resellers.cooperation_application import distributors_only as app_distributor_only
from sandbox.center.resellers.cooperation_invitation import CooperationInvitation
from sandbox.center.resellers.distributor_plan import DistributorMembership
from sandbox.center.resellers.members import ROLE_PAGE, manager_sees_own_only
from sandbox.center.resellers.plan_incentive import INCENTIVES, PlanIncentive
from sandbox.center.resellers.quick_registration import POP_UP, QuickRegistration
from sandbox.center.resellers.reseller import (
    APPLICATIONS,
    INVITATIONS,
    MY_DISTRIBUTOR,
    MY_RESELLERS,
    RESELLER_STAFF,
    STAFF,
    only_own_resellers,
)
from sandbox.center.resellers.reseller_manager import (
    ResellerManagerAssignment,
    assign_path,
    managed_since,
    period_only,
)
from sandbox.center.resellers.reseller_plan import ResellerMembership
from sandbox.center.resellers.standing import PartnerStanding
from sandbox.engine.actions import Persona
from sandbox.engine.machines import Listing, Selection
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Text
from sandbox.engine.world import World

HUAWEI = frozenset({Role.HUAWEI_OPERATIONS})
OWNERS = frozenset({Role.ENTERPRISE_ADMINISTRATOR})
PERFORMANCE = path("销售 > 激励 > 业绩管理", "Sales > Incentives > Performance")
ORDER_RESOURCES = path(
    "销售 > 客户 > 客户订单 > 订单资源明细", "Sales > Customers > Customer Orders > Order Resource Details"
)


# --- Rules ---------------------------------------------------------------------------------------

delisted_no_report = Rule(
    id="resell-delisted-no-prereg",
    number=26,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A23",
    text=Text(
        zh="总经销商摘牌退出后，其云经销商不能报备客户。",
        en="Once its distributor has been delisted, a reseller cannot report customers.",
    ),
    remedy=Text(zh="请联系生态经理。", en="Contact the ecosystem manager."),
    parts=(distributor_delisted,),
)
no_incentive_menu = Rule(
    id="resell-settlement-outside",
    number=57,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A11, A9",
    text=Text(
        zh="华为云不与云经销商结算，双方自行约定，所以云经销商没有激励管理菜单。",
        en="Huawei Cloud does not settle with resellers; the two partners agree between them, so a reseller has "
        "no menu of incentives.",
    ),
)
performance_counts_above = Rule(
    id="resell-no-rebate",
    number=58,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A9",
    text=Text(
        zh="云经销商不享受激励返点，其客户的业绩计给总经销商。",
        en="Resellers get no rebate; what their customers spend counts as performance of the distributor.",
    ),
)
all_order_resources = Rule(
    id="resell-order-detail-scope",
    number=117,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A32",
    text=Text(
        zh="“订单资源明细”列出伙伴名下全部客户的订单资源。",
        en="Order Resource Details lists the ordered resources of all the partner's customers.",
    ),
)
reseller_filters = Rule(
    id="resell-list-filters",
    number=119,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P7",
    text=Text(
        zh="云经销商列表可按账号名和关联时间筛选。",
        en="The list of resellers can be filtered by account name and by the time of association.",
    ),
)


# --- Rows ----------------------------------------------------------------------------------------


def is_distributor(world: World, persona: Persona) -> bool:
    """Whether the persona works for a distributor."""
    partner = world.get(Partner, persona.organisation)
    return partner is not None and partner.partner_type == PartnerType.DISTRIBUTOR


def may_review(world: World, persona: Persona) -> bool:
    """Whether the persona has the page of applications."""
    return is_distributor(world, persona) and Permission.REVIEW_APPLICATIONS in items_of(world, persona)


def may_invite(world: World, persona: Persona) -> bool:
    """Whether the persona has the page of invitations."""
    return is_distributor(world, persona) and Permission.INVITE_RESELLERS in items_of(world, persona)


def may_list(world: World, persona: Persona) -> bool:
    """Whether the persona has the list of resellers."""
    return is_distributor(world, persona) and Permission.LIST_RESELLERS in items_of(world, persona)


def is_reseller(world: World, persona: Persona) -> bool:
    """Whether the persona works for a reseller."""
    return world.get(Cooperation, persona.organisation) is not None


def links(world: World, persona: Persona) -> list[Cooperation]:
    """The relations of the distributor that the member may see."""
    found = world.find(Cooperation, distributor_id=persona.organisation)
    mine = only_own_resellers(world, persona)
    return [c for c in found if c.running and (not mine or c.account_manager_id == persona.id)]


def my_resellers(world: World, persona: Persona) -> list[Partner]:
    """The resellers of the distributor that the member may see."""
    return [world.need(Partner, c.reseller_id) for c in links(world, persona)]


applications_to = those(CooperationApplication, of_organisation("distributor_id"))


def own_applications(world: World, persona: Persona) -> list[CooperationApplication]:
    """What the reseller sent, newest first."""
    return world.find(CooperationApplication, reseller_id=persona.organisation)[::-1]


invitations_of = those(CooperationInvitation, of_organisation("distributor_id"))


def invitations_to(world: World, persona: Persona) -> list[CooperationInvitation]:
    """What distributors sent to the company, newest first."""
    return world.find(CooperationInvitation, reseller_id=persona.organisation)[::-1]


def may_see_history(world: World, persona: Persona, assignment: ResellerManagerAssignment) -> bool:
    """Whether it is of the distributor; a member who is just a manager sees their own."""
    if assignment.distributor_id != persona.organisation:
        return False
    return assignment.account_manager_id == persona.id or not only_own_resellers(world, persona)


def serves(world: World, persona: Persona, partner_id: str) -> bool:
    """Whether that is a reseller of the distributor that the member may see."""
    found = world.get(Cooperation, partner_id)
    if found is None or found.distributor_id != persona.organisation or not found.running:
        return False
    return found.account_manager_id == persona.id or not only_own_resellers(world, persona)


def may_see_spending(world: World, persona: Persona, partner_id: str) -> bool:
    """Whether that is a reseller whose customers' spending the member may see."""
    if only_own_resellers(world, persona):
        return managed_since(world, persona.id, partner_id) is not None
    return serves(world, persona, partner_id)


def spent_with_reseller(world: World, persona: Persona, spent: Consumption) -> Consumption | None:
    """What a reseller's customer spent; a manager sees what was spent since the assignment. Source: rule 31."""
    if only_own_resellers(world, persona):
        since = managed_since(world, persona.id, spent.partner_id)
        return spent if since is not None and spent.consumed_at >= since else None
    return spent


manager_history = those(ResellerManagerAssignment, may_see_history)
resellers_consumption = Selection(
    of=Consumption, owner="partner_id", open=may_see_spending, row=spent_with_reseller
)
performance = Selection(  # what counts: the partner's own customers', and its resellers'
    of=Consumption,
    owner="partner_id",
    open=lambda world, persona, id: id == persona.organisation or serves(world, persona, id),
    row=lambda world, persona, spent: spent,
)


def gets_incentives(world: World, persona: Persona) -> bool:
    """Whether the menu of incentives is there: not for a reseller. Source: rule 57."""
    partner = world.get(Partner, persona.organisation)
    return partner is not None and partner.partner_type in (
        PartnerType.DISTRIBUTOR,
        PartnerType.SOLUTION_PROVIDER,
    )


def own_link(world: World, persona: Persona) -> list[Cooperation]:
    """The reseller's own relation."""
    found = world.get(Cooperation, persona.organisation)
    return [found] if found else []


# --- Cells ---------------------------------------------------------------------------------------


def link_of(world: World, reseller: Partner) -> Cooperation:
    """The relation of a reseller."""
    return world.need(Cooperation, reseller.id)


def associated_month(world: World, reseller: Partner) -> str:
    """The month since which a reseller cooperates."""
    since = link_of(world, reseller).associated_on
    return f"{since.year}-{since.month:02}" if since else ""


def partner_name(field: str) -> Any:
    """A cell that shows the name of the partner whose id is in ``field``."""

    def cell(world: World, row: Any) -> str:
        found = world.get(Partner, getattr(row, field))
        return found.account_name if found else ""

    return cell


def of_reseller(field: str) -> Any:
    """A cell that shows a field of the row's reseller."""

    def cell(world: World, row: Any) -> Any:
        found = world.get(Partner, row.reseller_id)
        return getattr(found, field) if found else ""

    return cell


def may_report(world: World, link: Cooperation) -> bool:
    """Whether the reseller can report customers. Source: rule 26."""
    distributor = world.get(Partner, link.distributor_id)
    return distributor is None or distributor.state != PartnerState.DELISTED


STATE = column("state", "状态", "State", filters=True)
RESELLER_CELLS = (
    column("reseller", "云经销商名称", "Reseller", of_reseller("account_name")),
    column("mobile", "手机号码", "Mobile", of_reseller("mobile"), masked=True),
    column("email", "电子邮箱", "E-mail", of_reseller("email"), masked=True),
)
DISTRIBUTOR_CELL = column("distributor", "总经销商", "Distributor", partner_name("distributor_id"))


# --- Pages ---------------------------------------------------------------------------------------

resellers_page = Listing(
    id="resellers.list",
    title=Text(zh="我的云经销商", en="My resellers"),
    menu=MY_RESELLERS,
    entity=Partner,
    roles=STAFF,
    rows=my_resellers,
    shown=may_list,
    columns=(
        column("account_name", "云经销商名称", "Reseller"),
        column("mobile", "手机号码", "Mobile", masked=True),
        column("email", "电子邮箱", "E-mail", masked=True),
        column("cooperation", "合作状态", "Cooperation", lambda w, p: link_of(w, p).state, filters=True),
        column("standing", "伙伴状态", "Standing", lambda w, p: p.state, filters=True),
        column(
            "account_manager",
            "客户经理",
            "Account manager",
            lambda w, p: member_name(w, link_of(w, p).account_manager_id),
            filters=True,
        ),
        column("associated_on", "关联时间", "Associated", lambda w, p: link_of(w, p).associated_on),
        column(
            "associated_month",
            "关联月份",
            "Associated in",
            associated_month,
            filters=True,
        ),
    ),
    search=("account_name",),
    row_actions=(
        "reseller_funds.allocate",
        "reseller_funds.reclaim",
        "voucher_quota.grant",
        "reseller_manager.assign",
    ),
    page_actions=("subscription.save", "reseller_manager.assign_many", "cooperation_invitation.send"),
    rules=(assign_path, reseller_filters, manager_sees_own_only),
    guide="assign-reseller-manager",
)
applications_page = Listing(
    id="resellers.applications",
    title=Text(zh="云经销商合作申请", en="Cooperation applications"),
    menu=APPLICATIONS,
    entity=CooperationApplication,
    roles=STAFF,
    rows=applications_to,
    shown=may_review,
    columns=(
        *RESELLER_CELLS,
        column("submitted_at", "申请时间", "Submitted"),
        STATE,
        column("opinion", "审核意见", "Opinion"),
        column("reviewed_at", "审核时间", "Reviewed"),
    ),
    search=("reseller", "mobile", "email"),
    row_actions=("cooperation_application.review",),
    page_actions=("cooperation_application.review_many",),
    rules=(app_distributor_only, review_entry, three_filters, masked_columns),
    guide="review-cooperation-application",
)
invitations_page = Listing(
    id="resellers.invitations",
    title=Text(zh="邀请云经销商", en="Invitations"),
    menu=INVITATIONS,
    entity=CooperationInvitation,
    roles=STAFF,
    rows=invitations_of,
    shown=may_invite,
    columns=(
        *RESELLER_CELLS,
        STATE,
        column("sent_at", "邀请时间", "Sent"),
        column("expires_at", "有效期至", "Valid until"),
        column("reason", "拒绝原因", "Reason"),
    ),
    search=("reseller", "mobile", "email"),
    row_actions=("cooperation_invitation.cancel",),
    page_actions=("cooperation_invitation.send",),
    rules=(masked_columns,),
    guide="invite-reseller",
)
managers_page = Listing(
    id="resellers.managers",
    title=Text(zh="云经销商的客户经理", en="Managers of resellers"),
    menu=under(MY_RESELLERS, "更多 > 查看历史客户经理", "More > Former managers"),
    entity=ResellerManagerAssignment,
    roles=STAFF,
    rows=manager_history,
    shown=may_list,
    columns=(
        RESELLER_CELLS[0],
        column(
            "account_manager",
            "客户经理",
            "Account manager",
            lambda w, a: member_name(w, a.account_manager_id),
            filters=True,
        ),
        STATE,
        column("assigned_at", "分配时间", "Assigned"),
        column("ended_at", "结束时间", "Ended"),
    ),
    search=("reseller", "account_manager"),
    row_actions=("reseller_manager.withdraw",),
    page_actions=("reseller_manager.withdraw_many",),
    rules=(manager_sees_own_only,),
)
consumption_page = Listing(
    id="resellers.consumption",
    title=Text(zh="云经销商客户的消费", en="Consumption of resellers' customers"),
    menu=path("销售 > 云经销商 > 客户消费", "Sales > Resellers > Consumption"),
    entity=Consumption,
    roles=STAFF,
    rows=resellers_consumption,
    shown=may_list,
    columns=(
        column("reseller", "云经销商", "Reseller", partner_name("partner_id"), filters=True),
        column("customer", "客户名称", "Customer", customer_name),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("consumed_at", "消费时间", "Time"),
    ),
    search=("reseller", "customer"),
    rules=(period_only, manager_sees_own_only),
)
performance_page = Listing(
    id="resellers.performance",
    title=Text(zh="业绩管理", en="Performance"),
    menu=PERFORMANCE,
    entity=Consumption,
    roles=ADMINISTRATORS | OPERATORS | {Role.PARTNER_FINANCE},
    rows=performance,
    shown=gets_incentives,
    columns=(
        column("partner", "产生业绩的伙伴", "Partner who served", partner_name("partner_id"), filters=True),
        column("customer", "客户名称", "Customer", customer_name),
        column("amount", "金额（元）", "Amount (CNY)"),
        column("consumed_at", "时间", "Time"),
    ),
    search=("customer",),
    rules=(no_incentive_menu, performance_counts_above),
)
incentives_page = Listing(
    id="resellers.plan_incentives",
    title=Text(zh="退出计划后的激励", en="Incentives after a plan"),
    menu=INCENTIVES,
    entity=PlanIncentive,
    roles=ADMINISTRATORS,
    rows=lambda w, p: w.find(PlanIncentive, partner_id=p.organisation),
    shown=gets_incentives,
    columns=(
        column("amount", "金额（元）", "Amount (CNY)"),
        STATE,
        column("plan_left_at", "退出计划时间", "Plan left"),
    ),
    row_actions=("plan_incentive.cash_in",),
    rules=(no_incentive_menu,),
)
order_resources_page = Listing(
    id="resellers.order_resources",
    title=Text(zh="订单资源明细", en="Order resource details"),
    menu=ORDER_RESOURCES,
    entity=Order,
    roles=PARTNER_STAFF,
    rows=orders_of,
    columns=(
        column("customer", "客户名称", "Customer", customer_name),
        column("product", "资源", "Resource"),
        column("amount", "金额（元）", "Amount (CNY)"),
        STATE,
        column("placed_at", "下单时间", "Ordered"),
    ),
    search=("customer", "product"),
    page_actions=("subscription.save",),
    rules=(all_order_resources,),
)
my_distributor_page = Listing(
    id="reseller.distributor",
    title=Text(zh="我的总经销商", en="My distributor"),
    menu=MY_DISTRIBUTOR,
    entity=Cooperation,
    roles=RESELLER_STAFF,
    rows=own_link,
    shown=is_reseller,
    columns=(
        DISTRIBUTOR_CELL,
        STATE,
        column("associated_on", "关联时间", "Associated"),
        column("customer_info_authorised", "客户信息授权", "Customer information opened"),
        column("sales_delegated", "销售拓展任务委托", "Sales tasks delegated"),
        column("may_report", "可报备客户", "May report customers", may_report),
    ),
    page_actions=("cooperation_application.submit", "cooperation.authorise", "cooperation.delegate"),
    rules=(delisted_no_report,),
    guide="become-a-reseller",
)
own_applications_page = Listing(
    id="reseller.applications",
    title=Text(zh="我的合作申请", en="My applications"),
    menu=under(MY_DISTRIBUTOR, "合作申请", "Applications"),
    entity=CooperationApplication,
    roles=RESELLER_STAFF,
    rows=own_applications,
    shown=is_reseller,
    columns=(
        DISTRIBUTOR_CELL,
        STATE,
        column("submitted_at", "申请时间", "Submitted"),
        column("opinion", "审核意见", "Opinion"),
    ),
    row_actions=("cooperation_application.withdraw",),
    page_actions=("cooperation_application.submit",),
)
received_invitations_page = Listing(
    id="reseller.invitations",
    title=Text(zh="收到的合作邀请", en="Invitations received"),
    menu=under(MY_DISTRIBUTOR, "合作邀请", "Invitations"),
    entity=CooperationInvitation,
    roles=RESELLER_STAFF | OWNERS,
    rows=invitations_to,
    columns=(
        DISTRIBUTOR_CELL,
        STATE,
        column("sent_at", "邀请时间", "Sent"),
        column("expires_at", "有效期至", "Valid until"),
    ),
    row_actions=("cooperation_invitation.accept", "cooperation_invitation.decline"),
    guide="become-a-reseller",
)
registrations_page = Listing(
    id="reseller.quick_registrations",
    title=Text(zh="快捷注册新账号", en="Quick registration"),
    menu=POP_UP,
    entity=QuickRegistration,
    roles=ADMINISTRATORS | OWNERS,
    rows=those(QuickRegistration, of_organisation("partner_id"), newest_first=False),
    columns=(
        STATE,
        column("verified_at", "校验通过时间", "Verified"),
        column("registered", "新账号", "Account", partner_name("registered")),
    ),
    row_actions=("quick_registration.verify_phone", "quick_registration.register"),
    page_actions=(
        "reseller_plan.check",
        "reseller_plan.join",
        "plan_account.clear",
        "quick_registration.verify_mail",
        "distributor_plan.apply",
        "partner_plan.join_other",
        "plan_account.purchase",
        "plan_account.cancel",
    ),
    guide="become-a-reseller",
)
members_page = Listing(
    id="resellers.members",
    title=Text(zh="组织成员", en="Members"),
    menu=MEMBERS,
    entity=Member,
    roles=ADMINISTRATORS,
    rows=lambda w, p: w.find(Member, organisation=p.organisation),
    columns=(
        column("login_name", "账号名", "Account name"),
        column("roles", "角色", "Roles"),
        column(
            "custom_roles",
            "自定义角色",
            "Custom roles",
            lambda w, m: tuple(r.name for id in m.custom_roles if (r := w.get(CustomRole, id))),
        ),
        column("lead", "客户经理主管", "Lead", lambda w, m: member_name(w, m.lead_id)),
    ),
    search=("login_name",),
    row_actions=("member.set_roles", "member.edit"),
    page_actions=("member.create", "member.create_iam_user"),
)
roles_page = Listing(
    id="resellers.roles",
    title=Text(zh="角色管理", en="Roles"),
    menu=ROLE_PAGE,
    entity=CustomRole,
    roles=ADMINISTRATORS,
    rows=lambda w, p: w.find(CustomRole, organisation=p.organisation),
    columns=(
        column("role_name", "角色名称", "Role"),
        column("permissions", "权限项", "Permission items"),
        STATE,
    ),
    search=("role_name",),
    row_actions=("role.delete_custom",),
    page_actions=("role.create_custom",),
)
distributor_plans_page = Listing(
    id="huawei.distributor_plans",
    title=Text(zh="总经销商计划", en="Distributor plan"),
    menu=path("华为云运营 > 伙伴计划 > 总经销商", "Huawei Operations > Plans > Distributors"),
    entity=DistributorMembership,
    roles=HUAWEI,
    rows=those(DistributorMembership, everyone, newest_first=False),
    columns=(
        column("partner", "伙伴", "Partner", partner_name("partner_id")),
        STATE,
        column("joined_at", "加入时间", "Joined"),
        column("certified_until", "认证有效期至", "Certified until"),
    ),
    search=("partner",),
    row_actions=("distributor_plan.approve", "distributor_plan.refuse", "distributor_plan.delist"),
    page_actions=("distributor_plan.invite", "partner_standing.impose"),
)
reseller_plans_page = Listing(
    id="huawei.reseller_plans",
    title=Text(zh="云经销商计划", en="Reseller plan"),
    menu=path("华为云运营 > 伙伴计划 > 云经销商", "Huawei Operations > Plans > Resellers"),
    entity=ResellerMembership,
    roles=HUAWEI,
    rows=those(ResellerMembership, everyone, newest_first=False),
    columns=(column("partner", "伙伴", "Partner", partner_name("partner_id")), STATE),
    search=("partner",),
    row_actions=("reseller_plan.start_exit", "reseller_plan.finish_exit"),
)
standings_page = Listing(
    id="huawei.standings",
    title=Text(zh="伙伴状态限制", en="Measures against partners"),
    menu=path("华为云运营 > 伙伴状态", "Huawei Operations > Standing"),
    entity=PartnerStanding,
    roles=HUAWEI,
    rows=those(PartnerStanding, everyone, newest_first=False),
    columns=(
        column("partner", "伙伴", "Partner", partner_name("partner_id")),
        column("measure", "措施", "Measure", filters=True),
        STATE,
        column("imposed_at", "生效时间", "Imposed"),
    ),
    search=("partner",),
    row_actions=("partner_standing.lift",),
    page_actions=("partner_standing.impose",),
)
