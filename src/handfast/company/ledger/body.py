"""The body of an entry: every change, in the vocabulary of ``docs/explanation/promise-model.md``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from handfast.company.ledger.entry import NewBalance, NewPromise, NewRun, RunChange, Take

Change = list[Any]

ChangedRow = tuple[int, int, int, int, int | None, int]
"""How a balance changes: its id; available, committed and short, each a difference; its new day; what was made."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_DEFAULTS = {
    each.name: each.default
    for each in fields(NewPromise)
    if each.name not in {"ref", "state", "item", "site", "quantity"}
}


class Body:
    """Collects the changes of one entry in the order in which they are told."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def head(self, *, generation: int | None, today: int | None) -> None:
        """Tell that structure changed, or that the ledger's day moved."""
        if generation is not None:
            self.changes.append(["generation", generation])
        if today is not None:
            self.changes.append(["today", today])

    def promise(self, id_: int, said: Mapping[str, Any]) -> None:
        """Tell fields of a promise that were set, as `plain` writes them."""
        self.changes.append(["promise", id_, said])

    def new_run(self, id_: int, new: NewRun, promise: int | None) -> None:
        """Tell a new run."""
        self.changes.append(["run", id_, new.process, new.starts, new.start_day, new.available_day, new.state, promise])

    def run(self, change: RunChange, starts: int) -> None:
        """Tell what became of a run."""
        self.changes.append(["run_state", change.id, change.state, starts])
        if change.done is not None:
            self.changes.append(["run_done", change.id, change.done])
        if change.available_day is not None:
            self.changes.append(["run_day", change.id, change.available_day])
        if change.start_day is not None:
            self.changes.append(["run_start", change.id, change.start_day])

    def balance(self, id_: int, new: NewBalance, run: int | None) -> None:
        """Tell a new balance."""
        self.changes.append(["balance", id_, new.kind, new.node, new.day, new.expires, new.available, run, new.ref])

    def day(self, id_: int, day: Take) -> None:
        """Tell the balance of a resource's day that was first touched."""
        self.changes.append(["balance", id_, day.kind, day.node, day.day, None, day.minutes, None, ""])

    def changed(self, rows: Iterable[ChangedRow]) -> None:
        """Tell what balances gained or lost, became short, or where they moved; commitments tell themselves."""
        for id_, available, _, short, day, made in rows:
            if available:
                self.changes.append(["available", id_, available])
            if short:
                self.changes.append(["short", id_, short])
            if day is not None:
                self.changes.append(["day", id_, day])
            if made:
                self.changes.append(["made", id_, made])

    def commit(self, balance: int, promise: int | None, run: int | None, need_day: int, quantity: int) -> None:
        """Tell what was taken or given back."""
        self.changes.append(["commit", balance, promise, run, need_day, quantity])

    def text(self) -> str:
        """Return the body as it is written."""
        return _ENCODER.encode(self.changes)


def said_of(new: NewPromise) -> dict[str, Any]:
    """Return what is to be told of a new promise: what is not said is as usual."""
    said = {"state": new.state, "item": new.item, "site": new.site, "quantity": new.quantity}
    for name, usual in _DEFAULTS.items():
        value = getattr(new, name)
        if value != usual:
            said[name] = value
    if new.state == "promised":
        said["original_ship_day"], said["original_arrive_day"] = new.originals
    return plain(said)


def plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a promise as JSON knows them: moments as ISO texts in UTC."""
    return {
        name: value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value
        for name, value in said.items()
    }
