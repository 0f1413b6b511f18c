"""Reality: supply is lost, or comes later. What counted on it is bound anew, or openly at risk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from handfast.company.actions.rebind import rebind_short
from handfast.company.ledger import Change, NewBalance, NewEntry, write
from handfast.company.ledger.risk import AtRisk, promises_at_risk
from handfast.company.ledger.state import BalanceState, read_state
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.promise_book import measured
from handfast.errors import CannotPromise, NotFound


@dataclass(frozen=True)
class Loss:
    """What a loss did.

    Parameters
    ----------
    lost
        Smallest units that are lost, or come later.
    bound_anew
        Number of commitments that found other supply in time, wholly or in part.
    at_risk
        Promises that hang on what is short now, for whatever reason.
    """

    lost: int
    bound_anew: int
    at_risk: tuple[AtRisk, ...]


def supply_named(mirror: Mirror, item: str, site: str, reference: str) -> BalanceState:
    """Return the lot or receipt that is meant.

    Raises
    ------
    NotFound
        There is none of that name at the stock point; the message names those that are there.
    """
    point = mirror.network.point_of.get((item, site))
    if point is None:
        raise NotFound(f"{item} is not kept at {site}.")
    here = [
        row
        for row in read_state().supplies
        if row.node == mirror.point_ids[point] and row.kind in {"stock", "receipt"} and row.available
    ]
    found = [row for row in here if row.ref == reference]
    if not found:
        names = ", ".join(sorted(row.ref or "(no lot)" for row in here)) or "nothing"
        raise NotFound(f"There is no lot or receipt '{reference}' of {item} at {site}; there is: {names}.")
    return found[0]


def report_loss(
    mirror: Mirror, supply: BalanceState, quantity: int, *, actor: str, now: dt.datetime, reason: str
) -> Loss:
    """Write down that part of a supply is lost (scrapped, counted short, rejected).

    Raises
    ------
    CannotPromise
        More is said to be lost than there is.
    """
    if not 0 < quantity <= supply.available:
        item = mirror.network.items[mirror.points[supply.node]]
        there = measured(item, supply.available)
        raise CannotPromise(f"{measured(item, quantity)} cannot be lost: there are {there}.")
    return _written(mirror, [Change(supply.id, -quantity)], [], quantity, actor, now, reason)


def report_delay(
    mirror: Mirror, supply: BalanceState, day: dt.date, *, actor: str, now: dt.datetime, reason: str
) -> Loss:
    """Write down that a receipt comes on another day."""
    moved = day_number(day)
    if moved <= supply.day:
        return _written(mirror, [Change(supply.id, day=moved)], [], 0, actor, now, reason, kind="gain")
    later = NewBalance(-1, supply.kind, supply.node, moved, supply.available, supply.expires, ref=supply.ref)
    return _written(mirror, [Change(supply.id, -supply.available)], [later], supply.available, actor, now, reason)


def _written(
    mirror: Mirror,
    changes: list[Change],
    new: list[NewBalance],
    lost: int,
    actor: str,
    now: dt.datetime,
    reason: str,
    kind: str = "loss",
) -> Loss:
    mirror.follow(write(NewEntry(kind, actor, reason, changes=changes, balances=new), now))
    bound_anew = rebind_short(mirror, actor=actor, now=now, reason=reason)
    return Loss(lost, bound_anew, tuple(promises_at_risk()))
