"""What a console shows, as plain data in one language. The page draws it and knows nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from sandbox.engine.actions import marks
from sandbox.engine.clock import known_year
from sandbox.engine.machines import Model
from sandbox.engine.rules import Gate, Reason
from sandbox.engine.scenario import changed_balances, new_notices
from sandbox.engine.session import LogStep, resolve
from sandbox.engine.simulator import Accepted, Refused
from sandbox.engine.text import Text, same, show
from sandbox.engine.view import ActionView, action_view, edges, placed, reason_view, told_apart, view
from sandbox.engine.world import Entity, Event, World
from sandbox.site.live import words
from sandbox.site.live.desk import Desk
from sandbox.site.live.fields import field_label, members
from sandbox.site.live.people import (
    account,
    addressee,
    called,
    label_of,
    page_titles,
    people,
    someone,
)

Data = dict[str, Any]
ROWS = 30
MESSAGES = 12
LINES = 8
LONGEST = 400
"""Characters of a name or value that are sent; longer ones are cut."""
QUIET = frozenset({"code.request"})
"""Actions with a place of their own, never listed."""


def say(value: Any, lang: str) -> str:
    """A value in words, cut when a page would not be readable any more."""
    words_ = show(value, lang)
    return words_ if len(words_) <= LONGEST else words_[: LONGEST - 1] + "…"


def told(value: Any, lang: str) -> Any:
    """A view as plain data: Texts in one language, instants in words."""
    if isinstance(value, Text | datetime):
        return say(value, lang)
    if isinstance(value, BaseModel):
        return {name: told(getattr(value, name), lang) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {key: told(item, lang) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [told(item, lang) for item in value]
    return value


# --- The whole screen ----------------------------------------------------------------------------


def screen(desk: Desk) -> Data:
    """Everything a console shows now."""
    lang, world = desk.lang, desk.world
    who = someone(desk.model, world, desk.persona)
    titles = page_titles(desk.model, world, who.persona, lang) if who else {}
    return {
        "clock": _clock(desk),
        "persona": desk.persona,
        "who": who.label(lang) if who else "",
        "people": _people(desk),
        "pages": [{"id": id, "title": title} for id, title in titles.items()],
        "page": desk.page,
        "search": desk.search,
        **_rows(desk),
        "record": _record(desk),
        "phone": _phone(desk),
        "story": _story(desk),
        "next": _next(desk),
        "can_undo": desk.session.nodes[desk.session.here].parent is not None,
        "can_redo": any(node.parent == desk.session.here for node in desk.session.nodes),
        "flash": desk.flash,
    }


def _clock(desk: Desk) -> Data:
    now, lang = desk.world.now, desk.lang
    due = next((d for d in desk.world.agenda() if d.at >= now), None)
    ahead = ""
    if due is not None:
        entity = desk.world.by_ref(due.ref)
        timers = desk.model.timers.get(due.ref.partition("/")[0], ())
        label = next((t.label for t in timers if t.name == due.timer), same(due.timer))
        name = called(desk.model, desk.world, entity, lang) if entity else ""
        ahead = f"{say(due.at, lang)} · {say(label, lang)} · {name}"
    note = "" if known_year(now.year) else words.UNKNOWN_YEAR.render(lang, {"year": str(now.year)})
    return {
        "now": say(now, lang),
        "iso": now.isoformat(timespec="minutes"),
        "next": ahead or words.NOTHING_DUE.render(lang),
        "any": due is not None,
        "note": note,
    }


def _people(desk: Desk) -> list[Data]:
    """The personas, grouped: those of the story first, then by organisation."""
    lang, mentioned = desk.lang, desk.mentioned()
    groups: dict[str, list[Data]] = {}
    for who in people(desk.model, desk.world, mentioned):
        own = who.organisation is None or who.organisation is who.entity
        group = who.roles(lang) if own or who.organisation is None else who.organisation.name
        groups.setdefault(group, []).append({"id": who.persona.id, "label": who.label(lang)[:80]})
    return [{"group": group[:80], "people": found} for group, found in groups.items()]


def _rows(desk: Desk) -> Data:
    found = desk.rows()
    needle = desk.search.strip().lower()
    if needle:
        found = [e for e in found if needle in called(desk.model, desk.world, e, desk.lang).lower()]
    shown = found[:ROWS]
    refs = {e.ref for e in shown}
    at_hand = desk.world.by_ref(desk.ref)
    if at_hand is not None and at_hand.ref not in refs:
        shown = [at_hand, *shown]
    names = told_apart(shown, [called(desk.model, desk.world, e, desk.lang)[:80] for e in shown], desk.lang)
    rows = [
        {"ref": e.ref, "label": f"{name}{_standing(e, desk.lang)}"}
        for e, name in zip(shown, names, strict=True)
    ]
    return {"rows": rows, "more_rows": max(0, len(found) - ROWS), "many": len(desk.rows()) > ROWS}


def _standing(entity: Entity, lang: str) -> str:
    return f" · {say(label_of(entity.state), lang)}" if len(type(entity.state)) > 1 else ""


# --- The record at hand --------------------------------------------------------------------------


def _record(desk: Desk) -> Data | None:
    """The record, what can be done with it and with what belongs to it, and its diagram."""
    who = desk.model.persona(desk.world, desk.persona)
    if who is None:
        return None
    entity = desk.world.by_ref(desk.ref)
    found: dict[str, ActionView] = {}
    picture = None
    if entity is not None:
        seen = view(desk.simulator, desk.world, who, desk.ref)
        found |= {a.id: a for a in seen.actions}
        if desk.picture not in ("", desk.ref):
            other = view(desk.simulator, desk.world, who, desk.picture)
            found |= {a.id: a for a in other.actions if a.id not in found or a.available}
            picture = other
        else:
            picture = seen
    for action in (*_page_actions(desk), *_free(desk)):
        if action not in found:
            kind = desk.model.actions[action]
            found[action] = action_view(desk.simulator, desk.world, who, kind, known(desk, action))
    due, elsewhere = _due(desk), _elsewhere(desk)
    actions = [
        {**action_data(a, desk), "elsewhere": a.id in elsewhere, "due": a.id == due}
        for a in found.values()
        if a.id not in QUIET
    ]
    return {
        "ref": desk.ref,
        "name": called(desk.model, desk.world, entity, desk.lang)[:LONGEST] if entity else "",
        "sort": say(type(entity).label, desk.lang) if entity else "",
        "actions": actions,
        "picture": _picture(desk, picture) if picture and entity else None,
        "related": [
            {"ref": e.ref, "label": f"{say(type(e).label, desk.lang)}{_standing(e, desk.lang)}"}
            for e in (desk.related(entity) if entity else ())
        ],
    }


def _page_actions(desk: Desk) -> list[str]:
    """The actions of the page."""
    listing = desk.model.listings.get(desk.page.partition(":")[2])
    return list(listing.page_actions) if listing else []


def _elsewhere(desk: Desk) -> set[str]:
    """The actions that no page has, for who has pages: interfaces, and places that the portal has and we have not."""
    here = desk.page.partition(":")[2] in desk.model.listings
    return set(desk.model.actions) - placed(desk.model) if here else set()


def _free(desk: Desk) -> list[str]:
    """The actions of the persona that are done neither on a page nor on a record."""
    above = {id for page in desk.model.listings.values() for id in page.page_actions}
    who = desk.model.persona(desk.world, desk.persona)
    found = []
    for id, action in desk.model.actions.items():
        free = not action.on and id not in above and "*" not in action.roles
        if who and free and action.roles & who.roles and not any(not m for _, _, m in action.references):
            found.append(id)
    return found


def _due(desk: Desk) -> str:
    """The action of the story's next step, if that is one."""
    at = desk.next_step()
    facts = desk.step_facts(at) if at is not None else {}
    return str(facts["what"]) if facts.get("kind") == "do" else ""


def known(desk: Desk, action: str) -> dict[str, Any]:
    """The fields of an action that are clear from the record at hand and what belongs to it."""
    values: dict[str, Any] = {}
    chain = [e for ref in (desk.ref, desk.picture) if (e := desk.world.by_ref(ref)) is not None]
    kinds = desk.model.actions[action].references
    own = {name for name, _, _ in kinds}
    for name, kind, many in kinds:
        if many or (name == "" and own):
            continue
        for entity in reversed(chain):
            id = entity.id if entity.kind == kind else getattr(entity, f"{kind}_id", "")
            if id and isinstance(id, str) and desk.world.by_ref(f"{kind}/{id}") is not None:
                values.setdefault(name, id)
    return values


def action_data(action: ActionView, desk: Desk) -> Data:
    """An action as data, without its schema: the form is asked for when it is opened."""
    return {
        "id": action.id,
        "title": say(action.title, desk.lang),
        "menu": [say(m, desk.lang) for m in action.menu],
        "roles": [say(r, desk.lang) for r in action.roles],
        "available": action.available,
        "offered": action.offered,
        "reasons": [reason_data(r, desk) for r in action.reasons] if action.offered else [],
    }


def reason_data(reason: Any, desk: Desk) -> Data:
    """A rule that blocks, its remedy, and the actions that lift it."""
    data: Data = told(reason, desk.lang)
    titles = [(id, desk.model.actions[id].title) for id in reason.remedied_by if id in desk.model.actions]
    data["remedied_by"] = [{"id": id, "title": say(title, desk.lang)} for id, title in titles]
    return data


def reasons_data(reasons: Iterable[Reason], desk: Desk) -> list[Data]:
    """The reasons of a refusal; where it is a matter of who acts, that is marked."""
    return [
        {
            **reason_data(reason_view(r), desk),
            "who": r.rule.gate == Gate.PERMISSION and r.rule.id != "portal-state",
        }
        for r in reasons
    ]


def _picture(desk: Desk, seen: Any) -> Data:
    been, took = desk.way(seen.ref)
    arrows = {e.id: e.action for e in edges(desk.model, desk.model.machines[seen.machine]) if e.action}
    entity = desk.world.by_ref(seen.ref)
    assert entity is not None
    return {
        "ref": seen.ref,
        "machine": seen.machine,
        "name": called(desk.model, desk.world, entity, desk.lang)[:LONGEST],
        "label": say(seen.label, desk.lang),
        "state": seen.state,
        "state_label": say(seen.state_label, desk.lang),
        "visited": [*been, *took],
        "available": list(seen.available_edges),
        "blocked": [id for id in seen.blocked_edges if id in arrows],
        "edges": {id: arrows[id] for id in (*seen.available_edges, *seen.blocked_edges) if id in arrows},
        "drawn": desk.drawable(entity),
        "deadlines": [told(d, desk.lang) for d in seen.deadlines],
    }


def _phone(desk: Desk) -> list[Data]:
    who = desk.model.persona(desk.world, desk.persona)
    ids = dict.fromkeys(id for id in (desk.persona, who.organisation if who else "") if id)
    found = [notice for id in ids for notice in desk.world.notices(id)]
    found.sort(key=lambda n: n.at, reverse=True)
    return [
        {
            "id": n.id,
            "at": say(n.at, desk.lang),
            "channel": say(words.CHANNELS.get(n.channel, same(n.channel)), desk.lang),
            "text": say(n.text, desk.lang),
        }
        for n in found[:MESSAGES]
    ]


# --- The story -----------------------------------------------------------------------------------


def _story(desk: Desk) -> list[Data]:
    """What happened up to now, oldest first, refused tries included."""
    found: list[Data] = []
    tries: dict[int, list[Any]] = {}
    for attempt in desk.session.attempts:
        tries.setdefault(attempt.at, []).append(attempt)
    before = desk.session.nodes[0].world
    for index in desk.session.path:
        node = desk.session.nodes[index]
        if node.step is not None:
            found.append({**_entry(desk, before, node.step, node.outcome), "node": index})
        for attempt in tries.get(index, ()):
            found.append(
                {
                    "node": None,
                    "ok": False,
                    "who": _actor(desk, node.world, attempt.persona),
                    "what": _title(desk.model, attempt.action, desk.lang),
                    "at": say(node.world.now, desk.lang),
                    "typed": typed(desk, node.world, LogStep(do=attempt.action, with_=dict(attempt.values))),
                    "lines": [say(r.text, desk.lang) for r in attempt.outcome.reasons][:LINES],
                }
            )
        before = node.world
    return found


def _actor(desk: Desk, world: World, persona: str) -> str:
    who = someone(desk.model, world, persona)
    return who.label(desk.lang)[:80] if who else persona


def _title(model: Model, action: str, lang: str) -> str:
    return say(model.actions[action].title, lang) if action in model.actions else action


def _entry(desk: Desk, before: World, step: LogStep, outcome: Accepted | None) -> Data:
    lang = desk.lang
    after = outcome.world if outcome else before
    data: Data = {"ok": True, "at": say(after.now, lang), "lines": lines(desk, before, outcome)}
    if step.to is not None:
        return {**data, "who": "", "what": words.CLOCK_MOVED.render(lang, {"at": after.now})}
    who, what = _actor(desk, before, step.persona), _title(desk.model, step.do, lang)
    return {**data, "who": who, "what": what, "typed": typed(desk, after, step)}


def typed(desk: Desk, world: World, step: LogStep) -> str:
    """What was filled into a form, in one line; codes are left out."""
    action = desk.model.actions.get(step.do)
    if action is None:
        return ""
    parts = []
    for name, value in step.with_.items():
        info = action.model_fields.get(name)
        mark = next(iter(marks(info)), None) if info else None
        if name == "facts" and isinstance(value, Mapping):
            entity = resolve(world, str(step.with_.get("record", "")))
            kind = type(entity) if entity else Entity
            parts += [(field_label(kind, n), getattr(entity, n, v)) for n, v in value.items()]
        elif info is not None and mark is not None and not mark.secret and name != "purpose":
            parts.append((mark.label, _value(desk, world, info.annotation, mark.entity, value)))
    colon, comma = ("：", "；") if desk.lang == "zh" else (": ", "; ")
    return say(
        same(comma.join(f"{say(label, desk.lang)}{colon}{say(value, desk.lang)}" for label, value in parts)),
        desk.lang,
    )


def _value(desk: Desk, world: World, annotation: Any, kind: str, value: Any) -> Any:
    """A value as a reader knows it: the name of a record, the label of a choice."""
    if kind:
        ids = value if isinstance(value, list | tuple) else [value]
        found = [world.by_ref(f"{kind}/{id}") for id in ids]
        return tuple(
            called(desk.model, world, e, desk.lang) if e else str(id)
            for e, id in zip(found, ids, strict=True)
        )
    labels = {str(m.value): label_of(m) for m in members(annotation)}
    if isinstance(value, str):
        return labels.get(value, value)
    return tuple(labels.get(str(v), v) for v in value) if isinstance(value, list | tuple) else value


def lines(desk: Desk, before: World, outcome: Accepted | None) -> list[str]:
    """What a step brought about, in sentences: what fell due, messages, money, rows of a batch."""
    if outcome is None:
        return []
    lang, after = desk.lang, outcome.world
    found = [_event(desk, after, e) for e in outcome.events if e.text is not None]
    for row in outcome.rows:
        refs = [f"{k}/{getattr(row.action, n)}" for n, k, many in row.action.references if not many]
        entity = next((e for ref in refs if (e := after.by_ref(ref))), None)
        name = called(desk.model, after, entity, lang) if entity else say(type(row.action).title, lang)
        why = ("；" if lang == "zh" else "; ").join(say(r.text, lang) for r in row.reasons)
        text = words.ROW_REFUSED if why else words.ROW_DONE
        found.append(text.render(lang, {"name": name, "why": why}))
    for notice in new_notices(before, after):
        values = {
            "channel": words.CHANNELS.get(notice.channel, same(notice.channel)),
            "to": addressee(desk.model, after, notice.to, lang),
            "text": notice.text,
        }
        found.append(words.SENT.render(lang, values))
    for name, amount in changed_balances(before, after):
        signed = ("+" if amount > 0 else "") + show(amount, lang)
        found.append(words.MONEY.render(lang, {"account": account(after, name), "amount": signed}))
    return [line if len(line) <= LONGEST else line[: LONGEST - 1] + "…" for line in dict.fromkeys(found)][
        :LINES
    ]


def _event(desk: Desk, world: World, event: Event) -> str:
    entity = world.by_ref(event.about)
    about = called(desk.model, world, entity, desk.lang) if entity else ""
    text = words.FIRED if about else same("{at} {what}")
    return text.render(desk.lang, {"at": event.at, "about": about, "what": event.text})


def done(desk: Desk, before: World, outcome: Accepted, action: str) -> Data:
    """The flash of an accepted step."""
    lang = desk.lang
    values: dict[str, Any] = {"action": desk.model.actions[action].title}
    text = words.DONE
    entity = outcome.world.by_ref(outcome.subject) if outcome.subject else None
    if entity is not None and len(type(entity.state)) > 1:
        text = words.DONE_STATE
        values |= {"name": called(desk.model, outcome.world, entity, lang), "state": label_of(entity.state)}
    return {
        "kind": "done",
        "text": text.render(lang, values),
        "lines": lines(desk, before, outcome),
        "reasons": [],
    }


def refused(desk: Desk, outcome: Refused, action: str) -> Data:
    """The flash of a refused step."""
    title = desk.model.actions[action].title if action in desk.model.actions else same(action)
    return {
        "kind": "refused",
        "text": words.REFUSED.render(desk.lang, {"action": title}),
        "lines": [],
        "reasons": reasons_data(outcome.reasons, desk),
        "action": action,
    }


def moved(desk: Desk, before: World, outcome: Accepted) -> Data:
    """The flash of a move of the clock."""
    found = lines(desk, before, outcome) or [words.NOTHING_FIRED.render(desk.lang)]
    text = words.CLOCK_MOVED.render(desk.lang, {"at": outcome.world.now})
    return {"kind": "done", "text": text, "lines": found, "reasons": []}


def note(desk: Desk, text: Text, **values: Any) -> Data:
    """A flash that only says something."""
    return {"kind": "note", "text": text.render(desk.lang, values), "lines": [], "reasons": []}


def _next(desk: Desk) -> Data | None:
    """The next step of the story."""
    at = desk.next_step()
    if desk.scenario is None:
        return None
    total = len(desk.scenario.steps)
    if at is None:
        return {"number": total, "total": total, "over": words.STORY_OVER.render(desk.lang)}
    facts = desk.step_facts(at)
    who = _actor(desk, desk.world, facts["persona"]) if facts["persona"] else ""
    what = _title(desk.model, facts["what"], desk.lang)
    if facts["kind"] == "look":
        page = desk.model.listings.get(facts["what"])
        what = say(page.menu, desk.lang) if page else ""
    elif facts["kind"] == "advance":
        step: Any = desk.scenario.steps[at]
        to = max(step.advance.target(desk.world), desk.world.now)
        what = words.CLOCK_MOVES.render(desk.lang, {"at": to})
    elif facts["kind"] == "set":
        who, what = _actor(desk, desk.world, "director"), words.SET_FACTS.render(desk.lang)
    step_note = desk.scenario.steps[at].note
    return {
        "number": at + 1,
        "total": total,
        "who": who,
        "what": what,
        "note": say(step_note, desk.lang) if step_note else "",
    }
