"""Cooperation invitations 邀请云经销商: a distributor invites, the reseller accepts within seven days.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine.
Source: 02 §3.5, rules 20–24; errata to 20, 21 and 24.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import PartnerState, PartnerType, administrator_of
from sandbox.center.common.permission import Permission
from sandbox.center.common.roles import Role, under
from sandbox.center.resellers.cooperation_application import (
    change_not_online,
    distributors_only,
    free_but_leaving,
    in_the_plan,
    not_left,
    same_region,
    void_applications,
)
from sandbox.center.resellers.distributor_plan import agreements_ticked
from sandbox.center.resellers.reseller import (
    INVITATIONS,
    MY_DISTRIBUTOR,
    RESELLER_STAFF,
    STAFF,
    STAFF_RULES,
    ResellerCase,
    cooperate,
)
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Timer, Transition
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

VALID_FOR = timedelta(days=7)
INVITEES = RESELLER_STAFF | {Role.ENTERPRISE_ADMINISTRATOR}


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an invitation."""

    WAITING = "waiting", "待接受", "waiting", "transient"
    JOINING = "joining", "已接受，待加入计划", "accepted, to join the plan", "transient"
    ACCEPTED = "accepted", "已接受", "accepted", "terminal"
    DECLINED = "declined", "已拒绝", "declined", "terminal"
    CANCELLED = "cancelled", "已取消", "cancelled", "terminal"
    EXPIRED = "expired", "已失效", "expired", "terminal"


class CooperationInvitation(Entity):
    """An invitation of a distributor to a reseller. Source: 02 §3.5."""

    kind: ClassVar[str] = "cooperation_invitation"
    label: ClassVar[Text] = Text(zh="合作邀请", en="Cooperation invitation")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        reseller_id=("云经销商", "Reseller"),
        distributor_id=("总经销商", "Distributor"),
        sent_at=("邀请时间", "Sent"),
        answered_at=("答复时间", "Answered"),
        reason=("原因", "Reason"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("reseller_id",),)

    state: State = State.WAITING
    reseller_id: str
    distributor_id: str
    sent_at: datetime
    answered_at: datetime | None = None
    reason: str = ""

    @property
    def expires_at(self) -> datetime:
        """The first instant at which it cannot be accepted."""
        return self.sent_at + VALID_FOR


# --- Rules ---------------------------------------------------------------------------------------

member_first = Rule(
    id="resell-invite-member-first",
    number=20,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A3",
    text=Text(
        zh="邀请前，对方应已加入云经销商计划。",
        en="The account invited should be in the reseller plan already.",
    ),
    remedy=Text(
        zh="尚未加入的账号可以先接受邀请，加入计划后合作生效。",
        en="An account that is not can accept first; the cooperation begins when it joins.",
    ),
    documented=Text(
        zh="一处公开页面要求先加入计划，另一处标题写明“接受邀请成为云经销商”。这里采用后者：可以邀请，"
        "接受后引导加入计划，加入时合作生效。",
        en="One public page wants membership first, a chapter of the manual is called “accept the invitation "
        "and become a reseller”. Here the latter holds: anyone can be invited; accepting leads to the plan, "
        "and the cooperation begins when it is joined.",
    ),
)
not_taken = Rule(
    id="resell-invite-exclusive",
    number=22,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A3",
    needs=("reseller",),
    text=Text(
        zh="对方已有合作的总经销商，一家云经销商只能与一家总经销商合作。",
        en="The account already has a distributor; a reseller works with one only.",
    ),
    remedy=Text(
        zh="不能邀请；对方结束现有合作并注册新账号后再邀请。",
        en="It cannot be invited; invite it again once it has left and registered a new account.",
    ),
    applies=lambda s: s.cooperation is not None,
    holds=lambda s: not s.cooperation.running,
)
not_when_frozen = Rule(
    id="resell-invite-not-when-frozen",
    number=23,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P20",
    text=Text(
        zh="贵公司的账号已冻结，不能邀请云经销商。",
        en="Your company's account is frozen and cannot invite resellers.",
    ),
    remedy=Text(
        zh="请与华为云处理冻结事项，解除冻结后再邀请。",
        en="Settle the matter with Huawei Cloud; invite once the account is unfrozen.",
    ),
    remedied_by=("partner_standing.lift",),
    holds=lambda s: s.partner.state != PartnerState.FROZEN,
)
seven_days = Rule(
    id="resell-invite-validity",
    number=24,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="P26",
    gate=Gate.PERMISSION,
    text=Text(
        zh="邀请在发出 7 个自然日后失效（天数为本沙箱设定）。",
        en="An invitation lapses 7 natural days after it was sent (our figure).",
    ),
    remedy=Text(zh="请总经销商重新邀请。", en="Ask the distributor to invite again."),
    remedied_by=("cooperation_invitation.send",),
    applies=lambda s: s.subject is not None and s.subject.state in (State.WAITING, State.EXPIRED),
    holds=lambda s: s.subject.state == State.WAITING,
)
for_you = Rule(
    id="portal-own-invitation",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(
        zh="这条邀请不是发给贵公司的，也不是贵公司发出的。",
        en="This invitation was neither sent to your company nor by it.",
    ),
    remedy=Text(zh="请选择本公司的邀请。", en="Choose one of your own."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.persona.organisation in (s.subject.reseller_id, s.subject.distributor_id),
)
can_be_a_reseller = Rule(
    id="portal-can-be-reseller",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("reseller",),
    text=Text(
        zh="所选账号已加入其他伙伴计划，不能成为云经销商。",
        en="The account chosen is in another partner plan and cannot be a reseller.",
    ),
    remedy=Text(
        zh="请邀请云经销商，或尚未加入计划的账号。",
        en="Invite a reseller, or an account that is in no plan.",
    ),
    holds=lambda s: (
        s.reseller is not None and s.reseller.partner_type in (PartnerType.RESELLER, PartnerType.REGISTERED)
    ),
)
invitee_in_plan = Rule(
    id="portal-invitee-leaves-plan",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    needs=("reseller",),
    text=Text(
        zh="对方正在退出或已退出云经销商计划，不能再合作。",
        en="The account is leaving the reseller plan, or has left it, and cannot cooperate again.",
    ),
    remedy=Text(zh="请对方注册新账号后再邀请。", en="Invite the new account that its owner registers."),
    applies=lambda s: s.cooperation is not None,
    holds=lambda s: not free_but_leaving(s, s.cooperation),
)
plan_runs = Rule(
    id="portal-distributor-plan-runs",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A17",
    gate=Gate.PERMISSION,
    text=Text(
        zh="贵公司的总经销商计划已失效或已退出，不能再邀请云经销商。",
        en="Your distributor plan has lapsed or ended; your company can invite no more resellers.",
    ),
    remedy=Text(zh="请联系生态经理恢复计划。", en="Ask the ecosystem manager about the plan."),
    applies=lambda s: s.distributor is not None,
    holds=in_the_plan,
)
accepted_elsewhere = Rule(
    id="portal-one-accepted-invitation",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(
        zh="贵公司已接受另一家总经销商的邀请，加入云经销商计划后与那家合作。",
        en="Your company has accepted another distributor's invitation; that cooperation begins with the plan.",
    ),
    remedy=Text(
        zh="请先加入云经销商计划；不想合作的邀请可以拒绝或等待失效。",
        en="Join the reseller plan first; decline the other invitations, or let them lapse.",
    ),
    remedied_by=("reseller_plan.join",),
    applies=lambda s: s.subject is not None and s.subject.state == State.WAITING,
    holds=lambda s: (
        not any(
            i.state == State.JOINING
            for i in s.world.find(CooperationInvitation, reseller_id=s.subject.reseller_id)
        )
    ),
)
no_open_invitation = Rule(
    id="portal-no-open-invitation",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    needs=("reseller",),
    text=Text(
        zh="已有一条发给该账号、尚未答复的邀请。",
        en="An invitation of yours to this account has not been answered yet.",
    ),
    remedy=Text(zh="请等待答复，或先取消原邀请。", en="Wait for the answer, or cancel the invitation first."),
    remedied_by=("cooperation_invitation.cancel",),
    holds=lambda s: (
        not any(
            i.distributor_id == s.persona.organisation and i.state in (State.WAITING, State.JOINING)
            for i in s.world.find(CooperationInvitation, reseller_id=s.reseller.id if s.reseller else "")
        )
    ),
)


# --- Actions -------------------------------------------------------------------------------------

Row = Annotated[
    str,
    Input(Text(zh="合作邀请", en="Invitation"), entity="cooperation_invitation"),
    Field(min_length=1),
]


class Send(Action):
    """The distributor invites an account to work with it."""

    id: ClassVar[str] = "cooperation_invitation.send"
    title: ClassVar[Text] = Text(zh="邀请云经销商", en="Invite a reseller")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (INVITATIONS,)
    permission: ClassVar[Permission] = Permission.INVITE_RESELLERS

    reseller: Annotated[
        str, Input(Text(zh="云经销商账号", en="Reseller account"), entity="partner"), Field(min_length=1)
    ]


class Accept(Action):
    """The account invited accepts; one that is in no plan goes on to join it."""

    id: ClassVar[str] = "cooperation_invitation.accept"
    title: ClassVar[Text] = Text(zh="接受邀请", en="Accept the invitation")
    roles: ClassVar[frozenset[str]] = INVITEES
    menu: ClassVar[tuple[Text, ...]] = (under(MY_DISTRIBUTOR, "接受邀请", "Accept"),)
    on: ClassVar[str] = "cooperation_invitation"

    cooperation_invitation: Row
    agreements_accepted: Annotated[
        bool, Input(Text(zh="已勾选协议和客户信息授权须知", en="Agreement and information notice accepted"))
    ] = False


class Decline(Action):
    """The account invited declines."""

    id: ClassVar[str] = "cooperation_invitation.decline"
    title: ClassVar[Text] = Text(zh="拒绝邀请", en="Decline the invitation")
    roles: ClassVar[frozenset[str]] = INVITEES
    menu: ClassVar[tuple[Text, ...]] = (under(MY_DISTRIBUTOR, "拒绝邀请", "Decline"),)
    on: ClassVar[str] = "cooperation_invitation"

    cooperation_invitation: Row
    reason: Annotated[str, Input(Text(zh="原因", en="Reason"), multiline=True)] = ""


class Cancel(Action):
    """The distributor takes an invitation back."""

    id: ClassVar[str] = "cooperation_invitation.cancel"
    title: ClassVar[Text] = Text(zh="取消邀请", en="Cancel the invitation")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(INVITATIONS, "取消", "Cancel"),)
    on: ClassVar[str] = "cooperation_invitation"
    permission: ClassVar[Permission] = Permission.INVITE_RESELLERS

    cooperation_invitation: Row


# --- Effects -------------------------------------------------------------------------------------


SEND_TEXT = Text(
    zh="{name}邀请贵公司成为其云经销商，请于 {end} 前接受。",
    en="{name} invites your company as its reseller; accept before {end}.",
)


def send(s: ResellerCase, draft: Draft) -> None:
    """Mail and message with the link."""
    invitation = draft.create(
        CooperationInvitation,
        reseller_id=s.action.reseller,
        distributor_id=s.persona.organisation,
        sent_at=draft.now,
    )
    text = SEND_TEXT.filled({"name": s.partner.account_name, "end": invitation.expires_at})
    to = administrator_of(draft, s.action.reseller)
    for channel in ("mail", "portal"):
        draft.notify(to, text, channel=channel, rule=seven_days.id, about=invitation.ref)


ACCEPT_NOTICE = Text(
    zh="请继续加入云经销商计划，加入后合作关系生效。",
    en="Go on to join the reseller plan; the cooperation begins when you have.",
)


def accept(s: ResellerCase, draft: Draft) -> None:
    """The relation begins at once; without the plan it waits until the account has joined."""
    member = s.reseller.partner_type == PartnerType.RESELLER
    draft.move(state=State.ACCEPTED if member else State.JOINING, answered_at=draft.now)
    if member:
        cooperate(draft, s.subject.reseller_id, s.subject.distributor_id)
        void_applications(draft, s.subject.reseller_id)
        return
    draft.notify(
        s.persona.id,
        ACCEPT_NOTICE,
        rule=member_first.id,
        about=s.subject.ref,
    )


DECLINE_NOTICE = Text(zh="{name}拒绝了合作邀请。", en="{name} declined the invitation.")


def decline(s: ResellerCase, draft: Draft) -> None:
    """The distributor learns of it."""
    draft.move(answered_at=draft.now, reason=s.action.reason.strip())
    draft.notify(
        administrator_of(draft, s.subject.distributor_id),
        DECLINE_NOTICE.filled({"name": s.reseller.account_name}),
        about=s.subject.ref,
    )


CANCEL_TEXT = Text(zh="{name}取消了合作邀请。", en="{name} took its invitation back.")


def cancel(s: ResellerCase, draft: Draft) -> None:
    """The link is dead, and the account invited learns of it."""
    draft.move(answered_at=draft.now)
    to = administrator_of(draft, s.subject.reseller_id)
    draft.notify(to, CANCEL_TEXT.filled({"name": s.partner.account_name}), about=s.subject.ref)


def complete_joining(draft: Draft, reseller_id: str) -> None:
    """The account has joined the plan: the invitation it had accepted takes effect."""
    for invitation in draft.find(CooperationInvitation, reseller_id=reseller_id):
        if invitation.state == State.JOINING:
            draft.put(invitation.but(state=State.ACCEPTED))
            cooperate(draft, reseller_id, invitation.distributor_id)
            return


def fail_invitations(draft: Draft, partner_id: str) -> None:
    """The account has chosen another plan: open invitations fail. Source: errata to 20."""
    for invitation in draft.find(CooperationInvitation, reseller_id=partner_id):
        if invitation.state in (State.WAITING, State.JOINING):
            draft.put(invitation.but(state=State.EXPIRED))


# --- Machine -------------------------------------------------------------------------------------

OPEN = (State.WAITING,)
machine = Machine(
    entity=CooperationInvitation,
    states=State,
    label=CooperationInvitation.label,
    subject="cooperation_invitation",
    situation=ResellerCase,
    transitions=(
        Transition(
            action=Send,
            to=State.WAITING,
            rules=(
                distributors_only,
                *STAFF_RULES,
                plan_runs,
                can_be_a_reseller,
                same_region,
                not_taken,
                invitee_in_plan,
                not_when_frozen,
                no_open_invitation,
            ),
            effect=(send,),
        ),
        Transition(
            action=Accept,
            source=OPEN,
            to=(State.ACCEPTED, State.JOINING),
            rules=(
                for_you,
                seven_days,
                change_not_online,
                not_left,
                accepted_elsewhere,
                agreements_ticked,
            ),
            effect=(accept,),
        ),
        Transition(
            action=Decline,
            source=OPEN,
            to=State.DECLINED,
            rules=(for_you, seven_days),
            effect=(decline,),
        ),
        Transition(
            action=Cancel,
            source=OPEN,
            to=State.CANCELLED,
            rules=(for_you, *STAFF_RULES, seven_days),
            effect=(cancel,),
        ),
    ),
    timers=(
        Timer(
            name="validity",
            label=Text(zh="邀请有效期", en="Validity of the invitation"),
            source=OPEN,
            due=lambda invitation, _: invitation.expires_at,
            to=State.EXPIRED,
            rules=(seven_days,),
            window=Text(zh="7 个自然日", en="7 natural days"),
        ),
    ),
    moves=(
        Move("reseller_plan.join", (State.JOINING,), State.ACCEPTED),
        Move("partner_plan.join_other", (State.WAITING, State.JOINING), State.EXPIRED),
    ),
    more_rules=(member_first,),
)
