"""Which demands stand in each other's way: those on one line, and those that take from one stock point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import LOT, TAKE
from handfast.engine.supply.place.sequence import Kept


@dataclass(frozen=True)
class Groups:
    """Demands in groups; a demand may be in several, or in none.

    Parameters
    ----------
    first, member
        The demands of group g are ``member[first[g]:first[g + 1]]``.
    group_first, group
        The groups of demand k are ``group[group_first[k]:group_first[k + 1]]``.
    """

    first: Ints
    member: Ints
    group_first: Ints
    group: Ints

    def of(self, k: int) -> Ints:
        """Return the groups of a demand."""
        return self.group[self.group_first[k] : self.group_first[k + 1]]

    def members(self, group: int) -> Ints:
        """Return the demands of a group."""
        return self.member[self.first[group] : self.first[group + 1]]


def grouped(demand: Ints, group: Ints, demands: int) -> Groups:
    """Return groups from pairs of demand and group; groups of one are left out."""
    pairs = np.unique(np.stack([demand, group], axis=1), axis=0) if len(demand) else np.zeros((0, 2), np.int64)
    numbers, index, sizes = np.unique(pairs[:, 1], return_inverse=True, return_counts=True)
    shared = sizes[index] > 1
    pairs, index = pairs[shared], index[shared]
    by_group = np.argsort(index, kind="stable")
    return Groups(
        _firsts(index, len(numbers)),
        pairs[by_group, 0],
        _firsts(pairs[:, 0], demands),
        index.astype(np.int64),
    )


def _firsts(keys: Ints, count: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))]).astype(np.int64)


def rows_with_owner(kept: Kept, *ops: int) -> tuple[Ints, Ints]:
    """Return all rows in use that do one of `ops`, shape (n, 7), and the demand of each."""
    owner = np.repeat(np.arange(len(kept.start), dtype=np.int64), kept.size)
    before = np.cumsum(kept.size) - kept.size
    index = np.repeat(kept.start - before, kept.size) + np.arange(len(owner))
    wanted = np.isin(kept.rows[index, 0], ops)
    return kept.rows[index[wanted]], owner[wanted]


def sharing_points(kept: Kept) -> Groups:
    """Return demands by the stock points that their placements take from."""
    rows, owner = rows_with_owner(kept, TAKE, LOT)
    return grouped(owner, np.where(rows[:, 0] == LOT, rows[:, 5], rows[:, 1]), len(kept.start))
