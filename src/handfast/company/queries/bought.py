"""Everything that is bought, kept up by the entries written since.

An entry touches a few stock points: what is bought at all others, and all suppliers who have nothing to do with these,
are as they were. What tables say, deliveries of years among it, is read again only when tables have changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence, Set
from typing import Any

from handfast.company.database import current
from handfast.company.queries.counting_on import CountingOn
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.purchases import Purchase, Terms, purchases_at, terms_of
from handfast.company.queries.suppliers import Past, SupplierView, past_of, put_together, view_of
from handfast.company.queries.table_changes import last_table_change
from handfast.company.queries.touched import Touched, Watch

CHUNK = 900
"""Values that one statement is given at most."""

_POINTS_OF_BALANCES = "SELECT DISTINCT node FROM balance WHERE id IN ({marks})"
_POINTS_OF_RUNS = "SELECT DISTINCT node FROM balance WHERE run IN ({marks})"


class Bought:
    """What is bought of whom, supplier by supplier."""

    def __init__(self) -> None:
        self._watch, self._counting = Watch(), CountingOn()
        self._known: tuple[Past, Terms] | None = None
        self._keys: dict[str, list[tuple[str, str]]] = {}  # supplier -> what tables know of them
        self._at: dict[int, list[Purchase]] = {}  # stock point's row -> what is bought there
        self._of: dict[str, dict[int, list[Purchase]]] = {}  # the same by supplier
        self._views: dict[str, SupplierView] = {}

    def view(self, mirror: Mirror) -> SupplierView:
        """Return all of it, as :func:`~handfast.company.queries.suppliers.supplier_view` does."""
        tables = (mirror.generation, last_table_change())
        with self._watch.touched((*tables, mirror.today)) as touched:
            counted = self._counting.renew(tables)
            if touched is None or counted is None or self._known is None:
                self._known = past_of(mirror), terms_of(mirror, self._counting)
                self._keys, self._at, self._of, self._views = defaultdict(list), {}, defaultdict(dict), {}
                for key in sorted(self._known[0].keys):
                    self._keys[key[0]].append(key)
                self._look(mirror, *self._known, mirror.point_ids, self._keys.keys())
            else:
                self._look(mirror, *self._known, _points_of(mirror, touched, counted))
        if not self._views:
            return view_of(mirror, self._known[0], (), ())
        return put_together([self._views[supplier] for supplier in sorted(self._views)])

    def _look(
        self, mirror: Mirror, past: Past, terms: Terms, points: Collection[int], also: Set[str] = frozenset()
    ) -> None:
        """Look again what is bought at stock points; `also`: suppliers to be told anew whatever is found there."""
        suppliers = {each.supplier for point in points for each in self._at.get(point, ())} | also
        for point in points:
            for each in self._at.pop(point, ()):
                self._of[each.supplier].pop(point, None)
        for point, found in purchases_at(mirror, terms, self._counting, points).items():
            self._at[point] = found
            for each in found:
                self._of[each.supplier].setdefault(point, []).append(each)
                suppliers.add(each.supplier)
        for supplier in suppliers:
            keys = self._keys.get(supplier, [])
            own = [each for some in self._of[supplier].values() for each in some]
            if keys or own:
                self._views[supplier] = view_of(mirror, past, keys, own)
            else:
                self._views.pop(supplier, None)


def _points_of(mirror: Mirror, touched: Touched, balances: Set[int]) -> set[int]:
    """Return the stock points (their rows' ids) of balances, and of the runs that were touched."""
    rows = [*_of_some(_POINTS_OF_BALANCES, sorted(touched.balances | balances))]
    rows += _of_some(_POINTS_OF_RUNS, sorted(touched.runs))
    return {int(row[0]) for row in rows if row[0] in mirror.points}


def _of_some(sql: str, numbers: Sequence[int]) -> Iterator[Any]:
    for first in range(0, len(numbers), CHUNK):
        some = numbers[first : first + CHUNK]
        with current().connection.cursor() as cursor:
            cursor.execute(sql.format(marks=", ".join(["%s"] * len(some))), some)
            yield from cursor.fetchall()
