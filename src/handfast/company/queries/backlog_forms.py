"""Proposals of new days for promises as JSON holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from handfast.company.queries.forms import EPOCH
from handfast.company.queries.forms import exact as exact_text

if TYPE_CHECKING:
    from handfast.company.actions.agree_backlog import AgreedBacklog
    from handfast.company.queries.backlog_proposals import BacklogLine, BacklogVersion

Measured = Callable[[str, int], Decimal]
"""A quantity of an item's smallest units, in the item's unit."""


def day_form(day: int | None) -> str | None:
    """Return a day since 1970-01-01 as JSON holds it."""
    return None if day is None else (EPOCH + dt.timedelta(days=day)).isoformat()


def backlog_form(version: BacklogVersion, measured: Measured) -> dict[str, Any]:
    """Return a proposal as JSON holds it."""
    from handfast.company.queries.backlog_proposals import sums_by_class  # which loads Django: not for --help

    return {
        "proposal": version.name,
        "actor": version.actor,
        "today": day_form(version.today),
        "figures": version.figures,
        "classes": sums_by_class(version.lines),
        "lines": [line_form(line, version, measured) for line in version.lines],
    }


def line_form(line: BacklogLine, version: BacklogVersion, measured: Measured) -> dict[str, Any]:
    """Return a line of a proposal as JSON holds it."""
    return {
        "promise": line.name,
        "class": line.backlog_class,
        "weight": line.weight,
        "customer": line.customer,
        "segment": line.segment,
        "owner": line.owner,
        "item": line.item,
        "site": line.site,
        "quantity": exact_text(measured(line.item, line.quantity)),
        "wish": day_form(line.wish),
        "original": day_form(line.original),
        "promised": day_form(line.was),
        "proposed": day_form(line.day),
        "days": line.days,
        "could": day_form(line.could),
        "at_risk": line.at_risk,
        "change": line.change,
        "why": line.why,
        "agreed": line.promise in version.agreed,
    }


def agreed_form(done: AgreedBacklog) -> dict[str, Any]:
    """Return what agreeing did as JSON holds it."""
    return {
        "proposal": done.proposal.name,
        "revised": [line.name for line in done.lines],
        "at_risk": [f"P-{promise}" for promise in done.at_risk],
    }
