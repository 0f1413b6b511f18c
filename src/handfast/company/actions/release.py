"""Give back: a hold is released, a promise is withdrawn. What it took is free again, exactly."""

from __future__ import annotations

import datetime as dt

from handfast.company.actions.leaving import leaving
from handfast.company.ledger import NewEntry, PromiseChange, RequestName, write
from handfast.company.queries.promises import PromiseRow, promise_by_id
from handfast.errors import CannotPromise, StateMoved, SupplyTaken
from handfast.sentences import sentence

ATTEMPTS = 5


def release(
    promise: int, *, actor: str, now: dt.datetime, reason: str = "", request: RequestName | None = None
) -> PromiseRow:
    """Release a hold.

    Raises
    ------
    NotFound
        There is no such promise.
    CannotPromise
        It is no hold: a promise is withdrawn, with a reason.
    """
    row = promise_by_id(promise)
    if row.state != "held":
        raise CannotPromise(
            sentence(
                "P-{promise} is {state}, not held. What is promised is withdrawn, not released.",
                promise=promise,
                state=sentence(row.state),
            )
        )
    return _give_back(row, "release", "released", actor, now, reason, request)


def withdraw(
    promise: int, *, actor: str, now: dt.datetime, reason: str, request: RequestName | None = None
) -> PromiseRow:
    """Take a promise back. The customer was promised something: somebody answers for it, with a reason.

    Raises
    ------
    NotFound
        There is no such promise.
    CannotPromise
        It is not promised, or no reason is given.
    """
    row = promise_by_id(promise)
    if row.state != "promised":
        raise CannotPromise(
            sentence(
                "P-{promise} is {state}, not promised: there is nothing to withdraw.",
                promise=promise,
                state=sentence(row.state),
            )
        )
    if not reason.strip():
        raise CannotPromise(sentence("Say why the promise is taken back: --reason TEXT"))
    return _give_back(row, "withdraw", "withdrawn", actor, now, reason, request)


def _give_back(
    row: PromiseRow, kind: str, state: str, actor: str, now: dt.datetime, reason: str, request: RequestName | None
) -> PromiseRow:
    for attempt in range(ATTEMPTS):
        parts = leaving(row.id)
        entry = NewEntry(
            kind,
            actor,
            reason,
            request=request,
            promise_changes=[PromiseChange(row.id, row.state, {"state": state})],
            run_changes=parts.run_changes,
            changes=parts.changes,
            commits=parts.commits,
        )
        try:
            write(entry, now)
            break
        except (SupplyTaken, StateMoved):  # somebody bound something anew meanwhile: look again
            if attempt == ATTEMPTS - 1 or promise_by_id(row.id).state != row.state:
                raise
    return promise_by_id(row.id)
