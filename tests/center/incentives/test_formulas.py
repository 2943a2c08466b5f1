"""The formulas line by line: each line's expression gives its amount, the last one is what is paid."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.incentives import formulas, stations
from sandbox.center.incentives.payee import INVOICED, Method
from sandbox.center.incentives.requisition import settlement
from sandbox.engine.pages import Line, digits, result
from sandbox.engine.scenario import run
from sandbox.engine.simulator import Simulator
from sandbox.engine.text import same

CENT = Decimal("0.01")
TEN = Decimal("0.000001")
amounts = st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2)
rates = st.sampled_from([Decimal(r) for r in ("0", "0.01", "0.03", "0.05", "0.06", "0.08", "0.09", "0.13")])


def worked_out(expression: str) -> Decimal:
    """What an expression on the page comes to, read as a reader would."""
    plain = expression.replace(",", "").replace("(", "").replace(")", "")
    first, *rest = re.split(r" ([÷×+−]) ", plain)
    value = Decimal(first)
    for sign, number in zip(rest[::2], rest[1::2], strict=True):
        n = Decimal(number.rstrip("%")) / (100 if number.endswith("%") else 1)
        value = {"÷": value / n if n else value, "×": value * n, "+": value + n, "−": value - n}[sign]
    return value


@given(amounts, rates, rates, st.sampled_from(list(Method)))
def test_each_line_of_a_settlement_is_what_its_expression_says(
    net: Decimal, output: Decimal, service: Decimal, method: Method
) -> None:
    lines = formulas.settle(net, output, service, method)
    for line in lines:
        assert line.amount is not None
        assert abs(worked_out(line.expression) - line.amount) <= (CENT / 2 if line.total else TEN * 2)
    assert [line.total for line in lines] == [False] * (len(lines) - 1) + [True]
    assert lines[-1].amount == settlement(net, output, service, method)
    exact = int(net * 100) * (100 + int(service * 100))
    expected = Decimal(exact) / (100 + int(output * 100)) / 100 if method in INVOICED else net
    assert lines[-1].amount == expected.quantize(CENT, ROUND_HALF_UP)


def test_no_digit_is_lost_before_the_cent_is_rounded() -> None:
    # 0.18 × 1.05 ÷ 1.08 = 0.175 exactly: half up, 0.18; dividing first gives 0.17499…
    assert settlement(Decimal("0.18"), Decimal("0.08"), Decimal("0.05"), Method.BANK_TRANSFER) == Decimal(
        "0.18"
    )


def test_every_rule_on_a_line_is_in_the_register() -> None:
    lines = [
        *formulas.settle(Decimal(1), Decimal("0.06"), Decimal("0.03"), Method.BANK_TRANSFER),
        *formulas.settle(Decimal(1), Decimal("0.06"), Decimal("0.03"), Method.COUPON_QUOTA),
        *formulas.rebate(Decimal(-1), [(Decimal(0), Decimal("0.1"))]),
        *formulas.billed(Decimal(2), Decimal(1)),
        *formulas.withdrawable(Decimal(4), Decimal(1), Decimal(1), Decimal(1)),
        *formulas.clawed_back(Decimal(4), Decimal(1), Decimal(2)),
    ]
    assert {id for line in lines for id in line.rules} <= set(MODEL.rules)
    assert all(line.rules for line in lines)


@pytest.mark.parametrize(
    ("base", "amount", "label"),
    [
        ("99999.99", "5000.00", formulas.REACHED),
        ("100000", "8000.00", formulas.REACHED),
        ("-200", "-10.00", formulas.REFUNDS),
        ("10", "0.00", formulas.BELOW),
    ],
)
def test_the_step_reached_is_said(base: str, amount: str, label: object) -> None:
    low = Decimal(1000) if label is formulas.BELOW else Decimal(0)
    lines = formulas.rebate(Decimal(base), [(Decimal(100000), Decimal("0.08")), (low, Decimal("0.05"))])
    assert lines[0].label is label
    assert lines[-1].amount == Decimal(amount)


def test_a_claw_back_never_takes_more_than_is_left() -> None:
    assert formulas.clawed_back(Decimal(100), Decimal(900), Decimal(300))[-1].amount == 100
    assert formulas.clawed_back(Decimal(100), Decimal(150), Decimal(300), Decimal(80))[-1].amount == 20


def test_how_numbers_are_written() -> None:
    assert digits(Decimal("1234567.5")) == "1,234,567.50"
    assert digits(Decimal(100) / Decimal("1.06")) == "94.339623"
    assert digits(Decimal("-0.5")) == "-0.50"
    assert digits(Decimal(0)) == "0.00"
    assert result(Line(same("x"), "", Decimal(100) / Decimal("1.06"))) == "≈ 94.339623"
    assert result(Line(same("x"), "", Decimal("94.34"))) == "= 94.34"
    assert digits(Decimal(10) ** 24 + Decimal("0.5")).endswith("000,000.50")
    assert formulas.less(Decimal(1), Decimal(-2)) == "1.00 − (-2.00)"


# --- The stations --------------------------------------------------------------------------------

SCENARIOS = [p for p in fixtures.scenario_paths() if p.parent.name == "incentives"]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_every_cent_stands_at_one_station_after_every_step(path: object) -> None:
    """Along all stories of the area, for every partner of their worlds."""
    scenario = fixtures.scenario_file(path, MODEL)  # type: ignore[arg-type]
    transcript = run(Simulator(MODEL), scenario, fixtures.source)
    for node in transcript.session.nodes:
        for id, _ in stations.everybody(node.world, None):  # type: ignore[arg-type]
            picture = stations.picture(node.world, id)
            assert all(t.whole == t.parts for t in picture.tallies), (node.step, id, picture.tallies)
            known = {s.id for s in picture.stations}
            assert all({w.source, w.target} <= known for w in picture.ways)
            assert all(s.page in MODEL.listings for s in picture.stations)
