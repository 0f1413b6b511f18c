"""Forecast netting: own period first, then backward, then forward; nothing is consumed twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.supply.netting import Forecast, Ordered, in_weeks, net_forecast


def forecast(first: int, last: int, quantity: int, segment: str = "") -> Forecast:
    return Forecast("BENCH", "PORT", segment, first, last, quantity)


def ordered(day: int, quantity: int, segment: str = "", item: str = "BENCH") -> Ordered:
    return Ordered(item, "PORT", segment, day, quantity)


WEEKS = [forecast(0, 6, 10), forecast(7, 13, 10), forecast(14, 20, 10)]


def test_an_order_consumes_its_own_period_then_earlier_ones_then_later_ones() -> None:
    assert net_forecast(WEEKS, [ordered(8, 4)]) == [10, 6, 10]
    assert net_forecast(WEEKS, [ordered(8, 14)]) == [6, 0, 10]
    assert net_forecast(WEEKS, [ordered(8, 25)]) == [0, 0, 5]
    assert net_forecast(WEEKS, [ordered(8, 99)]) == [0, 0, 0]


def test_the_windows_say_how_far_it_reaches() -> None:
    assert net_forecast(WEEKS, [ordered(15, 30)], backward_days=1, forward_days=0) == [10, 10, 0]
    assert net_forecast(WEEKS, [ordered(15, 30)], backward_days=2, forward_days=0) == [10, 0, 0]
    assert net_forecast(WEEKS, [ordered(5, 30)], backward_days=0, forward_days=2) == [0, 0, 10]


def test_other_items_and_segments_consume_nothing_of_it() -> None:
    own = [forecast(0, 6, 10, "retail")]
    assert net_forecast(own, [ordered(3, 5, "project"), ordered(3, 5, "retail", "TABLE")]) == [10]
    assert net_forecast(own, [ordered(3, 5, "retail")]) == [5]


def test_a_segment_consumes_its_own_forecast_before_that_of_everybody() -> None:
    both = [forecast(0, 6, 10), forecast(0, 6, 4, "retail")]
    assert net_forecast(both, [ordered(3, 6, "retail")]) == [8, 0]


def test_a_forecast_without_a_site_is_consumed_by_orders_of_any_site() -> None:
    anywhere = Forecast("BENCH", "", "retail", 0, 6, 10)
    assert net_forecast([anywhere, *WEEKS], [ordered(3, 4, "retail"), ordered(3, 5)]) == [6, 5, 10, 10]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), max_size=8),
    st.lists(st.tuples(st.integers(-10, 90), st.integers(0, 40)), max_size=8),
)
def test_what_is_consumed_is_what_was_ordered_or_all_there_is_in_reach(
    periods: list[tuple[int, int]], orders: list[tuple[int, int]]
) -> None:
    rows = [forecast(first, first + 6, quantity) for first, quantity in periods]
    left = net_forecast(rows, [ordered(day, quantity) for day, quantity in orders], backward_days=200, forward_days=200)
    assert all(0 <= rest <= row.quantity for rest, row in zip(left, rows, strict=True))
    total, asked = sum(row.quantity for row in rows), sum(quantity for _, quantity in orders)
    assert sum(left) == max(0, total - asked)


@given(st.integers(0, 40), st.integers(0, 60), st.integers(0, 1000), st.integers(0, 50))
def test_weeks_sum_to_the_period_and_start_no_earlier_than_today(
    first: int, length: int, quantity: int, today: int
) -> None:
    row = forecast(first, first + length, quantity)
    parts = in_weeks(row, quantity, today)
    if first + length < today:
        assert parts == []
    else:
        assert sum(part for _, part in parts) == quantity
    assert all(max(first, today) <= day <= first + length and part > 0 for day, part in parts)
