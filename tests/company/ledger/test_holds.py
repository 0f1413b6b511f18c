"""Holds run out by themselves, by the ledger's time, and give back exactly what they took."""

import datetime as dt

import pytest
from tests.company.ledger.test_write import balance, row_of
from tests.company.ledger_for_tests import HOUR, NOW, OAK, TODAY, asked, make, making, put_on_shelf, take, taking

from handfast.company import ledger
from handfast.company.ledger import NewEntry, PromiseChange, write
from handfast.errors import StateMoved, SupplyTaken

pytestmark = pytest.mark.usefixtures("here")


def test_what_a_hold_has_is_nobody_elses_until_its_time_is_over():
    shelf = put_on_shelf(10)
    hold = take(10, shelf, "held", hours=2)
    with pytest.raises(SupplyTaken):
        write(taking(1, shelf), NOW + 2 * HOUR - dt.timedelta(microseconds=1))
    written = write(taking(1, shelf), NOW + 2 * HOUR)
    assert written.expired == (hold,)
    assert row_of("promise", hold, "state") == ("expired",)
    assert balance(shelf) == (10, 1, 0)
    kinds = [(entry.kind, entry.actor, entry.promise) for entry in ledger.entries()]
    assert ("expire", "ledger", hold) in kinds
    assert ledger.verify() == []


def test_a_hold_that_stands_in_nobodys_way_is_left_for_later():
    shelf, other = put_on_shelf(10), put_on_shelf(10)
    hold = take(10, shelf, "held")
    assert write(taking(1, other), NOW + 3 * HOUR).expired == ()
    assert row_of("promise", hold, "state") == ("held",)
    assert ledger.release_expired(NOW + 3 * HOUR) == [hold]
    assert ledger.release_expired(NOW + 3 * HOUR) == []
    assert ledger.verify() == []


def test_a_held_run_goes_with_its_hold():
    oak = put_on_shelf(100, node=OAK)
    held = make(40, oak)
    written = write(making(40, oak), NOW + 3 * HOUR)  # needs the same oak and the same minutes
    assert written.expired == (held.promises[-1],)
    assert row_of("run", held.runs[-1], "state") == ("gone",)
    assert balance(held.balances[-1]) == (0, 0, 0)
    assert balance(oak) == (100, 80, 0)
    assert ledger.verify() == []


def test_a_hold_that_takes_from_a_day_alone_is_found_too():
    oak = put_on_shelf(1_000, node=OAK)
    held = make(80, oak)
    other = put_on_shelf(1_000, node=OAK)
    written = write(making(80, other), NOW + 3 * HOUR)  # other oak, the same 960 minutes
    assert written.expired == (held.promises[-1],)
    assert ledger.verify() == []


def test_a_hold_whose_time_is_over_cannot_be_promised():
    shelf = put_on_shelf(10)
    hold = take(10, shelf, "held", hours=2)
    promised = NewEntry("promise", "ben", promise_changes=[PromiseChange(hold, "held", {"state": "promised"})])
    with pytest.raises(StateMoved, match="is expired, no longer held"):
        write(promised, NOW + 2 * HOUR)
    assert balance(shelf) == (10, 10, 0)  # the refused entry left nothing behind
    assert ledger.verify() == []


def test_a_clock_that_jumps_back_changes_nothing():
    shelf = put_on_shelf(10)
    take(10, shelf, "held", hours=2)
    write(NewEntry("ask", "ben", promises=[asked(1, "asked")]), NOW + 3 * HOUR)
    back = NOW - dt.timedelta(days=400)
    written = write(taking(1, shelf), back)
    assert len(written.expired) == 1, "the ledger's time, not the clock's, says that the hold is over"
    assert written.time == NOW + 3 * HOUR
    times = [entry.time for entry in ledger.entries()]
    assert times == sorted(times)
    assert ledger.verify() == []


def test_a_longer_hold_is_a_change_of_the_hold():
    shelf = put_on_shelf(10)
    hold = take(10, shelf, "held", hours=2)
    longer = PromiseChange(hold, "held", {"expires_at": NOW + 5 * HOUR})
    write(NewEntry("hold", "ben", promise_changes=[longer]), NOW)
    with pytest.raises(SupplyTaken):
        write(taking(1, shelf), NOW + 4 * HOUR)
    assert write(taking(1, shelf), NOW + 5 * HOUR).expired == (hold,)
    assert ledger.verify() == []


def test_many_holds_that_are_over_go_at_once():
    shelf = put_on_shelf(10)
    holds = [take(1, shelf, "held", hours=hours) for hours in (1, 2, 3, 4)]
    written = write(taking(8, shelf, ship=TODAY + 9), NOW + 2 * HOUR)
    assert written.expired == tuple(holds[:2])
    assert balance(shelf) == (10, 10, 0)
    assert ledger.verify() == []
