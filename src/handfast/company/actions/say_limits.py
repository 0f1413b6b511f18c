"""What Operations says about the limits, written with who said it and when; what was said before stays in the table."""

from __future__ import annotations

import datetime as dt

from handfast.company.database import current
from handfast.company.moments import kept
from handfast.company.writing import writing
from handfast.errors import Conflict
from handfast.sentences import sentence

MOST = 500
"""Letters of a sentence at most."""

_WRITE = "INSERT INTO limit_words (time, actor, text) VALUES (%s, %s, %s)"


def say_limits(text: str, *, actor: str, now: dt.datetime) -> None:
    """Write what Operations says; empty: the figures speak for themselves again.

    Raises
    ------
    Conflict
        It is too long to be read at a glance.
    """
    said = " ".join(text.split())
    if len(said) > MOST:
        raise Conflict(sentence("This is longer than {most} letters. Say it in a sentence or two.", most=MOST))
    with writing(), current().connection.cursor() as cursor:
        cursor.execute(_WRITE, [kept(now), actor, said])
