"""Who counts on what is bought, kept up by the entries written since.

Walking from all that was ever bought to all that was ever promised takes seconds in a large company, and an entry
touches a few promises. A promise counts on a balance when something that feeds it takes from it, directly or through
runs. An entry that lets somebody take from, or give back to, a balance changes that for the promises that it names, and
for those above the runs that it names; everybody else's ways down are as they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from handfast.company.database import current
from handfast.company.queries.runs import EXPEDITED
from handfast.company.queries.touched import Touched, Watch

CHUNK, FEW = 400, 2_000
"""Values that one statement is given at most; and promises from which on all are read anew."""

_ALL = """
WITH RECURSIVE hanging (root, need_day, promise, run) AS (
    SELECT b.id, c.need_day, c.promise, c.run FROM balance b JOIN commitment c ON c.balance = b.id
    LEFT JOIN run r ON r.id = b.run LEFT JOIN process p ON p.process = replace(r.process, %s, '')
    WHERE b.kind = 'receipt' OR p.kind = 'buy'
    UNION
    SELECT h.root, h.need_day, c.promise, c.run FROM hanging h JOIN balance b ON b.run = h.run
    JOIN commitment c ON c.balance = b.id
)
SELECT promise, root, min(need_day) FROM hanging WHERE promise IS NOT NULL GROUP BY promise, root
"""
_POINTS = """
SELECT DISTINCT b.node FROM run r JOIN balance b ON b.run = r.id
JOIN process p ON p.process = replace(r.process, %s, '') AND p.kind = 'buy'
"""
_OF_SOME = """
WITH RECURSIVE fed (promise, balance, need_day) AS (
    SELECT promise, balance, need_day FROM commitment WHERE promise IN ({marks})
    UNION
    SELECT f.promise, c.balance, c.need_day FROM fed f JOIN balance b ON b.id = f.balance AND b.run IS NOT NULL
    JOIN commitment c ON c.run = b.run
)
SELECT f.promise, f.balance, min(f.need_day) FROM fed f JOIN balance b ON b.id = f.balance
LEFT JOIN run r ON r.id = b.run LEFT JOIN process p ON p.process = replace(r.process, %s, '')
WHERE b.kind = 'receipt' OR p.kind = 'buy' GROUP BY f.promise, f.balance
"""
_ABOVE = """
WITH RECURSIVE above (promise, run) AS (
    SELECT c.promise, c.run FROM balance b JOIN commitment c ON c.balance = b.id WHERE b.run IN ({marks})
    UNION
    SELECT c.promise, c.run FROM above a JOIN balance b ON b.run = a.run JOIN commitment c ON c.balance = b.id
)
SELECT DISTINCT promise FROM above WHERE promise IS NOT NULL
"""


class CountingOn:
    """Which promises count on which balances of what is bought, and on which day they need it.

    `points` are the stock points (their rows' ids) of what had been bought when tables changed last: what is bought
    since is bought as the tables say.
    """

    def __init__(self) -> None:
        self.points: frozenset[int] = frozenset()
        self._watch = Watch()
        self._roots: dict[int, dict[int, int]] = defaultdict(dict)  # balance -> promise -> need day
        self._under: dict[int, list[int]] = {}  # promise -> balances

    @property
    def by_balance(self) -> Mapping[int, Mapping[int, int]]:
        """By balance the promises that count on it, each with the ledger day on which it needs it."""
        return self._roots

    def renew(self, tables: Hashable) -> set[int] | None:
        """Look what was written since, and return the balances whose promises changed; None: all were read anew.

        Parameters
        ----------
        tables
            What tells whether tables have changed; then all is read anew, for what is bought may be something else.
        """
        with self._watch.touched(tables) as touched:
            promises = None if touched is None else _with_those_above(touched)
            if promises is None or len(promises) > FEW:
                self._read_all()
                return None
            return self._forget(promises) | self._keep(_of_some(_OF_SOME, sorted(promises), EXPEDITED))

    def _read_all(self) -> None:
        self._roots, self._under = defaultdict(dict), {}
        self.points = frozenset(int(row[0]) for row in _rows(_POINTS, [EXPEDITED]))
        self._keep(_rows(_ALL, [EXPEDITED]))

    def _forget(self, promises: Iterable[int]) -> set[int]:
        """Forget what promises count on, and return it."""
        found: set[int] = set()
        for promise in promises:
            for balance in self._under.pop(promise, ()):
                del self._roots[balance][promise]
                found.add(balance)
        return found

    def _keep(self, rows: Iterable[Sequence[int]]) -> set[int]:
        """Keep what promises count on, and return it."""
        found: set[int] = set()
        for promise, balance, need_day in rows:
            self._roots[balance][promise] = need_day
            self._under.setdefault(promise, []).append(balance)
            found.add(balance)
        return found


def _with_those_above(touched: Touched) -> set[int]:
    """Return the promises whose ways down may have changed."""
    return touched.promises | {int(row[0]) for row in _of_some(_ABOVE, sorted(touched.runs))}


def _of_some(sql: str, values: Sequence[int], *more: Any) -> Iterator[Any]:
    """Yield the rows of a statement about some numbers, so many at a time."""
    for first in range(0, len(values), CHUNK):
        some = values[first : first + CHUNK]
        yield from _rows(sql.format(marks=", ".join(["%s"] * len(some))), [*some, *more])


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
