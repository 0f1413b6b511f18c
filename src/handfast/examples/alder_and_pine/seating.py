"""Chairs, stools and loungers."""

from __future__ import annotations

from handfast.examples.alder_and_pine.articles import Amount, Article, Recipe
from handfast.examples.alder_and_pine.woods import WOODS, oil_for, rounded_price, shop_routing


def chairs() -> list[Article]:
    """Return armchairs, side chairs and folding chairs."""
    made: list[Article] = []
    kinds = (
        ("A", "armchair", 189_00, 9, 1300),
        ("S", "side chair", 149_00, 7, 1200),
        ("F", "folding chair", 119_00, 8, 700),
    )
    for wood in ("OAK", "TEAK", "ALDER"):
        suffix, name, factor, share, trend = WOODS[wood]
        for kind, called, price, slats, volume in kinds:
            body: tuple[Amount, ...] = (("HINGE-BRASS", "4"), ("GLUE", "0.05")) if kind == "F" else (("FRAME-CH", "1"),)
            arms: tuple[Amount, ...] = ((f"ARM-{wood}", "2"),) if kind == "A" else ()
            inputs = (
                *body,
                *arms,
                (f"SLAT-{wood}", str(slats)),
                ("SCREW-M6", "10"),
                oil_for(wood, "0.06"),
                ("CARTON-M", "1"),
            )
            made.append(
                Article(
                    f"CHAIR-{kind}{suffix}",
                    f"{name} {called}",
                    "chairs",
                    rounded_price(price, factor),
                    Recipe("NORTH", inputs, shop_routing(0, 12, 3), (20, 10, 100)),
                    volume=volume * share // 100,
                    trend=trend,
                    grams=6_500 if kind != "F" else 5_200,
                    traced=True,
                )
            )
    return made


def stools() -> list[Article]:
    """Return the stools, all of wood."""
    made: list[Article] = []
    for wood, volume in (("OAK", 400), ("ALDER", 300), ("PINE", 350)):
        suffix, name, factor, _, trend = WOODS[wood]
        inputs = ((f"SLAT-{wood}", "6"), ("SCREW-M6", "8"), ("GLUE", "0.04"), oil_for(wood, "0.03"), ("CARTON-S", "1"))
        recipe = Recipe("NORTH", inputs, shop_routing(0, 9, 2), (20, 10, 120))
        made.append(
            Article(
                f"STOOL{suffix}",
                f"{name} stool",
                "chairs",
                rounded_price(85_00, factor),
                recipe,
                volume=volume,
                trend=trend,
                grams=3_400,
                traced=True,
            )
        )
    return made


def loungers() -> list[Article]:
    """Return the loungers on steel frames."""
    made: list[Article] = []
    for wood, volume in (("TEAK", 220), ("ALDER", 280)):
        suffix, name, factor, _, trend = WOODS[wood]
        inputs = (
            ("FRAME-LO", "1"),
            (f"SLAT-{wood}", "22"),
            ("WHEEL-SET", "1"),
            ("SCREW-M6", "24"),
            oil_for(wood, "0.25"),
            ("CARTON-L", "1"),
        )
        recipe = Recipe("NORTH", inputs, shop_routing(0, 26, 7), (10, 5, 40))
        made.append(
            Article(
                f"LOUNGER{suffix}",
                f"{name} lounger",
                "loungers",
                rounded_price(399_00, factor),
                recipe,
                volume=volume,
                season="summer",
                trend=trend,
                grams=19_000,
                traced=True,
            )
        )
    return made
