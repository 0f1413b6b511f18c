"""A planner asks why: what binds, where the hours go, whom a purchase serves, and why runs moved."""

from decimal import Decimal

import polars as pl
import pytest
from tests.company.actions.test_plan import expecting
from tests.company.workshop_for_tests import day, order, orders, workshop

from handfast.errors import Conflict, NotFound


def late_plan(shop):
    """Return a plan that is late: 40 benches are wanted within the week, tops for 20 are there."""
    expecting(shop, (3, 5, 40), (10, 12, 60))
    return shop.plan(steps=5)


def test_every_late_need_has_a_chain_that_sums_to_its_delay(shop):
    version = late_plan(shop)
    late = [need for need in version.needs if need.late_days != 0]
    assert late
    for need in version.needs:
        found = shop.explain_need(need.name, version.id)
        if need.late_days == 0:
            assert not found.links
            continue
        assert sum(link.days for link in found.links) == need.late_days
        assert sum(link.points for link in found.links) == need.late_cost * need.late_days
        assert found.obstacles == tuple(link.thing.says for link in found.links)
        assert found.links[-1].without <= day(need.due - version.today)


def test_a_missing_material_is_named_with_its_supplier_and_what_it_waits_for(shop):
    version = late_plan(shop)
    late = next(need for need in version.needs if need.late_days)
    link = next(link for link in shop.explain_need(late.name).links if link.thing.kind == "material")
    assert (link.thing.item, link.thing.supplier) == ("TOP", "OAKMILL")
    assert link.until in {f"PO-1 on {day(14)}", f"what is planned on {day(21)}"}
    assert link.path[0] == "BENCH at NORTH"
    assert link.path[-1] == "TOP at NORTH"


def test_what_would_help_is_a_true_gain(shop):
    version = late_plan(shop)
    before = shop.plan_version(version.id).figures
    helps = [help_ for row in shop.bottlenecks(version.id).rows for help_ in row.helps or ()]
    assert any(each.points > 0 for each in helps)
    tops = next(each for each in helps if each.more.what == "TOP at NORTH" and each.points > 0)
    more = pl.when(pl.col("item") == "TOP").then(int(tops.more.quantity)).otherwise(0)
    shop.load({"stock": shop.table("stock").with_columns(pl.col("quantity") + more)})
    after = shop.plan(steps=60).figures
    lateness = [each["score"]["late"] + each["score"]["unmet"] for each in (before, after)]
    assert lateness[0] - lateness[1] >= tops.late_days > 0


def test_bottlenecks_sum_to_the_plans_lateness(shop):
    version = late_plan(shop)
    found = shop.bottlenecks(version.id)
    late = [need for need in version.needs if need.late_days]
    assert (found.late, found.looked_at) == (len(late), len(late))
    assert found.portions == sum(need.part > 0 for need in late)
    assert sum(row.late_days for row in found.rows) == found.late_days == sum(need.late_days for need in late)
    assert sum(row.points for row in found.rows) == found.points == version.figures["score"]["late"]
    assert all(row.needs for row in found.rows)
    assert shop.bottlenecks(version.id, seconds=0).looked_at == 1


def test_hours_by_cause_sum_to_what_the_week_has(shop):
    shop.load(orders(order("A", 15, 12)))
    version = late_plan(shop)
    load = shop.plan_load(version.id)
    parts = ("promised", "order", "forecast", "safety", "surplus", "changeover", "free")
    assert (load.select(pl.sum_horizontal(parts)).to_series() - load["hours"]).abs().max() < 1e-9
    assert load["promised"].sum() == pytest.approx(5 * 0.5)  # ten benches lie there
    assert load["forecast"].sum() + load["surplus"].sum() == pytest.approx(load["planned"].sum())


def test_a_receipt_says_which_orders_it_serves_and_an_order_what_feeds_it(shop):
    version = late_plan(shop)
    (receipt,) = shop.pegging("PO-1", version.id).supplies
    assert sum(use.quantity for use in receipt.uses) == receipt.quantity == Decimal(100)
    assert {use.kind for use in receipt.uses} <= {"forecast", "left over"}
    assert all(use.due and use.item == "BENCH" for use in receipt.uses if use.kind == "forecast")
    assert any(via.endswith("make BENCH") for use in receipt.uses for via in use.through)
    need = version.needs[-1]
    feeds = shop.pegging(need.name, version.id).feeds
    assert sum(each.quantity for each in feeds if each.level == 0) == need.quantity
    assert all(each.there <= each.needed for each in feeds)
    run = next(each for each in feeds if each.level == 0 and each.kind == "run")
    both = shop.pegging(run.name, version.id)
    assert need.name in {use.end for each in both.supplies for use in each.uses}
    assert {each.item for each in both.feeds if each.level == 0} == {"TOP", "LEG"}


def test_pegging_sums_for_every_supply_and_every_need(shop):
    shop.load(orders(order("A", 15, 12), order("B", 4, 3)))
    version = late_plan(shop)
    for item in ("BENCH", "TOP", "LEG", "OIL"):
        for supply in shop.pegging(item, version.id).supplies:
            assert sum(use.quantity for use in supply.uses) == supply.quantity
    promised = [(row["promise"], row["quantity"]) for row in shop.promises("promised").to_dicts()]
    assert len(promised) == 2
    for name, quantity in [*promised, *((need.name, need.quantity) for need in version.needs)]:
        feeds = shop.pegging(name, version.id).feeds
        assert sum(each.quantity for each in feeds if each.level == 0) == quantity


def test_a_published_plan_is_explained_on_the_company_as_it_stands(shop):
    version = late_plan(shop)
    draft = {need.name: shop.explain_need(need.name, version.id).need.day for need in version.needs}
    before = shop.bottlenecks(version.id)
    shop.publish(version.id)
    assert {name: shop.explain_need(name, version.id).need.day for name in draft} == draft
    found = shop.bottlenecks(version.id)
    assert (found.late, found.late_days, found.points) == (before.late, before.late_days, before.points)
    run = shop.proposals().filter(kind="make")["proposal"][0]
    (supply,) = shop.pegging(run).supplies
    assert sum(use.quantity for use in supply.uses) == supply.quantity
    assert "forecast" in {use.kind for use in supply.uses}
    load = shop.plan_load(version.id)
    assert load["forecast"].sum() > 0


def test_what_is_not_there_is_said_to_be_not_there(shop):
    with pytest.raises(NotFound, match="Nothing here is called"):
        shop.pegging("PO-99")
    assert shop.pegging("PO-1").supplies[0].uses[0].kind == "left over"


def test_a_draft_whose_supply_was_promised_away_is_not_explained(shop):
    version = late_plan(shop)
    shop.promise(shop.quote("BENCH", 10, day(2)))
    with pytest.raises(Conflict, match="no longer fits"):
        shop.bottlenecks(version.id)


def test_runs_of_the_same_inputs_do_not_move(shop):
    first, second = late_plan(shop), late_plan(shop)
    assert shop.plan_moves(first.id, second.id).height == 0


def test_a_new_demand_is_why_a_run_was_added(shop):
    first = late_plan(shop)
    expecting(shop, (3, 5, 40), (10, 12, 60), (40, 42, 30))
    moves = shop.plan_moves(first.id, shop.plan(steps=5).id)
    assert "added" in set(moves["change"])
    assert set(moves["cause"]) <= {"demand"}
    assert any("is new" in why for why in moves["why"])


def test_a_late_receipt_is_why_runs_moved(shop):
    first = late_plan(shop)
    shop.report_delay("TOP", "NORTH", day(30), supply="PO-1", reason="the mill is late")
    moves = shop.plan_moves(first.id, shop.plan(steps=5).id)
    assert moves.height
    assert any(why.startswith("PO-1 of TOP at NORTH comes 16 days later") for why in moves["why"])
    assert set(moves["cause"]) == {"supply"}


def test_another_lead_time_is_why_runs_moved(shop):
    expecting(shop, (60, 62, 90))
    first = shop.plan(steps=5)
    processes = workshop()["process"]
    longer = pl.when(pl.col("process") == "buy TOP").then(30).otherwise(pl.col("lead_after_days"))
    shop.load({"process": processes.with_columns(lead_after_days=longer)})
    moves = shop.plan_moves(first.id, shop.plan(steps=5).id)
    assert set(moves["process"]) == {"buy TOP"}
    assert moves.select("change", "cause").unique().rows() == [("moved", "process")]


def lacking_shop(shop):
    """Publish a plan that meets two orders late: both lack benches, and the tops for them are still to come."""
    shop.load(orders(order("A", 60, 1), order("B", 25, 5)))
    version = shop.plan(steps=20)
    late = [need for need in version.needs if need.kind == "risk" and need.late_days]
    assert {need.name for need in late} == {"P-1", "P-2"}
    shop.publish(version.id)
    return version, late


def test_a_late_promise_tells_which_run_it_waits_for_and_that_nothing_is_bound(shop):
    version, late = lacking_shop(shop)
    for need in late:
        (one,) = shop.pegging(need.name).expected
        assert (one.need, one.quantity, one.due, one.there) == (
            need.name,
            need.quantity,
            day(need.due - version.today),
            day(need.day - version.today),
        )
        own = [each for each in one.feeds if each.level == 0]
        assert sum(each.quantity for each in own) == need.quantity
        assert {(each.kind, each.item) for each in own} == {("run", "BENCH")}
        assert {each.item for each in one.feeds if each.level == 1} >= {"TOP", "LEG"}
        (waited,) = shop.explain(need.name).expected
        assert (waited.needed, waited.there, waited.quantity) == (one.due, one.there, need.quantity)
        assert {part.run for part in waited.parts} == {each.name for each in own}
        assert shop.explain(need.name).at_risk
        bound = [each for each in shop.pegging(need.name).feeds if each.level == 0]
        assert "uncovered" in {each.kind for each in bound}


def test_the_hours_of_a_run_that_a_late_promise_waits_for_are_its_own(shop):
    version, late = lacking_shop(shop)
    run = shop.pegging("P-2").expected[0].feeds[0].name
    (supply,) = shop.pegging(run).supplies
    assert sum(use.quantity for use in supply.uses) == supply.quantity
    assert {"P-1", "P-2"} & {use.end for use in supply.uses if use.kind == "risk"}
    assert shop.plan_load(version.id)["order"].sum() > 0
    assert {need.name: shop.explain_need(need.name, version.id).need.day for need in late} == {
        need.name: need.day for need in late
    }


def test_where_nothing_is_planned_a_late_promise_waits_for_nothing(shop):
    shop.load(orders(order("A", 400, 3)))
    (one,) = shop.pegging("P-1").expected
    assert (one.quantity, one.there, one.feeds) == (370, None, ())
    assert [each.there for each in shop.explain("P-1").expected] == [None]


def standing_parts(shop, version):
    """Return quantity, day and late days of each portion of the one forecast, as the published plan meets them now."""
    found = []
    for number in range(1, 9):
        try:
            need = shop.explain_need(f"forecast BENCH at NORTH {day(7)}, part {number}", version.id).need
        except NotFound:
            return found
        found.append((need.quantity, need.late_days))
    return found


def test_portions_of_a_published_plan_stay_portions_when_somebody_orders_part_of_them(shop):
    shop.load({"process": workshop()["process"].with_columns(valid_to=pl.lit(day(12)))})  # nothing is bought later
    expecting(shop, (7, 13, 200))
    version = shop.plan(steps=5)
    planned = [(need.quantity, need.late_days) for need in version.needs]
    assert len(planned) > 1
    assert planned[-1][1] is None
    shop.publish(version.id)
    assert standing_parts(shop, version) == planned
    shop.promise(shop.quote("BENCH", 12, day(8)))  # that much less is forecast, and that much less is free
    now = standing_parts(shop, version)
    assert sum(quantity for quantity, _ in now) == 200 - 12
    assert now[-1][1] is None
    assert any(late is not None for _, late in now)
    found = shop.bottlenecks(version.id)
    assert found.late == sum(late != 0 for _, late in now)


def test_what_is_left_of_a_forecast_that_was_met_as_a_whole_is_told_apart_from_what_is_not(shop):
    expecting(shop, (7, 13, 30))
    version = shop.plan(steps=5)
    assert len(version.needs) == 1
    shop.publish(version.id)
    shop.report_loss("BENCH", "NORTH", 4, supply="B-1", reason="wet")
    assert standing_parts(shop, version) == [(26, 0), (4, None)]


def test_how_a_plan_was_to_be_made_is_why_its_runs_moved(shop):
    first = late_plan(shop)
    moves = shop.plan_moves(first.id, shop.plan(steps=5, frozen_days=6).id)
    assert moves.height
    assert set(moves["cause"]) == {"options"}
    assert set(moves["why"]) == {"nothing new may start on 6 frozen days instead of 0"}


def test_portions_are_no_other_demand(shop):
    shop.load({"process": workshop()["process"].with_columns(valid_to=pl.lit(day(12)))})
    expecting(shop, (7, 13, 200))
    first, second = shop.plan(steps=5), shop.plan(steps=5, frozen_days=4)
    assert [each.quantity for each in first.needs] != [each.quantity for each in second.needs]
    assert set(shop.plan_moves(first.id, second.id)["cause"]) == {"options"}
