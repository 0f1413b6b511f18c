"""How high to fill, where each unit too many and each unit too few has its price."""

from __future__ import annotations

from typing import NamedTuple

from handfast.engine.inventory.law import Law


class Level(NamedTuple):
    """A level to fill up to, and what is expected to be lost by it."""

    level: float
    cost: float


def critical_ratio(holding: float, shortage: float) -> float:
    """Return the probability with which demand should be met: shortage / (shortage + holding)."""
    return shortage / (shortage + holding)


def fill_level(law: Law, holding: float, shortage: float) -> Level:
    """Return the level at which units too many and units too few cost the least together.

    Arrow, Harris and Marschak, *Optimal inventory policy* (Econometrica 19, 1951). With `law` over lead time and
    review, it is the order-up-to level of periodic review.

    Parameters
    ----------
    law
        Demand.
    holding, shortage
        Cost of each unit too many and of each unit too few, both positive.
    """
    level = law.quantile(critical_ratio(holding, shortage))
    return Level(level, level_cost(law, level, holding, shortage))


def level_cost(law: Law, level: float, holding: float, shortage: float) -> float:
    """Return what units too many and units too few are expected to cost at `level`."""
    return holding * (level - law.mean) + (holding + shortage) * law.loss(level)
