"""Short answers: the date alone, for many asks at once, each for itself on the book as it is.

Most asks are one line of goods that do not grow old. Of these the days are found together, in one go of the kernel for
each site that is tried; asks that are equal are answered once. All others are answered one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handfast.engine.promise.arranging import as_ready, together
from handfast.engine.promise.ask import Ask, check_ask
from handfast.engine.promise.book import Book
from handfast.engine.promise.delivering import NEVER, Deliveries, points_asked
from handfast.engine.promise.keeping import Keeping
from handfast.engine.promise.market import Market
from handfast.engine.promise.offer import NOT_POSSIBLE, ShortAnswer, short_answer
from handfast.engine.promise.offering import wanted_lines
from handfast.engine.promise.pegging import CommitmentsOf
from handfast.engine.promise.quotas import whole_units
from handfast.engine.shipping import Route


def answer_many(market: Market, book: Book, asks: Iterable[Ask], commitments_of: CommitmentsOf) -> list[ShortAnswer]:
    """Answer many asks, each for itself on the book as it is, by the date alone.

    Parameters
    ----------
    commitments_of
        See :func:`~handfast.engine.promise.pegging.peg`.

    Raises
    ------
    NotFound, DataError
        See :func:`~handfast.engine.promise.ask.check_ask`.
    """
    numbers: dict[Ask, int] = {}
    which = [numbers.setdefault(asked, len(numbers)) for asked in asks]
    distinct = list(numbers)
    for asked in distinct:
        check_ask(market, asked)
    answers: dict[int, ShortAnswer] = {}
    for group in _alike(market, book, distinct):
        with _keeping(market, book, [distinct[number] for number in group]).hidden():
            found = _Sought(market, book, {number: distinct[number] for number in group}).answers()
            for number in group:
                answers[number] = found.get(number) or _dated(market, book, distinct[number], commitments_of)
    return [answers[number] for number in which]


def answer_one(market: Market, book: Book, asked: Ask, commitments_of: CommitmentsOf) -> ShortAnswer:
    """Answer an ask that was checked, whatever it is, by the date alone."""
    with _keeping(market, book, [asked]).hidden():
        return _dated(market, book, asked, commitments_of)


def _alike(market: Market, book: Book, asks: Sequence[Ask]) -> list[Sequence[int]]:
    """Return the numbers of asks in groups from whom the same is kept: where anything is, those of one segment."""
    if not book.kept.points:
        return [range(len(asks))]
    groups: dict[str, list[int]] = defaultdict(list)
    for number, asked in enumerate(asks):
        groups[market.customer(asked.customer).segment].append(number)
    return list(groups.values())


def _keeping(market: Market, book: Book, asks: Sequence[Ask]) -> Keeping:
    """Return what is kept from the customers of asks that are alike."""
    if not book.kept.points or not asks:
        return Keeping(book, (), ())
    asked = {(each.customer, line.item) for each in asks for line in each.lines}
    points = {point for who, item in asked for point in points_asked(market, market.customer(who), [item])}
    return Keeping(book, (market.customer(asks[0].customer).segment,), points)


def _dated(market: Market, book: Book, asked: Ask, commitments_of: CommitmentsOf) -> ShortAnswer:
    tried = Deliveries(market, book, market.customer(asked.customer), commitments_of)
    wanted = wanted_lines(tried, asked)
    found = as_ready(tried, wanted)
    return short_answer(market, asked, wanted, together(tried, wanted, found) if asked.together else found)


class _Place(NamedTuple):
    """A stock point that may serve, how much may be asked of it, and the way from there."""

    point: int
    most: int
    route: Route


@dataclass(slots=True)
class _Line:
    """A line that is alone in its ask, on its way from place to place, the best first."""

    number: int  # of the ask
    asked: Ask
    wish: int
    first: int  # day of shipping
    places: Sequence[_Place]
    arrive: int = NEVER
    tried: int = 0  # places
    heeds_quota: bool = False  # it would be more than a quota has left

    @property
    def is_done(self) -> bool:
        """Whether no further place is tried."""
        return self.arrive <= self.wish or self.heeds_quota or self.tried == len(self.places)


class _Sought:
    """The lines whose days are found together: alone in their asks, of goods that do not grow old."""

    def __init__(self, market: Market, book: Book, asks: Mapping[int, Ask]) -> None:
        self._market, self._book = market, book
        self._known: dict[tuple[str, str, str], list[_Place]] = {}
        self._lines = [
            self._line(number, asked)
            for number, asked in asks.items()
            if len(asked.lines) == 1 and not market.items[asked.lines[0].item].shelf_life
        ]

    def answers(self) -> dict[int, ShortAnswer]:
        """Return the answers by the numbers of their asks, without those in which a quota has a say."""
        waiting = [line for line in self._lines if not line.is_done]
        while waiting:
            self._try(waiting)
            waiting = [line for line in waiting if not line.is_done]
        return {line.number: self._answer(line) for line in self._lines if not line.heeds_quota}

    def _answer(self, line: _Line) -> ShortAnswer:
        if line.arrive >= NEVER:
            return NOT_POSSIBLE
        late = 0 if line.asked.lines[0].wish is None else max(line.arrive - line.wish, 0)
        return ShortAnswer(True, self._market.date_of(line.arrive), late)

    def _line(self, number: int, asked: Ask) -> _Line:
        line, places = asked.lines[0], self._places(asked)
        item = self._market.items[line.item]
        first = max(item.launched or 0, 0)
        if line.wish is not None:
            wish = self._market.day_of(line.wish)
        else:
            wish = min((_arrival(place, first) for place in places), default=first)
        ended = item.ended is not None and item.ended < 0
        return _Line(
            number, asked, wish, first, [] if ended else [each for each in places if line.quantity <= each.most]
        )

    def _places(self, asked: Ask) -> list[_Place]:
        item, site = asked.lines[0].item, asked.lines[0].site
        found = self._known.get((item, site, asked.customer))
        if found is None:
            market = self._market
            found = self._known[item, site, asked.customer] = [
                _Place(each.point, market.largest.ask(each.point), market.route(each.site, asked.customer))
                for each in market.outlets_for(item, market.customer(asked.customer))
                if site in ("", each.site)
            ]
        return found

    def _try(self, lines: Sequence[_Line]) -> None:
        """Try the next place of each line."""
        placer = self._book.placer
        from handfast.engine.supply.days import days_of  # compiled code that only many asks at once need

        days = days_of(placer.structure, placer.state, np.array([self._row(line) for line in lines], np.int64))
        for line, day in zip(lines, days.tolist(), strict=True):
            place = line.places[line.tried]
            line.tried += 1
            arrive = _arrival(place, day) if day < self._book.network.horizon else NEVER
            if arrive < line.arrive:
                line.heeds_quota = self._is_capped(line, place, day)
                line.arrive = arrive

    def _row(self, line: _Line) -> tuple[int, int, int, int, int]:
        """Return what :func:`~handfast.engine.supply.days.days_of` asks for."""
        place, last = line.places[line.tried], self._book.network.horizon - 1
        departures = place.route.departures
        ship = min(max(departures[min(line.wish, len(departures) - 1)], line.first), last)
        if line.arrive < NEVER:  # only what arrives sooner than from the places before is of use
            last = bisect_left(place.route.arrivals, line.arrive) - 1
        return place.point, line.asked.lines[0].quantity, line.first, ship, last

    def _is_capped(self, line: _Line, place: _Place, day: int) -> bool:
        """Whether the customer's segment has too little of a quota left for goods that are ready on a day."""
        segment = self._market.customer(line.asked.customer).segment
        if not segment:
            return False
        asked = line.asked.lines[0]
        ship, units = place.route.ship_day(day), whole_units(asked.quantity, self._market.items[asked.item].decimals)
        return ship is not None and units > self._book.quotas.left(segment, asked.item, ship)


def _arrival(place: _Place, ready: int) -> int:
    """Return the day on which goods that are ready on a day arrive; NEVER beyond the known days."""
    arrivals = place.route.arrivals
    return arrivals[ready] if arrivals[ready] < len(arrivals) - 1 else NEVER
