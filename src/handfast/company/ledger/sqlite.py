"""The ledger's statements on SQLite.

A writing transaction begins IMMEDIATE, so nobody else writes in it and reading is locking. Sets of rows come in as one
JSON text. Ids are known before the rows are written, from SQLite's own counters: nobody else can take them.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

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

LOOK = """
SELECT h.generation, max(?1, coalesce((SELECT time FROM entry ORDER BY id DESC LIMIT 1), '')) AS now,
    EXISTS (SELECT 1 FROM promise WHERE state = 'held'
            AND expires_at <= max(?1, coalesce((SELECT time FROM entry ORDER BY id DESC LIMIT 1), ''))),
    r.hash, r.entry, r.answer,
    (SELECT seq FROM sqlite_sequence WHERE name = 'entry'), (SELECT seq FROM sqlite_sequence WHERE name = 'promise'),
    (SELECT seq FROM sqlite_sequence WHERE name = 'run'), (SELECT seq FROM sqlite_sequence WHERE name = 'balance')
FROM head h LEFT JOIN request r ON r.actor = ?2 AND r.key = ?3 WHERE h.id = 1
"""
COUNTERS = """
SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'entry'), (SELECT seq FROM sqlite_sequence WHERE name = 'promise'),
    (SELECT seq FROM sqlite_sequence WHERE name = 'run'), (SELECT seq FROM sqlite_sequence WHERE name = 'balance')
"""
EXPIRED = """
SELECT p.id FROM promise p WHERE p.state = 'held' AND p.expires_at <= ?1 AND (
    p.id IN (SELECT value FROM json_each(?2)) OR EXISTS (
        SELECT 1 FROM commitment c JOIN balance b ON b.id = c.balance
        WHERE (c.promise = p.id OR c.run IN (SELECT r.id FROM run r WHERE r.promise = p.id AND r.state = 'held'))
        AND (b.id IN (SELECT value FROM json_each(?3)) OR EXISTS (
            SELECT 1 FROM json_each(?4) d WHERE json_extract(d.value, '$[0]') = b.kind
            AND json_extract(d.value, '$[1]') = b.node AND json_extract(d.value, '$[2]') = b.day))))
ORDER BY p.id
"""
EXPIRED_NOW = "SELECT id FROM promise WHERE state = 'held' AND expires_at <= ? ORDER BY id"
OPEN_HOLDS = """
SELECT p.id, p.owner, p.item, p.quantity, coalesce(i.decimals, 0), coalesce(i.unit, ''), p.expires_at
FROM promise p LEFT JOIN item i ON i.item = p.item
WHERE p.state = 'held' AND p.{whose} = ? AND p.expires_at > ? ORDER BY p.expires_at, p.id
"""
HELD_RUNS = "SELECT id FROM run WHERE promise = ? AND state = 'held' ORDER BY id"
HELD_COMMITS = """
SELECT balance, need_day, quantity, promise, run FROM commitment
WHERE promise = ?1 OR run IN (SELECT id FROM run WHERE promise = ?1 AND state = 'held') ORDER BY id
"""
HELD_OUTPUTS = """
SELECT b.id, b.available, r.id FROM run r JOIN balance b ON b.run = r.id
WHERE r.promise = ? AND r.state = 'held' ORDER BY b.id
"""
HELD_FOR_OTHERS = """
WITH RECURSIVE mine AS (SELECT id FROM run WHERE promise = ?1 AND state = 'held'), kept (run) AS (
    SELECT b.run FROM balance b JOIN commitment c ON c.balance = b.id WHERE b.run IN (SELECT id FROM mine)
    AND (c.promise <> ?1 OR (c.run IS NOT NULL AND c.run NOT IN (SELECT id FROM mine)))
    UNION
    SELECT b.run FROM kept k JOIN commitment c ON c.run = k.run JOIN balance b ON b.id = c.balance
    WHERE b.run IN (SELECT id FROM mine)
)
SELECT run FROM kept ORDER BY run
"""
PROMISES = """
SELECT id, state, expires_at, ship_day, arrive_day, original_arrive_day, updated_entry
FROM promise WHERE id IN (SELECT value FROM json_each(?))
"""
RUNS = "SELECT id, state, starts, promise, start_day FROM run WHERE id IN (SELECT value FROM json_each(?))"
BALANCES = """
SELECT id, kind, node, day, expires, available, committed, short, run
FROM balance WHERE id IN (SELECT value FROM json_each(?))
"""
OPEN_DAYS = """
INSERT INTO balance (kind, node, day, available, committed, short, ref)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
       json_extract(value, '$[3]'), 0, 0, ''
FROM json_each(?) WHERE true ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING RETURNING id
"""
DAYS = """
SELECT b.kind, b.node, b.day, b.id FROM json_each(?) d CROSS JOIN balance b
WHERE b.kind = json_extract(d.value, '$[0]') AND b.node = json_extract(d.value, '$[1]')
AND b.day = json_extract(d.value, '$[2]') AND b.kind IN ('capacity', 'overtime', 'team_overtime')
"""
PROMISE = """
INSERT INTO promise (id, state, item, site, quantity, "order", line, customer, segment, price, currency, price_per,
    wish_day, ship_day, arrive_day, original_ship_day, original_arrive_day, earliest_day, expires_at, owner, shipped,
    created_entry, updated_entry)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
RUN = "INSERT INTO run (id, process, starts, start_day, available_day, state, promise) VALUES (?, ?, ?, ?, ?, ?, ?)"
SET_RUN = """
UPDATE run SET state = ?, starts = ?, done = coalesce(?, done), available_day = coalesce(?, available_day),
    start_day = coalesce(?, start_day) WHERE id = ?
"""
BALANCE = """
INSERT INTO balance (id, kind, node, day, expires, available, committed, short, run, ref)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
TAKE = """
UPDATE balance SET committed = balance.committed + d.take FROM (
    SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS take,
           json_extract(value, '$[2]') AS first_need, json_extract(value, '$[3]') AS last_need FROM json_each(?)) AS d
WHERE balance.id = d.id AND balance.short = 0 AND balance.committed + d.take <= balance.available
AND balance.day <= d.first_need AND (balance.expires IS NULL OR balance.expires > d.last_need)
"""
CHANGE = """
UPDATE balance SET available = balance.available + d.available, committed = balance.committed + d.committed,
    short = balance.short + d.short, day = coalesce(d.day, balance.day), made = balance.made + d.made
FROM (SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS available,
             json_extract(value, '$[2]') AS committed, json_extract(value, '$[3]') AS short,
             json_extract(value, '$[4]') AS day, json_extract(value, '$[5]') AS made FROM json_each(?)) AS d
WHERE balance.id = d.id
"""
COMMIT = {
    consumer: f"""
INSERT INTO commitment (balance, {consumer}, need_day, quantity)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),
       json_extract(value, '$[2]'), json_extract(value, '$[3]')
FROM json_each(?) WHERE true
ON CONFLICT ({consumer}, balance, need_day) WHERE {consumer} IS NOT NULL
DO UPDATE SET quantity = quantity + excluded.quantity
"""
    for consumer in ("promise", "run")
}
_GIVEN_BACK = """
(SELECT json_extract(value, '$[0]') AS balance, json_extract(value, '$[1]') AS consumer,
        json_extract(value, '$[2]') AS need_day, json_extract(value, '$[3]') AS quantity FROM json_each(?)) AS d
"""
REMOVE = {
    consumer: f"""
DELETE FROM commitment WHERE id IN (
    SELECT c.id FROM {_GIVEN_BACK} CROSS JOIN commitment c
    WHERE c.{consumer} = d.consumer AND c.balance = d.balance AND c.need_day = d.need_day AND c.quantity = d.quantity)
"""
    for consumer in ("promise", "run")
}
REDUCE = {
    consumer: f"""
UPDATE commitment SET quantity = commitment.quantity - d.quantity FROM {_GIVEN_BACK}
WHERE commitment.{consumer} = d.consumer AND commitment.balance = d.balance AND commitment.need_day = d.need_day
AND commitment.quantity > d.quantity
"""
    for consumer in ("promise", "run")
}
ENTRY = """
INSERT INTO entry (id, actor, kind, reason, reason_made_of, promise, body, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
REQUEST = "INSERT INTO request (actor, key, hash, entry, answer) VALUES (?, ?, ?, ?, ?)"
TOO_LATE = """
SELECT DISTINCT b.id FROM balance b JOIN commitment c ON c.balance = b.id
WHERE b.id IN (SELECT value FROM json_each(?)) AND c.need_day < b.day
"""


OF_HELD_RUNS = """
SELECT b.id, b.run FROM json_each(?) e JOIN balance b ON b.id = e.value JOIN run r ON r.id = b.run
WHERE r.state = 'held'
"""
NOT_EMPTY = """
SELECT r.value FROM json_each(?) r
WHERE EXISTS (SELECT 1 FROM balance b WHERE b.run = r.value AND (b.available > 0 OR b.committed > 0))
OR EXISTS (SELECT 1 FROM commitment c WHERE c.run = r.value)
"""


def written(moment: dt.datetime) -> str:
    """Return `moment` as Django writes it, always with microseconds so that texts sort as moments do."""
    return moment.astimezone(dt.UTC).isoformat(" ", "microseconds")[:26]


def read(moment: str | dt.datetime) -> dt.datetime:
    """Return the moment that was written; columns come back parsed, expressions as text."""
    naive = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return naive.replace(tzinfo=dt.UTC)


class Sqlite:
    """One writing transaction's statements on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _rows(self, sql: str, *parameters: Any) -> list[Row]:
        return self._connection.execute(sql, parameters).fetchall()

    def _many(self, sql: str, rows: list[Row]) -> None:
        if len(rows) == 1:
            self._connection.execute(sql, rows[0])  # the usual case, and faster
        else:
            self._connection.executemany(sql, rows)

    def look(self, actor: str, key: str | None, now: dt.datetime, counts: Counts | None, *, alone: bool) -> Look:  # noqa: ARG002
        """See how the ledger stands; every SQLite writer is alone anyway."""
        generation, time, expired, hash_, entry, answer, *last = self._rows(LOOK, written(now), actor, key)[0]
        return Look(
            generation,
            read(time),
            bool(expired),
            None if hash_ is None else (hash_, entry, answer),
            None if counts is None else _after(last, counts),
        )

    def expired_among(
        self, time: dt.datetime, promises: Sequence[int], balances: Sequence[int], days: Sequence[Take]
    ) -> list[int]:
        """Return the holds whose time is over and that are named, or take from what is named."""
        named = [(day.kind, day.node, day.day) for day in days]
        rows = self._rows(EXPIRED, written(time), json.dumps(promises), json.dumps(balances), json.dumps(named))
        return [row[0] for row in rows]

    def expired_now(self, time: dt.datetime) -> list[int]:
        """Return all holds whose time is over."""
        return [row[0] for row in self._rows(EXPIRED_NOW, written(time))]

    def wait_for_turn(self, names: Sequence[str]) -> None:
        """Every SQLite writer is alone anyway."""

    def open_holds(self, whose: str, name: str, time: dt.datetime) -> list[OpenHold]:
        """Return the holds of an owner or a segment whose time is not over."""
        rows = self._rows(OPEN_HOLDS.format(whose=whose), name, written(time))
        return [OpenHold._make((*row[:-1], read(row[-1]))) for row in rows]

    def holding(self, promise: int) -> Holding:
        """Return what a promise takes."""
        return Holding(
            promise,
            [Commit(*row) for row in self._rows(HELD_COMMITS, promise)],
            [row[0] for row in self._rows(HELD_RUNS, promise)],
            self._rows(HELD_OUTPUTS, promise),
            [row[0] for row in self._rows(HELD_FOR_OTHERS, promise)],
        )

    def lock_promises(self, ids: Iterable[int]) -> dict[int, PromiseRow]:
        """Return promises by id."""
        return {
            row[0]: PromiseRow(row[0], row[1], None if row[2] is None else read(row[2]), *row[3:])
            for row in self._rows(PROMISES, json.dumps(list(ids)))
        }

    def lock_runs(self, ids: Iterable[int]) -> dict[int, RunRow]:
        """Return runs by id."""
        return {row[0]: RunRow(*row) for row in self._rows(RUNS, json.dumps(list(ids)))}

    def open_days(self, takes: Sequence[Take]) -> dict[tuple[str, int, int], tuple[int, bool]]:
        """Write the balances of resources' days that are not there yet."""
        rows = json.dumps([(take.kind, take.node, take.day, take.minutes) for take in takes])
        new = {row[0] for row in self._rows(OPEN_DAYS, rows)}
        return {(kind, node, day): (id_, id_ in new) for kind, node, day, id_ in self._rows(DAYS, rows)}

    def lock_balances(self, ids: Iterable[int]) -> dict[int, BalanceRow]:
        """Return balances by id."""
        return {row[0]: BalanceRow(*row) for row in self._rows(BALANCES, json.dumps(list(ids)))}

    def next_ids(self, counts: Counts) -> Ids:
        """Return the ids that come next."""
        return _after(self._rows(COUNTERS)[0], counts)

    def insert_promises(self, promises: Sequence[NewPromise], ids: Ids) -> None:
        """Write new promises."""
        self._many(
            PROMISE,
            [promise_row(id_, new, ids.entry, written) for id_, new in zip(ids.promises, promises, strict=True)],
        )

    def insert_runs(self, rows: Sequence[tuple[int, NewRun, int | None]]) -> None:
        """Write new runs."""
        self._many(RUN, [run_row(*row) for row in rows])

    def insert_balances(self, rows: Sequence[tuple[int, NewBalance, int | None, int, int]]) -> None:
        """Write new balances."""
        self._many(BALANCE, [balance_row(*row) for row in rows])

    def take(self, nets: Sequence[tuple[int, Net]]) -> sqlite3.Cursor:
        """Take from balances that allow it."""
        rows = [(id_, net.committed, net.first_need, net.last_need) for id_, net in nets]
        return self._connection.execute(TAKE, (json.dumps(rows),))

    def change(self, rows: Sequence[ChangedRow]) -> sqlite3.Cursor:
        """Change balances."""
        return self._connection.execute(CHANGE, (json.dumps(rows),))

    def commit(self, consumer: str, rows: Sequence[tuple[int, int, int, int]]) -> sqlite3.Cursor:
        """Add to commitments."""
        return self._connection.execute(COMMIT[consumer], (json.dumps(rows),))

    def give_back(
        self, consumer: str, rows: Sequence[tuple[int, int, int, int]]
    ) -> tuple[sqlite3.Cursor, sqlite3.Cursor]:
        """Take from commitments: those given back whole go first, so that what remains of others is never mistaken."""
        text = (json.dumps(rows),)
        return self._connection.execute(REMOVE[consumer], text), self._connection.execute(REDUCE[consumer], text)

    def set_promise(self, id_: int, fields: dict[str, Any]) -> sqlite3.Cursor:
        """Set fields of a promise."""
        values = [written(value) if isinstance(value, dt.datetime) else value for value in fields.values()]
        columns = ", ".join(f'"{name}" = ?' for name in fields)
        return self._connection.execute(f"UPDATE promise SET {columns} WHERE id = ?", (*values, id_))

    def set_run(self, change: RunChange, starts: int) -> sqlite3.Cursor:
        """Set a run."""
        days = (change.available_day, change.start_day)
        return self._connection.execute(SET_RUN, (change.state, starts, change.done, *days, change.id))

    def set_head(self, *, generation: int, today: int | None) -> None:
        """Move the generation, and the ledger's day."""
        self._connection.execute(
            "UPDATE head SET generation = ?, today = coalesce(?, today) WHERE id = 1", (generation, today)
        )

    def insert_entry(self, row: Row, time: dt.datetime) -> None:
        """Write the entry."""
        self._connection.execute(ENTRY, (*row, written(time)))

    def insert_request(self, row: Row) -> None:
        """Remember an answered request."""
        self._connection.execute(REQUEST, row)

    def flush(self) -> None:
        """Nothing waits: every statement has run."""

    def needed_before(self, balances: Sequence[int]) -> list[int]:
        """Return those balances that are committed to needs before their day."""
        return [row[0] for row in self._rows(TOO_LATE, json.dumps(balances))]

    def held_outputs(self, balances: Sequence[int]) -> list[tuple[int, int]]:
        """Return those balances that are outputs of held runs, each with its run."""
        return [(row[0], row[1]) for row in self._rows(OF_HELD_RUNS, json.dumps(balances))]

    def not_empty(self, runs: Sequence[int]) -> list[int]:
        """Return those runs that still yield something, or take from something."""
        return [row[0] for row in self._rows(NOT_EMPTY, json.dumps(runs))]

    def fault(self, error: Exception) -> str:
        """Return which constraint the database complains of."""
        text = str(error)
        if isinstance(error, sqlite3.IntegrityError) and "promise.order" in text:
            return "promise_order"
        return ""


def _after(last: Sequence[int | None], counts: Counts) -> Ids:
    """Return the ids that follow the `last` ones; nobody else can take them while the transaction lasts."""
    entry, promise, run, balance = (number or 0 for number in last)
    return Ids(
        entry + 1,
        range(promise + 1, promise + 1 + counts.promises),
        range(run + 1, run + 1 + counts.runs),
        range(balance + 1, balance + 1 + counts.balances),
    )
