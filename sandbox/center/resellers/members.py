"""Organisation members 组织成员: who works for a partner, with which roles and permission items.

Read from top to bottom: situation, rules, actions, effects, machine. The entities are
:class:`sandbox.center.common.partner.Member` and :class:`CustomRole`. Source: 02 rules 32–38, 123.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.membership import manager_or_lead, system_administrator_alone, wanted
from sandbox.center.common.partner import Member
from sandbox.center.common.permission import CustomRole, CustomRoleState, Permission, not_bare_iam
from sandbox.center.common.roles import ADMINISTRATORS, MEMBERS, Role, path, under
from sandbox.center.customers.account_manager import STAFF_ROLES
from sandbox.center.resellers.reseller import ResellerCase
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Text
from sandbox.engine.world import Draft

ROLES_AT_MOST = 3
CUSTOM_ROLES_AT_MOST = 10
ROLE_PAGE = path("组织 > 角色管理", "Organisation > Roles")


# --- Situation -----------------------------------------------------------------------------------


class MemberCase(ResellerCase):
    """A situation about a member of the company."""

    @lazy
    def member(self) -> Member | Any:
        """The member that the action names."""
        return self.world.get(Member, self.typed.get("member", "") or "")


def live_roles(s: MemberCase) -> list[CustomRole]:
    """The custom roles of the company that are not deleted."""
    found = s.world.find(CustomRole, organisation=s.persona.organisation)
    return [role for role in found if role.state == CustomRoleState.ACTIVE]


def managers_of(s: MemberCase | Any, lead_id: str) -> list[Member]:
    """The account managers whom a lead looks after."""
    return [m for m in s.world.find(Member, organisation=s.persona.organisation) if m.lead_id == lead_id]


# --- Rules ---------------------------------------------------------------------------------------

one_to_three_roles = Rule(
    id="resell-role-max3",
    number=32,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P17",
    needs=("member_roles", "custom_roles"),
    text=Text(
        zh="每位成员至少 1 个、最多 3 个角色，自定义角色也计算在内。",
        en="A member has at least 1 and at most 3 roles, custom roles included.",
    ),
    remedy=Text(
        zh="请保留 1 至 3 个角色；其余工作由另一位成员承担。",
        en="Keep one to three roles; let another member do the rest.",
    ),
    holds=lambda s: 1 <= len(wanted(s)) <= ROLES_AT_MOST,
)
manager_sees_own_only = Rule(
    id="resell-role-am-widening",
    number=35,
    kind=Kind.VISIBILITY,
    confidence=Confidence.CORROBORATED,
    source="P17",
    text=Text(
        zh="只有“客户经理”一个角色的成员，只看到自己名下的客户和云经销商；再增加任何角色，就能看到全部。",
        en=(
            "A member who is only an account manager sees just their own customers and resellers; with any "
            "further role they see all."
        ),
    ),
)
lead_removed = Rule(
    id="resell-role-lead-removed",
    number=36,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P17",
    text=Text(
        zh="取消一位成员的“客户经理主管”角色后，其名下的客户经理没有主管，需要重新分配。",
        en="When a member loses the lead role, their account managers have no lead and need a new one.",
    ),
    applies=lambda s: (
        s.member is not None
        and Role.ACCOUNT_MANAGER_LEAD in s.member.roles
        and Role.ACCOUNT_MANAGER_LEAD not in s.action.member_roles
    ),
    does=lambda s, draft: release_managers(s, draft),
)
ten_custom_roles = Rule(
    id="resell-role-custom-10",
    number=37,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A30",
    text=Text(
        zh="默认最多可创建 10 个自定义角色，贵公司已达到上限。",
        en="By default 10 custom roles can be made, and your company has them.",
    ),
    remedy=Text(zh="请删除不再使用的自定义角色。", en="Delete a custom role that is no longer used."),
    remedied_by=("role.delete_custom",),
    holds=lambda s: len(live_roles(s)) < CUSTOM_ROLES_AT_MOST,
)
name_is_fixed = Rule(
    id="resell-member-name-fixed",
    number=38,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P17",
    needs=("login_name",),
    text=Text(
        zh="成员的账号名创建后不能修改。",
        en="The account name of a member cannot be changed once the member exists.",
    ),
    remedy=Text(
        zh="请保留原账号名；确需更换时，另建一位成员。",
        en="Keep the name; where another is needed, create another member.",
    ),
    holds=lambda s: not s.action.login_name or s.action.login_name == s.member.login_name,
)
your_own_member = Rule(
    id="portal-member-of-company",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(
        zh="这位成员不属于贵公司，不在“组织成员”列表中。",
        en="This member is not one of your company's and not on your list of members.",
    ),
    remedy=Text(zh="请选择本公司的成员。", en="Choose a member of your own company."),
    applies=lambda s: s.member is not None,
    holds=lambda s: s.member.organisation == s.persona.organisation,
)
roles_of_company = Rule(
    id="portal-roles-of-company",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("member_roles", "custom_roles"),
    text=Text(
        zh="所选角色中有贵公司不能授予的角色：{roles}。",
        en="These roles cannot be given in your company: {roles}.",
    ),
    remedy=Text(zh="请只选择列表中的角色。", en="Choose from the roles offered."),
    holds=lambda s: not foreign_roles(s),
    values=lambda s: {"roles": foreign_roles(s)},
)


def foreign_roles(s: MemberCase) -> tuple[Any, ...]:
    """The roles asked for that the company does not have."""
    preset = STAFF_ROLES[s.partner.partner_type] | {Role.ACCOUNT_MANAGER_LEAD}
    own = {role.id for role in live_roles(s)}
    return (
        *(r for r in s.action.member_roles if r not in preset),
        *(id for id in s.action.custom_roles if id not in own),
    )


# --- Actions -------------------------------------------------------------------------------------

NAME = Input(Text(zh="账号名", en="Account name"))
ROLES = Input(Text(zh="角色", en="Roles"))
CUSTOM = Input(Text(zh="自定义角色", en="Custom roles"), entity="custom_role", many=True)


class Create(Action):
    """Make a member of the company, with its roles."""

    id: ClassVar[str] = "member.create"
    title: ClassVar[Text] = Text(zh="创建成员", en="Create member")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (under(MEMBERS, "创建成员", "Create member"),)

    login_name: Annotated[str, NAME, Field(min_length=1, max_length=64)]
    member_roles: Annotated[tuple[Role, ...], ROLES] = ()
    custom_roles: Annotated[tuple[str, ...], CUSTOM] = ()


class SetRoles(Action):
    """Say which roles a member has from now on."""

    id: ClassVar[str] = "member.set_roles"
    title: ClassVar[Text] = Text(zh="修改角色", en="Change roles")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (under(MEMBERS, "修改角色", "Change roles"),)
    on: ClassVar[str] = "member"

    member: Annotated[str, Input(Text(zh="成员", en="Member"), entity="member"), Field(min_length=1)]
    member_roles: Annotated[tuple[Role, ...], ROLES] = ()
    custom_roles: Annotated[tuple[str, ...], CUSTOM] = ()


class Edit(Action):
    """Change what may be changed of a member: the lead of an account manager."""

    id: ClassVar[str] = "member.edit"
    title: ClassVar[Text] = Text(zh="修改成员", en="Edit member")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (under(MEMBERS, "修改成员", "Edit member"),)
    on: ClassVar[str] = "member"

    member: Annotated[str, Input(Text(zh="成员", en="Member"), entity="member"), Field(min_length=1)]
    login_name: Annotated[
        str,
        Input(
            Text(zh="账号名", en="Account name"),
            help=Text(zh="创建后只读。", en="Read-only once the member exists."),
        ),
    ] = ""
    lead: Annotated[str, Input(Text(zh="客户经理主管", en="Lead"), entity="member")] = ""


class CreateIamUser(Action):
    """Make a user in IAM, beside the portal: it has no rights in the Partner Center."""

    id: ClassVar[str] = "member.create_iam_user"
    title: ClassVar[Text] = Text(zh="在 IAM 中创建用户", en="Create a user in IAM")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (path("统一身份认证服务 IAM > 用户", "IAM > Users"),)

    login_name: Annotated[str, NAME, Field(min_length=1, max_length=64)]


class CreateRole(Action):
    """Make a role of one's own from permission items."""

    id: ClassVar[str] = "role.create_custom"
    title: ClassVar[Text] = Text(zh="创建自定义角色", en="Create custom role")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (under(ROLE_PAGE, "创建自定义角色", "Create custom role"),)

    role_name: Annotated[str, Input(Text(zh="角色名称", en="Name")), Field(min_length=1, max_length=64)]
    permissions: Annotated[
        tuple[Permission, ...], Input(Text(zh="权限项", en="Permission items")), Field(min_length=1)
    ]


class DeleteRole(Action):
    """Delete a custom role; its members lose its permission items."""

    id: ClassVar[str] = "role.delete_custom"
    title: ClassVar[Text] = Text(zh="删除自定义角色", en="Delete custom role")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (under(ROLE_PAGE, "删除", "Delete"),)
    on: ClassVar[str] = "custom_role"

    custom_role: Annotated[
        str, Input(Text(zh="自定义角色", en="Custom role"), entity="custom_role"), Field(min_length=1)
    ]


# --- Effects -------------------------------------------------------------------------------------


def granted(action: Any) -> dict[str, Any]:
    """The roles of an action as a member keeps them."""
    preset = tuple(dict.fromkeys(r for r in action.member_roles if r != Role.CUSTOM_ROLE))
    custom = tuple(dict.fromkeys(action.custom_roles))
    return {"roles": (*preset, Role.CUSTOM_ROLE) if custom else preset, "custom_roles": custom}


MEMBER_CREATED = Text(zh="成员已创建", en="Member created")


def create(s: MemberCase, draft: Draft) -> None:
    """The member can sign in with these roles."""
    draft.create(
        Member,
        state="active",
        login_name=s.action.login_name,
        organisation=s.persona.organisation,
        **granted(s.action),
    )
    draft.record("member_created", "", MEMBER_CREATED)


ROLES_CHANGED = Text(zh="角色已修改", en="Roles changed")


def set_roles(s: MemberCase, draft: Draft) -> None:
    """The roles count from now on."""
    draft.subject = draft.put(s.member.but(iam_only=False, **granted(s.action)))
    draft.record("roles_changed", s.member.ref, ROLES_CHANGED)


RELEASE_MANAGERS_NOTICE = Text(
    zh="客户经理{name}没有主管，请重新分配。",
    en="Account manager {name} has no lead; assign a new one.",
)


def release_managers(s: MemberCase, draft: Draft) -> None:
    """Account managers of a former lead have none; the administrator is told."""
    for manager in managers_of(s, s.member.id):
        draft.put(manager.but(lead_id=""))
        draft.notify(
            s.persona.id,
            RELEASE_MANAGERS_NOTICE.filled({"name": manager.login_name}),
            rule=lead_removed.id,
            about=manager.ref,
        )


WARN_OF_WIDENING_TEXT = Text(
    zh="该成员除“客户经理”外还有其他角色，可以看到全部客户和云经销商，不再只看到自己名下的。",
    en="Beside account manager the member has a further role, and sees all customers and resellers.",
)


def warn_of_widening(s: MemberCase, draft: Draft) -> None:
    """An account manager with a further role sees everything; the administrator is warned. Rule 35."""
    roles = wanted(s)
    if Role.ACCOUNT_MANAGER in roles and len(roles) > 1:
        text = WARN_OF_WIDENING_TEXT
        draft.notify(s.persona.id, text, rule=manager_sees_own_only.id)


def edit(s: MemberCase, draft: Draft) -> None:
    """The account manager has this lead."""
    draft.subject = draft.put(s.member.but(lead_id=s.action.lead))


def create_iam_user(s: MemberCase, draft: Draft) -> None:
    """A user without any right in the portal."""
    draft.create(
        Member,
        state="active",
        login_name=s.action.login_name,
        organisation=s.persona.organisation,
        roles=(),
        iam_only=True,
    )


def create_role(s: MemberCase, draft: Draft) -> None:
    """The role can be given to members."""
    draft.create(
        CustomRole,
        role_name=s.action.role_name,
        organisation=s.persona.organisation,
        permissions=s.action.permissions,
    )


# --- Machine -------------------------------------------------------------------------------------

own_role = Rule(
    id="portal-own-custom-role",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="这个自定义角色不属于贵公司。", en="This custom role is not one of your company's."),
    remedy=Text(zh="请选择本公司的自定义角色。", en="Choose a role of your own company."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.subject.organisation == s.persona.organisation,
)
GRANTING = (roles_of_company, one_to_three_roles, system_administrator_alone, manager_or_lead)

machine = Machine(
    entity=CustomRole,
    states=CustomRoleState,
    label=CustomRole.label,
    subject="custom_role",
    situation=MemberCase,
    transitions=(
        Transition(
            action=CreateRole,
            to=CustomRoleState.ACTIVE,
            rules=(not_bare_iam, ten_custom_roles),
            effect=(create_role,),
        ),
        Transition(
            action=DeleteRole,
            source=(CustomRoleState.ACTIVE,),
            to=CustomRoleState.DELETED,
            rules=(own_role,),
        ),
        Transition(action=Create, rules=GRANTING, effect=(create, warn_of_widening)),
        Transition(
            action=SetRoles,
            rules=(your_own_member, *GRANTING),
            effect=(lead_removed, set_roles, warn_of_widening),
        ),
        Transition(action=Edit, rules=(your_own_member, name_is_fixed), effect=(edit,)),
        Transition(action=CreateIamUser, effect=(create_iam_user,)),
    ),
    more_rules=(manager_sees_own_only,),
)
