"""What an entry does to each balance, summed up, and whether the balance allows it.

The rules stand here once, in words. For plain takes the database itself checks the same ones (`TAKE` in the dialects),
and is asked here only why it refused. For everything else the rows are locked, read, and judged before they change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from handfast.company.ledger.entry import Commit, NewEntry
from handfast.errors import Refusal
from handfast.sentences import sentence

ConsumerKey = tuple[int, int | None, int | None, int]
"""A commitment's natural key: balance, promise, run, need day."""


class BalanceRow(NamedTuple):
    """A balance as it stands in the database."""

    id: int
    kind: str
    node: int
    day: int
    expires: int | None
    available: int
    committed: int
    short: int
    run: int | None


@dataclass(slots=True)
class Net:
    """What an entry does to one balance, all in all."""

    committed: int = 0
    available: int = 0
    first_need: int | None = None  # of what is newly taken
    last_need: int | None = None
    day: int | None = None
    made: int = 0

    @property
    def plain(self) -> bool:
        """Whether it only takes."""
        return self.committed > 0 and self.available == 0 and self.day is None and self.made == 0

    def need(self, day: int) -> None:
        """Remember that something newly taken is needed on `day`."""
        self.first_need = day if self.first_need is None else min(self.first_need, day)
        self.last_need = day if self.last_need is None else max(self.last_need, day)


@dataclass(slots=True)
class Sum:
    """An entry's changes: for each balance, and for each commitment (zeros left out)."""

    balances: defaultdict[int, Net] = field(default_factory=lambda: defaultdict(Net))
    commits: dict[ConsumerKey, int] = field(default_factory=dict)


def summed(entry: NewEntry, takes: Iterable[Commit] = ()) -> Sum:
    """Return what `entry` does, with `takes` on days of resources already bound to their balances."""
    total = Sum()
    for commit in (*entry.commits, *takes):
        key = (commit.balance, commit.promise, commit.run, commit.need_day)
        total.commits[key] = total.commits.get(key, 0) + commit.quantity
    total.commits = {key: quantity for key, quantity in total.commits.items() if quantity}
    for (balance, _, _, need_day), quantity in total.commits.items():
        net = total.balances[balance]
        net.committed += quantity
        if quantity > 0:
            net.need(need_day)
    for change in entry.changes:
        net = total.balances[change.balance]
        net.available += change.available
        net.made += change.made
        net.day = change.day if change.day is not None else net.day
    return total


def short_after(row: BalanceRow, net: Net) -> int:
    """Return how much of `row` is short once `net` is done: never more than is needed."""
    return max(0, row.committed + net.committed - row.available - net.available)


def refusal(row: BalanceRow, net: Net, *, may_shorten: bool) -> Refusal | None:
    """Return why `row` does not allow `net`; ``None`` where it does."""
    why = _refusal(row, net, short_after(row, net), may_shorten=may_shorten)
    return None if why is None else Refusal(row.id, why)


def _refusal(row: BalanceRow, net: Net, short: int, *, may_shorten: bool) -> str | None:
    day = row.day if net.day is None else net.day
    if row.committed + net.committed < 0:
        return sentence(
            "only {committed} is committed, {back} cannot be given back",
            committed=row.committed,
            back=-net.committed,
        )
    if row.available + net.available < 0:
        return sentence(
            "only {available} is there, {lost} cannot be lost",
            available=row.available,
            lost=-net.available,
        )
    if net.committed > 0 and row.short:
        return sentence("it is short by {short} and takes no new commitments", short=row.short)
    if short > row.short and not may_shorten:
        free = max(0, row.available + net.available - row.committed)
        return sentence("{committed} was to be taken, {free} is free", committed=net.committed, free=free)
    if net.first_need is not None and net.first_need < day:
        return sentence("it is there from day {day}, too late for day {first_need}", day=day, first_need=net.first_need)
    if net.last_need is not None and row.expires is not None and row.expires <= net.last_need:
        return sentence(
            "it expires on day {expires}, too early for day {last_need}", expires=row.expires, last_need=net.last_need
        )
    return None
