"""The promise book, and single promises, as text and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from handfast.company.queries.forms import plain
from handfast.doors.cli.paper import BROKEN, HELD, QUIET, SURE, WATCH, columns, write

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.facade import Company

MARKS = {
    "asked": "○",
    "offered": "◐",
    "held": "◔",
    "promised": "●",
    "delivered": "◉",
    "kept": "✓",
    "broken": "✗",
    "withdrawn": "–",
    "released": "–",
    "declined": "–",
    "expired": "–",
}
"""The same small mark for a state everywhere; a promise at risk has a ! behind it. Endings without effect share one."""

WITHOUT_EFFECT = ("withdrawn", "released", "declined", "expired")
"""States in which nothing will come."""

STYLES = {"held": HELD, "promised": SURE, "kept": SURE, "broken": BROKEN} | dict.fromkeys(WITHOUT_EFFECT, QUIET)

Row = Mapping[str, Any]


def rows_of(company: Company, *states: str) -> list[dict[str, Any]]:
    """Return the promise book's rows, each with its customer's name."""
    names = dict(company.table("customer").select("customer", "name").iter_rows())
    rows = company.promises(*states).to_dicts()
    for row in rows:
        row["customer_name"] = names.get(row["customer"]) or row["customer"]
    return rows


def rows_numbered(company: Company, numbers: Iterable[int]) -> list[dict[str, Any]]:
    """Return the rows of single promises."""
    wanted = {f"P-{number}" for number in numbers}
    return [row for row in rows_of(company) if row["promise"] in wanted]


def show_book(console: Console, rows: Iterable[Row]) -> None:
    """Show promises as a table."""
    from rich.text import Text

    rows = list(rows)
    moved = any(_moved(row) for row in rows)
    came = any(row["arrived"] for row in rows)
    left = any(row["shipped"] for row in rows)
    more = (*(("at first",) if moved else ()), *(("arrived",) if came else ()))
    names = ("", "promise", "customer", "item", "quantity", *(("shipped",) if left else ()), "arrives", *more)
    table = columns(*names, right=("quantity", "shipped"), wide=("customer",))
    for row in rows:
        style = style_of(row)
        table.add_row(
            Text(mark(row), style=style),
            Text(row["promise"], style=style),
            Text(row["customer_name"], no_wrap=True, overflow="ellipsis"),
            row["item"],
            amount(row),
            *((plain(row["shipped"]) if row["shipped"] else "",) if left else ()),
            day(row["arrive"]),
            *((day(row["original"]) if _moved(row) else "",) if moved else ()),
            *((day(row["arrived"]),) if came else ()),
        )
    console.print(table)


def legend(rows: Iterable[Row]) -> str:
    """Return what the marks of promises mean, in the order of their life; empty where all are promised."""
    there = {row["state"] for row in rows}
    if there <= {"promised"}:
        return ""
    return "  ".join(f"{sign} {state}" for state, sign in MARKS.items() if state in there)


def _moved(row: Row) -> bool:
    """Whether a promise arrives on another day than it was first promised for."""
    return row["original"] is not None and row["original"] != row["arrive"]


def style_of(row: Row) -> str:
    """Return the style of a promise: at risk, or by its state."""
    return WATCH if row["at_risk"] else STYLES.get(row["state"], "")


def mark(row: Row) -> str:
    """Return the mark of a promise's state."""
    return MARKS[row["state"]] + ("!" if row["at_risk"] else "")


def amount(row: Row) -> str:
    """Return a promise's quantity, with its unit where it does not go without saying."""
    from handfast.engine.promise.words import COUNTED_IN_PIECES

    number = plain(row["quantity"])
    return number if row["unit"].lower() in COUNTED_IN_PIECES else f"{number} {row['unit']}"


def day(value: dt.date | None) -> str:
    """Return a day, or nothing."""
    return "" if value is None else value.isoformat()


def show_promise(console: Console, row: Row) -> None:
    """Show one promise in a line, and what follows from its state."""
    customer = f" for {row['customer_name']}" if row["customer_name"] else ""
    order = f", order {row['order']}" if row["order"] else ""
    risk = ", at risk" if row["at_risk"] else ""
    arrival = f"{_arrives(row)} on {day(row['arrived'] or row['arrive'])}"
    left = f", {plain(row['shipped'])} of it shipped" if 0 < row["shipped"] < row["quantity"] else ""
    what = f"{amount(row)} {row['item']}{customer} from {row['site']}{left}, {arrival}{order}"
    write(console, f"{row['promise']} {row['state']}{risk}: {what}", lead=f"{mark(row)} ", style=style_of(row))


def _arrives(row: Row) -> str:
    if row["arrived"]:
        return "arrived"
    return "would have arrived" if row["state"] in WITHOUT_EFFECT else "arrives"
