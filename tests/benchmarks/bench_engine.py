"""What a step costs: against two state-machine libraries, in worlds of every size, and looking back.

Run with ``python tests/benchmarks/bench_engine.py``. Prints ratios measured in one run; machines are
shared and noisy, so nothing here is a test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from statemachine import State as MachineState
from statemachine import StateMachine
from transitions import Machine

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.cli import all_transcripts
from sandbox.engine.session import Session, Start, make_world
from sandbox.engine.simulator import Simulator
from sandbox.worlds import generate

SIMULATOR = Simulator(MODEL)


def timed(work: Callable[[], object], number: int = 40, repeat: int = 200) -> float:
    """Best time of one call, in microseconds: of many short bursts some are left alone by the machine."""
    best = float("inf")
    for _ in range(repeat):
        start = perf_counter()
        for _ in range(number):
            work()
        best = min(best, perf_counter() - start)
    return best / number * 1e6


class Plain:
    """A model for ``transitions``."""


class Door(StateMachine):
    """Two states and a guard, for ``python-statemachine``."""

    closed = MachineState(initial=True)
    opened = MachineState()
    go = closed.to(opened, cond="allowed") | opened.to(closed, cond="allowed")

    def allowed(self) -> bool:
        """The guard."""
        return True


def libraries() -> tuple[float, float]:
    """A bare guarded transition in ``transitions`` and in ``python-statemachine``, in microseconds."""
    model = Plain()
    machine = Machine(model, states=["closed", "opened"], initial="closed")
    machine.add_transition("go", "closed", "opened", conditions=lambda: True)
    machine.add_transition("go", "opened", "closed", conditions=lambda: True)
    door = Door()
    return timed(model.go), timed(door.go)  # type: ignore[attr-defined]


STEPS = {
    "association.request_dissociation": ("partner-admin", {"customer": "acme", "reason": "业务关闭"}),
    "association.request_switch": ("partner-admin", {"customer": "bravo", "cooperation_type": "resale"}),
    "account_manager.assign": ("partner-admin", {"customer": "acme", "account_manager": "manager-u"}),
    "customer.top_up": ("bravo", {"customer": "bravo", "amount": "100"}),
}


def our_steps() -> dict[str, float]:
    """An accepted step with its validated action, its real rules, events and a new world."""
    world = make_world(MODEL, Start(world="resale-partner"), fixtures.world_spec("resale-partner"))
    found = {}
    for id, (who, values) in STEPS.items():
        action_type, persona = MODEL.actions[id], MODEL.persona(world, who)
        assert persona is not None

        def step(
            action_type: type = action_type, persona: object = persona, values: dict[str, object] = values
        ) -> object:
            return SIMULATOR.submit(world, persona, action_type(**values))  # type: ignore[arg-type]

        outcome = step()
        if not outcome.accepted:  # type: ignore[attr-defined]
            print(f"  ({id} is refused: {sorted(outcome.rules)})")  # type: ignore[attr-defined]
            continue
        found[id] = timed(step)
    return found


def every_step() -> list[float]:
    """Every accepted step of every scenario, each with its own world, in microseconds, cheapest first."""
    found = []
    for transcript in all_transcripts():
        nodes = transcript.session.nodes
        for node in nodes:
            if node.parent is None or node.step is None or not node.step.do:
                continue
            world, step = nodes[node.parent].world, node.step
            persona = MODEL.persona(world, step.persona)
            if persona is None or MODEL.actions[step.do].each or step.do.startswith("director."):
                continue
            found.append(
                timed(
                    lambda w=world, p=persona, s=step: SIMULATOR.submit_raw(w, p, s.do, s.with_),  # type: ignore[misc]
                    number=10,
                    repeat=20,
                )
            )
    return sorted(found)


def by_size() -> dict[int, float]:
    """The same step in worlds of different sizes, in microseconds."""
    found = {}
    for customers in (100, 100_000):
        spec = generate(seed=7, customers=customers)
        world = make_world(MODEL, Start(world="generated"), spec)
        admin = next(
            id for id, m in spec["entities"]["member"].items() if "partner_administrator" in m["roles"]
        )
        persona = MODEL.persona(world, admin)
        assert persona is not None
        action_type = MODEL.actions["association.request_dissociation"]
        for id in spec["entities"]["customer"]:
            action = action_type(customer=id, reason="x")
            if SIMULATOR.submit(world, persona, action).accepted:
                break
        found[customers] = timed(lambda w=world, p=persona, a=action: SIMULATOR.submit(w, p, a))  # type: ignore[misc]
    return found


def rewinding() -> dict[int, float]:
    """Jumping to the beginning from the end of logs of different lengths, in microseconds."""
    found = {}
    for steps in (10, 2000):
        session = Session.begin(SIMULATOR, Start(world="resale-partner"), fixtures.source)
        for n in range(steps):
            session.submit("bravo", "customer.top_up", {"customer": "bravo", "amount": str(1 + n % 5)})
        last = session.here

        def back_and_forth(session: Session = session, last: int = last) -> None:
            session.jump(1)
            session.world.balance("customer/bravo:cash")
            session.jump(last)

        found[steps] = timed(back_and_forth)
    return found


def main() -> None:
    """Print everything."""
    transitions, statemachine = libraries()
    print(f"transitions            {transitions:8.1f} µs a bare guarded transition")
    print(f"python-statemachine    {statemachine:8.1f} µs a bare guarded transition")
    for id, ours in our_steps().items():
        print(
            f"{id:<34} {ours:6.1f} µs   throughput {transitions / ours:5.2f}x transitions,"
            f" {statemachine / ours:6.1f}x python-statemachine"
        )
    steps = every_step()
    for share in (10, 50, 90):
        ours = steps[len(steps) * share // 100]
        print(
            f"{len(steps)} accepted steps of all scenarios: {share} % take at most {ours:6.1f} µs,"
            f" throughput {transitions / ours:5.2f}x transitions, {statemachine / ours:5.1f}x python-statemachine"
        )
    small, large = by_size().values()
    print(f"a step at 100 / 100,000 customers: {small:.1f} / {large:.1f} µs, ratio {large / small:.2f}")
    short, long = rewinding().values()
    print(f"a jump in a log of 10 / 2,000 steps: {short:.2f} / {long:.2f} µs, ratio {long / short:.2f}")


if __name__ == "__main__":
    main()
