"""Volume plans and load profiles, as text and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from handfast.doors.cli.paper import BROKEN, HEAD, QUIET, SURE, WATCH, columns, write
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.doors.cli.show.inventory import Money
    from handfast.engine.volume.families import FamilyVolume
    from handfast.engine.volume.load_profile import LoadProfile
    from handfast.engine.volume.plan import Bottleneck, Service, VolumePlan
    from handfast.engine.volume.unserved import Why

SHOWN = 12
CAUSES = 3
CHEAP = 1.0
"""Resources of which another hour earns less are only counted, in units of money."""

PAID = ("buying", "making", "expediting", "overtime", "holding")
WEIGHED = {
    "waiting": "what is served late",
    "unserved": "what is promised, and not served",
    "below_minimum": "stock below its minimum",
    "above_maximum": "stock above its limit",
}


def show_volume_plan(console: Console, plan: VolumePlan, money: Money, period: str, *, full: bool) -> None:
    """Show a plan: money, bottlenecks, what is not served and why, and how close to the best it is.

    Parameters
    ----------
    period
        What a bucket is: week or month.
    """
    last = plan.model.buckets
    console.print(f"From {plan.first_day(0)} until {plan.first_day(last)}, {counted(last, period)}", style=HEAD)
    _show_money(console, plan, money)
    _show_bottlenecks(console, plan, money, None if full else SHOWN)
    _show_unserved(console, plan, money, None if full else SHOWN)
    for note in plan.notes:
        write(console, note, lead="· ", style=WATCH)


def _show_money(console: Console, plan: VolumePlan, money: Money) -> None:
    found = plan.money
    table = columns("money", money.currency, right=(money.currency,))
    table.add_row("revenue", f"{found.revenue:,.0f}")
    for part in PAID:
        if round(getattr(found, part)):
            table.add_row(part, f"-{getattr(found, part):,.0f}")
    table.add_row("margin", f"{found.margin:,.0f}", style=HEAD)
    weighed = {words: getattr(found, part) for part, words in WEIGHED.items() if round(getattr(found, part))}
    for words, amount in weighed.items():
        table.add_row(f"weight of {words}", f"-{amount:,.0f}", style=QUIET)
    if weighed:
        table.add_row("objective", f"{found.objective:,.0f}", style=QUIET)
    console.print(table)
    write(console, closeness(plan, money), style=QUIET)


def closeness(plan: VolumePlan, money: Money) -> str:
    """Return in words how far from the best a plan is at most."""
    solution = plan.solution
    if solution.gap == float("inf"):
        return "How close to the best this is could not be proven."
    bound = f"{solution.bound:,.0f} {money.currency}"
    if solution.gap < 5e-6:
        return f"Proven: no plan has a better objective (bound {bound})."
    return f"No plan has an objective above {bound}: this one is within {solution.gap:.2%} of the best."


def _show_bottlenecks(console: Console, plan: VolumePlan, money: Money, most: int | None) -> None:
    found = plan.bottlenecks()
    dear = [each for each in found if each.price.max() >= CHEAP]
    console.print("\nBottlenecks: what one more hour would earn", style=HEAD)
    if not dear:
        console.print("None: no resource is short.", style=SURE)
        return
    names = ("resource", "times full", "overtime h", "at most", "from", f"an hour in each, {money.currency}")
    table = columns(*names, right=names[1:4] + names[5:])
    for each in dear[:most]:
        best = int(each.price.argmax())
        full = int(((each.hours >= each.available * 0.999) & (each.available > 0)).sum())
        table.add_row(
            plan.network.resources[each.resource],
            f"{full}",
            f"{each.overtime.sum():,.0f}",
            f"{each.price[best]:,.2f}",
            plan.first_day(best).isoformat(),
            f"{each.gain:,.2f}",
        )
    console.print(table)
    rest = len(dear) - len(dear[:most])
    cheap = len(found) - len(dear)
    words = [f"{rest} more (--full)"] if rest else []
    words += [f"{counted(cheap, 'other resource')} at less than {money(CHEAP)} an hour"] if cheap else []
    if words:
        console.print(" and ".join(words), style=QUIET)


def _show_unserved(console: Console, plan: VolumePlan, money: Money, most: int | None) -> None:
    services, unserved = plan.services(), plan.unserved()
    wanted, served = sum(each.wanted for each in services), sum(each.served for each in services)
    late = sum(1 for each in services if each.late > 1e-3 * each.wanted)
    console.print("\nDemand", style=HEAD)
    share = served / wanted if wanted else 1.0
    write(
        console,
        f"{share:.1%} of {wanted:,.0f} units is served; {counted(late, 'demand')} of {len(services):,} in part later "
        f"than wanted, {len(unserved):,} in part not at all.",
    )
    if not unserved:
        return
    table = columns("not served", "item", "site", "sort", "worth", "why", right=("not served", "worth"), wide=("why",))
    for service, why in unserved[:most]:
        point = int(plan.model.stream_point[service.stream])
        table.add_row(
            f"{service.unserved:,.0f}" if service.unserved >= 100 else f"{service.unserved:,.3g}",
            plan.network.items[point],
            plan.network.sites[point],
            plan.demand.sort[service.stream],
            f"{service.unserved * plan.model.stream_price[service.stream]:,.0f}",
            why_words(plan, service, why, money),
            style=BROKEN if plan.demand.sort[service.stream] == "promised" else "",
        )
    console.print(table)
    if most is not None and len(unserved) > most:
        console.print(f"{len(unserved) - most:,} more (--full)", style=QUIET)


def show_families(console: Console, families: Sequence[FamilyVolume], money: Money) -> None:
    """Show a plan by item family: what is wanted, served, made and bought in all, and what is there when it ends."""
    console.print("\nFamilies", style=HEAD)
    names = (f"wanted {money.currency}", "served", "made", "bought", "stock at the end")
    table = columns("family", *names, right=names, wide=("family",))
    for each in families:
        worth = float(each.worth.sum())
        amounts = (each.made.sum(), each.bought.sum(), each.stock[-1])
        table.add_row(
            each.family or "(none)",
            f"{worth:,.0f}",
            f"{each.revenue.sum() / worth:.0%}" if worth else "",
            *(f"{amount:,.0f} {each.unit}" if each.unit else "mixed units" for amount in amounts),
        )
    console.print(table)


def family_form(each: FamilyVolume) -> dict[str, Any]:
    """Return a family's volumes as JSON holds them, by bucket; no quantities where its items have several units."""
    amounts = ("wanted", "served", "made", "bought", "stock")
    return {
        "family": each.family,
        "unit": each.unit or None,
        "worth": each.worth.round(2).tolist(),
        "revenue": each.revenue.round(2).tolist(),
        **{name: getattr(each, name).round(6).tolist() if each.unit else None for name in amounts},
    }


def why_words(plan: VolumePlan, service: Service, why: Why, money: Money) -> str:
    """Return why a demand is not served, in words."""
    network = plan.network
    where = f"{network.items[why.point]} at {network.sites[why.point]}"
    paid = money(plan.model.stream_price[service.stream])
    match why.kind:
        case "capacity":
            name = network.resources[why.resource]
            return f"{name} is full (from {plan.first_day(why.bucket).isoformat()}), and {where} needs it"
        case "price":
            return f"it costs {money(why.cost)} and brings {paid}"
        case "time":
            if why.bucket >= plan.model.buckets:
                return f"nothing can bring {where} within the plan"
            if why.bucket == 0:
                return f"{where} cannot all be there so soon"
            return f"nothing can bring {where} before {plan.first_day(why.bucket).isoformat()}"
        case _:
            return f"nothing supplies {where} beyond what is there"


def volume_form(plan: VolumePlan, money: Money) -> dict[str, Any]:
    """Return a plan as JSON holds it."""
    buckets = plan.model.buckets
    solution = plan.solution
    return {
        "from": plan.first_day(0).isoformat(),
        "until": plan.first_day(buckets).isoformat(),
        "buckets": [plan.first_day(bucket).isoformat() for bucket in range(buckets)],
        "currency": money.currency,
        "money": {
            name: round(amount, 2) for name, amount in (*plan.money._asdict().items(), ("margin", plan.money.margin))
        },
        "objective": round(solution.value, 2),
        "bound": round(solution.bound, 2) if solution.gap < float("inf") else None,
        "gap": solution.gap if solution.gap < float("inf") else None,
        "method": solution.method,
        "bottlenecks": [_bottleneck_form(plan, each) for each in plan.bottlenecks()],
        "unserved": [_unserved_form(plan, each, why, money) for each, why in plan.unserved()],
        "supply": _supply_form(plan),
        "notes": list(plan.notes),
    }


def _bottleneck_form(plan: VolumePlan, each: Bottleneck) -> dict[str, Any]:
    return {
        "resource": plan.network.resources[each.resource],
        "hours_loaded": each.hours.round(2).tolist(),
        "hours_available": each.available.round(2).tolist(),
        "overtime_hours": each.overtime.round(2).tolist(),
        "price_of_an_hour": each.price.round(2).tolist(),
    }


def _unserved_form(plan: VolumePlan, each: Service, why: Why, money: Money) -> dict[str, Any]:
    point = int(plan.model.stream_point[each.stream])
    return {
        "item": plan.network.items[point],
        "site": plan.network.sites[point],
        "sort": plan.demand.sort[each.stream],
        "wanted": round(each.wanted, 6),
        "served": round(each.served, 6),
        "reason": why.kind,
        "resource": plan.network.resources[why.resource] if why.resource >= 0 else None,
        "why": why_words(plan, each, why, money),
    }


def _supply_form(plan: VolumePlan) -> list[dict[str, Any]]:
    """Return what starts by process and bucket, in the item's unit."""
    starts, structure = plan.solution.decisions.start, plan.network.structure
    return [
        {
            "process": plan.network.processes[k],
            "item": plan.network.items[structure.output_point[k]],
            "site": plan.network.sites[structure.output_point[k]],
            "starts": starts[k].round(3).tolist(),
        }
        for k in range(plan.model.processes)
        if starts[k].max(initial=0.0) >= 5e-4
    ]


def show_load_profile(console: Console, profile: LoadProfile, notes: list[str], *, full: bool) -> None:
    """Show where wishes would pinch, and whose they are."""
    over = profile.over()
    loaded = [r for r in range(len(profile.network.resources)) if profile.load[r].any()]
    if not loaded:
        console.print("This loads no resource.")
    elif not over:
        write(console, f"There is room for it on {counted(len(loaded), 'resource')}: all that it loads.", style=SURE)
    rows = [(r, b) for r in loaded for b in range(profile.load.shape[1]) if profile.load[r, b] > 0] if full else over
    if rows:
        names = ("resource", "week of", "would load h", "promised h", "there h", "over h", "who")
        table = columns(*names, right=names[2:6], wide=("who",))
        for r, b in rows:
            pinched = (r, b) in set(over)
            table.add_row(*profile_row(profile, r, b), style=WATCH if pinched else "")
        console.print(table)
    for resource, causes in profile.overdue.items():
        name, hours = profile.network.resources[resource], sum(causes.values()) / 60
        write(
            console,
            f"{name}: {hours:,.1f} h would have had to be worked before today ({_causes(causes)}); they are counted "
            "in the first week.",
            lead="· ",
        )
    if profile.beyond:
        write(console, f"{counted(profile.beyond, 'wish', 'wishes')} after the last week shown.", lead="· ")
    for note in notes:
        write(console, note, lead="· ")
    write(console, "A first look: stock is not counted, and nothing is placed.", style=QUIET)


def profile_row(profile: LoadProfile, resource: int, bucket: int) -> tuple[str, ...]:
    """Return a row of the table."""
    load, promised = profile.load[resource, bucket] / 60, profile.committed[resource, bucket] / 60
    there = profile.capacity[resource, bucket] / 60
    more = load + promised - there
    return (
        profile.network.resources[resource],
        _day(profile, bucket),
        f"{load:,.1f}",
        f"{promised:,.1f}",
        f"{there:,.1f}",
        f"{more:,.1f}" if more > 0 else "",
        _causes(profile.by_cause.get((resource, bucket), {})),
    )


def _causes(causes: dict[str, float]) -> str:
    ordered = sorted(causes.items(), key=lambda each: (-each[1], each[0]))
    words = ", ".join(f"{cause} {minutes / 60:,.1f} h" for cause, minutes in ordered[:CAUSES])
    return words + (f" and {len(ordered) - CAUSES} more" if len(ordered) > CAUSES else "")


def _day(profile: LoadProfile, bucket: int) -> str:
    day = dt.date(1970, 1, 1) + dt.timedelta(days=profile.network.origin + int(profile.buckets.first[bucket]))
    return day.isoformat()


def profile_form(profile: LoadProfile, notes: list[str]) -> dict[str, Any]:
    """Return a load profile as JSON holds it: hours by resource and week."""
    return {
        "resources": [
            {
                "resource": profile.network.resources[r],
                "weeks": [
                    {
                        "from": _day(profile, b),
                        "would_load": round(profile.load[r, b] / 60, 4),
                        "promised": round(profile.committed[r, b] / 60, 4),
                        "there": round(profile.capacity[r, b] / 60, 4),
                        "causes": {
                            cause: round(minutes / 60, 4) for cause, minutes in sorted(profile.by_cause[r, b].items())
                        },
                    }
                    for b in range(profile.load.shape[1])
                    if profile.load[r, b] > 0
                ],
                "before_today": {
                    cause: round(minutes / 60, 4) for cause, minutes in sorted(profile.overdue.get(r, {}).items())
                },
            }
            for r in range(len(profile.network.resources))
            if profile.load[r].any()
        ],
        "beyond": profile.beyond,
        "notes": notes,
    }
