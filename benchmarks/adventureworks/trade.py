"""Customers, territories, prices and order lines of AdventureWorks, as tables of the contract."""

from __future__ import annotations

import polars as pl

from benchmarks.adventureworks.source import PLANT, TODAY, Source

TRANSIT_DAYS = 5
"""Days from the ship date to the due date of every order."""


def company() -> dict[str, pl.DataFrame]:
    """Return the company, whose prices have four digits, and its one plant."""
    head = {"name": ["AdventureWorks"], "currency": ["USD"], "minor_digits": [4], "time_zone": ["UTC"]}
    return {
        "company": pl.DataFrame(head),
        "site": pl.DataFrame({"site": [PLANT], "name": ["AdventureWorks plant"], "region": ["Northwest"]}),
    }


def customers(source: Source) -> dict[str, pl.DataFrame]:
    """Return segments, customers in their territories, and the way there."""
    territories = source.table("Sales_SalesTerritory").select("TerritoryID", territory="Name")
    stores = source.table("Sales_Store").select(StoreID="BusinessEntityID", store="Name")
    known = source.table("Sales_Customer").join(territories, on="TerritoryID", how="left")
    known = known.join(stores, on="StoreID", how="left").sort("CustomerID")
    return {
        "segment": pl.DataFrame(
            {"segment": ["reseller", "internet"], "name": ["Resellers", "Internet"], "priority": [1, 2]}
        ),
        "customer": known.select(
            customer="AccountNumber",
            name=pl.coalesce("store", "AccountNumber"),
            segment=pl.when(pl.col("PersonID").is_null() | pl.col("StoreID").is_not_null())
            .then(pl.lit("reseller"))
            .otherwise(pl.lit("internet")),
            region="territory",
            currency=pl.lit("USD"),
        ),
        "lane": territories.select(
            site=pl.lit(PLANT), region="territory", transit_days=pl.lit(TRANSIT_DAYS), rank=pl.lit(1)
        ),
    }


def prices(source: Source) -> dict[str, pl.DataFrame]:
    """Return the price list with its history."""
    numbers = source.products().select("ProductID", "ProductNumber")
    history = source.table("Production_ProductListPriceHistory").join(numbers, on="ProductID")
    return {
        "price": history.select(
            item="ProductNumber",
            currency=pl.lit("USD"),
            price=pl.col("ListPrice").round(4),
            valid_from=pl.col("StartDate").dt.date(),
            valid_to=pl.col("EndDate").dt.date(),
        ).sort("item", "valid_from")
    }


def order_lines(source: Source) -> pl.DataFrame:
    """Return all order lines up to the end, with names for numbers; `customer` is empty where the source has none."""
    numbers = source.products().select("ProductID", item="ProductNumber")
    accounts = source.table("Sales_Customer").select("CustomerID", customer="AccountNumber")
    lines = source.order_lines().join(numbers, on="ProductID", maintain_order="left")
    lines = lines.join(accounts, on="CustomerID", how="left", maintain_order="left")
    return lines.with_columns(price=pl.col("UnitPrice").round(4))


def orders(lines: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the order lines up to today: those that have left are closed, the others open."""
    left = pl.col("ShipDate") <= TODAY
    known = lines.filter(pl.col("OrderDate") <= TODAY)
    return {
        "order_line": known.select(
            "order",
            "line",
            "customer",
            "item",
            site=pl.lit(PLANT),
            quantity="OrderQty",
            shipped=pl.when(left).then("OrderQty").otherwise(0),
            ordered_on="OrderDate",
            requested="DueDate",
            confirmed="DueDate",
            price="price",
            currency=pl.lit("USD"),
            state=pl.when(left).then(pl.lit("closed")).otherwise(pl.lit("open")),
        )
    }


def asks(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the order lines after today, in order of time."""
    return lines.filter(pl.col("OrderDate") > TODAY)
