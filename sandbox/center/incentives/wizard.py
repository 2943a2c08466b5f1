"""The wizard of business-information certification 商业信息认证: its steps, and how far a company is.

Source: 04 §3.6, rules 63–79. The steps are those of the form; the states are the certification's own.
"""

from __future__ import annotations

from sandbox.center.common.roles import PARTNER_STAFF
from sandbox.center.incentives.certification import (
    BUSINESS_INFORMATION,
    BusinessCertification,
    CheckResult,
    ConfirmAmount,
    EditBank,
    FillBank,
    FillCompany,
    OpenTicket,
    SendBankLetter,
    State,
    Submit,
    certification_of,
)
from sandbox.center.incentives.payee import may_see_incentives
from sandbox.engine.actions import Action, Persona
from sandbox.engine.pages import Progress, Step, Wizard
from sandbox.engine.text import Text
from sandbox.engine.world import World

RESULT = 4
REACHED = {
    State.WAITING_FOR_AMOUNT: 3,
    State.LOCKED: 3,
    State.CERTIFYING: RESULT,
    State.MANUAL_REVIEW: RESULT,
    State.FAILED: RESULT,
    State.PASSED: RESULT,
}
STUCK = (State.LOCKED, State.FAILED)

COMPANY = Text(zh="公司与税务信息", en="Company and taxes")
COMPANY_TEXT = Text(
    zh="企业代码类型选统一社会信用代码，填写纳税人类型和财务联系人；首次认证须勾选隐私声明。",
    en="Choose the unified social credit code, fill in taxpayer type and finance contact; the first time, tick the privacy statement.",
)
BANK = Text(zh="银行信息", en="Bank")
BANK_TEXT = Text(
    zh="只能用对公账户，账户名称须与公司名称一致。",
    en="A company account only; its name must be that of the company.",
)
SURVEY = Text(zh="关联供应商调查并提交", en="Survey of related suppliers, and submission")
SURVEY_TEXT = Text(
    zh="完成关联供应商调查后提交；支持银联转账的银行会收到一笔随机金额。",
    en="Complete the survey and submit; a bank with UnionPay transfer receives a random amount.",
)
AMOUNT = Text(zh="验证随机打款金额", en="The random amount")
AMOUNT_TEXT = Text(
    zh="填写公司账户实际收到的金额；累计输错 3 次会锁定，须提交工单解锁。",
    en="Type the amount that arrived in the company's account; three wrong ones lock it, and a ticket unlocks it.",
)
NO_TRANSFER = Text(
    zh="银行不支持银联转账，没有随机打款，跳过这一步。",
    en="The bank has no UnionPay transfer, so there is no random amount: this step is skipped.",
)
CHECK = Text(zh="认证结果", en="Result")
NOT_YET = Text(
    zh="提交后通常 1～3 小时自动认证，部分情况转人工审核。",
    en="It is checked automatically within 1 to 3 hours; some cases go to a reviewer.",
)
WHY = Text(zh="认证失败：{reason}", en="It failed: {reason}")
LETTER = Text(
    zh="认证失败：{reason} 请提交盖实体印章的银行函，或改用已登记的账户重新认证。",
    en="It failed: {reason} Send a bank letter with a physical seal, or certify the registered account instead.",
)
PASSED = Text(
    zh="已认证。变更银行信息须重新认证，其间一切结算暂停。",
    en="Certified. Changing the bank means certifying again, and settlement stops meanwhile.",
)


def reached(record: BusinessCertification) -> int:
    """The number of the step that the certification is at, from 0."""
    if record.state == State.NOT_CERTIFIED:
        return 0
    if record.state == State.DRAFT:
        return 2 if record.account_number else 1
    return REACHED[record.state]


def result(record: BusinessCertification) -> Text:
    """What the last step says."""
    if record.state == State.PASSED:
        return PASSED
    if record.state == State.FAILED:
        text = LETTER if record.letter_needed else WHY
        return text.filled({"reason": record.fail_reason})
    return NOT_YET


def steps(world: World, record: BusinessCertification) -> tuple[Step, ...]:
    """The five steps, with what can be done in each."""
    at = reached(record)
    skipped = not record.unionpay and bool(record.account_number)
    parts: tuple[tuple[Text, Text, tuple[type[Action], ...]], ...] = (
        (COMPANY, COMPANY_TEXT, (FillCompany,)),
        (BANK, BANK_TEXT, (FillBank,)),
        (SURVEY, SURVEY_TEXT, (Submit,)),
        (
            AMOUNT,
            NO_TRANSFER if skipped else AMOUNT_TEXT,
            (OpenTicket,) if record.state == State.LOCKED else (ConfirmAmount,),
        ),
        (CHECK, result(record), last_actions(record)),
    )

    def progress(number: int) -> Progress:
        if number < at or (record.state == State.PASSED and number == RESULT):
            return Progress.DONE
        if number > at:
            return Progress.LATER
        return Progress.STUCK if record.state in STUCK else Progress.NOW

    return tuple(Step(label, text, progress(n), actions) for n, (label, text, actions) in enumerate(parts))


def last_actions(record: BusinessCertification) -> tuple[type[Action], ...]:
    """What can be done about the result."""
    if record.state == State.PASSED:
        return (EditBank, CheckResult)
    if record.state == State.FAILED:
        letter = (SendBankLetter,) if record.letter_needed else ()
        return (*letter, FillCompany, FillBank, OpenTicket)
    return (CheckResult, OpenTicket) if record.state == State.MANUAL_REVIEW else (CheckResult,)


def own(world: World, persona: Persona) -> BusinessCertification | None:
    """The certification of the persona's company."""
    return certification_of(world, persona.organisation)


wizard_page = Wizard(
    id="incentives.certification_wizard",
    title=Text(zh="认证向导", en="Certification wizard"),
    text=Text(
        zh="按步骤完成商业信息认证：做到哪一步、下一步做什么、受阻时怎么办。",
        en="Business-information certification step by step: how far it is, what comes next, what to do when it is stuck.",
    ),
    menu=BUSINESS_INFORMATION,
    roles=PARTNER_STAFF,
    shown=may_see_incentives,
    guide="business-information-certification",
    record=own,
    steps=steps,
)
