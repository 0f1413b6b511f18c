"""A hold may take a shelf that is promised for later, and make up for it by a run: what happens when it goes."""

import pytest
from tests.company.workshop_for_tests import assert_sound, day

from handfast.company import ledger


@pytest.fixture
def lent(shop):
    """Ten benches promised for day 10; a hold takes five of them today, and a run makes five for day 10."""
    shop.promise(shop.quote("BENCH", 10, day(10)))
    shop.hold(shop.quote("BENCH", 5, day(0)), hours=2)
    assert_sound(shop)
    return shop


def assert_kept(shop):
    """The promise has its shelf again, and the run that made up for it is gone."""
    assert shop.runs().height == 0
    assert not shop.promises().filter("at_risk").height
    assert [feed.kind for feed in shop.explain(1).feeds] == ["stock"]
    assert_sound(shop)


def test_it_is_released(lent):
    lent.release(2)
    assert_kept(lent)


def test_its_time_is_over(lent, clock):
    clock.go_to(0, hour=12)
    assert lent.today == day(0)
    assert_kept(lent)


def test_its_time_is_over_when_somebody_else_writes(lent, clock):
    clock.go_to(0, hour=12)
    lent.database.run(ledger.release_expired, clock.now)  # as another process does before it writes
    assert lent.today == day(0)
    assert_kept(lent)


def test_holds_that_lend_to_each_other_end_in_any_order(shop, clock):
    for quantity, by in ((15, 1), (1, 1), (16, 25), (1, 20)):
        offer = shop.quote("BENCH", quantity, day(by))
        shop.hold(offer, hours=2)
        assert_sound(shop)
    clock.go_to(0, hour=12)
    assert shop.today == day(0)
    assert_sound(shop)
