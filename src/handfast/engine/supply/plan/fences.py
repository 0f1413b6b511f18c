"""Time fences: on frozen days nothing new may start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from handfast.engine.network import Network


def frozen(network: Network, days: int) -> Network:
    """Return the network as it is when nothing new may start on its first days."""
    structure = network.structure
    return replace(network, structure=structure._replace(first_start=np.maximum(structure.first_start, days)))
