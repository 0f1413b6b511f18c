"""What an import would change, table by table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handfast.doors.cli.paper import HEAD, columns
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

    from handfast.company.actions.import_tables import ImportReport
    from handfast.engine.difference import TableDifference
    from handfast.engine.reading.company import Reading

SHOWN, ROWS_SHOWN = 10, 5
"""How many changed cells of a table, and how many of its new and of its gone rows, are shown."""


def show_difference(
    console: Console, reading: Reading, differences: Mapping[str, TableDifference], *, full: bool = False
) -> None:
    """Show how many rows of each table are new, changed, as they were, and gone; and the first of them.

    New rows of a table that had none are only counted, for there all are new.
    """
    console.print("What changes", style=HEAD)
    numbers = ("new", "changed", "same", "gone")
    table = columns("table", *numbers, right=numbers)
    alike = {name: each for name, each in differences.items() if not full and not _changes(each)}
    for name, each in differences.items():
        counts = (each.added.height, each.changed_rows, each.same, each.gone.height)
        if name not in alike:
            table.add_row(name, *(f"{count:,}" if count else "" for count in counts))
    if table.row_count:
        console.print(table)
    if alike:
        rows = sum(each.same for each in alike.values())
        console.print(f"{counted(len(alike), 'table')} with {counted(rows, 'row')} as before.")
    if stay := [f"{count:,} of {name}" for name, each in differences.items() if (count := stays(each))]:
        console.print(f"Not in these files, and left as it is: {', '.join(stay)}.", soft_wrap=True)
    for name, each in differences.items():
        _show_rows(console, f"{name}: gone", gone_rows(name, each), full=full)
        _show_cells(console, reading, name, each, full=full)
        if each.same or each.changed.height or each.only_in_company.height or full:
            _show_rows(console, f"{name}: new", keys(name, each.added), full=full)


def stays(difference: TableDifference) -> int:
    """Return how many rows the company has that an import does not mention, and that stay."""
    return difference.only_in_company.height - difference.gone.height


def _changes(difference: TableDifference) -> bool:
    return bool(difference.added.height or difference.changed.height or difference.gone.height)


def gone_rows(name: str, difference: TableDifference) -> list[list[str]]:
    """Return the keys of the rows that an import takes away."""
    return keys(name, difference.gone)


def keys(name: str, rows: pl.DataFrame) -> list[list[str]]:
    """Return the keys of a table's rows, without the parts that say nothing."""
    from handfast.engine.tables import CONTRACT

    return [named(key) for key in rows.select(CONTRACT[name].key).iter_rows()]


def named(key: Iterable[Any]) -> list[str]:
    """Return a row's key as it is shown."""
    return [str(part) for part in key if part not in (None, "")]


def _show_rows(console: Console, head: str, rows: Sequence[Sequence[str]], *, full: bool) -> None:
    """Show the keys of rows, the first few unless all are wanted."""
    if not rows:
        return
    console.print(head, style=HEAD)
    for key in rows if full else rows[:ROWS_SHOWN]:
        console.print(f"  · {', '.join(key)}", soft_wrap=True)
    if len(rows) > ROWS_SHOWN and not full:
        console.print(f"  ... and {len(rows) - ROWS_SHOWN:,} more (--all shows them)")
    console.print()


def _show_cells(console: Console, reading: Reading, name: str, difference: TableDifference, *, full: bool) -> None:
    from handfast.engine.reading.changes import typed_cells

    count = difference.changed.height
    if not count:
        return
    console.print(f"{name}: changed", style=HEAD)
    changed = difference.changed if full else difference.changed.head(SHOWN)
    for key, column, old, new in typed_cells(name, changed, reading.existing, reading.tables):
        row = f"{', '.join(named(key))}: " if name != "company" else ""
        console.print(f"  · {row}{column} {said(old)} -> {said(new)}", soft_wrap=True)
    if changed.height < count:
        console.print(f"  ... and {count - changed.height:,} more (--all shows them)")
    console.print()


def cells(difference: TableDifference) -> list[dict[str, Any]]:
    """Return each changed cell: the row's key, the column, what it was and is, inside values as text."""
    return [
        {"key": named(key), "column": column, "old": old, "new": new}
        for *key, column, old, new in difference.changed.iter_rows()
    ]


def said(value: str | None) -> str:
    """Return an inside value, or that nothing is said."""
    return "(nothing)" if value in (None, "") else str(value)


def show_created(console: Console, reading: Reading) -> None:
    """Show rows that are created because other tables name them."""
    for created in reading.created_defaults:
        console.print(f"  · {created}")


def show_import(console: Console, report: ImportReport) -> None:
    """Show what an import did, and what became of the order lines."""
    rows = sum(each.added.height + each.changed_rows for each in report.differences.values())
    lost = sum(report.gone.values())
    written = counted(report.balances, "balance")
    gone = f"{lost:,} gone, " if lost else ""
    console.print(f"Imported: {counted(rows, 'row')} new or changed, {gone}{written} written.")
    orders = report.orders
    told = [
        (orders.promised, "promised"),
        (orders.revised, "revised"),
        (orders.shipped, "shipped further"),
        (orders.ended, "ended"),
    ]
    done = ", ".join(f"{count:,} {word}" for count, word in told if count)
    if done:
        console.print(f"Order lines: {done}.")
    if report.runs.reported:
        console.print(f"Runs: {', '.join(report.runs.reported)} reported.", soft_wrap=True)


def difference_form(differences: Mapping[str, TableDifference]) -> dict[str, Any]:
    """Return differences as JSON holds them."""
    return {
        name: {
            "new": each.added.height,
            "changed": each.changed_rows,
            "same": each.same,
            "gone": each.gone.height,
            "left": stays(each),
            "new_rows": keys(name, each.added),
            "gone_rows": gone_rows(name, each),
            "cells": cells(each),
        }
        for name, each in differences.items()
    }
