"""Bid prices from plan to offer: planned on what the ledger holds, published, charged, and answers made anew."""

import pytest
from tests.company.workshop_for_tests import assert_sound, day
from tests.engine.tables_for_tests import frame


def expect_benches(shop, quantity):
    """Forecast benches for the next four weeks."""
    shop.load(
        {
            "forecast": frame(
                "forecast",
                {"item": "BENCH", "site": "NORTH", "first_day": day(0), "last_day": day(27), "quantity": quantity},
            )
        }
    )


def test_promises_and_forecasts_are_planned_and_forecasts_are_netted(shop):
    expect_benches(shop, 40)
    shop.promise(shop.quote("BENCH", 4, day(5)))
    plan = shop.plan_volumes(4)
    sorts = {}
    for service in plan.services():
        sort = plan.demand.sort[service.stream]
        sorts[sort] = sorts.get(sort, 0.0) + service.wanted
    assert sorts == pytest.approx({"promised": 4, "expected": 36})
    assert plan.solution.gap == pytest.approx(0, abs=1e-6)


def test_published_prices_are_charged_and_older_answers_are_made_anew(shop):
    expect_benches(shop, 4_000)
    before, generation = shop.quote("BENCH", 2, day(20)), shop._current().generation
    assert before.margin.opportunity_cost is None
    plan = shop.plan_volumes(8)
    assert [plan.network.resources[each.resource] for each in plan.bottlenecks()] == ["WELD"]
    entry = shop.publish_prices(plan, reason="spring")
    assert_sound(shop)
    assert shop._current().generation == generation + 1  # an answer made on the old prices is made again
    after = shop.quote("BENCH", 2, day(20))
    assert after.margin.opportunity_cost > 0
    assert after.margin.total == before.margin.total - after.margin.opportunity_cost
    again = shop.publish_prices(shop.plan_volumes(8))
    assert again > entry
    assert shop.promise(shop.quote("BENCH", 2, day(20)))
    assert_sound(shop)


def test_deals_and_lists_load_resources_by_chance(shop):
    shop.load(
        {
            "opportunity": frame(
                "opportunity",
                {"opportunity": "OP-1", "probability": "1/2", "opened_on": day(0), "expected_on": day(20)},
                {"opportunity": "OP-2", "opened_on": day(0), "expected_on": day(20)},
                {"opportunity": "OP-3", "opened_on": day(0)},
            ),
            "opportunity_line": frame(
                "opportunity_line",
                *({"opportunity": f"OP-{n}", "item": "BENCH", "quantity": 10} for n in (1, 2, 3)),
            ),
        }
    )
    profile, notes = shop.load_profile(pipeline=True)
    one = shop.load_profile([("BENCH", 10, day(20), "me")])[0]
    assert profile.load.sum() == pytest.approx(1.5 * one.load.sum())
    assert {cause for causes in one.by_cause.values() for cause in causes} == {"me"}
    assert [note.partition(" (")[2] for note in notes] == ["OP-2).", "OP-3)."]
