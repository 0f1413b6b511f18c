"""What is short in the ledger, as what those lack who need it last: those who need it sooner get what there is.

A plan meets it anew. So for a plan, what is lacking is bound to nothing: else what comes for it, but late, would be
taken by it without a word, and be planned once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from handfast.company.database import current
from handfast.engine.promise.rebinding import Bound

_SHORT = """
SELECT b.id, b.node, b.short, c.promise, c.run, c.need_day, c.quantity
FROM balance b JOIN commitment c ON c.balance = b.id
WHERE b.short > 0 AND b.kind IN ('stock', 'receipt', 'run', 'uncovered') ORDER BY b.id, c.need_day DESC, c.id DESC
"""


class Lacking(NamedTuple):
    """A part of a commitment that nothing covers. `node` and `need_day` are the ledger's."""

    balance: int
    node: int
    promise: int | None
    run: int | None
    need_day: int
    quantity: int


def lacking() -> list[Lacking]:
    """Return what is short, as parts of commitments."""
    found: list[Lacking] = []
    rest: dict[int, int] = {}
    with current().connection.cursor() as cursor:
        cursor.execute(_SHORT)
        rows = list(cursor.fetchall())
    for balance, node, short, promise, run, need_day, quantity in rows:
        left = rest.setdefault(balance, short)
        part = min(left, quantity)
        rest[balance] = left - part
        if part:
            found.append(Lacking(balance, node, promise, run, need_day, part))
    return found


def without_lacking(bound: Iterable[Bound], lacks: Iterable[Lacking], origin: int) -> list[Bound]:
    """Return commitments, in days from `origin` on, without the parts that are lacking."""
    parts = Counter[tuple[int, int | None, int | None, int]]()
    for lack in lacks:
        parts[lack.balance, lack.promise, lack.run, lack.need_day - origin] += lack.quantity
    found: list[Bound] = []
    for each in bound:
        gone = min(parts[each[:4]], each.quantity)
        parts[each[:4]] -= gone
        if gone < each.quantity:
            found.append(each._replace(quantity=each.quantity - gone))
    return found
