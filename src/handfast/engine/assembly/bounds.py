"""Bounds that keep every product of the kernel inside 64-bit integers (numba and polars wrap silently).

Every quantity is at most ``NO_LIMIT`` (2 ** 40). A run is made small enough that nothing it uses, yields or loads
passes that, and that no product on the way passes 2 ** 62. Where even one unit of a stock point would pass it some
levels down, the bill of materials cannot be meant, and loading stops with the chain that leads there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handfast.engine.assembly.arrays import refusal
from handfast.engine.assembly.parts import Parts
from handfast.engine.network import NO_LIMIT, Ints
from handfast.sentences import sentence

LARGEST_PRODUCT = 1 << 62
FINEST_YIELD = LARGEST_PRODUCT // NO_LIMIT
"""Largest denominator of a yield: a needed quantity is multiplied with it."""
DEEPEST = 100
"""Levels that a chain is followed; deeper ones are kept in bounds by the size of runs alone."""


def check_yields(names: list[str], den: Ints) -> None:
    """Raise :class:`DataError` where a yield has too many digits."""
    fine = np.nonzero(den > FINEST_YIELD)[0]
    if len(fine):
        raise refusal(
            "yield",
            names[fine[0]],
            sentence(
                "is a process whose yield has the denominator {den}; at most {finest_yield} is possible",
                den=den[fine[0]],
                finest_yield=FINEST_YIELD,
            ),
            sentence("Write the yield with at most six digits"),
        )


def bound_lots(names: list[str], lot_min: Ints, lot_multiple: Ints, lot_max: Ints, parts: tuple[Parts, ...]) -> Ints:
    """Return `lot_max`, made smaller where a run that large would pass the bounds.

    Raises
    ------
    DataError
        When even the smallest legal lot would.
    """
    most = np.full(len(lot_max), float(NO_LIMIT))
    for rows in parts:
        way = np.repeat(np.arange(len(lot_max)), np.diff(rows.first))
        num, den = rows.num.astype(float), rows.den.astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            amount = (NO_LIMIT / rows.units - rows.fixed - 1) * den / num
            product = (LARGEST_PRODUCT - den) / num / rows.units
        room = np.where(rows.num > 0, np.minimum(amount, product), np.where(rows.fixed < NO_LIMIT, np.inf, -1.0))
        np.minimum.at(most, way, room)
    bounded: Ints = np.minimum(lot_max, np.floor(most * (1 - 1e-9)).astype(np.int64) // lot_multiple * lot_multiple)
    unbounded = most >= NO_LIMIT
    bounded[unbounded] = lot_max[unbounded]
    broken = np.nonzero(bounded < lot_min)[0]
    if len(broken):
        k = broken[0]
        raise refusal(
            "",
            names[k],
            sentence(
                "is a process whose smallest run of {lot_min} smallest units uses, yields or loads more "
                "than {no_limit} of something",
                lot_min=lot_min[k],
                no_limit=NO_LIMIT,
            ),
            sentence("Mend lot_min, per_unit, fixed or minutes_per_unit, or give the items fewer decimals"),
        )
    return bounded


def check_chains(labels: list[str], output_point: Ints, yields: NDArray[np.float64], inputs: Parts) -> None:
    """Raise :class:`DataError` where one unit of a stock point needs more than ``NO_LIMIT`` of another.

    Parameters
    ----------
    labels
        Shape (P,): stock points in words.
    output_point
        Shape (N,): stock point that each way supplies.
    yields
        Shape (N,): good output for one unit started; ways without output are passed over.
    inputs
        What each way uses.
    """
    way = np.repeat(np.arange(len(output_point)), np.diff(inputs.first))
    useful = (yields[way] > 0) & (inputs.num > 0)
    way, child, num, den = way[useful], inputs.node[useful], inputs.num[useful], inputs.den[useful]
    parent = output_point[way]
    gain = num / den / yields[way]
    needed = np.ones(len(labels))
    # The edge by which the most is needed of each stock point, level by level from the top.
    best = np.full(len(labels), -1, dtype=np.int64)
    for _ in range(DEEPEST):
        reached = needed[parent] * gain
        order = np.argsort(reached, kind="stable")
        most, by = np.zeros(len(labels)), np.zeros(len(labels), dtype=np.int64)
        most[child[order]], by[child[order]] = reached[order], order
        grown = np.nonzero(most > needed * (1 + 1e-12))[0]
        if not len(grown):
            return
        needed[grown], best[grown] = most[grown], by[grown]
        for point in grown[needed[grown] > NO_LIMIT]:
            chain, looped = _chain_to(int(point), best, parent)
            if not looped:
                raise refusal(
                    "",
                    " <- ".join(labels[p] for p in chain),
                    sentence(
                        "is a chain in which the smallest unit of the first needs {needed:.3g} smallest units of "
                        "the last, more than {no_limit}",
                        needed=needed[point],
                        no_limit=NO_LIMIT,
                    ),
                    sentence("Mend per_unit or yield in this chain, or give the items fewer decimals"),
                )
            # A way of supplying visits a stock point once, so that what a loop multiplies never comes about.
            needed[point] = NO_LIMIT


def _chain_to(point: int, best: Ints, parent: Ints) -> tuple[list[int], bool]:
    """Return the stock points from the top down to `point`, and whether they run in a loop."""
    chain = [point]
    while best[chain[-1]] >= 0:
        above = int(parent[best[chain[-1]]])
        if above in chain:
            return chain[::-1], True
        chain.append(above)
    return chain[::-1], False
