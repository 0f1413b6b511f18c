"""The sample company is honest to the contract, and always the same."""

import hashlib

import polars as pl
import pytest

from handfast.engine.checks import judge
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import schema_of
from handfast.examples.alder_and_pine import alder_and_pine
from handfast.examples.alder_and_pine.filling import columns_filled, filled
from handfast.examples.alder_and_pine.places import TODAY


def fingerprint(tables: dict[str, pl.DataFrame]) -> str:
    """Return a hash of every cell of every table."""
    digest = hashlib.sha256()
    for name, frame in tables.items():
        digest.update(name.encode())
        digest.update(frame.write_csv().encode())
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_company(company):
    assert fingerprint(alder_and_pine(7)) == fingerprint(company)


def test_another_seed_gives_another_company_that_is_as_sound(company):
    other = alder_and_pine(8)
    assert fingerprint(other) != fingerprint(company)
    assert judge(other, TODAY, {}).faults == ()


@pytest.mark.parametrize("name", list(CONTRACT))
def test_every_table_is_there_and_typed(company, name):
    frame = company[name]
    assert dict(frame.schema) == schema_of(CONTRACT[name])
    assert frame.height > 0


@pytest.mark.parametrize("name", list(CONTRACT))
def test_required_cells_are_filled_and_keys_are_unique(company, name):
    table, frame = CONTRACT[name], company[name]
    for column in table.columns:
        if column.required:
            assert frame[column.name].null_count() == 0
            if frame.schema[column.name] == pl.String:
                assert (frame[column.name] == "").sum() == 0
    assert frame.select(table.key).is_duplicated().sum() == 0


def test_no_check_finds_a_fault(company):
    assert judge(company, TODAY, {}).faults == ()


def test_every_referenced_row_is_there(company):
    for name, table in CONTRACT.items():
        for column in table.columns:
            if column.references:
                known = set(company[column.references][CONTRACT[column.references].key[0]])
                assert set(company[name][column.name]) - known <= {""}, f"{name}.{column.name}"


def test_a_column_that_the_contract_does_not_have_is_refused():
    with pytest.raises(KeyError, match="table site has no column colour"):
        filled("site", [{"site": "NORTH", "colour": "green"}])
    with pytest.raises(KeyError, match="table site has no column colour"):
        columns_filled("site", {"site": ["NORTH"], "colour": ["green"]})


def test_cells_that_are_not_given_get_their_defaults():
    row = filled("stock_point", [{"item": "BENCH-150", "site": "NORTH"}]).row(0, named=True)
    assert (row["sells"], row["rank"], row["safety_stock"], row["stock_max"]) == (True, 1, 0, None)
