"""Promises a second: several processes, five supply rows a promise, every acknowledged promise on the disk.

Beside it, in the same run and by turns, the identical statements with parameters prepared beforehand, in a bare loop
over the driver: what the database alone can do. The disk's own rate of syncs is printed too.

    python -m benchmarks.ledger --database sqlite --writers 4 --promises 20000
"""

import argparse
import json
import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

import numpy as np

from benchmarks.bare import bare_promises
from benchmarks.places import NOW, TODAY, companies, on_shelves, syncs_per_second
from handfast.company import ledger
from handfast.company.ledger import Commit, NewEntry, NewPromise, write
from handfast.company.opening import open_company
from handfast.errors import SupplyTaken

SHELVES = 1_000  # balances with more than enough
SCARCE = 200  # units on one more balance, for which all race at the end
ROWS = 5  # balances a promise takes from
ROUNDS = 20  # of turns between the ledger and the bare loop, so that both meet the same weather


@dataclass(frozen=True)
class Task:
    """What a writer is told."""

    number: int
    writers: int
    promises: int
    ledger_place: str
    bare_place: str
    shelves: list[int]
    scarce: int


@dataclass(frozen=True)
class Told:
    """What a writer tells."""

    ledger_turns: list[tuple[float, float]]
    bare_turns: list[tuple[float, float]]
    latencies: list[float]
    acknowledged: list[int]
    won: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--promises", type=int, default=20_000)
    given = parser.parse_args()
    with companies(given.database) as made:
        print(f"disk: {syncs_per_second(made.folder):,.0f} syncs of 4 kB a second in {made.folder}")
        places = [made.new(), made.new()]
        with open_company(places[0]) as company:
            shelves, scarce = company.run(on_shelves, SHELVES, 10**9), company.run(on_shelves, 1, SCARCE)[0]
        with open_company(places[1]) as company:
            assert company.run(on_shelves, SHELVES, 10**9) == shelves
        each = given.promises // given.writers
        tasks = [Task(n, given.writers, each, places[0], places[1], shelves, scarce) for n in range(given.writers)]
        told = run(tasks)
        report(given, places[0], told)


def run(tasks: list[Task]) -> list[Told]:
    """Let the writers work, each in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    start, results = spawn.Barrier(len(tasks)), spawn.SimpleQueue()
    writers = [spawn.Process(target=work, args=(task, start, results)) for task in tasks]
    for writer in writers:
        writer.start()
    told = [results.get() for _ in writers]
    for writer in writers:
        writer.join()
    return told


def work(task: Task, start: Barrier, results: Any) -> None:
    """Promise by turns through the ledger and through the bare driver."""
    picks = np.random.default_rng(task.number).integers(0, SHELVES - ROWS, task.promises)
    chunks = np.array_split(picks, ROUNDS)
    told = Told([], [], [], [], 0)
    with open_company(task.ledger_place) as company, open_company(task.bare_place) as bare, company.here():
        first = 1_000_000 * (task.number + 1)
        for chunk in chunks:
            promise_bare = bare_promises(bare, first, [task.shelves[pick : pick + ROWS] for pick in chunk])
            first += len(chunk)
            start.wait()
            told.bare_turns.append(timed(promise_bare))
            start.wait()
            told.ledger_turns.append(timed(lambda chunk=chunk: promise_all(task, chunk, told)))
        start.wait()
        won = race(task.scarce)
    results.put(Told(told.ledger_turns, told.bare_turns, told.latencies, told.acknowledged, won))


def timed(promise: Any) -> tuple[float, float]:
    """Return when `promise` began and ended."""
    began = time.perf_counter()
    promise()
    return began, time.perf_counter()


def promise_all(task: Task, chunk: Any, told: Told) -> None:
    for pick in chunk:
        began = time.perf_counter()
        written = write(promised(task.shelves[pick : pick + ROWS]), NOW)
        told.latencies.append(time.perf_counter() - began)
        told.acknowledged.append(written.promises[-1])


def promised(shelves: list[int]) -> NewEntry:
    """Return the entry of a promise of one unit from each of `shelves`."""
    promise = NewPromise(-1, "promised", "BENCH-150", "NORTH", len(shelves), ship_day=TODAY, arrive_day=TODAY + 2)
    return NewEntry(
        "promise", "ben", promises=[promise], commits=[Commit(id_, TODAY, 1, promise=-1) for id_ in shelves]
    )


def race(scarce: int) -> int:
    """Take unit after unit of what all want; return how many were won."""
    won = 0
    while True:
        try:
            write(promised([scarce]), NOW)
        except SupplyTaken:
            return won
        won += 1


def report(given: Any, place: str, told: list[Told]) -> None:
    promises = sum(len(each.acknowledged) for each in told)
    rate, raw = (
        promises / seconds([getattr(each, turns) for each in told]) for turns in ("ledger_turns", "bare_turns")
    )
    latencies = np.sort(np.concatenate([each.latencies for each in told])) * 1e3
    with open_company(place) as company, company.here(), company.connection.cursor() as cursor:
        faults = ledger.verify()
        cursor.execute("SELECT id FROM promise")
        kept = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT count(*) FROM balance WHERE committed > available + short")
        oversold = cursor.fetchone()[0] + abs(sum(each.won for each in told) - SCARCE)
    lost = len({id_ for each in told for id_ in each.acknowledged} - kept)
    print(f"{given.database}, {given.writers} writers, {ROWS} supply rows a promise, every commit synced:")
    print(f"  through the ledger     {rate:9,.0f} promises a second")
    print(f"  bare driver, same SQL  {raw:9,.0f} promises a second")
    middle, late = np.percentile(latencies, [50, 99])
    print(f"  a promise takes        {middle:9.2f} ms in the middle, {late:.2f} ms at the 99th percentile")
    print(f"  {SCARCE} last units won    {sum(each.won for each in told):9,} times; verify finds {len(faults)} faults")
    print(*faults[:10], sep="\n", end="\n" if faults else "")
    figures = {
        "database": given.database,
        "writers": given.writers,
        "promises_per_s": round(rate),
        "raw_per_s": round(raw),
        "ratio": round(rate / raw, 3),
        "oversold": oversold,
        "lost": lost,
        "p99_ms": round(float(late), 2),
        "verify_clean": not faults,
    }
    print(json.dumps(figures))


def seconds(turns: list[list[tuple[float, float]]]) -> float:
    """Return the time from the first writer's start to the last one's end, summed over the rounds."""
    return sum(max(end for _, end in each) - min(start for start, _ in each) for each in zip(*turns, strict=True))


if __name__ == "__main__":
    main()
