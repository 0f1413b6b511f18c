"""Solving with HiGHS, the arrays passed as they are.

Small programs by the simplex method, whose prices are those of a corner: each follows from what is really binding.
Larger ones by interior points without crossover, which calls the outcome "unknown" although it is optimal: so nothing
is taken on trust, and every outcome is mended and bounded by our own arithmetic afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from handfast.engine.volume.program import Decisions, Prices, Program
from handfast.errors import BadConfiguration

SIMPLEX_ROWS = 6_000
"""Up to so many rows the simplex method is as fast as interior points."""

TOLERANCE, CLOSE = 1e-8, 5e-7


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solver left behind, to be mended and bounded; `finished` tells whether it came to its own end."""

    decisions: Decisions
    prices: Prices
    finished: bool


def load_highs() -> ModuleType:
    """Return HiGHS.

    Raises
    ------
    BadConfiguration
        When it is not installed.
    """
    try:
        import highspy
    except ImportError as error:
        raise BadConfiguration(
            "The volume plan is solved with HiGHS, and the package highspy is not installed. "
            "Install it: pip install 'handfast[plan]'"
        ) from error
    return highspy


def solve(program: Program, seconds: float) -> Outcome | None:
    """Return what HiGHS finds in `seconds`; None where it finds nothing that can be used.

    Raises
    ------
    BadConfiguration
        When HiGHS is not installed, or does not know an option.
    """
    highs = load_highs()
    solver = highs.Highs()
    rows = len(program.row_low)
    options: dict[str, Any] = {
        "output_flag": False,
        "threads": 1,
        "time_limit": float(seconds),
        "solver": "simplex" if rows <= SIMPLEX_ROWS else "ipx",
        "run_crossover": "off",
        "ipm_optimality_tolerance": CLOSE,
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
    }
    for name, value in options.items():
        if solver.setOptionValue(name, value) != highs.HighsStatus.kOk:
            raise BadConfiguration(
                f"HiGHS {solver.version()} does not take its option {name} = {value}. "
                "Install a version that does: pip install --upgrade 'handfast[plan]'"
            )
    if solver.passModel(_as_highs(highs, program)) == highs.HighsStatus.kError:
        raise BadConfiguration(f"HiGHS {solver.version()} refused the program of {rows:,} rows")
    solver.run()
    solution = solver.getSolution()
    x, duals = np.array(solution.col_value), np.array(solution.row_dual)
    if len(x) != len(program.cost) or len(duals) != rows or not (np.isfinite(x).all() and np.isfinite(duals).all()):
        return None
    finished = solver.getModelStatus() in (highs.HighsModelStatus.kOptimal, highs.HighsModelStatus.kUnknown)
    return Outcome(program.decisions(np.maximum(x, 0.0)), program.prices(-duals), finished)


def _as_highs(highs: ModuleType, program: Program) -> Any:
    """Return a program as HiGHS takes it: minimised."""
    lp = highs.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.row_low)
    lp.sense_ = highs.ObjSense.kMinimize
    lp.col_cost_ = -program.cost
    lp.col_lower_, lp.col_upper_ = np.zeros(len(program.cost)), program.high
    lp.row_lower_, lp.row_upper_ = program.row_low, program.row_high
    matrix = lp.a_matrix_
    matrix.format_ = highs.MatrixFormat.kColwise
    matrix.num_col_, matrix.num_row_ = lp.num_col_, lp.num_row_
    matrix.start_, matrix.index_, matrix.value_ = program.first, program.row, program.coefficient
    return lp
