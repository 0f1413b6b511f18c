"""Cures of too little: every way to bring more, with what it costs and what is lost until it comes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from handfast.engine.inventory.cure import Cure, cheapest, gives, rate, source_of, spend_on, starts_for, whole
from handfast.engine.inventory.dependent import plain_ways
from handfast.engine.inventory.lead_time import LeadTime
from handfast.engine.inventory.outlook import Outlook
from handfast.engine.network import EXPEDITED, Network
from handfast.sentences import sentence


@dataclass(frozen=True)
class Bringing:
    """What is known when more is to be brought.

    Attributes
    ----------
    network
        The company.
    kinds
        What each process of the table does: make, buy or move.
    leads
        Lead time of each way of supply.
    now
        Free stock of each stock point; what a cure moves away is taken off, so that it is not moved twice.
    spare
        The part of it beyond the stock point's own reorder point, for others than its usual takers; as `now`.
    usual
        The usual way of each stock point.
    worth
        What is lost with a smallest unit that lacks, minor units, for each stock point; None: not known.
    """

    network: Network
    kinds: Mapping[str, str]
    leads: Sequence[LeadTime]
    now: list[int]
    spare: list[int]
    usual: Sequence[int]
    worth: Sequence[Fraction | None]

    def cures(self, point: int, wanted: int, outlook: Outlook) -> tuple[Cure, ...]:
        """Return the ways to bring `wanted` to a stock point, the cheapest first."""
        found: list[Cure] = []
        for way in self._ways(point):
            source = source_of(self.network, way)
            if source is None:
                found.append(self._run(way, wanted, outlook))
            else:
                found += self._moves(way, source, wanted, outlook)
        return tuple(cheapest(found))

    def _ways(self, point: int) -> Iterator[int]:
        structure = self.network.structure
        yield from plain_ways(self.network, point)
        for way in range(structure.process_first[point], structure.process_first[point + 1]):
            if structure.process_class[way] == EXPEDITED and structure.last_start[way] >= structure.first_start[way]:
                yield way

    def _day(self, way: int) -> int:
        """Return when a run of a way started today may be counted on; it cannot start before it is valid."""
        return int(self.network.structure.first_start[way]) + math.ceil(self.leads[way].mean - 1e-9)

    def _run(self, way: int, wanted: int, outlook: Outlook) -> Cure:
        """Buy or make."""
        starts = starts_for(self.network, way, wanted)
        return self._cure(way, (way,), starts, self._day(way), spend_on(self.network, way, starts), outlook)

    def _moves(self, way: int, source: int, wanted: int, outlook: Outlook) -> Iterator[Cure]:
        """Move what the other site can spare; else have it made or bought there first."""
        starts = starts_for(self.network, way, wanted)
        if self._free(way, source) >= starts:
            yield self._cure(way, (way,), starts, self._day(way), spend_on(self.network, way, starts), outlook)
            return
        for first in plain_ways(self.network, source):
            if source_of(self.network, first) is None:
                made = starts_for(self.network, first, starts)
                spend = spend_on(self.network, first, made) + spend_on(self.network, way, starts)
                yield self._cure(first, (first, way), made, self._day(first) + self._day(way), spend, outlook)
                return

    def _free(self, way: int, source: int) -> int:
        """Return what may be moved: whatever is free to a usual taker, else what the source can spare."""
        target = int(self.network.structure.output_point[way])
        return self.now[source] if self.usual[target] == way else self.spare[source]

    def take(self, point: int, cure: Cure) -> None:
        """Take off what a cure moves, so that the next stock point does not count on it."""
        for way in plain_ways(self.network, point):
            source = source_of(self.network, way)
            if cure.kind == "move" and source is not None and self.network.processes[way] == cure.what:
                self.now[source] -= cure.quantity
                self.spare[source] = max(self.spare[source] - cure.quantity, 0)

    def _cure(self, way: int, steps: tuple[int, ...], starts: int, day: int, spend: Fraction, outlook: Outlook) -> Cure:
        """Return a cure with what is lost until `day`, and what is paid beyond the goods' worth."""
        point = int(self.network.structure.output_point[steps[-1]])
        worth = Fraction(0)
        if source_of(self.network, way) is None:
            worth = rate(self.network.item_cost, point) * gives(self.network, way, starts)
        beyond = spend - worth if worth else spend
        lacking = outlook.short_by(day)
        each = self.worth[point]
        lost = None if each is None else whole(max(each, Fraction(0)) * lacking)
        what = self.network.processes[steps[0]]
        for step in steps[1:]:
            what = sentence("{first}, then {second}", first=what, second=self.network.processes[step])
        if self.network.structure.process_class[way] == EXPEDITED:
            what = sentence("{way} (expedited)", way=what)
        kind = self.kinds[self.network.processes[way]]
        return Cure(kind, what, starts, day, whole(spend), whole(beyond), lost if lacking else 0, lacking)
