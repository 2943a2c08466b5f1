"""A distributor of every size: what a step costs, and how long its pages take to be drawn again.

Run with ``python tests/benchmarks/bench_resellers.py``. The same steps and the same pages, in one run, with
10 resellers and 100 customers and with 10,000 resellers and 100,000 customers. Prints ratios; machines are
shared and noisy, so nothing here is a test.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sandbox import fixtures
from sandbox.app.state import Find
from sandbox.center import MODEL
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Simulator
from tests.app.console import Console

SIZES = ((10, 100), (10_000, 100_000))
SIMULATOR = Simulator(MODEL)
CONFIRMED = {"reseller": "reseller-r", "confirmed": True}
STEPS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "allocate": ("dist-admin", "reseller_funds.allocate", {**CONFIRMED, "amount": "1"}),
    "allocate, refused": ("dist-admin", "reseller_funds.allocate", {**CONFIRMED, "amount": "999999999"}),
    "reclaim": ("dist-admin", "reseller_funds.reclaim", {**CONFIRMED, "amount": "1"}),
    "reclaim, refused": ("dist-admin", "reseller_funds.reclaim", {**CONFIRMED, "amount": "999999999"}),
    "to a customer": (
        "reseller-admin",
        "funds.allocate",
        {"customer": "kilo", "amount": "1", "confirmed": True},
    ),
    "grant quota": (
        "dist-admin",
        "voucher_quota.grant",
        {"reseller": "reseller-r", "amount": "1", "quota": "q"},
    ),
    "assign a manager": (
        "dist-admin",
        "reseller_manager.assign",
        {"reseller": "reseller-r", "account_manager": "dist-manager"},
    ),
    "apply": ("t-admin", "cooperation_application.submit", {"distributor": "dist-d"}),
    "invite": ("dist-admin", "cooperation_invitation.send", {"reseller": "reseller-t"}),
}
PAGES = {
    "my resellers": ("dist-admin", "resellers.list", Find()),
    "my resellers, searched": ("dist-admin", "resellers.list", Find(search="77")),
    "my resellers, filtered and sorted": (
        "dist-admin",
        "resellers.list",
        Find(filters={"cooperation": "cooperating"}, order="account_name"),
    ),
    "balances": ("dist-admin", "balances.list", Find()),
    "resellers' customers": ("dist-admin", "customers.resellers", Find()),
    "applications": ("dist-admin", "resellers.applications", Find()),
    "money flow": ("dist-admin", "money", Find()),
}


def spec_of(resellers: int, customers: int) -> Mapping[str, Any]:
    """The distribution world with so many more resellers and customers."""
    spec = copy.deepcopy(dict(fixtures.world_spec("distribution")))
    entities, balances = spec["entities"], spec["balances"]
    pattern = entities["partner"]["reseller-r"]
    for n in range(resellers):
        id = f"r{n}"
        own = {"account_name": f"云店{n}", "mobile": f"136{n:08d}", "email": f"r{n}@partner.example"}
        entities["partner"][id] = {**pattern, **own}
        roles = ["reseller_administrator"]
        entities["member"][f"{id}-admin"] = {"login_name": f"店长{n}", "organisation": id, "roles": roles}
        balances[f"partner/{id}:recharge"] = 100
    for n in range(customers):
        id, server = f"c{n}", f"r{n % resellers}"
        own = {"account_name": f"客户{n}", "mobile": f"137{n:08d}", "email": f"c{n}@customer.example"}
        entities["customer"][id] = {**entities["customer"]["kilo"], **own, "contact": f"联系人{n}"}
        link = entities["association"]["kilo"]
        entities["association"][id] = {**link, "customer_id": id, "partner_id": server}
        balances[f"customer/{id}:partner_fund"] = 10
    entities["voucher_quota"] = {"q": {"partner_id": "dist-d", "amount": 100000, "rest": 100000}}
    return spec


def session_of(resellers: int, customers: int) -> Session:
    """A session in the world of that size."""
    spec = spec_of(resellers, customers)
    return Session.begin(SIMULATOR, Start(world="distribution"), lambda _: spec)


def step_time(session: Session, persona_id: str, action: str, values: dict[str, Any]) -> float:
    """Median time of one step in the same world, in microseconds."""
    world = session.world
    persona = MODEL.persona(world, persona_id)
    assert persona is not None
    typed = MODEL.actions[action](**values)
    times = []
    for _ in range(60):
        begin = perf_counter()
        SIMULATOR.submit(world, persona, typed)
        times.append(perf_counter() - begin)
    return median(times) * 1e6


def page_times(
    console: Console, session: Session, persona: str, page: str, find: Find
) -> tuple[float, float]:
    """Milliseconds to draw a page for the first time after a step, and to draw it again."""
    desk = console.desk
    first, again = [], []
    for _ in range(3):
        desk.session, desk.persona_id, desk.page = session, persona, page
        desk.finds[page] = find
        desk.kept.clear()
        first.append(timed(console.run))
        again.append(timed(console.run))
    return median(first), median(again)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1e3


def main() -> None:
    """Print everything."""
    sessions = [session_of(*size) for size in SIZES]
    print("a step, in microseconds: small, large, ratio")
    for name, (persona, action, values) in STEPS.items():
        small, large = (step_time(s, persona, action, values) for s in sessions)
        print(f"  {name:<36} {small:9.1f} {large:9.1f} {large / small:6.2f}")
    print("a page, in milliseconds: first time after a step (small, large, ratio); drawn again")
    console = Console()
    for name, (persona, page, find) in PAGES.items():
        (first, again), (large, large_again) = (page_times(console, s, persona, page, find) for s in sessions)
        print(
            f"  {name:<36} {first:7.0f} {large:7.0f} {large / first:6.2f};"
            f" {again:7.0f} {large_again:7.0f} {large_again / again:6.2f}"
        )


if __name__ == "__main__":
    main()
