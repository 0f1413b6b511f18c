"""Place a demand and undo it: the kernel as the rest of the engine uses it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION, Ints, Network
from handfast.engine.supply.place import arrays
from handfast.engine.supply.place.act import BOUND, MEET, MEET_CLOSELY, MOST_UNTIL, PLACE, act
from handfast.engine.supply.place.arrays import (
    ASKED,
    BLAMES,
    JOURNAL,
    KEPT,
    MOST_BLAMES,
    OVERFLOW,
    Desk,
    State,
    Wish,
    new_desk,
    packed,
)
from handfast.engine.supply.place.journal import repeat, undo
from handfast.engine.supply.place.people import nothing_expected


class Run(NamedTuple):
    """One execution of a process, on the network's days."""

    process: int
    starts: int
    start_day: int
    available_day: int
    number: int
    user: int  # number of the run that uses it, -1: the demand


class Take(NamedTuple):
    """A quantity taken from a stock point for a run (or the demand, -1) on the day it is needed."""

    point: int
    need_day: int
    quantity: int
    user: int


class LotTake(NamedTuple):
    """A quantity taken from one expiring lot."""

    lot: int
    need_day: int
    quantity: int
    user: int
    point: int


class Make(NamedTuple):
    """A quantity that a run yields."""

    point: int
    day: int
    quantity: int
    run: int


class Load(NamedTuple):
    """Minutes that a run's step takes from a resource on a day, over all units it uses."""

    resource: int
    day: int
    regular: int
    overtime: int
    run: int
    step: int


class Obstacle(NamedTuple):
    """Why an attempt to meet the wish failed somewhere. `reason` is one of `place.arrays`' words."""

    reason: int
    point: int
    process: int
    resource: int
    day: int
    quantity: int
    need_day: int


@dataclass(frozen=True)
class Placement:
    """How a demand is met, and how sure the date is the earliest.

    Parameters
    ----------
    day
        Day on which the demand is met; the horizon where it cannot be.
    bound
        No day before this one is possible; equal to `day`: proven.
    rows
        The journal, shape (n, 7).
    blame
        Why the wished day was not possible, shape (m, 7); see `obstacles`.
    """

    point: int
    quantity: int
    wish: int
    day: int
    bound: int
    feasible: bool
    rows: Ints = field(repr=False)
    blame: Ints = field(repr=False, default_factory=lambda: np.zeros((0, 7), np.int64))

    @property
    def proven(self) -> bool:
        """Whether no earlier day is possible."""
        return self.day == self.bound

    @cached_property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """Why the wished day was not possible; empty where it was."""
        return tuple(Obstacle(*row) for row in self.blame.tolist())

    @cached_property
    def _of(self) -> defaultdict[int, list[list[int]]]:
        """Rows by what they say; the first number says it."""
        found: defaultdict[int, list[list[int]]] = defaultdict(list)
        for row in self.rows.tolist():
            found[row[0]].append(row)
        return found

    def said(self, op: int) -> list[list[int]]:
        """Return the rows that say one thing, as `place.arrays` lays them out: the quickest to read."""
        return self._of[op]

    @cached_property
    def runs(self) -> list[Run]:
        """Runs in the order in which they were placed; a run comes before the runs that feed it."""
        return [Run(*row[1:]) for row in self._of[arrays.RUN]]

    @cached_property
    def takes(self) -> list[Take]:
        """What is taken from stock points that keep no expiring lots."""
        return [Take(a, b, c, d) for _, a, b, c, d, _, _ in self._of[arrays.TAKE]]

    @cached_property
    def lot_takes(self) -> list[LotTake]:
        """What is taken from expiring lots."""
        return [LotTake(*row[1:6]) for row in self._of[arrays.LOT]]

    @cached_property
    def makes(self) -> list[Make]:
        """What the runs yield."""
        return [Make(a, b, c, d) for _, a, b, c, d, _, _ in self._of[arrays.MAKE]]

    @cached_property
    def loads(self) -> list[Load]:
        """Minutes taken from resources."""
        return [Load(*row[1:]) for row in self._of[arrays.LOAD]]


class Placer:
    """A network, its state, and the desk at which demands are placed on it.

    Not thread-safe: one placer belongs to one thread at a time.

    Parameters
    ----------
    network
        The company as arrays.
    state
        What is left; changed in place by `place`, restored exactly by `undo`.
    """

    def __init__(self, network: Network, state: State) -> None:
        self.network = network
        self.state = state
        self.structure = packed(network.structure)
        self._desk: Desk = new_desk(len(network.items))

    def place(
        self,
        point: int,
        quantity: int,
        wish: int,
        *,
        overtime: bool = False,
        expedite: bool = False,
        fresh: int = 0,
        first: int | None = None,
        parts: bool = True,
    ) -> Placement:
        """Place a demand on what is left: on the day of `wish` if possible, else on the earliest day found.

        Parameters
        ----------
        point
            Stock point that the goods leave from.
        quantity
            Smallest units, at least 1.
        wish
            Ship day wished, 0 (today) to the horizon.
        overtime, expedite
            Whether overtime and expedited processes may be used.
        fresh
            Days of shelf life that the goods must still have.
        first
            Day from which on the earliest day is searched where the wished one is not possible; None: from that on.
        parts
            Whether a part of it may be made ready early, and wait, where that makes all of it possible sooner.

        Returns
        -------
        Placement
            Already applied to the state; `undo` takes it back.
        """
        how = _how(overtime, expedite, fresh, parts)
        begin = int(wish if first is None else min(first, wish))
        while True:
            desk = self._desk
            desk.counts[OVERFLOW] = 0
            numbers = (int(point), int(quantity), int(wish), begin, 0)
            day, bound = act(PLACE, self.structure, self.state, desk, how, *numbers)
            if desk.counts[OVERFLOW] == 0:
                break
            self._enlarge_desk()
        rows = desk.journal[: desk.counts[JOURNAL]].copy()
        kept = desk.blame[MOST_BLAMES : MOST_BLAMES + desk.counts[KEPT]].copy()
        feasible = day < self.network.horizon and len(rows) > 0
        return Placement(int(point), int(quantity), int(wish), int(day), int(bound), feasible, rows, kept)

    def place_on(
        self, point: int, quantity: int, day: int, *, overtime: bool = False, expedite: bool = False, fresh: int = 0
    ) -> Placement | None:
        """Place a demand on this very day, or not at all: much quicker than `place` where it is not possible.

        Parameters and state are as for `place`.
        """
        how = _how(overtime, expedite, fresh)
        possible = self._at_desk(MEET_CLOSELY, how, point, quantity, day, day)
        return self._placed(point, quantity, day) if possible else None

    def most_by(
        self,
        point: int,
        quantity: int,
        day: int,
        *,
        first: int | None = None,
        beyond: int = 0,
        overtime: bool = False,
        expedite: bool = False,
        fresh: int = 0,
    ) -> Placement | None:
        """Place as much of a demand as is found possible by a day; None where nothing is.

        Parameters
        ----------
        day
            Day by which it is to be there.
        first
            What is ready from this day on may wait for it; None: it is to be ready on the very day.
        beyond
            As much is of no use: None where one more is not found, which is known soon.
        overtime, expedite, fresh
            As for `place`.

        Returns
        -------
        Placement
            Applied to the state; its `quantity` is what was placed. One more is not found possible.
        """
        begin = int(day if first is None else min(first, day))
        most = self._at_desk(MOST_UNTIL, _how(overtime, expedite, fresh), point, quantity, day, begin, beyond)
        return self._placed(point, most, day) if most else None

    def bound(
        self, point: int, quantity: int, *, overtime: bool = False, expedite: bool = False, fresh: int = 0
    ) -> int:
        """Return a day before which a demand cannot be met; the horizon where it cannot be met at all.

        Parameters are as for `place`.
        """
        return self._at_desk(BOUND, _how(overtime, expedite, fresh), point, quantity, 0, 0)

    def _at_desk(self, what: int, how: Wish, point: int, quantity: int, day: int, first: int, beyond: int = 0) -> int:
        """Let the kernel act on a cleared desk, on larger ones until the journal is long enough; return its answer."""
        while True:
            desk = self._desk
            desk.counts[:ASKED] = 0  # all that is counted
            numbers = (int(point), int(quantity), int(day), int(first), int(beyond))
            answer, _ = act(what, self.structure, self.state, desk, how, *numbers)
            if desk.counts[OVERFLOW] == 0:
                return int(answer)
            self._enlarge_desk()

    def _placed(self, point: int, quantity: int, day: int) -> Placement:
        rows = self._desk.journal[: self._desk.counts[JOURNAL]].copy()
        return Placement(int(point), int(quantity), int(day), int(day), int(day), True, rows)

    def obstacles(
        self, point: int, quantity: int, day: int, *, overtime: bool = False, expedite: bool = False, fresh: int = 0
    ) -> tuple[Obstacle, ...]:
        """Return why a demand cannot be met on a day by whole lots; empty where it can. The state stays as it is.

        Parameters are as for `place`.
        """
        possible = self._at_desk(MEET, _how(overtime, expedite, fresh), point, quantity, day, day)
        desk = self._desk
        undo(self.state, desk, 0)
        count = 0 if possible else int(desk.counts[BLAMES])
        return tuple(Obstacle(*row) for row in desk.blame[:count].tolist())

    def _enlarge_desk(self) -> None:
        """Clear a desk whose journal was too short, and get a larger one."""
        undo(self.state, self._desk, 0)
        self._desk = new_desk(len(self.network.items), 4 * len(self._desk.journal))

    def undo(self, placement: Placement) -> None:
        """Take a placement back, whatever was placed in between."""
        repeat(self.state, placement.rows, -1)

    def redo(self, placement: Placement) -> None:
        """Apply a placement that was undone."""
        repeat(self.state, placement.rows, 1)


@cache
def _how(overtime: bool, expedite: bool, fresh: int, parts: bool = True) -> Wish:
    classes = 1 << PLAIN | 1 << SUBSTITUTION | (1 << EXPEDITED if expedite else 0)
    return Wish(classes, int(overtime), 0, int(fresh), int(parts))


PLAINLY = _how(overtime=False, expedite=False, fresh=0)
"""How a demand is met that asks for nothing special."""


def state_of(network: Network, available: Ints, capacity: Ints | None = None, overtime: Ints | None = None) -> State:
    """Return a state without expiring lots.

    Parameters
    ----------
    available
        Cumulative availability, shape (P, H), never negative.
    capacity, overtime
        Minutes left, shape (R, H); all of the network's where not given.
    """
    points = len(network.items)
    nothing = np.zeros(points + 1, np.int64)
    made_along_first, made_along = made_along_of(network)
    return State(
        np.ascontiguousarray(available, np.int64),
        network.capacity() if capacity is None else capacity,
        network.overtime() if overtime is None else overtime,
        nothing,
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.zeros(points, np.int64),
        made_along_first,
        made_along,
        nothing_expected(network),
    )


def made_along_of(network: Network) -> tuple[Ints, Ints]:
    """Return, for each stock point, the processes that yield it as a co-product: (P + 1,) and the list."""
    structure = network.structure
    process = np.repeat(np.arange(len(structure.output_point)), np.diff(structure.extra_first))
    order = np.argsort(structure.extra_point, kind="stable")
    counts = np.bincount(structure.extra_point, minlength=len(network.items))
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return first, process[order].astype(np.int64)
