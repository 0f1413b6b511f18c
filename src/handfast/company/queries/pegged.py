"""Who takes of what, all over the company: what the ledger binds, and what a plan adds, as one flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handfast.company.database import current
from handfast.company.queries.lacking import lacking, without_lacking
from handfast.company.queries.planned_company import PlannedCompany
from handfast.engine.promise.pegging import Pegging, peg
from handfast.engine.promise.quote import joined
from handfast.engine.promise.rebinding import Bound
from handfast.engine.supply.explain.flow import End, Flow, Parts, Served, Supplied
from handfast.engine.supply.placing import Placement


@dataclass(frozen=True, slots=True)
class Balance:
    """A supply of the ledger."""

    id: int


@dataclass(frozen=True, slots=True)
class Output:
    """What a run of the plan yields at a stock point."""

    run: int
    point: int


@dataclass(frozen=True, slots=True)
class LedgerRun:
    """A run of the ledger."""

    id: int


@dataclass(frozen=True, slots=True)
class DraftRun:
    """A run of the plan that is looked at, by its number there."""

    number: int


@dataclass(frozen=True, slots=True)
class ForPromise:
    """A promise, as somebody who takes."""

    id: int


@dataclass(frozen=True, slots=True)
class ForNeed:
    """A need of the plan, by its position."""

    number: int


_BOUND = """
SELECT c.balance, c.promise, c.run, c.need_day, c.quantity FROM commitment c JOIN balance b ON b.id = c.balance
WHERE b.kind IN ('stock', 'receipt', 'run', 'uncovered') ORDER BY c.need_day, c.balance, c.id
"""
_MAKERS = "SELECT id, run FROM balance WHERE run IS NOT NULL"


@dataclass
class PeggedCompany:
    """A plan and its company, with who takes of what."""

    planned: PlannedCompany

    @cached_property
    def whole(self) -> Placement | None:
        """All of the plan as one placement; None where it places nothing. What is awaited is pegged already."""
        return joined([self.planned.placements[n] for n in self._met])

    @cached_property
    def _met(self) -> list[int]:
        planned = self.planned
        return [n for n, each in enumerate(planned.placements) if each.feasible and n not in planned.awaited]

    @cached_property
    def flow(self) -> Flow:
        """All supplies, and who takes of them."""
        return Flow(self._supplies(), list(self._served()))

    @cached_property
    def ends(self) -> dict[Hashable, Parts]:
        """What becomes of each run's output."""
        return self.flow.ends()

    def _bound(self) -> list[Bound]:
        origin, leaving = self.planned.mirror.network.origin, self.planned.leaving
        found = [each for each in (Bound(*row) for row in _rows(_BOUND)) if each.run not in leaving]
        bound = [each._replace(need_day=each.need_day - origin) for each in found]
        return without_lacking(bound, lacking(), origin)

    @cached_property
    def makers(self) -> dict[int, int]:
        """The run that yields each balance that comes of one."""
        return makers_of_balances()

    def _supplies(self) -> dict[Hashable, Supplied]:
        found: dict[Hashable, Supplied] = {}
        for supply in sorted(self.planned.mirror.book.supplies.values(), key=lambda each: each.id):
            maker = self.makers.get(supply.id)
            if maker in self.planned.leaving:
                continue
            made_by = None if maker is None else LedgerRun(maker)
            found[Balance(supply.id)] = Supplied(supply.point, supply.day, supply.available, made_by)
        for make in self.whole.makes if self.whole else ():
            key = Output(make.run, make.point)
            before = found[key].quantity if key in found else 0
            found[key] = Supplied(make.point, make.day, before + make.quantity, DraftRun(make.run))
        return found

    def _served(self) -> Iterator[Served]:
        bound = self._bound()
        for n, told in self.planned.awaited.items():
            waited = [(supply, told.day, part) for supply, part in told.parts]
            self.planned.mirror.book.change_many((), waited)  # nobody else is pegged to it
            for supply, day, part in waited:
                yield Served(Balance(supply), ForNeed(n), day, part)
        yield from self._lacking() if self.planned.standing else ()
        pegging = self._pegging(bound)
        held: dict[Bound, int] = defaultdict(int)
        for each in bound:
            held[each._replace(quantity=0)] += each.quantity
        for move in pegging.moves:
            held[move.bound._replace(quantity=0)] -= move.quantity
            held[move.bound._replace(quantity=0, supply=move.supply)] += move.quantity
            self._places[move.supply] = move.point
        for each, quantity in held.items():
            if quantity:
                user: End = ForPromise(each.promise) if each.promise is not None else LedgerRun(each.run or 0)
                yield Served(self._key(each.supply, self._places.get(each.supply, -1)), user, each.need_day, quantity)
        for one in pegging.pegs:
            user = DraftRun(one.user) if one.user >= 0 else ForNeed(self._met[-1 - one.user])
            yield Served(self._key(one.supply, one.point), user, one.need_day, one.quantity)

    def _lacking(self) -> Iterator[Served]:
        """Yield what lacks, as bound to what does not have it: so it stands in the ledger."""
        origin, supplies = self.planned.mirror.network.origin, self.planned.mirror.book.supplies
        for each in lacking():
            if each.balance in supplies:
                user: End = ForPromise(each.promise) if each.promise is not None else LedgerRun(each.run or 0)
                yield Served(Balance(each.balance), user, each.need_day - origin, each.quantity)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {}

    def _pegging(self, bound: list[Bound]) -> Pegging:
        if self.whole is None:
            return Pegging((), ())
        supplies = self.planned.mirror.book.supplies
        by_point: dict[int, list[Bound]] = defaultdict(list)
        for each in bound:
            if each.supply in supplies:
                by_point[supplies[each.supply].point].append(each)
        return peg(self.planned.mirror.book, self.whole, lambda point: by_point[point])

    def _key(self, supply: int, point: int) -> Hashable:
        return Balance(supply) if supply >= 0 else Output(-1 - supply, point)


def makers_of_balances() -> dict[int, int]:
    """Return the run that yields each balance that comes of one."""
    return dict(_rows(_MAKERS))


def _rows(sql: str) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
