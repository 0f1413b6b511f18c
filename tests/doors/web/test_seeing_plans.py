"""No page and no endpoint about plans and runs says anything of a site, or of a segment, that somebody does not see."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from tests.company.two_sites_for_tests import OF_NORTH, OF_SOUTH, OF_WEB, begun, two_sites
from tests.company.workshop_for_tests import Clock
from tests.doors.conftest import Served, with_people

from handfast import facade
from handfast.company.models.people import User
from handfast.doors.entrance.access import ACCESS
from handfast.doors.entrance.served import serving

PARTS = {
    "NORTH": ({"sites": ["NORTH"]}, OF_SOUTH),
    "SOUTH": ({"sites": ["SOUTH"]}, OF_NORTH),
    "key": ({"segments": ["key"]}, OF_WEB),
}
"""What somebody may see, as it is kept, and what no answer names to them."""

PAGES = {
    "supply": ("/supply/", "/supply/?kind=make", "/supply/?kind=move", "/supply/?kind=delay", "/supply/?zoom=quarter"),
    "supply_hours": ("/supply/hours/",),
    "supply_behind": ("/supply/behind/?resource={resource}&week=2027-03-{week}",),
    "supply_runs": ("/supply/?resource={resource}", "/supply/runs/?resource={resource}"),
    "supply_runs_table": ("/supply/runs/table/?resource={resource}&zoom=quarter",),
    "supply_move": ("/supply/runs/{run}/move/?to=2027-04-0{week}",),
    "supply_job": ("/supply/jobs/1/",),
    "supply_compare": ("/supply/plans/{plan}/",),
    "resources": ("/resources/",),
    "resource": ("/resources/of/{resource}/",),
    "resource_chart": ("/resources/chart/{resource}/",),
    "resource_runs_chart": ("/resources/runs/{resource}/",),
    "suppliers": ("/suppliers/",),
    "supplier": ("/suppliers/of/MILL/",),
    "supplier_chart": ("/suppliers/chart/MILL/",),
    "items": ("/items/",),
    "item": tuple(f"/items/of/{item}/" for item in ("BENCH", "FRAME", "TOP", "BAR")),
    "item_chart": ("/items/chart/FRAME/",),
    "api:items": ("/api/v1/items",),
    "api:item": ("/api/v1/items/FRAME", "/api/v1/items/BENCH"),
    "today": ("/",),
    "api:plans": ("/api/v1/plans",),
    "api:plan": ("/api/v1/plans/{plan}",),
    "api:runs": ("/api/v1/runs?limit=100", "/api/v1/runs?resource={resource}&limit=100"),
    "api:run": ("/api/v1/runs/{run}",),
    "api:run_move": ("/api/v1/runs/{run}/move?to=2027-04-0{week}",),
    "api:jobs": ("/api/v1/jobs",),
    "api:job": ("/api/v1/jobs/1",),
}
WRITING = {"supply_accept", "supply_plan", "supply_job_cancel", "supply_publish"}


@pytest.fixture(scope="module")
def halls_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = with_people(tmp_path_factory.mktemp("halls") / "halls.db", two_sites())
    with facade.open(path, actor="tests", clock=Clock()) as company:
        begun(company)
        company.ask_job("plan", steps=0)
        company.worker().until_empty()
    return path


@pytest.fixture
def halls(halls_file: Path, tmp_path: Path, _django: None) -> Iterator[Served]:
    path = shutil.copy(halls_file, tmp_path / "halls.db")
    with facade.open(path, actor="server", clock=Clock()) as company, serving(company):
        yield Served(company)


def bounded(halls: Served, role: str, **seen: list[str]) -> Client:
    """Return a browser of somebody who sees only so much."""
    with halls.company.database.here():
        User.objects.filter(username=role).update(**seen)
    return halls.browser(role)


def addresses(halls: Served) -> Iterator[str]:
    runs = halls.company.run_list(limit=1000).rows
    for pattern in (each for them in PAGES.values() for each in them):
        names = {name for name in ("resource", "run", "plan", "week") if f"{{{name}}}" in pattern}
        for resource in ("WELD", "LATHE") if "resource" in names else ("",):
            for run in runs[::7] if "run" in names else runs[:1]:
                for plan in (1, 2, 3) if "plan" in names else (0,):
                    for week in (1, 8) if "week" in names else (0,):
                        yield pattern.format(resource=resource, run=run.id, plan=plan, week=week)


def names_in(text: str, hidden: tuple[str, ...]) -> list[str]:
    return [name for name in hidden if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def test_every_address_of_supply_and_plans_is_tried() -> None:
    about = {
        name for name in ACCESS if re.match(r"supply_|supply$|supplier|resource|item|api:(plan|run|job|item)", name)
    }
    assert about - WRITING == PAGES.keys() - {"today"}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", ["planner", "sales_manager"])
def test_no_answer_names_what_is_not_seen(part: str, role: str, halls: Served) -> None:
    seen, hidden = PARTS[part]
    browser, answered = bounded(halls, role, **seen), set()
    for address in addresses(halls):
        answer = browser.get(address, headers={"HX-Request": "true"} if address.startswith("/supply/runs/?") else {})
        assert answer.status_code in {200, 302, 403, 404, 409}, address
        if answer.status_code not in {302, 404}:  # what is not there is called as it was asked for
            told = unescape(answer.content.decode())
            assert not names_in(told, hidden), (address, names_in(told, hidden))
            answered.add(address if answer.status_code == 200 else "")
    assert len(answered) > 30 or role == "sales_manager"
    for sure in ("/supply/", "/supply/plans/3/", "/api/v1/plans", "/api/v1/plans/3", "/api/v1/runs?limit=100", "/"):
        assert sure in answered


def test_who_sees_everything_finds_all_these_names(halls: Served) -> None:
    """The test above would notice."""
    browser = halls.browser("planner")
    told = "".join(unescape(browser.get(address).content.decode()) for address in addresses(halls))
    assert set(names_in(told, OF_NORTH + OF_SOUTH)) >= {"NORTH", "SOUTH", "WELD", "LATHE", "Big lathe", "make FRAME"}


def test_the_list_of_plans_tells_no_sums_to_who_sees_a_part(halls: Served) -> None:
    browser = bounded(halls, "planner", sites=["NORTH"])
    for row in browser.get("/api/v1/plans").json()["rows"]:
        assert {row[name] for name in ("needs", "late", "late_days", "in_part", "unmet", "total", "lower_bound")} == {
            None
        }
    figures = browser.get("/api/v1/plans/3").json()["figures"]
    whole = halls.browser("executive").get("/api/v1/plans/3").json()["figures"]
    assert (figures["total"], figures["lower_bound"], figures["score"], figures["starts"]) == (None, None, None, [])
    assert 0 < figures["needs"] < whole["needs"]
    assert whole["total"]


def test_the_page_compares_the_needs_that_are_seen(halls: Served) -> None:
    north = bounded(halls, "planner", sites=["NORTH"])
    told = north.get("/supply/").content.decode()
    assert "S-2 is published, made " in told
    assert "needs are late" not in told
    counted = halls.company.acting_as(_person(halls)).plan_figures("S-3")
    rows = re.findall(
        r"<tr><td>needs</td><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>", north.get("/supply/plans/3/").content.decode()
    )
    assert rows[0][1] == str(counted["needs"])
    assert "from another site" in north.get("/supply/plans/3/").content.decode()


def _person(halls: Served) -> object:
    from handfast.company.people.directory import person_of, user_named

    with halls.company.database.here():
        return person_of(user_named("planner"))
