"""A hold becomes a promise: the same commitments, and what its runs leave over is free for others from now on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handfast.company.ledger import Change, NewEntry, PromiseChange, RequestName, RunChange, write
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import PromiseRow, held_runs, next_line, promise_by_id
from handfast.errors import CannotPromise
from handfast.sentences import sentence


def promise_hold(
    mirror: Mirror,
    promise: int,
    *,
    actor: str,
    now: dt.datetime,
    reason: str = "",
    order: str = "",
    request: RequestName | None = None,
) -> PromiseRow:
    """Promise what is held; under an order that has promises already it is its next line.

    Raises
    ------
    NotFound
        There is no such promise.
    CannotPromise
        It is not held, or its time is over.
    """
    row = promise_by_id(promise)
    if row.state != "held":
        raise CannotPromise(
            sentence("P-{promise} is {state}, not held. Ask anew.", promise=promise, state=sentence(row.state))
        )
    if row.expires_at is not None and row.expires_at.replace(tzinfo=row.expires_at.tzinfo or dt.UTC) <= now:
        raise CannotPromise(sentence("The hold P-{promise} ran out. Ask anew.", promise=promise))
    runs = held_runs(promise)
    surplus = [
        Change(output.balance, mirror.yield_of(run.process, run.starts, output.node) - output.available)
        for run in runs
        for output in run.outputs
        if mirror.yield_of(run.process, run.starts, output.node) > output.available
    ]
    fields: dict[str, Any] = {"state": "promised", "expires_at": None}
    if order:
        fields |= {"order": order, "line": next_line(order)}
    write(
        NewEntry(
            "promise",
            actor,
            reason,
            request=request,
            promise_changes=[PromiseChange(promise, "held", fields)],
            run_changes=[RunChange(run.id, "held", "promised") for run in runs],
            changes=surplus,
        ),
        now,
    )
    mirror.catch_up()
    return promise_by_id(promise)
