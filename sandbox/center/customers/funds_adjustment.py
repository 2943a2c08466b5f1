"""Funds adjustment 为客户调账: the partner allots money to a resale customer and takes it back.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine.
Source: 01 §3.6, rules 137–143; the order of code and confirmation: errata, 02 §3.9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import (
    AdjustType,
    balance_follows,
    from_partner,
    payable,
    to_partner,
    well_formed,
)
from sandbox.center.common.partner import Partner, PartnerType, outside
from sandbox.center.common.permission import MEMBER_RULES, Permission
from sandbox.center.common.roles import ADMINISTRATORS, CUSTOMER_MANAGEMENT, OPERATORS, Role, under
from sandbox.center.customers.account import Case, Customer, partner_fund
from sandbox.center.customers.account_manager import preset_rights
from sandbox.center.customers.association import Association, CooperationType
from sandbox.engine import codes
from sandbox.engine.actions import Action, Input
from sandbox.engine.machines import Machine, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity, World

ADJUSTERS = ADMINISTRATORS | OPERATORS | {Role.CUSTOM_ROLE}
ONE_ROW = ("customer", "customers")


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an adjustment: it is done or it does not exist."""

    BOOKED = "booked", "调账成功", "booked", "terminal"


class AllotType(Labelled):
    """What an allocation asks to move."""

    CASH = "cash", "余额", "balance"
    VOUCHER = "voucher", "代金券", "voucher"


class FundAdjustment(Entity):
    """A row of the adjustment records 调账记录; amounts in yuan."""

    kind: ClassVar[str] = "fund_adjustment"
    label: ClassVar[Text] = Text(zh="调账记录", en="Funds adjustment")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        adjust_type=("调账类型", "Kind"),
        arrears_written_off=("核销欠款", "Arrears written off"),
        adjusted_at=("调账时间", "Adjusted at"),
        operator=("操作人", "Operator"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("customer_id",), ("partner_id",))

    state: State = State.BOOKED
    partner_id: str
    customer_id: str
    adjust_type: AdjustType
    amount: Decimal
    arrears_written_off: Decimal = Decimal("0")
    adjusted_at: datetime
    operator: str = ""


# --- Situation -----------------------------------------------------------------------------------


class FundsCase(Case):
    """A situation about the partner's money and one customer, or the ticked ones of a batch."""

    @lazy
    def ticked(self) -> tuple[Association, ...]:
        """The associations of the customer named, or of all the customers ticked."""
        ids = self.typed.get("customers", None) or (self.typed.get("customer", None),)
        found = (self.world.get(Association, id) for id in dict.fromkeys(ids) if id)
        return tuple(a for a in found if a is not None)

    @lazy
    def yours(self) -> tuple[Association, ...]:
        """Those of them that are associated with the partner who acts."""
        partner_id = self.persona.organisation
        return tuple(a for a in self.ticked if a.associated and a.partner_id == partner_id)

    @lazy
    def amount(self) -> Decimal:
        """The amount typed, in yuan; 0 when nothing is typed."""
        return self.typed.get("amount", None) or Decimal("0")


def names(s: FundsCase, associations: Iterable[Association]) -> tuple[str, ...]:
    """The names of the customers concerned."""
    return tuple(s.world.need(Customer, a.customer_id).account_name for a in associations)


def recoverable(world: World | Draft, customer_id: str) -> Decimal:
    """What the partner can take back: allotted and not spent, in yuan."""
    return world.balance(partner_fund(customer_id))


def available(s: FundsCase) -> Decimal:
    """What the partner can still allot, in yuan."""
    return payable(s.world, s.partner) if s.partner else Decimal("0")


def unconfirmed(s: FundsCase) -> Text | None:
    """What is missing between 确定 and the booking: first the code, then the confirmation."""
    if s.partner.verification_code_enabled:
        wrong = codes.problem(s)
        if wrong is not None:
            return wrong.label
    if not s.action.confirmed:
        return Text(
            zh="尚未在确认对话框中单击“确定”", en="the confirmation dialog has not been answered with OK"
        )
    return None


# --- Rules ---------------------------------------------------------------------------------------

only_resale = Rule(
    id="fund-only-resale",
    number=137,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S43, S55",
    needs=ONE_ROW,
    text=Text(
        zh="只能为代售客户调账；{customers}是顾问销售客户，由客户自行充值和支付。",
        en="Funds are adjusted for resale customers only; {customers}: referral, they top up and pay themselves.",
    ),
    remedy=Text(
        zh="请客户自行充值；若希望由伙伴拨款，请伙伴管理员先把关联类型切换为代售。批量调账时只勾选代售客户。",
        en=(
            "The customer tops up the account itself. To fund it, the administrator first switches the "
            "association to resale. For a batch, tick resale customers only."
        ),
    ),
    remedied_by=("customer.top_up", "association.request_switch"),
    holds=lambda s: not referral(s),
    values=lambda s: {"customers": names(s, referral(s))},
)
only_associated = Rule(
    id="fund-only-associated",
    number=138,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S43",
    needs=ONE_ROW,
    text=Text(
        zh="只能为当前与贵公司关联的客户调账；未关联的客户：{customers}。",
        en="Funds are adjusted only while a customer is associated with your company; not so: {customers}.",
    ),
    remedy=Text(
        zh="请先邀请客户以代售方式关联。解除关联时，未消费的拨款已自动退回伙伴账户。",
        en=(
            "Invite the customer to associate as resale first. What was not spent came back by itself when "
            "the association ended."
        ),
    ),
    holds=lambda s: len(s.yours) == len(s.ticked),
    values=lambda s: {"customers": names(s, (a for a in s.ticked if a not in s.yours))},
)
amount_format = Rule(
    id="fund-amount-format",
    number=139,
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S41",
    needs=("amount",),
    text=Text(
        zh="金额须大于 0，最多两位小数，单位为人民币元。",
        en="The amount is greater than 0, with at most two decimals, in yuan (CNY).",
    ),
    remedy=Text(zh="请更正金额后重新提交。", en="Correct the amount and submit again."),
    holds=lambda s: well_formed(s.amount),
)
code_and_confirm = Rule(
    id="fund-code-and-confirm",
    number=140,
    kind=Kind.INPUT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S27",
    gate=Gate.CODE,
    needs=("code", "confirmed"),
    text=Text(
        zh="调账前，开启了验证码验证的伙伴先输入验证码，然后在确认对话框中单击“确定”。目前：{problem}。",
        en=(
            "Before the money moves, a partner with code verification enters a code, and then answers the "
            "confirmation dialog with OK. Now: {problem}."
        ),
    ),
    remedy=Text(
        zh="请先获取并输入验证码（如已开启验证码验证），再单击“确定”确认调整。",
        en="Get a code and enter it (where code verification is on), then confirm with OK.",
    ),
    holds=lambda s: unconfirmed(s) is None,
    values=lambda s: {"problem": unconfirmed(s)},
)
cash_only = Rule(
    id="fund-cash-only",
    number=141,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S59",
    needs=("allot_type",),
    text=Text(
        zh="拨款只能划拨余额，不能划拨代金券。",
        en="An allocation moves money only, never vouchers.",
    ),
    remedy=Text(
        zh="请把拨款类型改为“余额”；代金券请在券管理中发放。",
        en="Choose the type “balance”; vouchers are issued in voucher management.",
    ),
    remedied_by=("voucher.issue",),
    holds=lambda s: s.action.allot_type == AllotType.CASH,
)
positive_balance = Rule(
    id="fund-batch-reclaim-positive",
    number=142,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S61",
    needs=("customers",),
    text=Text(
        zh="批量回收只能勾选可用额度大于 0 的代售客户；不符合的有：{customers}。",
        en="A batch reclaim takes only resale customers with an available amount above 0; not so: {customers}.",
    ),
    remedy=Text(zh="请取消勾选这些客户后再批量回收。", en="Untick these customers and reclaim again."),
    holds=lambda s: not empty_or_referral(s),
    values=lambda s: {"customers": names(s, empty_or_referral(s))},
)
back_to_partner = Rule(
    id="fund-reclaim-to-transferable",
    number=143,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S61",
    text=Text(
        zh="回收的金额进入伙伴的可拨款账户；没有可拨款账户的伙伴，进入充值账户。",
        en="Reclaimed money goes to the partner's transferable account, or to its recharge account if it has none.",
    ),
    does=lambda s, draft: reclaim(s, draft),
)
not_more_than_recoverable = Rule(
    id="funds-reclaim-le-recoverable",
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="S41",
    needs=("customer", "amount"),
    text=Text(
        zh="回收金额不能超过客户的可回收余额 {balance}。",
        en="The amount is more than can be reclaimed from the customer: {balance}.",
    ),
    remedy=Text(
        zh="请减少回收金额；客户已经消费的部分无法回收。",
        en="Reclaim less; what the customer has spent cannot be reclaimed.",
    ),
    applies=lambda s: s.customer is not None and bool(s.yours) and not referral(s),
    holds=lambda s: s.amount <= recoverable(s.world, s.customer.id),
    values=lambda s: {"balance": recoverable(s.world, s.customer.id)},
)
not_more_than_available = Rule(
    id="funds-allocate-le-available",
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.INFERRED,
    source="S41",
    needs=(*ONE_ROW, "amount"),
    text=Text(
        zh="贵公司的可拨款余额不足，目前为 {balance}。",
        en="Your company has not enough money to allot; it has {balance}.",
    ),
    remedy=Text(
        zh="请先为伙伴账户充值或回收其他客户的余额，或减少拨款金额。",
        en="Top up the partner account, reclaim from other customers, or allot less.",
    ),
    remedied_by=("funds.reclaim",),
    applies=lambda s: bool(s.yours),
    # Rows that cannot be ticked need no money; where none can, the money for one must be there all the same.
    holds=lambda s: s.amount * max(1, len(s.yours) - len(referral(s))) <= available(s),
    values=lambda s: {"balance": available(s)},
)


def referral(s: FundsCase) -> tuple[Association, ...]:
    """Those of the partner's customers ticked that are not in the resale model."""
    return tuple(a for a in s.yours if a.cooperation_type != CooperationType.RESALE)


def empty_or_referral(s: FundsCase) -> tuple[Association, ...]:
    """The customers ticked from whom nothing can be reclaimed."""
    return tuple(
        a
        for a in s.yours
        if a.cooperation_type != CooperationType.RESALE or recoverable(s.world, a.customer_id) <= 0
    )


# The rulebook of the area resellers says the same of customers in rules of its own; that area names them.
RESELLERS_RULES = (
    Rule(
        id="resell-cust-associated-only",
        number=62,
        kind=Kind.GUARD,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="A16",
        text=Text(
            zh="只有关联的客户可以调账；总经销商和云经销商也一样。",
            en="Only associated customers can be adjusted, also by a distributor or reseller.",
        ),
        remedy=Text(zh="请先完成关联。", en="Finish the association first."),
        parts=(only_associated,),
    ),
    Rule(
        id="resell-cust-no-referral",
        number=63,
        kind=Kind.GUARD,
        tier=Tier.MUST,
        confidence=Confidence.CORROBORATED,
        source="A16, P9",
        text=Text(
            zh="顾问销售客户既不能拨款也不能回收（CBC.5021），由客户自己充值。",
            en="A referral customer can be neither allotted to nor reclaimed from (CBC.5021); it tops up itself.",
        ),
        remedy=Text(zh="请客户自行充值。", en="The customer tops up itself."),
        remedied_by=("customer.top_up",),
        parts=(only_resale,),
    ),
    Rule(
        id="resell-mine-tab-first",
        number=64,
        kind=Kind.GUARD,
        tier=Tier.MUST,
        confidence=Confidence.SEED,
        source="SEED, A17",
        gate=Gate.PERMISSION,
        needs=ONE_ROW,
        text=Text(
            zh="总经销商要先选择“我的客户”页签再操作；云经销商的客户由云经销商自己调账。",
            en=(
                "A distributor chooses the tab My customers first; the funds of a reseller's customer are "
                "adjusted by that reseller."
            ),
        ),
        remedy=Text(
            zh="请在“我的客户”中选择自己的客户；云经销商的客户缺钱时，先为该云经销商拨款。",
            en="Choose a customer of your own; for a reseller's customer, allot to the reseller instead.",
        ),
        remedied_by=("reseller_funds.allocate",),
        applies=lambda s: s.partner is not None and s.partner.partner_type == PartnerType.DISTRIBUTOR,
        holds=lambda s: not any(served_by_reseller(s, a) for a in s.ticked),
    ),
    Rule(
        id="resell-cust-type-and-amount",
        number=65,
        kind=Kind.INPUT,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="A15",
        text=Text(
            zh="为客户拨款要选择拨款类型并填写金额。",
            en="An allocation to a customer needs its type and an amount.",
        ),
        remedy=Text(zh="请补全后重新提交。", en="Complete both and submit again."),
        parts=(amount_format, cash_only),
    ),
    Rule(
        id="resell-cust-code-then-confirm",
        number=66,
        kind=Kind.GUARD,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="A15",
        text=Text(
            zh="为客户调账时先输入验证码，后在确认框中确定；与云经销商调账的顺序相反。",
            en="For customers the code comes before the confirmation, the other way round than for resellers.",
        ),
        remedy=Text(zh="请先输入验证码，再确定。", en="Enter the code, then confirm."),
        parts=(code_and_confirm,),
    ),
    Rule(
        id="resell-cust-batch",
        number=67,
        kind=Kind.EFFECT,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="A15",
        text=Text(
            zh="客户可以勾选多位批量拨款；批量回收只对可用额度大于 0 的代售客户。",
            en=(
                "Several customers can be ticked for a batch allocation; a batch reclaim takes resale customers "
                "with an available amount above 0."
            ),
        ),
        parts=(positive_balance,),
    ),
    Rule(
        id="resell-cust-no-recoverable",
        number=68,
        kind=Kind.GUARD,
        tier=Tier.SHOULD,
        confidence=Confidence.CORROBORATED,
        source="A19",
        text=Text(
            zh="客户没有可回收的拨款时，回收失败（CBC.99000047）。",
            en="A reclaim fails where the customer has no recoverable allotment (CBC.99000047).",
        ),
        remedy=Text(
            zh="无需回收；已消费的部分收不回来。", en="There is nothing to take; what is spent is gone."
        ),
        parts=(not_more_than_recoverable,),
    ),
)
BY_NUMBER = {rule.number: rule for rule in RESELLERS_RULES}
EVERY = tuple(BY_NUMBER[n] for n in (64, 62, 63))

WHO_ADJUSTS = (*MEMBER_RULES, preset_rights)
ALLOCATION_RULES = (*EVERY, BY_NUMBER[65], not_more_than_available)
RECLAIM_RULES = (*EVERY, amount_format)


def served_by_reseller(s: FundsCase, association: Association) -> bool:
    """Whether the customer belongs to a reseller of the partner who acts."""
    other = s.world.get(Partner, association.partner_id) if association.associated else None
    return other is not None and other.indirect_partner_of == s.persona.organisation


# --- Actions -------------------------------------------------------------------------------------

CODE = Input(Text(zh="验证码", en="Verification code"), secret=True)
CONFIRMED = Input(
    Text(zh="是否确定调整", en="Confirm the adjustment"),
    help=Text(zh="验证码通过后，在对话框中单击“确定”。", en="After the code, answer the dialog with OK."),
)
AMOUNT = Input(Text(zh="金额（元）", en="Amount (CNY)"))
ALLOT_TYPE = Input(Text(zh="拨款类型", en="Allocation type"))
TICKED = Input(Text(zh="客户", en="Customers"), entity="customer", many=True)
ROW = Input(Text(zh="客户", en="Customer"), entity="customer")
Ticked = Annotated[tuple[str, ...], TICKED, Field(min_length=1, max_length=1000)]


class Allocate(Action):
    """Allot money to a resale customer; its arrears are written off first."""

    id: ClassVar[str] = "funds.allocate"
    title: ClassVar[Text] = Text(zh="拨款", en="Allocate funds")
    roles: ClassVar[frozenset[str]] = ADJUSTERS
    menu: ClassVar[tuple[Text, ...]] = (under(CUSTOMER_MANAGEMENT, "拨款", "Allocate"),)
    on: ClassVar[str] = "customer"
    asks_code: ClassVar[bool] = True
    permission: ClassVar[Permission] = Permission.ALLOCATE_CUSTOMER

    customer: Annotated[str, ROW, Field(min_length=1)]
    amount: Annotated[Decimal, AMOUNT, Field(max_digits=14)]
    allot_type: Annotated[AllotType, ALLOT_TYPE] = AllotType.CASH
    code: Annotated[str, CODE] = ""
    confirmed: Annotated[bool, CONFIRMED] = False


class AllocateMany(Action):
    """Allot the same amount to each of several resale customers."""

    id: ClassVar[str] = "funds.allocate_many"
    title: ClassVar[Text] = Text(zh="批量拨款", en="Allocate to several")
    roles: ClassVar[frozenset[str]] = ADJUSTERS
    menu: ClassVar[tuple[Text, ...]] = (under(CUSTOMER_MANAGEMENT, "批量拨款", "Allocate to several"),)
    asks_code: ClassVar[bool] = True
    permission: ClassVar[Permission] = Permission.ALLOCATE_CUSTOMER
    each: ClassVar[type[Action] | None] = Allocate

    customers: Ticked
    amount: Annotated[Decimal, AMOUNT, Field(max_digits=14)]
    allot_type: Annotated[AllotType, ALLOT_TYPE] = AllotType.CASH
    code: Annotated[str, CODE] = ""
    confirmed: Annotated[bool, CONFIRMED] = False

    def rows(self) -> Iterable[Action]:
        """One allocation to a row."""
        return (
            Allocate(customer=c, amount=self.amount, allot_type=self.allot_type)
            for c in dict.fromkeys(self.customers)
        )


class Reclaim(Action):
    """Take back money that the customer has not spent."""

    id: ClassVar[str] = "funds.reclaim"
    title: ClassVar[Text] = Text(zh="回收", en="Reclaim funds")
    roles: ClassVar[frozenset[str]] = ADJUSTERS
    menu: ClassVar[tuple[Text, ...]] = (under(CUSTOMER_MANAGEMENT, "回收", "Reclaim"),)
    on: ClassVar[str] = "customer"
    asks_code: ClassVar[bool] = True
    permission: ClassVar[Permission] = Permission.RECLAIM_CUSTOMER

    customer: Annotated[str, ROW, Field(min_length=1)]
    amount: Annotated[Decimal, AMOUNT, Field(max_digits=14)]
    code: Annotated[str, CODE] = ""
    confirmed: Annotated[bool, CONFIRMED] = False


class ReclaimMany(Action):
    """Take the same amount back from each of several resale customers."""

    id: ClassVar[str] = "funds.reclaim_many"
    title: ClassVar[Text] = Text(zh="批量回收", en="Reclaim from several")
    roles: ClassVar[frozenset[str]] = ADJUSTERS
    menu: ClassVar[tuple[Text, ...]] = (under(CUSTOMER_MANAGEMENT, "批量回收", "Reclaim from several"),)
    asks_code: ClassVar[bool] = True
    permission: ClassVar[Permission] = Permission.RECLAIM_CUSTOMER
    each: ClassVar[type[Action] | None] = Reclaim

    customers: Ticked
    amount: Annotated[Decimal, AMOUNT, Field(max_digits=14)]
    code: Annotated[str, CODE] = ""
    confirmed: Annotated[bool, CONFIRMED] = False

    def rows(self) -> Iterable[Action]:
        """One reclaim to a row."""
        return (Reclaim(customer=c, amount=self.amount) for c in dict.fromkeys(self.customers))


# --- Effects -------------------------------------------------------------------------------------


ALLOCATE_TEXT = Text(zh="为客户拨款", en="Allocation to a customer")


def allocate(s: FundsCase, draft: Draft) -> None:
    """Write off arrears first; the rest is the customer's to spend."""
    customer, amount = draft.need(Customer, s.customer.id), s.amount
    settled = min(amount, customer.arrears)
    memo = ALLOCATE_TEXT
    entries = [
        *from_partner(draft, s.partner, amount),
        *balance_follows(draft, s.partner, -settled),
        (outside("huawei"), settled),
        (partner_fund(customer.id), amount - settled),
    ]
    draft.post(memo, entries)
    if settled:
        draft.put(customer.but(arrears=customer.arrears - settled))
    note(s, draft, AdjustType.ALLOCATION, settled)


RECLAIM_TEXT = Text(zh="回收客户余额", en="Reclaim from a customer")


def reclaim(s: FundsCase, draft: Draft) -> None:
    """Money goes back to where the partner's allocations come from."""
    memo = RECLAIM_TEXT
    entries = [(partner_fund(s.customer.id), -s.amount), *to_partner(draft, s.partner, s.amount)]
    draft.post(memo, entries, rule=back_to_partner.id)
    note(s, draft, AdjustType.RECLAIM)


FUNDS_ADJUSTED = Text(zh="调账成功", en="Funds adjusted")


def note(s: FundsCase, draft: Draft, what: AdjustType, settled: Decimal = Decimal("0")) -> None:
    """Write the row of 调账记录."""
    draft.subject = None
    record(draft, s.partner, s.customer.id, what, s.amount, settled, s.persona.id)
    draft.record("funds_adjusted", s.customer.ref, FUNDS_ADJUSTED, amount=s.amount)


def record(
    draft: Draft,
    partner: Partner,
    customer_id: str,
    what: AdjustType,
    amount: Decimal,
    settled: Decimal = Decimal("0"),
    operator: str = "",
) -> FundAdjustment:
    """Write a row of 调账记录; also for the return on dissociation, which needs no operator."""
    return draft.create(
        FundAdjustment,
        state=State.BOOKED,
        partner_id=partner.id,
        customer_id=customer_id,
        adjust_type=what,
        amount=amount,
        arrears_written_off=settled,
        adjusted_at=draft.now,
        operator=operator,
    )


# --- Machine -------------------------------------------------------------------------------------

machine = Machine(
    entity=FundAdjustment,
    states=State,
    label=FundAdjustment.label,
    situation=FundsCase,
    transitions=(
        Transition(
            action=Allocate,
            to=State.BOOKED,
            rules=(*WHO_ADJUSTS, *ALLOCATION_RULES, BY_NUMBER[66]),
            effect=(allocate,),
        ),
        Transition(action=AllocateMany, rules=(*WHO_ADJUSTS, *ALLOCATION_RULES, BY_NUMBER[66])),
        Transition(
            action=Reclaim,
            to=State.BOOKED,
            rules=(*WHO_ADJUSTS, *RECLAIM_RULES, BY_NUMBER[68], BY_NUMBER[66]),
            effect=(back_to_partner,),
        ),
        Transition(
            action=ReclaimMany,
            rules=(*WHO_ADJUSTS, *RECLAIM_RULES, BY_NUMBER[67], BY_NUMBER[66]),
        ),
    ),
)
