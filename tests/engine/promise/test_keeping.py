"""What is kept for others' forecasts: hidden while a customer is answered, never more than nobody has, put back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.promise.books import booking_of
from tests.engine.promise.garden import Garden, march
from tests.oracle.companies import SmallCompany
from tests.oracle.random_companies import companies

from handfast.engine.promise.ask import Ask, AskLine
from handfast.engine.promise.keeping import Expected, Keeping, Kept
from handfast.engine.promise.quote import Demand, place
from handfast.engine.promise.telling import Telling


def keep(garden: Garden, item: str, site: str, *expected: Expected) -> None:
    """Keep something at a stock point."""
    point = garden.network.point_of[item, site]
    garden.book.kept = Kept([point], lambda _: expected)


def ask(item: str, quantity: int, day: int, customer: str = "NEAR") -> Ask:
    return Ask((AskLine(item, quantity, march(day), None, ""),), customer)


def test_what_is_on_the_shelf_is_kept_for_its_day_and_not_before_it() -> None:
    garden = Garden()
    keep(garden, "TEAK", "SOUTH", Expected(10, "key", 60, 16))
    assert garden.offer(ask("TEAK", 40, 3)).on_time
    assert not garden.offer(ask("TEAK", 41, 3)).on_time  # who takes it on the 3rd has it on the 11th
    assert garden.offer(ask("TEAK", 100, 10, "FAR")).on_time  # they are of the segment


def test_lots_that_grow_old_are_kept_the_first_to_expire_first() -> None:
    garden = Garden()
    keep(garden, "OIL", "NORTH", Expected(5, "key", 30_00, 16))
    before = garden.book.state.lot_free.copy()
    assert garden.offer(ask("OIL", 20_00, 5)).on_time
    assert not garden.offer(ask("OIL", 20_01, 5)).on_time
    assert (garden.book.state.lot_free == before).all()


def test_what_is_kept_of_a_component_costs_days_and_says_so() -> None:
    garden = Garden()
    keep(garden, "TOP", "NORTH", Expected(8, "key", 40, 20))
    answer = garden.offer(ask("BENCH", 10, 5))
    [line] = answer.lines
    assert [reason.kind for reason in line.reasons] == ["kept"]
    assert sum(reason.days or 0 for reason in line.reasons) == line.late_days
    form = answer.to_dict()["lines"][0]["reasons"][0]
    assert (form["item"], form["site"], form["until"]) == ("TOP", "NORTH", "2027-03-21")
    assert Telling(answer).reason(line, line.reasons[0]) == (
        "Oak top at North plant: until 21 March what the plan has is kept for others, who are expected to order it"
    )


def test_lines_that_arrive_together_are_offered_what_is_kept_as_well() -> None:
    garden = Garden()
    keep(garden, "TEAK", "SOUTH", Expected(10, "key", 60, 16))
    lines = (AskLine("TEAK", 50, march(5), None, ""), AskLine("OIL", 10_00, march(5), None, ""))
    answer = garden.offer(Ask(lines, "NEAR", together=True))
    assert not answer.on_time
    [way] = [way for way in answer.counter_offers if way.kind == "displacing"]
    assert (way.fulfilment.arrive_day, way.agrees) == (4, ("planning",))


EXPECTED = st.builds(
    Expected, st.integers(0, 30), st.sampled_from(["mine", "theirs"]), st.integers(1, 12), st.integers(0, 40)
)


@pytest.mark.parametrize("segment", ["mine", ""])
@settings(max_examples=60)
@given(companies(), st.lists(EXPECTED, min_size=1, max_size=4), st.data())
def test_what_is_kept_can_still_be_had_after_whatever_is_placed_beside_it(
    segment: str, company: SmallCompany, expected: list[Expected], data: st.DataObject
) -> None:
    book = booking_of(company).book
    at = dict.fromkeys(data.draw(st.sets(st.sampled_from(range(len(company.points))), min_size=1)), expected)
    book.kept = Kept(at, lambda point: at[point])
    before = book.state.available.copy(), book.state.lot_free.copy()
    keeping = Keeping(book, (segment,), [company.point])
    theirs = sum(each.quantity for each in expected if each.segment != segment)
    with keeping.hidden():
        hidden = before[0] - book.state.available
        assert (hidden >= 0).all()
        assert (hidden <= theirs).all()
        assert (np.diff(hidden, axis=1) >= 0).all()  # what was taken stays taken
        demand = Demand(company.point, company.quantity, company.wish, company.fresh)
        placement = place(book, demand)
        assert (book.state.available >= 0).all()  # beside all that is kept
        book.placer.undo(placement)
        with keeping.shown():
            assert (book.state.available == before[0]).all()
    after = book.state.available, book.state.lot_free
    assert all((one == other).all() for one, other in zip(before, after, strict=True))
