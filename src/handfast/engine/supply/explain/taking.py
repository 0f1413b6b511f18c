"""Taking what is free: how a need is met by what is there and under way already, without any new run."""

from __future__ import annotations

import numpy as np

from handfast.engine.supply.place.arrays import LOT, TAKE, State
from handfast.engine.supply.placing import Placement


def taken(state: State, point: int, quantity: int, due: int) -> Placement:
    """Return the first day from `due` on on which a need is met by what is free, all at once; the state stays as it is.

    Taking it leaves nobody short on any later day. Lots that expire go first expired first.
    """
    horizon = state.available.shape[1]
    first, last = int(state.lot_first[point]), int(state.lot_first[point + 1])
    least = np.minimum.accumulate(state.available[point][::-1])[::-1]
    enough = np.flatnonzero(least[due:] >= quantity)
    if first == last:
        day = due + int(enough[0]) if len(enough) else horizon
        rows = [[TAKE, point, day, quantity, -1, 0, 0]] if day < horizon else []
        return _placement(point, quantity, due, day, horizon, rows)
    for day in range(due, horizon):
        rows, rest = [], quantity
        for lot in range(first, last):
            if rest and state.lot_day[lot] <= day < state.lot_expires[lot] and state.lot_free[lot] > 0:
                part = min(rest, int(state.lot_free[lot]))
                rows.append([LOT, lot, day, part, -1, point, 0])
                rest -= part
        if not rest:
            return _placement(point, quantity, due, day, horizon, rows)
    return _placement(point, quantity, due, horizon, horizon, [])


def most_taken(state: State, point: int, day: int) -> int:
    """Return the most that is free of a stock point on a day, without leaving anybody short on a later one."""
    first, last = int(state.lot_first[point]), int(state.lot_first[point + 1])
    if first == last:
        return max(int(state.available[point, day:].min()), 0)
    lots = slice(first, last)
    fresh = (state.lot_day[lots] <= day) & (day < state.lot_expires[lots])
    return int(np.maximum(state.lot_free[lots], 0)[fresh].sum())


def _placement(point: int, quantity: int, due: int, day: int, horizon: int, rows: list[list[int]]) -> Placement:
    return Placement(point, quantity, due, day, day, day < horizon, np.array(rows, np.int64).reshape(-1, 7))
