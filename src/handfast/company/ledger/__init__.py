"""The ledger: promises that cannot be oversold, whoever asks, however many ask at once.

Every change is one :class:`NewEntry`, written by :func:`write`: whole and durably, or not at all.
"""

from __future__ import annotations

from handfast.company.ledger.entry import (
    Change,
    Commit,
    NewBalance,
    NewEntry,
    NewPromise,
    NewRun,
    PromiseChange,
    RequestName,
    RunChange,
    Take,
    Written,
)
from handfast.company.ledger.write import release_expired, write, write_all

__all__ = [
    "Change",
    "Commit",
    "NewBalance",
    "NewEntry",
    "NewPromise",
    "NewRun",
    "PromiseChange",
    "RequestName",
    "RunChange",
    "Take",
    "Written",
    "release_expired",
    "write",
    "write_all",
]
