"""How many random stories a state machine plays on a database."""

from __future__ import annotations

import os

STORIES = {"sqlite": 9, "postgresql": 4}
"""SQLite plays most of them; PostgreSQL, many times slower to empty, those that show that it agrees."""

DEEP = 200


def stories_on(kind: str) -> int:
    """Return how many; under the ``deep`` profile as many on either."""
    return DEEP if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else STORIES[kind]
