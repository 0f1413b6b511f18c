"""How long an answer takes on a full book: ``python -m benchmarks.quote --orders 10000``.

Measured on new asks, none of which is promised: the kernel alone (a placement), the engine's quote (date, pegging,
binding constraints), the complete offer through the library (reasons in words, margin, counter-offers) on the same book
in SQLite, promises of those offers, and a quote that stock answers.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np

import handfast.facade
from benchmarks.promised import Promised
from benchmarks.topology import CUSTOMER, SITE, TODAY, Topology, asks, order_lines
from handfast.engine.promise.book import STOCK, Supply
from handfast.engine.promise.offer import Offer
from handfast.engine.promise.quote import Demand, quote
from handfast.engine.promise.telling import Telling

REFERENCE = {"median": 2.1, "p95": 3.4}
"""frePPLe 9.18's C++ engine on two cores, the same topology: milliseconds for one quote, without reasons or offers."""


def timed(calls: list[Callable[[], object]]) -> np.ndarray:
    """Return how long each call took, in milliseconds."""
    took = []
    for call in calls:
        start = time.perf_counter_ns()
        call()
        took.append(time.perf_counter_ns() - start)
    return np.array(took) / 1e6


def told(answer: Offer) -> list[str]:
    """Return a complete offer in words."""
    telling = Telling(answer)
    sentences = []
    for line in answer.lines:
        sentences += [telling.headline(line), telling.certainty(line), *telling.chain(line)]
        sentences += [telling.reason_with_days(line, reason) for reason in line.reasons]
    for way in answer.counter_offers:
        sentences += [telling.other_way(way), telling.cost(way), telling.agreement(way)]
    return sentences


def stock_quote(company: Promised) -> float:
    """Return the microseconds of a quote that stock on the shelf answers."""
    point = company.network.point_of["I0", SITE]
    company.book.add(Supply(max(company.book.supplies) + 1, STOCK, point, 0, company.network.horizon, 1_000_000, 0))
    demand = Demand(point, 3, 20)
    commitments_of = company.booking.commitments_of
    calls: list[Callable[[], object]] = [lambda: quote(company.book, demand, commitments_of)] * 2000
    return float(np.median(timed(calls))) * 1e3


def median(milliseconds: np.ndarray) -> float:
    """Return the median, to a tenth of a microsecond."""
    return round(float(np.median(milliseconds)), 4)


def p95(milliseconds: np.ndarray) -> float:
    """Return what 95 % stay below."""
    return round(float(np.percentile(milliseconds, 95)), 4)


def kernel_figures(company: Promised, demands: list[Demand]) -> dict[str, float]:
    """Return what a placement alone takes."""
    placer, placements, took = company.book.placer, [], []
    for demand in demands:
        start = time.perf_counter_ns()
        placement = placer.place(demand.point, demand.quantity, demand.ship_day)
        took.append(time.perf_counter_ns() - start)
        placer.undo(placement)
        placements.append(placement)
    short = sum(placement.day > placement.wish for placement in placements)
    print(f"asks: {len(demands):,}, of which {short:,} cannot be met as wished")
    made = sum(bool(placement.runs) for placement in placements)
    milliseconds = np.array(took) / 1e6
    return {
        "share_ctp": round(made / len(demands), 3),
        "kernel_median_ms": median(milliseconds),
        "kernel_p95_ms": p95(milliseconds),
    }


def facade_figures(company: Promised, rows: list[tuple[str, int, int]], promises: int) -> dict[str, float]:
    """Return what a complete offer takes, and how many are promised in a second, on the same book in SQLite."""
    tables = {**company.tables, "order_line": order_lines(company.orders)}
    with tempfile.TemporaryDirectory() as folder:
        kept = handfast.facade.create(Path(folder) / "topology.db", actor="benchmark")
        try:
            start = time.perf_counter()
            kept.load(tables)
            took = time.perf_counter() - start
            print(f"the book in SQLite: {len(company.orders):,} open order lines loaded in {took:.1f} s")

            def asked(row: tuple[str, int, int]) -> Offer:
                item, quantity, day = row
                return kept.quote(item, quantity, TODAY + timedelta(days=day), customer=CUSTOMER)

            told(asked(rows[0]))
            offers = timed([lambda row=row: told(asked(row)) for row in rows])
            took, made = 0.0, 0
            for row in rows[:promises]:
                answer = asked(row)
                if answer.feasible:
                    took += float(timed([lambda answer=answer: kept.promise(answer)])[0])
                    made += 1
            if differences := kept.verify():
                raise SystemExit("The ledger does not verify: " + "; ".join(map(str, differences)))
        finally:
            kept.close()
    return {
        "offer_median_ms": median(offers),
        "offer_p95_ms": p95(offers),
        "promises_per_s": round(made / took * 1e3, 1),
    }


def measure(orders: int, count: int, promises: int) -> dict[str, float]:
    """Return the figures, keyed as the JSON line is."""
    size = Topology(orders=orders)
    company = Promised(size)
    start = time.perf_counter()
    late = company.promise(orders)
    print(f"book: {orders:,} orders promised in {time.perf_counter() - start:.1f} s, {late:,} later than wished")
    rows = asks(size, count, seed=4)
    demands = [company.demand(*row) for row in rows]
    commitments_of = company.booking.commitments_of
    kernel = kernel_figures(company, demands)
    quotes = timed([lambda demand=demand: quote(company.book, demand, commitments_of) for demand in demands])
    return {
        "orders": orders,
        "asks": count,
        **kernel,
        "quote_median_ms": median(quotes),
        "quote_p95_ms": p95(quotes),
        **facade_figures(company, rows, promises),
        "stock_quote_us": round(stock_quote(company), 1),
    }


def main() -> None:
    """Measure, print beside the reference, end in one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=10_000, help="promised orders in the book")
    parser.add_argument("--asks", type=int, default=1_000, help="new asks that are measured")
    parser.add_argument("--promises", type=int, default=500, help="asks of these that are promised on SQLite")
    chosen = parser.parse_args()
    figures = measure(chosen.orders, chosen.asks, chosen.promises)
    print(f"{'':32}{'median':>10}{'p95':>10}")
    for name, key in (("kernel", "kernel"), ("quote with pegging", "quote"), ("complete offer in words", "offer")):
        print(f"{name:32}{figures[f'{key}_median_ms']:>7} ms{figures[f'{key}_p95_ms']:>7} ms")
    print(f"{'frePPLe 9.18, quote':32}{REFERENCE['median']:>7} ms{REFERENCE['p95']:>7} ms")
    print(
        f"{figures['promises_per_s']:,} promises a second on SQLite; {figures['stock_quote_us']} us a quote from stock"
    )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
