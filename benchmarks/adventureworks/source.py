"""The files of AdventureWorks, and how their cells become text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import polars as pl

END = dt.date(2025, 4, 29)
"""Last day of which the order history is complete."""

DAYS = 60
TODAY = END - dt.timedelta(days=DAYS)

PLANT = "PLANT"


@dataclass(frozen=True)
class Source:
    """A folder of parquet files, one for each table."""

    folder: Path

    def table(self, name: str) -> pl.DataFrame:
        """Return a table, its codes without padding."""
        frame = pl.read_parquet(self.folder / f"{name}.parquet")
        return frame.with_columns(pl.col(pl.String).str.strip_chars())

    def products(self) -> pl.DataFrame:
        """Return products with the name of their family (subcategory), empty where they have none."""
        families = self.table("Production_ProductSubcategory").select("ProductSubcategoryID", family="Name")
        joined = self.table("Production_Product").join(families, on="ProductSubcategoryID", how="left")
        return joined.with_columns(pl.col("family").fill_null(""))

    def order_lines(self) -> pl.DataFrame:
        """Return order lines up to the end, with dates, and numbered where the source has no number."""
        lines = self.table("Sales_SalesOrderLines_rebuilt").with_columns(
            pl.col("OrderDate", "DueDate", "ShipDate").dt.date(),
            line=pl.col("LineNumber").fill_null(pl.int_range(1, pl.len() + 1).over("SalesOrderID")),
            order=pl.format("SO{}", "SalesOrderID"),
        )
        return lines.filter(pl.col("OrderDate") <= END).sort("OrderDate", "SalesOrderID", "line")


def valid_on(day: dt.date, start: str, end: str) -> pl.Expr:
    """Whether a row with a first and a last day holds on `day`."""
    moment = pl.lit(dt.datetime.combine(day, dt.time()))
    return (pl.col(start) <= moment) & (pl.col(end).is_null() | (pl.col(end) >= moment))


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of text cells, as a file has them: empty where nothing is said."""
    flags = pl.selectors.boolean()
    return (
        frame.with_columns(flags.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String))
        .with_columns(pl.selectors.temporal().dt.to_string("%Y-%m-%d"))
        .with_columns(pl.all().cast(pl.String).fill_null(""))
    )
