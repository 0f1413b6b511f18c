"""The audit trail: what was done about people and by what data leaves, by whom, from where. Rows are never changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from handfast.company.people.exactly import exactly

if TYPE_CHECKING:
    from handfast.company.models.people import Audit

KINDS: dict[str, str] = {
    "signed_in": "signed in",
    "sign_in_failed": "could not sign in",
    "second_factor_failed": "gave a wrong second factor",
    "locked_out": "was locked out for a while",
    "signed_out": "signed out",
    "sessions_ended": "ended sessions",
    "invited": "invited",
    "invitation_taken": "took up an invitation",
    "reset_asked": "asked for a new password",
    "password_set": "set a password",
    "person_changed": "changed what somebody may do and see",
    "person_closed": "closed an account",
    "person_opened": "opened an account again",
    "second_factor_set": "set up a second factor",
    "second_factor_removed": "removed a second factor",
    "token_made": "made a token",
    "token_revoked": "revoked a token",
    "webhook_added": "let another system be told what happens",
    "webhook_paused": "paused a webhook",
    "webhook_resumed": "resumed a webhook",
    "webhook_removed": "removed a webhook",
    "backed_up": "wrote a backup",
    "refused": "was refused",
}
"""What can have happened, in words that follow a name."""


class Noted(NamedTuple):
    """A row of the audit trail, with what happened in words, and what exactly: as it was kept, and in words."""

    time: dt.datetime
    actor: str
    kind: str
    words: str
    about: str
    address: str
    said: dict[str, Any]
    exactly: str


def audit_trail(
    *, about: str = "", kind: str = "", before: int | None = None, most: int = 100
) -> list[tuple[int, Noted]]:
    """Return the newest rows with their numbers: about one person, of one kind, older than a row."""
    from django.db.models import Q

    from handfast.company.models.people import Audit

    rows = Audit.objects.order_by("-id")
    if about:
        rows = rows.filter(Q(actor=about) | Q(about=about))
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [(row.pk, _noted(row)) for row in rows[:most]]


def _noted(row: Audit) -> Noted:
    words = KINDS.get(row.kind, row.kind)
    return Noted(row.time, row.actor, row.kind, words, row.about, row.address, row.said, exactly(row.said))


def note(
    kind: str, *, actor: str, now: dt.datetime, about: str = "", address: str = "", said: dict[str, Any] | None = None
) -> None:
    """Write down what happened. `said` holds what exactly, never a secret."""
    from handfast.company.models.people import Audit

    if kind not in KINDS:
        raise ValueError(f"the audit trail knows no '{kind}'")
    Audit.objects.create(time=now, actor=actor, kind=kind, about=about, address=address, said=said or {})
