"""The lists of one partner's customers: how long they take to be opened, and to be drawn again after a step.

Run with ``python tests/benchmarks/bench_lists.py``. The same lists and the same steps, in one run, with 100 and
with 100,000 customers, each of whom has been reported, invited, associated and given a manager, and has once
asked to leave. Prints ratios; times are those of the processor, and nothing here is a test.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sandbox import fixtures
from sandbox.app import rows
from sandbox.app.shell import settle
from sandbox.app.state import Desk
from sandbox.center import MODEL
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Simulator
from tests.app.console import Console
from tests.benchmarks.bench_resellers import timed

SIZES = (100, 100_000)
SIMULATOR = Simulator(MODEL)
ROUNDS = 5
LISTS = {
    "customers.list": "partner-admin",
    "reports.list": "partner-admin",
    "invitations.list": "partner-admin",
    "links.list": "partner-admin",
    "requests.list": "partner-admin",
    "records.list": "partner-admin",
    "account_managers.customers": "partner-admin",
    "huawei.reviews": "huawei",
    "my_partner.requests": "acme",
    "my_invitations": "acme",
}


def spec_of(customers: int) -> Mapping[str, Any]:
    """The partner's world with so many more customers, each with a history."""
    spec = copy.deepcopy(dict(fixtures.world_spec("resale-partner")))
    entities: dict[str, dict[str, Any]] = spec["entities"]
    kinds = ("report", "invitation", "association_request", "assignment")
    for kind in kinds:
        entities.setdefault(kind, {})
    for n in range(customers):
        id, mobile, email = f"c{n}", f"137{n:08d}", f"c{n}@customer.example"
        who = {"customer_id": id, "partner_id": "partner-a"}
        own = {"account_name": f"客户{n}", "mobile": mobile, "email": email}
        entities["customer"][id] = {**entities["customer"]["acme"], **own, "contact": f"联系人{n}"}
        entities["association"][id] = {**entities["association"]["acme"], **who}
        entities["report"][f"report-{n}"] = {
            **who, "state": "associated", "full_name": f"客户{n}", "mobile": mobile, "email": email,
            "submitted_at": "2025-06-10T09:00", "approved_at": "2025-06-10T09:00",
        }  # fmt: skip
        entities["invitation"][f"invitation-{n}"] = {
            **who, "state": "associated", "link_kind": "online_mail", "cooperation_type": "resale",
            "report_id": f"report-{n}", "email": email, "created_at": "2025-06-10T09:00",
        }  # fmt: skip
        entities["association_request"][f"request-{n}"] = {
            **who, "state": "rejected", "operation": "dissociate", "initiator": "customer",
            "submitted_at": "2025-10-10T09:00", "processed_at": "2025-10-11T09:00",
        }  # fmt: skip
        entities["assignment"][f"assignment-{n}"] = {
            **who, "account_manager_id": "manager-u", "assigned_at": "2025-06-18T10:30",
        }  # fmt: skip
    return spec


class Worker:
    """Takes steps that each add or change one record of every list that is measured."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.done = 0

    def step(self) -> None:
        """Report and invite a lead, ask to dissociate a customer, give another one back."""
        n = self.done % 100
        self.done += 1
        lead = {
            "full_name": f"新客{self.done}",
            "mobile": f"1360000{self.done:04d}",
            "email": f"n{self.done}@x.example",
        }
        self.do("report.submit", **lead, send_invite=True, cooperation_type="resale")
        self.do("invitation.create_generic_link", cooperation_type="resale")
        self.do("association.request_dissociation", customer=f"c{n}", reason="closing")
        self.do("account_manager.withdraw", assignment=f"assignment-{n}")

    def do(self, action: str, **values: Any) -> None:
        """One step of the administrator."""
        outcome = self.session.submit("partner-admin", action, values)
        assert outcome.accepted, (action, outcome)


def rows_times(session: Session, page: str, persona: str) -> tuple[float, float]:
    """The rows of a list alone: worked out, and brought up to date after the steps."""
    desk, worker = Desk(session, persona), Worker(session)
    listing = MODEL.listings[page]
    opened = timed(lambda: rows.kept(desk, listing))
    times = []
    for _ in range(ROUNDS):
        worker.step()
        times.append(timed(lambda: rows.kept(desk, listing)))
    return opened, median(times)


def page_times(session: Session, page: str, persona: str) -> tuple[float, float]:
    """The page with the list: opened, and drawn again after the steps."""
    console, worker = Console(), Worker(session)
    console.desk.begin(session, persona)
    console.desk.page = page
    draw: Callable[[], float] = lambda: timed(console.run)  # noqa: E731
    opened, times = draw(), []
    for _ in range(ROUNDS):
        worker.step()
        times.append(draw())
    return opened, median(times)


def main() -> None:
    """Print everything."""
    found: list[dict[str, float]] = []
    for size in SIZES:
        spec, times = spec_of(size), {}
        session = Session.begin(SIMULATOR, Start(world="resale-partner"), lambda _, spec=spec: spec)
        settle()
        for page, persona in LISTS.items():
            for what, measure in (("rows", rows_times), ("page", page_times)):
                session.jump(0)
                opened, again = measure(session, page, persona)
                times[f"{page}: {what}, opened"], times[f"{page}: {what}, after a step"] = opened, again
        found.append(times)
    print("processor time in milliseconds: small, large, ratio")
    for name, small in found[0].items():
        large = found[1][name]
        print(f"  {name:<52} {small:9.1f} {large:9.1f} {large / max(small, 0.1):8.1f}")


if __name__ == "__main__":
    main()
