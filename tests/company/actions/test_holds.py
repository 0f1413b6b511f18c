"""A hold lasts as long as was said, by the ledger's time."""

import datetime as dt

from tests.company.workshop_for_tests import assert_sound, day


def test_a_hold_lasts_its_hours_though_the_clock_jumped_back(shop, clock):
    clock.go_to(0, 12)
    shop.promise(shop.quote("BENCH", 1, day(5)))
    clock.go_to(0, 9)
    held = shop.hold(shop.quote("BENCH", 2, day(5)), hours=2)[0]
    assert held.expires_at.replace(tzinfo=dt.UTC) == clock().replace(hour=14)
    assert [row.state for row in shop.promise(held.id)] == ["promised"]
    assert_sound(shop)
