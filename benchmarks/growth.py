"""How cost grows with the company: ``python -m benchmarks.growth``.

The topology in 1,000, 10,000 and 100,000 stock points, with two open orders for each end item. Each size in processes
of its own: importing the tables into SQLite; then, in a fresh process, opening it up to the first answer, the memory at
its peak, one quote with pegging, and one complete offer through the library.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np

import handfast.facade
from benchmarks.topology import CUSTOMER, SITE, TODAY, Topology, asks, company, order_lines
from handfast.engine.promise.quote import Demand, quote

SIZES = (1_000, 10_000, 100_000)
ORDERS_PER_ITEM = 2
ASKS = 300


def topology_of(points: int) -> Topology:
    """Return the topology with about `points` stock points, everything in proportion."""
    items = max(round(points / 5.4), 1)
    return Topology(
        items=items, resources=-(-items // 5), components=points - 5 * items, orders=ORDERS_PER_ITEM * items
    )


def write_company(points: int, place: Path) -> dict[str, float]:
    """Import the company into SQLite; return how long that took."""
    size = topology_of(points)
    tables = company(size)
    orders = [(*row, row[2]) for row in asks(size, size.orders, seed=3)]
    tables["order_line"] = order_lines(orders)
    kept = handfast.facade.create(place, actor="benchmark")
    start = time.perf_counter()
    kept.load(tables)
    took = time.perf_counter() - start
    kept.close()
    return {"import_s": round(took, 2), "import_peak_mb": peak_mb()}


def ask_company(points: int, place: Path) -> dict[str, float]:
    """Open the company and ask; return what that took."""
    rows = asks(topology_of(points), ASKS, seed=4)
    start = time.perf_counter()
    kept = handfast.facade.open(place, actor="benchmark")
    _offered(kept, rows[0])
    opened = time.perf_counter() - start
    memory = peak_mb()
    offers = [_timed(lambda row=row: _offered(kept, row)) for row in rows]
    mirror = kept._current()

    def quoted(row: tuple[str, int, int]) -> None:
        item, quantity, day = row
        demand = Demand(mirror.network.point_of[item, SITE], quantity, day)
        quote(mirror.book, demand, mirror.commitments_of)

    quotes = [kept._run(_timed, lambda row=row: quoted(row)) for row in rows]
    kept.close()
    return {
        "open_s": round(opened, 2),
        "peak_mb": memory,
        "quote_median_ms": round(float(np.median(quotes)), 4),
        "offer_median_ms": round(float(np.median(offers)), 3),
    }


def _offered(kept: handfast.facade.Company, row: tuple[str, int, int]) -> None:
    item, quantity, day = row
    kept.quote(item, quantity, TODAY + timedelta(days=day), customer=CUSTOMER)


def _timed(call: Callable[[], None]) -> float:
    start = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - start) / 1e6


def peak_mb() -> float:
    """Return the most memory that this process has used."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def in_own_process(step: str, points: int, place: Path) -> dict[str, float]:
    """Run one step in a fresh process; return its figures."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.growth",
        "--step",
        step,
        "--points",
        str(points),
        "--place",
        str(place),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{points:,} stock points, {step}: {ran.stderr}")
    figures: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Measure each size, print a table, end in one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="stock points")
    parser.add_argument("--step", choices=("write", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--points", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        step = write_company if chosen.step == "write" else ask_company
        print(json.dumps(step(chosen.points, chosen.place)))
        return
    found = {}
    print(f"{'stock points':>14}{'import':>10}{'open':>10}{'memory':>12}{'quote':>12}{'offer':>12}")
    for points in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "company.db"
            row = {**in_own_process("write", points, place), **in_own_process("ask", points, place)}
        found[str(points)] = row
        print(
            f"{points:>14,}{row['import_s']:>8} s{row['open_s']:>8} s{row['peak_mb']:>9} MB"
            f"{row['quote_median_ms']:>9} ms{row['offer_median_ms']:>9} ms"
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
