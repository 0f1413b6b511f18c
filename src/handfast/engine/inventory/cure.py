"""What can be done about too little or too much, what it costs, and which costs the least."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from handfast.engine.inventory.order_quantity import in_lots
from handfast.engine.network import EXPEDITED, Network, Rate

Money = int
"""Minor units."""


class Cure(NamedTuple):
    """One thing to do.

    Attributes
    ----------
    kind
        ``buy``, ``make``, ``move``, ``promote`` or ``stop``.
    what
        The process to run, or what to do, in words.
    quantity
        To start, to sell or to stop, smallest units.
    day
        When it helps, from today.
    spend
        What is paid for it, minor units.
    beyond
        What is paid, or given away, beyond what the goods are worth.
    lost
        What is lost all the same: with what lacks until it helps, or by what is left over; None: not known.
    rest
        Units that lack until it helps, or are left over.
    """

    kind: str
    what: str
    quantity: int
    day: int
    spend: Money
    beyond: Money
    lost: Money | None
    rest: int

    @property
    def cost(self) -> Money:
        """What it costs in the end, as far as it is known, minor units."""
        return self.beyond + (self.lost or 0)


def cheapest(cures: Iterable[Cure]) -> list[Cure]:
    """Return `cures`, the cheapest first; among equals the one that helps first."""
    return sorted(cures, key=lambda cure: (cure.cost, cure.day, cure.what))


def rate(money: Rate, place: int) -> Fraction:
    """Return a rate of a network as an exact fraction."""
    return Fraction(int(money.num[place]), int(money.den[place]))


def whole(money: Fraction | float) -> Money:
    """Return money as whole minor units, rounded up."""
    return math.ceil(money)


def is_move(network: Network, way: int) -> bool:
    """Whether a way brings an item from another site."""
    return source_of(network, way) is not None


def source_of(network: Network, way: int) -> int | None:
    """Return the stock point that a move takes from; None for other ways."""
    structure = network.structure
    item = network.items[structure.output_point[way]]
    first, last = structure.input_first[way], structure.input_first[way + 1]
    same = [int(point) for point in structure.input_point[first:last] if network.items[point] == item]
    return same[0] if same else None


def starts_for(network: Network, way: int, wanted: int) -> int:
    """Return the legal lots to start so that at least `wanted` comes out."""
    structure = network.structure
    num, den = int(structure.yield_num[way]), int(structure.yield_den[way])
    lot = (int(structure.lot_min[way]), int(structure.lot_multiple[way]), int(structure.lot_max[way]))
    return in_lots(-(-wanted * den // num), *lot)


def gives(network: Network, way: int, starts: int) -> int:
    """Return the good output of `starts`."""
    structure = network.structure
    return starts * int(structure.yield_num[way]) // int(structure.yield_den[way])


def spend_on(network: Network, way: int, starts: int) -> Fraction:
    """Return what a run costs: its process, its fixed part, materials at standard cost, hours, and what haste adds.

    Goods that only move cost nothing as material.
    """
    structure = network.structure
    runs = -(-starts // int(structure.lot_max[way]))
    total = rate(network.process_cost, way) * starts + int(network.process_cost_fixed[way]) * runs
    if structure.process_class[way] == EXPEDITED:
        total += rate(network.expedite_cost, way) * starts + int(network.expedite_cost_fixed[way]) * runs
    if not is_move(network, way):
        for n in range(structure.input_first[way], structure.input_first[way + 1]):
            used = Fraction(int(structure.input_num[n]) * starts, int(structure.input_den[n]))
            total += rate(network.item_cost, int(structure.input_point[n])) * (
                math.ceil(used) + int(structure.input_fixed[n]) * runs
            )
    for n in range(structure.load_first[way], structure.load_first[way + 1]):
        working = math.ceil(Fraction(int(structure.load_num[n]) * starts, int(structure.load_den[n])))
        minutes = (working + int(structure.load_setup[n]) * runs) * int(structure.load_units[n])
        total += rate(network.minute_cost, int(structure.load_resource[n])) * minutes
    return total
