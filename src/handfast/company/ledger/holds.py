"""Giving back what a promise holds: exactly what it took, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handfast.company.ledger.entry import Change, Commit, NewEntry, PromiseChange, RequestName, RunChange
from handfast.company.ledger.words import LEDGER_ACTOR


@dataclass(frozen=True, slots=True)
class Holding:
    """All that a promise takes, by itself and through its held runs.

    Parameters
    ----------
    promise
        The promise.
    commits
        Its commitments and its held runs', as they stand.
    runs
        Ids of its held runs.
    outputs
        Balance and what is available of each held run's output, and the run.
    kept
        Ids of those of its held runs on which others count by now, with the ones that feed them.
    """

    promise: int
    commits: Sequence[Commit]
    runs: Sequence[int]
    outputs: Sequence[tuple[int, int, int]]
    kept: Sequence[int] = ()


def given_back(
    holding: Holding,
    *,
    kind: str,
    actor: str,
    state: str,
    reason: str = "",
    request: RequestName | None = None,
) -> NewEntry:
    """Return the entry by which a hold gives back everything: its held runs go.

    What it took from others for a sooner day was made up for by its runs: one on which somebody counts is promised to
    them from now on, and stays.

    Parameters
    ----------
    state
        What becomes of it: ``released``, or ``expired``.
    """
    return NewEntry(
        kind=kind,
        actor=actor,
        reason=reason,
        request=request,
        promise_changes=[PromiseChange(holding.promise, "held", {"state": state})],
        run_changes=[RunChange(run, "held", "promised" if run in holding.kept else "gone") for run in holding.runs],
        changes=[
            Change(balance, available=-available)
            for balance, available, run in holding.outputs
            if available and run not in holding.kept
        ],
        commits=[
            Commit(each.balance, each.need_day, -each.quantity, each.promise, each.run)
            for each in holding.commits
            if each.run not in holding.kept
        ],
    )


def expiry(holding: Holding) -> NewEntry:
    """Return the entry by which time itself gives back a hold."""
    return given_back(holding, kind="expire", actor=LEDGER_ACTOR, state="expired")


def balances_of(holdings: Iterable[Holding]) -> set[int]:
    """Return every balance that giving back `holdings` touches."""
    return {commit.balance for holding in holdings for commit in holding.commits} | {
        balance for holding in holdings for balance, _, _ in holding.outputs
    }
