"""People: which team works at a resource, and what may be asked of a team in a week.

A week runs from Monday to Sunday. What a team has worked or is to work beyond its normal hours in a week counts over
all of its resources; so do last-minute changes, which are runs that start other than the published plan says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

UNLIMITED = 1 << 40
"""Where a team's table says nothing."""

MONDAY = 3
"""1970-01-01 was a Thursday: so many days after the Monday of its week."""


def _nothing() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Teams:
    """The teams of a company, T of them; R resources.

    Parameters
    ----------
    names
        In the order of the table.
    of
        Shape (R,): team of each resource, -1: none. Empty where there are no teams.
    overtime
        Shape (T,): minutes of overtime that a team may work in a week, `UNLIMITED` where nothing is said.
    changes
        Shape (T,): runs of a week that may come to a team at short notice, `UNLIMITED` where nothing is said.
    notice_days
        Shape (T,): short notice is within so many days, today included.
    change_cost
        Shape (T,): what one last-minute change counts for, in minor units.
    """

    names: tuple[str, ...] = ()
    of: Ints = field(default_factory=_nothing)
    overtime: Ints = field(default_factory=_nothing)
    changes: Ints = field(default_factory=_nothing)
    notice_days: Ints = field(default_factory=_nothing)
    change_cost: Ints = field(default_factory=_nothing)

    def rows(self, resources: int) -> Ints:
        """Return the team of each resource, and the number of teams for those that have none; shape (R,)."""
        if not len(self.of):
            return np.full(resources, len(self.names), np.int64)
        return np.where(self.of < 0, len(self.names), self.of).astype(np.int64)


def week_of(origin: int, day: int) -> int:
    """Return the number of a day's week, that of the origin's day being 0.

    Parameters
    ----------
    origin
        Days since 1970-01-01 of day 0.
    day
        Counted from the origin; days before it have weeks of their own, below 0, but for those of its own week.
    """
    return (day + (origin + MONDAY) % 7) // 7


def first_day_of(origin: int, week: int) -> int:
    """Return the Monday of a week by its number, as days since 1970-01-01."""
    return origin - (origin + MONDAY) % 7 + 7 * week


def weeks_of(origin: int, horizon: int) -> Ints:
    """Return the number of each day's week, shape (H,)."""
    return (np.arange(horizon, dtype=np.int64) + (origin + MONDAY) % 7) // 7


def overtime_left(teams: Teams, origin: int, horizon: int) -> Ints:
    """Return the minutes of overtime that each team may still be asked for in each week, shape (T + 1, W).

    The last row is that of the resources without a team, which nothing limits.
    """
    weeks = int(weeks_of(origin, horizon)[-1]) + 1 if horizon else 0
    limits = np.append(teams.overtime, UNLIMITED)
    return np.ascontiguousarray(np.repeat(limits[:, None], weeks, axis=1), np.int64)
