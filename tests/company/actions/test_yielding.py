"""Losses fall on promises that were made knowingly without cover, before they fall on others."""

from tests.company.workshop_for_tests import assert_sound, day, kinds, order, orders
from tests.engine.tables_for_tests import frame

from handfast.company.queries.promises import commitments_of_promise


def lots(shop, **quantities):
    """Let so many benches lie in each lot; tops are scarce, so that none can be made."""
    shop.load(
        {
            "stock": frame(
                "stock",
                *({"item": "BENCH", "site": "NORTH", "lot": lot, "quantity": many} for lot, many in quantities.items()),
            )
        }
    )


def promised(shop, quantity, by):
    return shop.promise(shop.quote("BENCH", quantity, day(by), customer="C-1"))[0].id


def overridden(shop, quantity, by):
    return shop.override("BENCH", quantity, day(by), approved_by="mara", reason="a fair", customer="C-2").id


def covered(shop, promise):
    """Return how much of a promise something covers, and how much nothing does."""
    held = shop.database.run(commitments_of_promise, promise)
    uncovered = sum(each.quantity for each in held if each.uncovered)
    return sum(each.quantity for each in held) - uncovered, uncovered


def at_risk(shop):
    return [int(name.removeprefix("P-")) for name in shop.promises("promised").filter(at_risk=True)["promise"]]


def test_a_loss_of_what_both_stand_on_falls_on_the_overridden_one(shop):
    lots(shop, B=10)
    sound, risky = promised(shop, 6, 5), overridden(shop, 12, 0)
    assert covered(shop, risky) == (4, 8)
    loss = shop.report_loss("BENCH", "NORTH", 3, supply="B", reason="fire")
    assert at_risk(shop) == [risky]
    assert {each.promise for each in loss.at_risk} == {risky}
    assert covered(shop, sound) == (6, 0)
    assert covered(shop, risky) == (1, 11)
    assert_sound(shop)


def test_what_covers_an_overridden_promise_goes_to_whoever_lost_something_and_no_more_of_it(shop):
    lots(shop, A=8)
    sound = promised(shop, 8, 5)
    lots(shop, A=8, B=7)
    risky = overridden(shop, 100, 0)
    assert covered(shop, risky) == (7, 93)
    loss = shop.report_loss("BENCH", "NORTH", 5, supply="A", reason="fire")
    assert loss.bound_anew == 1
    assert at_risk(shop) == [risky]
    assert covered(shop, risky) == (2, 98)
    shop.report_loss("BENCH", "NORTH", 3, supply="A", reason="fire")  # more than the other still has
    assert at_risk(shop) == [sound, risky]
    assert covered(shop, risky) == (0, 100)
    assert_sound(shop)


def test_what_only_overridden_promises_lose_stays_theirs(shop):
    lots(shop, A=5)
    risky = overridden(shop, 9, 0)
    shop.report_loss("BENCH", "NORTH", 2, supply="A", reason="fire")
    assert at_risk(shop) == [risky]
    assert covered(shop, risky) == (5, 4)  # three of the five are there
    assert kinds(shop).count("override") == 1
    assert_sound(shop)


def test_what_comes_too_late_for_whoever_lost_something_is_not_given(shop):
    shop.load(
        {
            "receipt": frame(
                "receipt", {"receipt": "B-9", "item": "BENCH", "site": "NORTH", "quantity": 5, "date": day(9)}
            )
        }
    )
    lots(shop, A=5)
    sound, risky = promised(shop, 5, 3), overridden(shop, 12, 9)
    assert covered(shop, risky) == (5, 7)
    shop.report_loss("BENCH", "NORTH", 2, supply="A", reason="fire")
    assert at_risk(shop) == [sound, risky]
    assert covered(shop, risky) == (5, 7)
    assert_sound(shop)


def test_an_override_that_was_cured_is_a_promise_like_any_other(shop):
    lots(shop, A=5)
    cured = overridden(shop, 9, 0)
    lots(shop, A=14)
    assert at_risk(shop) == []
    sound = promised(shop, 5, 0)
    shop.report_loss("BENCH", "NORTH", 2, supply="A", reason="fire")
    assert at_risk(shop) == [cured, sound]
    assert_sound(shop)


def test_an_order_that_never_had_cover_takes_nothing_from_an_overridden_promise(shop):
    lots(shop, A=5)
    risky = overridden(shop, 9, 0)
    shop.load(orders(order("SO-1", 3, 1)))
    shop.report_loss("TOP", "NORTH", 1, supply="PO-1", reason="broken")
    assert covered(shop, risky) == (5, 4)
    assert_sound(shop)


def test_supply_that_comes_free_cures_others_first(shop):
    lots(shop, A=5)
    sound, risky = promised(shop, 5, 0), overridden(shop, 4, 0)
    shop.report_loss("BENCH", "NORTH", 3, supply="A", reason="fire")
    assert at_risk(shop) == [sound, risky]
    lots(shop, A=2, B=3)
    assert at_risk(shop) == [risky]
    assert_sound(shop)
