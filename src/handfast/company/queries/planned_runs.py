"""Runs of the published plan, and which of them nobody counts on yet: those the next plan may swap."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from handfast.company.database import current
from handfast.company.ledger import Change, Commit, RunChange

_RUNS = "SELECT id, start_day FROM run WHERE state = 'planned' ORDER BY id"
_STARTS = "SELECT id, process, start_day FROM run WHERE state = 'planned' ORDER BY id"
_CONSUMERS = """
SELECT b.run, c.promise, c.run FROM commitment c JOIN balance b ON b.id = c.balance JOIN run r ON r.id = b.run
WHERE r.state = 'planned'
"""
_OUTPUTS = """
SELECT b.run, b.id, b.available FROM balance b JOIN run r ON r.id = b.run
WHERE r.state = 'planned' AND b.available > 0 ORDER BY b.id
"""
_INPUTS = """
SELECT c.run, c.balance, c.need_day, c.quantity FROM commitment c JOIN run r ON r.id = c.run
WHERE r.state = 'planned' ORDER BY c.run, c.balance, c.need_day
"""


@dataclass(frozen=True)
class Swapped:
    """Parts of an entry that let planned runs go."""

    run_changes: tuple[RunChange, ...]
    changes: tuple[Change, ...]
    commits: tuple[Commit, ...]

    def as_changes(self) -> list[list[Any]]:
        """Return them as a company in memory takes them in."""
        return [
            *(["available", change.balance, change.available] for change in self.changes),
            *(["commit", each.balance, None, each.run, each.need_day, each.quantity] for each in self.commits),
        ]


def _rows(sql: str) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def planned_runs() -> dict[int, int]:
    """Return the planned runs, each with the ledger day on which it starts."""
    return dict(_rows(_RUNS))


def planned_starts() -> list[tuple[int, str, int]]:
    """Return the planned runs with the way of supply and the ledger day with which each starts."""
    return [(int(run), str(way), int(day)) for run, way, day in _rows(_STARTS)]


def needed_runs(until: int | None = None) -> set[int]:
    """Return the planned runs that a promise, or a run that stays, counts on, directly or through other runs.

    Parameters
    ----------
    until
        Those that start before this ledger day stay anyway; None: none does.
    """
    starts = planned_runs()
    if not starts:
        return set()
    planned = set(starts)
    feeds: dict[int, set[int]] = defaultdict(set)  # run -> planned runs that it takes from
    waiting = [run for run, start in starts.items() if until is not None and start < until]
    for run, promise, user in _rows(_CONSUMERS):
        if promise is None and user in planned:
            feeds[user].add(run)
        else:
            waiting.append(run)
    needed: set[int] = set()
    while waiting:
        run = waiting.pop()
        if run not in needed:
            needed.add(run)
            waiting += feeds[run]
    return needed


def lapsed_runs(day: int) -> set[int]:
    """Return the planned runs that should have started before a ledger day, and those that take from them.

    Not those that somebody counts on: they count as started.
    """
    lapsed = {run for run, start in planned_runs().items() if start < day}
    if not lapsed:
        return lapsed
    lapsed -= needed_runs()
    users: dict[int, set[int]] = defaultdict(set)
    for run, _, user in _rows(_CONSUMERS):
        if user is not None:
            users[run].add(user)
    waiting = list(lapsed)
    while waiting:
        following = users[waiting.pop()] - lapsed
        lapsed |= following
        waiting += following
    return lapsed


def swapped(runs: set[int]) -> Swapped:
    """Return what lets planned runs go, and gives back what they took."""
    return Swapped(
        tuple(RunChange(run, "planned", "gone") for run in sorted(runs)),
        tuple(Change(balance, -available) for run, balance, available in _rows(_OUTPUTS) if run in runs),
        tuple(
            Commit(balance, need_day, -quantity, run=run)
            for run, balance, need_day, quantity in _rows(_INPUTS)
            if run in runs
        ),
    )
