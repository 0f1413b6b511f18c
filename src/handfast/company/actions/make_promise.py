"""The handshake: hold or promise what was offered, in one entry, or learn the new truth.

An offer was made on the company in memory. Writing it checks every balance again inside the database; if somebody was
faster, the company catches up, the offer is made again, and it is written if it is still as good as what was agreed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handfast.company.actions.allotting import Counted, quota_commits
from handfast.company.actions.covering import covering
from handfast.company.ledger import (
    HoldLimit,
    NewEntry,
    NewPromise,
    RequestName,
    Written,
    one_after_another,
    write,
)
from handfast.company.queries.mirror import Mirror
from handfast.engine.promise.pegging import Pegging
from handfast.engine.supply.placing import Placement
from handfast.engine.tables.frame import frame_of
from handfast.errors import CannotPromise, StaleAnswer, StateMoved, SupplyTaken
from handfast.sentences import sentence

ATTEMPTS = 6
"""How often an offer that somebody undercut is made again before the new answer is told."""

FASTER = sentence("Somebody was faster")


@dataclass(frozen=True)
class Line:
    """One line as it is to be promised; days are days since 1970-01-01, money is minor units."""

    item: str
    site: str
    quantity: int
    wish_day: int | None
    ship_day: int
    arrive_day: int
    earliest_day: int | None
    price: int | None
    price_per: int
    currency: str


@dataclass(frozen=True)
class Terms:
    """What is to be promised, and what will cover it.

    Parameters
    ----------
    lines
        As many as the whole placement has feasible lines, in its order.
    whole, pegging
        See :class:`~handfast.engine.promise.quote.OrderQuote`.
    kept
        Stock points at which something is kept from the customer for others' forecasts, and stays so.
    """

    customer: str
    segment: str
    lines: tuple[Line, ...]
    whole: Placement
    pegging: Pegging
    kept: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Handshake:
    """How a promise is made: who, when, why, for how long (a hold), under which order and request."""

    actor: str
    now: dt.datetime
    reason: str = ""
    hold_until: dt.datetime | None = None
    order: str = ""
    request: RequestName | None = None

    @property
    def state(self) -> str:
        """What the promise will be: held, or promised."""
        return "promised" if self.hold_until is None else "held"


def make_promise(
    mirror: Mirror, agreed: Terms, again: Callable[[], Terms | None], shake: Handshake, *, current: bool = True
) -> list[int]:
    """Write a hold or a promise.

    Parameters
    ----------
    mirror
        The company as it is.
    agreed
        What was agreed.
    again
        Makes the offer again on the company as it is by then; None where it cannot be met any more.
    current
        Whether `agreed` was made on this very mirror; if not, the offer is made again before anything is written.

    Returns
    -------
    list of int
        Ids of the promises, one for each line.

    Raises
    ------
    CannotPromise
        Meanwhile it can only be met later, or not at all; nothing was written.
    TooManyHolds
        The person, or the segment's customers, have as many holds open as they may.
    StaleAnswer
        The company's structure changed: load it anew and ask again.
    IdempotencyMismatch
        The request's name was used for something else.
    """

    def renewed(why: str) -> Terms:
        return _renewed(mirror, agreed, again(), why)

    terms = agreed if current else renewed(sentence("The company changed since this offer was made"))
    for _ in range(ATTEMPTS):
        try:
            written, terms = _written(mirror, terms, renewed, shake)
        except (SupplyTaken, StateMoved):  # taken, or bound anew, by somebody else
            if not mirror.catch_up():
                raise StaleAnswer(sentence("The company changed since this offer was made. Ask again.")) from None
            terms = renewed(sentence(FASTER))
        else:
            mirror.follow(written)
            return [written.promises[-1 - n] for n in range(len(terms.lines))]
    raise CannotPromise(
        sentence("Others were faster {attempts} times. Nothing was written. Ask again.", attempts=ATTEMPTS)
    )


def _written(mirror: Mirror, terms: Terms, renewed: Callable[[str], Terms], shake: Handshake) -> tuple[Written, Terms]:
    """Write an offer; return also its terms.

    Where something is kept from the customer for others' forecasts, it is written after whoever else has that kept from
    them, on what they leave: no balance of the ledger knows how much of it is spoken for.
    """
    if not terms.kept:
        return write(_entry(mirror, terms, shake), shake.now), terms
    with one_after_another(f"kept {mirror.point_ids[point]}" for point in terms.kept):
        seen = mirror.cursor
        if not mirror.catch_up():
            raise StateMoved(sentence("The company changed since this offer was made. Ask again."))
        if mirror.cursor != seen:
            terms = renewed(sentence(FASTER))
        return write(_entry(mirror, terms, shake), shake.now), terms


def _renewed(mirror: Mirror, agreed: Terms, found: Terms | None, why: str) -> Terms:
    """Return an offer that was made again, if it is still as good as what was agreed.

    Raises
    ------
    CannotPromise
        It is later, less, or not possible any more.
    """
    if found is None or len(found.lines) < len(agreed.lines):
        raise CannotPromise(sentence("{why}: it cannot be met any more. Nothing was written. Ask again.", why=why))
    for before, after in zip(agreed.lines, found.lines, strict=False):
        if after.arrive_day > before.arrive_day:
            day = mirror.market.date_of(after.arrive_day - mirror.network.origin)
            raise CannotPromise(
                sentence(
                    "{why}: {item} now arrives on {day} at the earliest. Nothing was written. Ask again.",
                    why=why,
                    item=after.item,
                    day=day,
                )
            )
    if _promised(found.lines) != _promised(agreed.lines):
        raise CannotPromise(
            sentence("{why}: it can only be met otherwise than agreed. Nothing was written. Ask again.", why=why)
        )
    return found


def _promised(lines: Sequence[Line]) -> list[tuple[str, int, int | None, int, str]]:
    """Return what of lines must stay as it was agreed: items, quantities, prices."""
    return [(line.item, line.quantity, line.price, line.price_per, line.currency) for line in lines]


def _entry(mirror: Mirror, terms: Terms, shake: Handshake) -> NewEntry:
    refs = [-1 - n for n in range(len(terms.lines))]
    parts = covering(mirror, terms.whole, terms.pegging, refs, shake.state)
    promises = [
        new_promise(
            ref,
            shake.state,
            line,
            customer=terms.customer,
            segment=terms.segment,
            owner=shake.actor,
            order=shake.order,
            line_number=n + 1 if shake.order else None,
            expires_at=shake.hold_until,
        )
        for n, (ref, line) in enumerate(zip(refs, terms.lines, strict=True))
    ]
    quotas = quota_commits(
        mirror,
        [
            Counted(ref, terms.segment, line.item, line.quantity, line.ship_day)
            for ref, line in zip(refs, terms.lines, strict=True)
        ],
    )
    if quotas is None:
        raise StateMoved(sentence("The segment's allocation has less left than when the offer was made."))
    return NewEntry(
        kind="hold" if shake.hold_until is not None else "promise",
        actor=shake.actor,
        reason=shake.reason,
        request=shake.request,
        generation=mirror.generation,
        promises=promises,
        runs=parts.runs,
        balances=parts.balances,
        commits=(*parts.commits, *quotas),
        takes=parts.takes,
        hold_limits=hold_limits(mirror, shake.actor, terms.segment) if shake.hold_until is not None else (),
    )


def hold_limits(mirror: Mirror, actor: str, segment: str) -> list[HoldLimit]:
    """Return how many holds a person, and a segment's customers, may have open at once, where the company says so."""
    company, segments = frame_of(mirror.tables, "company"), frame_of(mirror.tables, "segment").filter(segment=segment)
    limits = [HoldLimit("owner", actor, most) for most in company["holds_per_person"].drop_nulls()]
    return limits + [HoldLimit("segment", segment, most) for most in segments["holds_at_once"].drop_nulls()]


def new_promise(
    ref: int,
    state: str,
    line: Line,
    *,
    customer: str,
    segment: str,
    owner: str,
    order: str = "",
    line_number: int | None = None,
    expires_at: dt.datetime | None = None,
) -> NewPromise:
    """Return a line as the ledger writes it."""
    return NewPromise(
        ref,
        state,
        line.item,
        line.site,
        line.quantity,
        order=order,
        line=line_number,
        customer=customer,
        segment=segment,
        price=line.price,
        price_per=line.price_per,
        currency=line.currency,
        wish_day=line.wish_day,
        ship_day=line.ship_day,
        arrive_day=line.arrive_day,
        earliest_day=line.earliest_day,
        expires_at=expires_at,
        owner=owner,
    )
