"""Allocations: a segment is promised no more than its quota, in the offer and in the ledger, until the quota frees."""

import pytest
from tests.company.workshop_for_tests import assert_sound, day, order, orders
from tests.engine.tables_for_tests import frame

from handfast.company.ledger.state import entries, read_state
from handfast.company.queries.forms import missing_words
from handfast.engine.promise.telling import Telling
from handfast.errors import CannotPromise, DataError

WEB, KEY = "C-2", "C-1"


def capped(shop, quantity, *, frees_on=None):
    """Let the web segment have `quantity` benches that ship in the first 31 days."""
    quota = {"segment": "web", "item": "BENCH", "first_day": day(0), "last_day": day(30), "quantity": quantity}
    shop.load({"allocation": frame("allocation", quota | ({"frees_on": frees_on} if frees_on else {}))})


def chain(shop, *quantities, item="BENCH", **more):
    """Let the web segment have so many benches in each of the first periods of ten days."""
    rows = [
        {"segment": "web", "item": item, "first_day": day(10 * n), "last_day": day(10 * n + 9), "quantity": quantity}
        | {name: values[n] for name, values in more.items() if values[n] is not None}
        for n, quantity in enumerate(quantities)
    ]
    shop.load({"allocation": frame("allocation", *rows)})


def more_benches(shop):
    """Lay so many benches in stock that only quotas stand in the way."""
    shop.load({"stock": frame("stock", {"item": "BENCH", "site": "NORTH", "lot": "B-1", "quantity": 1_000})})


def quotas(shop):
    """Return what each quota has, what is promised of it, and what is short, in order of their days."""
    rows = shop.database.run(read_state).allocations
    return [(row.available, row.committed, row.short) for row in sorted(rows, key=lambda row: row.day)]


def promised(shop, quantity, by, customer=WEB):
    return shop.promise(shop.quote("BENCH", quantity, day(by), customer=customer))[0]


def test_what_a_period_leaves_unused_is_carried_into_the_next(shop):
    more_benches(shop)
    chain(shop, 6, 4)
    assert not shop.quote("BENCH", 7, day(9), customer=WEB).on_time
    assert shop.quote("BENCH", 10, day(10), customer=WEB).on_time
    assert not shop.quote("BENCH", 11, day(10), customer=WEB).on_time
    promised(shop, 9, 12)
    assert quotas(shop) == [(6, 5, 0), (4, 4, 0)]  # the latest first: what is left serves near dates
    assert [shop.quote("BENCH", n, day(3), customer=WEB).on_time for n in (1, 2)] == [True, False]
    assert_sound(shop)


def test_an_early_period_that_waits_for_a_later_one_says_until_when(shop):
    more_benches(shop)
    chain(shop, 6, 4)
    [line] = shop.quote("BENCH", 8, day(5), customer=WEB).lines
    assert line.arrive_day == 10
    assert [(reason.kind, reason.reference, reason.until) for reason in line.reasons] == [("quota", "6", 9)]


def test_promises_of_later_days_move_to_later_quotas_so_that_an_early_one_fits(shop):
    more_benches(shop)
    chain(shop, 6, 4)
    first, second = promised(shop, 4, 12), promised(shop, 5, 15)
    assert quotas(shop) == [(6, 5, 0), (4, 4, 0)]
    shop.withdraw(first.id, reason="called off")
    assert quotas(shop) == [(6, 5, 0), (4, 0, 0)]
    assert not shop.quote("BENCH", 6, day(2), customer=WEB).on_time  # all ten, less the five of the second
    promised(shop, 5, 2)
    assert quotas(shop) == [(6, 6, 0), (4, 4, 0)]
    assert shop.promises("promised").filter(at_risk=True).is_empty()
    assert_sound(shop)
    shop.withdraw(second.id, reason="called off")
    assert quotas(shop) == [(6, 5, 0), (4, 0, 0)]
    assert_sound(shop)


def test_a_revision_beyond_the_quotas_is_refused_and_says_so(shop):
    more_benches(shop)
    chain(shop, 6, 4)
    row = promised(shop, 5, 3)
    promised(shop, 3, 12)
    with pytest.raises(CannotPromise, match="web customers may be promised 6 of BENCH that ship until 2027-03-10"):
        shop.revise(row.id, quantity=7, reason="more")
    shop.revise(row.id, quantity=6, reason="more")
    shop.revise(row.id, quantity=7, by=day(13), reason="more, and later")
    assert quotas(shop) == [(6, 6, 0), (4, 4, 0)]
    assert_sound(shop)
    shop.revise(row.id, quantity=2, reason="less")
    assert sum(committed for _, committed, _ in quotas(shop)) == 5
    assert_sound(shop)


def test_a_lowered_quota_is_bound_anew_before_anything_is_short(shop):
    more_benches(shop)
    chain(shop, 6, 4, 9)
    promised(shop, 12, 25)
    promised(shop, 3, 15)
    assert quotas(shop) == [(6, 2, 0), (4, 4, 0), (9, 9, 0)]
    chain(shop, 0, 4, 11)
    assert quotas(shop) == [(0, 0, 0), (4, 4, 0), (11, 11, 0)]
    assert not any(change[0] == "short" for entry in shop.database.run(entries) for change in entry.body)
    assert_sound(shop)
    chain(shop, 0, 4, 9)
    assert sum(short for _, _, short in quotas(shop)) == 2  # 15 are promised of 13
    assert shop.promises("promised").filter(at_risk=True).height > 0
    assert_sound(shop)


def test_a_quota_that_is_short_cures_itself_when_a_later_one_comes_free(shop):
    more_benches(shop)
    chain(shop, 6, 4)
    row = promised(shop, 6, 12)
    promised(shop, 4, 15)
    chain(shop, 3, 4)
    assert quotas(shop) == [(3, 6, 3), (4, 4, 0)]
    shop.withdraw(row.id, reason="called off")
    assert quotas(shop) == [(3, 4, 1), (4, 0, 0)]
    shop.report_loss("BENCH", "NORTH", 1, supply="B-1", reason="broken")  # whatever is short is looked at again then
    assert quotas(shop) == [(3, 3, 0), (4, 1, 0)]
    assert_sound(shop)


def test_a_quota_that_has_freed_carries_nothing_over_and_what_was_taken_of_it_stays(shop, clock):
    more_benches(shop)
    chain(shop, 6, 4, frees_on=[day(5), None])
    row = promised(shop, 7, 12)
    assert quotas(shop) == [(6, 3, 0), (4, 4, 0)]
    clock.go_to(5)
    assert shop.quote("BENCH", 50, day(9), customer=WEB).on_time
    assert not shop.quote("BENCH", 1, day(12), customer=WEB).on_time
    shop.revise(row.id, by=day(14), reason="two days later")  # it keeps its three of the first quota
    assert quotas(shop) == [(6, 3, 0), (4, 4, 0)]
    shop.revise(row.id, quantity=6, reason="one less")
    assert quotas(shop) == [(6, 3, 0), (4, 3, 0)]
    assert shop.quote("BENCH", 1, day(12), customer=WEB).on_time
    assert_sound(shop)


def test_a_short_quota_that_frees_puts_nobody_at_risk_any_more(shop, clock):
    more_benches(shop)
    chain(shop, 6, frees_on=[day(5)])
    promised(shop, 6, 4)
    chain(shop, 2, frees_on=[day(5)])
    assert shop.promises("promised").filter(at_risk=True).height == 1
    clock.go_to(5)
    assert shop.quote("BENCH", 8, day(5), customer=WEB).on_time
    assert shop.promises("promised").filter(at_risk=True).is_empty()
    chain(shop, 1, frees_on=[day(5)])
    assert shop.promises("promised").filter(at_risk=True).is_empty()
    assert_sound(shop)


def test_an_item_and_its_family_are_two_chains_that_must_both_hold(shop):
    shop.load({"item": frame("item", {"item": "BENCH", "price": 20_000, "cost": 9_000, "family": "benches"})})
    more_benches(shop)
    families = [
        {"segment": "web", "family": "benches", "first_day": day(0), "last_day": day(19), "quantity": 8},
        {"segment": "web", "item": "BENCH", "first_day": day(0), "last_day": day(9), "quantity": 6},
        {"segment": "web", "item": "BENCH", "first_day": day(10), "last_day": day(19), "quantity": 6},
    ]
    shop.load({"allocation": frame("allocation", *families)})
    assert [shop.quote("BENCH", n, day(5), customer=WEB).on_time for n in (6, 7)] == [True, False]
    assert [shop.quote("BENCH", n, day(15), customer=WEB).on_time for n in (8, 9)] == [True, False]
    promised(shop, 8, 15)
    assert not shop.quote("BENCH", 1, day(5), customer=WEB).on_time
    assert_sound(shop)


def test_what_has_left_of_a_carried_quota_stays_used(shop, clock):
    more_benches(shop)
    chain(shop, 6, 4)
    row = promised(shop, 7, 12)
    clock.go_to(12)
    assert shop.ship(row.id).state == "delivered"
    assert quotas(shop) == [(3, 0, 0), (0, 0, 0)]
    assert [shop.quote("BENCH", n, day(13), customer=WEB).on_time for n in (3, 4)] == [True, False]
    assert_sound(shop)


def test_an_order_that_changes_keeps_its_quota_and_takes_more_as_far_as_it_goes(shop):
    chain(shop, 3, 4)
    shop.load(orders(order("SO-1", 5, 3, customer=WEB)))
    assert quotas(shop) == [(3, 3, 0), (4, 0, 0)]  # two of the five without one
    shop.load(orders(order("SO-1", 5, 12, customer=WEB)))
    assert quotas(shop) == [(3, 0, 0), (4, 3, 0)]
    shop.load(orders(order("SO-1", 9, 12, customer=WEB)))
    assert quotas(shop) == [(3, 3, 0), (4, 4, 0)]
    assert_sound(shop)


def test_a_hold_that_was_moved_to_a_later_quota_gives_that_one_back(shop, clock):
    more_benches(shop)
    chain(shop, 6, 4)
    row = promised(shop, 4, 12)
    shop.hold(shop.quote("BENCH", 5, day(15), customer=WEB), hours=2)
    shop.withdraw(row.id, reason="called off")
    promised(shop, 5, 2)
    assert quotas(shop) == [(6, 6, 0), (4, 4, 0)]
    clock.go_to(0, hour=12)
    assert [shop.quote("BENCH", n, day(12), customer=WEB).on_time for n in (5, 6)] == [True, False]
    assert quotas(shop) == [(6, 5, 0), (4, 0, 0)]
    assert_sound(shop)


def test_an_override_uses_up_a_quota_as_far_as_it_goes(shop):
    chain(shop, 3, 4)
    shop.override("BENCH", 5, day(3), approved_by="mara", reason="a fair", customer=WEB)
    assert quotas(shop) == [(3, 3, 0), (4, 0, 0)]
    assert_sound(shop)


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


def welding(shop, *minutes):
    """Let the web segment have so many minutes of the welding line in each of the first periods of ten days."""
    rows = [
        {"segment": "web", "resource": "WELD", "first_day": day(10 * n), "last_day": day(10 * n + 9), "quantity": each}
        for n, each in enumerate(minutes)
    ]
    shop.load({"allocation": frame("allocation", *rows)})


def test_a_resources_quota_caps_what_takes_minutes_of_it_made_or_from_the_shelf(shop):
    more_benches(shop)
    welding(shop, 200, 130)  # 30 minutes a bench: six, and five more
    assert [shop.quote("BENCH", n, day(9), customer=WEB).on_time for n in (6, 7)] == [True, False]
    assert [shop.quote("BENCH", n, day(19), customer=WEB).on_time for n in (11, 12)] == [True, False]
    assert shop.quote("BENCH", 7, day(9), customer=KEY).on_time
    row = promised(shop, 8, 14)
    assert quotas(shop) == [(200, 110, 0), (130, 130, 0)]
    assert [shop.quote("BENCH", n, day(3), customer=WEB).on_time for n in (3, 4)] == [True, False]
    shop.revise(row.id, quantity=5, reason="three less")
    assert sum(committed for _, committed, _ in quotas(shop)) == 150
    with pytest.raises(CannotPromise, match="web customers may be promised 11 of BENCH"):
        shop.revise(row.id, quantity=12, reason="more")
    assert_sound(shop)
    shop.withdraw(row.id, reason="called off")
    assert quotas(shop) == [(200, 0, 0), (130, 0, 0)]
    assert_sound(shop)


def test_an_ask_beyond_a_resources_quota_says_which_resource_and_until_when(shop):
    more_benches(shop)
    welding(shop, 200)
    offer = shop.quote("BENCH", 8, day(5), customer=WEB)
    [line] = offer.lines
    assert line.arrive_day == 10
    told = Telling(offer).reason(line, line.reasons[0])
    assert told == "BENCH: until 10 March the share of WELD that web customers have is enough for 6"


def test_minutes_of_which_too_many_are_promised_are_said_as_minutes(shop):
    more_benches(shop)
    welding(shop, 300)
    row = promised(shop, 10, 5)
    welding(shop, 240)
    [missing] = shop.explain(row.id).missing
    assert missing_words(missing) == "60 min of the segment's quota (web: WELD): 300 min are promised of it"
    assert_sound(shop)


def test_an_allocation_is_of_one_thing(shop):
    quota = {"segment": "web", "resource": "WELD", "first_day": day(0), "last_day": day(9), "quantity": 5}
    with pytest.raises(DataError, match="is said beside an item or a family"):
        shop.load({"allocation": frame("allocation", quota | {"item": "BENCH"})})
    with pytest.raises(DataError, match="is empty, and family and resource are too"):
        shop.load({"allocation": frame("allocation", quota | {"resource": ""})})
