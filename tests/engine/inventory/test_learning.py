"""What is learned of demand and of lead times, and what is not made up where little is known."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.inventory.workshop_for_tests import sales, workshop
from tests.engine.tables_for_tests import DAY_0, ORIGIN, frame

from handfast.engine.assembly import build_network
from handfast.engine.inventory.demand_history import read_histories
from handfast.engine.inventory.expected import expected_between, read_expected
from handfast.engine.inventory.lead_time import LeadTime, learn, read_happened, stated_days


@given(st.integers(0, 90), st.lists(st.integers(0, 200), max_size=40))
def test_what_is_learned_lies_between_what_is_stated_and_what_happened(stated: int, happened: list[int]) -> None:
    found = learn(stated, happened)
    low, high = min([stated, *happened]), max([stated, *happened])
    assert low - 1e-9 <= found.mean <= high + 1e-9
    assert 0 <= found.sd <= high - low


def test_short_histories_move_little_and_long_ones_nearly_all() -> None:
    assert learn(20, []) == LeadTime(20, 0, 20, 0)
    assert learn(20, [30]).mean == 22
    assert learn(20, [30] * 16).mean == 28
    assert learn(20, [30]).sd == pytest.approx(4)  # sqrt((4 * 4 + 64) / 5)


def test_deliveries_count_from_the_order_to_the_last_part_of_it() -> None:
    parts = [(1, 0, 10), (1, 0, 24), (2, 5, 25)]
    company = workshop()
    company["purchase_receipt"] = frame(
        "purchase_receipt",
        *(
            {
                "purchase_order": f"PO-{order}",
                "supplier": "MILL",
                "item": "WOOD",
                "ordered_on": DAY_0 - timedelta(days=100 - began),
                "received_on": DAY_0 - timedelta(days=100 - came),
                "ordered": 10,
                "received": 5,
            }
            for order, began, came in parts
        ),
    )
    assert read_happened(company) == {"buy WOOD": [20, 24]}


def test_runs_count_from_the_day_on_which_they_should_have_started() -> None:
    company = workshop()
    day = {name: DAY_0 - timedelta(days=back) for name, back in (("plan", 20), ("start", 17), ("end", 15))}
    run = {"run": "W-1", "process": "make CHAIR", "item": "CHAIR", "site": "PLANT", "started": 5, "good": 5}
    ended = {"planned_start": day["plan"], "started_on": day["start"], "ended_on": day["end"]}
    company["production_run"] = frame(
        "production_run", {**run, **ended}, {**run, "run": "W-2", "started_on": day["end"]}
    )
    assert read_happened(company) == {"make CHAIR": [6]}  # and W-2 still runs


def test_stated_working_days_are_stretched_to_calendar_days() -> None:
    company = workshop()
    network = build_network(company, ORIGIN)
    ways = {name: way for way, name in enumerate(network.processes)}
    assert stated_days(network, ways["move CHAIR"], 1) == 1


def test_history_has_every_week_and_returns_count_against_theirs() -> None:
    company = workshop(order_line=[])
    company["sales_history"] = frame(
        "sales_history",
        *(
            {"item": "CHAIR", "site": site, "date": DAY_0 - timedelta(days=back), "quantity": quantity}
            for site, back, quantity in (
                ("SEA", 1, 5),
                ("", 2, 3),
                ("MOON", 3, 1),
                ("SEA", 8, -3),
                ("SEA", 22, 9),
                ("SEA", 0, 99),
            )
        ),
    )
    found = read_histories(company, build_network(company, ORIGIN), 52).points["CHAIR", "SEA"]
    assert found.weeks == (0, 0, 9)  # three whole weeks are known; what was returned beyond all sales counts as 0
    assert found.last == -1


def test_monthly_figures_keep_their_sum_and_their_variation() -> None:
    company = workshop(order_line=[])
    rng = np.random.default_rng(5)
    months = [DAY_0.replace(year=2024 + (n + 2) // 12, month=(n + 2) % 12 + 1) for n in range(36)]
    sold = rng.poisson(300, 36).tolist()
    company["sales_history"] = frame(
        "sales_history",
        *({"item": "CHAIR", "site": "SEA", "date": day, "quantity": q} for day, q in zip(months, sold, strict=True)),
    )
    histories = read_histories(company, build_network(company, ORIGIN), 104)
    found = histories.points["CHAIR", "SEA"]
    assert histories.rows["quantity"].sum() == sum(sold)
    assert found.mean == pytest.approx(300 / 30.4 * 7, rel=0.03)
    assert found.variance == pytest.approx(300 / 30.4 * 7, rel=0.5)  # Poisson: as large as the mean


def test_order_lines_come_before_sales_history_and_shipments() -> None:
    company = workshop(order_line=sales("CHAIR", "SEA", [5, 7]))
    company["sales_history"] = frame(
        "sales_history",
        {"item": "CHAIR", "site": "SEA", "date": DAY_0 - timedelta(days=4), "quantity": 100},
        {"item": "CHAIR", "site": "SEA", "date": DAY_0 - timedelta(days=21), "quantity": 2},
    )
    known = {"shipment": "D-1", "order": "SO-CHAIR-SEA-0", "line": 1, "item": "CHAIR", "site": "SEA", "quantity": 50}
    company["shipment"] = frame(
        "shipment",
        {**known, "shipped_on": DAY_0 - timedelta(days=3)},
        {**known, "shipment": "D-2", "order": "SO-OLD", "quantity": 1, "shipped_on": DAY_0 - timedelta(days=3)},
    )
    found = read_histories(company, build_network(company, ORIGIN), 52).points["CHAIR", "SEA"]
    assert found.weeks == (2, 5, 8)


def test_a_forecast_speaks_for_its_periods_and_its_error_is_the_spread() -> None:
    company = workshop(order_line=sales("CHAIR", "SEA", [7] * 60))
    periods = range(-8, 3)
    company["forecast"] = frame(
        "forecast",
        *(
            {
                "item": "CHAIR",
                "site": "SEA",
                "first_day": DAY_0 + timedelta(days=28 * n),
                "last_day": DAY_0 + timedelta(days=28 * n + 27),
                "quantity": 56 if n >= 0 else 28 + (14 if n % 2 else -14),
            }
            for n in periods
        ),
    )
    network = build_network(company, ORIGIN)
    found = read_expected(company, network, read_histories(company, network, 52))
    point = network.point_of["CHAIR", "SEA"]
    assert found.weeks[point][:14] == pytest.approx([14] * 12 + [7] * 2)
    assert bool(found.by_error[point])
    assert found.known[point] == 8
    assert found.variance[point] == pytest.approx(14**2 / 28)


@given(st.floats(0, 500), st.floats(0, 200))
def test_expected_demand_adds_up(first: float, more: float) -> None:
    weeks = np.linspace(3, 60, 52)
    whole = expected_between(weeks, 0, first) + expected_between(weeks, first, first + more)
    assert whole == pytest.approx(expected_between(weeks, 0, first + more))


def test_nothing_known_is_nothing_expected() -> None:
    company = workshop(order_line=[])
    network = build_network(company, ORIGIN)
    histories = read_histories(company, network, 52)
    found = read_expected(company, network, histories)
    assert histories.reach == 0
    assert not found.weeks.any()
    assert not found.known.any()
