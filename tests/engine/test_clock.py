"""Natural days, months and statutory business days, against known Chinese calendars."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sandbox.engine.clock import (
    add_months,
    business_days_after,
    business_days_later,
    is_business_day,
    known_year,
)

# Published public holidays and make-up working days of 2025 and 2026 around the two long breaks,
# written down by hand: an independent count.
OFF_2025 = [date(2025, 1, 28) + timedelta(days=n) for n in range(8)] + [
    date(2025, 10, 1) + timedelta(days=n) for n in range(8)
]
MADE_UP_2025 = [date(2025, 1, 26), date(2025, 2, 8), date(2025, 9, 28), date(2025, 10, 11)]


@pytest.mark.parametrize("day", OFF_2025)
def test_a_statutory_holiday_is_no_business_day(day: date) -> None:
    assert not is_business_day(day)


@pytest.mark.parametrize("day", MADE_UP_2025)
def test_a_make_up_weekend_day_is_a_business_day(day: date) -> None:
    assert day.weekday() >= 5
    assert is_business_day(day)


def test_business_days_count_from_the_next_business_day_and_end_at_midnight() -> None:
    friday = datetime(2026, 3, 13, 16, 30)
    assert business_days_after(friday, 1).end == datetime(2026, 3, 17, 0, 0)
    assert business_days_later(friday, 1) == datetime(2026, 3, 16, 16, 30)
    assert business_days_after(datetime(2025, 1, 24, 9, 0), 3).end == datetime(2025, 2, 6, 0, 0)


def test_a_year_without_published_calendar_is_reported() -> None:
    far = datetime(2099, 5, 4, 9, 0)
    assert not known_year(2099)
    assert business_days_after(far, 5).unknown_years == (2099,)
    assert business_days_after(datetime(2026, 3, 2), 5).unknown_years == ()
    with pytest.raises(ValueError, match="at least one"):
        business_days_after(far, 0)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (datetime(2026, 1, 31, 9), 1, datetime(2026, 2, 28, 9)),
        (datetime(2024, 11, 30), 3, datetime(2025, 2, 28)),
        (datetime(2023, 11, 30), 3, datetime(2024, 2, 29)),
        (datetime(2026, 1, 31), 3, datetime(2026, 4, 30)),
        (datetime(2026, 12, 15, 8, 5), 1, datetime(2027, 1, 15, 8, 5)),
    ],
)
def test_months_clamp_to_the_last_day(start: datetime, months: int, end: datetime) -> None:
    assert add_months(start, months) == end
