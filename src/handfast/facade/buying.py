"""Buying: what is bought of whom, and how it came so far."""

from __future__ import annotations

from dataclasses import replace

from handfast.company.people.permissions import Permission
from handfast.company.queries.suppliers import SupplierView, in_order, of_supplier, supplier_view
from handfast.facade.needs import needs
from handfast.facade.opened import Opened


class Buying(Opened):
    """What may be known of suppliers."""

    @needs(Permission.SUPPLY_SEE)
    def suppliers(self, supplier: str = "", item: str = "") -> SupplierView:
        """Return what is bought of whom: what to order when, lead times stated and real, and who waits for it.

        What is bought for sites that the person sees, and promises that they see; how a supplier delivered so far is
        told of all deliveries.

        Parameters
        ----------
        supplier, item
            Only these; empty: all.

        Raises
        ------
        NotFound
            There is no such supplier or item.
        """
        if item or self.person.sites is not None:
            found = self._run(supplier_view, self._current(), supplier, item, self.person.sees_site)
        else:
            found = of_supplier(self._bought(), self._current(), supplier) if supplier else self._bought()
        eyes = self._seeing_plans()
        if eyes.whole:
            return found
        return in_order(
            replace(found, suppliers=eyes.waiting(found.suppliers), purchases=eyes.waiting(found.purchases))
        )

    def _bought(self) -> SupplierView:
        """Return everything that is bought, as it stands; made once for all who ask."""
        return self._as_it_stands("bought", self._memory.bought.view)
