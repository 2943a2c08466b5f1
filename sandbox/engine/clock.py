"""Beijing time: natural days, calendar months and statutory business days.

All instants are naive ``datetime`` objects in Beijing time (UTC+8). The statutory calendar,
make-up working days included, comes from the ``chinese_calendar`` package; for a year that it does
not know, Monday to Friday is used and the year is reported, so that a face can say so.
"""

from __future__ import annotations

import calendar as _gregorian
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Annotated, NamedTuple

import chinese_calendar
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

DAY = timedelta(days=1)
BEIJING = timezone(timedelta(hours=8))


OUTSIDE = {
    "zh": "换算成北京时间后超出公元 1 至 9999 年",
    "en": "in Beijing time it falls outside the years 1 to 9999",
}


def beijing(moment: datetime) -> datetime:
    """The same instant as the model writes it: in Beijing time, without a time zone.

    Raises:
        ValueError: it falls outside the years 1 to 9999 there.
    """
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(BEIJING).replace(tzinfo=None)
    except OverflowError:
        raise PydanticCustomError("bilingual", "{en}", dict(OUTSIDE)) from None


# An instant that somebody types or a file holds; it may name its time zone.
Instant = Annotated[datetime, AfterValidator(beijing)]


class BusinessDays(NamedTuple):
    """The end of a business-day window and the years whose statutory calendar is not known."""

    end: datetime
    unknown_years: tuple[int, ...]


@lru_cache(maxsize=256)
def known_year(year: int) -> bool:
    """Whether the statutory calendar of ``year`` has been published in the library in use."""
    try:
        chinese_calendar.is_workday(date(year, 6, 1))
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=4096)
def is_business_day(day: date) -> bool:
    """Whether ``day`` is a statutory working day (Monday to Friday in a year that is not known)."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def business_days_after(start: datetime, count: int) -> BusinessDays:
    """The end of ``count`` business days: 24:00 of the count-th business day after the start's day.

    Args:
        start: the instant that starts the window; its own day does not count.
        count: number of business days, at least 1.

    Returns:
        The end (midnight that closes the last day) and the years counted Monday to Friday.
    """
    if count < 1:
        raise ValueError("a business-day window has at least one day")
    return _window(start.date(), count)


@lru_cache(maxsize=4096)
def _window(day: date, count: int) -> BusinessDays:
    unknown: set[int] = set()
    while count:
        day += DAY
        if not known_year(day.year):
            unknown.add(day.year)
        if is_business_day(day):
            count -= 1
    return BusinessDays(datetime.combine(day + DAY, time()), tuple(sorted(unknown)))


def business_days_later(start: datetime, count: int) -> datetime:
    """The instant ``count`` business days later, at the same time of day (to move a clock)."""
    end = business_days_after(start, count).end
    return datetime.combine(end.date() - DAY, start.time())


def add_months(moment: datetime, months: int) -> datetime:
    """Add calendar months, clamped to the last day of the month reached, at the same time of day."""
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    last = _gregorian.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def midnight(moment: datetime) -> datetime:
    """The beginning of the day of ``moment``."""
    return datetime.combine(moment.date(), time())
