"""Revise a promise: another date or quantity, by somebody accountable. The original date stays for ever.

What it holds is given back, in memory first; it is placed anew on what is then left; and one entry writes both, so that
nobody else can take what it leaves before it has what it needs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from handfast.company.actions.allotting import Counted, had_by, quota_commits, quotas_held
from handfast.company.actions.covering import covering
from handfast.company.actions.leaving import Leaving, leaving, leaving_in_part
from handfast.company.ledger import Commit, NewEntry, PromiseChange, RequestName, one_after_another, write
from handfast.company.queries.holdings import only_sure
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import measured
from handfast.company.queries.promises import PromiseRow, commitments_of_promise, promise_by_id
from handfast.engine.promise.keeping import Keeping
from handfast.engine.promise.pegging import CommitmentsOf, peg
from handfast.engine.promise.quotas import whole_units
from handfast.engine.promise.quote import Demand, place
from handfast.engine.promise.rebinding import Bound
from handfast.errors import CannotPromise, StateMoved, SupplyTaken
from handfast.sentences import sentence

ATTEMPTS = 5


@dataclass(frozen=True)
class Revision:
    """What a promise becomes; None: as it was. `arrive_by` is the latest ledger day of arrival wished for."""

    arrive_by: int | None = None
    quantity: int | None = None


def revise(
    mirror: Mirror,
    promise: int,
    revision: Revision,
    *,
    actor: str,
    now: dt.datetime,
    reason: str,
    request: RequestName | None = None,
) -> PromiseRow:
    """Write a revision, if it can be kept.

    Raises
    ------
    NotFound
        There is no such promise.
    CannotPromise
        It is not promised, no reason is given, or the new date cannot be met; the message tells the date that can.
    """
    if not reason.strip():
        raise CannotPromise(sentence("Say why the promise is revised: --reason TEXT"))
    for attempt in range(ATTEMPTS):
        row = promise_by_id(promise)
        if row.state != "promised":
            raise CannotPromise(
                sentence(
                    "P-{promise} is {state}, not promised: there is nothing to revise.",
                    promise=promise,
                    state=sentence(row.state),
                )
            )
        try:
            with _in_turn(mirror, row):
                write(_entry(mirror, row, revision, actor, reason, request), now)
            break
        except (SupplyTaken, StateMoved):
            if attempt == ATTEMPTS - 1:
                raise
            mirror.catch_up()
    mirror.catch_up()
    return promise_by_id(promise)


@contextmanager
def _in_turn(mirror: Mirror, row: PromiseRow) -> Iterator[None]:
    """Where something may be kept for others' forecasts, write after whoever else has that kept from them."""
    kept = mirror.book.kept.reached(mirror.network, [mirror.network.point_of[row.item, row.site]])
    if not kept:
        yield
        return
    with one_after_another(f"kept {mirror.point_ids[point]}" for point in kept):
        mirror.catch_up()
        yield


def _entry(
    mirror: Mirror, row: PromiseRow, revision: Revision, actor: str, reason: str, request: RequestName | None
) -> NewEntry:
    """Return the entry that gives back and takes anew, or where that is not possible and less is wanted, gives back."""
    try:
        return _placed_anew(mirror, row, revision, actor, reason, request)
    except CannotPromise:
        if not _only_gives_back(row, revision):
            raise
        return _smaller(mirror, row, revision.quantity or 0, actor, reason, request)


def _placed_anew(
    mirror: Mirror, row: PromiseRow, revision: Revision, actor: str, reason: str, request: RequestName | None
) -> NewEntry:
    """Return the entry that gives back and takes anew; the book stays as it was."""
    origin = mirror.network.origin
    quantity = row.quantity if revision.quantity is None else revision.quantity
    if quantity < 1:
        raise CannotPromise(sentence("Nothing cannot be promised. To take it back, withdraw P-{id}.", id=row.id))
    if quantity <= row.shipped:
        left = measured(row.item, row.shipped)
        raise CannotPromise(
            sentence("{left} of P-{id} have left already: fewer than that cannot be promised.", left=left, id=row.id)
        )
    arrive_by = revision.arrive_by if revision.arrive_by is not None else row.arrive_day or origin
    route = mirror.market.route(row.site, row.customer)
    ship = route.latest_ship(arrive_by - origin)
    if ship is None:
        by = mirror.market.date_of(arrive_by - origin)
        raise CannotPromise(
            sentence("P-{id} cannot arrive by {by}: even goods that leave today arrive later.", id=row.id, by=by)
        )
    point = mirror.network.point_of[row.item, row.site]
    life = mirror.market.customer(row.customer).remaining_life + route.transit_days
    demand = Demand(point, quantity - row.shipped, ship, mirror.fresh_days(point, life))
    back, had = leaving(row.id), had_by(mirror, row, commitments_of_promise(row.id))
    with only_sure(mirror), _without_what_is_kept(mirror, row, back):
        placement = place(mirror.book, demand)
        mirror.book.placer.undo(placement)
        if not placement.feasible or placement.day > ship:
            raise CannotPromise(_why(mirror, row, placement.feasible, route.arrive_day(placement.day)))
        counted = Counted(row.id, row.segment, row.item, quantity, origin + placement.day, had)
        quotas = quota_commits(mirror, [counted])
        if quotas is None:
            raise CannotPromise(_why_not_allotted(mirror, row, placement.day))
        pegging = peg(mirror.book, placement, without(mirror, back))
    parts = covering(mirror, placement, pegging, [row.id], "promised")
    fields = {
        "quantity": quantity,
        "ship_day": origin + placement.day,
        "arrive_day": max(arrive_by, origin + placement.day),
    }
    return NewEntry(
        "revise",
        actor,
        reason,
        request=request,
        generation=mirror.generation,
        promise_changes=[PromiseChange(row.id, "promised", fields, unchanged_since=row.updated_entry)],
        run_changes=back.run_changes,
        changes=back.changes,
        runs=parts.runs,
        balances=parts.balances,
        commits=summed([*back.commits, *parts.commits, *quotas]),
        takes=parts.takes,
    )


@contextmanager
def _without_what_is_kept(mirror: Mirror, row: PromiseRow, back: Leaving) -> Iterator[None]:
    """Let a promise see what it gives back, and nothing that is kept for others' forecasts beside that."""
    keeping = Keeping(mirror.book, (row.segment,), [mirror.network.point_of[row.item, row.site]])
    with given_back(mirror, back), keeping.hidden():
        yield


def _only_gives_back(row: PromiseRow, revision: Revision) -> bool:
    """Whether a revision leaves a promise as it is, but for less of it."""
    wanted = revision.quantity or 0
    return revision.arrive_by in (None, row.arrive_day) and row.shipped < wanted < row.quantity


def _smaller(
    mirror: Mirror, row: PromiseRow, quantity: int, actor: str, reason: str, request: RequestName | None
) -> NewEntry:
    """Return the entry that gives back what is too much, and leaves everything else where it is.

    So a promise can become smaller where it could not be placed anew: beside something short, which takes no new
    commitments, though it be somebody else's.
    """
    units = whole_units(quantity, mirror.market.item(row.item).decimals)
    too_much = mirror.book.quotas.too_much(quotas_held(commitments_of_promise(row.id)), row.item, units)
    back = leaving_in_part(row.id, row.quantity - quantity, too_much)
    return NewEntry(
        "revise",
        actor,
        reason,
        request=request,
        generation=mirror.generation,
        promise_changes=[PromiseChange(row.id, "promised", {"quantity": quantity}, unchanged_since=row.updated_entry)],
        run_changes=back.run_changes,
        changes=back.changes,
        commits=summed(back.commits),
    )


def _why(mirror: Mirror, row: PromiseRow, feasible: bool, arrive: int | None) -> str:
    if not feasible or arrive is None:
        return sentence("P-{id} cannot be met like that before the horizon ends. Nothing was written.", id=row.id)
    return sentence(
        "P-{id} cannot arrive by then; the earliest day is {day}. Nothing was written.",
        id=row.id,
        day=mirror.market.date_of(arrive),
    )


def _why_not_allotted(mirror: Mirror, row: PromiseRow, ship: int) -> str:
    quotas = mirror.book.quotas
    left = quotas.left(row.segment, row.item, ship)
    until = mirror.market.date_of(quotas.next_day(row.segment, row.item, ship, left + 1) - 1)
    return sentence(
        "P-{id} cannot be met like that: {segment} customers may be promised {left} of {item} that "
        "ship until {until}, beside all others. Nothing was written.",
        id=row.id,
        segment=row.segment,
        left=left,
        item=row.item,
        until=until,
    )


def summed(commits: Sequence[Commit]) -> list[Commit]:
    """Return commitments with those of the same balance, day and consumer as one; without those that cancel out."""
    total: dict[tuple[int, int, int | None, int | None], int] = defaultdict(int)
    for each in commits:
        total[each.balance, each.need_day, each.promise, each.run] += each.quantity
    return [Commit(balance, day, net, promise, run) for (balance, day, promise, run), net in total.items() if net]


def without(mirror: Mirror, back: Leaving, hidden: Container[int] = ()) -> CommitmentsOf:
    """Return what tells the commitments of a stock point without those that are being given back.

    Those of balances that are `hidden` are not told either: they stay where they are.
    """
    origin = mirror.network.origin
    gone = {(each.balance, each.promise, each.run, each.need_day - origin) for each in back.commits}

    def commitments_of(point: int) -> list[Bound]:
        bound = [each for each in mirror.commitments_of(point) if each.supply not in hidden]
        return [each for each in bound if (each.supply, each.promise, each.run, each.need_day) not in gone]

    return commitments_of


@contextmanager
def given_back(mirror: Mirror, back: Leaving) -> Iterator[None]:
    """Give back in memory for the block, and take again after it."""
    mirror.give_back(back.commits, back.changes, 1)
    try:
        yield
    finally:
        mirror.give_back(back.commits, back.changes, -1)
