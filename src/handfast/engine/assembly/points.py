"""The stock points of a company: those that are listed, and those that other tables speak of."""

from __future__ import annotations

import polars as pl

from handfast.engine.tables.frame import Tables, frame_of

KEY = ["item", "site"]


def read_points(tables: Tables) -> pl.DataFrame:
    """Return columns ``item``, ``site`` and ``point``: the listed stock points in their order, then the others by name.

    A stock point that a process, a stock lot or a receipt speaks of exists even if it is not listed; nothing is sold
    from it.
    """
    listed = frame_of(tables, "stock_point").select(KEY)
    process = frame_of(tables, "process")
    sites = process.select("process", "site")
    spoken_of = pl.concat(
        [
            process.select(KEY),
            process.filter((pl.col("kind") == "move") & (pl.col("from_site") != "")).select(
                "item", pl.col("from_site").alias("site")
            ),
            frame_of(tables, "process_input").join(sites, on="process").select(KEY),
            frame_of(tables, "process_output").join(sites, on="process").select(KEY),
            frame_of(tables, "stock").select(KEY),
            frame_of(tables, "receipt").select(KEY),
        ]
    )
    others = spoken_of.unique().join(listed, on=KEY, how="anti").sort(KEY)
    return pl.concat([listed, others]).with_row_index("point").with_columns(pl.col("point").cast(pl.Int64))


def read_decimals(tables: Tables) -> pl.DataFrame:
    """Return columns ``item`` and ``decimals``."""
    return frame_of(tables, "item").select("item", "decimals")
