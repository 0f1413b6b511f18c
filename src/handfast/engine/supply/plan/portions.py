"""Portions: of a demand that cannot be met as a whole, what can be met is met, and only the rest is not.

A forecast is a sum of customers' wishes, and safety stock a sum of pieces: half of it is worth half. An order is not;
it goes out as a whole, or as its promise says. So a demand says whether it may be met in portions. One that may, and
that a finished plan leaves unmet, is cut: what is possible by its day, what more is possible a week later, two weeks,
four weeks later and so on, and the rest that nothing can be had for. One that is late as a whole is cut as well, where
the portions that come sooner gain enough. Each portion then is a demand of its own, with its part of the points, so
that whoever judges, verifies or explains a plan needs to know nothing of portions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from handfast.engine.network import EXPEDITED, Ints
from handfast.engine.supply.place.arrays import MAKE, State, copied
from handfast.engine.supply.place.journal import repeat
from handfast.engine.supply.place.sequence import nothing_kept
from handfast.engine.supply.placing import Placement, Placer
from handfast.engine.supply.plan.demands import Demands
from handfast.engine.supply.plan.objective import CHANGE, PARTS, Rates, add_costs
from handfast.engine.supply.plan.schedule import Schedule

A_WEEK = 7

ENOUGH = 10
"""What is late is cut where that gains at least one in so many of the points of its lateness: each portion is one more
need to look at, and brings runs of its own."""


def portions(
    placer: Placer,
    point: int,
    quantity: int,
    due: int,
    *,
    until: int | None = None,
    overtime: bool = False,
    expedite: bool = False,
    fresh: int = 0,
    worth: Callable[[Placement], bool] = lambda _: True,
) -> list[Placement]:
    """Place as much of a demand as is found possible, in portions: by its day, and by later and later ones.

    Parameters
    ----------
    placer
        On what it has left; the portions are placed on it.
    point, quantity, due
        What is wanted, in smallest units, and by which day.
    until
        The day on which it is looked last; None: the last of the horizon.
    overtime, expedite, fresh
        As for `Placer.place`.
    worth
        Says of a portion that is placed whether it is worth having; one that is not is taken back.

    Returns
    -------
    list of Placement
        Together at most `quantity`; none where nothing can be met.
    """
    found: list[Placement] = []
    rest = quantity
    if placer.bound(point, 1, overtime=overtime, expedite=expedite, fresh=fresh) >= placer.network.horizon:
        return found
    for day in looks(due, placer.network.horizon if until is None else until + 1):
        placed = placer.most_by(point, rest, day, overtime=overtime, expedite=expedite, fresh=fresh) if rest else None
        if placed is None:
            continue
        if not worth(placed):
            placer.undo(placed)
            continue
        found.append(placed)
        rest -= placed.quantity
    return found


def looks(due: int, horizon: int) -> Iterator[int]:
    """Yield the days on which it is looked how much there can be: the day due, then 1, 2, 4 ... weeks later."""
    last, later = horizon - 1, A_WEEK
    yield min(due, last)
    while due + later < last:
        yield due + later
        later *= 2
    if due < last:
        yield last


def meet_in_portions(schedule: Schedule, before: State) -> tuple[Schedule, Ints]:
    """Meet what can be met of demands that are unmet as a whole, or late, and may be met in portions.

    Parameters
    ----------
    schedule
        All its demands are placed. Its state changes with the portions; it is not needed again where any are found.
    before
        The state before anything was placed.

    Returns
    -------
    tuple
        A schedule in which each portion is a demand of its own, beside the others (`schedule` itself where there are
        none), and for each of its demands the number of the one that it is of. No points are lost by it.
    """
    demands, horizon = schedule.demands, schedule.network.horizon
    unmet = np.flatnonzero(schedule.days >= horizon)
    cut: dict[int, list[Placement]] = {}
    if demands.portions is not None:
        placer = Placer(schedule.network, schedule.state)
        per_unit = demands.unmet_cost / demands.quantity
        points = np.where((schedule.days < horizon) & (demands.portions > 0), schedule.lateness_points(), 0)
        late = np.flatnonzero(points > 0)
        for k in late[np.argsort(-points[late], kind="stable")].tolist():
            if found := _sooner(schedule, placer, k):
                cut[k] = found
        for k in unmet[np.lexsort((demands.due[unmet], -per_unit[unmet]))].tolist():
            if demands.portions[k] and (found := _what_is_possible(schedule, placer, k)):
                cut[k] = found
    if not cut:
        return schedule, np.arange(len(demands), dtype=np.int64)
    return _divided(schedule, before, cut)


def _what_is_possible(schedule: Schedule, placer: Placer, k: int) -> list[Placement]:
    """Place the portions of an unmet demand that cost no more than not having them."""
    demands = schedule.demands
    quantity, unmet = int(demands.quantity[k]), int(demands.unmet_cost[k])
    rest, asked = quantity, int(schedule.state.people.points[0])

    def worth(portion: Placement) -> bool:
        nonlocal rest, asked
        now, left = int(schedule.state.people.points[0]), rest - portion.quantity
        cost = _points(schedule, k, portion, _share(int(demands.late_cost[k]), quantity, portion.quantity))
        gains = cost + now - asked <= _share(unmet, quantity, rest) - _share(unmet, quantity, left)
        if gains:
            rest, asked = left, now
        return gains

    return _portions_of(schedule, placer, k, worth=worth)


def _sooner(schedule: Schedule, placer: Placer, k: int) -> list[Placement]:
    """Place a late demand in portions instead, the last no later than now; else it stays as it is, to the bit."""
    demands, state, rows = schedule.demands, schedule.state, schedule.rows_of(k).copy()
    quantity, lateness = int(demands.quantity[k]), int(schedule.lateness_points()[k])
    before = sum(schedule.score(np.array([k], np.int64))[:CHANGE]) + int(state.people.points[0])
    repeat(state, rows, -1)
    found = _portions_of(schedule, placer, k, until=int(schedule.days[k]))
    late_cost = int(demands.late_cost[k])
    after = sum(_points(schedule, k, each, _share(late_cost, quantity, each.quantity)) for each in found)
    gain = before - after - int(state.people.points[0])
    whole = sum(each.quantity for each in found) == quantity
    supplied = set(rows[rows[:, 0] == MAKE][:, 1].tolist())
    if whole and gain * ENOUGH >= lateness and all(state.available[point].min() >= 0 for point in supplied):
        return found
    for each in reversed(found):
        placer.undo(each)
    repeat(state, rows, 1)
    return []


def _portions_of(
    schedule: Schedule,
    placer: Placer,
    k: int,
    *,
    until: int | None = None,
    worth: Callable[[Placement], bool] = lambda _: True,
) -> list[Placement]:
    """Place a demand in portions, in the way in which it may be met."""
    wanted, demands = schedule.wanted, schedule.demands
    return portions(
        placer,
        int(demands.point[k]),
        int(demands.quantity[k]),
        max(int(wanted.due[k]), int(wanted.first[k])),
        until=until,
        overtime=bool(wanted.overtime[k]),
        expedite=bool(wanted.classes[k] >> EXPEDITED & 1),
        fresh=int(wanted.fresh[k]),
        worth=worth,
    )


def _share(points: int, quantity: int, portion: int) -> int:
    """Return a portion's part of points, rounded up: so what bounds them in proportion, bounds them in portions too."""
    return -(-points * portion // quantity)


def _points(schedule: Schedule, k: int, portion: Placement, late_cost: int) -> int:
    """Return what a portion of a demand costs as it is placed, last-minute changes not counted."""

    def one(value: int) -> Ints:
        return np.array([value], np.int64)

    kept = nothing_kept(1, len(portion.rows))
    kept.rows[:] = portion.rows
    kept.size[0], kept.day[0] = len(portion.rows), portion.day
    due, total = schedule.demands.due[k], np.zeros(len(PARTS), np.int64)
    own = one(late_cost), one(0), one(int(due)), one(portion.quantity), one(portion.point)
    rates = Rates(*own, *schedule.rates[len(own) :])
    add_costs(schedule.structure, rates, kept, np.zeros(1, np.int64), schedule.network.horizon, total)
    return int(total.sum())


def _divided(schedule: Schedule, before: State, cut: dict[int, list[Placement]]) -> tuple[Schedule, Ints]:
    """Return the schedule with the demands that were cut as portions: those that are met, then the rest."""
    of: list[int] = []
    amounts: list[int] = []
    days: list[int] = []
    rows: list[Ints] = []
    for k, quantity in enumerate(schedule.demands.quantity.tolist()):
        met = cut.get(k, [])
        rest = quantity - sum(portion.quantity for portion in met)
        for portion in met:
            of.append(k)
            amounts.append(portion.quantity)
            days.append(portion.day)
            rows.append(portion.rows)
        if rest:
            of.append(k)
            amounts.append(rest)
            days.append(int(schedule.days[k]))
            rows.append(schedule.rows_of(k).copy())
    which, quantities = np.array(of, np.int64), np.array(amounts, np.int64)
    demands = demands_in_portions(schedule.demands, which, quantities)
    rates = {name: getattr(schedule.rates, name) for name in Rates._fields[5:]}  # those before are the demands' own
    divided = Schedule(schedule.network, copied(before), demands, rates)
    for name in ("classes", "overtime", "forward"):
        getattr(divided.wanted, name)[:] = getattr(schedule.wanted, name)[which]
    whole = np.bincount(which, minlength=len(schedule.demands))[which] == 1
    divided.wanted.more[whole] = schedule.wanted.more[which[whole]]
    divided.lengths = schedule.lengths[which]
    divided.take_up(np.array(days, np.int64), rows)
    return divided, which


def demands_in_portions(demands: Demands, of: Ints, quantity: Ints) -> Demands:
    """Return demands cut into portions: portion n is `quantity[n]` of demand `of[n]`, those of one demand in a row."""
    late, unmet = np.zeros(len(of), np.int64), np.zeros(len(of), np.int64)
    names, number = [], 0
    several = np.bincount(of, minlength=len(demands)) > 1
    for n, k in enumerate(of.tolist()):
        number = number + 1 if n and of[n - 1] == k else 1
        share = int(demands.quantity[k]), int(quantity[n])
        late[n], unmet[n] = _share(int(demands.late_cost[k]), *share), _share(int(demands.unmet_cost[k]), *share)
        names.append(f"{demands.name(k)}, part {number}" if several[k] else demands.name(k))

    def column(values: Ints | None) -> Ints | None:
        return None if values is None else values[of]

    return replace(
        demands,
        point=demands.point[of],
        quantity=quantity,
        due=demands.due[of],
        late_cost=late,
        unmet_cost=unmet,
        first=column(demands.first),
        fresh=column(demands.fresh),
        names=tuple(names),
        portions=column(demands.portions),
    )
