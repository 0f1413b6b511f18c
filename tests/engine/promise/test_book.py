"""The book keeps the kernel's arrays at supplies less commitments, whatever happens to either."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.promise.books import true_rows
from tests.oracle.companies import Shop, SmallCompany

from handfast.engine.promise.book import RECEIPT, RUN, STOCK, Book, Supply
from handfast.engine.promise.booking import Booking
from handfast.engine.promise.quote import Demand, quote

HORIZON = 12
COMPANY = SmallCompany(
    horizon=HORIZON, points=(("TABLE", "S"), ("LEG", "S")), ways=(), shops=(Shop(2, (60,) * HORIZON, (30,) * HORIZON),)
)


def a_book() -> Booking:
    book = Book(COMPANY.network)
    book.load([Supply(0, STOCK, 0, 0, HORIZON, 5, 0), Supply(1, RECEIPT, 0, 4, HORIZON, 10, 0, "PO-1")], [])
    return Booking(book)


def seen(booking: Booking) -> np.ndarray:
    return np.maximum(true_rows(booking), 0)


def test_what_is_loaded_is_cumulative() -> None:
    assert a_book().book.state.available[0].tolist() == [5] * 4 + [15] * 8


def test_loading_commitments_takes_them_off() -> None:
    book = Book(COMPANY.network)
    book.load([Supply(0, STOCK, 0, 0, HORIZON, 5, 3)], [(0, 2, 3)])
    assert book.state.available[0].tolist() == [5, 5] + [2] * 10
    assert book.supplies[0].free == 2


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("available"), st.integers(0, 1), st.integers(-8, 8)),
        st.tuples(st.just("day"), st.integers(0, 1), st.integers(0, HORIZON + 2)),
        st.tuples(st.just("bind"), st.integers(0, 1), st.integers(1, 4)),
        st.tuples(st.just("add"), st.integers(0, 1), st.integers(0, HORIZON - 1)),
    ),
    max_size=12,
)


@given(CHANGES)
def test_after_any_changes_the_kernel_sees_what_is_there_and_nothing_where_more_is_bound(
    changes: list[tuple[str, int, int]],
) -> None:
    booking = a_book()
    book = booking.book
    for kind, n, value in changes:
        supply = book.supplies[n]
        if kind == "available":
            book.change_available(n, max(value, -supply.available))
        elif kind == "day":
            book.change_day(n, value)
        elif kind == "bind":
            booking.bind(n, min(supply.day + value, HORIZON - 1), value)
        else:
            book.add(Supply(max(book.supplies) + 1, RUN, n, value, HORIZON, 3, 0))
        assert np.array_equal(book.state.available, seen(booking))
        assert all(each.free >= 0 for each in book.supplies.values())
        assert all((supply in book.open[supply.point]) == (supply.free > 0) for supply in book.supplies.values())


def test_an_overdrawn_point_gives_nothing_before_it_is_covered_again() -> None:
    booking = a_book()
    book = booking.book
    booking.bind(0, 1, 5)
    book.change_available(0, -4)
    assert not quote(book, Demand(0, 1, 3), booking.commitments_of).on_time
    assert book.state.available[0].tolist() == [1, 0, 0, 0, *[6] * 8]
    book.change_available(0, 4)
    assert book.state.available[0].tolist() == [5, *[0] * 3, *[10] * 8]


def test_open_supplies_stay_in_order_of_their_days() -> None:
    book = a_book().book
    book.add(Supply(7, RUN, 0, 2, HORIZON, 3, 0))
    book.change_day(1, 1)
    assert [supply.id for supply in book.open[0]] == [0, 1, 7]


def test_minutes_come_and_go() -> None:
    book = a_book().book
    book.load_resource(0, 3, 50)
    book.load_resource(0, 3, 20, overtime=True)
    assert book.state.capacity[0, 3] == 70
    assert book.state.overtime[0, 3] == 40
    book.load_resource(0, HORIZON + 5, 50)
    book.load_resource(0, 3, -50)
    assert (book.state.capacity == COMPANY.network.capacity()).all()


def test_lots_are_taken_first_expired_first_and_only_while_they_are_fresh() -> None:
    book = Book(COMPANY.network, np.array([6, 0]))
    book.load([Supply(0, STOCK, 0, 0, 9, 4, 0), Supply(1, STOCK, 0, 0, 5, 4, 0)], [])
    booking = Booking(book)
    answer = quote(book, Demand(0, 6, 2), booking.commitments_of)
    assert [(peg.supply, peg.quantity) for peg in answer.pegging.pegs] == [(1, 4), (0, 2)]
    assert not quote(book, Demand(0, 6, 2, fresh=3), booking.commitments_of).feasible
    booking.promise(answer.placement, answer.pegging)
    assert book.state.lot_free.tolist() == [2]


def test_a_lot_that_expires_needs_a_stock_point_with_a_shelf_life() -> None:
    book = a_book().book
    with pytest.raises(ValueError, match="load the book anew"):
        book.add(Supply(9, STOCK, 0, 0, 5, 1, 0))


MANY = st.tuples(
    st.lists(st.tuples(st.integers(0, 1), st.integers(-8, 8)), max_size=6),
    st.lists(st.tuples(st.integers(0, 1), st.integers(-2, HORIZON + 1), st.integers(-4, 6)), max_size=8),
)


@given(MANY, MANY)
def test_many_changes_at_once_are_the_same_as_one_by_one(
    first: tuple[list[tuple[int, int]], list[tuple[int, int, int]]],
    second: tuple[list[tuple[int, int]], list[tuple[int, int, int]]],
) -> None:
    at_once, one_by_one = a_book().book, a_book().book
    for available, commits in (first, second):
        at_once.change_many(available, commits)
        for balance, delta in available:
            one_by_one.change_available(balance, delta)
        for balance, need_day, delta in commits:
            one_by_one.commit(balance, need_day, delta)
        assert (at_once.state.available == one_by_one.state.available).all()
        assert [[each.id for each in row] for row in at_once.open] == [
            [each.id for each in row] for row in one_by_one.open
        ]
        assert [each.free for each in at_once.supplies.values()] == [each.free for each in one_by_one.supplies.values()]
    at_once.change_many([(id_, -delta) for id_, delta in first[0] + second[0]], [])
    at_once.change_many([], [(id_, day, -delta) for id_, day, delta in first[1] + second[1]])
    assert at_once.state.available.tolist() == a_book().book.state.available.tolist()
