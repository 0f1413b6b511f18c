"""Move a run to another day, as it was checked and seen: one entry, and nobody who counts on it gets anything later.

What was seen is checked again inside the writing transaction; where the company has changed so that anything else would
follow, nothing is written and the new truth is told. A planned run that somebody moves is firm from then on: the next
plan keeps their day. Runs that move along stay the plan's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from handfast.company.actions.covering import takes_of
from handfast.company.ledger import Change, Commit, NewBalance, NewEntry, RequestName, RunChange, Take, write
from handfast.company.queries.answered import answered
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.company.queries.moved_runs import Moving
from handfast.company.queries.run_moving import check_move
from handfast.company.queries.runs import Run, run_by_id
from handfast.company.writing import writing
from handfast.engine.supply.placing import Placement
from handfast.errors import Conflict, StateMoved, SupplyTaken
from handfast.sentences import in_a_row, sentence

Key = tuple[int, int | None, int | None, int]
"""A commitment: balance, promise, run, need day."""

CHANGED = sentence("Something has changed since you looked: look at what would follow now, and confirm again.")


def move_run(
    mirror: Mirror,
    run: int,
    day: int,
    seen: str,
    *,
    actor: str,
    now: dt.datetime,
    reason: str = "",
    request: RequestName | None = None,
) -> Moving:
    """Move a run to a ledger day; return what followed.

    Parameters
    ----------
    seen
        What the check told (`Moving.seen`).
    request
        Name of the request; sent again, nothing is written, and nothing more follows.

    Raises
    ------
    NotFound
        There is no such run.
    Conflict
        It may not be moved, cannot start on that day, or something else would follow than was seen.
    IdempotencyMismatch
        The request's name was used for something else.
    """
    if request is not None and answered(actor, request) is not None:
        return Moving(run_by_id(run), day)
    try:
        with writing():
            if not mirror.catch_up():  # as it is now, whatever somebody wrote a moment ago
                mirror = load_mirror(mirror)
            moving = check_move(mirror, run, day)
            if not moving.possible:
                raise Conflict(in_a_row(moving.conflicts, " "))
            if moving.seen != seen:
                raise Conflict(CHANGED)
            written = write(replace(_entry(mirror, moving, actor, reason), request=request), now)
    except (SupplyTaken, StateMoved) as error:
        raise Conflict(CHANGED) from error
    mirror.follow(written)
    return moving


def _entry(mirror: Mirror, moving: Moving, actor: str, reason: str) -> NewEntry:
    """Return the entry that moves the runs."""
    origin, asked = mirror.network.origin, moving.run.id
    changes: list[Change] = []
    balances: list[NewBalance] = []
    takes: list[Take] = []
    run_changes = []
    renamed: dict[int, int] = {}  # outputs that expire on another day are new supplies
    commits: dict[Key, int] = defaultdict(int)
    for run, placement in zip(moving.runs, moving.placements, strict=True):
        placed = placement.runs[0]
        start, there = origin + placed.start_day, origin + placed.available_day
        state = "firm" if run.id == asked and run.state == "planned" else run.state
        run_changes.append(
            RunChange(run.id, run.state, state, available_day=there, start_day=start, moved_from=run.start_day)
        )
        takes += takes_of(mirror, placement, lambda _number, run=run: run.id)  # type: ignore[misc]
        for each in run.inputs:
            if each.minutes:
                commits[each.balance, None, run.id, each.need_day] -= each.quantity
        for change, new in _outputs(mirror, run, placement, len(balances)):
            changes.append(change)
            if new is not None:
                renamed[change.balance] = new.number
                balances.append(new)
    for point in moving.bindings:
        for bound in point.before:
            commits[bound.supply, bound.promise, bound.run, bound.need_day] -= bound.quantity
        for n, balance, quantity in point.bound:
            need = point.needs[n]
            commits[renamed.get(balance, balance), need.promise, need.run, need.day] += quantity
    return NewEntry(
        "move",
        actor,
        reason or _words(moving),
        generation=mirror.generation,
        run_changes=run_changes,
        changes=changes,
        balances=balances,
        commits=[
            Commit(balance, need_day, quantity, promise, run)
            for (balance, promise, run, need_day), quantity in commits.items()
            if quantity
        ],
        takes=takes,
    )


def _outputs(mirror: Mirror, run: Run, placement: Placement, count: int) -> Iterator[tuple[Change, NewBalance | None]]:
    """Yield what becomes of a run's outputs: they move to another day; those that expire otherwise then are new."""
    there = placement.runs[0].available_day
    day = mirror.network.origin + there
    for output in run.outputs:
        if not output.available or output.day == day:
            continue
        expires = output.expires
        if expires is not None and not run.keeps_age:
            expires = mirror.expiry(mirror.points[output.node], there)
        if expires == output.expires:
            yield Change(output.balance, day=day), None
            continue
        new = NewBalance(-1 - count, "run", output.node, day, output.available, expires, run=run.id)
        count += 1
        yield Change(output.balance, -output.available), new


def _words(moving: Moving) -> str:
    first = moving.moves[0]
    return sentence("{name} moved by {days} days", name=first.name, days=f"{first.start - first.was_start:+d}")
