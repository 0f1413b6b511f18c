"""No plan can cost less than this: a lower bound on the points of lateness and shortage.

Every demand alone cannot ship before its own bound. Demands that must load a resource also share its minutes, and those
that must take from a stock point share what is there until more of it can be supplied. For any prices of the minutes of
each day and of that stock, what the demands would pay and be late at best, less what all minutes and the stock are
worth, is a lower bound (Lagrangian relaxation; Held, Wolfe and Crowder, *Validation of subgradient optimization*,
Mathematical Programming 6, 1974). The prices are improved step by step; any prices give a true bound.

What it leaves out can only make plans dearer: lots, set-ups, what may be asked of people. A demand that may be met in
portions ships none of them before one unit could, and each takes its part of minutes, stock and points at least; so the
best of its days for all of it costs no more than any portions on several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.engine.network import Ints, Structure
from handfast.engine.supply.plan.must import StockUses, must_load, must_take
from handfast.engine.supply.plan.schedule import Schedule

Floats = NDArray[np.float64]

ROUNDS = 400
PATIENCE = 10
COOLER = 0.8
"""Steps become so much shorter when the bound has not grown for `PATIENCE` rounds."""

LESS = 1e-9
"""Part by which a bound in floating point is lowered, so that it stays one."""


@dataclass(frozen=True)
class Bound:
    """A lower bound on a plan's points.

    Parameters
    ----------
    alone
        Points if every demand were the only one.
    shared
        Points at least, where demands share resources; not less than `alone`.
    """

    alone: int
    shared: int


def lower_bound(schedule: Schedule, earliest: Ints, known: Ints) -> Bound:
    """Return a lower bound on the points of any plan.

    Parameters
    ----------
    schedule
        Nothing is placed on it. Where its `wanted.overtime` is set, the bound holds for plans with overtime, too.
    earliest
        A day before which each demand cannot ship; the horizon: never. Of those that may be met in portions a portion
        may ship sooner; that is looked up here.
    known
        Points of lateness and shortage of each demand in a plan that is known: the better, the faster prices improve.
    """
    demands, horizon = schedule.demands, schedule.network.horizon
    circling = in_circles(schedule.network.structure)
    if circling.any():
        schedule = _lent(schedule, circling)
        earliest = np.minimum(earliest, [schedule.soonest(k, int(q)) for k, q in enumerate(demands.quantity)])
    earliest = _earliest_of_any(schedule, earliest)
    late = demands.late_cost * np.maximum(earliest - demands.due, 0)
    alone = np.where(earliest >= horizon, demands.unmet_cost, np.minimum(late, demands.unmet_cost))
    resource, minutes = must_load(schedule)
    uses = must_take(schedule)
    lines = [
        _Line(schedule, r, np.flatnonzero(resource == r), minutes, earliest, uses) for r in np.unique(resource).tolist()
    ]
    shared = _raised(lines, uses, known)
    return Bound(int(alone.sum()), max(int(alone.sum()), shared))


def _lent(schedule: Schedule, circling: NDArray[np.bool_]) -> Schedule:
    """Return a schedule on which what is bound for later at stock points in circles may be taken before that.

    No demand alone may give it back, for then its supply would go round; but in a plan another demand's may. So at such
    a point as much may be taken as was ever there by then.
    """
    lent = schedule.apart()
    rows = lent.state.available
    rows[circling] = np.maximum.accumulate(rows[circling], axis=1)
    return lent


def in_circles(structure: Structure) -> NDArray[np.bool_]:
    """Return which stock points goods may come back to, or lie on the way between such, shape (P,).

    Those remain when points that nothing comes to, and points that nothing goes on from, are left out again and again.
    """
    inputs = np.diff(structure.input_first)
    comes = np.repeat(structure.output_point, inputs)
    goes = structure.input_point[: len(comes)]
    left = np.ones(len(structure.process_first) - 1, np.bool_)
    while True:
        open_ = left[comes] & left[goes]
        again = np.zeros(len(left), np.bool_)
        again[comes[open_]] = True
        going = np.zeros(len(left), np.bool_)
        going[goes[open_]] = True
        again &= going & left
        if (again == left).all():
            return left
        left = again


def _earliest_of_any(schedule: Schedule, earliest: Ints) -> Ints:
    """Return the days before which nothing of the demands can ship."""
    found = earliest.copy()
    if schedule.demands.portions is not None:
        for k in np.flatnonzero((schedule.demands.portions > 0) & (earliest > schedule.demands.due)).tolist():
            found[k] = min(int(found[k]), schedule.soonest(k, 1))
    return found


class _Line:
    """The demands that share the minutes of one resource, or (resource -1) that share none.

    After the day by which the resource could have done everything, minutes are free of charge: so no day after it,
    after the last demand's earliest one, and after the last day on which stock is scarce, needs a look.
    """

    def __init__(
        self, schedule: Schedule, resource: int, members: Ints, minutes: Ints, earliest: Ints, uses: StockUses
    ) -> None:
        demands, self.members, self.priced = schedule.demands, members, resource >= 0
        room = schedule.state.capacity[resource] * (resource >= 0)
        if resource >= 0 and schedule.wanted.overtime[members].any():
            room = room + schedule.state.overtime[resource]
        self.work = minutes[members].astype(np.float64)
        self.done = int(np.searchsorted(np.cumsum(room), self.work.sum())) + 1 if self.priced else 1
        mine = np.isin(uses.demand, members)
        scarce_until = int(uses.until[mine].max(initial=0))
        last = max(self.done, int(np.minimum(earliest[members], len(room) - 1).max()) + 1, scarce_until) + 1
        last = min(last, len(room))
        days = np.arange(last)
        late = demands.late_cost[members, None] * np.maximum(days[None, :] - demands.due[members, None], 0)
        self._late = np.where(days[None, :] < earliest[members][:, None], np.inf, late.astype(np.float64))
        self._unmet = demands.unmet_cost[members].astype(np.float64)
        self._free = room[:last].astype(np.float64)
        self._price = np.zeros(last)
        self._row = np.searchsorted(members, uses.demand[mine])
        self._thing, self._amount, self._until = uses.thing[mine], uses.amount[mine], uses.until[mine]

    def look(self, stock_prices: Floats, known: float, scale: float) -> tuple[float, Floats]:
        """Return the line's part of the bound and what it takes of scarce stock; then make its own prices better."""
        cost = self._late + self.work[:, None] * np.minimum.accumulate(self._price)[None, :]
        for row, thing, amount, until in zip(self._row, self._thing, self._amount, self._until, strict=True):
            if stock_prices[thing] > 0:
                cost[row, :until] += amount * stock_prices[thing]
        day = np.argmin(cost, axis=1)
        least = cost[np.arange(len(day)), day]
        served = least < self._unmet
        value = float(np.where(served, least, self._unmet).sum() - self._price @ self._free)
        early = served[self._row] & (day[self._row] < self._until)
        taken = np.bincount(self._thing[early], self._amount[early], len(stock_prices)).astype(np.float64)
        if self.priced:
            used = np.bincount(_day_of_cheapest(self._price)[day[served]], self.work[served], len(self._price))
            self._make_better(used - self._free, max(known - value, known * 0.01) * scale)
        return value, taken

    def worth(self, stock_prices: Floats) -> float:
        """Return at most what the line's demands would pay for scarce stock."""
        return float((self._amount * stock_prices[self._thing]).sum())

    def _make_better(self, used: Floats, step: float) -> None:
        used[(self._price <= 0) & (used < 0)] = 0.0
        used[self.done :] = 0.0
        size = float(used @ used)
        if size > 0:
            self._price = np.maximum(self._price + step / size * used, 0.0)


def _raised(lines: list[_Line], uses: StockUses, known: Ints) -> int:
    """Return the best bound that is found while the prices are improved."""
    prices, best, scale, tired = np.zeros(len(uses.there)), 0.0, 1.0, 0
    target = float(known.sum())
    for _ in range(ROUNDS):
        total, used = -float(prices @ uses.there), -uses.there.astype(np.float64)
        for line in lines:
            worth = float(known[line.members].sum()) + line.worth(prices)
            value, taken = line.look(prices, worth, scale)
            total += value
            used += taken
        tired = 0 if total > best else tired + 1
        if tired > PATIENCE:
            scale, tired = scale * COOLER, 0
        best = max(best, total)
        used[(prices <= 0) & (used < 0)] = 0.0
        size = float(used @ used)
        if size > 0:
            prices = np.maximum(prices + scale * max(target - total, target * 0.01) / size * used, 0.0)
        elif not any(line.priced for line in lines):
            break
    return max(0, int(best * (1 - LESS)))


def _day_of_cheapest(price: Floats) -> Ints:
    """Return for each day the last day up to it with the lowest price so far."""
    cheapest = np.minimum.accumulate(price)
    here = np.where(price <= cheapest, np.arange(len(price)), 0)
    return np.maximum.accumulate(here).astype(np.int64)
