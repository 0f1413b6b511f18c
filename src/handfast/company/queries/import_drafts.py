"""Imports that somebody is mending."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass, field

from handfast.company.database import current
from handfast.company.moments import moment_of
from handfast.engine.reading.draft import Draft, draft_of_text
from handfast.errors import NotFound
from handfast.sentences import made_again, sentence

_COLUMNS = "id, name, name_made_of, actor, made, changed, reason, reason_made_of, version"
_LIST = f"SELECT {_COLUMNS} FROM import_draft ORDER BY changed DESC"
_ONE = f"SELECT {_COLUMNS}, content FROM import_draft WHERE id = %s"


@dataclass(frozen=True)
class ImportDraft:
    """A draft as it is kept; `draft` is empty where many are listed."""

    number: int
    name: str
    actor: str
    made: dt.datetime
    changed: dt.datetime
    reason: str
    version: int
    draft: Draft = field(default_factory=Draft)


def import_drafts() -> list[ImportDraft]:
    """Return all drafts without their rows, the one mended last first."""
    with current().connection.cursor() as cursor:
        cursor.execute(_LIST)
        return [_draft(*row) for row in cursor.fetchall()]


def import_draft(number: int) -> ImportDraft:
    """Return a draft with its rows.

    Raises
    ------
    NotFound
        There is none of this number: it was imported or thrown away.
    """
    with current().connection.cursor() as cursor:
        cursor.execute(_ONE, [number])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(sentence("There is no draft {number}: it was imported, or thrown away.", number=number))
    return _draft(*row)


def _draft(
    number: int,
    name: str,
    name_of: str | None,
    actor: str,
    made: dt.datetime,
    changed: dt.datetime,
    reason: str,
    reason_of: str | None,
    version: int,
    content: bytes | None = None,
) -> ImportDraft:
    draft = Draft() if content is None else draft_of_text(zlib.decompress(bytes(content)).decode())
    called, why = made_again(name, name_of), made_again(reason, reason_of)
    return ImportDraft(number, called, actor, moment_of(made), moment_of(changed), why, version, draft)
