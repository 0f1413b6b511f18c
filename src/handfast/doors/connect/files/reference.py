"""The reference page of the tables, written from the data contract.

``python -m handfast.doors.connect.files.reference docs/reference/tables.md`` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from handfast.doors.connect.files.wording import kind_words
from handfast.engine.tables import CONTRACT, SIX_TO_START, Column, Table

AREAS = {
    "structure": "The company itself",
    "processes": "How stock points are supplied",
    "sales": "Customers, prices, orders",
    "demand": "What is expected",
    "supply": "What is there, what comes, what happened",
    "service": "After the sale",
}

HEAD = f"""# Tables

Every table and column that Handfast reads and keeps. A file is named after its table (`stock.csv`), a sheet too
(`stock`). [Import your data](../how-to/import-your-data.md) tells how.

A small company fills six of them: {", ".join(f"[{name}](#{name})" for name in SIX_TO_START)}. The others may stay away.

| kind | how it is written |
|---|---|
| name | text on one line, never empty where required; names a row here or in the table linked |
| text | free text |
| choice | one of the words named |
| yes or no | `yes` or `no` (also `true`, `1`, `x`, `ja`, `oui`, ...) |
| whole number | `12` |
| quantity | in the item's unit, with at most the item's decimals: `12.5`; or in another unit of the item: `3 drum` |
| money | in the row's currency, with at most its digits: `319.00` |
| ratio | exact: `0.98`, `98%`, `49/50` |
| date | `2027-04-12` or `12.04.2027` |
| date and time | `2027-04-12T09:30:00+02:00` |

Columns in **bold** must be filled. A row is named by the columns marked with ●: importing the same ones again updates
the row.

This page is written from the contract (`python -m handfast.doors.connect.files.reference docs/reference/tables.md`).
"""


def reference_page() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([HEAD, *_areas()]) + "\n"


def _areas() -> Iterator[str]:
    area = ""
    for table in CONTRACT.values():
        if table.area != area:
            area = table.area
            yield f"## {AREAS[area]}\n"
        yield _table(table)


def _table(table: Table) -> str:
    lines = [
        f"### {table.name}",
        "",
        table.meaning,
        "",
        "| column | | kind | meaning | empty means | example |",
        "|---|---|---|---|---|---|",
        *(_row(table, column) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _row(table: Table, column: Column) -> str:
    name = f"**{column.name}**" if column.required else column.name
    kind = kind_words(column)
    if column.references:
        kind += f" of [{column.references}](#{column.references})"
    if column.choices:
        kind += ": " + ", ".join(f"`{word}`" for word in column.choices)
    if column.unit and column.unit not in ("money", "item's unit"):
        kind += f" ({column.unit})"
    bounds = _bounds(column)
    meaning = column.meaning + (f" {bounds}" if bounds else "")
    key = "●" if column.name in table.key else ""
    empty = "" if column.required else f"`{column.default}`" if column.default else "not said"
    cells = (name, key, kind, meaning, empty, f"`{column.example}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _bounds(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f"From {int(column.low):,} to {int(column.high):,}."
    return "" if column.low in (None, "0") else f"At least {column.low}."


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(), encoding="utf-8")
