"""Opening the company that a command is about."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handfast.facade import Company

PREPARING = "Preparing the engine, once (a minute or two)"
PLANNING = "Preparing the engine to plan, once (ten seconds or twenty)"


@contextmanager
def opened(place: str, actor: str | None = None, *, planning: bool = False) -> Iterator[Company]:
    """Open a company for the block."""
    prepare_engine(planning=planning)
    from handfast import facade

    with facade.open(place, actor=actor) as company:
        yield company


def prepare_engine(*, planning: bool = False) -> None:
    """Compile what is not compiled yet, and say so: it is done once, and takes its time.

    Parameters
    ----------
    planning
        Also what plans are made with.
    """
    from handfast.engine.supply.place.compiled import KERNEL, PLAN, compile_all, left_to_compile

    for folder, what in ((KERNEL, PREPARING), (PLAN, PLANNING))[: 1 + planning]:
        parts = left_to_compile(folder)
        if parts:
            with _told(what, parts, partial(left_to_compile, folder)):
                compile_all(folder)


@contextmanager
def _told(what: str, parts: int, left: Callable[[], int]) -> Iterator[None]:
    """Say what is being done; to a person who watches, how far it is."""
    if not sys.stderr.isatty():
        sys.stderr.write(f"{what} ...\n")
        sys.stderr.flush()
        yield
        return
    over = threading.Event()

    def tell() -> None:
        watched = True
        while watched:
            sys.stderr.write(f"\r{what}: {parts - left()} of {parts} parts ...")
            sys.stderr.flush()
            watched = not over.wait(1)
        sys.stderr.write(f"\r{what}: {parts - left()} of {parts} parts.  \n")

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    try:
        yield
    finally:
        over.set()
        telling.join()
