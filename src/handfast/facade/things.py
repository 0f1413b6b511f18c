"""Things: items and resources as their pages show them, and how true the company's data is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from handfast.company.people.permissions import Permission
from handfast.company.people.seeing import ANOTHER_SITE
from handfast.company.queries.item_view import WEEKS, ItemView, item_list, item_view, items_found, resource_loads
from handfast.company.queries.lots_on_hold import LotOnHold, lots_on_hold
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.runs import runs_at
from handfast.company.queries.truth import Truth, truth
from handfast.errors import NotFound
from handfast.facade.buying import Buying
from handfast.facade.needs import needs
from handfast.sentences import sentence


@dataclass(frozen=True)
class ItemPage:
    """A page of the list of items, as :meth:`Things.items` names its columns, and how many there are in all."""

    rows: pl.DataFrame
    found: int


class Things(Buying):
    """What may be looked at, thing by thing; nothing here changes anything."""

    @needs(Permission.SUPPLY_SEE)
    def items(self) -> pl.DataFrame:
        """Return all items with what is in stock, free, coming, and the least that will be there."""
        return self._run(item_list, self._current(), self.person.sees_site)

    @needs(Permission.SUPPLY_SEE)
    def item_page(self, words: str = "", family: str = "", *, offset: int = 0, limit: int = 100) -> ItemPage:
        """Return a page of the items in whose key, name or family the words stand; of one family, if one is given."""

        def here(mirror: Mirror) -> ItemPage:
            found = items_found(mirror, words, family)
            return ItemPage(item_list(mirror, self.person.sees_site, found.slice(offset, limit)), found.height)

        return self._run(here, self._current())

    @needs(Permission.SUPPLY_SEE)
    def item(self, item: str) -> ItemView:
        """Return one item: its stock by site, what will be there, how it comes, and what it goes into.

        Raises
        ------
        NotFound
            There is no such item.
        """
        found = self._run(item_view, self._current(), item, self.person.sees_site)
        eyes = self._seeing_plans()
        ways = [
            {
                **way,
                "process": eyes.way(way["process"]),
                "from_site": way["from_site"] if self._sees_or_none(way["from_site"]) else ANOTHER_SITE,
            }
            for way in found.ways
            if self.person.sees_site(way["site"])
        ]
        made_of, used_in = (
            [{**row, "process": eyes.way(row["process"])} for row in rows] for rows in (found.made_of, found.used_in)
        )
        if not self.person.may(Permission.COST_SEE):
            ways = [{name: each for name, each in way.items() if "cost" not in name} for way in ways]
        kept = [each for each in found.kept if self.person.sees_segment(each["segment"])]
        return replace(found, ways=ways, made_of=made_of, used_in=used_in, kept=kept)

    def _sees_or_none(self, site: str) -> bool:
        return not site or self.person.sees_site(site)

    @needs(Permission.SUPPLY_SEE)
    def resource_loads(self, resource: str = "", *, weeks: int = WEEKS) -> pl.DataFrame:
        """Return the hours that are there and those that are promised, by resource and week."""
        found = self._run(resource_loads, self._current(), resource, weeks)
        if self.person.sites is None:
            return found
        sites = dict(self._current().tables["resource"].select("resource", "site").iter_rows())
        return found.filter(
            pl.col("resource").is_in([name for name, site in sites.items() if self.person.sees_site(site)])
        )

    @needs(Permission.SUPPLY_SEE)
    def resource_runs(self, resource: str) -> pl.DataFrame:
        """Return the promised runs that a resource works at, as :meth:`runs` tells them."""
        mirror = self._current()
        if resource not in mirror.network.resources:
            raise NotFound(sentence("There is no resource '{resource}'.", resource=resource))
        runs = self._run(runs_at, mirror.resource_ids[mirror.network.resources.index(resource)])
        return self._seeing_plans().book(runs)

    @needs(Permission.DATA_SEE)
    def lots_on_hold(self) -> list[LotOnHold]:
        """Return the lots that are not free, and who waits for goods like them, named as far as one may see it."""
        seeing = self._seeing()
        return [
            lot._replace(waiting=tuple(each._replace(promise=seeing.served(each.promise)) for each in lot.waiting))
            for lot in self._run(lots_on_hold, self._current())
            if self.person.sees_site(lot.site)
        ]

    @needs(Permission.DATA_SEE)
    def truth(self) -> Truth:
        """Return what would make the company's data truer, and promises with it."""
        return self._as_it_stands("truth", lambda mirror: truth(mirror, self._bought()))
