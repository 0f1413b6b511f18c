"""The ledger's statements on PostgreSQL.

Writers run side by side. Each first takes a shared hold on the ledger's head, which whoever changes structure takes
alone. Rows are locked in order of id. Sets of rows come in as arrays. All statements are prepared; those that return
nothing that is needed at once are sent together, and what they touched is compared before the transaction commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import errors

from handfast.company.ledger.body import ChangedRow
from handfast.company.ledger.dialect import (
    Counts,
    Ids,
    Look,
    PromiseRow,
    Row,
    RunRow,
    balance_row,
    promise_row,
    run_row,
)
from handfast.company.ledger.entry import Commit, NewBalance, NewPromise, NewRun, RunChange, Take
from handfast.company.ledger.hold_limits import OpenHold
from handfast.company.ledger.holds import Holding
from handfast.company.ledger.net import BalanceRow, Net

_NOW = "greatest(%(now)s::timestamptz, (SELECT time FROM entry ORDER BY id DESC LIMIT 1))"
LOOK = f"""
SELECT h.generation, {_NOW},
    EXISTS (SELECT 1 FROM promise WHERE state = 'held' AND expires_at <= {_NOW}),
    r.hash, r.entry, r.answer, n.entry_id, n.promises, n.runs, n.balances
FROM (SELECT generation FROM head WHERE id = 1 {{lock}}) h
LEFT JOIN (SELECT hash, entry, answer FROM request WHERE actor = %(actor)s AND key = %(key)s) r ON true
LEFT JOIN ({{ids}}) n ON true
"""
NEXT_IDS = """
SELECT nextval('entry_id_seq') AS entry_id,
    ARRAY(SELECT nextval('promise_id_seq') FROM generate_series(1, %(promises)s::int)) AS promises,
    ARRAY(SELECT nextval('run_id_seq') FROM generate_series(1, %(runs)s::int)) AS runs,
    ARRAY(SELECT nextval('balance_id_seq') FROM generate_series(1, %(balances)s::int)) AS balances
"""
NO_IDS = (
    "SELECT NULL::bigint AS entry_id, NULL::bigint[] AS promises, NULL::bigint[] AS runs, NULL::bigint[] AS balances"
)
LOOKS = {
    (alone, ids): LOOK.format(lock="FOR UPDATE" if alone else "FOR KEY SHARE", ids=NEXT_IDS if ids else NO_IDS)
    for alone in (False, True)
    for ids in (False, True)
}
EXPIRED = """
SELECT p.id FROM promise p WHERE p.state = 'held' AND p.expires_at <= %(time)s AND (
    p.id = ANY(%(promises)s::bigint[]) OR EXISTS (
        SELECT 1 FROM commitment c JOIN balance b ON b.id = c.balance
        WHERE (c.promise = p.id OR c.run IN (SELECT r.id FROM run r WHERE r.promise = p.id AND r.state = 'held'))
        AND (b.id = ANY(%(balances)s::bigint[]) OR (b.kind, b.node, b.day) IN (
            SELECT * FROM unnest(%(kinds)s::text[], %(nodes)s::bigint[], %(days)s::bigint[])))))
ORDER BY p.id
"""
EXPIRED_NOW = "SELECT id FROM promise WHERE state = 'held' AND expires_at <= %s ORDER BY id"
TURN = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7241))"
OPEN_HOLDS = """
SELECT p.id, p.owner, p.item, p.quantity, coalesce(i.decimals, 0), coalesce(i.unit, ''), p.expires_at
FROM promise p LEFT JOIN item i ON i.item = p.item
WHERE p.state = 'held' AND p.{whose} = %s AND p.expires_at > %s ORDER BY p.expires_at, p.id
"""
HELD_RUNS = "SELECT id FROM run WHERE promise = %s AND state = 'held' ORDER BY id"
HELD_COMMITS = """
SELECT balance, need_day, quantity, promise, run FROM commitment WHERE promise = %(id)s
UNION ALL SELECT c.balance, c.need_day, c.quantity, c.promise, c.run
FROM run r JOIN commitment c ON c.run = r.id WHERE r.promise = %(id)s AND r.state = 'held'
"""
HELD_OUTPUTS = """
SELECT b.id, b.available, r.id FROM run r JOIN balance b ON b.run = r.id
WHERE r.promise = %s AND r.state = 'held' ORDER BY b.id
"""
HELD_FOR_OTHERS = """
WITH RECURSIVE mine AS (SELECT id FROM run WHERE promise = %(id)s AND state = 'held'), kept (run) AS (
    SELECT b.run FROM balance b JOIN commitment c ON c.balance = b.id WHERE b.run IN (SELECT id FROM mine)
    AND (c.promise <> %(id)s OR (c.run IS NOT NULL AND c.run NOT IN (SELECT id FROM mine)))
    UNION
    SELECT b.run FROM kept k JOIN commitment c ON c.run = k.run JOIN balance b ON b.id = c.balance
    WHERE b.run IN (SELECT id FROM mine)
)
SELECT run FROM kept ORDER BY run
"""
PROMISES = """
SELECT id, state, expires_at, ship_day, arrive_day, original_arrive_day, updated_entry
FROM promise WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE
"""
RUNS = "SELECT id, state, starts, promise, start_day FROM run WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE"
BALANCES = """
SELECT id, kind, node, day, expires, available, committed, short, run
FROM balance WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE
"""
_DAYS = """
unnest(%(kinds)s::text[], %(nodes)s::bigint[], %(days)s::bigint[], %(minutes)s::bigint[]) AS d(kind, node, day, minutes)
"""
OPEN_DAYS = f"""
INSERT INTO balance (kind, node, day, available, committed, short, ref)
SELECT kind, node, day, minutes, 0, 0, '' FROM {_DAYS} ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING RETURNING id
"""
DAYS = f"""
SELECT b.kind, b.node, b.day, b.id FROM {_DAYS} JOIN balance b ON b.kind = d.kind AND b.node = d.node AND b.day = d.day
WHERE b.kind IN ('capacity', 'overtime', 'team_overtime')
"""
PROMISE = """
INSERT INTO promise (id, state, item, site, quantity, "order", line, customer, segment, price, currency, price_per,
    wish_day, ship_day, arrive_day, original_ship_day, original_arrive_day, earliest_day, expires_at, owner, shipped,
    created_entry, updated_entry)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
RUN = """
INSERT INTO run (id, process, starts, start_day, available_day, state, promise) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
SET_RUN = """
UPDATE run SET state = %s, starts = %s, done = coalesce(%s::bigint, done),
    available_day = coalesce(%s::bigint, available_day), start_day = coalesce(%s::bigint, start_day)
WHERE id = %s
"""
BALANCE = """
INSERT INTO balance (id, kind, node, day, expires, available, committed, short, run, ref)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
TAKE = """
WITH l AS (SELECT id FROM balance WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR NO KEY UPDATE)
UPDATE balance b SET committed = b.committed + d.take
FROM unnest(%(ids)s::bigint[], %(takes)s::bigint[], %(firsts)s::bigint[], %(lasts)s::bigint[])
    AS d(id, take, first_need, last_need) JOIN l ON l.id = d.id
WHERE b.id = l.id AND b.short = 0 AND b.committed + d.take <= b.available
AND b.day <= d.first_need AND (b.expires IS NULL OR b.expires > d.last_need)
"""
CHANGE = """
UPDATE balance b SET available = b.available + d.available, committed = b.committed + d.committed,
    short = b.short + d.short, day = coalesce(d.day, b.day), made = b.made + d.made
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
    AS d(id, available, committed, short, day, made)
WHERE b.id = d.id
"""
_COMMITS = "unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS d(balance, consumer, need_day, quantity)"
COMMIT = {
    consumer: f"""
INSERT INTO commitment (balance, {consumer}, need_day, quantity)
SELECT balance, consumer, need_day, quantity FROM {_COMMITS}
ON CONFLICT ({consumer}, balance, need_day) WHERE {consumer} IS NOT NULL
DO UPDATE SET quantity = commitment.quantity + excluded.quantity
"""
    for consumer in ("promise", "run")
}
REMOVE = {
    consumer: f"""
DELETE FROM commitment c USING {_COMMITS}
WHERE c.{consumer} = d.consumer AND c.balance = d.balance AND c.need_day = d.need_day AND c.quantity = d.quantity
"""
    for consumer in ("promise", "run")
}
REDUCE = {
    consumer: f"""
UPDATE commitment c SET quantity = c.quantity - d.quantity FROM {_COMMITS}
WHERE c.{consumer} = d.consumer AND c.balance = d.balance AND c.need_day = d.need_day AND c.quantity > d.quantity
"""
    for consumer in ("promise", "run")
}
ENTRY = """
INSERT INTO entry (id, actor, kind, reason, reason_made_of, promise, body, time)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
REQUEST = "INSERT INTO request (actor, key, hash, entry, answer) VALUES (%s, %s, %s, %s, %s)"
TOO_LATE = """
SELECT DISTINCT b.id FROM balance b JOIN commitment c ON c.balance = b.id
WHERE b.id = ANY(%s::bigint[]) AND c.need_day < b.day
"""


OF_HELD_RUNS = """
SELECT b.id, b.run FROM unnest(%s::bigint[]) AS e(id) JOIN balance b ON b.id = e.id JOIN run r ON r.id = b.run
WHERE r.state = 'held' FOR SHARE OF r
"""
NOT_EMPTY = """
SELECT r.id FROM unnest(%s::bigint[]) AS r(id)
WHERE EXISTS (SELECT 1 FROM balance b WHERE b.run = r.id AND (b.available > 0 OR b.committed > 0))
OR EXISTS (SELECT 1 FROM commitment c WHERE c.run = r.id)
"""


class Sending:
    """A statement that waits to be sent with others."""

    def __init__(self, sql: str, parameters: Any) -> None:
        self.sql = sql
        self.parameters = parameters
        self.rowcount = -1  # known after flush()


class Postgresql:
    """One writing transaction's statements on PostgreSQL."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._cursor: psycopg.Cursor[Any] = psycopg.Cursor(connection)
        self._waiting: list[Sending] = []

    def _rows(self, sql: str, parameters: Any) -> list[Row]:
        self.flush()
        return self._cursor.execute(sql, parameters, prepare=True).fetchall()

    def _send(self, sql: str, parameters: Any) -> Sending:
        sending = Sending(sql, parameters)
        self._waiting.append(sending)
        return sending

    def flush(self) -> None:
        """Send what is waiting, all at once, and learn what each statement touched."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        if len(waiting) == 1:
            waiting[0].rowcount = self._cursor.execute(waiting[0].sql, waiting[0].parameters, prepare=True).rowcount
            return
        with self._connection.pipeline():
            cursors = [
                psycopg.Cursor(self._connection).execute(each.sql, each.parameters, prepare=True) for each in waiting
            ]
        for each, cursor in zip(waiting, cursors, strict=True):
            each.rowcount = cursor.rowcount

    def look(self, actor: str, key: str | None, now: dt.datetime, counts: Counts | None, *, alone: bool) -> Look:
        """See how the ledger stands, and keep its structure from changing until the transaction ends."""
        parameters: dict[str, Any] = {"actor": actor, "key": key, "now": now}
        if counts is not None:
            parameters |= counts._asdict()
        generation, time, expired, hash_, entry, answer, *ids = self._rows(
            LOOKS[alone, counts is not None], parameters
        )[0]
        return Look(
            generation,
            time.astimezone(dt.UTC),
            expired,
            None if hash_ is None else (hash_, entry, answer),
            None if counts is None else Ids(*ids),
        )

    def expired_among(
        self, time: dt.datetime, promises: Sequence[int], balances: Sequence[int], days: Sequence[Take]
    ) -> list[int]:
        """Return the holds whose time is over and that are named, or take from what is named."""
        named = {"time": time, "promises": list(promises), "balances": list(balances)}
        return [row[0] for row in self._rows(EXPIRED, named | _columns(days))]

    def expired_now(self, time: dt.datetime) -> list[int]:
        """Return all holds whose time is over."""
        return [row[0] for row in self._rows(EXPIRED_NOW, (time,))]

    def wait_for_turn(self, names: Sequence[str]) -> None:
        """Wait until nobody else who waited for a name is still writing."""
        for name in names:
            self._rows(TURN, [name])

    def open_holds(self, whose: str, name: str, time: dt.datetime) -> list[OpenHold]:
        """Return the holds of an owner or a segment whose time is not over."""
        return [OpenHold(*row) for row in self._rows(OPEN_HOLDS.format(whose=whose), [name, time])]

    def holding(self, promise: int) -> Holding:
        """Return what a promise takes."""
        return Holding(
            promise,
            [Commit(*row) for row in self._rows(HELD_COMMITS, {"id": promise})],
            [row[0] for row in self._rows(HELD_RUNS, (promise,))],
            [(row[0], row[1], row[2]) for row in self._rows(HELD_OUTPUTS, (promise,))],
            [row[0] for row in self._rows(HELD_FOR_OTHERS, {"id": promise})],
        )

    def lock_promises(self, ids: Iterable[int]) -> dict[int, PromiseRow]:
        """Lock promises in order of id and return them."""
        return {row[0]: PromiseRow(*row) for row in self._locked(PROMISES, ids)}

    def lock_runs(self, ids: Iterable[int]) -> dict[int, RunRow]:
        """Lock runs in order of id and return them."""
        return {row[0]: RunRow(*row) for row in self._locked(RUNS, ids)}

    def lock_balances(self, ids: Iterable[int]) -> dict[int, BalanceRow]:
        """Lock balances in order of id and return them."""
        return {row[0]: BalanceRow(*row) for row in self._locked(BALANCES, ids)}

    def _locked(self, sql: str, ids: Iterable[int]) -> list[Row]:
        wanted = list(ids)
        return self._rows(sql, (wanted,)) if wanted else []

    def open_days(self, takes: Sequence[Take]) -> dict[tuple[str, int, int], tuple[int, bool]]:
        """Write the balances of resources' days that are not there yet."""
        columns = _columns(takes)
        new = {row[0] for row in self._rows(OPEN_DAYS, columns)}
        return {(kind, node, day): (id_, id_ in new) for kind, node, day, id_ in self._rows(DAYS, columns)}

    def next_ids(self, counts: Counts) -> Ids:
        """Return the ids that come next."""
        return Ids(*self._rows(NEXT_IDS, counts._asdict())[0])

    def insert_promises(self, promises: Sequence[NewPromise], ids: Ids) -> None:
        """Write new promises."""
        for id_, new in zip(ids.promises, promises, strict=True):
            self._send(PROMISE, promise_row(id_, new, ids.entry))

    def insert_runs(self, rows: Sequence[tuple[int, NewRun, int | None]]) -> None:
        """Write new runs."""
        for row in rows:
            self._send(RUN, run_row(*row))

    def insert_balances(self, rows: Sequence[tuple[int, NewBalance, int | None, int, int]]) -> None:
        """Write new balances."""
        for row in rows:
            self._send(BALANCE, balance_row(*row))

    def take(self, nets: Sequence[tuple[int, Net]]) -> Sending:
        """Take from balances that allow it."""
        rows = {
            "ids": [id_ for id_, _ in nets],
            "takes": [net.committed for _, net in nets],
            "firsts": [net.first_need for _, net in nets],
            "lasts": [net.last_need for _, net in nets],
        }
        return self._send(TAKE, rows)

    def change(self, rows: Sequence[ChangedRow]) -> Sending:
        """Change locked balances."""
        return self._send(CHANGE, _turned(rows))

    def commit(self, consumer: str, rows: Sequence[tuple[int, int, int, int]]) -> Sending:
        """Add to commitments."""
        return self._send(COMMIT[consumer], _turned(rows))

    def give_back(self, consumer: str, rows: Sequence[tuple[int, int, int, int]]) -> tuple[Sending, Sending]:
        """Take from commitments: those given back whole go first, so that what remains of others is never mistaken."""
        columns = _turned(rows)
        return self._send(REMOVE[consumer], columns), self._send(REDUCE[consumer], columns)

    def set_promise(self, id_: int, fields: dict[str, Any]) -> Sending:
        """Set fields of a locked promise."""
        columns = ", ".join(f'"{name}" = %s' for name in fields)
        return self._send(f"UPDATE promise SET {columns} WHERE id = %s", (*fields.values(), id_))

    def set_run(self, change: RunChange, starts: int) -> Sending:
        """Set a locked run."""
        days = (change.available_day, change.start_day)
        return self._send(SET_RUN, (change.state, starts, change.done, *days, change.id))

    def set_head(self, *, generation: int, today: int | None) -> None:
        """Move the generation, and the ledger's day."""
        self._send(
            "UPDATE head SET generation = %s, today = coalesce(%s::bigint, today) WHERE id = 1", (generation, today)
        )

    def insert_entry(self, row: Row, time: dt.datetime) -> None:
        """Write the entry."""
        self._send(ENTRY, (*row, time))

    def insert_request(self, row: Row) -> None:
        """Remember an answered request."""
        self._send(REQUEST, row)

    def needed_before(self, balances: Sequence[int]) -> list[int]:
        """Return those balances that are committed to needs before their day."""
        return [row[0] for row in self._rows(TOO_LATE, (list(balances),))]

    def held_outputs(self, balances: Sequence[int]) -> list[tuple[int, int]]:
        """Return those balances that are outputs of held runs, each with its run."""
        return [(row[0], row[1]) for row in self._rows(OF_HELD_RUNS, (list(balances),))]

    def not_empty(self, runs: Sequence[int]) -> list[int]:
        """Return those runs that still yield something, or take from something."""
        return [row[0] for row in self._rows(NOT_EMPTY, (list(runs),))]

    def fault(self, error: Exception) -> str:
        """Return what the database complains of: a race to be run again, or the constraint that was in the way."""
        if isinstance(error, (errors.DeadlockDetected, errors.SerializationFailure)):
            return "again"
        if isinstance(error, errors.UniqueViolation):
            name = error.diag.constraint_name or ""
            if name.startswith("promise_order"):
                return "promise_order"
            return "again" if name == "request_once" else ""
        return ""


def _turned(rows: Sequence[Row]) -> tuple[list[Any], ...]:
    """Return `rows` as columns."""
    return tuple(list(column) for column in zip(*rows, strict=True))


def _columns(days: Sequence[Take]) -> dict[str, list[Any]]:
    return {
        "kinds": [day.kind for day in days],
        "nodes": [day.node for day in days],
        "days": [day.day for day in days],
        "minutes": [day.minutes for day in days],
    }
