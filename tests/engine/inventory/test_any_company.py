"""Whatever a small company looks like, a review ends, and its figures keep to what they say."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.inventory.workshop_for_tests import reviewed, sales, workshop
from tests.engine.tables_for_tests import frame

from handfast.engine.inventory.standing import DEAD, OVERSTOCK, STATES
from handfast.engine.inventory.terms import MEASURES, Terms


@st.composite
def companies(draw: st.DrawFn) -> dict[str, Any]:
    """The workshop with any demand, stock, lead times, lots and prices."""
    company: dict[str, Any] = workshop()
    weekly = draw(st.lists(st.sampled_from([0, 0, 0, 1, 7, 40, 10**9]), max_size=60))
    company["order_line"] = frame("order_line", *sales("CHAIR", "SEA", weekly))
    company["stock"] = frame(
        "stock",
        *(
            {"item": item, "site": site, "quantity": draw(st.sampled_from([0, 1, 30, 5000, 10**10]))}
            for item, site in (("CHAIR", "PLANT"), ("CHAIR", "SEA"), ("WOOD", "PLANT"))
        ),
    )
    multiple = draw(st.integers(1, 50))
    changes: dict[str, Any] = {
        "lead_after_days": draw(st.sampled_from([0, 1, 30, 400])),
        "lot_multiple": multiple,
        "lot_min": multiple * draw(st.integers(1, 4)),
        "lot_max": multiple * draw(st.integers(4, 10**7)),
        "cost_fixed": draw(st.sampled_from([0, 5000])),
    }
    rows = [{**row, **changes} if row["kind"] == "buy" else row for row in company["process"].to_dicts()]
    company["process"] = frame("process", *rows)
    cost, price = draw(st.sampled_from([(None, None), (0, 0), (4000, 9000), (9000, 100), (4000, None)]))
    company["item"] = frame(
        "item",
        {"item": "CHAIR", "cost": cost, "price": price},
        {"item": "WOOD", "decimals": draw(st.sampled_from([0, 3])), "cost": cost},
    )
    return company


@settings(max_examples=60, deadline=None)
@given(companies(), st.sampled_from(sorted(MEASURES)), st.sampled_from([0, 1, 14]))
def test_figures_keep_to_what_they_say(company: dict[str, Any], measure: str, review_days: int) -> None:
    rows = reviewed(company, Terms(measure=measure, review_days=review_days))
    assert len(rows) == 3
    buy = company["process"].row(by_predicate=pl.col("kind") == "buy", named=True)
    for row in rows.values():
        assert row.state in STATES
        assert math.isfinite(row.weekly)
        assert 0 <= row.excess <= max(row.outlook.position, 0)
        assert (row.excess > 0) == (row.state in {OVERSTOCK, DEAD})
        assert [cure.cost for cure in row.cures] == sorted(cure.cost for cure in row.cures)
        for cure in row.cures:
            assert all(isinstance(value, int) for value in (cure.quantity, cure.spend, cure.cost, cure.rest))
            assert cure.quantity > 0
            if cure.kind == "buy":
                assert cure.quantity % buy["lot_multiple"] == 0
                assert cure.quantity >= buy["lot_min"]
        if row.policy is not None:
            assert row.policy.safety_stock >= 0
            assert row.policy.reorder_point >= 0
            assert 0 <= row.policy.cycle <= 1
            assert row.policy.fill <= 1 + 1e-9
            assert row.policy.quantity >= 1
