"""What things cost, as exact fractions of minor units for one smallest unit or one minute."""

from __future__ import annotations

import numpy as np
import polars as pl

from handfast.engine.assembly.arrays import ints
from handfast.engine.assembly.ratios import reduced
from handfast.engine.network import Ints, Rate
from handfast.engine.tables.frame import Tables, frame_of

MINUTES_PER_HOUR = 60


def per_smallest_unit(money: pl.Series, per: pl.Series, decimals: pl.Series) -> Rate:
    """Return `money` for `per` units as minor units for one smallest unit of an item with `decimals`.

    Money that is not said counts as nothing: who needs to know asks for where that is.
    """
    den = ints(per) * 10 ** ints(decimals)
    return Rate(*reduced(ints(money.fill_null(0)), den))


def per_minute(money: pl.Series) -> Rate:
    """Return `money` for one hour as minor units for one minute."""
    hourly = ints(money)
    return Rate(*reduced(hourly, np.full(len(hourly), MINUTES_PER_HOUR, dtype=np.int64)))


def item_costs(tables: Tables, points: pl.DataFrame) -> tuple[Rate, frozenset[int]]:
    """Return the standard cost of each stock point's item, and the stock points whose item has none."""
    item = frame_of(tables, "item").select("item", "cost", "price_per", "decimals")
    costs = points.join(item, on="item", how="left", maintain_order="left")
    known = per_smallest_unit(costs["cost"], costs["price_per"].fill_null(1), costs["decimals"].fill_null(0))
    return known, _where(costs["cost"].is_null())


def way_costs(tables: Tables, ways: pl.DataFrame) -> tuple[Rate, Ints, Rate, Ints, frozenset[int]]:
    """Return cost and surcharge of one start and of one run, for each way, and the ways that buy at no known price.

    What is bought without a price costs what the item costs by the item table.
    """
    item = frame_of(tables, "item").select("item", "decimals", "price_per", standard="cost")
    bought = frame_of(tables, "process").filter(kind="buy").select("process", bought=pl.lit(value=True))
    costs = ways.join(item, on="item", how="left", maintain_order="left").join(
        bought, on="process", how="left", maintain_order="left"
    )
    unsaid = (costs["bought"].fill_null(value=False) & (costs["cost"] == 0)).alias("unsaid")
    costs = costs.with_columns(
        pl.when(unsaid).then("standard").otherwise("cost").alias("cost"),
        pl.when(unsaid).then(pl.col("price_per").fill_null(1)).otherwise("cost_per").alias("cost_per"),
    )
    places = costs["decimals"].fill_null(0)
    one = pl.Series("one", np.ones(costs.height, dtype=np.int64))
    return (
        per_smallest_unit(costs["cost"], costs["cost_per"], places),
        ints(costs["cost_fixed"]),
        per_smallest_unit(costs["expedite_cost"], one, places),
        ints(costs["expedite_cost_fixed"]),
        _where(costs["cost"].is_null()),
    )


def _where(rows: pl.Series) -> frozenset[int]:
    return frozenset(rows.arg_true().to_list())
