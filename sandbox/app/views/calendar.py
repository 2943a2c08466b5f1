"""The deadline calendar: what is due, when, for whom, by which rule, and what happens when it passes."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import streamlit as st

from sandbox.app import deadlines, words
from sandbox.app.deadlines import Month, Wanted, month_of
from sandbox.app.events import handle
from sandbox.app.parts.element import draw
from sandbox.app.parts.fields import record_words
from sandbox.app.parts.head import head
from sandbox.app.parts.panel import draw_panel
from sandbox.app.parts.reasons import plain_rule, rule_link
from sandbox.app.rows import SIZES
from sandbox.app.state import Desk, Find
from sandbox.engine.clock import known_year
from sandbox.engine.machines import Progression, Timer
from sandbox.engine.text import Text
from sandbox.engine.world import Due

PAGE, PAGE_KEY = "calendar", "page_calendar"
MINUTE = timedelta(minutes=1)
AHEAD = 12
DAY_WORDS = {
    "business": words.BUSINESS_DAY,
    "weekend": words.WEEKEND,
    "holiday": words.HOLIDAY,
    "makeup": words.MAKEUP_DAY,
}
MARKS = {"holiday": words.HOLIDAY_MARK, "makeup": words.MAKEUP_MARK}
WORDS = {
    "before": words.TO_BEFORE, "after": words.TO_AFTER, "beforeLong": words.TO_BEFORE_LONG, "afterLong": words.TO_AFTER_LONG,
    "tooLate": words.LESS_THAN_A_MINUTE, "kind": words.KIND, "holder": words.HOLDER, "all": words.ALL, "perPage": words.PER_PAGE,
    "previous": words.PREVIOUS_MONTH, "next": words.NEXT_MONTH, "rule": words.RULE_PAGE, "then": words.WHEN_IT_PASSES,
    "wholeMonth": words.ALL_DAYS, "clear": words.CLEAR_FILTERS, "scenarios": words.CHOOSE_SCENARIO, "session": words.SESSION,
    "month": words.MONTH, "list": words.CALENDAR,
}  # fmt: skip


def draw_calendar(desk: Desk) -> None:
    """Draw the page."""
    head(desk, desk.say(words.CALENDAR), text=desk.say(words.CALENDAR_TEXT))
    chosen = desk.finds.setdefault(PAGE, Find(size=20))
    _forget_the_past(desk, chosen)
    wanted = Wanted(chosen.filters.get("kind", ""), chosen.search, chosen.filters.get("day", ""))
    found = deadlines.find(desk, wanted)
    pages = max(1, -(-len(found) // chosen.size))
    page = int(st.session_state.get(PAGE_KEY, 1) or 1)
    if page > pages:
        st.session_state.pop(PAGE_KEY, None)
        page = 1
    rows = found[(page - 1) * chosen.size : page * chosen.size]
    with st.container(key="split", horizontal=True, gap="medium"):
        with st.container(key="list"):
            draw("calendar", data(desk, chosen, wanted, found, rows), lambda event: happened(desk, event))
            if pages > 1:
                st.pagination(pages, key=PAGE_KEY)
        with st.container(key="beside"):
            if desk.open:
                draw_panel(desk, desk.open)


def happened(desk: Desk, event: Mapping[str, Any]) -> None:
    """What the reader did: look for something else, or anything that every page understands."""
    handle(desk, event)
    if event.get("do") != PAGE:
        return
    chosen = desk.finds.setdefault(PAGE, Find(size=20))
    for name, valid in (("kind", _is_kind(desk)), ("day", _is_day), ("month", _is_month)):
        value = event.get(name)
        if isinstance(value, str) and (not value or valid(value)):
            chosen.filters[name] = value
    if isinstance(event.get("name"), str):
        chosen.search = event["name"][:200]
    if event.get("size") in SIZES:
        chosen.size = int(event["size"])
    if set(event) & {"kind", "day", "name", "size"}:
        st.session_state.pop(PAGE_KEY, None)


def _is_kind(desk: Desk) -> Any:
    return lambda value: value in desk.model.timers


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_month(value: str) -> bool:
    return len(value) == 7 and _is_day(f"{value}-01")


def _forget_the_past(desk: Desk, chosen: Find) -> None:
    """A day or month that the clock has passed is no longer looked at."""
    today = desk.world.now.date().isoformat()
    for name, now in (("day", today), ("month", today[:7])):
        if chosen.filters.get(name, "") and chosen.filters[name] < now:
            chosen.filters[name] = ""


def data(desk: Desk, chosen: Find, wanted: Wanted, found: list[Due], rows: list[Due]) -> dict[str, Any]:
    """The page as plain data."""
    total = len(deadlines.every(desk))
    month = _month_shown(desk, chosen, rows)
    machines = desk.model.machines
    return {
        "search": chosen.search,
        "kind": wanted.kind,
        "kinds": [{"id": k, "text": desk.say(machines[k].label)} for k in deadlines.kinds(desk)],
        "holders": deadlines.suggested(desk),
        "filtered": any(wanted),
        "size": chosen.size,
        "sizes": list(SIZES) if total > SIZES[0] else [],
        "any": total > 0,
        "month": month_data(desk, month, wanted),
        "days": [_day(desk, day, list(dues)) for day, dues in groupby(rows, key=lambda due: due.at.date())],
        "count": desk.say(
            words.ROWS if len(found) == total else words.ROWS_FOUND, n=f"{len(found):,}", all=f"{total:,}"
        ),
        "warn": [desk.say(words.UNKNOWN_YEAR, year=str(y)) for y in _years(month, rows)],
        "empty": _empty(desk, total),
        "colon": "：" if desk.lang == "zh" else ": ",
        "words": {name: desk.say(text) for name, text in WORDS.items()},
    }


def _empty(desk: Desk, total: int) -> list[str]:
    """What an empty page says: why, and what would fill it."""
    if total:
        return [desk.say(words.NOTHING_FOUND)]
    hints = [words.NOTHING_DUE, words.CALENDAR_HINT]
    if desk.world.settings.get("progression", Progression.BY_HAND) == Progression.BY_HAND:
        hints.append(words.CALENDAR_BY_HAND)
    return [desk.say(text) for text in hints]


def _years(month: Month, rows: list[Due]) -> list[int]:
    """The years on the page whose working days are not published."""
    return sorted(y for y in {month.year, *(due.at.year for due in rows)} if not known_year(y))


# the month -----------------------------------------------------------------------------------


def _month_shown(desk: Desk, chosen: Find, rows: list[Due]) -> Month:
    """The month chosen; else that of the day chosen, else that of the first row."""
    asked = chosen.filters.get("month") or chosen.filters.get("day", "")[:7]
    if asked:
        return Month(int(asked[:4]), int(asked[5:7]))
    return month_of(rows[0].at if rows else desk.world.now)


def month_data(desk: Desk, month: Month, wanted: Wanted) -> dict[str, Any]:
    """A month: its weeks, what sort of day each is and how much is due on it."""
    counts = deadlines.per_day(desk, wanted)
    first, last = _reach(desk)
    weeks = _weeks(month)
    sorts = {deadlines.sort_of_day(day) for week in weeks for day in week if day is not None}
    return {
        "title": desk.show(date(*month, 1)).removeprefix("1 ").removesuffix("1日"),
        "weekdays": [desk.say(text) for text in words.WEEKDAYS_SHORT],
        "weeks": [
            [_cell(desk, day, counts.get(day, 0), wanted) if day else None for day in w] for w in weeks
        ],
        "previous": _iso(month.plus(-1)) if month > first else "",
        "next": _iso(month.plus(1)) if month < last else "",
        "legend": [
            {"sort": sort, "mark": desk.say(mark), "text": desk.say(DAY_WORDS[sort])}
            for sort, mark in MARKS.items()
            if sort in sorts
        ],
    }


def _iso(month: Month) -> str:
    return f"{month.year:04}-{month.number:02}"


def _reach(desk: Desk) -> tuple[Month, Month]:
    """The months that can be looked at: from now to a year on, or to the last deadline."""
    now = month_of(desk.world.now)
    every = deadlines.every(desk)
    end = max(now.plus(AHEAD), month_of(every[-1].at) if every else now)
    return now, min(end, Month(9999, 12))


def _weeks(month: Month) -> list[list[date | None]]:
    days = calendar.Calendar().monthdayscalendar(*month)
    return [[date(*month, day) if day else None for day in week] for week in days]


def _cell(desk: Desk, day: date, count: int, wanted: Wanted) -> dict[str, Any]:
    sort = deadlines.sort_of_day(day)
    known = known_year(day.year)
    said = [desk.show(day), desk.say(DAY_WORDS[sort] if known else words.NOT_PUBLISHED)]
    if count:
        said.append(desk.say(words.N_DUE, n=f"{count:,}"))
    return {
        "day": day.isoformat(),
        "n": day.day,
        "count": count,
        "sort": sort,
        "mark": desk.say(MARKS[sort]) if sort in MARKS and known else "",
        "today": day == desk.world.now.date(),
        "chosen": day.isoformat() == wanted.day,
        "label": (" · ").join(said),
    }


# the rows ------------------------------------------------------------------------------------


def _day(desk: Desk, day: date, dues: list[Due]) -> dict[str, Any]:
    sort = deadlines.sort_of_day(day)
    known = known_year(day.year)
    return {
        "text": desk.show(day),
        "weekday": desk.say(words.WEEKDAYS_SHORT[day.weekday()]),
        "away": _away(desk, (day - desk.world.now.date()).days),
        "sort": sort if known else "unknown",
        "sortText": desk.say(DAY_WORDS[sort] if known else words.NOT_PUBLISHED),
        "rows": [_row(desk, due) for due in dues],
    }


def _away(desk: Desk, days: int) -> str:
    if days in (0, 1):
        return desk.say((words.TODAY, words.TOMORROW)[days])
    return desk.say(words.IN_DAYS, n=f"{days:,}")


def _row(desk: Desk, due: Due) -> dict[str, Any]:
    """One deadline; the buttons beside it carry the instants the clock would be moved to."""
    entity, timer = desk.world.by_ref(due.ref), deadlines.timer_of(desk, due)
    name = record_words(desk, entity) if entity is not None else ""
    whose = deadlines.holders(desk, entity, {}) if entity is not None else []
    label = desk.say(desk.model.machines[deadlines.kind_of(due)].label)
    return {
        "at": f"{due.at:%H:%M}",
        "ref": due.ref if entity is not None else "",
        "name": "" if name == label else name[:120],
        "kind": label,
        "holders": [h[:120] for h in whose if h not in name][:3],
        "what": desk.say(timer.label) if timer else "",
        "window": desk.say(timer.window) if timer and timer.window else "",
        "then": desk.say(_then(timer)) if timer else "",
        "state": bool(timer and timer.to is not None),
        "rules": _rules(desk, timer),
        "before": _instant(due.at, -MINUTE) if due.at - desk.world.now > MINUTE else "",
        "after": _instant(due.at, MINUTE),
        "open": due.ref == desk.open,
    }


def _instant(at: datetime, by: timedelta) -> str:
    try:
        return (at + by).isoformat()
    except OverflowError:
        return at.isoformat()


def _then(timer: Timer) -> Text:
    """What happens when a deadline passes: the state after it, or what the timer is called."""
    return timer.to.label if timer.to is not None else timer.label


def _rules(desk: Desk, timer: Timer | None) -> list[dict[str, str]]:
    return [
        {"text": plain_rule(rule.text, desk.lang), "href": rule_link(desk, rule.id)}
        for rule in (timer.rules if timer else ())
    ]
