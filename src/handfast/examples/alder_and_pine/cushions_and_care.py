"""Cushions, oil in cans, and kindling."""

from __future__ import annotations

from handfast.examples.alder_and_pine.articles import Article, Purchase, Recipe


def cushions() -> list[Article]:
    """Return the cushions: sewn, or bought where the sewing room is full."""
    made: list[Article] = []
    sizes = (
        ("120", "1.6", 59_00, 380),
        ("150", "1.9", 69_00, 620),
        ("180", "2.3", 79_00, 340),
        ("CHAIR", "0.7", 29_00, 1500),
    )
    for colour in ("SAND", "GREY"):
        for size, cloth, price, volume in sizes:
            inputs = (
                (f"FABRIC-{colour}", cloth),
                ("FOAM", "0.6" if size == "CHAIR" else "1.8"),
                ("THREAD", "12"),
                ("CARTON-S", "1"),
            )
            recipe = Recipe(
                "NORTH", inputs, (("SEW", "9" if size == "CHAIR" else "17", 15), ("PACK-N", "2", 5)), (20, 10, 150)
            )
            called = "Chair cushion" if size == "CHAIR" else f"Bench cushion {size}"
            made.append(
                Article(
                    f"CUSHION-{size}-{colour}",
                    f"{called} {colour.lower()}",
                    "cushions",
                    price,
                    recipe,
                    volume=volume,
                    season="summer",
                    grams=900,
                    second=(Purchase("NEEDLE", price * 62 // 100, 24, (50, 10)),),
                )
            )
    return made


def care() -> list[Article]:
    """Return oil in cans, and kindling from offcuts."""
    made: list[Article] = []
    for litres, price, volume in ((1, 19_00, 2600), (5, 79_00, 520)):
        filling = (("OIL-TEAK", str(litres)), (f"CAN-{litres}", "1"), ("LABEL", "1"))
        recipe = Recipe(
            "NORTH",
            filling,
            (("OIL", "1.2" if litres == 1 else "3", 30), ("PACK-N", "0.5", 5)),
            (50, 10, 600),
            "99/100",
        )
        made.append(
            Article(
                f"CARE-OIL-{litres}",
                f"Care oil {litres} l",
                "care",
                price,
                recipe,
                volume=volume,
                season="care",
                shelf_life=540,
                grams=950 * litres,
                traced=True,
            )
        )
    kindling = Recipe(
        "NORTH", (("OFFCUT-OAK", "1.05"), ("CARTON-S", "0.05")), (("PACK-N", "0.3", 10),), (200, 10, 4000), "1"
    )
    made.append(
        Article(
            "KINDLING",
            "Oak kindling",
            "care",
            9_00,
            kindling,
            volume=9000,
            season="fire",
            unit="kg",
            decimals=1,
            per=10,
            trend=1.05,
        )
    )
    return made
