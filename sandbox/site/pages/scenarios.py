"""A page per scenario, executed."""

from __future__ import annotations

from markupsafe import Markup

from sandbox.site import words
from sandbox.site.html import join, plain, tag
from sandbox.site.library import Library, Place
from sandbox.site.pages import Pages, crumbs, heading, items, page
from sandbox.site.story import rule_link


def pages(library: Library, lang: str) -> Pages:
    """The page of every scenario, and the index."""
    found = {f"scenarios/{id}.md": _scenario(library, id, lang) for id in library.transcripts}
    found["scenarios/index.md"] = _index(library, lang)
    return found


def _index(library: Library, lang: str) -> str:
    place = Place("scenarios/index.md", lang)
    folders: dict[str, list[Markup]] = {}
    for id, transcript in library.transcripts.items():
        scenario = transcript.scenario
        link = tag("a", scenario.title.render(lang), href=place.to(f"scenarios/{id}.md"))
        goal = tag("span", scenario.goal.render(lang), class_="pc-quiet") if scenario.goal else None
        folders.setdefault(id.rpartition("/")[0], []).append(join([link, goal], " "))
    blocks: list[str | Markup] = []
    order = [area.id for area in library.areas]
    for folder, links in sorted(folders.items(), key=lambda f: _place(f[0].partition("/")[0], order)):
        label = library.area_label(folder.partition("/")[0])
        blocks += [
            heading(label.render(lang) if label else folder or words.SCENARIOS.render(lang)),
            items(links),
        ]
    return page(words.SCENARIOS.render(lang), words.SCENARIOS_INTRO.render(lang), *blocks)


def _place(area: str, order: list[str]) -> int:
    return order.index(area) if area in order else len(order)


def _scenario(library: Library, id: str, lang: str) -> str:
    scenario = library.scenario(id)
    place = Place(f"scenarios/{id}.md", lang)
    taught = [
        rule_link(place, rule, plain(library.model.rules[rule].text, lang))
        for rule in scenario.teaches
        if rule in library.model.rules
    ]
    # The search finds its title; steps and rules are found on the pages that explain them.
    rules = tag("div", tag("p", tag("b", words.TEACHES.render(lang))), items(taught, searched=False)) if taught else None
    above = crumbs(place, (words.SCENARIOS.render(lang), "scenarios/index.md", ""))
    return page(
        scenario.title.render(lang),
        f"```scenario\n{id}\n```",
        rules,
        above=above,
    )
