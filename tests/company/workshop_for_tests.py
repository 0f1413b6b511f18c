"""A workshop for tests of what people do: benches welded from tops and legs, tops bought, one receipt on its way."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import polars as pl
from tests.engine.tables_for_tests import DAY_0, frame, tables

import handfast
from handfast.company.ledger import entries
from handfast.company.ledger.risk import at_risk_of
from handfast.company.ledger.state import read_state
from handfast.company.queries.holdings import hangs_on_unsure, what_is_unsure
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.company.queries.promises import all_promises
from handfast.facade import Company


def day(n: int) -> dt.date:
    """Return the n-th day after day 0, a Monday."""
    return DAY_0 + dt.timedelta(days=n)


EIGHT = dt.datetime.combine(DAY_0, dt.time(8), dt.UTC)


@dataclass
class Clock:
    """Tells eight in the morning of a day that a test moves."""

    now: dt.datetime = EIGHT

    def __call__(self) -> dt.datetime:
        return self.now

    def go_to(self, n: int, hour: int = 8) -> None:
        """Move to the n-th day after day 0."""
        self.now = dt.datetime.combine(day(n), dt.time(hour), dt.UTC)


def workshop(**more: list[dict[str, object]]) -> dict[str, pl.DataFrame]:
    """Return the workshop's tables; tables named in `more` take the place of its own."""
    rows: dict[str, list[dict[str, object]]] = {
        "company": [{"name": "Workshop", "horizon_days": 120}],
        "site": [{"site": "NORTH"}],
        "item": [
            {"item": "BENCH", "price": 20_000, "cost": 9_000},
            {"item": "TOP", "cost": 3_000},
            {"item": "LEG", "cost": 500},
            {"item": "OIL", "unit": "l", "decimals": 1, "price": 1_200},
        ],
        "stock_point": [
            {"item": "BENCH", "site": "NORTH", "sells": True},
            {"item": "TOP", "site": "NORTH"},
            {"item": "LEG", "site": "NORTH"},
            {"item": "OIL", "site": "NORTH", "sells": True},
        ],
        "resource": [{"resource": "WELD", "site": "NORTH"}],
        "supplier": [{"supplier": "OAKMILL"}],
        "process": [
            {
                "process": "make BENCH",
                "kind": "make",
                "item": "BENCH",
                "site": "NORTH",
                "lot_min": 5,
                "lot_multiple": 5,
            },
            {
                "process": "buy TOP",
                "kind": "buy",
                "item": "TOP",
                "site": "NORTH",
                "supplier": "OAKMILL",
                "lead_after_days": 20,
                "lot_min": 50,
            },
        ],
        "process_input": [
            {"process": "make BENCH", "item": "TOP", "per_unit": "2"},
            {"process": "make BENCH", "item": "LEG", "per_unit": "4"},
        ],
        "process_load": [{"process": "make BENCH", "step": 1, "resource": "WELD", "minutes_per_unit": "30"}],
        "segment": [{"segment": "key", "priority": 1}, {"segment": "web", "priority": 2}],
        "customer": [{"customer": "C-1", "segment": "key"}, {"customer": "C-2", "segment": "web"}],
        "stock": [
            {"item": "BENCH", "site": "NORTH", "lot": "B-1", "quantity": 10},
            {"item": "TOP", "site": "NORTH", "lot": "T-1", "quantity": 40},
            {"item": "LEG", "site": "NORTH", "lot": "L-1", "quantity": 4_000},
            {"item": "OIL", "site": "NORTH", "lot": "O-1", "quantity": 500},
        ],
        "receipt": [{"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": 100, "date": day(14)}],
    }
    return tables(**{**rows, **more})


def order(name: str, quantity: int, arrive: int, **more: object) -> dict[str, object]:
    """Return an order line for benches that was confirmed for the n-th day."""
    said = {"order": name, "item": "BENCH", "customer": "C-1", "quantity": quantity, "confirmed": day(arrive)}
    return said | {"requested": day(arrive), "state": "open"} | more


def orders(*rows: dict[str, object]) -> dict[str, pl.DataFrame]:
    """Return the table of these order lines."""
    return {"order_line": frame("order_line", *rows)}


def open_workshop(place: str, clock: Clock, actor: str = "anna") -> Company:
    """Open the company at `place`."""
    return handfast.open(place, actor=actor, clock=clock)


Held = Counter[tuple[str, int, int, int, int, int]]


def balances(company: Company) -> Held:
    """Return all balances that have something: kind, node, day, available, committed, short."""

    def read() -> Held:
        state = read_state()
        rows = [*state.supplies, *state.days, *state.allocations]
        return Counter(
            (row.kind, row.node, row.day, row.available, row.committed, row.short)
            for row in rows
            if (row.available or row.committed) and (row.kind not in {"capacity", "overtime"} or row.committed)
        )

    return company.database.run(read)


def kinds(company: Company) -> list[str]:
    """Return the kinds of all entries, in order."""
    return [entry.kind for entry in company.database.run(entries)]


def assert_sound(company: Company) -> None:
    """The ledger follows from its entries, and what the company has in memory is what a fresh look would find."""
    assert company.verify() == []
    kept, fresh = company._current(), company.database.run(load_mirror)
    assert (kept.book.state.available == fresh.book.state.available).all()
    assert (kept.book.state.capacity == fresh.book.state.capacity).all()
    assert {each.id: each.free for each in kept.book.supplies.values() if each.free} == {
        each.id: each.free for each in fresh.book.supplies.values() if each.free
    }
    assert {each.id: (each.available, each.bound) for each in kept.book.quotas.by_id.values()} == {
        each.id: (each.available, each.bound) for each in fresh.book.quotas.by_id.values()
    }
    assert [chain.left(n) for chain in kept.book.quotas.chains for n in range(60)] == [
        chain.left(n) for chain in fresh.book.quotas.chains for n in range(60)
    ]
    company.database.run(assert_kept_up, kept)


def assert_kept_up(mirror: Mirror) -> None:
    """What is bound, what lacks something and who is at risk is known in memory as the ledger tells it."""
    for point in range(len(mirror.points)):
        assert mirror.committed_so_far(point) == mirror.commitments_of(point)
    assert mirror.unsure(what_is_unsure) == what_is_unsure()
    promises = {row.id for row in all_promises()}
    assert {each for each in promises if hangs_on_unsure(mirror, each)} == at_risk_of(promises)
