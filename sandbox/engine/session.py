"""Sessions: a start and a log. A timeline of worlds with undo, jump and branches.

A world is a fold over the start and the accepted steps, so a link, a file, a recorded scenario and
a bug report are the same small thing. Refused attempts are kept beside the log, for the summary
only: they change nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.engine.actions import Action
from sandbox.engine.clock import OUTSIDE, Instant, beijing
from sandbox.engine.machines import Model
from sandbox.engine.simulator import PORTAL, Accepted, Outcome, Refused, Simulator
from sandbox.engine.text import Text, near
from sandbox.engine.world import NUMBERS, UNANSWERED, Draft, Entity, World, empty_world, is_index

LINK_LIMIT = 400_000
BALANCE = re.compile(r"\d{1,15}(\.\d{1,2}0*)?")
LOG_LIMIT = 5_000
Key = Annotated[str, Field(max_length=200)]


class BadData(ValueError):
    """Something from outside does not fit; ``text`` says what and how to mend it, ``where`` the field.

    ``more`` are further mistakes that were found with it.
    """

    def __init__(self, text: Text, where: tuple[str, ...] = (), more: Sequence[BadData] = ()) -> None:
        super().__init__(text.en)
        self.text = text
        self.where = where
        self.more = tuple(more)

    @property
    def all(self) -> tuple[BadData, ...]:
        """This mistake and the further ones."""
        return (self, *(other for one in self.more for other in one.all))

    def at(self, *where: str) -> BadData:
        """The same mistakes, each at the last part of its own place under ``where``."""
        return BadData(self.text, (*where, *self.where[-1:]), [other.at(*where) for other in self.more])


def _no_mistakes(found: Sequence[BadData]) -> None:
    """Go on where there are no mistakes.

    Raises:
        BadData: the first one, with the others.
    """
    if found:
        raise BadData(found[0].text, found[0].where, (*found[0].more, *found[1:]))


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Start(_Data):
    """Where a session begins.

    ``world`` names a base world; ``seed`` and ``customers`` apply to a generated one
    (``world: generated``). ``entities`` are further records by kind and id, ``facts`` changed fields
    by entity, ``balances`` account balances in yuan.
    """

    world: Key = "resale-partner"
    clock: Instant | None = None
    settings: dict[str, Any] = {}
    entities: dict[str, dict[str, dict[str, Any]]] = {}
    facts: dict[str, dict[str, Any]] = {}
    balances: dict[str, Annotated[str | int | float, Field()]] = {}
    seed: int | None = None
    customers: Annotated[int, Field(ge=1, le=100_000)] | None = None
    scenario: Key = ""


class LogStep(_Data):
    """One accepted step: an action, or a move of the clock."""

    persona: Annotated[Key, Field(alias="as")] = ""
    do: Key = ""
    with_: Annotated[dict[str, Any], Field(alias="with")] = {}
    to: Instant | None = None


class SessionFile(_Data):
    """A session as a file or a link."""

    version: Annotated[int, Field(ge=1, le=1)] = 1
    start: Start
    log: Annotated[tuple[LogStep, ...], Field(max_length=LOG_LIMIT)] = ()
    persona: Key = ""


WorldSource = Callable[[Start], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Node:
    """A moment of a timeline: the world after a step, and where it came from."""

    world: World
    parent: int | None
    step: LogStep | None
    outcome: Accepted | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refused try: where in the timeline, who, what, and why not."""

    at: int
    persona: str
    action: str
    values: Mapping[str, Any]
    outcome: Refused


@dataclass
class Session:
    """A start, and a timeline of what was done since.

    The only mutable thing of the engine: it remembers. Worlds themselves never change, so undo and
    jump are a matter of an index, whatever the length of the log.
    """

    simulator: Simulator
    start: Start
    nodes: list[Node]
    here: int = 0
    attempts: list[Attempt] = field(default_factory=list)

    @classmethod
    def begin(cls, simulator: Simulator, start: Start, source: WorldSource) -> Session:
        """Begin a session in its base world.

        What was due before the start's clock has happened: a report that ran out last week is not live.

        Raises:
            BadData: the world is not known, or a fact does not fit.
        """
        world = make_world(simulator.model, start, source(start))
        return cls(simulator, start, [Node(simulator.advance(world, world.now).world, None, None)])

    @property
    def world(self) -> World:
        """The world at the present moment of the timeline."""
        return self.nodes[self.here].world

    @property
    def path(self) -> list[int]:
        """Indexes from the beginning to the present moment."""
        found: list[int] = []
        index: int | None = self.here
        while index is not None:
            found.append(index)
            index = self.nodes[index].parent
        return found[::-1]

    @property
    def log(self) -> tuple[LogStep, ...]:
        """The accepted steps from the beginning to the present moment."""
        return tuple(step for index in self.path if (step := self.nodes[index].step) is not None)

    def submit(self, persona: str, action: str, values: Mapping[str, Any]) -> Outcome:
        """Do an action as a persona; an accepted one becomes the next moment.

        Raises:
            BadData: there is no such action or persona.
        """
        if action not in self.simulator.model.actions:
            raise BadData(Text(zh=f"没有“{action}”这个操作。", en=f"There is no action “{action}”."), ("do",))
        who = PORTAL if persona == PORTAL.id else self.simulator.model.persona(self.world, persona)
        if who is None:
            raise BadData(
                Text(zh=f"没有“{persona}”这个人物。", en=f"There is no persona “{persona}”."), ("as",)
            )
        outcome = self.simulator.submit_raw(self.world, who, action, values)
        if isinstance(outcome, Accepted):
            self._push(outcome, LogStep(persona=persona, do=action, with_=dict(values)))
            return outcome
        self.attempts.append(Attempt(self.here, persona, action, dict(values), outcome))
        if outcome.note is not None:
            self._note(outcome.note)
        return outcome

    def _note(self, note: Action) -> None:
        """What the portal notes about a refusal is a step of its own."""
        noted = self.simulator.submit(self.world, PORTAL, note)
        if isinstance(noted, Accepted):
            values = note.model_dump(mode="json", exclude_defaults=True)
            self._push(noted, LogStep(persona=PORTAL.id, do=type(note).id, with_=values))

    def advance(self, to: datetime) -> Accepted:
        """Move the clock to an instant.

        Raises:
            BadData: the instant has passed.
        """
        if to < self.world.now:
            raise BadData(
                Text(
                    zh="时钟只能向前走；要回到过去，请使用时间线。",
                    en="The clock runs forward only; to go back, use the timeline.",
                )
            )
        outcome = self.simulator.advance(self.world, to)
        self._push(outcome, LogStep(to=to))
        return outcome

    def _push(self, outcome: Accepted, step: LogStep) -> None:
        self.nodes.append(Node(outcome.world, self.here, step, outcome))
        self.here = len(self.nodes) - 1

    def undo(self) -> bool:
        """Go back one step; False at the beginning."""
        parent = self.nodes[self.here].parent
        if parent is None:
            return False
        self.here = parent
        return True

    def redo(self) -> bool:
        """Go forward to the newest step that followed; False where there is none."""
        following = [index for index, node in enumerate(self.nodes) if node.parent == self.here]
        if not following:
            return False
        self.here = following[-1]
        return True

    def jump(self, index: int) -> None:
        """Go to any moment of the timeline; doing something there starts a branch.

        Raises:
            IndexError: there is no such moment.
        """
        if not 0 <= index < len(self.nodes):
            raise IndexError(index)
        self.here = index

    def file(self, persona: str = "") -> SessionFile:
        """The session as data."""
        return SessionFile(start=self.start, log=self.log, persona=persona)

    @classmethod
    def replay(cls, simulator: Simulator, data: SessionFile, source: WorldSource) -> Session:
        """Begin again and do every step of a log.

        Raises:
            BadData: a step is refused or unknown in this version of the model; says which.
        """
        session = cls.begin(simulator, data.start, source)
        for number, step in enumerate(data.log, 1):
            try:
                session.repeat(step)
            except BadData as problem:
                zh = f"会话的第 {number} 步无法重放：{problem.text.zh}"
                raise BadData(
                    Text(zh=zh, en=f"Step {number} of the session cannot be replayed: {problem.text.en}")
                ) from problem
        return session

    def repeat(self, step: LogStep) -> None:
        """Do a logged step again.

        Raises:
            BadData: it is refused or unknown.
        """
        if step.to is not None:
            self.advance(step.to)
            return
        outcome = self.submit(step.persona, step.do, step.with_)
        if isinstance(outcome, Refused):
            texts = [reason.text for reason in outcome.reasons]
            raise BadData(Text(zh="；".join(t.zh for t in texts), en="; ".join(t.en for t in texts)))


# --- Making worlds from data ---------------------------------------------------------------------


def world_from(model: Model, spec: Mapping[str, Any]) -> World:
    """Build a world from its data: ``clock``, ``settings``, ``entities`` by kind and id, ``balances``.

    Raises:
        BadData: a kind, a field or an amount does not fit; says which.
    """
    clock = spec.get("clock")
    now = beijing(clock if isinstance(clock, datetime) else datetime.fromisoformat(str(clock)))
    draft = Draft(empty_world(now, **{"seed": 0, **spec.get("settings", {})}), model)
    for kind, entities in spec.get("entities", {}).items():
        for id, fields in entities.items():
            draft.put(make_entity(_kind(model, kind), {"id": id, **(fields or {})}))
    _open_balances(draft, spec.get("balances", {}))
    _complete(model, draft)
    return _flat(draft.seal())


def _kind(model: Model, kind: str) -> type[Entity]:
    found = model.entities.get(kind)
    if found is None:
        raise BadData(
            Text(zh=f"没有“{kind}”这类记录。", en=f"There is no kind of record “{kind}”."),
            ("entities", kind),
        )
    return found


def _flat(world: World) -> World:
    """The same world with each table in one dictionary: the base of all later worlds."""
    return World(world.now, world.settings, {k: dict(t.items()) for k, t in world.tables.items()})


def _complete(model: Model, draft: Draft) -> None:
    for area in model.areas:
        if area.complete is not None:
            area.complete(draft)


def _open_balances(draft: Draft, balances: Mapping[str, Any]) -> None:
    from decimal import Decimal, InvalidOperation

    for account, amount in balances.items():
        try:
            wanted = Decimal(str(amount))
        except InvalidOperation:
            raise BadData(
                Text(
                    zh=f"账户“{account}”的金额不是数字。",
                    en=f"The amount of account “{account}” is no number.",
                ),
                ("balances", account),
            ) from None
        change = wanted - draft.balance(account)
        memo = Text(zh="期初余额", en="Opening balance")
        draft.post(memo, [(account, change), ("outside:opening", -change)], floor=False)


def make_entity(kind: type[Entity], fields: Mapping[str, Any]) -> Entity:
    """A validated entity from data.

    Raises:
        BadData: a field is unknown or has a wrong value; says which.
    """
    try:
        entity = kind(**fields)
    except ValidationError as error:
        from sandbox.engine.simulator import explain

        found = []
        for detail in error.errors(include_url=False):
            where, problem = tuple(str(p) for p in detail["loc"]), explain(detail)
            place = ".".join((f"{kind.kind}/{fields.get('id', '?')}", *where))
            unknown = detail["type"] == "extra_forbidden"
            zh, en = near(where[-1], kind.model_fields) if unknown else ("", "")
            found.append(
                BadData(Text(zh=f"{place}：{problem.zh}{zh}。", en=f"{place}: {problem.en}{en}."), where[:1])
            )
        _no_mistakes(found)
        raise
    instants = {name: value for name, value in entity.__dict__.items() if isinstance(value, datetime)}
    elsewhere = {}
    for name, value in instants.items():
        if value.tzinfo is not None:
            try:
                elsewhere[name] = beijing(value)
            except ValueError:
                place = f"{kind.kind}/{entity.id}.{name}"
                zh, en = OUTSIDE["zh"], OUTSIDE["en"]
                raise BadData(Text(zh=f"{place}：{zh}。", en=f"{place}: {en}."), (name,)) from None
    return entity.but(**elsewhere) if elsewhere else entity


def resolve(world: World, name: str) -> Entity | None:
    """The entity meant by ``kind/id``, or by an id alone (customers, partners and members first)."""
    if "/" in name:
        return world.by_ref(name)
    for kind in ("customer", "partner", "member", *world.tables):
        if is_index(kind) or kind in {NUMBERS, "balance", "posting", "notice", "agenda", UNANSWERED}:
            continue
        found = world.by_ref(f"{kind}/{name}")
        if found is not None:
            return found
    return None


def with_facts(entity: Entity, facts: Mapping[str, Any]) -> Entity:
    """The entity with changed fields, and with what follows from them.

    An entity whose fields hang together says in ``implied(facts)`` which others follow.

    Raises:
        BadData: a field is unknown or has a wrong value; says which.
    """
    implied = getattr(entity, "implied", None)
    return make_entity(type(entity), {**entity.__dict__, **(implied(facts) if implied else {}), **facts})


def change_facts(draft: Draft, world: World, facts: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of entities as the director does.

    Raises:
        BadData: an entity or field is unknown, or a value does not fit.
    """
    found: list[BadData] = []
    for name, fields in facts.items():
        entity = resolve(world, name)
        if entity is None:
            text = Text(zh=f"没有“{name}”这条记录。", en=f"There is no record “{name}”.")
            found.append(BadData(text, ("facts", name)))
            continue
        try:
            draft.put(with_facts(entity, fields))
        except BadData as bad:
            found.append(bad.at("facts", name))
    _no_mistakes(found)


def add_entities(model: Model, draft: Draft, world: World, entities: Mapping[str, Mapping[str, Any]]) -> None:
    """Put further records into a world.

    Raises:
        BadData: there is no such kind, the id is taken, or a field does not fit.
    """
    found: list[BadData] = []
    for kind, records in entities.items():
        try:
            entity_type = _kind(model, kind)
        except BadData as bad:
            found.append(bad)
            continue
        for id, fields in records.items():
            if world.by_ref(f"{kind}/{id}") is not None:
                text = Text(
                    zh=f"记录“{kind}/{id}”已经存在；要改动它，请写在 facts 中。",
                    en=f"The record “{kind}/{id}” exists already; to change it, use facts.",
                )
                found.append(BadData(text, ("entities", kind, id)))
                continue
            try:
                draft.put(make_entity(entity_type, {"id": id, **fields}))
            except BadData as bad:
                found.append(bad.at("entities", kind, id))
    _no_mistakes(found)


def account_problem(model: Model, world: World, account: str) -> Text | None:
    """Why there can be no ledger account of that name, or None. ``kind/id:name``, or ``outside:…``."""
    owner, _, name = account.partition(":")
    if owner == "outside" or account in world.tables.get("balance", ()):
        return None
    record = world.by_ref(owner) if "/" in owner else None
    if record is None or not name:
        return Text(
            zh=f"没有账户“{account}”；账户名形如“类型/编号:账户”。",
            en=f"There is no account “{account}”; account names read kind/id:account.",
        )
    known = getattr(type(record), "accounts", {})
    if known and name not in known:
        names = ", ".join(known)
        return Text(
            zh=f"“{owner}”没有名为“{name}”的账户；现有：{names}。",
            en=f"“{owner}” has no account “{name}”; it has: {names}.",
        )
    return None


def make_world(model: Model, start: Start, spec: Mapping[str, Any]) -> World:
    """The world a session starts in: the base world with the start's clock, settings and facts.

    Raises:
        BadData: something in the start does not fit.
    """
    found: list[BadData] = []
    if start.clock is not None:
        spec = {**spec, "clock": start.clock}
    try:
        world = world_from(model, {**spec, "settings": {**spec.get("settings", {}), **start.settings}})
    except BadData as bad:
        if not start.settings:
            raise
        found.append(bad)
        world = world_from(model, spec)
    parts: tuple[Callable[[Draft], None], ...] = (
        lambda draft: add_entities(model, draft, world, start.entities),
        lambda draft: change_facts(draft, world, start.facts),
    )
    for part, given in zip(parts, (start.entities, start.facts), strict=True):
        if given:
            draft = Draft(world, model)
            try:
                part(draft)
                _complete(model, draft)
            except BadData as bad:
                found.append(bad)
            else:
                world = draft.seal()
    for account, amount in start.balances.items():
        problem = account_problem(model, world, account)
        if problem is None and not BALANCE.fullmatch(str(amount)):
            problem = Text(
                zh=f"账户“{account}”的余额应为不小于 0、最多两位小数的数字。",
                en=f"The balance of account “{account}” is a number from 0 with at most two decimals.",
            )
        if problem is not None:
            found.append(BadData(problem, ("balances", account)))
    _no_mistakes(found)
    draft = Draft(world, model)
    _open_balances(draft, start.balances)
    return _flat(draft.seal())


# --- Links and files -----------------------------------------------------------------------------


def encode(data: SessionFile) -> str:
    """A session as text for a link: compressed and base64url, no padding."""
    raw = data.model_dump_json(by_alias=True, exclude_defaults=True).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def decode(text: str) -> SessionFile:
    """The session in a link.

    Raises:
        BadData: the link is damaged, too long, or not a session.
    """
    if len(text) > LINK_LIMIT:
        raise BadData(Text(zh="链接过长，无法打开。", en="The link is too long to open."))
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(packed, 4 * LINK_LIMIT)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise zlib.error
    except (binascii.Error, zlib.error, ValueError):
        raise BadData(
            Text(
                zh="链接不完整或已损坏，请重新复制整个链接。",
                en="The link is incomplete or damaged; copy the whole link again.",
            )
        ) from None
    return read_file(raw)


def read_file(raw: bytes | str) -> SessionFile:
    """A session from a file's text.

    Raises:
        BadData: it is not a session file; names the field.
    """
    try:
        return SessionFile.model_validate(json.loads(raw))
    except ValidationError as error:
        from sandbox.engine.simulator import explain

        first = error.errors(include_url=False)[0]
        place = ".".join(str(p) for p in first["loc"])
        problem = explain(first)
        raise BadData(
            Text(
                zh=f"会话文件的“{place}”有误：{problem.zh}。",
                en=f"“{place}” in the session file is wrong: {problem.en}.",
            )
        ) from None
    except (ValueError, RecursionError):
        raise BadData(
            Text(zh="这不是会话文件（应为 JSON）。", en="This is not a session file (JSON is expected).")
        ) from None
