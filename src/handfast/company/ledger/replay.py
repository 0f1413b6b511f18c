"""The ledger derived anew from its entries alone.

This shares no code with what writes entries and keeps balances: it reads the bodies, in the vocabulary of
``docs/explanation/promise-model.md``, and adds up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from handfast.company.ledger.state import EntryRead
from handfast.company.ledger.words import SUPPLY

Consumer = tuple[str, int]
"""``promise`` or ``run``, and its id."""


@dataclass(slots=True)
class DerivedBalance:
    """A balance as its entries make it."""

    kind: str
    node: int
    day: int
    expires: int | None
    available: int
    run: int | None
    ref: str
    short: int = 0
    committed: int = 0
    made: int = 0


@dataclass(slots=True)
class DerivedRun:
    """A run as its entries make it."""

    process: str
    starts: int
    start_day: int
    available_day: int
    state: str
    promise: int | None
    done: int = 0


@dataclass(slots=True)
class Production:
    """What one entry of production says of a stock point: how much was made, and how much came into stock."""

    entry: EntryRead
    node: int
    made: int = 0
    stocked: int = 0


@dataclass(slots=True)
class Step:
    """What one entry said of a promise."""

    entry: EntryRead
    before: dict[str, Any]
    said: dict[str, Any]


@dataclass(slots=True)
class Derived:
    """All that the entries say."""

    balances: dict[int, DerivedBalance] = field(default_factory=dict)
    taken: dict[Consumer, dict[tuple[int, int], int]] = field(default_factory=dict)  # by balance and need day
    runs: dict[int, DerivedRun] = field(default_factory=dict)
    promises: dict[int, dict[str, Any]] = field(default_factory=dict)
    steps: dict[int, list[Step]] = field(default_factory=dict)
    needs: dict[int, dict[tuple[str, int], int]] = field(default_factory=dict)  # of runs, when last settled
    shortened: list[tuple[EntryRead, int, int]] = field(default_factory=list)  # entry, balance, by how much
    productions: list[Production] = field(default_factory=list)
    generation: int = 1
    today: int | None = None
    unknown: list[str] = field(default_factory=list)


def replay(entries: Iterable[EntryRead]) -> Derived:
    """Return what `entries`, in their order, add up to."""
    derived = Derived()
    for entry in entries:
        settled: set[int] = set()
        for change in entry.body:
            try:
                _apply(derived, entry, change, settled)
            except (KeyError, ValueError, TypeError) as error:
                derived.unknown.append(f"entry {entry.id} says {change}, which makes no sense here ({error!r})")
        for run in settled:
            derived.needs[run] = needs_of(derived, run)
        if entry.kind == "production":
            derived.productions += _productions(derived, entry)
    return derived


def _productions(derived: Derived, entry: EntryRead) -> Iterable[Production]:
    """Return what an entry of production says, by stock point."""
    found: dict[int, Production] = {}
    for what, *rest in entry.body:
        balance = derived.balances.get(rest[0]) if what in {"balance", "available", "made"} else None
        if balance is None:
            continue
        node = found.setdefault(balance.node, Production(entry, balance.node))
        if what == "made":
            node.made += rest[1]
        elif balance.kind in {"stock", "receipt"}:
            node.stocked += rest[5] if what == "balance" else max(0, rest[1])
    return found.values()


def needs_of(derived: Derived, run: int) -> dict[tuple[str, int], int]:
    """Return what a run takes of each stock point (``item``) and of each resource (``time``)."""
    needs: dict[tuple[str, int], int] = {}
    for (id_, _), quantity in derived.taken.get(("run", run), {}).items():
        balance = derived.balances[id_]
        place = ("item" if balance.kind in SUPPLY else "time", balance.node)
        needs[place] = needs.get(place, 0) + quantity
    return needs


def _apply(derived: Derived, entry: EntryRead, change: list[Any], settled: set[int]) -> None:
    what, *rest = change
    match what:
        case "balance":
            id_, kind, node, day, expires, available, run, ref = rest
            derived.balances[id_] = DerivedBalance(kind, node, day, expires, available, run, ref)
        case "available":
            derived.balances[rest[0]].available += rest[1]
        case "short":
            derived.balances[rest[0]].short += rest[1]
            if rest[1] > 0:
                derived.shortened.append((entry, rest[0], rest[1]))
        case "day":
            derived.balances[rest[0]].day = rest[1]
        case "commit":
            id_, promise, run, need_day, quantity = rest
            derived.balances[id_].committed += quantity
            _take(derived, ("promise", promise) if run is None else ("run", run), (id_, need_day), quantity)
        case "run":
            id_, process, starts, start_day, available_day, state, promise = rest
            derived.runs[id_] = DerivedRun(process, starts, start_day, available_day, state, promise)
            settled.add(id_)
        case "run_state":
            id_, state, starts = rest
            run = derived.runs[id_]
            if starts != run.starts or state == "gone":
                settled.add(id_)
            run.state, run.starts = state, starts
        case "run_done":
            derived.runs[rest[0]].done = rest[1]
            settled.add(rest[0])
        case "run_day":
            derived.runs[rest[0]].available_day = rest[1]
        case "run_start":
            derived.runs[rest[0]].start_day = rest[1]
        case "made":
            derived.balances[rest[0]].made += rest[1]
        case "promise":
            _promise(derived, entry, *rest)
        case "generation":
            derived.generation = rest[0]
        case "today":
            derived.today = rest[0]
        case _:
            raise ValueError(f"'{what}' is no change")


def _promise(derived: Derived, entry: EntryRead, id_: int, said: dict[str, Any]) -> None:
    before = derived.promises.get(id_, {})
    derived.steps.setdefault(id_, []).append(Step(entry, before, said))
    created = before.get("created_entry", entry.id)
    derived.promises[id_] = {**before, **said, "created_entry": created, "updated_entry": entry.id}


def _take(derived: Derived, consumer: Consumer, place: tuple[int, int], quantity: int) -> None:
    taken = derived.taken.setdefault(consumer, {})
    taken[place] = taken.get(place, 0) + quantity
    if not taken[place]:
        del taken[place]
