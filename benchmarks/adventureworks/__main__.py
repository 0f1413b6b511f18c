"""Import AdventureWorks, replay its last 60 days, verify the ledger, and print the figures."""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

import handfast
from benchmarks import adventureworks
from benchmarks.adventureworks import goods, trade
from benchmarks.adventureworks.planned import forecast_of, plan_quarter
from benchmarks.adventureworks.replay import Clock, Figures, Replay
from benchmarks.adventureworks.source import PLANT, TODAY, Source, as_text


def tables_of(source: Source) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Return the company as tables of the contract, and the order lines that come as asks."""
    lines = trade.order_lines(source)
    parts = (
        trade.company(),
        goods.items(source),
        goods.purchases(source),
        goods.making(source),
        trade.customers(source),
        trade.prices(source),
        trade.orders(lines),
    )
    tables: dict[str, list[pl.DataFrame]] = {}
    for part in parts:
        for name, frame in part.items():
            tables.setdefault(name, []).append(as_text(frame))
    whole = {name: pl.concat(frames, how="diagonal").fill_null("") for name, frames in tables.items()}
    return whole, trade.asks(lines)


def main() -> None:
    """Run from the command line."""
    description, _, assumptions = (adventureworks.__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        description=description, epilog=assumptions, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    beside = Path("../shared/data/adventureworks")
    parser.add_argument("--data", type=Path, default=beside, help=f"folder of the AdventureWorks files ({beside})")
    parser.add_argument("--lines", type=int, help="ask only the first so many order lines")
    parser.add_argument("--database", help="where the company is created (default: a temporary SQLite file)")
    parser.add_argument("--plan", action="store_true", help="plan a quarter in the place of the replay")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the plan is improved")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handfast-") as folder:
        seconds = options.seconds if options.plan else None
        benchmark(Source(options.data), Path(folder), options.lines, options.database, seconds)


def benchmark(source: Source, folder: Path, lines: int | None, place: str | None, plan_seconds: float | None) -> None:
    """Write the files, import them, replay (or plan), verify, print."""
    tables, asks = tables_of(source)
    if plan_seconds is not None:
        tables["forecast"] = as_text(forecast_of(trade.order_lines(source), PLANT))
    files = folder / "tables"
    files.mkdir()
    for name, frame in tables.items():
        frame.write_parquet(files / f"{name}.parquet")
    print("  ".join(f"{name} {frame.height:,}" for name, frame in tables.items()))
    clock = Clock(TODAY)
    with handfast.create(place or folder / "adventureworks.db", actor="benchmark", clock=clock) as company:
        start = time.perf_counter()
        report = company.load(files)
        import_s = time.perf_counter() - start
        orders = report.orders
        print(
            f"imported in {import_s:.1f} s: {orders.promised:,} open order lines promised, {orders.at_risk:,} at risk, "
            f"{orders.uncovered:,} pieces uncovered"
        )
        if plan_seconds is not None:
            plan_quarter(company, plan_seconds)
            return
        figures = Replay(company, clock).run(asks if lines is None else asks.head(lines))
        start = time.perf_counter()
        differences = company.verify()
        print(f"verified in {time.perf_counter() - start:.1f} s")
        for difference in differences[:20]:
            print(f"DIFFERENCE {difference}")
    tell(figures, differences, import_s)


def tell(figures: Figures, differences: list[str], import_s: float) -> None:
    """Print the figures, and last one line of JSON."""
    asks = max(figures.asks, 1)
    print(f"from stock or receipts alone  {figures.from_stock:8,}  {figures.from_stock / asks:6.1%} of asks")
    print(f"on the requested date         {figures.on_requested_date:8,}  {figures.on_requested_date / asks:6.1%}")
    late = figures.late_days or [0]
    print(f"late                          {len(figures.late_days):8,}  mean {np.mean(late):.1f} days, most {max(late)}")
    print(f"never possible                {figures.never:8,}")
    print(
        f"promises shipped              {figures.shipped:8,}  {figures.revised:,} revised first: goods were not there"
    )
    for what, each in (("quote", figures.quote_ms), ("promise", figures.promise_ms)):
        print(f"{what:8} ms  median {np.median(each):.2f}  p95 {np.percentile(each, 95):.2f}  most {max(each):.1f}")
    print(f"days moved in {figures.day_seconds:.1f} s, shipped in {figures.ship_seconds:.1f} s")
    oversold = sum("oversold" in each or "negative" in each for each in differences)
    report = {
        "asks": figures.asks,
        "promised": figures.promised,
        "on_requested_date": figures.on_requested_date,
        "quotes_per_s": round(figures.asks / max(figures.quote_seconds, 1e-9)),
        "promises_per_s": round(figures.promised / max(figures.promise_seconds, 1e-9)),
        "oversold": oversold,
        "verify_clean": not differences,
        "import_s": round(import_s, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
