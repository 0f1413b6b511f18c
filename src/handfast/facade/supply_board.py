"""The supply board: how full every resource is, what is behind it, and which runs it does when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from handfast.company.people.permissions import Permission
from handfast.company.queries.supply_board import WEEKS, BoardRun, ResourceLoad, by_money, runs_on, supply_board
from handfast.facade.needs import needs
from handfast.facade.opened import Opened


class SupplyBoard(Opened):
    """What a planner looks at first."""

    @needs(Permission.SUPPLY_SEE)
    def supply_board(self, first: dt.date | None = None, *, weeks: int = WEEKS) -> list[ResourceLoad]:
        """Return the load of every resource against its capacity, week by week, worst resource first.

        Parameters
        ----------
        first
            A day of the first week; None: this week.
        """
        return self._run(supply_board, self._current(), first, weeks, self.person.sees_site)

    @needs(Permission.SUPPLY_SEE)
    def runs_on(self, resource: str, first: dt.date, days: int = 7) -> list[BoardRun]:
        """Return the runs that take hours of a resource from a day on, by day.

        Raises
        ------
        NotFound
            There is no such resource, or it is at a site that the person does not see.
        """
        return self._run(runs_on, self._current(), resource, first, days, self.person.sees_site)

    @needs(Permission.SUPPLY_SEE)
    def behind_load(self, resource: str, first: dt.date, days: int = 7) -> list[BoardRun]:
        """Return the same with the promises that each run serves, those first that bring the most money.

        Promises that the person may not see are there without saying whose, and count for no money.
        """
        mirror, seeing = self._current(), self._seeing()
        runs = self._run(runs_on, mirror, resource, first, days, self.person.sees_site, served=True)
        told = [replace(run, serves=tuple(seeing.served(each) for each in run.serves)) for run in runs]
        return by_money(told)
