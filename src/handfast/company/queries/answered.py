"""Requests that came before: what they were answered with."""

from __future__ import annotations

import json

from handfast.company.database import current
from handfast.company.ledger import RequestName
from handfast.errors import IdempotencyMismatch
from handfast.sentences import sentence


def answered(actor: str, request: RequestName) -> list[int] | None:
    """Return the promises that a request was answered with; None where it is new.

    Asked before anything is decided: by the time a request comes again, its own answer stands in its way (the supply is
    taken, the hold is promised, the promise is withdrawn).

    Raises
    ------
    IdempotencyMismatch
        The request's name was used for something else.
    """
    sql = (
        "SELECT r.hash, r.entry, r.answer, e.promise FROM request r JOIN entry e ON e.id = r.entry "
        "WHERE r.actor = %s AND r.key = %s"
    )
    with current().connection.cursor() as cursor:
        cursor.execute(sql, [actor, request.key])
        found = cursor.fetchone()
    if found is None:
        return None
    hash_, entry, answer, promise = found
    if hash_ != request.hash:
        raise IdempotencyMismatch(
            sentence(
                "The request '{key}' was used before for something else (entry {entry}). Name each differently.",
                key=request.key,
                entry=entry,
            )
        )
    made = [id_ for _, id_ in sorted(json.loads(answer)[1], reverse=True)]
    return made or [promise]
