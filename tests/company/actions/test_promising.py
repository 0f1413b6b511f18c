"""Hold, promise, revise, release, withdraw, override through the library: what they take, give back and refuse."""

import datetime as dt

import polars as pl
import pytest
from tests.company.workshop_for_tests import assert_sound, balances, day, kinds, open_workshop, workshop

from handfast.company.queries.mirror import day_number
from handfast.errors import CannotPromise, DataError, IdempotencyMismatch, NotFound

HOUR = dt.timedelta(hours=1)


def test_a_quote_changes_nothing(shop):
    state, before, entries = shop._current().book.state, balances(shop), kinds(shop)
    copies = [array.copy() for array in (state.available, state.capacity, state.overtime)]
    for quantity, by in ((4, day(3)), (60, day(30)), (500, day(2)), (5, None), (10**9, day(5))):
        shop.quote("BENCH", quantity, by, customer="C-1")
    assert (balances(shop), kinds(shop)) == (before, entries)
    for array, copy in zip((state.available, state.capacity, state.overtime), copies, strict=True):
        assert (array == copy).all()


@pytest.mark.parametrize("quantity", [4, 12, 33, 80])
def test_a_hold_gives_back_exactly_what_it_took(shop, quantity):
    before = balances(shop)
    held = shop.hold(shop.quote("BENCH", quantity, day(40)))[0]
    assert (held.state, balances(shop) == before) == ("held", False)
    assert_sound(shop)
    assert shop.release(held.id).state == "released"
    assert balances(shop) == before
    assert_sound(shop)


def test_a_hold_gives_back_what_it_took_whatever_happened_in_between(shop):
    alone = shop.hold(shop.quote("BENCH", 33, day(40)))[0]
    shop.promise(shop.quote("BENCH", 21, day(35)))
    shop.release(alone.id)
    with_both = balances(shop)
    assert_sound(shop)
    again = shop.hold(shop.quote("BENCH", 33, day(40)))[0]
    shop.release(again.id)
    assert balances(shop) == with_both


def test_a_hold_expires_by_time_alone(shop, clock):
    before = balances(shop)
    held = shop.hold(shop.quote("BENCH", 33, day(40)), hours=2)[0]
    clock.now += HOUR
    assert shop.promises("held").height == 1
    clock.now += HOUR
    assert shop.quote("BENCH", 10, day(0)).on_time
    assert shop.promises("expired")["promise"].to_list() == [f"P-{held.id}"]
    assert (balances(shop), kinds(shop)[-1]) == (before, "expire")
    with pytest.raises(CannotPromise, match="expired"):
        shop.promise(held.id)
    assert_sound(shop)


def test_an_expired_hold_in_the_way_is_released_by_whoever_writes(shop, clock, place):
    shop.hold(shop.quote("BENCH", 10, day(0)), hours=2)
    offer = shop.quote("BENCH", 6, day(0))
    assert not offer.on_time
    with open_workshop(place, clock, "ben") as other:
        clock.now += 2 * HOUR
        assert other.promise(other.quote("BENCH", 6, day(0)))[0].arrive_day == day_number(day(0))
        assert_sound(other)
    assert_sound(shop)


def test_what_a_held_run_leaves_over_is_invisible_until_it_is_promised(shop):
    shop.promise(shop.quote("BENCH", 10, day(5)))
    held = shop.hold(shop.quote("BENCH", 2, day(5)))[0]  # five are made, three are left over

    def runs_needed() -> int:
        return len(shop.quote("BENCH", 3, day(5)).fulfilment.whole.runs)

    assert runs_needed() == 1
    shop.promise(held.id)
    assert runs_needed() == 0
    assert_sound(shop)


def test_a_hold_becomes_a_promise_of_the_same_things(shop):
    held = shop.hold(shop.quote("BENCH", 4, day(5), customer="C-1"))[0]
    before = balances(shop)
    row = shop.promise(f"P-{held.id}", order="SO-1")
    assert (row[0].state, row[0].order, row[0].line) == ("promised", "SO-1", 1)
    assert row[0].original_arrive_day == day_number(day(5))
    assert balances(shop) == before
    with pytest.raises(CannotPromise, match="not held"):
        shop.promise(held.id)


def test_a_promise_needs_a_hold_or_an_offer_that_can_be_met(shop):
    with pytest.raises(NotFound, match="P-7"):
        shop.promise(7)
    never = shop.quote("BENCH", 10**7, day(5))
    with pytest.raises(CannotPromise, match="nothing to promise"):
        shop.promise(never)
    with pytest.raises(DataError, match="no promise"):
        shop.promise("seven")


def test_a_counter_offer_can_be_promised(shop):
    offer = shop.quote("BENCH", 60, day(3))
    ways = [each.kind for each in offer.counter_offers]
    assert "partial" in ways
    rows = shop.promise(offer, ways.index("partial") + 1)
    assert sum(row.quantity for row in rows) == 60
    assert rows[0].arrive_day <= day_number(day(3)) < rows[-1].arrive_day
    assert_sound(shop)


def test_an_order_of_several_lines_is_one_entry(shop):
    offer = shop.quote_lines([("BENCH", 4, day(5)), ("OIL", "2.5", day(5))], customer="C-1")
    rows = shop.promise(offer, order="SO-9")
    assert [(row.item, row.quantity, row.line) for row in rows] == [("BENCH", 4, 1), ("OIL", 25, 2)]
    assert kinds(shop).count("promise") == 1
    assert_sound(shop)


def test_a_withdrawn_promise_gives_everything_back_and_needs_a_reason(shop):
    before = balances(shop)
    row = shop.promise(shop.quote("BENCH", 33, day(40)))[0]
    with pytest.raises(CannotPromise, match="withdrawn"):
        shop.release(row.id)
    with pytest.raises(CannotPromise, match="why"):
        shop.withdraw(row.id, reason=" ")
    assert shop.withdraw(row.id, reason="customer is bankrupt").state == "withdrawn"
    assert balances(shop) == before
    assert_sound(shop)


def test_a_run_that_others_take_from_stays_when_its_promise_goes(shop):
    first = shop.promise(shop.quote("BENCH", 12, day(5)))[0]
    second = shop.promise(shop.quote("BENCH", 3, day(5)))[0]
    shop.withdraw(first.id, reason="changed mind")
    assert_sound(shop)
    assert shop.explain(second.id).feeds
    shop.withdraw(second.id, reason="changed mind")
    assert not [row for row in balances(shop) if row[0] == "run"]
    assert_sound(shop)


def test_a_revision_keeps_the_original_date_and_holds_only_what_it_needs(shop):
    row = shop.promise(shop.quote("BENCH", 12, day(5)))[0]
    later = shop.revise(row.id, by=day(30), reason="customer asked")
    assert (later.arrive_day, later.original_arrive_day) == (day_number(day(30)), day_number(day(5)))
    smaller = shop.revise(row.id, quantity=3, reason="customer asked")
    assert (smaller.quantity, kinds(shop).count("revise")) == (3, 2)
    assert sum(committed for kind, _, _, _, committed, _ in balances(shop).elements() if kind == "stock") == 3
    assert_sound(shop)


def test_a_revision_that_cannot_be_kept_changes_nothing_and_tells_the_date(shop):
    row = shop.promise(shop.quote("BENCH", 40, day(40)))[0]
    before, entries = balances(shop), kinds(shop)
    with pytest.raises(CannotPromise, match="earliest day is 2027-03-1"):
        shop.revise(row.id, by=day(1), reason="hurry")
    with pytest.raises(CannotPromise, match="horizon"):
        shop.revise(row.id, quantity=10**6, reason="greed")
    with pytest.raises(CannotPromise, match="why"):
        shop.revise(row.id, by=day(50), reason="")
    assert (balances(shop), kinds(shop)) == (before, entries)
    assert_sound(shop)


def test_a_promise_of_nothing_is_withdrawn_and_not_revised(shop):
    row = shop.promise(shop.quote("BENCH", 4, day(5)))[0]
    with pytest.raises(CannotPromise, match=f"withdraw P-{row.id}"):
        shop.revise(row.id, quantity=0, reason="none")
    assert_sound(shop)


def test_a_revision_looks_anew_when_the_structure_changed_meanwhile(shop, place, clock):
    row = shop.promise(shop.quote("BENCH", 4, day(5)))[0]
    with open_workshop(place, clock, "ben") as other:
        other.load({"process_load": workshop()["process_load"].with_columns(minutes_per_unit=pl.lit("60"))})
    assert shop.revise(row.id, by=day(8), reason="later is fine").arrive_day == day_number(day(8))
    assert_sound(shop)


def test_an_override_is_named_reasoned_and_at_risk(shop):
    for name, reason in (("", "big customer"), ("dora", " ")):
        with pytest.raises(CannotPromise, match="named approver"):
            shop.override("BENCH", 30, day(0), approved_by=name, reason=reason)
    row = shop.override("BENCH", 30, day(0), approved_by="dora", reason="big customer", customer="C-1")
    assert (row.owner, row.arrive_day) == ("dora", day_number(day(0)))
    assert shop.promises().row(0, named=True)["at_risk"]
    assert next(key for key in balances(shop) if key[0] == "uncovered")[3:] == (0, 20, 20)
    assert_sound(shop)
    shop.withdraw(row.id, reason="cured by apology")
    assert_sound(shop)


def test_an_override_keeps_who_wrote_it_and_who_answers_for_it(shop):
    row = shop.override("BENCH", 30, day(0), approved_by="dora", reason="big customer")
    (event,) = shop.explain(1).life
    assert (event.kind, event.actor, event.approver, event.reason) == ("override", "anna", "dora", "big customer")
    assert row.owner == "dora"


@pytest.mark.parametrize("verb", ["hold", "promise", "override", "revise", "release", "withdraw", "ship", "deliver"])
def test_the_same_request_is_done_once(shop, verb):
    def act(request, quantity=4):
        if verb in {"hold", "promise"}:
            return getattr(shop, verb)(shop.quote("BENCH", quantity, day(5)), request=request)[0].id
        if verb == "override":
            return shop.override("BENCH", quantity, day(0), approved_by="dora", reason="r", request=request).id
        if verb == "revise":
            return shop.revise(1, quantity=quantity, reason="r", request=request).id
        if verb == "release":
            return shop.release(1 if quantity == 4 else 2, request=request).id
        if verb == "ship":
            return shop.ship(1, quantity, request=request).id
        if verb == "deliver":
            return shop.deliver(1, day(0 if quantity == 4 else 9), request=request).id
        return shop.withdraw(1, reason=f"reason {quantity}", request=request).id

    if verb == "release":
        shop.hold(shop.quote("BENCH", 4, day(5)))
        shop.hold(shop.quote("BENCH", 4, day(5)))
    elif verb not in {"hold", "promise", "override"}:
        shop.promise(shop.quote("BENCH", 5, day(5)))
    if verb == "deliver":
        shop.ship(1)
    first = act("R-1")
    before, entries = balances(shop), kinds(shop)
    assert act("R-1") == first
    assert (balances(shop), kinds(shop)) == (before, entries)
    with pytest.raises(IdempotencyMismatch, match="R-1"):
        act("R-1", 3)
    assert_sound(shop)


def test_an_offer_made_before_the_structure_changed_is_made_again(shop, place, clock):
    offer = shop.quote("BENCH", 4, day(5))
    with open_workshop(place, clock, "ben") as other:
        slower = workshop()["process_load"].with_columns(minutes_per_unit=pl.lit("60"))
        other.load({"process_load": slower})
    row = shop.promise(offer)[0]
    assert row.arrive_day == day_number(day(5))
    late = shop.quote("BENCH", 20, day(3))
    assert late.on_time
    with open_workshop(place, clock, "ben") as other:
        other.load({"process_load": slower.with_columns(minutes_per_unit=pl.lit("480"))})
    with pytest.raises(CannotPromise, match="changed since this offer was made: BENCH now arrives on 2027-03-20"):
        shop.promise(late)
    assert_sound(shop)


def test_an_offer_of_yesterday_is_made_again_today(shop, clock):
    late, early = shop.quote("BENCH", 26, day(2)), shop.quote("BENCH", 26, day(9))
    assert late.on_time
    clock.go_to(1)
    with pytest.raises(CannotPromise, match="now arrives on 2027-03-04"):
        shop.promise(late)
    row = shop.promise(early)[0]
    assert (row.arrive_day, row.ship_day) == (day_number(day(9)),) * 2
    assert_sound(shop)


def test_two_companies_open_at_once_do_not_mix(shop, places, clock):
    with open_workshop(places.company(), clock, "ben") as other:
        other.load(workshop(stock=[{"item": "BENCH", "site": "NORTH", "lot": "X", "quantity": 3}]))
        mine = shop.promise(shop.quote("BENCH", 8, day(0)))[0]
        assert not other.quote("BENCH", 8, day(0)).on_time
        theirs = other.promise(other.quote("BENCH", 3, day(0)))[0]
        assert (mine.owner, theirs.owner, mine.id, theirs.id) == ("anna", "ben", 1, 1)
        assert (shop.promises().height, other.promises().height) == (1, 1)
        assert_sound(other)
    assert_sound(shop)


def test_who_comes_second_gets_the_truth_or_something_as_good(shop, place, clock):
    with open_workshop(place, clock, "ben") as other:
        mine, theirs = shop.quote("BENCH", 6, day(0)), other.quote("BENCH", 6, day(0))
        shop.promise(mine)
        with pytest.raises(CannotPromise, match="faster"):
            other.promise(theirs)
        again = other.quote("BENCH", 6, day(20))
        shop.promise(shop.quote("BENCH", 4, day(0)))
        assert other.promise(again)[0].arrive_day == day_number(day(20))  # now made, in place of stock
        assert_sound(other)
    assert_sound(shop)


def test_a_promise_prints_as_people_write_it(shop):
    [row] = shop.promise(shop.quote("OIL", "2.5", day(5), customer="C-2"), order="SO-7")
    assert str(row) == (
        "P-1 promised: 2.5 l OIL for C-2 from NORTH at 12.00 EUR, ships on 2027-03-06, arrives on 2027-03-06"
    )
    assert repr([row]) == f"[<{row}>]"
    assert (row.quantity, row.price, row._replace(quantity=5).quantity) == (25, 1_200, 5)
    assert "0.5 l OIL" in str(row._replace(quantity=5))
    [held] = shop.hold(shop.quote("BENCH", 3, day(5)), hours=2)
    assert str(held).endswith("arrives on 2027-03-06, held until 2027-03-01 10:00 UTC")
    moved = shop.revise(row.id, by=day(9), reason="later")
    assert str(moved).endswith("arrives on 2027-03-10, first promised for 2027-03-06")
