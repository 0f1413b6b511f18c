"""Whose promises are, from where and made by whom: what decides who may see them, for many at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from handfast.company.database import current

CHUNK = 900
"""Promises that one statement is given at most."""


class Whose(NamedTuple):
    """What decides who may see a promise."""

    customer: str
    site: str
    owner: str


def whose(promises: Collection[int]) -> dict[int, Whose]:
    """Return what decides who may see each of these promises; one that is not there is left out."""
    asked, found = sorted(promises), dict[int, Whose]()
    with current().connection.cursor() as cursor:
        for first in range(0, len(asked), CHUNK):
            part = asked[first : first + CHUNK]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"SELECT id, customer, site, owner FROM promise WHERE id IN ({marks})", part)
            found |= {id_: Whose(customer or "", site, owner) for id_, customer, site, owner in cursor.fetchall()}
    return found
