"""What is asked of people against what may be: overtime of a team's week, and runs that come unexpected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from handfast.engine.network import Network
from handfast.engine.supply.verify.claim import Claim, Expected, Remaining

FIRST_DAY = date(1970, 1, 1)


def people_faults(network: Network, before: Remaining, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield where a team would work more overtime in a week, or be asked for more changes, than was left."""
    if len(before.team_overtime):
        yield from _overtime_faults(network, before, claims)
    if before.changes is not None:
        yield from _change_faults(network, before.changes, claims)


def _monday(network: Network, day: int) -> date:
    that_day = FIRST_DAY + timedelta(days=network.origin + day)
    return that_day - timedelta(days=that_day.weekday())


def _week(network: Network, day: int) -> int:
    return (_monday(network, day) - _monday(network, 0)).days // 7


def _overtime_faults(network: Network, before: Remaining, claims: Sequence[Claim]) -> Iterator[str]:
    worked: dict[tuple[int, int], int] = defaultdict(int)
    for load in (load for claim in claims for run in claim.runs for load in run.loads):
        team = int(network.teams.of[load.resource]) if len(network.teams.of) else -1
        if team >= 0 and load.overtime and 0 <= load.day < network.horizon:
            worked[team, _week(network, load.day)] += load.overtime
    for (team, week), minutes in sorted(worked.items()):
        left = max(int(before.team_overtime[team][week]), 0)
        if minutes > left:
            when = _monday(network, 7 * week)
            name = network.teams.names[team]
            yield f"{name} has {left} minutes of overtime in the week of {when}, {minutes} are used"


def _change_faults(network: Network, expected: Expected, claims: Sequence[Claim]) -> Iterator[str]:
    s, teams = network.structure, network.teams
    begun: dict[tuple[int, int], int] = defaultdict(int)
    for run in (run for claim in claims for run in claim.runs):
        begun[run.process, run.start_day] += 1
    come: dict[tuple[int, int], int] = defaultdict(int)
    for (process, day), count in begun.items():
        steps = range(int(s.load_first[process]), int(s.load_first[process + 1]))
        crew = {int(teams.of[s.load_resource[step]]) for step in steps} - {-1}
        if crew and day < max(int(teams.notice_days[team]) for team in crew):
            for team in crew:
                come[team, _week(network, day)] += max(count - expected.starts.get((process, day), 0), 0)
    for (team, week), count in sorted(come.items()):
        left = int(expected.left[team][week])
        if count > left:
            when = _monday(network, 7 * week)
            yield f"{teams.names[team]} may be asked for {left} runs unexpected in the week of {when}, {count} come"
