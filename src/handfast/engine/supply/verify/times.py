"""A run on the time line: lead times, steps one after another, no interruption, a unit's day at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from handfast.engine.network import Network
from handfast.engine.supply.verify.amounts import rounded_up
from handfast.engine.supply.verify.claim import Demand, Load, Run


def _is_working(network: Network, calendar: int, day: int) -> bool:
    before = network.structure.working_before[calendar]
    return bool(before[day + 1] > before[day])


def _add_days(network: Network, calendar: int, day: int, n: int) -> int:
    """Return ``day (+) n`` by walking; the horizon where the walk leaves it."""
    if calendar < 0:
        return min(day + n, network.horizon)
    while day < network.horizon:
        if _is_working(network, calendar, day):
            if n == 0:
                return day
            n -= 1
        day += 1
    return network.horizon


def time_faults(network: Network, demand: Demand, run: Run) -> Iterator[str]:
    """Follow a run through its lead times and steps."""
    s, k = network.structure, run.process
    calendar = int(s.lead_calendar[k])
    day = _add_days(network, calendar, run.start_day, int(s.lead_before[k])) if run.start_day >= 0 else 0
    elapsed: dict[int, int] = defaultdict(int)  # minutes that the run's own earlier steps need of a unit's day
    end: int | None = None
    steps = range(int(s.load_first[k]), int(s.load_first[k + 1]))
    for load in run.loads:
        if load.step not in steps:
            yield f"loads step {load.step}, which is none of the process"
    for step in steps:
        loads = sorted((load for load in run.loads if load.step == step), key=lambda load: load.day)
        faults = list(_step_faults(network, demand, run, step, loads, day, elapsed))
        yield from faults
        if faults:
            return  # what follows a broken step cannot be judged
        if loads:
            day = end = loads[-1].day
            for load in loads:
                elapsed[load.day] += (load.minutes + load.overtime) // int(s.load_units[step])
    if end is not None:
        day = end if s.same_day[k] else end + 1
    available = _add_days(network, calendar, day, int(s.lead_after[k]))
    if available >= network.horizon:
        yield "is available after the horizon only"
    elif run.available_day != available:
        yield f"is said to be available on day {run.available_day}, but is on day {available}"


def _step_faults(
    network: Network, demand: Demand, run: Run, step: int, loads: list[Load], earliest: int, elapsed: dict[int, int]
) -> Iterator[str]:
    """Yield what is wrong with one step that may begin on day `earliest`."""
    s = network.structure
    resource, units = int(s.load_resource[step]), int(s.load_units[step])
    needed = int(s.load_setup[step]) + rounded_up(run.starts, s.load_num[step], s.load_den[step])
    where = f"step {step - int(s.load_first[run.process]) + 1} on {network.resources[resource]}"
    if any(load.resource != resource for load in loads):
        yield f"{where} is loaded on another resource"
        return
    if any(not 0 <= load.day < network.horizon for load in loads) or len({x.day for x in loads}) < len(loads):
        yield f"{where} is loaded outside the horizon, or twice on a day"
        return
    if any(load.minutes < 0 or load.overtime < 0 or load.minutes + load.overtime <= 0 for load in loads):
        yield f"{where} is loaded with less than one minute"
        return
    total = sum(load.minutes + load.overtime for load in loads)
    if total != needed * units:
        yield f"{where} is loaded with {total} minutes, but needs {needed} of each of {units} units"
        return
    if not loads:
        return
    if loads[0].day < earliest:
        yield f"{where} begins on day {loads[0].day}, but may not before day {earliest}"
    for load in loads:
        if (load.minutes + load.overtime) % units:
            yield f"{where} does not load its {units} units alike on day {load.day}"
    uses_overtime = any(load.overtime for load in loads)
    if uses_overtime and not demand.overtime:
        yield f"{where} uses overtime, which was not allowed"
        return
    modes = (
        [uses_overtime] if uses_overtime == demand.overtime else [False, True]
    )  # overtime may have been at hand unused
    ways = [list(_day_faults(network, step, loads, elapsed, overtime)) for overtime in modes]
    yield from (f"{where} {fault}" for fault in min(ways, key=len))


def _day_faults(
    network: Network, step: int, loads: list[Load], elapsed: dict[int, int], overtime: bool
) -> Iterator[str]:
    """Yield where a step is interrupted or passes one unit's day; with `overtime` that is part of the unit's day."""
    s = network.structure
    resource, units = int(s.load_resource[step]), int(s.load_units[step])
    by_day = {load.day: load for load in loads}
    first, last = loads[0].day, loads[-1].day
    for day in range(first, last + 1):
        regular = int(s.unit_minutes[resource, day])
        extra = int(s.unit_overtime[resource, day]) if overtime else 0
        load = by_day.get(day)
        used = (load.minutes + load.overtime) // units if load else 0
        if load and (load.minutes > regular * units or load.overtime > extra * units):
            yield f"needs {used} minutes of a unit on day {day}, which has {regular} and {extra} of overtime"
        elif first < day < last and used < regular + extra:
            yield f"is interrupted on day {day}: {used} of {regular + extra} minutes"
        elif day == first and used > (left := regular + extra - elapsed.get(day, 0)):
            yield f"needs {used} minutes on day {day}, of which earlier steps leave {left}"
