"""What all promises and runs hold, read once: for whoever asks about many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from handfast.company.database import current
from handfast.company.queries.promises import Holding, Output, RunHolding

_COMMITMENTS = """
SELECT c.promise, c.run, c.balance, b.kind, c.need_day, c.quantity, b.day, b.available, b.short
FROM commitment c JOIN balance b ON b.id = c.balance ORDER BY c.need_day, c.balance, c.id
"""
_RUNS = "SELECT id, process, starts, start_day, available_day, state FROM run WHERE state <> 'gone' ORDER BY id"
_OUTPUTS = """
SELECT b.run, b.id, b.node, b.available, b.committed, b.expires FROM balance b JOIN run r ON r.id = b.run
WHERE r.state <> 'gone' ORDER BY b.id
"""


class Holdings:
    """What promises and runs hold, as it stood when it was read."""

    def __init__(self) -> None:
        self._of_promise: dict[int, list[Holding]] = defaultdict(list)
        inputs: dict[int, list[Holding]] = defaultdict(list)
        for promise, run, *held in _rows(_COMMITMENTS):
            (inputs[run] if promise is None else self._of_promise[promise]).append(Holding(*held))
        outputs: dict[int, list[Output]] = defaultdict(list)
        for run, *output in _rows(_OUTPUTS):
            outputs[run].append(Output(*output))
        self._runs = {
            id_: RunHolding(id_, process, starts, start, available, state, tuple(outputs[id_]), tuple(inputs[id_]))
            for id_, process, starts, start, available, state in _rows(_RUNS)
        }
        self._maker = {output.balance: run for run in self._runs for output in outputs[run]}

    def commitments(self, promise: int) -> list[Holding]:
        """Return what a promise holds of supplies and quotas."""
        return self._of_promise.get(promise, [])

    def runs(self, balances: Sequence[int]) -> list[RunHolding]:
        """Return the runs, not yet gone, that yield any of `balances`."""
        found = {self._maker[balance] for balance in balances if balance in self._maker}
        return [self._runs[run] for run in sorted(found)]


def _rows(sql: str) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
