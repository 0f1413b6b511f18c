"""Plans: made beside what is promised, kept as versions, published in one entry, accepted line by line."""

import re

import polars as pl
import pytest
from tests.company.workshop_for_tests import assert_sound, balances, day, order, orders, workshop
from tests.engine.tables_for_tests import frame

from handfast.errors import Conflict, DataError, NotFound


def expecting(shop, *rows):
    """Let the workshop expect to sell benches: (first day, last day, quantity)."""
    shop.load(
        {
            "forecast": frame(
                "forecast",
                *(
                    {
                        "item": "BENCH",
                        "site": "NORTH",
                        "first_day": day(first),
                        "last_day": day(last),
                        "quantity": quantity,
                    }
                    for first, last, quantity in rows
                ),
            )
        }
    )


def test_a_plan_changes_nothing_until_it_is_published(shop):
    expecting(shop, (7, 13, 30))
    before = balances(shop)
    version = shop.plan(steps=20)
    assert version.state == "draft"
    assert [(need.kind, need.quantity, need.late_days) for need in version.needs] == [("forecast", 30, 0)]
    assert sum(run.quantity for run in version.runs if run.item == "BENCH") == 20  # ten are there
    assert balances(shop) == before
    assert shop.plan_faults(version.id) == []


def test_a_published_plan_is_what_promising_sees(shop):
    expecting(shop, (7, 13, 30))
    assert not shop.quote("BENCH", 65, day(10)).on_time
    version = shop.plan(steps=20)
    done = shop.publish(version.id, reason="agreed")
    assert (done.runs, done.gone, done.replaced) == (len(version.runs), 0, 0)
    assert shop.plan_version(version.id).state == "published"
    with pytest.raises(Conflict, match=rf"{version.name} is published: .* To verify .*: handfast ledger verify"):
        shop.plan_faults(version.id)
    assert_sound(shop)
    assert shop.quote("BENCH", 30, day(7)).on_time
    row = shop.promise(shop.quote("BENCH", 30, day(7)))[0]
    assert row.state == "promised"
    assert_sound(shop)


def test_a_run_that_a_promise_counts_on_stays_when_the_next_plan_is_published(shop):
    expecting(shop, (7, 13, 30))
    shop.publish(shop.plan(steps=5).id)
    promise = shop.promise(shop.quote("BENCH", 25, day(7)))[0]
    expecting(shop, (60, 66, 5))
    done = shop.publish(shop.plan(steps=5).id)
    assert_sound(shop)
    assert shop.explain(promise.id).promise.arrive_day == promise.arrive_day
    held = shop.runs().filter(item="BENCH")
    assert f"P-{promise.id}" in held["promises"].explode().to_list()
    assert done.gone <= 1


def test_publishing_covers_what_is_at_risk_where_that_is_in_time(shop):
    shop.load(orders(order("A", 12, 10)))
    shop.report_loss("BENCH", "NORTH", 10, supply="B-1", reason="the roof leaks")
    at_risk = shop.promises("promised").filter(at_risk=True)
    if not at_risk.height:  # other supply took its place at once
        shop.report_loss("TOP", "NORTH", 40, supply="T-1", reason="and on")
    version = shop.plan(steps=20)
    done = shop.publish(version.id)
    assert done.at_risk == 0
    assert not shop.promises("promised").filter(at_risk=True).height
    assert_sound(shop)


def test_what_firm_runs_bring_late_is_not_made_once_more(shop):
    shop.load(orders(order("A", 12, 10)))
    shop.report_loss("BENCH", "NORTH", 10, supply="B-1", reason="the roof leaks")
    shop.report_loss("TOP", "NORTH", 40, supply="T-1", reason="and on")  # more come on day 14
    first = shop.plan(steps=20)
    late = [(need.item, need.late_days) for need in first.needs]
    assert late == [("BENCH", 5), ("TOP", 5)]
    assert sum(run.quantity for run in first.runs if run.item == "BENCH") == 10  # seven lack, in lots of five
    shop.publish(first.id)
    kept = shop.plan(steps=20, slushy_days=100)
    assert ([(need.item, need.late_days) for need in kept.needs], kept.runs) == (late, ())
    shop.accept(shop.proposals().filter(kind="make")["proposal"].to_list(), reason="agreed")
    again = shop.plan(steps=20)
    assert ([(need.item, need.late_days) for need in again.needs], again.runs) == (late, ())
    assert shop.plan_faults(again.id) == []
    assert shop.publish(again.id).replaced == 0
    assert_sound(shop)


def test_no_promise_gets_worse_when_somebody_promises_between_plan_and_publishing(shop):
    expecting(shop, (7, 13, 30))
    version = shop.plan(steps=20)
    promise = shop.promise(shop.quote("BENCH", 25, day(7)))[0]
    done = shop.publish(version.id)
    assert done.replaced >= 1
    assert_sound(shop)
    assert shop.explain(promise.id).promise.arrive_day == promise.arrive_day


def test_a_plan_of_another_day_or_structure_is_not_published(shop, clock):
    expecting(shop, (7, 13, 30))
    version = shop.plan(steps=1)
    clock.go_to(1)
    with pytest.raises(Conflict, match="another day"):
        shop.publish(version.id)
    version = shop.plan(steps=1)
    shop.load({"item": workshop()["item"].with_columns(cost=9_500)})
    with pytest.raises(Conflict, match="structure"):
        shop.publish(version.id)
    with pytest.raises(NotFound, match="S-99"):
        shop.publish(99)
    assert_sound(shop)


def test_a_plan_is_published_once(shop):
    expecting(shop, (7, 13, 30))
    version = shop.plan(steps=1)
    shop.publish(version.id)
    with pytest.raises(Conflict, match="already"):
        shop.publish(version.id)


def test_the_same_seed_and_steps_give_the_same_plan(shop):
    expecting(shop, (7, 13, 30), (20, 26, 40), (27, 33, 45))
    one, other = shop.plan(steps=50, seed=3), shop.plan(steps=50, seed=3)
    assert one.fingerprint == other.fingerprint
    assert one.needs == other.needs
    assert one.runs == other.runs


def test_orders_consume_forecast_and_safety_stock_is_rebuilt(shop):
    expecting(shop, (7, 13, 30))
    shop.promise(shop.quote("BENCH", 8, day(10), customer="C-1"))
    points = workshop()["stock_point"].to_dicts()
    shop.load(
        {
            "stock_point": frame(
                "stock_point", *({**row, "safety_stock": 6} if row["item"] == "BENCH" else row for row in points)
            )
        }
    )
    needs = {need.kind: need.quantity for need in shop.plan(steps=1).needs}
    assert needs == {"forecast": 22, "safety": 6}


def test_proposals_are_accepted_line_by_line_and_then_stay(shop):
    expecting(shop, (7, 13, 30), (40, 46, 60))
    shop.publish(shop.plan(steps=20).id)
    found = shop.proposals()
    assert set(found["kind"]) >= {"make"}
    first = found.filter(kind="make")["proposal"][0]
    assert shop.accept([first]) == [first]
    with pytest.raises(NotFound, match="is not proposed"):
        shop.accept([first])
    expecting(shop, (40, 46, 1))
    shop.publish(shop.plan(steps=5).id)
    assert first in shop.runs()["run"].to_list()
    assert first not in shop.proposals()["proposal"].to_list()
    assert_sound(shop)


def test_a_receipt_that_nobody_needs_is_to_be_cancelled(shop):
    found = shop.proposals().filter(proposal="PO-1")
    assert found.select("kind", "why").rows() == [("cancel", "nobody needs it before the horizon ends")]


def test_planned_runs_that_nobody_accepted_go_when_their_day_has_passed(shop, clock):
    expecting(shop, (1, 7, 30))
    shop.publish(shop.plan(steps=5).id)
    assert shop.proposals().filter(kind="make").height
    clock.go_to(40)
    assert not shop.proposals().filter(kind="make").height
    assert_sound(shop)


def test_a_late_need_says_what_stands_in_its_way(shop):
    expecting(shop, (2, 3, 200))
    version = shop.plan(steps=5)
    late = next(need for need in version.needs if need.late_days != 0)
    found = shop.explain_need(late.name, version.id)
    assert found.obstacles
    assert found.runs
    with pytest.raises(NotFound, match="has no need"):
        shop.explain_need("nothing of the kind", version.id)


def test_a_plan_says_how_full_each_resource_is(shop):
    expecting(shop, (7, 13, 30))
    load = shop.plan_load(shop.plan(steps=5).id)
    assert load["planned"].sum() == 20 * 30 / 60
    assert (load["full"].drop_nulls() <= 1).all()


def test_nothing_new_starts_in_the_frozen_days(shop):
    expecting(shop, (7, 13, 30))
    free, frozen = shop.plan(steps=5), shop.plan(steps=5, frozen_days=12)
    assert min(run.start_day for run in free.runs) < frozen.today + 12
    assert min(run.start_day for run in frozen.runs) >= frozen.today + 12
    assert shop.plan_faults(frozen.id) == []
    with pytest.raises(DataError, match="leave no day"):
        shop.plan(steps=1, frozen_days=500)


def test_what_the_published_plan_starts_in_the_slushy_days_stays(shop):
    expecting(shop, (7, 13, 30))
    shop.publish(shop.plan(steps=5).id)
    made = shop.proposals().filter(kind="make")["proposal"].to_list()
    expecting(shop, (90, 96, 1))
    shop.publish(shop.plan(steps=5, slushy_days=15).id)
    assert set(made) <= set(shop.proposals()["proposal"])
    shop.publish(shop.plan(steps=5).id)
    assert not set(made) & set(shop.proposals()["proposal"])
    assert_sound(shop)


def test_a_forecast_beyond_all_capacity_is_met_in_part_and_the_rest_is_told(shop):
    expecting(shop, (7, 13, 100_000))
    version = shop.plan(steps=5)
    assert {need.kind for need in version.needs} == {"forecast"}
    assert sum(need.quantity for need in version.needs) == 100_000
    assert {need.whole for need in version.needs} == {100_000}
    *met, rest = version.needs
    assert [need.part for need in version.needs] == list(range(1, len(met) + 2))
    assert all(need.day is not None for need in met)
    assert [need.late_days for need in met] == sorted(need.late_days for need in met)
    assert rest.day is None
    assert rest.name.endswith(f", part {len(met) + 1}")
    figures = version.figures
    assert (figures["needs"], figures["late"], figures["in_part"], figures["unmet"]) == (1, 0, 1, 0)
    assert figures["score"]["unmet"] == rest.late_cost * 400
    assert figures["lower_bound"] <= figures["score"]["late"] + figures["score"]["unmet"]
    assert shop.plan_faults(version.id) == []
    told = shop.explain_need(met[0].name.removesuffix(", part 1"), version.id)
    assert told.need == rest
    assert told.links
    done = shop.publish(version.id)
    assert (done.runs, done.replaced) == (len(version.runs), 0)
    assert_sound(shop)
    assert shop.explain_need(met[0].name).need.quantity == met[0].quantity


def test_proposals_say_why_a_run_is_not_as_the_plan_before_had_it(shop):
    expecting(shop, (30, 36, 30))
    first = shop.plan(steps=5)
    shop.publish(first.id)
    assert not shop.proposals().filter(pl.col("moved") != "").height  # it is the first
    expecting(shop, (23, 29, 30))
    shop.publish(shop.plan(steps=5).id)
    rows = shop.proposals().filter(item="BENCH").to_dicts()
    assert rows
    for row in rows:
        said = rf"moved from \d{{4}}-\d\d-\d\d since {first.name}: forecast BENCH at NORTH .* is new \(30\)"
        assert re.fullmatch(said, row["moved"])
    again = shop.plan(steps=5)
    shop.publish(again.id)
    assert not shop.proposals().filter(pl.col("moved") != "").height  # nothing is other than before
