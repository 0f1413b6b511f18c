"""Typed frames to text: each cell as it would be typed into a file, so that reading it gives the same again."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import polars as pl

from handfast.engine.currency import minor_digits
from handfast.engine.tables import CONTRACT, Column, Kind, Table
from handfast.engine.tables.frame import Tables, frame_of

DIGITS_AS_DECIMAL = 9
"""A ratio is written as a decimal up to this many digits after the point, else as a fraction."""


def decimal_text(value: int, places: int) -> str:
    """Return ``value / 10**places`` as the shortest decimal: 1500 with 3 places is ``1.5``."""
    if places == 0:
        return str(value)
    digits = str(abs(value)).rjust(places + 1, "0")
    fraction = digits[-places:].rstrip("0")
    return ("-" if value < 0 else "") + digits[:-places] + ("." + fraction if fraction else "")


def ratio_text(value: str) -> str:
    """Return a reduced fraction as a decimal where it is a short one: ``49/50`` is ``0.98``."""
    ratio = Fraction(value)
    for places in range(DIGITS_AS_DECIMAL + 1):
        scaled = ratio * 10**places
        if scaled.denominator == 1:
            return decimal_text(scaled.numerator, places)
    return value


def written_column(
    table: Table, column: Column, frame: pl.DataFrame, decimals: pl.DataFrame, currency: tuple[str, int]
) -> pl.Series:
    """Return the cells of one column as text; empty where nothing is said.

    Parameters
    ----------
    frame
        Rows of `table`, typed.
    decimals
        Columns ``item`` and ``decimals``: how the quantities of each item are counted.
    currency
        The company's currency and its digits after the point.
    """
    cells = frame[column.name]
    match column.kind:
        case Kind.QUANTITY:
            places = frame.select(pl.col(table.item_column or "item").alias("item")).join(
                decimals.unique("item"), on="item", how="left", maintain_order="left"
            )
            return _each(cells, places["decimals"].fill_null(0), decimal_text)
        case Kind.MONEY:
            return _each(cells, _digits(table, frame, currency), decimal_text)
        case Kind.RATIO:
            return _each(cells, pl.zeros(cells.len(), pl.Int64, eager=True), lambda value, _: ratio_text(value))
        case Kind.FLAG:
            return cells.replace_strict({True: "yes", False: "no"}, default="", return_dtype=pl.String)
        case Kind.MOMENT:
            return cells.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").fill_null("")
        case _:
            return cells.cast(pl.String).fill_null("")


def _digits(table: Table, frame: pl.DataFrame, currency: tuple[str, int]) -> pl.Series:
    """Return the digits after the point of each row's currency."""
    own, digits = currency
    if "currency" not in table.by_name or table.name == "company":
        return pl.repeat(digits, frame.height, dtype=pl.Int64, eager=True)
    codes = frame["currency"]
    known = {code: digits if code in ("", own) else minor_digits(code) for code in codes.unique()}
    return codes.replace_strict(known, return_dtype=pl.Int64)


def _each(cells: pl.Series, places: pl.Series, write: Callable[..., str]) -> pl.Series:
    """Return every cell written by ``write(cell, places)``, each distinct pair once."""
    source = pl.DataFrame({"cell": cells, "places": places})
    distinct = source.unique()
    texts = ["" if cell is None else write(cell, count) for cell, count in distinct.iter_rows()]
    answer = distinct.with_columns(pl.Series("text", texts, dtype=pl.String))
    joined = source.join(answer, on=["cell", "places"], how="left", nulls_equal=True, maintain_order="left")
    return joined["text"].alias(cells.name)


def written(table: Table, frame: pl.DataFrame, decimals: pl.DataFrame, currency: tuple[str, int]) -> pl.DataFrame:
    """Return all rows of `table` as text; parameters as for `written_column`."""
    return pl.DataFrame([written_column(table, column, frame, decimals, currency) for column in table.columns])


def written_table(tables: Tables, name: str) -> pl.DataFrame:
    """Return table `name` as text, by the units and the currency of `tables`."""
    decimals = frame_of(tables, "item").select("item", "decimals")
    head = frame_of(tables, "company").select("currency", "minor_digits").rows()
    return written(CONTRACT[name], frame_of(tables, name), decimals, head[0] if head else ("EUR", 2))
