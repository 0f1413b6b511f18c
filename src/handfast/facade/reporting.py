"""Reports of what really happened to supply."""

from __future__ import annotations

import datetime as dt

from handfast.company.actions.report_loss import Loss, report_delay, report_loss, supply_named
from handfast.company.queries.given import Day, Quantity, as_day, smallest_units
from handfast.company.queries.mirror import Mirror
from handfast.facade.opened import Opened


class Reporting(Opened):
    """What reality does to the ledger."""

    def report_loss(self, item: str, site: str, quantity: Quantity, *, supply: str = "", reason: str) -> Loss:
        """Write down that part of a lot or receipt is lost; the answer names the promises at risk."""
        mirror = self._current()
        return self._run(self._lose, mirror, item, site, smallest_units(mirror, item, quantity), supply, reason)

    def report_delay(self, item: str, site: str, day: Day, *, supply: str, reason: str) -> Loss:
        """Write down that a receipt comes on another day; the answer names the promises at risk."""
        mirror = self._current()
        return self._run(self._delay, mirror, item, site, as_day(day), supply, reason)

    # ------------------------------------------------------------ inside

    def _lose(self, mirror: Mirror, item: str, site: str, quantity: int, supply: str, reason: str) -> Loss:
        found = supply_named(mirror, item, site, supply)
        return report_loss(mirror, found, quantity, actor=self.actor, now=self.clock(), reason=reason)

    def _delay(self, mirror: Mirror, item: str, site: str, day: dt.date, supply: str, reason: str) -> Loss:
        found = supply_named(mirror, item, site, supply)
        return report_delay(mirror, found, day, actor=self.actor, now=self.clock(), reason=reason)
