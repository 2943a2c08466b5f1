"""Settlement: the formulas to the cent, and every cent of an incentive in exactly one place."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.money import account_balance
from sandbox.center.common.partner import Partner
from sandbox.center.incentives.item import IncentiveItem, Place
from sandbox.center.incentives.item import State as ItemState
from sandbox.center.incentives.owed_invoice import OwedInvoice, owed
from sandbox.center.incentives.payee import INVOICED, Method
from sandbox.center.incentives.reconciliation import Step, incentive
from sandbox.center.incentives.requisition import Requisition, lines_of, settlement
from sandbox.center.incentives.withdrawal import free_cash
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Simulator

CENT = Decimal("0.01")
RATES = [Decimal(r) for r in ("0", "0.03", "0.06", "0.09", "0.13")]
STEPS = (Step(Decimal(0), Decimal("0.05")), Step(Decimal(100000), Decimal("0.08")))


def item(id: str, amount: str, rate: str = "0.06", **more: Any) -> IncentiveItem:
    return IncentiveItem.model_validate(
        {
            "id": id,
            "partner_id": "partner-a",
            "incentive_class": "referral",
            "period": "2024-05",
            "amount": amount,
            "output_tax_rate": rate,
            "generated_at": "2024-07-01T09:00",
            **more,
        }
    )


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("output", RATES)
@pytest.mark.parametrize("service", RATES)
@pytest.mark.parametrize("sign", ["positive", "netted", "wiped_out"])
def test_settlement_of_every_method_rate_and_sign(
    method: Method, output: Decimal, service: Decimal, sign: str
) -> None:
    gross = Decimal("10600.05")
    negative = {"positive": [], "netted": ["-600.01"], "wiped_out": ["-10600.05"]}[sign]
    negatives = [item(f"n{i}", amount) for i, amount in enumerate(negative)]
    (line,) = lines_of([item("p", str(gross), str(output))], negatives, method, service)
    net = gross + sum((Decimal(n) for n in negative), Decimal(0))
    expected = net
    if method in INVOICED:
        # the same formula in whole numbers: no intermediate rounding
        numerator = int(net * 100) * (100 + int(service * 100))
        expected = (Decimal(numerator) / Decimal(100 + int(output * 100))).quantize(
            Decimal(1), ROUND_HALF_UP
        ) / 100
    assert line.net == net
    assert line.netted == gross - net
    assert line.settlement == expected
    assert line.settlement == line.settlement.quantize(CENT)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method.BANK_TRANSFER, "10300.00"),
        (Method.RETURN_TO_ACCOUNT, "10300.00"),
        (Method.RETURN_AS_OWED, "10600.00"),
        (Method.COUPON_QUOTA, "10600.00"),
    ],
)
def test_the_example_of_the_rulebook(method: Method, expected: str) -> None:
    assert settlement(Decimal(10600), Decimal("0.06"), Decimal("0.03"), method) == Decimal(expected)


def test_rounding_is_half_up_for_each_line() -> None:
    # 0.50 / 1.00 × 1.03 = 0.515 → 0.52 for each of two lines, not 1.03 for both together
    lines = lines_of(
        [item("a", "0.50", "0"), item("b", "0.50", "0")], [], Method.BANK_TRANSFER, Decimal("0.03")
    )
    assert [line.settlement for line in lines] == [Decimal("0.52"), Decimal("0.52")]


def test_what_expires_first_is_netted_first() -> None:
    early, late = item("a", "100", expires_at="2024-08-01T00:00"), item("b", "100")
    lines = lines_of([late, early], [item("n", "-150")], Method.COUPON_QUOTA, Decimal(0))
    assert [(line.item_id, line.net) for line in lines] == [("a", Decimal(0)), ("b", Decimal(50))]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("0", "0"),
        ("99999.99", "5000.00"),
        ("99999.90", "5000.00"),
        ("100000", "8000.00"),
        ("-20000", "-1000.00"),
        ("0.10", "0.01"),
    ],
)
def test_threshold_incentive(base: str, expected: str) -> None:
    assert incentive(Decimal(base), STEPS) == Decimal(expected)


# --- Every cent in exactly one place -------------------------------------------------------------

AMOUNTS = st.decimals(min_value=Decimal("-3000"), max_value=Decimal("9000"), places=2).filter(bool)
WORK = st.tuples(
    st.sampled_from(["apply", "wait", "pay", "reject", "freeze", "repay"]),
    st.sampled_from(list(Method)),
    st.integers(0, 5),
)


def begin(amounts: list[Decimal]) -> Session:
    items = {}
    for number, amount in enumerate(amounts):
        kind = ("referral", "resale", "special")[number % 3]
        rate = ("0.06", "0.13")[number % 2]
        expires = None if amount < 0 else f"2024-07-{12 + number:02}T12:00"
        about = item(f"i{number}", str(amount), rate, incentive_class=kind, expires_at=expires)
        items[f"i{number}"] = about.model_dump(mode="json", exclude={"id"}, exclude_none=True)
    spec = dict(fixtures.source(Start(world="incentives")))
    spec["entities"] = {**spec["entities"], "incentive_item": items, "incentive_bill": {}}
    return Session.begin(Simulator(MODEL), Start(world="incentives"), lambda start: spec)


def step(session: Session, what: str, method: Method, which: int) -> None:
    if what == "wait":
        session.advance(session.world.now + timedelta(hours=(1, 10, 24, 48, 100, 300)[which]))
    elif what == "apply":
        session.submit("partner-admin", "requisition.apply", {"method": method.value})
        positive = [i.id for i in session.world.all(IncentiveItem) if i.state == "available"]
        chosen = [id for id in positive if id.endswith(str(which)) or session_item(session, id).negative]
        if chosen:
            values = {"method": method.value, "items": chosen}
            session.submit("partner-admin", "requisition.apply", values)
    elif what in ("freeze", "repay"):
        action = "item.freeze" if what == "freeze" else "item.note_repayment"
        if session.world.get(IncentiveItem, f"i{which}"):
            session.submit("huawei", action, {"item": f"i{which}"})
    else:
        for requisition in list(session.world.all(Requisition)):
            if what == "reject":
                session.submit("huawei", "requisition.reject", {"requisition": requisition.id})
                continue
            if requisition.state == "waiting_for_invoice":
                facts = {"state": "payment_review", "invoice_reviewed_at": session.world.now.isoformat()}
                values = {"record": requisition.ref, "facts": facts}
                session.submit("director", "director.set_facts", values)
            session.submit("huawei-finance", "requisition.approve_payment", {"requisition": requisition.id})


def session_item(session: Session, id: str) -> IncentiveItem:
    return session.world.need(IncentiveItem, id)


def test_owed_invoices_are_booked_per_tax_rate_and_a_wiped_out_item_is_netted() -> None:
    """−150 wipes out the 100 that expires first and takes 50 of the next; the rest is owed at its own rate."""
    session = begin([Decimal("-150"), Decimal("100"), Decimal("1"), Decimal("1"), Decimal("3000")])
    session.submit(
        "director", "director.set_facts", {"record": "incentive_item/i3", "facts": {"state": "issued"}}
    )
    more = {"amount": "2000", "output_tax_rate": "0.13", "incentive_class": "resale"}
    session.submit("director", "director.set_facts", {"record": "incentive_item/i2", "facts": more})
    values = {"method": "return_as_owed", "items": ["i0", "i1", "i2", "i4"]}
    assert session.submit("partner-admin", "requisition.apply", values).accepted
    session.advance(session.world.now + timedelta(minutes=10))
    items = {i.id: i for i in session.world.all(IncentiveItem)}
    assert [items[id].place for id in ("i0", "i1", "i2", "i4")] == [
        Place.NETTED, Place.NETTED, Place.OWED, Place.OWED,
    ]  # fmt: skip
    assert [items[id].netted for id in ("i0", "i1", "i2", "i4")] == [150, 100, 50, 0]
    assert owed(session.world, "partner-a", Decimal("0.13")) == Decimal("1950")
    assert owed(session.world, "partner-a", Decimal("0.06")) == Decimal("3000")
    assert session.world.balance("partner/partner-a:recharge") == Decimal("24950")


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(AMOUNTS, min_size=1, max_size=6), st.lists(WORK, max_size=14))
@example(  # the first expires and nets 200 of the −600; the rest of them is deducted from the last
    [Decimal("200"), Decimal("-600"), Decimal("900")],
    [("wait", Method.COUPON_QUOTA, n) for n in (3, 1)]
    + [("apply", Method.COUPON_QUOTA, 0), ("wait", Method.COUPON_QUOTA, 0)],
)
def test_every_cent_ends_in_exactly_one_place(
    amounts: list[Decimal], work: list[tuple[str, Method, int]]
) -> None:
    session = begin(amounts)
    for what, method, which in work:
        step(session, what, method, which)
    items = list(session.world.all(IncentiveItem))
    for found in items:
        final = found.state in (ItemState.ISSUED, ItemState.EXPIRED)
        assert abs(found.amount) == found.netted + found.settled + abs(found.open)
        assert (found.open == 0) == final
        assert (found.place is not None) == final
    netted = {sign: sum(i.netted for i in items if i.negative is sign) for sign in (True, False)}
    assert netted[True] == netted[False]
    world = session.world
    done = [r for r in world.all(Requisition) if r.state == "completed"]
    for place, methods in (
        (Place.PAID, INVOICED),
        (Place.QUOTA, {Method.COUPON_QUOTA}),
        (Place.OWED, {Method.RETURN_AS_OWED}),
    ):
        settled = sum(i.settled for i in items if i.place == place)
        assert settled == sum(r.net for r in done if r.method in methods)
    assert owed(world, "partner-a") == sum(i.settled for i in items if i.place == Place.OWED)
    assert all(e.rest > 0 for e in world.all(OwedInvoice))
    assert world.balance("payee_profile/partner-a:coupon_quota") == sum(
        i.settled for i in items if i.place == Place.QUOTA
    )
    assert sum(world.balances().values(), Decimal(0)) == 0


@pytest.mark.parametrize("method", [Method.RETURN_TO_ACCOUNT, Method.RETURN_AS_OWED])
@pytest.mark.parametrize("has_account", [True, False])
def test_the_balance_of_a_distributor_follows_payout_and_withdrawal(
    method: Method, has_account: bool
) -> None:
    """账户余额 = 可拨款 + unspent allotments, through an incentive credited and money withdrawn."""
    entities: dict[str, dict[str, dict[str, Any]]] = {
        "partner": {"dist-d": {"account_name": "南汇分销", "partner_type": "distributor"}},
        "member": {
            "dist-admin": {
                "login_name": "陆景行",
                "organisation": "dist-d",
                "roles": ["distributor_administrator"],
            }
        },
        "customer": {"acme": {"account_name": "云雀食品", "registered_at": "2022-05-20T10:00"}},
        "association": {
            "acme": {
                "state": "resale",
                "customer_id": "acme",
                "partner_id": "dist-d",
                "cooperation_type": "resale",
                "associated_at": "2023-05-20T10:00",
            }
        },
        "payee_profile": {"dist-d": {"company_name": "南汇分销"}},
    }
    entities["partner"]["dist-d"]["has_transferable_account"] = has_account
    balances: dict[str, int] = {"partner/dist-d:recharge": 5000, "customer/acme:partner_fund": 2000}
    if has_account:
        balances["partner/dist-d:transferable"] = 3000
    invoiced = method in INVOICED
    paid = {
        "state": "paying" if invoiced else "processing",
        "partner_id": "dist-d",
        "method": method,
        "settlement": 1000,
        "service_tax_rate": "0.06",
        "needs_invoice": invoiced,
        "submitted_at": "2024-07-10T09:00",
        "processing_since": "2024-07-10T09:00",
        "pay_by": "2024-07-12T00:00" if invoiced else None,
    }
    entities["requisition"] = {"requisition-1": paid}
    spec = {"clock": "2024-07-10T09:00", "entities": entities, "balances": balances}
    session = Session.begin(Simulator(MODEL), Start(), lambda start: spec)

    def check(cash: int, withdrawable: int) -> None:
        assert account_balance(session.world, partner()) == cash
        if has_account:
            unspent = session.world.balance("customer/acme:partner_fund")
            assert session.world.balance("partner/dist-d:transferable") + unspent == cash
        assert free_cash(session.world, "dist-d") == withdrawable

    def partner() -> Partner:
        return session.world.need(Partner, "dist-d")

    def do(who: str, action: str, **values: Any) -> bool:
        return session.submit(who, action, values).accepted

    kept = 2000 if has_account else 0
    check(5000, 5000 - kept)
    session.advance(session.world.now + timedelta(days=3))
    assert session.world.need(Requisition, "requisition-1").state == "completed"
    check(6000, 6000 - kept)
    bank = {"route": "bank_card", "account_name": "南汇分销"}
    if has_account:
        assert not do("dist-admin", "withdrawal.apply", amount="4000.01", **bank)
        check(6000, 4000)
    assert do("dist-admin", "withdrawal.apply", amount="1500", **bank)
    check(4500, 4500 - kept)
    assert do("huawei-finance", "withdrawal.reject", withdrawal="withdrawal-1", reason="资料不全")
    check(6000, 6000 - kept)
    assert do("dist-admin", "withdrawal.apply", amount="1500", **bank)
    assert do("huawei-finance", "withdrawal.approve", withdrawal="withdrawal-2")
    session.advance(session.world.now + timedelta(days=20))
    check(4500, 4500 - kept)
