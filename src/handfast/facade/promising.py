"""Promises: hold, promise, override, revise, release, withdraw, ship, deliver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from handfast.company.actions import make_promise as handshake
from handfast.company.actions import override as overriding
from handfast.company.actions import release as releasing
from handfast.company.actions.bind_back import bind_back
from handfast.company.actions.promise_hold import promise_hold
from handfast.company.actions.revise import Revision, revise
from handfast.company.actions.ship import deliver, ship
from handfast.company.actions.terms import chosen_way, same_way, terms_of
from handfast.company.ledger import RequestName
from handfast.company.ledger.state import ledger_time
from handfast.company.people.permissions import Permission
from handfast.company.queries.given import Day, Quantity, as_day, number_of, smallest_units
from handfast.company.queries.mirror import day_number, load_mirror
from handfast.company.queries.promises import PromiseRow, promise_by_id
from handfast.company.writing import writing
from handfast.engine.promise.ask import Ask
from handfast.engine.promise.offer import Offer
from handfast.errors import DataError, Fault, StaleAnswer
from handfast.facade.asking import Asking, surely_offered
from handfast.facade.needs import needs
from handfast.facade.opened import Request
from handfast.sentences import sentence

R = TypeVar("R")

HOLD_HOURS = 24
MOST_HOLD_HOURS = 8760


class Promising(Asking):
    """What becomes of an offer."""

    @needs(Permission.PROMISE_HOLD)
    def hold(
        self, offer: Offer, way: int | None = None, *, hours: float = HOLD_HOURS, request: Request = None
    ) -> list[PromiseRow]:
        """Set aside what an offer (or its counter-offer number `way`, from 1) needs, until its time is over.

        Raises
        ------
        DataError
            The time is none, or longer than a year.
        CannotPromise
            Somebody was faster, and it cannot be met like that any more.
        """
        if not 0 < hours <= MOST_HOLD_HOURS:
            cure = sentence(
                "Hold for more than 0 and at most {most_hold_hours:,} hours, a year", most_hold_hours=MOST_HOLD_HOURS
            )
            raise DataError(
                [Fault("", "", None, "hours", f"{hours:g}", sentence("is no time to hold something for"), cure)]
            )
        until = self._run(ledger_time, self.clock()) + dt.timedelta(hours=hours)
        return self._shake(offer, way, hold_until=until, request=request)

    @needs(Permission.PROMISE_MAKE)
    def promise(
        self,
        what: Offer | int | str,
        way: int | None = None,
        *,
        order: str = "",
        reason: str = "",
        request: Request = None,
    ) -> list[PromiseRow]:
        """Promise an offer (or one of its counter-offers), or what is held under a number (``"P-12"`` or 12)."""
        if isinstance(what, Offer):
            return self._shake(what, way, order=order, reason=reason, request=request)
        number = number_of(what)
        name = self._request(request, "promise", number)
        if (before := self.answered(name)) is not None:
            return before
        mirror, _ = self._current(), self._seen(number)
        row = self._run(
            promise_hold, mirror, number, actor=self.actor, now=self.clock(), reason=reason, order=order, request=name
        )
        return [row]

    @needs(Permission.PROMISE_OVERRIDE)
    def override(
        self,
        item: str,
        quantity: Quantity,
        by: Day,
        *,
        approved_by: str,
        reason: str,
        customer: str = "",
        site: str = "",
        request: Request = None,
    ) -> PromiseRow:
        """Promise for a day whatever covers it: by somebody named, for a reason. The rest is a risk until cured."""
        mirror = self._current()
        self._seeing().assert_customer(customer)
        self._seeing().assert_site(site)
        line = self._line(mirror, customer, item, quantity, by, site)
        offer = self._run(surely_offered, mirror, Ask((line,), customer))
        target, demand = self._run(overriding.line_for_day, mirror, offer)
        name = self._request(request, "override", item, quantity, by, approved_by, reason, customer, site)
        if (before := self.answered(name)) is not None:
            return before[0]
        return self._run(
            overriding.override,
            mirror,
            target,
            demand,
            customer=customer,
            actor=self.actor,
            approver=approved_by,
            reason=reason,
            now=self.clock(),
            request=name,
        )

    @needs(Permission.PROMISE_REVISE)
    def revise(
        self,
        promise: int | str,
        *,
        by: Day | None = None,
        quantity: Quantity | None = None,
        reason: str,
        request: Request = None,
    ) -> PromiseRow:
        """Give a promise another date or quantity, if that can be kept. Its original date stays for ever."""
        mirror = self._current()
        number = number_of(promise)
        item = self._seen(number).item
        wanted = Revision(
            None if by is None else day_number(as_day(by)),
            None if quantity is None else smallest_units(mirror, item, quantity),
        )
        name = self._request(request, "revise", number, by, quantity, reason)
        if (before := self.answered(name)) is not None:
            return before[0]
        return self._run(self._revised, number, wanted, reason, name)

    @needs(Permission.PROMISE_HOLD)
    def release(self, promise: int | str, *, reason: str = "", request: Request = None) -> PromiseRow:
        """Give a hold back."""
        number = number_of(promise)
        name = self._request(request, "release", number)
        if (before := self.answered(name)) is not None:
            return before[0]
        self._seen(number)
        row = self._run(releasing.release, number, actor=self.actor, now=self.clock(), reason=reason, request=name)
        return self._bound_back(row)

    @needs(Permission.PROMISE_WITHDRAW)
    def withdraw(self, promise: int | str, *, reason: str, request: Request = None) -> PromiseRow:
        """Take a promise back, for a reason."""
        number = number_of(promise)
        name = self._request(request, "withdraw", number, reason)
        if (before := self.answered(name)) is not None:
            return before[0]
        self._seen(number)
        row = self._run(releasing.withdraw, number, actor=self.actor, now=self.clock(), reason=reason, request=name)
        return self._bound_back(row)

    @needs(Permission.PROMISE_SHIP)
    def ship(
        self, promise: int | str, quantity: Quantity | None = None, *, reason: str = "", request: Request = None
    ) -> PromiseRow:
        """Write down that goods leave for a promise: all that is still to leave, or a quantity in the item's unit."""
        mirror = self._current()
        number = number_of(promise)
        name = self._request(request, "ship", number, quantity)
        if (before := self.answered(name)) is not None:
            return before[0]
        row = self._seen(number)
        part = None if quantity is None else smallest_units(mirror, row.item, quantity)
        return self._run(
            ship, number, part, today=mirror.today, actor=self.actor, now=self.clock(), reason=reason, request=name
        )

    @needs(Permission.PROMISE_SHIP)
    def deliver(
        self, promise: int | str, on: Day | None = None, *, reason: str = "", request: Request = None
    ) -> PromiseRow:
        """Write down on which day (by default today) goods arrived: the promise is kept or broken."""
        number = number_of(promise)
        today = self._current().today
        day = today if on is None else day_number(as_day(on))
        name = self._request(request, "deliver", number, day)
        if (before := self.answered(name)) is not None:
            return before[0]
        self._seen(number)
        return self._run(
            deliver, number, day, today=today, actor=self.actor, now=self.clock(), reason=reason, request=name
        )

    @needs(Permission.PROMISE_SEE)
    def if_unchanged(self, promise: int | str, entry: int, write: Callable[[], R]) -> R:
        """Write only if the entry that changed a promise last is still `entry`; look and write are one transaction.

        Raises
        ------
        StaleAnswer
            Somebody changed it since; nothing was written.
        """
        number = number_of(promise)

        def whole() -> R:
            with writing():
                if self._seen(number).updated_entry != entry:
                    raise StaleAnswer(
                        sentence(
                            "P-{number} was changed since you looked. Nothing was written: look again.", number=number
                        )
                    )
                return write()

        return self._run(whole)

    # ------------------------------------------------------------ inside

    def _bound_back(self, row: PromiseRow) -> PromiseRow:
        """Return a promise that is gone, once what others had of its runs is bound to what it gave free."""
        self._run(bind_back, self._current(), [row.id], actor=self.actor, now=self.clock())
        return row

    def _shake(
        self,
        offer: Offer,
        way: int | None,
        *,
        hold_until: dt.datetime | None = None,
        order: str = "",
        reason: str = "",
        request: Request = None,
    ) -> list[PromiseRow]:
        name = self._request(request, "shake", offer.asked, way, order, hold_until is None)
        if (before := self.answered(name)) is not None:
            return before
        shake = handshake.Handshake(self.actor, self.clock(), reason, hold_until, order, name)
        return self._run(self._written, offer, way, shake)

    def _written(self, offer: Offer, way: int | None, shake: handshake.Handshake) -> list[PromiseRow]:
        """Write an offer; if the company's structure or day changed since it was made, it is made again first."""
        agreed = terms_of(offer, chosen_way(offer, way))
        mirror = self._as_last_seen()
        if offer.market is not mirror.market:
            mirror = self._caught_up()

        def again() -> handshake.Terms | None:
            renewed = surely_offered(mirror, offer.asked)
            found = same_way(renewed, offer, way)
            return None if found is None or found.whole is None else terms_of(renewed, found)

        try:
            current = offer.market is mirror.market
            ids = handshake.make_promise(mirror, agreed, again, shake, current=current)
        except StaleAnswer:  # it changed between the look and the writing
            self._mirror = mirror = load_mirror()
            ids = handshake.make_promise(mirror, agreed, again, shake, current=False)
        return [promise_by_id(each) for each in ids]

    def _revised(self, number: int, wanted: Revision, reason: str, name: RequestName | None) -> PromiseRow:
        """Write a revision; if the company's structure changed meanwhile, look at it anew first."""
        try:
            mirror = self._caught_up()
            return revise(mirror, number, wanted, actor=self.actor, now=self.clock(), reason=reason, request=name)
        except StaleAnswer:
            self._mirror = mirror = load_mirror()
            return revise(mirror, number, wanted, actor=self.actor, now=self.clock(), reason=reason, request=name)
