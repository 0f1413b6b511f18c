"""HiGHS in a process of its own: reads a linear program from stdin, writes what it finds to stdout.

Run as a file, by :mod:`handfast.engine.volume.exact`. Apart because HiGHS is a library that others carry too: highspy
and OR-Tools each bring one of the same name, and whichever a process loads second cannot be loaded at all.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any


def solve(job: dict[str, Any]) -> dict[str, Any]:
    """Return HiGHS's columns and row duals of a minimisation, or what it refuses."""
    import highspy as highs
    import numpy as np

    make: Any = highs.Highs
    solver = make()
    for name, value in job["options"].items():
        if solver.setOptionValue(name, value) != highs.HighsStatus.kOk:
            return {"refused": f"HiGHS {solver.version()} does not take its option {name} = {value}"}
    lp, matrix = highs.HighsLp(), job["matrix"]
    lp.num_col_, lp.num_row_ = len(job["cost"]), len(job["row_low"])
    lp.sense_ = highs.ObjSense.kMinimize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = job["cost"], np.zeros(len(job["cost"])), job["high"]
    lp.row_lower_, lp.row_upper_ = job["row_low"], job["row_high"]
    lp.a_matrix_.format_ = highs.MatrixFormat.kColwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix
    if solver.passModel(lp) == highs.HighsStatus.kError:
        return {"refused": f"HiGHS {solver.version()} does not take the program"}
    solver.run()
    solution = solver.getSolution()
    ended = (highs.HighsModelStatus.kOptimal, highs.HighsModelStatus.kUnknown)
    return {
        "columns": np.array(solution.col_value),
        "duals": np.array(solution.row_dual),
        "finished": solver.getModelStatus() in ended,
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(solve(pickle.loads(sys.stdin.buffer.read()))))
