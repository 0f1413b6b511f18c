"""Reasons: why not earlier. Each constraint with the days that it alone costs, found by looking without it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handfast.engine.network import Network
from handfast.engine.promise.book import Book
from handfast.engine.promise.delivering import NEVER, Deliveries, Delivery, Wanted
from handfast.engine.promise.fulfilment import Fulfilment
from handfast.engine.supply.constraints import (
    CAPACITY,
    LOT,
    MATERIAL,
    SHELF_LIFE,
    TIME,
    Constraint,
    constraints_of,
    relaxed,
)
from handfast.engine.supply.placing import Placement

MOST = 8
"""Constraints that are looked into: those of the day before the answer first, for they are what binds."""

ROUNDS = 6
"""How often constraints behind constraints are looked for, where those that are seen cost no days."""

NO_WAY, NO_MORE, USED_UP = "no_way", "no_more", "used_up"
NOT_SOLD, TRANSIT, LAUNCH, ENDED = "not_sold", "transit", "launch", "ended"
TOO_MUCH, HORIZON, TANGLED, TOGETHER = "too_much", "horizon", "tangled", "together"
QUOTA, PARTS, MULTIPLE = "quota", "parts", "multiple"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands between the wish and the answer.

    Parameters
    ----------
    kind
        ``capacity``, ``material``, ``time``, ``lot``, ``shelf_life``: constraints of supply. ``no_way``: nothing
        supplies the stock point, or nothing beyond what is there, of which too little (``no_more``) or nothing
        (``used_up``) is left; ``not_sold``: no site sells the item;
        ``transit``: the way is too long; ``launch``, ``ended``: when it is sold; ``too_much``, ``horizon``: more, or
        later, than can be known; ``tangled``: nothing costs days that could be named; ``together``: another line;
        ``quota``: the segment's allocation.
    days
        Days that this alone costs; None where the answer is never.
    without
        Day of arrival if it were not for this alone (or, where `joint`, for all joint ones); None: not known.
    joint
        Whether it costs days only together with the other joint ones.
    node
        Resource, stock point or process (see `constraints`), or the line it waits for; -1: none.
    until
        Day until which it lasts, where the answer says one.
    source, reference
        What the material comes from (``stock``, ``receipt``, ``run``), and which lot or receipt; empty: not known. Of
        capacity, ``parts``: some of it has room sooner, in runs of their own. Of a lot, ``multiple``: not that it has
        to be so large, but that it comes in steps.
    """

    kind: str
    days: int | None
    without: int | None = None
    joint: bool = False
    node: int = -1
    until: int | None = None
    source: str = ""
    reference: str = ""


class Search:
    """Looks for the reasons of one delivery that misses its wish.

    Parameters
    ----------
    tried
        The state without this delivery, with everything else that is part of the ask.
    wanted, delivery
        The wish and the answer: late, or not possible.
    fulfilment
        The whole answer; says what feeds the delivery.
    """

    def __init__(self, tried: Deliveries, wanted: Wanted, delivery: Delivery, fulfilment: Fulfilment) -> None:
        self.tried = tried
        self.wanted = wanted
        self.delivery = delivery
        self.fulfilment = fulfilment
        self.outlet = next(each for each in wanted.outlets if each.site == delivery.site)

    def reasons(self) -> list[Reason]:
        """Return why not earlier: what costs most days first."""
        item, demand = self.wanted.item, self.delivery.demand
        if item.ended is not None and item.ended < 0:
            return [Reason(ENDED, None, until=item.ended)]
        if demand.quantity > self.tried.market.largest.ask(demand.point):
            return [Reason(TOO_MUCH, None)]
        quota = self._quota()
        if not self.delivery.feasible:
            return quota or self._never()
        found = self._out_of_reach() + quota
        if self.delivery.placement.day > demand.ship_day:
            constraints = self._constraints(())[:MOST]
            gained = [each for each in map(self._alone, constraints) if each[1] < self.delivery.arrive_day]
            found += [self._reason(each, day) for each, day in gained] or self._joint(constraints)
        found.sort(key=lambda reason: -(reason.days or 0))
        return found or [Reason(TANGLED, 0)]

    def _quota(self) -> list[Reason]:
        """Return the segment's allocation as a reason, where the wish would be met sooner without it."""
        tried, wanted = self.tried, self.wanted
        if not tried.book.quotas.by_id:
            return []
        demand, _ = tried.demand(wanted, self.outlet, wanted.quantity)
        free = tried.deliver(wanted, self.outlet, demand, heed_quotas=False)
        tried.remove([free])
        if not free.feasible or free.arrive_day >= self.delivery.arrive_day:
            return []
        quotas = tried.book.quotas.of(tried.customer.segment, wanted.item.key, free.ship_day)
        if not quotas:
            return []
        least = min(quotas, key=lambda quota: quota.left)
        days = self.delivery.arrive_day - max(free.arrive_day, wanted.wish) if self.delivery.feasible else None
        return [Reason(QUOTA, days, free.arrive_day, until=least.last_day, reference=str(least.left))]

    def _never(self) -> list[Reason]:
        """Return why it is not possible before the horizon: what alone prevents it, or what does so together."""
        constraints = self._constraints(())[:MOST]
        found = [each for each in map(self._preventing, constraints) if each is not None]
        if found:
            return [self._reason(each, None) for each in found]
        scarce = [each for each in constraints if each.kind not in (TIME, LOT)]
        return [Reason(HORIZON, None), *(self._reason(each, None, joint=True) for each in scarce)]

    def _preventing(self, constraint: Constraint) -> Constraint | None:
        """Return a constraint if it alone prevents it, of a lot only what is larger than needed; else None."""
        placement = self._placed((constraint,))
        if constraint.kind != LOT or placement is None:
            return None if placement is None else constraint
        rounding = self._rounding(constraint, placement)
        return None if rounding is None or self._placed((rounding,)) is None else rounding

    def _placed(self, constraints: Sequence[Constraint]) -> Placement | None:
        """Return how it would be possible before the horizon if it were not for the constraints; None: in no way."""
        tried, demand = self.tried, self.delivery.demand
        if any(constraint.kind == SHELF_LIFE for constraint in constraints):  # what is there now may be gone by then
            delivery = self._delivered(constraints)
            return delivery.placement if delivery.feasible else None
        placer = tried.book.placer
        with relaxed(placer, constraints):
            placement = placer.place_on(
                demand.point,
                demand.quantity,
                tried.book.network.horizon - 1,
                overtime=demand.overtime,
                expedite=demand.expedite,
                fresh=demand.fresh,
            )
            if placement is not None:
                placer.undo(placement)
        return placement

    def _alone(self, constraint: Constraint) -> tuple[Constraint, int]:
        """Return a constraint and the day of arrival if it were not for it alone.

        Without its lot, a process could be cut into small runs side by side, which is not what the lot costs: so what
        is tried without is only that the lot is larger than what is needed.
        """
        delivery = self._delivered((constraint,))
        if constraint.kind != LOT or delivery.arrive_day >= self.delivery.arrive_day:
            return constraint, delivery.arrive_day
        rounding = self._rounding(constraint, delivery.placement)
        return (constraint, NEVER) if rounding is None else (rounding, self._arrival((rounding,)))

    def _rounding(self, lot: Constraint, without: Placement) -> Constraint | None:
        """Return what of a lot is larger than needed; None where all that is needed makes legal lots.

        Parameters
        ----------
        without
            The placement that was found without the lot: it starts what is needed.
        """
        structure = self.tried.book.network.structure
        least, multiple = int(structure.lot_min[lot.node]), int(structure.lot_multiple[lot.node])
        needed = sum(run.starts for run in without.runs if run.process == lot.node)
        if not needed or (needed >= least and needed % multiple == 0):
            return None
        return lot._replace(starts=min(needed, least))

    def _out_of_reach(self) -> list[Reason]:
        """Return the reason for which nothing could arrive by the wish, even from stock."""
        if self.delivery.in_reach:
            return []
        ship = self.delivery.demand.ship_day
        soonest = self.tried.arrive_day(self.delivery.site, ship)
        kind = LAUNCH if ship > 0 and ship == self.wanted.item.launched else TRANSIT
        return [Reason(kind, soonest - self.delivery.wish, self.delivery.wish, until=ship if kind == LAUNCH else None)]

    def _constraints(self, without: Iterable[Constraint]) -> list[Constraint]:
        """Return what blocks the last day before the answer, then what blocks the wish."""
        placer, demand = self.tried.book.placer, self.delivery.demand
        last = min(self.delivery.placement.day, self.tried.book.network.horizon) - 1
        with relaxed(placer, without):
            close = placer.obstacles(
                demand.point,
                demand.quantity,
                last,
                overtime=demand.overtime,
                expedite=demand.expedite,
                fresh=demand.fresh,
            )
        obstacles = (*close, *self.delivery.placement.obstacles)
        return constraints_of(placer, obstacles, demand.point, fresh=demand.fresh)

    def _arrival(self, constraints: Sequence[Constraint]) -> int:
        """Return the day of arrival if it were not for the constraints."""
        return self._delivered(constraints).arrive_day

    def _delivered(self, constraints: Sequence[Constraint]) -> Delivery:
        """Return the delivery if it were not for the constraints."""
        tried, wanted, demand = self.tried, self.wanted, self.delivery.demand
        if any(constraint.kind == SHELF_LIFE for constraint in constraints):
            wanted = wanted.of_any_age()
            demand = demand._replace(fresh=0)
        with relaxed(tried.book.placer, constraints):
            delivery = tried.deliver(wanted, self.outlet, demand)
            tried.remove([delivery])
        return delivery

    def _joint(self, constraints: Sequence[Constraint]) -> list[Reason]:
        """Return the fewest found constraints that cost days only together."""
        together = list(constraints)
        for _ in range(ROUNDS):
            if not together or self._arrival(together) < self.delivery.arrive_day:
                break
            more = [each for each in self._constraints(together) if each not in together]
            if not more:
                return []
            together += more[:MOST]
        arrival = self._arrival(together)
        if arrival >= self.delivery.arrive_day:
            return []
        for constraint in list(together):
            fewer = [each for each in together if each != constraint]
            if fewer and self._arrival(fewer) <= arrival:
                together = fewer
        without = self._delivered(together).placement
        causes = [self._rounding(each, without) if each.kind == LOT else each for each in together]
        told = [each for each in causes if each is not None]
        return [self._reason(constraint, arrival, joint=len(told) > 1) for constraint in told]

    def _reason(self, constraint: Constraint, without: int | None, *, joint: bool = False) -> Reason:
        days = None if without is None else self.delivery.arrive_day - without
        kind, node, network = constraint.kind, constraint.node, self.tried.book.network
        if kind == MATERIAL and not self.delivery.feasible and not _has_process(network, node):
            kind = self._without_process(node)
        until, source, reference = self._lasts(constraint)
        return Reason(kind, 0 if joint and days else days, without, joint, node, until, source, reference)

    def _without_process(self, point: int) -> str:
        """Return what is so of a stock point that no process supplies."""
        there = [supply for supply in self.tried.book.supplies.values() if supply.point == point and supply.available]
        if not there:
            return NO_WAY
        return NO_MORE if any(supply.free for supply in there) else USED_UP

    def _full_until(self, resource: int) -> tuple[int | None, str]:
        """Return until when a resource has no room by the answer, and ``parts`` where that is so of the last of it."""
        begins: dict[int, int] = {}
        last_day = 0
        for load in self.delivery.placement.loads:
            if load.resource == resource:
                begins[load.run] = min(load.day, begins.get(load.run, load.day))
                last_day = max(load.day, last_day)
        free, parts = max(begins.values(), default=0), len(begins) > 1
        if not free:  # it begins today, on what is left: the rest of it has to wait
            free, parts = last_day, True
        return (free - 1 if free else None), PARTS if parts else ""

    def _lasts(self, constraint: Constraint) -> tuple[int | None, str, str]:
        """Return until when a constraint lasts by the answer, and what then ends it."""
        kind, node, placement = constraint.kind, constraint.node, self.delivery.placement
        if kind == LOT:
            large_enough = constraint.starts == self.tried.book.network.structure.lot_min[node]
            return None, MULTIPLE if large_enough else "", ""
        if not self.delivery.feasible:
            return None, "", ""
        if kind == CAPACITY:
            return *self._full_until(node), ""
        if kind == TIME:
            ends = [run.available_day for run in placement.runs if run.process == node]
            return max(ends, default=None), "", ""
        if kind == MATERIAL:
            return latest_supply(self.tried.book, self.fulfilment, node)
        return None, "", ""


def latest_supply(book: Book, fulfilment: Fulfilment, point: int) -> tuple[int | None, str, str]:
    """Return the day, kind and reference of the latest supply at a stock point that a fulfilment takes from."""
    made = {make.run: make.day for make in fulfilment.whole.makes} if fulfilment.whole else {}
    latest: tuple[int | None, str, str] = (None, "", "")
    for peg in fulfilment.pegging.pegs:
        if peg.point != point:
            continue
        if peg.supply < 0:
            found = (made[-1 - peg.supply], "run", "")
        else:
            supply = book.supplies[peg.supply]
            found = (supply.day, supply.kind, supply.reference)
        if latest[0] is None or found[0] > latest[0]:
            latest = found
    return latest


def _has_process(network: Network, point: int) -> bool:
    first = network.structure.process_first
    return bool(first[point] < first[point + 1])


def waits_for(line: int, days: int | None) -> Reason:
    """Return the reason of a line that could come earlier, but waits for another line of its order."""
    return Reason(TOGETHER, days, node=line)


def not_sold() -> Reason:
    """Return the reason of an item that no site sells."""
    return Reason(NOT_SOLD, None)
