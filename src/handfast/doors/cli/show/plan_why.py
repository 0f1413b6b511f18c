"""Why a plan is as it is: chains, bottlenecks, load by cause, and why runs moved, as text and as JSON."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handfast.company.queries.forms import exact, need_form, plain, run_form
from handfast.doors.cli.paper import HEAD, QUIET, SURE, WATCH, columns, write
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.show.inventory import Money
from handfast.doors.cli.show.measures import Measures
from handfast.doors.cli.show.plan import in_money

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.queries.plan_explanation import (
        BindingLink,
        Bottlenecks,
        BottleneckTold,
        Help,
        NeedExplained,
    )
    from handfast.company.queries.plans import PlanVersion

BESIDE = "The plan is published: what would help is found beside its runs, which stay. A new draft may move them."

SHOWN = 12
NEEDS_SHOWN = 3


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()


def _span(first: Any, last: Any) -> str:
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first} to {last}"


# ---------------------------------------------------------------- one need


def explained_form(found: NeedExplained) -> dict[str, Any]:
    """Return an explained need as JSON holds it; points are the objective's."""
    return {
        **need_form(found.need),
        "why_not_in_time": list(found.obstacles),
        "chain": [_link_form(link) for link in found.links],
        "would_help": [_help_form(each) for each in found.helps],
        "runs": [run_form(run) for run in found.runs],
    }


def _link_form(link: BindingLink) -> dict[str, Any]:
    return {
        "kind": link.thing.kind,
        "name": link.thing.name,
        "says": link.thing.says,
        "supplier": link.thing.supplier or None,
        "days": link.days,
        "points": link.points,
        "without": _iso(link.without),
        "first": _iso(link.first),
        "last": _iso(link.last),
        "until": link.until or None,
        "path": list(link.path),
        "together_with": [each.name for each in link.along],
    }


def _help_form(each: Help) -> dict[str, Any]:
    return {
        "more": exact(each.more.quantity),
        "unit": each.more.unit,
        "of": each.more.what,
        "points": each.points,
        "late_days": each.late_days,
        "sooner": [{"need": name, "days": days} for name, days in each.sooner],
    }


def show_explained(console: Console, found: NeedExplained, money: Money, measures: Measures) -> None:
    """Show how a plan meets a need, what its delay comes from, and what would help."""
    need = found.need
    console.print(need.name, style=HEAD)
    met = "not met before the horizon" if need.day is None else f"there on {_day(need.day)}"
    late = f", {counted(need.late_days, 'day')} late" if need.late_days else ""
    what = f"{measures.amount(need.item, need.quantity)} {need.item}"
    write(console, f"{what} at {need.site}, wanted {_day(need.due)}: {met}{late}.")
    if found.links:
        _show_chain(console, found, money)
        _show_helps(console, found, money)
    if found.runs:
        console.print("\nFor it", style=HEAD)
        table = columns(
            "process", "item", "site", "quantity", "starts", "there", right=("quantity",), wide=("process",)
        )
        for run in found.runs:
            there, starts = _day(run.available_day), _day(run.start_day)
            table.add_row(run.way, run.item, run.site, measures.amount(run.item, run.quantity), starts, there)
        console.print(table)
        if need.day is not None and any(run.available_day > need.day for run in found.runs):
            later = f"What is there after {_day(need.day)}"
            write(console, f"{later} makes up for stock that goes into it: others count on that later.", style=QUIET)
    elif need.day is not None:
        told = f"handfast pegging {shlex.quote(found.need.name)}"
        cover = "covers it late" if need.late_days else "covers it already"
        console.print(f"\nWhat is in stock, on order or planned {cover}: {told}", soft_wrap=True)


def _day(day: int) -> str:
    from handfast.doors.cli.show.plan import date_of

    return str(date_of(day))


def _show_chain(console: Console, found: NeedExplained, money: Money) -> None:
    from rich.text import Text

    console.print("\nWhat binds it", style=HEAD)
    table = columns("days", "costs", "", "binds", right=("days", "costs"), wide=("",))
    for link in found.links:
        said = [link.thing.says]
        if link.until:
            said.append(f"until {link.until}")
        if len(link.path) > 1:
            said.append(" < ".join(link.path))
        if link.along:
            said.append("together with: " + "; ".join(each.says for each in link.along))
        table.add_row(
            Text(str(link.days), style=WATCH),
            in_money(link.points, money),
            "\n".join(said),
            _span(link.first, link.last).replace(" to ", "\n"),
        )
    console.print(table)
    days = sum(link.days for link in found.links)
    told = "of its delay" if found.need.day is not None else "until the horizon ends, at least"
    console.print(f"{counted(days, 'day')} in all: all {told}.", style=QUIET)


def _show_helps(console: Console, found: NeedExplained, money: Money) -> None:
    useful = [each for each in found.helps if each.points > 0]
    if not found.helps:
        return
    console.print("\nWhat would help", style=HEAD)
    for each in useful:
        own = dict(each.sooner).get(found.need.name)
        this = f"this {counted(own, 'day')} sooner; " if own else "this no sooner; "
        write(console, f"{help_in_words(each)}: {this}{_all_over(each, money)}", lead="  · ", style=SURE if own else "")
    none = [help_in_words(each) for each in found.helps if each.points <= 0]
    if none:
        write(console, f"Of no use: {'; '.join(none)}.", lead="  · ", style=QUIET)


def help_in_words(each: Help) -> str:
    """Return how much more of what."""
    more = each.more
    if more.unit.startswith("day"):
        return f"{more.what} {plain(more.quantity)} {more.unit}"
    return f"{plain(more.quantity)} {more.unit} more of {more.what}"


def _all_over(each: Help, money: Money) -> str:
    days = f"{counted(each.late_days, 'late day')} less" if each.late_days > 0 else "no late day less"
    return f"{days} over all, worth {in_money(each.points, money)}"


# ---------------------------------------------------------------- bottlenecks


def bottlenecks_form(version: PlanVersion, found: Bottlenecks) -> dict[str, Any]:
    """Return bottlenecks as JSON holds them."""
    return {
        "plan": version.name,
        "late": found.late,
        "portions": found.portions,
        "looked_at": found.looked_at,
        "late_days": found.late_days,
        "points": found.points,
        "bottlenecks": [
            {
                "kind": row.thing.kind,
                "name": row.thing.name,
                "says": row.thing.says,
                "supplier": row.thing.supplier or None,
                "late_days": row.late_days,
                "points": row.points,
                "first": _iso(row.first),
                "last": _iso(row.last),
                "needs": list(row.needs),
                "would_help": None if row.helps is None else [_help_form(each) for each in row.helps],
            }
            for row in found.rows
        ],
    }


def show_bottlenecks(console: Console, version: PlanVersion, found: Bottlenecks, money: Money, *, full: bool) -> None:
    """Show what makes needs late, what costs most first, and what more of each would gain."""
    console.print(f"{version.name}: what makes needs late", style=HEAD)
    if not found.rows:
        console.print("Nothing is late.", style=SURE)
        return
    _show_ranked(console, found.rows if full else found.rows[:SHOWN], money)
    days, worth = counted(found.late_days, "late day"), in_money(found.points, money)
    looked = f"all {counted(found.late, 'late need')}"
    if found.looked_at < found.late:
        looked = f"the {found.looked_at:,} dearest of {counted(found.late, 'late need')} (--seconds looks at more)"
    portions = f" {counted(found.portions, 'is a portion', 'are portions')}: each counts for itself."
    console.print()
    write(console, f"These sum to {days}, which cost {worth}: {looked}.{portions if found.portions else ''}")
    if not full and len(found.rows) > SHOWN:
        console.print(f"{counted(len(found.rows) - SHOWN, 'smaller one')} not shown (--all shows them).", style=QUIET)
    if version.state == "published":
        write(console, BESIDE, style=QUIET)
    console.print("\nTo go on\n  handfast plan explain NEED\n  handfast plan show --load")


def _show_ranked(console: Console, rows: Sequence[BottleneckTold], money: Money) -> None:
    for n, row in enumerate(rows, 1):
        span = _span(row.first, row.last)
        write(console, row.thing.says + (f", {span}" if span else ""), lead=f"{n:>2}. ", style=WATCH)
        waiting = "; ".join(row.needs[:NEEDS_SHOWN])  # a portion's name has a comma of its own
        more = f" and {len(row.needs) - NEEDS_SHOWN:,} more" if len(row.needs) > NEEDS_SHOWN else ""
        cost = f"{counted(row.late_days, 'late day')}, {in_money(row.points, money)}"
        write(console, f"{cost}; waiting: {waiting}{more}", lead="    ")
        if row.helps is None:
            continue
        useful = [each for each in row.helps if each.points > 0]
        for each in useful[:2]:
            write(console, f"{help_in_words(each)}: {_all_over(each, money)}", lead="    + ", style=SURE)
        if row.helps and not useful:
            tried = "; ".join(help_in_words(each) for each in row.helps[:2])
            write(console, f"of no use alone: {tried}", lead="    + ", style=QUIET)


# ---------------------------------------------------------------- load by cause

CAUSES = ("promised", "order", "forecast", "safety", "surplus", "changeover", "free")
MARKS = {"promised": "█", "order": "▓", "forecast": "▒", "safety": "░", "surplus": "+", "changeover": "/", "free": "·"}


def load_form(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resource's week as JSON holds it."""
    return {**row, "week": row["week"].isoformat()}


def show_load(
    console: Console, version: PlanVersion, rows: Sequence[Mapping[str, Any]], resource: str, *, full: bool
) -> None:
    """Show where the hours of each resource go, week by week; the fullest resources first."""
    by_resource: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if not resource or row["resource"] == resource:
            by_resource.setdefault(row["resource"], []).append(row)
    console.print(f"{version.name}: how full each resource is, in hours by cause", style=HEAD)
    console.print("   ".join(f"{MARKS[cause]} {cause}" for cause in CAUSES), style=QUIET)
    fullest = sorted(by_resource.items(), key=lambda pair: -_fullness(pair[1]))
    for name, weeks in fullest if full else fullest[:3]:
        lost, extra = (sum(row[each] for row in weeks) for each in ("downtime", "overtime"))
        said = f"{100 * _fullness(weeks):.0f} % over {counted(len(weeks), 'week')}"
        said += f"; {lost:,.0f} h lost to days off" if lost else ""
        said += f"; {extra:,.0f} h of overtime" if extra else ""
        console.print(f"\n{name}  {said}")
        _show_weeks(console, weeks)
    if not full and len(fullest) > 3:
        console.print(f"\n{counted(len(fullest) - 3, 'more resource')} (--all shows them).", style=QUIET)


def _show_weeks(console: Console, weeks: Iterable[Mapping[str, Any]]) -> None:
    from rich.text import Text

    heads = ("hours", "prom", "ord", "fcst", "safe", "surp", "set", "free")
    table = columns("week", "", *heads, right=heads)
    for row in weeks:
        full = (row["full"] or 0) > 0.95
        hours = [f"{row[cause]:.0f}" if row[cause] else "" for cause in CAUSES]
        table.add_row(
            row["week"].isoformat(), Text(_bar(row), style=WATCH if full else ""), f"{row['hours']:.0f}", *hours
        )
    console.print(table)


def _fullness(weeks: Sequence[Mapping[str, Any]]) -> float:
    hours = sum(row["hours"] for row in weeks)
    return 1 - sum(row["free"] for row in weeks) / hours if hours else 0.0


def _bar(row: Mapping[str, Any], width: int = 18) -> str:
    if not row["hours"]:
        return "closed".ljust(width)
    bar, so_far = "", 0.0
    for cause in CAUSES:
        so_far += row[cause]
        upto = round(width * so_far / row["hours"])
        bar += MARKS[cause] * (upto - len(bar))
    return bar[:width].ljust(width)


# ---------------------------------------------------------------- why runs moved

CHANGES = ("added", "dropped", "moved", "resized")


QUANTITIES = ("quantity_before", "quantity")


def move_form(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run that changed as JSON holds it; quantities are smallest units."""
    days = ("starts_before", "starts", "there_before", "there")
    return {**row, **{name: _iso(row[name]) for name in days}}


def show_moves(console: Console, rows: Sequence[Mapping[str, Any]], measures: Measures, *, full: bool) -> None:
    """Show how the runs of two plans differ, and why: first by cause, then run by run."""
    from rich.text import Text

    counts = [f"{sum(row['change'] == each for row in rows):,} {each}" for each in CHANGES]
    if not rows:
        console.print("\nRuns: every one as before.")
        return
    console.print(f"\nRuns: {', '.join(counts)}.")
    causes: dict[str, int] = {}
    for row in rows:
        causes[row["why"]] = causes.get(row["why"], 0) + 1
    ranked = sorted(causes.items(), key=lambda pair: -pair[1])
    for why, count in ranked if full else ranked[:SHOWN]:
        write(console, f"{why}: {counted(count, 'run')}", lead="  · ")
    if not full and len(ranked) > SHOWN:
        console.print(f"  {counted(len(ranked) - SHOWN, 'more cause')} (--all shows them).", style=QUIET)
    table = columns(
        "change", "process", "quantity", "starts", "because", right=("quantity",), wide=("process", "because")
    )
    for row in rows if full else rows[:SHOWN]:
        item = row["point"].rpartition(" at ")[0]
        was, now = (None if row[name] is None else measures.amount(item, row[name]) for name in QUANTITIES)
        via = f" (by {' < '.join(row['through'][:2])})" if row["through"] else ""
        table.add_row(
            row["change"],
            row["process"],
            _from_to(was, now),
            _from_to(row["starts_before"], row["starts"]),
            Text(row["why"] + via, style=QUIET if row["cause"] == "not traced" else ""),
        )
    console.print(table)
    if not full and len(rows) > SHOWN:
        console.print(f"{counted(len(rows) - SHOWN, 'more run')} (--all shows them).", style=QUIET)


def _from_to(before: Any, after: Any) -> str:
    """Return what was and what is, one above the other where they differ."""
    was, now = str(before), str(after)
    if before is None or after is None:
        return now if before is None else was
    return was if was == now else f"{was}\n→ {now}"
