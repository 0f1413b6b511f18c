"""What an article of Alder & Pine is: the record behind the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

Amount = tuple[str, str]
"""An item and how much of it one unit uses, as it would be typed."""

Step = tuple[str, str, int]
"""A resource, minutes for one unit, minutes once for a run."""


@dataclass(frozen=True)
class Recipe:
    """How an article is made: where, from what, on which resources, in which lots."""

    site: str
    inputs: tuple[Amount, ...]
    steps: tuple[Step, ...]
    lot: tuple[int, int, int]  # smallest, multiple, largest, in the item's unit
    good: str = "49/50"  # good output for one unit started
    extra: tuple[Amount, ...] = ()  # by-products for one unit started
    before: int = 0  # days before the first step: gathering parts


@dataclass(frozen=True)
class Purchase:
    """How an article is bought."""

    supplier: str
    price: int  # cents for `per` units, in the company's currency
    lead: int  # calendar days the supplier states
    lot: tuple[int, int]  # smallest, multiple, in the item's unit
    per: int = 1
    sites: tuple[str, ...] = ("NORTH",)
    expedite: tuple[int, int, int] | None = None  # days, cents for a unit, cents for a run


@dataclass(frozen=True)
class Article:
    """One item of the catalogue with the way it is supplied and how much of it is sold."""

    key: str
    name: str
    family: str
    price: int = 0  # list price in cents for `per` units; 0: it is not sold
    recipe: Recipe | None = None
    purchase: Purchase | None = None
    volume: int = 0  # units sold a year in the middle of the history
    season: str = "spring"  # when it sells, see `seasons`
    trend: float = 1.08  # growth from year to year
    to_order: bool = False
    unit: str = "pcs"
    decimals: int = 0
    per: int = 1
    shelf_life: int = 0
    grams: int = 1000
    launched: date | None = None
    ended: date | None = None
    second: tuple[Recipe | Purchase, ...] = ()  # other ways, second in rank
    traced: bool = False  # whether the lots it went into are written down

    @property
    def smallest(self) -> int:
        """Smallest units in one unit."""
        return int(10**self.decimals)

    @property
    def sold(self) -> bool:
        """Whether customers can buy it."""
        return self.price > 0

    def small(self, quantity: int | str | Fraction) -> int:
        """Return `quantity` in smallest units; it must come out whole."""
        exact = Fraction(quantity) * self.smallest
        if exact.denominator != 1:
            raise ValueError(f"{self.key}: {quantity} {self.unit} is finer than {self.decimals} decimals")
        return int(exact)
