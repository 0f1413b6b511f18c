"""A long row of questions is answered by turns: after each, whoever else waits for the company is heard."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

TURN = 0.02
"""Seconds that a turn lasts, roughly: so long others may have to wait. Shorter ones cost more than they answer."""


def by_turns(
    asked: Sequence[T],
    answer: Callable[[Sequence[T]], list[R]],
    run: Callable[..., Any],
    at_first: int,
) -> list[R]:
    """Return the answers, in order.

    Parameters
    ----------
    answer
        Answers some of them.
    run
        Runs a function when its turn comes, as :meth:`~handfast.company.database.Database.run` does.
    at_first
        So many in the first turn. How many in each further one follows from how long those before took.
    """
    found: list[R] = []
    size = at_first
    while len(found) < len(asked):
        answers, seconds = run(_timed, answer, asked[len(found) : len(found) + size])
        found += answers
        size = max(min(int(len(answers) * TURN / max(seconds, 1e-6)), 4 * size), 1)
    return found


def _timed(answer: Callable[[Sequence[T]], list[R]], part: Sequence[T]) -> tuple[list[R], float]:
    """Return the answers and the seconds they took, without those in which others had their turn."""
    start = time.perf_counter()
    return answer(part), time.perf_counter() - start
