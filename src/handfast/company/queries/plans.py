"""Plans as they are kept: their figures, their runs, and what each run is for."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from handfast.company.database import current
from handfast.company.moments import moment_of
from handfast.company.queries.need_names import PORTION, need_name, said_again
from handfast.company.queries.promise_book import as_date
from handfast.engine.network import Ints
from handfast.errors import NotFound
from handfast.sentences import sentence

_COLUMNS = "id, state, made, actor, reason, position, generation, today, fingerprint, figures, body, published_entry"


HORIZON_DAYS = 91
"""How far ahead needs are planned, where nothing else is said: a quarter."""


COUNTS = ("needs", "late", "late_days", "in_part", "unmet")
"""Figures of a plan that say how it meets its needs."""


@dataclass(frozen=True)
class PlannedNeed:
    """A need of a plan and how it is met; days are days since 1970-01-01, quantities smallest units.

    Parameters
    ----------
    name, kind
        What it is called, and what kind it is.
    item, site
        What, and where from.
    due, day
        When it is wanted, and when it is there; None: not before the horizon.
    late_cost
        Points of a day of lateness.
    whole, part
        Of a portion of a need that could not be met as a whole: all that the need is, and the portion's number.
    """

    name: str
    kind: str
    item: str
    site: str
    quantity: int
    due: int
    day: int | None
    promise: int | None
    run: int | None
    segment: str
    late_cost: int
    whole: int = 0
    part: int = 0

    @property
    def called(self) -> str:
        """Its name, as each reader says it."""
        return sentence(PORTION, need=self.asked_name, part=self.part) if self.part else self.asked_name

    @property
    def asked_name(self) -> str:
        """The same as it was asked for: of a portion the name of the whole."""
        what = (self.kind, self.item, self.site, as_date(self.due))
        made = need_name(*what, promise=self.promise, run=self.run, segment=self.segment)
        return said_again(self.name.removesuffix(f", part {self.part}"), made)

    @property
    def late_days(self) -> int | None:
        """Days of lateness; None where it cannot be met."""
        return None if self.day is None else max(0, self.day - self.due)


@dataclass(frozen=True)
class PlannedRun:
    """A run of a plan; `need` is the position of the need that it was placed for, -1: one that is not shown."""

    number: int
    way: str
    item: str
    site: str
    starts: int
    quantity: int
    start_day: int
    available_day: int
    need: int
    minutes: tuple[tuple[str, int, int], ...]  # resource, day, minutes


@dataclass(frozen=True)
class PlanVersion:
    """A plan as it is kept.

    `rows` are the kernel's, one array for each need; `inputs` is what it was made from, see `plan_inputs`: empty where
    that was not kept yet.
    """

    id: int
    state: str
    made: Any
    actor: str
    reason: str
    position: str
    generation: int
    today: int
    fingerprint: str
    figures: dict[str, Any]
    needs: tuple[PlannedNeed, ...] = field(repr=False)
    runs: tuple[PlannedRun, ...] = field(repr=False)
    rows: tuple[Ints, ...] = field(repr=False)
    published_entry: int | None
    inputs: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """How people read it."""
        return plan_name(self.id)


def plan_name(plan: int) -> str:
    """Return how people read a plan's id: ``S-3``."""
    return f"S-{plan}"


def packed_body(
    needs: Sequence[PlannedNeed], runs: Sequence[PlannedRun], rows: Sequence[Ints], inputs: dict[str, Any]
) -> str:
    """Return what a plan consists of and was made from, as it is kept."""
    parts = {
        "needs": [list(vars(need).values()) for need in needs],
        "runs": [list(vars(run).values()) for run in runs],
        "rows": [each.tolist() for each in rows],
        "inputs": inputs,
    }
    return base64.b64encode(zlib.compress(json.dumps(parts, separators=(",", ":")).encode())).decode()


def _version(row: Sequence[Any]) -> PlanVersion:
    id_, state, made, actor, reason, position, generation, today, fingerprint, figures, body, entry = row
    parts = json.loads(zlib.decompress(base64.b64decode(body)))
    runs = []
    for number, way, item, site, starts, quantity, start, available, need, minutes in parts["runs"]:
        loads = tuple((str(resource), int(day), int(part)) for resource, day, part in minutes)
        runs.append(PlannedRun(number, way, item, site, starts, quantity, start, available, need, loads))
    return PlanVersion(
        id_,
        state,
        made,
        actor,
        reason,
        position,
        generation,
        today,
        fingerprint,
        json.loads(figures),
        tuple(PlannedNeed(*need) for need in parts["needs"]),
        tuple(runs),
        tuple(np.array(rows, np.int64).reshape(-1, 7) for rows in parts["rows"]),
        entry,
        parts.get("inputs", {}),
    )


def plan_by_id(plan: int) -> PlanVersion:
    """Return a plan.

    Raises
    ------
    NotFound
        There is none of this number.
    """
    with current().connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM plan WHERE id = %s", [plan])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(sentence("There is no plan {plan_name}. Look at the list of plans.", plan_name=plan_name(plan)))
    return _version(row)


def is_published() -> bool:
    """Return whether a plan is published now."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plan WHERE state = 'published'")
        return int(cursor.fetchone()[0]) > 0


def latest_plan() -> int | None:
    """Return the number of the newest plan; None where there is none."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM plan")
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def published_plan() -> int | None:
    """Return the number of the published plan; None where there is none."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM plan WHERE state = 'published'")
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def plan_list() -> list[dict[str, Any]]:
    """Return all plans without what they consist of, the newest first."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT id, state, made, actor, reason, today, figures FROM plan ORDER BY id DESC")
        rows = cursor.fetchall()
    return [
        {
            "plan": plan_name(id_),
            "state": state,
            "made": moment_of(made),
            "actor": actor,
            "reason": reason,
            "today": today,
            "in_part": 0,  # plans that were made before needs were met in part do not say
            **json.loads(figures),
        }
        for id_, state, made, actor, reason, today, figures in rows
    ]
