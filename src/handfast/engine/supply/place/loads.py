"""A run's minutes on its resources: not interrupted, as late as they fit, or as early."""

from __future__ import annotations

from handfast.engine.supply.place.arrays import (
    FIRST_START,
    LAST_START,
    LEAD_AFTER,
    LEAD_BEFORE,
    LEAD_CALENDAR,
    LOAD,
    LOAD_DEN,
    LOAD_FIRST,
    LOAD_NUM,
    LOAD_RESOURCE,
    LOAD_SETUP,
    LOAD_UNITS,
    NO_CAPACITY,
    NO_TIME,
    OUTPUT_POINT,
    SAME_DAY,
    Desk,
    Packed,
    State,
    Wish,
)
from handfast.engine.supply.place.compiled import inlined
from handfast.engine.supply.place.journal import blame, write
from handfast.engine.supply.place.timeline import after, before

UNLIMITED = 1 << 60


@inlined
def ceil_ratio(count: int, num: int, den: int) -> int:
    """Return ceil(count * num / den)."""
    if den == 1:  # most often; a division takes as long as ten other steps
        return count * num
    return -((-count * num) // den)


@inlined
def step_minutes(structure: Packed, load: int, starts: int) -> int:
    """Return the minutes that a step needs of each unit."""
    return structure.load[load, LOAD_SETUP] + ceil_ratio(
        starts, structure.load[load, LOAD_NUM], structure.load[load, LOAD_DEN]
    )


@inlined
def unit_day(structure: Packed, resource: int, day: int, overtime: int) -> int:
    """Return the minutes that one unit can work on a day."""
    return structure.unit_minutes[resource, day] + overtime * structure.unit_overtime[resource, day]


@inlined
def left(structure: Packed, state: State, resource: int, day: int, units: int, overtime: int, worked: int) -> int:
    """Return the minutes left on a day for each of `units` units used together.

    `worked` are minutes of overtime that the step takes of the team's week on other days, which are not booked yet.
    """
    regular = min(state.capacity[resource, day], structure.unit_minutes[resource, day] * units)
    if overtime == 0:
        return regular if units == 1 else regular // units
    extra = min(state.overtime[resource, day], structure.unit_overtime[resource, day] * units)
    extra = min(extra, state.people.overtime[state.people.team[resource], state.people.week[day]] - worked)
    return (regular + max(extra, 0)) // units


@inlined
def beyond_normal(structure: Packed, state: State, resource: int, day: int, units: int, use: int) -> int:
    """Return how much of `use` minutes of each of `units` units is overtime: regular minutes are used first."""
    all_units = use * units
    return all_units - min(all_units, state.capacity[resource, day], structure.unit_minutes[resource, day] * units)


@inlined
def is_new_week(state: State, first: int, day: int) -> bool:
    """Return whether a week begins with a day that is not the first of a step."""
    return day > first and state.people.week[day] != state.people.week[day - 1]


@inlined
def end_of(
    structure: Packed,
    state: State,
    resource: int,
    units: int,
    first: int,
    minutes: int,
    last: int,
    room: int,
    overtime: int,
) -> int:
    """Return the last day of a step that begins on `first` and needs `minutes`; -1 where it does not fit.

    `room` bounds what it may use on day `last`, beyond which it must not go.
    """
    day = first
    rest = minutes
    worked = 0
    while True:
        unit = unit_day(structure, resource, day, overtime)
        if overtime != 0 and is_new_week(state, first, day):
            worked = 0
        if unit > 0:
            use = min(unit, rest)
            if day == first:
                use = min(use, left(structure, state, resource, day, units, overtime, 0))
                if day == last:
                    use = min(use, room)
                if use <= 0:
                    return -1
            elif left(structure, state, resource, day, units, overtime, worked) < use or (day == last and room < use):
                return -1
            rest -= use
            if overtime != 0:
                worked += beyond_normal(structure, state, resource, day, units, use)
            if rest == 0:
                return day
        elif day == first:
            return -1
        day += 1
        if day > last:
            return -1


@inlined
def book(
    structure: Packed,
    state: State,
    desk: Desk,
    resource: int,
    units: int,
    first: int,
    minutes: int,
    room: int,
    overtime: int,
    run: int,
    step: int,
) -> int:
    """Write the step's minutes down, day by day, regular before overtime; return what it uses on its first day."""
    rest = minutes
    day = first
    on_first = 0
    while rest > 0:
        use = min(unit_day(structure, resource, day, overtime), rest)
        if day == first:
            use = min(use, left(structure, state, resource, day, units, overtime, 0), room)
            on_first = use
        if use > 0:
            extra = beyond_normal(structure, state, resource, day, units, use)
            write(state, desk, LOAD, resource, day, use * units - extra, extra, run, step)
        rest -= use
        day += 1
    return on_first


@inlined
def least_on_first(
    structure: Packed,
    state: State,
    resource: int,
    units: int,
    first: int,
    end: int,
    last: int,
    minutes: int,
    room: int,
    overtime: int,
) -> int:
    """Return the least that a step can use on its first day and still end on `end`: more is left for the step before.

    `room` bounds what it may use on day `last`, beyond which it must not go.
    """
    most = min(
        unit_day(structure, resource, first, overtime), left(structure, state, resource, first, units, overtime, 0)
    )
    most = min(most, room) if first == last else most
    rest = minutes - most
    worked = overtime * beyond_normal(structure, state, resource, first, units, most)
    for day in range(first + 1, end):
        unit = unit_day(structure, resource, day, overtime)
        rest -= unit
        worked = 0 if is_new_week(state, first, day) else worked
        worked += overtime * beyond_normal(structure, state, resource, day, units, unit)
    worked = 0 if is_new_week(state, first, end) else worked
    at_end = min(
        unit_day(structure, resource, end, overtime), left(structure, state, resource, end, units, overtime, worked)
    )
    at_end = min(at_end, room) if end == last else at_end
    return most - min(at_end - rest, most - 1)


@inlined
def latest_end(
    structure: Packed,
    state: State,
    resource: int,
    units: int,
    first: int,
    end: int,
    minutes: int,
    last: int,
    room: int,
) -> int:
    """Return the latest day, from `end` on, on which a step may end that begins on `first`, using less of that day.

    So it takes what is left of a later day, and is too little for a step of its own. Without overtime.
    """
    between, day = 0, first
    while day < last and between <= minutes - 2:
        if day > first and left(structure, state, resource, day, units, 0, 0) < unit_day(structure, resource, day, 0):
            break  # it would be interrupted on this day
        between += unit_day(structure, resource, day, 0) if day > first else 0
        day += 1
        free = left(structure, state, resource, day, units, 0, 0)
        if day > end and between <= minutes - 2 and (min(free, room) if day == last else free) > 0:
            end = day
    return end


@inlined
def latest_first(
    structure: Packed,
    state: State,
    resource: int,
    units: int,
    minutes: int,
    lowest: int,
    last: int,
    room: int,
    overtime: int,
    close: int,
) -> tuple[int, int]:
    """Return the latest day from `lowest` on that a step may begin on to end by `last`, and its end; or (-1, -1).

    `close` is 1 for a run that may take what is left of a later day and is too little for it; else it is left.
    """
    for day in range(last, lowest - 1, -1):
        if overtime == 0 and state.capacity[resource, day] < units:
            continue  # a step cannot begin where nothing is left
        end = end_of(structure, state, resource, units, day, minutes, last, room, overtime)
        if end >= 0 and close != 0:
            return day, latest_end(structure, state, resource, units, day, end, minutes, last, room)
        if end >= 0:
            return day, end
    return -1, -1


@inlined
def run_by(
    structure: Packed, state: State, desk: Desk, wish: Wish, process: int, starts: int, need: int, run: int
) -> tuple[int, int]:
    """Book a run's steps so that its output is there by `need`, as late as they fit.

    Where the wish says so, it may take what is left of a later day and is too little for it; without overtime only.

    Returns
    -------
    tuple
        Start day and day on which the output is available; (-1, -1), and the blame noted, where it does not fit: then
        what is booked of it is to be taken back.
    """
    overtime, close = wish.overtime, wish.close * (1 - wish.overtime)
    calendar = structure.process[process, LEAD_CALENDAR]
    point = structure.process[process, OUTPUT_POINT]
    ready = before(structure, calendar, need, structure.process[process, LEAD_AFTER])
    lowest = after(
        structure, calendar, structure.process[process, FIRST_START], structure.process[process, LEAD_BEFORE]
    )
    first = ready
    last = ready - 1 + structure.process[process, SAME_DAY]
    room = UNLIMITED
    end = -1
    for load in range(structure.process[process + 1, LOAD_FIRST] - 1, structure.process[process, LOAD_FIRST] - 1, -1):
        minutes = step_minutes(structure, load, starts)
        if minutes == 0:
            continue
        resource = structure.load[load, LOAD_RESOURCE]
        units = structure.load[load, LOAD_UNITS]
        day, found = latest_first(structure, state, resource, units, minutes, lowest, last, room, overtime, close)
        if day < 0:
            blame(desk, NO_CAPACITY if last >= lowest else NO_TIME, point, process, resource, last, minutes, need)
            return -1, -1
        if end < 0:
            end = found
        limit = room if day == last else UNLIMITED
        if found > day and (close != 0 or load > structure.process[process, LOAD_FIRST]):
            limit = least_on_first(structure, state, resource, units, day, found, last, minutes, room, overtime)
        on_first = book(structure, state, desk, resource, units, day, minutes, limit, overtime, run, load)
        free = unit_day(structure, resource, day, overtime) - on_first
        room = min(room - on_first, free) if day == last else free
        last = day
        first = day
    start = min(
        before(structure, calendar, first, structure.process[process, LEAD_BEFORE]),
        structure.process[process, LAST_START],
    )
    if start < structure.process[process, FIRST_START]:
        blame(desk, NO_TIME, point, process, -1, start, starts, need)
        return -1, -1
    done = end + 1 - structure.process[process, SAME_DAY]
    if end < 0:
        done = after(structure, calendar, start, structure.process[process, LEAD_BEFORE])
    return start, after(structure, calendar, done, structure.process[process, LEAD_AFTER])
