"""The offer: what facade, command line, API and pages show as the answer to an ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handfast.engine.promise.ask import Ask
from handfast.engine.promise.counter_offers import CounterOffer
from handfast.engine.promise.delivering import NEVER, Delivery, Wanted
from handfast.engine.promise.feeding import Feed
from handfast.engine.promise.form import offer_form
from handfast.engine.promise.fulfilment import Fulfilment
from handfast.engine.promise.market import Customer, Market
from handfast.engine.promise.profit import Costs, Margin
from handfast.engine.promise.reasons import Reason
from handfast.engine.promise.telling import Sight, Telling


@dataclass(frozen=True)
class LineOffer:
    """The answer to one line of an ask. Days are counted from the network's origin.

    Parameters
    ----------
    wanted
        What is wanted, by when, at what price.
    wished
        Whether a day was wished for; else it is as soon as possible.
    number
        Which delivery of the fulfilment it is; None where it is not possible.
    delivery
        The delivery, possible or not; None where no site sells the item.
    earliest_day
        Earliest day of arrival that was found, `NEVER` where there is none.
    bound_day
        No earlier day of arrival is possible; equal to `earliest_day`: proven.
    reasons
        Why not as wished; empty where it is. Of lines that are to arrive together, why not by the earliest wish.
    feeds
        What feeds the delivery, back to stock, receipts and purchases.
    confidence
        How sure the day is; None: not known.
    """

    wanted: Wanted
    wished: bool
    number: int | None
    delivery: Delivery | None
    earliest_day: int
    bound_day: int
    reasons: tuple[Reason, ...]
    feeds: tuple[Feed, ...]
    confidence: None = None

    @property
    def feasible(self) -> bool:
        """Whether it is possible before the horizon."""
        return self.number is not None

    @property
    def arrive_day(self) -> int:
        """Day of arrival, `NEVER` where it is not possible."""
        return self.delivery.arrive_day if self.delivery and self.feasible else NEVER

    @property
    def on_time(self) -> bool:
        """Whether it arrives as wished; where no day was wished for, whenever it can."""
        return self.late_days == 0

    @property
    def late_days(self) -> int | None:
        """Days after the wish, 0 where it is met or there is none; None where it is not possible."""
        if not self.feasible:
            return None
        return max(self.arrive_day - self.wanted.wish, 0) if self.wished else 0

    @property
    def proven(self) -> bool:
        """Whether no earlier day is possible."""
        return self.earliest_day == self.bound_day


@dataclass(frozen=True, repr=False)
class Offer:
    """The answer to an ask.

    Parameters
    ----------
    market
        The company as it was when the answer was made; gives names to numbers.
    asked, customer
        Who asked for what.
    lines
        The answer line by line.
    fulfilment
        How the lines that are possible are met: placements and pegging, to be held or promised as they are.
    counter_offers
        Other ways, at most five; empty where everything is as wished.
    kept
        Stock points at which something is kept from the customer for others' forecasts.
    """

    market: Market
    asked: Ask
    customer: Customer
    lines: tuple[LineOffer, ...]
    fulfilment: Fulfilment
    counter_offers: tuple[CounterOffer, ...]
    kept: frozenset[int] = frozenset()

    def __repr__(self) -> str:
        """Return the answer in a sentence for each line."""
        telling = Telling(self, Sight.PRICE)
        return f"<Offer: {' '.join(map(telling.headline, self.lines))}>"

    def __str__(self) -> str:
        """Return the answer with its reasons and the other ways, a sentence a line, without money."""
        telling = Telling(self, Sight.PRICE)
        told: list[str] = []
        for line in self.lines:
            told.append(telling.headline(line))
            told += [f"  {telling.reason_with_days(line, reason)}" for reason in line.reasons]
        ways = [f"  {telling.other_way(way)}" for way in self.counter_offers]
        return "\n".join([*told, *(["Or:", *ways] if ways else [])])

    @property
    def feasible(self) -> bool:
        """Whether all of it is possible before the horizon."""
        return all(line.feasible for line in self.lines)

    @property
    def on_time(self) -> bool:
        """Whether all of it arrives as wished."""
        return all(line.on_time for line in self.lines)

    @property
    def arrive_day(self) -> int:
        """Day on which the last line arrives, `NEVER` where one is not possible."""
        return max(line.arrive_day for line in self.lines)

    @property
    def margin(self) -> Margin | None:
        """What the lines that are possible earn together; None where one is not known."""
        return self.fulfilment.margin if self.fulfilment.deliveries else None

    def to_dict(self, sight: Sight = Sight.COSTS, sites: frozenset[str] | None = None) -> dict[str, Any]:
        """Return the offer as JSON holds it: ISO dates, quantities in the item's unit and money as decimal texts.

        Parameters
        ----------
        sight
            How much of the money the reader may see.
        sites
            The only sites that the reader may see, None: all; others have no name.
        """
        return offer_form(self, sight, sites)

    def margin_of(self, line: LineOffer) -> Margin | None:
        """Return what a line earns; None where that is not known or the line is not possible."""
        return None if line.number is None else self.fulfilment.margins[line.number]

    def costs_of(self, line: LineOffer) -> Costs | None:
        """Return what a line costs; None where it is not possible."""
        return None if line.number is None else self.fulfilment.costs[line.number]


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The date alone, for many asks at once.

    Parameters
    ----------
    feasible
        Whether all of it is possible before the horizon.
    arrive
        Day on which the last line arrives; None where it is not possible.
    late_days
        Days after the wish of the line that is latest by its wish, 0 where no day was wished for; None where it is
        not possible.
    """

    feasible: bool
    arrive: date | None
    late_days: int | None


def short_answer(market: Market, asked: Ask, wanted: Sequence[Wanted], found: Sequence[Delivery | None]) -> ShortAnswer:
    """Return the date of an ask's deliveries, one for each line."""
    days = [NEVER if delivery is None or not delivery.feasible else delivery.arrive_day for delivery in found]
    if max(days) >= NEVER:
        return NOT_POSSIBLE
    wished = [line.wish is not None for line in asked.lines]
    late = [max(day - line.wish, 0) if said else 0 for day, line, said in zip(days, wanted, wished, strict=True)]
    return ShortAnswer(True, market.date_of(max(days)), max(late))


NOT_POSSIBLE = ShortAnswer(False, None, None)
