"""How every stock point is supplied: suppliers, processes, bills of materials, routings."""

from __future__ import annotations

from datetime import date

from handfast.examples.alder_and_pine.articles import Article, Purchase, Recipe
from handfast.examples.alder_and_pine.catalogue import articles, cost, home, kept_at, purchases, recipes
from handfast.examples.alder_and_pine.filling import Row, ratio
from handfast.examples.alder_and_pine.places import ROAD_DAYS

# supplier: name, region, currency of its invoices
SUPPLIERS: dict[str, tuple[str, str, str]] = {
    "OAKMILL": ("Oak mill", "PL", "EUR"),
    "TEAKSEA": ("Teak overseas", "ID", "USD"),
    "FORESTERS": ("Foresters' union", "DE", "EUR"),
    "STEELYARD": ("Steelyard", "DE", "EUR"),
    "FOUNDRY": ("River foundry", "CZ", "EUR"),
    "BOLTWORKS": ("Bolt works", "DE", "EUR"),
    "BRASSMITH": ("Brass smithy", "IT", "EUR"),
    "OILPRESS": ("Oil press", "FI", "EUR"),
    "COLOURS": ("Colour works", "DE", "EUR"),
    "WEAVERS": ("Weavers", "PT", "EUR"),
    "NEEDLE": ("Needle and thread", "PL", "EUR"),
    "SUNSAIL": ("Sun and sail trading", "VN", "USD"),
    "BOXWORKS": ("Box works", "DE", "EUR"),
}

IN_USD = 91
"""Cents of the company's currency that 100 US cents were worth when the agreements were signed."""


def suppliers() -> list[Row]:
    """Return the suppliers."""
    return [
        {"supplier": key, "name": name, "region": region, "calendar": "five days"}
        for key, (name, region, _) in SUPPLIERS.items()
    ]


def supplier_items() -> list[Row]:
    """Return the terms agreed with each supplier."""
    rows: dict[tuple[str, str], Row] = {}
    for number, (article, way, _, _) in enumerate(purchases()):
        currency = SUPPLIERS[way.supplier][2]
        price = way.price if currency == "EUR" else way.price * 100 // IN_USD
        rows[way.supplier, article.key] = {
            "supplier": way.supplier,
            "item": article.key,
            "part_number": f"{way.supplier[:2]}-{4100 + 7 * number}",
            "price": price,
            "price_per": way.per,
            "currency": currency if currency != "EUR" else "",
            "lead_days": way.lead,
            "valid_from": date(2024, 1, 1),
            "valid_to": date(2028, 12, 31),
        }
    return list(rows.values())


def make_name(article: Article, rank: int) -> str:
    """Return the key of a make process."""
    return f"make {article.key}" if rank == 1 else f"make {article.key} by {_first_resource(article, rank)}"


def buy_name(article: Article, way: Purchase, site: str, rank: int) -> str:
    """Return the key of a buy process."""
    if rank > 1:
        return f"buy {article.key}"
    return f"buy {article.key}" if len(way.sites) == 1 else f"buy {article.key} {site}"


def move_name(key: str, source: str, site: str) -> str:
    """Return the key of a move process."""
    return f"move {key} {source} {site}"


def moves() -> list[tuple[str, str, str]]:
    """Return every move as (item, from site, to site)."""
    listed: list[tuple[str, str, str]] = []
    for key, article in articles().items():
        bought = set(article.purchase.sites) if article.purchase and not article.sold else set()
        elsewhere = (site for site in kept_at(key) if site != home(article) and site not in bought)
        listed.extend((key, home(article), site) for site in elsewhere)
    return listed


def processes() -> list[Row]:
    """Return the process table: make, buy, move."""
    rows = [
        _make_row(article, way, rank)
        for article in articles().values()
        for rank, way in enumerate(recipes(article), start=1)
    ]
    rows += [_buy_row(article, way, site, rank) for article, way, site, rank in purchases()]
    for key, source, site in moves():
        grams = articles()[key].grams
        rows.append(
            {
                "process": move_name(key, source, site),
                "kind": "move",
                "item": key,
                "site": site,
                "from_site": source,
                "lead_after_days": ROAD_DAYS[source, site],
                "lead_calendar": "carrier",
                "cost": 10 + grams // 100,
                "expedite_days": None,
            }
        )
    return rows


def process_inputs() -> list[Row]:
    """Return the bills of materials."""
    return [
        {"process": make_name(article, rank), "item": used, "per_unit": ratio(amount)}
        for article in articles().values()
        for rank, way in enumerate(recipes(article), start=1)
        for used, amount in way.inputs
    ]


def process_outputs() -> list[Row]:
    """Return the by-products."""
    return [
        {"process": make_name(article, rank), "item": item, "per_unit": ratio(amount)}
        for article in articles().values()
        for rank, way in enumerate(recipes(article), start=1)
        for item, amount in way.extra
    ]


def process_loads() -> list[Row]:
    """Return the routings."""
    return [
        {
            "process": make_name(article, rank),
            "step": step,
            "resource": resource,
            "minutes_per_unit": ratio(minutes),
            "setup_minutes": setup,
        }
        for article in articles().values()
        for rank, way in enumerate(recipes(article), start=1)
        for step, (resource, minutes, setup) in enumerate(way.steps, start=1)
    ]


def _make_row(article: Article, way: Recipe, rank: int) -> Row:
    smallest, multiple, largest = (article.small(quantity) for quantity in way.lot)
    return {
        "process": make_name(article, rank),
        "kind": "make",
        "item": article.key,
        "site": way.site,
        "rank": rank,
        "yield": ratio(way.good),
        "lot_min": smallest,
        "lot_multiple": multiple,
        "lot_max": largest,
        "lead_before_days": way.before,
        "same_day": article.family == "sets",
        "cost_fixed": 18_00,
    }


def _buy_row(article: Article, way: Purchase, site: str, rank: int) -> Row:
    days, surcharge, fixed = way.expedite or (None, 0, 0)
    return {
        "process": buy_name(article, way, site, rank),
        "kind": "buy",
        "item": article.key,
        "site": site,
        "supplier": way.supplier,
        "rank": rank,
        "lot_min": article.small(way.lot[0]),
        "lot_multiple": article.small(way.lot[1]),
        "lead_after_days": way.lead,
        "cost": way.price,
        "cost_per": way.per,
        "cost_fixed": 45_00,
        "expedite_days": days,
        "expedite_cost": surcharge,
        "expedite_cost_fixed": fixed,
    }


def _first_resource(article: Article, rank: int) -> str:
    return recipes(article)[rank - 1].steps[0][0]


def margin(article: Article) -> float:
    """Return the share of the list price that is left after standard cost."""
    return float(1 - cost(article.key) * article.per / article.price)
