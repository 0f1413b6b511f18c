"""Everything Handfast can say no with.

::

    HandfastError
    ├── DataError            what was given is wrong; carries every Fault with file, sheet, row, column, value and cure
    ├── NotFound             what was named is not there
    ├── NotAllowed           this person may not do this
    ├── Conflict             somebody was faster, or the same request came twice with different content
    │   ├── StaleAnswer      the company changed since the answer was made; ask again
    │   ├── IdempotencyMismatch
    │   ├── SupplyTaken      a balance no longer has what was to be taken from it; catch up and place again
    │   └── StateMoved       a promise or a run is no longer in the state that was expected
    ├── CannotPromise        what was asked cannot be kept; nothing was written
    │   └── TooManyHolds     a person, or a segment's customers, have as many holds open as they may
    ├── BadConfiguration     settings or surroundings do not allow to start
    └── DatabaseError
        ├── NewerDatabase    written by a newer Handfast
        ├── NotACompany      the file is no Handfast company
        ├── DiskFull         no space; nothing was written
        ├── DatabaseBusy     others have been writing for too long; nothing was written
        ├── DatabaseAway     the database server does not answer, or went away in the middle
        └── CursorOutdated   the ledger was restored from a backup; read its state anew
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.sentences import in_a_row, number, sentence


class HandfastError(Exception):
    """Any refusal of Handfast; its text tells what is wrong and what helps."""

    @property
    def said(self) -> str:
        """What it says: a sentence that remembers its pattern, wherever it was raised with one."""
        first = self.args[0] if self.args else ""
        return first if isinstance(first, str) else str(self)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was given, where it stands, and how to mend it.

    Parameters
    ----------
    file
        File as it was named; empty where the value comes from no file.
    sheet
        Sheet of a workbook, else empty.
    row
        Row as a spreadsheet shows it (the header is row 1); ``None`` where the fault is about more than one row.
    column
        Column of the contract, or the header as written; empty where the fault is about a whole row.
    value
        What stands there.
    problem
        What is wrong with it.
    cure
        What to do.
    """

    file: str
    sheet: str
    row: int | None
    column: str
    value: str
    problem: str
    cure: str

    @property
    def place(self) -> str:
        """Where it stands, in words: ``stock.csv, row 17, column quantity``."""
        parts = [visible(self.file)] if self.file else []
        if self.sheet:
            parts.append(sentence("sheet {name}", name=visible(self.sheet)))
        if self.row is not None:
            parts.append(sentence("row {number}", number=self.row))
        if self.column:
            parts.append(sentence("column {name}", name=visible(self.column)))
        return in_a_row(parts)

    @property
    def said(self) -> str:
        """All of it, such as ``stock.csv, row 17, column quantity: 'x' is no number. Write it like 300.``."""
        place, value = self.place, shortened(self.value)
        parts = [*(["{place}:"] if place else []), *(["'{value}'"] if self.value else []), "{problem}."]
        if self.cure:
            parts.append("{cure}" if self.cure.endswith((".", "?", "!")) else "{cure}.")
        return sentence(" ".join(parts), place=place, value=value, problem=self.problem, cure=self.cure)

    def __str__(self) -> str:
        return str(self.said)


def visible(text: str) -> str:
    """Return `text` with what cannot be seen written out: a terminal or a page must not obey what stands in a file."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def shortened(value: str, length: int = 60) -> str:
    """Return `value` on one line, cut to `length` characters."""
    line = visible(" ".join(value.split()))
    return line if len(line) <= length else line[: length - 1] + "…"


class DataError(HandfastError):
    """What was given is wrong.

    Parameters
    ----------
    faults
        All of them; the first few are printed.
    """

    SHOWN = 20

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    @property
    def said(self) -> str:
        """What the first of them say, each on a line."""
        lines = [fault.said for fault in self.faults[: self.SHOWN]]
        if len(self.faults) > self.SHOWN:
            lines.append(sentence("... and {count} more", count=number(len(self.faults) - self.SHOWN)))
        return in_a_row(lines, "\n")

    def __str__(self) -> str:
        return str(self.said)


class NotFound(HandfastError):
    """What was named is not there."""


class NotAllowed(HandfastError):
    """A person may not do what was asked for."""


class Conflict(HandfastError):
    """Somebody else was faster, or two requests contradict each other."""


class StaleAnswer(Conflict):
    """The company changed since the answer was made: ask again."""


class IdempotencyMismatch(Conflict):
    """The same request name came again with different content."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A balance that did not give what was to be taken from it, and why, in plain words."""

    balance: int
    why: str


class SupplyTaken(Conflict):
    """Balances no longer have what was to be taken from them: catch up with the ledger and place again.

    Parameters
    ----------
    refusals
        Every balance that refused.
    """

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(self.refusals)

    @property
    def said(self) -> str:
        """What was refused, balance by balance."""
        told = [sentence("balance {number}: {why}", number=each.balance, why=each.why) for each in self.refusals]
        return sentence("Nothing was written. {told}", told=in_a_row(told, "; "))

    def __str__(self) -> str:
        return str(self.said)


class StateMoved(Conflict):
    """A promise or a run is no longer in the state that was expected: look at it again."""


class CannotPromise(HandfastError):
    """What was asked cannot be kept; nothing was written."""


class TooManyHolds(CannotPromise):
    """As many holds are open as may be; nothing was written.

    Parameters
    ----------
    said
        Who holds what until when.
    holds
        Numbers of the promises that are held.
    """

    def __init__(self, said: str, holds: Sequence[int]) -> None:
        self.holds = tuple(holds)
        super().__init__(said)


class BadConfiguration(HandfastError):
    """Settings or surroundings do not allow to start."""


class DatabaseError(HandfastError):
    """The database cannot be used as it is."""


class NewerDatabase(DatabaseError):
    """The database was written by a newer Handfast."""


class NotACompany(DatabaseError):
    """The file is no Handfast company."""


class DiskFull(DatabaseError):
    """There is no space left; nothing was written."""


class DatabaseBusy(DatabaseError):
    """Others have been writing for too long; nothing was written."""


class DatabaseAway(DatabaseError):
    """The database server does not answer, or went away in the middle.

    Parameters
    ----------
    said
        That it is so, and what helps.
    heard
        What the driver said. It names hosts and users: for the log, and for who typed the address, but nobody else.
    """

    def __init__(self, said: str, heard: str) -> None:
        self.heard = heard
        super().__init__(said)


class CursorOutdated(DatabaseError):
    """The ledger was restored from a backup since: read its state anew."""
