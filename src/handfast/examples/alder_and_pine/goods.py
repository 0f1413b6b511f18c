"""Finished goods made of wood, or bought to be sold: what stands in the catalogue."""

from __future__ import annotations

from datetime import date

from handfast.examples.alder_and_pine.articles import Amount, Article, Purchase, Recipe, Step

# wood: suffix of the key, name, price factor in percent of oak, share of the oak volume in percent, growth
WOODS: dict[str, tuple[str, str, int, int, float]] = {
    "OAK": ("", "Oak", 100, 100, 1.10),
    "TEAK": ("-TEAK", "Teak", 145, 18, 1.04),
    "ALDER": ("-ALDER", "Alder", 84, 40, 1.08),
    "PINE": ("-PINE", "Pine", 62, 36, 0.84),
}


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
                _oil(wood, "0.15"),
                ("FOOT-CAP", "4"),
                ("CARTON-L", "1"),
            )
            made.append(
                Article(
                    f"BENCH-{length}{suffix}",
                    f"{name} bench {length}",
                    "benches",
                    _price(price, factor),
                    Recipe("NORTH", inputs, _assembly(5, 18, 5), (10, 5, 60)),
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
        _oil("OAK", "0.2"),
        ("FOOT-CAP", "4"),
        ("CARTON-L", "1"),
    )
    made.append(
        Article(
            "BENCH-LOOP",
            "Loop bench 160",
            "benches",
            449_00,
            Recipe("NORTH", loop, _assembly(9, 24, 6), (10, 5, 60), "24/25"),
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
            inputs = (frame, (f"TOP-{wood}", str(tops)), ("SCREW-M8", "16"), _oil(wood, "0.3"), ("CARTON-L", "1"))
            lot = (1, 1, 20) if length == 240 else (6, 2, 30)
            made.append(
                Article(
                    f"TABLE-{length}{suffix}",
                    f"{name} table {length}",
                    "tables",
                    _price(price, factor),
                    Recipe("NORTH", inputs, _assembly(12, 28, 7), lot),
                    volume=volume * share // 100,
                    trend=trend,
                    to_order=length == 240,
                    grams=170 * length + 8_000,
                    traced=True,
                )
            )
    return made


def chairs() -> list[Article]:
    """Return armchairs, side chairs and folding chairs, stools and loungers."""
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
                _oil(wood, "0.06"),
                ("CARTON-M", "1"),
            )
            made.append(
                Article(
                    f"CHAIR-{kind}{suffix}",
                    f"{name} {called}",
                    "chairs",
                    _price(price, factor),
                    Recipe("NORTH", inputs, _assembly(0, 12, 3), (20, 10, 100)),
                    volume=volume * share // 100,
                    trend=trend,
                    grams=6_500 if kind != "F" else 5_200,
                    traced=True,
                )
            )
    for wood, volume in (("OAK", 400), ("ALDER", 300), ("PINE", 350)):
        suffix, name, factor, _, trend = WOODS[wood]
        inputs = ((f"SLAT-{wood}", "6"), ("SCREW-M6", "8"), ("GLUE", "0.04"), _oil(wood, "0.03"), ("CARTON-S", "1"))
        recipe = Recipe("NORTH", inputs, _assembly(0, 9, 2), (20, 10, 120))
        made.append(
            Article(
                f"STOOL{suffix}",
                f"{name} stool",
                "chairs",
                _price(85_00, factor),
                recipe,
                volume=volume,
                trend=trend,
                grams=3_400,
                traced=True,
            )
        )
    for wood, volume in (("TEAK", 220), ("ALDER", 280)):
        suffix, name, factor, _, trend = WOODS[wood]
        inputs = (
            ("FRAME-LO", "1"),
            (f"SLAT-{wood}", "22"),
            ("WHEEL-SET", "1"),
            ("SCREW-M6", "24"),
            _oil(wood, "0.25"),
            ("CARTON-L", "1"),
        )
        recipe = Recipe("NORTH", inputs, _assembly(0, 26, 7), (10, 5, 40))
        made.append(
            Article(
                f"LOUNGER{suffix}",
                f"{name} lounger",
                "loungers",
                _price(399_00, factor),
                recipe,
                volume=volume,
                season="summer",
                trend=trend,
                grams=19_000,
                traced=True,
            )
        )
    return made


def textiles_and_care() -> list[Article]:
    """Return cushions (sewn, or bought where the sewing room is full), oil in cans, and kindling from offcuts."""
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


def _price(oak: int, percent: int) -> int:
    """Return a price ending in nine whole units."""
    return (oak * percent // 100 // 10_00) * 10_00 + 9_00


def _oil(wood: str, litres: str) -> Amount:
    """Return the oil a wood takes: pine and alder are content with linseed."""
    return ("OIL-LINSEED" if wood == "PINE" else "OIL-TEAK", litres)


def _assembly(cnc: int, assembly: int, packing: int) -> tuple[Step, ...]:
    """Return the routing of the wood plant: shape, oil, assemble, pack."""
    shape: tuple[Step, ...] = (("CNC", str(cnc), 15),) if cnc else ()
    return (*shape, ("OIL", "3", 12), ("ASSY-N", str(assembly), 20), ("PACK-N", str(packing), 5))
