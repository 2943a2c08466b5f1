"""Reporting a customer 报备: a partner reserves a lead for 15 days before it invites it.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine. Source: 01 §3.1, §4.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import HUAWEI, Partner, PartnerState, PartnerType
from sandbox.center.common.roles import (
    ADMINISTRATORS,
    CUSTOMER_DEVELOPMENT,
    OPERATORS,
    PARTNER_STAFF,
    Role,
    path,
    under,
)
from sandbox.center.common.standing import DEVELOPMENT_RULES
from sandbox.center.customers.account import Case, Customer, EnterpriseRole, MailAddress, OwnerTeam, Site
from sandbox.center.customers.account import State as AccountState
from sandbox.center.customers.account_manager import preset_rights
from sandbox.center.customers.association import Association, CooperationType, same_person
from sandbox.center.customers.association import State as AssociationState
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import business_days_after
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier, blocking
from sandbox.engine.text import Labelled, Text, same
from sandbox.engine.world import Draft, Entity, World

VALID_FOR = timedelta(days=15)
OPEN_AT_MOST = 100
REVIEW_BUSINESS_DAYS = 3
DEVELOPERS = ADMINISTRATORS | OPERATORS
ONLINE_TAB = under(CUSTOMER_DEVELOPMENT, "线上拓展", "Online development")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of a report. Source: 01 §3.1."""

    NOT_REPORTED = "not_reported", "未报备", "not reported", "initial"
    PENDING_REVIEW = "pending_review", "待审核", "pending review", "transient"
    REPORTED = "reported", "已报备", "reported"
    REJECTED = "rejected", "审核不通过", "review rejected", "terminal"
    EXPIRED = "expired", "已失效", "expired", "terminal"
    ASSOCIATED = "associated", "已关联", "associated", "terminal"
    DELETED = "deleted", "已删除", "deleted", "terminal"


OPEN = (State.PENDING_REVIEW, State.REPORTED)
DELETABLE = (State.NOT_REPORTED, State.REPORTED, State.REJECTED, State.EXPIRED)


class CustomerReport(Entity):
    """A lead that a partner has reported, or has asked Huawei to let it report. Source: 01 §2.1.

    ``customer_id`` is the account found by mobile or e-mail, or the lead that has none yet.
    """

    kind: ClassVar[str] = "report"
    label: ClassVar[Text] = Text(zh="报备记录", en="Customer report")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        full_name=("客户全称", "Full name"),
        send_invite=("发送邀请", "Send an invitation"),
        expected_consumption=("预计消费", "Expected consumption"),
        communication=("沟通情况", "Communication"),
        project_details=("项目详情", "Project details"),
        customer_account=("客户账号", "Customer account"),
        opinion=("审核意见", "Opinion"),
        reviewed=("已审核", "Reviewed"),
        submitted_at=("报备时间", "Submitted at"),
        approved_at=("通过时间", "Approved at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("partner_id", "state"),
        ("mobile",),
        ("email",),
        ("customer_id",),
    )

    state: State = State.REPORTED
    partner_id: str
    full_name: str
    mobile: str
    email: MailAddress
    customer_id: str = ""
    send_invite: bool = False
    cooperation_type: CooperationType | None = None
    expected_consumption: str = ""
    communication: str = ""
    project_details: str = ""
    customer_account: str = ""
    opinion: Text | None = None
    reviewed: bool = False
    created_by: str = ""
    submitted_at: datetime
    approved_at: datetime | None = None

    @property
    def name(self) -> str:
        """The customer's full name."""
        return self.full_name

    @property
    def expires_at(self) -> datetime | None:
        """The first instant at which it is no longer valid."""
        return None if self.approved_at is None else self.approved_at + VALID_FOR


# --- Situation -----------------------------------------------------------------------------------


def reports_of(
    world: World | Draft, mobile: str | None, email: str | None, customer: Customer | None = None
) -> list[CustomerReport]:
    """All reports of one lead, by mobile, e-mail or account, whoever made them.

    The account counts too: two partners may know the same customer by different numbers.
    """
    found = world.find(CustomerReport, mobile=mobile) if mobile else []
    found += world.find(CustomerReport, email=email.lower()) if email else []
    found += world.find(CustomerReport, customer_id=customer.id) if customer is not None else []
    return list({report.id: report for report in found}.values())


def live_report(world: World | Draft, partner_id: str, mobile: str) -> CustomerReport | None:
    """The partner's own live report with exactly this mobile."""
    for report in world.find(CustomerReport, mobile=mobile) if mobile else ():
        if report.partner_id == partner_id and report.state == State.REPORTED:
            return report
    return None


def open_count(world: World, partner_id: str) -> int:
    """How many of the 100 places a partner uses: 待审核 and 已报备."""
    return sum(world.count(CustomerReport, partner_id=partner_id, state=state) for state in OPEN)


class ReportCase(Case):
    """A situation about the report of one lead, being made or already there."""

    @lazy
    def report(self) -> CustomerReport | Any:
        """The report acted on; None while it is being made."""
        return self.subject if isinstance(self.subject, CustomerReport) else None

    @lazy
    def contact(self) -> tuple[str, str]:
        """Mobile and e-mail of the lead."""
        about = self.action if hasattr(self.action, "mobile") else self.report
        return getattr(about, "mobile", None) or "", getattr(about, "email", None) or ""

    @lazy
    def customer(self) -> Customer | Any:
        """The account or lead that the mobile or e-mail belongs to."""
        return same_person(self.world, *self.contact)

    @lazy
    def others_live(self) -> list[CustomerReport]:
        """Live reports of the same lead by other partners."""
        own = self.partner.id if self.partner else ""
        found = reports_of(self.world, *self.contact, self.customer)
        return [r for r in found if r.state == State.REPORTED and r.partner_id != own]

    @lazy
    def own_open(self) -> list[CustomerReport]:
        """Reports of the same lead by this partner that are live or under review."""
        found = reports_of(self.world, *self.contact, self.customer)
        return [r for r in found if r.state in OPEN and self.partner and r.partner_id == self.partner.id]

    @lazy
    def never(self) -> list[Rule]:
        """The rules that forbid any report of this customer."""
        return blocking(NEVER, self)

    @lazy
    def manual(self) -> list[Rule]:
        """The rules that demand a manual review."""
        return blocking(MANUAL, self)

    @lazy
    def wants_mail(self) -> bool:
        """Whether “send invitation link” was answered with yes."""
        form = self.report or self.action
        return bool(getattr(form, "send_invite", False)) and form.cooperation_type is not None


def own_partner(s: Case) -> Partner | None:
    """The partner that the persona works for."""
    return s.world.get(Partner, s.persona.organisation)


def works_for_partner(s: Case) -> bool:
    """Whether the persona is a member of a partner."""
    return not PARTNER_STAFF.isdisjoint(s.persona.roles)


def filled(text: str | None) -> bool:
    """Whether something was typed."""
    return bool(text and text.strip())


# --- Rules: who may report at all ----------------------------------------------------------------

purpose_exclusive = Rule(
    id="report-purpose-exclusive",
    number=1,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S5, S8",
    gate=Gate.PERMISSION,
    text=Text(
        zh="报备为伙伴预先登记潜在客户；邀请、删除等操作只出现在本公司自己的报备记录和邀请记录上。",
        en=(
            "A report reserves a lead for the partner who made it: inviting and deleting are offered only on "
            "your own company's reports and invitations."
        ),
    ),
    remedy=Text(
        zh="请先在“客户拓展 > 线上拓展”报备该客户，再对自己的报备记录发起邀请。",
        en="Report the customer first on Customer Development, then invite it from your own report.",
    ),
    remedied_by=("report.submit",),
    applies=works_for_partner,
    holds=lambda s: (about := s.subject or s.report) is None or about.partner_id == s.persona.organisation,
)
distributor_permission = Rule(
    id="report-distributor-permission",
    number=27,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S8",
    gate=Gate.PERMISSION,
    text=Text(
        zh="贵公司是总经销商，尚未开通“客户拓展”权限，因此没有报备和邀请客户的菜单。",
        en=(
            "Your company is a distributor without the right Customer Development, so the menu for reporting "
            "and inviting is not there."
        ),
    ),
    remedy=Text(zh="请联系您的生态经理开通该权限。", en="Ask your ecosystem manager to open the right."),
    applies=lambda s: (p := own_partner(s)) is not None and p.partner_type == PartnerType.DISTRIBUTOR,
    holds=lambda s: own_partner(s).customer_development_right,  # type: ignore[union-attr]
)
distributor_delisted = Rule(
    id="report-reseller-distributor-delisted",
    number=28,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S7",
    text=Text(
        zh="贵公司所属的总经销商已摘牌退出，不能报备客户。",
        en="The distributor your company belongs to has been delisted; you cannot report customers.",
    ),
    remedy=Text(
        zh="请先与其他总经销商建立合作关系，或联系生态经理。",
        en="Join another distributor first, or contact the ecosystem manager.",
    ),
    applies=lambda s: s.partner.partner_type == PartnerType.RESELLER,
    holds=lambda s: distributor_state(s) != PartnerState.DELISTED,
)
cap_100 = Rule(
    id="report-cap-100",
    number=4,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S2",
    text=Text(
        zh="“待审核”和“已报备”的记录合计最多 100 条，贵公司已达到上限。",
        en="Reports under review and live reports together are limited to 100; your company has reached the limit.",
    ),
    remedy=Text(
        zh="请删除不再需要的已报备记录，或等待记录到期、客户完成关联后再报备。",
        en="Delete live reports you no longer need, or wait until some expire or their customers associate.",
    ),
    remedied_by=("report.delete", "report.delete_many"),
    holds=lambda s: open_count(s.world, s.partner.id) < OPEN_AT_MOST,
)
partner_contact = Rule(
    id="report-partner-contact-required",
    number=5,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S3",
    text=Text(
        zh="贵公司的个人资料里没有手机号码，也没有邮箱，不能报备客户。",
        en="Your own profile has neither a mobile number nor an e-mail address, so you cannot report customers.",
    ),
    remedy=Text(
        zh="请在“账号管理 > 基本信息 > 个人资料”补充手机号码或邮箱，然后再报备。",
        en="Add a mobile number or an e-mail under Account > Basic information > Profile, then report.",
    ),
    remedied_by=("partner.update_contact",),
    holds=lambda s: filled(s.partner.mobile) or filled(s.partner.email),
)
duplicate_own = Rule(
    id="report-duplicate-own",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    needs=("mobile", "email"),
    text=Text(
        zh="贵公司已报备过这位客户，且记录仍为“已报备”或“待审核”。",
        en="Your company has already reported this customer; that report is live or under review.",
    ),
    remedy=Text(
        zh="请直接使用现有记录；如需更正信息，删除原“已报备”记录后重新报备。",
        en="Use the existing report; to correct it, delete the live report and report again.",
    ),
    remedied_by=("report.delete",),
    holds=lambda s: not s.own_open,
)
no_extend = Rule(
    id="report-no-extend",
    number=30,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="S6, S60",
    text=Text(
        zh="报备没有延期功能：有效期内重复报备不会延长期限，到期后才能重新报备。",
        en="A report cannot be extended: reporting again before it ends does not prolong it; re-report afterwards.",
    ),
    remedy=Text(zh="请等待报备到期后重新报备。", en="Wait until it has expired, then report again."),
    parts=(duplicate_own,),
)


def distributor_state(s: Case) -> PartnerState | None:
    """Standing of the distributor that a reseller belongs to."""
    distributor = s.world.get(Partner, s.partner.indirect_partner_of)
    return distributor.state if distributor else None


# --- Rules: customers that can never be reported -------------------------------------------------


def has_account(s: ReportCase) -> bool:
    """Whether the mobile or e-mail belongs to an account or a known lead."""
    return s.customer is not None


intl_site = Rule(
    id="report-never-intl-site",
    number=7,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户的账号注册在国际站，不可报备。", en="The account is registered on the international site."
    ),
    remedy=Text(
        zh="请客户另行注册中国站账号，再以新账号的信息报备。",
        en="The customer registers an account on the China site; report that one.",
    ),
    applies=has_account,
    holds=lambda s: s.customer.site == Site.CHINA,
)
already_associated = Rule(
    id="report-never-already-associated",
    number=8,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1",
    needs=("mobile", "email"),
    text=Text(zh="该客户已关联伙伴，不可报备。", en="The customer is already associated with a partner."),
    remedy=Text(
        zh="客户须先与现有伙伴解除关联，之后才能由其他伙伴报备。",
        en="The customer must first dissociate from that partner; then it can be reported.",
    ),
    remedied_by=("customer.request_dissociation", "association.request_dissociation"),
    applies=lambda s: s.association is not None,
    holds=lambda s: not s.association.associated,
)
other_partner = Rule(
    id="report-never-other-partner",
    number=9,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1, S2",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户已被其他伙伴报备，且报备仍在有效期内。",
        en="Another partner has reported this customer, and that report is still valid.",
    ),
    remedy=Text(
        zh="请等待对方的报备到期、被删除后再报备。",
        en="Wait until that report has expired or been deleted, then report.",
    ),
    holds=lambda s: not s.others_live,
)
consumer_cloud = Rule(
    id="report-never-consumer-cloud",
    number=10,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1",
    needs=("mobile", "email"),
    text=Text(zh="该客户是消费者云用户，不可报备。", en="The customer is a user of the consumer cloud."),
    remedy=Text(
        zh="没有办理途径；请报备客户的其他账号。",
        en="There is no way round; report another account of the customer.",
    ),
    applies=has_account,
    holds=lambda s: not s.customer.consumer_cloud_user,
)
signed_contract = Rule(
    id="report-never-signed-contract",
    number=11,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户与华为云签有合同，不可报备。",
        en="The customer has signed a contract with Huawei Cloud.",
    ),
    remedy=Text(
        zh="合同有效期间无法报备；请待合同终止后再试。",
        en="It cannot be reported while a contract is in force; try again after it has ended.",
    ),
    remedied_by=("customer.lapse_contract",),
    applies=has_account,
    holds=lambda s: not s.customer.signed_contracts,
)
cash_not_followed = Rule(
    id="report-never-cash-not-followed",
    number=12,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户有现金消费，且没有华为云直销团队跟进，不可报备。",
        en="The customer has spent cash and is not followed by Huawei Cloud's direct-sales team.",
    ),
    remedy=Text(
        zh="没有办理途径，也不能申请人工审核。关联伙伴期间的消费不计在内；如有疑问请联系生态经理。",
        en=(
            "There is no way round, nor a manual review. Consumption during an association with a partner does "
            "not count; ask the ecosystem manager if in doubt."
        ),
    ),
    applies=has_account,
    holds=lambda s: not s.customer.cash_consumption or s.customer.followed_by_direct_sales,
)
managed_sub = Rule(
    id="report-never-managed-sub",
    number=13,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1, S1b",
    needs=("mobile", "email"),
    text=Text(
        zh="该账号是财务托管的企业子账号，不可报备。",
        en="The account is an enterprise sub-account whose finances its master manages.",
    ),
    remedy=Text(zh="请报备它的企业主账号。", en="Report its enterprise master account."),
    applies=has_account,
    holds=lambda s: s.customer.enterprise_role != EnterpriseRole.MANAGED_SUB,
)
reward_promotion = Rule(
    id="report-never-reward-promotion",
    number=14,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户已加入华为云奖励推广计划，不可报备。",
        en="The customer has joined the Huawei Cloud reward-promotion plan.",
    ),
    remedy=Text(
        zh="请客户使用其他账号，再报备该账号。", en="The customer uses another account; report that one."
    ),
    applies=has_account,
    holds=lambda s: not s.customer.in_reward_promotion,
)
NEVER = (
    intl_site,
    already_associated,
    other_partner,
    consumer_cloud,
    signed_contract,
    cash_not_followed,
    managed_sub,
    reward_promotion,
)


# --- Rules: customers that need a manual review --------------------------------------------------

OFFER = ("report.apply_manual_review",)
OFFER_REMEDY = Text(
    zh="可单击“继续申请报备”，填写资料后由华为云人工审核。",
    en="Press “Continue with the application” and fill in the form; Huawei Cloud reviews it.",
)


def may_be_reviewed(s: ReportCase) -> bool:
    """Whether there is an account and nothing on the never list (rule 22)."""
    return s.customer is not None and not s.never


over_7_days = Rule(
    id="report-manual-over-7-days",
    number=15,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1b, S2",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户的账号注册已满 7 天，不能直接报备，须人工审核。",
        en="The account was registered 7 days ago or earlier: no direct report, a manual review is needed.",
    ),
    remedy=OFFER_REMEDY,
    remedied_by=OFFER,
    applies=may_be_reviewed,
    holds=lambda s: not s.customer.older_than_7_days(s.now),
)
cash_followed = Rule(
    id="report-manual-cash-followed",
    number=16,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S1b, S2",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户有现金消费，且已由华为云直销团队跟进，须人工审核。",
        en="The customer has spent cash and direct sales follows it: a manual review is needed.",
    ),
    remedy=OFFER_REMEDY,
    remedied_by=OFFER,
    applies=may_be_reviewed,
    holds=lambda s: not (s.customer.cash_consumption and s.customer.followed_by_direct_sales),
)
reported_by_huawei = Rule(
    id="report-manual-reported-by-huawei",
    number=17,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S2",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户已被华为云报备，须人工审核。",
        en="Huawei Cloud itself has reported the customer: a manual review is needed.",
    ),
    remedy=OFFER_REMEDY,
    remedied_by=OFFER,
    applies=may_be_reviewed,
    holds=lambda s: not s.customer.reported_by_huawei,
)
online_sales_team = Rule(
    id="report-manual-online-sales-team",
    number=18,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S2",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户归属华为线上销售团队，须人工审核。",
        en="Huawei's online sales team owns the customer: a manual review is needed.",
    ),
    remedy=OFFER_REMEDY,
    remedied_by=OFFER,
    applies=may_be_reviewed,
    holds=lambda s: s.customer.owner_team != OwnerTeam.ONLINE_SALES,
)
support_centre = Rule(
    id="report-manual-authorised-support-centre",
    number=19,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S2",
    needs=("mobile", "email"),
    text=Text(
        zh="该客户归属授权销售支持中心，须人工审核。",
        en="An authorised sales support centre owns the customer: a manual review is needed.",
    ),
    remedy=OFFER_REMEDY,
    remedied_by=OFFER,
    applies=may_be_reviewed,
    holds=lambda s: s.customer.owner_team != OwnerTeam.SUPPORT_CENTRE,
)
MANUAL = (over_7_days, cash_followed, reported_by_huawei, online_sales_team, support_centre)

direct_condition = Rule(
    id="report-direct-condition",
    number=21,
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S1, S1b, S2",
    text=Text(
        zh="只有不可报备、须人工审核的情形都不符合的客户才能直接报备：未注册，或注册未满 7 天且无现金消费、无归属。",
        en=(
            "A customer is reported directly only if nothing on the never list or the manual list applies: no "
            "account yet, or one younger than 7 days without cash consumption or an owner."
        ),
    ),
    remedy=Text(
        zh="须人工审核的，单击“继续申请报备”；不可报备的，请按各项提示处理。",
        en="For the manual list, continue with the application; for the never list, follow the advice of each item.",
    ),
    parts=(*NEVER, *MANUAL),
)
never_before_manual = Rule(
    id="report-never-before-manual",
    number=22,
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S1, S2",
    text=Text(
        zh="同时符合“不可报备”和“须人工审核”的，以不可报备为准，不提供“继续申请报备”。",
        en="A customer on both lists cannot be reported at all: the manual application is not offered.",
    ),
    remedy=Text(zh="请按不可报备的各项提示处理。", en="Follow the advice of the items of the never list."),
    parts=NEVER,
)
redirect_manual = Rule(
    id="report-redirect-manual",
    kind=Kind.EFFECT,
    confidence=Confidence.SEED,
    source="SEED",
    needs=("mobile", "email"),
    text=Text(
        zh="不能直接报备但可以人工审核的客户，系统提供“继续申请报备”；提交后记录为“待审核”。",
        en=(
            "For a customer who cannot be reported directly but may be reviewed, the portal offers to continue "
            "with an application; once submitted it is under review."
        ),
    ),
    remedy=Text(
        zh="该客户符合直接报备条件，请直接单击“报备客户”。",
        en="This customer can be reported directly: use Report customer.",
    ),
    remedied_by=("report.submit",),
    applies=lambda s: not s.never,
    holds=lambda s: bool(s.manual),
    does=lambda s, draft: open_review(s, draft),
)
manual_form = Rule(
    id="report-manual-form-required",
    number=20,
    kind=Kind.INPUT,
    confidence=Confidence.SEED,
    source="SEED, S6",
    needs=("expected_consumption", "communication", "project_details", "customer_account"),
    text=Text(
        zh="人工审核的申请资料不完整，请补充：{missing}。",
        en="The application is incomplete; still missing: {missing}.",
    ),
    remedy=Text(
        zh="请填写新增消费、沟通过程和项目详情；客户已有账号的，还须填写客户账号。",
        en=(
            "Fill in the expected consumption, the communication and the project; also the customer's account "
            "if it has one."
        ),
    ),
    holds=lambda s: not missing_parts(s),
    values=lambda s: {"missing": tuple(missing_parts(s))},
)
choose_type = Rule(
    id="invite-choose-type",
    number=34,
    kind=Kind.INPUT,
    confidence=Confidence.CORROBORATED,
    source="S4",
    needs=("cooperation_type",),
    text=Text(
        zh="邀请客户时须选择关联类型：顾问销售或代售。",
        en="An invitation needs the association type: referral or resale.",
    ),
    remedy=Text(zh="请选择关联类型后再提交。", en="Choose the association type and submit again."),
    applies=lambda s: s.typed.get("send_invite", True) is not False,
    holds=lambda s: s.action.cooperation_type is not None,
)


def missing_parts(s: ReportCase) -> list[Text]:
    """Labels of the parts of the application that are blank; the account only if there is one."""
    parts = [
        name
        for name in ("expected_consumption", "communication", "project_details")
        if not filled(getattr(s.action, name))
    ]
    registered = s.customer is not None and s.customer.state == AccountState.ACTIVE
    if registered and not filled(s.action.customer_account):
        parts.append("customer_account")
    return [LABELS[name] for name in parts]


# --- Rules: what follows, and how long it lasts --------------------------------------------------

validity = Rule(
    id="report-validity-15-days",
    number=2,
    kind=Kind.TIMER,
    confidence=Confidence.CORROBORATED,
    source="S2, S3",
    text=Text(
        zh="报备自“已报备”起 15 天内有效，期间其他伙伴不能报备同一客户。",
        en="A report is valid for 15 days from the moment it succeeds; meanwhile no other partner can report it.",
    ),
    remedy=Text(zh="请在有效期内邀请客户完成关联。", en="Have the customer associate within that time."),
    cited_as=("report-never-other-partner",),
)
open_to_all = Rule(
    id="report-expiry-open-to-all",
    number=3,
    kind=Kind.TIMER,
    confidence=Confidence.CORROBORATED,
    source="S3",
    text=Text(
        zh="报备到期即作废，此后任何伙伴（包括原伙伴）都可以重新报备。",
        en="At the end a report is void, and every partner, the first one too, may report the customer again.",
    ),
    remedy=Text(zh="如仍需跟进，请重新报备。", en="Report again if you still follow the customer."),
    cited_as=("report-never-other-partner", "report-duplicate-own"),
)
success = Rule(
    id="report-success-status",
    number=25,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="S6",
    text=Text(
        zh="状态为“已报备”才算报备成功；人工审核的，通过后才变为“已报备”。可按客户全称、手机号码、邮箱查询。",
        en=(
            "A report has succeeded only when it reads “reported”; with a manual review, after approval. Look it "
            "up by full name, mobile or e-mail."
        ),
    ),
    does=lambda s, draft: succeed(s, draft),
)
invite_no = Rule(
    id="report-invite-no-means-manual-invite",
    number=23,
    kind=Kind.EFFECT,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="“发送邀请链接”选“否”时，报备成功后不发送任何邀请，伙伴须自行线上或线下邀请。",
        en="With “send invitation link” set to no, nothing is sent; the partner invites online or offline itself.",
    ),
    applies=lambda s: not s.wants_mail,
    does=lambda s, draft: remind_to_invite(s, draft),
)
invite_yes = Rule(
    id="report-invite-yes-sends-mail",
    number=24,
    kind=Kind.EFFECT,
    confidence=Confidence.INFERRED,
    source="SEED",
    text=Text(
        zh="“发送邀请链接”选“是”时，报备成功后立即向客户发送邀请邮件。",
        en="With “send invitation link” set to yes, the invitation mail goes out right after success.",
    ),
    applies=lambda s: s.wants_mail,
    does=lambda s, draft: mail_invitation(s, draft),
)
pending_does_not_lock = Rule(
    id="assoc-pending-review-does-not-lock",
    kind=Kind.EFFECT,
    confidence=Confidence.INFERRED,
    source="S2",
    text=Text(
        zh="“待审核”不锁定客户；同一客户有多家伙伴申请时，先通过者报备成功，其余申请自动不通过。",
        en=(
            "A review does not lock the lead: of several applications the first one approved wins, the others "
            "are rejected by themselves."
        ),
    ),
    does=lambda s, draft: reject_rivals(s, draft),
)
delete_states = Rule(
    id="report-delete-states",
    number=29,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="S6, S60",
    text=Text(
        zh="“待审核”和“已关联”的记录不能删除；其他记录可以单条或批量删除。",
        en="Reports under review or associated cannot be deleted; all others can, one by one or together.",
    ),
    remedy=Text(
        zh="请等待审核结果，或只勾选可以删除的记录。",
        en="Wait for the result of the review, or tick only rows that can be deleted.",
    ),
    applies=lambda s: s.report is not None,
    holds=lambda s: s.report.state in DELETABLE,
)
delete_voids_links = Rule(
    id="report-delete-voids-open-links",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S60",
    text=Text(
        zh="这份邀请所属的报备已被伙伴删除，邀请链接随之失效。",
        en="The partner has deleted the report behind this invitation, so the link is void.",
    ),
    remedy=Text(
        zh="请伙伴重新报备，并再次发送邀请。",
        en="The partner reports the customer again and sends a new invitation.",
    ),
    remedied_by=("report.submit",),
    applies=lambda s: s.report is not None,
    holds=lambda s: s.report.state != State.DELETED,
    does=lambda s, draft: void_links(s, draft),
)
ask_ecosystem_manager = Rule(
    id="report-progress-ask-ecosystem-manager",
    number=26,
    kind=Kind.FACT,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="S6",
    text=Text(
        zh="页面不显示人工审核走到哪一步，进度请咨询生态经理。",
        en="The portal does not show how far a manual review has got; ask the ecosystem manager.",
    ),
    documented=Text(
        zh="这是说明，没有对应的操作：沙箱同样只显示“待审核”和结果。",
        en="A piece of advice, nothing to act out: the sandbox likewise shows only “pending review” and the result.",
    ),
)


# --- Actions -------------------------------------------------------------------------------------

LABELS = {
    "expected_consumption": Text(zh="可能带来的新增消费", en="Expected additional consumption"),
    "communication": Text(zh="与客户的沟通过程", en="Communication with the customer"),
    "project_details": Text(zh="项目详情", en="Project details"),
    "customer_account": Text(zh="客户账号", en="Customer account"),
}
MOBILE = re.compile(r"1\d{10}")
MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _checked(pattern: re.Pattern[str], zh: str, en: str, blank: bool) -> Callable[[str], str]:
    def check(value: str) -> str:
        value = value.strip()
        if (blank and not value) or (len(value) <= 200 and pattern.fullmatch(value)):
            return value
        raise PydanticCustomError("bilingual", "{en}", {"zh": zh, "en": en})

    return check


def mobile_field(blank: bool = False) -> AfterValidator:
    """A Chinese mobile number."""
    return AfterValidator(
        _checked(MOBILE, "请填写 11 位手机号码", "an 11-digit mobile number is expected", blank)
    )


def mailbox_field(blank: bool = False) -> AfterValidator:
    """An e-mail address."""
    return AfterValidator(_checked(MAILBOX, "请填写有效的邮箱地址", "an e-mail address is expected", blank))


def named_field() -> AfterValidator:
    """A name of 1 to 200 characters."""
    pattern = re.compile(r"(?s).{1,200}")
    return AfterValidator(_checked(pattern, "请填写 1–200 个字", "1 to 200 characters are expected", False))


FullName = Annotated[str, Input(Text(zh="客户全称", en="Customer's full name")), named_field()]
Mobile = Annotated[str, Input(Text(zh="手机号码", en="Mobile number")), mobile_field()]
Mailbox = Annotated[str, Input(Text(zh="邮箱", en="E-mail")), mailbox_field()]
SendInvite = Annotated[
    bool,
    Input(
        Text(zh="发送邀请链接", en="Send invitation link"),
        help=Text(zh="选“是”须同时选择关联类型。", en="With yes, choose the association type too."),
    ),
]
ChosenType = Annotated[CooperationType | None, Input(Text(zh="关联类型", en="Association type"))]
ReportRow = Annotated[str, Input(Text(zh="报备记录", en="Report"), entity="report"), Field(min_length=1)]


class Submit(Action):
    """Report a lead, so that other partners cannot for 15 days."""

    id: ClassVar[str] = "report.submit"
    title: ClassVar[Text] = Text(zh="报备客户", en="Report customer")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (under(ONLINE_TAB, "报备客户", "Report customer"),)

    full_name: FullName
    mobile: Mobile
    email: Mailbox
    send_invite: SendInvite = False
    cooperation_type: ChosenType = None


class ApplyManualReview(Action):
    """Ask Huawei to let the partner report a customer that cannot be reported directly."""

    id: ClassVar[str] = "report.apply_manual_review"
    title: ClassVar[Text] = Text(zh="继续申请报备", en="Continue with the application")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (
        under(ONLINE_TAB, "报备客户 > 继续申请报备", "Report customer > Continue with the application"),
    )

    full_name: FullName
    mobile: Mobile
    email: Mailbox
    send_invite: SendInvite = False
    cooperation_type: ChosenType = None
    expected_consumption: Annotated[str, Input(LABELS["expected_consumption"])] = ""
    communication: Annotated[str, Input(LABELS["communication"], multiline=True)] = ""
    project_details: Annotated[str, Input(LABELS["project_details"], multiline=True)] = ""
    customer_account: Annotated[
        str,
        Input(
            LABELS["customer_account"],
            help=Text(zh="客户已有账号时必填。", en="Required if the customer has an account."),
        ),
    ] = ""


class Approve(Action):
    """Huawei's reviewer lets the partner report the customer."""

    id: ClassVar[str] = "report.approve"
    title: ClassVar[Text] = Text(zh="审核通过", en="Approve")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS})
    on: ClassVar[str] = "report"

    report: ReportRow


class Reject(Action):
    """Huawei's reviewer turns the application down."""

    id: ClassVar[str] = "report.reject"
    title: ClassVar[Text] = Text(zh="审核不通过", en="Reject")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS})
    on: ClassVar[str] = "report"

    report: ReportRow
    opinion: Annotated[str, Input(Text(zh="审核意见", en="Opinion"), multiline=True)] = ""


class Delete(Action):
    """Take a report off the list; a live one is void from then on."""

    id: ClassVar[str] = "report.delete"
    title: ClassVar[Text] = Text(zh="删除", en="Delete")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (under(ONLINE_TAB, "操作 > 删除", "Operation > Delete"),)
    on: ClassVar[str] = "report"

    report: ReportRow


class DeleteMany(Action):
    """Take several reports off the list."""

    id: ClassVar[str] = "report.delete_many"
    title: ClassVar[Text] = Text(zh="批量删除", en="Delete selected")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (under(ONLINE_TAB, "批量删除", "Delete selected"),)
    each: ClassVar[type[Action] | None] = Delete

    reports: Annotated[
        tuple[str, ...],
        Input(Text(zh="报备记录", en="Reports"), entity="report", many=True),
        Field(min_length=1, max_length=1000),
    ]

    def rows(self) -> Iterable[Action]:
        """One deletion to a row."""
        return (Delete(report=report) for report in dict.fromkeys(self.reports))


class UpdateContact(Action):
    """Complete the partner's own profile. Source: rule 5."""

    id: ClassVar[str] = "partner.update_contact"
    title: ClassVar[Text] = Text(zh="修改个人资料", en="Edit profile")
    roles: ClassVar[frozenset[str]] = DEVELOPERS
    menu: ClassVar[tuple[Text, ...]] = (
        path("账号管理 > 基本信息 > 个人资料", "Account > Basic information > Profile"),
    )

    mobile: Annotated[str, Input(Text(zh="手机号码", en="Mobile number")), mobile_field(blank=True)] = ""
    email: Annotated[str, Input(Text(zh="邮箱", en="E-mail")), mailbox_field(blank=True)] = ""


# --- Effects -------------------------------------------------------------------------------------


def open_report(s: ReportCase, draft: Draft, state: State, **more: Any) -> CustomerReport:
    """Store a new report; a lead that nobody knows yet becomes a customer without an account."""
    action = s.action
    customer = s.customer or new_lead(draft, action)
    report = draft.create(
        CustomerReport,
        state=state,
        partner_id=s.partner.id,
        customer_id=customer.id,
        full_name=action.full_name,
        mobile=action.mobile,
        email=action.email,
        send_invite=action.send_invite,
        cooperation_type=action.cooperation_type,
        created_by=s.persona.id,
        submitted_at=draft.now,
        **more,
    )
    draft.subject = report
    return report


def new_lead(draft: Draft, action: Any) -> Customer:
    """A person without an account, so that somebody can register and accept."""
    lead = draft.create(
        Customer,
        state=AccountState.LEAD,
        account_name=action.full_name,
        mobile=action.mobile,
        email=action.email,
    )
    draft.create(Association, id=lead.id, state=AssociationState.NOT_ASSOCIATED, customer_id=lead.id)
    return lead


CUSTOMER_REPORTED = Text(zh="报备成功", en="Report succeeded")
SUCCEED_TEXT = Text(
    zh="报备成功：{name}，有效期至 {until}。", en="Report succeeded: {name}, valid until {until}."
)


def succeed(s: ReportCase, draft: Draft) -> None:
    """The report is live from now on; tell the member who made it."""
    if s.report is None:
        report = open_report(s, draft, State.REPORTED, approved_at=draft.now)
    else:
        report = draft.need(CustomerReport, draft.move(approved_at=draft.now, reviewed=True).id)
    text = SUCCEED_TEXT.filled({"name": report.full_name, "until": report.expires_at})
    draft.notify(report.created_by, text, rule=success.id, about=report.ref)
    draft.record("customer_reported", report.ref, CUSTOMER_REPORTED)


REMIND_TO_INVITE_TEXT = Text(
    zh="未发送邀请，请自行邀请客户", en="No invitation was sent; invite the customer yourself"
)


def remind_to_invite(s: ReportCase, draft: Draft) -> None:
    """Nothing is sent; say what the partner has to do."""
    assert draft.subject is not None
    draft.record("invitation_left_to_partner", draft.subject.ref, REMIND_TO_INVITE_TEXT)


def mail_invitation(s: ReportCase, draft: Draft) -> None:
    """Send the mail with the type chosen in the report."""
    from sandbox.center.customers.invitation import send_mail  # it builds on this file

    report = draft.subject
    assert isinstance(report, CustomerReport)
    assert report.cooperation_type is not None
    send_mail(draft, report, report.cooperation_type, report.created_by)


def date(draft: Draft) -> None:
    """A live report of a world that does not say when it succeeded did so when it was submitted."""
    for report in draft.all(CustomerReport):
        if report.state == State.REPORTED and report.approved_at is None:
            draft.put(report.but(approved_at=report.submitted_at))


REVIEW_APPLIED_FOR = Text(zh="人工审核申请已提交", en="Application submitted")
APPLIED_TEXT = Text(
    zh="报备申请已提交，等待人工审核：{name}。审核通过后才算报备成功。",
    en="The application for {name} is submitted and waits for the review; it is reported once approved.",
)


def open_review(s: ReportCase, draft: Draft) -> None:
    """Store the application, which counts toward the 100 places, and say so to the member. Source: 01 §3.8."""
    action = s.action
    forms = {name: getattr(action, name).strip() for name in LABELS}
    report = open_report(s, draft, State.PENDING_REVIEW, **forms)
    text = APPLIED_TEXT.filled({"name": report.full_name})
    draft.notify(report.created_by, text, rule=redirect_manual.id, about=report.ref)
    draft.record("review_applied_for", report.ref, REVIEW_APPLIED_FOR)


REJECT_RIVALS_TEXT = Text(zh="该客户已被其他伙伴报备。", en="Another partner has reported this customer.")


def reject_rivals(s: ReportCase, draft: Draft) -> None:
    """Other applications for the same customer are rejected."""
    reason = REJECT_RIVALS_TEXT
    for rival in reports_of(draft, *s.contact, s.customer):
        if rival.id != s.report.id and rival.state == State.PENDING_REVIEW:
            draft.put(rival.but(state=State.REJECTED, opinion=reason))
            tell_rejected(draft, rival, reason)


TELL_REJECTED_TEXT = Text(zh="报备审核不通过：{name}。{why}", en="Report rejected: {name}. {why}")


def tell_rejected(draft: Draft, report: CustomerReport, opinion: Text | None) -> None:
    """Tell the member who applied that the review failed."""
    values = {"name": report.full_name, "why": opinion}
    draft.notify(report.created_by, TELL_REJECTED_TEXT.filled(values), rule=success.id, about=report.ref)


REPORT_REJECTED = Text(zh="审核不通过", en="Rejected")


def reject(s: ReportCase, draft: Draft) -> None:
    """The place among the 100 is free again."""
    blocked = blocking(APPROVE_RULES, s)
    opinion = same(s.action.opinion.strip()) if filled(s.action.opinion) else None
    if opinion is None and blocked:
        opinion = blocked[0].text
    draft.move(opinion=opinion)
    tell_rejected(draft, s.report, opinion)
    draft.record("report_rejected", s.report.ref, REPORT_REJECTED)


REPORT_DELETED = Text(zh="报备记录已删除", en="Report deleted")


def delete(s: ReportCase, draft: Draft) -> None:
    """The row leaves the list; a live report no longer reserves the lead."""
    draft.move()
    draft.record("report_deleted", s.report.ref, REPORT_DELETED)


def void_links(s: ReportCase, draft: Draft) -> None:
    """Links of a deleted report that are still open count as expired."""
    from sandbox.center.customers.invitation import expire_links  # it builds on this file

    expire_links(draft, s.report.id)


PROFILE_UPDATED = Text(zh="个人资料已更新", en="Profile updated")


def update_contact(s: ReportCase, draft: Draft) -> None:
    """Fill in what was typed; a blank field stays as it is."""
    partner = draft.need(Partner, s.persona.organisation)
    action = s.action
    draft.subject = draft.put(
        partner.but(mobile=action.mobile or partner.mobile, email=action.email or partner.email)
    )
    draft.record("profile_updated", partner.ref, PROFILE_UPDATED)


def answer_review(world: World, report: CustomerReport) -> tuple[str, Action]:
    """What Huawei's reviewer decides when nobody plays it: yes, unless that is no longer possible."""
    refused = blocking(APPROVE_RULES, ReportCase(world, HUAWEI, None, report))
    return HUAWEI.id, Reject(report=report.id) if refused else Approve(report=report.id)


# --- Machine -------------------------------------------------------------------------------------

APPROVE_RULES = (already_associated, other_partner)
REPORTING_RULES = (
    preset_rights,
    distributor_permission,
    distributor_delisted,
    cap_100,
    partner_contact,
    no_extend,
    duplicate_own,
    choose_type,
    *DEVELOPMENT_RULES,
)

machine = Machine(
    entity=CustomerReport,
    states=State,
    label=CustomerReport.label,
    subject="report",
    situation=ReportCase,
    transitions=(
        Transition(
            action=Submit,
            to=State.REPORTED,
            rules=(*REPORTING_RULES, direct_condition),
            effect=(success, invite_no, invite_yes),
        ),
        Transition(
            action=ApplyManualReview,
            to=State.PENDING_REVIEW,
            rules=(*REPORTING_RULES, never_before_manual, redirect_manual, manual_form),
            effect=(redirect_manual,),
        ),
        Transition(
            action=Approve,
            source=(State.PENDING_REVIEW,),
            to=State.REPORTED,
            rules=APPROVE_RULES,
            effect=(success, pending_does_not_lock, invite_no, invite_yes),
        ),
        Transition(action=Reject, source=(State.PENDING_REVIEW,), to=State.REJECTED, effect=(reject,)),
        Transition(
            action=Delete,
            source=DELETABLE,
            to=State.DELETED,
            rules=(preset_rights, purpose_exclusive, distributor_permission, delete_states),
            effect=(delete, delete_voids_links),
            state_rule=delete_states,
        ),
        Transition(action=DeleteMany, rules=(preset_rights, distributor_permission)),
        Transition(action=UpdateContact, effect=(update_contact,)),
    ),
    timers=(
        Timer(
            name="validity",
            label=Text(zh="报备到期", en="The report expires"),
            source=(State.REPORTED,),
            due=lambda report, _: report.expires_at,
            to=State.EXPIRED,
            rules=(validity, open_to_all),
            window=Text(zh="15 个自然日", en="15 natural days"),
        ),
        Timer(
            name="review",
            label=Text(zh="华为云给出审核结果", en="Huawei decides on the application"),
            source=(State.PENDING_REVIEW,),
            due=lambda report, settings: answer_due(
                settings,
                report.submitted_at,
                lambda: (
                    business_days_after(
                        report.submitted_at,
                        int(settings.get("manual_review_business_days", REVIEW_BUSINESS_DAYS)),
                    ).end
                ),
            ),
            acts=answer_review,
            follows_settings=True,
            window=Text(zh="3 个工作日（默认）", en="3 business days (default)"),
        ),
    ),
    moves=(
        Move(action="invitation.accept", source=(State.REPORTED,), to=State.ASSOCIATED),
        Move(action="association.complete_api_link", source=(State.REPORTED,), to=State.ASSOCIATED),
        Move(action="report.approve", source=(State.PENDING_REVIEW,), to=State.REJECTED),
    ),
    more_rules=(ask_ecosystem_manager,),
)
