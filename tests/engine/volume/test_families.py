"""Families are sums: of what is wanted, served, made and bought, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.volume.shops import planned, shop

from handfast.engine.volume.families import family_volumes


def test_families_sum_to_the_plan():
    plan, _ = planned(shop(), [("CHAIR", 30, 0, 100.0), ("STOOL", 40, 0, 60.0)])
    items = plan.network.items
    (seats,) = family_volumes(plan, ["seats"] * len(items), ["pcs"] * len(items))
    assert seats.family == "seats"
    assert seats.wanted.sum() == 70
    assert seats.served.sum() == pytest.approx(50)  # 30 chairs and 20 stools
    assert seats.made.sum() == pytest.approx(50)
    assert seats.worth.sum() == pytest.approx(30 * 100 + 40 * 60)
    assert seats.revenue.sum() == pytest.approx(plan.money.revenue)
    chairs, stools = family_volumes(plan, items, ["pcs"] * len(items))  # most is wanted of chairs, by what is paid
    assert (chairs.family, stools.family) == ("CHAIR", "STOOL")
    assert np.allclose(chairs.made + stools.made, seats.made)
    assert np.allclose(seats.stock, plan.solution.decisions.stock.sum(axis=0))


def test_a_family_of_several_units_says_so():
    plan, _ = planned(shop(), [("CHAIR", 30, 0, 100.0)])
    items = plan.network.items
    units = ["pcs" if item == "CHAIR" else "l" for item in items]
    (all_of_it,) = family_volumes(plan, ["all"] * len(items), units)
    assert all_of_it.unit == ""
    each = family_volumes(plan, list(items), units)
    assert {found.family: found.unit for found in each}["CHAIR"] == "pcs"
