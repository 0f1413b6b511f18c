"""Plans and proposals, under the board: make a plan and see it become one, compare it, publish it, accept proposals."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from handfast.company.people.permissions import Permission
from handfast.company.people.seeing_plans import FROM_ANOTHER_SITE
from handfast.company.routines.jobs import Job
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.in_words import in_words, words_of
from handfast.doors.web.shell import part
from handfast.doors.web.supplied import way_in_words
from handfast.doors.web.typed_numbers import counted_number
from handfast.errors import HandfastError, NotFound
from handfast.facade.naming import Names

SHOWN = 40
"""Proposals, and runs that moved, that are shown at once."""

PLACE = "plan-job"
"""Where on the page stands how far a plan is, and how it compares."""

PATIENCE = dt.timedelta(seconds=20)
"""A worker that is free takes a job within seconds."""

SECONDS = (10, 30, 120)
KINDS = {
    "buy": gettext_lazy("buy"),
    "make": gettext_lazy("make"),
    "move": gettext_lazy("move"),
    "expedite": gettext_lazy("expedite"),
    "delay": gettext_lazy("delay"),
    "cancel": gettext_lazy("cancel"),
}
CHANGES = {
    "added": gettext_lazy("added"),
    "dropped": gettext_lazy("dropped"),
    "moved": gettext_lazy("moved"),
    "resized": gettext_lazy("of another size"),
}


def planning(request: Request) -> dict[str, Any]:
    """Return where planning stands: the plan that is published, a newer draft, a job on its way."""
    may = request.who.may
    if not may(Permission.PLAN_SEE):
        return {"plans_seen": False}
    plans = request.company.plans()
    rows = plans.to_dicts() if plans.height else []
    job = next((each for each in request.company.jobs(only_open=True) if each.kind == "plan"), None)
    newest = rows[0] if rows and rows[0]["state"] == "draft" else None
    return {
        "plans_seen": True,
        "published": next((row for row in rows if row["state"] == "published"), None),
        "draft": newest,
        "seconds": SECONDS,
        "may_make": may(Permission.PLAN_MAKE),
        **job_told(job),
    }


def proposed(request: Request) -> dict[str, Any]:
    """Return the proposals, of one kind where one is asked for."""
    if not request.who.may(Permission.PLAN_SEE):
        return {}
    company, names = request.company, request.company.names()
    found = company.proposal_rows()
    counts = Counter(row["kind"] for row in found)
    kind = request.GET.get("kind", "")
    chosen = [row for row in found if row["kind"] == kind] if kind in KINDS else found
    return {
        "kind": kind,
        "kinds": [(key, label, counts[key]) for key, label in KINDS.items() if key in counts],
        "proposals": [
            {
                **row,
                "item_name": names.item(row["item"]),
                "site_name": names.site(row["site"]),
                "acceptable": row["on_order"] or row["proposal"].startswith("R-"),  # not a hint how to plan
                "with": in_words(names.site(row["with"] or "")),  # the supplier, or the site that it is moved from
            }
            for row in chosen[:SHOWN]
        ],
        "proposals_found": len(chosen),
        "kind_words": KINDS,
        "currency": names.market.currency,
        "may_accept": request.who.may(Permission.PROPOSALS_ACCEPT),
    }


@require_POST
def accept(request: Request) -> HttpResponse:
    """Accept the proposals that were chosen, or the one whose button was pressed."""
    one = request.POST.get("one", "")
    chosen = [one] if one else request.POST.getlist("proposal")
    if not chosen:
        messages.warning(request, _("No proposal was chosen."))
    else:
        try:
            done = request.company.accept(chosen)
        except HandfastError as refused:
            messages.error(request, words_of(refused))
        else:
            said = ngettext("%(names)s is accepted.", "%(count)d proposals are accepted: %(names)s.", len(done))
            messages.success(request, said % {"count": len(done), "names": ", ".join(done)})
    return HttpResponseRedirect(reverse("supply") + "#proposals")


@require_POST
def make(request: Request) -> HttpResponse:
    """Ask for a plan; a worker makes it."""
    typed = counted_number(request.POST.get("seconds", ""))
    seconds = typed if typed in SECONDS else SECONDS[0]
    ticked = {name: request.POST.get(name) == "on" for name in ("overtime", "expedite")}
    job = request.company.ask_job("plan", seconds=float(seconds), **ticked)
    return part(request, "supply/job.html", _("A plan that is being made"), "supply", PLACE, **job_told(job))


@require_safe
def job(request: Request, number: int) -> HttpResponse:
    """Show how far a plan is; when it is made, how it compares."""
    found = request.company.job(number)
    if found.state == "done" and found.kind == "plan":
        return part(
            request,
            "supply/compare.html",
            _("How the plans differ"),
            "supply",
            **_compared(request, str(found.result["plan"])),
        )
    return part(request, "supply/job.html", _("A plan that is being made"), "supply", PLACE, **job_told(found))


@require_POST
def cancel(request: Request, number: int) -> HttpResponse:
    """End a plan that is being made."""
    return part(
        request,
        "supply/job.html",
        _("A plan that is being made"),
        "supply",
        PLACE,
        **job_told(request.company.cancel_job(number)),
    )


@require_safe
def compare(request: Request, number: int) -> HttpResponse:
    """Show how a plan differs from the published one, before it is published."""
    return part(
        request, "supply/compare.html", _("How the plans differ"), "supply", PLACE, **_compared(request, f"S-{number}")
    )


@require_POST
def publish(request: Request, number: int) -> HttpResponse:
    """Publish a plan."""
    try:
        done = request.company.publish(number, reason=request.POST.get("reason", "").strip()[:500])
    except HandfastError as refused:
        messages.error(request, words_of(refused))
    else:
        said = _("%(plan)s is published: %(runs)d runs came, %(gone)d went, %(covered)d at risk were covered.")
        messages.success(
            request, said % {"plan": done.plan.name, "runs": done.runs, "gone": done.gone, "covered": done.covered}
        )
    return HttpResponseRedirect(reverse("supply"))


def job_told(found: Job | None) -> dict[str, Any]:
    """Return a job as its part shows it: how far it is, and whether it has waited so long that nobody does jobs."""
    if found is None:
        return {"job": None}
    percent = None if found.share is None else min(int(100 * found.share), 100)
    waits = found.state == "waiting" and now() - found.asked > PATIENCE
    return {"job": found, "percent": percent, "nobody": waits}


def _compared(request: Request, plan: str) -> dict[str, Any]:
    """Return the figures of a plan beside those of the published one, and the runs that differ."""
    company = request.company
    plans = company.plans()
    rows = plans.to_dicts() if plans.height else []
    new = next((row for row in rows if row["plan"] == plan), None)
    if new is None:
        raise NotFound(_("There is no plan %s.") % plan)
    old = next((row for row in rows if row["state"] == "published" and row["plan"] != plan), None)
    moves, names = company.plan_move_rows(old["plan"], plan) if old else [], company.names()
    return {
        "new": new,
        "old": old,
        "number": int(plan[2:]),
        "figures": _figures(old and company.plan_figures(old["plan"]), company.plan_figures(plan)),
        "changes": _changes(moves),
        "moves": [_moved(move, names) for move in moves[:SHOWN]],
        "moves_found": len(moves),
        "change_words": CHANGES,
        "may_publish": request.who.may(Permission.PLAN_PUBLISH),
    }


def _figures(old: dict[str, Any] | None, new: dict[str, Any]) -> list[dict[str, Any]]:
    labels = {
        "needs": _("needs"),
        "late": _("of them late"),
        "late_days": _("days of lateness"),
        "in_part": _("met in part"),
        "unmet": _("not met"),
    }
    return [
        {"label": label, "old": old and old[key], "new": new[key], "diff": new[key] - old[key] if old else None}
        for key, label in labels.items()
    ]


def _moved(move: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Return a run that differs, with what it brings and how; its process's key where that is known no more."""
    way = move["process"]
    brings, done = names.brought_by(way), way_in_words(way, names)
    if way == FROM_ANOTHER_SITE:
        brings, done = names.item(move["point"].rpartition(" at ")[0]), in_words(way)
    return {**move, "called": f"{brings}, {done}" if brings else in_words(way)}


def _changes(moves: Iterable[Mapping[str, Any]]) -> list[tuple[Any, int]]:
    """Return how many runs changed in which way."""
    counts = Counter(move["change"] for move in moves).most_common()
    return [(CHANGES.get(change, change), count) for change, count in counts]
