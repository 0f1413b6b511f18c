"""A volume plan by item family: sums of what is planned for its items, bucket by bucket.

Items are planned, families are summed (decision 14): a family that was planned as a whole would need an invented bill
of materials, and its prices would have to be shared out among its items again. Of sums, everything stays true: they
balance, they keep capacity, and the bid prices are those of the items' own plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.plan import VolumePlan


class FamilyVolume(NamedTuple):
    """What is planned for a family. Shapes (B,), by bucket.

    Attributes
    ----------
    family
        Its name; empty: items without one.
    unit
        In what its quantities are counted; empty: its items have several units, and the quantities are not to be read.
    worth, revenue
        What is wanted, and what is served, in the currency's units.
    wanted, served, made, bought, stock
        Quantities; what only moves between sites is not made, and stock is that of the bucket's end.
    """

    family: str
    unit: str
    worth: Floats
    revenue: Floats
    wanted: Floats
    served: Floats
    made: Floats
    bought: Floats
    stock: Floats


def family_volumes(plan: VolumePlan, families: Sequence[str], units: Sequence[str]) -> list[FamilyVolume]:
    """Return what is planned for each family, the one of which most is wanted first.

    Parameters
    ----------
    families, units
        Family and unit of each stock point's item.
    """
    model, decided = plan.model, plan.solution.decisions
    names = sorted(set(families))
    own = np.array([names.index(each) for each in families], np.int64)
    counted: dict[int, set[str]] = {}
    for family, unit in zip(own.tolist(), units, strict=True):
        counted.setdefault(family, set()).add(unit)

    def summed(rows: Floats, points: Ints) -> Floats:
        total = np.zeros((len(names), model.buckets))
        np.add.at(total, own[points], rows)
        return total

    process = np.repeat(np.arange(model.processes), np.diff(model.out_first))
    output = decided.start[process] * model.out_per[:, None]
    bought, moved = _kinds(plan)
    made = ~(bought | moved)[process]
    price = model.stream_price[:, None]
    tables = (
        summed(model.demand * price, model.stream_point),
        summed(decided.deliver * price, model.stream_point),
        summed(model.demand, model.stream_point),
        summed(decided.deliver, model.stream_point),
        summed(output[made], model.out_point[made]),
        summed(output[bought[process]], model.out_point[bought[process]]),
        summed(decided.stock, np.arange(model.points)),
    )
    found = [
        FamilyVolume(name, counted[n].pop() if len(counted[n]) == 1 else "", *(table[n] for table in tables))
        for n, name in enumerate(names)
    ]
    return sorted(found, key=lambda each: (-float(each.worth.sum()), each.family))


def _kinds(plan: VolumePlan) -> tuple[np.ndarray, np.ndarray]:
    """Return which processes take neither goods nor hours of the company's own, and which only move their item."""
    model, items = plan.model, np.array(plan.network.items)
    bought = (np.diff(model.in_first) == 0) & (np.diff(model.load_first) == 0)
    moved = np.zeros(model.processes, bool)
    user = np.repeat(np.arange(model.processes), np.diff(model.in_first))
    same = items[model.in_point] == items[plan.network.structure.output_point[user]]
    moved[user[same]] = True
    return bought, moved
