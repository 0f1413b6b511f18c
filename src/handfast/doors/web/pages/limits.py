"""Limits: Operations speaks, Sales listens: what can still be sold well, what is dear, what we would like sold."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from handfast.company.people.permissions import Permission
from handfast.company.queries.limits import WEEKS, HourPrice
from handfast.doors.entrance.request import Request
from handfast.doors.web.in_words import words_of
from handfast.doors.web.shell import page, part
from handfast.errors import HandfastError
from handfast.facade.limits import FamilyLimit
from handfast.facade.naming import Names

LEVELS = {
    "sure": gettext_lazy("sell it gladly"),
    "watch": gettext_lazy("about as usual"),
    "broken": gettext_lazy("nearly full"),
}
NAMED, SHOWN = 3, 12


@require_safe
def limits(request: Request) -> HttpResponse:
    """Show what can still be sold; what is not known yet is worked out while the page is open."""
    context = {
        **_figures(request, work=False),
        "may_write": request.who.may(Permission.LIMITS_WRITE),
        "hours": _by_resource(request.company.hour_prices()),
    }
    return page(request, "limits/limits.html", **context)


@require_safe
def figures(request: Request) -> HttpResponse:
    """Work out some more weeks, and show all that is known."""
    title = _("What can still arrive by the end of each week")
    return part(request, "limits/figures.html", title, "limits", "limit-figures", **_figures(request, work=True))


@require_safe
def stock(request: Request) -> HttpResponse:
    """Show of what there is too much."""
    found, names = request.company.too_much_stock(), request.company.names()
    rows = [{"row": row, "name": names.item(row.item), "unit": names.unit(row.item)} for row in found.rows[:SHOWN]]
    context: dict[str, Any] = {
        "rows": rows,
        "found": len(found.rows),
        "of": found.of,
        "currency": names.market.currency,
        "sees_value": any(row.value is not None for row in found.rows),
    }
    return part(request, "limits/stock.html", _("What we would like sold"), "limits", **context)


@require_POST
def say(request: Request) -> HttpResponse:
    """Write what Operations says."""
    try:
        request.company.say_limits(request.POST.get("text", ""))
    except HandfastError as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, _("Everybody who opens this page reads it from now on."))
    return HttpResponseRedirect(reverse("limits"))


def what_sells(request: Request) -> str:
    """Return what Operations says of what can be sold; else what is known of it, empty while that is worked out."""
    said = request.company.limit_words()
    if said is not None:
        return said.text
    found = request.company.limits(work=False)
    return _sentence(found, request.company.names()) if found and all(each.still.whole for each in found) else ""


def _figures(request: Request, *, work: bool) -> dict[str, Any]:
    company, names = request.company, request.company.names()
    found = company.limits(work=work)
    known = sum(len(each.still.weeks) for each in found)
    done = all(each.still.whole for each in found)
    return {
        "rows": [
            {
                "family": each.seller.family or _("without a family"),
                "item": each.seller.item,
                "item_name": names.item(each.seller.item),
                "unit": names.unit(each.seller.item),
                "weeks": each.still.known,
            }
            for each in found
        ],
        "weeks": _weeks(found),
        "levels": LEVELS,
        "done": done,
        "percent": int(100 * known / (WEEKS * len(found))) if found else 100,
        "of": min((each.still.of for each in found), default=None),
        "currency": names.market.currency,
        "words": company.limit_words(),
        "sentence": _sentence(found, names) if done else "",
    }


def _weeks(found: list[FamilyLimit]) -> list[Any]:
    """Return the ends of the weeks, as far as any is known."""
    ends = {n: week.until for each in found for n, week in each.still.weeks.items()}
    return [ends.get(n) for n in range(WEEKS)]


def _sentence(found: list[FamilyLimit], names: Names) -> str:
    """Return what the figures say: of what there is plenty all along, and until when the scarce is scarce."""
    plenty, scarce = [], []
    for seller, still in found:
        levels = [week.level for week in still.known if week is not None]
        if all(level == "sure" for level in levels):
            plenty.append(seller.family or names.item(seller.item))
        elif "broken" in levels:
            last = max(n for n, level in enumerate(levels) if level == "broken")
            until = still.weeks[last].until
            scarce.append((seller.family or names.item(seller.item), date_format(until, "j F"), last == WEEKS - 1))
    said = []
    if plenty:
        said.append(_("Please sell %(families)s.") % {"families": _listed(plenty[:NAMED])})
    for family, day, further in scarce[:NAMED]:
        text = _("Of %(family)s little can arrive until %(day)s or later.") if further else None
        said.append((text or _("Of %(family)s little can arrive until %(day)s.")) % {"family": family, "day": day})
    return " ".join(said) or _("Everything can be sold about as usual.")


def _listed(words: list[str]) -> str:
    return (
        words[0]
        if len(words) == 1
        else _("%(first)s and %(last)s")
        % {
            "first": ", ".join(words[:-1]),
            "last": words[-1],
        }
    )


def _by_resource(prices: list[HourPrice]) -> list[tuple[str, list[HourPrice]]]:
    found: dict[str, list[HourPrice]] = {}
    for each in prices:
        found.setdefault(each.resource, []).append(each)
    return sorted(found.items(), key=lambda row: (-max(each.money for each in row[1]), row[0]))
