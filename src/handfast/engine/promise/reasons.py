"""Reasons: why not earlier. Each constraint with its part of the delay, found by looking without it; the parts sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handfast.engine.network import Network
from handfast.engine.promise.delivering import NEVER, Deliveries, Delivery, Wanted
from handfast.engine.promise.lasting import lasting
from handfast.engine.promise.quotas import UNLIMITED
from handfast.engine.supply.constraints import (
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

MOST_LOOKS, FEWEST_LOOKS = 16, 6
"""Looks without some constraints, over all, after which the rest of a delay stays unnamed: an answer must be quick."""

MOST_ROWS = 4000
"""Rows of the journal that all looks may write, by the answer's: the more there are, the longer a look takes."""

NO_WAY, NO_MORE, USED_UP = "no_way", "no_more", "used_up"
NOT_SOLD, TRANSIT, LAUNCH, ENDED = "not_sold", "transit", "launch", "ended"
TOO_MUCH, HORIZON, TANGLED, TOGETHER = "too_much", "horizon", "tangled", "together"
QUOTA, KEPT = "quota", "kept"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands between the wish and the answer.

    Parameters
    ----------
    kind
        ``capacity``, ``material``, ``time``, ``lot``, ``shelf_life``, ``notice``: constraints of supply. ``no_way``:
        nothing supplies the stock point, or nothing beyond what is there, of which too little (``no_more``) or nothing
        (``used_up``) is left; ``not_sold``: no site sells the item;
        ``transit``: the way is too long; ``launch``, ``ended``: when it is sold; ``too_much``, ``horizon``: more, or
        later, than can be known; ``tangled``: days that come from several things together; ``together``: another line;
        ``quota``: the segment's allocation, of the item or its family, or of a resource (the node); ``kept``: what is
        kept at a stock point for what others are expected to order.
    days
        Its part of the delay: the parts of all reasons sum to it. None where the answer is never.
    alone
        Days by which it would be sooner if it were not for this alone; 0: none, or not known. What has a part of 0
        beside it costs days that others cost as well.
    joint
        Whether it costs days only together with others that are joint: the first of them bears their part.
    node
        Resource, stock point or process (see `constraints`), or the line it waits for; -1: none.
    until, since
        Days until which (and since which, where not from today) it lasts, where that is known.
    source, reference
        What the material comes from (``stock``, ``receipt``, ``run``, or ``new``: what is made or bought for this ask),
        and which lot or receipt; empty: not known. Of capacity, ``parts``: some of it has room sooner, in runs of their
        own; ``full``: nothing of it is left on these days, else too little. Of a lot, ``multiple``: not that it has to
        be so large, but that it comes in steps.
    """

    kind: str
    days: int | None
    alone: int = 0
    joint: bool = False
    node: int = -1
    until: int | None = None
    source: str = ""
    reference: str = ""
    since: int | None = None


class Search:
    """Looks for the reasons of one delivery that misses its wish.

    Parameters
    ----------
    tried
        The state without this delivery, with everything else that is part of the ask.
    wanted, delivery
        The wish and the answer: late, or not possible.
    """

    def __init__(self, tried: Deliveries, wanted: Wanted, delivery: Delivery) -> None:
        self.tried = tried
        self.wanted = wanted
        self.delivery = delivery
        self.outlet = next(each for each in wanted.outlets if each.site == delivery.site)
        self.demand = tried.demand(wanted, self.outlet, wanted.quantity)[0]
        self.soonest = max(delivery.wish, tried.arrive_day(delivery.site, self.demand.ship_day))
        self.looks = 0
        rows = max(len(delivery.placement.rows), 1)
        self.most_looks = min(MOST_LOOKS, max(FEWEST_LOOKS, MOST_ROWS // rows))
        self.free = self._free()
        self.parts = self._needs_parts()
        self._found: dict[frozenset[Constraint], Delivery] = {}

    def reasons(self) -> list[Reason]:
        """Return why not earlier: what costs most days first, the rest last; the days sum to the delay."""
        item, demand = self.wanted.item, self.delivery.demand
        if item.ended is not None and item.ended < 0:
            return [Reason(ENDED, None, until=item.ended)]
        if demand.quantity > self.tried.market.largest.ask(demand.point):
            return [Reason(TOO_MUCH, None)]
        quota = self._quota()
        if not self.delivery.feasible:
            return quota or self._never()
        found = [*self._out_of_reach(), *quota, *self._walked()]
        rest = [each for each in found if each.kind == TANGLED]
        joint = [each for each in found if each.joint]
        alone = [each for each in found if not each.joint and each.kind != TANGLED]
        return [*sorted(alone, key=lambda each: (-(each.days or 0), -each.alone)), *joint, *rest]

    def _free(self) -> Delivery:
        """Return the answer as it would be if it were not for the segment's allocation."""
        tried, wanted, answered = self.tried, self.wanted, self.delivery.demand
        demand, in_reach = tried.demand(wanted, self.outlet, wanted.quantity)
        moved = (answered.ship_day, answered.first) != (demand.ship_day, demand.first)
        if not tried.book.quotas.by_id or (self.delivery.feasible and not moved):
            return self.delivery
        free = tried.deliver(wanted, self.outlet, demand, in_reach=in_reach, heed_quotas=False)
        tried.remove([free])
        return free if free.feasible and free.arrive_day < self.delivery.arrive_day else self.delivery

    def _needs_parts(self) -> bool:
        """Whether the answer is as early as it is only because a part of it waits.

        Where it is not, no look is for such parts either: most of a long look is spent on them.
        """
        if not self.free.feasible or self.free.placement.proven:
            return False
        if self.tried.book.quotas.by_id:
            demand = self.free.demand._replace(parts=False)
            plain = self.tried.deliver(self.wanted, self.outlet, demand, heed_quotas=False)
            self.tried.remove([plain])
        else:
            plain = self.tried.tried(self.wanted, self.outlet, parts=False)
        return plain.arrive_day > self.free.arrive_day

    def _quota(self) -> list[Reason]:
        """Return the segment's allocation as a reason, where the wish would be met sooner without it."""
        tried, wanted, free = self.tried, self.wanted, self.free
        quotas, segment, item = tried.book.quotas, tried.customer.segment, wanted.item.key
        left = quotas.left(segment, item, free.ship_day)
        if free is self.delivery or left >= UNLIMITED:
            return []
        until = quotas.next_day(segment, item, free.ship_day, left + 1) - 1
        days = self.delivery.arrive_day - max(free.arrive_day, self.soonest) if self.delivery.feasible else None
        node = tried.market.network.resource_of.get(quotas.capping(segment, item, free.ship_day), -1)
        return [Reason(QUOTA, days, days or 0, node=node, until=until, reference=str(left))]

    def _walked(self) -> list[Reason]:
        """Return the constraints between the answer and the soonest day, each with its part of the days between.

        What alone costs most days is lifted first, and stays lifted while the next is tried: so the parts sum.
        """
        arrival = self.free.arrive_day
        if arrival <= self.soonest:
            return []
        tried = [self._alone(each) for each in self._constraints((), self.free.placement)[:MOST]]
        tried.sort(key=lambda each: each[0].kind == TIME)  # that it takes time at all, after what makes it take so long
        gains = [(each, arrival - max(day, self.soonest)) for each, day in tried if day < arrival]
        lifted: list[Constraint] = []
        found: list[Reason] = []
        for constraint, alone in sorted(gains, key=lambda gain: -gain[1]):
            won = 0
            if arrival > self.soonest and self.looks < self.most_looks:
                day = self._arrival((*lifted, constraint)) if lifted else arrival - alone
                won = max(arrival - max(day, self.soonest), 0)
            found.append(self._reason(constraint, won, alone))
            lifted += [constraint] if won else []
            arrival -= won
        return found + self._behind(lifted, arrival)

    def _behind(self, lifted: list[Constraint], arrival: int) -> list[Reason]:
        """Return what costs the rest of the days, where no constraint alone does: the fewest found together."""
        found: list[Reason] = []
        while arrival > self.soonest:
            group = self._together(lifted, arrival)
            if not group:
                break
            without = self._delivered((*lifted, *group))
            causes = [self._rounding(each, without.placement) if each.kind == LOT else each for each in group]
            told = [each for each in causes if each is not None]
            if not told:
                break
            days, arrival = arrival - max(without.arrive_day, self.soonest), max(without.arrive_day, self.soonest)
            joint = len(told) > 1
            found += [self._reason(each, 0 if n else days, 0, joint=joint) for n, each in enumerate(told)]
            lifted = [*lifted, *group]
        return [*found, Reason(TANGLED, arrival - self.soonest)] if arrival > self.soonest else found

    def _never(self) -> list[Reason]:
        """Return why it is not possible before the horizon: what alone prevents it, or what does so together."""
        constraints = self._constraints((), self.delivery.placement)[:MOST]
        found = [each for each in map(self._preventing, constraints) if each is not None]
        if found:
            return [self._reason(each, None, 0) for each in found]
        scarce = [each for each in constraints if each.kind not in (TIME, LOT)]
        return [Reason(HORIZON, None), *(self._reason(each, None, 0, joint=True) for each in scarce)]

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
        if constraint.kind != LOT or delivery.arrive_day >= self.free.arrive_day:
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
        days = self.soonest - self.delivery.wish
        if days <= 0:
            return []
        ship = self.demand.ship_day
        launched = ship > 0 and ship == self.wanted.item.launched
        return [Reason(LAUNCH, days, days, until=ship) if launched else Reason(TRANSIT, days, days)]

    def _constraints(self, lifted: Iterable[Constraint], reached: Placement) -> list[Constraint]:
        """Return what blocks the last day before the one that is reached without some, then what blocks the wish."""
        placer, demand = self.tried.book.placer, self.free.demand
        last = min(reached.day, self.tried.book.network.horizon) - 1
        with relaxed(placer, lifted):
            close = placer.obstacles(
                demand.point,
                demand.quantity,
                last,
                overtime=demand.overtime,
                expedite=demand.expedite,
                fresh=demand.fresh,
            )
        return constraints_of(placer, (*close, *reached.obstacles), demand.point, fresh=demand.fresh)

    def _arrival(self, constraints: Sequence[Constraint]) -> int:
        """Return the day of arrival if it were not for the constraints."""
        return self._delivered(constraints).arrive_day

    def _delivered(self, constraints: Sequence[Constraint]) -> Delivery:
        """Return the delivery if it were not for the constraints, looked for once."""
        key = frozenset(constraints)
        if key and key not in self._found:
            self.looks += 1
            self._found[key] = self._looked(constraints)
        return self._found[key] if key else self.free

    def _looked(self, constraints: Sequence[Constraint]) -> Delivery:
        """Look for the delivery if it were not for the constraints."""
        tried, wanted, demand = self.tried, self.wanted, self.free.demand._replace(parts=self.parts)
        if any(constraint.kind == SHELF_LIFE for constraint in constraints):
            wanted = wanted.of_any_age()
            demand = demand._replace(fresh=0)
        with relaxed(tried.book.placer, constraints):
            delivery = tried.deliver(wanted, self.outlet, demand, heed_quotas=self.free is self.delivery)
            tried.remove([delivery])
        return delivery

    def _together(self, lifted: Sequence[Constraint], arrival: int) -> list[Constraint]:
        """Return the fewest found constraints that cost days only together, beside what is lifted already."""
        group: list[Constraint] = []
        reached = self._delivered(lifted)
        while self.looks < self.most_looks:
            known = {(each.kind, each.node) for each in (*lifted, *group)}
            more = [each for each in self._constraints((*lifted, *group), reached.placement) if each[:2] not in known]
            if not more:
                return []
            group += more[:MOST]
            reached = self._delivered((*lifted, *group))
            if reached.arrive_day < arrival:
                break
        else:
            return []
        for constraint in list(group):
            fewer = [each for each in group if each != constraint]
            if fewer and self.looks < self.most_looks and self._arrival((*lifted, *fewer)) <= reached.arrive_day:
                group = fewer
        return group

    def _reason(self, constraint: Constraint, days: int | None, alone: int, *, joint: bool = False) -> Reason:
        kind, node, network = constraint.kind, constraint.node, self.tried.book.network
        if kind == MATERIAL and not self.delivery.feasible and not _has_process(network, node):
            kind = self._without_process(node)
        lasts = lasting(self.tried.book, self.free, constraint)
        return Reason(kind, days, alone, joint, node, *lasts)

    def _without_process(self, point: int) -> str:
        """Return what is so of a stock point that no process supplies."""
        there = [supply for supply in self.tried.book.supplies.values() if supply.point == point and supply.available]
        if not there:
            return NO_WAY
        return NO_MORE if any(supply.free for supply in there) else USED_UP


def _has_process(network: Network, point: int) -> bool:
    first = network.structure.process_first
    return bool(first[point] < first[point + 1])


def reasons_of(tried: Deliveries, wanted: Wanted, delivery: Delivery) -> list[Reason]:
    """Return why a delivery misses its wish: what is kept for others' forecasts, then what :class:`Search` finds."""
    if not tried.keeping.in_force:
        return Search(tried, wanted, delivery).reasons()
    with tried.displacing():
        sooner = tried.best(wanted)
        if sooner is not None and sooner.arrive_day < delivery.arrive_day:
            kept = _kept(tried, wanted, delivery, sooner)
            if sooner.on_time or not delivery.feasible:
                return [kept]
            return [kept, *Search(tried, wanted, sooner).reasons()]
    return Search(tried, wanted, delivery).reasons()


def _kept(tried: Deliveries, wanted: Wanted, delivery: Delivery, sooner: Delivery) -> Reason:
    """Return the reason that something is kept for others, without which a delivery would be as soon as the other."""
    days = delivery.arrive_day - max(sooner.arrive_day, wanted.wish) if delivery.feasible else None
    until = tried.keeping.until
    placement = sooner.placement
    taken = {take.point for take in placement.takes} | {take.point for take in placement.lot_takes}
    node = next((point for point in until if point in taken), next(iter(until)))
    return Reason(KEPT, days, days or 0, node=node, until=until[node])


def waits_for(line: int, days: int | None) -> Reason:
    """Return the reason of a line that could come earlier, but waits for another line of its order."""
    return Reason(TOGETHER, days, node=line)


def not_sold() -> Reason:
    """Return the reason of an item that no site sells."""
    return Reason(NOT_SOLD, None)
