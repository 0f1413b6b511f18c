"""Whoever follows the ledger sees every entry once, even when transactions end in another order than they began."""

import pytest
from tests.company.ledger_for_tests import BENCH, NOW, OAK, TODAY, WELD, make, put_on_shelf, take, taking

from handfast.company import ledger
from handfast.company.database import current
from handfast.company.ledger import Bound, Cursor, Need, NewEntry, write
from handfast.errors import CursorOutdated


def test_the_state_tells_what_is_there_and_what_is_needed(here):
    oak, shelf = put_on_shelf(100, node=OAK, ref="L-0801"), put_on_shelf(10)
    promise = take(4, shelf)
    made = make(10, oak)
    write(NewEntry("day", "anna", today=TODAY, new_generation=True), NOW)
    state = ledger.read_state()
    assert (state.generation, state.today) == (2, TODAY)
    assert {(row.id, row.node, row.available, row.committed, row.ref) for row in state.supplies} == {
        (oak, OAK, 100, 20, "L-0801"),
        (shelf, BENCH, 10, 4, ""),
        (made.balances[-1], BENCH, 10, 10, ""),
    }
    assert state.needs == [Need(BENCH, TODAY + 10, 14), Need(OAK, TODAY + 2, 20)]
    assert [(row.node, row.day, row.available, row.committed) for row in state.days] == [(WELD, TODAY + 2, 960, 120)]
    assert ledger.commitments_of(OAK) == [Bound(oak, None, made.runs[-1], TODAY + 2, 20)]
    assert ledger.commitments_of(BENCH)[0] == Bound(shelf, promise, None, TODAY + 10, 4)
    assert ledger.tail(state.cursor) == ([], state.cursor)


def test_the_tail_goes_on_from_the_state(here):
    shelf = put_on_shelf(100)
    state = ledger.read_state()
    promises = [take(1, shelf) for _ in range(3)]
    entries, cursor = ledger.tail(state.cursor)
    assert [entry.promise for entry in entries] == promises
    assert entries[0].body[-1] == ["commit", shelf, promises[0], None, TODAY + 10, 1]
    assert not entries[0].changes_structure
    write(NewEntry("structure", "anna", new_generation=True), NOW)
    [entry], after = ledger.tail(cursor)
    assert entry.changes_structure
    assert ledger.tail(after)[0] == []


@pytest.mark.parametrize("places", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_slow_transaction_with_an_early_number_is_not_missed(here):
    """On PostgreSQL `id > last` would lose it for ever."""
    import psycopg

    shelf = put_on_shelf(100)
    cursor = ledger.read_state().cursor
    with psycopg.connect(**here.connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as slow:
        slow.execute(
            "INSERT INTO entry (time, actor, kind, reason, body) VALUES (%s, 'slow', 'ask', '', '[]')", [NOW]
        )  # has its number, but is not yet to be seen
        take(1, shelf)
        first, cursor = ledger.tail(cursor)
        assert [entry.actor for entry in first] == ["ben"]
        slow.commit()
    late, cursor = ledger.tail(cursor)
    assert [entry.actor for entry in late] == ["slow"]
    assert late[0].id < first[0].id
    assert ledger.tail(cursor)[0] == []


def test_a_cursor_from_another_life_of_the_ledger_is_refused(here):
    shelf = put_on_shelf(100)
    cursor = ledger.read_state().cursor
    with pytest.raises(CursorOutdated, match="restored from a backup"):
        ledger.tail(cursor._replace(epoch="another"))
    if current().vendor == "sqlite":
        with pytest.raises(CursorOutdated):
            ledger.tail(Cursor(cursor.epoch, "1000"))
    take(1, shelf)
    assert len(ledger.tail(cursor)[0]) == 1


def test_reading_keeps_nobody_from_writing(company):
    with company.here():
        shelf = put_on_shelf(10)
    with company.here(), ledger.snapshot():
        before = ledger.read_state()
        company.run(write, taking(4, shelf), NOW)  # in the company's own thread, on another connection
        assert ledger.read_state() == before, "a snapshot shows one moment"
    with company.here():
        assert ledger.read_state() != before
