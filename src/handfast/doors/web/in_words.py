"""What the floors below say, in the reader's language: patterns translated, days and numbers as they write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from string import Formatter
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handfast.doors.entrance.unplaced import unplaced
from handfast.errors import DatabaseError, HandfastError
from handfast.sentences import Sentence, WrittenDay, WrittenNumber, isolated

_GAP = re.compile(r"\{[^}]*\}")


def in_words(text: Any) -> str:
    """Return a sentence as its reader reads it; a text that is no sentence, such as a person's words, as it is."""
    match text:
        case Sentence():
            pattern = _pattern(text)
            return "".join(_filled(pattern, text.values))
        case WrittenDay():
            return day(text.day)
        case WrittenNumber():
            places = -int(text.number.as_tuple().exponent)
            return formats.number_format(text.number, max(places, 0), force_grouping=True)
        case dt.datetime():
            return moment(text)
        case dt.date():
            return day(text)
        case _:
            return str(text)


def _pattern(text: Sentence) -> str:
    """Return a sentence's pattern in the reader's language; one without words, such as `{a}, {b}`, is for everybody."""
    if text.many:
        return ngettext(text.pattern, text.many, _count(text.values["count"]))
    return _(text.pattern) if any(map(str.isalpha, _GAP.sub("", text.pattern))) else text.pattern


def _filled(pattern: str, values: Mapping[str, object]) -> Iterator[str]:
    """Yield a pattern's pieces, and what fills its gaps; a gap with a form (``{count:,}``) is a number's."""
    for piece, name, form, _conversion in Formatter().parse(pattern):
        yield piece
        if name and form:
            yield formats.number_format(format(values[name], form.replace(",", "")), force_grouping=True)
        elif name:
            yield _piece(values[name])


def _piece(value: object) -> str:
    """Return what fills a gap; a name so that its direction ends with it."""
    said = in_words(value)
    return said if isinstance(value, Sentence | WrittenDay | WrittenNumber) else isolated(said)


def words_of(error: HandfastError) -> str:
    """Return what an error says, as its reader reads it."""
    said = in_words(error.said)
    return unplaced(said) if isinstance(error, DatabaseError) else said


def day(value: dt.date | None) -> str:
    """Return a day as the reader's language writes it; the year where it is not near."""
    if value is None:
        return ""
    near = abs((value - timezone.localdate()).days) < 183
    return _day_words(value, "MONTH_DAY_FORMAT" if near else "DATE_FORMAT", translation.get_language())


def moment(value: dt.datetime | None) -> str:
    """Return a moment in the reader's time zone: the time today, else day and time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    time = formats.time_format(local, "H:i")
    return time if local.date() == timezone.localdate() else f"{day(local.date())}, {time}"


@lru_cache(8192)
def _day_words(value: dt.date, form: str, _language: str | None) -> str:
    """Return a day in words; kept, because a page says the same few days hundreds of times."""
    return formats.date_format(value, form)


def _count(value: object) -> int:
    return int(value.number) if isinstance(value, WrittenNumber) else int(str(value))
