"""What a plan says of a company that cannot do what is asked, in its exact words.

SQLite alone: words are the same on PostgreSQL. Volumes have theirs in `tests/engine/volume/test_bad_input.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.company.actions.test_plan import expecting
from tests.company.workshop_for_tests import Clock, assert_sound, day, open_workshop, workshop

from handfast.company.queries.plans import PlanVersion
from handfast.errors import DataError
from handfast.facade import Company

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WELD = {"resource": "WELD", "site": "NORTH", "calendar": "welders"}
MAKE = {"process": "make BENCH", "kind": "make", "item": "BENCH", "site": "NORTH"}
BUY = {"process": "buy TOP", "kind": "buy", "item": "TOP", "site": "NORTH", "supplier": "OAKMILL"}
DAY_7 = "forecast BENCH at NORTH 2027-03-08"

Open = Callable[..., Company]


@pytest.fixture
def opened(tmp_path: Path, sqlite_template: Path) -> Iterator[Open]:
    """Open a workshop with other tables."""
    found: list[Company] = []

    def workshop_with(**tables: list[dict[str, object]]) -> Company:
        place = tmp_path / "shop.db"
        shutil.copy(sqlite_template, place)
        found.append(open_workshop(str(place), Clock()))
        found[0].load(workshop(**tables))
        return found[0]

    yield workshop_with
    found[0].close()


def told(shop: Company, version: PlanVersion) -> list[tuple[str, int, int | None]]:
    """Return name, quantity and late days of each need; the plan is legal."""
    assert shop.plan_faults(version.id) == []
    return [(need.name, need.quantity, need.late_days) for need in version.needs]


def why(shop: Company, version: PlanVersion, name: str) -> list[tuple[str, int]]:
    """Return what stands in the way of a need, and the days that it costs."""
    return [(link.thing.says, link.days) for link in shop.explain_need(name, version.id).links]


def test_a_resource_with_no_hours_is_refused_before_any_plan(opened: Open) -> None:
    closed = {"calendar": "welders", **dict.fromkeys(WEEKDAYS, 0)}
    with pytest.raises(DataError) as refused:
        opened(calendar=[closed], resource=[WELD])
    assert str(refused.value) == (
        "resource WELD in the company, column calendar: 'welders' has no working day in the next 120 days. "
        "Give the calendar minutes on some weekday, or name another calendar."
    )


def test_a_calendar_that_ends_before_the_horizon_is_named(opened: Open) -> None:
    over = {"calendar": "welders", "date": day(8), "until": day(400), "minutes": 0}
    shop = opened(calendar=[{"calendar": "welders"}], calendar_exception=[over], resource=[WELD])
    expecting(shop, (7, 13, 200))
    version = shop.plan(steps=1)
    assert told(shop, version) == [(f"{DAY_7}, part 1", 30, 0), (f"{DAY_7}, part 2", 170, None)]
    assert why(shop, version, DAY_7) == [
        ("make BENCH: closed days", 92),
        ("TOP at NORTH is missing; OAKMILL takes 20 days", 15),
        ("WELD is full", 6),
    ]


def test_a_receipt_of_a_day_that_has_passed_is_expected_today(opened: Open) -> None:
    late = {"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": 100, "date": day(-10)}
    shop = opened(receipt=[late])
    expecting(shop, (7, 13, 80))
    version = shop.plan(steps=1)
    assert told(shop, version) == [(DAY_7, 80, 0)]
    assert {run.item for run in version.runs} == {"BENCH"}  # no top is bought: those overdue are counted on


def test_a_lot_that_no_resource_can_make_in_time_is_named(opened: Open) -> None:
    shop = opened(process=[{**MAKE, "lot_min": 5_000}, {**BUY, "lead_after_days": 20}])
    expecting(shop, (7, 13, 12))
    version = shop.plan(steps=1)
    assert told(shop, version) == [(f"{DAY_7}, part 1", 10, 0), (f"{DAY_7}, part 2", 2, None)]
    assert why(shop, version, DAY_7) == [("make BENCH: its lots are larger than what is missing", 113)]


def test_a_lot_larger_than_all_demand_is_bought_once(opened: Open) -> None:
    shop = opened(process=[MAKE, {**BUY, "lead_after_days": 20, "lot_min": 5_000}], receipt=[])
    expecting(shop, (30, 36, 40), (37, 43, 40))
    version = shop.plan(steps=1)
    assert [late for _, _, late in told(shop, version)] == [0, 0]
    assert [run.quantity for run in version.runs if run.item == "TOP"] == [5_000]
    (lot,) = version.figures["large_lots"]
    used = sum(2 * run.quantity for run in version.runs if run.item == "BENCH") - 40  # two for each; forty lie there
    assert lot == {"process": "buy TOP", "item": "TOP", "site": "NORTH", "made": 5_000, "left": 5_000 - used}


def test_a_lot_that_is_needed_is_not_named(opened: Open) -> None:
    shop = opened(process=[MAKE, {**BUY, "lead_after_days": 20, "lot_min": 100}], receipt=[])
    expecting(shop, (30, 36, 40), (37, 43, 40))
    assert shop.plan(steps=1).figures["large_lots"] == []


def test_a_plan_says_how_far_it_looks_where_the_company_does_not_look_so_far(opened: Open) -> None:
    assert opened().plan(steps=1, days=5_000).figures["days"] == 119


@pytest.mark.parametrize(("fence", "days"), [("frozen", 120), ("slushy", 500), ("frozen", -1)])
def test_fences_that_leave_no_day_are_refused(opened: Open, fence: str, days: int) -> None:
    shop = opened()
    with pytest.raises(DataError) as refused:
        shop.plan(steps=1, **{f"{fence}_days": days})
    assert str(refused.value) == (
        f"column {fence} days: '{days}' leave no day of the 120 that are planned. Take fewer, not less than 0."
    )


def test_frozen_days_that_no_need_outlasts_are_named(opened: Open) -> None:
    shop = opened()
    expecting(shop, (7, 13, 30))
    version = shop.plan(steps=1, frozen_days=119)
    assert told(shop, version) == [(f"{DAY_7}, part 1", 10, 0), (f"{DAY_7}, part 2", 20, None)]
    assert why(shop, version, DAY_7) == [("nothing new may start in the frozen days", 113)]


def test_no_time_at_all_leaves_the_plain_plan_and_its_bound(opened: Open) -> None:
    shop = opened()
    expecting(shop, (7, 13, 30), (14, 20, 30))
    version = shop.plan(seconds=0.0)
    assert [start["name"] for start in version.figures["starts"]] == ["priority, due"]
    score = version.figures["score"]
    assert 0 <= version.figures["lower_bound"] <= score["late"] + score["unmet"]
    assert [late for _, _, late in told(shop, version)] == [0, 2]


def test_a_plan_that_somebody_promised_from_meanwhile_is_looked_at_again(opened: Open) -> None:
    shop = opened()
    expecting(shop, (7, 13, 30))
    version = shop.plan(steps=1)
    promise = shop.promise(shop.quote("BENCH", 25, day(10)))[0]  # takes the tops that the plan counts on
    done = shop.publish(version.id)
    assert done.replaced == 1
    assert_sound(shop)
    assert shop.explain(promise.id).promise.arrive_day == promise.arrive_day
    assert not shop.promises("promised").filter(at_risk=True).height
