"""What a click in a component asks for. The payload comes from a browser: nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from sandbox.app import core, words
from sandbox.app.parts.forms import remedy
from sandbox.app.practice import Practice, Watch
from sandbox.app.rows import SIZES, kept
from sandbox.app.state import Desk, Find, brief
from sandbox.engine.session import BadData
from sandbox.engine.text import Text

Event = Mapping[str, Any]


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    return value[:500] if isinstance(value, str) else ""


def _int(event: Event, name: str) -> int:
    value = event.get(name)
    return (
        int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
        else 0
    )


def _values(event: Event) -> dict[str, Any]:
    value = event.get("values")
    return dict(value) if isinstance(value, Mapping) else {}


def practise(desk: Desk, id: str) -> None:
    """Begin a guided practice."""
    scenario = core.scenario(id)
    if scenario is None:
        desk.tell("error", words.NO_SCENARIO.filled({"id": brief(id)}))
        return
    try:
        session = core.fresh(scenario)
    except BadData as bad:
        desk.tell("error", words.BAD_SCENARIO.filled({"why": bad.text}))
        return
    desk.shelve()
    first = scenario.persona or next((s.persona for s in scenario.steps if hasattr(s, "persona")), "")
    desk.begin(session, first)
    desk.guide = Practice(scenario, desk.model)
    desk.page = "overview"
    desk.check_guide()


def watch(desk: Desk, id: str, step: int) -> None:
    """Open a scenario after a number of its steps."""
    scenario = core.scenario(id)
    if scenario is None:
        desk.tell("error", words.NO_SCENARIO.filled({"id": brief(id)}))
        return
    try:
        transcript = core.transcript(scenario)
    except BadData as bad:
        desk.tell("error", words.BAD_SCENARIO.filled({"why": bad.text}))
        return
    desk.shelve()
    if not 0 <= step <= len(scenario.steps):
        desk.tell("info", words.BAD_STEP.filled({"n": str(step)}))
        step = 0
    _show(desk, Watch(scenario, transcript, step))


def _show(desk: Desk, guide: Watch) -> None:
    session = core.branch(guide.transcript.session, guide.node())
    step = guide.scenario.steps[max(0, guide.shown - 1)]
    persona = getattr(step, "persona", "") or guide.scenario.persona or desk.persona_id
    page, open_ref, looking = desk.page, desk.open, desk.persona_id
    if page in desk.model.pages:
        persona = looking  # a picture stays open, for whoever looks at it, while others take the steps
    desk.begin(session, persona)
    desk.guide, desk.page = guide, page if page in desk.model.listings else "overview"
    subject = guide.transcript.steps[guide.shown - 1].subject if guide.shown else ""
    for ref in (subject, open_ref):
        if ref and desk.world.by_ref(ref) is not None and not desk.open:
            desk.open = ref
    if page in {p.id for p in desk.pages()}:
        desk.page, desk.open = page, ""
        return
    desk.page = _page_of(desk, desk.page)


def _page_of(desk: Desk, page: str) -> str:
    """The list on which the persona sees the open record; the page as it is when it is on none."""
    record = desk.world.by_ref(desk.open) if desk.open else None
    for listing in desk.listings():
        if record is None or listing.entity.kind != record.kind:
            continue
        if kept(desk, listing).by_id.get(record.id) is record:
            return listing.id
    return page if page in {li.id for li in desk.listings()} else "overview"


def watch_to(desk: Desk, step: int) -> None:
    """Show another number of steps of the scenario being watched."""
    if isinstance(desk.guide, Watch) and 0 <= step <= len(desk.guide.scenario.steps):
        desk.guide.shown = step
        _show(desk, desk.guide)


def _meant(desk: Desk, event: Event) -> bool:
    """Whether a click is about the step and the hint that are shown, and not the second of a double click."""
    guide = desk.guide
    if not isinstance(guide, Practice):
        return False
    return bool(
        event.get("at", guide.at) == guide.at and event.get("level", guide.hint_level) == guide.hint_level
    )


def _hint(desk: Desk, event: Event) -> None:
    if isinstance(desk.guide, Practice) and _meant(desk, event):
        desk.guide.more_help()


def _helped(desk: Desk, kind: str, action: str, accepted: bool) -> Text:
    """What was done for the trainee: an action, a look at a list, or a move of the clock."""
    if kind == "look":
        listing = desk.model.listings.get(action)
        return words.LOOKED.filled({"page": listing.title if listing is not None else words.OVERVIEW})
    if action not in desk.model.actions:
        return words.CLOCK_MOVED.filled({"at": desk.world.now})
    title = desk.model.actions[action].title
    if accepted:
        return words.DONE.filled({"action": title})
    return words.REFUSED_HERE.filled({"action": title, "who": desk.who.name(desk.lang)})


def _do_it(desk: Desk, event: Event) -> None:
    if isinstance(desk.guide, Practice) and _meant(desk, event):
        before = desk.world
        result = desk.guide.do_it(desk.session)
        if result is not None:
            if result.persona and result.kind in ("do", "look"):
                desk.act_as(result.persona)
            if result.kind == "look" and result.action in desk.model.listings:
                desk.go(result.action)
            lines = [r.text for r in result.reasons] or list(desk.notices_since(before))
            desk.tell(
                "info" if result.reasons else "success",
                _helped(desk, result.kind, result.action, result.accepted),
                *lines,
            )
            for failure in result.failures:
                desk.tell("error", failure.text)
        desk.after_jump()


def _remedy(desk: Desk, event: Event) -> None:
    action = _text(event, "action")
    if action in desk.model.actions:
        remedy(desk, action, _text(event, "persona"), _values(event))


def _compare(desk: Desk, event: Event) -> None:
    last = len(desk.session.nodes) - 1
    desk.compare = (max(0, min(_int(event, "a"), last)), max(0, min(_int(event, "b"), last)))


def _lang(desk: Desk, event: Event) -> None:
    desk.lang = "en" if _text(event, "lang") == "en" else "zh"


def _tick(desk: Desk, event: Event) -> None:
    ids = event.get("ids")
    desk.ticked = tuple(str(i) for i in ids[:10_000]) if isinstance(ids, list) else ()


def _find(desk: Desk, event: Event) -> None:
    """Search, filter or order a list; the first page of what is found is shown."""
    listing = desk.model.listings.get(_text(event, "listing"))
    if listing is None:
        return
    wanted = desk.finds.setdefault(listing.id, Find())
    columns = {c.key for c in listing.columns}
    if "search" in event:
        wanted.search = _text(event, "search")[:200]
    if isinstance(event.get("filters"), Mapping):
        chosen = event["filters"]
        wanted.filters = {str(k): str(v)[:500] for k, v in chosen.items() if k in columns and v}
    if _int(event, "size") in SIZES:
        wanted.size = _int(event, "size")
    order = _text(event, "order")
    if order in columns:
        wanted.down = order == wanted.order and not wanted.down
        wanted.order = order
    st.session_state.pop(f"page_{listing.id}", None)


def _stop(desk: Desk, event: Event) -> None:
    desk.guide = None


def _continue_as(desk: Desk, event: Event) -> None:
    """Take over as somebody who was told of the last step, where their to-dos are."""
    desk.act_as(_text(event, "id"))
    desk.go("overview")


HANDLERS: dict[str, Callable[[Desk, Event], None]] = {
    "go": lambda desk, e: desk.go(_text(e, "page")),
    "persona": lambda desk, e: desk.act_as(_text(e, "id")),
    "continue_as": _continue_as,
    "lang": _lang,
    "clock": lambda desk, e: desk.clock(_text(e, "by"), _int(e, "n"), _text(e, "to")),
    "undo": lambda desk, e: desk.undo(),
    "redo": lambda desk, e: desk.redo(),
    "jump": lambda desk, e: desk.jump(_int(e, "to")),
    "compare": _compare,
    "open": lambda desk, e: desk.show_record(_text(e, "ref")),
    "close": lambda desk, e: desk.show_record(""),
    "act": lambda desk, e: desk.ask(_text(e, "action"), _values(e)),
    "go_on": lambda desk, e: desk.go_on(),
    "remedy": _remedy,
    "tick": _tick,
    "find": _find,
    "read": lambda desk, e: desk.mark_read(),
    "practise": lambda desk, e: practise(desk, _text(e, "scenario")),
    "watch": lambda desk, e: watch(desk, _text(e, "scenario"), _int(e, "step")),
    "watch_to": lambda desk, e: watch_to(desk, _int(e, "step")),
    "hint": _hint,
    "do_it": _do_it,
    "stop_guide": _stop,
}


QUIET = frozenset({"tick", "read", "find"})


def handle(desk: Desk, event: Event) -> None:
    """Do what a click asks for; an unknown or damaged payload does nothing."""
    name = event.get("do")
    handler = HANDLERS.get(name) if isinstance(name, str) else None
    desk.clicked = True
    if handler is not None:
        if name not in QUIET:
            desk.flashes.clear()
        handler(desk, event)
