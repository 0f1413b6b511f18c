"""The independent verifier: is a placement legal? Slow and plain, and it shares no code with the kernel.

It knows the exact model behind a promise (``docs/explanation/promise-model.md``) and nothing else: whole numbers and
fractions, one rule after the other, day by day. What it finds wrong it says in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION, Ints, Network
from handfast.engine.supply.freshness import Lot, Need, Stock, can_serve

DEMAND = -1
"""Number that stands for the demand itself where otherwise a run is named."""
CLASS_NAMES = {PLAIN: "plain", SUBSTITUTION: "substitution", EXPEDITED: "expedited"}


@dataclass(frozen=True)
class Load:
    """Minutes of one step of a run on one day, over all units it uses."""

    step: int  # row of the structure's loads
    resource: int
    day: int
    minutes: int
    overtime: int = 0


@dataclass(frozen=True)
class Run:
    """One run: ``serves`` is the number of the run for whose input it was started, or ``DEMAND``."""

    process: int
    starts: int
    start_day: int
    available_day: int
    serves: int
    loads: tuple[Load, ...] = ()


@dataclass(frozen=True)
class Take:
    """A quantity taken for a run's input or for the demand, from availability or from one expiring lot."""

    point: int
    need_day: int
    quantity: int
    user: int
    lot: int | None = None


@dataclass(frozen=True)
class Demand:
    """What was asked for and what was allowed to meet it."""

    point: int
    quantity: int
    day: int
    classes: frozenset[int] = frozenset({PLAIN, SUBSTITUTION})
    overtime: bool = False
    fresh: int = 0  # days of shelf life that the goods must still have


@dataclass(frozen=True)
class Placement:
    """How a demand is met."""

    demand: Demand
    runs: tuple[Run, ...]
    takes: tuple[Take, ...]


@dataclass(frozen=True)
class Remaining:
    """What was left before the placement.

    Attributes
    ----------
    available
        Shape (P, H): cumulative availability net of commitments, without expiring lots.
    capacity, overtime
        Shape (R, H): minutes of all units.
    lots
        Expiring lots.
    shelf_life
        Shape (P,): days that a run's output lasts, 0: for ever.
    """

    available: Ints
    capacity: Ints
    overtime: Ints
    lots: Sequence[Lot] = ()
    shelf_life: Sequence[int] = field(default_factory=tuple)

    def life_of(self, point: int) -> int:
        """Return the shelf life of a stock point's new output, 0: for ever."""
        return int(self.shelf_life[point]) if len(self.shelf_life) else 0


def verify(network: Network, before: Remaining, placement: Placement) -> list[str]:
    """Return everything that is wrong with `placement` in plain words; nothing where it is legal."""
    return [
        *(f"{_label(network, placement, n)}: {fault}" for n, fault in _run_faults(network, placement)),
        *_path_faults(network, placement),
        *_demand_faults(network, placement),
        *_capacity_faults(network, before, placement),
        *_supply_faults(network, before, placement),
    ]


def _label(network: Network, placement: Placement, run: int) -> str:
    return f"run {run} ({network.processes[placement.runs[run].process]})"


def _ratio(num: Ints, den: Ints, row: int) -> Fraction:
    return Fraction(int(num[row]), int(den[row]))


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


def _run_faults(network: Network, placement: Placement) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with each run taken alone."""
    for number, run in enumerate(placement.runs):
        faults = [
            *_start_faults(network, placement.demand, run),
            *_lot_faults(network, run),
            *_input_faults(network, placement, number),
            *_time_faults(network, placement.demand, run),
        ]
        yield from ((number, fault) for fault in faults)


def _start_faults(network: Network, demand: Demand, run: Run) -> Iterator[str]:
    s = network.structure
    kind = int(s.process_class[run.process])
    if kind not in demand.classes:
        yield f"processes of class {CLASS_NAMES[kind]} were not allowed"
    first, last = int(s.first_start[run.process]), int(s.last_start[run.process])
    if not 0 <= run.start_day < network.horizon:
        yield f"starts on day {run.start_day}, outside the horizon of {network.horizon} days"
    elif not first <= run.start_day <= last:
        yield f"starts on day {run.start_day}, but the process is valid from day {first} to day {last}"


def _lot_faults(network: Network, run: Run) -> Iterator[str]:
    s, k = network.structure, run.process
    low, step, high = int(s.lot_min[k]), int(s.lot_multiple[k]), int(s.lot_max[k])
    if run.starts < low:
        yield f"starts {run.starts}, less than the smallest lot of {low}"
    if run.starts > high:
        yield f"starts {run.starts}, more than the largest lot of {high}"
    if run.starts % step:
        yield f"starts {run.starts}, not a multiple of {step}"


def _inputs_of(network: Network, run: Run) -> dict[int, int]:
    """Return what a run uses of each stock point."""
    s = network.structure
    used: dict[int, int] = defaultdict(int)
    for row in range(int(s.input_first[run.process]), int(s.input_first[run.process + 1])):
        ratio = _ratio(s.input_num, s.input_den, row)
        used[int(s.input_point[row])] += ceil(run.starts * ratio) + int(s.input_fixed[row])
    return {point: quantity for point, quantity in used.items() if quantity > 0}


def _outputs_of(network: Network, run: Run) -> Iterator[tuple[int, int]]:
    """Yield stock point and quantity of everything that a run yields."""
    s, k = network.structure, run.process
    yield int(s.output_point[k]), floor(run.starts * _ratio(s.yield_num, s.yield_den, k))
    for row in range(int(s.extra_first[k]), int(s.extra_first[k + 1])):
        yield int(s.extra_point[row]), floor(run.starts * _ratio(s.extra_num, s.extra_den, row))


def _input_faults(network: Network, placement: Placement, number: int) -> Iterator[str]:
    run = placement.runs[number]
    taken: dict[int, int] = defaultdict(int)
    for take in placement.takes:
        if take.user == number:
            taken[take.point] += take.quantity
            if take.need_day != run.start_day:
                yield f"takes {_point(network, take.point)} for day {take.need_day}, but starts on day {run.start_day}"
    needed = _inputs_of(network, run)
    for point in sorted({*taken, *needed}):
        if taken.get(point, 0) != needed.get(point, 0):
            yield f"takes {taken.get(point, 0)} of {_point(network, point)}, but uses {needed.get(point, 0)}"


def _point(network: Network, point: int) -> str:
    return f"{network.items[point]} at {network.sites[point]}"


def _time_faults(network: Network, demand: Demand, run: Run) -> Iterator[str]:
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
    needed = int(s.load_setup[step]) + ceil(run.starts * _ratio(s.load_num, s.load_den, step))
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
    if any(load.overtime for load in loads) and not demand.overtime:
        yield f"{where} uses overtime, which was not allowed"
        return
    ways = [list(_day_faults(network, step, loads, elapsed, overtime)) for overtime in {False, demand.overtime}]
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
        elif day == first and used > regular + extra - elapsed.get(day, 0):
            yield f"needs {used} minutes on day {day}, of which earlier steps leave {regular + extra - elapsed[day]}"


def _path_faults(network: Network, placement: Placement) -> Iterator[str]:
    """Yield where a way of supplying passes a stock point twice, leads nowhere, or gives a customer a substitute."""
    s = network.structure
    for number, run in enumerate(placement.runs):
        path, user, step = [int(s.output_point[run.process])], run.serves, number
        while user != DEMAND and len(path) <= len(placement.runs):
            if not 0 <= user < len(placement.runs):
                break
            if path[-1] not in _inputs_of(network, placement.runs[user]):
                yield f"{_label(network, placement, step)}: serves run {user}, which does not use its item"
                break
            path.append(int(s.output_point[placement.runs[user].process]))
            step, user = user, placement.runs[user].serves
        if user != DEMAND:
            if not 0 <= user < len(placement.runs) or len(path) > len(placement.runs):
                yield f"{_label(network, placement, number)}: does not lead to the demand"
            continue
        if path[-1] != placement.demand.point:
            yield f"{_label(network, placement, step)}: serves the demand, which is for another stock point"
        if len(set(path)) < len(path):
            yield f"{_label(network, placement, number)}: its way to the demand visits a stock point twice"
        if s.process_class[run.process] == SUBSTITUTION and run.serves == DEMAND:
            yield f"{_label(network, placement, number)}: gives the customer a substitute unasked"


def _demand_faults(network: Network, placement: Placement) -> Iterator[str]:
    demand = placement.demand
    covered = 0
    for take in placement.takes:
        if not DEMAND <= take.user < len(placement.runs):
            yield f"{take.quantity} of {_point(network, take.point)} are taken for nobody"
        if take.quantity <= 0:
            yield f"{take.quantity} of {_point(network, take.point)} are taken"
        if take.user == DEMAND and take.point == demand.point and 0 <= take.need_day <= demand.day:
            covered += take.quantity
        elif take.user == DEMAND:
            yield f"the demand takes {_point(network, take.point)} for day {take.need_day}"
    if not 0 <= demand.day < network.horizon:
        yield f"the demand's day {demand.day} is outside the horizon"
    if covered != demand.quantity:
        yield f"{covered} are taken for the demand, but {demand.quantity} were asked for"


def _capacity_faults(network: Network, before: Remaining, placement: Placement) -> Iterator[str]:
    used: dict[tuple[int, int], int] = defaultdict(int)
    extra: dict[tuple[int, int], int] = defaultdict(int)
    for run in placement.runs:
        for load in run.loads:
            if 0 <= load.day < network.horizon:
                used[load.resource, load.day] += load.minutes
                extra[load.resource, load.day] += load.overtime
    for name, booked, left in (("minutes", used, before.capacity), ("minutes of overtime", extra, before.overtime)):
        for (resource, day), minutes in sorted(booked.items()):
            if minutes > left[resource, day]:
                yield f"{network.resources[resource]} has {left[resource, day]} {name} on day {day}, {minutes} are used"


def _supply_faults(network: Network, before: Remaining, placement: Placement) -> Iterator[str]:
    """Yield where more is taken than there is."""
    outputs: dict[int, list[Stock]] = defaultdict(list)
    for run in placement.runs:
        for point, quantity in _outputs_of(network, run):
            life = before.life_of(point)
            expires = run.available_day + life if life else None
            outputs[point].append(Stock(run.available_day, expires, quantity))
    needs: dict[int, list[Need]] = defaultdict(list)
    for take in placement.takes:
        fresh = placement.demand.fresh if take.user == DEMAND else 0
        if take.lot is None:
            needs[take.point].append(Need(take.need_day, fresh, take.quantity))
        else:
            yield from _lot_take_faults(network, before, take, fresh)
    yield from _overdrawn_lots(before, placement)
    for point in sorted(needs):
        total = [int(quantity) for quantity in before.available[point]]
        for day in range(network.horizon):
            total[day] += sum(stock.quantity for stock in outputs[point] if stock.day <= day)
            total[day] -= sum(need.quantity for need in needs[point] if need.day <= day)
        short = [day for day in range(network.horizon) if total[day] < 0]
        if short:
            yield f"{_point(network, point)} lacks {-total[short[0]]} on day {short[0]}"
        elif before.life_of(point) and not can_serve(before.available[point], outputs[point], needs[point]):
            yield f"{_point(network, point)} would be too old for what it is taken for"


def _lot_take_faults(network: Network, before: Remaining, take: Take, fresh: int) -> Iterator[str]:
    assert take.lot is not None
    if not 0 <= take.lot < len(before.lots) or before.lots[take.lot].point != take.point:
        yield f"{_point(network, take.point)} has no lot {take.lot}"
        return
    lot = before.lots[take.lot]
    if take.need_day < lot.day:
        yield f"lot {take.lot} of {_point(network, take.point)} is there on day {lot.day}, taken for day {take.need_day}"
    if take.need_day + fresh >= lot.expires:
        yield f"lot {take.lot} of {_point(network, take.point)} is too old on day {take.need_day}"


def _overdrawn_lots(before: Remaining, placement: Placement) -> Iterator[str]:
    taken: dict[int, int] = defaultdict(int)
    for take in placement.takes:
        if take.lot is not None:
            taken[take.lot] += take.quantity
    for lot, quantity in sorted(taken.items()):
        if 0 <= lot < len(before.lots) and quantity > before.lots[lot].free:
            yield f"lot {lot} has {before.lots[lot].free}, {quantity} are taken"
