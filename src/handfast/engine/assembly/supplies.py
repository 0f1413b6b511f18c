"""What is there and what is on its way, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from handfast.engine.assembly.arrays import ints
from handfast.engine.assembly.points import KEY
from handfast.engine.network import Ints, Network
from handfast.engine.tables.frame import Tables, frame_of

STOCK, RECEIPT = 0, 1
"""Kinds of supply."""


@dataclass(frozen=True)
class Supplies:
    """Supplies that exist already, those of stock first; one row each.

    Attributes
    ----------
    point
        Stock point.
    day
        Day from which it may be used, counted from the network's origin; may lie beyond the horizon.
    expires
        First day on which it can no longer be used; the horizon where it does not expire within it.
    quantity
        Smallest units, positive.
    kind
        ``STOCK`` or ``RECEIPT``.
    reference
        The lot or the receipt.
    """

    point: Ints
    day: Ints
    expires: Ints
    quantity: Ints
    kind: Ints
    reference: tuple[str, ...]


def read_supplies(tables: Tables, network: Network) -> Supplies:
    """Return free stock and receipts; what is under quality hold or blocked is not promised from.

    Expired lots are left out. Receipts that are overdue are expected today. A receipt of an item with a shelf life
    expires that many days after its day; a lot expires on the day it says.
    """
    points = pl.DataFrame(
        {"item": network.items, "site": network.sites, "point": range(len(network.items))},
        schema={"item": pl.String, "site": pl.String, "point": pl.Int64},
    )
    rows = pl.concat([_stock(tables, network.origin), _receipts(tables, network.origin)])
    kept = (
        rows.filter(pl.col("quantity") > 0)
        .with_columns(pl.col("expires").fill_null(network.horizon).clip(upper_bound=network.horizon))
        .filter((pl.col("expires") > pl.col("day")) | (pl.col("day") >= network.horizon))
        .join(points, on=KEY, how="left", maintain_order="left")
    )
    return Supplies(
        point=ints(kept["point"]),
        day=ints(kept["day"]),
        expires=ints(kept["expires"]),
        quantity=ints(kept["quantity"]),
        kind=ints(kept["kind"]),
        reference=tuple(kept["reference"].to_list()),
    )


def _day(column: str, origin: int) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Int64) - origin


def _stock(tables: Tables, origin: int) -> pl.DataFrame:
    return (
        frame_of(tables, "stock")
        .filter(pl.col("status") == "free")
        .select(
            *KEY,
            _day("as_of", origin).fill_null(0).clip(0).alias("day"),
            _day("expires_on", origin).alias("expires"),
            "quantity",
            pl.lit(STOCK).cast(pl.Int64).alias("kind"),
            pl.col("lot").alias("reference"),
        )
    )


def _receipts(tables: Tables, origin: int) -> pl.DataFrame:
    life = frame_of(tables, "item").select("item", "shelf_life_days")
    day = _day("date", origin).clip(0)
    return (
        frame_of(tables, "receipt")
        .join(life, on="item", how="left", maintain_order="left")
        .select(
            *KEY,
            day.alias("day"),
            pl.when(pl.col("shelf_life_days") > 0).then(day + pl.col("shelf_life_days")).alias("expires"),
            "quantity",
            pl.lit(RECEIPT).cast(pl.Int64).alias("kind"),
            pl.col("receipt").alias("reference"),
        )
    )
