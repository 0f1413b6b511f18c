"""Moments as each database keeps them: what SQL writes and compares, and what comes back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handfast.company.database import current
from handfast.company.ledger.sqlite import written


def kept(moment: dt.datetime) -> Any:
    """Return what a statement is given for a moment; on SQLite a text that sorts as moments do."""
    return written(moment) if current().vendor == "sqlite" else moment


def moment_of(value: Any) -> dt.datetime:
    """Return the moment that a row of the current company holds."""
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def moment_or_none(value: Any) -> dt.datetime | None:
    """Return the moment that a row holds, if it holds one."""
    return None if value is None else moment_of(value)
