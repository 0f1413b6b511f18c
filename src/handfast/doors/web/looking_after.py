"""What whoever looks after people and server should know: who was turned away, who is awaited, the last backup."""

from __future__ import annotations

from typing import Any

from handfast.company.people.audit import Noted, audit_trail
from handfast.company.people.directory import everybody


def looked_after(most: int) -> dict[str, Any]:
    """Return the last who could not sign in, those who have not taken up their invitation, and the last backup."""
    awaited = [
        user for user in everybody() if user.is_active and not user.has_usable_password() and not user.last_login
    ]
    backups = audit_trail(kind="backed_up", most=1)
    backup: Noted | None = backups[0][1] if backups else None
    return {
        "turned_away": audit_trail(kind="sign_in_failed", most=most),
        "awaited": awaited[:most],
        "awaited_more": max(len(awaited) - most, 0),
        "backup": backup,
    }
