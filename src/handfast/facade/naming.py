"""Names: what people call customers, items, sites, resources and processes, for whoever shows an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from handfast.company.people.permissions import Permission
from handfast.company.people.seeing import ANOTHER_SITE, Seeing
from handfast.company.queries.mirror import Mirror
from handfast.engine.promise.market import Market
from handfast.facade.needs import needs
from handfast.facade.opened import Opened
from handfast.sentences import Sentence, isolated, sentence

ANOTHER_CUSTOMER = sentence("another customer")


class Way(NamedTuple):
    """What a process does, in names.

    Parameters
    ----------
    kind
        ``make``, ``buy`` or ``move``; ``substitute``: makes of something else.
    whence
        The site that makes it, the supplier, or the site that it is moved from.
    expedited
        Whether it is hurried at a price.
    """

    kind: str
    whence: str
    expedited: bool


@dataclass(frozen=True)
class Names:
    """What things are called, by their keys; what has no name of its own is called by its key.

    One name at a time can stand among other words, whatever script it is in; all of them are as they are typed. What
    stands in place of a name is a sentence, so that each door says it in its reader's language.
    """

    mirror: Mirror
    seeing: Seeing

    @property
    def market(self) -> Market:
        """The commercial side of the company."""
        return self.mirror.market

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
        """Return what a site is called; one that they may not see is another one already."""
        return key if isinstance(key, Sentence) else isolated(self.market.site_names.get(key) or key)

    def resource(self, key: str) -> str:
        """Return what a resource is called."""
        network = self.market.network
        known = dict(zip(network.resources, self.market.resource_names, strict=True))
        return isolated(known.get(key, key))

    def way(self, name: str) -> Way | None:
        """Return what a way of supply does, by the name under which a run has it; None where it is known no more."""
        number = self.mirror.way_named(name)
        if number is None:
            return None
        structure, process = self.market.network.structure, self.market.processes[number]
        expedited = name != process.key
        if process.kind == "buy":
            return Way("buy", isolated(process.supplier), expedited)
        moves = process.kind == "move"
        point = structure.input_point[structure.input_first[number]] if moves else structure.output_point[number]
        return Way(process.kind, self._site_seen(self.market.network.sites[int(point)]), expedited)

    def brought_by(self, name: str) -> str:
        """Return what the item is called that a way of supply brings; empty where the way is known no more."""
        number = self.mirror.way_named(name)
        if number is None:
            return ""
        network = self.market.network
        return self.item(network.items[int(network.structure.output_point[number])])

    def _site_seen(self, key: str) -> str:
        return self.site(key) if self.seeing.person.sees_site(key) else ANOTHER_SITE

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
        return Names(self._current(), self._seeing())
