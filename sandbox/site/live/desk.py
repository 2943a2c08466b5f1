"""One console: a session, who the reader is in it, and what they look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.engine.machines import Model
from sandbox.engine.scenario import ActStep, LookStep, Run, Scenario, SetStep, StepResult
from sandbox.engine.session import BadData, Session, SessionFile, WorldSource, resolve
from sandbox.engine.simulator import PORTAL, Refused, Simulator
from sandbox.engine.view import edges
from sandbox.engine.world import Entity, World
from sandbox.site.live import words
from sandbox.site.live.people import page_titles, people, rows

RELATED = 8
SCAN = 2_000


@dataclass
class Desk:
    """A console.

    Attributes:
        simulator: runs the model.
        session: start and timeline.
        lang: language of the reader.
        run: the scenario being played, or None for free play.
        done: for a moment of the timeline, how many steps of the scenario lie before it.
        persona: who the reader acts as.
        page: the page they look at, as :func:`people.rows` names it.
        ref: the record they look at, "" for none.
        picture: the record whose diagram is shown, "" for the same.
        search: what the records of the page are narrowed down by.
        flash: what the last step led to.
    """

    simulator: Simulator
    session: Session
    lang: str
    run: Run | None = None
    done: dict[int, int] = field(default_factory=dict)
    persona: str = ""
    page: str = ""
    ref: str = ""
    picture: str = ""
    search: str = ""
    flash: dict[str, Any] | None = None

    @property
    def model(self) -> Model:
        """The model of the portal."""
        return self.simulator.model

    @property
    def world(self) -> World:
        """The world at the present moment."""
        return self.session.world

    @property
    def scenario(self) -> Scenario | None:
        """The scenario being played."""
        return self.run.scenario if self.run else None

    def position(self) -> int:
        """How many steps of the scenario lie before the present moment."""
        return next((self.done[index] for index in reversed(self.session.path) if index in self.done), 0)

    def mentioned(self) -> list[str]:
        """The personas of the story, in the order in which they act."""
        steps = self.scenario.steps if self.scenario else ()
        found = [step.persona for step in steps if isinstance(step, ActStep | LookStep)]
        return list(dict.fromkeys(found))

    # where the reader looks ------------------------------------------------------------------

    def act_as(self, persona: str) -> None:
        """Become somebody; the page follows if they do not have it.

        Raises:
            BadData: there is no such persona.
        """
        who = self.model.persona(self.world, persona)
        if who is None:
            raise BadData(words.NO_PERSONA)
        self.persona, self.search = persona, ""
        titles = page_titles(self.model, self.world, who, self.lang)
        if self.page not in titles:
            self.page = self._best_page(list(titles))
        self.settle()

    def _best_page(self, titles: list[str]) -> str:
        """The first page that shows the record at hand, else the first one with records."""
        first = ""
        for page in titles:
            refs = [e.ref for e in self.rows(page)]
            if self.ref in refs:
                return page
            first = first or (page if refs else "")
        return first or (titles[0] if titles else "")

    def rows(self, page: str = "") -> list[Entity]:
        """The records of a page for the persona."""
        who = self.model.persona(self.world, self.persona)
        return rows(self.model, self.world, who, page or self.page) if who else []

    def look_at(self, ref: str) -> None:
        """Look at a record; its own diagram, or that of what belongs to it, follows."""
        self.ref, self.picture = ref, ""
        self.settle()

    def settle(self) -> None:
        """After a step: keep looking at what is still there."""
        if self.world.by_ref(self.ref) is None:
            found = self.rows()
            self.ref = found[0].ref if found else ""
        entity = self.world.by_ref(self.ref)
        if entity is None:
            self.picture = ""
            return
        options = [e.ref for e in self.related(entity)]
        if self.picture not in options:
            self.picture = self.ref if self.ref in options else self._liveliest(options) or self.ref

    def _liveliest(self, refs: list[str]) -> str:
        """The record that moved most so far; where none did, the one with most that can be done."""
        best, found = (-1, -1), ""
        for ref in refs:
            machine = self.model.machines[ref.partition("/")[0]]
            entity = self.world.by_ref(ref)
            open_ = sum(1 for e in edges(self.model, machine) if entity and e.source == entity.state)
            score = (len(self.way(ref)[0]) - 1, open_)
            if score > best:
                best, found = score, ref
        return found

    def follow(self, subject: str) -> None:
        """After an accepted step: show what it moved or made, if the reader is to see it."""
        entity = self.world.by_ref(subject) if subject else None
        at_hand = self.world.by_ref(self.ref)
        if entity is None or not self.drawable(entity):
            self.settle()
            return
        if at_hand is None:
            self.ref = subject
        elif subject != self.ref:
            if subject in {e.ref for e in self.related(at_hand)}:
                self.picture = subject
            else:
                self.ref, self.picture = self._owner(entity), subject
        self.settle()

    def _owner(self, entity: Entity) -> str:
        """The record of the page that another belongs to; itself when it belongs to none."""
        shown = {e.ref for e in self.rows()}
        return next((e.ref for e in self.related(entity) if e.ref in shown), entity.ref)

    def drawable(self, entity: Entity) -> bool:
        """Whether a picture of the record says anything."""
        machine = self.model.machines[entity.kind]
        return len(machine.states) > 1 and any(e.source for e in edges(self.model, machine))

    def related(self, entity: Entity) -> list[Entity]:
        """The record and those of the same matter: whom it belongs to, and what belongs to them."""
        named = [e for e in self._named(entity) if self.drawable(e)]
        owner = min(named, key=lambda other: self.model.namers(other.kind), default=entity)
        found = {e.ref: e for e in (entity, *named) if self.drawable(e)}
        for kind, entity_type in self.model.entities.items():
            name = f"{owner.kind}_id"
            table = self.world.tables.get(kind)
            if name not in entity_type.model_fields or table is None:
                continue
            if (name,) in entity_type.indexes:
                ours = self.world.find(entity_type, **{name: owner.id})
            else:
                few = len(table) <= SCAN
                ours = [e for e in self.world.all(entity_type) if few and getattr(e, name) == owner.id]
            found |= {e.ref: e for e in ours[-2:] if self.drawable(e)}
        return list(found.values())[:RELATED]

    def _named(self, entity: Entity) -> Iterator[Entity]:
        """The records that a record names."""
        for name in type(entity).model_fields:
            kind = name.removesuffix("_id")
            other = self.world.by_ref(f"{kind}/{getattr(entity, name)}") if kind != name else None
            if other is not None:
                yield other

    def way(self, ref: str) -> tuple[list[str], list[str]]:
        """The states a record has been in up to now, in order, and the arrows it took."""
        machine = self.model.machines[ref.partition("/")[0]]
        arrows = edges(self.model, machine)
        been: list[str] = []
        took: list[str] = []
        state: str | None = None
        for index in self.session.path:
            node = self.session.nodes[index]
            entity = node.world.by_ref(ref)
            if entity is None or str(entity.state) == state:
                continue
            after, act = str(entity.state), node.step.do if node.step else ""
            fit = [e for e in arrows if e.source == state and e.target == after]
            exact = [e.id for e in fit if e.action == act and bool(act)] or [e.id for e in fit if e.timer]
            took += exact if node.step is not None else []
            been.append(after)
            state = after
        return been, took

    def undo(self) -> None:
        """Take back the last thing that happened: a refused try, or a step."""
        tries, here = self.session.attempts, self.session.here
        if not tries or tries[-1].at != here:
            self.session.undo()
            return
        last, at = tries.pop(), self.done.get(here, 0)
        step = self.scenario.steps[at - 1] if self.scenario and at else None
        if isinstance(step, ActStep) and (step.do, step.persona) == (last.action, last.persona):
            self.done[here] = at - 1

    # playing ---------------------------------------------------------------------------------

    def next_step(self) -> int | None:
        """The index of the scenario's next step, or None at its end."""
        at = self.position()
        return at if self.scenario and at < len(self.scenario.steps) else None

    def play_to(self, count: int) -> None:
        """Go to the moment after the first ``count`` steps of the scenario, as its author meant them."""
        assert self.run is not None
        known: dict[int, int] = {}
        for index, steps in sorted(self.done.items()):
            if steps <= count and self._clean(index):
                known.setdefault(steps, index)
        start = max(known, default=0)
        self.session.jump(known.get(start, 0))
        for step in range(start, count):
            self.play(step)
        self.aim()

    def play(self, step: int) -> StepResult:
        """Do a step of the scenario at the present moment."""
        assert self.run is not None
        first = len(self.session.nodes)
        result = self.run.step(step, self.run.scenario.steps[step])
        for index in range(first, len(self.session.nodes)):
            self.done[index] = step
        self.done[self.session.here] = step + 1
        return result

    def _clean(self, index: int | None) -> bool:
        """Whether nothing but steps of the scenario led to a moment."""
        while index is not None and index != 0:
            if index not in self.done:
                return False
            index = self.session.nodes[index].parent
        return True

    def aim(self) -> None:
        """Look at what the next step of the story is about, as the one who takes it."""
        scenario, at = self.scenario, self.next_step()
        steps = scenario.steps if scenario else ()
        ahead = steps[at:] if at is not None else steps[-1:]
        step = next((s for s in ahead if isinstance(s, ActStep | LookStep)), None)
        if step is not None and self.model.persona(self.world, step.persona):
            self.persona = step.persona
        elif not self.persona:
            first = people(self.model, self.world)
            self.persona = first[0].persona.id if first else ""
        if isinstance(step, LookStep):
            self.page = f"listing:{step.look}"
        target = self._target(step) if isinstance(step, ActStep) else None
        if target is not None:
            self.ref = target.ref
        who = self.model.persona(self.world, self.persona)
        if who is not None:
            titles = list(page_titles(self.model, self.world, who, self.lang))
            offering = self._offering(titles, step.do) if isinstance(step, ActStep) else []
            if offering or self.page not in titles or target is not None:
                self.page = self._best_page(offering) or self._best_page(titles)
        if target is None and isinstance(step, ActStep):
            self.ref = ""
        moved = (self._pictured(s.do) for s in ahead if isinstance(s, ActStep))
        self.picture = next((ref for ref in moved if ref), "")
        self.settle()

    def _pictured(self, action: str) -> str:
        """The record that an action moves, of those of the same matter as the one at hand; "" for that one itself."""
        entity = self.world.by_ref(self.ref)
        for other in [entity, *self.related(entity)] if entity is not None else []:
            arrows = edges(self.model, self.model.machines[other.kind])
            if any(arrow.action == action and arrow.source == other.state for arrow in arrows):
                return other.ref
        return ""

    def _offering(self, pages: list[str], action: str) -> list[str]:
        """The pages that offer an action; where it is done on a row, those that show the record at hand."""
        found = []
        for page in pages:
            listing = self.model.listings.get(page.partition(":")[2])
            if listing is not None and action in (*listing.page_actions, *listing.row_actions):
                found.append(page)
        return found

    def _target(self, step: ActStep) -> Entity | None:
        """The record that a step is about; of several, the one a page shows."""
        found = []
        for name, kind, many in self.model.actions[step.do].references:
            value = step.with_.get(name)
            first = value[0] if many and isinstance(value, list) and value else value
            if isinstance(first, str) and self.run is not None:
                ref = self.run.names.get(first[1:], "") if first.startswith("$") else f"{kind}/{first}"
                entity = self.world.by_ref(ref)
                found += [entity] if entity is not None else []
        own = resolve(self.world, step.persona) if not found and step.persona not in ("director",) else None
        return found[0] if found else own

    def repeat(self, data: SessionFile) -> None:
        """Play a log from the beginning: the scenario's own steps as such, then the rest.

        Raises:
            BadData: a step does not fit any more.
        """
        log, at = data.log, 0
        while self.run is not None and at < len(self.run.scenario.steps):
            here = self.session.here
            self.play(at)
            mine = self.session.log
            if mine != log[: len(mine)]:
                self.session.jump(here)
                break
            at += 1
            if len(mine) == len(log):
                break
        for entry in log[len(self.session.log) :]:
            if entry.persona == PORTAL.id:  # noted by the portal itself, together with what it refused
                outcome = self.session.submit(PORTAL.id, entry.do, entry.with_)
                if isinstance(outcome, Refused):
                    raise BadData(outcome.reasons[0].text)
            else:
                self.session.repeat(entry)
        self.session.attempts.clear()

    def step_facts(self, index: int) -> Mapping[str, Any]:
        """Who does what in a step of the scenario: ``kind``, ``persona`` and ``action`` or page."""
        assert self.scenario is not None
        step = self.scenario.steps[index]
        if isinstance(step, ActStep):
            return {"kind": "do", "persona": step.persona, "what": step.do}
        if isinstance(step, LookStep):
            return {"kind": "look", "persona": step.persona, "what": step.look}
        return {"kind": "set" if isinstance(step, SetStep) else "advance", "persona": "", "what": ""}


def desk_of(
    simulator: Simulator, source: WorldSource, data: SessionFile, scenario: Scenario | None, lang: str
) -> Desk:
    """A console at the start of a scenario, or of a session.

    Raises:
        BadData: the start does not fit the model.
    """
    if scenario is not None:
        run = Run(simulator, scenario, source)
        return Desk(simulator, run.session, lang, run, {0: 0})
    return Desk(simulator, Session.begin(simulator, data.start, source), lang, None, {})
