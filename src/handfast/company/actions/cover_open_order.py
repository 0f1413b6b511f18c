"""Cover an order line that somebody has promised already, as far as it can be covered by its date.

Imported order lines become promises at the date that was confirmed. What supply and capacity cannot give by then is
written down as uncovered: the promise is at risk from its first day, and its part has a claim on what comes free.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handfast.company.actions.covering import Covering, covering
from handfast.company.ledger import Commit, NewBalance
from handfast.company.queries.mirror import Mirror
from handfast.engine.promise.pegging import peg
from handfast.engine.promise.quote import Demand, place
from handfast.engine.supply.placing import Placement


@dataclass(frozen=True)
class Cover:
    """What covers a promise, and how much of it nothing covers."""

    parts: Covering
    uncovered: int


def cover_as_far_as_possible(mirror: Mirror, demand: Demand, promise: int) -> Cover:
    """Return the cover of `demand` by its day, for the promise numbered `promise`; the book stays as it was."""
    best = _most_by_its_day(mirror, demand)
    covered = best.quantity if best else 0
    parts = Covering((), (), (), ())
    if best is not None:
        parts = covering(mirror, best, peg(mirror.book, best, mirror.commitments_of), [promise], "promised")
    rest = demand.quantity - covered
    if rest:
        day = mirror.network.origin + demand.ship_day
        number = -1 - len(parts.balances)
        parts = replace(
            parts,
            balances=(*parts.balances, NewBalance(number, "uncovered", mirror.point_ids[demand.point], day, 0)),
            commits=(*parts.commits, Commit(number, day, rest, promise=promise)),
        )
    return Cover(parts, rest)


def _most_by_its_day(mirror: Mirror, demand: Demand) -> Placement | None:
    """Return the placement of the largest part of `demand` that can be met by its day, found by halving."""
    low, high, best = 0, demand.quantity, None
    amount = high
    while low < high:
        placement = place(mirror.book, demand._replace(quantity=amount))
        mirror.book.placer.undo(placement)
        if placement.feasible and placement.day <= demand.ship_day:
            low, best = amount, placement
        else:
            high = amount - 1
        amount = (low + high + 1) // 2
    return best
