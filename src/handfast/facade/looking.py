"""Looking: the promise book, why, and whether the ledger is sound."""

from __future__ import annotations

import polars as pl

from handfast.company.ledger.verify import verify
from handfast.company.queries.explanation import Explanation, explain
from handfast.company.queries.given import number_of
from handfast.company.queries.promise_book import promise_book
from handfast.company.queries.runs import run_book
from handfast.facade.opened import Opened


class Looking(Opened):
    """What may be looked at; nothing here changes anything."""

    def promises(self, *states: str) -> pl.DataFrame:
        """Return the promise book: all promises, or those in the given states."""
        return self._run(promise_book, states)

    def runs(self) -> pl.DataFrame:
        """Return the runs that promises made necessary: what to start and what to wait for, by day."""
        return self._run(run_book)

    def explain(self, promise: int | str) -> Explanation:
        """Return a promise's life and everything that feeds it."""
        return self._run(explain, number_of(promise))

    def verify(self) -> list[str]:
        """Derive every balance from the entries alone and compare; return all differences, none if it is sound."""
        return self._run(verify)
