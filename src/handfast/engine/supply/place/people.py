"""What may be asked of people, as the kernel counts it down."""

from __future__ import annotations

import numpy as np

from handfast.engine.network import Ints, Network
from handfast.engine.people import overtime_left, weeks_of
from handfast.engine.supply.place.arrays import People


def nothing_expected(network: Network) -> People:
    """Return the people of a company for which no plan is published: whatever is placed is no change of anything."""
    processes, resources = len(network.processes), len(network.resources)
    overtime = overtime_left(network.teams, network.origin, network.horizon)
    none = np.zeros(processes, np.int64)
    return People(
        network.teams.rows(resources),
        weeks_of(network.origin, network.horizon),
        overtime,
        none,
        np.zeros((processes, 0), np.int64),
        np.zeros(processes + 1, np.int64),
        np.zeros(0, np.int64),
        np.zeros_like(overtime),
        none.copy(),
        np.zeros(1, np.int64),
    )


def expecting(
    network: Network, people: People, starts: dict[tuple[int, int], int], points_per_minor_unit: int
) -> People:
    """Return the people of a company who expect what the published plan starts.

    Parameters
    ----------
    people
        What is left of their overtime; shared, not copied.
    starts
        How many runs of a process the plan starts on a day, by (process, day): those that another plan may swap.
    points_per_minor_unit
        What a minor unit counts for in the objective.
    """
    structure, teams, horizon = network.structure, network.teams, network.horizon
    processes, count = len(network.processes), len(teams.names)
    process = np.repeat(np.arange(processes, dtype=np.int64), np.diff(structure.load_first))
    pairs = np.unique(np.stack([process, people.team[structure.load_resource]]), axis=1)
    owner, crew = pairs[:, pairs[1] < count]
    near, cost = np.zeros(processes, np.int64), np.zeros(processes, np.int64)
    np.maximum.at(near, owner, np.minimum(teams.notice_days, horizon)[crew])
    np.add.at(cost, owner, teams.change_cost[crew] * points_per_minor_unit)
    expected = np.zeros((processes, int(near.max(initial=0))), np.int64)
    for (k, day), runs in starts.items():
        if 0 <= day < near[k]:
            expected[k, day] += runs
    first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=processes))]).astype(np.int64)
    changes: Ints = np.zeros_like(people.overtime)
    changes[:count] = teams.changes[:, None]
    points = np.array([int((expected * cost[:, None]).sum())], np.int64)
    return people._replace(
        near=near, expected=expected, crew_first=first, crew=np.ascontiguousarray(crew), changes=changes,
        change_points=cost, points=points,
    )  # fmt: skip
