"""How much to order at once: what an order costs against what lying in stock costs."""

from __future__ import annotations

import math

from handfast.engine.network import NO_LIMIT


def economic_quantity(order_cost: float, demand: float, holding: float) -> float:
    """Return the quantity at which ordering and holding cost the least together: ``sqrt(2 K d / h)``.

    Harris, *How many parts to make at once* (Factory 10, 1913).

    Parameters
    ----------
    order_cost
        Cost of one order, however large (K).
    demand
        Units a stretch of time (d), not negative.
    holding
        Cost of holding one unit for as long (h), positive.
    """
    return math.sqrt(2 * order_cost * demand / holding)


def economic_cost(quantity: float, order_cost: float, demand: float, holding: float) -> float:
    """Return what ordering and holding cost a stretch of time, where `quantity` is ordered at once."""
    return order_cost * demand / quantity + holding * quantity / 2


def legal_lot(wanted: float, low: int = 1, multiple: int = 1, high: int = NO_LIMIT) -> int:
    """Return the smallest legal lot that is not below `wanted`; the largest, where none is large enough.

    `low` and `high` are multiples of `multiple`, as a network has them.
    """
    lots = -(-max(math.ceil(wanted - 1e-9), low) // multiple)
    return min(lots * multiple, high)


def in_lots(wanted: int, low: int = 1, multiple: int = 1, high: int = NO_LIMIT) -> int:
    """Return the smallest quantity, in legal lots, that is not below `wanted`; 0 where none is wanted."""
    if wanted <= 0:
        return 0
    full, rest = divmod(wanted, high)
    return full * high + (legal_lot(rest, low, multiple, high) if rest else 0)
