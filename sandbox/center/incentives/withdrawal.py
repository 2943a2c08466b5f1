"""Withdrawal 提现: the three routes on which money leaves the recharge account.

Read from top to bottom: states, entities, sums, situation, rules, actions, effects, machines.
Source: 04 §3.7, rules 96–104; errata to 100, 102, 104. Money movement in general: 05.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import account_balance, paid_in, paid_out
from sandbox.center.common.partner import Partner
from sandbox.center.common.roles import under
from sandbox.center.customers.account import partner_fund
from sandbox.center.customers.association import Association
from sandbox.center.incentives import formulas
from sandbox.center.incentives.certification import SigningEntity, certification_of
from sandbox.center.incentives.owed_invoice import amount_in_cents, owed
from sandbox.center.incentives.payee import (
    ACCESS,
    FINANCE_STAFF,
    FUNDS_PAGE,
    HUAWEI_FINANCE,
    HUAWEI_PAGES,
    ZERO,
    IncentiveCase,
    PayeeProfile,
    cash,
    recipient,
)
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import add_months, business_days_after, is_business_day
from sandbox.engine.machines import Machine, Move, Timer, Transition, answer_due, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

ARRIVAL_BUSINESS_DAYS = 7
CLOSING_BUSINESS_DAYS = 3
LATE_BUSINESS_DAYS = 2
WITHDRAWAL_PAGE = under(FUNDS_PAGE, "提现", "Withdrawal")

# --- States and entities -------------------------------------------------------------------------


class State(Labelled):
    """States of a withdrawal; the labels are ours."""

    UNDER_REVIEW = "under_review", "审核中", "under review", "initial"
    APPROVED = "approved", "审核通过", "approved", "transient"
    CREDITED = "credited", "已到账", "credited", "terminal"
    REJECTED = "rejected", "已驳回", "rejected", "terminal"


class Route(Labelled):
    """The three routes."""

    REBATE = "rebate", "激励返点提现", "incentive rebate"
    BANK_CARD = "bank_card", "银行卡提现", "bank card"
    ORIGINAL = "original", "原路提现", "original route"


class Withdrawal(Entity):
    """An application to withdraw ``amount`` yuan."""

    kind: ClassVar[str] = "withdrawal"
    label: ClassVar[Text] = Text(zh="提现申请", en="Withdrawal")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        route=("提现方式", "Route"),
        recharge_id=("充值记录", "Recharge"),
        account_name=("收款户名", "Account name"),
        applied_at=("申请时间", "Applied at"),
        approved_at=("审核通过时间", "Approved at"),
        arrives_by=("最晚到账时间", "Arrives by"),
        reject_reason=("驳回原因", "Reason of the rejection"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: State
    partner_id: str
    route: Route
    amount: Decimal
    recharge_id: str = ""
    account_name: str = ""
    applied_at: datetime
    approved_at: datetime | None = None
    arrives_by: datetime | None = None
    reject_reason: str = ""


class Channel(Labelled):
    """How a recharge was paid."""

    ALIPAY = "alipay", "支付宝", "Alipay"
    WECHAT = "wechat", "微信", "WeChat"
    UNIONPAY = "unionpay", "银联", "UnionPay"
    BANK_TRANSFER = "bank_transfer", "银行转账", "bank transfer"


class RechargeState(Labelled):
    """States of a recharge."""

    RECEIVED = "received", "已到账", "received", "initial"


class Recharge(Entity):
    """A recharge of the partner, in yuan; the original route leads back to its channel."""

    kind: ClassVar[str] = "recharge"
    label: ClassVar[Text] = Text(zh="充值记录", en="Recharge")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        channel=("充值方式", "Channel"),
        recharged_at=("充值时间", "Recharged at"),
        invoiced=("已开票", "Invoiced"),
        with_gift=("参加送券活动", "With a gift"),
        withdrawn=("已提现金额", "Withdrawn"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",),)

    state: RechargeState = RechargeState.RECEIVED
    partner_id: str
    amount: Decimal
    channel: Channel
    recharged_at: datetime
    invoiced: bool = False
    with_gift: bool = False
    withdrawn: Decimal = ZERO


# --- Sums and windows ----------------------------------------------------------------------------

ORIGINAL_MONTHS: Mapping[bool, Mapping[Channel, int]] = {
    True: {Channel.ALIPAY: 3},
    False: {Channel.ALIPAY: 11, Channel.WECHAT: 11, Channel.UNIONPAY: 3},
}
"""Months in which the original route is open; the key is: signed with 华为云计算. Source: rule 102."""


def free_cash(world: World | Draft, partner_id: str) -> Decimal:
    """Cash without what customers hold as unspent allotments, in yuan; those stay covered.

    Source: errata: 账户余额 = 可拨款 + unspent allotments (inferred for withdrawals).
    """
    found, there = world.get(Partner, partner_id), cash(world, partner_id)
    if found is None or not found.has_transferable_account:
        return there
    served = world.find(Association, partner_id=partner_id)
    allotted = sum((world.balance(partner_fund(a.customer_id)) for a in served), ZERO)
    return max(ZERO, min(there, account_balance(world, found) - allotted))


def withdrawable(world: World | Draft, profile: PayeeProfile) -> Decimal:
    """Cash less owed invoices, amounts not booked and arrears of sub-users, in yuan. Source: rule 100."""
    taken = (owed(world, profile.id), profile.unbooked, profile.subuser_arrears)
    amount = formulas.withdrawable(free_cash(world, profile.id), *taken)[-1].amount
    assert amount is not None
    return amount


def original_route_open(recharged: Recharge, cloud_computing: bool, now: datetime) -> bool:
    """Whether the original route back to this recharge is open. Source: rule 102 and its erratum."""
    if recharged.channel == Channel.BANK_TRANSFER:
        return True
    months = ORIGINAL_MONTHS[cloud_computing].get(recharged.channel)
    return months is not None and now < add_months(recharged.recharged_at, months)


def closing_days(moment: datetime) -> bool:
    """Whether a moment falls into the last three business days of its month. Source: rule 104."""
    day, last = moment.date(), add_months(moment.replace(day=1), 1).date() - timedelta(days=1)
    found: list[date] = []
    while len(found) < CLOSING_BUSINESS_DAYS:
        if is_business_day(last):
            found.append(last)
        last -= timedelta(days=1)
    return day >= found[-1]


# --- Situation -----------------------------------------------------------------------------------


class WithdrawalCase(IncentiveCase):
    """A situation about an application to withdraw."""

    @lazy
    def route(self) -> Route:
        """The route asked for."""
        found: Route = self.action.route
        return found

    @lazy
    def recharged(self) -> Recharge | None:
        """The recharge that the original route leads back to."""
        return self.world.get(Recharge, self.typed.get("recharge", "") or "")

    @lazy
    def cloud_computing(self) -> bool:
        """Whether the partner signed with 华为云计算."""
        found = certification_of(self.world, self.partner_id)
        return found is None or found.signing_entity == SigningEntity.CLOUD_COMPUTING

    @lazy
    def open_one(self) -> Withdrawal | None:
        """A withdrawal of the partner in process."""
        found = self.world.find(Withdrawal, partner_id=self.partner_id)
        return next((w for w in found if w.state in (State.UNDER_REVIEW, State.APPROVED)), None)


# --- Rules ---------------------------------------------------------------------------------------


def rule(id: str, number: int | None, kind: Kind, source: str, zh: str, en: str, **more: Any) -> Rule:
    """A rule of this file; tier should and confidence corroborated unless said."""
    defaults: dict[str, Any] = {"tier": Tier.SHOULD, "confidence": Confidence.CORROBORATED}
    return Rule(id=id, number=number, kind=kind, source=source, text=Text(zh=zh, en=en), **(defaults | more))


after_credit = rule(
    "incent-wd-after-credit",
    96,
    Kind.GUARD,
    "A8",
    "激励返点提现以已开票、已发放并返到账户的激励为限，目前可提现 {rebate}。",
    "A rebate withdrawal needs invoiced incentive that has been credited to the account; {rebate} can be withdrawn now.",
    needs=("route", "amount"),
    remedy=Text(
        zh="请先以“返华为云账户”申请发放，申付审核通过后两个工作日内到账。",
        en="Apply for payout with return to the account first; the credit follows within 2 business days of the payment review.",
    ),
    remedied_by=("requisition.apply",),
    applies=lambda s: s.route == Route.REBATE,
    holds=lambda s: s.action.amount <= s.profile.rebate_withdrawable,
    values=lambda s: {"rebate": s.profile.rebate_withdrawable},
)
name_match = rule(
    "incent-wd-name-match",
    97,
    Kind.INPUT,
    "A29",
    "收款户名须与实名认证企业“{name}”一致。",
    "The name of the bank account must equal the real-name certified company, “{name}”.",
    needs=("route", "account_name"),
    remedy=Text(zh="请填写同名对公账户。", en="Give the company's own account of the same name."),
    applies=lambda s: s.route != Route.ORIGINAL,
    holds=lambda s: (s.action.account_name or "").strip() == s.profile.company_name,
    values=lambda s: {"name": s.profile.company_name},
)
arrival = rule(
    "incent-wd-7bd",
    98,
    Kind.TIMER,
    "A29",
    "银行卡提现和激励返点提现在审核通过后 7 个工作日内到账。",
    "Bank-card and rebate withdrawals arrive within 7 business days after approval.",
    cited_as=("incent-wd-one-open",),
)
one_open = rule(
    "incent-wd-one-open",
    99,
    Kind.GUARD,
    "A16",
    "有一笔提现在处理中，完成前不能再申请。",
    "A withdrawal is in process; no other can be applied for until it is done.",
    remedy=Text(
        zh="请等它到账（审核通过后 7 个工作日内）或被驳回。",
        en="Wait until it arrives (within 7 business days of the approval) or is rejected.",
    ),
    holds=lambda s: s.open_one is None,
)
formula = rule(
    "incent-wd-formula",
    100,
    Kind.GUARD,
    "A17, A16, A30",
    "可提现金额 = 现金余额 − 欠票 − 未入账金额 − 子用户欠费，目前为 {sum}，不足本次提现。",
    "Withdrawable = cash − owed invoices − amounts not booked − arrears of sub-users: {sum}, less than asked for.",
    tier=Tier.MUST,
    needs=("amount",),
    remedy=Text(
        zh="请减少金额，或先向华为云索取发票冲抵欠票、结清欠费。",
        en="Withdraw less, or ask Huawei for an invoice that offsets the owed ones, and have arrears paid.",
    ),
    remedied_by=("owed_invoice.request_invoice",),
    holds=lambda s: s.action.amount <= withdrawable(s.world, s.profile),
    values=lambda s: {"sum": withdrawable(s.world, s.profile)},
)
contract_bonus = rule(
    "incent-wd-contract-bonus",
    101,
    Kind.GUARD,
    "A16",
    "合同约定不予退款，或参加充值送券活动的充值，不能提现。",
    "What the contract bars from refund, and recharges made with a gift or voucher, cannot be withdrawn.",
    needs=("recharge",),
    remedy=Text(zh="请改提其他充值，或用于消费。", en="Withdraw another recharge, or spend this one."),
    holds=lambda s: not s.profile.refunds_barred and not (s.recharged is not None and s.recharged.with_gift),
)
original_route = rule(
    "incent-wd-original-route",
    102,
    Kind.GUARD,
    "A12",
    "这笔充值不能原路提现：签约主体为华为云计算时，支付宝 3 个月内和银行转账可以；其他主体，支付宝、微信 11 个月内，银联 3 个月内和银行转账可以。",
    "The original route is not open for this recharge: with Huawei Cloud Computing, Alipay within 3 months and transfers; with another entity, Alipay and WeChat within 11, UnionPay within 3 months, and transfers.",
    needs=("route", "recharge"),
    remedy=Text(zh="请改用银行卡提现。", en="Use the bank-card route."),
    applies=lambda s: s.route == Route.ORIGINAL,
    holds=lambda s: (
        s.recharged is not None
        and s.action.amount <= s.recharged.amount - s.recharged.withdrawn
        and original_route_open(s.recharged, s.cloud_computing, s.now)
    ),
)
invoice_returned = rule(
    "incent-wd-invoiced-return-first",
    103,
    Kind.GUARD,
    "P12",
    "这笔充值华为云已开票，要提现须先整张退票。",
    "Huawei has invoiced this recharge; to withdraw it, return that whole invoice first.",
    needs=("recharge",),
    remedy=Text(zh="请先退回整张发票。", en="Return the whole invoice first."),
    remedied_by=("withdrawal.return_invoice",),
    holds=lambda s: s.recharged is None or not s.recharged.invoiced,
)
month_end = Rule(
    id="incent-wd-month-end",
    number=104,
    kind=Kind.SCHEDULE,
    tier=Tier.SHOULD,
    source="A29",
    text=Text(
        zh="每月最后 3 个工作日为结账日，提现可能晚 1–2 天到账。",
        en="The last 3 business days of a month are closing days; a withdrawal may arrive 1–2 days late.",
    ),
    applies=lambda s: closing_days(s.now),
    does=lambda s, draft: postpone(s, draft),
)

# --- Actions -------------------------------------------------------------------------------------

WITHDRAWAL = Input(Withdrawal.label, entity="withdrawal")
HUAWEI_WITHDRAWALS = under(HUAWEI_PAGES, "提现", "Withdrawals")


class Apply(Action):
    """Apply for a withdrawal on one of the three routes."""

    id: ClassVar[str] = "withdrawal.apply"
    title: ClassVar[Text] = Text(zh="立即提现", en="Withdraw")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (WITHDRAWAL_PAGE,)

    route: Annotated[Route, Input(Text(zh="提现方式", en="Route"))]
    amount: Annotated[Decimal, Input(Text(zh="本次提现金额（元）", en="Amount (CNY)")), Field(max_digits=14)]
    account_name: Annotated[str, Input(Text(zh="收款户名", en="Account name"))] = ""
    recharge: Annotated[str, Input(Recharge.label, entity="recharge")] = ""


class OnWithdrawal(Action):
    """Something done on a withdrawal."""

    id: ClassVar[str] = ""
    title: ClassVar[Text] = Withdrawal.label
    menu: ClassVar[tuple[Text, ...]] = (HUAWEI_WITHDRAWALS,)
    roles: ClassVar[frozenset[str]] = HUAWEI_FINANCE
    on: ClassVar[str] = "withdrawal"

    withdrawal: Annotated[str, WITHDRAWAL]


class Approve(OnWithdrawal):
    """Finance approves."""

    id: ClassVar[str] = "withdrawal.approve"
    title: ClassVar[Text] = Text(zh="提现审核通过", en="Approve the withdrawal")


class Reject(OnWithdrawal):
    """Finance rejects."""

    id: ClassVar[str] = "withdrawal.reject"
    title: ClassVar[Text] = Text(zh="驳回提现", en="Reject the withdrawal")

    reason: Annotated[str, Input(Text(zh="驳回原因", en="Reason"), multiline=True)] = ""


class ReturnInvoice(Action):
    """Return the whole invoice that Huawei issued for a recharge."""

    id: ClassVar[str] = "withdrawal.return_invoice"
    title: ClassVar[Text] = Text(zh="退回华为云发票", en="Return Huawei's invoice")
    roles: ClassVar[frozenset[str]] = FINANCE_STAFF
    menu: ClassVar[tuple[Text, ...]] = (WITHDRAWAL_PAGE,)
    on: ClassVar[str] = "recharge"

    recharge: Annotated[str, Input(Recharge.label, entity="recharge")]


# --- Effects -------------------------------------------------------------------------------------


def apply(s: WithdrawalCase, draft: Draft) -> None:
    """Set the money aside; the review begins."""
    draft.subject = None
    made = draft.create(
        Withdrawal,
        state=State.UNDER_REVIEW,
        partner_id=s.partner_id,
        route=s.route,
        amount=s.action.amount,
        recharge_id=s.action.recharge if s.route == Route.ORIGINAL else "",
        account_name=s.action.account_name,
        applied_at=draft.now,
    )
    move_money(draft, made, -made.amount)


MOVE_MONEY_TEXT = Text(zh="提现", en="Withdrawal")


def move_money(draft: Draft, withdrawal: Withdrawal, change: Decimal) -> None:
    """Take the amount from the recharge account, or give it back; the sums beside it follow."""
    memo = MOVE_MONEY_TEXT
    partner = draft.need(Partner, withdrawal.partner_id)
    entries = (
        paid_in(partner, change, "withdrawals")
        if change > 0
        else paid_out(draft, partner, -change, "withdrawals")
    )
    draft.post(memo, entries)
    if withdrawal.route == Route.REBATE:
        profile = draft.need(PayeeProfile, withdrawal.partner_id)
        draft.put(profile.but(rebate_withdrawable=profile.rebate_withdrawable + change))
    if withdrawal.recharge_id:
        source = draft.need(Recharge, withdrawal.recharge_id)
        draft.put(source.but(withdrawn=source.withdrawn - change))


def approve(s: WithdrawalCase, draft: Draft) -> None:
    """The money is on its way: an online original route at once, otherwise within 7 business days."""
    found: Withdrawal = s.subject
    source = draft.get(Recharge, found.recharge_id) if found.recharge_id else None
    online = source is not None and source.channel != Channel.BANK_TRANSFER
    arrives = draft.now if online else business_days_after(draft.now, ARRIVAL_BUSINESS_DAYS).end
    draft.move(state=State.APPROVED, approved_at=draft.now, arrives_by=arrives)


def postpone(s: WithdrawalCase, draft: Draft) -> None:
    """On closing days the arrival is two business days later, the most that is announced."""
    made: Any = draft.subject
    found = draft.need(Withdrawal, made.id)
    draft.subject = draft.put(
        found.but(
            arrives_by=business_days_after(found.arrives_by - timedelta(days=1), LATE_BUSINESS_DAYS).end
        )
        if found.arrives_by and found.arrives_by > draft.now
        else found
    )


REJECT_TEXT = Text(zh="提现申请已驳回：{reason}", en="The withdrawal was rejected: {reason}")


def reject(s: WithdrawalCase, draft: Draft) -> None:
    """The money comes back."""
    move_money(draft, s.subject, s.subject.amount)
    draft.move(reject_reason=s.action.reason)
    draft.notify(recipient(draft, s.partner_id), REJECT_TEXT.filled({"reason": s.action.reason}))


def take_back_invoice(s: WithdrawalCase, draft: Draft) -> None:
    """The whole invoice is returned."""
    draft.move(invoiced=False)


ARRIVE_TEXT = Text(zh="提现 {amount} 已到账。", en="The withdrawal of {amount} has arrived.")


def arrive(s: WithdrawalCase, draft: Draft) -> None:
    """Tell the partner that the money has arrived."""
    values = {"amount": s.subject.amount}
    draft.notify(recipient(draft, s.subject.partner_id), ARRIVE_TEXT.filled(values), rule=arrival.id)


def reviewed_at(withdrawal: Withdrawal, settings: Mapping[str, Any]) -> datetime | None:
    """When finance approves by itself; not published, one business day is our choice."""
    since = withdrawal.applied_at
    return answer_due(settings, since, lambda: business_days_after(since, 1).end)


# --- Machines ------------------------------------------------------------------------------------

machine = Machine(
    entity=Withdrawal,
    states=State,
    label=Withdrawal.label,
    subject="withdrawal",
    situation=WithdrawalCase,
    transitions=(
        Transition(
            action=Apply,
            to=State.UNDER_REVIEW,
            rules=(
                *ACCESS,
                amount_in_cents,
                after_credit,
                name_match,
                one_open,
                formula,
                contract_bonus,
                original_route,
                invoice_returned,
            ),
            effect=(apply,),
        ),
        Transition(
            action=Approve, source=(State.UNDER_REVIEW,), to=State.APPROVED, effect=(approve, month_end)
        ),
        Transition(action=Reject, source=(State.UNDER_REVIEW,), to=State.REJECTED, effect=(reject,)),
    ),
    timers=(
        Timer(
            name="review",
            label=Text(zh="提现审核", en="Review"),
            source=(State.UNDER_REVIEW,),
            due=reviewed_at,
            acts=lambda world, w: ("huawei-finance", Approve(withdrawal=w.id)),
            follows_settings=True,
            window=Text(zh="未公布，按 1 个工作日", en="not published; 1 business day"),
        ),
        Timer(
            name="arrival",
            label=Text(zh="提现到账", en="Arrival"),
            source=(State.APPROVED,),
            due=lambda w, settings: w.arrives_by,
            to=State.CREDITED,
            effect=(arrive,),
            rules=(arrival,),
            window=Text(zh="7 个工作日；月末晚 1–2 天", en="7 business days; 1–2 more at month-end"),
        ),
    ),
    moves=(
        Move(
            "at_once",
            (State.UNDER_REVIEW,),
            State.CREDITED,
            Text(zh="线上原路实时到账", en="online: at once"),
        ),
    ),
)
recharge_machine = Machine(
    entity=Recharge,
    states=RechargeState,
    label=Recharge.label,
    subject="recharge",
    situation=WithdrawalCase,
    transitions=(
        Transition(
            action=ReturnInvoice,
            source=(RechargeState.RECEIVED,),
            rules=ACCESS,
            effect=(take_back_invoice,),
        ),
    ),
)
