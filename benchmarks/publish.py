"""How long it takes to publish a plan while promises are being made: ``python -m benchmarks.publish --orders 10000``.

A company of the benchmarks' topology expects so many orders. It plans them; then, before the plan is published, it
promises others, which take of what the plan counts on. Publishing looks at everything again: what no longer fits is
placed anew.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import polars as pl

import handfast.facade
from benchmarks.topology import CUSTOMER, SITE, TODAY, Topology, asks, company, frame


def expected(size: Topology, orders: int) -> pl.DataFrame:
    """Return orders as forecasts of the day on which each is wished for."""
    rows = asks(size, orders, 3)
    days = [TODAY + timedelta(days=day) for _, _, day in rows]
    keys = {"item": [item for item, _, _ in rows], "site": [SITE] * len(rows)}
    columns = {**keys, "first_day": days, "last_day": days, "quantity": [quantity for _, quantity, _ in rows]}
    summed = pl.DataFrame(columns).group_by("item", "site", "first_day", "last_day").agg(pl.col("quantity").sum())
    summed = summed.sort("first_day", "item")
    return frame("forecast", {name: summed[name].to_list() for name in summed.columns}, summed.height)


def main() -> None:
    """Run the benchmark; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--promises", type=int, default=100, help="promised between planning and publishing")
    given = parser.parse_args()
    size = Topology()
    with tempfile.TemporaryDirectory() as folder:
        shop = handfast.facade.create(Path(folder) / "shop.db", clock=handfast.facade.now_utc)
        shop.load({**company(size), "forecast": expected(size, given.orders)})
        version = shop.plan(steps=0, days=90)
        print(f"{len(version.needs):,} needs, {len(version.runs):,} runs planned", flush=True)
        promised = 0
        for item, quantity, day in asks(size, given.promises, 11):
            offer = shop.quote(item, quantity, TODAY + timedelta(days=day), customer=CUSTOMER)
            promised += len(shop.promise(offer)) if offer.feasible else 0
        start = time.perf_counter()
        done = shop.publish(version.id)
        seconds = time.perf_counter() - start
        sound = shop.verify() == []
        shop.close()
    figures = {
        "needs": len(version.needs),
        "runs": done.runs,
        "promised_meanwhile": promised,
        "placed_anew": done.replaced,
        "seconds": round(seconds, 2),
        "ledger_sound": sound,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
