"""Business-information certification 商业信息认证: who receives the money, and to which bank account.

Read from top to bottom: states, entity, what others ask, situation, rules, actions, effects, machine.
A partner has one certification; editing it starts it again and suspends every settlement meanwhile.
Source: 04 §3.6, rules 46, 63–79; errata (unlocking, bank letter, editing, 02:00 synchronisation).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import HUAWEI, HUAWEI_REVIEWER, Partner, PartnerType, administrator_of
from sandbox.center.common.roles import PARTNER_STAFF, Role, path, under
from sandbox.center.incentives.payee import ACCESS, IncentiveCase, PayeeProfile
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import DAY, business_days_after, midnight
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

WRONG_AMOUNTS = 3
CHECK_AT_LEAST, CHECK_AT_MOST = 60, 180  # minutes
REVIEW_BUSINESS_DAYS = 5
TICKET_BUSINESS_DAYS = 3
SYNCHRONISATION = time(2)
COUNTRIES = ("CN", "HK", "SG", "MY", "TH", "ID", "DE", "FR", "GB", "US", "BR", "ZA", "AE")
BUSINESS_INFORMATION = path("伙伴信息 > 商业信息", "Partner Information > Business Information")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of a certification; the labels are ours, except 认证中 (04 §3.6)."""

    NOT_CERTIFIED = "not_certified", "未认证", "not certified", "initial"
    DRAFT = "draft", "填写中", "being filled in", "transient"
    WAITING_FOR_AMOUNT = "waiting_for_amount", "待验证金额", "waiting for the amount", "transient"
    CERTIFYING = "certifying", "认证中", "being checked", "transient"
    MANUAL_REVIEW = "manual_review", "人工审核中", "under manual review", "transient"
    PASSED = "passed", "认证成功", "passed"
    FAILED = "failed", "认证失败", "failed"
    LOCKED = "locked", "已锁定", "locked"


class SigningEntity(Labelled):
    """The Huawei company a partner signs with."""

    CLOUD_COMPUTING = "cloud_computing", "华为云计算", "Huawei Cloud Computing"
    OTHER = "other", "其他签约主体", "another signing entity"


class CodeType(Labelled):
    """Kinds of enterprise codes offered in the form."""

    UNIFIED = "unified_social_credit", "统一社会信用代码", "unified social credit code"
    ORGANISATION = "organisation", "组织机构代码", "organisation code"
    REGISTRATION = "registration", "工商注册号", "registration number"


class Taxpayer(Labelled):
    """Kinds of taxpayers."""

    GENERAL = "general", "一般纳税人", "general taxpayer"
    SMALL_SCALE = "small_scale", "小规模纳税人", "small-scale taxpayer"


class Seal(Labelled):
    """How a bank letter is sealed."""

    PHYSICAL = "physical", "实体印章", "physical seal"
    ELECTRONIC = "electronic", "电子印章", "electronic seal"
    NONE = "none", "未盖章", "no seal"


class AccountOwner(Labelled):
    """Whose bank account it is."""

    COMPANY = "company", "对公账户", "company account"
    PERSONAL = "personal", "个人账户", "personal account"


class BusinessCertification(Entity):
    """What a partner declares of its company, its taxes and its bank, and how far the check has come.

    The id is the partner's. ``supplier_…`` are facts of Huawei's supplier system: an account there means
    that a supplier of the same name exists. ``check_minutes`` (60–180) is how long the automatic check takes.
    """

    kind: ClassVar[str] = "business_certification"
    label: ClassVar[Text] = Text(zh="商业信息认证", en="Business-information certification")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        signing_entity=("签约主体", "Signing entity"),
        code_type=("企业代码类型", "Enterprise code type"),
        taxpayer=("纳税人类型", "Taxpayer type"),
        finance_contact=("财务联系人", "Finance contact"),
        bank_country=("银行所在国家或地区", "Country of the bank"),
        bank_name=("开户银行", "Bank"),
        branch=("支行", "Branch"),
        account_name=("银行账户名称", "Account name"),
        account_number=("银行账号", "Account number"),
        account_owner=("账户类型", "Account type"),
        currency=("币种", "Currency"),
        unionpay=("支持银联转账", "UnionPay transfer"),
        submissions=("提交次数", "Times submitted"),
        random_amount=("随机打款金额", "Random amount"),
        attempts=("输错次数", "Wrong amounts"),
        submitted_at=("提交认证时间", "Submitted at"),
        check_minutes=("自动核验分钟数", "Minutes of the automatic check"),
        review_since=("人工处理开始时间", "With the reviewer since"),
        ticket_at=("提交工单时间", "Ticket opened at"),
        passed_at=("认证成功时间", "Passed at"),
        suspends=("暂停结算", "Suspends settlement"),
        fail_reason=("失败原因", "Reason of the failure"),
        letter_needed=("需要银行函", "Bank letter needed"),
        letter_at=("银行函提交时间", "Bank letter sent at"),
        needs_person=("转人工审核", "Goes to a reviewer"),
        same_name_account=("供应商系统中的银行账号", "Account in the supplier system"),
        same_name_entity=("供应商系统中的签约主体", "Signing entity in the supplier system"),
        same_name_currency=("供应商系统中的币种", "Currency in the supplier system"),
        same_name_ioi=("供应商为 IOI", "Supplier is IOI"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: State = State.NOT_CERTIFIED
    partner_id: str
    signing_entity: SigningEntity = SigningEntity.CLOUD_COMPUTING
    code_type: CodeType = CodeType.UNIFIED
    taxpayer: Taxpayer = Taxpayer.GENERAL
    finance_contact: str = ""
    bank_country: str = "CN"
    bank_name: str = ""
    branch: str = ""
    account_name: str = ""
    account_number: str = ""
    account_owner: AccountOwner = AccountOwner.COMPANY
    currency: str = "CNY"
    unionpay: bool = True
    submissions: int = 0
    random_amount: Decimal = Decimal("0")
    attempts: int = 0
    submitted_at: datetime | None = None
    check_minutes: Annotated[int, Field(ge=CHECK_AT_LEAST, le=CHECK_AT_MOST)] = 120
    review_since: datetime | None = None
    ticket_at: datetime | None = None
    passed_at: datetime | None = None
    suspends: bool = False
    fail_reason: Text | str = ""
    letter_needed: bool = False
    letter_at: datetime | None = None
    needs_person: bool = False
    same_name_account: str = ""
    same_name_entity: SigningEntity | None = None
    same_name_currency: str = ""
    same_name_ioi: bool = False

    @property
    def mismatch(self) -> bool:
        """Whether a same-name supplier that is not IOI has another account, signing entity or currency."""
        if not self.same_name_account or self.same_name_ioi:
            return False
        return (
            self.same_name_account != self.account_number
            or self.same_name_entity not in (None, self.signing_entity)
            or self.same_name_currency not in ("", self.currency)
        )

    @property
    def check_due(self) -> datetime | None:
        """When the automatic check ends."""
        return (
            None if self.submitted_at is None else self.submitted_at + timedelta(minutes=self.check_minutes)
        )

    @property
    def check_latest(self) -> datetime | None:
        """When the automatic check has ended at the latest."""
        return None if self.submitted_at is None else self.submitted_at + timedelta(minutes=CHECK_AT_MOST)

    @property
    def review_due(self) -> datetime | None:
        """When the reviewer has decided at the latest: 24:00 of the last business day."""
        if self.review_since is None:
            return None
        days = TICKET_BUSINESS_DAYS if self.ticket_at else REVIEW_BUSINESS_DAYS
        return business_days_after(self.review_since, days).end

    @property
    def unlock_due(self) -> datetime | None:
        """When a ticket about a locked certification is resolved at the latest."""
        return (
            None if self.ticket_at is None else business_days_after(self.ticket_at, TICKET_BUSINESS_DAYS).end
        )


# --- What other lifecycles ask -------------------------------------------------------------------


def certification_of(world: World | Draft, partner_id: str) -> BusinessCertification | None:
    """The certification of a partner."""
    return world.get(BusinessCertification, partner_id)


def certified(world: World | Draft, partner_id: str) -> bool:
    """Whether the partner's certification has passed and is not being edited. Source: rules 21, 85, 92."""
    found = certification_of(world, partner_id)
    return found is not None and found.state == State.PASSED


def settlement_suspended(world: World | Draft, partner_id: str) -> bool:
    """Whether an edited certification that has not passed again holds up every settlement. Source: rule 70."""
    found = certification_of(world, partner_id)
    return found is not None and found.suspends


def synchronised_at(passed_at: datetime) -> datetime:
    """The 02:00 after a success, when the payment system learns of it. Source: errata to 49."""
    same_day = datetime.combine(passed_at.date(), SYNCHRONISATION)
    return same_day if passed_at < same_day else same_day + DAY


def certification_recognised(
    world: World | Draft, partner_id: str, notice_at: datetime | None, applied_at: datetime
) -> bool:
    """Whether the payment system knows of the certification when a payment is applied for.

    Args:
        world: the world as it is.
        partner_id: the applicant.
        notice_at: when the incentive was announced.
        applied_at: when the application is made.

    It does not, when the application comes before the synchronisation that follows the success: whether
    the certification was submitted after the notice (the usual race) or notice, certification and
    application all fall before that synchronisation. A certification submitted before the notice that
    passes after it is taken at its word. Source: rule 49 and the errata to it.
    """
    found = certification_of(world, partner_id)
    if found is None or found.passed_at is None:
        return False
    if applied_at >= synchronised_at(found.passed_at):
        return True
    if notice_at is None or found.submitted_at is None or found.submitted_at > notice_at:
        return False
    return found.passed_at > notice_at


def next_day_after(world: World | Draft, partner_id: str) -> datetime | None:
    """The day after the success, when Huawei staff resubmit by hand. Source: rule 50."""
    found = certification_of(world, partner_id)
    return None if found is None or found.passed_at is None else midnight(found.passed_at) + DAY


def give_certifications(draft: Draft) -> None:
    """Give every partner of a new world a certification, not certified unless the world says otherwise."""
    for partner in draft.all(Partner):
        if partner.partner_type != PartnerType.RESELLER and not draft.get(BusinessCertification, partner.id):
            draft.put(BusinessCertification(id=partner.id, partner_id=partner.id))


# --- Situation -----------------------------------------------------------------------------------


class CertificationCase(IncentiveCase):
    """A situation about one certification."""

    subject: BusinessCertification

    @lazy
    def company(self) -> str:
        """The company's name."""
        return self.world.need(Partner, self.subject.partner_id).account_name


# --- Rules ---------------------------------------------------------------------------------------

privacy_accepted = Rule(
    id="bic-privacy-accepted",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    source="A13",
    needs=("privacy_accepted",),
    text=Text(
        zh="首次认证须勾选隐私声明。", en="For the first certification the privacy statement must be ticked."
    ),
    remedy=Text(zh="请阅读并勾选后再继续。", en="Read it and tick it, then go on."),
    applies=lambda s: s.subject.submissions == 0,
    holds=lambda s: s.action.privacy_accepted,
)
survey_done = Rule(
    id="bic-survey-done",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    source="A13",
    needs=("survey_done",),
    text=Text(zh="关联供应商调查尚未完成。", en="The survey of related suppliers is not done."),
    remedy=Text(zh="请填完调查后再提交。", en="Complete the survey, then submit."),
    holds=lambda s: s.action.survey_done,
)
bank_filled_in = Rule(
    id="bic-bank-filled-in",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A13",
    text=Text(zh="银行信息尚未填写。", en="The bank information is not filled in yet."),
    remedy=Text(zh="请先完成银行信息一步。", en="Complete the step Bank information first."),
    remedied_by=("certification.fill_bank",),
    holds=lambda s: bool(s.subject.account_number),
)
edit_confirmed = Rule(
    id="bic-edit-confirmed",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    source="A15",
    needs=("warning_accepted",),
    text=Text(
        zh="修改银行信息须重新认证，其间一切结算暂停；您尚未确认。",
        en="Editing means certifying again, and settlement stops meanwhile; you have not confirmed that.",
    ),
    remedy=Text(zh="请勾选确认后再提交。", en="Tick the confirmation, then submit."),
    holds=lambda s: s.action.warning_accepted,
)
account_change = Rule(
    id="incent-pay-account-change",
    number=46,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A32",
    text=Text(
        zh="收款账户在“伙伴信息 > 商业信息 > 银行信息”里修改；修改后要重新认证。",
        en="The receiving account is changed under Partner Information > Business Information > Bank "
        "information; the change has to be certified again.",
    ),
)
automatic_check = Rule(
    id="incent-bic-1-3h",
    number=63,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="系统正在自动核验，通常 1～3 小时出结果，最晚 {latest}。",
        en="The automatic check is running; it takes one to three hours, until {latest} at the latest.",
    ),
    remedy=Text(zh="请稍后再查看，无须重复提交。", en="Look again later; there is no need to submit again."),
    applies=lambda s: s.subject.state in (State.CERTIFYING, State.PASSED),
    holds=lambda s: s.subject.state != State.CERTIFYING,
    values=lambda s: {"latest": s.subject.check_latest},
)
person_needed = Rule(
    id="incent-bic-manual",
    number=64,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="部分认证要由华为审核员人工审核，伙伴等待结果即可。",
        en="Some certifications go to a reviewer at Huawei; the partner waits for the result.",
    ),
    applies=lambda s: s.subject.needs_person,
    does=lambda s, draft: to_reviewer(s, draft),
)
abnormal_case = Rule(
    id="incent-bic-abnormal-3-5bd",
    number=65,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A16",
    text=Text(
        zh="异常情况由审核员在 3～5 个工作日内处理，最晚 {due}；此前不必提交工单。",
        en="The reviewer handles an abnormal case in 3 to 5 business days, by {due}; until then no ticket is needed.",
    ),
    remedy=Text(zh="到期仍无结果的，再提交工单。", en="If there is no result by then, open a ticket."),
    applies=lambda s: (
        s.subject.state == State.MANUAL_REVIEW and not s.subject.letter_at and not s.subject.ticket_at
    ),
    holds=lambda s: s.now >= s.subject.review_due,
    values=lambda s: {"due": s.subject.review_due},
)
ticket_resolved = Rule(
    id="incent-bic-fail-ticket-3bd",
    number=66,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A16",
    text=Text(
        zh="失败会发通知，原因写在“商业信息”页；工单在 3 个工作日内解决，最晚 {due}。",
        en="A failure is announced and its reason is shown under Business Information; a ticket is resolved within "
        "3 business days, by {due}.",
    ),
    remedy=Text(zh="工单处理中，请等待结果。", en="The ticket is being handled; wait for the result."),
    applies=lambda s: (
        s.subject.ticket_at is not None and s.subject.state in (State.MANUAL_REVIEW, State.LOCKED)
    ),
    holds=lambda s: s.now >= ticket_due(s.subject),
    values=lambda s: {"due": ticket_due(s.subject)},
)
letter_case = Rule(
    id="incent-bic-bank-letter",
    number=67,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, A16",
    text=Text(
        zh="贵公司已是华为供应商，而银行信息与供应商系统不同：同样的信息再提交也不会通过，须向运营人员提供银行函。",
        en="Your company is a Huawei supplier already, with other bank data: submitting the same data again will "
        "not pass. Operations need a bank letter.",
    ),
    remedy=Text(
        zh="请下载银行函模板，盖实体章后提交扫描件；或改填供应商系统中的银行信息。",
        en="Download the draft letter, seal it by hand and send the scan; or enter the bank data of the supplier system.",
    ),
    remedied_by=("certification.send_bank_letter", "certification.fill_bank"),
    applies=lambda s: s.subject.letter_needed and s.subject.letter_at is None,
    holds=lambda s: not s.subject.mismatch,
)
letter_time = Rule(
    id="incent-bic-bank-letter-3-5bd",
    number=68,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED, A16",
    text=Text(
        zh="银行函由人工处理，需要 3～5 个工作日，最晚 {due}。",
        en="The bank letter is handled by hand in 3 to 5 business days, by {due}.",
    ),
    remedy=Text(zh="请等待结果通知。", en="Wait for the result."),
    applies=lambda s: (
        s.subject.state == State.MANUAL_REVIEW and s.subject.letter_at is not None and not s.subject.ticket_at
    ),
    holds=lambda s: s.now >= s.subject.review_due,
    values=lambda s: {"due": s.subject.review_due},
)
mismatch_fields = Rule(
    id="incent-bic-mismatch-fields",
    number=69,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A15",
    text=Text(
        zh="同名且非 IOI 的供应商已存在，银行账号、签约主体或币种与之不一致，又没有银行函，不能通过。",
        en="A supplier of the same name that is not IOI exists, with another account, signing entity or currency, "
        "and there is no bank letter: it cannot pass.",
    ),
    remedy=Text(
        zh="请伙伴提供银行函，或改为与供应商系统一致的信息。",
        en="The partner sends a bank letter or enters the data of the supplier system.",
    ),
    remedied_by=("certification.send_bank_letter",),
    applies=lambda s: bool(s.subject.same_name_account),
    holds=lambda s: not s.subject.mismatch or s.subject.letter_at is not None,
)
edit_blocks_settlement = Rule(
    id="incent-bic-edit-blocks-settlement",
    number=70,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A15",
    text=Text(
        zh="商业信息正在重新认证，完成之前一切结算暂停。",
        en="The business information is being certified again; nothing settles until that is complete.",
    ),
    remedy=Text(
        zh="请伙伴完成重新认证，通过后继续付款。",
        en="The partner completes the certification; payment goes on once it has passed.",
    ),
    remedied_by=("certification.confirm_amount", "certification.approve"),
    holds=lambda s: not settlement_suspended(s.world, s.partner_id),
)
three_amounts = Rule(
    id="incent-bic-amount-3-lock",
    number=71,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A14",
    needs=("amount",),
    text=Text(
        zh="金额与实际到账不符，或已输错 3 次被锁定；目前已输错 {wrong} 次。",
        en="The amount is not the one received, or three wrong ones have locked the certification; wrong so far: {wrong}.",
    ),
    remedy=Text(
        zh="请按银行到账短信填写；已锁定的，提交工单解锁。",
        en="Type the amount of the bank's message; once locked, open a ticket to unlock it.",
    ),
    remedied_by=("certification.open_ticket",),
    holds=lambda s: (
        s.subject.state == State.WAITING_FOR_AMOUNT and s.action.amount == s.subject.random_amount
    ),
    values=lambda s: {"wrong": s.subject.attempts + (s.subject.state == State.WAITING_FOR_AMOUNT)},
)
amount_missing = Rule(
    id="incent-bic-amount-missing",
    number=72,
    kind=Kind.FACT,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="A17",
    text=Text(
        zh="没有收到随机打款时，先核对银行信息、看对账户，再提交工单。",
        en="Where the random amount has not arrived, check the bank data and the right account, then open a ticket.",
    ),
    documented=Text(
        zh="这是建议；沙箱里的打款总会到账。",
        en="Advice; in the sandbox the transfer always arrives.",
    ),
)
company_account = Rule(
    id="incent-bic-company-account",
    number=73,
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A19, A13",
    needs=("account_owner", "account_name"),
    text=Text(
        zh="须为公司的对公账户，户名与公司名称“{company}”一致，不接受个人账户。",
        en="It must be the company's account in the company's name “{company}”; personal accounts are refused.",
    ),
    remedy=Text(zh="请改填公司的对公账户。", en="Enter the company's own account."),
    holds=lambda s: (
        s.action.account_owner == AccountOwner.COMPANY and s.action.account_name.strip() == s.company
    ),
    values=lambda s: {"company": s.company},
)
bank_country = Rule(
    id="incent-bic-bank-overseas",
    number=74,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A18",
    needs=("bank_country",),
    text=Text(
        zh="须从列表中选择银行所在国家或地区；海外认证也可以选择中国（CN）的银行。",
        en="The country of the bank is chosen from the list; an overseas certification may name a bank in China (CN).",
    ),
    remedy=Text(zh="请选择银行实际所在的国家或地区。", en="Choose where the bank really is."),
    holds=lambda s: s.action.bank_country in COUNTRIES,
)
code_type = Rule(
    id="incent-bic-code-type",
    number=75,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A18",
    needs=("code_type",),
    text=Text(
        zh="企业代码类型应为“统一社会信用代码”。",
        en="The enterprise code type is the unified social credit code.",
    ),
    remedy=Text(zh="请选择“统一社会信用代码”。", en="Choose the unified social credit code."),
    holds=lambda s: s.action.code_type == CodeType.UNIFIED,
)
no_unionpay = Rule(
    id="incent-bic-no-unionpay",
    number=76,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A13",
    text=Text(
        zh="银行不支持银联转账的，跳过随机打款验证，银行信息由伙伴自行保证正确。",
        en="A bank without UnionPay transfer skips the random amount; the partner vouches for the data.",
    ),
    applies=lambda s: not bank_of(s, "unionpay"),
    does=lambda s, draft: start_check(s, draft),
)
renamed = Rule(
    id="incent-bic-rename",
    number=77,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P11",
    text=Text(
        zh="公司更名获批后，商业信息须重新认证；已提交的付款不受影响。",
        en="After a change of the company name the business information is certified again; payments under way are not touched.",
    ),
    does=lambda s, draft: rename(s, draft),
)
result_notice = Rule(
    id="incent-bic-result-notice",
    number=78,
    kind=Kind.NOTICE,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A14",
    text=Text(
        zh="认证结果以邮件和短信通知；失败的附原因，可以修改后重新认证。",
        en="The result comes by mail and SMS; a failure names its reason and can be started again.",
    ),
    does=lambda s, draft: tell_result(s, draft),
)
letter_form = Rule(
    id="incent-bic-letter-form",
    number=79,
    kind=Kind.INPUT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="I7",
    needs=(
        "supplier",
        "bank_name",
        "account_number",
        "branch",
        "branch_number",
        "account_name",
        "currency",
        "seal",
    ),
    text=Text(
        zh="银行函须写明供应商、银行、账号、支行及行号、户名和币种，并加盖实体章；电子章不接受。",
        en="The letter names supplier, bank, account, branch and its number, account name and currency, and bears a "
        "physical seal; electronic seals are refused.",
    ),
    remedy=Text(
        zh="请补全内容，盖公司章、财务章或合同章的实体章后重新提交。",
        en="Complete it, put the company, finance or contract seal on paper, and send it again.",
    ),
    holds=lambda s: letter_complete(s.action),
)


letter_asked_for = Rule(
    id="bic-letter-asked-for",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="SEED",
    text=Text(
        zh="没有要求提供银行函：银行函只用于与供应商系统信息不一致的认证。",
        en="No bank letter is asked for: it serves a certification whose data differ from the supplier system.",
    ),
    remedy=Text(
        zh="请按页面显示的原因处理；没有不一致的，无须银行函。",
        en="Act on the reason that the page shows; without a difference no letter is needed.",
    ),
    holds=lambda s: s.subject.letter_needed or s.subject.mismatch,
)
unlocked_by_ticket = Rule(
    id="bic-unlocked-by-ticket",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A14",
    text=Text(
        zh="伙伴还没有提交工单，不能解锁。",
        en="The partner has not opened a ticket, so there is nothing to unlock for.",
    ),
    remedy=Text(zh="请伙伴先提交工单。", en="Have the partner open a ticket first."),
    remedied_by=("certification.open_ticket",),
    holds=lambda s: s.subject.ticket_at is not None,
)
entity_changed = Rule(
    id="bic-signing-entity-changed",
    kind=Kind.EFFECT,
    confidence=Confidence.INFERRED,
    source="A20",
    text=Text(
        zh="签约主体变更为华为云计算的，由华为云自动完成认证；变更为其他主体的，须重新认证。",
        en="A change of the signing entity to Huawei Cloud Computing is certified by Huawei; to another entity, the partner certifies again.",
    ),
    does=lambda s, draft: change_entity(s, draft),
)


def ticket_due(certification: BusinessCertification) -> datetime:
    """When the open ticket is resolved at the latest."""
    assert certification.ticket_at is not None
    return business_days_after(certification.ticket_at, TICKET_BUSINESS_DAYS).end


def letter_complete(letter: Any) -> bool:
    """Whether a bank letter says all it must, and is sealed by hand."""
    named = (
        letter.supplier, letter.bank_name, letter.account_number, letter.branch, letter.branch_number,
        letter.account_name, letter.currency,
    )  # fmt: skip
    return letter.seal == Seal.PHYSICAL and all(word.strip() for word in named)


def bank_of(s: CertificationCase, name: str) -> Any:
    """A field of the bank information: as typed now, else as kept."""
    return getattr(s.action, name, getattr(s.subject, name))


# --- Actions -------------------------------------------------------------------------------------

CERTIFICATION = Input(Text(zh="商业信息认证", en="Certification"), entity="business_certification")
Row = Annotated[str, CERTIFICATION, Field(min_length=1)]
Line = Annotated[str, Field(max_length=200)]


class OfPartner(Action):
    """What the partner does with its certification."""

    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    on: ClassVar[str] = "certification"


class FillCompany(OfPartner):
    """Step 1: company, taxes, finance contact."""

    id: ClassVar[str] = "certification.fill_company"
    title: ClassVar[Text] = Text(zh="填写基本信息", en="Fill in the company")
    menu: ClassVar[tuple[Text, ...]] = (under(BUSINESS_INFORMATION, "基本信息", "Basic information"),)

    certification: Row
    code_type: Annotated[CodeType, Input(Text(zh="企业代码类型", en="Enterprise code type"))] = (
        CodeType.UNIFIED
    )
    taxpayer: Annotated[Taxpayer, Input(Text(zh="纳税人类型", en="Taxpayer type"))] = Taxpayer.GENERAL
    signing_entity: Annotated[SigningEntity, Input(Text(zh="签约主体", en="Signing entity"))] = (
        SigningEntity.CLOUD_COMPUTING
    )
    finance_contact: Annotated[Line, Input(Text(zh="财务联系人", en="Finance contact"))] = ""
    privacy_accepted: Annotated[bool, Input(Text(zh="已阅读隐私声明", en="Privacy statement read"))] = False


class FillBank(OfPartner):
    """Step 2: the bank account that is to receive the money."""

    id: ClassVar[str] = "certification.fill_bank"
    title: ClassVar[Text] = Text(zh="填写银行信息", en="Fill in the bank")
    menu: ClassVar[tuple[Text, ...]] = (under(BUSINESS_INFORMATION, "银行信息", "Bank information"),)

    certification: Row
    bank_country: Annotated[Line, Input(Text(zh="银行所在国家或地区", en="Country of the bank"))] = "CN"
    bank_name: Annotated[Line, Input(Text(zh="开户银行", en="Bank")), Field(min_length=1)]
    branch: Annotated[Line, Input(Text(zh="支行", en="Branch"))] = ""
    account_owner: Annotated[AccountOwner, Input(Text(zh="账户类型", en="Account type"))] = (
        AccountOwner.COMPANY
    )
    account_name: Annotated[Line, Input(Text(zh="银行账户名称", en="Account name"))]
    account_number: Annotated[Line, Input(Text(zh="银行账号", en="Account number")), Field(min_length=1)]
    currency: Annotated[Line, Input(Text(zh="币种", en="Currency"))] = "CNY"
    unionpay: Annotated[
        bool, Input(Text(zh="银行支持银联转账", en="The bank supports UnionPay transfer"))
    ] = True


class Submit(OfPartner):
    """Step 3: the survey, then off it goes."""

    id: ClassVar[str] = "certification.submit"
    title: ClassVar[Text] = Text(zh="提交", en="Submit")
    menu: ClassVar[tuple[Text, ...]] = (
        under(BUSINESS_INFORMATION, "关联供应商调查", "Survey of related suppliers"),
    )

    certification: Row
    survey_done: Annotated[bool, Input(Text(zh="已完成关联供应商调查", en="Survey completed"))] = False


class ConfirmAmount(OfPartner):
    """Type the random amount that arrived in the company's account."""

    id: ClassVar[str] = "certification.confirm_amount"
    title: ClassVar[Text] = Text(zh="输入转账金额，提交认证", en="Confirm the amount")
    menu: ClassVar[tuple[Text, ...]] = (under(BUSINESS_INFORMATION, "银行信息", "Bank information"),)

    certification: Row
    amount: Annotated[
        Decimal, Input(Text(zh="到账金额（元）", en="Amount received (CNY)")), Field(max_digits=14)
    ]


class NoteWrongAmount(Action):
    """The portal counts a wrong amount; the third locks the certification."""

    id: ClassVar[str] = "certification.note_wrong_amount"
    title: ClassVar[Text] = Text(zh="记录金额错误", en="Note a wrong amount")
    roles: ClassVar[frozenset[str]] = frozenset({"portal"})

    certification: Row


class CheckResult(OfPartner):
    """Look how far the certification has come."""

    id: ClassVar[str] = "certification.check_result"
    title: ClassVar[Text] = Text(zh="查看认证结果", en="Look at the result")
    menu: ClassVar[tuple[Text, ...]] = (BUSINESS_INFORMATION,)

    certification: Row


class OpenTicket(OfPartner):
    """Ask Huawei's support to look into a failure, a lock or an overdue review."""

    id: ClassVar[str] = "certification.open_ticket"
    title: ClassVar[Text] = Text(zh="提交工单", en="Open a ticket")
    menu: ClassVar[tuple[Text, ...]] = (path("工单 > 新建工单", "Service Tickets > Create"),)

    certification: Row


class SendBankLetter(OfPartner):
    """Send the scan of the sealed bank letter to Huawei operations."""

    id: ClassVar[str] = "certification.send_bank_letter"
    title: ClassVar[Text] = Text(zh="提交银行函", en="Send the bank letter")
    menu: ClassVar[tuple[Text, ...]] = (under(BUSINESS_INFORMATION, "银行信息", "Bank information"),)

    certification: Row
    supplier: Annotated[Line, Input(Text(zh="供应商名称", en="Supplier"))] = ""
    bank_name: Annotated[Line, Input(Text(zh="开户银行", en="Bank"))] = ""
    account_number: Annotated[Line, Input(Text(zh="银行账号", en="Account number"))] = ""
    branch: Annotated[Line, Input(Text(zh="支行", en="Branch"))] = ""
    branch_number: Annotated[Line, Input(Text(zh="支行联行号", en="Branch number"))] = ""
    account_name: Annotated[Line, Input(Text(zh="银行账户名称", en="Account name"))] = ""
    currency: Annotated[Line, Input(Text(zh="币种", en="Currency"))] = ""
    seal: Annotated[Seal, Input(Text(zh="印章", en="Seal"))] = Seal.NONE


class EditBank(FillBank):
    """Change the receiving account of a certification that has passed."""

    id: ClassVar[str] = "certification.edit_bank"
    title: ClassVar[Text] = Text(zh="变更银行信息", en="Change the bank")

    warning_accepted: Annotated[
        bool, Input(Text(zh="确认结算将暂停到重新认证通过", en="Settlement stops until it has passed again"))
    ] = False


class OfReviewer(Action):
    """What the reviewer of business information decides."""

    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_REVIEWER})
    on: ClassVar[str] = "certification"


class Approve(OfReviewer):
    """The reviewer lets the certification pass."""

    id: ClassVar[str] = "certification.approve"
    title: ClassVar[Text] = Text(zh="审核通过", en="Approve")

    certification: Row


class Reject(OfReviewer):
    """The reviewer rejects the certification, with a reason."""

    id: ClassVar[str] = "certification.reject"
    title: ClassVar[Text] = Text(zh="驳回", en="Reject")

    certification: Row
    reason: Annotated[Line, Input(Text(zh="驳回原因", en="Reason"), multiline=True), Field(min_length=1)]


class Unlock(Action):
    """Huawei's support unlocks a certification after a ticket."""

    id: ClassVar[str] = "certification.unlock"
    title: ClassVar[Text] = Text(zh="解锁", en="Unlock")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS})
    on: ClassVar[str] = "certification"

    certification: Row


class Rename(Action):
    """Huawei operations approve a new name of the company."""

    id: ClassVar[str] = "certification.approve_rename"
    title: ClassVar[Text] = Text(zh="批准公司更名", en="Approve a new company name")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS})
    on: ClassVar[str] = "certification"

    certification: Row
    account_name: Annotated[Line, Input(Text(zh="新公司名称", en="New company name")), Field(min_length=1)]


class ChangeEntity(Action):
    """Huawei operations note that the partner signs with another Huawei company."""

    id: ClassVar[str] = "certification.change_signing_entity"
    title: ClassVar[Text] = Text(zh="变更签约主体", en="Change the signing entity")
    roles: ClassVar[frozenset[str]] = frozenset({Role.HUAWEI_OPERATIONS})
    on: ClassVar[str] = "certification"

    certification: Row
    signing_entity: Annotated[SigningEntity, Input(Text(zh="新签约主体", en="New signing entity"))]


# --- Effects -------------------------------------------------------------------------------------


def keep_company(s: CertificationCase, draft: Draft) -> None:
    """Keep what step 1 says."""
    action = s.action
    draft.move(
        code_type=action.code_type,
        taxpayer=action.taxpayer,
        signing_entity=action.signing_entity,
        finance_contact=action.finance_contact,
    )


BANK = (
    "bank_country",
    "bank_name",
    "branch",
    "account_owner",
    "account_name",
    "account_number",
    "currency",
    "unionpay",
)


def keep_bank(s: CertificationCase, draft: Draft) -> None:
    """Keep what step 2 says."""
    draft.move(**{name: getattr(s.action, name) for name in BANK})


SETTLEMENT_SUSPENDED = Text(zh="结算暂停", en="Settlement suspended")


def keep_edit(s: CertificationCase, draft: Draft) -> None:
    """Keep the new bank; nothing settles until it has passed."""
    bank = {name: getattr(s.action, name) for name in BANK}
    draft.subject = draft.put(s.subject.but(**bank, suspends=True, letter_needed=False, letter_at=None))
    draft.record("settlement_suspended", s.subject.ref, SETTLEMENT_SUSPENDED)


def current(s: CertificationCase, draft: Draft) -> BusinessCertification:
    """The certification with what this step wrote already."""
    return draft.need(BusinessCertification, s.subject.id)


TRANSFER_TEXT = Text(
    zh="银行提醒：贵公司尾号 {tail} 的账户收到转账 {amount}。",
    en="Your bank: the account ending in {tail} received {amount}.",
)


def transfer(s: CertificationCase, draft: Draft) -> None:
    """Transfer a small random amount; the bank's message tells it. Not random: the same session, the same amount."""
    if not bank_of(s, "unionpay"):
        return
    count = s.subject.submissions + 1
    amount = Decimal((count * 37) % 99 + 1) / 100
    draft.target = State.WAITING_FOR_AMOUNT
    draft.move(submissions=count, random_amount=amount, attempts=0, ticket_at=None)
    text = TRANSFER_TEXT.filled({"tail": bank_of(s, "account_number")[-4:], "amount": amount})
    draft.notify(administrator_of(draft, s.subject.partner_id), text, channel="sms", about=s.subject.ref)


def start_check(s: CertificationCase, draft: Draft) -> None:
    """The automatic check begins."""
    draft.target = State.CERTIFYING
    kept = current(s, draft)
    first = 0 if s.subject.state == State.WAITING_FOR_AMOUNT else 1
    draft.move(submitted_at=draft.now, submissions=kept.submissions + first, ticket_at=None, fail_reason="")


def count_wrong(s: CertificationCase, draft: Draft) -> None:
    """One more wrong amount; the third locks."""
    attempts = s.subject.attempts + 1
    draft.target = State.LOCKED if attempts >= WRONG_AMOUNTS else State.WAITING_FOR_AMOUNT
    draft.move(attempts=attempts)


def to_reviewer(s: CertificationCase, draft: Draft) -> None:
    """A reviewer looks at it from now on."""
    draft.target = State.MANUAL_REVIEW
    draft.move(review_since=draft.now)


def conclude_check(s: CertificationCase, draft: Draft) -> None:
    """The automatic check says yes, or finds a supplier with other data."""
    if s.subject.needs_person:
        return
    if s.subject.mismatch and s.subject.letter_at is None:
        fail(draft, MISMATCH, letter_needed=True)
    else:
        accept(s, draft)


MISMATCH = Text(zh="银行信息与供应商系统不一致", en="the data differ from the supplier system")
"""The reason that the portal itself finds."""


def accept(s: CertificationCase, draft: Draft) -> None:
    """It has passed; settlement goes on."""
    from sandbox.center.incentives import requisition, staff, support

    if s.subject.suspends:
        for lifecycle in (requisition, staff, support):
            lifecycle.settlement_goes_on(draft, s.subject.partner_id)
    draft.target = State.PASSED
    draft.move(
        passed_at=draft.now,
        suspends=False,
        review_since=None,
        ticket_at=None,
        fail_reason="",
        letter_needed=False,
    )


def fail(draft: Draft, reason: Text | str, **more: Any) -> None:
    """It has failed, for a reason that the page shows."""
    draft.target = State.FAILED
    draft.move(fail_reason=reason, review_since=None, ticket_at=None, **more)


def reject(s: CertificationCase, draft: Draft) -> None:
    """The reviewer's reason; a letter that did not convince counts no more, and a mismatch asks for another."""
    asks = s.subject.letter_needed or s.subject.mismatch
    reason = MISMATCH if s.action.reason == MISMATCH.zh else s.action.reason
    fail(draft, reason, letter_needed=asks, letter_at=None)


CERTIFICATION_PASSED = Text(
    zh="商业信息认证已通过。", en="The business-information certification has passed."
)
CERTIFICATION_FAILED = Text(
    zh="商业信息认证未通过：{reason}。可以修改后重新认证。",
    en="The business-information certification failed: {reason}. Correct it and start again.",
)


def tell_result(s: CertificationCase, draft: Draft) -> None:
    """Mail and SMS, where there is a result."""
    found = current(s, draft)
    if found.state == State.PASSED:
        text = CERTIFICATION_PASSED
    elif found.state == State.FAILED:
        text = CERTIFICATION_FAILED.filled({"reason": found.fail_reason})
    else:
        return
    for channel in ("mail", "sms"):
        to = administrator_of(draft, found.partner_id)
        draft.notify(to, text, rule=result_notice.id, channel=channel, about=found.ref)


def unlock(s: CertificationCase, draft: Draft) -> None:
    """Three new tries at the same amount."""
    draft.move(attempts=0, ticket_at=None)


def open_ticket(s: CertificationCase, draft: Draft) -> None:
    """A lock stays until support unlocks it; anything else goes to the reviewer."""
    locked = s.subject.state == State.LOCKED
    draft.target = State.LOCKED if locked else State.MANUAL_REVIEW
    draft.move(ticket_at=draft.now, review_since=None if locked else draft.now)


def keep_letter(s: CertificationCase, draft: Draft) -> None:
    """The letter is with the reviewer."""
    draft.move(letter_at=draft.now, review_since=draft.now, ticket_at=None)


def show_result(s: CertificationCase, draft: Draft) -> None:
    """Say the state; a look changes nothing."""
    draft.record("certification_shown", s.subject.ref, s.subject.state.label)


RENAME_TEXT = Text(
    zh="公司名称已变更，请重新完成商业信息认证。",
    en="The company name has changed; certify your business information again.",
)


def rename(s: CertificationCase, draft: Draft) -> None:
    """The company has a new name and certifies again."""
    draft.put(draft.need(Partner, s.subject.partner_id).but(account_name=s.action.account_name))
    draft.move(account_number="", letter_needed=False, letter_at=None)
    profile = draft.get(PayeeProfile, s.subject.partner_id)
    if profile is not None:
        draft.put(profile.but(company_name=s.action.account_name))
    draft.notify(
        administrator_of(draft, s.subject.partner_id), RENAME_TEXT, rule=renamed.id, about=s.subject.ref
    )


CARRIED_OVER = Text(
    zh="签约主体已变更为华为云计算，商业信息认证已自动完成。",
    en="You now sign with Huawei Cloud Computing; the certification was carried over.",
)
CERTIFY_AGAIN = Text(
    zh="签约主体已变更，请重新完成商业信息认证。",
    en="The signing entity has changed; certify your business information again.",
)


def change_entity(s: CertificationCase, draft: Draft) -> None:
    """Huawei Cloud Computing takes the certification over; any other entity asks for a new one."""
    taken_over = s.action.signing_entity == SigningEntity.CLOUD_COMPUTING
    draft.target = State.PASSED if taken_over else State.NOT_CERTIFIED
    draft.move(signing_entity=s.action.signing_entity)
    done = CARRIED_OVER
    again = CERTIFY_AGAIN
    to = administrator_of(draft, s.subject.partner_id)
    draft.notify(to, done if taken_over else again, rule=entity_changed.id, about=s.subject.ref)


# --- Machine -------------------------------------------------------------------------------------


def reviewer_answers(world: World, certification: BusinessCertification) -> tuple[str, Action]:
    """What the reviewer decides when it runs by itself: nothing against it, so it passes."""
    if certification.mismatch and certification.letter_at is None:
        return HUAWEI_REVIEWER.id, Reject(certification=certification.id, reason=MISMATCH.zh)
    return HUAWEI_REVIEWER.id, Approve(certification=certification.id)


def review_by_itself(c: BusinessCertification, settings: Mapping[str, Any]) -> datetime | None:
    """When the reviewer decides, unless played by hand."""
    return answer_due(settings, c.review_since, lambda: c.review_due) if c.review_since else None


def unlock_by_itself(c: BusinessCertification, settings: Mapping[str, Any]) -> datetime | None:
    """When support unlocks, unless played by hand."""
    return answer_due(settings, c.ticket_at, lambda: c.unlock_due) if c.ticket_at else None


CHECKING = (automatic_check, abnormal_case, ticket_resolved, letter_time)

machine = Machine(
    entity=BusinessCertification,
    states=State,
    label=BusinessCertification.label,
    subject="certification",
    situation=CertificationCase,
    more_rules=(amount_missing,),
    transitions=(
        Transition(
            action=FillCompany,
            source=(State.NOT_CERTIFIED, State.DRAFT, State.FAILED),
            to=State.DRAFT,
            rules=(*ACCESS, privacy_accepted, code_type),
            effect=(keep_company,),
        ),
        Transition(
            action=FillBank,
            source=(State.DRAFT, State.FAILED),
            to=State.DRAFT,
            rules=(*ACCESS, bank_country, company_account),
            effect=(keep_bank,),
        ),
        Transition(
            action=Submit,
            source=(State.DRAFT,),
            to=(State.WAITING_FOR_AMOUNT, State.CERTIFYING),
            rules=(*ACCESS, survey_done, bank_filled_in, letter_case),
            effect=(transfer, no_unionpay),
        ),
        Transition(
            action=ConfirmAmount,
            source=(State.WAITING_FOR_AMOUNT,),
            to=State.CERTIFYING,
            rules=(*ACCESS, three_amounts),
            effect=(start_check,),
            state_rule=three_amounts,
            on_refusal=lambda s, reasons: (
                NoteWrongAmount(certification=s.subject.id)
                if s.subject.state == State.WAITING_FOR_AMOUNT
                else None
            ),
        ),
        Transition(
            action=NoteWrongAmount,
            source=(State.WAITING_FOR_AMOUNT,),
            to=(State.WAITING_FOR_AMOUNT, State.LOCKED),
            effect=(count_wrong,),
        ),
        Transition(
            action=EditBank,
            source=(State.PASSED,),
            to=(State.WAITING_FOR_AMOUNT, State.CERTIFYING),
            rules=(*ACCESS, edit_confirmed, bank_country, company_account),
            effect=(keep_edit, transfer, no_unionpay),
        ),
        Transition(
            action=CheckResult,
            source=(State.CERTIFYING, State.MANUAL_REVIEW, State.LOCKED, State.PASSED, State.FAILED),
            rules=(*ACCESS, *CHECKING),
            effect=(show_result,),
        ),
        Transition(
            action=OpenTicket,
            source=(State.LOCKED, State.FAILED, State.MANUAL_REVIEW),
            to=(State.LOCKED, State.MANUAL_REVIEW),
            rules=(*ACCESS, abnormal_case, letter_time, ticket_resolved),
            effect=(open_ticket,),
        ),
        Transition(
            action=SendBankLetter,
            source=(State.DRAFT, State.FAILED, State.MANUAL_REVIEW),
            to=State.MANUAL_REVIEW,
            rules=(*ACCESS, letter_asked_for, letter_form),
            effect=(keep_letter,),
        ),
        Transition(
            action=Approve,
            source=(State.MANUAL_REVIEW,),
            to=State.PASSED,
            rules=(mismatch_fields,),
            effect=(accept, result_notice),
        ),
        Transition(
            action=Reject, source=(State.MANUAL_REVIEW,), to=State.FAILED, effect=(reject, result_notice)
        ),
        Transition(
            action=Unlock,
            source=(State.LOCKED,),
            to=State.WAITING_FOR_AMOUNT,
            rules=(unlocked_by_ticket,),
            effect=(unlock,),
        ),
        Transition(action=Rename, source=(State.PASSED,), to=State.NOT_CERTIFIED, effect=(renamed,)),
        Transition(
            action=ChangeEntity,
            source=(State.PASSED,),
            to=(State.PASSED, State.NOT_CERTIFIED),
            effect=(entity_changed,),
        ),
    ),
    timers=(
        Timer(
            name="automatic_check",
            label=Text(zh="自动核验出结果", en="The automatic check ends"),
            source=(State.CERTIFYING,),
            due=lambda c, settings: c.check_due,
            effect=(person_needed, conclude_check, result_notice),
            rules=(automatic_check,),
            window=Text(zh="1～3 小时", en="1 to 3 hours"),
        ),
        Timer(
            name="review",
            label=Text(zh="审核员给出结论", en="The reviewer decides"),
            source=(State.MANUAL_REVIEW,),
            due=review_by_itself,
            acts=reviewer_answers,
            rules=(abnormal_case, letter_time, ticket_resolved),
            follows_settings=True,
            window=Text(zh="3～5 个工作日；工单 3 个工作日", en="3 to 5 business days; 3 after a ticket"),
        ),
        Timer(
            name="unlock",
            label=Text(zh="工单解锁", en="Support unlocks"),
            source=(State.LOCKED,),
            due=unlock_by_itself,
            acts=lambda world, c: (HUAWEI.id, Unlock(certification=c.id)),
            rules=(ticket_resolved,),
            follows_settings=True,
            window=Text(zh="3 个工作日", en="3 business days"),
        ),
    ),
    moves=(
        Move(
            "timer:automatic_check",
            (State.CERTIFYING,),
            State.PASSED,
            Text(zh="自动核验通过", en="automatic check passes"),
        ),
        Move(
            "timer:automatic_check",
            (State.CERTIFYING,),
            State.FAILED,
            Text(zh="供应商信息不一致", en="supplier data differ"),
        ),
        Move(
            "timer:automatic_check",
            (State.CERTIFYING,),
            State.MANUAL_REVIEW,
            Text(zh="转人工", en="goes to a reviewer"),
        ),
    ),
)
