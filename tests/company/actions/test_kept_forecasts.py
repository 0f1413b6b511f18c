"""What a published plan meets of a segment's forecast is promisable to that segment first (rule 10)."""

from bisect import bisect
from dataclasses import replace

import pytest
from tests.company.workshop_for_tests import assert_sound, day, order, orders, workshop
from tests.engine.tables_for_tests import frame

from handfast.company.queries import kept_forecasts
from handfast.company.queries.limits import still_possible
from handfast.engine.promise.telling import Telling
from handfast.errors import CannotPromise

KEY, WEB = "C-1", "C-2"


def expecting(shop, *rows):
    """Let the workshop expect to sell benches: (segment, first day, last day, quantity); and publish a plan for it."""
    names = ("segment", "first_day", "last_day", "quantity")
    said = [
        dict(zip(names, (segment, day(first), day(last), quantity), strict=True))
        for segment, first, last, quantity in rows
    ]
    shop.load({"forecast": frame("forecast", *({"item": "BENCH", "site": "NORTH"} | each for each in said))})


def planned(shop, *rows):
    expecting(shop, *rows)
    shop.publish(shop.plan(steps=10).id)


def most(shop, by, customer):
    """Return how many benches can be had by a day."""
    return bisect(range(1, 120), False, key=lambda n: not shop.quote("BENCH", n, day(by), customer=customer).on_time)


def test_the_segment_finds_what_others_do_not(shop):
    planned(shop, ("key", 7, 13, 18))
    mine, theirs = most(shop, 10, KEY), most(shop, 10, WEB)
    assert mine - theirs == 18
    assert most(shop, 10, "") == theirs  # whoever is of no segment comes after whoever is expected


def test_why_it_is_later_and_what_else_could_be_done(shop):
    planned(shop, ("key", 7, 13, 18))
    wanted = most(shop, 10, WEB) + 5
    answer = shop.quote("BENCH", wanted, day(10), customer=WEB)
    [line] = answer.lines
    assert (line.reasons[0].kind, line.reasons[0].days) == ("kept", line.late_days)
    telling = Telling(answer)
    assert telling.reason(line, line.reasons[0]) == (
        "BENCH at NORTH: until 14 March what the plan has is kept for others, who are expected to order it"
    )
    [number] = [n for n, way in enumerate(answer.counter_offers, 1) if way.kind == "displacing"]
    way = answer.counter_offers[number - 1]
    assert (way.agrees, way.fulfilment.arrive_day) == (("planning",), 10)
    assert telling.other_way(way) == "All on 11 March, with what is kept for others' forecasts"
    assert telling.agreement(way) == "planning must agree"
    before = most(shop, 10, KEY)
    shop.promise(answer, number)
    assert_sound(shop)
    assert most(shop, 10, KEY) == before - wanted


def test_an_answer_that_is_on_time_speaks_of_nothing_kept(shop):
    planned(shop, ("key", 7, 13, 18))
    answer = shop.quote("BENCH", 5, day(10), customer=WEB)
    assert (answer.on_time, answer.lines[0].reasons, answer.counter_offers) == (True, (), ())


def test_an_order_of_the_segment_consumes_what_is_kept_and_takes_nothing_from_others(shop):
    planned(shop, ("key", 7, 13, 18))
    theirs = most(shop, 10, WEB)
    promise = shop.promise(shop.quote("BENCH", 12, day(10), customer=KEY))[0]
    assert most(shop, 10, WEB) == theirs
    shop.promise(shop.quote("BENCH", 10, day(10), customer=KEY))  # four beyond what was expected
    assert most(shop, 10, WEB) == theirs - 4
    shop.withdraw(promise.id, reason="called off")
    assert (most(shop, 10, WEB), most(shop, 10, KEY)) == (theirs, theirs + 8)
    assert_sound(shop)


def test_many_promises_that_change_at_once_are_read_with_all_others(shop, monkeypatch):
    planned(shop, ("key", 7, 13, 18))
    theirs = most(shop, 10, WEB)
    monkeypatch.setattr(kept_forecasts, "_MANY", 1)
    for _ in range(3):
        shop.promise(shop.quote("BENCH", 4, day(10), customer=KEY))
    shop._current()._kept.hear(range(1, 100_000))
    assert (most(shop, 10, WEB), most(shop, 10, KEY)) == (theirs, theirs + 6)


def test_each_segment_has_its_own(shop):
    planned(shop, ("key", 7, 13, 12), ("web", 7, 13, 10))
    free = most(shop, 10, "")
    assert (most(shop, 10, KEY), most(shop, 10, WEB)) == (free + 12, free + 10)


def test_a_forecast_of_no_segment_keeps_nothing_from_anybody(shop):
    planned(shop, ("", 7, 13, 30))
    assert most(shop, 10, WEB) == most(shop, 10, KEY) == most(shop, 10, "")


def test_without_a_published_plan_nothing_is_kept(shop):
    expecting(shop, ("key", 7, 13, 18))
    shop.plan(steps=10)
    assert most(shop, 10, WEB) == most(shop, 10, KEY)


def test_what_comes_after_it_was_expected_is_kept_as_it_comes(shop):
    planned(shop, ("key", 0, 4, 25))  # ten are there
    assert (most(shop, 0, WEB), most(shop, 0, KEY)) == (0, 10)
    assert most(shop, 10, WEB) == most(shop, 10, KEY) - 25


def test_a_forecast_that_is_lowered_keeps_less_at_once(shop):
    planned(shop, ("key", 7, 13, 18))
    theirs = most(shop, 10, WEB)
    expecting(shop, ("key", 7, 13, 12))
    assert most(shop, 10, WEB) == theirs + 6


def test_a_period_that_has_ended_keeps_nothing(shop, clock):
    planned(shop, ("key", 7, 13, 18))
    clock.go_to(13)
    assert most(shop, 15, KEY) == most(shop, 15, WEB) + 10
    assert shop.runs().is_empty()  # the run that was to make eight of them did not start
    clock.go_to(14)
    assert most(shop, 15, KEY) == most(shop, 15, WEB)


def test_what_is_kept_of_a_component_is_kept_from_what_is_made_of_it(place, clock, shop):
    points = [{**row, "sells": True} for row in workshop()["stock_point"].to_dicts()]
    shop.load({"stock_point": frame("stock_point", *points)})
    tops = {"item": "TOP", "site": "NORTH", "segment": "key", "first_day": day(5), "last_day": day(9), "quantity": 40}
    shop.load({"forecast": frame("forecast", tops)})
    shop.publish(shop.plan(steps=10).id)
    assert (most(shop, 8, WEB), most(shop, 8, KEY)) == (10, 30)  # tops for twenty are kept
    [line] = shop.quote("BENCH", 12, day(8), customer=WEB).lines
    assert (line.reasons[0].kind, line.reasons[0].until) == ("kept", 9)


def test_short_answers_say_the_same(shop):
    planned(shop, ("key", 7, 13, 18), ("web", 9, 15, 6))
    asks = [
        shop.ask([("BENCH", quantity, day(by))], customer=customer)
        for quantity in (5, 11, 20, 41)
        for by in (3, 8, 12)
        for customer in (KEY, WEB, "")
    ]
    for asked, short in zip(asks, shop.quote_many(asks), strict=True):
        [whole] = shop.offers([asked])
        assert short.arrive == (whole.market.date_of(whole.arrive_day) if whole.feasible else None)
        assert short.feasible == whole.feasible


def test_a_revision_finds_what_a_new_order_would_and_keeps_what_it_has(shop):
    planned(shop, ("key", 7, 13, 18))
    theirs = most(shop, 10, WEB)
    promise = shop.promise(shop.quote("BENCH", theirs, day(10), customer=WEB))[0]
    assert shop.revise(promise.id, by=day(10), quantity=theirs, reason="the same").quantity == theirs
    with pytest.raises(CannotPromise):
        shop.revise(promise.id, quantity=theirs + 1, reason="one more")
    assert_sound(shop)


def test_two_who_ask_at_once_do_not_take_what_is_kept_together(place, clock, shop):
    import handfast

    planned(shop, ("key", 7, 13, 18))
    theirs = most(shop, 10, WEB)
    with handfast.open(place, actor="ben", clock=clock) as other:
        mine, yours = (each.quote("BENCH", theirs, day(10), customer=WEB) for each in (shop, other))
        shop.promise(mine)
        with pytest.raises(CannotPromise, match="Somebody was faster"):
            other.promise(yours)
    assert most(shop, 10, KEY) == 18
    assert_sound(shop)


def test_what_is_ordered_already_is_not_kept_from_who_ordered_it(shop):
    planned(shop, ("key", 7, 13, 18))
    everything = most(shop, 10, KEY)
    shop.load(orders(order("A", everything, 10, customer=WEB)))
    assert shop.promises("promised").filter(at_risk=True).is_empty()
    assert most(shop, 10, KEY) == 0
    assert_sound(shop)


def test_limits_count_what_is_kept_for_the_segments_that_their_reader_sees(shop):
    shop.promise(shop.quote("BENCH", 1, day(30)))
    planned(shop, ("key", 7, 13, 18))

    def still(*segments):
        reader = shop.acting_as(replace(shop.person, segments=frozenset(segments))) if segments else shop
        return shop.database.run(possible, reader)

    def possible(reader):
        return still_possible(shop._current(), "BENCH", 200, 1, lambda _: True, reader.person.segments).quantity

    assert still() == still("key", "web") == still("web") + 18


def test_the_item_says_what_is_kept_for_whom_to_those_who_may_see_the_segment(shop):
    planned(shop, ("key", 7, 13, 18))
    [row] = shop.item("BENCH").kept
    assert (row["segment"], row["quantity"], row["from"], row["until"]) == ("key", 18, day(7), day(13))
    elsewhere = replace(shop.person, segments=frozenset({"web"}))
    assert shop.acting_as(elsewhere).item("BENCH").kept == []
