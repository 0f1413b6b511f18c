"""No date before this one: a lower bound on the earliest day, from a simpler company.

In the simpler company an order's own runs do not compete with each other: every input and every resource is looked at
alone, on what is really left. What is impossible there is impossible here.
"""

from __future__ import annotations

from handfast.engine.supply.place.arrays import (
    ASKED,
    DESK,
    FIRST_START,
    INPUT_FIRST,
    INPUT_POINT,
    LAST_START,
    LEAD_AFTER,
    LEAD_BEFORE,
    LEAD_CALENDAR,
    LOAD_DEN,
    LOAD_FIRST,
    LOAD_NUM,
    LOAD_RESOURCE,
    LOAD_SETUP,
    LOAD_UNITS,
    PACKED,
    RUNS,
    SAME_DAY,
    STATE,
    WISH,
    YIELD_DEN,
    YIELD_NUM,
    Desk,
    Packed,
    State,
    Wish,
    i8,
)
from handfast.engine.supply.place.compiled import compiled, inlined
from handfast.engine.supply.place.level import available_on, known_to
from handfast.engine.supply.place.loads import UNLIMITED, ceil_ratio, end_of, step_minutes
from handfast.engine.supply.place.need import input_used, is_allowed, starts_for, would_loop
from handfast.engine.supply.place.timeline import after

STEPS = 4
"""How often the demand's own bound is sharpened before it is taken as it is; below it, the first is taken."""


@inlined
def on_hand(state: State, desk: Desk, point: int, day: int, fresh: int) -> int:
    """Return the most that could be taken on a day without anything being made for that day."""
    found = available_on(state, desk, point, day)
    for lot in range(state.lot_first[point], state.lot_first[point + 1]):
        if state.lot_day[lot] <= day and day + fresh < state.lot_expires[lot]:
            found += state.lot_free[lot]
    return found


@inlined
def steps_from(structure: Packed, state: State, wish: Wish, process: int, starts: int, start: int) -> int:
    """Return the first day on which a run of `starts` that starts on `start` or later could be available.

    Where overtime may be used, each step takes the better of working with it and without it.
    """
    horizon = state.available.shape[1]
    day = after(structure, structure.process[process, LEAD_CALENDAR], start, structure.process[process, LEAD_BEFORE])
    end = -1
    for load in range(structure.process[process, LOAD_FIRST], structure.process[process + 1, LOAD_FIRST]):
        minutes = step_minutes(structure, load, starts)
        if minutes == 0:
            continue
        resource, units = structure.load[load, LOAD_RESOURCE], structure.load[load, LOAD_UNITS]
        soonest = horizon
        for overtime in range(wish.overtime + 1):
            first, found = day, -1
            while first < horizon and found < 0:
                found = end_of(structure, state, resource, units, first, minutes, horizon - 1, UNLIMITED, overtime)
                first += 1
            if found >= 0:
                soonest = min(soonest, found)
        if soonest == horizon:
            return horizon
        end = day = soonest
    if end >= 0:
        day = end + 1 - structure.process[process, SAME_DAY]
    return after(structure, structure.process[process, LEAD_CALENDAR], day, structure.process[process, LEAD_AFTER])


@inlined
def capacity_bound(structure: Packed, state: State, wish: Wish, process: int, starts: int) -> int:
    """Return the first day on which the resources could have worked for `starts` in all, however many runs."""
    horizon = state.available.shape[1]
    found = -1
    for load in range(structure.process[process, LOAD_FIRST], structure.process[process + 1, LOAD_FIRST]):
        rest = (
            ceil_ratio(starts, structure.load[load, LOAD_NUM], structure.load[load, LOAD_DEN])
            + structure.load[load, LOAD_SETUP]
        )
        rest *= structure.load[load, LOAD_UNITS]
        if rest == 0:
            continue
        resource = structure.load[load, LOAD_RESOURCE]
        day = structure.process[process, FIRST_START]
        while day < horizon:
            rest -= state.capacity[resource, day] + wish.overtime * state.overtime[resource, day]
            if rest <= 0:
                break
            day += 1
        found = max(found, day)
    if found < 0:
        return 0
    end = found + 1 - structure.process[process, SAME_DAY]
    return after(structure, structure.process[process, LEAD_CALENDAR], end, structure.process[process, LEAD_AFTER])


@inlined
def lot_day(state: State, desk: Desk, point: int, quantity: int, fresh: int) -> int:
    """Return the first day on which lots and availability together hold `quantity`, or the horizon."""
    for day in range(state.available.shape[1]):
        if on_hand(state, desk, point, day, fresh) >= quantity:
            return day
    return state.available.shape[1]


@inlined
def most_ever(state: State, desk: Desk, point: int) -> int:
    """Return the most that is available on any day."""
    row = state.available[point]
    most = row[0]
    for day in range(known_to(state, desk, point, 0) + 1):
        most = max(most, row[day])
    return most


@inlined
def all_lots(state: State, point: int) -> int:
    """Return what all lots of a stock point hold, whenever they may be used."""
    found = 0
    for lot in range(state.lot_first[point], state.lot_first[point + 1]):
        found += state.lot_free[lot]
    return found


@inlined
def last_short(state: State, desk: Desk, point: int, quantity: int, day: int) -> int:
    """Return the last day up to `day` with less than `quantity` available, or -1."""
    row, last = state.available[point], known_to(state, desk, point, 0)
    if day > last:
        if row[last] < quantity:
            return day
        day = last
    while day >= 0 and row[day] >= quantity:
        day -= 1
    return day


@inlined
def last_doubt(state: State, desk: Desk, point: int, quantity: int, day: int, known: int, known_day: int) -> int:
    """Return the last day up to `day` of whose shortage it is not known that runs could make it up, or -1.

    Shortages up to `known` can be made up from `known_day` on.
    """
    day = last_short(state, desk, point, quantity, day)
    while day >= known_day and quantity - available_on(state, desk, point, day) <= known:
        day = last_short(state, desk, point, quantity, day - 1)
    return day


@inlined
def starts_needed(structure: Packed, process: int, quantity: int) -> int:
    """Return what must be started in all to yield `quantity`, in however many runs."""
    return ceil_ratio(quantity, structure.process[process, YIELD_DEN], structure.process[process, YIELD_NUM])


@inlined
def ways(structure: Packed, desk: Desk, wish: Wish, point: int) -> int:
    """Return how many processes could supply the stock point here."""
    count = 0
    for process in range(structure.process_first[point], structure.process_first[point + 1]):
        if is_allowed(structure, wish, desk, process) and not would_loop(structure, desk, process):
            count += 1
    return count


@compiled(i8(PACKED, STATE, DESK, WISH, i8, i8, i8))
def bound(structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, user: int) -> int:
    """Return a day before which `quantity` cannot be there; the horizon where it cannot be there at all.

    Taking `quantity` on a day leaves too little on every later day that has less than that available; runs must make up
    for it by then. So the bound is the day after the last day whose shortage no run could make up. Where one process
    alone supplies the stock point, its runs must make up the whole shortage; else at least one smallest lot.
    """
    horizon = state.available.shape[1]
    if user < 0:
        desk.counts[ASKED] = structure.point_item[point]
    if last_short(state, desk, point, quantity, horizon - 1) < 0:
        return 0
    lots = state.lot_first[point + 1] > state.lot_first[point]
    by_lots = lot_day(state, desk, point, quantity, wish.fresh if user < 0 else 0) if lots else horizon
    count = ways(structure, desk, wish, point)
    if state.made_along_first[point + 1] > state.made_along_first[point] or by_lots == 0:
        return 0
    if count == 0:
        return by_lots if lots else last_short(state, desk, point, quantity, horizon - 1) + 1
    desk.on_path[point] += 1
    run = desk.counts[RUNS]  # never a plain 0: typed as a literal, a cached self-call of another type kills the process
    short = max(1, quantity - most_ever(state, desk, point) - all_lots(state, point))
    day, known, known_day, found = horizon - 1, 0, 0, 0
    for step in range(1 + STEPS if user < 0 else 1):
        soonest = horizon
        for process in range(structure.process_first[point], structure.process_first[point + 1]):
            if not is_allowed(structure, wish, desk, process) or would_loop(structure, desk, process):
                continue
            least = starts_for(structure, process, 1, 1)
            total = max(least, starts_needed(structure, process, short)) if count == 1 else least
            start = structure.process[process, FIRST_START]
            for n in range(structure.process[process, INPUT_FIRST], structure.process[process + 1, INPUT_FIRST]):
                used = input_used(structure, n, total)
                if used > 0:
                    source = structure.input[n, INPUT_POINT]
                    start = max(start, bound(structure, state, desk, wish, source, used, run))
            if start <= structure.process[process, LAST_START]:
                possible = steps_from(structure, state, wish, process, least, start)
                soonest = min(soonest, max(possible, capacity_bound(structure, state, wish, process, total)))
        if step == 0:
            found = last_short(state, desk, point, quantity, min(soonest, horizon) - 1) + 1
            if count > 1 or lots:
                break
            day = horizon
        elif soonest > day:
            found = max(found, day + 1)
            break
        known, known_day = max(known, short), max(known_day, soonest)
        day = last_doubt(state, desk, point, quantity, day - 1, known, known_day)
        if day < found:
            break
        short = quantity - available_on(state, desk, point, day)
        if short == known:
            found = max(found, day + 1)
            break
    desk.on_path[point] -= 1
    return min(found, by_lots) if lots else found
