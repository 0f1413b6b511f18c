"""Writing an entry: one transaction, whole or not at all, and never more than there is.

The usual entry (a new promise or hold that only takes) runs a handful of statements, each over all its rows at once,
and lets the database itself check each balance as it takes. Everything else locks what it touches, in the order
promises, runs, days, balances, each by id, reads it, judges it by the same rules and then changes it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from handfast.company.database import current
from handfast.company.ledger.dialect import Dialect, Look, PromiseRow, dialect_of
from handfast.company.ledger.draft import Draft
from handfast.company.ledger.entry import NewEntry, RequestName, Written
from handfast.company.ledger.hold_limits import assert_within_limits
from handfast.company.ledger.holds import Holding, balances_of, expiry
from handfast.company.ledger.snapshot import snapshot
from handfast.company.ledger.sound import assert_sound
from handfast.company.writing import writing, writing_entry
from handfast.errors import Conflict, DatabaseBusy, HandfastError, IdempotencyMismatch, StaleAnswer
from handfast.sentences import sentence

P = TypeVar("P")
R = TypeVar("R")

ORDER_HAS_PROMISE = sentence(
    "This order line has a promise already; the promise book finds it by its order. "
    "Revise that one, or name another order."
)

ATTEMPTS = 8
"""How often a transaction that lost a race inside the database is tried before giving up."""


class LostRace(Exception):
    """The database let another transaction go first and ended this one; it can be tried again as it is."""


def write(entry: NewEntry, now: dt.datetime) -> Written:
    """Write `entry` into the current company's ledger, durably.

    Parameters
    ----------
    entry
        All its changes; see :class:`~handfast.company.ledger.entry.NewEntry`.
    now
        The caller's clock, with time zone. The ledger's time is this or the last entry's, whichever is later.

    Returns
    -------
    Written
        The entry's id and time, the ids of what was new, and the holds that were released because their time was over.
        A request that was written before returns its first answer, and writes nothing.

    Raises
    ------
    SupplyTaken
        A balance does not have what was to be taken; it says which, and why. Catch up (``tail``) and place again.
    TooManyHolds
        As many holds are open as its limits allow.
    StateMoved
        A promise or run is not in the state expected (a hold that has expired, for example).
    StaleAnswer
        The company's structure has changed since the answer was made.
    IdempotencyMismatch
        The request's name was used for something else.
    Conflict
        The order line has a promise already.
    NotFound
        A promise or run is not in the ledger.
    DatabaseError
        The database could not write (DiskFull, DatabaseBusy); nothing was written.
    ValueError
        The entry contradicts itself: a fault of the caller's.
    """
    return write_all([entry], now)[0]


def write_all(entries: Sequence[NewEntry], now: dt.datetime) -> list[Written]:
    """Write several entries in one transaction, all or none. With more than one, other writers wait meanwhile.

    Raises
    ------
    HandfastError
        As :func:`write` does, for the first entry that is refused.
    """
    for entry in entries:
        assert_sound(entry)
    return _tried(
        lambda: [Draft(entry) for entry in entries],
        lambda dialect, drafts: [_written(dialect, draft, now, len(drafts) > 1) for draft in drafts],
    )


@contextmanager
def one_after_another(names: Iterable[str]) -> Iterator[None]:
    """Hold a writing transaction for the block, alone of all who would hold one for any of these names."""
    with writing() as database:
        dialect_of(database, database.connection.connection).wait_for_turn(sorted(names))
        yield


def release_expired(now: dt.datetime) -> list[int]:
    """Release every hold whose time is over, each by an entry of its own, and return their promises' ids.

    Writing does this by itself for the holds that stand in its way; this is for quotes, and for housekeeping.
    """
    return _tried(lambda: None, lambda dialect, _: _all_released(dialect, now))


def holding(promise: int) -> Holding:
    """Return what a promise takes, by itself and through its held runs, as it stands now (see ``given_back``)."""
    with snapshot() as cursor:
        return dialect_of(current(), cursor.connection).holding(promise)


# ---------------------------------------------------------------- one transaction


def _tried(prepare: Callable[[], P], work: Callable[[Dialect, P], R]) -> R:
    """Do `work` in a transaction, with what `prepare` makes before others have to wait; again if a race was lost."""
    for _ in range(ATTEMPTS):
        try:
            return _attempt(prepare(), work)
        except LostRace:
            continue
    place = current().place
    raise DatabaseBusy(
        sentence(
            "{place}: others were faster {attempts} times. Nothing was written. Try again.",
            place=place,
            attempts=ATTEMPTS,
        )
    )


def _attempt(prepared: P, work: Callable[[Dialect, P], R]) -> R:
    with writing_entry() as (database, connection):
        dialect = dialect_of(database, connection)
        try:
            return work(dialect, prepared)
        except HandfastError:
            raise
        except Exception as error:
            fault = dialect.fault(error)
            if fault == "again":
                raise LostRace from error
            if fault == "promise_order":
                raise Conflict(ORDER_HAS_PROMISE) from error
            raise


def _written(dialect: Dialect, draft: Draft, now: dt.datetime, alone: bool) -> Written:
    entry = draft.entry
    key = entry.request.key if entry.request else None
    counts = draft.counts if draft.plain and not entry.takes else None
    look = dialect.look(entry.actor, key, now, counts, alone=alone or entry.new_generation)
    if entry.request is not None and look.request is not None:
        return _answered(entry.request, look.request)
    if entry.generation not in {None, look.generation}:
        raise StaleAnswer(
            sentence(
                "The company's structure changed since this answer was made (generation {generation}, now "
                "{now}). Ask again.",
                generation=entry.generation,
                now=look.generation,
            )
        )
    if entry.hold_limits:  # before any row is locked: whoever waits here stands in nobody's way
        assert_within_limits(dialect, entry, look.time)
    expired = _released(dialect, draft, look) if look.expired else []
    written = draft.write(dialect, look, None if expired else look.ids)
    if entry.request is not None:
        answer = _answer(written)
        dialect.insert_request((entry.actor, entry.request.key, entry.request.hash, written.entry, answer))
        dialect.flush()
    return replace(written, expired=tuple(expired)) if expired else written


def _released(dialect: Dialect, draft: Draft, look: Look) -> list[int]:
    """Release the holds whose time is over and that stand in the way of `draft`; return their promises' ids."""
    expired = dialect.expired_among(look.time, sorted(draft.promises), sorted(draft.balances), draft.entry.takes)
    return _expire(dialect, look, expired, draft.promises, draft.balances)


def _expire(
    dialect: Dialect, look: Look, expired: Sequence[int], promises: Iterable[int] = (), balances: Iterable[int] = ()
) -> list[int]:
    """Release the holds `expired`, having locked them together with what comes next, all in order."""
    if not expired:
        return []
    locked = dialect.lock_promises(sorted({*expired, *promises}))
    still = [id_ for id_ in expired if _is_over(locked[id_], look.time)]
    holdings = [dialect.holding(id_) for id_ in still]
    dialect.lock_balances(sorted({*balances, *balances_of(holdings)}))
    for holding in holdings:
        Draft(expiry(holding)).write(dialect, look, None)
    return still


def _is_over(promise: PromiseRow, time: dt.datetime) -> bool:
    return promise.state == "held" and promise.expires_at is not None and promise.expires_at <= time


def _all_released(dialect: Dialect, now: dt.datetime) -> list[int]:
    look = dialect.look("", None, now, None, alone=False)
    return _expire(dialect, look, dialect.expired_now(look.time)) if look.expired else []


# ---------------------------------------------------------------- the same request is one promise


def _answer(written: Written) -> str:
    ids = (written.promises, written.runs, written.balances)
    return json.dumps([written.time.isoformat(), *(sorted(each.items()) for each in ids)])


def _answered(request: RequestName, first: tuple[str, int, str]) -> Written:
    """Return the first answer to a request that came again."""
    hash_, entry, answer = first
    if hash_ != request.hash:
        raise IdempotencyMismatch(
            sentence(
                "The request '{key}' was used before for something else (entry {entry}). Name each differently.",
                key=request.key,
                entry=entry,
            )
        )
    time, *ids = json.loads(answer)
    promises, runs, balances = ({int(ref): int(id_) for ref, id_ in pairs} for pairs in ids)
    return Written(entry, dt.datetime.fromisoformat(time), promises, runs, balances, repeated=True)
