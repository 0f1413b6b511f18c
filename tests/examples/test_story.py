"""What is told of Alder & Pine is true of its tables."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from handfast.examples.alder_and_pine import figures
from handfast.examples.alder_and_pine.places import FIRST_DAY, PLANTS, TODAY, WAREHOUSES
from handfast.examples.alder_and_pine.telling import figures_table
from handfast.examples.alder_and_pine.turns import GREAT_ORDER, TALKED_INTO

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "sample-company.md"


def test_it_stands_on_a_monday_in_march(company):
    assert company["company"]["fixed_today"].to_list() == [date(2027, 3, 1)]
    assert TODAY.weekday() == 0


def test_its_size(company):
    assert set(PLANTS) | set(WAREHOUSES) == set(company["site"]["site"])
    assert (len(PLANTS), len(WAREHOUSES)) == (2, 3)
    assert 145 <= company["item"].height <= 155
    assert company["resource"].height == 12
    assert company["customer"].height == 60
    assert set(company["customer"]["segment"]) == set(company["segment"]["segment"])
    assert company["segment"].height == 3
    assert 250 <= (company["order_line"]["state"] == "open").sum() <= 400


def test_three_years_of_orders(company):
    ordered = company["order_line"]["ordered_on"]
    assert ordered.min() - FIRST_DAY < timedelta(days=4)
    assert TODAY - ordered.max() < timedelta(days=4)
    assert (TODAY - FIRST_DAY).days == 3 * 365


def test_units_that_are_not_pieces(company):
    finer = company["item"].filter(pl.col("decimals") > 0)
    assert {"kg", "l", "m"} <= set(finer["unit"])
    assert company["stock"]["expires_on"].drop_nulls().len() > 0
    assert (company["item"]["shelf_life_days"] > 0).any()


def test_nothing_is_shipped_that_was_not_there(company):
    """Each lot that left was made, bought, or is older than the history."""
    older = company["production_run"]["started_on"].min()
    made = set(company["production_run"]["lot"]) | set(company["purchase_receipt"]["purchase_order"])
    later = company["shipment"].filter(pl.col("shipped_on") > older + timedelta(days=365))
    unknown = set(later["lot"]) - made
    assert len(unknown) < 0.02 * later["lot"].n_unique()


def test_shipments_add_up_to_what_lines_say(company):
    shipped = company["shipment"].group_by("order", "line").agg(pl.col("quantity").sum().alias("left"))
    lines = company["order_line"].join(shipped, on=["order", "line"], how="left")
    assert (lines["shipped"] == lines["left"].fill_null(0)).all()


def test_closed_lines_are_shipped_whole_and_open_ones_are_not(company):
    lines = company["order_line"]
    assert (lines.filter(pl.col("state") == "closed").select(pl.col("shipped") == pl.col("quantity"))).to_series().all()
    assert (lines.filter(pl.col("state") == "open").select(pl.col("shipped") < pl.col("quantity"))).to_series().all()


def test_runs_started_make_good_and_scrap(company):
    runs = company["production_run"].filter(pl.col("ended_on").is_not_null())
    assert (runs["good"] + runs["scrapped"] == runs["started"]).all()
    assert (runs["ended_on"] >= runs["started_on"]).all()
    assert 0.9 < runs["good"].sum() / runs["started"].sum() < 1


def test_more_lines_are_late_in_spring_than_in_autumn(company):
    assert figures.late_share(company, figures.PEAK) > 2 * figures.late_share(company, figures.QUIET)


def test_welding_is_short_in_spring_and_idle_in_autumn(company):
    assert figures.welding_load(company, *figures.SPRING) > 1
    assert figures.welding_load(company, *figures.AUTUMN) < 0.7


def test_sales_has_promised_more_welding_than_there_is(company):
    assert figures.overpromised(company).height >= 2


def test_the_oak_mill_slips_a_little_more_each_year(company):
    late = figures.supplier_lateness(company)["late"].to_list()
    years = [sum(late[n : n + 4]) / 4 for n in (0, 4, len(late) - 4)]
    assert years == sorted(years)
    assert years[-1] > years[0] + 5


@pytest.mark.parametrize("supplier", ["BOLTWORKS", "BOXWORKS", "FORESTERS"])
def test_other_suppliers_do_not(company, supplier):
    late = figures.supplier_lateness(company, supplier)["late"].to_list()
    assert max(late) < 3


def test_overdue_receipts_of_the_oak_mill_are_on_the_way(company):
    terms = company["supplier_item"].select("supplier", "item", "lead_days")
    receipts = company["receipt"].join(terms, on=["supplier", "item"])
    due = pl.col("ordered_on") + pl.duration(days=pl.col("lead_days"))
    overdue = receipts.filter(due < TODAY)
    assert "OAKMILL" in overdue["supplier"].to_list()


def test_what_sales_talked_the_planners_into_lies_there(company):
    excess = figures.excess(company)
    assert {turn.item for turn in TALKED_INTO} & set(excess["item"].head(4)) >= {"BENCH-150-TEAK", "PARASOL-300-GREEN"}
    assert excess["value"].sum() > 100_000_00


def test_the_great_order_lies_ready_in_the_north_plant(company):
    there = company["stock"].filter((pl.col("item") == GREAT_ORDER.item) & (pl.col("site") == GREAT_ORDER.built_at))
    assert there["quantity"].sum() > 0.9 * GREAT_ORDER.quantity


def test_deals_are_won_about_as_often_as_lost(company):
    outcomes = company["opportunity"]["outcome"]
    assert 0.4 < (outcomes == "won").sum() / (outcomes != "open").sum() < 0.6
    assert (outcomes == "open").sum() > 20


def test_won_deals_are_orders(company):
    ordered = set(company["order_line"].select("customer", "item", "quantity", "ordered_on").iter_rows())
    won = company["opportunity"].filter(pl.col("outcome") == "won")
    lines = won.join(company["opportunity_line"], on="opportunity")
    assert set(lines.select("customer", "item", "quantity", "closed_on").iter_rows()) <= ordered


def test_answers_follow_kept_promises(company):
    assert figures.kept_and_said(company) > 0.4


def test_complaints_about_lateness_are_about_late_lines(company):
    late = company["service_case"].filter(pl.col("reason") == "late")
    lines = company["order_line"].select("order", "item", "confirmed")
    opened = late.join(lines, on=["order", "item"]).select(pl.col("opened_on") > pl.col("confirmed"))
    assert opened.to_series().all()


def test_a_bad_delivery_of_hinges_can_be_traced_to_customers(company):
    uses = company["lot_genealogy"].filter(pl.col("item") == "HINGE-BRASS")
    into = uses.select(pl.col("lot").alias("delivery"), pl.col("into_lot").alias("lot"))
    returns = company["return_line"].filter(pl.col("reason") == "quality").join(into, on="lot")
    worst = returns["delivery"].value_counts(sort=True)
    assert worst["count"][0] > worst["count"][1:].sum(), "more than from all other deliveries together"


def test_the_documented_figures_are_the_measured_ones(company):
    assert figures_table(company) in PAGE.read_text(), (
        f"The figures of {PAGE.name} have changed. Put this table there:\n\n" + figures_table(company)
    )
