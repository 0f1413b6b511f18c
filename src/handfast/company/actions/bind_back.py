"""Bind back: when a hold or a promise goes, what others had of its runs is bound to what it gave free.

Somebody asks, and what lay there for others is theirs; the others have a part of the new runs instead. When they give
it back, those runs would stay for the others' sake, though nobody needs them any more. So each commitment moves back
to supply that is there in time, and a run from which nothing is taken goes, with what went into it. A run stays where
not everything can be bound elsewhere, and where it has begun.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from handfast.company.actions.leaving import idle_runs_leaving
from handfast.company.actions.rebind import commits_of
from handfast.company.ledger import NewEntry, write
from handfast.company.queries.holdings import only_sure
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import RunHolding, gone_together, run_holdings, runs_made_for
from handfast.engine.promise.pegging import emptied
from handfast.engine.promise.rebinding import Move
from handfast.errors import StateMoved, SupplyTaken
from handfast.sentences import sentence


def bind_back(mirror: Mirror, promises: Iterable[int], *, actor: str, now: dt.datetime) -> int:
    """Let the runs go that were made for promises which are gone; return how many went.

    Nobody's date moves. The parts of one way are looked at together: what the last of them gives free may serve those
    who count on the runs of the first. Where somebody is faster, the runs that are left stay: they are free for whoever
    asks.
    """
    gone = 0
    for promise in promises:
        try:
            parts = gone_together(promise)
            while went := sum(_runs_go(mirror, part, actor, now) for part in parts):  # what one gave may serve another
                gone += went
        except (SupplyTaken, StateMoved):  # what was free has been taken meanwhile
            mirror.catch_up()
    return gone


def _runs_go(mirror: Mirror, promise: int, actor: str, now: dt.datetime) -> int:
    """Let them go from the demand down: what a run took is free for those who count on the next one."""
    gone = 0
    for outputs in [[output.balance for output in run.outputs] for run in runs_made_for(promise)]:
        left = run_holdings(outputs)  # one may have gone with what it fed
        moves = _moves(mirror, left[0]) if left else None
        if moves is None:
            continue
        why = sentence(
            "P-{promise} is gone: what others had of its runs is bound to what it gave free", promise=promise
        )
        if moves:
            mirror.follow(write(NewEntry("rebind", actor, why, commits=commits_of(mirror, moves)), now))
        parts = idle_runs_leaving(outputs)
        if parts.run_changes:
            entry = NewEntry(
                "rebind", actor, why, run_changes=parts.run_changes, changes=parts.changes, commits=parts.commits
            )
            mirror.follow(write(entry, now))
            gone += len(parts.run_changes)
    return gone


def _moves(mirror: Mirror, run: RunHolding) -> list[Move] | None:
    """Return moves that take everything off a run; None: not all of it can go."""
    moves: list[Move] = []
    with only_sure(mirror):
        for output in run.outputs:
            if output.committed:
                point = mirror.points[output.node]
                found = emptied(mirror.book, point, mirror.commitments_of(point), output.balance)
                if found is None:
                    return None
                moves += found
    return moves
