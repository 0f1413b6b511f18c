"""Companies that cannot do what is wanted, and solvers that cannot finish: always an answer, and why."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.tables_for_tests import DAY_0
from tests.engine.volume.shops import WEEK, planned, shop, starts

from handfast.engine.volume import exact
from handfast.engine.volume.policy import VolumePolicy
from handfast.engine.volume.solving import Effort
from handfast.engine.volume.unserved import CAPACITY, NO_WAY, PRICE, TIME
from handfast.engine.volume.verify import verify_volume
from handfast.errors import BadConfiguration, DataError


def test_demand_beyond_all_capacity_is_left_unserved_because_the_machine_is_full():
    plan, supplies = planned(shop(), [("CHAIR", 1_000_000, 0, 100.0)], 2)
    (service, why), *others = plan.unserved()
    assert not others
    assert service.unserved == pytest.approx(1_000_000 - 80)
    assert (why.kind, why.resource) == (CAPACITY, 0)
    assert verify_volume(plan, supplies) == []


def test_a_resource_with_no_hours_serves_nothing():
    never = {"calendar": [{"calendar": "never", **dict.fromkeys(WEEK, 0)}]}
    plan, _ = planned(
        shop(**never, resource=[{"resource": "R", "site": "S", "calendar": "never"}]), [("CHAIR", 5, 0, 100.0)]
    )
    ((service, why),) = plan.unserved()
    assert service.served == 0
    assert why.kind == TIME
    assert plan.money.margin == 0


def test_a_calendar_that_ends_before_the_plan_does_stops_the_machine():
    ends = {
        "calendar": [{"calendar": "ends"}],
        "calendar_exception": [{"calendar": "ends", "date": date(2027, 3, 15), "until": date(2030, 1, 1)}],
    }
    company = shop(**ends, resource=[{"resource": "R", "site": "S", "calendar": "ends"}])
    plan, supplies = planned(company, [("CHAIR", 30, week, 100.0) for week in range(4)], 4)
    assert starts(plan, "make CHAIR") == [40, 40, 0, 0]
    ((service, why),) = plan.unserved()
    assert service.unserved == pytest.approx(40)
    assert why.kind == CAPACITY
    assert verify_volume(plan, supplies) == []


def test_a_smallest_lot_larger_than_all_demand_is_named():
    process = [
        {"process": "make CHAIR", "kind": "make", "item": "CHAIR", "site": "S", "cost": 10_00, "same_day": True}
        | {"lot_min": 500}
    ]
    company = shop(process=process, process_load=[{"process": "make CHAIR", "resource": "R", "minutes_per_unit": "60"}])
    plan, _ = planned(company, [("CHAIR", 5, 0, 100.0)])
    assert plan.lots_passed() == [(0, pytest.approx(5))]
    assert planned(shop(), [("CHAIR", 5, 0, 100.0)])[0].lots_passed() == []


@pytest.mark.parametrize(
    ("process", "price", "kind"),
    [
        ([], 100.0, NO_WAY),
        ([{"process": "make", "kind": "make", "item": "CHAIR", "site": "S", "cost": 120_00}], 100.0, PRICE),
        ([{"process": "buy", "kind": "buy", "item": "CHAIR", "site": "S", "lead_after_days": 60}], 100.0, TIME),
    ],
)
def test_what_is_not_served_says_why(process, price, kind):
    plan, _ = planned(shop(process=process, process_load=[]), [("CHAIR", 5, 0, price)])
    ((_, why),) = plan.unserved()
    assert why.kind == kind


def test_too_short_a_time_says_when_something_could_be_there():
    process = [{"process": "buy", "kind": "buy", "item": "CHAIR", "site": "S", "lead_after_days": 14}]
    wants = [("CHAIR", 5, 0, 100.0)]
    ((_, never),) = planned(shop(process=process, process_load=[]), wants, 2)[0].unserved()
    assert (never.kind, never.bucket) == (TIME, 2)
    expensive = VolumePolicy(waiting_rate=2.0)  # so dear that nobody waits
    ((_, later),) = planned(shop(process=process, process_load=[]), wants, 4, policy=expensive)[0].unserved()
    assert (later.kind, later.bucket) == (TIME, 2)


def test_without_demand_there_is_nothing_to_do():
    plan, supplies = planned(shop(), [])
    assert plan.solution.value == 0
    assert plan.solution.gap == pytest.approx(0)
    assert verify_volume(plan, supplies) == []


def test_without_a_price_a_demand_earns_nothing_and_is_named():
    plan, _ = planned(shop(), [("CHAIR", 5, 0, None)])
    assert plan.demand.unpriced == (plan.network.point_of["CHAIR", "S"],)
    assert plan.money.revenue == 0


def test_without_highs_the_cure_is_named(monkeypatch):
    monkeypatch.setattr(exact, "find_spec", lambda name: None)
    with pytest.raises(BadConfiguration, match=r"pip install 'handfast\[plan\]'"):
        planned(shop(), [("CHAIR", 5, 0, 100.0)])


def test_a_solver_that_runs_out_of_time_leaves_the_best_so_far_and_its_bound():
    wants = [(item, 30 + week, week, 100.0) for item in ("CHAIR", "STOOL") for week in range(12)]
    plan, supplies = planned(shop(), wants, 12, effort=Effort(seconds=1e-9, iterations=600))
    best, _ = planned(shop(), wants, 12)
    assert plan.solution.value <= best.solution.value + 1e-6 <= plan.solution.bound + 1e-3
    assert plan.solution.gap < 0.05
    assert verify_volume(plan, supplies) == []


def test_whoever_asks_to_stop_gets_the_best_so_far_and_its_bound():
    wants = [(item, 30 + week, week, 100.0) for item in ("CHAIR", "STOOL") for week in range(12)]
    asked = []
    effort = Effort(exact_rows=0, gap=0.0)
    plan, supplies = planned(shop(), wants, 12, effort=effort, stop=lambda: bool(asked.append(1)) or len(asked) == 2)
    assert len(asked) == 2
    assert plan.solution.value <= plan.solution.bound
    assert verify_volume(plan, supplies) == []


def test_a_plan_longer_than_the_company_looks_ahead_is_refused():
    with pytest.raises(DataError, match=r"120 days ahead, which is 1 to 18 weeks\. .*horizon_days"):
        planned(shop(), [], 19)


def test_stock_that_comes_after_the_plan_is_not_used():
    receipt = [{"receipt": "PO", "item": "CHAIR", "site": "S", "quantity": 9, "date": date(2027, 3, 9)}]
    company = shop(receipt=receipt, stock=[{"item": "CHAIR", "site": "S", "quantity": 2, "as_of": DAY_0}], process=[],
                   process_load=[])  # fmt: skip
    assert planned(company, [("CHAIR", 20, 0, 100.0)], 1)[0].services()[0].served == pytest.approx(2)
    assert planned(company, [("CHAIR", 20, 0, 100.0)], 2)[0].services()[0].served == pytest.approx(11)
