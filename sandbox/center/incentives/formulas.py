"""The formulas of this area, line by line: what the simulator pays and what the calculator shows is one thing.

Every function returns the lines of its formula; the amount of the last line is the result. Amounts in yuan.
Source: 04 rules 14, 42–44, 94, 100; errata to 43 (half up to the cent, for each line).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sandbox.center.incentives.payee import INVOICED, ZERO, Method, cents
from sandbox.engine.pages import Line, digits
from sandbox.engine.text import Text, percent

AS_IT_IS = Text(zh="结算金额 = 激励金额（含销项税）", en="Settlement = incentive, output tax included")
WITHOUT_TAX = Text(zh="激励金额（不含税）", en="Incentive without output tax")
WITH_TAX = Text(zh="加上发票税率", en="With the invoice tax rate")
SETTLEMENT = Text(zh="结算金额 = 开票金额（含税）", en="Settlement = amount to invoice, tax included")
ROUNDED = Text(zh="四舍五入到分", en="rounded half up to the cent")
REACHED = Text(zh="达到的返点档", en="Step reached")
BELOW = Text(zh="未达到最低门槛", en="Below the lowest threshold")
REFUNDS = Text(zh="基数值为负，按最低一档收回", en="Negative base value: taken back at the lowest rate")
REBATE = Text(zh="激励金额 = 基数值 × 返点比例", en="Incentive = base value × rebate rate")
BILLED = Text(
    zh="华为云开票金额 = 选择金额 − 欠票", en="Billed by Huawei Cloud = amount chosen − owed invoices"
)
WITHDRAWABLE = Text(
    zh="可提现金额 = 现金 − 欠票 − 未入账 − 子用户欠费",
    en="Withdrawable = cash − owed invoices − not yet booked − arrears of sub-users",
)
SHARE = Text(zh="退订占项目收入的比例（最多 100%）", en="Share of the revenue refunded (100% at most)")
CLAWED_BACK = Text(zh="追回金额", en="Clawed back")
STILL_THERE = Text(zh="最多追回尚未追回的部分", en="At most what has not been clawed back yet")
NET = Text(zh="冲抵后的激励", en="Incentive after netting")


def factor(rate: Decimal) -> str:
    """One and a rate, as it stands in an expression."""
    return f"{(1 + rate).normalize():f}"


def less(first: Decimal, *others: Decimal) -> str:
    """A subtraction with its numbers; what is negative stands in brackets."""
    return " − ".join(digits(n) if n >= 0 else f"({digits(n)})" for n in (first, *others))


def settle(
    net: Decimal, output_tax_rate: Decimal, service_tax_rate: Decimal, method: Method
) -> tuple[Line, ...]:
    """What is paid for ``net`` yuan of incentive including output tax. Source: rules 43, 44.

    The product is divided once, so that no digit is lost before the cent is rounded.
    """
    if method not in INVOICED:
        return (Line(AS_IT_IS, digits(net), cents(net), ("incent-pay-amount-noinvoice",), total=True),)
    rules = ("incent-pay-amount-invoiced",)
    exact = net * (1 + service_tax_rate) / (1 + output_tax_rate)
    without = net / (1 + output_tax_rate)
    return (
        Line(WITHOUT_TAX, f"{digits(net)} ÷ {factor(output_tax_rate)}", without, rules),
        Line(WITH_TAX, f"{digits(without)} × {factor(service_tax_rate)}", exact, rules),
        Line(SETTLEMENT, digits(exact), cents(exact), rules, total=True, note=ROUNDED),
    )


def add_up(label: Text, amounts: Sequence[Decimal], rules: tuple[str, ...] = ()) -> Line:
    """The sum of several amounts."""
    shown = " + ".join(digits(a) if a >= 0 else f"({digits(a)})" for a in amounts)
    return Line(label, shown, sum(amounts, ZERO), rules, total=True)


def reached(base_value: Decimal, steps: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    """The step that a base value reaches; a negative one is taken back at the lowest rate."""
    ordered = sorted(steps)
    hit = [step for step in ordered if step[0] <= base_value]
    if hit:
        return hit[-1]
    return ordered[0] if base_value < 0 else (ordered[0][0], ZERO)


def rebate(base_value: Decimal, steps: Sequence[tuple[Decimal, Decimal]]) -> tuple[Line, ...]:
    """Base value × the rate of the step reached; ``steps`` are threshold and rate. Source: rule 14."""
    rules: tuple[str, ...] = ("incent-recon-threshold-formula",)
    threshold, rate = reached(base_value, steps)
    label, sign = (REACHED, "≥") if base_value >= threshold else (BELOW, "<")
    if base_value < min(threshold, ZERO):
        label, rules = REFUNDS, (*rules, "incent-recon-negative")
    compared = f"{digits(base_value)} {sign} {digits(threshold)} → {percent(rate)}"
    exact = base_value * rate
    return (
        Line(label, compared, None, rules),
        Line(
            REBATE, f"{digits(base_value)} × {percent(rate)}", cents(exact), rules, total=True, note=ROUNDED
        ),
    )


def billed(chosen: Decimal, owed: Decimal) -> tuple[Line, ...]:
    """What Huawei bills after owed invoices of the same rate are offset. Source: rule 42."""
    rules = ("incent-pay-owed-invoice",)
    return (Line(BILLED, less(chosen, owed), chosen - owed, rules, total=True),)


def withdrawable(cash: Decimal, owed: Decimal, unbooked: Decimal, arrears: Decimal) -> tuple[Line, ...]:
    """What can be withdrawn; a result below zero means nothing. Source: rule 100."""
    amount = cash - owed - unbooked - arrears
    return (
        Line(WITHDRAWABLE, less(cash, owed, unbooked, arrears), amount, ("incent-wd-formula",), total=True),
    )


def clawed_back(
    amount: Decimal, refunded: Decimal, revenue: Decimal, already: Decimal = ZERO
) -> tuple[Line, ...]:
    """The same share of the incentive as of the revenue, never more than what is left. Source: rule 94."""
    rules = ("incent-pce-clawback",)
    share = min(refunded / revenue, Decimal(1))
    part = cents(amount * share)
    return (
        Line(SHARE, f"{digits(refunded)} ÷ {digits(revenue)}", share, rules),
        Line(CLAWED_BACK, f"{digits(amount)} × {digits(share)}", part, rules, note=ROUNDED),
        Line(
            STILL_THERE,
            f"min({digits(part)}, {less(amount, already)})",
            min(part, amount - already),
            rules,
            total=True,
        ),
    )
