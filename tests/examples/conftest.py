"""Alder & Pine, made once for all tests that only look at it."""

import polars as pl
import pytest

from handfast.examples.alder_and_pine import alder_and_pine


@pytest.fixture(scope="session")
def company() -> dict[str, pl.DataFrame]:
    """All tables of the sample company."""
    return alder_and_pine()
