"""The four woods: what they cost against oak, how they sell, how they are worked."""

from __future__ import annotations

from handfast.examples.alder_and_pine.articles import Amount, Step

# wood: suffix of the key, name, price factor in percent of oak, share of the oak volume in percent, growth
WOODS: dict[str, tuple[str, str, int, int, float]] = {
    "OAK": ("", "Oak", 100, 100, 1.10),
    "TEAK": ("-TEAK", "Teak", 145, 18, 1.04),
    "ALDER": ("-ALDER", "Alder", 84, 40, 1.08),
    "PINE": ("-PINE", "Pine", 62, 36, 0.84),
}


def rounded_price(oak: int, percent: int) -> int:
    """Return a price ending in nine whole units."""
    return (oak * percent // 100 // 10_00) * 10_00 + 9_00


def oil_for(wood: str, litres: str) -> Amount:
    """Return the oil a wood takes: pine and alder are content with linseed."""
    return ("OIL-LINSEED" if wood == "PINE" else "OIL-TEAK", litres)


def shop_routing(cnc: int, assembly: int, packing: int) -> tuple[Step, ...]:
    """Return the routing of the wood plant: shape, oil, assemble, pack."""
    shape: tuple[Step, ...] = (("CNC", str(cnc), 15),) if cnc else ()
    return (*shape, ("OIL", "3", 12), ("ASSY-N", str(assembly), 20), ("PACK-N", str(packing), 5))
