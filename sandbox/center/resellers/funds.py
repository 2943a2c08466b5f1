"""Funds of resellers 为云经销商调账: a distributor allots money to a reseller and takes it back.

Read from top to bottom: states, entities, situation, rules, actions, effects, machines.
For resellers the confirmation comes before the code; for customers it is the other way round
(:mod:`sandbox.center.customers.funds_adjustment`). Source: 02 §3.8, rules 39–56, 61, 69.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field

from sandbox.center.common.cooperation import Cooperation
from sandbox.center.common.cooperation import State as CooperationState
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import (
    ZERO,
    AdjustType,
    account_balance,
    allottable,
    balance_follows,
    between_partners,
    from_partner,
    held,
    paid_in,
    payable,
    well_formed,
)
from sandbox.center.common.partner import (
    Partner,
    PartnerState,
    PartnerType,
    administrator_of,
    outside,
)
from sandbox.center.common.permission import Permission
from sandbox.center.common.roles import ADMINISTRATORS, path, under
from sandbox.center.customers.account import Customer, amount_well_formed, partner_fund
from sandbox.center.customers.association import Association, CooperationType
from sandbox.center.customers.funds_adjustment import FundAdjustment, only_resale
from sandbox.center.customers.funds_adjustment import record as customer_record
from sandbox.center.resellers.reseller import MY_RESELLERS, STAFF, STAFF_RULES, ResellerCase, yours
from sandbox.engine import codes
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import Instant
from sandbox.engine.machines import Machine, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text, serial
from sandbox.engine.world import Draft, Entity, World

RECORDS_PAGE = under(MY_RESELLERS, "拨款或回收 > 调账记录", "Allocate or reclaim > Adjustment records")
BALANCE_PAGE = path("账务 > 账户余额", "Billing > Account Balance")


# --- States and entities -------------------------------------------------------------------------


class State(Labelled):
    """States of an adjustment: it is done or it does not exist."""

    BOOKED = "booked", "调账成功", "booked", "terminal"


class ResellerAdjustment(Entity):
    """A row of the adjustment records 调账记录 with a reseller; the amount in yuan."""

    kind: ClassVar[str] = "reseller_adjustment"
    label: ClassVar[Text] = Text(zh="云经销商调账记录", en="Reseller adjustment")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        reseller_id=("云经销商", "Reseller"),
        adjust_type=("调账类型", "Adjustment type"),
        adjusted_at=("调账时间", "Adjusted at"),
        operator=("操作人", "Operator"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("reseller_id",), ("partner_id",))

    state: State = State.BOOKED
    partner_id: str
    reseller_id: str
    adjust_type: AdjustType
    amount: Decimal
    adjusted_at: datetime
    operator: str = ""


class QueryState(Labelled):
    """What a look into the records gave."""

    FOUND = "found", "有记录", "records found", "terminal"
    EMPTY = "empty", "无记录", "no records", "terminal"


class RecordQuery(Entity):
    """A look into the adjustment records: what was asked, and the records found, newest first."""

    kind: ClassVar[str] = "record_query"
    label: ClassVar[Text] = Text(zh="调账记录查询", en="Look into the records")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        asked_by=("查询人", "Asked by"),
        reseller_id=("云经销商", "Reseller"),
        adjust_type=("调账类型", "Adjustment type"),
        total=("合计", "Total"),
        at=("查询时间", "Asked at"),
    )

    state: QueryState
    partner_id: str
    asked_by: str
    reseller_id: str = ""
    customer_id: str = ""
    adjust_type: AdjustType | None = None
    records: tuple[str, ...] = ()
    total: Decimal = ZERO
    at: datetime


# --- Situation -----------------------------------------------------------------------------------


class FundsCase(ResellerCase):
    """A situation about the money of a distributor and of one reseller."""

    @lazy
    def customer(self) -> Customer | Any:
        """The customer that the action names."""
        return self.world.get(Customer, self.typed.get("customer", "") or "")

    @lazy
    def ticked(self) -> tuple[Association, ...]:
        """The association of the customer, as the rules about customers' funds ask for it."""
        found = self.world.get(Association, self.customer.id) if self.customer else None
        return (found,) if found else ()

    @lazy
    def yours(self) -> tuple[Association, ...]:
        """The same, if the customer is the reseller's."""
        return tuple(
            a for a in self.ticked if a.associated and self.reseller and a.partner_id == self.reseller.id
        )

    @lazy
    def amount(self) -> Decimal:
        """The amount typed, in yuan; 0 when nothing is typed."""
        return self.typed.get("amount", None) or ZERO

    @lazy
    def payable(self) -> Decimal:
        """What the distributor can allot, in yuan."""
        return allottable(self.world, self.partner) if self.partner else ZERO

    @lazy
    def recoverable(self) -> Decimal:
        """What the reseller holds, in yuan."""
        return held(self.world, self.reseller)


def resale_customers(world: World, partner_id: str) -> list[str]:
    """Ids of the resale customers of a partner."""
    served = world.find(Association, partner_id=partner_id)
    return [a.customer_id for a in served if a.associated and a.cooperation_type == CooperationType.RESALE]


def passed_on(world: World, reseller_id: str) -> Decimal:
    """What the reseller's customers hold of its allotments, in yuan."""
    return sum((world.balance(partner_fund(id)) for id in resale_customers(world, reseller_id)), ZERO)


class Holding(NamedTuple):
    """Who holds how much, in yuan, and those below: the data of a picture of the money."""

    id: str
    name: str
    kind: str
    amount: Decimal
    below: tuple[Holding, ...] = ()


def holdings(world: World, partner_id: str) -> Holding:
    """What a partner, its resellers and their resale customers hold, in one pass over the customers."""
    links = (c for c in world.find(Cooperation, distributor_id=partner_id) if c.running)
    resellers = [c.reseller_id for c in links]

    def customer(id: str) -> Holding:
        name = world.need(Customer, id).account_name
        return Holding(id, name, "customer", world.balance(partner_fund(id)))

    def of(id: str, below: tuple[Holding, ...] = ()) -> Holding:
        partner = world.need(Partner, id)
        amount = account_balance(world, partner)
        customers = tuple(customer(c) for c in resale_customers(world, id))
        return Holding(id, partner.account_name, partner.partner_type.value, amount, (*below, *customers))

    return of(partner_id, tuple(of(id) for id in resellers))


def asks_code(s: FundsCase) -> bool:
    """Whether a code is asked for now: the switch is on and the pop-up has been confirmed."""
    return bool(s.partner.verification_code_enabled and s.action.confirmed)


# --- Rules ---------------------------------------------------------------------------------------

own_resellers_only = Rule(
    id="resell-adjust-own-only",
    number=39,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="A1, P1",
    gate=Gate.PERMISSION,
    needs=("reseller",),
    text=Text(
        zh="这家云经销商不在“我的云经销商”中，无权操作（CBC.99000037）。",
        en="This reseller is not among yours, so you may not act on it (CBC.99000037).",
    ),
    remedy=Text(
        zh="请在“我的云经销商”中选择；对方尚未合作的，请先邀请或审核其合作申请。",
        en="Choose one from My resellers; one that does not cooperate yet must be invited or approved first.",
    ),
    applies=lambda s: s.reseller is not None,
    holds=yours,
)
amount_format = Rule(
    id="resell-adjust-amount-format",
    number=40,
    kind=Kind.INPUT,
    confidence=Confidence.CORROBORATED,
    source="P1, P2",
    needs=("amount",),
    text=Text(
        zh="调账金额须大于 0，最多两位小数，单位为人民币元。",
        en="The amount is above 0, with at most two decimals, in yuan (CNY).",
    ),
    remedy=Text(zh="请更正金额。", en="Correct the amount."),
    holds=lambda s: well_formed(s.amount),
)
enough_funds = Rule(
    id="resell-allocate-funds",
    number=41,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="P1",
    needs=("amount",),
    text=Text(
        zh="余额不足（CBC.99005003）：贵公司目前最多可拨 {payable}。",
        en="Not enough money (CBC.99005003): your company can allot at most {payable} now.",
    ),
    remedy=Text(
        zh="请减少金额、为账户充值、向华为云申请信用额度，或回收其他云经销商、客户未用的余额。",
        en="Allot less, top up, ask Huawei Cloud for credit, or reclaim what others have not used.",
    ),
    remedied_by=("partner.top_up", "reseller_funds.reclaim", "funds.reclaim"),
    applies=lambda s: well_formed(s.amount),
    holds=lambda s: s.amount <= s.payable,
    values=lambda s: {"payable": s.payable},
)
reclaim_cap = Rule(
    id="resell-reclaim-cap",
    number=42,
    kind=Kind.GUARD,
    confidence=Confidence.CORROBORATED,
    source="P2",
    needs=("reseller", "amount"),
    text=Text(
        zh="余额不足：这家云经销商目前只有 {balance}，最多回收这么多。",
        en="Not enough money: the reseller holds {balance}, and no more can be reclaimed.",
    ),
    remedy=Text(zh="请减少回收金额。", en="Reclaim less."),
    applies=lambda s: well_formed(s.amount) and s.reseller is not None,
    holds=lambda s: s.amount <= s.recoverable,
    values=lambda s: {"balance": s.recoverable},
)
not_customer_money = Rule(
    id="resell-reclaim-not-customer-money",
    number=43,
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="A18",
    needs=("reseller", "amount"),
    text=Text(
        zh="云经销商已把 {passed} 拨给了它的客户，这部分不在它的余额里，不能直接回收。",
        en="The reseller has passed {passed} on to its customers; that is not in its balance and cannot be reclaimed.",
    ),
    remedy=Text(
        zh="请云经销商先从客户回收未消费的余额，然后您再回收。",
        en="The reseller first reclaims from its customers what they have not spent; then you reclaim.",
    ),
    remedied_by=("funds.reclaim",),
    applies=lambda s: well_formed(s.amount) and s.reseller is not None,
    holds=lambda s: s.amount <= s.recoverable or not passed_on(s.world, s.reseller.id),
    values=lambda s: {"passed": passed_on(s.world, s.reseller.id)},
)
confirm_then_code = Rule(
    id="resell-adjust-confirm-then-code",
    number=44,
    kind=Kind.GUARD,
    confidence=Confidence.SEED,
    source="SEED",
    gate=Gate.CODE,
    needs=("confirmed",),
    text=Text(
        zh="填写金额后先在弹窗中单击“确定”，再输入验证码；关闭任何一步都不会调账。",
        en="After the amount comes the pop-up with OK, and only then the code; closing any step moves no money.",
    ),
    remedy=Text(zh="请在确认弹窗中单击“确定”。", en="Answer the confirmation pop-up with OK."),
    holds=lambda s: bool(s.action.confirmed),
)
code_if_on = Rule(
    id="resell-adjust-code-if-on",
    number=45,
    kind=Kind.GUARD,
    confidence=Confidence.SEED,
    source="SEED",
    gate=Gate.CODE,
    needs=("code",),
    text=Text(
        zh="开启了验证码验证，每次拨款和回收都要输入验证码。目前：{problem}。",
        en="Code verification is on, so each allocation and reclaim asks for a code. Now: {problem}.",
    ),
    remedy=Text(zh="请获取验证码，输入后提交。", en="Get a code, enter it and submit."),
    applies=asks_code,
    holds=lambda s: codes.problem(s) is None,
    values=lambda s: {"problem": codes.problem(s) or ""},
)
code_alive = Rule(
    id="resell-code-length-life",
    number=105,
    kind=Kind.TIMER,
    confidence=Confidence.INFERRED,
    source="A34",
    text=Text(
        zh="验证码共 6 位，10 分钟内有效，错误超过 3 次也会失效（CBC.99000027）。",
        en="A code has 6 characters, lives for 10 minutes and dies after more than 3 wrong tries (CBC.99000027).",
    ),
    remedy=Text(zh="请重新获取验证码。", en="Get a new code."),
    parts=(code_if_on,),
)
success_message = Rule(
    id="resell-adjust-success-message",
    number=46,
    kind=Kind.NOTICE,
    confidence=Confidence.SEED,
    source="SEED",
    text=Text(
        zh="调账完成后，系统提示调账成功。", en="When the money has moved, the portal says so: 调账成功."
    ),
    does=lambda s, draft: tell(s, draft),
)
allocate_immediate = Rule(
    id="resell-allocate-immediate",
    number=51,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="A18",
    text=Text(
        zh="拨款的当时就从付款方的账户余额扣除，之后的消费不再扣付款方。",
        en="An allocation leaves the payer's balance at once; later spending does not touch the payer again.",
    ),
    does=lambda s, draft: allocate(s, draft),
)
credit_order = Rule(
    id="resell-credit-order",
    number=53,
    kind=Kind.EFFECT,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="A18",
    text=Text(
        zh="拨款先用充值账户，再用信用账户；回收的钱先补足信用账户，再进充值账户。",
        en="An allocation uses the recharge account first, then the credit; what comes back refills the credit first.",
    ),
    does=lambda s, draft: reclaim(s, draft),
)
designated_kept = Rule(
    id="resell-designated-not-allocatable",
    number=54,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P9",
    needs=("amount",),
    text=Text(
        zh="账户中有 {designated} 是专款，不能用于一般拨款：可拨金额 = 账户余额 − 专款金额。",
        en="{designated} of the balance is designated and cannot be allotted: payable = balance − designated.",
    ),
    remedy=Text(zh="请把金额减到可拨金额以内。", en="Keep the amount within what is payable."),
    applies=lambda s: well_formed(s.amount) and s.partner is not None and s.partner.designated_amount > 0,
    holds=lambda s: s.amount <= s.payable,
    values=lambda s: {"designated": s.partner.designated_amount},
)
no_parallel = Rule(
    id="resell-no-parallel",
    number=55,
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="P3",
    text=Text(
        zh="同一家云经销商的调账逐笔进行：先提交的先入账，后一笔按新的余额重新检查。",
        en="Adjustments on one reseller run one after the other; the later is checked against the new balance.",
    ),
    remedy=Text(zh="请刷新余额后重新填写金额。", en="Refresh the balance and enter the amount again."),
    parts=(reclaim_cap,),
)
not_while_exiting = Rule(
    id="resell-exiting-block",
    number=60,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P3",
    needs=("reseller",),
    text=Text(
        zh="{reseller}正在退出（CBC.50010105），不能再发放额度或拨款；可以回收。",
        en="{reseller} is leaving (CBC.50010105): no more quota or money for it; both can be reclaimed.",
    ),
    remedy=Text(zh="请从名单中去掉这家云经销商。", en="Take the reseller off the list."),
    applies=lambda s: s.cooperation is not None,
    holds=lambda s: s.cooperation.state != CooperationState.EXITING,
    values=lambda s: {"reseller": s.reseller.account_name},
)
unbind_return = Rule(
    id="resell-unbind-return",
    number=61,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="A16, P11",
    text=Text(
        zh="合作结束时，云经销商剩余的余额退回总经销商，调账记录的类型为“解绑回收”。",
        en="When the cooperation ends, what the reseller has left returns to the distributor as 解绑回收.",
    ),
    does=lambda s, draft: return_rest(draft, s.subject.partner_id),
)
not_frozen = Rule(
    id="resell-fund-frozen",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="P20",
    text=Text(zh="贵公司已被冻结，不能拨款。", en="Your company is frozen and cannot allot money."),
    remedy=Text(
        zh="请先与华为云结清，解冻后再拨款。", en="Settle with Huawei Cloud; allot once it is lifted."
    ),
    holds=lambda s: s.partner is None or s.partner.state != PartnerState.FROZEN,
)
reseller_pays = Rule(
    id="resell-api-payer",
    number=69,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P9",
    needs=("reseller", "amount"),
    text=Text(
        zh="余额不足指的是云经销商的余额：它目前可拨 {balance}（CBC.5003）。",
        en="It is the reseller who is short: it can allot {balance} (CBC.5003).",
    ),
    remedy=Text(zh="请先为这家云经销商拨款。", en="Allot to the reseller first."),
    remedied_by=("reseller_funds.allocate",),
    applies=lambda s: well_formed(s.amount) and s.reseller is not None,
    holds=lambda s: s.amount <= payable(s.world, s.reseller),
    values=lambda s: {"balance": payable(s.world, s.reseller)},
)
its_customer = Rule(
    id="resell-api-its-customer",
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.INFERRED,
    source="P9",
    needs=("reseller", "customer"),
    text=Text(
        zh="这位客户没有与该云经销商关联（CBC.99000035）。",
        en="This customer is not associated with the reseller (CBC.99000035).",
    ),
    remedy=Text(
        zh="请选择该云经销商名下的客户，或等双方完成关联。",
        en="Choose a customer of that reseller, or let the two finish the association.",
    ),
    applies=lambda s: s.customer is not None and s.reseller is not None,
    holds=lambda s: bool(s.yours),
)
reseller_no_topup = Rule(
    id="resell-reseller-no-topup",
    number=56,
    kind=Kind.VISIBILITY,
    confidence=Confidence.CORROBORATED,
    source="A22",
    gate=Gate.PERMISSION,
    text=Text(
        zh="云经销商没有充值、提现和发票菜单，账务只有收支明细；资金来自总经销商的拨款。",
        en="A reseller has no top-up, withdrawal or invoice menu, only its statement; its money is the distributor's.",
    ),
    remedy=Text(zh="请联系总经销商拨款。", en="Ask your distributor for an allocation."),
    remedied_by=("reseller_funds.allocate",),
    holds=lambda s: s.partner is not None and s.partner.partner_type != PartnerType.RESELLER,
)
withdrawable = Rule(
    id="resell-withdrawable",
    number=59,
    kind=Kind.GUARD,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A28",
    text=Text(
        zh="可提现金额 = 现金 − 欠票 − 未入账 − 子用户欠费；信用额度不能提现。",
        en="Withdrawable = cash − uninvoiced debt − amounts not booked − customers' arrears; credit is never cash.",
    ),
    documented=Text(
        zh="提现属于“账务”领域，勘误规定以那里的规则为准；本领域不重复模拟。",
        en="Withdrawals belong to the billing area, whose rule is the canonical one by the errata; not repeated here.",
    ),
)
records_inside = Rule(
    id="resell-adjust-record",
    number=47,
    kind=Kind.VISIBILITY,
    confidence=Confidence.CORROBORATED,
    source="A2, P11",
    text=Text(
        zh="调账记录从拨款或回收页面进入，列出总经销商对云经销商的每一笔调账。",
        en="The records are opened from the allocate or reclaim page and list every adjustment with resellers.",
    ),
)
record_types = Rule(
    id="resell-record-types",
    number=48,
    kind=Kind.VISIBILITY,
    confidence=Confidence.CORROBORATED,
    source="P11",
    text=Text(
        zh="记录类型有拨款、回收、解绑回收三种，默认显示全部。",
        en="Records are allocations, reclaims and returns on an ended relation; all are shown unless filtered.",
    ),
)
foreign_empty = Rule(
    id="resell-record-foreign-empty",
    number=49,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P11",
    text=Text(
        zh="查询不属于自己的云经销商或其客户，或查询顾问销售客户，结果为空，不报错。",
        en=(
            "Asking about somebody else's reseller or its customers, or about a referral customer, gives an "
            "empty list, not an error."
        ),
    ),
)
name_the_reseller = Rule(
    id="resell-record-reseller-customer-scope",
    number=50,
    kind=Kind.VISIBILITY,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="P11",
    text=Text(
        zh="要看云经销商的客户的记录，须指定该云经销商；不指定时只有自己客户的记录。",
        en="Records of a reseller's customers are found by naming the reseller; else only your own customers' come.",
    ),
)
balance_formula = Rule(
    id="resell-balance-formula",
    number=52,
    kind=Kind.EFFECT,
    confidence=Confidence.CORROBORATED,
    source="A18",
    text=Text(
        zh="账户余额 = 充值账户余额 + 信用账户余额。",
        en="Account balance = recharge account + credit account.",
    ),
)


# --- Actions -------------------------------------------------------------------------------------

RESELLER = Input(Text(zh="云经销商", en="Reseller"), entity="partner")
CODE = Input(Text(zh="验证码", en="Verification code"), secret=True)
CONFIRMED = Input(
    Text(zh="是否确定调账", en="Confirm the adjustment"),
    help=Text(zh="先在弹窗中单击“确定”，再输入验证码。", en="First OK in the pop-up, then the code."),
)
Reseller = Annotated[str, RESELLER, Field(min_length=1)]


class Allocate(Action):
    """The distributor allots money to a reseller."""

    id: ClassVar[str] = "reseller_funds.allocate"
    title: ClassVar[Text] = Text(zh="拨款", en="Allocate funds")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(MY_RESELLERS, "操作 > 拨款", "Operation > Allocate"),)
    on: ClassVar[str] = "reseller"
    asks_code: ClassVar[bool] = True
    permission: ClassVar[Permission] = Permission.ALLOCATE

    reseller: Reseller
    amount: Annotated[Decimal, Input(Text(zh="拨款金额（元）", en="Amount (CNY)")), Field(max_digits=14)]
    confirmed: Annotated[bool, CONFIRMED] = False
    code: Annotated[str, CODE] = ""


class Reclaim(Action):
    """The distributor takes back money that the reseller still holds."""

    id: ClassVar[str] = "reseller_funds.reclaim"
    title: ClassVar[Text] = Text(zh="回收", en="Reclaim funds")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (under(MY_RESELLERS, "操作 > 回收", "Operation > Reclaim"),)
    on: ClassVar[str] = "reseller"
    asks_code: ClassVar[bool] = True
    permission: ClassVar[Permission] = Permission.RECLAIM

    reseller: Reseller
    amount: Annotated[Decimal, Input(Text(zh="回收金额（元）", en="Amount (CNY)")), Field(max_digits=14)]
    confirmed: Annotated[bool, CONFIRMED] = False
    code: Annotated[str, CODE] = ""


class AllocateToCustomer(Action):
    """Through the API, the distributor allots a reseller's money to the reseller's customer."""

    id: ClassVar[str] = "reseller_funds.allocate_to_customer"
    title: ClassVar[Text] = Text(zh="代云经销商向客户拨款（API）", en="Allocate for a reseller (API)")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (path("API > 向客户账户拨款", "API > UpdateCustomerAccountAmount"),)
    on: ClassVar[str] = "reseller"
    permission: ClassVar[Permission] = Permission.ALLOCATE_CUSTOMER

    reseller: Reseller
    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer"), Field(min_length=1)]
    amount: Annotated[Decimal, Input(Text(zh="金额（元）", en="Amount (CNY)")), Field(max_digits=14)]


class QueryRecords(Action):
    """Look into the adjustment records."""

    id: ClassVar[str] = "reseller_funds.query_records"
    title: ClassVar[Text] = Text(zh="查询调账记录", en="Look into the records")
    roles: ClassVar[frozenset[str]] = STAFF
    menu: ClassVar[tuple[Text, ...]] = (RECORDS_PAGE,)
    permission: ClassVar[Permission] = Permission.ADJUSTMENT_RECORDS

    reseller: Annotated[
        str,
        Input(
            Text(zh="云经销商", en="Reseller"),
            entity="partner",
            help=Text(zh="查云经销商的客户时必填。", en="Needed for the customers of a reseller."),
        ),
    ] = ""
    customer: Annotated[str, Input(Text(zh="客户", en="Customer"), entity="customer")] = ""
    adjust_type: Annotated[AdjustType | None, Input(Text(zh="类型", en="Type"))] = None
    operation_time_begin: Annotated[Instant | None, Input(Text(zh="开始时间", en="From"))] = None
    operation_time_end: Annotated[Instant | None, Input(Text(zh="结束时间", en="To"))] = None
    trans_id: Annotated[str, Input(Text(zh="调账编号", en="Number of the record"))] = ""


class TopUp(Action):
    """A partner pays money into its recharge account."""

    id: ClassVar[str] = "partner.top_up"
    title: ClassVar[Text] = Text(zh="充值", en="Top up")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS
    menu: ClassVar[tuple[Text, ...]] = (path("账务 > 充值", "Billing > Top Up"),)

    amount: Annotated[Decimal, Input(Text(zh="金额（元）", en="Amount (CNY)")), Field(max_digits=14)]


# --- Effects -------------------------------------------------------------------------------------

ALLOCATED = Text(zh="经销商拨款", en="Allocation by the distributor")
RECLAIMED = Text(zh="经销商回收", en="Reclaim by the distributor")
UNBOUND = Text(zh="解绑回收", en="Return at the end of the cooperation")


def allocate(s: FundsCase, draft: Draft) -> None:
    """Distributor less, reseller more, one record."""
    entries = between_partners(draft, s.partner, s.reseller, s.amount)
    draft.post(ALLOCATED, entries, rule=allocate_immediate.id)
    note(draft, s.partner.id, s.reseller.id, AdjustType.ALLOCATION, s.amount, s.persona.id)


def reclaim(s: FundsCase, draft: Draft) -> None:
    """Reseller less, distributor more, one record."""
    entries = between_partners(draft, s.reseller, s.partner, s.amount)
    draft.post(RECLAIMED, entries, rule=credit_order.id)
    note(draft, s.partner.id, s.reseller.id, AdjustType.RECLAIM, s.amount, s.persona.id)


def return_rest(draft: Draft, reseller_id: str) -> None:
    """All that a reseller holds goes back to its distributor when the relation ends."""
    link = draft.need(Cooperation, reseller_id)
    reseller = draft.need(Partner, reseller_id)
    rest = held(draft, reseller)
    if rest <= 0 or not link.distributor_id:
        return
    distributor = draft.need(Partner, link.distributor_id)
    draft.post(UNBOUND, between_partners(draft, reseller, distributor, rest), rule=unbind_return.id)
    subject = draft.subject
    note(draft, distributor.id, reseller_id, AdjustType.UNBINDING, rest)
    draft.subject = subject


def note(
    draft: Draft, distributor_id: str, reseller_id: str, what: AdjustType, amount: Decimal, by: str = ""
) -> None:
    """Write the row of 调账记录."""
    draft.subject = None
    draft.create(
        ResellerAdjustment,
        state=State.BOOKED,
        partner_id=distributor_id,
        reseller_id=reseller_id,
        adjust_type=what,
        amount=amount,
        adjusted_at=draft.now,
        operator=by,
    )


TELL_NOTICE = Text(zh="调账成功", en="Adjustment done")
FUNDS_ADJUSTED = Text(zh="调账成功", en="Adjusted")
ALLOCATED_TEXT = Text(
    zh="总经销商{name}为您拨款 {amount}。", en="Your distributor {name} allocated {amount} to you."
)
RECLAIMED_TEXT = Text(
    zh="总经销商{name}从您的账户回收 {amount}。",
    en="Your distributor {name} reclaimed {amount} from your account.",
)


def tell(s: FundsCase, draft: Draft) -> None:
    """Success for the operator, a message for the reseller."""
    draft.notify(s.persona.id, TELL_NOTICE, rule=success_message.id)
    text = RECLAIMED_TEXT if isinstance(s.action, Reclaim) else ALLOCATED_TEXT
    text = text.filled({"name": s.partner.account_name, "amount": s.amount})
    draft.notify(administrator_of(draft, s.reseller.id), text, rule=success_message.id)
    draft.record("funds_adjusted", s.reseller.ref, FUNDS_ADJUSTED, amount=s.amount)


ALLOCATE_TO_CUSTOMER_MEMO = Text(zh="为客户拨款", en="Allocation to a customer")


def allocate_to_customer(s: FundsCase, draft: Draft) -> None:
    """The reseller's money goes to its customer; the record is the reseller's."""
    customer = draft.need(Customer, s.customer.id)
    settled = min(s.amount, customer.arrears)
    entries = [
        *from_partner(draft, s.reseller, s.amount),
        *balance_follows(draft, s.reseller, -settled),
        (outside("huawei"), settled),
        (partner_fund(customer.id), s.amount - settled),
    ]
    draft.post(ALLOCATE_TO_CUSTOMER_MEMO, entries)
    if settled:
        draft.put(customer.but(arrears=customer.arrears - settled))
    customer_record(draft, s.reseller, customer.id, AdjustType.ALLOCATION, s.amount, settled, s.persona.id)


def in_resale(world: World, customer_id: str) -> bool:
    """Whether the customer is nobody's referral customer; records of those are not found. Source: rule 49."""
    link = world.get(Association, customer_id)
    return link is None or link.cooperation_type != CooperationType.REFERRAL


def matching(s: FundsCase) -> list[Any]:
    """The records that a query finds: resellers', own customers', or a named reseller's customers'."""
    own, asked = s.persona.organisation, s.action
    found: list[Any] = []
    if (asked.reseller and not yours(s)) or (asked.customer and not in_resale(s.world, asked.customer)):
        return []
    if not asked.customer:
        given = s.world.find(ResellerAdjustment, partner_id=own)
        found += [r for r in given if asked.reseller in ("", r.reseller_id)]
    owner = asked.reseller or own
    spread = s.world.find(FundAdjustment, partner_id=owner)
    found += [r for r in spread if asked.customer in ("", r.customer_id)]
    begin, end = asked.operation_time_begin, asked.operation_time_end
    found = [
        r
        for r in found
        if asked.adjust_type in (None, r.adjust_type)
        and (begin is None or begin <= r.adjusted_at)
        and (end is None or r.adjusted_at <= end)
        and asked.trans_id.strip() in ("", r.id, serial(r.id, r.kind).zh, serial(r.id, r.kind).en)
    ]
    return sorted(found, key=lambda r: r.adjusted_at, reverse=True)


def query(s: FundsCase, draft: Draft) -> None:
    """Keep what was asked and found, for the page of results."""
    found = matching(s)
    draft.create(
        RecordQuery,
        state=QueryState.FOUND if found else QueryState.EMPTY,
        partner_id=s.persona.organisation,
        asked_by=s.persona.id,
        reseller_id=s.action.reseller,
        customer_id=s.action.customer,
        adjust_type=s.action.adjust_type,
        records=tuple(r.id for r in found[:100]),
        total=sum((r.amount for r in found), ZERO),
        at=draft.now,
    )


TOP_UP_MEMO = Text(zh="充值", en="Top-up")
TOPPED_UP = Text(zh="充值成功", en="Topped up")


def top_up(s: FundsCase, draft: Draft) -> None:
    """The money arrives at once; 可拨款 rises with it. Source: 05 S9 (inferred)."""
    draft.post(TOP_UP_MEMO, paid_in(s.partner, s.amount, "bank"))
    draft.record("topped_up", s.partner.ref, TOPPED_UP, amount=s.amount)


# --- Machines ------------------------------------------------------------------------------------

CONFIRMATION = (confirm_then_code, code_alive)

machine = Machine(
    entity=ResellerAdjustment,
    states=State,
    label=ResellerAdjustment.label,
    situation=FundsCase,
    transitions=(
        Transition(
            action=Allocate,
            to=State.BOOKED,
            rules=(
                *STAFF_RULES,
                own_resellers_only,
                not_frozen,
                not_while_exiting,
                amount_format,
                enough_funds,
                designated_kept,
                *CONFIRMATION,
            ),
            effect=(allocate_immediate, success_message),
        ),
        Transition(
            action=Reclaim,
            to=State.BOOKED,
            rules=(
                *STAFF_RULES,
                own_resellers_only,
                amount_format,
                no_parallel,
                not_customer_money,
                *CONFIRMATION,
            ),
            effect=(credit_order, success_message),
        ),
        Transition(
            action=AllocateToCustomer,
            rules=(
                *STAFF_RULES,
                own_resellers_only,
                not_frozen,
                its_customer,
                only_resale,
                amount_format,
                reseller_pays,
            ),
            effect=(allocate_to_customer,),
        ),
        Transition(action=TopUp, rules=(reseller_no_topup, amount_well_formed), effect=(top_up,)),
    ),
    more_rules=(withdrawable,),
)
query_machine = Machine(
    entity=RecordQuery,
    states=QueryState,
    label=RecordQuery.label,
    situation=FundsCase,
    transitions=(
        Transition(
            action=QueryRecords,
            to=(QueryState.FOUND, QueryState.EMPTY),
            rules=STAFF_RULES,
            effect=(query,),
        ),
    ),
)
