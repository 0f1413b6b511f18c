"""Sentences: texts as they read, which remember what they were made of, through copies and other processes."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import unicodedata
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handfast.errors import Conflict, DataError, Fault, Refusal, SupplyTaken
from handfast.sentences import (
    Sentence,
    WrittenDay,
    counted,
    in_a_row,
    isolated,
    made_again,
    made_of,
    number,
    plain_number,
    sentence,
)

FIRST, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def test_a_sentence_is_a_text_that_knows_its_pattern() -> None:
    said = sentence("P-{promise} of {who}", promise=7, who=WrittenDay("1 May", dt.date(2027, 5, 1)))
    assert said == "P-7 of 1 May"
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert (again, again.pattern, again.values) == (said, said.pattern, said.values)
        assert again.values["who"].day == dt.date(2027, 5, 1)


def test_what_is_counted_reads_by_its_count() -> None:
    days = [counted("{count} day", "{count} days", n) for n in (0, 1, 1_200)]
    assert days == ["0 days", "1 day", "1,200 days"]
    assert number(1_200).number == Decimal(1200)


def test_parts_in_a_row_keep_each_what_it_was() -> None:
    parts = [sentence("a {x}", x=1), "b", sentence("c")]
    row = in_a_row(parts, "; ")
    assert row == "a 1; b; c"
    assert isinstance(row, Sentence)
    assert list(row.values.values()) == parts
    assert in_a_row(parts[:1]) is parts[0]


def test_an_error_says_its_sentence() -> None:
    said = sentence("No {x}.", x=1)
    assert Conflict(said).said is said
    assert Conflict("plain").said == "plain"
    assert Conflict().said == ""
    faults = DataError([Fault("a.csv", "", n, "price", "x", said, "Mend it") for n in range(21)])
    for error in (SupplyTaken([Refusal(3, said), Refusal(4, "gone")]), faults):
        assert isinstance(error.said, Sentence)
        assert str(error) == error.said
        assert str(said) in error.said


LEAVES = st.one_of(
    st.text(max_size=5),
    st.integers(),
    st.decimals(allow_nan=False),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.integers().map(number),
    st.integers().map(plain_number),
    st.dates().map(lambda day: WrittenDay(f"the {day.day}th", day)),
)


def _made(values: list[object]) -> Sentence:
    filled = {f"v{n}": each for n, each in enumerate(values)}
    return Sentence(" and ".join(f"{{{name}}}" for name in filled) or "nothing", filled)


@settings(max_examples=60)
@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3).map(_made), max_leaves=8))
def test_what_is_kept_of_a_text_makes_it_again(value: object) -> None:
    said = counted("{count} of {what}", "{count} of {what}, all", 3, what=value)
    again = made_again(str(said), made_of(said))
    assert isinstance(again, Sentence)
    assert (again, again.pattern, again.many) == (said, said.pattern, said.many)
    assert _everything(again) == _everything(said)


def _everything(value: object) -> object:
    """Return all that a text remembers, and of which kinds."""
    if isinstance(value, Sentence):
        return str(value), value.pattern, {name: _everything(each) for name, each in value.values.items()}
    return type(value), value, getattr(value, "day", None), getattr(value, "number", None)


def test_numbers_are_kept_exactly_and_can_be_written_again() -> None:
    said = sentence("{n:,} at {price:,.2f}", n=np.int64(30_000), price=Decimal("1234.5000000000000000001"))
    kept = made_again(str(said), made_of(said))
    assert isinstance(kept, Sentence)
    assert kept.values == {"n": 30_000, "price": Decimal("1234.5000000000000000001")}
    assert Sentence(kept.pattern, kept.values) == said == "30,000 at 1,234.50"


def test_what_a_person_wrote_is_kept_as_it_is() -> None:
    assert made_of("{count} lorries") is None
    assert made_again("{count} lorries", None) == "{count} lorries"
    kept = sentence("{name} published", name="S-1")
    assert made_again("S-1 published", made_of(kept)) == kept
    assert made_again("as it was written then", made_of(kept)) == "as it was written then"


@pytest.mark.parametrize("name", ["Oak bench 150", "Bürostuhl", "庭のベンチ", ""])
def test_a_name_that_runs_as_the_sentence_does_stands_as_it_is(name: str) -> None:
    assert isolated(name) is name


@settings(max_examples=200)
@example("\u2068\u200f\u2069")  # it is isolated already
@given(st.text(alphabet="ab \u05d0\u0627\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200f", max_size=12))
def test_the_direction_of_a_name_ends_with_it(name: str) -> None:
    told = isolated(name)
    letters = [each for each in told if unicodedata.category(each) != "Cf"]
    assert letters == [each for each in name if unicodedata.category(each) != "Cf"]
    if {unicodedata.bidirectional(each) for each in name} <= {"L", "WS", "BN"}:  # nothing in it turns anything around
        assert told == name
    else:
        assert (told[0], told[-1]) == (FIRST, POP)
        assert not {each for each in told[1:-1] if unicodedata.bidirectional(each) in {"LRI", "RLI", "FSI", "PDI"}}
