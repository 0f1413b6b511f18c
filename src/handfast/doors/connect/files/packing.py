"""A draft as an archive of CSV files, so that a worker reads what people mended like any file that was sent."""

from __future__ import annotations

import csv
import io
import zipfile

from handfast.doors.connect.files.export import guarded
from handfast.engine.reading.draft import Draft, Sheet
from handfast.engine.reading.headers import spelled_alike
from handfast.engine.reading.raw import Mark
from handfast.engine.tables import CONTRACT, Kind

NUMBERS = frozenset({Kind.INTEGER, Kind.QUANTITY, Kind.MONEY, Kind.RATIO})


def packed(draft: Draft) -> bytes:
    """Return the archive of a draft in which nothing is wrong: one file for each of its tables."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in draft.sheets:
            archive.writestr(f"{sheet.table}.csv", _csv(sheet))
    return content.getvalue()


def _csv(sheet: Sheet) -> str:
    """Return a sheet as CSV whose delimiter tells how its numbers are written: commas where by the point alone."""
    grid, text = sheet.grid, io.StringIO()
    writer = csv.writer(text, delimiter=";" if grid.mark is Mark.EITHER else ",")
    writer.writerow(grid.header)
    columns = [_cells(sheet, position) for position in range(len(grid.header))]
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue()


def _cells(sheet: Sheet, position: int) -> list[str]:
    grid = sheet.grid
    column = CONTRACT[sheet.table].by_name.get(spelled_alike(grid.header[position]))
    cells = [str(cell) for cell in grid.columns[position]]
    if column is None or column.kind not in NUMBERS:
        return [guarded(cell) for cell in cells]
    return [cell.replace(",", ".") for cell in cells] if grid.mark is Mark.COMMA else cells
