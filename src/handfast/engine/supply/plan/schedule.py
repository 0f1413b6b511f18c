"""A schedule: demands placed on a company's state, whose order can be changed piece by piece and taken back exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from handfast.engine.network import Ints, Network
from handfast.engine.supply.place.act import BOUND, act
from handfast.engine.supply.place.arrays import OVERFLOW, State, Wish, copied, new_desk, packed
from handfast.engine.supply.place.journal import repeat
from handfast.engine.supply.place.sequence import (
    Kept,
    Wanted,
    move_rows,
    nothing_kept,
    place_each,
)
from handfast.engine.supply.placing import Placement
from handfast.engine.supply.plan.again import NO_ROOM, place_again
from handfast.engine.supply.plan.demands import PLAIN_CLASSES, Demands
from handfast.engine.supply.plan.objective import CHANGE, PARTS, Rates, Score, add_costs

ROWS_FOR_ONE = 48
"""Rows that a demand takes at most, at first guess: rows not written take no memory, a room that grows does twice."""

AT_ONCE = 256
"""Demands placed between two looks at whether to go on."""


class Schedule:
    """Demands and how they are placed.

    Parameters
    ----------
    network, state
        The company, and what is left of it; the state is changed in place.
    demands
        What is to be met.
    rates
        What the company's parts cost, see `objective`: holding, overtime, expedite, expedite_fixed, setup.

    Attributes
    ----------
    late_only
        Whether nothing costs but lateness and shortage.
    """

    def __init__(self, network: Network, state: State, demands: Demands, rates: dict[str, Ints]) -> None:
        self.network = network
        self.state = state
        self.demands = demands
        self.structure = packed(network.structure)
        count = len(demands)
        nothing = np.zeros(count, np.int64)
        first = nothing if demands.first is None else demands.first
        self.wanted = Wanted(
            demands.point,
            demands.quantity,
            np.maximum(first, 0),
            np.clip(demands.due, 0, network.horizon - 1),
            nothing.copy() if demands.fresh is None else demands.fresh,
            np.full(count, PLAIN_CLASSES, np.int64),
            nothing.copy(),
            nothing.copy(),
            nothing.copy(),
        )
        self.rates = Rates(demands.late_cost, demands.unmet_cost, demands.due, demands.quantity, demands.point, **rates)
        self.late_only = not any(column.any() for column in rates.values()) and not state.people.near.any()
        self.lengths = nothing.copy()
        self.kept: Kept = nothing_kept(count, max(count * ROWS_FOR_ONE, 1024))
        self._desk = new_desk(len(network.items))

    @property
    def days(self) -> Ints:
        """Ship day of each demand; the horizon where it cannot be met, `NOT_PLACED` where it is not placed."""
        return self.kept.day

    def place(self, order: Ints, go_on: Callable[[int], bool] | None = None) -> bool:
        """Place demands that are not placed, in this order.

        Parameters
        ----------
        go_on
            Told now and then how many are placed; says whether to go on.

        Returns
        -------
        bool
            Whether all were placed; False where it was told to stop.
        """
        order = np.ascontiguousarray(order, np.int64)
        done = 0
        while done < len(order):
            last = min(done + AT_ONCE, len(order)) if go_on else len(order)
            reached = place_each(self.structure, self.state, self._desk, self.wanted, self.kept, order, done, last, 0)
            if reached < last:
                self._make_room()
            done = reached
            if go_on and not go_on(done):
                return False
        return True

    def take_up(self, days: Ints, rows: Sequence[Ints]) -> None:
        """Place all demands as a plan that was kept before places them; none of them is placed yet.

        Parameters
        ----------
        days, rows
            Ship day (the horizon where it cannot be met) and journal of each demand.
        """
        size = np.array([len(each) for each in rows], np.int64)
        used = int(size.sum())
        kept = nothing_kept(len(self.demands), max(2 * used, 1024))
        kept.rows[:used] = np.concatenate([*rows, np.zeros((0, 7), np.int64)])
        kept.start[:], kept.size[:], kept.day[:] = np.cumsum(size) - size, size, days
        kept.used[0] = used
        repeat(self.state, np.ascontiguousarray(kept.rows[:used]), 1)
        self.kept = kept

    def alone(self) -> Kept:
        """Return each demand's placement as if it were the only one, as early as possible; nothing is changed.

        Demands that are alike share their rows.
        """
        wanted, count = self.wanted, len(self.demands)
        kept, forward = self.kept, wanted.forward.copy()
        self.kept = nothing_kept(count, len(kept.rows))
        wanted.forward[:] = 1
        columns = wanted.point, wanted.quantity, wanted.first, wanted.fresh
        _, which, alike = np.unique(np.stack(columns), axis=1, return_index=True, return_inverse=True)
        order, done = which.astype(np.int64), 0
        while done < len(order):
            arguments = self.structure, self.state, self._desk, wanted, self.kept, order
            done = place_each(*arguments, done, len(order), 1)
            if done < len(order):
                self._make_room()
        wanted.forward[:] = forward
        found, self.kept = self.kept, kept
        like = which[alike.ravel()]
        start, size, day, bound = found.start[like], found.size[like], found.day[like], found.bound[like]
        return Kept(found.rows, start, size, day, bound, found.used)

    def no_more_before(self, point: int) -> int:
        """Return a day before which nothing can be added to a stock point, whatever is done; nothing is changed."""
        more = int(self.state.available[point].min()) + 1
        wish = Wish(int(np.bitwise_or.reduce(self.wanted.classes)), 1, 0, 0, 0)
        return self._bound(wish, point, more)

    def soonest(self, k: int, quantity: int) -> int:
        """Return a day before which so much of a demand cannot ship alone; the horizon: never. Nothing is changed."""
        wanted = self.wanted
        wish = Wish(wanted.classes[k], wanted.overtime[k], 0, wanted.fresh[k], 0)
        day = self._bound(wish, int(wanted.point[k]), quantity)
        return min(max(day, int(wanted.first[k])), self.network.horizon)

    def _bound(self, wish: Wish, point: int, quantity: int) -> int:
        found, _ = act(BOUND, self.structure, self.state, self._desk, wish, point, quantity, 0, 0, 0)
        return int(found)

    def _make_room(self, wanted: int = 0) -> None:
        """Enlarge the desk where its journal ran out; else tidy the kept rows, into more room where they need it.

        Afterwards there is room for at least `wanted` more rows, and for another journal.
        """
        if self._desk.counts[OVERFLOW]:
            self._desk = new_desk(len(self.network.items), 4 * len(self._desk.journal))
            return
        in_use = int(self.kept.size.sum())
        least = in_use + max(wanted, in_use // 2) + len(self._desk.journal)
        tidy = nothing_kept(len(self.demands), max(len(self.kept.rows), least))
        move_rows(self.kept, tidy)
        self.kept = tidy

    def replace(
        self, order: Ints, *, forward: Ints, overtime: Ints, more: Ints | None = None, in_time: bool = False
    ) -> int | None:
        """Place some demands again, in this order, and keep that where it costs no more.

        Parameters
        ----------
        forward, overtime, more
            How each is placed now, see `Wanted`; `more` as it is where not given.
        in_time
            Whether what is not late must stay so, whatever is gained.

        Returns
        -------
        int or None
            Points gained; None: everything is as before, for it would cost more, or somebody else would go short.
        """
        self._room_for(order)
        modes = np.stack([forward, overtime, self.wanted.more[order] if more is None else more])
        was, total = np.zeros((7, len(order)), np.int64), np.zeros(len(PARTS), np.int64)
        arguments = self.structure, self.state, self._desk, self.wanted, self.rates, self.kept
        flags = int(in_time), int(self.late_only)
        gain = place_again(*arguments, order, modes, was, total, self.network.horizon, *flags)
        if gain == NO_ROOM:
            self._make_room()
        return gain if gain >= 0 else None

    def _room_for(self, which: Ints) -> None:
        """See that demands can be placed once more without tidying the rows, which their old ones would not survive."""
        wanted = 2 * int(self.kept.size[which].sum()) + len(self._desk.journal)
        if self.kept.used[0] + wanted > len(self.kept.rows):
            self._make_room(wanted)

    def begins(self, which: Ints) -> Ints:
        """Return about the day on which each placement begins: its ship day less the days it would take alone."""
        return self.kept.day[which] - self.lengths[which]

    def lateness_points(self) -> Ints:
        """Return the points of lateness and shortage of each demand."""
        late = self.demands.late_cost * np.maximum(self.kept.day - self.demands.due, 0)
        return np.where(self.kept.day >= self.network.horizon, self.demands.unmet_cost, late)

    def score(self, which: Ints | None = None) -> Score:
        """Return the points of some demands, or of all, part by part; of last-minute changes always all."""
        total = np.zeros(len(PARTS), np.int64)
        which = np.arange(len(self.demands), dtype=np.int64) if which is None else which
        add_costs(self.structure, self.rates, self.kept, which, self.network.horizon, total)
        total[CHANGE] = self.state.people.points[0]
        return Score(*total.tolist())

    def cost_if(self, k: int, day: int, rows: Ints) -> int:
        """Return the points of a demand were it placed like this; nothing is changed."""
        one, kept, was = np.array([k], np.int64), int(self.kept.day[k]), self.rows_of(k).copy()
        self.keep_rows(k, rows)
        self.kept.day[k] = day
        found = sum(self.score(one)[:CHANGE])
        self.keep_rows(k, was)
        self.kept.day[k] = kept
        return found

    def rows_of(self, k: int) -> Ints:
        """Return the journal of a demand's placement, shape (n, 7)."""
        first = self.kept.start[k]
        return self.kept.rows[first : first + self.kept.size[k]]

    def apart(self) -> Schedule:
        """Return the same schedule on a state of its own, to try things on."""
        rates = {name: getattr(self.rates, name) for name in Rates._fields[5:]}  # those before are the demands' own
        other = Schedule(self.network, copied(self.state), self.demands, rates)
        other.wanted = Wanted(*(column.copy() for column in self.wanted))
        other.kept = Kept(*(column.copy() for column in self.kept))
        other.lengths = self.lengths.copy()
        return other

    def keep_rows(self, k: int, rows: Ints) -> None:
        """Keep these rows of a demand's placement instead of those it has; the state is as they say already."""
        if len(rows) > self.kept.size[k]:
            if self.kept.used[0] + len(rows) > len(self.kept.rows):
                self._make_room(len(rows))
            self.kept.start[k] = self.kept.used[0]
            self.kept.used[0] += len(rows)
        first = self.kept.start[k]
        self.kept.rows[first : first + len(rows)] = rows
        self.kept.size[k] = len(rows)

    def placement(self, k: int) -> Placement:
        """Return a demand's placement."""
        day = int(self.kept.day[k])
        feasible = 0 <= day < self.network.horizon
        return Placement(
            int(self.demands.point[k]),
            int(self.demands.quantity[k]),
            int(self.wanted.due[k]),
            day,
            int(self.kept.bound[k]),
            feasible,
            self.rows_of(k).copy(),
        )

    def placements(self) -> Iterator[Placement]:
        """Yield all placements, in the order of the demands."""
        return (self.placement(k) for k in range(len(self.demands)))
