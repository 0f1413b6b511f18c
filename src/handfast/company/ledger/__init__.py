"""The ledger: promises that cannot be oversold, whoever asks, however many ask at once.

Every change is one :class:`NewEntry`, written by :func:`write`: whole and durably, or not at all.
"""

from __future__ import annotations

from handfast.company.ledger.entry import (
    Change,
    Commit,
    HoldLimit,
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
from handfast.company.ledger.holds import Holding, given_back
from handfast.company.ledger.risk import AtRisk, promises_at_risk
from handfast.company.ledger.snapshot import snapshot
from handfast.company.ledger.state import (
    BalanceState,
    Bound,
    Cursor,
    EntryRead,
    LedgerState,
    Need,
    commitments_of,
    entries,
    read_state,
    tail,
)
from handfast.company.ledger.verify import verify
from handfast.company.ledger.write import holding, one_after_another, release_expired, write, write_all

__all__ = [
    "AtRisk",
    "BalanceState",
    "Bound",
    "Change",
    "Commit",
    "Cursor",
    "EntryRead",
    "HoldLimit",
    "Holding",
    "LedgerState",
    "Need",
    "NewBalance",
    "NewEntry",
    "NewPromise",
    "NewRun",
    "PromiseChange",
    "RequestName",
    "RunChange",
    "Take",
    "Written",
    "commitments_of",
    "entries",
    "given_back",
    "holding",
    "one_after_another",
    "promises_at_risk",
    "read_state",
    "release_expired",
    "snapshot",
    "tail",
    "verify",
    "write",
    "write_all",
]
