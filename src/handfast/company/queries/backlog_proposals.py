"""Proposals of what the backlog could become, as they are kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from handfast.company.database import current
from handfast.company.ledger.sqlite import read, written
from handfast.errors import NotFound
from handfast.sentences import made_again, made_of, sentence

SOONER, LATER, COVERED, SAME, AT_RISK = "sooner", "later", "covered", "same day", "at risk"
CHANGES = (LATER, AT_RISK, COVERED, SOONER, SAME)
"""What a proposal makes of a promise: another day; its day, covered again; its day, held by other supply; or nothing:
it remains at risk."""

CLASSES = ("win", "gain", "redistribute", "fill", "lose")
"""Classes of segments, those first that are placed first."""

_KEEP = """
INSERT INTO backlog_proposal (made, actor, generation, today, figures, lines, agreed)
VALUES (%s, %s, %s, %s, %s, %s, '[]') RETURNING id
"""
_COLUMNS = "id, made, actor, generation, today, figures, lines, agreed"


@dataclass(frozen=True)
class BacklogLine:
    """A promise and what it would become; days are days of arrival since 1970-01-01, quantities smallest units.

    Parameters
    ----------
    quantity
        What is still to leave.
    wish, original, was
        Day wished for, promised first, and promised now.
    day
        Day proposed; None: nothing is proposed, it remains at risk.
    could
        Of a promise that remains at risk: the earliest day found for it beside all others; None: none.
    at_risk
        Whether it is at risk now.
    change
        One of `CHANGES`.
    why
        In words.
    seen
        The entry that changed the promise last, as the proposal saw it.
    """

    promise: int
    backlog_class: str
    weight: int
    customer: str
    segment: str
    owner: str
    item: str
    site: str
    quantity: int
    wish: int | None
    original: int
    was: int
    day: int | None
    could: int | None
    at_risk: bool
    change: str
    why: str
    seen: int

    @property
    def days(self) -> int | None:
        """Days later (+) or sooner (-) than promised now; None: nothing is proposed."""
        return None if self.day is None else self.day - self.was

    @property
    def name(self) -> str:
        """How people read the promise."""
        return f"P-{self.promise}"


@dataclass(frozen=True)
class BacklogVersion:
    """A proposal as it is kept.

    Parameters
    ----------
    figures
        Measures as JSON: ``nothing``, ``beside`` and ``proposed``, each with `late`, `after_wish` and `changed`.
    lines
        Those that change first, the worst of them first; then those that only hold something else.
    agreed
        Numbers of the promises that were agreed to.
    """

    id: int
    made: dt.datetime
    actor: str
    generation: int
    today: int
    figures: dict[str, dict[str, int]]
    lines: tuple[BacklogLine, ...] = field(repr=False)
    agreed: tuple[int, ...]

    @property
    def name(self) -> str:
        """How people read it."""
        return proposal_name(self.id)

    @property
    def open(self) -> tuple[BacklogLine, ...]:
        """Lines that somebody could still agree to."""
        return tuple(line for line in self.lines if line.change != AT_RISK and line.promise not in self.agreed)


def sums_by_class(lines: Iterable[BacklogLine]) -> list[dict[str, Any]]:
    """Return what a proposal does to each class: how many of its promises change, and the days later and sooner."""
    listed = list(lines)
    rows = []
    for name in CLASSES:
        mine = [line for line in listed if line.backlog_class == name]
        if mine:
            counts = {change.replace(" ", "_"): sum(line.change == change for line in mine) for change in CHANGES}
            moved = [line.days or 0 for line in mine]
            later, sooner = (sum(max(0, sign * days) for days in moved) for sign in (1, -1))
            rows.append({"class": name, **counts, "days_later": later, "days_sooner": sooner})
    return rows


def proposal_name(proposal: int) -> str:
    """Return how people read a proposal's id: ``B-3``."""
    return f"B-{proposal}"


def keep_proposal(
    actor: str, now: dt.datetime, *, generation: int, today: int, figures: dict[str, Any], lines: Sequence[BacklogLine]
) -> int:
    """Keep a proposal; return its number."""
    made = written(now) if current().vendor == "sqlite" else now
    rows = json.dumps([_form(line) for line in lines], separators=(",", ":"))
    with current().connection.cursor() as cursor:
        cursor.execute(_KEEP, [made, actor, generation, today, json.dumps(figures), rows])
        return int(cursor.fetchone()[0])


def _form(line: BacklogLine) -> dict[str, Any]:
    """Return a line as it is kept, with what its reason is made of, so that each reader has it in their language."""
    return {**asdict(line), "why": str(line.why), "why_made_of": made_of(line.why)}


def _line(form: dict[str, Any]) -> BacklogLine:
    why = made_again(form["why"], form.pop("why_made_of", None))  # those of before say only the text
    return BacklogLine(**{**form, "why": why})


def mark_agreed(version: BacklogVersion, promises: Sequence[int]) -> None:
    """Remember that lines of a proposal were agreed to."""
    agreed = json.dumps(sorted({*version.agreed, *promises}))
    with current().connection.cursor() as cursor:
        cursor.execute("UPDATE backlog_proposal SET agreed = %s WHERE id = %s", [agreed, version.id])


def proposal_by_id(proposal: int) -> BacklogVersion:
    """Return a proposal.

    Raises
    ------
    NotFound
        There is none of this number.
    """
    with current().connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM backlog_proposal WHERE id = %s", [proposal])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(
            sentence(
                "There is no proposal {proposal_name}. Make a new one.",
                proposal_name=proposal_name(proposal),
            )
        )
    id_, made, actor, generation, today, figures, lines, agreed = row
    return BacklogVersion(
        id_,
        made if isinstance(made, dt.datetime) and made.tzinfo else read(made),
        actor,
        generation,
        today,
        json.loads(figures),
        tuple(_line(line) for line in json.loads(lines)),
        tuple(json.loads(agreed)),
    )


def latest_proposal() -> int | None:
    """Return the number of the newest proposal; None where there is none."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM backlog_proposal")
        found = cursor.fetchone()[0]
    return None if found is None else int(found)
