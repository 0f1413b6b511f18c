"""Customers: who they are, how they buy, what was kept."""

from __future__ import annotations

from handfast.company.people.permissions import Permission
from handfast.company.queries.customer_view import (
    CustomerView,
    Standing,
    customer_standings,
    customer_view,
    last_orders,
)
from handfast.errors import NotFound
from handfast.facade.needs import needs
from handfast.facade.opened import Opened
from handfast.sentences import sentence


class Customers(Opened):
    """What may be known of customers."""

    @needs(Permission.CUSTOMERS_SEE)
    def customers(self) -> list[Standing]:
        """Return the customers that they may see, those with promises at risk first."""
        seeing = self._seeing()
        last, opened = self._as_tables_stand("last orders", last_orders), self._memory.open_promises
        found = self._as_it_stands("customers", lambda mirror: customer_standings(mirror, opened, last))
        return [each for each in found if seeing.customer(each.customer)]

    @needs(Permission.CUSTOMERS_SEE)
    def customer(self, key: str) -> CustomerView:
        """Return one customer.

        Raises
        ------
        NotFound
            There is none of this key, or they may not see it: the answer is the same.
        """
        if not self._seeing().customer(key):
            raise NotFound(sentence("There is no customer {key}.", key=key))
        return self._run(customer_view, key)
