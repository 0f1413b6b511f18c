"""Why a plan is as it is: what binds, what loads, who serves whom."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import polars as pl

from handfast.company.actions.progress import Progress, silent
from handfast.company.people.permissions import Permission
from handfast.company.queries.given import plan_number
from handfast.company.queries.plans import PlanVersion, latest_plan, plan_by_id, published_plan
from handfast.errors import NotFound
from handfast.facade.needs import needs
from handfast.facade.opened import Opened
from handfast.sentences import sentence

if TYPE_CHECKING:
    from handfast.company.queries.pegging import Pegging
    from handfast.company.queries.plan_explanation import Bottlenecks, NeedExplained

EXPLAINING_SECONDS = 10.0
GAINS_FOR = 12
"""Bottlenecks of which it is tried what more of them would gain, the dearest first."""


class ExplainingPlans(Opened):
    """What a planner asks of a plan."""

    @needs(Permission.PLAN_SEE)
    def plan_version(self, plan: int | str | None = None) -> PlanVersion:
        """Return a plan by its number (``"S-3"`` or 3); without one the newest.

        Whoever sees only a part of the company gets its needs and runs there, with figures that are counted from them.

        Raises
        ------
        NotFound
            There is none.
        """
        return self._seeing_plans().version(self._whole_plan(plan))

    def _whole_plan(self, plan: int | str | None) -> PlanVersion:
        """Return a plan with all that it consists of, whatever of it the person who acts may see."""
        number = self._run(latest_plan) if plan is None else plan_number(plan)
        if number is None:
            raise NotFound(sentence("There is no plan yet. Make one: handfast plan"))
        return self._run(plan_by_id, number)

    @needs(Permission.PLAN_SEE)
    def plan_load(self, plan: int | str | None = None) -> pl.DataFrame:
        """Return where the hours of each resource and week go, by cause: they sum to what the week has.

        Of the resources that the person sees.
        """
        from handfast.company.queries.pegged import PeggedCompany
        from handfast.company.queries.plan_load import plan_load
        from handfast.company.queries.planned_company import planned_company

        version = self._whole_plan(plan)
        self._current()
        return self._seeing_plans().loads(self._run(lambda: plan_load(PeggedCompany(planned_company(version)))))

    @needs(Permission.PLAN_SEE)
    def explain_need(
        self, need: str, plan: int | str | None = None, *, seconds: float = EXPLAINING_SECONDS
    ) -> NeedExplained:
        """Return how a plan meets a need, what binds it (the days sum to its delay), and what would help.

        Parameters
        ----------
        seconds
            How long is looked for what would help.
        """
        from handfast.company.queries.plan_explanation import Explaining
        from handfast.company.queries.planned_company import planned_company

        version, eyes = self._whole_plan(plan), self._seeing_plans()
        self._current()
        end = time.perf_counter() + seconds

        def look() -> NeedExplained:
            planned = planned_company(version)
            among = eyes.needs(planned.needs)
            told = Explaining(planned, lambda: time.perf_counter() < end, among=among).need(need)
            return eyes.need_explained(told, {planned.needs[n].name for n in among})

        return self._run(look)

    @needs(Permission.PLAN_SEE)
    def bottlenecks(
        self,
        plan: int | str | None = None,
        *,
        seconds: float = EXPLAINING_SECONDS,
        most: int = GAINS_FOR,
        progress: Progress = silent,
    ) -> Bottlenecks:
        """Return what makes a plan's needs late, the dearest first, and what a little more of each would gain.

        Parameters
        ----------
        seconds
            How long is looked at most; the needs whose lateness costs most are looked at first.
        most
            Of how many bottlenecks it is tried what more of them would gain.
        progress
            Told how far it is.
        """
        from handfast.company.queries.plan_explanation import Explaining
        from handfast.company.queries.planned_company import planned_company

        version, eyes = self._whole_plan(plan), self._seeing_plans()
        self._current()
        end = time.perf_counter() + seconds

        def look() -> Bottlenecks:
            planned = planned_company(version)
            among = eyes.needs(planned.needs)
            told = Explaining(planned, lambda: time.perf_counter() < end, progress, among).bottlenecks(most)
            return eyes.bottlenecks(told, {planned.needs[n].name for n in among})

        return self._run(look)

    @needs(Permission.PLAN_SEE)
    def plan_moves(self, before: int | str, after: int | str | None = None) -> pl.DataFrame:
        """Return the runs that are added, dropped, moved or of another size in a plan (else the newest), and why."""
        from handfast.company.queries.plan_moves import SCHEMA

        return pl.DataFrame(self.plan_move_rows(before, after), schema=SCHEMA)

    @needs(Permission.PLAN_SEE)
    def plan_move_rows(self, before: int | str, after: int | str | None = None) -> list[dict[str, Any]]:
        """Return the same row by row, with texts that each reader may read in their language."""
        from handfast.company.queries.plan_moves import plan_moves

        rows = self._run(plan_moves, self._whole_plan(before), self._whole_plan(after))
        return self._seeing_plans().moves(rows)

    @needs(Permission.PLAN_SEE)
    def pegging(self, what: str, plan: int | str | None = None) -> Pegging:
        """Return whom a supply serves, and what feeds an order.

        Parameters
        ----------
        what
            A run (``"R-12"``, of a draft ``"S-3/12"``), a receipt or lot, an item or ``"ITEM@SITE"``, a promise
            (``"P-12"``) or a need of the plan.
        plan
            The draft in which it is looked at; None: the company as it stands, with its published plan.

        Raises
        ------
        NotFound
            There is nothing of that name that the person may see.
        """
        from handfast.company.queries.pegged import PeggedCompany
        from handfast.company.queries.pegging import PeggingBook
        from handfast.company.queries.planned_company import planned_company

        self._current()
        if plan is None:
            number = self._run(published_plan)
            version = None if number is None else self._run(plan_by_id, number)
        else:
            version = self._whole_plan(plan)
        eyes = self._seeing_plans()
        sees = (eyes.taker, self.person.sees_site)
        return eyes.pegging(self._run(lambda: PeggingBook(PeggedCompany(planned_company(version))).of(what, *sees)))
