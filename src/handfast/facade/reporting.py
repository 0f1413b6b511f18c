"""Reports of what really happened to supply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from handfast.company.actions.producing import Made
from handfast.company.actions.report_loss import Loss, report_delay, report_loss, supply_named
from handfast.company.actions.report_production import ProductionReport, report_production
from handfast.company.people.permissions import Permission
from handfast.company.queries.given import Day, Quantity, as_day, run_number, smallest_units
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.runs import Run, point_named, run_by_id
from handfast.errors import NotFound
from handfast.facade.needs import needs
from handfast.facade.opened import Opened
from handfast.sentences import sentence


class Reporting(Opened):
    """What reality does to the ledger."""

    @needs(Permission.SUPPLY_REPORT)
    def report_loss(self, item: str, site: str, quantity: Quantity, *, supply: str = "", reason: str) -> Loss:
        """Write down that part of a lot or receipt is lost; the answer names the promises at risk.

        Raises
        ------
        NotAllowed
            It is at a site that the person does not see.
        """
        self._seeing().assert_site(site)
        mirror = self._current()
        return self._run(self._lose, mirror, item, site, smallest_units(mirror, item, quantity), supply, reason)

    @needs(Permission.SUPPLY_REPORT)
    def report_delay(self, item: str, site: str, day: Day, *, supply: str, reason: str) -> Loss:
        """Write down that a receipt comes on another day; the answer names the promises at risk.

        Raises
        ------
        NotAllowed
            It is at a site that the person does not see.
        """
        self._seeing().assert_site(site)
        mirror = self._current()
        return self._run(self._delay, mirror, item, site, as_day(day), supply, reason)

    @needs(Permission.SUPPLY_REPORT)
    def report_production(
        self,
        run: int | str,
        good: Quantity | None = None,
        *,
        scrapped: Quantity = 0,
        on: Day | None = None,
        started: bool = False,
        finished: bool = False,
        inputs_taken: bool = False,
        used: Mapping[str, Quantity] | None = None,
        lot: str = "",
        reason: str = "",
        request: str | None = None,
    ) -> ProductionReport:
        """Write down what a run (``"R-12"`` or 12) has made, of whatever kind: made, bought or moved.

        Parameters
        ----------
        good
            Good units so far in all, in the item's unit. None: all that was planned, and the run is finished; or
            none yet, where it only `started`.
        scrapped
            Units so far in all that did not become good.
        on
            Day on which it was so; by default today.
        finished
            Whether nothing more comes of it. A run that has made all it was to make is finished by itself.
        inputs_taken
            Whether all that it uses has left stock already. Else it leaves with what is finished, in proportion.
        used
            What this report takes out of stock of some inputs, by item, instead of their share.
        lot
            The lot that it became, where lots are kept.

        Raises
        ------
        NotFound
            There is no such run, or it is at a site that the person does not see.
        CannotPromise
            It is only held or gone, less is said than is known already, or more was used than there is.
        """
        mirror, number = self._current(), run_number(run)
        self._assert_sees_run(number)
        said = (good, scrapped, on, started, finished, inputs_taken, sorted((used or {}).items()), lot)
        name = self._request(request, "production", number, *said)
        stands = self._run(run_by_id, number)
        item, site = self._run(point_named, stands.point)
        made = Made(
            mirror.today if on is None else day_number(as_day(on)),
            good=None if good is None else smallest_units(mirror, item, good),
            scrapped=smallest_units(mirror, item, scrapped),
            finished=finished or (good is None and not started),
            inputs_taken=inputs_taken,
            used=self._used(mirror, stands, site, used or {}),
            lot=lot,
        )
        return self._run(
            report_production, mirror, number, made, actor=self.actor, now=self.clock(), reason=reason, request=name
        )

    # ------------------------------------------------------------ inside

    def _used(self, mirror: Mirror, run: Run, site: str, used: Mapping[str, Quantity]) -> dict[int, int]:
        """Return what was used, by the stock point's row from which it was taken."""
        held = {mirror.network.items[mirror.points[each.node]]: each.node for each in run.inputs if not each.minutes}
        found = {}
        for item, quantity in used.items():
            units = smallest_units(mirror, item, quantity)
            point = mirror.network.point_of.get((item, site))
            if item not in held and point is None:
                raise NotFound(sentence("{item} is not kept at {site}.", item=item, site=site))
            found[held[item] if item in held else mirror.point_ids[point or 0]] = units
        return found

    def _lose(self, mirror: Mirror, item: str, site: str, quantity: int, supply: str, reason: str) -> Loss:
        found = supply_named(mirror, item, site, supply)
        return report_loss(mirror, found, quantity, actor=self.actor, now=self.clock(), reason=reason)

    def _delay(self, mirror: Mirror, item: str, site: str, day: dt.date, supply: str, reason: str) -> Loss:
        found = supply_named(mirror, item, site, supply)
        return report_delay(mirror, found, day, actor=self.actor, now=self.clock(), reason=reason)
