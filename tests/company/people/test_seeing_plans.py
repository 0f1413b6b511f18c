"""Whoever sees one site, or one segment, is told nothing of the others by any verb about plans and runs."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.company.two_sites_for_tests import OF_NORTH, OF_SOUTH, OF_WEB, begun, two_sites
from tests.company.workshop_for_tests import Clock, day

from handfast import facade
from handfast.company.ledger.state import read_state
from handfast.company.people.mentions import Place, Whereabouts
from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person, with_roles
from handfast.company.people.seeing_plans import counts_of
from handfast.company.queries.plans import COUNTS
from handfast.company.queries.run_list import RunSearch
from handfast.errors import Conflict, HandfastError, NotAllowed, NotFound
from handfast.facade import Company
from handfast.facade.needs import NEEDED

P = Permission
ABOUT_PLANS = {P.PLAN_SEE, P.PLAN_MAKE, P.PLAN_PUBLISH, P.PROPOSALS_ACCEPT, P.RUNS_MOVE, P.VOLUMES_PLAN}
PLANNER = replace(
    with_roles("ben", "Ben", frozenset({"planner", "production", "executive"})),
    permissions=frozenset(P) - {P.BACKUP_MAKE, P.PEOPLE_MANAGE},
)


class Part(NamedTuple):
    """A person who sees a part of the company, and what no answer may name to them."""

    person: Person
    hidden: tuple[str, ...]
    site: str | None


PARTS = {
    "north": Part(replace(PLANNER, sites=frozenset({"NORTH"})), OF_SOUTH, "NORTH"),
    "south": Part(replace(PLANNER, sites=frozenset({"SOUTH"})), OF_NORTH, "SOUTH"),
    "nowhere": Part(replace(PLANNER, sites=frozenset()), OF_NORTH + OF_SOUTH, ""),
    "key accounts": Part(replace(PLANNER, segments=frozenset({"key"})), OF_WEB, None),
}


@pytest.fixture(scope="module")
def halls_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("halls") / "halls.db"
    with facade.create(path, actor="tests", clock=Clock()) as company:
        company.load(two_sites())
        begun(company)
    return path


@pytest.fixture(scope="module")
def halls(halls_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A copy that nobody writes."""
    copy = shutil.copy(halls_file, tmp_path_factory.mktemp("looked at") / "halls.db")
    with facade.open(copy, actor="tests", clock=Clock()) as company:
        yield company


@pytest.fixture
def fresh(halls_file: Path, tmp_path: Path) -> Iterator[Company]:
    """A copy to write to."""
    with facade.open(shutil.copy(halls_file, tmp_path / "halls.db"), actor="tests", clock=Clock()) as company:
        yield company


def plain(answer: Any) -> Any:
    """Return an answer as plain lists and texts, with all that it holds."""
    if isinstance(answer, pl.DataFrame):
        return answer.to_dicts()
    if hasattr(answer, "_asdict"):
        return {name: plain(each) for name, each in answer._asdict().items()}
    if is_dataclass(answer) and not isinstance(answer, type):
        return plain({name: getattr(answer, name) for name in answer.__dataclass_fields__})
    if isinstance(answer, dict):
        return {str(name): plain(each) for name, each in answer.items()}
    if isinstance(answer, list | tuple | set | frozenset):
        return [plain(each) for each in answer]
    return answer


def said_by(answer: Any) -> str:
    return json.dumps(plain(answer), default=str, ensure_ascii=False)


def heard(verb: Callable[..., Any], *asked: Any) -> str:
    """Return all that an answer says, or a refusal besides what was asked for."""
    try:
        return said_by(verb(*asked))
    except HandfastError as refused:
        return str(refused).replace(str(asked[0]) if asked else "\0", "")


Ask = Callable[[Company], Iterator[Any]]


def needs_of(owner: Company) -> list[str]:
    late = [need.name for need in owner.plan_version().needs if need.late_days]
    return [*late[::4], *(need.name for need in owner.plan_version().needs if need.late_days == 0)][:16]


def pegged(owner: Company) -> list[str]:
    runs = owner.run_list().rows
    return ["FRAME", "FRAME@SOUTH", "BENCH@NORTH", "PO-1", "PO-2", "F-1", "S-3/2", *(f"P-{n}" for n in range(1, 7))] + [
        f"R-{run.id}" for run in (*runs[:3], *runs[-3:])
    ]


def moves_of(owner: Company) -> list[tuple[int, dt.date]]:
    runs = [run for run in owner.run_list(limit=1000).rows if run.movable]
    return [(run.id, run.starts + dt.timedelta(days=step)) for run in runs[::5] for step in (-3, 2, 9)]


def asks(owner: Company) -> dict[str, Ask]:
    """Return, for each verb about plans and runs, all that it can be asked."""
    plans, resources = (1, 2, 3), ("WELD", "LATHE")
    weeks = [day(7 * n) for n in range(8)]
    numbers = [run.id for run in owner.run_list(limit=1000).rows]
    return {
        "plans": lambda c: iter([c.plans()]),
        "plan_figures": lambda c: (c.plan_figures(n) for n in plans),
        "plan_version": lambda c: (c.plan_version(n) for n in plans),
        "plan_faults": lambda c: (heard(c.plan_faults, n) for n in plans),
        "plan_load": lambda c: (c.plan_load(n) for n in plans[1:]),
        "people_load": lambda c: (c.people_load(n) for n in plans),
        "plan_moves": lambda c: (c.plan_moves(*two) for two in ((1, 2), (2, 3), (1, 3))),
        "plan_move_rows": lambda c: (c.plan_move_rows(*two) for two in ((1, 2), (2, 3))),
        "explain_need": lambda c: (heard(partial(c.explain_need, seconds=1.0), each) for each in needs_of(owner)),
        "bottlenecks": lambda c: (c.bottlenecks(n, seconds=1.0, most=4) for n in plans[1:]),
        "pegging": lambda c: (heard(c.pegging, w, n) for w in pegged(owner) for n in (None, 3)),
        "proposals": lambda c: iter([c.proposals()]),
        "proposal_rows": lambda c: iter([c.proposal_rows()]),
        "runs": lambda c: iter([c.runs()]),
        "run_list": lambda c: (c.run_list(RunSearch(resource=each), limit=1000) for each in ("", *resources)),
        "board_run": lambda c: (heard(c.board_run, n) for n in numbers[::5]),
        "supply_board": lambda c: iter([c.supply_board()]),
        "runs_on": lambda c: (heard(c.runs_on, r, weeks[0], 60) for r in resources),
        "behind_load": lambda c: (heard(c.behind_load, r, w) for r in resources for w in weeks),
        "resource_loads": lambda c: iter([c.resource_loads()]),
        "resource_runs": lambda c: (c.resource_runs(each) for each in resources),
        "check_move": lambda c: (heard(c.check_move, *m) for m in moves_of(owner)),
        "jobs": lambda c: iter([c.jobs()]),
        "job": lambda c: (c.job(job.id) for job in owner.jobs()),
        "suppliers": lambda c: iter([c.suppliers(), c.suppliers("MILL"), c.suppliers(item="BAR")]),
        "inventory": lambda c: iter(
            [c.inventory(), *(heard(partial(c.inventory, ""), at) for at in ("NORTH", "SOUTH"))]
        ),
        "item": lambda c: (c.item(item) for item in ("BENCH", "FRAME", "TOP", "ROD")),
        "plan_volumes": lambda c: iter([heard(c.plan_volumes)]),
        "weigh": lambda c: iter([heard(c.weigh)]),
    }


WRITING = {"plan", "publish", "accept", "ask_job", "move_run", "cancel_job", "volume_families"}
"""Verbs of their own tests below; the last is given a volume plan, which nobody gets who sees only a part."""
SUPPLY = {
    "runs",
    "run_list",
    "board_run",
    "supply_board",
    "runs_on",
    "behind_load",
    "resource_loads",
    "resource_runs",
} | {
    "suppliers",
    "inventory",
    "item",
}


def names_in(text: str, hidden: tuple[str, ...]) -> list[str]:
    """Return which of these names stand in a text as words of their own."""
    return [name for name in hidden if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def test_every_verb_about_plans_is_asked(halls: Company) -> None:
    verbs = {name for name in dir(Company) if getattr(getattr(Company, name), NEEDED, None) in ABOUT_PLANS}
    assert verbs | SUPPLY == asks(halls).keys() | WRITING


@pytest.fixture(scope="module")
def told(halls: Company) -> Callable[[str], dict[str, list[str]]]:
    """Return all that each verb says to somebody; asked once."""

    @cache
    def said_to(part: str) -> dict[str, list[str]]:
        company = halls.acting_as(PARTS[part].person)
        return {verb: [said_by(each) for each in ask(company)] for verb, ask in asks(halls).items()}

    return said_to


Told = Callable[[str], dict[str, list[str]]]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_company_is_told_nothing_of_the_rest(part: str, told: Told) -> None:
    for verb, texts in told(part).items():
        for text in texts:
            named = names_in(text, PARTS[part].hidden)
            assert not named, (verb, named, text[:2000])


@pytest.mark.parametrize("part", ["key accounts", "north", "south"])
def test_no_promise_is_named_that_is_not_seen(part: str, told: Told, halls: Company) -> None:
    company = halls.acting_as(PARTS[part].person)
    unseen = set(halls.promises()["promise"]) - set(company.promises()["promise"])
    assert unseen
    for verb, texts in told(part).items():
        for text in texts:
            assert not names_in(text, tuple(unseen)), verb
    for name in sorted(unseen):
        with pytest.raises(NotFound):
            company.pegging(name)


def test_whoever_sees_everything_is_told_of_everything(halls: Company) -> None:
    """The checks above would notice: the names are there for whoever sees them, and nothing is changed for them."""
    told = {verb: [said_by(each) for each in ask(halls)] for verb, ask in asks(halls).items() if verb not in SLOW}
    for name in (*OF_NORTH, *OF_SOUTH):
        key = name if name.isupper() or " " not in name else ""
        assert not key or any(names_in(text, (key,)) for texts in told.values() for text in texts), key
    for person in (
        PLANNER,
        with_roles("max", "Max", frozenset({"production"})),
        with_roles("eve", "Eve", frozenset({"executive"})),
    ):
        company = halls.acting_as(person)
        for verb in ("plans", "plan_version", "plan_load", "people_load", "plan_move_rows", "runs", "resource_runs"):
            if getattr(getattr(Company, verb), NEEDED) in person.permissions:
                assert [said_by(each) for each in asks(halls)[verb](company)] == told[verb], (str(person), verb)


SLOW = ("plan_volumes", "weigh", "explain_need", "check_move", "behind_load", "board_run")


@pytest.mark.parametrize("part", ["north", "south"])
def test_what_is_seen_is_all_that_is_there(part: str, halls: Company) -> None:
    company, site = halls.acting_as(PARTS[part].person), PARTS[part].site
    for number in (1, 2, 3):
        whole, seen = halls.plan_version(number), company.plan_version(number)
        assert [need.name for need in seen.needs] == [need.name for need in whole.needs if need.site == site]
        assert [run.number for run in seen.runs] == [run.number for run in whole.runs if run.site == site]
        for run in seen.runs:
            of = next(each for each in whole.runs if each.number == run.number)
            if run.need >= 0:
                assert seen.needs[run.need] == whole.needs[of.need]
            else:
                assert whole.needs[of.need].site != site
        assert {name: seen.figures[name] for name in COUNTS} == counts_of(seen.needs) == company.plan_figures(number)
        assert seen.figures["total"] is seen.figures["lower_bound"] is seen.figures["score"] is None
        assert (seen.rows, seen.inputs) == ((), {})
    assert {row["site"] for row in company.proposal_rows()} == {site}
    assert set(company.runs()["site"]) == {site}
    assert company.runs().height == halls.runs().filter(site=site).height
    looked = company.bottlenecks(seconds=1.0, most=2)
    assert looked.late == sum(1 for need in company.plan_version().needs if need.late_days)
    assert looked.late_days == sum(row.late_days for row in looked.rows)


def test_figures_of_plans_count_as_plans_count_theirs(halls: Company) -> None:
    for number in (1, 2, 3):
        version = halls.plan_version(number)
        assert counts_of(version.needs) == {name: version.figures[name] for name in COUNTS}
        assert halls.plan_figures(number) == counts_of(version.needs)


def test_sites_and_segments_sum_to_the_plan(halls: Company) -> None:
    for number in (1, 2, 3):
        parts = [halls.acting_as(PARTS[each].person).plan_figures(number) for each in ("north", "south")]
        whole = halls.plan_figures(number)
        assert {name: sum(part[name] for part in parts) for name in COUNTS} == whole


def some(*of: str) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from(of))


@settings(max_examples=40)
@given(
    sites=some("NORTH", "SOUTH"),
    segments=some("key", "web"),
    sees=st.sampled_from([frozenset({P.CUSTOMERS_SEE_ALL}), frozenset({P.CUSTOMERS_SEE}), frozenset()]),
    looks_after=st.sampled_from([frozenset(), frozenset({"web shop owner"})]),
)
def test_nobody_sees_a_need_or_a_run_that_is_not_theirs(
    sites: frozenset[str] | None,
    segments: frozenset[str] | None,
    sees: frozenset[P],
    looks_after: frozenset[str],
    halls: Company,
) -> None:
    allowed = frozenset({P.PLAN_SEE, P.SUPPLY_SEE, P.PROMISE_SEE}) | sees
    person = Person("somebody", permissions=allowed, sites=sites, segments=segments, looks_after=looks_after)
    company = halls.acting_as(person)
    promises = set(company.promises()["promise"])
    whole, seen = halls.plan_version(3), company.plan_version(3)
    expected = [
        need.name
        for need in whole.needs
        if (sites is None or need.site in sites)
        and (need.promise is None or f"P-{need.promise}" in promises)
        and (need.kind != "forecast" or segments is None or need.segment in segments)
    ]
    assert [need.name for need in seen.needs] == expected
    assert {run.site for run in seen.runs} <= (sites if sites is not None else {"NORTH", "SOUTH"})
    assert seen.figures["needs"] <= whole.figures["needs"]
    if sites is segments is None and sees != {P.CUSTOMERS_SEE}:
        assert seen.needs == whole.needs
        assert seen.figures == whole.figures


def test_days_of_a_chain_sum_to_the_delay_also_where_a_part_is_at_another_site(halls: Company) -> None:
    company, found = halls.acting_as(PARTS["north"].person), 0
    for need in company.plan_version(3).needs:
        if need.late_days:
            told = company.explain_need(need.name, 3, seconds=0.2)
            assert sum(link.days for link in told.links) == need.late_days
            found += any(link.thing.name == "another site" for link in told.links)
    assert found


def test_a_run_from_another_site_is_one_from_another_site(halls: Company) -> None:
    company = halls.acting_as(PARTS["north"].person)
    ways = {run.process for run in company.run_list(RunSearch(item="FRAME"), limit=1000).rows}
    assert ways == {"from another site"}
    told = company.pegging("P-1")
    assert {each.site for each in told.expected[0].feeds if told.expected} <= {"NORTH", "another site"}


def test_proposals_that_are_not_seen_cannot_be_accepted(fresh: Company) -> None:
    company = fresh.acting_as(PARTS["north"].person)
    mine = next(row["proposal"] for row in company.proposal_rows() if row["proposal"].startswith("R-"))
    theirs = next(
        row["proposal"] for row in fresh.proposal_rows() if row["site"] == "SOUTH" and row["proposal"][0] == "R"
    )
    with pytest.raises(NotFound, match=f"{theirs} is not proposed"):
        company.accept([mine, theirs])
    assert company.accept([mine]) == [mine]


def test_what_is_made_and_published_is_shown_in_part(fresh: Company) -> None:
    company = fresh.acting_as(PARTS["north"].person)
    made = company.plan(steps=2)
    assert {need.site for need in made.needs} == {run.site for run in made.runs} == {"NORTH"}
    done = company.publish(made.id)
    assert done.plan.state == "published"
    assert not names_in(said_by([made, done]), OF_SOUTH)
    assert {run.site for run in fresh.plan_version(made.id).runs} == {"NORTH", "SOUTH"}


def test_a_run_is_moved_and_reported_only_where_it_is_seen(fresh: Company) -> None:
    company = fresh.acting_as(PARTS["north"].person)
    theirs = next(run for run in fresh.run_list(limit=1000).rows if run.site == "SOUTH" and run.movable)
    for verb in (
        lambda: company.check_move(theirs.id, day(50)),
        lambda: company.move_run(theirs.id, day(50), ""),
        lambda: company.report_production(theirs.id, started=True),
        lambda: company.board_run(theirs.id),
    ):
        with pytest.raises(NotFound):
            verb()
    refused, moved = 0, False
    for number, to in moves_of(company):
        try:
            found = company.check_move(number, to)
        except Conflict:  # it may not start then at all
            continue
        assert not names_in(said_by(found), OF_SOUTH)
        if found.possible and not moved:
            moved = True
            assert not names_in(said_by(company.move_run(number, to, found.seen)), OF_SOUTH)
        elif found.conflicts:
            refused += 1
            with pytest.raises(Conflict) as no_move:
                company.move_run(number, to, found.seen)
            assert not names_in(str(no_move.value), OF_SOUTH)
    assert moved
    assert refused


def test_what_happens_at_a_site_is_reported_only_where_it_is_seen(fresh: Company) -> None:
    company, before = fresh.acting_as(PARTS["north"].person), fresh.database.run(read_state).cursor
    for verb in (
        lambda: company.report_loss("FRAME", "SOUTH", "1", supply="F-1", reason="flood"),
        lambda: company.report_delay("BAR", "SOUTH", day(50), supply="PO-2", reason="late"),
    ):
        with pytest.raises(NotAllowed, match="may see only NORTH, not SOUTH"):
            verb()
    assert fresh.database.run(read_state).cursor == before  # nothing was written
    company.report_loss("BENCH", "NORTH", "1", supply="B-1", reason="flood")
    assert fresh.database.run(read_state).cursor != before


@pytest.mark.parametrize("kind", ["volume", "backlog"])
def test_a_job_about_everything_is_only_for_who_sees_everything(kind: str, fresh: Company) -> None:
    with pytest.raises(NotAllowed, match="all customers and sites"):
        fresh.acting_as(PARTS["north"].person).ask_job(kind)


def test_what_came_of_a_job_is_told_in_part(fresh: Company) -> None:
    company = fresh.acting_as(PARTS["north"].person)
    asked = company.ask_job("plan", seconds=0.1)
    other = fresh.ask_job("volume", count=2)
    failing = fresh.import_later("site.csv", b"site,name\nSOUTH,South hall\n,nothing\n", reason="for the South hall")
    fresh.worker().until_empty()
    assert company.job(asked.id).result == {"plan": "S-4"}
    assert fresh.job(other.id).result.keys() >= {"value", "bound"}
    assert company.job(other.id).result == {}
    assert fresh.job(failing.id).state == "failed"
    assert company.job(failing.id).error == "It failed. Whoever sees all customers and sites sees why."
    assert company.job(failing.id).result == {}
    assert (fresh.job(failing.id).arguments["reason"], company.job(failing.id).arguments["reason"]) == (
        "for the South hall",
        "",
    )


@pytest.mark.parametrize("part", PARTS)
def test_what_feeds_a_promise_names_no_hours_and_no_way_elsewhere(part: str, halls: Company) -> None:
    company = halls.acting_as(PARTS[part].person)
    for name in company.promises()["promise"]:
        told = company.explain(name)
        assert not names_in(said_by(told), PARTS[part].hidden), name
    whole = [halls.explain(name) for name in company.promises()["promise"]]
    assert part != "north" or names_in(said_by(whole), ("LATHE", "SOUTH", "make FRAME"))


def test_a_reason_that_names_another_site_is_not_read(fresh: Company) -> None:
    fresh.publish(3, reason="agreed with the South hall")
    since = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    for part in ("north", "south"):
        company = fresh.acting_as(PARTS[part].person)
        assert not names_in(said_by(company.changes(since)), PARTS[part].hidden)
        said = [each.reason for each in company.changes(since) if each.kind == "plan"]
        assert ("agreed with the South hall" in said) == (part == "south")
        assert {row["reason"] for row in company.plans().to_dicts()} == {"", "something that you do not see"}


# ---------------------------------------------------------------- what texts name

KEYS = st.text("abAB12- ", min_size=1, max_size=6)


@settings(max_examples=200)
@given(
    st.dictionaries(KEYS, st.sampled_from(("N", "S")), max_size=6),
    st.lists(KEYS, max_size=5),
    st.text(" ,.:;at", max_size=3),
)
def test_a_name_is_found_wherever_it_stands_as_words(sites: dict[str, str], words: list[str], between: str) -> None:
    places = Whereabouts()
    for name, site in sites.items():
        places.know(name, Place(site=site))
    for name, site in sites.items():
        text = f"{' '.join(words)} {name} {between or ' '} {' '.join(words)}"
        assert name.strip() == "" or Place(site=site) in set(places.named_in(text))


def test_the_longest_process_is_meant() -> None:
    places = Whereabouts()
    places.know("buy TOP", Place(site="SOUTH"), process=True)
    places.know("buy TOP-OAK", Place(site="NORTH"), process=True)
    assert set(places.named_in("buy TOP-OAK (expedited): 3 d sooner")) == {Place(site="NORTH")}
    assert set(places.named_in("made by 'buy TOP'")) == {Place(site="SOUTH")}
