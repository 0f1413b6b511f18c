"""When to order, and how much: the policy (r, Q). Whenever what is there and on its way falls to r, order Q."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from handfast.engine.inventory.law import Counts, Law
from handfast.engine.inventory.newsvendor import critical_ratio, level_cost
from handfast.engine.inventory.order_quantity import economic_quantity

CLOSE = 1e-13

Place = tuple[float, float]
"""Where a function was looked at, and its value there."""


class Policy(NamedTuple):
    """A reorder point and an order quantity, and what they are expected to cost a stretch of time."""

    point: float
    quantity: float
    cost: float


class Costs(NamedTuple):
    """What an order, a unit in stock, and a unit that is owed cost; the latter two for a stretch of time."""

    order: float
    holding: float
    shortage: float


def point_for_cycles(law: Law, probability: float) -> float:
    """Return the reorder point at which `probability` of all order cycles pass without a stock-out.

    Parameters
    ----------
    law
        Demand while an order is on its way, and until somebody looks again.
    probability
        Between 0 and 1, without them.
    """
    return law.quantile(probability)


def share_filled(law: Law, point: float, quantity: float) -> float:
    """Return the share of demand that is met from the shelf.

    Exact for the policy (r, Q): what is owed rises by ``loss(r) - loss(r + Q)`` each cycle of Q units (Hadley and
    Whitin, *Analysis of Inventory Systems*, 1963, section 4-9).
    """
    return 1 - (law.loss(point) - law.loss(point + quantity)) / quantity


def point_for_share(law: Law, share: float, quantity: float) -> float:
    """Return the smallest reorder point at which `share` of demand is met from the shelf; may lie below nothing."""
    reach = law.mean + quantity + 10 * law.sd
    return _root(lambda point: share_filled(law, point, quantity) - share, -reach, reach)


def policy_cost(law: Law, point: float, quantity: float, demand: float, costs: Costs) -> float:
    """Return the expected cost of (r, Q) for a stretch of time, exactly.

    The inventory position is uniform between r and r + Q (Zheng, *On properties of stochastic inventory systems*,
    Management Science 38, 1992): order costs, and the mean of the newsvendor's cost over those positions.

    Parameters
    ----------
    law
        Demand of a lead time.
    demand
        Units a stretch of time.
    """
    ordering = costs.order * demand
    if isinstance(law, Counts):
        levels = range(math.floor(point) + 1, math.floor(point) + int(quantity) + 1)
        return (ordering + sum(level_cost(law, n, costs.holding, costs.shortage) for n in levels)) / quantity
    held = quantity * (quantity / 2 + point - law.mean)
    owed = law.second_loss(point) - law.second_loss(point + quantity)
    return (ordering + costs.holding * held + (costs.holding + costs.shortage) * owed) / quantity


def best_policy(law: Law, demand: float, costs: Costs) -> Policy:
    """Return the reorder point and quantity of least expected cost, exactly.

    Parameters
    ----------
    law
        Demand of a lead time.
    demand
        Units a stretch of time, positive.
    costs
        Positive; those of an order may be 0 where pieces are counted.
    """
    return _best_counted(law, demand, costs) if isinstance(law, Counts) else _best_continuous(law, demand, costs)


def _best_continuous(law: Law, demand: float, costs: Costs) -> Policy:
    """Zheng's conditions: the newsvendor's cost is the same at r and at r + Q, and equals the policy's."""
    bound = economic_quantity(costs.order, demand, costs.holding)
    high = bound / math.sqrt(critical_ratio(costs.holding, costs.shortage)) + 20 * law.sd + 1e-9 * bound

    def slope(quantity: float) -> float:
        point = best_point(law, quantity, costs)
        edge = level_cost(law, point, costs.holding, costs.shortage)
        return edge - policy_cost(law, point, quantity, demand, costs)

    quantity = _root(slope, 1e-9 * high, high)
    point = best_point(law, quantity, costs)
    return Policy(point, quantity, policy_cost(law, point, quantity, demand, costs))


def best_point(law: Law, quantity: float, costs: Costs) -> float:
    """Return the reorder point of least cost for an order quantity: the newsvendor's cost is the same at both ends."""
    if isinstance(law, Counts):
        levels = range(law.first - math.ceil(quantity) - 1, law.first + len(law.probabilities) + 1)
        return float(min(levels, key=lambda level: policy_cost(law, level, quantity, 0.0, costs)))
    middle = law.quantile(critical_ratio(costs.holding, costs.shortage))

    def uneven(point: float) -> float:
        low = level_cost(law, point, costs.holding, costs.shortage)
        return level_cost(law, point + quantity, costs.holding, costs.shortage) - low

    return _root(uneven, middle - quantity, middle)


def _best_counted(law: Counts, demand: float, costs: Costs) -> Policy:
    """Grow the interval (r, r + Q] from the best level to its cheaper side, as long as that makes the mean cheaper.

    Federgruen and Zheng, *An efficient algorithm for computing an optimal (r, Q) policy in continuous review stochastic
    inventory systems* (Operations Research 40, 1992).
    """

    def cost(level: int) -> float:
        return level_cost(law, level, costs.holding, costs.shortage)

    low = high = int(law.quantile(critical_ratio(costs.holding, costs.shortage)))
    total = costs.order * demand + cost(low)
    while True:
        below, above = cost(low - 1), cost(high + 1)
        if min(below, above) >= total / (high - low + 1):
            return Policy(float(low - 1), float(high - low + 1), total / (high - low + 1))
        total += min(below, above)
        low, high = (low - 1, high) if below < above else (low, high + 1)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function passes 0 between `low` and `high`, from above.

    Steps by inverse quadratic interpolation where it is safe, and halves elsewhere (Chandrupatla, *A new hybrid
    quadratic/bisection algorithm for finding the zero of a nonlinear function without using derivatives*, Advances in
    Engineering Software 28, 1997).
    """
    near, far = (low, rising(low)), (high, rising(high))
    if near[1] >= 0 or far[1] < 0:
        return low if near[1] >= 0 else high
    part = 0.5
    while True:
        x = near[0] + part * (far[0] - near[0])
        found = (x, rising(x))
        same_side = (found[1] < 0) == (near[1] < 0)
        before, far = (near, far) if same_side else (far, near)
        near = found
        width = abs(far[0] - near[0])
        least = CLOSE * max(abs(near[0]), abs(far[0]), 1.0)
        if width <= least or not near[1]:
            return near[0] if not near[1] else max(near[0], far[0])
        part = min(max(_step(near, far, before), least / width / 2), 1 - least / width / 2)


def _step(near: Place, far: Place, before: Place) -> float:
    """Return how far from `near` to `far` the next step goes."""
    (x1, f1), (x2, f2), (x3, f3) = near, far, before
    if f3 in (f1, f2):
        return 0.5
    xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
    if not (phi * phi < xi and (1 - phi) ** 2 < 1 - xi):
        return 0.5
    return f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
