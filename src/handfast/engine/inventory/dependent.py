"""What stock points need for one another: components of what is made, goods of what is moved.

Each stock point is supplied by its best-ranked process. Its demand becomes, a lead time earlier, demand of what that
process takes, times what one unit takes. Seen gross, it is what flows through a stock point in the long run, from which
policies are made; seen net, only what stock and supply on its way do not cover has to be made or brought anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from handfast.engine.inventory.demand_history import WEEK
from handfast.engine.network import PLAIN, Network

Floats = NDArray[np.float64]
NO_WAY = -1
WINDOW = 4
"""Weeks in which a promise uses up what was expected; a part of :data:`~handfast.engine.inventory.expected.WEEKS`."""


@dataclass(frozen=True)
class Ways:
    """By which process each stock point is supplied, P of them.

    Attributes
    ----------
    best
        Way of supply, shape (P,); ``NO_WAY`` where there is none.
    order
        Stock points, those that take from others before those they take from.
    rings
        Stock points that need themselves, through others; they are in no order.
    """

    best: NDArray[np.int64]
    order: tuple[int, ...]
    rings: frozenset[int]


def inputs_of(network: Network, way: int) -> list[tuple[int, float]]:
    """Return the stock points that a way takes from, with what one unit of its output takes."""
    structure = network.structure
    good = float(structure.yield_num[way]) / float(structure.yield_den[way])
    usual = float(structure.lot_min[way])
    return [
        (
            int(structure.input_point[n]),
            (float(structure.input_num[n]) / float(structure.input_den[n]) + float(structure.input_fixed[n]) / usual)
            / good,
        )
        for n in range(structure.input_first[way], structure.input_first[way + 1])
        if good > 0
    ]


def plain_ways(network: Network, point: int) -> list[int]:
    """Return the ways by which a stock point may be supplied as usual from today on, best first."""
    structure = network.structure
    return [
        way
        for way in range(structure.process_first[point], structure.process_first[point + 1])
        if structure.process_class[way] == PLAIN and structure.last_start[way] >= structure.first_start[way]
    ]


def read_ways(network: Network) -> Ways:
    """Return how each stock point is supplied."""
    points = len(network.items)
    best = np.array([(plain_ways(network, point) or [NO_WAY])[0] for point in range(points)], np.int64)
    takers = np.zeros(points, np.int64)
    sources = [
        [] if way == NO_WAY else sorted({source for source, _ in inputs_of(network, way)}) for way in best.tolist()
    ]
    for each in sources:
        takers[each] += 1
    order = np.flatnonzero(takers == 0).tolist()
    for point in order:
        for source in sources[point]:
            takers[source] -= 1
            if takers[source] == 0:
                order.append(source)
    return Ways(best, tuple(order), frozenset(range(points)) - frozenset(order))


def gross_variance(network: Network, ways: Ways, own: Floats) -> Floats:
    """Return the variance of a day's demand with that of all takers, taken as independent; shape (P,)."""
    total = own.copy()
    for point in ways.order:
        if (way := int(ways.best[point])) != NO_WAY:
            for source, per_unit in inputs_of(network, way):
                total[source] += per_unit**2 * total[point]
    return total


def gross_demand(network: Network, ways: Ways, own: Floats, lead_days: Sequence[float]) -> Floats:
    """Return expected demand with that of all takers, by week, shape (P, W), a lead time earlier each."""
    total = own.copy()
    for point in ways.order:
        _pass_on(network, int(ways.best[point]), total[point], total, lead_days[point], piled=False)
    return total


def unpromised(own: Floats, bound: Floats) -> Floats:
    """Return expected demand of customers that no promise has met yet, by week, shape (P, W).

    A promise uses up what was expected in the same `WINDOW` weeks, whichever week it is for; the rest keeps its shape.

    Parameters
    ----------
    own
        What customers are expected to want, shape (P, W).
    bound
        What is bound already, by the week of need, shape (P, W).
    """
    windows = (len(own), own.shape[1] // WINDOW, WINDOW)
    expected = own.reshape(windows).sum(axis=2, keepdims=True)
    left = np.maximum(expected - bound.reshape(windows).sum(axis=2, keepdims=True), 0)
    share = np.divide(left, expected, out=np.zeros_like(left), where=expected > 0)
    return np.asarray((own.reshape(windows) * share).reshape(own.shape))


def worth_of_missing(network: Network, ways: Ways, own: Sequence[Fraction | None]) -> list[Fraction | None]:
    """Return what is lost with a unit that lacks, at each stock point: its margin, or that of what is not made of it.

    Where it goes into several things, the one that loses least has to wait. None: nothing is known.
    """
    worth = list(own)
    for point in ways.order:
        here = worth[point]
        if here is None or (way := int(ways.best[point])) == NO_WAY:
            continue
        for source, per_unit in inputs_of(network, way):
            if per_unit > 0:
                through = here / Fraction(per_unit).limit_denominator(10**6)
                known = worth[source]
                worth[source] = through if known is None else min(known, through)
    return worth


def net_demand(network: Network, ways: Ways, own: Floats, lead_days: Sequence[float], free: Floats) -> Floats:
    """Return expected demand of which nothing is promised yet, by week, shape (P, W).

    Parameters
    ----------
    own
        What customers are expected to want beyond what is promised, see :func:`unpromised`.
    free
        Supply that nothing is bound to, by the week from which it is there; only what it does not cover is passed on.
    """
    total = own.copy()
    for point in ways.order:
        missing = np.maximum.accumulate(np.maximum(np.cumsum(total[point]) - np.cumsum(free[point]), 0))
        anew = np.diff(missing, prepend=0)
        _pass_on(network, int(ways.best[point]), anew, total, lead_days[point], piled=True)
    return total


def _pass_on(network: Network, way: int, weeks: Floats, total: Floats, lead_days: float, *, piled: bool) -> None:
    """Add what supplying `weeks` takes to its sources.

    What should have been started before today is needed now, where it is `piled`; in the long run it was started then.
    """
    if way == NO_WAY:
        return
    earlier = min(round(lead_days / WEEK), len(weeks) - 1)
    needed = np.append(weeks[earlier:], np.full(earlier, weeks[-1]))
    if piled:
        needed[0] += weeks[:earlier].sum()
    for source, per_unit in inputs_of(network, way):
        total[source] += per_unit * needed
