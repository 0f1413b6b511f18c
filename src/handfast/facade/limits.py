"""Limits: what can still be promised of each family, worked out in slices so that nobody's quote waits for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import polars as pl

from handfast.company.actions.say_limits import say_limits
from handfast.company.people.permissions import Permission
from handfast.company.queries.inventory import reviewed, stock_seen
from handfast.company.queries.limits import (
    WEEKS,
    BestSeller,
    HourPrice,
    Possible,
    Words,
    best_sellers,
    hour_prices,
    still_possible,
    words_said,
)
from handfast.engine.inventory.terms import Terms
from handfast.facade.needs import needs
from handfast.facade.opened import Opened

SLICE = dt.timedelta(milliseconds=30)
"""After so long no other week is begun: what is known is shown, and asked for again."""

AGE = dt.timedelta(minutes=1)
STOCK_AGE = dt.timedelta(minutes=15)
"""How long figures are shown though the ledger has moved on: with the moment of which they are."""

T = TypeVar("T")


@dataclass
class Still:
    """What is still possible of an item, as far as it is worked out; `of`: the moment of the first week's figure."""

    position: object
    of: dt.datetime
    weeks: dict[int, Possible] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all weeks are worked out."""
        return len(self.weeks) == WEEKS

    @property
    def known(self) -> list[Possible | None]:
        """The weeks in their order; None: not worked out yet.

        What could arrive by the end of one week is there by the end of the next too: where less was found for a later
        week, because it was looked for from another day or at a later moment, the earlier figure holds.
        """
        told: list[Possible | None] = []
        most: Possible | None = None
        for found in map(self.weeks.get, range(WEEKS)):
            if found is not None and most is not None and found.quantity < most.quantity:
                found = found._replace(quantity=most.quantity, money=most.money, more=most.more)
            most = found or most
            told.append(found)
        return told


@dataclass
class _Found:
    """Something that took long to find, and the moment of which it is."""

    position: object
    of: dt.datetime
    found: Any = None


class FamilyLimit(NamedTuple):
    """A family: its best seller, and what is still possible of it."""

    seller: BestSeller
    still: Still


class TooMuch(NamedTuple):
    """More of an item than is needed, at the sites that somebody sees; `value`: what it cost, where that is seen."""

    item: str
    quantity: Decimal
    value: Decimal | None


class TooMuchStock(NamedTuple):
    """All of them, dearest first, and the moment of which they are."""

    rows: list[TooMuch]
    of: dt.datetime


class Limits(Opened):
    """What Operations tells Sales."""

    @needs(Permission.LIMITS_SEE)
    def limits(self, *, work: bool = True) -> list[FamilyLimit]:
        """Return the most of each family's best seller that could still arrive by the end of each week.

        The families that sold most in the last 12 months come first.

        Parameters
        ----------
        work
            Work out at least one week that is not known yet, and others for a moment: ask again until all are whole.
            Else only what is known already is told.
        """
        mirror, sees, eyes = self._current(), self.person.sees_site, (self.person.sites, self.person.segments)
        sellers = self._kept(("best sellers", self.person.sites), STOCK_AGE, _Found)
        if sellers.found is None:
            sellers.found = self._run(best_sellers, mirror, sees)
        found = [
            FamilyLimit(each, self._kept(("still possible", each.item, *eyes), AGE, Still)) for each in sellers.found
        ]
        if work:
            self._work_out(found)
        return found

    def _work_out(self, found: list[FamilyLimit]) -> None:
        """Work out weeks until the slice is over; each by itself in the company's thread."""
        end = self.clock() + SLICE
        for seller, still in found:
            for week in range(WEEKS):
                if week in still.weeks:
                    continue
                asked = (seller.item, seller.sold, week, self.person.sees_site, self.person.segments)
                before = still.weeks.get(week - 1)
                still.weeks[week] = self._run(still_possible, self._current(), *asked, before=before)
                if self.clock() >= end:
                    return

    @needs(Permission.LIMITS_SEE)
    def hour_prices(self) -> list[HourPrice]:
        """Return what a scarce hour would earn, by the published bid prices; nothing for who may not see margins."""
        if not self.person.may(Permission.MARGIN_SEE):
            return []
        return self._run(hour_prices, self._current(), self.person.sees_site)

    @needs(Permission.LIMITS_SEE)
    def too_much_stock(self) -> TooMuchStock:
        """Return the items that are sold and of which there is more than is needed.

        Only what it looks at is read in the company's own thread: a review takes seconds.
        """
        kept = self._kept(("review of stock",), STOCK_AGE, _Found)
        mirror = self._current()
        if kept.found is None:
            kept.found = reviewed(mirror, self._run(stock_seen, mirror), Terms())
        sold = [item for item, outlets in mirror.market.outlets.items() if outlets]
        found = kept.found.filter((pl.col("excess") > 0) & pl.col("item").is_in(sold))
        found = found.filter(pl.Series([self.person.sees_site(site) for site in found["site"]], dtype=pl.Boolean))
        rows = found.group_by("item").agg(pl.col("excess").sum(), pl.col("excess_value").sum())
        rows = rows.sort("excess_value", "item", descending=[True, False])
        sees = self.person.may(Permission.COST_SEE)
        return TooMuchStock([TooMuch(i, q, value if sees else None) for i, q, value in rows.iter_rows()], kept.of)

    @needs(Permission.LIMITS_SEE)
    def limit_words(self) -> Words | None:
        """Return what Operations says about the limits; None where the figures speak for themselves."""
        return self._run(words_said)

    @needs(Permission.LIMITS_WRITE)
    def say_limits(self, text: str) -> None:
        """Say something about the limits; empty: let the figures speak for themselves again."""
        self._run(say_limits, text, actor=self.actor, now=self.clock())

    def _kept(self, key: object, age: dt.timedelta, make: type[T]) -> T:
        """Return what was begun for the ledger as it stands, or not long ago; else begin anew."""
        mirror, now = self._current(), self.clock()
        position = (mirror.cursor, mirror.generation, mirror.today)
        kept = self._memory.worked_out.get(key)
        if isinstance(kept, Still | _Found) and (kept.position == position or now - kept.of < age):
            return kept  # type: ignore[return-value]
        made = make(position, now)  # type: ignore[call-arg]
        self._memory.worked_out[key] = made
        return made
