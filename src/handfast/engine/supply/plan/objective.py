"""What a plan is judged by: one sum of points, each part of which can be read.

    late        points of each day of lateness, by demand
    unmet       points of each demand that cannot be met before the horizon
    inventory   each unit, each day from when it is there until it is used or shipped, at what it costs to keep
    overtime    each minute of it
    expedite    each start and each run of an expedited process
    changeover  each run's set-up, at what the resource costs
    change      each run that comes or goes at short notice, against the published plan, for each team that it concerns

All parts are whole numbers of points. Where they are money, a point is the ten-thousandth part of a minor unit, so that
a day of a screw's storage still counts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numba import types

from handfast.engine.network import EXPEDITED, Ints, Network, Rate
from handfast.engine.supply.place.arrays import (
    LOAD,
    LOAD_FIRST,
    LOAD_RESOURCE,
    LOAD_SETUP,
    LOAD_UNITS,
    LOT,
    MAKE,
    PACKED,
    RUN,
    TAKE,
    VECTOR,
    Packed,
    i8,
)
from handfast.engine.supply.place.compiled import compiled, part
from handfast.engine.supply.place.sequence import KEPT, NOT_PLACED, Kept

POINTS_PER_MINOR_UNIT = 10_000
LATE, UNMET, INVENTORY, OVERTIME, EXPEDITE, CHANGEOVER, CHANGE = range(7)
PARTS = ("late", "unmet", "inventory", "overtime", "expedite", "changeover", "change")


class Rates(NamedTuple):
    """What each thing costs, in points. N demands, P stock points, R resources, K processes."""

    late: Ints  # (N,) a day
    unmet: Ints  # (N,)
    due: Ints  # (N,)
    quantity: Ints  # (N,)
    point: Ints  # (N,)
    holding: Ints  # (P,) a smallest unit and day
    overtime: Ints  # (R,) a minute
    expedite: Ints  # (K,) a start
    expedite_fixed: Ints  # (K,) a run
    setup: Ints  # (R,) a minute


RATES = types.NamedUniTuple(VECTOR, len(Rates._fields), Rates)


class Score(NamedTuple):
    """Points of a plan, part by part."""

    late: int
    unmet: int
    inventory: int
    overtime: int
    expedite: int
    changeover: int
    change: int = 0

    @property
    def total(self) -> int:
        """All points."""
        return sum(self)


def points(rate: Rate, times: Fraction = Fraction(1)) -> Ints:
    """Return money rates in whole points, rounded to the nearest."""
    scale = POINTS_PER_MINOR_UNIT * times.numerator
    den = rate.den * times.denominator
    return ((2 * scale * rate.num + den) // (2 * den)).astype(np.int64)


def nothing_but_lateness(network: Network) -> dict[str, Ints]:
    """Return the rates of a plan that is judged by lateness alone."""
    processes = np.zeros(len(network.processes), np.int64)
    resources = np.zeros(len(network.resources), np.int64)
    return {
        "holding": np.zeros(len(network.items), np.int64),
        "overtime": resources,
        "expedite": processes,
        "expedite_fixed": processes.copy(),
        "setup": resources.copy(),
    }


def money_rates(network: Network, *, holding_share: Fraction = Fraction(20, 100)) -> dict[str, Ints]:
    """Return the rates of a plan that is judged by money.

    Parameters
    ----------
    holding_share
        What keeping a thing for a year costs, as a part of its standard cost (capital, space, risk).
    """
    expedited = network.structure.process_class == EXPEDITED
    return {
        "holding": points(network.item_cost, holding_share / 365),
        "overtime": points(network.overtime_cost),
        "expedite": np.where(expedited, points(network.expedite_cost), 0),
        "expedite_fixed": np.where(expedited, network.expedite_cost_fixed, 0) * POINTS_PER_MINOR_UNIT,
        "setup": points(network.minute_cost),
    }


@part
def _row_cost(structure: Packed, rates: Rates, kept: Kept, row: int, horizon: int, total: Ints) -> None:
    op, a, b, c, d = kept.rows[row, 0], kept.rows[row, 1], kept.rows[row, 2], kept.rows[row, 3], kept.rows[row, 4]
    if op == MAKE:
        total[INVENTORY] += rates.holding[a] * c * (horizon - b)
    elif op == TAKE:
        total[INVENTORY] -= rates.holding[a] * c * (horizon - b)
    elif op == LOT:
        total[INVENTORY] -= rates.holding[kept.rows[row, 5]] * c * (horizon - b)
    elif op == LOAD:
        total[OVERTIME] += rates.overtime[a] * d
    elif op == RUN:
        total[EXPEDITE] += rates.expedite[a] * b + rates.expedite_fixed[a]
        for load in range(structure.process[a, LOAD_FIRST], structure.process[a + 1, LOAD_FIRST]):
            minutes = structure.load[load, LOAD_SETUP] * structure.load[load, LOAD_UNITS]
            total[CHANGEOVER] += rates.setup[structure.load[load, LOAD_RESOURCE]] * minutes


@part
def late_cost(rates: Rates, kept: Kept, k: int, horizon: int) -> int:
    """Return the points of lateness or shortage of a demand that is placed."""
    if kept.day[k] >= horizon:
        return int(rates.unmet[k])
    return int(rates.late[k] * max(kept.day[k] - rates.due[k], 0))


@compiled(types.void(PACKED, RATES, KEPT, VECTOR, i8, VECTOR))
def add_costs(structure: Packed, rates: Rates, kept: Kept, which: Ints, horizon: int, total: Ints) -> None:
    """Add what demands cost as they are placed to `total` (7,). What is not placed at all costs nothing yet.

    Inventory is counted from the state before: what is made adds its days until the horizon, what is taken saves them,
    and what is ready before it is wished waits until then. Last-minute changes are counted by the state, not by demand.
    """
    for n in range(which.shape[0]):
        k = which[n]
        day = kept.day[k]
        if day == NOT_PLACED:
            continue
        if day >= horizon:
            total[UNMET] += late_cost(rates, kept, k, horizon)
            continue
        total[LATE] += late_cost(rates, kept, k, horizon)
        if day <= rates.due[k]:
            total[INVENTORY] += rates.holding[rates.point[k]] * rates.quantity[k] * (rates.due[k] - day)
        for row in range(kept.start[k], kept.start[k] + kept.size[k]):
            _row_cost(structure, rates, kept, row, horizon, total)
