"""Stages that supply one another, as the guaranteed-service model sees them.

Each stage promises its customers a service time: what they ask for is with them that many days later, always. It
asks its own suppliers for theirs, adds its processing time, and keeps safety stock for the days that are left over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from handfast.errors import DataError, Fault
from handfast.sentences import sentence


class Stage(NamedTuple):
    """One stock point in a chain of supply.

    Attributes
    ----------
    name
        What it is called.
    days
        Processing time, whole days.
    holding
        Cost of holding one unit for a stretch of time.
    spread
        Units of safety stock for one day of net lead time; for ``t`` days ``spread * sqrt(t)`` (safety factor times
        the standard deviation of a day's demand).
    supplied_by
        Names of the stages that it takes from.
    inbound
        Service time of suppliers outside the chain, days.
    promised
        Longest service time that its customers outside the chain accept, days; None: it has none.
    bound
        Units of safety stock for each number of days, where that is not `spread` times the root; any function that is
        0 for no days and does not fall.
    """

    name: str
    days: int
    holding: float
    spread: float
    supplied_by: tuple[str, ...] = ()
    inbound: int = 0
    promised: int | None = None
    bound: Callable[[int], float] | None = None

    def stock(self, days: int) -> float:
        """Return the safety stock for net lead time `days`."""
        return self.spread * math.sqrt(days) if self.bound is None else self.bound(days)

    def cost(self, days: int) -> float:
        """Return the holding cost of the safety stock for net lead time `days`."""
        return self.holding * self.stock(days)


@dataclass(frozen=True)
class Chain:
    """Stages in which nothing supplies itself.

    Attributes
    ----------
    stages
        By name, suppliers before those they supply.
    supplies
        For each stage, the stages that take from it.
    longest
        For each stage, the longest time in which it can replenish, were nothing kept before it.

    Raises
    ------
    DataError
        A stage supplies itself, or takes from one that is not there.
    """

    stages: Mapping[str, Stage]
    supplies: dict[str, list[str]] = field(init=False)
    longest: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        supplies: dict[str, list[str]] = {name: [] for name in self.stages}
        for stage in self.stages.values():
            for supplier in stage.supplied_by:
                if supplier not in supplies:
                    raise refusal(
                        stage.name,
                        sentence("takes from {supplier}, which is no stage", supplier=supplier),
                        sentence("Add it as a stage"),
                    )
                supplies[supplier].append(stage.name)
        object.__setattr__(self, "supplies", supplies)
        object.__setattr__(self, "stages", {name: self.stages[name] for name in self._in_order()})
        longest: dict[str, int] = {}
        for stage in self.stages.values():
            longest[stage.name] = stage.days + max([stage.inbound, *(longest[name] for name in stage.supplied_by)])
        object.__setattr__(self, "longest", longest)

    def _in_order(self) -> list[str]:
        waits = {name: len(stage.supplied_by) for name, stage in self.stages.items()}
        order = [name for name, suppliers in waits.items() if not suppliers]
        for name in order:
            for customer in self.supplies[name]:
                waits[customer] -= 1
                if not waits[customer]:
                    order.append(customer)
        if len(order) < len(waits):
            stuck = next(name for name in waits if name not in set(order))
            raise refusal(
                stuck, sentence("supplies itself, through other stages"), sentence("Take one of these supplies away")
            )
        return order


class Placement(NamedTuple):
    """Where a chain keeps its safety stock.

    Attributes
    ----------
    service
        Service time that each stage promises to those who take from it, days.
    net
        Days that each stage's safety stock must cover: inbound service + processing - own service.
    cost
        Holding cost of all safety stock, for the stretch of time of `Stage.holding`.
    """

    service: dict[str, int]
    net: dict[str, int]
    cost: float


def placement_of(chain: Chain, service: Mapping[str, int]) -> Placement:
    """Return what given service times mean; every stage waits for its slowest supplier."""
    net = {}
    for stage in chain.stages.values():
        inbound = max([stage.inbound, *(service[name] for name in stage.supplied_by)])
        net[stage.name] = inbound + stage.days - service[stage.name]
    cost = math.fsum(chain.stages[name].cost(days) for name, days in net.items())
    return Placement(dict(service), net, cost)


def refusal(name: str, problem: str, cure: str) -> DataError:
    """Return the error for one stage of a chain."""
    return DataError([Fault("", "", None, "stage", name, problem, cure)])
