"""The independent verifier: is a placement legal? Slow and plain, and it shares no code with the kernel.

It knows the exact model behind a promise (``docs/explanation/promise-model.md``) and nothing else: whole numbers and
fractions, one rule after the other, day by day. What it finds wrong it says in words.
"""

from __future__ import annotations

from collections.abc import Sequence

from handfast.engine.network import Network
from handfast.engine.supply.verify.balance import capacity_faults, demand_faults, supply_faults
from handfast.engine.supply.verify.claim import DEMAND, Claim, Demand, Expected, Load, Lot, Remaining, Run, Take
from handfast.engine.supply.verify.paths import path_faults
from handfast.engine.supply.verify.people import people_faults
from handfast.engine.supply.verify.runs import run_faults

__all__ = ["DEMAND", "Claim", "Demand", "Expected", "Load", "Lot", "Remaining", "Run", "Take", "verify", "verify_all"]


def verify(network: Network, before: Remaining, claim: Claim) -> list[str]:
    """Return everything that is wrong with `claim` in plain words; nothing where it is legal."""
    return [
        *run_faults(network, claim),
        *path_faults(network, claim),
        *demand_faults(network, claim),
        *capacity_faults(network, before, [claim]),
        *people_faults(network, before, [claim]),
        *supply_faults(network, before, [claim]),
    ]


def verify_all(network: Network, before: Remaining, claims: Sequence[Claim], names: Sequence[str]) -> list[str]:
    """Return everything that is wrong with claims that are to hold side by side; nothing where all are legal.

    Parameters
    ----------
    names
        What each claim is called where it is wrong by itself.
    """
    faults = []
    for claim, name in zip(claims, names, strict=True):
        own = [*run_faults(network, claim), *path_faults(network, claim), *demand_faults(network, claim)]
        faults += [f"{name}: {fault}" for fault in own]
    return [
        *faults,
        *capacity_faults(network, before, claims),
        *people_faults(network, before, claims),
        *supply_faults(network, before, claims),
    ]
