"""Promises that give up what they hold, and take it again, step by step on a company in memory.

Who compares many ways of placing a backlog asks for many sets of promises that differ by a few. Only the difference is
given up, or taken again, each time: what a set costs does not grow with the book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from handfast.company.actions.leaving import Leaving, give, let_runs_go, run_that_goes
from handfast.company.queries.holdings import Holdings
from handfast.company.queries.mirror import Mirror


class GivingUp:
    """Who has given up what they hold, on a company in memory.

    What is short then, and what runs yield that lack something, is out of sight with all that is bound to it: it
    serves nobody surely.

    Attributes
    ----------
    back
        What the last ones gave back.
    unsure
        The balances that serve nobody surely now.
    """

    def __init__(self, mirror: Mirror, holdings: Holdings) -> None:
        self._mirror, self._holdings = mirror, holdings
        self._now: frozenset[int] = frozenset()
        self._given: dict[int, int] = defaultdict(int)
        self._gone: set[int] = set()
        self._days: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))  # given back, by balance and day
        self._hidden: list[list[Any]] = []
        self.back = Leaving()
        self.unsure: set[int] = set()

    def become(self, promises: frozenset[int]) -> None:
        """Let these have given up all that they hold, and all others nothing."""
        self._mirror.take_in_all([*change[:-1], -change[-1]] for change in self._hidden)
        self._take_again(sorted(self._now - promises))
        self._give(sorted(promises - self._now))
        self._now = promises
        self.unsure = self._holdings.unsure(self._given, self._gone) if promises else set()
        self._hidden = self._holdings.hiding(self.unsure, self._days)
        self._mirror.take_in_all(self._hidden)

    def _give(self, promises: Iterable[int]) -> None:
        self.back = Leaving()
        touched = give(self.back, self._given, promises, self._holdings.commitments)
        let_runs_go(self.back, self._given, self._holdings.runs, touched, self._gone)
        self._move(self.back, 1)

    def _take_again(self, promises: Iterable[int]) -> None:
        """Undo what `_give` did for these: runs come back as soon as somebody takes from them again."""
        parts, taken = Leaving(), defaultdict[int, int](int)
        waiting = give(parts, taken, promises, self._holdings.commitments)
        while waiting:
            for balance in waiting:
                self._given[balance] -= taken.pop(balance, 0)
            reached: list[int] = []
            for run in self._holdings.runs(waiting):
                needed = any(output.committed > self._given[output.balance] for output in run.outputs)
                if run.id in self._gone and needed:
                    self._gone.remove(run.id)
                    reached += run_that_goes(parts, taken, run)
            waiting = reached
        self._move(parts, -1)

    def _move(self, parts: Leaving, sign: int) -> None:
        for commit in parts.commits:
            self._days[commit.balance][commit.need_day] -= sign * commit.quantity
        self._mirror.give_back(parts.commits, parts.changes, sign)
