"""Solving with HiGHS, the arrays passed as they are, in a process of its own.

Small programs by the simplex method, whose prices are those of a corner: each follows from what is really binding.
Larger ones by interior points without crossover, which may call the outcome "unknown" although it is optimal: so
nothing is taken on trust, and every outcome is mended and bounded by our own arithmetic afterwards.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from handfast.engine.volume import highs
from handfast.engine.volume.program import Decisions, Prices, Program
from handfast.errors import BadConfiguration
from handfast.sentences import sentence

SIMPLEX_ROWS = 4_000
"""Up to so many rows the simplex method is as fast as interior points."""

TOLERANCE, CLOSE = 1e-8, 5e-7
"""How far a row may be off; how close interior points must come to the best, as a part of it."""

PATIENCE = 30.0
"""Seconds beyond its time limit after which HiGHS is ended from outside."""

CURE = sentence("Install it: pip install 'handfast[plan]'")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solver left behind, to be mended and bounded; `finished` tells whether it came to its own end."""

    decisions: Decisions
    prices: Prices
    finished: bool


def solve(program: Program, seconds: float) -> Outcome | None:
    """Return what HiGHS finds in `seconds`; None where it finds nothing that can be used.

    Raises
    ------
    BadConfiguration
        When HiGHS is not installed, cannot be loaded, or does not take an option.
    """
    if find_spec("highspy") is None:
        raise BadConfiguration(
            sentence(
                "The volume plan is solved with HiGHS, and the package highspy is not installed. {cure}", cure=CURE
            )
        )
    found = _in_own_process(program, seconds)
    if found is None:
        return None
    if "refused" in found:
        raise BadConfiguration(
            sentence("{refused}. Install a version that does: pip install --upgrade highspy", refused=found["refused"])
        )
    x, duals = found["columns"], found["duals"]
    if len(x) != len(program.cost) or len(duals) != len(program.row_low):
        return None
    if not (np.isfinite(x).all() and np.isfinite(duals).all()):
        return None
    return Outcome(program.decisions(np.maximum(x, 0.0)), program.prices(-duals), bool(found["finished"]))


def _in_own_process(program: Program, seconds: float) -> dict[str, Any] | None:
    """Return what the other process says; None where it had to be ended."""
    job = {
        "options": {
            "output_flag": False,
            "threads": 1,
            "time_limit": float(seconds),
            "solver": "simplex" if len(program.row_low) <= SIMPLEX_ROWS else "ipx",
            "run_crossover": "off",
            "ipm_optimality_tolerance": CLOSE,
            "primal_feasibility_tolerance": TOLERANCE,
            "dual_feasibility_tolerance": TOLERANCE,
        },
        "cost": -program.cost,
        "high": program.high,
        "row_low": program.row_low,
        "row_high": program.row_high,
        "matrix": (program.first, program.row, program.coefficient),
    }
    command = [sys.executable, "-P", str(highs.__file__)]  # -P: this folder's modules hide nobody else's
    try:
        ran = subprocess.run(
            command, input=pickle.dumps(job), capture_output=True, timeout=seconds + PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    if ran.returncode:
        last = ran.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"exit code {ran.returncode}"]
        raise BadConfiguration(
            sentence("HiGHS cannot be used here: {last}. Install it anew: pip install --upgrade highspy", last=last[0])
        )
    answer: dict[str, Any] = pickle.loads(ran.stdout)
    return answer
