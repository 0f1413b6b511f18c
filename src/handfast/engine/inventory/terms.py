"""What a review of the stock points is made by: targets, and what the contract's tables do not say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from handfast.errors import DataError, Fault
from handfast.sentences import plain_number, sentence

MEASURES = {
    "cycle": "share of order cycles without a stock-out",
    "fill": "share of demand met from the shelf",
    "cost": "whatever costs the least: ordering, holding and lacking together",
}
"""What a service target counts."""


@dataclass(frozen=True)
class Terms:
    """Targets and assumptions; each is told wherever a figure rests on it.

    Parameters
    ----------
    service
        Target, between 0 and 1 without them; not used by the measure ``cost``.
    measure
        One of :data:`MEASURES`.
    review_days
        How often somebody looks and orders; adds to the time that stock must last.
    holding
        Cost of holding goods for a year, as a share of their cost.
    late_week
        What a unit that is a week late costs, as a share of its margin.
    discount
        Share of the list price that a promotion gives away.
    keep_weeks
        Stock beyond the expected demand of so many weeks is too much.
    dead_days
        Stock that nobody asked for in so many days, and nobody is expected to, is dead.
    history_weeks
        How far back demand is looked at.

    Raises
    ------
    DataError
        A term is out of its bounds.
    """

    service: float = 0.95
    measure: str = "cycle"
    review_days: int = 1
    holding: float = 0.25
    late_week: float = 1.0
    discount: float = 0.2
    keep_weeks: int = 26
    dead_days: int = 365
    history_weeks: int = 52

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            one_of = sentence("One of: {known}", known=", ".join(MEASURES))
            raise _wrong("measure", self.measure, sentence("is not known"), one_of)
        if not 0 < self.service < 1:
            cure = sentence("Stock for every possible demand has no end, and none needs none: write it like 0.95")
            raise _wrong("service", str(self.service), _outside(0, 1), cure)
        for name, low, high in (
            ("review_days", 0, 365),
            ("holding", 0.001, 10),
            ("late_week", 0.001, 1000),
            ("discount", 0, 1),
            ("keep_weeks", 1, 52),
            ("dead_days", 1, 3650),
            ("history_weeks", 4, 520),
        ):
            if not low <= getattr(self, name) <= high:
                raise _wrong(name, str(getattr(self, name)), _outside(low, high), sentence("Mend it"))


def _outside(low: float, high: float) -> str:
    least, most = (plain_number(Decimal(str(each))) for each in (low, high))
    return sentence("does not lie between {low} and {high}", low=least, high=most)


def _wrong(name: str, value: str, problem: str, cure: str) -> DataError:
    return DataError([Fault("", "", None, name, value, problem, cure)])
