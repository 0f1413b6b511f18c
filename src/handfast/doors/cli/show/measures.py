"""Quantities as people count them: smallest units in the item's own unit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from handfast.doors.cli.show.book import amount

if TYPE_CHECKING:
    from handfast.facade import Company


class Measures:
    """Quantities as people count them, customers as people call them."""

    def __init__(self, company: Company) -> None:
        items = company.table("item").select("item", "unit", "decimals")
        self._of = {item: (unit, decimals) for item, unit, decimals in items.iter_rows()}
        self._names = dict(company.table("customer").select("customer", "name").iter_rows())

    def exact(self, item: str, quantity: int) -> Decimal:
        """Return a quantity of smallest units in the item's unit."""
        return Decimal(quantity).scaleb(-self._of[item][1])

    def amount(self, item: str, quantity: int) -> str:
        """Return a quantity, with its unit where it does not go without saying."""
        return amount({"quantity": self.exact(item, quantity), "unit": self._of[item][0]})

    def customer(self, key: str) -> str:
        """Return what a customer is called."""
        return self._names.get(key) or key
