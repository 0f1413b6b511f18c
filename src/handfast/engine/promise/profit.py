"""Profit: what a delivery costs, part by part, and what is left of its price.

Every part is added up exactly and rounded once, to minor units of the company's currency; the parts sum to the total.
What a run makes beyond the ask stays in stock: materials, processing and labour are charged for the part that the ask
uses; what is paid once for a run, overtime and surcharges are charged in full, for without the ask they would not be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from math import gcd

from handfast.engine.network import EXPEDITED, Network, Rate
from handfast.engine.promise.charging import charged
from handfast.engine.promise.pegging import Peg, Pegging
from handfast.engine.supply.placing import Placement
from handfast.engine.volume.bid_prices import MILLIONTHS, PricesOnDays, Used, opportunity_cost

PARTS = ("material", "processing", "labour", "overtime", "expedite", "fixed", "freight")


@dataclass(frozen=True, slots=True)
class Costs:
    """What a delivery costs, in minor units of the company's currency.

    Parameters
    ----------
    material
        What is bought, at the process's cost or else the item's; stock and receipts at the item's standard cost.
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
    missing
        Keys of items that it uses and of which nobody says what they cost: with any, the parts are not all there is.
    """

    material: int = 0
    processing: int = 0
    labour: int = 0
    overtime: int = 0
    expedite: int = 0
    fixed: int = 0
    freight: int = 0
    missing: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether everything that it uses has a cost."""
        return not self.missing

    @property
    def total(self) -> int:
        """All parts together, as far as they are known."""
        return sum(getattr(self, part) for part in PARTS)

    def __add__(self, other: Costs) -> Costs:
        """Return both together, part by part."""
        both = {part: getattr(self, part) + getattr(other, part) for part in PARTS}
        return Costs(**both, missing=self.missing | other.missing)


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
        known = [each.opportunity_cost for each in (self, other) if each.opportunity_cost is not None]
        return Margin(self.revenue + other.revenue, self.costs + other.costs, sum(known) if known else None)


Share = tuple[int, int]
"""Numerator and denominator of the part of a run that serves a line; 0 and 1: none of it."""

Parts = dict[tuple[str, int], int]
"""Numerators of what each part costs, by part and denominator: added up so, nothing is rounded."""


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
        self._output: dict[tuple[int, int], int] = defaultdict(int)
        for make in placement.makes:
            self._output[make.run, make.point] += make.quantity
        self._root: dict[int, int] = {}
        self._known: dict[int, dict[int, Share]] = {}
        for run in placement.runs:
            self._root[run.number] = run.user if run.user < 0 else self._root[run.user]
        self.pegs: Sequence[Peg] = charged(pegging, placement.runs)
        try:
            self._order = self._users_first()
        except CycleError:  # who swapped with whom would go round in a circle: charge what is taken
            self.pegs = pegging.pegs
            self._order = self._users_first()

    def _users_first(self) -> list[int]:
        """Return the runs so that each comes after all that use its output."""
        inside = [(-1 - peg.supply, peg.user) for peg in self.pegs if peg.supply < 0 <= peg.user]
        if all(user < run for run, user in inside):  # as they were placed
            return [run.number for run in self.placement.runs]
        users: dict[int, set[int]] = {run.number: set() for run in self.placement.runs}
        for run, user in inside:
            users[run].add(user)
        return list(TopologicalSorter(users).static_order())

    def of_line(self, line: int, freight: Fraction) -> Costs:
        """Return what a line costs, with `freight` in minor units."""
        network, root = self.network, -1 - line
        shares = self._shares(root)
        parts: Parts = defaultdict(int)
        missing: set[str] = set()
        parts["freight", freight.denominator] += freight.numerator
        for peg in self.pegs:
            if peg.supply >= 0 and peg.user in shares:
                _add(parts, "material", shares[peg.user], peg.quantity, network.item_cost, peg.point)
                if peg.point in network.uncosted_points:
                    missing.add(network.items[peg.point])
        for run in self.placement.runs:
            if run.number in shares:
                part = "processing" if self._has_inputs(run.process) else "material"
                _add(parts, part, shares[run.number], run.starts, network.process_cost, run.process)
                if run.process in network.uncosted_ways:
                    missing.add(network.items[network.structure.output_point[run.process]])
            if self._root[run.number] == root:
                self._charge_run(parts, run.process, run.starts)
        for load in self.placement.loads:
            if load.run in shares:
                minutes = load.regular + load.overtime
                _add(parts, "labour", shares[load.run], minutes, network.minute_cost, load.resource)
            if load.overtime and self._root[load.run] == root:
                _add(parts, "overtime", WHOLE, load.overtime, network.overtime_cost, load.resource)
        exact: dict[str, Fraction] = {}
        for (part, den), num in parts.items():
            if num:
                cost = Fraction(num, den)
                exact[part] = exact[part] + cost if part in exact else cost
        return Costs(**{part: round(cost) for part, cost in exact.items()}, missing=frozenset(missing))

    def opportunity_of_line(self, line: int, prices: PricesOnDays) -> int:
        """Return what the scarce things that a line uses could earn elsewhere, at bid prices, in minor units.

        Minutes of overtime are charged what is left of their price beyond the surcharge that they cost already.
        """
        network, shares = self.network, self._shares(-1 - line)
        loads = []
        for load in self.placement.loads:
            if load.run in shares:
                num, den = shares[load.run]
                loads.append(Used(load.resource, load.day, num * load.regular, den))
                if load.overtime:
                    rate = network.overtime_cost
                    paid = int(rate.num[load.resource]) * MILLIONTHS // int(rate.den[load.resource])
                    loads.append(Used(load.resource, load.day, num * load.overtime, den, paid))
        takes = []
        for peg in self.pegs:
            if peg.supply >= 0 and peg.user in shares:
                num, den = shares[peg.user]
                takes.append(Used(peg.point, peg.need_day, num * peg.quantity, den))
        return opportunity_cost(prices, loads, takes)

    def _has_inputs(self, process: int) -> bool:
        first = self.network.structure.input_first
        return bool(first[process] < first[process + 1])

    def _charge_run(self, parts: Parts, process: int, starts: int) -> None:
        """Add what a run costs once, however much of it the line uses, and its surcharge where it is expedited."""
        network = self.network
        parts["fixed", 1] += int(network.process_cost_fixed[process])
        if network.structure.process_class[process] == EXPEDITED:
            _add(parts, "expedite", WHOLE, starts, network.expedite_cost, process)
            parts["expedite", 1] += int(network.expedite_cost_fixed[process])

    def _shares(self, root: int) -> dict[int, Share]:
        """Return which part of each run serves the line with user `root`, and the whole for the line itself."""
        if root in self._known:
            return self._known[root]
        shares = self._known[root] = {root: WHOLE}
        by_run: dict[int, list[Peg]] = defaultdict(list)
        for peg in self.pegs:
            if peg.supply < 0:
                by_run[-1 - peg.supply].append(peg)
        for run in self._order:
            num, den = 0, 1
            for peg in by_run[run]:
                if peg.user in shares:
                    part, of = shares[peg.user]
                    part, of = part * peg.quantity, of * self._output[run, peg.point]
                    num, den = num * of + part * den, den * of
            if num:
                common = gcd(num, den)
                shares[run] = (num // common, den // common) if num < den else WHOLE
        return shares


WHOLE: Share = (1, 1)


def _add(parts: Parts, part: str, share: Share, count: int, rate: Rate, n: int) -> None:
    """Add ``share * count * rate`` to a part."""
    parts[part, share[1] * int(rate.den[n])] += share[0] * count * int(rate.num[n])
