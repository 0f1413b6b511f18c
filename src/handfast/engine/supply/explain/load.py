"""Load by cause: where the minutes of every resource and week go. The parts sum to what the week usually has.

A run's minutes are caused by whom its output serves in the end, in the same parts; the set-up at its beginning is
counted as changeover. What the calendar takes away from a usual week is downtime; overtime comes on top.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from handfast.engine.network import Ints
from handfast.engine.supply.explain.flow import LEFT_OVER, Parts, split

PROMISED, ORDER, FORECAST, SAFETY, SURPLUS = "promised", "order", "forecast", "safety", "surplus"
CHANGEOVER, FREE, DOWNTIME = "changeover", "free", "downtime"
CAUSES = (PROMISED, ORDER, FORECAST, SAFETY, SURPLUS, CHANGEOVER, FREE, DOWNTIME)
"""What a week's usual minutes go to: promises that hold supply; orders at risk that the plan meets; forecast; safety
stock; lots larger than needed; set-ups; nothing; days off."""


class Minutes(NamedTuple):
    """Minutes that a run takes of a resource on a day, over all units."""

    run: Hashable
    resource: int
    day: int
    regular: int
    overtime: int


@dataclass(frozen=True)
class WeekLoad:
    """A resource's week in minutes.

    Parameters
    ----------
    usual
        What the week has by the calendar's pattern, or by its exceptions where that is more, on the days that are
        looked at; the sum of `by_cause`.
    by_cause
        Minutes by cause, all of `CAUSES`.
    overtime
        Minutes beyond that.
    """

    resource: int
    week: int
    usual: int
    by_cause: Mapping[str, int]
    overtime: int

    @property
    def there(self) -> int:
        """Minutes that the resource really has."""
        return self.usual - self.by_cause[DOWNTIME]


def load_by_cause(
    minutes: Iterable[Minutes],
    setups: Mapping[tuple[Hashable, int], int],
    parts: Mapping[Hashable, Parts],
    there: Ints,
    usual: Ints,
    week_of: Ints,
) -> list[WeekLoad]:
    """Return where the minutes of each resource and week go.

    Parameters
    ----------
    minutes
        What all runs take; no day has more than it has.
    setups
        Minutes of each run's set-ups on a resource.
    parts
        What becomes of each run's output, by cause; what is left over is surplus.
    there, usual
        Minutes of all units by day, shape (R, H): with and without the calendar's exceptions.
    week_of
        Week of each day, shape (H,), any ascending numbers.
    """
    taken: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    overtime: dict[tuple[int, int], int] = defaultdict(int)
    rest = dict(setups)
    horizon = len(week_of)
    for each in sorted(minutes, key=lambda each: (each.resource, each.day)):
        if not 0 <= each.day < horizon:
            continue
        week = each.resource, int(week_of[each.day])
        overtime[week] += each.overtime
        setup = min(rest.get((each.run, each.resource), 0), each.regular)
        if setup:
            rest[each.run, each.resource] -= setup
            taken[week][CHANGEOVER] += setup
        served = parts.get(each.run)
        if served is None or not served.whole:
            taken[week][SURPLUS] += each.regular - setup
            continue
        for cause, part in split(each.regular - setup, served).items():
            taken[week][SURPLUS if cause == LEFT_OVER else str(cause)] += part
    return list(_weeks(taken, overtime, there, usual, week_of))


def _weeks(
    taken: Mapping[tuple[int, int], Mapping[str, int]],
    overtime: Mapping[tuple[int, int], int],
    there: Ints,
    usual: Ints,
    week_of: Ints,
) -> Iterable[WeekLoad]:
    most = there.clip(min=usual)
    for resource in range(len(there)):
        for week in dict.fromkeys(week_of.tolist()):
            days = week_of == week
            whole, has = int(most[resource, days].sum()), int(there[resource, days].sum())
            by_cause = dict.fromkeys(CAUSES, 0) | dict(taken.get((resource, week), {}))
            by_cause[FREE] = has - sum(by_cause.values())
            by_cause[DOWNTIME] = whole - has
            yield WeekLoad(resource, week, whole, by_cause, overtime.get((resource, week), 0))
