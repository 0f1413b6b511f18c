"""A workshop for each test, on SQLite and on PostgreSQL, with a clock that the test moves."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest
from tests.company.workshop_for_tests import Clock, open_workshop

from handfast.facade import Company

PROCESSES = 3


@pytest.fixture(scope="session")
def libraries() -> Iterator[ProcessPoolExecutor]:
    """Processes that race, and are used again: starting them takes longer than racing."""
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as executor:
        yield executor


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(places) -> str:
    """Where the workshop is kept."""
    return places.workshop()


@pytest.fixture
def shop(place, clock) -> Iterator[Company]:
    """The workshop, open."""
    with open_workshop(place, clock) as company:
        yield company
