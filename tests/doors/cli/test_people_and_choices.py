"""``handfast plan people`` and ``handfast choices`` on the joinery, as people read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run


@pytest.fixture
def with_teams(here: Path, at_joinery: Run) -> Run:
    """The joinery, whose people are a team that may work two hours more a week, and a full book of orders."""
    folder = here / "teams"
    folder.mkdir()
    (folder / "team.csv").write_text("team,name,overtime_per_week,changes_per_week\nHANDS,All hands,120,3\n", "utf-8")
    (folder / "calendar.csv").write_text(
        "calendar,monday,tuesday,wednesday,thursday,friday\nshort,60,60,60,60,60\nlong days,60,60,60,60,60\n",
        "utf-8",
    )
    (folder / "resource.csv").write_text(
        "resource,site,calendar,cost_per_hour,overtime_calendar,overtime_cost_per_hour,team\n"
        "Team,SHOP,short,36.00,long days,12.00,HANDS\n",
        "utf-8",
    )
    (folder / "forecast.csv").write_text(
        "item,site,first_day,last_day,quantity\nBENCH,SHOP,2027-03-08,2027-03-14,60\nBENCH,SHOP,2027-03-15,2027-03-21,60\n",
        "utf-8",
    )
    assert at_joinery("import", str(folder), "--yes").code == 0
    return at_joinery


def test_a_plan_says_what_it_asks_of_people(with_teams: Run) -> None:
    assert with_teams("plan", "--steps", "200", "--overtime").code == 0
    answer = with_teams("plan", "people")
    assert answer.code == 0, answer.err
    assert "What is asked of people" in answer.out
    assert "Nobody is asked for more than the team table allows." in answer.out
    weeks = with_teams("plan", "people", "--json").json["weeks"]
    assert all(week["overtime"] <= 2.0 and not week["exceeded"] for week in weeks if week["team"] == "HANDS")
    assert any(week["overtime"] > 0 and week["overtime_cost"] != "0.00" for week in weeks)
    assert with_teams("plan", "people", "S-99").code != 0


def test_choices_are_compared_with_their_cost(with_teams: Run) -> None:
    answer = with_teams(
        "choices", "--machine", "Team,cost=1200,weekly=10", "--hire", "Team,hours=5", "--weeks", "4", "--steps", "20"
    )
    assert answer.code == 0, answer.err
    said = " ".join(answer.out.split())
    assert "1 more" in said
    assert "late days: beside" in said
    assert "weeks" in said
    form = with_teams("choices", "--machine", "Team,cost=1200,weekly=1", "--weeks", "4", "--json").json
    machine = form["choices"][0]
    assert 0 < machine["gain"] <= machine["at_most"] + 0.01
    assert machine["payback_weeks"] == pytest.approx(1200 / (machine["margin"] / 4 - 1), abs=0.06)


def test_without_choices_the_scarcest_are_suggested(with_teams: Run) -> None:
    said = " ".join(with_teams("choices", "--weeks", "4").out.split())
    assert "What is scarcest" in said
    assert "40 h a week at Team" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--machine", "Saw"), "There is no resource Saw. There are: Team."),
        (("--machine", "Team,unit=2"), "unit is not known"),
        (("--hire", "Team"), "hours is missing"),
        (("--hire", "Team,hours=0"), "is out of bounds"),
        (("--machine", "Team,units=1.5"), "is out of bounds"),
        (("--supplier", "TOP,site=SHOP,days=3,price=x"), "Price 'x' is not a number"),
        (("--supplier", "TOP,site=MOON,days=3,price=30"), "No stock point is TOP at MOON"),
        (("--weeks", "4", "--months", "1"), "Give --weeks or --months, not both."),
    ],
)
def test_what_cannot_be_weighed_is_told(at_joinery: Run, words: tuple[str, ...], said: str) -> None:
    answer = at_joinery("choices", *words)
    assert answer.code != 0
    assert said in " ".join(answer.err.split()), answer.err
