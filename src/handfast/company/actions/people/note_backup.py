"""Note a backup: everything that the company knows left it in one file, so the audit trail says who wrote it."""

from __future__ import annotations

import datetime as dt

from handfast.company.people.audit import note
from handfast.company.writing import writing


def note_backup(file: str, *, actor: str, now: dt.datetime) -> None:
    """Write down who wrote a backup to a file of this name; the place it stands in is nobody's business."""
    with writing():
        note("backed_up", actor=actor, now=now, said={"file": file})
