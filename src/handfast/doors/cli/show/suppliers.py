"""Suppliers as text and as JSON: what is bought of them, and what they really did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handfast.company.queries.forms import exact
from handfast.doors.cli.paper import BROKEN, HEAD, QUIET, WATCH, columns, write
from handfast.doors.cli.show.book import amount, day
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.queries.suppliers import SupplierView

Row = Mapping[str, Any]
NOT_SAID = "(nobody said)"
MARKS = {"planned": "○", "promised": "◐", "firm": "●"}
"""A small mark for what is still to be ordered; what is ordered has another."""


def show_suppliers(console: Console, view: SupplierView) -> None:
    """Show suppliers, one a line, and what should be looked at."""
    from rich.text import Text

    rows = view.suppliers.to_dicts()
    if not rows:
        console.print("Nothing is bought: no process of kind buy, no receipt, no purchase receipt.")
        return
    names = ("supplier", "late", "of", "by", "on its way", "to order", "next order", "wait", "miss")
    table = columns(*names, right=("late", "of", "by", "on its way", "to order", "wait", "miss"), wide=("supplier",))
    for row in rows:
        table.add_row(
            Text(row["supplier"] or NOT_SAID, no_wrap=True, overflow="ellipsis"),
            _share(row["late_share"], row["dated"]),
            str(row["dated"] or ""),
            _days(row["late_median"]),
            f"{row['on_the_way']:,.0f}",
            f"{row['to_order']:,.0f}",
            day(row["next_order"]),
            str(len(row["promises"]) or ""),
            Text(str(len(row["would_miss"]) or ""), style=WATCH),
        )
    console.print(table)
    console.print()
    told = "late, of, by: share of the newest orders that came after the day confirmed, how many they are, and the "
    told += "days after it in the middle. wait: promises that count on what is still to come. miss: those that would "
    write(console, told + f"be late if it came as late as usual. Money in {view.currency}.", style=QUIET)
    for row in rows:
        _show_remarks(console, row)


def _show_remarks(console: Console, row: Row) -> None:
    who = row["name"] or NOT_SAID
    if row["longer"]:
        write(console, f"{who}: takes longer and longer for {_some(row['longer'])}.", lead="· ", style=WATCH)
    if row["overdue"]:
        write(console, f"{who}: {counted(row['overdue'], 'receipt')} overdue.", lead="· ", style=WATCH)
    if row["at_risk"]:
        text = f"{who}: late already for {counted(len(row['at_risk']), 'promise')} at risk: {_some(row['at_risk'])}."
        write(console, text, lead="· ", style=BROKEN)
    if row["uncosted"]:
        text = f"{who}: {counted(row['uncosted'], 'purchase')} without a price: money is more than what is shown."
        write(console, text, lead="· ")


def show_records(console: Console, view: SupplierView) -> None:
    """Show, for each item, what the supplier states and what really happened."""
    from rich.text import Text

    rows = view.records.to_dicts()
    names = dict(view.suppliers.select("supplier", "name").iter_rows())
    right = ("stated", "really", "orders", "late", "by", "trend")
    for supplier in dict.fromkeys(row["supplier"] for row in rows):
        console.print(names[supplier] or NOT_SAID, style=HEAD)
        table = columns(
            "item", "stated", "really", "most", "orders", "late", "by", "trend", right=right, wide=("item",)
        )
        for row in rows:
            if row["supplier"] == supplier:
                table.add_row(
                    Text(row["item"], no_wrap=True, overflow="ellipsis"),
                    _days(row["stated"] if row["stated"] is not None else row["agreed"]),
                    _days(row["median"]),
                    "" if row["low"] is None else f"{row['low']:,.0f} to {_days(round(row['high']))}",
                    str(row["orders"]),
                    _share(row["late_share"], row["dated"]),
                    _days(row["late_median"]),
                    Text(_trend(row), style=WATCH if row["changes"] == "longer" else ""),
                )
        console.print(table)
        console.print()
    _show_records_remarks(console, rows)


def _show_records_remarks(console: Console, rows: Sequence[Row]) -> None:
    for row in rows:
        if None not in (row["stated"], row["agreed"]) and row["stated"] != row["agreed"]:
            text = f"{row['item']}: the plan counts on {_days(row['stated'])}, the terms of {row['supplier']} say "
            write(console, f"{text}{_days(float(row['agreed']))}.", lead="· ", style=WATCH)
    if any(row["orders"] and row["late_share"] is None for row in rows):
        text = "few: fewer than five orders came; a share of them would say little."
        write(console, text, lead="· ", style=QUIET)
    if any(row["low"] is not None for row in rows):
        text = "really: days from order to last part, in the middle; most: all but the fastest and the slowest tenth."
        write(console, text, lead="· ", style=QUIET)


def show_purchases(console: Console, rows: Sequence[Row], view: SupplierView) -> None:
    """Show what is to be ordered and what is on its way, by day of arrival."""
    from rich.text import Text

    if not rows:
        console.print("Nothing is on its way, and nothing is to be ordered.")
        return
    names = ("", "", "item", "quantity", "order", "there", "usually", view.currency, "wait", "miss")
    table = columns(*names, right=("quantity", view.currency, "wait", "miss"), wide=("item",))
    for row in rows:
        overdue = row["ordered"] and row["said"] < row["there"]
        table.add_row(
            MARKS.get(row["state"], "✓"),
            Text(row["purchase"], style=QUIET),
            Text(row["item"], no_wrap=True, overflow="ellipsis"),
            amount(row),
            _short_day(row["order"]),
            Text(_short_day(row["there"]) + ("!" if overdue else ""), style=WATCH if overdue else ""),
            _short_day(row["usually"]) if row["usually"] != row["there"] else "",
            "?" if row["cost"] is None else f"{row['cost']:,.0f}",
            str(len(row["promises"]) or ""),
            Text(str(len(row["would_miss"]) or ""), style=WATCH),
        )
    console.print(table)
    console.print()
    there = {row["state"] for row in rows}
    legend = "  ".join(f"{mark} {state}" for state, mark in MARKS.items() if state in there)
    if there - set(MARKS):
        legend += "  ✓ ordered"
    if any(row["ordered"] and row["said"] < row["there"] for row in rows):
        legend += "  ! later than was said; what is overdue is expected today"
    write(console, legend.strip(), style=QUIET)
    console.print()


def show_weeks(console: Console, view: SupplierView, count: int | None) -> None:
    """Show money by week."""
    sums: dict[Any, list[Any]] = defaultdict(lambda: [0, 0])
    for row in view.weeks.iter_rows(named=True):
        sums[row["week"]][0] += row["to_order"]
        sums[row["week"]][1] += row["there"]
    if not sums:
        return
    table = columns("week of", "to order", "arrives", right=("to order", "arrives"))
    weeks = sorted(sums.items())
    for week, (ordered, there) in weeks[:count]:
        table.add_row(day(week), f"{ordered:,.0f}" if ordered else "", f"{there:,.0f}" if there else "")
    if len(weeks) > len(weeks[:count]):
        later = weeks[count:]
        table.add_row("later", *(f"{sum(both[n] for _, both in later):,.0f}" for n in (0, 1)))
    console.print(table)


def _short_day(value: Any) -> str:
    return "" if value is None else f"{value:%d %b}"


def _days(number: float | None) -> str:
    return "" if number is None else f"{number:,.1f}".removesuffix(".0") + " d"


def _share(share: float | None, dated: int) -> str:
    return f"{share:.0%}" if share is not None else ("few" if dated else "")


def _trend(row: Row) -> str:
    if row["changes"] in {"longer", "shorter"}:
        return f"{row['days_a_year']:+,.0f} d/year"
    return str(row["changes"])


def _some(names: Sequence[str]) -> str:
    more = len(names) - 5
    return ", ".join(names[:5]) + (f" and {more} more" if more > 0 else "")


def supplier_form(view: SupplierView) -> dict[str, Any]:
    """Return the view as JSON holds it."""
    digits = view.digits

    def form(row: Row) -> dict[str, Any]:
        return {name: _value(name, value, digits) for name, value in row.items()}

    return {
        "currency": view.currency,
        "suppliers": [form(row) for row in view.suppliers.iter_rows(named=True)],
        "records": [form(row) for row in view.records.iter_rows(named=True)],
        "purchases": [form(row) for row in view.purchases.iter_rows(named=True)],
        "weeks": [form(row) for row in view.weeks.iter_rows(named=True)],
    }


def _value(name: str, value: Any, digits: int) -> Any:
    if value is None or isinstance(value, str | bool | int | list):
        return value
    if isinstance(value, float):
        return round(value, 4)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return exact(value) if name == "quantity" else f"{value:.{digits}f}"
