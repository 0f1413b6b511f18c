"""A proposal for the backlog: who gets a better day, who gives way, and why, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from handfast.company.queries.backlog_forms import day_form
from handfast.doors.cli.paper import BROKEN, HEAD, QUIET, SURE, WATCH, columns, write
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.show.measures import Measures

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.actions.agree_backlog import AgreedBacklog
    from handfast.company.queries.backlog_proposals import BacklogLine, BacklogVersion

SHOWN = 20
WHY_SHOWN = 5
STYLES = {"later": WATCH, "at risk": BROKEN, "covered": SURE, "sooner": SURE, "same day": QUIET}


def _sums(version: BacklogVersion) -> list[dict[str, Any]]:
    from handfast.company.queries.backlog_proposals import sums_by_class  # which loads Django: not for --help

    return sums_by_class(version.lines)


def show_backlog(console: Console, version: BacklogVersion, measures: Measures, *, full: bool) -> None:
    """Show a proposal: what changes, the worst first; sums by class; why; and how to go on."""
    changing = [line for line in version.lines if line.change != "same day"]
    if not changing:
        console.print("No promise would change: what is promised stands, and nothing better is possible.")
        return
    console.print(f"{version.name}: {counted(len(changing), 'promise')} to look at", style=HEAD)
    _show_lines(console, version, changing if full else changing[:SHOWN], measures)
    if len(changing) > SHOWN and not full:
        console.print(f"{counted(len(changing) - SHOWN, 'more promise')} (--all shows them).", style=QUIET)
    same = len(version.lines) - len(changing)
    if same:
        write(console, f"{counted(same, 'promise')} beside these keep their day with other supply.", style=QUIET)
    _show_sums(console, version)
    told = [line for line in changing if line.change in {"later", "at risk"}]
    if told:
        console.print("\nWhy", style=HEAD)
        for line in told if full else told[:WHY_SHOWN]:
            could = f"; the earliest day for it is {day_form(line.could)}" if line.could is not None else ""
            write(console, f"{line.why}{could}.", lead=f"  {line.name} ")
    if version.open:
        console.print(f'\nTo go on\n  handfast backlog --proposal {version.name} --agree all --reason "..."')


def _show_lines(console: Console, version: BacklogVersion, lines: Sequence[BacklogLine], measures: Measures) -> None:
    from rich.text import Text

    table = columns(
        "", "class", "customer", "item", "quantity", "promised", "proposed", "days",
        right=("quantity", "days"), wide=("customer",),
    )  # fmt: skip
    for line in lines:
        mark = " ✓" if line.promise in version.agreed else ""
        days = line.change if not line.days else f"{line.days:+,}"
        table.add_row(
            Text(line.name + mark, style=QUIET),
            line.backlog_class,
            Text(measures.customer(line.customer), overflow="ellipsis", no_wrap=True),
            line.item,
            measures.amount(line.item, line.quantity),
            day_form(line.was),
            day_form(line.day) or "–",
            Text(days, style=STYLES[line.change]),
        )
    console.print(table)


def _show_sums(console: Console, version: BacklogVersion) -> None:
    console.print("\nBy class", style=HEAD)
    names = ("class", "later", "at risk", "covered", "sooner", "days later", "days sooner")
    table = columns(*names, right=names[1:])
    for row in _sums(version):
        table.add_row(*(str(row[name.replace(" ", "_")]) for name in names))
    console.print(table)
    late = {name: f"{figures['late']:,}" for name, figures in version.figures.items()}
    write(
        console,
        f"Days after the original dates, weighted: {late['nothing']} as it is, {late['beside']} if nobody else is "
        f"moved, {late['proposed']} as proposed.",
        style=QUIET,
    )


def show_agreed(console: Console, done: AgreedBacklog) -> None:
    """Show what agreeing did, and whose owners are to be told."""
    changed = [line for line in done.lines if line.change != "same day"]
    console.print(f"{counted(len(changed), 'promise')} revised; original dates stay.", style=SURE)
    owners: dict[str, list[str]] = {}
    for line in changed:
        if line.change == "later":
            owners.setdefault(line.owner, []).append(line.name)
    for owner, names in sorted(owners.items()):
        write(console, f"{owner or 'Nobody owns these'}: tell the customers of {', '.join(names)}.", lead="  · ")
    if done.at_risk:
        write(console, f"{counted(len(done.at_risk), 'promise')} still at risk: handfast promises --at-risk")
