"""Components made in the plants and parts bought from suppliers."""

from __future__ import annotations

from typing import Any

from handfast.examples.alder_and_pine.articles import Amount, Article, Purchase, Recipe, Step

BOTH = ("NORTH", "SOUTH")


def frames() -> list[Article]:
    """Return the steel frames: everything that goes over the welding line for the wood plant."""
    made: list[Article] = []
    kinds = (
        ("B120", "Bench frame 120", "6.5", "TUBE-30", "16", "bench frames"),
        ("B150", "Bench frame 150", "7.5", "TUBE-30", "20", "bench frames"),
        ("B180", "Bench frame 180", "9", "TUBE-30", "24", "bench frames"),
        ("LOOP", "Loop bench frame", "11", "TUBE-40", "30", "bench frames"),
        ("T160", "Table frame 160", "8.5", "TUBE-40", "28", "table frames"),
        ("T200", "Table frame 200", "10", "TUBE-40", "32", "table frames"),
        ("T240", "Table frame 240", "12.5", "TUBE-40", "40", "table frames"),
        ("CH", "Chair frame", "3.6", "TUBE-30", "9", "chair frames"),
        ("LO", "Lounger frame", "9.5", "TUBE-30", "22", "chair frames"),
    )
    for kind, name, metres, tube, weld, family in kinds:
        steps: tuple[Step, ...] = (("LASER", "2", 10), ("BEND", "3", 15), ("WELD", weld, 20), ("COAT", "4", 30))
        lot = (4, 2, 20) if kind == "T240" else (40, 20, 160) if kind == "CH" else (20, 10, 60)
        recipe = Recipe("SOUTH", ((tube, metres), ("POWDER-BLACK", "0.2")), steps, lot, "49/50")
        made.append(Article(f"FRAME-{kind}", name, family, recipe=recipe, grams=6_000, traced=True))
    return made


def metal_parts() -> list[Article]:
    """Return posts for pergolas and stands for parasol bases."""
    post = Recipe(
        "SOUTH",
        (("TUBE-60", "2.8"), ("SHEET-3", "1.5"), ("POWDER-BLACK", "0.4")),
        (("LASER", "3", 10), ("WELD", "20", 20), ("COAT", "8", 30)),
        (4, 2, 40),
    )
    stand = Recipe("SOUTH", (("TUBE-40", "0.5"),), (("LASER", "1", 10), ("WELD", "4", 20)), (50, 10, 300))
    return [
        Article("POST-STEEL", "Pergola post", "pergola parts", recipe=post, grams=19_000, traced=True),
        Article("STAND-BASE", "Stand for a parasol base", "pergola parts", recipe=stand, grams=1_800, traced=True),
    ]


def wooden_parts() -> list[Article]:
    """Return tops, slats, arms, beams and wooden frames, sawn in the wood plant."""
    made: list[Article] = []
    for wood in ("TEAK", "ALDER", "PINE"):
        inputs = ((f"LUMBER-{wood}", "0.019"), ("GLUE", "0.08"))
        recipe = Recipe("NORTH", inputs, (("SAW", "4", 20), ("CNC", "3", 15)), (40, 20, 240), "24/25")
        made.append(
            Article(
                f"TOP-{wood}",
                f"{wood.capitalize()} top",
                f"{wood.lower()} parts",
                recipe=recipe,
                grams=5_500,
                traced=True,
            )
        )
    for wood in ("OAK", "TEAK", "ALDER", "PINE"):
        extra: tuple[Amount, ...] = (("OFFCUT-OAK", "0.45"),) if wood == "OAK" else ()
        lumber = ((f"LUMBER-{wood}", "0.0022"),)
        saw = Recipe("NORTH", lumber, (("SAW", "0.6", 20),), (200, 50, 2000), "19/20", extra)
        cnc = Recipe("NORTH", lumber, (("CNC", "1.1", 25),), (200, 50, 1000), "19/20", extra)
        made.append(
            Article(
                f"SLAT-{wood}",
                f"{wood.capitalize()} slat",
                f"{wood.lower()} parts",
                recipe=saw,
                grams=700,
                second=(cnc,),
                traced=True,
            )
        )
        if wood != "PINE":
            arm = Recipe(
                "NORTH",
                ((f"LUMBER-{wood}", "0.0024"),),
                (("SAW", "1", 20), ("CNC", "2.5", 20)),
                (100, 20, 600),
                "24/25",
            )
            made.append(
                Article(
                    f"ARM-{wood}",
                    f"{wood.capitalize()} armrest",
                    f"{wood.lower()} parts",
                    recipe=arm,
                    grams=900,
                    traced=True,
                )
            )
    beam = Recipe("NORTH", (("LUMBER-ALDER", "0.031"),), (("SAW", "7", 20), ("OIL", "4", 12)), (10, 2, 80))
    made.append(Article("BEAM-ALDER", "Pergola beam", "alder parts", recipe=beam, grams=16_000, traced=True))
    for key, name, cubic, minutes in (
        ("FRAME-WB", "Wooden bench frame", "0.014", "8"),
        ("FRAME-WT", "Wooden table frame", "0.022", "11"),
    ):
        pine = (("LUMBER-PINE", cubic), ("SCREW-M8", "8"), ("GLUE", "0.1"))
        recipe = Recipe("NORTH", pine, (("SAW", minutes, 20), ("ASSY-N", "6", 10)), (20, 10, 120))
        made.append(Article(key, name, "pine parts", recipe=recipe, grams=8_000, traced=True))
    made.append(Article("OFFCUT-OAK", "Oak offcuts", "oak parts", unit="kg", decimals=1, grams=1_000))
    return made


def bought_parts() -> list[Article]:
    """Return what suppliers deliver: long and unreliable where it hurts."""
    b = _bought
    return [
        b(
            "TOP-OAK",
            "Oak top",
            "oak parts",
            Purchase("OAKMILL", 61_50, 42, (100, 20), expedite=(14, 9_00, 120_00)),
            grams=6_200,
            traced=True,
        ),
        b(
            "LUMBER-OAK",
            "Oak lumber",
            "lumber",
            Purchase("OAKMILL", 1_350_00, 28, (2, 1)),
            unit="m3",
            decimals=4,
            traced=True,
        ),
        b(
            "LUMBER-TEAK",
            "Teak lumber",
            "lumber",
            Purchase("TEAKSEA", 4_900_00, 75, (4, 1)),
            unit="m3",
            decimals=4,
            traced=True,
        ),
        b(
            "LUMBER-ALDER",
            "Alder lumber",
            "lumber",
            Purchase("FORESTERS", 1_240_00, 14, (2, 1)),
            unit="m3",
            decimals=4,
            traced=True,
        ),
        b(
            "LUMBER-PINE",
            "Pine lumber",
            "lumber",
            Purchase("FORESTERS", 620_00, 12, (3, 1)),
            unit="m3",
            decimals=4,
            traced=True,
        ),
        b(
            "TUBE-30",
            "Steel tube 30",
            "steel",
            Purchase("STEELYARD", 2_10, 7, (3000, 60), sites=("SOUTH",), expedite=(3, 40, 90_00)),
            unit="m",
            decimals=1,
        ),
        b(
            "TUBE-40",
            "Steel tube 40",
            "steel",
            Purchase("STEELYARD", 2_90, 7, (1500, 60), sites=("SOUTH",), expedite=(3, 55, 90_00)),
            unit="m",
            decimals=1,
        ),
        b(
            "TUBE-60",
            "Steel tube 60",
            "steel",
            Purchase("STEELYARD", 5_40, 12, (120, 60), sites=("SOUTH",)),
            unit="m",
            decimals=1,
        ),
        b(
            "SHEET-3",
            "Steel sheet 3 mm",
            "steel",
            Purchase("STEELYARD", 1_25, 10, (1000, 250), sites=("SOUTH",)),
            unit="kg",
            decimals=1,
            traced=True,
        ),
        b(
            "SHEET-RUST",
            "Weathering steel sheet",
            "steel",
            Purchase("STEELYARD", 1_90, 21, (800, 200), sites=("SOUTH",)),
            unit="kg",
            decimals=1,
            traced=True,
        ),
        b(
            "CAST-20",
            "Cast foot 20 kg",
            "castings",
            Purchase("FOUNDRY", 14_80, 42, (100, 50), sites=("SOUTH",)),
            grams=16_000,
            traced=True,
        ),
        b(
            "CAST-30",
            "Cast foot 30 kg",
            "castings",
            Purchase("FOUNDRY", 21_50, 42, (100, 50), sites=("SOUTH",)),
            grams=26_000,
            traced=True,
        ),
        b(
            "CAST-50",
            "Cast foot 50 kg",
            "castings",
            Purchase("FOUNDRY", 36_00, 42, (100, 50), sites=("SOUTH",)),
            grams=45_000,
            traced=True,
        ),
        b(
            "CAST-FOOT",
            "Cast foot of a fire bowl",
            "castings",
            Purchase("FOUNDRY", 3_20, 42, (300, 100), sites=("SOUTH",)),
            grams=1_500,
        ),
        b("SCREW-M6", "Screw M6", "hardware", Purchase("BOLTWORKS", 4_20, 9, (10000, 1000), per=100), grams=12),
        b("SCREW-M8", "Screw M8", "hardware", Purchase("BOLTWORKS", 6_90, 9, (5000, 1000), per=100), grams=21),
        b(
            "BOLT-M10",
            "Bolt M10",
            "hardware",
            Purchase("BOLTWORKS", 14_50, 9, (2000, 500), per=100, sites=("SOUTH",)),
            grams=44,
        ),
        b(
            "HINGE-BRASS",
            "Brass hinge",
            "hardware",
            Purchase("BRASSMITH", 1_85, 35, (1500, 500)),
            grams=90,
            traced=True,
        ),
        b(
            "HINGE-STEEL",
            "Stainless hinge",
            "hardware",
            Purchase("BOLTWORKS", 2_30, 14, (500, 250)),
            grams=95,
            traced=True,
        ),
        b(
            "WHEEL-SET",
            "Pair of wheels",
            "hardware",
            Purchase("BOLTWORKS", 6_40, 20, (200, 50), sites=BOTH),
            grams=1_100,
        ),
        b("FOOT-CAP", "Foot cap", "hardware", Purchase("BOLTWORKS", 9_50, 12, (4000, 1000), per=100), grams=15),
        b(
            "OIL-TEAK",
            "Teak oil",
            "oils",
            Purchase("OILPRESS", 7_40, 21, (1000, 200)),
            unit="l",
            decimals=3,
            shelf_life=730,
            price=14_50,
            volume=700,
            season="care",
            grams=920,
            traced=True,
        ),
        b(
            "OIL-LINSEED",
            "Linseed oil",
            "oils",
            Purchase("OILPRESS", 6_90, 14, (200, 100)),
            unit="l",
            decimals=3,
            shelf_life=540,
            grams=930,
            traced=True,
        ),
        b("GLUE", "Wood glue", "oils", Purchase("OILPRESS", 5_60, 10, (60, 20)), unit="kg", decimals=3, shelf_life=365),
        b(
            "POWDER-BLACK",
            "Powder black",
            "coating",
            Purchase("COLOURS", 8_90, 5, (500, 25), sites=("SOUTH",)),
            unit="kg",
            decimals=3,
            shelf_life=720,
            traced=True,
        ),
        b(
            "POWDER-GREY",
            "Powder grey",
            "coating",
            Purchase("COLOURS", 9_40, 5, (75, 25), sites=("SOUTH",)),
            unit="kg",
            decimals=3,
            shelf_life=720,
            traced=True,
        ),
        b(
            "FABRIC-SAND",
            "Outdoor fabric sand",
            "textiles",
            Purchase("WEAVERS", 9_80, 49, (500, 100)),
            unit="m",
            decimals=2,
            grams=320,
            traced=True,
        ),
        b(
            "FABRIC-GREY",
            "Outdoor fabric grey",
            "textiles",
            Purchase("WEAVERS", 9_80, 49, (500, 100)),
            unit="m",
            decimals=2,
            grams=320,
            traced=True,
        ),
        b("FOAM", "Foam", "textiles", Purchase("WEAVERS", 3_40, 14, (500, 100)), unit="kg", decimals=2),
        b("THREAD", "Thread", "textiles", Purchase("WEAVERS", 1_10, 14, (10000, 5000), per=1000), unit="m", grams=1),
        b("CAN-1", "Can 1 l", "packaging", Purchase("BOXWORKS", 62_00, 12, (1000, 500), per=100), grams=90),
        b("CAN-5", "Can 5 l", "packaging", Purchase("BOXWORKS", 1_90, 12, (200, 100)), grams=310),
        b("LABEL", "Label", "packaging", Purchase("BOXWORKS", 3_80, 8, (2000, 1000), per=100), grams=2),
        b("CARTON-S", "Carton small", "packaging", Purchase("BOXWORKS", 48, 7, (800, 100)), grams=300),
        b("CARTON-M", "Carton medium", "packaging", Purchase("BOXWORKS", 95, 7, (500, 100), sites=BOTH), grams=600),
        b("CARTON-L", "Carton large", "packaging", Purchase("BOXWORKS", 1_90, 7, (500, 100), sites=BOTH), grams=1_300),
        b("PALLET", "Pallet", "packaging", Purchase("BOXWORKS", 11_50, 7, (40, 20), sites=BOTH), grams=22_000),
    ]


def _bought(key: str, name: str, family: str, purchase: Purchase, season: str = "even", **more: Any) -> Article:
    """Return a bought part; `more` are fields of :class:`Article`."""
    return Article(key, name, family, purchase=purchase, season=season, **more)
