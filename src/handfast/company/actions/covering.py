"""How a placement becomes what the ledger writes: runs, balances, commitments, minutes.

The engine counts days from the network's origin and stock points from 0; the ledger knows days since 1970-01-01 and
the ids of its rows. A run that is only held yields to its own hold alone: its balance has just what is committed of
it, so that what it would leave over is invisible to others until it is promised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handfast.company.ledger import Commit, NewBalance, NewRun, Take
from handfast.company.queries.mirror import NEVER, Mirror
from handfast.engine.people import UNLIMITED, first_day_of, week_of
from handfast.engine.promise.pegging import Peg, Pegging
from handfast.engine.supply.placing import Placement


@dataclass(frozen=True)
class Covering:
    """The parts of an entry that cover one order; numbers below 0 are new in the entry."""

    runs: tuple[NewRun, ...]
    balances: tuple[NewBalance, ...]
    commits: tuple[Commit, ...]
    takes: tuple[Take, ...]


def covering(
    mirror: Mirror, placement: Placement, pegging: Pegging, promises: Sequence[int | None], state: str
) -> Covering:
    """Return what covers a placement.

    Parameters
    ----------
    mirror
        The company as the placement saw it.
    placement, pegging
        From a quote, or of a whole order (see `engine.promise.quote.joined`).
    promises
        The promise of each line: an id, or a negative number of the entry's; None: nothing is taken for it.
    state
        ``held``, ``promised`` or ``planned``.
    """
    owners: dict[int, int | None] = {}
    for run in placement.runs:
        owners[run.number] = promises[-1 - run.user] if run.user < 0 else owners[run.user]
    origin = mirror.network.origin
    runs = tuple(
        NewRun(
            ref=-1 - run.number,
            process=mirror.name_of_way(run.process),
            starts=run.starts,
            start_day=origin + run.start_day,
            available_day=origin + run.available_day,
            state=state,
            promise=owners[run.number],
        )
        for run in placement.runs
    )
    numbers = {(make.run, make.point): -1 - n for n, make in enumerate(placement.makes)}
    expiries = _expiries(mirror, placement, pegging)
    commits = _commits(mirror, pegging, promises, numbers)
    taken: dict[int, int] = defaultdict(int)
    for commit in commits:
        taken[commit.balance] += commit.quantity
    balances = tuple(
        NewBalance(
            number=numbers[make.run, make.point],
            kind="run",
            node=mirror.point_ids[make.point],
            day=origin + make.day,
            available=make.quantity if state != "held" else taken[numbers[make.run, make.point]],
            expires=expiries[make.run, make.point],
            run=-1 - make.run,
        )
        for make in placement.makes
    )
    return Covering(runs, balances, commits, takes_of(mirror, placement, lambda number: -1 - number))


def _expiries(mirror: Mirror, placement: Placement, pegging: Pegging) -> dict[tuple[int, int], int | None]:
    """Return on which ledger day each run's output expires: what is made is new, what is moved keeps its age.

    A moved quantity that comes from several supplies expires with the first of them.
    """
    moves = {run.number for run in placement.runs if mirror.is_move(run.process)}
    feeds: dict[int, list[Peg]] = defaultdict(list)
    for peg in pegging.pegs:
        if peg.user in moves:
            feeds[peg.user].append(peg)
    made = {(make.run, make.point): mirror.expiry(make.point, make.day) for make in placement.makes}
    known: dict[tuple[int, int], int | None] = {}

    def expiry(run: int, point: int) -> int | None:
        if (run, point) not in known:  # no run feeds itself, so this ends
            days = [of(peg) for peg in feeds[run]] + [made[run, point]]
            known[run, point] = min((day for day in days if day is not None), default=None)
        return known[run, point]

    def of(peg: Peg) -> int | None:
        if peg.supply < 0:
            return expiry(-1 - peg.supply, peg.point)
        expires = mirror.book.supplies[peg.supply].expires
        return mirror.network.origin + expires if expires < NEVER else None

    return {key: expiry(*key) for key in made}


def _commits(
    mirror: Mirror, pegging: Pegging, promises: Sequence[int | None], numbers: dict[tuple[int, int], int]
) -> tuple[Commit, ...]:
    """Return the commitments that a pegging makes and moves, each consumer's on a balance and day summed."""
    origin = mirror.network.origin
    total: dict[tuple[int, int | None, int | None, int], int] = defaultdict(int)
    for peg in pegging.pegs:
        balance = peg.supply if peg.supply >= 0 else numbers[-1 - peg.supply, peg.point]
        promise = promises[-1 - peg.user] if peg.user < 0 else None
        if peg.user < 0 and promise is None:
            continue
        run = None if peg.user < 0 else -1 - peg.user
        total[balance, promise, run, peg.need_day] += peg.quantity
    for move in pegging.moves:
        bound = move.bound
        source = bound.supply if bound.supply >= 0 else numbers[-1 - bound.supply, move.point]
        target = move.supply if move.supply >= 0 else numbers[-1 - move.supply, move.point]
        total[source, bound.promise, bound.run, bound.need_day] -= move.quantity
        total[target, bound.promise, bound.run, bound.need_day] += move.quantity
    return tuple(
        Commit(balance, origin + need_day, quantity, promise, run)
        for (balance, promise, run, need_day), quantity in total.items()
        if quantity
    )


def takes_of(mirror: Mirror, placement: Placement, run_of: Callable[[int], int]) -> tuple[Take, ...]:
    """Return the minutes that runs take from their resources' days; `run_of` names a run of the placement."""
    total: dict[tuple[str, int, int, int], int] = defaultdict(int)
    for load in placement.loads:
        if load.regular:
            total["capacity", load.resource, load.day, load.run] += load.regular
        if load.overtime:
            total["overtime", load.resource, load.day, load.run] += load.overtime
    days = tuple(
        Take(
            kind,
            mirror.resource_ids[resource],
            mirror.network.origin + day,
            mirror.minutes_of(kind, resource, day),
            minutes,
            run=run_of(run),
        )
        for (kind, resource, day, run), minutes in total.items()
    )
    return (*days, *_weeks(mirror, placement, run_of))


def _weeks(mirror: Mirror, placement: Placement, run_of: Callable[[int], int]) -> Iterator[Take]:
    """Yield the overtime that runs take from their teams' weeks, where these are limited."""
    overtime = [load for load in placement.loads if load.overtime]
    if not overtime:
        return
    network, left = mirror.network, mirror.book.state.people.overtime
    team_of = network.teams.rows(len(network.resources))
    total: dict[tuple[int, int, int], int] = defaultdict(int)
    for load in overtime:
        team = int(team_of[load.resource])
        if team < len(network.teams.names) and network.teams.overtime[team] < UNLIMITED:
            total[team, week_of(network.origin, load.day), load.run] += load.overtime
    for (team, week, run), minutes in total.items():
        monday = first_day_of(network.origin, week)
        # a week that is new to the ledger has what is left of it now: days of before teams were known count, too
        there = max(int(left[team, week]), 0)
        yield Take("team_overtime", mirror.team_ids[team], monday, there, minutes, run=run_of(run))
