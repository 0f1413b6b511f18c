"""The library as a notebook user meets it: open a company, ask, hold, promise. No Django knowledge needed.

>>> import handfast
>>> company = handfast.open("acme.db")                                              # doctest: +SKIP
>>> offer = company.quote("BENCH-150", 300, "2027-04-12", customer="C-1042")        # doctest: +SKIP
>>> company.promise(offer)                                                          # doctest: +SKIP

Quantities are numbers in the item's unit (``300``, ``"2.5"``, ``Decimal("2.5")``), days are dates or ISO texts.
"""

from handfast.facade.company import Company, create, open  # noqa: A004
from handfast.facade.opened import now_utc, request_name
from handfast.facade.safekeeping import restore

__all__ = ["Company", "create", "now_utc", "open", "request_name", "restore"]
