"""What entries touched since one looked last: whoever keeps something works out only that anew."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from handfast.company.ledger.snapshot import snapshot
from handfast.company.ledger.state import Cursor, position_now, tail
from handfast.errors import CursorOutdated

OF_BALANCE = frozenset({"balance", "available", "short", "day", "made", "commit"})
OF_RUN = frozenset({"run", "run_state", "run_done", "run_day", "run_start"})
"""Changes that begin with the number of a balance, and of a run (see ``docs/explanation/promise-model.md``)."""


class Touched(NamedTuple):
    """What some entries tell of: promises, runs and balances, by their numbers.

    Parameters
    ----------
    promises, runs
        Those that were told of, or took from a balance, or gave back to one.
    """

    promises: set[int]
    runs: set[int]
    balances: set[int]


class Watch:
    """Remembers how far the ledger was when one looked last.

    Not to be asked inside a transaction whose writes may be taken back: they would count as seen.
    """

    def __init__(self) -> None:
        self._stands: Hashable = None
        self._cursor: Cursor | None = None

    @contextmanager
    def touched(self, stands: Hashable) -> Iterator[Touched | None]:
        """Tell what was touched since this was asked last; None: all is to be worked out anew.

        It is read with all that the block reads as of one moment. When the block fails, it has seen nothing.

        Parameters
        ----------
        stands
            What else it hangs on, such as the last change of tables: where it is not the same, all is worked out anew.
        """
        with snapshot():
            before, self._cursor = self._cursor if stands == self._stands else None, None
            try:
                entries, now = ([], position_now()) if before is None else tail(before)
            except CursorOutdated:
                before, entries, now = None, [], position_now()
            yield None if before is None else told_of(change for entry in entries for change in entry.body)
            self._stands, self._cursor = stands, now


def told_of(changes: Iterable[list[Any]]) -> Touched:
    """Return what changes tell of."""
    found = Touched(set(), set(), set())
    for change in changes:
        kind, number = change[0], change[1]
        if kind in OF_BALANCE:
            found.balances.add(number)
        elif kind in OF_RUN:
            found.runs.add(number)
        elif kind == "promise":
            found.promises.add(number)
        if kind == "commit":
            _, _, promise, run, *_ = change
            found.promises.update([] if promise is None else [promise])
            found.runs.update([] if run is None else [run])
    return found
