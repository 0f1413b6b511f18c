"""Real processes race for the last units: exactly as many win as there are, and nothing is oversold."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from tests.company.ledger_for_tests import BENCH, NOW, OAK, TODAY, asked, making, put_on_shelf, take, taking

from handfast.company import ledger
from handfast.company.ledger import Commit, HoldLimit, NewEntry, RequestName, write
from handfast.company.opening import open_company
from handfast.errors import StaleAnswer, StateMoved, SupplyTaken, TooManyHolds

PROCESSES = 4
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(scope="module")
def runners() -> Iterator[ProcessPoolExecutor]:
    """Processes that wait for each other, and are used again: starting them takes longer than racing."""
    start = SPAWN.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, SPAWN, initializer=_know, initargs=(start,)) as executor:
        yield executor


@pytest.fixture
def race(runners) -> Callable[..., list[Any]]:
    """Run a function in all processes at the same moment, and return what each returned."""

    def run(work: Callable[..., Any], place: str, *given: Any) -> list[Any]:
        return list(runners.map(_run, *zip(*((work, place, n, given) for n in range(PROCESSES)), strict=True)))

    return run


def _know(start: Barrier) -> None:
    global _start
    _start = start


def _run(work: Callable[..., Any], place: str, number: int, given: tuple[Any, ...]) -> Any:
    with open_company(place) as database, database.here():
        _start.wait(60)  # nobody begins before all are there, so each runs in a process of its own
        return work(number, *given)


def take_ones(number: int, shelf: int) -> int:
    """Promise one unit after another until there is none; return how many."""
    won = 0
    try:
        while True:
            write(taking(1, shelf), NOW)
            won += 1
    except SupplyTaken:
        return won


def test_the_last_units_are_sold_once(places, race):
    place = places.company()
    with open_company(place) as database:
        shelf = database.run(put_on_shelf, 57)
    won = race(take_ones, place, shelf)
    assert sum(won) == 57
    with open_company(place) as database:
        [row] = database.run(ledger.read_state).supplies
        assert (row.available, row.committed, row.short) == (57, 57, 0)
        assert database.run(ledger.verify) == []


def hold_for(number: int, shelf: int, people: int) -> int:
    """Hold a unit for one person after another, at the same moment as everybody else; return how often it was done."""
    held = 0
    for person in range(people):
        entry = taking(1, shelf, "held", owner=f"seller {person}", segment="web")
        limits = [HoldLimit("segment", "web", people), HoldLimit("owner", f"seller {person}", 1)]
        _start.wait(60)
        with suppress(TooManyHolds):
            write(replace(entry, hold_limits=limits), NOW)
            held += 1
    return held


def test_a_person_has_no_more_holds_than_may_be_however_many_ask_at_once(places, race):
    place, people = places.company(), 25
    with open_company(place) as database:
        shelf = database.run(put_on_shelf, 1000)
    held = race(hold_for, place, shelf, people)
    assert sum(held) == people
    with open_company(place) as database:
        [row] = database.run(ledger.read_state).supplies
        assert (row.committed, row.short) == (people, 0)
        assert database.run(ledger.verify) == []


def take_many_in_any_order(number: int, shelves: list[int]) -> int:
    """Take from all shelves at once, each process naming them in another order: nobody may lock up."""
    won = 0
    order = shelves[number:] + shelves[:number]
    order = order[::-1] if number % 2 else order
    for _ in range(15):
        commits = [Commit(shelf, TODAY + 10, 1, promise=-1) for shelf in order]
        try:
            write(NewEntry("promise", "ben", promises=[asked(len(order))], commits=commits), NOW)
            won += 1
        except SupplyTaken:
            pass
    return won


def test_many_balances_taken_in_any_order(places, race):
    place = places.company()
    with open_company(place) as database, database.here():
        shelves = [put_on_shelf(40) for _ in range(6)]
    won = race(take_many_in_any_order, place, shelves)
    assert sum(won) == 40
    with open_company(place) as database:
        assert database.run(ledger.verify) == []


def weld(number: int, oak: int) -> int:
    """Make runs until the minutes of the day are used up; its balance does not exist when all begin."""
    won = 0
    try:
        while True:
            write(making(4, oak, "promised"), NOW)
            won += 1
    except SupplyTaken:
        return won


def test_a_day_that_nobody_touched_before_is_not_oversold(places, race):
    place = places.company()
    with open_company(place) as database:
        oak = database.run(put_on_shelf, 10_000, node=OAK)
    won = race(weld, place, oak)
    assert sum(won) == 960 // 48
    with open_company(place) as database:
        [day] = database.run(ledger.read_state).days
        assert day.committed == 960
        assert database.run(ledger.verify) == []


def ask_again(number: int, shelf: int) -> list[int]:
    """Send the same requests as all others."""
    return [
        write(taking(1, shelf, request=RequestName(f"basket {n}", "h")), NOW).promises[-1]
        for n in (range(10) if number % 2 else reversed(range(10)))
    ]


def test_the_same_request_from_everybody_is_one_promise(places, race):
    place = places.company()
    with open_company(place) as database:
        shelf = database.run(put_on_shelf, 100)
    answers = race(ask_again, place, shelf)
    assert len({promise for answer in answers for promise in answer}) == 10
    with open_company(place) as database:
        [row] = database.run(ledger.read_state).supplies
        assert row.committed == 10
        assert database.run(ledger.verify) == []


def hold_and_release(number: int, shelf: int) -> int:
    """Hold, give back and promise in turns, beside others who do the same."""
    promised = 0
    for n in range(12):
        try:
            hold = take(5, shelf, "held", hours=1 + n % 2)
            if n % 3:
                entry = ledger.given_back(ledger.holding(hold), kind="release", actor="ben", state="released")
            else:
                change = ledger.PromiseChange(hold, "held", {"state": "promised", "expires_at": None})
                entry = NewEntry("promise", "ben", promise_changes=[change])
            write(entry, NOW)
            promised += not n % 3
            ledger.release_expired(NOW)
        except (SupplyTaken, StateMoved):
            continue
    return promised


def test_holds_come_and_go_beside_each_other(places, race):
    place = places.company()
    with open_company(place) as database:
        shelf = database.run(put_on_shelf, 60)
    promised = race(hold_and_release, place, shelf)
    with open_company(place) as database:
        [row] = database.run(ledger.read_state).supplies
        assert (row.node, row.committed) == (BENCH, 5 * sum(promised))
        assert database.run(ledger.verify) == []


def restructure(number: int, shelf: int) -> int:
    """One process changes structure; the others promise on the generation they know, and catch up when told."""
    if number == 0:
        for _ in range(5):
            write(NewEntry("structure", "anna", new_generation=True), NOW)
        return 0
    return _promise_on_known_structure(shelf)


def _promise_on_known_structure(shelf: int) -> int:
    stale, generation = 0, ledger.read_state().generation
    for _ in range(20):
        try:
            write(replace(taking(1, shelf), generation=generation), NOW)
        except StaleAnswer:
            stale, generation = stale + 1, ledger.read_state().generation
    return stale


def test_structure_changes_beside_writers(places, race):
    place = places.company()
    with open_company(place) as database:
        shelf = database.run(put_on_shelf, 1_000)
    stale = race(restructure, place, shelf)
    with open_company(place) as database:
        state = database.run(ledger.read_state)
        assert state.generation == 6
        assert state.supplies[0].committed == 60 - sum(stale)
        assert database.run(ledger.verify) == []


def follow(number: int, shelf: int) -> bool:
    """Half write; half follow the tail, and must see every entry once."""
    if number % 2:
        take_ones(number, shelf)
        return True
    state = ledger.read_state()
    cursor, committed, seen = state.cursor, state.supplies[0].committed, set()
    while committed < 200:
        entries, cursor = ledger.tail(cursor)
        assert not seen & {entry.id for entry in entries}
        seen |= {entry.id for entry in entries}
        committed += sum(change[-1] for entry in entries for change in entry.body if change[0] == "commit")
    return committed == 200 and ledger.tail(cursor)[0] == []


def test_followers_see_every_entry_once(places, race):
    place = places.company()
    with open_company(place) as database:
        shelf = database.run(put_on_shelf, 200)
    assert all(race(follow, place, shelf))
