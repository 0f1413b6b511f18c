"""What whoever looks after people and server should know: who was turned away, who is awaited, the last backup."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from handfast.company.people.audit import Noted, audit_trail
from handfast.company.people.directory import everybody

LOOKED_AT = 200
"""Rows of the audit trail that are looked at for who was turned away."""


class TurnedAway(NamedTuple):
    """Somebody who could not sign in: how often lately, and when last."""

    actor: str
    address: str
    time: dt.datetime
    times: int


def _turned_away() -> list[TurnedAway]:
    """Return who could not sign in, each name and address once, the last first."""
    found: dict[tuple[str, str], TurnedAway] = {}
    for _, row in audit_trail(kind="sign_in_failed", most=LOOKED_AT):
        before = found.get((row.actor, row.address), TurnedAway(row.actor, row.address, row.time, 0))
        found[row.actor, row.address] = before._replace(times=before.times + 1)
    return list(found.values())


def looked_after(most: int) -> dict[str, Any]:
    """Return the last who could not sign in, those who have not taken up their invitation, and the last backup."""
    awaited = [
        user for user in everybody() if user.is_active and not user.has_usable_password() and not user.last_login
    ]
    backups = audit_trail(kind="backed_up", most=1)
    backup: Noted | None = backups[0][1] if backups else None
    return {
        "turned_away": _turned_away()[:most],
        "awaited": awaited[:most],
        "awaited_more": max(len(awaited) - most, 0),
        "backup": backup,
    }
