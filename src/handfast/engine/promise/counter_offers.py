"""Counter-offers: what could be done instead, searched on the state, each a whole fulfilment that could be written.

All that the wish does not get is tried: what is possible by the wish and the rest later, from the same site or from
another; only what is possible; a substitute; overtime; expediting; what is kept for others' forecasts. What another
one, or the answer, beats in every respect is dropped.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from handfast.engine.promise.arranging import Arranged, as_ready, together
from handfast.engine.promise.delivering import NEVER, Deliveries, Delivery, Wanted
from handfast.engine.promise.fulfilment import Fulfilment, fulfilment_of
from handfast.engine.promise.market import Outlet

R = TypeVar("R")
Parts = Generator[None, None, R]
"""Work that is done part by part, and what it leads to."""

ANSWER = "answer"
"""The answer itself, everything later: what other ways are compared with, and none of them."""

PARTIAL, OVERTIME, EXPEDITED, BOTH, DISPLACING, OTHER_SITE, SUBSTITUTE, SMALLER, AS_READY = KINDS = (
    "partial",
    "overtime",
    "expedited",
    "overtime_expedited",
    "displacing",
    "other_site",
    "substitute",
    "smaller",
    "as_ready",
)
CUSTOMER, PRODUCTION, PURCHASING, LOGISTICS, PLANNING = "customer", "production", "purchasing", "logistics", "planning"

RUSHES = ((OVERTIME, True, False), (EXPEDITED, False, True), (BOTH, True, True))
"""Ways to hurry: with overtime or not, expedited or not."""

MOST_SHOWN = 5
MOST_HALVINGS = 3
MOST_SITES = 3
MOST_SUBSTITUTES = 3


@dataclass(frozen=True)
class CounterOffer:
    """Another way to meet an ask, or part of it.

    Parameters
    ----------
    kind
        What is different: one of `KINDS`.
    line
        The line that it is about, from 0.
    fulfilment
        The whole ask met this way; could be held or promised as it is.
    agrees
        Who must agree: customer, production, purchasing, logistics, planning.
    extra_cost
        Costs beyond those of the first answer, in minor units of the company's currency; None where the two cannot be
        compared (another quantity, another item, or no first answer) and no surcharge is known.
    """

    kind: str
    line: int
    fulfilment: Fulfilment
    agrees: tuple[str, ...]
    extra_cost: int | None

    def deliveries(self) -> list[Delivery]:
        """Return the deliveries of the line that it is about, the first to arrive first."""
        mine = [delivery for delivery in self.fulfilment.deliveries if delivery.line == self.line]
        return sorted(mine, key=lambda delivery: delivery.arrive_day)


class Search:
    """Searches other ways for one line, on what the lines before it left.

    Parameters
    ----------
    tried
        The state with the lines before this one, and no other.
    wanted, delivery
        The wish and the first answer.
    before, after
        Deliveries of the lines before this one, and what the lines after it want: they are placed anew for every way,
        for they may have used what the first answer left over.
    """

    def __init__(
        self,
        tried: Deliveries,
        wanted: Wanted,
        delivery: Delivery,
        before: Sequence[Delivery] = (),
        after: Sequence[Wanted] = (),
    ) -> None:
        self.tried = tried
        self.wanted = wanted
        self.delivery = delivery
        self.before = tuple(before)
        self.after = tuple(after)
        self.outlet = next(each for each in wanted.outlets if each.site == delivery.site)

    def ways(self) -> Iterator[tuple[str, list[Delivery]]]:
        """Yield the answer and other ways for the line; the state is as it was whenever one is yielded."""
        if self.delivery.feasible:
            yield ANSWER, [self.delivery]
        yield from self._rushed()
        yield from self._parts()
        yield from self._substitutes()

    def _rushed(self) -> Iterator[tuple[str, list[Delivery]]]:
        """Yield what overtime and expediting make possible earlier, both only where neither reaches the wish."""
        best = self.delivery.arrive_day
        for kind, overtime, expedite in RUSHES:
            if best <= self.wanted.wish:
                return
            rushed = self.tried.tried(self.wanted, self.outlet, overtime=overtime, expedite=expedite, parts=False)
            if rushed.arrive_day < (best if kind == BOTH else self.delivery.arrive_day):
                best = min(best, rushed.arrive_day)
                yield kind, [rushed]

    def _parts(self) -> Iterator[tuple[str, list[Delivery]]]:
        """Yield the most that is possible by the wish (or at all), with the rest later, elsewhere, or not."""
        if not self.delivery.feasible:
            yield from self._whatever()
        first = self.tried.most_on_wish(self.wanted, self.outlet, self.wanted.quantity - 1)
        if first is None:
            return
        found: list[tuple[str, list[Delivery]]] = []
        try:
            rest = replace(self.wanted, quantity=self.wanted.quantity - first.quantity)
            later = self.tried.tried(rest, self.outlet, parts=False)
            if later.feasible:
                found.append((PARTIAL, [first, later]))
            for outlet in self._elsewhere():
                other = self.tried.tried(rest, outlet, parts=False)
                if other.arrive_day < later.arrive_day:
                    found.append((OTHER_SITE, [first, other]))
        finally:
            self.tried.remove([first])
        yield from found
        if later.arrive_day > self.delivery.arrive_day:
            yield from self._less_at_first(first.quantity)
        yield from self._elsewhere_whole()
        yield SMALLER, [self._smaller(first)]

    def _less_at_first(self, most: int) -> Iterator[tuple[str, list[Delivery]]]:
        """Yield a smaller part by the wish, where the rest of it does not end later than all of it together."""
        for _ in range(MOST_HALVINGS):
            most //= 2
            first = self.tried.most_on_wish(self.wanted, self.outlet, most) if most else None
            if first is None:
                return
            rest = replace(self.wanted, quantity=self.wanted.quantity - first.quantity)
            later = self.tried.tried(rest, self.outlet, parts=False)
            self.tried.remove([first])
            if later.arrive_day <= self.delivery.arrive_day:
                yield PARTIAL, [first, later]
                return

    def _smaller(self, first: Delivery) -> Delivery:
        """Return the most that one site delivers by the wish, at the price of that quantity; `first` is from ours.

        One more is found from none of the sites. Where one has more, the others are asked again for more than that:
        what is found need not grow evenly.
        """
        most, asked = first, {self.outlet.site}
        while outlet := next((each for each in (self.outlet, *self._elsewhere()) if each.site not in asked), None):
            asked.add(outlet.site)
            other = self.tried.most_on_wish(self.wanted, outlet, self.wanted.quantity - 1, most.quantity)
            if other is not None:
                self.tried.remove([other])
                most, asked = other, {outlet.site}
        return replace(most, price=self.tried.price(self.wanted.item, most.quantity))

    def _elsewhere(self) -> list[Outlet]:
        return [each for each in self.wanted.outlets if each.site != self.outlet.site][:MOST_SITES]

    def _elsewhere_whole(self) -> Iterator[tuple[str, list[Delivery]]]:
        for outlet in self._elsewhere():
            other = self.tried.tried(self.wanted, outlet)
            if other.feasible:
                yield OTHER_SITE, [other]

    def _whatever(self) -> Iterator[tuple[str, list[Delivery]]]:
        """Yield the most that is possible at all, as early as that is."""
        last = self.tried.last_arrival(self.outlet.site)
        most = self.tried.most_on_wish(replace(self.wanted, wish=last), self.outlet, self.wanted.quantity)
        if most is None:
            return
        self.tried.remove([most])
        wanted = replace(self.wanted, quantity=most.quantity, price=self.tried.price(self.wanted.item, most.quantity))
        yield SMALLER, [self.tried.tried(wanted, self.outlet)]

    def _substitutes(self) -> Iterator[tuple[str, list[Delivery]]]:
        """Yield what may be offered instead, where it arrives earlier."""
        market = self.tried.market
        for substitute in market.substitutes.get(self.wanted.item.key, [])[:MOST_SUBSTITUTES]:
            quantity = -(-(self.wanted.quantity * substitute.per_unit) // 1)
            wanted = self.tried.wanted(self.wanted.line, substitute.item, int(quantity), self.wanted.wish)
            delivery = self.tried.best(wanted)
            if delivery is not None and delivery.arrive_day < self.delivery.arrive_day:
                yield SUBSTITUTE, [delivery]

    def _whole(self, deliveries: list[Delivery]) -> Fulfilment:
        """Return the whole ask met with these deliveries of the line, the state as it was."""
        rest: list[Delivery] = []
        self.tried.restore(deliveries)
        try:
            if self.after:
                rest = [each for each in as_ready(self.tried, self.after) if each is not None]
        finally:
            self.tried.remove(deliveries)
        return fulfilment_of(self.tried, [*self.before, *deliveries, *rest])

    def found(self, first: Fulfilment) -> Parts[list[CounterOffer]]:
        """Return the answer and all other ways, as whole fulfilments beside the other lines; way by way.

        There is a pause after each, where no line before lies on the state.

        Parameters
        ----------
        first
            The first answer, with which costs are compared.
        """
        found: list[CounterOffer] = []
        for kind, deliveries in self.ways():
            found.append(self._offer(kind, deliveries, first))
            if not self.before:
                yield
        return [*found, *self._displacing(first)]

    def _displacing(self, first: Fulfilment) -> list[CounterOffer]:
        """Return the way that takes of what is kept for others' forecasts, where it is sooner."""
        if not self.tried.keeping.in_force:
            return []
        with self.tried.displacing():
            sooner = self.tried.best(self.wanted)
            if sooner is None or sooner.arrive_day >= self.delivery.arrive_day:
                return []
            return [self._offer(DISPLACING, [sooner], first)]

    def _offer(self, kind: str, deliveries: list[Delivery], first: Fulfilment) -> CounterOffer:
        fulfilment = first if kind == ANSWER else self._whole(deliveries)
        extra = _extra_cost(kind, fulfilment, first if self.delivery.feasible else None)
        return CounterOffer(kind, self.wanted.line, fulfilment, _agrees(self.tried, kind, deliveries), extra)


def order_ways(
    tried: Deliveries,
    wanted: Sequence[Wanted],
    answer: Sequence[Delivery | None],
    first: Fulfilment,
    ready: Fulfilment,
) -> list[CounterOffer]:
    """Return the answer and other ways for an order whose lines arrive together; each is about the line that is latest.

    Parameters
    ----------
    answer, first
        The first answer, together.
    ready
        The same lines, each as it is ready.
    """
    feasible = all(each is not None and each.feasible for each in answer)
    ways: list[tuple[str, Fulfilment]] = [(ANSWER, first)] if feasible else []
    if ready.deliveries:
        ways.append((AS_READY, ready))
    for kind, overtime, expedite in RUSHES:
        alone = as_ready(tried, wanted, overtime=overtime, expedite=expedite)
        ways += _if_whole(tried, kind, together(tried, wanted, alone, overtime=overtime, expedite=expedite))
    if tried.keeping.in_force:
        with tried.displacing():
            displacing = _if_whole(tried, DISPLACING, together(tried, wanted, as_ready(tried, wanted)))
        ways += [way for way in displacing if not feasible or way[1].arrive_day < first.arrive_day]
    slowest = max(ready.deliveries, key=lambda each: each.arrive_day - each.wish).line if ready.deliveries else 0
    return [
        CounterOffer(
            kind,
            slowest,
            fulfilment,
            _agrees(
                tried,
                kind,
                fulfilment.deliveries,
                missing=len({each.line for each in fulfilment.deliveries}) < len(wanted),
            ),
            _extra_cost(kind, fulfilment, first if feasible else None),
        )
        for kind, fulfilment in ways
    ]


def _if_whole(tried: Deliveries, kind: str, arranged: Arranged) -> list[tuple[str, Fulfilment]]:
    """Return a way if all of its lines can be met."""
    given = [each for each in arranged if each is not None and each.feasible]
    return [(kind, fulfilment_of(tried, given))] if len(given) == len(arranged) else []


def _extra_cost(kind: str, fulfilment: Fulfilment, first: Fulfilment | None) -> int | None:
    costs = fulfilment.total_costs
    if kind in (SMALLER, SUBSTITUTE):
        return None
    if first is None:
        return costs.overtime + costs.expedite or None
    before = first.total_costs
    return costs.total - before.total if costs.known and before.known else None


def _agrees(tried: Deliveries, kind: str, deliveries: Sequence[Delivery], *, missing: bool = False) -> tuple[str, ...]:
    """Return who must agree: the customer to any change of the wish, whoever hurries, and who planned for others."""
    as_wished = all(each.on_time for each in deliveries) and not missing and kind not in (SUBSTITUTE, SMALLER)
    agrees = [] if as_wished else [CUSTOMER]
    who = {"make": PRODUCTION, "buy": PURCHASING, "move": LOGISTICS, "substitute": PRODUCTION}
    for delivery in deliveries:
        if any(load.overtime for load in delivery.placement.loads):
            agrees.append(PRODUCTION)
        agrees += [who[tried.market.processes[run].kind] for run in tried.expedited(delivery)]
    agrees += [PLANNING] if kind == DISPLACING else []
    return tuple(dict.fromkeys(agrees))


def undominated(
    offers: Sequence[CounterOffer], quantities: dict[int, int], wishes: dict[int, int]
) -> list[CounterOffer]:
    """Return the ways that neither the answer nor another way beats in every respect, at most five, by their kinds.

    Respects: the last arrival; the parts that arrive as wished; the parts that arrive at all; what is earned (costs,
    where that is not known of all; nothing, where costs are not known either); whether it is the item that was asked
    for; whether others' forecasts keep what is theirs.

    Parameters
    ----------
    quantities, wishes
        What was asked, line by line.
    """
    money = _money([offer.fulfilment for offer in offers])
    vectors = [_respects(offer, quantities, wishes, paid) for offer, paid in zip(offers, money, strict=True)]
    kept = [
        offer
        for n, offer in enumerate(offers)
        if offer.kind != ANSWER and not any(_beats(vectors[m], vectors[n], m < n) for m in range(len(offers)) if m != n)
    ]
    kept.sort(key=lambda offer: (KINDS.index(offer.kind), offer.line))
    return kept[:MOST_SHOWN]


Respects = tuple[Fraction, ...]


def _money(ways: Sequence[Fulfilment]) -> list[int]:
    """Return what can be compared of the ways' money, less being better."""
    margins = [way.margin for way in ways]
    earned = [-margin.total for margin in margins if margin is not None]
    if len(earned) == len(ways):
        return earned
    costs = [way.total_costs for way in ways]
    return [each.total for each in costs] if all(each.known for each in costs) else [0] * len(ways)


def _respects(offer: CounterOffer, quantities: dict[int, int], wishes: dict[int, int], money: int) -> Respects:
    """Return an offer as numbers of which less is better."""
    instead = offer.kind == SUBSTITUTE
    in_time, ever = Fraction(0), Fraction(0)
    for delivery in offer.fulfilment.deliveries:
        whole = instead and delivery.line == offer.line
        part = Fraction(1) if whole else Fraction(delivery.quantity, quantities[delivery.line])
        ever += part
        if delivery.arrive_day <= wishes[delivery.line]:
            in_time += part
    last = offer.fulfilment.arrive_day if offer.fulfilment.deliveries else NEVER
    displaces = Fraction(offer.kind == DISPLACING)
    return Fraction(last), -in_time, -ever, Fraction(money), Fraction(instead), displaces


def _beats(one: Respects, other: Respects, earlier: bool) -> bool:
    """Whether one offer is at least as good in every respect; of equals, the one that was found earlier."""
    return all(a <= b for a, b in zip(one, other, strict=True)) and (one != other or earlier)
