"""Pegging both ways: what a supply serves in the end, and what feeds a need, through any number of runs.

A quantity that a run uses goes where the run's own output goes, in the same parts: whole units, each part rounded down
on the running sum, so that the parts always sum to the quantity. What nobody takes is left over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

End = Hashable
"""Who a quantity is for in the end: a promise, a need of a plan, or a kind of these."""

LEFT_OVER = "left over"
"""The end of what nobody takes."""

FINE = 1 << 40
"""What becomes of a run is reckoned in so small parts of a unit: rounded to units, a run that yields one of them would
pass on all or nothing, and so all that feeds it."""


class Supplied(NamedTuple):
    """A supply: a lot, a receipt, or what a run yields. `maker` is the run, None where it is no run's."""

    point: int
    day: int
    quantity: int
    maker: Hashable | None


class Served(NamedTuple):
    """A quantity that a supply gives to a user: a run (one that is some supply's maker), or an end."""

    supply: Hashable
    user: Hashable
    need_day: int
    quantity: int


class Parts(NamedTuple):
    """What becomes of a quantity: how much goes to each end, in any unit; the parts sum to `whole`."""

    whole: int
    by_end: Mapping[End, int]


def split(quantity: int, parts: Parts) -> dict[End, int]:
    """Return a quantity in the proportions of parts, in whole units that sum to it.

    The running sum is rounded down at each part, so that no part is off by a unit or more.
    """
    found: dict[End, int] = {}
    before = so_far = 0
    for end, part in parts.by_end.items():
        so_far += part
        upto = quantity * so_far // parts.whole
        if upto > before:
            found[end] = upto - before
        before = upto
    return found


@dataclass
class Flow:
    """Supplies, and who takes of them.

    Parameters
    ----------
    supplies
        Every supply by its key.
    served
        Who takes of which supply. Nobody takes more of one than it has.
    """

    supplies: Mapping[Hashable, Supplied]
    served: Iterable[Served]
    users_of: dict[Hashable, list[Served]] = field(init=False)
    feeds_of: dict[Hashable, list[Served]] = field(init=False)
    made_by: dict[Hashable, list[Hashable]] = field(init=False)

    def __post_init__(self) -> None:
        """Index who takes of what, the earliest need first."""
        self.users_of, self.feeds_of, self.made_by = defaultdict(list), defaultdict(list), defaultdict(list)
        for each in sorted(self.served, key=lambda each: each.need_day):
            self.users_of[each.supply].append(each)
            self.feeds_of[each.user].append(each)
        for key, supply in self.supplies.items():
            if supply.maker is not None:
                self.made_by[supply.maker].append(key)

    def order(self) -> list[Hashable]:
        """Return all runs, each after those that take of what it yields.

        Raises
        ------
        AssertionError
            A run lives on what it makes itself.
        """
        done: dict[Hashable, bool] = {}
        found: list[Hashable] = []
        for first in self.made_by:
            waiting = [first]
            while waiting:
                run = waiting[-1]
                if run in done:
                    waiting.pop()
                    if not done[run]:
                        done[run] = True
                        found.append(run)
                    continue
                done[run] = False
                for user in self._users(run):
                    if done.get(user) is False:
                        raise AssertionError(f"run {user} lives on what it makes itself")
                    if user not in done:
                        waiting.append(user)
        return found

    def _users(self, run: Hashable) -> list[Hashable]:
        return [
            each.user for key in self.made_by[run] for each in self.users_of.get(key, ()) if each.user in self.made_by
        ]

    def ends(self, name: Callable[[End], End] = lambda end: end) -> dict[Hashable, Parts]:
        """Return for every run what becomes of its own item's output, in `FINE` parts of a unit.

        What comes along counts where that goes nowhere.

        Parameters
        ----------
        name
            What an end is put under, such as its kind.
        """
        found: dict[Hashable, Parts] = {}
        for run in self.order():
            outputs = self.made_by[run]
            own = [key for key in outputs if self.supplies[key].point == self.supplies[outputs[0]].point]
            others = [[key] for key in outputs if key not in own]
            tried = [self._parts(each, found, name) for each in [own, *others]]
            found[run] = next((parts for parts in tried if set(parts.by_end) - {LEFT_OVER}), tried[0])
        return found

    def with_only(self, each: Served, of_runs: Mapping[Hashable, Parts]) -> dict[End, int]:
        """Return where one quantity that is taken goes in the end, given what becomes of every run's output."""
        return self._where(each.quantity, each.user, of_runs)

    def _where(self, quantity: int, user: Hashable, of_runs: Mapping[Hashable, Parts]) -> dict[End, int]:
        return split(quantity, of_runs[user]) if user in of_runs else {user: quantity}

    def _parts(
        self, outputs: Sequence[Hashable], of_runs: Mapping[Hashable, Parts], name: Callable[[End], End]
    ) -> Parts:
        whole = FINE * sum(self.supplies[key].quantity for key in outputs)
        by_end: dict[End, int] = defaultdict(int)
        for each in (each for key in outputs for each in self.users_of.get(key, ())):
            for end, part in self._where(FINE * each.quantity, each.user, of_runs).items():
                by_end[end if each.user in of_runs else name(end)] += part
        left = whole - sum(by_end.values())
        if left > 0:
            by_end[LEFT_OVER] += left
        return Parts(max(whole, whole - left), dict(by_end))
