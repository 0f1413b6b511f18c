"""The stable forms in which programs read what a company holds: what ``--json`` prints and the API answers.

Days are ISO dates, moments ISO moments, quantities decimal texts in the item's unit. What is not known is null. Keys
may be added; none is renamed or taken away within a major version. An offer's form is its own: see `Offer.to_dict`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handfast.company.queries.expected_cover import ExpectedCover
    from handfast.company.queries.explanation import Explanation, Feed, Missing
    from handfast.company.queries.moved_runs import Moving
    from handfast.company.queries.plans import PlannedNeed, PlannedRun, PlanVersion
    from handfast.company.queries.supply_board import BoardRun
    from handfast.company.routines.jobs import Job

EPOCH = dt.date(1970, 1, 1)


def exact(number: Any) -> str:
    """Return an exact number as a decimal text."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(number: Any) -> str:
    """Return an exact number as people write it: ``1,500`` or ``2.5``."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def promise_form(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a promise as JSON holds it."""
    held = row["held_until"]
    return {
        "promise": row["promise"],
        "state": row["state"],
        "at_risk": row["at_risk"],
        "customer": row["customer"] or None,
        "item": row["item"],
        "site": row["site"],
        "quantity": exact(row["quantity"]),
        "shipped": exact(row["shipped"]),
        "unit": row["unit"],
        **{name: _day(row[name]) for name in ("wish", "ship", "arrive", "original", "earliest", "arrived")},
        "held_until": None if held is None else held.isoformat(),
        "order": row["order"] or None,
        "line": row["line"],
        "owner": row["owner"],
    }


def missing_words(missing: Missing) -> str:
    """Return in words how much is missing of what, and when it is needed."""
    unit = f" {missing.unit}" if missing.unit not in ("", "pcs") else ""
    many, bound, day = f"{plain(missing.missing)}{unit}", f"{plain(missing.bound)}{unit}", missing.needed.isoformat()
    if missing.kind in ("capacity", "overtime"):
        what = "overtime" if missing.kind == "overtime" else "time"
        return f"{many} of {missing.name}'s {what} on {day}: {bound} are taken"
    if missing.kind == "allocation":
        return f"{many} of the segment's quota ({missing.name}): {bound} are promised of it"
    what = f"{many} {missing.item} at {missing.site}"
    if missing.kind == "uncovered":
        return f"{what}, needed on {day}: nothing covers it"
    name = f"{missing.kind} {missing.name}" if missing.name else missing.kind
    has = plain(missing.bound - missing.missing)
    return f"{what}, needed from {day} on: {bound} are bound to {name}, which has {has}"


def explanation_form(told: Explanation, promise: dict[str, Any]) -> dict[str, Any]:
    """Return an explanation as JSON holds it."""
    return {
        **promise,
        "life": [
            {
                "entry": event.entry,
                "time": event.time.isoformat(),
                "kind": event.kind,
                "actor": event.actor,
                "reason": event.reason,
                "approver": event.approver or None,
                "changed": [
                    {"what": each.what, "from": _text(each.before), "to": _text(each.after)} for each in event.changed
                ],
            }
            for event in told.life
        ],
        "missing": [_missing_form(each) for each in told.missing],
        "expected": [_expected_form(each) for each in told.expected],
        "fed_by": [_feed_form(feed) for feed in told.feeds],
    }


def _text(value: Decimal | dt.date) -> str:
    return exact(value) if isinstance(value, Decimal) else value.isoformat()


def _expected_form(each: ExpectedCover) -> dict[str, Any]:
    parts = [
        {
            "kind": part.kind,
            "name": part.name or None,
            "run": part.run or None,
            "quantity": exact(part.quantity),
            "there": part.there.isoformat(),
        }
        for part in each.parts
    ]
    return {
        "item": each.item,
        "site": each.site,
        "quantity": exact(each.quantity),
        "unit": each.unit,
        "run": each.run or None,
        "needed": each.needed.isoformat(),
        "there": None if each.there is None else each.there.isoformat(),
        "from": parts,
    }


def _missing_form(missing: Missing) -> dict[str, Any]:
    return {
        "kind": missing.kind,
        "name": missing.name or None,
        "item": missing.item or None,
        "site": missing.site or None,
        "missing": exact(missing.missing),
        "bound": exact(missing.bound),
        "unit": missing.unit,
        "needed": missing.needed.isoformat(),
        "text": missing_words(missing),
    }


def _feed_form(feed: Feed) -> dict[str, Any]:
    return {
        "kind": feed.kind,
        "name": feed.name or None,
        "run": feed.run or None,
        "item": feed.item,
        "site": feed.site,
        "quantity": exact(feed.quantity),
        "unit": feed.unit,
        "there": feed.there.isoformat(),
        "needed": feed.needed.isoformat(),
        "short": feed.short,
        "missing": exact(feed.missing),
        "bound": exact(feed.bound),
        "starts_on": None if feed.starts_on is None else feed.starts_on.isoformat(),
        "loads": [
            {"resource": load.resource, "day": load.day.isoformat(), "minutes": load.minutes, "overtime": load.overtime}
            for load in feed.loads
        ],
        "fed_by": [_feed_form(each) for each in feed.feeds],
    }


def job_form(job: Job) -> dict[str, Any]:
    """Return a job as JSON holds it."""
    return {
        "job": job.name,
        "kind": job.kind,
        "arguments": job.arguments,
        "state": job.state,
        "actor": job.actor,
        "asked": job.asked.isoformat(),
        "started": job.started.isoformat() if job.started else None,
        "ended": job.ended.isoformat() if job.ended else None,
        "attempts": job.attempts,
        "words": job.words,
        "share": job.share,
        "result": job.result,
        "error": job.error or None,
    }


def plan_form(version: PlanVersion) -> dict[str, Any]:
    """Return a plan as JSON holds it."""
    return {
        "plan": version.name,
        "state": version.state,
        "actor": version.actor,
        "reason": version.reason,
        "today": _iso(version.today),
        "fingerprint": version.fingerprint,
        "figures": version.figures,
        "needs": [need_form(need) for need in version.needs],
        "runs": [run_form(run) for run in version.runs],
    }


def need_form(need: PlannedNeed) -> dict[str, Any]:
    """Return a need as JSON holds it; quantities are smallest units."""
    return {
        "name": need.name,
        "kind": need.kind,
        "item": need.item,
        "site": need.site,
        "quantity": need.quantity,
        "of": need.whole or need.quantity,
        "due": _iso(need.due),
        "day": _iso(need.day),
        "late_days": need.late_days,
    }


def run_form(run: PlannedRun) -> dict[str, Any]:
    """Return a planned run as JSON holds it; quantities are smallest units."""
    return {
        "process": run.way,
        "item": run.item,
        "site": run.site,
        "quantity": run.quantity,
        "starts": _iso(run.start_day),
        "there": _iso(run.available_day),
        "need": run.need if run.need >= 0 else None,
    }


def _day(value: dt.date | None) -> str | None:
    return None if value is None else value.isoformat()


def _iso(day: int | None) -> str | None:
    return None if day is None else (EPOCH + dt.timedelta(days=day)).isoformat()


def board_run_form(run: BoardRun) -> dict[str, Any]:
    """Return a run as it stands, as JSON holds it."""
    return {
        "number": run.id,
        "run": run.name,
        "kind": run.kind,
        "state": run.state,
        "process": run.process,
        "item": run.item,
        "site": run.site,
        "quantity": exact(run.quantity),
        "unit": run.unit,
        "starts": run.starts.isoformat(),
        "there": run.there.isoformat(),
        "movable": run.movable,
    }


def moving_form(moving: Moving) -> dict[str, Any]:
    """Return what would follow if a run were moved, as JSON holds it; a promise that is not seen is null."""
    return {
        "run": f"R-{moving.run.id}",
        "to": _iso(moving.asked),
        "possible": moving.possible,
        "moves": [
            {
                "run": each.name,
                "process": each.process,
                "item": each.item,
                "site": each.site,
                "started": _iso(each.was_start),
                "starts": _iso(each.start),
                "was_there": _iso(each.was_there),
                "there": _iso(each.there),
            }
            for each in moving.moves
        ],
        "conflicts": list(moving.conflicts),
        "could_start": [_iso(day) for day in moving.cures],
        "elsewhere": [f"P-{each}" if each else None for each in moving.elsewhere],
        "later": list(moving.later),
        "seen": moving.seen,
    }
