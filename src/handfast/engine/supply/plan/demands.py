"""What a plan has to meet: demands with their days, and what lateness and shortage cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handfast.engine.network import PLAIN, SUBSTITUTION, Ints


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
    """

    point: Ints
    quantity: Ints
    due: Ints
    late_cost: Ints
    unmet_cost: Ints
    first: Ints | None = None
    fresh: Ints | None = None
    names: tuple[str, ...] | None = None

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
