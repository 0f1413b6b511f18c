"""What a plan was made from, kept with it, so that it can be told later why the next one differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.pegged import makers_of_balances
from handfast.company.queries.plans import PlannedNeed, PlanVersion
from handfast.company.queries.runs import EXPEDITED, run_name, way_called
from handfast.company.queries.tables import load_table
from handfast.engine.promise.words import amount_in_words
from handfast.engine.supply.explain.options import OPTIONS
from handfast.engine.supply.explain.seen import NeedSeen, PlanSeen, RunSeen
from handfast.engine.supply.place.arrays import LOAD, MAKE, RUN, TAKE

WAY = ("lead_before", "lead_after", "lead_calendar", "same_day", "lot_min", "lot_multiple", "lot_max", "yield_num")
"""What of a process is compared, in the words of the network's structure."""


def inputs_of(mirror: Mirror) -> dict[str, Any]:
    """Return what a plan is made from, in names and ledger days: what is free, hours that are left, processes."""
    network, structure = mirror.network, mirror.network.structure
    points = [f"{item} at {site}" for item, site in zip(network.items, network.sites, strict=True)]
    supplies: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    makers = makers_of_balances()
    for supply in sorted(mirror.book.supplies.values()):
        if supply.free:
            maker = makers.get(supply.id)
            name = run_name(maker) if maker is not None else supply.reference or f"{supply.kind} {supply.id}"
            supplies[points[supply.point]].append((name, network.origin + supply.day, supply.free))
    capacity = {resource: [list(pair) for pair in _weeks(mirror, r)] for r, resource in enumerate(network.resources)}
    ways = {
        mirror.name_of_way(n): [int(getattr(structure, name)[n]) for name in WAY] for n in range(len(network.processes))
    }
    return {"points": points, "supplies": supplies, "capacity": capacity, "ways": ways}


def _weeks(mirror: Mirror, resource: int) -> Iterator[tuple[int, int]]:
    """Yield what a resource has left by week; the first week, of which days are gone, is left out."""
    left, origin = mirror.book.state.capacity[resource], mirror.network.origin
    first = (-origin - 3) % 7
    for day in range(first, mirror.network.horizon - 6, 7):
        yield origin + day, int(left[day : day + 7].sum())


def plan_seen(version: PlanVersion) -> PlanSeen:
    """Return a plan as plans are compared."""
    inputs = version.inputs
    takes, users = _fed(version) if inputs else ({}, _by_need(version))
    overtime = set(_in_overtime(version))
    return PlanSeen(
        version.today,
        int(version.figures["total"]),
        _asked(version.needs),
        tuple(
            RunSeen(
                way_called(run.way),
                f"{run.item} at {run.site}",
                version.needs[run.need].asked_name,
                run.start_day,
                run.available_day,
                run.quantity,
                run.minutes,
                tuple(sorted(takes.get(n, ()))),
                n in overtime,
                run.way.endswith(EXPEDITED),
            )
            for n, run in enumerate(version.runs)
        ),
        users,
        {
            point: tuple((name, day, part) for name, day, part in each)
            for point, each in inputs.get("supplies", {}).items()
        },
        {(name, week): left for name, weeks in inputs.get("capacity", {}).items() for week, left in weeks},
        {name: tuple(way) for name, way in inputs.get("ways", {}).items()},
        bool(inputs),
        _amounts(),
        {name: int(version.figures[name]) for name in OPTIONS if name in version.figures},
    )


def _amounts() -> Callable[[str, int], str]:
    """Return what says a quantity of an item's smallest units as people count it."""
    rows = load_table("item").select("item", "decimals", "unit").iter_rows()
    known = {item: (decimals, unit) for item, decimals, unit in rows}

    def amount(item: str, quantity: int) -> str:
        return amount_in_words(quantity, *known.get(item, (0, "pcs")))

    return amount


def _asked(needs: Sequence[PlannedNeed]) -> dict[str, NeedSeen]:
    """Return needs as they were asked for: how they are cut into portions is the plan's work."""
    found: dict[str, NeedSeen] = {}
    for each in needs:
        name = each.asked_name
        late_cost = each.late_cost + (found[name].late_cost if name in found else 0)
        found[name] = NeedSeen(each.item, each.site, each.whole or each.quantity, each.due, late_cost)
    return found


def _in_overtime(version: PlanVersion) -> Iterator[int]:
    """Yield the runs that work overtime."""
    first = 0
    for need, rows in zip(version.needs, version.rows, strict=True):
        if need.day is not None:
            yield from (first + run for done, _, _, _, overtime, run, _ in rows.tolist() if done == LOAD and overtime)
            first += int((rows[:, 0] == RUN).sum())


def _by_need(version: PlanVersion) -> dict[int, frozenset[int | str]]:
    """Return whom each run was placed for, where it is not known who feeds whom."""
    return {n: frozenset({version.needs[run.need].asked_name}) for n, run in enumerate(version.runs)}


def _fed(version: PlanVersion) -> tuple[dict[int, set[str]], dict[int, frozenset[int | str]]]:
    """Return what each run takes from, and whom it feeds: the earliest supply that is there serves the earliest need.

    Availability is cumulative, so that every need is served by what is there in time.
    """
    points = version.inputs["points"]
    makes: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # point -> day, run, quantity
    needs: dict[int, list[tuple[int, int, int | str]]] = defaultdict(list)  # point -> need day, quantity, user
    takes: dict[int, set[str]] = defaultdict(set)
    first = 0
    for need, rows in zip(version.needs, version.rows, strict=True):
        count = 0
        for done, a, b, c, d, *_ in rows.tolist() if need.day is not None else ():
            if done == RUN:
                count += 1
            elif done == MAKE:
                makes[a].append((b, first + d, c))
            elif done == TAKE and c:
                needs[a].append((b, c, need.asked_name if d < 0 else first + d))
                if d >= 0:
                    takes[first + d].add(points[a])
        first += count
    users: dict[int, set[int | str]] = defaultdict(set)
    for point, wanted in needs.items():
        free = [(day - version.today, -1, part) for _, day, part in version.inputs["supplies"].get(points[point], ())]
        for run, user in _matched(sorted([*free, *makes.get(point, [])]), sorted(wanted, key=lambda each: each[0])):
            users[run].add(user)
    return takes, {run: frozenset(each) for run, each in users.items()}


def _matched(
    sources: list[tuple[int, int, int]], wanted: list[tuple[int, int, int | str]]
) -> Iterator[tuple[int, int | str]]:
    """Yield which run serves whom; -1 stands for what is there already, and is not told."""
    left = [quantity for _, _, quantity in sources]
    at = 0
    for need_day, quantity, user in wanted:
        while quantity and at < len(sources) and sources[at][0] <= need_day:
            part = min(quantity, left[at])
            if part and sources[at][1] >= 0:
                yield sources[at][1], user
            left[at] -= part
            quantity -= part
            if not left[at]:
                at += 1
