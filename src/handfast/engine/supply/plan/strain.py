"""What is asked of people, by team and week: hours, overtime and its cost, and what comes or goes at short notice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handfast.engine.network import Ints, Network
from handfast.engine.people import UNLIMITED, first_day_of, overtime_left
from handfast.engine.supply.place.arrays import State


@dataclass(frozen=True)
class TeamWeek:
    """A team's week; minutes, whole numbers of runs, minor units of money.

    Parameters
    ----------
    team
        Name; empty for the resources without one.
    monday
        First day of the week, in days since 1970-01-01.
    there, normal
        Minutes of the team's normal hours from today on, and what is loaded of them.
    overtime, limit
        Minutes of overtime in the whole week, and how many there may be; None: nobody has said.
    cost
        Surcharge of the overtime from today on, rounded up.
    come, go
        Runs that start at short notice though the published plan does not say so, and that do not though it does.
    most
        How many may come; None: nobody has said, or no plan is published.
    """

    team: str
    monday: int
    there: int
    normal: int
    overtime: int
    limit: int | None
    cost: int
    come: int
    go: int
    most: int | None

    @property
    def too_much_overtime(self) -> bool:
        """Whether more overtime is asked for than may be."""
        return self.limit is not None and self.overtime > self.limit

    @property
    def too_many_changes(self) -> bool:
        """Whether more runs come at short notice than may."""
        return self.most is not None and self.come > self.most


def team_weeks(network: Network, state: State) -> list[TeamWeek]:
    """Return every team's weeks on what is left of a company, the first week first.

    Parameters
    ----------
    state
        With everything placed that is to be counted.
    """
    teams, weeks = network.teams, state.people.overtime.shape[1]
    there = _by_team(state, network.capacity())
    normal = _by_team(state, network.capacity() - state.capacity)
    overtime = overtime_left(teams, network.origin, network.horizon) - state.people.overtime
    rate = network.overtime_cost
    worked = (network.overtime() - state.overtime) * (rate.num * (_common(rate.den) // rate.den))[:, None]
    cost = _by_team(state, worked)
    come, go = _changes(state)
    counted = bool(state.people.near.any())
    return [
        TeamWeek(
            name,
            first_day_of(network.origin, week),
            int(there[team, week]),
            int(normal[team, week]),
            int(overtime[team, week]),
            _limit(teams.overtime, team),
            -(-int(cost[team, week]) // _common(rate.den)),
            int(come[team, week]),
            int(go[team, week]),
            _limit(teams.changes, team) if counted else None,
        )
        for week in range(weeks)
        for team, name in enumerate((*teams.names, ""))
        if name or there[team, week] or overtime[team, week]
    ]


def _common(den: Ints) -> int:
    """Return a denominator that all rates share."""
    return int(np.lcm.reduce(den)) if len(den) else 1


def _limit(limits: Ints, team: int) -> int | None:
    return int(limits[team]) if team < len(limits) and limits[team] < UNLIMITED else None


def _by_team(state: State, daily: Ints) -> Ints:
    """Return what resources have on days, shape (R, H), added up by team and week, shape (T + 1, W)."""
    total = np.zeros_like(state.people.overtime)
    np.add.at(total, (state.people.team[:, None], state.people.week[None, :]), daily)
    return total


def _changes(state: State) -> tuple[Ints, Ints]:
    """Return how many runs come, and go, by team and week, shape (T + 1, W) each."""
    people = state.people
    come, go = np.zeros_like(people.overtime), np.zeros_like(people.overtime)
    owner = np.repeat(np.arange(len(people.near)), np.diff(people.crew_first))
    for process, team in zip(owner.tolist(), people.crew.tolist(), strict=True):
        for day in range(int(people.near[process])):
            other = int(people.expected[process, day])
            week = people.week[day]
            come[team, week] += max(-other, 0)
            go[team, week] += max(other, 0)
    return come, go
