"""Permission items 权限项: what a member may do, from preset and custom roles; and who is no member at all.

Asked on the pages of several areas. Source: 02 §3.19, rules 37, 123; 01 §3.8; errata.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Member
from sandbox.center.common.roles import ADMINISTRATORS, OPERATORS, Role
from sandbox.engine.actions import Persona
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Entity, World


class Permission(Labelled):
    """Permission items 权限项; values that begin with BPC_ITEM are the portal's, the others are ours."""

    LIST_RESELLERS = "BPC_ITEM_SALES_020100", "查询我的云经销商", "list resellers"
    ALLOCATE = "BPC_ITEM_SALES_020104", "我的二级分销商列表-拨款", "reseller list: allocate"
    RECLAIM = "BPC_ITEM_SALES_020105", "我的二级分销商列表-回收", "reseller list: reclaim"
    GRANT_QUOTA = "BPC_ITEM_SALES_020106", "发放代金券额度", "grant voucher quota"
    ISSUED_QUOTAS = "BPC_ITEM_SUBCUSTSERV_030600", "查询已发放代金券额度", "list issued quotas"
    RECLAIM_QUOTA = "BPC_ITEM_SUBCUSTSERV_030602", "回收已发放代金券额度", "reclaim issued quota"
    RECLAIM_QUOTAS = (
        "BPC_ITEM_SUBCUSTSERV_030601",
        "批量回收已发放代金券额度",
        "reclaim issued quotas in bulk",
    )
    QUOTAS = "BPC_ITEM_SUBCUSTSERV_030100", "查询代金券额度", "list quotas"
    QUOTA_LOG = "BPC_ITEM_SUBCUSTSERV_030102", "代金券额度操作记录", "quota log"
    LIST_CUSTOMERS = "BPC_ITEM_SUBCUSTSERV_010100", "查询客户列表", "list customers"
    ALLOCATE_CUSTOMER = "BPC_ITEM_SUBCUSTSERV_010103", "客户列表-拨款", "customer list: allocate"
    RECLAIM_CUSTOMER = "BPC_ITEM_SUBCUSTSERV_010104", "客户列表-回收", "customer list: reclaim"
    RESELLERS_CUSTOMERS = "BPC_ITEM_SUBCUSTSERV_010500", "查询云经销商的客户", "list resellers' customers"
    ADJUSTMENT_RECORDS = "BPC_ITEM_FINANCE_040100", "调账记录", "adjustment records"
    REVIEW_APPLICATIONS = "review_applications", "审核云经销商合作申请", "review cooperation applications"
    INVITE_RESELLERS = "invite_resellers", "邀请云经销商", "invite resellers"
    ASSIGN_MANAGERS = "assign_reseller_managers", "分配云经销商的客户经理", "assign managers to resellers"
    SUBSCRIBE_FILES = "subscribe_files", "订阅文件", "subscribe to files"


EVERY_ITEM = frozenset(Permission)
PRESET: Mapping[Role, frozenset[Permission]] = {
    **dict.fromkeys(ADMINISTRATORS | OPERATORS, EVERY_ITEM),
    Role.ACCOUNT_MANAGER: frozenset({Permission.LIST_RESELLERS, Permission.LIST_CUSTOMERS}),
    Role.ACCOUNT_MANAGER_LEAD: frozenset({Permission.LIST_RESELLERS}),
    Role.PARTNER_FINANCE: frozenset(
        {Permission.LIST_RESELLERS, Permission.LIST_CUSTOMERS, Permission.ADJUSTMENT_RECORDS}
    ),
}


class CustomRoleState(Labelled):
    """States of a custom role."""

    ACTIVE = "active", "生效", "in use", "initial"
    DELETED = "deleted", "已删除", "deleted", "terminal"


class CustomRole(Entity):
    """A role that an administrator made, with the permission items chosen for it. Source: 02 rule 37."""

    kind: ClassVar[str] = "custom_role"
    label: ClassVar[Text] = Text(zh="自定义角色", en="Custom role")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        role_name=("角色名称", "Role"),
        organisation=("所属公司", "Company"),
        permissions=("权限项", "Permission items"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("organisation",),)

    state: CustomRoleState = CustomRoleState.ACTIVE
    role_name: str
    organisation: str
    permissions: tuple[Permission, ...] = ()

    @property
    def name(self) -> str:
        """The role's name."""
        return self.role_name


def items_of(world: World, persona: Persona) -> frozenset[Permission]:
    """The permission items of a persona, from its preset and custom roles."""
    found: set[Permission] = set()
    for role in persona.roles:
        found |= PRESET.get(role, frozenset())  # type: ignore[call-overload]
    member = world.get(Member, persona.id)
    for id in member.custom_roles if member else ():
        custom = world.get(CustomRole, id)
        if custom is not None and custom.state == CustomRoleState.ACTIVE:
            found |= set(custom.permissions)
    return frozenset(found)


def may(item: Permission) -> Callable[[World, Persona], bool]:
    """Whether who looks has a permission item."""
    return lambda world, persona: item in items_of(world, persona)


def other_side(s: Any) -> bool:
    """Whether none of the roles of who acts opens the page at all: then an item would not help."""
    return bool(s.persona.roles) and type(s.action).roles.isdisjoint(s.persona.roles)


permission_item = Rule(
    id="resell-permission-item",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    source="P1, P2, P3",
    text=Text(
        zh="您的角色没有权限项“{item}”（CBC.0151）。",
        en="Your roles do not include the permission item “{item}” (CBC.0151).",
    ),
    remedy=Text(
        zh="请管理员在“组织 > 组织成员”为您增加带有该权限项的角色。",
        en="An administrator gives you a role with that item on Organisation > Members.",
    ),
    remedied_by=("member.set_roles",),
    applies=lambda s: bool(getattr(type(s.action), "permission", "")) and not other_side(s),
    holds=lambda s: type(s.action).permission in items_of(s.world, s.persona),
    values=lambda s: {"item": type(s.action).permission},
)
not_bare_iam = Rule(
    id="resell-member-not-iam",
    number=123,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A28",
    gate=Gate.PERMISSION,
    text=Text(
        zh="您的账号是直接在 IAM 中创建的，没有伙伴中心的权限。",
        en="Your user was made directly in IAM and has no rights in the Partner Center.",
    ),
    remedy=Text(
        zh="请管理员在“组织 > 组织成员”中创建成员并授予角色，不要在 IAM 中直接创建。",
        en="An administrator creates members, with their roles, on Organisation > Members, never in IAM.",
    ),
    remedied_by=("member.create",),
    applies=lambda s: s.world.get(Member, s.persona.id) is not None,
    holds=lambda s: not s.world.need(Member, s.persona.id).iam_only,
)
MEMBER_RULES = (not_bare_iam, permission_item)
"""Asked of every action that has a ``permission``."""
