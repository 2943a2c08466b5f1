"""The payout calculator 激励测算: every settlement formula of the area with the numbers in it.

Read from top to bottom: inputs, forms, trials, sheets, pages. No formula is written here: the lines are
those of ``formulas``, and what blocks a method is asked of the very rules that an application asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from sandbox.center.common.roles import under
from sandbox.center.incentives import formulas, invoice
from sandbox.center.incentives.item import (
    ITEM_RULES,
    IncentiveItem,
    available,
    new_resale_from,
)
from sandbox.center.incentives.listing import with_incentives
from sandbox.center.incentives.owed_invoice import owed, owed_first
from sandbox.center.incentives.payee import (
    FINANCE_STAFF,
    HUAWEI_FINANCE,
    HUAWEI_PAGES,
    INVOICED,
    MANAGEMENT,
    OPERATIONS,
    ZERO,
    IncentiveClass,
    Method,
    PayeeProfile,
    cents,
)
from sandbox.center.incentives.reconciliation import IncentiveBill, IncentivePlan
from sandbox.center.incentives.requisition import (
    METHOD_RULES,
    Apply,
    ChangeMethod,
    Requisition,
    RequisitionCase,
    certification_required,
    lines_of,
    manual_floor,
    method_exception,
    method_final,
    negative_exceeds,
    negative_mandatory,
    no_extra_tax,
    owed_by_rate,
    partial_or_all,
    pay_2bd,
)
from sandbox.center.incentives.requisition import Line as RequisitionLine
from sandbox.center.incentives.support import OpportunityIncentive
from sandbox.center.incentives.withdrawal import formula as withdrawable_formula
from sandbox.center.incentives.withdrawal import free_cash
from sandbox.engine.actions import Input, Persona
from sandbox.engine.machines import Model, lazy
from sandbox.engine.pages import Block, Calculator, Choice, Form, Line, Sheet, digits
from sandbox.engine.rules import Reason, Rule, blocking, reason
from sandbox.engine.text import Labelled, Text, percent
from sandbox.engine.world import World

LARGEST = Decimal("999999999999.99")
NOTHING = Decimal("0.00")

# --- Inputs --------------------------------------------------------------------------------------


def wrong(zh: str, en: str) -> PydanticCustomError:
    """A mistake in an input, said in both languages."""
    return PydanticCustomError("bilingual", "{en}", {"zh": zh, "en": en})


def read_number(typed: Any) -> Any:
    """A number as people write it: with thousands separators, a yuan sign or full-width digits."""
    if not isinstance(typed, str):
        return typed
    plain = typed.strip().translate(str.maketrans("０１２３４５６７８９．－％", "0123456789.-%"))
    return plain.replace(",", "").replace("，", "").removeprefix("¥").removeprefix("￥").strip()


def as_amount(typed: Any) -> Decimal:
    """An amount to the cent, of a size that a portal would take."""
    try:
        amount = Decimal(read_number(typed))
        fits = amount.is_finite() and abs(amount) <= LARGEST
    except (ArithmeticError, ValueError, TypeError):
        raise wrong("请填写金额，如 10600.00", "an amount such as 10600.00 is expected") from None
    if not fits:
        raise wrong(
            f"金额过大，最多 {LARGEST:,.2f} 元", f"the amount is too large: at most {LARGEST:,.2f} yuan"
        )
    if amount != cents(amount):
        raise wrong("金额最多两位小数", "an amount has at most two decimals")
    return amount


def above_zero(amount: Decimal) -> Decimal:
    """More than nothing."""
    if amount <= 0:
        raise wrong("金额须大于 0", "the amount must be above 0")
    return amount


def not_below_zero(amount: Decimal) -> Decimal:
    """Nothing or more."""
    if amount < 0:
        raise wrong("金额不能为负", "the amount must not be negative")
    return amount


def as_rate(typed: Any) -> str:
    """A tax rate as a percentage: ``6%``, ``6`` or ``0.06``."""
    plain = str(read_number(typed))
    try:
        rate = Decimal(plain.removesuffix("%").strip())
        if not rate.is_finite():
            raise ValueError
    except (ArithmeticError, ValueError):
        raise wrong("请填写税率，如 6%", "a tax rate such as 6% is expected") from None
    if plain.endswith("%") or rate >= 1:
        rate /= 100
    if not 0 <= rate < 1 or rate != round(rate, 4):
        raise wrong(
            "税率须在 0% 到 100% 之间，最多两位小数", "a tax rate lies between 0% and 100%, with two decimals"
        )
    return percent(rate)


def rate_of(shown: str) -> Decimal:
    """The number behind a percentage."""
    return Decimal(shown.removesuffix("%")) / 100


Number = Annotated[Decimal, BeforeValidator(as_amount)]
Amount = Annotated[Number, AfterValidator(above_zero)]
Zero = Annotated[Number, AfterValidator(not_below_zero)]
Rate = Annotated[str, BeforeValidator(as_rate)]


class Earned(Labelled):
    """What sort of incentive it is, as far as the methods depend on it."""

    REFERRAL = "referral", "顾问销售激励", "referral"
    NEW_RESALE = "new_resale", "代售激励（2023 年 10 月起新生成）", "resale, generated from October 2023 on"
    OLD_RESALE = "old_resale", "历史代售激励", "historical resale"
    SPECIAL = "special", "专项激励", "special"


CLASSES: Mapping[Earned, IncentiveClass] = {
    Earned.REFERRAL: IncentiveClass.REFERRAL,
    Earned.NEW_RESALE: IncentiveClass.RESALE,
    Earned.OLD_RESALE: IncentiveClass.RESALE,
    Earned.SPECIAL: IncentiveClass.SPECIAL,
}


class Source(Labelled):
    """Where the numbers come from."""

    TYPED = "typed", "自己填写", "typed in"
    ITEMS = "items", "现有激励", "existing incentives"
    REQUISITION = "requisition", "现有申付单", "an existing requisition"


METHOD = Input(Text(zh="发放方式", en="Method"))
FROM = Input(Text(zh="数据来源", en="Numbers from"))
OUTPUT = Input(Text(zh="激励的销项税率", en="Output tax rate of the incentive"))
SERVICE = Input(
    Text(zh="发票税率", en="Invoice tax rate"), help=Text(zh="如 3% 或 6%", en="such as 3% or 6%")
)

# --- Forms ---------------------------------------------------------------------------------------


class PayoutForm(Form):
    """What is paid, and by which method."""

    source: Annotated[Source, FROM] = Source.TYPED
    earned: Annotated[Earned, Input(Text(zh="激励类型", en="Kind of incentive"))] = Earned.REFERRAL
    amount: Annotated[
        Amount, Input(Text(zh="激励金额，含销项税（元）", en="Incentive, output tax included (CNY)"))
    ] = Decimal("10600.00")
    negative: Annotated[
        Zero, Input(Text(zh="待冲抵的负激励（元）", en="Standing negative incentive (CNY)"))
    ] = NOTHING
    output_tax_rate: Annotated[Rate, OUTPUT] = "6%"
    service_tax_rate: Annotated[Rate, SERVICE] = "6%"
    items: Annotated[
        tuple[str, ...],
        Input(
            Text(zh="激励", en="Incentives"),
            entity="incentive_item",
            many=True,
            help=Text(
                zh="不选表示全部可申请激励；负激励总会计入。",
                en="None ticked: all that are available; negatives always count.",
            ),
        ),
    ] = ()
    requisition: Annotated[str, Input(Text(zh="申付单", en="Requisition"), entity="requisition")] = ""
    method: Annotated[Method, METHOD] = Method.BANK_TRANSFER


class RebateForm(Form):
    """What a base value earns."""

    incentive_plan: Annotated[str, Input(Text(zh="激励计划", en="Plan"), entity="incentive_plan")] = ""
    base_value: Annotated[Number, Input(Text(zh="基数值（元）", en="Base value (CNY)"))] = Decimal(
        "100000.00"
    )


class OwedForm(Form):
    """What Huawei bills when an invoice is asked for."""

    amount: Annotated[Amount, Input(Text(zh="选择金额（元）", en="Amount chosen (CNY)"))] = Decimal("1000.00")
    tax_rate: Annotated[Rate, Input(Text(zh="税率", en="Tax rate"))] = "6%"


class WithdrawableForm(Form):
    """What can be withdrawn."""

    amount: Annotated[Zero, Input(Text(zh="想提现的金额（元）", en="Wish to withdraw (CNY)"))] = NOTHING


class ClawBackForm(Form):
    """What is taken back when a project is refunded."""

    opportunity: Annotated[
        str, Input(Text(zh="机会点激励", en="Opportunity incentive"), entity="opportunity_incentive")
    ] = ""
    amount: Annotated[Amount, Input(Text(zh="激励金额（元）", en="Incentive (CNY)"))] = Decimal("5000.00")
    revenue: Annotated[Amount, Input(Text(zh="项目收入（元）", en="Revenue of the project (CNY)"))] = Decimal(
        "100000.00"
    )
    refunded: Annotated[Zero, Input(Text(zh="退订金额（元）", en="Refunded (CNY)"))] = Decimal("20000.00")


# --- Trials --------------------------------------------------------------------------------------


class Trial(RequisitionCase):
    """An application that is only tried: with items of the world, or with made-up ones."""

    def __init__(
        self,
        world: World,
        persona: Persona,
        method: Method,
        partner_id: str,
        items: list[IncentiveItem],
        subject: Requisition | None = None,
    ) -> None:
        action = ChangeMethod(requisition=subject.id, method=method) if subject else Apply(method=method)
        super().__init__(world, persona, action, subject)
        self.items, self.whose = items, partner_id

    @lazy
    def partner_id(self) -> str:
        """Whose incentives they are."""
        return self.whose

    @lazy
    def chosen(self) -> list[IncentiveItem]:
        """The items tried."""
        return self.items

    @lazy
    def negatives(self) -> list[IncentiveItem]:
        """The negative ones among them."""
        return [item for item in self.items if item.negative]


APPLICATION = (
    certification_required,
    partial_or_all,
    *ITEM_RULES,
    *METHOD_RULES,
    negative_exceeds,
    manual_floor,
)
CHANGE = (method_final, *METHOD_RULES)


def against(case: Trial) -> tuple[Reason, ...]:
    """Every reason against the method tried."""
    rules: tuple[Rule, ...] = APPLICATION if case.subject is None else CHANGE
    if case.subject is None and not case.whose:
        rules = tuple(rule for rule in rules if rule is not certification_required)
    return tuple(reason(rule, case) for rule in blocking(rules, case))


def made_up(world: World, partner_id: str, form: PayoutForm) -> list[IncentiveItem]:
    """The items that the typed numbers stand for."""
    since = new_resale_from(world.settings)
    about: dict[str, Any] = {
        "partner_id": partner_id,
        "period": f"{world.now:%Y-%m}",
        "incentive_class": CLASSES[form.earned],
        "output_tax_rate": rate_of(form.output_tax_rate),
        "generated_at": since - timedelta(days=1)
        if form.earned == Earned.OLD_RESALE
        else max(world.now, since),
    }
    found = [IncentiveItem(id="typed", amount=form.amount, **about)]
    if form.negative:
        found.append(IncentiveItem(id="negative", amount=-form.negative, **about))
    return found


def asked_items(world: World, persona: Persona, form: PayoutForm) -> list[IncentiveItem]:
    """The items chosen, of one partner, with its standing negatives; none chosen: all available ones."""
    chosen = [i for id in form.items if (i := world.get(IncentiveItem, id)) is not None]
    partner_id = chosen[0].partner_id if chosen else persona.organisation
    standing = available(world, partner_id)
    if not chosen:
        return standing
    own = [i for i in chosen if i.partner_id == partner_id]
    return own + [i for i in standing if i.negative and i not in own]


# --- Sheets --------------------------------------------------------------------------------------

NETTING = Text(zh="冲抵负激励", en="Netting of negative incentive")
PAYABLE = Text(zh="结算金额", en="Settlement")
PAYABLE_OF = Text(zh="结算金额：{what}", en="Settlement: {what}")
TOGETHER = Text(zh="合计", en="Together")
TOTAL = Text(zh="申付单结算金额", en="Settlement of the requisition")
INVOICING = Text(zh="开票", en="Invoice")
TO_INVOICE = Text(zh="须开票金额（含税），不得另加税", en="To be invoiced, tax included, none on top")
NO_INVOICE = Text(zh="无须开票，也没有开票清单", en="No invoice, and no invoice list")
OWING = Text(zh="欠票", en="Owed invoices")
OWED_AFTER = Text(
    zh="税率 {rate} 的欠票 = 现有 + 本次", en="Owed invoices at {rate} = standing ones + this one"
)
CASH_AFTER = Text(
    zh="可提现金额不变：到账现金 − 新增欠票",
    en="Withdrawable stays the same: cash credited − new owed invoices",
)
ARRIVAL = Text(zh="到账", en="Arrival")
PLACES: Mapping[Method, Text] = {
    Method.BANK_TRANSFER: Text(zh="付到商业信息中的对公账户", en="Paid to the certified company account"),
    Method.RETURN_TO_ACCOUNT: Text(
        zh="返到充值账户，同额计入激励返点可提现金额",
        en="Credited to the recharge account, and as much to the withdrawable rebate",
    ),
    Method.RETURN_AS_OWED: Text(zh="自动返到充值账户", en="Credited to the recharge account by itself"),
    Method.COUPON_QUOTA: Text(zh="自动转为代金券额度", en="Converted to coupon quota by itself"),
}
ARRIVES_BY: Mapping[Method, tuple[Rule, ...]] = {
    Method.BANK_TRANSFER: (pay_2bd, no_extra_tax),
    Method.RETURN_TO_ACCOUNT: (pay_2bd, no_extra_tax),
}


def payout(model: Model, world: World, persona: Persona, form: PayoutForm) -> Sheet:
    """The settlement, line by line, and what each method would come to."""
    found = world.get(Requisition, form.requisition) if form.source == Source.REQUISITION else None
    if form.source == Source.REQUISITION and found is None:
        return Sheet(())
    if found is not None:
        items = [world.need(IncentiveItem, id) for id in found.item_ids]
        partner_id, method, service = found.partner_id, found.method, found.service_tax_rate
    elif form.source == Source.ITEMS:
        items = asked_items(world, persona, form)
        if not items:
            return Sheet(())
        partner_id = items[0].partner_id
        profile = world.get(PayeeProfile, partner_id)
        method, service = form.method, profile.service_tax_rate if profile else rate_of(form.service_tax_rate)
    else:
        known = world.get(PayeeProfile, persona.organisation)  # Huawei's staff try numbers of nobody
        partner_id, method, service = (
            known.id if known else "",
            form.method,
            rate_of(form.service_tax_rate),
        )
        items = made_up(world, partner_id, form)
    positives = [i for i in items if not i.negative]
    negatives = [i for i in items if i.negative]

    def lines_by(chosen: Method) -> tuple[RequisitionLine, ...]:
        if found is None:
            return lines_of(positives, negatives, chosen, service)
        return tuple(
            x._replace(settlement=_last(formulas.settle(x.net, x.output_tax_rate, service, chosen)))
            for x in found.lines
        )

    lines = lines_by(method)
    total = sum((line.settlement for line in lines), ZERO)
    names = {item.id: item.title for item in items}
    blocks = [*_netting(lines, negatives), *_settlements(lines, names, service, method, total)]
    blocks.append(_invoicing(method, total))
    completed = found is not None and found.paid_at is not None
    if method == Method.RETURN_AS_OWED:
        blocks.append(_owing(world, partner_id, lines, completed))
    blocks.append(Block(ARRIVAL, (Line(PLACES[method], digits(total), total, total=True),)))
    choices = []
    for option in Method:
        taken = found is not None and option == method
        case = Trial(world, persona, option, partner_id, items, found)
        amount = sum((x.settlement for x in lines_by(option)), ZERO)
        choices.append(Choice(option.label, amount, () if taken else against(case), option == method))
    return Sheet(tuple(blocks), tuple(choices), _remarks(method, bool(negatives), found is not None))


def _last(lines: tuple[Line, ...]) -> Decimal:
    amount = lines[-1].amount
    assert amount is not None
    return amount


def _netting(lines: tuple[RequisitionLine, ...], negatives: list[IncentiveItem]) -> list[Block]:
    """How the negative incentives are deducted from the positive ones."""
    if not negatives and not any(line.netted for line in lines):
        return []
    rules = (negative_mandatory.id, negative_exceeds.id)
    found = [Line(formulas.NET, formulas.less(line.amount, line.netted), line.net, rules) for line in lines]
    if len(lines) > 1:
        found.append(formulas.add_up(TOGETHER, [line.net for line in lines], rules))
    return [Block(NETTING, tuple(found))]


def _settlements(
    lines: tuple[RequisitionLine, ...],
    names: Mapping[str, Text],
    service: Decimal,
    method: Method,
    total: Decimal,
) -> list[Block]:
    """The settlement of every line, and their sum."""
    found = []
    for line in lines:
        title = PAYABLE if len(lines) == 1 else PAYABLE_OF.filled({"what": names[line.item_id]})
        found.append(Block(title, formulas.settle(line.net, line.output_tax_rate, service, method)))
    if len(lines) > 1:
        found.append(Block(TOTAL, (formulas.add_up(TOTAL, [x.settlement for x in lines]),)))
    return found


def _invoicing(method: Method, total: Decimal) -> Block:
    """What the partner has to invoice."""
    if method not in INVOICED:
        rules = (invoice.no_list_needed.id, "incent-pay-no-invoice-pair")
        return Block(INVOICING, (Line(NO_INVOICE, "", None, rules),))
    rules = (invoice.tax_included.id, invoice.sum_matches.id)
    return Block(INVOICING, (Line(TO_INVOICE, digits(total), total, rules, total=True),))


def _owing(world: World, partner_id: str, lines: tuple[RequisitionLine, ...], completed: bool) -> Block:
    """What 记欠票 books, by tax rate, and that it cannot be cashed."""
    found = []
    for rate, amount in owed_by_rate(lines).items():
        standing = owed(world, partner_id, rate) - (amount if completed else ZERO)
        label = OWED_AFTER.filled({"rate": percent(rate)})
        found.append(formulas.add_up(label, [max(standing, ZERO), amount], (owed_first.id,)))
    total = sum(owed_by_rate(lines).values(), ZERO)
    found.append(Line(CASH_AFTER, formulas.less(total, total), ZERO, (withdrawable_formula.id,), total=True))
    return Block(OWING, tuple(found))


def _remarks(method: Method, netted: bool, chosen: bool) -> tuple[Reason, ...]:
    """Rules that the numbers alone do not show."""
    rules: list[Rule] = [*ARRIVES_BY.get(method, ())]
    if method in INVOICED:
        rules += [invoice.four_contents, invoice.special_only, invoice.one_requisition_each]
    rules += [method_final] if not chosen else [method_final, method_exception]
    return tuple(Reason(rule) for rule in rules)


def asked_by_payout(values: Mapping[str, Any]) -> Iterable[str]:
    """The fields that matter for the source chosen."""
    typed = ("earned", "amount", "negative", "output_tax_rate", "service_tax_rate", "method")
    own = {Source.ITEMS.value: ("items", "method"), Source.REQUISITION.value: ("requisition",)}
    return ("source", *own.get(str(values.get("source")), typed))


def start_of_payout(world: World, persona: Persona) -> Mapping[str, Any]:
    """The invoice rate of the company, where it has one."""
    profile = world.get(PayeeProfile, persona.organisation)
    return {"service_tax_rate": percent(profile.service_tax_rate)} if profile else {}


STEPS = Text(zh="返点档", en="Steps")
STEP = Text(zh="门槛 → 返点比例", en="Threshold → rate")
EARNED = Text(zh="激励金额", en="Incentive")
ON_BILL = Text(zh="本期账单基数：{bill}", en="Base value of the bill of {bill}")


def rebate(model: Model, world: World, persona: Persona, form: RebateForm) -> Sheet:
    """What a base value earns under a plan of the world."""
    plans = list(world.all(IncentivePlan))
    plan = world.get(IncentivePlan, form.incentive_plan) or (plans[0] if plans else None)
    if plan is None or not plan.steps:
        return Sheet(())
    shown = tuple(
        Line(STEP, f"{digits(threshold)} → {percent(rate)}") for threshold, rate in sorted(plan.steps)
    )
    return Sheet((Block(STEPS, shown), Block(EARNED, formulas.rebate(form.base_value, plan.steps))))


def start_of_rebate(world: World, persona: Persona) -> Mapping[str, Any]:
    """The newest bill of the company gives plan and base value."""
    bills = [b for b in world.find(IncentiveBill, partner_id=persona.organisation) if b.base_value]
    if bills:
        return {"incentive_plan": bills[-1].plan_id, "base_value": f"{bills[-1].base_value:.2f}"}
    plan = next(iter(world.all(IncentivePlan)), None)
    return {"incentive_plan": plan.id} if plan else {}


OFFSETTING = Text(zh="先冲抵欠票，余额开票", en="Owed invoices first, the rest is billed")
ASKED = Text(zh="索取这张发票", en="Ask for this invoice")


def owed_offset(model: Model, world: World, persona: Persona, form: OwedForm) -> Sheet:
    """What Huawei bills for the amount chosen."""
    standing = owed(world, persona.organisation, rate_of(form.tax_rate))
    lines = formulas.billed(form.amount, standing)
    against_it = () if form.amount > standing else (Reason(owed_first, {"owed": standing}),)
    return Sheet((Block(OFFSETTING, lines),), (Choice(ASKED, max(_last(lines), ZERO), against_it, True),))


CASHING = Text(zh="可提现金额", en="Withdrawable")
LEFT = Text(zh="提现后还可提现", en="Still withdrawable afterwards")
WISHED = Text(zh="提现 {amount}", en="Withdraw {amount}")


def cashing(model: Model, world: World, persona: Persona, form: WithdrawableForm) -> Sheet:
    """What can be withdrawn from the account, and whether the wish is within it."""
    profile = world.get(PayeeProfile, persona.organisation)
    if profile is None:
        return Sheet(())
    standing = owed(world, profile.id)
    lines = formulas.withdrawable(
        free_cash(world, profile.id), standing, profile.unbooked, profile.subuser_arrears
    )
    most = _last(lines)
    choices: tuple[Choice, ...] = ()
    if form.amount:
        why = () if form.amount <= most else (Reason(withdrawable_formula, {"sum": most}),)
        choices = (Choice(WISHED.filled({"amount": form.amount}), form.amount, why, True),)
        if not why:
            rest = Line(LEFT, formulas.less(most, form.amount), most - form.amount)
            lines = (*lines, rest)
    return Sheet((Block(CASHING, lines),), choices)


TAKEN_BACK = Text(zh="按退订比例追回", en="Taken back in proportion")


def claw_back(model: Model, world: World, persona: Persona, form: ClawBackForm) -> Sheet:
    """What a refund takes back; the record chosen gives incentive, revenue and what is gone already."""
    found = world.get(OpportunityIncentive, form.opportunity)
    amount, revenue, already = form.amount, form.revenue, ZERO
    if found is not None:
        amount, revenue, already = found.amount, found.revenue, found.clawed_back
    return Sheet((Block(TAKEN_BACK, formulas.clawed_back(amount, form.refunded, revenue, already)),))


def asked_by_claw_back(values: Mapping[str, Any]) -> Iterable[str]:
    """A record chosen gives all but what is refunded."""
    return (
        ("opportunity", "refunded")
        if values.get("opportunity")
        else ("opportunity", "amount", "revenue", "refunded")
    )


# --- Pages ---------------------------------------------------------------------------------------

PLACE = under(MANAGEMENT, "激励测算", "Payout Calculator")
HUAWEI_PLACE = under(HUAWEI_PAGES, "激励测算", "Payout Calculator")
payout_page = Calculator(
    id="incentives.calculator",
    title=Text(zh="发放测算", en="Payout"),
    text=Text(
        zh="填写数字，或选择现有激励、申付单，逐行查看结算金额怎样得出、要开多少票、哪些方式不能选。只测算，不改变任何数据。",
        en="Type numbers, or choose incentives or a requisition: see line by line how the settlement comes about, what to invoice, and which methods are refused. Nothing is changed.",
    ),
    menu=PLACE,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    guide="choose-a-payout-method",
    form=PayoutForm,
    work=payout,
    start=start_of_payout,
    asks=asked_by_payout,
)
rebate_page = Calculator(
    id="incentives.calculator_rebate",
    title=Text(zh="激励金额", en="Incentive"),
    text=Text(
        zh="账单金额怎样由基数值和返点比例得出。", en="How a bill comes about from base value and rate."
    ),
    menu=PLACE,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    guide="reconcile-incentives",
    form=RebateForm,
    work=rebate,
    start=start_of_rebate,
)
owed_page = Calculator(
    id="incentives.calculator_owed",
    title=Text(zh="索票与欠票", en="Invoice and owed invoices"),
    text=Text(
        zh="向华为云索取发票时，先冲抵同税率的欠票，只为余额开票。",
        en="An invoice asked of Huawei Cloud offsets owed invoices of the same rate first; only the rest is billed.",
    ),
    menu=PLACE,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    guide="withdraw",
    form=OwedForm,
    work=owed_offset,
)
cashing_page = Calculator(
    id="incentives.calculator_withdrawable",
    title=Text(zh="可提现金额", en="Withdrawable"),
    text=Text(zh="充值账户里的现金有多少可以提现。", en="How much of the cash can be withdrawn."),
    menu=PLACE,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    guide="withdraw",
    form=WithdrawableForm,
    work=cashing,
)
claw_back_page = Calculator(
    id="incentives.calculator_claw_back",
    title=Text(zh="机会点激励追回", en="Claw-back"),
    text=Text(
        zh="项目周期后半年内退订，按比例追回机会点激励。",
        en="Refunds within half a year after the project claw the opportunity incentive back in proportion.",
    ),
    menu=PLACE,
    roles=FINANCE_STAFF,
    shown=with_incentives,
    form=ClawBackForm,
    work=claw_back,
    asks=asked_by_claw_back,
)


def for_huawei(page: Calculator) -> Calculator:
    """The same page in Huawei's menu."""
    return replace(
        page, id=f"{page.id}_huawei", menu=HUAWEI_PLACE, roles=OPERATIONS | HUAWEI_FINANCE, shown=None
    )


huawei_payout_page = for_huawei(payout_page)
huawei_rebate_page = for_huawei(rebate_page)
huawei_claw_back_page = for_huawei(claw_back_page)
