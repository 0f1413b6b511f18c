"""What suppliers really did, against figures by hand and every order in which things could have happened."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from statistics import median, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tables_for_tests import frame

from handfast.engine.inventory.supplier_record import (
    Delivery,
    Record,
    _score_variance,
    quantile,
    read_deliveries,
    record_of,
    trend_of,
)

DAY = dt.date(2026, 1, 5)


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def row(order: str, began: int, ended: int, **more: object) -> dict[str, object]:
    said = {"purchase_order": order, "supplier": "MILL", "item": "TOP", "ordered": 100, "received": 100}
    return said | {"ordered_on": day(began), "received_on": day(ended)} | more


def delivery(days: int, late: int | None = 0, came: int = 100) -> Delivery:
    return Delivery(days, late, came, 100, 100, 0)


def test_an_order_has_come_when_its_last_part_has() -> None:
    rows = [
        row("PO-1", 0, 10, received=60, rejected=2, due_on=day(12)),
        row("PO-1", 0, 17, received=30, due_on=day(12)),
        row("PO-2", 3, 9, supplier="YARD"),
    ]
    found = read_deliveries({"purchase_receipt": frame("purchase_receipt", *rows)})
    assert found["MILL", "TOP"] == [Delivery(17, 5, (day(17) - dt.date(1970, 1, 1)).days, 100, 90, 2)]
    assert found["YARD", "TOP"][0].late is None


def test_a_record_by_hand() -> None:
    record = record_of([delivery(days, late) for days, late in ((10, 0), (12, 2), (11, 1), (30, 20), (9, -1))])
    assert (record.seen, record.median, record.dated, record.late_share, record.late_median) == (5, 11, 5, 0.6, 1)
    assert record.high == 30  # with five orders, nine of ten is the slowest
    assert record.trend is None


def test_few_orders_are_told_as_few() -> None:
    record = record_of([delivery(10, 3), delivery(20, 0)])
    assert (record.seen, record.median, record.late_median) == (2, 15, 1.5)
    assert (record.low, record.high, record.late_share, record.changes) == (None, None, None, "")
    assert record_of([]) == Record()


def test_only_the_newest_count() -> None:
    record = record_of([delivery(99, 50)] * 30 + [delivery(10, 0)] * 20)
    assert (record.seen, record.median, record.late_share) == (20, 10, 0)


def test_what_never_came_and_what_was_not_good() -> None:
    record = record_of([Delivery(5, 0, 1, 100, 80, 8), Delivery(5, 0, 2, 100, 120, 0)])
    assert record.short_share == pytest.approx(0.1)  # more of one order makes up for nothing of another
    assert record.rejected_share == pytest.approx(0.04)


def test_a_lead_time_that_grows_a_day_each_month() -> None:
    record = record_of([Delivery(20 + n, 0, 30 * n + 20 + n, 1, 1, 0) for n in range(12)])
    assert record.changes == "longer"
    assert record.trend is not None
    assert record.trend.days_a_year == pytest.approx(365.25 / 30)
    one_late = record_of([Delivery(90 if n == 11 else 20, 0, 30 * n, 1, 1, 0) for n in range(12)])
    assert one_late.changes == "steady"  # one outlier is no trend


def test_what_shrinks_and_what_never_moves() -> None:
    assert record_of([Delivery(40 - n, 0, 30 * n, 1, 1, 0) for n in range(12)]).changes == "shorter"
    assert record_of([delivery(7, 0, 30 * n) for n in range(12)]).changes == "steady"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40).map(sorted), st.floats(0, 1))
def test_a_quantile_lies_among_its_values(values: list[int], share: float) -> None:
    assert values[0] <= quantile(values, share) <= values[-1]
    assert quantile(values, 0.5) == pytest.approx(median(values))


@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=6),
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
)
def test_the_variance_of_the_score_is_that_over_all_orders(days: list[int], more: list[int]) -> None:
    values = more[: len(days)]
    scores = [_score(days, list(each)) for each in permutations(values)]
    assert _score_variance(days, values) == pytest.approx(pvariance(scores))


def _score(days: list[int], values: list[int]) -> int:
    return sum(
        ((days[b] > days[a]) - (days[b] < days[a])) * ((values[b] > values[a]) - (values[b] < values[a]))
        for a in range(len(days))
        for b in range(a + 1, len(days))
    )


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)), min_size=8, max_size=20))
def test_a_trend_turned_round_is_as_sure_and_points_the_other_way(points: list[tuple[int, int]]) -> None:
    there, back = trend_of(points), trend_of([(day, -value) for day, value in points])
    assert there is not None
    assert back is not None
    assert there.days_a_year == pytest.approx(-back.days_a_year)
    assert there.sure == pytest.approx(back.sure)
    assert 0 <= there.sure <= 1
