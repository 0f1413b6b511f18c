"""A company in which nothing is yet is served, too: who brings its data signs in, and finds where."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.doors.conftest import Served

from handfast import facade
from handfast.company.actions.people.visit import visitor
from handfast.company.people.roles import ROLES
from handfast.doors.entrance.served import serving


@pytest.mark.usefixtures("_django")
def test_pages_of_an_empty_company(tmp_path: Path) -> None:
    with facade.create(tmp_path / "new.db", actor="tests") as company, serving(company):
        with company.database.here():
            visitor(ROLES["planner"], now=company.clock())
        served = Served(company)
        assert company.time_zone == "UTC"
        assert served.browser().get("/sign-in/").status_code == 200
        planner = served.browser("planner")
        assert planner.get("/data/").status_code == 200
        answer = planner.get("/")
        assert answer.status_code == 404
        assert "The company is empty yet. Load your tables" in answer.content.decode()
