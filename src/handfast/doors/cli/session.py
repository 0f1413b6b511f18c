"""Opening the company that a command is about."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handfast.facade import Company

PREPARING = "Preparing the engine, once (about 20 seconds) ..."


@contextmanager
def opened(place: str, actor: str | None = None) -> Iterator[Company]:
    """Open a company for the block."""
    prepare_engine()
    from handfast import facade

    with facade.open(place, actor=actor) as company:
        yield company


def prepare_engine() -> None:
    """Say so where the kernel is not compiled yet: the import that follows takes its time."""
    if not _is_warm():
        sys.stderr.write(f"{PREPARING}\n")
        sys.stderr.flush()


def _is_warm() -> bool:
    from handfast.engine.supply.place.compiled import is_warm

    return is_warm()
