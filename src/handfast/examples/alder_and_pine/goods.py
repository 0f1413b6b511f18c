"""Benches, tables, and what is bought ready for sale."""

from __future__ import annotations

from datetime import date

from handfast.examples.alder_and_pine.articles import Article, Purchase, Recipe
from handfast.examples.alder_and_pine.woods import WOODS, oil_for, rounded_price, shop_routing


def benches() -> list[Article]:
    """Return the benches: three lengths, four woods; pine stands on wood, the others on steel."""
    made: list[Article] = []
    for length, price, tops, volume in ((120, 299_00, 2, 500), (150, 349_00, 2, 1100), (180, 419_00, 3, 600)):
        for wood, (suffix, name, factor, share, trend) in WOODS.items():
            frame = ("FRAME-WB", "1") if wood == "PINE" else (f"FRAME-B{length}", "1")
            inputs = (
                frame,
                (f"TOP-{wood}", str(tops)),
                ("SCREW-M6", "12"),
                oil_for(wood, "0.15"),
                ("FOOT-CAP", "4"),
                ("CARTON-L", "1"),
            )
            made.append(
                Article(
                    f"BENCH-{length}{suffix}",
                    f"{name} bench {length}",
                    "benches",
                    rounded_price(price, factor),
                    Recipe("NORTH", inputs, shop_routing(5, 18, 5), (10, 5, 60)),
                    volume=volume * share // 100,
                    trend=trend,
                    grams=90 * length + 5_000,
                    traced=True,
                )
            )
    loop = (
        ("FRAME-LOOP", "1"),
        ("TOP-OAK", "2"),
        ("SCREW-M6", "16"),
        oil_for("OAK", "0.2"),
        ("FOOT-CAP", "4"),
        ("CARTON-L", "1"),
    )
    made.append(
        Article(
            "BENCH-LOOP",
            "Loop bench 160",
            "benches",
            449_00,
            Recipe("NORTH", loop, shop_routing(9, 24, 6), (10, 5, 60), "24/25"),
            volume=420,
            trend=1.0,
            grams=21_000,
            launched=date(2027, 3, 15),
            traced=True,
        )
    )
    return made


def tables() -> list[Article]:
    """Return the tables; the longest are made to order."""
    made: list[Article] = []
    for length, price, tops, volume in ((160, 629_00, 4, 330), (200, 749_00, 5, 240), (240, 929_00, 6, 40)):
        for wood, (suffix, name, factor, share, trend) in WOODS.items():
            if length == 240 and wood in ("ALDER", "PINE"):
                continue
            frame = ("FRAME-WT", "1") if wood == "PINE" else (f"FRAME-T{length}", "1")
            inputs = (frame, (f"TOP-{wood}", str(tops)), ("SCREW-M8", "16"), oil_for(wood, "0.3"), ("CARTON-L", "1"))
            lot = (1, 1, 20) if length == 240 else (6, 2, 30)
            made.append(
                Article(
                    f"TABLE-{length}{suffix}",
                    f"{name} table {length}",
                    "tables",
                    rounded_price(price, factor),
                    Recipe("NORTH", inputs, shop_routing(12, 28, 7), lot),
                    volume=volume * share // 100,
                    trend=trend,
                    to_order=length == 240,
                    grams=170 * length + 8_000,
                    traced=True,
                )
            )
    return made


def bought_goods() -> list[Article]:
    """Return what is bought ready for sale: parasols, covers, and the rattan lounger that was given up."""
    made: list[Article] = []
    for size, price, cost, volume in ((250, 129_00, 68_00, 300), (300, 189_00, 104_00, 210)):
        for colour in ("GREEN", "SAND", "GREY"):
            purchase = Purchase("SUNSAIL", cost, 56, (120, 60))
            made.append(
                Article(
                    f"PARASOL-{size}-{colour}",
                    f"Parasol {size} {colour.lower()}",
                    "parasols",
                    price,
                    purchase=purchase,
                    volume=volume,
                    season="summer",
                    trend=0.9,
                    grams=25 * size,
                )
            )
    for kind, price, cost, volume in (
        ("BENCH", 39_00, 17_00, 600),
        ("TABLE", 59_00, 26_00, 380),
        ("SET", 89_00, 41_00, 180),
    ):
        purchase = Purchase("SUNSAIL", cost, 42, (100, 50))
        made.append(
            Article(
                f"COVER-{kind}",
                f"Cover for a {kind.lower()}",
                "covers",
                price,
                purchase=purchase,
                volume=volume,
                season="cover",
                grams=1_400,
            )
        )
    made.append(
        Article(
            "LOUNGER-RATTAN",
            "Rattan lounger",
            "loungers",
            289_00,
            purchase=Purchase("SUNSAIL", 148_00, 63, (150, 50)),
            volume=190,
            season="summer",
            trend=0.55,
            grams=14_000,
            ended=date(2027, 9, 30),
        )
    )
    return made
