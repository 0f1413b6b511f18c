"""What each way of supply uses, yields beside its item, and loads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from handfast.engine.assembly.arrays import ints, offsets, require
from handfast.engine.assembly.points import KEY
from handfast.engine.assembly.ratios import exact_ratios
from handfast.engine.network import Ints
from handfast.engine.tables.frame import Tables, frame_of
from handfast.sentences import marked, sentence

NO_ITEM = sentence("Add it to the item table")


@dataclass(frozen=True)
class Parts:
    """Rows of one sort that belong to ways: those of way ``k`` are ``first[k]`` to ``first[k + 1] - 1``.

    Attributes
    ----------
    first
        Shape (N + 1,).
    node
        Stock point or resource of each row.
    num, den
        Amount for one start, in smallest units or minutes.
    fixed
        Amount for each run.
    units
        Units of the resource used at once; 1 elsewhere.
    """

    first: Ints
    node: Ints
    num: Ints
    den: Ints
    fixed: Ints
    units: Ints


def _parts(rows: pl.DataFrame, ways: int) -> Parts:
    num, den = exact_ratios(rows["per_unit"], rows["shift"])
    return Parts(
        offsets(ints(rows["way"]), ways), ints(rows["node"]), num, den, ints(rows["fixed"]), ints(rows["units"])
    )


def _of_process(table: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    """Return rows of `table` once for each way that comes from their process, with its site and item."""
    return table.join(
        ways.filter(pl.col("process").is_not_null()).select(
            "way", "process", pl.col("site").alias("process_site"), pl.col("item").alias("made")
        ),
        on="process",
    )


def _with_points(rows: pl.DataFrame, points: pl.DataFrame, decimals: pl.DataFrame) -> pl.DataFrame:
    """Return `rows` with the stock point of ``item`` at the process's site, and the shift between smallest units."""
    made = decimals.select(pl.col("item").alias("made"), pl.col("decimals").alias("made_decimals"))
    found = (
        rows.join(points, left_on=["item", "process_site"], right_on=KEY, how="left")
        .join(decimals, on="item", how="left")
        .join(made, on="made", how="left")
        .with_columns((pl.col("decimals") - pl.col("made_decimals")).alias("shift"), pl.col("point").alias("node"))
    )
    require(
        found,
        "shift",
        marked("process {process} speaks of {item} and {made}, one of which is no item"),
        NO_ITEM,
        "process",
        "item",
        "made",
    )
    return found


def read_inputs(tables: Tables, ways: pl.DataFrame, points: pl.DataFrame, decimals: pl.DataFrame) -> Parts:
    """Return what ways use: bills of materials, and for moves and substitutes the stock point they take from."""
    materials = _with_points(
        _of_process(frame_of(tables, "process_input").with_row_index("row"), ways), points, decimals
    ).select("way", "row", "node", "per_unit", "shift", "fixed")
    of_item = decimals.rename({"decimals": "item_decimals"})
    of_alternative = decimals.select(
        pl.col("item").alias("alternative"), pl.col("decimals").alias("alternative_decimals")
    )
    taken = (
        ways.filter(pl.col("from_point").is_not_null())
        .join(of_item, on="item", how="left")
        .join(of_alternative, on="alternative", how="left")
        .select(
            "way",
            pl.lit(0, dtype=pl.UInt32).alias("row"),
            pl.col("from_point").alias("node"),
            "per_unit",
            (pl.col("alternative_decimals") - pl.col("item_decimals")).alias("shift"),
            pl.lit(0, dtype=pl.Int64).alias("fixed"),
            "name",
            "item",
            "alternative",
        )
    )
    require(
        taken,
        "shift",
        marked("{name} speaks of {item} and {alternative}, one of which is no item"),
        NO_ITEM,
        "name",
        "item",
        "alternative",
    )
    rows = pl.concat([taken.select(materials.columns), materials]).sort("way", "row", maintain_order=True)
    return _parts(rows.with_columns(pl.lit(1, dtype=pl.Int64).alias("units")), ways.height)


def read_extras(tables: Tables, ways: pl.DataFrame, points: pl.DataFrame, decimals: pl.DataFrame) -> Parts:
    """Return what ways yield beside their item."""
    rows = _with_points(_of_process(frame_of(tables, "process_output").with_row_index("row"), ways), points, decimals)
    rows = rows.sort("way", "row").with_columns(
        pl.lit(0, dtype=pl.Int64).alias("fixed"), pl.lit(1, dtype=pl.Int64).alias("units")
    )
    return _parts(rows, ways.height)


def read_loads(tables: Tables, ways: pl.DataFrame, resource_of: dict[str, int], decimals: pl.DataFrame) -> Parts:
    """Return the steps of ways in order; a step that takes no time is left out."""
    places = pl.DataFrame(
        {"resource": list(resource_of), "node": list(resource_of.values())},
        schema={"resource": pl.String, "node": pl.Int64},
    )
    made = decimals.select(pl.col("item").alias("made"), pl.col("decimals").alias("made_decimals"))
    rows = (
        _of_process(frame_of(tables, "process_load"), ways)
        .join(places, on="resource", how="left")
        .join(made, on="made", how="left")
        .with_columns(
            pl.col("minutes_per_unit").alias("per_unit"),
            (-pl.col("made_decimals")).alias("shift"),
            pl.col("setup_minutes").alias("fixed"),
        )
        .sort("way", "step")
    )
    require(
        rows,
        "node",
        marked("process {process} loads {resource}, which is no resource"),
        sentence("Add it to the resource table"),
        "process",
        "resource",
    )
    require(rows, "shift", marked("process {process} supplies {made}, which is no item"), NO_ITEM, "process", "made")
    loads = _parts(rows, ways.height)
    takes_time = (loads.num > 0) | (loads.fixed > 0)
    way = np.repeat(np.arange(ways.height), np.diff(loads.first))[takes_time]
    return Parts(
        offsets(way, ways.height),
        *(array[takes_time] for array in (loads.node, loads.num, loads.den, loads.fixed, loads.units)),
    )
