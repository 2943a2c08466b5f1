"""The engine's laws, on a tiny portal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.engine.codes import State as CodeState
from sandbox.engine.codes import VerificationCode
from sandbox.engine.session import BadData, Session, SessionFile, Start, decode, encode, read_file, world_from
from sandbox.engine.simulator import Accepted, Refused, Simulator
from sandbox.engine.text import same, serial, show
from sandbox.engine.view import view
from sandbox.engine.world import Draft, Layers, Unbalanced, empty_world
from tests.engine.toy import MODEL, NOON, PERSONAS, SPEC, Door, Open, State

KEEPER = PERSONAS["keeper"]


@pytest.fixture
def session() -> Session:
    return Session.begin(Simulator(MODEL), Start(world="toy"), lambda start: SPEC)


def refused(outcome: object) -> set[str]:
    assert isinstance(outcome, Refused)
    return set(outcome.rules)


def test_an_accepted_step_gives_a_new_world_and_leaves_the_old_one(session: Session) -> None:
    before = session.world
    outcome = session.submit("keeper", "door.open", {"door": "a", "reason": "air"})
    assert isinstance(outcome, Accepted)
    assert outcome.subject == "door/a"
    assert session.world.need(Door, "a").state == State.OPEN
    assert before.need(Door, "a").state == State.CLOSED
    assert {"not-jammed", "few-open", "reason-given", "only-sober"} == set(outcome.passed)
    assert outcome.applied == ("tells",)
    assert [e.name for e in outcome.events] == ["door_opened"]
    assert session.world.notices("neighbour")[0].text.en == "A door opened"


def test_a_refusal_names_every_rule_that_blocks_and_changes_nothing(session: Session) -> None:
    world = session.world
    outcome = session.simulator.submit(world, KEEPER, Open(door="b", reason=" "))
    assert refused(outcome) == {"not-jammed", "reason-given"}
    assert world == world_from(MODEL, SPEC)


def test_permission_is_asked_before_the_checks(session: Session) -> None:
    outcome = session.submit("drunk", "door.open", {"door": "b", "reason": ""})
    assert refused(outcome) == {"only-sober"}
    assert refused(session.submit("neighbour", "door.open", {"door": "a"})) == {"portal-role"}


def test_unknown_record_wrong_state_and_wrong_form_are_refusals(session: Session) -> None:
    assert refused(session.submit("keeper", "door.open", {"door": "nope"})) == {"portal-record-exists"}
    assert refused(session.submit("keeper", "door.open", {"door": "d"})) == {"portal-state"}
    assert refused(session.submit("keeper", "door.open", {"door": "a", "reason": "x", "colour": 1})) == {
        "portal-form"
    }
    assert refused(session.submit("keeper", "door.build", {"price": "much"})) == {"price-ok"}
    assert refused(session.submit("keeper", "door.build", {})) == {"price-ok"}
    with pytest.raises(BadData):
        session.submit("keeper", "door.fly", {})
    with pytest.raises(BadData):
        session.submit("nobody", "door.open", {"door": "a"})


def test_a_portal_note_about_a_refusal_is_a_step_of_its_own(session: Session) -> None:
    outcome = session.submit("keeper", "door.open", {"door": "b", "reason": "air"})
    assert refused(outcome) == {"not-jammed"}
    assert session.world.need(Door, "b").failures == 1
    assert [step.do for step in session.log] == ["door.note"]


def test_a_code_is_asked_last_counts_wrong_tries_and_is_accepted_once(session: Session) -> None:
    act = {"door": "c", "reason": "air"}
    assert refused(session.submit("keeper", "door.open", {"door": "c", "reason": ""})) == {"reason-given"}
    assert refused(session.submit("keeper", "door.open", act)) == {"code-needed"}
    session.submit("keeper", "code.request", {"purpose": "door.open"})
    assert session.world.notices("keeper")[0].channel == "sms"
    for _ in range(4):
        assert refused(session.submit("keeper", "door.open", {**act, "code": "000000"})) == {"code-needed"}
    (code,) = session.world.find(VerificationCode, holder="keeper")
    assert code.state == CodeState.DEAD
    assert refused(session.submit("keeper", "door.open", {**act, "code": code.digits})) == {"code-needed"}
    session.submit("keeper", "code.request", {"purpose": "door.open"})
    code = session.world.find(VerificationCode, holder="keeper")[-1]
    assert session.submit("keeper", "door.open", {**act, "code": code.digits}).accepted
    assert session.world.find(VerificationCode, holder="keeper")[-1].state == CodeState.USED


@pytest.mark.parametrize(("minutes", "ok"), [(9, True), (10, False)])
def test_a_code_is_valid_for_ten_minutes(session: Session, minutes: int, ok: bool) -> None:
    session.submit("keeper", "code.request", {"purpose": "door.open"})
    code = session.world.find(VerificationCode, holder="keeper")[-1]
    session.advance(NOON + timedelta(minutes=minutes))
    outcome = session.submit("keeper", "door.open", {"door": "c", "reason": "air", "code": code.digits})
    assert outcome.accepted is ok


def test_timers_fire_in_due_order_at_their_instant(session: Session) -> None:
    session.submit("keeper", "door.open", {"door": "a", "reason": "air"})
    session.advance(NOON + timedelta(days=1) - timedelta(minutes=1))
    assert session.world.need(Door, "a").state == State.OPEN
    outcome = session.advance(NOON + timedelta(days=1))
    assert session.world.need(Door, "a").state == State.CLOSED
    assert "closes-after-a-day" in outcome.applied
    assert session.world.agenda() == []
    with pytest.raises(BadData):
        session.advance(NOON)


@pytest.mark.parametrize(("progression", "after"), [("at_once", 0), ("documented", 3), ("by_hand", None)])
def test_the_other_side_answers_by_the_progression(
    session: Session, progression: str, after: int | None
) -> None:
    start = Start(world="toy", settings={"progression": progression})
    session = Session.begin(session.simulator, start, lambda start: SPEC)
    session.submit("keeper", "door.lock", {"door": "a"})
    session.submit("keeper", "door.ask", {"door": "a"})
    state = session.world.need(Door, "a").state
    assert (state == State.CLOSED) is (after == 0)
    session.advance(NOON + timedelta(days=3))
    assert (session.world.need(Door, "a").state == State.CLOSED) is (after is not None)


def test_an_answer_that_was_blocked_comes_with_the_next_step_that_frees_it(session: Session) -> None:
    start = Start(world="toy", settings={"progression": "documented"})
    session = Session.begin(session.simulator, start, lambda start: SPEC)

    def jam(jammed: bool) -> Accepted:
        facts = {"record": "a", "facts": {"jammed": jammed}}
        outcome = session.submit("director", "director.set_facts", facts)
        assert isinstance(outcome, Accepted)
        return outcome

    def state() -> State:
        return session.world.need(Door, "a").state

    session.submit("keeper", "door.lock", {"door": "a"})
    session.submit("keeper", "door.ask", {"door": "a"})
    jam(True)
    fired = session.advance(NOON + timedelta(days=3))
    assert [e.name for e in fired.events if e.about == "door/a"] == ["answer_refused"]
    assert session.advance(NOON + timedelta(days=9)).events == ()
    assert jam(True).events == ()  # still blocked: nothing is told twice
    assert state() == State.ASKED
    assert [e.name for e in jam(False).events] == ["answered"]
    assert state() == State.CLOSED
    session.submit("keeper", "door.lock", {"door": "a"})
    assert jam(False).events == ()
    assert state() == State.LOCKED


def test_a_blocked_answer_is_dropped_when_somebody_else_gave_it(session: Session) -> None:
    start = Start(world="toy", settings={"progression": "at_once"})
    session = Session.begin(session.simulator, start, lambda start: SPEC)
    session.submit("director", "director.set_facts", {"record": "b", "facts": {"state": "asked"}})
    assert session.world.need(Door, "b").state == State.ASKED
    session.submit("director", "director.set_facts", {"record": "b", "facts": {"state": "locked"}})
    session.submit("director", "director.set_facts", {"record": "b", "facts": {"jammed": False}})
    assert session.world.need(Door, "b").state == State.LOCKED
    assert session.world.agenda() == [due for due in session.world.agenda() if due.ref != "door/b"]
    assert not len(session.world.tables["unanswered"])


def test_numbers_and_months_are_read_in_both_languages() -> None:
    quota = serial("voucher_quota-2", "voucher_quota")
    assert (quota.zh, quota.en) == ("2 号", "No. 2")
    ids = ["race", "quota-2", "voucher_quota-02", "2026-06", "a-2026-06", "b-2026-06", "voucher_quota-x-2"]
    assert [serial(id, "voucher_quota") for id in ids] == [same(id) for id in ids]
    assert [show("2024-05", lang) for lang in ("zh", "en")] == ["2024年5月", "May 2024"]
    assert [show("2024Q2", lang) for lang in ("zh", "en")] == ["2024年第2季度", "Q2 2024"]
    assert show(("2024-12", "2024-13", "1234567"), "en") == "Dec 2024, 2024-13, 1234567"


def test_a_batch_gives_a_result_per_row(session: Session) -> None:
    outcome = session.submit("keeper", "door.lock_many", {"doors": ["a", "b", "e"]})
    assert isinstance(outcome, Accepted)
    assert [[r.rule.id for r in row.reasons] for row in outcome.rows] == [[], ["not-jammed"], []]
    assert refused(session.submit("keeper", "door.lock_many", {"doors": ["b"]})) == {"not-jammed"}


def test_money_is_balanced_and_never_overdrawn(session: Session) -> None:
    session.submit("keeper", "door.build", {"price": "60.00"})
    assert session.world.balance("keeper:cash") == Decimal("40.00")
    assert sum(session.world.balances().values()) == 0
    with pytest.raises(Unbalanced):
        session.submit("keeper", "door.build", {"price": "60.00"})


def test_undo_redo_jump_and_branches(session: Session) -> None:
    session.submit("keeper", "door.lock", {"door": "a"})
    session.submit("keeper", "door.lock", {"door": "e"})
    assert session.undo()
    assert session.world.need(Door, "e").state == State.CLOSED
    assert session.redo()
    session.jump(1)
    session.submit("keeper", "door.open", {"door": "e", "reason": "air"})
    assert [n.parent for n in session.nodes] == [None, 0, 1, 1]
    assert [step.do for step in session.log] == ["door.lock", "door.open"]
    session.jump(0)
    assert not session.undo()
    with pytest.raises(IndexError):
        session.jump(99)


def test_a_session_replays_to_an_equal_world_through_a_link(session: Session) -> None:
    session.submit("keeper", "door.open", {"door": "b", "reason": "air"})
    session.submit("keeper", "door.open", {"door": "a", "reason": "<b>气</b>🙂"})
    session.advance(NOON + timedelta(days=2))
    link = encode(session.file("keeper"))
    again = Session.replay(session.simulator, decode(link), lambda start: SPEC)
    assert again.world == session.world


@pytest.mark.parametrize("text", ["", "!!!", "e30", "A" * 500_000, encode(SessionFile(start=Start()))[:-9]])
def test_a_damaged_link_is_a_sentence(text: str) -> None:
    with pytest.raises(BadData) as bad:
        decode(text)
    assert bad.value.text.zh
    assert bad.value.text.en


@pytest.mark.parametrize(
    "raw", ["", "[]", '{"start": 3}', '{"version": 2, "start": {}}', "[" * 100_000, b"\xff\xfe"]
)
def test_a_wrong_session_file_is_a_sentence(raw: str | bytes) -> None:
    with pytest.raises(BadData):
        read_file(raw)


def test_a_log_that_no_longer_fits_says_which_step(session: Session) -> None:
    file = SessionFile.model_validate(
        {"start": {}, "log": [{"as": "keeper", "do": "door.open", "with": {"door": "b"}}]}
    )
    with pytest.raises(BadData, match="Step 1"):
        Session.replay(session.simulator, file, lambda start: SPEC)


def test_the_view_says_what_is_open_and_what_blocks(session: Session) -> None:
    seen = view(session.simulator, session.world, KEEPER, "door/b")
    by_id = {a.id: a for a in seen.actions}
    assert not by_id["door.open"].available
    assert [r.rule for r in by_id["door.open"].reasons] == ["not-jammed"]
    assert by_id["door.open"].form["properties"]["door"]["x-entity"] == "door"
    assert "door.note" not in by_id
    seen = view(session.simulator, session.world, KEEPER, "door/a")
    assert "door.open:closed:open" in seen.available_edges
    session.submit("keeper", "door.open", {"door": "a", "reason": "air"})
    seen = view(session.simulator, session.world, KEEPER, "door/a")
    assert [d.at for d in seen.deadlines] == [NOON + timedelta(days=1)]


def test_layers_behave_as_a_dictionary() -> None:
    layers, plain = Layers({n: n for n in range(1, 1000)}), {n: n for n in range(1, 1000)}
    for n in range(1, 20_000):
        key = n * 7919 % 3000
        before, layers = layers, layers.copy()
        if n % 3 == 0:
            assert layers.pop(key, "none") == plain.pop(key, "none")
            assert key not in layers
        else:
            layers[key] = plain[key] = n
            assert before.get(key) != n
    assert dict(layers.items()) == plain
    assert len(layers) == len(plain)
    assert all(layers.get(k) == v for k, v in plain.items())


def test_a_sealed_draft_takes_no_more() -> None:
    draft = Draft(empty_world(NOON), MODEL)
    draft.create(Door, state=State.CLOSED)
    world = draft.seal()
    for write in (lambda: draft.create(Door, state=State.CLOSED), lambda: draft.number("door")):
        with pytest.raises(AttributeError):
            write()
    assert [door.id for door in world.all(Door)] == ["door-1"]
