"""Sentences that remember how they were made, so that a door can say them in its reader's language.

Every floor speaks English, and a sentence is a text like any other. But it also knows the pattern that it was made
from, and what was filled in; a door translates the pattern, writes days and numbers as its reader does, and fills them
in again (`handfast.doors.web.in_words`). So no floor needs to know who reads.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral
from typing import Any

_TURNING = frozenset({"R", "AL", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
"""Isolates within a name go: one that ends too early would let the rest of the name out."""


class Sentence(str):
    """A sentence in English, with its pattern and the values that were filled in.

    Attributes
    ----------
    pattern
        As :meth:`str.format` takes it. What is translated is the pattern, so it must be a text that stands in the code.
    values
        What fills it: texts and numbers as they are, or sentences, days and numbers that remember what they are.
    many
        The pattern for any count but one; empty where nothing is counted. The count is the value called ``count``.
    """

    __slots__ = ("many", "pattern", "values")
    pattern: str
    many: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, values: Mapping[str, object], many: str = "") -> Sentence:
        """Fill in the values."""
        chosen = many if many and values["count"] != "1" else pattern
        return cls.said(chosen.format(**values), pattern, values, many)

    @classmethod
    def said(cls, text: str, pattern: str, values: Mapping[str, object], many: str = "") -> Sentence:
        """Return a sentence of which the text is known, such as one that was kept."""
        made = super().__new__(cls, text)
        made.pattern, made.values, made.many = pattern, values, many
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep what it was made from, where it is copied or sent to another process."""
        return Sentence, (self.pattern, self.values, self.many)


class WrittenDay(str):
    """A day as English writes it, which remembers its date."""

    __slots__ = ("day",)
    day: date

    def __new__(cls, words: str, day: date) -> WrittenDay:
        """Keep the day beside its words."""
        made = super().__new__(cls, words)
        made.day = day
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the day."""
        return WrittenDay, (str(self), self.day)


class WrittenNumber(str):
    """An exact number as English writes it, which remembers its value and how many decimals are shown."""

    __slots__ = ("number",)
    number: Decimal

    def __new__(cls, words: str, number: Decimal) -> WrittenNumber:
        """Keep the number beside its words; its exponent is how many decimals are shown."""
        made = super().__new__(cls, words)
        made.number = number
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the number."""
        return WrittenNumber, (str(self), self.number)


def sentence(pattern: str, /, **values: object) -> Sentence:
    """Return a sentence: ``sentence("P-{number} is held.", number=7)``."""
    return Sentence(pattern, values)


def counted(one: str, many: str, /, count: int, **values: object) -> Sentence:
    """Return a sentence about one, or about many: ``counted("{count} day", "{count} days", 3)``."""
    return Sentence(one, {**values, "count": number(count)}, many)


def number(value: int) -> WrittenNumber:
    """Return a count as English writes it, with commas between thousands."""
    return WrittenNumber(f"{value:,}", Decimal(value))


def plain_number(value: int | Decimal) -> WrittenNumber:
    """Return an exact number as English writes it without commas, with the decimals that it has."""
    return WrittenNumber(f"{value:f}" if isinstance(value, Decimal) else str(value), Decimal(value))


def marked(pattern: str) -> str:
    """Return a pattern as it is, marked as something to be translated where it stands in a table of patterns."""
    return pattern


def isolated(name: str) -> str:
    """Return a name so that it can stand in a sentence: the way in which it is read ends with it.

    A name in a script that runs from right to left, or one that holds marks which turn the direction around, would
    otherwise draw the words beside it into its own order (Unicode Standard Annex 9, isolates).
    """
    if name.isascii() or not any(unicodedata.bidirectional(each) in _TURNING for each in name):
        return name
    return f"\N{FIRST STRONG ISOLATE}{name.translate(_ISOLATES)}\N{POP DIRECTIONAL ISOLATE}"


def in_a_row(parts: Sequence[str], between: str = ", ") -> str:
    """Return sentences one after the other, each of which remembers how it was made."""
    if len(parts) == 1:
        return parts[0]
    names = [f"part_{n}" for n in range(len(parts))]
    return Sentence(between.join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))


def made_of(text: str) -> str | None:
    """Return what a text is made of, as JSON to be kept beside it; None: nothing, it is as somebody wrote it."""
    return json.dumps(_form(text), ensure_ascii=False) if isinstance(text, Sentence) else None


def made_again(text: str, made_of: str | None) -> str:
    """Return a text that was kept, with what it was made of: a sentence again, where it was one."""
    return text if made_of is None else _sentence_of_form(json.loads(made_of), text)


def _form(value: object) -> object:
    """Return a piece of a sentence as JSON knows it; names and plain numbers as they are."""
    match value:
        case Sentence():
            values = {name: _form(each) for name, each in value.values.items()}
            return {"pattern": value.pattern, "values": values} | ({"many": value.many} if value.many else {})
        case WrittenDay():
            return {"day": value.day.isoformat(), "words": str(value)}
        case WrittenNumber():
            return {"number": str(value.number), "words": str(value)}
        case datetime():  # which is a date, too
            return {"moment": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case int() | float():
            return value
        case Integral():  # of an array, which JSON does not know
            return int(value)
        case Decimal():
            return {"decimal": str(value)}
        case _:
            return str(value)


def _piece(form: Any) -> object:
    """Return a piece of a sentence from what `_form` made of it."""
    match form:
        case {"pattern": _}:
            return _sentence_of_form(form)
        case {"day": day, "words": words}:
            return WrittenDay(words, date.fromisoformat(day))
        case {"number": number, "words": words}:
            return WrittenNumber(words, Decimal(number))
        case {"decimal": exact}:
            return Decimal(exact)
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"date": day}:
            return date.fromisoformat(day)
        case _:
            return form


def _sentence_of_form(form: Mapping[str, Any], text: str | None = None) -> Sentence:
    values = {name: _piece(each) for name, each in form["values"].items()}
    made = (form["pattern"], values, form.get("many", ""))
    return Sentence(*made) if text is None else Sentence.said(text, *made)
