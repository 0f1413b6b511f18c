"""Frames that a caller makes: taken in the contract's types, or refused with the column and the cure."""

from __future__ import annotations

import polars as pl
import pytest

from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import empty_frame, schema_of, typed_frame
from handfast.errors import DataError


def site(**columns: pl.Series) -> pl.DataFrame:
    frame = empty_frame(CONTRACT["resource"])
    row = {name: pl.Series(name, [None], kind) for name, kind in frame.schema.items()}
    return pl.DataFrame({**row, **columns})


def test_narrow_integers_and_other_orders_are_taken() -> None:
    frame = site(units=pl.Series([2], dtype=pl.Int32)).select(sorted(schema_of(CONTRACT["resource"])))
    typed = typed_frame("resource", frame)
    assert typed.schema == empty_frame(CONTRACT["resource"]).schema
    assert typed["units"].to_list() == [2]


@pytest.mark.parametrize(
    ("frame", "column", "problem"),
    [
        (site().drop("units"), "units", "is not there"),
        (site(colour=pl.Series(["red"])), "colour", "is no column"),
        (site(units=pl.Series(["two"])), "units", "holds String"),
        (site(units=pl.Series([1.5])), "units", "holds fractions"),
    ],
)
def test_what_does_not_fit_is_named(frame: pl.DataFrame, column: str, problem: str) -> None:
    with pytest.raises(DataError) as refused:
        typed_frame("resource", frame)
    fault = refused.value.faults[0]
    assert (fault.file, fault.column) == ("resource", column)
    assert problem in fault.problem


def test_a_table_that_is_not_in_the_contract_is_refused() -> None:
    with pytest.raises(DataError, match="is no table"):
        typed_frame("colours", pl.DataFrame())
