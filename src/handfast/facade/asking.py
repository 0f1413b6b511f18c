"""Asks and their answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from handfast.company.people.permissions import Permission
from handfast.company.people.seeing import Seeing
from handfast.company.queries.given import Day, Quantity, as_day, price_of, smallest_units
from handfast.company.queries.holdings import only_sure
from handfast.company.queries.mirror import Mirror
from handfast.engine.promise.ask import Ask, AskLine, check_ask
from handfast.engine.promise.offer import Offer, ShortAnswer
from handfast.engine.promise.offering import Making
from handfast.engine.promise.offering import answer as make_answer
from handfast.engine.promise.offering import offer as make_offer
from handfast.engine.promise.short_answers import answer_many
from handfast.errors import DataError, Fault, NotFound
from handfast.facade.by_turns import by_turns
from handfast.facade.needs import needs
from handfast.facade.opened import Opened

SHORT_AT_FIRST, OFFERS_AT_FIRST = 64, 4
"""So many asks of a batch are answered before anybody else's turn comes; later as many as a turn has time for."""

OFFER_TURN = 0.004
"""Seconds for which an offer is made before anybody else's turn comes: most take less, few a hundred times as long."""

MOST_BEGINNINGS = 3
"""An offer is begun anew so often at most where others write meanwhile; then it is made in one turn."""


class _Begun(NamedTuple):
    """An offer that is being made."""

    making: Making
    mirror: Mirror  # that it is made on: another one may stand at the same position
    position: Hashable  # of that one
    times: int  # that it was begun


class Asking(Opened):
    """What may be asked."""

    @needs(Permission.PROMISE_ASK)
    def quote(
        self,
        item: str,
        quantity: Quantity,
        by: Day | None = None,
        *,
        customer: str = "",
        site: str = "",
        price: Quantity | None = None,
    ) -> Offer:
        """Answer "can we, by when, at what margin, and if not, what else?". Changes nothing.

        Parameters
        ----------
        quantity
            In the item's unit.
        by
            Day of arrival wished for; None: as soon as possible.
        site
            The only site that may serve it; empty: the best.
        price
            Net price of one unit that is talked about, in the customer's currency.
        """
        return self.quote_lines([(item, quantity, by, site, price)], customer=customer)

    @needs(Permission.PROMISE_ASK)
    def quote_lines(self, lines: Iterable[Sequence[Any]], *, customer: str = "", together: bool = False) -> Offer:
        """Answer an order of lines ``(item, quantity, by, site, price)``, of which the last three may lack."""
        said, begun = [tuple(line) for line in lines], None
        while True:
            begun, made = self._run(self._offer_on, begun, said, customer, together)
            if made is not None:
                return made

    @needs(Permission.PROMISE_ASK)
    def answer_lines(self, lines: Iterable[Sequence[Any]], *, customer: str = "", together: bool = False) -> Offer:
        """Answer as :meth:`quote_lines` does, without reasons and counter-offers: for whoever takes the answer."""
        return self._run(self._offered, lines, customer, together, surely_answered)

    @needs(Permission.PROMISE_ASK)
    def ask(self, lines: Iterable[Sequence[Any]], *, customer: str = "", together: bool = False) -> Ask:
        """Return an ask for :meth:`quote_many`, of lines as :meth:`quote_lines` takes them.

        Raises
        ------
        NotAllowed
            The customer or the site is not theirs to speak about.
        NotFound, DataError
            See :func:`~handfast.engine.promise.ask.check_ask`.
        """
        return self.asks([(lines, customer, together)])[0]

    @needs(Permission.PROMISE_ASK)
    def asks(self, wishes: Iterable[tuple[Iterable[Sequence[Any]], str, bool]]) -> list[Ask]:
        """Return many asks, each of lines, a customer and whether it is to arrive together, as :meth:`ask` takes them.

        Raises
        ------
        DataError
            Every fault of all of them; where there is more than one, each fault's `sheet` names its ask, from 1.
        """
        mirror, seeing = self._current(), self._seeing()
        asks, faults, wished = list[Ask](), list[Fault](), list(wishes)
        known: dict[Ask, Ask] = {}
        for number, (lines, customer, together) in enumerate(wished, 1):
            try:
                asked = self._asked(mirror, seeing, lines, customer, together=together)
                asks.append(known.setdefault(asked, asked))
            except DataError as error:
                faults += [replace(each, sheet=f"ask {number}") for each in error.faults]
            except NotFound as error:
                if len(wished) == 1:
                    raise
                problem, _, cure = str(error).partition(". ")
                faults.append(Fault("", f"ask {number}", None, "", "", problem, cure))
        if faults:
            raise DataError(faults if len(wished) > 1 else [replace(each, sheet="") for each in faults])
        return asks

    @needs(Permission.PROMISE_ASK)
    def quote_many(self, asks: Iterable[Ask]) -> list[ShortAnswer]:
        """Answer many asks by the date alone, each for itself on the company as it is by then; others in between.

        Asks that are the same object, as :meth:`asks` gives them where they are equal, are answered once.
        """
        listed = list(asks)
        distinct = sorted({id(each): each for each in listed}.values(), key=_alike)
        found = by_turns(distinct, self._short_answers, self.database.run, SHORT_AT_FIRST)
        answers = dict(zip(map(id, distinct), found, strict=True))
        return [answers[id(each)] for each in listed]

    @needs(Permission.PROMISE_ASK)
    def offers(self, asks: Iterable[Ask]) -> list[Offer]:
        """Answer many asks completely, each for itself on the company as it is by then; others in between."""
        return by_turns(list(asks), self._offers, self.database.run, OFFERS_AT_FIRST)

    # ------------------------------------------------------------ inside

    def _asked(
        self, mirror: Mirror, seeing: Seeing, lines: Iterable[Sequence[Any]], customer: str, *, together: bool
    ) -> Ask:
        seeing.assert_customer(customer)
        asked = Ask(tuple(self._line(mirror, customer, *line) for line in lines), customer, together)
        for line in asked.lines:
            seeing.assert_site(line.site)
        check_ask(mirror.market, asked)
        return asked

    def _offered(
        self,
        lines: Iterable[Sequence[Any]],
        customer: str,
        together: bool,
        made: Callable[[Mirror, Ask], Offer],
    ) -> Offer:
        mirror = self._current()
        return made(mirror, self._asked(mirror, self._seeing(), lines, customer, together=together))

    def _offer_on(
        self, begun: _Begun | None, lines: Iterable[Sequence[Any]], customer: str, together: bool
    ) -> tuple[_Begun, Offer | None]:
        """Make an offer for one turn; whoever waits for the company is heard before the next.

        What was written meanwhile may change the answer: then it is begun anew, the last time to be ended in one turn.
        """
        mirror = self._caught_up()
        position = (mirror.cursor, mirror.generation, mirror.today)
        if begun is None or begun.mirror is not mirror or begun.position != position:
            asked = self._asked(mirror, self._seeing(), lines, customer, together=together)
            with only_sure(mirror):  # what is kept for others' forecasts is kept of what is sure
                making = Making(mirror.market, mirror.book, asked, mirror.committed_so_far)
            begun = _Begun(making, mirror, position, 1 if begun is None else begun.times + 1)
        until = time.perf_counter() + OFFER_TURN
        with only_sure(mirror):
            while (made := begun.making.go_on()) is None:
                if begun.times < MOST_BEGINNINGS and time.perf_counter() > until:
                    break
        return begun, made

    def _short_answers(self, asks: Iterable[Ask]) -> list[ShortAnswer]:
        mirror = self._caught_up()
        with only_sure(mirror):
            return answer_many(mirror.market, mirror.book, asks, mirror.committed_so_far)

    def _offers(self, asks: Iterable[Ask]) -> list[Offer]:
        mirror = self._caught_up()
        with only_sure(mirror):
            return [make_offer(mirror.market, mirror.book, asked, mirror.committed_so_far) for asked in asks]

    def _line(
        self,
        mirror: Mirror,
        customer: str,
        item: str,
        quantity: Quantity,
        by: Day | None = None,
        site: str = "",
        price: Quantity | None = None,
    ) -> AskLine:
        wanted = None if price is None else price_of(mirror, customer, price)
        day = None if by is None else as_day(by)
        return AskLine(item, smallest_units(mirror, item, quantity), day, wanted, site or "")


def surely_offered(mirror: Mirror, asked: Ask) -> Offer:
    """Return an offer that counts on nothing which lacks something itself."""
    with only_sure(mirror):
        return make_offer(mirror.market, mirror.book, asked, mirror.committed_so_far)


def surely_answered(mirror: Mirror, asked: Ask) -> Offer:
    """Return the same without reasons and counter-offers."""
    with only_sure(mirror):
        return make_answer(mirror.market, mirror.book, asked, mirror.committed_so_far)


def _alike(asked: Ask) -> list[tuple[str, int]]:
    """Sort asks so that those whose search is the same lie together."""
    return [(line.item, line.quantity) for line in asked.lines]
