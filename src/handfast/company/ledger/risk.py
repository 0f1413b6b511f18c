"""Promises at risk: those that hang, by themselves or through runs, on something that is short."""

from __future__ import annotations

from typing import NamedTuple

from handfast.company.ledger.snapshot import snapshot

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
    with snapshot() as cursor:
        cursor.execute(_AT_RISK)
        return [AtRisk(*row) for row in cursor.fetchall()]
