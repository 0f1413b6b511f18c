"""Charts: what they are drawn of is what the page tells, every one can be drawn, and nothing in them is evaluated."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

pytest.importorskip("altair", reason="the extra 'charts' is not installed: pip install 'handfast[charts]'")
vl_convert = pytest.importorskip(
    "vl_convert", reason="the extra 'charts' is not installed: pip install 'handfast[charts]'"
)

from handfast.doors.web import charts  # noqa: E402  after the look for Altair

WEEKS = [dt.date(2027, 3, 1), dt.date(2027, 3, 8)]
LOAD = pl.DataFrame({"week": WEEKS, "hours": [40.0, 40.0], "promised": [12.5, 48.0]})
STOCK = pl.DataFrame(
    {
        "day": WEEKS,
        "quantity": [Decimal(4), Decimal(-2)],
        "safety": [Decimal(3), Decimal(3)],
        "most": [Decimal(8), Decimal(8)],
    }
)
LEAD = [
    {"item": "A", "stated": 10.0, "median": 14.0, "low": 12.0, "high": 20.0},
    {"item": "B", "stated": 10.0, "median": None, "low": None, "high": None},
]

RUNS = pl.DataFrame(
    {
        "run": ["R-1"],
        "item": ["BENCH"],
        "quantity": [Decimal("2.5")],
        "unit": ["kg"],
        "starts": WEEKS[:1],
        "there": WEEKS[1:],
        "promises": [["P-1", "P-2"]],
    }
)

ALL = {
    "load": charts.load_chart(LOAD),
    "stock": charts.stock_chart(STOCK, "pcs"),
    "lead": charts.lead_time_chart(LEAD),
    "runs": charts.run_chart(RUNS),
}


@pytest.mark.parametrize("name", ALL)
def test_a_chart_can_be_drawn_on_paper(name: str) -> None:
    form = charts.in_colours(ALL[name])
    assert "var(--" not in json.dumps(form)
    assert vl_convert.vegalite_to_svg({**form, "width": 400}).startswith("<svg")


def test_weeks_that_hold_more_than_there_is_are_marked() -> None:
    assert [(row["promised"], row["full"]) for row in ALL["load"].rows] == [(12.5, False), (48.0, True)]


def test_items_without_deliveries_are_not_drawn() -> None:
    assert [row["item"] for row in ALL["lead"].rows] == ["A"]


def test_a_maximum_far_above_the_stock_is_left_out() -> None:
    far = STOCK.with_columns(most=pl.lit(Decimal(1000)))
    assert '"most"' in json.dumps(charts.stock_chart(STOCK, "pcs").form())
    assert '"most"' not in json.dumps(charts.stock_chart(far, "pcs").form())


def test_what_is_counted_whole_has_no_halves_on_its_axis() -> None:
    halves = STOCK.with_columns(quantity=pl.col("quantity") + Decimal("0.5"))
    assert '"tickMinStep": 1' in charts.stock_chart(STOCK, "pcs").shape
    assert '"tickMinStep"' not in charts.stock_chart(halves, "kg").shape


@pytest.mark.parametrize("name", ALL)
def test_a_notebook_gets_the_same_chart(name: str) -> None:
    assert ALL[name].altair().to_dict()["datasets"] == {"rows": list(ALL[name].rows)}


def test_a_chart_of_another_unit_says_it() -> None:
    assert '"kg"' in charts.stock_chart(STOCK, "kg").shape
    assert '"kg"' not in charts.stock_chart(STOCK, "pcs").shape


def test_the_colours_on_paper_are_those_of_the_style() -> None:
    style = (Path(charts.__file__).parent / "static" / "tokens.css").read_text()
    for token, colour in charts.LIGHT.items():
        assert f"{token}: light-dark({colour}," in style
