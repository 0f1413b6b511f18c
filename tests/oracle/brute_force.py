"""The oracle's own check: try every legal set of runs of a tiny company, judged by the independent verifier's rules.

Slow and complete: every size, every day of starting, every amount on each step's first day. Only for companies with a
few days, small lots and at most `most_runs` runs of a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, product

import numpy as np
from tests.oracle.companies import SmallCompany, Step, Way


@dataclass(frozen=True)
class Effect:
    """What one run changes: availability by point and day, minutes by resource and day."""

    available: np.ndarray
    minutes: np.ndarray


def earliest_by_trying(company: SmallCompany, most_runs: int) -> int:
    """Return the earliest day with at most `most_runs` runs of each process; the horizon if there is none."""
    choices = []
    for way in company.ways:
        effects = list(_effects(company, way))
        choices.append([sets for n in range(most_runs + 1) for sets in combinations_with_replacement(effects, n)])
    best = company.horizon
    for chosen in product(*choices):
        runs = [run for group in chosen for run in group]
        available = company.available() + sum(run.available for run in runs)
        if runs and (sum(run.minutes for run in runs) > company.capacity()).any():
            continue
        for day in range(best):
            left = available.copy()
            left[company.point, day:] -= company.quantity
            if (left >= 0).all():
                best = day
                break
    return best


def _after(company: SmallCompany, way: Way, day: int, n: int) -> int:
    if way.lead_calendar < 0:
        return min(day + n, company.horizon)
    while day < company.horizon:
        if company.calendars[way.lead_calendar][day]:
            if n == 0:
                break
            n -= 1
        day += 1
    return day


def _effects(company: SmallCompany, way: Way) -> Iterator[Effect]:
    """Yield every legal run of `way` taken alone."""
    last = company.horizon - 1 if way.last_start is None else way.last_start
    for starts in range(way.lot_min, way.lot_max + 1):
        if starts % way.lot_multiple:
            continue
        for start in range(way.first_start, last + 1):
            ready = _after(company, way, start, way.lead_before)
            for end, minutes in _routings(company, way.steps, starts, ready, np.zeros_like(company.capacity()), {}):
                done = ready if end is None else end + 1 - way.same_day
                day = _after(company, way, done, way.lead_after)
                if day >= company.horizon:
                    continue
                change = np.zeros_like(company.available())
                change[way.output, day:] += starts * way.good[0] // way.good[1]
                for part in way.extras:
                    change[part.point, day:] += starts * part.num // part.den
                for part in way.inputs:
                    change[part.point, start:] -= -(-starts * part.num // part.den) + part.fixed
                yield Effect(change, minutes)


def _routings(
    company: SmallCompany,
    steps: tuple[Step, ...],
    starts: int,
    earliest: int,
    minutes: np.ndarray,
    spent: dict[int, int],
) -> Iterator[tuple[int | None, np.ndarray]]:
    """Yield every way of doing `steps`: last day (None without steps) and minutes."""
    if not steps:
        yield (None if not spent else earliest), minutes
        return
    step, shop = steps[0], company.shops[steps[0].resource]
    needed = step.setup + -(-starts * step.num // step.den)
    for first in range(earliest, company.horizon):
        for on_first in range(1, min(needed, shop.minutes[first] - spent.get(first, 0)) + 1):
            used, rest, day = minutes.copy(), needed - on_first, first
            used[step.resource, first] += on_first * step.units
            mine = dict(spent)
            mine[first] = mine.get(first, 0) + on_first
            while rest and day + 1 < company.horizon:
                day += 1
                part = min(rest, shop.minutes[day])
                used[step.resource, day] += part * step.units
                mine[day] = mine.get(day, 0) + part
                rest -= part
            if rest == 0:
                yield from _routings(company, steps[1:], starts, day, used, mine)
