"""Note what an import changed in the tables: what it was, what it is, who, when and why."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from typing import Any

from handfast.company.database import current
from handfast.company.moments import kept
from handfast.engine.reading.changes import TableChanges
from handfast.engine.tables import CONTRACT
from handfast.sentences import made_of

_INSERT = """
INSERT INTO table_change (time, actor, reason, reason_made_of, counts, content) VALUES (%s, %s, %s, %s, %s, %s)
"""


def note_changes(changes: Mapping[str, TableChanges], *, actor: str, now: dt.datetime, reason: str) -> None:
    """Keep `changes` by table, inside the caller's transaction; nothing where there are none."""
    if not changes:
        return
    counts = {name: [len(each.added), each.rows, len(each.gone)] for name, each in changes.items()}
    content = json.dumps({name: _form(name, each) for name, each in changes.items()}, ensure_ascii=False)
    with current().connection.cursor() as cursor:
        why = (reason, made_of(reason))
        cursor.execute(_INSERT, [kept(now), actor, *why, json.dumps(counts), zlib.compress(content.encode())])


def _form(name: str, changes: TableChanges) -> dict[str, Any]:
    """Return changes as they are kept; added rows stand in their table, and only their names are noted."""
    added = [{column: row[column] for column in CONTRACT[name].key} for row in changes.added]
    return {"added": added, "cells": changes.cells, "gone": changes.gone}
