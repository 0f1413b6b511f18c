"""A company of 10,000 items and 100,000 promises: ``python -m benchmarks.large_company FOLDER`` builds and keeps it.

The topology of the other benchmarks with 40 families, 50 suppliers that deliver its components (with three years of
deliveries), 1,000 customers in three segments, a price for each item that is sold, and 100,000 open order lines, wished
for evenly over 300 days: importing them makes the promises. It is imported in a process of its own and takes minutes,
so it can be kept between runs; opening a copy brings it up to date where the database's tables have changed since.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

import handfast.facade
from benchmarks.topology import SITE, TODAY, Topology, asks, company, frame, order_lines

ITEMS, PROMISES = 10_000, 100_000
CUSTOMERS, SUPPLIERS, FAMILIES, WISHES = 1_000, 50, 40, 300
DELIVERIES_PER_ITEM = 12
SEGMENTS = ("strategic", "regular", "once")


def large_company(folder: Path) -> Path:
    """Return the place of the large company in `folder`; it is built there if it is not kept there yet."""
    place = folder / f"{ITEMS}-items-{PROMISES}-promises.db"
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "benchmarks.large_company", str(folder)], check=True, stdout=sys.stderr)
    return place


def tables(size: Topology) -> dict[str, pl.DataFrame]:
    """Return the company's tables; always the same."""
    rng = np.random.default_rng(7)
    found = company(size)
    items = found["item"].height
    families = pl.Series("family", [f"Family {n % FAMILIES}" for n in range(items)])
    found["item"] = found["item"].with_columns(families)
    bought = pl.col("kind") == "buy"
    suppliers = pl.Series("supplier", [f"S-{n % SUPPLIERS}" for n in range(found["process"].height)])
    found["process"] = found["process"].with_columns(supplier=pl.when(bought).then(suppliers).otherwise(pl.lit("")))
    found["supplier"] = frame("supplier", {"supplier": [f"S-{n}" for n in range(SUPPLIERS)]}, SUPPLIERS)
    found["purchase_receipt"] = deliveries(found["process"].filter(bought), rng)
    found["segment"] = frame("segment", {"segment": list(SEGMENTS), "priority": [1, 2, 3]}, len(SEGMENTS))
    customers = [f"C-{n}" for n in range(1, CUSTOMERS + 1)]
    among = [SEGMENTS[n % len(SEGMENTS)] for n in range(CUSTOMERS)]
    names = [f"Customer {n}" for n in range(1, CUSTOMERS + 1)]
    found["customer"] = frame("customer", {"customer": customers, "name": names, "segment": among}, CUSTOMERS)
    sold = found["stock_point"].filter("sells")["item"]
    found["price"] = frame("price", {"item": sold, "price": [390_00] * len(sold)}, len(sold))
    wishes = np.sort(rng.integers(1, WISHES, size.orders)).tolist()
    wished = [(item, each, day, day) for (item, each, _), day in zip(asks(size, size.orders, 3), wishes, strict=True)]
    whose = pl.Series("customer", rng.choice(customers, size.orders))
    found["order_line"] = order_lines(wished).with_columns(whose)
    return found


def deliveries(buys: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return what was delivered of each item that is bought: ordered every 90 days, later than stated more often."""
    rows = buys.height * DELIVERIES_PER_ITEM
    ordered = [TODAY - dt.timedelta(days=90 * (n % DELIVERIES_PER_ITEM + 1)) for n in range(rows)]
    lead = buys["lead_after_days"].to_list()
    late = rng.integers(-3, 9, rows).tolist()
    of = [n // DELIVERIES_PER_ITEM for n in range(rows)]
    return frame(
        "purchase_receipt",
        {
            "purchase_order": [f"PO-{n}" for n in range(rows)],
            "line": [1] * rows,
            "supplier": [buys["supplier"][n] for n in of],
            "item": [buys["item"][n] for n in of],
            "site": [SITE] * rows,
            "ordered_on": ordered,
            "due_on": [day + dt.timedelta(days=lead[n]) for day, n in zip(ordered, of, strict=True)],
            "received_on": [
                day + dt.timedelta(days=lead[n] + more) for day, n, more in zip(ordered, of, late, strict=True)
            ],
            "ordered": [80] * rows,
            "received": [80] * rows,
        },
        rows,
    )


def build(place: Path) -> dict[str, float]:
    """Import the company to `place`: it stands there only once it is whole."""
    ends = ITEMS * 10 // 54
    size = Topology(items=ends, resources=-(-ends // 5), components=ITEMS - 5 * ends, orders=PROMISES)
    begun = place.with_suffix(".begun")
    begun.unlink(missing_ok=True)
    start = time.perf_counter()
    with handfast.facade.create(begun, actor="benchmark") as kept:
        kept.load(tables(size))
        promises = kept.promises("promised").height
    assert promises == PROMISES, promises
    begun.rename(place)
    return {"import_s": round(time.perf_counter() - start, 1), "mb": round(place.stat().st_size / 1e6, 1)}


def main() -> None:
    """Build the company in a folder and print one line of JSON; where it is kept already, nothing is done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where it is kept")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{ITEMS}-items-{PROMISES}-promises.db"
    print(json.dumps({} if place.exists() else build(place)))


if __name__ == "__main__":
    main()
