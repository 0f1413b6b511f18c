"""Schema, admin and pages only; one file an area. The ledger and bulk loading speak SQL."""

from __future__ import annotations

from handfast.company.models import (
    backlog_proposals,
    demand,
    events,
    jobs,
    ledger,
    limit_words,
    people,
    plans,
    processes,
    promise_views,
    sales,
    service,
    structure,
    supply,
    table_changes,
    volume_plans,
)
from handfast.company.models.people import User

__all__ = [
    "User",
    "backlog_proposals",
    "demand",
    "events",
    "jobs",
    "ledger",
    "limit_words",
    "people",
    "plans",
    "processes",
    "promise_views",
    "sales",
    "service",
    "structure",
    "supply",
    "table_changes",
    "volume_plans",
]
