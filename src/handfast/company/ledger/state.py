"""How the ledger stands, and what came since: what a company in memory is loaded from and kept up with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from handfast.company.database import current
from handfast.company.ledger.snapshot import rows, snapshot
from handfast.company.ledger.words import ONE_A_DAY, SUPPLY
from handfast.errors import CursorOutdated
from handfast.sentences import sentence


class Cursor(NamedTuple):
    """A position in the ledger: all entries up to it have been seen.

    `position` is the last entry's id on SQLite; on PostgreSQL, where entries become visible in another order than that
    of their ids, it is the snapshot in which was read. `epoch` changes when the ledger is restored from a backup.
    """

    epoch: str
    position: str


class BalanceState(NamedTuple):
    """A balance; `ref` is its natural name, such as the lot's or the receipt's."""

    id: int
    kind: str
    node: int
    day: int
    expires: int | None
    available: int
    committed: int
    short: int
    run: int | None
    ref: str


class Need(NamedTuple):
    """All that is committed at a stock point for one day."""

    node: int
    need_day: int
    quantity: int


class Bound(NamedTuple):
    """One commitment, of a promise or of a run."""

    balance: int
    promise: int | None
    run: int | None
    need_day: int
    quantity: int


@dataclass(frozen=True)
class LedgerState:
    """The ledger at one position.

    Parameters
    ----------
    generation
        Changes of structure so far.
    today
        The ledger's day, days since 1970-01-01; ``None`` before it was first set.
    cursor
        The position; :func:`tail` goes on from here.
    supplies
        Balances of items at stock points; those of runs that are gone are left out.
    needs
        What is committed of them, by stock point and day.
    days
        Minutes of resources' days that have been touched: capacity and overtime.
    allocations
        Quotas.
    """

    generation: int
    today: int | None
    cursor: Cursor
    supplies: Sequence[BalanceState]
    needs: Sequence[Need]
    days: Sequence[BalanceState]
    allocations: Sequence[BalanceState]


@dataclass(frozen=True, slots=True)
class EntryRead:
    """An entry as it stands in the ledger; `body` is a list of changes (see ``docs/explanation/promise-model.md``)."""

    id: int
    time: dt.datetime
    actor: str
    kind: str
    reason: str
    promise: int | None
    body: list[list[Any]]

    @property
    def changes_structure(self) -> bool:
        """Whether what was read of tables and calendars no longer holds."""
        return any(change[0] in {"generation", "today"} for change in self.body)


_BALANCES = """
SELECT b.id, b.kind, b.node, b.day, b.expires, b.available, b.committed, b.short, b.run, b.ref
FROM balance b LEFT JOIN run r ON r.id = b.run WHERE r.state IS NULL OR r.state <> 'gone' ORDER BY b.id
"""
_NEEDS = """
SELECT b.node, c.need_day, CAST(sum(c.quantity) AS bigint) FROM commitment c JOIN balance b ON b.id = c.balance
WHERE b.kind IN ('stock', 'receipt', 'run', 'uncovered') GROUP BY b.node, c.need_day ORDER BY b.node, c.need_day
"""
_BOUND = """
SELECT c.balance, c.promise, c.run, c.need_day - %s, c.quantity FROM commitment c JOIN balance b ON b.id = c.balance
WHERE b.node = %s AND b.kind IN ('stock', 'receipt', 'run', 'uncovered') ORDER BY c.need_day, c.balance, c.id
"""
_QUOTAS = """
SELECT c.balance, c.promise, c.need_day, c.quantity FROM balance b CROSS JOIN commitment c
WHERE b.kind = 'allocation' AND c.balance = b.id AND c.promise IS NOT NULL ORDER BY c.id
"""
_HEAD = {
    "sqlite": "SELECT epoch, coalesce((SELECT max(id) FROM entry), 0), generation, today FROM head WHERE id = 1",
    "postgresql": "SELECT epoch, pg_current_snapshot()::text, generation, today FROM head WHERE id = 1",
}
_ENTRY = "e.id, e.time, e.actor, e.kind, e.reason, e.promise, e.body"
_TAIL = {
    "sqlite": f"""
SELECT h.epoch, coalesce((SELECT max(id) FROM entry), 0), {_ENTRY}
FROM head h LEFT JOIN entry e ON e.id > CAST(%s AS integer) ORDER BY e.id
""",
    "postgresql": f"""
SELECT h.epoch, pg_current_snapshot()::text, {_ENTRY}
FROM (SELECT epoch, %s::pg_snapshot AS seen FROM head) h
LEFT JOIN entry e ON e.x >= pg_snapshot_xmin(h.seen) AND NOT pg_visible_in_snapshot(e.x, h.seen) ORDER BY e.id
""",
}


def read_state() -> LedgerState:
    """Return how the current company's ledger stands, all as of one position."""
    with snapshot() as cursor:
        cursor.execute(_HEAD[current().vendor])
        epoch, position, generation, today = cursor.fetchone()
        cursor.execute(_BALANCES)
        balances = [BalanceState(*row) for row in cursor.fetchall()]
        cursor.execute(_NEEDS)
        needs = [Need(*row) for row in cursor.fetchall()]
    return LedgerState(
        generation,
        today,
        Cursor(epoch, str(position)),
        supplies=[row for row in balances if row.kind in SUPPLY],
        needs=needs,
        days=[row for row in balances if row.kind in ONE_A_DAY],
        allocations=[row for row in balances if row.kind == "allocation"],
    )


def position_now() -> Cursor:
    """Return the position of the current company's ledger as it stands."""
    [(epoch, position, _, _)] = rows(_HEAD[current().vendor])
    return Cursor(epoch, str(position))


def commitments_of(node: int) -> list[Bound]:
    """Return all that is committed at a stock point (its row's id), by day of need."""
    return [Bound(*row) for row in commitment_rows(node, 0)]


def commitment_rows(node: int, origin: int) -> list[tuple[int, int | None, int | None, int, int]]:
    """Return the same as plain rows, with days counted from the ledger day `origin`: they are many, and asked often."""
    return rows(_BOUND, [origin, node])


def quota_commitments() -> list[tuple[int, int, int, int]]:
    """Return what promises have of quotas: balance, promise, need day, whole units."""
    return rows(_QUOTAS)


def tail(since: Cursor) -> tuple[list[EntryRead], Cursor]:
    """Return the entries written since, in order, and the new position.

    Raises
    ------
    CursorOutdated
        The ledger was restored from a backup since: read its state anew.
    """
    found = rows(_TAIL[current().vendor], [since.position])
    epoch, position = found[0][0], str(found[0][1])
    gone_back = current().vendor == "sqlite" and int(position) < int(since.position)
    if epoch != since.epoch or gone_back:
        raise CursorOutdated(sentence("The ledger was restored from a backup since. Read its state anew."))
    return [_entry(*row[2:]) for row in found if row[2] is not None], Cursor(epoch, position)


def ledger_time(now: dt.datetime) -> dt.datetime:
    """Return the ledger's time: `now`, or the last entry's where a clock has jumped back since."""
    found = rows("SELECT time FROM entry ORDER BY id DESC LIMIT 1")
    if not found:
        return now
    [(time,)] = found
    last = dt.datetime.fromisoformat(time) if isinstance(time, str) else time
    return max(now, last.replace(tzinfo=dt.UTC) if last.tzinfo is None else last)


def entries() -> list[EntryRead]:
    """Return all entries, in order."""
    return [_entry(*row) for row in rows(f"SELECT {_ENTRY} FROM entry e ORDER BY e.id")]


def _entry(
    id_: int, time: dt.datetime, actor: str, kind: str, reason: str, promise: int | None, body: str
) -> EntryRead:
    moment = time.replace(tzinfo=dt.UTC) if time.tzinfo is None else time.astimezone(dt.UTC)
    return EntryRead(id_, moment, actor, kind, reason, promise, json.loads(body))
