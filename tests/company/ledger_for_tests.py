"""A small shop for the ledger's tests: benches on a shelf, oak on its way, a welding line."""

import datetime as dt

from handfast.company.ledger import Commit, NewBalance, NewEntry, NewPromise, NewRun, RequestName, Take, Written, write

NOW = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TODAY = 20878  # 2027-03-01 as days since 1970-01-01
BENCH, OAK, WELD = 7, 8, 3  # rows of stock points and of a resource


def put_on_shelf(
    quantity: int, *, day: int = TODAY, node: int = BENCH, expires: int | None = None, ref: str = ""
) -> int:
    """Write a lot and return its balance's id."""
    lot = NewBalance(-1, "stock", node, day, quantity, expires, ref=ref)
    return write(NewEntry("import", "anna", balances=[lot]), NOW).balances[-1]


def asked(
    quantity: int, state: str = "promised", *, ship: int = TODAY + 10, hours: int = 2, **more: object
) -> NewPromise:
    """Return a new promise that ships on a day and arrives two days later."""
    expires = NOW + hours * HOUR if state == "held" else None
    said = {"ship_day": ship, "arrive_day": ship + 2, "expires_at": expires} | more
    return NewPromise(-1, state, "BENCH-150", "NORTH", quantity, **said)


def taking(
    quantity: int, balance: int, state: str = "promised", *, request: RequestName | None = None, **more: object
) -> NewEntry:
    """Return the entry of a promise, or hold, that takes all from one balance."""
    promise = asked(quantity, state, **more)
    kind = "hold" if state == "held" else "promise"
    commits = [Commit(balance, promise.ship_day, quantity, promise=-1)]
    return NewEntry(kind, "ben", request=request, promises=[promise], commits=commits)


def take(quantity: int, balance: int, state: str = "promised", **more: object) -> int:
    """Write a promise, or hold, that takes all from one balance, and return its id."""
    return write(taking(quantity, balance, state, **more), NOW).promises[-1]


def making(quantity: int, oak: int, state: str = "held", *, surplus: int = 0, start: int = TODAY + 2) -> NewEntry:
    """Return the entry of a promise, or hold, of benches to be welded: two oak tops and twelve minutes for each."""
    made = quantity + surplus
    return NewEntry(
        "hold" if state == "held" else "promise",
        "ben",
        promises=[asked(quantity, state)],
        runs=[NewRun(-1, "make BENCH-150", made, start, start + 1, state, promise=-1)],
        balances=[NewBalance(-1, "run", BENCH, start + 1, made, run=-1)],
        commits=[Commit(-1, TODAY + 10, quantity, promise=-1), Commit(oak, start, 2 * made, run=-1)],
        takes=[Take("capacity", WELD, start, 960, 12 * made, run=-1)],
    )


def make(quantity: int, oak: int, state: str = "held", **more: int) -> Written:
    """Write a promise, or hold, of benches to be welded."""
    return write(making(quantity, oak, state, **more), NOW)
