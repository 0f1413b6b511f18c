"""Plain orders in which demands may be placed."""

from __future__ import annotations

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.plan.demands import Demands


def priority_due(demands: Demands) -> Ints:
    """Return the demands whose lateness costs most first; of equals, the one that is due first."""
    return np.lexsort((demands.due, -demands.late_cost))


def earliest_due(demands: Demands) -> Ints:
    """Return the demands that are due first first; of equals, the one whose lateness costs most."""
    return np.lexsort((-demands.late_cost, demands.due))
