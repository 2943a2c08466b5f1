"""Account managers 客户经理: who looks after a customer, what they see, what counts for them.

Read from top to bottom: states, entities, situation, figures, rules, actions, effects, machines.
Source: 01 §3.5, rules 132–136.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.membership import ROLE_CONFLICTS
from sandbox.center.common.partner import Member, PartnerType, outside
from sandbox.center.common.roles import (
    ADMINISTRATORS,
    CUSTOMER_MANAGEMENT,
    OPERATORS,
    PARTNER_STAFF,
    Role,
    path,
    under,
)
from sandbox.center.customers.account import Case, cash, partner_fund
from sandbox.center.customers.association import Association, CooperationType, customer_is_yours
from sandbox.engine.actions import Action, Input, Persona
from sandbox.engine.clock import DAY, midnight
from sandbox.engine.machines import Machine, Move, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

MANAGER_ROLES = frozenset({Role.ACCOUNT_MANAGER})
ROLES_AT_MOST = 3
STAFF_ROLES: dict[PartnerType, frozenset[Role]] = {
    PartnerType.SOLUTION_PROVIDER: frozenset(
        {Role.PARTNER_ADMINISTRATOR, Role.PARTNER_OPERATOR, Role.PARTNER_FINANCE, Role.ACCOUNT_MANAGER}
    ),
    PartnerType.DISTRIBUTOR: frozenset(
        {
            Role.DISTRIBUTOR_ADMINISTRATOR,
            Role.DISTRIBUTOR_OPERATOR,
            Role.PARTNER_FINANCE,
            Role.ACCOUNT_MANAGER,
        }
    ),
    PartnerType.RESELLER: frozenset(
        {
            Role.RESELLER_ADMINISTRATOR,
            Role.RESELLER_OPERATOR,
            Role.PARTNER_FINANCE,
            Role.ACCOUNT_MANAGER,
        }
    ),
    PartnerType.REGISTERED: frozenset({Role.ENTERPRISE_ADMINISTRATOR}),
}
ASSIGNMENT_PAGE = path("销售 > 客户 > 客户分配", "Sales > Customers > Customer Assignment")
CONSUMPTION_PAGE = path("销售 > 客户 > 消费汇总", "Sales > Customers > Consumption Summary")


# --- States and entities -------------------------------------------------------------------------


class State(Labelled):
    """States of the assignment of one customer to one manager (an unassigned customer has none)."""

    ASSIGNED = "assigned", "已分配", "assigned", "initial"
    REPLACED = "replaced", "已改分配", "given to another manager", "terminal"
    WITHDRAWN = "withdrawn", "已收回", "withdrawn", "terminal"


class AccountManagerAssignment(Entity):
    """The time in which a manager looks after a customer. Source: 01 §2.6, §3.5."""

    kind: ClassVar[str] = "assignment"
    label: ClassVar[Text] = Text(zh="客户经理分配", en="Account manager assignment")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        assigned_at=("分配时间", "Assigned at"),
        ended_at=("结束时间", "Ended at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("customer_id",), ("account_manager_id",))

    state: State = State.ASSIGNED
    customer_id: str
    partner_id: str
    account_manager_id: str
    assigned_at: datetime
    ended_at: datetime | None = None

    @property
    def overview_from(self) -> datetime:
        """The first instant that counts on the overview."""
        return self.assigned_at

    @property
    def summary_from(self) -> datetime:
        """The first instant that counts in the monthly summary: 00:00 of the next day."""
        return midnight(self.assigned_at) + DAY


class ConsumptionState(Labelled):
    """States of a consumption record."""

    SETTLED = "settled", "已入账", "settled", "terminal"


class Consumption(Entity):
    """What a customer spent at one moment, in yuan, and for whom it counts."""

    kind: ClassVar[str] = "consumption"
    label: ClassVar[Text] = Text(zh="消费记录", en="Consumption")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        assignment_id=("分配记录", "Assignment"),
        consumed_at=("消费时间", "Spent at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("customer_id",), ("assignment_id",))

    state: ConsumptionState = ConsumptionState.SETTLED
    customer_id: str
    partner_id: str = ""
    account_manager_id: str = ""
    assignment_id: str = ""
    amount: Decimal
    consumed_at: datetime


class View(Labelled):
    """Where a manager reads figures; each page starts to count at another moment."""

    OVERVIEW = "overview", "总览", "overview"
    SUMMARY = "summary", "消费汇总", "monthly summary"


# --- Situation and figures -----------------------------------------------------------------------


class AssignmentCase(Case):
    """A situation about one customer and the manager in question."""

    @lazy
    def manager(self) -> Member | None:
        """The member whom the action names as the manager."""
        return self.world.get(Member, self.typed.get("account_manager", "") or "")

    @lazy
    def assignment(self) -> AccountManagerAssignment | None:
        """The running assignment of the customer."""
        return running(self.world, self.customer.id) if self.customer else None


def running(world: World | Draft, customer_id: str) -> AccountManagerAssignment | None:
    """The assignment of a customer that has not ended, or None."""
    for assignment in reversed(world.find(AccountManagerAssignment, customer_id=customer_id)):
        if assignment.state == State.ASSIGNED:
            return assignment
    return None


def only_a_manager(persona: Persona) -> bool:
    """Whether the preset role 客户经理 is the only role."""
    return persona.roles == MANAGER_ROLES


def sees(persona: Persona, association: Association | Any) -> bool:
    """Whether a member of the partner may see this customer of the partner. Source: rule 132."""
    return not only_a_manager(persona) or association.account_manager_id == persona.id


def figure(world: World, assignment: AccountManagerAssignment, view: View) -> Decimal:
    """What a customer consumed for its manager, in yuan, as ``view`` counts it. Source: rules 134, 135."""
    start = counts_from(assignment, view)
    spent = world.find(Consumption, assignment_id=assignment.id)
    return sum((c.amount for c in spent if c.consumed_at >= start), Decimal("0"))


def counts_from(assignment: AccountManagerAssignment, view: View) -> datetime:
    """From when consumption counts for the manager in a view. Source: rule 134."""
    return assignment.overview_from if view == View.OVERVIEW else assignment.summary_from


def counts_for(world: World, persona: Persona, spent: Consumption, view: View) -> bool:
    """Whether the manager, who still looks after the customer, sees this consumption in a view."""
    assignment = running(world, spent.customer_id)
    return (
        assignment is not None
        and assignment.id == spent.assignment_id
        and assignment.account_manager_id == persona.id
        and spent.consumed_at >= counts_from(assignment, view)
    )


def figures_from(s: AssignmentCase) -> date:
    """The first day for which the manager has figures in the view asked for."""
    assignment = s.assignment
    if assignment is None:
        return date.min
    return counts_from(assignment, s.action.view).date()


# --- Rules ---------------------------------------------------------------------------------------

sees_own_only = Rule(
    id="am-sees-own-only",
    number=132,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S37",
    gate=Gate.PERMISSION,
    text=Text(
        zh="只有“客户经理”这一个角色的成员，只能看到分配给自己的客户。",
        en="A member whose only role is account manager sees just the customers assigned to them.",
    ),
    remedy=Text(
        zh="请管理员在“客户分配”中把该客户分配给您，或为您增加其他角色。",
        en="An administrator assigns the customer to you on Customer Assignment, or gives you another role.",
    ),
    remedied_by=("account_manager.assign", "member.add_role"),
    applies=lambda s: only_a_manager(s.persona) and s.association is not None,
    holds=lambda s: sees(s.persona, s.association),
)
preset_rights = Rule(
    id="am-fixed-rights",
    number=133,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S37",
    gate=Gate.PERMISSION,
    text=Text(
        zh="预置的“客户经理”角色权限固定：可以查询消费，不能报备和邀请客户、管理代金券、为客户调账或查看伙伴账单。",
        en=(
            "The rights of the preset account manager role are fixed: it may look up consumption, but not report "
            "or invite customers, manage vouchers, adjust funds or see the partner's bills."
        ),
    ),
    remedy=Text(
        zh="预置权限不能修改。请由管理员或操作员办理，或由管理员为您增加带有该权限的角色。",
        en=(
            "The preset rights cannot be edited. An administrator or operator does it, or an administrator "
            "gives you a role that has the right."
        ),
    ),
    remedied_by=("member.add_role",),
    applies=lambda s: Role.ACCOUNT_MANAGER in s.persona.roles,
    holds=lambda s: bool(type(s.action).roles & s.persona.roles),
)
figures_start = Rule(
    id="am-consumption-from-assignment",
    number=134,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S38",
    needs=("customer", "view", "since"),
    text=Text(
        zh="客户经理的消费数据，总览自分配之时起、消费汇总自分配次日起统计。您最早可以查询 {start} 的数据。",
        en=(
            "A manager's consumption figures begin at the assignment on the overview, and the day after in the "
            "monthly summary. The first day you can ask for is {start}."
        ),
    ),
    remedy=Text(
        zh="请把起始日期改为 {start} 或之后；更早的数据由管理员查询。",
        en="Choose {start} or a later day; an administrator can look up earlier ones.",
    ),
    applies=lambda s: only_a_manager(s.persona) and s.customer is not None,
    holds=lambda s: s.action.since >= figures_from(s),
    values=lambda s: {"start": figures_from(s)},
)
attribution = Rule(
    id="am-attribution-period",
    number=135,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S40, S38",
    text=Text(
        zh="客户在某位客户经理管理期间的消费和业绩，归这位客户经理；改分配或收回之后也不变。",
        en=(
            "Consumption and performance of the time in which a manager looks after a customer count for that "
            "manager, and stay there after a reassignment or withdrawal."
        ),
    ),
    does=lambda s, draft: attribute(s, draft),
)
at_most_three_roles = Rule(
    id="am-max-three-roles",
    number=136,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S58",
    needs=("member", "role"),
    text=Text(
        zh="一位业务人员最多拥有 3 个角色；账号数量没有限制。",
        en="A salesperson has at most 3 roles; the number of accounts is not limited.",
    ),
    remedy=Text(
        zh="请为这项工作另建一个账号，或请其他成员办理。",
        en="Create another account for this work, or let another member do it.",
    ),
    holds=lambda s: len({*roles_of(s), s.action.role}) <= ROLES_AT_MOST,
)
is_your_manager = Rule(
    id="portal-assignee-is-manager",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("account_manager",),
    text=Text(zh="“{name}”不是贵公司的客户经理。", en="“{name}” is not an account manager of your company."),
    remedy=Text(
        zh="请选择贵公司拥有“客户经理”角色的成员；管理员可以为成员增加这个角色。",
        en="Choose a member of your company with the account manager role; an administrator can give it.",
    ),
    remedied_by=("member.add_role",),
    holds=lambda s: (
        s.manager is not None
        and s.manager.organisation == s.persona.organisation
        and Role.ACCOUNT_MANAGER in s.manager.roles
    ),
    values=lambda s: {"name": s.manager.login_name if s.manager else ""},
)
your_member = Rule(
    id="portal-own-member",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="这位成员不属于贵公司。", en="This member does not belong to your company."),
    remedy=Text(zh="请选择贵公司的成员。", en="Choose a member of your own company."),
    applies=lambda s: bool(s.typed.get("member", "")),
    holds=lambda s: s.world.need(Member, s.action.member).organisation == s.persona.organisation,
)
role_of_a_partner = Rule(
    id="portal-role-of-company",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("role",),
    text=Text(
        zh="贵公司的成员不能拥有角色“{role}”。", en="Members of your company cannot have the role “{role}”."
    ),
    remedy=Text(zh="请选择：{roles}。", en="Choose one of: {roles}."),
    holds=lambda s: s.action.role in STAFF_ROLES[s.partner.partner_type],
    values=lambda s: {"role": s.action.role, "roles": sorted(STAFF_ROLES[s.partner.partner_type])},
)


def roles_of(s: AssignmentCase) -> tuple[Role, ...]:
    """The roles that the member has now."""
    member = s.world.get(Member, s.action.member or "")
    return member.roles if member else ()


# --- Actions -------------------------------------------------------------------------------------


class Assign(Action):
    """Give a customer to an account manager, also in place of another one."""

    id: ClassVar[str] = "account_manager.assign"
    title: ClassVar[Text] = Text(zh="分配客户经理", en="Assign account manager")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | OPERATORS
    menu: ClassVar[tuple[Text, ...]] = (
        under(CUSTOMER_MANAGEMENT, "更多 > 分配客户经理", "More > Assign account manager"),
    )
    on: ClassVar[str] = "customer"

    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer"), Field(min_length=1)]
    account_manager: Annotated[
        str, Input(Text(zh="客户经理", en="Account manager"), entity="member"), Field(min_length=1)
    ]


class AssignMany(Action):
    """Give several customers to an account manager."""

    id: ClassVar[str] = "account_manager.assign_many"
    title: ClassVar[Text] = Text(zh="分配客户", en="Assign customers")
    roles: ClassVar[frozenset[str]] = Assign.roles
    menu: ClassVar[tuple[Text, ...]] = (under(ASSIGNMENT_PAGE, "分配客户", "Assign customers"),)
    each: ClassVar[type[Action] | None] = Assign

    customers: Annotated[
        tuple[str, ...],
        Input(Text(zh="客户", en="Customers"), entity="customer", many=True),
        Field(min_length=1, max_length=1000),
    ]
    account_manager: Annotated[
        str, Input(Text(zh="客户经理", en="Account manager"), entity="member"), Field(min_length=1)
    ]

    def rows(self) -> Iterable[Action]:
        """One assignment to a row."""
        return (
            Assign(customer=c, account_manager=self.account_manager) for c in dict.fromkeys(self.customers)
        )


class Withdraw(Action):
    """Take a customer back from its account manager."""

    id: ClassVar[str] = "account_manager.withdraw"
    title: ClassVar[Text] = Text(zh="收回客户", en="Withdraw customer")
    roles: ClassVar[frozenset[str]] = Assign.roles
    menu: ClassVar[tuple[Text, ...]] = (
        under(ASSIGNMENT_PAGE, "查看客户列表 > 收回客户", "View customers > Withdraw customer"),
    )
    on: ClassVar[str] = "assignment"

    assignment: Annotated[
        str, Input(Text(zh="分配记录", en="Assignment"), entity="assignment"), Field(min_length=1)
    ]


class WithdrawMany(Action):
    """Take several customers back from their account manager."""

    id: ClassVar[str] = "account_manager.withdraw_many"
    title: ClassVar[Text] = Text(zh="批量回收客户", en="Withdraw customers")
    roles: ClassVar[frozenset[str]] = Assign.roles
    menu: ClassVar[tuple[Text, ...]] = (
        under(ASSIGNMENT_PAGE, "查看客户列表 > 批量回收客户", "View customers > Withdraw customers"),
    )
    each: ClassVar[type[Action] | None] = Withdraw

    assignments: Annotated[
        tuple[str, ...],
        Input(Text(zh="分配记录", en="Assignments"), entity="assignment", many=True),
        Field(min_length=1, max_length=1000),
    ]

    def rows(self) -> Iterable[Action]:
        """One withdrawal to a row."""
        return (Withdraw(assignment=a) for a in dict.fromkeys(self.assignments))


class AddRole(Action):
    """Give a member one more role."""

    id: ClassVar[str] = "member.add_role"
    title: ClassVar[Text] = Text(zh="增加角色", en="Add role")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    on: ClassVar[str] = "member"

    member: Annotated[str, Input(Text(zh="成员", en="Member"), entity="member"), Field(min_length=1)]
    role: Annotated[Role, Input(Text(zh="角色", en="Role"))]


class QueryConsumption(Action):
    """Look up what a customer consumed since a day."""

    id: ClassVar[str] = "consumption.query"
    title: ClassVar[Text] = Text(zh="查询消费", en="Look up consumption")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (CONSUMPTION_PAGE,)
    on: ClassVar[str] = "customer"

    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer"), Field(min_length=1)]
    since: Annotated[date, Input(Text(zh="起始日期", en="From"))]
    view: Annotated[View, Input(Text(zh="页面", en="Page"))] = View.OVERVIEW


class PostConsumption(Action):
    """The customer consumes: pay-per-use resources are billed."""

    id: ClassVar[str] = "director.post_consumption"
    title: ClassVar[Text] = Text(zh="产生一笔消费", en="Post consumption")
    roles: ClassVar[frozenset[str]] = frozenset({Role.DIRECTOR})

    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer"), Field(min_length=1)]
    amount: Annotated[
        Decimal,
        Input(Text(zh="金额（元）", en="Amount (CNY)")),
        Field(gt=0, max_digits=12, decimal_places=2, allow_inf_nan=False),
    ]


# --- Effects -------------------------------------------------------------------------------------


MANAGER_ASSIGNED = Text(zh="客户经理已分配", en="Account manager assigned")


def assign(s: AssignmentCase, draft: Draft) -> None:
    """End the assignment to another manager, if there is one, and start the new one."""
    old = running(draft, s.customer.id)
    if old is not None and old.account_manager_id == s.action.account_manager:
        draft.subject = old
        return
    if old is not None:
        draft.put(old.but(state=State.REPLACED, ended_at=draft.now))
    start(draft, s.association, s.action.account_manager, draft.now)
    draft.put(s.association.but(account_manager_id=s.action.account_manager))
    draft.record("manager_assigned", s.customer.ref, MANAGER_ASSIGNED)


def start(
    draft: Draft, association: Association, manager_id: str, at: datetime, **more: str
) -> AccountManagerAssignment:
    """Note that a manager looks after a customer from an instant on."""
    return draft.create(
        AccountManagerAssignment,
        **more,
        state=State.ASSIGNED,
        customer_id=association.customer_id,
        partner_id=association.partner_id,
        account_manager_id=manager_id,
        assigned_at=at,
    )


CUSTOMER_WITHDRAWN = Text(zh="客户已收回", en="Customer withdrawn")


def withdraw(s: AssignmentCase, draft: Draft) -> None:
    """End the assignment; the manager loses access at once."""
    draft.move(ended_at=draft.now)
    association = draft.need(Association, s.subject.customer_id)
    if association.account_manager_id == s.subject.account_manager_id:
        draft.put(association.but(account_manager_id=""))
    about = f"customer/{s.subject.customer_id}"
    draft.record("customer_withdrawn", about, CUSTOMER_WITHDRAWN)


def end_assignment(draft: Draft, customer_id: str) -> None:
    """End the running assignment when the customer leaves the partner; the figures stay."""
    assignment = running(draft, customer_id)
    if assignment is not None:
        draft.put(assignment.but(state=State.WITHDRAWN, ended_at=draft.now))


ROLE_ADDED = Text(zh="角色已增加", en="Role added")


def add_role(s: AssignmentCase, draft: Draft) -> None:
    """The member has the role from now on."""
    member = draft.need(Member, s.action.member)
    draft.subject = draft.put(member.but(roles=tuple(dict.fromkeys((*member.roles, s.action.role)))))
    draft.record("role_added", member.ref, ROLE_ADDED)


SHOW_CONSUMPTION_TEXT = Text(zh="{name}自 {since} 起消费 {total}", en="{name} consumed {total} since {since}")


def show_consumption(s: AssignmentCase, draft: Draft) -> None:
    """Say the total; a look changes nothing."""
    if only_a_manager(s.persona) and s.assignment is not None:
        spent = s.world.find(Consumption, assignment_id=s.assignment.id)
    else:
        spent = [
            c
            for c in s.world.find(Consumption, customer_id=s.customer.id)
            if c.partner_id == s.persona.organisation
        ]
    total = sum((c.amount for c in spent if c.consumed_at.date() >= s.action.since), Decimal("0"))
    values = {"name": s.customer.name, "since": s.action.since, "total": total}
    draft.record("consumption_shown", s.customer.ref, SHOW_CONSUMPTION_TEXT.filled(values), total=total)


ATTRIBUTE_TEXT = Text(zh="云服务消费", en="Cloud consumption")


def attribute(s: AssignmentCase, draft: Draft) -> None:
    """Write the consumption down for the partner and the manager of this moment, and collect the money."""
    association, amount = s.association, s.action.amount
    assignment = running(draft, s.customer.id) if association.account_manager_id else None
    draft.subject = draft.create(
        Consumption,
        state=ConsumptionState.SETTLED,
        customer_id=s.customer.id,
        partner_id=association.partner_id if association.associated else "",
        account_manager_id=assignment.account_manager_id if assignment else "",
        assignment_id=assignment.id if assignment else "",
        amount=amount,
        consumed_at=draft.now,
    )
    resale = association.cooperation_type == CooperationType.RESALE
    account = partner_fund(s.customer.id) if resale else cash(s.customer.id)
    paid = min(amount, max(draft.balance(account), Decimal("0")))
    memo = ATTRIBUTE_TEXT
    draft.post(memo, [(account, -paid), (outside("huawei"), paid)], rule=attribution.id)
    customer = s.customer.but(
        arrears=s.customer.arrears + amount - paid,
        # what is spent while a partner serves the customer does not count (errata to rule 12)
        cash_consumption=s.customer.cash_consumption or (paid > 0 and not association.associated),
    )
    if customer != s.customer:
        draft.put(customer)


# --- Machines ------------------------------------------------------------------------------------

machine = Machine(
    entity=AccountManagerAssignment,
    states=State,
    label=AccountManagerAssignment.label,
    subject="assignment",
    situation=AssignmentCase,
    moves=(Move(action=Assign.id, source=(State.ASSIGNED,), to=State.REPLACED),),
    transitions=(
        Transition(
            action=Assign,
            to=State.ASSIGNED,
            rules=(preset_rights, customer_is_yours, is_your_manager),
            effect=(assign,),
        ),
        Transition(action=AssignMany, rules=(preset_rights, is_your_manager)),
        Transition(
            action=Withdraw,
            source=(State.ASSIGNED,),
            to=State.WITHDRAWN,
            rules=(preset_rights, customer_is_yours),
            effect=(withdraw,),
        ),
        Transition(action=WithdrawMany, rules=(preset_rights,)),
        Transition(
            action=AddRole,
            rules=(your_member, role_of_a_partner, at_most_three_roles, *ROLE_CONFLICTS),
            effect=(add_role,),
        ),
        Transition(
            action=QueryConsumption,
            rules=(preset_rights, customer_is_yours, sees_own_only, figures_start),
            effect=(show_consumption,),
        ),
    ),
)
consumption_machine = Machine(
    entity=Consumption,
    states=ConsumptionState,
    label=Consumption.label,
    situation=AssignmentCase,
    transitions=(Transition(action=PostConsumption, to=ConsumptionState.SETTLED, effect=(attribution,)),),
)
