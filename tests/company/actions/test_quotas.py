"""Allocations: a segment is promised no more than its quota, in the offer and in the ledger, until the quota frees."""

import pytest
from tests.company.workshop_for_tests import assert_sound, day, order, orders
from tests.engine.tables_for_tests import frame

from handfast.errors import CannotPromise

WEB, KEY = "C-2", "C-1"


def capped(shop, quantity, *, frees_on=None):
    """Let the web segment have `quantity` benches that ship in the first 31 days."""
    quota = {"segment": "web", "item": "BENCH", "first_day": day(0), "last_day": day(30), "quantity": quantity}
    shop.load({"allocation": frame("allocation", quota | ({"frees_on": frees_on} if frees_on else {}))})


def test_an_ask_beyond_the_quota_waits_for_the_next_period_and_says_why(shop):
    capped(shop, 6)
    offer = shop.quote("BENCH", 8, day(5), customer=WEB)
    assert offer.lines[0].arrive_day == 31
    assert [(reason.kind, reason.reference, reason.until) for reason in offer.lines[0].reasons] == [("quota", "6", 30)]
    assert ("partial", [6, 2]) in [
        (way.kind, [delivery.quantity for delivery in way.deliveries()]) for way in offer.counter_offers
    ]
    assert shop.quote("BENCH", 8, day(5), customer=KEY).on_time
    assert shop.quote("BENCH", 6, day(5), customer=WEB).on_time


def test_promises_use_up_a_quota_and_give_it_back(shop):
    capped(shop, 6)
    row = shop.promise(shop.quote("BENCH", 4, day(5), customer=WEB))[0]
    assert_sound(shop)
    assert not shop.quote("BENCH", 3, day(5), customer=WEB).on_time
    shop.revise(row.id, quantity=3, reason="one less")
    assert shop.quote("BENCH", 3, day(5), customer=WEB).on_time
    assert_sound(shop)
    shop.withdraw(row.id, reason="called off")
    assert shop.quote("BENCH", 6, day(5), customer=WEB).on_time
    assert_sound(shop)


def test_what_has_left_stays_used(shop):
    capped(shop, 6)
    row = shop.promise(shop.quote("BENCH", 4, day(0), customer=WEB))[0]
    assert shop.ship(row.id).state == "delivered"
    assert not shop.quote("BENCH", 3, day(5), customer=WEB).on_time
    assert shop.quote("BENCH", 2, day(5), customer=WEB).on_time
    assert_sound(shop)


def test_the_ledger_guards_a_quota_that_somebody_used_up_meanwhile(shop):
    capped(shop, 6)
    offer = shop.quote("BENCH", 5, day(5), customer=WEB)
    shop.promise(shop.quote("BENCH", 4, day(5), customer=WEB))
    with pytest.raises(CannotPromise, match="faster"):
        shop.promise(offer)
    assert_sound(shop)


def test_orders_given_before_use_up_a_quota_as_far_as_it_goes(shop):
    capped(shop, 6)
    shop.load(orders(order("SO-1", 5, 3, customer=WEB), order("SO-2", 4, 4, customer=WEB)))
    assert shop.promises("promised").height == 2
    assert not shop.quote("BENCH", 1, day(5), customer=WEB).on_time
    assert_sound(shop)


def test_a_quota_that_has_freed_caps_nobody(shop, clock):
    capped(shop, 6, frees_on=day(2))
    assert not shop.quote("BENCH", 8, day(5), customer=WEB).on_time
    clock.go_to(2)
    assert shop.quote("BENCH", 8, day(5), customer=WEB).on_time
    assert_sound(shop)


def test_a_quota_that_changes_changes_in_the_ledger(shop):
    capped(shop, 6)
    shop.promise(shop.quote("BENCH", 4, day(5), customer=WEB))
    capped(shop, 9)
    assert shop.quote("BENCH", 5, day(5), customer=WEB).on_time
    assert not shop.quote("BENCH", 6, day(5), customer=WEB).on_time
    assert_sound(shop)


def test_the_lines_of_an_order_share_a_quota(shop):
    capped(shop, 6)
    offer = shop.quote_lines([("BENCH", 4, day(5)), ("BENCH", 4, day(5))], customer=WEB)
    assert [line.arrive_day for line in offer.lines] == [5, 31]
    assert [reason.kind for reason in offer.lines[1].reasons] == ["quota"]
    assert [row.quantity for row in shop.promise(offer)] == [4, 4]
    assert_sound(shop)


def test_the_parts_of_an_offer_share_a_quota(shop):
    capped(shop, 6)
    offer = shop.quote("BENCH", 10, day(5), customer=WEB)
    for number, way in enumerate(offer.counter_offers, 1):
        assert sum(each.quantity for each in way.deliveries() if each.ship_day <= 30) <= 6
        rows = shop.promise(offer, number)
        assert_sound(shop)
        for row in rows:
            shop.withdraw(row.id, reason="now the next way")
