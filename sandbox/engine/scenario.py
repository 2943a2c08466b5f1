"""Scenarios: given, steps, expectations. The same file is a test, a live example and a lesson.

The runner never raises for a failed expectation: it reports it, and every step's trace, as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sandbox.engine.clock import Instant, add_months, beijing, business_days_later
from sandbox.engine.codes import State as CodeState
from sandbox.engine.codes import latest
from sandbox.engine.machines import Model
from sandbox.engine.rules import FORM, Reason
from sandbox.engine.session import BadData, Session, Start, WorldSource, account_problem, resolve
from sandbox.engine.simulator import Accepted, Outcome, Refused, Simulator, explain
from sandbox.engine.text import Text, near
from sandbox.engine.world import Entity, World

Key = Annotated[str, Field(min_length=1, max_length=200)]
WRONG_CODE = "000000"
WORDS = {"yes": True, "on": True, "no": False, "off": False}
LOOK_ONLY = frozenset({"actions", "values", "masked", "shown", "count"})
ACT_ONLY = frozenset({"refused", "state", "notices", "applied"})


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class NoticeExpectation(_Data):
    """A message that this step sends."""

    to: Key
    rule: str = ""
    channel: str = ""


class Expect(_Data):
    """What a step must lead to. ``refused`` is the exact set of rule ids that block.

    Attributes:
        refused: ids of all rules that block; the step must then be refused. Without it, and where no rule
            is named, accepted.
        state: state of the entity acted on or made.
        states: state by entity id, ``kind/id`` or ``$name``.
        fields: field values by entity.
        balances: account balances in yuan.
        notices: messages sent in this step (others may be sent too); an empty list: none at all, not
            counting the one that brought the code of ``$code``.
        rows: for a batch, the refused rules of each row; for a look, the ids of the rows
            (or ``$name``), in any order.
        applied: effect rules that were carried out.
        actions: for a look, the actions available on each row, by id or ``$name``.
        values: for a look, the values shown by row (id or ``$name``) and column.
        masked: for a look, the masked columns.
        shown: for a look, whether the page is there for the persona.
        count: for a look, how many rows there are.
    """

    refused: tuple[Key, ...] | None = None
    state: str | None = None
    states: dict[str, str] = {}
    fields: dict[str, dict[str, Any]] = {}
    balances: dict[str, Any] = {}
    notices: tuple[NoticeExpectation, ...] | None = None
    rows: tuple[Any, ...] | None = None
    applied: tuple[Key, ...] = ()
    actions: dict[str, tuple[Key, ...]] = {}
    values: dict[str, dict[str, Any]] = {}
    masked: tuple[Key, ...] | None = None
    shown: bool | None = None
    count: Annotated[int, Field(ge=0)] | None = None

    @field_validator("refused")
    @classmethod
    def nothing_blocks(cls, refused: tuple[Key, ...] | None) -> tuple[Key, ...] | None:
        """The empty set of rules that block: the step is accepted."""
        return refused or None


class _Step(_Data):
    note: Text | None = None
    expect: Expect = Expect()


class ActStep(_Step):
    """A persona does an action."""

    persona: Annotated[Key, Field(alias="as")]
    do: Key
    with_: Annotated[dict[str, Any], Field(alias="with")] = {}
    name: str = ""


class Clock(_Data):
    """How far the clock moves: exactly one of these."""

    to: Instant | None = None
    minutes: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    hours: Annotated[int, Field(ge=1, le=200_000)] | None = None
    days: Annotated[int, Field(ge=1, le=10_000)] | None = None
    months: Annotated[int, Field(ge=1, le=240)] | None = None
    business_days: Annotated[int, Field(ge=1, le=2_000)] | None = None
    next: bool | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> Clock:
        """Check that one way of moving the clock is given."""
        if len(self.model_fields_set) != 1:
            ways = "to, minutes, hours, days, months, business_days, next"
            raise PydanticCustomError(
                "bilingual", "{en}", {"zh": f"请只填其中一项：{ways}", "en": f"give exactly one of {ways}"}
            )
        return self

    def target(self, world: World) -> datetime:
        """The instant the clock moves to."""
        now = world.now
        if self.to is not None:
            return self.to
        if self.months:
            return add_months(now, self.months)
        if self.business_days:
            return business_days_later(now, self.business_days)
        if self.next:
            return min((due.at for due in world.agenda()), default=now)
        return now + timedelta(days=self.days or 0, hours=self.hours or 0, minutes=self.minutes or 0)


class AdvanceStep(_Step):
    """The clock moves; timers fire on the way."""

    advance: Clock


class SetStep(_Step):
    """The director sets facts: changed fields by entity."""

    set: dict[str, dict[str, Any]]


class LookStep(_Step):
    """A persona opens a list page."""

    look: Key
    persona: Annotated[Key, Field(alias="as")]


def _sort_of(step: BaseModel) -> str:
    return {ActStep: "do", AdvanceStep: "advance", SetStep: "set", LookStep: "look"}.get(type(step), "do")


def _which(raw: Any) -> str | None:
    if isinstance(raw, BaseModel):
        return _sort_of(raw)
    if isinstance(raw, Mapping):
        for key in ("advance", "set", "look"):
            if key in raw:
                return key
        if "do" not in raw and "as" not in raw:
            return None
    return "do"


AnyStep = Annotated[
    Annotated[ActStep, Tag("do")]
    | Annotated[AdvanceStep, Tag("advance")]
    | Annotated[SetStep, Tag("set")]
    | Annotated[LookStep, Tag("look")],
    Discriminator(_which),
]


class Given(_Data):
    """Where a scenario begins."""

    world: Key
    clock: Instant | None = None
    settings: dict[str, Any] = {}
    entities: dict[str, dict[str, dict[str, Any]]] = {}
    facts: dict[str, dict[str, Any]] = {}
    balances: dict[str, Any] = {}
    seed: int | None = None
    customers: Annotated[int, Field(ge=1, le=100_000)] | None = None


class Scenario(_Data):
    """A scenario file."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9/_-]*$", max_length=120)]
    title: Text
    story: Text | None = None
    goal: Text | None = None
    teaches: tuple[Key, ...] = ()
    guide: str = ""
    persona: Annotated[str, Field(alias="as")] = ""
    given: Given
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1, max_length=500)]

    def start(self) -> Start:
        """The session start of this scenario."""
        return Start.model_validate({**self.given.model_dump(), "scenario": self.id})


class Problem(NamedTuple):
    """A mistake in a file: the field's place and what to mend."""

    field: str
    text: Text
    location: tuple[str | int, ...]


class BadScenario(ValueError):
    """A scenario that is not well-formed, with every mistake found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.text.en}" for p in problems))
        self.problems = problems


def read(raw: Any, model: Model | None = None) -> Scenario:
    """A scenario from parsed YAML or JSON.

    Raises:
        BadScenario: with every mistake: wrong fields, and unknown actions, rules or listings.
    """
    if not isinstance(raw, Mapping):
        text = Text(
            zh="文件顶层应为键值对（id、title、given、steps）。",
            en="the top of the file must be a mapping (id, title, given, steps).",
        )
        raise BadScenario([Problem("(file)", text, ())])
    try:
        scenario = Scenario.model_validate(raw)
    except ValidationError as error:
        found = [_problem(detail) for detail in error.errors(include_url=False)]
        inner = any(p.field.startswith("steps.") for p in found)
        raise BadScenario([p for p in found if not (inner and p.field == "steps")]) from None
    problems = _unknown_names(scenario, model) if model else []
    if problems:
        raise BadScenario(problems)
    return scenario


def _problem(detail: Any) -> Problem:
    location = tuple(detail["loc"])
    if len(location) > 2 and location[0] == "steps" and location[2] in ("do", "advance", "set", "look"):
        location = location[:2] + location[3:]  # the kind of step, put in by pydantic
    return Problem(".".join(map(str, location)) or "(file)", _wrong(detail), location)


def _wrong(detail: Any) -> Text:
    """What is wrong with a part of the file, where a form has no such mistake."""
    kind = detail["type"]
    if kind == "too_short":
        return Text(zh="至少要有一项", en="at least one is needed")
    if kind in ("dict_type", "mapping_type", "model_type", "model_attributes_type"):
        return Text(zh="应为键值对", en="a mapping is expected")
    if kind in ("tuple_type", "list_type"):
        return Text(zh="应为列表", en="a list is expected")
    if kind == "union_tag_not_found":
        return Text(
            zh="步骤须写明做什么：as 和 do、advance、set 或 look",
            en="a step says what it is: as and do, advance, set, or look",
        )
    if kind == "string_pattern_mismatch":
        return Text(
            zh="只能用小写字母、数字和 / _ -，以字母或数字开头",
            en="only lower-case letters, digits and / _ - are allowed, a letter or digit first",
        )
    return explain(detail)


def _misplaced(n: int, step: AnyStep) -> list[Problem]:
    """Expectations that this sort of step cannot meet: they would be passed over in silence."""
    looks = isinstance(step, LookStep)
    zh, en = ("做操作", "does something") if looks else ("打开列表页（look）", "opens a list page (look)")
    return [
        Problem(
            f"steps.{n}.expect.{name}",
            Text(zh=f"“{name}”只能用于{zh}的步骤", en=f"“{name}” is for a step that {en}"),
            ("steps", n, "expect", name),
        )
        for name in sorted(step.expect.model_fields_set & (ACT_ONLY if looks else LOOK_ONLY))
    ]


def _unknown_names(scenario: Scenario, model: Model) -> list[Problem]:
    problems: list[Problem] = []

    def note(what: tuple[str, str], name: str, known: Iterable[str], *location: str | int) -> None:
        (zh, en), (near_zh, near_en) = what, near(name, known)
        text = Text(zh=f"没有名为“{name}”的{zh}{near_zh}", en=f"there is no {en} “{name}”{near_en}")
        problems.append(Problem(".".join(map(str, location)), text, location))

    rules = ("规则", "rule")

    for n, rule in enumerate(scenario.teaches):
        if rule not in model.rules:
            note(rules, rule, model.rules, "teaches", n)
    for n, step in enumerate(scenario.steps):
        problems += _misplaced(n, step)
        if isinstance(step, ActStep) and step.do not in model.actions:
            note(("操作", "action"), step.do, model.actions, "steps", n, "do")
        elif isinstance(step, ActStep) and FORM.id not in (step.expect.refused or ()):
            inputs = model.actions[step.do].model_fields
            for name in step.with_:
                if name not in inputs:
                    note(("输入项", "input"), name, inputs, "steps", n, "with", name)
        if isinstance(step, LookStep) and step.look not in model.listings:
            note(("列表页", "list page"), step.look, model.listings, "steps", n, "look")
        for field in ("refused", "applied"):
            for m, rule in enumerate(getattr(step.expect, field) or ()):
                if rule not in model.rules:
                    note(rules, rule, model.rules, "steps", n, "expect", field, m)
        for m, notice in enumerate(step.expect.notices or ()):
            if notice.rule and notice.rule not in model.rules:
                note(rules, notice.rule, model.rules, "steps", n, "expect", "notices", m, "rule")
    return problems


# --- Running -------------------------------------------------------------------------------------


SPOKEN = {
    "accepted": "成功",
    "none": "无",
    "no entity": "没有记录",
    "no such record": "没有这条记录",
    "no such field": "没有这个字段",
    "no such cell": "没有这一格",
    "True": "是",
    "False": "否",
    "": "无",
}
"""What a failure says in Chinese where it is not a value of the file."""


class Failure(NamedTuple):
    """An expectation that was not met."""

    field: str
    expected: str
    found: str
    problem: Text | None = None
    where: tuple[str | int, ...] = ()
    """The place in the file, where the file is wrong and not the portal."""

    @property
    def text(self) -> Text:
        """The failure as a sentence."""
        if self.problem is not None:
            return self.problem
        wanted, found = (SPOKEN.get(words, words) for words in (self.expected, self.found))
        return Text(
            zh=f"{self.field}：应为 {wanted}，实际为 {found}",
            en=f"{self.field}: expected {self.expected}, found {self.found}",
        )


class StepResult(NamedTuple):
    """What one step did."""

    number: int
    kind: str
    persona: str
    action: str
    values: Mapping[str, Any]
    accepted: bool
    subject: str
    state_before: str
    state: str
    reasons: tuple[Reason, ...]
    passed: tuple[str, ...]
    applied: tuple[str, ...]
    notices: tuple[Any, ...]
    amounts: tuple[tuple[str, Decimal], ...]
    events: tuple[Any, ...]
    rows: tuple[tuple[str, ...], ...]
    seen: Mapping[str, Any]
    clock: datetime
    failures: tuple[Failure, ...]
    node: int


class Transcript(NamedTuple):
    """A scenario that was run."""

    scenario: Scenario
    session: Session
    steps: tuple[StepResult, ...]

    @property
    def ok(self) -> bool:
        """Whether every expectation was met."""
        return not any(step.failures for step in self.steps)

    def as_json(self, lang: str = "") -> dict[str, Any]:
        """The outcome of every step as plain data; texts in both languages unless one is asked for."""
        return {
            "id": self.scenario.id,
            "title": _say(self.scenario.title, lang),
            "ok": self.ok,
            "steps": [step_json(step, lang) for step in self.steps],
        }


def _say(text: Text, lang: str) -> Any:
    return text.render(lang) if lang else text.model_dump()


def step_json(step: StepResult, lang: str = "") -> dict[str, Any]:
    """One step's outcome as plain data."""
    return {
        "step": step.number + 1,
        "kind": step.kind,
        "as": step.persona,
        "do": step.action,
        "clock": step.clock.isoformat(timespec="minutes"),
        "accepted": step.accepted,
        "subject": step.subject,
        "state_before": step.state_before,
        "state": step.state,
        "refused": sorted(r.rule.id for r in step.reasons),
        "reasons": [
            {
                "rule": r.rule.id,
                "text": _say(r.text, lang),
                "remedy": _say(r.remedy, lang) if r.remedy else None,
                "source": r.rule.source,
                "confidence": r.rule.confidence.value,
            }
            for r in sorted(step.reasons, key=lambda r: r.rule.id)
        ],
        "applied": sorted(set(step.applied)),
        "notices": [
            {"to": n.to, "channel": n.channel, "rule": n.rule, "text": _say(n.text, lang)}
            for n in step.notices
        ],
        "amounts": {account: f"{amount:.2f}" for account, amount in step.amounts},
        "events": [e.name for e in step.events],
        "rows": [list(row) for row in step.rows],
        "seen": dict(step.seen),
        "failures": [
            {"field": f.field, "expected": f.expected, "found": f.found, "text": _say(f.text, lang)}
            for f in step.failures
        ],
    }


class Run:
    """A scenario being run, step by step."""

    def __init__(self, simulator: Simulator, scenario: Scenario, source: WorldSource) -> None:
        self.simulator = simulator
        self.scenario = scenario
        self.session = Session.begin(simulator, scenario.start(), source)
        self.names: dict[str, str] = {}
        self.code_messages: frozenset[str] = frozenset()

    def all(self) -> Transcript:
        """Run every step."""
        steps = tuple(self.step(n, step) for n, step in enumerate(self.scenario.steps))
        return Transcript(self.scenario, self.session, steps)

    def step(self, index: int, step: AnyStep) -> StepResult:
        """Run one step and check what it expects."""
        before = self.session.world
        problem: BadData | None = None
        outcome: Outcome | None = None
        persona, action, values = "", "", {}
        seen: dict[str, Any] = {}
        self.code_messages = frozenset()
        try:
            if isinstance(step, ActStep):
                persona, action = step.persona, step.do
                values = self._filled(step)
                self.code_messages = frozenset(n.id for n in new_notices(before, self.session.world))
                outcome = self.session.submit(persona, action, values)
                if outcome.accepted and step.name and outcome.subject:
                    self.names[step.name] = outcome.subject
                elif step.name and outcome.subject:
                    self.names.setdefault(step.name, outcome.subject)
            elif isinstance(step, AdvanceStep):
                outcome = self.session.advance(step.advance.target(before))
            elif isinstance(step, SetStep):
                persona, action = "director", "director.set_facts"
                outcome = self._set(step)
            else:
                persona = step.persona
                seen = look(self.simulator, before, step.look, persona)
        except BadData as found:
            problem = found
        result = self._result(index, step, before, outcome, persona, action, values, seen)
        if problem is not None:
            result = result._replace(accepted=False)
        try:
            failures = self._check(index, step, result, outcome, problem)
        except BadData as found:
            failures = [Failure("expect", "a record that was named before", found.text.en, found.text)]
        return result._replace(failures=tuple(failures))

    def _set(self, step: SetStep) -> Outcome:
        outcome: Outcome | None = None
        for record, facts in step.set.items():
            name = self._ref(record)
            outcome = self.session.submit("director", "director.set_facts", {"record": name, "facts": facts})
            if isinstance(outcome, Refused):
                return outcome
        assert outcome is not None
        return outcome

    def _ref(self, name: str) -> str:
        if name.startswith("$"):
            found = self.names.get(name[1:])
            if found is None:
                raise BadData(
                    Text(zh=f"“{name}”还没有指代任何记录。", en=f"“{name}” does not name a record yet.")
                )
            return found
        return name

    def _filled(self, step: ActStep) -> dict[str, Any]:
        filled = {}
        for name, value in step.with_.items():
            try:
                filled[name] = self._fill(step, value)
            except BadData as bad:
                raise BadData(bad.text, bad.where or ("with", name)) from None
        return filled

    def _fill(self, step: ActStep, value: Any) -> Any:
        if isinstance(value, list):
            return [self._fill(step, item) for item in value]
        if value in ("$code", "$wrong"):
            return self._code(step, right=value == "$code")
        if isinstance(value, str) and value.startswith("$"):
            return self._ref(value).partition("/")[2]
        return value

    def _code(self, step: ActStep, right: bool) -> str:
        world = self.session.world
        code = latest(world, step.persona, step.do)
        if code is None or code.state != CodeState.SENT:
            outcome = self.session.submit(step.persona, "code.request", {"purpose": step.do})
            if isinstance(outcome, Refused):
                raise BadData(outcome.reasons[0].text)
            code = latest(self.session.world, step.persona, step.do)
        assert code is not None
        return code.digits if right else WRONG_CODE

    def _result(
        self,
        index: int,
        step: AnyStep,
        before: World,
        outcome: Outcome | None,
        persona: str,
        action: str,
        values: Mapping[str, Any],
        seen: Mapping[str, Any],
    ) -> StepResult:
        after = self.session.world
        subject = outcome.subject if outcome else ""
        was = before.by_ref(subject) if subject else None
        now = after.by_ref(subject) if subject else None
        rows: tuple[tuple[str, ...], ...] = ()
        if isinstance(outcome, Accepted):
            rows = tuple(tuple(sorted(r.rule.id for r in row.reasons)) for row in outcome.rows)
        return StepResult(
            number=index,
            kind=_sort_of(step),
            persona=persona,
            action=action if not isinstance(step, LookStep) else step.look,
            values=values,
            accepted=outcome is None or outcome.accepted,
            subject=subject,
            state_before=str(was.state) if was else "",
            state=str(now.state) if now else "",
            reasons=outcome.reasons if isinstance(outcome, Refused) else (),
            passed=outcome.passed if outcome else (),
            applied=outcome.applied if isinstance(outcome, Accepted) else (),
            notices=tuple(new_notices(before, after)),
            amounts=tuple(changed_balances(before, after)),
            events=outcome.events if isinstance(outcome, Accepted) else (),
            rows=rows,
            seen=seen,
            clock=after.now,
            failures=(),
            node=self.session.here,
        )

    # expectations ----------------------------------------------------------------------------

    def _check(
        self,
        index: int,
        step: AnyStep,
        result: StepResult,
        outcome: Outcome | None,
        problem: BadData | None,
    ) -> list[Failure]:
        if problem is not None:
            where: tuple[str | int, ...] = ("steps", index, *problem.where) if problem.where else ()
            return [Failure("step", "possible", problem.text.en, problem.text, where)]
        expect, failures = step.expect, []
        failures += self._check_refusal(expect, result, outcome)
        if expect.state is not None and expect.state != result.state:
            failures.append(Failure("state", expect.state, result.state or "no entity"))
        failures += self._check_entities(expect)
        failures += self._check_rest(expect, result)
        failures += self._check_look(expect, result)
        return failures

    def _check_refusal(self, expect: Expect, result: StepResult, outcome: Outcome | None) -> list[Failure]:
        found = sorted({r.rule.id for r in result.reasons})
        wanted = None if expect.refused is None else sorted(set(expect.refused))
        if wanted is None:
            return [Failure("refused", "accepted", ", ".join(found))] if not result.accepted else []
        if result.accepted:
            return (
                [Failure("refused", ", ".join(wanted), "accepted")] if outcome is not None or wanted else []
            )
        return [] if found == wanted else [Failure("refused", ", ".join(wanted), ", ".join(found))]

    def _entity(self, name: str) -> Entity | None:
        return resolve(self.session.world, self._ref(name))

    def _check_entities(self, expect: Expect) -> list[Failure]:
        failures = []
        for name, state in expect.states.items():
            entity = self._entity(name)
            found = str(entity.state) if entity else "no such record"
            if found != state:
                failures.append(Failure(f"states.{name}", state, found))
        for name, fields in expect.fields.items():
            entity = self._entity(name)
            for field, wanted in fields.items():
                value = getattr(entity, field, "no such field") if entity else "no such record"
                if not _same(value, wanted):
                    failures.append(Failure(f"fields.{name}.{field}", str(plain(wanted)), str(plain(value))))
        for account, wanted in expect.balances.items():
            problem = account_problem(self.simulator.model, self.session.world, account)
            if problem is not None:
                failures.append(Failure(f"balances.{account}", str(wanted), problem.en, problem))
                continue
            balance = self.session.world.balance(account)
            if balance != Decimal(str(wanted)):
                failures.append(Failure(f"balances.{account}", str(wanted), str(balance)))
        return failures

    def _check_rest(self, expect: Expect, result: StepResult) -> list[Failure]:
        failures = []
        sent = [(n.to, n.rule, n.channel) for n in result.notices]
        own = [(n.to, n.rule, n.channel) for n in result.notices if n.id not in self.code_messages]
        if expect.notices == () and own:
            failures.append(Failure("notices", "none", str(own)))
        for wanted in expect.notices or ():
            if not any(
                wanted.to == to and wanted.rule in ("", rule) and wanted.channel in ("", channel)
                for to, rule, channel in sent
            ):
                failures.append(Failure("notices", str(wanted.model_dump(exclude_defaults=True)), str(sent)))
        if expect.rows is not None and result.kind != "look":
            wanted_rows = [sorted(row) for row in expect.rows]
            if wanted_rows != [list(row) for row in result.rows]:
                failures.append(Failure("rows", str(wanted_rows), str([list(r) for r in result.rows])))
        missing = [rule for rule in expect.applied if rule not in result.applied]
        if missing:
            failures.append(Failure("applied", ", ".join(missing), ", ".join(sorted(set(result.applied)))))
        return failures

    def _row(self, name: str) -> str:
        """The id of a row: as it stands, or that of the record a step named."""
        return self._ref(name).partition("/")[2] if name.startswith("$") else name

    def _check_look(self, expect: Expect, result: StepResult) -> list[Failure]:
        failures: list[Failure] = []
        if result.kind != "look":
            return failures
        seen = result.seen
        if expect.shown is not None and seen["shown"] != expect.shown:
            failures.append(Failure("shown", str(expect.shown), str(seen["shown"])))
        if expect.count is not None and expect.count != len(seen["rows"]):
            failures.append(Failure("count", str(expect.count), str(len(seen["rows"]))))
        wanted_rows = None if expect.rows is None else sorted(self._row(str(row)) for row in expect.rows)
        if wanted_rows is not None and wanted_rows != sorted(seen["rows"]):
            failures.append(Failure("rows", str(wanted_rows), str(sorted(seen["rows"]))))
        for row, actions in expect.actions.items():
            found = seen["actions"].get(self._row(row), [])
            if sorted(actions) != sorted(found):
                failures.append(Failure(f"actions.{row}", str(sorted(actions)), str(sorted(found))))
        for row, values in expect.values.items():
            for column, wanted in values.items():
                value = seen["values"].get(self._row(row), {}).get(column, "no such cell")
                if not _same(value, wanted):
                    failures.append(Failure(f"values.{row}.{column}", str(wanted), str(value)))
        if expect.masked is not None and sorted(expect.masked) != sorted(seen["masked"]):
            failures.append(Failure("masked", str(sorted(expect.masked)), str(sorted(seen["masked"]))))
        return failures


def plain(value: Any) -> Any:
    """A value as plain JSON data, to compare and to print."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, Text):
        return value.model_dump()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Entity):
        return value.ref
    return value


def _same(value: Any, wanted: Any) -> bool:
    """Whether a value is the one that a file asks for, however the file writes numbers, instants, yes and no."""
    if plain(value) == plain(wanted) or _same_number(value, wanted):
        return True
    return _same_truth(value, wanted) or _same_instant(value, wanted)


def _same_instant(value: Any, wanted: Any) -> bool:
    """Whether both are the same minute; a file may write seconds, or a time zone other than Beijing's."""
    found, then = _instant(value), _instant(wanted)
    return found is not None and found == then


def _instant(value: Any) -> str | None:
    """The minute, Beijing time, that a value stands for; None if it is no date with a time."""
    try:
        if isinstance(value, str) and "T" in value:
            value = datetime.fromisoformat(value)
        return str(plain(beijing(value))) if isinstance(value, datetime) else None
    except ValueError:
        return None


def _same_truth(value: Any, wanted: Any) -> bool:
    """Whether a truth value is the one written as a word: ``yes`` or ``no``, ``on`` or ``off``."""
    return isinstance(value, bool) and isinstance(wanted, str) and WORDS.get(wanted.lower()) is value


def _same_number(value: Any, wanted: Any) -> bool:
    try:
        return not isinstance(value, bool | str) and Decimal(str(value)) == Decimal(str(wanted))
    except ArithmeticError:
        return False


def look(simulator: Simulator, world: World, listing_id: str, persona_id: str) -> dict[str, Any]:
    """What a persona sees on a list page: rows, values, actions available, masked columns.

    Raises:
        BadData: there is no such page or persona.
    """
    model = simulator.model
    listing = model.listings.get(listing_id)
    persona = model.persona(world, persona_id)
    if listing is None:
        raise BadData(
            Text(zh=f"没有“{listing_id}”这个列表页。", en=f"There is no list page “{listing_id}”."), ("look",)
        )
    if persona is None:
        raise BadData(
            Text(zh=f"没有“{persona_id}”这个人物。", en=f"There is no persona “{persona_id}”."), ("as",)
        )
    shown = listing.visible_to(world, persona)
    rows = list(listing.rows(world, persona)) if shown else []
    actions, values = {}, {}
    for entity in rows[:1000]:
        values[entity.id] = {c.key: plain(c.value(world, entity)) for c in listing.columns if not c.masked}
        available = []
        for action_id in listing.row_actions:
            action = model.actions[action_id]
            known = {
                name: entity.id for name, kind, many in action.references if kind == entity.kind and not many
            }
            if simulator.ask(world, persona, action, **known).accepted:
                available.append(action_id)
        actions[entity.id] = available
    return {
        "shown": shown,
        "rows": [entity.id for entity in rows],
        "values": values,
        "actions": actions,
        "masked": [c.key for c in listing.columns if c.masked],
    }


def new_notices(before: World, after: World) -> list[Any]:
    """The messages that are in ``after`` but not in ``before``, in the order in which they were sent."""
    old, new = before.tables.get("notice"), after.tables.get("notice")
    if new is None or new is old:
        return []
    found = []
    for key, value in new.items():
        if isinstance(key, str):
            start = old.get(key, 0) if old is not None else 0
            found += [new.get((key, n)) for n in range(start + 1, value + 1)]
    return sorted(found, key=lambda n: (n.at, n.to, len(n.id), n.id))


def changed_balances(before: World, after: World) -> list[tuple[str, Decimal]]:
    """The accounts whose balance differs, with the difference in yuan."""
    old, new = before.tables.get("balance"), after.tables.get("balance")
    if new is None or new is old:
        return []
    found = []
    for account, balance in new.items():
        change = balance - before.balance(account)
        if change and not account.startswith("outside:"):
            found.append((account, change))
    return sorted(found)


def run(simulator: Simulator, scenario: Scenario, source: WorldSource) -> Transcript:
    """Run a scenario from its beginning.

    Raises:
        BadData: its start does not fit the model.
    """
    return Run(simulator, scenario, source).all()
