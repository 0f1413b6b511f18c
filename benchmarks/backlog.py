"""How long it takes to propose what a large backlog becomes: ``python -m benchmarks.backlog --orders 10000``.

The book of the benchmarks' topology, its orders promised, customers in five segments, one of each class. Then half of
what lies of every tenth component is lost: what hangs on it is at risk. The backlog is proposed, and agreed to wholly.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

import polars as pl

import handfast.facade
from benchmarks.promised import Promised
from benchmarks.topology import SITE, Topology, frame, order_lines
from handfast.engine.promise.open_promise import CLASSES
from handfast.facade import Company

LOST_OF = 10
"""Of every so many components, one loses half of what lies there."""


def segmented(company: Promised) -> dict[str, pl.DataFrame]:
    """Return the company's tables with a customer and a segment for each class, and its orders spread over them."""
    lines = order_lines(company.orders)
    customers = [f"C-{n % len(CLASSES) + 1}" for n in range(lines.height)]
    names = [f"C-{n + 1}" for n in range(len(CLASSES))]
    return {
        **company.tables,
        "segment": frame(
            "segment", {"segment": list(CLASSES), "backlog_class": list(CLASSES), "weight": [1] * len(CLASSES)}, 5
        ),
        "customer": frame("customer", {"customer": names, "segment": list(CLASSES)}, len(names)),
        "order_line": lines.with_columns(customer=pl.Series(customers)),
    }


def lose(shop: Company) -> int:
    """Lose half of what lies of every tenth component; return how many promises are at risk."""
    stock = shop.table("stock")
    at_risk = 0
    for item, lot, quantity in stock.select("item", "lot", "quantity").iter_rows():
        if item.startswith("C") and item[1:].isdecimal() and int(item[1:]) % LOST_OF == 0 and quantity >= 2:
            at_risk = len(shop.report_loss(item, SITE, quantity // 2, supply=lot, reason="benchmark").at_risk)
    return at_risk


def main() -> None:
    """Run the benchmark; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    given = parser.parse_args()
    size = Topology(orders=given.orders)
    company = Promised(size)
    company.promise(given.orders)
    with tempfile.TemporaryDirectory() as folder:
        shop = handfast.facade.create(Path(folder) / "shop.db", actor="benchmark")
        shop.load(segmented(company))
        at_risk = lose(shop)
        print(f"{len(company.orders):,} promises, {at_risk:,} at risk", flush=True)
        start, worked = time.perf_counter(), time.process_time()
        proposal = shop.backlog()
        proposing, worked = time.perf_counter() - start, time.process_time() - worked
        print(f"proposed in {proposing:.1f} s: {Counter(line.change for line in proposal.lines)}", flush=True)
        start = time.perf_counter()
        if proposal.open:
            shop.agree(proposal=proposal.id, reason="benchmark")
        agreeing = time.perf_counter() - start
        left = shop.promises("promised").filter(at_risk=True).height
        if differences := shop.verify():
            raise SystemExit("The ledger does not verify: " + "; ".join(map(str, differences)))
        shop.close()
    changed = Counter(line.backlog_class for line in proposal.lines if line.change != "same day")
    figures = {
        "orders": len(company.orders),
        "at_risk": at_risk,
        "still_at_risk": left,
        "seconds": round(proposing, 2),
        "processor_seconds": round(worked, 2),
        "agreed_seconds": round(agreeing, 2),
        "changed": {name: changed[name] for name in CLASSES},
        "late": {name: measure["late"] for name, measure in proposal.figures.items()},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
