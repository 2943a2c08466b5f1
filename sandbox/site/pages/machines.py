"""A page per machine: its picture, states, operations and deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from sandbox.engine.machines import Machine, Timer, Transition
from sandbox.engine.rules import Rule, flatten
from sandbox.engine.view import states
from sandbox.site import words
from sandbox.site.fences import machine_page
from sandbox.site.html import join, markdown, sentence, tag
from sandbox.site.library import Library, Place, slug
from sandbox.site.names import label_of, said
from sandbox.site.pages import Pages, crumbs, heading, items, page, table
from sandbox.site.pictures import drawable, picture
from sandbox.site.story import rule_link


def pages(library: Library, lang: str) -> Pages:
    """The pages of all machines, and their index."""
    found = {
        machine_page(name): _machine(library, machine, lang)
        for name, machine in library.model.machines.items()
    }
    found["reference/machines/index.md"] = _index(library, lang)
    return found


def _index(library: Library, lang: str) -> str:
    place = Place("reference/machines/index.md", lang)
    blocks: list[str | Markup] = []
    for area in library.areas:
        blocks.append(heading(area.label.render(lang), f"area-{area.id}"))
        links = []
        for name, machine in library.model.machines.items():
            if library.model.area_of[name] == area.id:
                labels = "、".join(s.label.zh for s in states(machine))
                if lang == "en":
                    labels = ", ".join(s.label.en for s in states(machine))
                link = tag("a", machine.label.render(lang), href=place.to(machine_page(name)))
                links.append(join([link, tag("span", labels, class_="pc-quiet")], " "))
        blocks.append(items(links))
    return page(words.MACHINES.render(lang), *blocks)


def _machine(library: Library, machine: Machine, lang: str) -> str:
    place = Place(machine_page(machine.name), lang)
    title = machine.label.render(lang)
    blocks: list[str | Markup | None] = []
    if drawable(machine, library.model):
        figure = picture(library.model, machine, lang, "m-")
        blocks.append(
            tag("figure", figure, class_="pc-figure", data_machine=machine.name, data_search_exclude=True)
        )
    blocks += [heading(words.STATES.render(lang), "states"), _states(machine, lang)]
    if machine.transitions:
        blocks += [
            heading(words.TRANSITIONS.render(lang), "transitions"),
            *_transitions(library, machine, place),
        ]
    if machine.timers:
        rows = (timer_row(library, place, machine, timer) for timer in machine.timers)
        head = (words.DEADLINE, words.LENGTH, words.RUNS_IN, words.LEADS_TO, words.RULES)
        blocks += [heading(words.TIMERS.render(lang), "timers"), table(lang, head, rows)]
    if machine.more_rules:
        links = (
            rule_link(place, rule.id, library.rule_sentence(rule.id, lang)) for rule in machine.more_rules
        )
        blocks += [heading(words.OTHER_RULES.render(lang), "rules"), items(links)]
    above = crumbs(place, (words.MACHINES.render(lang), "reference/machines/index.md", ""))
    return page(title, *blocks, above=above)


def _states(machine: Machine, lang: str) -> Markup:
    rows = (
        (tag("span", s.label.render(lang), class_="pc-state"), words.NODES[s.kind].render(lang))
        for s in states(machine)
    )
    return table(lang, (words.STATE, words.SORT), rows)


def _labels(values: Iterable[Any], lang: str) -> Markup:
    return join((tag("span", label_of(v).render(lang), class_="pc-state") for v in values), " ")


def _transitions(library: Library, machine: Machine, place: Place) -> list[str | Markup]:
    lang, blocks = place.lang, []
    for transition in machine.transitions:
        action = transition.action
        start = _labels(transition.source, lang) if transition.source else words.NEW.render(lang)
        end = _labels(transition.targets, lang) if transition.targets else words.STAYS.render(lang)
        line = tag("p", start, " → ", end)
        link = tag("a", action.title.render(lang), href=place.to("reference/actions.md", slug(action.id)))
        blocks.append(
            tag(
                "details",
                tag("summary", link, " ", tag("span", start, " → ", end, class_="pc-quiet")),
                line,
                _menu(action.menu, lang),
                _rules(place, transition, lang),
                class_="pc-transition",
                data_search_exclude=True,
                open=len(machine.transitions) <= 3,
            )
        )
    return list(blocks)


def _menu(menu: Iterable[Any], lang: str) -> Markup | None:
    paths = [tag("span", path.render(lang), class_="pc-menu") for path in menu]
    return tag("p", join(paths, " · ")) if paths else None


def _rules(place: Place, transition: Transition, lang: str) -> Markup | None:
    effects = tuple(e for e in transition.effect if isinstance(e, Rule))
    parts = []
    for title, rules in ((words.PRECAUTIONS, flatten(transition.rules)), (words.EFFECTS, effects)):
        if rules:
            links = (join([sentence(r.text, lang), " ", _link(place, r)]) for r in rules)
            parts.append(join([tag("p", tag("b", title.render(lang))), items(links)]))
    return join(parts) if parts else None


def _link(place: Place, rule: Rule) -> Markup:
    return rule_link(place, rule.id, words.RULE_LINK.render(place.lang))


def timer_row(library: Library, place: Place, machine: Machine, timer: Timer) -> tuple[Any, ...]:
    """A deadline: its name, length, states, what follows, its rules."""
    lang = place.lang
    after = _labels([timer.to], lang) if timer.to is not None else words.BY_EFFECT.render(lang)
    if timer.acts is not None:
        after = tag("span", words.ANSWERS.render(lang))
    rules = join((rule_link(place, r.id, library.rule_sentence(r.id, lang)) for r in timer.rules), " · ")
    window = said(timer.window, lang) if timer.window else "—"
    return (timer.label.render(lang), window, _labels(timer.source, lang), after, rules)


def timers(library: Library, lang: str) -> Pages:
    """The page of all deadlines."""
    place = Place("reference/timers.md", lang)
    head = (words.DEADLINE, words.LENGTH, words.RUNS_IN, words.LEADS_TO, words.RULES)
    blocks: list[str | Markup] = []
    for machine in library.model.machines.values():
        if machine.timers:
            blocks.append(heading(machine.label.render(lang), slug(machine.name)))
            rows = (timer_row(library, place, machine, timer) for timer in machine.timers)
            blocks.append(table(lang, head, rows))
    return {place.page: page(words.TIMERS.render(lang), markdown(words.TIMERS_INTRO.render(lang)), *blocks)}
