"""Propose what the backlog could become after a change of supply: who gets a better day, and who gives way.

Made on one consistent state of the ledger, and kept, so that somebody else can agree to it. It changes no promise.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from handfast.company.actions.open_promises import OpenBook
from handfast.company.ledger.snapshot import snapshot
from handfast.company.queries.backlog_proposals import (
    AT_RISK,
    CHANGES,
    COVERED,
    LATER,
    SAME,
    SOONER,
    BacklogLine,
    BacklogVersion,
    keep_proposal,
    proposal_by_id,
)
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.company.queries.obstacles import obstacle_in_words
from handfast.company.writing import writing
from handfast.engine.promise.backlog import Backlog
from handfast.engine.promise.open_promise import OpenPromise, Placed
from handfast.sentences import in_a_row, sentence

MOST_OBSTACLES = 2


def propose_backlog(*, actor: str, now: dt.datetime, most_days_later: int | None = None) -> BacklogVersion:
    """Make a proposal and keep it.

    Parameters
    ----------
    most_days_later
        How many days a promise that may move may move back at most; None: as many as it takes.
    """
    with snapshot():
        mirror = load_mirror()
        book = OpenBook(mirror)
    with _collector_at_rest(), book.step_by_step() as release:
        found = Backlog(mirror.book, book.promises, release, most_days_later).propose()
    lines = [_placed(book, each) for each in found.placed]
    lines += [_remaining(book, promise, could) for promise, could in found.pinned]
    lines.sort(key=_worst_first)
    figures = {name: asdict(getattr(found, name)) for name in ("nothing", "beside", "proposed")}
    with writing():
        number = keep_proposal(
            actor, now, generation=mirror.generation, today=mirror.today, figures=figures, lines=lines
        )
    return proposal_by_id(number)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python from looking for cycles meanwhile: what is given back is a great many small objects, none in a cycle.

    Looking through all of them again and again grows faster than the book does; a quarter of the time, at 2,500 orders.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _worst_first(line: BacklogLine) -> tuple[int, int, int]:
    """Order what changes by how much it costs: later ones, those that remain at risk, then the others."""
    return CHANGES.index(line.change), -abs(line.days or 0) * line.weight, line.promise


def _placed(book: OpenBook, placed: Placed) -> BacklogLine:
    promise, origin = placed.promise, book.mirror.network.origin
    later = placed.arrive - promise.promised
    change = LATER if later > 0 else SOONER if later < 0 else COVERED if promise.at_risk else SAME
    why = {
        LATER: _why_later(book.mirror, placed),
        SOONER: sentence("takes supply that is there sooner now"),
        COVERED: sentence("covered again by the day promised"),
        SAME: sentence("keeps its day with other supply, so that others can have theirs"),
    }[change]
    return _line(book, promise, change, why, day=origin + placed.arrive)


def _why_later(mirror: Mirror, placed: Placed) -> str:
    """Return why a promise gets a later day: what stands in the way of the one it has."""
    promise = placed.promise
    lost, gives = sentence("what it counted on is not there"), sentence("gives way to classes before it")
    told = dict.fromkeys(obstacle_in_words(mirror, each) for each in placed.placement.obstacles)
    return in_a_row([lost if promise.at_risk else gives, *list(told)[:MOST_OBSTACLES]], "; ")


def _remaining(book: OpenBook, promise: OpenPromise, could: int | None) -> BacklogLine:
    never_worse = promise.backlog_class in {"win", "gain"}
    day = None if could is None else book.mirror.network.origin + could
    if day is None:
        why = sentence("it cannot be met before the horizon ends")
    elif never_worse:
        why = sentence("its day cannot be kept, and class {name} gets no later day", name=promise.backlog_class)
    else:
        why = sentence("its day cannot be kept, and there is no day within the limits")
    return _line(book, promise, AT_RISK, why, could=day)


def _line(
    book: OpenBook, promise: OpenPromise, change: str, why: str, *, day: int | None = None, could: int | None = None
) -> BacklogLine:
    row, origin = book.rows[promise.id], book.mirror.network.origin
    return BacklogLine(
        promise.id,
        promise.backlog_class,
        promise.late_weight,
        row.customer,
        row.segment,
        row.owner,
        row.item,
        row.site,
        promise.quantity,
        row.wish_day,
        origin + promise.original,
        origin + promise.promised,
        day,
        could,
        promise.at_risk,
        change,
        why,
        row.updated_entry,
    )
