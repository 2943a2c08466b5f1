"""Fenced blocks of guides that are worked out at build.

````text
```scenario            ```precautions / effects / action     ```machine              ```rules
customers/sc-11        association.request_dissociation      association_request     - dissoc-own-customer
steps: 2-4             ```                                   ```                     ```
```
````

A block that cannot be worked out stops the build: :class:`SuperFencesException` is the only
exception that superfences lets through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from markupsafe import Markup
from pymdownx.superfences import SuperFencesException

from sandbox import fixtures
from sandbox.engine.actions import Action, marks
from sandbox.engine.machines import Machine, Transition
from sandbox.engine.rules import Gate, Rule, flatten
from sandbox.engine.session import Session, Start
from sandbox.engine.simulator import Accepted
from sandbox.engine.text import Text, show
from sandbox.engine.view import needed
from sandbox.site import words
from sandbox.site.html import join, one_line, tag
from sandbox.site.library import BrokenExample, Library, Place, library, slug
from sandbox.site.live import words as live_words
from sandbox.site.names import label_of, said
from sandbox.site.pages import table
from sandbox.site.pictures import picture
from sandbox.site.story import Teller, precaution, rule_link, sandbox_link, story

OPTIONS = frozenset({"page", "lang", "line", "steps"})


def validate(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Any
) -> bool:
    """Take the options of a block's first line; superfences asks this before it calls the block's maker."""
    options.update({key: value for key, value in inputs.items() if key in OPTIONS})
    unknown = sorted(set(inputs) - OPTIONS)
    if unknown:
        raise SuperFencesException(f"{where(options)}: {language}: unknown option {', '.join(unknown)}")
    return True


def where(options: Mapping[str, Any]) -> str:
    """The page and line of a block, for a message."""
    return f"docs/{options.get('lang', '?')}/{options.get('page', '?')}, line {options.get('line', '?')}"


Worker = Callable[[Library, Place, Any, Mapping[str, Any], str], Markup]


class Block:
    """A maker for superfences: whatever goes wrong stops the build and says where.

    It pickles as its name in this module: Zensical keeps the configuration that way.
    """

    def __init__(self, name: str, work: Worker) -> None:
        self.name = name
        self.work = work

    def __reduce__(self) -> str:
        return self.name

    def __call__(
        self, source: str, language: str, css_class: str, options: dict[str, Any], md: Any, **rest: Any
    ) -> str:
        """The HTML of a block.

        Raises:
            SuperFencesException: it cannot be worked out; says page, line and why.
        """
        place = Place(str(options.get("page", "index.md")), str(options.get("lang", "zh")))
        md.pc_blocks = number = getattr(md, "pc_blocks", 0) + 1
        try:
            return one_line(self.work(library(), place, _body(source), options, f"ex{number}-"))
        except BrokenExample as broken:
            raise SuperFencesException(f"{where(options)}: {broken}") from broken
        except Exception as error:
            problem = f"{self.name}: {type(error).__name__}: {error}"
            raise SuperFencesException(f"{where(options)}: {problem}") from error


def _body(source: str) -> Any:
    """The body of a block: one name, or YAML. A name may be followed by lines of options."""
    lines = source.strip().splitlines()
    if lines and re.fullmatch(r"[\w/.-]+", lines[0].strip()):
        rest = yaml.safe_load("\n".join(lines[1:])) or {}
        if isinstance(rest, dict):
            return {"id": lines[0].strip(), **rest}
    body = yaml.safe_load(source)
    return (
        body
        if isinstance(body, dict)
        else {"ids": body}
        if isinstance(body, list)
        else {"id": str(body or "")}
    )


def _names(body: Mapping[str, Any], key: str) -> list[str]:
    """The names in a body: ``id``, ``ids``, or ``key`` with one or several."""
    value = body.get("ids") or body.get("id") or body.get(key) or body.get(f"{key}s")
    names = [str(name) for name in value] if isinstance(value, list) else [str(value)] if value else []
    if not names:
        raise BrokenExample(f"name at least one {key}")
    return names


def _known(body: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(body) - allowed - {"id", "ids"})
    if unknown:
        raise BrokenExample(f"unknown option {', '.join(unknown)}; there are: {', '.join(sorted(allowed))}")


# --- scenario ------------------------------------------------------------------------------------


def _scenario(library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str) -> Markup:
    _known(body, {"scenario", "steps"})
    (id,) = _names(body, "scenario")[:1]
    transcript = library.transcript(id)
    first, last = span(str(body.get("steps") or options.get("steps") or ""), len(transcript.steps))
    return story(Teller(library, place, transcript, prefix), first, last)


def span(words_: str, total: int) -> tuple[int, int]:
    """The first and last step of ``2-4``, ``3``, ``2-`` or nothing (all).

    Raises:
        BrokenExample: it is none of these, or there are not so many steps.
    """
    if not words_:
        return 1, total
    match = re.fullmatch(r"(\d+)(?:\s*-\s*(\d*))?", words_.strip())
    if not match:
        raise BrokenExample(f"steps: “{words_}” is not a step or a range such as 2-4")
    first = int(match[1])
    last = first if match[2] is None else int(match[2] or total)
    if not 1 <= first <= last <= total:
        raise BrokenExample(f"steps: {words_}: the scenario has steps 1-{total}")
    return first, last


# --- rules of an action --------------------------------------------------------------------------


def transitions_of(library: Library, action: str) -> list[tuple[Machine, Transition]]:
    """What an action does, by machine.

    Raises:
        BrokenExample: there is no such action.
    """
    found = library.model.actions.get(action)
    if found is None:
        raise BrokenExample(f"there is no action “{action}”")
    return library.model.transitions[found]


def rules_of(library: Library, action: str) -> tuple[Rule, ...]:
    """The rules that an action must meet, those of a batch's single rows included, in the order asked."""
    rules: list[Rule] = []
    for _, transition in transitions_of(library, action):
        rules += flatten(transition.rules)
        if transition.state_rule:
            rules.append(transition.state_rule)
    each = library.model.actions[action].each
    if each is not None:
        rules += rules_of(library, each.id)
    unique = {(rule.id, rule.text.zh): rule for rule in rules}
    return tuple(sorted(unique.values(), key=lambda rule: rule.gate))


def effects_of(library: Library, action: str) -> tuple[Rule, ...]:
    """The rules that say what an action brings about."""
    rules = [e for _, t in transitions_of(library, action) for e in t.effect if isinstance(e, Rule)]
    each = library.model.actions[action].each
    if each is not None:
        rules += effects_of(library, each.id)
    return tuple({rule.id: rule for rule in rules}.values())


def _rule_list(library: Library, place: Place, rules: tuple[Rule, ...], title: Text) -> Markup:
    return tag(
        "div",
        tag("p", title.render(place.lang), class_="pc-kicker"),
        # The rules have pages of their own in the search.
        tag(
            "ul",
            (precaution(place, rule, place.lang) for rule in rules),
            class_="pc-rules",
            data_search_exclude=True,
        ),
        class_="pc-box",
    )


def _precautions(
    library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str
) -> Markup:
    _known(body, {"action", "actions", "except", "only"})
    found: dict[str, Rule] = {}
    for action in _names(body, "action"):
        found |= {rule.id: rule for rule in rules_of(library, action)}
    rules = _chosen(found, body)
    permission = [rule for rule in rules if rule.gate == Gate.PERMISSION]
    others = [rule for rule in rules if rule.gate != Gate.PERMISSION]
    return _rule_list(library, place, (*permission, *others), words.PRECAUTIONS)


def _chosen(found: Mapping[str, Rule], body: Mapping[str, Any]) -> list[Rule]:
    for key in ("except", "only"):
        unknown = [id for id in body.get(key) or () if id not in found]
        if unknown:
            raise BrokenExample(f"{key}: not a rule of this action: {', '.join(unknown)}")
    only = body.get("only") or list(found)
    return [rule for id, rule in found.items() if id in only and id not in (body.get("except") or ())]


def _effects(library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str) -> Markup:
    _known(body, {"action", "actions", "except", "only"})
    found: dict[str, Rule] = {}
    for action in _names(body, "action"):
        found |= {rule.id: rule for rule in effects_of(library, action)}
    if not found:
        raise BrokenExample("this action has no rule that says what it brings about")
    return _rule_list(library, place, tuple(_chosen(found, body)), words.EFFECTS)


def _rules(library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str) -> Markup:
    _known(body, {"rule", "rules"})
    names = _names(body, "rule")
    unknown = [name for name in names if name not in library.model.rules]
    if unknown:
        raise BrokenExample(f"there is no rule {', '.join(unknown)}")
    rules = tuple(library.model.rules[name] for name in names)
    return _rule_list(library, place, rules, words.RELATED_RULES)


# --- an action in short --------------------------------------------------------------------------


def _action(library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str) -> Markup:
    _known(body, {"action"})
    (id,) = _names(body, "action")[:1]
    transitions_of(library, id)
    action = library.model.actions[id]
    title = tag("a", action.title.render(place.lang), href=place.to("reference/actions.md", slug(id)))
    return tag("div", tag("p", title, class_="pc-title"), facts(action, place.lang), class_="pc-box")


def facts(action: type[Action], lang: str) -> Markup:
    """Who may do an action, where, and what is filled in."""
    roles = [said(label_of(role), lang) for role in sorted(action.roles, key=str)]
    who = "、".join(roles) if lang == "zh" else ", ".join(roles)
    if "*" in action.roles:
        who = words.ANYBODY.render(lang)
    if "portal" in action.roles:
        who = words.PORTAL_DOES.render(lang)
    rows = [(words.ROLES, tag("span", who))]
    for path in action.menu:
        rows.append((words.MENU, tag("span", path.render(lang), class_="pc-menu")))
    rows.append((words.INPUTS, inputs(action, lang)))
    return tag(
        "dl",
        (tag("div", tag("dt", label.render(lang)), tag("dd", value)) for label, value in rows),
        class_="pc-form",
    )


def inputs(action: type[Action], lang: str) -> Markup:
    """The fields of an action's form."""
    found = []
    needs = {"required": words.REQUIRED, "asked": words.WHEN_ASKED, "optional": words.OPTIONAL}
    for name, info in action.model_fields.items():
        mark = next(iter(marks(info)), None)
        if mark is None:
            continue
        need = needs[needed(library().model, action, name)]
        label = [tag("b", mark.label.render(lang)), " ", tag("small", need.render(lang))]
        choices = choice_labels(info.annotation, lang)
        if choices:
            label += [" ", tag("span", choices, class_="pc-quiet")]
        if mark.help:
            label += [" ", tag("span", mark.help.render(lang), class_="pc-quiet")]
        found.append(tag("li", label))
    if not found:
        return tag("span", words.NO_INPUTS.render(lang))
    return tag("ul", found, class_="pc-inputs")


def choice_labels(annotation: Any, lang: str) -> str:
    """The labels of an enumeration's members, if the field has one."""
    members = getattr(annotation, "__members__", None)
    if not members:
        options = [a for a in getattr(annotation, "__args__", ()) if getattr(a, "__members__", None)]
        members = options[0].__members__ if options else {}
    labels = [said(label_of(member), lang) for member in members.values()]
    return (" / ").join(labels)


# --- a machine -----------------------------------------------------------------------------------


def _machine(library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str) -> Markup:
    _known(body, {"machine"})
    (name,) = _names(body, "machine")[:1]
    machine = library.model.machines.get(name)
    if machine is None:
        raise BrokenExample(f"there is no machine “{name}”")
    return machine_figure(library, place, machine, prefix)


def machine_figure(library: Library, place: Place, machine: Machine, prefix: str) -> Markup:
    """The diagram of a machine with a caption."""
    label = machine.label.render(place.lang)
    link = tag(
        "a",
        words.DIAGRAM_PLAIN.render(place.lang, {"name": label}),
        href=place.to(machine_page(machine.name)),
    )
    return tag(
        "figure",
        picture(library.model, machine, place.lang, prefix),
        tag("figcaption", link),
        class_="pc-figure",
        data_search_exclude=True,
        data_machine=machine.name,
    )


def machine_page(name: str) -> str:
    """The page of a machine."""
    return f"reference/machines/{name}.md"


# --- a table of choices --------------------------------------------------------------------------


def _decision(library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str) -> Markup:
    """What the simulator answers to every choice of a field, row by row."""
    _known(body, {"world", "as", "do", "choice", "rows"})
    transitions_of(library, str(body.get("do")))
    action = library.model.actions[str(body["do"])]
    field = action.model_fields.get(str(body.get("choice")))
    choices = list(getattr(field.annotation, "__members__", {}).values()) if field else []
    if not choices:
        raise BrokenExample(f"choice: {body.get('choice')} is not a field of {action.id} with a list of choices")
    rows = [
        (str(row["label"]), *(_answer(library, place, body, row, choice) for choice in choices))
        for row in body.get("rows") or ()
    ]
    mark = next(iter(marks(field)), None) if field else None
    head = (mark.label if mark else action.title, *(label_of(choice) for choice in choices))
    return table(place.lang, head, rows, class_="pc-decision")


def _answer(library: Library, place: Place, body: Any, row: Mapping[str, Any], choice: Any) -> Markup:
    """One cell: whether the step is accepted, or a field of what it makes; else the rules that block.

    ``with`` may list several forms: the first one that is accepted counts, else what blocks the first.
    """
    _known(row, {"label", "with", "facts", "show"})
    refused: tuple[str, ...] = ()
    forms = row.get("with") or {}
    for form in forms if isinstance(forms, list) else [forms]:
        start = Start(world=str(body["world"]), facts=row.get("facts") or {})
        session = Session.begin(library.simulator, start, library.source)
        values = {**form, str(body["choice"]): choice.value}
        outcome = session.submit(str(body["as"]), str(body["do"]), values)
        if isinstance(outcome, Accepted):
            if not row.get("show"):
                return tag("span", words.CHOICE_OPEN.render(place.lang), class_="pc-yes")
            made: Any = session.world.by_ref(outcome.subject)
            return tag("span", show(getattr(made, str(row["show"])), place.lang))
        refused = refused or tuple(sorted(outcome.rules))
    links = [rule_link(place, id, words.CHOICE_WHY.render(place.lang)) for id in refused]
    return tag("span", "– ", join(links, " "), class_="pc-no")


# --- the way into the sandbox --------------------------------------------------------------------


def _sandbox(library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str) -> Markup:
    """A button that opens the sandbox, at a scenario if one is named, on a page of it if one is named."""
    _known(body, {"scenario", "step", "page", "persona"})
    id = str(body.get("id") or body.get("scenario") or "")
    if body.get("page"):
        return _sandbox_page(library, place, id, body)
    if id:
        library.transcript(id)
    return tag("p", sandbox_link(place, id, words.OPEN_SANDBOX, primary=True), class_="pc-enter")


def _sandbox_page(library: Library, place: Place, id: str, body: Mapping[str, Any]) -> Markup:
    """A button that opens one page of the sandbox, as somebody who has it at that moment of the scenario."""
    name, persona, step = str(body["page"]), str(body.get("persona") or ""), body.get("step")
    transcript = library.transcript(id)
    page = library.model.listings.get(name) or library.model.pages.get(name)
    if page is None:
        raise BrokenExample(f"there is no page “{name}”")
    if step is not None and not (isinstance(step, int) and 1 <= step <= len(transcript.steps)):
        raise BrokenExample(f"step: the scenario has steps 1-{len(transcript.steps)}")
    node = transcript.steps[step - 1].node if step else 0
    world = transcript.session.nodes[node].world
    who = library.model.persona(world, persona)
    if who is None or not page.visible_to(world, who):
        raise BrokenExample(f"persona: “{persona}” does not have the page {name} there")
    label = words.OPEN_PAGE.filled({"page": page.menu.render(place.lang).split(" > ")[-1]})
    return tag("p", sandbox_link(place, id, label, step, page=name, persona=persona), class_="pc-enter")


# --- free play -----------------------------------------------------------------------------------


def _playground(library: Library, place: Place, body: Any, options: Mapping[str, Any], prefix: str) -> Markup:
    _known(body, set())
    usual = Start().world
    names = sorted(fixtures.world_names(), key=lambda name: (name != usual, name))
    return free_play(place, {name: fixtures.world_spec(name) for name in names})


def free_play(place: Place, worlds: Mapping[str, Mapping[str, Any]]) -> Markup:
    """A choice of base worlds; the in-page runner begins in the one chosen."""
    lang = place.lang
    titles = {name: str(spec.get("title", {}).get(lang, name)) for name, spec in worlds.items()}
    told = [
        tag("div", tag("dt", titles[name]), tag("dd", str(spec.get("description", {}).get(lang, ""))))
        for name, spec in worlds.items()
    ]
    options = [tag("option", title, value=name) for name, title in titles.items()]
    return tag(
        "div",
        tag("dl", told, class_="pc-form pc-wide"),
        tag(
            "form",
            tag("label", live_words.CONSOLE["world_choice"].render(lang), " ", tag("select", options)),
            " ",
            tag(
                "button",
                live_words.CONSOLE["start"].render(lang),
                type="submit",
                class_="md-button md-button--primary",
            ),
            class_="pc-world",
            hidden=True,
        ),
        tag("p", sandbox_link(place, "", words.OPEN_SANDBOX)),
        class_="pc-playground",
        id="playground",
    )


scenario = Block("scenario", _scenario)
precautions = Block("precautions", _precautions)
effects = Block("effects", _effects)
rules = Block("rules", _rules)
action = Block("action", _action)
machine = Block("machine", _machine)
decision = Block("decision", _decision)
playground = Block("playground", _playground)
sandbox = Block("sandbox", _sandbox)

BLOCKS = (
    "scenario", "precautions", "effects", "rules", "action", "machine", "decision", "sandbox", "playground",
)  # fmt: skip
__all__ = [*BLOCKS, "BLOCKS", "rule_link", "validate"]
