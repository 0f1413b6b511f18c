"""How good is a plan, and how soon: ``python -m benchmarks.plan --orders 10000 --tight``.

Orders on the benchmarks' company: quantities 1 to 5, due dates exponential with a mean of 30 days, half of them with
priority 1 (a late day costs 10 points) and half with priority 2 (1 point). Shown are the plain plan (by priority, then
by due date, each just in time), the plans that were made at once, the plan after ``--seconds``, a lower bound that no
plan can beat, and what the independent verifier says. Seconds are counted from the demands to the plan; the company is
built and the compiled kernel loaded before.

``--orders 100000`` takes a company eight times as large. ``--case two-jobs`` and ``--case big-job`` plan two cases that
can be checked by hand.

Beside it stands what frePPLe 9.18 did on two cores with the same topology. Its company and orders were drawn by other
dice, so that its seconds compare, and its points only in size: see `REFERENCE`.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from dataclasses import dataclass

import numpy as np
from tests.oracle.companies import Shop, SmallCompany, Step, Way
from tests.oracle.kernel import placer_of

from benchmarks.promised import Promised
from benchmarks.topology import SITE, Topology, asks
from handfast.engine.network import Ints, Network
from handfast.engine.supply.place.arrays import State, copied
from handfast.engine.supply.plan.check import plan_faults
from handfast.engine.supply.plan.demands import Demands, demands_of
from handfast.engine.supply.plan.lines import Lines
from handfast.engine.supply.plan.lower_bound import Bound, lower_bound
from handfast.engine.supply.plan.must import must_load
from handfast.engine.supply.plan.objective import nothing_but_lateness
from handfast.engine.supply.plan.plan import Plan, make_plan
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.sequences import priority_due
from handfast.engine.supply.plan.stops import Seconds, Trail

WEIGHTS = {1: 10, 2: 1}
"""Points of a late day, by priority."""

TIGHT = Topology(units=4)
LOOSE = Topology()
LARGE = Topology(items=4_000, resources=800, units=12, components=1_600)

REFERENCE = {
    10_000: "frePPLe: 10 to 14 s, 6,539 late, 15,514 + 168,145 late days = 323,285 points, 14,782 + 146,033 by hand",
    100_000: "frePPLe: 80 to 94 s, 582 MB, six orders dropped without a reason",
}


@dataclass(frozen=True)
class Instance:
    """A company and what it has to meet."""

    network: Network
    state: State
    demands: Demands

    def planned(self, seconds: float, seed: int) -> Plan:
        """Return the plan that is found in so much time."""
        begun = time.perf_counter()
        shown = [0.0]

        def progress(trail: Trail) -> None:
            if trail.seconds >= shown[0] + 2:
                shown[0] = trail.seconds
                print(f"    {trail.seconds:5.1f} s   {trail.steps:>8,} steps   {trail.score:>12,} points", flush=True)

        rates = nothing_but_lateness(self.network)
        return make_plan(
            self.network,
            self.state,
            self.demands,
            rates,
            Seconds(seconds),
            seed=seed,
            seconds=lambda: time.perf_counter() - begun,
            progress=progress,
        )

    def unplaced(self) -> Schedule:
        """Return the demands, none of them placed."""
        return Schedule(self.network, copied(self.state), self.demands, nothing_but_lateness(self.network))

    def bound(self, plan: Plan) -> Bound:
        """Return what no plan can beat."""
        schedule = self.unplaced()
        return lower_bound(schedule, Lines(schedule).alone.bound, plan.schedule.lateness_points())


def drawn(size: Topology, orders: int, seed: int) -> Instance:
    """Return the benchmarks' company with random orders; the same seed gives the same."""
    company = Promised(size)
    rng = np.random.default_rng(seed + 1)
    items, quantities, due = zip(*asks(size, orders, seed), strict=True)
    priority = np.where(rng.random(orders) < 0.5, 1, 2)
    weight = np.where(priority == 1, WEIGHTS[1], WEIGHTS[2])
    point = np.array([company.network.point_of[item, SITE] for item in items])
    horizon = company.network.horizon
    demands = demands_of(point, np.array(quantities), np.array(due), weight, horizon=horizon)
    return Instance(company.network, company.book.placer.state, demands)


def by_hand(company: SmallCompany, due: list[int]) -> Instance:
    """Return jobs of one machine as an instance: the n-th job is the n-th stock point."""
    ones = np.ones(len(due), np.int64)
    demands = demands_of(np.arange(len(due)), ones, np.array(due), ones, horizon=company.horizon)
    return Instance(company.network, placer_of(company).state, demands)


def machine_of(days: list[int]) -> SmallCompany:
    """Return a company of one machine that works 480 minutes a day, and one item for each job of so many days."""
    horizon = sum(days) + 5
    points = tuple((f"J{n}", "S") for n in range(len(days)))
    ways = tuple(Way(n, steps=(Step(0, 480 * work),)) for n, work in enumerate(days))
    return SmallCompany(horizon, points, ways, (Shop(1, (480,) * horizon, (0,) * horizon),))


CASES = {
    "two-jobs": ([3, 4], [5, 7], 0),
    "big-job": ([10] + [1] * 10, [8] + [10] * 10, 12),
}
"""Days of work, days on which they are due (the first day is day 1), and the fewest late days."""


def report_case(name: str, seed: int) -> dict[str, object]:
    """Plan a case that can be checked by hand."""
    work, due, optimum = CASES[name]
    instance = by_hand(machine_of(work), [day - 1 for day in due])
    plan = instance.planned(2.0, seed)
    for k in np.argsort(plan.days, kind="stable").tolist():
        print(f"  job of {work[k]:2} days, due on day {due[k]:2}: done on day {plan.days[k] + 1:2}")
    late = np.maximum(plan.days - instance.demands.due, 0)
    plain = instance.unplaced()
    plain.place(priority_due(instance.demands))
    print(f"\nlate days: {late.sum()}; the plain plan's {plain.score().late}; the optimum is {optimum}")
    faults = plan_faults(instance.state, plan.schedule)
    return {
        "case": name,
        "late_orders": int((late > 0).sum()),
        "late_days": int(late.sum()),
        "optimum": optimum,
        "lower_bound": instance.bound(plan).shared,
        "feasible": not faults,
    }


def tell_load(instance: Instance) -> float:
    """Print how full the resources are; return the load factor."""
    demands, network = instance.demands, instance.network
    resource_of, minutes = must_load(instance.unplaced())
    until = int(np.percentile(demands.due, 95))
    needed = np.bincount(resource_of[resource_of >= 0], minutes[resource_of >= 0], len(network.resources))
    there = instance.state.capacity[:, : until + 1].sum(axis=1)
    load = needed / np.maximum(there, 1)
    print(f"{len(demands):,} orders, {len(network.items):,} stock points, {len(network.resources)} resources")
    print(f"95 % are due by day {until}. What they load of the resources' minutes until then (load factor):")
    print(f"  {load.sum() / len(load):.2f} on average, {load.min():.2f} to {load.max():.2f}; ", end="")
    print(f"{(load > 1).sum()} of {len(load)} resources cannot do it in time")
    return float(needed.sum() / there.sum())


def late_days(days: Ints, instance: Instance) -> dict[str, int]:
    """Return the late days by priority."""
    late = np.maximum(days - instance.demands.due, 0)
    return {str(p): int(late[instance.demands.late_cost == weight].sum()) for p, weight in WEIGHTS.items()}


def peak_mb() -> int:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def report(instance: Instance, seconds: float, seed: int) -> dict[str, object]:
    """Plan an instance; print and return what comes out."""
    load = tell_load(instance)
    print(f"\nplanning, {seconds:g} s:")
    plan = instance.planned(seconds, seed)
    first, horizon = plan.starts[0], instance.network.horizon
    for start in plan.starts:
        print(f"  {start.name:18} {start.score.total:>12,} points   after {start.seconds:6.2f} s")
    total, steps = plan.score.total, plan.trail.steps
    print(f"  {'improved':18} {total:>12,} points   after {plan.trail.seconds:6.2f} s, {steps:,} steps")
    peak, begun = peak_mb(), time.perf_counter()
    bound = instance.bound(plan)
    print(f"  {'lower bound':18} {bound.shared:>12,} points   {bound.alone:,} if each order were alone; ", end="")
    print(f"{time.perf_counter() - begun:.1f} s")
    begun = time.perf_counter()
    faults = plan_faults(instance.state, plan.schedule)
    print(f"  verified in {time.perf_counter() - begun:.1f} s, every order: {len(faults)} faults {faults[:3] or ''}")
    if reference := REFERENCE.get(len(instance.demands)):
        print(f"  {reference}")
    late = np.maximum(plan.days - instance.demands.due, 0)
    return {
        "orders": len(instance.demands),
        "load_factor": round(load, 2),
        "seconds_to_first_plan": round(first.seconds, 2),
        "weighted_first": first.score.total,
        "weighted_best_start": min(start.score.total for start in plan.starts),
        f"weighted_after_{seconds:g}s": total,
        "ratio": round(total / max(first.score.total, 1), 4),
        "late_orders": int((late > 0).sum()),
        "late_days": late_days(plan.days, instance),
        "lower_bound": bound.shared,
        "unmet": int((plan.days >= horizon).sum()),
        "dropped": int((plan.days < 0).sum()),
        "feasible": not faults,
        "peak_mb": peak,
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=10_000, help="how many orders")
    parser.add_argument("--tight", action="store_true", help="four units of each resource instead of ten")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long a plan is improved")
    parser.add_argument("--seed", type=int, default=2, help="seed of the orders and of the search")
    parser.add_argument("--case", choices=sorted(CASES), help="a case that can be checked by hand, instead")
    options = parser.parse_args()
    by_hand(machine_of([1]), [0]).planned(1.0, 1)  # loads the kernel
    if options.case:
        print(json.dumps(report_case(options.case, options.seed)))
        return
    size = LARGE if options.orders > 20_000 else TIGHT if options.tight else LOOSE
    size = Topology(size.items, size.levels, size.resources, size.units, size.components, options.orders)
    print(json.dumps(report(drawn(size, options.orders, options.seed), options.seconds, options.seed)))


if __name__ == "__main__":
    main()
