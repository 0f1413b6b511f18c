"""Promises at risk: those that hang, by themselves or through runs, on something that is short."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from handfast.company.ledger.snapshot import rows

_AT_RISK = """
WITH RECURSIVE hanging (root, balance) AS (
    SELECT id, id FROM balance WHERE short > 0
    UNION
    SELECT h.root, b.id FROM hanging h JOIN commitment c ON c.balance = h.balance AND c.run IS NOT NULL
    JOIN balance b ON b.run = c.run
)
SELECT DISTINCT c.promise, r.id, r.kind, r.node, r.day, r.short
FROM hanging h JOIN commitment c ON c.balance = h.balance AND c.promise IS NOT NULL JOIN balance r ON r.id = h.root
ORDER BY c.promise, r.id
"""
_HANGING = """
WITH RECURSIVE fed (root, run) AS (
    SELECT c.promise, b.run FROM commitment c JOIN balance b ON b.id = c.balance
    WHERE c.promise IN ({marks}) AND b.run IS NOT NULL
    UNION
    SELECT f.root, b.run FROM fed f JOIN commitment c ON c.run = f.run JOIN balance b ON b.id = c.balance
    WHERE b.run IS NOT NULL
)
SELECT c.promise FROM commitment c JOIN balance b ON b.id = c.balance WHERE c.promise IN ({marks}) AND b.short > 0
UNION
SELECT f.root FROM fed f JOIN commitment c ON c.run = f.run JOIN balance b ON b.id = c.balance WHERE b.short > 0
"""
FEW = 200
"""So many promises are followed one by one to what they hang on; for more, all that is short is followed to them."""


class AtRisk(NamedTuple):
    """A promise, and a short balance that it hangs on.

    `kind`, `node`, `day` and `short` are the balance's: what is missing, where, when, and how much of it.
    """

    promise: int
    balance: int
    kind: str
    node: int
    day: int
    short: int


def promises_at_risk() -> list[AtRisk]:
    """Return which promises of the current company hang on what is short, in order of promise."""
    return [AtRisk(*row) for row in rows(_AT_RISK)]


def at_risk_of(promises: Collection[int]) -> set[int]:
    """Return which of some promises hang on what is short."""
    if not promises:
        return set()
    if len(promises) > FEW:
        return {risk.promise for risk in promises_at_risk()} & set(promises)
    wanted = sorted(promises)
    found = rows(_HANGING.format(marks=", ".join(["%s"] * len(wanted))), [*wanted, *wanted])
    return {int(row[0]) for row in found}
