"""Incentive items 待申付激励: what can be applied for, what is frozen, and what becomes void.

Read from top to bottom: states, entity, sums, situation, rules, actions, effects, machine.
Every cent of an item ends in exactly one place: netted with a negative item, or, what is left, paid,
converted to quota, returned as owed invoice, or void. Source: 04 §3.3, rules 25–28, 36, 37.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sandbox.center.common.labels import SHARED, fields
from sandbox.center.incentives.payee import (
    HUAWEI_PAGES,
    OPERATIONS,
    ZERO,
    IncentiveCase,
    IncentiveClass,
    Method,
    PayeeProfile,
    recipient,
)
from sandbox.engine.actions import Action, Input
from sandbox.engine.clock import DAY, add_months, midnight
from sandbox.engine.machines import Machine, Move, Timer, Transition, lazy
from sandbox.engine.rules import Confidence, Kind, Rule, Tier
from sandbox.engine.text import Labelled, Text, show
from sandbox.engine.world import Draft, Entity, World

NEW_RESALE_FROM = datetime(2023, 10, 1)
"""From when a generated resale incentive counts as new (04 §6.1); setting ``new_resale_from``."""
VALIDITY_MONTHS = 12
"""How long a positive item is valid; no public figure, our choice; setting ``incentive_validity_months``."""
AUTO_APPLY_DAYS = 5
EXIT_MONTHS = 12

# --- States and entity ---------------------------------------------------------------------------


class State(Labelled):
    """States of an incentive item; the labels are ours (04 §3.3)."""

    AVAILABLE = "available", "可申请", "available", "initial"
    FROZEN = "frozen", "冻结", "frozen", "transient"
    IN_REQUISITION = "in_requisition", "申付中", "in a requisition", "transient"
    ISSUED = "issued", "已发放", "issued", "terminal"
    EXPIRED = "expired", "已失效", "expired", "terminal"


class FreezeReason(Labelled):
    """Why an item is frozen."""

    CREDIT = "credit", "客户授信消费未回款", "the customer bought on credit and has not repaid"
    UNPAID_PERIOD = "unpaid_period", "账期内有未结清的消费", "consumption of the period is not paid in full"


class Place(Labelled):
    """Where the rest of an item went, after netting."""

    PAID = "paid", "已付款", "paid"
    QUOTA = "quota", "已转代金券额度", "converted to coupon quota"
    OWED = "owed", "已返账户并记欠票", "returned and booked as owed invoice"
    EXPIRED = "expired", "已失效", "void"
    NETTED = "netted", "已冲抵", "netted"


class IncentiveItem(Entity):
    """An incentive that can be paid out; ``amount`` in yuan includes output tax and may be negative.

    ``netted`` is the part, never negative, that was set off against items of the other sign.
    """

    kind: ClassVar[str] = "incentive_item"
    label: ClassVar[Text] = Text(zh="激励", en="Incentive")
    labels: ClassVar[Mapping[str, Text]] = SHARED | fields(
        bill_id=("激励账单", "Incentive bill"),
        incentive_class=("激励类型", "Class"),
        period=("对账期次", "Period"),
        output_tax_rate=("销项税率", "Output tax rate"),
        generated_at=("生成时间", "Generated at"),
        noticed_at=("发放通知时间", "Announced at"),
        expires_at=("失效时间", "Expires at"),
        no_expiry=("不受失效时间控制", "Never expires"),
        exit_validity=("按退出计划计算失效", "Validity after the exit"),
        auto_apply_at=("自动申请时间", "Automatic application at"),
        freeze_reason=("冻结原因", "Why frozen"),
        frozen_at=("冻结时间", "Frozen at"),
        repaid_at=("结清时间", "Paid back at"),
        requisition_id=("申付单", "Requisition"),
        netted=("已冲抵金额", "Netted"),
        settled=("已结清金额", "Settled"),
        place=("去向", "Where it went"),
    )
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("partner_id",), ("bill_id",), ("requisition_id",))

    state: State = State.AVAILABLE
    partner_id: str
    bill_id: str = ""
    incentive_class: IncentiveClass
    period: str
    amount: Decimal
    output_tax_rate: Annotated[Decimal, Field(ge=0, lt=1)] = Decimal("0.06")
    generated_at: datetime
    noticed_at: datetime | None = None
    expires_at: datetime | None = None
    no_expiry: bool = False
    exit_validity: bool = False
    auto_apply_at: datetime | None = None
    freeze_reason: FreezeReason | None = None
    frozen_at: datetime | None = None
    repaid_at: datetime | None = None
    requisition_id: str = ""
    netted: Annotated[Decimal, Field(ge=0)] = ZERO
    settled: Annotated[Decimal, Field(ge=0)] = ZERO
    place: Place | None = None

    @property
    def title(self) -> Text:
        """What a reader calls it: what it is for, and of which month."""
        label = self.incentive_class.label
        return Text(zh=f"{label.zh} {show(self.period, 'zh')}", en=f"{label.en} {show(self.period, 'en')}")

    @property
    def negative(self) -> bool:
        """Whether it is a negative incentive."""
        return self.amount < 0

    @property
    def open(self) -> Decimal:
        """What is neither netted nor settled, in yuan, with the sign of the item."""
        rest = abs(self.amount) - self.netted - self.settled
        return -rest if self.negative else rest


# --- Sums and methods ----------------------------------------------------------------------------


def item_name(item: IncentiveItem) -> Text:
    """What a reader calls an item: its period, class and amount."""
    label = item.incentive_class.label
    return Text(
        zh=f"{show(item.period, 'zh')}{label.zh}激励 {show(item.amount, 'zh')}",
        en=f"the {label.en} incentive of {show(item.period, 'en')}, {show(item.amount, 'en')}",
    )


def items_of(world: World | Draft, partner_id: str) -> list[IncentiveItem]:
    """All items of a partner, oldest first."""
    return world.find(IncentiveItem, partner_id=partner_id)


def available(world: World | Draft, partner_id: str) -> list[IncentiveItem]:
    """The items that can be applied for: not frozen, in no requisition, not void; negatives included."""
    return [item for item in items_of(world, partner_id) if item.state == State.AVAILABLE]


def applicable(world: World | Draft, partner_id: str) -> Decimal:
    """可申请金额: what the available items come to, in yuan."""
    return sum((item.open for item in available(world, partner_id)), ZERO)


def new_resale_from(settings: Mapping[str, Any]) -> datetime:
    """From which generation date a resale incentive has the two methods without invoice."""
    chosen = settings.get("new_resale_from", NEW_RESALE_FROM)
    return chosen if isinstance(chosen, datetime) else datetime.fromisoformat(str(chosen))


def is_new_resale(item: IncentiveItem, settings: Mapping[str, Any]) -> bool:
    """Whether it is resale incentive generated after September 2023 (04 §6.1)."""
    return item.incentive_class == IncentiveClass.RESALE and item.generated_at >= new_resale_from(settings)


NEW_METHODS = frozenset({Method.RETURN_AS_OWED, Method.COUPON_QUOTA})
OLD_METHODS = frozenset({Method.BANK_TRANSFER, Method.RETURN_TO_ACCOUNT, Method.COUPON_QUOTA})


def methods_of(item: IncentiveItem, settings: Mapping[str, Any]) -> frozenset[Method]:
    """The payout methods of an item; a negative one takes any. Source: rules 15, 16; errata to 20."""
    if item.negative:
        return NEW_METHODS | OLD_METHODS
    return NEW_METHODS if is_new_resale(item, settings) else OLD_METHODS


def release(draft: Draft, **about: Any) -> IncentiveItem:
    """Create an item that the payout notice announces now; its validity starts. Source: rule 26."""
    months = int(draft.settings.get("incentive_validity_months", VALIDITY_MONTHS))
    partner_id = about["partner_id"]
    profile = draft.get(PayeeProfile, partner_id)
    lost = profile.identity_lost_at if profile else None
    expires = None
    if about["amount"] > 0:
        expires = add_months(lost or draft.now, EXIT_MONTHS if lost else months)
    fields_of = {"generated_at": draft.now, "noticed_at": draft.now, "expires_at": expires, **about}
    return draft.create(IncentiveItem, state=State.AVAILABLE, exit_validity=lost is not None, **fields_of)


def set_off(draft: Draft, positives: Iterable[IncentiveItem], negatives: Iterable[IncentiveItem]) -> None:
    """Net open positive amounts with open negative ones, in the order given; used-up items are closed."""
    for positive in positives:
        for negative in negatives:
            positive, negative = (draft.need(IncentiveItem, i.id) for i in (positive, negative))
            part = min(positive.open, -negative.open)
            if part > 0:
                draft.put(positive.but(netted=positive.netted + part))
                rest = negative.but(netted=negative.netted + part)
                done = {} if rest.open else {"state": State.ISSUED, "place": Place.NETTED}
                draft.put(rest.but(**done))


def end_validity(draft: Draft, partner_id: str) -> None:
    """After an exit, positive items stay valid for one year from the loss of identity. Source: rule 26."""
    until = add_months(draft.now, EXIT_MONTHS)
    for item in items_of(draft, partner_id):
        if item.state in (State.AVAILABLE, State.FROZEN) and not item.negative and not item.no_expiry:
            draft.put(item.but(expires_at=until, exit_validity=True))


# --- Situation -----------------------------------------------------------------------------------


class ItemCase(IncentiveCase):
    """A situation about one item."""

    @lazy
    def item(self) -> IncentiveItem:
        """The item acted on."""
        found: IncentiveItem = self.subject
        return found

    @lazy
    def standing_negatives(self) -> list[IncentiveItem]:
        """The available negative items of the partner, oldest first."""
        return [i for i in available(self.world, self.partner_id) if i.negative]


# --- Rules ---------------------------------------------------------------------------------------

expiry_void = Rule(
    id="incent-pay-expiry-void",
    number=25,
    kind=Kind.TIMER,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A5, A9",
    needs=("items",),
    text=Text(
        zh="正激励到失效时间仍未申请，自动失效，不能恢复；已失效：{items}。",
        en="A positive incentive not applied for by its expiry is void and cannot be restored; void: {items}.",
    ),
    remedy=Text(
        zh="失效的激励不能再申请，请取消选择。其余激励请在失效时间前申请，或打开自动申请。",
        en="What is void stays void: unselect it. Apply for the others before they expire, or switch automatic issue on.",
    ),
    remedied_by=("auto_issue.switch",),
    holds=lambda s: not void_items(s),
    values=lambda s: {"items": tuple(item_name(i) for i in void_items(s))},
)
validity_exit = Rule(
    id="incent-pay-validity-exit",
    number=26,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A9",
    needs=("items",),
    text=Text(
        zh="激励的有效期从发放通知开始；退出计划后，从身份失效起一年内有效，已过期：{items}。",
        en="Validity starts at the payout notice; after leaving the programme it is one year from the loss of identity. Past it: {items}.",
    ),
    remedy=Text(
        zh="一年已过的激励不能再申请；退出计划后请尽早申请剩余激励。",
        en="After that year nothing can be applied for: after an exit, apply for the rest early.",
    ),
    holds=lambda s: not void_items(s, after_exit=True),
    values=lambda s: {"items": tuple(item_name(i) for i in void_items(s, after_exit=True))},
)
expiry_offset = Rule(
    id="incent-pay-expiry-offset",
    number=27,
    kind=Kind.EFFECT,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="P5",
    text=Text(
        zh="正激励失效时，先冲抵此刻已有的负激励，冲抵不完的才作废；之后产生的负激励不能再用它冲抵。",
        en="A positive incentive that expires is first netted with the negatives standing at that moment; only the rest is void. A later negative cannot use it.",
    ),
    does=lambda s, draft: set_off(draft, [draft.need(IncentiveItem, s.item.id)], s.standing_negatives),
)
frozen_credit = Rule(
    id="incent-pay-frozen-credit",
    number=36,
    kind=Kind.GUARD,
    tier=Tier.MUST,
    confidence=Confidence.CORROBORATED,
    source="A4",
    needs=("items",),
    text=Text(
        zh="客户授信消费产生的激励在回款前冻结，不计入可申请金额；冻结的有：{items}。",
        en="Incentive earned on credit is frozen until the customer has paid and is no part of the applicable sum; frozen: {items}.",
    ),
    remedy=Text(
        zh="请单击“查看冻结原因”，请客户回款；结清后的次日解冻。",
        en="Press 查看冻结原因 and have the customer pay; the item is released the day after.",
    ),
    remedied_by=("item.note_repayment",),
    holds=lambda s: not frozen_items(s, FreezeReason.CREDIT),
    values=lambda s: {"items": tuple(item_name(i) for i in frozen_items(s, FreezeReason.CREDIT))},
)
frozen_unpaid_period = Rule(
    id="incent-pay-frozen-unpaid-period",
    number=37,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="I1",
    needs=("items",),
    text=Text(
        zh="账期内的消费没有全部付清时，该期激励冻结，付清后的次日解冻；冻结的有：{items}。",
        en="While consumption of a period is not fully paid, its incentive is frozen, and released the day after full payment; frozen: {items}.",
    ),
    remedy=Text(
        zh="请付清该期消费，次日再申请。", en="Have the period paid in full and apply on the next day."
    ),
    remedied_by=("item.note_repayment",),
    holds=lambda s: not frozen_items(s, FreezeReason.UNPAID_PERIOD),
    values=lambda s: {"items": tuple(item_name(i) for i in frozen_items(s, FreezeReason.UNPAID_PERIOD))},
)

auto_day_5 = Rule(
    id="incent-pay-auto-day-5",
    number=31,
    kind=Kind.TIMER,
    tier=Tier.SHOULD,
    confidence=Confidence.CORROBORATED,
    source="A6",
    text=Text(
        zh="打开自动申请后，系统在激励数据生成后第 5 天为全部可申请激励提交申请；目前还没有到期的激励。",
        en="With automatic issue on, the system applies for all incentives on the 5th day after the data are generated; none has reached it.",
    ),
    remedy=Text(
        zh="请等到第 5 天，或由管理员、财务手工申请发放。",
        en="Wait for the fifth day, or let the administrator or finance apply by hand.",
    ),
    remedied_by=("requisition.apply",),
    holds=lambda s: any(i.auto_apply_at is not None and i.auto_apply_at <= s.now for i in s.chosen),
)


def void_items(s: Any, after_exit: bool = False) -> list[IncentiveItem]:
    """The chosen items that have expired, in the ordinary way or after an exit."""
    return [i for i in s.chosen if i.state == State.EXPIRED and i.exit_validity == after_exit]


def frozen_items(s: Any, reason: FreezeReason) -> list[IncentiveItem]:
    """The chosen items frozen for this reason."""
    return [i for i in s.chosen if i.state == State.FROZEN and i.freeze_reason == reason]


ITEM_RULES = (expiry_void, validity_exit, frozen_credit, frozen_unpaid_period)
"""What an application asks of the items chosen; the situation has ``chosen``."""

# --- Actions -------------------------------------------------------------------------------------

ITEM = Input(Text(zh="激励", en="Incentive"), entity="incentive_item")
ITEMS_MENU = Text(zh=f"{HUAWEI_PAGES.zh} > 激励冻结", en=f"{HUAWEI_PAGES.en} > Freezing")


class Freeze(Action):
    """The payment system freezes an incentive whose consumption is not paid."""

    id: ClassVar[str] = "item.freeze"
    title: ClassVar[Text] = Text(zh="冻结激励", en="Freeze the incentive")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    menu: ClassVar[tuple[Text, ...]] = (ITEMS_MENU,)
    on: ClassVar[str] = "item"

    item: Annotated[str, ITEM]
    reason: Annotated[FreezeReason, Input(Text(zh="冻结原因", en="Why"))] = FreezeReason.CREDIT


class NoteRepayment(Action):
    """Everything is paid back; the release follows on the next day."""

    id: ClassVar[str] = "item.note_repayment"
    title: ClassVar[Text] = Text(zh="登记回款结清", en="Note the full payment")
    roles: ClassVar[frozenset[str]] = OPERATIONS
    menu: ClassVar[tuple[Text, ...]] = (ITEMS_MENU,)
    on: ClassVar[str] = "item"

    item: Annotated[str, ITEM]


# --- Effects -------------------------------------------------------------------------------------


FREEZE_TEXT = Text(zh="{item} 已冻结：{reason}。", en="Frozen: {item} ({reason}).")
INCENTIVE_FROZEN = Text(zh="激励已冻结", en="The incentive is frozen")


def freeze(s: ItemCase, draft: Draft) -> None:
    """Take it out of the applicable sum; its validity stands still."""
    draft.move(freeze_reason=s.action.reason, frozen_at=draft.now, repaid_at=None)
    values = {"item": item_name(s.item), "reason": s.action.reason.label}
    draft.notify(recipient(draft, s.partner_id), FREEZE_TEXT.filled(values), rule=frozen_credit.id)
    draft.record("incentive_frozen", s.item.ref, INCENTIVE_FROZEN)


UNFREEZE_TEXT = Text(zh="{item} 已解冻，可以申请发放。", en="Released, it can be applied for: {item}.")


def unfreeze(s: ItemCase, draft: Draft) -> None:
    """Release it; frozen time does not count towards the expiry (errata to 20)."""
    item, expires = s.item, s.item.expires_at
    if expires is not None and item.frozen_at is not None and not item.exit_validity:
        expires = expires + (draft.now - item.frozen_at)
    if expires is not None and item.exit_validity and expires <= draft.now:
        expires = draft.now + DAY  # a frozen item does not expire: one day to apply for it
    draft.move(expires_at=expires, freeze_reason=None, frozen_at=None, repaid_at=None)
    draft.notify(
        recipient(draft, s.partner_id),
        UNFREEZE_TEXT.filled({"item": item_name(item)}),
        rule=frozen_unpaid_period.id,
    )


def note_repayment(s: ItemCase, draft: Draft) -> None:
    """Remember when it was paid; the release runs by itself."""
    draft.move(repaid_at=draft.now)


EXPIRE_TEXT = Text(
    zh="{item} 到期未申请，{rest} 已失效，不能恢复。",
    en="Not applied for in time: {item}. Of it {rest} is void and cannot be restored.",
)


def expire(s: ItemCase, draft: Draft) -> None:
    """What could not be netted is void."""
    item = draft.need(IncentiveItem, s.item.id)
    rest = item.open
    place = Place.EXPIRED if rest else Place.NETTED
    draft.subject = draft.put(item.but(state=State.EXPIRED, settled=rest, place=place))
    draft.notify(
        recipient(draft, s.partner_id),
        EXPIRE_TEXT.filled({"item": item_name(item), "rest": rest}),
        rule=expiry_void.id,
    )


def expiry_due(item: IncentiveItem, settings: Mapping[str, Any]) -> datetime | None:
    """When a positive item becomes void: not while frozen, not when returned by a rejection."""
    return None if item.negative or item.no_expiry else item.expires_at


def release_due(item: IncentiveItem, settings: Mapping[str, Any]) -> datetime | None:
    """00:00 of the day after everything was paid."""
    return None if item.repaid_at is None else midnight(item.repaid_at) + DAY


def auto_due(item: IncentiveItem, settings: Mapping[str, Any]) -> datetime | None:
    """When automatic issue applies for it."""
    return item.auto_apply_at


def apply_by_itself(world: World, item: IncentiveItem) -> tuple[str, Action]:
    """The application that automatic issue makes for all items of the class."""
    from sandbox.center.incentives.requisition import ApplyAutomatically

    return "huawei", ApplyAutomatically(auto_issue=item.partner_id, incentive_class=item.incentive_class)


# --- Machine -------------------------------------------------------------------------------------


machine = Machine(
    entity=IncentiveItem,
    states=State,
    label=IncentiveItem.label,
    subject="item",
    situation=ItemCase,
    transitions=(
        Transition(action=Freeze, source=(State.AVAILABLE,), to=State.FROZEN, effect=(freeze,)),
        Transition(action=NoteRepayment, source=(State.FROZEN,), effect=(note_repayment,)),
    ),
    timers=(
        Timer(
            name="expiry",
            label=Text(zh="激励失效", en="Incentive becomes void"),
            source=(State.AVAILABLE,),
            due=expiry_due,
            to=State.EXPIRED,
            effect=(expiry_offset, expire),
            rules=(expiry_void, validity_exit),
            window=Text(zh="失效时间；退出计划后 1 年", en="its expiry date; one year after an exit"),
        ),
        Timer(
            name="release",
            label=Text(zh="解冻", en="Release"),
            source=(State.FROZEN,),
            due=release_due,
            to=State.AVAILABLE,
            effect=(unfreeze,),
            rules=(frozen_unpaid_period,),
            window=Text(zh="结清后的次日", en="the day after full payment"),
        ),
        Timer(
            name="automatic_application",
            label=Text(zh="自动申请发放", en="Automatic application"),
            source=(State.AVAILABLE,),
            due=auto_due,
            acts=apply_by_itself,
            again=False,
            rules=(auto_day_5,),
            window=Text(zh="数据生成后第 5 天", en="5th day after the data are generated"),
        ),
    ),
    moves=(
        Move("bill.approve", (), State.AVAILABLE, Text(zh="账单发放成功", en="bill issued")),
        Move("requisition.apply", (State.AVAILABLE,), State.IN_REQUISITION),
        Move("requisition.reject", (State.IN_REQUISITION,), State.AVAILABLE),
        Move("paid", (State.IN_REQUISITION,), State.ISSUED, Text(zh="到账", en="arrived")),
        Move("netted", (State.AVAILABLE,), State.ISSUED, Text(zh="负激励冲抵完", en="negative used up")),
    ),
)
