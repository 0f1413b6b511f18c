"""What demands share: minutes of resources and what is there of stock points.

What each uses is learned from placing it as if it were alone.
"""

from __future__ import annotations

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import LOAD, TAKE
from handfast.engine.supply.place.sequence import Kept
from handfast.engine.supply.placing import Placer
from handfast.engine.supply.plan.neighbours import rows_with_owner
from handfast.engine.supply.plan.rough import Rough
from handfast.engine.supply.plan.schedule import Schedule


def rough_company(schedule: Schedule, alone: Kept) -> Rough:
    """Return the rough company.

    Parameters
    ----------
    schedule
        Nothing is placed on it.
    alone
        Each demand's placement as if it were alone.
    """
    rows, owner = rows_with_owner(alone, LOAD, TAKE)
    resources = len(schedule.network.resources)
    loads, takes = rows[:, 0] == LOAD, (rows[:, 0] == TAKE)
    stocked = schedule.state.available.max(axis=1) > 0
    takes &= stocked[np.where(takes, rows[:, 1], 0)]
    demand = np.concatenate([owner[takes], owner[loads]])
    thing = np.concatenate([resources + rows[takes, 1], rows[loads, 1]])
    amount = np.concatenate([rows[takes, 3], rows[loads, 3] + rows[loads, 4]])
    used_on = np.concatenate([rows[takes, 2], rows[loads, 2]])
    demand, thing, amount, first, last = _summed(demand, thing, amount, used_on)
    kinds, thing = np.unique(thing, return_inverse=True)
    by_thing = np.argsort(thing, kind="stable")
    count, demands = len(schedule.demands), schedule.demands
    until, room = _rooms(schedule, kinds)
    pieces = _pieces_first(demand, thing, amount, room, int((kinds < resources).sum()), count)
    return Rough(
        _firsts(demand, count),
        thing.astype(np.int64),
        amount,
        alone.day[demand] - first,
        alone.day[demand] - last,
        _firsts(thing, len(kinds)),
        demand[by_thing],
        alone.day.copy(),
        demands.due,
        demands.late_cost,
        demands.unmet_cost,
        np.array([(kinds < resources).sum()], np.int64),
        until,
        room,
        np.full(count, schedule.network.horizon, np.int64),
        pieces,
        np.zeros(count, np.int64),
        np.zeros((int(pieces[-1]), 3), np.int64),
    )


def _summed(demand: Ints, thing: Ints, amount: Ints, used_on: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Return each demand's uses of a thing as one, with its first and its last day; the last things first."""
    order = np.lexsort((-thing, demand))
    demand, thing, amount, used_on = demand[order], thing[order], amount[order], used_on[order]
    new = np.ones(len(demand), bool)
    new[1:] = (demand[1:] != demand[:-1]) | (thing[1:] != thing[:-1])
    at = np.flatnonzero(new)
    if not len(at):
        return demand, thing, amount, used_on, used_on
    days = np.minimum.reduceat(used_on, at), np.maximum.reduceat(used_on, at)
    return demand[at], thing[at], np.add.reduceat(amount, at), *days


def _pieces_first(demand: Ints, thing: Ints, amount: Ints, room: Ints, resources: int, count: int) -> Ints:
    """Return where each demand's pieces begin: room for four times as many as whole days of the resource would be."""
    a_day = np.maximum(room[:resources].max(axis=1, initial=0), 1)
    load = thing < resources
    pieces = np.ones(len(demand), np.int64)
    pieces[load] = 6 + 4 * (amount[load] // a_day[thing[load]])
    return np.concatenate([[0], np.cumsum(np.bincount(demand, pieces, count))]).astype(np.int64)


def _firsts(keys: Ints, count: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))]).astype(np.int64)


def _rooms(schedule: Schedule, kinds: Ints) -> tuple[Ints, Ints]:
    """Return when each thing is to be had in plenty, and what is left of it on each day or up to it, shape (T, H)."""
    resources, state = len(schedule.network.resources), schedule.state
    room = np.zeros((len(kinds), schedule.network.horizon), np.int64)
    until = np.full(len(kinds), schedule.network.horizon, np.int64)
    loads = kinds < resources
    room[loads] = state.capacity[kinds[loads]]
    placer = Placer(schedule.network, state)
    for n in np.flatnonzero(~loads).tolist():
        point = int(kinds[n]) - resources
        room[n] = state.available[point]
        more = placer.place(point, int(state.available[point].max()) + 1, 0)
        placer.undo(more)
        until[n] = more.day
    return until, room
