"""How good is a plan of a small company? Ours against the proven optimum: ``python -m benchmarks.optimal``.

Each random company has one to three levels, shared resources with ragged calendars, lots, yields, co-products, moves,
alternates, substitutes of components, and commitments; each has three to six demands whose late days cost 1, 3 or 10
points, and that cost more than any lateness where they are not met at all. Ours has ``--seconds`` for each; OR-Tools
CP-SAT then proves how few points are possible. Where it cannot within ``--proof`` seconds, or may have needed more runs
than it looks at, another company is drawn; it is told how many those were, and for how many of them it found a better
plan than ours all the same.

The gap is (ours - optimum) / optimum. Where the optimum is 0 and ours is not, the gap is 1.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter

from tests.oracle.best_plan import Want, cheapest_plan, demands_on, random_wants
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import placer_of
from tests.oracle.random_companies import seeded_dice

from handfast.engine.supply.plan.check import plan_faults
from handfast.engine.supply.plan.lines import Lines
from handfast.engine.supply.plan.lower_bound import lower_bound
from handfast.engine.supply.plan.objective import nothing_but_lateness
from handfast.engine.supply.plan.plan import Plan, make_plan
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.stops import Seconds


class Figures:
    """What is counted."""

    def __init__(self, seconds: float, proof: float) -> None:
        self.seconds, self.proof = seconds, proof
        self.counts: Counter[str] = Counter()
        self.gaps: list[float] = []
        self.plain_gaps: list[float] = []
        self.faults: list[str] = []
        self.missed: list[str] = []

    def look_at(self, seed: int) -> None:
        """Plan one company, and compare."""
        company, wants = random_wants(seeded_dice(seed))
        best = cheapest_plan(company, wants, seconds=self.proof)
        plan = self._planned(seed, company, wants)
        ours = plan.score.total
        if best.proven and best.points is not None:
            self._compare(seed, plan, best.points)
            self._look_at_bound(seed, company, wants, plan, best.points)
            return
        self.counts["not proven"] += 1
        if best.points is not None and best.points < ours:
            self.counts["better known"] += 1
            self.missed.append(f"seed {seed}: {ours}, {best.points} is possible (not proven to be the fewest)")

    def _planned(self, seed: int, company: SmallCompany, wants: list[Want]) -> Plan:
        """Return our plan, verified."""
        state, begun = placer_of(company).state, time.perf_counter()
        plan = make_plan(
            company.network,
            state,
            demands_on(company, wants),
            nothing_but_lateness(company.network),
            Seconds(self.seconds),
            seed=seed,
            seconds=lambda: time.perf_counter() - begun,
        )
        self.faults += [f"seed {seed}: {fault}" for fault in plan_faults(state, plan.schedule)]
        return plan

    def _compare(self, seed: int, plan: Plan, optimum: int) -> None:
        ours, plain = plan.score.total, plan.starts[0].score.total
        if ours < optimum:
            self.faults.append(f"seed {seed}: {ours} points, but no plan has fewer than {optimum}")
        self.counts["companies"] += 1
        self.counts["optimal"] += ours == optimum
        self.counts["optimum is 0"] += optimum == 0
        self.counts["optimal at first"] += plain == optimum
        self.gaps.append(gap(ours, optimum))
        self.plain_gaps.append(gap(plain, optimum))
        if ours != optimum:
            self.missed.append(f"seed {seed}: {ours}, the optimum is {optimum}, {plan.trail.steps:,} steps")

    def _look_at_bound(self, seed: int, company: SmallCompany, wants: list[Want], plan: Plan, optimum: int) -> None:
        rates = nothing_but_lateness(company.network)
        unplaced = Schedule(company.network, placer_of(company).state, demands_on(company, wants), rates)
        bound = lower_bound(unplaced, Lines(unplaced).alone.bound, plan.schedule.lateness_points()).shared
        if bound > optimum:
            self.faults.append(f"seed {seed}: bound {bound}, but {optimum} is possible")
        self.counts["bound met"] += bound == optimum

    def report(self, seconds: float) -> dict[str, float]:
        """Return the figures under their keys."""
        count = max(self.counts["companies"], 1)
        return {
            "companies": self.counts["companies"],
            "not_proven": self.counts["not proven"],
            "not_proven_better_known": self.counts["better known"],
            "solved": self.counts["optimal"],
            "share_optimal": round(self.counts["optimal"] / count, 4),
            "mean_gap": round(sum(self.gaps) / count, 4),
            "max_gap": round(max(self.gaps, default=0), 4),
            "share_optimal_plain": round(self.counts["optimal at first"] / count, 4),
            "mean_gap_plain": round(sum(self.plain_gaps) / count, 4),
            "share_bound_met": round(self.counts["bound met"] / count, 4),
            "share_optimum_0": round(self.counts["optimum is 0"] / count, 4),
            "violations": len(self.faults),
            "seconds": round(seconds, 1),
        }


def gap(ours: int, optimum: int) -> float:
    """Return how much worse ours is than the optimum, as a part of it."""
    return (ours - optimum) / optimum if optimum else float(ours > 0)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--companies", type=int, default=200, help="how many companies with a proven optimum")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first company")
    parser.add_argument("--seconds", type=float, default=2.0, help="our time for one company")
    parser.add_argument("--proof", type=float, default=10.0, help="longest proof for one company")
    options = parser.parse_args()
    figures, begun, seed = Figures(options.seconds, options.proof), time.perf_counter(), options.seed
    while figures.counts["companies"] < options.companies:
        figures.look_at(seed)
        seed += 1
        if (seed - options.seed) % 25 == 0:
            found = f"{figures.counts['companies']:,} proven, {figures.counts['optimal']:,} of them optimal"
            print(f"{seed - options.seed:,} drawn, {found}, {time.perf_counter() - begun:.0f} s", flush=True)
    for line in figures.missed:
        print(f"not optimal: {line}")
    for fault in figures.faults:
        print(f"VIOLATION {fault}")
    report = figures.report(time.perf_counter() - begun)
    print()
    for key, value in report.items():
        print(f"{key.replace('_', ' '):28} {value:>12,}")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
