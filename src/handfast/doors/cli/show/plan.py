"""Plans, their needs and runs, and proposals, as text and as JSON."""

from __future__ import annotations

import datetime as dt
import shlex
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from handfast.doors.cli.paper import HEAD, QUIET, SURE, WATCH, aside, columns, write
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.show.inventory import Money
from handfast.doors.cli.show.measures import Measures

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.actions.publish_plan import Published
    from handfast.company.queries.plans import PlannedNeed, PlanVersion
    from handfast.engine.supply.plan.stops import Stop, Trail

SHOWN = 15
LOTS_SHOWN = 3
EPOCH = dt.date(1970, 1, 1)
POINTS_PER_MINOR_UNIT = 10_000
"""As the objective of plans counts (`engine.supply.plan.objective`), which is not loaded for help."""

LESS_THAN_NOTHING = "Stock costs less than nothing: less lies here than if nothing were made or shipped."

PARTS = {
    "late": "lateness",
    "unmet": "not met",
    "inventory": "stock",
    "overtime": "overtime",
    "expedite": "expediting",
    "changeover": "set-ups",
    "change": "last-minute changes",
}


def date_of(day: int | None) -> dt.date | None:
    """Return a ledger day as a date."""
    return None if day is None else EPOCH + dt.timedelta(days=day)


def _iso(day: int | None) -> str | None:
    found = date_of(day)
    return None if found is None else found.isoformat()


@contextmanager
def planning_progress(seconds: float, steps: int | None) -> Iterator[tuple[Callable[[Trail], None], Stop]]:
    """Show how far a plan is, on a terminal only; Ctrl-C stops improving, and the best so far is kept."""
    from handfast.engine.supply.plan.stops import Asked

    asked = [False]

    def stop(*_: object) -> None:
        asked[0] = True

    before = signal.signal(signal.SIGINT, stop)
    console = aside()
    told = [-1.0]

    def tell(trail: Trail) -> None:
        if console.is_terminal and trail.seconds - told[0] >= 0.25:
            told[0] = trail.seconds
            of = f"{trail.seconds:.0f} of {seconds:.0f} s" if steps is None else f"{trail.steps:,} of {steps:,} steps"
            console.print(f"planning: {of}, {trail.score:,} points left", end="\r", style=QUIET)

    try:
        yield tell, Asked(lambda: asked[0])
    finally:
        signal.signal(signal.SIGINT, before)
        if console.is_terminal and told[0] >= 0:
            console.print(" " * 60, end="\r")


def show_plan(console: Console, version: PlanVersion, money: Money, measures: Measures, *, full: bool) -> None:
    """Show what a plan costs, and what is late in it."""
    figures = version.figures
    console.print(f"{version.name}, {version.state}", style=HEAD)
    in_part = figures.get("in_part", 0)
    met = figures["needs"] - figures["late"] - figures["unmet"] - in_part
    partly = f"{in_part:,} met in part, " if in_part else ""
    write(
        console,
        f"{counted(figures['needs'], 'need')} in {counted(figures['days'], 'day')}: {met:,} in time, "
        f"{figures['late']:,} late ({figures['late_days']:,} days in all), {partly}{figures['unmet']:,} not met. "
        f"{counted(len(version.runs), 'run')}.",
    )
    _show_costs(console, figures, money)
    _show_large_lots(console, figures.get("large_lots", ()), measures, full=full)
    if figures["frozen_days"] >= figures["days"]:
        write(
            console,
            f"Nothing new starts in the {counted(figures['frozen_days'], 'frozen day')}, and it plans "
            f"{counted(figures['days'], 'day')}: only what is there or on its way is in time.",
            style=WATCH,
        )
    late = sorted((need for need in version.needs if need.late_days != 0), key=_weight, reverse=True)
    if late:
        console.print("\nWhat lateness costs most", style=HEAD)
        _show_needs(console, late if full else late[:SHOWN], measures)
        if not full and len(late) > SHOWN:
            console.print(f"{len(late) - SHOWN:,} more are late (--all shows them).", style=QUIET)
    if version.state == "draft":
        console.print("\nTo go on")
        if late:
            console.print(f"  handfast plan explain {shlex.quote(late[0].name)} --plan {version.name}", soft_wrap=True)
        console.print(f"  handfast plan publish {version.name}")


def _weight(need: PlannedNeed) -> int:
    late = need.late_days
    return need.late_cost * (400 if late is None else late)


def in_money(points: int, money: Money) -> str:
    """Return points of the objective as money: 10,000 are a minor unit. Lateness costs what is said it does."""
    return money(Decimal(points) / (POINTS_PER_MINOR_UNIT * 10**money.digits))


def _show_costs(console: Console, figures: Mapping[str, Any], money: Money) -> None:
    """Show what a plan costs under its objective, how much better it is than a plain one, and how good it could be."""
    parts = [f"{PARTS[name]} {in_money(part, money)}" for name, part in figures["score"].items() if part]
    first = figures["starts"][0]["total"] if figures["starts"] else figures["total"]
    write(console, f"It costs {in_money(figures['total'], money)}: {', '.join(parts) or 'nothing'}.")
    if figures["score"].get("inventory", 0) < 0:
        write(
            console, "Stock costs less than nothing: less lies here than if nothing were made or shipped.", style=QUIET
        )
    write(
        console,
        f"{in_money(first - figures['total'], money)} less than the plain plan by priority and day. "
        f"Lateness and what is not met cost at least {in_money(figures['lower_bound'], money)} in any plan.",
        style=QUIET,
    )


def _show_large_lots(console: Console, lots: Sequence[Mapping[str, Any]], measures: Measures, *, full: bool) -> None:
    """Show smallest lots of which the plan needs little."""
    if not lots:
        return
    shown = lots if full else lots[:LOTS_SHOWN]
    said = [
        f"{lot['process']} ({measures.amount(lot['item'], lot['made'])}, "
        f"{measures.amount(lot['item'], lot['left'])} left over)"
        for lot in shown
    ]
    more = f" and {len(lots) - len(shown):,} more" if len(lots) > len(shown) else ""
    write(console, f"Smallest lots larger than all that is needed: {', '.join(said)}{more}.", style=WATCH)


def _show_needs(console: Console, needs: Iterable[PlannedNeed], measures: Measures) -> None:
    from rich.text import Text

    table = columns(
        "need", "item", "site", "quantity", "wanted", "there", "late", right=("quantity", "late"), wide=("need",)
    )
    for need in needs:
        late = "never" if need.late_days is None else f"{need.late_days} d"
        quantity = measures.amount(need.item, need.quantity)
        table.add_row(
            Text(_called(need), overflow="ellipsis"),
            need.item,
            need.site,
            f"{quantity} of {measures.amount(need.item, need.whole)}" if need.part else quantity,
            _iso(need.due),
            _iso(need.day) or "–",
            Text(late, style=WATCH),
        )
    console.print(table)


def _called(need: PlannedNeed) -> str:
    part = f", part {need.part}" if need.part else ""
    return need.name if need.promise or need.run else need.kind + part


def difference_rows(before: PlanVersion, after: PlanVersion) -> list[dict[str, Any]]:
    """Return the needs whose day differs between two plans, those that move most first."""
    old = {need.name: need for need in before.needs}
    new = {need.name: need for need in after.needs}
    rows = []
    for name in [*new, *(each for each in old if each not in new)]:
        was, now = old.get(name), new.get(name)
        if was and now and was.day == now.day:
            continue
        kind = "new" if was is None else "gone" if now is None else _moved(was.day, now.day)
        days = abs(now.day - was.day) if was and now and was.day is not None and now.day is not None else 0
        first, then = (None if each is None else date_of(each.day) for each in (was, now))
        rows.append({"need": name, "change": kind, "days": days, "before": first, "after": then})
    return sorted(rows, key=lambda row: -row["days"])


def _moved(was: int | None, now: int | None) -> str:
    if now is None:
        return "not met any more"
    return "met now" if was is None else "sooner" if now < was else "later"


def show_plan_differences(
    console: Console,
    before: PlanVersion,
    after: PlanVersion,
    rows: Sequence[Mapping[str, Any]],
    money: Money,
    *,
    full: bool,
) -> None:
    """Show how two plans differ."""
    from handfast.engine.supply.explain.options import options_changed

    table = columns("", before.name, after.name, right=(before.name, after.name))
    for key in ("needs", "late", "late_days", "in_part", "unmet"):
        table.add_row(key.replace("_", " "), *(f"{each.figures.get(key, 0):,}" for each in (before, after)))
    table.add_row("cost", in_money(before.figures["total"], money), in_money(after.figures["total"], money))
    console.print(table)
    if otherwise := options_changed(before.figures, after.figures):
        write(console, f"{after.name} was to be made otherwise: {'; '.join(otherwise.values())}.")
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["change"]] = counts.get(row["change"], 0) + 1
    said = ", ".join(f"{count:,} {change}" for change, count in counts.items())
    console.print(f"\nNeeds: {said or 'every one on the same day'}.")
    if rows:
        table = columns("need", "change", "days", before.name, after.name, right=("days",), wide=("need",))
        for row in rows if full else rows[:SHOWN]:
            table.add_row(
                row["need"], row["change"], str(row["days"] or ""), str(row["before"] or "–"), str(row["after"] or "–")
            )
        console.print(table)


def published_form(done: Published) -> dict[str, Any]:
    """Return what publishing did as JSON holds it."""
    return {
        "plan": done.plan.name,
        "entry": done.plan.published_entry,
        "runs": done.runs,
        "gone": done.gone,
        "placed_anew": done.replaced,
        "bound_anew": done.covered,
        "short": done.at_risk,
    }


def show_published(console: Console, done: Published) -> None:
    """Show what publishing did."""
    console.print(f"{done.plan.name} is published (entry {done.plan.published_entry}).", style=SURE)
    write(console, f"{counted(done.runs, 'run')} planned; {counted(done.gone, 'run')} of the plan before went.")
    if done.replaced:
        write(
            console, f"{counted(done.replaced, 'need')} had changed since, or no longer fitted, and were placed anew."
        )
    if done.covered:
        write(console, f"{counted(done.covered, 'commitment')} at risk bound to supply that is in time.")
    console.print("\nTo go on\n  handfast proposals")
