"""Items, resources and suppliers: a list with search, and a page for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import polars as pl
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from handfast.company.people.permissions import Permission
from handfast.company.queries.promise_list import OPEN, Search
from handfast.doors.entrance.request import Request
from handfast.doors.web import charts
from handfast.doors.web.in_words import in_words
from handfast.doors.web.shell import page
from handfast.doors.web.supplied import way_in_words
from handfast.errors import NotFound
from handfast.facade.naming import Names
from handfast.sentences import sentence

SHOWN = 100
"""Rows of a list that are shown; more are found by searching."""

PROMISES_SHOWN = 12


@require_safe
def items(request: Request) -> HttpResponse:
    """Show all items, or those in whose name a word stands."""
    wanted = request.GET.get("q", "").strip()
    found = request.company.item_page(wanted, limit=SHOWN)
    return page(request, "items.html", rows=found.rows.to_dicts(), count=found.found, q=wanted)


def _matching(rows: pl.DataFrame, wanted: str, columns: tuple[str, ...]) -> pl.DataFrame:
    if not wanted:
        return rows
    found = (pl.col(name).str.to_lowercase().str.contains(wanted.casefold(), literal=True) for name in columns)
    return rows.filter(pl.any_horizontal(*found))


@require_safe
def item(request: Request, key: str) -> HttpResponse:
    """Show an item: its stock and what will be there, how it comes, who waits for it."""
    found, names = request.company.item(key), request.company.names()
    sites = [
        {
            **site,
            "name": names.site(site["site"]),
            "days": found.projection.filter(site=site["site"]).to_dicts(),
        }
        for site in found.sites
    ]
    return page(
        request,
        "item.html",
        view=found,
        sites=sites,
        first=[site for site in sites if len(site["days"]) > 1][:6],
        ways=[
            {**way, "site_name": names.site(way["site"]), "called": way_in_words(way["process"], names)}
            for way in found.ways
        ],
        made_of=[{**row, "name": names.item(row["item"]), "unit": names.unit(row["item"])} for row in found.made_of],
        used_in=[{**row, "name": names.item(row["item"]), "unit": found.row["unit"]} for row in found.used_in],
        kept=[{**row, "site_name": names.site(row["site"])} for row in found.kept],
        unit=found.row["unit"],
        vega=charts.drawing_script(),
        **_waiting(request, key),
    )


def _waiting(request: Request, key: str) -> dict[str, Any]:
    """Return the open promises of an item, those at risk first."""
    if not request.who.may(Permission.PROMISE_SEE):
        return {}
    company, names = request.company, request.company.names()
    book = company.promise_list(Search(OPEN, item=key), limit=PROMISES_SHOWN)
    risky = company.promise_list(Search(OPEN, at_risk=True, item=key), limit=PROMISES_SHOWN).rows
    rows = [*risky, *(row for row in book.rows if not row["at_risk"])][:PROMISES_SHOWN]
    return {
        "promises": [
            {**row, "customer_name": in_words(names.customer(row["customer"])), "number": int(row["promise"][2:])}
            for row in rows
        ],
        "open": book.found,
    }


@require_safe
def item_chart(request: Request, key: str) -> HttpResponse:
    """Give the chart of what will be there of an item at a site."""
    found = request.company.item(key)
    rows = found.projection.filter(site=request.GET.get("site", ""))
    if not rows.height:
        raise NotFound(sentence("This item is not kept there."))
    return charts.chart_answer(charts.stock_chart(rows, found.row["unit"]))


@require_safe
def resources(request: Request) -> HttpResponse:
    """Show all resources, the fullest first: how much of the next weeks is promised."""
    loads, wanted = request.company.resource_loads(weeks=4), request.GET.get("q", "").strip()
    names = request.company.names()
    table = request.company.table("resource").select("resource", "name", "site", "units")
    soon = loads.group_by("resource", maintain_order=True).agg(
        pl.col("hours").sum(),
        pl.col("promised").sum(),
    )
    rows = _matching(table.join(soon, on="resource"), wanted, ("resource", "name", "site"))
    share = pl.when(pl.col("hours") > 0).then(100 * pl.col("promised") / pl.col("hours"))
    rows = rows.with_columns(share=share).sort("share", descending=True, nulls_last=True)
    told = [{**row, "site_name": names.site(row["site"])} for row in rows.head(SHOWN).to_dicts()]
    return page(request, "resources.html", rows=told, count=rows.height, q=wanted)


@require_safe
def resource(request: Request, key: str) -> HttpResponse:
    """Show a resource: hours that are promised against those that are there, week by week."""
    loads = request.company.resource_loads(key)
    rows = request.company.table("resource").filter(resource=key).to_dicts()
    if not rows or not loads.height:
        raise NotFound(sentence("There is no resource '{key}', or it is at a site that you do not see.", key=key))
    runs, names = request.company.resource_runs(key), request.company.names()
    return page(
        request,
        "resource.html",
        row={**rows[0], "site_name": names.site(rows[0]["site"])},
        weeks=loads.to_dicts(),
        runs=[{**run, "item_name": names.item(run["item"])} for run in runs.head(SHOWN).to_dicts()],
        count=runs.height,
        vega=charts.drawing_script(),
    )


@require_safe
def resource_chart(request: Request, key: str) -> HttpResponse:
    """Give the chart of a resource's load."""
    return charts.chart_answer(charts.load_chart(request.company.resource_loads(key)))


@require_safe
def resource_runs_chart(request: Request, key: str) -> HttpResponse:
    """Give the chart of the runs that a resource works at."""
    runs = request.company.resource_runs(key)
    told = _told_apart(runs["item"].unique().to_list(), request.company.names())
    return charts.chart_answer(charts.run_chart(runs.with_columns(pl.col("item").replace(told))))


@require_safe
def suppliers(request: Request) -> HttpResponse:
    """Show all suppliers, those first whom the most promises wait for."""
    view, wanted = request.company.suppliers(), request.GET.get("q", "").strip()
    rows = _matching(view.suppliers, wanted, ("supplier", "name"))
    return page(request, "suppliers.html", rows=rows.to_dicts(), currency=view.currency, q=wanted)


@require_safe
def supplier(request: Request, key: str) -> HttpResponse:
    """Show a supplier: stated lead times beside real ones, what we order when, who waits for it."""
    view, names = request.company.suppliers(key), request.company.names()
    rows, purchases = view.suppliers.to_dicts(), view.purchases.sort("order", "there").head(SHOWN).to_dicts()
    return page(
        request,
        "supplier.html",
        key=key,
        row=rows[0] if rows else {"supplier": key, "name": key},
        records=[{**each, "item_name": names.item(each["item"])} for each in view.records.to_dicts()],
        drawn=view.records.filter(pl.col("median").is_not_null()).height,
        purchases=[{**each, "item_name": names.item(each["item"])} for each in purchases],
        currency=view.currency,
        vega=charts.drawing_script(),
    )


@require_safe
def supplier_chart(request: Request, key: str) -> HttpResponse:
    """Give the chart of a supplier's lead times."""
    records = request.company.suppliers(key).records.select("item", "stated", "median", "low", "high")
    told = _told_apart(records["item"].to_list(), request.company.names())
    return charts.chart_answer(charts.lead_time_chart(records.with_columns(pl.col("item").replace(told)).to_dicts()))


def _told_apart(items: Iterable[str], names: Names) -> dict[str, str]:
    """Return what items are called, as a chart's lines are: with their keys where two have the same name."""
    called = {key: names.item(key) for key in items}
    often = Counter(called.values())
    return {key: name if often[name] == 1 else f"{name} · {key}" for key, name in called.items()}
