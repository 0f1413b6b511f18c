"""A promise of the backlog: what is still to leave, by when, what may happen to it, how it could be placed again."""

from __future__ import annotations

from dataclasses import dataclass

from handfast.engine.promise.quotas import Claim, Had
from handfast.engine.shipping import Route
from handfast.engine.supply.placing import Placement

NEVER = 1 << 40

CLASSES = ("win", "gain", "redistribute", "fill", "lose")
"""In the order in which they are placed."""

NEVER_WORSE = ("win", "gain")
CLASS_WEIGHTS = {"win": 16, "gain": 8, "redistribute": 4, "fill": 2, "lose": 1}
"""What a late day weighs by class, beside the segment's own weight: each class twice the one below."""


@dataclass(frozen=True)
class OpenPromise:
    """A promise of the backlog. Days are days of arrival, counted from the network's origin.

    Parameters
    ----------
    backlog_class, priority, weight
        Its segment's: one of `CLASSES`, who comes first within it, what a late day weighs.
    point, quantity, fresh
        What is still to leave from where, and the shelf life that it must have then.
    route
        Its way to the customer.
    wish, promised, original
        Day wished for, as promised now, and as promised first.
    at_risk
        Whether it hangs on something that is short.
    segment, item, units, had
        What its segment's allocations count: whole units, and what it has of them now; None: nothing.
    lacks
        How much of it hangs on what is not surely there.
    """

    id: int
    backlog_class: str
    priority: int
    weight: int
    point: int
    quantity: int
    fresh: int
    route: Route
    wish: int
    promised: int
    original: int
    at_risk: bool
    segment: str = ""
    item: str = ""
    units: int = 0
    had: Had | None = None
    lacks: int = 0

    @property
    def keeps_best(self) -> bool:
        """Whether the best that can still be had is set aside for it where its day cannot be kept."""
        return self.at_risk and self.backlog_class in NEVER_WORSE and self.lacks > 0

    @property
    def turn(self) -> tuple[int, int, int, int]:
        """When it is placed: by class, priority, promised day, number."""
        return CLASSES.index(self.backlog_class), self.priority, self.promised, self.id

    @property
    def late_weight(self) -> int:
        """Points of a day later than the original one."""
        return self.weight * CLASS_WEIGHTS[self.backlog_class]


@dataclass(frozen=True)
class Placed:
    """A promise as it was placed again: how, when it ships and arrives, and what it claims of quotas."""

    promise: OpenPromise
    placement: Placement
    ship: int
    arrive: int
    claims: tuple[Claim, ...]

    @property
    def changes(self) -> bool:
        """Whether people see a change: another day, or covered again."""
        return self.arrive != self.promise.promised or self.promise.at_risk
