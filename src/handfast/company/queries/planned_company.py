"""A plan beside everything that is promised, in memory: what explanations look at.

A draft is looked at on the company without the runs that it would swap. Once it is published its runs stand in the
ledger, and promises may count on them; then the company is looked at as it stands, with what the plan was made for
taking what is free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from handfast.company.queries.company_without_plan import bind_nothing_for_lacking, mirror_without_plan, swappable_runs
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.company.queries.plan_needs import (
    IN_PORTIONS,
    RISK,
    UNMET_DAYS,
    PlanNeed,
    demands_of_needs,
    name_of,
    plan_needs,
)
from handfast.company.queries.plan_portions import matched
from handfast.company.queries.plans import PlannedNeed, PlanVersion
from handfast.engine.network import EXPEDITED, Ints
from handfast.engine.promise.awaiting import Awaited, Free, Lack, awaited
from handfast.engine.supply.explain.taking import most_taken, taken
from handfast.engine.supply.place.arrays import LOT, OP, RUN, TAKE, A
from handfast.engine.supply.placing import Placement, Placer
from handfast.engine.supply.plan.demands import Demands
from handfast.engine.supply.plan.fences import frozen
from handfast.engine.supply.plan.objective import money_rates
from handfast.engine.supply.plan.portions import looks
from handfast.engine.supply.plan.schedule import Schedule
from handfast.errors import Conflict
from handfast.sentences import sentence

PUBLISHED, REPLACED = "published", "replaced"


@dataclass(frozen=True)
class PlannedCompany:
    """A plan and the company that it stands in.

    Parameters
    ----------
    version
        The plan; None: there is none, and the company is looked at as it stands.
    mirror
        The company without what the plan adds. Nothing of the plan is placed on it.
    needs, rows
        What the plan is for, and how each is met: the kernel's rows, empty where it is not.
    leaving
        Runs of the ledger that are left out: the plan would swap them.
    awaited
        In a company as it stands, what those at risk may wait for, by the need's position: it is free, comes late, and
        is bound to nobody.
    """

    version: PlanVersion | None
    mirror: Mirror
    needs: tuple[PlannedNeed, ...]
    rows: tuple[Ints, ...]
    leaving: frozenset[int]
    awaited: Mapping[int, Awaited] = field(default_factory=dict)

    @property
    def overtime(self) -> bool:
        """Whether the plan may use overtime."""
        return self.version is not None and bool(self.version.figures["overtime"])

    @property
    def standing(self) -> bool:
        """Whether this is the company as it stands, its runs in the ledger; else a draft beside it."""
        return self.version is None or self.version.state == PUBLISHED

    @cached_property
    def placements(self) -> list[Placement]:
        """How each need is met; not feasible where it is not."""
        return [self._placement(need, rows) for need, rows in zip(self.needs, self.rows, strict=True)]

    def _placement(self, need: PlannedNeed, rows: Ints) -> Placement:
        network = self.mirror.network
        day = network.horizon if need.day is None else need.day - network.origin
        point = network.point_of[need.item, need.site]
        return Placement(point, need.quantity, max(need.due - network.origin, 0), day, day, need.day is not None, rows)

    def demands(self) -> Demands:
        """Return the needs as the engine plans them."""
        network = self.mirror.network

        def column(values: list[int]) -> Ints:
            return np.array(values, np.int64)

        late = column([need.late_cost for need in self.needs])
        return Demands(
            column([each.point for each in self.placements]),
            column([need.quantity for need in self.needs]),
            column([max(need.due - network.origin, 0) for need in self.needs]),
            late,
            late * UNMET_DAYS,
            names=tuple(need.name for need in self.needs),
        )

    def _expedited(self) -> list[int]:
        """Return the needs for which something is expedited."""
        kind = self.mirror.network.structure.process_class
        runs = [rows[rows[:, OP] == RUN][:, A] for rows in self.rows]
        return [k for k, processes in enumerate(runs) if (kind[processes] == EXPEDITED).any()]

    def schedule(self) -> Schedule:
        """Return the plan, placed on the company in memory."""
        days = 0 if self.version is None else int(self.version.figures["frozen_days"])
        network = frozen(self.mirror.network, days)
        schedule = Schedule(network, self.mirror.book.placer.state, self.demands(), money_rates(self.mirror.network))
        schedule.wanted.overtime[:] = int(self.overtime)
        schedule.wanted.classes[self._expedited()] |= 1 << EXPEDITED
        schedule.take_up(np.array([each.day for each in self.placements], np.int64), self.rows)
        return schedule


def planned_company(version: PlanVersion | None) -> PlannedCompany:
    """Return a plan and the company that it stands in, the published one (or none) as it stands.

    Raises
    ------
    Conflict
        The company has moved on since the plan was made, so that its runs mean something else by now.
    """
    if version is None or version.state == PUBLISHED:
        return _standing(version)
    slushy = int(version.figures["slushy_days"])
    mirror, _ = mirror_without_plan(slushy)
    assert_same_company(version, mirror)
    leaving = frozenset(swappable_runs(mirror.today, slushy))
    found = PlannedCompany(version, mirror, version.needs, version.rows, leaving)
    _assert_fits(found)
    return found


def assert_same_company(version: PlanVersion, mirror: Mirror) -> None:
    """Refuse a plan of another day or of another structure."""
    if (version.today, version.generation) != (mirror.today, mirror.generation):
        raise Conflict(sentence("The company has moved on since {name} was made. Make a new plan.", name=version.name))


def _assert_fits(planned: PlannedCompany) -> None:
    """Refuse a plan that counts on what is promised, late or lost since."""
    schedule = planned.schedule()
    state = schedule.state
    fits = all((array >= 0).all() for array in (state.available, state.capacity, state.overtime, state.lot_free))
    for placement in planned.placements:
        planned.mirror.book.placer.undo(placement)
    if not fits:
        assert planned.version is not None
        problem = sentence(
            "{name} no longer fits: what it counts on is promised, late or lost since.", name=planned.version.name
        )
        raise Conflict(sentence("{problem} Make a new plan.", problem=problem))


def _standing(version: PlanVersion | None) -> PlannedCompany:
    mirror = load_mirror()
    bind_nothing_for_lacking(mirror)
    days = 0 if version is None else min(int(version.figures["days"]), mirror.network.horizon - 1)
    needs, planned = _with_planned_days(mirror, version, plan_needs(mirror, horizon=days))
    late_cost = demands_of_needs(mirror, needs).late_cost if needs else np.zeros(0, np.int64)
    waited = _awaited(mirror, needs)
    placer = mirror.book.placer
    met = {n: [_waiting(mirror, needs[n], told)] for n, told in waited.items()}
    for (placement,) in met.values():
        placer.redo(placement)
    for n in sorted(set(range(len(needs))) - met.keys(), key=lambda n: (planned[n], -late_cost[n], n)):
        met[n] = _met_by_what_is_free(placer, needs[n], planned[n])
    for placement in (each for n in reversed(met) for each in met[n]):
        placer.undo(placement)
    portions = _in_portions(needs, met)
    late_cost = demands_of_needs(mirror, [need for need, _, _ in portions]).late_cost if needs else late_cost
    kept = tuple(
        _as_planned(mirror, need, placement, int(cost))
        for (need, placement, _), cost in zip(portions, late_cost, strict=True)
    )
    rows = tuple(placement.rows for _, placement, _ in portions)
    there = {k: told for k, (_, _, n) in enumerate(portions) if (told := waited.get(n)) is not None}
    return PlannedCompany(version, mirror, kept, rows, frozenset(), there)


def _met_by_what_is_free(placer: Placer, need: PlanNeed, day: int) -> list[Placement]:
    """Place a need on what is free, from a day on: as a whole; or what is possible of it, and the rest that is not."""
    whole = taken(placer.state, need.point, need.quantity, day)
    if whole.feasible or need.kind not in IN_PORTIONS:
        placer.redo(whole)
        return [whole]
    found, rest = [], need.quantity
    for later in looks(day, placer.network.horizon):
        part = min(rest, most_taken(placer.state, need.point, later))
        if part:
            found.append(taken(placer.state, need.point, part, later))
            placer.redo(found[-1])
            rest -= part
    return [*found, replace(whole, quantity=rest)] if rest else found


def _in_portions(
    needs: Sequence[PlanNeed], met: Mapping[int, Sequence[Placement]]
) -> list[tuple[PlanNeed, Placement, int]]:
    """Return each portion of each need, how it is met, and the position of what it is of; portions are numbered."""
    groups: list[list[tuple[PlanNeed, Placement, int]]] = []
    for n, need in enumerate(needs):
        if need.part <= 1:
            groups.append([])
        groups[-1] += [(need, placement, n) for placement in met[n]]
    found: list[tuple[PlanNeed, Placement, int]] = []
    for group in groups:
        whole = sum(placement.quantity for _, placement, _ in group)
        for number, (need, placement, n) in enumerate(group, 1):
            part = number if len(group) > 1 else 0
            portion = replace(need, quantity=placement.quantity, whole=whole if part else 0, part=part)
            found.append((portion, placement, n))
    return found


def _awaited(mirror: Mirror, needs: Sequence[PlanNeed]) -> dict[int, Awaited | None]:
    """Return what promises that lack something, and runs for them, may wait for, by the need's position."""
    by_point: dict[int, list[int]] = defaultdict(list)
    for n, need in enumerate(needs):
        if need.kind == RISK:
            by_point[need.point].append(n)
    found: dict[int, Awaited | None] = {}
    for point, waiting in by_point.items():
        lacks = [Lack(max(needs[n].due, 0), needs[n].quantity) for n in waiting]
        free = [Free(each.id, each.day, each.expires, each.free) for each in mirror.book.free_at(point)]
        found |= zip(waiting, awaited(lacks, free), strict=True)
    return found


def _waiting(mirror: Mirror, need: PlanNeed, told: Awaited | None) -> Placement:
    """Return what somebody waits for as the kernel says it."""
    horizon, lots = mirror.network.horizon, [lot.id for lot in mirror.book.lot_supplies]
    day = horizon if told is None else min(told.day, horizon)
    rows: list[list[int]] = []
    if told is not None and day < horizon and mirror.book.keeps_lots(need.point):
        rows = [[LOT, lots.index(lot), day, part, -1, need.point, 0] for lot, part in told.parts]
    elif day < horizon:
        rows = [[TAKE, need.point, day, need.quantity, -1, 0, 0]]
    journal = np.array(rows, np.int64).reshape(-1, 7)
    return Placement(need.point, need.quantity, max(need.due, 0), day, day, day < horizon, journal)


def _with_planned_days(
    mirror: Mirror, version: PlanVersion | None, needs: list[PlanNeed]
) -> tuple[list[PlanNeed], list[int]]:
    """Return needs in the plan's portions with the day on which it meets each, or wants it where it knows no such.

    A day that the plan has for a need that it cannot meet is the horizon's last. Without a plan, those at risk alone.
    """
    origin, last = mirror.network.origin, mirror.network.horizon - 1
    if version is None:
        at_risk = [need for need in needs if need.kind == RISK]
        return at_risk, [min(max(need.due, 0), last) for need in at_risk]
    known, new = matched(mirror, version.needs, needs)
    there = [version.needs[number].day for number, _ in known]
    days = [last if day is None else day - origin for day in there] + [need.due for need in new]
    return [*(need for _, need in known), *new], [min(max(day, 0), last) for day in days]


def _as_planned(mirror: Mirror, need: PlanNeed, placement: Placement, late_cost: int) -> PlannedNeed:
    network = mirror.network
    day = network.origin + placement.day if placement.feasible else None
    return PlannedNeed(
        name_of(mirror, need),
        need.kind,
        network.items[need.point],
        network.sites[need.point],
        need.quantity,
        network.origin + need.due,
        day,
        need.promise,
        need.run,
        need.segment,
        late_cost,
        need.whole,
        need.part,
    )
