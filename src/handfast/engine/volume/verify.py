"""The volume plan checked by somebody else: every balance and every limit computed anew, from the network itself.

Shares no code with the model, the solvers or the recovery: day by day instead of bucket by bucket, exact rates of the
network instead of the model's coefficients, plain loops. Slow, and meant to be.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from itertools import product

from handfast.engine.assembly import Supplies
from handfast.engine.network import Network
from handfast.engine.people import UNLIMITED
from handfast.engine.volume.plan import VolumePlan

TOLERANCE = 1e-6
"""Part of a row's turnover by which it may be off: decisions are floating numbers."""


def verify_volume(plan: VolumePlan, supplies: Supplies) -> list[str]:
    """Return every balance, capacity and demand that a plan breaks; none if it can be carried out."""
    return [*_materials(plan, supplies), *_capacities(plan), *_teams(plan), *_demands(plan), *_negatives(plan)]


def _plus(network: Network, calendar: int, day: int, days: int) -> int:
    """Return ``day (+) days`` by counting, day after day."""
    if calendar < 0:
        return day + days
    before = network.structure.working_before[calendar]
    while day < network.horizon and before[day + 1] == before[day]:
        day += 1
    while days and day < network.horizon:
        day += 1
        while day < network.horizon and before[day + 1] == before[day]:
            day += 1
        days -= 1
    return day


def _timeline(plan: VolumePlan, process: int, bucket: int) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
    """Return which part of what starts in a bucket arrives, and loads, in each bucket."""
    network, structure = plan.network, plan.network.structure
    calendar = int(structure.lead_calendar[process])
    steps = range(structure.load_first[process], structure.load_first[process + 1])
    arrives: dict[int, int] = defaultdict(int)
    loads: dict[int, int] = defaultdict(int)
    count = 0
    for day in range(int(plan.buckets.first[bucket]), int(plan.buckets.first[bucket + 1])):
        if not structure.first_start[process] <= day <= structure.last_start[process]:
            continue
        begin = _plus(network, calendar, day, int(structure.lead_before[process]))
        if len(steps):
            resource = int(structure.load_resource[steps[0]])
            if begin >= network.horizon or not structure.unit_minutes[resource, begin]:
                continue
            done = begin + (0 if structure.same_day[process] else 1)
        else:
            done = begin
        count += 1
        end = _plus(network, calendar, done, int(structure.lead_after[process]))
        for when, into in ((end, arrives), (begin, loads)):
            if when < plan.buckets.first[-1]:
                into[int(plan.buckets.of_day[when])] += 1
    return ({b: Fraction(n, count) for b, n in arrives.items()}, {b: Fraction(n, count) for b, n in loads.items()})


def _materials(plan: VolumePlan, supplies: Supplies) -> list[str]:
    """Check that what is there covers what is used and delivered, and leaves the stock that the plan says."""
    network, structure, made = plan.network, plan.network.structure, plan.solution.decisions
    bins = len(plan.buckets.first) - 1
    change: dict[tuple[int, int], float] = defaultdict(float)
    turnover: dict[int, float] = defaultdict(float)

    def book(point: int, bucket: int, smallest: float) -> None:
        units = smallest / plan.unit[point]
        change[point, bucket] += units
        turnover[point] += abs(units)

    for point, day, quantity in zip(supplies.point, supplies.day, supplies.quantity, strict=True):
        if day < plan.buckets.first[-1]:
            book(int(point), int(plan.buckets.of_day[day]), float(quantity))
    for process, bucket in zip(*made.start.nonzero(), strict=True):
        out = int(structure.output_point[process])
        starts = float(made.start[process, bucket] * plan.unit[out])
        lot = int(structure.lot_min[process])
        arrives, _ = _timeline(plan, int(process), int(bucket))
        for e in range(structure.input_first[process], structure.input_first[process + 1]):
            once = int(structure.input_fixed[e]) / lot if lot > 1 else 0.0
            used = starts * (int(structure.input_num[e]) / int(structure.input_den[e]) + once)
            book(int(structure.input_point[e]), int(bucket), -used)
        for when, part in arrives.items():
            good = starts * float(part)
            book(out, when, good * int(structure.yield_num[process]) / int(structure.yield_den[process]))
            for e in range(structure.extra_first[process], structure.extra_first[process + 1]):
                extra = good * int(structure.extra_num[e]) / int(structure.extra_den[e])
                book(int(structure.extra_point[e]), when, extra)
    for stream, point in enumerate(plan.demand.point):
        for bucket in range(bins):
            book(int(point), bucket, -float(made.deliver[stream, bucket] * plan.unit[point]))
    broken = []
    for point in range(len(network.items)):
        stock = 0.0
        for bucket in range(bins):
            stock += change.get((point, bucket), 0.0)
            if abs(stock - made.stock[point, bucket]) > TOLERANCE * (1 + turnover[point]):
                name = f"{network.items[point]} at {network.sites[point]}"
                says = made.stock[point, bucket]
                broken.append(f"{name}, {plan.first_day(bucket)}: {stock:.6g} would be left, not {says:.6g}")
    return broken


def _capacities(plan: VolumePlan) -> list[str]:
    """Check that no resource works more than it can, and overtime only where it is said."""
    network, structure, made = plan.network, plan.network.structure, plan.solution.decisions
    minutes: dict[tuple[int, int], float] = defaultdict(float)
    for process, bucket in zip(*made.start.nonzero(), strict=True):
        starts = float(made.start[process, bucket] * plan.unit[structure.output_point[process]])
        lot = int(structure.lot_min[process])
        _, parts = _timeline(plan, int(process), int(bucket))
        for e in range(structure.load_first[process], structure.load_first[process + 1]):
            once = int(structure.load_setup[e]) / lot if lot > 1 else 0.0
            each = (int(structure.load_num[e]) / int(structure.load_den[e]) + once) * int(structure.load_units[e])
            for when, part in parts.items():
                minutes[int(structure.load_resource[e]), when] += starts * each * float(part)
    broken = []
    for resource, bucket in product(range(len(network.resources)), range(len(plan.buckets.first) - 1)):
        load = minutes.get((resource, bucket), 0.0)
        days = slice(int(plan.buckets.first[bucket]), int(plan.buckets.first[bucket + 1]))
        units = int(network.resource_units[resource])
        regular = int(structure.unit_minutes[resource, days].sum()) * units
        most = int(structure.unit_overtime[resource, days].sum()) * units
        over = float(made.overtime[resource, bucket])
        if load > (regular + over) * (1 + TOLERANCE) + TOLERANCE or over > most * (1 + TOLERANCE) + TOLERANCE:
            name = network.resources[resource]
            broken.append(
                f"{name}, {plan.first_day(bucket)}: {load:.6g} minutes loaded, {regular} and {over:.6g} of overtime "
                f"(at most {most}) there"
            )
    return broken


def _teams(plan: VolumePlan) -> list[str]:
    """Check that no team works more overtime than its weeks have, day by day as the calendar goes."""
    teams, broken = plan.network.teams, []
    today = plan.first_day(0)
    for team, name in enumerate(teams.names):
        rows = [n for n, of in enumerate(teams.of.tolist()) if of == team]
        if teams.overtime[team] >= UNLIMITED or not rows:
            continue
        for bucket in range(len(plan.buckets.first) - 1):
            length = (plan.first_day(bucket + 1) - plan.first_day(bucket)).days
            most = Fraction(0)
            for n in range(length):
                day = plan.first_day(bucket) + timedelta(days=n)
                monday = day - timedelta(days=day.weekday())
                most += Fraction(int(teams.overtime[team]), 7 - max((today - monday).days, 0))
            worked = float(plan.solution.decisions.overtime[rows, bucket].sum())
            if worked > float(most) * (1 + TOLERANCE) + TOLERANCE:
                broken.append(
                    f"{name}, {plan.first_day(bucket)}: {worked:.6g} minutes of overtime, {float(most):.6g} there"
                )
    return broken


def _demands(plan: VolumePlan) -> list[str]:
    """Check that nothing is delivered before it is wanted."""
    broken = []
    for stream, point in enumerate(plan.demand.point):
        wanted = delivered = 0.0
        for bucket in range(len(plan.buckets.first) - 1):
            wanted += float(plan.demand.quantity[stream, bucket] / plan.unit[point])
            delivered += float(plan.solution.decisions.deliver[stream, bucket])
            if delivered > wanted * (1 + TOLERANCE) + TOLERANCE:
                name = f"{plan.network.items[point]} at {plan.network.sites[point]}"
                broken.append(f"{name}, {plan.first_day(bucket)}: {delivered:.6g} delivered, {wanted:.6g} wanted")
                break
    return broken


def _negatives(plan: VolumePlan) -> list[str]:
    made = plan.solution.decisions
    return [
        f"{name} is negative: {float(values.min()):.6g}"
        for name, values in (
            ("a start", made.start),
            ("a stock", made.stock),
            ("a delivery", made.deliver),
            ("what waits", made.wait),
            ("overtime", made.overtime),
        )
        if values.size and values.min() < -TOLERANCE
    ]
