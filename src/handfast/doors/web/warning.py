"""Words that warn a customer: kind and true, and nothing that is not theirs to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handfast.doors.web.tags import quantity, unit


def warning(row: Mapping[str, Any], customer: str) -> str:
    """Return words that tell kindly and truly that the day of a promise is not sure any more.

    Parameters
    ----------
    row
        The promise, as the book names its fields, with ``item_name``.
    customer
        What they are called.
    """
    what = f"{quantity(row['quantity'])}{unit(row['unit'])} {row['item_name']}"
    day = date_format(row["arrive"], "l, j F") if row["arrive"] else ""
    order = _(" (your order %(order)s)") % {"order": row["order"]} if row["order"] else ""
    return "\n".join(
        [
            _("Dear %(name)s,") % {"name": customer} if customer else _("Hello,"),
            "",
            _(
                "we promised you %(what)s%(order)s for %(day)s. Something that we need for it is late, and we are not "
                "sure any more that we can keep this day."
            )
            % {"what": what, "order": order, "day": day},
            _(
                "We are working on it, and will tell you the new day, or that the old one holds, as soon as we know. "
                "We are sorry for the trouble."
            ),
        ]
    )
