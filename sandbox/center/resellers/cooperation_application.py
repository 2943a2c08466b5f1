"""Cooperation applications 云经销商合作申请: a reseller asks a distributor, the distributor reviews.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine.
Source: 02 §3.4, rules 12–19.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.cooperation import State as LinkState
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Partner, PartnerState, PartnerType, administrator_of
from sandbox.center.common.permission import Permission, not_bare_iam
from sandbox.center.common.roles import under
from sandbox.center.resellers.reseller import (
    APPLICATIONS,
    MY_DISTRIBUTOR,
    RESELLER_STAFF,
    STAFF,
    STAFF_RULES,
    ResellerCase,
    cooperate,
)
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Move, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

REASON_AT_MOST = 256


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an application."""

    PENDING = "pending", "待审核", "pending review", "transient"
    APPROVED = "approved", "审核通过", "approved", "terminal"
    REJECTED = "rejected", "审核不通过", "rejected", "terminal"
    WITHDRAWN = "withdrawn", "已撤销", "withdrawn", "terminal"
    VOID = "void", "已失效", "void", "terminal"


class Decision(Labelled):
    """What the distributor decides."""

    APPROVE = "approve", "通过", "approve"
    REJECT = "reject", "不通过", "reject"


class CooperationApplication(Entity):
    """A reseller's wish to work with a distributor. Source: 02 §2, §3.4."""

    kind: ClassVar[str] = "cooperation_application"
    label: ClassVar[Text] = Text(zh="合作申请", en="Cooperation application")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        reseller_id=("云经销商", "Reseller"),
        distributor_id=("总经销商", "Distributor"),
        submitted_at=("申请时间", "Submitted"),
        reviewed_at=("审核时间", "Reviewed"),
        reviewer=("审核人", "Reviewer"),
        opinion=("审核意见", "Opinion"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("reseller_id",),)

    state: State = State.PENDING
    reseller_id: str
    distributor_id: str
    submitted_at: datetime
    reviewed_at: datetime | None = None
    reviewer: str = ""
    opinion: str = ""


class ApplicationCase(ResellerCase):
    """A situation about an application, or about a reseller that wants to apply."""

    @lazy
    def pending(self) -> list[CooperationApplication]:
        """The reseller's applications that nobody has answered."""
        found = self.world.find(CooperationApplication, reseller_id=self.persona.organisation)
        return [a for a in found if a.state == State.PENDING]


def approves(s: ApplicationCase) -> bool:
    """Whether the decision is to approve."""
    return bool(s.action.decision == Decision.APPROVE)


def in_the_plan(s: ApplicationCase) -> bool:
    """Whether the distributor's membership is running."""
    membership: Any = s.world.by_ref(f"distributor_membership/{s.distributor.id}")
    return membership is None or membership.state == "joined"


# --- Rules: review ------------------------------------------------------------------------------

review_entry = Rule(
    id="resell-app-entry",
    number=12,
    kind=Kind.VISIBILITY,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="合作申请在“销售 > 云经销商 > 云经销商管理”的“云经销商合作申请”页签审核，也可从“总览”的“待办”进入。",
        en=(
            "Applications are reviewed on the tab Cooperation applications of Sales > Resellers > Reseller "
            "Management, or from the to-do list of the overview."
        ),
    ),
)
distributors_only = Rule(
    id="resell-app-distributor-only",
    number=13,
    kind=Kind.VISIBILITY,
    confidence=Confidence.SEED,
    source="SEED",
    gate=Gate.PERMISSION,
    text=Text(
        zh="只有总经销商账号有“云经销商合作申请”页面；申请须是提交给贵公司的。",
        en="Only a distributor has the page of cooperation applications, with those sent to it.",
    ),
    remedy=Text(
        zh="请由收到申请的总经销商处理。", en="The distributor to whom the application was sent reviews it."
    ),
    applies=lambda s: s.partner is not None,
    holds=lambda s: (
        s.partner.partner_type == PartnerType.DISTRIBUTOR
        and (s.subject is None or s.subject.distributor_id == s.partner.id)
    ),
)
three_filters = Rule(
    id="resell-app-filters",
    number=14,
    kind=Kind.VISIBILITY,
    confidence=Confidence.CORROBORATED,
    source="A4",
    text=Text(
        zh="合作申请可按云经销商名称、手机号码、电子邮箱查询。",
        en="Applications can be searched by the reseller's name, mobile and e-mail.",
    ),
)
pending_only = Rule(
    id="resell-app-pending-only",
    number=15,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A4",
    gate=Gate.PERMISSION,
    text=Text(
        zh="该申请已被处理，只有“待审核”的申请可以审核或撤销。",
        en="The application has been handled; only one pending review can be reviewed or withdrawn.",
    ),
    remedy=Text(zh="请刷新列表查看结果。", en="Refresh the list to see the result."),
    applies=lambda s: s.subject is not None and s.subject.state != State.VOID,
    holds=lambda s: s.subject.state == State.PENDING,
)
batch_review = Rule(
    id="resell-app-batch",
    number=16,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="A4",
    text=Text(
        zh="勾选一条或多条申请后可“批量审批”，一个结论用于全部，每一条各有结果。",
        en="One or more ticked applications are judged at once; each row has a result of its own.",
    ),
    does=lambda s, draft: draft.record(
        "batch_reviewed", "", Text(zh="批量审批已完成", en="Batch review done")
    ),
)
masked_columns = Rule(
    id="resell-app-masked",
    number=17,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A4",
    text=Text(
        zh="敏感列默认隐藏，单击该列的眼睛图标后显示。",
        en="Sensitive columns are hidden until the eye of that column is pressed.",
    ),
)
reason_to_reject = Rule(
    id="resell-app-reject-reason",
    number=18,
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    source="A4",
    needs=("decision", "opinion"),
    text=Text(
        zh="不通过须填写 1 至 256 个字的审核意见，申请方会看到。",
        en="Rejecting needs a reason of 1 to 256 characters, which the applicant sees.",
    ),
    remedy=Text(zh="请填写或缩短审核意见。", en="Write the reason, or shorten it."),
    applies=lambda s: s.action.decision == Decision.REJECT,
    holds=lambda s: 1 <= len(s.action.opinion.strip()) <= REASON_AT_MOST,
)
still_free = Rule(
    id="resell-app-free-check",
    number=19,
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A3",
    gate=Gate.PERMISSION,
    text=Text(
        zh="申请方已与其他总经销商合作或已离开计划，该申请已失效。",
        en="The applicant now works with another distributor or has left the plan; the application is void.",
    ),
    remedy=Text(zh="无需处理，请刷新列表。", en="Nothing is left to do; refresh the list."),
    applies=lambda s: s.subject is not None and s.subject.state in (State.PENDING, State.VOID),
    holds=lambda s: s.subject.state != State.VOID and s.cooperation.state == LinkState.FREE,
)
standing_to_approve = Rule(
    id="resell-review-standing",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A4, P20",
    needs=("decision",),
    text=Text(
        zh="贵公司的状态为“{state}”或总经销商计划已失效，不能通过合作申请。",
        en="Your company is “{state}”, or its distributor plan has lapsed; it cannot approve applications.",
    ),
    remedy=Text(
        zh="请联系生态经理恢复状态；在此之前只能不通过。",
        en="Ask the ecosystem manager to restore the standing; until then you can only reject.",
    ),
    remedied_by=("partner_standing.lift",),
    applies=approves,
    holds=lambda s: s.distributor.state == PartnerState.NORMAL and in_the_plan(s),
    values=lambda s: {"state": s.distributor.state},
)


# --- Rules: applying ------------------------------------------------------------------------------

change_not_online = Rule(
    id="resell-change-distributor-no",
    number=25,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A9, A10",
    text=Text(
        zh="贵公司已有总经销商“{name}”，不支持在线更换总经销商。",
        en="Your company has the distributor “{name}”; a distributor cannot be changed online.",
    ),
    remedy=Text(
        zh="请联系生态经理；或退出现有账号，注册新账号，再接受新总经销商的邀请。",
        en=(
            "Ask the ecosystem manager; or leave the present account, register a new one, and accept an "
            "invitation of the new distributor."
        ),
    ),
    remedied_by=("reseller_plan.start_exit", "quick_registration.verify_mail"),
    applies=lambda s: own_link(s) is not None and own_link(s).state != LinkState.ENDED,
    holds=lambda s: own_link(s).state == LinkState.FREE,
    values=lambda s: {"name": name_of_distributor(s)},
)
not_left = Rule(
    id="portal-reseller-in-plan",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(
        zh="贵公司不在云经销商计划中，或正在退出、已退出该计划。",
        en="Your company is not in the reseller plan, is leaving it, or has left it.",
    ),
    remedy=Text(zh="请先用新账号加入云经销商计划。", en="Join the reseller plan with a new account first."),
    remedied_by=("quick_registration.verify_mail", "reseller_plan.join"),
    applies=lambda s: own_link(s) is not None,
    holds=lambda s: not free_but_leaving(s, own_link(s)),
)
same_region = Rule(
    id="resell-invite-same-region",
    number=21,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A3",
    needs=("reseller", "distributor"),
    text=Text(
        zh="双方不在同一国家或地区，不能建立合作。",
        en="The two are not of the same country or region and cannot cooperate.",
    ),
    remedy=Text(zh="请选择同一国家或地区的合作方。", en="Choose a partner of your own country or region."),
    applies=lambda s: s.distributor is not None and s.reseller is not None,
    holds=lambda s: s.distributor.region == s.reseller.region,
)
one_application = Rule(
    id="resell-one-application",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A4",
    text=Text(
        zh="贵公司已有一条待审核的合作申请，同一时间只能有一条。",
        en="Your company has an application pending; there can be one at a time.",
    ),
    remedy=Text(
        zh="请等待审核结果，或先撤销原申请。", en="Wait for the review, or withdraw the application."
    ),
    remedied_by=("cooperation_application.withdraw",),
    holds=lambda s: not s.pending,
)
is_a_distributor = Rule(
    id="portal-is-distributor",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("distributor",),
    text=Text(zh="所选伙伴不是总经销商。", en="The partner chosen is not a distributor."),
    remedy=Text(zh="请选择一家总经销商。", en="Choose a distributor."),
    holds=lambda s: s.distributor is not None and s.distributor.partner_type == PartnerType.DISTRIBUTOR,
)
your_application = Rule(
    id="portal-own-application",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="这条合作申请不是贵公司提交的。", en="Your company did not submit this application."),
    remedy=Text(zh="请选择本公司的申请。", en="Choose your own application."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.subject.reseller_id == s.persona.organisation,
)


def leaves_plan(s: ResellerCase, link: Any) -> bool:
    """Whether the reseller of this relation is leaving the plan, or has left it."""
    if link.state == LinkState.ENDED:
        return True
    membership: Any = s.world.by_ref(f"reseller_membership/{link.reseller_id}")
    return membership is not None and membership.state != "joined"


def free_but_leaving(s: ResellerCase, link: Any) -> bool:
    """Whether it leaves or has left the plan and has no distributor; with one, that is the reason to give."""
    return not link.running and leaves_plan(s, link)


def own_link(s: ResellerCase) -> Any:
    """The relation of the organisation that acts."""
    return s.world.by_ref(f"cooperation/{s.persona.organisation}")


def name_of_distributor(s: ResellerCase) -> str:
    """The name of the distributor it works with."""
    link = own_link(s)
    found = s.world.get(Partner, link.distributor_id) if link else None
    return found.account_name if found else ""


# --- Actions -------------------------------------------------------------------------------------

Row = Annotated[
    str,
    Input(Text(zh="合作申请", en="Application"), entity="cooperation_application"),
    Field(min_length=1),
]
DECISION = Input(Text(zh="审核结论", en="Decision"))
OPINION = Input(Text(zh="审核意见", en="Opinion"), multiline=True)


class Submit(Action):
    """The reseller asks a distributor to work with it."""

    id: ClassVar[str] = "cooperation_application.submit"
    title: ClassVar[Text] = Text(zh="提交合作申请", en="Apply for cooperation")
    roles: ClassVar[frozenset[str]] = RESELLER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(MY_DISTRIBUTOR, "提交合作申请", "Apply for cooperation"),)

    distributor: Annotated[
        str, Input(Text(zh="总经销商", en="Distributor"), entity="partner"), Field(min_length=1)
    ]


class Withdraw(Action):
    """The reseller takes its application back."""

    id: ClassVar[str] = "cooperation_application.withdraw"
    title: ClassVar[Text] = Text(zh="撤销申请", en="Withdraw the application")
    roles: ClassVar[frozenset[str]] = RESELLER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(MY_DISTRIBUTOR, "撤销", "Withdraw"),)
    on: ClassVar[str] = "cooperation_application"

    cooperation_application: Row


class Review(Action):
    """The distributor decides on an application."""

    id: ClassVar[str] = "cooperation_application.review"
    title: ClassVar[Text] = Text(zh="审核", en="Review")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (
        under(APPLICATIONS, "操作 > 审核", "Operation > Review"),
        Text(zh="总览 > 待办 > 云经销商合作申请", en="Overview > To-do > Cooperation applications"),
    )
    on: ClassVar[str] = "cooperation_application"
    permission: ClassVar[Permission] = Permission.REVIEW_APPLICATIONS

    cooperation_application: Row
    decision: Annotated[Decision, DECISION]
    opinion: Annotated[str, OPINION] = ""


class ReviewMany(Action):
    """The distributor decides on several applications alike."""

    id: ClassVar[str] = "cooperation_application.review_many"
    title: ClassVar[Text] = Text(zh="批量审批", en="Review selected")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(APPLICATIONS, "批量审批", "Review selected"),)
    each: ClassVar[type[Action] | None] = Review
    permission: ClassVar[Permission] = Permission.REVIEW_APPLICATIONS

    cooperation_applications: Annotated[
        tuple[str, ...],
        Input(Text(zh="合作申请", en="Applications"), entity="cooperation_application", many=True),
        Field(min_length=1, max_length=1000),
    ]
    decision: Annotated[Decision, DECISION]
    opinion: Annotated[str, OPINION] = ""

    def rows(self) -> Iterable[Action]:
        """One review to a row."""
        return (
            Review(cooperation_application=id, decision=self.decision, opinion=self.opinion)
            for id in dict.fromkeys(self.cooperation_applications)
        )


# --- Effects -------------------------------------------------------------------------------------


SUBMIT_NOTICE = Text(
    zh="{name}提交了云经销商合作申请，请在“待办”中审核。",
    en="{name} applied for cooperation; review it from the to-do list.",
)


def submit(s: ApplicationCase, draft: Draft) -> None:
    """The distributor finds it on the to-do list."""
    application = draft.create(
        CooperationApplication,
        reseller_id=s.persona.organisation,
        distributor_id=s.action.distributor,
        submitted_at=draft.now,
    )
    draft.notify(
        administrator_of(draft, s.action.distributor),
        SUBMIT_NOTICE.filled({"name": s.reseller.account_name}),
        rule=review_entry.id,
        about=application.ref,
    )


def withdraw(s: ApplicationCase, draft: Draft) -> None:
    """Nobody has to review it any more."""
    draft.move(reviewed_at=draft.now)


DECIDE_NOTICE = Text(
    zh="贵公司的云经销商合作申请未通过，审核意见：{opinion}",
    en="Your application for cooperation was rejected. Reason: {opinion}",
)


def decide(s: ApplicationCase, draft: Draft) -> None:
    """Open the relation, or say why not; tell the applicant."""
    state = State.APPROVED if approves(s) else State.REJECTED
    draft.move(state=state, reviewed_at=draft.now, reviewer=s.persona.id, opinion=s.action.opinion.strip())
    if approves(s):
        cooperate(draft, s.subject.reseller_id, s.subject.distributor_id)
        void_applications(draft, s.subject.reseller_id)
        return
    draft.notify(
        administrator_of(draft, s.subject.reseller_id),
        DECIDE_NOTICE.filled({"opinion": s.action.opinion.strip()}),
        rule=reason_to_reject.id,
        about=s.subject.ref,
    )


def void_applications(draft: Draft, reseller_id: str) -> None:
    """The reseller is taken or gone: what it still asked of others is void."""
    for application in draft.find(CooperationApplication, reseller_id=reseller_id):
        if application.state == State.PENDING:
            draft.put(application.but(state=State.VOID, reviewed_at=draft.now))


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=CooperationApplication,
    states=State,
    label=CooperationApplication.label,
    subject="cooperation_application",
    situation=ApplicationCase,
    transitions=(
        Transition(
            action=Submit,
            to=State.PENDING,
            rules=(not_bare_iam, not_left, is_a_distributor, change_not_online, same_region, one_application),
            effect=(submit,),
        ),
        Transition(
            action=Withdraw,
            source=(State.PENDING,),
            to=State.WITHDRAWN,
            rules=(your_application, pending_only),
            effect=(withdraw,),
        ),
        Transition(
            action=Review,
            source=(State.PENDING,),
            to=(State.APPROVED, State.REJECTED),
            rules=(
                distributors_only,
                *STAFF_RULES,
                still_free,
                pending_only,
                reason_to_reject,
                standing_to_approve,
            ),
            effect=(decide,),
        ),
        Transition(action=ReviewMany, rules=(distributors_only, *STAFF_RULES), effect=(batch_review,)),
    ),
    moves=(
        Move(
            "cooperation_invitation.accept",
            (State.PENDING,),
            State.VOID,
            Text(zh="申请方已有总经销商", en="the applicant is taken"),
        ),
    ),
    more_rules=(review_entry, three_filters, masked_columns),
)
