"""Whatever people do, in whatever order, the ledger keeps its laws: a machine plays random days of a small shop.

A plain model of dictionaries plays along; after each step the ledger must agree with it, and verify clean.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from tests.company.conftest import Places, empty
from tests.company.ledger_for_tests import NOW, TODAY, asked
from tests.company.random_stories import stories_on

from handfast.company import ledger
from handfast.company.database import Database
from handfast.company.ledger import Change, Commit, NewBalance, NewEntry, NewRun, PromiseChange, RunChange, Take, write
from handfast.company.opening import open_company
from handfast.errors import StateMoved, SupplyTaken

MINUTES = 100  # of a resource's day
PEOPLE = st.sampled_from(["anna", "ben", "carla"])
QUANTITIES = st.integers(1, 12)


class Shop(RuleBasedStateMachine):
    """Two lots, one resource with three days, and people who hold, promise, release, lose, find and wait."""

    company: Database
    lots = Bundle("lots")
    holds = Bundle("holds")
    promised = Bundle("promised")

    def __init__(self) -> None:
        super().__init__()
        self._here = self.company.here()
        self._here.__enter__()
        self.now = NOW
        self.available: dict[int, int] = {}
        self.taken: dict[int, dict[int, int]] = {}  # promise: balance: quantity
        self.minutes: dict[int, dict[int, int]] = {}  # promise: day: minutes
        self.expires: dict[int, dt.datetime] = {}
        self.runs: dict[int, int] = {}  # held promise: run
        self.cursor = ledger.read_state().cursor
        self.followed = 0

    def teardown(self) -> None:
        self._here.__exit__(None, None, None)

    # ------------------------------------------------------------ what the model knows

    def committed(self, lot: int) -> int:
        return sum(taken.get(lot, 0) for taken in self.taken.values())

    def free(self, lot: int) -> int:
        return max(0, self.available[lot] - self.committed(lot))

    def minutes_left(self, day: int) -> int:
        return MINUTES - sum(minutes.get(day, 0) for minutes in self.minutes.values())

    def expire(self, written: ledger.Written | None = None) -> None:
        """Take out of the model the holds that the ledger says it released: all of them must be over."""
        for promise in written.expired if written else ():
            assert self.expires[promise] <= self.now
            self.drop(promise)

    def drop(self, promise: int) -> None:
        for each in (self.taken, self.minutes, self.expires):
            each.pop(promise, None)

    def over(self, promise: int) -> bool:
        return promise not in self.taken or self.expires.get(promise, self.now + dt.timedelta(1)) <= self.now

    def free_now(self, lot: int) -> int:
        """Return what is free once the holds that are over have gone."""
        gone = sum(taken.get(lot, 0) for promise, taken in self.taken.items() if self.over(promise))
        return self.available[lot] - self.committed(lot) + gone

    # ------------------------------------------------------------ what people do

    @initialize(target=lots)
    def open_shop(self) -> object:
        balances = [NewBalance(-n, "stock", n, TODAY, 20) for n in (1, 2)]
        written = write(NewEntry("import", "anna", balances=balances), self.now)
        self.available = dict.fromkeys(written.balances.values(), 20)
        return multiple(*written.balances.values())

    def order(self, state: str, actor: str, parts: dict[int, int], minutes: int, day: int) -> int | None:
        """Ask the ledger for a new promise or hold; it must say yes exactly when the model does."""
        expires = self.now + dt.timedelta(minutes=90)
        asks = asked(sum(parts.values()), state, expires_at=expires if state == "held" else None)
        entry = NewEntry(
            "hold" if state == "held" else "promise",
            actor,
            promises=[asks],
            commits=[Commit(lot, TODAY + 10, quantity, promise=-1) for lot, quantity in parts.items()],
            takes=[Take("capacity", 1, TODAY + day, MINUTES, minutes, promise=-1)] if minutes else (),
        )
        over = {promise: self.minutes[promise].get(day, 0) for promise in self.taken if self.over(promise)}
        fits = all(self.free_now(lot) >= quantity for lot, quantity in parts.items())
        fits = fits and (not minutes or self.minutes_left(day) + sum(over.values()) >= minutes)
        try:
            written = write(entry, self.now)
        except SupplyTaken:
            assert not fits
            return None
        assert fits
        self.expire(written)
        promise = written.promises[-1]
        self.taken[promise], self.minutes[promise] = dict(parts), {day: minutes} if minutes else {}
        if state == "held":
            self.expires[promise] = expires
        return promise

    @rule(
        target=holds, lot=lots, other=lots, more=QUANTITIES, quantity=QUANTITIES, minutes=st.integers(0, 60), by=PEOPLE
    )
    def hold(self, lot: int, other: int, quantity: int, more: int, minutes: int, by: str) -> object:
        promise = self.order("held", by, {lot: quantity, other: more}, minutes, quantity % 3)
        return multiple() if promise is None else promise

    @rule(target=holds, lot=lots, quantity=QUANTITIES, start=st.integers(0, 2), by=PEOPLE)
    def hold_a_run(self, lot: int, quantity: int, start: int, by: str) -> object:
        """Set aside a run that has to be made: two pieces and five minutes for each unit."""
        day, expires = TODAY + start, self.now + dt.timedelta(minutes=60)
        entry = NewEntry(
            "hold",
            by,
            promises=[asked(quantity, "held", expires_at=expires)],
            runs=[NewRun(-1, "make", quantity, day, day + 1, "held", promise=-1)],
            balances=[NewBalance(-1, "run", 9, day + 1, quantity, run=-1)],
            commits=[Commit(-1, TODAY + 10, quantity, promise=-1), Commit(lot, day, 2 * quantity, run=-1)],
            takes=[Take("capacity", 1, day, MINUTES, 5 * quantity, run=-1)],
        )
        over = sum(self.minutes[promise].get(start, 0) for promise in self.taken if self.over(promise))
        fits = self.free_now(lot) >= 2 * quantity and self.minutes_left(start) + over >= 5 * quantity
        try:
            written = write(entry, self.now)
        except SupplyTaken:
            assert not fits
            return multiple()
        assert fits
        self.expire(written)
        promise = written.promises[-1]
        self.taken[promise], self.minutes[promise] = {lot: 2 * quantity}, {start: 5 * quantity}
        self.expires[promise], self.runs[promise] = expires, written.runs[-1]
        return promise

    @rule(target=promised, lot=lots, quantity=QUANTITIES, by=PEOPLE)
    def promise(self, lot: int, quantity: int, by: str) -> object:
        promise = self.order("promised", by, {lot: quantity}, 0, 0)
        return multiple() if promise is None else promise

    @rule(target=promised, hold=consumes(holds), by=PEOPLE)
    def promise_what_was_held(self, hold: int, by: str) -> object:
        change = PromiseChange(hold, "held", {"state": "promised", "expires_at": None})
        runs = [RunChange(self.runs[hold], "held", "promised")] if hold in self.runs else []
        over = self.over(hold)
        try:
            write(NewEntry("promise", by, promise_changes=[change], run_changes=runs), self.now)
        except StateMoved:
            assert over, "only a hold whose time is over, or that is gone, cannot be promised"
            return multiple()
        assert not over
        del self.expires[hold]
        return multiple() if runs else hold

    @rule(hold=consumes(holds), by=PEOPLE)
    def release(self, hold: int, by: str) -> None:
        over = self.over(hold)
        try:
            write(ledger.given_back(ledger.holding(hold), kind="release", actor=by, state="released"), self.now)
        except StateMoved:
            assert over
            return
        assert not over
        self.drop(hold)

    @rule(promise=consumes(promised), by=PEOPLE)
    def withdraw(self, promise: int, by: str) -> None:
        commits = [Commit(lot, TODAY + 10, -quantity, promise=promise) for lot, quantity in self.taken[promise].items()]
        days = {row.day: row.id for row in ledger.read_state().days}
        for day, minutes in self.minutes[promise].items():
            commits.append(Commit(days[TODAY + day], TODAY + day, -minutes, promise=promise))
        change = PromiseChange(promise, "promised", {"state": "withdrawn"})
        self.expire(write(NewEntry("withdraw", by, promise_changes=[change], commits=commits), self.now))
        self.drop(promise)

    @rule(promise=promised, quantity=QUANTITIES, lot=lots, by=PEOPLE)
    def revise(self, promise: int, quantity: int, lot: int, by: str) -> None:
        """Change how much is promised, and from which lot it comes."""
        before = self.taken.get(promise)
        if before is None:
            return
        after = {lot: quantity}
        commits = [
            Commit(each, TODAY + 10, after.get(each, 0) - before.get(each, 0), promise=promise)
            for each in before.keys() | after.keys()
        ]
        more = quantity - before.get(lot, 0)
        fits = more <= 0 or self.free_now(lot) >= more
        change = PromiseChange(promise, "promised", {"quantity": quantity})
        try:
            self.expire(write(NewEntry("revise", by, promise_changes=[change], commits=commits), self.now))
        except SupplyTaken:
            assert not fits
        else:
            assert fits
            self.taken[promise] = after

    @rule(lot=lots, quantity=QUANTITIES)
    def lose(self, lot: int, quantity: int) -> None:
        try:
            self.expire(
                write(NewEntry("loss", "quinn", "broken", changes=[Change(lot, available=-quantity)]), self.now)
            )
        except SupplyTaken:
            assert quantity > self.available[lot]
        else:
            self.available[lot] -= quantity

    @rule(lot=lots, quantity=QUANTITIES)
    def find(self, lot: int, quantity: int) -> None:
        self.expire(write(NewEntry("gain", "quinn", changes=[Change(lot, available=quantity)]), self.now))
        self.available[lot] += quantity

    @rule(quantity=QUANTITIES, by=PEOPLE)
    def override(self, quantity: int, by: str) -> None:
        balance = NewBalance(-1, "uncovered", 1, TODAY + 10, 0)
        commits = [Commit(-1, TODAY + 10, quantity, promise=-1)]
        promises = [asked(quantity)]
        written = write(
            NewEntry("override", by, "the fair", promises=promises, balances=[balance], commits=commits), self.now
        )
        at_risk = {(each.promise, each.balance) for each in ledger.promises_at_risk()}
        assert (written.promises[-1], written.balances[-1]) in at_risk

    @rule(minutes=st.integers(-600, 200))
    def time_passes(self, minutes: int) -> None:
        """Clocks jump, back too: the ledger's own time never does."""
        later = self.now + dt.timedelta(minutes=max(minutes, 0))
        released = ledger.release_expired(self.now + dt.timedelta(minutes=minutes)) if minutes < 0 else []
        for promise in released:
            assert self.expires[promise] <= self.now
            self.drop(promise)
        self.now = later
        write(NewEntry("ask", "anna", promises=[asked(1, "asked")]), self.now)

    @rule()
    def expire_all(self) -> None:
        over = {promise for promise in self.taken if self.over(promise)}
        assert set(ledger.release_expired(self.now)) == over
        for promise in over:
            self.drop(promise)

    # ------------------------------------------------------------ what always holds

    @invariant()
    def the_ledger_agrees_with_the_model(self) -> None:
        rows = {row.id: row for row in ledger.read_state().supplies}
        for lot, available in self.available.items():
            row, committed = rows[lot], self.committed(lot)
            assert (row.available, row.committed, row.short) == (available, committed, max(0, committed - available))

    @invariant()
    def it_verifies_clean(self) -> None:
        assert ledger.verify() == []

    @invariant()
    def the_tail_tells_all(self) -> None:
        entries, self.cursor = ledger.tail(self.cursor)
        self.followed += len(entries)
        assert self.followed == len(ledger.entries())


@contextmanager
def fresh(places: Places, folder: Path) -> Iterator[type[Shop]]:
    """A machine whose every run begins with an empty company."""
    place = places.company()
    numbers = iter(range(1_000_000))

    class Fresh(Shop):
        def __init__(self) -> None:
            if places.kind == "postgresql":
                empty(place)
                self.company = open_company(place)
            else:
                copy = folder / f"run{next(numbers)}.db"
                copy.write_bytes(Path(place).read_bytes())
                self.company = open_company(copy)
            super().__init__()

        def teardown(self) -> None:
            super().teardown()
            self.company.close()

    yield Fresh


@pytest.mark.slow
def test_random_days_of_a_shop(places, tmp_path):
    with fresh(places, tmp_path) as machine:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=stories_on(places.kind),
                stateful_step_count=25,
                suppress_health_check=list(HealthCheck),
                deadline=None,
            ),
        )
