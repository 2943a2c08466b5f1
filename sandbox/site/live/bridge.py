"""Runs inside the reader's page: requests and answers as JSON over the engine's sessions.

One :class:`Bridge` serves all consoles of a page, or of several pages that share a worker. Nothing
here knows of a browser; the same code runs under CPython, which is how it is tested.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from sandbox.engine.codes import latest
from sandbox.engine.machines import Model, Transition
from sandbox.engine.scenario import BadScenario, Clock, LookStep, Scenario, StepResult, read, run
from sandbox.engine.session import LINK_LIMIT, BadData, SessionFile, Start, decode, encode
from sandbox.engine.simulator import Accepted, Refused, Simulator, explain
from sandbox.engine.text import Text
from sandbox.engine.view import action_view
from sandbox.engine.world import World
from sandbox.site.live import screen as screens
from sandbox.site.live import words
from sandbox.site.live.desk import Desk, desk_of
from sandbox.site.live.fields import FACTS, fields
from sandbox.site.live.people import someone, who_can

Data = dict[str, Any]
KEPT = 40
"""Consoles kept in memory; the one not used for longest goes first."""
LINK_CHARACTERS = 8_000
"""A link longer than this is not passed on by every program."""


class Bridge:
    """The consoles of a page.

    Args:
        model: the model of the portal.
        data: ``worlds`` by name and ``scenarios`` by id, as parsed from their files.
    """

    def __init__(self, model: Model, data: Mapping[str, Any]) -> None:
        self.simulator = Simulator(model)
        self.worlds: Mapping[str, Any] = data.get("worlds", {})
        self.raw: Mapping[str, Any] = data.get("scenarios", {})
        self._scenarios: dict[str, Scenario] = {}
        self.desks: OrderedDict[str, Desk] = OrderedDict()

    def handle(self, request: str) -> str:
        """Answer a request: ``{op, key, lang, …}`` → ``{ok, …}``."""
        asked: Data = json.loads(request)
        try:
            answer = self._answer(asked)
        except BadData as bad:
            answer = {"ok": False, "text": bad.text.render(asked.get("lang", "zh"))}
        except Exception as error:
            text = words.WENT_WRONG.render(asked.get("lang", "zh"))
            answer = {"ok": False, "text": text, "detail": f"{type(error).__name__}: {error}"}
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))

    def _answer(self, asked: Data) -> Data:
        op = asked["op"]
        if op in SERVICES:
            return {"ok": True, **SERVICES[op](self, asked)}
        desk = self.desks.get(asked["key"])
        if desk is None:
            return {"ok": False, "gone": True, "text": words.NO_SESSION.render(asked.get("lang", "zh"))}
        self.desks.move_to_end(asked["key"])
        if op in QUESTIONS:
            return {"ok": True, **QUESTIONS[op](self, desk, asked)}
        desk.flash = None
        more = OPERATIONS[op](self, desk, asked) or {}
        return {"ok": True, **more, "screen": screens.screen(desk)}

    def scenario(self, id: str) -> Scenario:
        """The scenario of that id.

        Raises:
            BadData: there is none.
        """
        if id not in self._scenarios:
            if id not in self.raw:
                raise BadData(Text(zh=f"没有名为“{id}”的示例。", en=f"There is no example “{id}”."))
            try:
                self._scenarios[id] = read(self.raw[id], self.simulator.model)
            except BadScenario as bad:
                raise BadData(bad.problems[0].text) from bad
        return self._scenarios[id]

    def source(self, start: Start) -> Mapping[str, Any]:
        """The base world of a session.

        Raises:
            BadData: it is not here.
        """
        name = start.world
        if name == "generated":
            name = generated_name(start.seed, start.customers)
        found = self.worlds.get(name)
        if found is None:
            raise BadData(Text(zh=f"此处没有世界“{name}”。", en=f"There is no world “{name}” here."))
        world: Mapping[str, Any] = found
        return world


def generated_name(seed: int | None, customers: int | None) -> str:
    """The name under which a generated world is kept."""
    return f"generated:{seed or 0}:{customers or 50}"


# --- Data files ----------------------------------------------------------------------------------


def dump(data: Any) -> str:
    """Parsed YAML as JSON that :func:`load` gives back as it was, dates included."""

    def mark(value: Any) -> Data:
        if isinstance(value, datetime):
            return {"$datetime": value.isoformat()}
        if isinstance(value, date):
            return {"$date": value.isoformat()}
        raise TypeError(type(value).__name__)

    return json.dumps(data, default=mark, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Any:
    """What :func:`dump` wrote."""

    def unmark(found: Data) -> Any:
        if len(found) == 1:
            if "$datetime" in found:
                return datetime.fromisoformat(found["$datetime"])
            if "$date" in found:
                return date.fromisoformat(found["$date"])
        return found

    return json.loads(text, object_hook=unmark)


# --- Services: no console needed -----------------------------------------------------------------


def transcript(bridge: Bridge, asked: Data) -> Data:
    """Run a scenario; its outcome as the text of a JSON document."""
    outcome = run(bridge.simulator, bridge.scenario(asked["scenario"]), bridge.source)
    return {"json": json.dumps(outcome.as_json(), ensure_ascii=False, indent=1)}


def scenario_names(bridge: Bridge, asked: Data) -> Data:
    """The scenarios that are here."""
    return {"scenarios": list(bridge.raw)}


def world_names(bridge: Bridge, asked: Data) -> Data:
    """The base worlds that can be played freely, with title and description."""
    lang = asked.get("lang", "zh")

    def in_words(value: Any, otherwise: str) -> str:
        return str(value.get(lang, otherwise)) if isinstance(value, Mapping) else otherwise

    return {
        "worlds": [
            {
                "id": id,
                "title": in_words(spec.get("title"), id),
                "about": in_words(spec.get("description"), ""),
            }
            for id, spec in bridge.worlds.items()
            if ":" not in id
        ]
    }


def begin(bridge: Bridge, asked: Data) -> Data:
    """Open a console: at a step of a scenario, in a base world, or where a link left off."""
    lang = asked.get("lang", "zh")
    data = decode(asked["link"]) if asked.get("link") else None
    name = asked.get("scenario") or (data.start.scenario if data else "")
    scenario = bridge.scenario(name) if name else None
    if data is None:
        data = SessionFile(start=scenario.start() if scenario else Start(world=asked["world"]))
    elif scenario is not None and scenario.start() != data.start:
        scenario = None
    desk = desk_of(bridge.simulator, bridge.source, data, scenario, lang)
    if asked.get("link"):
        desk.repeat(data)
        desk.aim()
        if data.persona and bridge.simulator.model.persona(desk.world, data.persona):
            desk.act_as(data.persona)
        if desk.world.by_ref(asked.get("ref", "")):
            desk.look_at(asked["ref"])
    elif scenario is not None:
        desk.play_to(min(int(asked.get("step", 0)), len(scenario.steps)))
    else:
        desk.aim()
    bridge.desks[asked["key"]] = desk
    while len(bridge.desks) > KEPT:
        bridge.desks.popitem(last=False)
    return {"screen": screens.screen(desk)}


def end(bridge: Bridge, asked: Data) -> Data:
    """Forget the consoles whose key starts so."""
    for key in [key for key in bridge.desks if key.startswith(asked["key"])]:
        del bridge.desks[key]
    return {}


# --- Questions: nothing changes ------------------------------------------------------------------


def form(bridge: Bridge, desk: Desk, asked: Data) -> Data:
    """The form of an action for the persona, and what blocks it now."""
    action = desk.model.actions[asked["action"]]
    who = desk.model.persona(desk.world, desk.persona)
    if who is None:
        raise BadData(words.NO_SESSION)
    values = {**screens.known(desk, action.id), **asked.get("values", {})}
    if action.id == FACTS:
        values.setdefault("record", desk.ref)
    seen = action_view(desk.simulator, desk.world, who, action, {k: v for k, v in values.items() if v})
    inputs = fields(desk.simulator, desk.world, who, action, values, desk.lang)
    code = action.asks_code and "code" in action.model_fields and _asks_code(desk, who, action, values)
    return {
        "form": {
            **screens.action_data(seen, desk),
            "fields": [f for f in inputs if f["name"] != "code" or not action.asks_code],
            "code": next((f["label"] for f in inputs if f["name"] == "code"), "") if code else "",
        }
    }


def _asks_code(desk: Desk, who: Any, action: Any, values: Mapping[str, Any]) -> bool:
    """Whether the portal will ask for a verification code; when that cannot be told, it may."""
    for machine, transition in desk.model.transitions[action]:
        if not transition.code:
            continue
        if _code_applies(desk, who, action, values, machine, transition):
            return True
    return False


def _code_applies(
    desk: Desk, who: Any, action: Any, values: Mapping[str, Any], machine: Any, transition: Transition
) -> bool:
    tried = action.tried(values)
    subject = desk.world.get(machine.entity, getattr(tried, machine.subject, "") or "")
    situation = machine.situation(desk.world, who, tried, subject, desk.model)
    try:
        return any(rule.applies is None or rule.applies(situation) for rule in transition.code)
    except (AttributeError, KeyError, TypeError, ValueError):
        return True


def link(bridge: Bridge, desk: Desk, asked: Data) -> Data:
    """The session as text for a link."""
    found = encode(desk.session.file(desk.persona))
    return {"link": found, "ref": desk.ref, "long": len(found) > min(LINK_CHARACTERS, LINK_LIMIT)}


# --- Operations: the screen changes --------------------------------------------------------------


def look(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Change what is looked at: ``lang``, ``persona``, ``page``, ``ref``, ``picture``, ``search``."""
    if "lang" in asked:
        desk.lang = asked["lang"]
    if "persona" in asked:
        desk.act_as(asked["persona"])
    if "page" in asked:
        desk.page, desk.search = asked["page"], ""
        found = desk.rows()
        if desk.ref not in {e.ref for e in found}:
            desk.look_at(found[0].ref if found else desk.ref)
    if "search" in asked:
        desk.search = str(asked["search"])[:200]
    if "ref" in asked:
        desk.look_at(asked["ref"])
    if "picture" in asked:
        desk.picture = asked["picture"]
        desk.settle()


def submit(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Do an action as the persona."""
    before = desk.world
    outcome = desk.session.submit(desk.persona, asked["action"], asked["values"])
    if isinstance(outcome, Refused):
        desk.flash = screens.refused(desk, outcome, asked["action"])
        return
    desk.flash = screens.done(desk, before, outcome, asked["action"])
    desk.follow(outcome.subject)


def get_code(bridge: Bridge, desk: Desk, asked: Data) -> Data:
    """Have a verification code sent for an action; the message is on the phone."""
    outcome = desk.session.submit(desk.persona, "code.request", {"purpose": asked["action"]})
    if isinstance(outcome, Refused):
        desk.flash = screens.refused(desk, outcome, "code.request")
        return {}
    code = latest(desk.world, desk.persona, asked["action"])
    return {"code": code.digits if code else ""}


def advance(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Move the clock."""
    before = desk.world
    try:
        to = Clock.model_validate(asked["clock"]).target(before)
    except ValidationError as error:
        raise BadData(explain(error.errors(include_url=False)[0])) from None
    outcome = desk.session.advance(to)
    desk.flash = screens.moved(desk, before, outcome)
    desk.settle()


def undo(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Back one step."""
    desk.undo()
    desk.settle()


def redo(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Forward one step."""
    desk.session.redo()
    desk.settle()


def jump(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Go to any moment of the timeline."""
    desk.session.jump(int(asked["node"]))
    desk.settle()


def reset(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Back to the beginning; nothing that was done is kept."""
    desk.session.nodes[1:] = []
    desk.session.here = 0
    desk.session.attempts.clear()
    if desk.run is not None:
        desk.done = {0: 0}
        desk.run.names.clear()
        desk.play_to(min(int(asked.get("step", 0)), len(desk.run.scenario.steps)))
    else:
        desk.aim()


def take_over(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Go to the moment after a step of the scenario."""
    if desk.run is not None:
        desk.play_to(max(0, min(int(asked["step"]), len(desk.run.scenario.steps))))


def next_step(bridge: Bridge, desk: Desk, asked: Data) -> None:
    """Do the scenario's next step."""
    at = desk.next_step()
    if desk.run is None or at is None:
        desk.flash = screens.note(desk, words.STORY_OVER)
        return
    before = desk.world
    result = desk.play(at)
    flash = _result_flash(desk, before, result)
    desk.aim()
    if result.subject:
        desk.follow(result.subject)
    desk.flash = flash


def _result_flash(desk: Desk, before: World, result: StepResult) -> Data:
    if result.reasons:
        return screens.refused(desk, Refused(result.reasons), result.action)
    outcome = desk.session.nodes[desk.session.here].outcome
    step = desk.run.scenario.steps[result.number] if desk.run else None
    if isinstance(step, LookStep):
        page = desk.model.listings[step.look]
        who = someone(desk.model, before, step.persona)
        values = {
            "page": page.menu,
            "count": str(len(result.seen["rows"])),
            "who": who.label(desk.lang) if who else "",
        }
        return screens.note(desk, words.LOOKED if result.seen["shown"] else words.LOOKED_NOT, **values)
    if desk.world is before or not isinstance(outcome, Accepted):
        impossible = [f.text for f in result.failures]
        return screens.note(desk, impossible[0] if impossible else words.DONE, action=result.action)
    if result.kind == "advance":
        return screens.moved(desk, before, outcome)
    if result.kind == "set":
        return {**screens.note(desk, words.FACTS_SET), "lines": screens.lines(desk, before, outcome)}
    return screens.done(desk, before, outcome, result.action)


def remedy(bridge: Bridge, desk: Desk, asked: Data) -> Data:
    """Become somebody who can do an action, and open its form."""
    action = desk.model.actions[asked["action"]]
    values = screens.known(desk, action.id)
    who = desk.model.persona(desk.world, desk.persona)
    near = [desk.persona, who.organisation if who else "", *desk.mentioned()]
    here = who is not None and bool(action.roles & who.roles)
    if not (here and who and desk.simulator.ask(desk.world, who, action, **values).accepted):
        found = who_can(desk.simulator, desk.world, action, values, near)
        if found is None:
            raise BadData(words.NOBODY.filled({"action": action.title}))
        if found.persona.id != desk.persona:
            ref, picture = desk.ref, desk.picture
            desk.act_as(found.persona.id)
            desk.ref, desk.picture = ref, picture
            desk.settle()
            desk.flash = screens.note(desk, words.NOW_ACTING, who=found.label(desk.lang))
    return form(bridge, desk, {"action": action.id, "values": values})


SERVICES: dict[str, Callable[[Bridge, Data], Data]] = {
    "begin": begin,
    "end": end,
    "transcript": transcript,
    "scenarios": scenario_names,
    "worlds": world_names,
}
QUESTIONS: dict[str, Callable[[Bridge, Desk, Data], Data]] = {"form": form, "link": link}
OPERATIONS: dict[str, Callable[[Bridge, Desk, Data], Data | None]] = {
    "look": look,
    "submit": submit,
    "code": get_code,
    "advance": advance,
    "undo": undo,
    "redo": redo,
    "jump": jump,
    "reset": reset,
    "take_over": take_over,
    "next": next_step,
    "remedy": remedy,
}
