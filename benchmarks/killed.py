"""The writers that benchmarks.kill kills: they promise, hold and release without end."""

import struct
from multiprocessing.connection import Connection

import numpy as np

from benchmarks.places import NOW, TODAY
from handfast.company import ledger
from handfast.company.ledger import Commit, NewBalance, NewEntry, NewPromise, NewRun, Take, given_back, write
from handfast.company.opening import open_company
from handfast.errors import DatabaseError, NotFound, SupplyTaken
from handfast.settings import configure

configure()  # once, in the process that the writers are forked from

KINDS = {"promise": 1, "hold": 2, "release": 3}
TOLD = struct.Struct("<qq")


def work(place: str, shelves: list[int], number: int, seed: int, line: Connection) -> None:
    """Write until killed, or until the server is."""
    random = np.random.default_rng(seed)
    try:
        with open_company(place) as company, company.here():
            while True:
                write_one_of_each(shelves, number, random, line)
    except (DatabaseError, NotFound):
        return  # the server was killed first


def write_one_of_each(shelves: list[int], number: int, random: np.random.Generator, line: Connection) -> None:
    """Promise, hold and perhaps release; tell each only once it is in the ledger."""
    picks = [shelves[n] for n in random.choice(len(shelves), 5, replace=False)]
    promise = write(promised(picks), NOW).promises[-1]
    line.send_bytes(TOLD.pack(KINDS["promise"], promise))
    try:
        hold = write(held(picks[0], int(random.integers(200)), number), NOW).promises[-1]
    except SupplyTaken:
        return  # that day's minutes are used up
    line.send_bytes(TOLD.pack(KINDS["hold"], hold))
    if random.random() < 0.5:
        write(given_back(ledger.holding(hold), kind="release", actor="ben", state="released"), NOW)
        line.send_bytes(TOLD.pack(KINDS["release"], hold))


def promised(shelves: list[int]) -> NewEntry:
    promise = NewPromise(-1, "promised", "BENCH-150", "NORTH", len(shelves), ship_day=TODAY, arrive_day=TODAY + 2)
    return NewEntry(
        "promise", "ben", promises=[promise], commits=[Commit(id_, TODAY, 1, promise=-1) for id_ in shelves]
    )


def held(oak: int, later: int, resource: int) -> NewEntry:
    """Return the entry of a hold that makes a run necessary on a resource's day that all share."""
    start = TODAY + 1 + later
    promise = NewPromise(
        -1, "held", "BENCH-150", "NORTH", 4, ship_day=start + 5, arrive_day=start + 6, expires_at=NOW.replace(year=2030)
    )
    return NewEntry(
        "hold",
        "ben",
        promises=[promise],
        runs=[NewRun(-1, "make BENCH-150", 4, start, start + 1, "held", promise=-1)],
        balances=[NewBalance(-1, "run", 999, start + 1, 4, run=-1)],
        commits=[Commit(-1, start + 5, 4, promise=-1), Commit(oak, start, 8, run=-1)],
        takes=[Take("capacity", resource % 2, start, 960, 48, run=-1)],
    )
