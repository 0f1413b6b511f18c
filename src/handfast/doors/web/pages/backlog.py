"""New days for open promises: propose them, see whose day changes and why, and agree: each becomes a revision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from handfast.company.people.permissions import Permission
from handfast.company.queries.backlog_proposals import (
    AT_RISK,
    COVERED,
    LATER,
    SAME,
    SOONER,
    BacklogLine,
    BacklogVersion,
    sums_by_class,
)
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.routines.jobs import Job
from handfast.doors.entrance.request import Request
from handfast.doors.web.in_words import words_of
from handfast.doors.web.pages.planning import job_told
from handfast.doors.web.shell import page, part
from handfast.errors import HandfastError, NotFound
from handfast.facade.naming import Names

MOST_DAYS = 3660
PLACE = "backlog-job"
"""Where on the page stands how far a proposal is."""

GROUPS: dict[str, tuple[Lazy, Lazy]] = {
    LATER: (gettext_lazy("A later day"), gettext_lazy("Their customers must be told once somebody has agreed.")),
    AT_RISK: (
        gettext_lazy("Remains at risk"),
        gettext_lazy("Nothing is proposed for these. Agree on a day with the customer, then revise the promise."),
    ),
    COVERED: (gettext_lazy("Covered again, by the day promised"), gettext_lazy("")),
    SOONER: (gettext_lazy("A better day"), gettext_lazy("")),
}
CLASSES = {
    "win": gettext_lazy("win"),
    "gain": gettext_lazy("gain"),
    "redistribute": gettext_lazy("redistribute"),
    "fill": gettext_lazy("fill"),
    "lose": gettext_lazy("lose"),
}


class Row(NamedTuple):
    """A line of a proposal as the page shows it."""

    line: BacklogLine
    class_name: Lazy | str
    customer: str
    item: str
    quantity: Any
    unit: str
    agreed: bool

    @property
    def original(self) -> Any:
        """Day promised first, where that is another than the one now."""
        return as_date(self.line.original) if self.line.original != self.line.was else None

    @property
    def was(self) -> Any:
        """Day promised now."""
        return as_date(self.line.was)

    @property
    def sooner(self) -> int:
        """Days by which the day proposed is before the one promised."""
        return -(self.line.days or 0)

    @property
    def day(self) -> Any:
        """Day proposed; for who remains at risk the earliest found."""
        return as_date(self.line.could if self.line.day is None else self.line.day)


class Group(NamedTuple):
    """Lines whose day changes alike."""

    change: str
    title: Lazy
    about: Lazy
    rows: list[Row]

    @property
    def key(self) -> str:
        """How the page's own links call it."""
        return self.change.replace(" ", "-")

    @property
    def remains(self) -> bool:
        """Whether nothing is proposed for these."""
        return self.change == AT_RISK


@require_safe
def backlog(request: Request, number: int | None = None) -> HttpResponse:
    """Show a proposal, the newest where none is named, and let who may agree to it."""
    may = request.who.may
    context: dict[str, Any] = {
        "may_propose": may(Permission.BACKLOG_PROPOSE),
        "most_days": MOST_DAYS,
        **job_told(_open_job(request)),
    }
    try:
        version = request.company.backlog_proposal(number)
    except NotFound:
        if number is not None:
            raise
        return page(request, "promises/backlog.html", **context)
    stands = request.company.backlog_stands(version)
    groups = list(_groups(version, request.company.names()))
    context |= {
        "version": version,
        "stands": stands,
        "groups": groups,
        "changing": [group for group in groups if not group.remains],
        "remaining": [group for group in groups if group.remains],
        "same": sum(line.change == SAME for line in version.lines),
        "sums": [{**row, "name": CLASSES.get(row["class"], row["class"])} for row in sums_by_class(version.lines)],
        "late": {name: figures["late"] for name, figures in version.figures.items()},
        "may_agree": stands and _to_agree(version) and may(Permission.BACKLOG_AGREE),
    }
    return page(request, "promises/backlog.html", **context)


def _to_agree(version: BacklogVersion) -> bool:
    return any(line.change != SAME for line in version.open)


def _groups(version: BacklogVersion, names: Names) -> Iterator[Group]:
    for change, (title, about) in GROUPS.items():
        rows = [_row(line, version, names) for line in version.lines if line.change == change]
        if rows:
            yield Group(change, title, about, rows)


def _row(line: BacklogLine, version: BacklogVersion, names: Names) -> Row:
    found = names.market.items.get(line.item)
    quantity = exact(line.quantity, 10 ** (found.decimals if found else 0))
    return Row(
        line,
        CLASSES.get(line.backlog_class, line.backlog_class),
        names.customer(line.customer),
        names.item(line.item),
        quantity,
        names.unit(line.item),
        line.promise in version.agreed,
    )


@require_POST
def propose(request: Request) -> HttpResponse:
    """Ask for a proposal; a worker makes it."""
    typed = request.POST.get("most_days_later", "").strip()
    if typed and not (typed.isdecimal() and len(typed) < 5 and int(typed) <= MOST_DAYS):
        messages.error(request, _("“%s” is no number of days. Write one like 10, or leave it empty.") % typed[:40])
    else:
        request.company.ask_job("backlog", most_days_later=int(typed) if typed else None)
    return HttpResponseRedirect(reverse("backlog"))


@require_safe
def job(request: Request, number: int) -> HttpResponse:
    """Show how far a proposal is; when it is made, go to it."""
    found = request.company.job(number)
    if found.kind != "backlog":
        raise NotFound(_("%s makes no proposal of new days.") % found.name)
    if found.state == "done":
        address = reverse("backlog_proposal", args=[int(str(found.result["proposal"]).removeprefix("B-"))])
        return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)
    return part(request, "promises/backlog_job.html", _("New days for promises"), "backlog", PLACE, **job_told(found))


def _open_job(request: Request) -> Job | None:
    if not request.who.may(Permission.BACKLOG_PROPOSE):
        return None
    return next((each for each in request.company.jobs(only_open=True) if each.kind == "backlog"), None)


@require_POST
def agree(request: Request, number: int) -> HttpResponse:
    """Agree to a proposal, wholly or to the promises that were chosen."""
    every = request.POST.get("all") == "yes"
    chosen = request.POST.getlist("promise")
    reason = request.POST.get("reason", "").strip()[:500]
    if not every and not chosen:
        messages.warning(request, _("No promise was chosen."))
        return HttpResponseRedirect(reverse("backlog_proposal", args=[number]))
    try:
        done = request.company.agree(None if every else chosen, reason=reason, proposal=number)
    except HandfastError as refused:
        messages.error(request, words_of(refused))
    else:
        changed = [line for line in done.lines if line.change != SAME]
        said = ngettext(
            "%(count)d promise is revised; its first day stays in the book.",
            "%(count)d promises are revised; their first days stay in the book.",
            len(changed),
        )
        messages.success(request, said % {"count": len(changed)})
        for words in _whom_to_tell(changed):
            messages.warning(request, words)
    return HttpResponseRedirect(reverse("backlog_proposal", args=[number]))


def _whom_to_tell(changed: list[BacklogLine]) -> Iterator[str]:
    """Yield for each owner of promises that come later which of their customers are to be told."""
    owners: dict[str, list[str]] = {}
    for line in changed:
        if line.change == LATER:
            owners.setdefault(line.owner, []).append(line.name)
    for owner, names in sorted(owners.items()):
        said = _("%(owner)s tells the customers of %(names)s.") if owner else _("Tell the customers of %(names)s.")
        yield said % {"owner": owner, "names": ", ".join(names)}
