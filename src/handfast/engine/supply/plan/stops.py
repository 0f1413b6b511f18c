"""When to stop improving a plan: after some time, some steps, or when nothing is gained any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Trail:
    """How far a search has come.

    Parameters
    ----------
    steps
        Steps done.
    since_gain
        Steps since something was gained.
    seconds
        Seconds since it began, by the clock it was given; 0 without one.
    score
        Points of the best plan so far.
    """

    steps: int
    since_gain: int
    seconds: float
    score: int


class Stop(Protocol):
    """Says when it is enough."""

    def __call__(self, trail: Trail) -> bool:
        """Return whether to stop."""
        ...


@dataclass(frozen=True)
class Seconds:
    """Stop after so many seconds. A timed search records its steps, so that it can be replayed."""

    most: float

    def __call__(self, trail: Trail) -> bool:
        """Return whether to stop."""
        return trail.seconds >= self.most


@dataclass(frozen=True)
class Steps:
    """Stop after so many steps: the same seed then gives the same plan."""

    most: int

    def __call__(self, trail: Trail) -> bool:
        """Return whether to stop."""
        return trail.steps >= self.most


@dataclass(frozen=True)
class NoGain:
    """Stop when so many steps in a row have gained nothing."""

    most: int

    def __call__(self, trail: Trail) -> bool:
        """Return whether to stop."""
        return trail.since_gain >= self.most


@dataclass(frozen=True)
class Asked:
    """Stop when somebody asks for it."""

    asked: Callable[[], bool]

    def __call__(self, trail: Trail) -> bool:  # noqa: ARG002  somebody else has decided
        """Return whether to stop."""
        return self.asked()


@dataclass(frozen=True)
class Any:
    """Stop when one of several says so."""

    stops: tuple[Stop, ...]

    def __call__(self, trail: Trail) -> bool:
        """Return whether to stop."""
        return any(stop(trail) for stop in self.stops)


def no_progress(trail: Trail) -> None:
    """Tell nobody."""
