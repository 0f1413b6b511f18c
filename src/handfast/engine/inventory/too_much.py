"""Cures of too much: stop what is coming, move it to where it lacks, promote it, or let it be used up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from handfast.engine.inventory.cure import Cure, cheapest, spend_on, starts_for, whole
from handfast.engine.inventory.terms import Terms
from handfast.engine.network import Network
from handfast.sentences import sentence

YEAR = 365


@dataclass(frozen=True)
class Clearing:
    """What is known when there is too much.

    Attributes
    ----------
    network
        The company.
    terms
        Cost of holding, size of a promotion.
    movers
        For each stock point, the ways that move its goods to other sites.
    wanted
        For each stock point that lacks, how much.
    """

    network: Network
    terms: Terms
    movers: Mapping[int, list[int]]
    wanted: Mapping[int, int]

    def cures(
        self, point: int, excess: int, coming: int, daily: float, cost: Fraction | None, price: Fraction | None
    ) -> tuple[Cure, ...]:
        """Return what can be done about `excess`, the cheapest first; each with the cost of what it leaves over.

        Parameters
        ----------
        coming
            Free supply on its way, which may be stopped.
        daily
            Expected demand of a day.
        cost, price
            Standard cost and list price of a smallest unit; None: not known.
        """

        def cure(kind: str, what: str, quantity: int, paid: int, left: int) -> Cure:
            return Cure(kind, what, quantity, 0, paid, paid, self._of_rest(left, daily, cost), left)

        used_up, gone = sentence("order no more until it is used up"), sentence("take it out of the range")
        usual = used_up if daily > 0 else gone
        found = [cure("stop", usual, excess, 0, excess)]
        if coming > 0:
            stopped = min(excess, coming)
            found.append(cure("stop", sentence("stop supply on its way"), stopped, 0, excess - stopped))
        for way, quantity in self._moves(point, excess):
            paid = whole(spend_on(self.network, way, quantity))
            found.append(cure("move", self.network.processes[way], quantity, paid, excess - quantity))
        if price is not None:
            given = whole(price * Fraction(self.terms.discount).limit_denominator(10**6) * excess)
            off = sentence("sell it at {discount:.0f}% off", discount=100 * self.terms.discount)
            found.append(cure("promote", off, excess, given, 0)._replace(spend=0))
        return tuple(cheapest(found))

    def _of_rest(self, rest: int, daily: float, cost: Fraction | None) -> int | None:
        """Return what it costs to hold a rest until it is used up; its value, where nobody will want it."""
        if rest <= 0:
            return 0
        if cost is None:
            return None
        if daily <= 0:
            return whole(cost * rest)
        return whole(min(float(cost) * self.terms.holding / YEAR * rest * (rest / daily) / 2, float(cost) * rest))

    def _moves(self, point: int, excess: int) -> Iterator[tuple[int, int]]:
        """Yield ways to sites that lack, and how much would go."""
        for way in self.movers.get(point, ()):
            target = int(self.network.structure.output_point[way])
            quantity = starts_for(self.network, way, min(self.wanted.get(target, 0), excess))
            if 0 < quantity <= excess:
                yield way, quantity
