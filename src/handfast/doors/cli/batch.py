"""Many asks at once: every row of a file, answered by its day alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handfast.company.queries.forms import exact, plain
from handfast.doors.cli.endings import Ending, ended
from handfast.doors.cli.paper import BROKEN, SURE, WATCH, columns, page, print_json
from handfast.doors.cli.session import opened
from handfast.errors import DataError, Fault, NotFound

if TYPE_CHECKING:
    from handfast.engine.promise.ask import Ask
    from handfast.engine.promise.offer import ShortAnswer
    from handfast.engine.reading.headers import Grid
    from handfast.facade import Company

REQUIRED = ("item", "quantity")
COLUMNS = (*REQUIRED, "by", "customer", "site", "price")

LIKE = "order_line"
"""Table whose headers are nearest to a file of asks; by them the delimiter is found."""


@dataclass(frozen=True)
class Row:
    """One ask of a file."""

    row: int
    item: str
    quantity: Decimal
    by: dt.date | None
    customer: str
    site: str
    price: Decimal | None


def answer_file(path: str, place: str, *, as_json: bool) -> None:
    """Answer every row of a file, each for itself; end with 1 where one is not possible as wished."""
    grid = read_grid(Path(path))
    rows, faults = read_rows(grid)
    with opened(place) as company:
        asks = _asks(company, grid, rows, faults)
        answers = company.quote_many(asks)
    told = list(zip(rows, answers, strict=True))
    if as_json:
        print_json({"answers": [_form(*each) for each in told]})
    else:
        _show(told)
    if any(answer.late_days != 0 for answer in answers):
        ended(Ending.NO)


def read_grid(path: Path) -> Grid:
    """Return the rows of a CSV file, or of the first sheet of a workbook."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}. Check the path.")
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        from handfast.doors.connect.files.workbook import read_workbook

        grids, _ = read_workbook(path)
        if not grids:
            raise DataError([Fault(path.name, "", None, "", "", "holds no rows", "Write a header row and an ask.")])
        return grids[0]
    from handfast.doors.connect.files.delimited import read_delimited

    return read_delimited(path, LIKE, None, None)[0]


def read_rows(grid: Grid) -> tuple[list[Row], list[Fault]]:
    """Return the asks of a file that can be read, and what is wrong with the others.

    Raises
    ------
    DataError
        The headers are not those of a file of asks.
    """
    at = _headers(grid)
    faults: list[Fault] = []
    rows: list[Row] = []
    for n, number in enumerate(grid.rows):
        cells = {name: grid.columns[position][n].strip() for name, position in at.items()}
        try:
            rows.append(_row(grid, number, cells))
        except DataError as error:
            faults += [_placed(grid, number, fault) for fault in error.faults]
    if not grid.rows:
        faults.append(Fault(grid.file, grid.sheet, None, "", "", "has headers, but no ask", "Write a row for each ask"))
    return rows, faults


def _headers(grid: Grid) -> dict[str, int]:
    from handfast.engine.reading.headers import spelled_alike

    found = {spelled_alike(header): position for position, header in enumerate(grid.header)}
    unknown = [header for header in grid.header if header.strip() and spelled_alike(header) not in COLUMNS]
    cure = f"Its columns are: {', '.join(COLUMNS)}; the first two are needed."
    faults = [
        Fault(grid.file, grid.sheet, grid.header_row, header, "", "is no column of a file of asks", cure)
        for header in unknown
    ]
    faults += [
        Fault(grid.file, grid.sheet, grid.header_row, name, "", "is missing", cure)
        for name in REQUIRED
        if name not in found
    ]
    if faults:
        raise DataError(faults)
    return {name: found[name] for name in COLUMNS if name in found}


def _row(grid: Grid, number: int, cells: dict[str, str]) -> Row:
    from handfast.engine.reading.cells import Unreadable, read_date, read_number

    column = "item"
    try:
        if not cells["item"]:
            raise Unreadable("is missing", "Name the item.")
        column = "quantity"
        digits, places = read_number(cells["quantity"], grid.mark)
        column, by = "by", cells.get("by", "")
        day = read_date(by) if by else None
        column, money = "price", cells.get("price", "")
        price = Decimal(read_number(money, grid.mark)[0]).scaleb(-read_number(money, grid.mark)[1]) if money else None
    except Unreadable as unreadable:
        raise DataError([Fault("", "", None, column, cells[column], unreadable.problem, unreadable.cure)]) from None
    quantity = Decimal(digits).scaleb(-places)
    return Row(number, cells["item"], quantity, day, cells.get("customer", ""), cells.get("site", ""), price)


def _placed(grid: Grid, row: int, fault: Fault) -> Fault:
    return Fault(grid.file, grid.sheet, row, fault.column, fault.value, fault.problem, fault.cure)


def _in_file(fault: Fault) -> Fault:
    """Return a fault by the name that its column has in a file: a wish stands in ``by``."""
    return replace(fault, column="by") if fault.column == "wish" else fault


def _asks(company: Company, grid: Grid, rows: Sequence[Row], known: Sequence[Fault]) -> list[Ask]:
    """Return the asks of all rows, or refuse with every fault, those `known` too."""
    faults = list(known)
    asks: list[Ask] = []
    for row in rows:
        try:
            asks.append(company.ask([(row.item, row.quantity, row.by, row.site, row.price)], customer=row.customer))
        except DataError as error:
            faults += [_placed(grid, row.row, _in_file(fault)) for fault in error.faults]
        except NotFound as error:
            problem, _, cure = str(error).partition(". ")
            faults.append(Fault(grid.file, grid.sheet, row.row, "", "", problem, cure))
    if faults:
        raise DataError(sorted(faults, key=lambda fault: fault.row or 0))
    return asks


def _show(told: Sequence[tuple[Row, ShortAnswer]]) -> None:
    from rich.text import Text

    table = columns("row", "item", "quantity", "wish", "we can", "", right=("row", "quantity"), wide=("item",))
    for row, answer in told:
        style, word = _verdict(row, answer)
        wish = "" if row.by is None else row.by.isoformat()
        can = "" if answer.arrive is None else answer.arrive.isoformat()
        table.add_row(
            str(row.row), row.item, plain(row.quantity), wish, Text(can, style=style), Text(word, style=style)
        )
    console = page()
    console.print(table)
    met = sum(answer.late_days == 0 for _, answer in told)
    console.print(f"\n{met:,} of {len(told):,} as wished. Each is answered for itself, on the company as it is now.")


def _verdict(row: Row, answer: ShortAnswer) -> tuple[str, str]:
    if answer.late_days is None:
        return BROKEN, "never"
    if answer.late_days:
        return WATCH, f"{answer.late_days:,} days late" if answer.late_days > 1 else "1 day late"
    return SURE, "in time" if row.by is not None else "earliest"


def _form(row: Row, answer: ShortAnswer) -> dict[str, Any]:
    return {
        "row": row.row,
        "item": row.item,
        "quantity": exact(row.quantity),
        "customer": row.customer or None,
        "wish": None if row.by is None else row.by.isoformat(),
        "feasible": answer.feasible,
        "arrive": None if answer.arrive is None else answer.arrive.isoformat(),
        "late_days": answer.late_days,
    }
