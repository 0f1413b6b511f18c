"""What goes back when a promise gives up what it holds, and what is used up when goods leave.

A run that was made for a promise lives until its last commitment leaves; then it goes, and gives back its inputs and
its minutes in turn. While somebody else still takes from it, it stays as it is, and what is left over is free for
others. A run that has begun stays as well: what it makes is free for others. When the last promised goods of a finished
run have left the house, the run goes, what went into it is used up, and what is left over lies in stock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from handfast.company.ledger import Change, Commit, NewBalance, RunChange
from handfast.company.queries.promises import (
    Holding,
    Output,
    PromiseRow,
    RunHolding,
    commitments_of_promise,
    held_runs,
    run_holdings,
)
from handfast.company.queries.runs import Input, run_name

CommitmentsOf = Callable[[int], Sequence[Holding]]
RunsOf = Callable[[Sequence[int]], Sequence[RunHolding]]

STAYING = ("firm", "planned")
"""Runs that stay though nobody counts on them: a firm one does not give back what went into it, a planned one waits."""


@dataclass
class Leaving:
    """Parts of an entry that give back, or use up; `balances` are what is left over of runs that go."""

    changes: list[Change] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    run_changes: list[RunChange] = field(default_factory=list)
    balances: list[NewBalance] = field(default_factory=list)


class Using:
    """Supply that is used up: how much of each balance, what each has, and which of them are outputs of runs."""

    def __init__(self) -> None:
        self.used: dict[int, int] = defaultdict(int)
        self._there: dict[int, int] = {}
        self._outputs: set[int] = set()

    def take(self, held: Holding | Input, quantity: int) -> None:
        """Use a quantity of a balance."""
        self.used[held.balance] += quantity
        self._there[held.balance] = held.available
        if held.kind == "run":
            self._outputs.add(held.balance)

    def take_all(self, output: Output) -> None:
        """Use all that there is of a run's output: it goes."""
        self.used[output.balance] = self._there[output.balance] = output.available
        self._outputs.add(output.balance)

    def changes(self) -> list[Change]:
        """Return what this changes of the balances. What is used of a run's output was made, whoever reports it."""
        found = [
            Change(id_, -min(part, self._there[id_]), made=part if id_ in self._outputs else 0)
            for id_, part in self.used.items()
        ]
        return [change for change in found if change.available or change.made]


def leaving(promise: int) -> Leaving:
    """Return what gives back everything that a promise holds."""
    parts = leaving_together([promise], commitments_of_promise, run_holdings)
    gone = {change.id for change in parts.run_changes}
    kept = [run.id for run in held_runs(promise) if run.id not in gone]
    parts.run_changes += [RunChange(run, "held", "promised") for run in kept]  # others count on what they make
    return parts


def leaving_together(promises: Iterable[int], commitments: CommitmentsOf, runs: RunsOf) -> Leaving:
    """Return what gives back everything that promises hold, all at once: a run that only they share goes.

    Parameters
    ----------
    promises
        None of them is only held.
    commitments, runs
        Tell what a promise holds, and which runs yield balances.
    """
    parts = Leaving()
    given: dict[int, int] = defaultdict(int)
    let_runs_go(parts, given, runs, give(parts, given, promises, commitments), set())
    return parts


def give(parts: Leaving, given: dict[int, int], promises: Iterable[int], commitments: CommitmentsOf) -> list[int]:
    """Let promises give back what they hold themselves; return the balances, each once."""
    touched: dict[int, None] = {}
    for promise in promises:
        for held in commitments(promise):
            parts.commits.append(Commit(held.balance, held.need_day, -held.quantity, promise=promise))
            given[held.balance] += held.quantity
            touched[held.balance] = None
    return list(touched)


def leaving_in_part(promise: int, quantity: int, quotas: Mapping[int, int]) -> Leaving:
    """Return what gives back a part of what a promise holds: what is missing first, then what comes last.

    Parameters
    ----------
    quantity
        Smallest units that go back; less than it holds.
    quotas
        Whole units that go back of each of its segment's quotas.
    """

    def given(promise: int) -> list[Holding]:
        back, rest = [], quantity
        for held in sorted(commitments_of_promise(promise), key=lambda held: (not held.short, -held.day, held.balance)):
            part = min(held.quantity, quotas.get(held.balance, 0) if held.quota else rest)
            rest -= 0 if held.quota else part
            back += [held._replace(quantity=part)] if part else []
        return back

    return leaving_together([promise], given, run_holdings)


def idle_runs_leaving(outputs: Sequence[int]) -> Leaving:
    """Return what lets those runs go, of the ones that yield any of `outputs`, from which nobody takes anything."""
    parts = Leaving()
    let_runs_go(parts, defaultdict(int), run_holdings, list(outputs), set())
    return parts


def shipping(promise: PromiseRow, quantity: int, today: int) -> Leaving:
    """Return what goods that leave for a promise use up: commitment and supply at once, so that each counts once.

    They leave from what is there first (the earliest need first), then from what should still have come, and last
    from what nothing covers. When the last of them leave, the promise's quotas are used up. Finished runs that nobody
    takes from any longer go, and what went into them is used up with them.

    Parameters
    ----------
    quantity
        Smallest units; at most what the promise holds.
    today
        The ledger's day.

    Raises
    ------
    ValueError
        More is shipped than the promise holds.
    """
    parts, using = Leaving(), Using()
    rest, last = quantity, promise.shipped + quantity >= promise.quantity
    for held in sorted(commitments_of_promise(promise.id), key=lambda held: _nearness(held, today)):
        part = min(rest, held.quantity) if not held.quota else held.quantity if last else 0
        if part == 0:
            continue
        parts.commits.append(Commit(held.balance, held.need_day, -part, promise=promise.id))
        using.take(held, part)
        rest -= 0 if held.quota else part
    if rest:
        raise ValueError(f"P-{promise.id} holds {quantity - rest}, not the {quantity} that are said to have left")
    use_up_runs(parts, using, today)
    parts.changes += using.changes()
    return parts


def on_hand(promise: int, today: int) -> int:
    """Return how much of what a promise holds is there on ledger day `today`, and could leave."""
    wanted: dict[int, int] = defaultdict(int)
    there: dict[int, int] = {}
    for held in commitments_of_promise(promise):
        if held.day <= today and not held.quota:
            wanted[held.balance] += held.quantity
            there[held.balance] = held.available
    return sum(min(quantity, there[balance]) for balance, quantity in wanted.items())


def _nearness(held: Holding, today: int) -> tuple[bool, bool, int, int]:
    return held.uncovered, held.day > today, held.need_day, held.balance


def use_up_runs(parts: Leaving, using: Using, today: int) -> None:
    """Let every finished run go that nobody takes from any longer, from what is used down to the last input.

    What went into it is used up with it; what is left over of its output lies in stock from now on.
    """
    gone: set[int] = set()
    waiting = list(using.used)
    while waiting:
        reached: list[int] = []
        for run in run_holdings(waiting):
            taken = any(output.committed > using.used[output.balance] for output in run.outputs)
            if run.id in gone or run.available_day > today or taken:
                continue
            gone.add(run.id)
            parts.run_changes.append(RunChange(run.id, run.state, "gone"))
            for output in run.outputs:
                over = output.available - using.used[output.balance]
                if over > 0:
                    lot = NewBalance(-1 - len(parts.balances), "stock", output.node, today, over, output.expires)
                    parts.balances.append(lot._replace(ref=run_name(run.id)))
                using.take_all(output)
            for held in run.inputs:
                parts.commits.append(Commit(held.balance, held.need_day, -held.quantity, run=run.id))
                if not held.minutes:
                    using.take(held, held.quantity)
                    reached.append(held.balance)
        waiting = reached


def _serves_others(run: RunHolding, given: dict[int, int]) -> bool:
    """Return whether somebody has something of a run beyond what was given back."""
    for output in run.outputs:  # noqa: SIM110  asked millions of times; a loop takes half as long as `any`
        if output.committed > given[output.balance]:
            return True
    return False


def let_runs_go(parts: Leaving, given: dict[int, int], runs: RunsOf, touched: list[int], gone: set[int]) -> None:
    """Let every run go that nobody takes from any longer, from the promise down to the last input.

    Parameters
    ----------
    given
        How much of each balance was given back in all; counts on.
    touched
        The balances of which something was given back since `gone` was told.
    gone
        The runs that went; counts on.
    """
    waiting = touched
    while waiting:
        reached: list[int] = []
        for run in runs(waiting):
            if run.state in STAYING and not any(held.short for held in run.inputs):
                continue
            if run.id in gone or _serves_others(run, given):
                continue
            gone.add(run.id)
            reached += run_that_goes(parts, given, run)
        waiting = reached


def run_that_goes(parts: Leaving, given: dict[int, int], run: RunHolding) -> list[int]:
    """Let a run go; return the balances that it gives back to."""
    for output in run.outputs:
        if output.available:
            parts.changes.append(Change(output.balance, -output.available))
    parts.run_changes.append(RunChange(run.id, run.state, "gone"))
    for held in run.inputs:
        parts.commits.append(Commit(held.balance, held.need_day, -held.quantity, run=run.id))
        given[held.balance] += held.quantity
    return [held.balance for held in run.inputs]
