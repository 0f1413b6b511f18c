"""Components made in the plants."""

from __future__ import annotations

from handfast.examples.alder_and_pine.articles import Amount, Article, Recipe, Step


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


def tops() -> list[Article]:
    """Return the tops that are sawn and glued here; those of oak are bought."""
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
    return made


def slats_and_arms() -> list[Article]:
    """Return slats (on the saw, or slower on the router) and armrests."""
    made: list[Article] = []
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
    return made


def beams_and_wooden_frames() -> list[Article]:
    """Return beams, frames of pine, and the offcuts of oak."""
    made: list[Article] = []
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
