"""What an entry of the ledger is made of: an entry is written whole, or not at all.

Everything new gets a negative number of the writer's choosing (-1, -2, ...; promises, runs and balances each count for
themselves), by which the rest of the entry may speak of it; :class:`Written` tells the ids that they became.
Quantities are smallest units or minutes, days are days since 1970-01-01, money is minor units.

A hold that makes one run needs, for example::

    NewEntry(
        kind="hold", actor="anna", promises=[NewPromise(-1, "held", item="BENCH-150", ...)],
        runs=[NewRun(-1, "make BENCH-150", starts=50, start_day=20515, available_day=20517, state="held", promise=-1)],
        balances=[NewBalance(-1, "run", node=7, day=20517, available=49, run=-1)],
        commits=[
            Commit(-1, need_day=20520, quantity=49, promise=-1),   # the promise takes the run's output
            Commit(311, need_day=20515, quantity=100, run=-1),     # the run takes oak tops from balance 311
        ],
        takes=[Take("capacity", node=3, day=20515, minutes=960, take=630, run=-1)],
    )
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class NewPromise:
    """A promise that comes to be, in one of the states asked, offered, held or promised.

    Its original dates are set by the ledger when it is first promised, and never again; an import may give those of
    the time before there was a ledger.
    """

    ref: int
    state: str
    item: str
    site: str
    quantity: int
    order: str = ""
    line: int | None = None
    customer: str = ""
    segment: str = ""
    price: int | None = None
    currency: str = ""
    price_per: int = 1
    wish_day: int | None = None
    ship_day: int | None = None
    arrive_day: int | None = None
    original_ship_day: int | None = None
    original_arrive_day: int | None = None
    earliest_day: int | None = None
    arrived_day: int | None = None
    expires_at: dt.datetime | None = None
    owner: str = ""
    shipped: int = 0

    @property
    def originals(self) -> tuple[int | None, int | None]:
        """The dates of shipping and arriving that stay for ever: as given, else today's if it begins as promised."""
        if self.state == "promised" and self.original_arrive_day is None:
            return self.ship_day, self.arrive_day
        return self.original_ship_day, self.original_arrive_day


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """Fields of an existing promise that get new values.

    Parameters
    ----------
    id
        Which promise.
    expected
        The state in which it must still be.
    fields
        New values by field name; ``state`` only along the arrows.
    unchanged_since
        The `updated_entry` that was seen: refused if somebody changed the promise since.
    """

    id: int
    expected: str
    fields: Mapping[str, Any]
    unchanged_since: int | None = None


class NewRun(NamedTuple):
    """A run that comes to be, held or promised; `promise` is the one that it is made for."""

    ref: int
    process: str
    starts: int
    start_day: int
    available_day: int
    state: str
    promise: int | None = None


@dataclass(frozen=True, slots=True)
class RunChange:
    """A run becomes promised, becomes firm, shrinks to `starts`, goes on to `done`, comes later, or goes (``gone``).

    `done` is how much of what it starts is finished, good or scrapped, in all; `available_day` its new day. A run that
    is moved starts on `start_day`; refused where it does not start on `moved_from` any more.
    """

    id: int
    expected: str
    state: str
    starts: int | None = None
    done: int | None = None
    available_day: int | None = None
    start_day: int | None = None
    moved_from: int | None = None


class NewBalance(NamedTuple):
    """Something new that can be committed; `ref` is its natural name, such as the lot's or the receipt's."""

    number: int
    kind: str
    node: int
    day: int
    available: int
    expires: int | None = None
    run: int | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """An existing balance gains or loses `available`, or moves to another `day`.

    `made` is how much of a run's output has come to be by this: it lies in stock, has left, or was used.
    """

    balance: int
    available: int = 0
    day: int | None = None
    made: int = 0


class Commit(NamedTuple):
    """A promise, or a run, takes (+) or gives back (-) a quantity that it needs on `need_day`."""

    balance: int
    need_day: int
    quantity: int
    promise: int | None = None
    run: int | None = None


class Take(NamedTuple):
    """Minutes of a resource's day, whose balance is written now if it is not there yet.

    `minutes` is what the day has, of all units, if it is new; a day that is there keeps what it has.
    """

    kind: str
    node: int
    day: int
    minutes: int
    take: int
    promise: int | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True)
class RequestName:
    """How a caller names its request, so that the same request is one promise.

    `key` is unique for the actor; `hash` tells whether the same content was meant.
    """

    key: str
    hash: str


@dataclass(frozen=True, slots=True)
class HoldLimit:
    """How many holds may be open at once.

    Parameters
    ----------
    whose
        ``owner``: of one person; ``segment``: for one segment's customers.
    name
        Which person or segment.
    most
        How many.
    """

    whose: str
    name: str
    most: int


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One change of the ledger.

    Parameters
    ----------
    kind
        One of :data:`handfast.company.ledger.words.ENTRY_KINDS`. Only a loss, an override, an import or a change of the
        day may leave a balance short; the ledger works out by how much, and lets shorts shrink wherever it can.
    actor
        Who did it, accountably.
    reason
        Why, in their words; a sentence where Handfast says it.
    request
        Name of the request; the same again returns the first answer.
    generation
        The generation on which the answer was made; ``None``: it does not depend on structure.
    new_generation
        Whether the entry itself changes structure: it waits for all writers, and the generation moves on by one.
    today
        The ledger's new day, for an entry of kind ``day``.
    hold_limits
        Limits that its holds must keep; judged against all that are open when it is written.
    """

    kind: str
    actor: str
    reason: str = ""
    request: RequestName | None = None
    generation: int | None = None
    new_generation: bool = False
    today: int | None = None
    promises: Sequence[NewPromise] = field(default=())
    promise_changes: Sequence[PromiseChange] = field(default=())
    runs: Sequence[NewRun] = field(default=())
    run_changes: Sequence[RunChange] = field(default=())
    balances: Sequence[NewBalance] = field(default=())
    changes: Sequence[Change] = field(default=())
    commits: Sequence[Commit] = field(default=())
    takes: Sequence[Take] = field(default=())
    hold_limits: Sequence[HoldLimit] = field(default=())


@dataclass(frozen=True, slots=True)
class Written:
    """An entry that is in the ledger, durably.

    Parameters
    ----------
    entry, time
        Its id and time.
    promises, runs, balances
        Ids of what was new, by the negative numbers that the writer gave.
    expired
        Holds whose time was over and which were released on the way.
    repeated
        Whether this is the answer to a request that had been written before.
    body
        The changes as they stand in the ledger; none where `repeated`.
    """

    entry: int
    time: dt.datetime
    promises: Mapping[int, int] = field(default_factory=dict)
    runs: Mapping[int, int] = field(default_factory=dict)
    balances: Mapping[int, int] = field(default_factory=dict)
    expired: Sequence[int] = ()
    repeated: bool = False
    body: Sequence[list[Any]] = ()
