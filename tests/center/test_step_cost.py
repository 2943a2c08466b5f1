"""A step costs the same in a large world: counted in calls, not in seconds, so no machine is too noisy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from sandbox.center import MODEL
from sandbox.center.common.partner import Partner
from sandbox.center.customers.account import Customer
from sandbox.center.customers.association import Association, CooperationType, State
from sandbox.cli import all_transcripts
from sandbox.engine.simulator import Simulator
from sandbox.engine.world import Draft, World

MORE = 400
SIMULATOR = Simulator(MODEL)
GOES_OVER_CUSTOMERS = {
    "withdrawal.apply": "what may be withdrawn leaves out what each customer of the partner holds",
    "reseller_plan.finish_exit": "every resale customer of the reseller stands in the way",
}


def larger(world: World) -> World:
    """The same world with many more customers, served by its partners in turn."""
    draft = Draft(world, MODEL)
    pattern = next(world.all(Customer))
    partners = [partner.id for partner in world.all(Partner)]
    for n in range(MORE):
        id = f"more-{n}"
        draft.put(pattern.but(id=id, mobile=f"{n:011d}", email=f"{n}@example.com", enterprise_master_id=""))
        draft.put(
            Association(
                id=id,
                customer_id=id,
                partner_id=partners[n % len(partners)],
                state=State.RESALE,
                cooperation_type=CooperationType.RESALE,
            )
        )
    return draft.seal()


def calls(work: Callable[[], Any]) -> int:
    """How many functions a piece of work calls."""
    count = 0

    def note(frame: Any, event: str, arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def steps() -> dict[str, tuple[World, Any]]:
    """For every action that a scenario does with success in a world with customers: that world and the step."""
    found: dict[str, tuple[World, Any]] = {}
    for transcript in all_transcripts():
        nodes = transcript.session.nodes
        for node in nodes:
            if node.parent is None or node.step is None or not node.step.do or node.step.do in found:
                continue
            world = nodes[node.parent].world
            if next(world.all(Customer), None) is not None and next(world.all(Partner), None) is not None:
                found[node.step.do] = world, node.step
    return found


def test_a_step_does_no_more_in_a_world_with_many_more_customers() -> None:
    slower, done = {}, 0
    for id, (world, step) in steps().items():
        persona = MODEL.persona(world, step.persona)
        if persona is None or id.startswith("director."):
            continue
        grown = larger(world)

        def work(where: World, persona: Any = persona, step: Any = step) -> Any:
            return SIMULATOR.submit_raw(where, persona, step.do, step.with_)

        work(world), work(grown)
        small, large = calls(lambda w=world: work(w)), calls(lambda w=grown: work(w))  # type: ignore[misc]
        done += 1
        if large > 1.3 * small + 20:
            slower[id] = (small, large)
    assert done > 150
    assert set(slower) == set(GOES_OVER_CUSTOMERS), slower
