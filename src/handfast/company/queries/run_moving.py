"""What would follow if a run started on another day: whether it can, what moves along, and who would be too late.

Nothing is written. The run keeps its process, its lot and its name; everybody who counts on it keeps their day. Runs
that only the plan wants, and that stand in the way or wait for it, move along; all others stay where they are.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from handfast.company.database import current
from handfast.company.queries.binding_anew import Binding, Need, Source, bind_anew
from handfast.company.queries.holdings import what_is_unsure
from handfast.company.queries.mirror import NEVER, Mirror
from handfast.company.queries.moved_runs import MovedRun, Moving, PointBinding
from handfast.company.queries.planned_runs import needed_runs, planned_runs
from handfast.company.queries.plans import plan_by_id, published_plan
from handfast.company.queries.promise_book import as_date, measured
from handfast.company.queries.run_minutes import fits, lift_minutes, works_overtime
from handfast.company.queries.runs import Run, run_by_id, run_name
from handfast.engine.people import UNLIMITED, first_day_of, week_of
from handfast.engine.promise.book import Supply
from handfast.engine.promise.rebinding import Bound
from handfast.engine.supply.place.arrays import State, copied
from handfast.engine.supply.placing import Placement
from handfast.engine.supply.starting import Starting
from handfast.errors import Conflict
from handfast.sentences import counted, sentence

ROUNDS, MOST_ALONG = 60, 20
"""So often, and so many, others are moved along before that is better left to a plan."""

NEAR = 28
"""So many days around the wanted one are looked at for one on which the run could start."""

_LOCKED = """
SELECT b.id FROM balance b LEFT JOIN run r ON r.id = b.run
WHERE b.available > 0 AND b.short = 0 AND (b.kind = 'uncovered' OR r.state = 'held')
"""


def check_move(mirror: Mirror, run: int, day: int) -> Moving:
    """Return what would follow if a run started on a ledger day.

    Raises
    ------
    NotFound
        There is no such run.
    Conflict
        It is not a run that may be moved, or not a day on which anything may start; the message says the cure.
    """
    found = run_by_id(run)
    _assert_movable(mirror, found)
    _assert_open(mirror, found, day)
    checking = _Checking(mirror, found)
    moving = checking.move(day)
    if moving.possible:
        return moving
    cures = [checking.nearest(day, step) for step in (-1, 1)]
    return Moving(found, day, conflicts=moving.conflicts, cures=tuple(each for each in cures if each is not None))


def _assert_movable(mirror: Mirror, run: Run) -> None:
    if run.state == "gone":
        raise Conflict(sentence("{name} is gone. Look at the board again.", name=run.name))
    if run.state == "held":
        raise Conflict(
            sentence("{name} is only held for an ask. Promise what is held, or release it, first.", name=run.name)
        )
    if run.start_day <= mirror.today or run.done:
        raise Conflict(
            sentence(
                "{name} has started on {day}. Report when it will be there instead.",
                name=run.name,
                day=as_date(run.start_day),
            )
        )
    if mirror.way_named(run.process) is None:
        raise Conflict(
            sentence("{name} is made by '{process}', which is no process any more.", name=run.name, process=run.process)
        )


def _assert_open(mirror: Mirror, run: Run, day: int) -> None:
    if day == run.start_day:
        raise Conflict(sentence("{name} starts on {day} already.", name=run.name, day=as_date(day)))
    last = mirror.network.origin + mirror.network.horizon - 1
    if not mirror.today <= day <= last:
        raise Conflict(
            sentence(
                "A run starts from today, {today}, to {last}.",
                today=as_date(mirror.today),
                last=as_date(last),
            )
        )
    number = published_plan()
    frozen = 0 if number is None else int(plan_by_id(number).figures["frozen_days"])
    if day < mirror.today + frozen:
        until = as_date(mirror.today + frozen - 1)
        raise Conflict(
            sentence(
                "Until {until} nothing new may start: the published plan keeps {frozen} days frozen.",
                until=until,
                frozen=frozen,
            )
        )


class _Checking:
    """One run, on one company: what is read for a check is read once, and serves for other days too."""

    def __init__(self, mirror: Mirror, asked: Run) -> None:
        self.mirror, self.asked, self.origin = mirror, asked, mirror.network.origin
        self.movable = planned_runs().keys() - needed_runs()
        with current().connection.cursor() as cursor:
            cursor.execute(_LOCKED)
            self.locked = {int(row[0]) for row in cursor.fetchall()}
            cursor.execute("SELECT id FROM balance WHERE short > 0")
            self.short = {int(row[0]) for row in cursor.fetchall()}
        self.locked |= {int(change[1]) for change in (what_is_unsure().hiding if mirror.book.lacks else [])}
        self.starting = Starting(mirror.book.placer)
        self._runs = {asked.id: asked}
        self._bound: dict[int, list[Bound]] = {}
        self._supplies: dict[int, list[Supply]] | None = None

    def supplies_at(self, point: int) -> list[Supply]:
        """Return the supplies of a stock point that have something."""
        if self._supplies is None:
            self._supplies = defaultdict(list)
            for supply in self.mirror.book.supplies.values():
                if supply.available and supply.id not in self.short:
                    self._supplies[supply.point].append(supply)
        return self._supplies[point]

    def nearest(self, day: int, step: int) -> int | None:
        """Return the nearest day before (-1) or after (1) a day on which the run could start."""
        last = self.origin + self.mirror.network.horizon - 1
        for n in range(1, NEAR + 1):
            other = day + step * n
            if other != self.asked.start_day and self.mirror.today <= other <= last and self.move(other).possible:
                return other
        return None

    def move(self, day: int) -> Moving:
        """Return what would follow, with others moved along until all fits."""
        wanted = {self.asked.id: day}
        for _ in range(ROUNDS):
            attempt = _Attempt(self, wanted)
            if attempt.conflicts:
                return Moving(self.asked, day, conflicts=tuple(dict.fromkeys(attempt.conflicts)))
            if not attempt.later:
                return attempt.moving(day)
            wanted |= attempt.later
            if len(wanted) > MOST_ALONG + 1:
                break
        words = sentence(
            "More than {most} planned runs would have to move along. Leave that to a plan: make a new one.",
            most=MOST_ALONG,
        )
        return Moving(self.asked, day, conflicts=(words,))

    def run(self, run: int) -> Run:
        """Return a run as it stands."""
        if run not in self._runs:
            self._runs[run] = run_by_id(run)
        return self._runs[run]

    def bound_at(self, point: int) -> list[Bound]:
        """Return what is bound at a stock point, in the ledger's days; what is short is at risk, and stays so."""
        if point not in self._bound:
            rows = self.mirror.commitments_of(point)
            self._bound[point] = [
                Bound(each.supply, each.promise, each.run, each.need_day + self.origin, each.quantity)
                for each in rows
                if each.supply not in self.short
            ]
        return self._bound[point]

    def promises_on(self, run: int) -> list[int]:
        """Return the promises that take from a run directly."""
        return sorted({each.promise for each in self.run(run).bound if each.promise is not None})

    def words(self, need: Need) -> str:
        """Return who needs something: a promise, or a run and for whom."""
        if need.promise is not None:
            return sentence("P-{promise}", promise=need.promise)
        promises = self.promises_on(need.run or 0)
        name = run_name(need.run or 0)
        return sentence("{run} for P-{promise}", run=name, promise=promises[0]) if promises else name


class _Attempt:
    """Runs on the days that are wanted for them: the asked one on its very day, others not before theirs.

    Afterwards either `conflicts` says why that cannot be, or `later` which others have to move, or neither.
    """

    def __init__(self, checking: _Checking, wanted: dict[int, int]) -> None:
        self.checking, self.mirror, self.wanted = checking, checking.mirror, wanted
        self.conflicts: list[str] = []
        self.later: dict[int, int] = {}
        self.placed: dict[int, Placement] = {}
        self.bindings: list[PointBinding] = []
        self.conflicts += self._lacking()
        if not self.conflicts:
            self._place()
        if not self.conflicts and not self.later:
            self._bind()
        if not self.conflicts and not self.later:
            self.conflicts += self._short_notice()

    def moving(self, day: int) -> Moving:
        """Return the attempt as what would follow."""
        runs = [self.checking.run(run) for run in self.placed]
        moves = tuple(self._moved(run) for run in runs)
        elsewhere, later = tuple(sorted(self._elsewhere())), tuple(self._planned_for(moves))
        return Moving(
            self.checking.asked,
            day,
            moves,
            elsewhere=elsewhere,
            later=later,
            seen=hashlib.sha256(repr((moves, elsewhere, later)).encode()).hexdigest()[:24],
            runs=tuple(runs),
            placements=tuple(self.placed.values()),
            bindings=tuple(self.bindings),
        )

    def _lacking(self) -> Iterator[str]:
        """Yield which of the runs lacks something already, or yields less than is counted on: that is mended first."""
        for run in map(self.checking.run, self.wanted):
            bound = {each.balance for each in run.outputs} | {each.balance for each in run.inputs}
            if bound & self.checking.short:
                yield sentence(
                    "{name} lacks something already, or brings too little. See to that first: what is at risk.",
                    name=run.name,
                )

    # ------------------------------------------------------------ minutes

    def _place(self) -> None:
        """Place the runs on what their resources have left without them."""
        state = copied(self.mirror.book.state)
        for run in self.wanted:
            lift_minutes(self.mirror, state, self.checking.run(run), 1)
        asked, *others = self.wanted
        if not self._start(state, asked, exactly=True):
            self._make_way(state, asked)
            return
        for run in sorted(others, key=lambda each: (self.wanted[each], each)):
            if not self._start(state, run, exactly=False):
                self.conflicts.append(
                    sentence("{run}, which would have to move along, finds no other day.", run=run_name(run))
                )

    def _start(self, state: State, run: int, *, exactly: bool) -> bool:
        found = self._find(state, run, exactly=exactly)
        if found is not None:
            self.placed[run] = found
        return found is not None

    def _find(self, state: State, run: int, *, exactly: bool) -> Placement | None:
        of = self.checking.run(run)
        process, overtime = self.mirror.way_named(of.process), works_overtime(of)
        if process is None:
            return None
        starting, day = self.checking.starting, self.wanted[run] - self.mirror.network.origin
        start = starting.start_on if exactly else starting.start_from
        return start(state, process, of.starts, day, overtime=overtime)

    def _make_way(self, state: State, asked: int) -> None:
        """Find planned runs that nobody counts on in whose place the asked one could be; or say what is full."""
        run = self.checking.run(asked)
        resources = {each.node for each in run.inputs if each.kind == "capacity"}
        last = self.wanted[asked] + 2 * (run.available_day - run.start_day) + 7
        in_the_way = self._on(resources, self.wanted[asked], last)
        if in_the_way:
            free = copied(state)
            for each in in_the_way:
                lift_minutes(self.mirror, free, each, 1)
            if self._find(free, asked, exactly=True) is not None:
                # those whose minutes still fit stay where they are, first those that others wait for
                for each in sorted(in_the_way, key=lambda run: (not run.bound, run.start_day, run.id)):
                    lift_minutes(self.mirror, free, each, -1)
                    if not fits(self.mirror, free, each):
                        lift_minutes(self.mirror, free, each, 1)
                        self.later[each.id] = each.start_day
                if self.later:
                    return
        self.conflicts.append(self._full(state, run))

    def _full(self, state: State, run: Run) -> str:
        """Return why a run cannot start on the day that is wanted."""
        network, structure = self.mirror.network, self.mirror.network.structure
        at, process = self.wanted[run.id] - network.origin, self.mirror.way_named(run.process)
        assert process is not None  # it may not be moved otherwise
        asked = {"run": run.name, "day": as_date(self.wanted[run.id])}
        steps = range(int(structure.load_first[process]), int(structure.load_first[process + 1]))
        if not steps:
            return sentence(
                "{run} cannot start on {day}: its calendar has a day off then, or it would be there after the plan's "
                "horizon.",
                **asked,
            )
        first = int(structure.load_resource[steps[0]])
        if not structure.unit_minutes[first, at]:
            resource = network.resources[first]
            return sentence("{run} cannot start on {day}: {resource} does not work then.", resource=resource, **asked)
        need = min(at + run.available_day - run.start_day, network.horizon - 1)
        overtime = works_overtime(run)
        found = self.checking.starting.obstacles(state, process, run.starts, need, overtime=overtime)
        full = {network.resources[each.resource] for each in found if each.resource >= 0}
        named = sorted(full or {network.resources[int(structure.load_resource[step])] for step in steps})
        return counted(
            "{run} cannot start on {day}: {names} has too little time left.",
            "{run} cannot start on {day}: {names} have too little time left.",
            len(named),
            names=", ".join(named),
            **asked,
        )

    def _on(self, resources: Iterable[int], first: int, last: int) -> list[Run]:
        """Return the planned runs that nobody counts on and that take minutes of resources on some days."""
        nodes = sorted(resources)
        if not nodes:
            return []
        marks = ", ".join(["%s"] * len(nodes))
        sql = f"""SELECT DISTINCT c.run FROM commitment c JOIN balance b ON b.id = c.balance
            WHERE b.kind IN ('capacity', 'overtime') AND b.node IN ({marks}) AND b.day >= %s AND b.day <= %s
            AND c.run IS NOT NULL ORDER BY c.run"""
        with current().connection.cursor() as cursor:
            cursor.execute(sql, [*nodes, first, last])
            found = [int(row[0]) for row in cursor.fetchall()]
        chosen = [run for run in found if run in self.checking.movable and run not in self.wanted]
        return [run for run in map(self.checking.run, chosen) if run.start_day > self.mirror.today]

    # ------------------------------------------------------------ items

    def _bind(self) -> None:
        """Bind everybody at the stock points that the runs take from or bring to, each for the day that they need."""
        points = {
            self.mirror.points[node]
            for run in map(self.checking.run, self.placed)
            for node in (
                *(each.node for each in run.outputs),
                *(each.node for each in run.inputs if not each.minutes),
            )
            if node in self.mirror.points
        }
        for point in sorted(points):
            before = self.checking.bound_at(point)
            needs = [self._need(each) for each in before]
            until = {each: _expiry(self.mirror, each) for each in {need.own for need in needs}}
            binding = bind_anew(self._sources(point), needs, until)
            self.bindings.append(PointBinding(tuple(before), tuple(needs), tuple(binding.bound)))
            self._judge(point, needs, binding)

    def _need(self, each: Bound) -> Need:
        placement = self.placed.get(each.run) if each.run is not None else None
        day = each.need_day if placement is None else self.mirror.network.origin + placement.runs[0].start_day
        return Need(each.promise, each.run, day, each.quantity, each.supply)

    def _sources(self, point: int) -> Iterator[Source]:
        """Yield the supplies of a stock point, with outputs of moved runs on their new days."""
        origin = self.mirror.network.origin
        moved = {
            output.balance: run for run in self.placed for output in self.checking.run(run).outputs if output.available
        }
        for supply in self.checking.supplies_at(point):
            day, expires = origin + supply.day, _expiry(self.mirror, supply.id)
            if supply.id in moved:
                run = self.checking.run(moved[supply.id])
                there = self.placed[run.id].runs[0].available_day
                day = origin + there
                if expires is not None and not run.keeps_age:
                    expires = self.mirror.expiry(point, there)
            locked = supply.id in self.checking.locked
            yield Source(supply.id, day, expires, supply.available, locked)

    def _judge(self, point: int, needs: list[Need], binding: Binding) -> None:
        """Say who would lack something; planned runs that nobody counts on wait for it instead."""
        network, asked = self.mirror.network, self.checking.asked
        what = sentence("{item} at {site}", item=network.items[point], site=network.sites[point])
        there = network.origin + max(placement.runs[0].available_day for placement in self.placed.values())
        for n, missing in binding.missing:
            need = needs[n]
            many = measured(network.items[point], missing)
            if need.run == asked.id:
                self.conflicts.append(
                    sentence(
                        "{name} would lack {many} of {what} on {day}.",
                        name=asked.name,
                        many=many,
                        what=what,
                        day=as_date(need.day),
                    )
                )
            elif need.run in self.placed:
                self.later[need.run] = need.day + 1
            elif need.run is not None and need.run in self.checking.movable:
                self.later[need.run] = max(there, self.checking.run(need.run).start_day + 1)
            else:
                who = self.checking.words(need)
                self.conflicts.append(
                    sentence(
                        "{who} needs {many} of {what} on {day} and would not have it.",
                        who=who,
                        many=many,
                        what=what,
                        day=as_date(need.day),
                    )
                )

    def _elsewhere(self) -> set[int]:
        """Return the promises whose goods come from another supply."""
        found = set()
        for point in self.bindings:
            now: dict[tuple[int, int], int] = defaultdict(int)
            for n, balance, quantity in point.bound:
                now[n, balance] += quantity
            for n, need in enumerate(point.needs):
                if need.promise is not None and now[n, need.own] < need.quantity:
                    found.add(need.promise)
        return found

    # ------------------------------------------------------------ people, and the plan

    def _short_notice(self) -> Iterator[str]:
        """Yield which team would be asked for more changes at short notice in a week than it may be."""
        network, teams = self.mirror.network, self.mirror.network.teams
        asked: dict[tuple[int, int], int] = defaultdict(int)
        team_of = teams.rows(len(network.resources))
        for placement in self.placed.values():
            start = placement.runs[0].start_day
            crew = {int(team_of[load.resource]) for load in placement.loads} - {len(teams.names)}
            for team in crew:
                if start < teams.notice_days[team]:
                    asked[team, week_of(network.origin, start)] += 1
        for (team, week), count in sorted(asked.items()):
            most = int(teams.changes[team])
            if most < UNLIMITED and count > most:
                monday = as_date(first_day_of(network.origin, week))
                yield sentence(
                    "{team} takes {most} changes at short notice in the week of {monday}, not {count}.",
                    team=teams.names[team],
                    most=most,
                    monday=monday,
                    count=count,
                )

    def _planned_for(self, moves: Iterable[MovedRun]) -> Iterator[str]:
        """Yield what the published plan made the runs for and would have too late, in words."""
        number = published_plan()
        version = None if number is None else plan_by_id(number)
        if version is None:
            return
        planned = {(run.way, run.starts, run.start_day): run for run in version.runs}
        for move in moves:
            run = planned.get((move.process, self.checking.run(move.run).starts, move.was_start))
            if run is None:
                continue
            need = version.needs[run.need]
            if move.there > max(move.was_there, need.due) and (need.item, need.site) == (move.item, move.site):
                days = move.there - max(need.due, move.was_there)
                count = counted("{count} day", "{count} days", days)
                yield sentence(
                    "{need}, wanted on {due}, would come {count} later.",
                    need=need.called,
                    due=as_date(need.due),
                    count=count,
                )

    def _moved(self, run: Run) -> MovedRun:
        network, placed = self.mirror.network, self.placed[run.id].runs[0]
        point, origin = self.mirror.points[run.point], self.mirror.network.origin
        was = max(each.day for each in run.outputs)
        days = (run.start_day, was, origin + placed.start_day, origin + placed.available_day)
        return MovedRun(run.id, run.process, network.items[point], network.sites[point], *days)


def _expiry(mirror: Mirror, balance: int) -> int | None:
    supply = mirror.book.supplies.get(balance)
    return None if supply is None or supply.expires >= NEVER else supply.expires + mirror.network.origin
