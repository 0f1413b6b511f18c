"""Sentences: texts as they read, which remember what they were made of, through copies and other processes."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handfast.sentences import Sentence, WrittenDay, counted, in_a_row, isolated, number, sentence, sentence_of

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
    assert sentence_of(KeyError(said)) is said
    assert sentence_of(ValueError("plain")) == "plain"
    assert sentence_of(ValueError()) == ""


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
