"""Exact plans of mid-sized parts, sooner: HiGHS gets only the decisions that good prices leave.

The first-order method's prices tell within a second which decisions cost far more than they earn; a best plan makes
none of them. Without them most balances dissolve before HiGHS begins. Nothing is taken on trust: the plan is carried
out, and the bound is that of *all* decisions, those left out among them. Where the two are not close enough, the
caller solves the whole.

What is scarce for nobody on the shortlist has no certain price there; prices that stand far below those that told what
to leave out are raised to them again, and the first-order method evens out what that upset.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from handfast.engine.volume.bound import mended
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.model import Model
from handfast.engine.volume.order import Graph
from handfast.engine.volume.program import Decisions, Prices, Program

WORSE = 0.003
"""A decision is left out where it loses more than this part of all that it uses and yields is worth."""

RAISED = (0.0, 0.001, 0.003, 0.01)
"""How far below the guide prices must stand to be raised to them, in usual prices; whichever proves most counts."""


def shortlist(program: Program, decisions: Decisions, prices: Prices) -> Program:
    """Return the program without the decisions that lose at `prices`, as far as `decisions` do without them.

    Deliveries and stock up to the minimum stay: they are few, and price what they deliver. What is there may always be
    kept to the end, so what is left of a program always has a solution.
    """
    left_out = _losses(program, prices) > WORSE
    left_out &= program.columns(decisions) <= 0.0
    for name in ("safe", "deliver"):
        left_out[program.blocks.grid(name)] = False
    return _keeping_what_is_there(replace(program, high=np.where(left_out, 0.0, program.high)))


def _losses(program: Program, prices: Prices) -> Floats:
    """Return what one of each decision loses, as a part of the worth of all that it uses and yields."""
    rows = program.duals(prices)
    column = np.repeat(np.arange(len(program.cost)), np.diff(program.first))
    worth = program.coefficient * rows[program.row]
    lost = np.bincount(column, worth, len(program.cost)) - program.cost
    turned = 0.5 * (np.bincount(column, np.abs(worth), len(program.cost)) + np.abs(program.cost))
    part: Floats = lost / np.maximum(turned, 1e-12)
    return part


def _keeping_what_is_there(program: Program) -> Program:
    """Return the program with a column more for each supply, which keeps it to the end for what that costs."""
    model = program.model
    keeping = model.hold_cost + np.where(np.isfinite(model.maximum), model.maximum_cost.T, 0.0).T
    to_the_end = np.cumsum(keeping[:, ::-1], axis=1)[:, ::-1].ravel()
    there = np.nonzero(model.supply.ravel() > 0)[0]
    return replace(
        program,
        cost=np.concatenate([program.cost, -to_the_end[there]]),
        high=np.concatenate([program.high, np.full(len(there), np.inf)]),
        first=np.concatenate([program.first, program.first[-1] + 1 + np.arange(len(there))]),
        row=np.concatenate([program.row, there]),
        coefficient=np.concatenate([program.coefficient, np.full(len(there), -1.0)]),
    )


def raised(model: Model, graph: Graph, prices: Prices, guide: Prices) -> tuple[Prices, float]:
    """Return mended prices, raised to the guide where they stand far below it, and the bound that they prove."""
    dear = guide.material[guide.material > 0]
    usual = float(np.median(dear)) if len(dear) else 0.0
    below = guide.material - prices.material
    tried = [
        mended(model, graph, replace(prices, material=np.where(below > part * usual, guide.material, prices.material)))
        for part in RAISED
    ]
    return min(tried, key=lambda found: found[1])
