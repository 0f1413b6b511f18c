"""How the typed frames of a company become the arrays of a network: names outside, exact integers inside."""

from __future__ import annotations

from handfast.engine.assembly.build import build_network, horizon_of
from handfast.engine.assembly.supplies import RECEIPT, STOCK, Supplies, read_supplies

__all__ = ["RECEIPT", "STOCK", "Supplies", "build_network", "horizon_of", "read_supplies"]
