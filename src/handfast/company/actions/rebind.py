"""Bind what became short to other supply that is there in time: nobody's date moves.

After a loss, a delay or an import some balances have less than is committed of them. Whatever can be served in time by
something else at the same stock point is bound to that; what is left falls on overridden promises first, as far as what
covers them serves the others in time; and what then remains is at risk. Runs that lack something, and that
nobody counts on, go. So it is with quotas of which more is promised than they have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from typing import Any

from handfast.company.actions.allotting import as_commits
from handfast.company.actions.leaving import idle_runs_leaving
from handfast.company.ledger import Commit, NewBalance, NewEntry, write
from handfast.company.ledger.state import read_state
from handfast.company.queries.holdings import Holdings, hidden, only_sure, what_is_unsure
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import never_covered, outputs_that_hang_on_shorts
from handfast.engine.promise.allotting import relieved
from handfast.engine.promise.pegging import rebound
from handfast.engine.promise.rebinding import Move
from handfast.engine.promise.yielding import yielded
from handfast.sentences import sentence


def rebind_short(mirror: Mirror, *, actor: str, now: dt.datetime, reason: str) -> int:
    """Bind anew what is short, one entry for each stock point; return how many commitments found other supply.

    A commitment of which only a part is bound anew, or which is bound to several supplies, counts once.
    """
    short = {row.node for row in read_state().supplies if row.short > 0}
    open_from_start = never_covered() if short else {}
    overridden = {promise for promise, kind in open_from_start.items() if kind == "override"}
    moved = 0
    unsure: list[list[Any]] | None = None  # found again when something was bound anew
    for node in sorted(short):
        point = mirror.points[node]
        if unsure is None:
            unsure = what_is_unsure().hiding if mirror.book.lacks else []
        with hidden(mirror, unsure):  # what a run lacks itself cures nobody
            moves = rebound(mirror.book, point, mirror.commitments_of(point), overridden)
        found = len({move.bound for move in moves})
        if moves:
            mirror.follow(write(NewEntry("rebind", actor, reason, commits=commits_of(mirror, moves)), now))
        if overridden:
            found += _let_yield(mirror, point, overridden, open_from_start, actor, now, reason)
        unsure = None if found else unsure
        moved += found
    moved += _rebind_quotas(mirror, actor, now, reason)
    _let_idle_runs_go(mirror, actor, now, reason)
    return moved


def _let_yield(
    mirror: Mirror,
    point: int,
    overridden: Container[int],
    open_from_start: Container[int],
    actor: str,
    now: dt.datetime,
    reason: str,
) -> int:
    """Let overridden promises give up what covers others' losses; return how many commitments that serves."""
    unsure = Holdings().unsure()
    with only_sure(mirror):
        commitments = mirror.commitments_of(point)
        found = yielded(mirror.book, point, commitments, overridden, never_covered=open_from_start, unsure=unsure)
    if found is None:
        return 0
    origin, node = mirror.network.origin, mirror.point_ids[point]
    balances, commits = [], commits_of(mirror, found.moves)
    for n, bound in enumerate(found.uncovered):
        day = origin + bound.need_day
        balances.append(NewBalance(-1 - n, "uncovered", node, day, 0))
        commits.append(Commit(bound.supply, day, -bound.quantity, bound.promise))
        commits.append(Commit(-1 - n, day, bound.quantity, bound.promise))
    why = sentence("{reason}: it falls on what was promised without cover", reason=reason)
    mirror.follow(write(NewEntry("override", actor, why, balances=balances, commits=commits), now))
    return len({move.bound for move in found.moves})


def commits_of(mirror: Mirror, moves: Iterable[Move]) -> list[Commit]:
    """Return moves as the ledger writes them."""
    origin = mirror.network.origin
    return [
        commit
        for move in moves
        for bound, day in ((move.bound, origin + move.bound.need_day),)
        for commit in (
            Commit(bound.supply, day, -move.quantity, bound.promise, bound.run),
            Commit(move.supply, day, move.quantity, bound.promise, bound.run),
        )
    ]


def _rebind_quotas(mirror: Mirror, actor: str, now: dt.datetime, reason: str) -> int:
    """Take off short quotas what later ones of their chains have left; return how many promises moved."""
    moved = 0
    for chain in mirror.book.quotas.chains:
        if found := relieved(chain):
            commits = as_commits(found, mirror.network.origin)
            mirror.follow(write(NewEntry("rebind", actor, reason, commits=commits), now))
            moved += len({bound.promise for bound in found})
    return moved


def _let_idle_runs_go(mirror: Mirror, actor: str, now: dt.datetime, reason: str) -> None:
    """Let runs go that lack something and from which nobody takes anything: they put no promise at risk."""
    while (parts := idle_runs_leaving(outputs_that_hang_on_shorts())).run_changes:
        entry = NewEntry(
            "rebind",
            actor,
            reason,
            run_changes=parts.run_changes,
            changes=parts.changes,
            commits=parts.commits,
        )
        mirror.follow(write(entry, now))
