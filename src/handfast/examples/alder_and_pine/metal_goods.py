"""Finished goods of the metal plant, and everything that is made only to order."""

from __future__ import annotations

from handfast.examples.alder_and_pine.articles import Amount, Article, Recipe, Step


def bases() -> list[Article]:
    """Return the parasol bases: cast or cut feet on a welded stand."""
    made: list[Article] = []
    kinds = (
        ("20", "CAST-20", 59_00, 600),
        ("30", "CAST-30", 89_00, 900),
        ("50", "CAST-50", 139_00, 700),
        ("50-W", "CAST-50", 179_00, 350),
    )
    for kind, foot, price, volume in kinds:
        wheels: tuple[Amount, ...] = (("WHEEL-SET", "2"),) if kind == "50-W" else ()
        inputs = (
            (foot, "1"),
            ("STAND-BASE", "1"),
            *wheels,
            ("BOLT-M10", "3"),
            ("POWDER-GREY", "0.12"),
            ("CARTON-M", "1"),
        )
        recipe = Recipe("SOUTH", inputs, _finish("3", "8"), (30, 10, 150))
        made.append(
            Article(
                f"BASE-{kind}",
                f"Parasol base {kind.replace('-W', '')} kg" + (" on wheels" if wheels else ""),
                "parasol bases",
                price,
                recipe,
                volume=volume,
                season="summer",
                trend=0.88,
                grams=int(kind[:2]) * 1000,
                traced=True,
            )
        )
    return made


def planters() -> list[Article]:
    """Return planters in two steels."""
    made: list[Article] = []
    sizes = (("S", "9.5", "8", 69_00, 600), ("M", "16.5", "11", 109_00, 500), ("L", "28", "15", 169_00, 260))
    for steel, suffix, extra, share in (("SHEET-3", "", 0, 100), ("SHEET-RUST", "-RUST", 40_00, 48)):
        for size, kilos, weld, price, volume in sizes:
            powder: tuple[Amount, ...] = (("POWDER-BLACK", "0.3"),) if not suffix else ()
            steps: tuple[Step, ...] = (("LASER", "3", 10), ("BEND", "6", 15), ("WELD", weld, 20))
            coat: tuple[Step, ...] = (("COAT", "5", 30),) if not suffix else ()
            recipe = Recipe(
                "SOUTH", ((steel, kilos), *powder, ("CARTON-L", "1")), (*steps, *coat, ("PACK-S", "4", 5)), (20, 10, 80)
            )
            made.append(
                Article(
                    f"PLANTER-{size}{suffix}",
                    f"Planter {size}" + (" rust" if suffix else ""),
                    "planters",
                    price + extra,
                    recipe,
                    volume=volume * share // 100,
                    season="planting",
                    grams=int(float(kilos) * 1000),
                    traced=True,
                )
            )
    return made


def fire_bowls() -> list[Article]:
    """Return the fire bowls."""
    made: list[Article] = []
    for size, kilos, price, volume in (("60", "14", 149_00, 350), ("80", "23.5", 219_00, 220)):
        steps: tuple[Step, ...] = (("LASER", "4", 10), ("BEND", "5", 15), ("WELD", "14", 20), ("PACK-S", "4", 5))
        recipe = Recipe(
            "SOUTH",
            (("SHEET-RUST", kilos), ("CAST-FOOT", "3"), ("BOLT-M10", "6"), ("CARTON-L", "1")),
            steps,
            (20, 10, 80),
        )
        made.append(
            Article(
                f"FIRE-{size}",
                f"Fire bowl {size}",
                "fire bowls",
                price,
                recipe,
                volume=volume,
                season="fire",
                grams=16_000,
            )
        )
    return made


def trellises() -> list[Article]:
    """Return the trellises."""
    made: list[Article] = []
    for width, tube, price, volume in (("90", "9", 59_00, 500), ("180", "16", 99_00, 350)):
        steps: tuple[Step, ...] = (("LASER", "2", 10), ("WELD", "9", 20), ("COAT", "5", 30), ("PACK-S", "3", 5))
        recipe = Recipe("SOUTH", (("TUBE-30", tube), ("POWDER-BLACK", "0.25"), ("CARTON-L", "1")), steps, (20, 10, 80))
        made.append(
            Article(
                f"TRELLIS-{width}",
                f"Trellis {width}",
                "trellises",
                price,
                recipe,
                volume=volume,
                season="planting",
                grams=7_000,
            )
        )
    return made


def sets() -> list[Article]:
    """Return the large sets, packed to order from tables and armchairs."""
    made: list[Article] = []
    sizes = ((4, "160", 1_390_00), (6, "200", 1_890_00), (8, "240", 2_490_00))
    volumes = {"": (90, 80, 40), "-TEAK": (25, 30, 15), "-ALDER": (60, 50, 0)}
    for (suffix, volume), percent in zip(volumes.items(), (100, 142, 88), strict=True):
        for (chairs, table, price), sold in zip(sizes, volume, strict=True):
            if not sold:
                continue
            inputs = (
                (f"TABLE-{table}{suffix}", "1"),
                (f"CHAIR-A{suffix}", str(chairs)),
                ("PALLET", "1"),
                ("CARTON-L", "2"),
            )
            made.append(
                Article(
                    f"SET-{chairs}{suffix}",
                    f"Table {table} with {chairs} armchairs" + (f" {suffix[1:].lower()}" if suffix else ""),
                    "sets",
                    price * percent // 100_00 * 100,
                    Recipe("NORTH", inputs, (("PACK-N", "25", 0),), (1, 1, 20), "1", before=1),
                    volume=sold,
                    to_order=True,
                    grams=90_000,
                    traced=True,
                )
            )
    return made


def pergolas() -> list[Article]:
    """Return pergolas and the other pieces made only to order."""
    made: list[Article] = []
    kinds = (
        ("3X3", 4, 6, 1_690_00, 40),
        ("3X4", 4, 8, 1_990_00, 40),
        ("4X5", 6, 11, 2_790_00, 25),
        ("HOTEL", 10, 22, 5_900_00, 12),
    )
    for kind, posts, beams, price, volume in kinds:
        inputs = (("POST-STEEL", str(posts)), ("BEAM-ALDER", str(beams)), ("BOLT-M10", str(posts * 8)), ("PALLET", "2"))
        steps = (("ASSY-S", str(18 * posts), 45), ("PACK-S", str(9 * posts), 0))
        called = "Hotel pergola, custom" if kind == "HOTEL" else f"Pergola {kind.replace('X', ' x ')} m"
        made.append(
            Article(
                f"PERGOLA-{kind}",
                called,
                "pergolas",
                price,
                Recipe("SOUTH", inputs, steps, (1, 1, 6), "1", before=2),
                volume=volume,
                to_order=True,
                season="planting",
                grams=38_000 * posts,
                traced=True,
            )
        )
    specials = (
        ("BENCH-TREE", "Tree bench", 1_190_00, (("FRAME-B150", "4"), ("TOP-OAK", "6")), 30),
        ("BENCH-CURVE", "Curved bench", 990_00, (("FRAME-B180", "2"), ("TOP-OAK", "5")), 24),
        ("BAR-SET", "Outdoor bar", 1_490_00, (("FRAME-T160", "1"), ("TOP-ALDER", "6"), ("STOOL-ALDER", "4")), 18),
    )
    for key, called, price, parts, volume in specials:
        whole: tuple[Amount, ...] = (*parts, ("SCREW-M8", "24"), ("OIL-TEAK", "0.6"), ("PALLET", "1"))
        routing = (("CNC", "40", 30), ("OIL", "8", 12), ("ASSY-N", "75", 30), ("PACK-N", "15", 5))
        recipe = Recipe("NORTH", whole, routing, (1, 1, 12), "1", before=1)
        made.append(
            Article(key, called, "specials", price, recipe, volume=volume, to_order=True, grams=52_000, traced=True)
        )
    return made


def _finish(assembly: str, coat: str) -> tuple[Step, ...]:
    """Return the routing of a base: coat, assemble, pack."""
    return (("COAT", coat, 30), ("ASSY-S", assembly, 15), ("PACK-S", "2", 5))
