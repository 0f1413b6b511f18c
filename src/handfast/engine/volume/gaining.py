"""What choices gain: bounded by the prices of the plan as it is, and checked by planning again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from handfast.engine.network import Network
from handfast.engine.volume.bound import mended
from handfast.engine.volume.choices import Choice, assert_same_places
from handfast.engine.volume.model import Model
from handfast.engine.volume.order import read_graph
from handfast.engine.volume.plan import MINUTES_PER_HOUR, Money, VolumePlan
from handfast.engine.volume.solving import Effort, offset, solve

ModelOf = Callable[[Network], Model]
"""Makes the volume model of a changed company, with the same stock, demand and buckets."""


@dataclass(frozen=True)
class Gain:
    """What a choice would gain over the days of a plan, in the currency's units.

    Parameters
    ----------
    at_most
        No plan of the changed company is better by more; infinite where the prices prove nothing.
    gain
        By how much the objective of its best plan is better. Both plans are known up to their gaps: `unsure`.
    money
        What the changed company's plan earns and costs.
    margin, overtime_hours
        By how much the margin is better, and how many hours of overtime fewer are worked.
    weeks
        Length of the plan.
    """

    choice: Choice
    at_most: float
    gain: float
    unsure: float
    money: Money
    margin: float
    overtime_hours: float
    weeks: float

    def weekly(self, minor: int) -> float:
        """Return what it earns each week of the plan, its weekly cost paid."""
        return self.margin / self.weeks - self.choice.weekly / minor

    def payback(self, minor: int) -> float | None:
        """Return the weeks until what it costs once has come back; None: it never does."""
        left = self.weekly(minor)
        return self.choice.once / minor / left if left > 0 else None


def at_most(plan: VolumePlan, model: Model) -> float:
    """Return what the best plan of another model can be better by than this plan, by this plan's prices.

    Parameters
    ----------
    model
        Of a company with the same stock points, resources and demand.
    """
    _, bound = mended(model, read_graph(model), plan.solution.prices)
    return max(bound - offset(model) - plan.solution.value, 0.0)


def gain_of(
    plan: VolumePlan, choice: Choice, network: Network, model_of: ModelOf, effort: Effort | None = None
) -> Gain:
    """Return what a choice would gain.

    Parameters
    ----------
    plan
        Of the company as it is.
    network
        The company as it would be.
    """
    assert_same_places(plan.network, network)
    model = model_of(network)
    solution = solve(model, effort)
    after = VolumePlan(network, plan.buckets, plan.demand, model, solution, plan.unit, plan.minor)
    gaps = [max(each.bound - each.value, 0.0) for each in (plan.solution, solution)]
    worked = plan.solution.decisions.overtime.sum() - solution.decisions.overtime.sum()
    return Gain(
        choice,
        at_most(plan, model),
        solution.value - plan.solution.value,
        sum(gaps),
        after.money,
        after.money.margin - plan.money.margin,
        float(worked) / MINUTES_PER_HOUR,
        float(plan.buckets.first[-1]) / 7.0,
    )


def scarcest_resources(plan: VolumePlan, most: int) -> list[int]:
    """Return the resources of which one more unit would earn most, by their prices."""
    units = np.maximum(plan.network.resource_units, 1)
    worth = (plan.solution.prices.capacity * plan.model.capacity).sum(axis=1) / units
    order = np.argsort(-worth, kind="stable")[:most]
    return [int(r) for r in order if worth[r] > 0.005]


def scarcest_bought(plan: VolumePlan, most: int) -> list[tuple[int, int]]:
    """Return bought stock points whose goods are worth most beyond what buying them costs, and the cheapest process.

    Weighed by what is used and sold of them while they are that dear.
    """
    model, prices = plan.model, plan.solution.prices.material
    bought = np.flatnonzero((np.diff(model.in_first) == 0) & (np.diff(model.load_first) == 0))
    found: dict[int, tuple[float, int]] = {}
    used = _used(plan)
    for process in bought.tolist():
        point = int(plan.network.structure.output_point[process])
        beyond = float((np.maximum(prices[point] - model.run_cost[process], 0.0) * used[point]).sum())
        if point not in found or beyond < found[point][0]:
            found[point] = (beyond, process)
    order = sorted(found, key=lambda point: (-found[point][0], point))[:most]
    return [(point, found[point][1]) for point in order if found[point][0] > 0.005]


def _used(plan: VolumePlan) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return what is used for making and delivered, shape (P, B)."""
    model, made = plan.model, plan.solution.decisions
    used = np.zeros((model.points, model.buckets))
    user = np.repeat(np.arange(model.processes), np.diff(model.in_first))
    np.add.at(used, model.in_point, made.start[user] * model.in_per[:, None])
    np.add.at(used, model.stream_point, made.deliver)
    return used
