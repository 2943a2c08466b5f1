"""A distributor of every size: what a step costs, and how long its pages take to be drawn again.

Run with ``python tests/benchmarks/bench_resellers.py``. The same steps and the same pages, in one run, with
10 resellers and 100 customers and with 10,000 resellers and 100,000 customers. Prints ratios; machines are
shared and noisy, so times are those of the processor and nothing here is a test.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sandbox import fixtures
from sandbox.app.shell import settle
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
LISTS = {
    "my resellers": ("resellers.list", "77", {"cooperation": "cooperating"}, "account_name"),
    "balances": ("balances.list", "77", {}, "cash"),
    "resellers' customers": ("customers.resellers", "77", {"association": "resale"}, "associated_at"),
}
PAGES = ("overview", "resellers.applications", "actions", "timeline", "calendar", "session", "scenarios")
ROUNDS = 5


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


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor time of one call."""
    begin = process_time()
    work()
    return (process_time() - begin) * 1e3


class Tab:
    """A browser tab of the distributor's administrator."""

    def __init__(self, session: Session) -> None:
        self.console = Console()
        self.desk = self.console.desk
        self.desk.begin(session, "dist-admin")
        self.assigned = 0
        self.draw()

    def draw(self) -> float:
        """Draw the page again."""
        return timed(self.console.run)

    def first(self, page: str, find: Find | None = None) -> float:
        """Draw a page with nothing kept."""
        self.desk.page = page
        self.desk.finds[page] = find or Find()
        self.desk.kept.clear()
        self.desk.lists.clear()
        self.desk.followed.clear()
        return self.draw()

    def look(self, page: str, find: Find) -> float:
        """Look at a list another way."""
        self.desk.finds[page] = find
        return self.draw()

    def after_a_step(self) -> float:
        """Draw the page after a step that moved money, and after one that changed a reseller's relation."""
        times = []
        for _ in range(ROUNDS):
            for name in ("allocate", "assign a manager"):
                persona, action, values = STEPS[name]
                if name == "assign a manager":
                    values = {**values, "reseller": f"r{self.assigned % SIZES[0][0]}"}
                    values["account_manager"] = "dist-manager"
                    self.assigned += 1
                self.desk.session.submit(persona, action, values)
                times.append(self.draw())
        return median(times)

    def after_consent(self) -> float:
        """Draw the page after a reseller has closed, or opened, its customers to the distributor."""
        times = []
        for opened in (False, True) * 2:
            outcome = self.desk.session.submit("r7-admin", "cooperation.authorise", {"authorised": opened})
            assert outcome.accepted
            times.append(self.draw())
        return median(times)

    def list_times(self, page: str, search: str, filters: dict[str, str], order: str) -> dict[str, float]:
        """Each way of looking at a list: the first time, and again after a step."""
        ways = {
            "searched": Find(search=search),
            "filtered": Find(filters=filters),
            "sorted": Find(order=order),
            "filtered and sorted": Find(filters=filters, order=order, down=True),
        }
        found = {"opened": self.first(page), "after a step": self.after_a_step()}
        found["after rows came or went"] = self.after_consent()
        turns = []
        for n in range(2, 2 + ROUNDS):
            self.console.at.session_state[f"page_{page}"] = n
            turns.append(self.draw())
        found["page turned"] = median(turns)
        for name, find in ways.items():
            if find.filters or not name.startswith("filtered"):
                found[f"{name}"] = self.look(page, find)
                found[f"{name}, after a step"] = self.after_a_step()
        found["sorted, after rows came or went"] = self.after_consent()
        return found

    def page_times(self, page: str) -> dict[str, float]:
        """A page that is no list."""
        return {"opened": self.first(page), "after a step": self.after_a_step()}


def all_times(session: Session) -> dict[str, float]:
    """Everything that is measured of the pages in one world."""
    tab = Tab(session)
    settle()
    found: dict[str, float] = {}
    for title, way in LISTS.items():
        found |= {f"{title}: {name}": time for name, time in tab.list_times(*way).items()}
    found |= {f"money: {name}": time for name, time in tab.page_times("money").items()}
    tab.console.at.session_state["money_look"].search = "77"
    found["money: searched, after a step"] = tab.after_a_step()
    for page in PAGES:
        found |= {f"{page}: {name}": time for name, time in tab.page_times(page).items()}
    return found


def main() -> None:
    """Print everything."""
    sessions = [session_of(*size) for size in SIZES]
    print("a step, in microseconds: small, large, ratio")
    for name, (persona, action, values) in STEPS.items():
        small, large = (step_time(s, persona, action, values) for s in sessions)
        print(f"  {name:<48} {small:9.1f} {large:9.1f} {large / small:6.2f}")
    print("a page, in milliseconds: small, large, ratio")
    few, many = (all_times(s) for s in sessions)
    for name, small in few.items():
        print(f"  {name:<48} {small:9.0f} {many[name]:9.0f} {many[name] / small:6.2f}")


if __name__ == "__main__":
    main()
