"""``handfast plan``: make plans, look at them, compare, verify, explain and publish them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from handfast.company.queries.forms import plan_form
from handfast.doors.cli import options
from handfast.doors.cli.endings import Ending, ended
from handfast.doors.cli.paper import BROKEN, SURE, page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.show.inventory import Money
from handfast.doors.cli.show.measures import Measures
from handfast.doors.cli.show.plan import (
    difference_rows,
    planning_progress,
    published_form,
    show_plan,
    show_plan_differences,
    show_published,
)
from handfast.doors.cli.show.plan_why import load_form, move_form, show_load, show_moves

if TYPE_CHECKING:
    from handfast.company.queries.plans import PlanVersion

PLAN_EXAMPLES = ("handfast plan", "handfast plan --seconds 60 --overtime", "handfast plan --steps 5000 --seed 7 --json")
SHOW_EXAMPLES = (
    "handfast plan show",
    "handfast plan show S-3 --all",
    "handfast plan show --load",
    "handfast plan show --load --resource WELD",
)
COMPARE_EXAMPLES = ("handfast plan compare S-3 S-4",)
PUBLISH_EXAMPLES = ('handfast plan publish S-3 --reason "agreed on Monday"',)
VERIFY_EXAMPLES = ("handfast plan verify", "handfast plan verify S-3")

Plan = Annotated[
    str | None, typer.Argument(metavar="PLAN", help="Its number, like S-3. Else the newest.", show_default=False)
]
All = Annotated[bool, typer.Option("--all", help="Every row.", show_default=False)]


Seconds = Annotated[
    float, typer.Option("--seconds", metavar="S", min=0.0, help="How long to improve it. Else 10.", show_default=False)
]
Steps = Annotated[
    int | None,
    typer.Option(
        "--steps",
        metavar="N",
        min=0,
        help="Improve it by so many steps instead: then it is the same on every machine.",
        show_default=False,
    ),
]
Days = Annotated[int, typer.Option("--days", metavar="N", min=1, help="How far ahead. Else 91.", show_default=False)]
Seed = Annotated[
    int, typer.Option("--seed", metavar="N", help="Another seed, another plan. Else 1.", show_default=False)
]
Frozen = Annotated[
    int,
    typer.Option(
        "--frozen", metavar="DAYS", min=0, help="Nothing new starts on so many days. Else 0.", show_default=False
    ),
]
Slushy = Annotated[
    int,
    typer.Option(
        "--slushy",
        metavar="DAYS",
        min=0,
        help="What the published plan starts within so many days stays. Else 0.",
        show_default=False,
    ),
]
Overtime = Annotated[
    bool, typer.Option("--overtime", help="Overtime may be used where it is worth its cost.", show_default=False)
]

Expedite = Annotated[
    bool,
    typer.Option(
        "--expedite", help="Processes may be expedited where it is worth their surcharge.", show_default=False
    ),
]


def plan(
    context: typer.Context,
    seconds: Seconds = 10.0,
    steps: Steps = None,
    days: Days = 91,
    seed: Seed = 1,
    frozen: Frozen = 0,
    slushy: Slushy = 0,
    overtime: Overtime = False,
    expedite: Expedite = False,
    reason: options.Reason = "",
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Plan what to make, buy and move, and when, for all that nothing covers yet.

    Promises at risk, forecasts beyond what is ordered, and safety stock are met as well as can be, beside everything
    that is promised. The plan is kept as a version and changes nothing until it is published. Ctrl-C stops improving
    and keeps the best so far.
    """
    if context.invoked_subcommand is not None:
        return
    with opened(place, actor, planning=True) as company, planning_progress(seconds, steps) as (told, stop):
        version = company.plan(
            seconds=seconds,
            steps=steps,
            days=days,
            seed=seed,
            frozen_days=frozen,
            slushy_days=slushy,
            overtime=overtime,
            expedite=expedite,
            reason=reason,
            progress=told,
            stop=stop,
        )
        money, measures = Money(company), Measures(company)
    _tell(version, money, measures, as_json=as_json, full=False)


def _tell(version: PlanVersion, money: Money, measures: Measures, *, as_json: bool, full: bool) -> None:
    if as_json:
        print_json(plan_form(version))
    else:
        show_plan(page(), version, money, measures, full=full)


def show(
    plan: Plan = None,
    load: Annotated[
        bool, typer.Option("--load", help="How full each resource is, week by week, by cause.", show_default=False)
    ] = False,
    resource: Annotated[
        str, typer.Option("--resource", metavar="KEY", help="With --load: only this resource.", show_default=False)
    ] = "",
    full: All = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show a plan: what it costs and what is late; or where the hours of each resource go, week by week.

    An hour goes to promises, orders at risk, forecast, safety stock, surplus (lots larger than needed), set-ups, or is
    free; these sum to the hours that the week has.
    """
    with opened(place, planning=True) as company:
        version = company.plan_version(plan)
        rows = company.plan_load(plan).to_dicts() if load else []
        money, measures = Money(company), Measures(company)
    if not load:
        _tell(version, money, measures, as_json=as_json, full=full)
    elif as_json:
        named = [load_form(row) for row in rows if not resource or row["resource"] == resource]
        print_json({"plan": version.name, "load": named})
    else:
        show_load(page(), version, rows, resource, full=full)


def compare(
    one: Annotated[str, typer.Argument(metavar="PLAN", help="The plan before, like S-3.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The plan after, like S-4.")],
    full: All = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Compare two plans: what each costs, which needs come sooner, later, or are new or gone, and why runs moved.

    Each run that is added, dropped, moved or resized is traced to what differs in what the plans were made from: a
    demand, a supply, hours, a process, or somebody whose lateness costs more. Else it says that it is not traced.
    """
    with opened(place, planning=True) as company:
        before, after = company.plan_version(one), company.plan_version(other)
        money, measures = Money(company), Measures(company)
        moves = company.plan_moves(before.id, after.id).to_dicts()
    rows = difference_rows(before, after)
    if as_json:
        forms = [{**row, "before": _iso(row["before"]), "after": _iso(row["after"])} for row in rows]
        print_json(
            {
                "before": plan_form(before)["figures"],
                "after": plan_form(after)["figures"],
                "needs": forms,
                "runs": [move_form(row) for row in moves],
            }
        )
    else:
        show_plan_differences(page(), before, after, rows, money, full=full)
        show_moves(page(), moves, measures, full=full)


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


def publish(
    plan: Plan = None,
    reason: options.Reason = "",
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Publish a plan: its runs are what promising sees from now on, in one entry of the ledger.

    No promise gets worse. What is at risk is bound to the new supply where that is in time; runs of the plan before
    that nobody counts on go. What somebody promised meanwhile is planned around.
    """
    with opened(place, actor, planning=True) as company:
        done = company.publish(plan, reason=reason)
    if as_json:
        print_json(published_form(done))
    else:
        show_published(page(), done)


def verify(plan: Plan = None, place: options.Company = options.PLACE, as_json: options.Json = False) -> None:
    """Let the independent verifier judge a plan on the company as it is now: balance, capacity, calendars, lots, times.

    Ends with 1 where anything is wrong: the plan no longer holds, make a new one.
    """
    with opened(place, planning=True) as company:
        version = company.plan_version(plan)
        faults = company.plan_faults(plan)
    if as_json:
        print_json({"plan": version.name, "holds": not faults, "faults": faults})
    elif faults:
        page().print(f"{version.name} does not hold any more: {counted(len(faults), 'fault')}.", style=BROKEN)
        for each in faults[:20]:
            page().print(f"  · {each}", soft_wrap=True)
    else:
        page().print(f"{version.name} holds: {counted(len(version.runs), 'run')}, every rule kept.", style=SURE)
    if faults:
        ended(Ending.NO)
