"""What an import would change, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handfast.doors.cli.paper import HEAD, columns
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.actions.import_tables import ImportReport
    from handfast.engine.difference import TableDifference
    from handfast.engine.reading.company import Reading

SNAPSHOTS = ("stock", "receipt")
"""Tables of which a row that is no longer in the file is gone."""

SHOWN = 10


def show_difference(console: Console, differences: Mapping[str, TableDifference], *, full: bool = False) -> None:
    """Show how many rows of each table are new, changed, as they were, and gone; and the first changed cells."""
    console.print("What changes", style=HEAD)
    numbers = ("new", "changed", "same", "gone")
    table = columns("table", *numbers, right=numbers)
    alike = {name: each for name, each in differences.items() if not full and not _changes(name, each)}
    for name, each in differences.items():
        counts = (each.added.height, each.changed_rows, each.same, gone(name, each))
        if name not in alike:
            table.add_row(name, *(f"{count:,}" if count else "" for count in counts))
    if table.row_count:
        console.print(table)
    if alike:
        rows = sum(each.same for each in alike.values())
        console.print(f"{counted(len(alike), 'table')} with {counted(rows, 'row')} as before.")
    for name, each in differences.items():
        _show_cells(console, name, each, full=full)


def _changes(name: str, difference: TableDifference) -> bool:
    return bool(difference.added.height or difference.changed.height or gone(name, difference))


def gone(name: str, difference: TableDifference) -> int:
    """Return how many rows an import takes away: of snapshots those that are no longer in the file."""
    return difference.only_in_company.height if name in SNAPSHOTS else 0


def _show_cells(console: Console, name: str, difference: TableDifference, *, full: bool) -> None:
    if not difference.changed.height:
        return
    console.print(f"{name}: changed", style=HEAD)
    rows = list(cells(difference))
    for row in rows if full else rows[:SHOWN]:
        console.print(f"  · {', '.join(row['key'])}: {row['column']} {said(row['old'])} -> {said(row['new'])}")
    if len(rows) > SHOWN and not full:
        console.print(f"  ... and {len(rows) - SHOWN:,} more (--all shows them)")
    console.print()


def cells(difference: TableDifference) -> list[dict[str, Any]]:
    """Return each changed cell: the row's key, the column, what it was and is, inside values as text."""
    return [
        {"key": [str(part) for part in key if part not in (None, "")], "column": column, "old": old, "new": new}
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
    console.print(f"Imported: {counted(rows, 'row')} new or changed, {counted(report.balances, 'balance')} written.")
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


def difference_form(differences: Mapping[str, TableDifference]) -> dict[str, Any]:
    """Return differences as JSON holds them."""
    return {
        name: {
            "new": each.added.height,
            "changed": each.changed_rows,
            "same": each.same,
            "gone": gone(name, each),
            "cells": cells(each),
        }
        for name, each in differences.items()
    }
