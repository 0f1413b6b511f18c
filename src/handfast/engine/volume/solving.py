"""Solving a model: part by part, exactly where that is quick, by prices and recovery where the company is large.

Whatever solved it, the same follows: the decisions are carried out bucket by bucket so that they keep every limit, the
prices are mended until they contradict no decision, and the two say how far from the best the plan can be at most.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from handfast.engine.volume import exact
from handfast.engine.volume.bound import mended
from handfast.engine.volume.first_order import FirstOrder
from handfast.engine.volume.model import Model
from handfast.engine.volume.order import Graph, read_graph
from handfast.engine.volume.parts import joined, split
from handfast.engine.volume.program import Decisions, Prices, Program, build_program
from handfast.engine.volume.recover import earned, recovered
from handfast.engine.volume.shortlist import raised, shortlist

EXACT, BY_PRICES = "exact", "by prices"

FIRST_PAUSE, NEXT_PAUSE, GUIDING_PAUSE = 200, 100, 500
"""Iterations after which a plan by prices is looked at: at first, then again and again; and where it only guides."""

GUIDED, GUIDING, POLISHING = 3e-4, 6_000, 2_000
"""The gap at which prices tell which decisions need not be looked at; the most iterations that are spent on that, and
on evening out what leaving them out upset."""

AS_GOOD_AS_EXACT = 1e-6
"""The gap of a plan from a shortlist of decisions that counts as exact."""

EXACT_ROWS = 40_000
"""Up to so many rows a part is solved exactly."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try.

    Parameters
    ----------
    gap
        Large parts are improved until they are at most so far from the best, as a part of it.
    seconds
        Time limit of each exact solve; when it is over, the best so far counts.
    iterations
        Most iterations of the first-order method.
    threads
        How many parts, or shares of a large one, are worked on at once.
    exact_rows
        Up to so many rows a part is solved exactly.
    """

    gap: float = 0.004
    seconds: float = 120.0
    iterations: int = 20_000
    threads: int = 2
    exact_rows: int = EXACT_ROWS


@dataclass(frozen=True)
class Solution:
    """Decisions that keep every limit, mended prices, and what both prove.

    Attributes
    ----------
    value
        What the decisions are worth.
    bound
        What no decisions can exceed; infinite where nothing is proven.
    method
        ``EXACT`` or ``BY_PRICES``; of several parts, that of the largest.
    """

    decisions: Decisions
    prices: Prices
    value: float
    bound: float
    method: str

    @property
    def gap(self) -> float:
        """How far from the best it is at most, as a part of the best."""
        return gap_of(self.value, self.bound)


def gap_of(value: float, bound: float) -> float:
    """Return ``(bound - value) / bound``; infinite where nothing is proven, or there is nothing to compare with."""
    if not np.isfinite(bound):
        return float("inf")
    return max(bound - value, 0.0) / max(abs(bound), 1.0)


def offset(model: Model) -> float:
    """Return what leaving everything unserved and every minimum unkept would cost beyond what is not earned."""
    unserved = (model.demand.sum(axis=1) * (model.stream_value - model.stream_price)).sum()
    return float(unserved + (model.minimum_cost * model.minimum[:, None]).sum())


def solve(model: Model, effort: Effort | None = None, stop: Callable[[], bool] = lambda: False) -> Solution:
    """Return the best plan found.

    Parameters
    ----------
    stop
        Asked now and then; when it says yes, large parts end with the best so far.

    Raises
    ------
    BadConfiguration
        When HiGHS is needed and not installed.
    """
    tried = effort or Effort()
    parts = split(model)
    if len(parts) <= 1:
        return _with_offset(model, _solve_part(model, tried, stop, tried.threads))
    with ThreadPoolExecutor(tried.threads) as pool:
        found = list(pool.map(lambda part: _solve_part(part.model, tried, stop, 1), parts))
    decisions, prices = joined(model, parts, [(each.decisions, each.prices) for each in found])
    value, bound = sum(each.value for each in found), sum(each.bound for each in found)
    return _with_offset(model, Solution(decisions, prices, value, bound, found[0].method))


def _with_offset(model: Model, found: Solution) -> Solution:
    """Return a solution whose value counts what is left unserved or short as a cost, not what is not as a gain."""
    less = offset(model)
    return Solution(found.decisions, found.prices, found.value - less, found.bound - less, found.method)


def _solve_part(model: Model, effort: Effort, stop: Callable[[], bool], threads: int) -> Solution:
    rows = (model.points + model.resources + model.streams) * model.buckets
    graph = read_graph(model)
    best: Solution | None = None
    if rows <= effort.exact_rows:
        program = build_program(model)
        if rows > exact.SIMPLEX_ROWS:
            best = _by_shortlist(program, graph, effort, stop, threads)
            if best is not None:
                return best
        outcome = exact.solve(program, effort.seconds)
        if outcome is not None:
            best = _judged(model, graph, outcome.decisions, outcome.prices, EXACT)
            if outcome.finished and best.gap < effort.gap:
                return best
    return _by_prices(model, graph, effort, stop, threads, best)


def _by_shortlist(
    program: Program, graph: Graph, effort: Effort, stop: Callable[[], bool], threads: int
) -> Solution | None:
    """Solve exactly with the decisions that prices leave; None where that does not prove to be as good as exact."""
    model = program.model
    less = offset(model)
    with FirstOrder(model, graph, threads) as method:
        guess = None
        while guess is None or (method.count < GUIDING and gap_of(guess.value - less, guess.bound - less) > GUIDED):
            method.run(GUIDING_PAUSE)
            guess = _judged(model, graph, *method.found(), BY_PRICES)
        outcome = exact.solve(shortlist(program, method.found()[0], guess.prices), effort.seconds)
        if outcome is None or not outcome.finished:
            return None
        made = recovered(model, graph, outcome.decisions)
        prices, bound = raised(model, graph, outcome.prices, guess.prices)
        best = Solution(made, prices, earned(model, made), bound, EXACT)
        method.begin_at(made, prices)
        while gap_of(best.value - less, best.bound - less) > AS_GOOD_AS_EXACT and not stop():
            if method.count >= POLISHING:
                return None
            method.run(NEXT_PAUSE)
            best = _better(best, _judged(model, graph, *method.found(), EXACT))
    return best


def _by_prices(
    model: Model, graph: Graph, effort: Effort, stop: Callable[[], bool], threads: int, best: Solution | None
) -> Solution:
    """Improve prices until the plan recovered from them is close enough to the bound that they prove."""
    less = offset(model)
    pause = FIRST_PAUSE
    with FirstOrder(model, graph, threads) as method:
        while True:
            method.run(pause)
            best = _better(best, _judged(model, graph, *method.found(), BY_PRICES))
            done = gap_of(best.value - less, best.bound - less) <= effort.gap
            if done or method.count >= effort.iterations or stop():
                return best
            pause = NEXT_PAUSE


def _judged(model: Model, graph: Graph, decisions: Decisions, prices: Prices, method: str) -> Solution:
    made = recovered(model, graph, decisions)
    sound, bound = mended(model, graph, prices)
    return Solution(made, sound, earned(model, made), bound, method)


def _better(best: Solution | None, new: Solution) -> Solution:
    """Return the best decisions with the best proof of both."""
    if best is None:
        return new
    made, priced = (new if new.value > best.value else best), (new if new.bound < best.bound else best)
    return Solution(made.decisions, priced.prices, made.value, priced.bound, made.method)
