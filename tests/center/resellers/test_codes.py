"""Whatever is wrong with a code, the operation that asks for it is cited, and the sentence says what is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox import fixtures
from sandbox.center import MODEL
from sandbox.engine.codes import Problem, latest
from sandbox.engine.scenario import WRONG_CODE
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted, Refused, Simulator

OPERATIONS: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "resell-adjust-code-if-on",
        "dist-admin",
        "reseller_funds.allocate",
        {"reseller": "reseller-r", "amount": 1, "confirmed": True},
    ),
    (
        "resell-adjust-code-if-on",
        "dist-admin",
        "reseller_funds.reclaim",
        {"reseller": "reseller-r", "amount": 1, "confirmed": True},
    ),
    (
        "resell-quota-code",
        "dist-admin",
        "voucher_quota.grant",
        {"quota": "quota-1", "reseller": "reseller-r", "amount": 1},
    ),
    (
        "fund-code-and-confirm",
        "dist-admin",
        "funds.allocate",
        {"customer": "mike", "amount": 1, "confirmed": True},
    ),
    (
        "fund-code-and-confirm",
        "dist-admin",
        "funds.reclaim_many",
        {"customers": ["mike"], "amount": 1, "confirmed": True},
    ),
    (
        "portal-sensitive-code",
        "dist-admin",
        "voucher.issue",
        {"customer": "mike", "amount": 1, "quota": "quota-1"},
    ),
    (
        "dissoc-code-if-enabled",
        "dist-admin",
        "association.request_dissociation",
        {"customer": "mike", "reason": "业务关闭"},
    ),
    ("cust-dissoc-sms-code", "mike", "customer.request_dissociation", {"customer": "mike"}),
]


def begin() -> Session:
    spec = Start.model_validate(
        {
            "world": "distribution",
            "facts": {"dist-d": {"verification_code_enabled": True}},
            "entities": {"voucher_quota": {"quota-1": QUOTA}},
        }
    )
    return Session.begin(Simulator(MODEL), spec, fixtures.source)


QUOTA = {"partner_id": "dist-d", "amount": 1000, "rest": 1000}


def problem_of(session: Session, persona: str, action: str, values: dict[str, Any], rule: str) -> str:
    """What the only refusal, by ``rule``, says is wrong with the code."""
    outcome = session.submit(persona, action, values)
    assert isinstance(outcome, Refused)
    assert set(outcome.rules) == {rule}
    return outcome.reasons[0].text.en


@pytest.mark.parametrize(("rule", "persona", "action", "values"), OPERATIONS, ids=lambda v: str(v)[:40])
def test_the_rule_that_asks_for_a_code_is_cited_whatever_is_wrong_with_it(
    rule: str, persona: str, action: str, values: dict[str, Any]
) -> None:
    session = begin()

    def says(code: str, problem: Problem) -> bool:
        return problem.label.en in problem_of(session, persona, action, {**values, "code": code}, rule)

    assert says("", Problem.MISSING)
    session.submit(persona, "code.request", {"purpose": action})
    sent = latest(session.world, persona, action)
    assert sent is not None
    for _ in range(4):
        assert says(WRONG_CODE, Problem.WRONG)
    assert says(sent.digits, Problem.DEAD)
    session.submit(persona, "code.request", {"purpose": action})
    again = latest(session.world, persona, action)
    assert again is not None
    session.advance(session.world.now + timedelta(minutes=10))
    assert says(again.digits, Problem.EXPIRED)


def test_a_code_that_was_used_is_said_to_be_used() -> None:
    session = begin()
    rule, persona, action, values = OPERATIONS[0]
    session.submit(persona, "code.request", {"purpose": action})
    code = latest(session.world, persona, action)
    assert code is not None
    assert isinstance(session.submit(persona, action, {**values, "code": code.digits}), Accepted)
    text = problem_of(session, persona, action, {**values, "code": code.digits}, rule)
    assert Problem.USED.label.en in text
