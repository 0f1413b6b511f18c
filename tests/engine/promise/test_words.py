"""Numbers, days and money as people say them."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest

from handfast.engine.promise import words

TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2027, 4, 9), "9 April"),
        (date(2027, 1, 9), "9 January"),
        (date(2027, 12, 31), "31 December"),
        (date(2028, 3, 1), "1 March 2028"),
        (date(2026, 12, 31), "31 December 2026"),
    ],
)
def test_a_day_has_its_year_only_where_it_is_not_clear(day: date, told: str) -> None:
    assert words.day_in_words(day, TODAY) == told


def test_january_is_clear_in_december() -> None:
    assert words.day_in_words(date(2028, 1, 9), date(2027, 12, 1)) == "9 January"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2027, 4, 7), date(2027, 4, 9), "7 to 9 April"),
        (date(2027, 3, 30), date(2027, 4, 2), "30 March to 2 April"),
        (date(2027, 4, 9), date(2027, 4, 9), "on 9 April"),
    ],
)
def test_a_span(first: date, last: date, told: str) -> None:
    assert words.span_in_words(first, last, TODAY) == told


@pytest.mark.parametrize(
    ("quantity", "decimals", "unit", "told"),
    [
        (300, 0, "pcs", "300"),
        (1_234_567, 0, "pcs", "1,234,567"),
        (12_500, 3, "kg", "12.5 kg"),
        (5, 3, "kg", "0.005 kg"),
        (2_000, 3, "l", "2 l"),
    ],
)
def test_amounts(quantity: int, decimals: int, unit: str, told: str) -> None:
    assert words.amount_in_words(quantity, decimals, unit) == told


@pytest.mark.parametrize(
    ("amount", "digits", "told"),
    [(124_000, 2, "1,240.00 X"), (-5, 2, "-0.05 X"), (1_240, 0, "1,240 X"), (0, 2, "0.00 X")],
)
def test_money_has_all_its_digits(amount: int, digits: int, told: str) -> None:
    assert words.money_in_words(amount, digits, "X") == told


def test_lists_and_days() -> None:
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.days_in_words(1) == "1 day"
    assert words.days_in_words(0) == "0 days"
    assert words.days_in_words(1_200) == "1,200 days"


def test_no_sentence_can_name_a_customer_or_an_order() -> None:
    fields = {name for pattern in words.SENTENCES.values() for _, name, _, _ in Formatter().parse(pattern) if name}
    assert not fields & {"customer", "order", "promise"}
