"""Days as whole numbers from the first day of the simulation, and who works on which of them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from handfast.examples.alder_and_pine.places import CALENDARS, REGIONS, SITES, TODAY, calendar_exceptions

START = date(2024, 1, 1)
"""A Monday; the two months before the first order that is kept let the simulation run itself in."""
END = (TODAY - START).days
DAYS = END + 500
WEEKS = DAYS // 7
NEVER = 10**6

Ints = NDArray[np.int64]


def day_of(number: int) -> date:
    """Return the date of day `number`."""
    return START + timedelta(days=int(number))


def number_of(day: date) -> int:
    """Return the number of `day`."""
    return (day - START).days


@cache
def minutes(calendar: str) -> Ints:
    """Return working minutes of one unit on each day; an empty name works every day."""
    if not calendar:
        return np.full(DAYS, 480, dtype=np.int64)
    week = np.array(CALENDARS[calendar], dtype=np.int64)
    worked = np.resize(week, DAYS)
    for row in calendar_exceptions():
        if row["calendar"] == calendar:
            first, last = number_of(row["date"]), number_of(row["until"])
            worked[max(first, 0) : max(last + 1, 0)] = row["minutes"]
    return worked


@cache
def next_working(calendar: str) -> Ints:
    """Return for each day the first working day on or after it."""
    days = np.arange(DAYS)
    open_days = days[minutes(calendar) > 0]
    return np.append(open_days, DAYS - 1)[np.searchsorted(open_days, days)]


@cache
def after(calendar: str, count: int) -> Ints:
    """Return for each day the `count`-th working day after the first working day on or after it."""
    days = np.arange(DAYS)
    if not calendar:
        return np.minimum(days + count, DAYS - 1)
    open_days = days[minutes(calendar) > 0]
    place = np.minimum(np.searchsorted(open_days, days) + count, len(open_days) - 1)
    return open_days[place]


@cache
def arrival(site: str, region: str, calendar: str) -> Ints:
    """Return for each day of shipping the day on which the customer has the goods."""
    transit = REGIONS[region][SITES.index(site)]
    return next_working(calendar)[after("carrier", transit)]


@cache
def ship_day(site: str, region: str, calendar: str) -> Ints:
    """Return for each day of arrival the latest day of shipping that meets it; -1 where none does."""
    arrive = arrival(site, region, calendar)
    works = np.flatnonzero(minutes("warehouse") > 0)
    reached = arrive[works]
    place = np.searchsorted(reached, np.arange(DAYS), side="right") - 1
    return np.where(place >= 0, works[np.maximum(place, 0)], -1)
