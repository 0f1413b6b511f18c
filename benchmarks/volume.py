"""The volume plan of large companies: ``python -m benchmarks.volume --stock-points 10000 --weeks 26``.

Plants of 1,000 stock points and 20 resources (see ``benchmarks/plants.py``), tied together by goods that move between
them, so that the company is one connected component and nothing can be planned apart. Measured: from the network to
the plan, solved, carried out, bounded. The gap is (bound - value) / bound: the bound follows from the prices alone,
the value from decisions that keep every balance and capacity. The independent verifier looks at smaller plans too.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

from benchmarks.plants import company, wanted_of
from benchmarks.topology import ORIGIN
from handfast.engine.assembly import build_network, read_supplies
from handfast.engine.volume.parts import split
from handfast.engine.volume.plan import VolumePlan
from handfast.engine.volume.planning import plan_buckets, plan_volumes, read_limits
from handfast.engine.volume.policy import VolumePolicy
from handfast.engine.volume.solving import Effort
from handfast.engine.volume.verify import verify_volume

VERIFIED = 2_000
"""Up to so many stock points the independent verifier, which counts day by day, looks at the plan too."""

CLOSE, CLOSE_IF_LARGE, LARGE = 0.004, 0.008, 50_000
"""Gap at which a plan by prices is close enough: the second one beyond so many stock points."""

WARM_UP = 50
"""Stock points of the company on which the loops are compiled, or loaded from the cache, before the clock starts."""


def warm_up(weeks: int) -> None:
    """Solve a small company by prices, so that compiling is not measured."""
    solved(WARM_UP, weeks, Effort(exact_rows=0, iterations=200))


def solved(points: int, weeks: int, effort: Effort) -> tuple[VolumePlan, float, list[str]]:
    """Return a plan, the seconds from network to plan, and what the verifier has against it."""
    tables, demand = company(points, weeks)
    network = build_network(tables, ORIGIN)
    supplies, limits = read_supplies(tables, network), read_limits(tables, network)
    wanted = wanted_of(demand, tables, network)
    start = time.perf_counter()
    plan = plan_volumes(
        network, supplies, wanted, limits, plan_buckets(network, weeks), policy=VolumePolicy(), effort=effort
    )
    took = time.perf_counter() - start
    return plan, took, verify_volume(plan, supplies) if points <= VERIFIED else []


def peak_mb() -> float:
    """Return the most memory used, by this process and the largest one that HiGHS ran in."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in both) / 1024


def measure(points: int, weeks: int, effort: Effort) -> dict[str, float | int | str]:
    """Return the figures, keyed as the JSON line is."""
    warm_up(weeks)
    plan, took, broken = solved(points, weeks, effort)
    if broken:
        raise SystemExit("The plan does not verify:\n" + "\n".join(broken[:10]))
    model, money = plan.model, plan.money
    if (parts := len(split(model, smallest=1))) != 1:
        raise SystemExit(f"The company is not one connected component but {parts}")
    tight = (plan.load >= model.capacity * 0.999).mean()
    served = sum(each.served for each in plan.services()) / max(sum(each.wanted for each in plan.services()), 1)
    print(f"{model.points:,} stock points, {model.processes:,} processes, {model.resources:,} resources, {weeks} weeks")
    print(
        f"{tight:.0%} of all weeks of resources are full; {served:.1%} of the demand is served; {plan.solution.method}"
    )
    print(f"margin {money.margin:,.0f}, objective {plan.solution.value:,.0f}, bound {plan.solution.bound:,.0f}")
    return {
        "stock_points": model.points,
        "weeks": weeks,
        "method": plan.solution.method,
        "gap": float(f"{plan.solution.gap:.3g}"),
        "seconds": round(took, 2),
        "peak_mb": round(peak_mb(), 1),
    }


def main() -> None:
    """Measure, print, end in one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stock-points", type=int, default=1_000)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--gap", type=float, help="large companies: how close is close enough")
    parser.add_argument("--by-prices", action="store_true", help="do not solve exactly, however small it is")
    chosen = parser.parse_args()
    gap = chosen.gap or (CLOSE if chosen.stock_points <= LARGE else CLOSE_IF_LARGE)
    effort = Effort(gap=gap, exact_rows=0) if chosen.by_prices else Effort(gap=gap)
    print(json.dumps(measure(chosen.stock_points, chosen.weeks, effort)))


if __name__ == "__main__":
    main()
