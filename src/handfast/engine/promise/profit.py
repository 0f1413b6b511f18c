"""Profit: what a delivery costs, part by part, and what is left of its price.

Every part is added up exactly and rounded once, to minor units of the company's currency; the parts sum to the total.
What a run makes beyond the ask stays in stock: materials, processing and labour are charged for the part that the ask
uses; what is paid once for a run, overtime and surcharges are charged in full, for without the ask they would not be.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from graphlib import TopologicalSorter

from handfast.engine.network import EXPEDITED, Network, Rate
from handfast.engine.promise.pegging import Pegging
from handfast.engine.supply.placing import Placement

PARTS = ("material", "processing", "labour", "overtime", "expedite", "fixed", "freight")


@dataclass(frozen=True, slots=True)
class Costs:
    """What a delivery costs, in minor units of the company's currency.

    Parameters
    ----------
    material
        What is bought, at the process's cost; stock and receipts at the item's standard cost.
    processing
        What making and moving cost beyond materials and hours.
    labour
        Minutes of resources, at their cost per hour.
    overtime, expedite
        Surcharges.
    fixed
        What each run costs once.
    freight
        From the site to the customer.
    """

    material: int = 0
    processing: int = 0
    labour: int = 0
    overtime: int = 0
    expedite: int = 0
    fixed: int = 0
    freight: int = 0

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(getattr(self, part) for part in PARTS)

    def __add__(self, other: Costs) -> Costs:
        """Return both together, part by part."""
        return Costs(*(getattr(self, part) + getattr(other, part) for part in PARTS))


@dataclass(frozen=True, slots=True)
class Margin:
    """What is left of the price, in minor units of the company's currency.

    `opportunity_cost` is what the scarce things it uses could earn elsewhere; None: not known.
    """

    revenue: int
    costs: Costs
    opportunity_cost: int | None = None

    @property
    def total(self) -> int:
        """Price less costs."""
        return self.revenue - self.costs.total - (self.opportunity_cost or 0)

    @property
    def share(self) -> Fraction | None:
        """Margin as a part of the price; None where nothing is paid."""
        return Fraction(self.total, self.revenue) if self.revenue else None

    def __add__(self, other: Margin) -> Margin:
        """Return both together."""
        return Margin(self.revenue + other.revenue, self.costs + other.costs)


class Costing:
    """Costs of the lines of a placement that is pegged.

    Parameters
    ----------
    placement
        One placement, or several joined: line *n* is user ``-1 - n``.
    pegging
        What feeds it.
    """

    def __init__(self, network: Network, placement: Placement, pegging: Pegging) -> None:
        self.network = network
        self.placement = placement
        self.pegging = pegging
        self._output: dict[tuple[int, int], int] = defaultdict(int)
        for make in placement.makes:
            self._output[make.run, make.point] += make.quantity
        self._root: dict[int, int] = {}
        for run in placement.runs:
            self._root[run.number] = run.user if run.user < 0 else self._root[run.user]
        self._order = self._users_first()

    def _users_first(self) -> list[int]:
        """Return the runs so that each comes after all that use its output."""
        users: dict[int, set[int]] = {run.number: set() for run in self.placement.runs}
        for peg in self.pegging.pegs:
            if peg.supply < 0 and peg.user >= 0:
                users[-1 - peg.supply].add(peg.user)
        return list(TopologicalSorter(users).static_order())

    def of_line(self, line: int, freight: Fraction) -> Costs:
        """Return what a line costs, with `freight` in minor units."""
        share = self._shares(-1 - line)
        parts: dict[str, Fraction] = defaultdict(Fraction)
        parts["freight"] = freight
        for peg in self.pegging.pegs:
            weight = share.get(peg.user)
            if peg.supply >= 0 and weight:
                parts["material"] += weight * peg.quantity * _rate(self.network.item_cost, peg.point)
        for run in self.placement.runs:
            self._charge_run(parts, run.process, run.starts, share.get(run.number), self._root[run.number] == -1 - line)
        for load in self.placement.loads:
            weight = share.get(load.run)
            if weight:
                minutes = load.regular + load.overtime
                parts["labour"] += weight * minutes * _rate(self.network.minute_cost, load.resource)
            if load.overtime and self._root[load.run] == -1 - line:
                parts["overtime"] += load.overtime * _rate(self.network.overtime_cost, load.resource)
        return Costs(**{part: round(parts[part]) for part in PARTS})

    def _charge_run(
        self, parts: dict[str, Fraction], process: int, starts: int, share: Fraction | None, caused: bool
    ) -> None:
        structure = self.network.structure
        if share:
            bought = structure.input_first[process] == structure.input_first[process + 1]
            parts["material" if bought else "processing"] += share * starts * _rate(self.network.process_cost, process)
        if not caused:
            return
        parts["fixed"] += int(self.network.process_cost_fixed[process])
        if structure.process_class[process] == EXPEDITED:
            parts["expedite"] += starts * _rate(self.network.expedite_cost, process)
            parts["expedite"] += int(self.network.expedite_cost_fixed[process])

    def _shares(self, root: int) -> dict[int, Fraction]:
        """Return which part of each run serves the line with user `root`, and 1 for the line itself."""
        used: dict[int, Fraction] = defaultdict(Fraction)
        share: dict[int, Fraction] = {root: Fraction(1)}
        by_supply: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for peg in self.pegging.pegs:
            if peg.supply < 0:
                by_supply[-1 - peg.supply].append((peg.user, peg.point, peg.quantity))
        for run in self._order:
            for user, point, quantity in by_supply[run]:
                weight = share.get(user)
                if weight:
                    used[run] += weight * Fraction(quantity, self._output[run, point])
            if used[run]:
                share[run] = min(used[run], Fraction(1))
        return share


def _rate(rate: Rate, n: int) -> Fraction:
    return Fraction(int(rate.num[n]), int(rate.den[n]))
