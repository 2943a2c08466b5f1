"""Account managers of resellers 分配客户经理: who looks after a reseller, and since when.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine.
Source: 02 §3.7, rules 27–31.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.cooperation import State as LinkState
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Member
from sandbox.center.common.permission import Permission
from sandbox.center.common.roles import Role, under
from sandbox.center.resellers.reseller import MY_RESELLERS, STAFF, STAFF_RULES, ResellerCase
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

MANAGERS = frozenset({Role.ACCOUNT_MANAGER, Role.ACCOUNT_MANAGER_LEAD})


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of the assignment of one reseller to one manager (an unassigned reseller has none)."""

    ASSIGNED = "assigned", "已分配", "assigned", "initial"
    REPLACED = "replaced", "已改分配", "given to another manager", "terminal"
    WITHDRAWN = "withdrawn", "已收回", "withdrawn", "terminal"


class ResellerManagerAssignment(Entity):
    """The time in which a manager looks after a reseller; ended ones are the history."""

    kind: ClassVar[str] = "reseller_manager"
    label: ClassVar[Text] = Text(zh="云经销商的客户经理", en="Account manager of a reseller")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        reseller_id=("云经销商", "Reseller"),
        distributor_id=("总经销商", "Distributor"),
        assigned_at=("分配时间", "Assigned"),
        ended_at=("结束时间", "Ended"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("reseller_id",), ("account_manager_id",))

    state: State = State.ASSIGNED
    reseller_id: str
    distributor_id: str
    account_manager_id: str
    assigned_at: datetime
    ended_at: datetime | None = None


class ManagerCase(ResellerCase):
    """A situation about a reseller and the manager in question."""

    @lazy
    def manager(self) -> Member | None:
        """The member whom the action names."""
        return self.world.get(Member, self.typed.get("account_manager", "") or "")


def running(world: World | Draft | Any, reseller_id: str) -> ResellerManagerAssignment | None:
    """The assignment of a reseller that has not ended, or None."""
    for assignment in reversed(world.find(ResellerManagerAssignment, reseller_id=reseller_id)):
        if assignment.state == State.ASSIGNED:
            return assignment
    return None


def managed_since(world: World, manager_id: str, reseller_id: str) -> datetime | None:
    """Since when the manager looks after the reseller: what its customers spend counts from then on. Rule 31."""
    found = running(world, reseller_id)
    return found.assigned_at if found is not None and found.account_manager_id == manager_id else None


# --- Rules ---------------------------------------------------------------------------------------

assign_path = Rule(
    id="resell-am-path",
    number=27,
    kind=Kind.VISIBILITY,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="在“我的云经销商”列表的“操作 > 更多”中分配客户经理。",
        en="The manager is assigned from the list My resellers, Operation > More.",
    ),
)
own_resellers = Rule(
    id="resell-am-own-resellers",
    number=28,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A27",
    gate=Gate.PERMISSION,
    text=Text(
        zh="该云经销商没有与贵公司合作，或正在退出，不能分配客户经理。",
        en="The reseller does not cooperate with your company, or is leaving; it cannot be given a manager.",
    ),
    remedy=Text(
        zh="请在“我的云经销商”中选择合作中的云经销商。", en="Choose a cooperating reseller on My resellers."
    ),
    remedied_by=("cooperation_invitation.send", "cooperation_application.review"),
    applies=lambda s: s.reseller is not None,
    holds=lambda s: (
        s.cooperation is not None
        and s.cooperation.state == LinkState.COOPERATING
        and s.cooperation.distributor_id == s.persona.organisation
    ),
)
history_kept = Rule(
    id="resell-am-batch-withdraw-history",
    number=29,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="P18, SEED",
    text=Text(
        zh="客户经理可以批量分配、单个或批量收回，历史客户经理都可查看。",
        en="Managers can be assigned in bulk and withdrawn one by one or in bulk; former managers stay listed.",
    ),
    does=lambda s, draft: close(s, draft),
)
one_manager = Rule(
    id="resell-am-replace",
    number=30,
    kind=Kind.EFFECT,
    confidence=Confidence.INFERRED,
    source="P29",
    text=Text(
        zh="一家云经销商同时只有一位客户经理；再次分配即替换原来的客户经理。",
        en="A reseller has one manager at a time; assigning again replaces the former one.",
    ),
    does=lambda s, draft: replace(s, draft),
)
period_only = Rule(
    id="resell-am-period",
    number=31,
    kind=Kind.VISIBILITY,
    confidence=Confidence.CORROBORATED,
    source="A29, P19",
    text=Text(
        zh="客户经理只看到自分配之时起、名下云经销商的客户产生的消费；更早的数据不显示。",
        en=(
            "A manager sees what the customers of the assigned resellers spend from the assignment on; earlier "
            "data stay hidden."
        ),
    ),
)
your_assignment = Rule(
    id="portal-own-reseller-manager",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="这条分配记录不属于贵公司。", en="This assignment is not one of your company's."),
    remedy=Text(zh="请选择本公司的分配记录。", en="Choose one of your own."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.subject.distributor_id == s.persona.organisation,
)
holds_manager_role = Rule(
    id="resell-manager-role",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="P18",
    needs=("account_manager",),
    text=Text(
        zh="所选成员不是贵公司的客户经理或客户经理主管。",
        en="The member chosen is not an account manager or lead of your company.",
    ),
    remedy=Text(
        zh="请选择有该角色的成员，或由管理员在“组织 > 组织成员”授予角色。",
        en="Choose a member with the role, or have an administrator give it on Organisation > Members.",
    ),
    remedied_by=("member.set_roles",),
    holds=lambda s: (
        s.manager is not None
        and s.manager.organisation == s.persona.organisation
        and bool(MANAGERS & set(s.manager.roles))
    ),
)


# --- Actions -------------------------------------------------------------------------------------

RESELLER = Input(Text(zh="云经销商", en="Reseller"), entity="partner")
MANAGER = Input(Text(zh="客户经理", en="Account manager"), entity="member")
Row = Annotated[
    str,
    Input(Text(zh="分配记录", en="Assignment"), entity="reseller_manager"),
    Field(min_length=1),
]


class Assign(Action):
    """Give a reseller to an account manager, also in place of another one."""

    id: ClassVar[str] = "reseller_manager.assign"
    title: ClassVar[Text] = Text(zh="分配客户经理", en="Assign account manager")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (
        under(MY_RESELLERS, "操作 > 更多 > 分配客户经理", "Operation > More > Assign account manager"),
    )
    on: ClassVar[str] = "reseller"
    permission: ClassVar[Permission] = Permission.ASSIGN_MANAGERS

    reseller: Annotated[str, RESELLER, Field(min_length=1)]
    account_manager: Annotated[str, MANAGER, Field(min_length=1)]


class AssignMany(Action):
    """Give several resellers to an account manager."""

    id: ClassVar[str] = "reseller_manager.assign_many"
    title: ClassVar[Text] = Text(zh="批量分配客户经理", en="Assign account manager to selected")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(MY_RESELLERS, "批量分配客户经理", "Assign to selected"),)
    each: ClassVar[type[Action] | None] = Assign
    permission: ClassVar[Permission] = Permission.ASSIGN_MANAGERS

    resellers: Annotated[
        tuple[str, ...],
        Input(Text(zh="云经销商", en="Resellers"), entity="partner", many=True),
        Field(min_length=1, max_length=1000),
    ]
    account_manager: Annotated[str, MANAGER, Field(min_length=1)]

    def rows(self) -> Iterable[Action]:
        """One assignment to a row."""
        return (
            Assign(reseller=r, account_manager=self.account_manager) for r in dict.fromkeys(self.resellers)
        )


class Withdraw(Action):
    """Take a reseller back from its account manager."""

    id: ClassVar[str] = "reseller_manager.withdraw"
    title: ClassVar[Text] = Text(zh="收回客户经理", en="Withdraw account manager")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (
        under(MY_RESELLERS, "操作 > 更多 > 收回客户经理", "Operation > More > Withdraw account manager"),
    )
    on: ClassVar[str] = "reseller_manager"
    permission: ClassVar[Permission] = Permission.ASSIGN_MANAGERS

    reseller_manager: Row


class WithdrawMany(Action):
    """Take several resellers back from their account managers."""

    id: ClassVar[str] = "reseller_manager.withdraw_many"
    title: ClassVar[Text] = Text(zh="批量收回客户经理", en="Withdraw account managers of selected")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(MY_RESELLERS, "批量收回客户经理", "Withdraw selected"),)
    each: ClassVar[type[Action] | None] = Withdraw
    permission: ClassVar[Permission] = Permission.ASSIGN_MANAGERS

    reseller_managers: Annotated[
        tuple[str, ...],
        Input(Text(zh="分配记录", en="Assignments"), entity="reseller_manager", many=True),
        Field(min_length=1, max_length=1000),
    ]

    def rows(self) -> Iterable[Action]:
        """One withdrawal to a row."""
        return (Withdraw(reseller_manager=a) for a in dict.fromkeys(self.reseller_managers))


# --- Effects -------------------------------------------------------------------------------------


MANAGER_ASSIGNED = Text(zh="客户经理已分配", en="Account manager assigned")


def replace(s: ManagerCase, draft: Draft) -> None:
    """End the assignment to another manager, if there is one, and start the new one."""
    old = running(draft, s.reseller.id)
    if old is not None and old.account_manager_id == s.action.account_manager:
        draft.subject = old
        return
    if old is not None:
        draft.put(old.but(state=State.REPLACED, ended_at=draft.now))
    draft.create(
        ResellerManagerAssignment,
        state=State.ASSIGNED,
        reseller_id=s.reseller.id,
        distributor_id=s.persona.organisation,
        account_manager_id=s.action.account_manager,
        assigned_at=draft.now,
    )
    draft.put(s.cooperation.but(account_manager_id=s.action.account_manager))
    draft.record("manager_assigned", s.reseller.ref, MANAGER_ASSIGNED)


def close(s: ManagerCase, draft: Draft) -> None:
    """End the assignment; the manager loses access at once, the row stays as history."""
    draft.move(ended_at=draft.now)
    link = draft.need(Cooperation, s.subject.reseller_id)
    draft.put(link.but(account_manager_id=""))


def end_manager(draft: Draft, reseller_id: str) -> None:
    """End the running assignment of a reseller that leaves."""
    assignment = running(draft, reseller_id)
    if assignment is not None:
        draft.put(assignment.but(state=State.WITHDRAWN, ended_at=draft.now))


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=ResellerManagerAssignment,
    states=State,
    label=ResellerManagerAssignment.label,
    subject="reseller_manager",
    situation=ManagerCase,
    transitions=(
        Transition(
            action=Assign,
            to=State.ASSIGNED,
            rules=(*STAFF_RULES, own_resellers, holds_manager_role),
            effect=(one_manager,),
        ),
        Transition(action=AssignMany, rules=(*STAFF_RULES, holds_manager_role)),
        Transition(
            action=Withdraw,
            source=(State.ASSIGNED,),
            to=State.WITHDRAWN,
            rules=(*STAFF_RULES, your_assignment),
            effect=(history_kept,),
        ),
        Transition(action=WithdrawMany, rules=STAFF_RULES),
    ),
    moves=(
        Move(Assign.id, (State.ASSIGNED,), State.REPLACED),
        Move("reseller_plan.finish_exit", (State.ASSIGNED,), State.WITHDRAWN),
    ),
    more_rules=(assign_path, period_only),
)
