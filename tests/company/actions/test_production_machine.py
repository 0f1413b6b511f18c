"""Whatever is promised, made, reported, counted and shipped, in whatever order: nothing that is not there is sold.

A shop floor and a store room play along, which know nothing of the ledger: what lies on their shelves is counted, and
at the end everything that is promised and not openly at risk leaves them. Reports come late, in part, twice, or not
at all; counts come with or without them. What is finished ahead of its day lies beside the machine until it is
reported: a count that finds it on the shelf before anybody speaks of it could not know what it is.
"""

import datetime as dt
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.company.conftest import empty
from tests.company.random_stories import stories_on
from tests.company.workshop_for_tests import Clock, day, open_workshop, workshop
from tests.engine.tables_for_tests import frame

from handfast.company.ledger.state import read_state
from handfast.company.queries.runs import run_by_id
from handfast.errors import CannotPromise
from handfast.facade import Company

LAST = 40
"""Last day on which the machine plays; everything that is promised for earlier days is over then."""

TOPS_A_BENCH, LEGS_A_BENCH = 2, 4


@dataclass
class Work:
    """A run as the shop floor knows it."""

    item: str
    starts: int
    due: dt.date
    good: int = 0
    aside: int = 0  # good ones that still lie beside the machine
    scrapped: int = 0
    begun: bool = False
    told_scrapped: int = 0

    @property
    def open(self) -> int:
        return self.starts - self.good - self.scrapped

    @property
    def to_come(self) -> int:
        """What is to come onto the shelf, as far as anybody was told."""
        return self.starts - self.good + self.aside - self.told_scrapped


class Shop(RuleBasedStateMachine):
    """Sales promises and ships; the floor works; somebody reports and counts, or forgets to."""

    company: Company
    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.day = 0
        self.shelf = {"BENCH": 3, "TOP": 200, "LEG": 4_000}
        self.floor: dict[str, Work] = {}
        self.astray = 0
        self.silent = 0

    # ------------------------------------------------------------ what the ledger says

    def live(self) -> dict[str, str]:
        """Return the runs that the ledger knows, and their states; the floor drops what it has let go."""
        rows = [row for row in self.company.runs().to_dicts() if row["state"] != "held"]
        for row in rows:
            new = Work(row["item"], int(row["quantity"] + row["made"]), row["there"])
            self.floor.setdefault(row["run"], new)
        return {row["run"]: row["state"] for row in rows}

    def told(self, name: str) -> int:
        return self.company.database.run(run_by_id, int(name[2:])).made

    def lets_go(self, before: Iterable[str]) -> None:
        """Remember legs of runs that had begun, of which the ledger was not told before it let them go."""
        gone = [self.floor[name] for name in set(before) - set(self.live())]
        self.astray += sum(LEGS_A_BENCH * work.starts for work in gone if work.begun and work.item == "BENCH")

    # ------------------------------------------------------------ sales

    @rule(quantity=st.integers(1, 30), days=st.integers(0, 25))
    def promise(self, quantity: int, days: int) -> None:
        offer = self.company.quote("BENCH", quantity, day(self.day + days))
        if offer.feasible and self.day + days < LAST:
            self.company.promise(offer)
            self.live()

    def promised(self) -> list[dict[str, object]]:
        return self.company.promises("promised").to_dicts()

    @precondition(lambda self: self.promised())
    @rule(data=st.data())
    def ship(self, data: st.DataObject) -> None:
        row = data.draw(st.sampled_from(self.promised()))
        most = min(int(row["quantity"] - row["shipped"]), self.shelf["BENCH"])
        if most:
            self._ship(row["promise"], data.draw(st.integers(1, most)))

    def _ship(self, promise: object, quantity: int) -> bool:
        before = self.live()
        try:
            self.company.ship(str(promise), quantity)
        except CannotPromise:
            return False  # the ledger does not know that they are there
        gone = [self.floor[name] for name in set(before) - set(self.live())]
        self.silent += sum(work.to_come for work in gone if work.item == "BENCH")  # silence means as planned
        self.shelf["BENCH"] -= quantity
        assert self.shelf["BENCH"] >= 0
        return True

    @precondition(lambda self: self.promised())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        before = self.live()
        self.company.withdraw(data.draw(st.sampled_from(self.promised()))["promise"], reason="changed mind")
        self.lets_go(before)

    # ------------------------------------------------------------ the floor

    def begin(self, work: Work) -> bool:
        """Take what a run needs from the shelves."""
        needs = {"TOP": TOPS_A_BENCH * work.starts, "LEG": LEGS_A_BENCH * work.starts} if work.item == "BENCH" else {}
        if not work.begun and all(self.shelf[item] >= quantity for item, quantity in needs.items()):
            for item, quantity in needs.items():
                self.shelf[item] -= quantity
            work.begun = True
        return work.begun

    @precondition(lambda self: self.live())
    @rule(data=st.data(), scrap=st.integers(0, 2))
    def work(self, data: st.DataObject, scrap: int) -> None:
        work = self.floor[data.draw(st.sampled_from(sorted(self.live())))]
        if self.begin(work) and work.open:
            scrap = min(scrap, work.open)
            good = data.draw(st.integers(0, work.open - scrap))
            work.good, work.scrapped, work.aside = work.good + good, work.scrapped + scrap, work.aside + good
            self.put_on_shelves()

    def put_on_shelves(self, *names: str) -> None:
        """Put on the shelves what is due, and what is being reported: nobody stores goods ahead of time in silence."""
        for name, work in self.floor.items():
            if name in names or work.due <= day(self.day):
                self.shelf[work.item] += work.aside
                work.aside = 0

    @precondition(lambda self: self.day < LAST - 1)
    @rule(days=st.integers(1, 6), scrap=st.integers(0, 1))
    def days_of_work(self, days: int, scrap: int) -> None:
        """The floor keeps its days, but for some scrap."""
        self._days_pass(days)
        for name in sorted(self.live(), key=lambda name: (self.floor[name].item == "BENCH", int(name[2:]))):
            work = self.floor[name]
            if work.due <= day(self.day) and self.begin(work):
                work.scrapped += min(scrap, work.open)
                work.good, work.aside = work.good + work.open, work.aside + work.open
        self.put_on_shelves()

    # ------------------------------------------------------------ the office

    @precondition(lambda self: any(self.floor[name].begun for name in self.live()))
    @rule(data=st.data(), taken=st.booleans(), over=st.booleans())
    def report(self, data: st.DataObject, taken: bool, over: bool) -> None:
        name = data.draw(st.sampled_from([name for name in sorted(self.live()) if self.floor[name].begun]))
        self._report(name, taken=taken, over=over)

    def _report(self, name: str, *, taken: bool, over: bool) -> None:
        work = self.floor[name]
        finished = work.open == 0 or over
        if work.good < self.told(name) and not finished:
            return  # some have left already of which the floor knows nothing: only its end can say so
        if over:
            work.scrapped += work.open  # the rest is given up
        self.put_on_shelves(name)
        others = self.live().keys() - {name}
        told = self.company.report_production(
            name, work.good, scrapped=work.scrapped, finished=finished, inputs_taken=taken
        )
        work.told_scrapped = work.scrapped
        self.lets_go(others)
        assert told.finished == (name not in self.live())

    @rule(with_reports=st.booleans(), taken=st.booleans())
    def count(self, with_reports: bool, taken: bool) -> None:
        self._count(with_reports=with_reports, taken=taken)

    def _count(self, *, with_reports: bool, taken: bool) -> None:
        told = [name for name in self.live() if self.floor[name].begun and self.floor[name].item == "BENCH"]
        self.put_on_shelves(*(told if with_reports else ()))
        stock = [{"item": item, "site": "NORTH", "quantity": quantity} for item, quantity in self.shelf.items()]
        tables = {"stock": frame("stock", *stock, {"item": "OIL", "site": "NORTH", "quantity": 500})}
        if with_reports and told:
            tables["production_run"] = frame("production_run", *(self._row(name, taken) for name in told))
        report = self.company.load(tables)
        self.astray = self.silent = 0
        for name in told if with_reports else ():
            self.floor[name].told_scrapped = self.floor[name].scrapped
        assert {each.run for each in report.runs.presumed}.isdisjoint(self.live())

    def _row(self, name: str, taken: bool) -> dict[str, object]:
        work = self.floor[name]
        return {
            "run": f"W-{name}",
            "process": "make BENCH",
            "item": "BENCH",
            "site": "NORTH",
            "started": work.starts,
            "good": work.good,
            "scrapped": work.scrapped,
            "started_on": day(0),
            "ended_on": None if work.open else day(self.day),
            "promised_run": name,
            "inputs_taken": taken,
        }

    @precondition(lambda self: self.day < LAST - 1)
    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self._days_pass(days)

    def _days_pass(self, days: int) -> None:
        self.day = min(self.day + days, LAST - 1)
        self.clock.go_to(self.day)
        before = self.live()
        assert self.company.today == day(self.day)
        self.lets_go(before)

    # ------------------------------------------------------------ what always holds

    def supplies(self) -> dict[str, tuple[int, int, int]]:
        """Return what the ledger says of each item: in stock, still to come, committed."""
        tables = self.company._current()
        names = {node: tables.network.items[point] for node, point in tables.points.items()}
        found = {item: [0, 0, 0] for item in self.shelf}
        for row in self.company.database.run(read_state).supplies:
            if names[row.node] in found:
                found[names[row.node]][0 if row.kind == "stock" else 1] += row.available
                found[names[row.node]][2] += row.committed
        return {item: (there, coming, taken) for item, (there, coming, taken) in found.items()}

    @invariant()
    def it_verifies_clean(self) -> None:
        assert self.company.verify() == []

    @invariant()
    def nothing_counts_twice(self) -> None:
        """What the ledger has of benches is there, or the floor is still to make it (or has not told of its scrap)."""
        live, said = self.live(), self.supplies()
        there, coming, _ = said["BENCH"]
        to_make = sum(self.floor[name].to_come for name in live if self.floor[name].item == "BENCH") + self.silent
        assert there + coming <= self.shelf["BENCH"] + to_make

    @invariant()
    def no_input_is_free_twice(self) -> None:
        """What the ledger has free of legs is on the shelf, and no run that is still to begin needs it."""
        live, said = self.live(), self.supplies()
        there, _, taken = said["LEG"]
        waiting = sum(
            LEGS_A_BENCH * self.floor[name].starts
            for name in live
            if self.floor[name].item == "BENCH" and not self.floor[name].begun
        )
        assert there - taken <= self.shelf["LEG"] - waiting + self.astray

    # ------------------------------------------------------------ and in the end

    def teardown(self) -> None:
        """Everything is made, reported and counted; then all that is promised and not at risk leaves."""
        try:
            self.clock.go_to(LAST + 60)
            assert self.company.today == day(LAST + 60)
            self.day = LAST + 60
            for name in sorted(self.live(), key=lambda name: (self.floor[name].item == "BENCH", int(name[2:]))):
                work = self.floor[name]
                if name in self.live() and self.begin(work):
                    work.good, work.aside = work.good + work.open, work.aside + work.open
                    self._report(name, taken=True, over=False)
            self._count(with_reports=False, taken=True)
            safe = [row for row in self.promised() if not row["at_risk"]]
            for row in safe:
                open_ = int(row["quantity"] - row["shipped"])
                assert open_ <= self.shelf["BENCH"], "what is promised and not at risk is on the shelf"
                assert self._ship(row["promise"], open_)
            assert self.company.verify() == []
        finally:
            self.company.close()


@pytest.mark.slow
def test_random_weeks_of_a_workshop(places, tmp_path, clock):
    place = places.company()
    start = workshop(receipt=[{"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": 100, "date": day(110)}])
    stock = [
        {"item": item, "site": "NORTH", "quantity": quantity}
        for item, quantity in (("BENCH", 3), ("TOP", 200), ("LEG", 4_000), ("OIL", 500))
    ]
    start["stock"] = frame("stock", *stock)
    if places.kind == "sqlite":
        with open_workshop(place, clock) as company:
            company.load(start)
    numbers = iter(range(1_000_000))

    class Fresh(Shop):
        def __init__(self) -> None:
            self.clock = Clock()
            if places.kind == "postgresql":
                empty(place)
                self.company = open_workshop(place, self.clock)
                self.company.load(start)
            else:
                copy = Path(tmp_path) / f"run{next(numbers)}.db"
                shutil.copy(place, copy)
                self.company = open_workshop(str(copy), self.clock)
            super().__init__()

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=stories_on(places.kind),
            stateful_step_count=25,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
