"""What will happen by itself: the agenda of the world, found and cut to one page for the calendar.

The agenda is sorted once for a world; names are looked up for the rows shown, and for all of it only
while a name is searched for.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from sandbox.app.parts.fields import record_words
from sandbox.app.people import named
from sandbox.app.state import Desk
from sandbox.engine.clock import business_days_after, is_business_day, known_year
from sandbox.engine.machines import Timer
from sandbox.engine.world import Due, Entity

SUGGESTED, LOOKED_AT = 40, 400
BUSINESS = "business_days"


class Wanted(NamedTuple):
    """What is looked for: a kind of record, a holder's or record's name, one day. Empty means any."""

    kind: str = ""
    name: str = ""
    day: str = ""


class Month(NamedTuple):
    """A month of the calendar."""

    year: int
    number: int

    def plus(self, months: int) -> Month:
        """The month so many months later."""
        year, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, month + 1)


def month_of(day: date) -> Month:
    """The month a day is in."""
    return Month(day.year, day.month)


def every(desk: Desk) -> list[Due]:
    """All that is scheduled, soonest first."""
    return desk.keep("deadlines", desk.world.agenda, "agenda")


def timer_of(desk: Desk, due: Due) -> Timer | None:
    """The timer behind an entry."""
    return next((t for t in desk.model.timers.get(kind_of(due), ()) if t.name == due.timer), None)


def kind_of(due: Due) -> str:
    """The kind of record an entry is about."""
    return due.ref.partition("/")[0]


def kinds(desk: Desk) -> list[str]:
    """The kinds of record that have something scheduled, in the model's order."""

    def find() -> list[str]:
        found = {kind_of(due) for due in every(desk)}
        return [kind for kind in desk.model.machines if kind in found]

    return desk.keep("deadline kinds", find, "agenda")


def holders(desk: Desk, entity: Entity, known: dict[str, str]) -> list[str]:
    """The names of those a record belongs to: the records with a name that it refers to.

    Args:
        desk: the desk.
        entity: the record.
        known: names found before, by kind and id; added to.
    """
    found = []
    for field in type(entity).model_fields:
        if not field.endswith(("_id", "holder", "organisation")):
            continue
        value = getattr(entity, field)
        if not isinstance(value, str) or not value or value == entity.id:
            continue
        key = f"{field.removesuffix('_id')}/{value}"
        if key not in known:
            other = desk.world.by_ref(key) or named(desk.model, desk.world, value)
            known[key] = other.name if other is not None and other.name != other.id else ""
        if known[key] and known[key] not in found:
            found.append(known[key])
    return found


def _names(desk: Desk) -> list[str]:
    """For every entry the names it can be found by, in small letters."""

    def find() -> list[str]:
        known: dict[str, str] = {}
        by_ref: dict[str, str] = {}
        for due in every(desk):
            if due.ref not in by_ref:
                entity = desk.world.by_ref(due.ref)
                own = [] if entity is None else [record_words(desk, entity), *holders(desk, entity, known)]
                by_ref[due.ref] = "\n".join(own).lower()
        return [by_ref[due.ref] for due in every(desk)]

    return desk.keep(("deadline names", desk.lang), find)


def suggested(desk: Desk) -> list[str]:
    """Holders to choose from: those of the deadlines that come first."""

    def find() -> list[str]:
        known: dict[str, str] = {}
        found: dict[str, None] = {}
        for due in islice(every(desk), LOOKED_AT):
            entity = desk.world.by_ref(due.ref)
            own = holders(desk, entity, known) if entity is not None else []
            if entity is not None and not own and entity.name != entity.id:
                own = [entity.name]
            found |= dict.fromkeys(name[:120] for name in own)
            if len(found) >= SUGGESTED:
                break
        return sorted(found)[:SUGGESTED]

    return desk.keep("deadline holders", find)


def find(desk: Desk, wanted: Wanted) -> list[Due]:
    """The entries that match, soonest first."""
    if not any(wanted):
        return every(desk)
    needle = wanted.name.strip().lower()

    def work() -> list[Due]:
        found = every(desk)
        if needle:
            found = [due for due, names in zip(found, _names(desk), strict=True) if needle in names]
        if wanted.kind:
            found = [due for due in found if kind_of(due) == wanted.kind]
        if wanted.day:
            found = [due for due in found if due.at.date().isoformat() == wanted.day]
        return found

    return desk.keep(("deadlines found", wanted, desk.lang), work, *(() if needle else ("agenda",)))


def per_day(desk: Desk, wanted: Wanted) -> Counter[date]:
    """How many of the entries that match are due on each day, whatever day is chosen."""
    wanted = wanted._replace(day="")
    tables = () if wanted.name.strip() else ("agenda",)
    key = ("deadlines per day", wanted, desk.lang)
    return desk.keep(key, lambda: Counter(due.at.date() for due in find(desk, wanted)), *tables)


def sort_of_day(day: date) -> str:
    """``business``, ``weekend``, ``holiday`` (a statutory day off) or ``makeup`` (a weekend worked)."""
    weekend = day.weekday() >= 5
    if is_business_day(day):
        return "makeup" if weekend else "business"
    return "weekend" if weekend else "holiday"


def unknown_years(desk: Desk) -> list[int]:
    """The years without a published calendar that the clock, a setting or a running window touches."""

    def find() -> list[int]:
        years = {desk.world.now.year}
        years |= {date.fromordinal(slot // 24).year for slot, due in _slots(desk) if due}
        for name, value in desk.world.settings.items():
            if isinstance(value, datetime | date):
                years.add(value.year)
            elif name.endswith(BUSINESS) and isinstance(value, int) and 0 < value <= 1000:
                years |= set(business_days_after(desk.world.now, value).unknown_years)
        return sorted(year for year in years if not known_year(year))

    key = ("unknown years", desk.world.now.year, desk.world.now.timetuple().tm_yday, id(desk.world.settings))
    return desk.keep(key, find, "agenda")


def _slots(desk: Desk) -> list[tuple[int, object]]:
    table = desk.world.tables.get("agenda")
    return list(table.items()) if table is not None else []
