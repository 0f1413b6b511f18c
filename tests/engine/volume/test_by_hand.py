"""Plans that can be worked out with pencil and paper: volumes, money, and what scarce things are worth."""

from __future__ import annotations

import pytest
from tests.engine.tables_for_tests import DAY_0
from tests.engine.volume.shops import PROMISED, WEEK, hour, planned, shop, starts

from handfast.engine.volume.parts import split
from handfast.engine.volume.policy import VolumePolicy
from handfast.engine.volume.verify import verify_volume

BOTH = [("CHAIR", 30, 0, 100.0), ("STOOL", 40, 0, 60.0)]
FREE = VolumePolicy(0.0, 0.0, 1.0, 0.0, 0.0)


def test_the_machine_goes_to_what_earns_more_in_an_hour_and_its_price_is_what_the_last_one_earns():
    plan, supplies = planned(shop(), BOTH)
    assert starts(plan, "make CHAIR") == [30]
    assert starts(plan, "make STOOL") == [20]
    assert hour(plan) == [80]
    assert plan.money.revenue == pytest.approx(30 * 100 + 20 * 60)
    assert plan.money.margin == pytest.approx(30 * 90 + 20 * 40)
    assert plan.solution.value == pytest.approx(plan.money.objective)
    assert plan.solution.gap == pytest.approx(0, abs=1e-9)
    assert verify_volume(plan, supplies) == []


def test_the_price_of_an_hour_is_what_one_more_hour_really_earns():
    more = {"calendar": [{"calendar": "long", **dict.fromkeys(WEEK[:5], 480 + 12), "saturday": 0, "sunday": 0}]}
    longer = shop(**more, resource=[{"resource": "R", "site": "S", "calendar": "long"}])
    plan, _ = planned(shop(), BOTH)
    other, _ = planned(longer, BOTH)
    assert other.money.margin - plan.money.margin == pytest.approx(hour(plan)[0])


def test_a_stock_point_is_worth_what_its_last_unit_costs_or_brings():
    plan, _ = planned(shop(), BOTH)
    chair, stool = (plan.network.point_of[item, "S"] for item in ("CHAIR", "STOOL"))
    assert plan.solution.prices.material[stool, 0] == pytest.approx(60)  # what the stool not served would bring
    assert plan.solution.prices.material[chair, 0] == pytest.approx(10 + 80)  # its cost, and the hour it takes


def test_overtime_is_worked_where_an_hour_earns_more_than_its_surcharge():
    machine = {"resource": "R", "site": "S", "overtime_calendar": "saturdays", "overtime_cost_per_hour": 25_00}
    plan, supplies = planned(shop(resource=[machine]), BOTH)
    assert plan.solution.decisions.overtime[0, 0] == pytest.approx(480)
    assert starts(plan, "make STOOL") == [36]
    assert plan.money.overtime == pytest.approx(8 * 25)
    assert hour(plan) == [80]
    dear = machine | {"overtime_cost_per_hour": 81_00}
    assert planned(shop(resource=[dear]), BOTH)[0].money.overtime == pytest.approx(0)
    assert verify_volume(plan, supplies) == []


def test_a_team_works_no_more_overtime_than_it_may_over_all_its_resources():
    late = {"site": "S", "overtime_calendar": "saturdays", "overtime_cost_per_hour": 25_00, "team": "T"}
    load = [
        {"process": "make CHAIR", "resource": "R", "minutes_per_unit": "60"},
        {"process": "make STOOL", "resource": "Q", "minutes_per_unit": "60"},
    ]
    both = [{"resource": "R", **late}, {"resource": "Q", **late}]
    wants = [("CHAIR", 60, 0, 100.0), ("STOOL", 60, 0, 60.0)]
    team = [{"team": "T", "overtime_per_week": 600}]
    plan, supplies = planned(shop(resource=both, process_load=load, team=team), wants)
    assert starts(plan, "make CHAIR") == [48]  # all of its Saturday, 90 an hour
    assert starts(plan, "make STOOL") == [42]  # what is left of the team's week, 40 an hour
    assert plan.money.overtime == pytest.approx(10 * 25)
    assert verify_volume(plan, supplies) == []
    assert len(split(plan.model, smallest=1)) == 1  # nothing but the team connects them
    free = [{key: value for key, value in each.items() if key != "team"} for each in both]
    assert len(split(planned(shop(resource=free, process_load=load), wants)[0].model, smallest=1)) == 2


def test_the_season_is_made_ahead_as_long_as_keeping_costs_less_than_it_brings():
    items = [{"item": "CHAIR", "price": 100_00, "cost": 50_00}, {"item": "STOOL", "price": 60_00}]
    wants = [("CHAIR", 100, 2, 100.0)]
    policy = VolumePolicy(holding_rate=365 / 7 / 10, waiting_rate=0)  # a tenth of the cost a week: 5
    plan, supplies = planned(shop(item=items), wants, 3, policy=policy)
    assert starts(plan, "make CHAIR") == [20, 40, 40]
    assert plan.money.holding == pytest.approx(5 * (20 + 60))
    assert hour(plan) == [0, 5, 10]
    assert verify_volume(plan, supplies) == []


def test_a_demand_may_wait_where_that_costs_less_than_it_brings():
    plan, supplies = planned(shop(), [("CHAIR", 60, 0, 100.0)], 2, policy=VolumePolicy(waiting_rate=0.05))
    assert starts(plan, "make CHAIR") == [40, 20]
    assert plan.money.waiting == pytest.approx(20 * 5)
    assert hour(plan) == [5, 0]
    assert plan.services()[0].late == pytest.approx(20)
    assert verify_volume(plan, supplies) == []


def test_what_is_promised_comes_before_what_is_only_expected():
    plan, _ = planned(shop(), [("CHAIR", 40, 0, 100.0), ("STOOL", 40, 0, 60.0, PROMISED)])
    assert starts(plan, "make STOOL") == [40]
    assert starts(plan, "make CHAIR") == [20]
    assert plan.money.unserved == pytest.approx(0)


def test_runs_of_a_week_arrive_over_the_days_that_their_lead_time_says():
    process = [
        {"process": "buy CHAIR", "kind": "buy", "item": "CHAIR", "site": "S", "cost": 10_00, "lead_after_days": 3}
    ]
    plan, supplies = planned(shop(process=process, process_load=[]), [("CHAIR", 70, 1, 100.0)], 2)
    timing = plan.model.lags.of[0]
    assert plan.model.lags.out_part[timing, 0].tolist() == pytest.approx([4 / 7, 3 / 7])
    assert verify_volume(plan, supplies) == []
    assert plan.services()[0].served == pytest.approx(70)


def test_what_a_run_yields_beside_its_item_serves_too():
    more = {
        "process_output": [{"process": "make CHAIR", "item": "STOOL", "per_unit": "0.5"}],
        "process": [
            {"process": "make CHAIR", "kind": "make", "item": "CHAIR", "site": "S", "yield": "4/5", "cost": 10_00}
            | {"same_day": True}
        ],
        "process_load": [],
    }
    plan, supplies = planned(shop(**more), [("CHAIR", 8, 0, 100.0), ("STOOL", 7, 0, 60.0)], policy=FREE)
    assert starts(plan, "make CHAIR") == [14]  # 14 starts for 7 stools at 10 each; 8 chairs need only 10
    assert plan.money.revenue == pytest.approx(8 * 100 + 7 * 60)
    assert verify_volume(plan, supplies) == []


def test_minimum_stock_and_storage_limits_are_soft_and_weighed():
    items = [{"item": "CHAIR", "price": 100_00, "cost": 50_00}, {"item": "STOOL"}]
    points = [{"item": "CHAIR", "site": "S", "safety_stock": 10}, {"item": "STOOL", "site": "S", "stock_max": 3}]
    stock = [{"item": "STOOL", "site": "S", "quantity": 5, "as_of": DAY_0}]
    policy = VolumePolicy(0.0, 0.0, 1.0, safety_weight=0.5, storage_weight=0.25)
    plan, supplies = planned(
        shop(item=items, stock_point=points, stock=stock), [("CHAIR", 35, 0, 100.0)], policy=policy
    )
    assert starts(plan, "make CHAIR") == [40]  # 35 are sold, 5 begin the minimum stock; the machine has no more
    assert plan.money.below_minimum == pytest.approx(5 * 25)
    assert plan.money.above_maximum == pytest.approx(0)  # stools cost nothing
    assert plan.solution.gap == pytest.approx(0, abs=1e-9)
    assert verify_volume(plan, supplies) == []


def test_too_much_stock_is_weighed_and_bounded():
    items = [{"item": "CHAIR", "price": 100_00}, {"item": "STOOL", "cost": 20_00}]
    points = [{"item": "CHAIR", "site": "S"}, {"item": "STOOL", "site": "S", "stock_max": 3}]
    stock = [{"item": "STOOL", "site": "S", "quantity": 5, "as_of": DAY_0}]
    plan, _ = planned(shop(item=items, stock_point=points, stock=stock), [("CHAIR", 5, 0, 100.0)], 2)
    assert plan.money.above_maximum == pytest.approx(2 * 2 * 20 * 0.25)
    assert plan.solution.gap == pytest.approx(0, abs=1e-9)


def test_months_are_longer_than_weeks():
    plan, _ = planned(shop(), [("CHAIR", 300, 0, 100.0)], 2, "months")
    assert plan.first_day(1).isoformat() == "2027-04-01"
    assert starts(plan, "make CHAIR")[0] == 23 * 8  # working days of March 2027
