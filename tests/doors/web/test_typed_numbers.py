"""Numbers as they are typed: never read as another one."""

from __future__ import annotations

import pytest

from handfast.doors.web.typed_numbers import typed_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("300", "300"),
        ("1,500", "1500"),
        ("1,234,567.25", "1234567.25"),
        ("2.50", "2.50"),
        ("-3", "-3"),
        (" 1 500 ", "1500"),
        ("1\N{NO-BREAK SPACE}500", "1500"),
        ("\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}", "12"),
    ],
)
def test_a_number_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert str(typed_number(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    ["1,5", "1,50", "1,5000", "1.234,5", "12,34,567", ",5", "1e3", "1e9999", "NaN", "inf", "--3", "3x", "", "9" * 31],
)
def test_what_can_be_read_in_two_ways_is_not_read(typed: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        typed_number(typed)
