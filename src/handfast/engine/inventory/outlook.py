"""How the free stock of one stock point goes on, if nothing is done: when it runs out, and what will expire."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handfast.engine.inventory.demand_history import WEEK

Floats = NDArray[np.float64]
ROUND = 1e-6
"""Below this part of a smallest unit a difference is none."""


class Free(NamedTuple):
    """A supply of which something is still free; below 0 where it is owed.

    Attributes
    ----------
    day
        Day from which it is there, from today; today or before: stock.
    expires
        First day on which it can no longer be used; beyond the weeks that are looked at: it does not expire.
    quantity
        Smallest units that nothing is bound to.
    """

    day: int
    expires: int
    quantity: int


class Outlook(NamedTuple):
    """What is to come of a stock point.

    Attributes
    ----------
    now
        Free stock today; below 0 where more is owed than there is.
    position
        Free stock and all free supply on its way.
    out_on
        First day on which expected demand finds too little; None: none within the weeks looked at.
    lacking
        Expected demand that finds nothing, by day, shape (D + 1,): up to the start of each day.
    expiring
        Quantity that will expire before anybody is expected to want it.
    """

    now: int
    position: int
    out_on: int | None
    lacking: Floats
    expiring: int

    def short_by(self, day: float) -> int:
        """Return the units that are expected to lack before `day`, rounded down."""
        return int(float(self.lacking[min(max(math.ceil(day), 0), len(self.lacking) - 1)]) + ROUND)


def look_ahead(supplies: Sequence[Free], weeks: Floats) -> Outlook:
    """Return the outlook of a stock point.

    Parameters
    ----------
    supplies
        What is free.
    weeks
        Expected demand of the coming weeks that nothing is bound to yet, shape (W,).
    """
    days = len(weeks) * WEEK
    demand = np.concatenate([[0.0], np.cumsum(np.repeat(weeks / WEEK, WEEK))])  # before the start of each day
    there = np.zeros(days + 1)
    for supply in supplies:
        if supply.day <= days:
            there[max(supply.day, 0)] += supply.quantity
    before = np.concatenate([[there[0]], np.cumsum(there)[:-1]])  # supply of a day serves demand of that day
    lacking = np.maximum.accumulate(np.maximum(demand - before, 0))
    out = np.flatnonzero(np.floor(lacking + ROUND) >= 1)
    return Outlook(
        now=sum(supply.quantity for supply in supplies if supply.day <= 0),
        position=sum(supply.quantity for supply in supplies),
        out_on=max(int(out[0]) - 1, 0) if out.size else None,
        lacking=lacking,
        expiring=_expiring(supplies, demand),
    )


def _expiring(supplies: Sequence[Free], demand: Floats) -> int:
    """Return what is left of lots when they expire, where those that expire first are used first."""
    used = left = 0.0
    for supply in sorted(supplies, key=lambda each: each.expires):
        if supply.expires >= len(demand):
            break
        wanted = max(float(demand[max(supply.expires, 0)]) - used, 0.0)
        taken = min(max(supply.quantity, 0), wanted)
        used += taken
        left += max(supply.quantity, 0) - taken
    return int(left + ROUND)
