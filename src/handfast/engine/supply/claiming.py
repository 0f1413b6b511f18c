"""What the kernel did, in the independent verifier's plain terms."""

from __future__ import annotations

import numpy as np

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION
from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.placing import Placement
from handfast.engine.supply.verify import Claim, Demand, Expected, Load, Lot, Remaining, Run, Take


def remaining(state: State) -> Remaining:
    """Return a copy of a state in the verifier's terms."""
    point = np.repeat(np.arange(len(state.lot_first) - 1), np.diff(state.lot_first))
    lots = zip(point, state.lot_day, state.lot_expires, state.lot_free, strict=True)
    return Remaining(
        state.available.copy(),
        state.capacity.copy(),
        state.overtime.copy(),
        [Lot(*(int(number) for number in lot)) for lot in lots],
        state.shelf_life.copy(),
        state.people.overtime[:-1].copy(),
        _expected(state),
    )


def _expected(state: State) -> Expected | None:
    """Return what people expect to start, where a plan is published and changes of it are counted."""
    people = state.people
    if not people.near.any():
        return None
    starts = {(int(k), int(day)): int(people.expected[k, day]) for k, day in np.argwhere(people.expected)}
    return Expected(starts, people.changes[:-1].copy())


def claim_of(placement: Placement, *, overtime: bool = False, expedite: bool = False, fresh: int = 0) -> Claim:
    """Return what a placement claims.

    Parameters
    ----------
    overtime, expedite, fresh
        What was allowed, and asked for, when it was made.
    """
    classes = {PLAIN, SUBSTITUTION} | ({EXPEDITED} if expedite else set())
    demand = Demand(placement.point, placement.quantity, placement.day, frozenset(classes), overtime, fresh)
    index = {run.number: n for n, run in enumerate(placement.runs)} | {-1: -1}
    loads: dict[int, list[Load]] = {run.number: [] for run in placement.runs}
    for load in placement.loads:
        loads[load.run].append(Load(load.step, load.resource, load.day, load.regular, load.overtime))
    runs = [
        Run(run.process, run.starts, run.start_day, run.available_day, index[run.user], tuple(loads[run.number]))
        for run in placement.runs
    ]
    takes = [
        Take(take.point, take.need_day, take.quantity, index[take.user])
        for take in placement.takes
        if take.quantity  # where lots gave everything, nothing is left to take
    ]
    takes += [
        Take(take.point, take.need_day, take.quantity, index[take.user], take.lot) for take in placement.lot_takes
    ]
    return Claim(demand, tuple(runs), tuple(takes))
