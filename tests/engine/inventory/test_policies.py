"""Quantities and reorder points: the textbooks' figures, and that nothing nearby is better."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.inventory.law import Gamma, Law, Normal, poisson
from handfast.engine.inventory.newsvendor import fill_level, level_cost
from handfast.engine.inventory.order_quantity import economic_cost, economic_quantity, in_lots, legal_lot
from handfast.engine.inventory.reorder_point import (
    Costs,
    best_point,
    best_policy,
    point_for_cycles,
    point_for_share,
    policy_cost,
    share_filled,
)


def test_the_textbooks_figures() -> None:
    assert economic_quantity(8, 1300, 0.225) == pytest.approx(304.0467800264368)
    assert economic_cost(304.0467800264368, 8, 1300, 0.225) == pytest.approx(68.41052550594827)
    assert tuple(fill_level(Normal(120, 10), 2, 18)) == pytest.approx((132.8155, 35.0997), rel=1e-5)
    assert tuple(best_policy(poisson(3), 1.5, Costs(100, 20, 150))) == pytest.approx((3, 5, 107.9235806331498))
    found = best_policy(Normal(1300 / 12, 150 / 12**0.5), 1300, Costs(8, 0.225, 7.5))
    assert tuple(found) == pytest.approx((126.8670643, 328.4491413, 78.0711), rel=1e-6)


@given(st.integers(0, 500), st.integers(1, 9), st.integers(1, 9), st.integers(1, 40))
def test_lots_are_legal_and_enough(wanted: int, multiple: int, low: int, more: int) -> None:
    low, high = low * multiple, (low + more) * multiple
    total = in_lots(wanted, low, multiple, high)
    assert total >= wanted
    assert total % multiple == 0
    assert (total == 0) == (wanted == 0)
    fewest = [q for q in range(low, high + 1, multiple) if q >= min(wanted, high)]
    if wanted:
        assert legal_lot(wanted, low, multiple, high) == fewest[0]
    if 0 < wanted <= high:
        assert total == fewest[0]


LAWS: list[Law] = [Normal(40, 6), Gamma(40, 30), Normal(0, 0)]


@pytest.mark.parametrize("law", LAWS, ids=repr)
@given(st.floats(0.5, 200), st.floats(1, 80), st.floats(0.1, 3), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_no_policy_nearby_costs_less(
    law: Law, order: float, demand: float, holding: float, less: float, more: float
) -> None:
    costs = Costs(order, holding, 9.0)
    found = best_policy(law, demand, costs)
    near_point, near_quantity = found.point + less * (law.sd + 1), found.quantity * (1 + more)
    assert policy_cost(law, near_point, near_quantity, demand, costs) >= found.cost * (1 - 1e-9)
    assert best_point(law, found.quantity, costs) == pytest.approx(found.point, abs=1e-6 * (1 + found.quantity))


@given(st.floats(0.5, 30), st.floats(1, 60), st.floats(0.2, 3), st.integers(-4, 4), st.integers(-4, 4))
def test_no_policy_in_pieces_costs_less(mean: float, order: float, holding: float, less: int, more: int) -> None:
    law, costs = poisson(mean), Costs(order, holding, 9.0)
    found = best_policy(law, mean, costs)
    other = max(found.quantity + more, 1)
    assert policy_cost(law, found.point + less, other, mean, costs) >= found.cost * (1 - 1e-9)
    assert best_point(law, found.quantity, costs) == found.point


def test_the_exact_cost_is_what_a_simulation_pays() -> None:
    """Weeks of a company that orders Q whenever its position falls to r; a lead time of 3 days, daily demand drawn."""
    rng = np.random.default_rng(7)
    days, lead, point, quantity = 200_000, 3, 45, 60
    costs = Costs(40.0, 1.0, 9.0)
    demand = rng.poisson(10, days + lead)
    position, orders, paid = point + quantity, 0, 0.0
    running = np.concatenate([[0], np.cumsum(demand)])
    for day in range(days):
        position -= int(demand[day])
        while position <= point:
            position += quantity
            orders += 1
        stock = position - int(running[day + 1 + lead] - running[day + 1]) if day + 1 + lead <= days + lead else 0
        paid += costs.holding * max(stock, 0) + costs.shortage * max(-stock, 0)
    simulated = (paid + costs.order * orders) / days
    assert simulated == pytest.approx(policy_cost(poisson(30), point, quantity, 10, costs), rel=0.01)


@pytest.mark.parametrize("law", [Normal(40, 6), Gamma(40, 30), poisson(40)], ids=repr)
@pytest.mark.parametrize("share", [0.8, 0.95, 0.99])
def test_service_targets_are_met_and_no_more(law: Law, share: float) -> None:
    assert law.cdf(point_for_cycles(law, share)) >= share - 1e-9
    point = point_for_share(law, share, 25)
    assert share_filled(law, point, 25) == pytest.approx(share, abs=1e-9)
    assert share_filled(law, point - 0.5, 25) < share


@given(st.floats(0.1, 5), st.floats(0.1, 50), st.floats(-3, 3))
def test_no_other_level_costs_less(holding: float, shortage: float, aside: float) -> None:
    law = Gamma(50, 25)
    found = fill_level(law, holding, shortage)
    assert level_cost(law, found.level + aside, holding, shortage) >= found.cost - 1e-9
