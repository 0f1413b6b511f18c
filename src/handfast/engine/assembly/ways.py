"""The ways of supplying stock points: processes of the table, their expedited variants, and component substitutes.

Each becomes one row, sorted as the kernel tries them: by stock point, substitutes last, then rank and name.
"""

from __future__ import annotations

import polars as pl

from handfast.engine.assembly.arrays import refusal, require
from handfast.engine.assembly.points import KEY
from handfast.engine.network import EXPEDITED, NO_LIMIT, PLAIN, SUBSTITUTION
from handfast.engine.tables.frame import Tables, frame_of
from handfast.sentences import marked, sentence

COLUMNS = [
    "name",
    "process",  # key in the process table; null for substitutes
    "class",
    "point",
    "site",
    "from_point",  # moves and substitutes: the stock point they take from
    "per_unit",  # substitutes: units of the alternative for one unit
    "item",
    "alternative",
    "rank",
    "yield",
    "lot_min",
    "lot_multiple",
    "lot_max",
    "lead_before_days",
    "lead_after_days",
    "lead_calendar",
    "same_day",
    "cost",
    "cost_per",
    "cost_fixed",
    "expedite_cost",
    "expedite_cost_fixed",
    "valid_from",
    "valid_to",
]


def read_ways(tables: Tables, points: pl.DataFrame) -> pl.DataFrame:
    """Return all ways of supply in the kernel's order, with a column ``way`` that counts them.

    Parameters
    ----------
    tables
        The company.
    points
        Columns ``item``, ``site``, ``point``.
    """
    plain = _processes(tables, points)
    hurried = plain.filter(pl.col("expedite_days").is_not_null()).with_columns(
        pl.lit(EXPEDITED).cast(pl.Int64).alias("class"),
        pl.col("expedite_days").alias("lead_after_days"),
    )
    usual = plain.with_columns(
        pl.lit(0).cast(pl.Int64).alias("expedite_cost"), pl.lit(0).cast(pl.Int64).alias("expedite_cost_fixed")
    )
    ways = pl.concat([usual.select(COLUMNS), hurried.select(COLUMNS), _substitutes(tables, points).select(COLUMNS)])
    order = ["point", pl.col("class") == SUBSTITUTION, "rank", "name", "class"]
    return _legal_lots(ways.sort(order).with_row_index("way").with_columns(pl.col("way").cast(pl.Int64)))


def _processes(tables: Tables, points: pl.DataFrame) -> pl.DataFrame:
    sources = points.select("item", pl.col("site").alias("from_site"), pl.col("point").alias("from_point"))
    moves = pl.col("kind") == "move"
    frame = (
        frame_of(tables, "process")
        .join(points, on=KEY, how="left", maintain_order="left")
        .join(sources, on=["item", "from_site"], how="left", maintain_order="left")
    )
    require(
        frame.filter(moves),
        "from_point",
        marked("move {process} comes from no site"),
        sentence("Fill from_site"),
        "process",
    )
    return frame.with_columns(
        pl.col("process").alias("name"),
        pl.lit(PLAIN).cast(pl.Int64).alias("class"),
        pl.when(moves).then("from_point").alias("from_point"),
        pl.lit("1").alias("per_unit"),
        pl.col("item").alias("alternative"),
    )


def _substitutes(tables: Tables, points: pl.DataFrame) -> pl.DataFrame:
    """Return component substitutes, at every site that keeps both items, for items that some process uses."""
    used = frame_of(tables, "process_input").select("item").unique()
    alternatives = points.select(pl.col("item").alias("alternative"), "site", pl.col("point").alias("from_point"))
    nothing = pl.lit(0).cast(pl.Int64)
    return (
        frame_of(tables, "substitute")
        .filter(pl.col("use") == "component")
        .join(used, on="item", how="semi")
        .join(points, on="item")
        .join(alternatives, on=["alternative", "site"])
        .with_columns(
            pl.format("{} for {}", "alternative", "item").alias("name"),
            pl.lit(None, dtype=pl.String).alias("process"),
            pl.lit(SUBSTITUTION).cast(pl.Int64).alias("class"),
            pl.lit("1").alias("yield"),
            *(pl.lit(None, dtype=pl.Int64).alias(lot) for lot in ("lot_min", "lot_multiple", "lot_max")),
            nothing.alias("lead_before_days"),
            nothing.alias("lead_after_days"),
            pl.lit("").alias("lead_calendar"),
            pl.lit(True).alias("same_day"),
            *(nothing.alias(cost) for cost in ("cost", "cost_fixed", "expedite_cost", "expedite_cost_fixed")),
            (nothing + 1).alias("cost_per"),
            *(pl.lit(None, dtype=pl.Date).alias(day) for day in ("valid_from", "valid_to")),
        )
    )


def _legal_lots(ways: pl.DataFrame) -> pl.DataFrame:
    """Return `ways` with lots as the kernel needs them: the smallest and the largest are multiples, nothing is null.

    Raises
    ------
    DataError
        When no lot is legal.
    """
    multiple = pl.col("lot_multiple").fill_null(1).clip(1)
    low = pl.col("lot_min").fill_null(1).clip(1)
    high = pl.col("lot_max").clip(upper_bound=NO_LIMIT)
    lots = ways.with_columns(
        multiple.alias("lot_multiple"),
        ((low + multiple - 1) // multiple * multiple).alias("lot_min"),
        (high // multiple * multiple).fill_null(NO_LIMIT).alias("lot_max"),
    )
    none = lots.filter(pl.col("lot_max") < pl.col("lot_min")).select("name", "lot_min", "lot_multiple", "lot_max")
    if none.height:
        name, low_value, step, high_value = none.row(0)
        raise refusal(
            "",
            name,
            sentence(
                "has no legal lot: of the multiples of {step}, the smallest that is large enough is "
                "{low_value}, the largest that is small enough is {high_value} (in smallest units)",
                step=step,
                low_value=low_value,
                high_value=high_value,
            ),
            sentence("Mend lot_min, lot_multiple or lot_max of this process"),
        )
    return lots
