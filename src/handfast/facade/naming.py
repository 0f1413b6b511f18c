"""Names: what people call customers, items, sites and resources, for whoever shows an answer."""

from __future__ import annotations

from dataclasses import dataclass

from handfast.company.people.permissions import Permission
from handfast.company.people.seeing import Seeing
from handfast.engine.promise.market import Market
from handfast.facade.needs import needs
from handfast.facade.opened import Opened
from handfast.sentences import isolated

ANOTHER_CUSTOMER = "another customer"


@dataclass(frozen=True)
class Names:
    """What things are called, by their keys; what has no name of its own is called by its key.

    One name at a time can stand among other words, whatever script it is in; all of them are as they are typed.
    """

    market: Market
    seeing: Seeing

    def customer(self, key: str) -> str:
        """Return what a customer is called; for whoever may not see it, that it is another one."""
        if not key:
            return ""
        if not self.seeing.customer(key):
            return ANOTHER_CUSTOMER
        return isolated(self._customer(key))

    def item(self, key: str) -> str:
        """Return what an item is called."""
        return isolated(self._item(key))

    def unit(self, key: str) -> str:
        """Return the unit in which an item is counted."""
        found = self.market.items.get(key)
        return found.unit if found else ""

    def site(self, key: str) -> str:
        """Return what a site is called."""
        return isolated(self.market.site_names.get(key) or key)

    def customers(self) -> dict[str, str]:
        """Return the customers that they may see, with what they are called."""
        return {key: self._customer(key) for key in self.market.customers if key and self.seeing.customer(key)}

    def items(self) -> dict[str, str]:
        """Return all items, with what they are called."""
        return {key: self._item(key) for key in self.market.items}

    def _customer(self, key: str) -> str:
        found = self.market.customers.get(key)
        return found.name or key if found else key

    def _item(self, key: str) -> str:
        found = self.market.items.get(key)
        return found.name or key if found else key


class Naming(Opened):
    """What things are called."""

    @needs(Permission.PROMISE_SEE)
    def names(self) -> Names:
        """Return what customers, items and sites are called, from memory."""
        return Names(self._current().market, self._seeing())
