"""What a plan finds would come sooner by expediting, as it is kept with the plan and as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.purchases import purchases, surcharge_of
from handfast.company.queries.runs import EXPEDITED as EXPEDITED_WAY
from handfast.engine.network import EXPEDITED
from handfast.engine.supply.plan.demands import Demands
from handfast.engine.supply.plan.objective import POINTS_PER_MINOR_UNIT
from handfast.engine.supply.plan.sooner import OnOrder, Sooner


@dataclass(frozen=True)
class Expediting:
    """What expediting would gain.

    Parameters
    ----------
    what
        The receipt or run on order, or the process.
    on_order
        Whether it is on order.
    item, site
        Of what is expedited.
    was
        Ledger day on which it is there as things stand; None for a process.
    day
        Ledger day on which it must be there; of a process, the first day on which an expedited run starts.
    runs
        Of a process: how many are expedited.
    gain, cost
        Points; the surcharge is not counted in the gain. No cost: nobody knows.
    needs
        Which needs come sooner, by how many days.
    """

    what: str
    on_order: bool
    item: str
    site: str
    was: int | None
    day: int
    runs: int
    gain: int
    cost: int | None
    needs: tuple[tuple[str, int], ...]

    def told(self) -> dict[str, object]:
        """Return it as it is kept."""
        return asdict(self)


def kept_expediting(row: dict[str, object]) -> Expediting:
    """Return what was kept."""
    needs = row["needs"]
    assert isinstance(needs, list)
    return Expediting(**{**row, "needs": tuple((str(name), int(days)) for name, days in needs)})  # type: ignore[arg-type]


def supply_on_order(mirror: Mirror) -> tuple[list[str], list[OnOrder]]:
    """Return what is on order of suppliers and may be asked for sooner: names, and what the engine knows of each.

    What expires is left out, since its lots are bound one by one.
    """
    expedited = {
        mirror.network.processes[way]: way
        for way, kind in enumerate(mirror.network.structure.process_class)
        if kind == EXPEDITED
    }
    names, found = [], []
    for each in purchases(mirror):
        terms = None if each.way is None else expedited.get(mirror.network.processes[each.way])
        runs_without_terms = not each.ordered and terms is None
        if each.state == "planned" or runs_without_terms or mirror.book.keeps_lots(each.point):
            continue
        day = min(each.day - mirror.network.origin, mirror.network.horizon)
        first = 0 if terms is None else _there_if_expedited(mirror, terms)
        cost = None if terms is None else surcharge_of(mirror, terms, each.quantity) * POINTS_PER_MINOR_UNIT
        names.append(each.name)
        found.append(OnOrder(each.point, day, each.quantity, first, cost))
    return names, found


def _there_if_expedited(mirror: Mirror, way: int) -> int:
    """Return the day on which an expedited purchase is there that is ordered, or asked for, today."""
    structure = mirror.network.structure
    lead, calendar = int(structure.lead_before[way] + structure.lead_after[way]), int(structure.lead_calendar[way])
    if calendar < 0:
        return lead
    nth = int(structure.working_before[calendar, 0]) + lead
    return int(structure.working_day[calendar, min(nth, mirror.network.horizon)])


def expediting(
    mirror: Mirror, demands: Demands, names: Sequence[str], on_order: Sequence[OnOrder], found: Sequence[Sooner]
) -> list[Expediting]:
    """Return what the engine found in the company's own names."""
    network = mirror.network

    def one(each: Sooner) -> Expediting:
        point = on_order[each.what].point if each.on_order else int(network.structure.output_point[each.what])
        was = network.origin + on_order[each.what].day if each.on_order else None
        what = names[each.what] if each.on_order else network.processes[each.what] + EXPEDITED_WAY
        needs = tuple((demands.name(k), days) for k, days in each.needs)
        item, site = network.items[point], network.sites[point]
        day = network.origin + each.day
        return Expediting(what, each.on_order, item, site, was, day, each.runs, each.gain, each.cost, needs)

    return [one(each) for each in found]
