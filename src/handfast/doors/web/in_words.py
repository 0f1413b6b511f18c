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

from handfast.errors import DataError, Fault, shortened, visible
from handfast.sentences import Sentence, WrittenDay, WrittenNumber, isolated, sentence_of

_GAP = re.compile(r"\{[^}]*\}")
_ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def in_words(text: Any) -> str:
    """Return a sentence as its reader reads it; a text that is no sentence with its days as they write them."""
    match text:
        case Sentence():
            pattern = _pattern(text)
            return "".join(_filled(pattern, text.values))
        case WrittenDay():
            return day(text.day)
        case WrittenNumber():
            places = -int(text.number.as_tuple().exponent)
            return formats.number_format(text.number, max(places, 0), force_grouping=True)
        case dt.date():
            return day(text)
        case _:
            return days_in_words(str(text))


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


def words_of(error: BaseException) -> str:
    """Return what an error says, as its reader reads it."""
    if isinstance(error, DataError):
        return _faults(error)
    return in_words(sentence_of(error))


def _faults(error: DataError) -> str:
    told = [fault_in_words(fault) for fault in error.faults[: error.SHOWN]]
    more = len(error.faults) - len(told)
    return "\n".join([*told, *([_("... and %(count)s more") % {"count": more}] if more else [])])


def days_in_words(text: str) -> str:
    """Return a text with the days in it (2027-04-12) as the reader's language writes them."""

    def written(found: re.Match[str]) -> str:
        try:
            return day(dt.date.fromisoformat(found[0]))
        except ValueError:  # it only looks like one
            return found[0]

    return _ISO_DAY.sub(written, text)


def day(value: dt.date | None) -> str:
    """Return a day as the reader's language writes it; the year where it is not near."""
    if value is None:
        return ""
    near = abs((value - timezone.localdate()).days) < 183
    return _day_words(value, "MONTH_DAY_FORMAT" if near else "DATE_FORMAT", translation.get_language())


@lru_cache(8192)
def _day_words(value: dt.date, form: str, _language: str | None) -> str:
    """Return a day in words; kept, because a page says the same few days hundreds of times."""
    return formats.date_format(value, form)


def place_in_words(fault: Fault) -> str:
    """Return where a fault stands, as its reader reads it."""
    parts = [visible(in_words(fault.file))] if fault.file else []
    if fault.sheet:
        parts.append(_("sheet %(name)s") % {"name": visible(fault.sheet)})
    if fault.row is not None:
        parts.append(_("row %(number)s") % {"number": fault.row})
    if fault.column:
        parts.append(_("column %(name)s") % {"name": visible(fault.column)})
    return ", ".join(parts)


def fault_in_words(fault: Fault) -> str:
    """Return a fault with its place, its value and its cure, as its reader reads it."""
    value = f"“{shortened(fault.value)}” " if fault.value else ""
    place = f"{place_in_words(fault)}: " if place_in_words(fault) else ""
    cure = in_words(fault.cure)
    return f"{place}{value}{in_words(fault.problem)}. {cure}{'' if cure.endswith(('.', '?', '!')) else '.'}"


def _count(value: object) -> int:
    return int(value.number) if isinstance(value, WrittenNumber) else int(str(value))
