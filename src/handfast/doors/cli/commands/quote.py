"""``handfast quote``: whether we can, by when, at what margin, and if not, what else."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.endings import Ending, ended, wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.wish import read_wish

EXAMPLES = (
    "handfast quote BENCH-150 300 --by 2027-04-12 --customer C-1042",
    "handfast quote OIL-TEAK 2.5",
    "handfast quote --line BENCH-150:40 --line PARASOL-300-GREEN:40:2027-04-20 --by 2027-04-12 --together",
    "handfast quote --from asks.csv",
)


def quote(
    item: options.Item = None,
    quantity: options.Quantity = None,
    by: options.By = None,
    customer: options.Customer = "",
    line: options.Line = None,
    together: options.Together = False,
    site: options.Site = "",
    price: options.Price = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Answer each row of a CSV or Excel file (item, quantity, by, customer, site, price) by its day.",
            show_default=False,
        ),
    ] = None,
    full: options.Full = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Ask whether we can, by when, why not earlier, and what else could be offered.

    Changes nothing. Ends with 0 where all of it is possible as wished, else with 1.
    """
    if from_ is not None:
        if item or line:
            wrong_use("--from takes its asks from the file: leave ITEM and --line out.")
        from handfast.doors.cli.batch import answer_file

        answer_file(from_, place, as_json=as_json)
        return
    wish = read_wish(item, quantity, line, by=by, customer=customer, site=site, price=price, together=together)
    with opened(place) as company:
        offer = company.quote_lines(wish.lines, customer=wish.customer, together=wish.together)
    if as_json:
        print_json(offer.to_dict())
    else:
        from handfast.doors.cli.show.offer import show_offer

        show_offer(page(), offer, wish, full=full)
    if not offer.on_time:
        ended(Ending.NO)
