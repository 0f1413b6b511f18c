"""Stock points: too little, too much, and what to do, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handfast.company.queries.forms import exact, plain
from handfast.doors.cli.paper import BROKEN, HEAD, QUIET, SURE, WATCH, columns, write
from handfast.doors.cli.show.book import day
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.facade import Company

MARKS = {"stock-out": "✗", "order": "!", "overstock": "+", "dead": "†", "unknown": "?", "ok": "✓"}
"""A small mark for each state, worst first."""

STYLES = {"stock-out": BROKEN, "order": WATCH, "overstock": WATCH, "dead": QUIET, "unknown": QUIET, "ok": SURE}
MEANING = {
    "stock-out": ("stock-out", "stock-outs"),
    "order": ("to order", "to order"),
    "overstock": ("too much", "too much"),
    "dead": ("dead", "dead"),
    "unknown": ("unknown", "unknown"),
    "ok": ("fine", "fine"),
}
QUANTITIES = ("free", "position", "safety_stock", "safety_stock_kept", "safety_stock_over_sites", "reorder_point")
MORE_QUANTITIES = ("order_quantity", "short", "excess", "expiring")

Row = Mapping[str, Any]


class Money:
    """How money of the company is written.

    Parameters
    ----------
    company
        The company whose currency counts.
    """

    def __init__(self, company: Company) -> None:
        rows = company.table("company").select("currency", "minor_digits").rows()
        self.currency, self.digits = rows[0] if rows else ("EUR", 2)

    def exactly(self, amount: Any) -> str | None:
        """Return an amount as JSON holds it."""
        return None if amount is None else f"{amount:.{self.digits}f}"

    def __call__(self, amount: Any) -> str:
        """Return an amount with its currency."""
        return f"{amount:,.{self.digits}f} {self.currency}"


def show_stock(console: Console, rows: Sequence[Row], money: Money) -> None:
    """Show stock points as a table, each with its cheapest cure."""
    from rich.text import Text

    costs = money.currency
    numbers = ("free", "a week", "order at", costs)
    table = columns(
        "", "item", "site", "free", "a week", "order at", "lacks", "do", costs, right=numbers, wide=("item",)
    )
    for row in rows:
        style = STYLES[row["state"]]
        table.add_row(
            Text(MARKS[row["state"]], style=style),
            row["item"],
            row["site"],
            plain(row["free"]),
            f"{row['weekly']:,.{0 if row['weekly'] >= 100 else 1}f}",
            "" if row["reorder_point"] is None else plain(row["reorder_point"]),
            "" if row["out_on"] is None else f"{row['out_on']:%d %b}",
            *_in_short(row),
        )
    console.print(table)
    console.print()


def _in_short(row: Row) -> tuple[str, str]:
    if not row["cures"]:
        return "no way" if row["state"] in {"stock-out", "order"} else "", ""
    cure = row["cures"][0]
    return f"{cure['kind']} {plain(cure['quantity'])}", f"{cure['cost']:,.0f}"


def show_sum(console: Console, rows: Iterable[Row], money: Money) -> None:
    """Show how many stock points are in which state, and what lies idle."""
    rows = list(rows)
    counts = Counter(row["state"] for row in rows)
    told = [f"{counts[name]:,} {MEANING[name][counts[name] != 1]} ({mark})" for name, mark in MARKS.items()]
    idle = sum(row["excess_value"] or 0 for row in rows)
    text = f"{counted(len(rows), 'stock point')}: {', '.join(told)}."
    write(console, text + (f" {money(idle)} of goods too much." if idle else ""))


def show_standings(console: Console, rows: Iterable[Row], money: Money) -> None:
    """Show stock points one by one, with all that led to each, and every cure."""
    for row in rows:
        _show_standing(console, row, money)
        console.print()


def _show_standing(console: Console, row: Row, money: Money) -> None:
    style = STYLES[row["state"]]
    console.print(f"{MARKS[row['state']]} {row['item']} at {row['site']}: {row['state']}", style=f"{HEAD} {style}")
    unit = row["unit"]
    owed = ", which is owed" if row["free"] < 0 or row["position"] < 0 else ""
    coming = f"with what is coming {plain(row['position'])}{owed}"
    write(console, f"free {plain(row['free'])} {unit}, {coming}", lead="  ")
    write(console, f"expected: {row['weekly']:,.1f} {unit} a week; {_until(row)}", lead="  ")
    if row["reorder_point"] is not None:
        write(console, _policy(row), lead="  ")
    if row["safety_stock_over_sites"] is not None:
        over = plain(row["safety_stock_over_sites"])
        write(console, f"safety stock {over} where all sites of the item are looked at together", lead="  ")
    if row["excess"]:
        worth = "" if row["excess_value"] is None else f", {money(row['excess_value'])}"
        write(console, f"too much: {plain(row['excess'])}{worth}", lead="  ")
    if row["expiring"]:
        write(console, f"will expire unused: {plain(row['expiring'])}", lead="  ")
    for reason in row["why"]:
        write(console, reason, lead="  · ")
    for missing in row["unknown"]:
        write(console, missing, lead="  ? ", style=QUIET)
    for number, cure in enumerate(row["cures"]):
        write(console, _cure(row, cure, money), lead="  → " if number == 0 else "  or ")


def _until(row: Row) -> str:
    return "enough for a year" if row["out_on"] is None else f"too little from {day(row['out_on'])} on"


def _policy(row: Row) -> str:
    kept = plain(row["safety_stock_kept"])
    return (
        f"order {plain(row['order_quantity'])} at {plain(row['reorder_point'])}: until it comes "
        f"{row['until_supplied']:,.1f} are expected, give or take {row['spread']:,.1f}; safety stock "
        f"{plain(row['safety_stock'])} (kept so far: {kept}); so {row['cycle_service']:.1%} of cycles pass without "
        f"stock-out, {row['fill_rate']:.1%} of demand is met from the shelf"
    )


def _cure(row: Row, cure: Row, money: Money) -> str:
    too_little = row["state"] in {"stock-out", "order"}
    return f"{_brings(cure, money) if too_little else _clears(cure, money)}; costs {money(cure['cost'])} in all"


def _brings(cure: Row, money: Money) -> str:
    text = f"{cure['what']}: {plain(cure['quantity'])}, there on {day(cure['on'])}, paid {money(cure['spend'])}"
    if not cure["rest"]:
        return text
    lost = "nobody knows what that costs" if cure["lost"] is None else f"{money(cure['lost'])} of margin"
    return f"{text}; {plain(cure['rest'])} lack until then, {lost}"


def _clears(cure: Row, money: Money) -> str:
    text = f"{cure['what']}: {plain(cure['quantity'])}"
    if not cure["rest"]:
        return text
    lost = "at a cost that is not known" if cure["lost"] is None else f"for {money(cure['lost'])}"
    whose = "" if cure["rest"] == cure["quantity"] else f" {plain(cure['rest'])} others"
    return f"{text}, holding{whose} until used up or worthless {lost}"


def standing_form(row: Row, money: Money) -> dict[str, Any]:
    """Return a stock point as JSON holds it."""
    form: dict[str, Any] = {name: row[name] for name in ("item", "site", "state", "unit")}
    form |= {name: _number(row[name]) for name in (*QUANTITIES, *MORE_QUANTITIES)}
    form |= {name: money.exactly(row[name]) for name in ("excess_value", "at_stake")}
    form |= {"weekly": round(row["weekly"], 3), "out_on": day(row["out_on"]) or None}
    for name in (
        "until_supplied",
        "spread",
        "cycle_service",
        "fill_rate",
        "lead_days",
        "lead_spread",
        "lead_stated",
        "lead_seen",
    ):
        form[name] = None if row[name] is None else round(row[name], 4)
    form["cures"] = [_cure_form(cure, money) for cure in row["cures"]]
    return form | {"why": row["why"], "unknown": row["unknown"]}


def _cure_form(cure: Row, money: Money) -> dict[str, Any]:
    quantities = {name: _number(cure[name]) for name in ("quantity", "rest")}
    amounts = {name: money.exactly(cure[name]) for name in ("spend", "beyond", "lost", "cost")}
    return {"kind": cure["kind"], "what": cure["what"], "on": day(cure["on"]), **quantities, **amounts}


def _number(value: Any) -> str | None:
    return None if value is None else exact(value)
