"""A lot that is put on hold: whoever counted on it lacks it, and is named with it; on both databases."""

from __future__ import annotations

import polars as pl

from handfast.facade import Company


def test_who_counted_on_a_lot_lacks_it_once_it_is_on_hold(shop: Company) -> None:
    assert shop.lots_on_hold() == []
    first = shop.promise(shop.quote("BENCH", 8, customer="C-1"))[0]
    held = shop.table("stock").with_columns(
        status=pl.when(pl.col("item") == "BENCH").then(pl.lit("quality")).otherwise(pl.col("status"))
    )
    shop.load({"stock": held})
    (lot,) = shop.lots_on_hold()
    assert (lot.item, lot.site, lot.lot, lot.quantity, lot.status) == ("BENCH", "NORTH", "B-1", 10, "quality")
    assert [(each.promise.id, each.lacks, each.promise.quantity) for each in lot.waiting] == [(first.id, True, 8)]
