"""What the faces share about records: what an input can name, and what tells records apart."""

from __future__ import annotations

from sandbox.center import MODEL
from sandbox.center.resellers.money_listing import adjustment
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Simulator
from sandbox.engine.view import nameable, placed, told_apart
from sandbox.engine.world import Entity
from sandbox.fixtures import source

SIMULATOR = Simulator(MODEL)
INVITE = MODEL.actions["cooperation_invitation.send"]


def names(session: Session, persona: str, action: str, field: str, kind: str) -> list[str]:
    who = MODEL.persona(session.world, persona)
    assert who is not None
    return [e.id for e in nameable(SIMULATOR, session.world, who, MODEL.actions[action], field, kind)]


def test_somebody_on_no_page_yet_can_be_named_where_none_of_ones_own_will_do() -> None:
    session = Session.begin(SIMULATOR, Start(world="distribution"), source)
    invited = names(session, "dist-admin", INVITE.id, "reseller", "partner")
    assert invited[:2] == ["reseller-r", "reseller-s"]
    assert "reseller-t" in invited
    assert session.submit("dist-admin", INVITE.id, {"reseller": "reseller-t"}).accepted


def test_what_is_done_on_rows_stays_with_the_rows_of_the_page() -> None:
    session = Session.begin(SIMULATOR, Start(world="resale-partner"), source)
    assert names(session, "partner-admin", "funds.allocate", "customer", "customer") == ["acme", "bravo"]
    frozen = {"record": "partner-a", "facts": {"state": "frozen"}}
    assert session.submit("director", "director.set_facts", frozen).accepted
    assert names(session, "partner-admin", "funds.allocate", "customer", "customer") == ["acme", "bravo"]


def test_nobody_elses_members_are_offered_because_ones_own_will_not_do() -> None:
    session = Session.begin(SIMULATOR, Start(world="distribution"), source)
    offered = names(session, "dist-e-admin", "account_manager.assign", "account_manager", "member")
    assert offered == ["dist-e-admin"]


def test_records_that_would_read_the_same_are_told_apart_and_others_left_alone() -> None:
    session = Session.begin(SIMULATOR, Start(world="resale-partner"), source)
    customers: list[Entity] = list(session.world.all(MODEL.entities["customer"]))[:3]
    assert told_apart(customers, ["A", "B", "C"], "zh") == ["A", "B", "C"]
    alike = told_apart(customers, ["A", "A", "C"], "en")
    assert alike == [f"A · {customers[0].id}", f"A · {customers[1].id}", "C"]


def test_adjustments_with_resellers_and_with_customers_read_differently() -> None:
    session = Session.begin(SIMULATOR, Start(world="distribution"), source)
    allotted = {"reseller": "reseller-r", "amount": "10.00", "confirmed": True}
    fields = MODEL.actions["reseller_funds.allocate"].model_fields
    outcome = session.submit(
        "dist-admin", "reseller_funds.allocate", {k: v for k, v in allotted.items() if k in fields}
    )
    assert outcome.accepted, outcome
    world = session.world
    mine = adjustment(world, "reseller_adjustment-1")
    assert (mine.zh, mine.en) == ("云经销商调账记录 1 号", "Reseller adjustment No. 1")
    assert adjustment(world, "gone").en == "gone"


def test_an_operation_is_placed_where_some_page_has_it() -> None:
    assert INVITE.id in placed(MODEL)
    assert "funds.allocate" in placed(MODEL)
    assert "invoice_list.view" in placed(MODEL)
    assert "association.create_customer_by_api" not in placed(MODEL)
    assert "reseller_funds.allocate_to_customer" not in placed(MODEL)
