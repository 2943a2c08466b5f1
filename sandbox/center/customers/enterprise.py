"""Leaving an enterprise 解除企业主子关系: a sub-account and its master part.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine. A sub that is not
finance-managed keeps its partner; a finance-managed one was served through its master, so its own
association ends with it. Source: 01 rules 60, 61, 78, 79, 95–97, 128, 129; 05 rule 40.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.roles import Role
from sandbox.center.customers.account import CUSTOMERS, Case, Customer, EnterpriseRole, Row
from sandbox.center.customers.after_effects import DISSOCIATION_EFFECTS, carry_out
from sandbox.center.customers.association import Association, CooperationType
from sandbox.engine.actions import Action
from sandbox.engine.machines import Machine, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

SUBS = frozenset({EnterpriseRole.MANAGED_SUB, EnterpriseRole.INDEPENDENT_SUB})


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an exit: it is done or it does not exist."""

    DONE = "done", "已解除", "done", "terminal"


class EnterpriseExit(Entity):
    """The moment at which a sub-account left its master, and what it was until then."""

    kind: ClassVar[str] = "enterprise_exit"
    label: ClassVar[Text] = Text(zh="主子账号解除记录", en="Enterprise exit")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        master_id=("企业主账号", "Enterprise master"),
        enterprise_role=("原角色", "Former role"),
        left_at=("解除时间", "Left at"),
        split=("账务拆分", "Split"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("customer_id",), ("master_id",))

    state: State = State.DONE
    customer_id: str
    master_id: str
    enterprise_role: EnterpriseRole
    partner_id: str = ""
    cooperation_type: CooperationType | None = None
    left_at: datetime
    split: bool = False


# --- Situation -----------------------------------------------------------------------------------


class ExitCase(Case):
    """A situation about a sub-account that leaves its master."""

    @lazy
    def managed(self) -> bool:
        """Whether the sub is finance-managed."""
        return bool(self.customer) and self.customer.enterprise_role == EnterpriseRole.MANAGED_SUB

    @lazy
    def splits_the_month(self) -> bool:
        """Whether a managed referral sub leaves a partner with whom its master stays."""
        own = self.association
        if not self.managed or own is None or own.cooperation_type != CooperationType.REFERRAL:
            return False
        master = self.world.get(Association, self.customer.enterprise_master_id)
        return master is not None and master.associated and master.partner_id == own.partner_id


# --- Rules ---------------------------------------------------------------------------------------

own_enterprise = Rule(
    id="portal-own-enterprise",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    needs=("customer",),
    text=Text(
        zh="只有子账号自己或它的企业主账号可以解除主子关系。",
        en="Only the sub-account itself or its master account can end their relation.",
    ),
    remedy=Text(zh="请以子账号或主账号的身份登录后操作。", en="Sign in as the sub-account or as its master."),
    applies=lambda s: s.customer is not None and Role.CUSTOMER in s.persona.roles,
    holds=lambda s: s.persona.organisation in (s.customer.id, s.customer.enterprise_master_id),
)
is_a_sub = Rule(
    id="portal-is-enterprise-sub",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    needs=("customer",),
    text=Text(zh="该账号不是企业子账号。", en="The account is not a sub-account of an enterprise."),
    remedy=Text(zh="请选择企业子账号。", en="Choose a sub-account."),
    holds=lambda s: s.customer.enterprise_role in SUBS,
)
managed_sub_split = Rule(
    id="after-managed-sub-split",
    number=128,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S36b",
    text=Text(
        zh="财务托管子账号离开而主账号仍关联伙伴的当月：消费汇总只体现在子账号；明细以离开时刻为界，之前在子账号，之后在主账号。",
        en="In the month in which a finance-managed sub leaves while its master stays with the partner, the summary "
        "shows on the sub only; the details are on the sub before the moment and on the master after it.",
    ),
    applies=lambda s: s.splits_the_month,
    does=lambda s, draft: mark_split(s, draft),
)


# --- Actions -------------------------------------------------------------------------------------


class Leave(Action):
    """A sub-account leaves its master, or the master unlinks it."""

    id: ClassVar[str] = "customer.leave_enterprise"
    title: ClassVar[Text] = Text(zh="解除企业主子关系", en="Leave the enterprise")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "customer"

    customer: Row


# --- Effects -------------------------------------------------------------------------------------


ENTERPRISE_LEFT = Text(zh="已解除主子关系", en="Enterprise left")


def leave(s: ExitCase, draft: Draft) -> None:
    """Note the moment, make the account one of its own, and end what it had through its master."""
    own = s.association
    draft.create(
        EnterpriseExit,
        state=State.DONE,
        customer_id=s.customer.id,
        master_id=s.customer.enterprise_master_id,
        enterprise_role=s.customer.enterprise_role,
        partner_id=own.partner_id if own else "",
        cooperation_type=own.cooperation_type if own else None,
        left_at=draft.now,
    )
    if s.managed and own is not None and own.associated:
        carry_out(DISSOCIATION_EFFECTS, s, draft)
    customer = draft.need(Customer, s.customer.id)
    draft.put(customer.but(enterprise_role=EnterpriseRole.NONE, enterprise_master_id=""))
    draft.record("enterprise_left", customer.ref, ENTERPRISE_LEFT)


def mark_split(s: ExitCase, draft: Draft) -> None:
    """The month's consumption is split at this moment."""
    assert isinstance(draft.subject, EnterpriseExit)
    draft.subject = draft.put(draft.subject.but(split=True))


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=EnterpriseExit,
    states=State,
    label=EnterpriseExit.label,
    situation=ExitCase,
    transitions=(
        Transition(
            action=Leave,
            to=State.DONE,
            rules=(own_enterprise, is_a_sub),
            effect=(leave, managed_sub_split),
        ),
    ),
)
