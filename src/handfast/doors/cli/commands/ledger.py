"""``handfast ledger verify``: derive every balance from the entries alone, and compare."""

from __future__ import annotations

from handfast.doors.cli import options
from handfast.doors.cli.endings import Ending, ended
from handfast.doors.cli.paper import BROKEN, SURE, page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.faults import counted

EXAMPLES = ("handfast ledger verify", "handfast ledger verify --company acme.db --json")


def verify(place: options.Company = options.PLACE, as_json: options.Json = False) -> None:
    """Derive every balance, promise and run from the ledger's entries alone, and compare with what is kept.

    Sound means: every figure follows from the entries, nothing is oversold, and every promise is covered or openly at
    risk. Ends with 1 where anything differs.
    """
    with opened(place) as company:
        differences = company.verify()
    if as_json:
        print_json({"sound": not differences, "differences": differences})
    elif differences:
        page().print(f"The ledger is not sound: {counted(len(differences), 'difference')}.", style=BROKEN)
        for each in differences:
            page().print(f"  · {each}", soft_wrap=True)
    else:
        page().print("The ledger is sound: every balance follows from its entries; nothing is oversold.", style=SURE)
    if differences:
        ended(Ending.NO)
