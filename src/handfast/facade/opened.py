"""An open company: where it is kept, who acts, and the company in memory, caught up with the ledger."""

from __future__ import annotations

import copy
import datetime as dt
import getpass
import hashlib
import os
from collections.abc import Callable, Collection, Hashable
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from handfast.company.actions.bind_back import bind_back
from handfast.company.actions.move_day import move_day
from handfast.company.database import Database
from handfast.company.ledger import RequestName, release_expired
from handfast.company.ledger.words import LEDGER_ACTOR
from handfast.company.people.mentions import NAMING, Whereabouts, whereabouts
from handfast.company.people.person import Person, owner_of_the_file
from handfast.company.people.seeing import Known, Seeing, known_customers
from handfast.company.queries.answered import answered
from handfast.company.queries.bought import Bought
from handfast.company.queries.mirror import Mirror, day_number, load_mirror
from handfast.company.queries.open_promises import OpenPromises
from handfast.company.queries.promises import PromiseRow, holds_ran_out, no_promise, promise_by_id
from handfast.company.queries.runs import run_by_id
from handfast.company.queries.table_changes import last_table_change
from handfast.company.queries.tables import load_tables
from handfast.doors.connect.files.reading import calendar_of, company_day
from handfast.errors import NotFound
from handfast.facade.kept import Kept
from handfast.sentences import sentence

if TYPE_CHECKING:
    from handfast.company.people.seeing_plans import SeeingPlans

P = ParamSpec("P")
R = TypeVar("R")

Request = str | RequestName | None
"""Name of a request, so that the same one again writes nothing twice; its content is added where it is a text."""


def now_utc() -> dt.datetime:
    """Return the present moment."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251  here the clock comes in


class Memory:
    """What everybody who acts on an open company shares.

    The company in memory, who its customers are, what day it is there, what holds until something is written (`kept`),
    until tables change (`of_tables`) or for good (`past`), what is shown for a while with its moment (see
    `facade.limits`), what is bought of whom, whose promises are open, and who is told when the company was loaded.
    """

    def __init__(self) -> None:
        self.mirror: Mirror | None = None
        self.customers: tuple[object, dict[str, Known]] = (None, {})
        self.calendar: tuple[object, Callable[[dt.datetime], dt.date]] = (None, dt.datetime.date)
        self.kept = Kept()
        self.of_tables = Kept(8)
        self.past = Kept(2)
        self.worked_out: dict[object, object] = {}
        self.bought = Bought()
        self.open_promises = OpenPromises()
        self.when_loaded: Callable[[], object] = lambda: None


class Opened:
    """An open company, and whoever acts on it.

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
        self.person = owner_of_the_file(actor or os.environ.get("HANDFAST_ACTOR") or getpass.getuser())
        self.clock = clock
        self._memory = Memory()

    @property
    def actor(self) -> str:
        """Who acts, as the ledger will remember."""
        return self.person.username

    def acting_as(self, person: Person) -> Self:
        """Return the same open company as `person` works with it: they may do and see what their roles allow.

        It costs next to nothing, and shares the database and the company in memory.
        """
        other = copy.copy(self)
        other.person = person
        return other

    @property
    def today(self) -> dt.date:
        """The company's today."""
        return self._current().market.today

    @property
    def time_zone(self) -> str:
        """The company's time zone: ``Europe/Berlin``; UTC where it says none."""
        mirror = self._memory.mirror
        table = (mirror.tables if mirror else self._run(load_tables, ("company",))).get("company")
        return str(table["time_zone"][0]) if table is not None and table["time_zone"][0] else "UTC"

    def seeing(self) -> Seeing:
        """Return what the person who acts may see of an answer: ``company.seeing().offer(offer)``."""
        return self._seeing()

    def close(self) -> None:
        """Close the company."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Company {self.database.place}>"

    def at_once(self, work: Callable[[], R]) -> R:
        """Return what `work` returns, which calls several verbs: nobody else of this process comes in between.

        It is no transaction: each verb's writing lasts by itself.
        """
        return self._run(work)

    def when_loaded(self, act: Callable[[], object]) -> None:
        """Let `act` happen each time the company has been brought into memory, after this: at first, and anew."""
        self._memory.when_loaded = act

    def answered(self, request: RequestName | None) -> list[PromiseRow] | None:
        """Return what a request was answered with before, as it stands now; None: it is new, or has no name.

        Raises
        ------
        IdempotencyMismatch
            The request's name was used for something else.
        """
        found = None if request is None else self._run(answered, self.actor, request)
        return None if found is None else [self._run(promise_by_id, each) for each in found]

    # ------------------------------------------------------------ inside

    def _run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.database.run(function, *args, **kwargs)

    def _current(self) -> Mirror:
        """Return the company in memory, caught up with the ledger."""
        return self._run(self._caught_up)

    def _as_it_stands(self, key: Hashable, make: Callable[[Mirror], R]) -> R:
        """Return what `make` makes of the company as it stands: made once, and again when anything was written.

        Parameters
        ----------
        key
            What it is, with everything that it depends on besides the company; never who asks: what they may see is
            chosen from it.
        """

        def here() -> R:
            mirror = self._caught_up()
            position = (mirror.cursor, mirror.generation, mirror.today, last_table_change())
            return self._memory.kept.at(position, key, lambda: make(mirror))

        return self._run(here)

    def _as_tables_stand(self, key: Hashable, make: Callable[[], R]) -> R:
        """Return what `make` makes of tables alone: made once, and again when an import changed any, or on a new day.

        Nothing but an import writes tables; what is promised does not touch them.
        """

        def here() -> R:
            mirror = self._caught_up()
            position = (mirror.cursor.epoch, mirror.generation, mirror.today, last_table_change())
            return self._memory.of_tables.at(position, key, make)

        return self._run(here)

    def _caught_up(self) -> Mirror:
        now, mirror = self.clock(), self._mirror
        today = company_day(load_tables(("company",)), now) if mirror is None else self._day_of(mirror, now)
        if mirror is None or day_number(today) > mirror.today:
            self._mirror = mirror = move_day(today, actor=self.actor, now=now, before=mirror) or mirror
        if mirror is None or not mirror.catch_up():
            self._mirror = mirror = load_mirror(mirror)
        if holds_ran_out(now):
            release_expired(now)
            mirror.catch_up()
        bind_back(mirror, mirror.ran_out(), actor=LEDGER_ACTOR, now=now)
        return mirror

    def _as_last_seen(self) -> Mirror:
        """Return the company in memory without a look at what others wrote since: the ledger tells whoever writes."""
        mirror = self._mirror
        if mirror is None or day_number(self._day_of(mirror, self.clock())) > mirror.today:
            return self._caught_up()
        return mirror

    def _day_of(self, mirror: Mirror, now: dt.datetime) -> dt.date:
        """Return the company's day of a moment; its tables are read for it once."""
        if self._memory.calendar[0] is not mirror.tables:
            self._memory.calendar = (mirror.tables, calendar_of(mirror.tables))
        return self._memory.calendar[1](now)

    @property
    def _mirror(self) -> Mirror | None:
        return self._memory.mirror

    @_mirror.setter
    def _mirror(self, mirror: Mirror | None) -> None:
        before, self._memory.mirror = self._memory.mirror, mirror
        if mirror is not None and mirror is not before:
            self._memory.when_loaded()

    def _seeing(self) -> Seeing:
        """Return what the person who acts may see."""
        if self.person.sees_everybody:
            return Seeing(self.person, {})
        table = self._current().tables["customer"]
        if self._memory.customers[0] is not table:
            self._memory.customers = (table, known_customers(table))
        return Seeing(self.person, self._memory.customers[1])

    def _seeing_plans(self) -> SeeingPlans:
        """Return what the person who acts may see of plans and runs."""
        from handfast.company.people.seeing_plans import SeeingPlans  # whoever only asks does not wait for it
        from handfast.company.queries.whose import Whose, whose

        def look_up(promises: Collection[int]) -> dict[int, Whose]:
            return self._run(whose, promises)

        if self.person.sees_every_promise:
            return SeeingPlans(Seeing(self.person, {}), Whereabouts(), look_up)
        places = self._as_tables_stand("whereabouts", lambda: whereabouts(load_tables(NAMING)))
        return SeeingPlans(self._seeing(), places, look_up)

    def _assert_sees_run(self, run: int) -> None:
        """Refuse to speak about a run that is not there, or at a site that they do not see.

        Raises
        ------
        NotFound
            The answer is the same for both, but for those who see all sites.
        """
        mirror, found = self._current(), self._run(run_by_id, run)
        point = mirror.points.get(found.point)
        if point is None or not self.person.sees_site(mirror.network.sites[point]):
            raise NotFound(sentence("There is no run {name}, or it is at a site that you do not see.", name=found.name))

    def _seen(self, promise: int) -> PromiseRow:
        """Return a promise that the person who acts may see.

        Raises
        ------
        NotFound
            There is none of this number, or they may not see it: the answer is the same.
        """
        return self._if_seen(self._run(promise_by_id, promise))

    def _if_seen(self, row: PromiseRow) -> PromiseRow:
        """Return a promise that was just read, as :meth:`_seen` does."""
        if not self._seeing().promise(row.customer, row.site, row.owner):
            raise NotFound(no_promise(row.id))
        return row

    def _request(self, key: Request, *content: object) -> RequestName | None:
        return request_name(key, *content) if isinstance(key, str) else key


def request_name(key: str, *content: object) -> RequestName:
    """Return the name of a request for what it says: the same name with another content is refused."""
    return RequestName(key, hashlib.sha256(repr(content).encode()).hexdigest())
