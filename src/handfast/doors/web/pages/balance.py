"""The five figures of balance, as an executive reads them on Today: each leads to the rows behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handfast.company.queries.promise_list import OPEN, Search, Worth
from handfast.doors.entrance.request import Request
from handfast.doors.web.shell import part

AHEAD, BEHIND = dt.timedelta(weeks=4), dt.timedelta(days=30)


@dataclass(frozen=True)
class Figure:
    """A figure of the balance.

    Parameters
    ----------
    label
        What it is.
    value
        How much; empty where nobody knows.
    more
        What else belongs to it: of how many, where, what is not counted.
    address
        Where the rows behind it are.
    unit
        Of the value: a currency, or per cent.
    kind
        ``risk`` where somebody should look at it.
    """

    label: str
    value: str
    more: str
    address: str
    unit: str = ""
    kind: str = ""


@require_safe
def balance(request: Request) -> HttpResponse:
    """Show the five figures."""
    found = [_due(request), _kept(request), _at_risk(request), _bottleneck(request), _excess(request)]
    return part(request, "today/balance.html", _("The balance"), "today", "balance", figures=found)


def _due(request: Request) -> Figure:
    until = request.company.today + AHEAD
    worth = request.company.promises_worth(Search(("promised",), until=until))
    address = _book(state="promised", until=until.isoformat())
    return Figure(_("promised, to arrive within 4 weeks"), *_money(request, worth, address))


def _kept(request: Request) -> Figure:
    """Promise kept (RL.2.2): in full on or before the day that was promised first, of those that ended."""
    day = request.company.today
    stands = request.company.day_figures(day, day - BEHIND)
    share = number_format(round(Decimal(100 * stands.kept) / stands.ended), 0) if stands.ended else ""
    more = (
        _("%(kept)s of %(ended)s") % {"kept": stands.kept, "ended": stands.ended} if stands.ended else _("none ended")
    )
    address = _book(state="delivered", by="-arrive")
    return Figure(_("promises kept in the last 30 days"), share, more, address, "%" if share else "")


def _at_risk(request: Request) -> Figure:
    worth = request.company.promises_worth(Search(OPEN, at_risk=True))
    kind = "risk" if worth.promises else ""
    return Figure(_("at risk"), *_money(request, worth, _book(risk="on")), kind)


def _bottleneck(request: Request) -> Figure:
    """Capacity utilisation of the fullest resource: hours loaded of hours there, over the weeks of the board."""
    board = request.company.supply_board()
    loaded = [(row.strain[1], row) for row in board]
    if not loaded:
        return Figure(_("load of the bottleneck"), "", _("no resource has hours"), reverse("supply"))
    share, worst = max(loaded, key=lambda each: each[0])
    address = f"{reverse('supply')}?{urlencode({'resource': worst.resource})}#runs"
    weeks = ngettext("%(name)s, %(count)d week", "%(name)s, %(count)d weeks", len(worst.weeks))
    more = weeks % {"name": worst.name, "count": len(worst.weeks)}
    return Figure(
        _("load of the bottleneck"), f"{number_format(round(share * 100), 0, force_grouping=True)} %", more, address
    )


def _excess(request: Request) -> Figure:
    """Excess: stock above policy, at cost."""
    rows = request.company.too_much_stock().rows
    known = [row.value for row in rows if row.value is not None]
    more = ngettext("%(count)d item", "%(count)d items", len(rows)) % {"count": len(rows)}
    value = number_format(round(sum(known, Decimal(0))), 0, force_grouping=True)
    currency = request.company.names().market.currency
    return Figure(_("stock beyond what is needed, at cost"), value, more, f"{reverse('limits')}#like", currency)


# ------------------------------------------------------------ small parts


def _money(request: Request, worth: Worth, address: str) -> tuple[str, str, str, str]:
    """Return what promises bring, of how many, the address that is given, and the currency."""
    market = request.company.names().market
    amount = Decimal(worth.amount).scaleb(-market.rates.digits)
    return number_format(round(amount), 0, force_grouping=True), _counted(worth), address, market.currency


def _counted(worth: Worth) -> str:
    said = ngettext("%(count)d promise", "%(count)d promises", worth.promises) % {"count": worth.promises}
    if not worth.unpriced:
        return said
    without = ngettext("%(count)d without a price", "%(count)d without a price", worth.unpriced)
    return f"{said}, {without % {'count': worth.unpriced}}"


def _book(**terms: Any) -> str:
    return f"{reverse('promises')}?{urlencode(terms)}"
