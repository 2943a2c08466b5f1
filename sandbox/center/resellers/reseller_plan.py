"""Membership in the reseller plan 分销计划(云经销商): account checks, joining, and the way out.

Read from top to bottom: states, entity, rules, actions, effects, machine.
Source: 02 §3.2, rules 5–8; §3.6 for the exit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.cooperation import State as LinkState
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Member, Partner, PartnerType, administrator_of
from sandbox.center.common.roles import PARTNER_PLANS, Role, under
from sandbox.center.customers.association import Association, CooperationType
from sandbox.center.customers.association_request import ASSOCIATION_PENDING, pending_request
from sandbox.center.resellers.cooperation_application import void_applications
from sandbox.center.resellers.cooperation_invitation import complete_joining, fail_invitations
from sandbox.center.resellers.distributor_plan import agreements_ticked
from sandbox.center.resellers.funds import unbind_return
from sandbox.center.resellers.plan_account import OWNERS, AccountCase, PlanAccount, notice_loss
from sandbox.center.resellers.reseller_manager import end_manager
from sandbox.center.resellers.reseller_plan_terms import one_plan_only
from sandbox.center.resellers.voucher_quota import no_live_quota
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Transition
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

HUAWEI = frozenset({Role.HUAWEI_OPERATIONS})
PLAN_CARD = under(PARTNER_PLANS, "分销计划(云经销商)", "Distribution plan (reseller)")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of the membership; an organisation without one has not joined."""

    JOINED = "joined", "已加入", "joined", "initial"
    EXITING = "exiting", "退出中", "exiting", "transient"
    EXITED = "exited", "已退出", "exited", "terminal"


class ResellerMembership(Entity):
    """The membership of a reseller; its id is the organisation's. Source: 02 §3.2."""

    kind: ClassVar[str] = "reseller_membership"
    label: ClassVar[Text] = Text(zh="云经销商计划", en="Reseller plan membership")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        joined_at=("加入时间", "Joined"),
        exit_reason=("退出原因", "Reason of the exit"),
        exited_at=("退出时间", "Exited"),
    )

    state: State = State.JOINED
    partner_id: str
    joined_at: datetime | None = None
    exit_reason: str = ""
    exited_at: datetime | None = None


# --- Rules ---------------------------------------------------------------------------------------


def condition(letter: str, zh: str, en: str, how_zh: str, how_en: str, holds: Any) -> Rule:
    """One of the six account conditions of rule 5."""
    return Rule(
        id=f"resell-join-clean-account-{letter}",
        kind=Kind.GUARD,
        confidence=Confidence.CORROBORATED,
        source="A5",
        text=Text(zh=zh, en=en),
        remedy=Text(zh=how_zh, en=how_en),
        remedied_by=("plan_account.clear",),
        holds=holds,
    )


no_open_resources = condition(
    "a", "账号有未关闭的云资源。", "The account has open resources.",
    "请关闭全部资源，或改用新账号。", "Close them all, or use a new account.",
    lambda s: not s.account.open_resources,
)  # fmt: skip
zero_balance = condition(
    "b", "账号有欠费，或充值余额不为 0。", "The account is in arrears, or its top-up balance is not 0.",
    "请还清欠费，并把余额提现。", "Pay the arrears and withdraw the balance.",
    lambda s: not s.account.arrears and s.balance == 0,
)  # fmt: skip
nothing_to_invoice = condition(
    "c", "账号有可开票金额。", "The account has an amount that can still be invoiced.",
    "请先开具发票。", "Have the invoices issued first.", lambda s: not s.account.invoiceable_amount,
)  # fmt: skip
not_postpaid = condition(
    "d", "账号开通了后付费。", "Post-paid billing is open on the account.",
    "请关闭后付费。", "End post-paid billing.", lambda s: not s.account.postpaid_enabled,
)  # fmt: skip
no_special_contract = condition(
    "e", "账号与华为云签有指定合同。", "The account has a special contract with Huawei Cloud.",
    "请等待合同到期，或改用新账号。", "Let the contract end, or use a new account.",
    lambda s: not s.account.special_contract,
)  # fmt: skip
no_distributors_customer = condition(
    "f", "账号是总经销商的顾问销售或代售客户。", "The account is a referral or resale customer of a distributor.",
    "请先与该总经销商解除关联。", "Dissociate from that distributor first.",
    lambda s: not s.account.customer_of,
)  # fmt: skip
clean_account = Rule(
    id="resell-join-clean-account",
    number=5,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A5",
    text=Text(
        zh="加入云经销商计划的账号须满足六项条件，充值余额须为 0；“查看原因”逐项列出不满足的条件。",
        en=(
            "An account that joins as a reseller meets six conditions, a top-up balance of 0 among them; See "
            "reasons lists each one that fails."
        ),
    ),
    remedy=Text(
        zh="请逐项处理，或通过“快捷注册新账号”使用新账号。",
        en="Clear each of them, or use a new account by quick registration.",
    ),
    parts=(
        no_open_resources,
        zero_balance,
        nothing_to_invoice,
        not_postpaid,
        no_special_contract,
        no_distributors_customer,
    ),
)
coupons_lost = Rule(
    id="resell-join-voucher-loss",
    number=6,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="A5, A6",
    text=Text(
        zh="加入云经销商计划后，账号内未使用的代金券、折扣券、储值卡不能再使用；提交前会提示。",
        en=(
            "Once the account is a reseller's, its unused vouchers, discount coupons and stored-value cards "
            "stop working; the page says so before."
        ),
    ),
    applies=lambda s: s.account.coupons > 0,
    does=lambda s, draft: notice_loss(draft, s.account, "resell-join-voucher-loss"),
)
not_expired_provider = Rule(
    id="resell-sp-expired-new-account",
    number=8,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A9, A13",
    text=Text(
        zh="该账号的解决方案提供商计划已过期，不能再加入云经销商计划。",
        en="The solution provider plan of this account has expired; it cannot become a reseller.",
    ),
    remedy=Text(
        zh="请切换到其他账号，或通过“快捷注册新账号”注册新账号。",
        en="Switch to another account, or register a new one by quick registration.",
    ),
    remedied_by=("quick_registration.verify_mail",),
    holds=lambda s: not s.account.solution_provider_lapsed,
)
customers_left = Rule(
    id="portal-exit-customers-left",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    text=Text(
        zh="云经销商还有 {count} 家代售客户，退出不能完成。",
        en="The reseller still has {count} resale customers; the exit cannot be finished.",
    ),
    remedy=Text(
        zh="请云经销商先与这些客户解除关联或切换关联类型。",
        en="The reseller first dissociates from them or switches their type.",
    ),
    remedied_by=("association.request_dissociation", "association.request_switch"),
    holds=lambda s: not resale_customers(s),
    values=lambda s: {"count": len(resale_customers(s))},
)


no_pending_dissociation = Rule(
    id="portal-exit-pending-dissociation",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    text=Text(
        zh="云经销商还有 {count} 条待处理的客户解除关联或切换申请，不能开始退出。",
        en="Requests to dissociate from or switch the reseller's customers wait ({count}); the exit cannot start.",
    ),
    remedy=Text(
        zh="请等这些申请有结果后再开始退出。", en="Start the exit once those requests have been answered."
    ),
    holds=lambda s: not pending_requests(s),
    values=lambda s: {"count": pending_requests(s)},
)


def pending_requests(s: AccountCase) -> int:
    """How many customers of the reseller have a request that waits for an answer."""
    partner_id = s.subject.partner_id
    asked = [
        a.customer_id
        for a in s.world.find(Association, partner_id=partner_id)
        if a.state in ASSOCIATION_PENDING
    ]
    waiting = [pending_request(s.world, id) for id in asked]
    return sum(1 for request in waiting if request is not None and request.partner_id == partner_id)


def resale_customers(s: AccountCase) -> list[Association]:
    """The resale customers of the reseller."""
    return [
        a
        for a in s.world.find(Association, partner_id=s.subject.partner_id)
        if a.associated and a.cooperation_type == CooperationType.RESALE
    ]


# --- Actions -------------------------------------------------------------------------------------

Row = Annotated[
    str,
    Input(Text(zh="云经销商计划", en="Membership"), entity="reseller_membership"),
    Field(min_length=1),
]


class Check(Action):
    """Look at what keeps the account from the plan; nothing is stored."""

    id: ClassVar[str] = "reseller_plan.check"
    title: ClassVar[Text] = Text(zh="查看原因", en="See reasons")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (under(PLAN_CARD, "查看原因", "See reasons"),)


class Join(Action):
    """Join the reseller plan with this account."""

    id: ClassVar[str] = "reseller_plan.join"
    title: ClassVar[Text] = Text(zh="立即加入", en="Join now")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (under(PLAN_CARD, "立即加入", "Join now"),)

    agreements_accepted: Annotated[bool, Input(Text(zh="已勾选协议", en="Agreement accepted"))] = False


class JoinOther(Action):
    """Join the solution provider plan with this account instead."""

    id: ClassVar[str] = "partner_plan.join_other"
    title: ClassVar[Text] = Text(zh="加入解决方案提供商计划", en="Join the solution provider plan")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (PARTNER_PLANS,)


class StartExit(Action):
    """Huawei starts the exit that the reseller asked its ecosystem manager for."""

    id: ClassVar[str] = "reseller_plan.start_exit"
    title: ClassVar[Text] = Text(zh="开始退出", en="Start the exit")
    roles: ClassVar[frozenset[str]] = HUAWEI
    on: ClassVar[str] = "reseller_membership"

    reseller_membership: Row
    reason: Annotated[str, Input(Text(zh="原因", en="Reason"), multiline=True)] = ""


class FinishExit(Action):
    """Huawei finishes the exit."""

    id: ClassVar[str] = "reseller_plan.finish_exit"
    title: ClassVar[Text] = Text(zh="完成退出", en="Finish the exit")
    roles: ClassVar[frozenset[str]] = HUAWEI
    on: ClassVar[str] = "reseller_membership"

    reseller_membership: Row


# --- Effects -------------------------------------------------------------------------------------


ELIGIBLE = Text(zh="账号满足加入条件", en="The account meets the conditions")
ELIGIBLE_WITH_LOSS = Text(
    zh="账号满足加入条件；加入后，未使用的 {count} 张券卡不能再使用",
    en="The account meets the conditions; its {count} unused coupons or cards will be lost",
)


def say_eligible(s: AccountCase, draft: Draft) -> None:
    """The account may join; what it would lose is said."""
    text = ELIGIBLE
    if s.account.coupons:
        text = ELIGIBLE_WITH_LOSS.filled({"count": s.account.coupons})
    draft.record("conditions_met", f"partner/{s.organisation}", text, coupons=s.account.coupons)


PLAN_JOINED = Text(zh="已加入云经销商计划", en="Reseller plan joined")


def join(s: AccountCase, draft: Draft) -> None:
    """The account is a reseller's; an invitation it had accepted takes effect."""
    id = s.organisation
    draft.create(ResellerMembership, id=id, partner_id=id, state=State.JOINED, joined_at=draft.now)
    draft.put(draft.need(Partner, id).but(partner_type=PartnerType.RESELLER))
    for member in draft.find(Member, organisation=id):
        if Role.ENTERPRISE_ADMINISTRATOR in member.roles:
            draft.put(member.but(roles=(Role.RESELLER_ADMINISTRATOR,)))
    draft.put(Cooperation(id=id, reseller_id=id))
    complete_joining(draft, id)
    draft.record("plan_joined", f"partner/{id}", PLAN_JOINED)


def join_other(s: AccountCase, draft: Draft) -> None:
    """The account is a solution provider's; open invitations of distributors fail."""
    id = s.organisation
    account = draft.get(PlanAccount, id) or PlanAccount(id=id)
    draft.put(account.but(solution_provider=True))
    draft.subject = draft.put(draft.need(Partner, id).but(partner_type=PartnerType.SOLUTION_PROVIDER))
    for member in draft.find(Member, organisation=id):
        if Role.ENTERPRISE_ADMINISTRATOR in member.roles:
            draft.put(member.but(roles=(Role.PARTNER_ADMINISTRATOR,)))
    fail_invitations(draft, id)


YOU_LEAVE = Text(zh="贵公司开始退出云经销商计划。", en="Your company is leaving the reseller plan.")
RESELLER_LEAVES = Text(zh="{name}正在退出云经销商计划。", en="{name} is leaving the reseller plan.")


def start_exit(s: AccountCase, draft: Draft) -> None:
    """The relation is exiting too: the distributor can give nothing more, only take back."""
    reason = s.action.reason.strip()
    draft.move(exit_reason=reason)
    void_applications(draft, s.subject.partner_id)
    own = YOU_LEAVE
    draft.notify(administrator_of(draft, s.subject.partner_id), own, about=s.subject.ref)
    link = draft.need(Cooperation, s.subject.partner_id)
    if link.state == LinkState.COOPERATING:
        draft.put(link.but(state=LinkState.EXITING, exit_reason=reason))
        text = RESELLER_LEAVES
        name = draft.need(Partner, link.reseller_id).account_name
        draft.notify(
            administrator_of(draft, link.distributor_id), text.filled({"name": name}), about=link.ref
        )


RESELLER_HAS_LEFT = Text(
    zh="{name}已退出云经销商计划，合作关系已解除，剩余余额已退回。",
    en="{name} has left the reseller plan; the cooperation has ended and what it had left has come back.",
)
COOPERATION_ENDED = Text(zh="合作关系已解除", en="Cooperation ended")
YOU_HAVE_LEFT = Text(zh="贵公司已退出云经销商计划。", en="Your company has left the reseller plan.")


def end_relation(s: AccountCase, draft: Draft) -> None:
    """The relation, its account manager and its authorisations end."""
    draft.move(exited_at=draft.now)
    link = draft.need(Cooperation, s.subject.partner_id)
    end_manager(draft, link.reseller_id)
    ended = draft.need(Cooperation, s.subject.partner_id).but(
        state=LinkState.ENDED,
        ended_at=draft.now,
        account_manager_id="",
        customer_info_authorised=False,
        sales_delegated=False,
    )
    draft.put(ended)
    reseller = draft.put(draft.need(Partner, link.reseller_id).but(indirect_partner_of=""))
    told = [(reseller.id, YOU_HAVE_LEFT)]
    if link.distributor_id:
        text = RESELLER_HAS_LEFT
        told.append((link.distributor_id, text.filled({"name": reseller.account_name})))
    for id, words in told:
        draft.notify(administrator_of(draft, id), words, about=ended.ref)
    draft.record("cooperation_ended", ended.ref, COOPERATION_ENDED)


# --- Machine -------------------------------------------------------------------------------------

CONDITIONS = (one_plan_only, not_expired_provider, clean_account)
FINISH_EXIT = (unbind_return, end_relation)
"""Effects of a finished exit, in order; money that is left goes back before the relation ends."""

machine = Machine(
    entity=ResellerMembership,
    states=State,
    label=ResellerMembership.label,
    subject="reseller_membership",
    situation=AccountCase,
    transitions=(
        Transition(action=Check, rules=CONDITIONS, effect=(say_eligible,)),
        Transition(
            action=Join,
            to=State.JOINED,
            rules=(*CONDITIONS, agreements_ticked),
            effect=(coupons_lost, join),
        ),
        Transition(action=JoinOther, rules=(one_plan_only,), effect=(join_other,)),
        Transition(
            action=StartExit,
            source=(State.JOINED,),
            to=State.EXITING,
            rules=(no_pending_dissociation,),
            effect=(start_exit,),
        ),
        Transition(
            action=FinishExit,
            source=(State.EXITING,),
            to=State.EXITED,
            rules=(customers_left, no_live_quota),
            effect=FINISH_EXIT,
        ),
    ),
)
