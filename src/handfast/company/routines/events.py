"""Events: what happened, numbered one after another, exactly once for each entry of the ledger.

The ledger's entries are written in the same transaction as what they change, so nothing can happen without one. Events
are read from them through the ledger's tail, and written together with the new position, by one at a time: no entry is
left out and none is told twice, whoever is killed (decision 17).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.company.ledger.risk import promises_at_risk
from handfast.company.ledger.snapshot import snapshot
from handfast.company.ledger.state import Cursor, position_now, tail
from handfast.company.moments import kept, moment_of
from handfast.company.routines.happenings import EVENT_TYPES, Happening, Told, happenings
from handfast.company.writing import writing
from handfast.errors import CursorOutdated, DataError, Fault
from handfast.sentences import sentence

KEPT_DAYS = 30
"""How long events are kept."""

PREFIX = "handfast."
"""How the types of events begin, outside."""

_HEAD = "SELECT epoch, position, last, at_risk FROM event_head WHERE id = 1"
_BEGIN = """
INSERT INTO event_head (id, epoch, position, last, at_risk) VALUES (1, %s, %s, 0, %s) ON CONFLICT (id) DO NOTHING
"""
_MOVE = "UPDATE event_head SET epoch = %s, position = %s, last = %s, at_risk = %s WHERE id = 1"
_WRITE = "INSERT INTO event (id, entry, time, type, subject, data) VALUES (%s, %s, %s, %s, %s, %s)"
_READ = "SELECT id, entry, time, type, subject, data FROM event WHERE id > %s ORDER BY id LIMIT %s"


@dataclass(frozen=True)
class Event:
    """Something that happened; `type` is one of :data:`~handfast.company.routines.happenings.EVENT_TYPES`."""

    number: int
    entry: int | None
    time: dt.datetime
    type: str
    subject: str
    data: dict[str, Any]


def tell_events(now: dt.datetime) -> int:
    """Write the events of all that was written to the ledger since the last time; return how many are new.

    The first time it only takes its place at the ledger's end: what happened before is told to nobody.
    """
    if not _is_behind():
        return 0
    with writing() as database, database.connection.cursor() as cursor:
        head = _locked(cursor, database.vendor)
        if head is None:
            begin = position_now()
            cursor.execute(_BEGIN, [begin.epoch, begin.position, json.dumps(_at_risk())])
            return 0
        since, last, before = head
        at_risk = _at_risk()
        try:
            entries, position = tail(since) if since.epoch == position_now().epoch else ([], None)
        except CursorOutdated:
            position = None
        if position is None:  # restored from a backup
            position, found = position_now(), [Happening(None, now, "ledger.restored", "", {})]
        else:
            found = happenings(entries) + _turned(before, at_risk, entries[-1].time if entries else now)
        rows = [
            (last + n, each.entry, kept(each.time), each.type, each.subject, json.dumps(each.data, ensure_ascii=False))
            for n, each in enumerate(found, 1)
        ]
        cursor.executemany(_WRITE, rows)
        cursor.execute(_MOVE, [position.epoch, position.position, last + len(rows), json.dumps(at_risk)])
    return len(rows)


def events(after: int = 0, most: int = 100, types: Collection[str] = ()) -> list[Event]:
    """Return the events after a number, in order; of some types only, where types are given."""
    found: list[Event] = []
    with snapshot() as cursor:
        while len(found) < most:
            cursor.execute(_READ, [after, most])
            rows = cursor.fetchall()
            if not rows:
                break
            after = rows[-1][0]
            found += [event for event in map(_event, rows) if wanted(event.type, types)]
    return found[:most]


def last_event() -> int:
    """Return the number of the last event; 0 where there is none."""
    with snapshot() as cursor:
        cursor.execute("SELECT coalesce(max(last), 0) FROM event_head")
        return int(cursor.fetchone()[0])


def wanted(type_: str, types: Collection[str]) -> bool:
    """Return whether a type is one of some types, of which ``promise.*`` means all that begin so; none means all."""
    return not types or any(
        type_ == each or (each.endswith(".*") and type_.startswith(each.removesuffix("*"))) for each in types
    )


def assert_types(types: Sequence[str]) -> None:
    """Raise DataError unless each of some types means an event."""
    faults = [
        Fault(
            "",
            "",
            None,
            "event",
            each,
            sentence("is no type of event"),
            sentence("One of: {names}; or promise.*", names=", ".join(EVENT_TYPES)),
        )
        for each in types
        if not any(wanted(known, [each]) for known in EVENT_TYPES)
    ]
    if faults:
        raise DataError(faults)


def cloud_event(event: Event, epoch: str) -> dict[str, Any]:
    """Return an event as CloudEvents 1.0 writes it in JSON; source and id together are unique for ever."""
    form = {
        "specversion": "1.0",
        "id": str(event.number),
        "source": f"urn:handfast:{epoch}",
        "type": f"{PREFIX}{event.type}",
        "time": event.time.isoformat(),
        "datacontenttype": "application/json",
        "data": event.data,
    }
    return form | ({"subject": event.subject} if event.subject else {})


def epoch_now() -> str:
    """Return the epoch of the current company's ledger, which names it among its copies."""
    return position_now().epoch


def clear_events(now: dt.datetime, days: int = KEPT_DAYS) -> None:
    """Remove old events, and what came of telling them."""
    with writing() as database, database.connection.cursor() as cursor:
        for table, column in (("event", "time"), ("delivery", "at")):
            cursor.execute(f"DELETE FROM {table} WHERE {column} < %s", [kept(now - dt.timedelta(days=days))])


# ---------------------------------------------------------------- inside


def _is_behind() -> bool:
    """Return whether anything was written to the ledger since events were told, without keeping anybody waiting."""
    with snapshot() as cursor:
        cursor.execute(_HEAD)
        row = cursor.fetchone()
        if row is None or row[0] != position_now().epoch:
            return True
        try:
            return bool(tail(Cursor(row[0], row[1]))[0])
        except CursorOutdated:
            return True


def _locked(cursor: Any, vendor: str) -> tuple[Cursor, int, list[int]] | None:
    cursor.execute(_HEAD + (" FOR UPDATE" if vendor == "postgresql" else ""))
    row = cursor.fetchone()
    return None if row is None else (Cursor(row[0], row[1]), int(row[2]), json.loads(row[3]))


def _at_risk() -> list[int]:
    return sorted({each.promise for each in promises_at_risk()})


def _turned(before: Sequence[int], after: Sequence[int], time: dt.datetime) -> list[Happening]:
    """Return which promises came to be at risk, and which are covered again."""
    fallen, risen = sorted({*after} - {*before}), sorted({*before} - {*after})
    told = Told([*fallen, *risen])
    return [
        Happening(None, time, type_, f"P-{promise}", told.of(promise))
        for type_, promises in (("promise.at_risk", fallen), ("promise.covered", risen))
        for promise in promises
    ]


def _event(row: Sequence[Any]) -> Event:
    number, entry, time, type_, subject, data = row
    return Event(number, entry, moment_of(time), type_, subject, json.loads(data))
