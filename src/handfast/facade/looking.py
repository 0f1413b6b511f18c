"""Looking: the promise book, why, and whether the ledger is sound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from handfast.company.ledger.verify import verify
from handfast.company.people.permissions import Permission
from handfast.company.queries import inventory as stock
from handfast.company.queries.changes import Change, changes_since
from handfast.company.queries.explanation import Explanation, explain
from handfast.company.queries.given import number_of
from handfast.company.queries.holdings import hangs_on_unsure
from handfast.company.queries.promise_book import promise_book
from handfast.company.queries.promise_list import (
    Balance,
    DayFigures,
    PromiseList,
    Search,
    Worth,
    balance,
    day_figures,
    promise_list,
    promise_seen,
    worth,
)
from handfast.company.queries.promises import PromiseRow
from handfast.company.queries.runs import run_book
from handfast.engine.inventory.terms import Terms
from handfast.facade.needs import needs
from handfast.facade.opened import Opened


class Looking(Opened):
    """What may be looked at; nothing here changes anything."""

    @needs(Permission.PROMISE_SEE)
    def promises(self, *states: str) -> pl.DataFrame:
        """Return the promise book: all promises, or those in the given states."""
        return self._seeing().book(self._run(promise_book, states))

    @needs(Permission.PROMISE_SEE)
    def promise_list(self, search: Search, *, offset: int = 0, limit: int = 100) -> PromiseList:
        """Return a page of the promise book; customers are looked for only by those who see names."""
        seeing = self._seeing()
        if not seeing.names:
            search = replace(search, customer="", order="", owner="")
        elif search.customer and not seeing.customer(search.customer):
            return PromiseList([], 0)
        found = self._run(promise_list, search, seeing.scope(), offset=offset, limit=limit)
        return PromiseList(seeing.rows(found.rows), found.found)

    @needs(Permission.PROMISE_SEE)
    def promise_seen(self, promise: int | str | PromiseRow) -> tuple[dict[str, Any], int]:
        """Return one promise, maybe one just read, as the book names its fields, and the entry that changed it last."""
        row = self._if_seen(promise) if isinstance(promise, PromiseRow) else self._seen(number_of(promise))
        return self._seeing().rows([self._run(promise_seen, row)])[0], row.updated_entry

    @needs(Permission.PROMISE_SEE)
    def written_seen(self, promises: Sequence[PromiseRow]) -> list[dict[str, Any]]:
        """Return promises that were written just now, as the book names their fields, on the company as it was then."""
        return self._run(self._written_seen, [self._if_seen(row) for row in promises])

    def _written_seen(self, promises: Sequence[PromiseRow]) -> list[dict[str, Any]]:
        mirror = self._as_last_seen()
        rows = [promise_seen(row, at_risk=hangs_on_unsure(mirror, row.id)) for row in promises]
        return self._seeing().rows(rows)

    @needs(Permission.PROMISE_SEE)
    def promise_balance(self, since: dt.date) -> Balance:
        """Return how many promises are open, how many of them at risk, and how many since a day were broken."""
        scope = self._seeing().scope()
        return self._as_it_stands(("balance", scope, since), lambda _: balance(scope, since))

    @needs(Permission.PROMISE_SEE)
    def day_figures(self, soon: dt.date, lately: dt.date) -> DayFigures:
        """Return how many promises are open, due by `soon`, held; and how many that ended after `lately` were kept."""
        scope = self._seeing().scope()
        return self._as_it_stands(("day", scope, soon, lately), lambda _: day_figures(scope, soon, lately))

    @needs(Permission.PROMISE_SEE)
    def promises_worth(self, search: Search) -> Worth:
        """Return what the promises that are looked for, and may be seen, bring in the company's currency."""
        scope, market = self._seeing().scope(), self._current().market
        return self._as_it_stands(
            ("worth", scope, search), lambda _: worth(search, scope, market.rates, market.day_of(market.today))
        )

    @needs(Permission.PROMISE_SEE)
    def changes(self, since: dt.datetime) -> list[Change]:
        """Return what was written to the ledger since a moment, the newest first."""
        seeing, eyes = self._seeing(), self._seeing_plans()
        found = [seen for each in self._run(changes_since, since) if (seen := seeing.change(each)) is not None]
        return [each if each.promise else each._replace(reason=eyes.text(each.reason)) for each in found]

    @needs(Permission.SUPPLY_SEE)
    def runs(self) -> pl.DataFrame:
        """Return the runs that promises made necessary: what to start and what to wait for, by day.

        At sites that the person sees, with the promises that they see.
        """
        return self._seeing_plans().book(self._run(run_book))

    @needs(Permission.SUPPLY_SEE)
    def inventory(
        self,
        item: str = "",
        site: str = "",
        *,
        service: float = Terms.service,
        measure: str = Terms.measure,
        review_days: int = Terms.review_days,
        terms: Terms | None = None,
    ) -> pl.DataFrame:
        """Return how stock points stand: too little, too much, why, and the cheapest cure; worst first.

        At sites that the person sees.

        Parameters
        ----------
        item, site
            Only these; empty: all.
        service
            Target, between 0 and 1.
        measure
            What the target counts: ``"cycle"`` (order cycles without a stock-out), ``"fill"`` (demand met from the
            shelf); or ``"cost"``, whatever costs the least.
        review_days
            How often somebody looks and orders.
        terms
            All targets and assumptions at once, in the place of those above.

        Raises
        ------
        NotFound
            There is no such item or site.
        NotAllowed
            The site is none that they see.
        DataError
            A target is out of its bounds.
        """
        asked = terms or Terms(service=service, measure=measure, review_days=review_days)
        self._seeing().assert_site(site)
        found = self._run(stock.inventory, self._current(), asked, item, site)
        return self._seeing_plans().stock(found)

    @needs(Permission.PROMISE_SEE)
    def explain(self, promise: int | str) -> Explanation:
        """Return a promise's life and everything that feeds it."""
        number = self._seen(number_of(promise)).id
        return self._seeing_plans().explanation(self._run(explain, number))

    @needs(Permission.LEDGER_VERIFY)
    def verify(self) -> list[str]:
        """Derive every balance from the entries alone and compare; return all differences, none if it is sound."""
        return self._run(verify)
