"""Inviting a customer 邀请: by mail for a reported customer, or by a link or QR code handed out offline.

An offline link serves many customers: the link stays open, and each customer who uses it gets a row of
its own (``link_id`` names the link). Read from top to bottom: states, entity, situation, rules, actions,
effects, machine. Source: 01 §3.2, §4.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import Member, Partner
from sandbox.center.common.roles import CUSTOMER_DEVELOPMENT, Role, path, under
from sandbox.center.common.standing import DEVELOPMENT_RULES
from sandbox.center.customers.account import Case, Customer
from sandbox.center.customers.account import State as AccountState
from sandbox.center.customers.account_manager import preset_rights
from sandbox.center.customers.association import (
    ASSOCIATION_RULES,
    RESALE_RULES,
    CooperationType,
    Initiator,
    associate,
    grace_on_joining,
    notify_success,
    same_person,
)
from sandbox.center.customers.report import (
    DEVELOPERS,
    ONLINE_TAB,
    ChosenType,
    CustomerReport,
    ReportRow,
    choose_type,
    delete_voids_links,
    distributor_permission,
    filled,
    live_report,
    mailbox_field,
    mobile_field,
    purpose_exclusive,
    reports_of,
)
from sandbox.center.customers.report import State as ReportState
from sandbox.engine.actions import Action, Input
from sandbox.engine.codes import Problem
from sandbox.engine.codes import problem as code_problem
from sandbox.engine.machines import Machine, Move, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Reason, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

MAIL_VALID_FOR = timedelta(days=7)
CUSTOM_LINKS_AT_MOST = 100
WINDOW = timedelta(hours=24)
ACTIVITY_DAYS = (1, 90)
ACTIVITY_DEFAULT = 30
OFFLINE_TAB = under(CUSTOMER_DEVELOPMENT, "线下拓展", "Offline development")
INVITED_TAB = under(CUSTOMER_DEVELOPMENT, "已邀请客户", "Invited customers")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an invitation (关联状态). Source: 01 §3.2."""

    SENT = "sent", "已邀请", "invited", "transient"
    ASSOCIATED = "associated", "关联成功", "associated", "terminal"
    FAILED = "failed", "关联失败", "association failed"
    EXPIRED = "expired", "已失效", "expired", "terminal"


class LinkKind(Labelled):
    """How the invitation reaches the customer."""

    ONLINE_MAIL = "online_mail", "线上邀请", "online, by mail"
    OFFLINE_GENERIC = "offline_generic", "通用邀请链接", "generic link"
    OFFLINE_CUSTOM = "offline_custom", "自定义邀请链接", "custom link"
    OFFLINE_ACTIVITY = "offline_activity", "活动邀请链接", "activity link"


class Invitation(Entity):
    """A mail, an offline link, or one customer's row of an offline link. Source: 01 §2.2."""

    kind: ClassVar[str] = "invitation"
    label: ClassVar[Text] = Text(zh="邀请", en="Invitation")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        link_kind=("邀请方式", "Kind of invitation"),
        report_id=("报备记录", "Report"),
        association_label=("自定义标签", "Label"),
        link_id=("链接", "Link"),
        created_at=("邀请时间", "Invited at"),
        valid_until=("有效期至", "Valid until"),
        answered_at=("处理时间", "Answered at"),
        fail_reason=("失败原因", "Reason of failure"),
        fail_rules=("失败的规则", "Rules that failed"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("report_id",),
        ("customer_id",),
        ("partner_id", "link_kind"),
    )

    state: State = State.SENT
    partner_id: str
    link_kind: LinkKind
    cooperation_type: CooperationType
    report_id: str = ""
    customer_id: str = ""
    email: str = ""
    association_label: str = ""
    link_id: str = ""
    created_by: str = ""
    created_at: datetime
    valid_until: datetime | None = None
    answered_at: datetime | None = None
    fail_reason: Text | None = None
    fail_rules: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in a list: the mail address, the label, or when it was made."""
        return self.email or self.association_label or f"{self.created_at:%Y-%m-%d %H:%M}"

    @property
    def online(self) -> bool:
        """Whether it went out by mail."""
        return self.link_kind == LinkKind.ONLINE_MAIL

    @property
    def is_link(self) -> bool:
        """Whether it is an offline link itself, not the row of one customer."""
        return not self.online and not self.link_id


# --- Situation -----------------------------------------------------------------------------------


class InvitationCase(Case):
    """A situation about inviting one customer, or about a customer who answers an invitation."""

    @lazy
    def invitation(self) -> Invitation | Any:
        """The invitation acted on; None while it is being made."""
        return self.subject if isinstance(self.subject, Invitation) else None

    @lazy
    def report(self) -> CustomerReport | Any:
        """The report that the mail belongs to, or is to be sent for."""
        id = self.typed.get("report", "") or getattr(self.invitation, "report_id", "")
        return self.world.get(CustomerReport, id) if id else None

    @lazy
    def customer(self) -> Customer | Any:
        """The customer who answers; else the one that is invited."""
        if Role.CUSTOMER in self.persona.roles:
            return self.world.get(Customer, self.persona.organisation)
        id = self.typed.get("customer", "") or getattr(self.report or self.invitation, "customer_id", "")
        return self.world.get(Customer, id) if id else None

    @lazy
    def registering(self) -> bool:
        """Whether the customer has no account yet."""
        return self.customer is not None and self.customer.state == AccountState.LEAD

    @lazy
    def mobile(self) -> str:
        """The mobile of the account, or the one that the customer registers with."""
        typed = self.typed.get("mobile", "") if self.registering else ""
        return typed or (self.customer.mobile if self.customer else "")

    @lazy
    def email(self) -> str:
        """The mailbox of the account, or the one that the customer registers with."""
        typed = self.typed.get("email", "") if self.registering else ""
        return typed or (self.customer.email if self.customer else "")

    @lazy
    def target_type(self) -> CooperationType | None:
        """The model that the invitation is for."""
        return self.invitation.cooperation_type if self.invitation else None

    @lazy
    def report_live(self) -> bool:
        """Whether the report behind a mail is still valid, or was used up by that very mail."""
        if self.report is None:
            return False
        if self.report.state is ReportState.ASSOCIATED:
            return self.invitation is not None and self.invitation.state is State.ASSOCIATED
        return self.report.state is ReportState.REPORTED

    @lazy
    def own_live(self) -> CustomerReport | None:
        """The inviting partner's live report with the mobile of the customer who answers."""
        return live_report(self.world, self.invitation.partner_id, self.mobile)

    @lazy
    def invited_online_with_live_report(self) -> bool:
        """What rule 51 asks for: a live report and an invitation by mail."""
        return self.invitation is not None and self.invitation.online and self.report_live

    @lazy
    def manual_review_approved(self) -> bool:
        """Whether the live report came about by a manual review, which lifts rules 47 and 54."""
        if self.invitation is None:
            return False
        report = self.report if self.invitation.online else self.own_live
        return report is not None and report.state == ReportState.REPORTED and report.reviewed


def online(s: InvitationCase) -> bool:
    """Whether the invitation that is answered came by mail."""
    return bool(s.invitation.online)


def offline(s: InvitationCase) -> bool:
    """Whether the invitation that is answered is an offline link."""
    return not s.invitation.online


def recent_custom_links(s: InvitationCase) -> list[Invitation]:
    """The partner's custom links of the last 24 hours."""
    links = s.world.find(Invitation, partner_id=s.partner.id, link_kind=LinkKind.OFFLINE_CUSTOM)
    return [link for link in links if link.is_link and s.now < link.created_at + WINDOW]


def in_force(invitation: Invitation, now: datetime) -> bool:
    """Whether the link still opens."""
    return invitation.valid_until is None or now < invitation.valid_until


# --- Rules: sending ------------------------------------------------------------------------------

needs_reported = Rule(
    id="invite-online-needs-reported",
    number=31,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S8",
    text=Text(
        zh="只有报备状态为“已报备”的客户才能线上邀请。",
        en="Only a customer whose report is live can be invited by mail.",
    ),
    remedy=Text(
        zh="请先报备该客户；报备已失效或被删除的，重新报备后再邀请。",
        en="Report the customer first; if the report has expired or was deleted, report again, then invite.",
    ),
    remedied_by=("report.submit",),
    holds=lambda s: s.report_live,
)
confirm_preview = Rule(
    id="invite-online-confirm-preview",
    number=33,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S20, S56",
    needs=("confirmed",),
    text=Text(
        zh="邀请邮件发送前可以预览，确认后才会发出。",
        en="The mail can be previewed and goes out only after it has been confirmed.",
    ),
    remedy=Text(
        zh="请预览邮件内容，勾选确认后再发送。", en="Preview the mail, tick the confirmation and send."
    ),
    remedied_by=("invitation.preview_mail",),
    holds=lambda s: s.typed.get("confirmed", True) is not False,
    does=lambda s, draft: show_mail(s, draft),
)
custom_100_per_24h = Rule(
    id="invite-offline-custom-100-per-24h",
    number=36,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S12",
    text=Text(
        zh="24 小时内最多生成 100 个自定义邀请链接，最早可在 {earliest} 再次生成。",
        en="At most 100 custom links in 24 hours; the next one is possible from {earliest}.",
    ),
    remedy=Text(
        zh="请使用已生成的链接或通用邀请链接，或稍后再生成。",
        en="Use a link that exists or the generic link, or generate one later.",
    ),
    remedied_by=("invitation.create_generic_link",),
    holds=lambda s: len(recent_custom_links(s)) < CUSTOM_LINKS_AT_MOST,
    values=lambda s: {"earliest": recent_custom_links(s)[-CUSTOM_LINKS_AT_MOST].created_at + WINDOW},
)
offline_label = Rule(
    id="invite-offline-label",
    number=37,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S11, S8",
    needs=("association_label",),
    text=Text(
        zh="自定义邀请链接须设置自定义标签；通用邀请链接自动以当前登录名为标签。",
        en="A custom link needs a label of its own; a generic link carries the login name of whoever opens the page.",
    ),
    remedy=Text(zh="请填写自定义标签后再生成。", en="Enter a label, then generate the link."),
    holds=lambda s: not isinstance(s.action, CreateCustomLink) or filled(s.action.association_label),
)
email_changed = Rule(
    id="invite-email-changed",
    number=43,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="S22",
    text=Text(
        zh="客户在报备后更换邮箱的，邀请邮件仍发往报备时的邮箱，客户收不到。",
        en="If the customer changes its mailbox after the report, mails still go to the reported one and miss it.",
    ),
    remedy=Text(
        zh="请改用线下邀请链接，或删除报备后以新邮箱重新报备。",
        en="Use an offline link, or delete the report and report again with the new mailbox.",
    ),
    applies=lambda s: s.customer is not None and s.customer.email != s.report.email,
    does=lambda s, draft: warn_of_old_mailbox(s, draft),
)


# --- Rules: the link that is opened --------------------------------------------------------------

link_unused = Rule(
    id="invite-link-unused",
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S17, S20",
    text=Text(
        zh="邀请码已被使用：这份邀请已经完成过一次关联。",
        en="The invitation has been used: it led to an association before.",
    ),
    remedy=Text(
        zh="请伙伴重新发送邀请邮件，并使用最新的邮件。",
        en="The partner sends a new mail; use the newest one.",
    ),
    remedied_by=("invitation.send_online",),
    holds=lambda s: s.invitation.state is not State.ASSOCIATED,
)
link_7_days = Rule(
    id="invite-online-link-7-days",
    number=32,
    kind=Kind.TIMER,
    confidence=Confidence.CORROBORATED,
    source="S8",
    text=Text(
        zh="邀请链接已失效：邮件中的链接自发送起 7 天内有效，重新邀请后旧链接也不再可用。",
        en=(
            "The invitation link is no longer valid: a link in a mail lives 7 days, and a new invitation replaces "
            "the old link."
        ),
    ),
    remedy=Text(
        zh="请伙伴在“已邀请客户”中重新邀请，并使用最新的邮件。",
        en="The partner invites again on Invited customers; use the newest mail.",
    ),
    remedied_by=("invitation.resend",),
    applies=online,
    holds=lambda s: in_force(s.invitation, s.now),
)
activity_validity = Rule(
    id="invite-activity-limited-validity",
    number=38,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S11",
    text=Text(
        zh="活动邀请链接已超过生成时设定的有效期。",
        en="The activity link is past the validity it was made with.",
    ),
    remedy=Text(
        zh="请伙伴生成新的活动邀请链接或提供通用邀请链接。",
        en="The partner makes a new activity link or hands out the generic link.",
    ),
    remedied_by=("invitation.create_activity_link", "invitation.create_generic_link"),
    applies=lambda s: s.invitation.link_kind == LinkKind.OFFLINE_ACTIVITY,
    holds=lambda s: in_force(s.invitation, s.now),
)
offline_no_expiry = Rule(
    id="invite-offline-no-expiry",
    number=35,
    kind=Kind.TIMER,
    confidence=Confidence.CORROBORATED,
    source="S9, S10",
    text=Text(
        zh="通用和自定义邀请链接、二维码长期有效；受限的是客户账号的注册时间。",
        en="Generic and custom links and QR codes never expire; what is limited is the age of the account.",
    ),
    remedy=Text(zh="链接无需重新生成。", en="There is no need to make a new link."),
    cited_as=("invite-offline-account-within-7-days",),
    applies=lambda s: s.invitation.link_kind in (LinkKind.OFFLINE_GENERIC, LinkKind.OFFLINE_CUSTOM),
    holds=lambda s: in_force(s.invitation, s.now),
)
live_at_acceptance = Rule(
    id="invite-live-report-at-acceptance",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S3, S8",
    text=Text(
        zh="邀请链接已失效：这份邀请所属的报备已不在有效期内。",
        en="The invitation link is no longer valid: the report behind it is not live any more.",
    ),
    remedy=Text(
        zh="请伙伴重新报备该客户，并再次发送邀请。",
        en="The partner reports the customer again and sends a new invitation.",
    ),
    remedied_by=("report.submit",),
    applies=lambda s: s.invitation.online and (s.report is None or s.report.state != ReportState.DELETED),
    holds=lambda s: s.report_live,
)
phone_must_match = Rule(
    id="report-phone-must-match",
    number=6,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S4, S10",
    text=Text(
        zh="账号的手机号码与报备的手机号码不一致，不能识别为已报备的客户。",
        en="The mobile number of the account is not the reported one, so this is not recognised as the reported customer.",
    ),
    remedy=Text(
        zh="请使用报备的手机号码注册或登录；号码报错的，请伙伴以正确的号码重新报备。",
        en="Register or sign in with the reported number; if it is wrong, the partner reports again with the right one.",
    ),
    remedied_by=("report.submit",),
    applies=lambda s: s.invitation.online and s.report is not None,
    holds=lambda s: s.mobile == s.report.mobile,
)
blocked_by_other_report = Rule(
    id="invite-offline-blocked-by-other-report",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S2, S8",
    text=Text(
        zh="您已被其他伙伴报备，报备有效期内不能通过这家伙伴的线下链接关联。",
        en="Another partner has a live report of you; this partner's offline link cannot be used meanwhile.",
    ),
    remedy=Text(
        zh="请使用报备您的伙伴发来的邀请，或等待该报备到期、被删除。",
        en="Use the invitation of the partner who reported you, or wait until that report ends.",
    ),
    applies=offline,
    holds=lambda s: not others_live(s),
)
account_within_7_days = Rule(
    id="invite-offline-account-within-7-days",
    number=39,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S13",
    text=Text(
        zh="账号注册已满 7 天，不能通过线下链接关联。",
        en="The account was registered 7 days ago or earlier and cannot associate through an offline link.",
    ),
    remedy=Text(
        zh="请伙伴报备您的账号（需人工审核），通过后发送线上邀请。",
        en="The partner reports your account (with a manual review) and then invites you by mail.",
    ),
    remedied_by=("report.apply_manual_review", "invitation.send_online"),
    applies=offline,
    holds=lambda s: not s.customer.older_than_7_days(s.now),
)
existing_account_login = Rule(
    id="invite-existing-account-login",
    number=40,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="S11",
    text=Text(
        zh="已有华为云账号的客户打开链接后登录，登录即完成关联。",
        en="A customer who has an account opens the link and signs in; that completes the association.",
    ),
    applies=lambda s: not s.registering,
    does=lambda s, draft: sign_in(s, draft),
)
new_account_register = Rule(
    id="invite-new-account-register",
    number=41,
    kind=Kind.INPUT,
    confidence=Confidence.CORROBORATED,
    source="S10, S13",
    gate=Gate.CODE,
    needs=("mobile", "code"),
    text=Text(
        zh="没有账号的客户须先用手机号码和短信验证码注册：{problem}。",
        en="A customer without an account registers with its mobile number and an SMS code: {problem}.",
    ),
    remedy=Text(
        zh="请填写报备的手机号码，获取短信验证码并输入。",
        en="Enter the reported mobile number, get an SMS code and type it in.",
    ),
    applies=lambda s: s.registering,
    holds=lambda s: registration_problem(s) is None,
    values=lambda s: {"problem": registration_problem(s)},
    does=lambda s, draft: register(s, draft),
)
accept_notice = Rule(
    id="invite-accept-notice",
    number=42,
    kind=Kind.INPUT,
    confidence=Confidence.CORROBORATED,
    source="S13, S64, I3",
    needs=("notice_accepted",),
    text=Text(
        zh="以代售模式关联须先勾选《客户关联华为云合作伙伴须知》，否则不能继续。",
        en="To associate in the resale model, the notice about associating with a partner must be ticked first.",
    ),
    remedy=Text(zh="请阅读并勾选须知后继续。", en="Read the notice, tick it and continue."),
    applies=lambda s: s.target_type == CooperationType.RESALE,
    holds=lambda s: bool(s.action.notice_accepted),
)
account_open = Rule(
    id="portal-account-open",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="该账号已注销，不能登录。", en="This account has been closed; nobody can sign in with it."),
    remedy=Text(zh="请使用其他账号，或注册新账号。", en="Use another account, or register a new one."),
    applies=lambda s: Role.CUSTOMER in s.persona.roles and s.customer is not None,
    holds=lambda s: s.customer.state != AccountState.CLOSED,
)


def others_live(s: InvitationCase) -> list[CustomerReport]:
    """Live reports of the customer who answers, made by other partners."""
    found = reports_of(s.world, s.mobile, s.email, s.customer)
    return [r for r in found if r.state == ReportState.REPORTED and r.partner_id != s.invitation.partner_id]


def registration_problem(s: InvitationCase) -> Text | None:
    """What is wrong with the registration: no mobile number, one that has an account, or the code."""
    if not s.mobile:
        return Text(zh="请填写手机号码", en="enter a mobile number")
    taken = same_person(s.world, s.mobile, s.email)
    if taken is not None and taken.state == AccountState.ACTIVE:
        return Text(
            zh="该手机号码或邮箱已注册过华为云账号",
            en="the mobile number or the mailbox belongs to an account already",
        )
    wrong: Problem | None = code_problem(s)
    return None if wrong is None else wrong.label


# --- Actions -------------------------------------------------------------------------------------


def _days(value: int) -> int:
    low, high = ACTIVITY_DAYS
    if low <= value <= high:
        return value
    zh, en = f"请填写 {low}–{high} 天", f"{low} to {high} days are expected"
    raise PydanticCustomError("bilingual", "{en}", {"zh": zh, "en": en})


InvitationRow = Annotated[
    str, Input(Text(zh="邀请", en="Invitation"), entity="invitation"), Field(min_length=1)
]
Label = Annotated[str, Input(Text(zh="自定义标签", en="Label")), Field(max_length=200)]


class PreviewMail(Action):
    """Look at the mail before it is sent; changes nothing."""

    id: ClassVar[str] = "invitation.preview_mail"
    title: ClassVar[Text] = Text(zh="预览邮件内容", en="Preview the mail")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (
        under(ONLINE_TAB, "操作 > 邀请 > 预览邮件内容", "Operation > Invite > Preview the mail"),
    )
    on: ClassVar[str] = "report"

    report: ReportRow
    cooperation_type: ChosenType = None


class SendOnline(Action):
    """Invite a reported customer by mail."""

    id: ClassVar[str] = "invitation.send_online"
    title: ClassVar[Text] = Text(zh="邀请", en="Invite")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (under(ONLINE_TAB, "操作 > 邀请", "Operation > Invite"),)
    on: ClassVar[str] = "report"

    report: ReportRow
    cooperation_type: ChosenType = None
    confirmed: Annotated[
        bool, Input(Text(zh="确认向客户发送邀请邮件", en="Yes, send the mail to the customer"))
    ] = True


class Resend(Action):
    """Invite again; the old link no longer opens."""

    id: ClassVar[str] = "invitation.resend"
    title: ClassVar[Text] = Text(zh="重新邀请", en="Invite again")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (under(INVITED_TAB, "操作 > 重新邀请", "Operation > Invite again"),)
    on: ClassVar[str] = "invitation"

    invitation: InvitationRow
    cooperation_type: Annotated[
        CooperationType | None,
        Input(
            Text(zh="关联类型", en="Association type"),
            help=Text(zh="不选则与上次相同。", en="The same as before, if none is chosen."),
        ),
    ] = None


class CreateGenericLink(Action):
    """Copy the generic link or download its QR code."""

    id: ClassVar[str] = "invitation.create_generic_link"
    title: ClassVar[Text] = Text(zh="通用邀请链接", en="Generic link")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (under(OFFLINE_TAB, "通用邀请链接 > 复制", "Generic link > Copy"),)

    cooperation_type: ChosenType = None


class CreateCustomLink(Action):
    """Make a link and QR code with a label."""

    id: ClassVar[str] = "invitation.create_custom_link"
    title: ClassVar[Text] = Text(zh="生成邀请链接及二维码", en="Generate link and QR code")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (
        under(
            OFFLINE_TAB, "自定义邀请链接 > 生成邀请链接及二维码", "Custom link > Generate link and QR code"
        ),
    )

    cooperation_type: ChosenType = None
    association_label: Label = ""


class CreateActivityLink(Action):
    """Make a link and QR code for an event, valid for a number of natural days."""

    id: ClassVar[str] = "invitation.create_activity_link"
    title: ClassVar[Text] = Text(zh="活动邀请", en="Activity link")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (under(OFFLINE_TAB, "活动邀请", "Activity link"),)

    cooperation_type: ChosenType = None
    association_label: Label = ""
    valid_days: Annotated[
        int, Input(Text(zh="有效期（天）", en="Valid for (days)")), AfterValidator(_days)
    ] = ACTIVITY_DEFAULT


class Accept(Action):
    """The customer opens the link, ticks the notice, and signs in or registers."""

    id: ClassVar[str] = "invitation.accept"
    title: ClassVar[Text] = Text(zh="接受邀请", en="Accept the invitation")
    roles: ClassVar[frozenset[str]] = frozenset({Role.CUSTOMER})
    menu: ClassVar[tuple[Text, ...]] = (
        path("邀请链接 > 登录或注册", "Invitation link > Sign in or register"),
    )
    on: ClassVar[str] = "invitation"
    asks_code: ClassVar[bool] = True

    invitation: InvitationRow
    notice_accepted: Annotated[
        bool,
        Input(
            Text(
                zh="我已阅读《客户关联华为云合作伙伴须知》",
                en="I have read the notice about associating with a partner",
            )
        ),
    ] = False
    mobile: Annotated[
        str,
        Input(
            Text(zh="注册手机号码", en="Mobile number to register with"),
            help=Text(
                zh="仅注册新账号时填写；不填则用本人手机。",
                en="For a new account only; your own if left blank.",
            ),
        ),
        mobile_field(blank=True),
    ] = ""
    email: Annotated[
        str,
        Input(
            Text(zh="注册邮箱", en="E-mail to register with"),
            help=Text(zh="仅注册新账号时填写。", en="For a new account only."),
        ),
        mailbox_field(blank=True),
    ] = ""
    code: Annotated[
        str,
        Input(
            Text(zh="短信验证码", en="SMS code"),
            secret=True,
            help=Text(zh="仅注册新账号时需要。", en="For a new account only."),
        ),
    ] = ""


class NoteFailure(Action):
    """The portal notes that a customer tried and was refused."""

    id: ClassVar[str] = "invitation.note_failure"
    title: ClassVar[Text] = Text(zh="记录关联失败", en="Note the failed association")
    roles: ClassVar[frozenset[str]] = frozenset({"portal"})

    invitation: InvitationRow
    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer")]
    reason: Annotated[Text, Input(Text(zh="原因", en="Reason"))]
    rules: Annotated[tuple[str, ...], Input(Text(zh="规则", en="Rules"))] = ()


# --- Effects: sending ----------------------------------------------------------------------------


INVITATION_SENT = Text(zh="邀请邮件已发送", en="Invitation mail sent")


def send_mail(draft: Draft, report: CustomerReport, cooperation_type: CooperationType, by: str) -> Invitation:
    """Send an invitation to the reported mailbox; the draft's subject stays as it is."""
    subject = draft.subject
    invitation = draft.create(
        Invitation,
        state=State.SENT,
        partner_id=report.partner_id,
        link_kind=LinkKind.ONLINE_MAIL,
        cooperation_type=cooperation_type,
        report_id=report.id,
        customer_id=report.customer_id,
        email=report.email,
        created_by=by,
        created_at=draft.now,
        valid_until=draft.now + MAIL_VALID_FOR,
    )
    customer = draft.get(Customer, report.customer_id)
    reached = customer is not None and customer.email == report.email
    draft.notify(
        report.customer_id if reached else report.email,
        mail_text(draft, invitation),
        rule=link_7_days.id,
        channel="mail",
        about=invitation.ref,
    )
    draft.record("invitation_sent", invitation.ref, INVITATION_SENT)
    draft.subject = subject
    return invitation


def mail_text(world: World | Draft, invitation: Invitation) -> Text:
    """What the mail says."""
    partner = world.get(Partner, invitation.partner_id)
    values = {
        "partner": partner.name if partner else "",
        "type": invitation.cooperation_type,
        "until": invitation.valid_until,
    }
    return Text(
        zh="“{partner}”邀请您以{type}模式关联，链接有效期至 {until}。",
        en="“{partner}” invites you to associate in the {type} model; the link is valid until {until}.",
    ).filled(values)


def show_mail(s: InvitationCase, draft: Draft) -> None:
    """Show what would be sent now; for a mail that is sent there is nothing more to show."""
    if not isinstance(s.action, PreviewMail) or s.action.cooperation_type is None:
        return
    mail = Invitation(
        id="preview",
        partner_id=s.report.partner_id,
        link_kind=LinkKind.ONLINE_MAIL,
        cooperation_type=s.action.cooperation_type,
        created_at=draft.now,
        valid_until=draft.now + MAIL_VALID_FOR,
    )
    draft.record("mail_previewed", s.report.ref, mail_text(draft, mail))


def date(draft: Draft) -> None:
    """A link of a world that does not say how long it opens is as if it had been made in the portal."""
    lives = {
        LinkKind.ONLINE_MAIL: MAIL_VALID_FOR,
        LinkKind.OFFLINE_ACTIVITY: timedelta(days=ACTIVITY_DEFAULT),
    }
    for invitation in draft.all(Invitation):
        life = lives.get(invitation.link_kind)
        if life is not None and invitation.valid_until is None:
            draft.put(invitation.but(valid_until=invitation.created_at + life))


def send_online(s: InvitationCase, draft: Draft) -> None:
    """Send the mail for a report."""
    draft.subject = send_mail(draft, s.report, s.action.cooperation_type, s.persona.id)


def resend(s: InvitationCase, draft: Draft) -> None:
    """Send a new mail; the old link is dead from now on."""
    old = s.invitation
    dead = min(old.valid_until or draft.now, draft.now)
    draft.put(old.but(state=State.EXPIRED, valid_until=dead))
    chosen = s.action.cooperation_type or old.cooperation_type
    draft.subject = send_mail(draft, s.report, chosen, s.persona.id)


WARN_OF_OLD_MAILBOX_TEXT = Text(
    zh="邀请已发往报备时的邮箱 {email}，客户现在使用其他邮箱。",
    en="The invitation went to the reported mailbox {email}; the customer now uses another one.",
)


def warn_of_old_mailbox(s: InvitationCase, draft: Draft) -> None:
    """Tell the sender that the mail did not reach the customer's present mailbox."""
    text = WARN_OF_OLD_MAILBOX_TEXT.filled({"email": s.report.email})
    draft.notify(s.persona.id, text, rule=email_changed.id, about=s.report.ref)


def expire_links(draft: Draft, report_id: str) -> None:
    """Open links of a deleted report count as expired. Source: 01 §6.8."""
    for invitation in draft.find(Invitation, report_id=report_id):
        if invitation.state in (State.SENT, State.FAILED):
            draft.put(invitation.but(state=State.EXPIRED))


LINK_CREATED = Text(
    zh="邀请链接及二维码已生成，客户打开后在“邮箱与邀请链接”中接受邀请",
    en="Link and QR code made; a customer who opens it accepts under “Mailbox and invitation links”",
)


def make_link(s: InvitationCase, draft: Draft, kind: LinkKind, label: str, until: datetime | None) -> None:
    """Store an offline link."""
    link = draft.create(
        Invitation,
        state=State.SENT,
        partner_id=s.partner.id,
        link_kind=kind,
        cooperation_type=s.action.cooperation_type,
        association_label=label.strip(),
        created_by=s.persona.id,
        created_at=draft.now,
        valid_until=until,
    )
    draft.record("link_created", link.ref, LINK_CREATED)


def generic_link(s: InvitationCase, draft: Draft) -> None:
    """The member's own generic link for this model; there is one, however often it is copied."""
    links = draft.find(Invitation, partner_id=s.partner.id, link_kind=LinkKind.OFFLINE_GENERIC)
    for link in links:
        same_type = link.cooperation_type == s.action.cooperation_type
        if link.is_link and same_type and link.created_by == s.persona.id:
            draft.subject = link
            return
    member = draft.get(Member, s.persona.id)
    make_link(s, draft, LinkKind.OFFLINE_GENERIC, member.login_name if member else s.persona.name, None)


def custom_link(s: InvitationCase, draft: Draft) -> None:
    """A link with the label typed."""
    make_link(s, draft, LinkKind.OFFLINE_CUSTOM, s.action.association_label, None)


def activity_link(s: InvitationCase, draft: Draft) -> None:
    """A link that ends after the days typed."""
    until = draft.now + timedelta(days=s.action.valid_days)
    make_link(s, draft, LinkKind.OFFLINE_ACTIVITY, s.action.association_label, until)


# --- Effects: answering --------------------------------------------------------------------------


CUSTOMER_SIGNED_IN = Text(zh="客户已登录", en="The customer signed in")


def sign_in(s: InvitationCase, draft: Draft) -> None:
    """Note the sign-in; the account stays as it is."""
    draft.record("customer_signed_in", s.customer.ref, CUSTOMER_SIGNED_IN)


ACCOUNT_REGISTERED = Text(zh="客户已注册账号", en="The customer registered")


def register(s: InvitationCase, draft: Draft) -> None:
    """The lead has an account from now on."""
    account = s.customer.but(
        state=AccountState.ACTIVE, mobile=s.mobile, email=s.email, registered_at=draft.now
    )
    draft.put(account)
    draft.record("account_registered", account.ref, ACCOUNT_REGISTERED)


def complete(s: InvitationCase, draft: Draft) -> None:
    """Associate; the report that led here is used up."""
    row = row_of(s, draft, s.customer.id)
    draft.subject = draft.put(
        row.but(
            state=State.ASSOCIATED,
            customer_id=s.customer.id,
            answered_at=draft.now,
            fail_reason=None,
            fail_rules=(),
        )
    )
    report = s.report if s.invitation.online else s.own_live
    if report is not None:
        draft.put(report.but(state=ReportState.ASSOCIATED, customer_id=s.customer.id))
    associate(
        draft,
        s.customer.id,
        row.partner_id,
        row.cooperation_type,
        label=row.association_label,
        initiator=Initiator.PARTNER,
    )


def row_of(s: InvitationCase, draft: Draft, customer_id: str) -> Invitation:
    """The customer's row: the mail itself, or the row of this customer under an offline link."""
    link = s.invitation
    if not link.is_link:
        return draft.need(Invitation, link.id)
    for row in draft.find(Invitation, customer_id=customer_id):
        if row.link_id == link.id and row.state == State.FAILED:
            return row
    fields = {name: value for name, value in link.__dict__.items() if name != "id"}
    fields.update(link_id=link.id, customer_id=customer_id, created_at=draft.now, state=State.SENT)
    return draft.create(Invitation, **fields)


def note_failure(s: InvitationCase, draft: Draft) -> None:
    """关联失败 in the customer's row, with the reason; an offline link stays open for others."""
    row = row_of(s, draft, s.action.customer)
    draft.subject = draft.put(
        row.but(
            state=State.FAILED,
            answered_at=draft.now,
            fail_reason=s.action.reason,
            fail_rules=s.action.rules,
        )
    )
    draft.record("association_failed", row.ref, s.action.reason)


def failed_attempt(s: InvitationCase, reasons: Sequence[Reason]) -> Action | None:
    """What the portal notes; a customer who has not ticked the notice has not tried yet, a used mail stays used."""
    rules = tuple(r.rule.id for r in reasons)
    if accept_notice.id in rules or s.invitation.state is State.ASSOCIATED:
        return None
    texts = [r.text for r in reasons]
    reason = Text(zh="".join(t.zh for t in texts), en=" ".join(t.en for t in texts))
    return NoteFailure(invitation=s.invitation.id, customer=s.customer.id, reason=reason, rules=rules)


# --- Machine -------------------------------------------------------------------------------------

SENDING_RULES = (preset_rights, purpose_exclusive, distributor_permission, needs_reported)
LINK_RULES = (preset_rights, distributor_permission, choose_type, *DEVELOPMENT_RULES)
ACCEPT_RULES = (
    account_open,
    link_unused,
    link_7_days,
    activity_validity,
    offline_no_expiry,
    delete_voids_links,
    live_at_acceptance,
    phone_must_match,
    blocked_by_other_report,
    account_within_7_days,
    *ASSOCIATION_RULES,
    *RESALE_RULES,
    *DEVELOPMENT_RULES,
    accept_notice,
    new_account_register,
)
ACCEPT_EFFECTS = (
    existing_account_login,
    new_account_register,
    complete,
    notify_success,
    grace_on_joining,
)
CREATIONS = (
    "invitation.send_online",
    "invitation.resend",
    "report.submit",
    "report.approve",
)

machine = Machine(
    entity=Invitation,
    states=State,
    label=Invitation.label,
    subject="invitation",
    situation=InvitationCase,
    transitions=(
        Transition(
            action=SendOnline,
            to=State.SENT,
            rules=(*SENDING_RULES, choose_type, *DEVELOPMENT_RULES, confirm_preview),
            effect=(send_online, confirm_preview, email_changed),
        ),
        Transition(action=PreviewMail, rules=(*SENDING_RULES, choose_type), effect=(confirm_preview,)),
        Transition(
            action=CreateGenericLink,
            to=State.SENT,
            rules=(*LINK_RULES, offline_label),
            effect=(generic_link,),
        ),
        Transition(
            action=CreateCustomLink,
            to=State.SENT,
            rules=(*LINK_RULES, offline_label, custom_100_per_24h),
            effect=(custom_link,),
        ),
        Transition(action=CreateActivityLink, to=State.SENT, rules=LINK_RULES, effect=(activity_link,)),
        Transition(
            action=Accept,
            source=(State.SENT, State.FAILED),
            to=(State.ASSOCIATED,),
            rules=ACCEPT_RULES,
            effect=ACCEPT_EFFECTS,
            on_refusal=failed_attempt,
        ),
        # An expired or used link opens a page that says so, with every other reason: it is checked, and fails.
        Transition(
            action=Accept,
            source=(State.EXPIRED, State.ASSOCIATED),
            rules=ACCEPT_RULES,
            effect=ACCEPT_EFFECTS,
            on_refusal=failed_attempt,
        ),
        Transition(
            action=NoteFailure,
            source=(State.SENT, State.FAILED, State.EXPIRED),
            to=(State.FAILED,),
            effect=(note_failure,),
        ),
        Transition(
            action=Resend,
            source=(State.FAILED, State.EXPIRED),
            to=(State.EXPIRED,),
            rules=(*SENDING_RULES, *DEVELOPMENT_RULES),
            effect=(resend, email_changed),
        ),
    ),
    timers=(
        Timer(
            name="mail_validity",
            label=Text(zh="邮件链接失效", en="The link in the mail expires"),
            source=(State.SENT,),
            due=lambda i, _: i.valid_until if i.online else None,
            to=State.EXPIRED,
            rules=(link_7_days,),
            window=Text(zh="7 个自然日", en="7 natural days"),
        ),
        Timer(
            name="activity_validity",
            label=Text(zh="活动邀请链接失效", en="The activity link expires"),
            source=(State.SENT,),
            due=lambda i, _: None if i.online else i.valid_until,
            to=State.EXPIRED,
            rules=(activity_validity,),
            window=Text(zh="1–90 个自然日，默认 30 个", en="1 to 90 natural days, 30 by default"),
        ),
    ),
    moves=(
        *(Move(action=action, source=(), to=State.SENT) for action in CREATIONS[1:]),
        Move(action="invitation.accept", source=(), to=State.ASSOCIATED),
        Move(action="invitation.note_failure", source=(), to=State.FAILED),
        *(
            Move(action=action, source=(State.SENT, State.FAILED), to=State.EXPIRED)
            for action in ("report.delete", "report.delete_many")
        ),
    ),
)
