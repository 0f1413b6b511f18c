"""Does an answer contradict itself? Random asks of the sample company: ``python -m benchmarks.sweep --asks 600``.

Each ask is for one of the items sold, by one of the customers, in a random quantity and by a random day. Counted is
where two answers do not fit together:

split_before_whole
    The whole is answered for a day, and a counter-offer beside it, from the same site and without any hurry, is
    complete before that day.
wish_one_day_before_answered_earlier
    Asked for one day before the day that was answered, an earlier day is answered.
quote_at_D_failed
    Asked for the day that was answered, it is not possible then.
answers_differ_without_wish
    Asked without a wish, another day is answered.
only_n_not_the_most
    "Only N" is offered, though one more than N is possible by the wish.
split_before_bound
    Such a counter-offer is complete before the day before which nothing is said to be possible.

Parts from several sites are counted apart (sites_before_whole): the answer is about one delivery from one site.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import handfast.facade
from handfast.engine.promise.counter_offers import OTHER_SITE, PARTIAL, SMALLER
from handfast.engine.promise.delivering import NEVER
from handfast.engine.promise.offer import Offer
from handfast.examples.alder_and_pine import alder_and_pine
from handfast.examples.alder_and_pine.places import TODAY
from handfast.facade.company import Company

QUANTITIES = (1, 2, 5, 8, 12, 20, 33, 50, 80, 120, 150, 200, 290, 300, 310, 400, 600)
AHEAD = (0, 2, 4, 9, 15, 25, 31, 42, 50, 70)
REFERENCE = {
    "split_before_whole": 0,
    "wish_one_day_before_answered_earlier": 0,
    "quote_at_D_failed": 0,
    "answers_differ_without_wish": 0,
    "only_n_not_the_most": 0,
    "split_before_bound": 0,
}
MOST_SHOWN = 5
"""Contradictions shown of each kind."""


class Sweep:
    """Asks, looks and counts."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.counts: Counter[str] = Counter()

    def answer(self, item: str, quantity: int, by: date | None, customer: str) -> Offer:
        """Return the answer to an ask."""
        self.counts["quotes"] += 1
        return self.company.quote(item, quantity, by, customer=customer)

    def look_at(self, item: str, quantity: int, by: date, customer: str) -> None:
        """Ask, and ask again in every way that must fit with the answer."""
        offer = self.answer(item, quantity, by, customer)
        line = offer.lines[0]
        told = f"{quantity} {item} by {by} for {customer}"
        self.counts["asks"] += 1
        if line.on_time or not line.feasible:
            self.counts["never"] += not line.feasible
            return
        self.counts["late"] += 1
        self.counts["proven"] += line.proven
        day = offer.market.date_of(line.arrive_day)
        self._look_at_ways(offer, told, day)
        again = self.answer(item, quantity, day, customer)
        self.found("quote_at_D_failed", not again.on_time, f"{told}: {day}, asked for that day it is not possible")
        before = self.answer(item, quantity, day - timedelta(days=1), customer).arrive_day
        self.found("wish_one_day_before_answered_earlier", before < line.arrive_day, f"{told}: {day}")
        soonest = self.answer(item, quantity, None, customer).arrive_day
        self.found("answers_differ_without_wish", soonest != line.arrive_day, f"{told}: {day}")
        self._look_at_least(offer, told, item, by, customer)

    def _look_at_ways(self, offer: Offer, told: str, day: date) -> None:
        line = offer.lines[0]
        for way in offer.counter_offers:
            if way.kind not in (PARTIAL, OTHER_SITE):
                continue
            last = way.fulfilment.arrive_day
            parts = ", ".join(
                f"{each.quantity} on {offer.market.date_of(each.arrive_day)} from {each.site}"
                for each in way.deliveries()
            )
            says = f"{told}: {day}, and {parts}"
            if len({each.site for each in way.deliveries()}) > 1:
                self.counts["sites_before_whole"] += last < line.arrive_day
                continue
            self.found("split_before_whole", last < line.arrive_day, says)
            self.found("split_before_bound", last < line.bound_day < NEVER, says)

    def _look_at_least(self, offer: Offer, told: str, item: str, by: date, customer: str) -> None:
        unit = 10 ** offer.lines[0].wanted.item.decimals
        for way in offer.counter_offers:
            if way.kind != SMALLER:
                continue
            self.counts["only_n"] += 1
            most = way.fulfilment.deliveries[0].quantity // unit
            more = self.answer(item, most + 1, by, customer)
            self.found("only_n_not_the_most", more.on_time, f"{told}: only {most}")

    def found(self, kind: str, wrong: bool, told: str) -> None:
        """Count a contradiction; show the first of its kind."""
        self.counts[kind] += wrong
        if wrong and self.counts[kind] <= MOST_SHOWN:
            print(f"{kind.replace('_', ' ')}: {told}", flush=True)


def sweep(asks: int, seed: int) -> dict[str, float]:
    """Ask the sample company `asks` times; return what was counted."""
    tables = alder_and_pine()
    dice = random.Random(seed)
    points, customers = tables["stock_point"], tables["customer"]["customer"].to_list()
    sold = sorted({row["item"] for row in points.iter_rows(named=True) if row["sells"] in (True, "yes")})
    with (
        tempfile.TemporaryDirectory() as folder,
        handfast.facade.create(Path(folder) / "sample.db", actor="benchmark") as company,
    ):
        company.load(tables)
        looking = Sweep(company)
        start = time.perf_counter()
        for _ in range(asks):
            by = TODAY + timedelta(days=dice.choice(AHEAD))
            looking.look_at(dice.choice(sold), dice.choice(QUANTITIES), by, dice.choice(customers))
        took = time.perf_counter() - start
    keys = ("asks", "late", "never", "proven", "only_n", "sites_before_whole", *REFERENCE)
    return {
        **{key: looking.counts[key] for key in keys},
        "offer_mean_ms": round(took / looking.counts["quotes"] * 1e3, 2),
    }


def main() -> None:
    """Ask, print the counts beside their reference, end in one line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--asks", type=int, default=600, help="how many asks")
    parser.add_argument("--seed", type=int, default=1, help="seed of the asks")
    chosen = parser.parse_args()
    figures = sweep(chosen.asks, chosen.seed)
    print()
    for key, value in figures.items():
        print(f"{key.replace('_', ' '):40}{value:>10,}" + (f"{REFERENCE[key]:>10}" if key in REFERENCE else ""))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
