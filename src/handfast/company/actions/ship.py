"""Goods leave for a promise, and arrive: commitment and stock are used up once, and the promise is kept or broken."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handfast.company.actions.leaving import on_hand, shipping
from handfast.company.ledger import NewEntry, PromiseChange, RequestName, write
from handfast.company.queries.promise_book import as_date, measured
from handfast.company.queries.promises import PromiseRow, promise_by_id
from handfast.errors import CannotPromise, StateMoved, SupplyTaken
from handfast.sentences import in_a_row, sentence

ATTEMPTS = 5


def ship(
    promise: int,
    quantity: int | None,
    *,
    today: int,
    actor: str,
    now: dt.datetime,
    reason: str = "",
    request: RequestName | None = None,
) -> PromiseRow:
    """Write down that goods leave for a promise. When all of it has left, the promise is delivered.

    Parameters
    ----------
    quantity
        Smallest units; None: all that is still to leave.
    today
        The ledger's day: only what is there by then can leave.

    Raises
    ------
    NotFound
        There is no such promise.
    CannotPromise
        It is not promised, or that much is not to be shipped, or is not there yet.
    """
    for attempt in range(ATTEMPTS):
        row = promise_by_id(promise)
        if row.state != "promised":
            raise CannotPromise(
                sentence(
                    "P-{promise} is {state}, not promised: nothing leaves for it.",
                    promise=promise,
                    state=sentence(row.state),
                )
            )
        try:
            write(_entry(row, quantity, today, actor, reason, request), now)
            break
        except (SupplyTaken, StateMoved):  # somebody bound something anew meanwhile: look again
            if attempt == ATTEMPTS - 1:
                raise
    return promise_by_id(promise)


def _entry(
    row: PromiseRow, quantity: int | None, today: int, actor: str, reason: str, request: RequestName | None
) -> NewEntry:
    rest = row.quantity - row.shipped
    part = rest if quantity is None else quantity
    if not 0 < part <= rest:
        wanted, open_ = measured(row.item, part), measured(row.item, rest)
        raise CannotPromise(
            sentence(
                "{wanted} cannot leave for P-{id}: {open} are still to be shipped.",
                wanted=wanted,
                id=row.id,
                open=open_,
            )
        )
    there = on_hand(row.id, today)
    if part > there:
        wanted, ready = measured(row.item, part), measured(row.item, there)
        raise CannotPromise(
            sentence(
                "{wanted} cannot leave for P-{id}: of what it holds, {ready} are there by now.",
                wanted=wanted,
                id=row.id,
                ready=ready,
            )
        )
    parts = shipping(row, part, today)
    fields: dict[str, Any] = {"shipped": row.shipped + part}
    if part == rest:
        fields["state"] = "delivered"
    return NewEntry(
        "ship",
        actor,
        reason,
        request=request,
        promise_changes=[PromiseChange(row.id, "promised", fields, unchanged_since=row.updated_entry)],
        balances=parts.balances,
        changes=parts.changes,
        commits=parts.commits,
        run_changes=parts.run_changes,
    )


def deliver(
    promise: int,
    arrived: int,
    *,
    today: int,
    actor: str,
    now: dt.datetime,
    reason: str = "",
    request: RequestName | None = None,
) -> PromiseRow:
    """Write down on which ledger day the goods arrived: the promise is kept, or broken, by its original date.

    Parameters
    ----------
    today
        The ledger's day: nothing has arrived after it.

    Raises
    ------
    NotFound
        There is no such promise.
    CannotPromise
        Not all of it has left yet, or the day is still to come.
    """
    row = promise_by_id(promise)
    if row.state != "delivered" or row.original_arrive_day is None:
        raise CannotPromise(
            sentence(
                "P-{promise} is {state}: only what has left whole can have arrived.",
                promise=promise,
                state=sentence(row.state),
            )
        )
    if arrived > today:
        came, now_is = as_date(arrived), as_date(today)
        raise CannotPromise(
            sentence(
                "P-{promise} cannot have arrived on {came}: today is {now_is}.",
                promise=promise,
                came=came,
                now_is=now_is,
            )
        )
    state = "kept" if arrived <= row.original_arrive_day else "broken"
    change = PromiseChange(promise, "delivered", {"state": state, "arrived_day": arrived})
    there = sentence("arrived on {day}", day=as_date(arrived))
    told = in_a_row([there, reason] if reason else [there], ": ")
    write(NewEntry("deliver", actor, told, request=request, promise_changes=[change]), now)
    return promise_by_id(promise)
