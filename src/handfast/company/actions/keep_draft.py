"""Keep rows that somebody brought until they are right: begin a draft, mend it, throw it away."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable

from handfast.company.database import current
from handfast.company.moments import kept
from handfast.company.queries.import_drafts import ImportDraft, import_draft
from handfast.company.writing import writing
from handfast.engine.reading.draft import Draft, draft_text
from handfast.errors import StaleAnswer
from handfast.sentences import made_of, sentence

_INSERT = """
INSERT INTO import_draft (name, name_made_of, actor, made, changed, reason, reason_made_of, version, content)
VALUES (%s, %s, %s, %s, %s, %s, %s, 0, %s) RETURNING id
"""
_UPDATE = "UPDATE import_draft SET content = %s, changed = %s, version = version + 1 WHERE id = %s"


def begin_draft(name: str, draft: Draft, *, actor: str, now: dt.datetime, reason: str = "") -> int:
    """Keep a draft; return its number."""
    with writing(), current().connection.cursor() as cursor:
        called, why = (name, made_of(name)), (reason, made_of(reason))
        cursor.execute(_INSERT, [*called, actor, kept(now), kept(now), *why, _packed(draft)])
        return int(cursor.fetchone()[0])


def mend_draft(number: int, version: int, mend: Callable[[Draft], Draft], *, now: dt.datetime) -> ImportDraft:
    """Mend a draft that was seen at `version`; return it as it is then.

    Raises
    ------
    NotFound
        It was imported or thrown away.
    StaleAnswer
        It was mended in another window since.
    """
    with writing(), current().connection.cursor() as cursor:
        before = import_draft(number)
        if before.version != version:
            raise StaleAnswer(sentence("This import was mended in another window. Reload the page, and go on there."))
        cursor.execute(_UPDATE, [_packed(mend(before.draft)), kept(now), number])
        return import_draft(number)


def end_draft(number: int) -> None:
    """Throw a draft away, or let it go once it was imported."""
    with writing(), current().connection.cursor() as cursor:
        cursor.execute("DELETE FROM import_draft WHERE id = %s", [number])


def _packed(draft: Draft) -> bytes:
    return zlib.compress(draft_text(draft).encode(), 3)
