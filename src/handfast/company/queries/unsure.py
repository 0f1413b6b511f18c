"""What lacks something, and which entries leave it as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Unsure(NamedTuple):
    """What lacks something: balances that are short, and the outputs of runs that take from such.

    `hiding` are the changes that take out of sight what is free of them.
    """

    balances: frozenset[int]
    hiding: list[list[Any]]

    def left_by(self, body: Sequence[list[Any]]) -> bool:
        """Whether an entry changes nothing of it: it neither touches it nor makes anything else short."""
        new_runs = {change[1] for change in body if change[0] == "run"}
        for change in body:
            kind = change[0]
            if kind == "commit":
                if change[1] in self.balances:
                    return False
            elif kind == "balance":
                if change[7] is not None and change[7] not in new_runs:
                    return False
            elif kind not in {"promise", "run"}:
                return False
        return True
