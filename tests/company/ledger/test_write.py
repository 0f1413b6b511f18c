"""Entries are written whole or not at all, and balances never give more than they have."""

from dataclasses import replace

import pytest
from tests.company.ledger_for_tests import (
    BENCH,
    HOUR,
    NOW,
    OAK,
    TODAY,
    WELD,
    asked,
    make,
    put_on_shelf,
    take,
    taking,
)

from handfast.company import ledger
from handfast.company.ledger import (
    Change,
    Commit,
    NewBalance,
    NewEntry,
    NewPromise,
    PromiseChange,
    RequestName,
    RunChange,
    Take,
    write,
    write_all,
)
from handfast.errors import (
    Conflict,
    IdempotencyMismatch,
    NotFound,
    StaleAnswer,
    StateMoved,
    SupplyTaken,
)

pytestmark = pytest.mark.usefixtures("here")


def row_of(table: str, id_: int, *columns: str) -> tuple:
    from handfast.company.database import current

    with current().connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id = %s", [id_])
        return tuple(cursor.fetchone())


def balance(id_: int) -> tuple[int, int, int]:
    return row_of("balance", id_, "available", "committed", "short")


def test_a_promise_takes_what_it_needs():
    shelf = put_on_shelf(100)
    written = write(taking(30, shelf), NOW)
    assert balance(shelf) == (100, 30, 0)
    assert row_of("promise", written.promises[-1], "state", "original_arrive_day", "created_entry") == (
        "promised",
        TODAY + 12,
        written.entry,
    )
    assert ledger.verify() == []


def test_nobody_gets_the_last_unit_twice():
    shelf = put_on_shelf(100)
    take(99, shelf)
    with pytest.raises(SupplyTaken, match="2 was to be taken, 1 is free") as refused:
        take(2, shelf)
    assert [refusal.balance for refusal in refused.value.refusals] == [shelf]
    take(1, shelf)
    assert balance(shelf) == (100, 100, 0)
    assert ledger.verify() == []


@pytest.mark.parametrize(
    ("lot", "ship", "why"),
    [
        ({"day": TODAY + 5}, TODAY + 4, "too late for day"),
        ({"expires": TODAY + 5}, TODAY + 5, "it expires on day"),
    ],
)
def test_a_lot_serves_only_while_it_is_there(lot, ship, why):
    shelf = put_on_shelf(10, **lot)
    with pytest.raises(SupplyTaken, match=why):
        take(1, shelf, ship=ship)
    assert balance(shelf) == (10, 0, 0)


def test_a_refused_entry_leaves_nothing_behind():
    shelf, empty = put_on_shelf(10), put_on_shelf(0)
    before = ledger.read_state()
    commits = [Commit(shelf, TODAY + 10, 5, promise=-1), Commit(empty, TODAY + 10, 1, promise=-1)]
    takes = [Take("capacity", WELD, TODAY, 960, 10, promise=-1)]
    with pytest.raises(SupplyTaken):
        write(NewEntry("promise", "ben", promises=[asked(6)], commits=commits, takes=takes), NOW)
    after = ledger.read_state()
    assert (after.supplies, after.days) == (before.supplies, [])
    assert ledger.tail(before.cursor)[0] == []
    assert ledger.verify() == []


def test_a_day_of_a_resource_is_written_when_first_touched_and_keeps_its_minutes():
    oak = put_on_shelf(1_000, node=OAK)
    make(10, oak)
    make(70, oak)
    [day] = ledger.read_state().days
    assert (day.kind, day.node, day.day, day.available, day.committed) == ("capacity", WELD, TODAY + 2, 960, 960)
    with pytest.raises(SupplyTaken, match="12 was to be taken, 0 is free"):
        make(1, oak)
    assert ledger.verify() == []


def test_a_released_hold_gives_back_exactly_what_it_took():
    oak = put_on_shelf(100, node=OAK)
    held = make(10, oak)
    hold, run, output = held.promises[-1], held.runs[-1], held.balances[-1]
    write(ledger.given_back(ledger.holding(hold), kind="release", actor="ben", state="released"), NOW)
    assert balance(oak) == (100, 0, 0)
    assert balance(output) == (0, 0, 0)
    assert row_of("run", run, "state") == ("gone",)
    assert row_of("promise", hold, "state", "original_arrive_day") == ("released", None)
    assert ledger.read_state().needs == []
    assert ledger.verify() == []


def test_a_hold_becomes_a_promise_and_its_runs_surplus_may_be_promised():
    oak = put_on_shelf(100, node=OAK)
    held = make(10, oak)
    hold, run, output = held.promises[-1], held.runs[-1], held.balances[-1]
    promised = NewEntry(
        "promise",
        "ben",
        promise_changes=[PromiseChange(hold, "held", {"state": "promised", "expires_at": None})],
        run_changes=[RunChange(run, "held", "promised")],
        changes=[Change(output, available=5)],
    )
    written = write(promised, NOW)
    assert row_of("promise", hold, "state", "original_ship_day", "updated_entry") == (
        "promised",
        TODAY + 10,
        written.entry,
    )
    take(5, output)
    assert balance(output) == (15, 15, 0)
    with pytest.raises(StateMoved, match="is promised, no longer held"):
        write(promised, NOW)
    assert ledger.verify() == []


def test_a_revision_moves_commitments_and_keeps_the_original_date():
    early, late = put_on_shelf(10), put_on_shelf(10, day=TODAY + 20)
    promise = take(10, early)
    revised = NewEntry(
        "revise",
        "carla",
        "the customer agreed",
        promise_changes=[PromiseChange(promise, "promised", {"ship_day": TODAY + 20, "arrive_day": TODAY + 22})],
        commits=[Commit(early, TODAY + 10, -10, promise=promise), Commit(late, TODAY + 20, 10, promise=promise)],
    )
    write(revised, NOW)
    assert row_of("promise", promise, "arrive_day", "original_arrive_day") == (TODAY + 22, TODAY + 12)
    assert (balance(early), balance(late)) == ((10, 0, 0), (10, 10, 0))
    assert ledger.verify() == []


def test_part_of_a_commitment_can_be_given_back_but_never_more_than_it_has():
    shelf = put_on_shelf(10)
    promise = take(10, shelf)
    smaller = NewEntry(
        "revise",
        "carla",
        promise_changes=[PromiseChange(promise, "promised", {"quantity": 4})],
        commits=[Commit(shelf, TODAY + 10, -6, promise=promise)],
    )
    write(smaller, NOW)
    assert balance(shelf) == (10, 4, 0)
    take(6, shelf)
    with pytest.raises(StateMoved, match="Of 1 commitments to give back only 0"):
        write(smaller, NOW)  # 4 are left to this promise, though 10 are committed in all
    assert ledger.verify() == []


def test_two_revisions_at_once_do_not_both_count():
    shelf = put_on_shelf(100)
    written = write(taking(10, shelf), NOW)
    change = PromiseChange(written.promises[-1], "promised", {"owner": "carla"}, unchanged_since=written.entry)
    write(NewEntry("revise", "carla", promise_changes=[change]), NOW)
    with pytest.raises(StateMoved, match="changed by somebody else"):
        write(NewEntry("revise", "ben", promise_changes=[change]), NOW)


def test_a_loss_leaves_the_ledger_openly_short_and_only_as_much_as_is_missing():
    shelf = put_on_shelf(100)
    promise = take(80, shelf)
    write(NewEntry("loss", "quinn", "water damage", changes=[Change(shelf, available=-50)]), NOW)
    assert balance(shelf) == (50, 80, 30)
    assert [(each.promise, each.balance, each.short) for each in ledger.promises_at_risk()] == [(promise, shelf, 30)]
    with pytest.raises(SupplyTaken, match="short by 30 and takes no new commitments"):
        take(1, shelf)
    write(NewEntry("gain", "quinn", "found again", changes=[Change(shelf, available=20)]), NOW)
    assert balance(shelf) == (70, 80, 10)
    back = NewEntry(
        "withdraw",
        "carla",
        promise_changes=[PromiseChange(promise, "promised", {"state": "withdrawn"})],
        commits=[Commit(shelf, TODAY + 10, -80, promise=promise)],
    )
    write(back, NOW)
    assert balance(shelf) == (70, 0, 0)
    assert ledger.promises_at_risk() == []
    assert ledger.verify() == []


def test_only_a_loss_or_an_override_may_leave_something_short():
    shelf = put_on_shelf(100)
    take(80, shelf)
    with pytest.raises(SupplyTaken):
        write(NewEntry("gain", "quinn", changes=[Change(shelf, available=-50)]), NOW)
    with pytest.raises(SupplyTaken, match="only 100 is there"):
        write(NewEntry("loss", "quinn", changes=[Change(shelf, available=-101)]), NOW)
    assert balance(shelf) == (100, 80, 0)


def test_an_override_is_a_risk_that_somebody_owns():
    nothing = NewBalance(-1, "uncovered", BENCH, TODAY + 10, 0)
    commits = [Commit(-1, TODAY + 10, 25, promise=-1)]
    promise = NewEntry("promise", "ben", promises=[asked(25)], balances=[nothing], commits=commits)
    with pytest.raises(SupplyTaken):
        write(promise, NOW)
    with pytest.raises(ValueError, match="says its reason"):
        write(replace(promise, kind="override"), NOW)
    written = write(replace(promise, kind="override", actor="carla", reason="the trade fair"), NOW)
    assert balance(written.balances[-1]) == (0, 25, 25)
    assert [each.promise for each in ledger.promises_at_risk()] == [written.promises[-1]]
    assert ledger.verify() == []


def test_a_short_of_a_component_names_the_promises_that_hang_on_it_through_runs():
    oak = put_on_shelf(100, node=OAK)
    first, second = make(10, oak, "promised"), make(20, oak, "promised", start=TODAY + 4)
    write(NewEntry("loss", "quinn", "split", changes=[Change(oak, available=-41)]), NOW)
    assert [each.promise for each in ledger.promises_at_risk()] == [first.promises[-1], second.promises[-1]]
    assert {(each.balance, each.short) for each in ledger.promises_at_risk()} == {(oak, 1)}
    assert ledger.verify() == []


def test_a_receipt_that_comes_later_must_let_go_of_needs_before():
    receipt = put_on_shelf(10, day=TODAY + 5)
    promise = take(10, receipt)
    with pytest.raises(SupplyTaken, match="committed to needs before its new day"):
        write(NewEntry("loss", "quinn", "late", changes=[Change(receipt, day=TODAY + 11)]), NOW)
    uncovered = NewBalance(-1, "uncovered", BENCH, TODAY + 10, 0)
    moved = NewEntry(
        "loss",
        "quinn",
        "late",
        changes=[Change(receipt, day=TODAY + 11)],
        balances=[uncovered],
        commits=[Commit(receipt, TODAY + 10, -10, promise=promise), Commit(-1, TODAY + 10, 10, promise=promise)],
    )
    written = write(moved, NOW)
    assert balance(written.balances[-1]) == (0, 10, 10)
    assert row_of("balance", receipt, "day", "committed") == (TODAY + 11, 0)
    assert ledger.verify() == []


def test_the_same_request_is_one_promise():
    shelf = put_on_shelf(100)
    entry = taking(10, shelf, request=RequestName("basket 17", "abc"))
    first = write(entry, NOW)
    again = write(entry, NOW + HOUR)
    assert again == replace(first, repeated=True, body=())
    assert list(first.body) == ledger.entries()[-1].body
    assert balance(shelf) == (100, 10, 0)
    with pytest.raises(IdempotencyMismatch, match="basket 17"):
        write(replace(entry, request=RequestName("basket 17", "xyz")), NOW)
    other = write(replace(entry, actor="carla"), NOW)
    assert not other.repeated
    assert balance(shelf) == (100, 20, 0)
    assert ledger.verify() == []


def test_an_answer_made_on_an_old_structure_is_refused():
    shelf = put_on_shelf(100)
    write(replace(taking(10, shelf), generation=1), NOW)
    write(NewEntry("structure", "anna", new_generation=True), NOW)
    with pytest.raises(StaleAnswer, match="generation 1, now 2"):
        write(replace(taking(10, shelf), generation=1), NOW)
    write(replace(taking(10, shelf), generation=2), NOW)
    assert ledger.read_state().generation == 2
    assert ledger.verify() == []


def test_an_order_line_has_one_promise():
    shelf = put_on_shelf(100)
    promise = take(10, shelf, order="SO-1", line=1)
    with pytest.raises(Conflict, match="has a promise already"):
        take(10, shelf, order="SO-1", line=1)
    take(10, shelf, order="SO-1", line=2)
    back = PromiseChange(promise, "promised", {"state": "withdrawn"})
    write(
        NewEntry("withdraw", "ben", promise_changes=[back], commits=[Commit(shelf, TODAY + 10, -10, promise=promise)]),
        NOW,
    )
    with pytest.raises(Conflict):  # withdrawing and promising again is a revision: the original date stays
        take(10, shelf, order="SO-1", line=1, ship=TODAY + 30)
    again = PromiseChange(promise, "withdrawn", {"state": "promised", "ship_day": TODAY + 30, "arrive_day": TODAY + 32})
    write(
        NewEntry("revise", "ben", promise_changes=[again], commits=[Commit(shelf, TODAY + 30, 10, promise=promise)]),
        NOW,
    )
    assert row_of("promise", promise, "arrive_day", "original_arrive_day") == (TODAY + 32, TODAY + 12)
    assert ledger.verify() == []


def test_an_order_line_whose_hold_ran_out_may_be_asked_for_again():
    shelf = put_on_shelf(100)
    take(10, shelf, "held", order="SO-1", line=1)
    with pytest.raises(Conflict):
        take(10, shelf, "held", order="SO-1", line=1)
    assert len(ledger.release_expired(NOW + 3 * HOUR)) == 1
    take(10, shelf, "held", order="SO-1", line=1)


def test_several_entries_are_written_together_or_not_at_all():
    shelf = put_on_shelf(10)
    with pytest.raises(SupplyTaken):
        write_all([taking(6, shelf), taking(6, shelf)], NOW)
    assert balance(shelf) == (10, 0, 0)
    written = write_all([taking(6, shelf), taking(4, shelf)], NOW)
    assert [each.entry for each in written] == sorted(each.entry for each in written)
    assert balance(shelf) == (10, 10, 0)
    assert ledger.verify() == []


def test_what_is_not_there_is_named():
    with pytest.raises(NotFound, match="no promise 99"):
        write(NewEntry("revise", "ben", promise_changes=[PromiseChange(99, "promised", {"owner": "x"})]), NOW)
    with pytest.raises(NotFound, match="no run 99"):
        write(NewEntry("plan", "ben", run_changes=[RunChange(99, "promised", "firm")]), NOW)
    with pytest.raises(SupplyTaken, match="balance 99: there is no such balance"):
        take(1, 99)
    with pytest.raises(SupplyTaken, match="balance 99: there is no such balance"):
        write(NewEntry("loss", "quinn", changes=[Change(99, available=-1)]), NOW)


def test_a_promise_that_is_over_takes_nothing():
    shelf = put_on_shelf(10)
    promise = take(1, shelf, "held")
    ledger.release_expired(NOW + 3 * HOUR)
    with pytest.raises(StateMoved, match="is expired and takes nothing"):
        write(NewEntry("rebind", "ben", commits=[Commit(shelf, TODAY + 10, 1, promise=promise)]), NOW)


@pytest.mark.parametrize(
    ("entry", "law"),
    [
        (NewEntry("wish", "ben"), "no kind of entry"),
        (NewEntry("promise", ""), "has an actor"),
        (
            NewEntry("promise", "ben", promises=[NewPromise(1, "asked", "B", "N", 1)]),
            "what is new has a negative number",
        ),
        (NewEntry("promise", "ben", promises=[NewPromise(-1, "kept", "B", "N", 1)]), "does not begin as kept"),
        (NewEntry("promise", "ben", promises=[NewPromise(-1, "asked", "B", "N", 0)]), "are positive"),
        (NewEntry("promise", "ben", promises=[NewPromise(-1, "promised", "B", "N", 1)]), "ships on one day"),
        (NewEntry("hold", "ben", promises=[replace(asked(1, "held"), expires_at=None)]), "a hold expires"),
        (
            NewEntry("revise", "ben", promise_changes=[PromiseChange(1, "kept", {"state": "promised"})]),
            "no arrow leads",
        ),
        (
            NewEntry("revise", "ben", promise_changes=[PromiseChange(1, "promised", {"original_ship_day": 1})]),
            "cannot be set",
        ),
        (
            NewEntry("ask", "ben", promises=[asked(1, "asked")], commits=[Commit(1, 0, 1, promise=-1)]),
            "only what is held or promised takes",
        ),
        (NewEntry("promise", "ben", commits=[Commit(-1, 0, 1, promise=1)]), "balance -1 of a commitment is not"),
        (NewEntry("promise", "ben", commits=[Commit(1, 0, 1, promise=-1)]), "consumer is not in the entry"),
        (NewEntry("promise", "ben", commits=[Commit(1, 0, 1)]), "a promise's or a run's"),
        (NewEntry("import", "ben", balances=[NewBalance(-1, "capacity", 1, 0, 1)]), "no new balance is capacity"),
        (NewEntry("import", "ben", balances=[NewBalance(-1, "stock", 1, 0, -1)]), "never negative"),
        (NewEntry("plan", "ben", run_changes=[RunChange(1, "gone", "promised")]), "no arrow leads a run"),
        (NewEntry("plan", "ben", takes=[Take("stock", 1, 1, 1, 1, run=1)]), "capacity or overtime"),
    ],
)
def test_an_entry_that_contradicts_itself_is_our_fault_and_says_so(entry, law):
    with pytest.raises(ValueError, match=law):
        write(entry, NOW)
