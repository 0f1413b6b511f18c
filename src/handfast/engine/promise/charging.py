"""Charging: which supply each need of a placement is charged with.

Pegging says which supply a need takes. Where commitments are bound anew it is not what the ask costs: an earlier
promise that gives the ask its stock, and takes a run of the ask in return, costs the ask that run. What the ask really
uses of a run is what its own needs and earlier commitments together have of it in the end; what comes back of earlier
supply in this way is not charged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from handfast.engine.promise.pegging import Peg, Pegging
from handfast.engine.supply.placing import Run

Left = dict[int, int]
"""What is left of each supply, to be charged; runs in the order in which they were placed."""


def charged(pegging: Pegging, runs: Sequence[Run]) -> Sequence[Peg]:
    """Return pegs as the ask is charged for them: each run for what the ask has of it, whoever holds it in the end.

    A run's use goes to the need that it was placed for, as far as that goes; then to other needs of the same stock
    point. What no run covers is charged as the supply that it takes.

    Parameters
    ----------
    runs
        The placement's.
    """
    points = {move.point for move in pegging.moves if move.supply < 0}
    if not points:
        return pegging.pegs
    owners = {-1 - run.number: run.user for run in runs}
    pegs = [peg for peg in pegging.pegs if peg.point not in points]
    for point in sorted(points):
        needs = [peg for peg in pegging.pegs if peg.point == point]
        pegs += _of_point(needs, _used(pegging, point, owners), owners)
    return pegs


def _used(pegging: Pegging, point: int, runs: dict[int, int]) -> Left:
    """Return what is used of each run's output at a stock point, by the ask and by those whose supply it took."""
    used: dict[int, int] = defaultdict(int)
    for peg in pegging.pegs:
        if peg.point == point:
            used[peg.supply] += peg.quantity
    for move in pegging.moves:  # along a chain of moves a run may be given, and given back
        if move.point == point:
            used[move.supply] += move.quantity
            used[move.bound.supply] -= move.quantity
    return {run: used[run] for run in runs if used[run] > 0}


def _of_point(needs: Sequence[Peg], left: Left, owners: dict[int, int]) -> list[Peg]:
    """Return the needs of one stock point with the supplies that they are charged."""
    found: list[Peg] = []
    rest = list(needs)
    rest = [each for need in rest for each in _taken(need, _placed_for(need, left, owners), left, found)]
    rest = [each for need in rest for each in _taken(need, [need.supply], left, found)]
    rest = [each for need in rest for each in _taken(need, list(left), left, found)]
    return found + _from_supplies(rest, needs)


def _placed_for(need: Peg, left: Left, owners: dict[int, int]) -> list[int]:
    return [run for run in left if owners[run] == need.user]


def _taken(need: Peg, supplies: Sequence[int], left: Left, found: list[Peg]) -> list[Peg]:
    """Charge a need with supplies as far as they go; return what of it remains, if anything."""
    rest = need.quantity
    for supply in supplies:
        part = min(rest, left.get(supply, 0))
        if part:
            found.append(need._replace(supply=supply, quantity=part))
            left[supply] -= part
            rest -= part
    if rest == need.quantity:
        return [need]
    return [need._replace(quantity=rest)] if rest else []


def _from_supplies(rest: Sequence[Peg], needs: Sequence[Peg]) -> list[Peg]:
    """Return what no run covers, charged as supplies that were there: their own, or else those that others took."""
    spare: dict[int, int] = defaultdict(int)
    for need in needs:
        if need.supply >= 0:
            spare[need.supply] += need.quantity
    found: list[Peg] = []
    others = [each for need in rest for each in _taken(need, [need.supply], spare, found)]
    others = [each for need in others for each in _taken(need, list(spare), spare, found)]
    assert not others, f"{others} would be charged nothing"
    return found
