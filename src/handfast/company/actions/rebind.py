"""Bind what became short to other supply that is there in time: nobody's date moves.

After a loss, a delay or an import some balances have less than is committed of them. Whatever can be served in time by
something else at the same stock point is bound to that; what remains is at risk. Runs that lack something, and that
nobody counts on, go. So it is with quotas of which more is promised than they have.
"""

from __future__ import annotations

import datetime as dt

from handfast.company.actions.allotting import as_commits
from handfast.company.actions.leaving import idle_runs_leaving
from handfast.company.ledger import Commit, NewEntry, write
from handfast.company.ledger.state import read_state
from handfast.company.queries.holdings import only_sure
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import outputs_that_hang_on_shorts
from handfast.engine.promise.allotting import relieved
from handfast.engine.promise.pegging import rebound


def rebind_short(mirror: Mirror, *, actor: str, now: dt.datetime, reason: str) -> int:
    """Bind anew what is short, one entry for each stock point; return how many commitments found other supply.

    A commitment of which only a part is bound anew, or which is bound to several supplies, counts once.
    """
    short = {row.node for row in read_state().supplies if row.short > 0}
    moved = 0
    for node in sorted(short):
        point = mirror.points[node]
        with only_sure(mirror):  # what a run lacks itself cures nobody
            moves = rebound(mirror.book, point, mirror.commitments_of(point))
        if not moves:
            continue
        origin = mirror.network.origin
        commits = []
        for move in moves:
            bound, day = move.bound, origin + move.bound.need_day
            commits.append(Commit(bound.supply, day, -move.quantity, bound.promise, bound.run))
            commits.append(Commit(move.supply, day, move.quantity, bound.promise, bound.run))
        moved += len({move.bound for move in moves})
        mirror.follow(write(NewEntry("rebind", actor, reason, commits=commits), now))
    moved += _rebind_quotas(mirror, actor, now, reason)
    _let_idle_runs_go(mirror, actor, now, reason)
    return moved


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
