"""CSV as people really have it: encodings, delimiters, decimal commas, quoted line breaks.

A row's number is the one that a spreadsheet shows: a quoted line break stays inside its row, and blank rows count.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from handfast.engine.reading.headers import Grid, spelled_alike
from handfast.engine.reading.raw import Mark
from handfast.engine.tables import CONTRACT
from handfast.errors import DataError, Fault
from handfast.sentences import counted, sentence

DELIMITERS = {",": Mark.POINT, ";": Mark.EITHER, "\t": Mark.EITHER}
"""What may stand between cells, and how numbers are then written where nobody says it."""

GUARDED = re.compile(r"'+[=+\-@\t\r]")
"""A text that `export` guards against being run as a formula; the first apostrophe is not part of it."""

LONGEST_CELL = csv.field_size_limit()
"""Characters of a cell that are read at most."""

SAVE_AS_UTF8 = sentence("Save it as 'CSV UTF-8' in the spreadsheet, or as an Excel workbook.")


def read_delimited(path: Path, table: str, mark: Mark | None, encoding: str | None) -> tuple[Grid, list[Fault]]:
    """Return the rows of a CSV file and what a person should know about them.

    Parameters
    ----------
    path
        The file.
    table
        Table that it holds, where it is named like one; tells the delimiter by the headers.
    mark
        How numbers are written; ``None``: by the delimiter.
    encoding
        Name of the encoding; ``None``: UTF-8, UTF-16, else Windows-1252 with a notice.

    Raises
    ------
    DataError
        The file is empty or no text, a quote does not end, or a row has too few or too many cells.
    """
    text, notices = _decoded(path, encoding)
    delimiter = _delimiter(text, table)
    records = _records(path, text, delimiter)
    header = next(((row, cells) for row, cells in records if any(cell.strip() for cell in cells)), None)
    if header is None:
        raise DataError([_fault(path, sentence("is empty"), sentence("Write a header row, or delete the file."))])
    header_row, names = header
    filled = [(row, cells) for row, cells in records if row > header_row and any(cell.strip() for cell in cells)]
    faults = [fault for row, cells in filled if (fault := _uneven(path, row, cells, names)) is not None]
    if faults:
        raise DataError(faults)
    width = len(names)
    columns = [[_unguarded(cells[n]) for _, cells in filled] for n in range(width)]
    rows = [row for row, _ in filled]
    return Grid(path.name, "", names, header_row, columns, rows, mark or DELIMITERS[delimiter]), notices


def _fault(path: Path, problem: str, cure: str, row: int | None = None) -> Fault:
    """Return what is wrong with the file as a whole, or with one of its rows."""
    return Fault(path.name, "", row, "", "", problem, cure)


def _decoded(path: Path, encoding: str | None) -> tuple[str, list[Fault]]:
    content = path.read_bytes()

    def refused(problem: str, cure: str) -> DataError:
        return DataError([_fault(path, problem, cure)])

    if not content.strip():
        raise refused(sentence("is empty"), sentence("Write a header row, or delete the file."))
    if encoding is not None:
        try:
            return content.decode(encoding), []
        except (UnicodeDecodeError, LookupError) as error:
            raise refused(
                sentence("cannot be read as {encoding} ({error})", encoding=encoding, error=str(error)), SAVE_AS_UTF8
            ) from None
    guess = _marked_encoding(content)
    try:
        return content.decode(guess), []
    except UnicodeDecodeError as error:
        if guess != "utf-8":
            raise refused(sentence("looks like {guess}, but is damaged", guess=guess), SAVE_AS_UTF8) from None
        broken = error.start
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise refused(sentence("is no text in a known encoding"), SAVE_AS_UTF8) from None
    line = text.count("\n", 0, broken) + 1
    word = next(word for word in re.split(r"[\s;,\"]+", text[_word_start(text, broken) :]) if word)
    problem = sentence(
        "is not UTF-8 and was read as Windows-1252; check line {line}, where it says '{word}'", line=line, word=word
    )
    return text, [_fault(path, problem, sentence("If that is wrong: {cure}", cure=SAVE_AS_UTF8))]


def _word_start(text: str, position: int) -> int:
    while position and text[position - 1] not in ' \t\r\n;,"':
        position -= 1
    return position


def _marked_encoding(content: bytes) -> str:
    """Return the encoding that the first bytes tell, UTF-8 where they tell none."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = content[:200]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    return "utf-8"


def _delimiter(text: str, table: str) -> str:
    """Return the delimiter by which the header line has the most columns of the table."""
    line = next(line for line in text.splitlines() if line.strip(" \t;,"))
    columns = CONTRACT[table].by_name if table in CONTRACT else ()

    def known(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([line[:LONGEST_CELL]], delimiter=delimiter))
        return sum(spelled_alike(name) in columns for name in names), len(names)

    return max(DELIMITERS, key=known)


def _records(path: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return every record with its number, the blank ones too."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    try:
        for row, cells in enumerate(reader, start=1):
            records.append((row, cells))
    except csv.Error as error:
        row = len(records) + 1
        if "field limit" in str(error):
            problem = sentence("has a cell of more than {longest_cell:,} characters", longest_cell=LONGEST_CELL)
            cure = sentence(
                "Look whether the file is the right one, and whether a quote that begins a cell also ends it."
            )
            raise DataError([_fault(path, problem, cure, row)]) from None
        problem = sentence("has a quote that does not end, or text after one ({error})", error=str(error))
        cure = sentence('Put quotes around the whole cell, and write a quote inside it twice: "3"" pipe".')
        raise DataError([_fault(path, problem, cure, row)]) from None
    return records


def _uneven(path: Path, row: int, cells: Sequence[str], names: Sequence[str]) -> Fault | None:
    surplus = any(cell.strip() for cell in cells[len(names) :])
    if len(cells) >= len(names) and not surplus:
        return None
    problem = counted(
        "has {count} cell, but the header has {columns}",
        "has {count} cells, but the header has {columns}",
        len(cells),
        columns=len(names),
    )
    cure = sentence("Check its delimiters; a cell that holds one needs quotes around it.")
    return _fault(path, problem, cure, row)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell
