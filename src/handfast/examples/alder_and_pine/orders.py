"""What customers would order if all were well: the simulation decides what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from handfast.examples.alder_and_pine.articles import Article
from handfast.examples.alder_and_pine.catalogue import articles, selling_sites
from handfast.examples.alder_and_pine.customers import KEY, PROJECT, RETAIL, Customer, customers, price_of
from handfast.examples.alder_and_pine.days import END, WEEKS, Ints, day_of, minutes, next_working, number_of, ship_day
from handfast.examples.alder_and_pine.places import home_warehouse
from handfast.examples.alder_and_pine.seasons import Floats, month_of, uplift, wanted
from handfast.examples.alder_and_pine.turns import GREAT_ORDER

LINES_A_YEAR = 3600
PIECES = {KEY: 11.0, RETAIL: 3.6, PROJECT: 4.0, "online": 1.2}
SHARES = {KEY: 0.36, RETAIL: 0.36, PROJECT: 0.10, "online": 0.18}
MORE_LINES = {KEY: 2.2, RETAIL: 1.3, PROJECT: 1.6, "online": 0.4}
SPREAD = 0.55
"""Standard deviation of the logarithm of a line's quantity."""

# pieces of a family in a line, as a multiple of a bench
TYPICAL: dict[str, float] = {
    "tables": 0.5,
    "chairs": 3.0,
    "cushions": 2.2,
    "care": 5.0,
    "oils": 20.0,
    "planters": 1.5,
    "fire bowls": 0.8,
    "sets": 0.3,
    "pergolas": 0.2,
    "specials": 0.25,
}


@dataclass(slots=True, eq=False)
class Line:
    """One order line on its way through the years; days are numbers of :mod:`days`."""

    order: str
    number: int
    customer: Customer
    article: Article
    site: str
    quantity: int  # smallest units
    ordered: int
    requested: int
    confirmed: int
    ship_due: int
    price: int
    luck: float  # against the customer's goodwill: whether the order is placed at all
    great: bool = False  # see `turns`
    shipped: int = 0
    delivered: int = -1
    cancelled: bool = False
    shipments: int = 0
    lots: list[tuple[str, int]] = field(default_factory=list)

    @property
    def open(self) -> int:
        """What is still to be shipped."""
        return 0 if self.cancelled else self.quantity - self.shipped


def kind_of(customer: Customer) -> str:
    """Return how a customer buys: its segment, or online."""
    return "online" if customer.online else customer.segment


def order_lines(rng: Generator) -> list[Line]:
    """Return the lines that customers would place, in order of time."""
    listed = [article for article in articles().values() if article.volume]
    chances = {kind: _chances(listed, kind) for kind in SHARES}
    typical = np.array([_typical(article) for article in listed])
    weights = sum(wanted(article.key)[52:104].sum() / _typical(article) for article in listed)
    pieces = weights / (LINES_A_YEAR * sum(SHARES[kind] * PIECES[kind] for kind in SHARES))
    sizes = {kind: sum(c.size for c in customers() if kind_of(c) == kind) for kind in SHARES}
    lines: list[Line] = []
    number = 10_000
    for day, customer in _arrivals(rng, listed, chances, sizes):
        kind = kind_of(customer)
        requested = day + _notice(rng, kind, day)
        number += 1
        raised = _raised(listed, day // 7)
        total = chances[kind][:, min(requested // 7, WEEKS - 1)] * raised
        cumulated = np.cumsum(total)
        count = 1 + int(rng.poisson(MORE_LINES[kind]))
        picked = np.unique(np.searchsorted(cumulated, rng.random(count) * cumulated[-1]))
        luck = float(rng.random())
        for place, index in enumerate(picked, start=1):
            mean = typical[index] * PIECES[kind] * pieces * raised[index] * (0.7 + 0.3 * customer.size)
            quantity = _rounded(mean * float(rng.lognormal(-SPREAD * SPREAD / 2, SPREAD)), listed[index])
            lines.append(_line(f"SO-{number}", place, customer, listed[index], quantity, day, requested, luck, rng))
    return sorted([*lines, _great_order(rng)], key=lambda line: line.ordered)


def _great_order(rng: Generator) -> Line:
    """Return the order for which the plants build ahead."""
    customer = next(customer for customer in customers() if customer.key == GREAT_ORDER.customer)
    article = articles()[GREAT_ORDER.item]
    ordered, wished = number_of(GREAT_ORDER.ordered), number_of(GREAT_ORDER.wished)
    line = _line("SO-9900", 1, customer, article, GREAT_ORDER.quantity, ordered, wished, 0.0, rng)
    line.great = True
    return line


def _arrivals(
    rng: Generator, listed: list[Article], chances: dict[str, Floats], sizes: dict[str, float]
) -> list[tuple[int, Customer]]:
    """Return days and customers of the orders, in order of time."""
    found: list[tuple[int, int]] = []
    works = minutes("five days")[:END] > 0
    uplifts = np.array([uplift(article.key, article.family) for article in listed]) ** 0.5
    raised = {kind: (chances[kind] * uplifts).sum(axis=0) / chances[kind].sum(axis=0) for kind in chances}
    weeks = np.arange(END) // 7
    for index, customer in enumerate(customers()):
        kind = kind_of(customer)
        level = chances[kind].sum(axis=0)
        level = level / level[52:104].mean()
        ahead = np.minimum(weeks + (4 if kind in (KEY, PROJECT) else 2 if kind == RETAIL else 1), WEEKS - 1)
        orders_a_day = LINES_A_YEAR * SHARES[kind] / (1 + MORE_LINES[kind]) / 250 * customer.size / sizes[kind]
        count = rng.poisson(orders_a_day * level[ahead] * raised[kind][weeks] * works)
        if customer.since:
            count[: number_of(customer.since)] = 0
        for day in np.flatnonzero(count):
            found += [(int(day), index)] * int(count[day])
    everyone = customers()
    return [(day, everyone[index]) for day, index in sorted(found)]


def _chances(listed: list[Article], kind: str) -> Floats:
    """Return how often each article is asked for in each week of arrival, shape (articles, weeks)."""
    liking = np.array([_liking(article, kind) / _typical(article) for article in listed])
    weeks: Floats = np.array([wanted(article.key) for article in listed])
    liked: Floats = weeks * liking[:, None]
    return liked


def _raised(listed: list[Article], week: int) -> Floats:
    return np.array([uplift(article.key, article.family)[week] for article in listed]) ** 0.5


def _liking(article: Article, kind: str) -> float:
    """Return how much more than others a kind of customer buys an article."""
    if article.to_order:
        return {KEY: 0.35, RETAIL: 0.7, PROJECT: 4.5, "online": 0.15}[kind]
    if kind == "online":
        return 2.0 if article.family in ("care", "cushions", "covers") else 0.8
    if article.family == "oils":
        return 3.0 if kind == PROJECT else 0.5
    return 1.0


def _typical(article: Article) -> float:
    if article.key == "KINDLING":
        return 40.0
    return TYPICAL.get(article.family, 1.0)


def _notice(rng: Generator, kind: str, day: int) -> int:
    """Return how many days ahead an order asks to arrive; before spring many ask for the opening of the season."""
    month = month_of(day // 7)
    if kind in (KEY, RETAIL) and month <= 3 and rng.random() < (0.75 if kind == KEY else 0.45):
        opening = number_of(day_of(day).replace(month=4, day=6))
        return max(12, int(rng.normal(opening, 10)) - day)
    low, high = {KEY: (10, 28), RETAIL: (7, 21), PROJECT: (25, 60), "online": (4, 11)}[kind]
    return int(rng.integers(low, high))


def _rounded(pieces: float, article: Article) -> int:
    """Return a quantity as people order: fives and tens of many, smallest units."""
    if article.decimals:
        return max(1, round(pieces / 5)) * 5 * article.smallest
    whole = max(1, round(pieces))
    step = 10 if whole >= 60 else 5 if whole >= 18 else 1
    return max(1, round(whole / step)) * step


def standard_notice(article: Article) -> int:
    """Return the days of notice after which sales confirms any wish, however full the plants are."""
    return {"sets": 18, "pergolas": 28, "specials": 28}.get(article.family, 24 if article.to_order else 8)


def _line(
    order: str,
    number: int,
    customer: Customer,
    article: Article,
    quantity: int,
    day: int,
    requested: int,
    luck: float,
    rng: Generator,
) -> Line:
    warehouse = home_warehouse(customer.region)
    sites = selling_sites(article)
    site = warehouse if warehouse in sites else sites[0]
    receives: Ints = next_working(customer.calendar)
    generous = rng.random() < 0.2
    earliest = day + standard_notice(article) * (1 if not generous else 0.6)
    confirmed = int(receives[max(requested, int(earliest))])
    due = int(ship_day(site, customer.region, customer.calendar)[confirmed])
    price = price_of(article, customer.segment, quantity // article.smallest, customer.currency)
    if rng.random() < 0.12:
        price = price * 97 // 100  # sales gave a little more
    return Line(order, number, customer, article, site, quantity, day, requested, confirmed, max(due, day), price, luck)
