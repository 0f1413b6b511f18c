"""What a person may see of an answer: the one place where names, orders, sites and money are left out.

Three ways of seeing promises: all customers' with names; only those of one's own customers, the others are not there;
or, for whoever works on supply, all of them without saying whose they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from handfast.company.people.permissions import Permission
from handfast.engine.promise.telling import Sight
from handfast.errors import NotAllowed
from handfast.sentences import sentence

if TYPE_CHECKING:
    from handfast.company.people.person import Person
    from handfast.company.queries.changes import Change
    from handfast.company.queries.explanation import Explanation, Feed
    from handfast.company.queries.promises import PromiseRow
    from handfast.company.queries.proposals import Proposal
    from handfast.company.queries.supply_board import ServedPromise
    from handfast.engine.promise.offer import Offer

ANOTHER_SITE = sentence("another site")

NAMES = frozenset({"company", "item", "site", "stock_point", "customer", "segment", "resource", "calendar"})
"""Tables that say what things are called: whoever sees promises may see them, without costs."""

BOUGHT = frozenset({"receipt", "purchase_receipt", "supplier_item"})
"""Tables whose price is what we pay."""


class Known(NamedTuple):
    """What decides who may see a customer."""

    segment: str
    owner: str


NOBODY = Known("", "")


class Scope(NamedTuple):
    """The promises that a person may see, as a condition that a database can test.

    Parameters
    ----------
    customers
        Only of these; None: of all.
    owner
        Promises for no customer count if this person made them; empty: they do not.
    sites
        Only from these; None: from all.
    """

    customers: frozenset[str] | None = None
    owner: str = ""
    sites: frozenset[str] | None = None


def known_customers(table: pl.DataFrame) -> dict[str, Known]:
    """Return what decides who may see each customer, from the customer table."""
    return {key: Known(segment, owner) for key, segment, owner in table.select("customer", "segment", "owner").rows()}


class Seeing:
    """A person's view.

    Parameters
    ----------
    person
        Who looks.
    customers
        All customers, see :func:`known_customers`; not needed for whoever sees everybody.
    """

    def __init__(self, person: Person, customers: Mapping[str, Known]) -> None:
        self.person = person
        self.customers = customers
        self.all_customers = person.sees_everybody
        self.names = person.may(Permission.CUSTOMERS_SEE) or person.may(Permission.CUSTOMERS_SEE_ALL)
        self.everything = person.sees_everything

    @property
    def sight(self) -> Sight:
        """How much of the money they may see."""
        if not self.person.may(Permission.MARGIN_SEE):
            return Sight.PRICE
        return Sight.COSTS if self.person.may(Permission.COST_SEE) else Sight.MARGIN

    # ------------------------------------------------------------ whom, and which promises

    def customer(self, key: str) -> bool:
        """Return whether they may see a customer and its name."""
        return self.all_customers or self.person.sees_customer(*self.customers.get(key, NOBODY))

    def promise(self, customer: str, site: str, owner: str) -> bool:
        """Return whether they may see that there is a promise: for `customer`, from `site`, made by `owner`."""
        if self.everything:
            return True
        if not self.person.sees_site(site):
            return False
        if not self.names:
            return self.person.sees_segment(self.customers.get(customer, NOBODY).segment)
        return self.customer(customer) or (not customer and owner == self.person.username)

    def scope(self) -> Scope:
        """Return the promises that they may see, as :meth:`promise` decides it one by one."""
        if self.all_customers or (not self.names and self.person.segments is None):
            return Scope(sites=self.person.sites)
        if self.names:
            seen = frozenset(key for key in self.customers if self.customer(key))
            return Scope(seen, self.person.username, self.person.sites)
        known = {"": NOBODY, **self.customers}
        seen = frozenset(key for key, each in known.items() if self.person.sees_segment(each.segment))
        return Scope(seen, "", self.person.sites)

    def assert_customer(self, key: str) -> None:
        """Refuse to speak about a customer whom they may not see; no customer at all is nobody's secret.

        Raises
        ------
        NotAllowed
            They may not; the message does not say whether there is such a customer.
        """
        if key and not self.customer(key):
            raise NotAllowed(
                sentence(
                    "{person} may speak only about customers that they look after, and {key} is not one.",
                    person=self.person,
                    key=key,
                )
            )

    def assert_site(self, site: str) -> None:
        """Refuse to speak about a site that they may not see."""
        if site and not self.person.sees_site(site):
            raise NotAllowed(
                sentence(
                    "{person} may see only {names}, not {site}.",
                    person=self.person,
                    names=", ".join(sorted(self.person.sites or ())),
                    site=site,
                )
            )

    def assert_everything(self) -> None:
        """Refuse what is about the whole company to whoever may see only a part of it."""
        if not self.everything:
            raise NotAllowed(
                sentence(
                    "This is about all customers and sites, of which {person} may see only a part.", person=self.person
                )
            )

    # ------------------------------------------------------------ answers

    def offer(self, offer: Offer) -> dict[str, Any]:
        """Return an offer in its stable form, without the money and the sites that they may not see."""
        return offer.to_dict(self.sight, self.person.sites)

    def book(self, book: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of the promise book that they may see, without names where they see none."""
        if self.everything:
            return book
        whose = zip(book["customer"], book["site"], book["owner"], strict=True)
        seen = book.filter(pl.Series([self.promise(*each) for each in whose], dtype=pl.Boolean))
        if self.names:
            return seen
        return seen.with_columns(customer=pl.lit(""), order=pl.lit(""), line=pl.lit(None, pl.Int64), owner=pl.lit(""))

    def table(self, name: str, table: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a table that they may see; costs are empty for whoever may not see them.

        Raises
        ------
        NotAllowed
            They may see only the tables that say what things are called.
        """
        if name not in NAMES:
            self.person.assert_may(Permission.DATA_SEE)
        if not self.person.may(Permission.COST_SEE):
            hidden = [column for column in table.columns if "cost" in column or (name in BOUGHT and column == "price")]
            table = table.with_columns(pl.lit(None, table.schema[column]).alias(column) for column in hidden)
        if self.everything:
            return table
        for column, sees in (("customer", self._customer_or_none), ("site", self._site_or_none)):
            if column in table.columns:
                table = table.filter(pl.Series([sees(key) for key in table[column]], dtype=pl.Boolean))
        return table

    def _customer_or_none(self, key: str) -> bool:
        return not key or self.customer(key)

    def _site_or_none(self, site: str) -> bool:
        return not site or self.person.sees_site(site)

    def rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows of the promise book that they may see, without names where they see none."""
        return rows if self.names else [{**row, "customer": "", "order": "", "line": None, "owner": ""} for row in rows]

    def served(self, served: ServedPromise) -> ServedPromise:
        """Return a promise that a run serves, without saying whose, or what it brings, where they may not see that.

        One that they may not see at all has no number either.
        """
        if self.everything:
            return served
        if not self.promise(served.customer, served.site, served.owner):
            return served._replace(id=0, customer="", owner="", site=self._site(served.site), value=None)
        return served if self.names else served._replace(customer="", owner="", value=None)

    def proposals(self, found: Iterable[Proposal]) -> list[Proposal]:
        """Return proposals for the sites that they may see, without other sites from which something is moved.

        Gains and costs are left out for who may not see costs.
        """
        seen = [each for each in found if self._site_or_none(each.site)]
        here = [each._replace(source=self._site(each.source)) if each.moves else each for each in seen]
        if self.person.may(Permission.COST_SEE):
            return here
        return [each._replace(why=each.why[:1], gain=None, cost=None) for each in here]

    def row(self, row: PromiseRow) -> PromiseRow:
        """Return a promise, without names where they see none."""
        if self.names:
            return row
        return row._replace(customer="", segment="", order="", line=None, owner="", price=None, currency="")

    def change(self, change: Change) -> Change | None:
        """Return what changed, without names and words where they see none; None where they may not see it at all."""
        if change.promise and not self.promise(change.customer, change.site, change.owner):
            return None
        if self.names or not change.promise:
            return change
        return change._replace(customer="", owner="", reason="")

    def explanation(self, told: Explanation) -> Explanation:
        """Return why a promise stands as it does, without names, words and sites that they may not see."""
        if self.everything:
            return told
        life = told.life if self.names else tuple(each._replace(reason="", approver="") for each in told.life)
        missing = tuple(each._replace(site=self._site(each.site)) for each in told.missing)
        feeds = tuple(self._feed(each) for each in told.feeds)
        expected = tuple(each._replace(site=self._site(each.site)) for each in told.expected)
        row = self.row(told.promise)
        return replace(told, promise=row, life=life, feeds=feeds, missing=missing, expected=expected)

    def _feed(self, feed: Feed) -> Feed:
        feeds = tuple(self._feed(each) for each in feed.feeds)
        return replace(feed, feeds=feeds, site=self._site(feed.site))

    def _site(self, site: str) -> str:
        return site if not site or self.person.sees_site(site) else ANOTHER_SITE
