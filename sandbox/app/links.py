"""Addresses: what a link opens, and the address of what is open."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sandbox.app import core, events, words
from sandbox.app.state import SPECIAL_PAGES, Desk, fresh_desk
from sandbox.engine.session import BadData, Session, SessionFile, decode, encode, read_file
from sandbox.engine.text import Text

FILE_LIMIT = 1_000_000
LONG_LINK = 8_000


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
    desk = fresh_desk(lang)
    if params.get("s"):
        try:
            open_session(desk, decode(params["s"]))
        except BadData as bad:
            desk.tell("error", words.LINK_NOT_OPENED.filled({"why": bad.text}))
    elif params.get("scenario"):
        _scenario(desk, params)
    persona = params.get("persona", "")
    if persona and persona != desk.persona_id:
        desk.act_as(persona[:200])
    page = params.get("page", "")
    if page and page != desk.page:
        desk.go(page[:200])
    return desk


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
    found = {"lang": desk.lang, "page": desk.page, "persona": desk.persona_id}
    guide = desk.guide
    if guide is not None:
        found["scenario"] = guide.scenario.id
        if hasattr(guide, "shown"):
            found["step"] = str(guide.shown)
    assert desk.page in SPECIAL_PAGES or desk.page in desk.model.listings
    return found
