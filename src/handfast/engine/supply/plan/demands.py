"""What a plan has to meet: demands with their days, and what lateness and shortage cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handfast.engine.network import PLAIN, SUBSTITUTION, Ints

MOST_POINTS = 1 << 61
"""Points of a plan are added up in 64 bits."""


@dataclass(frozen=True)
class Demands:
    """Demands as columns, N of them; days are counted from the network's origin.

    Parameters
    ----------
    point, quantity
        Stock point that the goods leave from, and smallest units, at least 1.
    due
        Ship day on which each is wished.
    late_cost
        Points that one day of lateness costs, not negative.
    unmet_cost
        Points lost where it cannot be met before the horizon.
    first
        Ship day before which it is of no use; None: any day.
    fresh
        Days of shelf life that the goods must still have; None: none.
    names
        What each is called where people read it; None: by its number.
    portions
        1: what can be met of it is met where not all of it can; 0: all of it, or nothing. None: 0 for each.
    """

    point: Ints
    quantity: Ints
    due: Ints
    late_cost: Ints
    unmet_cost: Ints
    first: Ints | None = None
    fresh: Ints | None = None
    names: tuple[str, ...] | None = None
    portions: Ints | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be planned.

        Raises
        ------
        ValueError
            A column of another length, a quantity below 1, a negative cost, or points that would overflow.
        """
        for name in ("quantity", "due", "late_cost", "unmet_cost", "first", "fresh", "names", "portions"):
            column = getattr(self, name)
            if column is not None and len(column) != len(self.point):
                raise ValueError(f"{name} has {len(column)} entries, but there are {len(self.point)} demands")
        for name, least in (("quantity", 1), ("late_cost", 0), ("unmet_cost", 0)):
            column = getattr(self, name)
            wrong = np.flatnonzero(column < least)
            if len(wrong):
                k = int(wrong[0])
                raise ValueError(f"{self.name(k)}: {name} is {column[k]}, but must be at least {least}")
        if sum(self.unmet_cost.tolist()) > MOST_POINTS:
            raise ValueError(f"all demands together would cost more than {MOST_POINTS:,} points: scale the costs down")

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.point)

    def name(self, k: int) -> str:
        """Return what a demand is called."""
        return self.names[k] if self.names else f"demand {k}"


PLAIN_CLASSES = 1 << PLAIN | 1 << SUBSTITUTION


def demands_of(
    point: Ints, quantity: Ints, due: Ints, late_cost: Ints, *, horizon: int, names: tuple[str, ...] | None = None
) -> Demands:
    """Return demands whose shortage costs as much as being late until twice the horizon."""
    late = np.ascontiguousarray(late_cost, np.int64)
    return Demands(
        np.ascontiguousarray(point, np.int64),
        np.ascontiguousarray(quantity, np.int64),
        np.ascontiguousarray(due, np.int64),
        late,
        late * 2 * horizon,
        names=names,
    )
