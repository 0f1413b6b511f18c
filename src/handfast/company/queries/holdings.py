"""What all promises and runs hold, read once: for whoever asks about many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from handfast.company.ledger.snapshot import rows
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import Holding, Output, RunHolding
from handfast.company.queries.unsure import Unsure

_COMMITMENTS = """
SELECT c.promise, c.run, c.balance, b.kind, c.need_day, c.quantity, b.day, b.available, b.short
FROM commitment c JOIN balance b ON b.id = c.balance ORDER BY c.need_day, c.balance, c.id
"""
_RUNS = "SELECT id, process, starts, start_day, available_day, state FROM run WHERE state <> 'gone' ORDER BY id"
_OUTPUTS = """
SELECT b.run, b.id, b.node, b.available, b.committed, b.expires FROM balance b JOIN run r ON r.id = b.run
WHERE r.state <> 'gone' ORDER BY b.id
"""
_UNSURE = """
WITH RECURSIVE unsure (id) AS (
    SELECT id FROM balance WHERE short > 0
    UNION
    SELECT o.id FROM unsure u JOIN commitment c ON c.balance = u.id JOIN run r ON r.id = c.run
    JOIN balance o ON o.run = r.id WHERE r.state <> 'gone'
)
SELECT b.id, b.available - b.committed FROM unsure u CROSS JOIN balance b WHERE b.id = u.id ORDER BY b.id
"""
"""With a cross join SQLite begins with the few that are unsure; it would read all balances otherwise."""
_TAKEN = "SELECT balance FROM commitment WHERE promise = %s"

NOTHING: Mapping[int, int] = MappingProxyType({})
NO_DAYS: Mapping[int, Mapping[int, int]] = MappingProxyType({})


class Holdings:
    """What promises and runs hold, as it stood when it was read."""

    def __init__(self) -> None:
        self._of_promise: dict[int, list[Holding]] = defaultdict(list)
        self._committed: dict[int, int] = defaultdict(int)
        self._available: dict[int, int] = {}
        self._needs: dict[int, list[tuple[int, int]]] = defaultdict(list)  # balance -> need days and quantities
        self._users: dict[int, set[int]] = defaultdict(set)  # balance -> runs that take from it
        self._quotas: set[int] = set()
        inputs: dict[int, list[Holding]] = defaultdict(list)
        for promise, run, *columns in rows(_COMMITMENTS):
            held = Holding(*columns)
            (inputs[run] if promise is None else self._of_promise[promise]).append(held)
            self._committed[held.balance] += held.quantity
            self._available[held.balance] = held.available
            self._needs[held.balance].append((held.need_day, held.quantity))
            if held.quota:
                self._quotas.add(held.balance)
            if run is not None:
                self._users[held.balance].add(run)
        outputs: dict[int, list[Output]] = defaultdict(list)
        for run, *output in rows(_OUTPUTS):
            outputs[run].append(Output(*output))
        self._runs = {
            id_: RunHolding(id_, process, starts, start, available, state, tuple(outputs[id_]), tuple(inputs[id_]))
            for id_, process, starts, start, available, state in rows(_RUNS)
        }
        self._maker = {output.balance: run for run in self._runs for output in outputs[run]}

    def commitments(self, promise: int) -> list[Holding]:
        """Return what a promise holds of supplies and quotas."""
        return self._of_promise.get(promise, [])

    def runs(self, balances: Sequence[int]) -> list[RunHolding]:
        """Return the runs, not yet gone, that yield any of `balances`."""
        found = {self._maker[balance] for balance in balances if balance in self._maker}
        return [self._runs[run] for run in sorted(found)]

    def unsure(self, given: Mapping[int, int] = NOTHING, gone: Container[int] = ()) -> set[int]:
        """Return the supplies that are short, or come from runs that lack something.

        After so much of each balance was given back, and without the runs that go. Who took of them would be at risk at
        once. A quota that is short is none of them: what its chain has left counts what is short.
        """
        committed = self._committed
        much = [balance for balance, there in self._available.items() if committed[balance] > there]
        found = {
            balance
            for balance in much
            if committed[balance] - given.get(balance, 0) > self._available[balance] and balance not in self._quotas
        }
        waiting = list(found)
        while waiting:
            for run in self._users.get(waiting.pop(), ()):
                outputs = {output.balance for output in self._runs[run].outputs} - found if run not in gone else set()
                found |= outputs
                waiting += outputs
        return found

    def hiding(self, unsure: set[int], given: Mapping[int, Mapping[int, int]] = NO_DAYS) -> list[list[Any]]:
        """Return the changes that take balances out of sight, with all that is bound to them.

        Parameters
        ----------
        given
            How much of each balance, by need day, was given back and is bound to it no more.
        """
        found: list[list[Any]] = []
        for balance in sorted(unsure):
            found += [["commit", balance, None, None, day, -part] for day, part in self._needs.get(balance, ())]
            found += [["commit", balance, None, None, day, part] for day, part in given.get(balance, NOTHING).items()]
            found.append(["available", balance, -self._there(balance)])
        return found

    def hiding_free(self, unsure: set[int]) -> list[list[Any]]:
        """Return the changes that take what is free of balances out of sight."""
        free = {balance: self._there(balance) - self._committed[balance] for balance in unsure}
        return [["available", balance, -part] for balance, part in sorted(free.items()) if part > 0]

    def _there(self, balance: int) -> int:
        if balance in self._available:
            return self._available[balance]
        run = self._runs[self._maker[balance]]
        return next(output.available for output in run.outputs if output.balance == balance)


@contextmanager
def hidden(mirror: Mirror, changes: list[list[Any]]) -> Iterator[None]:
    """Make changes to the company in memory for the block, such as :meth:`Holdings.hiding` tells, and undo them."""
    mirror.take_in_all(changes)
    try:
        yield
    finally:
        mirror.take_in_all([*change[:-1], -change[-1]] for change in changes)


@contextmanager
def only_sure(mirror: Mirror) -> Iterator[None]:
    """Let nobody see, for the block, what is free of runs that lack something: who took it would be at risk at once."""
    with hidden(mirror, mirror.unsure(what_is_unsure).hiding if mirror.book.lacks else []):
        yield


def what_is_unsure() -> Unsure:
    """Return what lacks something, and what hides the free part of it (:meth:`Holdings.hiding_free`): read from shorts.

    Every offer needs it: reading all holdings would make each as slow as the book is long. Even so it takes as long as
    much is short; so it is kept until something is written that touches it (see :meth:`Mirror.unsure`).
    """
    found = rows(_UNSURE)
    free = [["available", balance, -part] for balance, part in found if part > 0]
    return Unsure(frozenset(balance for balance, _ in found), free)


def hangs_on_unsure(mirror: Mirror, promise: int) -> bool:
    """Whether a promise is at risk; quicker than to follow all that feeds it, for whoever has the company in memory."""
    unsure = mirror.unsure(what_is_unsure).balances
    return bool(unsure) and any(row[0] in unsure for row in rows(_TAKEN, [promise]))
