"""The whole catalogue, where each article is kept, and what it costs."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from handfast.examples.alder_and_pine import cushions_and_care, goods, metal_goods, parts, seating
from handfast.examples.alder_and_pine.articles import Article, Purchase, Recipe
from handfast.examples.alder_and_pine.bought_parts import BOUGHT_PARTS
from handfast.examples.alder_and_pine.filling import Row, ratio
from handfast.examples.alder_and_pine.places import RESOURCES, WAREHOUSES

GATE = "PORT"
"""Goods bought ready for sale come in here and are moved on to the other warehouses."""


@cache
def articles() -> dict[str, Article]:
    """Return every article by its key, finished goods first."""
    listed = (
        *goods.benches(),
        *goods.tables(),
        *seating.chairs(),
        *seating.stools(),
        *seating.loungers(),
        *cushions_and_care.cushions(),
        *cushions_and_care.care(),
        *goods.bought_goods(),
        *metal_goods.bases(),
        *metal_goods.planters(),
        *metal_goods.fire_bowls(),
        *metal_goods.trellises(),
        *metal_goods.sets(),
        *metal_goods.pergolas(),
        *parts.frames(),
        *parts.metal_parts(),
        *parts.tops(),
        *parts.slats_and_arms(),
        *parts.beams_and_wooden_frames(),
        *BOUGHT_PARTS,
    )
    return {article.key: article for article in listed}


def home(article: Article) -> str:
    """Return the site where `article` comes into being or is delivered first."""
    if article.recipe:
        return article.recipe.site
    if article.purchase and article.sold and article.family != "oils":
        return GATE
    return article.purchase.sites[0] if article.purchase else "NORTH"


def selling_sites(article: Article) -> tuple[str, ...]:
    """Return the sites that ship `article` to customers."""
    if not article.sold:
        return ()
    if article.to_order or article.family == "oils":
        return (home(article),)
    return WAREHOUSES


@cache
def kept_at(key: str) -> tuple[str, ...]:
    """Return the sites that keep the article `key`: home, where it is sold, and where it is used."""
    article = articles()[key]
    sites = [home(article), *selling_sites(article)]
    if article.purchase:
        sites += [site for site in article.purchase.sites if not article.sold or article.family == "oils"]
    for user in articles().values():
        for recipe in recipes(user):
            if any(used == key for used, _ in recipe.inputs):
                sites.append(recipe.site)
    return tuple(dict.fromkeys(sites))


def recipes(article: Article) -> tuple[Recipe, ...]:
    """Return every way of making `article`, the usual one first."""
    return tuple(way for way in (article.recipe, *article.second) if isinstance(way, Recipe))


@cache
def cost(key: str) -> Fraction:
    """Return the standard cost of one unit in cents: material, hours and losses of the usual way."""
    article = articles()[key]
    if article.purchase:
        return Fraction(article.purchase.price, article.purchase.per)
    if article.recipe is None:
        return Fraction(20)  # a by-product is worth what it saves in disposal
    return recipe_cost(article.recipe)


def recipe_cost(recipe: Recipe) -> Fraction:
    """Return what one good unit of `recipe` costs, its setups spread over a run of middling size."""
    run = (recipe.lot[0] + recipe.lot[2]) // 2
    material = sum((Fraction(amount) * cost(used) for used, amount in recipe.inputs), Fraction(0))
    hours = sum(
        (
            (Fraction(minutes) + Fraction(setup, run)) * RESOURCES[resource][4] / 60
            for resource, minutes, setup in recipe.steps
        ),
        Fraction(0),
    )
    return (material + hours) / Fraction(recipe.good)


def price_per(article: Article) -> int:
    """Return the number of units that the article's price and cost are for."""
    return article.purchase.per if article.purchase else article.per


def items() -> list[Row]:
    """Return the item table."""
    return [
        {
            "item": article.key,
            "name": article.name,
            "family": article.family,
            "unit": article.unit,
            "decimals": article.decimals,
            "price": article.price or None,
            "cost": max(1, round(cost(article.key) * price_per(article))),
            "price_per": price_per(article),
            "shelf_life_days": article.shelf_life,
            "weight_grams": article.grams,
            "launched": article.launched,
            "ended": article.ended,
        }
        for article in articles().values()
    ]


def unit_conversions() -> list[Row]:
    """Return the other units people write: drums, pallets, boxes."""
    rows = [("OIL-TEAK", "drum", "200"), ("OIL-LINSEED", "drum", "200"), ("GLUE", "bucket", "20")]
    rows += [("SCREW-M6", "box", "1000"), ("SCREW-M8", "box", "500"), ("BOLT-M10", "box", "250")]
    rows += [("TUBE-30", "bar", "6"), ("TUBE-40", "bar", "6"), ("TUBE-60", "bar", "6"), ("KINDLING", "sack", "10")]
    rows += [("POWDER-BLACK", "carton", "25"), ("POWDER-GREY", "carton", "25"), ("SHEET-3", "sheet", "47.1")]
    rows += [
        ("FABRIC-SAND", "roll", "50"),
        ("FABRIC-GREY", "roll", "50"),
        ("CHAIR-A", "stack", "4"),
        ("BASE-30", "pallet", "30"),
    ]
    return [{"item": item, "unit": unit, "factor": ratio(factor)} for item, unit, factor in rows]


def substitutes() -> list[Row]:
    """Return what can stand in: teak and oak for each other as offers, hinges and oils in production."""
    rows: list[Row] = []
    listed = articles()
    for key in listed:
        if f"{key}-TEAK" in listed and key.startswith(("BENCH", "TABLE", "CHAIR")):
            rows.append({"item": key, "alternative": f"{key}-TEAK", "use": "offer", "rank": 1})
            rows.append({"item": f"{key}-TEAK", "alternative": key, "use": "offer", "rank": 1})
        if f"{key}-ALDER" in listed and key.startswith(("BENCH", "TABLE", "CHAIR")):
            rows.append({"item": key, "alternative": f"{key}-ALDER", "use": "offer", "rank": 2})
        if f"{key}-PINE" in listed and key.startswith("BENCH"):
            rows.append({"item": key, "alternative": f"{key}-PINE", "use": "offer", "rank": 3})
    for colour, other in (("SAND", "GREY"), ("GREY", "SAND")):
        rows += [
            {"item": f"{kind}-{colour}", "alternative": f"{kind}-{other}", "use": "offer"}
            for kind in ("CUSHION-120", "CUSHION-150", "CUSHION-180", "CUSHION-CHAIR", "PARASOL-250", "PARASOL-300")
        ]
    rows.append({"item": "HINGE-BRASS", "alternative": "HINGE-STEEL", "use": "component"})
    rows.append({"item": "OIL-TEAK", "alternative": "OIL-LINSEED", "use": "component", "per_unit": ratio("11/10")})
    return rows


def purchases() -> list[tuple[Article, Purchase, str, int]]:
    """Return every way of buying as (article, purchase, site, rank)."""
    ways: list[tuple[Article, Purchase, str, int]] = []
    for article in articles().values():
        if article.purchase:
            first = home(article)
            sites = (first,) if article.sold else article.purchase.sites
            ways += [(article, article.purchase, site, 1) for site in sites]
        ways += [(article, way, home(article), 2) for way in article.second if isinstance(way, Purchase)]
    return ways
