"""A page per rule, and the index of all rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from markupsafe import Markup

from sandbox.engine.coverage import RuleCoverage
from sandbox.engine.rules import Kind, Rule
from sandbox.engine.scenario import Transcript
from sandbox.engine.text import Text
from sandbox.engine.view import SOURCE_KEYS, source_title
from sandbox.site import words
from sandbox.site.fences import machine_page
from sandbox.site.html import Child, join, plain, sentence, tag
from sandbox.site.library import Library, Place, slug
from sandbox.site.names import said
from sandbox.site.pages import Pages, crumbs, heading, items, page, table
from sandbox.site.story import rule_link

SHOWN = 6
"""Places of a kind that a rule's page names."""



def pages(library: Library, lang: str) -> Pages:
    """The page of every rule, and the index."""
    found = {f"rules/{id}.md": _rule(library, row, lang) for id, row in library.coverage.items()}
    found["rules/index.md"] = _index(library, lang)
    return found


def area_label(library: Library, id: str) -> Text:
    """The label of an area; the rules of every portal have one too."""
    return library.area_label(id) or words.AREA_PORTAL


# --- one rule ------------------------------------------------------------------------------------


def _rule(library: Library, row: RuleCoverage, lang: str) -> str:
    rule, place = row.rule, Place(f"rules/{row.rule.id}.md", lang)
    title = plain(rule.text, lang)
    title_ = _short_title(title)
    blocks: list[str | Markup | None] = [
        _sentence(rule, lang) if title.rstrip("。.") != title_ else None,
        _facts(library, row, place),
        _remedy(library, rule, place),
        _why_not(rule, lang),
        _carried_out(library, row, place),
        _related(library, rule, place),
        *_examples(library, row, place),
    ]
    area = area_label(library, row.area).render(lang)
    index = "rules/index.md"
    above = crumbs(place, (words.RULES.render(lang), index, ""), (area, index, f"area-{row.area}"))
    return page(title_, *blocks, description=title, above=above)


def _short_title(words_: str) -> str:
    """The first clause of a long sentence."""
    if len(words_) <= 60:
        return words_.rstrip("。.")
    first = re.split(r"(?<=[。；])|(?<=[.;:]) ", words_)[0].rstrip("。.；;:")
    return first if len(first) <= 90 else first[:88].rstrip() + "…"


def _sentence(rule: Rule, lang: str) -> Markup:
    return tag("p", sentence(rule.text, lang), class_="pc-sentence", data_rule=rule.id)


def _facts(library: Library, row: RuleCoverage, place: Place) -> Markup:
    rule, lang = row.rule, place.lang
    pairs: list[tuple[Text, Child]] = [
        (words.KIND, words.KINDS[rule.kind.value].render(lang)),
        (words.TIER, words.TIERS[rule.tier.value].render(lang)),
        (words.HOW_SURE, confidence(rule, lang)),
        (words.SOURCE, source(library, rule, lang)),
        (words.STATUS_LABEL, words.STATUS[library.coverage[rule.id].status].render(lang)),
    ]
    if rule.number is not None:
        label = area_label(library, row.area).render(lang)
        pairs.insert(0, (words.NUMBER, f"{label} {rule.number}"))
    return tag(
        "dl",
        (tag("div", tag("dt", label.render(lang)), tag("dd", value)) for label, value in pairs),
        class_="pc-form pc-facts-list",
    )


def confidence(rule: Rule, lang: str) -> Markup:
    """How sure a rule is, with what that means where the reader should be careful."""
    name = rule.confidence.value
    label = tag("span", words.CONFIDENCE[name].render(lang), class_=f"pc-sure-{name}")
    careful = words.CONFIDENCE_HELP.get(name)
    return join([label, tag("span", careful.render(lang), class_="pc-quiet") if careful else None], " ")


def source(library: Library, rule: Rule, lang: str) -> Markup:
    """Where a rule comes from: titles, linked where there is an address."""
    table_ = library.sources.get(library.model.area_of[rule.id], {})
    found = []
    for key in SOURCE_KEYS.split(rule.source):
        if key not in table_:
            continue
        title, address = table_[key]
        title = source_title(title, lang)
        links = [a for a in address.split() if a.startswith(("https://", "http://"))]
        if not links:
            found.append(tag("span", title))
        for n, link in enumerate(links):
            found.append(tag("a", title if n == 0 else f"({n + 1})", href=link, rel="noopener nofollow"))
    return items(found, "pc-sources") if found else tag("span", words.NO_SOURCE.render(lang))


def _remedy(library: Library, rule: Rule, place: Place) -> Markup | None:
    if rule.remedy is None and not rule.remedied_by:
        return None
    lang = place.lang
    links = [
        tag("a", library.action_title(id).render(lang), href=place.to("reference/actions.md", slug(id)))
        for id in rule.remedied_by
    ]
    return tag(
        "div",
        tag("p", tag("b", words.WHAT_TO_DO.render(lang))),
        tag("p", sentence(rule.remedy, lang)) if rule.remedy else None,
        tag("p", words.REMEDY_ACTIONS.render(lang), ": " if lang == "en" else "：", join(links, " · "))
        if links
        else None,
        class_="pc-box",
    )


def _why_not(rule: Rule, lang: str) -> Markup | None:
    if rule.documented is None:
        return None
    return tag(
        "p", tag("b", words.WHY_NOT.render(lang)), " ", sentence(rule.documented, lang), class_="pc-note"
    )


def _carried_out(library: Library, row: RuleCoverage, place: Place) -> Markup | None:
    found = [_enforcer(library, by, place) for by in row.enforced_by]
    if not found:
        return None
    return tag("div", tag("h2", words.CARRIED_OUT.render(place.lang), id="where"), items(found))


def _enforcer(library: Library, by: str, place: Place) -> Markup:
    sort, _, name = by.partition(":")
    lang, model = place.lang, library.model
    if sort == "action":
        action = model.actions[name]
        menu = [tag("span", path.render(lang), class_="pc-menu") for path in action.menu[:1]]
        link = tag("a", action.title.render(lang), href=place.to("reference/actions.md", slug(name)))
        return join([tag("span", words.BY_ACTION.render(lang), class_="pc-kind"), link, *menu], " ")
    if sort == "engine":
        return tag("span", words.EVERYWHERE.render(lang))
    if sort == "timer":
        machine_name, _, timer_name = name.partition(".")
        machine = model.machines[machine_name]
        timer = next(t for t in machine.timers if t.name == timer_name)
        link = tag("a", timer.label.render(lang), href=place.to(machine_page(machine_name), "timers"))
        return join([tag("span", words.BY_TIMER.render(lang), class_="pc-kind"), link], " ")
    listing = model.listings[name]
    link = tag("a", listing.title.render(lang), href=place.to("find/menu.md", slug(name)))
    menu_path = tag("span", listing.menu.render(lang), class_="pc-menu")
    return join([tag("span", words.BY_LISTING.render(lang), class_="pc-kind"), link, menu_path], " ")


def _related(library: Library, rule: Rule, place: Place) -> Markup | None:
    lang = place.lang
    wholes = [r.id for r in library.model.rules.values() if any(p.id == rule.id for p in r.parts)]
    groups = (
        (words.PARTS, [p.id for p in rule.parts]),
        (words.PART_OF, wholes),
        (words.STANDS_IN, rule.cited_as),
    )
    found = [
        join(
            [
                tag("p", tag("b", title.render(lang))),
                items((rule_link(place, id, library.rule_sentence(id, lang)) for id in ids), searched=False),
            ]
        )
        for title, ids in groups
        if ids
    ]
    return tag("div", found) if found else None


# --- scenarios of a rule -------------------------------------------------------------------------


def _examples(library: Library, row: RuleCoverage, place: Place) -> list[str | Markup | None]:
    lang, rule = place.lang, row.rule
    said_ = tuple(dict.fromkeys(_as_seen(library, rule, row.refused_in, lang)))
    found: list[str | Markup | None] = []
    if said_:
        found += [
            heading(words.AS_SEEN.render(lang), "seen"),
            items((tag("q", s) for s in said_[:3]), "pc-seen"),
        ]
    blocking = rule.kind in (Kind.GUARD, Kind.INPUT) or row.refused_in
    if blocking:
        found += [heading(words.REFUSED_IN.render(lang), "refused"), _places(library, row.refused_in, place)]
    title = words.PASSED_IN if blocking else words.SHOWN_IN
    found += [heading(title.render(lang), "passed"), _places(library, row.passed_in, place)]
    return found


def _as_seen(library: Library, rule: Rule, places: Iterable[str], lang: str) -> Iterable[str]:
    for place in places:
        id, _, number = place.partition("#")
        step = library.transcript(id).steps[int(number) - 1]
        for reason in step.reasons:
            if reason.rule.id == rule.id and reason.values:
                yield said(reason.text, lang)


def _places(library: Library, places: tuple[str, ...], here: Place) -> Markup:
    if not places:
        return tag("p", words.NONE_YET.render(here.lang), class_="pc-quiet")
    ids = groupby(places, key=lambda place: place.partition("#")[0])
    links = []
    for id, group in ids:
        step = int(next(iter(group)).partition("#")[2])
        links.append(step_link(here, library.transcript(id), step))
    shown = links[:SHOWN]
    if len(links) > SHOWN:
        shown.append(
            tag("span", words.AND_MORE.render(here.lang, {"count": len(links) - SHOWN}), class_="pc-quiet")
        )
    return items(shown, searched=False)


def step_link(here: Place, transcript: Transcript, step: int) -> Markup:
    """A link to a step on the page of its scenario."""
    title = transcript.scenario.title.render(here.lang)
    label = words.STEP_OF.render(here.lang, {"title": title, "step": step})
    return tag("a", label, href=here.to(f"scenarios/{transcript.scenario.id}.md", f"ex1-step-{step}"))


# --- the index -----------------------------------------------------------------------------------


def _index(library: Library, lang: str) -> str:
    place = Place("rules/index.md", lang)
    areas = [area.id for area in library.areas] + ["portal"]
    blocks: list[str | Markup] = [_filters(library, lang)]
    for area in areas:
        rules = library.model.area_rules(area)
        if rules:
            blocks.append(heading(area_label(library, area).render(lang), f"area-{area}"))
            blocks.append(_table(library, place, area, rules))
    return page(words.RULES.render(lang), words.RULES_INTRO.render(lang), *blocks, meta=("hide: [toc]",))


def _filters(library: Library, lang: str) -> Markup:
    """Choices that the page's script turns into a filter; hidden where there is no script."""

    def choose(name: str, label: Text, options: Iterable[tuple[str, Text]]) -> Markup:
        found = [tag("option", words.ALL.render(lang), value="")]
        found += [tag("option", text.render(lang), value=value) for value, text in options]
        return tag("label", label.render(lang), " ", tag("select", found, name=name))

    areas = [(area.id, area.label) for area in library.areas] + [("portal", words.AREA_PORTAL)]
    return tag(
        "form",
        tag(
            "label",
            words.FILTER.render(lang),
            " ",
            tag("input", type="search", name="text", autocomplete="off"),
        ),
        choose("area", words.AREA, areas),
        choose("kind", words.KIND, words.KINDS.items()),
        choose("tier", words.TIER, words.TIERS.items()),
        choose("sure", words.HOW_SURE, words.CONFIDENCE.items()),
        tag("output", data_template=words.FILTER_COUNT.render(lang), data_none=words.NO_MATCH.render(lang)),
        class_="pc-filter",
        hidden=True,
    )


def _table(library: Library, place: Place, area: str, rules: Iterable[Rule]) -> Markup:
    lang, rows = place.lang, []
    for rule in rules:
        other = "en" if lang == "zh" else "zh"
        rows.append(
            tag(
                "tr",
                tag("td", str(rule.number or "")),
                tag("td", rule_link(place, rule.id, library.rule_sentence(rule.id, lang))),
                tag("td", words.KINDS[rule.kind.value].render(lang)),
                tag("td", words.TIERS[rule.tier.value].render(lang)),
                tag("td", words.CONFIDENCE[rule.confidence.value].render(lang)),
                tag("td", words.STATUS[library.coverage[rule.id].status].render(lang)),
                data_area=area,
                data_kind=rule.kind.value,
                data_tier=rule.tier.value,
                data_sure=rule.confidence.value,
                data_words=f"{rule.id} {library.rule_sentence(rule.id, other)}",
            )
        )
    head = (words.NUMBER, words.RULE, words.KIND, words.TIER, words.HOW_SURE, words.STATUS_LABEL)
    titles = tag("tr", (tag("th", label.render(lang), scope="col") for label in head))
    inner = tag(
        "table", tag("thead", titles), tag("tbody", rows), class_="pc-table", data_search_exclude=True
    )
    label = area_label(library, area).render(lang)
    return tag("div", inner, class_="pc-scroll pc-rule-table", tabindex="0", role="region", aria_label=label)


def rule_table(library: Library, place: Place, rules: Iterable[Rule]) -> Markup:
    """A short table of rules."""
    rows = (
        (
            rule_link(place, rule.id, library.rule_sentence(rule.id, place.lang)),
            words.CONFIDENCE[rule.confidence.value].render(place.lang),
            sentence(rule.documented, place.lang) if rule.documented else "",
        )
        for rule in rules
    )
    return table(place.lang, (words.RULE, words.HOW_SURE, words.WHY_NOT), rows, searched=False)
