"""Asks and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from handfast.company.people.permissions import Permission
from handfast.company.queries.given import Day, Quantity, as_day, price_of, smallest_units
from handfast.company.queries.holdings import only_sure
from handfast.company.queries.mirror import Mirror
from handfast.engine.promise.ask import Ask, AskLine, check_ask
from handfast.engine.promise.offer import Offer, ShortAnswer
from handfast.engine.promise.offering import offer as make_offer
from handfast.engine.promise.offering import offer_many
from handfast.facade.needs import needs
from handfast.facade.opened import Opened


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
        return self._offer(self.ask(lines, customer=customer, together=together))

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
        mirror, seeing = self._current(), self._seeing()
        seeing.assert_customer(customer)
        asked = Ask(tuple(self._line(mirror, customer, *line) for line in lines), customer, together)
        for line in asked.lines:
            seeing.assert_site(line.site)
        check_ask(mirror.market, asked)
        return asked

    @needs(Permission.PROMISE_ASK)
    def quote_many(self, asks: Iterable[Ask]) -> list[ShortAnswer]:
        """Answer many asks by the date alone, each for itself on the company as it is now."""
        return self._run(_short_answers, self._current(), asks)

    # ------------------------------------------------------------ inside

    def _offer(self, asked: Ask) -> Offer:
        return self._run(surely_offered, self._current(), asked)

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
        return make_offer(mirror.market, mirror.book, asked, mirror.commitments_of)


def _short_answers(mirror: Mirror, asks: Iterable[Ask]) -> list[ShortAnswer]:
    with only_sure(mirror):
        return list(offer_many(mirror.market, mirror.book, asks, mirror.commitments_of))
