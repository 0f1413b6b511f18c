"""What OpenAPI tells of the API: frozen, so that nobody changes by accident what programs rely on, and true."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from tests.doors.conftest import HOST, Served

from handfast.company.actions.people.make_token import make_token
from handfast.company.people.directory import person_of, user_named
from handfast.doors.api.urls import api

SNAPSHOT = Path(__file__).parent / "openapi.json"
REWRITE = "HANDFAST_OPENAPI"
"""Set to ``write`` where the API was changed on purpose."""


def told() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_params={})))
    return schema


def test_the_api_is_what_it_was() -> None:
    now = json.dumps(told(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get(REWRITE) == "write":
        SNAPSHOT.write_text(now)
    assert SNAPSHOT.read_text() == now, f"if it was changed on purpose: {REWRITE}=write pytest {__file__}"


def test_the_api_tells_of_itself(looked_at: Served) -> None:
    assert looked_at.browser().get("/api/v1/openapi.json").json() == told()


def test_what_everybody_may_ask_for_is_not_made_anew_for_each() -> None:
    assert api.get_openapi_schema() is api.get_openapi_schema(path_params={})


def test_every_endpoint_tells_how_it_refuses() -> None:
    for path, methods in told()["paths"].items():
        for method, operation in methods.items():
            content = operation["responses"]["default"]["content"]
            assert set(content) == {"application/problem+json"}, (path, method)
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)


FEW = settings(
    max_examples=6,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]


@pytest.mark.slow
@pytest.mark.parametrize("role", ["system", "planner", "administrator"])
def test_nothing_that_is_sent_breaks_it(served: Served, role: str) -> None:
    """Schemathesis makes requests of the whole schema; none may break anything, and answers are what it says."""
    with served.company.database.here():
        person = person_of(user_named(role))
        scope = sorted(person.permissions)
        secret = make_token("tests", scope, days=1, by=person, now=served.company.clock()).secret
    schema = schemathesis.openapi.from_dict(told())
    schema.app = closing(WSGIHandler())
    schema.location = "/api/v1/openapi.json"
    statuses: Counter[int] = Counter()
    for found in schema.get_all_operations():
        ask(found.ok(), f"Bearer {secret}", statuses)
    assert statuses[200] + statuses[201] > 5
    assert statuses[429] == 0


def closing(application: Any) -> Any:
    """Close each answer, and the files that came with its request, as a server does."""

    def answer(environ: dict[str, Any], start: Any) -> list[bytes]:
        response = application(environ, start)
        try:
            return [b"".join(response)]
        finally:
            response.close()

    return answer


def ask(operation: Any, token: str, statuses: Counter[int]) -> None:
    @FEW
    @given(case=operation.as_strategy())
    def calls(case: Any) -> None:
        answer = case.call_and_validate(
            headers={"Authorization": token, "Host": HOST, "Accept-Encoding": "identity"}, checks=CHECKS
        )
        statuses[answer.status_code] += 1

    calls()
