"""The supply board: how full every resource is, what is behind it, and which runs it does when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from handfast.company.people.permissions import Permission
from handfast.company.queries.given import run_number
from handfast.company.queries.mirror import day_number
from handfast.company.queries.moved_runs import Moving
from handfast.company.queries.run_list import RunList, RunSearch, run_list, runs_found
from handfast.company.queries.supply_board import (
    WEEKS,
    BoardRun,
    ResourceLoad,
    board_run,
    by_money,
    runs_on,
    supply_board,
)
from handfast.errors import Conflict
from handfast.facade.needs import needs
from handfast.facade.opened import Opened, Request


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
        begin = self.today if first is None else first
        found = self._as_it_stands(("supply board", begin, weeks), lambda mirror: supply_board(mirror, begin, weeks))
        return [row for row in found if self.person.sees_site(row.site)]

    @needs(Permission.SUPPLY_SEE)
    def runs_on(self, resource: str, first: dt.date, days: int = 7) -> list[BoardRun]:
        """Return the runs that take hours of a resource from a day on, by day.

        Raises
        ------
        NotFound
            There is no such resource, or it is at a site that the person does not see.
        """
        eyes = self._seeing_plans()
        found = self._run(runs_on, self._current(), resource, first, days, self.person.sees_site)
        return found if eyes.whole else list(map(eyes.run, found))

    @needs(Permission.SUPPLY_SEE)
    def behind_load(self, resource: str, first: dt.date, days: int = 7) -> list[BoardRun]:
        """Return the same with the promises that each run serves, those first that bring the most money.

        Promises that the person may not see are there without saying whose, and count for no money.
        """
        mirror = self._current()
        runs = self._run(runs_on, mirror, resource, first, days, self.person.sees_site, served=True)
        return by_money(map(self._seeing_plans().run, runs))

    @needs(Permission.SUPPLY_SEE)
    def board_run(self, run: int | str) -> BoardRun:
        """Return a run as the board shows it, whatever resource it takes, if any.

        Raises
        ------
        NotFound
            There is no such run, or it is at a site that the person does not see.
        """
        number = run_number(run)
        mirror = self._current()
        self._assert_sees_run(number)
        return self._seeing_plans().run(self._run(board_run, mirror, number))

    @needs(Permission.SUPPLY_SEE)
    def run_list(self, search: RunSearch = RunSearch(), *, offset: int = 0, limit: int = 100) -> RunList:  # noqa: B008
        """Return a page of the runs that are still to yield something, by their start, at sites that the person sees.

        Parameters
        ----------
        search
            Which; all.
        """
        sites = self.person.sites
        found = self._as_it_stands(("runs found", search, sites), lambda _: runs_found(search, sites))
        page = self._run(run_list, self._current(), found, offset=offset, limit=limit)
        eyes = self._seeing_plans()
        return page if eyes.whole else replace(page, rows=list(map(eyes.run, page.rows)))

    @needs(Permission.RUNS_MOVE)
    def check_move(self, run: int | str, to: dt.date) -> Moving:
        """Return what would follow if a run started on another day; nothing is written.

        Raises
        ------
        NotFound
            There is no such run, or it is at a site that the person does not see.
        Conflict
            It may not be moved, or nothing may start on that day; the message says the cure.
        """
        from handfast.company.queries.run_moving import check_move  # with compiled code of its own

        number = run_number(run)
        mirror = self._current()
        self._assert_sees_run(number)
        return self._as_seen(lambda: self._run(check_move, mirror, number, day_number(to)))

    @needs(Permission.RUNS_MOVE)
    def move_run(self, run: int | str, to: dt.date, seen: str, *, reason: str = "", request: Request = None) -> Moving:
        """Move a run to another day, exactly as it was checked; a planned run is firm from then on.

        Parameters
        ----------
        seen
            What the check told: ``company.check_move(run, to).seen``.
        request
            Name of the request: the same again writes nothing, and tells of no more moves.

        Raises
        ------
        NotFound
            There is no such run, or it is at a site that the person does not see.
        Conflict
            It is not possible, or something else would follow than was seen; the message says why.
        """
        from handfast.company.actions.move_run import move_run  # with compiled code of its own

        number = run_number(run)
        mirror = self._current()
        self._assert_sees_run(number)
        day = day_number(to)
        name = self._request(request, "move", number, day, seen)

        def move() -> Moving:
            said = (mirror, number, day, seen)
            return self._run(move_run, *said, actor=self.actor, now=self.clock(), reason=reason, request=name)

        return self._as_seen(move)

    def _as_seen(self, move: Callable[[], Moving]) -> Moving:
        """Return a move, or what stands against it, as the person may see it."""
        eyes = self._seeing_plans()
        try:
            return eyes.moving(move())
        except Conflict as refused:
            raise eyes.refusal(refused) from None
