"""The volume plan: decisions, prices and what they prove, with the names behind the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np

from handfast.engine.calendar import EPOCH, Buckets
from handfast.engine.network import EXPEDITED, Ints, Network
from handfast.engine.volume.demand import Floats, VolumeDemand
from handfast.engine.volume.model import Model
from handfast.engine.volume.order import expect, read_graph
from handfast.engine.volume.recover import loads
from handfast.engine.volume.solving import Solution
from handfast.engine.volume.unserved import Unserved, Why

MINUTES_PER_HOUR = 60.0
DUST = 1e-4
"""Parts of a lot below this are the solver's dust."""

LEAST_UNSERVED = 1e-4
"""Part of a demand that must be unserved to be spoken of."""


class Money(NamedTuple):
    """What the plan earns and costs, in the currency's units.

    The last four are weights of the plan (see :class:`~handfast.engine.volume.policy.VolumePolicy`), not money that
    anybody pays; all together they are the plan's objective.
    """

    revenue: float
    buying: float
    making: float
    expediting: float
    overtime: float
    holding: float
    waiting: float
    unserved: float
    below_minimum: float
    above_maximum: float

    @property
    def margin(self) -> float:
        """What is left of the revenue when everything is paid."""
        return self.revenue - self.buying - self.making - self.expediting - self.overtime - self.holding

    @property
    def objective(self) -> float:
        """What the plan maximises."""
        return self.margin - self.waiting - self.unserved - self.below_minimum - self.above_maximum


class Bottleneck(NamedTuple):
    """A resource of which more would earn something."""

    resource: int
    hours: Floats  # (B,) loaded
    available: Floats  # (B,) without overtime
    overtime: Floats  # (B,) worked
    price: Floats  # (B,) money that one more hour would earn in the bucket

    @property
    def gain(self) -> float:
        """What one more hour in every bucket would earn."""
        return float(self.price.sum())


class Service(NamedTuple):
    """How a demand stream is served, in units."""

    stream: int
    wanted: float
    served: float
    late: float  # units and weeks that they wait, multiplied

    @property
    def unserved(self) -> float:
        """What is not served within the plan."""
        return max(self.wanted - self.served, 0.0)


@dataclass(frozen=True)
class VolumePlan:
    """A solved volume plan.

    Attributes
    ----------
    network, buckets
        Names and days.
    unit
        Shape (P,): smallest units of one unit.
    minor
        Minor units of one unit of money.
    notes
        What the plan does not know or had to assume, in words.
    """

    network: Network
    buckets: Buckets
    demand: VolumeDemand
    model: Model
    solution: Solution
    unit: Floats
    minor: int
    notes: tuple[str, ...] = ()

    def with_notes(self, notes: Iterable[str]) -> VolumePlan:
        """Return the plan with what must be said about it."""
        return replace(self, notes=(*self.notes, *notes))

    def first_day(self, bucket: int) -> date:
        """Return the first day of a bucket; that of the number of buckets is the day after the plan."""
        return EPOCH + timedelta(days=self.network.origin + int(self.buckets.first[bucket]))

    @cached_property
    def money(self) -> Money:
        """What it earns and costs."""
        model, made = self.model, self.solution.decisions
        starts = made.start.sum(axis=1)
        bought = model.in_first[1:] == model.in_first[:-1]
        hurried = self.network.structure.process_class == EXPEDITED
        cost = starts * model.run_cost
        unserved = model.demand.sum(axis=1) - made.deliver.sum(axis=1)
        short = np.maximum(model.minimum[:, None] - made.stock, 0.0)
        over = np.maximum(made.stock - model.maximum[:, None], 0.0)
        return Money(
            revenue=float((made.deliver.sum(axis=1) * model.stream_price).sum()),
            buying=float(cost[bought & ~hurried].sum()),
            making=float(cost[~bought & ~hurried].sum()),
            expediting=float(cost[hurried].sum()),
            overtime=float((made.overtime.sum(axis=1) * model.overtime_cost).sum()),
            holding=float((made.stock * model.hold_cost).sum()),
            waiting=float((made.wait * model.wait_cost).sum()),
            unserved=float((unserved * (model.stream_value - model.stream_price)).sum()),
            below_minimum=float((short * model.minimum_cost).sum()),
            above_maximum=float((over * model.maximum_cost).sum()),
        )

    @cached_property
    def load(self) -> Floats:
        """Minutes loaded, shape (R, B)."""
        return loads(self.model, self.solution.decisions.start)

    def bottlenecks(self) -> list[Bottleneck]:
        """Return resources with a price, the dearest first."""
        model, prices = self.model, self.solution.prices.capacity * MINUTES_PER_HOUR
        found = [
            Bottleneck(
                r,
                self.load[r] / MINUTES_PER_HOUR,
                model.capacity[r] / MINUTES_PER_HOUR,
                self.solution.decisions.overtime[r] / MINUTES_PER_HOUR,
                prices[r],
            )
            for r in range(model.resources)
            if prices[r].max(initial=0.0) > 0.005
        ]
        return sorted(found, key=lambda each: (-each.gain, each.resource))

    def services(self) -> list[Service]:
        """Return how each stream is served."""
        made, model = self.solution.decisions, self.model
        weeks = np.diff(self.buckets.first) / 7.0
        wanted, served = model.demand.sum(axis=1), made.deliver.sum(axis=1)
        late = (made.wait * weeks).sum(axis=1)
        return [Service(d, float(wanted[d]), float(served[d]), float(late[d])) for d in range(model.streams)]

    def unserved(self, least: float = LEAST_UNSERVED) -> list[tuple[Service, Why]]:
        """Return streams of which more than a part `least` is left unserved, the dearest first, with the reason."""
        model, made = self.model, self.solution.decisions
        graph = read_graph(model)
        search = Unserved(model, graph, expect(model, graph), self.solution.prices)
        found = []
        for each in self.services():
            if each.unserved > least * each.wanted:
                bucket = int((model.demand[each.stream] - made.deliver[each.stream]).argmax())
                found.append((each, search.why(each.stream, bucket)))
        return sorted(found, key=lambda row: -row[0].unserved * model.stream_price[row[0].stream])

    def lots_passed(self) -> list[tuple[int, float]]:
        """Return processes whose smallest lot is larger than all that the plan starts of them, and what it starts.

        A linear program knows no lots: what it starts of these cannot be started as it says.
        """
        starts = self.solution.decisions.start.sum(axis=1) * self.unit[self.network.structure.output_point]
        lot = self.network.structure.lot_min
        passed: Ints = np.nonzero((starts > DUST * lot) & (starts < lot * (1 - 1e-6)) & (lot > 1))[0]
        return [(int(k), float(starts[k])) for k in passed]
