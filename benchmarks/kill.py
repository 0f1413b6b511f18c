"""Writers killed with SIGKILL at random moments, inside commits too.

After each round the ledger is opened again, verified, and must still have every promise that was acknowledged. On
PostgreSQL the server itself is killed as well, all its processes at once, in every tenth round. A kill is not a power
cut: see docs/explanation/ledger.md for what full durability rests on.

    python -m benchmarks.kill --database sqlite --rounds 300
"""

import argparse
import json
import multiprocessing
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from benchmarks.killed import KINDS, TOLD, work
from benchmarks.places import Companies, companies, on_shelves
from handfast.company import ledger
from handfast.company.opening import open_company

WRITERS = 3
SHELVES = 40
ROUNDS_OF_A_COMPANY = 25  # then a new one: verifying reads all entries
SERVER_DIES_EVERY = 10
LIFE_MS = (5, 120)  # how long the writers live after the first promise, at least and at most
NAMES = {code: kind for kind, code in KINDS.items()}


@dataclass
class Tally:
    """What was acknowledged, and what became of it."""

    rounds: int = 0
    acknowledged: int = 0
    oversold: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random, tally = np.random.default_rng(given.seed), Tally()
    began = time.perf_counter()
    with companies(given.database) as places:
        place = ""
        for number in range(given.rounds):
            if number % ROUNDS_OF_A_COMPANY == 0:
                place = places.new()
                with open_company(place) as company:
                    shelves = company.run(on_shelves, SHELVES, 10**6)
            server_dies = places.server is not None and number % SERVER_DIES_EVERY == SERVER_DIES_EVERY - 1
            told = kill_writers(place, shelves, random, places if server_dies else None)
            check(place, told, tally)
            if tally.rounds % 50 == 0:
                print(f"{tally.rounds:4} rounds, {tally.acknowledged:,} acknowledged, {tally.lost} lost", flush=True)
    report(given.database, tally, time.perf_counter() - began)


def kill_writers(
    place: str, shelves: list[int], random: np.random.Generator, dying: Companies | None
) -> list[tuple[str, int]]:
    """Let writers write, kill them at a random moment, and return what they had acknowledged."""
    fork = multiprocessing.get_context("forkserver")
    fork.set_forkserver_preload(["benchmarks.killed"])
    lines = [fork.Pipe(duplex=False) for _ in range(WRITERS)]
    writers = []
    for number, (_, line) in enumerate(lines):
        writers.append(fork.Process(target=work, args=(place, shelves, number, int(random.integers(2**31)), line)))
        writers[-1].start()
        line.close()
    told: list[tuple[str, int]] = []
    if not lines[0][0].poll(60):
        raise RuntimeError("the writers do not write")
    time.sleep(random.integers(*LIFE_MS) / 1000)
    if dying is not None:
        dying.crash()
    for writer in writers:
        writer.kill()
    for writer, (ear, _) in zip(writers, lines, strict=True):
        told += heard(ear)
        writer.join()
    return told


def heard(ear: Connection) -> list[tuple[str, int]]:
    """Return all that a writer had told before it died."""
    told = []
    while True:
        try:
            code, id_ = TOLD.unpack(ear.recv_bytes())
        except (EOFError, ConnectionResetError):
            return told
        told.append((NAMES[code], id_))


def check(place: str, told: list[tuple[str, int]], tally: Tally) -> None:
    """Open the ledger again, verify it, and look for everything that was acknowledged."""
    with open_company(place) as company, company.here():
        faults = ledger.verify()
        with company.connection.cursor() as cursor:
            cursor.execute("SELECT id, state FROM promise")
            states: dict[int, str] = dict(cursor.fetchall())
            cursor.execute("SELECT count(*) FROM balance WHERE committed > available + short")
            tally.oversold += cursor.fetchone()[0]
    released = {id_ for kind, id_ in told if kind == "release"}
    for kind, id_ in told:
        wanted = {"promise": {"promised"}, "hold": {"held", "released"}, "release": {"released"}}[kind]
        tally.lost += states.get(id_) not in (wanted if id_ not in released else {"released"})
    tally.rounds += 1
    tally.acknowledged += len(told)
    tally.faults += faults


def report(database: str, tally: Tally, seconds: float) -> None:
    print(f"{database}: {tally.rounds} rounds in {seconds:,.0f} s, {tally.acknowledged:,} acknowledged")
    print(f"  {tally.lost} lost, {tally.oversold} oversold, verify found {len(tally.faults)} faults")
    print(*tally.faults[:10], sep="\n", end="\n" if tally.faults else "")
    figures: dict[str, Any] = {
        "database": database,
        "rounds": tally.rounds,
        "acknowledged": tally.acknowledged,
        "oversold": tally.oversold,
        "lost": tally.lost,
        "verify_clean": not tally.faults,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
