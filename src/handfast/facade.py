"""The library as a notebook user meets it: open a company, ask, hold, promise. No Django knowledge needed.

>>> import handfast
>>> company = handfast.open("acme.db")                                              # doctest: +SKIP
>>> offer = company.quote("BENCH-150", 300, "2027-04-12", customer="C-1042")        # doctest: +SKIP
>>> company.promise(offer)                                                          # doctest: +SKIP

Quantities are numbers in the item's unit (``300``, ``"2.5"``, ``Decimal("2.5")``), days are dates or ISO texts.
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import polars as pl

from handfast.company.actions import import_tables as importing
from handfast.company.actions import make_promise as handshake
from handfast.company.actions import override as overriding
from handfast.company.actions import release as releasing
from handfast.company.actions.move_day import move_day
from handfast.company.actions.progress import Progress, silent
from handfast.company.actions.promise_hold import promise_hold
from handfast.company.actions.report_loss import Loss, report_delay, report_loss, supply_named
from handfast.company.actions.revise import Revision, revise
from handfast.company.actions.ship import deliver, ship
from handfast.company.actions.terms import chosen_way, same_way, terms_of
from handfast.company.database import Database
from handfast.company.ledger import RequestName, release_expired
from handfast.company.ledger.verify import verify
from handfast.company.opening import create as create_company
from handfast.company.opening import open_company
from handfast.company.queries.answered import answered
from handfast.company.queries.explanation import Explanation, explain
from handfast.company.queries.given import Day, Quantity, as_day, number_of, price_of, smallest_units
from handfast.company.queries.mirror import Mirror, day_number, load_mirror
from handfast.company.queries.promise_book import promise_book
from handfast.company.queries.promises import PromiseRow, holds_ran_out, promise_by_id
from handfast.company.queries.tables import load_table, load_tables
from handfast.doors.connect.files import read_company, write_company
from handfast.doors.connect.files.reading import company_day
from handfast.engine.checks import Verdict, judge
from handfast.engine.promise.ask import Ask, AskLine, check_ask
from handfast.engine.promise.offer import Offer, ShortAnswer
from handfast.engine.promise.offering import offer as make_offer
from handfast.engine.promise.offering import offer_many
from handfast.engine.reading.company import Reading
from handfast.errors import DataError, StaleAnswer

P = ParamSpec("P")
R = TypeVar("R")
HOLD_HOURS = 24

Request = str | RequestName | None
"""Name of a request, so that the same one again writes nothing twice; its content is added where it is a text."""


def now_utc() -> dt.datetime:
    """Return the present moment."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251  here the clock comes in


class Company:
    """An open company.

    Parameters
    ----------
    database
        Where it is kept.
    actor
        Who acts, as the ledger will remember; by default the login name.
    clock
        Tells the present moment.
    """

    def __init__(
        self, database: Database, *, actor: str | None = None, clock: Callable[[], dt.datetime] = now_utc
    ) -> None:
        self.database = database
        self.actor = actor or os.environ.get("HANDFAST_ACTOR") or getpass.getuser()
        self.clock = clock
        self._mirror: Mirror | None = None

    # ------------------------------------------------------------ tables

    def read(self, path: str | Path, *, decimal_mark: str | None = None, encoding: str | None = None) -> Reading:
        """Read files against what the company has, and check all of it; nothing is stored.

        Raises
        ------
        NotFound, DataError
            There is nothing to read. Faults in the rows do not raise: they are in the answer.
        """
        existing = self._run(load_tables)
        return read_company(path, existing, decimal_mark=decimal_mark, encoding=encoding)

    def load(
        self,
        source: str | Path | Reading | Mapping[str, pl.DataFrame],
        *,
        reason: str = "import",
        progress: Progress = silent,
    ) -> importing.ImportReport:
        """Import a folder, a workbook, a reading, or typed frames: all or nothing.

        Raises
        ------
        DataError
            Something is wrong with the rows; carries every fault, with its place and cure.
        """
        reading = self.read(source) if isinstance(source, str | Path) else source
        if isinstance(reading, Reading):
            if reading.faults:
                raise DataError(reading.faults)
            tables: Mapping[str, pl.DataFrame] = reading.tables
        else:
            tables = reading
            existing = self._run(load_tables)
            verdict = judge({**existing, **tables}, company_day({**existing, **tables}, self.clock()), {}, [])
            if verdict.faults:
                raise DataError(verdict.faults)
        today = company_day({**self._run(load_tables, ("company",)), **tables}, self.clock())
        self._mirror = None
        return self._run(
            importing.import_tables,
            tables,
            actor=self.actor,
            now=self.clock(),
            today=today,
            reason=reason,
            progress=progress,
        )

    def check(self) -> Verdict:
        """Check all tables as they are kept, as an import would; nothing is stored."""
        tables = self._run(load_tables)
        return judge(tables, company_day(tables, self.clock()), {}, [])

    def table(self, name: str) -> pl.DataFrame:
        """Return a table of the contract as a typed frame."""
        return self._run(load_table, name)

    def export(self, path: str | Path, form: str | None = None) -> Path:
        """Write all tables to a folder of CSV or Parquet files, or to one Excel workbook."""
        return write_company(self._run(load_tables), path, form)

    # ------------------------------------------------------------ asks and offers

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

    def quote_lines(self, lines: Iterable[Sequence[Any]], *, customer: str = "", together: bool = False) -> Offer:
        """Answer an order of lines ``(item, quantity, by, site, price)``, of which the last three may lack."""
        return self._offer(self.ask(lines, customer=customer, together=together))

    def ask(self, lines: Iterable[Sequence[Any]], *, customer: str = "", together: bool = False) -> Ask:
        """Return an ask for :meth:`quote_many`, of lines as :meth:`quote_lines` takes them.

        Raises
        ------
        NotFound, DataError
            See :func:`~handfast.engine.promise.ask.check_ask`.
        """
        mirror = self._current()
        asked = Ask(tuple(self._line(mirror, customer, *line) for line in lines), customer, together)
        check_ask(mirror.market, asked)
        return asked

    def quote_many(self, asks: Iterable[Ask]) -> list[ShortAnswer]:
        """Answer many asks by the date alone, each for itself on the company as it is now."""
        mirror = self._current()
        return self._run(lambda: list(offer_many(mirror.market, mirror.book, asks, mirror.commitments_of)))

    # ------------------------------------------------------------ hold, promise, revise, release

    def hold(
        self, offer: Offer, way: int | None = None, *, hours: float = HOLD_HOURS, request: Request = None
    ) -> list[PromiseRow]:
        """Set aside what an offer (or its counter-offer number `way`, from 1) needs, until its time is over.

        Raises
        ------
        CannotPromise
            Somebody was faster, and it cannot be met like that any more.
        """
        until = self.clock() + dt.timedelta(hours=hours)
        return self._shake(offer, way, hold_until=until, request=request)

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
        mirror = self._current()
        row = self._run(
            promise_hold, mirror, number, actor=self.actor, now=self.clock(), reason=reason, order=order, request=name
        )
        return [row]

    def answered(self, request: RequestName | None) -> list[PromiseRow] | None:
        """Return what a request was answered with before, as it stands now; None: it is new, or has no name.

        Raises
        ------
        IdempotencyMismatch
            The request's name was used for something else.
        """
        found = None if request is None else self._run(answered, self.actor, request)
        return None if found is None else [self._run(promise_by_id, each) for each in found]

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
        request: str | None = None,
    ) -> PromiseRow:
        """Promise for a day whatever covers it: by somebody named, for a reason. The rest is a risk until cured."""
        mirror = self._current()
        line = self._line(mirror, customer, item, quantity, by, site)
        offer = self._offer(Ask((line,), customer))
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
            approver=approved_by,
            reason=reason,
            now=self.clock(),
            request=name,
        )

    def revise(
        self,
        promise: int | str,
        *,
        by: Day | None = None,
        quantity: Quantity | None = None,
        reason: str,
        request: str | None = None,
    ) -> PromiseRow:
        """Give a promise another date or quantity, if that can be kept. Its original date stays for ever."""
        mirror = self._current()
        number = number_of(promise)
        item = self._run(promise_by_id, number).item
        wanted = Revision(
            None if by is None else day_number(as_day(by)),
            None if quantity is None else smallest_units(mirror, item, quantity),
        )
        name = self._request(request, "revise", number, by, quantity, reason)
        if (before := self.answered(name)) is not None:
            return before[0]
        return self._run(self._revised, number, wanted, reason, name)

    def release(self, promise: int | str, *, reason: str = "", request: str | None = None) -> PromiseRow:
        """Give a hold back."""
        number = number_of(promise)
        name = self._request(request, "release", number)
        if (before := self.answered(name)) is not None:
            return before[0]
        return self._run(releasing.release, number, actor=self.actor, now=self.clock(), reason=reason, request=name)

    def withdraw(self, promise: int | str, *, reason: str, request: str | None = None) -> PromiseRow:
        """Take a promise back, for a reason."""
        number = number_of(promise)
        name = self._request(request, "withdraw", number, reason)
        if (before := self.answered(name)) is not None:
            return before[0]
        return self._run(releasing.withdraw, number, actor=self.actor, now=self.clock(), reason=reason, request=name)

    def ship(
        self, promise: int | str, quantity: Quantity | None = None, *, reason: str = "", request: str | None = None
    ) -> PromiseRow:
        """Write down that goods leave for a promise: all that is still to leave, or a quantity in the item's unit."""
        mirror = self._current()
        number = number_of(promise)
        name = self._request(request, "ship", number, quantity)
        if (before := self.answered(name)) is not None:
            return before[0]
        row = self._run(promise_by_id, number)
        part = None if quantity is None else smallest_units(mirror, row.item, quantity)
        return self._run(
            ship, number, part, today=mirror.today, actor=self.actor, now=self.clock(), reason=reason, request=name
        )

    def deliver(
        self, promise: int | str, on: Day | None = None, *, reason: str = "", request: str | None = None
    ) -> PromiseRow:
        """Write down on which day (by default today) goods arrived: the promise is kept or broken."""
        number = number_of(promise)
        day = self._current().today if on is None else day_number(as_day(on))
        name = self._request(request, "deliver", number, day)
        if (before := self.answered(name)) is not None:
            return before[0]
        return self._run(deliver, number, day, actor=self.actor, now=self.clock(), reason=reason, request=name)

    def report_loss(self, item: str, site: str, quantity: Quantity, *, supply: str = "", reason: str) -> Loss:
        """Write down that part of a lot or receipt is lost; the answer names the promises at risk."""
        mirror = self._current()
        return self._run(self._lose, mirror, item, site, smallest_units(mirror, item, quantity), supply, reason)

    def report_delay(self, item: str, site: str, day: Day, *, supply: str, reason: str) -> Loss:
        """Write down that a receipt comes on another day; the answer names the promises at risk."""
        mirror = self._current()
        return self._run(self._delay, mirror, item, site, as_day(day), supply, reason)

    # ------------------------------------------------------------ looking

    @property
    def today(self) -> dt.date:
        """The company's today."""
        return self._current().market.today

    def promises(self, *states: str) -> pl.DataFrame:
        """Return the promise book: all promises, or those in the given states."""
        return self._run(promise_book, states)

    def explain(self, promise: int | str) -> Explanation:
        """Return a promise's life and everything that feeds it."""
        return self._run(explain, number_of(promise))

    def verify(self) -> list[str]:
        """Derive every balance from the entries alone and compare; return all differences, none if it is sound."""
        return self._run(verify)

    def close(self) -> None:
        """Close the company."""
        self.database.close()

    def __enter__(self) -> Company:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Company {self.database.place}>"

    # ------------------------------------------------------------ inside

    def _run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.database.run(function, *args, **kwargs)

    def _current(self) -> Mirror:
        """Return the company in memory, caught up with the ledger."""
        return self._run(self._caught_up)

    def _caught_up(self) -> Mirror:
        now, mirror = self.clock(), self._mirror
        today = company_day(load_tables(("company",)) if mirror is None else mirror.tables, now)
        if mirror is None or day_number(today) > mirror.today:
            self._mirror = mirror = move_day(today, actor=self.actor, now=now, before=mirror) or mirror
        if mirror is None or not mirror.catch_up():
            self._mirror = mirror = load_mirror(mirror)
        if holds_ran_out(now):
            release_expired(now)
            mirror.catch_up()
        return mirror

    def _offer(self, asked: Ask) -> Offer:
        mirror = self._current()
        return self._run(make_offer, mirror.market, mirror.book, asked, mirror.commitments_of)

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
        mirror = self._caught_up()

        def again() -> handshake.Terms | None:
            renewed = make_offer(mirror.market, mirror.book, offer.asked, mirror.commitments_of)
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

    def _lose(self, mirror: Mirror, item: str, site: str, quantity: int, supply: str, reason: str) -> Loss:
        found = supply_named(mirror, item, site, supply)
        return report_loss(mirror, found, quantity, actor=self.actor, now=self.clock(), reason=reason)

    def _delay(self, mirror: Mirror, item: str, site: str, day: dt.date, supply: str, reason: str) -> Loss:
        found = supply_named(mirror, item, site, supply)
        return report_delay(mirror, found, day, actor=self.actor, now=self.clock(), reason=reason)

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

    def _request(self, key: Request, *content: object) -> RequestName | None:
        return request_name(key, *content) if isinstance(key, str) else key


def request_name(key: str, *content: object) -> RequestName:
    """Return the name of a request for what it says: the same name with another content is refused."""
    return RequestName(key, hashlib.sha256(repr(content).encode()).hexdigest())


def create(place: str | Path, *, actor: str | None = None, clock: Callable[[], dt.datetime] = now_utc) -> Company:
    """Create an empty company (a SQLite file, or ``postgresql://...``) and open it."""
    return Company(create_company(place), actor=actor, clock=clock)


def open(place: str | Path, *, actor: str | None = None, clock: Callable[[], dt.datetime] = now_utc) -> Company:  # noqa: A001
    """Open an existing company."""
    return Company(open_company(place), actor=actor, clock=clock)
