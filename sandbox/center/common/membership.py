"""Roles of a member: which go together. Asked wherever a member gets roles. Source: 02 rules 33, 34."""

from __future__ import annotations

from typing import Any

from sandbox.center.common.partner import Member
from sandbox.center.common.roles import ADMINISTRATORS, Role
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Text


def wanted(s: Any) -> tuple[str, ...]:
    """The roles the member would have: preset roles and ids of custom roles."""
    action = s.action
    if hasattr(action, "role"):
        member = s.world.get(Member, action.member or "")
        return tuple(dict.fromkeys((*(member.roles if member else ()), action.role)))
    return (*dict.fromkeys(action.member_roles or ()), *dict.fromkeys(action.custom_roles or ()))


system_administrator_alone = Rule(
    id="resell-role-sysadmin-alone",
    number=33,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P17",
    needs=("member_roles", "custom_roles", "role"),
    text=Text(
        zh="系统管理员（管理员角色）不能再有其他角色。",
        en="A system administrator (the administrator's role) cannot have another role.",
    ),
    remedy=Text(
        zh="只保留管理员角色，或去掉管理员角色后再选其他角色。",
        en="Keep the administrator's role alone, or drop it and choose the others.",
    ),
    applies=lambda s: bool(ADMINISTRATORS & set(wanted(s))),
    holds=lambda s: len(wanted(s)) == 1,
)
manager_or_lead = Rule(
    id="resell-role-am-vs-lead",
    number=34,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P17",
    needs=("member_roles", "role"),
    text=Text(
        zh="“客户经理”和“客户经理主管”互斥，同一成员只能有其中一个。",
        en="Account manager and account manager lead exclude each other; a member has one of them at most.",
    ),
    remedy=Text(zh="请只选择其中一个角色。", en="Choose one of the two."),
    applies=lambda s: bool({Role.ACCOUNT_MANAGER, Role.ACCOUNT_MANAGER_LEAD} & set(wanted(s))),
    holds=lambda s: not {Role.ACCOUNT_MANAGER, Role.ACCOUNT_MANAGER_LEAD} <= set(wanted(s)),
)
ROLE_CONFLICTS = (system_administrator_alone, manager_or_lead)
