"""What would come sooner by expediting: found by placing late needs again, with cost beside gain.

Two ways to have something sooner: a process may be expedited where it says how (at its surcharge), and what is on
order may be asked for earlier. Late needs are placed again with one or the other, those first that cost the most; what
gains no more than it costs is taken back to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from handfast.engine.network import EXPEDITED, Ints
from handfast.engine.supply.place.arrays import RUN
from handfast.engine.supply.place.journal import repeat
from handfast.engine.supply.plan.schedule import Schedule

MOST_LATE = 200
"""Late needs that are looked at, those first whose lateness costs the most."""


class OnOrder(NamedTuple):
    """Something on order that might come sooner.

    Attributes
    ----------
    point, day, quantity
        What, when, how much.
    first
        The day on which it could be there at best.
    cost
        Points that having it sooner costs; None: nobody knows.
    """

    point: int
    day: int
    quantity: int
    first: int
    cost: int | None


class Sooner(NamedTuple):
    """What would be gained by having something sooner.

    Attributes
    ----------
    what
        Position of what is on order, or the expedited process.
    on_order
        Whether it is on order; else it is a process.
    day
        On order: the day on which it must be there; a process: the first day on which an expedited run would start.
    runs
        Of a process: how many runs would be expedited.
    gain
        Points that the needs cost less, the surcharge not counted.
    cost
        Points of the surcharge; None: nobody knows.
    needs
        Which come sooner, and by how many days.
    """

    what: int
    on_order: bool
    day: int
    runs: int
    gain: int
    cost: int | None
    needs: tuple[tuple[int, int], ...]


def expedite_late(schedule: Schedule, most: int = MOST_LATE) -> list[Sooner]:
    """Place late needs again with expedited processes allowed; keep that where it gains more than it costs.

    Returns
    -------
    list of Sooner
        By process, what gains most first. A need that several processes serve stands at each; its gain at the first.
    """
    if not (schedule.network.structure.process_class == EXPEDITED).any():
        return []
    found: dict[int, Sooner] = {}
    for k in _late(schedule, most):
        _again(schedule, k)  # as it may be anyway, so that what is idle in the plan does not count as a gain
        day, before = int(schedule.days[k]), _expedited(schedule, k)
        surcharge, kept = _surcharge(schedule, k), _copy(schedule, k)
        schedule.wanted.classes[k] |= 1 << EXPEDITED
        gain = _again(schedule, k)
        runs = _expedited(schedule, k)
        if gain <= 0 or len(runs) <= len(before):
            _put_back(schedule, k, kept)
            schedule.wanted.classes[k] &= ~(1 << EXPEDITED)
            continue
        paid = _surcharge(schedule, k) - surcharge
        for n, process in enumerate(sorted(set(runs[:, 1].tolist()))):
            own = runs[runs[:, 1] == process]
            share = (gain + paid, paid) if n == 0 else (0, 0)
            one = Sooner(process, False, int(own[:, 3].min()), len(own), *share, ((k, day - int(schedule.days[k])),))
            found[process] = _together(found[process], one) if process in found else one
    return sorted(found.values(), key=lambda each: (each.cost or 0) - each.gain)


def _together(first: Sooner, second: Sooner) -> Sooner:
    return Sooner(
        first.what,
        False,
        min(first.day, second.day),
        first.runs + second.runs,
        first.gain + second.gain,
        (first.cost or 0) + (second.cost or 0),
        first.needs + second.needs,
    )


def receipts_sooner(schedule: Schedule, on_order: Sequence[OnOrder], most: int = MOST_LATE) -> list[Sooner]:
    """Return what would be gained if what is on order came sooner; the schedule is as before, to the bit.

    Each stands beside those found before it, so that all of them together gain what they say together. What gains
    less than its cost, as far as that is known, is left out.
    """
    by_point: dict[int, list[int]] = {}
    for n, each in enumerate(on_order):
        if each.first < each.day and each.quantity > 0:
            by_point.setdefault(each.point, []).append(n)
    schedule = schedule.apart()
    moved: dict[int, Sooner] = {}
    reach: dict[int, set[int]] = {}
    for k in _late(schedule, most) if by_point else ():
        _again(schedule, k)  # as it may be anyway, so that what is idle in the plan does not count as a gain
        point = int(schedule.demands.point[k])
        if point not in reach:
            reach[point] = _made_of(schedule, point)
        near = [n for part in sorted(reach[point]) for n in by_point.get(part, ()) if n not in moved]
        moved |= {one.what: one for one in _moved_for(schedule, k, near, on_order)}
    return sorted(moved.values(), key=lambda each: (each.cost or 0) - each.gain)


def _moved_for(schedule: Schedule, k: int, near: Sequence[int], on_order: Sequence[OnOrder]) -> Iterator[Sooner]:
    """Have what is on order sooner for a need as long as it is late; yield what gains something.

    Most of it would gain nothing. So it is first had sooner all together, and only where that gains something, half by
    half, down to one alone.
    """
    waiting = [list(near)]
    while waiting and schedule.days[k] > schedule.wanted.due[k]:
        some = waiting.pop()
        if len(some) > 1 and _would_gain(schedule, k, [on_order[n] for n in some]):
            middle = len(some) // 2
            waiting += [some[middle:], some[:middle]]
        elif len(some) == 1 and (one := _try(schedule, k, some[0], on_order[some[0]])) is not None:
            yield one


def _would_gain(schedule: Schedule, k: int, orders: Sequence[OnOrder]) -> bool:
    """Return whether a need would cost less if all of this came sooner; the schedule is as before, to the bit."""
    available, kept = schedule.state.available, _copy(schedule, k)
    for each in orders:
        available[each.point, each.first : each.day] += each.quantity
    gain = _again(schedule, k)
    _put_back(schedule, k, kept)
    for each in orders:
        available[each.point, each.first : each.day] -= each.quantity
    return gain > 0


def _try(schedule: Schedule, k: int, n: int, order: OnOrder) -> Sooner | None:
    """Have what is on order sooner for a need; keep it where that gains something, on the last day that will do."""
    available, kept, day = schedule.state.available[order.point], _copy(schedule, k), int(schedule.days[k])
    available[order.first : order.day] += order.quantity
    gain = _again(schedule, k)
    short = np.flatnonzero(available[order.first : order.day] < order.quantity)
    needed = order.first + int(short[0]) if len(short) else order.day
    if gain <= (order.cost or 0) or needed == order.day:
        _put_back(schedule, k, kept)
        available[order.first : order.day] -= order.quantity
        return None
    available[order.first : needed] -= order.quantity
    return Sooner(n, True, needed, 0, gain, order.cost, ((k, day - int(schedule.days[k])),))


def _late(schedule: Schedule, most: int) -> list[int]:
    """Return the late needs, those first whose lateness costs the most."""
    points = schedule.lateness_points()
    late = np.flatnonzero(points > 0)
    return [int(k) for k in late[np.argsort(-points[late], kind="stable")][:most]]


def _again(schedule: Schedule, k: int) -> int:
    """Place a need again, in time or else as soon as can be; return the points gained, 0 where it was taken back."""
    one = np.array([k], np.int64)
    return schedule.replace(one, forward=np.zeros(1, np.int64), overtime=schedule.wanted.overtime[one]) or 0


def _expedited(schedule: Schedule, k: int) -> Ints:
    """Return the rows of a need's expedited runs."""
    rows = schedule.rows_of(k)
    runs = rows[rows[:, 0] == RUN]
    found: Ints = runs[schedule.network.structure.process_class[runs[:, 1]] == EXPEDITED]
    return found


def _surcharge(schedule: Schedule, k: int) -> int:
    return schedule.score(np.array([k], np.int64)).expedite


def _made_of(schedule: Schedule, point: int) -> set[int]:
    """Return the stock points that a stock point may be made from, itself too."""
    s = schedule.network.structure
    found, waiting = {point}, [point]
    while waiting:
        at = waiting.pop()
        for process in range(s.process_first[at], s.process_first[at + 1]):
            following = set(s.input_point[s.input_first[process] : s.input_first[process + 1]].tolist()) - found
            found |= following
            waiting += following
    return found


class _Copy(NamedTuple):
    rows: Ints
    day: int
    bound: int
    modes: tuple[int, int, int]


def _copy(schedule: Schedule, k: int) -> _Copy:
    """Remember how a need is placed."""
    wanted, kept = schedule.wanted, schedule.kept
    modes = int(wanted.forward[k]), int(wanted.overtime[k]), int(wanted.more[k])
    return _Copy(schedule.rows_of(k).copy(), int(kept.day[k]), int(kept.bound[k]), modes)


def _put_back(schedule: Schedule, k: int, copy: _Copy) -> None:
    """Place a need as it was."""
    repeat(schedule.state, np.ascontiguousarray(schedule.rows_of(k)), -1)
    repeat(schedule.state, copy.rows, 1)
    schedule.keep_rows(k, copy.rows)
    schedule.kept.day[k], schedule.kept.bound[k] = copy.day, copy.bound
    wanted = schedule.wanted
    wanted.forward[k], wanted.overtime[k], wanted.more[k] = copy.modes
