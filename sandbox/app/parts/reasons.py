"""Why not: the rules that block, what to do about each, and who could do it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from sandbox.app import words
from sandbox.app.guides import guide_titled, guides_for
from sandbox.app.parts.element import cut
from sandbox.app.people import who_can
from sandbox.app.state import Desk
from sandbox.engine.text import Text
from sandbox.engine.view import ReasonView, source_titles

GUIDES_SHOWN = 4
SOURCES_SHOWN = 2
SENTENCE = 1_000
VALUE = re.compile(r"\{\w+\}")
ONLY_VALUES = re.compile(r"[；，;,] ?[^；，。：;,.:]*[：:] ?\{\w+\}(?=[。.]?$)")
WORDS = {
    "guide": words.GUIDE_TO,
    "remedy": words.REMEDY,
    "source": words.SOURCE,
    "rule": words.RULE_PAGE,
}


def reason_words(desk: Desk) -> dict[str, str]:
    """The words that a list of reasons needs."""
    return {
        **{name: desk.say(text) for name, text in WORDS.items()},
        "colon": "：" if desk.lang == "zh" else ": ",
    }


def rule_link(desk: Desk, rule: str) -> str:
    """The address of a rule's page."""
    return f"/docs/{desk.lang}/rules/{quote(rule, safe='')}/"


def guide_link(desk: Desk, slug: str) -> str:
    """The address of a guide."""
    return f"/docs/{desk.lang}/guides/{quote(slug, safe='-/')}/"


def guide_data(desk: Desk, actions: Iterable[str], first: str = "") -> list[dict[str, str]]:
    """Links to the guides that explain actions; the one named ``first`` comes first."""
    own = guide_titled(first, desk.lang) if first else None
    found = [*([own] if own is not None else []), *guides_for(actions, desk.lang)]
    return [
        {"href": guide_link(desk, guide.slug), "text": guide.title}
        for guide in dict.fromkeys(found[:GUIDES_SHOWN])
    ]


def plain_rule(text: Text, lang: str) -> str:
    """A rule's sentence where no values are known.

    A last clause that only gives a value (“; expired: {what}”) goes; other ``{placeholders}`` become an ellipsis.
    """
    return VALUE.sub("…", ONLY_VALUES.sub("", text.render(lang)))


def reason_data(desk: Desk, reasons: Iterable[ReasonView], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Reasons as plain data for a component."""
    return [
        {
            "rule": r.rule,
            "text": cut(desk.say(r.text), SENTENCE),
            "remedy": cut(desk.say(r.remedy), SENTENCE) if r.remedy else "",
            "source": source_words(desk, r),
            "confidence": desk.say(words.CONFIDENCES[r.confidence]),
            "href": rule_link(desk, r.rule),
            "fixes": [fix for id in r.remedied_by if (fix := fix_data(desk, id, values)) is not None],
        }
        for r in reasons
    ]


def source_words(desk: Desk, reason: ReasonView) -> str:
    """Where a rule comes from, by title; the rule's page has all of it, with addresses."""
    titles = source_titles(desk.model, reason.rule, reason.source, desk.lang)
    more = " …" if len(titles) > SOURCES_SHOWN else ""
    return ("；" if desk.lang == "zh" else "; ").join(titles[:SOURCES_SHOWN]) + more


def fix_data(desk: Desk, action_id: str, values: Mapping[str, Any]) -> dict[str, str] | None:
    """The button that does something about a reason: the action, and who can do it."""
    action = desk.model.actions.get(action_id)
    if action is None:
        return None

    def find() -> dict[str, str] | None:
        who = who_can(desk.simulator, desk.world, action, dict(values), desk.who.persona)
        if who is None:
            return None
        label = words.DO_REMEDY.filled({"action": action.title, "who": who.name(desk.lang)})
        return {"action": action_id, "persona": who.persona.id, "label": desk.say(label)}

    key = (
        "fix",
        action_id,
        desk.persona_id,
        desk.lang,
        tuple(sorted((k, str(v)) for k, v in values.items())),
    )
    return desk.keep(key, find)
