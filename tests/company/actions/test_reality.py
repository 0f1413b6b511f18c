"""Losses, delays, days that pass, goods that leave and arrive: what happens to the promises that counted on it."""

import pytest
from tests.company.workshop_for_tests import assert_sound, balances, day, kinds, open_workshop, order, orders, workshop
from tests.engine.tables_for_tests import frame

from handfast.company.queries.holdings import Holdings, what_is_unsure
from handfast.company.queries.mirror import day_number
from handfast.errors import CannotPromise, NotFound


def at_risk(shop):
    return shop.promises().filter("at_risk")["promise"].to_list()


def stock(shop, node_total):
    return [key[3:] for key in balances(shop).elements() if key[0] == "stock"].count(node_total)


def test_a_loss_of_what_nobody_counts_on_is_no_risk(shop):
    loss = shop.report_loss("BENCH", "NORTH", 3, supply="B-1", reason="fork lift")
    assert (loss.lost, loss.at_risk, stock(shop, (7, 0, 0))) == (3, (), 1)
    assert not shop.quote("BENCH", 8, day(0)).on_time
    assert_sound(shop)


def test_a_loss_names_the_promises_at_risk(shop):
    shop.promise(shop.quote("BENCH", 6, day(0)))
    shop.promise(shop.quote("BENCH", 4, day(0)))
    loss = shop.report_loss("BENCH", "NORTH", 5, supply="B-1", reason="fork lift")
    assert {risk.promise for risk in loss.at_risk} == {1, 2}
    assert at_risk(shop) == ["P-1", "P-2"]
    assert_sound(shop)
    shop.withdraw(2, reason="cured")
    shop.revise(1, by=day(20), reason="made again")
    assert at_risk(shop) == []
    assert_sound(shop)


def test_a_promise_can_become_smaller_beside_what_somebody_else_lacks(shop):
    shop.promise(shop.quote("BENCH", 4, day(0)))
    shop.promise(shop.quote("BENCH", 6, day(0)))
    shop.report_loss("BENCH", "NORTH", 9, supply="B-1", reason="fork lift")
    assert at_risk(shop) == ["P-1", "P-2"]
    before = shop.explain(1).quantity
    smaller = shop.revise(1, quantity=3, reason="three will do")
    assert (before, smaller.quantity, kinds(shop)[-1]) == (4, 3, "revise")
    assert stock(shop, (1, 9, 8)) == 1  # one is there, nine are bound, and what is missing is one less
    assert_sound(shop)
    shop.revise(2, quantity=1, reason="one will do")
    shop.withdraw(1, reason="none will do")
    assert at_risk(shop) == []
    with pytest.raises(CannotPromise):
        shop.revise(2, quantity=2, reason="two after all", by=day(0))
    assert_sound(shop)


def test_nobody_is_promised_what_a_run_would_leave_over_that_lacks_something_itself(shop):
    shop.promise(shop.quote("BENCH", 10, day(0)))  # all that is in stock
    shop.promise(shop.quote("BENCH", 21, day(16)))  # 25 are made
    assert shop.quote("BENCH", 4, day(16)).fulfilment.whole.runs == []  # of what the runs leave over
    shop.report_loss("TOP", "NORTH", 100, supply="PO-1", reason="flood")
    shop.report_loss("TOP", "NORTH", 40, supply="T-1", reason="flood")
    assert at_risk(shop) == ["P-2"]
    holdings = shop.database.run(Holdings)
    assert shop.database.run(what_is_unsure).hiding == holdings.hiding_free(holdings.unsure()) != []
    answer = shop.quote("BENCH", 4, day(16))
    assert not answer.on_time
    assert all(peg.supply < 0 for peg in answer.fulfilment.pegging.pegs if peg.user == -1)
    before = balances(shop)
    promised = shop.promise(answer)[0]
    assert at_risk(shop) == ["P-2"]
    shop.withdraw(promised.id, reason="no")
    assert balances(shop) == before
    assert_sound(shop)


def test_a_loss_is_cured_by_other_supply_that_is_there_in_time(shop):
    shop.load({"stock": shop.table("stock")})
    shop.promise(shop.quote("BENCH", 30, day(30)))
    shop.promise(shop.quote("BENCH", 3, day(30)))
    loss = shop.report_loss("TOP", "NORTH", 80, supply="PO-1", reason="flood")
    assert (loss.bound_anew, loss.at_risk) == (2, ())  # two runs had tops of it, and have others now
    assert_sound(shop)


def test_no_more_can_be_lost_than_there_is(shop):
    with pytest.raises(CannotPromise, match="11 pcs cannot be lost: there are 10 pcs"):
        shop.report_loss("BENCH", "NORTH", 11, supply="B-1", reason="typo")
    with pytest.raises(NotFound, match="B-1"):
        shop.report_loss("BENCH", "NORTH", 1, supply="B-9", reason="typo")
    with pytest.raises(NotFound, match="Say which lot, receipt or run of BENCH at NORTH is meant; there is: B-1"):
        shop.report_loss("BENCH", "NORTH", 1, reason="typo")
    assert_sound(shop)


def test_nothing_comes_in_the_past_and_nothing_has_arrived_in_the_future(shop):
    before = balances(shop)
    with pytest.raises(CannotPromise, match="that day has passed"):
        shop.report_delay("TOP", "NORTH", day(-1), supply="PO-1", reason="typo")
    assert balances(shop) == before
    shop.promise(shop.quote("BENCH", 8, day(0)))
    shop.ship(1)
    with pytest.raises(CannotPromise, match=f"P-1 cannot have arrived on {day(1)}: today is {day(0)}"):
        shop.deliver(1, day(1))
    assert shop.deliver(1, day(0)).state == "kept"
    assert_sound(shop)


def test_a_late_receipt_puts_what_needs_it_at_risk_and_an_early_one_does_not(shop):
    shop.promise(shop.quote("BENCH", 50, day(17)))  # 40 are made: of 40 tops in stock and 40 of PO-1
    assert_sound(shop)
    loss = shop.report_delay("TOP", "NORTH", day(19), supply="PO-1", reason="no lorry")
    assert [risk.promise for risk in loss.at_risk] == [1]
    assert_sound(shop)
    back = shop.report_delay("TOP", "NORTH", day(14), supply="PO-1", reason="a lorry after all")
    assert (back.bound_anew, at_risk(shop)) == (1, [])  # the one run's 40 tops
    assert_sound(shop)


def test_the_day_moves_by_itself_and_overdue_receipts_move_with_it(shop, clock):
    clock.go_to(16)
    assert shop.today == day(16)
    assert [key[2] for key in balances(shop) if key[0] == "receipt"] == [day_number(day(16))]
    assert kinds(shop)[-1] == "day"
    clock.go_to(3)
    assert shop.today == day(16)  # a clock that jumps back moves nothing
    assert_sound(shop)


def test_what_an_overdue_receipt_breaks_is_openly_at_risk(shop, clock):
    shop.promise(shop.quote("BENCH", 50, day(17)))
    clock.go_to(17)
    assert shop.today
    assert at_risk(shop) == ["P-1"]
    assert_sound(shop)


def test_a_run_that_has_begun_stays_when_its_promise_goes(shop, clock):
    shop.promise(shop.quote("BENCH", 15, day(2)))
    clock.go_to(2)
    assert shop.today
    shop.withdraw(1, reason="changed mind")
    assert [key[3:5] for key in balances(shop) if key[0] == "run"] == [(5, 0)]
    assert shop.quote("BENCH", 15, day(2)).on_time
    assert_sound(shop)


def test_a_run_that_nobody_counts_on_goes_when_something_for_it_is_lost(shop, clock):
    shop.promise(shop.quote("BENCH", 15, day(2)))
    clock.go_to(2)
    assert shop.today
    shop.withdraw(1, reason="changed mind")
    loss = shop.report_loss("TOP", "NORTH", 40, supply="T-1", reason="flood")
    assert (loss.at_risk, [key for key in balances(shop) if key[0] == "run"]) == ((), [])
    assert_sound(shop)


def test_two_who_move_the_day_at_once_move_it_once(shop, place, clock):
    with open_workshop(place, clock, "ben") as other:
        assert other.today
        clock.go_to(16)
        assert shop.today == other.today == day(16)
    assert sum(key[3] for key in balances(shop).elements() if key[0] == "receipt") == 100
    assert_sound(shop)


def test_goods_leave_once_and_the_promise_is_delivered_and_kept(shop):
    shop.promise(shop.quote("BENCH", 8, day(0)))
    assert shop.ship(1, 3).state == "promised"
    assert stock(shop, (7, 5, 0)) == 1
    assert_sound(shop)
    row = shop.ship(1)
    assert (row.state, row.shipped, stock(shop, (2, 0, 0))) == ("delivered", 8, 1)
    assert shop.deliver(1, day(0)).state == "kept"
    assert [event.kind for event in shop.explain(1).life] == ["promise", "ship", "ship", "deliver"]
    assert_sound(shop)


def test_a_promise_is_broken_by_its_original_date_however_it_was_revised(shop, clock):
    shop.promise(shop.quote("BENCH", 8, day(0)))
    shop.revise(1, by=day(9), reason="we were slow")
    clock.go_to(9)
    shop.ship(1)
    assert shop.deliver(1).state == "broken"
    assert_sound(shop)


def test_only_what_is_there_can_leave(shop, clock):
    shop.promise(shop.quote("BENCH", 12, day(5)))
    with pytest.raises(CannotPromise, match="12 pcs cannot leave for P-1: of what it holds, 7 pcs are there"):
        shop.ship(1)
    with pytest.raises(CannotPromise, match="12 pcs are still to be shipped"):
        shop.ship(1, 13)
    with pytest.raises(CannotPromise, match="only what has left"):
        shop.deliver(1)
    shop.ship(1, 7)
    assert_sound(shop)
    clock.go_to(5)
    assert shop.ship(1).state == "delivered"
    assert_sound(shop)


def test_decimals_are_told_as_they_were_asked(shop):
    shop.promise(shop.quote("OIL", "2.5", day(0)))
    with pytest.raises(CannotPromise, match=r"2\.6 l cannot leave for P-1: 2\.5 l are still to be shipped"):
        shop.ship(1, "2.6")
    assert shop.ship(1, "2.5").shipped == 25


def test_a_finished_run_goes_with_what_went_into_it_and_its_surplus_lies_in_stock(shop, clock):
    shop.promise(shop.quote("BENCH", 12, day(5)))
    clock.go_to(5)
    shop.ship(1)
    found = balances(shop)
    assert not [key for key in found if key[0] in {"run", "capacity"}]
    assert (stock(shop, (3, 0, 0)), stock(shop, (30, 0, 0)), stock(shop, (3980, 0, 0))) == (1, 1, 1)
    assert_sound(shop)


def test_a_run_that_others_wait_for_stays_until_they_have_left(shop, clock):
    shop.promise(shop.quote("BENCH", 10, day(5)))
    shop.ship(1)
    shop.promise(shop.quote("BENCH", 2, day(5)))
    shop.promise(shop.quote("BENCH", 3, day(5)))
    clock.go_to(5)
    shop.ship(2)
    assert [key[3:5] for key in balances(shop) if key[0] == "run"] == [(3, 3)]
    assert_sound(shop)
    shop.ship(3)
    assert not [key for key in balances(shop) if key[0] == "run"]
    assert_sound(shop)


def test_held_and_withdrawn_promises_ship_nothing(shop):
    shop.hold(shop.quote("BENCH", 4, day(0)))
    with pytest.raises(CannotPromise, match="held"):
        shop.ship(1)
    shop.release(1)
    with pytest.raises(CannotPromise, match="released"):
        shop.ship(1)


def test_an_import_moves_the_day_first(shop, clock):
    clock.go_to(4)
    shop.load(orders(order("A", 4, 10)))
    assert shop.today == day(4)
    assert kinds(shop)[-2:] == ["day", "import"]
    assert_sound(shop)


def test_a_loss_that_others_can_make_up_for_in_turn_is_no_risk(places, clock):
    supply = {"item": "OIL", "site": "NORTH"}
    shop = open_workshop(places.company(), clock)
    shop.load(
        workshop(
            stock=[supply | {"lot": "L1", "quantity": 100}],
            receipt=[
                supply | {"receipt": "R1", "quantity": 200, "date": day(7)},
                supply | {"receipt": "R2", "quantity": 200, "date": day(18)},
            ],
        )
    )
    for quantity, by in ((8, 1), (20, 9), (15, 20)):
        shop.promise(shop.quote("OIL", quantity, day(by)))
    assert shop.report_loss("OIL", "NORTH", 2, supply="L1", reason="leak").at_risk == ()
    assert_sound(shop)
    hit = shop.report_loss("OIL", "NORTH", "0.1", supply="L1", reason="leak").at_risk
    assert [(risk.promise, risk.short) for risk in hit] == [(1, 1)]
    assert_sound(shop)
    shop.close()


def hours(shop, minutes):
    """Bring a calendar by which WELD works so many minutes on each weekday."""
    weekdays = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), minutes)
    return shop.load(
        {
            "calendar": frame("calendar", {"calendar": "welders", **weekdays}),
            "resource": frame("resource", {"resource": "WELD", "site": "NORTH", "calendar": "welders"}),
        }
    )


def test_hours_that_are_lost_put_at_risk_who_counts_on_them_and_come_back(shop):
    shop.promise(shop.quote("BENCH", 25, day(3)))  # 15 of them are made, in 450 of 480 minutes
    assert hours(shop, 240).balances == 1
    assert at_risk(shop) == ["P-1"]
    assert_sound(shop)
    (missing,) = shop.explain(1).missing
    assert (missing.kind, missing.name, missing.missing, missing.bound) == ("capacity", "WELD", 210, 450)
    assert shop.promise(shop.quote("BENCH", 5, day(9)))[0].state == "promised"
    assert_sound(shop)
    assert hours(shop, 480).balances > 0
    assert at_risk(shop) == []
    assert_sound(shop)
    hours(shop, 240)
    shop.revise(1, by=day(9), reason="half the shift is ill")
    assert at_risk(shop) == []
    assert_sound(shop)


def test_hours_that_are_won_can_be_promised_on_days_that_others_work_already(shop):
    shop.promise(shop.quote("BENCH", 20, day(1)))
    assert not shop.quote("BENCH", 10, day(1)).on_time
    hours(shop, 960)
    shop.promise(shop.quote("BENCH", 10, day(1)))
    assert at_risk(shop) == []
    assert_sound(shop)
