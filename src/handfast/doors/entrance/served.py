"""The one company that this process serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from handfast.errors import BadConfiguration
from handfast.sentences import sentence

if TYPE_CHECKING:
    from handfast.facade import Company

_served: Company | None = None


def begin_serving(company: Company) -> None:
    """Serve `company` from now on, until the process ends."""
    global _served
    _served = company


@contextmanager
def serving(company: Company) -> Iterator[Company]:
    """Serve `company` for the block, in all threads of this process."""
    global _served
    before, _served = _served, company
    try:
        yield company
    finally:
        _served = before


def served() -> Company:
    """Return the company that is served, as its file's owner: views use the request's company instead.

    Raises
    ------
    BadConfiguration
        None is.
    """
    if _served is None:
        raise BadConfiguration(sentence("No company is served here. Start the server: handfast serve PLACE"))
    return _served


def now() -> dt.datetime:
    """Return the present moment, by the served company's clock."""
    return served().clock()
