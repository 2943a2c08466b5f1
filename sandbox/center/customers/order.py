"""Orders 订单: who pays them, when a partner's payment is awaited, and where a refund goes.

Read from top to bottom: states, entity, situation, rules, actions, effects, machine. Only what
associations need: yearly or monthly purchases paid at once, refunded in full.
Source: 01 §4.7, rules 124–126; 05 §3.9 and rule 63 (bill-ref-destination); errata to 125, 126.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.consent import PARTNER_PAY_RULES, served_by_reseller
from sandbox.center.common.labels import SHARED, fields
from sandbox.center.common.money import account_balance, balance_follows, from_balance, to_balance, to_partner
from sandbox.center.common.partner import (
    Partner,
    PartnerType,
    administrator_of,
    outside,
    recharge,
    transferable,
)
from sandbox.center.common.roles import ADMINISTRATORS, OPERATORS, Role
from sandbox.center.common.sensitive import Code, sensitive_code
from sandbox.center.common.standing import SPENDING_RULES
from sandbox.center.customers.account import (
    CUSTOMERS,
    Amount,
    Case,
    amount_well_formed,
    cash,
    in_resale,
    partner_fund,
    well_formed,
)
from sandbox.center.customers.account import State as AccountState
from sandbox.center.customers.association import Association, CooperationType
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import business_days_after
from sandbox.engine.machines import Machine, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Gate, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text
from sandbox.engine.world import Draft, Entity

REFUND_BUSINESS_DAYS = 1


# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an order."""

    AWAITING_PARTNER = "awaiting_partner", "待合作伙伴支付", "waiting for the partner's payment", "transient"
    PAID = "paid", "已支付", "paid", "initial"
    CANCELLED = "cancelled", "已取消", "cancelled", "terminal"
    REFUNDING = "refunding", "退款中", "refund under way", "transient"
    REFUNDED = "refunded", "已退款", "refunded", "terminal"


class Payer(Labelled):
    """Who pays an order, and from what."""

    BALANCE = "balance", "账户余额", "the account's balance"
    PARTNER = "partner", "申请伙伴支付", "the partner, on request"


class Order(Entity):
    """A purchase of yearly or monthly resources, in yuan.

    ``partner_id``, ``cooperation_type`` and ``relation`` are those of the moment of payment: they decide
    where a refund goes.
    """

    kind: ClassVar[str] = "order"
    label: ClassVar[Text] = Text(zh="订单", en="Order")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        product=("产品", "Product"),
        payer=("支付方", "Payer"),
        placed_at=("下单时间", "Placed at"),
        paid_at=("支付时间", "Paid at"),
        refund_asked_at=("退订时间", "Refund asked at"),
        refunded_at=("退款时间", "Refunded at"),
        refunded_to=("退款去向", "Refunded to"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("customer_id", "state"), ("customer_id",))

    state: State
    customer_id: str
    partner_id: str = ""
    product: str = ""
    amount: Decimal
    payer: Payer = Payer.BALANCE
    cooperation_type: CooperationType | None = None
    relation: int = 0
    placed_at: datetime
    paid_at: datetime | None = None
    refund_asked_at: datetime | None = None
    refunded_at: datetime | None = None
    refunded_to: str = ""

    @property
    def refund_due(self) -> datetime | None:
        """When a balance refund has arrived at the latest: 24:00 of the next business day."""
        if self.refund_asked_at is None:
            return None
        return business_days_after(self.refund_asked_at, REFUND_BUSINESS_DAYS).end


# --- Situation -----------------------------------------------------------------------------------


class OrderCase(Case):
    """A situation about an order, or about what a customer wants to buy."""

    @lazy
    def spendable_account(self) -> str:
        """What the customer pays from: in the resale model the partner's allotment, else its own cash."""
        customer_id = self.customer.id
        return partner_fund(customer_id) if in_resale(self) else cash(customer_id)

    @lazy
    def spendable(self) -> Decimal:
        """What the customer can spend, in yuan."""
        if not in_resale(self) and not self.customer.cash_spendable:
            return Decimal("0")
        return self.world.balance(self.spendable_account)

    @lazy
    def payable(self) -> Decimal:
        """What the partner can pay with, in yuan: the smaller of its balances, where it has both."""
        balance = account_balance(self.world, self.partner)
        if self.partner.has_transferable_account:
            balance = min(balance, self.world.balance(transferable(self.partner.id)))
        return balance


def may_ask_partner(s: OrderCase) -> bool:
    """Whether a partner may be asked to pay; a referral customer only where a solution provider serves it."""
    if s.association is None or not s.association.associated:
        return False
    served_by = s.world.need(Partner, s.association.partner_id)
    return in_resale(s) or served_by.partner_type == PartnerType.SOLUTION_PROVIDER


# --- Rules ---------------------------------------------------------------------------------------

account_open = Rule(
    id="portal-account-open",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    text=Text(zh="账号尚未注册或已经注销。", en="The account is not registered yet, or it is closed."),
    remedy=Text(zh="请先注册华为云账号。", en="Register a Huawei Cloud account first."),
    remedied_by=("invitation.accept",),
    holds=lambda s: s.customer is not None and s.customer.state == AccountState.ACTIVE,
)
own_order = Rule(
    id="portal-own-order",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    gate=Gate.PERMISSION,
    needs=("order",),
    text=Text(
        zh="这不是您的订单，也不是等待贵公司支付的订单。",
        en="This is neither your order nor one for you to pay.",
    ),
    remedy=Text(zh="请从自己的订单列表中选择。", en="Choose one from your own list of orders."),
    applies=lambda s: s.subject is not None,
    holds=lambda s: s.persona.organisation in (s.subject.customer_id, s.subject.partner_id),
)
still_served = Rule(
    id="order-partner-still-serves",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    text=Text(
        zh="该客户已不再与贵公司关联，贵公司不能再支付这笔订单。",
        en="The customer is no longer associated with your company, which cannot pay this order any more.",
    ),
    remedy=Text(
        zh="请客户取消该订单，重新下单并自行支付。",
        en="The customer cancels the order, and places and pays a new one itself.",
    ),
    remedied_by=("order.cancel",),
    applies=lambda s: s.subject.partner_id == s.persona.organisation,
    holds=lambda s: s.association.associated and s.association.partner_id == s.persona.organisation,
)
can_ask_partner = Rule(
    id="order-partner-can-be-asked",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S21",
    needs=("payer",),
    text=Text(
        zh="只有代售客户，或由解决方案提供商服务的顾问销售客户，才能申请伙伴支付。",
        en="Only a resale customer, or a referral customer of a solution provider, can ask the partner to pay.",
    ),
    remedy=Text(zh="请改用账户余额支付。", en="Pay from the account's balance."),
    applies=lambda s: s.action.payer == Payer.PARTNER and not served_by_reseller(s),
    holds=may_ask_partner,
)
balance_suffices = Rule(
    id="order-balance-sufficient",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S29, S30",
    needs=("amount", "payer"),
    text=Text(
        zh="可用余额不足，目前能消费的余额为 {balance}。",
        en="The balance that can be spent is too small: {balance}.",
    ),
    remedy=Text(
        zh="代售客户请联系伙伴拨款，或申请伙伴支付；其他客户请先充值。切换为代售后，原来的现金只能提现。",
        en="A resale customer asks the partner for funds or for the payment; others top up. After a switch to "
        "resale, old cash can only be withdrawn.",
    ),
    remedied_by=("customer.top_up", "funds.allocate"),
    applies=lambda s: s.action.payer == Payer.BALANCE and well_formed(s.action.amount),
    holds=lambda s: s.action.amount <= s.spendable,
    values=lambda s: {"balance": s.spendable},
)
RESELLERS_RULES = (
    Rule(
        id="resell-cust-only-allocation",
        number=70,
        kind=Kind.GUARD,
        tier=Tier.MUST,
        confidence=Confidence.CORROBORATED,
        source="P32, A36",
        text=Text(
            zh="代售客户只能用伙伴拨的款消费。",
            en="A resale customer spends only what its partner allotted.",
        ),
        remedy=Text(zh="请联系伙伴拨款。", en="Ask the partner for funds."),
        remedied_by=("funds.allocate",),
        parts=(balance_suffices,),
    ),
)
partner_balance_suffices = Rule(
    id="order-partner-balance-sufficient",
    kind=Kind.GUARD,
    confidence=Confidence.INFERRED,
    source="S43",
    text=Text(
        zh="伙伴余额不足：账户余额和可拨款余额都须不少于订单金额，目前最多可支付 {balance}。",
        en="The partner's money does not suffice: both the balance and the transferable amount must cover the "
        "order. At most {balance} can be paid now.",
    ),
    remedy=Text(
        zh="请为伙伴账户充值，或回收其他客户的余额，然后再支付。",
        en="Top up the partner account or reclaim from other customers, then pay.",
    ),
    remedied_by=("funds.reclaim",),
    holds=lambda s: s.subject.amount <= s.payable,
    values=lambda s: {"balance": s.payable},
)
refund_arrives = Rule(
    id="after-refund-1-workday",
    number=126,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="S33",
    text=Text(
        zh="退订后，余额退款约 1 个工作日到账，最晚 {arrives}。",
        en="After an unsubscription a balance refund arrives in about 1 working day, at the latest {arrives}.",
    ),
    remedy=Text(zh="请在该时间之后再查询。", en="Look again after that time."),
    holds=lambda s: s.subject.state != State.REFUNDING,
    values=lambda s: {"arrives": s.subject.refund_due},
)
refund_to_payer_of_the_time = Rule(
    id="after-refund-to-association-time-payer",
    number=124,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S31, S33",
    text=Text(
        zh="代售期间用余额支付的订单退订：关联还在时退到客户的伙伴拨款账户；客户已离开或已切换关联类型的，退到当时伙伴的账户。",
        en="A resale order paid from the balance is refunded to the customer while the association stands, and to "
        "the partner of that time once the customer has left or switched the type.",
    ),
    does=lambda s, draft: refund_resale(s, draft),
)
refund_to_customer = Rule(
    id="after-refund-referral-to-customer",
    number=125,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="S33",
    text=Text(
        zh="客户用自己的钱支付的订单，退款退到客户自己的账户；之后切换为代售的，可以提现。",
        en="What a customer paid with its own money is refunded to the customer's own account; after a switch to "
        "resale it can be withdrawn.",
    ),
    does=lambda s, draft: refund(s, draft, [(cash(s.subject.customer_id), s.subject.amount)]),
)


# --- Actions -------------------------------------------------------------------------------------

ORDER = Input(Text(zh="订单", en="Order"), entity="order")
Id = Annotated[str, ORDER, Field(min_length=1)]


class Place(Action):
    """The customer buys; it pays from its balance or asks the partner to pay."""

    id: ClassVar[str] = "order.place"
    title: ClassVar[Text] = Text(zh="提交订单", en="Place an order")
    roles: ClassVar[frozenset[str]] = CUSTOMERS

    amount: Amount
    payer: Annotated[Payer, Input(Text(zh="支付方式", en="Payment"))] = Payer.PARTNER
    product: Annotated[str, Input(Text(zh="产品", en="Product")), Field(max_length=200)] = ""


class Pay(Action):
    """The partner pays an order that a customer asked it to pay."""

    id: ClassVar[str] = "order.pay"
    title: ClassVar[Text] = Text(zh="支付订单", en="Pay the order")
    roles: ClassVar[frozenset[str]] = ADMINISTRATORS | OPERATORS | {Role.PARTNER_FINANCE}
    on: ClassVar[str] = "order"
    asks_code: ClassVar[bool] = True

    order: Id
    code: Code = ""


class Cancel(Action):
    """The customer cancels an order that is not paid."""

    id: ClassVar[str] = "order.cancel"
    title: ClassVar[Text] = Text(zh="取消订单", en="Cancel the order")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "order"

    order: Id


class Unsubscribe(Action):
    """The customer gives the resources back; the money is refunded."""

    id: ClassVar[str] = "order.unsubscribe"
    title: ClassVar[Text] = Text(zh="退订", en="Unsubscribe")
    roles: ClassVar[frozenset[str]] = CUSTOMERS
    on: ClassVar[str] = "order"

    order: Id


class TrackRefund(Action):
    """Look up where the refund went."""

    id: ClassVar[str] = "order.track_refund"
    title: ClassVar[Text] = Text(zh="查询退款到账", en="Look up the refund")
    roles: ClassVar[frozenset[str]] = CUSTOMERS | ADMINISTRATORS | OPERATORS | {Role.PARTNER_FINANCE}
    on: ClassVar[str] = "order"

    order: Id


# --- Effects -------------------------------------------------------------------------------------


PLACE_TEXT = Text(
    zh="客户“{name}”申请由贵公司支付订单。", en="The customer “{name}” asks you to pay an order."
)
ORDER_PLACED = Text(zh="订单已提交", en="Order placed")
PLACE_MEMO = Text(zh="支付订单", en="Payment of an order")


def place(s: OrderCase, draft: Draft) -> None:
    """Take the money from the balance, or ask the partner."""
    action, paid = s.action, s.action.payer == Payer.BALANCE
    order = draft.create(
        Order,
        state=State.PAID if paid else State.AWAITING_PARTNER,
        customer_id=s.customer.id,
        product=action.product,
        amount=action.amount,
        payer=action.payer,
        placed_at=draft.now,
        paid_at=draft.now if paid else None,
        **terms(s.association),
    )
    if paid:
        entries = [(s.spendable_account, -action.amount), (outside("huawei"), action.amount)]
        if in_resale(s):
            served_by = draft.need(Partner, s.association.partner_id)
            entries += balance_follows(draft, served_by, -action.amount)
        draft.post(PLACE_MEMO, entries)
        if not order.partner_id:  # consumption under a partner does not count (errata to rule 12)
            draft.put(s.customer.but(cash_consumption=True))
    else:
        text = PLACE_TEXT
        to = administrator_of(draft, order.partner_id)
        draft.notify(to, text.filled({"name": s.customer.name}), channel="sms", about=order.ref)
    draft.record("order_placed", order.ref, ORDER_PLACED, amount=action.amount)


def terms(association: Association | Any) -> dict[str, Any]:
    """The relation under which an order is paid."""
    if association is None or not association.associated:
        return {"relation": association.relation if association else 0}
    return {
        "partner_id": association.partner_id,
        "cooperation_type": association.cooperation_type,
        "relation": association.relation,
    }


PAY_TEXT = Text(zh="伙伴已支付您的订单。", en="Your partner has paid your order.")
PAY_MEMO = Text(zh="伙伴代客户支付订单", en="The partner pays an order")


def pay(s: OrderCase, draft: Draft) -> None:
    """The partner's balance and, where it has one, its transferable amount go down."""
    draft.post(PAY_MEMO, partner_moves(s, -s.subject.amount))
    draft.move(paid_at=draft.now, **terms(s.association))
    draft.notify(s.subject.customer_id, PAY_TEXT, channel="sms", about=s.subject.ref)


def partner_moves(s: OrderCase, amount: Decimal) -> list[tuple[str, Decimal]]:
    """What a payment (negative) or refund (positive) moves at the partner. Source: 05 §3.9, rule 47."""
    partner = s.world.need(Partner, s.subject.partner_id)
    own = from_balance(s.world, partner, -amount) if amount < 0 else to_balance(s.world, partner, amount)
    moves = [*own, (outside("huawei"), -amount)]
    if partner.has_transferable_account:
        moves += [(transferable(partner.id), amount), (outside("transferable"), -amount)]
    return moves


ORDER_UNSUBSCRIBED = Text(zh="已退订，等待退款", en="Unsubscribed, refund to come")


def ask_refund(s: OrderCase, draft: Draft) -> None:
    """The refund is on its way."""
    draft.move(refund_asked_at=draft.now)
    draft.record("order_unsubscribed", s.subject.ref, ORDER_UNSUBSCRIBED)


REFUND_MEMO = Text(zh="退订退款", en="Refund of an order")
REFUND_TEXT = Text(zh="退款 {amount} 已到账。", en="The refund of {amount} has arrived.")


def refund(s: OrderCase, draft: Draft, to: list[tuple[str, Decimal]]) -> None:
    """The money arrives; the first account named is the one that is shown."""
    order = s.subject
    given = sum((amount for _, amount in to), Decimal("0"))
    draft.post(REFUND_MEMO, [*to, (outside("huawei"), -given)])
    draft.move(refunded_at=draft.now, refunded_to=to[0][0])
    text = REFUND_TEXT.filled({"amount": order.amount})
    owner = to[0][0].partition(":")[0].partition("/")
    who = owner[2] if owner[0] == "customer" else administrator_of(draft, owner[2])
    draft.notify(who, text, rule=refund_arrives.id, about=order.ref)


def refund_resale(s: OrderCase, draft: Draft) -> None:
    """To the customer's allotment while the relation stands, else to the partner of that time."""
    order = s.subject
    now = draft.get(Association, order.customer_id)
    partner = draft.need(Partner, order.partner_id)
    follows = balance_follows(draft, partner, order.amount)
    if now is not None and now.relation == order.relation:
        refund(s, draft, [(partner_fund(order.customer_id), order.amount), *follows])
    else:
        refund(s, draft, [*reversed(to_partner(draft, partner, order.amount)), *follows])


REFUND_PARTNER_MEMO = Text(zh="退订退款", en="Refund of an order")
REFUND_PARTNER_TEXT = Text(zh="退款 {amount} 已到账。", en="The refund of {amount} has arrived.")


def refund_partner(s: OrderCase, draft: Draft) -> None:
    """What the partner paid goes back to the partner, whatever has become of the association."""
    order = s.subject
    draft.post(REFUND_PARTNER_MEMO, partner_moves(s, order.amount))
    draft.move(refunded_at=draft.now, refunded_to=recharge(order.partner_id))
    text = REFUND_PARTNER_TEXT.filled({"amount": order.amount})
    draft.notify(administrator_of(draft, order.partner_id), text, rule=refund_arrives.id, about=order.ref)


def show_refund(s: OrderCase, draft: Draft) -> None:
    """Say which account got it; a look changes nothing."""
    draft.record("refund_shown", s.subject.ref, account=s.subject.refunded_to)


# --- Machine -------------------------------------------------------------------------------------


def due_if(test: Any) -> Any:
    """The arrival of a refund, for orders that were paid in one way."""

    def due(order: Order, _: Mapping[str, Any]) -> datetime | None:
        return order.refund_due if test(order) else None

    return due


def own_money(order: Order) -> bool:
    """Whether the customer paid with its own cash."""
    return order.payer == Payer.BALANCE and order.cooperation_type != CooperationType.RESALE


def allotted_money(order: Order) -> bool:
    """Whether the customer paid with what the partner had allotted."""
    return order.payer == Payer.BALANCE and order.cooperation_type == CooperationType.RESALE


def arrival(name: str, label: Text, paid_with: Any, effect: Any) -> Timer:
    """The timer of refunds for orders that were paid in one way."""
    return Timer(
        name=name,
        label=label,
        source=(State.REFUNDING,),
        due=due_if(paid_with),
        to=State.REFUNDED,
        effect=(effect,),
        rules=(refund_arrives,),
        window=Text(zh="约 1 个工作日", en="about 1 working day"),
    )


machine = Machine(
    entity=Order,
    states=State,
    label=Order.label,
    subject="order",
    situation=OrderCase,
    transitions=(
        Transition(
            action=Place,
            to=(State.AWAITING_PARTNER, State.PAID),
            rules=(
                account_open,
                amount_well_formed,
                can_ask_partner,
                *PARTNER_PAY_RULES,
                *SPENDING_RULES,
                *RESELLERS_RULES,
            ),
            effect=(place,),
        ),
        Transition(
            action=Pay,
            source=(State.AWAITING_PARTNER,),
            to=State.PAID,
            rules=(own_order, still_served, partner_balance_suffices, sensitive_code),
            effect=(pay,),
        ),
        Transition(action=Cancel, source=(State.AWAITING_PARTNER,), to=State.CANCELLED, rules=(own_order,)),
        Transition(
            action=Unsubscribe,
            source=(State.PAID,),
            to=State.REFUNDING,
            rules=(own_order,),
            effect=(ask_refund,),
        ),
        Transition(
            action=TrackRefund,
            source=(State.REFUNDING, State.REFUNDED),
            rules=(own_order, refund_arrives),
            effect=(show_refund,),
        ),
    ),
    timers=(
        arrival(
            "refund_allotted",
            Text(zh="代售余额退款到账", en="Refund of allotted money"),
            allotted_money,
            refund_to_payer_of_the_time,
        ),
        arrival(
            "refund_own_money",
            Text(zh="客户自有资金退款到账", en="Refund of the customer's money"),
            own_money,
            refund_to_customer,
        ),
        arrival(
            "refund_partner_paid",
            Text(zh="伙伴支付的订单退款到账", en="Refund of what the partner paid"),
            lambda order: order.payer == Payer.PARTNER,
            refund_partner,
        ),
    ),
)
