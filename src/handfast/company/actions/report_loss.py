"""Reality: supply is lost, or comes later. What counted on it is bound anew, or openly at risk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from handfast.company.actions.rebind import rebind_short
from handfast.company.ledger import Change, NewBalance, NewEntry, RunChange, write
from handfast.company.ledger.risk import AtRisk, promises_at_risk
from handfast.company.ledger.state import BalanceState, read_state
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.promise_book import as_date, measured
from handfast.company.queries.runs import run_by_id, run_name
from handfast.errors import CannotPromise, NotFound
from handfast.sentences import sentence


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
    """Return the lot, the receipt or the run's output that is meant; a run is named like ``R-12``.

    Raises
    ------
    NotFound
        There is none of that name at the stock point; the message names those that are there.
    """
    point = mirror.network.point_of.get((item, site))
    if point is None:
        raise NotFound(sentence("{item} is not kept at {site}.", item=item, site=site))
    here = [
        (_name(row), row)
        for row in read_state().supplies
        if row.node == mirror.point_ids[point] and row.kind in {"stock", "receipt", "run"} and row.available
    ]
    found = [row for name, row in here if name == reference]
    if not found:
        names = ", ".join(sorted(name or "(no lot)" for name, _ in here)) or "nothing"
        if here and not reference:
            raise NotFound(
                sentence(
                    "Say which lot, receipt or run of {item} at {site} is meant; there is: {names}.",
                    item=item,
                    site=site,
                    names=names,
                )
            )
        raise NotFound(
            sentence(
                "There is no lot, receipt or run '{reference}' of {item} at {site}; there is: {names}.",
                reference=reference,
                item=item,
                site=site,
                names=names,
            )
        )
    if found[0].run is not None and run_by_id(found[0].run).state == "held":
        raise CannotPromise(sentence("{reference} is only held: nothing is expected of it yet.", reference=reference))
    return found[0]


def _name(row: BalanceState) -> str:
    return row.ref if row.run is None else run_name(row.run)


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
        raise CannotPromise(
            sentence("{lost} cannot be lost: there are {there}.", lost=measured(item, quantity), there=there)
        )
    entry = NewEntry("loss", actor, reason, changes=[Change(supply.id, -quantity)])
    return _written(mirror, entry, quantity, now)


def report_delay(
    mirror: Mirror, supply: BalanceState, day: dt.date, *, actor: str, now: dt.datetime, reason: str
) -> Loss:
    """Write down that a receipt, or all that a run yields, comes on another day, from today on.

    Raises
    ------
    CannotPromise
        The day has passed, or the run starts only after it.
    """
    moved = day_number(day)
    if moved < mirror.today:
        today = as_date(mirror.today)
        raise CannotPromise(
            sentence(
                "Nothing comes on {day}: that day has passed. Name today ({today}) or a later day.",
                day=day,
                today=today,
            )
        )
    late = [supply] if supply.run is None else [row for row in read_state().supplies if row.run == supply.run]
    runs: list[RunChange] = []
    if supply.run is not None:
        run = run_by_id(supply.run)
        if moved < run.start_day:
            start = as_date(run.start_day)
            raise CannotPromise(
                sentence("{name} starts on {start}: nothing of it can be there before.", name=run.name, start=start)
            )
        runs = [RunChange(run.id, run.state, run.state, available_day=max(moved, run.available_day))]
    if moved <= supply.day:
        changes = [Change(row.id, day=moved) for row in late]
        return _written(mirror, NewEntry("gain", actor, reason, changes=changes, run_changes=runs), 0, now)
    entry = NewEntry(
        "loss",
        actor,
        reason,
        changes=[Change(row.id, -row.available) for row in late],
        balances=[
            NewBalance(-1 - n, row.kind, row.node, moved, row.available, row.expires, run=row.run, ref=row.ref)
            for n, row in enumerate(late)
            if row.available
        ],
        run_changes=runs,
    )
    return _written(mirror, entry, supply.available, now)


def _written(mirror: Mirror, entry: NewEntry, lost: int, now: dt.datetime) -> Loss:
    mirror.follow(write(entry, now))
    bound_anew = rebind_short(mirror, actor=entry.actor, now=now, reason=entry.reason)
    return Loss(lost, bound_anew, tuple(promises_at_risk()))
