"""What a step costs: against two state-machine libraries, in worlds of every size, and looking back.

Run with ``python tests/benchmarks/bench_engine.py``. Prints ratios measured in one run; machines are
shared and noisy, so nothing here is a test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from statemachine import State as MachineState
from statemachine import StateMachine
from transitions import Machine

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.cli import all_transcripts
from sandbox.engine.actions import Persona
from sandbox.engine.session import Session, Start, make_world
from sandbox.engine.simulator import Outcome, Refused, Simulator
from sandbox.worlds import generate
from tests.engine import toy

SIMULATOR = Simulator(MODEL)


def timed(*works: Callable[[], object], number: int = 40, repeat: int = 200) -> list[float]:
    """Best time of one call of each, in microseconds.

    Taken in turns and in short bursts: each meets the same noise, and some bursts are left alone by
    the machine.
    """
    best = [float("inf")] * len(works)
    for _ in range(repeat):
        for n, work in enumerate(works):
            start = perf_counter()
            for _ in range(number):
                work()
            best[n] = min(best[n], perf_counter() - start)
    return [time / number * 1e6 for time in best]


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


def libraries() -> dict[str, Callable[[], object]]:
    """A bare guarded transition in ``transitions`` and in ``python-statemachine``."""
    model = Plain()
    machine = Machine(model, states=["closed", "opened"], initial="closed")
    machine.add_transition("go", "closed", "opened", conditions=lambda: True)
    machine.add_transition("go", "opened", "closed", conditions=lambda: True)
    return {"transitions": model.go, "python-statemachine": Door().go}  # type: ignore[attr-defined]


STEPS = {
    "association.request_dissociation": ("partner-admin", {"customer": "acme", "reason": "业务关闭"}),
    "association.request_switch": ("partner-admin", {"customer": "bravo", "cooperation_type": "resale"}),
    "code.request": ("bravo", {"purpose": "customer.request_dissociation"}),
    "customer.top_up": ("bravo", {"customer": "bravo", "amount": "100"}),
}


def like_for_like() -> Callable[[], object]:
    """The step of a machine with one guard and one change of state, as the libraries do it.

    The action is validated, the guard asked, the record changed, an event noted and a new world made.
    """
    simulator, world = Simulator(toy.MODEL), make_world(toy.MODEL, Start(), toy.SPEC)
    keeper = toy.PERSONAS["keeper"]
    assert simulator.submit(world, keeper, toy.Lock(door="a")).accepted
    return lambda: simulator.submit(world, keeper, toy.Lock(door="a"))


def our_steps() -> dict[str, Callable[[], object]]:
    """An accepted step with its validated action, its real rules, events and a new world."""
    world = make_world(MODEL, Start(world="resale-partner"), fixtures.world_spec("resale-partner"))
    found: dict[str, Callable[[], object]] = {"one guard, one change of state": like_for_like()}
    for id, (who, values) in STEPS.items():
        action_type, persona = MODEL.actions[id], MODEL.persona(world, who)
        assert persona is not None

        def step(
            action_type: Any = action_type, persona: Persona = persona, values: dict[str, str] = values
        ) -> Outcome:
            return SIMULATOR.submit(world, persona, action_type(**values))

        outcome = step()
        if isinstance(outcome, Refused) or outcome.world == world:
            raise SystemExit(f"{id} changes nothing: {outcome}")
        found[id] = step
    return found


def every_step() -> dict[str, list[float]]:
    """Every accepted step of every scenario, each in its own world: throughput against ``transitions``."""
    bare = libraries()["transitions"]
    found: dict[str, list[float]] = {}
    for transcript in all_transcripts():
        nodes = transcript.session.nodes
        for node in nodes:
            if node.parent is None or node.step is None or not node.step.do:
                continue
            world, step = nodes[node.parent].world, node.step
            persona = MODEL.persona(world, step.persona)
            if persona is None or MODEL.actions[step.do].each or step.do.startswith("director."):
                continue
            theirs, ours = timed(
                bare,
                lambda w=world, p=persona, s=step: SIMULATOR.submit_raw(w, p, s.do, s.with_),  # type: ignore[misc]
                number=10,
                repeat=30,
            )
            found.setdefault(step.do, []).append(theirs / ours)
    return found


def spread(ratios: list[float]) -> str:
    """How ratios are distributed, in words."""
    found = sorted(ratios)
    best, middle, worst = (found[len(found) * share // 100] for share in (90, 50, 10))
    half = 100 * sum(ratio >= 0.5 for ratio in found) // len(found)
    return (
        f"best tenth {best:.2f}x and more, median {middle:.2f}x, last tenth {worst:.2f}x and less;"
        f" {half} % at half of it or more"
    )


def by_size() -> dict[int, float]:
    """The same step in worlds of different sizes, in microseconds."""
    found: dict[int, Callable[[], object]] = {}
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
        found[customers] = lambda w=world, p=persona, a=action: SIMULATOR.submit(w, p, a)  # type: ignore[misc]
    return dict(zip(found, timed(*found.values()), strict=True))


def rewinding() -> dict[int, float]:
    """Jumping to the beginning from the end of logs of different lengths, in microseconds."""
    found: dict[int, Callable[[], object]] = {}
    for steps in (10, 2000):
        session = Session.begin(SIMULATOR, Start(world="resale-partner"), fixtures.source)
        for n in range(steps):
            session.submit("bravo", "customer.top_up", {"customer": "bravo", "amount": str(1 + n % 5)})
        last = session.here

        def back_and_forth(session: Session = session, last: int = last) -> None:
            session.jump(1)
            session.world.balance("customer/bravo:cash")
            session.jump(last)

        found[steps] = back_and_forth
    return dict(zip(found, timed(*found.values()), strict=True))


def main() -> None:
    """Print everything."""
    works = libraries() | our_steps()
    times = dict(zip(works, timed(*works.values()), strict=True))
    theirs = [times.pop(name) for name in libraries()]
    for name, time in zip(libraries(), theirs, strict=True):
        print(f"{name:<34} {time:6.1f} µs a bare guarded transition")
    for name, time in times.items():
        print(
            f"{name:<34} {time:6.1f} µs   throughput {theirs[0] / time:5.2f}x transitions,"
            f" {theirs[1] / time:5.1f}x python-statemachine"
        )
    ratios = every_step()
    steps = [ratio for found in ratios.values() for ratio in found]
    actions = [sorted(found)[len(found) // 2] for found in ratios.values()]
    print(f"{len(actions)} actions of all scenarios, throughput against transitions: {spread(actions)}")
    print(f"{len(steps)} accepted steps of all scenarios: {spread(steps)}")
    small, large = by_size().values()
    print(f"a step at 100 / 100,000 customers: {small:.1f} / {large:.1f} µs, ratio {large / small:.2f}")
    short, long = rewinding().values()
    print(f"a jump in a log of 10 / 2,000 steps: {short:.2f} / {long:.2f} µs, ratio {long / short:.2f}")


if __name__ == "__main__":
    main()
