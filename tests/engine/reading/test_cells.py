"""What one cell means, and what is refused rather than guessed."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.reading import cells
from handfast.engine.reading.cells import Unreadable
from handfast.engine.reading.raw import Mark


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("12", Mark.POINT, (12, 0)),
        ("+12.50", Mark.POINT, (125, 1)),
        ("-0.125", Mark.POINT, (-125, 3)),
        ("−3", Mark.POINT, (-3, 0)),
        (".5", Mark.POINT, (5, 1)),
        ("12.", Mark.POINT, (12, 0)),
        ("1.234", Mark.POINT, (1234, 3)),
        ("1,234", Mark.COMMA, (1234, 3)),
        ("12,5", Mark.EITHER, (125, 1)),
        ("12.5", Mark.EITHER, (125, 1)),
        ("0,125", Mark.EITHER, (125, 3)),
        ("1234,567", Mark.EITHER, (1234567, 3)),
    ],
)
def test_numbers_are_exact(text: str, mark: Mark, value: tuple[int, int]) -> None:
    assert cells.read_number(text, mark) == value


@pytest.mark.parametrize(
    ("text", "mark", "problem", "cure"),
    [
        ("1,234", Mark.EITHER, "may mean 1234 or 1 and 234 thousandths", "Write 1234, or 1,2340 for the fraction"),
        ("1.234", Mark.EITHER, "may mean 1234", "1.2340"),
        ("1,5", Mark.POINT, "has a ',' where this file's decimal mark is '.'", "Write 1.5, or 15"),
        ("1.5", Mark.COMMA, "has a '.' where this file's decimal mark is ','", "Write 1,5, or 15"),
        ("1.234,5", Mark.EITHER, "has marks for thousands", "without them"),
        ("1 234", Mark.POINT, "has marks for thousands", "without them"),
        ("1'234.50", Mark.POINT, "has marks for thousands", "without them"),
        ("1.2E+05", Mark.POINT, "is written in powers of ten", "plain numbers"),
        ("#REF!", Mark.POINT, "is an error of the spreadsheet", "formula"),
        ("12 EUR", Mark.POINT, "is not only a number", "number alone"),
        ("€ 12", Mark.POINT, "is not only a number", "number alone"),
        ("twelve", Mark.POINT, "is not a number", "12.5"),
        ("-", Mark.POINT, "is not a number", "12.5"),
        (".", Mark.POINT, "is not a number", "12.5"),
        ("٣", Mark.POINT, "is not a number", "12.5"),
        ("nan", Mark.POINT, "is not a number", "12.5"),
    ],
)
def test_numbers_that_could_mean_two_things_are_refused(text: str, mark: Mark, problem: str, cure: str) -> None:
    with pytest.raises(Unreadable) as caught:
        cells.read_number(text, mark)
    assert problem in caught.value.problem
    assert cure in caught.value.cure


@given(st.integers(-(10**20), 10**20), st.integers(0, 12))
def test_a_written_decimal_is_read_back_exactly(digits: int, places: int) -> None:
    sign = "-" if digits < 0 else ""
    padded = str(abs(digits)).rjust(places + 1, "0")
    text = sign + (f"{padded[:-places]}.{padded[-places:]}" if places else padded)
    read, read_places = cells.read_number(text, Mark.POINT)
    assert Fraction(read, 10**read_places) == Fraction(digits, 10**places)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.98", "49/50"), ("49/50", "49/50"), ("98%", "49/50"), ("98 %", "49/50"), ("2", "2"), ("12.5 / 5", "5/2")],
)
def test_ratios_are_reduced_fractions(text: str, value: str) -> None:
    assert str(cells.read_ratio(text, Mark.POINT, 1 << 22)) == value


def test_a_ratio_with_too_many_digits_names_the_fraction_that_is_near() -> None:
    with pytest.raises(Unreadable) as caught:
        cells.read_ratio("0.3333333333333333", Mark.POINT, 1 << 22)
    assert "1/3 is near it" in caught.value.cure
    with pytest.raises(Unreadable, match="divides by zero"):
        cells.read_ratio("1/0", Mark.POINT, 1 << 22)


@pytest.mark.parametrize(
    "text", ["2027-04-12", "12.04.2027", "12.4.2027", "2027-04-12T00:00:00", "2027-04-12 00:00:00"]
)
def test_dates(text: str) -> None:
    assert cells.read_date(text) == dt.date(2027, 4, 12)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("04/12/2027", "which number is the day"),
        ("12-04-27", "which number is the day"),
        ("2027/04/12", "which number is the day"),
        ("45000", "is a number, not a date"),
        ("2027-02-30", "no day of the calendar"),
        ("31.02.2027", "no day of the calendar"),
        ("0207-04-12", "outside the years"),
        ("2027-04-12 10:30:00", "with a time"),
        ("12.04.27", "is not a date"),
        ("soon", "is not a date"),
    ],
)
def test_dates_are_never_guessed(text: str, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        cells.read_date(text)
    assert caught.value.cure


def test_flags_and_choices() -> None:
    assert all(cells.read_flag(word) for word in ("Ja", "TRUE", "1", "x", "sí"))
    assert not any(cells.read_flag(word) for word in ("nein", "FALSE", "0", "No"))
    with pytest.raises(Unreadable, match="neither yes nor no"):
        cells.read_flag("perhaps")
    assert cells.read_choice("In Transit", ("confirmed", "in_transit")) == "in_transit"
    with pytest.raises(Unreadable) as caught:
        cells.read_choice("confirmd", ("confirmed", "in_transit"))
    assert caught.value.cure == "Did you mean confirmed? Write one of: confirmed, in_transit."


def test_moments_need_a_time_zone() -> None:
    assert cells.read_moment("2027-04-12T09:30:00+02:00") == dt.datetime(2027, 4, 12, 7, 30, tzinfo=dt.UTC)
    with pytest.raises(Unreadable, match="time zone"):
        cells.read_moment("2027-04-12T09:30:00")


def test_names_and_texts() -> None:
    assert cells.read_text("a\r\nb") == "a\nb"
    with pytest.raises(Unreadable, match="line break"):
        cells.read_key("a\nb")
    with pytest.raises(Unreadable, match="control character"):
        cells.read_text("a\x07b")


def test_nearest_name() -> None:
    assert cells.nearest("bench150", ["BENCH-150", "TABLE-1"]) == "BENCH-150"
    assert cells.nearest("zzz", ["BENCH-150"]) is None
