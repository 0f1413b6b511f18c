from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tables_for_tests import DAY_0, ORIGIN, tables

from handfast.engine.calendar import WorkingDays, index_working_days
from handfast.engine.shipping import Route, Routes

DAYS = 30


def working_days(works: list[bool]) -> WorkingDays:
    before, nth = index_working_days(np.array([works]))
    return WorkingDays(before[0], nth[0])


calendars = st.lists(st.booleans(), min_size=DAYS, max_size=DAYS).map(working_days)
routes = st.builds(Route, calendars, calendars, calendars, st.integers(0, 6))


@given(routes, st.integers(0, DAYS - 1))
def test_the_latest_ship_day_is_the_last_that_arrives_in_time(route: Route, wish: int) -> None:
    arrivals = {day: route.arrive_day(day) for day in range(DAYS) if route.ship_day(day) == day}
    in_time = [day for day, arrive in arrivals.items() if arrive is not None and arrive <= wish]
    assert route.latest_ship(wish) == max(in_time, default=None)


@given(routes, st.integers(0, DAYS - 2))
def test_who_ships_later_never_arrives_earlier(route: Route, day: int) -> None:
    sooner, later = route.arrive_day(day), route.arrive_day(day + 1)
    assert later is None or (sooner is not None and sooner <= later)


COMPANY = tables(
    site=[{"site": "NORTH", "calendar": "five days"}, {"site": "SOUTH"}],
    calendar=[
        {"calendar": "five days"},
        {"calendar": "tuesdays", **dict.fromkeys(("monday", "wednesday", "thursday", "friday"), 0)},
    ],
    lane=[
        {"site": "NORTH", "region": "DE", "transit_days": 2, "calendar": "five days"},
        {"site": "SOUTH", "region": "DE", "transit_days": 3},
    ],
    customer=[{"customer": "C1", "region": "DE", "calendar": "tuesdays"}, {"customer": "C2", "region": "DE"}],
)
FRIDAY = 4


def test_goods_travel_on_the_lane_and_wait_for_the_customer() -> None:
    way = Routes(COMPANY, ORIGIN, 20).between("NORTH", "C1")
    assert way.arrive_day(FRIDAY) == 8  # Friday, two working days: Tuesday, on which C1 receives
    assert way.arrive_day(FRIDAY + 1) == 15  # Saturday nothing ships; Monday's goods arrive on Wednesday and wait
    assert way.latest_ship(8) == FRIDAY
    assert way.latest_ship(7) is None


def test_a_lane_without_calendar_counts_every_day() -> None:
    assert Routes(COMPANY, ORIGIN, 20).between("SOUTH", "C2").arrive_day(FRIDAY) == 7


def test_without_lane_or_customer_goods_are_there_at_once() -> None:
    routes = Routes(COMPANY, ORIGIN, 20)
    assert routes.between("SOUTH").arrive_day(FRIDAY) == FRIDAY
    assert routes.between("NORTH").arrive_day(FRIDAY + 1) == FRIDAY + 3


def test_what_ships_on_the_last_day_still_has_an_arrival() -> None:
    company = dict(COMPANY) | tables(lane=[{"site": "SOUTH", "region": "DE", "transit_days": 3650}])
    assert Routes(company, ORIGIN, 20).between("SOUTH", "C2").arrive_day(19) == 19 + 3650


def test_a_customer_who_never_receives_gets_nothing() -> None:
    closed = tables(calendar_exception=[{"calendar": "tuesdays", "date": DAY_0, "until": DAY_0 + timedelta(days=9999)}])
    way = Routes(dict(COMPANY) | closed, ORIGIN, 20).between("NORTH", "C1")
    assert way.arrive_day(0) is None
    assert way.latest_ship(19) is None


def test_an_unknown_customer_is_refused() -> None:
    with pytest.raises(KeyError):
        Routes(COMPANY, ORIGIN, 20).between("NORTH", "nobody")
