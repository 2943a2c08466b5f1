"""What is simulated, what is simplified, and what nobody could verify."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from sandbox.engine.rules import Confidence
from sandbox.site import words
from sandbox.site.library import Library, Place
from sandbox.site.pages import Pages, heading, page, table
from sandbox.site.pages.rules import area_label, rule_table


def pages(library: Library, lang: str) -> Pages:
    """The page about how far the simulation can be trusted."""
    place = Place("reference/fidelity.md", lang)
    rows = list(library.coverage.values())
    areas = [area.id for area in library.areas] + ["portal"]
    counts = []
    for area in areas:
        own = [row for row in rows if row.area == area]
        if own:
            sure = Counter(row.rule.confidence for row in own)
            counts.append(
                (
                    area_label(library, area).render(lang),
                    str(len(own)),
                    str(sum(row.status == "enforced" for row in own)),
                    str(sum(row.status == "documented" for row in own)),
                    str(sure[Confidence.INFERRED] + sure[Confidence.CORROBORATED_INTL]),
                )
            )
    described = [row.rule for row in rows if row.status == "documented"]
    inferred = [
        row.rule
        for row in rows
        if row.status == "enforced"
        and row.rule.confidence in (Confidence.INFERRED, Confidence.CORROBORATED_INTL)
    ]
    head = (words.AREA, words.ALL_RULES, words.STATUS["enforced"], words.STATUS["documented"], words.UNSURE)
    blocks: list[str | Markup] = [
        table(lang, head, counts),
        heading(words.SIMPLIFIED.render(lang), "simplified"),
        words.SIMPLIFIED_INTRO.render(lang),
        rule_table(library, place, described),
        heading(words.UNVERIFIED.render(lang), "unverified"),
        words.UNVERIFIED_INTRO.render(lang),
        rule_table(library, place, inferred),
    ]
    return {place.page: page(words.FIDELITY.render(lang), words.FIDELITY_INTRO.render(lang), *blocks)}
