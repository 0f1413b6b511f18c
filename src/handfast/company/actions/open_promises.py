"""The open promises as the engine places them again: with class, weight, days, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from handfast.company.actions.allotting import had_by
from handfast.company.actions.giving_up import GivingUp
from handfast.company.actions.leaving import Leaving
from handfast.company.ledger.risk import promises_at_risk
from handfast.company.queries.holdings import Holdings, hidden
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import PromiseRow, all_promises
from handfast.company.queries.tables import load_table
from handfast.engine.promise.backlog import Release
from handfast.engine.promise.open_promise import OpenPromise
from handfast.engine.promise.quotas import whole_units

NO_SEGMENT = ("redistribute", 100, 1)
"""Class, priority and weight of promises whose customer has no segment: as a segment's defaults, but last in turn."""


@dataclass(frozen=True)
class Released:
    """What promises gave back, and the balances that serve nobody surely meanwhile."""

    back: Leaving
    unsure: set[int]


class OpenBook:
    """The open promises of a company, and what they hold, as it stood when it was read.

    Parameters
    ----------
    mirror
        The company at the same moment: read both in one snapshot.
    """

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.holdings = Holdings()
        known = mirror.network.point_of
        self.rows = {row.id: row for row in all_promises(["promised"]) if (row.item, row.site) in known}
        self._unsure = self.holdings.unsure()
        self._risky = {risk.promise for risk in promises_at_risk()}
        columns = ("segment", "backlog_class", "priority", "weight")
        self._segments = {key: rest for key, *rest in load_table("segment").select(columns).iter_rows()}
        self.promises = [self._open(row) for row in self.rows.values()]

    @contextmanager
    def release(self, promises: frozenset[int]) -> Iterator[Released]:
        """Give back in memory, for the block, all that promises hold; yield what that is."""
        with self._giving_up() as giving:
            giving.become(promises)
            yield Released(giving.back, giving.unsure)

    @contextmanager
    def step_by_step(self) -> Iterator[Release]:
        """Yield a `release` for many sets of promises, one after another, which differ by a few.

        What one of them gave back stays so until the next one is asked for; after the block all is as it was.
        """
        with self._giving_up() as giving:

            @contextmanager
            def release(promises: frozenset[int]) -> Iterator[None]:
                giving.become(promises)
                yield

            yield release

    @contextmanager
    def _giving_up(self) -> Iterator[GivingUp]:
        giving = GivingUp(self.mirror, self.holdings)
        try:
            yield giving
        finally:
            giving.become(frozenset())

    @contextmanager
    def only_sure(self) -> Iterator[None]:
        """Let nobody see, for the block, what is free of runs that lack something."""
        with hidden(self.mirror, self.holdings.hiding_free(self.holdings.unsure())):
            yield

    def _open(self, row: PromiseRow) -> OpenPromise:
        mirror = self.mirror
        origin = mirror.network.origin
        route = mirror.market.route(row.site, row.customer)
        point = mirror.network.point_of[row.item, row.site]
        life = mirror.market.customer(row.customer).remaining_life + route.transit_days
        class_, priority, weight = self._segments.get(row.segment, NO_SEGMENT)
        promised = (row.arrive_day or origin) - origin
        original = promised if row.original_arrive_day is None else row.original_arrive_day - origin
        holds = self.holdings.commitments(row.id)
        lacks = sum(each.quantity for each in holds if each.balance in self._unsure)
        return OpenPromise(
            row.id,
            class_,
            priority,
            weight,
            point,
            row.quantity - row.shipped,
            mirror.fresh_days(point, life),
            route,
            original if row.wish_day is None else row.wish_day - origin,
            promised,
            original,
            row.id in self._risky,
            row.segment,
            row.item,
            whole_units(row.quantity, mirror.market.item(row.item).decimals),
            had_by(mirror, row, holds),
            min(lacks, row.quantity - row.shipped),
        )
