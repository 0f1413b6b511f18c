"""The oracle: the earliest day by which some legal set of runs delivers a demand, found by constraint programming.

It models ``docs/explanation/promise-model.md`` with OR-Tools CP-SAT and shares nothing with the kernel but the words.
Runs of a process that loads nothing are counted for each day of starting; every run of one that does is modelled by
itself, minute by minute.

How many runs are enough: if the runs of a process without the last one already cover all that is needed of its
outputs, the last one can be left out. So ``ceil(needed / least output)`` runs for each output are enough. Where that is
more than ``most_runs``, the oracle looks only at that many, and its day is an upper bound of the earliest one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model
from tests.oracle.companies import Part, SmallCompany, Step, Way

from handfast.engine.network import EXPEDITED, NO_LIMIT, SUBSTITUTION

Term = cp_model.LinearExprT


@dataclass(frozen=True)
class Answer:
    """What the oracle found.

    ``day`` is the horizon where nothing is legal. ``exact`` means that it is the earliest day; otherwise it may be one
    that is too late. ``solved`` is False where time ran out before anything was proven.
    """

    day: int
    exact: bool
    solved: bool


def earliest_day(
    company: SmallCompany, *, seconds: float = 3.0, most_runs: int = 5, merge: bool = True, first: int = 0
) -> Answer:
    """Return the earliest day from `first` on by which `company`'s demand can be delivered."""
    search = Search(company, most_runs, merge)
    late = search.demand(first)
    search.model.minimize(late)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(search.model)
    if status == cp_model.OPTIMAL:
        return Answer(first + round(solver.objective_value), search.exact, True)
    if status == cp_model.INFEASIBLE:
        return Answer(company.horizon, search.exact, True)
    return Answer(company.horizon, False, False)


class Search:
    """The model of one company and its demand, or several: ``asks`` are stock points and quantities."""

    def __init__(
        self, company: SmallCompany, most_runs: int, merge: bool, asks: Sequence[tuple[int, int]] | None = None
    ) -> None:
        self.company = company
        self.asks = [(company.point, company.quantity)] if asks is None else list(asks)
        self.model = cp_model.CpModel()
        self.exact = True
        self.days = range(company.horizon)
        self.change: list[list[list[Term]]] = [[[] for _ in self.days] for _ in company.points]
        self.minutes: list[list[list[Term]]] = [[[] for _ in self.days] for _ in company.shops]
        self.overtime: list[list[list[Term]]] = [[[] for _ in self.days] for _ in company.shops]
        self.needed = dict.fromkeys((item for item, _ in company.points), 0)
        for point, quantity in self.asks:
            self.needed[company.points[point][0]] += quantity
        for item in sorted(self.needed):
            self._count_needs(item)
        for way in company.ways:
            if self._is_allowed(way):
                self._add(way, most_runs, merge)

    # How much and how many runs could be needed.

    def _is_allowed(self, way: Way) -> bool:
        if way.kind == EXPEDITED and not self.company.expedite:
            return False
        # What takes from the only demand's stock point could only come back to it: a way visits a stock point once.
        if len(self.asks) == 1 and any(part.point == self.asks[0][0] for part in way.inputs):
            return False
        # A substitute of a demand's item would reach the customer unasked, moved or not.
        asked = {self.company.points[point][0] for point, _ in self.asks}
        return not (way.kind == SUBSTITUTION and self.company.points[way.output][0] in asked)

    def _outputs(self, way: Way) -> list[Part]:
        return [Part(way.output, *way.good), *way.extras]

    def runs_needed(self, way: Way) -> int:
        """Return how many runs are enough."""
        count = 0
        for part in self._outputs(way):
            needed = self.needed[self.company.points[part.point][0]]
            least = max(way.lot_min, ceil(part.den / part.num))
            least = -(-least // way.lot_multiple) * way.lot_multiple
            if least <= way.lot_max:
                count += -(-needed // (least * part.num // part.den))
        return count

    def starts_needed(self, way: Way) -> int:
        """Return how much one run need start at most."""
        most = way.lot_min
        for part in self._outputs(way):
            needed = self.needed[self.company.points[part.point][0]]
            most = max(most, ceil(needed * part.den / part.num) + way.lot_multiple)
        return min(way.lot_max, -(-most // way.lot_multiple) * way.lot_multiple)

    def _count_needs(self, item: str) -> None:
        """Add what the ways of supplying `item` may use to the needs of items below; items come from the top down.

        Runs that are all needed start no more than is needed but for what the last one must round up to.
        """
        points = self.company.points
        ways = [way for way in self.company.ways if points[way.output][0] == item]
        for way in ways:
            if any(points[part.point][0] == item for part in way.inputs):  # a move
                self.needed[item] += way.lot_min + way.lot_multiple
        for way in ways:
            runs, starts = self.runs_needed(way), way.lot_min + way.lot_multiple
            for part in self._outputs(way):
                starts += ceil((self.needed[points[part.point][0]] + runs) * part.den / part.num)
            for part in way.inputs:
                if points[part.point][0] != item:
                    self.needed[points[part.point][0]] += ceil(starts * part.num / part.den) + runs * (part.fixed + 1)

    # Time.

    def after(self, way: Way, day: int, n: int) -> int:
        """Return ``day (+) n``; the horizon beyond it."""
        horizon = self.company.horizon
        if way.lead_calendar < 0:
            return min(day + n, horizon)
        works = [d for d in self.days if d >= day and self.company.calendars[way.lead_calendar][d]]
        return works[n] if n < len(works) else horizon

    def starts_on(self, way: Way) -> range:
        last = self.company.horizon - 1 if way.last_start is None else way.last_start
        return range(way.first_start, last + 1)

    # Ways of supply.

    def _add(self, way: Way, most_runs: int, merge: bool) -> None:
        runs = self.runs_needed(way)
        whole = all(part.den == 1 for part in way.inputs) and all(part.den == 1 for part in self._outputs(way))
        if merge and not way.steps and (whole or way.lot_max >= NO_LIMIT):
            for day in self.starts_on(way):
                self._add_day_of_starting(way, day, runs if way.lot_max < NO_LIMIT else 1)
            return
        if runs > most_runs:
            self.exact = False
        before: tuple[Term, Term] | None = None
        for _ in range(min(runs, most_runs)):
            used, start = self._add_run(way)
            if before is not None:  # runs are alike: the first ones are used first
                self.model.add(before[0] >= used)
                self.model.add(before[1] <= start).only_enforce_if(used)
            before = used, start

    def _add_day_of_starting(self, way: Way, day: int, runs: int) -> None:
        """Add all runs of a way without steps that start on `day`; more than one only where that rounds nothing."""
        ready = self.after(way, day, way.lead_before)
        available = self.after(way, ready, way.lead_after) if ready < self.company.horizon else self.company.horizon
        if available >= self.company.horizon:
            return
        most = self.starts_needed(way) if way.lot_max >= NO_LIMIT else way.lot_max * runs
        count = self.model.new_int_var(0, runs, "")
        lots = self.model.new_int_var(0, most // way.lot_multiple, "")
        starts = lots * way.lot_multiple
        self.model.add(starts >= way.lot_min * count)
        self.model.add(starts <= min(way.lot_max, most) * count)
        for part in self._outputs(way):
            self.change[part.point][available].append(self._rounded_down(starts, most, part))
        for part in way.inputs:
            self.change[part.point][day].append(-self._rounded_up(starts, most, part) - part.fixed * count)

    def _rounded_down(self, starts: Term, most: int, part: Part) -> cp_model.IntVar:
        amount = self.model.new_int_var(0, most * part.num // part.den, "")
        self.model.add(amount * part.den <= starts * part.num)
        return amount

    def _rounded_up(self, starts: Term, most: int, part: Part | Step) -> cp_model.IntVar:
        amount = self.model.new_int_var(0, -(-most * part.num // part.den), "")
        self.model.add(amount * part.den >= starts * part.num)
        self.model.add(amount * part.den <= starts * part.num + part.den - 1)
        return amount

    def _add_run(self, way: Way) -> tuple[cp_model.IntVar, Term]:
        """Add one run that may be made; return whether it is, and its day of starting."""
        model, most = self.model, self.starts_needed(way)
        used = model.new_bool_var("")
        lots = model.new_int_var(0, most // way.lot_multiple, "")
        starts = lots * way.lot_multiple
        model.add(starts >= way.lot_min * used)
        model.add(starts <= most * used)
        begins = {day: model.new_bool_var("") for day in self.starts_on(way)}
        model.add(sum(begins.values()) == used)
        ready = {day: self.after(way, day, way.lead_before) for day in begins}
        for day, begin in begins.items():
            if ready[day] >= self.company.horizon:
                model.add(begin == 0)
        if way.steps:
            earliest: Term = sum(ready[day] * begin for day, begin in begins.items())
            ends = self._add_steps(way, used, starts, most, earliest)
            arrivals = {day + 1 - way.same_day: end for day, end in ends.items()}
        else:
            arrivals = {}
            for day, begin in begins.items():
                arrivals[ready[day]] = arrivals.get(ready[day], 0) + begin
        self._add_outputs(way, starts, most, arrivals)
        for part in way.inputs:
            amount = self._rounded_up(starts, most, part) + part.fixed * used
            largest = -(-most * part.num // part.den) + part.fixed
            for day, begin in begins.items():
                taken = model.new_int_var(0, largest, "")
                model.add(taken >= amount - largest * (1 - begin))
                self.change[part.point][day].append(-taken)
        return used, sum(day * begin for day, begin in begins.items())

    def _add_outputs(self, way: Way, starts: Term, most: int, arrivals: dict[int, Term]) -> None:
        """Add what a run yields on the day it is available; `arrivals` says on which day its lead time after begins."""
        for day, arrives in arrivals.items():
            if self.after(way, day, way.lead_after) >= self.company.horizon:
                self.model.add(arrives == 0)
        for part in self._outputs(way):
            amount = self._rounded_down(starts, most, part)
            largest = most * part.num // part.den
            parts = []
            for day, arrives in arrivals.items():
                available = self.after(way, day, way.lead_after)
                if available < self.company.horizon:
                    given = self.model.new_int_var(0, largest, "")
                    self.model.add(given <= largest * arrives)
                    self.change[part.point][available].append(given)
                    parts.append(given)
            self.model.add(sum(parts) == amount)

    def _add_steps(
        self, way: Way, used: cp_model.IntVar, starts: Term, most: int, earliest: Term
    ) -> dict[int, cp_model.IntVar]:
        """Add the steps of a run; return for each day whether the last step ends on it."""
        elapsed: list[list[Term]] = [[] for _ in self.days]
        ends: dict[int, cp_model.IntVar] = {}
        for step in way.steps:
            minutes = self._rounded_up(starts, most, step) + step.setup * used
            firsts, ends, daily = self._add_step(step, used, minutes, elapsed)
            self.model.add(sum(day * first for day, first in firsts.items()) >= earliest)
            earliest = sum(day * end for day, end in ends.items())
            for day, use in daily.items():
                elapsed[day].append(use)
        return ends

    def _add_step(
        self, step: Step, used: cp_model.IntVar, minutes: Term, elapsed: list[list[Term]]
    ) -> tuple[dict[int, cp_model.IntVar], dict[int, cp_model.IntVar], dict[int, cp_model.IntVar]]:
        """Add one step; return for each day whether it begins, whether it ends, and minutes of each unit."""
        model, shop = self.model, self.company.shops[step.resource]
        over = model.new_bool_var("") if self.company.overtime else 0
        work = [day for day in self.days if shop.minutes[day] + self.company.overtime * shop.overtime[day] > 0]
        first = {day: model.new_bool_var("") for day in work}
        last = {day: model.new_bool_var("") for day in work}
        daily = {}
        model.add(sum(first.values()) == used)
        model.add(sum(last.values()) == used)
        for n, day in enumerate(work):
            regular, extra = shop.minutes[day], shop.overtime[day] * self.company.overtime
            use = daily[day] = model.new_int_var(0, regular + extra, "")
            begun = sum(first[d] for d in work[:n])
            ended = sum(last[d] for d in work[: n + 1])
            model.add(use <= regular + extra * over)
            model.add(use <= (regular + extra) * (begun + first[day] - ended + last[day]))
            model.add(use >= regular * (begun - ended))
            model.add(use >= (regular + extra) * (begun - ended + over - 1))
            model.add(use >= first[day])
            model.add(use >= last[day])
            if elapsed[day]:
                model.add(use + sum(elapsed[day]) <= regular + extra * over).only_enforce_if(first[day])
            self._book(step, day, use, regular, extra, over)
        model.add(sum(daily.values()) == minutes)
        return first, last, daily

    def _book(self, step: Step, day: int, use: cp_model.IntVar, regular: int, extra: int, over: Term) -> None:
        """Take a step's minutes of a day from what is left, regular ones and overtime."""
        if not extra:
            self.minutes[step.resource][day].append(step.units * use)
            return
        beyond = self.model.new_int_var(0, extra * step.units, "")
        self.model.add(beyond <= extra * step.units * over)
        self.model.add(step.units * use - beyond <= regular * step.units)
        self.model.add(step.units * use - beyond >= 0)
        self.minutes[step.resource][day].append(step.units * use - beyond)
        self.overtime[step.resource][day].append(beyond)

    # What there is.

    def demand(self, first: int) -> cp_model.LinearExpr:
        """Add what there is and the demand; return how many days after `first` it is delivered."""
        there = self.delivered(first)
        self.model.add(there[-1] == 1)
        self.balance([there])
        return sum(1 - there[day] for day in range(first, self.company.horizon))

    def delivered(self, first: int) -> list[cp_model.IntVar]:
        """Return for each day whether a demand has been delivered by then; not before `first`."""
        there = [self.model.new_bool_var("") for _ in self.days]
        for day in self.days:
            if day < first:
                self.model.add(there[day] == 0)
            elif day:
                self.model.add_implication(there[day - 1], there[day])
        return there

    def balance(self, delivered: Sequence[Sequence[cp_model.IntVar]]) -> None:
        """Add that nothing is taken that is not there; `delivered` says by when each of `asks` has been."""
        model, company = self.model, self.company
        given = company.available()
        for point in range(len(company.points)):
            total: Term = 0
            for day in self.days:
                total = total + sum(self.change[point][day])
                asked: Term = sum(
                    quantity * there[day]
                    for (place, quantity), there in zip(self.asks, delivered, strict=True)
                    if place == point
                )
                balance = model.new_int_var(0, 1 << 40, "")
                model.add(balance == int(given[point, day]) + total - asked)
                total = balance - int(given[point, day]) + asked
        for booked, left in ((self.minutes, company.capacity()), (self.overtime, company.overtime_left())):
            for resource in range(len(company.shops)):
                for day in self.days:
                    if booked[resource][day]:
                        model.add(sum(booked[resource][day]) <= int(left[resource, day]))
