"""What happened, in sentences: for the line at the top of a page and for the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.app import words
from sandbox.app.people import called
from sandbox.engine.machines import Model
from sandbox.engine.scenario import changed_balances, new_notices
from sandbox.engine.simulator import Accepted
from sandbox.engine.text import Text, same, show
from sandbox.engine.world import Entity, Event, World

CHANNELS = {"sms": words.SMS, "mail": words.MAIL, "portal": words.PORTAL}
LINES = 12
ACCOUNT = re.compile(r"(?P<ref>[a-z_]+/[^:]+):(?P<name>[a-z_]+)")


@dataclass(frozen=True)
class Flash:
    """A line at the top of the next page: success, refused, info or error; and more lines under it.

    ``notified`` are the ids of those who were told by the step: somebody among them may have the next move.
    ``button`` is what can be done about it at once, and ``event`` what a click on it asks for.
    """

    kind: str
    text: Text
    lines: tuple[Text, ...] = ()
    notified: tuple[str, ...] = ()
    button: Text | None = None
    event: str = ""


def pair(zh: str, en: str) -> Text:
    """A Text from two finished sentences."""
    return Text(zh=zh or "—", en=en or "—")


def account_name(world: World, account: str) -> Text:
    """A ledger account as a reader calls it: whose it is, and what it is for."""
    match = ACCOUNT.fullmatch(account)
    if match is None:
        return same(account)
    owner = world.by_ref(match["ref"])
    if owner is None:
        return same(account)
    labels: dict[str, Text] = getattr(type(owner), "accounts", {})
    label = labels.get(match["name"]) or same(match["name"].replace("_", " "))
    return pair(f"{owner.name} · {label.zh}", f"{owner.name} – {label.en}")


def signed(amount: Decimal) -> Text:
    """An amount with its sign."""
    sign = "+" if amount > 0 else ""
    return same(f"{sign}{show(amount, 'en')}")


def money(before: World, after: World) -> list[Text]:
    """What moved between accounts."""
    return [
        words.MONEY_MOVED.filled({"account": account_name(after, account), "amount": signed(change)})
        for account, change in changed_balances(before, after)
    ]


def told(model: Model, before: World, after: World) -> tuple[Text, ...]:
    """The messages sent between two worlds."""
    return tuple(
        words.SENT_TO.filled(
            {
                "channel": CHANNELS.get(notice.channel, words.PORTAL),
                "to": pair(called(model, after, notice.to, "zh"), called(model, after, notice.to, "en")),
                "text": notice.text,
            }
        )
        for notice in new_notices(before, after)
    )


def _name(world: World, ref: str) -> str:
    entity = world.by_ref(ref)
    return entity.name if entity is not None else ""


def _fired(world: World, events: Iterable[Event]) -> list[Text]:
    lines = []
    for event in events:
        if event.name not in ("timer_fired", "answered", "answer_refused") or event.text is None:
            continue
        about = _name(world, event.about)
        text = words.FIRED if about and about != event.about.partition("/")[2] else words.FIRED_PLAIN
        lines.append(text.filled({"what": event.text, "about": about, "at": event.at}))
    return lines


def _said(events: Iterable[Event]) -> list[Text]:
    return [e.text for e in events if e.text is not None and e.name not in ("timer_fired", "answered")]


def done(model: Model, before: World, outcome: Accepted, action: str) -> Flash:
    """An accepted step."""
    title = model.actions[action].title
    subject: Entity | None = outcome.world.by_ref(outcome.subject) if outcome.subject else None
    values: dict[str, Any] = {"action": title}
    text = words.DONE
    if subject is not None and len(type(subject.state)) > 1:
        label = model.machines[subject.kind].label
        name = label if subject.name == subject.id else same(subject.name)
        text = words.DONE_STATE
        values |= {"name": name, "state": getattr(subject.state, "label", same(str(subject.state)))}
    lines = [*_said(outcome.events), *_fired(outcome.world, outcome.events), *_rows(model, outcome)]
    lines += [*told(model, before, outcome.world), *money(before, outcome.world)]
    notified = tuple(dict.fromkeys(notice.to for notice in new_notices(before, outcome.world)))
    return Flash("success", text.filled(values), tuple(dict.fromkeys(lines))[:LINES], notified)


def _rows(model: Model, outcome: Accepted) -> list[Text]:
    lines = []
    for row in outcome.rows:
        name = _row_name(outcome.world, row.action)
        if row.reasons:
            why = pair("；".join(r.text.zh for r in row.reasons), "; ".join(r.text.en for r in row.reasons))
            lines.append(words.BATCH_ROW_REFUSED.filled({"name": name, "why": why}))
        else:
            lines.append(words.BATCH_ROW_DONE.filled({"name": name}))
    return lines


def _row_name(world: World, action: Any) -> Text:
    for name, kind, many in action.references:
        entity = world.by_ref(f"{kind}/{getattr(action, name)}") if not many else None
        if entity is not None:
            return same(entity.name) if entity.name != entity.id else type(entity).label
    title: Text = action.title
    return title


def advanced(model: Model, before: World, outcome: Accepted) -> Flash:
    """A move of the clock, and what fell due on the way."""
    after = outcome.world
    lines = [*_fired(after, outcome.events), *told(model, before, after), *money(before, after)]
    lines = list(dict.fromkeys(lines))
    if not lines:
        lines = [words.NOTHING_FIRED]
    if len(lines) > LINES:
        more = len(lines) - LINES
        lines = [*lines[:LINES], words.MORE_FIRED.filled({"n": str(more)})]
    return Flash("success", words.CLOCK_MOVED.filled({"at": after.now}), tuple(lines))
