"""Which need of a plan somebody means: by its name, or by as much of it as one of them alone has."""

from __future__ import annotations

from collections.abc import Sequence
from re import findall

from handfast.company.queries.plans import PlannedNeed
from handfast.errors import NotFound
from handfast.sentences import sentence

NAMED = 5
"""Needs that are named where several could be meant."""


def need_called(needs: Sequence[PlannedNeed], name: str, costs: Sequence[int], where: str) -> int:
    """Return the position of a need; of one that is met in portions, without a portion's number the last of them.

    Parameters
    ----------
    name
        Its name, or words of it: ``chair-s alps 2027-03-08``.
    costs
        What the lateness of each costs: where several could be meant, the dearest are named.
    where
        The plan's name; empty where there is none.

    Raises
    ------
    NotFound
        There is none, or there are several.
    """
    found = [n for n, need in enumerate(needs) if need.name == name]
    found = found or [n for n, need in enumerate(needs) if need.name.startswith(f"{name}, part ")][-1:]
    if found:
        return found[0]
    words = name.casefold().replace(",", " ").split()
    like = [n for n, need in enumerate(needs) if words and all(_has(need.name.casefold(), word) for word in words)]
    if len(like) == 1:
        return like[0]
    plan = where or sentence("The plan")
    if not like:
        look = sentence(
            "{plan} has no need called {name}. Look: handfast plan show {where}", plan=plan, name=name, where=where
        )
        alone = sentence("The plan has no need called {name}. Look: handfast plan show", name=name)
        raise NotFound(look if where else alone)
    dearest = sorted(like, key=lambda n: (-costs[n], n))[:NAMED]
    names = "; ".join(needs[n].name for n in dearest)
    among = sentence("They are") if len(like) <= NAMED else sentence("Those that cost most are")
    raise NotFound(
        sentence(
            "{plan} has {count} needs called like {name}. {among}: {names}. Say which.",
            plan=plan,
            count=len(like),
            name=name,
            among=among,
            names=names,
        )
    )


def _has(name: str, word: str) -> bool:
    """Return whether a name has a word, or a part of one; a number must be one of its numbers as a whole."""
    return word in findall(r"\d+", name) if word.isdigit() else word in name
