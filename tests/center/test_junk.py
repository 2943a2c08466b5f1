"""Whatever is typed into whatever form: an answer with a sentence, never an error, and nothing changes."""

from __future__ import annotations

import re

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.engine.session import Start, make_world
from sandbox.engine.simulator import Simulator

JUNK = (None, [], {}, "xxx", "<script>", -5, float("nan"), 10**40, "长" * 10_000, "\u202e🚀")
PEOPLE = ("partner-admin", "partner-finance", "dist-admin", "huawei", "director")


@pytest.mark.parametrize("name", ["busy-partner", "distribution", "incentives"])
def test_junk_in_every_form_is_answered_in_both_languages(name: str) -> None:
    simulator = Simulator(MODEL)
    world = make_world(MODEL, Start(world=name), fixtures.world_spec(name))
    asked = 0
    for id, action_type in MODEL.actions.items():
        for persona_id in PEOPLE:
            persona = MODEL.persona(world, persona_id)
            if persona is None or (
                action_type.roles.isdisjoint(persona.roles) and "*" not in action_type.roles
            ):
                continue
            for junk in JUNK:
                asked += 1
                outcome = simulator.submit_raw(
                    world, persona, id, dict.fromkeys(action_type.model_fields, junk)
                )
                if outcome.accepted:
                    continue
                assert outcome.reasons  # type: ignore[union-attr]
                for reason in outcome.reasons:  # type: ignore[union-attr]
                    for text in filter(None, (reason.text, reason.remedy)):
                        assert not re.search(r"\{\w+\}", text.zh + text.en), (id, reason.rule.id, text.en)
    assert asked > 500
