"""Limits: what can still be promised of each family, what a scarce hour costs, and what Operations says of it.

A family is told by its best seller of the last 12 months: the most of it that could still arrive by the end of a week
if nothing else were sold, from all its sites together. It is computed on the company in memory as an offer is, and
taken back: everything that is promised keeps what it holds.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from handfast.company.database import current
from handfast.company.moments import moment_of
from handfast.company.queries.bid_prices import load_bid_prices
from handfast.company.queries.holdings import only_sure
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.supply_board import SeesSite, monday
from handfast.engine.promise.delivering import Deliveries, points_asked
from handfast.engine.promise.keeping import Keeping
from handfast.engine.promise.prices import Price
from handfast.engine.volume.bid_prices import MILLIONTHS

WEEKS = 8
YEAR, YEAR_WEEKS = 364, 52
LOOKED_AT = 2
"""Nobody looks further than a year's sales divided by this: nobody sells more in so few weeks."""

_ORDERED = """
SELECT item, currency, price, price_per, sum(quantity) FROM order_line
WHERE state <> 'cancelled' AND ordered_on >= %s AND ordered_on < %s GROUP BY item, currency, price, price_per
"""
_FIRST_ORDER = "SELECT min(ordered_on) FROM order_line"
_SOLD_BEFORE = """
SELECT item, sum(quantity), sum(coalesce(revenue, 0)) FROM sales_history WHERE date >= %s AND date < %s GROUP BY item
"""
_WORDS = "SELECT time, actor, text FROM limit_words ORDER BY id DESC LIMIT 1"


class BestSeller(NamedTuple):
    """The item that stands for a family: what was sold of it in 12 months, in smallest units and in own money."""

    family: str
    item: str
    sold: int
    money: Decimal


class Possible(NamedTuple):
    """The most of an item that could still arrive by the end of a week.

    Parameters
    ----------
    week, until
        Monday and Sunday.
    usual
        What usually sells in as many weeks.
    money
        What `quantity` sells for, in the company's money; None: it has no price.
    more
        Whether it may be more: nobody looked further than half a year's sales.
    """

    week: dt.date
    until: dt.date
    quantity: Decimal
    usual: Decimal
    money: Decimal | None
    more: bool

    @property
    def level(self) -> str:
        """``sure`` from twice of what usually sells on, ``broken`` below half of it or at nothing, else ``watch``."""
        if not self.quantity or 2 * self.quantity < self.usual:
            return "broken"
        return "sure" if self.quantity >= 2 * self.usual else "watch"


class HourPrice(NamedTuple):
    """What one more hour of a resource would earn in a week, beyond what it costs, in the company's money."""

    resource: str
    week: dt.date
    money: Decimal


class Words(NamedTuple):
    """What Operations says, who wrote it, and when."""

    text: str
    actor: str
    time: dt.datetime


def best_sellers(mirror: Mirror, sees: SeesSite) -> list[BestSeller]:
    """Return the best seller of each family by money, then by quantity; the families that sell most first."""
    today = mirror.market.today
    since = today - dt.timedelta(days=YEAR)
    sold: dict[str, int] = defaultdict(int)
    money: dict[str, Fraction] = defaultdict(Fraction)
    with current().connection.cursor() as cursor:
        cursor.execute(_ORDERED, [since, today])
        for item, currency, price, per, quantity in cursor.fetchall():
            _count(mirror, sold, money, item, int(quantity), None if price is None else Price(price, per, currency))
        cursor.execute(_FIRST_ORDER)
        first = cursor.fetchone()[0]
        known_since = today if first is None else min(dt.date.fromisoformat(str(first)), today)
        cursor.execute(_SOLD_BEFORE, [since, known_since])
        for item, quantity, revenue in cursor.fetchall():
            sold[item] += int(quantity)
            money[item] += int(revenue)
    families = dict(mirror.tables["item"].select("item", "family").iter_rows())
    whole: dict[str, Fraction] = defaultdict(Fraction)
    best: dict[str, str] = {}
    for item, quantity in sold.items():
        known = mirror.market.items.get(item)
        outlets = [each for each in mirror.market.outlets.get(item, ()) if sees(each.site)]
        if known is None or quantity <= 0 or not outlets or (known.ended is not None and known.ended < 0):
            continue
        family = families[item]
        whole[family] += money[item]
        other = best.get(family)
        if other is None or (money[item], quantity, item) > (money[other], sold[other], other):
            best[family] = item
    minor = 10 ** mirror.market.rates.digits_of(mirror.market.currency)
    return [
        BestSeller(family, best[family], sold[best[family]], exact(round(money[best[family]]), minor))
        for family in sorted(best, key=lambda family: (-whole[family], family))
    ]


def _count(
    mirror: Mirror,
    sold: dict[str, int],
    money: dict[str, Fraction],
    item: str,
    quantity: int,
    price: Price | None,
) -> None:
    sold[item] += quantity
    market = mirror.market
    rate = None if price is None else market.rates.to_own(price.currency or market.currency, 0)
    if price is not None and rate is not None and item in market.items:
        money[item] += price.of(quantity, market.items[item].decimals) * rate


def still_possible(
    mirror: Mirror,
    item: str,
    sold: int,
    week: int,
    sees: SeesSite,
    segments: Collection[str] | None,
    *,
    before: Possible | None = None,
) -> Possible:
    """Return the most of an item that could still arrive by the end of a week, if only it is sold.

    Parameters
    ----------
    sold
        What was sold of it in 12 months, smallest units; nobody looks further than half of that.
    week
        0: this week.
    segments
        What is kept for the forecasts of others than these is not counted; None: all is.
    before
        What was found for the week before: where that is all that anybody looks for, it is possible in this one too.
    """
    market, origin = mirror.market, mirror.network.origin
    begin = monday(mirror.today) + 7 * week
    most = max(sold // LOOKED_AT, 1)
    customer = market.customer("")
    with only_sure(mirror):
        tried = Deliveries(market, mirror.book, customer, mirror.committed_so_far)
        wanted = tried.wanted(0, item, most, begin + 6 - origin)
        points = points_asked(market, customer, [item]) if segments is not None else ()
        found, rest = [], 0 if before is not None and before.more else most
        with Keeping(mirror.book, segments or (), points).hidden():
            for outlet in wanted.outlets:
                delivery = tried.most_on_wish(wanted, outlet, rest) if rest and sees(outlet.site) else None
                if delivery is not None:
                    found.append(delivery)
                    rest -= delivery.quantity
            tried.remove(found)
    known, quantity = market.item(item), most - rest
    price = tried.price(known, max(quantity, 1))
    rate = None if price is None else market.rates.to_own(price.currency, 0)
    minor = 10 ** market.rates.digits_of(market.currency)
    money = None if price is None or rate is None else exact(round(price.of(quantity, known.decimals) * rate), minor)
    scale = 10**known.decimals
    usual = exact(round(Fraction(sold * (week + 1), YEAR_WEEKS)), scale)
    monday_, sunday = as_date(begin), as_date(begin + 6)
    assert monday_ is not None
    assert sunday is not None
    return Possible(monday_, sunday, exact(quantity, scale), usual, money, rest == 0)


def hour_prices(mirror: Mirror, sees: SeesSite, weeks: int = WEEKS) -> list[HourPrice]:
    """Return what an hour of each scarce resource is worth in the weeks ahead, by the published bid prices."""
    prices = load_bid_prices()
    if prices is None:
        return []
    sites: Mapping[str, str] = dict(mirror.tables["resource"].select("resource", "site").iter_rows())
    minor = 10 ** mirror.market.rates.digits_of(mirror.market.currency)
    found = []
    for resource, row in prices.capacity.items():
        if resource not in sites or not sees(sites[resource]):
            continue
        for week in range(weeks):
            day = max(monday(mirror.today) + 7 * week, mirror.today)
            bucket = int(prices.first.searchsorted(day, side="right")) - 1
            if 0 <= bucket < len(row) and row[bucket] > 0:
                began = as_date(monday(day))
                assert began is not None
                found.append(
                    HourPrice(resource, began, exact(round(Fraction(60 * int(row[bucket]), MILLIONTHS)), minor))
                )
    return found


def words_said() -> Words | None:
    """Return what Operations says; None where the figures speak for themselves."""
    with current().connection.cursor() as cursor:
        cursor.execute(_WORDS)
        row = cursor.fetchone()
    return Words(row[2], row[1], moment_of(row[0])) if row and row[2] else None
