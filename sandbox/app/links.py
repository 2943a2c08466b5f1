"""Addresses: what a link opens, and the address of what is open."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

from sandbox.app import core, events, words
from sandbox.app.parts.fields import is_many
from sandbox.app.parts.forms import open_now
from sandbox.app.practice import Practice, Watch
from sandbox.app.state import SPECIAL_PAGES, Desk, fresh_desk
from sandbox.engine.session import BadData, Session, SessionFile, decode, encode, read_file
from sandbox.engine.text import Text

FILE_LIMIT = 1_000_000
TABS_KEPT = 40
TABS: OrderedDict[str, Desk] = OrderedDict()
LIVE: WeakValueDictionary[str, Desk] = WeakValueDictionary()
"""The desks of all tabs that are open, however many there are."""
LONG_LINK = 8_000
MEMO_LIMIT = 200_000


def language(params: Mapping[str, str], accepted: str = "") -> str:
    """The language of a new visitor: the link's, else the browser's."""
    wanted = params.get("lang", "")
    if wanted in ("zh", "en"):
        return wanted
    first = accepted.split(",")[0].strip().lower()
    return "en" if first and not first.startswith("zh") else "zh"


def arrive(params: Mapping[str, str], accepted: str = "") -> Desk:
    """The desk that a link opens; whatever is wrong with it is said on an intact default desk."""
    lang = language(params, accepted)
    desk = reopened(params.get("tab", ""), lang) if not params.get("s") else None
    if desk is None:
        desk = fresh_desk(lang)
        desk.lost = "" if params.get("s") else params.get("tab", "")[:100]
        _begin(desk, params)
    persona, page = params.get("persona", ""), params.get("page", "")
    if persona and persona != desk.persona_id:
        desk.act_as(persona[:200])
    if page and page != desk.page:
        desk.go(page[:200])
    return desk


def _begin(desk: Desk, params: Mapping[str, str]) -> None:
    """Open what a link names: a whole session, or a scenario."""
    if params.get("s"):
        try:
            open_session(desk, decode(params["s"]))
        except BadData as bad:
            desk.tell("error", words.LINK_NOT_OPENED.filled({"why": bad.text}))
    elif params.get("scenario"):
        _scenario(desk, params)


def remember(desk: Desk) -> None:
    """Keep the desk of a tab for a reload; the tabs used longest ago are forgotten."""
    LIVE[desk.token] = TABS[desk.token] = desk
    TABS.move_to_end(desk.token)
    while len(TABS) > TABS_KEPT:
        TABS.popitem(last=False)


def found_desk(token: str) -> Desk | None:
    """The desk of a tab that is open, or was until lately."""
    return LIVE.get(token) or TABS.get(token)


def reopened(token: str, lang: str) -> Desk | None:
    """A copy of the desk of a tab that was reloaded, or None when it is not known any more.

    It is a copy, so that an address opened in a second tab gives two tabs that do not disturb each other.
    """
    old = found_desk(token)
    if old is None:
        return None
    session = core.branch(old.session, old.session.here)
    desk = Desk(session, old.persona_id, lang, old.page, old.open)
    desk.guide = _own_guide(old.guide)
    desk.read = dict(old.read)
    desk.shelf = old.shelf
    desk.take_over(old)
    return desk


def memo(desk: Desk) -> dict[str, Any] | None:
    """What the browser keeps of a tab, for a server that has forgotten it; None when that is too much."""
    if desk.lost:
        return None
    link = desk.keep(("memo", desk.session.here, desk.persona_id), lambda: encode(desk.file()))
    if len(link) > MEMO_LIMIT:
        return None
    found: dict[str, Any] = {"tab": desk.token, "s": link, "page": desk.page, "open": desk.open}
    form = open_now(desk)
    if form is not None:
        found["form"] = form
    if isinstance(desk.guide, Practice):
        found["practice"] = {
            "scenario": desk.guide.scenario.id,
            "done": len(desk.guide.done),
            "names": dict(desk.guide.names),
        }
    return found


def restore(desk: Desk, kept: Any) -> None:
    """Take up the session that the browser kept of a tab; it comes from outside and is checked like a link."""
    lost, desk.lost = desk.lost, ""
    desk.flashes.clear()
    if not lost:
        return
    kept = kept if isinstance(kept, Mapping) and kept.get("tab") == lost else {}
    try:
        open_session(desk, decode(str(kept.get("s", ""))))
    except BadData:
        if not isinstance(desk.guide, Watch):  # a step that is watched is in the address itself
            desk.tell("info", words.NOT_FOUND_AGAIN.filled({"page": words.SESSION}))
        return
    _practise_on(desk, kept.get("practice"))
    if str(kept.get("page", "")) in {*SPECIAL_PAGES, *(page.id for page in desk.entries())}:
        desk.page = str(kept["page"])
    ref = str(kept.get("open", ""))
    desk.open = ref if ref and desk.world.by_ref(ref) is not None else ""
    _fill_in_on(desk, kept.get("form"))
    if desk.session.log and desk.dialog is None:
        desk.tell("info", words.FOUND_AGAIN.filled({"n": str(len(desk.session.log))}))


def _fill_in_on(desk: Desk, kept: Any) -> None:
    """Open the form that was being filled in, with what was typed; values of another shape are left out."""
    if not isinstance(kept, Mapping) or not isinstance(kept.get("action"), str):
        return
    action, values, typed = desk.model.actions.get(kept["action"]), kept.get("values"), kept.get("typed")
    if action is None or not isinstance(values, Mapping) or not isinstance(typed, Mapping):
        return
    desk.ask(action.id, values)
    assert desk.dialog is not None
    for name, info in action.model_fields.items():
        value = typed.get(name)
        several = isinstance(value, list) and all(isinstance(v, str) for v in value)
        if several if is_many(info.annotation) else isinstance(value, str | int | float):
            desk.dialog.typed[name] = value
    desk.dialog.again = bool(desk.dialog.typed)
    desk.tell("info", words.FORM_FOUND_AGAIN.filled({"action": action.title}))


def _practise_on(desk: Desk, kept: Any) -> None:
    """Go on with a practice where it was left."""
    if not isinstance(kept, Mapping):
        return
    scenario = core.scenario(str(kept.get("scenario", ""))[:200])
    done, names = kept.get("done"), kept.get("names")
    if scenario is None or not isinstance(done, int | float) or not isinstance(names, Mapping):
        return
    desk.guide = Practice(scenario, desk.model, set(range(max(0, min(int(done), len(scenario.steps))))))
    desk.guide.names = {str(name): str(ref) for name, ref in names.items()}
    desk.check_guide()


def _own_guide(guide: Practice | Watch | None) -> Practice | Watch | None:
    """The scenario in hand as the new tab's own."""
    if isinstance(guide, Practice):
        return replace(guide, done=set(guide.done), names=dict(guide.names), deeds=list(guide.deeds))
    return replace(guide) if guide is not None else None


def follow(desk: Desk, params: Mapping[str, str]) -> None:
    """Go where the browser's back or forward button leads: to a page and persona shown before."""
    earlier = dict(params) in desk.addresses[:-1]
    if desk.clicked or not desk.addresses or not earlier or dict(params) == desk.addresses[-1]:
        return
    if params.get("persona", "") != desk.persona_id:
        desk.act_as(params.get("persona", ""))
    if params.get("page", "") != desk.page:
        desk.go(params.get("page", ""))
    desk.lang = "en" if params.get("lang") == "en" else "zh"


def _scenario(desk: Desk, params: Mapping[str, str]) -> None:
    if "step" not in params:
        events.practise(desk, params["scenario"][:200])
        return
    raw = params["step"][:10]
    step = int(raw) if raw.isascii() and raw.isdigit() else -1
    if step < 0:
        desk.tell("info", words.BAD_STEP.filled({"n": raw}))
    events.watch(desk, params["scenario"][:200], max(0, step))


def open_session(desk: Desk, data: SessionFile) -> None:
    """Put a session from outside on the desk; the desk is as it was when it does not fit.

    Raises:
        BadData: it does not fit this model.
    """
    try:
        session = Session.replay(core.simulator(), data, core.source)
    except BadData:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError) as error:
        raise BadData(
            Text(zh="会话的内容与本版本不符。", en="The contents do not fit this version.")
        ) from error
    desk.shelve()
    desk.begin(session, data.persona)
    desk.page = "overview"


def open_file(desk: Desk, raw: bytes) -> bool:
    """Open an uploaded session file; says what is wrong and leaves the desk as it was if it cannot."""
    if len(raw) > FILE_LIMIT:
        desk.tell("error", words.TOO_LARGE.filled({"limit": "1 MB"}))
        return False
    try:
        open_session(desk, read_file(raw.decode("utf-8")))
    except UnicodeDecodeError:
        problem = Text(zh="这不是文本文件。", en="It is not a text file.")
        desk.tell("error", words.NOT_OPENED.filled({"why": problem}))
        return False
    except BadData as bad:
        desk.tell("error", words.NOT_OPENED.filled({"why": bad.text}))
        return False
    desk.tell("success", words.OPENED.filled({"n": str(len(desk.session.log))}))
    return True


def file_text(desk: Desk) -> str:
    """The session file."""
    data = json.loads(desk.file().model_dump_json(by_alias=True, exclude_defaults=True))
    return json.dumps({"version": 1, **data}, ensure_ascii=False, indent=1)


def session_link(desk: Desk) -> str:
    """The whole session as the query of a link."""
    return f"?s={encode(desk.file())}&lang={desk.lang}"


def address(desk: Desk) -> dict[str, str]:
    """The query of the page that is open."""
    found = {"lang": desk.lang, "page": desk.page, "persona": desk.persona_id, "tab": desk.token}
    guide = desk.guide
    if guide is not None:
        found["scenario"] = guide.scenario.id
        if hasattr(guide, "shown"):
            found["step"] = str(guide.shown)
    assert desk.page in {*SPECIAL_PAGES, *desk.model.listings, *desk.model.pages}
    return found
