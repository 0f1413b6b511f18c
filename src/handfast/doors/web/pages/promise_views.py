"""Views of the promise book: kept, changed, let go; each leads back to the book as it was looked at."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handfast.company.queries.promise_views import PromiseView
from handfast.doors.entrance.request import Request
from handfast.doors.web.book_terms import Asked, read_asked
from handfast.doors.web.in_words import words_of
from handfast.errors import Conflict, HandfastError


@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep what is looked for as a new view."""

    def kept(asked: Asked) -> PromiseView:
        return request.company.keep_promise_view(_name(request), asked.terms, shared=_shared(request))

    return _led_back(request, kept, _("This view is kept: its address can be shared."))


@require_POST
def change(request: Request, number: int) -> HttpResponse:
    """Change a view: its name, what it looks for, who finds it; or take it back to its owner alone."""
    company = request.company

    def changed(asked: Asked) -> PromiseView:
        if request.POST.get("stop") == "sharing":
            return company.change_promise_view(number, shared=False)
        return company.change_promise_view(number, name=_name(request), terms=asked.terms, shared=_shared(request))

    return _led_back(request, changed, _("The view is changed."))


@require_POST
def drop(request: Request, number: int) -> HttpResponse:
    """Let a view go."""
    return _led_back(request, lambda _asked: request.company.drop_promise_view(number), _("The view is deleted."))


def _led_back(request: Request, act: Callable[[Asked], PromiseView | None], said: str) -> HttpResponse:
    """Act, and lead to the view that there is then; after a refusal to what was looked at."""
    asked = read_asked(request, request.POST)
    try:
        if asked.unknown:
            raise Conflict(_("Nothing, or more than one thing, is called “%s”.") % asked.unknown)
        view = act(asked)
    except HandfastError as refused:
        messages.error(request, words_of(refused))
        return HttpResponseRedirect(f"{reverse('promises')}?{asked.query.urlencode()}")
    messages.success(request, said)
    seen = "" if view is None or not _is_there(request, view) else f"?view={view.id}"
    return HttpResponseRedirect(reverse("promises") + seen)


def _is_there(request: Request, view: PromiseView) -> bool:
    """Whether whoever acted still finds the view: one that they took back to its owner they do not."""
    return view.shared or view.owner == request.company.actor


def _name(request: Request) -> str:
    return request.POST.get("name", "")


def _shared(request: Request) -> bool:
    return request.POST.get("shared") == "on"
