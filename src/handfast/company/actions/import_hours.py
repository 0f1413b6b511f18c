"""Import: what makes the ledger's hours what calendars and resources say.

A day of a resource stands in the ledger once a run has taken of it, with the minutes that it had then. Where it has
more since, they can be promised; where it has less than runs have taken, it is short, and who counts on these runs is
openly at risk, as after any other loss.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from handfast.company.ledger import Change, NewEntry, write
from handfast.company.ledger.state import BalanceState
from handfast.company.queries.mirror import Mirror, load_mirror

HOURS = ("capacity", "overtime")


def load_with_hours(days: Iterable[BalanceState], *, actor: str, now: dt.datetime, reason: str) -> tuple[Mirror, int]:
    """Load the company as its tables are by now, and give the ledger its hours; return it, and how many days changed.

    Parameters
    ----------
    days
        See :func:`changed_hours`.
    """
    mirror = load_mirror()
    changes = list(changed_hours(mirror, days))
    if changes:
        mirror.follow(write(NewEntry("import", actor, reason, changes=changes), now))
    return mirror, len(changes)


def changed_hours(mirror: Mirror, days: Iterable[BalanceState]) -> Iterator[Change]:
    """Yield what makes the days of resources, from today on, have the minutes that the company's structure gives them.

    Parameters
    ----------
    mirror
        The company as its tables are by now.
    days
        The ledger's days of resources, and weeks of teams, which are left aside.
    """
    network = mirror.network
    for row in days:
        day = row.day - network.origin
        if row.kind not in HOURS or not 0 <= day < network.horizon:
            continue
        more = mirror.minutes_of(row.kind, mirror.resources[row.node], day) - row.available
        if more:
            yield Change(row.id, more)
