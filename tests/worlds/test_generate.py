"""Generated worlds: the same seed gives the same world, and every one fits the model."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import worlds
from sandbox.center import MODEL
from sandbox.center.customers.account import Customer
from sandbox.center.customers.association import Association, State
from sandbox.engine.scenario import look
from sandbox.engine.session import BadData, world_from
from sandbox.engine.simulator import Simulator
from sandbox.worlds import generate


@pytest.mark.parametrize("names", ["zh", "en", "both"])
def test_the_same_seed_gives_the_same_world(names: str) -> None:
    one, two = (generate(seed=7, customers=200, names=names) for _ in range(2))  # type: ignore[arg-type]
    assert json.dumps(one) == json.dumps(two)
    assert one != generate(seed=8, customers=200, names=names)  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), customers=st.integers(1, 120), names=st.sampled_from(["zh", "en", "both"]))
def test_every_generated_world_fits_the_model(seed: int, customers: int, names: str) -> None:
    world = world_from(MODEL, generate(seed=seed, customers=customers, names=names))  # type: ignore[arg-type]
    people = list(world.all(Customer))
    assert len(people) == customers
    assert len(list(world.all(Association))) == customers
    assert not sum(world.balances().values())


def test_names_are_in_the_language_asked_for() -> None:
    zh = generate(seed=1, customers=50, names="zh")["entities"]["customer"].values()
    en = generate(seed=1, customers=50, names="en")["entities"]["customer"].values()
    assert not any(c["account_name"].isascii() for c in zh)
    assert all(c["account_name"].isascii() for c in en)


def test_a_hundred_customers_are_in_all_sorts_of_states() -> None:
    world = world_from(MODEL, generate(seed=3, customers=400))
    states = Counter(a.state for a in world.all(Association))
    assert min(states[s] for s in (State.NOT_ASSOCIATED, State.REFERRAL, State.RESALE)) > 20
    kinds = {
        kind: len(world.tables[kind])
        for kind in ("report", "invitation", "association_request", "assignment")
    }
    assert all(kinds.values()), kinds


def test_the_generated_partner_can_work() -> None:
    world = world_from(MODEL, generate(seed=3, customers=40))
    seen = look(Simulator(MODEL), world, "customers.list", "partner-admin")
    assert seen["shown"]
    assert seen["rows"]
    assert any("funds.allocate" in actions for actions in seen["actions"].values())


def test_mobiles_and_addresses_are_unique_and_fictitious() -> None:
    customers = generate(seed=4, customers=1000)["entities"]["customer"].values()
    assert len({c["mobile"] for c in customers}) == len({c["email"] for c in customers}) == 1000
    assert all(c["email"].endswith(".example") for c in customers)


@pytest.mark.parametrize("customers", [0, -1, 100_001])
def test_the_size_is_limited(customers: int) -> None:
    with pytest.raises(ValueError, match="100,000"):
        generate(customers=customers)


def test_a_hundred_thousand_customers_are_generated_from_pools() -> None:
    spec = generate(seed=1, customers=100_000)
    assert len(spec["entities"]["customer"]) == 100_000


def test_worlds_on_file_are_loaded_by_name() -> None:
    assert worlds.load("resale-partner")["id"] == "resale-partner"
    with pytest.raises(BadData):
        worlds.load("../secrets")
