"""Make an offer: the answer to an ask, complete with what feeds it, its reasons, margin and counter-offers.

An offer changes nothing: everything is tried on the book's state and taken back exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handfast.engine.promise import counter_offers, reasons
from handfast.engine.promise.arranging import Arranged, as_ready, by_one_day, given, together
from handfast.engine.promise.ask import Ask, check_ask
from handfast.engine.promise.book import Book
from handfast.engine.promise.counter_offers import CounterOffer, Parts, order_ways, undominated
from handfast.engine.promise.delivering import NEVER, Deliveries, Delivery, Wanted, points_asked
from handfast.engine.promise.feeding import Feed, feeds_of
from handfast.engine.promise.fulfilment import Fulfilment, fulfilment_of
from handfast.engine.promise.keeping import Keeping
from handfast.engine.promise.market import Market
from handfast.engine.promise.offer import LineOffer, Offer
from handfast.engine.promise.pegging import CommitmentsOf
from handfast.engine.promise.reasons import Reason


def offer(market: Market, book: Book, asked: Ask, commitments_of: CommitmentsOf) -> Offer:
    """Answer an ask and leave the book as it was.

    Parameters
    ----------
    market, book
        The company, and what is promised of it.
    commitments_of
        See :func:`~handfast.engine.promise.pegging.peg`.

    Raises
    ------
    NotFound, DataError
        See :func:`~handfast.engine.promise.ask.check_ask`.
    """
    return _whole(Making(market, book, asked, commitments_of))


def answer(market: Market, book: Book, asked: Ask, commitments_of: CommitmentsOf) -> Offer:
    """Return the same offer without its reasons and counter-offers: for whoever takes the answer, whatever it is.

    Before which day nothing is possible is only looked for as far as the earliest day needs it; else it is day 0.
    """
    return _whole(Making(market, book, asked, commitments_of, plain=True))


class Making:
    """The making of an offer, part by part: others may be answered in between, as long as nothing is written.

    Between two parts nothing that was tried lies on the book's state, and nothing is hidden there.

    Parameters
    ----------
    market, book, asked, commitments_of
        As for `offer`; also what it raises.
    plain
        Without reasons and counter-offers.
    """

    def __init__(
        self, market: Market, book: Book, asked: Ask, commitments_of: CommitmentsOf, *, plain: bool = False
    ) -> None:
        check_ask(market, asked)
        customer = market.customer(asked.customer)
        points = points_asked(market, customer, (line.item for line in asked.lines))
        self._keeping = Keeping(book, (customer.segment,), points)
        self._parts = _made(Deliveries(market, book, customer, commitments_of, self._keeping), asked, plain=plain)

    def go_on(self) -> Offer | None:
        """Make the next part; return the offer once it is whole."""
        with self._keeping.hidden():
            try:
                next(self._parts)
            except StopIteration as ended:
                whole: Offer = ended.value
                return whole
        return None


def _whole(making: Making) -> Offer:
    while (made := making.go_on()) is None:
        pass
    return made


def _made(tried: Deliveries, asked: Ask, *, plain: bool) -> Parts[Offer]:
    answer = _Answer(tried, asked, plain=plain)
    yield
    return (yield from answer.offer())


def wanted_lines(tried: Deliveries, asked: Ask) -> list[Wanted]:
    """Return an ask's lines on the network's days."""
    return [
        tried.wanted(
            number,
            line.item,
            line.quantity,
            None if line.wish is None else tried.market.day_of(line.wish),
            price=line.price,
            site=line.site,
        )
        for number, line in enumerate(asked.lines)
    ]


class _Answer:
    """The making of one offer."""

    def __init__(self, tried: Deliveries, asked: Ask, *, plain: bool = False) -> None:
        self.tried = tried
        self.asked = asked
        self.plain = plain  # neither reasons nor other ways
        self.whole = asked.together and len(asked.lines) > 1
        self.own = wanted_lines(tried, asked)
        self.wanted = by_one_day(self.own) if self.whole else self.own
        self.alone: Arranged = as_ready(tried, self.wanted)
        self.answer: Arranged = together(tried, self.own, self.alone) if self.whole else self.alone
        self.first = fulfilment_of(tried, given(self.answer))

    def offer(self) -> Parts[Offer]:
        """Return the offer, part by part: there is a pause only where nothing lies on the state."""
        numbers = {delivery.line: number for number, delivery in enumerate(self.first.deliveries)}
        lines: list[LineOffer] = []
        before: list[Delivery] = []  # each line is looked at on what the lines before it leave
        others: list[CounterOffer] = []
        tried = self.tried
        try:
            for wanted, alone, answer in zip(self.wanted, self.alone, self.answer, strict=True):
                why: list[Reason] = [reasons.not_sold()]
                earliest, bound = NEVER, NEVER
                if alone is not None:
                    why = self._reasons(wanted, alone, answer)
                    earliest, bound = self._earliest(wanted, alone)
                    if not (self.whole or self.plain or alone.on_time):
                        after = self.wanted[wanted.line + 1 :]
                        search = counter_offers.Search(tried, wanted, alone, before, after)
                        if not before:
                            yield
                        others += yield from search.found(self.first)
                    if wanted is not self.wanted[-1]:
                        before.append(alone)
                        tried.restore([alone])
                line = LineOffer(
                    self.own[wanted.line],
                    self.asked.lines[wanted.line].wish is not None,
                    numbers.get(wanted.line),
                    answer,
                    earliest,
                    bound,
                    tuple(why),
                    self._feeds(numbers.get(wanted.line)),
                )
                lines.append(self._waiting(line, alone))
        finally:
            tried.remove(before)
        if self.whole and not self.plain:
            others = self._of_the_whole(fulfilment_of(tried, given(as_ready(tried, self.own))))
        kept = frozenset(tried.keeping.until)
        return Offer(
            tried.market, self.asked, tried.customer, tuple(lines), self.first, tuple(self._best(others)), kept
        )

    def _reasons(self, wanted: Wanted, alone: Delivery, answer: Delivery | None) -> list[Reason]:
        """Return why a line is not as wished, for itself."""
        if self.plain or alone.on_time or _arrival(answer) <= wanted.wish:
            return []
        return reasons.reasons_of(self.tried, wanted, alone)

    def _feeds(self, number: int | None) -> tuple[Feed, ...]:
        return () if self.plain or number is None else feeds_of(self.tried.market, self.tried.book, self.first, number)

    def _earliest(self, wanted: Wanted, delivery: Delivery) -> tuple[int, int]:
        """Return the earliest day of arrival found, and a day before which none is possible."""
        earliest, bound = self.tried.earliest(wanted, delivery, proven=not self.plain)
        return (earliest, bound) if earliest < NEVER else (NEVER, NEVER)

    def _waiting(self, line: LineOffer, alone: Delivery | None) -> LineOffer:
        """Return a line with the reason that it waits for another one, where it does."""
        if self.plain or not self.whole or alone is None:
            return line
        alone_day = max(alone.arrive_day, self.wanted[line.wanted.line].wish)
        if line.arrive_day <= alone_day:
            return line
        others = [each for each in self.wanted if each.line != line.wanted.line]
        slowest = max(others, key=lambda each: _arrival(self.alone[each.line])).line
        days = line.arrive_day - alone_day if line.feasible else None
        return replace(line, reasons=(*line.reasons, reasons.waits_for(slowest, days)))

    def _of_the_whole(self, ready: Fulfilment) -> list[CounterOffer]:
        """Return other ways for lines that are to arrive together."""
        if all(each is not None and each.on_time for each in self.answer):
            return []
        return order_ways(self.tried, self.own, self.answer, self.first, ready)

    def _best(self, others: Sequence[CounterOffer]) -> list[CounterOffer]:
        quantities = {wanted.line: wanted.quantity for wanted in self.own}
        wishes = {wanted.line: wanted.wish for wanted in self.own}
        return undominated(others, quantities, wishes)


def _arrival(delivery: Delivery | None) -> int:
    return NEVER if delivery is None else delivery.arrive_day
