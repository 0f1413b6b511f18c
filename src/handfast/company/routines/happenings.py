"""What happened, read from the ledger's entries: an entry says everything that it changed, so events follow from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handfast.company.database import current
from handfast.company.ledger.state import EntryRead

EVENT_TYPES: dict[str, str] = {
    "promise.asked": "somebody asked for something",
    "promise.offered": "an ask was answered with an offer",
    "promise.declined": "an ask or an offer was declined",
    "promise.held": "supply was set aside for a stated time",
    "promise.hold_expired": "a hold, or an offer, ran out",
    "promise.released": "a hold was given back",
    "promise.made": "a promise was made",
    "promise.revised": "a promise got another day, quantity, price or place",
    "promise.withdrawn": "a promise was taken back",
    "promise.at_risk": "a promise hangs on something that is short",
    "promise.covered": "a promise is no longer at risk: it is covered again, or has ended",
    "promise.shipped": "goods left for a promise",
    "promise.delivered": "all goods of a promise have left",
    "promise.kept": "goods arrived as they had first been promised",
    "promise.broken": "goods arrived later than they had first been promised",
    "supply.lost": "supply was lost, or comes later",
    "supply.gained": "supply came to be, grew, or comes earlier",
    "production.reported": "somebody said what a run has made",
    "plan.published": "a plan was published",
    "tables.imported": "tables were imported",
    "structure.changed": "master data, calendars, prices or policy changed",
    "day.moved": "the company's day moved on",
    "ledger.restored": "the company was restored from a backup: read its state anew",
}
"""Types of events, and what each tells."""

_BY_STATE = {
    "asked": "promise.asked",
    "offered": "promise.offered",
    "declined": "promise.declined",
    "held": "promise.held",
    "expired": "promise.hold_expired",
    "released": "promise.released",
    "promised": "promise.made",
    "withdrawn": "promise.withdrawn",
    "delivered": "promise.delivered",
    "kept": "promise.kept",
    "broken": "promise.broken",
}
_BY_ENTRY = {
    "loss": "supply.lost",
    "gain": "supply.gained",
    "production": "production.reported",
    "plan": "plan.published",
    "import": "tables.imported",
    "structure": "structure.changed",
    "day": "day.moved",
}
_TOLD_DAYS = ("wish_day", "ship_day", "arrive_day", "arrived_day")
_TOLD = (*_TOLD_DAYS, "state", "item", "site", "quantity", "shipped", "expires_at")
"""What is told of a promise's changes; prices are not."""

_EPOCH = dt.date(1970, 1, 1)
_PROMISES = 'SELECT id, "order", line, customer, segment, item, site FROM promise WHERE id IN ({})'
_AT_ONCE = 500


@dataclass(frozen=True)
class Happening:
    """Something that happened, before it has a number."""

    entry: int | None
    time: dt.datetime
    type: str
    subject: str
    data: dict[str, Any]


def happenings(entries: Iterable[EntryRead]) -> list[Happening]:
    """Return what happened in some entries of the current company's ledger, in order."""
    found = list(entries)
    promises = {change[1] for entry in found for change in entry.body if change[0] == "promise"}
    told = Told(promises)
    return [happening for entry in found for happening in _of_entry(entry, told)]


def _of_entry(entry: EntryRead, told: Told) -> Iterator[Happening]:
    by = {"actor": entry.actor, "reason": entry.reason}
    if entry.kind in _BY_ENTRY:
        today = next((change[1] for change in entry.body if change[0] == "today"), None)
        more = {} if today is None else {"today": _iso(today)}
        yield Happening(entry.id, entry.time, _BY_ENTRY[entry.kind], "", by | more)
    for change in entry.body:
        if change[0] != "promise":
            continue
        type_ = _type(entry.kind, change[2])
        if type_:
            data = told.of(change[1]) | {"changed": told.changes(change[1], change[2])} | by
            if entry.kind == "override":
                data["override"] = True
            yield Happening(entry.id, entry.time, type_, f"P-{change[1]}", data)


def _type(kind: str, said: Mapping[str, Any]) -> str:
    """Return what happened to a promise of which `said` was set; empty: nothing that others need to know."""
    if "item" not in said and "shipped" in said:
        return "promise.shipped"
    if "state" not in said:
        return "promise.revised" if any(name in said for name in _TOLD) else ""
    if said["state"] == "withdrawn" and kind == "release":  # as it was written before version 15
        return "promise.released"
    return _BY_STATE[said["state"]]


class Told:
    """What is told of promises: who wants what from where, and exact quantities in the item's unit."""

    def __init__(self, promises: Iterable[int]) -> None:
        wanted = sorted(set(promises))
        self._rows: dict[int, tuple[Any, ...]] = {}
        with current().connection.cursor() as cursor:
            for start in range(0, len(wanted), _AT_ONCE):
                part = wanted[start : start + _AT_ONCE]
                cursor.execute(_PROMISES.format(", ".join(["%s"] * len(part))), part)
                self._rows |= {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
            cursor.execute("SELECT item, decimals FROM item")
            self._decimals = {str(item): int(decimals) for item, decimals in cursor.fetchall()}

    def of(self, promise: int) -> dict[str, Any]:
        """Return which promise it is."""
        order, line, customer, segment, item, site = self._rows[promise]
        whose = {"promise": f"P-{promise}", "order": order, "line": line, "customer": customer, "segment": segment}
        return whose | {"item": item, "site": site}

    def changes(self, promise: int, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was set of it, with days and quantities as people write them."""
        changed = {name: said[name] for name in _TOLD if name in said}
        for name in _TOLD_DAYS:
            if changed.get(name) is not None:
                changed[name] = _iso(changed[name])
        places = self._decimals.get(self._rows[promise][4], 0)
        for name in ("quantity", "shipped"):
            if name in changed:
                changed[name] = f"{Decimal(changed[name]).scaleb(-places):f}"
        return changed


def _iso(day: int) -> str:
    return (_EPOCH + dt.timedelta(days=day)).isoformat()
