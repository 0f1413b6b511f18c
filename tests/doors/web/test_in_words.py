"""What the floors below say, as a reader reads it: the pattern translated, days and numbers in their marks."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import polars as pl
import pytest
from django.utils import translation
from tests.doors.conftest import Served
from tests.doors.web.other_language import other_language

from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person
from handfast.company.people.seeing import ANOTHER_SITE
from handfast.doors.web.in_words import in_words, words_of
from handfast.doors.web.supplied import way_in_words
from handfast.engine.promise import words
from handfast.errors import CannotPromise, DataError, Fault
from handfast.sentences import counted, in_a_row, sentence

pytestmark = pytest.mark.usefixtures("_django")


def test_patterns_are_translated_and_what_fills_them_is_written_as_the_reader_writes_it() -> None:
    today = dt.date(2027, 3, 1)
    day = words.day_in_words(dt.date(2033, 4, 14), today)
    said = words.say("late", what=words.amount_in_words(1_234_500, 3, "kg"), day=day, days=words.days_in_words(2))
    assert said == "We can deliver 1,234.5 kg on 14 April 2033, 2 days after the wish."
    with other_language(), translation.override("eo"):
        assert in_words(said) == (
            "⟦We can deliver ⟧1\N{NO-BREAK SPACE}234,5 kg⟦ on ⟧14-a de ⟦April⟧ 2033⟦, ⟧2⟦ days⟧⟦ after the wish.⟧"
        )
    with translation.override("en-us"):
        assert in_words(said) == "We can deliver 1,234.5 kg on April 14, 2033, 2 days after the wish."


def test_counts_take_the_form_that_the_language_has_for_them() -> None:
    many = in_a_row([counted("{count} day", "{count} days", n) for n in (1, 2)])
    with other_language(), translation.override("eo"):
        assert in_words(many) == "1⟦ day⟧, 2⟦ days⟧"
        most = in_words(sentence("Up to {most:,} of {n}", most=30_000, n=1234))
        assert most == "⟦Up to ⟧30\N{NO-BREAK SPACE}000⟦ of ⟧1234"


def test_what_a_person_wrote_stays_as_it_was_written_and_days_of_a_sentence_are_told() -> None:
    typed = "agreed on 2033-04-14"
    with translation.override("en-us"):
        assert in_words(typed) == typed
        assert in_words(sentence("arrived on {day}: {reason}", day=dt.date(2033, 4, 14), reason=typed)) == (
            "arrived on April 14, 2033: agreed on 2033-04-14"
        )


def test_faults_say_place_value_and_cure() -> None:
    fault = Fault("stock.csv", "", 17, "quantity", "x", sentence("is no number"), sentence("Write it like {n}", n=300))
    assert (
        in_words(fault.said) == str(fault) == "stock.csv, row 17, column quantity: 'x' is no number. Write it like 300."
    )
    with other_language(), translation.override("eo"):
        told = words_of(DataError([fault] * 21)).splitlines()
    assert told[0] == "stock.csv, ⟦row ⟧17, ⟦column ⟧quantity: 'x' ⟦is no number⟧. ⟦Write it like ⟧300."
    assert told[-1] == "⟦... and ⟧1⟦ more⟧"


@pytest.mark.parametrize("name", ["\u202eevil", "\u05e9\u05dc\u05d5\u05dd 5"])
def test_a_name_from_right_to_left_turns_nothing_around_that_follows(name: str) -> None:
    told = words_of(CannotPromise(sentence("{item} is late.", item=name)))
    assert told == f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE} is late."


def test_names_from_right_to_left_end_where_they_end_on_pages_in_texts_and_in_excel(small: Served) -> None:
    item = small.company.table("item").row(0, named=True)["item"]
    small.company.load(
        {
            "item": small.company.table("item").with_columns(
                name=pl.when(pl.col("item") == item).then(pl.lit("\u202eknab")).otherwise("name")
            )
        }
    )
    isolated = "\N{FIRST STRONG ISOLATE}\u202eknab\N{POP DIRECTIONAL ISOLATE}"
    assert small.company.names().item(item) == isolated
    assert small.company.names().items()[item] == "\u202eknab"  # as it is typed
    assert small.company.promises("promised", "held")["item"].unique().to_list() == [item]
    browser = small.browser("executive")
    assert isolated in browser.get("/promises/").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/promises/excel/").content))
    assert isolated in {cell.value for row in book.active.iter_rows() for cell in row}
    desk = small.browser("sales").get(f"/quote/?item={item}&quantity=1").content.decode()
    letter = desk[desk.index("<textarea") : desk.index("</textarea>")]
    assert isolated in letter


def test_what_stands_in_place_of_a_name_is_translated_wherever_it_stands(looked_at: Served) -> None:
    nowhere = Person("ben", permissions=frozenset({Permission.PROMISE_SEE}), sites=frozenset())
    names = looked_at.company.acting_as(nowhere).names()
    (moved, *_) = (way for way in names.mirror.moved_from if (found := names.way(way)) and not found.expedited)
    with other_language(), translation.override("eo"):
        assert way_in_words(moved, names) == "⟦moved from ⟧⟦another site⟧"
        assert in_words(names.customer("C-1042")) == "⟦another customer⟧"
        assert in_words(sentence("at {site}", site=names.site(ANOTHER_SITE))) == "⟦at ⟧⟦another site⟧"
