"""Kept: what took long to work out, as long as the ledger stands where it stood then; not a moment longer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Kept:
    """Results at one position; whatever is written moves the position, and all of them go.

    It is used in the company's own thread alone, so that whoever asks second finds what the first waited for.

    Parameters
    ----------
    most
        How many are kept; those that were asked for last stay.
    """

    def __init__(self, most: int = 32) -> None:
        self._most = most
        self._position: Hashable = None
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    def at(self, position: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under `key` at this very position; else make it.

        Parameters
        ----------
        position
            Where the ledger stands: entry, generation of the structure, and day.
        key
            What is made, with everything that it depends on besides.
        """
        if position != self._position:
            self._results.clear()
            self._position = position
        if key in self._results:
            self._results.move_to_end(key)
            return cast(T, self._results[key])
        made = make()
        if position == self._position:  # else something was written while it was made: it holds for this answer alone
            self._results[key] = made
            if len(self._results) > self._most:
                self._results.popitem(last=False)
        return made
