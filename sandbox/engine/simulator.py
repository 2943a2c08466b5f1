"""The simulator: ``submit`` an action, ``advance`` the clock. Pure functions over worlds."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from sandbox.engine.actions import Action, Persona, marks
from sandbox.engine.codes import NoteWrongTry, latest
from sandbox.engine.codes import Problem as CodeProblem
from sandbox.engine.codes import State as CodeState
from sandbox.engine.codes import problem as code_problem
from sandbox.engine.machines import Machine, Model, Situation, Timer, Transition, input_rules
from sandbox.engine.rules import (
    FORM,
    ROLE,
    STATE,
    UNKNOWN,
    Gate,
    Reason,
    Rule,
    answerable,
    blocking,
    passes,
    reason,
)
from sandbox.engine.text import Text, same
from sandbox.engine.world import UNANSWERED, Draft, Due, Entity, Event, World, slot_of

LIMITS = {
    "greater_than": ("须大于 {}", "it must be greater than {}", "gt"),
    "greater_than_equal": ("须不小于 {}", "it must be at least {}", "ge"),
    "less_than": ("须小于 {}", "it must be less than {}", "lt"),
    "less_than_equal": ("须不大于 {}", "it must be at most {}", "le"),
    "too_long": ("最多 {} 项", "at most {} entries", "max_length"),
    "too_short": ("至少 {} 项", "at least {} entries", "min_length"),
    "decimal_max_places": ("最多 {} 位小数", "at most {} decimals", "decimal_places"),
    "decimal_max_digits": ("最多 {} 位数字", "at most {} digits", "max_digits"),
    "decimal_whole_digits": ("整数部分最多 {} 位", "at most {} digits before the point", "whole_digits"),
}
"""What a validation error with a limit says: in Chinese, in English, and the name of the limit."""

REFUSED_ANSWER = "answer_refused"
"""The event of a step by itself that something blocks."""

PORTAL = Persona(id="portal", roles=frozenset({"portal", "*"}))


@dataclass(frozen=True, slots=True)
class Row:
    """The result of one row of a batch."""

    action: Action
    reasons: tuple[Reason, ...]


class Accepted:
    """The step happened.

    Attributes:
        world: the world after it.
        events: past-tense facts, timers that fired at once included.
        passed: ids of the rules that were asked and held.
        applied: ids of the effect rules that were carried out.
        rows: results per row, for a batch.
    """

    __slots__ = ("_asked", "_entity", "applied", "events", "rows", "world")
    accepted = True

    def __init__(
        self,
        world: World,
        events: tuple[Event, ...] = (),
        entity: Entity | None = None,
        asked: tuple[Transition, Situation] | None = None,
        applied: tuple[str, ...] = (),
        rows: tuple[Row, ...] = (),
    ) -> None:
        self.world = world
        self.events = events
        self.applied = applied
        self.rows = rows
        self._entity = entity
        self._asked = asked

    @property
    def subject(self) -> str:
        """Address of the entity acted on or made, "" if none."""
        return "" if self._entity is None else self._entity.ref

    @property
    def passed(self) -> tuple[str, ...]:
        """Ids of the rules that were asked and held; rules with nothing to say are left out."""
        return _applicable(*self._asked) if self._asked else ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The step did not happen, and nothing changed.

    Attributes:
        reasons: every rule that blocks, never just the first.
        subject: address of the entity it was tried on, "" if none.
        passed: ids of the rules that were asked and held.
        note: what the portal notes about the refusal, to be submitted by it as a step of its own.
    """

    reasons: tuple[Reason, ...]
    subject: str = ""
    passed: tuple[str, ...] = ()
    note: Action | None = None
    accepted: bool = field(default=False, init=False)

    @property
    def rules(self) -> frozenset[str]:
        """Ids of the rules that block."""
        return frozenset(reason.rule.id for reason in self.reasons)


Outcome = Accepted | Refused


class Simulator:
    """Runs a model. Holds no state: worlds go in, worlds come out."""

    def __init__(self, model: Model) -> None:
        self.model = model

    # submitting ------------------------------------------------------------------------------

    def submit(self, world: World, persona: Persona, action: Action) -> Outcome:
        """Do an action.

        Args:
            world: the world as it is.
            persona: who acts.
            action: what they do, validated.

        Returns:
            :class:`Accepted` with the next world, or :class:`Refused` with every rule that blocks.

        Raises:
            KeyError: the model has no such action.
        """
        checked = self._check(world, persona, action)
        if isinstance(checked, Refused):
            return checked
        situation, machine, transition = checked
        if type(action).each is not None:
            return self._batch(situation, machine, transition, tuple(action.rows()))
        draft = Draft(world, self.model)
        self._perform(draft, situation, transition)
        after = draft.seal()
        events = tuple(draft.events)
        due = draft.scheduled and min(draft.scheduled) <= after.now
        if after.tables.get(UNANSWERED):
            after, due = self._ask_again(after), True
        if due:
            after, more, applied = self._fire_until(after, after.now)
            if more:
                events += more
                draft.applied.extend(applied)
        return Accepted(
            after,
            events,
            draft.subject,
            (transition, situation),
            tuple(draft.applied),
        )

    def submit_raw(
        self, world: World, persona: Persona, action_id: str, values: Mapping[str, Any]
    ) -> Outcome:
        """Do an action given as data: what does not fit the form is a refusal, not an error.

        Raises:
            KeyError: the model has no such action.
        """
        action_type = self.model.actions[action_id]
        try:
            action: Action = action_type.__pydantic_validator__.validate_python(dict(values))
        except ValidationError as error:
            return self._ill_formed(world, persona, action_type, values, error)
        return self.submit(world, persona, action)

    def _check(
        self,
        world: World,
        persona: Persona,
        action: Action,
        gates: int = 3,
        known: frozenset[str] = frozenset(),
    ) -> tuple[Situation, Machine, Transition] | Refused:
        action_type = type(action)
        candidates = self.model.transitions[action_type]
        typed, tables = action.__dict__, world.tables
        for name, kind, many in action_type.references:
            value = typed[name]
            table = tables.get(kind, ())
            if many:
                unknown = [v for v in value or () if v not in table]
            elif not value or value in table:
                continue
            else:
                unknown = [value]
            if unknown:
                return Refused(tuple(Reason(UNKNOWN, {"name": v}) for v in unknown))
        machine, transition = candidates[0]
        subject: Entity | None = None
        if transition.source or machine.subject in action_type.inputs:
            id = typed.get(machine.subject, "")
            subject = world.get(machine.entity, id) if id else None
            if transition.source and subject is None:
                return Refused((Reason(UNKNOWN, {"name": id or machine.label}),))
        in_state = True
        if transition.source and subject is not None:
            state = subject.state
            if state not in transition.source:
                in_state = False
                for _, transition in candidates[1:]:
                    if state in transition.source:
                        in_state = True
                        break
        situation = machine.situation(world, persona, action, subject, self.model)
        may, sound, proven = transition.asked
        roles = action_type.roles
        allowed = not roles.isdisjoint(persona.roles) or "*" in roles
        if known or not allowed or not passes(may, situation):
            permission = transition.permission
            blocked = blocking(answerable(permission, situation, known) if known else permission, situation)
            reasons = [reason(r, situation) for r in blocked]
            if not reasons and not allowed:
                reasons = [Reason(ROLE, {"action": action_type.title, "roles": self._role_names(roles)})]
            if reasons:
                return Refused(tuple(reasons), _address(subject))
        if not in_state:
            return Refused((self._wrong_state(machine, candidates, situation),), _address(subject))
        if gates < 1:
            return situation, machine, transition
        if known or not passes(sound, situation):
            checks = answerable(transition.checks, situation, known) if known else transition.checks
            blocked = blocking(checks, situation)
        else:
            blocked = []
        if blocked:
            found = tuple(reason(r, situation) for r in blocked)
            note = transition.on_refusal(situation, found) if transition.on_refusal and not known else None
            passed = () if known else _applicable(transition, situation, blocked)
            return Refused(found, _address(subject), passed, note)
        if gates < 3 or not proven or passes(proven, situation):
            return situation, machine, transition
        blocked = blocking(transition.code, situation)
        note = None
        if code_problem(situation) == CodeProblem.WRONG:
            code = latest(world, persona.id, action_type.id)
            note = NoteWrongTry(code=code.id) if code else None
        found = tuple(reason(r, situation) for r in blocked)
        return Refused(found, _address(subject), _applicable(transition, situation, blocked), note)

    def _wrong_state(
        self, machine: Machine, candidates: list[tuple[Machine, Transition]], situation: Situation
    ) -> Reason:
        states = tuple(state.label for _, t in candidates for state in t.source)
        values = {
            "state": situation.subject.state,
            "action": type(situation.action).title,
            "states": tuple(dict.fromkeys(states)),
        }
        rule = candidates[0][1].state_rule or STATE
        return Reason(
            rule, values if rule is STATE or rule.values is None else {**values, **rule.values(situation)}
        )

    def _role_names(self, roles: frozenset[str]) -> tuple[Text, ...]:
        return tuple(getattr(role, "label", None) or same(str(role)) for role in sorted(roles))

    def _perform(self, draft: Draft, situation: Any, transition: Transition) -> None:
        draft.subject = situation.subject if transition.source else None
        draft.target = None if isinstance(transition.to, tuple) else transition.to
        for rule, work in transition.works:
            if rule is None:
                work(situation, draft)
            elif rule.applies is None or rule.applies(situation):
                work(situation, draft)
                draft.applied.append(rule.id)
        if transition.source and draft.target is not None and draft.subject is situation.subject:
            draft.move()
        typed: str = situation.action.code if transition.code else ""
        if typed:
            code = latest(draft, situation.persona.id, type(situation.action).id)
            if code is not None and code.state == CodeState.SENT and typed == code.digits:
                draft.put(code.but(state=CodeState.USED))
        if draft.subject is None and situation.subject is not None:
            draft.subject = situation.subject

    def _batch(
        self, situation: Situation, machine: Machine, transition: Transition, actions: tuple[Action, ...]
    ) -> Outcome:
        world, rows, events, applied = situation.world, [], [], []
        for action in actions:
            checked = self._check(world, situation.persona, action, gates=2)
            if isinstance(checked, Refused):
                rows.append(Row(action, checked.reasons))
                continue
            draft = Draft(world, self.model)
            self._perform(draft, checked[0], checked[2])
            events.extend(draft.events)
            applied.extend(draft.applied)
            world = draft.seal()
            rows.append(Row(action, ()))
        if all(row.reasons for row in rows):
            every = {r.rule.id: r for row in rows for r in row.reasons}
            return Refused(tuple(every.values()))
        draft = Draft(world, self.model)
        self._perform(draft, situation, transition)
        events.extend(draft.events)
        applied.extend(draft.applied)
        world, more, fired = self._fire_until(self._ask_again(draft.seal()), world.now)
        return Accepted(
            world,
            (*events, *more),
            asked=(transition, situation),
            applied=(*applied, *fired),
            rows=tuple(rows),
        )

    def _ill_formed(
        self,
        world: World,
        persona: Persona,
        action_type: type[Action],
        values: Mapping[str, Any],
        error: ValidationError,
    ) -> Refused:
        wrong: dict[str, Any] = {
            str(e["loc"][0]) if e["loc"] else "": e for e in error.errors(include_url=False)
        }
        usable = {k: v for k, v in values.items() if k in action_type.model_fields and k not in wrong}
        tried = action_type.tried(usable)
        found: list[Reason] = []
        try:
            checked = self._check(world, persona, tried, gates=2, known=frozenset({*wrong, "*"}))
        except (TypeError, AttributeError, ValueError):
            checked = Refused(())
        if isinstance(checked, Refused):
            found.extend(checked.reasons)
            if any(r.rule.gate == Gate.PERMISSION for r in checked.reasons):
                return checked
        machine, transition = self.model.transitions[action_type][0]
        situation = machine.situation(world, persona, tried, None, self.model)
        for name, detail in wrong.items():
            # An option that does not exist is no ticked option: the rules about those say nothing of it.
            one_of_several = detail["type"] == "enum" and len(detail["loc"]) > 1
            rules: list[Rule] = (
                [] if one_of_several else [r for r in input_rules(transition, name) if _speaks(r, situation)]
            )
            info = action_type.model_fields.get(name)
            label = next((m.label for m in marks(info)), same(name)) if info else same(name)
            for rule in rules or [FORM]:
                blanks = dict.fromkeys(rule.placeholders, label)
                found.append(
                    Reason(
                        rule,
                        {**blanks, **_known(rule, situation), "field": label, "problem": explain(detail)},
                    )
                )
        return Refused(tuple({r.rule.id + str(r.values): r for r in found}.values()))

    # asking ----------------------------------------------------------------------------------

    def ask(self, world: World, persona: Persona, action_type: type[Action], **values: Any) -> Outcome:
        """What would block this action, with only some of its fields filled? Changes nothing.

        Rules about fields that are not filled are left out, and so is the verification code.
        """
        tried = action_type.tried(values)
        missing = frozenset({*(n for n in action_type.model_fields if n not in values), "*"})
        checked = self._check(world, persona, tried, gates=2, known=missing)
        return checked if isinstance(checked, Refused) else Accepted(world)

    # time ------------------------------------------------------------------------------------

    def advance(self, world: World, to: datetime) -> Accepted:
        """Move the clock forward, firing every timer on the way in the order in which it is due.

        Args:
            world: the world as it is.
            to: Beijing time, not before the world's clock.

        Raises:
            ValueError: ``to`` lies in the past; rewinding is a matter of the timeline.
        """
        if to < world.now:
            raise ValueError("the clock runs forward only")
        world, events, applied = self._fire_until(world, to)
        if world.now != to:
            world = World(to, world.settings, world.tables)
        return Accepted(world, events, applied=applied)

    def _fire_until(self, world: World, to: datetime) -> tuple[World, tuple[Event, ...], tuple[str, ...]]:
        events: list[Event] = []
        applied: list[str] = []
        agenda = world.tables.get("agenda")
        last = slot_of(to)
        slots = [] if agenda is None else [slot for slot, _ in agenda.items() if slot <= last]
        heapq.heapify(slots)
        budget = 200_000
        while slots:
            agenda = world.tables["agenda"]
            entries = agenda.get(slots[0])
            due = min((Due(at, *key) for key, at in entries.items()), default=None) if entries else None
            if due is None or due.at > to:
                heapq.heappop(slots)
                continue
            budget -= 1
            if not budget:
                raise RuntimeError("timers fire each other without end")
            world, fired, draft = self._fire(world, due)
            events.extend(fired)
            applied.extend(draft.applied)
            changed = set(map(slot_of, draft.scheduled))
            if world.tables.get(UNANSWERED) and fired and fired[-1].name != REFUSED_ANSWER:
                world = self._ask_again(world)
                changed.add(slot_of(world.now))
            for slot in changed:
                if slot <= last and slot not in slots:
                    heapq.heappush(slots, slot)
        return world, tuple(events), tuple(applied)

    def _ask_again(self, world: World) -> World:
        """Something happened: answers that could not be given before are due now.

        Without this an answer that was refused because something else blocked it would never come.
        """
        waiting = world.tables.get(UNANSWERED)
        if not waiting:
            return world
        draft = Draft(world, self.model)
        for (ref, name), _ in waiting.items():
            entity = world.by_ref(ref)
            timer = next(t for t in self.model.timers[ref.partition("/")[0]] if t.name == name)
            due = None if entity is None else timer.due_of(entity, world.settings)
            if due is None or due > world.now:
                draft.answered(ref, name)
            else:
                draft.schedule(world.now, ref, name)
        return draft.seal()

    def _fire(self, world: World, due: Due) -> tuple[World, list[Event], Draft]:
        kind = due.ref.partition("/")[0]
        machine = self.model.machines[kind]
        timer = next(t for t in machine.timers if t.name == due.timer)
        entity = world.by_ref(due.ref)
        now = max(due.at, world.now)
        draft = Draft(world, self.model, now)
        draft.unschedule(due.at, due.ref, due.timer)
        if entity is None:
            return draft.seal(), [], draft
        world = draft.seal()
        draft = Draft(world, self.model, now)
        draft.applied.extend(rule.id for rule in timer.rules)
        if timer.acts is not None:
            return self._answer(world, draft, timer, entity)
        draft.subject, draft.target = entity, timer.to
        situation = machine.situation(world, PORTAL, None, entity, self.model)
        for work in timer.effect:
            if isinstance(work, Rule):
                if work.does and (work.applies is None or work.applies(situation)):
                    work.does(situation, draft)
                    draft.applied.append(work.id)
            else:
                work(situation, draft)
        if draft.subject is entity and timer.to is not None:
            draft.move()
        draft.record("timer_fired", due.ref, timer.label)
        return draft.seal(), draft.events, draft

    def _answer(
        self, world: World, draft: Draft, timer: Timer, entity: Entity
    ) -> tuple[World, list[Event], Draft]:
        assert timer.acts is not None
        persona_id, action = timer.acts(world, entity)
        persona = self.model.persona(world, persona_id) or PORTAL
        checked = self._check(world, persona, action, gates=2)
        if isinstance(checked, Refused):
            draft.applied.clear()
            if not timer.again or draft.wait_for_answer(entity.ref, timer.name):
                draft.record(REFUSED_ANSWER, entity.ref, type(action).title)
            return draft.seal(), draft.events, draft
        draft.answered(entity.ref, timer.name)
        self._perform(draft, checked[0], checked[2])
        draft.record("answered", entity.ref, type(action).title)
        return draft.seal(), draft.events, draft


def _address(subject: Entity | None) -> str:
    return "" if subject is None else subject.ref


def _applicable(
    transition: Transition, situation: Situation, blocked: list[Rule] | None = None
) -> tuple[str, ...]:
    rules = transition.permission + transition.checks
    if blocked is None:
        rules += transition.code
    return tuple(
        rule.id
        for rule in rules
        if not (blocked and rule in blocked) and (rule.applies is None or rule.applies(situation))
    )


def _speaks(rule: Rule, situation: Situation) -> bool:
    """Whether a rule has something to say about a field that is not filled, or filled with what cannot be read.

    A rule for one choice (“rejecting needs a reason”) does not explain that nothing was chosen.
    """
    if rule.applies is None:
        return True
    try:
        return rule.applies(situation)
    except (LookupError, AttributeError, TypeError, ValueError, AssertionError):
        return True


def _known(rule: Rule, situation: Situation) -> Mapping[str, Any]:
    """The values of a rule's sentence as far as they can be told while a field of the form is wrong."""
    try:
        return rule.values(situation) if rule.values else {}
    except (LookupError, AttributeError, TypeError, ValueError, AssertionError):
        return {}


def explain(detail: Any) -> Text:
    """Say a validation error of a form in both languages."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "bilingual":
        return Text(zh=context["zh"], en=context["en"])
    if kind == "missing":
        return Text(zh="此项必填", en="it is required")
    if kind == "extra_forbidden":
        return Text(zh="没有这一项", en="there is no such field")
    if kind in LIMITS:
        zh, en, name = LIMITS[kind]
        limit = context.get(name, "")
        return Text(zh=zh.format(limit), en=en.format(limit))
    if kind.startswith("int"):
        return Text(zh="请填写整数", en="a whole number is expected")
    if kind.startswith(("decimal", "float", "finite")):
        return Text(zh="请填写数字", en="a number is expected")
    if kind == "string_too_short":
        return Text(zh="此项不能为空", en="it must not be empty")
    if kind == "string_too_long":
        limit = context.get("max_length", "")
        return Text(zh=f"不能超过 {limit} 个字", en=f"at most {limit} characters")
    if kind in {"enum", "literal_error"}:
        expected = str(context.get("expected", ""))
        return Text(
            zh=f"可选值：{expected.replace(' or ', '、').replace(', ', '、')}", en=f"one of {expected}"
        )
    if kind.startswith(("datetime", "date")):
        return Text(zh="请填写日期，如 2026-03-10T09:00", en="a date such as 2026-03-10T09:00 is expected")
    if kind.startswith("bool"):
        return Text(zh="请填写 true 或 false", en="true or false is expected")
    if kind.startswith("string"):
        return Text(zh="请填写文字", en="text is expected")
    if kind in {"list_type", "tuple_type", "set_type", "frozen_set_type"}:
        return Text(zh="请填写列表", en="a list is expected")
    if kind in {"dict_type", "mapping_type", "model_type", "model_attributes_type"}:
        return Text(zh="请填写“名称: 值”的形式", en="names with values are expected")
    message = str(detail.get("msg", kind))
    return Text(zh=f"不符合要求（{message}）", en=f"it does not fit ({message})")
