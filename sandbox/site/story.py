"""A scenario that ran, as HTML that needs no script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from markupsafe import Markup

from sandbox.engine.machines import Column, Listing
from sandbox.engine.rules import Reason, Rule
from sandbox.engine.scenario import ActStep, SetStep, StepResult, Transcript
from sandbox.engine.text import Text
from sandbox.engine.world import World
from sandbox.site import words
from sandbox.site.html import join, sentence, short, tag
from sandbox.site.library import Library, Place, slug
from sandbox.site.names import (
    account_name,
    entity_name,
    fact_rows,
    input_rows,
    label_of,
    record_name,
    said,
    state_label,
    who,
)
from sandbox.site.pictures import main_entity, picture, way

ROWS_SHOWN = 8
COLUMNS_SHOWN = 4


class Teller(NamedTuple):
    """What every part of a story needs."""

    library: Library
    place: Place
    transcript: Transcript
    prefix: str

    @property
    def lang(self) -> str:
        """Language of the reader."""
        return self.place.lang

    def before(self, step: StepResult) -> World:
        """The world before a step."""
        node = self.transcript.steps[step.number - 1].node if step.number else 0
        return self.transcript.session.nodes[node].world

    def after(self, step: StepResult) -> World:
        """The world after a step."""
        return self.transcript.session.nodes[step.node].world

    def say(self, text: Text, **values: Any) -> str:
        """A text with values."""
        return short(text.render(self.lang, values))


def story(teller: Teller, first: int, last: int) -> Markup:
    """A block: title, steps ``first`` to ``last`` (from 1), the diagram at the end, a link to the sandbox."""
    scenario, lang = teller.transcript.scenario, teller.lang
    steps = teller.transcript.steps[first - 1 : last]
    whole = len(steps) == len(teller.transcript.steps)
    return tag(
        "section",
        _head(teller, first, last, whole),
        tag(
            "ol",
            (_step(teller, step) for step in steps),
            class_="pc-steps",
            start=str(first),
            data_search_exclude=True,
        ),
        _diagram(teller, steps),
        _foot(teller, last),
        class_="pc-example",
        id=teller.prefix.rstrip("-"),
        aria_labelledby=f"{teller.prefix}title",
        data_scenario=scenario.id,
        data_steps=f"{first}-{last}",
        data_lang=lang,
        data_search_exclude=True,
        lang="zh-CN" if lang == "zh" else "en",
    )


def _head(teller: Teller, first: int, last: int, whole: bool) -> Markup:
    scenario = teller.transcript.scenario
    start = teller.transcript.session.nodes[0].world.now
    facts = [f"{teller.say(words.GIVEN)} {said(start, teller.lang)}"]
    if not whole:
        shown = words.STEP_SHOWN if first == last else words.STEPS_SHOWN
        facts.append(teller.say(shown, first=first, last=last, total=len(teller.transcript.steps)))
    return tag(
        "header",
        tag("p", teller.say(words.EXAMPLE), class_="pc-kicker", title=teller.say(words.EXAMPLE_HELP)),
        tag("p", teller.say(scenario.title), class_="pc-title", id=f"{teller.prefix}title"),
        tag("p", teller.say(scenario.story), class_="pc-told") if scenario.story else None,
        tag("p", tag("b", teller.say(words.GOAL)), " ", teller.say(scenario.goal)) if scenario.goal else None,
        tag("p", " · ".join(facts), class_="pc-facts"),
        class_="pc-head",
    )


def _foot(teller: Teller, last: int) -> Markup:
    link = sandbox_link(teller.place, teller.transcript.scenario.id, words.IN_SANDBOX, last)
    return tag("footer", link, class_="pc-foot")


def sandbox_link(
    place: Place,
    scenario: str,
    label: Text,
    step: int | None = None,
    primary: bool = False,
    page: str = "",
    persona: str = "",
) -> Markup:
    """A link to the sandbox that explains itself where there is none."""
    lang = place.lang
    return join(
        [
            tag(
                "a",
                label.render(lang),
                href=place.sandbox(scenario, step, page, persona),
                class_="md-button md-button--primary" if primary else "md-button",
                data_pc_sandbox=True,
                data_pc_missing=words.NO_SANDBOX.render(lang),
            ),
            tag("span", words.NEEDS_SANDBOX.render(lang), class_="pc-needs"),
        ],
        " ",
    )


# --- one step ------------------------------------------------------------------------------------


def _step(teller: Teller, step: StepResult) -> Markup:
    kinds = {"do": _act, "advance": _advance, "set": _set, "look": _look}
    authored = teller.transcript.scenario.steps[step.number]
    note = tag("p", teller.say(authored.note), class_="pc-note") if authored.note else None
    outcome = "refused" if step.reasons else "done"
    return tag(
        "li",
        kinds[step.kind](teller, step),
        note,
        class_=f"pc-step pc-{step.kind} pc-{outcome}",
        id=f"{teller.prefix}step-{step.number + 1}",
        value=str(step.number + 1),
        data_step=str(step.number + 1),
    )


def _persona(teller: Teller, world: World, id: str) -> Markup:
    name, about = who(teller.library, world, id, teller.lang)
    return join(
        [tag("b", name, class_="pc-who"), tag("span", about, class_="pc-role") if about else None], " "
    )


def _act(teller: Teller, step: StepResult) -> Markup:
    model, lang = teller.library.model, teller.lang
    action = model.actions[step.action]
    authored = teller.transcript.scenario.steps[step.number]
    typed = authored.with_ if isinstance(authored, ActStep) else {}
    rows = input_rows(action, step.values, typed, teller.after(step), lang)
    title = tag("a", teller.say(action.title), href=teller.place.to("reference/actions.md", slug(action.id)))
    return join(
        [
            tag(
                "p",
                _persona(teller, teller.before(step), step.persona),
                tag("span", "›", class_="pc-arrow", aria_hidden="true"),
                tag("span", title, class_="pc-what"),
                tag("time", said(step.clock, lang), datetime=step.clock.isoformat(timespec="minutes")),
                class_="pc-line",
            ),
            _pairs(rows),
            _verdict(teller, step),
            _reasons(teller, step.reasons),
            _batch(teller, step),
            _after(teller, step),
        ]
    )


def _pairs(rows: Iterable[tuple[str, str]]) -> Markup | None:
    pairs = [tag("div", tag("dt", label), tag("dd", value)) for label, value in rows]
    return tag("dl", pairs, class_="pc-form") if pairs else None


def _verdict(teller: Teller, step: StepResult) -> Markup:
    if step.reasons:
        return tag("p", tag("strong", teller.say(words.REFUSED), class_="pc-no"), class_="pc-verdict")
    return tag(
        "p",
        tag("strong", teller.say(words.ACCEPTED), class_="pc-yes"),
        _change(teller, step),
        class_="pc-verdict",
    )


def _change(teller: Teller, step: StepResult) -> Markup | None:
    """Before and after, by label; nothing where the state stayed."""
    if not step.subject or not step.state:
        return None
    after = state_label(teller.library, step.subject, step.state)
    new = step.state_before == ""
    before = words.NEW if new else state_label(teller.library, step.subject, step.state_before)
    name = record_name(teller.after(step), step.subject, teller.lang)
    moved = [tag("span", name, class_="pc-record"), _state(teller, after)]
    if step.state_before != step.state:
        moved[1:1] = [
            _state(teller, before, was=True),
            tag("span", "→", class_="pc-arrow", aria_hidden="true"),
        ]
    return join(moved, " ")


def _state(teller: Teller, label: Text, was: bool = False) -> Markup:
    return tag("span", teller.say(label), class_="pc-state pc-was" if was else "pc-state")


def rule_link(teller_place: Place, rule: str, label: str) -> Markup:
    """A link to a rule's page."""
    return tag("a", label, href=teller_place.to(f"rules/{rule}.md"), class_="pc-rule", data_rule=rule)


def _reasons(teller: Teller, reasons: Iterable[Reason]) -> Markup | None:
    items = [_reason(teller, reason) for reason in reasons]
    return tag("ul", items, class_="pc-reasons") if items else None


def _reason(teller: Teller, reason: Reason) -> Markup:
    known = reason.rule.id in teller.library.model.rules
    link = rule_link(teller.place, reason.rule.id, teller.say(words.RULE_LINK)) if known else None
    remedy = None
    if reason.remedy:
        remedy = tag(
            "p", tag("b", teller.say(words.WHAT_TO_DO)), " ", teller.say(reason.remedy), class_="pc-remedy"
        )
    return tag("li", tag("p", teller.say(reason.text), " ", link), remedy)


def _batch(teller: Teller, step: StepResult) -> Markup | None:
    if not step.rows:
        return None
    items = []
    for row in step.rows:
        parts = [
            rule_link(teller.place, rule, teller.library.rule_sentence(rule, teller.lang)) for rule in row
        ] or [tag("span", teller.say(words.ROW_DONE))]
        items.append(tag("li", join(parts, " ")))
    return tag("div", tag("p", teller.say(words.ROWS)), tag("ol", items), class_="pc-more")


def _after(teller: Teller, step: StepResult) -> Markup | None:
    """Messages sent and money moved."""
    world, lang = teller.after(step), teller.lang
    messages = [
        tag(
            "li",
            tag("span", _recipient(teller, world, notice), class_="pc-to"),
            " ",
            tag("q", teller.say(notice.text)),
        )
        for notice in step.notices
    ]
    money = [
        tag("li", account_name(world, account, lang), " ", tag("b", _signed(amount, lang)))
        for account, amount in step.amounts
    ]
    parts = [
        tag("div", tag("p", teller.say(words.MESSAGES)), tag("ul", messages), class_="pc-more")
        if messages
        else None,
        tag("div", tag("p", teller.say(words.MONEY)), tag("ul", money), class_="pc-more") if money else None,
    ]
    return join(parts) if messages or money else None


def _signed(amount: Any, lang: str) -> str:
    return ("+" if amount > 0 else "") + said(amount, lang)


def _recipient(teller: Teller, world: World, notice: Any) -> str:
    persona = teller.library.model.persona(world, notice.to)
    name = (
        who(teller.library, world, notice.to, teller.lang)[0]
        if persona
        else record_name(world, notice.to, teller.lang)
    )
    channel = words.CHANNELS.get(notice.channel)
    return teller.say(words.MESSAGE_TO, to=name, channel=channel or notice.channel)


def _advance(teller: Teller, step: StepResult) -> Markup:
    before, world = teller.before(step), teller.after(step)
    items = [
        tag(
            "li",
            tag("time", said(event.at, teller.lang), datetime=event.at.isoformat(timespec="minutes")),
            " ",
            join(
                [
                    record_name(world, event.about, teller.lang) if event.about else None,
                    said(event.text, teller.lang) if event.text else None,
                ],
                ": " if teller.lang == "en" else "：",
            ),
        )
        for event in step.events
        if event.text
    ]
    fired = tag("p", teller.say(words.NOTHING_FIRED), class_="pc-quiet")
    if items:
        fired = tag("div", tag("p", teller.say(words.FIRED)), tag("ul", items), class_="pc-more")
    return join(
        [
            tag(
                "p",
                tag("b", teller.say(words.CLOCK, to=step.clock)),
                tag("span", teller.say(words.CLOCK_FROM, at=before.now), class_="pc-role"),
                class_="pc-line pc-clock",
            ),
            fired,
            _after(teller, step),
        ]
    )


def _set(teller: Teller, step: StepResult) -> Markup:
    authored = teller.transcript.scenario.steps[step.number]
    facts = authored.set if isinstance(authored, SetStep) else {}
    rows = fact_rows(teller.after(step), facts, teller.lang)
    items = [tag("div", tag("dt", f"{record} · {field}"), tag("dd", value)) for record, field, value in rows]
    return join(
        [
            tag("p", tag("b", teller.say(words.DIRECTOR), class_="pc-who"), class_="pc-line"),
            tag("dl", items, class_="pc-form"),
            _reasons(teller, step.reasons),
            _after(teller, step),
        ]
    )


# --- looking at a list page ----------------------------------------------------------------------


def _look(teller: Teller, step: StepResult) -> Markup:
    listing = teller.library.model.listings[step.action]
    return join(
        [
            tag(
                "p",
                _persona(teller, teller.before(step), step.persona),
                tag("span", "›", class_="pc-arrow", aria_hidden="true"),
                tag(
                    "span",
                    teller.say(words.LOOKS),
                    " ",
                    tag("span", teller.say(listing.menu), class_="pc-menu"),
                ),
                class_="pc-line",
            ),
            _seen(teller, step),
        ]
    )


def _seen(teller: Teller, step: StepResult) -> Markup:
    seen = step.seen
    if not seen.get("shown"):
        return tag("p", teller.say(words.PAGE_HIDDEN), class_="pc-quiet")
    if not seen["rows"]:
        return tag("p", teller.say(words.PAGE_EMPTY), class_="pc-quiet")
    count = len(seen["rows"])
    masked = tuple(c.label for c in teller.library.model.listings[step.action].columns if c.masked)
    return tag(
        "div",
        tag("p", teller.say(words.PAGE_SHOWN, count=count)),
        tag("div", _table(teller, step), class_="pc-scroll", tabindex="0"),
        tag("p", teller.say(words.HIDDEN_COLUMNS, columns=masked)) if masked else None,
        tag("p", teller.say(words.MORE_ROWS, count=count - ROWS_SHOWN)) if count > ROWS_SHOWN else None,
        class_="pc-more",
    )


def _table(teller: Teller, step: StepResult) -> Markup:
    model, lang, world = teller.library.model, teller.lang, teller.after(step)
    listing = model.listings[step.action]
    columns = _columns(teller, step, listing)
    head = [tag("th", teller.say(c.label), scope="col") for c in columns]
    offers = bool(listing.row_actions)
    if offers:
        head.append(tag("th", teller.say(words.OPERATIONS), scope="col"))
    body = []
    for id in step.seen["rows"][:ROWS_SHOWN]:
        entity = world.by_ref(f"{listing.entity.kind}/{id}")
        if entity is None:
            continue
        cells = [tag("td", said(c.value(world, entity), lang)) for c in columns]
        if offers:
            titles = [teller.say(model.actions[a].title) for a in step.seen["actions"].get(id, ())]
            cells.append(tag("td", said(tuple(titles), lang), class_="pc-operations"))
        body.append(tag("tr", cells))
    return tag("table", tag("thead", tag("tr", head)), tag("tbody", body), class_="pc-table")


def _columns(teller: Teller, step: StepResult, listing: Listing) -> list[Column]:
    """The first columns of a list page, and those the step is about."""
    authored = teller.transcript.scenario.steps[step.number]
    wanted = {key for values in authored.expect.values.values() for key in values}
    seen = [column for column in listing.columns if not column.masked]
    return [column for n, column in enumerate(seen) if n < COLUMNS_SHOWN or column.key in wanted]


# --- the picture ---------------------------------------------------------------------------------


def _diagram(teller: Teller, steps: tuple[StepResult, ...]) -> Markup | None:
    """The machine that the shown steps moved most, painted as it stands after them."""
    model, session = teller.library.model, teller.transcript.session
    refs = tuple(dict.fromkeys(step.subject for step in steps if step.subject))
    node = steps[-1].node
    ref = main_entity(model, session, node, refs)
    entity = session.nodes[node].world.by_ref(ref) if ref else None
    if ref is None or entity is None:
        return None
    machine = model.machines[entity.kind]
    current, visited, _ = way(model, session, node, ref)
    name = entity_name(entity, teller.lang)
    label = said(machine.label, teller.lang)
    caption = teller.say(words.DIAGRAM, name=label if name.startswith(label) else f"{label} · {name}")
    return tag(
        "figure",
        picture(model, machine, teller.lang, teller.prefix, current, visited),
        tag(
            "figcaption",
            tag("span", caption),
            " ",
            tag("span", teller.say(label_of(entity.state)), class_="pc-state"),
            " ",
            tag("span", teller.say(words.LEGEND), class_="pc-quiet"),
        ),
        class_="pc-figure",
        data_ref=ref,
        data_machine=machine.name,
    )


def precaution(place: Place, rule: Rule, lang: str) -> Markup:
    """A rule as one item of a list: its sentence, its remedy and a link."""
    link = rule_link(place, rule.id, words.RULE_LINK.render(lang))
    remedy = None
    if rule.remedy:
        remedy = tag(
            "p", tag("b", words.WHAT_TO_DO.render(lang)), " ", sentence(rule.remedy, lang), class_="pc-remedy"
        )
    return tag("li", tag("p", sentence(rule.text, lang), " ", link), remedy, data_rule=rule.id)
