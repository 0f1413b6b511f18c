"""A company with all that can be done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from handfast.company.opening import create as create_company
from handfast.company.opening import open_company
from handfast.facade.backlog import Repromising
from handfast.facade.customers import Customers
from handfast.facade.limits import Limits
from handfast.facade.looking import Looking
from handfast.facade.mending import Mending
from handfast.facade.naming import Naming
from handfast.facade.opened import now_utc
from handfast.facade.outside import Outside
from handfast.facade.planning import Planning
from handfast.facade.promise_views import PromiseViews
from handfast.facade.promising import Promising
from handfast.facade.reporting import Reporting
from handfast.facade.supply_board import SupplyBoard
from handfast.facade.things import Things
from handfast.facade.volumes import Volumes
from handfast.facade.working import Working


class Company(
    Working,
    Mending,
    Promising,
    Reporting,
    Volumes,
    Planning,
    Repromising,
    PromiseViews,
    Looking,
    Naming,
    Outside,
    Things,
    Customers,
    SupplyBoard,
    Limits,
):
    """An open company; see :class:`~handfast.facade.opened.Opened` for how it is made."""


def create(place: str | Path, *, actor: str | None = None, clock: Callable[[], dt.datetime] = now_utc) -> Company:
    """Create an empty company (a SQLite file, or ``postgresql://...``) and open it."""
    return Company(create_company(place), actor=actor, clock=clock)


def open(place: str | Path, *, actor: str | None = None, clock: Callable[[], dt.datetime] = now_utc) -> Company:  # noqa: A001
    """Open an existing company."""
    return Company(open_company(place), actor=actor, clock=clock)
