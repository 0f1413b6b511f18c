"""A database server that is down: every door says so in plain words; the driver's words stay in the log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.company.workshop_for_tests import workshop
from tests.databases import Server
from tests.doors.conftest import Served

from handfast import facade
from handfast.company.actions.people.visit import visitor
from handfast.company.people.roles import ROLES
from handfast.doors.entrance.served import serving

pytestmark = pytest.mark.postgresql

NOWHERE = "/no/such/socket"


@pytest.fixture
def on_server(server: Server, _django: None) -> Iterator[Served]:
    """A workshop on a server, served."""
    name = server.new_database()
    with facade.create(server.url(name), actor="tests") as company:
        company.load(workshop())
        with company.database.here():
            visitor(ROLES["administrator"], now=company.clock())
        company.names()  # the server brings it into memory before it listens
        with serving(company):
            yield Served(company)
    server.drop(name)


def goes_down(served: Served) -> None:
    """Let the server be where nobody answers; the connections that there were are gone."""
    for connection in list(served.company.database._connections):
        connection.settings_dict["HOST"] = NOWHERE
        connection.close()


def test_a_server_that_is_down_is_said_by_every_door(on_server: Served, caplog: pytest.LogCaptureFixture) -> None:
    administrator, nobody = on_server.browser("administrator"), on_server.browser()
    assert administrator.get("/").status_code == 200
    goes_down(on_server)
    told = [administrator.get(path) for path in ("/", "/people/", "/promises/", "/api/v1/jobs", "/sign-in/")]
    told += [nobody.get("/api/v1/jobs", headers={"Authorization": "Bearer hf_none_of_ours"})]
    told += [nobody.post("/sign-in/", {"name": "administrator", "password": "guessed"})]
    for answer in told:
        assert answer.status_code == 503, answer.request["PATH_INFO"]
        assert b"The company cannot be reached just now" in answer.content
        assert b"The database server cannot be reached. Try again in a while" in answer.content
        for secret in (NOWHERE, on_server.company.database.place, "Is the server running", "psycopg"):
            assert secret.encode() not in answer.content
    for anybody in (nobody, administrator):
        assert anybody.get("/healthz").status_code == 200
        assert anybody.get("/readyz").json() == {"ready": False, "why": "the database does not answer"}
    ours = [each.getMessage() for each in caplog.records if each.name == "handfast.refusals"]
    assert len(ours) == len(told)
    assert all(NOWHERE in each for each in ours)


def test_a_fault_of_ours_on_the_way_to_a_page_stays_one(
    looked_at: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from handfast.doors.entrance import who

    def broken(*_given: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(who, "_person", broken)
    answer = looked_at.browser("sales").get("/")
    assert answer.status_code == 500
    assert b"the secret of the house" not in answer.content
    assert "the secret of the house" in caplog.text
