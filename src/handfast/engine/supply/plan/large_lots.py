"""Lots that are larger than all that a plan needs of them: started once, and mostly left over when the horizon ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from handfast.engine.supply.place.arrays import RUN
from handfast.engine.supply.plan.neighbours import rows_with_owner
from handfast.engine.supply.plan.schedule import Schedule


class LargeLot(NamedTuple):
    """The one run of a process, and how much of it is left over, in the stock point's smallest units."""

    process: int
    point: int
    made: int
    left: int


def large_lots(schedule: Schedule) -> list[LargeLot]:
    """Return the processes that start once, with their smallest lot, most of which is left over; the dearest first.

    Goods that grow old are left out: what is left of each of their lots is not known by the stock point.
    """
    s, state, cost = schedule.network.structure, schedule.state, schedule.network.item_cost
    rows, _ = rows_with_owner(schedule.kept, RUN)
    processes, first, count = np.unique(rows[:, 1], return_index=True, return_counts=True)
    found = []
    for process, starts in zip(processes[count == 1].tolist(), rows[first[count == 1], 2].tolist(), strict=True):
        point = int(s.output_point[process])
        if starts != s.lot_min[process] or starts == 1 or state.shelf_life[point]:
            continue
        made = starts * int(s.yield_num[process]) // int(s.yield_den[process])
        left = min(int(state.available[point, -1]), made)
        if 2 * left > made:
            found.append(LargeLot(process, point, made, left))
    worth = {lot: lot.left * int(cost.num[lot.point]) // int(cost.den[lot.point]) for lot in found}
    return sorted(found, key=lambda lot: (-worth[lot], lot.process))
