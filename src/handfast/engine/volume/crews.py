"""Teams whose overtime is limited: what all their resources together may work beyond normal hours in a bucket.

A limit couples nothing but the overtime of a team's resources, so no price of its own is needed outside the exact
program: what is best for given prices, or closest to given wishes, is found directly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handfast.engine.calendar import Buckets
from handfast.engine.network import Ints, Network
from handfast.engine.people import UNLIMITED, weeks_of

Floats = NDArray[np.float64]


def read_crews(network: Network, buckets: Buckets) -> tuple[Ints, Floats]:
    """Return the limited team of each resource (R,), the number of these teams where it has none; and limits (T, B).

    A week's minutes are spread over its days, those of the first week over what is left of it.
    """
    teams = network.teams
    limited = np.flatnonzero(teams.overtime < UNLIMITED)
    number = np.full(len(teams.names) + 1, len(limited), np.int64)
    number[limited] = np.arange(len(limited))
    days = int(buckets.first[-1])
    week = weeks_of(network.origin, days)
    length = np.full(int(week[-1]) + 1 if days else 0, 7.0)
    if days:
        length[0] = weeks_of(network.origin, 7).tolist().count(0)
    part = np.bincount(buckets.of_day[:days], 1.0 / length[week], len(buckets.first) - 1)
    return number[teams.rows(len(network.resources))], teams.overtime[limited].astype(np.float64)[:, None] * part


def worth(team: Ints, limit: Floats, gain: Floats, most: Floats) -> float:
    """Return what overtime is worth at best.

    Parameters
    ----------
    team, limit
        See :func:`read_crews`.
    gain, most
        What a minute of each resource's overtime is worth, and how many there may be, shape (R, B).
    """
    gain = np.maximum(gain, 0.0)
    total = float((gain * most)[team == len(limit)].sum())
    for number, minutes in enumerate(limit):
        rows = np.flatnonzero(team == number)
        order = np.argsort(-gain[rows], axis=0, kind="stable")
        best, room = np.take_along_axis(gain[rows], order, 0), np.take_along_axis(most[rows], order, 0)
        before = np.cumsum(room, axis=0) - room
        total += float((best * np.clip(minutes - before, 0.0, room)).sum())
    return total


def allotted(team: Ints, limit: Floats, wanted: Floats, most: Floats) -> Floats:
    """Return how much overtime each resource may work so that no team works too much, shape (R, B).

    Each gets what it wants, all alike less where that is too much together; what is left is for whoever has room.
    """
    found = np.minimum(np.maximum(wanted, 0.0), most)
    for number, minutes in enumerate(limit):
        rows = np.flatnonzero(team == number)
        asked = found[rows].sum(axis=0)
        found[rows] *= np.where(asked > minutes, minutes / np.where(asked > 0, asked, 1.0), 1.0)
        room = most[rows] - found[rows]
        spare, free = np.maximum(minutes - asked, 0.0), room.sum(axis=0)
        found[rows] += room * np.minimum(spare / np.where(free > 0, free, 1.0), 1.0)
    rest = team == len(limit)
    found[rest] = most[rest]
    return found


def connect(label: Ints, team: Ints, teams: int) -> Ints:
    """Return labels of resources' parts, the parts that a team works in joined to one.

    Parameters
    ----------
    label
        Labels of all things, those of the resources last.
    """
    joined = label.copy()
    for number in range(teams):
        own = np.unique(joined[len(label) - len(team) :][team == number])
        if len(own) > 1:
            joined[np.isin(joined, own)] = own[0]
    return joined
