"""Funds of resellers, quota and subscriptions at their boundaries; the scenarios show the rest."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.center.common.partner import Partner
from sandbox.center.customers.voucher import VoucherQuota
from sandbox.center.resellers.contents import TABLES, Content, cell, file_of
from sandbox.center.resellers.funds import holdings
from sandbox.center.resellers.subscription import Delivery, DeliveryState, first_due
from sandbox.engine.codes import latest
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator


def begin(**start: Any) -> Session:
    spec = Start.model_validate({"world": "distribution", **start})
    return Session.begin(Simulator(MODEL), spec, fixtures.source)


def done(session: Session, persona: str, action: str, **values: Any) -> Accepted:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Accepted), getattr(outcome, "rules", "")
    return outcome


def refused(session: Session, persona: str, action: str, **values: Any) -> set[str]:
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


# --- Funds ---------------------------------------------------------------------------------------


def test_resell_allocate_funds_to_the_cent() -> None:
    session = begin()
    values = {"reseller": "reseller-r", "confirmed": True}
    rules = refused(session, "dist-admin", "reseller_funds.allocate", amount="100000.01", **values)
    assert rules == {"resell-allocate-funds"}
    done(session, "dist-admin", "reseller_funds.allocate", amount="100000", **values)
    assert session.world.balance("partner/dist-d:recharge") == 0


def test_resell_adjust_confirm_then_code_and_a_code_is_used_once() -> None:
    session = begin(facts={"dist-d": {"verification_code_enabled": True}})
    values = {"reseller": "reseller-r", "amount": 1}
    allocate = "reseller_funds.allocate"
    assert refused(session, "dist-admin", allocate, **values) == {"resell-adjust-confirm-then-code"}
    assert refused(session, "dist-admin", allocate, confirmed=True, **values) == {"resell-adjust-code-if-on"}
    done(session, "dist-admin", "code.request", purpose=allocate)
    code = latest(session.world, "dist-admin", allocate)
    assert code is not None
    assert refused(session, "dist-admin", allocate, code=code.digits, **values) == {
        "resell-adjust-confirm-then-code"
    }
    done(session, "dist-admin", allocate, confirmed=True, code=code.digits, **values)
    assert refused(session, "dist-admin", allocate, confirmed=True, code=code.digits, **values) == {
        "resell-adjust-code-if-on"
    }


def test_a_manager_without_the_permission_item_cannot_adjust() -> None:
    values = {"reseller": "reseller-r", "amount": 1, "confirmed": True}
    assert refused(begin(), "dist-manager", "reseller_funds.allocate", **values) == {"resell-permission-item"}


def test_a_distributor_with_a_transferable_account_pays_from_balance_and_transferable() -> None:
    facts = {"dist-d": {"has_transferable_account": True}}
    session = begin(facts=facts, balances={"partner/dist-d:transferable": 50})
    values = {"reseller": "reseller-r", "confirmed": True}
    assert refused(session, "dist-admin", "reseller_funds.allocate", amount=51, **values) == {
        "resell-allocate-funds"
    }
    done(session, "dist-admin", "reseller_funds.allocate", amount=50, **values)
    assert session.world.balance("partner/dist-d:recharge") == 99950
    assert session.world.balance("partner/dist-d:transferable") == 0
    assert session.world.balance("partner/reseller-r:recharge") == 8050


def test_the_holdings_of_three_tiers() -> None:
    tree = holdings(begin().world, "dist-d")
    assert (tree.kind, tree.amount) == ("distributor", Decimal(100000))
    below = {h.id: h for h in tree.below}
    assert set(below) == {"reseller-r", "reseller-s", "mike"}
    assert [(h.id, h.amount) for h in below["reseller-r"].below] == [("kilo", Decimal(1200))]


# --- Voucher quota -------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "ok"), [(100, True), (101, False), (0, False)])
def test_resell_quota_recipients(count: int, ok: bool) -> None:
    session = begin()
    done(session, "huawei", "voucher.grant_quota", partner="dist-d", amount=1000)
    base = session.world.need(Partner, "reseller-r")
    people = [base.but(id=f"r{n}") for n in range(count)]
    tables = session.world.tables
    tables["partner"] = {**dict(tables["partner"].items()), **{p.id: p for p in people}}
    outcome = session.submit(
        "dist-admin",
        "voucher_quota.grant_many",
        {"quota": "voucher_quota-1", "amount": 1, "resellers": [p.id for p in people]},
    )
    assert isinstance(outcome, Refused)
    assert ("resell-quota-recipients" in outcome.rules) is not ok


def test_resell_quota_reclaim_batch_takes_ten() -> None:
    session = begin()
    done(session, "huawei", "voucher.grant_quota", partner="dist-d", amount=1000)
    for _ in range(11):
        done(
            session,
            "dist-admin",
            "voucher_quota.grant",
            quota="voucher_quota-1",
            reseller="reseller-r",
            amount=1,
        )
    ids = [f"voucher_quota-{n}" for n in range(2, 13)]
    assert refused(session, "dist-admin", "voucher_quota.reclaim_many", quotas=ids) == {
        "resell-quota-reclaim-batch"
    }
    rules = refused(session, "dist-admin", "voucher_quota.reclaim_many", quotas=ids[:1], remark="x" * 257)
    assert rules == {"resell-quota-reclaim-batch"}
    done(session, "dist-admin", "voucher_quota.reclaim_many", quotas=ids[:10], remark="x" * 256)
    assert session.world.need(VoucherQuota, "voucher_quota-1").rest == 999


def test_resell_voucher_customers_10() -> None:
    session = begin()
    done(session, "huawei", "voucher.grant_quota", partner="reseller-r", amount=100)
    values = {"amount": 1, "quota": "voucher_quota-1"}
    # one customer, named eleven times
    done(session, "reseller-admin", "voucher.issue_many", customers=["kilo"] * 11, **values)
    assert refused(session, "reseller-admin", "voucher.issue_many", customers=[], **values) == {
        "resell-voucher-customers-10"
    }
    customers = session.world.tables["customer"]
    more = {f"c{n}": session.world.by_ref("customer/kilo").but(id=f"c{n}") for n in range(11)}  # type: ignore[union-attr]
    session.world.tables["customer"] = {**dict(customers.items()), **more}
    for count, limit in ((10, set()), (11, {"resell-voucher-customers-10"})):
        names = [f"c{n}" for n in range(count)]
        rules = refused(session, "reseller-admin", "voucher.issue_many", customers=names, **values)
        assert rules & {"resell-voucher-customers-10"} == limit


# --- Subscriptions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saved", "due"),
    [
        ("2025-03-03T00:00", "2025-03-13"),
        ("2025-03-05T10:00", "2025-03-13"),
        ("2025-03-09T23:59", "2025-03-13"),
        ("2025-03-10T00:00", "2025-03-20"),
        ("2025-12-31T12:00", "2026-01-08"),
    ],
)
def test_resell_sub_due_worked_dates(saved: str, due: str) -> None:
    assert first_due(datetime.fromisoformat(saved)) == datetime.fromisoformat(due)


def test_every_content_is_a_table_of_real_rows() -> None:
    session = begin()
    done(session, "director", "director.post_consumption", customer="kilo", amount="12.50")
    done(session, "mike", "order.place", amount=100, payer="balance", product="=1+1")
    partner = session.world.need(Partner, "dist-d")
    assert set(TABLES) == set(Content)
    for content in Content:
        text, count = file_of(session.world, partner, content)
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == count + 1
        assert all(len(row) == len(TABLES[content].columns) for row in rows)
    performance, _ = file_of(session.world, partner, Content.PERFORMANCE)
    assert "小满科技" in performance
    assert "12.50" in performance
    orders, _ = file_of(session.world, partner, Content.ORDER_RESOURCES)
    assert "'=1+1" in orders


def test_cells_are_plain() -> None:
    assert cell(Decimal("1200")) == "1200.00"
    assert cell(datetime(2026, 3, 10, 9)) == "2026-03-10 09:00:00"
    assert cell(None) == ""


def test_resell_sub_weekly_goes_on_until_cancelled() -> None:
    session = begin()
    done(session, "mike", "bucket.create", bucket_name="bkt-1", access_key="a", secret_key="s")
    done(session, "dist-admin", "subscription.save", bucket_name="bkt-1", contents=["customers"])
    done(session, "dist-admin", "subscription.check_bucket", access_key="a", secret_key="s")
    session.advance(datetime(2026, 4, 9))
    pushed = [d for d in session.world.all(Delivery) if d.state == DeliveryState.PUSHED]
    assert [f"{d.due_at:%m-%d}" for d in pushed] == ["03-19", "03-26", "04-02", "04-09"]
    assert "木星家居" in pushed[0].text
    done(session, "dist-admin", "subscription.save", bucket_name="bkt-1", contents=[])
    session.advance(datetime(2026, 6, 1))
    assert len([d for d in session.world.all(Delivery) if d.state == DeliveryState.PUSHED]) == 4


def test_the_reseller_is_told_who_allocated_and_who_reclaimed_in_whole_sentences() -> None:
    session = begin()
    done(session, "dist-admin", "reseller_funds.allocate", reseller="reseller-r", amount="10", confirmed=True)
    done(session, "dist-admin", "reseller_funds.reclaim", reseller="reseller-r", amount="4", confirmed=True)
    reclaimed, allocated = (n.text for n in session.world.notices("reseller-admin")[:2])
    assert allocated.zh == "总经销商长汀云商为您拨款 ¥10.00。"
    assert allocated.en == "Your distributor 长汀云商 allocated ¥10.00 to you."
    assert reclaimed.zh == "总经销商长汀云商从您的账户回收 ¥4.00。"
    assert reclaimed.en == "Your distributor 长汀云商 reclaimed ¥4.00 from your account."
