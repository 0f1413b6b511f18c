"""What is bound at a stock point, kept up by what entries say of it: with a long book, reading it anew takes long."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from handfast.engine.promise.rebinding import Bound

MANY = 100
"""After so many entries since it was asked for, what is bound at a stock point is forgotten."""


class KeptCommitments:
    """What is bound at stock points, as far as it was asked for: read once, and then kept up."""

    def __init__(self) -> None:
        self._known: dict[int, list[Bound]] = {}
        self._since: dict[int, list[list[Bound]]] = {}  # what entries changed that came since, one after another

    def at(self, point: int, read: Callable[[int], list[Bound]]) -> list[Bound]:
        """Return what is bound at a stock point; `read` tells it where it is not known."""
        known: list[Bound] | None = self._known.get(point)
        for commits in self._since.pop(point, ()):
            known = None if known is None else bound_after(known, commits)
        if known is None:
            known = read(point)
        self._known[point] = known
        return known

    def follow(self, commits: Iterable[tuple[int, Bound]]) -> None:
        """Take in what one entry committed at stock points, and what it gave back."""
        changed: dict[int, list[Bound]] = {}
        for point, bound in commits:
            if point in self._known:
                changed.setdefault(point, []).append(bound)
        for point, bounds in changed.items():
            since = self._since.setdefault(point, [])
            since.append(bounds)
            if len(since) > MANY:
                self.forget(point)

    def forget(self, point: int) -> None:
        """Something was bound or set free there of which it is not known how the database tells it."""
        self._known.pop(point, None)
        self._since.pop(point, None)


def bound_after(bound: Sequence[Bound], commits: Iterable[Bound]) -> list[Bound] | None:
    """Return what is bound at a stock point after one entry, in the order in which the database would tell it.

    Parameters
    ----------
    bound
        What was bound before it: by need day, balance, and when it was first written.
    commits
        What the entry commits of the stock point's balances (more than 0) and gives back (less), each once.

    Returns
    -------
    list of Bound or None
        None where something is given back that was not there: read it anew.
    """
    found = list(bound)
    for change in sorted(commits, key=_turn):
        first = bisect_left(found, _place(change), key=_place)
        n = first
        while n < len(found) and _place(found[n]) == _place(change):
            if found[n][1:3] == change[1:3]:
                break
            n += 1
        else:
            if change.quantity < 0:
                return None
            found.insert(n, change)
            continue
        quantity = found[n].quantity + change.quantity
        if quantity < 0:
            return None
        found[n : n + 1] = [found[n]._replace(quantity=quantity)] if quantity else []
    return found


def _turn(change: Bound) -> int:
    """Return when it is written: what is given back first, then what promises take, then what runs take."""
    if change.quantity < 0:
        return 0
    return 2 if change.promise is None else 1


def _place(bound: Bound) -> tuple[int, int]:
    return bound.need_day, bound.supply
