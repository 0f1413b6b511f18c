from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tables_for_tests import DAY_0, ORIGIN, tables

from handfast.engine.calendar import (
    EVERY_DAY,
    FIVE_DAYS,
    WorkingDays,
    index_working_days,
    month_buckets,
    read_calendars,
    week_buckets,
)

patterns = st.lists(st.booleans(), min_size=1, max_size=40)


def working_days(works: list[bool]) -> WorkingDays:
    before, nth = index_working_days(np.array([works]))
    return WorkingDays(before[0], nth[0])


def count_on(works: list[bool], day: int, n: int) -> int:
    """``day (+) n`` by walking from day to day."""
    while day < len(works):
        if works[day]:
            if n == 0:
                return day
            n -= 1
        day += 1
    return len(works)


@given(patterns, st.integers(0, 45), st.integers(0, 45))
def test_adding_days_is_walking_from_working_day_to_working_day(works: list[bool], day: int, n: int) -> None:
    assert working_days(works).add_days(day, n) == count_on(works, day, n)


@given(patterns, st.integers(0, 45), st.integers(0, 39))
def test_latest_day_is_the_last_from_which_the_days_fit(works: list[bool], n: int, by: int) -> None:
    by = min(by, len(works) - 1)
    fitting = [day for day in range(len(works)) if count_on(works, day, n) <= by]
    assert working_days(works).latest_day(n, by) == max(fitting, default=-1)


@given(st.integers(1, 30), st.integers(0, 40), st.integers(0, 40))
def test_calendar_days_are_a_calendar_that_works_every_day(days: int, day: int, n: int) -> None:
    assert working_days([True] * days).add_days(day, n) == min(day + n, days)


def test_zero_days_move_to_the_next_working_day() -> None:
    week = working_days([True, True, True, True, True, False, False, True])
    assert week.add_days(5, 0) == 7
    assert week.add_days(5, 1) == 8 == week.days
    assert week.latest_day(0, 6) == 4


def test_time_before_today_is_refused() -> None:
    with pytest.raises(ValueError, match="forwards"):
        working_days([True]).add_days(-1, 0)
    with pytest.raises(ValueError, match="negative"):
        working_days([True]).latest_day(-1, 0)


def test_a_calendar_without_working_time_has_no_working_day() -> None:
    never = working_days([False] * 5)
    assert never.add_days(0, 0) == 5
    assert never.latest_day(0, 4) == -1


COMPANY = tables(
    calendar=[
        {"calendar": "two shifts", "saturday": 300, **dict.fromkeys(("monday", "tuesday"), 960)},
        {"calendar": FIVE_DAYS, "monday": 60},
    ],
    calendar_exception=[
        {"calendar": "two shifts", "date": DAY_0 + timedelta(days=1), "until": DAY_0 + timedelta(days=3)},
        {"calendar": "two shifts", "date": DAY_0 + timedelta(days=3), "minutes": 120},
        {"calendar": "two shifts", "date": DAY_0 - timedelta(days=9), "until": DAY_0 - timedelta(days=1)},
        {"calendar": FIVE_DAYS, "date": DAY_0 - timedelta(days=9), "until": DAY_0 + timedelta(days=99)},
    ],
)


def test_minutes_follow_the_week_and_the_exceptions() -> None:
    calendars = read_calendars(COMPANY, ORIGIN, 9)
    assert calendars.minutes[0].tolist() == [960, 0, 0, 120, 480, 300, 0, 960, 960]
    assert calendars.working_before[0].tolist() == [0, 1, 1, 1, 2, 3, 4, 4, 5, 6]
    assert calendars.working_day[0].tolist() == [0, 3, 4, 5, 7, 8, 9, 9, 9, 9]


def test_built_in_calendars_stay_what_they_are_under_a_taken_name() -> None:
    calendars = read_calendars(COMPANY, ORIGIN, 9)
    assert calendars.names == ("two shifts", FIVE_DAYS, FIVE_DAYS, EVERY_DAY)
    assert calendars.minutes[calendars.place_of(FIVE_DAYS, "resource")].sum() == 0
    assert calendars.minutes[calendars.place_of("", "resource")].tolist() == [480] * 5 + [0, 0, 480, 480]
    assert calendars.place_of("", "supplier") == calendars.place_of("", "resource")
    assert (calendars.minutes[calendars.place_of("", "customer")] > 0).all()


@given(st.dates(date(1999, 1, 1), date(2060, 1, 1)), st.integers(1, 120))
def test_weeks_begin_on_monday_and_months_on_the_first(today: date, days: int) -> None:
    origin = (today - date(1970, 1, 1)).days
    for buckets, key in (
        (week_buckets(origin, days), lambda day: day.isocalendar()[:2]),
        (month_buckets(origin, days), lambda day: (day.year, day.month)),
    ):
        keys = [key(today + timedelta(days=day)) for day in range(days)]
        assert buckets.of_day.tolist() == [sorted(set(keys)).index(each) for each in keys]
        assert buckets.first[0] == 0
        assert buckets.first[-1] == days
        for bucket in range(len(buckets.first) - 1):
            assert (buckets.of_day[buckets.first[bucket] : buckets.first[bucket + 1]] == bucket).all()
