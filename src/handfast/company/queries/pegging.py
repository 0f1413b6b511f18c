"""Pegging both ways: which orders a supply serves, with how much and when they are due; and what feeds an order."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from handfast.company.database import current
from handfast.company.queries.pegged import Balance, DraftRun, ForNeed, ForPromise, LedgerRun, Output, PeggedCompany
from handfast.company.queries.plan_needs import RISK
from handfast.company.queries.plans import PlannedNeed
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.runs import run_name
from handfast.engine.promise.book import STOCK, UNCOVERED
from handfast.engine.supply.explain.flow import LEFT_OVER, End, Served
from handfast.errors import NotFound
from handfast.sentences import sentence

RUN, PROMISE, NEED = "run", "promise", "need"
MOST_THROUGH = 3
"""Next users that are named of each order that a supply serves."""


class Use(NamedTuple):
    """Part of a supply, and whom it serves in the end.

    Parameters
    ----------
    end, kind
        The promise (``P-12``), or the plan's need, and its kind: ``promise``, ``risk``, ``forecast``, ``safety``; or
        ``left over``: nobody takes it.
    quantity
        How much of this supply goes there, in its own unit; over all uses that is the supply.
    item, site
        What is wanted in the end.
    due
        Day on which it is to leave.
    through
        Who takes it next: runs, or the order itself.
    """

    end: str
    kind: str
    quantity: Decimal
    item: str
    site: str
    due: dt.date | None
    through: tuple[str, ...]


@dataclass(frozen=True)
class SupplyUsed:
    """A supply and whom it serves; `name` is a lot, a receipt or a run, `way` a run's process."""

    name: str
    kind: str
    way: str
    item: str
    site: str
    quantity: Decimal
    unit: str
    there: dt.date
    uses: tuple[Use, ...]


class Feeding(NamedTuple):
    """A supply that feeds an order, directly (`level` 0) or through runs.

    Parameters
    ----------
    name, kind, way
        As in `SupplyUsed`; ``uncovered``: nothing does.
    quantity
        What is taken of it by the user one level up, in its own unit.
    there, needed
        When it is there, and when it is taken.
    told
        Whether what feeds it in turn was told above already.
    """

    level: int
    name: str
    kind: str
    way: str
    item: str
    site: str
    quantity: Decimal
    unit: str
    there: dt.date
    needed: dt.date
    told: bool


class Expected(NamedTuple):
    """What an order, or a run that feeds it, lacks in time, and what comes for it late: that is bound to nobody.

    Parameters
    ----------
    need
        Who lacks it: a promise, or an item for a run.
    due, there
        When it is wanted, and when it could be there; None: nothing suffices before the horizon ends.
    feeds
        What comes, and what feeds that in turn.
    """

    need: str
    item: str
    site: str
    quantity: Decimal
    unit: str
    due: dt.date
    there: dt.date | None
    feeds: tuple[Feeding, ...]


@dataclass(frozen=True)
class Pegging:
    """What was asked for, both ways.

    Parameters
    ----------
    supplies
        Supplies of that name, with whom they serve.
    feeds, expected
        What feeds the order or run that was meant; and what of it comes late, if at all.
    """

    what: str
    supplies: tuple[SupplyUsed, ...]
    feeds: tuple[Feeding, ...]
    expected: tuple[Expected, ...] = ()


Taker = tuple[str, int | None, PlannedNeed | None]
"""Who takes something: the site of a run, or a promise, or a need of the plan."""

Sees = Callable[[str, int | None, PlannedNeed | None], bool]
SeesSite = Callable[[str], bool]


def everybody(_site: str, _promise: int | None, _need: PlannedNeed | None) -> bool:
    """Speak of whoever takes something."""
    return True


def everywhere(_site: str) -> bool:
    """Speak of what is at any site."""
    return True


_PROMISES = "SELECT id, item, site, ship_day FROM promise"
_RUNS = "SELECT id, process FROM run WHERE state <> 'gone'"


class PeggingBook:
    """Answers who serves whom, in one plan's company.

    Parameters
    ----------
    pegged
        The flow.
    """

    def __init__(self, pegged: PeggedCompany) -> None:
        self.pegged, self.planned = pegged, pegged.planned
        self.flow, self.mirror = pegged.flow, pegged.planned.mirror

    def of(self, what: str, sees: Sees = everybody, sees_site: SeesSite = everywhere) -> Pegging:
        """Return the pegging of a run, receipt, lot, item, ``item@site``, promise or need.

        Parameters
        ----------
        sees, sees_site
            Of whom, and of what is where, may be spoken: all else is as if it were not there.

        Raises
        ------
        NotFound
            There is nothing of that name here.
        """
        name = what.strip()
        users = [each for each in self._users.get(name.lower(), ()) if sees(*self._taker(each))]
        sites = self.mirror.network.sites
        supplies = [key for key in self._supplies_named(name) if sees_site(sites[self.flow.supplies[key].point])]
        if not users and not supplies:
            raise NotFound(
                sentence(
                    "Nothing here is called {name}. Give a run (R-12), a receipt or lot, an item or "
                    "ITEM@SITE, a promise (P-12) or a need of the plan.",
                    name=name,
                )
            )
        waiting = self._waiting_among(users)
        feeds = [each for user in users if user not in waiting for each in self.feeds(user)]
        expected = tuple(self._expected(need) for need in waiting)
        return Pegging(name, tuple(self._used(key) for key in supplies), tuple(feeds), expected)

    def _taker(self, user: Hashable) -> Taker:
        """Return where somebody takes something, and for which promise or need."""
        match user:
            case ForPromise(id_):
                return "", id_, None
            case ForNeed(number):
                return "", None, self.planned.needs[number]
        return self._made_at.get(user, ""), None, None

    @cached_property
    def _made_at(self) -> dict[Hashable, str]:
        """The site at which each run yields something."""
        sites = self.mirror.network.sites
        return {each.maker: sites[each.point] for each in self.flow.supplies.values() if each.maker is not None}

    # ------------------------------------------------------------ names

    @cached_property
    def _ways(self) -> dict[Hashable, str]:
        whole = self.pegged.whole
        found: dict[Hashable, str] = {LedgerRun(run): way for run, way in _rows(_RUNS)}
        for run in whole.runs if whole else ():
            found[DraftRun(run.number)] = self.mirror.name_of_way(run.process)
        return found

    @cached_property
    def _promises(self) -> dict[int, tuple[str, str, int | None]]:
        return {id_: (item, site, day) for id_, item, site, day in _rows(_PROMISES)}

    @cached_property
    def _users(self) -> dict[str, list[Hashable]]:
        """Everybody who takes anything, by name in lower case; a promise may lack a part, which is a need."""
        users = dict.fromkeys([*self.flow.feeds_of, *self.flow.made_by, *map(ForNeed, range(len(self.planned.needs)))])
        found: dict[str, list[Hashable]] = defaultdict(list)
        for user in users:
            found[self.name_of(user).lower()].append(user)
        return found

    def name_of(self, user: Hashable) -> str:
        """Return what people call somebody who takes, or a run."""
        match user:
            case LedgerRun(id_):
                return run_name(id_)
            case DraftRun(number):
                version = self.planned.version
                return f"{version.name}/{number}" if version else str(number)
            case ForPromise(id_):
                return f"P-{id_}"
            case ForNeed(number):
                return self.planned.needs[number].name
        return str(user)

    def _supply_name(self, key: Hashable) -> tuple[str, str]:
        """Return a supply's name and kind."""
        if isinstance(key, Balance):
            supply = self.mirror.book.supplies[key.id]
            maker = self.pegged.makers.get(key.id)
            return (supply.reference or supply.kind, supply.kind) if maker is None else (run_name(maker), RUN)
        assert isinstance(key, Output)
        return self.name_of(DraftRun(key.run)), RUN

    def _supplies_named(self, name: str) -> list[Hashable]:
        """Return the supplies that a name means, by their day."""
        asked, network = name.lower(), self.mirror.network
        found = []
        for key, supply in self.flow.supplies.items():
            item, site = network.items[supply.point].lower(), network.sites[supply.point].lower()
            label, kind = self._supply_name(key)
            if asked in (label.lower(), item, f"{item}@{site}") and (supply.quantity or kind == UNCOVERED):
                found.append(key)
        return sorted(found, key=lambda key: (self.flow.supplies[key].day, str(key)))

    # ------------------------------------------------------------ whom a supply serves

    def _used(self, key: Hashable) -> SupplyUsed:
        supply = self.flow.supplies[key]
        item, site, scale = self._goods(supply.point)
        through: dict[End, dict[str, None]] = defaultdict(dict)
        by_end: dict[End, int] = defaultdict(int)
        for each in self.flow.users_of.get(key, ()):
            one = self.flow.with_only(each, self.pegged.ends)
            for end, part in one.items():
                by_end[end] += part
                through[end][self._via(each)] = None
        left = supply.quantity - sum(by_end.values())
        if left > 0:
            by_end[LEFT_OVER] += left
        uses = [self._use(end, part, scale, through[end]) for end, part in by_end.items()]
        uses.sort(key=lambda use: (use.kind == LEFT_OVER, use.due or dt.date.max, use.end))
        name, kind = self._supply_name(key)
        way = self._ways.get(supply.maker, "") if supply.maker is not None else ""
        unit = self.mirror.market.items[item].unit
        return SupplyUsed(
            name, kind, way, item, site, exact(supply.quantity, scale), unit, self._day(supply.day), tuple(uses)
        )

    def _via(self, each: Served) -> str:
        way = self._ways.get(each.user)
        return f"{self.name_of(each.user)} {way}" if way else self.name_of(each.user)

    def _use(self, end: End, part: int, scale: int, through: Iterable[str]) -> Use:
        quantity, via = exact(part, scale), tuple(through)[:MOST_THROUGH]
        match end:
            case ForPromise(id_):
                item, site, day = self._promises[id_]
                return Use(self.name_of(end), PROMISE, quantity, item, site, as_date(day), via)
            case ForNeed(number):
                need = self.planned.needs[number]
                return Use(need.name, need.kind, quantity, need.item, need.site, as_date(need.due), via)
        return Use(LEFT_OVER, LEFT_OVER, quantity, "", "", None, via)

    def _goods(self, point: int) -> tuple[str, str, int]:
        item, site = self.mirror.network.items[point], self.mirror.network.sites[point]
        return item, site, int(10 ** self.mirror.market.items[item].decimals)

    def _day(self, day: int) -> dt.date:
        found = as_date(self.mirror.network.origin + day)
        assert found is not None
        return found

    # ------------------------------------------------------------ what comes late

    def _waiting_among(self, users: Iterable[Hashable]) -> dict[ForNeed, None]:
        """Return the needs at risk that are late, of these users and of the runs that feed them."""
        promises = {user.id for user in users if isinstance(user, ForPromise)}
        runs = {maker.id for user in users for maker in self._makers_under(user) if isinstance(maker, LedgerRun)}
        return {
            ForNeed(n): None
            for n, need in enumerate(self.planned.needs)
            if need.kind == RISK
            and need.late_days != 0
            and (ForNeed(n) in users or need.promise in promises or need.run in runs)
        }

    def _makers_under(self, user: Hashable) -> set[Hashable]:
        """Return somebody with all runs that feed them."""
        found, waiting = {user}, [user]
        while waiting:
            makers = {self.flow.supplies[each.supply].maker for each in self.flow.feeds_of.get(waiting.pop(), ())}
            waiting += makers - found - {None}
            found |= makers
        return found

    def _expected(self, user: ForNeed) -> Expected:
        need = self.planned.needs[user.number]
        unit, scale = self.mirror.market.items[need.item].unit, int(10 ** self.mirror.market.items[need.item].decimals)
        due, there = as_date(need.due), as_date(need.day)
        assert due is not None
        quantity = exact(need.quantity, scale)
        return Expected(need.name, need.item, need.site, quantity, unit, due, there, tuple(self.feeds(user)))

    # ------------------------------------------------------------ what feeds a need

    def feeds(self, user: Hashable) -> list[Feeding]:
        """Return what feeds somebody, each run followed by what feeds it, once."""
        found: list[Feeding] = []
        told: set[Hashable] = set()
        waiting = [(0, each) for each in reversed(self.flow.feeds_of.get(user, []))]
        while waiting:
            level, each = waiting.pop()
            supply = self.flow.supplies[each.supply]
            item, site, scale = self._goods(supply.point)
            name, kind = self._supply_name(each.supply)
            kind = UNCOVERED if supply.quantity == 0 and kind != STOCK else kind
            maker, again = supply.maker, supply.maker in told
            way = "" if maker is None else self._ways.get(maker, "")
            unit, quantity = self.mirror.market.items[item].unit, exact(each.quantity, scale)
            there, needed = self._day(supply.day), self._day(each.need_day)
            found.append(Feeding(level, name, kind, way, item, site, quantity, unit, there, needed, again))
            if maker is not None and not again:
                told.add(maker)
                waiting += [(level + 1, one) for one in reversed(self.flow.feeds_of.get(maker, []))]
        return found


def _rows(sql: str) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
