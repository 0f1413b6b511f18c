"""Working time: which days count, how lead times are counted in them, and weeks and months as buckets.

Days are counted from an origin (day 0 is the company's today). A lead time is added with ``(+)``: ``d (+) n`` is the
``n``-th working day after the first working day on or after ``d``, so that ``(+) 0`` moves to the next working day.
Calendar days are the same operation on a calendar that works every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from handfast.engine.tables.frame import Tables, frame_of
from handfast.engine.tables.structure import WEEKDAYS

Ints = NDArray[np.int64]

EPOCH = date(1970, 1, 1)
FIVE_DAYS = "Monday to Friday"
EVERY_DAY = "every day"
FULL_DAY = 480
"""Minutes that the two built-in calendars work on a working day."""

DEFAULT_CALENDAR = {
    "resource": FIVE_DAYS,
    "supplier": FIVE_DAYS,
    "site": EVERY_DAY,
    "customer": EVERY_DAY,
    "lane": EVERY_DAY,
}
"""Built-in calendar of a row of each table that names none."""


@dataclass(frozen=True)
class WorkingDays:
    """The working days among the first D days of one calendar.

    Attributes
    ----------
    before
        Shape (D + 1,): number of working days in ``[0, d)``.
    nth
        Shape (D + 1,): day of the ``k``-th working day, counted from 0; D where the known days end.
    """

    before: Ints
    nth: Ints

    @property
    def days(self) -> int:
        """Number of days known, D."""
        return len(self.before) - 1

    def add_days(self, day: int, n: int) -> int:
        """Return ``day (+) n``, or D where that lies beyond the known days.

        Raises
        ------
        ValueError
            When `day` or `n` is negative: time before day 0 is not known.
        """
        if day < 0 or n < 0:
            raise ValueError(f"days are added forwards from day 0 on, not {n} days to day {day}")
        if day >= self.days:
            return self.days
        return int(self.nth[min(int(self.before[day]) + n, self.days)])

    def latest_day(self, n: int, by: int) -> int:
        """Return the latest day whose ``(+) n`` is on or before day `by`, or -1 where there is none.

        Only known days are looked at: for `by` on or after D the answer is the one for D - 1.
        """
        if n < 0:
            raise ValueError(f"a lead time is not negative: {n} days")
        if by < 0:
            return -1
        k = int(self.before[min(by + 1, self.days)]) - 1 - n
        return int(self.nth[k]) if k >= 0 else -1


def index_working_days(works: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return ``working_before`` and ``working_day``, each of shape (C, D + 1), of calendars.

    Parameters
    ----------
    works
        Shape (C, D): whether the calendar works on the day.
    """
    calendars, days = works.shape
    before = np.zeros((calendars, days + 1), dtype=np.int64)
    np.cumsum(works, axis=1, out=before[:, 1:])
    nth = np.full((calendars, days + 1), days, dtype=np.int64)
    calendar, day = np.nonzero(works)
    nth[calendar, before[calendar, day]] = day
    return before, nth


@dataclass(frozen=True)
class Calendars:
    """All calendars of a company over D days, the two built-in ones last.

    Attributes
    ----------
    origin
        Day 0, in days since 1970-01-01.
    names
        Shape (C,): names in the table's order, then ``FIVE_DAYS`` and ``EVERY_DAY``.
    minutes
        Shape (C, D): working minutes of one unit.
    working_before, working_day
        Shape (C, D + 1), as in :class:`WorkingDays`.
    """

    origin: int
    names: tuple[str, ...]
    minutes: Ints
    working_before: Ints
    working_day: Ints

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Place of each calendar; a calendar of the table hides a built-in one of the same name."""
        return {name: n for n, name in reversed(list(enumerate(self.names)))}

    def default_of(self, table: str) -> int:
        """Return the place of the built-in calendar for rows of `table` that name none."""
        return len(self.names) - (2 if DEFAULT_CALENDAR[table] == FIVE_DAYS else 1)

    def place_of(self, name: str, table: str) -> int:
        """Return the place of calendar `name`; an empty name means the default of `table`."""
        return self.index_of[name] if name else self.default_of(table)

    def working_days(self, place: int) -> WorkingDays:
        """Return the working days of the calendar at `place`."""
        return WorkingDays(self.working_before[place], self.working_day[place])


def read_calendars(tables: Tables, origin: int, days: int) -> Calendars:
    """Return the company's calendars from day `origin` (days since 1970-01-01) over `days` days.

    Where exceptions of one calendar overlap, the one that begins later holds.
    """
    frame = frame_of(tables, "calendar")
    names = (*frame["calendar"].to_list(), FIVE_DAYS, EVERY_DAY)
    week = np.vstack(
        [
            frame.select(WEEKDAYS).to_numpy().astype(np.int64).reshape(-1, 7),
            [[FULL_DAY] * 5 + [0] * 2, [FULL_DAY] * 7],
        ]
    )
    weekday = (origin + np.arange(days) + EPOCH.weekday()) % 7
    minutes = np.ascontiguousarray(week[:, weekday])
    place_of = {name: n for n, name in enumerate(names[:-2])}
    exceptions = frame_of(tables, "calendar_exception").select(
        "calendar",
        pl.col("date").cast(pl.Int32).cast(pl.Int64).sub(origin).alias("first"),
        pl.col("until").fill_null(pl.col("date")).cast(pl.Int32).cast(pl.Int64).sub(origin).alias("last"),
        "minutes",
    )
    for calendar, first, last, length in exceptions.sort("first", maintain_order=True).iter_rows():
        minutes[place_of[calendar], max(first, 0) : max(last + 1, 0)] = length
    before, nth = index_working_days(minutes > 0)
    return Calendars(origin, names, minutes, before, nth)


@dataclass(frozen=True)
class Buckets:
    """Days put together: weeks or months.

    Attributes
    ----------
    first
        Shape (B + 1,): first day of each bucket, then D; the first begins on day 0 even if its week or month does not.
    of_day
        Shape (D,): bucket of each day.
    """

    first: Ints
    of_day: Ints


def _buckets(new: NDArray[np.bool_]) -> Buckets:
    of_day = np.cumsum(new).astype(np.int64) - 1
    return Buckets(np.append(np.nonzero(new)[0], len(new)).astype(np.int64), of_day)


def week_buckets(origin: int, days: int) -> Buckets:
    """Return weeks, Monday to Sunday, over `days` days from `origin` (days since 1970-01-01)."""
    new = (origin + np.arange(days) + EPOCH.weekday()) % 7 == 0
    new[:1] = True
    return _buckets(new)


def month_buckets(origin: int, days: int) -> Buckets:
    """Return calendar months over `days` days from `origin` (days since 1970-01-01)."""
    new = np.array([(EPOCH + timedelta(days=origin + day)).day == 1 for day in range(days)], dtype=np.bool_)
    new[:1] = True
    return _buckets(new)
