"""What is bound at a stock point, kept up by what entries say of it: with a long book, reading it anew takes long."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from handfast.engine.promise.rebinding import Bound


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
