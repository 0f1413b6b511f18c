"""Standard minutes: what making one whole unit of an item takes of a resource, whoever makes it and when.

They follow the best-ranked process of every stock point down to what is bought, with its yield and all units of the
resource that a step uses; set-ups and what a run uses once are left out, for they depend on the lot. So what an order
counts for in an allocation of a resource is known from the order alone, served from the shelf or made, in one run or
several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from handfast.engine.network import PLAIN, Network

Rates = dict[str, Fraction]
"""Minutes of one resource by item."""


def standard_minutes(network: Network, resources: Iterable[str], decimals: Mapping[str, int]) -> dict[str, Rates]:
    """Return the minutes of resources for one whole unit of each item that takes any, by resource and item.

    Where an item takes more at one site than at another, the most counts.

    Parameters
    ----------
    resources
        Names; those that the network does not know take nothing.
    decimals
        Of each item that is measured in parts of a unit: one whole unit is a power of ten of smallest ones.
    """
    return {name: _of_resource(network, network.resource_of.get(name, -1), decimals) for name in set(resources)}


def _of_resource(network: Network, resource: int, decimals: Mapping[str, int]) -> Rates:
    known: dict[int, Fraction] = {}
    found: Rates = {}
    if resource >= 0:
        for point, item in enumerate(network.items):
            minutes = _of_point(network, resource, point, known, set()) * 10 ** decimals.get(item, 0)
            if minutes > found.get(item, 0):
                found[item] = minutes
    return found


def _of_point(network: Network, resource: int, point: int, known: dict[int, Fraction], path: set[int]) -> Fraction:
    """Return the minutes for one smallest unit of a stock point; what goes in circles is followed once."""
    if point in known:
        return known[point]
    process = _best(network, point)
    if process < 0 or point in path:
        return Fraction(0)
    s = network.structure
    minutes = Fraction(0)
    for step in range(int(s.load_first[process]), int(s.load_first[process + 1])):
        if s.load_resource[step] == resource:
            minutes += Fraction(int(s.load_num[step]), int(s.load_den[step])) * int(s.load_units[step])
    for n in range(int(s.input_first[process]), int(s.input_first[process + 1])):
        below = _of_point(network, resource, int(s.input_point[n]), known, path | {point})
        minutes += Fraction(int(s.input_num[n]), int(s.input_den[n])) * below
    known[point] = minutes * Fraction(int(s.yield_den[process]), int(s.yield_num[process]))
    return known[point]


def _best(network: Network, point: int) -> int:
    """Return the best-ranked plain process that yields something; -1 where there is none."""
    s = network.structure
    for process in range(int(s.process_first[point]), int(s.process_first[point + 1])):
        usable = s.last_start[process] >= s.first_start[process] and s.yield_num[process] > 0
        if s.process_class[process] == PLAIN and usable:
            return process
    return -1
