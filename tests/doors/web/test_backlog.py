"""New days for promises: a worker proposes, whoever may looks at each line, and agreeing revises the promises."""

from __future__ import annotations

import re
from html import unescape

import polars as pl
from tests.doors.conftest import Served

PAGE = "/promises/new-days/"


def read(served: Served, role: str, path: str = PAGE) -> str:
    answer = served.browser(role).get(path, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_it_is_asked_for_here_and_made_by_a_worker(flooded: Served) -> None:
    browser = flooded.browser("planner")
    told = browser.post(f"{PAGE}propose/", {"most_days_later": "ten"}, follow=True).content.decode()
    assert "“ten” is no number of days" in unescape(told)
    assert not flooded.company.jobs()
    told = browser.post(f"{PAGE}propose/", {"most_days_later": "40"}, follow=True).content.decode()
    assert "The proposal waits for the worker." in told
    (job,) = flooded.company.jobs()
    assert (job.kind, job.actor, job.arguments) == ("backlog", "planner", {"most_days_later": 40})
    flooded.company.worker().until_empty()
    answer = browser.get(f"{PAGE}jobs/{job.id}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"{PAGE}1/"
    assert flooded.company.backlog_proposal().actor == "planner"


def test_every_line_is_shown_with_its_days_and_why(flooded: Served) -> None:
    proposal = flooded.company.backlog()
    html = read(flooded, "planner")
    assert proposal.name in html
    shown = [line for line in proposal.lines if line.change != "same day"]
    assert shown
    for line in shown:
        assert f'href="/promises/{line.promise}/">{line.name}</a>' in html
        assert line.why.partition(";")[0] in html
    assert 'name="reason"' not in html  # a planner proposes, and another agrees
    assert 'name="reason"' in read(flooded, "sales_manager")
    assert f"{proposal.name} proposes" in read(flooded, "sales_manager", "/") or not any(map(days, proposal.open))


def days(line: object) -> int:
    return getattr(line, "days", 0) or 0


def test_agreeing_revises_in_ones_own_name_and_a_second_time_says_so(flooded: Served) -> None:
    proposal = flooded.company.backlog()
    meant = [line for line in proposal.open if line.change != "same day"]
    browser, address = flooded.browser("executive"), f"{PAGE}{proposal.id}/agree/"
    assert "No promise was chosen." in told(browser.post(address, {"reason": "x", "all": ""}, follow=True))
    assert "Say why" in told(browser.post(address, {"reason": " ", "all": "yes"}, follow=True))
    done = told(browser.post(address, {"reason": "<b>agreed</b>", "all": "yes"}, follow=True))
    assert f"{len(meant)} promise" in done
    assert "revised" in done
    for line in meant:
        life = flooded.company.explain(line.promise)
        assert life.promise.arrive_day == line.day
        assert any(each.actor == "executive" and "<b>agreed</b>" in each.reason for each in life.life)
    again = told(browser.post(address, {"reason": "x", "all": "yes"}, follow=True))
    assert f"Nothing of {proposal.name} is left to agree to." in again
    assert flooded.browser("planner").post(address, {"reason": "x", "all": "yes"}).status_code == 403
    assert flooded.company.verify() == []


def told(answer: object) -> str:
    notice = re.search(r'<div id="notice".*?</div>', answer.content.decode(), re.DOTALL)  # type: ignore[attr-defined]
    assert notice
    return unescape(notice[0])


def test_one_that_the_company_has_left_behind_is_only_looked_at(flooded: Served) -> None:
    proposal = flooded.company.backlog()
    flooded.company.load({"customer": flooded.company.table("customer").with_columns(name=pl.lit("another name"))})
    html = read(flooded, "executive")
    assert proposal.name in html
    assert "nobody can agree to it any more" in html
    assert 'name="reason"' not in html


def test_whoever_sees_a_part_of_the_company_sees_none_of_it(flooded: Served) -> None:
    from handfast.company.models.people import User

    flooded.company.backlog()
    assert f'href="{PAGE}"' in read(flooded, "planner", "/promises/")
    with flooded.company.database.here():
        User.objects.filter(username="planner").update(sites=["NORTH"])
    assert not [path for path in ("/promises/", "/") if f'href="{PAGE}"' in read(flooded, "planner", path)]
    assert flooded.browser("planner").get(PAGE).status_code == 403
    answer = flooded.browser("planner").post(f"{PAGE}propose/")
    assert answer.status_code == 403
    assert not flooded.company.jobs()
