"""A hold lasts as long as was said, by the ledger's time."""

from tests.company.workshop_for_tests import assert_sound, day


def test_a_hold_lasts_its_hours_though_the_clock_jumped_back(shop, clock):
    clock.go_to(0, 12)
    shop.promise(shop.quote("BENCH", 1, day(5)))
    clock.go_to(0, 9)
    held = shop.hold(shop.quote("BENCH", 2, day(5)), hours=2)[0]
    assert held.expires_at == clock().replace(hour=14)
    assert shop.promise(held.id).state == "promised"
    assert_sound(shop)
