"""Full-time-staff incentive 专职人员激励 (FH): staff data, monthly list, check, quarterly payment.

Read from top to bottom: states, entities, what is asked, situation, rules, actions, effects, machines.
Source: 04 §3.8, rules 80–90; errata to 86 (every programme; lapsed rows never block; a rejected row keeps
its deadline). Amounts in yuan; the amount per head is a figure of the programme, made up in our worlds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.partner import HUAWEI, outside
from sandbox.center.common.partner import HUAWEI_FINANCE as FINANCE
from sandbox.center.common.roles import PARTNER_STAFF, path, under
from sandbox.center.incentives import tail_invoice
from sandbox.center.incentives.certification import certification_of, certified, edit_blocks_settlement
from sandbox.center.incentives.invoice import InvoiceKind
from sandbox.center.incentives.payee import ACCESS, HUAWEI_FINANCE, OPERATIONS, IncentiveCase, recipient
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import DAY, Instant, add_months, business_days_after, midnight
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

LIST_DAY = 15
CHECK_BUSINESS_DAYS = 30
ANSWER_BUSINESS_DAYS = 3  # our choice: no public figure
FINANCE_BUSINESS_DAYS = 2  # review of the invoice, then payment: those of other payouts (rules 39, 58)
FH_PAGE = path("权益 > 专职人员激励(FH)", "Benefits > Full-time Staff (FH)")


# --- States and entities -------------------------------------------------------------------------


class ProgrammeType(Labelled):
    """Kinds of full-time-staff incentives."""

    EXPERT = "expert", "专家服务", "expert service"
    CCOE = "ccoe", "CCoE能力构建", "CCoE capability building"
    SI_PRESALES = "si_presales", "SI 售前", "SI pre-sales"


class ProgrammeState(Labelled):
    """States of a partner's programme."""

    RUNNING = "running", "进行中", "running", "initial"


class Certificate(Labelled):
    """Certificates that staff may hold."""

    NONE = "none", "无", "none"
    HCIE = "hcie", "HCIE", "HCIE"
    HCCDE = "hccde", "HCCDE", "HCCDE"
    HCCDP = "hccdp", "HCCDP", "HCCDP"
    PMP = "pmp", "PMP", "PMP"


class Employment(Labelled):
    """How somebody is employed."""

    REGULAR = "regular", "正式员工", "regular employee"
    DISPATCHED = "dispatched", "劳务派遣", "dispatched labour"


class ExpertState(Labelled):
    """States of an entered member of staff."""

    ENTERED = "entered", "已录入", "entered", "initial"


class MonthState(Labelled):
    """States of one month's incentive."""

    WAITING_FOR_CHECK = "waiting_for_check", "待核对", "to be checked", "initial"
    UNDER_REVIEW = "under_review", "激励审核中", "under first review", "transient"
    APPROVED = "approved", "激励审核通过", "approved"
    FAILED = "failed", "初审未通过", "failed first review"
    LAPSED = "lapsed", "失效", "lapsed", "terminal"
    RELEASED = "released", "已释放", "released", "terminal"


class PaymentState(Labelled):
    """States of a quarterly payment."""

    UNDER_REVIEW = "under_review", "付款申请审核中", "application under review", "transient"
    APPROVED = "approved", "付款申请审核通过", "application approved"
    REJECTED = "rejected", "付款申请审核未通过", "application rejected"
    INVOICE_REVIEW = "invoice_review", "发票审核中", "invoice under review", "transient"
    WAITING_FOR_HUAWEI = "waiting_for_huawei", "待华为付款", "waiting for Huawei's payment", "transient"
    PAID = "paid", "已付款", "paid", "terminal"


class StaffProgramme(Entity):
    """A partner's part in the incentive; the id is free. ``per_head`` in yuan a month."""

    kind: ClassVar[str] = "staff_programme"
    label: ClassVar[Text] = Text(zh="专职人员激励计划", en="Full-time-staff programme")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        programme_type=("类型", "Type"),
        per_head=("每人每月金额", "Amount per head and month"),
        next_list_at=("下次生成名单", "Next list"),
        unpaid_bills=("未结清账单", "Bills not paid"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: ProgrammeState = ProgrammeState.RUNNING
    partner_id: str
    programme_type: ProgrammeType = ProgrammeType.EXPERT
    per_head: Decimal = Decimal("10000")
    next_list_at: datetime | None = None
    unpaid_bills: bool = False


class Expert(Entity):
    """Somebody that operations entered for a programme."""

    kind: ClassVar[str] = "expert"
    label: ClassVar[Text] = Text(zh="专职人员", en="Full-time member of staff")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        programme_id=("激励计划", "Programme"),
        full_name=("姓名", "Name"),
        certificate=("证书", "Certificate"),
        certificate_valid_until=("证书有效期至", "Certificate valid until"),
        base=("社保所在地", "Place of social insurance"),
        employed=("在职", "Employed"),
        entered_at=("录入时间", "Entered at"),
        updated_at=("信息更新时间", "Data updated at"),
        reminded_at=("最近提醒时间", "Reminded at"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("programme_id",),)

    state: ExpertState = ExpertState.ENTERED
    partner_id: str
    programme_id: str
    full_name: str
    certificate: Certificate = Certificate.HCIE
    certificate_valid_until: datetime | None = None
    base: str = ""
    employed: bool = True
    entered_at: datetime
    updated_at: datetime
    reminded_at: datetime | None = None

    @property
    def name(self) -> str:
        """The person's name."""
        return self.full_name

    @property
    def reminder_at(self) -> datetime:
        """The last day of the month after the last update, or the last reminder: then a reminder goes out."""
        last = max(self.updated_at, self.reminded_at or self.updated_at)
        return add_months(month_start(last), 2) - DAY


class StaffMonth(Entity):
    """The incentive of one month: headcount and amount to be checked in time."""

    kind: ClassVar[str] = "staff_month"
    label: ClassVar[Text] = Text(zh="专职人员月度激励", en="Monthly full-time-staff incentive")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        programme_id=("激励计划", "Programme"),
        programme_type=("类型", "Type"),
        month=("月份", "Month"),
        headcount=("人数", "Headcount"),
        generated_at=("名单生成时间", "Generated at"),
        submitted_at=("提交时间", "Submitted at"),
        payment_id=("付款申请", "Payment"),
        reason=("未通过原因", "Reason"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("programme_id",), ("partner_id",))

    state: MonthState = MonthState.WAITING_FOR_CHECK
    partner_id: str
    programme_id: str
    programme_type: ProgrammeType = ProgrammeType.EXPERT
    month: str
    headcount: int
    amount: Decimal
    generated_at: datetime
    submitted_at: datetime | None = None
    payment_id: str = ""
    reason: str = ""

    @property
    def check_due(self) -> datetime:
        """When the time to check ends: 24:00 of the thirtieth business day."""
        return business_days_after(self.generated_at, CHECK_BUSINESS_DAYS).end

    @property
    def quarter_ends(self) -> datetime:
        """The first instant of the quarter after the month's."""
        return quarter_bounds(quarter_of(self.month))[1]


class StaffPayment(Entity):
    """The payment of one quarter."""

    kind: ClassVar[str] = "staff_payment"
    label: ClassVar[Text] = Text(zh="专职人员付款申请", en="Full-time-staff payment")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        programme_id=("激励计划", "Programme"),
        quarter=("季度", "Quarter"),
        currency=("结算币种", "Currency"),
        applied_at=("申请时间", "Applied at"),
        invoice_numbers=("发票号码", "Invoice numbers"),
        invoice_sent_at=("发票寄送时间", "Invoice sent at"),
        **tail_invoice.LABELS,
        finance_since=("待付款开始时间", "Waiting for payment since"),
        reason=("未通过原因", "Reason"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("programme_id",), ("partner_id",))

    state: PaymentState
    partner_id: str
    programme_id: str
    quarter: str
    amount: Decimal
    currency: str
    applied_at: datetime
    invoice_numbers: str = ""
    invoice_kind: InvoiceKind | None = None
    invoice_content: str = ""
    invoice_amount: Decimal | None = None
    invoice_sent_at: datetime | None = None
    finance_since: datetime | None = None
    reason: Text | str = ""


# --- Months and quarters -------------------------------------------------------------------------


def month_start(moment: datetime) -> datetime:
    """The first instant of the month."""
    return midnight(moment).replace(day=1)


def month_name(moment: datetime) -> str:
    """The month as YYYY-MM."""
    return f"{moment:%Y-%m}"


def quarter_of(month: str) -> str:
    """The quarter of a month, as YYYYQn."""
    return f"{month[:4]}Q{(int(month[5:7]) + 2) // 3}"


def quarter_bounds(quarter: str) -> tuple[datetime, datetime]:
    """First instant of a quarter and of the next one.

    Raises:
        ValueError: not written YYYYQn.
    """
    first = datetime(int(quarter[:4]), int(quarter[5:]) * 3 - 2, 1)
    return first, add_months(first, 3)


def months_of(quarter: str) -> list[str]:
    """The months of a quarter."""
    first = quarter_bounds(quarter)[0]
    return [month_name(add_months(first, n)) for n in range(3)]


def well_named(quarter: str) -> bool:
    """Whether a quarter is written YYYYQn."""
    return len(quarter) == 6 and quarter[:4].isdigit() and quarter[4] == "Q" and quarter[5] in "1234"


# --- Situation -----------------------------------------------------------------------------------


class StaffCase(IncentiveCase):
    """A situation about full-time staff."""

    @lazy
    def programme(self) -> StaffProgramme | None:
        """The programme in question."""
        id = self.typed.get("staff_programme", "") or getattr(self.subject, "programme_id", "")
        return self.world.get(StaffProgramme, id) if id else None

    @lazy
    def quarter(self) -> str:
        """The quarter in question."""
        return str(self.typed.get("quarter", "") or getattr(self.subject, "quarter", ""))

    @lazy
    def months(self) -> dict[str, StaffMonth]:
        """The rows of the programme by month."""
        assert self.programme is not None
        return {m.month: m for m in self.world.find(StaffMonth, programme_id=self.programme.id)}

    @lazy
    def sheet(self) -> Any:
        """What is to be invoiced: the record itself, with its amount."""
        return self.subject

    @lazy
    def invoices(self) -> list[tail_invoice.Sent]:
        """The invoice that was sent."""
        return tail_invoice.sent_with(self.subject)


def blocking_months(s: StaffCase) -> tuple[str, ...]:
    """Months of the quarter that hold up its payment."""
    open_states = (MonthState.WAITING_FOR_CHECK, MonthState.UNDER_REVIEW, MonthState.FAILED)
    found = []
    for month in months_of(s.quarter):
        row = s.months.get(month)
        if row is None:
            still_open = s.now < add_months(datetime(int(month[:4]), int(month[5:]), 1), 1)
            found += [month] if still_open else []
        elif row.state in open_states:
            found.append(month)
    return tuple(found)


def this_month(s: StaffCase) -> StaffMonth | None:
    """The row of the current month."""
    return s.months.get(month_name(s.now))


# --- Rules ---------------------------------------------------------------------------------------

list_on_15th = Rule(
    id="incent-fh-list-15th",
    number=80,
    kind=Kind.SCHEDULE,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="每月 15 日，系统按运营人员已录入的人员生成当月名单。",
        en="On the 15th of each month the list is made from the staff that operations entered.",
    ),
    does=lambda s, draft: make_list(s, draft),
)
check_in_time = Rule(
    id="incent-fh-check-30bd",
    number=81,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="名单生成后 30 个工作日内（{due} 前）核对人数、金额并提交材料，逾期失效。",
        en="Within 30 business days of the list, before {due}, headcount and amount are checked and materials submitted; "
        "else it lapses.",
    ),
    remedy=Text(
        zh="失效的不能恢复；今后请在期限内核对。", en="What lapsed is not restored; check in time next month."
    ),
    holds=lambda s: s.subject.state != MonthState.LAPSED and s.now < s.subject.check_due,
    values=lambda s: {"due": s.subject.check_due},
)
capable = Rule(
    id="incent-fh-expert-capability",
    number=82,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A25",
    needs=("certificate", "certificate_valid_until", "panel_passed"),
    text=Text(
        zh="人员须持有有效的要求证书（HCIE、HCCDE、HCCDP 或 PMP），并通过能力标签专家评审，才能录入。",
        en="Only staff with a valid required certificate (HCIE, HCCDE, HCCDP or PMP) who passed the capability-label panel "
        "are entered.",
    ),
    remedy=Text(
        zh="请先取得证书并通过评审，再由运营录入。",
        en="Get the certificate and pass the panel first; then operations enter the person.",
    ),
    holds=lambda s: (
        s.action.certificate != Certificate.NONE
        and (s.action.certificate_valid_until is None or s.action.certificate_valid_until > s.now)
        and s.action.panel_passed
    ),
)
regular_staff = Rule(
    id="incent-fh-regular-staff",
    number=83,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A27",
    needs=("employment", "evidence"),
    text=Text(
        zh="只计正式员工，并须有有效的社保或工资证明；劳务派遣不参与。",
        en="Only regular employees with social-insurance or payroll evidence count; dispatched labour does not.",
    ),
    remedy=Text(zh="请提供正式员工及其证明。", en="Name a regular employee, with evidence."),
    holds=lambda s: s.action.employment == Employment.REGULAR and s.action.evidence,
)
kept_up_to_date = Rule(
    id="incent-fh-maintain-monthly",
    number=84,
    kind=Kind.SCHEDULE,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A26",
    text=Text(
        zh="每月月末前更新人员的在职、证书和社保所在地信息；当月未更新的，月末提醒。",
        en="Employment, certificates and place of insurance are updated before each month-end; at month-end a reminder comes.",
    ),
    does=lambda s, draft: remind_update(s, draft),
)
certified_first = Rule(
    id="incent-fh-bic-required",
    number=85,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A23",
    text=Text(
        zh="季度付款须先完成商业信息认证。",
        en="The quarterly payment needs a certified business information.",
    ),
    remedy=Text(
        zh="前往“伙伴信息 > 商业信息”完成认证。",
        en="Certify under Partner Information > Business Information.",
    ),
    remedied_by=("certification.fill_company", "certification.confirm_amount"),
    holds=lambda s: certified(s.world, s.partner_id),
)
quarter_closed = Rule(
    id="incent-fh-quarter-guards",
    number=86,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="I8, A23",
    needs=("quarter",),
    text=Text(
        zh="季度内还有可申请、初审中或初审未过的月份（{months}），不能申请付款。",
        en="The quarter has months that can still be applied for, are under first review or failed it: {months}.",
    ),
    remedy=Text(
        zh="请先处理完这些月份；不再申请的，下季度第一天自动释放。",
        en="Deal with these months; what is not wanted is released on the first day of the next quarter.",
    ),
    applies=lambda s: well_named(s.quarter),
    holds=lambda s: not blocking_months(s),
    values=lambda s: {"months": blocking_months(s)},
)
once_a_month = Rule(
    id="incent-fh-si-once-month",
    number=87,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="I8, A38",
    text=Text(
        zh="SI 售前每月只能申请一次；初审未过的只能当月重新提交，季度付款申请后也不能再提交。",
        en="SI pre-sales applies once a month; a failed month is resubmitted within that month only, and not after the "
        "quarterly request.",
    ),
    remedy=Text(zh="请下个月再申请。", en="Apply next month."),
    holds=lambda s: may_apply_this_month(s),
)
si_eligible = Rule(
    id="incent-fh-si-eligibility",
    number=88,
    kind=Kind.GUARD,
    tier=Tier.REFERENCE,
    confidence=Confidence.CORROBORATED,
    source="I8",
    text=Text(
        zh="国际站的 SI 人员条件：解决方案架构师岗位、有效证书、6 个月以上经验、每人每资助期最多申请 2 次。",
        en="International site: SI staff are solution architects with valid certificates and over six months' experience, at most "
        "two requests per person and funding period.",
    ),
    documented=Text(
        zh="仅见于国际站文档，本沙箱模拟中国站。", en="International documents only; this is the China site."
    ),
)
bills_paid = Rule(
    id="incent-fh-paid-bills",
    number=89,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="I9",
    text=Text(zh="伙伴账单尚未全部结清。", en="Not all bills of the partner are paid."),
    remedy=Text(zh="请先结清账单再申请付款。", en="Pay the bills, then apply."),
    remedied_by=("staff.pay_bills",),
    holds=lambda s: s.programme is None or not s.programme.unpaid_bills,
)
certified_currency = Rule(
    id="incent-fh-currency",
    number=90,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P8",
    text=Text(
        zh="结算币种取商业信息认证里的币种。", en="The currency is the one given in the certification."
    ),
    does=lambda s, draft: take_currency(s, draft),
)
figures_agree = Rule(
    id="fh-figures-agree",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    source="SEED",
    needs=("headcount", "amount", "materials"),
    text=Text(
        zh="核对的人数、金额与名单（{headcount} 人，{amount}）不一致，或没有上传材料。",
        en="Headcount or amount differ from the list ({headcount}, {amount}), or the materials are missing.",
    ),
    remedy=Text(
        zh="有异议请联系运营更正名单；无异议请如实填写并上传材料。",
        en="If the list is wrong, ask operations to correct it; else confirm it and upload the materials.",
    ),
    remedied_by=("staff.correct_list",),
    holds=lambda s: (
        s.action.materials
        and s.action.headcount == s.subject.headcount
        and s.action.amount == s.subject.amount
    ),
    values=lambda s: {"headcount": s.subject.headcount, "amount": s.subject.amount},
)
quarter_named = Rule(
    id="fh-quarter-named",
    kind=Kind.INPUT,
    confidence=Confidence.INFERRED,
    needs=("quarter",),
    text=Text(
        zh="季度应写作 2024Q3，且有已通过、未付款的月份。",
        en="A quarter reads 2024Q3 and has approved months that are not paid.",
    ),
    remedy=Text(zh="请更正季度。", en="Correct the quarter."),
    holds=lambda s: well_named(s.quarter) and bool(approved_rows(s)),
)
only_si = Rule(
    id="fh-only-si-applies",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="I8",
    text=Text(
        zh="只有 SI 售前由伙伴按月申请，其他类型由系统生成名单。",
        en="Only SI pre-sales is applied for by the month; for the others the system makes a list.",
    ),
    remedy=Text(zh="请等每月 15 日的名单。", en="Wait for the list of the 15th."),
    holds=lambda s: s.programme is not None and s.programme.programme_type == ProgrammeType.SI_PRESALES,
)


def may_apply_this_month(s: StaffCase) -> bool:
    """Whether the current month has no application, or one that failed and may be sent again."""
    row = this_month(s)
    quarter = quarter_of(month_name(s.now))
    assert s.programme is not None
    asked = any(p.quarter == quarter for p in s.world.find(StaffPayment, programme_id=s.programme.id))
    return not asked and (row is None or row.state == MonthState.FAILED)


def approved_rows(s: StaffCase) -> list[StaffMonth]:
    """The approved months of the quarter that are not in a payment."""
    if not well_named(s.quarter):
        return []
    wanted = months_of(s.quarter)
    return [
        row
        for row in s.months.values()
        if row.month in wanted and row.state == MonthState.APPROVED and not row.payment_id
    ]


# --- Actions -------------------------------------------------------------------------------------

PROGRAMME = Annotated[
    str, Input(Text(zh="激励计划", en="Programme"), entity="staff_programme"), Field(min_length=1)
]
EXPERT = Annotated[
    str, Input(Text(zh="专职人员", en="Member of staff"), entity="expert"), Field(min_length=1)
]
MONTH = Annotated[str, Input(Text(zh="月度激励", en="Month"), entity="staff_month"), Field(min_length=1)]
PAYMENT = Annotated[
    str, Input(Text(zh="付款申请", en="Payment"), entity="staff_payment"), Field(min_length=1)
]
Line = Annotated[str, Field(max_length=200)]
Reason = Annotated[Line, Input(Text(zh="原因", en="Reason"), multiline=True), Field(min_length=1)]
Headcount = Annotated[int, Input(Text(zh="人数", en="Headcount")), Field(ge=0, le=10_000)]
Money = Annotated[Decimal, Input(Text(zh="金额（元）", en="Amount (CNY)")), Field(ge=0, max_digits=14)]


class EnterExpert(Action):
    """Huawei operations enter a member of staff."""

    id: ClassVar[str] = "staff.enter"
    title: ClassVar[Text] = Text(zh="录入人员", en="Enter a member of staff")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    on: ClassVar[str] = "staff_programme"

    staff_programme: PROGRAMME
    full_name: Annotated[Line, Input(Text(zh="姓名", en="Name")), Field(min_length=1)]
    certificate: Annotated[Certificate, Input(Text(zh="证书", en="Certificate"))] = Certificate.HCIE
    certificate_valid_until: Annotated[
        Instant | None, Input(Text(zh="证书有效期至", en="Certificate valid until"))
    ] = None
    panel_passed: Annotated[bool, Input(Text(zh="已通过能力标签评审", en="Capability panel passed"))] = False
    employment: Annotated[Employment, Input(Text(zh="用工形式", en="Employment"))] = Employment.REGULAR
    evidence: Annotated[
        bool, Input(Text(zh="有社保或工资证明", en="Social-insurance or payroll evidence"))
    ] = False
    base: Annotated[Line, Input(Text(zh="社保所在地", en="Place of social insurance"))] = ""


class UpdateExpert(Action):
    """The partner keeps the data of a member of staff up to date."""

    id: ClassVar[str] = "staff.update"
    title: ClassVar[Text] = Text(zh="更新人员信息", en="Update the data")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (FH_PAGE,)
    on: ClassVar[str] = "expert"

    expert: EXPERT
    employed: Annotated[bool, Input(Text(zh="在职", en="Employed"))] = True
    base: Annotated[Line, Input(Text(zh="社保所在地", en="Place of social insurance"))] = ""
    certificate_valid_until: Annotated[
        Instant | None, Input(Text(zh="证书有效期至", en="Certificate valid until"))
    ] = None


class CheckMonth(Action):
    """The partner confirms headcount and amount and uploads the materials."""

    id: ClassVar[str] = "staff.check"
    title: ClassVar[Text] = Text(zh="核对激励", en="Check the incentive")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(FH_PAGE, "激励确认", "Confirm"),)
    on: ClassVar[str] = "staff_month"

    staff_month: MONTH
    headcount: Headcount
    amount: Money
    materials: Annotated[
        bool, Input(Text(zh="已按模板上传材料", en="Materials uploaded on the template"))
    ] = False


class CorrectList(Action):
    """Huawei operations correct a list that the partner disputes."""

    id: ClassVar[str] = "staff.correct_list"
    title: ClassVar[Text] = Text(zh="更正名单", en="Correct the list")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    on: ClassVar[str] = "staff_month"

    staff_month: MONTH
    headcount: Headcount


class ApplyMonth(Action):
    """An SI partner applies for the current month."""

    id: ClassVar[str] = "staff.apply_month"
    title: ClassVar[Text] = Text(zh="申请激励", en="Apply for the month")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(FH_PAGE, "激励确认", "Confirm"),)
    on: ClassVar[str] = "staff_programme"

    staff_programme: PROGRAMME
    headcount: Headcount = 1


class ApproveMonth(Action):
    """Huawei operations approve a month."""

    id: ClassVar[str] = "staff.approve_month"
    title: ClassVar[Text] = Text(zh="激励审核通过", en="Approve the month")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    on: ClassVar[str] = "staff_month"

    staff_month: MONTH


class RejectMonth(ApproveMonth):
    """Huawei operations reject a month; its deadline stays."""

    id: ClassVar[str] = "staff.reject_month"
    title: ClassVar[Text] = Text(zh="激励审核不通过", en="Reject the month")

    reason: Reason


class ApplyPayment(Action):
    """The partner applies for the payment of a quarter."""

    id: ClassVar[str] = "staff.apply_payment"
    title: ClassVar[Text] = Text(zh="申请付款", en="Apply for payment")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(FH_PAGE, "付款申请", "Payment"),)
    on: ClassVar[str] = "staff_programme"

    staff_programme: PROGRAMME
    quarter: Annotated[Line, Input(Text(zh="季度（如 2024Q3）", en="Quarter (such as 2024Q3)"))]


class PayBills(Action):
    """The partner pays its bills (Billing Center; here only the fact)."""

    id: ClassVar[str] = "staff.pay_bills"
    title: ClassVar[Text] = Text(zh="结清账单", en="Pay the bills")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF
    on: ClassVar[str] = "staff_programme"

    staff_programme: PROGRAMME


class OnPayment(Action):
    """What Huawei does with a payment."""

    on: ClassVar[str] = "staff_payment"


class ApprovePayment(OnPayment):
    """Huawei operations approve the application; the invoice is next."""

    id: ClassVar[str] = "staff.approve_payment"
    title: ClassVar[Text] = Text(zh="付款申请通过", en="Approve the application")
    roles: ClassVar[frozenset[str]] = OPERATIONS

    staff_payment: PAYMENT


class RejectPayment(OnPayment):
    """Huawei operations reject the application, with a reason."""

    id: ClassVar[str] = "staff.reject_payment"
    title: ClassVar[Text] = Text(zh="付款申请不通过", en="Reject the application")
    roles: ClassVar[frozenset[str]] = OPERATIONS

    staff_payment: PAYMENT
    reason: Reason


class ResubmitPayment(OnPayment):
    """The partner edits a rejected application and submits it again."""

    id: ClassVar[str] = "staff.resubmit_payment"
    title: ClassVar[Text] = Text(zh="修改后重新提交", en="Submit again")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF

    staff_payment: PAYMENT


class SendInvoice(OnPayment):
    """The partner prints the list, writes the numbers on it and sends both."""

    id: ClassVar[str] = "staff.send_invoice"
    title: ClassVar[Text] = Text(zh="寄送发票和清单", en="Send invoice and list")
    roles: ClassVar[frozenset[str]] = PARTNER_STAFF

    staff_payment: PAYMENT
    invoice_numbers: Annotated[Line, Input(Text(zh="发票号码", en="Invoice numbers")), Field(min_length=1)]
    invoice_kind: tail_invoice.Kind = InvoiceKind.SPECIAL_PAPER
    content: tail_invoice.Content = tail_invoice.USUAL_CONTENT
    amount: tail_invoice.Total = None


class ApproveInvoice(OnPayment):
    """Finance approves the invoice."""

    id: ClassVar[str] = "staff.approve_invoice"
    title: ClassVar[Text] = Text(zh="发票审核通过", en="Approve the invoice")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE

    staff_payment: PAYMENT


class RejectInvoice(OnPayment):
    """Finance rejects the invoice, with a reason; the partner corrects it and sends it again."""

    id: ClassVar[str] = "staff.reject_invoice"
    title: ClassVar[Text] = Text(zh="发票审核不通过", en="Reject the invoice")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE

    staff_payment: PAYMENT
    reason: Reason


class Pay(OnPayment):
    """Finance pays."""

    id: ClassVar[str] = "staff.pay"
    title: ClassVar[Text] = Text(zh="付款", en="Pay")
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE

    staff_payment: PAYMENT


# --- Effects -------------------------------------------------------------------------------------


def enter(s: StaffCase, draft: Draft) -> None:
    """The person counts from the next list; the first one starts the monthly lists."""
    action = s.action
    assert s.programme is not None
    draft.create(
        Expert,
        state=ExpertState.ENTERED,
        partner_id=s.programme.partner_id,
        programme_id=s.programme.id,
        full_name=action.full_name,
        certificate=action.certificate,
        certificate_valid_until=action.certificate_valid_until,
        base=action.base,
        entered_at=draft.now,
        updated_at=draft.now,
    )
    if s.programme.next_list_at is None and s.programme.programme_type != ProgrammeType.SI_PRESALES:
        draft.put(s.programme.but(next_list_at=next_list_after(draft.now)))


def next_list_after(moment: datetime) -> datetime:
    """The next 15th, 00:00."""
    this = month_start(moment).replace(day=LIST_DAY)
    return this if moment < this else add_months(this, 1)


def update(s: StaffCase, draft: Draft) -> None:
    """Keep the new data."""
    action, kept = s.action, s.subject
    draft.move(
        employed=action.employed,
        base=action.base or kept.base,
        certificate_valid_until=action.certificate_valid_until or kept.certificate_valid_until,
        updated_at=draft.now,
    )


MAKE_LIST_TEXT = Text(
    zh="{month}专职人员激励名单已生成：{headcount} 人，{amount}。请在 {due} 前核对并提交材料，逾期失效。",
    en="The full-time-staff list of {month} is ready: {headcount} people, {amount}. Check it and submit the materials before "
    "{due}, or it lapses.",
)


def make_list(s: StaffCase, draft: Draft) -> None:
    """Count who is employed with a valid certificate; make the row; set the next date."""
    programme = draft.need(StaffProgramme, s.subject.id)
    valid = [
        e
        for e in draft.find(Expert, programme_id=programme.id)
        if e.employed and (e.certificate_valid_until is None or e.certificate_valid_until > draft.now)
    ]
    draft.put(programme.but(next_list_at=add_months(draft.now, 1)))
    if not valid:
        return
    row = make_row(draft, programme, len(valid), MonthState.WAITING_FOR_CHECK)
    text = MAKE_LIST_TEXT.filled(
        {"month": row.month, "headcount": row.headcount, "amount": row.amount, "due": row.check_due}
    )
    draft.notify(recipient(draft, row.partner_id), text, rule=list_on_15th.id, channel="mail", about=row.ref)


def make_row(draft: Draft, programme: StaffProgramme, headcount: int, state: MonthState) -> StaffMonth:
    """The row of the current month."""
    month = month_name(draft.now)
    return draft.put(
        StaffMonth(
            id=f"{programme.id}-{month}",
            state=state,
            partner_id=programme.partner_id,
            programme_id=programme.id,
            programme_type=programme.programme_type,
            month=month,
            headcount=headcount,
            amount=headcount * programme.per_head,
            generated_at=draft.now,
            submitted_at=draft.now if state == MonthState.UNDER_REVIEW else None,
        )
    )


REMIND_UPDATE_TEXT = Text(
    zh="请在月底前更新“{name}”的在职、证书和社保所在地信息。",
    en="Update employment, certificate and place of insurance of {name} before the month ends.",
)


def remind_update(s: StaffCase, draft: Draft) -> None:
    """The data were not updated this month."""
    expert = s.subject
    draft.move(reminded_at=draft.now)
    text = REMIND_UPDATE_TEXT.filled({"name": expert.full_name})
    draft.notify(recipient(draft, expert.partner_id), text, rule=kept_up_to_date.id, about=expert.ref)


def submit_check(s: StaffCase, draft: Draft) -> None:
    """The month goes to the review."""
    draft.move(submitted_at=draft.now, reason="")


def correct(s: StaffCase, draft: Draft) -> None:
    """New figures; the deadline stays."""
    assert s.programme is not None
    draft.move(headcount=s.action.headcount, amount=s.action.headcount * s.programme.per_head)


def apply_month(s: StaffCase, draft: Draft) -> None:
    """The month's row, new or again, is under review."""
    assert s.programme is not None
    draft.subject = make_row(draft, s.programme, s.action.headcount, MonthState.UNDER_REVIEW)


REJECT_MONTH_TEXT = Text(zh="激励审核不通过：{reason}", en="The month was rejected: {reason}")


def reject_month(s: StaffCase, draft: Draft) -> None:
    """Back to the partner: SI in the same month, the others until the old deadline."""
    si = s.subject.programme_type == ProgrammeType.SI_PRESALES
    draft.target = MonthState.FAILED if si else MonthState.WAITING_FOR_CHECK
    draft.move(reason=s.action.reason)
    tell(
        draft, s.subject, REJECT_MONTH_TEXT, reason=s.action.reason
    )  # fmt: skip


def tell(draft: Draft, record: Any, text: Text, **values: Any) -> None:
    """Mail the partner about a record."""
    draft.notify(recipient(draft, record.partner_id), text.filled(values), channel="mail", about=record.ref)


def apply_payment(s: StaffCase, draft: Draft) -> None:
    """One payment of all approved months of the quarter."""
    rows = approved_rows(s)
    assert s.programme is not None
    payment = draft.create(
        StaffPayment,
        state=PaymentState.UNDER_REVIEW,
        partner_id=s.programme.partner_id,
        programme_id=s.programme.id,
        quarter=s.quarter,
        amount=sum((row.amount for row in rows), Decimal("0")),
        currency="",
        applied_at=draft.now,
    )
    for row in rows:
        draft.put(row.but(payment_id=payment.id))


def take_currency(s: StaffCase, draft: Draft) -> None:
    """Write the certified currency into the new payment."""
    found = certification_of(draft, s.partner_id)
    assert draft.subject is not None
    assert found is not None
    draft.subject = draft.put(draft.need(StaffPayment, draft.subject.id).but(currency=found.currency))


def pay_bills(s: StaffCase, draft: Draft) -> None:
    """The bills are paid."""
    draft.move(unpaid_bills=False)


def decide(text: Text) -> Any:
    """An effect that moves the payment and tells the partner."""

    def effect(s: StaffCase, draft: Draft) -> None:
        reason = tail_invoice.comment(s) if hasattr(s.action, "reason") else ""
        draft.move(reason=reason)
        tell(draft, s.subject, text, quarter=s.subject.quarter, reason=reason)

    return effect


def send_again(s: StaffCase, draft: Draft) -> None:
    """The review begins anew."""
    draft.move(applied_at=draft.now, reason="")


def wait_for_payment(s: StaffCase, draft: Draft) -> None:
    """Finance pays next."""
    draft.move(finance_since=draft.now)


def settlement_goes_on(draft: Draft, partner_id: str) -> None:
    """The certification has passed again: payments that waited for it are due anew."""
    for found in draft.find(StaffPayment, partner_id=partner_id):
        if found.state == PaymentState.WAITING_FOR_HUAWEI:
            draft.put(found.but(finance_since=draft.now))


PAY_MEMO = Text(zh="专职人员激励付款", en="Full-time-staff payment")
PAY_TEXT = Text(zh="{quarter}激励已付款。", en="{quarter} has been paid.")


def pay(s: StaffCase, draft: Draft) -> None:
    """Money goes from Huawei to the partner's bank, both outside the portal."""
    amount = s.subject.amount
    draft.post(
        PAY_MEMO,
        [(outside("partner_bank"), amount), (outside("huawei"), -amount)],
    )
    draft.move()
    tell(
        draft,
        s.subject,
        PAY_TEXT,
        quarter=s.subject.quarter,
    )


# --- Machines ------------------------------------------------------------------------------------


def lapses_at(row: StaffMonth, settings: Mapping[str, Any]) -> datetime | None:
    """When an unchecked month lapses; SI months have no list to check."""
    return None if row.programme_type == ProgrammeType.SI_PRESALES else row.check_due


def month_reviewed(row: StaffMonth, settings: Mapping[str, Any]) -> datetime | None:
    """When operations decide, unless played by hand."""
    at = row.submitted_at
    if at is None:
        return None
    return answer_due(settings, at, lambda: business_days_after(at, ANSWER_BUSINESS_DAYS).end)


def payment_reviewed(payment: StaffPayment, settings: Mapping[str, Any]) -> datetime | None:
    """When operations decide, unless played by hand."""
    at = payment.applied_at
    return answer_due(settings, at, lambda: business_days_after(at, ANSWER_BUSINESS_DAYS).end)


def invoice_reviewed(payment: StaffPayment, settings: Mapping[str, Any]) -> datetime | None:
    """When finance reviews the invoice, unless played by hand."""
    return finance_step(payment.invoice_sent_at, settings)


def paid_at(payment: StaffPayment, settings: Mapping[str, Any]) -> datetime | None:
    """When finance pays, unless played by hand."""
    return finance_step(payment.finance_since, settings)


def finance_step(since: datetime | None, settings: Mapping[str, Any]) -> datetime | None:
    """When finance acts, unless played by hand."""
    if since is None:
        return None
    return answer_due(settings, since, lambda: business_days_after(since, FINANCE_BUSINESS_DAYS).end)


programme_machine = Machine(
    entity=StaffProgramme,
    states=ProgrammeState,
    label=StaffProgramme.label,
    subject="staff_programme",
    situation=StaffCase,
    transitions=(
        Transition(action=PayBills, source=(ProgrammeState.RUNNING,), rules=ACCESS, effect=(pay_bills,)),
    ),
    timers=(
        Timer(
            name="list",
            label=Text(zh="每月 15 日生成名单", en="The list of the 15th"),
            source=(ProgrammeState.RUNNING,),
            due=lambda p, settings: p.next_list_at,
            effect=(list_on_15th,),
            window=Text(zh="每月 15 日", en="the 15th of each month"),
        ),
    ),
)
expert_machine = Machine(
    entity=Expert,
    states=ExpertState,
    label=Expert.label,
    subject="expert",
    situation=StaffCase,
    transitions=(
        Transition(
            action=EnterExpert, to=ExpertState.ENTERED, rules=(capable, regular_staff), effect=(enter,)
        ),
        Transition(action=UpdateExpert, source=(ExpertState.ENTERED,), rules=ACCESS, effect=(update,)),
    ),
    timers=(
        Timer(
            name="month_end",
            label=Text(zh="月末前更新人员信息", en="Staff data due before the month ends"),
            source=(ExpertState.ENTERED,),
            due=lambda e, settings: e.reminder_at,
            effect=(kept_up_to_date,),
            window=Text(zh="每月月末", en="each month-end"),
        ),
    ),
)
month_machine = Machine(
    entity=StaffMonth,
    states=MonthState,
    label=StaffMonth.label,
    subject="staff_month",
    situation=StaffCase,
    more_rules=(si_eligible,),
    transitions=(
        Transition(
            action=CheckMonth,
            source=(MonthState.WAITING_FOR_CHECK,),
            to=MonthState.UNDER_REVIEW,
            rules=(*ACCESS, check_in_time, figures_agree),
            effect=(submit_check,),
            state_rule=check_in_time,
        ),
        Transition(
            action=CorrectList,
            source=(MonthState.WAITING_FOR_CHECK,),
            effect=(correct,),
        ),
        Transition(
            action=ApplyMonth,
            to=MonthState.UNDER_REVIEW,
            rules=(*ACCESS, only_si, once_a_month),
            effect=(apply_month,),
        ),
        Transition(action=ApproveMonth, source=(MonthState.UNDER_REVIEW,), to=MonthState.APPROVED),
        Transition(
            action=RejectMonth,
            source=(MonthState.UNDER_REVIEW,),
            to=(MonthState.WAITING_FOR_CHECK, MonthState.FAILED),
            effect=(reject_month,),
        ),
    ),
    timers=(
        Timer(
            name="check",
            label=Text(zh="核对期限", en="Time to check"),
            source=(MonthState.WAITING_FOR_CHECK,),
            due=lapses_at,
            to=MonthState.LAPSED,
            rules=(check_in_time,),
            window=Text(zh="30 个工作日", en="30 business days"),
        ),
        Timer(
            name="review",
            label=Text(zh="激励审核", en="First review"),
            source=(MonthState.UNDER_REVIEW,),
            due=month_reviewed,
            acts=lambda world, row: (HUAWEI.id, ApproveMonth(staff_month=row.id)),
            follows_settings=True,
        ),
        Timer(
            name="release",
            label=Text(zh="下季度第一天释放", en="Released on the first day of the next quarter"),
            source=(MonthState.FAILED,),
            due=lambda row, settings: row.quarter_ends,
            to=MonthState.RELEASED,
            rules=(quarter_closed,),
            window=Text(zh="下季度第一天", en="first day of the next quarter"),
        ),
    ),
    moves=(
        Move("staff.apply_month", (MonthState.FAILED,), MonthState.UNDER_REVIEW),
        Move(
            "staff.list_generated", (), MonthState.WAITING_FOR_CHECK, Text(zh="生成名单", en="list generated")
        ),
    ),
)
payment_machine = Machine(
    entity=StaffPayment,
    states=PaymentState,
    label=StaffPayment.label,
    subject="staff_payment",
    situation=StaffCase,
    transitions=(
        Transition(
            action=ApplyPayment,
            to=PaymentState.UNDER_REVIEW,
            rules=(
                *ACCESS,
                certified_first,
                edit_blocks_settlement,
                quarter_named,
                quarter_closed,
                bills_paid,
            ),
            effect=(apply_payment, certified_currency),
        ),
        Transition(
            action=ApprovePayment,
            source=(PaymentState.UNDER_REVIEW,),
            to=PaymentState.APPROVED,
            effect=(
                decide(
                    Text(
                        zh="{quarter}付款申请已通过，请打印清单、填写发票号并寄送。",
                        en="{quarter}: approved. Print the list, write the invoice numbers on it and send both.",
                    )
                ),
            ),
        ),
        Transition(
            action=RejectPayment,
            source=(PaymentState.UNDER_REVIEW,),
            to=PaymentState.REJECTED,
            effect=(
                decide(Text(zh="{quarter}付款申请未通过：{reason}", en="{quarter}: rejected: {reason}")),
            ),
        ),
        Transition(
            action=ResubmitPayment,
            source=(PaymentState.REJECTED,),
            to=PaymentState.UNDER_REVIEW,
            rules=(*ACCESS, certified_first, edit_blocks_settlement, bills_paid),
            effect=(send_again,),
        ),
        *tail_invoice.transitions(
            PaymentState,
            PaymentState.APPROVED,
            SendInvoice,
            ApproveInvoice,
            RejectInvoice,
            Pay,
            (
                wait_for_payment,
                decide(
                    Text(
                        zh="{quarter}的发票审核不通过：{reason}。请改正后重新寄送。",
                        en="{quarter}: the invoice was rejected: {reason}. Correct it and send it again.",
                    )
                ),
                pay,
            ),
        ),
    ),
    timers=(
        Timer(
            name="review",
            label=Text(zh="付款申请审核", en="Review of the application"),
            source=(PaymentState.UNDER_REVIEW,),
            due=payment_reviewed,
            acts=lambda world, p: (HUAWEI.id, ApprovePayment(staff_payment=p.id)),
            follows_settings=True,
        ),
        Timer(
            name="invoice_review",
            label=Text(zh="发票审核", en="Review of the invoice"),
            source=(PaymentState.INVOICE_REVIEW,),
            due=invoice_reviewed,
            acts=tail_invoice.decision(StaffCase, ApproveInvoice, RejectInvoice),
            follows_settings=True,
        ),
        Timer(
            name="payment",
            label=Text(zh="华为付款", en="Huawei pays"),
            source=(PaymentState.WAITING_FOR_HUAWEI,),
            due=paid_at,
            acts=lambda world, p: (FINANCE.id, Pay(staff_payment=p.id)),
            follows_settings=True,
        ),
    ),
)
