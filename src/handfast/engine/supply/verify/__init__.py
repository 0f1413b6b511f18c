"""The independent verifier: is a placement legal? Slow and plain, and it shares no code with the kernel.

It knows the exact model behind a promise (``docs/explanation/promise-model.md``) and nothing else: whole numbers and
fractions, one rule after the other, day by day. What it finds wrong it says in words.
"""

from __future__ import annotations

from handfast.engine.network import Network
from handfast.engine.supply.verify.balance import capacity_faults, demand_faults, supply_faults
from handfast.engine.supply.verify.claim import DEMAND, Claim, Demand, Load, Lot, Remaining, Run, Take
from handfast.engine.supply.verify.paths import path_faults
from handfast.engine.supply.verify.runs import run_faults

__all__ = ["DEMAND", "Claim", "Demand", "Load", "Lot", "Remaining", "Run", "Take", "verify"]


def verify(network: Network, before: Remaining, claim: Claim) -> list[str]:
    """Return everything that is wrong with `claim` in plain words; nothing where it is legal."""
    return [
        *run_faults(network, claim),
        *path_faults(network, claim),
        *demand_faults(network, claim),
        *capacity_faults(network, before, claim),
        *supply_faults(network, before, claim),
    ]
