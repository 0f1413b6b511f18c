"""What a person may see of plans and runs: the one place where other sites, their hours and others' needs are left out.

Whoever sees every promise sees plans as they are. For everybody else holds what holds for promises: a run, a need, a
load, a proposal or a binding at a site that they do not see is not there; where something that they see hangs on one,
that is called "another site". A need of a promise that they do not see is not there either, nor a forecast that is not
of their segments alone.

A figure that sums over the whole company, what a plan costs above all, is not told: with another plan beside it, it
would tell what changed at sites that are not seen. Figures that can be counted from the needs that are seen, are; so
it is with balances of promises and with stock.

Sentences hold names as words. One that names anything that is not seen is replaced as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from handfast.company.people.mentions import Place, Whereabouts
from handfast.company.people.seeing import ANOTHER_SITE, Seeing
from handfast.company.queries.plan_needs import FORECAST
from handfast.company.queries.plans import COUNTS
from handfast.company.queries.whose import Whose
from handfast.errors import Conflict
from handfast.sentences import sentence

if TYPE_CHECKING:
    from handfast.company.queries.explanation import Explanation, Feed
    from handfast.company.queries.moved_runs import MovedRun, Moving
    from handfast.company.queries.pegging import Expected, Feeding, Pegging, Use
    from handfast.company.queries.plan_explanation import BindingLink, Bottlenecks, Help, NeedExplained
    from handfast.company.queries.plans import PlannedNeed, PlannedRun, PlanVersion
    from handfast.company.queries.proposals import Proposal
    from handfast.company.queries.supply_board import BoardRun
    from handfast.company.queries.things import Thing

ANOTHER_ORDER = sentence("another order")
FROM_ANOTHER_SITE = sentence("from another site")
UNSEEN = sentence("something that you do not see")

PROMISE = re.compile(r"\bP-(\d+)\b")
NO_NEED = -1
"""In the place of a need that is not seen, where its position would stand."""

HOW = ("steps", "seconds", "seed", "days", "frozen_days", "slushy_days", "overtime", "expedite")
"""Figures that say how a plan was made."""

SUMS = ("score", "total", "lower_bound")
"""Figures that sum over the whole company, and cannot be told of a part of it."""


class SeeingPlans:
    """A person's view of plans and runs.

    Parameters
    ----------
    seeing
        The person's view.
    places
        Where everything belongs that texts name; not needed for whoever sees everything.
    whose
        Looks promises up.
    """

    def __init__(
        self, seeing: Seeing, places: Whereabouts, whose: Callable[[Collection[int]], Mapping[int, Whose]]
    ) -> None:
        self.whole = seeing.person.sees_every_promise
        self.person = seeing.person
        self._seeing, self._places, self._whose = seeing, places, whose
        self._promises: dict[int, bool] = {}

    # ------------------------------------------------------------ what is seen

    def promises(self, asked: Iterable[int]) -> set[int]:
        """Return those of some promises that they may see."""
        ids = set(asked)
        if self.whole:
            return ids
        new = ids - self._promises.keys()
        if new:
            found = self._whose(new)
            self._promises |= {id_: id_ in found and self._seeing.promise(*found[id_]) for id_ in new}
        return {id_ for id_ in ids if self._promises[id_]}

    def need(self, need: PlannedNeed) -> bool:
        """Return whether they may see a need."""
        if self.whole:
            return True
        if not self.person.sees_site(need.site):
            return False
        if need.promise is not None:
            return bool(self.promises([need.promise]))
        return need.kind != FORECAST or self.person.sees_segment(need.segment)

    def needs(self, needs: Sequence[PlannedNeed]) -> list[int]:
        """Return the positions of the needs that they may see."""
        self.promises(each.promise for each in needs if each.promise is not None)
        return [n for n, each in enumerate(needs) if self.need(each)]

    def taker(self, site: str, promise: int | None, need: PlannedNeed | None) -> bool:
        """Return whether they may see who takes something: a promise, a need of a plan, or a run at a site."""
        if promise is not None:
            return bool(self.promises([promise]))
        return self.need(need) if need is not None else self.person.sees_site(site)

    def resource(self, key: str) -> bool:
        """Return whether they may see a resource: one that nobody knows any more only where they see all sites."""
        return self.person.sites is None or self._places.resources.get(key, "") in self.person.sites

    def team(self, key: str) -> bool:
        """Return whether they may see what is asked of a team: they see all sites at which it works."""
        sites = self._places.teams.get(key)
        return self.person.sites is None or (sites is not None and sites <= self.person.sites)

    def names_nothing_else(self, text: str) -> bool:
        """Return whether a text names nothing that they may not see; promises apart."""
        return self.whole or all(map(self._sees_place, self._places.named_in(text)))

    def _sees_place(self, place: Place) -> bool:
        person = self.person
        return (
            (place.site is None or person.sees_site(place.site))
            and (place.segment is None or person.sees_segment(place.segment))
            and (place.customer is None or self._seeing.customer(place.customer))
        )

    # ------------------------------------------------------------ texts

    def text(self, text: str, instead: str = UNSEEN) -> str:
        """Return a text as they may read it: another one where it names what they do not see, no other's promise."""
        if self.whole or not text:
            return text
        if not self.names_nothing_else(text):
            return instead
        named = {int(found) for found in PROMISE.findall(text)}
        seen = self.promises(named)
        if named == seen:
            return text
        return PROMISE.sub(lambda found: found[0] if int(found[1]) in seen else ANOTHER_ORDER, text)

    def way(self, process: str) -> str:
        """Return a run's process, unless its name tells from which other site it moves something."""
        if self.person.sites is None:
            return process
        named = (place.site for place in self._places.named_in(process))
        return process if all(site is None or self.person.sees_site(site) for site in named) else FROM_ANOTHER_SITE

    def refusal(self, refused: Conflict) -> Conflict:
        """Return a refusal as they may read it; the very same where that is all of it."""
        said = self.text(refused.said)
        return refused if said == refused.said else Conflict(said)

    def _site(self, site: str) -> str:
        return site if not site or self.person.sees_site(site) else ANOTHER_SITE

    # ------------------------------------------------------------ plans

    def version(self, version: PlanVersion) -> PlanVersion:
        """Return a plan with the needs and runs that they may see, without what it was made from."""
        if self.whole:
            return version
        seen = self.needs(version.needs)
        new = {n: k for k, n in enumerate(seen)}
        needs = tuple(version.needs[n] for n in seen)
        return replace(
            version,
            reason=self.text(version.reason),
            figures=self._figures(version.figures, needs),
            needs=needs,
            runs=tuple(
                replace(self._run(run), need=new.get(run.need, NO_NEED))
                for run in version.runs
                if self.person.sees_site(run.site)
            ),
            rows=(),
            inputs={},
        )

    def _run(self, run: PlannedRun) -> PlannedRun:
        minutes = tuple(each for each in run.minutes if self.resource(each[0]))
        return replace(run, way=self.way(run.way), minutes=minutes)

    def _figures(self, figures: Mapping[str, Any], needs: Sequence[PlannedNeed]) -> dict[str, Any]:
        """Return a plan's figures: how it was made, what is counted from the needs, and rows about what they see."""
        named = {need.name for need in needs}
        sooner = [
            {**each, "what": self.way(each["what"])}
            for each in figures.get("sooner", ())
            if self.person.sees_site(each["site"]) and all(name in named for name, _ in each["needs"])
        ]
        lots = [
            {**each, "process": self.way(each["process"])}
            for each in figures.get("large_lots", ())
            if self.person.sees_site(each["site"])
        ]
        return {
            **dict.fromkeys(SUMS),
            **counts_of(needs),
            "starts": [],
            **{name: figures[name] for name in HOW if name in figures},
            **({"people": [row for row in figures["people"] if self.team(row[0])]} if "people" in figures else {}),
            "sooner": sooner,
            "large_lots": lots,
        }

    def listed(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row of the list of plans: its figures are counted where the plan itself is looked at."""
        return row if self.whole else {**row, **dict.fromkeys((*COUNTS, *SUMS)), "reason": self.text(row["reason"])}

    def loads(self, loads: pl.DataFrame) -> pl.DataFrame:
        """Return rows about resources, of those that they may see."""
        return loads if self.whole else loads.filter(_those(loads["resource"], self.resource))

    def people(self, people: pl.DataFrame) -> pl.DataFrame:
        """Return rows about teams, of those whose sites they all see."""
        return people if self.whole else people.filter(_those(people["team"], self.team))

    def faults(self, faults: Iterable[str]) -> list[str]:
        """Return what is wrong with a plan; what is wrong where they do not see it is one fault of all."""
        return list(faults) if self.whole else list(dict.fromkeys(map(self.text, faults)))

    def moves(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the runs that differ between plans, at sites that they see."""
        if self.whole:
            return list(rows)
        return [
            {
                **row,
                "process": self.way(row["process"]),
                "why": self.text(row["why"]),
                "through": [self.text(each, ANOTHER_SITE) for each in row["through"]],
            }
            for row in rows
            if self.person.sees_site(row["point"].rpartition(" at ")[2])
        ]

    def proposals(self, found: Iterable[Proposal]) -> list[Proposal]:
        """Return proposals with their reasons, as far as they may be read.

        What one gains for needs that they do not see is left out: a gain is summed over all of them.
        """
        here = self._seeing.proposals(found)
        return here if self.whole else list(map(self._proposal, here))

    def _proposal(self, each: Proposal) -> Proposal:
        if any(self.text(need) != need for need in each.needs):
            each = each._replace(why=each.why[:1], gain=None, cost=None, needs=())
        why = tuple(map(self.text, each.why))
        return each._replace(proposal=self.way(each.proposal), why=why, moved=self.text(each.moved))

    # ------------------------------------------------------------ why a plan is as it is

    def need_explained(self, told: NeedExplained, named: Collection[str]) -> NeedExplained:
        """Return why a need that they see is met as it is.

        Parameters
        ----------
        named
            Names of all needs that they may see.
        """
        if self.whole:
            return told
        runs = tuple(self._run(run) for run in told.runs if self.person.sees_site(run.site))
        return replace(told, runs=runs, links=tuple(map(self._link, told.links)), helps=self._helps(told.helps, named))

    def bottlenecks(self, told: Bottlenecks, named: Collection[str]) -> Bottlenecks:
        """Return what makes the needs late that they see: they alone were looked at."""
        if self.whole:
            return told
        rows = tuple(
            replace(
                row, thing=self._thing(row.thing), helps=None if row.helps is None else self._helps(row.helps, named)
            )
            for row in told.rows
        )
        return replace(told, rows=rows)

    def _link(self, link: BindingLink) -> BindingLink:
        path = tuple(self.text(each, ANOTHER_SITE) for each in link.path)
        along = tuple(map(self._thing, link.along))
        until = self.text(link.until) if self._sees_thing(link.thing) else ""
        return replace(link, thing=self._thing(link.thing), path=path, until=until, along=along)

    def _helps(self, helps: Iterable[Help], named: Collection[str]) -> tuple[Help, ...]:
        """Return what helps needs that they see and no others: its gain is summed over all that come sooner."""
        return tuple(
            each
            for each in helps
            if self.names_nothing_else(each.more.what) and all(name in named for name, _ in each.sooner)
        )

    def _sees_thing(self, thing: Thing) -> bool:
        here = (not thing.site or self.person.sees_site(thing.site)) and (
            not thing.resource or self.resource(thing.resource)
        )
        return here and self.names_nothing_else(f"{thing.name}; {thing.says}; {thing.process}")

    def _thing(self, thing: Thing) -> Thing:
        if self._sees_thing(thing):
            return thing
        return replace(thing, name=ANOTHER_SITE, says=UNSEEN, resource="", item="", site="", process="", supplier="")

    def pegging(self, told: Pegging) -> Pegging:
        """Return whom supplies serve, and what feeds an order, without what is at other sites."""
        if self.whole:
            return told
        supplies = tuple(
            replace(each, way=self.way(each.way), uses=tuple(map(self._use, each.uses)))
            for each in told.supplies
            if self.person.sees_site(each.site)
        )
        return replace(
            told,
            supplies=supplies,
            feeds=tuple(map(self._feeding, told.feeds)),
            expected=tuple(map(self._expected, told.expected)),
        )

    def _use(self, use: Use) -> Use:
        end = self.text(use.end, ANOTHER_ORDER)
        through = tuple(self.text(each, ANOTHER_SITE) for each in use.through)
        return use._replace(end=end, site=self._site(use.site), through=through)

    def _feeding(self, each: Feeding) -> Feeding:
        if self.person.sees_site(each.site):
            return each._replace(way=self.way(each.way))
        return each._replace(name="", way="", site=ANOTHER_SITE)

    def _expected(self, each: Expected) -> Expected:
        feeds = tuple(map(self._feeding, each.feeds))
        return each._replace(need=self.text(each.need, ANOTHER_ORDER), site=self._site(each.site), feeds=feeds)

    def explanation(self, told: Explanation) -> Explanation:
        """Return why a promise stands as it does, without runs' processes and hours that they may not see."""
        seen = self._seeing.explanation(told)
        if self.whole:
            return seen
        expected = tuple(
            each._replace(parts=tuple(part._replace(name=self.way(part.name)) for part in each.parts))
            for each in seen.expected
        )
        missing = tuple(each._replace(name=self.text(each.name, ANOTHER_SITE)) for each in seen.missing)
        return replace(seen, feeds=tuple(map(self._fed, seen.feeds)), missing=missing, expected=expected)

    def _fed(self, feed: Feed) -> Feed:
        """Return what feeds something; lots and receipts keep their names, also at other sites."""
        name = self.way(feed.name)
        loads = tuple(load for load in feed.loads if self.resource(load.resource))
        return replace(feed, name=name, loads=loads, feeds=tuple(map(self._fed, feed.feeds)))

    # ------------------------------------------------------------ stock and purchases

    def stock(self, points: pl.DataFrame) -> pl.DataFrame:
        """Return how stock points stand, at sites that they see, without what may come from others."""
        if self.person.sites is None:
            return points
        rows = points.filter(_those(points["site"], self.person.sees_site)).to_dicts()
        for row in rows:
            row["cures"] = [{**each, "what": self.text(each["what"], FROM_ANOTHER_SITE)} for each in row["cures"]]
            row["why"], row["unknown"] = (list(map(self.text, row[name])) for name in ("why", "unknown"))
        return pl.DataFrame(rows, schema=points.schema)

    def waiting(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows about what is bought, with those promises that wait for it that they may see."""
        if self.whole:
            return rows
        named = [name for name in ("promises", "at_risk", "would_miss") if name in rows.columns]
        return rows.with_columns(self._seen_names(rows[name]) for name in named)

    def _seen_names(self, promises: pl.Series) -> pl.Series:
        numbers = [[int(each.removeprefix("P-")) for each in row] for row in promises]
        seen = self.promises(each for row in numbers for each in row)
        kept = [[f"P-{each}" for each in row if each in seen] for row in numbers]
        return pl.Series(promises.name, kept, pl.List(pl.String))

    # ------------------------------------------------------------ runs

    def book(self, runs: pl.DataFrame) -> pl.DataFrame:
        """Return the runs of a list at sites that they see, with the promises that they see."""
        if self.whole:
            return runs
        here = runs.filter(_those(runs["site"], self.person.sees_site))
        ways = pl.Series("process", [self.way(each) for each in here["process"]], pl.String)
        return here.with_columns(ways, self._seen_names(here["promises"]))

    def run(self, run: BoardRun) -> BoardRun:
        """Return a run at a site that they see, with the promises that it serves as far as they see them."""
        serves = tuple(map(self._seeing.served, run.serves))
        return replace(run, process=self.way(run.process), serves=serves)

    def moving(self, moving: Moving) -> Moving:
        """Return what would follow of a run's move; what follows elsewhere only as that it does."""
        if self.whole:
            return moving
        seen = self.promises(moving.elsewhere)
        return replace(
            moving,
            run=replace(moving.run, process=self.way(moving.run.process), bound=(), inputs=()),
            moves=tuple(map(self._moved, moving.moves)),
            conflicts=tuple(map(self.text, moving.conflicts)),
            later=tuple(map(self.text, moving.later)),
            elsewhere=tuple(each if each in seen else 0 for each in moving.elsewhere),
            runs=(),
            placements=(),
            bindings=(),
        )

    def _moved(self, run: MovedRun) -> MovedRun:
        if self.person.sees_site(run.site):
            return run._replace(process=self.way(run.process))
        return run._replace(process="", item="", site=ANOTHER_SITE)


def counts_of(needs: Iterable[PlannedNeed]) -> dict[str, int]:
    """Return how many needs there are, and how they are met: portions of one need count together.

    As a plan counts its own: a need's days of lateness are those of the last portion that is met.
    """
    asked: list[list[int | None]] = []
    for need in needs:
        if need.part <= 1:  # portions of one need stand in a row
            asked.append([])
        asked[-1].append(need.late_days)
    found = dict.fromkeys(COUNTS, 0)
    for portions in asked:
        met = [each for each in portions if each is not None]
        late = max(met, default=0)
        found["needs"] += 1
        found["late_days"] += late
        found["late"] += late > 0 and len(met) == len(portions)
        found["in_part"] += 0 < len(met) < len(portions)
        found["unmet"] += not met
    return found


def _those(keys: pl.Series, sees: Callable[[str], bool]) -> pl.Series:
    return pl.Series([sees(key) for key in keys], dtype=pl.Boolean)
