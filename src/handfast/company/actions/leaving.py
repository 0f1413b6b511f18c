"""What goes back when a promise gives up what it holds, and what is used up when goods leave.

A run that was made for a promise lives until its last commitment leaves; then it goes, and gives back its inputs and
its minutes in turn. While somebody else still takes from it, it stays as it is, and what is left over is free for
others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from handfast.company.ledger import Change, Commit, RunChange
from handfast.company.queries.promises import PromiseRow, commitments_of_promise, run_holdings


@dataclass
class Leaving:
    """Parts of an entry that give back."""

    changes: list[Change] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    run_changes: list[RunChange] = field(default_factory=list)


def leaving(promise: int) -> Leaving:
    """Return what gives back everything that a promise holds."""
    parts = Leaving()
    given: dict[int, int] = defaultdict(int)
    for held in commitments_of_promise(promise):
        parts.commits.append(Commit(held.balance, held.need_day, -held.quantity, promise=promise))
        given[held.balance] += held.quantity
    _let_runs_go(parts, given)
    return parts


def shipping(promise: PromiseRow, quantity: int) -> Leaving:
    """Return what goods that leave for a promise use up: its earliest commitments, and the supply itself.

    Raises
    ------
    ValueError
        More is shipped than the promise holds.
    """
    parts = Leaving()
    rest = quantity
    for held in sorted(commitments_of_promise(promise.id), key=lambda held: (held.need_day, held.balance)):
        part = min(rest, held.quantity)
        if part == 0:
            break
        parts.commits.append(Commit(held.balance, held.need_day, -part, promise=promise.id))
        if not held.uncovered:
            parts.changes.append(Change(held.balance, -part))
        rest -= part
    if rest:
        raise ValueError(f"P-{promise.id} holds {quantity - rest}, not the {quantity} that are said to have left")
    return parts


def _let_runs_go(parts: Leaving, given: dict[int, int]) -> None:
    """Let every run go that nobody takes from any longer, from the promise down to the last input."""
    gone: set[int] = set()
    waiting = list(given)
    while waiting:
        reached: list[int] = []
        for run in run_holdings(waiting):
            if run.id in gone or any(output.committed > given[output.balance] for output in run.outputs):
                continue
            gone.add(run.id)
            parts.changes.extend(
                Change(output.balance, -output.available) for output in run.outputs if output.available
            )
            parts.run_changes.append(RunChange(run.id, run.state, "gone"))
            for held in run.inputs:
                parts.commits.append(Commit(held.balance, held.need_day, -held.quantity, run=run.id))
                given[held.balance] += held.quantity
                reached.append(held.balance)
        waiting = reached
