"""What programs are answered about new days for promises."""

from __future__ import annotations

from pydantic import Field

from handfast.doors.api.forms import Day, Exact, Form


class BacklogLine(Form):
    """A promise and what it would become; `proposed` null: nothing is proposed, it remains at risk.

    `original`, `promised`: day promised first, and now; `could`: of one that remains at risk the earliest day found.
    """

    promise: str
    number: int
    class_: str = Field(alias="class")
    customer: str
    segment: str
    owner: str
    item: str
    site: str
    quantity: Exact
    wish: Day | None
    original: Day
    promised: Day
    proposed: Day | None
    days: int | None
    could: Day | None
    at_risk: bool
    change: str
    why: str
    agreed: bool


class Backlog(Form):
    """A proposal of new days; `stands`: whether somebody can still agree to it, or the company has left it behind."""

    proposal: str
    number: int
    actor: str
    today: Day
    stands: bool
    figures: dict[str, dict[str, int]]
    classes: list[dict[str, int | str]]
    lines: list[BacklogLine]


class Agreed(Form):
    """What agreeing did: promises that were revised, those that only hold something else too; who is still at risk."""

    proposal: str
    revised: list[str]
    at_risk: list[str]
