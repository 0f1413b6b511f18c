"""Buying: what is bought of whom, and how it came so far."""

from __future__ import annotations

from handfast.company.people.permissions import Permission
from handfast.company.queries.suppliers import SupplierView, of_supplier, supplier_view
from handfast.facade.needs import needs
from handfast.facade.opened import Opened


class Buying(Opened):
    """What may be known of suppliers."""

    @needs(Permission.SUPPLY_SEE)
    def suppliers(self, supplier: str = "", item: str = "") -> SupplierView:
        """Return what is bought of whom: what to order when, lead times stated and real, and who waits for it.

        Parameters
        ----------
        supplier, item
            Only these; empty: all.

        Raises
        ------
        NotFound
            There is no such supplier or item.
        """
        if item:
            return self._run(supplier_view, self._current(), supplier, item)
        whole = self._bought()
        return of_supplier(whole, self._current(), supplier) if supplier else whole

    def _bought(self) -> SupplierView:
        """Return everything that is bought, as it stands; made once for all who ask."""
        return self._as_it_stands("bought", self._memory.bought.view)
