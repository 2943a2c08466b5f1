"""Guided practice and watching: a scenario beside the console.

In a practice every expectation ticks itself off by result. A step counts as done when the trainee's
own step had the same result for the same action and record, or when the world is as the step leaves
it - whoever did it, and however. Nothing here draws anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from sandbox.app import words
from sandbox.app.people import called, named
from sandbox.engine.actions import marks
from sandbox.engine.machines import Model
from sandbox.engine.scenario import (
    ActStep,
    AdvanceStep,
    AnyStep,
    Clock,
    Run,
    Scenario,
    SetStep,
    StepResult,
    Transcript,
    plain,
)
from sandbox.engine.session import BadData, Session, resolve
from sandbox.engine.simulator import Outcome, Refused
from sandbox.engine.text import Text, same, serial, show
from sandbox.engine.world import Entity, World


class Deed(NamedTuple):
    """Something the trainee did: who, what, on what, and what came of it."""

    persona: str
    action: str
    values: Mapping[str, Any]
    outcome: Outcome
    helped: bool = False


class Hint(NamedTuple):
    """One level of help for the step in turn."""

    level: int
    text: Text


@dataclass
class Practice:
    """A scenario being practised in a session of the trainee."""

    scenario: Scenario
    model: Model
    done: set[int] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    used: int = 0
    since: datetime | None = None
    hint_level: int = 0
    hints: int = 0
    finished: bool = False

    @property
    def at(self) -> int:
        """Index of the step in turn; the number of steps when all are done."""
        return next(
            (n for n in range(len(self.scenario.steps)) if n not in self.done), len(self.scenario.steps)
        )

    @property
    def tries(self) -> int:
        """How often something was submitted."""
        return sum(1 for deed in self.deeds if deed.action != "code.request" and not deed.helped)

    @property
    def refusals(self) -> list[Deed]:
        """The deeds that were refused."""
        return [deed for deed in self.deeds if isinstance(deed.outcome, Refused)]

    def noted(
        self, session: Session, persona: str, action: str, values: Mapping[str, Any], outcome: Outcome
    ) -> None:
        """Remember a deed."""
        del session
        self.deeds.append(Deed(persona, action, values, outcome))

    def check(self, session: Session, persona: str, page: str) -> None:
        """Tick off what has been reached."""
        if self.since is None:
            self.since = session.world.now
        while self.at < len(self.scenario.steps):
            index = self.at
            if self._met(index, session, persona, page) or self._overtaken(index):
                self._tick(index, session.world)
            else:
                return
        self.finished = True

    def _tick(self, index: int, world: World) -> None:
        self.done.add(index)
        self.since = world.now
        self.hint_level = 0

    # is a step reached? ----------------------------------------------------------------------

    def _met(self, index: int, session: Session, persona: str, page: str) -> bool:
        step, world = self.scenario.steps[index], session.world
        if isinstance(step, ActStep):
            return self._deed_for(step) or (
                step.expect.refused is None
                and self._reached(step, world)
                and not self._reached(step, session.nodes[0].world)  # what was so from the start is no result
            )
        if isinstance(step, AdvanceStep):
            return world.now >= self._clock_goal(step.advance, world)
        if isinstance(step, SetStep):
            return all(
                self._was_set(name, facts) or _has(resolve(world, self._ref(name)), facts)
                for name, facts in step.set.items()
            )
        return page == step.look and persona == step.persona

    def _deed_for(self, step: ActStep) -> bool:
        """Whether a deed not yet counted had this step's result; counts it."""
        for number in range(self.used, len(self.deeds)):
            if self._same(self.deeds[number], step):
                self.used = number + 1
                if step.name and self.deeds[number].outcome.subject:
                    self.names[step.name] = self.deeds[number].outcome.subject
                return True
        return False

    def _was_set(self, name: str, facts: Mapping[str, Any]) -> bool:
        """Whether the director set these facts; timers may have changed them again at once."""
        wanted = self._ref(name).rpartition("/")[2]
        for deed in self.deeds[self.used :]:
            found, record = deed.values.get("facts"), str(deed.values.get("record", "")).rpartition("/")[2]
            if not deed.outcome.accepted or not isinstance(found, Mapping) or record != wanted:
                continue
            if all(plain(found.get(field)) == plain(value) for field, value in facts.items()):
                return True
        return False

    def _same(self, deed: Deed, step: ActStep) -> bool:
        if deed.action != step.do or not self._same_records(deed, step):
            return False
        if isinstance(deed.outcome, Refused):
            return step.expect.refused is not None and set(step.expect.refused) == deed.outcome.rules
        return step.expect.refused is None

    def _same_records(self, deed: Deed, step: ActStep) -> bool:
        for name, _, many in self.model.actions[step.do].references:
            wanted, found = step.with_.get(name), deed.values.get(name)
            if wanted is None or found is None:
                continue
            if many:
                if {self._id(w) for w in wanted} != {str(f) for f in found}:
                    return False
            elif self._id(wanted) != str(found):
                return False
        return True

    def _id(self, name: Any) -> str:
        return self._ref(str(name)).rpartition("/")[2]

    def _ref(self, name: str) -> str:
        return self.names.get(name[1:], name) if name.startswith("$") else name

    def _reached(self, step: AnyStep, world: World) -> bool:
        """Whether the world is as this step is expected to leave it (and the step expects something)."""
        expect = step.expect
        if not (expect.states or expect.fields or expect.balances):
            return False
        for name, state in expect.states.items():
            entity = resolve(world, self._ref(name))
            if entity is None or str(entity.state) != state:
                return False
        if not all(_has(resolve(world, self._ref(name)), facts) for name, facts in expect.fields.items()):
            return False
        return all(world.balance(a) == _decimal(amount) for a, amount in expect.balances.items())

    def _clock_goal(self, clock: Clock, world: World) -> datetime:
        if clock.to is not None:
            return clock.to
        start = self.since or world.now
        if clock.next:
            return start if world.now > start else datetime.max
        return clock.target(World(start, world.settings, world.tables))

    def _overtaken(self, index: int) -> bool:
        """Whether a later step was already reached by a deed, so that this one has become idle."""
        step = self.scenario.steps[index]
        if isinstance(step, ActStep) and step.expect.refused is not None:
            return False
        for later in self.scenario.steps[index + 1 :]:
            if isinstance(later, ActStep) and not _needs(later, step):
                return bool(any(self._same(deed, later) for deed in self.deeds[self.used :]))
        return False

    # hints -----------------------------------------------------------------------------------

    def hint(self, world: World) -> list[Hint]:
        """The hints asked for so far, for the step in turn."""
        if self.at >= len(self.scenario.steps):
            return []
        step = self.scenario.steps[self.at]
        found = [where(self.model, world, step), what(self.model, world, step, self.names)]
        return [Hint(n + 1, text) for n, text in enumerate(found[: self.hint_level])]

    def more_help(self) -> None:
        """Ask for the next level of help."""
        self.hint_level = min(2, self.hint_level + 1)
        self.hints += 1

    def do_it(self, session: Session) -> StepResult | None:
        """Do the step in turn for the trainee."""
        if self.at >= len(self.scenario.steps):
            return None
        index = self.at
        step = self.scenario.steps[index]
        run = Run.__new__(Run)
        run.simulator, run.scenario, run.session, run.names = (
            session.simulator,
            self.scenario,
            session,
            self.names,
        )
        result = run.step(index, step)
        self.hints += 1
        if result.reasons:
            refused = Refused(result.reasons, result.subject)
            self.deeds.append(Deed(result.persona, result.action, result.values, refused, helped=True))
        self.used = len(self.deeds)
        self._tick(index, session.world)
        return result


def _needs(later: ActStep, step: AnyStep) -> bool:
    name = getattr(step, "name", "")
    return bool(name) and f"${name}" in map(str, later.with_.values())


def _has(entity: Any, facts: Mapping[str, Any]) -> bool:
    return entity is not None and all(
        plain(getattr(entity, name, None)) == plain(value)
        or _decimal(getattr(entity, name, None)) == _decimal(value)
        for name, value in facts.items()
    )


def _decimal(value: Any) -> Decimal | object:
    try:
        return object() if isinstance(value, bool) or value is None else Decimal(str(value))
    except InvalidOperation:
        return object()


@dataclass
class Watch:
    """A scenario being watched: its run, and how many steps have been shown."""

    scenario: Scenario
    transcript: Transcript
    shown: int = 0

    def node(self) -> int:
        """The moment of the run that belongs to the steps shown."""
        return self.transcript.steps[self.shown - 1].node if self.shown else 0

    def noted(self, *deed: Any) -> None:
        """What the trainee does while watching does not count."""

    def check(self, session: Session, persona: str, page: str) -> None:
        """Nothing ticks while watching."""


# --- Steps in words ------------------------------------------------------------------------------


def _both(model: Model, world: World, id: str) -> Text:
    zh, en = called(model, world, id, "zh"), called(model, world, id, "en")
    return Text(zh=zh or id, en=en or id)


def describe(model: Model, world: World, step: AnyStep, names: Mapping[str, str]) -> Text:
    """What a step is to lead to, without saying how."""
    if isinstance(step, ActStep):
        values: dict[str, Any] = {
            "who": _both(model, world, step.persona),
            "action": model.actions[step.do].title,
        }
        if step.expect.refused is not None:
            return words.EXPECT_REFUSED.filled({**values, "n": str(len(step.expect.refused))})
        label = state_label(model, step) if step.expect.state else None
        if label is not None:
            return words.EXPECT_STATE.filled({**values, "state": label})
        return words.EXPECT_DONE.filled(values)
    if isinstance(step, AdvanceStep):
        return clock_words(step.advance)
    if isinstance(step, SetStep):
        return words.EXPECT_SET.filled({"what": facts_words(model, world, step, names)})
    listing = model.listings.get(step.look)
    title = listing.title if listing else same(step.look)
    return words.EXPECT_LOOK.filled({"who": _both(model, world, step.persona), "page": title})


def state_label(model: Model, step: ActStep) -> Text | None:
    """The label of the state that a step is expected to lead to."""
    for machine, _ in model.transitions[model.actions[step.do]]:
        for state in machine.states:
            if state.value == step.expect.state:
                label: Text = state.label
                return label
    return None


def clock_words(clock: Clock) -> Text:
    """How far the clock is to move."""
    if clock.to is not None:
        return words.EXPECT_CLOCK.filled({"at": clock.to})
    if clock.next:
        return words.EXPECT_NEXT
    units = (
        (clock.minutes, words.MINUTES),
        (clock.hours, words.HOURS),
        (clock.days, words.DAYS),
        (clock.months, words.MONTHS),
        (clock.business_days, words.N_BUSINESS_DAYS),
    )
    by = next(texts[n != 1].filled({"n": str(n)}) for n, texts in units if n)
    return words.EXPECT_CLOCK_BY.filled({"by": by})


def facts_words(model: Model, world: World, step: SetStep, names: Mapping[str, str]) -> Text:
    """The facts that the director sets, record by record."""
    zh, en = [], []
    for record, facts in step.set.items():
        ref = names.get(record[1:], record) if record.startswith("$") else record
        entity = resolve(world, ref)
        name = entity.name if entity is not None else ref
        labels = field_labels(type(entity)) if entity is not None else {}
        for field_name, value in facts.items():
            label = labels.get(field_name, same(field_name.replace("_", " ")))
            zh.append(f"{name} · {label.zh} = {show(value, 'zh')}")
            en.append(f"{name} – {label.en} = {show(value, 'en')}")
    return Text(zh="；".join(zh) or "—", en="; ".join(en) or "—")


def field_labels(entity_type: Any) -> dict[str, Text]:
    """The labels of an entity's fields, as far as the model gives them."""
    found: dict[str, Text] = dict(getattr(entity_type, "labels", {}))
    for name, info in entity_type.model_fields.items():
        for mark in marks(info):
            found.setdefault(name, mark.label)
    return found


def where(model: Model, world: World, step: AnyStep) -> Text:
    """The first hint: as whom, and on which page."""
    if isinstance(step, ActStep):
        who = _both(model, world, step.persona)
        place = _place(model, world, step)
        return (words.HINT_AS if place else words.HINT_AS_ELSEWHERE).filled({"who": who, "menu": place})
    if isinstance(step, AdvanceStep):
        return words.HINT_CLOCK
    if isinstance(step, SetStep):
        return words.HINT_DIRECTOR
    listing = model.listings.get(step.look)
    who = _both(model, world, step.persona)
    return (
        words.HINT_AS.filled({"who": who, "menu": listing.menu})
        if listing
        else words.HINT_AS_ONLY.filled({"who": who})
    )


def _place(model: Model, world: World, step: ActStep) -> Text | None:
    """Where the console has the action: its place in the portal, if that is on the persona's menu, else its page."""
    persona = model.persona(world, step.persona)
    if persona is None:  # who does not exist yet has no pages to look at
        return next(iter(model.actions[step.do].menu), None)
    listings = [page for page in model.listings.values() if page.visible_to(world, persona)]
    others = [page.menu for page in model.pages.values() if page.visible_to(world, persona)]
    menus = [*(page.menu for page in listings), *others]
    roots = {tuple(menu.zh.split(" > ")[:2]) for menu in menus}
    own = [menu for menu in model.actions[step.do].menu if tuple(menu.zh.split(" > ")[:2]) in roots]
    pages = [page.menu for page in listings if step.do in (*page.row_actions, *page.page_actions)]
    return next(iter([*own, *pages]), None)


def what(model: Model, world: World, step: AnyStep, names: Mapping[str, str]) -> Text:
    """The second hint: which action, and what to fill in."""
    if isinstance(step, ActStep):
        action = model.actions[step.do]
        return words.HINT_DO_THIS.filled(
            {"action": action.title, "fields": fields_words(model, world, step, names)}
        )
    if isinstance(step, AdvanceStep):
        return clock_words(step.advance)
    if isinstance(step, SetStep):
        return words.HINT_FACTS.filled({"facts": facts_words(model, world, step, names)})
    listing = model.listings.get(step.look)
    return words.HINT_LOOK.filled({"page": listing.title if listing else same(step.look)})


def fields_words(model: Model, world: World, step: ActStep, names: Mapping[str, str]) -> Text:
    """The inputs of a step, by label and value."""
    action = model.actions[step.do]
    kinds = {name: kind for name, kind, _ in action.references}
    zh, en = [], []
    for name, value in step.with_.items():
        info = action.model_fields.get(name)
        mark = next(iter(marks(info)), None) if info is not None else None
        label = mark.label if mark else same(name)
        shown = value_words(model, world, kinds.get(name, ""), value, names, info)
        zh.append(f"{label.zh} = {shown.zh}")
        en.append(f"{label.en} = {shown.en}")
    return Text(zh="；".join(zh) or "—", en="; ".join(en) or "—")


def value_words(
    model: Model, world: World, kind: str, value: Any, names: Mapping[str, str], info: Any = None
) -> Text:
    """One input of a step as a reader would say it."""
    if value == "$code":
        return words.GET_CODE
    if value == "$wrong":
        return Text(zh="一个错误的验证码", en="a wrong code")
    if isinstance(value, list):
        parts = [value_words(model, world, kind, v, names, info) for v in value]
        return Text(zh="、".join(p.zh for p in parts) or "—", en=", ".join(p.en for p in parts) or "—")
    if kind and isinstance(value, str):
        ref = names.get(value[1:], value) if value.startswith("$") else f"{kind}/{value}"
        entity = world.by_ref(ref)
        if entity is not None:
            return _record(model, world, entity)
        return model.entities[kind].label if kind in model.entities else same(value)
    label = enum_label(info, value)
    return label or Text(zh=show(value, "zh"), en=show(value, "en"))


def _record(model: Model, world: World, entity: Entity) -> Text:
    """A record by its name; one without by that of whom it belongs to, by its number, or by what it is."""
    owner = named(model, world, entity.id)
    if owner is not None and owner.name != owner.id:
        return same(owner.name)
    number = serial(entity.id, entity.kind)
    return number if number.zh != entity.id else type(entity).label


def enum_label(info: Any, value: Any) -> Text | None:
    """The label of an enumeration's value, where the field is one."""
    from sandbox.app.parts.fields import labelled_type

    found = labelled_type(info.annotation) if info is not None else None
    if found is None:
        return None
    return next((member.label for member in found if member.value == value), None)


def try_scenario(scenario: Scenario, begin: Any) -> Session | BadData:
    """The session at a scenario's start, or what is wrong with it."""
    try:
        session: Session = begin(scenario)
    except BadData as bad:
        return bad
    return session
