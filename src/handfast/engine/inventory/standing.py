"""How one stock point stands: the row of a review, with everything that led to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from handfast.engine.inventory.cure import Cure
from handfast.engine.inventory.lead_time import LeadTime
from handfast.engine.inventory.outlook import Outlook
from handfast.engine.inventory.policy import StockPolicy

STOCK_OUT, ORDER, OVERSTOCK, DEAD, UNKNOWN, OK = "stock-out", "order", "overstock", "dead", "unknown", "ok"
STATES = {
    STOCK_OUT: "will lack before an order placed today the usual way could come",
    ORDER: "at or below the reorder point, and wanted about as soon as usual",
    OVERSTOCK: "more than is expected to be wanted for a long time",
    DEAD: "nobody has asked for it for long, and nobody is expected to",
    UNKNOWN: "something lies there, but nothing is known of its demand",
    OK: "neither too much nor too little",
}
"""Each state and what it means, worst first."""


@dataclass(frozen=True)
class Standing:
    """A stock point as a review finds it. Quantities are smallest units, money minor units, days count from today.

    Attributes
    ----------
    state
        One of :data:`STATES`.
    weekly
        Expected demand of a week, now.
    outlook
        What is free, and how it goes on.
    lead
        How long its usual supply takes; None: no process supplies it.
    policy
        Safety stock, reorder point, quantity; None: nothing is known to make one from, see `unknown`.
    short
        Units expected to lack before usual supply could come.
    excess
        Units beyond what is expected to be wanted.
    excess_value
        What the excess cost; None: its cost is not known.
    at_stake
        Money that the state puts at stake: margin that would be lost, or value that lies idle.
    cures
        What can be done, the cheapest first.
    kept
        Safety stock that the table of stock points says.
    placed
        Safety stock where the sites of a chain are looked at together; None: it stands alone.
    why
        Figures that led here, in words.
    unknown
        What is not known, and what that means for the row, in words.
    """

    point: int
    item: str
    site: str
    state: str
    weekly: float
    outlook: Outlook
    lead: LeadTime | None
    policy: StockPolicy | None
    short: int = 0
    excess: int = 0
    excess_value: int | None = None
    at_stake: int = 0
    cures: tuple[Cure, ...] = ()
    kept: int = 0
    placed: int | None = None
    why: tuple[str, ...] = ()
    unknown: tuple[str, ...] = field(default=())

    @property
    def level(self) -> int:
        """Up to which stock rises by an order: reorder point and quantity together."""
        return 0 if self.policy is None else self.policy.reorder_point + self.policy.quantity
