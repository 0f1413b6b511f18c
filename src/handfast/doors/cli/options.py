"""Arguments and options that several commands share, each with one meaning everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

PLACE = "handfast.db"
"""The company where none is named."""

ENVIRONMENT = "HANDFAST_COMPANY"

Company = Annotated[
    str,
    typer.Option(
        "--company",
        "-c",
        envvar=ENVIRONMENT,
        metavar="PATH|URL",
        help=f"The company: a file, or postgresql://user@host/database. Else ${ENVIRONMENT}, else {PLACE}.",
        show_default=False,
        show_envvar=False,
    ),
]
Actor = Annotated[
    str | None,
    typer.Option(
        "--actor",
        metavar="NAME",
        help="Who acts, as the ledger will remember. Else $HANDFAST_ACTOR, else the login name.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, and nothing else on stdout.", show_default=False)]

Item = Annotated[str | None, typer.Argument(metavar="ITEM", help="Key of the item.", show_default=False)]
Quantity = Annotated[
    str | None, typer.Argument(metavar="QUANTITY", help="How many, in the item's unit.", show_default=False)
]
By = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="DATE", help="Day of arrival wished for: 2027-04-12 or 12.04.2027.", show_default=False
    ),
]
Line = Annotated[
    list[str] | None,
    typer.Option(
        "--line",
        metavar="ITEM:QUANTITY[:DATE]",
        help="One line of an order; give it several times. Lines without a date take that of --by.",
        show_default=False,
    ),
]
Together = Annotated[
    bool,
    typer.Option(
        "--together",
        help="All lines are to arrive on one day: by the earliest of their days, or as soon after it as all can.",
        show_default=False,
    ),
]
Customer = Annotated[str, typer.Option("--customer", "-k", metavar="KEY", help="Who asks.", show_default=False)]
Site = Annotated[
    str, typer.Option("--site", metavar="KEY", help="The only site that may serve it.", show_default=False)
]
Price = Annotated[
    str | None,
    typer.Option(
        "--price",
        metavar="MONEY",
        help="Net price of one unit that is talked about, in the customer's currency. Else the price list's.",
        show_default=False,
    ),
]
Way = Annotated[
    str | None,
    typer.Option(
        "--way",
        metavar="WAY",
        help="Take a counter-offer: its number, or its name where there is only one of that name.",
        show_default=False,
    ),
]
NotAfter = Annotated[
    str | None,
    typer.Option(
        "--not-after",
        metavar="DATE",
        help="Latest day of arrival that is taken. Else the day wished for.",
        show_default=False,
    ),
]
AcceptLate = Annotated[
    bool, typer.Option("--accept-late", help="Take the earliest day, whichever it is.", show_default=False)
]
Full = Annotated[
    bool, typer.Option("--full", help="Show everything that feeds it, down to the last supply.", show_default=False)
]
Order = Annotated[str, typer.Option("--order", metavar="KEY", help="The order it becomes.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the ledger keeps it.", show_default=False)]


def said(text: str) -> str:
    """Refuse a reason that says nothing."""
    if not text.strip():
        raise typer.BadParameter("it says nothing; write a few words.")
    return text


def named(text: str) -> str:
    """Refuse a name that is none."""
    if not text.strip():
        raise typer.BadParameter("it names nobody.")
    return text


Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the ledger keeps it.", callback=said)]
Request = Annotated[
    str | None,
    typer.Option(
        "--request",
        metavar="NAME",
        help="A name for this request: the same one again gives the same answer, and writes nothing twice.",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask back.", show_default=False)]
Promise = Annotated[str, typer.Argument(metavar="PROMISE", help="Its number, like P-12.", show_default=False)]
