"""What one cell means: the definition of every kind's spelling.

Each function takes the text of a cell, already trimmed and never empty, and returns its value or raises
`Unreadable` with the problem and the cure. Nothing is guessed: what could mean two things is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from difflib import get_close_matches
from fractions import Fraction

from handfast.engine.reading.raw import Mark
from handfast.sentences import sentence

INTEGER_LIMIT = 10**15
MONEY_LIMIT = 10**14
QUANTITY_LIMIT = 1 << 40
RATIO_LIMIT = 1 << 40
RUN_RATIO_LIMIT = 1 << 22  # times a quantity (below 2^40) stays within 64 bits
FIRST_DAY, LAST_DAY = dt.date(1970, 1, 1), dt.date(2199, 12, 31)

NUMBER = re.compile(r"([+-]?)([0-9]*)(?:([.,])([0-9]*))?")
SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ .,'’\u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?")
WITH_UNIT = re.compile(r"([+-]?[0-9.,]+)\s*([^0-9.,\s].*)")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
POINTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
SLASHED_DAY = re.compile(r"[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{2,4}")

PLAIN_NUMBER = sentence("Write a number such as 12 or 12.5.")

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "wahr", "oui", "vrai", "si", "sí", "tak"})
NO = frozenset({"no", "n", "false", "0", "nein", "falsch", "non", "faux", "nie"})

NEAR = 0.65
"""How much alike two words are, of 1, where one may be meant by the other: Sheet1 is no segment."""


class Unreadable(ValueError):
    """A cell cannot be read.

    Parameters
    ----------
    problem
        Why.
    cure
        What to write instead, where it stands in a file.
    typed
        The same where somebody typed it by itself; empty: there is no difference.
    """

    def __init__(self, problem: str, cure: str, typed: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.cure = cure
        self.typed = typed or cure


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was most likely meant to be, ``None`` where none is near."""
    return next(iter(near(word, known, 1)), None)


def near(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return the known words that `word` may have been meant to be, the nearest first; capitals do not count."""
    by_folded = {"".join(name.casefold().split()): name for name in known}
    folded = "".join(word.casefold().split())
    if folded in by_folded:
        return [by_folded[folded]]
    return [by_folded[each] for each in get_close_matches(folded, by_folded, n=most, cutoff=NEAR)]


def read_number(text: str, mark: Mark) -> tuple[int, int]:
    """Return the number as (`digits`, `places`): its value is ``digits / 10**places``, with the fewest places."""
    match = NUMBER.fullmatch(text.replace("−", "-"))
    if match is None or not (match[2] or match[4]):
        raise _not_a_number(text)
    sign, whole, written, fraction = match.groups()
    if written is not None:
        _judge_mark(text, whole, written, fraction, mark)
    fraction = (fraction or "").rstrip("0")
    if len(whole) + len(fraction) > 40:
        raise Unreadable(sentence("has too many digits"), sentence("Write at most 40 digits."))
    digits = int((whole or "0") + fraction)
    return (-digits if sign == "-" else digits), len(fraction)


def _judge_mark(text: str, whole: str, written: str, fraction: str, mark: Mark) -> None:
    plain = whole + fraction
    right = "," if mark is Mark.COMMA else "."
    if mark is not Mark.EITHER and written != right:
        raise Unreadable(
            sentence("has a '{written}' where this file's decimal mark is '{right}'", written=written, right=right),
            sentence(
                "Write {whole}{right}{fraction}, or {plain} if the mark was for thousands.",
                whole=whole,
                right=right,
                fraction=fraction,
                plain=plain,
            ),
        )
    could_be_thousands = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    if mark is Mark.EITHER and could_be_thousands:
        raise Unreadable(
            sentence(
                "may mean {plain} or {whole} and {fraction} thousandths", plain=plain, whole=whole, fraction=fraction
            ),
            sentence(
                "Write {plain}, or {text}0 for the fraction; or say which decimal mark the whole file uses.",
                plain=plain,
                text=text,
            ),
            f"Write {plain}, or {text}0 for the fraction.",
        )


def _not_a_number(text: str) -> Unreadable:
    if SCIENTIFIC.fullmatch(text):
        return Unreadable(
            sentence("is written in powers of ten, and may be rounded"),
            sentence("Format the cells as plain numbers and save the file again."),
            "Write all its digits, such as 1000.",
        )
    if GROUPED.fullmatch(text):
        return Unreadable(
            sentence("has marks for thousands"), sentence("Write the number without them, such as 1234.5.")
        )
    if text.startswith("#"):
        return Unreadable(
            sentence("is an error of the spreadsheet"), sentence("Mend the formula, or type the number."), PLAIN_NUMBER
        )
    if re.search(r"[0-9]", text) and re.search(r"[€$£¥]|[A-Za-z]{3}", text):
        alone = sentence("Write the number alone")
        return Unreadable(
            sentence("is not only a number"),
            sentence("{alone}; a currency has its own column.", alone=alone),
            sentence("{alone}.", alone=alone),
        )
    return Unreadable(sentence("is not a number"), PLAIN_NUMBER)


def read_integer(text: str, mark: Mark) -> int:
    """Return a whole number."""
    digits, places = read_number(text, mark)
    if places:
        raise Unreadable(sentence("is not a whole number"), sentence("Write a whole number."))
    if abs(digits) > INTEGER_LIMIT:
        raise Unreadable(sentence("is too large"), sentence("Numbers go up to {most:,}.", most=INTEGER_LIMIT))
    return digits


def read_scaled(text: str, mark: Mark, decimals: int, limit: int) -> int | None:
    """Return the number in units of ``10**-decimals``, ``None`` where it has more places than that."""
    digits, places = read_number(text, mark)
    if places > decimals:
        return None
    scaled = digits * 10 ** (decimals - places)
    if abs(scaled) > limit:
        raise Unreadable(sentence("is too large"), sentence("The most is {most:,}.", most=limit // 10**decimals))
    return int(scaled)


def read_money(text: str, mark: Mark, digits: int) -> int:
    """Return money in minor units of a currency with `digits` digits after the point."""
    minor = read_scaled(text, mark, digits, MONEY_LIMIT)
    if minor is None:
        raise Unreadable(
            sentence("has more than {digits} digits after the point", digits=digits),
            sentence(
                "Round it, or give the price for 100 or 1000 units and say so in the column for it "
                "(price_per, cost_per)."
            ),
        )
    return minor


def split_unit(text: str) -> tuple[str, str]:
    """Return number and unit of ``12 drum``; the unit is empty where none is written."""
    match = WITH_UNIT.fullmatch(text)
    return (match[1], match[2].strip()) if match else (text, "")


def read_ratio(text: str, mark: Mark, limit: int) -> Fraction:
    """Return the exact fraction written as ``0.98``, ``49/50`` or ``98%``."""
    if text.endswith("%"):
        value = _fraction(text[:-1].rstrip(), mark) / 100
    elif "/" in text:
        above, below = text.split("/", 1)
        under = _fraction(below.strip(), mark)
        if under == 0:
            raise Unreadable(sentence("divides by zero"), sentence("Write a fraction such as 49/50."))
        value = _fraction(above.strip(), mark) / under
    else:
        value = _fraction(text, mark)
    if abs(value.numerator) > limit or value.denominator > limit:
        simple = value.limit_denominator(1000)
        near = (
            sentence(" ({simple} is near it)", simple=simple)
            if simple and abs(simple - value) < Fraction(1, 10**9)
            else ""
        )
        raise Unreadable(
            sentence("has too many digits to be computed with exactly"),
            sentence(
                "Round it, or write a fraction such as 1/3{near}; both parts may go up to {limit:,}.",
                near=near,
                limit=limit,
            ),
        )
    return value


def _fraction(text: str, mark: Mark) -> Fraction:
    digits, places = read_number(text, mark)
    return Fraction(digits, 10**places)


def read_flag(text: str) -> bool:
    """Return yes or no."""
    word = text.casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(sentence("is neither yes nor no"), sentence("Write yes or no."))


def read_choice(text: str, choices: tuple[str, ...]) -> str:
    """Return the one of `choices` that is meant; capitals and spaces do not count."""
    word = "_".join(text.casefold().split())
    if word in choices:
        return word
    near = nearest(word, choices)
    hint = sentence("Did you mean {near}? ", near=near) if near else ""
    raise Unreadable(
        sentence("is none of the words allowed here"),
        sentence("{hint}Write one of: {names}.", hint=hint, names=", ".join(choices)),
    )


def read_date(text: str) -> dt.date:
    """Return the day written as ``2027-04-12`` or ``12.04.2027``."""
    if match := ISO_DAY.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := POINTED_DAY.fullmatch(text):
        year, month, day = int(match[3]), int(match[2]), int(match[1])
    else:
        raise _not_a_date(text)
    try:
        value = dt.date(year, month, day)
    except ValueError:
        raise Unreadable(
            sentence("is no day of the calendar"), sentence("Write a day that exists, such as 2027-04-12.")
        ) from None
    if not FIRST_DAY <= value <= LAST_DAY:
        raise Unreadable(sentence("is outside the years 1970 to 2199"), sentence("Check the year."))
    return value


def _not_a_date(text: str) -> Unreadable:
    iso = sentence("Write year, month, day: 2027-04-12.")
    if SLASHED_DAY.fullmatch(text):
        return Unreadable(sentence("does not say which number is the day and which is the month"), iso)
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):
        return Unreadable(
            sentence("is a number, not a date"), sentence("Format the column as a date and save the file again."), iso
        )
    if ISO_DAY.match(text):
        return Unreadable(sentence("is a day with a time"), sentence("Leave the time out. {iso}", iso=iso))
    return Unreadable(sentence("is not a date"), iso)


def read_moment(text: str) -> dt.datetime:
    """Return the point in time, in UTC, written as ``2027-04-12T09:30:00+02:00``."""
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(
            sentence("is no date with a time"), sentence("Write it like 2027-04-12T09:30:00+02:00.")
        ) from None
    if value.tzinfo is None:
        raise Unreadable(sentence("does not say its time zone"), sentence("Add the offset: 2027-04-12T09:30:00+02:00."))
    return value.astimezone(dt.UTC)


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
TEXT_LIMIT = 30_000


def read_text(text: str) -> str:
    """Return free text with its line ends made alike."""
    if CONTROL.search(text):
        raise Unreadable(sentence("holds an invisible control character"), sentence("Type the text again."))
    if len(text) > TEXT_LIMIT:
        raise Unreadable(sentence("is longer than {most:,} characters", most=TEXT_LIMIT), sentence("Shorten it."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_key(text: str) -> str:
    """Return the name of a row: one line."""
    name = read_text(text)
    if "\n" in name or "\t" in name:
        raise Unreadable(sentence("holds a line break or a tab"), sentence("Write the name on one line."))
    if len(name) > 200:
        raise Unreadable(sentence("is longer than 200 characters"), sentence("Give it a shorter name."))
    return name
