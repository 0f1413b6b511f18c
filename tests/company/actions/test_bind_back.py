"""A hold gives back exactly what it took: what others had of its runs is bound to what it freed, and the runs go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from handfast import facade
from handfast.examples.alder_and_pine import alder_and_pine

ASKS = (
    ("TABLE-160-PINE", 150, "2027-04-08", "smaller"),
    ("BENCH-150", 360, "2027-04-12", "partial"),
    ("SET-8-TEAK", 25, "2027-03-15", "overtime"),
    ("BAR-SET", 400, "2027-04-29", ""),
    ("CUSHION-CHAIR-SAND", 150, "2027-03-12", ""),
)


Standing = tuple[int, list[object]]
"""How many runs stand, and the answers to every ask."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("garden") / "garden.db"
    with facade.create(path, actor="tests") as company:
        company.load(alder_and_pine())
    return path


@pytest.fixture
def garden(sample: Path, tmp_path: Path) -> Iterator[facade.Company]:
    copy = tmp_path / "garden.db"
    shutil.copy(sample, copy)
    with facade.open(copy, actor="tests") as company:
        yield company


@pytest.fixture(scope="module")
def before(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Standing:
    copy = tmp_path_factory.mktemp("before") / "garden.db"
    shutil.copy(sample, copy)
    with facade.open(copy, actor="tests") as company:
        return standing(company)


def standing(company: facade.Company) -> Standing:
    """How many runs stand, and the answers to every ask."""
    answers = [company.quote(item, quantity, by) for item, quantity, by, _ in ASKS]
    return company.runs().height, [
        (answer.arrive_day, answer.fulfilment.total_costs, len(answer.counter_offers)) for answer in answers
    ]


def short(company: facade.Company) -> set[str]:
    """Which promises are at risk."""
    return set(company.promises().filter(pl.col("at_risk"))["promise"])


@pytest.mark.parametrize(("item", "quantity", "by", "way"), ASKS)
def test_a_hold_that_is_given_back_leaves_nothing(
    garden: facade.Company, before: Standing, item: str, quantity: int, by: str, way: str
) -> None:
    answer = garden.quote(item, quantity, by)
    kinds = [each.kind for each in answer.counter_offers]
    held = garden.hold(answer, kinds.index(way) + 1 if way else None)
    assert garden.verify() == []
    for row in held:
        garden.release(row.id)
    assert garden.verify() == []
    assert standing(garden) == before


def test_what_is_promised_beside_a_hold_keeps_its_supply_when_the_hold_goes(garden: facade.Company) -> None:
    held = garden.hold(garden.quote("BAR-SET", 400, "2027-04-29"))
    promised = garden.promise(garden.quote("SET-6-ALDER", 3, "2027-04-20"))
    assert garden.verify() == []  # what a promise moves off a held run is nobody's
    at_risk = short(garden)
    for row in held:
        garden.release(row.id)
    assert garden.verify() == []
    assert short(garden) == at_risk
    for row in promised:
        assert garden.explain(row.id).promise.arrive_day == row.arrive_day


def test_a_withdrawn_promise_leaves_nothing(garden: facade.Company, before: Standing) -> None:
    for row in garden.promise(garden.quote("TABLE-160-PINE", 150, "2027-04-08")):
        garden.withdraw(row.id, reason="the customer has changed their mind")
    assert garden.verify() == []
    assert standing(garden) == before
