"""Other ways: searched, complete, none beaten by another in every respect."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.promise.garden import Garden, march

from handfast.engine.promise.ask import Ask, AskLine, ask
from handfast.engine.promise.counter_offers import MOST_SHOWN, CounterOffer, _beats
from handfast.engine.promise.offer import Offer
from handfast.engine.promise.telling import Telling


@pytest.fixture(scope="module")
def company() -> Garden:
    return Garden()


def ways(answer: Offer) -> dict[str, CounterOffer]:
    return {way.kind: way for way in answer.counter_offers}


def parts(way: CounterOffer) -> list[tuple[int, int]]:
    return [(delivery.quantity, delivery.arrive_day) for delivery in way.deliveries()]


def test_a_late_answer_with_all_its_ways(company: Garden) -> None:
    answer = company.offer(ask("BENCH", 30, march(8)))
    found = ways(answer)
    assert "answer" not in found  # it is no other way
    assert parts(found["partial"]) == [(20, 7), (10, 15)]
    assert parts(found["expedited"]) == [(30, 8)]
    assert parts(found["overtime_expedited"]) == [(30, 7)]
    assert parts(found["substitute"]) == [(30, 7)]
    assert found["partial"].extra_cost == 10_00  # one run more
    assert found["overtime_expedited"].agrees == ("production", "purchasing")
    assert found["substitute"].agrees == ("customer",)
    telling = Telling(answer)
    assert telling.other_way(found["partial"]) == "20 on 8 March and 10 on 16 March"
    assert telling.other_way(found["substitute"]) == "Teak bench instead, 30 on 8 March from South store"
    assert telling.cost(found["partial"]) == "10.00 EUR more"
    assert telling.agreement(found["overtime_expedited"]) == "production must agree, purchasing must agree"


def test_the_part_by_the_wish_is_the_largest_possible(company: Garden) -> None:
    part = parts(ways(company.offer(ask("BENCH", 30, march(8))))["partial"])[0][0]
    assert company.offer(ask("BENCH", part, march(8))).on_time
    assert not company.offer(ask("BENCH", part + 1, march(8))).on_time


def test_the_rest_can_come_from_another_site() -> None:
    stock = [
        {"item": "TOP", "site": "NORTH", "quantity": 40, "as_of": march(1)},
        {"item": "BENCH", "site": "SOUTH", "quantity": 12, "as_of": march(1)},
    ]
    answer = Garden(stock=stock).offer(ask("BENCH", 30, march(8)))
    other = ways(answer)["other_site"]
    assert {(each.site, each.quantity) for each in other.deliveries()} == {("NORTH", 20), ("SOUTH", 10)}
    assert all(each.on_time for each in other.deliveries())
    assert Telling(answer).other_way(other) == "20 on 8 March from North plant and 10 on 8 March from South store"


def test_a_substitute_is_counted_in_its_own_units() -> None:
    substitute = [{"item": "BENCH", "alternative": "TEAK", "use": "offer", "per_unit": "3/2"}]
    answer = Garden(substitute=substitute).offer(ask("BENCH", 31, march(8)))
    assert parts(ways(answer)["substitute"]) == [(47, 7)]  # 46.5, up


def test_a_component_substitute_is_never_offered_to_a_customer() -> None:
    substitute = [{"item": "BENCH", "alternative": "TEAK", "use": "component"}]
    assert "substitute" not in ways(Garden(substitute=substitute).offer(ask("BENCH", 30, march(8))))


def test_what_is_on_time_needs_no_other_way(company: Garden) -> None:
    assert company.offer(ask("BENCH", 8, march(8))).counter_offers == ()


def test_other_ways_of_a_line_keep_the_other_lines(company: Garden) -> None:
    answer = company.offer(Ask((AskLine("TEAK", 5, march(8)), AskLine("BENCH", 30, march(8)))))
    for way in answer.counter_offers:
        assert {delivery.line for delivery in way.fulfilment.deliveries} == {0, 1}


def test_a_way_beats_another_only_if_it_is_nowhere_worse() -> None:
    one, two = (Fraction(1), Fraction(2)), (Fraction(1), Fraction(3))
    assert _beats(one, two, False)
    assert not _beats(two, one, True)
    assert _beats(one, one, True)
    assert not _beats(one, one, False)
    assert not _beats((Fraction(0), Fraction(3)), one, True)


@given(st.integers(1, 120), st.integers(1, 31), st.sampled_from(["", "FAR"]))
def test_ways_are_few_ordered_and_none_is_beaten(quantity: int, day: int, customer: str) -> None:
    answer = Garden().offer(ask("BENCH", quantity, march(day), customer=customer))
    found = answer.counter_offers
    assert len(found) <= MOST_SHOWN
    wish = answer.lines[0].wanted.wish
    if answer.on_time:
        assert not found
    for way in found:
        assert sum(each.quantity for each in way.deliveries()) <= quantity or way.kind == "substitute"
        assert way.fulfilment is not answer.fulfilment
        if way.kind in ("overtime", "expedited", "overtime_expedited", "substitute"):
            assert way.fulfilment.arrive_day < answer.arrive_day
        if way.kind == "partial":
            first, rest = way.deliveries()
            assert first.arrive_day <= wish < rest.arrive_day
            assert first.quantity + rest.quantity == quantity
