"""Plans: make, look at, compare, publish; and the proposals that a published plan makes.

What makes and explains plans is loaded when somebody plans: a quote from the command line does not wait for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from handfast.company.people.permissions import Permission
from handfast.company.queries.given import plan_number
from handfast.company.queries.plans import COUNTS, HORIZON_DAYS, PlanVersion, latest_plan, plan_list, plan_name
from handfast.engine.supply.plan.stops import Any as AnyOf
from handfast.engine.supply.plan.stops import Seconds, Steps, Stop, Trail, no_progress
from handfast.errors import Conflict, NotFound
from handfast.facade.explaining_plans import ExplainingPlans
from handfast.facade.needs import needs

if TYPE_CHECKING:
    from handfast.company.actions.publish_plan import Published
    from handfast.company.queries.proposals import Proposal

PLAN_SECONDS = 10.0


class Planning(ExplainingPlans):
    """What a planner does."""

    @needs(Permission.PLAN_MAKE)
    def plan(
        self,
        *,
        seconds: float = PLAN_SECONDS,
        steps: int | None = None,
        days: int = HORIZON_DAYS,
        seed: int = 1,
        frozen_days: int = 0,
        slushy_days: int = 0,
        overtime: bool = False,
        expedite: bool = False,
        reason: str = "",
        stop: Stop | None = None,
        progress: Callable[[Trail], None] = no_progress,
    ) -> PlanVersion:
        """Plan everything that nothing covers yet: promises at risk, forecasts, safety stock. No promise is changed.

        Parameters
        ----------
        seconds, steps
            When to stop improving: after so much time, or after so many steps (then the same inputs and seed give the
            same plan, whatever the machine).
        days
            How far ahead needs are looked at.
        frozen_days, slushy_days
            Time fences: nothing new starts on the first days; what the published plan starts until then stays.
        overtime, expedite
            Whether overtime, and expedited processes, may be used where that is worth its cost.
        stop
            Another rule to stop by, beside the time.
        progress
            Told how far it is.
        """
        from handfast.company.actions.plan_supply import Planning as HowToPlan
        from handfast.company.actions.plan_supply import plan_supply

        start = time.perf_counter()
        limit: Stop = Seconds(seconds) if steps is None else Steps(steps)
        rule = limit if stop is None else AnyOf((limit, stop))
        how = HowToPlan(
            rule,
            seed,
            days,
            frozen_days,
            slushy_days,
            overtime,
            expedite,
            seconds=lambda: time.perf_counter() - start,
            progress=progress,
        )
        made = self._run(plan_supply, how, actor=self.actor, now=self.clock(), reason=reason)
        return self._seeing_plans().version(made)

    @needs(Permission.PLAN_SEE)
    def plans(self) -> pl.DataFrame:
        """Return all plans, the newest first, with what they cost.

        Whoever sees only a part of the company sees no figures here: :meth:`plan_figures` counts them.
        """
        rows = list(map(self._seeing_plans().listed, self._run(plan_list)))
        figures = dict.fromkeys(("needs", "late", "late_days", "in_part", "unmet", "total", "lower_bound"), pl.Int64)
        names = ("plan", "state", "made", "actor", "reason", *figures)
        return pl.DataFrame([{name: row[name] for name in names} for row in rows], schema_overrides=figures)

    @needs(Permission.PLAN_SEE)
    def plan_figures(self, plan: int | str | None = None) -> dict[str, Any]:
        """Return how many needs a plan has, and how it meets them: of those that the person may see."""
        number = self._run(latest_plan) if plan is None else plan_number(plan)
        if self._seeing_plans().whole and number is not None:
            known = {row["plan"]: row for row in self._run(plan_list)}
            if plan_name(number) in known:
                return {name: known[plan_name(number)][name] for name in COUNTS}
        figures = self.plan_version(number).figures
        return {name: figures[name] for name in COUNTS}

    @needs(Permission.PLAN_SEE)
    def plan_faults(self, plan: int | str | None = None) -> list[str]:
        """Return what the independent verifier finds wrong with a plan on the company as it is now; none: it holds."""
        from handfast.company.actions.plan_supply import standing_faults

        return self._seeing_plans().faults(self._run(standing_faults, self._whole_plan(plan)))

    @needs(Permission.PLAN_SEE)
    def people_load(self, plan: int | str | None = None) -> pl.DataFrame:
        """Return what a plan asks of people, by team and week: hours, overtime and its cost, changes at short notice.

        With the limits beside it. Counted with all that was promised when the plan was made; where there is no plan
        yet, what is promised now. Of the teams that work only at sites that the person sees.
        """
        from handfast.company.queries.people_load import people_load

        number = self._run(latest_plan) if plan is None else plan_number(plan)
        found = self._run(people_load, None if number is None else self._whole_plan(number))
        return self._seeing_plans().people(found)

    @needs(Permission.PLAN_PUBLISH)
    def publish(self, plan: int | str | None = None, *, reason: str = "") -> Published:
        """Publish a plan: its runs are what promising sees from now on; what is at risk is bound to them in time."""
        from handfast.company.actions.publish_plan import publish_plan

        number = self._whole_plan(plan).id
        self._current()
        done = self._run(publish_plan, number, actor=self.actor, now=self.clock(), reason=reason)
        return replace(done, plan=self._seeing_plans().version(done.plan))

    @needs(Permission.PLAN_SEE)
    def proposals(self) -> pl.DataFrame:
        """Return what the published plan proposes: to buy, make, move, expedite, delay, cancel."""
        from handfast.company.queries.proposals import SCHEMA

        return pl.DataFrame(self.proposal_rows(), schema=SCHEMA)

    @needs(Permission.PLAN_SEE)
    def proposal_rows(self) -> list[dict[str, Any]]:
        """Return the same row by row, with texts that each reader may read in their language."""
        return [each.row() for each in self._proposed()]

    def _proposed(self) -> list[Proposal]:
        from handfast.company.queries.proposals import proposals

        return self._seeing_plans().proposals(self._as_it_stands("proposals", proposals))

    @needs(Permission.PROPOSALS_ACCEPT)
    def accept(self, proposals: Iterable[int | str], *, reason: str = "") -> list[str]:
        """Accept proposals by their names, all or none; return them.

        Runs to buy, make or move (``"R-12"`` or 12) are firm from now on. Receipts come on the day proposed, sooner or
        later, or no longer: accept that when the supplier has agreed to it.

        Raises
        ------
        NotFound
            One of them is not proposed, or at a site that the person does not see: the answer is the same.
        """
        from handfast.company.actions.accept_proposals import accept_proposals, not_proposed

        names = [f"R-{each}" if isinstance(each, int) else each.strip() for each in proposals]
        eyes = self._seeing_plans()
        if not eyes.whole:
            known = {each.proposal for each in self._proposed()}
            for name in (each for each in names if each not in known):
                raise NotFound(not_proposed(name))
        mirror = self._current()
        try:
            return self._run(accept_proposals, mirror, names, actor=self.actor, now=self.clock(), reason=reason)
        except Conflict as refused:
            raise eyes.refusal(refused) from None
