"""How long an answer takes on a full book: ``python -m benchmarks.quote --orders 10000``.

Measured on new asks, none of which is promised: the kernel alone (a placement), the engine's quote (date, pegging,
binding constraints), the complete offer (reasons in words, margin, counter-offers) by the function that facade, command
line and pages call, and a quote that stock answers.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import numpy as np

from benchmarks.promised import Promised
from benchmarks.topology import SITE, Topology, asks
from handfast.engine.promise.book import STOCK, Supply
from handfast.engine.promise.offering import offer
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


def told(company: Promised, row: tuple[str, int, int]) -> list[str]:
    """Return an ask's complete offer, in words."""
    answer = offer(company.market, company.book, company.ask(*row), company.booking.commitments_of)
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


def measure(orders: int, count: int) -> dict[str, float]:
    """Return the figures, keyed as the JSON line is."""
    size = Topology(orders=orders)
    company = Promised(size)
    start = time.perf_counter()
    late = company.promise(orders)
    took = time.perf_counter() - start
    print(f"book: {orders:,} orders promised in {took:.1f} s, {late:,} later than wished")
    rows = asks(size, count, seed=4)
    demands = [company.demand(*row) for row in rows]
    placer, commitments_of = company.book.placer, company.booking.commitments_of

    placements = []

    def kernel(demand: Demand) -> None:
        placements.append(placer.place(demand.point, demand.quantity, demand.ship_day))

    kernel_ms = []
    for demand in demands:
        kernel_ms.append(timed([lambda demand=demand: kernel(demand)])[0])
        placer.undo(placements[-1])
    quotes = timed([lambda demand=demand: quote(company.book, demand, commitments_of) for demand in demands])
    told(company, rows[0])
    offers = timed([lambda row=row: told(company, row) for row in rows])
    short = sum(placement.day > placement.wish for placement in placements)
    print(f"asks: {count:,}, of which {short:,} cannot be met as wished")
    return {
        "orders": orders,
        "asks": count,
        "share_ctp": round(sum(bool(placement.runs) for placement in placements) / count, 3),
        "kernel_median_ms": round(float(np.median(kernel_ms)), 4),
        "kernel_p95_ms": round(float(np.percentile(kernel_ms, 95)), 4),
        "quote_median_ms": round(float(np.median(quotes)), 4),
        "quote_p95_ms": round(float(np.percentile(quotes, 95)), 4),
        "offer_median_ms": round(float(np.median(offers)), 3),
        "offer_p95_ms": round(float(np.percentile(offers, 95)), 3),
        "stock_quote_us": round(stock_quote(company), 1),
    }


def main() -> None:
    """Measure, print beside the reference, end in one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=10_000, help="promised orders in the book")
    parser.add_argument("--asks", type=int, default=1_000, help="new asks that are measured")
    chosen = parser.parse_args()
    figures = measure(chosen.orders, chosen.asks)
    print(f"{'':32}{'median':>10}{'p95':>10}")
    for name, key in (("kernel", "kernel"), ("quote with pegging", "quote"), ("complete offer in words", "offer")):
        print(f"{name:32}{figures[f'{key}_median_ms']:>7} ms{figures[f'{key}_p95_ms']:>7} ms")
    print(f"{'frePPLe 9.18, quote':32}{REFERENCE['median']:>7} ms{REFERENCE['p95']:>7} ms")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
