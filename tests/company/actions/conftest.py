"""A workshop for each test, on SQLite and on PostgreSQL, with a clock that the test moves."""

from collections.abc import Iterator

import pytest
from tests.company.workshop_for_tests import Clock, open_workshop, workshop

from handfast.facade import Company


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(places) -> str:
    """Where the workshop is kept."""
    return places.company()


@pytest.fixture
def shop(place, clock) -> Iterator[Company]:
    """The workshop, open."""
    with open_workshop(place, clock) as company:
        company.load(workshop())
        yield company
