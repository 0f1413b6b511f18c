"""What changed: the ledger's entries of late, with the promises that they are about."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from handfast.company.database import current
from handfast.company.ledger.sqlite import read
from handfast.company.queries.promise_book import as_date
from handfast.sentences import made_again

MOST = 500
"""Entries that are read at most, the newest first."""


class Change(NamedTuple):
    """An entry, and the promise that it is about, as that stands now; without one, `promise` is empty.

    Parameters
    ----------
    kind
        What was done, in the ledger's words.
    promise
        ``P-12``; the fields after it are the promise's.
    """

    entry: int
    time: dt.datetime
    actor: str
    kind: str
    reason: str
    promise: str
    customer: str
    item: str
    site: str
    owner: str
    state: str
    arrive: dt.date | None


_NEWEST = """
SELECT e.id, e.time, e.actor, e.kind, e.reason, e.reason_made_of, e.promise, p.customer, p.item, p.site, p.owner,
    p.state, p.arrive_day
FROM entry e LEFT JOIN promise p ON p.id = e.promise ORDER BY e.id DESC LIMIT %s
"""


def changes_since(moment: dt.datetime) -> list[Change]:
    """Return what was written since `moment`, the newest first: entries' moments never go back."""
    with current().connection.cursor() as cursor:
        cursor.execute(_NEWEST, [MOST])
        found = [
            Change(
                id_,
                time if time.tzinfo else read(time),
                actor,
                kind,
                made_again(reason, of),
                "" if promise is None else f"P-{promise}",
                customer or "",
                item or "",
                site or "",
                owner or "",
                state or "",
                as_date(arrive),
            )
            for id_, time, actor, kind, reason, of, promise, customer, item, site, owner, state, arrive in cursor
        ]
    return [each for each in found if each.time >= moment]
