"""Membership in the distributor plan 分销计划(总经销商): invited by Huawei only, and for good.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine.
Source: 02 §3.1, rules 1, 2, 118.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import (
    Member,
    Partner,
    PartnerState,
    PartnerType,
    administrator_of,
)
from sandbox.center.common.roles import PARTNER_PLANS, Role, under
from sandbox.center.resellers.plan_account import OWNERS, AccountCase
from sandbox.center.resellers.plan_incentive import leave_incentives, paid_for_one_year
from sandbox.center.resellers.reseller_plan_terms import one_plan_only
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import Instant
from sandbox.engine.machines import Machine, Move, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

HUAWEI = frozenset({Role.HUAWEI_OPERATIONS})
PLAN_CARD = under(PARTNER_PLANS, "分销计划(总经销商)", "Distribution plan (distributor)")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of the membership; an organisation without one has not joined."""

    INVITED = "invited", "已受邀", "invited", "initial"
    UNDER_REVIEW = "under_review", "审核中", "under review", "transient"
    JOINED = "joined", "已加入", "joined"
    REFUSED = "refused", "审核不通过", "refused", "terminal"
    LAPSED = "lapsed", "已失效", "lapsed", "terminal"
    DELISTED = "delisted", "已摘牌退出", "delisted", "terminal"


class DistributorMembership(Entity):
    """The membership of an organisation; its id is the organisation's. Source: 02 §3.1."""

    kind: ClassVar[str] = "distributor_membership"
    label: ClassVar[Text] = Text(zh="总经销商计划", en="Distributor plan membership")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        invited_at=("邀请时间", "Invited"),
        joined_at=("加入时间", "Joined"),
        certified_until=("认证有效期至", "Certified until"),
        ended_at=("结束时间", "Ended"),
    )

    state: State = State.INVITED
    partner_id: str
    invited_at: datetime | None = None
    joined_at: datetime | None = None
    certified_until: datetime | None = None
    ended_at: datetime | None = None


class MembershipCase(AccountCase):
    """A situation about an organisation that may become a distributor."""

    @lazy
    def organisation(self) -> str:
        """The organisation named, or the one who acts."""
        named = self.typed.get("partner", "") or getattr(self.subject, "partner_id", "")
        return named or self.persona.organisation


# --- Rules ---------------------------------------------------------------------------------------

invite_only = Rule(
    id="resell-distributor-invite-only",
    number=1,
    kind=Kind.GUARD,
    confidence=Confidence.SEED,
    source="SEED, A17, A33",
    text=Text(
        zh="总经销商的发展路径和计划仅限华为云邀请，页面上没有加入按钮。",
        en="The distributor path and plan are open to Huawei's invitation only; there is no button to join.",
    ),
    remedy=Text(
        zh="请线下联系所在区域的生态经理或渠道经理，由其发出邀请。",
        en="Contact the ecosystem or channel manager of your region offline; they send the invitation.",
    ),
    remedied_by=("distributor_plan.invite",),
    holds=lambda s: s.distributor_membership is not None and s.distributor_membership.state == State.INVITED,
)


not_a_member = Rule(
    id="portal-not-yet-distributor",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    needs=("partner",),
    text=Text(
        zh="该伙伴的总经销商计划已是“{state}”，无需再邀请。",
        en="The partner's distributor plan is “{state}” already; no invitation is needed.",
    ),
    remedy=Text(
        zh="请查看该伙伴现有的计划；已失效的可以重新邀请。",
        en="Look at its plan; one that has lapsed can be invited again.",
    ),
    applies=lambda s: s.distributor_membership is not None,
    holds=lambda s: s.distributor_membership.state in (State.REFUSED, State.LAPSED),
    values=lambda s: {"state": s.distributor_membership.state},
)
ends_later = Rule(
    id="portal-certified-until-later",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("certified_until",),
    text=Text(zh="认证有效期须晚于现在。", en="The certification must end later than now."),
    remedy=Text(zh="请更正日期。", en="Correct the date."),
    holds=lambda s: s.action.certified_until is None or s.action.certified_until > s.now,
)


def blocker(letter: str, zh: str, en: str, how_zh: str, how_en: str, holds: Any) -> Rule:
    """One of the ten account conditions of rule 2."""
    return Rule(
        id=f"resell-distributor-join-blockers-{letter}",
        kind=Kind.GUARD,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="P24, A33",
        text=Text(zh=zh, en=en),
        remedy=Text(zh=how_zh, en=how_en),
        remedied_by=("plan_account.clear",),
        holds=holds,
    )


in_solution_provider_plan = blocker(
    "a", "账号已加入或正在加入解决方案提供商计划。", "The account is in, or joining, the solution provider plan.",
    "请退出该计划，或改用另一个账号。", "Leave that plan, or use another account.",
    lambda s: not s.account.solution_provider,
)  # fmt: skip
customer_of_another = blocker(
    "b", "账号是其他总经销商的子客户。", "The account is a customer of another distributor.",
    "请先与该总经销商解除关联。", "Dissociate from that distributor first.",
    lambda s: not s.account.customer_of,
)  # fmt: skip
resources_open = blocker(
    "c", "账号有未关闭的云资源。", "The account has open resources.",
    "请关闭全部资源。", "Close all resources.", lambda s: not s.account.open_resources,
)  # fmt: skip
account_frozen = blocker(
    "d", "账号已被冻结。", "The account is frozen.",
    "请按冻结通知处理并解除冻结。", "Follow the notice and have it unfrozen.", lambda s: not s.account.frozen,
)  # fmt: skip
account_has_spent = Rule(
    id="resell-distributor-join-blockers-e",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P24, A33",
    text=Text(zh="账号有过消费。", en="The account has spent money on cloud services."),
    remedy=Text(zh="请改用没有消费过的账号。", en="Use an account that has never spent."),
    holds=lambda s: not s.account.has_spent,
)
in_arrears = blocker(
    "f", "账号欠费。", "The account is in arrears.",
    "请还清欠费。", "Pay the arrears.", lambda s: not s.account.arrears,
)  # fmt: skip
in_an_enterprise = blocker(
    "g", "账号是企业主账号或企业子账号。", "The account is an enterprise master or member account.",
    "请先解除企业主子账号关系。", "Leave the enterprise first.", lambda s: not s.account.enterprise_member,
)  # fmt: skip
with_credit_account = blocker(
    "h", "账号开通了信用账户。", "The account has a credit account.",
    "请关闭信用账户。", "Close the credit account.", lambda s: not s.account.credit_account,
)  # fmt: skip
reported_by_bd = blocker(
    "i", "账号已被华为商务拓展人员报备。", "The account was reported by Huawei's business development.",
    "请联系生态经理取消报备。", "Ask the ecosystem manager to withdraw the report.",
    lambda s: not s.account.reported_by_huawei,
)  # fmt: skip
real_name_personal = Rule(
    id="resell-distributor-join-blockers-j",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P24, A33",
    text=Text(
        zh="账号已完成或正在进行个人实名认证。",
        en="The account has passed, or is going through, personal real-name authentication.",
    ),
    remedy=Text(zh="请改用企业实名认证的账号。", en="Use an account authenticated as an enterprise."),
    holds=lambda s: not s.account.personal_real_name,
)
join_blockers = Rule(
    id="resell-distributor-join-blockers",
    number=2,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P24, A33",
    text=Text(
        zh="受邀成为总经销商的账号须满足十项条件；不满足的会逐项列出。",
        en="An account invited to be a distributor must meet ten conditions; each one that fails is listed.",
    ),
    remedy=Text(zh="请逐项处理后重新提交。", en="Clear each of them, then apply again."),
    parts=(
        in_solution_provider_plan,
        customer_of_another,
        resources_open,
        account_frozen,
        account_has_spent,
        in_arrears,
        in_an_enterprise,
        with_credit_account,
        reported_by_bd,
        real_name_personal,
    ),
)
agreements_ticked = Rule(
    id="portal-agreements-ticked",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("agreements_accepted",),
    text=Text(zh="请先阅读并勾选协议。", en="Read and tick the agreements first."),
    remedy=Text(zh="勾选全部协议后再提交。", en="Tick all of them, then submit."),
    holds=lambda s: bool(s.action.agreements_accepted),
)


# --- Actions -------------------------------------------------------------------------------------

ROW = Input(Text(zh="总经销商计划", en="Membership"), entity="distributor_membership")
Row = Annotated[str, ROW, Field(min_length=1)]


class Invite(Action):
    """Huawei's ecosystem manager invites an organisation to be a distributor."""

    id: ClassVar[str] = "distributor_plan.invite"
    title: ClassVar[Text] = Text(zh="邀请成为总经销商", en="Invite to be a distributor")
    roles: ClassVar[frozenset[str]] = HUAWEI
    on: ClassVar[str] = "partner"

    partner: Annotated[str, Input(Text(zh="伙伴", en="Partner"), entity="partner"), Field(min_length=1)]


class Apply(Action):
    """The organisation applies, by the link of the invitation mail."""

    id: ClassVar[str] = "distributor_plan.apply"
    title: ClassVar[Text] = Text(zh="提交总经销商申请", en="Apply to be a distributor")
    roles: ClassVar[frozenset[str]] = OWNERS
    menu: ClassVar[tuple[Text, ...]] = (PLAN_CARD,)

    agreements_accepted: Annotated[
        bool,
        Input(Text(zh="已勾选关联声明和总经销商协议", en="Association statement and agreement accepted")),
    ] = False


class Approve(Action):
    """Huawei lets the organisation join."""

    id: ClassVar[str] = "distributor_plan.approve"
    title: ClassVar[Text] = Text(zh="审核通过", en="Approve")
    roles: ClassVar[frozenset[str]] = HUAWEI
    on: ClassVar[str] = "distributor_membership"

    distributor_membership: Row
    certified_until: Annotated[Instant | None, Input(Text(zh="认证有效期至", en="Certified until"))] = None


class Refuse(Action):
    """Huawei does not let the organisation join."""

    id: ClassVar[str] = "distributor_plan.refuse"
    title: ClassVar[Text] = Text(zh="审核不通过", en="Refuse")
    roles: ClassVar[frozenset[str]] = HUAWEI
    on: ClassVar[str] = "distributor_membership"

    distributor_membership: Row


class Delist(Action):
    """Huawei removes a distributor from the plan."""

    id: ClassVar[str] = "distributor_plan.delist"
    title: ClassVar[Text] = Text(zh="摘牌退出", en="Delist")
    roles: ClassVar[frozenset[str]] = HUAWEI
    on: ClassVar[str] = "distributor_membership"

    distributor_membership: Row


# --- Effects -------------------------------------------------------------------------------------


INVITE_NOTICE = Text(
    zh="华为云邀请贵公司加入分销计划（总经销商），请通过邮件中的链接提交申请。",
    en="Huawei Cloud invites your company to the distributor plan; apply by the link in this mail.",
)


def invite(s: MembershipCase, draft: Draft) -> None:
    """The mail with the link is out."""
    id = s.action.partner
    draft.create(DistributorMembership, id=id, partner_id=id, state=State.INVITED, invited_at=draft.now)
    draft.notify(
        administrator_of(draft, id),
        INVITE_NOTICE,
        channel="mail",
        rule=invite_only.id,
    )


APPLIED = Text(zh="申请已提交", en="Application submitted")


def apply(s: MembershipCase, draft: Draft) -> None:
    """The application waits for Huawei."""
    draft.subject = draft.put(s.distributor_membership.but(state=State.UNDER_REVIEW))
    draft.record("applied", draft.subject.ref, APPLIED)


PLAN_JOINED = Text(zh="已加入总经销商计划", en="Distributor plan joined")
JOIN_TEXT = Text(zh="贵公司已加入总经销商计划。", en="Your company has joined the distributor plan.")


def join(s: MembershipCase, draft: Draft) -> None:
    """The organisation is a distributor, and its administrator a distributor's."""
    draft.move(joined_at=draft.now, certified_until=s.action.certified_until)
    partner = draft.need(Partner, s.subject.partner_id)
    draft.put(partner.but(partner_type=PartnerType.DISTRIBUTOR))
    for member in draft.find(Member, organisation=partner.id):
        if Role.ENTERPRISE_ADMINISTRATOR in member.roles:
            draft.put(member.but(roles=(Role.DISTRIBUTOR_ADMINISTRATOR,)))
    draft.record("plan_joined", partner.ref, PLAN_JOINED)
    tell(
        draft,
        partner.id,
        JOIN_TEXT,
    )


REFUSE_TEXT = Text(
    zh="贵公司加入总经销商计划的申请未通过，详情请咨询生态经理。",
    en="Your application for the distributor plan was refused; ask the ecosystem manager about it.",
)


def refuse(s: MembershipCase, draft: Draft) -> None:
    """The organisation learns that it was not let in."""
    draft.move()
    tell(draft, s.subject.partner_id, REFUSE_TEXT)


def tell(draft: Draft, partner_id: str, text: Text) -> None:
    """A message to the administrator of an organisation about its plan."""
    to = administrator_of(draft, partner_id)
    draft.notify(to, text, about=f"distributor_membership/{partner_id}")


def end_plan(s: MembershipCase, draft: Draft) -> None:
    """The plan is over; what it earned can still be cashed in for a year."""
    draft.move(ended_at=draft.now)


YOU_WERE_DELISTED = Text(
    zh="贵公司已被摘牌退出总经销商计划。", en="Your company was delisted as a distributor."
)
YOUR_DISTRIBUTOR_DELISTED = Text(
    zh="总经销商{name}已摘牌退出，贵公司暂时不能报备客户，请联系生态经理。",
    en="Your distributor {name} was delisted; your company cannot report customers. Ask the ecosystem manager.",
)


def mark_delisted(s: MembershipCase, draft: Draft) -> None:
    """The standing of the partner says so; its resellers cannot report customers any more."""
    partner = draft.need(Partner, s.subject.partner_id)
    draft.put(partner.but(state=PartnerState.DELISTED))
    tell(
        draft,
        partner.id,
        YOU_WERE_DELISTED,
    )
    text = YOUR_DISTRIBUTOR_DELISTED.filled({"name": partner.account_name})
    for link in draft.find(Cooperation, distributor_id=partner.id):
        if link.running:
            draft.notify(administrator_of(draft, link.reseller_id), text, about=link.ref)


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=DistributorMembership,
    states=State,
    label=DistributorMembership.label,
    subject="distributor_membership",
    situation=MembershipCase,
    transitions=(
        Transition(action=Invite, to=State.INVITED, rules=(not_a_member,), effect=(invite,)),
        Transition(
            action=Apply,
            rules=(invite_only, one_plan_only, join_blockers, agreements_ticked),
            effect=(apply,),
        ),
        Transition(
            action=Approve,
            source=(State.UNDER_REVIEW,),
            to=State.JOINED,
            rules=(ends_later,),
            effect=(join,),
        ),
        Transition(action=Refuse, source=(State.UNDER_REVIEW,), to=State.REFUSED, effect=(refuse,)),
        Transition(
            action=Delist,
            source=(State.JOINED,),
            to=State.DELISTED,
            effect=(end_plan, mark_delisted, leave_incentives),
        ),
    ),
    moves=(
        Move(Apply.id, (State.INVITED,), State.UNDER_REVIEW),
        Move(Invite.id, (State.REFUSED, State.LAPSED), State.INVITED),
    ),
    timers=(
        Timer(
            name="certification",
            label=Text(zh="总经销商认证到期", en="End of the distributor's certification"),
            source=(State.JOINED,),
            due=lambda m, _: m.certified_until,
            to=State.LAPSED,
            effect=(end_plan, leave_incentives),
            window=Text(zh="按证书", en="per certificate"),
        ),
    ),
    more_rules=(paid_for_one_year,),
)
