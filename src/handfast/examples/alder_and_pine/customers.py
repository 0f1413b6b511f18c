"""Whom Alder & Pine serves: three segments, sixty customers, their prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handfast.examples.alder_and_pine.articles import Article
from handfast.examples.alder_and_pine.catalogue import articles, price_per
from handfast.examples.alder_and_pine.filling import Row

KEY, RETAIL, PROJECT = "key account", "retail", "project"
SEGMENTS = (KEY, RETAIL, PROJECT)


@dataclass(frozen=True)
class Customer:
    """One customer and how it buys."""

    key: str
    name: str
    segment: str
    region: str
    size: float  # how much it orders, 1 is usual for its segment
    since: date | None = None  # first day on which it may order; None: always did
    online: bool = False  # small orders, short notice

    @property
    def currency(self) -> str:
        """Currency of its invoices; empty: the company's."""
        return "CHF" if self.region == "CH" else ""

    @property
    def owner(self) -> str:
        """The team that looks after it."""
        if self.segment == PROJECT:
            return "projects and online"
        return "sales north" if self.region in ("DE-North", "DE-East", "NL", "DK") else "sales south"

    @property
    def calendar(self) -> str:
        """Days on which it receives goods."""
        if self.segment == KEY:
            return ("receives tue thu", "receives mon wed fri", "five days")[int(self.key[2:]) % 3]
        return "receives wednesdays" if self.segment == RETAIL and int(self.key[2:]) % 7 == 0 else "five days"


# name, region, size, year and month since when (0: always), in the order of their numbers
KEY_ACCOUNTS = (
    ("Harbour Gardens", "DE-North", 1.9, 0),
    ("Meadow & Terrace", "DE-West", 1.5, 0),
    ("Maison Verte", "FR-East", 1.2, 0),
    ("Lindenhof Markets", "DE-South", 1.4, 0),
    ("Polder Living", "NL", 1.1, 0),
    ("Fjordhave", "DK", 0.8, 0),
    ("Alpine Garden Stores", "AT", 1.0, 0),
    ("Seeblick Outdoor", "CH", 0.9, 0),
    ("Green Courtyard Chain", "DE-East", 0.9, 0),
    ("Sunny Side Centres", "DE-West", 1.0, 0),
    ("Four Seasons Barn", "DE-North", 0.7, 202503),
    ("Orchard Lane Stores", "NL", 0.6, 202602),
)

RETAILERS = (
    ("Garden Corner Elmsfeld", "DE-North", 1.2, 0),
    ("Three Spades Elmsfeld", "DE-North", 0.9, 0),
    ("Birch & Basket", "DE-East", 1.0, 0),
    ("Terrace Twelve", "DE-West", 1.3, 0),
    ("Old Mill Furnishings", "DE-South", 1.1, 0),
    ("Jardin du Canal", "FR-East", 0.8, 0),
    ("Blue Gate Garden Shop", "NL", 0.9, 0),
    ("Haus und Hain Kranichsee", "DE-South", 1.2, 0),
    ("Kastanie Living", "DE-East", 0.7, 0),
    ("Three Larches", "AT", 1.0, 0),
    ("Bergblick Garden", "CH", 0.9, 0),
    ("Dune Furniture", "DK", 0.8, 0),
    ("Moss & Stone", "DE-West", 1.0, 0),
    ("Rosenweg Outdoor", "DE-South", 0.9, 0),
    ("Lantern Yard", "DE-North", 0.8, 0),
    ("The Green Bench", "DE-West", 1.4, 0),
    ("Willow Street Home", "NL", 0.7, 0),
    ("Apfelhof Kranichsee", "DE-East", 0.8, 0),
    ("Cour & Jardin", "FR-East", 1.0, 0),
    ("Lakeside Living", "CH", 0.8, 0),
    ("Nordlicht Garten", "DE-North", 0.9, 0),
    ("Stone Bridge Garden", "AT", 0.8, 0),
    ("Clover Home", "DE-West", 0.9, 202409),
    ("Summer Kitchen Company", "DE-South", 1.0, 202501),
    ("Heron Garden House", "DK", 0.7, 202504),
    ("Vine & Arbour", "FR-East", 0.9, 202510),
    ("Hazel Row", "DE-East", 0.8, 202603),
    ("Little Pergola Shop", "NL", 0.7, 202609),
)

# the third value: online
PROJECTS = (
    ("Hotel Kranichsee", "DE-North", False, 1.2, 0),
    ("Gasthof Wildbach", "AT", False, 0.8, 0),
    ("Parkside Developments", "DE-West", False, 1.3, 0),
    ("Municipal Parks East", "DE-East", False, 1.4, 0),
    ("Resort Les Tilleuls", "FR-East", False, 1.0, 0),
    ("Campus Estates", "DE-South", False, 1.1, 0),
    ("Harbour Hotels Group", "NL", False, 1.2, 0),
    ("Silver Fern Residences", "DE-West", False, 0.9, 0),
    ("Spa Hochtal", "CH", False, 0.8, 0),
    ("Beer Garden Brothers", "DE-South", False, 1.2, 0),
    ("Island Camp Sites", "DK", False, 0.9, 0),
    ("Town Square Renewal", "DE-East", False, 1.0, 202406),
    ("Vineyard Inns", "FR-East", False, 0.9, 202502),
    ("Clinic Gardens", "DE-North", False, 0.8, 202505),
    ("Hotel Drei Brunnen", "AT", False, 0.9, 202602),
    ("gartenfink online", "DE-West", True, 1.6, 0),
    ("terrassenhof online", "DE-North", True, 1.4, 0),
    ("jardin-hibou online", "FR-East", True, 1.0, 0),
    ("tuinmus online", "NL", True, 1.0, 202407),
    ("balkonhain online", "DE-South", True, 1.2, 202503),
)


def customers() -> tuple[Customer, ...]:
    """Return the sixty customers; the first key account carries the number C-1042."""
    made: list[Customer] = []
    for number, (name, region, size, since) in enumerate(KEY_ACCOUNTS):
        made.append(Customer(f"C-{1042 + number}", name, KEY, region, size, _since(since)))
    for number, (name, region, size, since) in enumerate(RETAILERS):
        made.append(Customer(f"C-{1101 + number}", name, RETAIL, region, size, _since(since)))
    for number, (name, region, online, size, since) in enumerate(PROJECTS):
        made.append(Customer(f"C-{1201 + number}", name, PROJECT, region, size, _since(since), online))
    return tuple(made)


def segment_rows() -> list[Row]:
    """Return the three segments."""
    return [
        {"segment": KEY, "name": "Key accounts", "priority": 1, "weight": 10, "backlog_class": "win"},
        {"segment": RETAIL, "name": "Retail", "priority": 2, "weight": 4, "backlog_class": "gain"},
        {
            "segment": PROJECT,
            "name": "Projects and online",
            "priority": 3,
            "weight": 2,
            "backlog_class": "redistribute",
        },
    ]


def customer_rows() -> list[Row]:
    """Return the customer table."""
    life = {KEY: 240, RETAIL: 180, PROJECT: 90}
    return [
        {
            "customer": customer.key,
            "name": customer.name,
            "segment": customer.segment,
            "region": customer.region,
            "currency": customer.currency,
            "calendar": customer.calendar,
            "min_remaining_life_days": life[customer.segment],
            "owner": customer.owner,
        }
        for customer in customers()
    ]


# segment: (from this quantity on, percent of the list price)
DISCOUNTS: dict[str, tuple[tuple[int, int], ...]] = {
    KEY: ((0, 88), (50, 84), (200, 80)),
    RETAIL: ((0, 95), (20, 91)),
    PROJECT: ((0, 100), (10, 96), (60, 90)),
}
FRANCS = 102
"""Swiss price in percent of the price in euro."""


def price_of(article: Article, segment: str, quantity: int, currency: str) -> int:
    """Return the net price in cents of one price unit for `quantity` whole units."""
    percent = next(percent for least, percent in reversed(DISCOUNTS[segment]) if quantity >= least)
    return article.price * percent * (FRANCS if currency == "CHF" else 100) // 10_000


def price_rows() -> list[Row]:
    """Return prices by segment with quantity breaks, in euro and francs, and what the largest key account agreed."""
    rows: list[Row] = []
    for article in articles().values():
        if not article.sold:
            continue
        for segment, breaks in DISCOUNTS.items():
            for currency in ("", "CHF"):
                for least, _ in breaks:
                    rows.append(
                        {
                            "item": article.key,
                            "segment": segment,
                            "currency": currency,
                            "min_quantity": article.small(least),
                            "price": price_of(article, segment, least, currency),
                            "price_per": price_per(article),
                            "valid_from": date(2024, 1, 1),
                        }
                    )
    for key in ("BENCH-150", "BENCH-180", "TABLE-160"):
        article = articles()[key]
        rows.append(
            {
                "item": key,
                "segment": KEY,
                "customer": "C-1042",
                "min_quantity": 100,
                "price": article.price * 79 // 100,
                "valid_from": date(2027, 1, 1),
                "valid_to": date(2027, 6, 30),
            }
        )
    return rows


def _since(month: int) -> date | None:
    return date(month // 100, month % 100, 1) if month else None
