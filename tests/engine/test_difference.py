"""What an import would change."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.difference import difference, updated
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import schema_of


def prices(*rows: tuple[str, str | None, int]) -> pl.DataFrame:
    """Return price rows of item, first day and price; all else as it is by default."""
    schema = schema_of(CONTRACT["price"])
    texts = {name: "" for name, dtype in schema.items() if dtype == pl.String}
    filled = [texts | {"item": i, "valid_from": d, "price": p, "min_quantity": 0, "price_per": 1} for i, d, p in rows]
    frame = pl.DataFrame(filled, schema={n: pl.String if t == pl.Date else t for n, t in schema.items()}, orient="row")
    return frame.with_columns(pl.col("valid_from", "valid_to").str.to_date())


def company(name: str, currency: str = "EUR") -> pl.DataFrame:
    row = {"name": name, "currency": currency, "minor_digits": 2, "time_zone": "UTC", "horizon_days": 400}
    return pl.DataFrame([row], schema=schema_of(CONTRACT["company"]), orient="row")


def test_rows_are_paired_by_the_whole_key_even_where_a_part_is_not_said() -> None:
    old = prices(("A", None, 100), ("A", "2027-01-01", 110), ("B", None, 200), ("C", None, 300))
    new = prices(("A", None, 100), ("A", "2027-01-01", 115), ("B", None, 200), ("D", None, 400))
    told = difference({"price": old}, {"price": new})["price"]
    assert told.same == 2
    assert told.added["item"].to_list() == ["D"]
    assert told.only_in_company["item"].to_list() == ["C"]
    assert told.changed.select("item", "valid_from", "column", "old", "new").rows() == [
        ("A", old["valid_from"][1], "price", "110", "115")
    ]
    assert told.changed_rows == 1


def test_a_cell_that_is_said_now_or_no_longer_is_a_change() -> None:
    old = prices(("A", None, 100))
    new = old.with_columns(valid_to=pl.date(2027, 6, 30))
    assert difference({"price": old}, {"price": new})["price"].changed["old"].to_list() == [None]
    assert difference({"price": new}, {"price": old})["price"].changed["new"].to_list() == [None]


def test_tables_that_are_not_in_the_import_are_not_told() -> None:
    assert difference({"price": prices(("A", None, 1))}, {}) == {}


def test_the_company_is_one_row_whatever_its_name() -> None:
    told = difference({"company": company("Old")}, {"company": company("New")})["company"]
    assert (told.added.height, told.only_in_company.height) == (0, 0)
    assert told.changed.select("column", "old", "new").rows() == [("name", "Old", "New")]
    assert updated({"company": company("Old")}, {"company": company("New")})["company"]["name"].to_list() == ["New"]


ROWS = st.lists(st.tuples(st.sampled_from("ABCDE"), st.none(), st.integers(0, 3)), unique_by=lambda row: row[0])


@given(ROWS, ROWS)
def test_every_row_is_counted_once_and_the_update_has_no_difference_left(
    old_rows: list[tuple[str, None, int]], new_rows: list[tuple[str, None, int]]
) -> None:
    old, new = prices(*old_rows), prices(*new_rows)
    told = difference({"price": old}, {"price": new})["price"]
    assert told.added.height + told.changed_rows + told.same == new.height
    assert told.only_in_company.height + told.changed_rows + told.same == old.height
    whole = updated({"price": old}, {"price": new})
    after = difference(whole, {"price": new}).get("price")
    assert after is not None
    assert (after.added.height, after.changed.height) == (0, 0)
    assert {row[0] for row in old_rows} | {row[0] for row in new_rows} == set(
        whole["price"]["item"] if "price" in whole else ()
    )
