"""Why a plan is as it is: what binds a late need, what makes needs late all over, and what a little more would gain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.need_called import need_called
from handfast.company.queries.pegged import makers_of_balances
from handfast.company.queries.planned_company import PlannedCompany
from handfast.company.queries.plans import PlannedNeed, PlannedRun
from handfast.company.queries.promise_book import as_date
from handfast.company.queries.runs import run_name
from handfast.company.queries.things import Amount, Thing, amount_of, more_of, thing_of
from handfast.engine.supply.constraints import MATERIAL
from handfast.engine.supply.explain.bottlenecks import (
    Bottleneck,
    bottlenecks,
    chains_of,
    late_needs,
    points_of,
)
from handfast.engine.supply.explain.chain import Chain, path_to
from handfast.engine.supply.explain.gains import Gain, Gains
from handfast.engine.supply.place.arrays import MAKE
from handfast.engine.supply.placing import Placer
from handfast.engine.supply.plan.schedule import Schedule

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it, and of how much."""


def nobody(what: str, done: int, of: int) -> None:
    """Tell nobody."""


def for_ever() -> bool:
    """Always go on."""
    return True


@dataclass(frozen=True)
class BindingLink:
    """One part of a need's delay.

    Parameters
    ----------
    thing
        What binds.
    days
        Days that it costs; over a chain they sum to the delay.
    points
        What these days cost.
    without
        When the need could be there without this and what stands before it in the chain.
    first, last
        Days between which it binds.
    path
        The stock points from the need down to where it binds.
    until
        Of a material: the last supply of it that comes by then; empty where none does.
    along
        What binds together with it: lifted alone, none of them wins a day.
    """

    thing: Thing
    days: int
    points: int
    without: dt.date
    first: dt.date | None
    last: dt.date | None
    path: tuple[str, ...]
    until: str
    along: tuple[Thing, ...]


@dataclass(frozen=True)
class Help:
    """What a little more of something gains, found by placing again with it.

    Parameters
    ----------
    more
        How much more of what.
    points, late_days
        What it gains all over the plan; nothing where it is of no use.
    sooner
        Which needs come sooner, and by how many days.
    """

    more: Amount
    points: int
    late_days: int
    sooner: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class NeedExplained:
    """A need of a plan: how it is met, and what stands in the way of its day.

    Parameters
    ----------
    runs
        What is made, bought and moved for it, in the order in which they were placed; empty where that stands in the
        ledger.
    links
        What it is late by, part by part; the days sum to the delay. Empty where it is not late.
    helps
        What would help it.
    """

    need: PlannedNeed
    runs: tuple[PlannedRun, ...]
    links: tuple[BindingLink, ...]
    helps: tuple[Help, ...]

    @property
    def obstacles(self) -> tuple[str, ...]:
        """What stands in the way, in words."""
        return tuple(link.thing.says for link in self.links)


@dataclass(frozen=True)
class BottleneckTold:
    """Something that makes needs late.

    Parameters
    ----------
    late_days, points
        What it costs, over all needs that were looked at.
    first, last
        Days between which it binds.
    needs
        Which needs wait for it, those that it costs most first.
    helps
        What a little more of it would gain; None: not tried.
    """

    thing: Thing
    late_days: int
    points: int
    first: dt.date | None
    last: dt.date | None
    needs: tuple[str, ...]
    helps: tuple[Help, ...] | None


@dataclass(frozen=True)
class Bottlenecks:
    """What makes a plan's needs late. The rows' days and points sum to those of the needs that were looked at.

    Parameters
    ----------
    late, looked_at
        How many needs are late, and of how many the chain was walked, the dearest first.
    late_days, points
        What lateness costs over those that were looked at.
    portions
        How many of those that are late are portions: each counts for itself.
    """

    rows: tuple[BottleneckTold, ...]
    late: int
    looked_at: int
    late_days: int
    points: int
    portions: int = 0


class Explaining:
    """Explains one plan.

    Parameters
    ----------
    planned
        The plan and its company.
    go_on
        Says whether there is time left; what was found until then is told.
    progress
        Told how far it is.
    among
        The positions of the only needs that may be spoken of; None: all.
    """

    def __init__(
        self,
        planned: PlannedCompany,
        go_on: Callable[[], bool] = for_ever,
        progress: Progress = nobody,
        among: Sequence[int] | None = None,
    ) -> None:
        self.planned = planned
        self.among = range(len(planned.needs)) if among is None else among
        self.mirror: Mirror = planned.mirror
        self.schedule: Schedule = planned.schedule()
        self.due = np.array([need.due for need in planned.needs], np.int64) - planned.mirror.network.origin
        self.go_on, self.progress = go_on, progress

    # ------------------------------------------------------------ one need

    def need(self, name: str) -> NeedExplained:
        """Explain a need by its name, see `need_called`.

        Raises
        ------
        NotFound
            The plan has no such need, or several that could be meant.
        """
        version = self.planned.version
        costs = self.schedule.lateness_points().tolist()
        needs = [self.planned.needs[n] for n in self.among]
        k = self.among[need_called(needs, name, [costs[n] for n in self.among], version.name if version else "")]
        need = self.planned.needs[k]
        runs = () if self.planned.version is None or self.planned.standing else self.planned.version.runs
        mine = tuple(run for run in runs if run.need == k)
        if need.late_days == 0:
            return NeedExplained(need, mine, (), ())
        chain = self._chains([k])[k]
        costs = points_of(chain, int(self.schedule.lateness_points()[k]))
        links = tuple(self._link(k, chain, n, cost) for n, cost in enumerate(costs))
        gains = Gains(self.schedule, [k])
        helps = [
            help_ for link in chain.links for help_ in self._helps(gains, link.kind, link.node, (link.first, link.last))
        ]
        return NeedExplained(need, mine, links, _best_first(helps))

    def _chains(self, which: Sequence[int]) -> dict[int, Chain]:
        first_start = self.mirror.network.structure.first_start

        def go_on(done: int) -> bool:
            self.progress("late needs", done, len(which))
            return not done or self.go_on()

        return chains_of(self.schedule, self.due, first_start, which, go_on)

    def _link(self, k: int, chain: Chain, n: int, points: int) -> BindingLink:
        link = chain.links[n]
        origin, network = self.mirror.network.origin, self.mirror.network
        placer = Placer(self.schedule.network, self.schedule.state)
        point = int(self.schedule.demands.point[k])
        path = path_to(placer, point, link.point) if link.point >= 0 else []
        without = as_date(origin + link.without)
        assert without is not None
        return BindingLink(
            thing_of(self.mirror, link.kind, link.node),
            link.days,
            points,
            without,
            self._day(link.first),
            self._day(link.last),
            tuple(f"{network.items[each]} at {network.sites[each]}" for each in path),
            self._until(link.node, link.last) if link.kind == MATERIAL else "",
            tuple(thing_of(self.mirror, each.kind, each.node) for each in link.along),
        )

    def _until(self, point: int, day: int) -> str:
        """Return the last supply that comes to a stock point by a day: what was waited for; empty: nothing came."""
        book, kept = self.mirror.book, self.schedule.kept
        there = [
            (each.day, run_name(maker) if (maker := self._makers.get(each.id)) else each.reference)
            for each in book.supplies.values()
            if each.point == point and 0 < each.day <= day and each.available
        ]
        for k in np.flatnonzero(kept.size):
            rows = self.schedule.rows_of(int(k))
            made = rows[(rows[:, 0] == MAKE) & (rows[:, 1] == point) & (rows[:, 2] <= day) & (rows[:, 2] > 0)]
            there += [(int(row[2]), "what is planned") for row in made]
        last = max(there, default=None)
        return f"{last[1]} on {self.mirror.market.date_of(last[0])}" if last else ""

    @cached_property
    def _makers(self) -> dict[int, int]:
        return makers_of_balances()

    def _day(self, day: int) -> dt.date | None:
        return None if day < 0 else as_date(self.mirror.network.origin + day)

    # ------------------------------------------------------------ all of them

    def bottlenecks(self, most: int) -> Bottlenecks:
        """Return what makes needs late, what costs most first, and what more of the first `most` would gain."""
        points = self.schedule.lateness_points()
        spoken_of = set(self.among)
        late = [k for k in late_needs(self.schedule, self.due) if k in spoken_of]
        chains = self._chains(late)
        ranked = bottlenecks(chains, points)
        tried = self._tried(ranked[:most])
        helps = [_best_first(each) if each is not None else None for each in tried]
        helps += [None] * (len(ranked) - len(helps))
        rows = [self._bottleneck(each, found) for each, found in zip(ranked, helps, strict=True)]
        days = sum(chain.days for chain in chains.values())
        portions = sum(self.planned.needs[k].part > 0 for k in late)
        return Bottlenecks(tuple(rows), len(late), len(chains), days, int(sum(points[k] for k in chains)), portions)

    def _tried(self, ranked: Sequence[Bottleneck]) -> list[list[Help] | None]:
        """Return what would help each, a ladder of each in turn as long as there is time; None: not tried."""
        gains = Gains(self.schedule)
        helps: list[list[Help] | None] = [None for _ in ranked]
        ladders = [list(more_of(self.mirror, each.kind, each.node, each.first, each.last)) for each in ranked]
        whole = sum(map(len, ladders))
        turns = [(turn, n) for n, each in enumerate(ladders) for turn in range(len(each))]
        for done, (turn, n) in enumerate(sorted(turns)):
            self.progress("what would help", done, whole)
            if not self.go_on():
                break
            helps[n] = (helps[n] or []) + [self._help(gain) for gain in gains.least(ladders[n][turn])]
        return helps

    def _bottleneck(self, each: Bottleneck, helps: tuple[Help, ...] | None) -> BottleneckTold:
        return BottleneckTold(
            thing_of(self.mirror, each.kind, each.node),
            each.late_days,
            each.points,
            self._day(each.first),
            self._day(each.last),
            tuple(self.planned.needs[k].name for k in each.needs),
            helps,
        )

    # ------------------------------------------------------------ what would help

    def _helps(self, gains: Gains, kind: str, node: int, window: tuple[int, int]) -> list[Help]:
        found: list[Help] = []
        for ladder in more_of(self.mirror, kind, node, *window):
            if found and not self.go_on():
                break
            found += [self._help(gain) for gain in gains.least(ladder)]
        return found

    def _help(self, gain: Gain) -> Help:
        sooner = tuple((self.planned.needs[k].name, days) for k, days in gain.sooner)
        return Help(amount_of(self.mirror, gain.more), gain.points, gain.late_days, sooner)


def _best_first(helps: Iterable[Help]) -> tuple[Help, ...]:
    return tuple(sorted(dict.fromkeys(helps), key=lambda each: -each.points))
