"""A need is found by its name, or by words that only it has; where several could be meant, the dearest are named."""

from __future__ import annotations

import pytest

from handfast.company.queries.need_called import need_called
from handfast.company.queries.plans import PlannedNeed
from handfast.errors import NotFound

NAMES = [
    "P-1",
    "P-12",
    *(f"forecast CHAIR-S at ALPS 2027-03-{day:02}" for day in range(1, 9)),
    "forecast OIL at NORTH 2027-03-05, part 1",
    "forecast OIL at NORTH 2027-03-05, part 2",
]
NEEDS = [PlannedNeed(name, "forecast", "X", "S", 1, 0, 1, None, None, "", 1, False, 0) for name in NAMES]


def called(name: str) -> str:
    return NAMES[need_called(NEEDS, name, list(range(len(NAMES))), "S-1")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("P-1", "P-1"),
        ("p-12", "P-12"),
        ("chair-s 03-04", "forecast CHAIR-S at ALPS 2027-03-04"),
        ("forecast OIL at NORTH 2027-03-05", "forecast OIL at NORTH 2027-03-05, part 2"),
        ("oil 03-05, part 2", "forecast OIL at NORTH 2027-03-05, part 2"),
        ("oil part 1", "forecast OIL at NORTH 2027-03-05, part 1"),
    ],
)
def test_a_need_is_found_by_its_name_or_by_words_that_only_it_has(said: str, meant: str) -> None:
    assert called(said) == meant


def test_where_several_could_be_meant_the_dearest_are_named() -> None:
    with pytest.raises(NotFound) as refused:
        called("forecast chair-s")
    assert str(refused.value).startswith(
        "S-1 has 8 needs called like forecast chair-s. Those that cost most are: forecast CHAIR-S at ALPS 2027-03-08; "
    )
    assert str(refused.value).count(";") == 4


@pytest.mark.parametrize("said", ["P-99", ""])
def test_what_no_need_is_called_is_refused(said: str) -> None:
    with pytest.raises(NotFound, match="S-1 has no need called"):
        called(said)
