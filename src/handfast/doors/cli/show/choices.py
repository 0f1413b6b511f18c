"""Choices side by side, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handfast.doors.cli.paper import HEAD, QUIET, SURE, columns, write
from handfast.doors.cli.show.inventory import Money

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.queries.choices import Lateness, Weighed
    from handfast.engine.volume.gaining import Gain

YEARS = 520
"""Weeks beyond which nobody waits for money to come back: ten years."""


def choices_form(found: Weighed, money: Money) -> dict[str, Any]:
    """Return choices as JSON holds them; money is in the company's currency, over the days of the plan."""
    plan = found.plan
    return {
        "from": plan.first_day(0).isoformat(),
        "until": plan.first_day(plan.model.buckets).isoformat(),
        "currency": money.currency,
        "objective": round(plan.solution.value, 2),
        "lateness": _late_form(found.lateness[0]) if found.lateness else None,
        "choices": [
            {**_form(gain, plan.minor), "lateness": _late_form(found.lateness[n + 1]) if found.lateness else None}
            for n, gain in enumerate(found.gains)
        ],
    }


def _form(gain: Gain, minor: int) -> dict[str, Any]:
    payback = gain.payback(minor)
    return {
        "choice": gain.choice.name,
        "kind": gain.choice.kind,
        "at_most": None if gain.at_most == float("inf") else round(gain.at_most, 2),
        "gain": round(gain.gain, 2),
        "unsure": round(gain.unsure, 2),
        "margin": round(gain.margin, 2),
        "overtime_hours_spared": round(gain.overtime_hours, 2),
        "cost": gain.choice.once / minor,
        "cost_each_week": gain.choice.weekly / minor,
        "left_each_week": round(gain.weekly(minor), 2),
        "payback_weeks": None if payback is None else round(payback, 1),
    }


def _late_form(late: Lateness) -> dict[str, int]:
    return {"late": late.late, "late_days": late.late_days, "unmet": late.unmet}


def show_choices(console: Console, found: Weighed, money: Money, *, suggested: bool) -> None:
    """Show what choices gain, the best first."""
    plan = found.plan
    if not found.gains:
        console.print("Nothing is scarce: no resource is full, and no bought item is short.", style=SURE)
        return
    weeks = found.gains[0].weeks
    said = "What is scarcest, and what more of it would gain" if suggested else "What the choices would gain"
    console.print(said, style=HEAD)
    write(
        console,
        f"Over {weeks:.3g} weeks, from {plan.first_day(0).isoformat()} until "
        f"{plan.first_day(plan.model.buckets).isoformat()}, in {money.currency}.",
    )
    _show_table(console, found)
    _show_how(console, found, suggested=suggested)


def _show_table(console: Console, found: Weighed) -> None:
    names = ["choice", "at most", "gain", "margin", "a week", "payback", "overtime"]
    names += ["late days"] if found.lateness else []
    table = columns(*names, right=tuple(names[1:]), wide=("choice",))
    order = sorted(range(len(found.gains)), key=lambda n: -found.gains[n].gain)
    for n in order:
        gain = found.gains[n]
        row = [
            gain.choice.name,
            "–" if gain.at_most == float("inf") else f"{gain.at_most:,.0f}",
            _rounded(gain.gain),
            _rounded(gain.margin),
            _rounded(gain.weekly(found.plan.minor)),
            payback_words(gain, found.plan.minor),
            _rounded(-gain.overtime_hours),
        ]
        if found.lateness:
            row.append(f"{found.lateness[n + 1].late_days - found.lateness[0].late_days:+,}")
        table.add_row(*row)
    console.print(table)


def _rounded(amount: float) -> str:
    """Return a whole amount; what is nearly nothing has no sign."""
    return f"{round(amount) + 0:,}"


def payback_words(gain: Gain, minor: int) -> str:
    """Return in how many weeks what a choice costs once comes back, in words."""
    if not gain.choice.once:
        return "–"
    weeks = gain.payback(minor)
    return "never" if weeks is None or weeks > YEARS else f"{weeks:,.0f} weeks"


def _show_how(console: Console, found: Weighed, *, suggested: bool) -> None:
    lines = [
        "at most: by the bid prices of the plan as it is.",
        "gain: by how much the best plan with it is better; margin is the part of it that is money.",
        "a week: margin less what it costs each week. overtime: hours more that are worked.",
    ]
    unsure = max(gain.unsure for gain in found.gains)
    if unsure >= 1:
        lines.append(f"Plans are known up to their gaps: gains are true within {unsure:,.0f}.")
    if found.lateness:
        late = found.lateness[0]
        lines.append(f"late days: beside {late.late_days:,} of the order-level plan as it is ({late.unmet:,} not met).")
    if suggested:
        lines.append("Say what they cost to see when that comes back: --machine WELD,cost=180000,weekly=350.")
    for line in lines:
        write(console, line, lead="· ", style=QUIET)
