"""Customers: seen by whom, counted as a table reader would count, warned with true words."""

from __future__ import annotations

import datetime as dt
import itertools
from html import unescape

import polars as pl
import pytest
from tests.doors.conftest import Served


def test_a_customer_is_told_as_a_reader_of_the_tables_would(looked_at: Served) -> None:
    company = looked_at.company
    lines = company.table("order_line").filter(pl.col("customer") == "C-1042")
    came = company.table("shipment").group_by("order", "line").agg(pl.col("delivered_on").max())
    judged = lines.filter(pl.col("state") == "closed").join(came, on=["order", "line"]).drop_nulls("delivered_on")
    view = company.customer("C-1042")
    assert view.delivered == judged.height
    assert view.kept == judged.filter(pl.col("delivered_on") <= pl.col("confirmed")).height
    days = sorted(lines["ordered_on"].drop_nulls().unique())
    assert (view.rhythm.days, view.rhythm.last) == (len(days), days[-1])
    gaps = sorted((after - before).days for before, after in itertools.pairwise(days))
    assert view.rhythm.gap == gaps[(len(gaps) - 1) // 2]
    assert view.rhythm.expected == days[-1] + dt.timedelta(days=view.rhythm.gap)
    assert sum(view.rhythm.months) == len(days)
    cases = company.table("service_case").filter(pl.col("customer") == "C-1042")
    assert view.open_cases == cases["closed_on"].null_count()


def test_the_list_counts_what_the_book_holds(looked_at: Served) -> None:
    book = looked_at.company.promises("held", "promised")
    for each in looked_at.company.customers():
        theirs = book.filter(pl.col("customer") == each.customer)
        assert (each.open, each.at_risk) == (theirs.height, theirs["at_risk"].sum())


def test_who_has_promises_at_risk_is_warned_with_their_day(looked_at: Served) -> None:
    first = looked_at.company.customers()[0]
    html = unescape(looked_at.browser("customer_service").get(f"/customers/{first.customer}/").content.decode())
    assert html.count("Dear " + first.name) == first.at_risk > 0
    assert "not sure any more" in html


def test_a_rep_sees_only_whom_they_look_after(looked_at: Served) -> None:
    own = {"C-1042", "C-1046"}
    html = looked_at.browser("sales").get("/customers/").content.decode()
    assert all(f"/customers/{key}/" in html for key in own)
    assert "/customers/C-1043/" not in html
    assert looked_at.browser("sales").get("/customers/C-1043/").status_code == 404
    assert looked_at.browser("sales").get("/customers/C-0/").status_code == 404
    found = looked_at.browser("sales").get("/customers/", {"q": "harbour"}, headers={"HX-Request": "true"})
    assert found.content.decode().count("<tr tabindex") == 1


@pytest.mark.parametrize("role", ["production", "administrator"])
def test_others_see_none(looked_at: Served, role: str) -> None:
    assert looked_at.browser(role).get("/customers/").status_code == 403
