"""The things that make a plan late, as people name them, and what a little more of each would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import exact
from handfast.engine.network import PLAIN
from handfast.engine.promise.book import RECEIPT
from handfast.engine.supply.constraints import CALENDAR, CAPACITY, LEAD, LOT, MATERIAL, NOTICE, SHELF_LIFE, WORK
from handfast.engine.supply.explain.chain import DEARER, FENCE, ORDER, PAST
from handfast.engine.supply.explain.gains import DAY, HOUR, UNIT, More
from handfast.sentences import sentence

MOST_WEEKS = 6
"""Weeks of a resource in which an hour more is tried."""

MOST_UNITS = (1, 10, 100)
MOST_DAYS = (1, 7)
"""How much more is tried, until it gains anything."""


@dataclass(frozen=True)
class Thing:
    """Something that binds.

    Parameters
    ----------
    kind
        ``capacity``, ``material``, ``lead``, ``calendar``, ``work``, ``lot``, ``shelf_life``, ``notice``, ``fence``,
        ``past``, ``order``, ``dearer`` or ``tangled``.
    name
        What it is called: the resource, the item at a site, or the process.
    says
        What of it binds, in words.
    supplier
        Who delivers it, where it is bought.
    """

    kind: str
    name: str
    says: str
    resource: str = ""
    item: str = ""
    site: str = ""
    process: str = ""
    supplier: str = ""


def thing_of(mirror: Mirror, kind: str, node: int) -> Thing:
    """Return what people call something that binds."""
    network = mirror.network
    if kind == CAPACITY:
        name = network.resources[node]
        return Thing(kind, name, f"{name} is full", resource=name)
    if kind in (MATERIAL, SHELF_LIFE):
        return _material(mirror, kind, node)
    if kind in (LEAD, WORK, CALENDAR, LOT, NOTICE):
        return _process(mirror, kind, node)
    return Thing(kind, kind, {FENCE: FROZEN, PAST: PASSED, ORDER: SOONER, DEARER: NOT_WORTH_IT}.get(kind, TOO_TANGLED))


FROZEN = "nothing new may start in the frozen days"
PASSED = "its day had passed when the plan was made"
NOT_WORTH_IT = "sooner would cost more than it gains: in lots, set-ups and stock"
SOONER = "nothing any more: the plan only has not found it. Improve it for longer"
TOO_TANGLED = "several things at once, too tangled to name"


def _material(mirror: Mirror, kind: str, point: int) -> Thing:
    network = mirror.network
    item, site = network.items[point], network.sites[point]
    name = f"{item} at {site}"
    process = bought_by(mirror, point)
    supplier = mirror.market.processes[process].supplier if process is not None else ""
    if kind == SHELF_LIFE:
        said = f"{name} would be too old"
    elif process is None:
        said = f"{name} is missing"
    else:
        days = int(network.structure.lead_before[process] + network.structure.lead_after[process])
        said = f"{name} is missing; {supplier or 'its supplier'} takes {_days(days)}"
    way = "" if process is None else mirror.name_of_way(process)
    return Thing(kind, name, said, item=item, site=site, process=way, supplier=supplier)


def _process(mirror: Mirror, kind: str, process: int) -> Thing:
    structure, network = mirror.network.structure, mirror.network
    name, point = mirror.name_of_way(process), int(structure.output_point[process])
    days = int(structure.lead_before[process] + structure.lead_after[process])
    said = {
        LEAD: f"{name}: lead time of {_days(days)}",
        WORK: f"{name}: the work itself",
        CALENDAR: f"{name}: closed days",
        LOT: f"{name}: its lots are larger than what is missing",
        NOTICE: f"{name}: too sudden for {crew_of(mirror, process)}",
    }[kind]
    supplier = mirror.market.processes[process].supplier
    item, site = network.items[point], network.sites[point]
    return Thing(kind, name, said, item=item, site=site, process=name, supplier=supplier)


def crew_of(mirror: Mirror, process: int) -> str:
    """Return the teams that a process's runs concern, as people call them."""
    people, teams = mirror.book.state.people, mirror.network.teams.names
    crew = people.crew[people.crew_first[process] : people.crew_first[process + 1]].tolist()
    names = [teams[team] for team in crew if team < len(teams)]
    if not names:
        return sentence("the team")
    said: str = names[0]
    for name in names[1:]:
        said = sentence("{most} and {last}", most=said, last=name)
    return said


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def bought_by(mirror: Mirror, point: int) -> int | None:
    """Return the best-ranked process that buys at a stock point; None where nothing does."""
    structure = mirror.network.structure
    for process in range(structure.process_first[point], structure.process_first[point + 1]):
        plain = structure.process_class[process] == PLAIN
        if plain and structure.input_first[process] == structure.input_first[process + 1]:
            return int(process)
    return None


def more_of(mirror: Mirror, kind: str, node: int, first: int, last: int) -> Iterator[list[More]]:
    """Yield ladders of growing amounts of what binds: an hour on a day of each week, a unit, a day of lead time.

    Parameters
    ----------
    first, last
        Days between which it binds.
    """
    if kind == CAPACITY:
        yield from _hours(mirror, node, first, last)
    elif kind == MATERIAL:
        item = mirror.market.items[mirror.network.items[node]]
        yield [More(UNIT, node, 0, each * 10**item.decimals) for each in MOST_UNITS]
        process = bought_by(mirror, node)
        if process is not None:
            yield _sooner(mirror, process)
    elif kind == LEAD:
        yield _sooner(mirror, node)


def _sooner(mirror: Mirror, process: int) -> list[More]:
    """Return shorter lead times; what is on order at that stock point already comes sooner as well."""
    point = int(mirror.network.structure.output_point[process])
    bought = bought_by(mirror, point) == process and not mirror.book.keeps_lots(point)
    receipts = [each for each in mirror.book.supplies.values() if bought and each.point == point and each.day > 0]
    coming = tuple((point, each.day, each.available) for each in receipts if each.kind == RECEIPT and each.available)
    return [More(DAY, process, 0, days, coming) for days in MOST_DAYS]


def _hours(mirror: Mirror, resource: int, first: int, last: int) -> Iterator[list[More]]:
    """Yield, for the weeks of a resource, an hour more and a unit's whole day more on its fullest working day."""
    structure, state, origin = mirror.network.structure, mirror.book.state, mirror.network.origin
    minutes = structure.unit_minutes[resource]
    longest = int(minutes.max())
    weeks: dict[int, list[int]] = {}
    for day in range(max(first, 0), min(last, mirror.network.horizon - 1) + 1):
        if minutes[day] > 0:
            weeks.setdefault((origin + day + 3) // 7, []).append(day)
    for days in list(weeks.values())[:MOST_WEEKS]:
        fullest = min(days, key=lambda day: (state.capacity[resource, day], day))
        yield [More(HOUR, resource, fullest, amount) for amount in sorted({60, max(longest, 60)})]


@dataclass(frozen=True)
class Amount:
    """How much more of a thing was tried: hours, the item's units, or days."""

    what: str
    quantity: Decimal
    unit: str


def amount_of(mirror: Mirror, more: More) -> Amount:
    """Return how much more of what, as people say it."""
    network = mirror.network
    if more.kind == HOUR:
        day = mirror.market.date_of(more.day).isoformat()
        return Amount(f"{network.resources[more.node]} on {day}", exact(more.amount, 60), "h")
    if more.kind == UNIT:
        item = mirror.market.items[network.items[more.node]]
        name = f"{item.key} at {network.sites[more.node]}"
        return Amount(name, exact(more.amount, 10**item.decimals), item.unit)
    process = mirror.market.processes[more.node]
    whose = (
        f"{mirror.name_of_way(more.node)} ({process.supplier})" if process.supplier else mirror.name_of_way(more.node)
    )
    return Amount(whose, Decimal(more.amount), "days sooner" if more.amount > 1 else "day sooner")
