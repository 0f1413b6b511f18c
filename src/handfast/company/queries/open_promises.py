"""How many promises each customer has open, kept up by the entries written since: most promises are as they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from handfast.company.database import current
from handfast.company.queries.touched import Watch

CHUNK, FEW = 900, 9_000
"""Values that one statement is given at most; and promises from which on all are read anew."""

_OPEN = "SELECT id, customer FROM promise WHERE state IN ('held', 'promised')"


class OpenPromises:
    """The open promises, each with its customer."""

    def __init__(self) -> None:
        self._watch = Watch()
        self._customers: dict[int, str] = {}
        self._counts: Counter[str] = Counter()

    def by_customer(self, stands: Hashable) -> Mapping[str, int]:
        """Return how many promises are open, by customer; empty key: of nobody who is named.

        Parameters
        ----------
        stands
            What tells whether the company was loaded anew.
        """
        with self._watch.touched(stands) as touched:
            if touched is None or len(touched.promises) > FEW:
                self._customers = dict(_rows(_OPEN))
                self._counts = Counter(self._customers.values())
            else:
                self._look_again(sorted(touched.promises))
        return self._counts

    def among(self, promises: Iterable[int]) -> Mapping[str, int]:
        """Return how many of some promises are open, by customer, as of when :meth:`by_customer` was asked."""
        return Counter(self._customers[each] for each in promises if each in self._customers)

    def _look_again(self, promises: Sequence[int]) -> None:
        for promise in promises:
            customer = self._customers.pop(promise, None)
            if customer is not None:
                self._counts[customer] -= 1
        for first in range(0, len(promises), CHUNK):
            some = promises[first : first + CHUNK]
            for promise, customer in _rows(f"{_OPEN} AND id IN ({', '.join(['%s'] * len(some))})", some):
                self._customers[promise] = customer
                self._counts[customer] += 1


def _rows(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
