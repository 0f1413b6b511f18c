"""Lead times: the (+) of the promise model, forward and backward."""

from __future__ import annotations

from handfast.engine.supply.place.arrays import (
    Packed,
)
from handfast.engine.supply.place.compiled import inlined


@inlined
def after(structure: Packed, calendar: int, day: int, days: int) -> int:
    """Return `day (+) days`; the horizon's end or later where that is beyond it."""
    if calendar < 0:
        return day + days
    horizon = structure.working_before.shape[1] - 1
    if day >= horizon:
        return horizon
    n = structure.working_before[calendar, day] + days
    if n > horizon:
        return horizon
    return structure.working_day[calendar, n]


@inlined
def before(structure: Packed, calendar: int, day: int, days: int) -> int:
    """Return the latest day whose `(+) days` is on or before `day`; -1 where there is none."""
    if day < 0:
        return -1
    if calendar < 0:
        return max(day - days, -1)
    horizon = structure.working_before.shape[1] - 1
    n = structure.working_before[calendar, min(day, horizon - 1) + 1] - 1 - days
    if n < 0:
        return -1
    return structure.working_day[calendar, n]
