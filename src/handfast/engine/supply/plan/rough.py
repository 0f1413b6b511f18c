"""A rough company, in which plans are compared hundreds of times faster than the kernel could place them.

In it a demand is no more than what it uses of the things it shares with others: minutes of resources on days, and what
is there of stock points. It is fed when enough is left of every stock point, on that day and on all later ones, for
nobody who was placed before may go short; from then on it takes what minutes are left until it has enough, the last
first. What is found here says in which order the kernel places the demands; what is possible, the kernel says.

Simulated annealing: Kirkpatrick, Gelatt and Vecchi, *Optimization by simulated annealing* (Science 220, 1983), by
thresholds (Dueck and Scheuer, Journal of Computational Physics 90, 1990).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import types

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import MATRIX, VECTOR, i8
from handfast.engine.supply.place.compiled import compiled, part
from handfast.engine.supply.place.loads import UNLIMITED


class Rough(NamedTuple):
    """Demands in the rough company, N of them; U uses of T things, the resources first; H days."""

    use_first: Ints  # (N + 1,) stock points come before resources
    thing: Ints  # (U,)
    amount: Ints  # (U,)
    lead: Ints  # (U,) days from the first day of the use to the ship day, alone
    tail: Ints  # (U,) days from its last day
    user_first: Ints  # (T + 1,)
    user: Ints  # (U,) demands that use a thing
    earliest: Ints  # (N,) ship day if it were alone
    due: Ints  # (N,)
    late: Ints  # (N,) points of a late day
    unmet: Ints  # (N,)
    resources: Ints  # (1,) how many of the things are resources
    until: Ints  # (T,) day from which a stock point could be supplied with any amount
    room: Ints  # (T, H) minutes left on each day; what is left of a stock point up to each day
    day: Ints  # (N,) ship day; H: cannot be met
    piece_first: Ints  # (N + 1,)
    pieces: Ints  # (N,) how many pieces each demand takes
    piece: Ints  # (M, 3) thing, day, amount


ROUGH = types.NamedTuple([MATRIX if name in {"room", "piece"} else VECTOR for name in Rough._fields], Rough)

MOST_MOVED = 9
"""Demands moved at once, at most."""

REFRESHED = 512
"""Tries after which the costs that demands are drawn by are looked up again."""

SLICE = 2000
"""Tries between two looks at whether to go on."""

TRIES_EACH = 300
"""Tries in all, for each demand."""

COOLNESS = 10
"""At first a change may cost so much more as the tenth part of what a demand costs on average; less and less later."""

SEARCHED = 40
"""Users of a thing that are looked at for one that stands in the way."""


@part
def drawn(seed: Ints, below: int) -> int:
    """Return a number from 0 to `below` - 1 (xorshift; Marsaglia, Journal of Statistical Software 8, 2003)."""
    x = seed[0]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    seed[0] = x
    return (x & 0x7FFFFFFFFFFFFFFF) % below


@part
def cost_of(rough: Rough, k: int) -> int:
    """Return the points of a demand."""
    if rough.day[k] >= rough.room.shape[1]:
        return rough.unmet[k]
    return rough.late[k] * max(rough.day[k] - rough.due[k], 0)


@part
def change_rooms(rough: Rough, k: int, sign: int) -> None:
    """Take what a demand uses (-1), or give it back (1)."""
    for n in range(rough.piece_first[k], rough.piece_first[k] + rough.pieces[k]):
        thing, day, change = rough.piece[n, 0], rough.piece[n, 1], sign * rough.piece[n, 2]
        if thing < rough.resources[0]:
            rough.room[thing, day] += change
        else:
            for later in range(day, rough.until[thing]):
                rough.room[thing, later] += change


@part
def take_piece(rough: Rough, k: int, thing: int, day: int, amount: int) -> bool:
    """Take something for a demand; False where it has no room for one more piece."""
    n = rough.piece_first[k] + rough.pieces[k]
    if n == rough.piece_first[k + 1]:
        return False
    rough.piece[n, 0], rough.piece[n, 1], rough.piece[n, 2] = thing, day, amount
    rough.pieces[k] += 1
    return True


@part
def fed_on(rough: Rough, k: int) -> int:
    """Return the first ship day that the stock points would allow."""
    found = rough.earliest[k]
    for n in range(rough.use_first[k], rough.use_first[k + 1]):
        if rough.thing[n] < rough.resources[0]:
            break
        row, amount = rough.room[rough.thing[n]], rough.amount[n]
        day, lowest = rough.until[rough.thing[n]] - 1, max(found - rough.lead[n], 0)
        while day >= lowest and row[day] >= amount:
            day -= 1
        found = max(found, day + 1 + rough.lead[n])
    return found


@part
def worked_on(rough: Rough, n: int, fed: int) -> int:
    """Return the first ship day on which enough minutes of use `n` have passed since a demand could be fed."""
    horizon = rough.room.shape[1]
    row, rest = rough.room[rough.thing[n]], rough.amount[n]
    day = max(fed - rough.lead[n], 0)
    while day < horizon:
        rest -= row[day]
        if rest <= 0:
            return max(fed, day + rough.tail[n])
        day += 1
    return horizon


@part
def take_all(rough: Rough, k: int) -> bool:
    """Take what a demand uses for its ship day, as late as possible; False where that is too many pieces."""
    for n in range(rough.use_first[k], rough.use_first[k + 1]):
        thing, rest, day = rough.thing[n], rough.amount[n], rough.day[k] - rough.tail[n]
        if thing >= rough.resources[0]:
            if not take_piece(rough, k, thing, day, rest):
                return False
            continue
        while rest > 0 and day >= 0:
            part_of = min(rest, rough.room[thing, day])
            if part_of > 0:
                if not take_piece(rough, k, thing, day, part_of):
                    return False
                rest -= part_of
            day -= 1
    return True


@part
def meet_early(rough: Rough, k: int) -> int:
    """Meet a demand on the first day on which it can be met; return its points."""
    horizon = rough.room.shape[1]
    fed = fed_on(rough, k)
    found = fed
    for n in range(rough.use_first[k], rough.use_first[k + 1]):
        if found < horizon and rough.thing[n] < rough.resources[0]:
            found = max(found, worked_on(rough, n, fed))
    rough.pieces[k] = 0
    while found < horizon:
        rough.day[k] = found
        if take_all(rough, k):
            break
        rough.pieces[k] = 0
        found += 1
    rough.day[k] = min(found, horizon)
    change_rooms(rough, k, -1)
    return cost_of(rough, k)


@compiled(i8(ROUGH, VECTOR))
def meet_all(rough: Rough, order: Ints) -> int:
    """Meet demands that are not met, in this order; return their points."""
    total = 0
    for n in range(order.shape[0]):
        total += meet_early(rough, order[n])
    return total


@part
def draw_late(sums: Ints, seed: Ints) -> int:
    """Return a demand, the costlier the likelier."""
    last = sums.shape[0] - 1
    wanted = drawn(seed, sums[last])
    low, high = 0, last
    while low < high:
        middle = (low + high) // 2
        if sums[middle] > wanted:
            high = middle
        else:
            low = middle + 1
    return low


@part
def draw_rivals(rough: Rough, k: int, moved: Ints, seed: Ints) -> int:
    """Fill `moved` with a demand and some that use a thing of its earlier than it; return how many."""
    moved[0] = k
    count = 1
    wanted = drawn(seed, MOST_MOVED - 1)
    uses = rough.use_first[k + 1] - rough.use_first[k]
    if uses == 0:
        return count
    sooner = rough.due[k] + drawn(seed, max(rough.day[k] - rough.due[k], 1))
    for _ in range(wanted):
        thing = rough.thing[rough.use_first[k] + drawn(seed, uses)]
        first, users = rough.user_first[thing], rough.user_first[thing + 1] - rough.user_first[thing]
        best, least, near = -1, 1 << 60, drawn(seed, 2)
        for _ in range(1 + drawn(seed, SEARCHED)):
            other = rough.user[first + drawn(seed, users)]
            if other == k or rough.day[other] > rough.day[k]:
                continue
            burden = abs(rough.day[other] - sooner) if near == 1 else rough.late[other]
            if burden < least:
                best, least = other, burden
        for n in range(count):
            if moved[n] == best:
                best = -1
        if best >= 0:
            moved[count] = best
            count += 1
    return count


@part
def arrange(rough: Rough, moved: Ints, count: int, seed: Ints) -> None:
    """Put those behind the first one in any order, in the order of their days, or the costly ones first."""
    for n in range(1, count - 1):
        other = n + drawn(seed, count - n)
        moved[n], moved[other] = moved[other], moved[n]
    kind = drawn(seed, 3)
    if kind == 0:
        return
    for n in range(2, count):
        k, place = moved[n], n
        key = rough.day[k] if kind == 1 else -rough.late[k]
        while place > 1 and key < (rough.day[moved[place - 1]] if kind == 1 else -rough.late[moved[place - 1]]):
            moved[place] = moved[place - 1]
            place -= 1
        moved[place] = k


@part
def remember(rough: Rough, k: int, was: Ints) -> None:
    """Keep a demand's day and pieces in `was`."""
    was[0], was[1] = rough.day[k], rough.pieces[k]
    first = rough.piece_first[k]
    for n in range(rough.pieces[k]):
        for column in range(3):
            was[2 + 3 * n + column] = rough.piece[first + n, column]


@part
def restore(rough: Rough, k: int, was: Ints) -> None:
    """Take again what `was` remembers."""
    rough.day[k], rough.pieces[k] = was[0], was[1]
    first = rough.piece_first[k]
    for n in range(rough.pieces[k]):
        for column in range(3):
            rough.piece[first + n, column] = was[2 + 3 * n + column]
    change_rooms(rough, k, -1)


@part
def sum_costs(rough: Rough, sums: Ints) -> int:
    """Fill `sums` with the points of all demands up to each; return those of all."""
    running = 0
    for k in range(sums.shape[0]):
        running += cost_of(rough, k)
        sums[k] = running
    return running


@compiled(i8(ROUGH, VECTOR, VECTOR, VECTOR, MATRIX, VECTOR, i8, i8))
def improve_rough(
    rough: Rough, best: Ints, sums: Ints, moved: Ints, was: Ints, seed: Ints, tries: int, threshold: int
) -> int:
    """Move demands; return the points afterwards.

    Parameters
    ----------
    best
        Days of the best plan so far, and last its points; changed where a better one is found.
    sums, moved, was
        Room to work in: (N,), (`MOST_MOVED`,) and (`MOST_MOVED`, 2 + 3 * most pieces of a demand).
    seed
        One number, not 0; it moves on with every draw.
    threshold
        A change that costs up to this much more may be accepted.
    """
    demands = rough.day.shape[0]
    total = sum_costs(rough, sums)
    for attempt in range(tries):
        if total == 0:
            break
        if attempt % REFRESHED == 0:
            sum_costs(rough, sums)
        worst = draw_late(sums, seed)
        if cost_of(rough, worst) == 0:
            continue
        count = draw_rivals(rough, worst, moved, seed)
        arrange(rough, moved, count, seed)
        before, after = 0, 0
        for n in range(count):
            before += cost_of(rough, moved[n])
            remember(rough, moved[n], was[n])
            change_rooms(rough, moved[n], 1)
        most = before + (drawn(seed, threshold + 1) if threshold > 0 else 0)
        reached = 0
        while reached < count and after <= most:
            after += meet_early(rough, moved[reached])
            reached += 1
        if after <= most:
            total += after - before
            if total < best[demands]:
                best[demands] = total
                for k in range(demands):
                    best[k] = rough.day[k]
            continue
        for n in range(reached):
            change_rooms(rough, moved[n], 1)
        for n in range(count):
            restore(rough, moved[n], was[n])
    return total


def met(rough: Rough, order: Ints) -> tuple[Rough, int]:
    """Return a copy of the rough company in which demands are met in an order, and its points."""
    copy = rough._replace(
        room=rough.room.copy(),
        day=np.full_like(rough.day, rough.room.shape[1]),
        pieces=np.zeros_like(rough.pieces),
        piece=np.zeros_like(rough.piece),
    )
    return copy, int(meet_all(copy, order))


def days_with_all_time(rough: Rough, order: Ints) -> Ints:
    """Return the ship days of demands met in an order if the minutes of resources never ran out."""
    room = rough.room.copy()
    room[: rough.resources[0]] = UNLIMITED
    copy, _ = met(rough._replace(room=room), order)
    return copy.day


class RoughPlan:
    """A plan of the rough company, that grows better.

    Parameters
    ----------
    rough
        Its demands are not met; not changed.
    orders
        Orders in which demands may be met at first; the best is where it begins.
    seed
        The same seed and number of slices give the same plan; so many are `done`, of `slices` at most.
    """

    def __init__(self, rough: Rough, orders: Sequence[Ints], seed: int) -> None:
        count = len(rough.due)
        tried = [met(rough, order) for order in orders]
        self._rough, points = min(tried, key=lambda one: one[1])
        self._best = np.append(self._rough.day, points)
        self._sums, self._moved = np.zeros(count, np.int64), np.zeros(MOST_MOVED, np.int64)
        pieces = int(np.diff(rough.piece_first).max(initial=0))
        self._was = np.zeros((MOST_MOVED, 2 + 3 * pieces), np.int64)
        self._seed = np.array([seed * 2 + 0x9E3779B97F4A7C1], np.int64)
        self.slices = -(-TRIES_EACH * count // SLICE)
        self._warmth = points // (COOLNESS * max(count, 1))
        self.done = 0

    @property
    def points(self) -> int:
        """Return the points of the best plan so far."""
        return int(self._best[-1])

    @property
    def days(self) -> Ints:
        """Return the ship days of the best plan so far."""
        return self._best[:-1]

    def improve(self) -> bool:
        """Try some more changes, accepting ever less that costs more; return whether it may be worth going on."""
        if self.done >= self.slices or self.points == 0:
            return False
        warmth = int(self._warmth * (1 - self.done / self.slices) ** 2)
        room = self._sums, self._moved, self._was, self._seed
        improve_rough(self._rough, self._best, *room, SLICE, warmth)
        self.done += 1
        return True
