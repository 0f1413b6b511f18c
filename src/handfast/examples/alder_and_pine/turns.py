"""Turns of the story that no season explains: what sales talked the planners into, the great order of this spring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TalkedInto:
    """Goods that planners ordered because sales was sure; the business behind it never came."""

    item: str
    site: str
    day: date
    quantity: int  # units
    author: str
    reason: str


TALKED_INTO = (
    TalkedInto("LOUNGER-RATTAN", "PORT", date(2026, 2, 16), 300, "sales south", "the last chance to buy it"),
    TalkedInto(
        "BENCH-180-PINE", "NORTH", date(2026, 9, 14), 240, "sales north", "Sunny Side Centres wants a low price line"
    ),
    TalkedInto("PARASOL-300-GREEN", "PORT", date(2026, 9, 21), 540, "sales north", "green is the colour of the year"),
    TalkedInto(
        "BENCH-150-TEAK", "NORTH", date(2026, 10, 12), 440, "sales south", "Harbour Hotels Group wants teak everywhere"
    ),
    TalkedInto("BASE-50", "SOUTH", date(2026, 11, 9), 420, "sales north", "parasol weeks will be bigger than ever"),
)


@dataclass(frozen=True)
class GreatOrder:
    """An order far beyond the usual, for which the plants built ahead."""

    customer: str
    item: str
    quantity: int
    ordered: date
    wished: date
    built_at: str


GREAT_ORDER = GreatOrder("C-1042", "BENCH-180", 160, date(2027, 1, 18), date(2027, 3, 18), "NORTH")
"""Harbour Gardens opens two shops and wants its benches on one day."""

OVERHAUL = (date(2027, 3, 1), date(2027, 4, 9), 320, "the three robots are overhauled one after the other")
"""Minutes of a unit of the welding line on each of these days; agreed in autumn, unknown to sales."""

RAN_AWAY = {"pre-order 2027": 3.2}
"""What a campaign really did, where that is not what was planned: sales added a rebate of its own."""
