"""Quotes on random small companies: they change nothing, are legal, and can be promised as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.promise.books import (
    booking_of,
    demand_of,
    faults,
    pegging_faults,
    remaining,
    snapshot,
    true_rows,
)
from tests.oracle.companies import Part, Shop, SmallCompany, Step, Way
from tests.oracle.random_companies import companies

from handfast.engine.network import SUBSTITUTION
from handfast.engine.promise.quote import Demand, quote, quote_order


@given(companies())
def test_a_quote_changes_nothing(company: SmallCompany) -> None:
    booking = booking_of(company)
    before = snapshot(booking.book)
    quote(booking.book, demand_of(company), booking.commitments_of)
    assert snapshot(booking.book) == before


@given(companies(perishable=True))
def test_a_quote_of_what_expires_changes_nothing(company: SmallCompany) -> None:
    booking = booking_of(company)
    before = snapshot(booking.book)
    quote(booking.book, demand_of(company), booking.commitments_of)
    assert snapshot(booking.book) == before


@given(companies())
def test_a_quote_is_legal(company: SmallCompany) -> None:
    booking = booking_of(company)
    before = remaining(booking.book.state)
    answer = quote(booking.book, demand_of(company), booking.commitments_of)
    assert answer.feasible == (answer.ship_day < company.horizon)
    if answer.feasible:
        assert faults(booking.book, before, answer.placement, answer.demand) == []


@given(companies())
def test_pegs_cover_every_need_in_time_and_no_supply_gives_more_than_it_has(company: SmallCompany) -> None:
    booking = booking_of(company)
    answer = quote(booking.book, demand_of(company), booking.commitments_of)
    if answer.feasible:
        assert pegging_faults(booking, answer.placement, answer.pegging) == []


@given(companies(), st.lists(st.tuples(st.integers(0, 5), st.integers(1, 8), st.integers(0, 11)), max_size=6))
def test_promise_after_promise_the_book_is_supplies_less_needs(
    company: SmallCompany, more: list[tuple[int, int, int]]
) -> None:
    booking = booking_of(company)
    first = demand_of(company)
    demands = [first] + [Demand(point % len(company.points), quantity, day) for point, quantity, day in more]
    for demand in demands:
        answer = quote(booking.book, demand, booking.commitments_of)
        if not answer.feasible:
            continue
        assert pegging_faults(booking, answer.placement, answer.pegging) == []
        booking.promise(answer.placement, answer.pegging)
        rows = true_rows(booking)
        assert (rows >= 0).all(), "every commitment is covered in time"
        assert np.array_equal(rows, booking.book.state.available)
        assert all(0 <= supply.committed <= supply.available for supply in booking.book.supplies.values())
        assert (booking.book.state.capacity >= 0).all()
        assert (booking.book.state.overtime >= 0).all()


@given(companies(perishable=True), st.lists(st.tuples(st.integers(1, 8), st.integers(0, 11)), max_size=4))
def test_promise_after_promise_no_lot_is_oversold(company: SmallCompany, more: list[tuple[int, int]]) -> None:
    booking = booking_of(company)
    demands = [demand_of(company)] + [replace_demand(demand_of(company), *each) for each in more]
    for demand in demands:
        before = snapshot(booking.book)
        answer = quote(booking.book, demand, booking.commitments_of)
        assert snapshot(booking.book) == before
        if answer.feasible:
            booking.promise(answer.placement, answer.pegging)
        for supply in booking.book.supplies.values():
            assert 0 <= supply.committed <= supply.available
            for bound in booking.commitments_of(supply.point):
                if bound.supply == supply.id:
                    assert supply.day <= bound.need_day
                    assert bound.need_day < supply.expires or supply.expires >= company.horizon


def replace_demand(demand: Demand, quantity: int, day: int) -> Demand:
    return demand._replace(quantity=quantity, ship_day=day)


@given(companies(), st.integers(1, 8), st.integers(0, 11), st.booleans())
def test_an_order_is_legal_line_by_line_and_changes_nothing(
    company: SmallCompany, quantity: int, day: int, together: bool
) -> None:
    booking = booking_of(company)
    book = booking.book
    demands = [demand_of(company), Demand(company.point, quantity, day)]
    before = snapshot(book)
    order = quote_order(book, demands, booking.commitments_of, together=together)
    assert snapshot(book) == before
    for demand, placement in zip(demands, order.placements, strict=True):
        if not placement.feasible:
            continue
        assert faults(book, remaining(book.state), placement, demand) == []
        book.placer.redo(placement)
    for placement in order.placements:
        if placement.feasible:
            book.placer.undo(placement)
    if together and order.feasible:
        assert len({placement.day for placement in order.placements}) == 1
    if together and not order.feasible:
        assert order.whole is None
    if order.whole is not None:
        assert pegging_faults(booking, order.whole, order.pegging) == []
        booking.promise(order.whole, order.pegging)
        assert np.array_equal(true_rows(booking), book.state.available)


SHOP = SmallCompany(
    horizon=20,
    points=(("TABLE", "S"), ("LEG", "S")),
    ways=(
        Way(0, inputs=(Part(1, 4),), steps=(Step(0, 60),), same_day=True),
        Way(1, lead_after=6, lot_min=10),
    ),
    shops=(Shop(1, (240,) * 20, (0,) * 20),),
    events=((1, 0, 8),),
)


def test_lines_of_an_order_compete() -> None:
    booking = booking_of(SHOP)
    alone = quote(booking.book, Demand(0, 2, 0), booking.commitments_of)
    order = quote_order(booking.book, [Demand(0, 2, 0), Demand(0, 2, 0)], booking.commitments_of)
    assert alone.ship_day == 0
    assert [placement.day for placement in order.placements] == [0, 6]


def test_together_is_the_latest_lines_day() -> None:
    booking = booking_of(SHOP)
    order = quote_order(booking.book, [Demand(0, 2, 0), Demand(0, 2, 0)], booking.commitments_of, together=True)
    assert [placement.day for placement in order.placements] == [6, 6]
    assert order.whole is not None
    assert {peg.user for peg in order.pegging.pegs if peg.user < 0} == {-1, -2}


def test_without_a_way_nothing_is_possible_and_nothing_is_taken() -> None:
    company = replace(SHOP, ways=SHOP.ways[:1])
    booking = booking_of(company)
    answer = quote(booking.book, Demand(0, 3, 0), booking.commitments_of)
    assert not answer.feasible
    assert not answer.on_time
    assert answer.pegging.pegs == ()
    assert booking.book.state.available[1, 0] == 8


def test_no_run_is_pegged_to_what_it_makes_itself() -> None:
    sawn, oak, chips = range(3)  # sawing makes chips along, and chips can stand in for oak, all on the same day
    company = SmallCompany(
        horizon=21,
        points=(("SAWN", "mill"), ("OAK", "mill"), ("CHIPS", "mill")),
        ways=(
            Way(sawn, inputs=(Part(oak),), extras=(Part(chips, 1, 2),), lot_min=6),
            Way(oak, inputs=(Part(chips),), kind=SUBSTITUTION),
        ),
        events=((oak, 0, 3), (oak, 5, 5), (oak, 10, 7), (chips, 2, 4)),
        quantity=14,
    )
    booking = booking_of(company)
    found = quote(booking.book, demand_of(company), booking.commitments_of)
    assert found.ship_day == 5
    assert len(found.placement.runs) == 4
    assert pegging_faults(booking, found.placement, found.pegging) == []


def test_a_bound_does_not_depend_on_what_was_asked_before() -> None:
    table, top, pine = range(3)  # a pine top may be used for a table at once; who asks for a top does not get one
    company = SmallCompany(
        horizon=21,
        points=(("TABLE", "works"), ("TOP", "works"), ("PINE TOP", "works")),
        ways=(
            Way(table, inputs=(Part(top),)),
            Way(top, lead_before=5),
            Way(top, inputs=(Part(pine),), kind=SUBSTITUTION),
        ),
        events=((pine, 0, 9),),
    )
    placer = booking_of(company).book.placer
    before = placer.bound(table, 1)
    placer.undo(placer.place(top, 1, 0))
    assert placer.bound(table, 1) == before
    assert placer.bound(top, 1) > before


def test_what_comes_along_with_a_run_is_for_others_not_for_what_feeds_that_run() -> None:
    """A table run yields offcuts on the day on which its own top takes offcuts that are bound to somebody else."""
    table, top, offcut = 0, 1, 2
    company = SmallCompany(
        horizon=6,
        points=(("TABLE", "shop"), ("TOP", "shop"), ("OFFCUT", "shop")),
        ways=(
            Way(table, inputs=(Part(top),), extras=(Part(offcut),), lot_min=3),
            Way(top, inputs=(Part(offcut),)),
            Way(offcut, first_start=1),
        ),
        events=((offcut, 0, 3), (offcut, 1, -1)),
    )
    booking = booking_of(company)
    answer = quote(booking.book, demand_of(company), booking.commitments_of)
    assert answer.ship_day == 0
    assert [move.quantity for move in answer.pegging.moves] == [1]
    assert pegging_faults(booking, answer.placement, answer.pegging) == []
