"""What programs are answered about runs, and about moving them."""

from __future__ import annotations

from handfast.doors.api.forms import Day, Exact, Form


class RunSeen(Form):
    """A run as it stands; `kind`: whether promises count on it, or the plan alone; `movable`: not started, not held."""

    number: int
    run: str
    kind: str
    state: str
    process: str
    item: str
    site: str
    quantity: Exact
    unit: str
    starts: Day
    there: Day
    movable: bool


class MovedRun(Form):
    """A run that moves: when it started and was there, and when it starts and is there then."""

    run: str
    process: str
    item: str
    site: str
    started: Day
    starts: Day
    was_there: Day
    there: Day


class RunMove(Form):
    """What would follow if a run started on another day.

    `moves`: it, then the plan's runs that move along; `conflicts`: why it is not possible, and `could_start` the
    nearest days that are; `elsewhere`: promises in time as before, from another supply (null: one that you do not
    see); `later`: what the plan would have later; `seen`: the name of just this, to move it so.
    """

    run: str
    to: Day
    possible: bool
    moves: list[MovedRun]
    conflicts: list[str]
    could_start: list[Day]
    elsewhere: list[str | None]
    later: list[str]
    seen: str
