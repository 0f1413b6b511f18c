"""Runs begin, make good units and scrap, and end: what was made is stock, what went into it is gone, once."""

import datetime as dt

import pytest
from tests.company.workshop_for_tests import assert_sound, balances, day, kinds
from tests.engine.tables_for_tests import frame

from handfast.errors import CannotPromise, DataError, IdempotencyMismatch, NotFound
from handfast.sentences import Sentence, WrittenNumber


def stocks(shop):
    """Return available, committed and short of every lot by item, of what is alive."""
    return sorted(key[3:] for key in balances(shop).elements() if key[0] == "stock")


def at_risk(shop):
    return shop.promises().filter("at_risk")["promise"].to_list()


def runs(shop):
    return [(row["run"], row["state"], int(row["quantity"]), int(row["made"])) for row in shop.runs().to_dicts()]


@pytest.fixture
def making(shop):
    """A promise of 25: 10 from the shelf, 15 made of 30 tops and 60 legs on day 0 (450 minutes)."""
    shop.promise(shop.quote("BENCH", 25, day(10)))
    return shop


def test_a_finished_run_is_stock_and_what_went_into_it_is_gone(making, clock):
    assert runs(making) == [("R-1", "promised", 15, 0)]
    clock.go_to(10)
    told = making.report_production("R-1")
    assert (told.good, told.in_all, told.lost, told.finished, told.at_risk) == (15, 15, 0, True, ())
    assert stocks(making) == [(10, 0, 0), (10, 10, 0), (15, 15, 0), (500, 0, 0), (3940, 0, 0)]
    assert runs(making) == []
    assert not [key for key in balances(making) if key[0] in {"run", "capacity"}]
    assert_sound(making)
    assert making.ship(1).state == "delivered"
    assert stocks(making) == [(10, 0, 0), (500, 0, 0), (3940, 0, 0)]
    assert_sound(making)


def test_part_of_a_run_is_stock_and_uses_its_share(making):
    told = making.report_production(1, 5)
    assert (told.good, told.in_all, told.finished) == (5, 5, False)
    assert runs(making) == [("R-1", "firm", 10, 5)]
    assert stocks(making) == [(5, 5, 0), (10, 10, 0), (30, 20, 0), (500, 0, 0), (3980, 40, 0)]
    assert [key[4] for key in balances(making) if key[0] == "capacity"] == [300]
    assert_sound(making)
    assert making.report_production(1, 15).finished
    assert stocks(making) == [(10, 0, 0), (10, 10, 0), (15, 15, 0), (500, 0, 0), (3940, 0, 0)]
    assert_sound(making)


def test_the_same_said_twice_is_said_once(making):
    making.report_production("R-1", 5)
    before = balances(making)
    again = making.report_production("R-1", 5)
    assert (again.good, again.in_all, balances(making)) == (0, 5, before)
    with pytest.raises(CannotPromise, match="R-1 has made 5 pcs already"):
        making.report_production("R-1", 4)
    assert_sound(making)


def test_a_request_that_comes_again_is_one_report(making):
    making.report_production("R-1", 12, finished=True, request="shift 1")
    entries = kinds(making)
    again = making.report_production("R-1", 12, finished=True, request="shift 1")
    assert (again.finished, again.in_all, kinds(making)) == (True, 12, entries)
    with pytest.raises(IdempotencyMismatch):
        making.report_production("R-1", 13, request="shift 1")
    assert_sound(making)


def test_less_than_planned_is_a_loss_that_names_the_promise(making):
    told = making.report_production("R-1", 12, scrapped=3)
    assert (told.lost, told.finished, [each.promise for each in told.at_risk]) == (3, True, [1])
    assert kinds(making)[-2:] == ["production", "loss"]
    assert at_risk(making) == ["P-1"]
    assert runs(making) == []
    assert_sound(making)
    making.revise(1, by=day(40), reason="made again")
    assert at_risk(making) == []
    assert_sound(making)


def test_reasons_say_quantities_in_the_item_s_own_unit_and_pieces_without_saying_so(making):
    way = {"process": "buy OIL", "kind": "buy", "item": "OIL", "site": "NORTH"}
    making.load({"process": frame("process", way)})
    making.promise(making.quote("OIL", "1051.5", day(10)))
    making.report_production("R-2", "1000", scrapped="0.5")
    making.report_production("R-1", 12)
    told = {each.reason: each.reason for each in making.changes(dt.datetime.min.replace(tzinfo=dt.UTC))}
    liquid = told[f"R-2 made 1,000 l of 1,001.5 l, 0.5 l scrapped on {day(0)}"]
    pieces = told[f"R-1 made 12 of 15 on {day(0)}"]
    assert isinstance(liquid.values["planned"], Sentence)
    assert isinstance(pieces.values["planned"], WrittenNumber)
    with pytest.raises(CannotPromise, match="R-2 has made 1000 l already") as refused:
        making.report_production("R-2", "999.5")
    assert isinstance(refused.value.said.values["known"], Sentence)


def test_what_is_missing_is_bound_to_other_supply_that_is_in_time(shop):
    shop.promise(shop.quote("BENCH", 25, day(10)))
    shop.promise(shop.quote("BENCH", 10, day(30)))
    shop.withdraw(2, reason="changed mind")
    shop.promise(shop.quote("BENCH", 2, day(30)))
    shop.report_production("R-1", 15)
    assert_sound(shop)


def test_scrap_on_the_way_is_a_loss_as_soon_as_it_is_known(making):
    told = making.report_production("R-1", 5, scrapped=2)
    assert (told.lost, told.finished, [each.promise for each in told.at_risk]) == (2, False, [1])
    assert runs(making) == [("R-1", "firm", 8, 5)]
    assert_sound(making)
    told = making.report_production("R-1", 13, scrapped=2)
    assert (told.good, told.lost, told.finished) == (8, 0, True)
    assert [each.promise for each in told.at_risk] == [1]
    assert_sound(making)


def test_more_than_planned_is_free(making):
    assert making.report_production("R-1", 17).good == 17
    assert stocks(making)[2] == (17, 15, 0)
    assert making.quote("BENCH", 2, day(0)).on_time
    assert_sound(making)


def test_surplus_of_a_run_stays_free(shop):
    shop.promise(shop.quote("BENCH", 10, day(0)))
    shop.promise(shop.quote("BENCH", 12, day(10)))
    shop.report_production("R-1")
    assert stocks(shop)[2] == (15, 12, 0)
    assert_sound(shop)


def test_a_run_that_began_is_firm_and_keeps_what_it_needs(making):
    told = making.report_production("R-1", started=True)
    assert (told.good, told.finished, runs(making)) == (0, False, [("R-1", "firm", 15, 0)])
    assert stocks(making)[-1] == (4000, 60, 0)
    assert_sound(making)


def test_inputs_that_were_taken_leave_stock_at_once(making):
    making.report_production("R-1", started=True, inputs_taken=True)
    assert stocks(making) == [(10, 0, 0), (10, 10, 0), (500, 0, 0), (3940, 0, 0)]
    assert_sound(making)
    making.report_production("R-1", 15)
    assert stocks(making) == [(10, 0, 0), (10, 10, 0), (15, 15, 0), (500, 0, 0), (3940, 0, 0)]
    assert_sound(making)


def test_what_was_really_used_leaves_stock(making):
    making.report_production("R-1", used={"TOP": 28, "LEG": 63})
    assert stocks(making)[1] == (12, 0, 0)
    assert stocks(making)[-1] == (3937, 0, 0)
    assert_sound(making)


def test_more_used_than_is_free_puts_who_counted_on_it_at_risk(shop):
    shop.promise(shop.quote("BENCH", 25, day(4)))
    shop.promise(shop.quote("BENCH", 5, day(4)))
    told = shop.report_production("R-1", used={"TOP": 33})
    assert [each.promise for each in told.at_risk] == [2]
    assert_sound(shop)
    with pytest.raises(CannotPromise, match="less in stock"):
        shop.report_production("R-2", used={"TOP": 90})
    with pytest.raises(NotFound, match="GLUE"):
        shop.report_production("R-2", used={"GLUE": 1})
    assert_sound(shop)


def test_what_has_left_before_it_was_reported_is_not_made_again(shop, clock):
    shop.promise(shop.quote("BENCH", 10, day(0)))
    shop.ship(1)
    shop.promise(shop.quote("BENCH", 2, day(5)))
    shop.promise(shop.quote("BENCH", 3, day(5)))
    clock.go_to(5)
    shop.ship(2)
    assert runs(shop) == [("R-1", "firm", 3, 2)]
    told = shop.report_production("R-1", 5)
    assert (told.good, told.in_all, stocks(shop)[0]) == (3, 5, (3, 3, 0))
    assert_sound(shop)


def test_fewer_than_have_left_came_from_elsewhere(shop, clock):
    shop.promise(shop.quote("BENCH", 10, day(0)))
    shop.ship(1)
    shop.promise(shop.quote("BENCH", 4, day(5)))
    shop.promise(shop.quote("BENCH", 1, day(5)))
    clock.go_to(5)
    shop.ship(2)
    told = shop.report_production("R-1", 2, finished=True)
    assert (told.good, told.lost, [each.promise for each in told.at_risk]) == (0, 1, [3])
    assert_sound(shop)


def test_a_late_run_still_serves_who_waited_for_it(making, clock):
    clock.go_to(14)
    told = making.report_production("R-1", on=day(13))
    assert told.at_risk == ()
    assert making.ship(1).state == "delivered"
    assert_sound(making)


def test_a_bought_run_is_received(shop):
    shop.promise(shop.quote("BENCH", 100, day(60)))
    bought = [row["run"] for row in shop.runs().to_dicts() if row["process"] == "buy TOP"]
    assert bought
    told = shop.report_production(bought[0], 48, finished=True)
    assert (told.item, told.in_all) == ("TOP", 48)
    assert_sound(shop)


def test_a_finished_run_says_that_its_inputs_were_made(shop):
    """What feeds a finished run was there, whoever reported it."""
    shop.promise(shop.quote("BENCH", 100, day(60)))
    found = [row["run"] for row in shop.runs().to_dicts() if row["process"] == "make BENCH"]
    for name in found:
        shop.report_production(name)
        assert_sound(shop)
    assert at_risk(shop) == []


def test_nothing_is_reported_of_what_is_held_gone_or_unknown(shop):
    shop.hold(shop.quote("BENCH", 25, day(10)))
    with pytest.raises(CannotPromise, match="R-1 is only held"):
        shop.report_production("R-1")
    shop.release(1)
    with pytest.raises(CannotPromise, match="R-1 is over"):
        shop.report_production("R-1")
    with pytest.raises(NotFound, match="no run R-7"):
        shop.report_production("R-7")
    with pytest.raises(DataError, match="R-12"):
        shop.report_production("W-7")
    assert_sound(shop)


def test_nothing_was_made_on_a_day_to_come(making):
    with pytest.raises(CannotPromise, match="still to come"):
        making.report_production("R-1", on=day(3))


def test_a_hold_on_what_a_run_leaves_over_moves_along(shop, clock):
    shop.promise(shop.quote("BENCH", 10, day(0)))
    shop.promise(shop.quote("BENCH", 12, day(10)))
    shop.hold(shop.quote("BENCH", 3, day(10)), hours=2)
    shop.report_production("R-1", 6)
    assert_sound(shop)
    clock.go_to(0, hour=12)
    shop.report_production("R-1", 15)
    assert stocks(shop)[2] == (15, 12, 0)
    assert_sound(shop)


def test_a_late_run_is_said_to_be_late(making, clock):
    clock.go_to(10)
    late = making.report_delay("BENCH", "NORTH", day(13), supply="R-1", reason="the line stood still")
    assert ([each.promise for each in late.at_risk], runs(making)) == ([1], [("R-1", "firm", 15, 0)])
    assert_sound(making)
    told = making.report_production("R-1", 5)
    assert (told.good, told.finished) == (5, False)
    assert_sound(making)
    assert making.report_production("R-1", 15).at_risk == ()
    assert making.ship(1).state == "delivered"
    assert_sound(making)


def test_a_run_comes_sooner_but_not_before_it_starts(making):
    assert making.report_delay("BENCH", "NORTH", day(9), supply="R-1", reason="a second shift").at_risk == ()
    assert_sound(making)
    with pytest.raises(CannotPromise, match="R-1 starts on"):
        making.report_delay("BENCH", "NORTH", day(2), supply="R-1", reason="a miracle")
    with pytest.raises(NotFound, match="there is: B-1, R-1"):
        making.report_delay("BENCH", "NORTH", day(2), supply="R-2", reason="typo")


def test_part_of_what_a_run_yields_is_lost(making):
    assert [each.promise for each in making.report_loss("BENCH", "NORTH", 2, supply="R-1", reason="warped").at_risk]
    told = making.report_production("R-1", 15)
    assert (told.good, told.at_risk) == (15, ())
    assert_sound(making)
