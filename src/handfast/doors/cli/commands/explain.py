"""``handfast explain``: a promise's life, and everything that feeds it."""

from __future__ import annotations

from handfast.company.queries.forms import promise_form
from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.book import rows_numbered, show_promise

EXAMPLES = ("handfast explain P-12", "handfast explain P-12 --full")


def explain(
    promise: options.Promise,
    full: options.Full = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show why a promise stands as it stands: its life, and what feeds it, back to stock and receipts.

    What is short, or not covered, is marked: that is what puts it at risk.
    """
    from handfast.company.queries.forms import explanation_form
    from handfast.doors.cli.show.explanation import show_explanation

    with opened(place) as company:
        told = company.explain(promise)
        row = rows_numbered(company, [told.promise.id])[0]
    if as_json:
        print_json(explanation_form(told, promise_form(row)))
        return
    show_promise(page(), row)
    show_explanation(page(), told, full=full)
